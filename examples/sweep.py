"""Many runs at once: depth, width and learning rate of a network for handwritten digits, each point from five seeds.

`nnlib.sweep(job, GRID, seeds=5)` runs the job below for all combinations of these values, on all cores or on a cluster.
To change: the grid, since the best point should not lie at its edge; what a job measures; the computers, by --dask.
"""

import argparse
import contextlib
import functools
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np

import nnlib

# %% A job and a grid
GRID: dict[str, list[Any]] = {"depth": [1, 2, 3], "width": [16, 64, 256], "rate": [0.0003, 0.003, 0.03]}


def job(seed: int, depth: int, width: int, rate: float, m: int | None = None) -> dict[str, float]:
    """Train on three quarters of the images, or m of them, and measure on the rest; the seed draws the parts, too."""
    X, Y, _, _ = images()
    X, X_validation, Y, Y_validation = nnlib.datasets.split(X, Y, test_size=0.25, stratify=True, rng=seed)
    model = trained(X[:, :m], Y[:, :m], seed, depth, width, rate)
    return {"accuracy": model.accuracy(X_validation, Y_validation), "cost": model.cost(X_validation, Y_validation)}


def trained(X: np.ndarray, Y: np.ndarray, seed: int, depth: int, width: int, rate: float) -> nnlib.Network:
    """Return a network with hidden layers of one width."""
    model = nnlib.Network([64, *[width] * depth, 10], output="softmax", dtype="float32", rng=seed)
    nnlib.train(model, X, Y, optimizer=nnlib.Adam(rate), batch_size=32, iterations=600, rng=seed)
    return model


@functools.cache  # a process reads them for its first job
def images() -> tuple[np.ndarray, ...]:
    """Return X and Y to choose by, and X and Y for the test, the same for all jobs."""
    X, X_test, Y, Y_test = nnlib.datasets.split(*nnlib.datasets.digits(), test_size=360, stratify=True, rng=0)
    return X, Y, X_test, Y_test


# %% Jobs for the best point
def fold(seed: int, **point: Any) -> dict[str, float]:  # noqa: ANN401  of the grid
    """Train on four fifths of the images, and measure on the fifth that the seed names."""
    X, Y, _, _ = images()
    train, validation = nnlib.datasets.k_fold(Y, 5, stratify=True, rng=0)[seed]
    return {"accuracy": trained(X[:, train], Y[:, train], seed, **point).accuracy(X[:, validation], Y[:, validation])}


def test(seed: int, **point: Any) -> dict[str, float]:  # noqa: ANN401  of the grid
    """Train on all images but those for the test."""
    X, Y, X_test, Y_test = images()
    return {"accuracy": trained(X, Y, seed, **point).accuracy(X_test, Y_test)}


@contextlib.contextmanager
def cluster() -> Iterator[Executor | None]:
    """Yield what sends jobs to the Dask cluster of the command line; without one None, all cores of this machine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dask", metavar="ADDRESS", help="scheduler of a Dask cluster, such as tcp://10.0.0.1:8786")
    if (address := parser.parse_args().dask) is None:
        yield None
        return
    from dask.distributed import Client  # noqa: PLC0415  needed for a cluster alone

    with Client(address) as client:
        yield client.get_executor()


# %% The search
if __name__ == "__main__":
    with cluster() as executor:
        results = nnlib.sweep(job, GRID, seeds=5, executor=executor)
        best = results.best("accuracy")
        print("validation, from five seeds that each hold out other images")
        print(f"with rate={best['rate']}:\n{results.at(rate=best['rate'])}")
        print(f"best: {', '.join(f'{name}={value}' for name, value in best.items())}")

        # Seed by seed, since a seed means the same images for all points.
        leads = results.at(**best)["accuracy"] - results["accuracy"].reshape(-1, 5)
        means, deviations = leads.mean(axis=1), leads.std(axis=1, ddof=1)
        second = np.argsort(means)[1]
        print(f"the next is behind by {means[second]:.4f} +- {deviations[second]:.4f}, compared seed by seed")
        close, others = np.sum(means < deviations), len(means) - 1
        print(f"{close} of the {others} others are behind by less than their own +-, so five seeds cannot decide")

        print("\nlearning curve of the best point: m images to train on")
        print(nnlib.sweep(functools.partial(job, **best), {"m": [60, 250, 1000]}, seeds=5, executor=executor))
        print("\ncross-validation: the seed is the fold")
        print(nnlib.sweep(functools.partial(fold, **best), {}, seeds=5, executor=executor))
        print("\ntest, at the very end: images that nothing was chosen by")
        print(nnlib.sweep(functools.partial(test, **best), {}, seeds=5, executor=executor))

    pictures = Path("pictures")  # beside where you run this
    pictures.mkdir(exist_ok=True)
    figure, axes = plt.subplots(1, 3, figsize=(7.2, 3), layout="constrained", sharey=True)
    for depth, ax in zip(GRID["depth"], axes, strict=True):
        results.at(depth=depth).plot("accuracy", "rate", ax=ax)
        ax.set_title(f"depth={depth}", fontsize="medium")
        ax.label_outer()
    for ax in axes[:2]:
        ax.get_legend().remove()
    plt.savefig(pictures / "sweep_curves.png")
    figure, ax = plt.subplots(figsize=(6, 3.4), layout="constrained")
    results.at(rate=best["rate"]).plot("accuracy", "depth", "width", ax=ax)
    plt.savefig(pictures / "sweep_heat_map.png")
