"""Tables: columns of numbers and of text in a CSV file as features in rows and examples in columns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from nnlib._arrays import Array
from nnlib._files import FileError, StrPath
from nnlib._validation import choice, names, require_instance
from nnlib.datasets._damage import damaged
from nnlib.datasets._records import Record, number, read_records

MISSING = ("", "?", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null", "None")
"""What stands in the cells of real files where nothing is known."""

WRITTEN_NUMBER = re.compile(
    r"(?!.*\.\d{1,2}\.)"  # a date such as 31.12.2024, or a version
    r"[-+−('$\u00a3\u00a5\u20a0-\u20cf\s]*\.?\d[\d.,'’_\s]*(?:[eE][-+−]?\d+)?[%‰)$\u00a3\u00a5\u20a0-\u20cf]*"
)
"""A number with a currency, a percent sign, separators between thousands, or an apostrophe that says it is text."""

MOST_TEXTS = 1000  # of a column of text that is not asked for as such
FEW_ROWS = 20  # of which it says nothing that most texts differ


@dataclass(frozen=True, repr=False, eq=False)
class Table:
    """A table as a network takes it, with the names of what it holds; ``X, Y = table`` takes the two alone.

    Parameters
    ----------
    X : ndarray of shape (n_x, m), float64
        Features in rows, the table's rows in columns.
    Y : ndarray of shape (1, m)
        The target: numbers (float64), or class indices (int64). Of shape (0, m) where none was asked for.
    features : tuple of str
        The n_x names of the rows of X: a column of numbers keeps its name, and a column of text becomes one row for
        each of its texts, named like ``colour=red``, which is 1 where that text stands and 0 elsewhere.
    target, classes : str or None, and tuple of str
        The name of the target's column, and the texts that its class indices stand for; none where it is a number.
    categories : dict of str to tuple of str
        For each column that is a feature its texts, in the order of their rows in X; none for a column of numbers.
    missing : tuple of (int, str)
        Row (counted from 1 below the header, without blank lines) and column of each cell in which nothing stood; these
        rows are not in X.
    """

    X: Array
    Y: Array
    features: tuple[str, ...]
    target: str | None
    classes: tuple[str, ...]
    categories: dict[str, tuple[str, ...]]
    missing: tuple[tuple[int, str], ...]

    def __iter__(self) -> Iterator[Array]:
        return iter((self.X, self.Y))

    def __repr__(self) -> str:
        n_x, m = self.X.shape
        kind = f"of {len(self.classes)} classes" if self.classes else "a number"
        target = "no target" if self.target is None else f"target {self.target!r}, {kind}"
        return f"Table(n_x={n_x}, m={m}, {target}, cells missing: {len(self.missing)})"


class Column(NamedTuple):
    """One column of a file, with what is needed to say where a cell stands."""

    path: Path
    name: str
    records: list[Record]
    cells: list[str]

    def error(self, i: int, complaint: str) -> FileError:
        """Return the error for one cell."""
        return damaged(self.path, f"{self.records[i].place(self.name)}: {self.cells[i]!r} {complaint}")


def read_csv(
    path: StrPath,
    target: str | None = None,
    *,
    text: Sequence[str] = (),
    ignore: Sequence[str] = (),
    missing: Literal["refuse", "drop"] = "refuse",
    missing_values: Sequence[str] = MISSING,
    delimiter: str = ",",
    like: Table | None = None,
) -> Table:
    r"""Return the table in a CSV file, its texts turned to numbers and its names kept.

    The first line names the columns. A column is one of numbers if all its cells are, and one of text if none is. What
    stands between is reported as a mistake, unless the column is listed in `text`: a few cells that are no numbers;
    numbers as people write them, such as 1,5 or $300 or 7 %; and texts of which most differ in more than 20 rows, such
    as names and dates, or over 1,000 of them. Blank lines are not counted as rows. Columns without a name and with
    nothing in their cells are left out.

    Parameters
    ----------
    path : path-like
        The file, in UTF-8.
    target : str, optional
        The column to predict. Numbers stay numbers; texts become class indices in alphabetical order. None is for
        data that nobody has labelled: Y is then empty.
    text, ignore : sequence of str, optional
        Columns to take as text whatever stands in them, such as postal codes; and to leave out, such as names.
    missing : {"refuse", "drop"}, default "refuse"
        What to do about cells in which nothing stands: report them all in an error, or leave their rows out. Either
        way the ignored columns do not count.
    missing_values : sequence of str, optional
        The texts that mean that nothing is known. The default is: an empty cell, ?, NA, N/A, n/a, #N/A, NaN, nan, NULL,
        null and None, in this spelling.
    delimiter : str, default ","
        What stands between two cells.
    like : Table, optional
        An earlier table, whose columns and texts are taken: so a file of test data, or of data to predict, becomes the
        same features, in the same order, as the file of training data. Other columns of the file are left out.

    Returns
    -------
    Table
        With ``X``, ``Y`` and the names.

    Raises
    ------
    FileError
        If a cell is missing, or is a mistake as told above, or holds a text that `like` has not; if a row has too many
        cells or too few; if the file is no UTF-8, or has no header or no rows. The message says which row (counted from
        1 below the header), which line of the file, and which column.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> lines = ["size,material,price", "90,brick,300", "60,wood,180", "75,brick,240"]
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "houses.csv")
    ...     _ = path.write_text("\n".join(lines))
    ...     houses = read_csv(path, target="price")
    >>> houses, houses.features
    (Table(n_x=3, m=3, target 'price', a number, cells missing: 0), ('size', 'material=brick', 'material=wood'))
    >>> houses.X
    array([[90., 60., 75.],
           [ 1.,  0.,  1.],
           [ 0.,  1.,  0.]])
    """
    choice("missing", missing, ("refuse", "drop"))
    path, text, ignore = Path(path), names("text", text), names("ignore", ignore)
    unknown = names("missing_values", missing_values)
    header, records = read_records(path, delimiter)
    features = features_of(header, target, text, ignore, like)
    targets = [] if target is None else [target]
    for name in (*targets, *text, *ignore, *features):
        choice("column", name, header)
    if "" in {*targets, *features}:
        raise damaged(path, "a column has no name, such as one of row numbers: ignore=[''] leaves it out")
    where = {name: header.index(name) for name in header if name in {*targets, *features}}

    records, holes = complete(path, records, where, unknown, drop=missing == "drop")
    columns = {name: Column(path, name, records, [record.cells[j] for record in records]) for name, j in where.items()}
    if like is None:
        categories = {name: texts_of(columns[name], forced=name in text) for name in features}
        classes = texts_of(columns[target], forced=target in text) if target is not None else ()
        if len(classes) == 1:
            complaint = f"the target {target!r} is {classes[0]!r} in every row: there is nothing to tell apart"
            raise damaged(path, complaint)
    else:
        categories, classes = dict(like.categories), like.classes if target is not None else ()
    return Table(
        X=np.concatenate([encoded(columns[name], texts) for name, texts in categories.items()], axis=1).T,
        Y=np.empty((0, len(records))) if target is None else values_of(columns[target], classes)[np.newaxis],
        features=feature_names(path, categories),
        target=target,
        classes=classes,
        categories=categories,
        missing=tuple((record.row, name) for record, name in holes),
    )


def features_of(
    header: list[str], target: str | None, text: tuple[str, ...], ignore: tuple[str, ...], like: Table | None
) -> list[str]:
    """Return the names of the columns that are features: those left over, or those of an earlier table."""
    if target is not None:
        require_instance("target", target, str, "the name of a column")
    if target in ignore:
        msg = f"the target {target!r} is to be ignored"
        raise ValueError(msg)
    if like is None:
        features = [name for name in header if name != target and name not in ignore]
        if not features:
            msg = "no column is left to be a feature"
            raise ValueError(msg)
        return features
    require_instance("like", like, Table, "a Table")
    if text or ignore:
        msg = "with like, the earlier table says which columns are text and which are left out: no text, no ignore"
        raise ValueError(msg)
    if target not in {None, like.target}:
        msg = f"the target is {target!r}, but that of the earlier table is {like.target!r}"
        raise ValueError(msg)
    return list(like.categories)


def complete(
    path: Path, records: list[Record], where: dict[str, int], unknown: tuple[str, ...], *, drop: bool
) -> tuple[list[Record], list[tuple[Record, str]]]:
    """Return the rows in which nothing is missing, and all cells in which something is."""
    holes = [(record, name) for record in records for name, j in where.items() if record.cells[j] in unknown]
    if holes and not drop:
        advice = "missing='drop' would leave such rows out, and missing_values says which texts count"
        raise damaged(path, f"{report(holes, where)}; {advice}")
    incomplete = {record.row for record, _ in holes}
    whole = [record for record in records if record.row not in incomplete]
    if not whole:
        nothing = "there is no row below the header"
        raise damaged(path, f"{report(holes, where)}: no row is complete" if holes else nothing)
    return whole, holes


def texts_of(column: Column, *, forced: bool) -> tuple[str, ...]:
    """Return the texts of a column of text in alphabetical order, and none of a column of numbers."""
    texts = sorted(set(column.cells))
    if forced:
        return tuple(texts)
    values = [number(cell) for cell in column.cells]
    m, known = len(values), sum(value is not None for value in values)
    if known == m:
        return ()
    as_text = f"text=[{column.name!r}] takes the column as text"
    for i, value in enumerate(values):
        if value is None and WRITTEN_NUMBER.fullmatch(column.cells[i]):
            complaint = f"looks like a number, but numbers are written with digits, and a point for decimals; {as_text}"
            raise column.error(i, complaint)
    if known:
        complaint = (
            f"is no number, but {known} of the {m} cells are. If nothing is known there, list it in missing_values"
        )
        raise column.error(values.index(None), f"{complaint}; {as_text}")
    if (m > FEW_ROWS and len(texts) > m / 2) or len(texts) > MOST_TEXTS:
        varied = f"column {column.name!r} holds {len(texts):,} different texts in {m:,} rows"
        example = f"such as {column.cells[0]!r}: ignore=[{column.name!r}] leaves it out"
        raise damaged(column.path, f"{varied}, {example}; {as_text}")
    return tuple(texts)


def values_of(column: Column, texts: tuple[str, ...]) -> Array:
    """Return which of the texts stands in each cell, or the numbers of a column without texts."""
    if not texts:
        values = [number(cell) for cell in column.cells]
        if None in values:
            raise column.error(values.index(None), "is no number")
        return np.array(values)
    index = {text: k for k, text in enumerate(texts)}
    for i, cell in enumerate(column.cells):
        if cell not in index:
            known = ", ".join(map(repr, texts[:10])) + (", …" if len(texts) > 10 else "")  # noqa: PLR2004  of a long list
            raise column.error(i, f"is none of the texts of the earlier table: {known}")
    return np.array([index[cell] for cell in column.cells])


def encoded(column: Column, texts: tuple[str, ...]) -> Array:
    """Return a column as features, one row for each example: its numbers, or 1 for the text that stands there."""
    values = values_of(column, texts)[:, np.newaxis]
    return (values == np.arange(len(texts))).astype(np.float64) if texts else values


def feature_names(path: Path, categories: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the names of the rows of X."""
    rows = [row for column, texts in categories.items() for row in [f"{column}={text}" for text in texts] or [column]]
    if len(set(rows)) < len(rows):
        twice = next(row for row in rows if rows.count(row) > 1)
        raise damaged(path, f"two features would be called {twice!r}: a column and a text of another")
    return tuple(rows)


def report(holes: Sequence[tuple[Record, str]], where: dict[str, int], shown: int = 10) -> str:
    """Say which cells are missing, and what stands there instead."""
    places = "; ".join(
        record.place(name) + (f" ({record.cells[where[name]]!r})" if record.cells[where[name]] else "")
        for record, name in holes[:shown]
    )
    more = f"; and {len(holes) - shown} more" if len(holes) > shown else ""
    return f"{len(holes)} missing value{'s' if len(holes) > 1 else ''}: {places}{more}"
