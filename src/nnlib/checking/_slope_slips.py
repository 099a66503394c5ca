"""What slips into dZ[l]: into A[L] − Y, and into dA[l] * g[l]′(Z[l])."""

from collections.abc import Iterator
from itertools import chain

import numpy as np

from nnlib._arrays import Array
from nnlib._diagnosis import Slip
from nnlib._registry import name_of
from nnlib.activations import ACTIVATIONS, Activation, Softmax
from nnlib.checking._plain_activations import MALFORMED_SLOPES, PLAIN, SLOPE_FROM_OUTPUT, UNBRACKETED, slope
from nnlib.checking._plain_losses import TWICE
from nnlib.checking._quantities import Quantities
from nnlib.losses import squared_error


def matched_slips(l: int, known: Quantities) -> Iterator[Slip]:
    """Yield what is taken for A[L] − Y."""
    g, Z, A, Y = known.g[l], known.Z[l], known.A[l], known.Y
    yield Slip(known.dA[l], f"is dA[{l}]: the derivative of {g} is missing; with this loss, dZ[{l}] is A[{l}] - Y")
    g_prime = A * (1 - A) if isinstance(g, Softmax) else slope(g, Z)
    factor = f"A[{l}] (1 - A[{l}])" if isinstance(g, Softmax) else f"g[{l}]′(Z[{l}])"
    others = {
        f"has a factor {factor} too many: with {g} and {known.loss}, dZ[{l}] is A[{l}] - Y": (A - Y) * g_prime,
        f"is {factor} alone: with this loss, dZ[{l}] is A[{l}] - Y": g_prime,
        f"is A[{l}]: Y has to be subtracted": A,
        f"is A[{l}] + Y: Y has to be subtracted": A + Y,
        f"is (A[{l}] - Y)²: the difference is not squared": (A - Y) ** 2,
        f"is the absolute value of A[{l}] - Y: its sign counts": np.abs(A - Y),
    }
    if known.loss == squared_error:
        others[TWICE] = 2 * (A - Y)
    else:
        others[f"is Z[{l}] - Y: A[{l}] was meant"] = Z - Y
        predictions = A.max(axis=0) == A if isinstance(g, Softmax) else A > 0.5  # noqa: PLR2004  half
        told = f"is made from predictions of 0 and 1: A[{l}] is the probabilities themselves"
        others[told] = predictions - Y
    if isinstance(g, Softmax):
        told = f"is A[{l}] minus the indices of the classes: Y has to be one-hot, (n_y, m)"
        others[told] = A - Y.argmax(axis=0)
    for told, value in others.items():
        yield Slip(known.weighted(value), told)


def without_dA(l: int, known: Quantities) -> Iterator[Slip]:
    """Yield what comes where dA[l] is no factor, or asked in place of Z[l], or Z[l] of the wrong sign."""
    g, dA, Z, A = known.g[l], known.dA[l], known.Z[l], known.A[l]
    yield Slip(slope(g, Z), f"is g[{l}]′(Z[{l}]) alone: the factor dA[{l}] is missing")
    yield Slip(dA * slope(g, Z) ** 2, f"has the factor g[{l}]′(Z[{l}]) twice")
    yield Slip(dA * Z, f"is dA[{l}] * Z[{l}]: g[{l}]′(Z[{l}]) was meant")
    if type(g) in UNBRACKETED:
        form, value = UNBRACKETED[type(g)]
        told = f"has no brackets around {form.format(A=f'A[{l}]')}, so that dA[{l}] multiplies its beginning alone"
        yield Slip(value(dA, A), told)
    if getattr(g, "kinks", ()):
        yield Slip(dA * slope(g, -Z), f"has g[{l}]′ the wrong way round: it is that of -Z[{l}]")
        yield Slip(dA * slope(g, dA), f"is dA[{l}] * g[{l}]′(dA[{l}]): Z[{l}] was meant")


def products(l: int, dA: Array, slopes: Array) -> Iterator[Slip]:
    """Yield what a matrix product gives in place of an elementwise one, transposed where shapes do not permit it."""
    told = f"is a matrix product of dA[{l}] and g[{l}]′(Z[{l}]): they are multiplied element by element, with *"
    if dA.shape[0] == dA.shape[1]:
        yield Slip(dA @ slopes, told)
    yield Slip(dA @ slopes.T, told)


def wrong_slopes(l: int, known: Quantities) -> Iterator[Slip]:
    """Yield what is taken for g[l]′(Z[l]): of the wrong array, in the wrong form, or of another activation."""
    g, Z, A, name = known.g[l], known.Z[l], known.A[l], name_of(known.g[l])
    yield Slip(slope(g, A), f"is dA[{l}] * g[{l}]′(A[{l}]): Z[{l}] was meant")
    if type(g) in SLOPE_FROM_OUTPUT:
        told = f"has the formula of {name}′ that takes A[{l}], but is given Z[{l}]"
        yield Slip(SLOPE_FROM_OUTPUT[type(g)](g, Z), told)
    if type(g) in SLOPE_FROM_OUTPUT and l in known.D:
        told = f"is dA[{l}] * {name}′, had from A[{l}] behind the mask: it is that of g[{l}](Z[{l}]) alone"
        yield Slip(SLOPE_FROM_OUTPUT[type(g)](g, A), told)
    if type(g) not in PLAIN:
        own = f"is what {name} gives for its derivative, which is not that of its values"
        yield Slip(g.derivative(Z), own)
        if hasattr(g, "derivative_from_output"):
            yield Slip(g.derivative_from_output(A), own)
    for value, told in chain(slopes_of_others(l, g, Z, A), malformed_slopes(l, g, A), slopes_elsewhere(l, known)):
        yield Slip(value, f"is dA[{l}] * {told}")


def slopes_of_others(l: int, g: Activation, Z: Array, A: Array) -> Iterator[Slip]:
    """Yield the derivatives of other activations, at Z[l] and in their form for an output A[l]."""
    for symbol, other in ACTIVATIONS.items():
        if other == g or symbol in {"identity", "softmax"}:
            continue
        in_Z, in_A = slope(other, Z), SLOPE_FROM_OUTPUT[type(other)](other, A)
        yield Slip(in_Z, f"{other}′(Z[{l}]), but g[{l}] is {name_of(g)}")
        if not np.allclose(in_Z, in_A, atol=1e-4):  # as where signs decide
            yield Slip(in_A, f"{other}′, had from its output A[{l}], but g[{l}] is {name_of(g)}")


def malformed_slopes(l: int, g: Activation, A: Array) -> Iterator[Slip]:
    """Yield what slips into g′ in its form for the output A[l], and g itself in its place."""
    yield Slip(A, f"A[{l}], which is g[{l}](Z[{l}]): g[{l}]′(Z[{l}]) was meant")
    for told, form in MALFORMED_SLOPES.get(type(g), {}).items():
        yield Slip(form(A), told.format(A=f"A[{l}]") + f" in {name_of(g)}′")


def slopes_elsewhere(l: int, known: Quantities) -> Iterator[Slip]:
    """Yield the derivatives of g[l] at other layers' arrays, and those of other layers, as far as shapes permit."""
    g, n = known.g[l], len(known.Z[l])
    for k, A in known.A.items():
        if k == l or len(A) not in {1, n}:
            continue
        from_output = SLOPE_FROM_OUTPUT[type(g)](g, A) if type(g) in SLOPE_FROM_OUTPUT else None
        if from_output is not None:
            yield Slip(from_output, f"{name_of(g)}′, had from {f'A[{k}]' if k else 'X'}: A[{l}] was meant")
        if k and type(known.g[k]) is not type(g) and not isinstance(known.g[k], Softmax):
            of_Z = slope(g, known.Z[k])
            if from_output is None or not np.allclose(of_Z, from_output, atol=1e-4):  # as where signs decide
                yield Slip(of_Z, f"g[{l}]′(Z[{k}]): Z[{l}] was meant")
            yield Slip(slope(known.g[k], known.Z[k]), f"g[{k}]′(Z[{k}]): g[{l}]′(Z[{l}]) was meant")
