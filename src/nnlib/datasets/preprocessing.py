"""From data to what a network takes: one-hot labels, held-out examples, standardized features."""

from typing import overload

import numpy as np

from nnlib._arrays import Array, ArrayLike, Seed
from nnlib._validation import class_labels, count, finite, matrix, number, random_generator
from nnlib.datasets.scaling import Standardizer, alike


def one_hot(Y: ArrayLike, n_y: int | None = None) -> Array:
    """Return class indices as one-hot columns.

    Parameters
    ----------
    Y : array_like of shape (1, m)
        Whole numbers from 0.
    n_y : int, optional
        The number of classes; by default one more than the largest index.

    Returns
    -------
    ndarray of shape (n_y, m), float64
        In each column one 1, and 0 elsewhere.

    Examples
    --------
    >>> one_hot([[2, 0]]).tolist()
    [[0.0, 1.0], [0.0, 0.0], [1.0, 0.0]]
    """
    indices = matrix("Y", Y)
    finite("Y", indices, np.float64)
    if indices.shape[0] != 1:
        slip = ": is Y transposed?" if indices.shape[1] == 1 else ""
        msg = f"Y must be one row of class indices, got shape {indices.shape}{slip}"
        raise ValueError(msg)
    n_y = max(int(indices.max()) + 1, 1) if n_y is None else count("n_y", n_y)
    return class_labels(indices, n_y, indices.shape[1], np.float64)


def split(X: ArrayLike, Y: ArrayLike, *, test_size: float = 0.2, rng: Seed = None) -> tuple[Array, Array, Array, Array]:
    """Return a random part of the examples to train on, and the rest to test on.

    Parameters
    ----------
    X, Y : array_like of shape (n_x, m) and (n_y, m)
        Examples in columns, and their labels.
    test_size : float or int, default 0.2
        The fraction of the examples to hold out (rounded), or their number.
    rng : int, numpy.random.Generator or None, optional
        The source of the permutation.

    Returns
    -------
    tuple of ndarray
        X_train, X_test, Y_train, Y_test: copies, in random order.

    Examples
    --------
    >>> import nnlib
    >>> X, Y = nnlib.datasets.digits()
    >>> X_train, X_test, Y_train, Y_test = split(X, Y, test_size=0.2, rng=0)
    >>> X_train.shape, X_test.shape
    ((64, 1438), (64, 359))
    """
    X, Y = matrix("X", X), matrix("Y", Y)
    m = X.shape[1]
    if Y.shape[1] != m:
        msg = f"X has {m} columns and Y has {Y.shape[1]}: each column is one example, so both need the same number"
        raise ValueError(msg)
    if not 0 < number("test_size", test_size) < 1 and isinstance(test_size, float | np.floating):
        msg = f"test_size must be a fraction between 0 and 1, or a whole number of examples, got {test_size!r}"
        raise ValueError(msg)
    held_out = round(test_size * m) if isinstance(test_size, float | np.floating) else count("test_size", test_size)
    if not 0 < held_out < m:
        msg = f"test_size={test_size!r} of {m} examples leaves {m - held_out} to train on and {held_out} to test on"
        raise ValueError(msg)
    order = random_generator(rng).permutation(m)
    test, train = order[:held_out], order[held_out:]
    # Indexing the rows of X.T keeps one example's features side by side.
    return X.T[train].T, X.T[test].T, Y.T[train].T, Y.T[test].T


@overload
def standardize(X_train: ArrayLike) -> Array: ...
@overload
def standardize(X_train: ArrayLike, *others: ArrayLike) -> tuple[Array, ...]: ...
def standardize(X_train: ArrayLike, *others: ArrayLike) -> Array | tuple[Array, ...]:
    """Return features with mean 0 and standard deviation 1 on the training data, and others scaled alike.

    Means and deviations are those of `X_train`, whatever the others hold, so that nothing of the test data leaks into
    training. A feature that is constant on the training data, but for rounding, is only shifted. To scale data that
    comes later, such as a single example, keep a `Standardizer`: this function is its short form.

    Parameters
    ----------
    X_train : array_like of shape (n_x, m)
        Examples in columns, at least two.
    *others : array_like of shape (n_x, any)
        Test data, validation data, or whatever shall be treated alike.

    Returns
    -------
    ndarray, or tuple of ndarray
        `X_train` standardized, alone or with the others, in float64.

    Examples
    --------
    >>> X_train, X_test = standardize([[1, 3], [5, 5]], [[2, 5], [6, 5]])
    >>> X_train.tolist(), X_test.tolist()
    ([[-1.0, 1.0], [0.0, 0.0]], [[0.0, 3.0], [1.0, 0.0]])
    """
    train = matrix("X_train", X_train)
    scaling = Standardizer(train)
    alikes = [alike(f"others[{i}]", other, scaling.n_x) for i, other in enumerate(others)]
    return tuple(map(scaling, (train, *alikes))) if others else scaling(train)
