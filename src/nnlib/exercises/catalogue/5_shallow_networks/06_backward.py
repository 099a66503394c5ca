"""The six lines of back propagation.

A network with one hidden layer, tanh in the hidden layer and sigmoid in the output: forward propagation has been done,
and what it computed comes in. Write the six lines of the notes' last page, for m examples in columns at once.
"""

import numpy as np


def backward(W1, b1, W2, b2, X, Y, Z1, A1, Z2, A2):
    """Return the derivatives of the cost J with respect to W1, b1, W2 and b2.

    Comes in:  X (n_x, m); Y, Z2, A2 (n_y, m); Z1, A1 (n_h, m);
               W1 (n_h, n_x), b1 (n_h, 1), W2 (n_y, n_h), b2 (n_y, 1)
    Goes out:  dW1, db1, dW2, db2, each of the shape of its parameter
    """
    m = X.shape[1]
    # slip: X.shape[0]
    #   is n_x, the number of rows of X: the examples are its columns, X.shape[1]
    dZ2 = A2 - Y
    # notes: dZ[2] = A[2] - Y
    # slip: Y - A2
    #   has the wrong sign: it is A2 - Y
    # slip: (A2 - Y) * A2 * (1 - A2)
    #   has a factor g′(Z2) too many: with cross-entropy, dZ2 is A2 - Y
    # slip: (A2 - Y) / m
    #   is divided by m: 1/m belongs to dW2 and db2 alone
    dW2 = 1 / m * dZ2 @ A1.T
    # notes: dW[2] = 1/m dZ[2] A[1]ᵀ
    # slip: dZ2 @ A1.T
    #   has no factor 1/m
    # slip: 1 / m * dZ2 @ Z1.T
    #   is made with Z1 where A1 was meant
    db2 = 1 / m * np.sum(dZ2, axis=1, keepdims=True)
    # notes: db[2] = 1/m np.sum(dZ[2], axis=1, keepdims=True)
    # slip: np.sum(dZ2, axis=1, keepdims=True)
    #   has no factor 1/m
    # slip: 1 / m * np.sum(dZ2, axis=1)
    #   has lost its second axis: keepdims=True keeps it (n_y, 1)
    dZ1 = W2.T @ dZ2 * (1 - A1**2)
    # notes: dZ[1] = W[2]ᵀ dZ[2] * g[1]′(Z[1])
    # also: W2.T @ dZ2 * (1 - np.tanh(Z1) ** 2)
    # slip: W2.T @ dZ2 * (1 - A2.mean(axis=0) ** 2)
    #   follows the notes except that g′ was computed from A2: A1 was meant
    # slip: W2.T @ dZ2
    #   has no factor g′(Z1)
    # slip: W2.T @ dZ2 * (1 - A1)
    #   has 1 - A1 for tanh′, without the square
    dW1 = 1 / m * dZ1 @ X.T
    # notes: dW[1] = 1/m dZ[1] Xᵀ
    # slip: dZ1 @ X.T
    #   has no factor 1/m
    db1 = 1 / m * np.sum(dZ1, axis=1, keepdims=True)
    # notes: db[1] = 1/m np.sum(dZ[1], axis=1, keepdims=True)
    # slip: 1 / m * np.sum(dZ1, axis=0, keepdims=True)
    #   is summed over the nodes, axis=0: the sum goes over the examples, axis=1
    return dW1, db1, dW2, db2


def inputs(rng, n_x=2, n_h=4, n_y=2, m=3):
    """Draw a network and examples, and propagate forward."""
    W1, b1 = rng.normal(size=(n_h, n_x)), rng.normal(size=(n_h, 1))
    W2, b2 = rng.normal(size=(n_y, n_h)), rng.normal(size=(n_y, 1))
    X, Y = rng.normal(size=(n_x, m)), rng.integers(0, 2, (n_y, m)).astype(float)
    Z1 = W1 @ X + b1
    A1 = np.tanh(Z1)
    Z2 = W2 @ A1 + b2
    A2 = 1 / (1 + np.exp(-Z2))
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "X": X, "Y": Y, "Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


def another_with_means(W1, b1, W2, b2, X, Y, Z1, A1, Z2, A2):
    """Take means in place of sums divided by m."""
    delta = A2 - Y
    back = np.dot(W2.T, delta) * (1 - np.tanh(Z1) ** 2)
    count = Y.shape[1]
    return (
        np.dot(back, X.T) / count,
        back.mean(axis=1, keepdims=True),
        np.dot(delta, A1.T) / count,
        delta.mean(axis=1, keepdims=True),
    )


def another_in_place(W1, b1, W2, b2, X, Y, Z1, A1, Z2, A2):
    """Multiply in place, and divide once."""
    m = X.shape[1]
    dZ2 = (A2 - Y) / m
    dW2 = dZ2 @ A1.T
    db2 = dZ2.sum(axis=1).reshape(-1, 1)
    dZ1 = W2.T @ dZ2
    dZ1 *= 1 - A1 * A1
    dW1 = dZ1 @ X.T
    db1 = dZ1.sum(axis=1)[:, np.newaxis]
    return dW1, db1, dW2, db2


def another_example_by_example(W1, b1, W2, b2, X, Y, Z1, A1, Z2, A2):
    """Loop over the examples."""
    m = X.shape[1]
    dW1, db1, dW2, db2 = (np.zeros_like(parameter) for parameter in (W1, b1, W2, b2))
    for i in range(m):
        x, a1, dz2 = X[:, [i]], A1[:, [i]], A2[:, [i]] - Y[:, [i]]
        dz1 = np.dot(W2.T, dz2) * (1 - a1**2)
        dW2 += dz2 @ a1.T / m
        db2 += dz2 / m
        dW1 += dz1 @ x.T / m
        db1 += dz1 / m
    return dW1, db1, dW2, db2
