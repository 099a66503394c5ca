"""The same line with another W, b or X: how it is seen in an array that it was not made with those handed over."""

from collections.abc import Iterator, Mapping, Sequence
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


def learning_rate_since(known: Quantities, came: Mapping[str, Array]) -> float | None:
    """Return α if Z[1] was made with W[1] + α dW[1] and b[1] + α db[1], as before an update of both; else None."""
    Z, dW, db = (came.get(name) for name in ("Z[1]", "dW[1]", "db[1]"))
    if known.layers[1].stages or Z is None or dW is None or db is None:
        return None
    right, shapes = known.W[1] @ known.A[0] + known.b[1], (known.W[1].shape, known.b[1].shape)
    if (dW.shape, db.shape) != shapes or Z.shape != right.shape or Z.size == 1:
        return None
    Z = Z if Z.dtype.kind == "f" else Z.astype(np.float64)
    of_update = dW @ known.A[0] + db
    alpha = float(np.vdot(of_update, Z - right) / (np.vdot(of_update, of_update) or 1))
    if np.linalg.norm(Z - right) <= ROUNDINGS * np.finfo(Z.dtype).eps * np.linalg.norm(Z):
        return None
    return alpha if alpha > 0 and accounts_for(right + alpha * of_update, Z, right, EXACT) else None


def before_update(known: Quantities, came: Mapping[str, Array], alpha: float) -> Quantities:
    """Return what is known, with W and b as they were before gradient descent with the derivatives that came."""

    def before(l: int, symbol: str, array: Array) -> Array:
        dJ = came.get(f"d{symbol}[{l}]")
        return array if dJ is None or dJ.shape != array.shape else array + alpha * dJ

    W, b = ({l: before(l, symbol, view) for l, view in getattr(known, symbol).items()} for symbol in "Wb")
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
