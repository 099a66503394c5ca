"""Section 2: demand from price, shipping, marketing and material, with a hidden layer that is given no factors.

To change: the number of hidden nodes; the noise of the data, with which the formula behind them gets harder to find.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import nnlib

PICTURES = Path("pictures")  # beside where you run this
PICTURES.mkdir(exist_ok=True)

# %% The data, and linear regression
FEATURES = ["price", "shipping", "marketing", "material"]
SEEDS = range(20)
NEAR = 0.95  # a unit with this correlation is nearly the factor


def train(n_h: int, X: np.ndarray, Y: np.ndarray, seed: int) -> nnlib.Network:
    """Return a trained network with n_h hidden nodes and a linear output."""
    model = nnlib.Network(
        [4, n_h, 1] if n_h else [4, 1],
        hidden="relu",
        output="identity",
        loss="squared_error",
        dtype="float32",
        rng=seed,
    )
    nnlib.train(model, X, Y, optimizer=nnlib.Adam(0.02), iterations=1500)
    return model


X, Y = nnlib.datasets.demand(m=1000, noise=0.05, rng=1)
X_train, X_test, Y_train, Y_test = nnlib.datasets.split(X, Y, test_size=500, rng=1)
factors = nnlib.datasets.demand_factors(X_test)
scaling = nnlib.datasets.Standardizer(X_train)
X_train, X_test = scaling(X_train), scaling(X_test)

formula = np.array([[2, 1, 1.5]]) @ factors  # what made the data, without the noise
linear = train(0, X_train, Y_train, seed=0)
print(f"the formula behind the data  {np.mean((Y_test - formula) ** 2) / 2:.4f}")
print(f"linear regression            {linear.cost(X_test, Y_test):.4f}")


# %% Hidden layers of three sizes, twenty starts each
def correlations(factors: np.ndarray, A: np.ndarray) -> np.ndarray:
    """Return the correlation of each factor with each unit; 0 if a unit is constant."""
    alive = A.std(axis=1) > 0
    table = np.zeros((len(factors), len(A)))
    table[:, alive] = np.corrcoef(factors, A[alive])[: len(factors), len(factors) :]
    return table


for n_h in (20, 6, 3):
    models = [train(n_h, X_train, Y_train, seed) for seed in SEEDS]
    J = [model.cost(X_test, Y_test) for model in models]
    tables = [correlations(factors, model.forward(X_test).A[1]) for model in models]
    found = sum(int((table.max(axis=1) > NEAR).all()) for table in tables)
    print(f"{n_h:2} hidden nodes: J from {min(J):.4f} to {max(J):.4f},", end=" ")
    print(f"median {np.median(J):.4f}; a unit for each factor: {found} of {len(J)}")

# %% The units of two networks with three nodes
DARK = 0.7
order = np.argsort([model.cost(X_train, Y_train) for model in models])
chosen = {"best": order[0], "middle": order[len(order) // 2]}
for name, k in chosen.items():
    nearest = tables[k].max(axis=1).round(2)
    print(f"{name:6} start: correlation of each factor with its nearest unit {nearest}")

figure, axes = plt.subplots(2, 1, figsize=(6, 5), sharex=True, layout="constrained")
for ax, (name, k) in zip(axes, chosen.items(), strict=True):
    ax.imshow(tables[k], cmap="RdBu_r", vmin=-1, vmax=1, aspect="auto")
    for (row, column), value in np.ndenumerate(tables[k]):
        colour = "white" if abs(value) > DARK else "black"
        ax.text(column, row, f"{value:.2f}", ha="center", va="center", color=colour)
    ax.set_xticks(range(3), ["$a^{[1]}_1$", "$a^{[1]}_2$", "$a^{[1]}_3$"])
    ax.set_yticks(range(3), ["affordability", "awareness", "quality"])
    ax.set_title(f"{name} of {len(SEEDS)} starts, J = {J[k]:.4f}")
figure.savefig(PICTURES / "section_2_demand_units.png")

# %% The weights of the best start, in units of the features
best, table = models[chosen["best"]], tables[chosen["best"]]
W = best.W[1] / scaling.deviation.T
b = best.b[1] - W @ scaling.mean
print("inside max(0, ...)", *(f"{name:>9}" for name in [*FEATURES, "constant"]))
made = {  # what made the data, inside max(0, …)
    "2 affordability": [-1.8, -0.8, 0, 0, 2],
    "awareness": [0, 0, 1, 0, -0.2],
    "1.5 quality": [0.75, 0, 0, 1.5, -0.75],
}
for (factor, weights), unit in zip(made.items(), table.argmax(axis=1), strict=True):
    learned = best.W[2][0, unit] * np.append(W[unit], b[unit])
    print(f"{factor:18}", *(f"{value:9.2f}" for value in weights))
    print(f"{f'  unit {unit + 1}':18}", *(f"{value:9.2f}" for value in learned))

_, ax = plt.subplots(figsize=(6, 2.8), layout="constrained")
nnlib.plots.network_diagram(best, features=FEATURES, outputs=["demand"], ax=ax)
plt.savefig(PICTURES / "section_2_demand_network.png")
