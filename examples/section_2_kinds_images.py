"""Section 2, kinds of networks: a convolution is Z = W P + b, where each column of P is a patch of an image.

To change: the number and the size of the kernels; the patches that are marked; the number of training images.
"""

import time
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

import nnlib
from nnlib.layers import Convolution, MaxPool
from nnlib.plots.style import SIGNS, colours

PICTURES = Path("pictures")  # beside where you run this
PICTURES.mkdir(exist_ok=True)

# %% Patches as columns
PATCHES = (0, 28, 45)  # the columns of P that are marked

X, Y = nnlib.datasets.digits()
x = X[:, :1]
model = nnlib.Network(
    [(1, 8, 8), Convolution(1, 3, padding=1), 10],
    output="softmax",
    rng=0,
)
model.W[1] = [[1, 0, -1, 2, 0, -2, 1, 0, -1]]
P = model.layers[1].inputs({0: x}, 1)
Z = model.W[1] @ P + model.b[1]
print(f"P is {P.shape}, Z[1] is {Z.shape}")
print("W[1] P + b[1] is Z[1]:", np.allclose(Z.reshape(-1, 1), model.forward(x).Z[1]))
image = np.pad(x.reshape(8, 8), 1)  # with a rim of zeros
for p in PATCHES:
    i, j = divmod(p, 8)
    patch = image[i : i + 3, j : j + 3].ravel()
    equal = np.array_equal(P[:, p], patch)
    print(f"column {p:2} of P is the patch at ({i}, {j}): {equal}")

# %% Three patches, framed
figure, axes = plt.subplot_mosaic(
    [["image", "kernel", "Z"], ["P", "P", "P"]],
    figsize=(6, 5.3),
    layout="constrained",
)
axes["image"].imshow(image, cmap="gray_r", extent=(-1.5, 8.5, 8.5, -1.5))
axes["kernel"].imshow(model.W[1].reshape(3, 3), cmap=SIGNS, vmin=-2, vmax=2)
axes["Z"].imshow(Z.reshape(8, 8), cmap=SIGNS, vmin=-4, vmax=4)
axes["P"].imshow(P, cmap="gray_r", aspect="auto")
for p, colour in zip(PATCHES, colours(3), strict=True):
    i, j = divmod(p, 8)
    for name, corner, size in (
        ("image", (j - 1.5, i - 1.5), (3, 3)),
        ("Z", (j - 0.5, i - 0.5), (1, 1)),
        ("P", (p - 0.5, -0.5), (1, 9)),
    ):
        frame = Rectangle(corner, *size, fill=False, edgecolor=colour, linewidth=2.5)
        axes[name].add_patch(frame).set_clip_on(False)
for (i, j), weight in np.ndenumerate(model.W[1].reshape(3, 3)):
    label = f"{weight:.0f}".replace("-", "−")
    axes["kernel"].text(j, i, label, ha="center", va="center", color="black")
for name, title in (
    ("image", "image, rim of 0"),
    ("kernel", "the row of W[1]"),
    ("Z", "the row of Z[1]"),
):
    axes[name].set(xticks=[], yticks=[])
    axes[name].set_title(title, fontsize="medium")
axes["P"].set(xlabel="patches: the columns of P and Z[1]", ylabel="pixel of the patch")
figure.savefig(PICTURES / "section_2_kinds_images_patches.png")

# %% Dense and convolutional networks of equal size
DENSE: dict[str, list[Any]] = {"digits": [64, 80, 10], "clothes": [784, 12, 10]}
CONVOLUTION: dict[str, list[Any]] = {
    "digits": [
        (1, 8, 8),
        Convolution(16, 3, padding=1),
        MaxPool(2),
        Convolution(32, 3, padding=1),
        MaxPool(2),
        10,
    ],
    "clothes": [
        (1, 28, 28),
        Convolution(10, 5, stride=2, padding=2),
        MaxPool(2),
        Convolution(16, 3, padding=1),
        10,
    ],
}
LARGER: dict[str, list[Any]] = {"digits": [64, 400, 10], "clothes": [784, 60, 10]}
SEEDS = range(3)


def train(network: list[Any], X: np.ndarray, Y: np.ndarray, seed: int) -> nnlib.Network:
    """Return a trained network: all of them have the same settings."""
    model = nnlib.Network(network, output="softmax", dtype="float32", rng=seed)
    adam = nnlib.Adam(0.002)
    nnlib.train(model, X, Y, optimizer=adam, batch_size=32, epochs=20, rng=seed)
    return model


data = {
    "digits": nnlib.datasets.split(X, Y, test_size=0.5, stratify=True, rng=0),
    "clothes": nnlib.datasets.fashion_mnist(),
}
kinds = {"dense": DENSE, "convolution": CONVOLUTION, "dense, larger": LARGER}
trained = {}
print("test accuracy in %, mean (and range) of 3 seeds")
print(f"{'':23}parameters  seconds   as they are            pixels shuffled")
for name, (X_train, X_test, Y_train, Y_test) in data.items():
    for kind, networks in kinds.items():
        accuracies = np.empty((2, len(SEEDS)))
        start = time.perf_counter()
        for seed in SEEDS:
            shuffled = np.random.default_rng(seed).permutation(len(X_train))
            for row, pixels in ((1, shuffled), (0, slice(None))):
                model = train(networks[name], X_train[pixels], Y_train, seed)
                accuracies[row, seed] = 100 * model.accuracy(X_test[pixels], Y_test)
        trained[name, kind] = model
        seconds = (time.perf_counter() - start) / accuracies.size
        parameters = model.parameters.vector.size
        print(f"{name:9}{kind:14}{parameters:10,}{seconds:9.1f}", end="")
        for each in accuracies:
            print(f"{each.mean():8.1f} ({each.min():.1f} to {each.max():.1f})", end="")
        print()

# %% What the first layers have learned
dense, convolution = (trained["clothes", kind] for kind in ("dense", "convolution"))
x = data["clothes"][1][:, :1]
n, height, width = convolution.layers[1].output_shape
channels = convolution.forward(x).A[1].reshape(n, height * width).T
dead = (dense.forward(X_train).A[1] == 0).all(axis=1).sum()
print(f"dense nodes that are 0 for every image: {dead} of {len(dense.W[1])}")

figure, axes = plt.subplot_mosaic(
    [["dense", "dense"], ["image", "kernels"], ["image", "channels"]],
    figsize=(6, 5.4),
    layout="constrained",
    width_ratios=[1, 3],
    height_ratios=[1.2, 1, 1],
)
nnlib.plots.first_layer_weights(dense, (28, 28), columns=6, ax=axes["dense"])
axes["dense"].set_title(f"dense: {len(dense.W[1])} nodes, {dense.W[1].size:,} weights")
nnlib.plots.first_layer_weights(convolution, (5, 5), columns=5, ax=axes["kernels"])
axes["kernels"].set_title(f"convolution: {n} kernels, {convolution.W[1].size} weights")
nnlib.plots.images(x, (28, 28), ax=axes["image"])
axes["image"].set_title("an image")
nnlib.plots.images(channels, (height, width), columns=5, ax=axes["channels"])
axes["channels"].set_title("A[1]: what they make of the image")
figure.savefig(PICTURES / "section_2_kinds_images_kernels.png")
