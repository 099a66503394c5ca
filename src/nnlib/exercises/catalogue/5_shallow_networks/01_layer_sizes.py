"""The sizes of a network, read from its arrays.

Every shape in the notes is made of four sizes: n_x features, n_h hidden units, n_y outputs and m examples. The
examples are the columns of X and Y. The data do not tell n_h, which is yours to choose; a network that somebody has
made shows it in W[1], with one row for each hidden unit. Read the four sizes from the shapes. No number of yours
should be written in the function.
"""

import numpy as np

SHORTER = "n_x, m = X.shape takes two sizes at once, and len counts rows: n_h is len(W1), and n_y is len(Y)."


def layer_sizes(X, Y, W1):
    """Return the sizes n_x, n_h, n_y and m of a network with one hidden layer.

    Comes in:  X (n_x, m); Y (n_y, m); W1 (n_h, n_x)
    Goes out:  n_x, n_h, n_y, m, four whole numbers in this order
    """
    n_x = X.shape[0]
    # notes: X, with one row for each feature, n_x in all
    # slip: X.shape[1]
    #   is m, the number of columns of X: the features are its rows, X.shape[0]
    # slip: X.size
    #   is the number of all elements of X, n_x times m: the features are its rows, X.shape[0]
    # slip: X.shape
    #   is the whole shape of X, a pair: its first number is X.shape[0]
    # slip: X.shape(0)
    #   calls X.shape like a function: it is a pair of numbers, and X.shape[0] is the first
    # slip: X.ndim
    #   is the number of axes of X, which is 2 for every matrix: the features are its rows, X.shape[0]
    n_h = W1.shape[0]
    # notes: W[1], with the rows w₁ᵀ, w₂ᵀ, …, one for each hidden unit
    # slip: W1.shape[1]
    #   is n_x, the number of columns of W1: the hidden units are its rows, W1.shape[0]
    # slip: 4
    #   is always 4, as in the notes' picture: here it is the number of rows of W1
    # slip: W1.size
    #   is the number of all elements of W1, n_h times n_x: the hidden units are its rows, W1.shape[0]
    n_y = Y.shape[0]
    # notes: Y, with one row for each output, n_y in all
    # slip: Y.shape[1]
    #   is m, the number of columns of Y: the outputs are its rows, Y.shape[0]
    # slip: 1
    #   is always 1: that fits one output only, and Y may have more rows
    # slip: W1.shape[1]
    #   is n_x, the number of columns of W1: the outputs are the rows of Y, Y.shape[0]
    # slip: len(np.unique(Y))
    #   counts the different labels in Y: the outputs are its rows, Y.shape[0]
    # slip: Y.size
    #   is the number of all elements of Y, n_y times m: the outputs are its rows, Y.shape[0]
    m = X.shape[1]
    # notes: X = [x⁽¹⁾ x⁽²⁾ … x⁽ᵐ⁾], with one column for each example
    # slip: X.shape[0]
    #   is n_x, the number of rows of X: the examples are its columns, X.shape[1]
    # slip: X.size
    #   is the number of all elements of X, n_x times m: the examples are its columns, X.shape[1]
    # slip: Y.shape[0]
    #   is n_y, the number of rows of Y: the examples are its columns, Y.shape[1]
    return n_x, n_h, n_y, m
    # slip: n_x, n_y, n_h, m
    #   has n_y before n_h: the order is n_x, n_h, n_y, m
    # slip: n_x, n_h, n_y
    #   lacks m, the number of examples
    # slip: m, n_x, n_h, n_y
    #   begins with m: the order is n_x, n_h, n_y, m


def inputs(rng, n_x=2, n_h=4, n_y=5, m=3):
    """Draw arrays of these sizes."""
    X, Y = rng.normal(size=(n_x, m)), rng.integers(0, 2, (n_y, m)).astype(float)
    Y[0, 0], Y[-1, -1] = 0.0, 1.0
    return {"X": X, "Y": Y, "W1": rng.normal(size=(n_h, n_x))}


def another_unpacks_shapes(X, Y, W1):
    """Take shapes apart, two numbers at a time."""
    n_x, m = X.shape
    n_y, _ = Y.shape
    hidden, _ = W1.shape
    return n_x, hidden, n_y, m


def another_counts_rows(X, Y, W1):
    """Count rows, and columns as the rows of the transpose."""
    return len(X), len(W1), len(Y), len(X.T)


def another_divides(X, Y, W1):
    """Divide the number of elements by the length of a row, or of a column."""
    m = len(Y[0])
    n_x = X.size // m
    n_h = W1.size // n_x
    n_y = np.size(Y) // m
    return n_x, n_h, n_y, m
