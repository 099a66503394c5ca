"""The same line with another W, b or X: how it is seen in an array that it was not made with those handed over."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from nnlib._arrays import Array
from nnlib._diagnosis import EXACT, ROUNDINGS, Slip, accounts_for, factor
from nnlib.checking._quantities import Quantities

SPARE = 50
"""So many examples more than there are features are enough to see whether rows are those of one W and b."""
UNSURE = 1e-9
"""A W that is known from Z alone may be so inexact, relative to its size, for lines to be judged with it."""


def scaled_input(came: Array, l: int, known: Quantities) -> Iterator[Slip]:
    """Yield Z[l] where what the product takes has been scaled, as where X is divided by 255 in between."""
    product, b = known.W[l] @ known.inputs(l), known.b[l]
    c = factor(came - b, product)
    if c is not None and c > 0:
        name, size = known.input_name(l), f"{c:.6g}" if c > 1 else f"1/{1 / c:.6g}"
        told = f"is W[{l}] ({size} {name}) + b[{l}]: was {name} scaled after this line, or before it was passed?"
        yield Slip(c * product + b, told)


def updated_weights(came: Array, right: Array, of_dW: Array, l: int) -> Iterator[Slip]:
    """Yield what comes of W[l] − α dW[l] in place of W[l], where `of_dW` comes of dW[l] alone."""
    size = np.vdot(of_dW, of_dW)
    if not size or factor(came, right) is not None:
        return
    alpha = float(np.vdot(of_dW, right - came) / size)
    if alpha > 0:
        updated = f"W[{l}] - {alpha:.4g} dW[{l}]"
        told = f"is made with {updated}, which is W[{l}] after its update: update it after back propagation"
        yield Slip(right - alpha * of_dW, told)


def learning_rate_since(known: Quantities, came: Mapping[str, Array], slips: Iterable[Slip]) -> float | None:
    """Return α if the lines ran with W + α dW and b + α db, as before an update, and no slip explains Z[1]; else None.

    All derivatives have to be there, and no layer may show that it was left as it is.
    """
    shapes = {f"d{s}[{l}]": view.shape for s in "Wb" for l, view in getattr(known, s).items()}
    if any(name not in came or came[name].shape != shape for name, shape in shapes.items()):
        return None
    lines = dict(weighted_sums(known, came))
    if 1 not in lines or any(is_rounded(came[f"Z[{l}]"], made) for l, made in lines.items()):
        return None
    Z = came["Z[1]"] if came["Z[1]"].dtype.kind == "f" else came["Z[1]"].astype(np.float64)
    right, of_update = lines[1], came["dW[1]"] @ known.A[0] + came["db[1]"]
    if Z.shape != right.shape or Z.size == 1 or any(accounts_for(slip.value, Z, right, EXACT) for slip in slips):
        return None
    alpha = float(np.vdot(of_update, Z - right) / (np.vdot(of_update, of_update) or 1))
    return alpha if alpha > 0 and accounts_for(right + alpha * of_update, Z, right, EXACT) else None


def weighted_sums(known: Quantities, came: Mapping[str, Array]) -> Iterator[tuple[int, Array]]:
    """Yield W[l] A[l-1] + b[l] of the layers whose Z[l] and A[l-1] came, if A[l-1] has their shape."""
    for l in known.W:
        A = known.A[0] if l == 1 else came.get(f"A[{l - 1}]")
        if f"Z[{l}]" in came and A is not None and not known.layers[l].stages and len(A) == known.W[l].shape[1]:
            yield l, known.W[l] @ A + known.b[l]


def is_rounded(came: Array, made: Array) -> bool:
    """Whether an array is what was made, up to rounding."""
    precision = np.finfo(came.dtype if came.dtype.kind == "f" else np.float64).eps
    same_shape = came.shape == made.shape
    return bool(same_shape and np.linalg.norm(came - made) <= ROUNDINGS * precision * np.linalg.norm(made))


def before_update(known: Quantities, came: Mapping[str, Array], alpha: float) -> Quantities:
    """Return what is known, with W and b as they were before gradient descent with the derivatives that came."""
    W, b = ({l: view + alpha * came[f"d{s}[{l}]"] for l, view in getattr(known, s).items()} for s in "Wb")
    return replace(known, W=W, b=b)


class Parameters(NamedTuple):
    """Another W and b that Z is made with; `exact` says whether Z leaves no doubt of them."""

    W: Array
    b: Array
    exact: bool


def other_parameters(came: Array, right: Array, P: Array) -> Parameters | None:
    """Return the other W and b of which what came is W P + b: a straight line through every example; else None.

    As many examples as W and b have numbers in a row always lie on one, so there have to be more.
    """
    came = came if came.dtype.kind == "f" else came.astype(np.float64)
    rows = np.vstack([P, np.ones(P.shape[1])])
    some = np.unique(rows[:, : len(rows) + SPARE], axis=1)
    Wb, _, rank, sizes = np.linalg.lstsq(rows[:, : len(rows) + SPARE].T, came[:, : len(rows) + SPARE].T, rcond=None)
    if some.shape[1] <= rank or not accounts_for(Wb.T @ rows, came, right, EXACT):
        return None
    exact = ROUNDINGS * np.finfo(came.dtype).eps * sizes[0] <= UNSURE * sizes[-1]
    return Parameters(Wb[:-1].T, Wb[-1:].T, bool(exact))


def ways_with_other(ways: Sequence[Quantities], l: int, other: Parameters) -> list[Quantities]:
    """Return what is known with the W and b that Z was made with: as far as they are exact, and with all of them."""
    sure, made = ways[-2:][0], ways[-1]
    return [with_other(sure, l, other) if other.exact else sure, with_other(made, l, other)]


def with_other(known: Quantities, l: int, other: Parameters) -> Quantities:
    """Return what is known so far, with another W[l] and b[l]."""
    way = replace(known, W={**known.W, l: other.W}, b={**known.b, l: other.b})
    for name in ("P", "Z", "A", "dA", "dZ", "dP", "dW", "db"):
        setattr(way, name, dict(getattr(known, name)))
    way.doubtful = known.doubtful if other.exact else known.doubtful | {l}
    return way
