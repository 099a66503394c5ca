"""What a classifier and a regressor for scikit-learn have in common: settings, training, and what is told of it."""

import copy
import math
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import KW_ONLY, dataclass, field
from functools import partial
from typing import Any, NamedTuple, Self, TypeAlias, cast

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split
from sklearn.utils import check_random_state, column_or_1d
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from nnlib._arrays import Array, ArrayLike, Generator
from nnlib._messages import attempt, element, is_a, is_array, shown
from nnlib._scale import SCALERS
from nnlib._validation import choice, count, fraction, not_negative, positive, require_instance, switch, weights
from nnlib.activations import Activation, sigmoid
from nnlib.models import Network
from nnlib.optimizers import Adam, GradientDescent, Momentum, Optimizer
from nnlib.schedules import Schedule, schedule_or_number
from nnlib.training import DivergenceError, Trainer

Weights: TypeAlias = ArrayLike | None


def on_or_off(name: str, value: object) -> None:
    """Refuse what is neither True nor False, such as "no"."""
    require_instance(name, value, cast("type", bool | np.bool), "True or False")


def spelled(g: Any) -> Any:  # noqa: ANN401  a name, or an activation
    """Return the name that nnlib has for an activation of scikit-learn."""
    return "sigmoid" if is_a(g, str) and g == "logistic" else g


FLOATS = [np.float64, np.float32]
CHECKS: dict[str, Callable[[str, Any], object]] = {"alpha": not_negative, "tol": not_negative, "max_iter": count}
CHECKS |= {"momentum": fraction, "beta_1": fraction, "beta_2": fraction, "epsilon": positive}
CHECKS |= {"validation_fraction": fraction, "learning_rate_init": schedule_or_number, "verbose": switch}
CHECKS |= dict.fromkeys(("warm_start", "early_stopping", "nesterovs_momentum"), on_or_off)
"""A function for each parameter that is a number or a switch: it refuses what it cannot be."""

MISSING: dict[str, tuple[Any, str]] = {
    "learning_rate": ("constant", "a number, or one of nnlib.schedules for a rate that falls, is learning_rate_init"),
    "power_t": (0.5, "it is of learning_rate='invscaling'; nnlib has nnlib.schedules, for learning_rate_init"),
    "shuffle": (True, "every epoch of nnlib's mini-batches is a fresh permutation"),
    "max_fun": (15000, "it is of solver='lbfgs'; nnlib has 'sgd' and 'adam', and max_iter ends them"),
}
"""The parameters of what nnlib has not: the only value they may have, and what there is."""


@dataclass(frozen=True)
class Longer(Schedule):
    """A schedule of steps that are 1/(1 − β) times as long."""

    schedule: Schedule
    beta: float

    def __call__(self, t: int) -> float:
        """Return α of an update."""
        return self.schedule(t) / (1 - self.beta)


class Examples(NamedTuple):
    """Examples in columns, with one weight each, or none."""

    X: Array
    Y: Array
    sample_weight: Array | None

    def chosen(self, which: Array) -> "Examples":
        """Return some of them, each one's features side by side."""
        weight = None if self.sample_weight is None else self.sample_weight[which]
        return Examples(self.X.T[which].T, self.Y[:, which], weight)

    def weight_of_batch(self, size: int) -> float:
        """Return the weight of a mini-batch of so many examples, or of all where these are fewer."""
        m = self.X.shape[1]
        total = m if self.sample_weight is None else float(self.sample_weight.sum(dtype=np.float64))
        return min(size, m) / m * total


class Targets(NamedTuple):
    """What y says: Y in columns, the output that fits it, and what the estimator is to know of y once it is fitted."""

    Y: Array
    n_y: int
    output: str
    known: dict[str, Any]


@dataclass
class Watch:
    """Ends a run by MLPClassifier's rule: after more than so many epochs in a row, none of them better by `tol`.

    Better is a higher score, or a lower cost where nothing was set aside to score on. The θ of the best score is kept.
    """

    scores: list[float] = field(default_factory=list)
    best: float = -np.inf
    waited: int = 0
    theta: Array | None = None

    def ends(self, trainer: Trainer, *, score: Callable[[Network], float] | None, tol: float, patience: float) -> bool:
        """Look at the epoch that has ended, and return whether it is the last."""
        value = -trainer.history.epoch_cost[-1] if score is None else score(trainer.model)
        self.scores += [] if score is None else [value]
        self.waited = self.waited + 1 if value < self.best + tol else 0
        if value > self.best:
            self.best, self.theta = value, None if score is None else trainer.model.parameters.vector.copy()
        return self.waited > patience


def generator(random_state: Any) -> Generator:  # noqa: ANN401  whatever scikit-learn takes
    """Return a generator made of a random_state; None is a fresh one, so that NumPy's global one stays as it is."""
    if random_state is None:
        return np.random.default_rng()
    return np.random.default_rng(check_random_state(random_state).randint(0, 2**32, size=4, dtype=np.uint32))


@dataclass(eq=False, repr=False)
class NetworkEstimator(BaseEstimator, ABC):  # type: ignore[misc]  # scikit-learn has no type hints
    """What both estimators are: the parameters, a network that is trained, and what is told of it."""

    hidden_layer_sizes: int | Sequence[int] = (100,)
    activation: str | Activation | Sequence[str | Activation] = "relu"
    _: KW_ONLY
    solver: str = "adam"
    alpha: float = 0.0001
    batch_size: int | str = "auto"
    learning_rate: str = "constant"
    learning_rate_init: float | Schedule = 0.001
    power_t: float = 0.5
    max_iter: int = 200
    shuffle: bool = True
    random_state: Any = None
    tol: float = 1e-4
    verbose: bool = False
    warm_start: bool = False
    momentum: float = 0.9
    nesterovs_momentum: bool = False
    early_stopping: bool = False
    validation_fraction: float = 0.1
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-8
    n_iter_no_change: float = 10
    max_fun: int = 15000

    # What the network itself is asked.

    @property
    def coefs_(self) -> list[Array]:
        """The weights of each layer, of shape (n_in, n_out): views of W[1].T to W[L].T."""
        return [W.T for W in self.network_.W.values()]

    @property
    def intercepts_(self) -> list[Array]:
        """The biases of each layer, of shape (n_out,): views of b[1] to b[L]."""
        return [b[:, 0] for b in self.network_.b.values()]

    @property
    def n_layers_(self) -> int:
        """The number of layers, the input counted."""
        return len(self.network_.layer_sizes)

    @property
    def n_outputs_(self) -> int:
        """The number of output nodes."""
        return self.network_.n_y

    @property
    def out_activation_(self) -> str:
        """The name of the output's activation: "logistic", "softmax" or "identity"."""
        return repr(self.network_.output_layer.activation).replace("sigmoid", "logistic")

    # What differs between classes and numbers.

    @abstractmethod
    def _targets(self, y: Array, classes: ArrayLike | None, *, begins: bool, every: bool) -> Targets:
        """Return what y says; ValueError where it does not fit what is known, or lacks one of `every` class."""

    @abstractmethod
    def _score(self, aside: Examples, network: Network) -> float:
        """Return the score of a network on examples that were set aside."""

    # Training.

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Train a network until it no longer improves, or for `max_iter` epochs.

        Parameters
        ----------
        X : array_like of shape (m, n_x)
            The examples, in rows.
        y : array_like of shape (m,) or (m, n_y)
            The classes or numbers.
        sample_weight : array_like of shape (m,), optional
            One weight for each example; an example of weight 0 has no effect.

        Returns
        -------
        NetworkClassifier or NetworkRegressor
            The estimator itself.

        Raises
        ------
        TypeError, ValueError
            If a parameter or an argument does not fit, or asks for what nnlib does not have.
        DivergenceError
            If the loss is no longer finite.
        ImportError
            If `verbose` is True and tqdm is not installed.

        Warns
        -----
        ConvergenceWarning
            If `max_iter` epochs were too few.
        """
        return self._train(X, y, sample_weight, begins=not (self.warm_start and hasattr(self, "network_")))

    def _train(
        self, X: ArrayLike, y: ArrayLike, weight: Weights, *, begins: bool, classes: Weights = None, epochs: int = 0
    ) -> Self:
        """Train a new network, or a copy of the one that there is; for some `epochs`, with a copy of its trainer."""
        with self._as_before_if_it_fails():
            sizes, patience, batch_size, rule = self._settings()
            built = (sizes, self.activation)
            if not (begins or attempt(lambda: bool(built == self._built), otherwise=False)):
                told = f"hidden_layer_sizes and activation stay {shown(self._built)}, got {shown(built)}"
                msg = f"{told}: fit with warm_start=False begins anew"
                raise ValueError(msg)
            if epochs and self.early_stopping:
                msg = "partial_fit sees a part of the examples, and cannot stop early: give early_stopping=False"
                raise ValueError(msg)
            train, targets = self._checked(X, y, weight, classes, begins=begins, every=not epochs)
            aside, watch = None, Watch()
            if begins or not epochs:
                rng = generator(self.random_state)
                train, aside = self._split(train, rng)
                network = self._network(sizes, train.X, targets, rng) if begins else self.network_.copy()
                trainer = Trainer(network, optimizer=rule, batch_size=batch_size, rng=rng)
            else:
                trainer, watch = copy.deepcopy((self._trainer, self._watch))
            trainer.model.l2 = float(self.alpha) / train.weight_of_batch(cast("int", trainer.batch_size))
            score = None if aside is None else partial(self._score, aside)
            ends = partial(watch.ends, score=score, tol=self.tol, patience=patience)
            earlier = len(trainer.history.epoch_cost)
            self._fit(trainer, train, epochs or self.max_iter, ends)
            if watch.theta is not None:
                trainer.model.parameters.vector = watch.theta
            self.__dict__.update(targets.known, network_=trainer.model, _trainer=trainer, _watch=watch, _built=built)
            self._record(trainer.history.epoch_cost[earlier:], train.X.shape[1], begins=begins)
        if not epochs and watch.waited <= patience:
            msg = f"not converged after max_iter={self.max_iter} epochs: raise max_iter, or tol"
            warnings.warn(msg, ConvergenceWarning, stacklevel=3)
        return self

    @contextmanager
    def _as_before_if_it_fails(self) -> Iterator[None]:
        """Undo what an error or Ctrl-C has left half done."""
        before = self.__dict__.copy()
        try:
            yield
        except BaseException:
            self.__dict__ = before
            raise

    def _fit(self, trainer: Trainer, train: Examples, epochs: int, ends: Callable[[Trainer], bool]) -> None:
        """Train, and say in the words of scikit-learn what helps where the features are too large, or the steps."""
        token = SCALERS.set(
            ("a StandardScaler, in a pipeline", "TransformedTargetRegressor(…, transformer=StandardScaler())")
        )
        options: dict[str, Any] = {"epochs": epochs, "callbacks": [ends], "progress": self.verbose}
        try:
            trainer.fit(train.X, train.Y, sample_weight=train.sample_weight, **options)
        except DivergenceError as error:
            told, rate = str(error).partition(" The model and the trainer")[0], shown(trainer.optimizer.learning_rate)
            told = told.replace(f"learning rate {rate}", f"learning_rate_init={shown(self.learning_rate_init)}")
            msg = f"{told} The estimator is as it was before."
            raise DivergenceError(msg, error.history) from None
        finally:
            SCALERS.reset(token)

    def _settings(self) -> tuple[list[int], float, int, Optimizer]:
        """Return the sizes of hidden layers, the patience, the batch size and the update rule; refuse what is amiss."""
        for name, check in CHECKS.items():
            check(name, getattr(self, name))
        for name, (only, instead) in MISSING.items():
            if not attempt(partial(np.array_equal, getattr(self, name), only), otherwise=False):
                msg = f"{name} must be {only!r}, got {shown(getattr(self, name))}: {instead}"
                raise ValueError(msg)
        given, name = cast("Any", self.hidden_layer_sizes), "hidden_layer_sizes"
        several = is_a(given, Sequence) or is_array(given)
        sizes = [count(element(name, (i,)), n) for i, n in enumerate(given)] if several else [count(name, given)]
        waits = cast("Any", self.n_iter_no_change)
        patience = np.inf if is_a(waits, float) and waits == np.inf else count("n_iter_no_change", waits)
        auto = is_a(self.batch_size, str) and self.batch_size == "auto"
        batch_size = 200 if auto else count("batch_size, where it is not 'auto',", cast("int", self.batch_size))
        return sizes, patience, batch_size, self._rule()

    def _rule(self) -> Optimizer:
        """Return the update rule that has these names in scikit-learn."""
        alpha, beta = self.learning_rate_init, self.momentum
        if choice("solver", self.solver, ("sgd", "adam")) == "adam":
            return Adam(alpha, beta1=self.beta_1, beta2=self.beta_2, epsilon=self.epsilon)
        if not beta:
            return GradientDescent(alpha)
        if self.nesterovs_momentum:
            msg = "nnlib has no Nesterov momentum: give nesterovs_momentum=False, or solver='adam'"
            raise ValueError(msg)
        # v ← βv − α dθ is the course's average of gradients with steps 1/(1 − β) times as long.
        return Momentum(Longer(alpha, beta) if isinstance(alpha, Schedule) else alpha / (1 - beta), beta)

    def _network(self, sizes: list[int], X: Array, targets: Targets, rng: Generator) -> Network:
        """Return a new network, whose first parameters are drawn as MLPClassifier draws them."""
        given = cast("Any", self.activation)
        g = [spelled(each) for each in given] if isinstance(given, list | tuple) else spelled(given)
        layers = [len(X), *sizes, targets.n_y]
        network = Network(layers, hidden=g, output=targets.output, initialization="zeros", dtype=X.dtype)
        reach = 2 if attempt(lambda: g in {"sigmoid", sigmoid}, otherwise=False) else 6
        for l, W in network.W.items():
            bound = math.sqrt(reach / sum(W.shape))
            network.W[l], network.b[l] = rng.uniform(-bound, bound, W.shape), rng.uniform(-bound, bound, (len(W), 1))
        return network

    def _checked(
        self, X: ArrayLike, y: ArrayLike, sample_weight: Weights, classes: Weights, *, begins: bool, every: bool
    ) -> tuple[Examples, Targets]:
        """Return the examples in columns, but for those of weight 0, and what y says."""
        options = {"dtype": FLOATS, "order": "C", "multi_output": True, "y_numeric": isinstance(self, RegressorMixin)}
        rows, labels = validate_data(self, X, y, reset=begins, **options)
        if hasattr(labels, "toarray"):  # several labels may come as a sparse matrix
            labels = labels.toarray()
        if labels.ndim > 1 and labels.shape[1] == 1:
            labels = column_or_1d(labels, warn=True)
        targets = self._targets(labels, classes, begins=begins, every=every)
        if sample_weight is None:
            return Examples(rows.T, targets.Y, None), targets
        weight = _check_sample_weight(sample_weight, rows, dtype=rows.dtype)
        weights(weight, len(rows), rows.dtype)
        return Examples(rows.T, targets.Y, weight).chosen(weight > 0), targets

    def _split(self, examples: Examples, rng: Generator) -> tuple[Examples, Examples | None]:
        """Return the examples to train with and, with early stopping, those set aside, with each class in its share."""
        if not self.early_stopping:
            return examples, None
        labels = examples.Y[0] if isinstance(self, ClassifierMixin) and len(examples.Y) == 1 else None
        m, seed = examples.X.shape[1], int(rng.integers(2**32))
        split = partial(train_test_split, np.arange(m), test_size=self.validation_fraction, random_state=seed)
        train, aside = attempt(lambda: split(stratify=labels), None) or split()  # a class may be too rare for both
        if len(aside) < 2:  # noqa: PLR2004  a single example makes no score
            msg = f"early_stopping sets {len(aside)} of {m} examples aside: give more, or a larger validation_fraction"
            raise ValueError(msg)
        return examples.chosen(train), examples.chosen(aside)

    def _record(self, costs: list[float], m: int, *, begins: bool) -> None:
        """Tell of a run by the cost of each epoch, with m examples."""
        t, curve = (0, []) if begins else (self.t_, self.loss_curve_)
        self.__dict__.update(n_iter_=len(costs), loss_=costs[-1], t_=t + m * len(costs), loss_curve_=[*curve, *costs])
        best, scores = self._watch.best, self._watch.scores
        loss, score = (None, best) if scores else (-best, None)
        self.__dict__.update(validation_scores_=scores or None, best_loss_=loss, best_validation_score_=score)

    def _columns(self, X: ArrayLike) -> Array:
        """Return X in columns, checked."""
        check_is_fitted(self, "network_")
        rows: Array = validate_data(self, X, dtype=FLOATS, order="C", reset=False)
        return rows.T
