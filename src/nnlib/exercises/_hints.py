"""Hints in steps: which line, the notes' equation, the shapes, and the numbers of a small example."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from nnlib.exercises._exercise import Exercise
from nnlib.exercises._lines import Comparison
from nnlib.exercises._results import Result
from nnlib.exercises._values import Value, numeric

STEPS = 4
"""There are so many hints."""
SMALL = 0
"""The seed of the small example."""


def hint(exercise: Exercise, step: int, found: Result) -> str:
    """Return a hint: the first says least, the fourth most; `found` is what the last check found."""
    hints: tuple[Callable[[Exercise, Result], Iterator[str]], ...] = (which_line, equations, shapes, numbers)
    return "\n".join(hints[step - 1](exercise, found))


def which_line(exercise: Exercise, found: Result) -> Iterator[str]:
    """Yield which line to look at: the first wrong one, or the first that has to be written."""
    if exercise.planted:
        yield "One line has a slip in it; all others are right."
        yield exercise.checked_by
        return
    if wrong := found.first_wrong:
        yield f"Look at the line that makes {wrong.name}{f', line {wrong.row}' if wrong.row else ''}."
        return
    names = list(dict.fromkeys(statement.target for statement in exercise.statements if statement.notes))
    names = [name for name in names if name and name != "return"]
    yield "Begin with what follows directly from the arguments, and give each quantity a line and a name."
    if names:
        yield f"In this order: {', '.join(names)}."


def equations(exercise: Exercise, found: Result) -> Iterator[str]:  # noqa: ARG001  other hints need it
    """Yield the notes' equations, in their order."""
    notes = [statement.notes for statement in exercise.statements if statement.notes]
    yield from (
        ("The notes write:", *(f"    {text}" for text in notes)) if notes else ("The text of the file says it all.",)
    )


def shapes(exercise: Exercise, found: Result) -> Iterator[str]:
    """Yield the slip with the shapes of what is in it."""
    comparison = Comparison(exercise, exercise.inputs(SMALL))
    sizes = ", ".join(f"{name} = {n}" for name, n in exercise.sizes(SMALL).items())
    if sizes:
        yield f"Of {sizes}:"
    values = {**comparison.inputs, **{name: value for (name, _), value in comparison.truth.items()}}
    rows = [f"    {name} has shape {array.shape}" for name, array in arrays(values) if array.ndim]
    yield from rows or ["All values are numbers, which have no shape."]
    if (wrong := found.first_wrong) and wrong.told:
        yield f"Your {wrong.name} {wrong.told}."


def numbers(exercise: Exercise, found: Result) -> Iterator[str]:  # noqa: ARG001  other hints need it
    """Yield what comes in and what each line gives, in a small example."""
    comparison = Comparison(exercise, exercise.inputs(SMALL))
    if not comparison.inputs:
        yield "Nothing comes in, so there is no example: compute each number by its equation, one after the other."
        return
    yield "An example, to compute by hand or to compare with. What comes in:"
    yield from written(comparison.inputs)
    yield "What the lines give:"
    yield from written({name: value for (name, _), value in comparison.truth.items()})


def arrays(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the numbers and arrays among values."""
    for name, value in values.items():
        array = numeric(value)
        if array is not None:
            yield name, array


def written(values: Mapping[str, Value]) -> Iterator[str]:
    """Yield values as they are written in Python, with four digits."""
    for name, array in arrays(values):
        text = np.array2string(array, precision=4, separator=", ", suppress_small=True, max_line_width=70)
        first, *others = text.splitlines()
        yield f"    {name} = {first}"
        yield from (f"    {' ' * (len(name) + 3)}{other}" for other in others)
