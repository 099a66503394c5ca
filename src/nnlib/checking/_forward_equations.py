"""The notes' equations of forward propagation, each by itself: what it gives, and what slips into it.

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
from nnlib._diagnosis import Slip
from nnlib._registry import name_of
from nnlib.activations import ACTIVATIONS, Softmax
from nnlib.checking._other_parameters import Parameters, other_parameters, scaled_input
from nnlib.checking._plain_activations import MALFORMED_OUTPUTS, plain, slope
from nnlib.checking._plain_layers import ROWS, Cell
from nnlib.checking._quantities import Quantities


@dataclass(frozen=True)
class Equation(ABC):
    """One equation of the notes, for one layer."""

    l: int
    symbol: ClassVar[str]

    @property
    def name(self) -> str:
        """What it computes, such as "dZ[1]"."""
        return f"{self.symbol}[{self.l}]"

    @abstractmethod
    def text(self, known: Quantities) -> str:
        """Return the equation as the notes write it, set right."""

    @abstractmethod
    def value(self, known: Quantities) -> Array:
        """Return what it gives, from the arrays before it."""

    @abstractmethod
    def slips(self, known: Quantities) -> Iterator[Slip]:
        """Yield the mistakes that are made in it, those that give another shape among them."""

    def slips_in(self, came: Array, known: Quantities) -> Iterator[Slip]:  # noqa: ARG002  P[1] needs both
        """Yield the mistakes of which what came has to tell the values; usually there are none."""
        yield from ()

    def conclusions(self, came: Array, known: Quantities) -> Iterator[str]:  # noqa: ARG002  Z[l] needs both
        """Yield what can be concluded where no slip explains what came."""
        yield from ()

    def other_parameters(self, came: Array, known: Quantities) -> Parameters | None:  # noqa: ARG002  Z[l] needs both
        """Return the other W[l] and b[l] that what came is made with, where it shows them."""
        return None

    def forms(self, known: Quantities) -> Iterator[Array]:
        """Yield what it gives in each of its forms, which agree unless an array before it is wrong."""
        yield self.value(known)


class Input(Equation):
    """P[l], in layers that are not dense."""

    symbol = "P"

    def text(self, known: Quantities) -> str:
        return f"P[{self.l}] = {known.layers[self.l].text(f'A[{self.l - 1}]' if self.l > 1 else 'X')}"

    def value(self, known: Quantities) -> Array:
        return known.layers[self.l].forward(known.A[self.l - 1])

    def slips(self, known: Quantities) -> Iterator[Slip]:
        """Make a mistake in one of its stages, or take Z[l−1] for A[l−1]."""
        l, layer = self.l, known.layers[self.l]
        yield from layer.slips(known.A[l - 1])
        if l > 1:
            yield Slip(layer.forward(known.Z[l - 1]), f"is made of Z[{l - 1}]: A[{l - 1}] was meant")

    def slips_in(self, came: Array, known: Quantities) -> Iterator[Slip]:
        """Begin a recurrent network with an a<0> that is not 0."""
        n = known.layers[self.l].n
        if self.l == 1 and any(isinstance(stage, Cell) for stage in known.layers[1].stages):
            yield Slip(np.vstack([came[:n], self.value(known)[n:]]), "has an a<0> that is not 0")


class WeightedSum(Equation):
    """Z[l] = W[l] P[l] + b[l], where P[l] is A[l−1] in a dense layer."""

    symbol = "Z"

    def text(self, known: Quantities) -> str:
        return f"Z[{self.l}] = W[{self.l}] {known.input_name(self.l)} + b[{self.l}]"

    def value(self, known: Quantities) -> Array:
        return known.stacked(known.W[self.l] @ known.inputs(self.l) + known.b[self.l])

    def slips(self, known: Quantities) -> Iterator[Slip]:
        """Forget b[l], or broadcast it along the wrong axis; transpose W[l]; take another array for P[l]."""
        l, W, b, P = self.l, known.W[self.l], known.b[self.l], known.inputs(self.l)
        name = known.input_name(l)
        product, n = W @ P, len(b)
        yield Slip(known.stacked(product), f"is W[{l}] {name}: b[{l}] is missing")
        if product.shape == (n, n):
            told = f"of shape ({n},) it broadcasts over the columns, so keep it ({n}, 1)"
            yield Slip(known.stacked(product + b.ravel()), f"has b[{l}] added along the examples: {told}")
        if W.shape[0] == W.shape[1]:
            told = f"is W[{l}]ᵀ {name} + b[{l}]: there is no transpose in this line"
            yield Slip(known.stacked(W.T @ P + b), told)
        if (positions := known.layers[l].positions) > 1:
            of_kernels = (product + b).reshape(n, positions, -1)
            yield Slip(known.stacked(of_kernels.swapaxes(0, 1)), f"has its rows in the order {ROWS}")
        for value, told in self.other_inputs(known):
            if len(value) == len(P):
                yield Slip(known.stacked(W @ value + b), told)
        if not known.layers[l].stages:
            yield from self.other_layers(known, product)
            yield from loops_over_features(W, P, b, "feature" if l == 1 else f"node of layer {l - 1}")

    def other_layers(self, known: Quantities, product: Array) -> Iterator[Slip]:
        """Yield what comes of another layer's W or b, in the shapes that broadcasting permits."""
        l, W, b = self.l, known.W[self.l], known.b[self.l]
        for k in known.W:
            if known.W[k].shape == W.shape and k not in known.places(l):
                told = f"is W[{k}] {known.input_name(l)} + b[{l}]: W[{l}] was meant"
                yield Slip(known.W[k] @ known.inputs(l) + b, told)
            if k not in known.places(l) and (len(b) == 1 or len(known.b[k]) in {1, len(b)}):
                yield Slip(product + known.b[k], f"has b[{k}] where b[{l}] was meant")

    def slips_in(self, came: Array, known: Quantities) -> Iterator[Slip]:
        """Scale what goes into the product."""
        if not known.layers[self.l].stages:
            yield from scaled_input(came, self.l, known)

    def conclusions(self, came: Array, known: Quantities) -> Iterator[str]:
        """Tell an array that another W or b gives."""
        l, name = self.l, known.input_name(self.l)
        if self.other_parameters(came, known):
            line = f"W[{l}] {name} + b[{l}]"
            yield (
                f"is what {line} gives for another W[{l}] or b[{l}]: pass those that this line was run with, from "
                "before their update"
            )

    def other_parameters(self, came: Array, known: Quantities) -> Parameters | None:
        """Return the W[l] and b[l] of a dense layer that are seen in Z[l]."""
        if known.layers[self.l].stages:
            return None
        return other_parameters(came, self.value(known), known.inputs(self.l))

    def other_inputs(self, known: Quantities) -> Iterator[Slip]:
        """Yield what is taken for P[l]."""
        l, A, X = self.l, known.A[self.l - 1], known.A[0]
        if known.layers[l].stages:
            for value, told in Input(l).slips(known):
                yield Slip(value, f"comes from a P[{l}] that {told}")
        elif l > 1:
            yield Slip(known.Z[l - 1], f"is W[{l}] Z[{l - 1}] + b[{l}]: A[{l - 1}] was meant")
            if X.shape == A.shape:
                yield Slip(X, f"is W[{l}] X + b[{l}]: A[{l - 1}] was meant")


def loops_over_features(W: Array, P: Array, b: Array, feature: str) -> Iterator[Slip]:
    """Yield what comes of a loop over the terms of Z[l] that leaves one out, overwrites them, or adds up too much."""
    n = len(P)
    if n > 1:
        yield Slip(W[:, 1:] @ P[1:] + b, f"leaves out the first {feature}: range(n) begins at 0")
        yield Slip(W[:, :-1] @ P[:-1] + b, f"leaves out the last {feature}: range(n) ends before n")
        yield Slip(W @ P + n * b, f"has b added {n} times, once for each {feature}: add it after the loop")
    if n > 2:  # noqa: PLR2004  of two, the first is left out
        yield Slip(W[:, -1:] @ P[-1:] + b, f"is made of the last {feature} alone: add up with +=")
    told = "adds up from example to example: a loop has to begin at 0 for each of them"
    yield Slip(np.cumsum(W @ P + b, axis=1), told)


class ActivationOutput(Equation):
    """A[l] = g[l](Z[l]), times D[l] where the layer is thinned by dropout."""

    symbol = "A"

    def text(self, known: Quantities) -> str:
        l, mask = self.l, f" * D[{self.l}]" if self.l in known.D else ""
        return f"A[{l}] = g[{l}](Z[{l}]){mask}, where g[{l}] is {name_of(known.g[l])}"

    def value(self, known: Quantities) -> Array:
        return known.masked(self.l, plain(known.g[self.l], known.Z[self.l]))

    def slips(self, known: Quantities) -> Iterator[Slip]:
        """Spoil the mask; take another function, or the same one twice or over the wrong axis."""
        l = self.l
        if l in known.D:
            yield from mask_slips(l, known, plain(known.g[l], known.Z[l]))
        for value, told in chain(self.other_functions(known), self.other_sums(known)):
            yield Slip(known.masked(l, value) if value.shape == known.Z[l].shape else value, told)

    def other_sums(self, known: Quantities) -> Iterator[Slip]:
        """Yield g of a Z[l] that is wrong, as where both lines are written as one."""
        l, g = self.l, known.g[self.l]
        for value, told in WeightedSum(l).slips(known):
            yield Slip(plain(g, value), f"comes from a Z[{l}] that {told}")

    def other_functions(self, known: Quantities) -> Iterator[Slip]:
        """Yield another activation, the same one twice, its derivative, and softmax over the wrong axis."""
        l, g, Z = self.l, known.g[self.l], known.Z[self.l]
        name = name_of(g)
        for other in ACTIVATIONS.values():
            if other != g:
                yield Slip(plain(other, Z), f"is {other}(Z[{l}]), but g[{l}] is {name}")
        yield Slip(plain(g, plain(g, Z)), f"is {name}({name}(Z[{l}])): {name} is applied twice")
        for told, form in MALFORMED_OUTPUTS.get(type(g), {}).items():
            yield Slip(form(Z), told.format(Z=f"Z[{l}]"))
        for k in range(1, l):
            of_Z, of_A = plain(g, known.Z[k]), plain(g, known.A[k])
            yield Slip(of_Z, f"is g[{l}](Z[{k}]): Z[{l}] was meant")
            if not np.allclose(of_Z, of_A):  # as where both are ReLU
                yield Slip(of_A, f"is g[{l}](A[{k}]): Z[{l}] was meant")
        if not isinstance(g, Softmax):
            yield Slip(slope(g, Z), f"is g[{l}]′(Z[{l}]) in place of g[{l}](Z[{l}])")
            return
        over_examples = f"is softmax over the examples, axis=1: each column of A[{l}] should sum to 1, axis=0"
        E = np.exp(Z - Z.max(axis=0))
        yield Slip(E / E.sum(axis=1, keepdims=True), over_examples)
        yield Slip(plain(g, Z.T).T, over_examples)
        E = np.exp(Z - Z.max())
        yield Slip(E / E.sum(), f"is divided by the sum of all exp(Z[{l}]): each column should sum to 1, axis=0")


def mask_slips(l: int, known: Quantities, unmasked: Array) -> Iterator[Slip]:
    """Yield what comes of a mask that is forgotten, and of one without 1/keep_prob."""
    yield Slip(unmasked, f"is not thinned: the mask D[{l}] is missing")
    yield Slip(unmasked * (known.D[l] > 0), f"is thinned by a mask of 0 and 1: D[{l}] is 0 or 1/keep_prob")
