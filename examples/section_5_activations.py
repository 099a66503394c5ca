"""Section 5: four activations, each in the same network, and three ways in which hidden units fail, with their cures.

To change: the learning rates and the number of updates; the constants that units start from, such as two for two halves
of the layer; a leaky ReLU with another slope, nnlib.activations.LeakyReLU(0.1).
"""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import nnlib
from nnlib.lessons import collapse, dead_units
from nnlib.parameters import Initialization

PICTURES = Path("pictures")  # beside where you run this
PICTURES.mkdir(exist_ok=True)

# %% The four functions
ACTIVATIONS = ["sigmoid", "tanh", "relu", "leaky_relu"]
figure, panels = plt.subplots(2, 2, figsize=(7, 5.6), layout="constrained")
for ax, name in zip(panels.flat, ACTIVATIONS, strict=True):
    nnlib.plots.activation(name, ax=ax)
figure.savefig(PICTURES / "section_5_activations.png")

# %% Slopes and means
X, Y = nnlib.datasets.digits()
X_train, X_test, Y_train, Y_test = nnlib.datasets.split(X, Y, test_size=0.5, rng=0)


def network(
    hidden: str,
    seed: int,
    dtype: str = "float32",
    initialization: Initialization | str | None = None,
) -> nnlib.Network:
    """Return a network for the digits with 32 hidden units."""
    return nnlib.Network(
        [64, 32, 10],
        hidden=hidden,
        output="softmax",
        initialization=initialization,
        dtype=dtype,
        rng=seed,
    )


print("slope at      z = -10   z = 0    z = 10   mean a of each unit   mean size")
for name in ACTIVATIONS:
    g = getattr(nnlib.activations, name)
    slopes = g.derivative(np.array([[-10.0, 0.0, 10.0]]))[0]
    means = network(name, seed=0).forward(X_train).A[1].mean(axis=1)
    print(
        f"{name:<12}{slopes[0]:9.1e}{slopes[1]:8.2f}{slopes[2]:10.1e}"
        f"     {means.min():+.2f} to {means.max():+.2f}{np.abs(means).mean():12.2f}"
    )

# %% The same task at four learning rates
RATES = [0.1, 0.3, 1.0, 3.0]
costs = {name: np.zeros((3, 4)) for name in ACTIVATIONS}  # three starts, each rate
accuracies = {name: np.zeros((3, 4)) for name in ACTIVATIONS}
for name in ACTIVATIONS:
    for seed, k in np.ndindex(3, 4):
        model = network(name, seed)
        nnlib.train(model, X_train, Y_train, learning_rate=RATES[k], iterations=200)
        costs[name][seed, k] = model.cost(X_train, Y_train)
        accuracies[name][seed, k] = model.accuracy(X_test, Y_test)

print("cost J after 200 updates, mean of 3 starts; test accuracy at the best rate")
print("alpha          0.1     0.3       1       3")
for name in ACTIVATIONS:
    J = costs[name].mean(axis=0)
    best = accuracies[name][:, J.argmin()]
    print(f"{name:<10}" + "".join(f"{each:8.3f}" for each in J), end="")
    print(f"   {best.min():.1%} to {best.max():.1%}")

# %% Cost against learning rate
ax = nnlib.plots.spread(RATES, costs)
ax.set(xlabel="learning rate α", ylabel="cost J after 200 updates")
ax.loglog()
ax.set_xticks(RATES, [f"{rate:g}" for rate in RATES])
ax.set_xticks([], minor=True)
plt.savefig(PICTURES / "section_5_same_task.png")


# %% Units that start alike
def tenths(n_out: int, n_in: int, rng: np.random.Generator) -> np.ndarray:  # noqa: ARG001  an initialization is given rng
    """Return weights that are all 0.1."""
    return np.full((n_out, n_in), 0.1)


starts = {
    "zeros, sigmoid": network("sigmoid", 0, "float64", initialization="zeros"),
    "zeros, tanh": network("tanh", 0, "float64", initialization="zeros"),
    "zeros, relu": network("relu", 0, "float64", initialization="zeros"),
    "0.1 everywhere, relu": network("relu", 0, "float64", initialization=tenths),
    "random, relu": network("relu", 0, "float64"),
}
print("200 updates from       moved: W[1]    W[2]    b[2]   units differ  accuracy")
for name, model in starts.items():
    before = model.copy()
    nnlib.train(model, X_train, Y_train, learning_rate=0.3, iterations=200)
    pairs = (
        (model.W[1], before.W[1]),
        (model.W[2], before.W[2]),
        (model.b[2], before.b[2]),
    )
    moved = "".join(f"{np.abs(after - start).max():8.4f}" for after, start in pairs)
    units = np.hstack([model.W[1], model.b[1], model.W[2].T])  # a row for each unit
    differ = np.ptp(units, axis=0).max()
    print(f"{name:<26}{moved}{differ:15.4f}{model.accuracy(X_test, Y_test):10.1%}")

# %% The rows of W[1] as pictures
figure, panels = plt.subplots(2, 1, figsize=(7, 3.4), layout="constrained")
for ax, name in zip(panels, ("0.1 everywhere, relu", "random, relu"), strict=True):
    nnlib.plots.first_layer_weights(starts[name], (8, 8), columns=16, nodes=32, ax=ax)
    ax.set_title(f"W[1] after 200 updates, from {name}", fontsize="medium")
figure.savefig(PICTURES / "section_5_starts.png")

# %% Dead ReLUs
deaths = {}  # in each of three runs, counted every five updates
print("after 100 updates, of 3 starts: dead ReLUs of 32, test accuracy")
for rate in (0.3, 1.0, 3.0):
    deaths[f"α = {rate:g}"] = dead = np.zeros((3, 21))
    right = np.zeros(3)
    for seed in range(3):
        model = network("relu", seed)
        dead[seed, 0] = dead_units(model, X_train)[1].sum()
        for k in range(1, 21):
            nnlib.train(model, X_train, Y_train, learning_rate=rate, iterations=5)
            dead[seed, k] = dead_units(model, X_train)[1].sum()
        right[seed] = model.accuracy(X_test, Y_test)
    least, most = dead[:, -1].min(), dead[:, -1].max()
    print(f"alpha = {rate:<4g}{least:11.0f} to {most:.0f}", end="")
    print(f"   {right.min():.1%} to {right.max():.1%}")
ax = nnlib.plots.spread(np.arange(0, 101, 5), deaths)
ax.set(xlabel="update", ylabel="dead ReLUs of 32", ylim=(-1, 33))
plt.savefig(PICTURES / "section_5_dead_relus.png")

# %% Units that all start dead
print("300 updates from b[1] = -5, 3 starts: dead units of 32, test accuracy")
histories = {}
for hidden in ("relu", "leaky_relu"):
    for name, optimizer in (
        ("gradient descent", nnlib.GradientDescent(1.0)),
        ("Adam", nnlib.Adam(0.01)),
    ):
        counts, scores = [], []
        for seed in range(3):
            model = network(hidden, seed)
            model.b[1][...] = -5
            history = nnlib.train(
                model,
                X_train,
                Y_train,
                optimizer=optimizer,
                iterations=300,
            )
            counts.append(dead_units(model, X_train)[1].sum())
            scores.append(model.accuracy(X_test, Y_test))
        histories[f"{hidden}, {name}"] = history
        print(f"{hidden + ', ' + name:<30}{min(counts):2} to {max(counts):<2}", end="")
        print(f"   {min(scores):.1%} to {max(scores):.1%}")
del histories["relu, gradient descent"]  # the same straight line as with Adam
nnlib.plots.learning_curves(histories)
plt.savefig(PICTURES / "section_5_recovery.png")

# %% How often z is 0
X, Y = nnlib.datasets.flower(m=400, rng=1)
fresh = [nnlib.Network([2, 3, 3, 1], rng=seed) for seed in range(20)]
exact = np.mean([one.forward(X).Z[2] == 0 for one in fresh])
print(f"z[2] that are exactly 0 before training: {exact:.1%}, mean of 20 random starts")
zeros = nnlib.Network([2, 3, 3, 1], initialization="zeros")
print(f"from weights of zero: {(zeros.forward(X).Z[2] == 0).mean():.0%}")

# %% Linear hidden layers
models = {
    "linear 2-8-8-1": nnlib.Network([2, 8, 8, 1], hidden="identity", rng=1),
    "logistic regression": nnlib.LogisticRegression(n_x=2),
    "tanh 2-8-8-1": nnlib.Network([2, 8, 8, 1], hidden="tanh", rng=1),
}
for name, model in models.items():
    nnlib.train(model, X, Y, learning_rate=0.1, iterations=1000)
    J, accuracy = model.cost(X, Y), model.accuracy(X, Y)
    print(f"{name:<20} J = {J:.6f}   accuracy {accuracy:.1%}")
linear, logistic, _ = models.values()
collapsed = collapse(linear)
apart = np.abs(collapsed.predict_proba(X) - linear.predict_proba(X)).max()
print(f"collapsed: W' = {collapsed.W[1].round(4)}, b' = {collapsed.b[1].round(4)}")
print(f"logistic:  W  = {logistic.W[1].round(4)}, b  = {logistic.b[1].round(4)}")
print(f"the collapsed network's outputs differ from the linear one's by {apart:.0e}")

figure, panels = plt.subplots(1, 3, figsize=(7, 2.8), layout="constrained", sharey=True)
for ax, (name, model) in zip(panels, models.items(), strict=True):
    nnlib.plots.decision_boundary(model, X, Y, legend=False, ax=ax, resolution=150)
    ax.set_title(name, fontsize="medium")
    ax.label_outer()
figure.savefig(PICTURES / "section_5_linear_layers.png")
