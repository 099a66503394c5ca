"""The derivative of tanh.

Back propagation needs g′(Z[1]), and the hidden layer's g is tanh. Its derivative can be written with its own value:
tanh′(z) = 1 - tanh²(z). Write it for an array of any shape. The argument is Z, not A.
"""

import numpy as np

SHORTER = "Where forward propagation has kept A = tanh(Z), the derivative costs no more than `1 - A**2`."


def tanh_derivative(Z):
    """Return the derivative of tanh at each element of Z.

    Comes in:  Z, an array of any shape
    Goes out:  an array of the shape of Z
    """
    A = np.tanh(Z)
    # notes: a = g(z) = tanh z
    # slip: np.tan(Z)
    #   is the tangent: the hyperbolic one is np.tanh
    # slip: 1 / (1 + np.exp(-Z))
    #   is σ(Z) where tanh was meant
    # slip: (np.exp(Z) + np.exp(-Z)) / (np.exp(Z) - np.exp(-Z))
    #   has numerator and denominator in each other's places: (eᶻ - e⁻ᶻ) / (eᶻ + e⁻ᶻ)
    # slip: np.exp(Z) - np.exp(-Z) / (np.exp(Z) + np.exp(-Z))
    #   lacks parentheses around the numerator: (eᶻ - e⁻ᶻ) / (eᶻ + e⁻ᶻ)
    # slip: np.exp(Z) - np.exp(-Z) / np.exp(Z) + np.exp(-Z)
    #   lacks parentheses around numerator and denominator: (eᶻ - e⁻ᶻ) / (eᶻ + e⁻ᶻ)
    # slip: float(np.tanh(Z))
    #   uses a function of one number, such as math.tanh: np.tanh takes an array
    # slip: np.sinh(Z)
    #   is sinh of Z: tanh is sinh divided by cosh
    return 1 - A**2
    # notes: g′(z) = 1 - a²
    # slip: 1 - A
    #   lacks the square: 1 - A**2
    # slip: (1 - A) ** 2
    #   has the square of 1 - A: only A is squared, 1 - A**2
    # slip: 1 - A ^ 2
    #   has ^ where ** was meant: in Python ^ is no power
    # slip: 1 - np.tanh(Z**2)
    #   has the square on z: tanh² is the square of tanh, np.tanh(Z) ** 2
    # slip: 1 / np.cosh(Z**2)
    #   has the square on z: cosh² is the square of cosh, np.cosh(Z) ** 2
    # slip: 1 - 2 * A
    #   has 2 * A where A**2 was meant: ** is the power
    # slip: A * (1 - A)
    #   is a(1 - a), as for σ: for tanh it is 1 - a²
    # slip: 1 + A**2
    #   has a plus: tanh′ is 1 - a²
    # slip: A**2 - 1
    #   has the wrong sign: tanh′ is 1 - a², which is never negative
    # slip: A**2
    #   is a²: tanh′ is 1 - a²
    # slip: A
    #   is tanh itself: its derivative is 1 - a²
    # slip: 1 - Z**2
    #   uses Z where A was meant
    # slip: 1 - np.tanh(A) ** 2
    #   has tanh taken twice
    # slip: 1 / np.cosh(Z)
    #   lacks the square: tanh′ is 1 / cosh²
    # slip: np.tanh(1 - Z**2)
    #   has tanh on the outside: first tanh, then 1 - a²
    # slip: 2 * A * (1 - A**2)
    #   has a factor 2a too many: that is the derivative of a²
    # slip: -2 * A
    #   is the derivative of 1 - a² with respect to a: tanh′ is 1 - a² itself
    # slip: np.dot(1 - A, 1 + A)
    #   has a matrix product: (1 - a)(1 + a) is elementwise, *
    # slip: (1 - A) @ (1 + A)
    #   has a matrix product: (1 - a)(1 + a) is elementwise, *


def inputs(rng, n_h=2, m=3):
    """Draw numbers of both signs."""
    Z = rng.normal(size=(n_h, m)) * 1.5
    Z[0, 0], Z[-1, -1] = -0.5, 1.5
    return {"Z": Z}


def another_with_cosh(Z):
    """Use that tanh′ = 1/cosh²."""
    return np.cosh(Z) ** -2.0


def another_with_exponentials(Z):
    """Write tanh with exponentials, and factor 1 - a²."""
    t = (np.exp(Z) - np.exp(-Z)) / (np.exp(Z) + np.exp(-Z))
    return (1 - t) * (1 + t)


def another_with_sigmoid(Z):
    """Use that tanh(z) = 2σ(2z) - 1, so its derivative is 4σ′(2z)."""
    s = 1 / (1 + np.exp(-2 * Z))
    derivative = 4 * s * (1 - s)
    return derivative


def another_element_by_element(Z):
    """Loop over the elements."""
    result = np.ones_like(Z)
    for index in np.ndindex(Z.shape):
        result[index] -= np.tanh(Z[index]) ** 2
    return result
