"""From single units to a matrix.

The notes write each hidden unit with a column of weights w and a number b, z = wᵀx + b. Then they stack the units into
one matrix W[1] and one column b[1], so that a single product computes all of them. Stack them. The list w holds one
column (n_x, 1) for each unit, the list b one number.
"""

import numpy as np

SHORTER = "W1 = np.hstack(w).T puts the columns side by side, and transposes once. b1 = np.c_[b] makes a column."


def stack_units(w, b):
    """Return W1 and b1 of a layer whose units are given one by one.

    Comes in:  w, a list of n_h columns (n_x, 1); b, a list of n_h numbers
    Goes out:  W1 (n_h, n_x), b1 (n_h, 1), so that W1 @ x + b1 holds w[j].T @ x + b[j] in row j
    """
    W1 = np.vstack([column.T for column in w])
    # notes: W[1] with the rows w₁ᵀ, w₂ᵀ, …
    # slip: np.hstack(w)
    #   has the units in its columns, (n_x, n_h): a unit is a row of W1, its column transposed
    # slip: np.vstack(w)
    #   is one long column: transpose each unit's column before they are stacked
    # slip: np.array(w)
    #   keeps each unit as a column, in an array of three axes: W1 is a matrix, with a row for each unit
    # slip: np.array(w).T
    #   keeps each unit as a column, in an array of three axes: W1 is a matrix, with a row for each unit
    # slip: np.vstack([column.T for column in w]).ravel()
    #   has one axis, as np.append makes it: np.vstack stacks rows
    # slip: np.hstack([column.T for column in w])
    #   is one long row: rows are stacked with np.vstack
    # slip: np.hstack(w).reshape(len(w), -1)
    #   uses reshape, which keeps the order of the numbers and mixes the units: .T is the transpose
    # slip: np.vstack([column.T for column in w[:4]])
    #   has four units, as in the notes' picture: the list may hold fewer or more
    # slip: w[0].T
    #   is the first unit only
    # slip: w[0] @ w[-1].T
    #   is a product of two units: they are stacked, and nothing is multiplied
    # slip: sum(w).T
    #   is the sum of the units: each has a row of its own
    # slip: w
    #   keeps each unit as a column, in an array of three axes: W1 is a matrix, with a row for each unit
    # slip: np.vstack([column.T for column in w[::-1]])
    #   has the units in reversed order
    b1 = np.array(b).reshape(-1, 1)
    # notes: b[1], the column of b₁, b₂, …
    # slip: np.array(b)
    #   has one axis, which .T does not change: b1 is a column, (n_h, 1), as from np.array(b).reshape(-1, 1)
    # slip: np.array(b).T
    #   has one axis, which .T does not change: b1 is a column, (n_h, 1), as from np.array(b).reshape(-1, 1)
    # slip: np.array(b).reshape(1, -1)
    #   is a row: b1 is a column, (n_h, 1)
    # slip: np.array(b)[:4].reshape(-1, 1)
    #   has four units, as in the notes' picture: the list may hold fewer or more
    # slip: np.array([b])
    #   is a row: b1 is a column, (n_h, 1)
    # slip: b
    #   has one axis, which .T does not change: b1 is a column, (n_h, 1), as from np.array(b).reshape(-1, 1)
    # slip: sum(b)
    #   is the sum of the biases: each unit keeps its own
    # slip: b[0]
    #   is the first bias only
    # slip: np.zeros((len(b), 1))
    #   is zeros: the biases come in
    # slip: np.array(b).reshape(-1, 1) * np.ones_like(W1)
    #   has the shape of W1: there is one bias for each unit, so (n_h, 1)
    return W1, b1
    # slip: b1, W1
    #   has b1 first: the order is W1, b1
    # slip: np.hstack([W1, b1])
    #   has both in one array: return two, W1 and b1
    # slip: W1
    #   lacks b1


def inputs(rng, n_h=4, n_x=2):
    """Draw units one by one."""
    return {"w": [rng.normal(size=(n_x, 1)) for _ in range(n_h)], "b": [float(n) for n in rng.normal(size=n_h)]}


def another_fills_rows(w, b):
    """Write each unit into its row."""
    n_h, n_x = len(w), len(w[0])
    W1, b1 = np.zeros((n_h, n_x)), np.zeros((n_h, 1))
    for j in range(n_h):
        W1[j] = w[j][:, 0]
        b1[j] = b[j]
    return W1, b1


def another_transposes_once(w, b):
    """Put the columns side by side, and transpose the whole."""
    columns = np.concatenate(w, axis=1)
    biases = np.array([b])
    return columns.T, biases.T


def another_drops_the_last_axis(w, b):
    """Make one array of all columns, and drop the axis of length one."""
    W = np.squeeze(np.array(w), axis=2)
    return W, np.c_[b]


def another_with_ravel(w, b):
    """Make a list of rows, and of rows with one number."""
    W = np.array([unit.ravel() for unit in w])
    B = np.array([[number] for number in b])
    return W, B
