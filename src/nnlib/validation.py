"""What comes in: shapes, types and values, with messages that say what was expected, what came, and the likely slip.

Every function returns the value in the form that the library computes with, or raises one ValueError or TypeError.
They are called where users hand something in, never inside a training loop.
"""

import difflib
import operator
from collections.abc import Iterable, Sequence
from numbers import Real
from typing import SupportsIndex

import numpy as np
import numpy.typing as npt

from nnlib.arrays import Array, ArrayLike

__all__ = [
    "binary_labels",
    "choice",
    "class_labels",
    "count",
    "examples",
    "finite",
    "floating_dtype",
    "floating_matrix",
    "fraction",
    "instance",
    "layer_sizes",
    "matrix",
    "names",
    "not_negative",
    "one_row",
    "positive",
    "probabilities",
    "real_array",
    "targets",
    "weights",
]


def instance(name: str, value: object, kind: type, expected: str) -> None:
    """Refuse what is not of a kind.

    Parameters
    ----------
    name : str
        What it is called, for the message.
    value : object
        What came.
    kind : type
        What it has to be.
    expected : str
        The same, in words.

    Raises
    ------
    TypeError
        If it is not.

    Examples
    --------
    >>> instance("model", 3, str, "a Network")
    Traceback (most recent call last):
    TypeError: model must be a Network, got 3
    """
    if not isinstance(value, kind):
        msg = f"{name} must be {expected}, got {value!r}"
        raise TypeError(msg)


def choice(name: str, value: str, known: Iterable[str]) -> str:
    """Return `value`, one of the `known` names.

    Parameters
    ----------
    name : str
        What the value is, for the message.
    value : str
        What was asked for.
    known : iterable of str
        What there is.

    Returns
    -------
    str
        The value.

    Raises
    ------
    ValueError
        If it is none of them; the message suggests the nearest.

    Examples
    --------
    >>> choice("activation", "rleu", ["relu", "tanh"])
    Traceback (most recent call last):
    ValueError: unknown activation 'rleu': did you mean 'relu'? known are 'relu', 'tanh'.
    """
    known = list(known)
    if value in known:
        return value
    near = difflib.get_close_matches(value.lower(), known, n=1)
    suggestion = f"did you mean {near[0]!r}? " if near else ""
    msg = f"unknown {name} {value!r}: {suggestion}known are {', '.join(map(repr, known))}."
    raise ValueError(msg)


def count(name: str, value: SupportsIndex) -> int:
    """Return a positive whole number as an int.

    Parameters
    ----------
    name : str
        What is counted, for the message.
    value : int
        The number.

    Returns
    -------
    int
        The number.

    Raises
    ------
    TypeError
        If it is no whole number.
    ValueError
        If it is not positive.

    Examples
    --------
    >>> count("epochs", 0)
    Traceback (most recent call last):
    ValueError: epochs must be at least 1, got 0
    """
    if isinstance(value, bool | np.bool) or not hasattr(value, "__index__"):
        msg = f"{name} must be a whole number, got {value!r}"
        raise TypeError(msg)
    number = operator.index(value)
    if number < 1:
        msg = f"{name} must be at least 1, got {number}"
        raise ValueError(msg)
    return number


def number(name: str, value: float) -> float:
    """Return a real number as a float; TypeError where it is none.

    A NumPy float64 would have float32 arrays computed in float64.
    """
    if isinstance(value, bool) or not isinstance(value, Real):
        msg = f"{name} must be a number, got {value!r}"
        raise TypeError(msg)
    return float(value)


def positive(name: str, value: float) -> float:
    """Return a finite number that is above 0.

    Parameters
    ----------
    name : str
        What it is called, for the message.
    value : float
        The number.

    Returns
    -------
    float
        The number.

    Raises
    ------
    TypeError
        If it is no number.
    ValueError
        If it is not positive and finite.

    Examples
    --------
    >>> positive("learning_rate", 0)
    Traceback (most recent call last):
    ValueError: learning_rate must be a positive number, got 0
    """
    if not 0 < number(name, value) < np.inf:
        msg = f"{name} must be a positive number, got {value!r}"
        raise ValueError(msg)
    return float(value)


def fraction(name: str, value: float) -> float:
    """Return a number from 0 to below 1.

    Parameters
    ----------
    name : str
        What it is called, for the message.
    value : float
        The number.

    Returns
    -------
    float
        The number.

    Raises
    ------
    TypeError
        If it is no number.
    ValueError
        If it is below 0, or 1 or above.

    Examples
    --------
    >>> fraction("beta", 1)
    Traceback (most recent call last):
    ValueError: beta must be at least 0 and below 1, got 1
    """
    if not 0 <= number(name, value) < 1:
        msg = f"{name} must be at least 0 and below 1, got {value!r}"
        raise ValueError(msg)
    return float(value)


def not_negative(name: str, value: float) -> float:
    """Return a finite number that is not negative.

    Parameters
    ----------
    name : str
        What it is called, for the message.
    value : float
        The number.

    Returns
    -------
    float
        The number.

    Raises
    ------
    TypeError
        If it is no number.
    ValueError
        If it is negative or not finite.

    Examples
    --------
    >>> not_negative("l2", -0.1)
    Traceback (most recent call last):
    ValueError: l2 must be 0 or a positive number, got -0.1
    """
    if not 0 <= number(name, value) < np.inf:
        msg = f"{name} must be 0 or a positive number, got {value!r}"
        raise ValueError(msg)
    return float(value)


def layer_sizes(sizes: Sequence[int]) -> tuple[int, ...]:
    """Return the layer sizes (n_x, n_1, …, n_y) as a tuple of ints.

    Parameters
    ----------
    sizes : sequence of int
        At least n_x and n_y.

    Returns
    -------
    tuple of int
        The sizes.

    Raises
    ------
    TypeError
        If this is no sequence of whole numbers.
    ValueError
        If there are fewer than two, or one is not positive.

    Examples
    --------
    >>> layer_sizes([64, 32, 10])
    (64, 32, 10)
    """
    if isinstance(sizes, str) or not isinstance(sizes, Iterable):
        msg = f"layer_sizes must list the number of nodes of each layer, such as [64, 32, 10]; got {sizes!r}"
        raise TypeError(msg)
    numbers = tuple(count(f"layer_sizes[{l}]", n) for l, n in enumerate(sizes))
    if len(numbers) < 2:  # noqa: PLR2004  an input and an output
        msg = f"layer_sizes needs at least n_x and n_y, such as [2, 1]; got {list(numbers)}"
        raise ValueError(msg)
    return numbers


def floating_dtype(dtype: npt.DTypeLike) -> np.dtype[np.floating]:
    """Return float32 or float64 as a dtype.

    Parameters
    ----------
    dtype : dtype
        What was asked for.

    Returns
    -------
    dtype
        The dtype.

    Raises
    ------
    ValueError
        If it is neither.

    Examples
    --------
    >>> floating_dtype("float32")
    dtype('float32')
    """
    for known in (np.dtype(np.float64), np.dtype(np.float32)):
        try:
            if dtype is not None and known == dtype:
                return known
        except TypeError:  # dtype is no type at all
            break
    msg = f"dtype must be float64 or float32, got {dtype!r}"
    raise ValueError(msg)


def real_array(name: str, value: ArrayLike) -> Array:
    """Return `value` as an array of booleans, integers or floats, copied only where it is no array yet.

    Parameters
    ----------
    name : str
        What it is called, for the message.
    value : array_like
        What came.

    Returns
    -------
    ndarray
        The array.

    Raises
    ------
    TypeError
        If it holds anything but real numbers.
    ValueError
        If its rows differ in length.

    Examples
    --------
    >>> real_array("X", [["1.5"]])
    Traceback (most recent call last):
    TypeError: X must hold real numbers, got an array of dtype <U3: text has to be converted first
    """
    try:
        array = np.asarray(value)
    except ValueError as error:
        msg = f"{name} is no rectangular array: {error}"
        raise ValueError(msg) from None
    if array.dtype.kind not in "biuf":
        slip = {"U": ": text has to be converted first", "c": ": complex numbers have no place here"}
        msg = f"{name} must hold real numbers, got an array of dtype {array.dtype}{slip.get(array.dtype.kind, '')}"
        raise TypeError(msg)
    return array


def matrix(name: str, value: ArrayLike) -> Array:
    """Return a real array of two axes with at least one row and one column.

    Parameters
    ----------
    name : str
        What it is called, for the message.
    value : array_like of shape (n, m)
        What came.

    Returns
    -------
    ndarray of shape (n, m)
        The matrix.

    Raises
    ------
    TypeError
        If it holds anything but real numbers.
    ValueError
        If it has not two axes, or is empty.

    Examples
    --------
    >>> matrix("Y", [0, 1])
    Traceback (most recent call last):
    ValueError: Y must have two axes (rows, examples), got shape (2,): use Y.reshape(1, -1) for one row, or \
Y.reshape(-1, 1) for one column
    """
    array = real_array(name, value)
    if array.ndim != 2:  # noqa: PLR2004  a matrix has two axes
        rank_1 = f"use {name}.reshape(1, -1) for one row, or {name}.reshape(-1, 1) for one column"
        advice = {0: f"write [[{name}]]", 1: rank_1}.get(array.ndim, f"unroll each example into one column of {name}")
        msg = f"{name} must have two axes (rows, examples), got shape {array.shape}: {advice}"
        raise ValueError(msg)
    if array.size == 0:
        msg = f"{name} is empty: its shape is {array.shape}"
        raise ValueError(msg)
    return array


def finite(name: str, array: Array, dtype: npt.DTypeLike) -> Array:
    """Return an array in another type, copied only where needed.

    Parameters
    ----------
    name : str
        What it is called, for the message.
    array : ndarray
        What came.
    dtype : dtype
        The type that is wanted.

    Returns
    -------
    ndarray
        The array in `dtype`.

    Raises
    ------
    ValueError
        If a value is NaN or infinite, or would be in `dtype`.

    Examples
    --------
    >>> finite("X", np.array([[1e39]]), np.float32)
    Traceback (most recent call last):
    ValueError: X[0, 0] is 1e+39, too large for float32
    """
    with np.errstate(all="ignore"):
        converted = array.astype(dtype, copy=False)
        if np.isfinite(converted.sum()):  # one pass without a mask; a sum may overflow, so only the mask refuses
            return converted
    ok = np.isfinite(converted)
    if not ok.all():
        place = tuple(int(i) for i in np.argwhere(~ok)[0])
        came = array[place]
        cause = f"too large for {np.dtype(dtype)}" if np.isfinite(came) else "and every value must be finite"
        msg = f"{name}[{', '.join(map(str, place))}] is {came}, {cause}"
        raise ValueError(msg)
    return converted


def examples(X: ArrayLike, n_x: int, dtype: npt.DTypeLike) -> Array:
    """Return `X` as finite features in rows and examples in columns.

    Parameters
    ----------
    X : array_like of shape (n_x, m)
        What came.
    n_x : int
        The number of features that the model was built for.
    dtype : dtype
        The model's.

    Returns
    -------
    ndarray of shape (n_x, m)
        `X` in `dtype`; `X` itself where nothing had to be converted.

    Raises
    ------
    TypeError
        If it holds anything but real numbers.
    ValueError
        If its shape does not fit, it is empty, or a value is not finite.

    Examples
    --------
    >>> import numpy as np
    >>> examples(np.ones((400, 2)), 2, "float64")
    Traceback (most recent call last):
    ValueError: X has 400 rows and 2 columns, but the model was built for n_x=2 features in rows: is X transposed? \
nnlib keeps examples in columns.
    """
    array = matrix("X", X)
    rows, columns = array.shape
    if rows != n_x:
        slip = "is X transposed? nnlib keeps examples in columns." if columns == n_x else "one column is one example."
        msg = f"X has {rows} rows and {columns} columns, but the model was built for n_x={n_x} features in rows: {slip}"
        raise ValueError(msg)
    return finite("X", array, dtype)


def labels(Y: ArrayLike, n_y: int, m: int) -> Array:
    """Return `Y` as a real matrix of shape (n_y, m)."""
    array = matrix("Y", Y)
    rows, columns = array.shape
    if (rows, columns) == (m, n_y) and m != n_y:
        slip = "is Y transposed? nnlib keeps examples in columns."
        msg = f"Y has shape {array.shape}, but ({n_y}, {m}) was expected: {slip}"
        raise ValueError(msg)
    if columns != m:
        msg = f"Y has {columns} columns for {m} examples: each column is one example"
        raise ValueError(msg)
    if rows != n_y:
        msg = f"Y has {rows} rows for n_y={n_y} output nodes"
        raise ValueError(msg)
    return array


def one_row(name: str, values: ArrayLike, m: int) -> Array:
    """Return m real values as an array of one axis.

    Parameters
    ----------
    name : str
        What they are called, for the message.
    values : array_like of shape (1, m)
        What came.
    m : int
        How many are expected.

    Returns
    -------
    ndarray of shape (m,)
        The values.

    Raises
    ------
    TypeError
        If it holds anything but real numbers.
    ValueError
        If its shape is another.

    Examples
    --------
    >>> one_row("labels", [[1, 2]], m=3)
    Traceback (most recent call last):
    ValueError: labels must have shape (1, 3), one for each example, got (1, 2)
    """
    array = matrix(name, values)
    if array.shape != (1, m):
        msg = f"{name} must have shape (1, {m}), one for each example, got {array.shape}"
        raise ValueError(msg)
    return array[0]


def names(name: str, value: Sequence[str], n: int | None = None) -> tuple[str, ...]:
    """Return names as a tuple, empty where none are given.

    Parameters
    ----------
    name : str
        What is named, for the message.
    value : sequence of str
        The names.
    n : int, optional
        How many there have to be, if there are any.

    Returns
    -------
    tuple of str
        The names.

    Raises
    ------
    TypeError
        If this is a single text, or no sequence.
    ValueError
        If there are not n.

    Examples
    --------
    >>> names("classes", ["cat", "dog"], n=3)
    Traceback (most recent call last):
    ValueError: classes must be 3 names, got 2
    """
    if isinstance(value, str) or not isinstance(value, Iterable):
        msg = f"{name} must list names, such as ['cat', 'dog'], got {value!r}"
        raise TypeError(msg)
    listed = tuple(str(text) for text in value)
    if n is not None and len(listed) not in {0, n}:
        msg = f"{name} must be {n} name{'s' if n > 1 else ''}, got {len(listed)}"
        raise ValueError(msg)
    return listed


def targets(Y: ArrayLike, n_y: int, m: int, dtype: npt.DTypeLike) -> Array:
    """Return `Y` as finite real targets, for squared error.

    Parameters
    ----------
    Y : array_like of shape (n_y, m)
        What came.
    n_y, m : int
        The number of output nodes, and of examples in X.
    dtype : dtype
        The model's.

    Returns
    -------
    ndarray of shape (n_y, m)
        `Y` in `dtype`.

    Raises
    ------
    TypeError
        If it holds anything but real numbers.
    ValueError
        If its shape does not fit or a value is not finite.

    Examples
    --------
    >>> targets([[1, 2]], n_y=1, m=2, dtype="float64")
    array([[1., 2.]])
    """
    return finite("Y", labels(Y, n_y, m), dtype)


def first_outside(name: str, array: Array, allowed: npt.NDArray[np.bool]) -> str:
    """Say where the first value stands that is not allowed, and what it is."""
    row, column = (int(i) for i in np.argwhere(~allowed)[0])
    return f"{name}[{row}, {column}] is {array[row, column]}"


def binary_labels(Y: ArrayLike, n_y: int, m: int, dtype: npt.DTypeLike) -> Array:
    """Return `Y` as labels 0 and 1, for binary cross-entropy.

    Parameters
    ----------
    Y : array_like of shape (n_y, m)
        What came.
    n_y, m : int
        The number of output nodes, and of examples in X.
    dtype : dtype
        The model's.

    Returns
    -------
    ndarray of shape (n_y, m)
        `Y` in `dtype`.

    Raises
    ------
    TypeError
        If it holds anything but real numbers.
    ValueError
        If its shape does not fit or a label is neither 0 nor 1.

    Examples
    --------
    >>> binary_labels([[1, -1]], n_y=1, m=2, dtype="float64")
    Traceback (most recent call last):
    ValueError: Y[0, 1] is -1, but binary cross-entropy takes the labels 0 and 1: for labels -1 and 1 use (Y + 1) / 2
    """
    array = labels(Y, n_y, m)
    allowed = (array == 0) | (array == 1)
    if not allowed.all():
        slip = ": for labels -1 and 1 use (Y + 1) / 2" if np.isin(array, (-1, 1)).all() else ""
        msg = first_outside("Y", array, allowed) + f", but binary cross-entropy takes the labels 0 and 1{slip}"
        raise ValueError(msg)
    return array.astype(dtype, copy=False)


def class_labels(Y: ArrayLike, n_y: int, m: int, dtype: npt.DTypeLike) -> Array:
    """Return `Y`, one-hot or class indices, as one-hot columns, for categorical cross-entropy.

    Parameters
    ----------
    Y : array_like of shape (n_y, m) or (1, m)
        One-hot columns, or class indices from 0 to n_y − 1.
    n_y, m : int
        The number of classes, and of examples in X.
    dtype : dtype
        The model's.

    Returns
    -------
    ndarray of shape (n_y, m)
        One-hot columns in `dtype`.

    Raises
    ------
    TypeError
        If it holds anything but real numbers.
    ValueError
        If its shape does not fit, an index is out of range, or a column is not one-hot.

    Examples
    --------
    >>> class_labels([[2, 0]], n_y=3, m=2, dtype="float64")
    array([[0., 1.],
           [0., 0.],
           [1., 0.]])
    """
    array = matrix("Y", Y)
    if array.shape[0] != 1 and array.shape != (m, 1):
        array = labels(array, n_y, m)
        one_hot = ((array == 0) | (array == 1)).all(axis=0) & (array.sum(axis=0) == 1)
        if not one_hot.all():
            column = int(np.argmin(one_hot))
            msg = f"column {column} of Y is {array[:, column].tolist()}, which is not one-hot: one 1, and 0 elsewhere"
            raise ValueError(msg)
        return array.astype(dtype, copy=False)
    array = labels(array, 1, m)
    allowed = (array >= 0) & (array < n_y) & (array == np.floor(array))
    if not allowed.all():
        slip = (
            ": do your classes start at 1? They are numbered from 0" if array.min() >= 1 and array.max() == n_y else ""
        )
        msg = first_outside("Y", array, allowed) + f", but class indices are whole numbers from 0 to {n_y - 1}{slip}"
        raise ValueError(msg)
    columns = np.zeros((m, n_y), dtype)
    columns[np.arange(m), array[0].astype(np.intp)] = 1
    return columns.T


def weights(sample_weight: ArrayLike | None, m: int, dtype: npt.DTypeLike) -> Array | None:
    """Return the sample weights as one row.

    Parameters
    ----------
    sample_weight : array_like of shape (m,) or (1, m), or None
        One weight an example, not negative, their sum positive.
    m : int
        The number of examples in X.
    dtype : dtype
        The model's.

    Returns
    -------
    ndarray of shape (1, m), or None
        The weights in `dtype`; None for None.

    Raises
    ------
    TypeError
        If it holds anything but real numbers.
    ValueError
        If the shape does not fit, a weight is negative or not finite, or all are 0.

    Examples
    --------
    >>> weights([1, 3], m=2, dtype="float64")
    array([[1., 3.]])
    """
    if sample_weight is None:
        return None
    array = real_array("sample_weight", sample_weight)
    if array.shape not in ((m,), (1, m)):
        msg = f"sample_weight has shape {array.shape}, but one weight an example was expected: ({m},) or (1, {m})"
        raise ValueError(msg)
    row = finite("sample_weight", array.reshape(1, m), dtype)
    with np.errstate(over="ignore"):
        total = row.sum(dtype=np.float64)
    if row.min() < 0 or not np.finfo(row.dtype).tiny <= total < np.inf:
        msg = (
            "sample_weight must not be negative, and its sum neither 0 nor infinite; "
            f"its least is {row.min()}, its sum {total}"
        )
        raise ValueError(msg)
    return row


def floating_matrix(name: str, value: ArrayLike) -> Array:
    """Return a finite real matrix of a floating type, at least float32.

    Parameters
    ----------
    name : str
        What it is called, for the message.
    value : array_like of shape (n, m)
        What came.

    Returns
    -------
    ndarray of shape (n, m)
        The matrix.

    Raises
    ------
    TypeError
        If it holds anything but real numbers.
    ValueError
        If it has not two axes, is empty, or a value is not finite.

    Examples
    --------
    >>> floating_matrix("Z", [[1, 2]])
    array([[1., 2.]])
    """
    array = matrix(name, value)
    return finite(name, array, np.result_type(array, np.float32))


def probabilities(name: str, value: ArrayLike) -> Array:
    """Return a matrix of probabilities.

    Parameters
    ----------
    name : str
        What it is called, for the message.
    value : array_like of shape (n, m)
        What came.

    Returns
    -------
    ndarray of shape (n, m)
        The matrix.

    Raises
    ------
    TypeError
        If it holds anything but real numbers.
    ValueError
        If it has not two axes, is empty, or a value is not in [0, 1].

    Examples
    --------
    >>> probabilities("A", [[0.5, 3.0]])
    Traceback (most recent call last):
    ValueError: A[0, 1] is 3.0, but a probability was expected: is this Z? Then use from_logits.
    """
    array = floating_matrix(name, value)
    allowed = (array >= 0) & (array <= 1)
    if not allowed.all():
        msg = first_outside(name, array, allowed) + ", but a probability was expected: is this Z? Then use from_logits."
        raise ValueError(msg)
    return array
