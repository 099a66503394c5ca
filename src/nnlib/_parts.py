"""What there is to show of a thing, part by part: it is printed as text, and a notebook shows it as HTML.

A class has a method `_parts_` that returns its parts; what else it returns is shown as a thing of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from nnlib._arrays import Array
from nnlib._tables import paragraph, table

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class Title(NamedTuple):
    """The first line: what it is, the verdict on it, if there is one, and what follows in plain type."""

    text: str
    verdict: str = ""
    rest: str = ""


class Rows(NamedTuple):
    """A table. Of more rows than `most`, the first and the last are shown; a column may be one of verdicts."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    most: int | None = None
    verdicts: int | None = None


class Formula(NamedTuple):
    """A line of the notes."""

    text: str


class Numbers(NamedTuple):
    """An array, with the equation that gives it."""

    equation: str
    value: Array


class Within(NamedTuple):
    """Parts that belong to what stands before them."""

    parts: Sequence[object]


Printed: TypeAlias = str | Title | Rows | Formula


def fields_of(thing: "DataclassInstance") -> Rows:
    """Return what a dataclass holds and is not empty, as a table."""
    values = {one.name: getattr(thing, one.name) for one in fields(thing)}
    return Rows((), [(name, str(value)) for name, value in values.items() if value not in ("", ())])


def as_text(parts: Iterable[Printed]) -> str:
    """Return parts as they are printed: titles and equations stand on one line, sentences are broken."""
    lines: list[str] = []
    for part in parts:
        match part:
            case Title():
                lines.append(f"{part.text}{part.rest}")
            case Rows():
                lines += [line.rstrip() for line in table(part.header, part.rows, part.most)]
            case Formula():
                lines.append(f"    {part.text}")
            case _:
                lines.append(paragraph(part))
    return "\n".join(lines)
