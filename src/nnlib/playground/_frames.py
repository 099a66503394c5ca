"""Frames: what the page shows of a network at a moment, in numbers that JSON can hold."""

import math
from base64 import b64encode
from typing import Any

import numpy as np

from nnlib._arrays import Array
from nnlib.activations import Activation
from nnlib.models import Network

RESOLUTION, COARSE = 60, 20
"""How many points a side the map of the output has, and the maps of the nodes."""
FLAT = 0.05
"""A node is saturated where g′ is less than this part of the steepest, for every example."""


def grid(radius: float) -> Array:
    """Return the points of the map as columns, from the upper left, row by row: from −radius to radius."""
    across = np.linspace(-radius, radius, RESOLUTION)
    x1, x2 = np.meshgrid(across, across[::-1])
    return np.stack([x1.ravel(), x2.ravel()], axis=1).T


@np.errstate(all="ignore")  # just before a run diverges, numbers are large
def frame_of(model: Network, X: Array, Y: Array, held_out: tuple[Array, Array], radius: float) -> dict[str, Any]:
    """Return what is seen of a network of two features: J and accuracy, the maps, and what each layer holds."""
    seen = model.forward(grid(radius))
    layers = {l: layer(model, l, seen.A[l]) for l in model.g}
    if X.size:
        forward_pass = model.forward(X)
        gradients = model.backward(forward_pass, Y)
        for l, g in model.g.items():
            layers[l]["gradient"] = finite(np.linalg.norm(gradients.dW[l]))
            layers[l] |= nodes(g, forward_pass.Z[l], forward_pass.A[l]) if l < len(layers) else {}
    measured = measures(model, X, Y) | measures(model, *held_out, "validation_")
    return measured | {"boundary": in_integers(seen.output, 0, 65535, "<u2"), "layers": list(layers.values())}


def measures(model: Network, X: Array, Y: Array, of: str = "") -> dict[str, float | None]:
    """Return J and the accuracy, which are None where there are no examples."""
    cost, accuracy = model.evaluate(X, Y) if X.size else (None, None)
    return {f"{of}cost": finite(cost), f"{of}accuracy": accuracy}


def layer(model: Network, l: int, A: Array) -> dict[str, Any]:
    """Return the parameters of layer l, and a small map of what each of its nodes makes of the plane."""
    maps = A.reshape(-1, RESOLUTION, RESOLUTION)[:, 1 :: RESOLUTION // COARSE, 1 :: RESOLUTION // COARSE]
    scales = np.abs(maps).max(axis=(1, 2), initial=0)
    shares = maps / np.where(scales > 0, scales, 1)[:, np.newaxis, np.newaxis]
    return {
        "W": model.W[l].tolist(),
        "b": model.b[l].ravel().tolist(),
        "gradient": None,
        "dead": [],
        "saturated": [],
        "maps": in_integers(shares, 128, 127, "u1"),
        "scales": [finite(scale) for scale in scales],
    }


def nodes(g: Activation, Z: Array, A: Array) -> dict[str, list[int]]:
    """Return which nodes of a hidden layer are 0 and pass no gradient for any example, and which are flat for all."""
    slopes = np.abs(g.derivative(Z))
    steepest = np.abs(g.derivative(np.zeros((1, 1)))).max()
    dead = ((slopes == 0) & (A == 0)).all(axis=1)
    saturated = (slopes < FLAT * steepest).all(axis=1)
    return {"dead": np.flatnonzero(dead).tolist(), "saturated": np.flatnonzero(saturated).tolist()}


def in_integers(values: Array, zero: float, one: float, kind: str) -> str:
    """Return numbers as integers in base64: where 0 and 1 lie is told, and what is beyond the least or most is cut."""
    scaled = np.clip(np.nan_to_num(zero + one * values), 0, np.iinfo(kind).max)
    return b64encode(np.rint(scaled).astype(kind).tobytes()).decode()


def finite(number: float | np.floating[Any] | None) -> float | None:
    """Return a number as JSON has it: None where there is none, or it is not finite."""
    return None if number is None or not math.isfinite(number) else float(number)
