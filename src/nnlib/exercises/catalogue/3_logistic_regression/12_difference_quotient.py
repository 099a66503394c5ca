"""The difference quotient.

The notes nudge a from 5 to 5.001 and see how much J changes. Where J is a line, that is exact. σ is not a line: there,
a nudge to both sides, by the same ε, comes much closer to the derivative than a nudge to one side. Divide the change
by the distance between the two points. The function sigmoid is given; return the quotient itself, not the derivative.
"""

import numpy as np

SHORTER = (
    "np.gradient takes such quotients along a whole array. nnlib.gradient_check does it for each weight of a model."
)


def sigmoid(z):
    """Return σ(z) of each element of z."""
    return (1 + np.tanh(z / 2)) / 2


def difference_quotient(z, epsilon):
    """Return the central difference quotient of σ at each element of z.

    Comes in:  z, an array of any shape; epsilon, the nudge, a small number
    Goes out:  an array of the shape of z
    """
    above = sigmoid(z + epsilon)
    # notes: σ(z + ε)
    # slip: sigmoid(z) + epsilon
    #   has σ(z) nudged, where z was meant: σ(z + ε)
    # slip: sigmoid(z * (1 + epsilon))
    #   is nudged in proportion to z: ε is added to z
    below = sigmoid(z - epsilon)
    # notes: σ(z - ε)
    # slip: sigmoid(z)
    #   is taken at z, which is not nudged: the other point is z - ε
    # slip: sigmoid(z) - epsilon
    #   has σ(z) nudged, where z was meant: σ(z - ε)
    # slip: sigmoid(z - 2 * epsilon)
    #   is taken at z - 2ε: both points are as far from z, by ε
    quotient = (above - below) / (2 * epsilon)
    # notes: (σ(z + ε) - σ(z - ε)) / 2ε
    # slip: (above - below) / epsilon
    #   is divided by ε, and the two points are 2ε apart
    # slip: (sigmoid(z + 2 * epsilon) - sigmoid(z - 2 * epsilon)) / (2 * epsilon)
    #   is nudged by 2ε to either side, and divided by 2ε: the nudge is ε
    # slip: ((sigmoid(z) + epsilon) - (sigmoid(z) - epsilon)) / (2 * epsilon)
    #   is 1 everywhere, since ε is added to σ(z): it is z that is nudged
    # slip: (above - below) / 2 * epsilon
    #   is multiplied by ε: the brackets around 2 * epsilon are missing
    # slip: above - below / (2 * epsilon)
    #   has the second value divided alone: the brackets around the difference are missing
    # slip: (below - above) / (2 * epsilon)
    #   has the wrong sign: it is the value above less the value below
    # slip: (above - sigmoid(z)) / epsilon
    #   is nudged to one side alone: its error is about as large as ε, and with both sides it is as ε²
    # slip: (sigmoid(z) - below) / epsilon
    #   is nudged to one side alone, downwards: its error is about as large as ε, and with both sides it is as ε²
    # slip: above - below
    #   is not divided by the distance of the two points, 2ε
    # slip: (above + below) / (2 * epsilon)
    #   uses the sum of the two values: their difference was meant
    # slip: sigmoid(z) * (1 - sigmoid(z))
    #   is the derivative itself, or comes as close to it as a much smaller ε does: the quotient of the ε that comes in
    #   was asked for
    return quotient


def inputs(rng, n=2, m=3):
    """Draw numbers, and a nudge that is large enough to see the quotients differ."""
    return {"z": rng.normal(size=(n, m)), "epsilon": float(rng.uniform(0.01, 0.1))}


def another_in_one_line(z, epsilon):
    """Write the formula."""
    return 0.5 / epsilon * (1 / (1 + np.exp(-z - epsilon)) - 1 / (1 + np.exp(-z + epsilon)))


def another_as_a_mean(z, epsilon):
    """Take the mean of the quotients of both sides."""
    right = (sigmoid(z + epsilon) - sigmoid(z)) / epsilon
    left = (sigmoid(z) - sigmoid(z - epsilon)) / epsilon
    return (right + left) / 2


def another_element_by_element(z, epsilon):
    """Nudge one number at a time."""
    quotient = np.zeros_like(z)
    for place in np.ndindex(*z.shape):
        change = sigmoid(z[place] + epsilon) - sigmoid(z[place] - epsilon)
        quotient[place] = change / (2 * epsilon)
    return quotient
