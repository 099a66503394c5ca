"""Debug the steps of forward and back propagation.

The function below goes forward and back through a network with one hidden layer (tanh, then sigmoid outputs), and
returns all its arrays by name. One line is wrong. A gradient check may not see it: a mistake in forward propagation is
one of the cost as well, and the derivatives may be right for the wrong cost.

nnlib.compare_steps recomputes each array from those before it, and names the first that is wrong. Add these lines
below the function (in a notebook: in the next cell) and run the file:

    if __name__ == "__main__":
        X, Y = nnlib.datasets.flower(m=20, rng=1)
        model = nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3)
        model.b[1][:], model.b[2][:] = 0.5, -0.3
        steps = debug_steps(model.W[1], model.b[1], model.W[2], model.b[2], X, Y)
        print(nnlib.compare_steps(model, X, Y, steps))

The biases are set to numbers other than 0, since a new network's zeros would hide a b that is missing.
"""

import numpy as np

import nnlib

PLANTED = True
CHECKED_BY = (
    "nnlib.compare_steps(model, X, Y, steps) names the first of your arrays that is wrong. "
    "The lines to call it with stand at the top of the file."
)


def debug_steps(W1, b1, W2, b2, X, Y):
    """Return a dictionary of the arrays of forward and back propagation, by their names.

    Comes in:  W1 (n_h, n_x), b1 (n_h, 1), W2 (n_y, n_h), b2 (n_y, 1); X (n_x, m); Y (n_y, m)
    Goes out:  a dictionary of "Z1", "A1", "dZ1", each (n_h, m), "Z2", "A2", "dZ2", each (n_y, m), and "dW1", "db1",
               "dW2", "db2", each of the shape of its parameter
    """
    m = X.shape[1]
    Z1 = W1 @ X + b1
    # notes: Z[1] = W[1] X + b[1]
    # slip: W1 @ X
    #   has no b1
    A1 = np.tanh(Z1)
    # notes: A[1] = g[1](Z[1])
    # slip: 1 / (1 + np.exp(-Z1))
    #   is the sigmoid of Z1, where tanh was meant
    Z2 = W2 @ A1 + b2
    # notes: Z[2] = W[2] A[1] + b[2]
    # slip: W2 @ Z1 + b2
    #   uses Z1 where A1 was meant
    A2 = 1 / (1 + np.exp(-Z2))
    # notes: A[2] = σ(Z[2])
    # slip: 1 / (1 + np.exp(Z2))
    #   is σ(-Z2): the exponent is -Z2
    dZ2 = A2 - Y
    # notes: dZ[2] = A[2] - Y
    # slip: (A2 - Y) * A2 * (1 - A2)
    #   has a factor g′(Z2) too many: with cross-entropy, dZ2 is A2 - Y
    dW2 = dZ2 @ A1.T / m
    # notes: dW[2] = 1/m dZ[2] A[1]ᵀ
    # slip: A2 @ A1.T / m
    #   uses A2 where dZ2 was meant
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    # notes: db[2] = 1/m np.sum(dZ[2], axis=1, keepdims=True)
    # slip: np.sum(dZ2, axis=1, keepdims=True)
    #   has no factor 1/m
    dZ1 = W2.T @ dZ2 * (1 - A1**2)
    # notes: dZ[1] = W[2]ᵀ dZ[2] * g[1]′(Z[1])
    # also: W2.T @ dZ2 * (1 - np.tanh(Z1) ** 2)
    # slip: W2.T @ dZ2 * (1 - np.tanh(A1) ** 2)
    #   has tanh′ of A1: that of Z1 was meant, which is 1 - A1²
    # slip: W2.T @ dZ2 * (1 - Z1**2)
    #   has 1 - Z1² for tanh′, where 1 - A1² was meant
    # slip: dW2.T @ dZ2 * (1 - A1**2)
    #   uses dW2 where W2 was meant
    # slip: W2.T @ dZ2
    #   has no factor g′(Z1)
    dW1 = dZ1 @ X.T / m
    # notes: dW[1] = 1/m dZ[1] Xᵀ
    # slip: W2.T @ dZ2 @ X.T / m
    #   uses dA1 where dZ1 was meant: the factor g′(Z1) is missing
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    # notes: db[1] = 1/m np.sum(dZ[1], axis=1, keepdims=True)
    # slip: dZ1[:, :1]
    #   is the first example's column of dZ1: the mean over all examples was meant
    return {
        "Z1": Z1,
        "A1": A1,
        "Z2": Z2,
        "A2": A2,
        "dZ2": dZ2,
        "dW2": dW2,
        "db2": db2,
        "dZ1": dZ1,
        "dW1": dW1,
        "db1": db1,
    }


def inputs(rng, n_x=2, n_h=4, n_y=2, m=3):
    """Draw a network and examples."""
    W1, b1 = rng.normal(size=(n_h, n_x)), rng.normal(size=(n_h, 1))
    W2, b2 = rng.normal(size=(n_y, n_h)), rng.normal(size=(n_y, 1))
    X, Y = rng.normal(size=(n_x, m)), rng.integers(0, 2, (n_y, m)).astype(float)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "X": X, "Y": Y}


def another_with_the_library(W1, b1, W2, b2, X, Y):
    """Ask a network of the library."""
    model = nnlib.Network([len(X), len(W1), len(Y)], hidden="tanh", output="sigmoid", rng=0)
    model.W[1][:], model.b[1][:], model.W[2][:], model.b[2][:] = W1, b1, W2, b2
    forward = model.forward(X)
    backward = model.backward(forward, Y)
    result = {f"{name}{l}": getattr(forward, name)[l] for name in "ZA" for l in (1, 2)}
    result |= {f"{name}{l}": getattr(backward, name)[l] for name in ("dZ", "dW", "db") for l in (1, 2)}
    return result


def another_in_a_cache(W1, b1, W2, b2, X, Y):
    """Fill a dictionary from line to line."""
    cache = {"Z1": np.dot(W1, X) + b1}
    cache["A1"] = np.tanh(cache["Z1"])
    cache["Z2"] = np.dot(W2, cache["A1"]) + b2
    cache["A2"] = 0.5 * (1 + np.tanh(cache["Z2"] / 2))
    cache["dZ2"] = cache["A2"] - Y
    cache["dZ1"] = np.multiply(np.dot(W2.T, cache["dZ2"]), 1 - np.power(cache["A1"], 2))
    for l, before in ((2, cache["A1"]), (1, X)):
        cache[f"dW{l}"] = np.dot(cache[f"dZ{l}"], before.T) / X.shape[1]
        cache[f"db{l}"] = np.mean(cache[f"dZ{l}"], axis=1, keepdims=True)
    return cache


def another_example_by_example(W1, b1, W2, b2, X, Y):
    """Loop over the examples, and put their columns side by side."""
    columns = {name: [] for name in ("Z1", "A1", "Z2", "A2", "dZ2", "dZ1")}
    dW1, db1, dW2, db2 = (np.zeros_like(parameter) for parameter in (W1, b1, W2, b2))
    for x, y in zip(X.T[:, :, np.newaxis], Y.T[:, :, np.newaxis], strict=True):
        z1 = W1 @ x + b1
        a1 = np.tanh(z1)
        z2 = W2 @ a1 + b2
        a2 = 1 / (1 + np.exp(-z2))
        dz2 = a2 - y
        dz1 = W2.T @ dz2 * (1 - np.tanh(z1) ** 2)
        for name, column in zip(columns, (z1, a1, z2, a2, dz2, dz1), strict=True):
            columns[name].append(column)
        dW1 += dz1 @ x.T / X.shape[1]
        db1 += dz1 / X.shape[1]
        dW2 += dz2 @ a1.T / X.shape[1]
        db2 += dz2 / X.shape[1]
    result = {name: np.hstack(found) for name, found in columns.items()}
    return result | {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
