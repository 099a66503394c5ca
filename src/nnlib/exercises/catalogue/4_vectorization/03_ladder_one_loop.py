"""The ladder, second rung: one loop.

The loops over the features disappear: an example is a column x, and np.dot does what the inner loop did. The loop over
the m examples stays. Write the same step of gradient descent once more. Mind the shapes: X[:, i] has one axis, shape
(n_x,), and is no column.
"""

import numpy as np

SHORTER = "The last rung has no loop: Z = np.dot(w.T, X) + b gives z of all examples at once, as a row."


def sigmoid(z):
    """Return σ(z) of each element of z."""
    return (1 + np.tanh(z / 2)) / 2


def ladder_one_loop(w, b, X, Y, alpha):
    """Return w and b after one step of gradient descent.

    Comes in:  w (n_x, 1); b a number; X (n_x, m); Y (1, m), labels 0 and 1; alpha, the learning rate
    Goes out:  the new w (n_x, 1), and the new b, a number; the w and b that come in stay as they are
    """
    n_x, m = X.shape
    # slip: m, n_x = X.shape
    #   takes the rows of X for examples: X is (n_x, m), and the examples are its columns
    # slip: n_x, m = X.shape[0], Y.shape[0]
    #   takes the rows of Y for examples, and there is one: the m examples are the columns
    dw = np.zeros((n_x, 1))
    # slip: np.zeros(n_x)
    #   has one axis, shape (n_x,): dw is a column, shape (n_x, 1), as w is
    # slip: np.zeros((1, n_x))
    #   is a row: dw is a column, shape (n_x, 1), as w is
    db = 0
    for i in range(m):
        # slip: for i in range(1, m):
        #   begins with the second example: Python counts from 0, range(m)
        # slip: for i in range(m - 1):
        #   leaves out the last example: range(m) ends with m - 1 already
        x = X[:, [i]]
        # notes: x(i), column i of X
        # slip: X[:, i]
        #   has one axis, shape (n_x,): X[:, [i]] is a column, shape (n_x, 1)
        # slip: X[i]
        #   is row i of X, one feature of all examples: an example is a column, X[:, [i]]
        # slip: X[:, [0]]
        #   is the first example in each pass: example i is X[:, [i]]
        # slip: X
        #   is the matrix of all examples: in the loop, one example is needed, X[:, [i]]
        z = np.dot(w.T, x).item() + b
        # notes: z(i) = wᵀ x(i) + b
        # slip: np.dot(w.T, x).item()
        #   lacks the bias b
        # slip: np.dot(w, x) + b
        #   multiplies two columns, (n_x, 1) and (n_x, 1), which do not fit: wᵀ is a row, w.T
        # slip: w * x + b
        #   is computed element by element, and keeps n_x numbers: wᵀx is their sum, np.dot(w.T, x)
        # slip: np.dot(w, x.T) + b
        #   is the matrix w xᵀ, (n_x, n_x): the transposed one is w, as in wᵀx
        a = sigmoid(z)
        # notes: a(i) = σ(z(i))
        # slip: z
        #   is z itself: σ is missing
        dz = a - Y[0, i]
        # notes: dz(i) = a(i) - y(i)
        # slip: Y[0, i] - a
        #   has the wrong sign: it is a - y
        # slip: a - Y
        #   subtracts all labels from the answer of one example: its own is Y[0, i]
        # slip: a - Y[i]
        #   takes row i of Y: Y has one row, and the label of example i is Y[0, i]
        dw = dw + x * dz
        # notes: dw += x(i) dz(i)
        # slip: x * dz
        #   keeps the last example only: each example is added
        # slip: dw + X[:, i] * dz
        #   becomes a matrix (n_x, n_x), since a row is added to the column dw: x.T is a row, and X[:, i] broadcasts as
        #   one
        # slip: dw += X[:, i] * dz
        #   is a column, to which no row can be added in place: X[:, i] has one axis and broadcasts as a row; X[:, [i]]
        #   is a column
        # slip: dw + x.T * dz
        #   becomes a matrix (n_x, n_x), since a row is added to the column dw: x.T is a row, and X[:, i] broadcasts as
        #   one
        # slip: dw + dz
        #   has no factor x: it is x dz
        # slip: dw + x * a
        #   uses a, where dz was meant
        # slip: dw + np.dot(x.T, x) * dz
        #   has the number xᵀx as a factor, where the column x was meant
        db = db + dz
        # notes: db += dz(i)
        # slip: dz
        #   keeps the last example only: each dz is added
        # slip: w = w - alpha / m * X[:, [i]] * dz; b = b - alpha / m * dz; dw = 0 * dw
        #   is used inside the loop, where w and b change after each example: they change once, after the loop
    dw = dw / m
    # notes: dw = dw/m
    # slip: dw
    #   is not divided by m (where the notes have dz /= m, dw /= m is meant)
    # slip: dw / n_x
    #   is divided by n_x, where m was meant
    db = db / m
    # notes: db = db/m
    # slip: db
    #   is not divided by m
    # slip: db, dw = db, dw * m
    #   is not divided by m, and dw is not either: both are means over the examples
    w = w - alpha * dw
    # notes: w := w - α dw
    # slip: w + alpha * dw
    #   goes up the slope, with a plus: a step goes against the derivative
    # slip: w - dw
    #   has no learning rate alpha
    # slip: w - alpha * dw.T
    #   becomes a matrix (n_x, n_x): dw.T is a row, and w a column
    b = b - alpha * db
    # notes: b := b - α db
    # slip: b + alpha * db
    #   goes up the slope, with a plus: a step goes against the derivative
    # slip: b - db
    #   has no learning rate alpha
    # slip: b - alpha * dw
    #   moves by dw, where db was meant
    return w, b
    # slip: (dw, db)
    #   is dw and db: the new w and b were asked for


def inputs(rng, n_x=2, m=3):
    """Draw examples with labels of both classes, parameters and a learning rate."""
    Y = rng.permutation(np.arange(m) % 2).reshape(1, m).astype(float)
    w, b = rng.normal(size=(n_x, 1)), float(rng.normal() + 0.5)
    return {"w": w, "b": b, "X": rng.normal(size=(n_x, m)), "Y": Y, "alpha": float(rng.uniform(0.2, 0.8))}


def another_with_arrays_of_one_number(w, b, X, Y, alpha):
    """Keep z, a and dz of shape (1, 1), and divide on the way."""
    m = Y.shape[1]
    dw, db = np.zeros(w.shape), 0.0
    for i in range(m):
        x, y = X[:, i : i + 1], Y[:, i : i + 1]
        z = np.dot(w.T, x) + b
        a = sigmoid(z)
        dz = a - y
        dw += x * dz / m
        db += dz / m
    return w - alpha * dw, b - alpha * db


def another_with_one_axis(w, b, X, Y, alpha):
    """Work with arrays of one axis, and make a column at the end."""
    dw, db = np.zeros(len(X)), 0
    for x, y in zip(X.T, Y.ravel(), strict=True):
        dz = 1 / (1 + np.exp(-(x @ w.ravel() + b))) - y
        dw += dz * x
        db += dz
    return w - alpha / Y.size * dw[:, np.newaxis], b - alpha / Y.size * db


def another_with_reshape(w, b, X, Y, alpha):
    """Reshape each example to a column."""
    n_x, m = X.shape
    columns, errors = [], []
    for i in range(m):
        x = X[:, i].reshape(n_x, 1)
        errors.append(sigmoid(np.sum(w * x) + b) - Y[0, i])
        columns.append(x * errors[-1])
    return w - alpha * np.mean(columns, axis=0), b - alpha * np.mean(errors)
