"""The diagnosis: what is wrong with an array, from the array that is right and the mistakes that are known.

A mistake is named only if it accounts for the whole difference. Where none does, that is said. What is said follows the
array's name in a sentence, and begins with "is", "has" or "holds".
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from nnlib._arrays import Array

EXACT = 1e-5
"""So much of the difference a mistake may leave over, where what is right is known from its equation."""
NUMERIC = 1e-3
"""The same, where it is known from difference quotients."""
ZEROS = "is 0 everywhere"
"""This is said alone: what else gives zeros is a matter of the examples."""
UNKNOWN = "no known pattern fits"
ROUNDINGS = 64.0
"""So many roundings of its own type are forgiven to an array that came."""


class Slip(NamedTuple):
    """A known mistake: the array that comes of it, and what is said of it."""

    value: Array
    mistake: str


def explained(came: Array, right: Array, slips: Iterable[Slip], left_over: float = EXACT) -> str | None:
    """Return what is said of the slips that account for what came; None where none does."""
    if not np.isfinite(came).all():
        return "holds NaN or infinity"
    with np.errstate(all="ignore"):
        fitting = [mistake for value, mistake in slips if accounts_for(value, came, right, left_over)]
    return ZEROS if ZEROS in fitting else ", or ".join(dict.fromkeys(fitting)) or None


def unexplained(came: Array, right: Array) -> str:
    """Return in how many places an array is wrong that nothing explains."""
    scale = np.abs(right).max()
    wrong = int((np.abs(came - right) > 1e-6 * np.abs(right) + 1e-9 * scale).sum())
    where = f" in {wrong} of {right.size} places" if right.size > 1 else ""
    return f"is wrong{where}, and {UNKNOWN}"


def accounts_for(value: Array, came: Array, right: Array, left_over: float) -> bool:
    """Return whether a mistake leaves hardly anything of the difference between what came and what is right."""
    if value.shape != came.shape:
        return False
    rounding = ROUNDINGS * np.finfo(came.dtype).eps * np.linalg.norm(came)
    difference = np.linalg.norm(came - right)
    return bool(np.linalg.norm(came - value) <= min(left_over * difference + rounding, difference / 2))


def patterns(came: Array, right: Array) -> Iterator[Slip]:
    """Yield the mistakes that can be made with any matrix: zeros, sign, order."""
    yield Slip(np.zeros_like(right), ZEROS)
    yield Slip(-right, "has the wrong sign")
    if not np.allclose(np.sort(came, axis=None), np.sort(right, axis=None), rtol=1e-3, atol=1e-3 * np.abs(right).max()):
        return  # not the same numbers in another order
    rows, columns = right.shape
    if rows == columns:
        yield Slip(right.T, "is transposed")
    elif min(rows, columns) > 1:
        yield Slip(right.T.reshape(right.shape), "has its elements in the other order, column by column")
    for axis, (what, n) in enumerate((("rows", rows), ("columns", columns))):
        first = np.take(came, [0], axis)
        places = np.isclose(right, first, rtol=1e-3, atol=1e-3 * np.abs(right).max()).all(axis=1 - axis)
        for shift in sorted(n - int(place) for place in np.flatnonzero(places) if place):
            yield Slip(np.roll(right, shift, axis), f"has its {what} shifted by {shift}")
        if n > 2:  # noqa: PLR2004  two that change places are shifted by one
            yield Slip(np.flip(right, axis), f"has its {what} in reverse order")


def left_out(came: Array, right: Array) -> Iterator[Slip]:
    """Yield what comes of a loop that leaves out the first or the last row or column, or fills the last one alone."""
    for axis, what in enumerate(("row", "column")):
        n = right.shape[axis]
        for place, name in ((0, "first"), (n - 1, "last")) if n > 1 else ():
            if not np.take(came, place, axis).any():
                spoilt = right.copy()
                np.moveaxis(spoilt, axis, 0)[place] = 0
                yield Slip(
                    spoilt, f"is 0 in its {name} {what}: does a loop leave it out? range(n) goes from 0 to n - 1"
                )
        if n > 2 and not np.take(came, range(n - 1), axis).any():  # noqa: PLR2004  of two, it is the first that is 0
            spoilt = np.zeros_like(right)
            np.moveaxis(spoilt, axis, 0)[-1] = np.take(right, -1, axis)
            yield Slip(spoilt, f"is 0 but for its last {what}: it is to be filled {what} by {what}")


def factor(came: Array, right: Array, left_over: float = EXACT) -> float | None:
    """Return c where what came is c times what is right, everywhere; None where there is no such c, or c is 1 or 0."""
    square = np.vdot(right, right)
    if not np.isfinite(came).all() or not np.isfinite(square) or square == 0:
        return None
    c = float(np.vdot(right, came) / square)
    return c if c not in {0.0, 1.0} and accounts_for(c * right, came, right, left_over) else None


def in_shape(came: Array, shape: tuple[int, ...]) -> Array | None:
    """Return what came in the shape that it should have; None where it has another number of elements."""
    if came.size != np.prod(shape, dtype=int):
        return None
    return came.T if came.shape == shape[::-1] != shape else came.reshape(shape)


def wrong_shape(came: tuple[int, ...], right: tuple[int, ...]) -> str:
    """Return what is wrong with a shape; what to do about it is a question, since the values may tell otherwise."""
    told = f"has shape {came}, not {right}"
    column = right[1:] == (1,)
    if came == right[::-1]:
        return f"{told}: is it transposed?"
    if column and came == right[:1]:
        return f"{told}: use keepdims=True where it is a sum, or reshape(-1, 1)"
    if column and not came:
        return f"{told}: write np.sum(..., axis=1, keepdims=True)"
    if column and came:
        of_sum = "the sum over the examples missing" if came[0] == right[0] else "it summed over the wrong axis"
        return f"{told}: is {of_sum}?"
    if len(came) == 1:
        return f"{told}: keep both axes, so that nothing is broadcast by chance"
    return told
