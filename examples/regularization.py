"""Overfitting, and three remedies: an L2 penalty, dropout, and stopping early; on 80 points, and on 200 digits.

To change: the noise of the points; their number, and how much is left for the remedies to do; two remedies at once.
"""

import argparse
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple, cast

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

import nnlib
from nnlib.plots.style import BLUE, SKY, VERMILLION

L2 = [{"l2": l2} for l2 in (0.001, 0.003, 0.01, 0.03)]  # J + l2/2 times the sum of the squared weights
DROPOUT = [{"keep_prob": keep_prob} for keep_prob in (0.8, 0.6, 0.4, 0.2)]  # A[l] * D[l], in training alone
SEEDS = range(10)


class Data(NamedTuple):
    """Examples to train on, to choose by, and to test on; and many more to train on, for comparison."""

    training: tuple[np.ndarray, np.ndarray]
    validation: tuple[np.ndarray, np.ndarray]
    test: tuple[np.ndarray, np.ndarray]
    more: tuple[np.ndarray, np.ndarray]


def points(seed: int) -> Data:
    """Return noisy points of a circle inside another."""
    rng = np.random.default_rng(seed)
    return Data(*(nnlib.datasets.circles(m=m, noise=0.3, rng=rng) for m in (80, 80, 10_000, 800)))


def digits(seed: int) -> Data:
    """Return some of the handwritten digits, others for each seed."""
    X, Y = nnlib.datasets.digits()
    order = np.random.default_rng(seed).permutation(X.shape[1])
    parts = (order[:200], order[200:400], order[1200:], order[:1200])
    return Data(*((X[:, part], Y[:, part]) for part in parts))


class Task(NamedTuple):
    """Data, a network that is too large for them, and how long it is trained: longer than is good for it."""

    data: Callable[[int], Data]
    network: dict[str, Any]
    training: dict[str, Any]
    patience: int


TASKS = {
    "80 points": Task(
        points,
        {"layer_sizes": [2, 40, 20, 1]},
        {"optimizer": nnlib.Adam(0.01), "iterations": 1500, "every": 5},
        patience=200,
    ),
    "200 digits": Task(
        digits,
        {"layer_sizes": [64, 128, 10], "output": "softmax", "dtype": "float32"},
        {"optimizer": nnlib.Adam(0.002), "batch_size": 50, "epochs": 200},
        patience=50,
    ),
}


class Outcome(NamedTuple):
    """A trained network, its accuracies, and its cost on validation data without the penalty, which is no mistake."""

    model: nnlib.Network
    training: float
    test: float
    validation_cost: float


def outcome(model: nnlib.Network, data: Data) -> Outcome:
    """Measure a network."""
    penalty = model.l2 / 2 * sum(float(np.sum(W * W)) for W in model.W.values())
    cost = model.cost(*data.validation) - penalty
    return Outcome(model, model.accuracy(*data.training), model.accuracy(*data.test), cost)


def train(task: Task, data: Data, seed: int, l2: float = 0.0, keep_prob: float = 1.0) -> Outcome:
    """Return what becomes of a network with a penalty, with dropout, or with nothing."""
    model = nnlib.Network(**task.network, l2=l2, keep_prob=keep_prob, rng=seed)
    nnlib.train(model, *data.training, **task.training, rng=seed)
    return outcome(model, data)


def stop_early(task: Task, data: Data, seed: int) -> tuple[Outcome, int]:
    """Return what becomes of a network that is stopped, and the epoch whose θ was kept."""
    model, stopping = nnlib.Network(**task.network, rng=seed), nnlib.callbacks.EarlyStopping(task.patience)
    nnlib.train(model, *data.training, **task.training, validation=data.validation, callbacks=[stopping], rng=seed)
    return outcome(model, data), cast("int", stopping.best_epoch)


class Findings(NamedTuple):
    """What one seed gave: by remedy, by setting of l2 and of dropout, and the epoch whose θ early stopping kept."""

    outcomes: dict[str, Outcome]
    tests: list[list[float]]
    epoch: int


def measure(name: str, seed: int) -> Findings:
    """Return the outcomes of one seed, the test accuracy of each setting tried, and where training was stopped.

    Of the settings of a remedy, the one with the lowest validation cost is the outcome: the test data choose nothing.
    """
    task, data = TASKS[name], TASKS[name].data(seed)
    tried = [[train(task, data, seed, **setting) for setting in settings] for settings in (L2, DROPOUT)]
    l2, dropout = (min(outcomes, key=lambda one: one.validation_cost) for outcomes in tried)
    stopped, epoch = stop_early(task, data, seed)
    outcomes = {"nothing": train(task, data, seed), "l2": l2, "dropout": dropout, "early stopping": stopped}
    outcomes["more data"] = train(task, data._replace(training=data.more), seed)
    return Findings(outcomes, [[one.test for one in outcomes] for outcomes in tried], epoch)


def best_circle() -> tuple[float, float]:
    """Return the radius that divides the points best, and the accuracy of this rule: what is left is noise."""
    X, Y = nnlib.datasets.circles(m=100_000, noise=0.3, rng=0)
    radii = np.linspace(0.5, 1.2, 71)
    accuracies = [float(np.mean((np.hypot(*X) < radius) == Y[0])) for radius in radii]
    return float(radii[np.argmax(accuracies)]), max(accuracies)


def report(name: str, runs: list[Findings]) -> None:
    """Print the accuracies with each remedy, and how many percentage points more they are than without any."""
    print(f"{name}: mean of {len(runs)} draws and starts (lowest to highest)")
    print(f"{'':<16}{'training':>10}{'test':>26}{'better than nothing by':>36}")
    nothing = np.array([run.outcomes["nothing"].test for run in runs])
    for remedy in runs[0].outcomes:
        training, test = np.array([run.outcomes[remedy][1:3] for run in runs]).T
        gain = 100 * (test - nothing)
        spread = f"{test.mean():.1%} ({test.min():.1%} to {test.max():.1%})"
        better = f"{gain.mean():.1f} points ({gain.min():+.1f} to {gain.max():+.1f})" if remedy != "nothing" else ""
        print(f"{remedy:<16}{training.mean():>10.1%}{spread:>26}{better:>36}")
    for k, settings in enumerate((L2, DROPOUT)):
        means = np.mean([run.tests[k] for run in runs], axis=0)
        (option,) = settings[0]
        told = ", ".join(f"{setting[option]} {mean:.1%}" for setting, mean in zip(settings, means, strict=True))
        print(f"test accuracy by {option + ':':<10} {told}")
    epochs = [run.epoch for run in runs]
    print(f"early stopping kept what was learned by epoch {min(epochs)} to {max(epochs)}\n")


def draw_boundaries(outcomes: dict[str, Outcome], data: Data, radius: float, output: Path) -> None:
    """Draw what the networks answer in the plane, and the circle that would be best."""
    figure, panels = plt.subplots(2, 2, figsize=(7.2, 7.4), layout="constrained", sharex=True, sharey=True)
    angles = np.linspace(0, 2 * np.pi, 200)
    for ax, remedy in zip(panels.flat, ("nothing", "l2", "dropout", "early stopping"), strict=True):
        model, training, test, _ = outcomes[remedy]
        nnlib.plots.decision_boundary(model, *data.training, legend=False, ax=ax)
        (circle,) = ax.plot(radius * np.cos(angles), radius * np.sin(angles), "--", color="black")
        ax.set_title(f"{remedy}: training {training:.0%}, test {test:.0%}", fontsize="medium")
        ax.set_aspect("equal")
        ax.label_outer()
    figure.legend([circle], ["the circle that divides such points best"], loc="outside lower center", frameon=False)
    figure.savefig(output / "regularization_boundaries.png", dpi=100)
    plt.close(figure)


def draw_gains(found: dict[str, list[Findings]], output: Path) -> None:
    """Draw for each remedy how much better it was than nothing, seed by seed."""
    figure, panels = plt.subplots(1, 2, figsize=(7.2, 2.9), layout="constrained", sharex=True, sharey=True)
    remedies = [remedy for remedy in next(iter(found.values()))[0].outcomes if remedy != "nothing"]
    for ax, (name, runs) in zip(panels, found.items(), strict=True):
        for place, remedy in enumerate(remedies):
            gains = [100 * (run.outcomes[remedy].test - run.outcomes["nothing"].test) for run in runs]
            ax.plot(gains, [place] * len(gains), "o", color=BLUE, alpha=0.5, markeredgewidth=0)
            ax.plot(np.mean(gains), place, "|", color=VERMILLION, markersize=20, markeredgewidth=3)
        ax.axvline(0, color="black", linewidth=1)
        ax.set_yticks(range(len(remedies)), remedies)
        ax.set_xlabel("test accuracy, percentage points\nmore than with nothing; bar: mean")
        ax.set_title(name, fontsize="medium")
        ax.set_ylim(len(remedies) - 0.5, -0.5)
        ax.grid(axis="x", alpha=0.3)
        ax.spines[["top", "right"]].set_visible(False)
    figure.savefig(output / "regularization_gains.png", dpi=100)
    plt.close(figure)


def draw_costs(output: Path) -> None:
    """Draw the costs of the points' network: with nothing, and with dropout, thinned as it was recorded and whole."""
    task, data = TASKS["80 points"], TASKS["80 points"].data(SEEDS[0])
    stop_at = stop_early(task, data, SEEDS[0])[1]
    figure, (left, right) = plt.subplots(1, 2, figsize=(7.2, 3.6), layout="constrained")
    plain = nnlib.Network(**task.network, rng=SEEDS[0])
    history = nnlib.train(plain, *data.training, **task.training, validation=data.validation, rng=SEEDS[0])
    left.loglog(np.arange(1, len(history.cost) + 1), history.cost, color=BLUE, label="training")
    left.loglog(history.validation_epoch, history.validation_cost, "--", color=VERMILLION, label="validation")
    left.axvline(stop_at, color="black", linestyle=":", label=f"kept: epoch {stop_at}")
    left.set_title("nothing", fontsize="medium")

    thinned, whole = nnlib.Network(**task.network, keep_prob=0.6, rng=SEEDS[0]), []
    keep = [lambda trainer: whole.append(trainer.model.cost(*data.training))]
    history = nnlib.train(thinned, *data.training, **task.training, callbacks=keep, rng=SEEDS[0])
    every = task.training["every"]
    recorded = np.reshape(history.cost, (-1, every)).mean(axis=1)
    updates = every * np.arange(1, len(whole) + 1)
    right.plot(updates, recorded, color=SKY, linewidth=1, label="recorded: thinned")
    right.plot(updates, whole, color=BLUE, linewidth=2, label="the whole network")
    right.set_ylim(0, 0.8)
    right.set_title("keep_prob = 0.6, both on training data", fontsize="medium")
    for ax in (left, right):
        ax.set_xlabel("updates")
        ax.set_ylabel("cost J")
        ax.legend(fontsize="small", framealpha=1)
        ax.spines[["top", "right"]].set_visible(False)
    figure.savefig(output / "regularization_costs.png", dpi=100)
    plt.close(figure)
    last = np.mean(history.cost[-200:]), np.mean(whole[-200 // every :])
    print(f"with keep_prob = 0.6, last 200 updates: recorded cost {last[0]:.2f}, of the whole network {last[1]:.2f}")


def main() -> None:
    """Train with each remedy, with nothing and with more data, from every seed, and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder for the pictures")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    mpl.use("agg")

    # Each seed in a process of its own, with one thread: matrices as small as these are not worth sharing out.
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        found = {name: list(pool.map(measure, [name] * len(SEEDS), SEEDS)) for name in TASKS}
    for name, runs in found.items():
        report(name, runs)
    radius, accuracy = best_circle()
    print(f"the rule that divides the points best: a circle of radius {radius:.2f}, accuracy {accuracy:.1%}")

    draw_boundaries(found["80 points"][0].outcomes, points(SEEDS[0]), radius, output)
    draw_gains(found, output)
    draw_costs(output)
    print(f"\nPictures are in {output}")


if __name__ == "__main__":
    main()
