"""Debug a softmax layer.

The function below is a network of one layer with a softmax output: n_y classes, and Y in one-hot form. It returns the
cost J, and the arrays of forward and back propagation by name. Numbers from 0 to 1 come out of it, and J goes down in
training, but one line is wrong.

nnlib.compare_steps finds the first wrong array, and the library's own cost tells whether J is right. Add these lines
below the function (in a notebook: in the next cell) and run the file:

    if __name__ == "__main__":
        X, labels = nnlib.datasets.digits()
        X, Y = X[:, :50], nnlib.datasets.one_hot(labels)[:, :50]
        model = nnlib.Network([64, 10], output="softmax", rng=1)
        J, steps = debug_softmax(model.W[1], model.b[1], X, Y)
        print(nnlib.compare_steps(model, X, Y, steps))
        print("J", J, "should be", model.cost(X, Y))

If A1 is wrong, print steps["A1"].sum(axis=0), too, and look at E, which the comparison does not see. If all arrays are
right and J is not, look at the loss.
"""

import numpy as np

import nnlib

PLANTED = True
CHECKED_BY = (
    "nnlib.compare_steps(model, X, Y, steps) names the first of your arrays that is wrong, and model.cost(X, Y) is "
    "what J should be. The lines to call them with stand at the top of the file."
)


def debug_softmax(W1, b1, X, Y):
    """Return the cost J, and a dictionary of the arrays of forward and back propagation.

    Comes in:  W1 (n_y, n_x), b1 (n_y, 1); X (n_x, m); Y (n_y, m), with a single 1 in each column
    Goes out:  J, a number; a dictionary of "Z1", "A1", "dZ1", each (n_y, m), "dW1" (n_y, n_x) and "db1" (n_y, 1)
    """
    m = X.shape[1]
    Z1 = W1 @ X + b1
    # notes: Z[1] = W[1] X + b[1]
    E = np.exp(Z1 - np.max(Z1, axis=0, keepdims=True))
    # notes: e^(z - max z), for each column by itself
    # slip: np.exp(Z1 - np.max(Z1, axis=1, keepdims=True))
    #   has the largest z of each row subtracted: what is subtracted has to be the same for a whole column, axis=0
    A1 = E / np.sum(E, axis=0, keepdims=True)
    # notes: a_k = e^(z_k) / Σ_j e^(z_j), the sum over the classes, axis=0
    # slip: E / np.sum(E, axis=1, keepdims=True)
    #   is divided by the sum over the examples, axis=1: each column has to sum to 1, axis=0
    # slip: E / np.sum(E)
    #   is divided by the sum of all elements: each column has to sum to 1, axis=0
    # slip: 1 / (1 + np.exp(-Z1))
    #   is the sigmoid of each element: the classes of a column have to sum to 1
    losses = -np.sum(Y * np.log(A1), axis=0)
    # notes: L(a, y) = -Σ_k y_k log a_k
    # slip: -np.sum(Y * np.log(A1) + (1 - Y) * np.log(1 - A1), axis=0)
    #   is the loss of n_y yes-or-no questions: with softmax, it has the term y log a alone
    # slip: -np.log(np.max(A1, axis=0))
    #   has the largest probability of each column, where that of the right class was meant
    J = np.sum(losses) / m
    # notes: J = 1/m Σ L
    # slip: np.sum(losses) / Y.size
    #   is divided by the number of elements of Y: it is divided by m, the number of examples
    dZ1 = A1 - Y
    # notes: dZ[1] = A[1] - Y
    # slip: (A1 - Y) * A1 * (1 - A1)
    #   has a factor A1 (1 - A1) too many: with the cross-entropy, dZ1 is A1 - Y
    # slip: -Y / A1
    #   is dA1, the derivative of the loss with respect to A1: dZ1 is A1 - Y
    dW1 = dZ1 @ X.T / m
    # notes: dW[1] = 1/m dZ[1] Xᵀ
    # slip: dZ1 @ X.T / len(Y)
    #   is divided by n_y, the number of rows of Y: it is divided by m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    # notes: db[1] = 1/m np.sum(dZ[1], axis=1, keepdims=True)
    # slip: np.sum(A1, axis=1, keepdims=True) / m
    #   uses A1 where dZ1 was meant
    return J, {"Z1": Z1, "A1": A1, "dZ1": dZ1, "dW1": dW1, "db1": db1}


def inputs(rng, n_x=2, n_y=4, m=3):
    """Draw a layer and examples."""
    W1, b1 = rng.normal(size=(n_y, n_x)), rng.normal(size=(n_y, 1))
    X, Y = rng.normal(size=(n_x, m)), np.eye(n_y)[:, rng.integers(n_y, size=m)]
    return {"W1": W1, "b1": b1, "X": X, "Y": Y}


def another_with_the_library(W1, b1, X, Y):
    """Ask a network of the library."""
    model = nnlib.Network([len(X), len(Y)], output="softmax", rng=0)
    model.W[1][:], model.b[1][:] = W1, b1
    forward = model.forward(X)
    backward = model.backward(forward, Y)
    steps = {
        "Z1": forward.Z[1],
        "A1": forward.A[1],
        "dZ1": backward.dZ[1],
        "dW1": backward.dW[1],
        "db1": backward.db[1],
    }
    return model.cost(X, Y), steps


def another_with_logarithms(W1, b1, X, Y):
    """Have log A from the logarithm of the sum, and J from it."""
    steps = {"Z1": np.dot(W1, X) + b1}
    log_A = steps["Z1"] - np.logaddexp.reduce(steps["Z1"], axis=0)
    steps["A1"] = np.exp(log_A)
    steps["dZ1"] = steps["A1"] - Y
    steps["dW1"] = np.dot(steps["dZ1"], X.T) / X.shape[1]
    steps["db1"] = steps["dZ1"].mean(axis=1, keepdims=True)
    return -np.mean(log_A[Y == 1]), steps


def another_example_by_example(W1, b1, X, Y):
    """Loop over the examples."""
    n_y, m = Y.shape
    Z, A, dZ = np.zeros((n_y, m)), np.zeros((n_y, m)), np.zeros((n_y, m))
    dW, db, total = np.zeros(W1.shape), np.zeros((n_y, 1)), 0.0
    for i in range(m):
        z = W1 @ X[:, i] + b1[:, 0]
        e = np.exp(z - z.max())
        a = e / e.sum()
        k = Y[:, i].argmax()
        dz = a.copy()
        dz[k] -= 1
        Z[:, i], A[:, i], dZ[:, i] = z, a, dz
        total -= np.log(a[k])
        dW += np.outer(dz, X[:, i]) / m
        db += dz.reshape(-1, 1) / m
    return total / m, {"Z1": Z, "A1": A, "dZ1": dZ, "dW1": dW, "db1": db}
