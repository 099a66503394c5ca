"""Logistic regression as a network.

Logistic regression is a network of one layer with one unit. Section 3 keeps its weights in a column w and its bias in
a number b; the networks of section 5 keep W[1] with a row for each unit, and b[1] as a column. Write the parameters
of logistic regression as those of a layer, and propagate forward as a layer does.
"""

import numpy as np

SHORTER = "nnlib.LogisticRegression is this network: model.w is model.W[1].T."


def sigmoid(z):
    """Return σ(z)."""
    return 1 / (1 + np.exp(-z))


def logistic_as_network(w, b, X):
    """Return W1, b1 and the output A1 of the network that is logistic regression.

    Comes in:  w (n_x, 1); b, a number; X (n_x, m)
    Goes out:  W1 (1, n_x), b1 (1, 1), A1 (1, m)
    """
    W1 = w.T
    # notes: W[1] = wᵀ, with a row for each unit, of which there is one
    # slip: w
    #   is a column, or has one in it: W1 has one row for its one unit, so w.T
    # slip: w.ravel()
    #   has one axis: W1 is (1, n_x), so w.T
    # slip: w @ w.T
    #   is the product of w and w.T: W1 is w.T alone
    # slip: w.T / len(w)
    #   is divided by n_x: W1 is w.T
    b1 = np.array([[b]])
    # notes: b[1], a column with one number for each unit, of which there is one
    # slip: b * np.ones((len(w), 1))
    #   has n_x rows: there is one bias for each unit, and there is one unit
    # slip: b * np.ones((1, X.shape[1]))
    #   has one number for each example: there is one bias for each unit, which broadcasting adds to all examples
    # slip: b * np.ones((X.shape[1], 1))
    #   has one number for each example: there is one bias for each unit, which broadcasting adds to all examples
    # slip: np.zeros((1, 1))
    #   is zero: the bias comes in
    # slip: b * np.ones((1, len(w)))
    #   has n_x columns: there is one bias for each unit, and there is one unit
    A1 = sigmoid(W1 @ X + b1)
    # notes: A[1] = g[1](Z[1]), Z[1] = W[1] X + b[1], which is σ(wᵀX + b) here
    # slip: np.tanh(W1 @ X + b1)
    #   has tanh where σ was meant: this layer is the output
    # slip: W1 @ X + b1
    #   has no activation: A1 is σ of Z1
    # slip: sigmoid(W1 @ X)
    #   leaves out b1
    # slip: sigmoid(W1.T @ X + b1)
    #   has W1 transposed a second time: W1 is w.T already
    # slip: np.dot(W1.T, X) + b1
    #   has W1 transposed a second time: W1 is w.T already
    # slip: sigmoid(w * X + b1)
    #   has * where a matrix product was meant: W1 @ X
    # slip: sigmoid(X.T @ w + b)
    #   has the examples in rows: here they are columns, W1 @ X
    # slip: sigmoid(W1.T * X + b1)
    #   has * where a matrix product was meant: W1 @ X
    return W1, b1, A1
    # slip: A1
    #   lacks W1 and b1
    # slip: W1, b1
    #   lacks A1


def inputs(rng, n_x=2, m=3):
    """Draw a logistic regression and examples."""
    return {"w": rng.normal(size=(n_x, 1)), "b": float(rng.normal()), "X": rng.normal(size=(n_x, m))}


def another_with_reshape(w, b, X):
    """Give both parameters their shapes with reshape."""
    W, bias = w.reshape(1, -1), np.reshape(b, (1, 1))
    z = np.dot(W, X) + bias
    return W, bias, sigmoid(z)


def another_from_a_zero_network(w, b, X):
    """Begin with zeros of the right shapes and fill them in."""
    W1, b1 = np.zeros((1, len(w))), np.zeros((1, 1))
    W1[0] = w[:, 0]
    b1[0, 0] = b
    z1 = np.sum(W1.T * X, axis=0, keepdims=True) + b1
    return W1, b1, (1 + np.tanh(z1 / 2)) / 2


def another_example_by_example(w, b, X):
    """Compute each example by itself, as section 3 does."""
    outputs = []
    for i in range(X.shape[1]):
        z = (w.T @ X[:, [i]]).item() + b
        outputs.append(1 / (1 + np.exp(-z)))
    return np.transpose(w), np.full((1, 1), b), np.array([outputs])
