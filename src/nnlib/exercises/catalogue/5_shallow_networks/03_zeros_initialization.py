"""What zeros do to hidden units.

Two hidden units that begin with the same weights get the same derivatives, and stay copies of each other. Here some units
begin with zeros in all their parameters: their row of W[1], of b[1] and their column of W[2]. Others have zeros in W[1] and b[1]
only, and the rest begin at random. `step` is given; it makes one step of gradient descent. Make T steps, then count how many
different units there are: units with equal rows of W[1] count as one.
"""

import numpy as np


def step(W1, b1, W2, b2, X, Y, alpha):
    """Return the parameters after one step of gradient descent; the hidden layer is tanh, the output sigmoid."""
    m = X.shape[1]
    A1 = np.tanh(W1 @ X + b1)
    dZ2 = 1 / (1 + np.exp(-(W2 @ A1 + b2))) - Y
    dZ1 = W2.T @ dZ2 * (1 - A1**2)
    dW1, db1 = dZ1 @ X.T / m, dZ1.mean(axis=1, keepdims=True)
    dW2, db2 = dZ2 @ A1.T / m, dZ2.mean(axis=1, keepdims=True)
    return W1 - alpha * dW1, b1 - alpha * db1, W2 - alpha * dW2, b2 - alpha * db2


def zeros_initialization(W1, b1, W2, b2, X, Y, alpha, T):
    """Return W1 after T steps, and how many different hidden units there are then.

    Comes in:  W1 (n_h, n_x), b1 (n_h, 1), W2 (n_y, n_h), b2 (n_y, 1); X (n_x, m), Y (n_y, m); alpha; T, a whole number
    Goes out:  W1 (n_h, n_x), after T steps; different, how many different rows it has
    """
    for _ in range(T):
        # slip: for _ in range(T - 1):
        #   makes T - 1 steps: range(T) makes T
        # slip: for _ in range(T + 1):
        #   makes T + 1 steps: range(T) makes T
        W1, b1, W2, b2 = step(W1, b1, W2, b2, X, Y, alpha)
        # notes: W[l] = W[l] - α dJ/dW[l], and b[l] = b[l] - α dJ/db[l], on each iteration
        # slip: W1, b1, _, b2 = step(W1, b1, W2, b2, X, Y, alpha)
        #   leaves W2 as it was: all four parameters go on from step to step
        # slip: W1, _, _, _ = step(W1, b1, W2, b2, X, Y, alpha)
        #   leaves b1, W2 and b2 as they were: all four parameters go on from step to step
    different = len(np.unique(W1, axis=0))
    # notes: row j of W[1] is unit j: equal rows are one unit
    # slip: len(np.unique(W1))
    #   counts different numbers: axis=0 makes np.unique compare rows
    # slip: len(np.unique(W1, axis=1))
    #   counts all rows, also those that are equal: np.unique compares rows with axis=0
    # slip: len(W1)
    #   counts all rows, also those that are equal: np.unique compares rows with axis=0
    # slip: np.unique(W1, axis=0)
    #   is the different rows themselves: their number was asked for
    # slip: np.unique(W1, axis=0).size
    #   counts the elements of the different rows: len counts the rows
    # slip: int(np.sum(W1.any(axis=1)))
    #   counts the rows that are not zero: the units that stay at zero count as one
    # slip: int(np.linalg.matrix_rank(W1))
    #   is the rank of W1, the number of independent rows: different rows may depend on one another
    return W1, different
    # slip: different
    #   lacks W1
    # slip: different, W1
    #   has the number first: the order is W1, different


def inputs(rng, n_h=4, n_x=2, n_y=1, m=3):
    """Draw a network of which some units begin with zeros; one fewer begins with zeros in the first layer only."""
    W1, b1 = rng.normal(size=(n_h, n_x)), rng.normal(size=(n_h, 1))
    W2, b2 = rng.normal(size=(n_y, n_h)), rng.normal(size=(n_y, 1))
    zeros = int(rng.integers(2, max(n_h // 2 + 1, 3)))
    W1[: 2 * zeros - 1], b1[: 2 * zeros - 1], W2[:, :zeros] = 0.0, 0.0, 0.0
    order = rng.permutation(n_h)
    X, Y = rng.normal(size=(n_x, m)), rng.integers(0, 2, (n_y, m)).astype(float)
    parameters = {"W1": W1[order], "b1": b1[order], "W2": W2[:, order], "b2": b2}
    return parameters | {"X": X, "Y": Y, "alpha": 0.5, "T": int(rng.integers(3, 6))}


def another_with_a_set(W1, b1, W2, b2, X, Y, alpha, T):
    """Collect the rows in a set, which keeps equal ones once."""
    t = 0
    while t < T:
        W1, b1, W2, b2 = step(W1, b1, W2, b2, X, Y, alpha)
        t += 1
    return W1, len({tuple(row) for row in W1})


def another_compares_rows(W1, b1, W2, b2, X, Y, alpha, T):
    """Compare each row with those before it, up to rounding."""
    parameters = (W1, b1, W2, b2)
    for _ in range(T):
        parameters = step(*parameters, X, Y, alpha)
    W = parameters[0]
    count = 0
    for j in range(W.shape[0]):
        if not any(np.allclose(W[j], W[k]) for k in range(j)):
            count += 1
    return W, count


def another_with_distances(W1, b1, W2, b2, X, Y, alpha, T):
    """Count each unit by one over the number of its copies."""
    for _ in range(1, T + 1):
        W1, b1, W2, b2 = step(W1, b1, W2, b2, X, Y, alpha)
    distances = np.abs(W1[:, np.newaxis] - W1[np.newaxis]).max(axis=2)
    copies = np.sum(distances < 1e-9, axis=1)
    return W1, round(np.sum(1 / copies))
