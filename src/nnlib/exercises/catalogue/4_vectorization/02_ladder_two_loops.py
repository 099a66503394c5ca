"""The ladder, first rung: one step of gradient descent with two loops.

You write one step of logistic regression three times, once on each rung of this ladder. On the first rung it has a
loop over the m examples and, inside it, loops over the n_x features, as in the notes' first program. The derivatives
dw and db are means over the examples. At the end, w and b take one step. The cost is left out. The function sigmoid is
given.
"""

import numpy as np

SHORTER = "The next rung does without the loops over the features: z = np.dot(w.T, x) + b, and dw += x * dz."


def sigmoid(z):
    """Return σ(z) of each element of z."""
    return (1 + np.tanh(z / 2)) / 2


def ladder_two_loops(w, b, X, Y, alpha):
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
    db = 0
    for i in range(m):
        # slip: for i in range(1, m):
        #   begins with the second example: Python counts from 0, range(m)
        # slip: for i in range(m - 1):
        #   leaves out the last example: range(m) ends with m - 1 already
        z = 0
        # also: b
        # slip: z if i > 0 else 0
        #   is not set back for each example, so it goes on from the example before
        for k in range(n_x):
            # slip: for k in range(1, n_x):
            #   leaves out the first feature in z: Python counts from 0, range(n_x)
            z += w[k, 0] * X[k, i]
            # notes: z(i) = Σ w_k x_k(i) + b
            # slip: w[k, 0] * X[i, k]
            #   has the indices of X exchanged: X[k, i] is feature k of example i
            # slip: w[k, 0] * X[k, 0]
            #   takes the first example in each pass: example i is column i
            # slip: z = w[k, 0] * X[k, i]
            #   keeps the last feature only: each feature is added, with +=
        z += b
        # slip: pass
        #   lacks the bias b
        # slip: n_x * b
        #   has b added in the inner loop, once for each feature: it is added once for each example
        a = sigmoid(z)
        # notes: a(i) = σ(z(i))
        # slip: z
        #   is z itself: σ is missing
        dz = a - Y[0, i]
        # notes: dz(i) = a(i) - y(i)
        # slip: Y[0, i] - a
        #   has the wrong sign: it is a - y
        # slip: a - Y[0, 0]
        #   takes the first label in each pass: the label of example i is Y[0, i]
        # slip: a - Y[i]
        #   takes row i of Y: Y has one row, and the label of example i is Y[0, i]
        for k in range(n_x):
            # slip: for k in range(1, n_x):
            #   leaves out the first feature in dw: Python counts from 0, range(n_x)
            dw[k] += X[k, i] * dz
            # notes: dw_k += x_k(i) dz(i)
            # slip: dw[k] = X[k, i] * dz
            #   keeps the last example only: each example is added, with +=, and dw is set to 0 once, before the loops
            # slip: dz
            #   has no factor x_k: it is x_k dz
            # slip: X[k, 0] * dz
            #   takes the features of the first example in each pass: those of example i are in column i
            # slip: X[k, i] * a
            #   uses a, where dz was meant
            # slip: w[k, 0] * dz
            #   has the weight where the feature x_k was meant
        db += dz
        # notes: db += dz(i)
        # slip: db = dz
        #   keeps the last example only: each dz is added, with +=
        # slip: w = w - alpha / m * X[:, [i]] * dz; b = b - alpha / m * dz; dw = 0 * dw
        #   is used inside the loop, where w and b change after each example: they change once, after the loop
        # slip: for k in range(n_x): db += dz
        #   is added once for each feature, in the inner loop: it belongs below it, once for each example
    dw = dw / m
    # notes: dw_k = dw_k/m
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
    # slip: alpha * dw
    #   is the step alone: it is subtracted from w
    b = b - alpha * db
    # notes: b := b - α db
    # slip: b + alpha * db
    #   goes up the slope, with a plus: a step goes against the derivative
    # slip: b - db
    #   has no learning rate alpha
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


def another_as_in_the_notes(w, b, X, Y, alpha):
    """Keep z, a and dz of all examples, as the notes' listing does."""
    n_x, m = X.shape
    z, a, dz, db = np.zeros(m), np.zeros(m), np.zeros(m), 0
    dw = np.zeros((n_x, 1))
    for i in range(m):
        for k in range(n_x):
            z[i] += w[k, 0] * X[k, i]
        z[i] += b
        a[i] = sigmoid(z[i])
        dz[i] = a[i] - Y[0, i]
        for k in range(n_x):
            dw[k] += X[k, i] * dz[i]
        db += dz[i]
    for k in range(n_x):
        dw[k] /= m
    db /= m
    new_w = w.copy()
    for k in range(n_x):
        new_w[k] -= alpha * dw[k]
    b -= alpha * db
    return new_w, b


def another_feature_by_feature(w, b, X, Y, alpha):
    """Collect the errors first, and go through the features then."""
    errors = []
    for x, y in zip(X.T, Y[0], strict=True):
        errors.append(1 / (1 + np.exp(-(w[:, 0] @ x + b))) - y)
    dw = [sum(feature * error for feature, error in zip(row, errors, strict=True)) / len(errors) for row in X]
    return w - alpha * np.array(dw).reshape(-1, 1), b - alpha * sum(errors) / len(errors)


def another_without_loops(w, b, X, Y, alpha):
    """Take all examples at once."""
    dZ = sigmoid(w.T @ X + b) - Y
    return w - alpha * X @ dZ.T / Y.shape[1], b - alpha * np.mean(dZ)
