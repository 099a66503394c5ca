"""The sigmoid that does not overflow.

σ(z) = 1 / (1 + e⁻ᶻ) is the notes' formula. Written as it stands, e⁻ᶻ overflows for z = −1000. Find a form in which the
exponent is never positive: for z < 0, multiply numerator and denominator by eᶻ.
"""

import numpy as np

NO_WARNINGS = True


def sigmoid(z):
    """Return σ(z) of each element of z, without an overflow for any z.

    Comes in:  z, an array of any shape
    Goes out:  an array of the shape of z
    """
    e = np.exp(-np.abs(z))
    # notes: σ(z) = 1 / (1 + e⁻ᶻ) = eᶻ / (1 + eᶻ)
    # slip: np.exp(-z)
    #   overflows where z is a large negative number: take -|z| for the exponent
    # slip: np.exp(np.abs(z))
    #   has a positive exponent, which overflows: it is -|z|
    return np.where(z >= 0, 1, e) / (1 + e)
    # slip: 1 / (1 + np.exp(-z))
    #   overflows where z is a large negative number: there, the form eᶻ / (1 + eᶻ) does not
    # slip: 1 / (1 + e)
    #   is σ(|z|): for z < 0 the numerator is e
    # slip: np.where(z >= 0, e, 1) / (1 + e)
    #   is 1 - σ(z): the two cases have changed places
    # slip: np.where(z >= 0, 1, e) / (1 - e)
    #   has 1 - e in the denominator: it is 1 + e


def inputs(rng, n=2, m=3):
    """Draw small numbers, and put in large ones of both signs."""
    z = rng.normal(size=(n, m)) * 3
    z[0, 0], z[-1, -1] = -1000.0, 1000.0
    return {"z": z}


def another_with_masks(z):
    """Fill in the two cases one after the other."""
    result = np.empty_like(z)
    positive = z >= 0
    result[positive] = 1 / (1 + np.exp(-z[positive]))
    small = np.exp(z[~positive])
    result[~positive] = small / (1 + small)
    return result


def another_with_tanh(z):
    """Use that σ(z) = (1 + tanh(z/2)) / 2."""
    return (1 + np.tanh(z / 2)) / 2


def another_with_logaddexp(z):
    """Use that log σ(z) = -log(1 + e⁻ᶻ)."""
    return np.exp(-np.logaddexp(0, -z))
