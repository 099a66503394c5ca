"""Zeros as first weights of hidden units.

Two hidden units that begin with the same weights get the same derivatives, and stay copies of each other. Here some
units begin with zeros in all their parameters: in their rows of W[1] and b[1], and in their column of W[2]. Others
have zeros in W[1] and b[1] only, and the rest begin at random. `train` is given; it returns W[1] after T steps of
gradient descent. Count how many different units there are before, and how many after: units with equal rows of W[1]
count as one.
"""

import numpy as np


def train(W1, b1, W2, b2, X, Y, alpha, T):
    """Return W1 after T steps of gradient descent; the hidden layer is tanh, the output sigmoid."""
    m = X.shape[1]
    for _ in range(T):
        A1 = np.tanh(W1 @ X + b1)
        dZ2 = 1 / (1 + np.exp(-(W2 @ A1 + b2))) - Y
        dZ1 = W2.T @ dZ2 * (1 - A1**2)
        W1, b1 = W1 - alpha * dZ1 @ X.T / m, b1 - alpha * dZ1.mean(axis=1, keepdims=True)
        W2, b2 = W2 - alpha * dZ2 @ A1.T / m, b2 - alpha * dZ2.mean(axis=1, keepdims=True)
    return W1


def zeros_initialization(W1, b1, W2, b2, X, Y, alpha, T):
    """Return how many different hidden units there are before T steps of gradient descent, and how many after.

    Comes in:  W1 (n_h, n_x), b1 (n_h, 1), W2 (n_y, n_h), b2 (n_y, 1); X (n_x, m), Y (n_y, m); alpha; T
    Goes out:  before and after, two whole numbers
    """
    before = len(np.unique(W1, axis=0))
    # notes: W[1] with the rows w₁ᵀ, w₂ᵀ, …, of which equal ones are one unit
    # slip: len(np.unique(W1))
    #   counts different numbers: axis=0 makes np.unique compare rows
    # slip: len(W1)
    #   counts all rows, also those that are equal: np.unique compares rows with axis=0
    # slip: len(np.unique(W1, axis=1))
    #   counts all rows, also those that are equal: np.unique compares rows with axis=0
    # slip: np.unique(W1, axis=0)
    #   is the different rows themselves: their number was asked for
    # slip: np.unique(W1, axis=0).shape
    #   is the shape of the different rows, a pair: their number comes first, shape[0]
    # slip: np.unique(W1, axis=0).size
    #   counts the elements of the different rows: len counts the rows
    # slip: int(np.sum(W1.any(axis=1)))
    #   counts the rows that are not zero: those that are zero are one unit more
    # slip: np.count_nonzero(W1)
    #   counts the elements that are not zero: different rows were asked for
    # slip: len(set(W1))
    #   puts arrays into a set, which Python cannot compare: np.unique compares rows with axis=0
    W = train(W1, b1, W2, b2, X, Y, alpha, T)
    # notes: W[1] = W[1] - α dJ/dW[1], on each of T iterations
    # slip: W1
    #   uses W1 as it came in: `train` changes nothing that it is given, and returns the new W1
    after = len(np.unique(W, axis=0))
    # notes: W[1] with the rows w₁ᵀ, w₂ᵀ, …, of which equal ones are one unit
    # slip: len(np.unique(W1, axis=0))
    #   uses W1 as it came in: `train` changes nothing that it is given, and returns the new W1
    # slip: len(np.unique(W))
    #   counts different numbers: axis=0 makes np.unique compare rows
    # slip: len(W)
    #   counts all rows, also those that are equal: np.unique compares rows with axis=0
    # slip: len(np.unique(W, axis=1))
    #   counts all rows, also those that are equal: np.unique compares rows with axis=0
    # slip: np.unique(W, axis=0)
    #   is the different rows themselves: their number was asked for
    # slip: int(np.sum(W.any(axis=1)))
    #   counts the rows that are not zero: those that are zero are one unit more
    # slip: 1
    #   is 1, as if all units began with zeros: some began with other numbers
    # slip: np.count_nonzero(W)
    #   counts the elements that are not zero: different rows were asked for
    return before, after
    # slip: after, before
    #   has the second number first: the order is before, after
    # slip: after
    #   lacks the number before training
    # slip: before
    #   lacks the number after training


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
    start = {tuple(row) for row in W1}
    end = {tuple(row) for row in train(W1, b1, W2, b2, X, Y, alpha, T)}
    return len(start), len(end)


def another_compares_rows(W1, b1, W2, b2, X, Y, alpha, T):
    """Compare each row with those before it, up to rounding."""
    counts = []
    for W in (W1, train(W1, b1, W2, b2, X, Y, alpha, T)):
        count = 0
        for j in range(W.shape[0]):
            if not any(np.allclose(W[j], W[k]) for k in range(j)):
                count += 1
        counts.append(count)
    return counts[0], counts[1]


def another_with_distances(W1, b1, W2, b2, X, Y, alpha, T):
    """Count each unit by one over the number of its copies."""

    def different(W):
        distances = np.abs(W[:, np.newaxis] - W[np.newaxis]).max(axis=2)
        return round(np.sum(1 / np.sum(distances < 1e-9, axis=1)))

    return different(W1), different(train(W1, b1, W2, b2, X, Y, alpha, T))
