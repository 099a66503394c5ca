"""Section 5: four activations, each in the same network, and three ways in which hidden units fail, with their cures.

To change: the learning rates and the number of updates; the constants that units start from, such as two for two halves
of the layer; a leaky ReLU with another slope, nnlib.activations.LeakyReLU(0.1).
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

import nnlib
from nnlib.lessons import collapse, dead_units
from nnlib.plots.style import colours

ACTIVATIONS = ["sigmoid", "tanh", "relu", "leaky_relu"]
LEARNING_RATES = [0.1, 0.3, 1.0, 3.0]
SEEDS = range(3)
COLOURS = dict(zip(ACTIVATIONS, colours(4), strict=True))
MARKERS = dict(zip(ACTIVATIONS, "os^x", strict=True))
LINES = dict(zip(ACTIVATIONS, ["-", "-", "-", "--"], strict=True))  # leaky ReLU runs on top of ReLU

X_train, X_test, Y_train, Y_test = nnlib.datasets.split(*nnlib.datasets.digits(), test_size=0.5, rng=0)


def network(
    hidden: str, seed: int, initialization: nnlib.parameters.Initialization | str | None = None
) -> nnlib.Network:
    """Return a network for the digits with 32 hidden units."""
    return nnlib.Network([64, 32, 10], hidden=hidden, output="softmax", initialization=initialization, rng=seed)


def train(model: nnlib.Network, learning_rate: float, iterations: int = 200) -> nnlib.History:
    """Train on the digits by batch gradient descent."""
    return nnlib.train(model, X_train, Y_train, learning_rate=learning_rate, iterations=iterations)


def spread(values: Sequence[float], form: str) -> str:
    """Return the lowest and the highest of several runs, or the one that all have."""
    return " to ".join(dict.fromkeys(f"{value:{form}}" for value in (min(values), max(values))))


def functions(output: Path) -> None:
    """Draw the four functions, and print where they are flat and how far from 0 their outputs lie."""
    figure, panels = plt.subplots(2, 2, figsize=(7, 5.6), layout="constrained")
    places = "".join(f"{place:>12}" for place in ("z = -10", "z = 0", "z = 10"))
    print(f"{'slope at':<16}{places}   mean a of each unit   mean size")
    for ax, name in zip(panels.flat, ACTIVATIONS, strict=True):
        nnlib.plots.activation(name, ax=ax)
        slopes = getattr(nnlib.activations, name).derivative(np.array([[-10.0, 0.0, 10.0]]))[0]
        means = network(name, seed=0).forward(X_train).A[1].mean(axis=1)
        print(
            f"{name:<16}{slopes[0]:12.1e}{slopes[1]:12.2f}{slopes[2]:12.1e}"
            f"   {spread(means.tolist(), '+.2f'):<19}{np.abs(means).mean():12.2f}"
        )
    figure.savefig(output / "section_5_activations.png", dpi=100)
    plt.close(figure)


def same_task(output: Path) -> None:
    """Train the same network with each activation at several learning rates; print and draw how far each comes."""
    runs = {
        (name, rate): [(model := network(name, seed), train(model, rate)) for seed in SEEDS]
        for name in ACTIVATIONS
        for rate in LEARNING_RATES
    }
    costs = {key: [float(model.cost(X_train, Y_train)) for model, _ in of_key] for key, of_key in runs.items()}
    print(f"\ncost J on the digits after 200 updates, mean of {len(SEEDS)} starts")
    rates = "".join(f"{f'alpha = {rate:g}':>14}" for rate in LEARNING_RATES)
    print(f"{'':<12}{rates}   test accuracy at the best alpha")
    for name in ACTIVATIONS:
        best = min(LEARNING_RATES, key=lambda rate: np.mean(costs[name, rate]))
        accuracies = [model.accuracy(X_test, Y_test) for model, _ in runs[name, best]]
        row = "".join(f"{np.mean(costs[name, rate]):14.3f}" for rate in LEARNING_RATES)
        print(f"{name:<12}{row}   {spread(accuracies, '.1%')}")

    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.8), layout="constrained")
    for name in ACTIVATIONS:
        for _, history in runs[name, 0.3]:
            left.plot(history.cost, color=COLOURS[name], linestyle=LINES[name], linewidth=1.2)
        means = [np.mean(costs[name, rate]) for rate in LEARNING_RATES]
        right.plot(LEARNING_RATES, means, LINES[name], color=COLOURS[name], marker=MARKERS[name], label=name)
    left.set(xlabel="iteration", ylabel="cost J", title="three starts each, at α = 0.3", ylim=(0, None))
    right.set(
        xlabel="learning rate α", ylabel="cost J after 200 updates", title="their mean", xscale="log", yscale="log"
    )
    right.set_xticks(LEARNING_RATES, [f"{rate:g}" for rate in LEARNING_RATES])
    right.set_xticks([], minor=True)
    right.legend(frameon=False)
    figure.savefig(output / "section_5_same_task.png", dpi=100)
    plt.close(figure)


def tenths(n_out: int, n_in: int, rng: np.random.Generator) -> np.ndarray:  # noqa: ARG001  an initialization is given rng
    """Return weights that are all 0.1."""
    return np.full((n_out, n_in), 0.1)


def unlike(model: nnlib.Network) -> float:
    """Return how much the hidden units differ at most, in what comes in, b, and what goes out."""
    units = np.hstack([model.W[1], model.b[1], model.W[2].T])
    return float(np.ptp(units, axis=0).max())


def starts(output: Path) -> None:
    """Start from zeros, from a constant, and at random; print what moves, and draw the weights that come of it."""
    columns = ("W[1] moves", "W[2] moves", "b[2] moves", "units differ", "accuracy")
    print(f"\n{'after 200 updates, from':<24}" + "".join(f"{column:>13}" for column in columns))
    trained = {}
    for name, hidden, initialization in (
        ("zeros, sigmoid", "sigmoid", "zeros"),
        ("zeros, tanh", "tanh", "zeros"),
        ("zeros, relu", "relu", "zeros"),
        ("0.1 everywhere, relu", "relu", tenths),
        ("random, relu", "relu", None),
    ):
        model = trained[name] = network(hidden, 0, initialization)
        before = model.copy()
        train(model, 0.3)
        pairs = ((model.W[1], before.W[1]), (model.W[2], before.W[2]), (model.b[2], before.b[2]))
        moves = "".join(f"{np.abs(after - start).max():13.4f}" for after, start in pairs)
        print(f"  {name:<22}{moves}{unlike(model):13.4f}{model.accuracy(X_test, Y_test):13.1%}")

    figure, panels = plt.subplots(1, 2, figsize=(9, 2.6), layout="constrained")
    for ax, name in zip(panels, ("0.1 everywhere, relu", "random, relu"), strict=True):
        nnlib.plots.first_layer_weights(trained[name], (8, 8), columns=8, nodes=32, ax=ax)
        ax.set_title(f"W[1] after 200 updates, from {name}", fontsize="medium")
    figure.savefig(output / "section_5_starts.png", dpi=100)
    plt.close(figure)


def print_dead(name: str, models: list[nnlib.Network]) -> None:
    """Print how many units no example of the training set can teach, and how well the networks do."""
    dead = [int(dead_units(model, X_train)[1].sum()) for model in models]
    accuracies = [model.accuracy(X_test, Y_test) for model in models]
    print(f"  {name:<35}{spread(dead, 'd'):>10}{spread(accuracies, '.1%'):>20}")


def dying(output: Path) -> None:
    """Kill ReLUs by a learning rate that is too large, and by biases; see whether leaky ones come back."""
    print("\ndead ReLUs, of 32, and test accuracy")
    for rate in (0.3, 1.0, 3.0):
        models = [network("relu", seed) for seed in SEEDS]
        for model in models:
            train(model, rate)
        print_dead(f"relu, alpha = {rate:g}", models)

    histories = {}
    for hidden in ("relu", "leaky_relu"):
        for name, optimizer in (("alpha = 1", nnlib.GradientDescent(1.0)), ("Adam", nnlib.Adam(0.01))):
            models = [network(hidden, seed) for seed in SEEDS]
            for model in models:
                model.b[1][...] = -5
                history = nnlib.train(model, X_train, Y_train, optimizer=optimizer, iterations=300)
            histories[f"{hidden}, {name.replace('alpha', 'α')}"] = history
            print_dead(f"{hidden}, b[1] = -5, {name}", models)

    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    for rate, colour, line in zip((0.3, 1.0, 3.0), colours(3), ("-", "--", "-"), strict=True):
        model, counts = network("relu", 0), [int(dead_units(network("relu", 0), X_train)[1].sum())]

        def count_dead(trainer: nnlib.Trainer, counts: list[int] = counts) -> None:
            """Count after each update."""
            counts.append(int(dead_units(trainer.model, X_train)[1].sum()))

        nnlib.train(model, X_train, Y_train, learning_rate=rate, iterations=100, callbacks=[count_dead])
        left.plot(counts, line, color=colour, linewidth=2, label=f"α = {rate:g}")
    left.set(xlabel="iteration", ylabel="dead ReLUs of 32", title="a learning rate that is too large", ylim=(-1, 33))
    left.legend(frameon=False, loc="center right")
    del histories["relu, α = 1"]  # the same straight line as with Adam
    nnlib.plots.learning_curves(histories, ax=right)
    right.set_title("b[1] = −5: every unit starts at z < 0")
    figure.savefig(output / "section_5_dead_relus.png", dpi=100)
    plt.close(figure)


def zeros_of_z() -> None:
    """Print how often z is 0 to the last bit."""
    X, _ = nnlib.datasets.flower(m=4000, rng=1)
    silent = [(nnlib.Network([2, 3, 3, 1], rng=seed).forward(X).Z[2] == 0).mean() for seed in range(20)]
    zeros = nnlib.Network([2, 3, 3, 1], initialization="zeros").forward(X).Z[2]
    print("\nz[2] that are exactly 0 in a ReLU network 2-3-3-1 before training")
    print(f"  from zeros {np.mean(zeros == 0):.0%}; at random {np.mean(silent):.1%}, mean of {len(silent)} starts")


def linear_layers(output: Path) -> None:
    """Train linear hidden layers beside logistic regression, collapse them, and put tanh in their place."""
    X, Y = nnlib.datasets.flower(m=400, rng=1)
    models = {
        "linear 2-8-8-1": nnlib.Network([2, 8, 8, 1], hidden="identity", rng=1),
        "logistic regression": nnlib.LogisticRegression(n_x=2),
        "tanh 2-8-8-1": nnlib.Network([2, 8, 8, 1], hidden="tanh", rng=1),
    }
    print("\non the flower, after 1000 updates at alpha = 0.1")
    figure, panels = plt.subplots(1, 3, figsize=(9, 3.2), layout="constrained", sharey=True)
    for ax, (name, model) in zip(panels, models.items(), strict=True):
        nnlib.train(model, X, Y, learning_rate=0.1, iterations=1000)
        nnlib.plots.decision_boundary(model, X, Y, legend=ax is panels[-1], ax=ax)
        ax.set_title(f"{name}: {model.accuracy(X, Y):.0%}", fontsize="medium")
        ax.label_outer()
        print(f"  {name:<22}J = {model.cost(X, Y):.6f}   accuracy {model.accuracy(X, Y):.1%}")
    figure.savefig(output / "section_5_linear_layers.png", dpi=100)
    plt.close(figure)

    linear, logistic = models["linear 2-8-8-1"], models["logistic regression"]
    collapsed = collapse(linear)
    difference = np.abs(collapsed.predict_proba(X) - linear.predict_proba(X)).max()
    print(f"  collapsed: W' = {collapsed.W[1].round(4)}, b' = {collapsed.b[1].round(4)}")
    print(f"  logistic:  W  = {logistic.W[1].round(4)}, b  = {logistic.b[1].round(4)}")
    print(f"  the collapsed network's outputs differ from the linear one's by {difference:.0e} at most")


def main() -> None:
    """Draw the functions, race them, and let hidden units fail."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder for the pictures")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    mpl.use("agg")

    functions(output)
    same_task(output)
    starts(output)
    dying(output)
    zeros_of_z()
    linear_layers(output)
    print(f"\nPictures are in {output}")


if __name__ == "__main__":
    main()
