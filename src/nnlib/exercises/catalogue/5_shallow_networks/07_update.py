"""One step of gradient descent.

The gradients are there; each parameter takes a step against its own. All four steps are of the same kind, W := W - α
dW, and each derivative has the shape of its parameter. Return new arrays: whoever calls the function may still need
the old ones.
"""

import numpy as np

SHORTER = (
    "With all parameters in one vector theta, as the library keeps them, one line is enough: theta = "
    "theta - alpha * dtheta."
)


def update(W1, b1, W2, b2, dW1, db1, dW2, db2, alpha):
    """Return the parameters after one step of gradient descent.

    Comes in:  W1, dW1 (n_h, n_x); b1, db1 (n_h, 1); W2, dW2 (n_y, n_h); b2, db2 (n_y, 1); alpha, the learning rate
    Goes out:  the new W1, b1, W2, b2
    """
    W1 = W1 - alpha * dW1
    # notes: W[1] = W[1] - α dJ/dW[1]
    # slip: W1 + alpha * dW1
    #   has the step added: it goes against the gradient, so it is subtracted
    # slip: W1 - dW1
    #   has no α: the step is alpha * dW1
    # slip: alpha * (W1 - dW1)
    #   has α in front of the whole: only dW1 is multiplied
    # slip: W1 - 0.01 * dW1
    #   has 0.01 written in it: the learning rate alpha comes in
    # slip: W1 - dW1 / alpha
    #   is divided by α: the step is alpha * dW1
    # slip: W1 - alpha
    #   has no dW1: the step is alpha * dW1
    # slip: alpha * dW1
    #   is the step alone: it is subtracted from W1
    # slip: -alpha * dW1
    #   is the step alone: it is added to W1
    # slip: W1
    #   is what came in: it takes a step, too
    # slip: W1 - alpha * W1
    #   uses W1 where dW1 was meant
    # slip: W1 - alpha * dW1 / dW1.size
    #   is divided by the number of elements: the mean over the examples is in dW1 already
    # slip: W1 - alpha * np.mean(dW1)
    #   has the mean of dW1: each element takes its own derivative
    # slip: W1 - alpha * dW2
    #   uses dW2 where dW1 was meant
    # slip: W1 - alpha * dW1.T
    #   has dW1 transposed: dW1 has the shape of W1
    # slip: W1 * (1 - alpha * dW1)
    #   has dW1 multiplied by W1: the step is alpha * dW1, whatever W1 is
    b1 = b1 - alpha * db1
    # notes: b[1] = b[1] - α dJ/db[1]
    # slip: b1 + alpha * db1
    #   has the step added: it goes against the gradient, so it is subtracted
    # slip: b1 - db1
    #   has no α: the step is alpha * db1
    # slip: alpha * db1
    #   is the step alone: it is subtracted from b1
    # slip: b1
    #   is what came in: it takes a step, too
    # slip: b1 - alpha * dW1
    #   uses dW1 where db1 was meant, and broadcasting gives it the shape of W1
    # slip: b1 - alpha * db2
    #   uses db2 where db1 was meant
    # slip: b1 - alpha * np.sum(db1)
    #   has the sum of db1: each element takes its own derivative
    # slip: W1 - alpha * db1
    #   uses W1 where b1 was meant
    W2 = W2 - alpha * dW2
    # notes: W[2] = W[2] - α dJ/dW[2]
    # slip: W2 + alpha * dW2
    #   has the step added: it goes against the gradient, so it is subtracted
    # slip: W2 - dW2
    #   has no α: the step is alpha * dW2
    # slip: alpha * dW2
    #   is the step alone: it is subtracted from W2
    # slip: W2
    #   is what came in: it takes a step, too
    # slip: W2 - alpha * dW1
    #   uses dW1 where dW2 was meant
    # slip: W2 - alpha * dW2.T
    #   has dW2 transposed: dW2 has the shape of W2
    b2 = b2 - alpha * db2
    # notes: b[2] = b[2] - α dJ/db[2]
    # slip: b2 + alpha * db2
    #   has the step added: it goes against the gradient, so it is subtracted
    # slip: b2 - db2
    #   has no α: the step is alpha * db2
    # slip: alpha * db2
    #   is the step alone: it is subtracted from b2
    # slip: b2
    #   is what came in: it takes a step, too
    # slip: b2 - alpha * dW2
    #   uses dW2 where db2 was meant, and broadcasting gives it the shape of W2
    # slip: b2 - alpha * db1
    #   uses db1 where db2 was meant
    return W1, b1, W2, b2
    # slip: W1, W2, b1, b2
    #   has both matrices before both biases: the order is W1, b1, W2, b2
    # slip: dW1, db1, dW2, db2
    #   is the derivatives: the new parameters were meant
    # slip: W2, b2, W1, b1
    #   has layer 2 before layer 1: the order is W1, b1, W2, b2
    # slip: W1, b1
    #   lacks W2 and b2


def inputs(rng, n_x=2, n_h=4, n_y=1):
    """Draw parameters, derivatives and a learning rate."""
    shapes = {"W1": (n_h, n_x), "b1": (n_h, 1), "W2": (n_y, n_h), "b2": (n_y, 1)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    derivatives = {f"d{name}": rng.normal(size=shape) for name, shape in shapes.items()}
    return parameters | derivatives | {"alpha": float(rng.uniform(0.1, 0.5))}


def another_in_place(W1, b1, W2, b2, dW1, db1, dW2, db2, alpha):
    """Change copies in place."""
    W1, b1, W2, b2 = W1.copy(), b1.copy(), W2.copy(), b2.copy()
    W1 -= alpha * dW1
    b1 -= alpha * db1
    W2 -= alpha * dW2
    b2 -= alpha * db2
    return W1, b1, W2, b2


def another_with_dictionaries(W1, b1, W2, b2, dW1, db1, dW2, db2, alpha):
    """Loop over dictionaries, as the course does."""
    parameters = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    grads = {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
    for l in (2, 1):
        parameters[f"W{l}"] = parameters[f"W{l}"] - alpha * grads[f"dW{l}"]
        parameters[f"b{l}"] = parameters[f"b{l}"] - alpha * grads[f"db{l}"]
    return parameters["W1"], parameters["b1"], parameters["W2"], parameters["b2"]


def another_in_one_line(W1, b1, W2, b2, dW1, db1, dW2, db2, alpha):
    """Go through parameters and derivatives side by side."""
    return tuple(p + d * -alpha for p, d in zip((W1, b1, W2, b2), (dW1, db1, dW2, db2), strict=True))


def another_with_steps(W1, b1, W2, b2, dW1, db1, dW2, db2, alpha):
    """Name the steps first, and the new parameters otherwise."""
    step_W1, step_b1 = np.multiply(alpha, dW1), np.multiply(alpha, db1)
    step_W2, step_b2 = np.multiply(alpha, dW2), np.multiply(alpha, db2)
    new_W2, new_b2 = W2 - step_W2, b2 - step_b2
    return W1 - step_W1, b1 - step_b1, new_W2, new_b2
