"""The history of a training run: the costs, update by update and epoch by epoch."""

from dataclasses import dataclass, field

from nnlib._printing import prints_everywhere


@prints_everywhere
@dataclass(repr=False)
class History:
    """The costs and measurements of a training run, as lists that grow.

    Parameters
    ----------
    cost : list of float
        J of each update's batch, before the update. In batch gradient descent ``cost[0]`` is the cost of the untrained
        model.
    epoch_cost : list of float
        The mean of these in each epoch, weighted with the batches' sizes (or sample weights).
    epoch_end : list of int
        The number of updates done when each epoch ended.
    validation_cost, validation_accuracy : list of float
        Cost and accuracy on the validation set; the accuracy only if the model classifies. The cost is J, with the L2
        term, like `epoch_cost`.
    validation_epoch : list of int
        The number of epochs done at each of these measurements.
    validation_loss : list of float
        The mean loss on the validation set: `validation_cost` without the L2 term, so that runs with different ``l2``
        can be compared. Without ``l2`` the two are the same.
    training_accuracy : list of float
        The accuracy of the whole network, without dropout, on the training examples, if `train` was asked to measure
        it. Sample weights do not count.
    training_epoch : list of int
        The number of epochs done at each of these measurements.
    """

    cost: list[float] = field(default_factory=list)
    epoch_cost: list[float] = field(default_factory=list)
    epoch_end: list[int] = field(default_factory=list)
    validation_cost: list[float] = field(default_factory=list)
    validation_accuracy: list[float] = field(default_factory=list)
    validation_epoch: list[int] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    training_accuracy: list[float] = field(default_factory=list)
    training_epoch: list[int] = field(default_factory=list)

    def __repr__(self) -> str:
        """Show the length of the run and the first and last cost."""
        facts = [f"{len(self.cost):,} updates", f"{len(self.epoch_cost):,} epochs"]
        if self.epoch_cost:
            facts.append(f"epoch_cost {self.epoch_cost[0]:.4g} to {self.epoch_cost[-1]:.4g}")
        if self.validation_cost:
            facts.append(f"validation_cost {self.validation_cost[0]:.4g} to {self.validation_cost[-1]:.4g}")
        return f"History({', '.join(facts)})"
