"""What is measured after an epoch: cost, loss and accuracy on the validation set, and the training accuracy."""

from collections.abc import Sequence
from typing import NamedTuple, cast

from nnlib._arrays import Array, ArrayLike
from nnlib._buffers import Buffers
from nnlib._messages import attempt, is_a, shortened, shown
from nnlib._registry import name_of
from nnlib._run import Run
from nnlib._validation import examples
from nnlib.models import Network
from nnlib.propagation import ForwardPass


class Measured(NamedTuple):
    """J with the L2 term, the mean loss, which is J without it, and the accuracy, None where nothing is classified."""

    cost: float
    loss: float
    accuracy: float | None


def measure(model: Network, X: Array, Y: Array) -> Measured:
    """Return cost, loss and accuracy of examples that have been checked, from one pass through X.

    The loss is not J minus the L2 term: where the term is far larger, nothing of the loss would be left in J.
    """
    if not model.l2:
        cost, accuracy = model.measure(X, Y, None)
        return Measured(cost, cost, accuracy)
    J = 0.0

    def cost_of(forward_pass: ForwardPass, Y: Array, sample_weight: Array | None, *, out: Buffers) -> float:
        nonlocal J
        J += Y.shape[1] * model.cost_of(forward_pass, Y, sample_weight, out=out)  # as `model.measure` does, bit by bit
        return type(model).cost_of(unpenalized, forward_pass, Y, sample_weight, out=out)

    unpenalized = object.__new__(type(model))  # on the same θ: the model itself is not changed, not for a moment
    vars(unpenalized).update(vars(model), l2=0.0, cost_of=cost_of)
    loss, accuracy = unpenalized.measure(X, Y, None)
    return Measured(J / X.shape[1], loss, accuracy)


class Measurements:
    """What a call of `fit` is to measure after an epoch; TypeError or ValueError where it cannot."""

    def __init__(
        self, model: Network, validation: tuple[ArrayLike, ArrayLike] | None, *, training_accuracy: bool
    ) -> None:
        self.validation = None if validation is None else checked_validation(model, validation)
        self.training_accuracy = training_accuracy
        self.nothing = validation is None and not training_accuracy
        if training_accuracy and not model.classifies:
            output = shortened(name_of(model.output_layer.activation))
            msg = f"training_accuracy counts right classes, but the output {output} gives numbers: leave it out"
            raise TypeError(msg)

    def take(self, run: Run) -> None:
        """Measure, and write it down with its epoch, which comes last: `settle` removes what has none."""
        history, model = run.history, run.model
        if self.validation is not None:
            cost, loss, accuracy = measure(model, *self.validation)
            history.validation_cost.append(cost)
            history.validation_loss.append(loss)
            if accuracy is not None:
                history.validation_accuracy.append(accuracy)
            history.validation_epoch.append(len(history.epoch_cost))
        if self.training_accuracy:
            X, Y, _ = cast("tuple[Array, Array, Array | None]", run.examples)
            history.training_accuracy.append(cast("float", model.measure(X, Y, None).accuracy))
            history.training_epoch.append(len(history.epoch_cost))


def checked_validation(model: Network, validation: tuple[ArrayLike, ArrayLike]) -> tuple[Array, Array]:
    """Return X and Y of a validation set as the equations take them."""
    pair = is_a(validation, Sequence) and not is_a(validation, str)
    if not pair or attempt(lambda: len(validation), otherwise=0) != 2:  # noqa: PLR2004  X and Y
        msg = f"validation must be a pair (X, Y), got {shown(validation)}"
        raise TypeError(msg)
    try:
        X = examples(validation[0], model.layers[1].input_shape, model.dtype)
        Y, _ = model.labels(validation[1], None, m=X.shape[1])
    except (TypeError, ValueError) as error:
        msg = f"validation: {error!s:.580}"
        raise (TypeError if isinstance(error, TypeError) else ValueError)(msg) from None
    return X, Y
