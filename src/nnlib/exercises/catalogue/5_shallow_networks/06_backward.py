"""The six lines of back propagation.

A network with one hidden layer, tanh in the hidden layer and sigmoid in the output: forward propagation has been done,
and what it computed comes in. Write the six lines of the notes' last page, for m examples in columns at once.
"""

import numpy as np

SHORTER = "A sum with 1/m is a mean: `db1 = dZ1.mean(axis=1, keepdims=True)`."


def backward(W1, b1, W2, b2, X, Y, Z1, A1, Z2, A2):
    """Return the derivatives of the cost J with respect to W1, b1, W2 and b2.

    Comes in:  X (n_x, m); Y, Z2, A2 (n_y, m); Z1, A1 (n_h, m);
               W1 (n_h, n_x), b1 (n_h, 1), W2 (n_y, n_h), b2 (n_y, 1)
    Goes out:  dW1, db1, dW2, db2, each of the shape of its parameter
    """
    m = X.shape[1]
    # slip: X.shape[0]
    #   is n_x, the number of rows of X: the examples are its columns, X.shape[1]
    # slip: Y.shape[0]
    #   is n_y, the number of rows of Y: the examples are its columns, Y.shape[1]
    # slip: Y.size
    #   is the number of all elements of Y, n_y times m: the examples are its columns, Y.shape[1]
    dZ2 = A2 - Y
    # notes: dZ[2] = A[2] - Y
    # slip: Y - A2
    #   has the wrong sign: it is A2 - Y
    # slip: (A2 - Y) * A2 * (1 - A2)
    #   has a factor g′(Z2) too many: with cross-entropy, dZ2 is A2 - Y
    # slip: 2 * (A2 - Y) * A2 * (1 - A2)
    #   is that of a squared error: with cross-entropy, dZ2 is A2 - Y
    # slip: (A2 - Y) * (1 - A2**2)
    #   has a factor tanh′ too many: with cross-entropy and sigmoid, dZ2 is A2 - Y
    # slip: (1 - Y) / (1 - A2) - Y / A2
    #   is dA2: multiplied by g′(Z2) = A2 * (1 - A2) it becomes dZ2, which is A2 - Y
    # slip: ((1 - Y) / (1 - A2) - Y / A2) * Z2 * (1 - Z2)
    #   has σ′ computed from Z2 as if it were A2: dA2 * A2 * (1 - A2), which is A2 - Y
    # slip: (A2 - Y) / m
    #   is divided by m: 1/m belongs to dW2 and db2 alone
    # slip: 2 * (A2 - Y)
    #   has a factor 2, which comes from a squared error: with cross-entropy, dZ2 is A2 - Y
    # slip: Z2 - Y
    #   uses Z2 where A2 was meant
    dW2 = 1 / m * dZ2 @ A1.T
    # notes: dW[2] = 1/m dZ[2] A[1]ᵀ
    # slip: dZ2 @ A1.T
    #   has no factor 1/m
    # slip: 1 // m * dZ2 @ A1.T
    #   has 1 // m, which is 0 from m = 2 on: the fraction is 1 / m
    # slip: 1 / m * dZ2 @ A1.T / m
    #   is divided by m twice: the notes have 1/m once
    # slip: 1 / m * dZ2 @ Z1.T
    #   uses Z1 where A1 was meant
    # slip: 1 / m * dZ2 @ X.T
    #   uses X where A1 was meant: what comes into layer 2 is A1
    # slip: 1 / m * dZ2 @ A2.T
    #   uses A2 where A1 was meant: what comes into layer 2 is A1
    # slip: 1 / m * A1 @ dZ2.T
    #   is the transpose of what was meant: dZ2 @ A1.T has the shape of W2, (n_y, n_h)
    # slip: 1 / m * dZ2 @ A1
    #   has A1 without .T: the sum goes over the examples, so (n_y, m) times (m, n_h)
    # slip: 1 / m * np.dot(dZ2, A1)
    #   has A1 without .T: the sum goes over the examples, so (n_y, m) times (m, n_h)
    # slip: 1 / m * dZ2 * A1.T
    #   has * where a matrix product was meant: np.dot(dZ2, A1.T), or @
    # slip: 1 / m * dZ2 * A1
    #   has * where a matrix product was meant: np.dot(dZ2, A1.T), or @
    # slip: 1 / m * Z2 @ A1.T
    #   uses Z2 where dZ2 was meant
    db2 = 1 / m * np.sum(dZ2, axis=1, keepdims=True)
    # notes: db[2] = 1/m np.sum(dZ[2], axis=1, keepdims=True)
    # slip: np.sum(dZ2, axis=1, keepdims=True)
    #   has no factor 1/m
    # slip: np.mean(dZ2, axis=1, keepdims=True) / m
    #   is divided by m twice: np.mean divides by m already
    # slip: 1 / m * np.sum(dZ2, axis=1)
    #   has lost its second axis: keepdims=True keeps it (n_y, 1)
    # slip: 1 / m * np.sum(dZ2, axis=0, keepdims=True)
    #   is summed over the outputs, axis=0: the sum goes over the examples, axis=1
    # slip: 1 / m * np.sum(dZ2, axis=0)
    #   is summed over the outputs, axis=0: the sum goes over the examples, axis=1
    # slip: 1 / m * np.sum(dZ2)
    #   is one number: without an axis np.sum adds up all elements, and axis=1, keepdims=True those of each row
    # slip: np.mean(dZ2)
    #   is one number: without an axis np.mean takes all elements, and axis=1, keepdims=True those of each row
    # slip: 1 / m * dZ2
    #   is not summed over the examples: it has shape (n_y, m), and b2 has (n_y, 1)
    # slip: dZ2
    #   is dZ2 itself: b2 has shape (n_y, 1), so the examples are summed, with 1/m
    # slip: 1 / m * np.sum(dW2, axis=1, keepdims=True)
    #   uses dW2 where dZ2 was meant
    dZ1 = W2.T @ dZ2 * (1 - A1**2)
    # notes: dZ[1] = W[2]ᵀ dZ[2] * g[1]′(Z[1])
    # also: W2.T @ dZ2 * (1 - np.tanh(Z1) ** 2)
    # slip: W2.T @ dZ2 * (1 - A2**2)
    #   follows the notes except that g′ was computed from A2: A1 was meant
    # slip: W2.T @ dZ2
    #   has no factor g′(Z1), which is 1 - A1**2: it is dA1
    # slip: W2.T @ dZ2 * (1 - A1)
    #   has 1 - A1 for tanh′, without the square
    # slip: W2.T @ dZ2 * (1 - A1) ** 2
    #   has (1 - A1)**2 for tanh′: only A1 is squared, 1 - A1**2
    # slip: W2.T @ dZ2 * (1 - A1 ^ 2)
    #   has ^ where ** was meant: in Python ^ is no power
    # slip: W2.T @ dZ2 * 1 - A1**2
    #   lacks parentheses around 1 - A1**2: the product comes first
    # slip: W2.T @ dZ2 * (1 - Z1**2)
    #   has tanh′ computed from Z1 as if it were A1: it is 1 - A1**2
    # slip: W2.T @ dZ2 * (1 - np.tanh(A1) ** 2)
    #   has tanh′ taken at A1: it is taken at Z1, which gives 1 - A1**2
    # slip: W2.T @ dZ2 * A1 * (1 - A1)
    #   has σ′ where tanh′ was meant: the hidden layer is tanh, so 1 - A1**2
    # slip: W2.T @ dZ2 * A1
    #   has g where g′ was meant: 1 - A1**2
    # slip: W2.T @ dZ2 * (Z1 > 0)
    #   has ReLU′ where tanh′ was meant: 1 - A1**2
    # slip: W2.T @ dZ2 * (A1**2 - 1)
    #   has the wrong sign: tanh′ is 1 - A1**2
    # slip: dW2.T @ dZ2 * (1 - A1**2)
    #   uses dW2 where W2 was meant
    # slip: W2.T @ A2 * (1 - A1**2)
    #   uses A2 where dZ2 was meant
    # slip: W2.T @ dZ2 / m * (1 - A1**2)
    #   is divided by m: 1/m belongs to dW1 and db1 alone
    # slip: W2 @ dZ2 * (1 - A1**2)
    #   has no W2.T in front of dZ2: to go back, it is (n_h, n_y) times (n_y, m)
    # slip: W1.T @ dZ2 * (1 - A1**2)
    #   has no W2.T in front of dZ2: to go back, it is (n_h, n_y) times (n_y, m)
    # slip: np.dot(W2, dZ2) * (1 - A1**2)
    #   has no W2.T in front of dZ2: to go back, it is (n_h, n_y) times (n_y, m)
    # slip: np.dot(W1.T, dZ2) * (1 - A1**2)
    #   uses W1 where W2 was meant: dZ2 comes back through the weights of layer 2
    # slip: W2.T * dZ2 * (1 - A1**2)
    #   has * between W2.T and dZ2: this is a matrix product, @ or np.dot, and * comes before g′
    # slip: W2.T @ dZ2 @ (1 - A1**2)
    #   has a matrix product before g′: this is elementwise, *
    # slip: np.dot(np.dot(W2.T, dZ2), 1 - A1**2)
    #   has a matrix product before g′: this is elementwise, *
    # slip: dZ2 @ W2 * (1 - A1**2)
    #   has the factors in the wrong order: W2.T @ dZ2
    # slip: np.dot(dZ2, W2) * (1 - A1**2)
    #   has the factors in the wrong order: W2.T @ dZ2
    # slip: dZ2 * W2 * (1 - A1**2)
    #   has * between W2 and dZ2: this is a matrix product, W2.T @ dZ2
    dW1 = 1 / m * dZ1 @ X.T
    # notes: dW[1] = 1/m dZ[1] Xᵀ
    # slip: dZ1 @ X.T
    #   has no factor 1/m
    # slip: 1 // m * dZ1 @ X.T
    #   has 1 // m, which is 0 from m = 2 on: the fraction is 1 / m
    # slip: 1 / m * dZ1 @ X.T / m
    #   is divided by m twice: the notes have 1/m once
    # slip: 1 / m * dZ1 @ A1.T
    #   uses A1 where X was meant: what comes into layer 1 is X
    # slip: 1 / m * (W2.T @ dZ2) @ X.T
    #   uses dA1 where dZ1 was meant
    # slip: 1 / m * dZ2 @ X.T
    #   uses dZ2 where dZ1 was meant
    # slip: 1 / m * dZ2 @ A1.T
    #   is dW2 once more: dW1 uses dZ1 and X
    # slip: 1 / m * Z1 @ X.T
    #   uses Z1 where dZ1 was meant
    # slip: 1 / m * X @ dZ1.T
    #   is the transpose of what was meant: dZ1 @ X.T has the shape of W1, (n_h, n_x)
    # slip: 1 / m * dZ1 @ X
    #   has X without .T: the sum goes over the examples, so (n_h, m) times (m, n_x)
    # slip: 1 / m * np.dot(dZ1, X)
    #   has X without .T: the sum goes over the examples, so (n_h, m) times (m, n_x)
    # slip: 1 / m * dZ1 * X.T
    #   has * where a matrix product was meant: np.dot(dZ1, X.T), or @
    # slip: 1 / m * dZ1 * X
    #   has * where a matrix product was meant: np.dot(dZ1, X.T), or @
    db1 = 1 / m * np.sum(dZ1, axis=1, keepdims=True)
    # notes: db[1] = 1/m np.sum(dZ[1], axis=1, keepdims=True)
    # slip: np.sum(dZ1, axis=1, keepdims=True)
    #   has no factor 1/m
    # slip: np.mean(dZ1, axis=1, keepdims=True) / m
    #   is divided by m twice: np.mean divides by m already
    # slip: 1 / m * np.sum(dZ1, axis=1)
    #   has lost its second axis: keepdims=True keeps it (n_h, 1)
    # slip: 1 / m * np.sum(dZ1, axis=0, keepdims=True)
    #   is summed over the nodes, axis=0: the sum goes over the examples, axis=1
    # slip: 1 / m * np.sum(dZ1, axis=0)
    #   is summed over the nodes, axis=0: the sum goes over the examples, axis=1
    # slip: 1 / m * np.sum(dZ1)
    #   is one number: without an axis np.sum adds up all elements, and axis=1, keepdims=True those of each row
    # slip: np.mean(dZ1)
    #   is one number: without an axis np.mean takes all elements, and axis=1, keepdims=True those of each row
    # slip: 1 / m * dZ1
    #   is not summed over the examples: it has shape (n_h, m), and b1 has (n_h, 1)
    # slip: dZ1
    #   is dZ1 itself: b1 has shape (n_h, 1), so the examples are summed, with 1/m
    # slip: 1 / m * np.sum(dZ2, axis=1, keepdims=True)
    #   uses dZ2 where dZ1 was meant
    # slip: 1 / m * np.sum(W2.T @ dZ2, axis=1, keepdims=True)
    #   uses dA1 where dZ1 was meant
    # slip: 1 / m * np.sum(dW1, axis=1, keepdims=True)
    #   uses dW1 where dZ1 was meant
    return dW1, db1, dW2, db2
    # slip: dW2, db2, dW1, db1
    #   has layer 2 before layer 1: the order is dW1, db1, dW2, db2
    # slip: dW1, dW2, db1, db2
    #   has both matrices before both biases: the order is dW1, db1, dW2, db2
    # slip: dZ1, db1, dZ2, db2
    #   has dZ1 and dZ2 where dW1 and dW2 were meant


def inputs(rng, n_x=2, n_h=4, n_y=2, m=3):
    """Draw a network and examples, and propagate forward."""
    W1, b1 = rng.normal(size=(n_h, n_x)), rng.normal(size=(n_h, 1))
    W2, b2 = rng.normal(size=(n_y, n_h)), rng.normal(size=(n_y, 1))
    X, Y = rng.normal(size=(n_x, m)), rng.integers(0, 2, (n_y, m)).astype(float)
    Y[0, 0], Y[-1, -1] = 0.0, 1.0
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
