"""Sequences as columns, the input of a recurrent network."""

from typing import Any

import numpy as np

from nnlib._arrays import Array, ArrayLike
from nnlib._messages import attempt
from nnlib._validation import real_array


def sequences_to_columns(sequences: ArrayLike) -> Array:
    """Return sequences as columns of X, time by time, for `nnlib.RecurrentNetwork`.

    Parameters
    ----------
    sequences : array_like of shape (m, T, n_x) or (m, T)
        m sequences of T times each, with n_x features at each time; with shape (m, T), one feature.

    Returns
    -------
    ndarray of shape (n_x · T, m)
        x<1> at the top and x<T> at the bottom of each column; a copy, in the same type.

    Raises
    ------
    TypeError
        If they are not real numbers.
    ValueError
        If they have another shape, or are not all of one length.

    Examples
    --------
    >>> sequences_to_columns([[[1, 10], [2, 20], [3, 30]]]).T  # one sequence of three times and two features
    array([[ 1, 10,  2, 20,  3, 30]])
    """
    came: Any = sequences  # whatever it is
    try:
        array = real_array("sequences", sequences)
    except TypeError:
        if attempt(lambda: came.ndim == 1 and all(map(np.ndim, came)), otherwise=False):
            msg = "sequences holds each sequence as an object, as a column of lists does: use list(sequences)"
            raise TypeError(msg) from None
        raise
    except ValueError:
        lengths = attempt(lambda: {len(one) for one in came if np.ndim(one)}, otherwise=set())
        if len(lengths) > 1:
            raise ValueError(unequal(min(lengths), max(lengths))) from None
        raise
    if array.ndim not in {2, 3} or array.size == 0:
        msg = f"sequences must have shape (m, T, n_x) or (m, T), got {array.shape}{advice(array.shape)}"
        raise ValueError(msg)
    return np.array(array.reshape(len(array), -1)).T


def unequal(shortest: int, longest: int) -> str:
    """Return the message for sequences that differ in length."""
    zeros = f"np.zeros(({longest} - len(s), *np.shape(s)[1:]))"
    return (
        f"sequences must all be of one length T, but their lengths are from {shortest} to {longest}: put zeros before "
        f"the shorter ones, [np.concatenate([{zeros}, s]) for s in sequences], or cut the longer ones"
    )


def advice(shape: tuple[int, ...]) -> str:
    """Return what helps with sequences of a shape that does not fit, after a colon; nothing, for a number."""
    if len(shape) == 0:
        return ""
    if 0 in shape:
        return ": there is nothing in it"
    if len(shape) == 1:
        return ": one sequence is [sequence]"
    return f": unroll what there is at each time, with np.reshape(sequences, {(*shape[:2], -1)})"
