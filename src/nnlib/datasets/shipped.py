"""Real data that comes with the library, so that nothing has to be downloaded."""

from pathlib import Path

import numpy as np

from nnlib._arrays import Array
from nnlib.datasets.csv_tables import read_csv
from nnlib.datasets.tables import Table

FOLDER = Path(__file__).parent

FASHION_CLASSES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)
"""What the labels 0 to 9 of Fashion-MNIST stand for."""


def digits() -> tuple[Array, Array]:
    """Return 1,797 handwritten digits: images of 8×8 pixels, and which digit each shows.

    Alpaydin, Kaynak: Optical Recognition of Handwritten Digits. UCI Machine Learning Repository, 1998,
    https://doi.org/10.24432/C50P49, CC BY 4.0.

    Returns
    -------
    X : ndarray of shape (64, 1797), float64
        Pixels row by row, from 0 (paper) to 1 (ink); ``X[:, i].reshape(8, 8)`` is image i.
    Y : ndarray of shape (1, 1797), int64
        The digits, 0 to 9.

    Examples
    --------
    >>> X, Y = digits()
    >>> X.shape, Y[:, :10]
    ((64, 1797), array([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]))
    """
    with np.load(FOLDER / "digits.npz") as arrays:
        return columns(arrays["pixels"], 16), row(arrays["labels"])


def fashion_mnist() -> tuple[Array, Array, Array, Array]:
    """Return 3,000 images of clothing of 28×28 pixels, 2,000 to train on and 1,000 to test on, all classes alike.

    They are the first of each class; `read_mnist` reads all 70,000 where they are at hand.

    Xiao, Rasul, Vollgraf: Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms. 2017,
    https://arxiv.org/abs/1708.07747, MIT licence.

    Returns
    -------
    X_train, X_test : ndarray of shape (784, 2000) and (784, 1000), float64
        Pixels row by row, from 0 (background) to 1; ``X_train[:, i].reshape(28, 28)`` is image i.
    Y_train, Y_test : ndarray of shape (1, 2000) and (1, 1000), int64
        The classes, 0 to 9, which ``nnlib.datasets.FASHION_CLASSES`` names.

    Examples
    --------
    >>> X_train, X_test, Y_train, Y_test = fashion_mnist()
    >>> X_train.shape, Y_test.shape
    ((784, 2000), (1, 1000))
    >>> FASHION_CLASSES[Y_train[0, 0]]
    'Ankle boot'
    """
    with np.load(FOLDER / "fashion_mnist.npz") as arrays:
        X_train, X_test = (columns(arrays[f"{part}_pixels"], 255) for part in ("train", "test"))
        Y_train, Y_test = (row(arrays[f"{part}_labels"]) for part in ("train", "test"))
    return X_train, X_test, Y_train, Y_test


def breast_cancer() -> Table:
    """Return 569 tumours, each described by 30 numbers, and whether they were malignant.

    Wolberg, Mangasarian, Street, Street: Breast Cancer Wisconsin (Diagnostic). UCI Machine Learning Repository, 1993,
    https://doi.org/10.24432/C5DW2B, CC BY 4.0.

    Returns
    -------
    Table
        ``X`` of shape (30, 569): the measurements, in units that differ widely, so `standardize` them; ``Y`` of shape
        (1, 569): 1 malignant, 0 benign (scikit-learn's are the other way round); ``features`` names the rows of X.

    Examples
    --------
    >>> table = breast_cancer()
    >>> table.X.shape, table.features[:2], table.classes
    ((30, 569), ('mean radius', 'mean texture'), ('benign', 'malignant'))
    """
    return read_csv(FOLDER / "breast_cancer.csv", target="diagnosis")


def columns(pixels: Array, white: int) -> Array:
    """Return images as columns of numbers from 0 to 1, each image's side by side in memory."""
    return (pixels.reshape(len(pixels), -1) / white).T


def row(labels: Array) -> Array:
    """Return labels as one row."""
    return labels.astype(np.int64)[np.newaxis]
