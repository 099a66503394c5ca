"""The activations and their slopes written out once more, so that those of `nnlib.activations` have a judge."""

from collections.abc import Callable
from typing import Any

import numpy as np

from nnlib._arrays import Array
from nnlib.activations import Activation, Identity, LeakyReLU, ReLU, Sigmoid, Softmax, Tanh

STEP = float(np.finfo(np.float64).eps) ** (1 / 3)

PLAIN: dict[type, Callable[[Any, Array], Array]] = {
    Identity: lambda _, Z: Z,
    Sigmoid: lambda _, Z: 1 / (1 + np.exp(-Z)),
    Tanh: lambda _, Z: 1 - 2 / (np.exp(2 * Z) + 1),
    ReLU: lambda _, Z: np.where(Z > 0, Z, 0),
    LeakyReLU: lambda g, Z: np.where(Z > 0, Z, g.slope * Z),
    Softmax: lambda _, Z: np.exp(Z - Z.max(axis=0)) / np.exp(Z - Z.max(axis=0)).sum(axis=0),
}
"""g(Z)."""
SLOPE_FROM_OUTPUT: dict[type, Callable[[Any, Array], Array]] = {
    Identity: lambda _, A: np.ones_like(A),
    Sigmoid: lambda _, A: A * (1 - A),
    Tanh: lambda _, A: 1 - A**2,
    ReLU: lambda _, A: np.where(A > 0, 1, 0),
    LeakyReLU: lambda g, A: np.where(A > 0, 1, g.slope),
}
"""g′(Z), had from the output A = g(Z)."""
MALFORMED_OUTPUTS: dict[type, dict[str, Callable[[Array], Array]]] = {
    Sigmoid: {
        "is 1 / (1 + exp({Z})): the exponent is -{Z}": lambda Z: 1 / (1 + np.exp(Z)),
        "is 1 / 1 + exp(-{Z}): brackets are missing around 1 + exp(-{Z})": lambda Z: 1 + np.exp(-Z),
        "is 0 and 1, as predictions are: it is the probability itself": lambda Z: np.where(Z > 0, 1.0, 0.0),
    },
    Tanh: {
        "is tanh({Z}/2), which is 2 sigmoid({Z}) - 1: the exponents are {Z} and -{Z}": lambda Z: np.tanh(Z / 2),
        "is 1 / tanh({Z}): the fraction is upside down": lambda Z: 1 / np.tanh(Z),
    },
    ReLU: {
        "is min(0, {Z}): it is max(0, {Z})": lambda Z: np.minimum(0, Z),
        "is the absolute value of {Z}: it is max(0, {Z})": np.abs,
    },
    Softmax: {
        "is exp({Z}), not divided by its sum over the nodes, axis=0": np.exp,
        "is {Z} divided by its sum: exp is missing": lambda Z: Z / Z.sum(axis=0),
        "is divided by the sum of exp({Z}), but its own exponent is smaller by the largest {Z}": (
            lambda Z: np.exp(Z - Z.max(axis=0)) / np.exp(Z).sum(axis=0)
        ),
        "is 0 and 1, as predictions are: it is the probabilities themselves": (
            lambda Z: np.where(Z.max(axis=0) == Z, 1.0, 0.0)
        ),
    },
}
"""What comes of slips in g(Z), by what is said of it."""
MALFORMED_SLOPES: dict[type, dict[str, Callable[[Array], Array]]] = {
    Sigmoid: {
        "(1 - {A}): the factor {A} is missing": lambda A: 1 - A,
        "{A} (1 + {A}): it is {A} (1 - {A})": lambda A: A * (1 + A),
        "{A} (1 - {A}²): no {A} is squared": lambda A: A * (1 - A**2),
        "{A}² (1 - {A}): no {A} is squared": lambda A: A**2 * (1 - A),
    },
    Tanh: {
        "(1 - {A}): the square is missing": lambda A: 1 - A,
        "(1 - {A})²: {A} alone is squared": lambda A: (1 - A) ** 2,
        "{A}²: it is 1 - {A}²": np.square,
        "(1 - 2 {A}): it is {A}**2, not {A}*2,": lambda A: 1 - 2 * A,
        "(1 + {A}²): it is 1 - {A}²": lambda A: 1 + A**2,
    },
}
"""What comes of slips in these forms, by what is said of it."""
UNBRACKETED: dict[type, tuple[str, Callable[[Array, Array], Array]]] = {
    Sigmoid: ("{A} (1 - {A})", lambda dA, A: dA * A * 1 - A),
    Tanh: ("1 - {A}²", lambda dA, A: dA * 1 - A**2),
}
"""g′ in its form for the output, and what comes of it without brackets behind dA times."""


def plain(g: Activation, Z: Array) -> Array:
    """Return g(Z), written out; a user's own activation is called as it is."""
    return PLAIN[type(g)](g, Z) if type(g) in PLAIN else g(Z)


def slope(g: Activation, Z: Array) -> Array:
    """Return g′(Z) to nine or ten digits, as a difference quotient of g; at a kink, as g itself gives it."""
    h = STEP * np.maximum(1, np.abs(Z))
    quotient: Array = (plain(g, Z + h) - plain(g, Z - h)) / ((Z + h) - (Z - h))
    for kink in getattr(g, "kinks", ()):
        quotient = np.where(np.abs(Z - kink) <= h, g.derivative(Z), quotient)
    return quotient
