"""Columns of a table: how the cells of each become rows of X, and which value fills an empty cell."""

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from nnlib._arrays import Array
from nnlib._messages import is_a, listed, shortened, shown
from nnlib._printing import prints_everywhere
from nnlib._registry import Described
from nnlib._validation import choice, names, number, require_instance
from nnlib.datasets._dialects import composed, float_or_zero
from nnlib.datasets._sheets import Sheet

MISSING_CODE, UNKNOWN_CODE = -1, -2
"""In place of the index of a text: where nothing is known, and where another text stands."""
LONGEST_TEXT = 10_000
"""Characters of a name, and of a text that is one of a column's."""


def checked_name(name: str) -> str:
    """Return the name of a column."""
    require_instance("name", name, str, "the name of a column")
    name = composed(str.__str__(name))  # what is derived from str may compare in another way
    require_short("the name of a column", name)
    return name


def require_short(what: str, text: str) -> None:
    """Refuse a name or text that is too long: each answer of a predictor takes the room of the longest class."""
    if len(text) > LONGEST_TEXT:
        msg = f"{what} may have {LONGEST_TEXT:,} characters, got {len(text):,}: {shortened(text)!r}"
        raise ValueError(msg)


@prints_everywhere
@dataclass(frozen=True)
class NumberColumn(Described):
    """A column of numbers, which is one row of X.

    Parameters
    ----------
    name : str
        The column's name.
    fill : float, optional
        The value for an empty cell; None if an empty cell is an error.

    Examples
    --------
    >>> NumberColumn("size", fill=70.0)
    NumberColumn(name='size', fill=70.0)
    """

    name: str
    fill: float | None = None

    def __post_init__(self) -> None:
        """Check the fields, which users and files give."""
        object.__setattr__(self, "name", checked_name(self.name))
        if self.fill is not None:
            object.__setattr__(self, "fill", number("fill", self.fill))
            if not math.isfinite(self.fill):
                msg = f"fill must be a finite number or None, got {shown(self.fill)}"
                raise ValueError(msg)

    @property
    def features(self) -> tuple[str, ...]:
        """The names of its rows in X."""
        return (self.name,)

    def values(self, sheet: Sheet) -> Array:
        """Return its numbers, NaN for empty cells."""
        if texts := sheet.texts[sheet.column(self.name)]:
            raise sheet.error_at(min(texts), self.name, "is no number")
        return sheet.values(self.name)


@prints_everywhere
@dataclass(frozen=True)
class CategoryColumn(Described):
    """A column of text. Each of its texts is one row of X: 1 in examples with that text, 0 in others.

    Parameters
    ----------
    name : str
        The column's name.
    texts : tuple of str
        The texts that occur, in the order of their rows in X; for a target, the names of the classes.
    fill : str, optional
        The value for an empty cell; None if an empty cell is an error.

    Examples
    --------
    >>> CategoryColumn("material", ("brick", "wood")).features
    ('material=brick', 'material=wood')
    """

    name: str
    texts: tuple[str, ...]
    fill: str | None = None

    def __post_init__(self) -> None:
        """Check the fields, which users and files give."""
        object.__setattr__(self, "name", checked_name(self.name))
        object.__setattr__(self, "texts", tuple(map(composed, names("texts", self.texts))))
        for text in self.texts:
            require_short("a text of a column", text)
        if not self.texts or len(set(self.texts)) < len(self.texts):
            msg = f"texts must list at least one text, each once, got {shown(self.texts)}"
            raise ValueError(msg)
        if self.fill is not None:
            fill = composed(self.fill) if is_a(self.fill, str) else self.fill
            object.__setattr__(self, "fill", choice("fill", fill, self.texts) or fill)

    @property
    def features(self) -> tuple[str, ...]:
        """The names of its rows in X."""
        return tuple(f"{self.name}={text}" for text in self.texts)

    def codes(
        self, sheet: Sheet, keep: npt.NDArray[np.bool], *, refuse: bool = True, advice: str = ""
    ) -> npt.NDArray[np.int64]:
        """Return which of its texts stands in each cell: MISSING_CODE for none, UNKNOWN_CODE for another text."""
        index = {text: k for k, text in enumerate(self.texts)}
        codes = np.full(sheet.m, MISSING_CODE)
        for i, cell in sheet.texts[sheet.column(self.name)].items():
            codes[i] = index.get(cell, UNKNOWN_CODE)
        if refuse and (unknown := np.flatnonzero((codes == UNKNOWN_CODE) & keep)).size:
            i = int(unknown[0])
            complaint = f"is none of the texts of the earlier table: {listed(self.texts)}{advice}"
            value = float_or_zero(sheet.cell(i, self.name))
            if same := [text for text in self.texts if value and float_or_zero(text) == value]:
                complaint = f"is {same[0]!r} in the earlier table, the same number: text is compared as it is written"
            raise sheet.error_at(i, self.name, complaint)
        return codes


Column: TypeAlias = NumberColumn | CategoryColumn
