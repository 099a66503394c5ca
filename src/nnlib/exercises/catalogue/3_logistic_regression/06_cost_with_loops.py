"""The cost of m examples, with loops.

The notes' first program: go through the m examples, one at a time, and add up the loss and the derivatives; then
divide by m. The notes call their listing rough. In it, w[i]*x[i] should be the sum of w[k] x[k, i] over all features
k, and some variables never get a first value. Write it so that it runs. Loops are fine here: section 4 removes them.
The function sigmoid is given; take np.log for the logarithm.
"""

import numpy as np

SHORTER = (
    "Section 4 does without loops: A = sigmoid(np.dot(w.T, X) + b), dw = np.dot(X, (A - Y).T) / m, db = np.sum(A - Y) "
    "/ m."
)


def sigmoid(z):
    """Return σ(z) of each element of z."""
    return (1 + np.tanh(z / 2)) / 2


def cost_with_loops(w, b, X, Y):
    """Return the cost J of logistic regression and its derivatives dw and db.

    Comes in:  w (n_x, 1); b a number; X (n_x, m); Y (1, m), labels 0 and 1
    Goes out:  J a number; dw (n_x, 1); db a number
    """
    n_x, m = X.shape
    J = 0
    db = 0
    dw = np.zeros((n_x, 1))
    for i in range(m):
        # slip: for i in range(1, m):
        #   begins with the second example: Python counts from 0, range(m)
        # slip: for i in range(m - 1):
        #   leaves out the last example: range(m) ends with m - 1 already
        # slip: for i in range(n_x):
        #   goes through n_x numbers, the features: the examples are the m columns of X
        # slip: for i in range(1, m + 1):
        #   counts the examples from 1 to m, as the notes do: Python counts from 0, range(m)
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
            # slip: w[k, 0] + X[k, i]
            #   adds the weight to the feature: they are multiplied
            # slip: z = w[k, 0] * X[k, i]
            #   keeps the last feature only: each feature is added, with +=
        z += b
        # slip: pass
        #   lacks the bias b
        # slip: n_x * b
        #   has b added in the inner loop, once for each feature: it is added once for each example
        a = sigmoid(z)
        # notes: a(i) = σ(z(i))
        # slip: sigmoid(-z)
        #   is σ(-z), which is 1 - a
        # slip: z
        #   is z itself: σ is missing
        J += -(Y[0, i] * np.log(a) + (1 - Y[0, i]) * np.log(1 - a))
        # notes: J += -[y(i) log a(i) + (1 - y(i)) log(1 - a(i))]
        # slip: Y[0, i] * np.log(a) + (1 - Y[0, i]) * np.log(1 - a)
        #   has lost the minus before the bracket
        # slip: -Y[0, i] * np.log(a) + (1 - Y[0, i]) * np.log(1 - a)
        #   has the minus before its first term only: the brackets around both terms are missing
        # slip: -(Y[0, i] * np.log(a))
        #   has the term of y = 1 only: (1 - y) log(1 - a) is missing
        # slip: J = -(Y[0, i] * np.log(a) + (1 - Y[0, i]) * np.log(1 - a))
        #   keeps the loss of the last example only: each loss is added, with +=
        # slip: J = (J - (Y[0, i] * np.log(a) + (1 - Y[0, i]) * np.log(1 - a))) / m
        #   is divided by m in each pass: the division comes once, after the loop
        dz = a - Y[0, i]
        # notes: dz(i) = a(i) - y(i)
        # slip: Y[0, i] - a
        #   has the wrong sign: it is a - y
        # slip: (a - Y[0, i]) * a * (1 - a)
        #   has a factor a (1 - a) too many: a - y contains it already
        for k in range(n_x):
            # slip: for k in range(1, n_x):
            #   leaves out the first feature in dw: Python counts from 0, range(n_x)
            dw[k] += X[k, i] * dz
            # notes: dw_k += x_k(i) dz(i)
            # slip: dw[k] = X[k, i] * dz
            #   keeps the last example only: dw is set to 0 once, before the loop over the examples, and then each
            #   example is added, with +=
            # slip: dz
            #   has no factor x_k: it is x_k dz
            # slip: w[k, 0] * dz
            #   has the weight where the feature x_k was meant
            # slip: X[k, 0] * dz
            #   takes the features of the first example in each pass: those of example i are in column i
            # slip: X[k, i] * a
            #   uses a, where dz was meant
        db += dz
        # notes: db += dz(i)
        # slip: db = dz
        #   keeps the last example only: each dz is added, with +=
        # slip: for k in range(n_x): db += dz
        #   is added once for each feature, in the inner loop: it belongs below it, once for each example
        # slip: return J / m, dw / m, (db + dz) / m
        #   covers one example only: the function returns inside the loop, in its first pass
        # slip: db += dz; J, dw, db = (J / m, dw / m, db / m) if i < m - 1 else (J, dw, db)
        #   is divided by m in each pass, as J and dw are: the division comes once, after the loop
    J /= m
    # notes: J = J/m
    # slip: pass
    #   is the sum of the losses: the cost is their mean, divided by m
    # slip: J, dw, db = J, dw * m, db * m
    #   is not divided by m, and neither are dw and db: all three are means over the examples
    # slip: n_x
    #   is divided by n_x, where m was meant
    dw /= m
    # notes: dw_k = dw_k/m
    # slip: pass
    #   is not divided by m (where section 4 of the notes has dz /= m, dw /= m is meant)
    # slip: n_x
    #   is divided by n_x, where m was meant
    db /= m
    # notes: db = db/m
    # slip: pass
    #   is not divided by m
    return J, dw, db


def inputs(rng, n_x=2, m=3):
    """Draw examples with labels of both classes, and parameters."""
    Y = rng.permutation(np.arange(m) % 2).reshape(1, m).astype(float)
    return {"w": rng.normal(size=(n_x, 1)), "b": float(rng.normal() + 0.5), "X": rng.normal(size=(n_x, m)), "Y": Y}


def another_as_in_the_notes(w, b, X, Y):
    """Keep z, a and dz of all examples, as the notes' listing does."""
    n_x, m = X.shape
    z, a, dz = np.zeros(m), np.zeros(m), np.zeros(m)
    J, db = 0.0, 0.0
    dw = np.zeros((n_x, 1))
    for k in range(n_x):
        dw[k] = 0
    for i in range(m):
        for k in range(n_x):
            z[i] += w[k, 0] * X[k, i]
        z[i] += b
        a[i] = sigmoid(z[i])
        J += -(Y[0, i] * np.log(a[i]) + (1 - Y[0, i]) * np.log(1 - a[i]))
        dz[i] = a[i] - Y[0, i]
        for k in range(n_x):
            dw[k] += X[k, i] * dz[i]
        db += dz[i]
    J /= m
    for k in range(n_x):
        dw[k] /= m
    db /= m
    return J, dw, db


def another_without_loops(w, b, X, Y):
    """Take all examples at once."""
    A = sigmoid(w.T @ X + b)
    J = -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    dZ = A - Y
    return J, X @ dZ.T / Y.size, dZ.mean()


def another_with_lists(w, b, X, Y):
    """Collect what each example brings."""
    losses, derivatives = [], []
    for x, y in zip(X.T, Y[0], strict=True):
        p = 1 / (1 + np.exp(-(np.dot(w[:, 0], x) + b)))
        losses.append(-np.log(p) if y else -np.log(1 - p))
        derivatives.append(p - y)
    dw = np.array([[np.mean(row * derivatives)] for row in X])
    return np.mean(losses), dw, np.mean(derivatives)


def another_divided_on_the_way(w, b, X, Y):
    """Divide each example's part by m."""
    m = X.shape[1]
    J, db, dw = 0, 0, np.zeros(w.shape)
    for i in range(m):
        x = X[:, [i]]
        a = sigmoid(np.dot(w.T, x) + b).item()
        J -= (Y[0, i] * np.log(a) + (1 - Y[0, i]) * np.log(1 - a)) / m
        dw += (a - Y[0, i]) * x / m
        db += (a - Y[0, i]) / m
    return J, dw, db
