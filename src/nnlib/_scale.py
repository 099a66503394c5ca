"""Scale: whether the features X or the targets Y are so far from 1 in size that training fails, and what helps.

Initializations and the usual learning rates are made for features and targets of about unit scale, as standardized data
have. What lies far from it makes a run diverge, or lets it end in silence where guessing would have ended as well.
"""

import inspect
import math
from collections.abc import Iterator
from contextvars import ContextVar
from typing import NamedTuple

import numpy as np

from nnlib._arrays import Array
from nnlib._messages import counted, element
from nnlib._registry import name_of
from nnlib.activations import Activation, Softmax, identity
from nnlib.losses import CrossEntropy, Loss, squared_error

FAR = 10.0
"""The root mean square from which features or targets are named as the cause of a run that has failed."""
FAR_IN_SILENCE = 100.0
"""The root mean square from which targets are warned of before a run has failed."""
FITTED = 0.1
"""The share of the cost of outputs of 0 below which a network fits its targets already, however large they are."""
ABSURD = 10.0
"""The factor by which an absurd cost exceeds that of guessing. Deep networks start so on standardized features, too:
the features have to be far as well."""
SCALERS = ContextVar(
    "SCALERS", default=tuple(f"nnlib.datasets.Standardizer({name})" for name in ("X_train", "Y_train"))
)
"""What scales features and targets: whoever takes examples in rows says what scales these."""
LOOKED_AT = 2**17
"""About how many numbers of an array are measured: those of evenly spaced examples."""


class Size(NamedTuple):
    """How large an array's largest row is, by its root mean square; `furthest` is the value that is furthest from 0."""

    row: int
    rms: float
    mean: float
    deviation: float
    furthest: float


def some(array: Array) -> Array:
    """Return evenly spaced examples of an array in float64, as a copy."""
    return array[:, :: 1 + array.size // LOOKED_AT].astype(np.float64)


def size_of(array: Array) -> Size:
    """Return how large the largest row of an array is."""
    values = some(array)
    peak = float(np.abs(values).max()) or 1.0
    values /= peak  # whose squares would overflow
    row = int(np.square(values).mean(axis=1).argmax())
    one = values[row]
    furthest = values.flat[np.abs(values).argmax()]
    numbers = (np.sqrt(np.square(one).mean()), one.mean(), one.std(), furthest)
    return Size(row, *(float(number) * peak for number in numbers))


def rounded(x: float) -> str:
    """Return a number in three digits, as people write it: 81,200 or 0.00123."""
    return f"{float(f'{x:.3g}'):,.10g}"


def of_features(X: Array) -> str:
    """Say how large X is, and what helps."""
    furthest = size_of(X).furthest
    reach = f"go {'up' if furthest > 0 else 'down'} to {rounded(furthest)}"
    return f"the features X {reach}: scale them with {SCALERS.get()[0]}"


def of_targets(Y: Array, output: Activation) -> str:
    """Say how large Y is, and what helps; an output that cannot give every number cannot give scaled targets either."""
    size = size_of(Y)
    name = f"the targets {'Y' if len(Y) == 1 else element('Y', (size.row,))}"
    other_output = "" if output == identity else f', with output="identity" in place of {name_of(output)}'
    return (
        f"{name} have a mean of {rounded(size.mean)} and a standard deviation of {rounded(size.deviation)}: scale them "
        f"with {SCALERS.get()[1]}{other_output}, and take predictions back with its inverse"
    )


def too_large(X: Array, Y: Array, output: Activation, loss: Loss) -> Iterator[str]:
    """Yield what is too large for a run that has failed, and what helps."""
    if not isinstance(loss, CrossEntropy) and size_of(Y).rms > FAR:
        yield of_targets(Y, output)
    if size_of(X).rms > FAR:
        yield of_features(X)


def guessing(Y: Array, output: Activation, loss: Loss) -> tuple[float, str]:
    """Return what J is where X is not used, and how messages say it."""
    if isinstance(output, Softmax):
        return math.log(len(Y)), f"guessing costs log {len(Y)} ="
    if isinstance(loss, CrossEntropy):
        return len(Y) * math.log(2), "guessing costs log 2 =" if len(Y) == 1 else f"guessing costs {len(Y)} log 2 ="
    return float(some(Y).var(axis=1).sum()) / 2, "predicting the mean of Y costs"


def doubts_about_targets(J: float, batch: Array, Y: Array, output: Activation, loss: Loss) -> Iterator[str]:
    """Yield that Y is so large that a run will hardly learn, by the first mean loss J, which is that of a batch of Y.

    A network starts with outputs of order 1, so J is near the cost of outputs of 0, unless it has been trained.
    """
    if loss == squared_error and size_of(Y).rms > FAR_IN_SILENCE:
        zeros = float(np.square(some(batch)).mean(axis=1).sum()) / 2
        if zeros * FITTED < J:
            yield of_targets(Y, output)


def doubts_about_features(J: float, updates: int, X: Array, Y: Array, output: Activation, loss: Loss) -> Iterator[str]:
    """Yield that X is so large that a run will hardly learn, by the mean loss J after the first updates, if any."""
    guess, told = guessing(Y, output, loss)
    absurd = ABSURD if isinstance(loss, CrossEntropy) else ABSURD**2  # squared error grows with the outputs' square
    if absurd * guess < J and size_of(X).rms > FAR:
        cost = f"the cost after {counted(updates, 'update')}" if updates else "the first cost"
        yield f"{cost} is {rounded(J)}, and {told} {rounded(guess)}: {of_features(X)}"


def outside() -> int:
    """Return the `stacklevel` by which a warning of the calling function points at the line that called the library."""
    frame, level = inspect.currentframe(), 0
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] == "nnlib":
        frame, level = frame.f_back, level + 1
    return level
