"""Section 3.7: dz = a − y for one example, step by step with numbers; then m examples, with the notes' two loops.

To change: x, w and b of the one example, and y; the learning rate of the m examples.
"""

import math
from collections.abc import Callable
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import nnlib
from nnlib.lessons import Variable
from nnlib.plots.style import BLUE, VERMILLION

PICTURES = Path("pictures")  # beside where you run this
PICTURES.mkdir(exist_ok=True)
X1, X2, W1, W2, B = 1.5, -0.5, 0.4, 0.8, 0.1
ALPHA = 1.0


# %% The sigmoid, the loss and a difference quotient
def sigma(z: float) -> float:
    """Return σ(z)."""
    return 1 / (1 + math.exp(-z))


def loss(a: float, y: float) -> float:
    """Return the notes' L(a, y)."""
    return -(y * math.log(a) + (1 - y) * math.log(1 - a))


def quotient(function: Callable[[float], float], at: float, h: float = 1e-5) -> float:
    """Return the difference quotient of a function."""
    return (function(at + h) - function(at - h)) / (2 * h)


# %% One example, step by step
def graph_from(z: Variable, y: float) -> tuple[Variable, Variable]:
    """Return a and L on the graph from z on; for y = 1 or 0 one half of L is left."""
    a = z.sigmoid().named("a")
    L = -(a.log().named("log a") if y else (1 - a).named("p").log().named("log p"))
    return a, L.named("L")


def print_derivation(y: float) -> None:
    """Print each derivative by its formula, from the graph, and as a quotient."""
    z = W1 * X1 + W2 * X2 + B
    a = sigma(z)
    da = -y / a + (1 - y) / (1 - a)
    da_dz = a * (1 - a)
    dz = da * da_dz

    w1, w2, b = Variable(W1, "w1"), Variable(W2, "w2"), Variable(B, "b")
    a_of_graph, L = graph_from((w1 * X1 + w2 * X2 + b).named("z"), y)
    d = L.backward()

    def L_of(w1: float, w2: float, b: float) -> float:
        return loss(sigma(w1 * X1 + w2 * X2 + b), y)

    L_of_z = quotient(lambda z: loss(sigma(z), y), z)
    rows = [
        ("(1) da = -y/a + (1-y)/(1-a)", da, d["da"], quotient(lambda a: loss(a, y), a)),
        ("(2) da/dz = a(1-a)", da_dz, a_of_graph.backward()["dz"], quotient(sigma, z)),
        ("(3) dz = (1) * (2)", dz, d["dz"], L_of_z),
        ("       = a - y", a - y, d["dz"], L_of_z),
        ("dw1 = x1 dz", X1 * dz, d["dw1"], quotient(lambda w1: L_of(w1, W2, B), W1)),
        ("dw2 = x2 dz", X2 * dz, d["dw2"], quotient(lambda w2: L_of(W1, w2, B), W2)),
        ("db = dz", dz, d["db"], quotient(lambda b: L_of(W1, W2, b), B)),
    ]
    print(f"y = {y}: z = {z:.4f}, a = {a:.6f}, L = {loss(a, y):.6f}")
    print(f"{'':30}   formula     graph  quotient")
    for name, *numbers in rows:
        print(f"{name:30}" + "".join(f"{number:10.6f}" for number in numbers))


print_derivation(y=1)
print_derivation(y=0)

# %% The graph of one example
graphs = {y: graph_from(Variable(0.3, "z"), y)[1] for y in (1, 0)}
figure, axes = plt.subplots(2, 1, figsize=(7, 3.6), layout="constrained")
for ax, (y, L) in zip(axes, graphs.items(), strict=True):
    nnlib.plots.computation_graph(L, ax=ax).set_title(f"y = {y}", loc="left")
plt.savefig(PICTURES / "section_3_7_graph.png")

# %% Where the formulas stop
for z in (36.0, 37.0):
    exact = nnlib.losses.binary_cross_entropy.from_logits([[z]], [[0]])
    try:
        print(f"z = {z:g}: {loss(sigma(z), 0):.6f}; computed from z: {exact:.6f}")
    except ValueError as error:
        print(f"z = {z:g}: ValueError: {error}; computed from z: {exact:.6f}")
try:
    sigma(-710)
except OverflowError as error:
    print(f"z = -710: OverflowError: {error}")

# %% Two loops, no loop, and the model
X, Y = nnlib.datasets.breast_cancer()
X = nnlib.datasets.standardize(X[:2])  # mean radius and mean texture
model = nnlib.LogisticRegression(n_x=2)
w, b = np.array([[W1], [W2]]), B
model.w, model.b[1] = w, [[b]]

gradients = model.gradients(X, Y)
ways = {
    "two loops": nnlib.lessons.two_loops(X, Y, w, b),
    "no loop": nnlib.lessons.no_loop(X, Y, w, b),
    "model": (model.cost(X, Y), gradients.dW[1].T, gradients.db[1].item()),
}
print(f"{X.shape[1]} examples         J           dw1           dw2            db")
table = np.array([[J, *dw.ravel(), db] for J, dw, db in ways.values()])
for name, numbers in zip(ways, table, strict=True):
    print(f"{name:10}" + "".join(f"{number:14.10f}" for number in numbers))
print(f"largest difference: {np.ptp(table, axis=0).max():.0e}")

# %% Gradient descent with the two loops
print("step         J        w1        w2         b")
for step in range(6):
    J, dw, db = nnlib.lessons.two_loops(X, Y, w, b)
    print(f"{step:4}{J:10.6f}{w[0, 0]:10.6f}{w[1, 0]:10.6f}{b:10.6f}")
    w, b = w - ALPHA * dw, b - ALPHA * db

nnlib.train(model, X, Y, learning_rate=ALPHA, iterations=6)
apart = max(np.abs(model.w - w).max(), abs(model.b[1].item() - b))
print(f"nnlib.train: w and b differ by at most {apart:.0e}")

# %% The bars that gradient descent shortens
some = slice(None, None, 12)
fp, labels = model.forward(X[:, some]), Y[0, some]
Z, A = fp.Z[1][0], fp.A[1][0]
line = np.linspace(Z.min() - 0.5, Z.max() + 0.5, 300)
_, ax = plt.subplots(figsize=(6, 4), layout="constrained")
ax.plot(line, nnlib.activations.sigmoid(line), color="gray", label="a = σ(z)")
signs = {1: (VERMILLION, "< 0: z should grow"), 0: (BLUE, "> 0: z should shrink")}
for y, (colour, sign) in signs.items():
    of_y = labels == y
    ax.vlines(Z[of_y], y, A[of_y], color=colour, label=f"y = {y}: dz = a − y {sign}")
    ax.plot(Z[of_y], labels[of_y], "o", color=colour, markersize=4)
ax.set(xlabel="z", ylabel="a", ylim=(-0.06, 1.45), yticks=[0, 0.5, 1])
ax.legend(frameon=False, loc="upper left")
plt.savefig(PICTURES / "section_3_7_dz.png")
