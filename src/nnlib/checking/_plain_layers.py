"""The kinds of layers written out once more, position by position, so that those of `nnlib.layers` have a judge.

P[l] is made of A[l−1] in stages: max pooling, if there is any, and then patches, or a<t−1> on top of x<t>. A dense
layer has none, since its P[l] is A[l−1]. A stage knows its way back, and what slips into both.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from nnlib._arrays import Array
from nnlib._connections import unpooled
from nnlib._diagnosis import Slip
from nnlib._windows import both
from nnlib.layers import Convolution, Dense, Layer, Pooled, Recurrent

ROWS = "row, column, channel: it is channel, row, column"


def is_known(layers: Mapping[int, Layer]) -> bool:
    """Whether all layers are of the library's own kinds, whose lines are written here."""
    return all(type(unpooled(layer)) in {Dense, Convolution, Recurrent} for layer in layers.values())


def require_known(layers: Mapping[int, Layer], what: str) -> None:
    """Refuse a layer of a user's own kind."""
    for l, layer in layers.items():
        if not is_known({l: layer}):
            kind = type(unpooled(layer)).__name__
            msg = f"{what} knows the library's own kinds of layers, but layer {l} is {kind}"
            raise TypeError(msg)


class Stage(ABC):
    """One stage of the way from A[l−1] to P[l]."""

    @abstractmethod
    def text(self, name: str) -> str:
        """Return what it makes of what is called `name`."""

    @abstractmethod
    def text_back(self, name: str) -> str:
        """Return how a derivative called `name` goes back through it."""

    @abstractmethod
    def forward(self, A: Array) -> Array:
        """Return what it makes of an array."""

    @abstractmethod
    def back(self, dP: Array, A: Array) -> Array:
        """Return the derivative by `A` from that by what was made of it."""

    @abstractmethod
    def slips(self, A: Array) -> Iterator[Slip]:
        """Yield the mistakes that are made on the way forward."""

    @abstractmethod
    def slips_back(self, dP: Array, A: Array) -> Iterator[Slip]:
        """Yield the mistakes that are made on the way back."""


@dataclass(frozen=True)
class Patches(Stage):
    """A convolution's patches: height and width of the kernel, of the stride and of the padding."""

    shape: tuple[int, ...]
    size: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int]

    def text(self, name: str) -> str:
        (height, width), stride, padding = self.size, self.stride, self.padding
        one = {pair: str(pair if pair[0] != pair[1] else pair[0]) for pair in (stride, padding)}
        return f"the {height}x{width} patches of {name} as columns, stride {one[stride]}, padding {one[padding]}"

    def text_back(self, name: str) -> str:
        return f"{name}, at each pixel the sum over all patches that see it"

    def corners(self, stride: tuple[int, int]) -> list[tuple[int, int]]:
        """Return where each patch begins in the padded image, row by row."""
        along = zip(self.shape[1:], self.padding, self.size, stride, strict=True)
        down, across = (range(0, n + 2 * p - k + 1, s) for n, p, k, s in along)
        return list(product(down, across))

    def padded(self, image: Array, above: int, left: int) -> Array:
        """Return an image among zeros, of which so many stand above it and to the left."""
        channels, height, width = self.shape
        around = np.zeros((channels, height + 2 * self.padding[0], width + 2 * self.padding[1], image.shape[-1]))
        around[:, above : above + height, left : left + width] = image
        return around

    def cut(self, around: Array, corners: list[tuple[int, int]]) -> Array:
        """Return the patches that begin at these corners, side by side."""
        height, width = self.size
        patches = [around[:, y : y + height, x : x + width] for y, x in corners]
        return np.hstack([patch.reshape(-1, patch.shape[-1]) for patch in patches])

    def forward(self, A: Array) -> Array:
        image = A.reshape(*self.shape, -1)
        return self.cut(self.padded(image, *self.padding), self.corners(self.stride))

    def back(self, dP: Array, A: Array) -> Array:
        (channels, height, width), (k, j), (above, left), m = self.shape, self.size, self.padding, A.shape[1]
        d_around = self.padded(np.zeros((channels, height, width, m)), above, left)
        for p, (y, x) in enumerate(self.corners(self.stride)):
            d_around[:, y : y + k, x : x + j] += dP[:, p * m : (p + 1) * m].reshape(channels, k, j, m)
        return d_around[:, above : above + height, left : left + width].reshape(A.shape)

    def unfolded(self, P: Array) -> Array:
        """Return P with six axes: channel, row and column in the kernel, row and column of the patch, example."""
        rows = len({y for y, _ in self.corners(self.stride)})
        columns = len(self.corners(self.stride)) // rows
        return P.reshape(self.shape[0], *self.size, rows, columns, -1)

    def slips(self, A: Array) -> Iterator[Slip]:
        """Flip or mix up a patch, mix up the columns, misread the image, forget the stride or the padding."""
        channels, height, width = self.shape
        image, P, corners = A.reshape(*self.shape, -1), self.forward(A), self.corners(self.stride)
        by_axes, (above, left) = self.unfolded(P), self.padding
        orders = {
            "has its columns in the order example, position: position p of example i is column p m + i": (
                np.moveaxis(by_axes, 5, 3)
            ),
            "has its positions column by column: they go row by row": by_axes.swapaxes(3, 4),
            "has the pixels of a patch column by column: they go row by row": by_axes.swapaxes(1, 2),
            "has its patches flipped: nothing is flipped here, pixel (0, 0) of a patch comes first": (
                by_axes[:, ::-1, ::-1]
            ),
            f"has the rows of a patch in the order {ROWS}": np.moveaxis(by_axes, 0, 2),
        }
        for told, array in orders.items():
            yield Slip(array.reshape(P.shape), told)
        interleaved = np.moveaxis(A.reshape(height, width, channels, -1), 2, 0)
        misread = self.cut(self.padded(interleaved, above, left), corners)
        yield Slip(misread, f"takes the rows of the image in the order {ROWS}")
        around = self.padded(image, above, left)
        if self.stride != (1, 1):
            yield Slip(self.cut(around, self.corners((1, 1))), "is made with stride 1")
            dense = [(y // self.stride[0], x // self.stride[1]) for y, x in corners]
            yield Slip(self.cut(around, dense), "has its patches 1 pixel apart: the stride is forgotten")
        if self.padding != (0, 0):
            bare = Patches(self.shape, self.size, self.stride, (0, 0))
            if bare.corners(bare.stride):
                yield Slip(bare.forward(A), "is made without padding")
            below = self.cut(self.padded(image, 0, 0), corners)
            yield Slip(below, "has all of its padding below and to the right: half of it belongs above and to the left")
            before = self.cut(self.padded(image, 2 * above, 2 * left), corners)
            yield Slip(
                before, "has all of its padding above and to the left: half of it belongs below and to the right"
            )

    def slips_back(self, dP: Array, A: Array) -> Iterator[Slip]:
        """Leave the padding in, count a pixel of several patches once, flip the patches, mix up the columns."""
        (channels, height, width), (k, j), m = self.shape, self.size, A.shape[1]
        above, left = self.padding
        patches = dict(zip(self.corners(self.stride), np.split(dP, dP.shape[1] // m, axis=1), strict=True))
        empty = self.padded(np.zeros((channels, height, width, m)), above, left)
        d_around, last, first = empty.copy(), empty.copy(), empty
        for (y, x), d_patch in patches.items():
            d_around[:, y : y + k, x : x + j] += d_patch.reshape(channels, k, j, m)
            last[:, y : y + k, x : x + j] = d_patch.reshape(channels, k, j, m)
        for (y, x), d_patch in reversed(patches.items()):
            first[:, y : y + k, x : x + j] = d_patch.reshape(channels, k, j, m)
        for which, d_one in (("first", first), ("last", last)):
            inside = d_one[:, above : above + height, left : left + width].reshape(A.shape)
            told = f"has each pixel's derivative from the {which} patch that sees it: all of them add up"
            yield Slip(inside, told)
        if self.padding != (0, 0):
            yield Slip(d_around.reshape(-1, m), "has the padding left in")
            shifted = d_around[:, :height, :width].reshape(A.shape)
            yield Slip(shifted, "has the padding cut off below and to the right: half of it is above and to the left")
        by_axes = self.unfolded(dP)
        yield Slip(
            self.back(by_axes[:, ::-1, ::-1].reshape(dP.shape), A),
            "has the patches flipped: pixel (0, 0) of a patch comes first",
        )
        of_examples = np.moveaxis(dP.reshape(len(dP), m, -1), 1, 2).reshape(dP.shape)
        told = "takes the columns in the order example, position: position p of example i is column p m + i"
        yield Slip(self.back(of_examples, A), told)


@dataclass(frozen=True)
class Largest(Stage):
    """Max pooling: height and width of a window, and of the stride."""

    shape: tuple[int, ...]
    size: tuple[int, int]
    stride: tuple[int, int]

    def text(self, name: str) -> str:
        return f"the largest value of each {self.size[0]}x{self.size[1]} window of {name}"

    def text_back(self, name: str) -> str:
        return f"{name}, each value at the one pixel that is the largest of its window"

    @property
    def windows(self) -> Patches:
        """Where the windows are."""
        return Patches(self.shape, self.size, self.stride, (0, 0))

    def pooled(self, A: Array, of_window: Callable[[Array], Array]) -> Array:
        """Return one value for each window, of which the pixels are (channels, height · width, m)."""
        image, (k, j) = A.reshape(*self.shape, -1), self.size
        channels, m = self.shape[0], A.shape[1]
        windows = [image[:, y : y + k, x : x + j] for y, x in self.windows.corners(self.stride)]
        values = [of_window(window.reshape(channels, k * j, m)) for window in windows]
        return np.stack(values, axis=1).reshape(-1, m)

    def spread(self, dP: Array, A: Array, share: Callable[[Array], Array]) -> Array:
        """Return the derivatives at the pixels, each of which has its share of the window's."""
        image, (k, j) = A.reshape(*self.shape, -1), self.size
        channels, m = self.shape[0], A.shape[1]
        d_image, d_values = np.zeros_like(image), dP.reshape(channels, -1, m)
        for p, (y, x) in enumerate(self.windows.corners(self.stride)):
            shares = share(image[:, y : y + k, x : x + j].reshape(channels, k * j, m))
            d_window = (shares * d_values[:, p, np.newaxis]).reshape(channels, k, j, m)
            d_image[:, y : y + k, x : x + j] += d_window
        return d_image.reshape(A.shape)

    def forward(self, A: Array) -> Array:
        return self.pooled(A, lambda window: window.max(axis=1))

    def back(self, dP: Array, A: Array) -> Array:
        return self.spread(dP, A, first_largest)

    def slips(self, A: Array) -> Iterator[Slip]:
        """Take another value of each window, forget the pooling, mix up the rows."""
        others: dict[str, Callable[[Array], Array]] = {
            "mean": lambda window: window.mean(axis=1),
            "smallest value": lambda window: window.min(axis=1),
            "first pixel": lambda window: window[:, 0],
        }
        for name, of_window in others.items():
            yield Slip(self.pooled(A, of_window), f"has the {name} of each window: the largest value was meant")
        yield Slip(A, "is not pooled")
        P = self.forward(A)
        of_channels = P.reshape(self.shape[0], -1, P.shape[1])
        yield Slip(of_channels.swapaxes(0, 1).reshape(P.shape), f"has its rows in the order {ROWS}")

    def slips_back(self, dP: Array, A: Array) -> Iterator[Slip]:
        """Give the derivative to all pixels, to all that are the largest, or to the last of them."""
        one = "it belongs to the one that is the largest"
        equal = 1 / (self.size[0] * self.size[1])
        yield Slip(self.spread(dP, A, np.ones_like), f"goes to all pixels of a window: {one}")
        shared = self.spread(dP, A, lambda window: np.full_like(window, equal))
        yield Slip(shared, f"is shared out over a window, as that of a mean: {one}")
        ties = self.spread(dP, A, lambda window: window == window.max(axis=1, keepdims=True))
        yield Slip(ties, "goes to all pixels of a window that are the largest: it belongs to the first of them")
        last = self.spread(dP, A, lambda window: first_largest(window[:, ::-1])[:, ::-1])
        yield Slip(last, "goes to the last of several pixels that are the largest: here it belongs to the first")


def first_largest(window: Array) -> Array:
    """Return 1 at the first of the largest pixels of a window (channels, pixels, m), and 0 elsewhere."""
    pixel = np.arange(window.shape[1])[:, np.newaxis]
    return (pixel == window.argmax(axis=1)[:, np.newaxis]).astype(np.float64)


@dataclass(frozen=True, eq=False)
class Cell(Stage):
    """A recurrent cell at the time t: n rows of a<t−1> on top of the n_x rows of x<t>, which stand in X."""

    t: int
    T: int
    n: int
    n_x: int
    X: Array

    def text(self, name: str) -> str:
        rows = f"X[{(self.t - 1) * self.n_x}:{self.t * self.n_x}]"
        return f"[0; {rows}], a<0> = 0" if self.t == 1 else f"[{name}; {rows}], a<{self.t - 1}> on top of x<{self.t}>"

    def text_back(self, name: str) -> str:
        return f"{name}[:{self.n}], the rows of a<{self.t - 1}>"

    def x(self, t: int) -> Array:
        """Return x<t>."""
        return self.X[(t - 1) * self.n_x : t * self.n_x]

    def before(self, A: Array) -> Array:
        """Return a<t−1>."""
        return np.zeros((self.n, self.X.shape[1])) if self.t == 1 else A

    def forward(self, A: Array) -> Array:
        return np.vstack([self.before(A), self.x(self.t)])

    def back(self, dP: Array, A: Array) -> Array:  # noqa: ARG002  other stages need it
        return dP[: self.n]

    def slips(self, A: Array) -> Iterator[Slip]:
        """Take another time's x, or X in another order; put x on top; forget a<t−1>."""
        t, a = self.t, self.before(A)
        yield Slip(np.vstack([self.x(t), a]), f"is x<{t}> on top of a<{t - 1}>: a<{t - 1}> stands on top")
        for k in range(1, self.T + 1):
            if k != t:
                reversed_time = ", as where time is reversed" if k == self.T + 1 - t else ""
                yield Slip(np.vstack([a, self.x(k)]), f"takes x<{k}>{reversed_time}: x<{t}> was meant")
        by_feature = self.X[t - 1 :: self.T]
        told = f"takes every {self.T}th row of X, as if it were feature by feature: X is time by time"
        yield Slip(np.vstack([a, by_feature]), told)
        yield Slip(self.x(t), f"is x<{t}> alone: a<{t - 1}> belongs on top")
        if t > 1:
            yield Slip(np.vstack([np.zeros_like(a), self.x(t)]), f"has 0 in place of a<{t - 1}>")

    def slips_back(self, dP: Array, A: Array) -> Iterator[Slip]:  # noqa: ARG002  other stages need it
        """Take the rows of x<t> among others, or all."""
        yield Slip(dP[-self.n :], f"is the last {self.n} rows of dP[{self.t}]: a<{self.t - 1}> stands on top")


@dataclass(frozen=True, eq=False)
class PlainLayer:
    """A layer's number of rows and of positions, and the stages in which its P[l] is made."""

    n: int
    positions: int
    stages: tuple[Stage, ...]

    @classmethod
    def of(cls, layer: Layer, l: int, X: Array) -> "PlainLayer":
        """Return a layer of the library's own at the place l."""
        n, positions = layer.n, layer.positions
        stages: list[Stage] = []
        while isinstance(layer, Pooled):
            stride = both(layer.pool.stride or layer.pool.size)
            stages.append(Largest(layer.input_shape, both(layer.pool.size), stride))
            layer = layer.layer
        if isinstance(layer, Convolution):
            settings = map(both, (layer.kernel_size, layer.stride, layer.padding))
            stages.append(Patches(layer.input_shape, *settings))
        if isinstance(layer, Recurrent):
            T, n_x = layer.input_shape
            stages.append(Cell(l, T, n, n_x, X))
        return cls(n, positions, tuple(stages))

    def text(self, name: str) -> str:
        """Return how P[l] is made of what is called `name`."""
        for stage in self.stages:
            name = stage.text(name)
        return name

    def text_back(self, name: str) -> str:
        """Return how dA[l−1] is had from what is called `name`."""
        for stage in reversed(self.stages):
            name = stage.text_back(name)
        return name

    def inputs(self, A: Array) -> list[Array]:
        """Return what goes into each stage, and P[l] at the end."""
        arrays = [A]
        for stage in self.stages:
            arrays.append(stage.forward(arrays[-1]))
        return arrays

    def forward(self, A: Array) -> Array:
        """Return P[l]."""
        return self.inputs(A)[-1]

    def back(self, dP: Array, A: Array) -> Array:
        """Return dA[l−1]."""
        for stage, array in reversed(list(zip(self.stages, self.inputs(A), strict=False))):
            dP = stage.back(dP, array)
        return dP

    def slips(self, A: Array) -> Iterator[Slip]:
        """Yield P[l] with a mistake in one of its stages, after which the others follow if they can."""
        arrays = self.inputs(A)
        for k, stage in enumerate(self.stages):
            behind = PlainLayer(self.n, self.positions, self.stages[k + 1 :])
            for value, told in stage.slips(arrays[k]):
                if not behind.stages or value.shape == arrays[k + 1].shape:
                    yield Slip(behind.forward(value), told)

    def slips_back(self, dP: Array, A: Array) -> Iterator[Slip]:
        """Yield dA[l−1] with a mistake in one of its stages, after which the others follow if they can."""
        arrays = self.inputs(A)
        for k, stage in reversed(list(enumerate(self.stages))):
            before = PlainLayer(self.n, self.positions, self.stages[:k])
            for value, told in stage.slips_back(dP, arrays[k]):
                if not before.stages or value.shape == arrays[k].shape:
                    yield Slip(before.back(value, A), told)
            dP = stage.back(dP, arrays[k])

    def side_by_side(self, dZ: Array) -> Array:
        """Return dZ[l] as it stands in a product, (n, positions · m)."""
        return dZ.reshape(self.n, -1)
