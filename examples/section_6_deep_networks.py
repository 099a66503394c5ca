"""Section 6: deep networks: dimensions, blocks, sums over paths, what depth is good for, and depth as a hyperparameter.

To change: LAYERS, and look at the table before you look at anything else; WIDTH, the number of nodes in each hidden
layer of the last experiment, say 8: how deep is too deep then?
"""

from itertools import product
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import nnlib
from nnlib.lessons import (
    backward_block,
    dimensions,
    forward_block,
    kinks,
    parity_network,
    triangle_wave,
)

PICTURES = Path("pictures")  # beside where you run this
PICTURES.mkdir(exist_ok=True)

# %% The shape of every array
LAYERS = [2, 5, 4, 3, 1]
X, Y = nnlib.datasets.flower(m=400, rng=1)
model = nnlib.DeepNetwork(LAYERS, hidden="tanh", rng=1)
table = dimensions(model, m=400)
print(table)

# %% The table against a real pass
forward, gradients = model.forward(X), model.gradients(X, Y)
arrays = {"W": model.W, "b": model.b, "Z": forward.Z, "A": forward.A}
arrays |= {"dW": gradients.dW, "db": gradients.db, "dZ": gradients.dZ}
shapes: dict[str, tuple[int, ...]] = {}
for symbol, layers in arrays.items():
    shapes |= {f"{symbol}[{l}]": array.shape for l, array in layers.items()}
other = [name for name, shape in shapes.items() if table.shapes[name] != shape]
print(f"{len(shapes)} arrays of a real pass, of other shapes: {len(other)}")
try:
    model.W[2] = model.W[2].T
except ValueError as error:
    print(error)


# %% Forward and backward blocks
def print_blocks(model: nnlib.Network, X: np.ndarray, Y: np.ndarray) -> None:
    """Chain the blocks, and compare their gradients with the library's."""
    A, caches, L = {0: X}, {}, len(model.W)
    for l in range(1, L + 1):
        A[l], caches[l] = forward_block(A[l - 1], model.W[l], model.b[l], model.g[l])
    dA, dW, db = {L: -Y / A[L] + (1 - Y) / (1 - A[L])}, {}, {}
    for l in range(L, 0, -1):
        dA[l - 1], dW[l], db[l] = backward_block(dA[l], caches[l])

    theirs = model.gradients(X, Y)
    pairs = [(dW[l], theirs.dW[l]) for l in dW] + [(db[l], theirs.db[l]) for l in db]
    apart = max(np.abs(ours - library).max() for ours, library in pairs)
    print(f"the blocks' gradients against model.gradients: {apart:.1e}")
    alone = np.hstack([model.predict_proba(X[:, [i]]) for i in range(X.shape[1])])
    print(f"example by example against all at once: {np.abs(alone - A[L]).max():.1e}")


print_blocks(model, X, Y)

# %% The blocks drawn
_, ax = plt.subplots(figsize=(7, 4), layout="constrained")
nnlib.plots.blocks(model, ax=ax)
plt.savefig(PICTURES / "section_6_blocks.png")


# %% A derivative as a sum over paths
def print_paths() -> None:
    """Show that a derivative is the sum of what comes along the paths."""
    model = nnlib.DeepNetwork([2, 3, 2, 1], hidden="tanh", rng=1)
    x, y = np.array([[1.0], [-0.5]]), np.array([[1.0]])
    graph = nnlib.lessons.graph_of(model, x, y)
    d = graph.J.backward()
    dZ = {l: d[graph.Z[l]][:, 0] for l in model.W}
    print("paths from the first node of layer 1 to the loss")
    for j in range(2):
        weight = model.W[2][j, 0]
        print(f"    by node {j + 1} of layer 2: {weight:9.6f} * {dZ[2][j]:9.6f}")
    total, by_graph = model.W[2][:, 0] @ dZ[2], d[graph.A[1]][0, 0]
    print(f"    their sum {total:9.6f}, and by the scalar graph {by_graph:9.6f}")

    W, Z = model.W, model.forward(x).Z
    slope = {l: model.g[l].derivative(Z[l])[:, 0] for l in (1, 2)}
    paths = [
        W[1][k, 0] * slope[1][k] * W[2][j, k] * slope[2][j] * W[3][0, j] * dZ[3][0]
        for k, j in product(range(3), range(2))
    ]
    total, by_graph = sum(paths), d[graph.A[0]][0, 0]
    print(f"all {len(paths)} paths to x1: {total:9.6f}, ", end="")
    print(f"and by the scalar graph {by_graph:9.6f}")


print_paths()


# %% Parity with ReLUs and with ANDs
def ands_for_parity(n: int) -> int:
    """Look at all 3ⁿ ANDs; return how many an OR of ANDs needs for parity."""
    bits = np.array(list(product((0, 1), repeat=n)))
    odd = bits.sum(axis=1) % 2 == 1
    covered = []
    for wanted in product((0, 1, None), repeat=n):
        literals = [i for i in range(n) if wanted[i] is not None]
        true = (bits[:, literals] == [wanted[i] for i in literals]).all(axis=1)
        if odd[true].all():  # this AND is never true where parity is 0
            covered.append(true.sum())
    return int(np.ceil(odd.sum() / max(covered)))


print("bits  ReLUs  inputs  wrong  ANDs")
for n in range(1, 9):
    inputs = np.array(list(product((0, 1), repeat=n))).T
    wrong = (parity_network(n).predict(inputs) != inputs.sum(axis=0) % 2).sum()
    print(f"{n:4}{n:7}{inputs.shape[1]:8}{wrong:7}{ands_for_parity(n):6}")


# %% The pieces of triangle waves
def random_pieces(depth: int) -> float:
    """Return the mean number of pieces of such networks with random parameters."""
    pieces = []
    for seed in range(50):
        sizes = [1, *[2] * depth, 1]
        model = nnlib.Network(sizes, hidden="relu", output="identity", rng=seed)
        rng = np.random.default_rng(seed)
        for l in model.b:
            model.b[l] = rng.normal(0, 0.3, model.b[l].shape)
        pieces.append(1 + len(kinks(model)))
    return float(np.mean(pieces))


print("hidden layers  ReLUs  pieces  one layer, at most  random weights")
for depth in range(1, 9):
    pieces = 1 + len(kinks(triangle_wave(depth)))
    at_random = random_pieces(depth)
    print(f"{depth:13}{2 * depth:7}{pieces:8}{2 * depth + 1:20}{at_random:16.1f}")

# %% Triangle waves drawn
figure, waves = plt.subplots(3, 1, figsize=(6, 5), sharex=True, layout="constrained")
x = np.linspace(0, 1, 1025).reshape(1, -1)
for ax, depth in zip(waves, (1, 2, 4), strict=True):
    ax.plot(x[0], triangle_wave(depth).predict(x)[0])
    ax.set(title=f"depth {depth}: {2**depth} pieces", ylabel="ŷ")
waves[-1].set_xlabel("x")
figure.savefig(PICTURES / "section_6_triangle_waves.png")

# %% Depth as a hyperparameter
WIDTH = 32
DEPTHS = (0, 1, 2, 4, 6)
SEEDS = 5


def accuracy_by_depth(X: np.ndarray, Y: np.ndarray, epochs: int) -> np.ndarray:
    """Return accuracies on validation data, of shape (seeds, depths)."""
    classes = np.unique(Y).size
    accuracies = np.empty((SEEDS, len(DEPTHS)))
    for seed in range(SEEDS):
        parts = nnlib.datasets.split(X, Y, test_size=0.3, rng=seed)
        X_train, X_val, Y_train, Y_val = parts
        for k, depth in enumerate(DEPTHS):
            sizes = [len(X), *[WIDTH] * depth, classes]
            model = nnlib.Network(
                sizes,
                hidden="relu",
                output="softmax",
                dtype="float32",
                rng=seed,
            )
            nnlib.train(
                model,
                X_train,
                Y_train,
                optimizer=nnlib.Adam(0.004),
                batch_size=64,
                epochs=epochs,
                rng=seed,
            )
            accuracies[seed, k] = model.accuracy(X_val, Y_val)
    return accuracies


spirals = nnlib.datasets.spirals(m=1000, turns=1.5, rng=1)
X_clothes, Y_clothes = nnlib.datasets.fashion_mnist()[::2]
accuracies = {
    "spirals": accuracy_by_depth(*spirals, epochs=60),
    "digits": accuracy_by_depth(*nnlib.datasets.digits(), epochs=30),
    "clothes": accuracy_by_depth(X_clothes, Y_clothes, epochs=20),
}
print("hidden layers" + "".join(f"{depth:8}" for depth in DEPTHS))
for name, values in accuracies.items():
    print(f"{name:13}" + "".join(f"{mean:8.1%}" for mean in values.mean(axis=0)))

# %% Accuracy against depth
ax = nnlib.plots.spread(DEPTHS, accuracies)
ax.set(xlabel="hidden layers", ylabel="validation accuracy")
plt.savefig(PICTURES / "section_6_depth.png")
