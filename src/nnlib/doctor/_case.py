"""A case: the model that is examined, a sample of its examples, and how well it does on them."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from nnlib._arrays import Array
from nnlib.activations import Softmax
from nnlib.losses import CrossEntropy
from nnlib.models import Network
from nnlib.optimizers import Optimizer
from nnlib.parameters import initialization_named, initialize
from nnlib.schedules import Schedule
from nnlib.training import DivergenceError, Trainer

SAMPLE = 600
"""How many examples are looked at, at most: two thirds to try things on, and a third to measure what they do."""
OPERATIONS = 2e9
"""About how many multiplications a trial run may take."""
SHORTEST, LONGEST = 60, 250
"""How many updates a trial run has."""
NEIGHBOURS = 5


@dataclass(frozen=True)
class Multiple(Schedule):
    """Another learning rate, times a factor."""

    schedule: Schedule
    factor: float

    def __call__(self, t: int) -> float:
        """Return α of an update."""
        return self.factor * self.schedule(t)


def explained(A: Array, Y: Array) -> float:
    """Return which share of the squares of Y, measured from their means, the outputs account for: 1 is all of it."""
    with np.errstate(all="ignore"):
        total = float(np.square(Y - Y.mean(axis=1, keepdims=True)).sum())
        E = 1 - float(np.square(A.astype(np.float64) - Y).sum()) / total if total else 0.0
    return E if np.isfinite(E) else -1e9


@dataclass
class Case:
    """A model with examples, and what has been tried on copies of it. Nothing here changes what the user handed in."""

    model: Network
    X: Array
    Y: Array
    trainer: Trainer | None = None
    validation: tuple[Array, Array] | None = None
    updates_tried: int = 0
    trials: int = 0
    losses: dict[str, float] = field(default_factory=dict)

    @cached_property
    def chosen(self) -> Array:
        """Which examples are looked at, in an order of no meaning."""
        return np.random.default_rng(0).permutation(self.X.shape[1])[:SAMPLE]

    @cached_property
    def sample(self) -> tuple[Array, Array]:
        """The examples that are looked at."""
        return np.asfortranarray(self.X[:, self.chosen]), self.Y[:, self.chosen]

    @cached_property
    def parts(self) -> tuple[Array, Array, Array, Array]:
        """X and Y to try things on, and X and Y to measure them."""
        X, Y = self.sample
        n = max(1, 2 * X.shape[1] // 3) if X.shape[1] > 1 else 1
        return X[:, :n], Y[:, :n], X[:, n:] if X.shape[1] > n else X, Y[:, n:] if X.shape[1] > n else Y

    @cached_property
    def plain(self) -> Network:
        """The model without its L2 term, for costs that are mean losses."""
        model = self.model.copy()
        model.l2 = 0.0
        return model

    # How well it does.

    @cached_property
    def E(self) -> float:
        """The share of Y that the model explains on the sample."""
        return explained(self.outputs(self.sample[0]), self.sample[1])

    @cached_property
    def loss(self) -> float:
        """The mean loss on the sample."""
        with np.errstate(all="ignore"):
            return self.plain.measure(*self.sample, None).cost

    @cached_property
    def guess(self) -> float | None:
        """The mean loss of the best constant output; None for a loss of the user's own."""
        return guessing(self.Y, self.model)

    @cached_property
    def attainable(self) -> float:
        """The share of Y that neighbours, or a straight line, explain for examples that they have not seen."""
        return max(0.0, *self.associations)

    @cached_property
    def associations(self) -> tuple[float, float]:
        """The shares of Y that neighbours and a straight line explain; below 0 where they do worse than the mean."""
        X, Y = self.sample
        X, Y = X.astype(np.float64), Y.astype(np.float64)
        deviation = X.std(axis=1, keepdims=True)
        X = (X - X.mean(axis=1, keepdims=True)) / np.where(deviation > 0, deviation, 1)
        products = X.T @ X
        return explained(from_neighbours(products, Y), Y), explained(from_a_line(products, Y), Y)

    @property
    def gap(self) -> float:
        """How much more could be explained than the model explains."""
        return self.attainable - self.E

    def outputs(self, X: Array, model: Network | None = None) -> Array:
        """Return A[L], silently."""
        with np.errstate(all="ignore"):
            return (model or self.model).predict_proba(X)

    # What is tried.

    def fresh(self, model: Network | None = None) -> Network:
        """Return a copy that begins anew."""
        copy = (model or self.model).copy()
        initialize(copy.parameters, {l: initialization_named(None, g) for l, g in copy.g.items()}, rng=0)
        return copy

    @cached_property
    def updates(self) -> int:
        """How many updates a trial run has."""
        examples = self.batch_size or self.parts[0].shape[1]
        positions = max(layer.positions for layer in self.model.layers.values())
        n = OPERATIONS / (6 * self.model.parameters.vector.size * positions * examples)
        return int(np.clip(n, SHORTEST, LONGEST))

    @property
    def batch_size(self) -> int | None:
        """That of the trainer."""
        return self.trainer.batch_size if self.trainer else 32

    def optimizer(self, factor: float = 1.0) -> Optimizer:
        """Return the trainer's rule, with a multiple of its learning rate."""
        rule = self.trainer.optimizer
        if factor == 1:
            return rule
        alpha = rule.learning_rate
        other = Multiple(alpha, factor) if isinstance(alpha, Schedule) else alpha * factor
        return replace(rule, learning_rate=other)

    def tried(
        self, model: Network, optimizer: Optimizer, *, updates: int | None = None, batch_size: int | None = 0
    ) -> float:
        """Train a model for some updates, and return what it explains of examples that it was not trained on.

        A run that diverges explains less than nothing. The optimizer's averages begin at 0.
        """
        X, Y, X_test, Y_test = self.parts
        updates = updates or self.updates
        self.trials, self.updates_tried = self.trials + 1, self.updates_tried + updates
        size = self.batch_size if batch_size == 0 else batch_size
        trainer = Trainer(model, optimizer=optimizer, batch_size=size, rng=0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                trainer.fit(X, Y, iterations=updates)
            except DivergenceError:
                return -1e9
        return explained(self.outputs(X_test, model), Y_test)


def guessing(Y: Array, model: Network) -> float | None:
    """Return the mean loss of the best constant output; None for a loss of the user's own."""
    p = Y.mean(axis=1, dtype=np.float64)
    with np.errstate(all="ignore"):
        if isinstance(model.output_layer.activation, Softmax):
            return float(-np.sum(np.where(p > 0, p * np.log(p), 0)))
        if isinstance(model.loss, CrossEntropy):
            return float(-sum(np.sum(np.where(q > 0, q * np.log(q), 0)) for q in (p, 1 - p)))
    return float(Y.var(axis=1, dtype=np.float64).sum() / 2) if repr(model.loss) == "squared_error" else None


def from_neighbours(products: Array, Y: Array) -> Array:
    """Return for each example the mean of Y over its nearest neighbours, by the inner products of all examples."""
    m = len(products)
    squares = np.diag(products)
    distances = squares[:, np.newaxis] + squares - 2 * products
    np.fill_diagonal(distances, np.inf)
    k = min(NEIGHBOURS, m - 1)
    nearest = np.argpartition(distances, k - 1, axis=1)[:, :k]
    return Y[:, nearest].mean(axis=2)


def from_a_line(products: Array, Y: Array) -> Array:
    """Return what ridge regression on all other examples predicts for each: leaving one out has a closed form."""
    m = len(products)
    mean = Y.mean(axis=1, keepdims=True)
    inverse = np.linalg.inv(products + (0.05 * np.trace(products) / m + 1e-12) * np.eye(m))
    return Y - (Y - mean) @ inverse / np.diag(inverse)
