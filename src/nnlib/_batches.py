"""The examples of a data set, a batch at a time."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nnlib._arrays import Array

__all__ = ["Batch", "Batches", "batches_per_epoch"]


class Batch(NamedTuple):
    """Some examples with their labels.

    Parameters
    ----------
    X : ndarray of shape (n_x, m)
        Examples in columns.
    Y : ndarray of shape (n_y, m)
        Labels.
    sample_weight : ndarray of shape (1, m) or None
        One weight an example.

    Examples
    --------
    >>> import numpy as np
    >>> Batch(np.ones((2, 1)), np.ones((1, 1)), None).X.shape
    (2, 1)
    """

    X: Array
    Y: Array
    sample_weight: Array | None


def batches_per_epoch(m: int, batch_size: int | None) -> int:
    """Return how many batches m examples make.

    Parameters
    ----------
    m : int
        Examples in an epoch.
    batch_size : int or None
        Examples in a batch; None is all of them.

    Returns
    -------
    int
        The number of batches, a ragged last one included.

    Examples
    --------
    >>> batches_per_epoch(50, 16), batches_per_epoch(50, None)
    (4, 1)
    """
    return -(-m // batch_size) if batch_size else 1


class Columns:
    """Columns of an array, gathered into one and the same memory.

    They are taken as rows where each lies side by side, as features do in a file of examples; else from row to row.
    """

    def __init__(self, array: Array, size: int) -> None:
        self._by_rows = array.flags.f_contiguous and not array.flags.c_contiguous
        self.array = array.T if self._by_rows else np.ascontiguousarray(array)
        self._memory = np.empty(len(array) * size, array.dtype)
        self._full = self._room(size)

    def _room(self, n: int) -> Array:
        """Return the memory as room for n columns, without gaps."""
        rows, columns = (n, self.array.shape[1]) if self._by_rows else (len(self.array), n)
        return self._memory[: rows * columns].reshape(rows, columns)

    def take(self, chosen: npt.NDArray[np.intp]) -> Array:
        """Return the chosen columns; what an earlier call returned is overwritten."""
        axis = 0 if self._by_rows else 1
        room = self._full if len(chosen) == self._full.shape[axis] else self._room(len(chosen))
        # mode="clip", since with "raise" NumPy gathers into an array of its own first
        taken = self.array.take(chosen, axis, room, "clip")
        return taken.T if self._by_rows else taken


class Batches:
    """All examples at once, or mini-batches gathered into one and the same buffer.

    An example is gathered fast where its features lie side by side: X.T has to be C-ordered. If it is not, and there
    are mini-batches, X is copied once, here. Labels are few, and taken as they lie.

    Parameters
    ----------
    X : ndarray of shape (n_x, m)
        Examples in columns.
    Y : ndarray of shape (n_y, m)
        Labels.
    sample_weight : ndarray of shape (1, m) or None
        One weight an example.
    size : int or None
        Examples in a mini-batch; the last one of an epoch holds what is left. None is the whole set, in its order.

    Attributes
    ----------
    m : int
        The number of examples.
    size : int
        The size of every batch but, perhaps, the last.
    per_epoch : int
        The number of batches in an epoch.

    Examples
    --------
    >>> import numpy as np
    >>> X, Y = np.arange(10).reshape(2, 5), np.arange(5).reshape(1, 5)
    >>> batches = Batches(X, Y, None, size=2)
    >>> order = np.array([4, 3, 2, 1, 0])
    >>> [batches.gather(order, k).Y.tolist() for k in range(batches.per_epoch)]
    [[[4, 3]], [[2, 1]], [[0]]]
    """

    def __init__(self, X: Array, Y: Array, sample_weight: Array | None, size: int | None) -> None:
        self.m = X.shape[1]
        self.size = self.m if size is None else min(size, self.m)
        self.per_epoch = batches_per_epoch(self.m, size)
        self._whole = Batch(X, Y, sample_weight)
        if size is not None:
            self._X, self._Y = Columns(np.asfortranarray(X), self.size), Columns(Y, self.size)
            self._weight = None if sample_weight is None else Columns(sample_weight, self.size)

    def gather(self, order: npt.NDArray[np.intp] | None, k: int) -> Batch:
        """Return the k-th batch of an epoch; what an earlier call returned is overwritten.

        Parameters
        ----------
        order : ndarray of shape (m,), or None
            The epoch's permutation of the examples; None is the whole set at once.
        k : int
            From 0 to ``per_epoch - 1``.

        Returns
        -------
        Batch
            The examples ``order[k * size : (k + 1) * size]``.
        """
        if order is None:
            return self._whole
        chosen = order[k * self.size : (k + 1) * self.size]
        sample_weight = None if self._weight is None else self._weight.take(chosen)
        return Batch(self._X.take(chosen), self._Y.take(chosen), sample_weight)
