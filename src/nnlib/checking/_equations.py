"""The notes' lines of forward and back propagation, each by itself: what is right in it, and what slips into it.

They are written here once more, and plainly, so that nothing is checked against itself: g is written out, g′ is a
difference quotient of it, and nothing comes from `nnlib.propagation`. A line is computed from the arrays before it *as
they came*, so that one mistake is told once and not again in every line that follows from it.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

import numpy as np

from nnlib._arrays import Array
from nnlib._registry import name_of as activation_name
from nnlib.activations import (
    ACTIVATIONS,
    Activation,
    Identity,
    LeakyReLU,
    ReLU,
    Sigmoid,
    Softmax,
    Tanh,
    identity,
    softmax,
)
from nnlib.losses import Loss, MatchedOutput, binary_cross_entropy, categorical_cross_entropy
from nnlib.models import Network
from nnlib.propagation import total_weight

__all__ = ["Line", "Lines", "Slip", "cost_of", "lines_of", "plain", "slope"]

STEP = float(np.finfo(np.float64).eps) ** (1 / 3)


class Slip(NamedTuple):
    """A known mistake: what comes of it, and how it is told.

    Parameters
    ----------
    value : ndarray
        What the line gives with this mistake.
    mistake : str
        What follows the line's name in a sentence, beginning with "is" or "has".
    """

    value: Array
    mistake: str


@dataclass
class Lines:
    """All that the lines are computed from: a network, the examples, and the arrays so far.

    Parameters
    ----------
    W, b : mapping of int to ndarray
        The parameters.
    g : mapping of int to Activation
        The activations.
    loss : Loss
        The loss.
    matched : bool
        Whether dZ[L] is A[L] − Y.
    Y : ndarray of shape (n_y, m)
        Labels.
    sample_weight : ndarray of shape (1, m) or None
        One weight an example.
    l2 : float
        The L2 factor.
    Z, A, dA, dZ, dW, db : dict of int to ndarray
        What is known so far; ``A[0]`` is X.
    """

    W: Mapping[int, Array]
    b: Mapping[int, Array]
    g: Mapping[int, Activation]
    loss: Loss
    matched: bool
    Y: Array
    sample_weight: Array | None
    l2: float
    Z: dict[int, Array] = field(default_factory=dict)
    A: dict[int, Array] = field(default_factory=dict)
    dA: dict[int, Array] = field(default_factory=dict)
    dZ: dict[int, Array] = field(default_factory=dict)
    dW: dict[int, Array] = field(default_factory=dict)
    db: dict[int, Array] = field(default_factory=dict)

    @property
    def L(self) -> int:
        """The number of layers."""
        return len(self.g)

    @property
    def m(self) -> float:
        """What stands below 1/m: the number of examples, or the sum of their weights."""
        return total_weight(self.Y.shape[1], self.sample_weight)

    @property
    def m_name(self) -> str:
        """What it is called."""
        return "m" if self.sample_weight is None else "Σw"

    def weighted(self, dZ: Array) -> Array:
        """Return dZ[L] with each column times its example's weight."""
        return dZ if self.sample_weight is None else dZ * self.sample_weight


def lines_of(model: Network, X: Array, Y: Array, sample_weight: Array | None) -> tuple[Lines, "list[Line]"]:
    """Return what the lines of a network are computed from, and the lines, in the notes' order.

    Parameters
    ----------
    model : Network
        The network.
    X : ndarray of shape (n_x, m)
        Examples.
    Y : ndarray of shape (n_y, m)
        Labels, from ``model.labels``.
    sample_weight : ndarray of shape (1, m) or None
        Weights, from there.

    Returns
    -------
    at : Lines
        With ``A[0]`` alone.
    lines : list of Line
        Z[1], A[1], …, A[L], dA[L], dZ[L], dW[L], db[L], dA[L−1], …, db[1].

    Examples
    --------
    >>> import nnlib
    >>> model = nnlib.LogisticRegression(n_x=1)
    >>> at, lines = lines_of(model, np.array([[1.0, 2.0]]), np.array([[0.0, 1.0]]), None)
    >>> [line.name for line in lines]
    ['Z[1]', 'A[1]', 'dA[1]', 'dZ[1]', 'dW[1]', 'db[1]']
    >>> lines[0].equation(at), lines[0].right(at)
    ('Z[1] = W[1] X + b[1]', array([[0., 0.]]))
    """
    matched = isinstance(model.output_layer, MatchedOutput)
    at = Lines(model.W, model.b, model.g, model.loss, matched, Y, sample_weight, model.l2, A={0: X})
    layers = range(1, at.L + 1)
    forward = [kind(l) for l in layers for kind in (WeightedSum, ActivationOutput)]
    back = [
        kind(l)
        for l in reversed(layers)
        for kind in (ActivationGradient, WeightedSumGradient, WeightGradient, BiasGradient)
    ]
    return at, [*forward, *back]


PLAIN: dict[type, Callable[[Any, Array], Array]] = {
    Identity: lambda _, Z: Z,
    Sigmoid: lambda _, Z: 1 / (1 + np.exp(-Z)),
    Tanh: lambda _, Z: 1 - 2 / (np.exp(2 * Z) + 1),
    ReLU: lambda _, Z: np.where(Z > 0, Z, 0),
    LeakyReLU: lambda g, Z: np.where(Z > 0, Z, g.slope * Z),
    Softmax: lambda _, Z: np.exp(Z - Z.max(axis=0)) / np.exp(Z - Z.max(axis=0)).sum(axis=0),
}
"""The activations as the notes write them."""
FROM_OUTPUT: dict[type, Callable[[Any, Array], Array]] = {
    Identity: lambda _, A: np.ones_like(A),
    Sigmoid: lambda _, A: A * (1 - A),
    Tanh: lambda _, A: 1 - A**2,
    ReLU: lambda _, A: np.where(A > 0, 1, 0),
    LeakyReLU: lambda g, A: np.where(A > 0, 1, g.slope),
}
"""Their derivatives g′(Z), had from the output A = g(Z)."""


def plain(g: Activation, Z: Array) -> Array:
    """Return g(Z), written out; a user's own activation as it is.

    Parameters
    ----------
    g : Activation
        An activation.
    Z : ndarray of shape (n_l, m)
        Its input.

    Returns
    -------
    ndarray of shape (n_l, m)
        g(Z).

    Examples
    --------
    >>> plain(ACTIVATIONS["relu"], np.array([[-1.0, 2.0]]))
    array([[0., 2.]])
    """
    return PLAIN[type(g)](g, Z) if type(g) in PLAIN else g(Z)


def slope(g: Activation, Z: Array) -> Array:
    """Return g′(Z) as a difference quotient of g; where that would cross a kink, as g itself gives it.

    Parameters
    ----------
    g : Activation
        An elementwise activation.
    Z : ndarray of shape (n_l, m)
        Where.

    Returns
    -------
    ndarray of shape (n_l, m)
        g′(Z), to nine or ten digits.

    Examples
    --------
    >>> from nnlib.activations import tanh
    >>> slope(tanh, np.array([[0.0, 1.0]])).round(6)
    array([[1.      , 0.419974]])
    """
    h = STEP * np.maximum(1, np.abs(Z))
    quotient: Array = (plain(g, Z + h) - plain(g, Z - h)) / ((Z + h) - (Z - h))
    for kink in getattr(g, "kinks", ()):
        quotient = np.where(np.abs(Z - kink) <= h, g.derivative(Z), quotient)
    return quotient


@dataclass(frozen=True)
class Line(ABC):
    """One line of the notes, for one layer.

    Parameters
    ----------
    l : int
        The layer.

    Examples
    --------
    >>> WeightGradient(2).name
    'dW[2]'
    """

    l: int
    symbol: ClassVar[str]

    @property
    def name(self) -> str:
        """What it computes, such as "dZ[1]"."""
        return f"{self.symbol}[{self.l}]"

    def __repr__(self) -> str:
        """Show the name."""
        return self.name

    @property
    def input_name(self) -> str:
        """What goes into the layer: "X", or "A[l-1]"."""
        return f"A[{self.l - 1}]" if self.l > 1 else "X"

    @abstractmethod
    def equation(self, at: Lines) -> str:
        """Return the line as the notes write it, set right."""

    @abstractmethod
    def right(self, at: Lines) -> Array:
        """Return what it gives, from the arrays before it."""

    @abstractmethod
    def slips(self, at: Lines) -> Iterator[Slip]:
        """Yield the mistakes that are made in it."""

    def forms(self, at: Lines) -> Iterator[Array]:
        """Yield what it gives in other forms, which are the same unless an array before it is wrong."""
        yield self.right(at)


class WeightedSum(Line):
    """Z[l] = W[l] A[l−1] + b[l]."""

    symbol = "Z"

    def equation(self, at: Lines) -> str:  # noqa: ARG002  other lines need it
        """Return the equation."""
        return f"Z[{self.l}] = W[{self.l}] {self.input_name} + b[{self.l}]"

    def right(self, at: Lines) -> Array:
        """Return Z[l]."""
        return at.W[self.l] @ at.A[self.l - 1] + at.b[self.l]

    def slips(self, at: Lines) -> Iterator[Slip]:
        """Forget b[l], or broadcast it along the wrong axis; transpose W[l]; take another array for A[l−1]."""
        l, W, b, A = self.l, at.W[self.l], at.b[self.l], at.A[self.l - 1]
        product = W @ A
        yield Slip(product, f"is W[{l}] {self.input_name}: b[{l}] is missing")
        if product.shape[0] == product.shape[1]:
            yield Slip(
                product + b.ravel(),
                f"has b[{l}] added along the examples: of shape ({len(b)},) it broadcasts over the columns, so keep it "
                f"({len(b)}, 1)",
            )
        if W.shape[0] == W.shape[1]:
            yield Slip(W.T @ A + b, f"is W[{l}]ᵀ {self.input_name} + b[{l}]: there is no transpose in this line")
        if l > 1:
            yield Slip(W @ at.Z[l - 1] + b, f"is W[{l}] Z[{l - 1}] + b[{l}]: A[{l - 1}] was meant")
            if at.A[0].shape == A.shape:
                yield Slip(W @ at.A[0] + b, f"is W[{l}] X + b[{l}]: A[{l - 1}] was meant")


class ActivationOutput(Line):
    """A[l] = g[l](Z[l])."""

    symbol = "A"

    def equation(self, at: Lines) -> str:
        """Return the equation."""
        return f"A[{self.l}] = g[{self.l}](Z[{self.l}]), where g[{self.l}] is {activation_name(at.g[self.l])}"

    def right(self, at: Lines) -> Array:
        """Return A[l]."""
        return plain(at.g[self.l], at.Z[self.l])

    def slips(self, at: Lines) -> Iterator[Slip]:
        """Take another activation, the same one twice, its derivative, or softmax over the wrong axis."""
        l, g, Z = self.l, at.g[self.l], at.Z[self.l]
        name = activation_name(g)
        for other in ACTIVATIONS.values():
            if other != g:
                yield Slip(plain(other, Z), f"is {other}(Z[{l}]), but g[{l}] is {name}")
        yield Slip(plain(g, plain(g, Z)), f"is {name}({name}(Z[{l}])): {name} is applied twice")
        if isinstance(g, Softmax):
            over_examples = f"is softmax over the examples, axis=1: each column of A[{l}] should sum to 1, axis=0"
            E = np.exp(Z - Z.max(axis=0))
            yield Slip(E / E.sum(axis=1, keepdims=True), over_examples)
            yield Slip(plain(g, Z.T).T, over_examples)
            E = np.exp(Z - Z.max())
            yield Slip(E / E.sum(), f"is divided by the sum of all exp(Z[{l}]): each column should sum to 1, axis=0")
        else:
            yield Slip(slope(g, Z), f"is g[{l}]′(Z[{l}]) in place of g[{l}](Z[{l}])")


class ActivationGradient(Line):
    """dA[L] = ∂L/∂A[L], and dA[l] = W[l+1]ᵀ dZ[l+1]."""

    symbol = "dA"

    def equation(self, at: Lines) -> str:
        """Return the equation."""
        l = self.l
        return f"dA[{l}] = ∂L/∂A[{l}], L the {at.loss}" if l == at.L else f"dA[{l}] = W[{l + 1}]ᵀ dZ[{l + 1}]"

    def right(self, at: Lines) -> Array:
        """Return dA[l]."""
        if self.l == at.L:
            return at.weighted(at.loss.dL_dA(at.A[self.l], at.Y))
        return at.W[self.l + 1].T @ at.dZ[self.l + 1]

    def slips(self, at: Lines) -> Iterator[Slip]:
        """Take dZ[L] for dA[L]; forget the transpose; take dA[l+1] for dZ[l+1]."""
        l = self.l
        if l == at.L:
            yield Slip(at.weighted(at.A[l] - at.Y), f"is A[{l}] - Y, which is dZ[{l}]")
            return
        W = at.W[l + 1]
        yield Slip(W.T @ at.dA[l + 1], f"is W[{l + 1}]ᵀ dA[{l + 1}]: dZ[{l + 1}] was meant")
        if W.shape[0] == W.shape[1]:
            yield Slip(W @ at.dZ[l + 1], f"is W[{l + 1}] dZ[{l + 1}]: W[{l + 1}] has to be transposed here")


class WeightedSumGradient(Line):
    """dZ[L] = A[L] − Y, and dZ[l] = dA[l] * g[l]′(Z[l])."""

    symbol = "dZ"

    def is_matched(self, at: Lines) -> bool:
        """Whether it is A[L] − Y."""
        return self.l == at.L and at.matched

    def equation(self, at: Lines) -> str:
        """Return the equation."""
        l = self.l
        weights = ", each column times its sample weight" if l == at.L and at.sample_weight is not None else ""
        if self.is_matched(at):
            return f"dZ[{l}] = A[{l}] - Y{weights}"
        dA = f"(A[{l}] - Y)" if l == at.L else f"W[{l + 1}]ᵀ dZ[{l + 1}]"
        return f"dZ[{l}] = {dA} * g[{l}]′(Z[{l}]), where g[{l}] is {activation_name(at.g[l])}{weights}"

    def right(self, at: Lines) -> Array:
        """Return dZ[l]."""
        if self.is_matched(at):
            return at.weighted(at.A[self.l] - at.Y)
        return at.dA[self.l] * slope(at.g[self.l], at.Z[self.l])

    def forms(self, at: Lines) -> Iterator[Array]:
        """Yield dZ[l] with g′ of Z[l], and with g′ had from A[l]."""
        yield self.right(at)
        g = at.g[self.l]
        if not self.is_matched(at) and type(g) in FROM_OUTPUT:
            yield at.dA[self.l] * FROM_OUTPUT[type(g)](g, at.A[self.l])

    def slips(self, at: Lines) -> Iterator[Slip]:
        """Forget g′ or the weights; ask g′ of the wrong array, in the wrong form, or of another activation."""
        l, g, dA = self.l, at.g[self.l], at.dA[self.l]
        if l == at.L and at.sample_weight is not None:
            unweighted = at.A[l] - at.Y
            yield Slip(unweighted if self.is_matched(at) else unweighted * slope(g, at.Z[l]), "has no sample weights")
        if self.is_matched(at):
            yield Slip(dA, f"is dA[{l}]: the derivative of {g} is missing; with this loss, dZ[{l}] is A[{l}] - Y")
            if not isinstance(g, Softmax):
                extra = f"has a factor g[{l}]′(Z[{l}]) too many: with {g} and {at.loss}, dZ[{l}] is A[{l}] - Y"
                yield Slip(self.right(at) * slope(g, at.Z[l]), extra)
            return
        if l < at.L:
            for value, told in ActivationGradient(l).slips(at):
                yield Slip(value * slope(g, at.Z[l]), f"comes from a dA[{l}] that {told}")
        always = "; of A, `>= 0` is always true" if getattr(g, "kinks", ()) else ""
        yield Slip(dA, f"is dA[{l}]: the factor g[{l}]′(Z[{l}]) is missing, or 1 everywhere{always}")
        yield Slip(dA * slope(g, at.A[l]), f"is dA[{l}] * g[{l}]′(A[{l}]): Z[{l}] was meant")
        if type(g) in FROM_OUTPUT:
            told = f"has {activation_name(g)}′ in its form for an output A[{l}], but is given Z[{l}]"
            yield Slip(dA * FROM_OUTPUT[type(g)](g, at.Z[l]), told)
        if type(g) not in PLAIN:
            own = f"is what {activation_name(g)} gives for its derivative, which is not that of its values"
            yield Slip(dA * g.derivative(at.Z[l]), own)
            if hasattr(g, "derivative_from_output"):
                yield Slip(dA * g.derivative_from_output(at.A[l]), own)
        for factor, told in slopes_of_others(l, g, at.Z[l], at.A[l]):
            yield Slip(dA * factor, f"is dA[{l}] * {told}, but g[{l}] is {activation_name(g)}")


def slopes_of_others(l: int, g: Activation, Z: Array, A: Array) -> Iterator[Slip]:
    """Yield the derivatives of other activations, at Z[l] and in their form for an output A[l]."""
    for other in ACTIVATIONS.values():
        if other == g or other in {identity, softmax}:
            continue
        at_Z, at_A = slope(other, Z), FROM_OUTPUT[type(other)](other, A)
        if not (at_Z == 1).all():  # as if there were no factor, which is a slip of its own
            yield Slip(at_Z, f"{other}′(Z[{l}])")
        if not (at_A == 1).all():
            yield Slip(at_A, f"{other}′, had from its output A[{l}]")


class WeightGradient(Line):
    """dW[l] = 1/m dZ[l] A[l−1]ᵀ + l2 W[l]."""

    symbol = "dW"

    def equation(self, at: Lines) -> str:
        """Return the equation."""
        l2 = f" + l2 W[{self.l}]" if at.l2 else ""
        return f"dW[{self.l}] = 1/{at.m_name} dZ[{self.l}] {self.input_name}ᵀ{l2}"

    def from_data(self, at: Lines) -> Array:
        """Return dW[l] without the L2 term."""
        return at.dZ[self.l] @ at.A[self.l - 1].T / at.m

    def right(self, at: Lines) -> Array:
        """Return dW[l]."""
        return self.from_data(at) + at.l2 * at.W[self.l]

    def slips(self, at: Lines) -> Iterator[Slip]:
        """Forget or double 1/m, take the wrong arrays, spoil the L2 term."""
        l, l2, W, A = self.l, at.l2, at.W[self.l], at.A[self.l - 1]
        data, dZ, dA = self.from_data(at), at.dZ[self.l], at.dA[self.l]
        if l2:
            penalty = l2 * W
            yield Slip(data, f"has no L2 term: l2 W[{l}] is missing")
            yield Slip(data - penalty, "has the L2 term with the wrong sign")
            yield Slip(data * (1 + l2), f"has l2 dW[{l}] where l2 W[{l}] was meant: the term scales the gradient")
            yield Slip(data + penalty / at.m, f"has the L2 term divided by {at.m_name}: it is l2 W[{l}]")
            yield Slip(data + 2 * penalty, f"has the L2 term twice: the derivative of l2/2 W² is l2 W[{l}]")
            yield Slip(data * at.m + penalty, f"has no factor 1/{at.m_name} in its first term")
            yield Slip(data / at.m + penalty, f"has the factor 1/{at.m_name} twice in its first term")
        yield Slip(
            dA @ A.T / at.m + l2 * W, f"is made from dA[{l}] where dZ[{l}] was meant: g[{l}]′(Z[{l}]) is missing"
        )
        others = {f"A[{l}]": at.A[l]} | ({"X": at.A[0], f"Z[{l - 1}]": at.Z[l - 1]} if l > 1 else {})
        for name, other in others.items():
            if other.shape == A.shape:
                told = f"is 1/{at.m_name} dZ[{l}] {name}ᵀ: {self.input_name} was meant"
                yield Slip(dZ @ other.T / at.m + l2 * W, told)


class BiasGradient(Line):
    """db[l] = 1/m Σ dZ[l], over the columns."""

    symbol = "db"

    def equation(self, at: Lines) -> str:
        """Return the equation."""
        return f"db[{self.l}] = 1/{at.m_name} np.sum(dZ[{self.l}], axis=1, keepdims=True)"

    def right(self, at: Lines) -> Array:
        """Return db[l]."""
        return at.dZ[self.l].sum(axis=1, keepdims=True) / at.m

    def slips(self, at: Lines) -> Iterator[Slip]:
        """Sum over the wrong axis, over both, over dA; add an L2 term."""
        l, dZ, n = self.l, at.dZ[self.l], len(at.b[self.l])
        wrong_axis = f"is summed over the nodes, axis=0: the sum of dZ[{l}] goes over the examples, axis=1"
        over_nodes = dZ.sum(axis=0) / at.m
        if len(over_nodes) >= n > 1:
            yield Slip(over_nodes[:n, np.newaxis], wrong_axis)
        if len(over_nodes) == 1 < n:
            yield Slip(np.full((n, 1), over_nodes[0]), wrong_axis)
        if n > 1:
            yield Slip(
                np.full((n, 1), dZ.sum() / at.m), f"is summed over both axes: the sum of dZ[{l}] goes over axis=1 only"
            )
        yield Slip(dZ[:, :1] / at.m, "is the first column of dZ alone: the sum over the examples is missing")
        dA = at.dA[l].sum(axis=1, keepdims=True) / at.m
        yield Slip(dA, f"is made from dA[{l}] where dZ[{l}] was meant: g[{l}]′(Z[{l}]) is missing")
        if at.l2:
            yield Slip(self.right(at) + at.l2 * at.b[l], f"has an L2 term: J penalizes W[{l}], not b[{l}]")


def cost_of(at: Lines) -> tuple[float, float]:
    """Return the cost by its equation: the mean loss, and the L2 term.

    Parameters
    ----------
    at : Lines
        With ``Z[L]`` and ``A[L]``.

    Returns
    -------
    data, penalty : float
        J is their sum.

    Examples
    --------
    >>> import nnlib
    >>> at, _ = lines_of(nnlib.LogisticRegression(n_x=1), np.array([[1.0]]), np.array([[1.0]]), None)
    >>> at.Z[1], at.A[1] = np.array([[0.0]]), np.array([[0.5]])
    >>> cost_of(at)
    (0.6931471805599453, 0.0)
    """
    Z, A, Y = at.Z[at.L], at.A[at.L], at.Y
    if at.loss == binary_cross_entropy:
        L = np.logaddexp(0, (1 - 2 * Y) * Z).sum(axis=0)
    elif at.loss == categorical_cross_entropy:
        L = np.logaddexp.reduce(Z, axis=0) - (Y * Z).sum(axis=0)
    else:
        L = ((A - Y) ** 2).sum(axis=0) / 2
    data = float(at.weighted(L[np.newaxis]).sum() / at.m)
    return data, at.l2 / 2 * sum(float((W**2).sum()) for W in at.W.values())
