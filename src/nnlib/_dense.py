"""Networks of dense layers alone, which some checks, lessons and pictures are about: they refuse others."""

from collections.abc import Mapping

from nnlib.layers import Dense, Layer, Pooled


def is_dense(layers: Mapping[int, Layer]) -> bool:
    """Whether all layers are dense, and each stands at one place."""
    return all(type(layer) is Dense for layer in layers.values()) and len(set(layers.values())) == len(layers)


def require_dense(layers: Mapping[int, Layer], what: str, instead: str = "") -> None:
    """Refuse layers of other kinds, and layers at two places, where only a dense network is understood."""
    if not is_dense(layers):
        others = [place_of(l, layer) for l, layer in layers.items() if type(layer) is not Dense]
        found = others[0] if others else "a layer stands at two places"
        msg = f"{what} knows networks of dense layers, but {found}{instead and ': '}{instead}"
        raise TypeError(msg)


def place_of(l: int, layer: Layer) -> str:
    """Return which layer of another kind stands where, in the words of a network's list."""
    return f"layer {l} stands behind MaxPool" if isinstance(layer, Pooled) else f"layer {l} is {type(layer).__name__}"
