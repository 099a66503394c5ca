"""Overfitting, and three remedies: an L2 penalty, dropout, and stopping early; on 80 points, and on 200 digits.

To change: the noise of the points; their number, and how much is left for the remedies to do; two remedies at once.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

import nnlib
from nnlib.plots.style import BLUE, SKY, VERMILLION

REMEDIES: dict[str, list[dict[str, Any]]] = {  # and the settings that are tried of each
    "nothing": [{}],
    "l2": [{"l2": l2} for l2 in (0.001, 0.003, 0.01, 0.03)],  # J + l2/2 times the sum of the squared weights
    "dropout": [{"keep_prob": keep_prob} for keep_prob in (0.8, 0.6, 0.4, 0.2)],  # A[l] * D[l], in training alone
    "early stopping": [{"stop": True}],
    "more data": [{"more": True}],
}
SETTINGS = [setting for settings in REMEDIES.values() for setting in settings]
SEEDS = 10


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


def train(
    task: Task,
    data: Data,
    seed: int,
    *,
    stop: bool = False,
    more: bool = False,
    **remedy: Any,  # noqa: ANN401  of a network
) -> tuple[nnlib.Network, dict[str, float]]:
    """Return a network, its accuracies, its cost on validation data, and the epoch whose θ early stopping kept."""
    training = data.more if more else data.training
    model, stopping = nnlib.Network(**task.network, **remedy, rng=seed), nnlib.callbacks.EarlyStopping(task.patience)
    watched: dict[str, Any] = {"validation": data.validation, "callbacks": [stopping]} if stop else {}
    nnlib.train(model, training[0], training[1], **task.training, **watched, rng=seed)
    penalty = model.l2 / 2 * sum(float(np.sum(W * W)) for W in model.W.values())  # which is no mistake
    return model, {
        "training": model.accuracy(*training),
        "test": model.accuracy(*data.test),
        "validation": model.cost(*data.validation) - penalty,
        "epoch": stopping.best_epoch or 0,
    }


def job(seed: int, task: str, setting: dict[str, Any]) -> dict[str, float]:
    """Train with one setting of a remedy, or with none."""
    return train(TASKS[task], TASKS[task].data(seed), seed, **setting)[1]


def chosen(results: nnlib.sweeps.SweepResults, remedy: str) -> np.ndarray:
    """Return for each seed the place of the setting with the lowest validation cost: the test data choose nothing."""
    places = np.array([SETTINGS.index(setting) for setting in REMEDIES[remedy]])
    return places[results["validation"][places].argmin(axis=0)]


def gains(results: nnlib.sweeps.SweepResults, remedy: str) -> np.ndarray:
    """Return for each seed how many percentage points more of the test data are right than without any remedy."""
    return 100 * (results["test"][chosen(results, remedy), range(SEEDS)] - results.at(setting={})["test"])


def best_circle() -> tuple[float, float]:
    """Return the radius that divides the points best, and the accuracy of this rule: what is left is noise."""
    X, Y = nnlib.datasets.circles(m=100_000, noise=0.3, rng=0)
    radii = np.linspace(0.5, 1.2, 71)
    accuracies = [float(np.mean((np.hypot(*X) < radius) == Y[0])) for radius in radii]
    return float(radii[np.argmax(accuracies)]), max(accuracies)


def report(name: str, results: nnlib.sweeps.SweepResults) -> None:
    """Print the accuracies with each remedy, and how many percentage points more they are than without any."""
    print(f"{name}: mean of {SEEDS} draws and starts (lowest to highest)")
    print(f"{'':<16}{'training':>10}{'test':>26}{'better than nothing by':>36}")
    for remedy in REMEDIES:
        places = chosen(results, remedy), range(SEEDS)
        training, test, gain = results["training"][places], results["test"][places], gains(results, remedy)
        spread = f"{test.mean():.1%} ({test.min():.1%} to {test.max():.1%})"
        better = f"{gain.mean():.1f} points ({gain.min():+.1f} to {gain.max():+.1f})" if remedy != "nothing" else ""
        print(f"{remedy:<16}{training.mean():>10.1%}{spread:>26}{better:>36}")
    for remedy, option in (("l2", "l2"), ("dropout", "keep_prob")):
        means = [(setting[option], results.at(setting=setting)["test"].mean()) for setting in REMEDIES[remedy]]
        print(f"test accuracy by {option + ':':<10} {', '.join(f'{value} {mean:.1%}' for value, mean in means)}")
    epochs = results.at(setting={"stop": True})["epoch"]
    print(f"early stopping kept what was learned by epoch {epochs.min():.0f} to {epochs.max():.0f}\n")


def draw_boundaries(results: nnlib.sweeps.SweepResults, radius: float, output: Path) -> None:
    """Draw what the networks answer in the plane, and the circle that would be best."""
    figure, panels = plt.subplots(2, 2, figsize=(7.2, 7.4), layout="constrained", sharex=True, sharey=True)
    angles = np.linspace(0, 2 * np.pi, 200)
    data = points(0)
    for ax, remedy in zip(panels.flat, ("nothing", "l2", "dropout", "early stopping"), strict=True):
        model, found = train(TASKS["80 points"], data, 0, **SETTINGS[chosen(results, remedy)[0]])
        nnlib.plots.decision_boundary(model, *data.training, legend=False, ax=ax)
        (circle,) = ax.plot(radius * np.cos(angles), radius * np.sin(angles), "--", color="black")
        ax.set_title(f"{remedy}: training {found['training']:.0%}, test {found['test']:.0%}", fontsize="medium")
        ax.set_aspect("equal")
        ax.label_outer()
    figure.legend([circle], ["the circle that divides such points best"], loc="outside lower center", frameon=False)
    figure.savefig(output / "regularization_boundaries.png", dpi=100)
    plt.close(figure)


def draw_gains(results: nnlib.sweeps.SweepResults, output: Path) -> None:
    """Draw for each remedy how much better it was than nothing, seed by seed."""
    figure, panels = plt.subplots(1, 2, figsize=(7.2, 2.9), layout="constrained", sharex=True, sharey=True)
    remedies = [remedy for remedy in REMEDIES if remedy != "nothing"]
    for ax, name in zip(panels, TASKS, strict=True):
        for place, remedy in enumerate(remedies):
            gain = gains(results.at(task=name), remedy)
            ax.plot(gain, [place] * SEEDS, "o", color=BLUE, alpha=0.5, markeredgewidth=0)
            ax.plot(gain.mean(), place, "|", color=VERMILLION, markersize=20, markeredgewidth=3)
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
    task, data = TASKS["80 points"], points(0)
    stop_at = train(task, data, 0, stop=True)[1]["epoch"]
    figure, (left, right) = plt.subplots(1, 2, figsize=(7.2, 3.6), layout="constrained")
    plain = nnlib.Network(**task.network, rng=0)
    history = nnlib.train(plain, *data.training, **task.training, validation=data.validation, rng=0)
    left.loglog(np.arange(1, len(history.cost) + 1), history.cost, color=BLUE, label="training")
    left.loglog(history.validation_epoch, history.validation_cost, "--", color=VERMILLION, label="validation")
    left.axvline(stop_at, color="black", linestyle=":", label=f"kept: epoch {stop_at:.0f}")
    left.set_title("nothing", fontsize="medium")

    thinned, whole = nnlib.Network(**task.network, keep_prob=0.6, rng=0), []
    keep = [lambda trainer: whole.append(trainer.model.cost(*data.training))]
    history = nnlib.train(thinned, *data.training, **task.training, callbacks=keep, rng=0)
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

    results = nnlib.sweep(job, {"task": TASKS, "setting": SETTINGS}, SEEDS)
    for name in TASKS:
        report(name, results.at(task=name))
    radius, accuracy = best_circle()
    print(f"the rule that divides the points best: a circle of radius {radius:.2f}, accuracy {accuracy:.1%}")

    draw_boundaries(results.at(task="80 points"), radius, output)
    draw_gains(results, output)
    draw_costs(output)
    print(f"\nPictures are in {output}")


if __name__ == "__main__":
    main()
