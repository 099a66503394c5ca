"""Asking a question that has a number or a name for an answer, and saying why an answer is right or wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

import numpy as np

from nnlib._messages import attempt, is_array, shown

Part: TypeAlias = int | float | str
Answer: TypeAlias = Part | tuple[Part, ...]

MOST = 20
"""Numbers or names that are looked at, more than any question asks for."""


@dataclass(frozen=True)
class Question:
    """A question: its page below docs, its answer, and sentences for the right answer and for known wrong ones.

    A number may differ from the answer by `tolerance` times the answer.
    """

    name: str
    page: str
    text: str
    answer: Answer
    told: str
    tolerance: float = 0.0
    wrong: Mapping[Answer, str] = field(default_factory=dict)


def ask(question: Question, answer: object) -> tuple[bool, str]:
    """Return whether an answer is right, and a sentence that says why, or what was probably done or thought."""
    given, wanted = attempt(lambda: parts(answer), otherwise=()), parts(question.answer)
    if agrees(given, wanted, question.tolerance):
        return True, question.told
    for slip, told in question.wrong.items():
        if agrees(given, parts(slip), question.tolerance):
            return False, told
    if [type(part) for part in given] != [type(part) for part in wanted]:
        return False, f"{question.text} The answer is {kind(question.answer)}, and this is {shown(answer)}."
    if agrees(sorted(cast("Any", given)), sorted(cast("Any", wanted)), question.tolerance):
        return False, "These are the right ones in another order."
    return False, f"This is not the answer. {question.text}"


def parts(answer: object) -> tuple[float | str | None, ...]:
    """Return the numbers and names that an answer has, and None for anything else."""
    if is_array(answer):
        return parts(np.ndarray.tolist(np.ndarray.ravel(answer)[:MOST]))
    if type(answer) not in {tuple, list}:
        return (part(answer),)
    return tuple(part(one) for one in cast("Sequence[object]", answer)[:MOST])


def part(one: object) -> float | str | None:
    """Return a number, or a name without its case and its punctuation; True and False are yes and no."""
    if isinstance(one, bool | np.bool_):
        return "yes" if one else "no"
    if isinstance(one, str):
        return "".join(character for character in str.casefold(one)[:100] if character.isalnum())
    return float(one) if isinstance(one, int | float | np.integer | np.floating) else None


def kind(answer: Answer) -> str:
    """Return what an answer has to be, in words."""
    name = "a name in quotes"
    if not isinstance(answer, tuple):
        return name if isinstance(answer, str) else "one number"
    return f"{len(answer)} {'names in quotes' if isinstance(answer[0], str) else 'numbers'} in a tuple"


def agrees(given: Sequence[object], wanted: Sequence[object], tolerance: float) -> bool:
    """Whether each part of an answer is the one that is wanted; names may come in any order."""
    if [type(one) for one in given] != [type(other) for other in wanted]:
        return False
    if isinstance(wanted[0], str):
        return sorted(cast("Any", given)) == sorted(cast("Any", wanted))
    pairs = zip(cast("Sequence[float]", given), cast("Sequence[float]", wanted), strict=True)
    return all(abs(one - other) <= tolerance * abs(other) for one, other in pairs)
