"""How messages speak of what came: in few words, with its place, and with the name that was probably meant."""

import difflib
import inspect
from collections.abc import Iterable, Sequence, Sized

import numpy as np
import numpy.typing as npt

from nnlib._arrays import Array

LONGEST_NAME = 40
LONGEST_SHOWN = 100
"""Characters that a message gives to what came."""


def shown(value: object) -> str:
    """Return what came, in few words: arrays by shape, classes and functions by name, others as Python shows them."""
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape}"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if inspect.isroutine(value):
        return f"the function {value.__name__}"
    text = repr(value)
    if len(text) <= LONGEST_SHOWN and "\n" not in text and " at 0x" not in text:
        return text
    kind = type(value).__name__
    size = f" of length {len(value)}" if isinstance(value, Sized) else ""
    return f"{'an' if kind[0] in 'AEIOaeio' else 'a'} {kind}{size}"


def counted(n: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{n} {noun}{'' if n == 1 else 's'}"


def element(name: str, place: tuple[int, ...]) -> str:
    """Return what an element is called."""
    return f"{name}[{', '.join(map(str, place))}]"


def first_where(name: str, array: Array, wrong: npt.NDArray[np.bool], start: int = 0) -> str:
    """Say where the first value stands that is wrong, and what it is; the last axis is counted from `start`."""
    place = tuple(int(i) for i in np.argwhere(wrong)[0])
    return f"{element(name, (*place[:-1], place[-1] + start))} is {array[place]!s}"


def near_match(value: str, known: Iterable[str]) -> str:
    """Return the question whether the nearest of the known names was meant, or nothing where none is near."""
    lowered = {name.lower(): name for name in known}
    near = difflib.get_close_matches(value.lower(), lowered, n=1)
    return f"did you mean {lowered[near[0]]!r}?" if near else ""


def listed(names: Sequence[str], most: int = 10) -> str:
    """Return names in quotation marks: of a long list the first ones, and how many there are."""
    told = ", ".join(repr(name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…") for name in names[:most])
    return f"{told}, … ({len(names):,} in all)" if len(names) > most else told
