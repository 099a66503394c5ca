"""Tables in CSV files: columns of numbers and of text as features in rows and examples in columns."""

import csv
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from os import PathLike
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from nnlib.arrays import Array
from nnlib.files import FileError
from nnlib.validation import choice, instance

__all__ = ["Table", "read_csv"]

MISSING = ("", "?", "NA", "N/A", "NaN", "nan", "NULL", "null", "None")
"""What stands in the cells of real files where nothing is known."""


@dataclass(frozen=True, repr=False)
class Table:
    """A table as a network takes it, with the names of what it holds; ``X, Y = table`` takes the two alone.

    Parameters
    ----------
    X : ndarray of shape (n_x, m), float64
        Features in rows, the table's rows in columns.
    Y : ndarray of shape (1, m)
        The target: numbers (float64), or class indices (int64).
    features : tuple of str
        The n_x names of the rows of X: a column of numbers keeps its name, and a column of text becomes one row for
        each of its texts, named like ``colour=red``, which is 1 where that text stands and 0 elsewhere.
    classes : tuple of str
        The texts that the class indices stand for, in their order; empty where the target is a number.
    categories : dict of str to tuple of str
        For each column that is a feature its texts, in the order of their rows in X; none for a column of numbers.
    missing : tuple of (int, str)
        Row (counted from 1 below the header) and column of each cell in which nothing stood; these rows are not in X.
    """

    X: Array
    Y: Array
    features: tuple[str, ...]
    classes: tuple[str, ...]
    categories: dict[str, tuple[str, ...]]
    missing: tuple[tuple[int, str], ...]

    def __iter__(self) -> Iterator[Array]:
        """Yield X and Y."""
        return iter((self.X, self.Y))

    def __repr__(self) -> str:
        """Tell the shapes, and what the target is."""
        n_x, m = self.X.shape
        kind = f"{len(self.classes)} classes" if self.classes else "a number"
        return f"Table(n_x={n_x}, m={m}, the target is {kind}, cells missing: {len(self.missing)})"


class Record(NamedTuple):
    """One row of a file."""

    row: int
    """Counted from 1, below the header."""
    line: int
    """The line of the file on which it ends: a text in quotes may go over several."""
    cells: list[str]

    def place(self, column: str) -> str:
        """Say where a cell stands."""
        return f"row {self.row} (line {self.line}), column {column!r}"


class Column(NamedTuple):
    """One column of a file, with what is needed to say where a cell stands."""

    path: Path
    name: str
    records: list[Record]
    cells: list[str]

    def error(self, i: int, complaint: str) -> FileError:
        """Return the error for one cell."""
        return FileError(f"{self.path}: {self.records[i].place(self.name)}: {self.cells[i]!r} {complaint}")


def read_csv(
    path: str | PathLike[str],
    target: str,
    *,
    text: Iterable[str] = (),
    ignore: Iterable[str] = (),
    missing: Literal["refuse", "drop"] = "refuse",
    missing_values: Iterable[str] = MISSING,
    delimiter: str = ",",
    like: Table | None = None,
) -> Table:
    r"""Return the table in a CSV file, its texts turned to numbers and its names kept.

    The first line names the columns. A column is one of numbers if all its cells are, and one of text if none is; in
    between stands a mistake, which is reported, unless the column is listed in `text`.

    Parameters
    ----------
    path : path-like
        The file, in UTF-8.
    target : str
        The column to predict. Numbers stay numbers; texts become class indices in alphabetical order.
    text : iterable of str, optional
        Columns to take as text whatever stands in them, such as postal codes.
    ignore : iterable of str, optional
        Columns to leave out, such as names and serial numbers.
    missing : {"refuse", "drop"}, default "refuse"
        What to do about cells in which nothing stands: report them all in an error, or leave their rows out. Either
        way the ignored columns do not count.
    missing_values : iterable of str, optional
        The texts that mean that nothing is known. The default is: an empty cell, ?, NA, N/A, NaN, nan, NULL, null and
        None.
    delimiter : str, default ","
        What stands between two cells.
    like : Table, optional
        An earlier table, whose columns and texts are taken: so a file of test data becomes the same features, in the
        same order, as the file of training data. Other columns of the file are left out.

    Returns
    -------
    Table
        With ``X``, ``Y`` and the names.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    FileError
        If a cell is missing, or is no number where others of its column are, or holds a text that `like` has not; if
        a row has too many cells or too few; if the file is no UTF-8, or has no header or no rows. The message says
        which row (counted from 1 below the header), which line of the file, and which column.
    TypeError, ValueError
        If `target`, `text`, `ignore` or `like` name a column that is not there.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> lines = ["size,material,price", "90,brick,300", "60,wood,180", "75,brick,240"]
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "houses.csv")
    ...     _ = path.write_text("\n".join(lines))
    ...     houses = read_csv(path, target="price")
    >>> houses
    Table(n_x=3, m=3, the target is a number, cells missing: 0)
    >>> houses.features
    ('size', 'material=brick', 'material=wood')
    >>> houses.X
    array([[90., 60., 75.],
           [ 1.,  0.,  1.],
           [ 0.,  1.,  0.]])
    >>> houses.Y
    array([[300., 180., 240.]])
    """
    instance("target", target, str, "the name of a column")
    choice("missing", missing, ("refuse", "drop"))
    path, text, ignore, unknown = Path(path), listed("text", text), listed("ignore", ignore), set(missing_values)
    header, records = read_records(path, delimiter)
    if like is not None:
        instance("like", like, Table, "a Table")
    features = [name for name in header if name not in {target, *ignore}] if like is None else list(like.categories)
    for name in (target, *text, *ignore, *features):
        choice("column", name, header)
    if target in ignore or target in features or not features:
        slip = f"the target {target!r} is {'to be ignored' if target in ignore else 'a feature of the earlier table'}"
        raise ValueError(slip if features else f"{path}: no feature is left")

    where = {name: header.index(name) for name in header if name in {target, *features}}
    holes = [(record, name) for record in records for name, j in where.items() if record.cells[j] in unknown]
    if missing == "drop":
        incomplete = {record.row for record, _ in holes}
        records = [record for record in records if record.row not in incomplete]
    elif holes:
        msg = f"{path}: {report(holes)}; missing='drop' would leave such rows out"
        raise FileError(msg)
    if not records:
        msg = f"{path}: {report(holes) + ': no row is complete' if holes else 'there is no row below the header'}"
        raise FileError(msg)

    columns = {name: Column(path, name, records, [record.cells[j] for record in records]) for name, j in where.items()}
    if like is None:
        categories = {name: texts_of(columns[name], forced=name in text) for name in features}
        classes = texts_of(columns[target], forced=target in text)
    else:
        categories, classes = like.categories, like.classes
    rows = [
        one_hot_rows(columns[name], texts) if texts else numbers(columns[name]) for name, texts in categories.items()
    ]
    Y = indices(columns[target], classes).reshape(1, -1) if classes else numbers(columns[target])
    names = [[f"{name}={text}" for text in texts] or [name] for name, texts in categories.items()]
    return Table(
        X=np.ascontiguousarray(np.concatenate(rows).T).T,  # one example's features side by side
        Y=Y,
        features=tuple(chain.from_iterable(names)),
        classes=classes,
        categories=categories,
        missing=tuple((record.row, name) for record, name in holes),
    )


def read_records(path: Path, delimiter: str) -> tuple[list[str], list[Record]]:
    """Return the names of the columns, and the rows, blank lines left out; each row has one cell for each name."""
    with path.open(newline="", encoding="utf-8-sig") as file:  # spreadsheets begin theirs with a byte order mark
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        lines: list[tuple[int, list[str]]] = []
        try:
            lines.extend((reader.line_num, [cell.strip() for cell in cells]) for cells in reader if cells)
        except (csv.Error, UnicodeDecodeError) as error:
            msg = f"{path}: it cannot be read as CSV in UTF-8, after line {reader.line_num}: {error}"
            raise FileError(msg) from None
    if not lines:
        msg = f"{path}: it is empty"
        raise FileError(msg)
    _, header = lines[0]
    if all(number(cell) is not None for cell in header):
        msg = f"{path}: its first line holds numbers, but it has to name the columns: {delimiter.join(header)}"
        raise FileError(msg)
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        msg = f"{path}: several columns have the same name: {', '.join(map(repr, twice))}"
        raise FileError(msg)
    records = [Record(row, line, cells) for row, (line, cells) in enumerate(lines[1:], start=1)]
    for record in records:
        if len(record.cells) != len(header):
            msg = (
                f"{path}: row {record.row} (line {record.line}) has {len(record.cells)} cells, but the header names "
                f"{len(header)} columns"
            )
            raise FileError(msg)
    return header, records


def number(cell: str) -> float | None:
    """Return a cell as a finite number, or None where it is none."""
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in cell else None  # Python's own numbers may have underscores


def texts_of(column: Column, *, forced: bool) -> tuple[str, ...]:
    """Return the texts of a column of text in alphabetical order, and none of a column of numbers."""
    if not forced:
        values = [number(cell) for cell in column.cells]
        m, known = len(values), sum(value is not None for value in values)
        if known == m:
            return ()
        if known:
            complaint = f"is no number, but {known} of the {m} cells are; text=[{column.name!r}] takes them all as text"
            raise column.error(values.index(None), complaint)
        for i, cell in enumerate(column.cells):
            if number(cell.replace(",", "")) is not None:
                complaint = f"is no number here: decimals follow a point. text=[{column.name!r}] takes it as text"
                raise column.error(i, complaint)
    return tuple(sorted(set(column.cells)))


def numbers(column: Column) -> Array:
    """Return a column of numbers as one row."""
    values = [number(cell) for cell in column.cells]
    if None in values:
        raise column.error(values.index(None), "is no number")
    return np.array([values], dtype=np.float64)


def indices(column: Column, texts: tuple[str, ...]) -> Array:
    """Return which of the texts stands in each cell."""
    index = {text: k for k, text in enumerate(texts)}
    for i, cell in enumerate(column.cells):
        if cell not in index:
            raise column.error(i, f"is none of the texts of the earlier table: {', '.join(map(repr, texts))}")
    return np.array([index[cell] for cell in column.cells])


def one_hot_rows(column: Column, texts: tuple[str, ...]) -> Array:
    """Return a row for each text: 1 where it stands, 0 elsewhere."""
    return (np.arange(len(texts))[:, np.newaxis] == indices(column, texts)).astype(np.float64)


def listed(name: str, columns: Iterable[str]) -> tuple[str, ...]:
    """Return names of columns as a tuple."""
    if isinstance(columns, str):
        msg = f"{name} must list names of columns, such as [{columns!r}], got {columns!r}"
        raise TypeError(msg)
    return tuple(columns)


def report(holes: Sequence[tuple[Record, str]], shown: int = 10) -> str:
    """Say which cells are missing."""
    places = "; ".join(record.place(name) for record, name in holes[:shown])
    more = f"; and {len(holes) - shown} more" if len(holes) > shown else ""
    return f"{len(holes)} missing value{'s' if len(holes) > 1 else ''}: {places}{more}"
