"""Jobs for the tests, in a file that worker processes can import."""

import os
import signal
import sys
import time
from pathlib import Path

import numpy as np

import nnlib
from nnlib.sweeps import _processes


def train(seed, n_h):
    """A product of such matrices has other bits with two threads than with one."""
    rng = np.random.default_rng(seed)
    X, Y = rng.standard_normal((300, 600)), rng.integers(2, size=(1, 600))
    model = nnlib.ShallowNetwork(n_x=300, n_h=n_h, rng=seed)
    nnlib.train(model, X, Y, learning_rate=0.1, iterations=3)
    return {"cost": model.cost(X, Y), "accuracy": model.accuracy(X, Y)}


def where(seed):
    limits = [float(os.environ[name]) for name in _processes.LIMITS]
    return {"process": os.getpid(), "threads": max(limits)}


def noted(seed, a, folder, *, factor=1.0):
    """Leave a file for each time it is called."""
    calls = len(list(Path(folder).glob(f"{a}-{seed}-*")))
    Path(folder, f"{a}-{seed}-{calls}").touch()
    return {"x": factor * a + seed}


def lost(seed, folder, times):
    """Lose its process so often."""
    calls = len(list(Path(folder).glob(f"{seed}-*")))
    Path(folder, f"{seed}-{calls}").touch()
    if seed == 1 and calls < times:
        os.kill(os.getpid(), signal.SIGKILL)
    return {"x": seed}


def leaves(seed, folder):
    """Lose its process once, and leave another one that it has forked."""
    note = Path(folder, "forked")
    if not note.exists():
        if forked := os.fork():
            note.write_text(str(forked))
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(60)
        note.with_name("waited").touch()
        os._exit(0)
    return {"x": seed}


def forks(seed):
    """Return in two processes, but in that which was asked not before the other one has."""
    if fork := os.fork():
        os.waitpid(fork, 0)
    return {"x": seed}


def fails(seed, way, text=""):
    if seed:
        return {"x": 2.0}
    if way == "raises":
        msg = "no such\nthing"
        raise ValueError(msg)
    if way == "raises at length":
        error = ValueError("0" * 5_000_000)
        error.add_note("a note")
        raise error
    if way == "exits":
        sys.exit(3)
    return {"array": {"x": np.zeros(2)}, "nothing": None, "names": {"x": "no number"}}[way]


def talks(seed):
    """Print, and look whether there is something to read."""
    print("a job may print")  # noqa: T201  that is the point
    return {"x": len(sys.stdin.read())}


def sleeps(seed):
    """Be done at once from seed 0, and otherwise in a minute."""
    time.sleep(60 * seed)
    return {"x": 0.0}


def of_tuples(seed, sizes):
    return {"x": isinstance(sizes, tuple)}


def kinds(seed):
    return {"int": 1, "bool": np.True_, "float32": np.float32(0.5), "infinite": float("inf"), "none": float("nan")}


def anything(**case):
    return {"x": 0.0}
