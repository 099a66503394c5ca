"""One vector θ of all parameters, with its views W[l] and b[l], and the ways to draw the first θ.

Layers are numbered from 1. ``W[l]`` has shape (n_l, n_{l-1}) and ``b[l]`` shape (n_l, 1); θ holds W[1], b[1], W[2],
b[2], … one after another, each row by row. Gradients have the same layout. A layer that occurs several times in a
network has one slice of θ: its W[l] and b[l] are the same views at each of its places.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from nnlib._arrays import Array, ArrayLike, DTypeLike, Generator, Seed
from nnlib._messages import is_a, item, listed, shown
from nnlib._validation import choice, finite, random_generator, shaped

__all__ = ["INITIALIZATIONS", "Initialization", "LayerViews", "Parameters"]


class LayerViews(Mapping[int, Array]):
    """Views of θ, one for each layer, numbered from 1; ``model.W`` and ``model.b`` are of this type.

    Reading gives the view; assigning copies into θ, so the view stays a view.

    Examples
    --------
    >>> W = Parameters([(1, 2)]).W
    >>> W[1] = [[3, 4]]
    >>> W[1] -= 1
    >>> W[1]
    array([[2., 3.]])
    """

    def __init__(self, name: str, views: dict[int, Array]) -> None:
        self._name = name
        self.views = views
        """The views in a plain dictionary, for the equations: it is looked up faster."""

    def __getitem__(self, layer: int) -> Array:
        """Return the view of a layer; KeyError where there is no such layer."""
        try:
            return self.views[layer]
        except Exception:  # noqa: BLE001  a slice has no hash, and others may raise anything
            msg = f"{item(self._name, layer)}: layers are numbered from 1 to {len(self.views)}"
            raise KeyError(msg) from None

    def __setitem__(self, layer: int, value: ArrayLike) -> None:
        """Copy `value` into θ; ValueError unless it is finite and has the view's shape, TypeError unless it is real."""
        view, name = self[layer], f"{self._name}[{layer}]"
        if value is not view:  # it is after `W[l] -= …`, which has already written
            view[...] = finite(name, shaped(name, value, view.shape), view.dtype)

    def __iter__(self) -> Iterator[int]:
        """Iterate over the layers' numbers."""
        return iter(self.views)

    def __len__(self) -> int:
        """Return the number of layers, L."""
        return len(self.views)

    def __repr__(self) -> str:
        """Show each layer's array."""
        return "\n".join(f"{self._name}[{layer}] =\n{view}" for layer, view in self.items())


class Parameters:
    """θ and its views W[l], b[l].

    A copy, or an unpickled object, is independent of the original: its views are views of its own θ.

    Parameters
    ----------
    shapes : sequence of (int, int)
        The shapes (n_l, n_{l-1}) of W[1], …, W[L].
    dtype : dtype, default float64
        The type of θ, if no vector is given.
    vector : ndarray of shape (n_θ,), optional
        θ itself, not copied; zeros by default.
    names : (str, str)
        The names of the views in messages; ``("dW", "db")`` for gradients.
    repeats : mapping of int to int, optional
        ``{3: 1}`` if layer 3 is layer 1 again.

    Attributes
    ----------
    W, b : LayerViews
        The views of θ.
    distinct : tuple of int
        The layers that have their own slice of θ.

    Examples
    --------
    >>> parameters = Parameters([(3, 2), (1, 3)])
    >>> parameters.vector.size
    13
    >>> parameters.b[2] = [[7.0]]
    >>> parameters.vector[-1]
    np.float64(7.0)
    """

    def __init__(
        self,
        shapes: Sequence[tuple[int, int]],
        dtype: DTypeLike = np.float64,
        vector: Array | None = None,
        names: tuple[str, str] = ("W", "b"),
        repeats: Mapping[int, int] | None = None,
    ) -> None:
        self.shapes, self._names, self.repeats = tuple(shapes), names, dict(repeats or {})
        layers = range(1, len(self.shapes) + 1)
        self.distinct = tuple(l for l in layers if l not in self.repeats)
        size = sum(n * n_in + n for n, n_in in (self.shapes[l - 1] for l in self.distinct))
        self._vector: Array = np.zeros(size, dtype) if vector is None else vector
        if self._vector.shape != (size,):
            W_shapes = listed(self.shapes)
            msg = f"layers with W of shape {W_shapes} need a vector of shape ({size},), got {self._vector.shape}"
            raise ValueError(msg)
        W: dict[int, Array] = {}
        b: dict[int, Array] = {}
        start = 0
        for l in layers:
            if l in self.repeats:
                W[l], b[l] = W[self.repeats[l]], b[self.repeats[l]]
                continue
            n, n_in = self.shapes[l - 1]
            middle, end = start + n * n_in, start + n * n_in + n
            W[l], b[l] = self._vector[start:middle].reshape(n, n_in), self._vector[middle:end].reshape(n, 1)
            start = end
        self.W, self.b = LayerViews(names[0], W), LayerViews(names[1], b)

    @property
    def vector(self) -> Array:
        """θ, of shape (n_θ,); assigning copies into it, so that its views stay views."""
        return self._vector

    @vector.setter
    def vector(self, value: ArrayLike) -> None:
        if value is not self._vector:  # it is after `vector *= …`
            np.copyto(self._vector, shaped("vector", value, self._vector.shape), casting="same_kind")

    def over(self, vector: Array, names: tuple[str, str] | None = None) -> "Parameters":
        """Return the same layout over another vector."""
        return Parameters(self.shapes, vector=vector, names=names or self._names, repeats=self.repeats)

    def astype(self, dtype: DTypeLike) -> "Parameters":
        """Return an independent copy with θ of another type."""
        return self.over(self.vector.astype(dtype))

    def copy(self) -> "Parameters":
        """Return an independent copy, with views of its own."""
        return self.astype(self.vector.dtype)

    __copy__ = copy  # two sets of parameters on one θ are never what is meant

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle and deepcopy θ alone, and make the views anew."""
        return Parameters, (self.shapes, self.vector.dtype, self.vector, self._names, self.repeats)


Initialization: TypeAlias = Callable[[int, int, Generator], ArrayLike]
"""A function (n_out, n_in, rng) that returns the first W of a layer, of shape (n_out, n_in)."""


def he(n_out: int, n_in: int, rng: Generator) -> Array:
    """Return normal draws scaled by √(2/n_in), which keeps the variance through ReLU layers.

    He, Zhang, Ren, Sun: Delving deep into rectifiers. ICCV 2015, https://arxiv.org/abs/1502.01852.
    """
    return rng.standard_normal((n_out, n_in)) * np.sqrt(2 / n_in)


def xavier(n_out: int, n_in: int, rng: Generator) -> Array:
    """Return normal draws scaled by √(1/n_in), the form that the course calls Xavier.

    Glorot and Bengio's own, √(2/(n_in + n_out)), differs where a layer is not square.
    """
    return rng.standard_normal((n_out, n_in)) * np.sqrt(1 / n_in)


def small(n_out: int, n_in: int, rng: Generator) -> Array:
    """Return normal draws scaled by 0.01, as the course does in shallow networks."""
    return rng.standard_normal((n_out, n_in)) * 0.01


def zeros(n_out: int, n_in: int, rng: Generator) -> Array:  # noqa: ARG001  an initialization is given rng
    """Return zeros: right for logistic regression, useless for hidden layers, whose nodes stay copies of each other."""
    return np.zeros((n_out, n_in))


INITIALIZATIONS: dict[str, Initialization] = {"he": he, "xavier": xavier, "small": small, "zeros": zeros}
"""The initializations that can be asked for by name."""


def initialization_named(initialization: str | Initialization | None, g: object) -> Initialization:
    """Return the function that draws the first W of a layer; None is what its activation wants, else Xavier."""
    if initialization is None:
        initialization = getattr(g, "initialization", "xavier")
    if is_a(initialization, str):
        return INITIALIZATIONS[choice("initialization", initialization, INITIALIZATIONS)]
    if not callable(initialization):
        msg = f"initialization must be a name or a function (n_out, n_in, rng), got {shown(initialization)}"
        raise TypeError(msg)
    return initialization


def initialize(parameters: Parameters, initializations: Mapping[int, Initialization], rng: Seed) -> None:
    """Draw W[1], W[2], … in this order, in float64, and set every b[l] to 0."""
    generator = random_generator(rng)
    parameters.vector.fill(0)
    for l in parameters.distinct:
        n_out, n_in = parameters.W[l].shape
        parameters.W[l] = initializations[l](n_out, n_in, generator)
