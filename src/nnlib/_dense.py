"""Networks of dense layers alone, which some checks, lessons and pictures are about: they refuse others."""

from collections.abc import Mapping

from nnlib.layers import Dense, Layer


def is_dense(layers: Mapping[int, Layer]) -> bool:
    """Whether all layers are dense, and each stands at one place."""
    return all(type(layer) is Dense for layer in layers.values()) and len(set(layers.values())) == len(layers)


def require_dense(layers: Mapping[int, Layer], what: str) -> None:
    """Refuse layers of other kinds, and layers at two places, where only a dense network is understood."""
    if not is_dense(layers):
        other = [f"layer {l} is {type(layer).__name__}" for l, layer in layers.items() if type(layer) is not Dense]
        msg = f"{what} knows networks of dense layers, but {other[0] if other else 'a layer stands at two places'}"
        raise TypeError(msg)
