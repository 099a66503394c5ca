"""Checkpoints: what a training run has to remember to go on, in memory and in a file.

Besides θ these are the update rule's averages, the history, and where the running epoch stands. Its permutation is not
written: the state of the generator that it was drawn from is, beside the present one, and it is drawn again.
"""

import dataclasses
import json
import math
import zlib
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from nnlib import _files, _validation
from nnlib._arrays import Array, Generator
from nnlib._batches import batches_per_epoch
from nnlib.architecture import activation_name
from nnlib.history import History
from nnlib.loading import checked_custom, network_from
from nnlib.models import Network
from nnlib.optimizers import Adam, GradientDescent, Momentum, Optimizer, OptimizerState, RMSProp

__all__ = ["Checkpoint", "RunningEpoch", "TrainingState", "read_checkpoint", "write_checkpoint"]

OPTIMIZERS = {kind.__name__: kind for kind in (GradientDescent, Momentum, RMSProp, Adam)}
BIT_GENERATORS = ("MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64")


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
        updates, position, cost_sum, weight_sum, _ = self
        return RunningEpoch(updates + 1, position + 1, cost_sum + weight * J, weight_sum + weight, J)


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
        Of the permutation, in a run that was read from a file and has not drawn it yet.

    Examples
    --------
    >>> rule = GradientDescent(0.1)
    >>> state = TrainingState(np.random.default_rng(0), rule.start(np.zeros(3)))
    >>> state.draw_order(4)
    >>> sorted(state.order.tolist())
    [0, 1, 2, 3]
    """

    rng: Generator
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


def write_checkpoint(path: _files.StrPath, checkpoint: Checkpoint) -> None:
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
    content, arrays = described(checkpoint)
    rehearse(checkpoint, content, arrays)
    _files.write(path, "trainer", content, arrays)


def described(checkpoint: Checkpoint) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return what a checkpoint's file holds: what JSON can hold, and arrays."""
    model, optimizer, batch_size, state, history = checkpoint
    if type(state.rng.bit_generator).__name__ not in BIT_GENERATORS:
        msg = f"a generator of NumPy's own can be saved, but not {state.rng.bit_generator!r}"
        raise TypeError(msg)
    shuffled = state.epoch.position > 0 and state.drawn_from is not None
    content = {
        "model": model.description(),
        "optimizer": {"class": _files.class_name(type(optimizer)), "settings": dataclasses.asdict(optimizer)},
        "batch_size": batch_size,
        "t": state.optimizer_state.t,
        "epoch": state.epoch._asdict(),
        "examples_per_epoch": state.examples_per_epoch,
        "generator": without_arrays(state.rng.bit_generator.state),
        "drawn_from": without_arrays(state.drawn_from) if shuffled else None,
        "checksum": state.checksum if state.order is None else checksum(state.order),
    }
    arrays: dict[str, Array] = {"theta": model.parameters.vector}
    arrays |= {f"averages/{name}": average for name, average in state.optimizer_state.averages.items()}
    arrays |= {f"history/{name}": np.array(values, history_dtype(name)) for name, values in vars(history).items()}
    return content, arrays


def rehearse(checkpoint: Checkpoint, content: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
    """Make the run again from what its file would hold; TypeError where it cannot be: then it is not written.

    A rule of the user's own may keep its settings in another way than a dataclass does, or averages of other shapes.
    """
    model, optimizer = checkpoint.model, checkpoint.optimizer
    own: dict[str, Any] = {activation_name(g): g for g in model.g.values()}
    own |= {type(thing).__name__: type(thing) for thing in (model, optimizer)}
    try:
        again = checkpoint_from(json.loads(json.dumps(content)), dict(arrays), own)
        if again.optimizer != optimizer or vars(again.optimizer) != vars(optimizer):
            msg = f"{optimizer!r} would come back as {again.optimizer!r}"
            raise TypeError(msg)  # noqa: TRY301  it is reported like all that can go wrong here
    except Exception as error:
        msg = f"this run cannot be saved, since it could not be loaded: {error}"
        raise TypeError(msg) from error


def read_checkpoint(path: _files.StrPath, custom: Mapping[str, Any] | None = None) -> Checkpoint:
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
    content, arrays = _files.read(path, "trainer")
    with _files.damage_in(path):
        return checkpoint_from(content, arrays, custom)


def checkpoint_from(content: Mapping[str, Any], arrays: dict[str, Array], custom: Mapping[str, Any]) -> Checkpoint:
    """Return what a file describes, every word of it checked."""
    model = network_from(content["model"], arrays.pop("theta"), custom)
    optimizer_class = _files.class_named(content["optimizer"]["class"], OPTIMIZERS, custom)
    optimizer: Optimizer = optimizer_class(**content["optimizer"]["settings"])
    batch_size = None if content["batch_size"] is None else _validation.count("batch_size", content["batch_size"])
    m = whole_number("examples_per_epoch", content["examples_per_epoch"])
    history = history_from(arrays)
    epoch = running_epoch_from(content["epoch"], history, batches_per_epoch(m, batch_size))
    shuffled = epoch.position > 0 and batch_size is not None
    state = TrainingState(
        generator_from(content["generator"]),
        optimizer_state_from(optimizer, arrays, content["t"], model.parameters.vector),
        epoch,
        m,
        drawn_from=generator_from(content["drawn_from"]).bit_generator.state if shuffled else None,
        checksum=whole_number("checksum", content["checksum"]) if shuffled else None,
    )
    return Checkpoint(model, optimizer, batch_size, state, history)


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
            raise _files.FileError(msg)
        lists[name] = array.tolist()
    return History(**lists)


def running_epoch_from(described: Mapping[str, Any], history: History, batches: int) -> RunningEpoch:
    """Return where the running epoch of so many batches stands, if the history agrees."""
    epoch = RunningEpoch(
        whole_number("updates", described["updates"]),
        whole_number("position", described["position"]),
        *(float(described[name]) for name in ("cost_sum", "weight_sum", "J")),
    )
    if epoch.updates != len(history.cost) or len(history.epoch_cost) != len(history.epoch_end):
        msg = f"it has done {epoch.updates} updates, but its history lists {len(history.cost)}"
        raise _files.FileError(msg)
    if epoch.position and not (epoch.position < batches and 0 <= epoch.weight_sum < math.inf > abs(epoch.cost_sum)):
        msg = f"its running epoch of {batches} batches stands at {epoch}"
        raise _files.FileError(msg)
    return epoch


def whole_number(name: str, value: object) -> int:
    """Return a number of times, which may be 0."""
    if type(value) is not int or not 0 <= value < 2**63:
        msg = f"its {name} is {value!r}, and no number of times"
        raise _files.FileError(msg)
    return value


def optimizer_state_from(optimizer: Optimizer, arrays: Mapping[str, Array], t: int, theta: Array) -> OptimizerState:
    """Return what an update rule remembers, if these are its averages, of the size and type of θ."""
    expected = {f"averages/{name}": (theta.shape, theta.dtype) for name in optimizer.averages}
    found = {name: (array.shape, array.dtype) for name, array in arrays.items()}
    if found != expected:
        msg = f"{optimizer!r} needs {expected}, but the file holds {found}"
        raise _files.FileError(msg)
    averages = {name: arrays[f"averages/{name}"] for name in optimizer.averages}
    return OptimizerState(np.empty_like(theta), averages, whole_number("t", t))


def without_arrays(value: Any) -> Any:  # noqa: ANN401  a generator's state is nested dictionaries of all sorts
    """Return a generator's state as JSON can hold it."""
    if isinstance(value, Mapping):
        return {key: without_arrays(inner) for key, inner in value.items()}
    return {"dtype": value.dtype.str, "values": value.tolist()} if isinstance(value, np.ndarray) else value


def as_in(fresh: Any, described: Any) -> Any:  # noqa: ANN401  as above
    """Return a generator's state as it was, in the form of a fresh one: NumPy itself does not check all of it."""
    if isinstance(fresh, Mapping):
        if fresh.keys() != described.keys():
            msg = f"the state of a generator has {', '.join(fresh)}, but the file has {', '.join(described)}"
            raise _files.FileError(msg)
        return {key: as_in(inner, described[key]) for key, inner in fresh.items()}
    if isinstance(fresh, np.ndarray):
        array = np.array(described["values"], fresh.dtype)
        if array.shape == fresh.shape:
            return array
    elif type(described) is type(fresh):
        return described
    msg = f"the state of a generator is like {fresh!r}, but the file has {described!r}"
    raise _files.FileError(msg)


def generator_from(described: Mapping[str, Any]) -> Generator:
    """Return a generator in the state that a file describes."""
    name = _validation.choice("bit_generator", described["bit_generator"], BIT_GENERATORS)
    bit_generator = getattr(np.random, name)(0)
    state = as_in(bit_generator.state, described)
    places = {"pos": state["state"].get("pos", 0), "buffer_pos": state.get("buffer_pos", 0)}
    sizes = {"pos": np.size(state["state"].get("key", ())), "buffer_pos": np.size(state.get("buffer", ()))}
    if any(not 0 <= places[name] <= sizes[name] for name in places):
        msg = f"the places in the generator's numbers, {places}, lie outside of them"
        raise _files.FileError(msg)
    bit_generator.state = state
    return np.random.Generator(bit_generator)
