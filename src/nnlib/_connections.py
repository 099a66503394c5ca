"""How a list of sizes and layers becomes the numbered layers of a network, and how these are written and printed."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import MISSING, fields, replace
from itertools import islice
from typing import Any

from nnlib._messages import attempt, element, is_a, shown
from nnlib._printing import prints_everywhere
from nnlib._tables import table
from nnlib._validation import count
from nnlib._windows import Windows
from nnlib.layers import Dense, Layer, MaxPool, Pooled, Recurrent

MOST_LAYERS = 10_000  # what has no end is no list of them


@prints_everywhere
class Layers(dict[int, Layer]):
    """A network's layers by number; printed, a table of their shapes and parameters."""

    def __repr__(self) -> str:
        """Show what each layer is, the shapes of A[l] and W[l], and how many parameters it has."""
        return "\n".join(table(("layer", "", "A[l]", "W[l]", "parameters"), self.rows()))

    def rows(self) -> list[tuple[str, ...]]:
        """Return the rows of the printed table."""
        rows: list[tuple[str, ...]] = []
        first: dict[int, int] = {}
        for l, layer in self.items():
            if self.goes_on(l):
                continue
            end = l + layer.places - 1
            while isinstance(layer, Pooled):
                rows.append(("", written(layer.pool), by(layer.pooled_shape), "", ""))
                layer = layer.layer  # noqa: PLW2901  the one behind the pool
            numbers = str(l) if end == l else f"{l}-{end}"
            own = first.setdefault(id(layer), l)
            parameters = f"{layer.n * layer.n_in + layer.n:,}" if own == l else f"of layer {own}"
            rows.append((numbers, written(layer), by(layer.output_shape), by((layer.n, layer.n_in)), parameters))
        return rows

    @property
    def entries(self) -> list[str]:
        """The entries of the list that the network was built of, as they are written."""
        return [by(self[1].input_shape), *(written(layer) for l, layer in self.items() if not self.goes_on(l))]

    def goes_on(self, l: int) -> bool:
        """Return whether layer l is of the same entry as the one before it, as in a recurrent network."""
        return l > 1 and self[l] is self[l - 1] and self[l].places > 1


def by(shape: tuple[int, ...]) -> str:
    """Return a shape as it is read aloud."""
    return "x".join(map(str, shape))


def written(entry: Layer | MaxPool) -> str:
    """Return an entry of a network's list as it is written there: settings that are the usual ones are left out."""
    if isinstance(entry, Pooled):
        return f"{written(entry.pool)}-{written(entry.layer)}"
    if type(entry) is Dense:
        return str(entry.n)
    settings = [(one, getattr(entry, one.name)) for one in fields(entry) if one.name != "input_shape"]
    told = [shown(x) if one.default is MISSING else f"{one.name}={shown(x)}" for one, x in settings if x != one.default]
    return f"{type(entry).__name__}({', '.join(told)})"


def connected(layer_sizes: Iterable[Any]) -> tuple[Layers, dict[int, int]]:
    """Return a network's layers by number, each told its input's shape, and which of them is an earlier one again."""
    n_x, *entries = listed(layer_sizes)
    shape = tuple(count("layer_sizes[0]", n) for n in (n_x if isinstance(n_x, tuple) else (n_x,)))
    if not shape:
        msg = "layer_sizes[0] must be n_x or the shape of an example, such as (1, 28, 28), got ()"
        raise ValueError(msg)
    layers, repeats = Layers(), {}
    pools: list[MaxPool] = []
    known: dict[int, tuple[int, Layer]] = {}  # of each entry, its first place, and what it has become there
    for entry in [part for each in entries for part in parts(each)]:
        if isinstance(entry, MaxPool):
            pools.append(entry)
            continue
        l = len(layers) + 1
        first, layer = known.get(id(entry), (l, entry))
        try:
            layers[l] = placed(layer, shape, pools, first if first < l else None)
            if l > 1 and isinstance(layer, Recurrent):  # such as behind a layer of one's own that makes sequences
                msg = "it takes its x<t> from X, so it has to be the first of the list"
                raise ValueError(msg)  # noqa: TRY301  the layer is named below
            count("the number of positions", layers[l].positions)
        except ValueError as error:
            msg = f"layer {l} ({'-'.join([*map(written, pools), written(layer)])}): {error}"
            raise ValueError(msg) from None
        known[id(entry)] = first, unpooled(layers[l])
        if (last := l + layers[l].places - 1) > MOST_LAYERS:
            msg = f"a network can have at most {MOST_LAYERS:,} layers, and this one has {last:,}"
            raise ValueError(msg)
        for again in range(l, last + 1):
            layers[again] = layers[l]
            if again > first:
                repeats[again] = first
        shape, pools = layers[l].output_shape, []
    if pools:
        msg = f"layer_sizes ends with {written(pools[-1])}, which belongs to the layer after it: add one, such as 10"
        raise ValueError(msg)
    return layers, repeats


def listed(layer_sizes: Iterable[Any]) -> list[Any]:
    """Return the entries of a network's list, checked: n_x or the shape of an example, numbers, layers and pools."""
    other = any(is_a(layer_sizes, kind) for kind in (str, bytes, Mapping, AbstractSet))
    entries = None if other else attempt(lambda: list(islice(layer_sizes, MOST_LAYERS)), otherwise=None)
    if entries is None or len(entries) == MOST_LAYERS:
        msg = f"layer_sizes must list the number of nodes of each layer, such as [64, 32, 10], got {shown(layer_sizes)}"
        raise TypeError(msg)
    if len(entries) > 1 and any(is_a(entries[0], kind) for kind in (Layer, MaxPool, list)):
        first = shown(entries[0]) if is_a(entries[0], list) else written(entries[0])
        msg = f"layer_sizes must begin with n_x, or with the shape of an example, such as (1, 28, 28), got {first}"
        raise TypeError(msg)
    for l, entry in enumerate(entries):
        if not any(is_a(entry, kind) for kind in ((Layer, MaxPool) if l else (tuple,))):
            entries[l] = count(element("layer_sizes", (l,)), entry)
    if len(entries) < 2:  # noqa: PLR2004  an input and an output
        msg = f"layer_sizes must list at least n_x and n_y, such as [2, 1], got {shown(entries)}"
        raise ValueError(msg)
    return entries


def parts(entry: int | Layer | MaxPool) -> list[Layer | MaxPool]:
    """Return the pools and the layer that an entry is: one behind pools comes from another network's ``layers``."""
    if isinstance(entry, Pooled):
        return [entry.pool, *parts(entry.layer)]
    return [entry if isinstance(entry, Layer | MaxPool) else Dense(entry)]


def placed(layer: Layer, shape: tuple[int, ...], pools: Sequence[MaxPool], first: int | None) -> Layer:
    """Return a layer that is told what one example of its input is, behind these pools; ValueError if it does not fit.

    A layer that stands at a `first` place already knows it, and has to be given the same.
    """
    if pools:
        pool, *others = pools
        left = (shape[0], *Windows(shape, pool.size, pool.stride or pool.size).positions)
        behind = placed(layer, left, others, first)
        return Pooled(layer.n, input_shape=shape, pool=pool, layer=behind)
    if first is None:
        return replace(layer, input_shape=shape)
    if layer.input_shape != shape:
        msg = f"it is layer {first} again, which takes {shown(layer.input_shape)}, but it is given {shown(shape)}"
        raise ValueError(msg)
    return layer


def unpooled(layer: Layer) -> Layer:
    """Return the layer that stands behind max pooling, or the layer itself."""
    return unpooled(layer.layer) if isinstance(layer, Pooled) else layer
