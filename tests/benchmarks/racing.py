"""Races: contenders that train the same workload, each in a process of its own, timed in turn."""

import importlib
import multiprocessing
import sys
import time
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

import numpy as np
from workloads import Workload


class Contender(NamedTuple):
    """Who takes part.

    Parameters
    ----------
    package : str
        What has to be installed.
    module : str
        Its module in ``contenders``.
    options : dict
        What the module's ``prepare`` is asked for.
    same_start : bool
        Whether it starts from the θ that is given, and takes the examples in the order that is given: then its first
        costs are nnlib's.
    source : str, optional
        The folder that nnlib is imported from, where it is not the one that is measured: that of another revision.
    """

    package: str
    module: str
    options: Mapping[str, bool] = {}
    same_start: bool = True
    source: str | None = None


CONTENDERS = {
    "nnlib": Contender("numpy", "nnlib_trainer"),
    "floor": Contender("numpy", "floor", same_start=False),
    "bare list": Contender("numpy", "bare_list"),
    "PyTorch": Contender("torch", "pytorch"),
    "torch.compile": Contender("torch", "pytorch", {"compiled": True}),
    "JAX jit": Contender("jax", "jax_jit"),
    "JAX scan": Contender("jax", "jax_jit", {"scan": True}),
    "scikit-learn": Contender("scikit-learn", "scikit_learn", same_start=False),
    "course": Contender("numpy", "course"),
}

COMPARED = 30
"""How many costs are compared, at least: those of as many updates, so that an update that is not the same shows."""

TOLERANCE = {"float32": 1e-3, "float64": 1e-6}
"""How far they may lie apart, relatively.

RMSProp and Adam divide one rounding by another where a gradient is nearly 0, and PyTorch's compiled Adam in float64
rounds its corrections to float32; all others agree to 1e-9 in float64.
"""

PAUSE = 0.1
"""Seconds between two contenders: the threads of the one before go on spinning for a while when their work is done."""


def serve(connection: Connection, contender: Contender, workload: Workload) -> None:
    """Tell the first costs; then, whenever told to, train for so many epochs and tell the seconds.

    This runs in a process of its own.
    """
    try:
        train = importlib.import_module(f"contenders.{contender.module}").prepare(workload, **contender.options)
    except NotImplementedError as reason:
        connection.send(str(reason))
        return
    connection.send(None)
    connection.send(train(-(-COMPARED // workload.updates_per_epoch)))
    while epochs := connection.recv():
        train(max(epochs // 2, 1))  # wakes the threads, and fills the caches
        start = time.perf_counter()
        train(epochs)
        connection.send(time.perf_counter() - start)


class Worker:
    """A contender in its process, which sleeps until it is told to train."""

    def __init__(self, contender: Contender, workload: Workload) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, contender, workload), daemon=True)
        path = sys.path.copy()
        if contender.source:
            sys.path.insert(0, contender.source)  # the process is given this path, whatever PYTHONPATH says
        self._process.start()
        sys.path[:] = path
        self.refusal: str | None = self._connection.recv()
        self.first_costs: list[float] = [] if self.refusal else self._connection.recv()

    def train(self, epochs: int) -> float:
        """Return the seconds that so many epochs took."""
        self._connection.send(epochs)
        seconds: float = self._connection.recv()
        return seconds

    def stop(self) -> None:
        """End the process."""
        if self.refusal is None:
            self._connection.send(0)
        self._process.join()


def epochs_that_take(seconds: float, train: Callable[[int], float]) -> int:
    """Return how many epochs take about so many seconds."""
    epochs = 1
    while (taken := train(epochs)) < seconds / 2:
        epochs = max(2 * epochs, min(int(epochs * seconds / max(taken, 1e-9)), 20 * epochs))
    return epochs


def race(workload: Workload, names: list[str], rounds: int, seconds: float) -> dict[str, Any]:
    """Time a workload, and return each contender's microseconds an update and its ratios to nnlib."""
    workers = {name: Worker(CONTENDERS[name], workload) for name in names}
    racing = {name: worker for name, worker in workers.items() if worker.refusal is None}
    for name, worker in racing.items():
        if CONTENDERS[name].same_start:
            expected = racing["nnlib"].first_costs
            np.testing.assert_allclose(worker.first_costs, expected, TOLERANCE[workload.dtype], err_msg=name)
    epochs = epochs_that_take(seconds, racing["nnlib"].train)
    for worker in racing.values():
        worker.train(epochs)  # compilers compile
    timed: dict[str, list[float]] = {name: [] for name in racing}
    for turn in range(rounds):
        for name in [*racing][turn % len(racing) :] + [*racing][: turn % len(racing)]:
            time.sleep(PAUSE)
            timed[name].append(racing[name].train(epochs))
    for worker in workers.values():
        worker.stop()
    updates = epochs * workload.updates_per_epoch
    return {name: summary(times, timed["nnlib"], updates) for name, times in timed.items()}


def summary(times: list[float], of_nnlib: list[float], updates: int) -> dict[str, Any]:
    """Return the median of a contender's times, and of its ratios to nnlib, with their quartiles."""
    ratios = np.array(times) / of_nnlib
    return {
        "microseconds": float(np.median(times)) / updates * 1e6,
        "ratio": float(np.median(ratios)),
        "quartiles": np.quantile(ratios, [0.25, 0.75]).tolist(),
    }
