"""Section 6: deep networks: dimensions, blocks, sums over paths, what depth is good for, and depth as a hyperparameter.

To change: LAYERS, and look at the table before you look at anything else; WIDTH, the number of nodes in each hidden
layer of the last experiment, say 8: how deep is too deep then?
"""

import argparse
from itertools import product
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

import nnlib
from nnlib.lessons import backward_block, dimensions, forward_block, kinks, parity_network, triangle_wave

LAYERS = [2, 5, 4, 3, 1]
WIDTH = 32
DEPTHS = (0, 1, 2, 3, 4, 6)
SEEDS = 5


def largest_difference(ours: list[np.ndarray], theirs: list[np.ndarray]) -> float:
    """Return the largest absolute difference between two lists of arrays."""
    return max(float(np.abs(one - other).max()) for one, other in zip(ours, theirs, strict=True))


def print_dimensions(model: nnlib.Network, X: np.ndarray, Y: np.ndarray) -> None:
    """Print the table, hold it against a real pass, and see what becomes of a W that is turned over."""
    table = dimensions(model, X.shape[1])
    print(f"{model}: L = {len(model.W)}\n\n{table}\n")
    forward_pass, gradients = model.forward(X), model.gradients(X, Y)
    arrays = {"W": model.W, "b": model.b, "Z": forward_pass.Z, "A": forward_pass.A}
    arrays |= {"dW": gradients.dW, "db": gradients.db, "dZ": gradients.dZ}
    shapes = {f"{symbol}[{l}]": array.shape for symbol, layers in arrays.items() for l, array in layers.items()}
    print(
        f"{len(shapes)} arrays of a real pass, of other shapes: {sum(table.shapes[k] != v for k, v in shapes.items())}"
    )
    try:
        model.W[2] = model.W[2].T
    except ValueError as error:
        print(f"a W[2] that is turned over: {error}")


def print_blocks(model: nnlib.Network, X: np.ndarray, Y: np.ndarray) -> None:
    """Chain the blocks forward and backward, first with all examples, then with one at a time, and compare."""
    A, caches, L = {0: X}, {}, len(model.W)
    for l in range(1, L + 1):  # no vectorization takes this loop away: each layer needs the one before
        A[l], caches[l] = forward_block(A[l - 1], model.W[l], model.b[l], model.g[l])
    dA = {L: -Y / A[L] + (1 - Y) / (1 - A[L])}
    dW, db = {}, {}
    for l in range(L, 0, -1):
        dA[l - 1], dW[l], db[l] = backward_block(dA[l], caches[l])

    gradients = model.gradients(X, Y)
    ours = [array for l in dW for array in (dW[l], db[l])]
    theirs = [array for l in dW for array in (gradients.dW[l], gradients.db[l])]
    print(f"the blocks' gradients against model.gradients:    {largest_difference(ours, theirs):.1e}")

    columns = []
    for i in range(X.shape[1]):
        a = X[:, [i]]
        for l in range(1, L + 1):
            a, _ = forward_block(a, model.W[l], model.b[l], model.g[l])
        columns.append(a)
    print(f"example by example against all at once:     {largest_difference([np.hstack(columns)], [A[L]]):.1e}")


def print_paths() -> None:
    """Show on one example that a derivative is the sum of what comes along the paths."""
    model = nnlib.DeepNetwork([2, 3, 2, 1], hidden="tanh", rng=1)
    x, y = np.array([[1.0], [-0.5]]), np.array([[1.0]])
    graph = nnlib.lessons.graph_of(model, x, y)
    d = graph.J.backward()
    dZ = {l: d[graph.Z[l]] for l in model.W}
    print("\nW[2].T dZ[2], its first row: the paths from the first node of layer 1 to the loss")
    paths = [model.W[2][j, 0] * dZ[2][j, 0] for j in range(2)]
    for j, path in enumerate(paths):
        print(f"    by node {j + 1} of layer 2: {model.W[2][j, 0]:9.6f} * {dZ[2][j, 0]:9.6f} = {path:9.6f}")
    print(f"    their sum {sum(paths):9.6f}, and by the scalar graph {d[graph.A[1]][0, 0]:9.6f}")

    slope = {l: model.g[l].derivative(model.forward(x).Z[l])[:, 0] for l in (1, 2)}
    to_x1 = [
        model.W[1][k, 0] * slope[1][k] * model.W[2][j, k] * slope[2][j] * model.W[3][0, j] * dZ[3][0, 0]
        for k, j in product(range(3), range(2))
    ]
    print(f"all {len(to_x1)} paths to x1: {sum(to_x1):9.6f}, and by the scalar graph {d[graph.A[0]][0, 0]:9.6f}")


def ands_for_parity(n: int) -> int:
    """Return how many ANDs an OR of ANDs needs for the parity of n bits, after a look at all 3ⁿ ANDs."""
    bits = np.array(list(product((0, 1), repeat=n)))
    odd = bits.sum(axis=1) % 2 == 1
    covered = []
    for wanted in product((0, 1, None), repeat=n):
        literals = [i for i in range(n) if wanted[i] is not None]
        true = (bits[:, literals] == [wanted[i] for i in literals]).all(axis=1)
        if odd[true].all():  # this AND is never true where parity is 0
            covered.append(true.sum())
    return int(np.ceil(odd.sum() / max(covered)))


def print_parity() -> None:
    """Print what parity takes, in ReLUs and in ANDs, and whether the ReLUs are right on all inputs."""
    print(f"\nparity, one hidden layer\n{'bits':>8}{'ReLUs':>8}{'inputs':>8}{'wrong':>8}{'ANDs':>8}")
    for n in range(1, 9):
        X = np.array(list(product((0, 1), repeat=n))).T
        wrong = (parity_network(n).predict(X) != X.sum(axis=0) % 2).sum()
        print(f"{n:8}{n:8}{X.shape[1]:8}{wrong:8}{ands_for_parity(n):8}")


def random_pieces(depth: int) -> float:
    """Return how many pieces the same network has on the average with random weights and biases."""
    pieces = []
    for seed in range(50):
        model = nnlib.Network([1, *[2] * depth, 1], hidden="relu", output="identity", rng=seed)
        rng = np.random.default_rng(seed)
        for l in model.b:
            model.b[l] = rng.normal(0, 0.3, model.b[l].shape)
        pieces.append(1 + len(kinks(model)))
    return float(np.mean(pieces))


def triangle_waves() -> Figure:
    """Count the pieces of triangle waves, and draw some of them."""
    print(
        f"\ntriangle waves\n{'hidden layers':>16}{'ReLUs':>8}{'pieces':>8}{'one layer of so many':>24}{'at random':>12}"
    )
    for depth in range(1, 9):
        pieces = 1 + len(kinks(triangle_wave(depth)))
        print(f"{depth:16}{2 * depth:8}{pieces:8}{2 * depth + 1:17} at most{random_pieces(depth):12.1f}")

    figure, (*waves, counts) = plt.subplots(1, 4, figsize=(9, 3), layout="constrained")
    blue, vermillion = nnlib.plots.style.colours(2)
    x = np.linspace(0, 1, 1025).reshape(1, -1)
    for depth, ax in zip((1, 2, 4), waves, strict=True):
        model = triangle_wave(depth)
        ax.plot(x[0], model.predict(x)[0], color=blue)
        ax.set_title(f"{depth} hidden layer{'s' * (depth > 1)}:\n{1 + len(kinks(model))} pieces", fontsize="medium")
        ax.set_xlabel("x")
    waves[0].set_ylabel("ŷ")
    depths = np.arange(1, 9)
    counts.semilogy(2 * depths, 2.0**depths, color=blue, marker="o", label="layers of 2")
    counts.semilogy(2 * depths, 2 * depths + 1, color=vermillion, marker="s", label="one layer, at most")
    counts.set_xlabel("ReLUs")
    counts.set_xticks(range(0, 17, 4))
    counts.set_ylim(1, 5000)  # room for the legend
    counts.set_title("pieces", fontsize="medium")
    counts.legend(frameon=False, fontsize="small", loc="upper left")
    for ax in (*waves, counts):
        ax.spines[["top", "right"]].set_visible(False)
    return figure


def accuracy_by_depth(X: np.ndarray, Y: np.ndarray, epochs: int) -> np.ndarray:
    """Return the accuracy on validation data of networks of each depth, of shape (depths, seeds)."""
    classes = np.unique(Y).size
    accuracies = np.empty((len(DEPTHS), SEEDS))
    for row, depth in enumerate(DEPTHS):
        for seed in range(SEEDS):
            X_train, X_val, Y_train, Y_val = nnlib.datasets.split(X, Y, test_size=0.3, rng=seed)
            model = nnlib.Network(
                [len(X), *[WIDTH] * depth, classes], hidden="relu", output="softmax", dtype="float32", rng=seed
            )
            nnlib.train(model, X_train, Y_train, optimizer=nnlib.Adam(0.003), batch_size=32, epochs=epochs, rng=seed)
            accuracies[row, seed] = model.accuracy(X_val, Y_val)
    return accuracies


def depth_experiment() -> Figure:
    """Start with no hidden layer, and treat the depth as a hyperparameter, on three data sets."""
    X_clothes, _, Y_clothes, _ = nnlib.datasets.fashion_mnist()
    X_spirals, Y_spirals = nnlib.datasets.spirals(m=1000, turns=1.5, rng=1)
    data = {
        "spirals": (X_spirals, Y_spirals, 100),
        "digits": (*nnlib.datasets.digits(), 30),
        "clothes": (X_clothes, Y_clothes, 20),
    }
    (blue,) = nnlib.plots.style.colours(1)
    figure, axes = plt.subplots(1, 3, figsize=(8, 3), layout="constrained")
    head = "".join(f"{depth:>8}" for depth in DEPTHS)
    print(f"\nvalidation accuracy by hidden layers of {WIDTH}, mean of {SEEDS} seeds\n{'':10}{head}{'best':>8}")
    for ax, (name, (X, Y, epochs)) in zip(axes, data.items(), strict=True):
        accuracies = accuracy_by_depth(X, Y, epochs)
        mean = accuracies.mean(axis=1)
        print(f"{name:10}{''.join(f'{each:8.1%}' for each in mean)}{DEPTHS[mean.argmax()]:8}")
        ax.fill_between(
            DEPTHS,
            100 * accuracies.min(axis=1),
            100 * accuracies.max(axis=1),
            color=blue,
            alpha=0.25,
            linewidth=0,
            label=f"{SEEDS} seeds",
        )
        ax.plot(DEPTHS, 100 * mean, color=blue, marker="o", label="mean")
        ax.set_title(name)
        ax.set_xlabel("hidden layers")
        ax.set_xticks(DEPTHS)
        ax.spines[["top", "right"]].set_visible(False)
    axes[0].legend(frameon=False, loc="lower right")
    axes[0].set_ylabel("validation accuracy, %")
    return figure


def main() -> None:
    """Print the dimensions, chain the blocks, add up paths, and see what depth brings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder for the pictures")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    mpl.use("agg")

    X, Y = nnlib.datasets.flower(m=400, rng=1)
    model = nnlib.DeepNetwork(LAYERS, hidden="tanh", rng=1)
    print_dimensions(model, X, Y)
    print_blocks(model, X, Y)
    nnlib.plots.blocks(model)
    plt.savefig(output / "section_6_blocks.png", dpi=100)

    print_paths()
    print_parity()
    triangle_waves().savefig(output / "section_6_triangle_waves.png", dpi=100)
    depth_experiment().savefig(output / "section_6_depth.png", dpi=100)
    plt.close("all")
    print(f"\nPictures are in {output}")


if __name__ == "__main__":
    main()
