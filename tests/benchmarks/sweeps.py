"""What a sweep costs and what it saves: a plain loop, a sweep with one process, and one with a process for each core.

    python tests/benchmarks/sweeps.py --output DIR

Each does the same jobs, with one BLAS thread, and its results are compared to the bit. They take turns, each in a fresh
interpreter; the figures are medians of the rounds' ratios, and the times are whole calls, starts of processes included.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

import numpy as np

import nnlib

SIZES = {"long": (40, 400), "medium": (40, 8), "short": (200, 1)}
"""Of each kind of sweep, how many jobs it has, and how many epochs each."""
WAYS = ("loop", "one process", "all cores")


def job(seed: int, epochs: int) -> dict[str, float]:
    """Train a small network on the digits."""
    X, Y = nnlib.datasets.digits()
    model = nnlib.Network([64, 32, 10], output="softmax", rng=seed)
    nnlib.train(model, X, Y, optimizer=nnlib.Adam(1e-3), batch_size=64, epochs=epochs, rng=seed)
    return {"cost": model.cost(X, Y)}


def run(way: str, jobs: int, epochs: int) -> list[float]:
    """Return the costs of all jobs."""
    if way == "loop":
        return [job(seed, epochs)["cost"] for seed in range(jobs)]
    executor = ThreadPoolExecutor(1) if way == "one process" else None
    return nnlib.sweep(job, {"epochs": [epochs]}, jobs, executor=executor)["cost"].ravel().tolist()


def timed(way: str, jobs: int, epochs: int) -> tuple[float, list[float]]:
    """Return the seconds that a way takes in an interpreter of its own, after its imports, and the costs."""
    command = [sys.executable, __file__, "--way", way, "--jobs", str(jobs), "--epochs", str(epochs)]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    finished = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    seconds, costs = json.loads(finished.stdout)
    return seconds, costs


def race(jobs: int, epochs: int, rounds: int) -> dict[str, list[float]]:
    """Return the seconds of each way in each round."""
    seconds: dict[str, list[float]] = {way: [] for way in WAYS}
    for _ in range(rounds):
        costs = []
        for way in WAYS:
            took, found = timed(way, jobs, epochs)
            seconds[way].append(took)
            costs.append(found)
        assert costs[0] == costs[1] == costs[2], "the ways differ"
    return seconds


def line(name: str, jobs: int, seconds: Mapping[str, list[float]]) -> str:
    """Return a row of the table."""

    def ratio(way: str, other: str) -> str:
        return f"{median(a / b for a, b in zip(seconds[way], seconds[other], strict=True)):.2f}"

    each: Callable[[str], str] = lambda way: f"{median(seconds[way]):.2f} s"  # noqa: E731
    cells = [name, str(jobs), *map(each, WAYS), ratio("one process", "all cores"), ratio("loop", "all cores")]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Race the ways for each kind of sweep, or be one of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, help="folder for sweeps.json and sweeps.md")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--shorten", type=float, default=1, help="divide the number of epochs by this")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--jobs", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--epochs", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.way:
        nnlib.datasets.digits()
        start = time.perf_counter()
        costs = run(arguments.way, arguments.jobs, arguments.epochs)
        print(json.dumps([time.perf_counter() - start, costs]))
        return

    heading = "| sweep | jobs | plain loop | one process | all cores | one process ÷ all cores | loop ÷ all cores |"
    lines, found = [heading, "|---|" + "--:|" * 6], {}
    for name, (jobs, epochs) in SIZES.items():
        found[name] = race(jobs, max(round(epochs / arguments.shorten), 1), arguments.rounds)
        lines.append(line(name, jobs, found[name]))
        print(lines[-1], flush=True)
    if arguments.output:
        arguments.output.mkdir(parents=True, exist_ok=True)
        content = json.dumps({"cores": os.cpu_count(), "numpy": np.__version__, "seconds": found}, indent=1)
        (arguments.output / "sweeps.json").write_text(content + "\n", encoding="utf-8")
        (arguments.output / "sweeps.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
