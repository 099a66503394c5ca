"""What a predictor gives: answers, the rows that it answers wrong, and how much each column matters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from nnlib._arrays import Array
from nnlib._messages import LONGEST_NAME, shown
from nnlib._parts import Printed, Rows, Title, as_text
from nnlib._printing import printable, prints_everywhere

MOST_ROWS = 20
"""The most rows that a printed table shows."""
ACCURACY, RMSE = "accuracy", "RMSE"


class Answers(np.ndarray[tuple[Any, ...], np.dtype[Any]]):
    """An array of answers, one for each row, with a report of how the rows were read.

    Attributes
    ----------
    reading : Table or Pictures
        The rows or pictures. Its repr lists filled cells, ignored columns and pictures that were left out.
    """

    reading: Any

    @classmethod
    def of(cls, answers: Array, reading: Any) -> Self:  # noqa: ANN401  a Table, or Pictures
        """Return answers together with the reading that they belong to."""
        made = answers.view(cls)
        made.reading = reading
        return made

    def __array_finalize__(self, made_from: Any) -> None:  # noqa: ANN401  whatever NumPy makes it from
        """Hand the reading on to slices and copies."""
        self.reading = getattr(made_from, "reading", None)

    def __repr__(self) -> str:
        return printable(super().__repr__())

    def __str__(self) -> str:
        return printable(super().__str__())


@prints_everywhere
@dataclass(frozen=True, eq=False, repr=False)
class Mistakes:
    """The rows with wrong answers, the worst first; all rows, if answers are numbers.

    Parameters
    ----------
    names : tuple of str
        The names of the rows, such as "row 3", or the picture's file.
    truths, answers : ndarray
        The right answers, and the given ones.
    amounts : ndarray
        The size of each error: answer − truth, in the target's units; for classes, the probability of the true class.
    X : ndarray of shape (n_x, number of names)
        The features of these rows, before scaling.
    m : int
        The number of all rows.
    measure, score : str and float
        The accuracy of all rows, or for numbers their RMSE.
    recipe : TableRecipe or PictureRecipe
        The recipe by which they were read.
    """

    names: tuple[str, ...]
    truths: Array
    answers: Array
    amounts: Array
    X: Array
    m: int
    measure: str
    score: float
    recipe: Any

    def _parts_(self) -> Iterator[Printed]:
        """Yield the table of the worst rows."""
        numbers = self.measure == RMSE
        told = f"RMSE {self.score:,.6g}" if numbers else f"{len(self.names):,} wrong, accuracy {self.score:.4g}"
        header = ("", "true", "answer", "error" if numbers else "probability of true")
        columns = (array[:MOST_ROWS].tolist() for array in (self.truths, self.answers, self.amounts))
        cells = zip(self.names[:MOST_ROWS], *columns, strict=True)
        rows = [
            (in_words(name), in_words(true), in_words(answer), f"{amount:+.6g}" if numbers else f"{amount:.4f}")
            for name, true, answer, amount in cells
        ]
        yield Title("mistakes", rest=f": {self.m:,} row{'' if self.m == 1 else 's'}, {told}")
        yield from cut(header, rows, len(self.names))

    def __str__(self) -> str:
        return as_text(self._parts_())

    __repr__ = __str__


@prints_everywhere
@dataclass(frozen=True, eq=False, repr=False)
class Importance:
    """How much worse the answers get when the cells of a column are permuted, the most important column first.

    Parameters
    ----------
    names : tuple of str
        The columns.
    losses, deviations : ndarray
        The fall of the accuracy, or the rise of the RMSE: mean and standard deviation over the permutations.
    measure, score : str and float
        Which of the two it is, and its value before any permutation.
    """

    names: tuple[str, ...]
    losses: Array
    deviations: Array
    measure: str
    score: float

    def _parts_(self) -> Iterator[Printed]:
        """Yield the table."""
        change = "RMSE rises by" if self.measure == RMSE else "accuracy falls by"
        rows = [
            (in_words(name), in_digits(loss), f"± {in_digits(deviation)}")
            for name, loss, deviation in zip(self.names, self.losses, self.deviations, strict=True)
        ]
        yield Title("importance", rest=f": {self.measure} {self.score:,.6g}")
        yield from cut(("", change, ""), rows[:MOST_ROWS], len(rows))

    def __str__(self) -> str:
        return as_text(self._parts_())

    __repr__ = __str__


def in_digits(value: float) -> str:
    """Return a number in four digits, or as a whole number where it has more."""
    return f"{value:,.0f}" if abs(value) >= 1e4 else f"{value:.4g}"  # noqa: PLR2004  of more than four digits


def in_words(value: object) -> str:
    """Return a truth or an answer: a number in few digits, or a name, of which a long one is cut."""
    if isinstance(value, float):
        return f"{value:.6g}"
    name = str(value)
    return name if name.isprintable() and len(name) <= LONGEST_NAME else shown(name)


def cut(header: tuple[str, ...], rows: Sequence[tuple[str, ...]], total: int) -> Iterator[Printed]:
    """Yield a table, if it has rows, and where they are the first of a long one, how many there are."""
    if rows:
        yield Rows(header, rows)
    if len(rows) < total:
        yield f"the first {len(rows)} of {total:,}"
