"""Section 3.6: the derivatives of J = 3 (a + bc) by nudges, by the chain rule, and of a neuron in the same way.

To change: another formula, such as J = (a + b) * (b + c), in which b is used twice; a larger nudge.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import nnlib
from nnlib.lessons import Variable

PICTURES = Path("pictures")  # beside where you run this
PICTURES.mkdir(exist_ok=True)

# %% The graph of J = 3 (a + bc)
a, b, c = Variable(5, "a"), Variable(3, "b"), Variable(2, "c")
u = (b * c).named("u")
v = (a + u).named("v")
J = (3 * v).named("J")

d = J.backward()
print(f"forward: u = {u.value:g}, v = {v.value:g}, J = {J.value:g}")
print("backward:", ", ".join(f"d{name} = {d['d' + name]:g}" for name in "vuabc"))
print(f"at c = 3: J = {J.forward({c: 3})['J']:g}, db = {J.backward({c: 3})['db']:g}")

_, ax = plt.subplots(figsize=(7, 4.1), layout="constrained")
nnlib.plots.computation_graph(J, ax=ax)
plt.savefig(PICTURES / "section_3_6_computation_graph.png")

# %% Nudge a
print("    a         v         J    quotient")
for nudge in (1, 0.1, 0.001):
    now = J.forward({a: 5 + nudge})
    quotient = (now["J"] - 33) / nudge
    print(f"{now['a']:.3f}{now['v']:10.3f}{now['J']:10.3f}{quotient:12.6f}")

# %% Nudge w, where J is a square
w = Variable(3, "w")
square = (w**2).named("J")
print(f"dw = {square.backward()['dw']:g}\n  nudge  quotient  too much by")
for nudge in (1, 0.1, 0.01, 0.001):
    quotient = (square.forward({w: 3 + nudge})["J"] - 9) / nudge
    print(f"{nudge:7g}{quotient:10.6f}{quotient - 6:13.6f}")

# %% A neuron
w, x, b = Variable(0.5, "w"), Variable(2, "x"), Variable(-0.2, "b")
z = ((w * x).named("wx") + b).named("z")
a = z.sigmoid().named("a")
L = (-a.log().named("log a")).named("L")  # the loss for y = 1

d = L.backward()
print(f"a - y = {a.value - 1:.6f}, dz = {d['dz']:.6f}, dw = x dz = {d['dw']:.6f}")

nnlib.plots.computation_graph(L)
plt.savefig(PICTURES / "section_3_6_neuron.png")

# %% A whole network, number by number
X, Y = nnlib.datasets.flower(m=5, rng=1)
model = nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3)
graph = nnlib.lessons.graph_of(model, X, Y)
of_graph, gradients = graph.J.backward(), model.gradients(X, Y)
differences = [np.abs(of_graph[graph.W[l]] - gradients.dW[l]).max() for l in (1, 2)]
print(f"{len(graph.J.variables())} variables for {X.shape[1]} examples")
print(f"largest difference from backward propagation's dW: {max(differences):.1e}")
