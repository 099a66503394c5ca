"""The notes' equations of back propagation, each by itself: what it gives, and what slips into it.

They are written here once more, and plainly, as those of forward propagation are.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce

import numpy as np

from nnlib._arrays import Array
from nnlib._diagnosis import Slip
from nnlib._registry import name_of
from nnlib.checking._forward_equations import Equation, Input, mask_slips
from nnlib.checking._other_parameters import updated_weights
from nnlib.checking._plain_activations import SLOPE_FROM_OUTPUT, slope
from nnlib.checking._plain_losses import TWICE, loss_derivative, malformed_derivatives
from nnlib.checking._quantities import Quantities
from nnlib.checking._slope_slips import matched_slips, products, without_dA, wrong_slopes
from nnlib.losses import squared_error


class InputGradient(Equation):
    """dP[l] = W[l]ᵀ dZ[l], in layers that are not dense."""

    symbol = "dP"

    def text(self, known: Quantities) -> str:  # noqa: ARG002  other equations need it
        return f"dP[{self.l}] = W[{self.l}]ᵀ dZ[{self.l}]"

    def value(self, known: Quantities) -> Array:
        return known.W[self.l].T @ known.layers[self.l].side_by_side(known.dZ[self.l])

    def slips(self, known: Quantities) -> Iterator[Slip]:
        """Forget the transpose; take dA[l] for dZ[l], or dW[l] for W[l]."""
        l, W = self.l, known.W[self.l]
        dZ, dA = (known.layers[l].side_by_side(array[l]) for array in (known.dZ, known.dA))
        yield Slip(W.T @ dA, f"is W[{l}]ᵀ dA[{l}]: dZ[{l}] was meant")
        if not known.layers[l].stages:
            yield Slip(W.T @ known.A[l], f"is W[{l}]ᵀ A[{l}]: dZ[{l}] was meant")
            if len(W) in {1, W.shape[1]}:
                itself = np.broadcast_to(dZ, (W.shape[1], dZ.shape[1]))
                yield Slip(itself, f"is dZ[{l}] itself: W[{l}]ᵀ is missing")
            for k in known.W:
                if known.W[k].shape == W.shape and k not in known.places(l):
                    yield Slip(known.W[k].T @ dZ, f"is W[{k}]ᵀ dZ[{l}]: W[{l}] was meant")
        if l in known.dW:  # not yet, where W[l] is shared with an earlier layer
            yield Slip(known.dW[l].T @ dZ, f"is dW[{l}]ᵀ dZ[{l}]: W[{l}] was meant")
        if W.shape[0] == W.shape[1]:
            yield Slip(W @ dZ, f"is W[{l}] dZ[{l}]: W[{l}] has to be transposed here")


class ActivationGradient(Equation):
    """dA[L] = ∂L/∂A[L], and dA[l] = W[l+1]ᵀ dZ[l+1], or what comes back from dP[l+1]; times D[l], if there is one."""

    symbol = "dA"

    def text(self, known: Quantities) -> str:
        l, mask = self.l, f" * D[{self.l}]" if self.l in known.D else ""
        if l == known.L:
            return f"dA[{l}] = ∂L/∂A[{l}], L the {known.loss}"
        layer = known.layers[l + 1]
        product = layer.text_back(f"dP[{l + 1}]") if layer.stages else f"W[{l + 1}]ᵀ dZ[{l + 1}]"
        return f"dA[{l}] = {product}{mask if not layer.stages else mask and f', all{mask}'}"

    def value(self, known: Quantities) -> Array:
        return known.masked(self.l, self.unmasked(known))

    def unmasked(self, known: Quantities) -> Array:
        """Return what it gives before the mask of dropout."""
        l = self.l
        if l == known.L:
            return known.weighted(loss_derivative(known))
        layer = known.layers[l + 1]
        return layer.back(known.dP[l + 1] if layer.stages else InputGradient(l + 1).value(known), known.A[l])

    def slips(self, known: Quantities) -> Iterator[Slip]:
        """Take dZ[L] for dA[L], or dA[l−1] for dA[l]; spoil dP[l+1], the way back from it, or the mask."""
        l = self.l
        yield from self.layer_before(known)
        if l == known.L:
            yield Slip(known.weighted(known.A[l] - known.Y), f"is A[{l}] - Y, which is dZ[{l}]")
            for value, told in malformed_derivatives(known):
                yield Slip(known.weighted(value), told)
            return
        layer, A = known.layers[l + 1], known.A[l]
        if l in known.D:
            yield from mask_slips(l, known, self.unmasked(known))
        if layer.stages:
            for value, told in layer.slips_back(known.dP[l + 1], A):
                yield Slip(known.masked(l, value), told)
            yield Slip(known.dP[l + 1], f"is dP[{l + 1}] itself")
        for value, told in InputGradient(l + 1).slips(known):
            origin = f"comes from a dP[{l + 1}] that {told}" if layer.stages else told
            yield Slip(known.masked(l, layer.back(value, A)), origin)

    def layer_before(self, known: Quantities) -> Iterator[Slip]:
        """Yield dA[l−1], which older notebooks of the course keep under the number of the layer that it comes from."""
        l = self.l
        if l > 0 and known.L > 1 and not known.layers[l].stages:
            product = known.W[l].T @ WeightedSumGradient(l).value(known)  # dZ[l] comes later in the order
            told = f"is W[{l}]ᵀ dZ[{l}], which is dA[{l - 1}]: older notebooks of the course call it dA{l}"
            yield Slip(known.masked(l - 1, product), told)

    def slips_in(self, came: Array, known: Quantities) -> Iterator[Slip]:
        """Update W[l+1] first."""
        l = self.l
        if l < known.L and not known.layers[l + 1].stages and l + 1 in known.dW:
            of_dW = known.masked(l, known.dW[l + 1].T @ known.dZ[l + 1])
            yield from updated_weights(came, self.value(known), of_dW, l + 1)


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
        plain = l < known.L and not known.layers[l + 1].stages and l not in known.D
        dA = f"W[{l + 1}]ᵀ dZ[{l + 1}]" if plain else f"dA[{l}]"
        if l == known.L:
            dA = f"(A[{l}] - Y)" if known.loss == squared_error else f"∂L/∂A[{l}]"
        return f"dZ[{l}] = {dA} * g[{l}]′(Z[{l}]), where g[{l}] is {name_of(known.g[l])}{weights}"

    def value(self, known: Quantities) -> Array:
        if self.is_matched(known):
            return known.weighted(known.A[self.l] - known.Y)
        return known.dA[self.l] * slope(known.g[self.l], known.Z[self.l])

    def forms(self, known: Quantities) -> Iterator[Array]:
        """Yield dZ[l] with g′ of Z[l], and with g′ had from A[l]."""
        yield self.value(known)
        g = known.g[self.l]
        if not self.is_matched(known) and type(g) in SLOPE_FROM_OUTPUT and self.l not in known.D:
            yield known.dA[self.l] * SLOPE_FROM_OUTPUT[type(g)](g, known.A[self.l])

    def slips(self, known: Quantities) -> Iterator[Slip]:
        """Forget g′ or the weights; multiply as matrices; take another factor for g[l]′(Z[l])."""
        l, g, dA, Z, A = self.l, known.g[self.l], known.dA[self.l], known.Z[self.l], known.A[self.l]
        if l == known.L and known.sample_weight is not None:
            unweighted = A - known.Y
            yield Slip(unweighted if known.matched else unweighted * slope(g, Z), "has no sample weights")
        if self.is_matched(known):
            yield from matched_slips(l, known)
            return
        if l < known.L:
            for value, told in ActivationGradient(l).slips(known):
                if value.shape == Z.shape:
                    yield Slip(value * slope(g, Z), f"comes from a dA[{l}] that {told}")
        always = "; of A, `>= 0` is always true" if getattr(g, "kinks", ()) else ""
        yield Slip(dA, f"is dA[{l}]: the factor g[{l}]′(Z[{l}]) is missing, or 1 everywhere{always}")
        if known.layers[l].positions == 1:  # else it is large, and nobody's
            yield from products(l, dA, slope(g, Z))
        yield from without_dA(l, known)
        if l == known.L and known.loss == squared_error:
            yield Slip(2 * self.value(known), TWICE)
        for factor, told in wrong_slopes(l, known):
            if not np.allclose(factor, 1, atol=1e-4):  # a factor that is missing is a slip of its own
                yield Slip(dA * factor, told)

    def slips_in(self, came: Array, known: Quantities) -> Iterator[Slip]:
        """Update W[l+1] first."""
        l = self.l
        if l < known.L and not known.layers[l + 1].stages and l + 1 in known.dW:
            g_prime = slope(known.g[l], known.Z[l])
            of_dW = known.masked(l, known.dW[l + 1].T @ known.dZ[l + 1]) * g_prime
            for value, told in updated_weights(came, self.value(known), of_dW, l + 1):
                yield Slip(value, f"comes from a dA[{l}] that {told}")


class WeightGradient(Equation):
    """dW[l] = 1/m dZ[l] P[l]ᵀ + l2 W[l]; of a W that several layers share, with the sum over these layers."""

    symbol = "dW"

    def text(self, known: Quantities) -> str:
        l2 = f" + l2 W[{self.l}]" if known.l2 else ""
        product = summed([f"dZ[{k}] {known.input_name(k)}ᵀ" for k in known.places(self.l)])
        return f"dW[{self.l}] = 1/{known.m_name} {product}{l2}"

    def value(self, known: Quantities) -> Array:
        return added(self.products(known).values()) / known.m + known.l2 * known.W[self.l]

    def products(self, known: Quantities) -> dict[int, Array]:
        """Return dZ[k] P[k]ᵀ of each layer k that shares this W."""
        return {k: known.layers[k].side_by_side(known.dZ[k]) @ known.inputs(k).T for k in known.places(self.l)}

    def slips(self, known: Quantities) -> Iterator[Slip]:
        """Forget or double 1/m, take the wrong arrays, of any shape, spoil the L2 term, or the sum over layers."""
        l, m, m_name, penalty = self.l, known.m, known.m_name, known.l2 * known.W[self.l]
        products = self.products(known)
        data = added(products.values()) / m
        if known.l2:
            yield Slip(data, f"has no L2 term: l2 W[{l}] is missing")
            yield Slip(data - penalty, "has the L2 term with the wrong sign")
            scaled = f"has l2 dW[{l}] where l2 W[{l}] was meant: the term scales the gradient"
            yield Slip(data * (1 + known.l2), scaled)
            yield Slip(data + penalty / m, f"has the L2 term divided by {m_name}: it is l2 W[{l}]")
            yield Slip(data + 2 * penalty, f"has the L2 term twice: the derivative of l2/2 W² is l2 W[{l}]")
            yield Slip(data * m + penalty, f"has no factor 1/{m_name} in its first term")
            yield Slip(data / m + penalty, f"has the factor 1/{m_name} twice in its first term")
            told = f"has the L2 term times {m_name}: l2 is λ/{m_name}, and its 1/{m_name} is missing"
            yield Slip(data + penalty * m, told)
            yield Slip(data + penalty / 2, f"has half the L2 term: the derivative of l2/2 W² is l2 W[{l}]")
        for value, told in sum_slips(known, l, {k: product / m for k, product in products.items()}):
            yield Slip(value + penalty, told)
        from_dA = f"is made from dA[{l}] where dZ[{l}] was meant: g[{l}]′(Z[{l}]) is missing"
        shares = (known.layers[k].side_by_side(known.dA[k]) @ known.inputs(k).T for k in products)
        yield Slip(added(shares) / m + penalty, from_dA)
        if len(products) == 1:
            for value, told in self.other_arrays(known):
                yield Slip(with_penalty(value / m, penalty), told)

    def other_arrays(self, known: Quantities) -> Iterator[Slip]:
        """Yield the products with another array in place of P[l], or of dZ[l], as far as shapes permit."""
        l, m_name, name, P = self.l, known.m_name, known.input_name(self.l), known.inputs(self.l)
        dZ = known.layers[l].side_by_side(known.dZ[l])
        if known.layers[l].stages:
            for value, told in Input(l).slips(known):
                if value.shape[1] == dZ.shape[1]:
                    yield Slip(dZ @ value.T, f"is made from a P[{l}] that {told}")
        elif l > 1:
            yield Slip(dZ @ known.Z[l - 1].T, f"is 1/{m_name} dZ[{l}] Z[{l - 1}]ᵀ: {name} was meant")
        others = {"X" if k == 0 else f"A[{k}]": known.A[k] for k in (l, l - 2, 0) if k >= 0 and k != l - 1}
        for other, array in others.items():
            if array.shape[1] == dZ.shape[1]:
                yield Slip(dZ @ array.T, f"is 1/{m_name} dZ[{l}] {other}ᵀ: {name} was meant")
        if l < known.L and known.dZ[l + 1].shape[1] == P.shape[1]:
            yield Slip(known.dZ[l + 1] @ P.T, f"is 1/{m_name} dZ[{l + 1}] {name}ᵀ: dZ[{l}] was meant")
        if not known.layers[l].stages:
            yield Slip(known.A[l] @ P.T, f"is 1/{m_name} A[{l}] {name}ᵀ: dZ[{l}] was meant")
            yield from unsummed(l, name, dZ, P)


def unsummed(l: int, name: str, dZ: Array, P: Array) -> Iterator[Slip]:
    """Yield what comes of dZ[l] and P[l], which has a name, without a sum over all examples."""
    yield from some_examples([dZ[:, i] @ P[:, i].T for i in SOME])
    if len(P) == P.shape[1]:
        told = f"has {name} the wrong way round: the product has to add up over the examples, its columns"
        yield Slip(dZ @ P, told)
    if len(dZ) == len(P) or 1 in {len(dZ), len(P)}:
        yield Slip(dZ * P, f"is dZ[{l}] * {name}, element by element: their matrix product was meant")


SOME = (slice(0, 1), slice(-1, None), slice(1, None), slice(None, -1))
"""The first example, the last one, all but the first and all but the last."""


def some_examples(shares: Sequence[Array]) -> Iterator[Slip]:
    """Yield the derivatives of a loop that overwrites them, or leaves out an example; `shares` are those of SOME."""
    first, last, others, before = shares
    yield Slip(first, "is that of the first example alone: the sum over the examples is missing")
    yield Slip(last, "is that of the last example alone: add up with += over the examples")
    yield Slip(others, "leaves out the first example: range(m) begins at 0")
    yield Slip(before, "leaves out the last example: range(m) ends before m")


def added(arrays: Iterable[Array]) -> Array:
    """Return the sum of arrays."""
    return reduce(np.add, arrays)


def summed(terms: list[str]) -> str:
    """Return a sum as it is written: of one term without brackets, of many with dots."""
    if len(terms) == 1:
        return terms[0]
    return f"({' + '.join(terms if len(terms) == 2 else [terms[0], '…', terms[-1]])})"  # noqa: PLR2004  two need no dots


def sum_slips(known: Quantities, l: int, shares: Mapping[int, Array]) -> Iterator[Slip]:
    """Yield the mistakes in the sum over positions, and over the layers that share a W, each of which has its share."""
    total, positions = added(shares.values()), known.layers[l].positions
    if positions > 1:
        told = f"is divided by the {positions} positions, whose derivatives add up: 1/{known.m_name} is all"
        yield Slip(total / positions, told)
    if len(shares) > 1:
        first, last = min(shares), max(shares)
        one = f"layers {first} to {last} share one W, and their derivatives add up"
        yield Slip(total / len(shares), f"is divided by {len(shares)}: {one}")
        for k in (first, last):
            yield Slip(shares[k], f"is that of layer {k} alone: {one}")


def with_penalty(data: Array, penalty: Array) -> Array:
    """Return the derivative of the mean loss with the L2 term; without it where the shapes differ."""
    return data + penalty if data.shape == penalty.shape else data


class BiasGradient(Equation):
    """db[l] = 1/m Σ dZ[l], over the columns; of a b that several layers share, with the sum over these layers."""

    symbol = "db"

    def text(self, known: Quantities) -> str:
        l, places = self.l, known.places(self.l)
        if len(places) == 1 and known.layers[l].positions == 1:
            return f"db[{l}] = 1/{known.m_name} np.sum(dZ[{l}], axis=1, keepdims=True)"
        over = "examples and positions" if known.layers[l].positions > 1 else "examples"
        return f"db[{l}] = 1/{known.m_name} {summed([f'Σ dZ[{k}]' for k in places])}, each Σ over all {over}"

    def value(self, known: Quantities) -> Array:
        return added(self.sums(known.dZ, known).values()) / known.m

    def sums(self, dZ: Mapping[int, Array], known: Quantities) -> dict[int, Array]:
        """Return the sum over the columns of the product, for each layer that shares this b."""
        return {k: known.layers[k].side_by_side(dZ[k]).sum(axis=1, keepdims=True) for k in known.places(self.l)}

    def slips(self, known: Quantities) -> Iterator[Slip]:
        """Sum over the wrong axis, over both, over dA or another dZ; add an L2 term; spoil the sum over layers."""
        l, m, b = self.l, known.m, known.b[self.l]
        yield from sum_slips(known, l, {k: share / m for k, share in self.sums(known.dZ, known).items()})
        from_dA = f"is made from dA[{l}] where dZ[{l}] was meant: g[{l}]′(Z[{l}]) is missing"
        yield Slip(added(self.sums(known.dA, known).values()) / m, from_dA)
        if known.l2:
            yield Slip(self.value(known) + known.l2 * b, f"has an L2 term: J penalizes W[{l}], not b[{l}]")
        if len(known.places(l)) == 1:
            yield from self.other_sums(known)

    def other_sums(self, known: Quantities) -> Iterator[Slip]:
        """Yield the sums over another axis, over both or over nothing, and that of another dZ."""
        l, m, b, dZ = self.l, known.m, known.b[self.l], known.layers[self.l].side_by_side(known.dZ[self.l])
        n, over_nodes = len(b), dZ.sum(axis=0) / m
        wrong_axis = f"is summed over the nodes, axis=0: the sum of dZ[{l}] goes over the examples, axis=1"
        if n > 1:
            if len(over_nodes) >= n:
                yield Slip(over_nodes[:n, np.newaxis], wrong_axis)
            elif len(over_nodes) == 1:
                yield Slip(np.full_like(b, over_nodes[0]), wrong_axis)
            both = f"over both axes: the sum of dZ[{l}] goes over axis=1 only"
            yield Slip(np.full_like(b, dZ.sum() / m), f"is summed {both}")
            yield Slip(np.full_like(b, dZ.mean()), f"is the mean {both}")
        if known.layers[l].positions > 1:
            of_examples = known.dZ[l].sum(axis=1, keepdims=True) / m
            yield Slip(of_examples, "is summed over the examples alone: the sum goes over the positions too")
        if known.layers[l].positions == 1:
            shares = [dZ[:, i].sum(axis=1, keepdims=True) / m for i in SOME]
            yield from some_examples(shares)
        of_A = known.A[l].sum(axis=1, keepdims=True) / m
        if of_A.shape == b.shape:
            yield Slip(of_A, f"is made from A[{l}] where dZ[{l}] was meant")
        of_dW = f"is made from dW[{l}] where dZ[{l}] was meant"
        yield Slip(known.dW[l].sum(axis=1, keepdims=True) / m, of_dW)
        if l < known.L:
            of_next = f"is made from dZ[{l + 1}] where dZ[{l}] was meant"
            yield Slip(known.dZ[l + 1].sum(axis=1, keepdims=True) / m, of_next)
