"""Checking one exercise in place: a function of the reader's, as in a notebook."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from nnlib import _validation
from nnlib._messages import shown
from nnlib.exercises._exercise import Exercise, catalogue
from nnlib.exercises._grading import SEEDS, grade
from nnlib.exercises._results import Result
from nnlib.exercises._tracing import run


@lru_cache(maxsize=1)
def exercises() -> dict[str, Exercise]:
    """Return all exercises by name."""
    return dict(catalogue())


def names() -> list[str]:
    """Return the names of all exercises, in the order of the notes.

    Returns
    -------
    list of str
        Such as "sigmoid".

    Examples
    --------
    >>> import nnlib
    >>> nnlib.exercises.names()[0]
    'sigmoid'
    """
    return list(exercises())


def check(name: str, function: Callable[..., Any]) -> Result:
    """Check a function of one's own that does an exercise, and tell its first wrong line.

    Parameters
    ----------
    name : str
        The exercise's name; `names` lists them.
    function : callable
        The reader's function, with the arguments that the exercise has.

    Returns
    -------
    Result
        ``passed`` tells whether it is right; printed, it tells what is wrong, and where.

    Raises
    ------
    TypeError
        If what is handed in is not a function.
    ValueError
        If no exercise has this name.

    Examples
    --------
    >>> import nnlib
    >>> import numpy as np
    >>> def sigmoid(z):
    ...     e = np.exp(-np.abs(z))
    ...     return 1 / (1 + e)
    >>> print(nnlib.exercises.check("sigmoid", sigmoid))
    sigmoid: not yet right
      Line 3: what you return is σ(|z|): for z < 0 the numerator is e.
    """
    exercise = exercises()[_validation.choice("exercise", name, names())]
    if not callable(function):
        msg = f"function must be the function that does the exercise, got {shown(function)}"
        raise TypeError(msg)
    return grade(exercise, [run(function, exercise.inputs(seed)) for seed in SEEDS])
