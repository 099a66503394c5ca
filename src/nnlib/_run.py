"""A training run: what it remembers from update to update, and how an interrupt or a divergence is set right."""

import contextlib
import copy
import math
import warnings
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Protocol, cast

import numpy as np
import numpy.typing as npt

from nnlib import _scale
from nnlib._arrays import Array, Generator
from nnlib._batches import Batch, Batches, batches_per_epoch
from nnlib._messages import shown
from nnlib._validation import count
from nnlib.history import History
from nnlib.models import Network
from nnlib.optimizers import GradientDescent, Momentum, Optimizer, OptimizerState
from nnlib.propagation import Gradients, penalty


class DivergenceError(FloatingPointError):
    """The cost or the parameters are no longer finite.

    The model and the trainer are then as they were when the call of ``fit`` or ``train`` began.

    Parameters
    ----------
    message : str
        What happened, and the likely cause.
    history : History
        The run up to the last finite cost.

    Attributes
    ----------
    history : History
        As given.
    """

    __module__ = "nnlib"  # as it is reached, and as tracebacks name it

    def __init__(self, message: str, history: History) -> None:
        super().__init__(message)
        self.history = history

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle both, so that the error comes back from another process."""
        return DivergenceError, (str(self), self.history)


class Rule(Protocol):
    """What updates θ: an optimizer, or its calls as they were recorded."""

    def update(self, theta: Array, gradient: Array, state: OptimizerState) -> None:
        """Do one update."""


class RunningEpoch(NamedTuple):
    """How far a run has come: all that one update changes besides θ and the averages, so that it changes at once.

    `updates` are of the whole run, `position` is how many of the running epoch's batches are done; of these batches
    `cost_sum` is the sum of each one's J times its weight, and `weight_sum` that of the weights. `J` is the last cost.
    """

    updates: int = 0
    position: int = 0
    cost_sum: float = 0.0
    weight_sum: float = 0.0
    J: float = 0.0

    def after(self, J: float, weight: float) -> "RunningEpoch":
        """Return how far it is after another batch."""
        updates, position, cost_sum, weight_sum, _ = self
        # Made as a tuple, which takes less than half the time.
        return tuple.__new__(RunningEpoch, (updates + 1, position + 1, cost_sum + weight * J, weight_sum + weight, J))


def checksum(order: npt.NDArray[np.intp]) -> int:
    """Return a number that another permutation hardly has, on any machine."""
    return zlib.crc32(order.astype("<i8").tobytes())


class Run:
    """What a trainer has to remember to go on: model and rule, position, averages, permutation and history.

    `order` is the running epoch's permutation, None before it is drawn; `drawn_from` is the generator's state just
    before that. A run that was read from a file has the permutation's checksum, and draws it again. `examples` are all
    those of a call of `fit`, while it runs. A file does not hold `warned_of_scale`: it is of one process.
    """

    def __init__(self, model: Network, optimizer: Optimizer, batch_size: int | None, rng: Generator) -> None:
        self.model, self.optimizer, self.batch_size, self.rng = model, optimizer, batch_size, rng
        self.optimizer_state = optimizer.start(model.parameters.vector)
        self.optimizer_state.parameters = model.parameters
        self.history = History()
        self.epoch = RunningEpoch()
        self.examples_per_epoch = 0
        self.examples: Batch | None = None
        self.order: npt.NDArray[np.intp] | None = None
        self.drawn_from: Mapping[str, Any] | None = None
        self.checksum: int | None = None
        self.warned_of_scale = False

    def updates_to_do(self, m: int, epochs: int | None, iterations: int | None) -> int:
        """Return how many updates a call of `fit` on m examples does, if they fit an epoch that was left unfinished."""
        if (epochs is None) == (iterations is None):
            got = f"epochs={shown(epochs)} and iterations={shown(iterations)}"
            msg = f"give exactly one of epochs and iterations, got {got}"
            raise ValueError(msg)
        if self.epoch.position and self.examples_per_epoch != m:
            msg = (
                f"the running epoch has {self.examples_per_epoch} examples and {m} came: "
                "an epoch that was left unfinished goes on with the same examples"
            )
            raise ValueError(msg)
        if iterations is not None:
            return count("iterations", iterations)
        return count("epochs", cast("int", epochs)) * batches_per_epoch(m, self.batch_size) - self.epoch.position

    def next_batch(self, batches: Batches) -> Batch:
        """Return the next batch; a new epoch begins with a fresh permutation."""
        if self.batch_size is not None and (self.epoch.position == 0 or self.order is None):
            self.draw_order(batches.m)
        return batches.gather(self.order, self.epoch.position)

    def draw_order(self, m: int) -> None:
        """Draw the permutation of a new epoch, or again that of an epoch that was read from a file."""
        if self.epoch.position == 0:
            self.drawn_from = self.rng.bit_generator.state
            self.order = self.rng.permutation(m)
            return
        # Drawn again by another generator: this one has gone on since, for others perhaps, too.
        again = type(self.rng.bit_generator)(0)
        again.state = cast("dict[str, Any]", self.drawn_from)
        order = np.random.Generator(again).permutation(m)
        if checksum(order) != self.checksum:
            msg = (
                f"NumPy {np.__version__} draws another permutation of the running epoch than the NumPy that it was "
                "begun with: finish the epoch with that one"
            )
            raise ValueError(msg)
        self.order = order

    def step(self, J: float, gradients: Gradients, weight: float, rule: Rule) -> None:
        """Take one step down the gradient of a batch, which has this cost and counts this much, if J is finite."""
        if not math.isfinite(J):  # asked here, since a call an update is not worth it
            self.require_finite(J)
        rule.update(self.model.parameters.vector, gradients.vector, self.optimizer_state)
        # With this assignment the update is done. Should Ctrl-C come before the next line, `settle` makes up for it.
        self.epoch = self.epoch.after(J, weight)
        self.history.cost.append(J)

    def end_epoch(self) -> None:
        """Record the epoch; the next update begins a new one."""
        history, (updates, _, cost_sum, weight_sum, _) = self.history, self.epoch
        # If it is recorded already, this was interrupted before its last line.
        if not history.epoch_end or history.epoch_end[-1] != updates:
            del history.epoch_cost[len(history.epoch_end) :]
            history.epoch_cost.append(cost_sum / weight_sum)
            history.epoch_end.append(updates)
        self.epoch = tuple.__new__(RunningEpoch, (updates, 0, 0.0, 0.0, 0.0))

    def settle(self) -> None:
        """After an interrupt between any two lines, bring history and position into agreement about what is done."""
        history, epoch = self.history, self.epoch
        if len(history.cost) < epoch.updates:
            history.cost.append(epoch.J)
        if epoch.position and epoch.position == batches_per_epoch(self.examples_per_epoch, self.batch_size):
            self.end_epoch()
        measured = len(history.validation_epoch)
        del history.validation_cost[measured:], history.validation_loss[measured:]
        del history.validation_accuracy[measured:]
        del history.training_accuracy[len(history.training_epoch) :]

    @contextlib.contextmanager
    def settled_or_undone(self, examples: Batch) -> Iterator[None]:
        """Settle what is done, whatever stops it, or undo it all, should the cost or θ be no longer finite."""
        outer, self.examples = self.examples, examples
        theta = self.model.parameters.vector.copy()
        before = {name: getattr(self, name) for name in ("epoch", "examples_per_epoch", "order", "drawn_from")}
        before |= {"rng": copy.deepcopy(self.rng), "optimizer_state": self.optimizer_state.remembered()}
        lengths = {name: len(values) for name, values in vars(self.history).items()}
        try:
            yield
        except BaseException as stopped:
            self.settle()
            if isinstance(stopped, DivergenceError) or not np.isfinite(self.model.parameters.vector).all():
                self.model.parameters.vector = theta
                vars(self).update(before)
                for name, length in lengths.items():
                    del vars(self.history)[name][length:]
            raise
        finally:
            self.examples = outer  # of a fit whose callback has called this one

    def warn_of_scale(self, J: float, batch: Array) -> None:
        """Warn once, at the first or second update, of features or targets too large to learn from, by a batch's J.

        Parameters that are all 0 cost what guessing does, whatever X is: the second J tells.
        """
        if self.warned_of_scale or not math.isfinite(J):
            return
        model, output, (X, Y, _) = self.model, self.model.output_layer, cast("Batch", self.examples)
        mean_loss, kind = J - penalty(model.parameters, model.l2), (output.activation, output.loss)
        doubts = list(_scale.doubts_about_features(mean_loss, self.epoch.updates, X, Y, *kind))
        # The steps of gradient descent in one layer grow with Y: it learns targets of any size alike.
        linear = len(model.g) == 1 and isinstance(self.optimizer, GradientDescent | Momentum)
        if not linear:
            doubts = [*_scale.doubts_about_targets(mean_loss, batch, Y, *kind), *doubts]
        if doubts:
            self.warned_of_scale = True
            warnings.warn("; and ".join(doubts), UserWarning, stacklevel=_scale.outside())

    def require_finite(self, value: float | Array) -> None:
        """Raise DivergenceError unless a cost, or θ, is finite."""
        # A sum takes no array; it may overflow where every value is finite, so only the values refuse.
        if np.isfinite(value if isinstance(value, float) else value.sum()) or np.isfinite(value).all():
            return
        raise DivergenceError(self.divergence(), copy.deepcopy(self.history))

    def divergence(self) -> str:
        """Return what happened, and the likely cause: what is too large, or else the learning rate."""
        output, (X, Y, _) = self.model.output_layer, cast("Batch", self.examples)
        causes = "; and ".join(_scale.too_large(X, Y, output.activation, output.loss))
        costs = ", ".join(f"{J:.4g}" for J in self.history.cost[-3:])
        if not costs:
            parameters = f"the parameters go up to {np.abs(self.model.parameters.vector).max():.3g}"
            return f"the cost is not finite before the first update: {causes or parameters}"
        rate = shown(self.optimizer.learning_rate)
        advice = f"The learning rate {rate} is probably too large: try a tenth of it."
        if causes:
            advice = f"Probably {causes}. If it diverges then, try a tenth of the learning rate {rate}."
        return (
            f"training diverged after {len(self.history.cost)} updates; the last costs were {costs}. {advice} "
            "The model and the trainer are as they were before this call."
        )
