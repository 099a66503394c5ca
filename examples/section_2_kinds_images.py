"""Section 2, kinds of networks: a convolution is Z = W P + b, where each column of P is a patch of an image.

To change: the number and the size of the kernels; the patches that are marked; the number of training images.
"""

import argparse
import time
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

import nnlib
from nnlib.layers import Convolution, Layer, MaxPool
from nnlib.plots.style import SIGNS, colours

Sizes = list[int | Layer | MaxPool | tuple[int, ...]]

DENSE: dict[str, Sizes] = {"digits": [64, 80, 10], "clothes": [784, 12, 10]}
CONVOLUTION: dict[str, Sizes] = {
    "digits": [(1, 8, 8), Convolution(16, 3, padding=1), MaxPool(2), Convolution(32, 3, padding=1), MaxPool(2), 10],
    "clothes": [(1, 28, 28), Convolution(10, 5, stride=2, padding=2), MaxPool(2), Convolution(16, 3, padding=1), 10],
}
LARGE: dict[str, Sizes] = {"digits": [64, 400, 10], "clothes": [784, 60, 10]}
SEEDS = range(3)
PATCHES = (0, 28, 45)
"""The columns of P that are marked."""


def print_patches(x: np.ndarray) -> None:
    """Print which pixels make which column of P, that W P + b is Z, and how often each pixel stands in P."""
    model = nnlib.Network(CONVOLUTION["digits"], output="softmax", rng=0)
    layer = model.layers[1]
    P = layer.inputs({0: x}, 1)
    print(f"an image of 8x8 pixels becomes P, {P.shape}: a row for each pixel of the kernel, a column for each patch")
    for p in PATCHES:
        top, left = p // 8 - 1, p % 8 - 1  # one pixel of padding
        print(f"  column {p:2}: rows {top} to {top + 2}, columns {left} to {left + 2} of the image, and 0 outside")
    Z = model.W[1] @ P + model.b[1]
    print(f"W[1] P + b[1], {Z.shape}, is Z[1]: {np.allclose(Z.reshape(-1, 1), model.forward(x).Z[1])}")
    print("how often each pixel stands in P: dA adds up as many derivatives (the upper half of the image)")
    for row in layer.back(np.ones_like(P), {0: x}, 1).reshape(8, 8)[:4]:
        print("   " + "".join(f"{count:3.0f}" for count in row))


def train(network: Sizes, X: np.ndarray, Y: np.ndarray, seed: int) -> nnlib.Network:
    """Return a trained network: all of them have the same settings."""
    model = nnlib.Network(network, output="softmax", dtype="float32", rng=seed)
    nnlib.train(model, X, Y, optimizer=nnlib.Adam(0.002), batch_size=32, epochs=20, rng=seed)
    return model


def compare(name: str, data: tuple[np.ndarray, ...]) -> dict[str, nnlib.Network]:
    """Print how well each network does, also with the pixels shuffled; return those of the last seed."""
    X_train, X_test, Y_train, Y_test = data
    kept = {}
    for kind, networks in {"dense": DENSE, "convolution": CONVOLUTION, "dense, larger": LARGE}.items():
        accuracies = np.empty((2, len(SEEDS)))
        seconds = 0.0
        for seed in SEEDS:
            shuffled = np.random.default_rng(seed).permutation(len(X_train))
            start = time.perf_counter()
            kept[kind] = model = train(networks[name], X_train, Y_train, seed)
            seconds += time.perf_counter() - start
            accuracies[0, seed] = model.accuracy(X_test, Y_test)
            accuracies[1, seed] = train(networks[name], X_train[shuffled], Y_train, seed).accuracy(
                X_test[shuffled], Y_test
            )
        columns = "".join(
            f"{100 * row.mean():9.1f} ({100 * row.min():.1f} to {100 * row.max():.1f})" for row in accuracies
        )
        size = model.parameters.vector.size
        print(f"{name:9}{kind:14}{size:10,}{seconds / len(SEEDS):9.1f}{columns}")
    return kept


def mark(ax: Axes, left: float, top: float, width: int, height: int, colour: str, number: int) -> None:
    """Draw a frame around pixels, with its number above."""
    corner = left - 0.5, top - 0.5
    ax.add_patch(
        Rectangle(corner, width, height, facecolor="none", edgecolor=colour, linewidth=2.5, clip_on=False, zorder=3)
    )
    ax.annotate(
        f"{number}",
        (corner[0] + width / 2, corner[1]),
        (0, 2),
        textcoords="offset points",
        ha="center",
        va="bottom",
        weight="bold",
        color="white",
        bbox={"facecolor": colour, "edgecolor": "none", "boxstyle": "round,pad=0.12"},
        zorder=4,
    )


def draw_patches(model: nnlib.Network, x: np.ndarray, output: Path) -> None:
    """Draw an image, P with some of its columns marked, and what one kernel makes of them."""
    P = model.layers[1].inputs({0: x}, 1)
    Z = model.W[1] @ P + model.b[1]
    kernel = Z.std(axis=1).argmax()
    W = model.W[1][kernel].reshape(3, 3)
    figure, axes = plt.subplot_mosaic(
        [["image", "W", "Z"], ["P", "P", "P"]], figsize=(8, 5.8), layout="constrained", height_ratios=[1.35, 1]
    )
    signs = mpl.colors.CenteredNorm
    axes["image"].imshow(np.pad(x.reshape(8, 8), 1), cmap="gray_r", extent=(-1.5, 8.5, 8.5, -1.5))
    axes["image"].add_patch(Rectangle((-0.5, -0.5), 8, 8, facecolor="none", edgecolor="grey", linestyle="--"))
    axes["W"].imshow(W, cmap=SIGNS, norm=signs())
    for (i, j), weight in np.ndenumerate(W):
        axes["W"].text(j, i, f"{weight:.2f}".replace("-", "−"), ha="center", va="center", color="black")
    axes["Z"].imshow(Z[kernel].reshape(8, 8), cmap=SIGNS, norm=signs())
    axes["P"].imshow(P, cmap="gray_r", aspect="auto")
    for p, colour in zip(PATCHES, colours(3), strict=True):
        row, column = divmod(p, 8)
        mark(axes["image"], column - 1, row - 1, 3, 3, colour, p)
        mark(axes["Z"], column, row, 1, 1, colour, p)
        mark(axes["P"], p, 0, 1, 9, colour, p)
    titles = {"image": "the image, with a rim of zeros", "W": "a kernel, a row of W[1]", "Z": "its row of Z[1]"}
    for part, title in titles.items():
        axes[part].set(xticks=[], yticks=[])
        axes[part].set_title(title, fontsize="medium", pad=14)
    axes["P"].set_yticks(range(9), [f"{i}, {j}" for i in range(3) for j in range(3)])
    axes["P"].set(xlabel="patches: the columns of P, and of Z[1] = W[1] P + b[1]", ylabel="pixel of the patch")
    figure.savefig(output / "section_2_kinds_images_patches.png", dpi=100)
    plt.close(figure)


def draw_kernels(dense: nnlib.Network, convolution: nnlib.Network, x: np.ndarray, output: Path) -> None:
    """Draw the first layer of both networks for clothes, and what the kernels make of one image."""
    n, height, width = convolution.layers[1].output_shape
    figure, axes = plt.subplot_mosaic(
        [["dense", "dense"], ["image", "kernels"], ["image", "A"]],
        figsize=(8, 4.6),
        layout="constrained",
        width_ratios=[1, 3.6],
        height_ratios=[2.2, 1, 1],
    )
    nnlib.plots.first_layer_weights(dense, (28, 28), columns=6, ax=axes["dense"])
    axes["dense"].set_title(f"dense: {len(dense.W[1])} nodes, {dense.W[1].size:,} weights", fontsize="medium")
    nnlib.plots.first_layer_weights(convolution, (5, 5), columns=n, ax=axes["kernels"])
    axes["kernels"].set_title(f"convolution: {n} kernels, {convolution.W[1].size} weights", fontsize="medium")
    nnlib.plots.images(x, (28, 28), ax=axes["image"])
    axes["image"].set_title("an image", fontsize="medium")
    channels = convolution.forward(x).A[1].reshape(n, height * width).T
    nnlib.plots.images(channels, (height, width), columns=n, ax=axes["A"])
    axes["A"].set_title("A[1]: what each kernel makes of the image", fontsize="medium")
    figure.savefig(output / "section_2_kinds_images_kernels.png", dpi=100)
    plt.close(figure)


def main() -> None:
    """Compare dense networks with convolutional ones, and look at what the kernels are and do."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder for the pictures")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    mpl.use("agg")

    digits = nnlib.datasets.split(*nnlib.datasets.digits(), test_size=0.5, stratify=True, rng=0)
    clothes = nnlib.datasets.fashion_mnist()
    digit = digits[1][:, :1]
    print_patches(digit)
    for name, network in CONVOLUTION.items():
        print(f"\nthe network for {name}\n{nnlib.Network(network, output='softmax').layers}")
    print(f"\ntest accuracy in %, mean (and range) of {len(SEEDS)} seeds")
    print(f"{'':23}{'parameters':>10}{'seconds':>9}{'':9}as they are{'':7}pixels shuffled")
    models = {name: compare(name, data) for name, data in (("digits", digits), ("clothes", clothes))}

    draw_patches(models["digits"]["convolution"], digit, output)
    draw_kernels(models["clothes"]["dense"], models["clothes"]["convolution"], clothes[1][:, :1], output)
    print(f"\nPictures are in {output}")


if __name__ == "__main__":
    main()
