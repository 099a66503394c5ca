"""Layers: the input P[l] of a layer's product, and the way its derivative goes back.

Every layer computes Z[l] = W[l] P[l] + b[l] and A[l] = g[l](Z[l]). Layers differ in P only. In a dense layer P is
A[l−1]. In a convolution each column of P is a patch of an image. In a recurrent layer P is A[l−1] on top of the next
piece of X. W[l] has n rows and as many columns as P has rows. If a layer looks at several positions of an example, P
has a column for each, the positions of all examples side by side. In Z[l] and A[l] the positions of an example stand
below one another, so that a column is an example there too.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, TypeAlias

import numpy as np

from nnlib._arrays import Array, DTypeLike
from nnlib._registry import Described
from nnlib._validation import count, require_instance
from nnlib._windows import Size, Windows, both, size

__all__ = ["Convolution", "Dense", "Layer", "MaxPool", "Pooled", "Recurrent"]

Room: TypeAlias = dict[str, Any]
"""Arrays that one layer writes into, update after update, by name; empty at first."""


def array_in(room: Room | None, name: str, shape: tuple[int, ...], dtype: DTypeLike) -> Array:
    """Return the array of this name; zeros, where there is no room or nothing in it yet."""
    room = {} if room is None else room
    if name not in room:
        room[name] = np.zeros(shape, dtype)
    return room[name]


@dataclass(frozen=True, eq=False)
class Layer(Described):
    """A kind of layer; a dense one, unless its methods are overridden.

    To write a layer, override `inputs` and `back`, and the properties that differ. A layer with its own settings is a
    frozen dataclass. An object that is listed twice is one layer at two places, with one W and one b.

    Parameters
    ----------
    n : int
        The number of rows of W[l] and b[l].
    input_shape : tuple of int
        The shape of one example of A[l−1], such as ``(n_x,)``. The network fills it in.

    Examples
    --------
    A layer of squares:

    >>> import nnlib
    >>> class Squares(Layer):
    ...     def inputs(self, A, l):
    ...         return A[l - 1] ** 2
    ...     def back(self, dP, A, l):
    ...         return 2 * A[l - 1] * dP
    >>> model = nnlib.Network([2, 3, Squares(4), 1], hidden="tanh", rng=0)
    >>> nnlib.gradient_check(model, [[1, 2, 3], [0, 1, 0.5]], [[0, 1, 0]]).verdict
    'passed'
    """

    has_room: ClassVar[bool] = False
    """Whether `inputs` and `back` take a `Room` as well, so that training allocates nothing."""
    n: int
    input_shape: tuple[int, ...] = field(default=(), kw_only=True)

    def __init_subclass__(cls) -> None:
        """Hand no room to a subclass that writes `inputs` or `back` itself, unless it says that it takes one."""
        super().__init_subclass__()
        if not {"inputs", "back"}.isdisjoint(vars(cls)) and "has_room" not in vars(cls):
            cls.has_room = False

    def __post_init__(self) -> None:
        """Refuse what is no number of rows, and no shape."""
        object.__setattr__(self, "n", count("n", self.n))
        require_instance("input_shape", self.input_shape, tuple, "a tuple, which the network fills in")
        object.__setattr__(self, "input_shape", tuple(count("input_shape", n) for n in self.input_shape))

    @property
    def n_in(self) -> int:
        """The number of columns of W[l], and of rows of P."""
        return math.prod(self.input_shape)

    @property
    def positions(self) -> int:
        """The number of columns of P that an example has."""
        return 1

    @property
    def places(self) -> int:
        """How many layers one entry in the list of layers stands for."""
        return 1

    @property
    def output_shape(self) -> tuple[int, ...]:
        """The shape of one example of A[l], the input of the next layer."""
        return (self.n * self.positions,)

    def inputs(self, A: Mapping[int, Array], l: int) -> Array:
        """Return P, (n_in, positions · m), from A[0] to A[l−1]: position p of example i is column p · m + i."""
        return A[l - 1]

    def back(self, dP: Array, A: Mapping[int, Array], l: int) -> Array:  # noqa: ARG002  others need A
        """Return dA[l−1], of the shape and type of A[l−1], from dP: an array that may be written into."""
        return dP

    def sides(self, A: Mapping[int, Array], l: int) -> list[Array]:  # noqa: ARG002  pooling needs A
        """Return arrays that change where a nudge crosses a kink of P, so that a gradient check skips it."""
        return []

    def stacked(self, Z: Array) -> Array:
        """Return Z[l] of shape (n · positions, m) from the product, of shape (n, positions · m)."""
        return Z if self.positions == 1 else Z.reshape(self.n * self.positions, -1)

    def side_by_side(self, dZ: Array) -> Array:
        """Return dZ[l] of shape (n, positions · m) from (n · positions, m), the way back of `stacked`."""
        return dZ if self.positions == 1 else dZ.reshape(self.n, -1)


@dataclass(frozen=True, eq=False)
class Dense(Layer):
    """A dense layer: every node sees every input, Z[l] = W[l] A[l−1] + b[l]. A number in a network's list means one.

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


@dataclass(frozen=True, eq=False)
class Convolution(Layer):
    """A convolution: one small W slides over an image, Z[l] = W[l] P + b[l]; each column of P is a patch.

    An image is (channels, height, width), and its pixels are the rows of A[l−1] in this order. P has a row for each
    channel and pixel of the kernel, and W[l] a row for each kernel. The kernel is not flipped, as in other libraries.

    Parameters
    ----------
    n : int
        The number of kernels, which are the channels of A[l].
    kernel_size : int or (int, int)
        Height and width of a patch.
    input_shape : tuple of int
        (channels, height, width). The network fills it in.
    stride : int or (int, int), default 1
        The number of pixels by which the kernel moves. Pixels at the end that do not fill a patch are ignored.
    padding : int or (int, int), default 0
        The number of zeros around the image: above and below, left and right.

    Examples
    --------
    >>> import nnlib
    >>> model = nnlib.Network([(1, 28, 28), Convolution(8, 5), MaxPool(2), 64, 10], output="softmax", rng=0)
    >>> model.W[1].shape, model.layer_sizes
    ((8, 25), (784, 4608, 64, 10))
    """

    has_room: ClassVar[bool] = True
    kernel_size: Size
    stride: Size = field(default=1, kw_only=True)
    padding: Size = field(default=0, kw_only=True)

    def __post_init__(self) -> None:
        """Refuse what is no size."""
        super().__post_init__()
        for name, least in (("kernel_size", 1), ("stride", 1), ("padding", 0)):
            object.__setattr__(self, name, size(name, getattr(self, name), least))

    @cached_property
    def windows(self) -> Windows:
        """Where the kernel looks; ValueError where the image is smaller."""
        return Windows(self.input_shape, self.kernel_size, self.stride, self.padding, "kernel_size")

    @property
    def n_in(self) -> int:
        """The pixels of a patch, in all channels."""
        return self.input_shape[0] * math.prod(both(self.kernel_size))

    @property
    def positions(self) -> int:
        """The number of patches."""
        return math.prod(self.windows.positions)

    @property
    def output_shape(self) -> tuple[int, ...]:
        """(n, height, width): a channel for each kernel, a pixel for each patch."""
        return (self.n, *self.windows.positions)

    def unfolded(self, P: Array) -> Array:
        """Return P with six axes: channel, row and column in the kernel, row and column of the patch, example."""
        return P.reshape(self.input_shape[0], *both(self.kernel_size), *self.windows.positions, -1)

    def inputs(self, A: Mapping[int, Array], l: int, room: Room | None = None) -> Array:
        """Return P: with stride 1, pixel (i, j) of the patch (y, x) is the image's (y + i, x + j), 0 outside."""
        image = np.ascontiguousarray(A[l - 1]).reshape(*self.input_shape, -1)
        P = array_in(room, "P", (self.n_in, self.positions * image.shape[-1]), image.dtype)
        patches = self.unfolded(P)
        for i, j, patch, seen in self.windows.pixels:
            patches[:, i, j, *patch] = image[seen]
        return P

    def back(self, dP: Array, A: Mapping[int, Array], l: int, room: Room | None = None) -> Array:
        """Return dA[l−1]: a pixel's derivative is the sum over all places in P at which it stands."""
        dA = array_in(room, "dA", A[l - 1].shape, dP.dtype)
        dA.fill(0)
        d_image, d_patches = dA.reshape(*self.input_shape, -1), self.unfolded(dP)
        for i, j, patch, seen in self.windows.pixels:
            d_image[seen] += d_patches[:, i, j, *patch]
        return dA


@dataclass(frozen=True)
class MaxPool(Described):
    """Max pooling: the next layer sees the largest value of each window. It has no W and no b, and is not numbered.

    Parameters
    ----------
    size : int or (int, int)
        Height and width of a window.
    stride : int or (int, int), optional
        The number of pixels by which the window moves; `size` by default, so that no two windows overlap. Pixels at the
        end that do not fill a window are ignored.

    Examples
    --------
    >>> import nnlib
    >>> model = nnlib.Network([(1, 4, 4), MaxPool(2), 1], rng=0)
    >>> model.layers[1].inputs({0: np.arange(16.0).reshape(16, 1)}, 1).T
    array([[ 5.,  7., 13., 15.]])
    """

    size: Size
    stride: Size | None = None

    def __post_init__(self) -> None:
        """Refuse what is no size."""
        object.__setattr__(self, "size", size("size", self.size))
        stride = self.size if self.stride is None else size("stride", self.stride)
        object.__setattr__(self, "stride", None if stride == self.size else stride)


@dataclass(frozen=True, eq=False)
class Pooled(Layer):
    """A layer behind max pooling: its P contains only the largest values."""

    has_room: ClassVar[bool] = True
    pool: MaxPool
    layer: Layer

    @cached_property
    def windows(self) -> Windows:
        """Where the pool looks."""
        return Windows(self.input_shape, self.pool.size, self.pool.stride or self.pool.size)

    @property
    def n_in(self) -> int:
        """The number of columns of W[l], as in the layer."""
        return self.layer.n_in

    @property
    def positions(self) -> int:
        """The number of positions, as in the layer."""
        return self.layer.positions

    @property
    def output_shape(self) -> tuple[int, ...]:
        """The shape of one example of A[l], as in the layer."""
        return self.layer.output_shape

    @property
    def pooled_shape(self) -> tuple[int, ...]:
        """The shape of a pooled image: (channels, height, width)."""
        return (self.input_shape[0], *self.windows.positions)

    def largest(self, A: Mapping[int, Array], l: int, room: Room | None) -> tuple[Array, dict[int, Array]]:
        """Return the image, and A with its largest values in place of A[l−1]."""
        image = np.ascontiguousarray(A[l - 1]).reshape(*self.input_shape, -1)
        pooled = array_in(room, "pooled", (*self.pooled_shape, image.shape[-1]), image.dtype)
        first, *others = self.windows.pixels
        pooled[...] = image[first.seen]
        for pixel in others:
            np.maximum(pooled, image[pixel.seen], out=pooled)
        return image, {**A, l - 1: pooled.reshape(-1, image.shape[-1])}

    def winners(self, image: Array, pooled: Array, room: Room | None) -> Iterator[tuple[tuple[slice, ...], Array]]:
        """Yield the pixels that one pixel of the windows sees, and in which windows it is the first of the largest."""
        pooled = pooled.reshape(*self.pooled_shape, -1)
        still, wins = (array_in(room, name, pooled.shape, np.bool) for name in ("still", "wins"))
        still[...] = True  # where none has won
        for pixel in self.windows.pixels:
            np.equal(image[pixel.seen], pooled, out=wins)
            wins &= still
            still ^= wins
            yield pixel.seen, wins

    def inputs(self, A: Mapping[int, Array], l: int, room: Room | None = None) -> Array:
        """Return the layer's P, of the largest values."""
        _, pooled = self.largest(A, l, room)
        return self.layer.inputs(pooled, l, *self.within(room))

    def back(self, dP: Array, A: Mapping[int, Array], l: int, room: Room | None = None) -> Array:
        """Return dA[l−1]: each derivative goes to the largest pixel, or to the first of several equal ones."""
        image, pooled = self.largest(A, l, room)
        d_pooled = self.layer.back(dP, pooled, l, *self.within(room))
        dA = array_in(room, "dA", A[l - 1].shape, dP.dtype)
        dA.fill(0)
        d_image, d_pooled = dA.reshape(image.shape), d_pooled.reshape(*self.pooled_shape, -1)
        share = array_in(room, "share", d_pooled.shape, dP.dtype)
        for seen, wins in self.winners(image, pooled[l - 1], room):
            d_image[seen] += np.multiply(d_pooled, wins, out=share)
        return dA

    def sides(self, A: Mapping[int, Array], l: int) -> list[Array]:
        """Return which pixel of each window is the largest, and the layer's own."""
        image, pooled = self.largest(A, l, None)
        won = (wins.copy() for _, wins in self.winners(image, pooled[l - 1], None))
        return [*won, *self.layer.sides(pooled, l)]

    def within(self, room: Room | None) -> tuple[Room, ...]:
        """Return the room of the layer, as an argument where it takes one."""
        return () if room is None or not self.layer.has_room else (room.setdefault("layer", {}),)


@dataclass(frozen=True, eq=False)
class Recurrent(Layer):
    """A recurrent cell: it makes up layers 1 to T, and layer t reads x<t>. P is a<t−1> on top of x<t>.

    X holds sequences time by time: x<1> at its top, x<T> at the bottom. One entry in a network's list means all T
    layers, which share one W and one b: a<t> = g(W [a<t−1>; x<t>] + b), and a<0> is 0.

    Parameters
    ----------
    n : int
        The number of nodes of a<t>.
    input_shape : tuple of int
        (T, n_x): the number of times, and the number of features at each. The network fills it in.

    Examples
    --------
    >>> import nnlib
    >>> model = nnlib.Network([(20, 3), Recurrent(16), 1], hidden="tanh", rng=0)
    >>> model.W[1].shape, model.W[20] is model.W[1], model.n_x
    ((16, 19), True, 60)
    """

    has_room: ClassVar[bool] = True

    def __post_init__(self) -> None:
        """Refuse what are no sequences."""
        super().__post_init__()
        if len(self.input_shape) not in {0, 2}:
            first = "it has to be the first of the list, after the shape of a sequence, such as (20, 3)"
            msg = f"it takes sequences of shape (T, n_x), but is given {self.input_shape}: {first}"
            raise ValueError(msg)

    @property
    def n_in(self) -> int:
        """The nodes of a<t−1> and the features of x<t>."""
        return self.n + self.input_shape[1]

    @property
    def places(self) -> int:
        """The number of layers that the cell makes up, T."""
        return self.input_shape[0]

    def inputs(self, A: Mapping[int, Array], l: int, room: Room | None = None) -> Array:
        """Return P: a<t−1>, which is A[l−1] and 0 at first, on top of x<t>, the piece of X with t = l."""
        X, n_x = A[0], self.input_shape[1]
        P = array_in(room, "P", (self.n_in, X.shape[1]), X.dtype)
        if l > 1:
            P[: self.n] = A[l - 1]
        P[self.n :] = X[(l - 1) * n_x : l * n_x]
        return P

    def back(self, dP: Array, A: Mapping[int, Array], l: int, room: Room | None = None) -> Array:
        """Return dA[l−1], the part of dP that belongs to a<t−1>."""
        dA = array_in(room, "dA", A[l - 1].shape, dP.dtype)
        dA[...] = dP[: self.n]
        return dA
