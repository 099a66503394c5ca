"""Section 2: one ReLU neuron learns demand from price, from a start from which it can; from another it cannot.

To change: the start, such as w = 2 and b = -7, where z > 0 only at prices at which nobody buys; the noise of the data.
"""

import argparse
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

import nnlib

STARTS = {"dead": (-1.0, 0.0), "alive": (0.0, 1.0)}
"""w and b. At a price x > 0 the first has z = -x < 0; the second has z = 1 everywhere."""


def neuron(w: float, b: float) -> nnlib.Network:
    """Return a ReLU neuron, a = max(0, wx + b), for squared error."""
    model = nnlib.Network([1, 1], output="relu", loss="squared_error", rng=0)
    model.W[1], model.b[1] = [[w]], [[b]]
    return model


def share_that_learns(
    X: np.ndarray, Y: np.ndarray, *, b: float, floor: float, starts: int = 100
) -> tuple[float, float]:
    """Return the share of random starts, with this b, whose gradient is 0, and of those that come near the floor."""
    dead, learned = 0, 0
    for seed in range(starts):
        w = nnlib.Network([1, 1], output="relu", rng=seed).W[1].item()
        model = neuron(w, b)
        dead += not model.gradients(X, Y).vector.any()
        nnlib.train(model, X, Y, learning_rate=0.1, iterations=1000)
        learned += model.cost(X, Y) < 2 * floor
    return dead / starts, learned / starts


def explain(ax: Axes, model: nnlib.Network) -> None:
    """Write into a picture of a neuron where its w and b are seen."""
    w, b = model.W[1].item(), model.b[1].item()
    ax.annotate(f"b = {b:.2f}:\nŷ at price 0", (0, b), (0.75, 3.25), arrowprops={"arrowstyle": "->"}, va="center")
    ax.annotate(
        f"w = {w:.2f}:\nthe slope".replace("-", "−"),
        (1.5, 1.5 * w + b),
        (2.0, 2.1),
        arrowprops={"arrowstyle": "->"},
        va="center",
    )
    ax.annotate(
        f"−b/w = {-b / w:.2f}:\nnobody buys", (-b / w, 0), (3.1, 1.0), arrowprops={"arrowstyle": "->"}, va="center"
    )


def main() -> None:
    """Train from both starts and from many random ones, and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder for the pictures")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    mpl.use("agg")

    X, Y = nnlib.datasets.demand_curve(m=100, rng=1)
    floor = neuron(-1.0, 3.0).cost(X, Y)
    print(f"{X.shape[1]} prices; the curve behind them, demand = max(0, 3 - price), costs J = {floor:.4f}")
    print(f"\n{'start':8}{'w':>6}{'b':>6}{'J':>8}{'z > 0':>7}{'dw':>9}{'db':>9}   after 1,000 iterations")
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.8), sharey=True, layout="constrained")
    for ax, (name, (w, b)) in zip(axes, STARTS.items(), strict=True):
        model = neuron(w, b)
        active = (model.forward(X).Z[1] > 0).mean()
        gradients = model.gradients(X, Y)
        history = nnlib.train(model, X, Y, learning_rate=0.1, iterations=1000)
        print(
            f"{name:8}{w:6.1f}{b:6.1f}{history.cost[0]:8.4f}{active:7.0%}"
            f"{gradients.dW[1].item():9.4f}{gradients.db[1].item():9.4f}"
            f"   w = {model.W[1].item():.3f}, b = {model.b[1].item():.3f}, J = {model.cost(X, Y):.4f}"
        )
        nnlib.plots.fitted_curve(model, X, Y, ax=ax)
        ax.set_title(f"start: w = {w:g}, b = {b:g} ({name})".replace("-", "−"))
        ax.set_xlabel("price, in hundreds")
        ax.set_ylabel("demand, in thousands" if name == "dead" else "")
    explain(axes[1], model)
    axes[1].get_legend().remove()
    figure.savefig(output / "section_2_one_neuron.png", dpi=100)
    plt.close("all")

    print("\n100 random w")
    for b in (0.0, 1.0):
        dead, learned = share_that_learns(X, Y, b=b, floor=floor)
        print(f"b = {b:g}: gradient 0 at the start {dead:4.0%}, learned the curve {learned:4.0%}")
    print(f"\nPictures are in {output}")


if __name__ == "__main__":
    main()
