"""Section 2.3: sigmoid against ReLU in the hidden layers of a deep network: gradient norms per layer, and costs.

To change: the number of hidden layers; "he" for the initialization; "tanh", whose derivative is 1 at the centre.
"""

import argparse
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

import nnlib

DEEP = [64, 32, 32, 32, 32, 32, 10]
LAYERS = range(1, len(DEEP))
SEEDS = range(3)
ITERATIONS, EVERY = 300, 20
LEARNING_RATE = 0.3


def network(hidden: str, sizes: list[int], seed: int) -> nnlib.Network:
    """Return a network whose weights are the same numbers for both activations."""
    return nnlib.Network(sizes, hidden=hidden, output="softmax", initialization="xavier", rng=seed)


def norms(model: nnlib.Network, X: np.ndarray, Y: np.ndarray) -> list[float]:
    """Return ‖dW[l]‖ for each layer l."""
    dW = model.gradients(X, Y).dW
    return [float(np.linalg.norm(dW[l])) for l in LAYERS]


def print_derivatives(X: np.ndarray) -> None:
    """Print how large g′(Z[l]) is at the start, where nothing has been learned yet."""
    print(f"\nseed 0, mean of g'(Z[l]) at the start{'':4}" + "".join(f"{f'l = {l}':>8}" for l in LAYERS[:-1]))
    for hidden in ("sigmoid", "relu"):
        model = network(hidden, DEEP, seed=0)
        Z = model.forward(X).Z
        g = model.g[1]
        print(f"{hidden:42}" + "".join(f"{g.derivative(Z[l]).mean():8.3f}" for l in LAYERS[:-1]))
        if hidden == "sigmoid":
            far = [np.mean(np.abs(Z[l]) > 4) for l in LAYERS[:-1]]  # noqa: PLR2004  where sigmoid′ is below 0.018
            print(f"{'  share of tapering ends, |z| > 4':42}" + "".join(f"{share:8.1%}" for share in far))
    z = np.linspace(-10, 10, 2001).reshape(1, -1)
    print(f"largest derivative of sigmoid: {nnlib.activations.sigmoid.derivative(z).max():.4f}")


def main() -> None:
    """Measure gradients at the start and along training, and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder for the pictures")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    mpl.use("agg")

    X, Y = nnlib.datasets.digits()
    X, Y = nnlib.datasets.standardize(X[:, :240]), Y[:, :240]  # few, so that all of it takes seconds
    print(f"{X.shape[1]} digits, a network {'-'.join(map(str, DEEP))}")
    print(f"with sigmoid or relu: batch gradient descent, alpha = {LEARNING_RATE}; W ~ sqrt(1/n_prev) N(0, 1), b = 0")
    print_derivatives(X)

    start: dict[str, list[list[float]]] = {"sigmoid": [], "relu": []}
    first: dict[str, list[list[float]]] = {"sigmoid": [], "relu": []}
    costs: dict[str, nnlib.History] = {}
    print(f"\n{'norm of dW[l], seed':22}" + "".join(f"{f'l = {l}':>8}" for l in LAYERS) + f"{'J':>8}   accuracy")
    for hidden, seen in start.items():
        for seed in SEEDS:
            model = network(hidden, DEEP, seed)
            along = [norms(model, X, Y)]

            def measure(trainer: nnlib.Trainer, along: list[list[float]] = along) -> None:
                along.append(norms(trainer.model, X, Y))

            history = nnlib.train(
                model, X, Y, learning_rate=LEARNING_RATE, iterations=ITERATIONS, callbacks=[measure], every=EVERY
            )
            costs.setdefault(hidden, history)
            seen.append(along[0])
            first[hidden].append([each[0] for each in along])
            for name, each, J in (("start", along[0], history.cost[0]), ("end", along[-1], model.cost(X, Y))):
                accuracy = f"{model.accuracy(X, Y):11.1%}" if name == "end" else ""
                print(
                    f"{f'{hidden}, {seed}, {name}':22}"
                    + "".join(f"{norm:8.5f}" for norm in each)
                    + f"{J:8.4f}{accuracy}"
                )

    # With one hidden layer there is one factor sigmoid′ between the loss and W[1], and not five.
    shallow = network("sigmoid", [64, 32, 10], seed=0)
    costs["sigmoid, one hidden layer"] = nnlib.train(shallow, X, Y, learning_rate=LEARNING_RATE, iterations=ITERATIONS)
    print(f"\nsigmoid, one hidden layer: J = {shallow.cost(X, Y):.4f}, accuracy {shallow.accuracy(X, Y):.1%}")
    shrinks = np.array(start["sigmoid"])
    print(
        f"sigmoid, norm of dW[5] / that of dW[1] at the start: {np.mean(shrinks[:, 4] / shrinks[:, 0]):.0f}; ", end=""
    )
    shrinks = np.array(start["relu"])
    print(f"relu: {np.mean(shrinks[:, 4] / shrinks[:, 0]):.1f}")
    Z = model.forward(X).Z
    dead = [int((Z[l] <= 0).all(axis=1).sum()) for l in LAYERS[:-1]]
    print(f"relu, seed {seed}, after training: units that are 0 for every digit, of 32 in each layer: {dead}")

    figure, axes = plt.subplots(1, 2, figsize=(9, 3.8), layout="constrained")
    nnlib.plots.spread(LAYERS, start, ax=axes[0])
    axes[0].set_xlabel("layer l")
    axes[0].set_ylabel("‖dW[l]‖")
    axes[0].set_title("at the start")
    nnlib.plots.spread(np.arange(0, ITERATIONS + 1, EVERY), first, ax=axes[1])
    axes[1].set_xlabel("iteration")
    axes[1].set_ylabel("‖dW[1]‖")
    axes[1].set_title("along training")
    for ax in axes:
        ax.set_yscale("log")
    figure.savefig(output / "section_2_3_algorithms_gradients.png", dpi=100)
    nnlib.plots.learning_curves(costs)
    plt.savefig(output / "section_2_3_algorithms_costs.png", dpi=100)
    plt.close("all")
    print(f"\nPictures are in {output}")


if __name__ == "__main__":
    main()
