"""Jobs that the tests of sweeps run in other processes, which import them from here."""

import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

import nnlib

X, Y = nnlib.datasets.flower(m=200, rng=1)


def begin(log, **case):
    """Append a line for a job that begins; a line of few bytes is written at once, whoever else writes."""
    with Path(log).open("a", encoding="utf-8") as stream:
        stream.write(f"{case}\n")


def trained(seed, n_h, learning_rate, log):
    """Train for a few tenths of a second."""
    begin(log, seed=seed, n_h=n_h, learning_rate=learning_rate)
    model = nnlib.ShallowNetwork(n_x=2, n_h=n_h, rng=seed)
    nnlib.train(model, X, Y, learning_rate=learning_rate, iterations=2000)
    return {"cost": model.cost(X, Y), "accuracy": model.accuracy(X, Y)}


def fatal(victim, folder, log, **case):
    """Train; the first job that begins after four have ended kills its own process, or the worker that waits for it."""
    if len(list(Path(folder).glob("*.npz"))) >= 4:
        with suppress(FileExistsError), Path(f"{log}.killed").open("x", encoding="utf-8") as stream:
            stream.write(str({name: case[name] for name in ("seed", "n_h", "learning_rate")}))
            stream.flush()
            begin(log, **{name: case[name] for name in ("seed", "n_h", "learning_rate")})
            os.kill({"process": os.getpid, "worker": os.getppid}[victim](), signal.SIGKILL)
            time.sleep(60)  # until it is noticed that nobody waits
    return trained(**case, log=log)


def slept(seed, seconds, log):
    """Do nothing for as long."""
    begin(log, seed=seed, seconds=seconds)
    time.sleep(seconds)
    return {"slept": seconds}


def interrupted(seed):
    """Do what Ctrl-C does to each process of a terminal."""
    os.kill(os.getpid(), signal.SIGINT)
    return {"survived": True}


def loaded(seed):
    """Tell which packages of Dask's are loaded here."""
    return {name: name in sys.modules for name in ("dask", "distributed")}
