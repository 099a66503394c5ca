"""Debug a cost and its gradients.

The function below returns the cost J of a network with one hidden layer (tanh, then sigmoid outputs), and the
derivatives of J. J is the mean cross-entropy of the examples plus l2/2 times the sum of all squared weights. The code
runs and its numbers look plausible, but one line is wrong. Find it and mend it.

nnlib.check_functions nudges each parameter, and compares the change of your J with your derivatives. Add these lines
below the function (in a notebook: in the next cell) and run the file:

    if __name__ == "__main__":
        X, Y = nnlib.datasets.flower(m=20, rng=1)
        model = nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3)
        parameters = {"W1": model.W[1], "b1": model.b[1], "W2": model.W[2], "b2": model.b[2]}
        cost = lambda parameters: debug_gradients(parameters, X, Y, 0.1)[0]
        gradients = lambda parameters: debug_gradients(parameters, X, Y, 0.1)[1]
        print(nnlib.check_functions(cost, gradients, parameters))

The report names the derivatives that are wrong. What do they have in common?
"""

import numpy as np

import nnlib

PLANTED = True
CHECKED_BY = (
    "nnlib.check_functions(cost, gradients, parameters) tells which derivatives are not those of your cost. "
    "The lines to call it with stand at the top of the file: look at what the wrong derivatives are computed from. "
    "If it passes, cost and derivatives belong together, but J is not the one that the text describes."
)


def debug_gradients(parameters, X, Y, l2):
    """Return the cost J and a dictionary of its derivatives with respect to W1, b1, W2 and b2.

    Comes in:  parameters, a dictionary of W1 (n_h, n_x), b1 (n_h, 1), W2 (n_y, n_h), b2 (n_y, 1);
               X (n_x, m); Y (n_y, m); l2, a number
    Goes out:  J, a number; a dictionary of "dW1", "db1", "dW2", "db2", each of the shape of its parameter
    """
    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    m = X.shape[1]
    Z1 = W1 @ X + b1
    # notes: Z[1] = W[1] X + b[1]
    A1 = np.tanh(Z1)
    # notes: A[1] = g[1](Z[1])
    Z2 = W2 @ A1 + b2
    # notes: Z[2] = W[2] A[1] + b[2]
    A2 = 1 / (1 + np.exp(-Z2))
    # notes: A[2] = σ(Z[2])
    losses = -(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))
    # notes: L(a, y) = -(y log a + (1 - y) log(1 - a))
    J = np.sum(losses) / m + l2 / 2 * (np.sum(W1**2) + np.sum(W2**2))
    # notes: J = 1/m Σ L + l2/2 Σ W²
    # slip: np.sum(losses) / m + l2 * (np.sum(W1**2) + np.sum(W2**2))
    #   has the L2 term without its factor ½: the derivative of l2/2 W² is l2 W
    # slip: np.sum(losses) / m + l2 / 2 * np.sum(W2**2)
    #   has the squares of W2 alone in its L2 term: those of W1 belong to it, too
    dZ2 = A2 - Y
    # notes: dZ[2] = A[2] - Y
    # slip: Y - A2
    #   has the wrong sign: it is A2 - Y
    dW2 = dZ2 @ A1.T / m + l2 * W2
    # notes: dW[2] = 1/m dZ[2] A[1]ᵀ + l2 W[2]
    # slip: dZ2 @ A1.T / m - l2 * W2
    #   has the L2 term with the wrong sign: it is + l2 W2
    # slip: dZ2 @ Z1.T / m + l2 * W2
    #   uses Z1 where A1 was meant
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    # notes: db[2] = 1/m np.sum(dZ[2], axis=1, keepdims=True)
    dZ1 = W2.T @ dZ2 * (1 - A1**2)
    # notes: dZ[1] = W[2]ᵀ dZ[2] * g[1]′(Z[1])
    # also: W2.T @ dZ2 * (1 - np.tanh(Z1) ** 2)
    # slip: W2.T @ dZ2 * (1 - A1)
    #   has 1 - A1 for tanh′, without the square
    # slip: W2.T @ dZ2 * A1 * (1 - A1)
    #   has the derivative of the sigmoid, A1 (1 - A1), where that of tanh, 1 - A1², was meant
    dW1 = dZ1 @ X.T / m + l2 * W1
    # notes: dW[1] = 1/m dZ[1] Xᵀ + l2 W[1]
    # slip: dZ1 @ X.T / m
    #   has no L2 term: l2 W1 is missing
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    # notes: db[1] = 1/m np.sum(dZ[1], axis=1, keepdims=True)
    # slip: np.sum(dZ1, axis=1, keepdims=True)
    #   has no factor 1/m
    # slip: np.sum(dZ1, axis=0, keepdims=True) / m
    #   is summed over the nodes, axis=0: the sum goes over the examples, axis=1
    # slip: np.sum(dZ1, axis=1) / m
    #   has lost its second axis: keepdims=True keeps it (n_h, 1)
    return J, {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


def inputs(rng, n_x=2, n_h=4, n_y=2, m=3):
    """Draw a network and examples."""
    parameters = {
        "W1": rng.normal(size=(n_h, n_x)),
        "b1": rng.normal(size=(n_h, 1)),
        "W2": rng.normal(size=(n_y, n_h)),
        "b2": rng.normal(size=(n_y, 1)),
    }
    X, Y = rng.normal(size=(n_x, m)), rng.integers(0, 2, (n_y, m)).astype(float)
    return {"parameters": parameters, "X": X, "Y": Y, "l2": 0.3}


def another_with_the_library(parameters, X, Y, l2):
    """Ask a network of the library."""
    sizes = [len(X), *parameters["W1"].shape[:1], len(Y)]
    model = nnlib.Network(sizes, hidden="tanh", output="sigmoid", l2=l2, rng=0)
    for l in (1, 2):
        model.W[l][:], model.b[l][:] = parameters[f"W{l}"], parameters[f"b{l}"]
    gradients = model.gradients(X, Y)
    derivatives = {f"d{name}{l}": getattr(gradients, f"d{name}")[l] for l in (1, 2) for name in "Wb"}
    return model.cost(X, Y), derivatives


def another_with_means(parameters, X, Y, l2):
    """Take means over the examples, and the loss of Z2 from a softplus."""
    W1, W2 = parameters["W1"], parameters["W2"]
    hidden = np.tanh(np.dot(W1, X) + parameters["b1"])
    logits = np.dot(W2, hidden) + parameters["b2"]
    cost = np.logaddexp(0, (1 - 2 * Y) * logits).sum(axis=0).mean() + l2 / 2 * sum((W**2).sum() for W in (W1, W2))
    delta = 1 / (1 + np.exp(-logits)) - Y
    back = np.dot(W2.T, delta) * (1 - hidden**2)
    gradients = {"db1": back.mean(axis=1, keepdims=True), "db2": delta.mean(axis=1, keepdims=True)}
    gradients["dW1"] = np.dot(back, X.T) / X.shape[1] + l2 * W1
    gradients["dW2"] = np.dot(delta, hidden.T) / X.shape[1] + l2 * W2
    return cost, gradients


def another_example_by_example(parameters, X, Y, l2):
    """Loop over the examples."""
    W1, b1, W2, b2 = parameters["W1"], parameters["b1"], parameters["W2"], parameters["b2"]
    m = X.shape[1]
    J = l2 / 2 * (W1**2).sum() + l2 / 2 * (W2**2).sum()
    dW1, db1, dW2, db2 = l2 * W1, np.zeros_like(b1), l2 * W2, np.zeros_like(b2)
    for i in range(m):
        x, y = X[:, [i]], Y[:, [i]]
        a1 = np.tanh(W1 @ x + b1)
        a2 = 1 / (1 + np.exp(-(W2 @ a1 + b2)))
        J -= np.sum(y * np.log(a2) + (1 - y) * np.log(1 - a2)) / m
        dz2 = (a2 - y) / m
        dz1 = W2.T @ dz2 * (1 - a1**2)
        dW1 = dW1 + dz1 @ x.T
        dW2 = dW2 + dz2 @ a1.T
        db1 += dz1
        db2 += dz2
    return J, {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
