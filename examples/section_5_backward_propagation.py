"""Section 5: one update of a small network: every line of the notes with its shape and its numbers, and all drawn.

To change: the sizes of the network, and "tanh" to "relu": where does dZ[1] become 0?
"""

import argparse
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

import nnlib


def print_slips(W: dict[int, np.ndarray], b: np.ndarray, X: np.ndarray, forward: dict[str, np.ndarray]) -> None:
    """Print what comes of the transposes in the notes' forward lines."""
    off = np.abs(W[1].T @ X + b - forward["Z[1]"]).max()
    print(f"\nthe notes' W[1].T X + b[1]: no error, since W[1] is square, and wrong by up to {off:.2f}")
    try:
        np.dot(W[2].T, forward["A[1]"])
    except ValueError as error:
        print(f"the notes' W[2].T A[1]: {error}")


def print_dZ(Z: np.ndarray, Y: np.ndarray, dZ: np.ndarray) -> None:
    """Print that dZ is the derivative of each example's loss, which is m times that of J."""
    J, h = nnlib.losses.binary_cross_entropy.from_logits, 1e-6
    nudge = np.zeros_like(Z)
    nudge[0, 0] = h
    quotient = (J(Z + nudge, Y) - J(Z - nudge, Y)) / (2 * h)
    print(f"dZ[2][0, 0] = {dZ[0, 0]:.6f}, and dJ/dZ[2][0, 0] = {quotient:.6f}: one m-th of it, m = {Y.shape[1]}")


def main() -> None:
    """Trace, look closer at some lines, and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder for the pictures")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    mpl.use("agg")

    X, Y = np.array([[0.5, -1.0, 2.0], [1.0, 0.3, -0.7]]), np.array([[1, 1, 0]])
    model = nnlib.ShallowNetwork(n_x=2, n_h=2, n_y=1, hidden="tanh", rng=1)
    trace = nnlib.lessons.trace(model, X, Y, learning_rate=1.0)
    with np.printoptions(precision=4, suppress=True):
        print(trace)

    forward = {name: line.value for name, line in trace.forward.items()}
    backward = {name: line.value for name, line in trace.backward.items()}
    print_slips({l: model.W[l] for l in (1, 2)}, model.b[1], X, forward)
    print_dZ(forward["Z[2]"], Y, backward["dZ[2]"])

    updated = model.copy()
    for l in (1, 2):
        updated.W[l], updated.b[l] = trace.update[f"W[{l}]"].value, trace.update[f"b[{l}]"].value
    print(f"J before the update {model.cost(X, Y):.6f}, after it {updated.cost(X, Y):.6f}")

    nnlib.plots.trace(trace)
    plt.savefig(output / "section_5_trace.png", dpi=100)
    plt.close("all")
    print(f"\nPictures are in {output}")


if __name__ == "__main__":
    main()
