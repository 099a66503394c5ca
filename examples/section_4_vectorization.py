"""Section 4.1: what loops cost: a dot product, logistic regression and a layer, with loops and without, measured here.

To change: how many terms and nodes there are; the digits, to nnlib.datasets.fashion_mnist() with its 784 features.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import nnlib
from nnlib import lessons

PICTURES = Path("pictures")  # beside where you run this
PICTURES.mkdir(exist_ok=True)


# %% A dot product
def dot(a: Sequence[float] | np.ndarray, b: Sequence[float] | np.ndarray) -> float:
    """Return the sum of a[i] b[i], with a loop."""
    c = 0.0
    for i in range(len(a)):
        c += a[i] * b[i]
    return c


rng = np.random.default_rng(1)
a, b = rng.random(1_000_000), rng.random(1_000_000)
a_list, b_list = a.tolist(), b.tolist()
products = {
    "loop, arrays": lambda: dot(a, b),
    "loop, lists": lambda: dot(a_list, b_list),
    "np.dot": lambda: float(np.dot(a, b)),
}
times_of_products = lessons.run_times(products)
print(times_of_products)

# %% Logistic regression
X, labels = nnlib.datasets.digits()
Y = labels == 0  # is it a zero?
n_x, m = X.shape
w, bias = 0.1 * rng.standard_normal((n_x, 1)), 0.1
regressions = {
    "two loops": lambda: lessons.two_loops(X, Y, w, bias),
    "one loop": lambda: lessons.one_loop(X, Y, w, bias),
    "no loop": lambda: lessons.no_loop(X, Y, w, bias),
}
times_of_regressions = lessons.run_times(regressions)
print(f"m = {m}, n_x = {n_x}\n{times_of_regressions}")

# %% A layer
X_few = X[:, :200]  # so few that NumPy's product runs on one core, as the loops do
W, biases = 0.1 * rng.standard_normal((20, n_x)), np.zeros((20, 1))
layers = {
    "node by node": lambda: lessons.node_by_node(X_few, W, biases),
    "stacked rows": lambda: lessons.stacked_rows(X_few, W, biases),
    "all examples": lambda: lessons.all_examples(X_few, W, biases),
}
times_of_layers = lessons.run_times(layers)
print(f"W {W.shape}, X {X_few.shape}\n{times_of_layers}")


# %% The same numbers
def largest_difference(ways: Mapping[str, Callable[[], object]]) -> float:
    """Return how far the results are apart, relative to the largest number in each."""
    results = [way() for way in ways.values()]
    tuples = [each if isinstance(each, tuple) else (each,) for each in results]
    differences = [
        float(np.abs(np.subtract(number, first)).max() / np.abs(first).max())
        for other in tuples[1:]
        for number, first in zip(other, tuples[0], strict=True)
    ]
    return max(differences)


for name, ways in (("dot", products), ("regression", regressions), ("layer", layers)):
    print(f"{name:11} largest difference {largest_difference(ways):.0e}")

# %% The three comparisons
comparisons = {
    "dot product of 1,000,000 terms": times_of_products,
    "logistic regression: J, dw, db": times_of_regressions,
    "a layer: Z, A": times_of_layers,
}
figure, axes = plt.subplots(3, 1, figsize=(6, 5.6), layout="constrained")
for ax, (title, times) in zip(axes, comparisons.items(), strict=True):
    nnlib.plots.run_times(times, ax=ax).set_title(title, fontsize="medium", loc="left")
plt.savefig(PICTURES / "section_4_speedups.png")

# %% Ten single measurements
runs = []
for _ in range(10):
    start = time.time()
    np.dot(a, b)
    runs.append(time.time() - start)
print("np.dot by time.time(), ten single runs: the longest took")
print(f"{max(runs) / min(runs):.3f} times as long as the shortest")

# %% The notes' lines as they stand
w = x = np.ones((3, 1))
dw = np.zeros((3, 1))
for line in ("range[1, 3]", "np.dot(w, x)", "dw += x[:, 0] * 0.5"):
    try:
        exec(line)  # noqa: S102  the lines above
    except (TypeError, ValueError) as error:
        print(f"{line:19} {type(error).__name__}: {error}")
print(f"dw + x[:, 0] * 0.5  no error, and of shape {(dw + x[:, 0] * 0.5).shape}")
