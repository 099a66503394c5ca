"""Real data that comes with the library, so that nothing has to be downloaded."""

from pathlib import Path

import numpy as np

from nnlib.arrays import Array

__all__ = ["digits"]


def digits() -> tuple[Array, Array]:
    """Return 1,797 handwritten digits: images of 8×8 pixels, and which digit each shows.

    Returns
    -------
    X : ndarray of shape (64, 1797), float64
        Pixels row by row, from 0 (paper) to 1 (ink); ``X[:, i].reshape(8, 8)`` is image i.
    Y : ndarray of shape (1, 1797), int64
        The digits, 0 to 9.

    References
    ----------
    Alpaydin, Kaynak: Optical Recognition of Handwritten Digits. UCI Machine Learning Repository, 1998,
    https://doi.org/10.24432/C50P49, CC BY 4.0.

    Examples
    --------
    >>> X, Y = digits()
    >>> X.shape, Y.shape
    ((64, 1797), (1, 1797))
    >>> Y[0, :10]
    array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    """
    with np.load(Path(__file__).with_name("digits.npz")) as arrays:
        pixels, labels = arrays["pixels"], arrays["labels"]
    X = pixels.reshape(len(pixels), -1) / 16
    return X.T, labels.astype(np.int64).reshape(1, -1)
