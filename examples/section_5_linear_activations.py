"""Section 5: where linear activations compress: an autoencoder finds the subspace of the principal components.

To change: K, how many numbers are kept of each picture; the initialization, to "xavier", from which the last fractions
of a degree take longer and this learning rate is often too large.
"""

import argparse
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

import nnlib
from nnlib.lessons import largest_angle, principal_subspace

K = 18
SIZES = [2, 10, K, 20, 29]
ITERATIONS = 1500


class Run:
    """An autoencoder with k hidden units and no bend, and how it comes nearer to the principal components."""

    def __init__(self, X: np.ndarray, k: int, seed: int = 0) -> None:
        self.U = principal_subspace(X, k)
        self.X, self.iterations, self.angles = X, [0], []
        self.model = nnlib.Network([64, k, 64], hidden="identity", output="identity", initialization="small", rng=seed)
        self.angles.append(largest_angle(self.model.W[2], self.U))
        history = nnlib.train(
            self.model, X, X, optimizer=nnlib.Momentum(4.0), iterations=ITERATIONS, callbacks=[self.measure], every=10
        )
        self.costs = history.cost

    def measure(self, trainer: nnlib.Trainer) -> None:
        """Measure the angle between what W[2] spans and the principal components."""
        self.iterations.append(len(trainer.history.cost))
        self.angles.append(largest_angle(trainer.model.W[2], self.U))

    @property
    def optimum(self) -> float:
        """The least cost that any linear map through k numbers can have: J of the projection."""
        return float(nnlib.losses.squared_error(self.U @ self.U.T @ self.X, self.X))


def draw_digits(X: np.ndarray, mean: np.ndarray, run: Run, output: Path) -> None:
    """Draw digits, and what the network and the principal components rebuild of them."""
    figure, panels = plt.subplots(3, 1, figsize=(7, 3.1), layout="constrained")
    shown = X[:, :12]
    rows = {
        "digits, 64 numbers each": shown,
        f"rebuilt by the network from {K} numbers each": run.model.predict_proba(shown),
        f"rebuilt by the SVD from {K} numbers each": run.U @ run.U.T @ shown,
    }
    for ax, (title, row) in zip(panels, rows.items(), strict=True):
        nnlib.plots.images(np.clip(row + mean, 0, 1), (8, 8), columns=12, ax=ax)
        ax.set_title(title, fontsize="medium")
    figure.savefig(output / "section_5_compressed_digits.png", dpi=100)
    plt.close(figure)


def draw_course(runs: dict[int, Run], output: Path) -> None:
    """Draw how the cost comes down to the optimum, and the angle to 0."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.8), layout="constrained")
    colours = dict(zip(SIZES, nnlib.plots.style.colours(len(SIZES)), strict=True))
    for k, run in runs.items():
        left.plot(np.arange(1, ITERATIONS + 1), run.costs, color=colours[k])
        left.axhline(run.optimum, color=colours[k], linestyle=":", linewidth=1)
        right.plot(run.iterations, run.angles, color=colours[k])
        right.annotate(
            f"k = {k}", (ITERATIONS, run.angles[-1]), (4, 0), textcoords="offset points", va="center", fontsize="small"
        )
    left.set(xlabel="iteration", ylabel="cost J", xscale="log", yscale="log")
    left.set_title("reconstruction error; dotted: the least possible", fontsize="medium")
    right.set(xlabel="iteration", ylabel="largest angle in degrees", yscale="log")
    right.set_title("decoder against principal components", fontsize="medium")
    figure.savefig(output / "section_5_subspace.png", dpi=100)
    plt.close(figure)


def main() -> None:
    """Train autoencoders of several sizes, and hold them against the singular value decomposition."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder for the pictures")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    mpl.use("agg")

    X, _ = nnlib.datasets.digits()
    mean = X.mean(axis=1, keepdims=True)
    X = X - mean
    singular_values = np.linalg.svd(X, compute_uv=False)
    total = nnlib.losses.squared_error(np.zeros_like(X), X)

    print(f"after {ITERATIONS} iterations; sigma are the singular values\n")
    print(
        f"{'k':>4}{'sigma[k+1]/sigma[k]':>21}{'kept':>8}{'cost J':>11}{'least possible':>17}{'excess':>10}"
        f"{'largest angle, degrees':>25}"
    )
    runs = {}
    for k in SIZES:
        run = runs[k] = Run(X, k)
        J, optimum = run.model.cost(X, X), run.optimum
        ratio, kept = singular_values[k] / singular_values[k - 1], 1 - optimum / total
        print(f"{k:4}{ratio:21.3f}{kept:8.1%}{J:11.6f}{optimum:17.6f}{J / optimum - 1:10.1e}{run.angles[-1]:25.4f}")
    others = [Run(X, K, seed).angles[-1] for seed in (1, 2)]
    print(f"\nk = {K} from two other starts: largest angle {others[0]:.4f} degrees and {others[1]:.4f} degrees")

    run = runs[K]
    W, U = run.model.W, run.U
    apart = np.abs(W[2] @ W[1] @ X - U @ U.T @ X).max()
    print(f"largest |W[2] W[1] x - U U.T x| over all digits and pixels, which go from 0 to 1: {apart:.4f}")
    single = max(largest_angle(W[2][:, [i]], U[:, [i]]) for i in range(K))
    print(f"largest angle between a column of W[2] and the component of the same number: {single:.0f} degrees")

    draw_digits(X, mean, run, output)
    draw_course(runs, output)
    print(f"\nPictures are in {output}")


if __name__ == "__main__":
    main()
