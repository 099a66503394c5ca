"""Draw every picture of nnlib.plots on one sheet, on a light ground and on a dark one."""

import argparse
from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import nnlib

plots = nnlib.plots


def cost(w: float, b: float) -> float:
    """Return a long valley: ½ (w² + 8 b²)."""
    return 0.5 * (w**2 + 8 * b**2)


def pictures() -> dict[str, Callable[[Axes], Axes]]:
    """Return for each picture's title the function that draws it; what it shows is trained here."""
    X, Y = nnlib.datasets.moons(m=200, noise=0.2, rng=1)
    X_more, Y_more = nnlib.datasets.moons(m=200, noise=0.2, rng=2)
    runs = {}
    for hidden in ("sigmoid", "relu"):
        moons = nnlib.ShallowNetwork(n_x=2, n_h=8, hidden=hidden, rng=1)
        runs[hidden] = nnlib.train(moons, X, Y, learning_rate=0.5, iterations=300, validation=(X_more, Y_more))

    costs = {
        f"{n_h} hidden nodes": [
            nnlib.train(nnlib.ShallowNetwork(2, n_h, rng=seed), X, Y, learning_rate=0.5, iterations=300).cost[::30]
            for seed in range(5)
        ]
        for n_h in (2, 8)
    }

    widths, alphas = (2, 4, 8), (0.05, 0.5, 5)

    def final_accuracy(n_h: int, alpha: float, seed: int) -> float:
        moons = nnlib.ShallowNetwork(2, n_h, rng=seed)
        nnlib.train(moons, X, Y, learning_rate=alpha, iterations=100)
        return moons.accuracy(X_more, Y_more)

    final = [[[final_accuracy(n_h, alpha, seed) for seed in range(3)] for alpha in alphas] for n_h in widths]

    cosine, step = nnlib.schedules.Cosine(0.1, 900), nnlib.schedules.Step(0.1, every=300, factor=0.5)
    rates = {"step": step, "cosine after a rise": nnlib.schedules.Warmup(cosine, 100)}

    X_curve, Y_curve = nnlib.datasets.demand_curve(m=60, rng=1)
    neuron = nnlib.Network([1, 1], output="relu", rng=0)
    neuron.b[1] = [[1.0]]
    nnlib.train(neuron, X_curve, Y_curve, learning_rate=0.1, iterations=1000)
    price, sold = (nnlib.datasets.NumberColumn(name) for name in ("price", "demand"))
    prices = nnlib.datasets.TableRecipe((price,), target=sold)

    X_spirals, Y_spirals = nnlib.datasets.spirals(m=240, arms=3, turns=0.7, rng=1)
    spirals = nnlib.Network([2, 16, 3], hidden="tanh", output="softmax", rng=1)
    sizes: dict[int, list[float]] = {1: [], 2: []}

    def measure(trainer: nnlib.Trainer) -> None:
        for l, W in trainer.model.W.items():
            sizes[l].append(float(np.linalg.norm(W)))

    rule = nnlib.Adam(0.03)
    nnlib.train(spirals, X_spirals, Y_spirals, optimizer=rule, iterations=500, callbacks=[measure], every=20)

    X_demand, Y_demand = nnlib.datasets.demand(m=400, rng=1)
    demand = nnlib.Network([4, 3, 1], hidden="relu", output="identity", rng=6)
    nnlib.train(demand, X_demand, Y_demand, optimizer=nnlib.Adam(0.02), iterations=1500)

    X_train, X_test, Y_train, Y_test = nnlib.datasets.fashion_mnist()
    X_train, X_val, Y_train, Y_val = nnlib.datasets.split(X_train, Y_train, rng=1)
    clothes = nnlib.Network([784, 10], output="softmax", l2=0.01, rng=1)
    history = nnlib.train(
        clothes, X_train, Y_train, optimizer=nnlib.Adam(), batch_size=64, epochs=10, validation=(X_val, Y_val), rng=1
    )
    predictions = clothes.predict(X_test)
    names = nnlib.datasets.FASHION_CLASSES
    a, b, c = nnlib.lessons.Variable(5, "a"), nnlib.lessons.Variable(3, "b"), nnlib.lessons.Variable(2, "c")
    J = (3 * (a + (b * c).named("u")).named("v")).named("J")
    times = nnlib.lessons.run_times({"loop": lambda: sum(Y[0]), "no loop": Y.sum}, rounds=3)
    small = nnlib.ShallowNetwork(n_x=2, n_h=2, rng=1)
    update = nnlib.lessons.trace(small, X[:, :2], Y[:, :2], learning_rate=1)
    path = nnlib.lessons.descend(lambda w, b: (w, 8 * b), [4.0, 1.6], learning_rate=0.21, steps=12)

    return {
        "activation": lambda ax: plots.activation("tanh", ax=ax),
        "activation, with a kink": lambda ax: plots.activation("relu", ax=ax),
        "learning_curve": lambda ax: plots.learning_curve(history, ax=ax),
        "learning_curves": lambda ax: plots.learning_curves(runs, ax=ax),
        "layer_sizes": lambda ax: plots.layer_sizes(range(20, 501, 20), sizes, name="‖W[l]‖", ax=ax),
        "learning_rates": lambda ax: plots.learning_rates(rates, 1000, ax=ax),
        "decision_boundary": lambda ax: plots.decision_boundary(moons, X, Y, ax=ax),
        "decision_boundary, softmax": lambda ax: plots.decision_boundary(spirals, X_spirals, Y_spirals, ax=ax),
        "descent_on_curve": lambda ax: plots.descent_on_curve(lambda b: cost(0, b), path[1:], name="b", ax=ax),
        "descent_on_contours": lambda ax: plots.descent_on_contours(cost, path, ax=ax),
        "images": lambda ax: plots.images(
            X_test[:, 8:20],
            (28, 28),
            labels=Y_test[:, 8:20],
            predictions=predictions[:, 8:20],
            classes=names,
            columns=4,
            ax=ax,
        ),
        "first_layer_weights": lambda ax: plots.first_layer_weights(clothes, (28, 28), classes=names, columns=4, ax=ax),
        "blocks": lambda ax: plots.blocks(demand, ax=ax),
        "broadcasting": lambda ax: plots.broadcasting((4, 1), (3,), ax=ax),
        "computation_graph": lambda ax: plots.computation_graph(J, ax=ax),
        "confusion_matrix": lambda ax: plots.confusion_matrix(Y_test, predictions, classes=names, ax=ax),
        "heat_map": lambda ax: plots.heat_map(final, rows=widths, columns=alphas, ax=ax),
        "mistakes": lambda ax: plots.mistakes(nnlib.Predictor(prices, neuron).mistakes(X_curve, Y_curve), ax=ax),
        "network_diagram": lambda ax: plots.network_diagram(
            demand, features=["price", "shipping", "marketing", "material"], outputs=["demand"], ax=ax
        ),
        "run_times": lambda ax: plots.run_times(times, ax=ax),
        "fitted_curve": lambda ax: plots.fitted_curve(neuron, X_curve, Y_curve, ax=ax),
        "spread": lambda ax: plots.spread(range(0, 300, 30), costs, ax=ax),
        "step_sizes": lambda ax: plots.step_sizes(spirals, X_spirals[:, :20], Y_spirals[:, :20], ax=ax),
        "trace": lambda ax: plots.trace(update, ax=ax),
    }


def sheet(draw: dict[str, Callable[[Axes], Axes]]) -> Figure:
    """Return a figure 6 inches wide with all pictures, two in a row, each with the margins that it needs."""
    rows = -(-len(draw) // 2)
    figure = plt.figure(figsize=(6, 2.7 * rows), layout="constrained")
    parts = figure.subfigures(rows, 2, squeeze=False)
    for part, (title, picture) in zip(parts.flat, draw.items(), strict=False):
        picture(part.subplots()).set_title(title, fontsize="medium")
    return figure


def main() -> None:
    """Draw the sheet twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder for the pictures")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)

    mpl.use("agg")
    draw = pictures()
    for name, style in (("plots_light", "default"), ("plots_dark", "dark_background")):
        with plt.style.context(style):
            figure = sheet(draw)
            figure.savefig(output / f"{name}.png", dpi=100)  # 600 pixels wide
            print(f"{name}.png: {len(draw)} pictures")
            plt.close(figure)
    print(f"\nPictures are in {output}")


if __name__ == "__main__":
    main()
