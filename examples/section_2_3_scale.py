"""Section 2.3: test accuracy against the amount of data, for softmax regression and networks of three sizes.

To change: the networks; the number of updates; the data, by all of Fashion-MNIST (`nnlib.datasets.read_mnist`), so that
the curves go on to 60,000 images.
"""

import argparse
import functools
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

import nnlib

MODELS = {
    "softmax regression": [784, 10],  # logistic regression of ten classes
    "small: 16": [784, 16, 10],
    "middle: 64": [784, 64, 10],
    "large: 128, 64": [784, 128, 64, 10],
}
AMOUNTS = [20, 60, 200, 600, 2000]
SEEDS = 5
UPDATES, LONGER = 800, 2400
RUNS = [*((m, UPDATES) for m in AMOUNTS), (AMOUNTS[-1], LONGER)]

images = functools.cache(nnlib.datasets.fashion_mnist)  # a process reads them for its first job alone


def job(seed: int, model: str, run: tuple[int, int]) -> dict[str, float]:
    """Train a model on m images, and measure it: the last fifth of its updates with a tenth of the learning rate.

    All models see the same images, and more images are those before with others added.
    """
    m, updates = run
    X_train, X_test, Y_train, Y_test = images()
    chosen = np.random.default_rng(seed).permutation(X_train.shape[1])[:m]
    X, Y = X_train[:, chosen].astype(np.float32), Y_train[:, chosen]
    network = nnlib.Network(MODELS[model], output="softmax", dtype="float32", rng=seed)
    rng = np.random.default_rng(seed)
    last = updates // 5
    nnlib.train(network, X, Y, optimizer=nnlib.Adam(2e-3), batch_size=20, iterations=updates - last, rng=rng)
    nnlib.train(network, X, Y, optimizer=nnlib.Adam(2e-4), batch_size=20, iterations=last, rng=rng)
    return {"accuracy": network.accuracy(X_test, Y_test)}


def draw(accuracies: np.ndarray, gains: np.ndarray, output: Path) -> None:
    """Draw accuracies over amounts of data, and beside them how much better each model is than softmax regression."""
    figure, axes = plt.subplots(1, 2, figsize=(9, 4), layout="constrained")
    for ax, values in zip(axes, (accuracies, gains), strict=True):
        runs = {name: each[: len(AMOUNTS)].T for name, each in zip(MODELS, values, strict=True)}
        nnlib.plots.spread(AMOUNTS, runs, ax=ax)
    axes[0].set_ylabel("test accuracy")
    axes[0].set_title(f"mean of {SEEDS} seeds, band from least to greatest", fontsize="medium")
    axes[1].set_ylabel("percentage points")
    axes[1].set_title("gain over softmax regression, same images", fontsize="medium")
    axes[1].get_legend().remove()
    for ax in axes:
        ax.set_xscale("log")
        ax.set_xticks(AMOUNTS, [f"{m:,}" for m in AMOUNTS])
        ax.minorticks_off()
        ax.set_xlabel("images to train on, m")
    figure.savefig(output / "section_2_3_scale.png", dpi=100)
    plt.close(figure)


def main() -> None:
    """Train every model on every amount of data from every seed, and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder for the pictures")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    mpl.use("agg")

    accuracies = nnlib.sweep(job, {"model": MODELS, "run": RUNS}, SEEDS)["accuracy"]  # (models, runs, seeds)
    gains = 100 * (accuracies - accuracies[0])

    print(f"Fashion-MNIST: up to {AMOUNTS[-1]:,} images to train on, 1,000 to test on; {SEEDS} seeds")
    print(f"the same for all, chosen for none: {UPDATES} updates by Adam, mini-batches of 20, float32")
    print(f"\n{'test accuracy, %':78}{f'{LONGER:,}':>12}")
    print(f"{'m =':18}" + "".join(f"{m:>12,}" for m in AMOUNTS) + f"{'updates':>12}")
    for name, each in zip(MODELS, accuracies, strict=True):
        texts = [f"{100 * runs.mean():.1f} +- {100 * runs.std():.1f}" for runs in each]
        print(f"{name:18}" + "".join(f"{text:>12}" for text in texts))

    print("\ngain over softmax regression on the same images, and the number of seeds with one")
    for name, each in list(zip(MODELS, gains, strict=True))[1:]:
        texts = [f"{runs.mean():+.1f}, {(runs > 0).sum()}" for runs in each]
        print(f"{name:18}" + "".join(f"{text:>12}" for text in texts))
    draw(accuracies, gains, output)
    print(f"\nPictures are in {output}")


if __name__ == "__main__":
    main()
