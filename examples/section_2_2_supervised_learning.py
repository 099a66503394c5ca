"""Section 2.2: a table of measurements and two sets of pictures are learned by the same three lines of code.

To change: the sizes of the network; another table, with `nnlib.datasets.read_csv`, or other pictures.
"""

from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np

import nnlib

PICTURES = Path("pictures")  # beside where you run this
PICTURES.mkdir(exist_ok=True)


# %% From a table or from pictures to X
def from_table(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return X of a table with one example in each row, and of the rows to test on."""
    return nnlib.datasets.standardize(train.T, test.T)


def from_pictures(*parts: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return X of pictures of shape (m, height, width): each becomes a column."""
    return tuple(pictures.reshape(len(pictures), -1).T for pictures in parts)


def data() -> dict[str, Any]:
    """Return what each kind of data comes as, its labels, and what makes X of it."""
    tumours = nnlib.datasets.breast_cancer()
    digits, classes = nnlib.datasets.digits()
    X_train, X_test, Y_train, Y_test = nnlib.datasets.fashion_mnist()
    clothes = np.hstack([X_train, X_test]).T.reshape(-1, 28, 28)
    return {  # the library has columns already: back to rows and pictures
        "tumours": (tumours.X.T, tumours.Y, from_table),
        "digits": (digits.T.reshape(-1, 8, 8), classes, from_pictures),
        "clothes": (clothes, np.hstack([Y_train, Y_test]), from_pictures),
    }


table, digits = data()["tumours"][0], data()["digits"][0]
X_table, X_digits = from_table(table, table)[0], from_pictures(digits)[0]
print(f"a row of the table: {table[0, :4]} ...")

figure, axes = plt.subplot_mosaic(
    "AA;BC",
    figsize=(6, 4.6),
    height_ratios=[1, 3],
    layout="constrained",
)
above, left, right = axes.values()
nnlib.plots.images(X_digits[:, :10], (8, 8), columns=10, ax=above)
above.set_title(f"pictures: {digits.shape}")
left.imshow(X_digits[:, :10], aspect="auto", cmap="gray_r")
left.set(
    title=f"X of them: {X_digits.shape}",
    xlabel="the first ten examples",
    xticks=[0, 3, 6, 9],
)
right.imshow(X_table[:, :10], aspect="auto", cmap="RdBu_r", vmin=-3, vmax=3)
right.set(
    title=f"X of a table: {X_table.shape}",
    xlabel="the first ten examples",
    xticks=[0, 3, 6, 9],
)
figure.savefig(PICTURES / "section_2_2_supervised_learning.png")

# %% The same three lines for all of them
SPLITS = range(5)


def learn(*data: np.ndarray, hidden: list[int]) -> float:
    """Return the test accuracy of a network, whatever X holds."""
    X, Y, X_test, Y_test = data
    sizes = [len(X), *hidden, int(Y.max()) + 1]
    model = nnlib.Network(sizes, output="softmax", dtype="float32", rng=0)
    adam = nnlib.Adam(0.003)
    nnlib.train(model, X, Y, optimizer=adam, batch_size=32, epochs=20, rng=0)
    return model.accuracy(X_test, Y_test)


print("         comes as       X to train on  no hidden layer  16 hidden nodes")
for name, (raw, Y, make) in data().items():
    accuracies = []
    for seed in SPLITS:
        order = np.random.default_rng(seed).permutation(len(raw))
        test, train = np.split(order, [len(raw) // 5])
        X_train, X_test = make(raw[train], raw[test])
        parts = X_train, Y[:, train], X_test, Y[:, test]
        accuracies.append([learn(*parts, hidden=[]), learn(*parts, hidden=[16])])
    pairs = zip(*accuracies, strict=True)
    texts = [f"{np.mean(each):.1%} +- {np.std(each):.1%}" for each in pairs]
    print(f"{name:8} {raw.shape!s:14} {X_train.shape!s:14}", "    ".join(texts))
print("test accuracy: mean and standard deviation over five splits")
