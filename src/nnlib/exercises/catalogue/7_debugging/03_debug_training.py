"""Debug a training loop.

The function below trains logistic regression by gradient descent, and returns w, b and the cost before each update.
One line of it is wrong. The cost may go down all the same.

The costs tell where to look, if those of a right run stand beside them. nnlib.train gives them. A gradient check
tells more: with the learning rate 1 and a single update, w before minus w after is dw. So nnlib.check_functions can
look at the loop. Add these lines below the function (in a notebook: in the next cell) and run the file:

    if __name__ == "__main__":
        X, Y = nnlib.datasets.moons(m=200, rng=1)
        right = nnlib.train(nnlib.LogisticRegression(n_x=2), X, Y, learning_rate=0.5, iterations=100).cost
        costs = debug_training(np.zeros((2, 1)), 0.0, X, Y, 0.5, 100)[2]
        print(np.transpose([costs, right])[[0, 1, 2, 99]])
        one = lambda p: debug_training(p["w"], p["b"], X, Y, 1.0, 1)
        gradients = lambda p: {"dw": p["w"] - one(p)[0], "db": p["b"] - one(p)[1]}
        print(nnlib.check_functions(lambda p: one(p)[2][0], gradients, {"w": [[1.0], [-2.0]], "b": 0.5}))

Which costs differ? If the first does, look at the cost. If the second does, look at the gradient or the update, and the
check of one update tells which. If only later ones do, look at what goes on from one update to the next. A parameter
whose numeric derivative is exactly 0 is one that the cost does not use.
"""

import numpy as np

import nnlib

PLANTED = True
CHECKED_BY = (
    "Compare your costs with those of nnlib.train, one by one; and check one update with nnlib.check_functions, since "
    "with the learning rate 1, w before minus w after is dw. The lines for both stand at the top of the file."
)


def debug_training(w0, b0, X, Y, learning_rate, iterations):
    """Return w, b and the list of costs: J before each update.

    Comes in:  w0 (n_x, 1) and b0, a number: where gradient descent begins; X (n_x, m); Y (1, m);
               learning_rate, a number; iterations, how many updates are made
    Goes out:  w (n_x, 1); b, a number; costs, a list of numbers
    """
    m = X.shape[1]
    # slip: X.shape[0]
    #   is n_x, the number of rows of X: the examples are its columns, X.shape[1]
    w = w0
    b = b0
    costs = []
    for _ in range(iterations):
        Z = w.T @ X + b
        # notes: Z = wᵀ X + b
        # slip: w.T @ X
        #   has no b
        A = 1 / (1 + np.exp(-Z))
        # notes: A = σ(Z)
        losses = -(Y * np.log(A) + (1 - Y) * np.log(1 - A))
        # notes: L(a, y) = -(y log a + (1 - y) log(1 - a))
        # slip: -Y * np.log(A)
        #   has lost the term of the examples with y = 0: (1 - y) log(1 - a)
        J = np.sum(losses) / m
        # notes: J = 1/m Σ L
        costs.append(J)
        dZ = A - Y
        # notes: dZ = A - Y
        # slip: Y - A
        #   has the wrong sign: it is A - Y
        # slip: (A - Y) * A * (1 - A)
        #   has a factor σ′(Z) too many: with cross-entropy, dZ is A - Y
        dw = X @ dZ.T / m
        # notes: dw = 1/m X dZᵀ
        # slip: X @ dZ.T
        #   has no factor 1/m
        db = np.sum(dZ) / m
        # notes: db = 1/m Σ dz
        # slip: np.sum(dw) / m
        #   uses dw where dZ was meant
        w = w - learning_rate * dw
        # notes: w = w - α dw
        # slip: w + learning_rate * dw
        #   goes up the slope: it is w - α dw
        # slip: w0 - learning_rate * dw
        #   begins at w0 each time: an update goes on from the last w
        b = b - learning_rate * db
        # notes: b = b - α db
        # slip: b0 - learning_rate * db
        #   begins at b0 each time: an update goes on from the last b
    return w, b, costs


def inputs(rng, n_x=2, m=3):
    """Draw examples, and where to begin."""
    w0, b0 = rng.normal(size=(n_x, 1)), float(rng.normal())
    X, Y = rng.normal(size=(n_x, m)), rng.permutation(np.arange(m) % 2.0).reshape(1, m)
    return {"w0": w0, "b0": b0, "X": X, "Y": Y, "learning_rate": 0.7, "iterations": 4}


def another_with_the_library(w0, b0, X, Y, learning_rate, iterations):
    """Let the library train."""
    model = nnlib.LogisticRegression(n_x=len(X))
    model.W[1][:], model.b[1][:] = w0.T, b0
    history = nnlib.train(model, X, Y, learning_rate=learning_rate, iterations=iterations)
    return model.W[1].T, float(model.b[1].item()), history.cost


def another_in_place(w0, b0, X, Y, learning_rate, iterations):
    """Change copies in place, and have the cost from z."""
    w, b = w0.copy(), float(b0)
    costs = np.zeros(iterations)
    for i in range(iterations):
        z = np.dot(w.T, X) + b
        costs[i] = np.mean(np.logaddexp(0, z) - Y * z)
        error = 1 / (1 + np.exp(-z)) - Y
        w -= learning_rate * np.mean(error * X, axis=1, keepdims=True)
        b -= learning_rate * error.mean()
    return w, b, list(costs)


def another_with_b_as_a_weight(w0, b0, X, Y, learning_rate, iterations):
    """Give X a row of ones, so that b is its weight."""
    n_x, m = X.shape
    X1, theta = np.vstack([X, np.ones((1, m))]), np.append(w0, b0)
    costs = []
    while len(costs) < iterations:
        A = 1 / (1 + np.exp(-theta @ X1))
        costs.append(float(-np.mean(np.log(np.where(Y[0] == 1, A, 1 - A)))))
        theta = theta - learning_rate / m * (X1 @ (A - Y[0]))
    return theta[:n_x].reshape(-1, 1), theta[n_x], costs
