"""How much is sold at a price: the notes' first examples of what a network learns, as data."""

import numpy as np

from nnlib._arrays import Array, ArrayLike, Generator, Seed
from nnlib._validation import count, finite, matrix, not_negative, random_generator


def demand_curve(m: int = 100, *, noise: float = 0.1, rng: Seed = None) -> tuple[Array, Array]:
    """Return prices and the demand at each: it falls along a line to 0 and stays there.

    The curve is demand = max(0, 3 − price), the shape that one ReLU node can compute (notes, section 2).

    Parameters
    ----------
    m : int, default 100
        The number of examples.
    noise : float, default 0.1
        The relative standard deviation of what is sold: the noise multiplies, is positive, and its mean is 1.
    rng : int, numpy.random.Generator or None, optional
        The source of the draws.

    Returns
    -------
    tuple of ndarray
        X, of shape (1, m): prices, from 0 to 4, in hundreds; Y, of shape (1, m): pieces sold, from 0, in thousands.

    Examples
    --------
    >>> X, Y = demand_curve(m=50, noise=0, rng=1)
    >>> np.array_equal(Y, np.maximum(0, 3 - X))
    True
    """
    m, noise = count("m", m), not_negative("noise", noise)
    generator = random_generator(rng)
    price = generator.uniform(0, 4, (1, m))
    return price, np.maximum(0, 3 - price) * multiplier(noise, m, generator)


def demand(m: int = 400, *, noise: float = 0.1, rng: Seed = None) -> tuple[Array, Array]:
    """Return what is sold depending on price, shipping, marketing and material.

    It depends on three factors that are not among the features (notes, section 2): the demand is 2 · affordability +
    awareness + 1.5 · quality. `demand_factors` computes the factors for comparison.

    Parameters
    ----------
    m : int, default 400
        The number of examples.
    noise, rng : float, default 0.1, and int, numpy.random.Generator or None
        As in `demand_curve`.

    Returns
    -------
    tuple of ndarray
        X, of shape (4, m): price, shipping, marketing, material, each from 0 to 1; Y, of shape (1, m): thousands sold.

    Examples
    --------
    >>> X, Y = demand(m=50, noise=0, rng=1)
    >>> affordability, awareness, quality = demand_factors(X)
    >>> np.allclose(Y, 2 * affordability + awareness + 1.5 * quality)
    True
    """
    m, noise = count("m", m), not_negative("noise", noise)
    generator = random_generator(rng)
    X = generator.uniform(0, 1, (m, 4)).T
    affordability, awareness, quality = demand_factors(X)
    sold = 2 * affordability + awareness + 1.5 * quality
    return X, sold * multiplier(noise, m, generator)


def demand_factors(X: ArrayLike) -> Array:
    """Return the three factors that the four features of `demand` act through.

    Each is a ReLU of the features, so that a hidden layer of three nodes can find them::

        affordability = max(0, 1 − 0.9 price − 0.4 shipping)
        awareness     = max(0, marketing − 0.2)
        quality       = max(0, 0.5 price + material − 0.5)

    Parameters
    ----------
    X : array_like of shape (4, m)
        Price, shipping, marketing and material.

    Returns
    -------
    ndarray of shape (3, m), float64
        Affordability, awareness and perceived quality.

    Examples
    --------
    >>> demand_factors([[0.0], [0.0], [1.0], [1.0]]).T
    array([[1. , 0.8, 0.5]])
    """
    features = finite("X", matrix("X", X), np.float64)
    if len(features) != 4:  # noqa: PLR2004  price, shipping, marketing, material
        msg = f"X has {len(features)} rows, but demand has four features: price, shipping, marketing, material"
        raise ValueError(msg)
    price, shipping, marketing, material = features
    return np.maximum(0, np.stack([1 - 0.9 * price - 0.4 * shipping, marketing - 0.2, 0.5 * price + material - 0.5]))


def multiplier(noise: float, m: int, generator: Generator) -> Array:
    """Return m positive factors of mean 1 with this relative standard deviation: they are log-normal."""
    variance = np.log1p(noise**2)
    return np.exp(np.sqrt(variance) * generator.standard_normal((1, m)) - variance / 2)
