"""A gradient check of your own.

A derivative says how fast J changes when one parameter changes. So it can be measured: nudge one parameter up by ε and
down by ε, and divide the change of J by 2ε. This central difference is far more exact than a nudge to one side. Do it
for each parameter of the vector θ by itself, while the others stay as they are. Then compare the result with a gradient
that somebody has computed, by one number: ‖numeric - gradient‖ / (‖numeric‖ + ‖gradient‖), where ‖v‖ is the root of the
sum of squares. The function cost is given; use it as if you did not know its formula.
"""

import numpy as np

SHORTER = (
    "nnlib.gradient_check does this for a network, and nnlib.check_functions for a cost and gradients of your own."
)


def cost(theta):
    """Return J, a number, for parameters theta of shape (n,)."""
    theta = np.asarray(theta, float)
    return float(np.mean(theta) ** 2 + np.sum(np.logaddexp(0, theta)) + np.sum(np.sin(2 * theta)))


def numeric_gradient(theta, gradient, epsilon):
    """Return the central difference of J = cost(theta) for each parameter, and how far the gradient is from it.

    Comes in:  theta, gradient (n,); epsilon, a small number
    Goes out:  numeric (n,); difference, a number
    """
    n, numeric = len(theta), np.zeros_like(theta)
    # slip: n, numeric = 0, (cost(theta + epsilon) - cost(theta - epsilon)) / (2 * epsilon)
    #   nudges all parameters at once: nudge one at a time, in a loop, which gives a number for each
    # slip: len(theta), theta
    #   is theta itself: writing numeric[k] changes the parameters; make a new array
    for k in range(n):
        # slip: for k in range(n - 1):
        #   leaves out the last parameter: range(n) ends with n - 1 already
        # slip: for k in range(1, n):
        #   leaves out the first parameter: Python counts from 0
        # slip: for k in range(1):
        #   ends the loop after its first pass: does `return` stand inside the loop? It belongs below it
        plus = theta.copy()
        # slip: theta
        #   is theta itself and no copy: each nudge stays in theta
        # slip: plus = np.zeros_like(theta)
        #   begins with zeros: the other parameters keep their values, so begin with a copy of theta
        # slip: theta + epsilon
        #   has all parameters nudged: one at a time, while the others stay as they are
        plus[k] += epsilon
        # slip: plus[k] = epsilon
        #   is set to ε: the parameter keeps its value, and ε is added
        # slip: plus += epsilon
        #   has all parameters nudged: one at a time, while the others stay as they are
        # slip: 2 * epsilon
        #   is nudged by 2ε: it is ε up and ε down, which makes 2ε
        # slip: epsilon / 2
        #   is nudged by ε/2: it is ε up and ε down, which makes 2ε
        # slip: plus[k] *= 1 + epsilon
        #   is made larger by a part of itself: ε is added
        minus = theta.copy()
        # slip: theta
        #   is theta itself and no copy: each nudge down stays in theta
        # slip: minus = np.zeros_like(theta)
        #   begins with zeros: the other parameters keep their values, so begin with a copy of theta
        # slip: plus
        #   leaves both costs the same: is minus the array plus, or theta itself? It is theta.copy(), with ε
        #   subtracted from element k
        # slip: plus.copy()
        #   leads to (J(θ + ε) - J(θ)) / 2ε, where J(θ - ε) was meant: minus is a copy of theta, with ε subtracted
        #   from element k
        minus[k] -= epsilon
        # slip: minus[k] = -epsilon
        #   is set to -ε: the parameter keeps its value, and ε is subtracted
        # slip: minus -= epsilon
        #   has all parameters nudged: one at a time, while the others stay as they are
        # slip: minus[k] += epsilon
        #   leaves both costs the same: is minus the array plus, or theta itself? It is theta.copy(), with ε
        #   subtracted from element k
        numeric[k] = (cost(plus) - cost(minus)) / (2 * epsilon)
        # notes: dJ/dθ_k ≈ (J(…, θ_k + ε, …) - J(…, θ_k - ε, …)) / 2ε
        # slip: (cost(plus) - cost(minus)) / epsilon
        #   is divided by ε: from θ_k - ε to θ_k + ε it is 2ε
        # slip: (cost(plus) - cost(minus)) / 2 * epsilon
        #   is divided by 2 and then multiplied by ε: write (2 * epsilon) in brackets
        # slip: (cost(plus) - cost(theta)) / epsilon
        #   is a difference to one side, which is wrong by about ε: take J(θ + ε) - J(θ - ε), divided by 2ε
        # slip: (cost(theta) - cost(minus)) / epsilon
        #   is a difference to one side, from below, which is wrong by about ε: take J(θ + ε) - J(θ - ε), divided by
        #   2ε
        # slip: (cost(plus) - cost(theta)) / (2 * epsilon)
        #   leads to (J(θ + ε) - J(θ)) / 2ε, where J(θ - ε) was meant: minus is a copy of theta, with ε subtracted
        #   from element k
        # slip: (cost(minus) - cost(plus)) / (2 * epsilon)
        #   has the wrong sign: J(θ + ε) - J(θ - ε)
        # slip: cost(plus) - cost(minus) / (2 * epsilon)
        #   has only the second cost divided: the brackets around the difference are missing
        # slip: (cost(plus) + cost(minus)) / (2 * epsilon)
        #   is the sum of the two costs: their difference was meant
        # slip: abs(cost(plus) - cost(minus)) / (2 * epsilon)
        #   has lost its sign: no absolute value
        # slip: cost(plus) - cost(minus)
        #   is not divided by 2ε
        # slip: (cost(plus[k]) - cost(minus[k])) / (2 * epsilon)
        #   asks for the cost of one parameter alone: hand the whole vectors to cost
        # slip: numeric = (cost(plus) - cost(minus)) / (2 * epsilon)
        #   is one number, which is replaced in every pass: put it into numeric[k]
    difference = np.linalg.norm(numeric - gradient) / (np.linalg.norm(numeric) + np.linalg.norm(gradient))
    # notes: ‖numeric - gradient‖ / (‖numeric‖ + ‖gradient‖)
    # slip: np.linalg.norm(numeric - gradient)
    #   is not divided by ‖numeric‖ + ‖gradient‖
    # slip: np.linalg.norm(numeric - gradient) / np.linalg.norm(numeric + gradient)
    #   is divided by the norm of the sum: it is the sum of the two norms
    # slip: np.linalg.norm(numeric - gradient) / np.linalg.norm(numeric)
    #   is divided by ‖numeric‖ alone: it is ‖numeric‖ + ‖gradient‖
    # slip: np.linalg.norm(numeric - gradient) / np.linalg.norm(gradient)
    #   is divided by ‖gradient‖ alone: it is ‖numeric‖ + ‖gradient‖
    # slip: np.linalg.norm(numeric - gradient) / np.linalg.norm(numeric) + np.linalg.norm(gradient)
    #   has no brackets around the sum of the norms, so the first norm alone divides
    # slip: (np.linalg.norm(numeric) - np.linalg.norm(gradient)) / (np.linalg.norm(numeric) + np.linalg.norm(gradient))
    #   is computed from the difference of the norms: the norm of the difference was meant
    # slip: np.sum((numeric - gradient) ** 2) / (np.sum(numeric**2) + np.sum(gradient**2))
    #   is computed from squares without their roots: ‖v‖ is the root of the sum of squares
    # slip: np.sum(np.abs(numeric - gradient)) / (np.sum(np.abs(numeric)) + np.sum(np.abs(gradient)))
    #   is computed from sums of absolute values: ‖v‖ is the root of the sum of squares
    # slip: np.max(np.abs(numeric - gradient)) / (np.max(np.abs(numeric)) + np.max(np.abs(gradient)))
    #   is computed from the largest absolute values: ‖v‖ is the root of the sum of squares
    # slip: np.abs(numeric - gradient) / (np.abs(numeric) + np.abs(gradient))
    #   has a number for each parameter: one number was meant, made from norms
    # slip: np.linalg.norm(numeric + gradient) / (np.linalg.norm(numeric) + np.linalg.norm(gradient))
    #   has numeric + gradient in the numerator: the difference was meant
    # slip: np.mean(np.abs(numeric - gradient) / (np.abs(numeric) + np.abs(gradient)))
    #   is the mean of each parameter's relative error: it is computed from norms of whole vectors
    return numeric, difference
    # slip: difference, numeric
    #   has the difference before the numeric gradient: the order is numeric, difference
    # slip: numeric
    #   lacks the difference: return numeric, difference
    # slip: difference
    #   lacks the numeric gradient: return numeric, difference


def inputs(rng, n=3):
    """Draw parameters, and derivatives that are somewhat wrong."""
    theta = rng.normal(size=n)
    theta[:2] = rng.uniform(0.1, 0.5), rng.uniform(1.2, 1.8)  # derivatives of both signs
    gradient = 2 * np.mean(theta) / n + 1 / (1 + np.exp(-theta)) + 2 * np.cos(2 * theta)
    return {"theta": theta, "gradient": gradient * (1 + 0.3 * rng.normal(size=n)), "epsilon": 1e-4}


def another_with_a_basis(theta, gradient, epsilon):
    """Nudge along the columns of ε times the identity matrix."""
    nudges = epsilon * np.eye(len(theta))
    numeric = np.array([(cost(theta + nudge) - cost(theta - nudge)) / 2 / epsilon for nudge in nudges])
    difference = np.sqrt(np.sum((numeric - gradient) ** 2))
    return numeric, difference / (np.sqrt(np.sum(numeric**2)) + np.sqrt(np.sum(gradient**2)))


def another_nudges_and_takes_back(theta, gradient, epsilon):
    """Nudge one copy, and put the old value back each time."""
    moved = np.array(theta)
    result = np.empty(theta.size)
    for k, old in enumerate(theta):
        moved[k] = old + epsilon
        J_plus = cost(moved)
        moved[k] = old - epsilon
        J_minus = cost(moved)
        moved[k] = old
        result[k] = 0.5 * (J_plus - J_minus) / epsilon
    norm = np.linalg.norm
    return result, norm(gradient - result) / (norm(gradient) + norm(result))


def another_with_a_list(theta, gradient, epsilon):
    """Collect the differences in a list."""
    slopes = []
    for k in range(len(theta)):
        up, down = list(theta), list(theta)
        up[k] = up[k] + epsilon
        down[k] = down[k] - epsilon
        slopes.append((cost(np.array(up)) - cost(np.array(down))) / (2 * epsilon))
    error = sum((s - g) ** 2 for s, g in zip(slopes, gradient, strict=True)) ** 0.5
    size = sum(s**2 for s in slopes) ** 0.5 + sum(g**2 for g in gradient) ** 0.5
    return slopes, error / size
