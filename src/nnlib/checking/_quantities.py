"""The quantities of the notes' equations: what is given, and the arrays of forward and back propagation so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from nnlib._arrays import Array
from nnlib.activations import Activation
from nnlib.checking._plain_layers import PlainLayer
from nnlib.losses import Loss


@dataclass
class Quantities:
    """All that the equations are computed from; ``A[0]`` is X, and `matched` says whether dZ[L] is A[L] − Y.

    `layers` say what P[l] is made of, `repeats` which of them is an earlier one again; `D` are the masks of dropout.
    `doubtful` are the layers whose W and b are not known exactly.
    """

    W: Mapping[int, Array]
    b: Mapping[int, Array]
    g: Mapping[int, Activation]
    layers: Mapping[int, PlainLayer]
    repeats: Mapping[int, int]
    loss: Loss
    matched: bool
    Y: Array
    sample_weight: Array | None
    l2: float
    D: Mapping[int, Array]
    P: dict[int, Array] = field(default_factory=dict)
    Z: dict[int, Array] = field(default_factory=dict)
    A: dict[int, Array] = field(default_factory=dict)
    dA: dict[int, Array] = field(default_factory=dict)
    dZ: dict[int, Array] = field(default_factory=dict)
    dP: dict[int, Array] = field(default_factory=dict)
    dW: dict[int, Array] = field(default_factory=dict)
    db: dict[int, Array] = field(default_factory=dict)
    doubtful: frozenset[int] = frozenset()

    @property
    def L(self) -> int:
        """The number of layers."""
        return len(self.g)

    @property
    def m(self) -> float:
        """What stands below 1/m: the number of examples, or the sum of their weights."""
        return self.Y.shape[1] if self.sample_weight is None else float(self.sample_weight.sum())

    @property
    def m_name(self) -> str:
        """What m is called."""
        return "m" if self.sample_weight is None else "Σw"

    def weighted(self, per_example: Array) -> Array:
        """Return an array with each column times its example's weight."""
        return per_example if self.sample_weight is None else per_example * self.sample_weight

    def masked(self, l: int, array: Array) -> Array:
        """Return an array with dropout's mask of layer l, where that is thinned."""
        return array * self.D[l] if l in self.D else array

    def stacked(self, product: Array) -> Array:
        """Return Z[l], (n · positions, m), of the product, (n, positions · m)."""
        return product.reshape(-1, self.Y.shape[1])

    def inputs(self, l: int) -> Array:
        """Return what goes into the product of layer l: P[l], which in a dense layer is A[l−1]."""
        return self.P[l] if self.layers[l].stages else self.A[l - 1]

    def input_name(self, l: int) -> str:
        """Return what that is called."""
        before = f"A[{l - 1}]" if l > 1 else "X"
        return f"P[{l}]" if self.layers[l].stages else before

    def places(self, l: int) -> list[int]:
        """Return all layers that share the W of layer l, in order."""
        first = self.repeats.get(l, l)
        return [k for k in self.g if self.repeats.get(k, k) == first]
