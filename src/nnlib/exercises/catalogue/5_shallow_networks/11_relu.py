"""ReLU and its derivative.

ReLU is max(0, z). Its slope is 1 where z > 0 and 0 where z < 0; at z = 0 there is none, and we take 0. The choice
matters: z is exactly 0 wherever zeros come in and the bias is 0. Return both arrays, for a Z of any shape.
"""

import numpy as np

SHORTER = "`np.maximum(0, Z), Z > 0`: as a factor, False and True are 0 and 1."


def relu(Z):
    """Return ReLU of each element of Z, and its derivative there.

    Comes in:  Z, an array of any shape, with zeros among its elements
    Goes out:  A and derivative, of the shape of Z
    """
    A = np.maximum(0, Z)
    # notes: R(z) = max(0, z)
    # slip: np.max(0, Z)
    #   uses np.max, which takes the largest element of one array: np.maximum compares two
    # slip: max(0, Z)
    #   asks one question of the whole array: np.maximum compares each element
    # slip: Z if Z > 0 else 0
    #   asks one question of the whole array: np.maximum compares each element
    # slip: np.max(Z)
    #   is the largest element of Z: np.maximum(0, Z) compares each element with 0
    # slip: np.max(Z, 0)
    #   is the largest element of each column: np.maximum(0, Z) compares each element with 0
    # slip: np.minimum(0, Z)
    #   is min(0, z): it lets the negative ones through, and ReLU the positive ones
    # slip: np.abs(Z)
    #   is |z|: for z < 0 ReLU is 0
    # slip: np.maximum(1, Z)
    #   is max(1, z): it is compared with 0
    # slip: (Z > 0) * 1.0
    #   is 1 where z > 0: there it is z, and 1 is the derivative
    # slip: np.maximum(0.01 * Z, Z)
    #   is leaky ReLU: for z < 0 ReLU is 0
    # slip: Z[Z > 0]
    #   has lost its shape: Z[Z > 0] keeps the positive elements only, and the others become 0
    # slip: np.tanh(Z)
    #   is tanh where ReLU was meant
    derivative = (Z > 0) * 1.0
    # notes: R′(z) = 1 for z > 0, 0 for z < 0, and 0 at z = 0
    # slip: (Z >= 0) * 1.0
    #   is 1 at z = 0: there we take 0, so Z > 0
    # slip: (1 + np.sign(Z)) / 2
    #   is 1/2 at z = 0: there we take 0
    # slip: np.ones_like(Z)
    #   is 1 everywhere: A >= 0 is true of every output of ReLU, and the question is Z > 0
    # slip: (Z < 0) * 1.0
    #   is 1 where z < 0: it is 1 where z > 0
    # slip: (Z <= 0) * 1.0
    #   is 1 where z is not above 0: it is 1 where z > 0
    # slip: np.where(Z > 0, Z, 0)
    #   is z where z > 0, as ReLU itself: there the derivative is 1
    # slip: np.where(Z > 0, 1.0, -1.0)
    #   is -1 where z is not above 0: there it is 0
    # slip: np.sign(Z)
    #   is the sign of z, -1 where z < 0: there the derivative is 0
    # slip: np.where(Z > 0, 1.0, 0.01)
    #   is that of leaky ReLU: for z < 0 ReLU′ is 0
    # slip: (Z > 1) * 1.0
    #   is compared with 1: it is compared with 0
    # slip: np.maximum(0, 1)
    #   is one number: each element has its own, Z > 0
    # slip: 1 if Z > 0 else 0
    #   asks one question of the whole array: Z > 0 answers it for each element
    # slip: 1 - A**2
    #   is tanh′ where ReLU′ was meant
    # slip: A * (1 - A)
    #   is σ′ where ReLU′ was meant
    # slip: A / Z
    #   is 0/0 at z = 0, which is nan: Z > 0 divides by nothing
    return A, derivative
    # slip: derivative, A
    #   has the derivative first: the order is A, derivative
    # slip: A
    #   lacks the derivative
    # slip: derivative
    #   lacks A


def inputs(rng, n_h=2, m=3):
    """Draw numbers of both signs, small and large, and put zeros in."""
    Z = rng.normal(size=(n_h, m)) * 2
    Z[0, 0], Z[0, 1], Z[1, 0], Z[-1, -1] = 0.0, 0.5, -1.5, 2.5
    return {"Z": Z}


def another_with_masks(Z):
    """Fill two arrays of zeros where Z is positive."""
    A, slope = np.zeros(Z.shape), np.zeros(Z.shape)
    positive = Z > 0
    A[positive] = Z[positive]
    slope[positive] = 1
    return A, slope


def another_with_booleans(Z):
    """Multiply by False and True, and return them as they are."""
    on = Z > 0
    return Z * on, on


def another_from_the_output(Z):
    """Ask of the output where it is above 0."""
    A = (Z + np.abs(Z)) / 2
    dA = np.heaviside(A, 0)
    return A, dA


def another_element_by_element(Z):
    """Loop over the elements."""
    A, derivative = Z.copy(), np.ones_like(Z)
    for index, z in np.ndenumerate(Z):
        if z <= 0:
            A[index] = derivative[index] = 0
    return A, derivative
