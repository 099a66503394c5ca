"""How good predictions are: right classes, classes that are confused, and errors of numbers.

Each function takes the truth Y first and then the predictions, as (1, m) or (m,): whole numbers such as 0/1 and class
indices, or the names of classes. Y may also be one-hot, (n_y, m). Arguments that do not fit raise TypeError or
ValueError.
"""

from collections.abc import Sequence

import numpy as np

from nnlib._arrays import Array, ArrayLike
from nnlib._messages import shown
from nnlib._predictions import Label, compared, numbered, numbers, plain

__all__ = ["accuracy", "confusion_matrix", "f1", "mae", "precision", "r2", "recall", "rmse"]

# Classes.


def accuracy(Y: ArrayLike, predictions: ArrayLike, *, largest: bool = False) -> float:
    """Return the fraction of examples whose prediction is right.

    Several outputs of 0 and 1, (n_y, m), count as right if all rows agree with Y, as in ``model.accuracy``.

    Parameters
    ----------
    Y, predictions : array_like of shape (1, m), (m,) or (n_y, m)
        The true classes, and the result of ``model.predict``.
    largest : bool, default False
        Whether predictions are several outputs for each example, as from ``model.predict_proba``, and the largest
        decides. Use it for n_y sigmoids that were trained on one-hot labels.

    Returns
    -------
    float

    Examples
    --------
    >>> accuracy([[0, 1, 1, 1]], [[0, 1, 1, 0]])
    0.75
    >>> accuracy(["cat", "dog"], ["cat", "cat"])
    0.5
    >>> Y, outputs = [[1, 0], [0, 1], [0, 0]], [[0.4, 0.1], [0.3, 0.7], [0.2, 0.6]]
    >>> accuracy(Y, outputs, largest=True)
    1.0
    """
    truths, answers, _ = compared(Y, predictions, largest=largest)
    return float((truths == answers).all(axis=0).mean())


def confusion_matrix(
    Y: ArrayLike, predictions: ArrayLike, *, classes: Sequence[Label] | None = None, largest: bool = False
) -> Array:
    """Return the number of examples of each class (rows) that were predicted as each class (columns).

    Parameters
    ----------
    Y, predictions : array_like of shape (1, m) or (m,); Y also one-hot, (n_y, m)
        The true classes, and those that were predicted.
    classes : sequence of int or str, optional
        All classes, in the order of the rows. By default they are 0 to the largest index in the data, or the names in
        the data, sorted. Give them if a class may be missing from the data.
    largest : bool, default False
        Whether predictions are several outputs, (n_y, m), and the largest decides, as in `accuracy`.

    Returns
    -------
    ndarray of shape (number of classes, number of classes), int64

    Examples
    --------
    >>> confusion_matrix([[0, 0, 1, 1]], [[0, 1, 1, 1]])
    array([[1, 1],
           [0, 2]])
    """
    truths, answers, known = numbered(Y, predictions, classes, largest=largest)
    n = len(known)
    return np.bincount(truths * n + answers, minlength=n * n).reshape(n, n).astype(np.int64, copy=False)


def precision(
    Y: ArrayLike,
    predictions: ArrayLike,
    *,
    positive: Label | None = None,
    classes: Sequence[Label] | None = None,
    largest: bool = False,
) -> float | Array:
    """Return the fraction of the examples predicted as a class that belong to it; 0.0 if there are none.

    Parameters
    ----------
    Y, predictions : array_like of shape (1, m) or (m,); Y also one-hot, (n_y, m)
        The true classes, and those that were predicted.
    positive : int or str, optional
        The class to report. By default it is class 1 of the classes 0 and 1; with more classes, the result has one
        number for each.
    classes, largest : sequence of int or str, optional, and bool, default False
        All classes, and whether the largest of several outputs decides, as in `confusion_matrix`.

    Returns
    -------
    float, or ndarray of shape (number of classes,), float64

    Examples
    --------
    >>> precision([[0, 0, 1, 1]], [[0, 1, 1, 1]])
    0.6666666666666666
    >>> precision(["a", "b", "c"], ["a", "c", "c"])
    array([1. , 0. , 0.5])
    """
    right, _, given, known = sizes(Y, predictions, positive, classes, largest=largest)
    return chosen(part(right, given), known, positive)


def recall(
    Y: ArrayLike,
    predictions: ArrayLike,
    *,
    positive: Label | None = None,
    classes: Sequence[Label] | None = None,
    largest: bool = False,
) -> float | Array:
    """Return the fraction of the examples of a class that were predicted as it; 0.0 if the class has none.

    Parameters
    ----------
    Y, predictions : array_like of shape (1, m) or (m,); Y also one-hot, (n_y, m)
        The true classes, and those that were predicted.
    positive, classes, largest : int or str, sequence of int or str, and bool, optional
        As in `precision`.

    Returns
    -------
    float, or ndarray of shape (number of classes,), float64

    Examples
    --------
    >>> recall([[0, 0, 1, 1]], [[0, 1, 1, 1]])
    1.0
    >>> recall([[0, 0, 1, 1]], [[0, 1, 1, 1]], positive=0)
    0.5
    """
    right, true, _, known = sizes(Y, predictions, positive, classes, largest=largest)
    return chosen(part(right, true), known, positive)


def f1(
    Y: ArrayLike,
    predictions: ArrayLike,
    *,
    positive: Label | None = None,
    classes: Sequence[Label] | None = None,
    largest: bool = False,
) -> float | Array:
    """Return the harmonic mean of precision and recall; 0.0 if no example is of a class or was predicted as it.

    Parameters
    ----------
    Y, predictions : array_like of shape (1, m) or (m,); Y also one-hot, (n_y, m)
        The true classes, and those that were predicted.
    positive, classes, largest : int or str, sequence of int or str, and bool, optional
        As in `precision`.

    Returns
    -------
    float, or ndarray of shape (number of classes,), float64

    Examples
    --------
    >>> f1([[0, 0, 1, 1]], [[0, 1, 1, 1]])
    0.8
    """
    right, true, given, known = sizes(Y, predictions, positive, classes, largest=largest)
    return chosen(part(2 * right, true + given), known, positive)


def sizes(
    Y: ArrayLike,
    predictions: ArrayLike,
    positive: Label | None,
    classes: Sequence[Label] | None,
    *,
    largest: bool,
) -> tuple[Array, Array, Array, Sequence[Label]]:
    """Return how many examples of each class are right, belong to it, and were predicted as it, and all classes."""
    truths, answers, known = numbered(Y, predictions, classes, largest=largest)
    if classes is None and len(known) == 1 and known[0] == 0:
        known = range(2)  # of 0 and 1, only 0 came
    if positive is not None and plain(positive) not in known:
        msg = f"positive must be one of the classes, {shown(known)}, got {shown(positive)}"
        raise ValueError(msg)
    if positive is None and len(known) <= 2 and list(known) != [0, 1]:  # noqa: PLR2004  of two classes one is meant
        msg = f"the classes are {shown(known)}: say which of them is meant, with positive={shown(known[-1])}"
        raise ValueError(msg)
    right, true, given = (
        np.bincount(places, minlength=len(known)) for places in (truths[truths == answers], truths, answers)
    )
    return right, true, given, known


def part(numerator: Array, denominator: Array) -> Array:
    """Return the quotient, and 0 where the denominator is 0."""
    return numerator / np.maximum(denominator, 1)


def chosen(values: Array, known: Sequence[Label], positive: Label | None) -> float | Array:
    """Return the number of the chosen class, or those of all."""
    if positive is None and len(known) > 2:  # noqa: PLR2004  of two classes one is meant
        return values
    return float(values[known.index(1 if positive is None else plain(positive))])


# Numbers.


@np.errstate(over="ignore")  # predictions may be as bad as −inf
def r2(Y: ArrayLike, predictions: ArrayLike) -> float | Array:
    """Return the coefficient of determination R² = 1 − Σ (y − a)² / Σ (y − mean of y)².

    It is 1 for perfect predictions and 0 for predicting the mean. For a constant target it is 1.0 if all predictions
    are exact, and 0.0 otherwise.

    Parameters
    ----------
    Y, predictions : array_like of shape (1, m), (m,) or (n_y, m)
        The true numbers, of at least two examples, and those that were predicted.

    Returns
    -------
    float, or ndarray of shape (n_y,) with one number for each row, if there are several

    Examples
    --------
    >>> r2([[1.0, 2.0, 3.0]], [[1.0, 2.0, 2.0]])
    0.5
    """
    truths, answers = numbers(Y, predictions)
    if truths.shape[1] == 1:
        msg = f"r2 compares with the mean of at least two examples, got shape {truths.shape}: examples are columns"
        raise ValueError(msg)
    (off, off_scale), (spread, spread_scale) = map(
        mean_square, (truths - answers, truths - truths.mean(axis=1, keepdims=True))
    )
    constant = np.ptp(truths, axis=1) == 0
    share = np.ldexp(off / np.where(constant, 1, spread), 2 * (off_scale - spread_scale))
    values = np.where(constant, off == 0, 1 - share)
    return float(values[0]) if len(values) == 1 else values


@np.errstate(over="ignore")
def rmse(Y: ArrayLike, predictions: ArrayLike) -> float:
    """Return the root of the mean squared difference, in the units of Y, over all values.

    Parameters
    ----------
    Y, predictions : array_like of shape (1, m), (m,) or (n_y, m)
        The true numbers, and those that were predicted.

    Returns
    -------
    float

    Examples
    --------
    >>> rmse([[1.0, 2.0]], [[4.0, 6.0]])
    3.5355339059327378
    """
    truths, answers = numbers(Y, predictions)
    mean, scale = mean_square((truths - answers).reshape(1, -1))
    return float(np.ldexp(np.sqrt(mean[0]), scale[0]))


@np.errstate(over="ignore")
def mae(Y: ArrayLike, predictions: ArrayLike) -> float:
    """Return the mean absolute difference, in the units of Y, over all values.

    Parameters
    ----------
    Y, predictions : array_like of shape (1, m), (m,) or (n_y, m)
        The true numbers, and those that were predicted.

    Returns
    -------
    float

    Examples
    --------
    >>> mae([[1.0, 2.0]], [[4.0, 6.0]])
    3.5
    """
    truths, answers = numbers(Y, predictions)
    return float(np.abs(truths - answers).mean())


def mean_square(values: Array) -> tuple[Array, Array]:
    """Return that of each row in units of 4 to some power, and the powers: squares of any numbers are in range then."""
    _, scale = np.frexp(np.abs(values).max(axis=1))
    return (np.ldexp(values, -scale[:, np.newaxis]) ** 2).mean(axis=1), scale
