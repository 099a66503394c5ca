"""What goes into a layer's product, and how its derivative comes back.

Every layer computes Z[l] = W[l] P + b[l] and A[l] = g[l](Z[l]). Kinds of layers differ in P alone: in a dense layer it
is A[l−1]; in a convolution each of its columns would be a patch of an image. W[l] has n rows and as many columns as P
has rows. A layer that looks at several positions of an example has a column of P for each, the positions of all
examples side by side; in Z[l] and A[l] they stand below one another, so that a column is an example there too.
"""

import math
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from nnlib._arrays import Array
from nnlib._messages import attempt, element, is_a, shown
from nnlib._registry import Described
from nnlib._validation import count

__all__ = ["Dense", "Layer", "connected"]

MOST_LAYERS = 10_000  # what has no end is no list of them


@dataclass(frozen=True, eq=False)
class Layer(Described):
    """A kind of layer; as it stands here, a dense one.

    A layer of one's own is a frozen dataclass. It overrides `inputs` and `back`, and the properties
    where they differ. One object that is listed twice is one layer at two places, with one W and one b.

    Parameters
    ----------
    n : int
        The number of rows of W[l] and b[l].
    input_shape : tuple of int
        The shape of one example of A[l−1], such as ``(n_x,)``. The network fills it in.

    Examples
    --------
    A layer that adds up neighbouring features first:

    >>> import nnlib
    >>> import numpy as np
    >>> @dataclass(frozen=True)
    ... class Pairs(Layer):
    ...     @property
    ...     def n_in(self):
    ...         return self.input_shape[0] // 2
    ...
    ...     def inputs(self, A, l):
    ...         return A[l - 1][::2] + A[l - 1][1::2]
    ...
    ...     def back(self, dP, A, l):
    ...         return np.repeat(dP, 2, axis=0)
    >>> model = nnlib.Network([4, Pairs(3), 1], rng=0)
    >>> model.W[1].shape
    (3, 2)
    >>> X, Y = np.random.default_rng(1).normal(size=(4, 5)), [[0, 1, 1, 0, 1]]
    >>> nnlib.gradient_check(model, X, Y).verdict
    'passed'
    """

    n: int
    input_shape: tuple[int, ...] = field(default=(), kw_only=True)

    def __post_init__(self) -> None:
        """Refuse what is no number of rows."""
        object.__setattr__(self, "n", count("n", self.n))

    @property
    def n_in(self) -> int:
        """The number of columns of W[l], and of rows of P."""
        return math.prod(self.input_shape)

    @property
    def positions(self) -> int:
        """The number of columns of P that an example has."""
        return 1

    @property
    def output_shape(self) -> tuple[int, ...]:
        """The shape of one example of A[l]: what the next layer takes."""
        return (self.n * self.positions,)

    def inputs(self, A: Mapping[int, Array], l: int) -> Array:
        """Return P, (n_in, positions · m), from A[0] to A[l−1]: position p of example i stands in column p · m + i."""
        return A[l - 1]

    def back(self, dP: Array, A: Mapping[int, Array], l: int) -> Array:  # noqa: ARG002  others need A
        """Return dA[l−1], of the shape and type of A[l−1], from dP: an array that may be written into."""
        return dP

    def stacked(self, Z: Array) -> Array:
        """Return Z[l] of shape (n · positions, m) from the product, of shape (n, positions · m)."""
        return Z.reshape(self.n * self.positions, -1)

    def side_by_side(self, dZ: Array) -> Array:
        """Return dZ[l] of shape (n, positions · m) from (n · positions, m), the way back of `stacked`."""
        return dZ.reshape(self.n, -1)


@dataclass(frozen=True, eq=False)
class Dense(Layer):
    """A dense layer: every node sees every input, Z[l] = W[l] A[l−1] + b[l]. A number in a network stands for one.

    Parameters
    ----------
    n : int
        The number of nodes, n_l.
    input_shape : tuple of int
        As in `Layer`.

    Examples
    --------
    >>> import nnlib
    >>> twice = Dense(4)
    >>> nnlib.Network([4, twice, twice, 1]).parameters.vector.size  # 4 · 4 + 4, once, and 4 + 1
    25
    """

    def stacked(self, Z: Array) -> Array:
        """Return Z[l] itself: an example is one column of the product."""
        return Z

    def side_by_side(self, dZ: Array) -> Array:
        """Return dZ[l] itself."""
        return dZ


def connected(layer_sizes: Iterable[Any]) -> tuple[dict[int, Layer], dict[int, int]]:
    """Return a network's layers by number, each told its input's shape, and which of them is an earlier one again."""
    other = any(is_a(layer_sizes, kind) for kind in (str, bytes, Mapping, AbstractSet))
    listed = None if other else attempt(lambda: list(islice(layer_sizes, MOST_LAYERS)), otherwise=None)
    if listed is None or len(listed) == MOST_LAYERS:
        msg = f"layer_sizes must list the number of nodes of each layer, such as [64, 32, 10], got {shown(layer_sizes)}"
        raise TypeError(msg)
    sizes: list[Any] = [
        size if is_a(size, Layer if l else tuple) else count(element("layer_sizes", (l,)), size)
        for l, size in enumerate(listed)
    ]
    if len(sizes) < 2:  # noqa: PLR2004  an input and an output
        msg = f"layer_sizes must list at least n_x and n_y, such as [2, 1], got {shown(sizes)}"
        raise ValueError(msg)
    n_x, *sizes = sizes
    shape = tuple(count("layer_sizes[0]", n) for n in (n_x if isinstance(n_x, tuple) else (n_x,)))
    layers: dict[int, Layer] = {}
    places: dict[int, int] = {}
    repeats: dict[int, int] = {}
    for l, layer in enumerate([size if isinstance(size, Layer) else Dense(size) for size in sizes], start=1):
        first = places.setdefault(id(layer), l)
        layers[l] = replace(layer, input_shape=shape) if first == l else layers[first]
        if first != l:
            repeats[l] = first
        if layers[l].input_shape != shape:
            takes = shown(layers[first].input_shape)
            msg = f"layer {l} is layer {first} again, which takes {takes}, but it is given {shown(shape)}"
            raise ValueError(msg)
        count(f"positions of layer {l}", layers[l].positions)
        shape = layers[l].output_shape
    return layers, repeats
