"""The derivative of leaky ReLU.

Leaky ReLU is z for z > 0 and slope times z for z < 0, with a small slope that comes in. Its derivative is 1 for z > 0
and the slope for z < 0. At z = 0 it has none, and we take the slope. Write it for an array of any shape.
"""

import numpy as np


def leaky_relu_derivative(Z, slope):
    """Return the derivative of leaky ReLU at each element of Z.

    Comes in:  Z, an array of any shape, with zeros among its elements; slope, a number between 0 and 1
    Goes out:  an array of the shape of Z
    """
    return np.where(Z > 0, 1, slope)
    # notes: g(z) = max(slope z, z), so g′(z) = 1 for z > 0, else slope
    # slip: np.where(Z > 0, 1, 0)
    #   is that of ReLU, 0 where z < 0: there leaky ReLU has the slope
    # slip: np.where(Z >= 0, 1, slope)
    #   is 1 at z = 0: there we take the slope, so Z > 0
    # slip: (Z > 0) + slope * (Z < 0)
    #   is 0 at z = 0: there we take the slope
    # slip: np.ones_like(Z)
    #   is 1 everywhere: the question is Z > 0, and not whether an array of slopes is positive, which all of them are
    # slip: np.maximum(slope * Z, Z) / Z
    #   is 0/0 at z = 0, which is nan: there we take the slope
    # slip: np.where(Z > 0, 1, 0.01)
    #   has 0.01 written in it: the slope comes in
    # slip: np.where(Z > 0, slope, 1)
    #   has 1 and slope in each other's places: 1 belongs to z > 0
    # slip: np.where(Z < 0, 1, slope)
    #   has 1 and slope in each other's places: 1 belongs to z > 0
    # slip: np.where(Z > 0, 1, -slope)
    #   has -slope for z < 0: leaky ReLU rises there, too
    # slip: np.where(Z > 0, 1, slope * Z)
    #   has slope times z for z < 0, which is the function: its derivative is the slope
    # slip: np.where(Z > 0, Z, slope)
    #   has z for z > 0, which is the function: its derivative is 1
    # slip: np.where(Z > 0, Z, slope * Z)
    #   is leaky ReLU itself: its derivative is 1 or slope
    # slip: np.maximum(slope * Z, Z)
    #   is leaky ReLU itself: its derivative is 1 or slope
    # slip: np.maximum(slope, Z)
    #   is max(slope, z): the derivative is 1 or slope, whatever the size of z
    # slip: np.where(Z > 0, 1, 1 - slope)
    #   has 1 - slope for z < 0: it is the slope
    # slip: np.where(Z > 0, 1 + slope, slope)
    #   is 1 + slope for z > 0: the slope counts for z < 0 only
    # slip: np.where(Z > slope, 1, slope)
    #   compares z with the slope: it is compared with 0
    # slip: np.where(Z > 0, 1, 1 / slope)
    #   has 1/slope for z < 0: it is the slope
    # slip: max(slope, 1)
    #   is one number: each element has its own, 1 or slope
    # slip: 1 if Z > 0 else slope
    #   asks one question of the whole array: np.where(Z > 0, 1, slope) answers it for each element


def inputs(rng, n_h=2, m=3):
    """Draw numbers of both signs and put zeros in; draw a slope."""
    Z = rng.normal(size=(n_h, m)) * 2
    Z[0, 0], Z[0, 1], Z[1, 0], Z[-1, -1] = 0.0, 0.04, -1.5, 2.5
    return {"Z": Z, "slope": float(rng.uniform(0.05, 0.3))}


def another_with_masks(Z, slope):
    """Begin with ones, and write the slope over some of them."""
    dZ = np.ones(Z.shape)
    dZ[Z <= 0] = slope
    return dZ


def another_with_arithmetic(Z, slope):
    """Add the two cases."""
    return (Z > 0) + slope * (Z <= 0)


def another_with_maximum(Z, slope):
    """Take the larger of ReLU's derivative and the slope."""
    steps = np.heaviside(Z, 0)
    return np.maximum(steps, slope)


def another_element_by_element(Z, slope):
    """Loop over rows and columns."""
    result = np.zeros_like(Z)
    for i in range(Z.shape[0]):
        for j in range(Z.shape[1]):
            result[i, j] = 1 if Z[i, j] > 0 else slope
    return result
