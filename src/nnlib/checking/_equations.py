"""The notes' equations of forward and back propagation, each by itself: what it gives, and what slips into it.

They are written here once more, and plainly: nothing comes from `nnlib.propagation`, so nothing is checked against
itself. Each is computed from the arrays before it *as they came*, so one mistake is reported once, and not again in
every equation that follows.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import ClassVar

import numpy as np

from nnlib._arrays import Array
from nnlib._registry import name_of
from nnlib.activations import ACTIVATIONS, Activation, Softmax
from nnlib.checking._diagnosis import Slip
from nnlib.checking._plain_activations import MALFORMED_SLOPES, PLAIN, SLOPE_FROM_OUTPUT, plain, slope
from nnlib.checking._plain_losses import loss_derivative
from nnlib.checking._quantities import Quantities
from nnlib.losses import MatchedOutput
from nnlib.models import Network


def equations_of(
    model: Network, X: Array, Y: Array, sample_weight: Array | None
) -> tuple[Quantities, list["Equation"]]:
    """Return what is known before propagation, and the equations in order: Z[1], A[1], …, A[L], dA[L], dZ[L], …, db[1].

    `X` has been checked, and `Y` and `sample_weight` come from ``model.labels``.
    """
    matched = isinstance(model.output_layer, MatchedOutput)
    known = Quantities(model.W, model.b, model.g, model.loss, matched, Y, sample_weight, model.l2, A={0: X})
    layers = range(1, known.L + 1)
    forward = [kind(l) for l in layers for kind in (WeightedSum, ActivationOutput)]
    backward = [
        kind(l)
        for l in reversed(layers)
        for kind in (ActivationGradient, WeightedSumGradient, WeightGradient, BiasGradient)
    ]
    return known, [*forward, *backward]


@dataclass(frozen=True)
class Equation(ABC):
    """One equation of the notes, for one layer."""

    l: int
    symbol: ClassVar[str]

    @property
    def name(self) -> str:
        """What it computes, such as "dZ[1]"."""
        return f"{self.symbol}[{self.l}]"

    @property
    def input_name(self) -> str:
        """What goes into the layer: "X", or "A[l-1]"."""
        return f"A[{self.l - 1}]" if self.l > 1 else "X"

    @abstractmethod
    def text(self, known: Quantities) -> str:
        """Return the equation as the notes write it, set right."""

    @abstractmethod
    def value(self, known: Quantities) -> Array:
        """Return what it gives, from the arrays before it."""

    @abstractmethod
    def slips(self, known: Quantities) -> Iterator[Slip]:
        """Yield the mistakes that are made in it, those that give another shape among them."""

    def forms(self, known: Quantities) -> Iterator[Array]:
        """Yield what it gives in each of its forms, which agree unless an array before it is wrong."""
        yield self.value(known)


class WeightedSum(Equation):
    """Z[l] = W[l] A[l−1] + b[l]."""

    symbol = "Z"

    def text(self, known: Quantities) -> str:  # noqa: ARG002  other equations need it
        return f"Z[{self.l}] = W[{self.l}] {self.input_name} + b[{self.l}]"

    def value(self, known: Quantities) -> Array:
        return known.W[self.l] @ known.A[self.l - 1] + known.b[self.l]

    def slips(self, known: Quantities) -> Iterator[Slip]:
        """Forget b[l], or broadcast it along the wrong axis; transpose W[l]; take another array for A[l−1]."""
        l, W, b, A, X = self.l, known.W[self.l], known.b[self.l], known.A[self.l - 1], known.A[0]
        product, n = W @ A, len(b)
        yield Slip(product, f"is W[{l}] {self.input_name}: b[{l}] is missing")
        if product.shape == (n, n):
            told = f"of shape ({n},) it broadcasts over the columns, so keep it ({n}, 1)"
            yield Slip(product + b.ravel(), f"has b[{l}] added along the examples: {told}")
        if W.shape[0] == W.shape[1]:
            yield Slip(W.T @ A + b, f"is W[{l}]ᵀ {self.input_name} + b[{l}]: there is no transpose in this line")
        if l > 1:
            yield Slip(W @ known.Z[l - 1] + b, f"is W[{l}] Z[{l - 1}] + b[{l}]: A[{l - 1}] was meant")
            if X.shape == A.shape:
                yield Slip(W @ X + b, f"is W[{l}] X + b[{l}]: A[{l - 1}] was meant")


class ActivationOutput(Equation):
    """A[l] = g[l](Z[l])."""

    symbol = "A"

    def text(self, known: Quantities) -> str:
        return f"A[{self.l}] = g[{self.l}](Z[{self.l}]), where g[{self.l}] is {name_of(known.g[self.l])}"

    def value(self, known: Quantities) -> Array:
        return plain(known.g[self.l], known.Z[self.l])

    def slips(self, known: Quantities) -> Iterator[Slip]:
        """Take another activation, the same one twice, its derivative, or softmax over the wrong axis."""
        l, g, Z = self.l, known.g[self.l], known.Z[self.l]
        name = name_of(g)
        for other in ACTIVATIONS.values():
            if other != g:
                yield Slip(plain(other, Z), f"is {other}(Z[{l}]), but g[{l}] is {name}")
        yield Slip(plain(g, plain(g, Z)), f"is {name}({name}(Z[{l}])): {name} is applied twice")
        if not isinstance(g, Softmax):
            yield Slip(slope(g, Z), f"is g[{l}]′(Z[{l}]) in place of g[{l}](Z[{l}])")
            return
        over_examples = f"is softmax over the examples, axis=1: each column of A[{l}] should sum to 1, axis=0"
        E = np.exp(Z - Z.max(axis=0))
        yield Slip(E / E.sum(axis=1, keepdims=True), over_examples)
        yield Slip(plain(g, Z.T).T, over_examples)
        E = np.exp(Z - Z.max())
        yield Slip(E / E.sum(), f"is divided by the sum of all exp(Z[{l}]): each column should sum to 1, axis=0")


class ActivationGradient(Equation):
    """dA[L] = ∂L/∂A[L], and dA[l] = W[l+1]ᵀ dZ[l+1]."""

    symbol = "dA"

    def text(self, known: Quantities) -> str:
        l = self.l
        return f"dA[{l}] = ∂L/∂A[{l}], L the {known.loss}" if l == known.L else f"dA[{l}] = W[{l + 1}]ᵀ dZ[{l + 1}]"

    def value(self, known: Quantities) -> Array:
        if self.l == known.L:
            return known.weighted(loss_derivative(known))
        return known.W[self.l + 1].T @ known.dZ[self.l + 1]

    def slips(self, known: Quantities) -> Iterator[Slip]:
        """Take dZ[L] for dA[L]; forget the transpose; take dA[l+1] for dZ[l+1], or dW[l+1] for W[l+1]."""
        l = self.l
        if l == known.L:
            yield Slip(known.weighted(known.A[l] - known.Y), f"is A[{l}] - Y, which is dZ[{l}]")
            return
        W, dZ = known.W[l + 1], known.dZ[l + 1]
        yield Slip(W.T @ known.dA[l + 1], f"is W[{l + 1}]ᵀ dA[{l + 1}]: dZ[{l + 1}] was meant")
        yield Slip(known.dW[l + 1].T @ dZ, f"is dW[{l + 1}]ᵀ dZ[{l + 1}]: W[{l + 1}] was meant")
        if W.shape[0] == W.shape[1]:
            yield Slip(W @ dZ, f"is W[{l + 1}] dZ[{l + 1}]: W[{l + 1}] has to be transposed here")


class WeightedSumGradient(Equation):
    """dZ[L] = A[L] − Y, and dZ[l] = dA[l] * g[l]′(Z[l])."""

    symbol = "dZ"

    def is_matched(self, known: Quantities) -> bool:
        """Whether it is A[L] − Y."""
        return self.l == known.L and known.matched

    def text(self, known: Quantities) -> str:
        l = self.l
        weights = ", each column times its sample weight" if l == known.L and known.sample_weight is not None else ""
        if self.is_matched(known):
            return f"dZ[{l}] = A[{l}] - Y{weights}"
        dA = f"(A[{l}] - Y)" if l == known.L else f"W[{l + 1}]ᵀ dZ[{l + 1}]"
        return f"dZ[{l}] = {dA} * g[{l}]′(Z[{l}]), where g[{l}] is {name_of(known.g[l])}{weights}"

    def value(self, known: Quantities) -> Array:
        if self.is_matched(known):
            return known.weighted(known.A[self.l] - known.Y)
        return known.dA[self.l] * slope(known.g[self.l], known.Z[self.l])

    def forms(self, known: Quantities) -> Iterator[Array]:
        """Yield dZ[l] with g′ of Z[l], and with g′ had from A[l]."""
        yield self.value(known)
        g = known.g[self.l]
        if not self.is_matched(known) and type(g) in SLOPE_FROM_OUTPUT:
            yield known.dA[self.l] * SLOPE_FROM_OUTPUT[type(g)](g, known.A[self.l])

    def slips(self, known: Quantities) -> Iterator[Slip]:
        """Forget g′ or the weights; multiply as matrices; take another factor for g[l]′(Z[l])."""
        l, g, dA, Z, A = self.l, known.g[self.l], known.dA[self.l], known.Z[self.l], known.A[self.l]
        if l == known.L and known.sample_weight is not None:
            unweighted = A - known.Y
            yield Slip(unweighted if known.matched else unweighted * slope(g, Z), "has no sample weights")
        if self.is_matched(known):
            yield Slip(dA, f"is dA[{l}]: the derivative of {g} is missing; with this loss, dZ[{l}] is A[{l}] - Y")
            if not isinstance(g, Softmax):
                extra = f"has a factor g[{l}]′(Z[{l}]) too many: with {g} and {known.loss}, dZ[{l}] is A[{l}] - Y"
                yield Slip(self.value(known) * slope(g, Z), extra)
            return
        if l < known.L:
            for value, told in ActivationGradient(l).slips(known):
                yield Slip(value * slope(g, Z), f"comes from a dA[{l}] that {told}")
        always = "; of A, `>= 0` is always true" if getattr(g, "kinks", ()) else ""
        yield Slip(dA, f"is dA[{l}]: the factor g[{l}]′(Z[{l}]) is missing, or 1 everywhere{always}")
        yield from products(l, dA, slope(g, Z))
        for factor, told in wrong_slopes(l, known):
            if not np.allclose(factor, 1, atol=1e-4):  # a factor that is missing is a slip of its own
                yield Slip(dA * factor, told)


def products(l: int, dA: Array, slopes: Array) -> Iterator[Slip]:
    """Yield what a matrix product gives in place of an elementwise one, transposed where shapes do not permit it."""
    told = f"is a matrix product of dA[{l}] and g[{l}]′(Z[{l}]): they are multiplied element by element, with *"
    if dA.shape[0] == dA.shape[1]:
        yield Slip(dA @ slopes, told)
    yield Slip(dA @ slopes.T, told)


def wrong_slopes(l: int, known: Quantities) -> Iterator[Slip]:
    """Yield what is taken for g[l]′(Z[l]): of the wrong array, in the wrong form, or of another activation."""
    g, Z, A, name = known.g[l], known.Z[l], known.A[l], name_of(known.g[l])
    yield Slip(slope(g, A), f"is dA[{l}] * g[{l}]′(A[{l}]): Z[{l}] was meant")
    if type(g) in SLOPE_FROM_OUTPUT:
        told = f"has {name}′ in its form for an output A[{l}], but is given Z[{l}]"
        yield Slip(SLOPE_FROM_OUTPUT[type(g)](g, Z), told)
    if type(g) not in PLAIN:
        own = f"is what {name} gives for its derivative, which is not that of its values"
        yield Slip(g.derivative(Z), own)
        if hasattr(g, "derivative_from_output"):
            yield Slip(g.derivative_from_output(A), own)
    for value, told in chain(slopes_of_others(l, g, Z, A), malformed_slopes(l, g, A), slopes_elsewhere(l, known)):
        yield Slip(value, f"is dA[{l}] * {told}")


def slopes_of_others(l: int, g: Activation, Z: Array, A: Array) -> Iterator[Slip]:
    """Yield the derivatives of other activations, at Z[l] and in their form for an output A[l]."""
    for symbol, other in ACTIVATIONS.items():
        if other == g or symbol in {"identity", "softmax"}:
            continue
        yield Slip(slope(other, Z), f"{other}′(Z[{l}]), but g[{l}] is {name_of(g)}")
        in_A = SLOPE_FROM_OUTPUT[type(other)](other, A)
        yield Slip(in_A, f"{other}′, had from its output A[{l}], but g[{l}] is {name_of(g)}")


def malformed_slopes(l: int, g: Activation, A: Array) -> Iterator[Slip]:
    """Yield what slips into g′ in its form for the output A[l], and g itself in its place."""
    yield Slip(A, f"A[{l}], which is g[{l}](Z[{l}]): g[{l}]′(Z[{l}]) was meant")
    for told, form in MALFORMED_SLOPES.get(type(g), {}).items():
        yield Slip(form(A), told.format(A=f"A[{l}]") + f" in {name_of(g)}′")


def slopes_elsewhere(l: int, known: Quantities) -> Iterator[Slip]:
    """Yield the derivatives of g[l] at other layers' arrays, and those of other layers, as far as shapes permit."""
    g, n = known.g[l], len(known.Z[l])
    for k, A in known.A.items():
        if k == l or len(A) not in {1, n}:
            continue
        from_output = SLOPE_FROM_OUTPUT[type(g)](g, A) if type(g) in SLOPE_FROM_OUTPUT else None
        if from_output is not None:
            yield Slip(from_output, f"{name_of(g)}′, had from {f'A[{k}]' if k else 'X'}: A[{l}] was meant")
        if k and type(known.g[k]) is not type(g) and not isinstance(known.g[k], Softmax):
            of_Z = slope(g, known.Z[k])
            if from_output is None or not np.allclose(of_Z, from_output, atol=1e-4):  # as where signs decide
                yield Slip(of_Z, f"g[{l}]′(Z[{k}]): Z[{l}] was meant")
            yield Slip(slope(known.g[k], known.Z[k]), f"g[{k}]′(Z[{k}]): g[{l}]′(Z[{l}]) was meant")


class WeightGradient(Equation):
    """dW[l] = 1/m dZ[l] A[l−1]ᵀ + l2 W[l]."""

    symbol = "dW"

    def text(self, known: Quantities) -> str:
        l2 = f" + l2 W[{self.l}]" if known.l2 else ""
        return f"dW[{self.l}] = 1/{known.m_name} dZ[{self.l}] {self.input_name}ᵀ{l2}"

    def value(self, known: Quantities) -> Array:
        return known.dZ[self.l] @ known.A[self.l - 1].T / known.m + known.l2 * known.W[self.l]

    def slips(self, known: Quantities) -> Iterator[Slip]:
        """Forget or double 1/m, take the wrong arrays, of any shape, spoil the L2 term."""
        l, m, m_name, A, dZ = self.l, known.m, known.m_name, known.A[self.l - 1], known.dZ[self.l]
        data, penalty = dZ @ A.T / m, known.l2 * known.W[l]
        if known.l2:
            yield Slip(data, f"has no L2 term: l2 W[{l}] is missing")
            yield Slip(data - penalty, "has the L2 term with the wrong sign")
            scaled = f"has l2 dW[{l}] where l2 W[{l}] was meant: the term scales the gradient"
            yield Slip(data * (1 + known.l2), scaled)
            yield Slip(data + penalty / m, f"has the L2 term divided by {m_name}: it is l2 W[{l}]")
            yield Slip(data + 2 * penalty, f"has the L2 term twice: the derivative of l2/2 W² is l2 W[{l}]")
            yield Slip(data * m + penalty, f"has no factor 1/{m_name} in its first term")
            yield Slip(data / m + penalty, f"has the factor 1/{m_name} twice in its first term")
        from_dA = f"is made from dA[{l}] where dZ[{l}] was meant: g[{l}]′(Z[{l}]) is missing"
        yield Slip(known.dA[l] @ A.T / m + penalty, from_dA)
        others = {"X" if k == 0 else f"A[{k}]": known.A[k] for k in (l, l - 2, 0) if k >= 0 and k != l - 1}
        others |= {f"Z[{l - 1}]": known.Z[l - 1]} if l > 1 else {}
        for name, other in others.items():
            told = f"is 1/{m_name} dZ[{l}] {name}ᵀ: {self.input_name} was meant"
            yield Slip(with_penalty(dZ @ other.T / m, penalty), told)
        if l < known.L:
            told = f"is 1/{m_name} dZ[{l + 1}] {self.input_name}ᵀ: dZ[{l}] was meant"
            yield Slip(with_penalty(known.dZ[l + 1] @ A.T / m, penalty), told)


def with_penalty(data: Array, penalty: Array) -> Array:
    """Return the derivative of the mean loss with the L2 term; without it where the shapes differ."""
    return data + penalty if data.shape == penalty.shape else data


class BiasGradient(Equation):
    """db[l] = 1/m Σ dZ[l], over the columns."""

    symbol = "db"

    def text(self, known: Quantities) -> str:
        return f"db[{self.l}] = 1/{known.m_name} np.sum(dZ[{self.l}], axis=1, keepdims=True)"

    def value(self, known: Quantities) -> Array:
        return known.dZ[self.l].sum(axis=1, keepdims=True) / known.m

    def slips(self, known: Quantities) -> Iterator[Slip]:
        """Sum over the wrong axis, over both, over dA or another dZ; add an L2 term."""
        l, m, dZ, b = self.l, known.m, known.dZ[self.l], known.b[self.l]
        n, over_nodes = len(b), dZ.sum(axis=0) / m
        wrong_axis = f"is summed over the nodes, axis=0: the sum of dZ[{l}] goes over the examples, axis=1"
        if n > 1:
            if len(over_nodes) >= n:
                yield Slip(over_nodes[:n, np.newaxis], wrong_axis)
            elif len(over_nodes) == 1:
                yield Slip(np.full_like(b, over_nodes[0]), wrong_axis)
            both = f"is summed over both axes: the sum of dZ[{l}] goes over axis=1 only"
            yield Slip(np.full_like(b, dZ.sum() / m), both)
        yield Slip(dZ[:, :1] / m, "is the first column of dZ alone: the sum over the examples is missing")
        from_dA = f"is made from dA[{l}] where dZ[{l}] was meant: g[{l}]′(Z[{l}]) is missing"
        yield Slip(known.dA[l].sum(axis=1, keepdims=True) / m, from_dA)
        if l < known.L:
            of_next = f"is made from dZ[{l + 1}] where dZ[{l}] was meant"
            yield Slip(known.dZ[l + 1].sum(axis=1, keepdims=True) / m, of_next)
        if known.l2:
            yield Slip(self.value(known) + known.l2 * b, f"has an L2 term: J penalizes W[{l}], not b[{l}]")
