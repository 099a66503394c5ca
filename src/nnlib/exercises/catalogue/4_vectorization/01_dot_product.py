"""The dot product, with a loop.

In logistic regression, z = wᵀx + b. Section 4.1 of the notes writes this with a loop over the features, before it
writes it without one. Write the loop here; np.dot replaces it later. (The notes' range[1,n_x] is not Python, and
Python counts from 0.)
"""

import numpy as np

SHORTER = "np.dot(w.T, x) + b is the same, and its loop runs in NumPy's compiled code, some hundred times faster."


def dot_product(w, x, b):
    """Return z = wᵀx + b, computed feature by feature.

    Comes in:  w, x (n_x, 1); b a number
    Goes out:  z, a number
    """
    n_x = w.shape[0]
    # slip: w.shape[1]
    #   is the number of columns, which is 1: the features are the rows, w.shape[0]
    z = 0
    # slip: 1
    #   begins at 1: a sum begins at 0
    for k in range(n_x):
        # slip: for k in range(1, n_x):
        #   leaves out the first feature: Python counts from 0, range(n_x)
        # slip: for k in range(n_x - 1):
        #   leaves out the last feature: range(n_x) ends with n_x - 1 already
        # slip: for k in range(1, n_x + 1):
        #   counts the features from 1 to n_x, as the notes do: Python counts from 0, range(n_x)
        # slip: for k in range[1, n_x]:
        #   has square brackets, as in the notes: range is called, range(n_x)
        # slip: for k in n_x:
        #   goes through a number, which cannot be done: range(n_x) is what counts from 0 to n_x - 1
        z += w[k, 0] * x[k, 0]
        # notes: z += w_k x_k
        # slip: z = w[k, 0] * x[k, 0]
        #   keeps the last product only: each product is added, with +=
        # slip: w[k, 0] + x[k, 0]
        #   adds the weight to the feature: they are multiplied
        # slip: w[k, 0] * x[k, 0] + b
        #   adds b once for each feature: it is added once, after the loop
        # slip: w * x
        #   takes whole columns in each pass: w[k, 0] and x[k, 0] are the numbers of feature k
        # slip: w[0, k] * x[0, k]
        #   has the indices exchanged: w and x are columns, so feature k is w[k, 0]
    z += b
    # notes: z += b
    # slip: pass
    #   lacks the bias b
    # slip: n_x * b
    #   has b added in the loop, once for each feature: it is added once, after the loop
    # slip: z = w[k, 0] * x[k, 0]
    #   is the last product alone: each product is added, with +=, and so is b
    # slip: z *= b
    #   is multiplied by b: b is added
    return z


def inputs(rng, n_x=3):
    """Draw weights and one example."""
    return {"w": rng.normal(size=(n_x, 1)), "x": rng.normal(size=(n_x, 1)), "b": float(rng.normal() + 1)}


def another_beginning_with_b(w, x, b):
    """Begin with b, and go through pairs."""
    z = b
    for weight, feature in zip(w, x, strict=True):
        z = z + weight * feature
    return z


def another_with_while(w, x, b):
    """Count by oneself."""
    total, k = 0.0, 0
    while k < len(x):
        total += w[k][0] * x[k][0]
        k += 1
    return total + b


def another_with_a_sum(w, x, b):
    """Sum a generator."""
    return sum(w[k, 0] * x[k, 0] for k in range(x.size)) + b


def another_without_a_loop(w, x, b):
    """Multiply a row by a column."""
    return np.dot(w.T, x) + b
