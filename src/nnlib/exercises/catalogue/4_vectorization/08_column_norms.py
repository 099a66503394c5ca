"""Examples of length one.

Divide each example, a column x of X, by its length ‖x‖, the square root of the sum of its squares. This is how
directions are compared. Write it without a loop: the lengths are a row of m numbers, and NumPy stretches it over the
rows of X.
"""

import numpy as np

SHORTER = "np.linalg.norm(X, axis=0, keepdims=True) gives the lengths of the columns as a row."


def column_norms(X):
    """Return X with each of its columns divided by its length.

    Comes in:  X (n_x, m), an example in each column
    Goes out:  a new array (n_x, m), whose columns have length 1
    """
    squares = np.sum(X**2, axis=0, keepdims=True)
    # notes: ‖x(i)‖² = Σ x_k(i)²
    # also: np.sum(X**2, axis=0)
    # slip: np.sum(X**2, axis=1, keepdims=True)
    #   sums along the rows, axis=1: an example is a column, so axis=0 is summed
    # slip: np.sum(X**2)
    #   is the sum over the whole matrix: each column has its own, axis=0
    # slip: np.sum(X, axis=0, keepdims=True) ** 2
    #   is the square of the sum: the numbers are squared before they are summed
    # slip: np.sum(2 * X, axis=0, keepdims=True)
    #   has the numbers doubled, where squares were meant: X**2
    # slip: np.mean(X**2, axis=0, keepdims=True)
    #   is the mean of the squares, where their sum was meant
    # slip: np.sum(X**2, axis=0).reshape(-1, 1)
    #   is a column, and each column of X needs a number of its own: the lengths are a row, (1, m)
    length = np.sqrt(squares)
    # notes: ‖x(i)‖ = √(Σ x_k(i)²)
    # slip: squares
    #   is the square of the length: the root is missing
    # slip: np.sqrt(np.abs(np.sum(X, axis=0, keepdims=True)))
    #   is the root of the sum of the numbers: their squares are summed
    # slip: np.sum(np.abs(X), axis=0, keepdims=True)
    #   is the sum of the absolute values: the length has squares and a root
    # slip: np.max(np.abs(X), axis=0, keepdims=True)
    #   is the largest absolute value, where the length was meant
    X_unit = X / length
    # notes: x(i)/‖x(i)‖
    # slip: X * length
    #   is multiplied by the length: it is divided by it
    # slip: length / X
    #   is upside down: x is divided by its length
    # slip: X / np.linalg.norm(X)
    #   is divided by the length of the whole matrix: each column has its own
    # slip: X / np.sum(X, axis=0)
    #   is divided by the sum of the numbers: the length has squares and a root
    # slip: X / np.max(X, axis=0)
    #   is divided by the largest number of each column, where its length was meant
    # slip: X - length
    #   has the length subtracted: x is divided by it
    # slip: (X - X.mean(axis=0)) / length
    #   has the mean subtracted: x is only divided by its length
    return X_unit


def inputs(rng, n_x=2, m=3):
    """Draw examples of different lengths."""
    return {"X": rng.normal(size=(n_x, m)) * rng.uniform(0.5, 5, (1, m))}


def another_with_norm(X):
    """Use NumPy's function."""
    return X / np.linalg.norm(X, axis=0)


def another_column_by_column(X):
    """Loop over the examples."""
    result = X.copy()
    for i in range(X.shape[1]):
        result[:, i] /= np.sqrt(X[:, i] @ X[:, i])
    return result


def another_with_the_diagonal(X):
    """Find the squared lengths on the diagonal of XᵀX."""
    norms = np.sqrt(np.diag(X.T @ X)).reshape(1, -1)
    return X / norms


def another_with_einsum(X):
    """Sum the squares with einsum, and multiply by a power."""
    return X * np.einsum("ki,ki->i", X, X) ** -0.5
