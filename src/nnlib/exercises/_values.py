"""Values that a student's lines give: compared, told in few words, and carried from one process to another."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from nnlib._arrays import Array
from nnlib._messages import attempt, shown

Value: TypeAlias = Any
"""What a student's function may give: anything."""
Coded: TypeAlias = Any
"""A value as JSON can hold it."""
RELATIVE = 1e-6
"""Two values are the same if they differ by no more than this, relative to the value; and less beside large ones."""
ROUNDINGS = 64
"""So many roundings of its own type are forgiven to an array of float32."""
MOST_ELEMENTS = 20_000
"""Larger arrays are not kept."""


def numeric(value: object) -> Array | None:
    """Return a number, an array, or nested lists of numbers, as an array; None of anything else."""
    if isinstance(value, str | bytes | Mapping | set) or value is None:
        return None
    if isinstance(value, Fraction | Decimal):
        value = float(value)
    array = attempt(lambda: np.asarray(value), otherwise=None)
    return array if array is not None and array.dtype.kind in "biuf" else None


def in_parts(came: object, right: object) -> object:
    """Return a list in place of an array of the numbers that several parts are."""
    several = isinstance(right, list | tuple) and isinstance(came, np.ndarray) and came.shape == (len(right),)
    return list(came) if several else came  # type: ignore[call-overload]


def same(came: object, right: object) -> bool:
    """Return whether a value is right: numbers to a relative 1e-6, and of whatever type they are."""
    if isinstance(right, Mapping):
        return isinstance(came, Mapping) and all(key in came and same(came[key], right[key]) for key in right)
    came = in_parts(came, right)
    if isinstance(right, list | tuple) and isinstance(came, list | tuple):
        return len(came) == len(right) and all(same(one, other) for one, other in zip(came, right, strict=True))
    expected = numeric(right)
    if expected is not None:
        array = numeric(came)
        return array is not None and same_array(array, expected)
    if isinstance(right, str):
        return isinstance(came, str) and came.strip().casefold() == right.casefold()
    return came is right


def fitting(came: Array, right: Array) -> bool:
    """Whether two arrays have the same shape; a number may stand for an array of one number, and this for a number."""
    return came.shape == right.shape or (came.size == right.size == 1 and 0 in {came.ndim, right.ndim})


def same_array(came: Array, right: Array) -> bool:
    """Return whether two arrays are the same."""
    if not fitting(came, right):
        return False
    came = came.reshape(right.shape)
    if right.dtype.kind == "b" or came.dtype.kind == "b":
        return bool((came == right).all())
    with np.errstate(all="ignore"):
        relative = ROUNDINGS * float(np.finfo(np.float32).eps) if came.dtype == np.float32 else RELATIVE
        finite = np.abs(right[np.isfinite(right)].astype(np.float64))
        largest = float(finite.max()) if finite.size else 0.0
        close = np.abs(came.astype(np.float64) - right) <= relative * np.abs(right) + relative / 1000 * largest
        close &= np.isfinite(right)
        return bool((close | (came == right) | (np.isnan(came) & np.isnan(right))).all())


def unlike(came: object, right: object, names: Sequence[str]) -> str:
    """Return in what a returned value differs from the right one, as the rest of a sentence; its parts have names."""
    if came is None:
        return "is None: the function ends without a return"
    if isinstance(right, Mapping):
        return unlike_mapping(came, right)
    came, expected = in_parts(came, right), numeric(right)
    if isinstance(right, list | tuple) and (expected is None or len(names) == len(right) > 1):
        if not isinstance(came, list | tuple) or len(came) != len(right):
            kind = f"has {len(came)} parts" if isinstance(came, list | tuple) else f"is {shown(came)}"
            return f"{kind}, and should have {len(right)} parts: {', '.join(names)}"
        return unlike_parts(came, right, names)
    if expected is None:
        return f"is {shown(came)}"
    array = numeric(came)
    return f"is {shown(came)}, and should be {kind_of(expected)}" if array is None else unlike_array(array, expected)


def unlike_mapping(came: object, right: Mapping[str, Any]) -> str:
    """Return in what a returned dictionary differs."""
    if not isinstance(came, Mapping):
        return f"is {shown(came)}, and should be a dictionary with {', '.join(map(str, right))}"
    missing = [key for key in right if key not in came]
    if missing:
        return f"has no {missing[0]!r}: it should have {', '.join(map(str, right))}"
    key = next(key for key in right if not same(came[key], right[key]))
    return f"is wrong in {key!r}, which {unlike(came[key], right[key], [])}"


def reordered(came: object, right: object) -> bool:
    """Whether a tuple or list has the right parts in another order."""
    if not (isinstance(came, list | tuple) and isinstance(right, list | tuple) and len(came) == len(right)):
        return False
    wrong = [k for k in range(len(right)) if not same(came[k], right[k])]
    left = list(wrong)
    for k in wrong:
        place = next((other for other in left if same(came[k], right[other])), None)
        if place is None:
            return False
        left.remove(place)
    return bool(wrong)


def unlike_parts(came: Sequence[Any], right: Sequence[Any], names: Sequence[str]) -> str:
    """Return which part of what is returned is wrong, and whether the parts have changed places."""
    if reordered(came, right):
        return f"has the right values in the wrong order: it should be {', '.join(names)}"
    wrong = [k for k in range(len(right)) if not same(came[k], right[k])]
    k = wrong[0]
    name = names[k] if k < len(names) else f"part {k + 1}"
    return f"is wrong in {name}, which {unlike(came[k], right[k], [])}"


def unlike_array(came: Array, right: Array) -> str:
    """Return where an array differs most from the right one, or that its shape does."""
    if not fitting(came, right):
        return (
            f"has shape {came.shape}, and should have {right.shape}"
            if right.ndim
            else f"has shape {came.shape}, and should be one number"
        )
    with np.errstate(all="ignore"):
        difference = np.abs(came.reshape(right.shape).astype(np.float64) - right)
    difference = np.nan_to_num(difference, nan=np.inf)
    place = tuple(int(i) for i in np.unravel_index(int(difference.argmax()), right.shape))
    where = f" at [{', '.join(map(str, place))}]" if place else ""
    return f"is {came.reshape(right.shape)[place]:.6g}{where}, and should be {right[place]:.6g}"


def kind_of(right: Array) -> str:
    """Return what sort of value is wanted."""
    return f"an array of shape {right.shape}" if right.ndim else "a number"


def kept(value: object) -> Value:
    """Return a copy of a number, or of an array of numbers that is not too large; None of anything else."""
    array = numeric(value)
    if array is None or not 0 < array.size <= MOST_ELEMENTS:
        return None
    return array.copy() if array.ndim else array.item()


# Between processes: nothing that could run code is read from a student's process.


def coded(value: object) -> Coded:
    """Return a value as JSON can hold it; what it cannot hold is told in few words."""
    if isinstance(value, np.ndarray) and value.dtype == np.longdouble:
        value = value.astype(np.float64)
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        return {"array": value.tolist(), "type": value.dtype.str, "shape": list(value.shape)}
    if isinstance(value, np.generic) and value.dtype.kind in "biuf":
        return coded(value.item())
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):
        return {"tuple" if isinstance(value, tuple) else "list": [coded(part) for part in value]}
    if isinstance(value, Mapping):
        return {"dict": [[coded(key), coded(part)] for key, part in value.items()]}
    array = numeric(value)
    return coded(np.asarray(array)) if array is not None else {"other": shown(value)}


class Other:
    """Something that did not come from a student's process: only how it is shown did."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def decoded(value: Coded) -> Value:
    """Return the value that was coded."""
    if not isinstance(value, dict):
        return value
    if "array" in value:
        return np.array(value["array"], value["type"]).reshape(value["shape"])
    if "tuple" in value:
        return tuple(map(decoded, value["tuple"]))
    if "list" in value:
        return [decoded(part) for part in value["list"]]
    if "dict" in value:
        return {decoded(key): decoded(part) for key, part in value["dict"]}
    return Other(value["other"])
