"""The examples of a data set, a batch at a time."""

from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from nnlib._arrays import Array


class Batch(NamedTuple):
    """Some examples with their labels."""

    X: Array
    Y: Array
    sample_weight: Array | None


def batches_per_epoch(m: int, batch_size: int | None) -> int:
    """Return how many batches m examples make."""
    return -(-m // batch_size) if batch_size else 1


class Gathered:
    """Room for some of an array's examples, gathered into one and the same memory.

    They are taken as rows where each lies side by side, as features do in a file of examples; else from row to row.
    """

    def __init__(self, array: Array, size: int) -> None:
        self._by_rows = array.flags.f_contiguous and not array.flags.c_contiguous
        self.array = array.T if self._by_rows else np.ascontiguousarray(array)
        self._memory = np.empty(len(array) * size, array.dtype)
        self._full = self._out(size)

    def _out(self, n: int) -> Array:
        """Return the memory as an array for n examples, without gaps."""
        shape = (n, self.array.shape[1]) if self._by_rows else (len(self.array), n)
        return self._memory[: shape[0] * shape[1]].reshape(shape)

    def take(self, chosen: npt.NDArray[np.intp]) -> Array:
        """Return the chosen examples in columns; what an earlier call returned is overwritten."""
        axis = 0 if self._by_rows else 1
        out = self._full if len(chosen) == self._full.shape[axis] else self._out(len(chosen))
        # mode="clip", since with "raise" NumPy gathers into an array of its own first
        taken = self.array.take(chosen, axis, out, "clip")
        return taken.T if self._by_rows else taken


class Batches:
    """All examples at once, or mini-batches gathered into one and the same buffer.

    An example is gathered fast where its features lie side by side, so X of another order is copied once, here. But a
    layer that takes X in pieces, row by row, asks for batches in the order "C".
    """

    def __init__(
        self, X: Array, Y: Array, sample_weight: Array | None, size: int | None, order: Literal["C", "F"] = "F"
    ) -> None:
        self.m = X.shape[1]
        self.size = self.m if size is None else min(size, self.m)
        self.per_epoch = batches_per_epoch(self.m, size)
        self.whole = Batch(np.ascontiguousarray(X) if order == "C" and size is None else X, Y, sample_weight)
        self._rows = np.empty(len(X) * self.size if order == "C" and size is not None else 0, X.dtype)
        if size is not None:
            self._X, self._Y = Gathered(np.asfortranarray(X), self.size), Gathered(Y, self.size)
            self._weight = None if sample_weight is None else Gathered(sample_weight, self.size)

    def gather(self, order: npt.NDArray[np.intp] | None, k: int) -> Batch:
        """Return the k-th batch of an epoch; what an earlier call returned is overwritten."""
        if order is None:
            return self.whole
        chosen = order[k * self.size : (k + 1) * self.size]
        sample_weight = None if self._weight is None else self._weight.take(chosen)
        X = self._X.take(chosen)
        if self._rows.size:
            rows = self._rows[: X.size].reshape(X.shape)
            np.copyto(rows, X)
            X = rows
        return Batch(X, self._Y.take(chosen), sample_weight)
