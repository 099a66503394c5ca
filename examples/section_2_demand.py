"""Section 2: demand from price, shipping, marketing and material, with a hidden layer that is given no factors.

To change: the number of hidden nodes; the noise of the data, with which the formula behind them gets harder to find.
"""

import argparse
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

import nnlib

FEATURES = ["price", "shipping", "marketing", "material"]
FACTORS = ["affordability", "awareness", "quality"]
FORMULA = {  # what demand_factors computes, times what each adds to demand; the last column is the constant
    "affordability": (2.0, np.array([-0.9, -0.4, 0, 0, 1])),
    "awareness": (1.0, np.array([0, 0, 1, 0, -0.2])),
    "quality": (1.5, np.array([0.5, 0, 0, 1, -0.5])),
}
SEEDS = range(20)
NEAR = 0.95  # a unit with this correlation is nearly the factor


def correlations(factors: np.ndarray, A: np.ndarray) -> np.ndarray:
    """Return the correlation of each factor with each hidden unit; 0 where a unit never changes."""
    alive = A.std(axis=1) > 0
    table = np.zeros((len(factors), len(A)))
    table[:, alive] = np.corrcoef(factors, A[alive])[: len(factors), len(factors) :]
    return table


def train(n_h: int, X: np.ndarray, Y: np.ndarray, seed: int) -> nnlib.Network:
    """Return a trained network; every input feeds every hidden node, and the output is linear: regression."""
    sizes = [4, n_h, 1] if n_h else [4, 1]
    model = nnlib.Network(sizes, hidden="relu", output="identity", loss="squared_error", rng=seed)
    nnlib.train(model, X, Y, optimizer=nnlib.Adam(0.02), iterations=1500)
    return model


def print_formula(model: nnlib.Network, table: np.ndarray, mean: np.ndarray, deviation: np.ndarray) -> None:
    """Print, in the units of the features, what goes into each factor's nearest unit, beside what made the data."""
    print(f"\n{'inside max(0, ...)':22}" + "".join(f"{name:>11}" for name in [*FEATURES, "constant"]))
    W = model.W[1] / deviation.T
    b = model.b[1] - W @ mean
    for factor, unit in zip(FACTORS, table.argmax(axis=1), strict=True):
        weight = model.W[2][0, unit]
        scale, inside = FORMULA[factor]
        print(f"{f'{scale:g} {factor}':22}" + "".join(f"{value:11.2f}" for value in scale * inside))
        print(
            f"{f'  unit {unit + 1}':22}" + "".join(f"{value:11.2f}" for value in weight * np.append(W[unit], b[unit]))
        )


def draw_tables(tables: dict[str, np.ndarray], output: Path) -> None:
    """Draw for each of several networks how its units go with the factors."""
    figure, axes = plt.subplots(1, len(tables), figsize=(9, 3.4), sharey=True, layout="constrained")
    for ax, (title, table) in zip(axes, tables.items(), strict=True):
        shades = ax.imshow(table, cmap="RdBu_r", vmin=-1, vmax=1, aspect="auto")
        for (row, column), value in np.ndenumerate(table):
            dark = abs(value) > 0.7  # noqa: PLR2004  black could not be read on it
            ax.text(
                column,
                row,
                f"{value:.2f}".replace("-", "−"),
                ha="center",
                va="center",
                color="white" if dark else "black",
            )
        ax.set_xticks(range(table.shape[1]), [f"$a^{{[1]}}_{unit + 1}$" for unit in range(table.shape[1])])
        ax.set_yticks(range(len(FACTORS)), FACTORS)
        ax.set_title(title, fontsize="medium")
    figure.colorbar(shades, ax=axes, label="correlation")
    figure.savefig(output / "section_2_demand_units.png", dpi=100)


def main() -> None:
    """Train from many starts, with hidden layers of several sizes, and compare units with factors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder for the pictures")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    mpl.use("agg")

    X, Y = nnlib.datasets.demand(m=1000, noise=0.05, rng=1)
    X_train, X_test, Y_train, Y_test = nnlib.datasets.split(X, Y, test_size=500, rng=1)
    factors = nnlib.datasets.demand_factors(X_test)
    mean, deviation = X_train.mean(axis=1, keepdims=True), X_train.std(axis=1, keepdims=True)
    X_train, X_test = (X_train - mean) / deviation, (X_test - mean) / deviation

    demand = sum(scale * factor for (scale, _), factor in zip(FORMULA.values(), factors, strict=True))
    noise = 0.5 * np.mean((Y_test - demand) ** 2)
    linear = train(0, X_train, Y_train, seed=0).cost(X_test, Y_test)
    print("test cost J = mean of 1/2 (y_hat - y)^2, 500 examples")
    print(f"{'the formula behind the data':32}{noise:.4f}   what is left is noise")
    print(f"{'linear regression':32}{linear:.4f}")
    print(f"{f'{len(SEEDS)} starts each':32}cost; and for how many of them each factor has a unit")
    kept = {}
    for n_h in (3, 6, 20):
        models = [train(n_h, X_train, Y_train, seed) for seed in SEEDS]
        costs = [model.cost(X_test, Y_test) for model in models]
        tables = [correlations(factors, model.forward(X_test).A[1]) for model in models]
        found = np.array([table.max(axis=1) > NEAR for table in tables])
        print(
            f"{f'{n_h} hidden nodes':32}{min(costs):.4f} to {max(costs):.4f}, median {np.median(costs):.4f}; "
            f"{found.all(axis=1).sum()}"
        )
        kept[n_h] = models, tables

    # Of three nodes: the start that fits the training data best, and the middle one.
    models, tables = kept[3]
    order = np.argsort([model.cost(X_train, Y_train) for model in models])
    best, middle = order[0], order[len(order) // 2]
    for name, k in (("best", best), ("middle", middle)):
        print(f"\n{name} of the starts with 3 nodes: correlation of each factor with each unit")
        for factor, row in zip(FACTORS, tables[k], strict=True):
            print(f"{factor:16}" + "".join(f"{value:8.2f}" for value in row))
    print_formula(models[best], tables[best], mean, deviation)

    draw_tables(
        {
            f"{name} of {len(SEEDS)} starts, J = {models[k].cost(X_test, Y_test):.4f}": tables[k]
            for name, k in (("best", best), ("middle", middle))
        },
        output,
    )
    nnlib.plots.network_diagram(models[best], features=FEATURES, outputs=["demand"])
    plt.savefig(output / "section_2_demand_network.png", dpi=100)
    plt.close("all")
    print(f"\nPictures are in {output}")


if __name__ == "__main__":
    main()
