"""Gradient descent by itself.

Gradient descent takes steps against the slope of the cost: w := w - α ∂J/∂w, and b := b - α ∂J/∂b. Both move at the
same time, from the same place. Write the loop, and keep where it has been. The derivatives come from the function
derivatives(w, b, x, y), which is given: it returns the numbers dw and db at the w and b that you hand to it.
"""

import numpy as np

SHORTER = (
    "nnlib.lessons.descend is this loop for any number of parameters: keep them all in one array, theta, and "
    "theta = theta - alpha * dtheta moves all of them at once, so that none can come first."
)


def derivatives(w, b, x, y):
    """Return ∂J/∂w and ∂J/∂b of the mean squared error J = 1/2m Σ (w x(i) + b - y(i))²."""
    error = w * x + b - y
    return np.mean(error * x), np.mean(error)


def descend(w, b, x, y, alpha, iterations):
    """Return where gradient descent goes: the pairs (w, b) at the start and after each step.

    Comes in:  w, b, the start, two numbers; x, y (1, m), the examples, for `derivatives`;
               alpha, the learning rate; iterations, the number of steps
    Goes out:  path, a list of iterations + 1 pairs (w, b)
    """
    path = [(w, b)]
    # slip: []
    #   begins after the first step: the start belongs to it
    for _ in range(iterations):
        # slip: for _ in range(iterations - 1):
        #   takes one step too few: range(iterations) has iterations numbers, from 0 on
        # slip: for _ in range(1, iterations):
        #   takes one step too few: range(iterations) has iterations numbers, from 0 on
        # slip: for _ in range(iterations + 1):
        #   takes one step too many
        dw, db = derivatives(w, b, x, y)
        # notes: dw = ∂J(w, b)/∂w, db = ∂J(w, b)/∂b
        # slip: derivatives(*path[0], x, y)
        #   takes the derivatives at the start, over and over: they are needed anew at each w and b
        # slip: db, dw = derivatives(w, b, x, y)
        #   takes the two derivatives in the wrong order: dw comes first
        # slip: derivatives(b, w, x, y)
        #   hands w and b over in the wrong order: it is derivatives(w, b, x, y)
        w = w - alpha * dw
        # notes: w := w - α dw
        # slip: w + alpha * dw
        #   goes up the slope, with a plus: a step goes against the derivative
        # slip: w - dw
        #   has no learning rate alpha
        # slip: alpha * dw
        #   is the step alone: it is subtracted from w
        # slip: w - dw / alpha
        #   is divided by alpha: the derivative is multiplied by it
        # slip: path[0][0] - alpha * dw
        #   takes each step from the start: it goes on from the last w
        b = b - alpha * db
        # notes: b := b - α db
        # slip: b - alpha * derivatives(w, b, x, y)[1]
        #   takes its derivative with the new w: both derivatives are taken before w or b moves
        # slip: b + alpha * db
        #   goes up the slope, with a plus: a step goes against the derivative
        # slip: b - alpha * dw
        #   moves by dw, where db was meant
        # slip: b - db
        #   has no learning rate alpha
        # slip: pass
        #   does not move
        path.append((w, b))
        # slip: path = [path[0], (w, b)]
        #   keeps the start and the end alone: each step is appended
        # slip: path = [(w, b)] * (len(path) + 1)
        #   appends one and the same list in each step, so that all entries change together: each step needs a new pair
        # slip: return [*path, (w, b)]
        #   returns within the loop, after the first step: the return belongs below the loop
    return path
    # slip: (w, b)
    #   is the end alone: the start and all steps were asked for, a list of pairs
    # slip: ([w for w, _ in path], [b for _, b in path])
    #   is a list of all w and a list of all b: a list of pairs (w, b) was asked for


def inputs(rng, m=3, iterations=4):
    """Draw points about a line, and a start."""
    x = rng.normal(size=(1, m)) + 0.5
    y = 2 * x - 1 + rng.normal(size=(1, m))
    w, b = rng.normal(size=2).tolist()
    return {"w": w, "b": b, "x": x, "y": y, "alpha": float(rng.uniform(0.1, 0.4)), "iterations": iterations}


def another_at_once(w, b, x, y, alpha, iterations):
    """Move both in one assignment."""
    path = []
    for _ in range(iterations):
        path.append((w, b))
        step = derivatives(w, b, x, y)
        w, b = w - alpha * step[0], b - alpha * step[1]
    path.append((w, b))
    return path


def another_with_a_vector(w, b, x, y, alpha, iterations):
    """Keep w and b in one array."""
    theta = np.array([w, b])
    path = [theta]
    while len(path) <= iterations:
        theta = theta - alpha * np.array(derivatives(*theta, x, y))
        path.append(theta)
    return path


def another_with_a_table(w, b, x, y, alpha, iterations):
    """Fill in a table row by row."""
    path = np.zeros((iterations + 1, 2))
    path[0] = w, b
    for k in range(iterations):
        path[k + 1] = path[k] - alpha * np.array(derivatives(path[k, 0], path[k, 1], x, y))
    return path


def another_in_place(w, b, x, y, alpha, iterations):
    """Derive the squared error by oneself."""
    path = [[w, b]]
    for _ in range(iterations):
        error = w * x + b - y
        w -= alpha * (error * x).mean()
        b -= alpha * error.mean()
        path += [[w, b]]
    return path
