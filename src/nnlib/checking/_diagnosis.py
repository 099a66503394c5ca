"""The diagnosis: what is wrong with an array, from the array that is right and the slips that are known.

A pattern is named only if it accounts for the whole difference. Where none does, that is said.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from nnlib._arrays import Array
from nnlib.checking._equations import Slip

__all__ = ["EXACT", "NUMERIC", "explained", "factor", "in_shape", "patterns", "unexplained", "wrong_shape"]

EXACT = 1e-5
"""So much of the difference a pattern may leave over, where what is right is known from its equation."""
NUMERIC = 1e-3
"""The same, where it is known from difference quotients."""
ROUNDINGS = 64.0
"""So many roundings of its own type are forgiven to an array that came."""


def explained(came: Array, right: Array, slips: Iterable[Slip], left_over: float = EXACT) -> str | None:
    """Return which of the slips account for what came, as a sentence without its subject.

    Parameters
    ----------
    came, right : ndarray
        Of one shape.
    slips : iterable of Slip
        The known mistakes; they are made one at a time.
    left_over : float
        So much of the difference a slip may leave over.

    Returns
    -------
    str or None
        Begins with "is" or "has"; None where no slip accounts for it.

    Examples
    --------
    >>> right = np.array([[1.0, 2.0]])
    >>> explained(-right, right, patterns(-right, right))
    'has the wrong sign'
    """
    if not np.isfinite(came).all():
        return "holds NaN or infinity"
    with np.errstate(all="ignore"):
        fitting = [mistake for value, mistake in slips if accounts_for(value, came, right, left_over)]
    return ", or ".join(dict.fromkeys(fitting)) or None


def unexplained(came: Array, right: Array) -> str:
    """Return how much is wrong where nothing explains it, as a sentence without its subject.

    Parameters
    ----------
    came, right : ndarray
        Of one shape.

    Returns
    -------
    str
        Begins with "is".

    Examples
    --------
    >>> unexplained(np.array([[1.0, 2.5]]), np.array([[1.0, 2.0]]))
    'is wrong in 1 of 2 places, and no known pattern fits'
    """
    scale = np.abs(right).max()
    wrong = int((np.abs(came - right) > 1e-6 * np.abs(right) + 1e-9 * scale).sum())
    where = f" in {wrong} of {right.size} places" if right.size > 1 else ""
    return f"is wrong{where}, and no known pattern fits"


def accounts_for(value: Array, came: Array, right: Array, left_over: float) -> bool:
    """Return whether a mistake leaves hardly anything of the difference between what came and what is right."""
    if value.shape != came.shape:
        return False
    rounding = ROUNDINGS * np.finfo(came.dtype).eps * np.linalg.norm(came)
    difference = np.linalg.norm(came - right)
    return bool(np.linalg.norm(came - value) <= min(left_over * difference + rounding, difference / 2))


def patterns(came: Array, right: Array) -> Iterator[Slip]:
    """Yield the mistakes that can be made with any array: zeros, sign, order.

    Parameters
    ----------
    came, right : ndarray of shape (n, m)
        What came, and what is right.

    Yields
    ------
    Slip
        A mistake.

    Examples
    --------
    >>> right = np.array([[1.0, 2.0], [3.0, 4.0]])
    >>> [mistake for _, mistake in patterns(right.T, right)][2:4]
    ['is transposed', 'has its rows shifted by 1']
    """
    yield Slip(np.zeros_like(right), "is 0 everywhere")
    yield Slip(-right, "has the wrong sign")
    if not np.allclose(np.sort(came, axis=None), np.sort(right, axis=None), rtol=1e-3, atol=1e-3 * np.abs(right).max()):
        return  # not the same numbers in another order
    rows, columns = right.shape
    if rows == columns:
        yield Slip(right.T, "is transposed")
    elif min(rows, columns) > 1:
        yield Slip(right.T.reshape(right.shape), "has its elements in the other order, column by column")
    for axis, (what, n) in enumerate((("rows", rows), ("columns", columns))):
        for shift in range(1, n):
            yield Slip(np.roll(right, shift, axis), f"has its {what} shifted by {shift}")
        if n > 2:  # noqa: PLR2004  two that change places are shifted by one
            yield Slip(np.flip(right, axis), f"has its {what} in reverse order")


def factor(came: Array, right: Array, left_over: float = EXACT) -> float | None:
    """Return c where what came is c times what is right, everywhere; None where there is no such c, or c is 1 or 0.

    Parameters
    ----------
    came, right : ndarray
        Of one shape.
    left_over : float
        So much of the difference c may leave over.

    Returns
    -------
    float or None
        c.

    Examples
    --------
    >>> factor(np.array([[2.0, 4.0]]), np.array([[1.0, 2.0]]))
    2.0
    """
    square = np.vdot(right, right)
    if not np.isfinite(came).all() or not np.isfinite(square) or square == 0:
        return None
    c = float(np.vdot(right, came) / square)
    return c if c not in {0.0, 1.0} and accounts_for(c * right, came, right, left_over) else None


def in_shape(came: Array, shape: tuple[int, ...]) -> Array | None:
    """Return what came in the shape that it should have; None where it has another number of elements.

    Parameters
    ----------
    came : ndarray
        What came.
    shape : tuple of int
        The shape that it should have.

    Returns
    -------
    ndarray or None
        Transposed where that gives the shape, else reshaped.

    Examples
    --------
    >>> in_shape(np.array([[1, 2, 3], [4, 5, 6]]), (3, 2)).tolist()
    [[1, 4], [2, 5], [3, 6]]
    """
    if came.size != np.prod(shape, dtype=int):
        return None
    return came.T if came.shape == shape[::-1] != shape else came.reshape(shape)


def wrong_shape(came: tuple[int, ...], right: tuple[int, ...]) -> str:
    """Return what is wrong with a shape, as a sentence without its subject.

    Parameters
    ----------
    came, right : tuple of int
        Two shapes that differ.

    Returns
    -------
    str
        Begins with "has shape". What to do about it is a question: the values may tell otherwise.

    Examples
    --------
    >>> wrong_shape((4,), (4, 1))
    'has shape (4,), not (4, 1): use keepdims=True in its sum, or reshape(-1, 1)'
    """
    told = f"has shape {came}, not {right}"
    if came == right[::-1]:
        return f"{told}: is it transposed?"
    if came == right[:1] and right[1:] == (1,):
        return f"{told}: use keepdims=True in its sum, or reshape(-1, 1)"
    if right[1:] == (1,) and came and came[0] == right[0]:
        return f"{told}: is the sum over the examples missing?"
    if right[1:] == (1,) and came:
        return f"{told}: is it summed over the wrong axis?"
    if len(came) == 1:
        return f"{told}: keep both axes, so that nothing is broadcast by chance"
    return told
