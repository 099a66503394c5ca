"""What is printed: tables, in which columns stand below one another, and sentences that are not too wide."""

import textwrap
from collections.abc import Sequence

from nnlib._printing import printable

WIDTH = 88
"""Of a printed line, in characters."""


def table(header: Sequence[str], rows: Sequence[Sequence[str]], most: int | None = None) -> list[str]:
    """Return the lines of a table: the header and the rows, with the columns aligned at their right.

    Of more rows than may be shown, the first and the last are, as many of each.
    """
    header, *rows = ([printable(cell) for cell in row] for row in (header, *rows))
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    lines = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in (header, *rows)]
    if most and len(rows) > most:
        lines[1 + most // 2 : len(lines) - most // 2] = [f"... {len(rows) - most // 2 * 2:,} more rows ..."]
    return lines


def paragraph(sentence: str) -> str:
    """Return a sentence, broken into lines where it is wide."""
    return textwrap.fill(sentence, WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
