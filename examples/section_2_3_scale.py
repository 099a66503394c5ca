"""Section 2.3: test accuracy against the amount of data, for softmax regression and networks of three sizes.

To change: the networks; the number of updates; the data, by all of Fashion-MNIST (`nnlib.datasets.read_mnist`), so that
the curves go on to 60,000 images.
"""

import argparse
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
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
SEEDS = range(5)
UPDATES, LONGER = 800, 2400


def learn(sizes: list[int], X: np.ndarray, Y: np.ndarray, seed: int, updates: int = UPDATES) -> nnlib.Network:
    """Return a trained network: the last fifth of the updates with a tenth of the learning rate, so that it settles."""
    model = nnlib.Network(sizes, output="softmax", dtype="float32", rng=seed)
    rng = np.random.default_rng(seed)
    last = updates // 5
    nnlib.train(model, X, Y, optimizer=nnlib.Adam(2e-3), batch_size=20, iterations=updates - last, rng=rng)
    nnlib.train(model, X, Y, optimizer=nnlib.Adam(2e-4), batch_size=20, iterations=last, rng=rng)
    return model


def measure(seed: int) -> list[list[float]]:
    """Return the test accuracies of each model: for each amount of data, and for the greatest trained longer.

    All models see the same images, and more images are those before with others added.
    """
    X_train, X_test, Y_train, Y_test = nnlib.datasets.fashion_mnist()
    order = np.random.default_rng(seed).permutation(X_train.shape[1])
    X, Y = X_train[:, order].astype(np.float32), Y_train[:, order]
    return [
        [learn(sizes, X[:, :m], Y[:, :m], seed).accuracy(X_test, Y_test) for m in AMOUNTS]
        + [learn(sizes, X, Y, seed, LONGER).accuracy(X_test, Y_test)]
        for sizes in MODELS.values()
    ]


def draw(accuracies: dict[str, np.ndarray], output: Path) -> None:
    """Draw accuracies over amounts of data, and beside them how much better each model is than softmax regression."""
    figure, axes = plt.subplots(1, 2, figsize=(9, 4), layout="constrained")
    nnlib.plots.spread(AMOUNTS, accuracies, ax=axes[0])
    axes[0].set_ylabel("test accuracy")
    axes[0].set_title(f"mean of {len(SEEDS)} seeds, band from least to greatest", fontsize="medium")
    regression = accuracies["softmax regression"]
    nnlib.plots.spread(AMOUNTS, {name: 100 * (each - regression) for name, each in accuracies.items()}, ax=axes[1])
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

    # Each seed in a process of its own, with one thread: matrices as small as these are not worth sharing out.
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        measured = np.array(list(pool.map(measure, SEEDS)))
    accuracies = {name: measured[:, k, :-1] for k, name in enumerate(MODELS)}
    longer = dict(zip(MODELS, measured[:, :, -1].T, strict=True))

    print(f"Fashion-MNIST: up to {AMOUNTS[-1]:,} images to train on, 1,000 to test on; {len(SEEDS)} seeds")
    print(f"the same for all, chosen for none: {UPDATES} updates by Adam, mini-batches of 20, float32")
    print(f"\n{'test accuracy, %':78}{f'{LONGER:,}':>12}")
    print(f"{'m =':18}" + "".join(f"{m:>12,}" for m in AMOUNTS) + f"{'updates':>12}")
    for name, each in accuracies.items():
        texts = [f"{100 * column.mean():.1f} +- {100 * column.std():.1f}" for column in (*each.T, longer[name])]
        print(f"{name:18}" + "".join(f"{text:>12}" for text in texts))

    print("\ngain over softmax regression on the same images, and the number of seeds with one")
    for name in list(MODELS)[1:]:
        gains = np.column_stack([accuracies[name], longer[name]])
        gains -= np.column_stack([accuracies["softmax regression"], longer["softmax regression"]])
        texts = [f"{100 * column.mean():+.1f}, {(column > 0).sum()}" for column in gains.T]
        print(f"{name:18}" + "".join(f"{text:>12}" for text in texts))
    draw(accuracies, output)
    print(f"\nPictures are in {output}")


if __name__ == "__main__":
    main()
