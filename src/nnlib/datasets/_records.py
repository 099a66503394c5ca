"""CSV files: their rows as lists of cells, each with where it stands in the file."""

import csv
import io
import math
from pathlib import Path
from typing import NamedTuple

from nnlib.datasets._damage import damaged


class Record(NamedTuple):
    """A row of a file: its number below the header, the line on which it ends, and its cells without blanks around."""

    row: int
    line: int
    cells: list[str]

    def place(self, column: str) -> str:
        """Say where a cell stands."""
        return f"row {self.row} (line {self.line}), column {column!r}"


def read_records(path: Path, delimiter: str) -> tuple[list[str], list[Record]]:
    r"""Return the names of a CSV file's columns, and its rows, with one cell for each; what is blank is left out."""
    lines = read_lines(path, delimiter)
    if not lines:
        raise damaged(path, "it is empty")
    header = lines[0].cells
    others = [other for other in ";\t|," if other in header[0]]
    if len(header) == 1 and others:
        raise damaged(path, f"its first line has no {delimiter!r}, but {others[0]!r}: is that the delimiter?")
    for record in lines:
        if len(record.cells) != len(header):
            found = f"row {record.row} (line {record.line}) has {len(record.cells)} cell(s)"
            raise damaged(path, f"{found}, but the header names {len(header)} column(s)")
    # Spreadsheets write delimiters for columns that are empty.
    used = [j for j in range(len(header)) if any(record.cells[j] for record in lines)]
    header = [header[j] for j in used]
    if all(number(cell) is not None for cell in header):
        named = delimiter.join(header)
        raise damaged(path, f"its first line holds numbers, but it has to name the columns: {named}")
    if twice := sorted({name for name in header if name and header.count(name) > 1}):
        raise damaged(path, f"several columns have the same name: {', '.join(map(repr, twice))}")
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
        raise damaged(path, f"it is no text in UTF-8, first on line {line}: save it as UTF-8") from None
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
        raise damaged(path, f"it cannot be read as CSV, from line {start} on: {error}") from None
    while lines and not any(lines[-1].cells):  # which spreadsheets write as well
        lines.pop()
    return lines


def number(cell: str) -> float | None:
    """Return a cell as a finite number, or None where it is none."""
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in cell else None  # Python's own numbers may have underscores
