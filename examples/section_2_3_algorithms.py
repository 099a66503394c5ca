"""Section 2.3: sigmoid against ReLU in the hidden layers of a deep network: gradient norms per layer, and costs.

To change: the number of hidden layers; "he" for the initialization; "tanh", whose derivative is 1 at the centre.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import nnlib

PICTURES = Path("pictures")  # beside where you run this
PICTURES.mkdir(exist_ok=True)

# %% Two deep networks that differ in nothing but g
DEEP = [64, 32, 32, 32, 32, 32, 10]
LAYERS = range(1, len(DEEP))
SEEDS = range(3)


def network(hidden: str, sizes: list[int], seed: int) -> nnlib.Network:
    """Return a network whose weights are the same numbers for both activations."""
    return nnlib.Network(
        sizes,
        hidden=hidden,
        output="softmax",
        initialization="xavier",
        rng=seed,
    )


def norms(model: nnlib.Network, X: np.ndarray, Y: np.ndarray) -> list[float]:
    """Return the norm of dW[l] for each layer l."""
    dW = model.gradients(X, Y).dW
    return [float(np.linalg.norm(dW[l])) for l in LAYERS]


X, Y = nnlib.datasets.digits()
X, Y = nnlib.datasets.standardize(X[:, :240]), Y[:, :240]

# %% The gradients before training
start = {}
for hidden in ("sigmoid", "relu"):
    networks = [network(hidden, DEEP, seed) for seed in SEEDS]
    start[hidden] = each = np.array([norms(model, X, Y) for model in networks])
    for seed, row in zip(SEEDS, each, strict=True):
        print(f"{hidden + ',':8} seed {seed}: norms of dW[1] to dW[6] {row.round(4)}")
    ratio = np.mean(each[:, 4] / each[:, 0])
    print(f"{hidden + ':':8} norm of dW[5] / norm of dW[1], mean {ratio:.2f}")

nnlib.plots.spread(LAYERS, start)
plt.yscale("log")
plt.xlabel("layer l")
plt.ylabel("‖dW[l]‖")
plt.savefig(PICTURES / "section_2_3_algorithms_gradients.png")

# %% The derivatives that the gradient is multiplied by
FLAT = 4  # beyond it, sigmoid' is below 0.018
for hidden in ("relu", "sigmoid"):
    model = network(hidden, DEEP, seed=0)
    Z = model.forward(X).Z
    slopes = [model.g[l].derivative(Z[l]).mean() for l in LAYERS[:-1]]
    print(f"{hidden + ':':8} mean of g'(Z[l]) for l = 1 to 5 {np.round(slopes, 3)}")
far = max(np.mean(np.abs(Z[l]) > FLAT) for l in LAYERS[:-1])
print(f"sigmoid: |z| > {FLAT}: in no layer more than {far:.1%}")
z = np.linspace(-10, 10, 2001).reshape(1, -1)
largest = nnlib.activations.sigmoid.derivative(z).max()
print(f"sigmoid: largest derivative {largest:.4f}")

# %% What training makes of them
costs: dict[str, nnlib.History] = {}
for hidden in ("sigmoid", "relu"):
    for seed in SEEDS:
        model = network(hidden, DEEP, seed)
        first = model.W[1].copy()
        history = nnlib.train(model, X, Y, learning_rate=0.3, iterations=300)
        costs.setdefault(f"{hidden}, five hidden layers", history)
        moved = np.linalg.norm(model.W[1] - first) / np.linalg.norm(first)
        print(f"{hidden}, seed {seed}: J = {model.cost(X, Y):.4f}, ", end="")
        print(f"accuracy {model.accuracy(X, Y):.1%}, W[1] moved by {moved:.1%}")

Z = model.forward(X).Z
dead = [int((Z[l] <= 0).all(axis=1).sum()) for l in LAYERS[:-1]]
print(f"relu, seed {seed}: units of 32 that are 0 for every digit, by layer: {dead}")

shallow = network("sigmoid", [64, 32, 10], seed=0)
history = nnlib.train(shallow, X, Y, learning_rate=0.3, iterations=300)
costs["sigmoid, one hidden layer"] = history
print(f"sigmoid, one hidden layer: J = {shallow.cost(X, Y):.4f}, ", end="")
print(f"accuracy {shallow.accuracy(X, Y):.1%}")

nnlib.plots.learning_curves(costs)
plt.savefig(PICTURES / "section_2_3_algorithms_costs.png")
