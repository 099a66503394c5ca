"""Workloads: a network, its examples, and how it is trained; what every contender is given, to the last bit."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

import nnlib
from nnlib._arrays import Array


@dataclass(frozen=True)
class Workload:
    """One training job.

    Parameters
    ----------
    sizes : tuple of int
        n_x, n_1, …, n_y.
    m : int
        How many examples there are.
    batch_size : int or None
        Examples in a mini-batch, None is batch gradient descent. In a race m is a multiple of it: compilers would
        compile a ragged last batch by itself.
    dtype : str
        The type of all arrays.
    optimizer : nnlib.optimizers.Optimizer
        The update rule.
    hidden : str
        The activation of the hidden layers.
    seed : int
        Of the first θ, and of the order of the examples.
    """

    sizes: tuple[int, ...]
    m: int
    batch_size: int | None
    dtype: str
    optimizer: nnlib.optimizers.Optimizer
    hidden: str = "relu"
    seed: int = 1

    @property
    def name(self) -> str:
        """Network, batch, type and rule in one line."""
        batch = f"m = {self.m}" if self.batch_size is None else f"batches of {self.batch_size}"
        return f"{'-'.join(map(str, self.sizes))}, {batch}, {self.dtype}, {type(self.optimizer).__name__}"

    @property
    def batch(self) -> int:
        """Examples in one update."""
        return self.batch_size or self.m

    @property
    def updates_per_epoch(self) -> int:
        """Updates in one pass through the examples."""
        return self.m // self.batch

    @property
    def output(self) -> str:
        """The output activation."""
        return "sigmoid" if self.sizes[-1] == 1 else "softmax"

    def examples(self) -> tuple[Array, Array]:
        """Return X as rows of examples, (m, n_x), and Y: (m, 1) of zeros and ones, or (m,) class indices."""
        rng = np.random.default_rng(0)
        n_x, n_y = self.sizes[0], self.sizes[-1]
        X = rng.random((self.m, n_x), np.float32).astype(self.dtype)
        scores = (X - X.mean(axis=0)) @ rng.standard_normal((n_x, n_y)).astype(self.dtype)
        return X, (scores > 0).astype(self.dtype) if n_y == 1 else scores.argmax(axis=1)

    def model(self) -> nnlib.Network:
        """Return the network at its first θ."""
        return nnlib.Network(self.sizes, hidden=self.hidden, output=self.output, dtype=self.dtype, rng=self.seed)

    def layers(self) -> Iterator[tuple[Array, Array]]:
        """Yield the first W[l] and b[l] of each layer."""
        model = self.model()
        return ((model.W[l].copy(), model.b[l].copy()) for l in model.W)

    def orders(self) -> Iterator[Array]:
        """Yield a permutation of the examples for every epoch, drawn as the trainer draws it."""
        rng = np.random.default_rng(self.seed)
        while True:
            yield rng.permutation(self.m)


def descent(sizes: tuple[int, ...], m: int, batch_size: int | None, dtype: str, hidden: str = "relu") -> Workload:
    """Return a workload of gradient descent."""
    return Workload(sizes, m, batch_size, dtype, nnlib.GradientDescent(0.01), hidden)


GRADIENT_DESCENT = [
    descent((12288, 1), 209, None, "float64"),
    descent((12288, 20, 7, 5, 1), 209, None, "float64"),
    descent((2, 4, 1), 400, None, "float64", hidden="tanh"),
    descent((64, 32, 10), 1440, 32, "float32"),
    descent((784, 128, 10), 12800, 64, "float32"),
    descent((784, 128, 10), 12800, 256, "float32"),
    descent((784, 512, 512, 10), 12800, 256, "float32"),
    descent((784, 512, 512, 10), 12800, 256, "float64"),
    descent((1024, 2048, 2048, 10), 10240, 512, "float32"),
]
OTHER_RULES = [
    Workload(sizes, m, batch_size, "float32", rule)
    for sizes, m, batch_size in [
        ((64, 32, 10), 1440, 32),
        ((784, 128, 10), 12800, 64),
        ((784, 512, 512, 10), 12800, 256),
    ]
    for rule in (nnlib.Momentum(0.01), nnlib.RMSProp(1e-4), nnlib.Adam(1e-4))
]
SCIKIT_LEARNS_OWN = [Workload((784, 100, 10), 20000, 200, dtype, nnlib.Adam(1e-3)) for dtype in ("float32", "float64")]
WIDE = [descent((512, 1024, 1024, 1024, 10), 4096, 256, "float32")]
OVERHEAD = [descent((2, 4, 1), 1, None, "float64", hidden="tanh")]
GROUPS = {
    "gradient descent": GRADIENT_DESCENT,
    "other rules": OTHER_RULES,
    "as MLPClassifier comes": SCIKIT_LEARNS_OWN,
    "nothing but overhead": OVERHEAD,
    "wide layers": WIDE,
}
COUNTED = ("gradient descent", "other rules")
"""The groups that the geometric means are taken over."""
