"""Parity by hand-set weights.

x₁ XOR x₂ XOR x₃ is 1 if an odd number of the three bits are 1. This parity is the usual argument for deep networks. But
nodes add before they decide, and parity depends on the number of ones alone, so one hidden layer is enough. Nothing is
trained here: set W1, b1, W2 and b2 yourself, with a pencil and the eight columns of bits, so that the network gives
exactly 0 or 1. Any weights that do this are right. The function network is given. It has ReLU in its hidden layer, with
as many nodes as you like, and one output without an activation. End with return network(X, W1, b1, W2, b2).
"""

import numpy as np

SHORTER = (
    "Another way: four nodes, one for each odd pattern, W1 = [[1, -1, -1], [-1, 1, -1], [-1, -1, 1], [1, 1, 1]] with "
    "b1 = [0, 0, 0, -2] and all of W2 1. For n bits it needs 2ⁿ⁻¹ nodes; bending a line at 0, 1, 2, … needs n."
)


def network(X, W1, b1, W2, b2):
    """Return A[2] = W[2] relu(W[1] X + b[1]) + b[2], of a network with one hidden layer."""
    return np.dot(W2, np.maximum(0, np.dot(W1, X) + b1)) + b2


def parity_by_hand(X):
    """Return what a network with weights of your own gives for columns of three bits.

    Comes in:  X (3, m), zeros and ones
    Goes out:  A[2] (1, m): 1 for columns with one or three ones, and 0 for the others
    """
    W1, b1 = np.ones((3, 3)), np.array([[0], [-1], [-2]])
    # notes: s = x₁ + x₂ + x₃; three nodes relu(s), relu(s - 1), relu(s - 2)
    W2, b2 = np.array([[1, -2, 2]]), 0
    # notes: relu(s) - 2 relu(s - 1) + 2 relu(s - 2) is 0, 1, 0, 1 for s = 0, 1, 2, 3
    return network(X, W1, b1, W2, b2)
    # slip: network(X, np.ones((2, 3)), np.array([[0], [-1]]), np.array([[1, -2]]), 0)
    #   is right for no, one and two ones, but three ones give -1: the line that goes up and down needs one more bend,
    #   at 2
    # slip: network(X, np.ones((3, 3)), np.array([[0], [-1], [-2]]), np.array([[1, -1, 1]]), 0)
    #   turns flat at each bend, and does not go down again: a line that rises by 1 falls by 1 only after a bend of -2
    # slip: network(X, np.ones((3, 3)), np.array([[0], [-1], [-2]]), np.array([[1, -2, 3]]), 0)
    #   is right for up to two ones, but three ones give 2: the last bend, from -1 to 1, is +2
    # slip: network(X, np.ones((3, 3)), np.array([[0], [-1], [-2]]), np.array([[1, 2, -2]]), 0)
    #   bends upwards first: from two ones on it has to come down, so the second weight is negative
    # slip: network(X, np.ones((3, 3)), np.array([[-1], [-2], [-3]]), np.array([[1, -2, 2]]), 0)
    #   has its bends one too late: the first is at 0, so the biases are 0, -1, -2
    # slip: network(X, np.ones((3, 3)), np.array([[1], [0], [-1]]), np.array([[1, -2, 2]]), 0)
    #   has its bends one too early: the first is at 0, so the biases are 0, -1, -2
    # slip: network(X, np.ones((3, 3)), np.array([[-0.5], [-1.5], [-2.5]]), np.array([[1, -2, 2]]), 0)
    #   has its bends between the whole numbers, as steps would have: the sum is a whole number, and they are at 0, 1,
    #   2
    # slip: network(X, np.ones((3, 3)), np.array([[0], [1], [2]]), np.array([[1, -2, 2]]), 0)
    #   has biases with the wrong sign: relu(s - 1) has the bias -1
    # slip: X.sum(axis=0, keepdims=True)
    #   is the number of ones: from one to two it has to come down again, which takes a bend
    # slip: 1 - X.sum(axis=0, keepdims=True) % 2
    #   is inverted, 1 for an even number of ones: take 1 minus it, with -W2 and b2 = 1
    # slip: np.abs(X[[0]] - X[[1]]) + X[[2]]
    #   adds x₃ to x₁ XOR x₂, which gives 2 where both are 1: it has to be 0 there
    # slip: network(X, np.ones((2, 3)), np.zeros(2), np.ones((1, 2)), 0)
    #   has a b1 with one axis: it is a column, such as np.array([[0], [-1], [-2]])
    # slip: network(X, np.ones((3, 3)), np.zeros(3), np.ones((1, 3)), 0)
    #   has a b1 with one axis: it is a column, such as np.array([[0], [-1], [-2]])
    # slip: network(X, np.ones((4, 3)), np.zeros(4), np.ones((1, 4)), 0)
    #   has a b1 with one axis: it is a column, such as np.array([[0], [-1], [-2]])
    # slip: X.max(axis=0, keepdims=True)
    #   is x₁ OR x₂ OR x₃: for two ones it has to be 0
    # slip: X.min(axis=0, keepdims=True)
    #   is x₁ AND x₂ AND x₃: a single one has to give 1, too
    # slip: 1 - X.max(axis=0, keepdims=True)
    #   is 1 for no ones alone: one and three ones have to give 1
    # slip: 1 - X.min(axis=0, keepdims=True)
    #   is NOT (x₁ AND x₂ AND x₃): it has to be 1 for one and three ones alone
    # slip: 1.0 * (X.sum(axis=0, keepdims=True) >= 2)
    #   is the majority of the three bits: one and three ones have to give 1, two have to give 0
    # slip: 1.0 * (X.sum(axis=0, keepdims=True) == 1)
    #   is right but for three ones, which have to give 1: after s = 2 the line has to rise again
    # slip: (X[[0]] + X[[1]]) % 2
    #   is x₁ XOR x₂: the third bit does not come into it
    # slip: np.zeros((1, X.shape[1]))
    #   is 0 for all: where no node's ReLU is positive, nothing comes through
    # slip: (X.sum(axis=0) % 2).reshape(-1, 1)
    #   has the examples in rows: the outputs are (1, m), so W2 is a row
    # slip: X.sum(axis=0) % 2
    #   has one axis: the outputs are (1, m), so W2 is a matrix with one row


def inputs(rng):
    """Put all the columns of three bits in some order."""
    bits = np.array([[i >> k & 1 for i in range(8)] for k in range(3)], float)
    return {"X": bits[:, rng.permutation(8)]}


def another_looks_for_patterns(X):
    """Have a node for each of the four odd patterns."""
    W1 = np.array([[1, -1, -1], [-1, 1, -1], [-1, -1, 1], [1, 1, 1]])
    b1 = np.array([0, 0, 0, -2]).reshape(4, 1)
    return network(X, W1, b1, np.ones((1, 4)), 0)


def another_counts_zeros(X):
    """Count the zeros, of which there are an even number where the ones are odd."""
    W1, b1 = -np.ones((3, 3)), np.array([[3], [2], [1]])
    W2, b2 = np.array([[-1, 2, -2]]), np.array([[1]])
    return network(X, W1, b1, W2, b2)


def another_with_steps(X):
    """Make a step of every two ReLUs, and add up steps with turning signs."""
    W1 = np.ones((6, 3))
    b1 = -np.array([[0.5], [0.75], [1.5], [1.75], [2.5], [2.75]])
    W2 = 4 * np.array([[1, -1, -1, 1, 1, -1]])
    b2 = np.zeros((1, 1))
    A2 = network(X, W1, b1, W2, b2)
    return A2
