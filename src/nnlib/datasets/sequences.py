"""Sequences as columns: what a recurrent network takes."""

import numpy as np

from nnlib._arrays import Array, ArrayLike
from nnlib._validation import real_array


def sequences_to_columns(sequences: ArrayLike) -> Array:
    """Return X of sequences: one sequence a column, time by time, as `nnlib.RecurrentNetwork` takes it.

    Parameters
    ----------
    sequences : array_like of shape (m, T, n_x) or (m, T)
        m sequences of T times each, with n_x features at each time; of shape (m, T), with one.

    Returns
    -------
    ndarray of shape (n_x · T, m)
        x<1> at the top and x<T> at the bottom of each column; a copy, in the same type.

    Raises
    ------
    TypeError
        If they are no real numbers.
    ValueError
        If they have another shape, or not all are of one length.

    Examples
    --------
    >>> sequences_to_columns([[[1, 10], [2, 20], [3, 30]]]).T  # one sequence of three times and two features
    array([[ 1, 10,  2, 20,  3, 30]])
    """
    array = real_array("sequences", sequences)
    if array.ndim not in {2, 3} or array.size == 0:
        slip = ": one sequence is [sequence]" if array.ndim == 1 else ""
        msg = f"sequences must have shape (m, T, n_x) or (m, T), got {array.shape}{slip}"
        raise ValueError(msg)
    return np.array(array.reshape(len(array), -1)).T
