"""Losses L(a, y), the cost J, and where backward propagation starts: dA, and dZ[L] of the matched pairs.

A loss is matched to an output activation if the chain rule shrinks to dZ = A − Y: binary cross-entropy to sigmoid,
categorical cross-entropy to softmax, squared error to identity (notes, section 3.7.2). A matched loss is computed from
z, without a logarithm of a. Squared error, or a loss that you write, also works with any other elementwise output; then
dZ = dA · g′(Z).
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, cast

import numpy as np

from nnlib import _validation
from nnlib._arrays import Array, ArrayLike, DTypeLike
from nnlib._messages import attempt, is_a, shortened, shown
from nnlib._registry import Described, name_of
from nnlib.activations import Activation, Softmax, derivative_at, identity, sigmoid, softmax

__all__ = ["LOSSES", "Loss", "binary_cross_entropy", "categorical_cross_entropy", "squared_error"]
__all__ += ["BinaryCrossEntropy", "CategoricalCrossEntropy", "SquaredError"]


@dataclass(frozen=True, repr=False)
class Loss(Described, ABC):
    """A loss; calling it gives the cost J.

    The methods that users call take and check outputs ``A`` (or ``Z``) and labels ``Y``, array_like of shape (n_y, m);
    categorical cross-entropy also accepts class indices (1, m). The methods named in the notes' symbols are the bare
    equations and check nothing. To write a loss, define two of these, ``L`` and ``dL_dA``. A loss that is matched to an
    activation names it in ``activation``: training then uses dZ = A − Y and not ``dL_dA``. It may define ``L_of_Z``,
    which is exact where a rounds. A loss with settings is a frozen dataclass.

    Examples
    --------
    The absolute error:

    >>> class AbsoluteError(Loss):
    ...     def L(self, A, Y):
    ...         return np.abs(A - Y).sum(axis=0, keepdims=True)
    ...
    ...     def dL_dA(self, A, Y):
    ...         return np.sign(A - Y)
    >>> AbsoluteError()([[1.0, 3.0]], [[0.0, 0.0]])
    2.0
    """

    name: ClassVar[str] = ""
    activation: ClassVar[Activation | None] = None
    """The output activation that this loss is matched to."""
    chains: ClassVar[bool] = True
    """Whether it goes with other elementwise outputs too."""

    def __call__(self, A: ArrayLike, Y: ArrayLike) -> float:
        """Return the cost J = 1/m Σ L(a, y), in natural logarithms (nats) for the cross-entropies."""
        return float(self.per_example(A, Y).mean(dtype=np.float64))

    def per_example(self, A: ArrayLike, Y: ArrayLike) -> Array:
        """Return each example's loss, of shape (1, m), summed over the output nodes."""
        return self.L(*self.outputs_and_labels(A, Y))

    def dA(self, A: ArrayLike, Y: ArrayLike) -> Array:
        """Return ∂L/∂a, of shape (n_y, m): each column belongs to one example's loss, so it has no factor 1/m."""
        return self.dL_dA(*self.outputs_and_labels(A, Y))

    def from_logits(self, Z: ArrayLike, Y: ArrayLike) -> float:
        """Return the cost J from Z, before the matched activation: right however large Z is, if J fits the type."""
        if self.activation is None:
            msg = f"{shown(self)} is matched to no activation: call it with outputs A"
            raise TypeError(msg)
        Z = _validation.floating_matrix("Z", Z)
        return float(self.L_of_Z(Z, self.labels(Y, len(Z), Z.shape[1], Z.dtype)).mean(dtype=np.float64))

    def outputs_and_labels(self, A: ArrayLike, Y: ArrayLike) -> tuple[Array, Array]:
        """Return A and Y, checked, as arrays of one shape and floating type."""
        A = self.outputs(A)
        return A, self.labels(Y, len(A), A.shape[1], A.dtype)

    def outputs(self, A: ArrayLike) -> Array:
        """Return A, checked."""
        return _validation.floating_matrix("A", A)

    def labels(self, Y: ArrayLike, n_y: int, m: int, dtype: DTypeLike) -> Array:
        """Return Y, checked, of shape (n_y, m); raise ValueError if the loss does not accept it."""
        return _validation.targets(Y, n_y, m, dtype)

    @abstractmethod
    def L(self, A: Array, Y: Array) -> Array:
        """Return L(a, y), of shape (1, m)."""

    def L_of_Z(self, Z: Array, Y: Array, out: Array | None = None) -> Array:  # noqa: ARG002  others compute in it
        """Return L(g(z), y), of shape (1, m), for the matched g; `out`, of shape (n_y, m), is room to compute in."""
        return self.L(cast("Activation", self.activation)(Z), Y)

    @abstractmethod
    def dL_dA(self, A: Array, Y: Array) -> Array:
        """Return ∂L/∂a, of shape (n_y, m)."""

    def __repr__(self) -> str:
        """Show the name."""
        return self.name or type(self).__name__


class CrossEntropy(Loss):
    """A loss of probabilities, which works with its own output activation only."""

    chains: ClassVar[bool] = False

    def outputs(self, A: ArrayLike) -> Array:
        """Return A of probabilities."""
        return _validation.probabilities("A", A)


@dataclass(frozen=True, repr=False)
class BinaryCrossEntropy(CrossEntropy):
    """L = −[y log a + (1 − y) log(1 − a)], summed over the output nodes; y is 0 or 1.

    Notes, section 3. 0 log 0 counts as 0. An output that is certain and wrong costs +inf.

    Examples
    --------
    >>> A, Y = np.array([[0.5, 0.9]]), np.array([[1, 1]])
    >>> round(binary_cross_entropy(A, Y), 6)
    0.399254
    >>> binary_cross_entropy.from_logits(np.array([[40.0]]), np.array([[1]]))
    4.248354255291589e-18
    """

    name: ClassVar[str] = "binary_cross_entropy"
    activation: ClassVar[Activation | None] = sigmoid

    def labels(self, Y: ArrayLike, n_y: int, m: int, dtype: DTypeLike) -> Array:
        """Return Y of zeros and ones."""
        return _validation.binary_labels(Y, n_y, m, dtype)

    def L(self, A: Array, Y: Array) -> Array:
        """Return −log a where y = 1, −log(1 − a) where y = 0."""
        with np.errstate(divide="ignore"):
            L = np.where(Y == 1, -np.log(A), -np.log1p(-A))
        return L.sum(axis=0, keepdims=True)

    @np.errstate(under="ignore")
    def L_of_Z(self, Z: Array, Y: Array, out: Array | None = None) -> Array:
        """Return softplus((1 − 2y) z), which is L(σ(z), y): softplus(x) = log(1 + eˣ)."""
        x = np.multiply(Y, -2, out=out)
        x += 1
        x *= Z
        softplus = np.logaddexp(0, x, out=x)
        return softplus.sum(axis=0, keepdims=True)

    def dL_dA(self, A: Array, Y: Array) -> Array:
        """Return −y/a + (1 − y)/(1 − a)."""
        with np.errstate(divide="ignore", over="ignore"):
            return np.where(Y == 1, -1 / A, 1 / (1 - A))


@dataclass(frozen=True, repr=False)
class CategoricalCrossEntropy(CrossEntropy):
    """L = −Σⱼ yⱼ log aⱼ over the classes; Y is one-hot (n_y, m), or class indices (1, m).

    It generalizes binary cross-entropy to more than two classes.

    Examples
    --------
    >>> A = np.array([[0.7, 0.1], [0.2, 0.8], [0.1, 0.1]])
    >>> categorical_cross_entropy.per_example(A, [[0, 1]]).round(4)
    array([[0.3567, 0.2231]])
    >>> categorical_cross_entropy.from_logits([[0.0], [1e4]], [[0]])
    10000.0
    """

    name: ClassVar[str] = "categorical_cross_entropy"
    activation: ClassVar[Activation | None] = softmax

    def labels(self, Y: ArrayLike, n_y: int, m: int, dtype: DTypeLike) -> Array:
        """Return Y as one-hot columns."""
        return _validation.class_labels(Y, n_y, m, dtype)

    def L(self, A: Array, Y: Array) -> Array:
        """Return −log a of the true class."""
        with np.errstate(divide="ignore"):
            return np.where(Y == 1, -np.log(A), 0).sum(axis=0, keepdims=True)

    @np.errstate(over="ignore", under="ignore")
    def L_of_Z(self, Z: Array, Y: Array, out: Array | None = None) -> Array:
        """Return log Σⱼ exp(zⱼ) − z of the true class, which is L(softmax(z), y)."""
        true, top = np.multiply(Y, Z, out=out).sum(axis=0), Z.max(axis=0)
        E = np.exp(np.subtract(Z, top, out=out), out=out)
        # Σ E - 1, without adding the 1: it is the true class's own where the answer is right, and would round away a
        # loss that is small.
        E -= Y
        L: Array = np.log1p(E.sum(axis=0)) + (top - true)
        return L[np.newaxis]

    def dL_dA(self, A: Array, Y: Array) -> Array:
        """Return −y/a."""
        with np.errstate(divide="ignore", over="ignore"):
            return np.where(Y == 1, -1 / A, 0)


@dataclass(frozen=True, repr=False)
class SquaredError(Loss):
    """L = ½ Σ (a − y)², summed over the output nodes: for regression.

    Examples
    --------
    >>> squared_error(np.array([[1.0, 3.0]]), np.array([[0.0, 0.0]]))
    2.5
    """

    name: ClassVar[str] = "squared_error"
    activation: ClassVar[Activation | None] = identity

    def L(self, A: Array, Y: Array) -> Array:
        """Return ½ Σ (a − y)²."""
        return self.L_of_Z(A, Y)

    def L_of_Z(self, Z: Array, Y: Array, out: Array | None = None) -> Array:
        """Return ½ Σ (z − y)², since the matched activation is the identity."""
        E = np.subtract(Z, Y, out=out)
        return 0.5 * np.square(E, out=E).sum(axis=0, keepdims=True)

    def dL_dA(self, A: Array, Y: Array) -> Array:
        """Return a − y."""
        return A - Y


binary_cross_entropy = BinaryCrossEntropy()
categorical_cross_entropy = CategoricalCrossEntropy()
squared_error = SquaredError()

LOSSES: dict[str, Loss] = {loss.name: loss for loss in (binary_cross_entropy, categorical_cross_entropy, squared_error)}
"""The losses that can be asked for by name."""


@dataclass(frozen=True)
class MatchedOutput:
    """An output activation with its matched loss: L from Z[L], and dZ[L] = A[L] − Y."""

    activation: Activation
    loss: Loss

    def L(self, Z: Array, A: Array, Y: Array, out: Array | None = None) -> Array:  # noqa: ARG002  the chained form needs A
        """Return each example's loss, of shape (1, m)."""
        return self.loss.L_of_Z(Z, Y, out=out)

    def dZ(self, Z: Array, A: Array, Y: Array, out: Array | None = None) -> Array:  # noqa: ARG002  the chained form needs Z
        """Return dZ[L] = A[L] − Y, of shape (n_y, m)."""
        return np.subtract(A, Y, out=out)


@dataclass(frozen=True)
class ChainedOutput:
    """An elementwise output activation with a loss that is not its own: dZ[L] = dA[L] · g′(Z[L])."""

    activation: Activation
    loss: Loss

    def L(self, Z: Array, A: Array, Y: Array, out: Array | None = None) -> Array:  # noqa: ARG002  the matched form needs Z and room
        """Return each example's loss, of shape (1, m)."""
        return self.loss.L(A, Y)

    def dZ(self, Z: Array, A: Array, Y: Array, out: Array | None = None) -> Array:
        """Return dZ[L] = dA[L] · g′(Z[L]), of shape (n_y, m)."""
        return np.multiply(self.loss.dL_dA(A, Y), derivative_at(self.activation, Z, A), out=out)


def output_layer(activation: Activation, loss: Loss | None) -> MatchedOutput | ChainedOutput:
    """Return the output activation and the loss as one, if they go together; None picks the matched loss."""
    if loss is None:
        loss = next((known for known in LOSSES.values() if type(known.activation) is type(activation)), squared_error)
    own = loss.activation  # in another process it is another object
    if own is activation or (type(own) is type(activation) and name_of(own) == name_of(activation)):
        return MatchedOutput(activation, loss)
    if type(activation) is Softmax:
        msg = f"the output softmax needs {categorical_cross_entropy}, got {shown(loss)}"
        raise ValueError(msg)
    if not loss.chains:
        came = shortened(name_of(activation))
        msg = f"{shown(loss)} needs the output {shown(loss.activation)}, got {came}; with {came} goes {squared_error}"
        raise ValueError(msg)
    return ChainedOutput(activation, loss)


def loss_named(loss: str | Loss | None) -> Loss | None:
    """Return a loss, by its name or itself; None stays None."""
    if is_a(loss, str):
        return LOSSES[_validation.choice("loss", loss, LOSSES)]
    if loss is not None:
        _validation.require_instance("loss", loss, Loss, "a name or one of nnlib.losses")
        A = np.array([[0.2, 0.3, 0.4], [0.8, 0.7, 0.6]])  # two nodes, three examples
        for name, given, shape in (("L", loss.L(A, A), (1, 3)), ("dL_dA", loss.dL_dA(A, A), A.shape)):
            came: object = attempt(partial(np.shape, given), otherwise=cast("tuple[int, ...]", shown(given)))
            if came != shape:
                msg = f"{shown(loss)}.{name} must return shape {shape} for outputs of shape {A.shape}, got {came}"
                raise ValueError(msg)
    return loss
