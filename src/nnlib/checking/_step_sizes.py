"""Step sizes: how the error of a difference quotient depends on h, which explains the h that a check takes."""

from typing import NamedTuple

import numpy as np

from nnlib._arrays import Array, ArrayLike, Seed
from nnlib._validation import count, examples, random_generator, require_instance
from nnlib.models import Network


class StepSizes(NamedTuple):
    """The steps h, and for each the errors of one-sided and central quotients, relative to back propagation."""

    h: Array
    one_sided: Array
    central: Array


def errors_by_step(model: Network, X: ArrayLike, Y: ArrayLike, *, coordinates: int = 50, rng: Seed = 0) -> StepSizes:
    """Return how far difference quotients are from back propagation, for steps h from 1e-13 to 0.3.

    An error is ‖numeric − backprop‖ / ‖backprop‖ over some parameters. For a long step it is truncation, of order h for
    a one-sided quotient and h² for a central one; for a short step it is rounding, of order ε/h. Where the two meet,
    the error is least: near h = ε^(1/3) for the central quotient.
    """
    require_instance("model", model, Network, "a Network")
    model = model.astype(np.float64)
    theta = model.parameters.vector
    X = examples(X, model.layers[1].input_shape, model.dtype)
    gradient = model.gradients(X, Y).vector.copy()
    number = min(count("coordinates", coordinates), theta.size)
    chosen = random_generator(rng).choice(theta.size, number, replace=False)
    J = model.cost(X, Y)
    h = np.logspace(-13, -0.5, 51)
    one_sided, central = np.empty((2, len(h), number))
    for column, i in enumerate(chosen):
        value = theta[i]
        for row, step in enumerate(h * max(1.0, abs(value))):
            theta[i] = above = value + step
            J_above = model.cost(X, Y)
            theta[i] = below = value - step
            J_below = model.cost(X, Y)
            one_sided[row, column] = (J_above - J) / (above - value)
            central[row, column] = (J_above - J_below) / (above - below)
        theta[i] = value
    scale = max(float(np.linalg.norm(gradient[chosen])), np.finfo(np.float64).tiny)
    errors = (np.linalg.norm(quotients - gradient[chosen], axis=1) / scale for quotients in (one_sided, central))
    return StepSizes(h, *errors)
