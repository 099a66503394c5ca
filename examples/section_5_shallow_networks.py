"""Section 5: a flower that logistic regression cannot learn, and what 1 to 50 hidden units make of it.

To change: the number of petals, and how many hidden units it then needs; more examples, or less noise, and whether 50
units still learn the noise.
"""

import argparse
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import PillowWriter

import nnlib

HIDDEN_UNITS = [0, 1, 2, 3, 4, 5, 20, 50]
SEEDS = range(1, 6)


def network(n_h: int, seed: int) -> nnlib.Network:
    """Return a network with n_h hidden units; without any it is logistic regression."""
    return nnlib.ShallowNetwork(n_x=2, n_h=n_h, rng=seed) if n_h else nnlib.LogisticRegression(n_x=2)


def name(n_h: int) -> str:
    """Return what it is called."""
    return f"n_h = {n_h}" if n_h else "logistic regression"


def petals(X: np.ndarray) -> np.ndarray:
    """Return which of the six petals each point lies in, as class 0 or 1: what the data were made from."""
    return np.round(np.arctan2(X[1:], X[:1]) / (np.pi / 3)) % 2


def train_all() -> dict[int, nnlib.Network]:
    """Train every size on five flowers, print how well it does there and elsewhere, and return those of the first."""
    X_fresh, Y_fresh = nnlib.datasets.flower(m=10_000, rng=0)
    print(f"accuracy, mean of {len(SEEDS)} flowers and starts (lowest to highest)\n")
    print(f"{'':<22}{'parameters':>10}{'400 training examples':>26}{'10,000 fresh ones':>26}")
    first: dict[int, nnlib.Network] = {}
    for n_h in HIDDEN_UNITS:
        scores = []
        for seed in SEEDS:
            X, Y = nnlib.datasets.flower(m=400, rng=seed)
            model = network(n_h, seed)
            nnlib.train(model, X, Y, learning_rate=1.2, iterations=5000)
            scores.append((model.accuracy(X, Y), model.accuracy(X_fresh, Y_fresh)))
            first.setdefault(n_h, model)
        spread = [f"{np.mean(score):.1%} ({min(score):.1%} to {max(score):.1%})" for score in zip(*scores, strict=True)]
        print(f"{name(n_h):<22}{model.parameters.vector.size:>10}{spread[0]:>26}{spread[1]:>26}")
    print(f"{'the petals themselves':<58}{np.mean(petals(X_fresh) == Y_fresh):>11.1%}")
    return first


def draw_boundaries(models: dict[int, nnlib.Network], output: Path) -> None:
    """Draw the boundaries that they found, with one scale for all."""
    X, Y = nnlib.datasets.flower(m=400, rng=SEEDS[0])
    figure, panels = plt.subplots(2, 4, figsize=(10, 5), layout="constrained", sharex=True, sharey=True)
    for ax, (n_h, model) in zip(panels.flat, models.items(), strict=True):
        nnlib.plots.decision_boundary(model, X, Y, legend=ax is panels[-1, -1], ax=ax)
        ax.set_title(f"{name(n_h)}: {model.accuracy(X, Y):.0%}", fontsize="medium")
        ax.label_outer()
    figure.savefig(output / "section_5_boundaries.png", dpi=100)
    plt.close(figure)


def animate(output: Path) -> None:
    """Train a network once more, and keep what it is like now and then: often at first, then ever less."""
    X, Y = nnlib.datasets.flower(m=400, rng=SEEDS[0])
    model = network(4, seed=SEEDS[0])
    moments = set(np.geomspace(1, 3000, 24).astype(int).tolist())
    seen = {f"n_h = 4, before the first update: J = {model.cost(X, Y):.3f}": model.copy()}

    def keep(trainer: nnlib.Trainer) -> None:
        """Keep a copy, when it is time."""
        update = len(trainer.history.cost)
        if update in moments:
            seen[f"n_h = 4, after update {update}: J = {trainer.model.cost(X, Y):.3f}"] = trainer.model.copy()

    nnlib.train(model, X, Y, learning_rate=1.2, iterations=3000, callbacks=[keep])
    animation = nnlib.plots.boundary_animation(seen, X, Y)
    plt.gcf().canvas.draw()
    plt.gcf().set_layout_engine("none")  # the first frame has made room for all
    animation.save(output / "section_5_boundary.gif", writer=PillowWriter(fps=5), dpi=80)
    plt.close("all")
    print(f"\nsection_5_boundary.gif: the boundary of n_h = 4 as it forms, {len(seen)} frames")


def main() -> None:
    """Train all sizes, draw their boundaries, and one that forms."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder for the pictures")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    mpl.use("agg")

    draw_boundaries(train_all(), output)
    animate(output)
    print(f"\nPictures are in {output}")


if __name__ == "__main__":
    main()
