"""Races: contenders that train the same workload, each in a process of its own, timed in turn."""

import importlib
import multiprocessing
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
    """

    package: str
    module: str
    options: Mapping[str, bool] = {}
    same_start: bool = True


CONTENDERS = {
    "nnlib": Contender("numpy", "nnlib_trainer"),
    "floor": Contender("numpy", "floor", same_start=False),
    "PyTorch": Contender("torch", "pytorch"),
    "torch.compile": Contender("torch", "pytorch", {"compiled": True}),
    "JAX jit": Contender("jax", "jax_jit"),
    "JAX scan": Contender("jax", "jax_jit", {"scan": True}),
    "scikit-learn": Contender("scikit-learn", "scikit_learn", same_start=False),
    "course": Contender("numpy", "course"),
}

TOLERANCE = {"float32": 1e-3, "float64": 1e-9}
"""How far the first costs may lie apart, relatively."""

PAUSE = 0.1
"""Seconds between two contenders: the threads of the one before go on spinning for a while when their work is done."""


def serve(connection: Connection, contender: Contender, workload: Workload) -> None:
    """Train when told to, for so many epochs, and tell the seconds and the first costs; in a process of its own."""
    try:
        train = importlib.import_module(f"contenders.{contender.module}").prepare(workload, **contender.options)
    except NotImplementedError as reason:
        connection.send(str(reason))
        return
    connection.send(None)
    while epochs := connection.recv():
        first_costs = train(max(epochs // 2, 1))[:3]  # wakes the threads, and fills the caches
        start = time.perf_counter()
        train(epochs)
        connection.send((time.perf_counter() - start, first_costs))


class Worker:
    """A contender in its process, which sleeps until it is told to train."""

    def __init__(self, contender: Contender, workload: Workload) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, contender, workload), daemon=True)
        self._process.start()
        self.refusal: str | None = self._connection.recv()

    def train(self, epochs: int) -> tuple[float, list[float]]:
        """Return the seconds that so many epochs took, and the first costs."""
        self._connection.send(epochs)
        answer: tuple[float, list[float]] = self._connection.recv()
        return answer

    def stop(self) -> None:
        """End the process."""
        if self.refusal is None:
            self._connection.send(0)
        self._process.join()


def epochs_that_take(seconds: float, train: Callable[[int], tuple[float, list[float]]]) -> int:
    """Return how many epochs take about so many seconds."""
    epochs = 1
    while (taken := train(epochs)[0]) < seconds / 2:
        epochs = max(2 * epochs, min(int(epochs * seconds / max(taken, 1e-9)), 20 * epochs))
    return epochs


def race(workload: Workload, names: list[str], rounds: int, seconds: float) -> dict[str, Any]:
    """Time a workload, and return each contender's microseconds an update and its ratios to nnlib."""
    workers = {name: Worker(CONTENDERS[name], workload) for name in names}
    racing = {name: worker for name, worker in workers.items() if worker.refusal is None}
    _, first_costs = racing["nnlib"].train(1)
    epochs = epochs_that_take(seconds, racing["nnlib"].train)
    for name, worker in racing.items():
        if name != "nnlib":
            _, costs = worker.train(epochs)  # and compilers compile
            if CONTENDERS[name].same_start:
                both = min(len(costs), len(first_costs))
                np.testing.assert_allclose(costs[:both], first_costs[:both], TOLERANCE[workload.dtype], err_msg=name)
    timed: dict[str, list[float]] = {name: [] for name in racing}
    for _ in range(rounds):
        for name, worker in racing.items():
            time.sleep(PAUSE)
            timed[name].append(worker.train(epochs)[0])
    for worker in workers.values():
        worker.stop()
    updates = epochs * workload.updates_per_epoch
    return {
        "workload": workload.name,
        "updates": updates,
        "contenders": {name: summary(times, timed["nnlib"], updates) for name, times in timed.items()},
    }


def summary(times: list[float], of_nnlib: list[float], updates: int) -> dict[str, Any]:
    """Return the median of a contender's times, and of its ratios to nnlib, with their quartiles."""
    ratios = np.array(times) / of_nnlib
    return {
        "microseconds": float(np.median(times)) / updates * 1e6,
        "ratio": float(np.median(ratios)),
        "quartiles": np.quantile(ratios, [0.25, 0.75]).tolist(),
    }
