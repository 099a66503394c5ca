"""Section 4.1: what loops cost: a dot product, logistic regression and a layer, with loops and without, measured here.

To change: how many terms and nodes there are; the digits, to nnlib.datasets.fashion_mnist() with its 784 features.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

import nnlib
from nnlib import lessons

TERMS = 1_000_000
NODES = 20


def dot(a: Sequence[float] | np.ndarray, b: Sequence[float] | np.ndarray) -> float:
    """Return the sum of a[i] b[i], with a loop."""
    c = 0.0
    for i in range(len(a)):
        c += a[i] * b[i]
    return c


def largest_difference(ways: dict[str, Callable[[], object]]) -> float:
    """Return how far the results are apart, relative to the largest number in each."""
    results = [way() for way in ways.values()]
    columns = zip(*(result if isinstance(result, tuple) else (result,) for result in results), strict=True)
    return max(
        float(np.abs(np.subtract(each, column[0])).max() / np.abs(column[0]).max())
        for column in columns
        for each in column[1:]
    )


def print_slips(a: np.ndarray, b: np.ndarray) -> None:
    """Print what Python says to the notes' lines, and what a single look at the clock is worth."""
    x = w = np.ones((3, 1))
    dw = np.zeros((3, 1))
    print("\nthe notes' lines, as they stand")
    for line in ("range[1, 3]", "np.dot(w, x)", "dw += x[:, 0] * 0.5"):
        try:
            exec(line, {"np": np, "w": w, "x": x, "dw": dw})  # noqa: S102  the lines above
        except (TypeError, ValueError) as error:
            print(f"  {line:<24}{type(error).__name__}: {error}")
    print(f"  dw + x[:, 0] * 0.5      no error, and of shape {(dw + x[:, 0] * 0.5).shape}")

    runs = []
    for _ in range(10):
        initial = time.time()
        np.dot(a, b)
        runs.append(1000 * (time.time() - initial))
    print(f"np.dot by time.time(), ten single runs: {min(runs):.3f} to {max(runs):.3f} ms")


def main() -> None:
    """Compare, measure, and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder for the pictures")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    mpl.use("agg")

    rng = np.random.default_rng(1)
    a, b = rng.random(TERMS), rng.random(TERMS)
    a_list, b_list = a.tolist(), b.tolist()

    # Handwritten digits: is it a zero?
    X, labels = nnlib.datasets.digits()
    Y = labels == 0
    n_x, m = X.shape
    w, bias = 0.1 * rng.standard_normal((n_x, 1)), 0.1
    # So few examples that NumPy's product still runs on one core, as the loops do: several have to wait for each other.
    X_few = X[:, :200]
    W, biases = 0.1 * rng.standard_normal((NODES, n_x)), np.zeros((NODES, 1))

    ladders: dict[str, dict[str, Callable[[], object]]] = {
        f"the dot product of {TERMS:,} terms": {
            "loop, arrays": lambda: dot(a, b),
            "loop, lists": lambda: dot(a_list, b_list),
            "np.dot": lambda: float(np.dot(a, b)),
        },
        f"logistic regression: J, dw, db of {m:,} examples, {n_x} features": {
            "two loops": lambda: lessons.two_loops(X, Y, w, bias),
            "one loop": lambda: lessons.one_loop(X, Y, w, bias),
            "no loop": lambda: lessons.no_loop(X, Y, w, bias),
        },
        f"a layer of {NODES} nodes: Z, A of {X_few.shape[1]} examples, {n_x} features": {
            "node by node": lambda: lessons.node_by_node(X_few, W, biases),
            "stacked rows": lambda: lessons.stacked_rows(X_few, W, biases),
            "all examples": lambda: lessons.all_examples(X_few, W, biases),
        },
    }
    figure, axes = plt.subplots(3, 1, figsize=(7, 6.6), layout="constrained")
    for ax, (title, ways) in zip(axes, ladders.items(), strict=True):
        times = lessons.run_times(ways)
        print(f"\n{title}\n{times}\nlargest difference: {largest_difference(ways):.0e}")
        nnlib.plots.run_times(times, ax=ax).set_title(title, fontsize="medium", loc="left")
    figure.savefig(output / "section_4_speedups.png", dpi=100)
    plt.close("all")

    print_slips(a, b)
    print(f"\nPictures are in {output}")


if __name__ == "__main__":
    main()
