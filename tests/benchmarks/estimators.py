"""The estimators of nnlib beside those of scikit-learn: accuracy and time on five data sets, from several seeds.

    python tests/benchmarks/estimators.py --output DIR

Both are given the same examples, split and scaled alike, and the same hyperparameters, and do the same number of
updates: no run stops early. Each draws its own first parameters and its own order of the examples, as it does for its
users. They take turns in one process, after one fit of each that is not timed. What is told is the mean accuracy over
the seeds with its standard deviation, and the median of the seeds' ratios of times, with their quartiles: above 1,
nnlib is faster.
"""

import argparse
import json
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from compare import machine
from racing import PAUSE
from results import described, geometric_mean, ratio_with_spread
from sklearn import datasets
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

import nnlib
from nnlib._arrays import Array
from nnlib.interop.sklearn import NetworkClassifier

ESTIMATORS = {"nnlib": NetworkClassifier, "scikit-learn": MLPClassifier}


class Job(NamedTuple):
    """A data set, as rows and classes, and the hyperparameters of both."""

    examples: Callable[[], tuple[Array, Array]]
    hyperparameters: dict[str, Any]


def rows(X: Array, Y: Array) -> tuple[Array, Array]:
    """Return examples of nnlib as scikit-learn takes them: X as rows, in C order, and one axis of classes."""
    return np.ascontiguousarray(X.T), Y[0]


def clothing() -> tuple[Array, Array]:
    """Return the 3,000 pictures of Fashion-MNIST that are shipped."""
    X_train, X_test, Y_train, Y_test = nnlib.datasets.fashion_mnist()
    return rows(np.hstack([X_train, X_test]), np.hstack([Y_train, Y_test]))


JOBS = {
    "wine": Job(
        lambda: datasets.load_wine(return_X_y=True),
        {"hidden_layer_sizes": (16,), "max_iter": 200, "learning_rate_init": 0.01},
    ),
    "breast cancer": Job(
        lambda: rows(*nnlib.datasets.breast_cancer()),
        {"hidden_layer_sizes": (32, 16), "max_iter": 100, "batch_size": 32},
    ),
    "spirals": Job(
        lambda: rows(*nnlib.datasets.spirals(m=1000, rng=1)),
        {"hidden_layer_sizes": (32, 32), "activation": "tanh", "max_iter": 200, "learning_rate_init": 0.01},
    ),
    "digits": Job(
        lambda: datasets.load_digits(return_X_y=True),
        {"hidden_layer_sizes": (100,), "max_iter": 50, "batch_size": 64},
    ),
    "clothing": Job(
        clothing,
        {"hidden_layer_sizes": (256, 128), "max_iter": 30, "batch_size": 128, "alpha": 0.01},
    ),
}


def fitted(name: str, job: Job, seed: int, X: Array, y: Array) -> tuple[Any, float]:
    """Return an estimator that has done all of its epochs, and the seconds that they took."""
    estimator = ESTIMATORS[name](random_state=seed, tol=0.0, n_iter_no_change=10**6, **job.hyperparameters)
    time.sleep(PAUSE)
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # since all epochs were done
        estimator.fit(X, y)
    seconds = time.perf_counter() - start
    assert estimator.n_iter_ == job.hyperparameters["max_iter"], name
    return estimator, seconds


def race(job: Job, seeds: int, shorten: int) -> dict[str, Any]:
    """Return accuracies and times of both over the seeds."""
    job = job._replace(hyperparameters=job.hyperparameters | {"max_iter": job.hyperparameters["max_iter"] // shorten})
    accuracies: dict[str, list[float]] = {name: [] for name in ESTIMATORS}
    seconds: dict[str, list[float]] = {name: [] for name in ESTIMATORS}
    for seed in range(-1, seeds):  # the first warms up
        split = train_test_split(*job.examples(), test_size=0.3, stratify=job.examples()[1], random_state=max(seed, 0))
        X_train, X_test, y_train, y_test = split
        scaler = StandardScaler().fit(X_train)
        X_train, X_test = scaler.transform(X_train), scaler.transform(X_test)
        for name in sorted(ESTIMATORS, reverse=seed % 2 == 1):
            estimator, took = fitted(name, job, max(seed, 0), X_train, y_train)
            if seed >= 0:
                accuracies[name].append(float(estimator.score(X_test, y_test)))
                seconds[name].append(took)
    ratios = np.array(seconds["scikit-learn"]) / seconds["nnlib"]
    return {
        "accuracies": accuracies,
        "seconds": {name: float(np.median(taken)) for name, taken in seconds.items()},
        "ratio": float(np.median(ratios)),
        "quartiles": np.quantile(ratios, [0.25, 0.75]).tolist(),
    }


def percent(accuracies: list[float]) -> str:
    """Return a mean with its standard deviation."""
    return f"{100 * np.mean(accuracies):.1f} ± {100 * np.std(accuracies):.1f} %"


def table(results: dict[str, Any]) -> str:
    """Return the results as Markdown."""
    head = ("data", "accuracy: nnlib", "scikit-learn", "time: nnlib", "scikit-learn ÷ nnlib")
    lines = [f"| {' | '.join(head)} |", "|---|--:|--:|--:|--:|"]
    for name, found in results.items():
        accuracies = [percent(found["accuracies"][estimator]) for estimator in ESTIMATORS]
        cells = [*accuracies, f"{found['seconds']['nnlib']:.2f} s", ratio_with_spread(found)]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    mean = geometric_mean([found["ratio"] for found in results.values()])
    lines.append(f"| **geometric mean** | | | | **{mean:.2f}** |")
    return "\n".join(lines)


def main() -> None:
    """Fit both on all data sets from all seeds, and write a table and JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, required=True, help="folder for estimators.md and estimators.json")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--shorten", type=int, default=1, help="divide the numbers of epochs by this")
    arguments = parser.parse_args()
    facts, results = machine(), {}
    for name, job in JOBS.items():
        results[name] = race(job, arguments.seeds, arguments.shorten)
        print(name, results[name], flush=True)
    arguments.output.mkdir(parents=True, exist_ok=True)
    text = f"{described(facts)}\n\n{table(results)}\n"
    (arguments.output / "estimators.md").write_text(text, encoding="utf-8")
    written = json.dumps({"machine": facts, "results": results}, indent=1)
    (arguments.output / "estimators.json").write_text(written + "\n", encoding="utf-8")
    print("\n" + text)


if __name__ == "__main__":
    main()
