"""Overfitting, and three remedies: an L2 penalty, dropout and early stopping; on 80 noisy points and on 200 digits.

To change: the noise of the points, and how much is left for the remedies to do; two remedies at once; other settings.
"""

from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Circle

import nnlib

PICTURES = Path("pictures")  # beside where you run this
PICTURES.mkdir(exist_ok=True)

# %% A network that learns the noise
X, Y = nnlib.datasets.circles(m=80, noise=0.3, rng=0)
validation = nnlib.datasets.circles(m=80, noise=0.3, rng=1)
rule = nnlib.Adam(0.01)
model = nnlib.Network([2, 40, 20, 1], rng=0)
history = nnlib.train(model, X, Y, optimizer=rule, iterations=1000, validation=validation)

lowest = 1 + int(np.argmin(history.validation_cost))
print("update  training cost  validation cost")
for update in (1, lowest, 1000):
    costs = history.cost[update - 1], history.validation_cost[update - 1]
    print(f"{update:6}{costs[0]:15.4f}{costs[1]:17.4f}")

figure, ax = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
ax.loglog(np.arange(1, 1001), history.cost, label="training")
ax.loglog(np.arange(1, 1001), history.validation_cost, "--", label="validation")
ax.axvline(lowest, color="grey", linestyle=":", label=f"lowest: update {lowest}")
ax.set(xlabel="updates", ylabel="cost J")
ax.legend(loc="lower left")
plt.savefig(PICTURES / "regularization_costs.png")

# %% Three remedies on one data set
X_new, Y_new = nnlib.datasets.circles(m=10_000, noise=0.3, rng=2)
models = {
    "no remedy": model,
    "l2 = 0.01": nnlib.Network([2, 40, 20, 1], l2=0.01, rng=0),
    "keep_prob = 0.4": nnlib.Network([2, 40, 20, 1], keep_prob=0.4, rng=0),
    "early stopping": nnlib.Network([2, 40, 20, 1], rng=0),
}
nnlib.train(models["l2 = 0.01"], X, Y, optimizer=rule, iterations=1000)
nnlib.train(models["keep_prob = 0.4"], X, Y, optimizer=rule, iterations=1000, rng=0)
stopping = nnlib.callbacks.EarlyStopping(patience=100)
nnlib.train(
    models["early stopping"],
    X,
    Y,
    optimizer=rule,
    iterations=1000,
    validation=validation,
    callbacks=[stopping],
)
print(f"early stopping kept the parameters of epoch {stopping.best_epoch}")

# %% What they have learned
radii = np.linspace(0.5, 1.2, 71)  # the best rule is a circle: which one?
many, inside = nnlib.datasets.circles(m=100_000, noise=0.3, rng=0)
shares = [np.mean((np.hypot(*many) < radius) == inside[0]) for radius in radii]
best = radii[np.argmax(shares)]
print(f"best rule: a circle of radius {best:.2f}, accuracy {max(shares):.1%}")

figure, axes = plt.subplots(2, 2, figsize=(6, 6.1), layout="constrained")
for ax, (name, trained) in zip(axes.flat, models.items(), strict=True):
    nnlib.plots.decision_boundary(trained, X, Y, legend=False, ax=ax)
    ax.add_patch(Circle((0, 0), best, fill=False, linestyle="--"))
    known, new = trained.accuracy(X, Y), trained.accuracy(X_new, Y_new)
    ax.set_title(f"{name}\ntraining {known:.0%}, test {new:.0%}", size=10)
    ax.label_outer()
plt.savefig(PICTURES / "regularization_boundaries.png")

# %% Two tasks and the settings to try
SEEDS = range(10)
REMEDIES: dict[str, list[dict[str, Any]]] = {
    "no remedy": [{}],
    "l2": [{"l2": l2} for l2 in (0.001, 0.01, 0.03)],
    "dropout": [{"keep_prob": keep_prob} for keep_prob in (0.8, 0.4)],
    "early stopping": [{"stop": True}],
    "more data": [{"more": True}],
}


def circles(seed: int, noise: float = 0.3) -> dict[str, Any]:
    """Return noisy points for training, validation and test, and ten times as many."""
    rng = np.random.default_rng(seed)
    sizes = {"training": 80, "validation": 80, "test": 10_000, "more": 800}
    draw = nnlib.datasets.circles
    return {part: draw(m=m, noise=noise, rng=rng) for part, m in sizes.items()}


def digits(seed: int) -> dict[str, Any]:
    """Return handwritten digits in the same way, but six times as many."""
    X, Y = nnlib.datasets.digits()
    order = np.random.default_rng(seed).permutation(X.shape[1])
    parts = {
        "training": order[:200],
        "validation": order[200:400],
        "test": order[1200:],
        "more": order[:1200],
    }
    return {part: (X[:, columns], Y[:, columns]) for part, columns in parts.items()}


TASKS: dict[str, Any] = {
    "80 points": (
        circles,
        {"layer_sizes": [2, 40, 20, 1], "dtype": "float32"},
        {"optimizer": nnlib.Adam(0.01), "iterations": 800},
    ),
    "200 digits": (
        digits,
        {"layer_sizes": [64, 128, 10], "output": "softmax", "dtype": "float32"},
        {"optimizer": nnlib.Adam(0.006), "iterations": 480, "batch_size": 50},
    ),
}


def run(
    task: str,
    data: dict[str, Any],
    seed: int,
    *,
    stop: bool = False,
    more: bool = False,
    **remedy: Any,  # noqa: ANN401  an option of a network
) -> tuple[float, float, float, int]:
    """Return accuracies on training and test data, validation loss and epoch."""
    _, network, training = TASKS[task]
    X, Y = data["more" if more else "training"]
    model = nnlib.Network(**network, **remedy, rng=seed)
    stopping = nnlib.callbacks.EarlyStopping(patience=100)
    watched: dict[str, Any] = {
        "validation": data["validation"],
        "every": 5 if stop else 20,  # the last epoch of each run is a multiple
        "callbacks": [stopping] * stop,
    }
    loss = nnlib.train(model, X, Y, **training, **watched, rng=seed).validation_loss[-1]
    return (
        model.accuracy(X, Y),
        model.accuracy(*data["test"]),
        loss,
        stopping.best_epoch or 0,
    )


# %% Ten seeds for every setting
found: dict[str, dict[str, np.ndarray]] = {}  # test accuracies, in percent
for task, (draw, _, _) in TASKS.items():
    found[task] = {}
    print(f"{task:16}training     test  gain over no remedy (lowest, highest)")
    for remedy, settings in REMEDIES.items():
        rows = [[run(task, draw(seed), seed, **one) for one in settings] for seed in SEEDS]
        runs = np.array(rows)  # of shape (seeds, settings, what `run` returns)
        # Validation data choose the setting, not test data.
        chosen = runs[SEEDS, runs[..., 2].argmin(axis=1)]
        found[task][remedy] = 100 * chosen[:, 1]
        gain = found[task][remedy] - found[task]["no remedy"]
        print(f"{remedy:16}{chosen[:, 0].mean():8.1%}{chosen[:, 1].mean():9.1%}", end="")
        span = f"({gain.min():+.1f}, {gain.max():+.1f})"
        print(f"{gain.mean():+9.1f} {span}" if gain.any() else "")
        if len(settings) > 1:
            means = zip(settings, runs[..., 1].mean(axis=0), strict=True)
            tests = [f"{next(iter(one.values()))}: {mean:.1%}" for one, mean in means]
            print("    test by setting:", ", ".join(tests))
        if remedy == "early stopping":
            first, last = chosen[:, 3].min(), chosen[:, 3].max()
            print(f"    lowest validation loss after epoch {first:.0f} to {last:.0f}")
    print()

# %% Gains seed by seed
figure, axes = plt.subplots(1, 2, figsize=(6.8, 2.9), sharey=True, layout="constrained")
for ax, task in zip(axes, TASKS, strict=True):
    for place, remedy in enumerate(list(REMEDIES)[1:]):
        gain = found[task][remedy] - found[task]["no remedy"]
        ax.plot(gain, [place] * len(gain), "o", color="C0", alpha=0.5)
        ax.plot(gain.mean(), place, "|", color="C1", markersize=20, markeredgewidth=3)
    ax.axvline(0, color="grey")
    ax.set_yticks(range(4), list(REMEDIES)[1:])
    ax.set(
        title=task,
        ylim=(3.5, -0.5),
        xlabel="gain in test accuracy,\npercentage points (bar: mean)",
    )
plt.savefig(PICTURES / "regularization_gains.png")

# %% Two costs with dropout
thinned = nnlib.Network([2, 40, 20, 1], keep_prob=0.6, rng=0)
whole: list[float] = []
history = nnlib.train(
    thinned,
    X,
    Y,
    optimizer=rule,
    iterations=1000,
    callbacks=[lambda trainer: whole.append(trainer.model.cost(X, Y))],
    rng=0,
)
print("the same answers twice:", np.array_equal(thinned.predict(X), thinned.predict(X)))
print(f"last 200 updates, recorded cost: {np.mean(history.cost[-200:]):.2f}")
print(f"cost of the whole network:       {np.mean(whole[-200:]):.2f}")

figure, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
ax.plot(history.cost, linewidth=0.6, label="recorded: the thinned network")
ax.plot(whole, label="the whole network")
ax.set(xlabel="updates", ylabel="training cost J", ylim=0)
ax.legend()
plt.savefig(PICTURES / "regularization_dropout.png")
