"""One vector θ of all parameters, with its views W[l] and b[l], and the ways to draw the first θ.

Layers are numbered from 1. ``W[l]`` has shape (n_l, n_{l-1}) and ``b[l]`` shape (n_l, 1); θ holds W[1], b[1], W[2],
b[2], … one behind the other, each row by row. Gradients have the same layout.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from nnlib._arrays import Array, ArrayLike, Generator, Seed
from nnlib._validation import finite, random_generator, shaped

__all__ = ["INITIALIZATIONS", "Initialization", "LayerViews", "Parameters", "initialize"]


class LayerViews(Mapping[int, Array]):
    """Views of θ, one a layer, numbered from 1: what ``model.W`` and ``model.b`` are.

    Reading gives the view; assigning copies into θ, so the two never part.

    Parameters
    ----------
    name : str
        What messages call it, such as ``"W"``.
    views : dict of int to ndarray
        The views by layer.

    Examples
    --------
    >>> W = Parameters([2, 1]).W
    >>> W[1] = [[3, 4]]
    >>> W[1] -= 1
    >>> W[1]
    array([[2., 3.]])
    """

    def __init__(self, name: str, views: dict[int, Array]) -> None:
        self._name = name
        self._views = views

    def __getitem__(self, layer: int) -> Array:
        """Return the view of a layer; KeyError where there is no such layer."""
        try:
            return self._views[layer]
        except (KeyError, TypeError):  # a slice has no hash
            msg = f"{self._name}[{layer!r}]: layers are numbered from 1 to {len(self._views)}"
            raise KeyError(msg) from None

    def __setitem__(self, layer: int, value: ArrayLike) -> None:
        """Copy `value` into θ; ValueError unless it is finite and has the view's shape, TypeError unless it is real."""
        view, name = self[layer], f"{self._name}[{layer}]"
        if value is not view:  # it is after `W[l] -= …`, which has already written
            view[...] = finite(name, shaped(name, value, view.shape), view.dtype)

    def __iter__(self) -> Iterator[int]:
        """Iterate over the layers' numbers."""
        return iter(self._views)

    def __len__(self) -> int:
        """Return the number of layers, L."""
        return len(self._views)

    @property
    def arrays(self) -> dict[int, Array]:
        """The views in a dictionary of their own, for the equations: it is looked up faster."""
        return dict(self._views)

    def __repr__(self) -> str:
        """Show each layer's array."""
        return "\n".join(f"{self._name}[{layer}] =\n{view}" for layer, view in self.items())


class Parameters:
    """θ and its views W[l], b[l].

    Copies and pickles are independent of the original, and their views are views of their own θ.

    Parameters
    ----------
    layer_sizes : sequence of int
        n_0 = n_x, n_1, …, n_L = n_y.
    dtype : dtype, default float64
        The type of θ, where no vector is given.
    vector : ndarray of shape (n_θ,), optional
        θ itself, not copied; zeros by default.
    names : (str, str)
        What messages call the views; ``("dW", "db")`` for gradients.

    Attributes
    ----------
    layer_sizes : tuple of int
        As given.
    W, b : LayerViews
        The views of θ.

    Examples
    --------
    >>> parameters = Parameters([2, 3, 1])
    >>> parameters.vector.size
    13
    >>> parameters.b[2] = [[7.0]]
    >>> parameters.vector[-1]
    np.float64(7.0)
    """

    def __init__(
        self,
        layer_sizes: Sequence[int],
        dtype: npt.DTypeLike = np.float64,
        vector: Array | None = None,
        names: tuple[str, str] = ("W", "b"),
    ) -> None:
        self.layer_sizes = tuple(layer_sizes)
        shapes = list(enumerate(pairwise(self.layer_sizes), start=1))
        size = sum(n * n_previous + n for _, (n_previous, n) in shapes)
        self._vector: Array = np.zeros(size, dtype) if vector is None else vector
        if self._vector.shape != (size,):
            msg = f"layers of {self.layer_sizes} nodes need a vector of shape ({size},), got {self._vector.shape}"
            raise ValueError(msg)
        W: dict[int, Array] = {}
        b: dict[int, Array] = {}
        start = 0
        for layer, (n_previous, n) in shapes:
            middle, end = start + n * n_previous, start + n * n_previous + n
            W[layer] = self._vector[start:middle].reshape(n, n_previous)
            b[layer] = self._vector[middle:end].reshape(n, 1)
            start = end
        self._names = names
        self.W = LayerViews(names[0], W)
        self.b = LayerViews(names[1], b)

    @property
    def vector(self) -> Array:
        """θ, of shape (n_θ,); assigning copies into it, so that its views stay views."""
        return self._vector

    @vector.setter
    def vector(self, value: ArrayLike) -> None:
        if value is not self._vector:  # it is after `vector *= …`
            np.copyto(self._vector, shaped("vector", value, self._vector.shape), casting="same_kind")

    def astype(self, dtype: npt.DTypeLike) -> "Parameters":
        """Return an independent copy with θ of another type.

        Parameters
        ----------
        dtype : dtype
            The type of the copy's θ.

        Returns
        -------
        nnlib.parameters.Parameters
            The copy, with views of its own.

        Examples
        --------
        >>> Parameters([2, 1]).astype("float32").W[1].dtype
        dtype('float32')
        """
        return Parameters(self.layer_sizes, vector=self.vector.astype(dtype), names=self._names)

    def zeros_like(self, names: tuple[str, str]) -> "Parameters":
        """Return zeros in the same layout and type: room for gradients.

        Parameters
        ----------
        names : (str, str)
            What messages call the views.

        Returns
        -------
        nnlib.parameters.Parameters
            The zeros.

        Examples
        --------
        >>> Parameters([2, 1]).zeros_like(("dW", "db")).W
        dW[1] =
        [[0. 0.]]
        """
        return Parameters(self.layer_sizes, self.vector.dtype, names=names)

    def copy(self) -> "Parameters":
        """Return an independent copy.

        Returns
        -------
        nnlib.parameters.Parameters
            The copy, with views of its own.

        Examples
        --------
        >>> parameters = Parameters([2, 1])
        >>> copied = parameters.copy()
        >>> copied.W[1] += 1
        >>> parameters.W[1]
        array([[0., 0.]])
        """
        return self.astype(self.vector.dtype)

    def __copy__(self) -> "Parameters":
        """Return an independent copy: two sets of parameters on one θ are never what is meant."""
        return self.copy()

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle and deepcopy θ alone, and make the views anew."""
        return Parameters, (self.layer_sizes, self.vector.dtype, self.vector, self._names)


Initialization: TypeAlias = Callable[[int, int, Generator], ArrayLike]
"""A function (n_out, n_in, rng) that returns the first W of a layer, of shape (n_out, n_in)."""


def he(n_out: int, n_in: int, rng: Generator) -> Array:
    """Return normal draws scaled by √(2/n_in), which keeps the variance through ReLU layers.

    Parameters
    ----------
    n_out, n_in : int
        n_l and n_{l-1}.
    rng : numpy.random.Generator
        The source of the draws.

    Returns
    -------
    ndarray of shape (n_out, n_in)
        The first W[l].

    References
    ----------
    He, Zhang, Ren, Sun: Delving deep into rectifiers. ICCV 2015, https://arxiv.org/abs/1502.01852.

    Examples
    --------
    >>> import numpy as np
    >>> he(2, 3, np.random.default_rng(0)).shape
    (2, 3)
    """
    return rng.standard_normal((n_out, n_in)) * np.sqrt(2 / n_in)


def xavier(n_out: int, n_in: int, rng: Generator) -> Array:
    """Return normal draws scaled by √(1/n_in), the form that the course calls Xavier.

    Glorot and Bengio's own, √(2/(n_in + n_out)), differs where a layer is not square.

    Parameters
    ----------
    n_out, n_in : int
        n_l and n_{l-1}.
    rng : numpy.random.Generator
        The source of the draws.

    Returns
    -------
    ndarray of shape (n_out, n_in)
        The first W[l].

    Examples
    --------
    >>> import numpy as np
    >>> xavier(2, 3, np.random.default_rng(0)).shape
    (2, 3)
    """
    return rng.standard_normal((n_out, n_in)) * np.sqrt(1 / n_in)


def small(n_out: int, n_in: int, rng: Generator) -> Array:
    """Return normal draws scaled by 0.01, as the course does in shallow networks.

    Parameters
    ----------
    n_out, n_in : int
        n_l and n_{l-1}.
    rng : numpy.random.Generator
        The source of the draws.

    Returns
    -------
    ndarray of shape (n_out, n_in)
        The first W[l].

    Examples
    --------
    >>> import numpy as np
    >>> bool(np.abs(small(2, 3, np.random.default_rng(0))).max() < 0.1)
    True
    """
    return rng.standard_normal((n_out, n_in)) * 0.01


def zeros(n_out: int, n_in: int, rng: Generator) -> Array:  # noqa: ARG001  an initialization is given rng
    """Return zeros: right for logistic regression, useless for hidden layers, whose nodes stay copies of one another.

    Parameters
    ----------
    n_out, n_in : int
        n_l and n_{l-1}.
    rng : numpy.random.Generator
        Not used.

    Returns
    -------
    ndarray of shape (n_out, n_in)
        The first W[l].

    Examples
    --------
    >>> import numpy as np
    >>> zeros(1, 2, np.random.default_rng(0))
    array([[0., 0.]])
    """
    return np.zeros((n_out, n_in))


INITIALIZATIONS: dict[str, Initialization] = {"he": he, "xavier": xavier, "small": small, "zeros": zeros}
"""The initializations that can be asked for by name."""


def initialize(parameters: Parameters, initializations: Mapping[int, Initialization], rng: Seed) -> None:
    """Draw W[1], W[2], … in this order, in float64, and set every b[l] to 0.

    Parameters
    ----------
    parameters : Parameters
        What is written to.
    initializations : dict of int to callable
        A function (n_out, n_in, rng) for each layer.
    rng : int, numpy.random.Generator or None
        The source of the draws.

    Raises
    ------
    TypeError, ValueError
        If a function returns anything but finite real numbers in the shape (n_out, n_in).

    Examples
    --------
    >>> parameters = Parameters([2, 1])
    >>> initialize(parameters, {1: lambda n_out, n_in, rng: [[1, 2]]}, rng=None)
    >>> parameters.vector
    array([1., 2., 0.])
    """
    generator = random_generator(rng)
    parameters.vector.fill(0)
    for layer, draw in initializations.items():
        n_out, n_in = parameters.W[layer].shape
        parameters.W[layer] = draw(n_out, n_in, generator)
