"""Section 3: a colour photograph unrolled into a vector x and back, in the notes' order and in the course's.

To change: the file, for a picture of your own; its size; the side of the small pictures that a model is trained on.
"""

import argparse
from pathlib import Path
from typing import Literal

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib import cbook
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import nnlib
from nnlib.datasets import image_to_vector, read_image, vector_to_image

PHOTOGRAPH = cbook.get_sample_data("grace_hopper.jpg", asfileobj=False)
SHAPE = (96, 80, 3)
Order = Literal["planar", "interleaved"]
ORDERS: tuple[Order, ...] = ("planar", "interleaved")
COLOURS = ("red", "green", "blue")
FACE, WALL = (75, 95), (20, 190)
"""Top and left of two parts of the photograph when it is 300 pixels high, each 75 high and 60 wide."""


def unroll(image: np.ndarray) -> dict[Order, np.ndarray]:
    """Unroll the photograph in both orders, and print what comes back."""
    height, width, channels = image.shape
    print(f"image: shape (height, width, channels) = {image.shape}, {image.dtype}")
    print(f"n_x = {channels} * {height} * {width} = {image.size}")
    x = {order: image_to_vector(image, order=order) for order in ORDERS}
    print(f"the first pixel is {image[0, 0]}, the second {image[0, 1]} (red, green, blue)")
    for order in ORDERS:
        print(f"  x {order:12}{x[order].shape}, begins with {x[order][:8, 0]}")
    print(f"interleaved is image.reshape(-1, 1): {np.array_equal(x['interleaved'], image.reshape(-1, 1))}")
    for order in ORDERS:
        for taken in ORDERS:
            back = vector_to_image(x[order], image.shape, order=taken)
            print(f"  unrolled {order:12}rolled up {taken:12}{np.mean(back == image):7.1%} of the values in place")
    return x


def colour_strip(ax: Axes, x: np.ndarray, order: Order, n: int = 16) -> None:
    """Draw the first numbers of a vector, each in the colour whose intensity it is."""
    strip = np.zeros((1, n, 3))
    channel = np.zeros(n, dtype=int) if order == "planar" else np.arange(n) % 3
    strip[0, np.arange(n), channel] = x[:n, 0] / 255
    ax.imshow(strip, aspect="auto")
    for k in range(n):
        ax.text(k, 0, str(x[k, 0]), color="white", ha="center", va="center", fontsize=8)
    ax.set(xticks=range(n), xticklabels=range(1, n + 1), yticks=[])
    ax.set_title(f"{order}: the first {n} numbers of x", fontsize="medium")
    ax.tick_params(length=0, labelsize="x-small")


def draw(image: np.ndarray, x: dict[Order, np.ndarray]) -> Figure:
    """Draw the photograph, its channels, the beginnings of both vectors, and what a mixed-up order makes of it."""
    figure = plt.figure(figsize=(9, 4.6), layout="constrained")
    grid = figure.add_gridspec(3, 5, height_ratios=(4, 0.8, 0.8))
    channels = [np.zeros_like(image) for _ in COLOURS]
    for k, channel in enumerate(channels):
        channel[..., k] = image[..., k]
    mixed_up = vector_to_image(x["planar"], image.shape, order="interleaved")
    titles = ("image", *COLOURS, "planar, taken\nfor interleaved")
    for k, (picture, title) in enumerate(zip((image, *channels, mixed_up), titles, strict=True)):
        ax = figure.add_subplot(grid[0, k])
        ax.imshow(picture)
        ax.set_title(title, fontsize="medium")
        ax.set_axis_off()
    for row, order in enumerate(ORDERS, start=1):
        colour_strip(figure.add_subplot(grid[row, :]), x[order], order)
    return figure


def small_pictures(side: int, m: int, rng: int) -> tuple[list[np.ndarray], np.ndarray]:
    """Cut m small pictures out of the photograph, every other one of the face (y = 1), and of the wall (y = 0)."""
    photograph = read_image(PHOTOGRAPH, (300, 256, 3))
    Y = np.arange(m)[np.newaxis] % 2
    pictures = []
    for y, (down, right) in zip(
        Y[0], np.random.default_rng(rng).integers((75 - side, 60 - side), size=(m, 2)), strict=True
    ):
        top, left = FACE if y else WALL
        pictures.append(photograph[top + down : top + down + side, left + right : left + right + side])
    return pictures, Y


def train_in_both_orders() -> None:
    """Print that training does not mind the order, and that trained weights do."""
    pictures, Y = small_pictures(side=12, m=200, rng=1)
    X = {order: np.hstack([image_to_vector(picture, order=order) for picture in pictures]) for order in ORDERS}
    n_x, m = X["planar"].shape
    print(f"\nface or wall? {m} pictures as columns: X has shape ({n_x}, {m})")
    models, costs = {}, {}
    for order in ORDERS:
        models[order] = nnlib.LogisticRegression(n_x)
        costs[order] = nnlib.train(models[order], X[order], Y, learning_rate=0.01, iterations=200).cost
        print(f"  {order:12}J goes from {costs[order][0]:.6f} to {costs[order][-1]:.6f}")
    difference = np.abs(np.subtract(costs["planar"], costs["interleaved"])).max()
    print(f"largest difference of the costs on the way: {difference:.0e}")
    for order in ORDERS:
        for given in ORDERS:
            J, accuracy = models[order].evaluate(X[given], Y)
            print(f"  weights of {order:12}on pictures in {given:12}J = {J:.4f}, accuracy {accuracy:6.1%}")
    W_rolled_up = vector_to_image(models["planar"].w, pictures[0].shape, order="planar")
    difference = np.abs(image_to_vector(W_rolled_up, order="interleaved") - models["interleaved"].w).max()
    print(f"the weights, put into the other order: largest difference {difference:.0e}")


def main() -> None:
    """Unroll, roll up, draw, and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder for the pictures")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    mpl.use("agg")

    image = np.round(255 * read_image(PHOTOGRAPH, SHAPE)).astype(np.uint8)
    draw(image, unroll(image)).savefig(output / "section_3_images.png", dpi=100)
    plt.close("all")
    train_in_both_orders()
    print(f"\nPictures are in {output}")


if __name__ == "__main__":
    main()
