"""Section 2: one ReLU neuron learns demand from price, from a start from which it can; from another it cannot.

To change: the start, such as w = 2 and b = -7, where z > 0 only at prices at which nobody buys; the noise of the data.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import nnlib

PICTURES = Path("pictures")  # beside where you run this
PICTURES.mkdir(exist_ok=True)


# %% One neuron, two starts
def neuron(w: float, b: float) -> nnlib.Network:
    """Return a ReLU neuron, a = max(0, wx + b), for squared error."""
    model = nnlib.Network([1, 1], output="relu", loss="squared_error", rng=0)
    model.W[1], model.b[1] = [[w]], [[b]]
    return model


X, Y = nnlib.datasets.demand_curve(m=100, rng=1)
print(f"the curve behind the data: J = {neuron(-1, 3).cost(X, Y):.4f}")
models = {"dead": neuron(w=-1, b=0), "alive": neuron(w=0, b=1)}
for name, model in models.items():
    active = (model.forward(X).Z[1] > 0).mean()
    gradients = model.gradients(X, Y)
    dw, db = gradients.dW[1].item(), gradients.db[1].item()
    print(f"\n{name:6} J = {model.cost(X, Y):.4f}, z > 0 at {active:.0%} of the prices")
    print(f"       dw = {dw:.4f}, db = {db:.4f}")
    nnlib.train(model, X, Y, learning_rate=0.1, iterations=1000)
    w, b = model.W[1].item(), model.b[1].item()
    print(f"  then J = {model.cost(X, Y):.4f}, w = {w:.3f}, b = {b:.3f}")

# %% What the neurons have learned
notes = {  # what to write, the point it belongs to, where it stands
    f"b = {b:.2f}:\nŷ at price 0": ((0, b), (0.75, 3.25)),
    f"w = −{abs(w):.2f}:\nthe slope": ((1.5, 1.5 * w + b), (2.0, 2.1)),
    f"−b/w = {-b / w:.2f}:\nnobody buys": ((-b / w, 0), (2.85, 1.0)),
}
figure, axes = plt.subplots(2, 1, figsize=(6, 5.8), sharex=True, layout="constrained")
for ax, (name, model) in zip(axes, models.items(), strict=True):
    nnlib.plots.fitted_curve(model, X, Y, ax=ax)
    ax.set(title=name, xlabel="", ylabel="demand, in thousands")
for text, (point, place) in notes.items():
    ax.annotate(text, point, place, arrowprops={"arrowstyle": "->"}, va="center")
axes[1].set_xlabel("price, in hundreds")
axes[1].get_legend().remove()
figure.savefig(PICTURES / "section_2_one_neuron.png")

# %% A hundred random starts
targets = np.repeat(Y, 100, axis=0)  # a network with 100 outputs is 100 neurons
floor = neuron(-1, 3).cost(X, Y)
print("of 100 random w")
for b in (0, 1):
    many = nnlib.Network([1, 100], output="relu", loss="squared_error", rng=0)
    many.b[1][:] = b
    dead = (many.gradients(X, targets).dW[1] == 0).mean()
    nnlib.train(many, X, targets, learning_rate=0.1, iterations=1000)
    J = np.mean((many.predict(X) - Y) ** 2, axis=1) / 2
    learned = (2 * floor > J).mean()
    print(f"b = {b}: gradient 0 at the start {dead:4.0%}, ", end="")
    print(f"learned the curve {learned:4.0%}")
