"""Two linear layers are one.

Without a g between them, W[2] (W[1] x + b[1]) + b[2] is W x + b again: whatever two linear layers compute, a single
one computes, too. That is why hidden layers need an activation that is not linear. Multiply out, and return W and b of
the one layer.
"""

import numpy as np


def collapse_linear_layers(W1, b1, W2, b2):
    """Return W and b of the layer that computes what two linear layers compute.

    Comes in:  W1 (n_h, n_x), b1 (n_h, 1), W2 (n_y, n_h), b2 (n_y, 1)
    Goes out:  W (n_y, n_x), b (n_y, 1)
    """
    W = W2 @ W1
    # notes: W[2] (W[1] x + b[1]) + b[2] = W x + b, with W = W[2] W[1]
    # slip: W1 @ W2
    #   has the factors in the wrong order: layer 1 comes first and stands next to x, so W2 @ W1
    # slip: np.dot(W1, W2)
    #   has the factors in the wrong order: layer 1 comes first and stands next to x, so W2 @ W1
    # slip: W1.T @ W2.T
    #   is the transpose of what was meant, (n_x, n_y): W2 @ W1
    # slip: W2 * W1
    #   is computed element by element: multiplied out, it is the matrix product W2 @ W1
    # slip: W1 * W2
    #   is computed element by element: multiplied out, it is the matrix product W2 @ W1
    # slip: W2 + W1
    #   is computed element by element: multiplied out, it is the matrix product W2 @ W1
    # slip: W1 + W2
    #   is computed element by element: multiplied out, it is the matrix product W2 @ W1
    # slip: W2 @ (W1 + b1)
    #   has b1 in it: what is multiplied by x is W2 @ W1, and b1 goes into b
    # slip: W2 @ W1 + b2
    #   has b2 in it: what is multiplied by x is W2 @ W1, and b2 goes into b
    # slip: W2 @ np.tanh(W1)
    #   has tanh in it: these layers are linear
    # slip: W2
    #   is W2 alone: multiplied out, it is the product W2 @ W1
    # slip: W1
    #   is W1 alone: multiplied out, it is the product W2 @ W1
    b = W2 @ b1 + b2
    # notes: W[2] (W[1] x + b[1]) + b[2] = W x + b, with b = W[2] b[1] + b[2]
    # slip: b1 + b2
    #   adds b1 and b2 as they are: b1 goes through layer 2 first, so W2 @ b1 + b2
    # slip: b2 + b1
    #   adds b1 and b2 as they are: b1 goes through layer 2 first, so W2 @ b1 + b2
    # slip: W2 @ b1
    #   has no b2
    # slip: b2
    #   has no b1, which goes through layer 2: W2 @ b1 + b2
    # slip: b1
    #   is b1 alone: it goes through layer 2, so W2 @ b1 + b2
    # slip: W2 @ (b1 + b2)
    #   adds b1 and b2 as they are: b1 goes through layer 2 first, so W2 @ b1 + b2
    # slip: W2 @ b2 + b1
    #   has b1 and b2 in each other's places: W2 @ b1 + b2
    # slip: np.dot(W2, b2) + b1
    #   has b1 and b2 in each other's places: W2 @ b1 + b2
    # slip: W1 @ b1 + b2
    #   has a matrix in front of b1 that is not W2: b1 goes through layer 2, so W2 @ b1 + b2
    # slip: np.dot(W1, b1) + b2
    #   has a matrix in front of b1 that is not W2: b1 goes through layer 2, so W2 @ b1 + b2
    # slip: W @ b1 + b2
    #   has a matrix in front of b1 that is not W2: b1 goes through layer 2, so W2 @ b1 + b2
    # slip: np.dot(W, b1) + b2
    #   has a matrix in front of b1 that is not W2: b1 goes through layer 2, so W2 @ b1 + b2
    # slip: b1 @ W2 + b2
    #   has the factors in the wrong order: W2 @ b1 + b2
    # slip: np.dot(b1, W2) + b2
    #   has the factors in the wrong order: W2 @ b1 + b2
    # slip: W2.T @ b1 + b2
    #   has W2 transposed: W2 @ b1, (n_y, n_h) times (n_h, 1)
    # slip: np.dot(W2.T, b1) + b2
    #   has W2 transposed: W2 @ b1, (n_y, n_h) times (n_h, 1)
    # slip: W2 * b1 + b2
    #   has * where a matrix product was meant: W2 @ b1 + b2
    # slip: W2 * b1.T + b2
    #   has * where a matrix product was meant: W2 @ b1 + b2
    # slip: W2 @ b1 * b2
    #   has b2 as a factor: it is added
    # slip: W2 @ b1 - b2
    #   has b2 subtracted: it is added
    # slip: (W2 @ b1 + b2).ravel()
    #   has one axis: b is a column, (n_y, 1)
    return W, b
    # slip: b, W
    #   has b first: the order is W, b
    # slip: W
    #   lacks b


def inputs(rng, n_x=2, n_h=4, n_y=3):
    """Draw two layers."""
    W1, b1 = rng.normal(size=(n_h, n_x)), rng.normal(size=(n_h, 1))
    W2, b2 = rng.normal(size=(n_y, n_h)), rng.normal(size=(n_y, 1))
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def another_with_probes(W1, b1, W2, b2):
    """Send zeros through both layers for b, and the unit vectors for W."""

    def both(x):
        return W2 @ (W1 @ x + b1) + b2

    b = both(np.zeros((W1.shape[1], 1)))
    W = both(np.eye(W1.shape[1])) - b
    return W, b


def another_with_one_product(W1, b1, W2, b2):
    """Append each bias to its weights, and multiply once."""
    last = np.zeros((1, W1.shape[1] + 1))
    last[0, -1] = 1
    product = np.hstack([W2, b2]) @ np.vstack([np.hstack([W1, b1]), last])
    return product[:, :-1], product[:, -1:]


def another_with_einsum(W1, b1, W2, b2):
    """Sum over the hidden units, which is what both have in common."""
    weights = np.einsum("ij,jk->ik", W2, W1)
    bias = np.sum(W2 * b1.T, axis=1, keepdims=True) + b2
    return weights, bias


def another_with_loops(W1, b1, W2, b2):
    """Add up the paths from each feature to each output."""
    W, b = np.zeros((len(W2), len(W1[0]))), b2.copy()
    for i in range(len(W2)):
        for j in range(len(W1)):
            W[i] += W2[i, j] * W1[j]
            b[i] += W2[i, j] * b1[j]
    return W, b
