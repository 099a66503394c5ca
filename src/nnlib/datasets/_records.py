"""CSV files: their rows as lists of cells, each with where it stands in the file."""

import csv
import io
import math
from pathlib import Path
from typing import NamedTuple

from nnlib._files import FileError

__all__ = ["Record", "number", "read_records"]


class Record(NamedTuple):
    """One row of a file.

    Parameters
    ----------
    row : int
        Counted from 1 below the header.
    line : int
        The line of the file on which it ends: a text in quotes may go over several.
    cells : list of str
        What stands in it, without blanks around.

    Examples
    --------
    >>> Record(row=3, line=4, cells=["90", "red"]).place("colour")
    "row 3 (line 4), column 'colour'"
    """

    row: int
    line: int
    cells: list[str]

    def place(self, column: str) -> str:
        """Say where a cell stands."""
        return f"row {self.row} (line {self.line}), column {column!r}"


def read_records(path: Path, delimiter: str) -> tuple[list[str], list[Record]]:
    r"""Return the names of a CSV file's columns, and its rows, which have one cell for each; what is blank is left out.

    Parameters
    ----------
    path : Path
        The file, in UTF-8.
    delimiter : str
        What stands between two cells.

    Returns
    -------
    header : list of str
        The names.
    records : list of Record
        The rows below it.

    Raises
    ------
    FileError
        If it is no such file, or is damaged; the message says on which line.
    ValueError
        If the delimiter is not one character.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "houses.csv")
    ...     _ = path.write_text("size,price\n90,300\n\n60,180\n")
    ...     read_records(path, ",")
    (['size', 'price'], [Record(row=1, line=2, cells=['90', '300']), Record(row=2, line=4, cells=['60', '180'])])
    """
    lines = read_lines(path, delimiter)
    if not lines:
        msg = f"{path}: it is empty"
        raise FileError(msg)
    header = lines[0].cells
    others = [other for other in ";\t|," if other in header[0]]
    if len(header) == 1 and others:
        msg = f"{path}: its first line has no {delimiter!r}, but {others[0]!r}: is that the delimiter?"
        raise FileError(msg)
    for record in lines:
        if len(record.cells) != len(header):
            msg = (
                f"{path}: row {record.row} (line {record.line}) has {len(record.cells)} cell(s), but the header names "
                f"{len(header)} column(s)"
            )
            raise FileError(msg)
    # Spreadsheets write delimiters for columns that are empty.
    used = [j for j in range(len(header)) if any(record.cells[j] for record in lines)]
    header = [header[j] for j in used]
    if all(number(cell) is not None for cell in header):
        msg = f"{path}: its first line holds numbers, but it has to name the columns: {delimiter.join(header)}"
        raise FileError(msg)
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        msg = f"{path}: several columns have the same name: {', '.join(map(repr, twice))}"
        raise FileError(msg)
    return header, [record._replace(cells=[record.cells[j] for j in used]) for record in lines[1:]]


def read_lines(path: Path, delimiter: str) -> list[Record]:
    """Return the header, as row 0, and the rows; blank lines are left out, and empty rows at the end."""
    if not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\r\n':
        msg = f"delimiter must be one character, such as ',' or ';', got {delimiter!r}"
        raise ValueError(msg)
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")  # spreadsheets begin theirs with a byte order mark
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        msg = f"{path}: it is no text in UTF-8, first on line {line}: save it as UTF-8"
        raise FileError(msg) from None
    # A space after the delimiter is no part of a cell, and so a quotation mark behind it opens a quotation.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True)
    lines: list[Record] = []
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            blank = not cells or (stripped == [""] and bool(lines) and len(lines[0].cells) > 1)
            if not blank:
                lines.append(Record(len(lines), reader.line_num, stripped))
    except csv.Error as error:
        start = lines[-1].line + 1 if lines else 1
        msg = f"{path}: it cannot be read as CSV, from line {start} on: {error}"
        raise FileError(msg) from None
    while lines and not any(lines[-1].cells):  # which spreadsheets write as well
        lines.pop()
    return lines


def number(cell: str) -> float | None:
    """Return a cell as a finite number, or None where it is none.

    Parameters
    ----------
    cell : str
        What stands there.

    Returns
    -------
    float or None
        The number.

    Examples
    --------
    >>> number("1e3"), number("inf"), number("one")
    (1000.0, None, None)
    """
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in cell else None  # Python's own numbers may have underscores
