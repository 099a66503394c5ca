"""Shapes in the plane that a linear boundary cannot separate."""

import numpy as np

from nnlib.arrays import Array, Seed
from nnlib.validation import count, not_negative

__all__ = ["flower"]


def flower(m: int = 400, *, petals: int = 6, noise: float = 0.3, rng: Seed = None) -> tuple[Array, Array]:
    """Return a flower whose petals belong to two classes in turn: the kind of data that the notes' section 5 needs.

    The course's exercise draws one with eight petals. Here any number will do; with an odd one, the last petal and
    the first are of the same class.

    Parameters
    ----------
    m : int, default 400
        The number of examples.
    petals : int, default 6
        The number of petals.
    noise : float, default 0.3
        The standard deviation of the noise on both coordinates, in the units of x; a petal is 4 long.
    rng : int, numpy.random.Generator or None, optional
        The source of the draws.

    Returns
    -------
    X : ndarray of shape (2, m), float64
        Points in the plane.
    Y : ndarray of shape (1, m), float64
        0.0 or 1.0.

    Raises
    ------
    TypeError, ValueError
        If a number is not positive, or the noise is negative.

    Examples
    --------
    >>> X, Y = flower(m=400, petals=4, rng=1)
    >>> X.shape, Y.shape
    ((2, 400), (1, 400))
    >>> float(Y.mean())
    0.5
    """
    m, petals, noise = count("m", m), count("petals", petals), not_negative("noise", noise)
    if petals == 1:
        msg = "petals must be at least 2: one petal is one class"
        raise ValueError(msg)
    generator = np.random.default_rng(rng)
    petal = np.arange(m) % petals
    across = generator.uniform(-0.5, 0.5, m)  # from one edge of the petal to the other
    angle = 2 * np.pi / petals * (petal + across)
    radius = 4 * np.cos(np.pi * across)
    X = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    X += noise * generator.standard_normal(X.shape)
    return X.T, (petal % 2).astype(np.float64).reshape(1, m)
