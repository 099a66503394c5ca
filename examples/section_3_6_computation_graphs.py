"""Section 3.6: the derivatives of J = 3 (a + bc) by nudges, by the chain rule, and of a neuron in the same way.

To change: another formula, such as J = (a + b) * (b + c), in which b is used twice; a larger nudge.
"""

import argparse
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

import nnlib
from nnlib.lessons import Variable


def print_nudges(J: Variable, a: Variable) -> None:
    """Print what J does when a goes from 5 a little upward, and what that makes for each unit of a."""
    print(f"\n{'a':>10}{'v':>12}{'J':>12}{'quotient':>12}")
    for nudge in (1, 0.1, 0.001):
        values = J.forward({a: a.value + nudge})
        print(f"{values['a']:10.3f}{values['v']:12.3f}{values['J']:12.3f}{(values['J'] - J.value) / nudge:12.6f}")


def print_shrinking_nudges() -> None:
    """Print the same for J = w², where the answer depends on how far w is nudged."""
    w = Variable(3, "w")
    J = (w**2).named("J")
    exact = J.backward()["dw"]
    print(f"\nJ = w^2, w = 3: dw = {exact:g}\n{'nudge':>10}{'quotient':>14}{'too much by':>14}")
    for nudge in (1, 0.1, 0.01, 0.001):
        quotient = (J.forward({w: 3 + nudge})["J"] - J.value) / nudge
        print(f"{nudge:10g}{quotient:14.6f}{quotient - exact:14.6f}")


def print_bridge() -> None:
    """Print how far the graph of a whole network is from backward propagation."""
    X, Y = nnlib.datasets.flower(m=5, rng=1)
    model = nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3)
    graph, gradients = nnlib.lessons.graph_of(model, X, Y), model.gradients(X, Y)
    derivatives = graph.J.backward()
    difference = max(np.abs(derivatives[graph.W[l]] - gradients.dW[l]).max() for l in model.W)
    print(f"\nThe graph of {model}")
    print(f"for {X.shape[1]} examples: {len(graph.J.variables())} variables")
    print(f"largest difference from backward propagation's dW: {difference:.1e}")


def main() -> None:
    """Build the graph, go forward and backward, nudge, and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder for the pictures")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    mpl.use("agg")

    a, b, c = Variable(5, "a"), Variable(3, "b"), Variable(2, "c")
    u = (b * c).named("u")
    v = (a + u).named("v")
    J = (3 * v).named("J")
    print("forward:", ", ".join(str(each) for each in (u, v, J)))
    derivatives = J.backward()
    print("backward:", ", ".join(f"d{name} = {derivatives['d' + name]:g}" for name in ("v", "u", "a", "b", "c")))
    print(f"at c = 3: J = {J.forward({c: 3})['J']:g}, db = {J.backward({c: 3})['db']:g}")
    print_nudges(J, a)
    print_shrinking_nudges()
    nnlib.plots.computation_graph(J)
    plt.savefig(output / "section_3_6_computation_graph.png", dpi=100)

    # The same for a neuron with one feature: a = σ(wx + b), and its loss where y = 1.
    w, x, bias = Variable(0.5, "w"), Variable(2, "x"), Variable(-0.2, "b")
    z = ((w * x).named("wx") + bias).named("z")
    activation = z.sigmoid().named("a")
    L = (-activation.log().named("log a")).named("L")
    d = L.backward()
    print(f"\na neuron, y = 1: a - y = {activation.value - 1:.6f}, dz = {d['dz']:.6f}, dw = x dz = {d['dw']:.6f}")
    nnlib.plots.computation_graph(L)
    plt.savefig(output / "section_3_6_neuron.png", dpi=100)
    plt.close("all")

    print_bridge()
    print(f"\nPictures are in {output}")


if __name__ == "__main__":
    main()
