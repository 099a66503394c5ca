"""The softmax that does not overflow.

For more than two classes the output layer has a node for each class, and softmax makes probabilities of their z: each a
is e^z divided by the sum of e^z over all classes of the same example. The examples are the columns. Written as it
stands, e^z overflows for z = 1000. Softmax does not change if one number is subtracted from all z of a column. So
subtract the largest of each column first: then no exponent is positive, and one of them is 0.
"""

import numpy as np

SHORTER = "E / E.sum(axis=0) is enough: the sums have shape (m,), which NumPy takes for a row."
NO_WARNINGS = True


def softmax(Z):
    """Return the probability of each class, for each example.

    Comes in:  Z (n_y, m), of any size
    Goes out:  A (n_y, m); each column is positive and has the sum 1
    """
    z_max = np.max(Z, axis=0, keepdims=True)
    # notes: softmax(z) = softmax(z - c) for each number c; take c = max z of the column
    # slip: np.max(Z)
    #   is the largest number of the whole Z: in columns far below it all e^z become 0, and 0/0 is nan; each column
    #   needs
    #   its own, axis=0
    # slip: np.max(Z, axis=1, keepdims=True)
    #   has the largest number of each row: the classes of one example are a column, axis=0
    # slip: np.max(Z, axis=1)
    #   has the largest number of each row: the classes of one example are a column, axis=0
    # slip: max(Z)
    #   has Python's max, which compares whole rows at once: take np.max with axis=0
    # slip: np.min(Z, axis=0, keepdims=True)
    #   is the smallest number of each column: subtract the largest, so that no exponent is positive
    # slip: np.max(np.abs(Z), axis=0, keepdims=True)
    #   is the largest absolute value: where it is that of a negative z, the exponents are far below 0 and all e^z
    #   become 0
    # slip: np.mean(Z, axis=0, keepdims=True)
    #   is the mean of each column: other z lie far above it, so e^z still overflows; subtract the largest
    E = np.exp(Z - z_max)
    # notes: t = e^z
    # slip: np.exp(Z)
    #   overflows where z is large: the largest number of each column is subtracted first
    # slip: np.exp(Z - np.max(Z))
    #   has the largest number of the whole Z: in columns far below it all e^z become 0, and 0/0 is nan; each column
    #   needs its own, axis=0
    # slip: np.exp(Z - np.max(Z, axis=1, keepdims=True))
    #   has the largest number of each row: the classes of one example are a column, axis=0
    # slip: np.exp(np.clip(Z, -500, 500))
    #   is clipped, which loses how far apart the z are: subtract the largest number of each column
    # slip: np.exp(Z + z_max)
    #   overflows where z is large: the largest number of each column is subtracted first
    # slip: np.exp(z_max - Z)
    #   has the sign of Z turned: it is Z - z_max
    # slip: np.exp(Z) - z_max
    #   has the largest number subtracted from e^z: subtract it from the exponent
    # slip: np.exp(Z / z_max)
    #   is divided by the largest number: dividing changes softmax, subtracting does not
    # slip: np.exp(Z) / np.exp(z_max)
    #   overflows where z is large: the largest number of each column is subtracted first
    A = E / np.sum(E, axis=0, keepdims=True)
    # notes: a_j = t_j / Σ_k t_k
    # slip: E / np.sum(E)
    #   is divided by the sum of all columns: each column is an example and has a sum of its own, axis=0
    # slip: E / np.sum(E, axis=1, keepdims=True)
    #   is divided by the sums of the rows: the classes of one example are a column, axis=0
    # slip: E / np.sum(E, axis=1)
    #   is divided by the sums of the rows: the classes of one example are a column, axis=0
    # slip: E / np.sum(E, axis=0, keepdims=True) / Z.shape[1]
    #   is divided by m, too: each column has the sum 1
    # slip: E / (1 + np.sum(E, axis=0, keepdims=True))
    #   has 1 + in the denominator, as the sigmoid has: here it is the sum alone
    # slip: E / (1 + E)
    #   is the sigmoid of each z by itself: divide by the sum over the classes
    # slip: E / np.mean(E, axis=0, keepdims=True)
    #   is divided by the mean of each column: the sum was meant
    # slip: np.sum(E, axis=0, keepdims=True) / E
    #   is upside down: e^z is the numerator, and the sum the denominator
    # slip: E / np.linalg.norm(E, axis=0, keepdims=True)
    #   is divided by the length of each column: the sum was meant
    # slip: E
    #   is not divided by the sum of each column (its largest number is 1 already)
    # slip: np.log(np.maximum(E, 1e-300) / np.sum(E, axis=0, keepdims=True))
    #   is the logarithm of softmax
    return A
    # slip: np.argmax(Z, axis=0)
    #   is the class of each example: return the probabilities of all classes


def inputs(rng, n_y=3, m=2):
    """Draw numbers with one column far above the others and one far below, each with a number far off in it."""
    Z = rng.normal(size=(n_y, m)) * 2
    Z[:, 0] += 1000.0
    Z[0, 0] += 2000.0
    Z[:, -1] -= 1200.0
    Z[0, -1] -= 1000.0
    return {"Z": Z}


def another_column_by_column(Z):
    """Loop over the examples."""
    A = np.zeros_like(Z)
    for i in range(Z.shape[1]):
        e = np.exp(Z[:, i] - max(Z[:, i]))
        A[:, i] = e / sum(e)
    return A


def another_with_log_sum_exp(Z):
    """Subtract the logarithm of the sum in the exponent."""
    log_sum = np.logaddexp.reduce(Z, axis=0)
    return np.exp(Z - log_sum)


def another_by_differences(Z):
    """Divide numerator and denominator by e^z: a_j = 1 / Σ_k exp(z_k - z_j)."""
    with np.errstate(over="ignore"):
        differences = Z[np.newaxis, :, :] - Z[:, np.newaxis, :]
        return 1 / np.exp(differences).sum(axis=1)


def another_in_place(Z):
    """Compute in one copy."""
    result = Z.copy()
    result -= result.max(axis=0)
    np.exp(result, out=result)
    result /= result.sum(axis=0)
    return result
