"""Forward propagation through one hidden layer.

Each layer computes Z from what comes into it, and A from Z. The hidden layer is tanh here, the output sigmoid, as in
the course; the notes' last page has σ for both. Write the four equations for m examples in columns at once. Think of
the shapes: the rows of W[1] are already the transposed w₁ᵀ, w₂ᵀ, … of the single units.
"""

import numpy as np

SHORTER = "An nnlib.ShallowNetwork does it in one call: model.forward(X) has Z[1], A[1], Z[2] and A[2]."


def sigmoid(z):
    """Return σ(z)."""
    return 1 / (1 + np.exp(-z))


def forward(W1, b1, W2, b2, X):
    """Return what both layers compute: Z1, A1, Z2 and A2.

    Comes in:  W1 (n_h, n_x), b1 (n_h, 1), W2 (n_y, n_h), b2 (n_y, 1); X (n_x, m)
    Goes out:  Z1, A1 (n_h, m); Z2, A2 (n_y, m)
    """
    Z1 = W1 @ X + b1
    # notes: Z[1] = W[1] X + b[1]
    # slip: W1.T @ X + b1
    #   has W1 transposed: the rows of W1 are w₁ᵀ, w₂ᵀ, … already, so it is W1 @ X, (n_h, n_x) times (n_x, m)
    # slip: np.dot(W1.T, X) + b1
    #   has W1 transposed: the rows of W1 are w₁ᵀ, w₂ᵀ, … already, so it is W1 @ X, (n_h, n_x) times (n_x, m)
    # slip: W1 * X + b1
    #   has * where a matrix product was meant: np.dot(W1, X), or @
    # slip: X @ W1 + b1
    #   has the factors in the wrong order: W1 @ X
    # slip: np.dot(X, W1) + b1
    #   has the factors in the wrong order: W1 @ X
    # slip: X.T @ W1.T + b1
    #   is written for examples in rows: here they are columns, so W1 @ X + b1
    # slip: X.T @ W1.T + b1.T
    #   is written for examples in rows: here they are columns, so W1 @ X + b1
    # slip: W1 @ X + b1.ravel()
    #   has b1 with one axis: b1 is a column, which is added to each column of W1 @ X
    # slip: W1 @ X + b1.T
    #   has b1 as a row: b1 is a column, which is added to each column of W1 @ X
    # slip: W1 @ X
    #   has no b1
    # slip: W1 @ X - b1
    #   has b1 subtracted: it is added
    # slip: W1 @ X + b1[0]
    #   has the first bias for all units: add the whole column b1
    # slip: W1 @ X + np.sum(b1)
    #   has the sum of all biases: each unit adds its own, so add the column b1
    A1 = np.tanh(Z1)
    # notes: A[1] = g[1](Z[1]), which is tanh here
    # slip: sigmoid(Z1)
    #   has σ where tanh was meant: the notes' last page has σ for both layers, here the hidden layer is tanh
    # slip: Z1
    #   has no activation: A1 is tanh of Z1
    # slip: np.maximum(0, Z1)
    #   has ReLU where tanh was meant
    # slip: 1 - np.tanh(Z1) ** 2
    #   has tanh′ where tanh was meant: the derivative belongs to back propagation
    # slip: np.tan(Z1)
    #   has np.tan, the tangent: the hyperbolic one is np.tanh
    # slip: float(np.tanh(Z1))
    #   uses a function of one number, such as math.tanh: np.tanh takes an array
    # slip: np.tanh(X)
    #   uses X where Z1 was meant
    # slip: np.tanh(W1 @ X)
    #   leaves out b1: it is tanh of Z1
    Z2 = W2 @ A1 + b2
    # notes: Z[2] = W[2] A[1] + b[2]
    # slip: W2 @ Z1 + b2
    #   uses Z1 where A1 was meant: without g between them, two layers are one
    # slip: W2 @ X + b2
    #   uses X where A1 was meant: what comes into layer 2 is A1
    # slip: np.dot(W2, X) + b2
    #   uses X where A1 was meant: what comes into layer 2 is A1
    # slip: W2.T @ A1 + b2
    #   has W2 transposed: it is W2 @ A1, (n_y, n_h) times (n_h, m)
    # slip: np.dot(W2.T, A1) + b2
    #   has W2 transposed: it is W2 @ A1, (n_y, n_h) times (n_h, m)
    # slip: W2 * A1 + b2
    #   has * where a matrix product was meant: np.dot(W2, A1), or @
    # slip: A1 @ W2 + b2
    #   has the factors in the wrong order: W2 @ A1
    # slip: np.dot(A1, W2) + b2
    #   has the factors in the wrong order: W2 @ A1
    # slip: np.dot(W1, A1) + b2
    #   uses W1 where W2 was meant
    # slip: W2 @ A1 + b2.ravel()
    #   has b2 with one axis: b2 is a column, which is added to each column of W2 @ A1
    # slip: W2 @ A1 + b1
    #   has b1 where b2 was meant
    # slip: W2 @ A1
    #   has no b2
    # slip: W2 @ A1 + b2[0]
    #   has the first bias for all outputs: add the whole column b2
    A2 = sigmoid(Z2)
    # notes: A[2] = σ(Z[2])
    # slip: np.tanh(Z2)
    #   has tanh where σ was meant: the output is a probability, between 0 and 1
    # slip: Z2
    #   has no activation: A2 is σ of Z2
    # slip: np.exp(Z2) / np.sum(np.exp(Z2), axis=0)
    #   has softmax where σ was meant: here the outputs do not have to add up to 1
    # slip: sigmoid(Z2) * (1 - sigmoid(Z2))
    #   has σ′ where σ was meant: the derivative belongs to back propagation
    # slip: 1 / (1 + np.exp(Z2))
    #   is σ(-Z2): the exponent has a minus, e⁻ᶻ
    # slip: sigmoid(Z1)
    #   uses Z1 where Z2 was meant
    # slip: sigmoid(A1)
    #   uses A1 where Z2 was meant
    # slip: (sigmoid(Z2) > 0.5) * 1.0
    #   is 0 or 1 already: the threshold belongs to the prediction, and A2 is the probability
    return Z1, A1, Z2, A2
    # slip: A1, Z1, A2, Z2
    #   has each A before its Z: the order is Z1, A1, Z2, A2
    # slip: Z1, Z2, A1, A2
    #   has both Z before both A: the order is Z1, A1, Z2, A2
    # slip: A2
    #   lacks Z1, A1 and Z2, which back propagation needs
    # slip: A1, A2
    #   lacks Z1 and Z2


def inputs(rng, n_x=2, n_h=4, n_y=1, m=3):
    """Draw a network and examples."""
    W1, b1 = rng.normal(size=(n_h, n_x)), rng.normal(size=(n_h, 1))
    W2, b2 = rng.normal(size=(n_y, n_h)), rng.normal(size=(n_y, 1))
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "X": rng.normal(size=(n_x, m))}


def another_layer_by_layer(W1, b1, W2, b2, X):
    """Loop over the layers, and keep all in lists."""
    a, cache = X, []
    for W, b, g in [(W1, b1, np.tanh), (W2, b2, lambda z: np.exp(-np.logaddexp(0, -z)))]:
        z = np.dot(W, a) + b
        a = g(z)
        cache += [z, a]
    return tuple(cache)


def another_example_by_example(W1, b1, W2, b2, X):
    """Propagate each example by itself, and put the columns side by side."""
    columns = []
    for i in range(X.shape[1]):
        x = X[:, [i]]
        z1 = W1 @ x + b1
        a1 = np.tanh(z1)
        z2 = W2 @ a1 + b2
        columns.append((z1, a1, z2, sigmoid(z2)))
    return tuple(np.hstack(quantity) for quantity in zip(*columns, strict=True))


def another_unit_by_unit(W1, b1, W2, b2, X):
    """Compute each unit's number by itself, with loops as deep as there are indices."""
    Z1, Z2 = np.zeros((len(W1), len(X[0]))), np.zeros((len(W2), len(X[0])))
    A1, A2 = np.zeros_like(Z1), np.zeros_like(Z2)
    for i in range(len(X[0])):
        for j in range(len(W1)):
            Z1[j, i] = sum(W1[j, k] * X[k, i] for k in range(len(X))) + b1[j, 0]
            A1[j, i] = np.sinh(Z1[j, i]) / np.cosh(Z1[j, i])
        for j in range(len(W2)):
            Z2[j, i] = sum(W2[j, k] * A1[k, i] for k in range(len(W1))) + b2[j, 0]
            A2[j, i] = 1 / (1 + np.exp(-Z2[j, i]))
    return Z1, A1, Z2, A2


def another_with_ones(W1, b1, W2, b2, X):
    """Append the biases to the weights, and a row of ones to what comes in."""
    ones = np.ones((1, X.shape[1]))
    z_hidden = np.hstack([W1, b1]) @ np.vstack([X, ones])
    hidden = 2 * sigmoid(2 * z_hidden) - 1
    z_output = np.hstack([W2, b2]) @ np.vstack([hidden, ones])
    return z_hidden, hidden, z_output, (1 + np.tanh(z_output / 2)) / 2
