"""Whole scripts from a cold start, as a user starts them: nnlib against the frameworks and scikit-learn.

    python tests/benchmarks/cold_start.py --output DIR

What is timed is a process, from ``python script.py`` to its exit: the imports, the examples read from a file, whatever
is compiled, training, the end. The scripts are in the folder ``cold_start``, one for each contender, as each library's
users write them: each draws its own first parameters and its own order of the examples. All read the same file, do the
same number of updates and keep the cost of each as a float, but for scikit-learn, which keeps that of an epoch. A first
start of each is not timed: it fills the system's cache of files, and shows that the script learns. Then come the
rounds, in turn. What is told is the median of the rounds' ratios to nnlib, with their quartiles: above 1, nnlib is
faster. Whoever is not installed is left out.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
from compare import installed, machine
from racing import PAUSE
from results import described, geometric_mean, in_two_lines, ratio_with_spread

import nnlib
from nnlib._arrays import Array

SCRIPTS = Path(__file__).parent / "cold_start"
sys.path.append(str(SCRIPTS))
from jobs import JOBS, Job  # noqa: E402  the scripts and their jobs lie side by side


class Script(NamedTuple):
    """A contender: what has to be installed, and its script."""

    package: str
    file: str


CONTENDERS = {
    "nnlib": Script("numpy", "with_nnlib.py"),
    "PyTorch": Script("torch", "with_pytorch.py"),
    "JAX jit": Script("jax", "with_jax_jit.py"),
    "JAX scan": Script("jax", "with_jax_scan.py"),
    "scikit-learn": Script("scikit-learn", "with_scikit_learn.py"),
}


class Start(NamedTuple):
    """What a start took, and what its script printed: how many updates, the cost of the first epoch and of the last."""

    seconds: float
    updates: int
    first: float
    last: float


def examples(job: Job) -> tuple[Array, Array]:
    """Return X as rows of examples, (m, n_x), and Y as class indices (m,)."""
    n_x, m = job.sizes[0], job.m
    if n_x == 2:
        X, Y = nnlib.datasets.flower(m=m, rng=1)
        return X.T, Y[0]
    if n_x == 64:
        X, Y = nnlib.datasets.digits()
        return X.T[:m], Y[0, :m]
    # Pictures: the pattern of their class, under noise.
    rng, classes = np.random.default_rng(0), max(job.sizes[-1], 2)
    Y, patterns = rng.integers(classes, size=m), rng.random((classes, n_x))
    return 0.2 * patterns[Y] + 0.8 * rng.random((m, n_x)), Y


def started(script: Script, name: str, file: Path) -> Start:
    """Start a script, and wait for its end."""
    command = [sys.executable, str(SCRIPTS / script.file), name, str(file)]
    time.sleep(PAUSE)
    start = time.perf_counter()
    finished = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    seconds = time.perf_counter() - start
    updates, first, last = finished.stdout.split()
    return Start(seconds, int(updates), float(first), float(last))


def require_equal_work(name: str, job: Job, starts: dict[str, Start]) -> None:
    """Refuse results of scripts that did another number of updates, or did not learn."""
    updates = job.epochs * (job.m // job.batch_size if job.batch_size else 1)
    for contender, start in starts.items():
        assert start.updates == updates, f"{contender}, {name}: {start.updates} updates, not {updates}"
        assert start.last < job.learned, f"{contender}, {name}: a cost of {start.last} at the end"
    if {"JAX jit", "JAX scan"} <= starts.keys():  # these two start alike
        np.testing.assert_allclose(starts["JAX scan"][2:], starts["JAX jit"][2:], 0.01, err_msg=name)


def race(name: str, contenders: list[str], rounds: int) -> dict[str, Any]:
    """Start all scripts with a job, round by round, and return what each of them took."""
    job = JOBS[name]
    with TemporaryDirectory() as folder:
        file = Path(folder, "examples.npz")
        X, Y = examples(job)
        np.savez(file, X=np.ascontiguousarray(X, job.dtype), Y=Y.astype(np.int64))
        first = {contender: started(CONTENDERS[contender], name, file) for contender in contenders}
        require_equal_work(name, job, first)
        timed: dict[str, list[float]] = {contender: [] for contender in contenders}
        for turn in range(rounds):
            for contender in contenders[turn % len(contenders) :] + contenders[: turn % len(contenders)]:
                timed[contender].append(started(CONTENDERS[contender], name, file).seconds)
    ratios = {contender: np.array(seconds) / timed["nnlib"] for contender, seconds in timed.items()}
    return {
        contender: {
            "seconds": float(np.median(seconds)),
            "ratio": float(np.median(ratios[contender])),
            "quartiles": np.quantile(ratios[contender], [0.25, 0.75]).tolist(),
            "cost": first[contender].last,
        }
        for contender, seconds in timed.items()
    }


def best_peer(found: dict[str, Any]) -> str | None:
    """Return which of the others takes the least time, if there are others."""
    return min((name for name in found if name != "nnlib"), key=lambda name: found[name]["ratio"], default=None)


def table(results: dict[str, Any], peers: list[str]) -> str:
    """Return the results as Markdown: nnlib in seconds, the others as ratios to it."""
    head = ["job", "nnlib", *peers, "the fastest of them"]
    lines = [f"| {' | '.join(head)} |", "|---|" + "--:|" * (len(peers) + 1) + "---|"]
    for name, found in results.items():
        cells = [f"{found['nnlib']['seconds']:.2f} s"]
        cells += [in_two_lines(ratio_with_spread(found[peer])) if peer in found else "" for peer in peers]
        best = best_peer(found)
        cells.append(f"{best}, {found[best]['ratio']:.2f}" if best else "")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    columns = [[found[peer]["ratio"] for found in results.values() if peer in found] for peer in peers]
    columns.append([found[best]["ratio"] for found in results.values() if (best := best_peer(found))])
    for label, summarize in (("geometric mean", geometric_mean), ("worst", min)):
        cells = [f"**{summarize(ratios):.2f}** of {len(ratios)}" if ratios else "" for ratios in columns]
        lines.append(f"| **{label}** | | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Start all scripts with all jobs, and write a table and JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, required=True, help="folder for cold_start.md and cold_start.json")
    parser.add_argument(
        "--only",
        default="",
        help="only jobs whose name contains this; the others keep what cold_start.json has of them",
    )
    parser.add_argument("--contenders", nargs="+", choices=list(CONTENDERS), default=list(CONTENDERS))
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()

    asked = ["nnlib", *(name for name in arguments.contenders if name != "nnlib")]
    missing = [name for name in asked if installed(CONTENDERS[name].package) is None]
    names = [name for name in asked if name not in missing]
    facts = machine() | {"left out, not installed": missing}
    print(json.dumps(facts, indent=1))
    arguments.output.mkdir(parents=True, exist_ok=True)
    file = arguments.output / "cold_start.json"
    earlier = json.loads(file.read_text(encoding="utf-8"))["results"] if arguments.only and file.exists() else {}
    results: dict[str, Any] = {}
    for name in JOBS:
        if arguments.only in name:
            results[name] = race(name, names, arguments.rounds)
            print(f"\n{name}")
            for contender, found in results[name].items():
                told = f"{found['seconds']:6.2f} s  {ratio_with_spread(found)}  cost at the end {found['cost']:.4f}"
                print(f"  {contender:14}{told}", flush=True)
        elif name in earlier:
            results[name] = earlier[name]
        # Now, so that nothing is lost if a later race fails.
        file.write_text(json.dumps({"machine": facts, "results": earlier | results}, indent=1) + "\n", encoding="utf-8")
    text = f"{described(facts)}\n\n{table(results, [name for name in names if name != 'nnlib'])}\n"
    (arguments.output / "cold_start.md").write_text(text, encoding="utf-8")
    print("\n" + text)


if __name__ == "__main__":
    main()
