"""The losses and the cost written out once more, but for a user's own, and what slips into a cost."""

from collections.abc import Iterator

import numpy as np

from nnlib._arrays import Array
from nnlib._diagnosis import Slip
from nnlib.checking._quantities import Quantities
from nnlib.losses import binary_cross_entropy, categorical_cross_entropy, squared_error

TWICE = "is twice as large: the squared error here is ½ (a - y)², whose derivative is a - y"


def loss_derivative(known: Quantities) -> Array:
    """Return ∂L/∂A[L]."""
    A, Y = known.A[known.L], known.Y
    if known.loss == binary_cross_entropy:
        return np.where(Y == 1, -1 / A, 1 / (1 - A))
    if known.loss == categorical_cross_entropy:
        return np.where(Y == 1, -1 / A, 0)
    return A - Y if known.loss == squared_error else known.loss.dL_dA(A, Y)


def malformed_derivatives(known: Quantities) -> Iterator[Slip]:
    """Yield what comes of slips in ∂L/∂A[L]."""
    A, Y = known.A[known.L], known.Y
    if known.loss == binary_cross_entropy:
        name = f"A[{known.L}]"
        yield Slip(Y / A + (1 - Y) / (1 - A), f"is Y/{name} + (1 - Y)/(1 - {name}): the first term has a minus sign")
        told = f"is -Y/{name} - (1 - Y)/(1 - {name}): the second term has a plus sign"
        yield Slip(-Y / A - (1 - Y) / (1 - A), told)
        yield Slip(-Y / A, f"is -Y/{name}: the term (1 - Y)/(1 - {name}) is missing")
    elif known.loss == squared_error:
        yield Slip(2 * (A - Y), TWICE)


def cost_of(known: Quantities) -> tuple[float, float]:
    """Return the mean loss and the L2 term, of which the cost J is the sum."""
    Z, A, Y = known.Z[known.L], known.A[known.L], known.Y
    if known.loss == binary_cross_entropy:
        L = np.logaddexp(0, (1 - 2 * Y) * Z).sum(axis=0)
    elif known.loss == categorical_cross_entropy:
        L = np.logaddexp.reduce(Z, axis=0) - (Y * Z).sum(axis=0)
    elif known.loss == squared_error:
        L = ((A - Y) ** 2).sum(axis=0) / 2
    else:
        L = known.loss.L(A, Y)[0]
    data = float(known.weighted(L[np.newaxis]).sum() / known.m)
    return data, known.l2 / 2 * sum(float((W**2).sum()) for l, W in known.W.items() if l not in known.repeats)


def cost_mistake(J: float, known: Quantities) -> str:
    """Return what is wrong with the cost, as the rest of a sentence; empty where it is what its equation gives."""
    data, penalty = cost_of(known)
    right = data + penalty
    if np.isclose(J, right, rtol=1e-9):
        return ""
    told = f"is {J:.6g}, but its equation gives {right:.6g}"
    slips = {
        "the L2 term is missing": data,
        "the L2 term has the wrong sign": data - penalty,
        f"the factor 1/{known.m_name} is missing": data * known.m + penalty,
        f"1/{known.m_name} stands there twice": data / known.m + penalty,
        "the factor ½ of L2 is missing": data + 2 * penalty,
    }
    fitting = [mistake for mistake, value in slips.items() if np.isclose(J, value, rtol=1e-9)]
    if fitting:
        return f"{told}: {', or '.join(fitting)}"
    if known.matched and known.loss in (binary_cross_entropy, categorical_cross_entropy):
        for k in range(4, 17):
            if np.isclose(J, clipped_loss(known, 10.0**-k) + penalty, rtol=1e-9, atol=0):
                return f"{told}: log is cut off at ε = 1e-{k}; computed from Z[{known.L}] it needs no ε"
    return told


def clipped_loss(known: Quantities, epsilon: float) -> float:
    """Return the mean loss of a cross-entropy whose logarithms are cut off at ε."""
    A = np.clip(known.A[known.L], epsilon, 1 - epsilon)
    categorical = known.loss == categorical_cross_entropy
    L = -(known.Y * np.log(A) + (0 if categorical else (1 - known.Y) * np.log(1 - A))).sum(axis=0, keepdims=True)
    return float(known.weighted(L).sum() / known.m)
