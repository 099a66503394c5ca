"""Checkpoints: what a training run has to remember to go on, in memory and in a file.

Besides θ these are the update rule's averages, the history, and where the running epoch stands. Its permutation is not
written: the state of the generator that it was drawn from is, and it is drawn again.
"""

import dataclasses
import zlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from nnlib import files, validation
from nnlib.arrays import Array
from nnlib.history import History
from nnlib.loading import checked_custom, network_from
from nnlib.models import Network
from nnlib.optimizers import Adam, GradientDescent, Momentum, Optimizer, OptimizerState, RMSProp

__all__ = ["Checkpoint", "RunningEpoch", "TrainingState", "read_checkpoint", "write_checkpoint"]

OPTIMIZERS = {kind.__name__: kind for kind in (GradientDescent, Momentum, RMSProp, Adam)}
BIT_GENERATORS = {
    kind.__name__: kind
    for kind in (np.random.MT19937, np.random.PCG64, np.random.PCG64DXSM, np.random.Philox, np.random.SFC64)
}


class RunningEpoch(NamedTuple):
    """How far a run has come: all that one update changes besides θ and the averages, so that it changes at once.

    Parameters
    ----------
    updates : int
        Of the whole run.
    position : int
        How many of the running epoch's batches are done.
    cost_sum, weight_sum : float
        Of these batches, the sum of each one's J times its weight, and of the weights: their sizes, or sums of sample
        weights.
    J : float
        Of the last batch.

    Examples
    --------
    >>> RunningEpoch(updates=7).after(J=0.5, weight=64)
    RunningEpoch(updates=8, position=1, cost_sum=32.0, weight_sum=64.0, J=0.5)
    """

    updates: int = 0
    position: int = 0
    cost_sum: float = 0.0
    weight_sum: float = 0.0
    J: float = 0.0

    def after(self, J: float, weight: float) -> "RunningEpoch":
        """Return how far it is after another batch.

        Parameters
        ----------
        J : float
            The batch's cost.
        weight : float
            What it counts.

        Returns
        -------
        RunningEpoch
            One update further.
        """
        return RunningEpoch(
            self.updates + 1, self.position + 1, self.cost_sum + weight * J, self.weight_sum + weight, J
        )


@dataclasses.dataclass
class TrainingState:
    """What a trainer has to remember to go on, besides θ and the history.

    Parameters
    ----------
    rng : numpy.random.Generator
        The source of the permutations.
    optimizer_state : OptimizerState
        What the update rule remembers.
    epoch : RunningEpoch
        How far the run has come.
    examples_per_epoch : int
        The m of the running epoch.
    order : ndarray of shape (m,), or None
        The running epoch's permutation; None before it is drawn.
    drawn_from : dict or None
        The state of the generator just before that.
    checksum : int or None
        Of the permutation, in a run that was read from a file.

    Examples
    --------
    >>> rule = GradientDescent(0.1)
    >>> state = TrainingState(np.random.default_rng(0), rule.start(np.zeros(3)))
    >>> state.draw_order(4)
    >>> sorted(state.order.tolist())
    [0, 1, 2, 3]
    """

    rng: np.random.Generator
    optimizer_state: OptimizerState
    epoch: RunningEpoch = dataclasses.field(default_factory=RunningEpoch)
    examples_per_epoch: int = 0
    order: npt.NDArray[np.intp] | None = None
    drawn_from: Mapping[str, Any] | None = None
    checksum: int | None = None

    def draw_order(self, m: int) -> None:
        """Draw the permutation of a new epoch, or of one that was read from a file, again.

        Parameters
        ----------
        m : int
            The number of examples.

        Raises
        ------
        ValueError
            If this NumPy draws another permutation than the one that wrote the file.
        """
        self.drawn_from = self.rng.bit_generator.state
        order = self.rng.permutation(m)
        if self.epoch.position and checksum(order) != self.checksum:
            msg = (
                f"NumPy {np.__version__} draws another permutation of the running epoch than the NumPy that it was "
                "begun with: finish the epoch with that one"
            )
            raise ValueError(msg)
        self.order = order


class Checkpoint(NamedTuple):
    """What stands in the file of a trainer.

    Parameters
    ----------
    model : Network
        The model.
    optimizer : Optimizer
        The update rule.
    batch_size : int or None
        Examples in a mini-batch.
    state : TrainingState
        How far the run has come.
    history : History
        What it cost.
    """

    model: Network
    optimizer: Optimizer
    batch_size: int | None
    state: TrainingState
    history: History


def checksum(order: npt.NDArray[np.intp]) -> int:
    """Return a number that another permutation hardly has, on any machine."""
    return zlib.crc32(order.astype("<i8").tobytes())


def write_checkpoint(path: files.StrPath, checkpoint: Checkpoint) -> None:
    """Write a checkpoint; an old file is replaced in one step.

    Parameters
    ----------
    path : str or path
        The file.
    checkpoint : Checkpoint
        The run.

    Raises
    ------
    TypeError, ValueError
        If the model, the update rule or the generator cannot be described.
    OSError
        If the file cannot be written.

    Examples
    --------
    >>> import nnlib, tempfile
    >>> trainer = nnlib.Trainer(nnlib.LogisticRegression(n_x=2), optimizer=nnlib.Momentum(0.1), batch_size=32, rng=0)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     trainer.save(f"{folder}/run.npz")
    ...     read_checkpoint(f"{folder}/run.npz").optimizer
    Momentum(learning_rate=0.1, beta=0.9)
    """
    model, optimizer, batch_size, state, history = checkpoint
    if type(state.rng.bit_generator).__name__ not in BIT_GENERATORS:
        msg = f"a generator of NumPy's own can be saved, but not {state.rng.bit_generator!r}"
        raise TypeError(msg)
    begun = state.epoch.position > 0
    content = {
        "model": model.description(),
        "optimizer": {"class": files.class_name(type(optimizer)), "settings": dataclasses.asdict(optimizer)},
        "batch_size": batch_size,
        "t": state.optimizer_state.t,
        "epoch": state.epoch._asdict(),
        "examples_per_epoch": state.examples_per_epoch,
        "generator": without_arrays(state.drawn_from if begun and state.drawn_from else state.rng.bit_generator.state),
        "checksum": checksum(state.order) if begun and state.order is not None else state.checksum,
    }
    arrays: dict[str, Array] = {"theta": model.parameters.vector}
    arrays |= {f"averages/{name}": average for name, average in state.optimizer_state.averages.items()}
    arrays |= {f"history/{name}": np.array(values, history_dtype(name)) for name, values in vars(history).items()}
    files.write(path, "trainer", content, arrays)


def read_checkpoint(path: files.StrPath, custom: Mapping[str, Any] | None = None) -> Checkpoint:
    """Read a checkpoint.

    Parameters
    ----------
    path : str or path
        The file.
    custom : dict of str to object, optional
        Activations, subclasses of Network and of Optimizer, of one's own, by name.

    Returns
    -------
    Checkpoint
        The run, to the last bit.

    Raises
    ------
    FileError
        If the file is damaged, holds something else, or uses what is not in `custom`.
    OSError
        If it cannot be opened.
    TypeError
        If `custom` holds what is neither an activation nor a class.

    Examples
    --------
    >>> import nnlib, tempfile
    >>> trainer = nnlib.Trainer(nnlib.LogisticRegression(n_x=2), optimizer=nnlib.Adam())
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     trainer.save(f"{folder}/run.npz")
    ...     read_checkpoint(f"{folder}/run.npz").model
    LogisticRegression(2-1, sigmoid, binary_cross_entropy, 3 parameters, float64)
    """
    custom = checked_custom(custom)
    content, arrays = files.read(path, "trainer")
    with files.damage_in(path):
        model = network_from(content["model"], arrays.pop("theta"), custom)
        optimizer_class = files.class_named(content["optimizer"]["class"], OPTIMIZERS, custom)
        optimizer: Optimizer = optimizer_class(**content["optimizer"]["settings"])
        history = history_from(arrays)
        state = TrainingState(
            generator_from(content["generator"]),
            optimizer_state_from(optimizer, arrays, content["t"], model.parameters.vector),
            running_epoch_from(content["epoch"], history),
            whole_number("examples_per_epoch", content["examples_per_epoch"]),
            checksum=content["checksum"],
        )
        batch_size = content["batch_size"]
        return Checkpoint(
            model, optimizer, None if batch_size is None else validation.count("batch_size", batch_size), state, history
        )


def history_dtype(name: str) -> type:
    """Return how a list of the history is written: numbers of updates and epochs as integers."""
    return int if name in {"epoch_end", "validation_epoch"} else float


def history_from(arrays: dict[str, Array]) -> History:
    """Return the history, and take its lists out of the arrays."""
    lists = {}
    for name in vars(History()):
        array = arrays.pop(f"history/{name}")
        if array.ndim != 1 or array.dtype != history_dtype(name):
            msg = f"its history lists {name} as {array.dtype} of shape {array.shape}"
            raise files.FileError(msg)
        lists[name] = array.tolist()
    return History(**lists)


def running_epoch_from(described: Mapping[str, Any], history: History) -> RunningEpoch:
    """Return where the running epoch stands, if the history agrees."""
    epoch = RunningEpoch(
        whole_number("updates", described["updates"]),
        whole_number("position", described["position"]),
        *(float(described[name]) for name in ("cost_sum", "weight_sum", "J")),
    )
    if epoch.updates != len(history.cost) or len(history.epoch_cost) != len(history.epoch_end):
        msg = f"it has done {epoch.updates} updates, but its history lists {len(history.cost)}"
        raise files.FileError(msg)
    return epoch


def whole_number(name: str, value: object) -> int:
    """Return a number of times, which may be 0."""
    if type(value) is not int or value < 0:
        msg = f"its {name} is {value!r}, and no number of times"
        raise files.FileError(msg)
    return value


def optimizer_state_from(optimizer: Optimizer, arrays: Mapping[str, Array], t: int, theta: Array) -> OptimizerState:
    """Return what an update rule remembers, if these are its averages, of the size and type of θ."""
    expected = {f"averages/{name}": (theta.shape, theta.dtype) for name in optimizer.averages}
    found = {name: (array.shape, array.dtype) for name, array in arrays.items()}
    if found != expected:
        msg = f"{optimizer!r} needs {expected}, but the file holds {found}"
        raise files.FileError(msg)
    averages = {name: arrays[f"averages/{name}"] for name in optimizer.averages}
    return OptimizerState(np.empty_like(theta), averages, whole_number("t", t))


def without_arrays(value: Any) -> Any:  # noqa: ANN401  a generator's state is nested dictionaries of all sorts
    """Return a generator's state as JSON can hold it."""
    if isinstance(value, Mapping):
        return {key: without_arrays(inner) for key, inner in value.items()}
    return {"dtype": value.dtype.str, "values": value.tolist()} if isinstance(value, np.ndarray) else value


def with_arrays(value: Any) -> Any:  # noqa: ANN401  as above
    """Return a generator's state as it was."""
    if not isinstance(value, dict):
        return value
    if value.keys() == {"dtype", "values"}:
        return np.array(value["values"], value["dtype"])
    return {key: with_arrays(inner) for key, inner in value.items()}


def generator_from(described: Mapping[str, Any]) -> np.random.Generator:
    """Return a generator in the state that a file describes."""
    state = with_arrays(described)
    bit_generator = BIT_GENERATORS[state["bit_generator"]](0)
    bit_generator.state = state
    return np.random.Generator(bit_generator)
