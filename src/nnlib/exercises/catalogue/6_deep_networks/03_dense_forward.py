"""One layer forward: the block that a deep network is made of.

A forward block takes A[l-1], which is called A_prev here, and gives A[l]. All the layers of a deep network are this
block with other numbers, so it is written once. The activation is ReLU, max(0, z), for each element. Return Z, too:
the way back needs g′ at Z. So take care not to change Z when you compute A from it.
"""

import numpy as np

SHORTER = "nnlib.lessons.forward_block is such a block, and keeps in its cache what the way back needs."


def dense_forward(A_prev, W, b):
    """Return Z and A of one layer, with ReLU as its activation.

    Comes in:  A_prev (n_prev, m); W (n, n_prev); b (n, 1)
    Goes out:  Z, A, each (n, m)
    """
    Z = W @ A_prev + b
    # notes: Z[l] = W[l] A[l-1] + b[l]
    # slip: W.T @ A_prev + b
    #   has W transposed: W is (n, n_prev), so W @ A_prev fits as it is
    # slip: np.dot(W.T, A_prev) + b
    #   has W transposed: W is (n, n_prev), so W @ A_prev fits as it is
    # slip: A_prev @ W + b
    #   has the factors in the wrong order: W @ A_prev, (n, n_prev) times (n_prev, m)
    # slip: np.dot(A_prev, W) + b
    #   has the factors in the wrong order: W @ A_prev, (n, n_prev) times (n_prev, m)
    # slip: W * A_prev + b
    #   has * where a matrix product was meant: np.dot(W, A_prev), or @
    # slip: (A_prev.T @ W.T).T
    #   has no b
    # slip: W @ A_prev - b
    #   has b subtracted: it is added
    # slip: W @ A_prev + b.T
    #   has b as a row: b is a column, which is added to each column of W @ A_prev
    # slip: W @ A_prev + np.sum(b)
    #   has the sum of all biases in each node: each node adds its own, so add the column b
    # slip: W @ A_prev + b[0]
    #   has the first bias in each node: each node adds its own, so add the column b
    # slip: W @ (A_prev + b)
    #   adds b to A_prev, and then multiplies: b is added to the product
    # slip: (W @ A_prev + b).T
    #   is transposed: each column of Z belongs to one example, (n, m)
    A = np.maximum(0, Z)
    # notes: A[l] = g(Z[l]) = max(0, Z[l]), element by element
    # slip: np.max(Z, 0)
    #   takes the largest number of each column, np.max(Z, axis=0): np.maximum(0, Z) compares each element with 0
    # slip: np.max(Z)
    #   is the largest number of Z: np.maximum(0, Z) compares each element with 0
    # slip: max(0, Z)
    #   compares a whole array with 0 at once, as `if` and Python's max do: np.maximum(0, Z) goes element by element
    # slip: np.minimum(0, Z)
    #   keeps the negative numbers: ReLU keeps the positive ones, np.maximum(0, Z)
    # slip: 1.0 * (Z > 0)
    #   is ReLU′, which is 0 or 1: A is Z where Z > 0, and 0 elsewhere
    # slip: np.abs(Z)
    #   is |Z|: ReLU makes negative numbers 0, and does not turn their sign
    # slip: np.maximum(1, Z)
    #   is cut off at 1: ReLU is max(0, z)
    # slip: np.maximum(0.01 * Z, Z)
    #   is leaky ReLU: ReLU is 0 where Z is negative
    # slip: np.tanh(Z)
    #   is tanh of Z: this block has ReLU, np.maximum(0, Z)
    # slip: 1 / (1 + np.exp(-Z))
    #   is the sigmoid of Z: this block has ReLU, np.maximum(0, Z)
    # slip: np.maximum(0, A_prev)
    #   is computed from A_prev, where Z was meant
    # slip: np.maximum(0, W @ A_prev)
    #   is computed from a Z without b
    # slip: Z
    #   has no activation: A is np.maximum(0, Z)
    # slip: Z[Z < 0] = 0; A = Z
    #   changes Z in place, and the way back needs Z as it was: np.maximum(0, Z) makes a new array
    return Z, A
    # slip: A, Z
    #   has A before Z: the order is Z, A
    # slip: A
    #   lacks Z, which the way back needs: the order is Z, A


def inputs(rng, n_prev=3, n=2, m=4):
    """Draw a layer and what comes into it."""
    A_prev = np.abs(rng.normal(size=(n_prev, m)))
    W, b = rng.normal(size=(n, n_prev)), rng.normal(size=(n, 1))
    b[0] = -W[0] @ A_prev.mean(axis=1)  # both signs in its row
    b += np.where(np.abs(b) < 0.1, 0.2, 0)
    return {"A_prev": A_prev, "W": W, "b": b}


def another_with_where(A_prev, W, b):
    """Choose between z and 0."""
    z = np.add(np.dot(W, A_prev), b)
    return z, np.where(z > 0, z, 0)


def another_with_a_mask(A_prev, W, b):
    """Multiply by whether Z is positive, and return a list."""
    Z = b + np.matmul(W, A_prev)
    mask = Z > 0
    return [Z, Z * mask]


def another_node_by_node(A_prev, W, b):
    """Go through the nodes and the examples."""
    n, m = W.shape[0], A_prev.shape[1]
    Z, A = np.zeros((n, m)), np.zeros((n, m))
    for i in range(n):
        for j in range(m):
            Z[i, j] = np.sum(W[i] * A_prev[:, j]) + b[i, 0]
            A[i, j] = max(0, Z[i, j])
    return Z, A


def another_on_a_copy(A_prev, W, b):
    """Set what is negative to 0, in a copy."""
    Z = W @ A_prev
    Z += b
    A = Z.copy()
    A[A < 0] = 0
    return Z, A
