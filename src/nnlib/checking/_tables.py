"""What is printed: tables, in which columns stand below one another, and sentences that are not too wide."""

import textwrap
from collections.abc import Sequence

__all__ = ["paragraph", "table"]

WIDTH = 88
"""Of a printed line, in characters."""


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    r"""Return the lines of a table, the columns aligned at their right.

    Parameters
    ----------
    header : sequence of str
        What stands above the columns.
    rows : sequence of sequences of str
        The cells.

    Returns
    -------
    list of str
        The header, and a line for each row.

    Examples
    --------
    >>> print(*table(["", "verdict"], [["W[1]", "passed"]]), sep="\n")
          verdict
    W[1]   passed
    """
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    return ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in (header, *rows)]


def paragraph(sentence: str, indent: str = "") -> str:
    """Return a sentence, broken into lines where it is wide.

    Parameters
    ----------
    sentence : str
        What is said.
    indent : str
        What stands before the first line; the others are indented by four more.

    Returns
    -------
    str
        The lines.

    Examples
    --------
    >>> print(paragraph(20 * "word "))
    word word word word word word word word word word word word word word word word word
        word word word
    """
    return textwrap.fill(
        sentence,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=f"{indent}    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
