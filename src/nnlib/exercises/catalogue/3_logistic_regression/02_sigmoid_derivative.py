"""The derivative of the sigmoid.

How fast does a = σ(z) change with z? The notes derive it in step 2 of section 3.7.2: ∂a/∂z is a product of a and of
one other factor that is computed from a. Compute it for each element of z. The function sigmoid is given.
"""

import numpy as np

SHORTER = "Where a = σ(z) is at hand, as in back propagation, a * (1 - a) is all: σ is not computed a second time."


def sigmoid(z):
    """Return σ(z) of each element of z."""
    return (1 + np.tanh(z / 2)) / 2


def sigmoid_derivative(z):
    """Return σ′(z), the derivative of σ, at each element of z.

    Comes in:  z, an array of any shape
    Goes out:  an array of the shape of z
    """
    a = sigmoid(z)
    # notes: a = σ(z)
    # slip: np.tanh(z)
    #   is tanh(z), where σ(z) was meant
    da_dz = a * (1 - a)
    # notes: ∂a/∂z = a (1 - a)
    # also: sigmoid(z) * (1 - sigmoid(z))
    # slip: z * (1 - z)
    #   has z where a = σ(z) was meant
    # slip: sigmoid(a) * (1 - sigmoid(a))
    #   applies σ to a, which is σ(z) already
    # slip: a * (1 + a)
    #   has the factor 1 + a, where 1 - a was meant
    # slip: -a * (1 - a)
    #   has the wrong sign: the outer and the inner derivative both bring a minus, and σ rises everywhere
    # slip: 1 - a**2
    #   is 1 - a², the derivative of tanh: that of σ is a (1 - a)
    # slip: a**2
    #   is 1 / (1 + e⁻ᶻ)²: the inner derivative, the factor e⁻ᶻ, is missing
    # slip: 1 - a
    #   is 1 - a, which is e⁻ᶻ / (1 + e⁻ᶻ) without the square: the factor a is missing
    # slip: a
    #   is a itself: its derivative is a (1 - a)
    # slip: a * 1 - a
    #   lacks the brackets around 1 - a
    # slip: np.dot(a, 1 - a)
    #   is a matrix product: the derivative is taken element by element, with *
    # slip: a @ (1 - a)
    #   is a matrix product: the derivative is taken element by element, with *
    return da_dz


def inputs(rng, n=2, m=3):
    """Draw numbers of both signs."""
    return {"z": rng.normal(size=(n, m)) * 2}


def another_by_the_quotient_rule(z):
    """Differentiate 1 / (1 + e⁻ᶻ)."""
    e = np.exp(-z)
    return e / (1 + e) ** 2


def another_by_symmetry(z):
    """Use that 1 - σ(z) = σ(-z)."""
    return sigmoid(z) * sigmoid(-z)


def another_with_cosh(z):
    """Use that σ′(z) = 1 / (4 cosh²(z/2))."""
    return 0.25 / np.cosh(z / 2) ** 2


def another_with_a_square(z):
    """Multiply out the brackets."""
    s = 1 / (1 + np.exp(-z))
    ds = s - np.square(s)
    return ds
