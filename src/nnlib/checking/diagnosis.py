"""The diagnosis: what is wrong with an array, from the array that is right and the slips that are known.

A pattern is named only if it accounts for the whole difference, to a part in a thousand. Where none does, that is said.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from nnlib.arrays import Array
from nnlib.checking.lines import Slip

__all__ = ["explained", "factor", "patterns", "wrong_shape"]

UNEXPLAINED = 1e-3
"""So much of the difference a pattern may leave over."""


def explained(came: Array, right: Array, slips: Iterable[Slip]) -> str:
    """Return which of the slips account for what came, as a sentence without its subject.

    Parameters
    ----------
    came, right : ndarray
        Of one shape.
    slips : iterable of Slip
        The known mistakes.

    Returns
    -------
    str
        Begins with "is" or "has".

    Examples
    --------
    >>> right = np.array([[1.0, 2.0]])
    >>> explained(-right, right, patterns(right))
    'has the wrong sign'
    >>> explained(right + [[0.0, 0.1]], right, patterns(right))
    'is wrong in 1 of 2 places, and no known pattern fits'
    """
    if not np.isfinite(came).all():
        return "holds NaN or infinity"
    with np.errstate(all="ignore"):
        fitting = [mistake for value, mistake in slips if accounts_for(value, came, right)]
    if fitting:
        return ", or ".join(dict.fromkeys(fitting))
    scale = np.abs(right).max()
    wrong = int((np.abs(came - right) > 1e-6 * np.abs(right) + 1e-9 * scale).sum())
    return f"is wrong in {wrong} of {right.size} places, and no known pattern fits"


def accounts_for(value: Array, came: Array, right: Array) -> bool:
    """Return whether a mistake leaves hardly anything of the difference between what came and what is right."""
    if value.shape != came.shape:
        return False
    return bool(np.linalg.norm(came - value) <= UNEXPLAINED * np.linalg.norm(came - right))


def patterns(right: Array) -> Iterator[Slip]:
    """Yield the mistakes that can be made with any array: zeros, sign, order.

    Parameters
    ----------
    right : ndarray of shape (n, m)
        What is right.

    Yields
    ------
    Slip
        A mistake.

    Examples
    --------
    >>> [mistake for _, mistake in patterns(np.ones((2, 2)))][:2]
    ['is 0 everywhere', 'has the wrong sign']
    """
    yield Slip(np.zeros_like(right), "is 0 everywhere")
    yield Slip(-right, "has the wrong sign")
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


def factor(came: Array, right: Array) -> float | None:
    """Return c where what came is c times what is right, everywhere; None where there is no such c, or c is 1 or 0.

    Parameters
    ----------
    came, right : ndarray
        Of one shape.

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
    if not np.isfinite(came).all() or square == 0:
        return None
    c = float(np.vdot(right, came) / square)
    return c if c and accounts_for(c * right, came, right) else None


def wrong_shape(came: tuple[int, ...], right: tuple[int, ...]) -> str:
    """Return what is wrong with a shape, as a sentence without its subject.

    Parameters
    ----------
    came, right : tuple of int
        Two shapes that differ.

    Returns
    -------
    str
        Begins with "has shape".

    Examples
    --------
    >>> wrong_shape((4,), (4, 1))
    'has shape (4,), not (4, 1): sum with keepdims=True, or use reshape(-1, 1)'
    """
    told = f"has shape {came}, not {right}"
    if came == right[::-1]:
        return f"{told}: it is transposed"
    if came == right[:1] and right[1:] == (1,):
        return f"{told}: sum with keepdims=True, or use reshape(-1, 1)"
    if len(came) == 1:
        return f"{told}: keep both axes, so that nothing is broadcast by chance"
    if came == ():
        return f"{told}: it was summed over everything"
    return told
