"""Section 2.2: a table of measurements and two sets of pictures are learned by the same three lines of code.

To change: the sizes of the network; another table, with `nnlib.datasets.read_csv`, or other pictures.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

import nnlib

HIDDEN: dict[str, list[int]] = {"logistic regression": [], "16 hidden nodes": [16]}
SPLITS = range(5)


def learn(X_train: np.ndarray, Y_train: np.ndarray, X_test: np.ndarray, Y_test: np.ndarray, hidden: list[int]) -> float:
    """Return the test accuracy of a network: the same three lines for whatever X holds."""
    model = nnlib.Network([len(X_train), *hidden, int(Y_train.max()) + 1], output="softmax", dtype="float32", rng=0)
    nnlib.train(model, X_train, Y_train, optimizer=nnlib.Adam(0.003), batch_size=32, epochs=20, rng=0)
    return model.accuracy(X_test, Y_test)


def from_table(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return X of a table with one example in each row, whose columns have units of their own, and of test rows."""
    return nnlib.datasets.standardize(train.T, test.T)


def from_pictures(*parts: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return X of pictures of shape (m, height, width): each is unrolled into a column of its pixels."""
    return tuple(pictures.reshape(len(pictures), -1).T for pictures in parts)


Make = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, ...]]


def data() -> dict[str, tuple[np.ndarray, np.ndarray, Make]]:
    """Return for each kind of data what it comes as, its labels, and what makes X of it."""
    measured = nnlib.datasets.breast_cancer()
    X_digits, Y_digits = nnlib.datasets.digits()
    X_train, X_test, Y_train, Y_test = nnlib.datasets.fashion_mnist()
    return {  # turned back into what there was before somebody made columns of it
        "tumours": (measured.X.T, measured.Y, from_table),
        "digits": (X_digits.T.reshape(-1, 8, 8), Y_digits, from_pictures),
        "clothes": (np.hstack([X_train, X_test]).T.reshape(-1, 28, 28), np.hstack([Y_train, Y_test]), from_pictures),
    }


def draw(table: np.ndarray, digits: np.ndarray, output: Path) -> None:
    """Draw above what the data come as, and below the X that is made of it."""
    figure, axes = plt.subplots(2, 2, figsize=(8, 6.4), layout="constrained", height_ratios=[1, 1.4])
    shown = axes[0, 0].table(
        [[f"{value:,.4g}" for value in row[:4]] for row in table[:5]],
        colLabels=[name.removeprefix("mean ") for name in nnlib.datasets.breast_cancer().features[:4]],
        rowLabels=[f"tumour {i}" for i in range(5)],
        bbox=[0.1, 0.0, 0.95, 1.0],
        edges="horizontal",
    )
    shown.auto_set_font_size(False)  # noqa: FBT003  matplotlib's way
    shown.set_fontsize(9)
    axes[0, 0].axis("off")
    axes[0, 0].set_title(f"a table: {table.shape[0]} × {table.shape[1]}", fontsize="medium")
    nnlib.plots.images(from_pictures(digits[:10])[0], (8, 8), columns=5, ax=axes[0, 1])
    axes[0, 1].set_title(f"pictures: {len(digits):,} of 8 × 8 pixels", fontsize="medium")
    for ax, X, made, scale in (
        (
            axes[1, 0],
            from_table(table, table)[0],
            "transposed, standardized",
            {"cmap": "RdBu_r", "vmin": -3, "vmax": 3},
        ),
        (axes[1, 1], from_pictures(digits)[0], "each picture a column", {"cmap": "gray_r", "vmin": 0, "vmax": 1}),
    ):
        shades = ax.imshow(X[:, :10], aspect="auto", interpolation="nearest", **scale)
        ax.set_title(f"X, {X.shape[0]} × {X.shape[1]:,}: {made}", fontsize="medium")
        ax.set_xlabel("examples, the first ten")
        ax.set_ylabel("features")
        ax.set_xticks(range(10))
        figure.colorbar(shades, ax=ax)
    figure.savefig(output / "section_2_2_supervised_learning.png", dpi=100)
    plt.close(figure)


def main() -> None:
    """Learn all three, and draw how X is made."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder for the pictures")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    mpl.use("agg")

    kinds = data()
    print(f"{'':9}{'comes as':>15}{'X to train on':>15}{'classes':>9}" + "".join(f"{name:>21}" for name in HIDDEN))
    for name, (raw, Y, make) in kinds.items():
        tested: dict[str, list[float]] = {model: [] for model in HIDDEN}
        for seed in SPLITS:
            test, train = np.split(np.random.default_rng(seed).permutation(len(raw)), [len(raw) // 5])
            X_train, X_test = make(raw[train], raw[test])
            for model, hidden in HIDDEN.items():
                tested[model].append(learn(X_train, Y[:, train], X_test, Y[:, test], hidden))
        print(
            f"{name:9}{raw.shape!s:>15}{X_train.shape!s:>15}{Y.max() + 1:9.0f}"
            + "".join(f"{f'{np.mean(each):.1%} +- {np.std(each):.1%}':>21}" for each in tested.values())
        )
    print(f"test accuracy: mean and standard deviation over {len(SPLITS)} splits, a fifth held out")
    draw(kinds["tumours"][0], kinds["digits"][0], output)
    print(f"\nPictures are in {output}")


if __name__ == "__main__":
    main()
