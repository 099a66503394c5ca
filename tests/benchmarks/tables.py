"""Seconds and peak memory of `read_csv` beside NumPy's loadtxt and, where it is installed, pandas.

Each reads a file in a process of its own, in turn, several rounds; medians are printed. Memory is what reading added to
the process's own at its peak, beside the size of the array of numbers that comes of it.
"""

import argparse
import importlib.util
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
from memory import Watch, bytes_of

import nnlib

WORDS = ["alder", "beech", "cedar", "elm", "fir", "hazel", "larch", "oak"]


class Reader(NamedTuple):
    """Who reads: what has to be installed, and how."""

    package: str
    read: Callable[[Path, str], Any]


def with_numpy(path: Path, _: str) -> np.ndarray:
    """Read numbers below a header."""
    return np.loadtxt(path, delimiter=",", skiprows=1)


def with_pandas(path: Path, _: str) -> np.ndarray:
    """Read a table, and make numbers of it as pandas' users do."""
    import pandas as pd  # noqa: PLC0415  the others need not wait for it

    frame = pd.read_csv(path)
    return pd.get_dummies(frame.fillna(frame.median(numeric_only=True)), dtype=float).to_numpy()


def with_nnlib(path: Path, target: str) -> np.ndarray:
    """Read a table as X and Y; only that of mixed columns has gaps."""
    return nnlib.datasets.read_csv(path, target=target, missing="median" if target == "y" else "refuse").X


READERS = {
    "nnlib": Reader("numpy", with_nnlib),
    "loadtxt": Reader("numpy", with_numpy),
    "pandas": Reader("pandas", with_pandas),
}


def write_pixels(path: Path, m: int) -> None:
    """Write a table like that of MNIST: a label, and 784 whole numbers of which most are 0."""
    rng = np.random.default_rng(0)
    with path.open("w", encoding="ascii") as stream:
        stream.write(",".join(["label", *(f"pixel{i}" for i in range(784))]) + "\n")
        for _ in range(m):
            pixels = rng.integers(0, 256, 784) * (rng.random(784) < 0.2)
            stream.write(",".join(map(str, [rng.integers(10), *pixels])) + "\n")


def write_numbers(path: Path, m: int) -> None:
    """Write a table of 20 columns of floats, with all their digits."""
    rng = np.random.default_rng(0)
    with path.open("w", encoding="ascii") as stream:
        stream.write(",".join(f"x{j}" for j in range(20)) + "\n")
        for _ in range(m):
            stream.write(",".join(map(repr, rng.normal(size=20).tolist())) + "\n")


def write_mixed(path: Path, m: int) -> None:
    """Write a table of 8 columns of numbers, some of which are missing, and 3 of text."""
    rng = np.random.default_rng(0)
    with path.open("w", encoding="ascii") as stream:
        stream.write(",".join([*(f"x{j}" for j in range(8)), "tree", "street", "answer", "y"]) + "\n")
        for _ in range(m):
            numbers = [repr(round(x, 3)) if rng.random() > 0.03 else "" for x in rng.normal(size=8).tolist()]
            texts = [rng.choice(WORDS), f"{rng.choice(WORDS)} lane", rng.choice(["yes", "no"])]
            stream.write(",".join([*numbers, *texts, repr(rng.normal())]) + "\n")


TABLES = {
    "pixels": (write_pixels, 42_000, "label", ["nnlib", "loadtxt", "pandas"]),
    "numbers": (write_numbers, 200_000, "x0", ["nnlib", "loadtxt", "pandas"]),
    "mixed": (write_mixed, 100_000, "y", ["nnlib", "pandas"]),
}


def measured(name: str, path: Path, target: str) -> dict[str, float]:
    """Read a file in a new process; return seconds, and bytes at the peak and of what came of it."""
    command = [sys.executable, __file__, "--one", name, str(path), target]
    told: dict[str, float] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return told


def measure(name: str, path: Path, target: str) -> None:
    """Read a file, and print what it took."""
    read = READERS[name].read
    nnlib.datasets.read_csv([{"a": 1, "b": 2}, {"a": 2, "b": 1}], "b")
    if name == "pandas":
        importlib.import_module("pandas")
    before = bytes_of("RssAnon")
    with Watch() as watch:
        start = time.perf_counter()
        array = read(path, target)
        seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "peak": watch.peak - before, "array": array.size * 8}))


def main() -> None:
    """Write the tables, let all read them, and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", nargs="+", choices=TABLES, default=[*TABLES], help="which to read; all by default")
    parser.add_argument("--rounds", type=int, default=5, help="how often each file is read")
    parser.add_argument("--fraction", type=float, default=1.0, help="of the rows that are written")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        measure(arguments.one[0], Path(arguments.one[1]), arguments.one[2])
        return
    with TemporaryDirectory() as folder:
        for table in arguments.tables:
            write, rows, target, readers = TABLES[table]
            path = Path(folder, f"{table}.csv")
            m = max(1, round(rows * arguments.fraction))
            write(path, m)
            racing = [name for name in readers if importlib.util.find_spec(READERS[name].package)]
            took: dict[str, list[dict[str, float]]] = {name: [] for name in racing}
            for turn in range(arguments.rounds):
                for name in racing[turn % len(racing) :] + racing[: turn % len(racing)]:
                    took[name].append(measured(name, path, target))
            print(f"{table}: {m:,} rows, a file of {path.stat().st_size / 1e6:.0f} MB")
            for name, rounds in took.items():
                seconds, peak, array = (
                    statistics.median(r[what] for r in rounds) for what in ("seconds", "peak", "array")
                )
                print(
                    f"  {name:8}{seconds:8.2f} s{peak / 1e6:8.0f} MB at the peak, of which numbers {array / 1e6:.0f} MB"
                )


if __name__ == "__main__":
    main()
