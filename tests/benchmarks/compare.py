"""nnlib against the frameworks, scikit-learn, the course's code and the bare matrix products, on equal work.

    python tests/benchmarks/compare.py --output DIR

Every contender trains the same network from the same θ on the same examples in the same order: forward propagation,
the cost of each update kept as a float, back propagation, update, shuffle and gather. Their first costs are compared
before anything is timed (scikit-learn draws a θ and an order of its own). Each has a process of its own, which sleeps
while another's is timed; a round goes through all of them, and what is told is the median of the rounds' ratios to
nnlib, with their quartiles. Whoever is not installed is left out. ``--threads 1`` gives each of them one thread;
without it each takes as many as it likes. Two more columns tell what bounds nnlib from below: the bare products, and,
in small networks, the bare list of an update's NumPy calls.
"""

import argparse
import itertools
import json
import multiprocessing
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from racing import CONTENDERS, race
from results import described, draw, ratio_with_spread, table
from workloads import GROUPS

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "PJRT_NPROC")
"""The variables that tell a process how many threads to take: NumPy's BLAS, PyTorch and nnlib the first three, JAX the
last."""

BLAS_SETTINGS = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
"""The variables that make OpenBLAS another library than users have."""


def machine() -> dict[str, Any]:
    """Return what the figures depend on, as a process of a contender's kind sees it."""
    facts: dict[str, Any] = {
        "processor": processor(),
        "cores": os.cpu_count(),
        "threads asked for": os.environ.get(THREADS[0]),
        "BLAS settings": {name: os.environ[name] for name in BLAS_SETTINGS if name in os.environ},
        "python": platform.python_version(),
        **{package: installed(package) for package in ("numpy", "torch", "jax", "scikit-learn")},
    }
    try:
        from threadpoolctl import threadpool_info  # noqa: PLC0415  it comes with scikit-learn
    except ImportError:
        return facts | {"blas": "unknown, since threadpoolctl is missing"}
    np.ones((64, 64)) @ np.ones((64, 64))
    pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    facts |= torch_threads()
    blas = ", ".join(f"{pool['internal_api']} {pool['version']}, kernel {pool['architecture']}" for pool in pools)
    return facts | {"blas": blas, "BLAS threads": max((pool["num_threads"] for pool in pools), default=0)}


def torch_threads() -> dict[str, int]:
    """Return how many threads PyTorch takes."""
    try:
        import torch  # noqa: PLC0415  it may not be there
    except ImportError:
        return {}
    return {"torch threads": torch.get_num_threads()}


def processor() -> str:
    """Return the processor's name."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def installed(package: str) -> str | None:
    """Return a package's version, or None."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def main() -> None:
    """Measure, and write a table, a picture and JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, required=True, help="folder for compare.md, compare.json, compare.png")
    parser.add_argument(
        "--only",
        default="",
        help="only workloads whose name contains this; the others keep what compare.json has of them",
    )
    parser.add_argument("--contenders", nargs="+", choices=list(CONTENDERS), default=list(CONTENDERS))
    parser.add_argument("--before", help="folder src of another revision, which takes part as 'before'")
    parser.add_argument("--threads", type=int, help="of each contender; as many as it likes, unless told")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=0.3, help="how long nnlib takes in a round, about")
    arguments = parser.parse_args()

    if arguments.before:
        CONTENDERS["before"] = CONTENDERS["nnlib"]._replace(source=arguments.before)
        arguments.contenders.append("before")
    asked = ["nnlib", *(name for name in arguments.contenders if name != "nnlib")]
    missing = [name for name in asked if installed(CONTENDERS[name].package) is None]
    names = [name for name in asked if name not in missing]
    # The contenders' processes read these when they import NumPy, PyTorch or JAX. This one has done so already.
    os.environ.update({name: str(arguments.threads) for name in THREADS if arguments.threads})
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        facts = pool.apply(machine) | {"left out, not installed": missing}
    print(json.dumps(facts, indent=1))
    arguments.output.mkdir(parents=True, exist_ok=True)
    file = arguments.output / "compare.json"
    earlier = json.loads(file.read_text(encoding="utf-8"))["results"] if arguments.only and file.exists() else {}
    results: dict[str, Any] = {}
    for workload in itertools.chain(*GROUPS.values()):
        if arguments.only in workload.name:
            results[workload.name] = race(workload, names, arguments.rounds, arguments.seconds)
            print(f"\n{workload.name}")
            for name, found in results[workload.name].items():
                print(f"  {name:14} {found['microseconds']:12.1f} µs  {ratio_with_spread(found)}", flush=True)
        elif workload.name in earlier:
            results[workload.name] = earlier[workload.name]
        # Now, so that nothing is lost if a later race fails.
        file.write_text(json.dumps({"machine": facts, "results": earlier | results}, indent=1) + "\n", encoding="utf-8")
    text = f"{described(facts)}\n\n{table(results, names)}\n"
    (arguments.output / "compare.md").write_text(text, encoding="utf-8")
    draw(results, arguments.output / "compare.png")
    print("\n" + text)


if __name__ == "__main__":
    main()
