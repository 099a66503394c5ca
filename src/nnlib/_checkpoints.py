"""Checkpoints: the file of a training run.

Besides θ it holds the update rule's averages, the history, and where the running epoch stands. Its permutation is not
written: the state of the generator that it was drawn from is, beside the present one, and it is drawn again.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from nnlib import _files, _validation
from nnlib._arrays import Array, Generator
from nnlib._batches import batches_per_epoch
from nnlib._messages import listed, said, shortened, shown
from nnlib._network_files import checked_custom, description, network_from
from nnlib._registry import describe, rebuild
from nnlib._run import Run, RunningEpoch, checksum
from nnlib.history import History
from nnlib.optimizers import Optimizer, OptimizerState

BIT_GENERATORS = ("MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64")


def write(path: _files.StrPath, run: Run) -> None:
    """Write a run; TypeError where it could not be loaded again: then it is not written."""
    if type(run.rng.bit_generator).__name__ not in BIT_GENERATORS:
        msg = f"a generator of NumPy's own can be saved, but not {shown(run.rng.bit_generator)}"
        raise TypeError(msg)
    theta, state = run.model.parameters.vector, run.optimizer_state
    shuffled = run.epoch.position > 0 and run.drawn_from is not None
    content = {
        "model": description(run.model),
        "optimizer": describe(run.optimizer),
        "batch_size": run.batch_size,
        "t": state.t,
        "epoch": run.epoch._asdict(),
        "examples_per_epoch": run.examples_per_epoch,
        "generator": without_arrays(run.rng.bit_generator.state),
        "drawn_from": without_arrays(run.drawn_from) if shuffled else None,
        "checksum": run.checksum if run.order is None else checksum(run.order),
    }
    arrays = {f"averages/{name}": average for name, average in state.averages.items()}
    lists = vars(run.history).items()
    try:
        arrays |= {f"history/{name}": np.array(values, history_dtype(name)) for name, values in lists}
        left = dict(arrays)
        batches = batches_per_epoch(run.examples_per_epoch, run.batch_size)
        running_epoch_from(run.epoch._asdict(), history_from(left), batches)
        optimizer_state_from(run.optimizer, left, state.t, theta)
    except ValueError as error:  # a FileError among them
        msg = f"this run cannot be saved, since it could not be loaded: {said(error)}"
        raise TypeError(msg) from error
    _files.write(path, "trainer", content, {"theta": theta} | arrays)


def read(path: _files.StrPath, custom: Mapping[str, Any] | None = None) -> Run:
    """Read a run, to the last bit; FileError where the file is damaged, or uses what is not in `custom`."""
    from nnlib import _reading  # noqa: PLC0415  it imports what few runs need

    custom = checked_custom(custom)
    _, content, arrays = _reading.read(path, "trainer")
    with _files.damage_in(path):
        return run_from(content, arrays, custom)


def run_from(content: Mapping[str, Any], arrays: dict[str, Array], custom: Mapping[str, Any]) -> Run:
    """Return what a file describes, every word of it checked."""
    model = network_from(content["model"], arrays.pop("theta"), custom)
    described = content["optimizer"]
    if isinstance(described, Mapping):  # version 0.1 wrote a dictionary
        described = described["class"], described["settings"]
    optimizer = rebuild(described, Optimizer, custom)
    batch_size = None if content["batch_size"] is None else _validation.count("batch_size", content["batch_size"])
    run = Run(model, optimizer, batch_size, generator_from(content["generator"]))
    run.examples_per_epoch = whole_number("examples_per_epoch", content["examples_per_epoch"])
    add_newer_lists(arrays, model.l2)
    run.history = history_from(arrays)
    batches = batches_per_epoch(run.examples_per_epoch, batch_size)
    run.epoch = running_epoch_from(content["epoch"], run.history, batches)
    run.optimizer_state = optimizer_state_from(optimizer, arrays, content["t"], model.parameters.vector)
    run.optimizer_state.parameters = model.parameters
    if run.epoch.position > 0 and batch_size is not None:
        run.drawn_from = generator_from(content["drawn_from"]).bit_generator.state
        run.checksum = whole_number("checksum", content["checksum"])
    return run


def history_dtype(name: str) -> type:
    """Return how a list of the history is written: numbers of updates and epochs as integers."""
    return int if name in {"epoch_end", "validation_epoch", "training_epoch"} else float


def add_newer_lists(arrays: dict[str, Array], l2: float) -> None:
    """Add the lists of the history that files of versions 1 to 3 do not have."""
    added = ("validation_loss", "training_accuracy", "training_epoch")
    if not any(f"history/{name}" in arrays for name in added):
        cost, none = arrays["history/validation_cost"], np.empty(0)
        loss = np.full_like(cost, np.nan) if l2 else cost  # the L2 term of an earlier θ is not known
        arrays |= {f"history/{name}": array for name, array in zip(added, (loss, none, none.astype(int)), strict=True)}


def history_from(arrays: dict[str, Array]) -> History:
    """Return the history, and take its lists out of the arrays."""
    lists = {}
    for name in vars(History()):
        array = arrays.pop(f"history/{name}")
        if array.ndim != 1 or array.dtype != history_dtype(name):
            msg = f"its history lists {name} as {shortened(f'{array.dtype} of shape {array.shape}')}"
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
        msg = f"its running epoch of {batches} batches stands at {shortened(str(epoch), 200)}"
        raise _files.FileError(msg)
    return epoch


def whole_number(name: str, value: object) -> int:
    """Return a number of times, which may be 0."""
    if type(value) is not int or not 0 <= value < 2**63:
        msg = f"its {name} is {shown(value)}, and no number of times"
        raise _files.FileError(msg)
    return value


def optimizer_state_from(optimizer: Optimizer, arrays: Mapping[str, Array], t: int, theta: Array) -> OptimizerState:
    """Return what an update rule remembers, if these are its averages, of the size and type of θ."""
    expected = {f"averages/{name}": (theta.shape, theta.dtype) for name in optimizer.averages}
    found = {name: (array.shape, array.dtype) for name, array in arrays.items()}
    if found != expected:
        needed, came = shortened(str(expected), 150), shortened(str(found), 150)
        msg = f"{shown(optimizer)} needs {needed}, but the file holds {came}"
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
            has, came = listed(fresh, show=str), listed(described, show=str)
            msg = f"the state of a generator has {has}, but the file has {came}"
            raise _files.FileError(msg)
        return {key: as_in(inner, described[key]) for key, inner in fresh.items()}
    if isinstance(fresh, np.ndarray):
        array = np.array(described["values"], fresh.dtype)
        if array.shape == fresh.shape:
            return array
    elif type(described) is type(fresh):
        return described
    msg = f"the state of a generator is like {shown(fresh)}, but the file has {shown(described)}"
    raise _files.FileError(msg)


def generator_from(described: Mapping[str, Any]) -> Generator:
    """Return a generator in the state that a file describes."""
    name = _validation.choice("bit_generator", described["bit_generator"], BIT_GENERATORS)
    bit_generator = getattr(np.random, name)(0)
    state = as_in(bit_generator.state, described)
    places = {"pos": state["state"].get("pos", 0), "buffer_pos": state.get("buffer_pos", 0)}
    sizes = {"pos": np.size(state["state"].get("key", ())), "buffer_pos": np.size(state.get("buffer", ()))}
    if any(not 0 <= places[name] <= sizes[name] for name in places):
        msg = f"the places in the generator's numbers, {shortened(str(places))}, lie outside of them"
        raise _files.FileError(msg)
    bit_generator.state = state
    return np.random.Generator(bit_generator)
