"""The quantities of the notes' equations: what is given, and the arrays of forward and back propagation so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from nnlib._arrays import Array
from nnlib.activations import Activation
from nnlib.losses import Loss


@dataclass
class Quantities:
    """All that the equations are computed from; ``A[0]`` is X, and `matched` says whether dZ[L] is A[L] − Y."""

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
        return self.Y.shape[1] if self.sample_weight is None else float(self.sample_weight.sum())

    @property
    def m_name(self) -> str:
        """What m is called."""
        return "m" if self.sample_weight is None else "Σw"

    def weighted(self, per_example: Array) -> Array:
        """Return an array with each column times its example's weight."""
        return per_example if self.sample_weight is None else per_example * self.sample_weight
