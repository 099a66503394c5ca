"""The cells of a table, whatever it came from: numbers in blocks of rows, and beside them the cells of text."""

import math
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt

from nnlib._arrays import Array
from nnlib._messages import counted, shown
from nnlib.datasets._damage import damaged
from nnlib.datasets._dialects import Dialect, composed


class Sheet:
    """The cells of a table with m rows.

    `blocks` are arrays of rows and columns, NaN where a cell is no number. ``texts[j]`` holds such cells of column j by
    row, from 0, and ``missing[j]`` the marks by row where nothing is known. `lines` tells on which line each row ends,
    `blank` in which rows of a file nothing stands, and `pointed` by column those with a point that may mean thousands.
    """

    def __init__(self, label: str, names: Sequence[str], *, file: bool) -> None:
        self.label, self.names, self.file = label, list(names), file
        self.places = {name: j for j, name in reversed([*enumerate(names)])}
        self.m = 0
        self.blocks: list[Array] = []
        self.buffer = np.empty((0, len(self.names)))  # of which the last block is the part that is filled
        self.filled = 0
        self.texts: dict[int, dict[int, str]] = {j: {} for j in range(len(names))}
        self.missing: dict[int, dict[int, str]] = {j: {} for j in range(len(names))}
        self.lines: list[npt.NDArray[np.int64]] = []
        self.blank: set[int] = set()
        self.pointed: dict[int, dict[int, str]] = {}

    def append(self, block: Array, lines: npt.NDArray[np.int64] | None = None) -> None:
        """Append rows, whose other cells are noted already."""
        end = self.filled + len(block)
        if end > len(self.buffer) or not self.blocks:
            # The system takes back at once only large pieces of memory, and so blocks grow with the table.
            rows = max(len(block), min(self.m, LARGE_BLOCK // max(1, len(self.names))))
            self.buffer = block if rows == len(block) else np.empty((rows, len(self.names)))
            self.blocks.append(self.buffer[:0])
            self.filled, end = 0, len(block)
        self.buffer[self.filled : end] = block
        self.blocks[-1] = self.buffer[:end]
        self.filled = end
        self.m += len(block)
        if lines is not None:
            self.lines.append(lines)

    def note(self, j: int, start: int, cells: Sequence[str], dialect: Dialect, *, text: bool) -> Array:
        """Return cells of column j, from row `start` on, as numbers, and note the others."""
        values = [math.nan] * len(cells)
        seen: dict[str, tuple[dict[int, str], str]] = {}  # texts recur: each is judged, and kept, once
        for i, each in enumerate(map(str.strip, cells)):
            if (known := seen.get(each)) is None:
                cell = composed(each)
                value = None if text else dialect.number(cell)
                if cell in dialect.missing or value in dialect.missing_numbers:
                    known = self.missing[j], cell
                elif value is None:
                    known = self.texts[j], cell
                else:
                    values[i] = value
                    continue
                seen[each] = known
            place, same = known
            place[start + i] = same
        return np.array(values, dtype=np.float64)

    def cut_blank_end(self) -> None:
        """Leave out the blank rows at the end, as spreadsheets write them."""
        m = self.m
        while m and m - 1 in self.blank:
            m -= 1
        while self.blocks and self.m - len(self.blocks[-1]) >= m:
            self.m -= len(self.blocks.pop())
        if self.m > m:
            self.blocks[-1] = self.blocks[-1][: m - self.m]
            self.m = m
        for j in range(len(self.names)):
            for cells in (self.missing, self.texts):
                cells[j] = {i: cell for i, cell in cells[j].items() if i < m}

    def column(self, name: str) -> int:
        """Return where a column stands."""
        return self.places[name]

    def values(self, name: str) -> Array:
        """Return the numbers of a column."""
        j = self.column(name)
        return np.concatenate([block[:, j] for block in self.blocks]) if self.blocks else np.empty(0)

    def cell(self, i: int, name: str) -> str:
        """Return what stands in a cell, a number as it was understood."""
        j = self.column(name)
        text = self.texts[j].get(i)
        return f"{self.values(name)[i]:g}" if text is None else text

    def place(self, i: int, name: str) -> str:
        """Say where a cell stands."""
        line = f" (line {np.concatenate(self.lines)[i]})" if self.lines else ""
        return f"row {i + 1}{line}, column {shown(name)}"

    def refusal(self, complaint: str) -> ValueError:
        """Return the error for what is wrong."""
        return refusal(self.label, complaint, file=self.file)

    def refuse(self, complaint: str) -> NoReturn:
        """Raise this error."""
        raise self.refusal(complaint)

    def error_at(self, i: int, name: str, complaint: str) -> ValueError:
        """Return the error for one cell."""
        text = self.cell(i, name)
        cell = repr(text) if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]!r}..."
        return self.refusal(f"{self.place(i, name)}: {cell} {complaint}")

    def take_blocks(self) -> Iterator[tuple[slice, Array]]:
        """Yield the blocks with their rows, and let go of each, so that a table stands in memory once."""
        self.buffer, start = self.buffer[:0].copy(), 0
        while self.blocks:
            block = self.blocks.pop(0)
            yield slice(start, start + len(block)), block
            start += len(block)


LARGE_BLOCK = 2**23
"""Numbers in the largest blocks."""
LONGEST_CELL = 60
"""Characters of a cell that a message shows."""
LONGEST_LIST = 180
"""Characters of a list in a message that has several."""


def refusal(label: str, complaint: str, *, file: bool) -> ValueError:
    """Return the error for what is wrong in a table, which names the file, or whatever the table came from."""
    return damaged(label, complaint) if file else ValueError(f"{label}: {complaint}")


def report_of_missing(sheet: Sheet, names: Sequence[str], most: int = 5) -> str:
    """Say how many cells are missing in each column, and where the first ones stand."""
    holes = {name: sheet.missing[sheet.column(name)] for name in names}
    holes = {name: rows for name, rows in holes.items() if rows}
    total = sum(map(len, holes.values()))
    places = ((i, sheet.column(name), mark) for name, rows in holes.items() for i, mark in islice(rows.items(), most))
    first = sorted(places)[:most]
    where = [sheet.place(i, sheet.names[j]) + (f" ({shown(mark)})" if mark else "") for i, j, mark in first]
    while len(where) > 1 and sum(map(len, where)) > LONGEST_LIST:
        where.pop()
    told = f"{counted(total, 'missing value')}: {counts(holes)}; {'; '.join(where)}"
    return f"{told}; and {total - len(where):,} more" if total > len(where) else told


def counts(rows: dict[str, Any], most: int = 10) -> str:
    """Say how many rows each column has, those with the most first."""
    ordered = sorted(rows, key=lambda name: -len(rows[name]))
    told = [f"{shown(name)} {len(rows[name]):,}" for name in ordered[:most]]
    while len(told) > 1 and sum(map(len, told)) > LONGEST_LIST:
        told.pop()
    return ", ".join(told) + (f", ... ({counted(len(ordered), 'column')})" if len(ordered) > len(told) else "")
