"""Triangle waves: a line that a deep ReLU network folds once a layer, and how many pieces it then has.

The tent of a tent has twice as many slopes. So d layers of two ReLUs give 2ᵈ pieces, where one hidden layer of n ReLUs
bends a line n times at most, and has n + 1 (Telgarsky, Benefits of Depth in Neural Networks, COLT 2016).
"""

from fractions import Fraction
from itertools import pairwise

import numpy as np

from nnlib._arrays import Array
from nnlib._dense import require_dense
from nnlib._messages import shown
from nnlib._validation import count, finite, number, require_instance
from nnlib.activations import Activation, Identity, LeakyReLU, ReLU
from nnlib.models import Network


def triangle_wave(depth: int) -> Network:
    """Return a network with `depth` hidden layers of two ReLUs, whose output on [0, 1] has 2^depth linear pieces.

    Each hidden layer makes a tent, tent(a) = 2 relu(a) − 4 relu(a − ½), which is 2a for a below ½ and 2 − 2a above. The
    next layer makes the tent of this tent, and so on. All weights are powers of 2, or 0: nothing is rounded.

    Parameters
    ----------
    depth : int
        The number of hidden layers.

    Returns
    -------
    Network
        1-2-…-2-1, relu and identity. Its output goes 2^(depth − 1) times from 0 to 1 and back.

    Examples
    --------
    >>> triangle_wave(2).predict([[0, 0.125, 0.25, 0.5, 0.75, 1]])
    array([[0. , 0.5, 1. , 0. , 1. , 0. ]])
    """
    depth = count("depth", depth)
    model = Network([1, *[2] * depth, 1], hidden="relu", output="identity", initialization="zeros")
    for l, W in model.W.items():
        W[...] = np.array([1] if l == 1 else [2, -4])
    for l in range(1, depth + 1):
        model.b[l] = [[0.0], [-0.5]]
    return model


def kinks(model: Network, low: float = 0.0, high: float = 1.0) -> Array:
    """Return where the output of a ReLU network with one input bends, between two ends.

    Floating-point numbers are fractions, and such a network computes fractions from them: the kinks are counted without
    any rounding. A kink of a hidden node that does not show in the output is not counted.

    Parameters
    ----------
    model : Network
        With n_x = 1 and n_y = 1; its activations are relu, leaky_relu or identity.
    low, high : float
        The ends of the interval.

    Returns
    -------
    ndarray of shape (k,)
        The kinks inside of the interval, in order; the output has k + 1 linear pieces there.

    Examples
    --------
    >>> kinks(triangle_wave(2))
    array([0.25, 0.5 , 0.75])
    """
    require_instance("model", model, Network, "a Network")
    require_dense({l: model.layers[l] for l in model.parameters.distinct}, "kinks")
    n_x, *_, n_y = model.layer_sizes
    if (n_x, n_y) != (1, 1):
        msg = f"kinks are counted along one input and in one output, but the model has n_x={n_x} and n_y={n_y}"
        raise ValueError(msg)
    if other := [g for g in model.g.values() if type(g) not in {ReLU, LeakyReLU, Identity}]:
        msg = f"only relu, leaky_relu and identity are made of straight lines, and the model has {shown(other[0])}"
        raise ValueError(msg)
    finite("θ", model.parameters.vector, model.dtype)
    ends = finite("[low, high]", np.array([number("low", low), number("high", high)]), np.float64)
    if ends[0] >= ends[1]:
        msg = f"low must be below high, got low={shown(low)} and high={shown(high)}"
        raise ValueError(msg)

    points = [Fraction(x) for x in ends.tolist()]
    values = [[x] for x in points]  # of the nodes of a layer, at each point; between the points they are lines
    for l, g in model.g.items():
        W = [[Fraction(w) for w in row] for row in model.W[l].tolist()]
        b = [Fraction(each) for each in model.b[l][:, 0].tolist()]
        Z = [[sum(map(Fraction.__mul__, row, A), each) for row, each in zip(W, b, strict=True)] for A in values]
        points, Z = (points, Z) if isinstance(g, Identity) else with_crossings(points, Z)
        values = [[activated(g, z) for z in column] for column in Z]
    slopes = [
        (after[0] - before[0]) / (right - left)
        for (left, right), (before, after) in zip(pairwise(points), pairwise(values), strict=True)
    ]
    return np.array(
        [float(x) for x, (before, after) in zip(points[1:-1], pairwise(slopes), strict=True) if before != after]
    )


def with_crossings(points: list[Fraction], Z: list[list[Fraction]]) -> tuple[list[Fraction], list[list[Fraction]]]:
    """Add the points at which some z crosses 0, with the values of all nodes there."""
    new_points, new_Z = points[:1], Z[:1]
    for (left, right), (before, after) in zip(pairwise(points), pairwise(Z), strict=True):
        shares = {z / (z - other) for z, other in zip(before, after, strict=True) if z * other < 0}
        for share in sorted(shares):
            new_points.append(left + share * (right - left))
            new_Z.append([z + share * (other - z) for z, other in zip(before, after, strict=True)])
        new_points.append(right)
        new_Z.append(after)
    return new_points, new_Z


def activated(g: Activation, z: Fraction) -> Fraction:
    """Return g(z) for one of the three."""
    if isinstance(g, Identity) or z > 0:
        return z
    return Fraction(g.slope) * z if isinstance(g, LeakyReLU) else Fraction(0)
