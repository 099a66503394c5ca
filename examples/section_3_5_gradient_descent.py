"""Section 3.5: gradient descent in one and two parameters, its learning rate, and what "always" needs to be true.

To change: a learning rate, such as 25 for cross-entropy, with which the cost jumps between two values for ever; the
feature, such as "mean texture" for "mean radius", by which tumours are harder to tell apart.
"""

import argparse
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import nnlib
from nnlib.lessons import CostFunction, descend
from nnlib.plots.style import BLUE, VERMILLION

TUMOURS = nnlib.datasets.breast_cancer()
RADIUS, PERIMETER = (TUMOURS.X[[TUMOURS.features.index(name)]] / 10 for name in ("mean radius", "mean perimeter"))

COSTS = {
    # A line from radius to perimeter: a quadratic in w and b.
    "squared error": CostFunction(nnlib.Network([1, 1], output="identity"), RADIUS, PERIMETER),
    # From the radius to whether the tumour is malignant.
    "cross-entropy": CostFunction(nnlib.LogisticRegression(n_x=1), nnlib.datasets.standardize(RADIUS), TUMOURS.Y),
}
SIZES = ("too small", "right", "too large")
RATES_OF_w = {"squared error": (0.05, 0.4, 1.0), "cross-entropy": (0.5, 8.0, 200.0)}
RATES = {"squared error": (0.02, 0.5, 0.7), "cross-entropy": (0.5, 5.0, 50.0)}
SPANS = {"squared error": ((-1.0, 9.0), (-2.0, 6.0)), "cross-entropy": ((-1.0, 7.0), (-2.5, 1.5))}


def curvature(J: CostFunction, parameters: np.ndarray) -> float:
    """Return λ, the largest eigenvalue of J's second derivatives, from differences of its gradient."""
    nudges = 1e-4 * np.eye(parameters.size)
    second = [(J.gradient(*(parameters + nudge)) - J.gradient(*(parameters - nudge))) / 2e-4 for nudge in nudges]
    return float(np.linalg.eigvalsh(np.array(second)).max())


def print_costs(name: str, learning_rate: float, size: str, costs: list[float]) -> None:
    """Print what became of the cost on a path."""
    print(f"{name:15}{learning_rate:6g}  {size:10}{costs[0]:10.4g}{costs[10]:12.4g}{costs[-1]:12.4g}{max(costs):12.4g}")


def one_parameter() -> Figure:
    """Descend in w alone, with b = 0."""
    print(f"w alone, from 0\n{'cost':15}{'alpha':>6}{'J before':>22}{'after 10':>12}{'after 200':>12}{'largest':>12}")
    figure, axes = plt.subplots(2, 3, figsize=(9, 5.4), layout="constrained")
    for row, (name, cost) in zip(axes, COSTS.items(), strict=True):

        def J(w: float, cost: CostFunction = cost) -> float:
            return cost(w, 0.0)

        def dJ(w: float, cost: CostFunction = cost) -> float:
            return float(cost.gradient(w, 0.0)[0])

        for ax, size, rate in zip(row, SIZES, RATES_OF_w[name], strict=True):
            path = descend(dJ, 0.0, learning_rate=rate, steps=200)
            print_costs(name, rate, size, [J(w) for w in path[0]])
            span = None if size == "too large" else (-1.0, 9.0)
            nnlib.plots.descent_on_curve(J, path[:, :9], span=span, ax=ax)
            ax.set_title(f"{name}\nα = {rate:g}: {size}", fontsize="medium")
    return figure


def two_parameters() -> Figure:
    """Descend in w and b."""
    print(f"\nw and b, from 0\n{'cost':15}{'alpha':>6}{'J before':>22}{'after 10':>12}{'after 500':>12}{'largest':>12}")
    figure, axes = plt.subplots(2, 3, figsize=(9, 6), layout="constrained")
    for row, (name, J) in zip(axes, COSTS.items(), strict=True):
        shown = 10 if name == "squared error" else 20  # the path that diverges soon dwarfs where it began
        for ax, size, rate in zip(row, SIZES, RATES[name], strict=True):
            path = descend(J.gradient, [0, 0], learning_rate=rate, steps=500)
            print_costs(name, rate, size, [J(*parameters) for parameters in path.T])
            spans = None if size == "too large" else SPANS[name]
            nnlib.plots.descent_on_contours(J, path[:, : shown + 1], spans=spans, resolution=50, ax=ax)
            ax.set_title(f"{name}\nα = {rate:g}: {size}", fontsize="medium")
    return figure


def print_how_large() -> None:
    """Print the learning rate at which a quadratic begins to diverge, and what a cross-entropy does there."""
    print("\nhow large alpha may be: below 2/lambda, where lambda is the largest curvature")
    for name, J in COSTS.items():
        bottom = descend(J.gradient, [0, 0], learning_rate=RATES[name][1], steps=2000)[:, -1]
        largest = 2 / curvature(J, bottom)
        print(f"{name}: 2/lambda = {largest:.4g} at the minimum, {2 / curvature(J, np.zeros(2)):.4g} at w = b = 0")
        for share in (0.97, 1.03):
            path = descend(J.gradient, bottom + 0.1, learning_rate=share * largest, steps=1000)
            before, after = (J(*path[:, k]) - J(*bottom) for k in (0, -1))
            end = f"{after:.1e}" if after > 1e-15 else "<1e-15"  # noqa: PLR2004  what is less is rounding
            print(f"  {share:.2f} of that, from near the minimum: J - least J goes from {before:.1e} to {end}")


def print_where_it_ends() -> None:
    """Print that the start does not matter, that the minimum is a limit, and that w and b move at the same time."""
    J = COSTS["cross-entropy"]
    ends = [descend(J.gradient, start, learning_rate=5, steps=1000)[:, -1] for start in ([0, 0], [-6, -6], [8, 4])]
    print(
        f"\nfrom three starts to w = {ends[0][0]:.4f}, b = {ends[0][1]:.4f}, apart by {np.ptp(ends, axis=0).max():.0e}"
    )
    excess = [J(*parameters) - J(*ends[0]) for parameters in descend(J.gradient, [0, 0], learning_rate=5, steps=100).T]
    counts = [next(k for k, each in enumerate(excess) if each < bound) for bound in (1e-2, 1e-4, 1e-6, 1e-8)]
    print("steps until J is within 1e-2, 1e-4, 1e-6, 1e-8 of the least:", *counts)
    dw, db = J.gradient(0, 0)
    w, b = -5 * dw, -5 * db
    print(f"one step: w = {w:.4f}, b = {b:.4f}; with the new w already in db: b = {-5 * J.gradient(w, 0)[1]:.4f}")


def a_valley_without_a_lowest_point(ax: Axes) -> None:
    """Give the radius twice: dw1 = dw2, so w1 − w2 stays what it was, and the start decides which minimum is found."""
    both = np.vstack([nnlib.datasets.standardize(RADIUS)] * 2)
    J = CostFunction(nnlib.LogisticRegression(n_x=2), both, TUMOURS.Y)
    paths = [descend(J.gradient, [*start, 0], learning_rate=3, steps=1000) for start in ([-4, 0], [0, -2], [4, -3])]
    print("\nthe same feature twice: three starts, three minima, one J")
    for path in paths:
        w1, w2, b = path[:, -1]
        print(f"  w1 = {w1:7.4f}, w2 = {w2:7.4f}, w1 + w2 = {w1 + w2:.4f}, J = {J(w1, w2, b):.6f}")
    spans = ((-5.0, 7.0), (-4.0, 6.0))
    nnlib.plots.descent_on_contours(
        lambda w1, w2: J(w1, w2, b), paths[0][:2], spans=spans, names=("$w_1$", "$w_2$"), resolution=50, ax=ax
    )
    for path in paths[1:]:
        ax.plot(*path[:2], "-o", color=VERMILLION, linewidth=1.2, markersize=3.5, zorder=3)
        for k, fill in ((0, "white"), (-1, VERMILLION)):
            ax.plot(*path[:2, k], "o", markersize=8, markerfacecolor=fill, markeredgecolor="black")
    ax.axline((0, w1 + w2), slope=-1, color=BLUE, linewidth=4, label="minima")
    ax.legend(fontsize="small", loc="upper right")
    ax.set_title("the same feature twice", fontsize="medium")


def a_minimum_that_is_never_reached(ax: Axes) -> None:
    """Tell digits 0 and 1 apart, which a line can do without a mistake: J falls to 0, and w grows without bound."""
    X, Y = nnlib.datasets.digits()
    X, Y = X[:, Y[0] <= 1], Y[:, Y[0] <= 1]
    model = nnlib.LogisticRegression(n_x=64)
    norms = []
    history = nnlib.train(
        model,
        X,
        Y,
        learning_rate=1.0,
        iterations=10_000,
        callbacks=[lambda trainer: norms.append(float(np.linalg.norm(trainer.model.W[1])))],
    )
    print(f"\ndigits 0 and 1, accuracy {model.accuracy(X, Y):.1%}\n{'iteration':>10}{'J':>12}{'norm w':>8}")
    for k in (10, 100, 1000, 9999):
        print(f"{k:10}{history.cost[k]:12.6f}{norms[k - 1]:8.2f}")
    iterations = np.arange(1, 10_000)
    ax.loglog(iterations, history.cost[1:], linewidth=2, color=BLUE, label="J")
    ax.loglog(iterations, norms[:-1], "--", linewidth=2, color=VERMILLION, label="‖w‖")
    ax.set_xlabel("iteration")
    ax.legend(frameon=False)
    ax.set_title("classes that a line separates", fontsize="medium")


def main() -> None:
    """Descend, and look where it leads."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder for the pictures")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    mpl.use("agg")

    one_parameter().savefig(output / "section_3_5_one_parameter.png", dpi=100)
    two_parameters().savefig(output / "section_3_5_two_parameters.png", dpi=100)
    print_how_large()
    print_where_it_ends()

    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4), layout="constrained")
    a_valley_without_a_lowest_point(left)
    a_minimum_that_is_never_reached(right)
    figure.savefig(output / "section_3_5_minima.png", dpi=100)

    J = COSTS["cross-entropy"]
    path = descend(J.gradient, [-3, 3], learning_rate=15, steps=24)
    animation = nnlib.plots.descent_animation(J, path, ax=plt.subplots(figsize=(5.6, 4.4), layout="constrained")[1])
    animation.save(output / "section_3_5_descent.gif", writer="pillow", fps=4, dpi=100)
    plt.close("all")
    print(f"\nPictures are in {output}")


if __name__ == "__main__":
    main()
