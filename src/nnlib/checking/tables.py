"""Tables of text, in which columns stand below one another."""

from collections.abc import Sequence

__all__ = ["table"]


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
