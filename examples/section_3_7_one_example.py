"""Section 3.7: dz = a − y for one example, step by step with numbers; then m examples, with the notes' two loops.

To change: x, w and b of the one example, and y; the learning rate of the m examples.
"""

import argparse
import math
from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

import nnlib
from nnlib.lessons import Variable
from nnlib.plots.style import BLUE, VERMILLION

X1, X2, W1, W2, B = 1.5, -0.5, 0.4, 0.8, 0.1
LEARNING_RATE = 1.0
STEPS = 5


def sigma(z: float) -> float:
    """Return σ(z)."""
    return 1 / (1 + math.exp(-z))


def loss(a: float, y: float) -> float:
    """Return the notes' L(a, y)."""
    return -(y * math.log(a) + (1 - y) * math.log(1 - a))


def quotient(function: Callable[[float], float], at: float, h: float = 1e-5) -> float:
    """Return the difference quotient of a function."""
    return (function(at + h) - function(at - h)) / (2 * h)


def graph(y: float) -> tuple[Variable, Variable]:
    """Return the computation graph of the one example: a, and L."""
    w1, w2 = Variable(W1, "w1"), Variable(W2, "w2")
    wx = ((w1 * X1).named("w1x1") + (w2 * X2).named("w2x2")).named("wᵀx")
    return graph_from((wx + Variable(B, "b")).named("z"), y)


def graph_from(z: Variable, y: float) -> tuple[Variable, Variable]:
    """Return the graph from z on."""
    a = z.sigmoid().named("a")
    # With y = 1 or y = 0 one half of L = −(y log a + (1 − y) log(1 − a)) is left.
    L = -(a.log().named("log a") if y else (1 - a).named("p").log().named("log p"))
    return a, L.named("L")


def print_derivation(y: float) -> None:
    """Print each step of the notes' derivation: by its formula, from the graph, and as a difference quotient."""
    z = W1 * X1 + W2 * X2 + B
    a = sigma(z)
    da = -y / a + (1 - y) / (1 - a)
    dz = da * a * (1 - a)

    def L_of(w1: float = W1, w2: float = W2, b: float = B) -> float:
        return loss(sigma(w1 * X1 + w2 * X2 + b), y)

    a_of_graph, L = graph(y)
    d = L.backward()
    rows = [
        ("(1) da = -y/a + (1-y)/(1-a)", da, d["da"], quotient(lambda a: loss(a, y), a)),
        ("(2) da/dz = a(1-a)", a * (1 - a), a_of_graph.backward()["dz"], quotient(sigma, z)),
        ("(3) dz = (1) * (2)", dz, d["dz"], quotient(lambda z: loss(sigma(z), y), z)),
        ("       = a - y", a - y, d["dz"], quotient(lambda z: loss(sigma(z), y), z)),
        ("dw1 = x1 dz", X1 * dz, d["dw1"], quotient(lambda w1: L_of(w1=w1), W1)),
        ("dw2 = x2 dz", X2 * dz, d["dw2"], quotient(lambda w2: L_of(w2=w2), W2)),
        ("db = dz", dz, d["db"], quotient(lambda b: L_of(b=b), B)),
    ]
    print(f"\ny = {y}: z = {z:.4f}, a = {a:.6f}, L = {loss(a, y):.6f}")
    print(f"{'':<30}{'formula':>12}{'graph':>12}{'quotient':>12}")
    for name, *numbers in rows:
        print(f"{name:<30}" + "".join(f"{number:12.6f}" for number in numbers))


def print_limits() -> None:
    """Print where the notes' loss and sigma stop, and what comes of it when it is computed from z."""
    print("\nwhere y = 0 and z is large:")
    for z in (36.0, 37.0):
        try:
            said = f"{loss(sigma(z), 0):.6f}"
        except ValueError as error:
            said = f"ValueError: {error}"
        exact = nnlib.losses.binary_cross_entropy.from_logits([[z]], [[0]])
        print(f"  z = {z:g}: the notes' -math.log(1 - a): {said}; from z: {exact:.6f}")
    try:
        sigma(-710)
    except OverflowError as error:
        print(f"  z = -710: the notes' sigma: OverflowError: {error}")


def draw_dz(X: np.ndarray, Y: np.ndarray, model: nnlib.LogisticRegression, name: Path) -> None:
    """Draw σ, and for each example a bar from its y to its a: dz."""
    Z, A = model.forward(X).Z[1][0], model.predict_proba(X)[0]
    _, ax = plt.subplots(figsize=(7, 4), layout="constrained")
    z = np.linspace(Z.min() - 0.5, Z.max() + 0.5, 300)
    ax.plot(z, nnlib.activations.sigmoid(z), color="black", linewidth=1, label="a = σ(z)")
    for y, colour in ((1, VERMILLION), (0, BLUE)):
        at = Y[0] == y
        sign = "< 0: z should grow" if y else "> 0: z should shrink"
        ax.vlines(Z[at], y, A[at], color=colour, linewidth=2, label=f"y = {y}: dz = a − y {sign}")
        ax.scatter(Z[at], np.full(at.sum(), y), color=colour, s=14, zorder=3)
    ax.set_xlabel("z")
    ax.set_ylabel("a")
    ax.set_ylim(-0.06, 1.3)
    ax.set_yticks([0, 0.5, 1])
    ax.legend(frameon=False, loc="upper left", ncols=1, fontsize="small")
    plt.savefig(name, dpi=100)


def main() -> None:
    """Derive, loop, compare, descend, and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder for the pictures")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    mpl.use("agg")

    print(f"one example: x = ({X1:g}, {X2:g}), w = ({W1:g}, {W2:g}), b = {B:g}")
    for y in (1, 0):
        print_derivation(y)
    print_limits()
    figure, panels = plt.subplots(2, 1, figsize=(8, 3.6), layout="constrained")
    for ax, y in zip(panels, (1, 0), strict=True):
        z = Variable(round(W1 * X1 + W2 * X2 + B, 6), "z")
        nnlib.plots.computation_graph(graph_from(z, y)[1], ax=ax).set_title(f"y = {y}", fontsize="medium", loc="left")
    figure.savefig(output / "section_3_7_graph.png", dpi=100)

    # m examples: tumours, by their mean radius and mean texture.
    X, Y = nnlib.datasets.breast_cancer()
    X = nnlib.datasets.standardize(X[:2])
    model = nnlib.LogisticRegression(n_x=2)
    w, b = np.array([[W1], [W2]]), B
    model.w, model.b[1] = w, [[b]]
    gradients = model.gradients(X, Y)
    columns = {
        "two loops": nnlib.lessons.two_loops(X, Y, w, b),
        "no loop": nnlib.lessons.no_loop(X, Y, w, b),
        "model": (model.cost(X, Y), gradients.dW[1].T, gradients.db[1].item()),
    }
    print(f"\n{X.shape[1]} examples\n{'':<12}{'J':>14}{'dw1':>14}{'dw2':>14}{'db':>14}")
    table = {name: np.array([J, *dw.ravel(), db]) for name, (J, dw, db) in columns.items()}
    for name, numbers in table.items():
        print(f"{name:<12}" + "".join(f"{number:14.10f}" for number in numbers))
    difference = max(np.abs(numbers - table["model"]).max() for numbers in table.values())
    print(f"largest difference: {difference:.0e}")

    print(
        f"\ngradient descent with the two loops, alpha = {LEARNING_RATE:g}\n"
        f"{'':<6}{'J':>10}{'w1':>10}{'w2':>10}{'b':>10}"
    )
    for step in range(STEPS + 1):
        J, dw, db = nnlib.lessons.two_loops(X, Y, w, b)
        print(f"{step:<6}{J:10.6f}{w[0, 0]:10.6f}{w[1, 0]:10.6f}{b:10.6f}")
        if step < STEPS:
            w, b = w - LEARNING_RATE * dw, b - LEARNING_RATE * db
    nnlib.train(model, X, Y, learning_rate=LEARNING_RATE, iterations=STEPS)
    apart = max(np.abs(model.w - w).max(), abs(model.b[1].item() - b))
    print(f"nnlib.train after {STEPS} steps: w and b differ by at most {apart:.0e}")
    draw_dz(X[:, ::12], Y[:, ::12], model, output / "section_3_7_dz.png")
    plt.close("all")
    print(f"\nPictures are in {output}")


if __name__ == "__main__":
    main()
