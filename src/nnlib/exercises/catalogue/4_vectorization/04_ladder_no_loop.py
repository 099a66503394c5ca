"""The ladder, last rung: no loop.

All m examples at once: the notes' seven lines, from Z to the new w and b. b is a number, and NumPy stretches it over
the row (broadcasting). Before you write a line, say the shapes of its arrays to yourself.
"""

import numpy as np

SHORTER = (
    "nnlib.lessons.two_loops, one_loop and no_loop are this ladder; examples/section_4_vectorization.py times it. "
    "np.mean(dZ) is np.sum(dZ) / m."
)


def sigmoid(z):
    """Return σ(z) of each element of z."""
    return (1 + np.tanh(z / 2)) / 2


def ladder_no_loop(w, b, X, Y, alpha):
    """Return w and b after one step of gradient descent.

    Comes in:  w (n_x, 1); b a number; X (n_x, m); Y (1, m), labels 0 and 1; alpha, the learning rate
    Goes out:  the new w (n_x, 1), and the new b, a number; the w and b that come in stay as they are
    """
    m = X.shape[1]
    # slip: X.shape[0]
    #   is n_x, the number of rows of X: the examples are its columns, X.shape[1]
    # slip: 1
    #   is 1, or left out: dw and db are divided by the number of examples, X.shape[1]
    Z = np.dot(w.T, X) + b
    # notes: Z = wᵀ X + b
    # slip: np.dot(w.T, X)
    #   lacks the bias b
    # slip: np.dot(w, X) + b
    #   multiplies (n_x, 1) by (n_x, m), which do not fit: wᵀ is a row, w.T
    # slip: np.dot(X.T, w) + b
    #   is a column, shape (m, 1): the notes have a row, wᵀX, as Y is; a column less a row becomes a matrix
    # slip: w * X + b
    #   is computed element by element, and keeps n_x rows: wᵀX sums over the features, np.dot(w.T, X)
    # slip: np.dot(w.T, X + b)
    #   adds b to each feature: b is added once, after the product
    A = sigmoid(Z)
    # notes: A = σ(Z)
    # slip: Z
    #   is Z itself: σ is missing
    # slip: sigmoid(-Z)
    #   is σ(-Z), which is 1 - A
    # slip: (sigmoid(Z) > 0.5).astype(float)
    #   is rounded to the predicted labels: the derivatives need the probabilities themselves
    dZ = A - Y
    # notes: dZ = A - Y
    # slip: Y - A
    #   has the wrong sign: it is A - Y
    # slip: (A - Y) * A * (1 - A)
    #   has a factor A (1 - A) too many: A - Y contains it already
    # slip: (A - Y) / m
    #   is divided by m: 1/m belongs to dw and db alone
    # slip: A - Y.T
    #   becomes a matrix (m, m): Y.T is a column, and A a row
    dw = np.dot(X, dZ.T) / m
    # notes: dw = 1/m X dZᵀ
    # slip: np.dot(X, dZ.T)
    #   is not divided by m
    # slip: np.dot(X, dZ) / m
    #   multiplies (n_x, m) by (1, m), which do not fit: dZᵀ is a column, dZ.T
    # slip: np.dot(dZ, X) / m
    #   multiplies (1, m) by (n_x, m), which do not fit: the notes have X dZᵀ
    # slip: np.dot(dZ, X.T) / m
    #   is a row, shape (1, n_x): dw has the shape of w, which is a column
    # slip: X * dZ / m
    #   is computed element by element, and keeps all m columns: np.dot(X, dZ.T) sums over the examples
    # slip: np.sum(X * dZ) / m
    #   is one number: each weight has its own, so the sum goes over the examples alone
    # slip: np.sum(X * dZ, axis=0, keepdims=True) / m
    #   is summed over the features, axis=0: the sum goes over the examples, axis=1
    # slip: np.mean(X * dZ, axis=0, keepdims=True)
    #   is averaged over the features, axis=0: the mean goes over the examples, axis=1
    # slip: np.sum(X * dZ, axis=1) / m
    #   has one axis, shape (n_x,), and w less a row of numbers becomes a matrix: keepdims=True keeps it a column
    # slip: np.dot(X, A.T) / m
    #   uses A, where dZ was meant
    # slip: np.dot(X, dZ.T) / X.shape[0]
    #   is divided by n_x, where m was meant
    db = np.sum(dZ) / m
    # notes: db = 1/m np.sum(dZ)
    # slip: np.sum(dZ)
    #   is not divided by m
    # slip: np.sum(dZ, axis=0) / m
    #   is summed over the rows, axis=0, of which there is one: the sum goes over the examples, axis=1
    # slip: np.sum(sigmoid(np.dot((w - alpha * dw).T, X) + b) - Y) / m
    #   uses the new w: all derivatives are taken before w or b moves
    # slip: np.mean(dZ, axis=0)
    #   is averaged over the rows, axis=0, of which there is one: the mean goes over the examples, axis=1
    # slip: np.sum(dw)
    #   is the sum of dw: db is the mean of dZ
    # slip: np.sum(A) / m
    #   uses A, where dZ was meant
    w = w - alpha * dw
    # notes: w := w - α dw
    # slip: w + alpha * dw
    #   goes up the slope, with a plus: a step goes against the derivative
    # slip: w - alpha * np.dot(X, dZ.T)
    #   takes its step with the sum over the examples: 1/m is missing
    # slip: w - dw
    #   has no learning rate alpha
    # slip: w - alpha * dw.T
    #   becomes a matrix (n_x, n_x): dw.T is a row, and w a column
    # slip: alpha * dw
    #   is the step alone: it is subtracted from w
    b = b - alpha * db
    # notes: b := b - α db
    # slip: b + alpha * db
    #   goes up the slope, with a plus: a step goes against the derivative
    # slip: b - alpha * np.sum(dZ)
    #   takes its step with the sum over the examples: 1/m is missing
    # slip: b - db
    #   has no learning rate alpha
    # slip: b - alpha * dw
    #   moves by dw, where db was meant
    # slip: pass
    #   takes no step: b moves as w does
    return w, b
    # slip: (dw, db)
    #   is dw and db: the new w and b were asked for


def inputs(rng, n_x=2, m=3):
    """Draw examples with labels of both classes, parameters and a learning rate."""
    Y = rng.permutation(np.arange(m) % 2).reshape(1, m).astype(float)
    w, b = rng.normal(size=(n_x, 1)), float(rng.normal() + 0.5)
    return {"w": w, "b": b, "X": rng.normal(size=(n_x, m)), "Y": Y, "alpha": float(rng.uniform(0.2, 0.8))}


def another_with_columns(w, b, X, Y, alpha):
    """Keep the answers in a column."""
    z = X.T @ w + b
    error = 1 / (1 + np.exp(-z)) - Y.T
    return w - alpha * (X @ error) / len(error), b - alpha * error.mean()


def another_with_sums(w, b, X, Y, alpha):
    """Sum elementwise products over the examples."""
    A = sigmoid((w * X).sum(axis=0, keepdims=True) + b)
    dZ = A - Y
    dw = np.sum(X * dZ, axis=1, keepdims=True) / Y.shape[1]
    db = np.mean(dZ, axis=1, keepdims=True)
    return w - alpha * dw, b - alpha * db


def another_with_einsum(w, b, X, Y, alpha):
    """Divide dZ by m once."""
    m = Y.size
    dZ = (sigmoid(np.einsum("kj,ki->ji", w, X) + b) - Y) / m
    step_w = alpha * np.einsum("ki,ji->kj", X, dZ)
    step_b = alpha * dZ.sum()
    return w - step_w, b - step_b


def another_with_b_among_the_weights(w, b, X, Y, alpha):
    """Take b for the weight of a feature that is always 1."""
    X1 = np.vstack([X, np.ones((1, X.shape[1]))])
    w1 = np.vstack([w, [[b]]])
    w1 = w1 - alpha / X.shape[1] * X1 @ (sigmoid(w1.T @ X1) - Y).T
    return w1[:-1], w1[-1, 0]
