"""Activation functions g(z) and their derivatives g′(z).

Each works on every element of ``Z``, of shape (n_l, m), separately. Only softmax mixes the nodes of a layer, so it
can stand in the output layer only.

Two methods give the derivative, and their names say which argument they take:

- ``g.derivative(Z)`` is g′(Z), the form of the notes;
- ``g.derivative_from_output(A)`` is the same g′(Z), computed from ``A = g(Z)``, so that ``Z`` need not be kept.

Any object with ``__call__(Z, out=None)`` and ``derivative(Z)`` can serve as an activation; `Activation` lists what it
may have besides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NoReturn, Protocol, cast, runtime_checkable

import numpy as np

from nnlib._arrays import Array
from nnlib._messages import attempt, counted, is_a, is_array, said, shown
from nnlib._registry import Registered
from nnlib._validation import choice, floats, fraction, require_instance

__all__ = ["ACTIVATIONS", "Activation", "identity", "leaky_relu", "relu", "sigmoid", "softmax", "tanh"]
__all__ += ["Identity", "LeakyReLU", "ReLU", "Sigmoid", "Softmax", "Tanh"]


@runtime_checkable
class Activation(Protocol):
    """The methods that an elementwise activation needs.

    It may also have:

    - ``derivative_from_output(A, out=None)`` if g′ can be computed from the output;
    - ``kinks``, the values of z where its slope jumps: the gradient check steps around them;
    - ``initialization``, the name of the one that suits its layer ("xavier" by default);
    - ``decide(A)`` if it classifies: the predictions for outputs A, of shape (n_y, m), or indices (1, m).

    Examples
    --------
    Swish, z σ(z), whose derivative needs Z:

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
        """Return g′(Z), of the shape of Z."""


class Named(Registered):
    """An activation of the library. It prints as the name that `hidden` and `output` accept."""

    def __repr__(self) -> str:
        """Show the name."""
        return next(name for name, known in ACTIVATIONS.items() if isinstance(self, type(known)))


@dataclass(frozen=True, repr=False)
class Identity(Named):
    """g(z) = z: the linear output of regression.

    Notes, section 5: use linear activations for outputs, since a linear hidden layer adds nothing.

    Examples
    --------
    >>> identity(np.array([[-1.5, 2.0]]))
    array([[-1.5,  2. ]])
    """

    def __call__(self, Z: Array, out: Array | None = None) -> Array:
        """Return a copy of Z."""
        return np.positive(floats("Z", Z), out=out)

    def derivative(self, Z: Array) -> Array:
        """Return g′(z) = 1."""
        return np.ones_like(floats("Z", Z))

    def derivative_from_output(self, A: Array, out: Array | None = None) -> Array:
        """Return g′(z) = 1, whatever a is."""
        out = np.empty_like(A) if out is None else out
        np.copyto(out, 1)
        return out


@dataclass(frozen=True, repr=False)
class Sigmoid(Named):
    """σ(z) = 1 / (1 + e⁻ᶻ): a probability from any real number.

    Notes, section 3. It does not overflow for any z, and a small σ(z) keeps its relative accuracy.

    Examples
    --------
    >>> sigmoid(np.array([[-1e4, -40.0, 0.0, 1e4]]))
    array([[0.00000000e+00, 4.24835426e-18, 5.00000000e-01, 1.00000000e+00]])
    """

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

    def decide(self, A: Array) -> Array:
        """Return the likelier of two classes: 1 where a > 0.5, else 0."""
        return (A > 0.5).astype(np.int64)  # noqa: PLR2004  a tie goes to 0


@dataclass(frozen=True, repr=False)
class Tanh(Named):
    """tanh(z) = (eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ): like the sigmoid, but centred at 0.

    Notes, section 5.

    Examples
    --------
    >>> tanh.derivative(np.array([[0.0, 1.0]])).round(6)
    array([[1.      , 0.419974]])
    """

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
class ReLU(Named):
    """R(z) = max(0, z): the rectified linear unit.

    Notes, section 5. The derivative is not defined at z = 0; here it is 0, so a unit with output 0 does not learn.

    Examples
    --------
    >>> relu.derivative(np.array([[-2.0, 0.0, 3.0]]))
    array([[0., 0., 1.]])
    """

    kinks: ClassVar[tuple[float, ...]] = (0.0,)
    initialization: ClassVar[str] = "he"

    def __call__(self, Z: Array, out: Array | None = None) -> Array:
        """Return max(0, Z)."""
        return floats("Z", Z).clip(0, np.inf, out=out)  # NumPy's maximum with a number takes four times as long

    def derivative(self, Z: Array) -> Array:
        """Return R′(z) = 1 where z > 0, else 0."""
        return np.heaviside(floats("Z", Z), 0)

    def derivative_from_output(self, A: Array, out: Array | None = None) -> Array:
        """Return R′(z) = 1 where a > 0, else 0: not a ≥ 0, which is true everywhere."""
        return np.greater(A, 0, out=np.empty_like(A) if out is None else out)


@dataclass(frozen=True, repr=False)
class LeakyReLU(Named):
    """g(z) = max(αz, z) with a small slope α: a ReLU that passes a little where z < 0.

    Notes, section 5. At z = 0 the derivative is α.

    Parameters
    ----------
    slope : float, default 0.01
        α, at least 0 and below 1.

    Examples
    --------
    >>> leaky_relu(np.array([[-2.0, 3.0]]))
    array([[-0.02,  3.  ]])
    """

    slope: float = 0.01
    kinks: ClassVar[tuple[float, ...]] = (0.0,)
    initialization: ClassVar[str] = "he"

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
class Softmax(Named):
    """Softmax, aⱼ = exp(zⱼ) / Σₖ exp(zₖ): one probability for each of n_y classes.

    It goes in the output layer only, with categorical cross-entropy: dZ = A − Y then needs no elementwise derivative.

    Examples
    --------
    >>> softmax(np.array([[1e4, 0.0], [0.0, 0.0]]))
    array([[1. , 0.5],
           [0. , 0.5]])
    """

    elementwise: ClassVar[bool] = False

    @np.errstate(over="ignore", under="ignore")
    def __call__(self, Z: Array, out: Array | None = None) -> Array:
        """Return softmax(Z), over the nodes of each column."""
        Z = floats("Z", Z)
        E = np.exp(np.subtract(Z, Z.max(axis=0), out=out), out=out)  # the largest exponent is 0: no overflow
        return np.divide(E, E.sum(axis=0), out=out)

    def derivative(self, Z: Array) -> NoReturn:  # noqa: ARG002  the protocol names it
        """Raise TypeError: softmax has no elementwise derivative."""
        msg = (
            "softmax has no elementwise derivative, because every output depends on every node's z: "
            "it belongs in the output layer, where categorical cross-entropy gives dZ = A - Y"
        )
        raise TypeError(msg)

    def decide(self, A: Array) -> Array:
        """Return the likeliest class of each column, of shape (1, m)."""
        return A.argmax(axis=0)[np.newaxis]


def apart(out: Array | None, needed: Array) -> Array | None:
    """Return `out` as a place for an intermediate result, or None where that would overwrite what is `needed`."""
    return None if out is None or np.may_share_memory(out, needed) else out


def derivative_at(g: Activation, Z: Array, A: Array | None, out: Array | None = None) -> Array:
    """Return g′(Z): from the output A = g(Z) where there is one and the activation can; then Z is not looked at."""
    if A is None and isinstance(g, Named):  # the library's own may write g'(Z) over g(Z), so that nothing is allocated
        A = g(Z, out=out)
    if A is not None and hasattr(g, "derivative_from_output"):
        return g.derivative_from_output(A, out=out)
    return g.derivative(Z)


identity = Identity()
sigmoid = Sigmoid()
tanh = Tanh()
relu = ReLU()
leaky_relu = LeakyReLU()
softmax = Softmax()

ACTIVATIONS: dict[str, Activation] = {"identity": identity, "sigmoid": sigmoid, "tanh": tanh, "relu": relu}
ACTIVATIONS |= {"leaky_relu": leaky_relu, "softmax": softmax}
"""The activations that can be asked for by name."""


def activation_named(activation: str | Activation) -> Activation:
    """Return an activation, by its name or itself; one that overwrites Z, or returns it, is refused."""
    if is_a(activation, str):
        return ACTIVATIONS[choice("activation", activation, ACTIVATIONS)]
    expected = "a name, such as 'relu', or an object with __call__(Z, out=None) and derivative(Z)"
    require_instance("an activation", activation, Activation, expected)
    trial = np.array([[-2.0, -0.3, 0.7, 1.5]])  # a small Z with both signs
    Z, name = trial.copy(), shown(activation)
    try:
        A = activation(Z, out=np.empty_like(Z))
    except Exception as error:
        msg = f"an activation needs __call__(Z, out=None); {name} raised: {said(error)}"
        raise TypeError(msg) from error
    if not is_array(A) or A.shape != Z.shape:
        msg = f"the activation {name} must return an array of the shape of Z, {Z.shape}, got {shown(A)}"
        raise TypeError(msg)
    if np.may_share_memory(A, Z) or not np.array_equal(Z, trial):
        msg = f"the activation {name} changes Z or returns it: write g(Z) to out, or return a new array"
        raise TypeError(msg)
    return activation


def hidden_activations(hidden: str | Activation | Sequence[str | Activation], layers: int) -> list[Activation]:
    """Return the activations of the hidden layers: one for all, or one for each."""
    several = is_a(hidden, Sequence) and not is_a(hidden, str) and not is_a(hidden, bytes)
    listed = attempt(lambda: list(cast("Sequence[str | Activation]", hidden)), None) if several else None
    one = [] if listed is not None else [activation_named(cast("str | Activation", hidden))]
    activations = [activation_named(g) for g in listed or ()] or one * layers
    if len(activations) != layers:
        came = counted(len(activations), "activation")
        msg = f"hidden lists {came}, but the network has {counted(layers, 'hidden layer')}"
        raise ValueError(msg)
    if not all(getattr(g, "elementwise", True) for g in activations):
        msg = "softmax is for the output layer only: hidden layers need an elementwise activation, such as 'relu'"
        raise ValueError(msg)
    return activations


def output_activation(output: str | Activation | None, n_y: int) -> Activation:
    """Return the activation of the output layer, which is sigmoid where one node needs no name."""
    if output is None and n_y != 1:
        msg = (
            f"with n_y={n_y} output nodes the output must be named: 'softmax' for one class out of {n_y}, "
            f"'sigmoid' for {n_y} yes-or-no answers, 'identity' for {n_y} numbers"
        )
        raise ValueError(msg)
    activation = sigmoid if output is None else activation_named(output)
    if type(activation) is Softmax and n_y == 1:
        msg = "softmax over one node is always 1: use 'sigmoid' for two classes, or n_y=2"
        raise ValueError(msg)
    return activation
