"""The sigmoid that does not overflow.

The notes' formula is σ(z) = 1 / (1 + e⁻ᶻ). Written as it stands, it computes e¹⁰⁰⁰ for z = -1000, and NumPy warns of
an overflow. Write σ so that no exponent is ever positive. Where z < 0, the fraction can be multiplied by eᶻ above and
below: σ(z) = eᶻ / (1 + eᶻ). A warning counts as a mistake here.
"""

import numpy as np

NO_WARNINGS = True
SHORTER = "(1 + np.tanh(z / 2)) / 2 is σ(z) too, and np.tanh does not overflow."


def sigmoid(z):
    """Return σ(z) of each element of z, without an overflow for any z.

    Comes in:  z, an array of any shape
    Goes out:  an array of the shape of z
    """
    e = np.exp(-np.abs(z))
    # notes: σ(z) = 1 / (1 + e⁻ᶻ) = eᶻ / (1 + eᶻ)
    # slip: np.exp(-z)
    #   overflows where z is a large negative number: the exponent should be -|z|, which is never positive
    # slip: np.exp(np.abs(z))
    #   has the exponent |z|, which overflows: it should be -|z|
    # slip: __import__("math").exp(-z)
    #   calls math.exp, which takes one number: np.exp takes a whole array
    a = np.where(z >= 0, 1, e) / (1 + e)
    # notes: σ(z) = 1 / (1 + e⁻ᶻ) where z ≥ 0, and eᶻ / (1 + eᶻ) where z < 0
    # slip: 1 / (1 + np.exp(-z))
    #   overflows where |z| is large: no exponent may be positive, and np.where computes both of its branches for every
    #   z
    # slip: np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))
    #   overflows where |z| is large: no exponent may be positive, and np.where computes both of its branches for every
    #   z
    # slip: e / (1 + e)
    #   is σ(-|z|): where z ≥ 0, the numerator should be 1
    # slip: 1 / (1 + e)
    #   is σ(|z|): where z < 0, the numerator should be e
    # slip: np.where(z >= 0, e, 1) / (1 + e)
    #   is 1 - σ(z): the two cases have changed places
    # slip: np.where(z >= 0, 1, e) / (1 - e)
    #   has 1 - e in the denominator, where 1 + e was meant
    # slip: np.where(z >= 0, 1 / (1 + e), e / (1 - e))
    #   has 1 - e in the denominator where z < 0: 1 + e was meant
    # slip: np.exp(z) / (1 + np.exp(z))
    #   overflows where z is a large positive number: this form is for z < 0, and 1 / (1 + e⁻ᶻ) for all others
    # slip: np.where(z >= 0, 1, e) / 1 + e
    #   lacks the brackets around the denominator 1 + e: a division comes before a sum
    # slip: 1 / (1 + e) if z >= 0 else e / (1 + e)
    #   asks with "if" whether a whole array is at least 0: np.where chooses for each element
    return a


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


def another_with_clip(z):
    """Keep z within bounds, outside of which σ(z) is 0 or 1 to all digits."""
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def another_element_by_element(z):
    """Ask for the sign of each number."""
    a = np.zeros(z.shape)
    for place in np.ndindex(z.shape):
        e = np.exp(-abs(z[place]))
        a[place] = 1 / (1 + e) if z[place] >= 0 else e / (1 + e)
    return a
