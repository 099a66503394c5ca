"""The truth and a prediction for each example, side by side: classes by number or by name, outputs, and numbers."""

from collections.abc import Sequence
from itertools import islice
from typing import TypeAlias

import numpy as np

from nnlib._arrays import Array, ArrayLike
from nnlib._messages import attempt, counted, element, first_where, is_a, shown
from nnlib._validation import MOST_NAMES, class_labels, finite, matrix, real_array, switch

MOST_CLASSES = 5000
"""How many classes are counted; a table of so many is 200 MB."""

Label: TypeAlias = int | str
"""A class, by its number or its name."""


def numbers(Y: ArrayLike, predictions: ArrayLike) -> tuple[Array, Array]:
    """Return both as finite numbers of one shape, (n_y, m)."""
    truths, answers = (
        finite(name, as_rows(name, real_array(name, values)), np.float64)
        for name, values in (("Y", Y), ("predictions", predictions))
    )
    require_columns(truths, answers)
    if len(truths) != len(answers):
        msg = f"Y has {counted(len(truths), 'row')} and predictions {len(answers)}: each row is one output"
        raise ValueError(msg)
    return truths, answers


def compared(Y: ArrayLike, predictions: ArrayLike, *, largest: bool) -> tuple[Array, Array, int | None]:
    """Return what to compare, (1, m) or for several outputs of 0 and 1 (n_y, m), and how many classes are known of."""
    largest = switch("largest", largest)
    truths, answers = labels("Y", Y), labels("predictions", predictions, outputs=largest)
    require_columns(truths, answers)
    n_y = len(answers)
    if largest:
        if n_y == 1:
            msg = f"largest=True takes several outputs, (n_y, m), for predictions, got shape {answers.shape}"
            raise ValueError(msg)
        return indices(truths, n_y), answers.argmax(axis=0)[np.newaxis], n_y
    if (truths.dtype.kind == "U") != (answers.dtype.kind == "U"):
        one, other = ("names", "numbers") if truths.dtype.kind == "U" else ("numbers", "names")
        msg = f"Y holds {one} and predictions {other}: turn numbers into names with np.array(classes)[numbers]"
        raise TypeError(msg)
    if n_y == 1 and len(truths) > 1:
        return indices(truths, len(truths)), answers, len(truths)
    if n_y > 1:
        require_zeros_and_ones(truths, answers)
    return truths, answers, None


def indices(Y: Array, n_y: int) -> Array:
    """Return class indices, (1, m), of labels that may be one-hot."""
    return class_labels(Y, n_y, Y.shape[1], np.float64).argmax(axis=0)[np.newaxis]


def labels(name: str, values: ArrayLike, *, outputs: bool = False) -> Array:
    """Return rows of names or of numbers, which are whole unless they are outputs."""
    if (objects := text(values)) is not None:
        return class_names(name, objects)
    array = real_array(name, values)
    finite(name, array, np.result_type(array, np.float32))
    if not outputs and (broken := np.floor(array) != array).any():
        several = ", or largest=True for several outputs" if array.ndim > 1 and len(array) > 1 else ""
        slip = f"pass what model.predict(X) returns{several}"
        msg = f"{first_where(name, array, broken)}, but classes are whole numbers or names: {slip}"
        raise ValueError(msg)
    return as_rows(name, array)


def text(values: ArrayLike) -> Array | None:
    """Return an array of objects, where some are text, and otherwise None."""
    holds_text = attempt(lambda: np.asarray(values).dtype.kind in "UTO", otherwise=False)
    objects = attempt(lambda: np.asarray(values if holds_text else None, object), otherwise=np.empty(0))
    return objects if any(is_a(each, str) for each in objects.flat) else None


def class_names(name: str, objects: Array) -> Array:
    """Return one row of names."""
    for place, each in np.ndenumerate(objects):
        if not is_a(each, str):
            msg = f"{name} holds names, but {element(name, place)} is {shown(each)}"
            raise TypeError(msg)
    if objects.ndim == 0 or objects.size != objects.shape[-1]:
        msg = f"{name} must hold names in one row, of shape (1, m) or (m,), got shape {objects.shape}"
        raise ValueError(msg)
    return np.array([[str.__str__(each) for each in objects.flat]])  # what is derived from str may compare otherwise


def as_rows(name: str, array: Array) -> Array:
    """Return a matrix, of what may be one row without an axis of its own."""
    return matrix(name, array.reshape(1, -1) if array.ndim == 1 else array)


def require_columns(truths: Array, answers: Array) -> None:
    """Refuse predictions of other examples than those of Y."""
    if truths.shape[1] != answers.shape[1]:
        one_column = next((n for n, rows in (("Y", truths), ("predictions", answers)) if rows.shape[1] == 1), None)
        slip = f": is {one_column} transposed? nnlib keeps examples in columns" if one_column else ""
        msg = f"Y has {counted(truths.shape[1], 'example')} and predictions {answers.shape[1]}{slip}"
        raise ValueError(msg)


def require_zeros_and_ones(truths: Array, answers: Array) -> None:
    """Refuse what are no several outputs of 0 and 1."""
    if truths.shape != answers.shape:
        slip = "pass what model.predict(X) returns, or largest=True where the largest output is the class"
        msg = f"predictions has shape {answers.shape} and Y {truths.shape}: {slip}"
        raise ValueError(msg)
    if answers.shape[1] == 1:
        msg = f"Y and predictions have shape {answers.shape}, one example: are they transposed? Examples are columns"
        raise ValueError(msg)
    for name, rows in (("Y", truths), ("predictions", answers)):
        if (wrong := (rows != 0) & (rows != 1)).any():
            msg = f"{first_where(name, rows, wrong)}, but several outputs are 0 or 1"
            raise ValueError(msg)


def numbered(
    Y: ArrayLike, predictions: ArrayLike, classes: Sequence[Label] | None, *, largest: bool
) -> tuple[Array, Array, Sequence[Label]]:
    """Return for each example the places of its two classes among all classes, and these."""
    truths, answers, n_y = compared(Y, predictions, largest=largest)
    if len(truths) > 1:
        alone = "for one output alone pass Y[k:k+1] and predictions[k:k+1]"
        slip = f"largest=True takes predict_proba(X) and lets the largest output be the class; {alone}"
        msg = f"predictions has {len(answers)} rows of 0 and 1, which may be several classes or none: {slip}"
        raise ValueError(msg)
    pair = {"Y": truths[0], "predictions": answers[0]}
    known: Sequence[Label]
    if classes is not None:
        known = known_classes(classes, names=truths.dtype.kind == "U")
    elif truths.dtype.kind == "U":
        known = np.unique(np.concatenate([truths[0], answers[0]])).tolist()
    else:
        known = range(whole_numbers(pair, n_y))
    if len(known) > MOST_CLASSES:
        msg = f"there are {len(known)} classes, and at most {MOST_CLASSES} are counted"
        raise ValueError(msg)
    places = [place_among(known, name, values) for name, values in pair.items()]
    return places[0], places[1], known


def whole_numbers(pair: dict[str, Array], n_y: int | None) -> int:
    """Return how many classes there are, from 0 to the largest."""
    for name, values in pair.items():
        if (negative := values < 0).any():
            i = int(np.argmax(negative))
            slip = "other numbers have to be listed as classes=[...]"
            msg = f"{name} is {values[i]:g} for example {i}, but classes are whole numbers from 0: {slip}"
            raise ValueError(msg)
    largest = max(values.max() for values in pair.values())
    if largest >= MOST_CLASSES:
        slip = "for numbers to predict there are rmse, mae and r2"
        msg = f"the largest class is {largest:g}, and at most {MOST_CLASSES} classes are counted: {slip}"
        raise ValueError(msg)
    return n_y if n_y is not None else int(largest) + 1


def known_classes(classes: Sequence[Label], *, names: bool) -> list[Label]:
    """Return the classes that the user listed."""
    one = is_a(classes, str) or is_a(classes, bytes)
    given = None if one else attempt(lambda: list(islice(classes, MOST_NAMES)), otherwise=None)
    if given is None or len(given) == MOST_NAMES:
        msg = f"classes must list all classes, such as ['cat', 'dog'] or [0, 1, 2], got {shown(classes)}"
        raise TypeError(msg)
    known = [label for each in given if (label := plain(each)) is not None]
    if not known or len(known) < len(given) or not all(isinstance(each, str) == names for each in known):
        kind = "names" if names else "whole numbers"
        msg = f"classes must be {kind}, as those of Y are, got {shown(classes)}"
        raise ValueError(msg)
    if len(set(known)) < len(known):
        msg = f"classes has one class twice: {shown(classes)}"
        raise ValueError(msg)
    return known


def plain(label: object) -> Label | None:
    """Return a class as a str, int or float of Python's own, whatever is derived from them; None for anything else."""
    if issubclass(type(label), np.generic):
        label = label.item()  # type: ignore[attr-defined]  # it is NumPy's
    kind = next((kind for kind in (str, int, float) if issubclass(type(label), kind)), None)
    return None if kind is None else getattr(kind, f"__{kind.__name__}__")(label)


def place_among(known: Sequence[Label], name: str, values: Array) -> Array:
    """Return the place of each value among the classes."""
    listed = np.asarray(known)
    ascending = np.argsort(listed)
    places = ascending[np.minimum(np.searchsorted(listed, values, sorter=ascending), len(listed) - 1)]
    if (unknown := listed[places] != values).any():
        i = int(np.argmax(unknown))
        msg = f"{name} is {shown(values[i].item())} for example {i}, which is none of the classes, {shown(known)}"
        raise ValueError(msg)
    return places
