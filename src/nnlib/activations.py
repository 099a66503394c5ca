"""Activation functions g(z) and their derivatives g′(z).

Each works on every element of ``Z``, of shape (n_l, m), by itself; only softmax mixes the nodes of a layer, and
therefore stands in the output layer alone.

There are two ways to ask for a derivative, and their names say what they are given:

- ``g.derivative(Z)`` is g′(Z), the form of the notes;
- ``g.derivative_from_output(A)`` is the same g′(Z), had from ``A = g(Z)``, so that ``Z`` need not be kept.

A user's own activation is any object with ``__call__(Z, out=None)`` and ``derivative(Z)``.
"""

from dataclasses import dataclass
from typing import ClassVar, NoReturn, Protocol, runtime_checkable

import numpy as np

from nnlib._arrays import Array
from nnlib._validation import floats, fraction

__all__ = [
    "ACTIVATIONS",
    "Activation",
    "LeakyReLU",
    "ReLU",
    "Sigmoid",
    "Softmax",
    "derivative_at",
    "identity",
    "leaky_relu",
    "relu",
    "sigmoid",
    "softmax",
    "tanh",
]


@runtime_checkable
class Activation(Protocol):
    """What an elementwise activation has to offer.

    An activation whose slope jumps tells where in ``kinks``, a tuple of values of z; the gradient check steps around
    them. One whose g′ can be had from its output offers ``derivative_from_output(A, out=None)`` as well.

    Examples
    --------
    Swish, z σ(z), whose derivative needs Z:

    >>> import numpy as np
    >>> from nnlib.activations import sigmoid
    >>> class Swish:
    ...     def __call__(self, Z, out=None):
    ...         return np.multiply(Z, sigmoid(Z), out=out)
    ...
    ...     def derivative(self, Z):
    ...         return sigmoid(Z) + Z * sigmoid.derivative(Z)
    >>> isinstance(Swish(), Activation)
    True
    """

    def __call__(self, Z: Array, out: Array | None = None) -> Array:
        """Return g(Z), written into `out` where it is given; `out` may be `Z` itself."""

    def derivative(self, Z: Array) -> Array:
        """Return g′(Z).

        Parameters
        ----------
        Z : ndarray
            What went in.

        Returns
        -------
        ndarray
            Of the shape of `Z`.
        """


@dataclass(frozen=True, repr=False)
class Identity:
    """g(z) = z: the linear output of regression.

    Notes, section 5: linear activations are for outputs, since a linear hidden layer adds nothing.

    Examples
    --------
    >>> import numpy as np
    >>> identity(np.array([[-1.5, 2.0]]))
    array([[-1.5,  2. ]])
    """

    def __repr__(self) -> str:
        """Show the name."""
        return "identity"

    def __call__(self, Z: Array, out: Array | None = None) -> Array:
        """Return a copy of Z."""
        return np.positive(floats("Z", Z), out=out)

    def derivative(self, Z: Array) -> Array:
        """Return g′(z) = 1."""
        return np.ones_like(floats("Z", Z))

    def derivative_from_output(self, A: Array, out: Array | None = None) -> Array:
        """Return g′(z) = 1, whatever a is."""
        out = np.empty_like(A) if out is None else out
        out.fill(1)
        return out


@dataclass(frozen=True, repr=False)
class Sigmoid:
    """σ(z) = 1 / (1 + e⁻ᶻ): a probability from any real number.

    Notes, section 3. However large z, it does not overflow, and a small σ(z) keeps its relative
    accuracy.

    Examples
    --------
    >>> import numpy as np
    >>> sigmoid(np.array([[-1e4, -40.0, 0.0, 1e4]]))
    array([[0.00000000e+00, 4.24835426e-18, 5.00000000e-01, 1.00000000e+00]])
    """

    def __repr__(self) -> str:
        """Show the name."""
        return "sigmoid"

    @np.errstate(over="ignore", under="ignore")  # e⁻ᶻ = inf gives the right limit, 1 / (1 + inf) = 0
    def __call__(self, Z: Array, out: Array | None = None) -> Array:
        """Return σ(Z)."""
        E = np.exp(np.negative(floats("Z", Z), out=out), out=out)
        return np.reciprocal(np.add(E, 1, out=out), out=out)

    def derivative(self, Z: Array) -> Array:
        """Return σ′(z) = σ(z) (1 − σ(z))."""
        A = self(Z)
        return A * (1 - A)

    def derivative_from_output(self, A: Array, out: Array | None = None) -> Array:
        """Return σ′(z) = a (1 − a)."""
        return np.multiply(A, np.subtract(1, A, out=apart(out, A)), out=out)


@dataclass(frozen=True, repr=False)
class Tanh:
    """tanh(z) = (eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ): like the sigmoid, but centred at 0.

    Notes, section 5.

    Examples
    --------
    >>> import numpy as np
    >>> tanh.derivative(np.array([[0.0, 1.0]])).round(6)
    array([[1.      , 0.419974]])
    """

    def __repr__(self) -> str:
        """Show the name."""
        return "tanh"

    def __call__(self, Z: Array, out: Array | None = None) -> Array:
        """Return tanh(Z)."""
        return np.tanh(floats("Z", Z), out=out)

    def derivative(self, Z: Array) -> Array:
        """Return g′(z) = 1 − tanh²(z)."""
        return 1 - np.tanh(floats("Z", Z)) ** 2

    def derivative_from_output(self, A: Array, out: Array | None = None) -> Array:
        """Return g′(z) = 1 − a²."""
        out = np.square(A, out=out)
        return np.subtract(1, out, out=out)


@dataclass(frozen=True, repr=False)
class ReLU:
    """R(z) = max(0, z): the rectified linear unit.

    Notes, section 5. At z = 0, where the derivative is not defined, it is 0 here: a unit that gives nothing learns
    nothing.

    Examples
    --------
    >>> import numpy as np
    >>> relu(np.array([[-2.0, 0.0, 3.0]]))
    array([[0., 0., 3.]])
    >>> relu.derivative(np.array([[-2.0, 0.0, 3.0]]))
    array([[0., 0., 1.]])
    """

    kinks: ClassVar[tuple[float, ...]] = (0.0,)

    def __call__(self, Z: Array, out: Array | None = None) -> Array:
        """Return max(0, Z)."""
        return floats("Z", Z).clip(0, np.inf, out=out)  # NumPy's maximum with a number takes four times as long

    def derivative(self, Z: Array) -> Array:
        """Return R′(z) = 1 where z > 0, else 0."""
        return np.heaviside(floats("Z", Z), 0)

    def derivative_from_output(self, A: Array, out: Array | None = None) -> Array:
        """Return R′(z) = 1 where a > 0, else 0: not a ≥ 0, which is true everywhere."""
        return np.greater(A, 0, out=np.empty_like(A) if out is None else out)

    def __repr__(self) -> str:
        """Show the name."""
        return "relu"


@dataclass(frozen=True, repr=False)
class LeakyReLU:
    """g(z) = max(αz, z) with a small slope α: a ReLU that is never quite dead.

    Notes, section 5. At z = 0 the derivative is α.

    Parameters
    ----------
    slope : float, default 0.01
        α, at least 0 and below 1.

    Examples
    --------
    >>> import numpy as np
    >>> leaky_relu(np.array([[-2.0, 3.0]]))
    array([[-0.02,  3.  ]])
    >>> LeakyReLU(slope=0.2)(np.array([[-2.0, 3.0]]))
    array([[-0.4,  3. ]])
    """

    slope: float = 0.01
    kinks: ClassVar[tuple[float, ...]] = (0.0,)

    def __post_init__(self) -> None:
        """Refuse a slope for which max(αz, z) is no leaky ReLU."""
        object.__setattr__(self, "slope", fraction("slope", self.slope))

    def __call__(self, Z: Array, out: Array | None = None) -> Array:
        """Return max(αZ, Z)."""
        Z = floats("Z", Z)
        return np.maximum(Z, np.multiply(Z, self.slope, out=apart(out, Z)), out=out)

    def derivative(self, Z: Array) -> Array:
        """Return g′(z) = 1 where z > 0, else α."""
        return np.maximum(np.heaviside(floats("Z", Z), 0), self.slope)

    def derivative_from_output(self, A: Array, out: Array | None = None) -> Array:
        """Return g′(z), since a has the sign of z."""
        out = np.greater(A, 0, out=np.empty_like(A) if out is None else out)
        return np.maximum(out, self.slope, out=out)

    def __repr__(self) -> str:
        """Show the name."""
        return "leaky_relu" if self == leaky_relu else f"leaky_relu(slope={self.slope})"


@dataclass(frozen=True, repr=False)
class Softmax:
    """Softmax, aⱼ = exp(zⱼ) / Σₖ exp(zₖ): one probability for each of n_y classes.

    For the output layer with categorical cross-entropy only. It has no elementwise derivative, because every output
    depends on every node's z: asking for one raises TypeError. With its matched loss dZ = A − Y, and none is needed.

    Examples
    --------
    >>> import numpy as np
    >>> softmax(np.array([[1e4, 0.0], [0.0, 0.0]]))
    array([[1. , 0.5],
           [0. , 0.5]])
    """

    def __repr__(self) -> str:
        """Show the name."""
        return "softmax"

    @np.errstate(over="ignore", under="ignore")
    def __call__(self, Z: Array, out: Array | None = None) -> Array:
        """Return softmax(Z), over the nodes of each column."""
        Z = floats("Z", Z)
        E = np.exp(np.subtract(Z, Z.max(axis=0), out=out), out=out)  # the largest exponent is 0: no overflow
        return np.divide(E, E.sum(axis=0), out=out)

    def derivative(self, Z: Array) -> NoReturn:  # noqa: ARG002  the protocol names it
        """Refuse: TypeError says why there is none."""
        msg = (
            "softmax has no elementwise derivative, because every output depends on every node's z: "
            "it belongs in the output layer, where categorical cross-entropy gives dZ = A - Y"
        )
        raise TypeError(msg)


def apart(out: Array | None, needed: Array) -> Array | None:
    """Return `out` as a place for an intermediate result, or None where that would overwrite what is `needed`."""
    return None if out is None or np.may_share_memory(out, needed) else out


def derivative_at(g: Activation, Z: Array, A: Array, out: Array | None = None) -> Array:
    """Return g′(Z), from the output A = g(Z) where the activation can.

    Parameters
    ----------
    g : Activation
        The activation function of a layer.
    Z, A : ndarray of shape (n_l, m)
        Its input and output; `Z` is looked at only if `g` has no ``derivative_from_output``.
    out : ndarray of shape (n_l, m), optional
        Where g′(Z) may be written.

    Returns
    -------
    ndarray of shape (n_l, m)
        g′(Z).

    Examples
    --------
    >>> import numpy as np
    >>> Z = np.array([[0.0, 2.0]])
    >>> derivative_at(sigmoid, Z, sigmoid(Z)).round(4)
    array([[0.25 , 0.105]])
    """
    if hasattr(g, "derivative_from_output"):
        derivative: Array = g.derivative_from_output(A, out=out)
        return derivative
    return g.derivative(Z)


identity = Identity()
sigmoid = Sigmoid()
tanh = Tanh()
relu = ReLU()
leaky_relu = LeakyReLU()
softmax = Softmax()

ACTIVATIONS: dict[str, Activation] = {
    repr(activation): activation for activation in (identity, sigmoid, tanh, relu, leaky_relu, softmax)
}
"""The activations that can be asked for by name."""
