"""An array of shape (n,), to be found and mended.

For each example x, the matrix x xᵀ has the products of any two features; S is their mean over the examples. The code
below looks right, and it runs, but S is wrong. Print the shapes in the loop, as the notes do with a and np.dot(a,
a.T), find the line, and mend it. Leave the loop as it is.
"""

import numpy as np

PLANTED = True
CHECKED_BY = (
    "S is not the mean of x xᵀ yet. Write print(x.shape, np.dot(x, x.T).shape) into the loop: x should be (n_x, 1), "
    "and x xᵀ (n_x, n_x). NumPy adds one number, a row or a column to a matrix without a word."
)
SHORTER = "S = np.dot(X, X.T) / m sums over the examples without a loop."


def rank_one(X):
    """Return S, the mean of x xᵀ over the examples.

    Comes in:  X (n_x, m), an example in each column
    Goes out:  S (n_x, n_x)
    """
    n_x, m = X.shape
    S = np.zeros((n_x, n_x))
    for i in range(m):
        x = X[:, [i]]
        # notes: x(i), column i of X, shape (n_x, 1)
        # slip: X[:, i]
        #   has one axis, shape (n_x,), so that np.dot(x, x.T) is one number, and is added to all of S: X[:, [i]] is a
        #   column
        S += np.dot(x, x.T)
        # notes: S += x xᵀ
        # slip: x * x
        #   is the column of the squares, which is added to each column of S: np.dot(x, x.T) is the matrix x xᵀ
        # slip: x.T * x.T
        #   is the row of the squares, which is added to each row of S: np.dot(x, x.T) is the matrix x xᵀ
        # slip: x + x.T
        #   is a matrix of sums: np.dot(x, x.T) has the products
    S = S / m
    # notes: S = S/m
    # slip: S / n_x
    #   is divided by n_x, the number of features: the mean goes over the m examples
    return S


def inputs(rng, n_x=2, m=3):
    """Draw examples."""
    return {"X": rng.normal(size=(n_x, m))}


def another_without_a_loop(X):
    """Multiply all at once."""
    return X @ X.T / X.shape[1]


def another_with_slices(X):
    """Cut out columns, and let NumPy stretch a column and a row."""
    S = 0
    for i in range(X.shape[1]):
        x = X[:, i : i + 1]
        S = S + x * x.T
    return S / X.shape[1]


def another_with_reshape(X):
    """Mend the shape in the next line."""
    n_x, m = X.shape
    S = np.zeros((n_x, n_x))
    for i in range(m):
        x = X[:, i]
        x = x.reshape(n_x, 1)
        S += np.dot(x, x.T) / m
    return S


def another_with_outer(X):
    """Use the function that takes arrays of one axis."""
    S = np.zeros((len(X), len(X)))
    for x in X.T:
        S += np.outer(x, x)
    return S / len(X.T)
