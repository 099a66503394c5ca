"""The same line with another W, b or X: how it is seen in an array that it was not made with those handed over."""

from collections.abc import Iterator

import numpy as np

from nnlib._arrays import Array
from nnlib._diagnosis import EXACT, Slip, accounts_for, factor
from nnlib.checking._quantities import Quantities

SPARE = 50
"""So many examples more than there are features are enough to see whether rows are those of one W and b."""


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


def is_of_other_parameters(came: Array, right: Array, P: Array) -> bool:
    """Whether what came is W P + b for some other W and b: a straight line through every example.

    As many examples as W and b have numbers in a row always lie on one, so there have to be more.
    """
    rows = np.vstack([P, np.ones(P.shape[1])])
    some = np.unique(rows[:, : len(rows) + SPARE], axis=1)
    Wb, _, rank, _ = np.linalg.lstsq(rows[:, : len(rows) + SPARE].T, came[:, : len(rows) + SPARE].T, rcond=None)
    return some.shape[1] > rank and accounts_for(Wb.T @ rows, came, right, EXACT)
