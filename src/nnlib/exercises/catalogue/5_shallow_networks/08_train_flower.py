"""A network that learns the flower.

This puts it all together: one hidden layer of tanh, one sigmoid output, and T iterations of gradient descent on points
whose two classes are the petals of a flower. In each iteration propagate forward, note the cost, propagate back, and
update all four parameters. The cost belongs to the parameters before the update. You may copy in what you wrote in
earlier exercises. A few points and iterations are enough to check it. The whole flower, `nnlib.datasets.flower(rng=1)`,
takes about 5000 iterations at alpha = 1.2.
"""

import numpy as np

import nnlib

SHORTER = (
    "The library's way: `model = nnlib.ShallowNetwork(n_x=2, n_h=4, rng=1)`, then "
    "`nnlib.train(model, X, Y, learning_rate=1.2, iterations=5000)`."
)


def sigmoid(z):
    """Return σ(z)."""
    return 1 / (1 + np.exp(-z))


def cost(A2, Y):
    """Return the cost J, as in the exercise of that name."""
    return -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / Y.shape[1]


def train_flower(X, Y, W1, b1, W2, b2, alpha, T):
    """Return the parameters after T iterations of gradient descent, and the costs.

    Comes in:  X (2, m), Y (1, m); W1 (n_h, 2), b1 (n_h, 1), W2 (1, n_h), b2 (1, 1), to begin with;
               alpha, the learning rate; T, the number of iterations
    Goes out:  W1, b1, W2, b2 and costs, a list of T numbers: J in each iteration, before the update
    """
    m = X.shape[1]
    # slip: X.shape[0]
    #   is 2, the number of rows of X: the examples are its columns, X.shape[1]
    costs = []  # given
    for _ in range(T):
        # slip: for _ in range(T - 1):
        #   makes T - 1 iterations: range(T) makes T
        # slip: for _ in range(1):
        #   makes one iteration only: `return` comes after the loop
        # slip: for _ in range(T + 1):
        #   makes T + 1 iterations: range(T) makes T
        Z1 = W1 @ X + b1
        # notes: Z[1] = W[1] X + b[1]
        # slip: Z1 if costs else W1 @ X + b1
        #   is the same in each iteration: the loop computes it anew, from the updated parameters
        # slip: W1 @ X
        #   has no b1
        A1 = np.tanh(Z1)
        # notes: A[1] = g[1](Z[1]), which is tanh here
        # slip: sigmoid(Z1)
        #   has σ where tanh was meant
        # slip: np.maximum(0, Z1)
        #   has ReLU where tanh was meant
        # slip: A1 if costs else np.tanh(Z1)
        #   is the same in each iteration: the loop computes it anew, from the updated parameters
        # slip: Z1
        #   has no activation: A1 is tanh of Z1
        A2 = sigmoid(W2 @ A1 + b2)
        # notes: Z[2] = W[2] A[1] + b[2], A[2] = σ(Z[2])
        # slip: np.tanh(W2 @ A1 + b2)
        #   has tanh where σ was meant: the output is a probability, between 0 and 1
        # slip: sigmoid(W2 @ A1)
        #   leaves out b2
        # slip: sigmoid(W2 @ Z1 + b2)
        #   uses Z1 where A1 was meant
        # slip: W2 @ A1 + b2
        #   has no activation: A2 is σ of Z2
        # slip: A2 if costs else sigmoid(W2 @ A1 + b2)
        #   is the same in each iteration: the loop computes it anew, from the updated parameters
        J = cost(A2, Y)
        # notes: J = 1/m Σ L(a⁽ⁱ⁾, y⁽ⁱ⁾)
        # slip: cost(A2, Y) * m
        #   is m times too large: `cost` has 1/m in it, and so has J
        # slip: cost(A2, Y) / m
        #   is divided by m twice: `cost` has 1/m in it
        # slip: np.mean((A2 - Y) ** 2)
        #   is the squared error: the cost is that of the cross-entropy
        # slip: -cost(A2, Y)
        #   has the wrong sign: the cost is never negative
        # slip: cost(Y, A2)
        #   has A2 and Y in each other's places: cost(A2, Y)
        # slip: cost(A1, Y)
        #   uses A1 where A2 was meant
        costs.append(J)
        # slip: costs = [J]
        #   keeps the last cost only: append each to the list
        # slip: costs += [] if costs else [J]
        #   keeps a few of the costs only, such as every tenth: append each to the list
        dZ2 = A2 - Y
        # notes: dZ[2] = A[2] - Y
        # slip: Y - A2
        #   has the wrong sign: it is A2 - Y
        # slip: (A2 - Y) * A2 * (1 - A2)
        #   has a factor g′(Z2) too many: with cross-entropy, dZ2 is A2 - Y
        # slip: (A2 - Y) / m
        #   is divided by m: 1/m belongs to dW2 and db2 alone
        # slip: dZ2 if len(costs) > 1 else A2 - Y
        #   is the same in each iteration: forward and back propagation both belong into the loop
        dW2 = 1 / m * dZ2 @ A1.T
        # notes: dW[2] = 1/m dZ[2] A[1]ᵀ
        # slip: dZ2 @ A1.T
        #   has no factor 1/m
        # slip: 1 / m * dZ2 @ Z1.T
        #   uses Z1 where A1 was meant
        # slip: 1 / m * A1 @ dZ2.T
        #   is the transpose of what was meant: dZ2 @ A1.T has the shape of W2
        db2 = 1 / m * np.sum(dZ2, axis=1, keepdims=True)
        # notes: db[2] = 1/m np.sum(dZ[2], axis=1, keepdims=True)
        # slip: np.sum(dZ2, axis=1, keepdims=True)
        #   has no factor 1/m
        # slip: 1 / m * dZ2
        #   is not summed over the examples, which are along axis=1
        # slip: 1 / m * np.sum(dZ2, axis=0, keepdims=True)
        #   is not summed over the examples, which are along axis=1
        dZ1 = W2.T @ dZ2 * (1 - A1**2)
        # notes: dZ[1] = W[2]ᵀ dZ[2] * g[1]′(Z[1])
        # also: W2.T @ dZ2 * (1 - np.tanh(Z1) ** 2)
        # slip: (W2 - alpha * dW2).T @ dZ2 * (1 - A1**2)
        #   uses the W2 that is already updated: all derivatives belong to the parameters before the update
        # slip: W2.T @ dZ2 * (1 - A2**2)
        #   follows the notes except that g′ was computed from A2: A1 was meant
        # slip: W2.T @ dZ2
        #   has no factor g′(Z1), which is 1 - A1**2: it is dA1
        # slip: W2.T @ dZ2 * (1 - A1)
        #   has 1 - A1 for tanh′, without the square
        # slip: W2.T @ dZ2 * A1 * (1 - A1)
        #   has σ′ where tanh′ was meant: the hidden layer is tanh, so 1 - A1**2
        # slip: W2.T @ dZ2 * (1 - Z1**2)
        #   has tanh′ computed from Z1 as if it were A1: it is 1 - A1**2
        # slip: dW2.T @ dZ2 * (1 - A1**2)
        #   uses dW2 where W2 was meant
        # slip: W2 @ dZ2 * (1 - A1**2)
        #   has W2 without .T: to go back, it is (n_h, 1) times (1, m)
        # slip: np.dot(W2, dZ2) * (1 - A1**2)
        #   has W2 without .T: to go back, it is (n_h, 1) times (1, m)
        dW1 = 1 / m * dZ1 @ X.T
        # notes: dW[1] = 1/m dZ[1] Xᵀ
        # slip: dZ1 @ X.T
        #   has no factor 1/m
        # slip: 1 / m * (W2.T @ dZ2) @ X.T
        #   uses dA1 where dZ1 was meant
        # slip: 1 / m * dZ2 @ X.T
        #   uses dZ2 where dZ1 was meant
        db1 = 1 / m * np.sum(dZ1, axis=1, keepdims=True)
        # notes: db[1] = 1/m np.sum(dZ[1], axis=1, keepdims=True)
        # slip: np.sum(dZ1, axis=1, keepdims=True)
        #   has no factor 1/m
        # slip: np.mean(dZ1)
        #   is one number: without an axis np.mean takes all elements, and axis=1, keepdims=True those of each row
        # slip: 1 / m * np.sum(dZ1)
        #   is one number: without an axis np.sum adds up all elements, and axis=1, keepdims=True those of each row
        # slip: 1 / m * np.sum(dZ1, axis=0, keepdims=True)
        #   is summed over the nodes, axis=0: the sum goes over the examples, axis=1
        W1 = W1 - alpha * dW1
        # notes: W[1] = W[1] - α dJ/dW[1]
        # slip: W1 + alpha * dW1
        #   has the step added: it goes against the gradient, so it is subtracted
        # slip: W1 - dW1
        #   has no α: the step is alpha * dW1
        # slip: W1
        #   is not updated
        b1 = b1 - alpha * db1
        # notes: b[1] = b[1] - α dJ/db[1]
        # slip: b1
        #   is not updated
        W2 = W2 - alpha * dW2
        # notes: W[2] = W[2] - α dJ/dW[2]
        # slip: W2 + alpha * dW2
        #   has the step added: it goes against the gradient, so it is subtracted
        # slip: W2
        #   is not updated
        b2 = b2 - alpha * db2
        # notes: b[2] = b[2] - α dJ/db[2]
        # slip: b2
        #   is not updated
    return W1, b1, W2, b2, costs
    # slip: W1, b1, W2, b2, costs[-1]
    #   keeps the last cost only: append each to the list
    # slip: costs
    #   lacks the parameters: the order is W1, b1, W2, b2, costs
    # slip: W1, b1, W2, b2
    #   lacks the costs
    # slip: dW1, db1, dW2, db2, costs
    #   has the derivatives where the parameters were meant
    # slip: W1, b1, W2, b2, [*costs[1:], cost(sigmoid(W2 @ np.tanh(W1 @ X + b1) + b2), Y)]
    #   has each cost taken after the update: J belongs to the parameters before it


def inputs(rng, n_h=4, m=3):
    """Draw a few points of a flower and parameters to begin with."""
    X, Y = nnlib.datasets.flower(m=m, petals=4, rng=rng)
    W1, b1 = rng.normal(size=(n_h, 2)) * 0.5, rng.normal(size=(n_h, 1)) * 0.1
    W2, b2 = rng.normal(size=(1, n_h)) * 0.5, rng.normal(size=(1, 1)) * 0.1
    parameters = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    return {"X": X, "Y": Y} | parameters | {"alpha": 0.6, "T": int(rng.integers(3, 6))}


def another_in_place(X, Y, W1, b1, W2, b2, alpha, T):
    """Change copies in place, and note the costs in an array."""
    W1, b1, W2, b2 = (parameter.copy() for parameter in (W1, b1, W2, b2))
    costs = np.zeros(T)
    for t in range(T):
        A1 = np.tanh(np.dot(W1, X) + b1)
        A2 = sigmoid(np.dot(W2, A1) + b2)
        costs[t] = np.mean(-np.log(np.where(Y == 1, A2, 1 - A2)))
        dZ2 = (A2 - Y) / X.shape[1]
        dZ1 = np.dot(W2.T, dZ2)
        dZ1 *= 1 - A1 * A1
        W1 -= alpha * np.dot(dZ1, X.T)
        b1 -= alpha * dZ1.sum(axis=1, keepdims=True)
        W2 -= alpha * np.dot(dZ2, A1.T)
        b2 -= alpha * dZ2.sum(axis=1, keepdims=True)
    return W1, b1, W2, b2, list(costs)


def another_with_functions(X, Y, W1, b1, W2, b2, alpha, T):
    """Write forward and backward as functions of their own."""

    def forward(W1, b1, W2, b2):
        A1 = np.tanh(W1 @ X + b1)
        return A1, sigmoid(W2 @ A1 + b2)

    def backward(W2, A1, A2):
        delta = A2 - Y
        back = W2.T @ delta * (1 - A1**2)
        return back @ X.T, back @ np.ones((X.shape[1], 1)), delta @ A1.T, delta.sum(axis=1, keepdims=True)

    costs, parameters = [], [W1, b1, W2, b2]
    while len(costs) < T:
        A1, A2 = forward(*parameters)
        costs += [cost(A2, Y)]
        grads = backward(parameters[2], A1, A2)
        parameters = [p - alpha / X.shape[1] * g for p, g in zip(parameters, grads, strict=True)]
    return (*parameters, costs)


def another_with_dictionaries(X, Y, W1, b1, W2, b2, alpha, T):
    """Keep parameters and derivatives in dictionaries, as the course does."""
    parameters = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    costs = []
    m = Y.shape[1]
    for _ in range(1, T + 1):
        A1 = np.tanh(parameters["W1"] @ X + parameters["b1"])
        A2 = sigmoid(parameters["W2"] @ A1 + parameters["b2"])
        grads = {"dZ2": A2 - Y}
        grads["dW2"] = np.dot(grads["dZ2"], A1.T) / m
        grads["db2"] = np.mean(grads["dZ2"], axis=1, keepdims=True)
        grads["dZ1"] = np.multiply(parameters["W2"].T @ grads["dZ2"], 1 - np.power(A1, 2))
        grads["dW1"] = np.dot(grads["dZ1"], X.T) / m
        grads["db1"] = np.mean(grads["dZ1"], axis=1, keepdims=True)
        for name in ("W1", "b1", "W2", "b2"):
            parameters[name] = parameters[name] - alpha * grads["d" + name]
        costs.append(float(np.squeeze(cost(A2, Y))))
    return parameters["W1"], parameters["b1"], parameters["W2"], parameters["b2"], costs


def another_with_the_library(X, Y, W1, b1, W2, b2, alpha, T):
    """Let the library train a network that begins with these parameters."""
    model = nnlib.ShallowNetwork(n_x=2, n_h=len(W1), rng=0)
    model.W[1], model.b[1], model.W[2], model.b[2] = W1.copy(), b1.copy(), W2.copy(), b2.copy()
    history = nnlib.train(model, X, Y, learning_rate=alpha, iterations=T)
    return model.W[1], model.b[1], model.W[2], model.b[2], history.cost
