"""The subspace that loses least, by singular values: what a linear autoencoder has to find by itself (section 5)."""

import math

import numpy as np

from nnlib._arrays import Array, ArrayLike
from nnlib._messages import counted
from nnlib._validation import count, floating_matrix


def principal_subspace(X: ArrayLike, k: int) -> Array:
    """Return the first k principal components of X: the directions in which the examples differ most.

    Let μ be the mean of the examples and U the result. Of all linear reconstructions from k numbers for each example,
    μ + U Uᵀ(x − μ) is closest to x in the mean square (Eckart and Young, 1936).

    Parameters
    ----------
    X : array_like of shape (n_x, m)
        Examples in columns; the mean is subtracted here.
    k : int
        The number of dimensions; the examples must differ in at least as many.

    Returns
    -------
    ndarray of shape (n_x, k)
        U, with orthonormal columns, those of the largest singular values first; the signs have no meaning.

    Examples
    --------
    >>> x = np.linspace(-1, 1, 5)
    >>> U = principal_subspace([3 + 3 * x, 4 * x], k=1)
    >>> abs(U).round(3)
    array([[0.6],
           [0.8]])
    """
    X, k = floating_matrix("X", X), count("k", k)
    U, singular_values, _ = np.linalg.svd(X - X.mean(axis=1, keepdims=True), full_matrices=False)
    dimensions = rank(singular_values, X)
    if k > dimensions:
        msg = f"k is {k}, but the examples differ in {counted(dimensions, 'dimension')} only"
        raise ValueError(msg)
    return U[:, :k]


def largest_angle(U: ArrayLike, V: ArrayLike) -> float:
    """Return the largest principal angle between the subspaces that the columns of U and of V span, in degrees.

    It is the angle between the other subspace and the direction that lies furthest from it. 0 means that the subspaces
    are the same; 90 means that one has a direction at right angles to all of the other.

    Parameters
    ----------
    U, V : array_like of shape (n, k)
        Independent columns; they need neither be of length 1 nor at right angles.

    Returns
    -------
    float
        From 0 to 90.

    Examples
    --------
    >>> round(largest_angle([[1], [0]], [[2], [2]]), 6)
    45.0
    """
    U, V = floating_matrix("U", U), floating_matrix("V", V)
    if U.shape != V.shape:
        msg = f"U and V must have one shape, (n, k), got {U.shape} and {V.shape}"
        raise ValueError(msg)
    P, Q = orthonormal("U", U), orthonormal("V", V)
    # Björck and Golub, 1973: the cosine alone would lose the smallest angles to rounding, and the sine the largest.
    cosines = P.T @ Q
    sine = np.linalg.norm(Q - P @ cosines, ord=2)
    return float(np.degrees(np.arctan2(sine, np.linalg.svd(cosines, compute_uv=False)[-1])))


def orthonormal(name: str, U: Array) -> Array:
    """Return columns of length 1, at right angles, that span the same."""
    basis, singular_values, _ = np.linalg.svd(U, full_matrices=False)
    dimensions, k = rank(singular_values, U), U.shape[1]
    if dimensions < k:
        msg = f"the {counted(k, 'column')} of {name} span {counted(dimensions, 'dimension')} only"
        raise ValueError(msg)
    return basis


def rank(singular_values: Array, X: Array) -> int:
    """Return how many singular values are more than the rounding of X, whose mean may have been taken off."""
    size = np.abs(X).max() * math.sqrt(X.size)  # at least the norm, without its squares
    rounding = size * max(X.shape) * np.finfo(X.dtype).eps
    return int((singular_values > rounding).sum())
