"""Preprocessing: one-hot labels, weights, held-out examples, standardized features."""

from typing import Any, Protocol, Self, TypeVar, cast, overload

import numpy as np

from nnlib._arrays import Array, ArrayLike, Seed
from nnlib._messages import attempt, first_where, is_a, shown
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


def balanced_weights(Y: ArrayLike) -> Array:
    """Return weights for the examples, so that all classes count equally.

    An example's weight is m / (number of classes · number of examples of its class), so the mean weight is 1. Pass the
    weights as ``sample_weight`` if some classes are rare.

    Parameters
    ----------
    Y : array_like of shape (1, m) or (n_y, m)
        Labels 0 and 1, class indices, or one-hot columns; equal columns are one class.

    Returns
    -------
    ndarray of shape (m,), float64

    Examples
    --------
    >>> balanced_weights([[0, 0, 0, 1]]).tolist()
    [0.6666666666666666, 0.6666666666666666, 0.6666666666666666, 2.0]
    """
    _, belongs, counts = classes(matrix("Y", Y))
    return len(belongs) / (len(counts) * counts[belongs])


class Read(Protocol):
    """Data that were read with labels: a table, or pictures."""

    @property
    def X(self) -> Array:
        """The features."""

    @property
    def Y(self) -> Array:
        """The labels."""

    def taken(self, indices: Array) -> Self:
        """Return some of the examples."""


R = TypeVar("R", bound=Read)


@overload
def split(X: R, *, test_size: float = 0.2, stratify: bool = False, rng: Seed = None) -> tuple[R, R]: ...
@overload
def split(
    X: ArrayLike, Y: ArrayLike, *, test_size: float = 0.2, stratify: bool = False, rng: Seed = None
) -> tuple[Array, Array, Array, Array]: ...
def split(
    X: Any, Y: ArrayLike | None = None, *, test_size: float = 0.2, stratify: bool = False, rng: Seed = None
) -> tuple[Any, ...]:
    """Return a random part of the examples to train on, and the rest to test on.

    Parameters
    ----------
    X : array_like of shape (n_x, m), Table or Pictures
        Examples in columns. A Table or Pictures keeps the names of its rows or files.
    Y : array_like of shape (n_y, m)
        Labels. Leave them out with a Table or Pictures, which have their own.
    test_size : float or int, default 0.2
        The fraction of the examples to hold out (rounded), or their number.
    stratify : bool, default False
        Whether both parts have the classes in the same proportions, as far as whole examples allow, and at least one
        example of each. The classes are the different columns of Y.
    rng : int, numpy.random.Generator or None, optional
        The source of the permutation.

    Returns
    -------
    tuple of ndarray, or of two Tables or Pictures
        X_train, X_test, Y_train, Y_test, or the two parts: copies, in random order.

    Examples
    --------
    >>> import nnlib
    >>> X, Y = nnlib.datasets.digits()
    >>> X_train, X_test, Y_train, Y_test = split(X, Y, test_size=0.2, rng=0)
    >>> X_train.shape, X_test.shape
    ((64, 1438), (64, 359))
    >>> train, test = split(nnlib.datasets.breast_cancer(), stratify=True, rng=0)
    >>> test.X.shape, test.names[:2]
    ((30, 114), ('row 37', 'row 485'))
    """
    read = X if Y is None and attempt(lambda: callable(X.taken), otherwise=False) else None
    if read is not None:
        X, Y = read.X, read.Y
    elif Y is None:
        msg = f"Y is missing: split(X, Y), or split(table) of what read_csv or read_images returned, got {shown(X)}"
        raise TypeError(msg)
    X, Y = matrix("X", X), matrix("Y", Y)
    m = X.shape[1]
    if Y.shape[1] != m:
        msg = f"X has {m} columns and Y has {Y.shape[1]}: each column is one example, so both need the same number"
        raise ValueError(msg)
    size, is_share = number("test_size", test_size), is_a(test_size, float) or is_a(test_size, np.floating)
    if is_share and not 0 < size < 1:
        msg = f"test_size must be a fraction between 0 and 1, or a whole number of examples, got {shown(test_size)}"
        raise ValueError(msg)
    held_out = round(size * m) if is_share else count("test_size", cast("int", test_size))
    if not 0 < held_out < m:
        left = f"{m - held_out} to train on and {held_out} to test on"
        msg = f"test_size={shown(test_size)} of {m} examples leaves {left}"
        raise ValueError(msg)
    by_class = yes_or_no(stratify)
    belongs, taken = held_out_by_class(Y, held_out) if by_class else (np.zeros(m, np.intp), np.array([held_out]))
    order = random_generator(rng).permutation(m)
    test, train = of_each_class(order, belongs, taken)
    if read is not None:
        return read.taken(train), read.taken(test)
    # Indexing the rows of X.T keeps one example's features side by side.
    return X.T[train].T, X.T[test].T, Y.T[train].T, Y.T[test].T


def k_fold(Y: ArrayLike, k: int = 5, *, stratify: bool = False, rng: Seed = None) -> list[tuple[Array, Array]]:
    """Return k divisions of the examples for cross-validation: each example is tested in exactly one of them.

    Parameters
    ----------
    Y : array_like of shape (n_y, m)
        The labels.
    k : int, default 5
        The number of divisions, from 2 to m.
    stratify : bool, default False
        Whether all test parts have nearly the same number of examples of each class; the numbers differ by at most one.
        The classes are the different columns of Y.
    rng : int, numpy.random.Generator or None, optional
        The source of the permutation.

    Returns
    -------
    list of tuple of ndarray
        For each division the indices of the examples to train on and of those to test on, both ascending. The sizes of
        the test parts differ by at most one.

    Examples
    --------
    >>> import nnlib
    >>> X, Y = nnlib.datasets.moons(m=100, rng=0)
    >>> for train, test in k_fold(Y, k=5, stratify=True, rng=0):
    ...     model = nnlib.LogisticRegression(n_x=2)
    ...     _ = nnlib.train(model, X[:, train], Y[:, train], learning_rate=1.0, iterations=100)
    ...     assert model.accuracy(X[:, test], Y[:, test]) > 0.7
    >>> len(train), len(test)
    (80, 20)
    """
    Y, k = matrix("Y", Y), count("k", k)
    m = Y.shape[1]
    if not 2 <= k <= m:  # noqa: PLR2004  something to train on, and something to test on
        msg = f"k must be from 2 to m={m}, the number of examples, got {k}"
        raise ValueError(msg)
    belongs = classes_to_divide(Y)[0] if yes_or_no(stratify) else np.zeros(m, np.intp)
    order = random_generator(rng).permutation(m)
    # Dealt out class by class, like cards to k players, neither a class nor the whole differs by more than one.
    fold = np.empty(m, np.intp)
    fold[order[np.argsort(belongs[order], kind="stable")]] = np.arange(m) % k
    return [(np.flatnonzero(fold != i), np.flatnonzero(fold == i)) for i in range(k)]


def yes_or_no(stratify: object) -> bool:
    """Return whether to stratify; elsewhere that takes the labels."""
    if not (is_a(stratify, bool) or is_a(stratify, np.bool)):
        msg = f"stratify must be True or False, got {shown(stratify)}: with True, the classes are those of Y"
        raise TypeError(msg)
    return bool(stratify)


def held_out_by_class(Y: Array, held_out: int) -> tuple[Array, Array]:
    """Return the class of each example, and of how many examples of each class to hold out."""
    belongs, counts = classes_to_divide(Y)
    m = len(belongs)
    if not len(counts) <= held_out <= m - len(counts):
        came = f"test_size leaves {m - held_out} examples to train on and {held_out} to test on"
        msg = f"{came}, but with stratify=True each part needs at least one of each of the {len(counts)} classes"
        raise ValueError(msg)
    # The largest remainders are rounded up, but each class keeps an example on either side.
    exact = counts * held_out  # in units of 1/m, in which these are whole numbers
    taken = np.maximum(exact // m, 1)
    while taken.sum() < held_out:
        taken[np.argmax(np.where(taken < counts - 1, exact - m * taken, -np.inf))] += 1
    while taken.sum() > held_out:
        taken[np.argmin(np.where(taken > 1, exact - m * taken, np.inf))] -= 1
    return belongs, taken


def of_each_class(order: Array, belongs: Array, taken: Array) -> tuple[Array, Array]:
    """Return the first examples of each class, as many as are taken of it, and the others, both as they are ordered."""
    by_class = np.argsort(belongs[order], kind="stable")
    counts = np.bincount(belongs)
    place = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
    first = np.empty(len(order), bool)
    first[by_class] = place < np.repeat(taken, counts)
    return order[first], order[~first]


def classes_to_divide(Y: Array) -> tuple[Array, Array]:
    """Return the class of each example and the size of each class, where every class can be divided."""
    columns, belongs, counts = classes(Y)
    m = len(belongs)
    if 2 * len(counts) > m:
        msg = (
            f"stratify=True divides classes, but Y has {len(counts)} different columns for {m} examples: if it holds "
            "numbers to predict, leave stratify out"
        )
        raise ValueError(msg)
    if counts.min() == 1:
        single = columns[:, counts.argmin()]
        named = f"{single[0]:g}" if len(single) == 1 else np.array2string(single, separator=", ", threshold=10)
        where = int(np.argmax(belongs == counts.argmin()))
        msg = (
            f"class {named} has one example, column {where} of Y, which cannot be on both sides: leave it out, add "
            "examples of its class, or leave stratify out"
        )
        raise ValueError(msg)
    return belongs, counts


def classes(Y: Array) -> tuple[Array, Array, Array]:
    """Return the different columns of Y, which of them each example has, and how many examples have each."""
    Y = finite("Y", Y, np.float64)
    if (broken := np.floor(Y) != Y).any():
        msg = f"{first_where('Y', Y, broken)}, but classes are whole numbers: numbers to predict have no classes"
        raise ValueError(msg)
    columns, belongs, counts = np.unique(Y, axis=1, return_inverse=True, return_counts=True)
    return columns, belongs.reshape(-1), counts  # NumPy 2.0.0 gives the second more axes


@overload
def standardize(X_train: ArrayLike) -> Array: ...
@overload
def standardize(X_train: ArrayLike, *others: ArrayLike) -> tuple[Array, ...]: ...
def standardize(X_train: ArrayLike, *others: ArrayLike) -> Array | tuple[Array, ...]:
    """Return features with mean 0 and standard deviation 1 on the training data, and others scaled alike.

    Means and deviations are computed from `X_train` only, so that no test data leak into training. A feature that is
    constant on the training data, except for rounding, is only shifted. To scale later data, such as a single example,
    keep a `Standardizer`: this function is its short form.

    Parameters
    ----------
    X_train : array_like of shape (n_x, m)
        Examples in columns, at least two.
    *others : array_like of shape (n_x, any)
        Test data, validation data, or any other data to scale in the same way.

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
