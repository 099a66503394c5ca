"""A case: the model that is examined, a sample of its examples, how well it does, and trials on copies of it."""

import copy
import math
import warnings
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nnlib._arrays import Array
from nnlib.activations import Softmax
from nnlib.losses import CrossEntropy, SquaredError
from nnlib.models import Network
from nnlib.optimizers import Optimizer
from nnlib.parameters import initialization_named, initialize
from nnlib.schedules import Schedule
from nnlib.training import DivergenceError, Trainer

SAMPLE = 600
"""How many examples are looked at, at most: two thirds to try things on, and a third to measure what they do."""
OPERATIONS = 2e9
"""About how many multiplications a trial may take, and between which numbers of updates it then has:"""
SHORTEST, LONGEST = 20, 250
NEIGHBOURS = 5
RIDGES = (0.05, 1.0, 20.0)
ROUNDING = 1e-12
NOTHING = -1e9
"""What a copy explains that has diverged."""


@dataclass(frozen=True)
class Multiple(Schedule):
    """Another learning rate, times a factor, from where a run has come to."""

    schedule: Schedule
    factor: float
    done: int

    def __call__(self, t: int) -> float:
        """Return α of an update."""
        return self.factor * self.schedule(self.done + t)


@dataclass
class Case:
    """A model with examples, and how many trials it has had. Nothing that the user handed in is changed."""

    model: Network
    X: Array
    Y: Array
    trainer: Trainer | None = None
    validation: tuple[Array, Array] | None = None
    trials: int = 0
    updates_tried: int = 0
    fresh_ratios: dict[int, float] | None = None
    z_score: float = 0.0

    @cached_property
    def sample(self) -> tuple[Array, Array]:
        """The examples that are looked at, in an order of no meaning."""
        chosen = np.random.default_rng(0).permutation(self.X.shape[1])[:SAMPLE]
        return np.asfortranarray(self.X[:, chosen]), self.Y[:, chosen]

    @cached_property
    def parts(self) -> tuple[Array, Array, Array, Array]:
        """X and Y to try things on, and X and Y to measure them; the same where there is one example."""
        X, Y = self.sample
        n = -(-2 * X.shape[1] // 3)
        tested = slice(n, None) if n < X.shape[1] else slice(None)
        return X[:, :n], Y[:, :n], X[:, tested], Y[:, tested]

    @cached_property
    def plain(self) -> Network:
        """The model without its L2 term, so that its costs are mean losses."""
        model = self.model.copy()
        model.l2 = 0.0
        return model

    # How well it does.

    @cached_property
    def r2(self) -> float:
        """The share of Y that the model explains on the sample."""
        X, Y = self.sample
        return r_squared(self.model.predict_proba(X), Y)

    @cached_property
    def loss(self) -> float:
        """The mean loss on the sample."""
        return self.plain.measure(*self.sample, None).cost

    @cached_property
    def guess(self) -> float | None:
        """The mean loss of the best constant output; None for a loss of the user's own."""
        return constant_cost(self.Y, self.model)

    @cached_property
    def associations(self) -> tuple[float, float]:
        """The shares of Y that neighbours, and a straight line, explain of an example that is left out."""
        X, Y = (array.astype(np.float64) for array in self.sample)
        if X.shape[1] <= NEIGHBOURS:
            return 0.0, 0.0
        X /= np.abs(X).max(axis=1, keepdims=True, initial=np.finfo(np.float64).tiny)  # whose squares may overflow
        X -= X.mean(axis=1, keepdims=True)
        deviation = X.std(axis=1, keepdims=True)
        X /= np.where(deviation > ROUNDING, deviation, 1)
        products = X.T @ X
        neighbours, lines = from_neighbours(products, Y), [from_a_line(products, Y, ridge) for ridge in RIDGES]
        self.z_score = max(z_score(A, Y) for A in (neighbours, *lines))
        return r_squared(neighbours, Y), max(r_squared(A, Y) for A in lines)

    @cached_property
    def gap(self) -> float:
        """How much more of Y neighbours or a straight line explain than the model does."""
        return max(0.0, *self.associations) - self.r2

    # What is tried on copies.

    def fresh(self, model: Network | None = None) -> Network:
        """Return a copy that begins anew."""
        fresh = (model or self.model).copy()
        initialize(fresh.parameters, {l: initialization_named(None, g) for l, g in fresh.g.items()}, rng=0)
        return fresh

    @property
    def margin(self) -> float:
        """How much more a copy has to explain to be better, which few examples tell less surely."""
        return 0.1 + 1 / math.sqrt(self.parts[2].shape[1])

    @cached_property
    def updates(self) -> int:
        """How many updates a trial has."""
        size = (self.trainer.batch_size if self.trainer else 32) or SAMPLE
        products = sum(layer.n * layer.n_in * layer.positions for layer in self.model.layers.values())
        operations = 6 * products * min(size, self.parts[0].shape[1])
        return int(np.clip(OPERATIONS / operations, SHORTEST, LONGEST))

    def tried(self, model: Network, optimizer: Optimizer, *, updates: int, batch_size: int | None) -> float:
        """Train a model, and return the share of Y that it explains of examples that it was not trained on."""
        X, Y, X_test, Y_test = self.parts
        self.trials, self.updates_tried = self.trials + 1, self.updates_tried + updates
        trainer = Trainer(model, optimizer=optimizer, batch_size=batch_size, rng=0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the scale, which has been looked at
            try:
                trainer.fit(X, Y, iterations=updates)
            except DivergenceError:
                return NOTHING
            except Exception:  # noqa: BLE001  a schedule of the user's own may have come to its end
                return 0.0
        return r_squared(model.predict_proba(X_test), Y_test)


def r_squared(A: Array, Y: Array) -> float:
    """Return R² of all outputs together: the share of the squares of Y, from their means, that they account for."""
    total = float(np.square(Y - Y.mean(axis=1, keepdims=True), dtype=np.float64).sum())
    r2 = 1 - float(np.square(A - Y, dtype=np.float64).sum()) / total if total else 0.0
    return r2 if np.isfinite(r2) else NOTHING


def z_score(A: Array, Y: Array) -> float:
    """Return how many standard deviations of chance lie between outputs and labels: their correlation times √m."""
    A, Y = (array - array.mean(axis=1, keepdims=True, dtype=np.float64) for array in (A, Y))
    r = float(np.sum(A * Y)) / math.sqrt(float(np.square(A).sum()) * float(np.square(Y).sum()) or 1.0)
    return r * math.sqrt(Y.shape[1]) if math.isfinite(r) else 0.0


def constant_cost(Y: Array, model: Network) -> float | None:
    """Return the mean loss of the best constant output; None for a loss of the user's own, and where it is 0."""
    p = Y.mean(axis=1, dtype=np.float64)
    if isinstance(model.loss, SquaredError):
        return float(Y.var(axis=1, dtype=np.float64).sum()) / 2 or None
    if not isinstance(model.loss, CrossEntropy):
        return None
    if not isinstance(model.output_layer.activation, Softmax):
        p = np.concatenate([p, 1 - p])
    return -float(np.sum(p * np.log(np.where(p > 0, p, 1)))) or None


def multiple(optimizer: Optimizer, factor: float, done: int = 0) -> Optimizer:
    """Return the same rule with a multiple of its learning rate after so many updates; it may be a user's own."""
    alpha, other = optimizer.learning_rate, copy.copy(optimizer)
    changed = Multiple(alpha, factor, done) if isinstance(alpha, Schedule) else alpha * factor
    object.__setattr__(other, "learning_rate", changed)
    return other


def from_neighbours(products: Array, Y: Array) -> Array:
    """Return for each example the mean of Y over its nearest neighbours, by the inner products of all examples."""
    squares, k = np.diag(products), min(NEIGHBOURS, len(products) - 1)
    distances = squares[:, np.newaxis] + squares - 2 * products
    np.fill_diagonal(distances, np.inf)
    return Y[:, np.argpartition(distances, k - 1, axis=1)[:, :k]].mean(axis=2)


def from_a_line(products: Array, Y: Array, ridge: float) -> Array:
    """Return what ridge regression on all other examples predicts for each: leaving one out has a closed form."""
    m = len(products)
    inverse = np.linalg.inv(products + (ridge * np.trace(products) / m + 1e-12) * np.eye(m))
    return Y - (Y - Y.mean(axis=1, keepdims=True)) @ inverse / np.diag(inverse)
