"""Draw every picture of nnlib.plots on one sheet, on a light ground and on a dark one."""

from collections.abc import Iterator
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

import nnlib
from nnlib import plots
from nnlib.datasets import NumberColumn, TableRecipe
from nnlib.schedules import Cosine, Step, Warmup

PICTURES = Path("pictures")  # beside where you run this
PICTURES.mkdir(exist_ok=True)
WIDTHS, ALPHAS = (2, 4, 8), (0.05, 0.5, 5.0)


def cost(w: float, b: float) -> float:
    """Return a long valley: ½ (w² + 8 b²)."""
    return 0.5 * (w**2 + 8 * b**2)


# %% Networks and numbers to draw
X, Y = nnlib.datasets.moons(m=200, noise=0.2, rng=1)
more = nnlib.datasets.moons(m=200, noise=0.2, rng=2)
runs = {}
for hidden in ("sigmoid", "relu"):
    moons = nnlib.ShallowNetwork(n_x=2, n_h=8, hidden=hidden, rng=1)
    runs[hidden] = nnlib.train(moons, X, Y, learning_rate=0.5, iterations=300, validation=more)


def run(n_h: int, alpha: float, seed: int) -> list[float]:
    """Return the costs of one run on the moons."""
    model = nnlib.ShallowNetwork(2, n_h, rng=seed)
    return nnlib.train(model, X, Y, learning_rate=alpha, iterations=100).cost


costs = {f"{n_h} hidden nodes": [run(n_h, 0.5, seed)[::10] for seed in range(5)] for n_h in (2, 8)}
final = [[[run(n_h, alpha, seed)[-1] for seed in range(3)] for alpha in ALPHAS] for n_h in WIDTHS]
rates = {"step": Step(0.1, every=300, factor=0.5), "cosine after a rise": Warmup(Cosine(0.1, 900), 100)}

X_curve, Y_curve = nnlib.datasets.demand_curve(m=60, rng=1)
neuron = nnlib.Network([1, 1], output="relu", rng=0)
neuron.b[1] = [[1.0]]
nnlib.train(neuron, X_curve, Y_curve, learning_rate=0.1, iterations=1000)
prices = nnlib.Predictor(TableRecipe((NumberColumn("price"),), target=NumberColumn("demand")), neuron)

X_spirals, Y_spirals = nnlib.datasets.spirals(m=240, arms=3, turns=0.7, rng=1)
spirals = nnlib.Network([2, 16, 3], hidden="tanh", output="softmax", rng=1)
sizes: dict[int, list[float]] = {1: [], 2: []}


def measure(trainer: nnlib.Trainer) -> None:
    """Keep the size of the weights of each layer."""
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
trainer = nnlib.Trainer(clothes, optimizer=nnlib.Adam(), batch_size=64, rng=1)
history = trainer.fit(X_train, Y_train, epochs=10, validation=(X_val, Y_val))
predictions = clothes.predict(X_test)
names = nnlib.datasets.FASHION_CLASSES

a, b, c = (nnlib.lessons.Variable(value, name) for value, name in ((5, "a"), (3, "b"), (2, "c")))
J = (3 * (a + (b * c).named("u")).named("v")).named("J")
times = nnlib.lessons.run_times({"loop": lambda: sum(Y[0]), "no loop": Y.sum}, rounds=3)
small = nnlib.ShallowNetwork(n_x=2, n_h=2, rng=1)
update = nnlib.lessons.trace(small, X[:, :2], Y[:, :2], learning_rate=1)
path = nnlib.lessons.descend(lambda w, b: (w, 8 * b), [4.0, 1.6], learning_rate=0.21, steps=12)


# %% Every picture, on light and on dark ground
def draw(axes: Iterator[Axes]) -> None:
    """Draw each picture on the next axes, under its name."""
    plots.activation("tanh", ax=next(axes)).set_title("activation")
    plots.activation("relu", ax=next(axes)).set_title("activation, with a kink")
    plots.learning_curve(history, ax=next(axes)).set_title("learning_curve")
    plots.learning_curves(runs, ax=next(axes)).set_title("learning_curves")
    plots.layer_sizes(range(20, 501, 20), sizes, name="‖W[l]‖", ax=next(axes)).set_title("layer_sizes")
    plots.learning_rates(rates, 1000, ax=next(axes)).set_title("learning_rates")
    plots.decision_boundary(moons, X, Y, ax=next(axes)).set_title("decision_boundary")
    plots.decision_boundary(spirals, X_spirals, Y_spirals, ax=next(axes)).set_title("decision_boundary, softmax")
    plots.descent_on_curve(lambda b: cost(0, b), path[1:], name="b", ax=next(axes)).set_title("descent_on_curve")
    plots.descent_on_contours(cost, path, ax=next(axes)).set_title("descent_on_contours")
    labels, answers = Y_test[:, 8:20], predictions[:, 8:20]
    images = plots.images(X_test[:, 8:20], (28, 28), labels=labels, predictions=answers, columns=4, ax=next(axes))
    images.set_title("images")
    plots.first_layer_weights(clothes, (28, 28), columns=4, ax=next(axes)).set_title("first_layer_weights")
    plots.blocks(demand, ax=next(axes)).set_title("blocks")
    plots.broadcasting((4, 1), (3,), ax=next(axes)).set_title("broadcasting")
    plots.computation_graph(J, ax=next(axes)).set_title("computation_graph")
    plots.confusion_matrix(Y_test, predictions, classes=names, ax=next(axes)).set_title("confusion_matrix")
    plots.heat_map(final, rows=WIDTHS, columns=ALPHAS, ax=next(axes)).set_title("heat_map")
    plots.mistakes(prices.mistakes(X_curve, Y_curve), ax=next(axes)).set_title("mistakes")
    features = ["price", "shipping", "marketing", "material"]
    plots.network_diagram(demand, features=features, outputs=["demand"], ax=next(axes)).set_title("network_diagram")
    plots.run_times(times, ax=next(axes)).set_title("run_times")
    plots.fitted_curve(neuron, X_curve, Y_curve, ax=next(axes)).set_title("fitted_curve")
    plots.spread(range(0, 100, 10), costs, ax=next(axes)).set_title("spread")
    plots.step_sizes(small, X, Y, ax=next(axes)).set_title("step_sizes")
    plots.trace(update, ax=next(axes)).set_title("trace")


for name, style in (("plots_light", "default"), ("plots_dark", "dark_background")):
    with plt.style.context(style):
        figure, axes = plt.subplots(12, 2, figsize=(6, 32.4))
        figure.subplots_adjust(left=0.15, right=0.86, bottom=0.015, top=0.985, wspace=0.7, hspace=0.6)
        draw(iter(axes.flat))
        plt.savefig(PICTURES / f"{name}.png")  # 600 pixels wide
print(f"The two sheets are in {PICTURES}/")
