"""How the cost of training grows: with width, depth, m and batch size in time; with m and the size of θ in memory.

    python tests/benchmarks/growth.py --output DIR

Time is that of nnlib's Trainer, per example, beside the floor's: the bare matrix products of an update, and the bare
gather. The two take turns in one process, and what is told are medians. Memory is the peak of one epoch in a process of
its own, on examples that are read into memory or mapped from their file; ``memory.py`` says what is counted. It runs on
Linux only, in some two minutes.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from contenders import floor, nnlib_trainer
from growth_figures import draw
from memory import Job, write_examples
from workloads import Workload, descent

SECONDS = 0.05
"""How long nnlib trains in a round, about."""

SIZES, M, BATCH = (784, 128, 10), 8192, 128
"""Of every workload but for what is varied."""

WIDTHS = (8, 16, 32, 64, 128, 256, 512, 1024, 2048)
DEPTHS = (1, 2, 4, 8, 16)
NUMBERS_OF_EXAMPLES = (1024, 4096, 16384, 65536)
BATCH_SIZES = (1, 4, 16, 64, 256, 1024, 4096)

MEMORY_EXAMPLES = (8192, 16384, 32768, 65536, 131072)
MEMORY_WIDTHS = (128, 256, 512, 1024, 2048)


def workloads() -> dict[str, dict[int, Workload]]:
    """Return the workloads, by what is varied and its values."""

    def workload(sizes: tuple[int, ...] = SIZES, m: int = M, batch_size: int = BATCH) -> Workload:
        return descent(sizes, m, batch_size, "float32")

    return {
        "n_1": {n: workload((784, n, 10)) for n in WIDTHS},
        "L": {L: workload((784, *[128] * (L - 1), 10)) for L in DEPTHS},
        "m": {m: workload(m=m) for m in NUMBERS_OF_EXAMPLES},
        # Small batches take long, so that fewer of them have to do.
        "batch size": {size: workload(m=min(M, 1024 * size), batch_size=size) for size in BATCH_SIZES},
    }


def seconds(train: Callable[[int], object], epochs: int) -> float:
    """Return how long so many epochs take."""
    start = time.perf_counter()
    train(epochs)
    return time.perf_counter() - start


def time_of(workload: Workload, rounds: int) -> dict[str, float]:
    """Return microseconds an example, of nnlib and of the floor, and the median of the rounds' ratios."""
    trains = {"nnlib": nnlib_trainer.prepare(workload), "floor": floor.prepare(workload)}
    seconds(trains["nnlib"], 1)
    epochs = max(1, round(SECONDS / seconds(trains["nnlib"], 1)))
    seconds(trains["floor"], 1)
    taken = np.array([[seconds(train, epochs) for train in trains.values()] for _ in range(rounds)])
    of_nnlib, of_floor = np.median(taken, axis=0) / (epochs * workload.m) * 1e6
    return {"nnlib": of_nnlib, "floor": of_floor, "ratio": float(np.median(taken[:, 0] / taken[:, 1]))}


def times(rounds: int) -> dict[str, dict[int, dict[str, float]]]:
    """Time every workload."""
    found: dict[str, dict[int, dict[str, float]]] = {}
    for varied, cases in workloads().items():
        found[varied] = {}
        for value, workload in cases.items():
            found[varied][value] = figures = time_of(workload, rounds)
            line = "nnlib {nnlib:9.3f} µs, floor {floor:9.3f} µs per example, ratio {ratio:.2f}".format(**figures)
            print(f"{varied} = {value:5}: {line}", flush=True)
    return found


def memory_jobs(folder: Path) -> Iterator[tuple[str, int, str, Job]]:
    """Yield what is varied, its value, the curve's name and the job, whose file the next may overwrite."""
    ways = {"in memory": False, "mapped": True}
    file = folder / "X.npy"
    for m in MEMORY_EXAMPLES:
        write_examples(file, m, SIZES[0])
        for way, mapped in ways.items():
            yield "m", m, way, Job(str(file), SIZES, mapped)
    write_examples(file, 4096, SIZES[0])
    for n in MEMORY_WIDTHS:
        for optimizer in ("Adam", "GradientDescent"):
            for way, mapped in ways.items():
                sizes = (SIZES[0], n, n, SIZES[-1])
                yield "θ", n, f"{optimizer}, {way}", Job(str(file), sizes, mapped, optimizer=optimizer)
    file.unlink()


def peaks() -> dict[str, dict[int, dict[str, Any]]]:
    """Measure every memory job: bytes of X, of θ, and at the peak."""
    found: dict[str, dict[int, dict[str, Any]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for varied, value, curve, job in memory_jobs(Path(folder)):
            result = job.run()
            row = found.setdefault(varied, {}).setdefault(value, {"sizes": job.sizes, "θ": result["theta"]})
            row["X"] = Path(job.file).stat().st_size
            row[curve] = {kind: result[kind] for kind in ("anonymous", "resident")}
            print(f"{varied}, {value}: {curve}: {result['anonymous'] / 2**20:.1f} MiB anonymous", flush=True)
    return found


def tables(found: dict[str, Any]) -> str:
    """Return all figures as Markdown."""
    lines = []
    for varied, rows in found["time"].items():
        head = varied.replace("n_1", "$n_1$")
        lines += [f"| {head} | nnlib, µs per example | floor, µs per example | nnlib ÷ floor |", "|--:|--:|--:|--:|"]
        lines += [
            f"| {value} | {{nnlib:.3f}} | {{floor:.3f}} | {{ratio:.2f}} |".format(**row) for value, row in rows.items()
        ]
        lines.append("")
    for varied, rows in found["memory"].items():
        curves = [name for name, figures in next(iter(rows.values())).items() if isinstance(figures, dict)]
        rules = dict.fromkeys(curve.rpartition(", ")[0] for curve in curves)  # a table for each update rule
        for rule in rules:
            of_rule = [curve for curve in curves if curve.rpartition(", ")[0] == rule]
            heads = [f"{curve.rpartition(', ')[2]}: {kind}" for curve in of_rule for kind in ("anonymous", "resident")]
            lines += [f"{rule}:", ""] if rule else []
            lines += [
                f"| {'m' if varied == 'm' else 'layers'} | X | θ | {' | '.join(heads)} |",
                "|--:" * (3 + len(heads)) + "|",
            ]
            for value, row in rows.items():
                figures = [row[curve][kind] for curve in of_rule for kind in ("anonymous", "resident")]
                cells = " | ".join(f"{cell / 2**20:.1f}" for cell in (row["X"], row["θ"], *figures))
                label = value if varied == "m" else "-".join(map(str, row["sizes"]))
                lines.append(f"| {label} | {cells} |")
            lines.append("")
        lines += ["In MiB, beyond what `import nnlib` alone takes.", ""]
    return "\n".join(lines)


def main() -> None:
    """Measure, and write JSON, tables and figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, required=True, help="folder for growth.json, growth.md and the figures")
    parser.add_argument("--rounds", type=int, default=9)
    arguments = parser.parse_args()

    start = time.perf_counter()
    found: dict[str, Any] = {"memory": peaks(), "time": times(arguments.rounds)}
    arguments.output.mkdir(parents=True, exist_ok=True)
    (arguments.output / "growth.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    (arguments.output / "growth.md").write_text(tables(found), encoding="utf-8")
    draw(found, arguments.output)
    print(f"{time.perf_counter() - start:.0f} s; written to {arguments.output}")


if __name__ == "__main__":
    main()
