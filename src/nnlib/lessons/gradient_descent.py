"""Gradient descent by itself: a cost as a function of its parameters, and the path down (notes, section 3.5)."""

from collections.abc import Callable

import numpy as np

from nnlib._arrays import Array, ArrayLike
from nnlib._messages import counted, listed
from nnlib._validation import count, finite, positive, real_array, require_instance
from nnlib.models import Network


class CostFunction:
    """The cost J of a network as a function of its parameters, for given examples.

    Call it with a number for each parameter to get J, which a picture of J needs; `gradient` gives the derivatives,
    which `descend` follows. Later changes of the model, X or Y do not affect it.

    Parameters
    ----------
    model : Network
        The network; it is not changed.
    X, Y : array_like of shape (n_x, m) and (n_y, m)
        Examples in columns, and their labels.

    Examples
    --------
    >>> import nnlib
    >>> X, Y = [[0.5, 1.0, 1.5, 2.0, 2.5, 3.0]], [[0, 0, 1, 0, 1, 1]]
    >>> J = CostFunction(nnlib.LogisticRegression(n_x=1), X, Y)
    >>> J, round(J(0.0, 0.0), 6), J.gradient(0.0, 0.0).round(4)
    (the cost J of 6 examples, a function of 2 parameters, 0.693147, array([-0.2917,  0.    ]))
    """

    def __init__(self, model: Network, X: ArrayLike, Y: ArrayLike) -> None:
        require_instance("model", model, Network, "a Network")
        model.cost(X, Y)  # refuses what does not fit
        self._model, self._X, self._Y = model.copy(), np.array(X), np.array(Y)

    def __call__(self, *parameters: float) -> float:
        """Return J."""
        return self._at(parameters).cost(self._X, self._Y)

    def gradient(self, *parameters: float) -> Array:
        """Return the derivative of J by each parameter, by backward propagation.

        Parameters
        ----------
        *parameters : float
            The numbers of θ: W[1] row by row, then b[1], W[2], and so on.

        Returns
        -------
        ndarray of shape (n_θ,)
            The derivatives, in the same order.
        """
        return self._at(parameters).gradients(self._X, self._Y).vector

    def __repr__(self) -> str:
        n = self._model.parameters.vector.size
        return f"the cost J of {counted(self._X.shape[1], 'example')}, a function of {counted(n, 'parameter')}"

    def _at(self, parameters: tuple[float, ...]) -> Network:
        """Return the network with these parameters."""
        n = self._model.parameters.vector.size
        if len(parameters) != n:
            msg = f"J is a function of {counted(n, 'parameter')}, got {len(parameters)}: unroll an array as J(*θ)"
            raise TypeError(msg)
        model = self._model.copy()
        model.parameters.vector = parameters
        return model


def descend(gradient: Callable[..., ArrayLike], start: ArrayLike, *, learning_rate: float, steps: int) -> Array:
    """Return the path of gradient descent: in each step every parameter goes against its derivative, θ ← θ − α dθ.

    All derivatives are taken at the same point, before any parameter changes: to update w first and then b, with the
    new w, would be another method.

    Parameters
    ----------
    gradient : callable
        A function of a number for each parameter that returns the derivative of J by each.
    start : float or array_like of shape (n_θ,)
        The parameters before the first step.
    learning_rate : float
        α.
    steps : int
        The number of steps. There is no rule when to stop: the path only tends to the minimum.

    Returns
    -------
    ndarray of shape (n_θ, steps + 1)
        The parameters before each step and after the last, in columns, as `nnlib.plots.descent_on_contours` takes them.

    Raises
    ------
    FloatingPointError
        If the path leaves the range of the numbers.

    Examples
    --------
    >>> descend(lambda w: 2 * w, 3.0, learning_rate=1.5, steps=4)  # J = w², and α is too large
    array([[  3.,  -6.,  12., -24.,  48.]])
    >>> descend(lambda w, b: (2 * w, 6 * b), [4.0, 1.0], learning_rate=0.25, steps=2)  # J = w² + 3b²
    array([[ 4.  ,  2.  ,  1.  ],
           [ 1.  , -0.5 ,  0.25]])
    """
    require_instance("gradient", gradient, Callable, "a function that returns the derivatives")  # type: ignore[arg-type] # no class to mypy
    first = finite("start", np.atleast_1d(real_array("start", start)), np.float64)
    if first.ndim != 1 or not first.size:
        msg = f"start must be one number for each parameter, such as [0, 0], got shape {first.shape}"
        raise ValueError(msg)
    learning_rate, steps = positive("learning_rate", learning_rate), count("steps", steps)
    path = np.empty((first.size, steps + 1))
    path[:, 0] = first
    for k in range(steps):
        with np.errstate(over="ignore", invalid="ignore"):
            path[:, k + 1] = path[:, k] - learning_rate * derivatives(gradient, path[:, k])
        if not np.isfinite(path[:, k + 1]).all():
            slip = f": take fewer steps, or a learning_rate below {learning_rate:g}" if k else ""
            msg = f"in step {k + 1}, from {point(path[:, k])}, the parameters leave what numbers can hold{slip}"
            raise FloatingPointError(msg)
    return path


def derivatives(gradient: Callable[..., ArrayLike], parameters: Array) -> Array:
    """Return the derivative by each parameter."""
    try:
        dJ = real_array("the gradient", gradient(*parameters.tolist())).ravel()
    except OverflowError:  # Python's own, of a power
        return np.full(parameters.shape, np.inf)
    if dJ.size != parameters.size:
        expected = f"{counted(parameters.size, 'number')}, one for each parameter"
        msg = f"the gradient at {point(parameters)} must be {expected}, got {dJ.size}"
        raise ValueError(msg)
    return dJ


def point(parameters: Array) -> str:
    """Return parameters as a message shows them."""
    return f"({listed(parameters.tolist(), show='{:.4g}'.format)})"
