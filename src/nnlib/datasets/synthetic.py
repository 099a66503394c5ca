"""Shapes in the plane that a straight line cannot separate."""

import numpy as np

from nnlib._arrays import Array, Generator, Seed
from nnlib._validation import count, fraction, not_negative, positive, random_generator


def flower(m: int = 400, *, petals: int = 6, noise: float = 0.3, rng: Seed = None) -> tuple[Array, Array]:
    """Return a flower whose petals belong to two classes in turn, as in the notes' section 5.

    Use any number of petals from 2; the course's exercise has 8. If it is odd, the last and first petal are alike.

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
    tuple of ndarray
        X, of shape (2, m): points in the plane; Y, of shape (1, m): 0.0 or 1.0.

    Examples
    --------
    >>> X, Y = flower(m=400, petals=4, rng=1)
    >>> X.shape, float(Y.mean())
    ((2, 400), 0.5)
    """
    m, petals, noise = count("m", m), count("petals", petals), not_negative("noise", noise)
    if petals == 1:
        msg = "petals must be at least 2: one petal is one class"
        raise ValueError(msg)
    generator = random_generator(rng)
    petal = np.arange(m) % petals
    across = generator.uniform(-0.5, 0.5, m)  # from one edge of the petal to the other
    angle = 2 * np.pi / petals * (petal + across)
    radius = 4 * np.cos(np.pi * across)
    return scattered(radius * np.cos(angle), radius * np.sin(angle), noise, generator), row(petal % 2)


def spirals(
    m: int = 400, *, arms: int = 2, turns: float = 1.0, noise: float = 0.1, rng: Seed = None
) -> tuple[Array, Array]:
    """Return spiral arms that wind around one another; each arm is a class.

    Parameters
    ----------
    m : int, default 400
        The number of examples.
    arms : int, default 2
        The number of arms, and of classes, from 2.
    turns : float, default 1.0
        The number of times that each arm winds around the centre.
    noise, rng : float, default 0.1, and int, numpy.random.Generator or None
        As in `flower`; the arms end at radius 4.

    Returns
    -------
    tuple of ndarray
        X, of shape (2, m): points in the plane; Y, of shape (1, m): the arm, 0.0, 1.0, … With two arms these are labels
        for a sigmoid output, with more the class indices that softmax takes.

    Examples
    --------
    >>> X, Y = spirals(m=300, arms=3, rng=1)
    >>> X.shape, np.unique(Y)
    ((2, 300), array([0., 1., 2.]))
    """
    m, arms, turns, noise = count("m", m), count("arms", arms), positive("turns", turns), not_negative("noise", noise)
    if arms == 1:
        msg = "arms must be at least 2: one arm is one class"
        raise ValueError(msg)
    generator = random_generator(rng)
    arm = np.arange(m) % arms
    along = np.sqrt(generator.uniform(0.01, 1, m))  # the root spreads the points evenly over the arm's length
    angle = 2 * np.pi * (turns * along + arm / arms)
    return scattered(4 * along * np.cos(angle), 4 * along * np.sin(angle), noise, generator), row(arm)


def circles(m: int = 400, *, factor: float = 0.5, noise: float = 0.1, rng: Seed = None) -> tuple[Array, Array]:
    """Return a circle inside another.

    Parameters
    ----------
    m : int, default 400
        The number of examples.
    factor : float, default 0.5
        The radius of the inner circle, from 0 to below 1; that of the outer is 1.
    noise, rng : float, default 0.1, and int, numpy.random.Generator or None
        As in `flower`.

    Returns
    -------
    tuple of ndarray
        X, of shape (2, m): points in the plane; Y, of shape (1, m): 0.0 on the outer circle, 1.0 on the inner.

    Examples
    --------
    >>> X, Y = circles(m=100, noise=0, rng=1)
    >>> np.unique(np.hypot(X[0], X[1]).round(12))
    array([0.5, 1. ])
    """
    m, factor, noise = count("m", m), fraction("factor", factor), not_negative("noise", noise)
    generator = random_generator(rng)
    inner = np.arange(m) % 2
    angle = generator.uniform(0, 2 * np.pi, m)
    radius = np.where(inner, factor, 1.0)
    return scattered(radius * np.cos(angle), radius * np.sin(angle), noise, generator), row(inner)


def moons(m: int = 400, *, noise: float = 0.1, rng: Seed = None) -> tuple[Array, Array]:
    """Return two half circles, each of which ends inside the other.

    Parameters
    ----------
    m, noise, rng : int, default 400, float, default 0.1, and int, numpy.random.Generator or None
        As in `flower`; the half circles have radius 1.

    Returns
    -------
    tuple of ndarray
        X, of shape (2, m): points in the plane; Y, of shape (1, m): 0.0 on the upper, around (0, 0), 1.0 on the lower.

    Examples
    --------
    >>> X, Y = moons(m=100, noise=0, rng=1)
    >>> bool((X[1, Y[0] == 0] >= 0).all())
    True
    """
    m, noise = count("m", m), not_negative("noise", noise)
    generator = random_generator(rng)
    lower = np.arange(m) % 2
    angle = np.pi * (generator.uniform(0, 1, m) + lower)
    return scattered(np.cos(angle) + lower, np.sin(angle) + lower / 2, noise, generator), row(lower)


def xor(m: int = 400, *, noise: float = 0.1, rng: Seed = None) -> tuple[Array, Array]:
    """Return the four quadrants of a square; opposite quadrants share a class.

    Parameters
    ----------
    m, noise, rng : int, default 400, float, default 0.1, and int, numpy.random.Generator or None
        As in `flower`; the examples take the quadrants in turn, and the square goes from −1 to 1.

    Returns
    -------
    tuple of ndarray
        X, of shape (2, m): points in the plane; Y, of shape (1, m): 1.0 where, but for noise, x₁ and x₂ differ in sign.

    Examples
    --------
    >>> X, Y = xor(m=100, noise=0, rng=1)
    >>> np.array_equal(Y[0] == 1, X[0] * X[1] < 0)
    True
    """
    m, noise = count("m", m), not_negative("noise", noise)
    generator = random_generator(rng)
    right, upper = np.arange(m) % 2, np.arange(m) // 2 % 2
    # In (0, 1], so that no point lies on an axis.
    across, up = 1 - generator.uniform(0, 1, (2, m))
    return scattered(np.where(right, across, -across), np.where(upper, up, -up), noise, generator), row(right ^ upper)


def scattered(x1: Array, x2: Array, noise: float, generator: Generator) -> Array:
    """Return points as columns, with normal noise on both coordinates; each point's two lie side by side."""
    X = np.stack([x1, x2], axis=1)
    X += noise * generator.standard_normal(X.shape)
    return X.T


def row(labels: Array) -> Array:
    """Return labels as one row of floats."""
    return labels.astype(np.float64)[np.newaxis]
