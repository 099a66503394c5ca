"""What comes in: shapes, types and values, with messages that say what was expected, what came, and the likely slip.

Every function returns the value in the form that the library computes with, or raises one ValueError or TypeError, in
which `name` is what the user calls it. They are called where users hand something in, and not inside a training loop;
but for `floats`, which takes the arrays there as they are.
"""

import inspect
import math
import operator
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from numbers import Real
from typing import Any, SupportsIndex, cast

import numpy as np

from nnlib._arrays import Array, ArrayLike, DTypeLike, Generator, NotingArray, Seed
from nnlib._messages import (
    LONGEST_REASON,
    array_of,
    attempt,
    conversion,
    counted,
    element,
    first_where,
    is_a,
    is_array,
    listed,
    name_of_class,
    near_match,
    said,
    shortened,
    shown,
    transposing,
)

FLOATING_DTYPES = ("float64", "float32")

LARGEST = np.iinfo(np.intp).max
"""So many are the most that can be counted."""

MOST_NAMES = 10**5
"""Names are a list of fewer; what has no end is none."""

CHUNK_SIZE = 2**20
"""Roughly how many values are searched at once for one that is not finite."""


# What is no array.


def require_instance(name: str, value: object, kind: type, expected: str) -> None:
    """Refuse what is not of a kind, which the message calls `expected`."""
    if not is_a(value, kind) or is_a(value, type):
        right = is_a(value, type) and attempt(lambda: issubclass(value, kind), otherwise=False)
        slip = f": write {name_of_class(cast('type', value))}(...)" if right else ""
        msg = f"{name} must be {expected}, got {shown(value)}{slip}"
        raise TypeError(msg)
    if kind is Mapping and attempt(lambda: len(list(value.items())) - len(value), otherwise=None) is None:
        msg = f"{name} must be {expected}, but {shown(value)} cannot be gone through"
        raise TypeError(msg)


def require_functions(name: str, value: object, argument: str) -> None:
    """Refuse what is no list of functions of one argument."""
    functions: list[object] | None = attempt(lambda: list(value), None) if is_a(value, Sequence) else None
    if functions is None or is_a(value, str):
        slip = f": write {name}=[...]" if callable(value) else ""
        msg = f"{name} must be a list of functions of {argument}, got {shown(value)}{slip}"
        raise TypeError(msg)
    for i, function in enumerate(functions):
        require_instance(element(name, (i,)), function, Callable, f"a function of {argument}")  # type: ignore[arg-type] # no class to mypy
        try:
            inspect.signature(cast("Callable[..., Any]", function)).bind(None)
        except TypeError as error:
            msg = f"{element(name, (i,))} must be a function of {argument} alone: {said(error)}"
            raise TypeError(msg) from None
        except Exception:  # noqa: BLE001, S110  some of Python's own do not tell what they take
            pass


def choice(name: str, value: str, known: Iterable[str]) -> str:
    """Return one of the known names; ValueError suggests the nearest."""
    known = list(known)
    if not is_a(value, str):
        msg = f"{name} must be one of {listed(known)}, got {shown(value)}"
        raise TypeError(msg)
    value = str.__str__(value)  # what is derived from str may compare in another way
    if value not in known:
        near = near_match(value, known)
        msg = f"unknown {name} {shown(value)}: {near}{' ' if near else ''}known are {listed(known)}."
        raise ValueError(msg)
    return value


def names(name: str, value: Sequence[str], n: int | None = None) -> tuple[str, ...]:
    """Return names as a tuple: n, where n is given, or none."""
    one = is_a(value, str) or is_a(value, bytes)
    texts = None if one else attempt(lambda: tuple(map(str, islice(value, MOST_NAMES))), otherwise=None)
    if texts is None or len(texts) == MOST_NAMES:
        msg = f"{name} must list names, such as ['cat', 'dog'], got {shown(value)}"
        raise TypeError(msg)
    if n is not None and len(texts) not in {0, n}:
        msg = f"{name} must be {counted(n, 'name')}, got {len(texts)}"
        raise ValueError(msg)
    return texts


def count(name: str, value: SupportsIndex, least: int = 1) -> int:
    """Return a whole number, positive where nothing else is said, as an int."""
    n = attempt(lambda: None if isinstance(value, bool | np.bool) else operator.index(value), otherwise=None)
    if n is None:
        slip = f": write {name_of_class(value)}(...)" if is_a(value, type) else ""
        if is_a(value, float) or is_a(value, np.floating):
            slip = attempt(lambda: f": write {int(value)}" if value.is_integer() and 1 <= value < LARGEST else "", "")
        msg = f"{name} must be a whole number, got {shown(value)}{slip}"
        raise TypeError(msg)
    if not least <= n <= LARGEST:
        msg = f"{name} must be at least {least}{f' and at most {LARGEST:,}' if n > 1 else ''}, got {shown(n)}"
        raise ValueError(msg)
    return n


def number(name: str, value: float) -> float:
    """Return a real number as a float: with a NumPy float64, float32 arrays would be computed in float64."""
    try:
        x = None if isinstance(value, bool) or not isinstance(value, Real) else float(value)
    except OverflowError:  # from whole numbers of more than 308 digits
        x = math.inf if value > 0 else -math.inf
    except Exception:  # noqa: BLE001  the methods of what came may raise anything
        x = None
    if x is None:
        msg = f"{name} must be a number, got {shown(value)}"
        raise TypeError(msg)
    return x


def switch(name: str, value: object) -> bool:
    """Return what is on or off as a bool."""
    on = attempt(lambda: bool(value), otherwise=None)
    if on is None:
        msg = f"{name} must be True or False, got {shown(value)}"
        raise TypeError(msg)
    return on


def positive(name: str, value: float) -> float:
    """Return a finite number that is above 0."""
    if not 0 < (x := number(name, value)) < math.inf:
        msg = f"{name} must be a positive, finite number, got {shown(value)}"
        raise ValueError(msg)
    return x


def not_negative(name: str, value: float) -> float:
    """Return a finite number that is not negative."""
    if not 0 <= (x := number(name, value)) < math.inf:
        msg = f"{name} must be 0 or a positive, finite number, got {shown(value)}"
        raise ValueError(msg)
    return x


def fraction(name: str, value: float) -> float:
    """Return a number from 0 to below 1."""
    if not 0 <= (x := number(name, value)) < 1:
        msg = f"{name} must be at least 0 and below 1, got {shown(value)}"
        raise ValueError(msg)
    return x


def floating_dtype(dtype: DTypeLike) -> np.dtype[np.floating]:
    """Return float32 or float64 as a dtype."""
    named = is_a(dtype, str) or is_a(dtype, type) or is_a(dtype, np.dtype)
    known = attempt(lambda: np.dtype(dtype), otherwise=None) if named else None
    if known is not None and known in map(np.dtype, FLOATING_DTYPES):  # None would be float64 to NumPy
        return cast("np.dtype[np.floating]", known)
    near = near_match(str.__str__(dtype), FLOATING_DTYPES) if is_a(dtype, str) and known is None else ""
    msg = f"dtype must be float64 or float32, got {shown(dtype)}{': ' if near else ''}{near}"
    raise ValueError(msg)


def random_generator(rng: Seed) -> Generator:
    """Return a generator of random numbers, from whatever `numpy.random.default_rng` takes."""
    try:
        if isinstance(rng, list | tuple) and not all(hasattr(type(n), "__index__") for n in rng):
            raise TypeError  # noqa: TRY301  NumPy itself goes through lists in lists until the process dies
        return np.random.default_rng(rng)
    except Exception as error:  # noqa: BLE001  the methods of what came may raise anything
        msg = f"rng must be a whole number from 0, a numpy.random.Generator or None, got {shown(rng)}"
        raise (ValueError if isinstance(error, ValueError) else TypeError)(msg) from None


# Arrays.


def real_array(name: str, value: ArrayLike) -> Array:
    """Return an array of booleans, integers or floats, copied only where it is no array yet."""
    parts = attempt(lambda: list(cast("Any", value)), [value]) if issubclass(type(value), list | tuple) else [value]
    masked = sys.modules.get("numpy.ma")  # else nothing is: its import takes a tenth of NumPy's
    if masked and any(issubclass(type(part), masked.MaskedArray) and masked.is_masked(part) for part in parts):
        filled = f"{name if is_array(value) else f'np.ma.array({name})'}.filled(0)"
        msg = f"{name} has masked values: leave them out, or fill them in, such as with {filled}"
        raise ValueError(msg)
    try:
        array = np.asarray(value)
    except ValueError as error:
        msg = f"{name} is not a rectangular array; its rows probably differ in length: {said(error)}"
        raise ValueError(msg) from None
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  from an object that is to make the array itself
        msg = f"{name} cannot be taken as an array: {said(error)}{conversion(name, value)}"
        raise TypeError(msg) from None
    if array.dtype.kind not in "biuf":
        raise TypeError(not_real(name, value, array))
    return array


def not_real(name: str, value: object, array: Array) -> str:
    """Say why there are no real numbers in an array, and what may help."""
    slip = "" if array.dtype.kind in "cMm" else conversion(name, value)
    if array.ndim == 0:
        return f"{name} must be an array of real numbers, got {shown(value)}{slip}"
    if array.dtype.kind == "O":
        for place, part in np.ndenumerate(array):
            if not is_a(part, Real):
                return f"{name} must hold real numbers, but {place_in(name, value, place)} is {shown(part)}{slip}"
        return f"{name} must hold real numbers, got an array of objects{slip}"
    slips = {
        "c": ": complex numbers have no place here",
        **dict.fromkeys("UST", f": text has to be converted first{slip or ', names to 0, 1, 2, ...'}"),
        **dict.fromkeys("Mm", ": dates and times have to be converted first, such as to days since the first"),
        "V": f": its fields have to be stacked as rows{slip}" if array.dtype.names else slip,
    }
    dtype = shortened(str(array.dtype))
    return f"{name} must hold real numbers, got an array of dtype {dtype}{slips.get(array.dtype.kind, slip)}"


def place_in(name: str, value: object, place: tuple[int, ...]) -> str:
    """Return what an element is called, in a data frame by its column."""
    column = attempt(lambda: shown(cast("Any", value).columns[place[1]]), otherwise="")
    return f"row {place[0]} of its column {column}" if column else element(name, place)


def floats(name: str, value: ArrayLike) -> Array:
    """Return an array of floats as it is, and all other real numbers in float64."""
    if (type(value) is np.ndarray and value.dtype.kind in "fc") or issubclass(type(value), NotingArray):
        return cast("Array", value)
    array = real_array(name, value)
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def shaped(name: str, value: ArrayLike, shape: tuple[int, ...]) -> Array:
    """Return a real array that has exactly this shape."""
    array = real_array(name, value)
    if array.shape != shape:
        slip = ": is it transposed?" if array.shape == shape[::-1] else ""
        if array.ndim == 1 and 1 in shape and array.size == math.prod(shape):
            slip = f": use reshape{shape}" if is_array(value) else f": use np.reshape({name}, {shape})"
        msg = f"{name} must have shape {shape}, got {array.shape}{slip}"
        raise ValueError(msg)
    return array


def one_row(name: str, values: ArrayLike, m: int) -> Array:
    """Return m real values, given as one row of shape (1, m), as an array of shape (m,)."""
    return shaped(name, values, (1, m))[0]


def matrix(name: str, value: ArrayLike) -> Array:
    """Return a real array of two axes with at least one row and one column."""
    array = real_array(name, value)
    if array.size == 0:
        unlabelled = name == "Y" and array.ndim > 1 and len(array) == 0
        slip = ": there are no labels; predict(X) needs none" if unlabelled else ""
        msg = f"{name} is empty: its shape is {array.shape}{slip}"
        raise ValueError(msg)
    if array.ndim != 2:  # noqa: PLR2004  a matrix has two axes
        taken = array_of(name, value)
        rank_1 = f"use {taken}.reshape(1, -1) for one row, or {taken}.reshape(-1, 1) for one column"
        m = f"len({name})" if is_array(value) else len(np.atleast_1d(array))
        unroll = f"unroll each example into one column, with {taken}.reshape({m}, -1).T where they come one by one"
        advice = {0: f"write [[{name}]]", 1: rank_1}.get(array.ndim, unroll)
        msg = f"{name} must have two axes (rows, examples), got shape {array.shape}: {advice}"
        raise ValueError(msg)
    return array


def finite(name: str, array: Array, dtype: DTypeLike) -> Array:
    """Return an array in another type, copied only where needed; ValueError unless all is finite, in `dtype` too."""
    with np.errstate(all="ignore"):
        converted = array.astype(dtype, copy=False)
        if np.isfinite(converted.sum()):  # one pass without a mask; a sum may overflow, so only the mask refuses
            return converted
    array, converted = np.atleast_1d(array, converted)  # a number has no axis to cut
    size = max(1, CHUNK_SIZE * array.shape[-1] // array.size)
    for start in range(0, array.shape[-1], size):  # the mask of a whole memory-mapped file may not fit into memory
        chunk = array[..., start : start + size]
        wrong = ~np.isfinite(converted[..., start : start + size])
        if wrong.any():
            too_large = np.isfinite(chunk[wrong][0])
            cause = f"too large for {np.dtype(dtype)}" if too_large else "and every value must be finite"
            msg = f"{first_where(name, chunk, wrong, start)}, {cause}"
            raise ValueError(msg)
    return converted


def floating_matrix(name: str, value: ArrayLike) -> Array:
    """Return a finite real matrix of a floating type, at least float32."""
    array = matrix(name, value)
    return finite(name, array, np.result_type(array, np.float32))


def probabilities(name: str, value: ArrayLike) -> Array:
    """Return a matrix of probabilities."""
    array = floating_matrix(name, value)
    wrong = (array < 0) | (array > 1)
    if wrong.any():
        msg = f"{first_where(name, array, wrong)}, but a probability was expected: is this Z? Then use from_logits."
        raise ValueError(msg)
    return array


# Examples, with their labels and weights.


def examples(X: ArrayLike, n_x: int | tuple[int, ...], dtype: DTypeLike) -> Array:
    """Return X, of shape (n_x, m), finite and in `dtype`: itself where nothing had to be converted.

    In place of n_x the shape of an example may stand, which is that of an image or of a sequence.
    """
    shape = n_x if isinstance(n_x, tuple) else (n_x,)
    n_x = math.prod(shape)
    if len(shape) > 1 and (way := way_to_columns(X, shape)):
        msg = f"X must have a column of n_x={n_x} features for each example of shape {shape}, got shape {way}"
        raise ValueError(msg)
    array = matrix("X", X)
    rows, columns = array.shape
    if rows != n_x:
        slip = "is this Y?" if rows == 1 else "one column is one example."
        slip = f"is X transposed? nnlib keeps examples in columns.{transposing('X', X)}" if columns == n_x else slip
        came = f"{counted(rows, 'row')} and {counted(columns, 'column')}"
        product = f" = {' * '.join(map(str, shape))}" if len(shape) > 1 else ""
        msg = f"X has {came}, but the model was built for n_x={n_x}{product} features in rows: {slip}"
        raise ValueError(msg)
    return finite("X", array, dtype)


def way_to_columns(X: ArrayLike, shape: tuple[int, ...]) -> str:
    """Return the shape of X, and how it becomes columns, where its examples have this shape and are not unrolled."""
    came, taken, n_x = real_array("X", X).shape, array_of("X", X), math.prod(shape)
    if len(came) == 2 and came[0] == n_x:  # noqa: PLR2004  columns as they should be
        return ""
    shapes = {shape, shape[1:] if shape[0] == 1 else shape}  # a grey image may come without its channel
    last = (*shape[1:], shape[0]) in {came, came[1:]}  # channels or times, as elsewhere
    ways = {
        f"for one example use {taken}.reshape(-1, 1)": came in shapes,
        f"use {taken}.reshape(len(X), -1).T": came[1:] in shapes,
        f"use {taken}.reshape({n_x}, -1)": came[:-1] in shapes,
        f"each example's last axis goes first, use np.moveaxis({taken}, -1, {-len(shape)}).reshape(-1, {n_x}).T": last,
    }
    return next((f"{came}: {way}" for way, fits in ways.items() if fits), "")


def labels(Y: ArrayLike, n_y: int, m: int) -> Array:
    """Return Y as a real matrix of shape (n_y, m)."""
    array = matrix("Y", Y)
    rows, columns = array.shape
    if (rows, columns) == (m, n_y) and m != n_y:
        slip = f"is Y transposed? nnlib keeps examples in columns.{transposing('Y', Y)}"
        msg = f"Y must have shape ({n_y}, {m}), got {array.shape}: {slip}"
        raise ValueError(msg)
    if columns != m:
        msg = f"Y has {counted(columns, 'column')} for {counted(m, 'example')}: each column is one example"
        raise ValueError(msg)
    if rows != n_y:
        msg = f"Y has {counted(rows, 'row')} for n_y={n_y}: each row is one output node"
        raise ValueError(msg)
    return array


def targets(Y: ArrayLike, n_y: int, m: int, dtype: DTypeLike) -> Array:
    """Return Y, of shape (n_y, m), as finite real targets in `dtype`, for squared error."""
    return finite("Y", labels(Y, n_y, m), dtype)


def binary_labels(Y: ArrayLike, n_y: int, m: int, dtype: DTypeLike) -> Array:
    """Return Y, of shape (n_y, m), as labels 0 and 1 in `dtype`, for binary cross-entropy."""
    array = labels(Y, n_y, m)
    wrong = (array != 0) & (array != 1)
    if wrong.any():
        values = np.unique(array).tolist()
        two = len(values) == 2 and all(float(label).is_integer() for label in values)  # noqa: PLR2004  yes and no
        slip = f": for labels {values[0]:g} and {values[1]:g} use {array_of('Y', Y)} == {values[1]:g}" if two else ""
        if values[0] >= 0 and values[-1] <= 1:  # not so where there are NaN
            slip = ': for targets between 0 and 1 take loss="squared_error", and keep the sigmoid output'
        msg = f"{first_where('Y', array, wrong)}, but binary cross-entropy takes the labels 0 and 1{slip}"
        raise ValueError(msg)
    return array.astype(dtype, copy=False)


def class_labels(Y: ArrayLike, n_y: int, m: int, dtype: DTypeLike) -> Array:
    """Return Y, one-hot (n_y, m) or class indices (1, m), as one-hot columns in `dtype`."""
    array = matrix("Y", Y)
    if array.shape[0] != 1 and array.shape != (m, 1):
        array = labels(Y, n_y, m)
        right = ((array == 0) | (array == 1)).all(axis=0) & (array.sum(axis=0) == 1)
        if not right.all():
            column = int(np.argmin(right))
            options: dict[str, Any] = {"max_line_width": 10**6, "precision": 4, "threshold": 10, "edgeitems": 3}
            values = shortened(np.array2string(array[:, column], separator=", ", **options), LONGEST_REASON)
            msg = f"column {column} of Y is {values}, which is not one-hot: one 1, and 0 elsewhere"
            if array.min() >= 0 and array.max() <= 1 and ((array > 0) & (array < 1)).any():
                msg += '. For targets between 0 and 1 take output="sigmoid" and loss="squared_error"'
            raise ValueError(msg)
        return array.astype(dtype, copy=False)
    array = labels(Y, 1, m)
    wrong = ~((array >= 0) & (array < n_y) & (array == np.floor(array)))
    if wrong.any():
        from_1 = array.min() >= 1 and array.max() == n_y
        slip = ": do your classes start at 1? They are numbered from 0" if from_1 else ""
        msg = f"{first_where('Y', array, wrong)}, but class indices are whole numbers from 0 to {n_y - 1}{slip}"
        raise ValueError(msg)
    one_hot = np.zeros((n_y, m), dtype)
    one_hot[array[0].astype(np.intp), np.arange(m)] = 1
    return one_hot


def weights(sample_weight: ArrayLike | None, m: int, dtype: DTypeLike) -> Array | None:
    """Return the sample weights, of shape (m,) or (1, m), as one row (1, m) in `dtype`; None for None."""
    if sample_weight is None:
        return None
    array = real_array("sample_weight", sample_weight)
    if array.shape not in ((m,), (1, m)):
        slip = f": use {array_of('sample_weight', sample_weight)}.reshape(1, {m})" if array.shape == (m, 1) else ""
        msg = f"sample_weight must have shape ({m},) or (1, {m}), one weight an example, got {array.shape}{slip}"
        raise ValueError(msg)
    array = finite("sample_weight", array, dtype)
    if (array < 0).any():
        msg = f"{first_where('sample_weight', array, array < 0)}, and a weight must not be negative"
        raise ValueError(msg)
    with np.errstate(over="ignore"):
        total = array.sum(dtype=np.float64)
    if not np.finfo(array.dtype).tiny <= total < np.inf:
        msg = f"sample_weight sums to {total}, and J cannot be divided by that"
        raise ValueError(msg)
    return array.reshape(1, m)
