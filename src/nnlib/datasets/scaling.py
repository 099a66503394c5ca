"""Standardizing: the mean and deviation of the training data are kept and applied to any number of examples."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from nnlib._arrays import Array, ArrayLike
from nnlib._messages import first_where, is_a
from nnlib._validation import finite, matrix, real_array

LARGE = 2.0**900
"""Beyond it a difference may overflow, so that it is computed from quarters."""
UNDERFLOW_IS_ZERO = np.errstate(under="ignore")
"""What is too small for a float is 0, also where NumPy is told to raise errors."""


@dataclass(frozen=True, eq=False, repr=False, init=False)
class Standardizer:
    """The mean and standard deviation of training data, to scale all data of this kind in the same way.

    Fit it once on the training data, keep it with the model, and apply it to everything that the model reads: test
    data, new data, a single example. It also scales targets: `inverse` turns predictions back into their units.
    A feature that is constant on the training data, except for rounding, is only shifted: its deviation is 1.
    If you need not keep it, `standardize` scales training data and others in one line.

    Parameters
    ----------
    X_train : array_like of shape (n_x, m)
        Examples in columns, at least two; or targets, of shape (n_y, m).

    Attributes
    ----------
    mean, deviation : ndarray of shape (n_x, 1), float64
        The mean and deviation of each feature on the training data. They cannot be changed.

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit, or for a single example, which has no deviation.

    Examples
    --------
    >>> scaling = Standardizer([[1, 3], [5, 5]])
    >>> scaling([[4], [6]]).tolist()
    [[2.0], [1.0]]
    >>> scaling.inverse([[2], [1]]).tolist()
    [[4.0], [6.0]]
    >>> scaling == Standardizer.of(mean=[2, 5], deviation=[1, 1])
    True
    """

    mean: Array
    deviation: Array

    def __init__(self, X_train: ArrayLike) -> None:
        train = finite("X_train", matrix("X_train", X_train), np.float64)
        if train.shape[1] == 1:
            msg = (
                f"X_train has shape {train.shape}: examples are columns, so it is one example, and one example has no "
                "deviation: fit on the training data, keep the Standardizer, and apply it to one example as to many"
            )
            raise ValueError(msg)
        keep(self, *mean_and_deviation(train))

    @classmethod
    def of(cls, mean: ArrayLike, deviation: ArrayLike) -> Self:
        """Return the Standardizer that has this mean and deviation, such as those of a file.

        Parameters
        ----------
        mean, deviation : array_like of shape (n_x, 1) or (n_x,)
            Finite numbers, one for each feature; deviations are positive.

        Returns
        -------
        Standardizer

        Examples
        --------
        >>> Standardizer.of(mean=[170.0], deviation=[10.0])([[160.0, 185.0]]).tolist()
        [[-1.0, 1.5]]
        """
        mean, deviation = column("mean", mean), column("deviation", deviation)
        if mean.shape != deviation.shape:
            msg = f"mean and deviation must have one number a feature each, got {len(mean)} and {len(deviation)}"
            raise ValueError(msg)
        if (deviation <= 0).any():
            slip = ": that of a constant feature is 1" if deviation.min() == 0 else ""
            msg = f"{first_where('deviation', deviation, deviation <= 0)}, but deviations are positive{slip}"
            raise ValueError(msg)
        made = cls.__new__(cls)
        keep(made, mean, deviation)
        return made

    @property
    def n_x(self) -> int:
        """The number of features."""
        return len(self.mean)

    @UNDERFLOW_IS_ZERO
    def __call__(self, X: ArrayLike) -> Array:
        """Return (X − mean) / deviation, in float64.

        Parameters
        ----------
        X : array_like of shape (n_x, any)
            Examples in columns; one example is one column.

        Returns
        -------
        ndarray of the shape of X, float64
        """
        X = alike("X", X, self.n_x)
        if np.abs(self.mean).max() <= LARGE:
            return (X - self.mean) / self.deviation
        s = quartered(np.abs(self.mean))
        return (X * s - self.mean * s) / self.deviation / s

    @UNDERFLOW_IS_ZERO
    def inverse(self, X: ArrayLike) -> Array:
        """Return X · deviation + mean, in float64: standardized data, back in their own units.

        Parameters
        ----------
        X : array_like of shape (n_x, any)
            Standardized examples, or a model's predictions of standardized targets.

        Returns
        -------
        ndarray of the shape of X, float64

        Examples
        --------
        >>> Y = [[100.0, 200.0, 300.0]]
        >>> scaling = Standardizer(Y)
        >>> scaling.inverse(scaling(Y)).tolist()
        [[100.0, 200.0, 300.0]]
        """
        X = alike("X", X, self.n_x)
        if np.abs(self.mean).max() <= LARGE:
            return X * self.deviation + self.mean
        s = quartered(np.abs(self.mean))
        largest = np.finfo(np.float64).max * s  # which the sum may pass by a rounding
        return np.clip(X * s * self.deviation + self.mean * s, -largest, largest) / s

    def __eq__(self, other: object) -> bool:
        """Return whether the other scales alike: by the same numbers."""
        if not is_a(other, Standardizer):
            return NotImplemented
        return np.array_equal(self.mean, other.mean) and np.array_equal(self.deviation, other.deviation)

    __hash__ = None  # type: ignore[assignment] # as that of arrays

    def __repr__(self) -> str:
        return f"{type(self).__name__}(n_x={self.n_x})"

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle by the numbers, so that copies cannot be changed either."""
        return type(self).of, (self.mean, self.deviation)


def keep(scaling: Standardizer, mean: Array, deviation: Array) -> None:
    """Give a Standardizer its numbers, as copies that cannot be changed."""
    for name, values in (("mean", mean), ("deviation", deviation)):
        kept = values.copy()
        kept.flags.writeable = False
        object.__setattr__(scaling, name, kept)


@UNDERFLOW_IS_ZERO
def mean_and_deviation(X: Array) -> tuple[Array, Array]:
    """Return both for each row; of a constant row its first number and 1."""
    largest = np.abs(X).max(axis=1, keepdims=True)
    s = quartered(largest)
    X = X * s if largest.max() > LARGE else X
    # Measured from the first example in units of the farthest, numbers of any size have squares. Where the farthest is
    # only roundings away, the feature is constant; the deviation does not tell, since the mean is rounded itself.
    first = X[:, :1]
    scale = np.abs(X - first).max(axis=1, keepdims=True)
    constant = scale <= 8 * np.finfo(np.float64).eps * largest * s
    scale[constant] = 1
    measured = (X - first) / scale
    mean, deviation = measured.mean(axis=1, keepdims=True), measured.std(axis=1, keepdims=True)
    deviation *= scale
    constant |= deviation < np.finfo(np.float64).tiny  # numbers that small have lost their digits
    return np.where(constant, first, first + scale * mean) / s, np.where(constant, 1.0, deviation / s)


def quartered(numbers: Array) -> Array:
    """Return 1/4 where numbers are so large that differences may overflow, and 1 elsewhere."""
    return np.where(numbers > LARGE, 0.25, 1.0)


def column(name: str, values: ArrayLike) -> Array:
    """Return finite numbers, one a feature, as one column."""
    array = finite(name, real_array(name, values), np.float64)
    if array.size == 0 or array.shape not in {(array.size,), (array.size, 1)}:
        msg = f"{name} must have shape (n_x, 1) or (n_x,), one number a feature, got {array.shape}"
        raise ValueError(msg)
    return array.reshape(-1, 1)


def alike(name: str, value: ArrayLike, n_x: int) -> Array:
    """Return examples with the features of the training data, checked."""
    X = finite(name, matrix(name, value), np.float64)
    if len(X) != n_x:
        slip = ": is it transposed?" if X.shape[1] == n_x else ""
        msg = f"{name} must have the features of X_train in rows, n_x={n_x}, got shape {X.shape}{slip}"
        raise ValueError(msg)
    return X
