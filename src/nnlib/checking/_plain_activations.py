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
MALFORMED_SLOPES: dict[type, dict[str, Callable[[Array], Array]]] = {
    Sigmoid: {"(1 - {A}): the factor {A} is missing": lambda A: 1 - A},
    Tanh: {
        "(1 - {A}): the square is missing": lambda A: 1 - A,
        "(1 - {A})²: {A} alone is squared": lambda A: (1 - A) ** 2,
        "{A}²: it is 1 - {A}²": np.square,
        "(1 + {A}²): it is 1 - {A}²": lambda A: 1 + A**2,
    },
}
"""What comes of slips in these forms, by what is said of it."""


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
