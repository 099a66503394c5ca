"""Tables as a network takes them, and the recipe by which rows with names become X, today's and tomorrow's alike."""

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from nnlib._arrays import Array
from nnlib._files import FileError
from nnlib._messages import attempt, is_a, listed, near_match, shown
from nnlib._parts import Printed, Rows, Title
from nnlib._printing import prints_everywhere
from nnlib._registry import Described
from nnlib._validation import choice, examples, require_instance, switch
from nnlib.datasets._dialects import Dialect, looks_like_data
from nnlib.datasets._sheets import Sheet, counts, refusal, report_of_missing
from nnlib.datasets._sources import Source, opened
from nnlib.datasets.columns import MISSING_CODE, UNKNOWN_CODE, CategoryColumn, Column, NumberColumn

Missing: TypeAlias = Literal["refuse", "drop", "mean", "median", "mode"]
FILLINGS = ("mean", "median", "mode")
MISSING_CELLS = ("refuse", "drop", *FILLINGS)
UNKNOWN_TEXTS = ("refuse", "none")
MOST_COLUMNS = 20  # that a notebook lists


@prints_everywhere
@dataclass(frozen=True)
class TableRecipe(Described):
    """The recipe that turns rows with named columns into X, and names the target; new rows are read by it.

    `read_csv` makes one, the table's ``recipe``, and `nnlib.Predictor` keeps it.

    Parameters
    ----------
    columns : tuple of NumberColumn and CategoryColumn
        The columns that are features, in the order of their rows in X.
    target : NumberColumn or CategoryColumn, optional
        The column to predict: numbers, or texts, which are the classes.
    missing : {"refuse", "drop", "mean", "median", "mode"}, default "refuse"
        The treatment of missing cells, as in `read_csv`; the values that fill them are the columns' ``fill``.
    unknown : {"refuse", "none"}, default "refuse"
        The treatment of a text that `texts` does not have: an error, or none of the texts.
    dialect : Dialect
        The format of the file.

    Examples
    --------
    By hand:

    >>> recipe = TableRecipe((NumberColumn("size"), CategoryColumn("material", ("brick", "wood"))))
    >>> recipe.read([{"material": "wood", "size": 60}]).X.T
    array([[60.,  0.,  1.]])
    """

    columns: tuple[Column, ...]
    target: Column | None = None
    missing: Missing = "refuse"
    unknown: Literal["refuse", "none"] = "refuse"
    dialect: Dialect = field(default_factory=Dialect)

    def __post_init__(self) -> None:
        """Check the fields, which users and files give."""
        columns = attempt(lambda: tuple(self.columns) if isinstance(self.columns, Sequence) else (), otherwise=())
        if not columns:
            msg = f"columns must list columns, such as (NumberColumn('size'),), got {shown(self.columns)}"
            raise TypeError(msg)
        object.__setattr__(self, "columns", columns)
        kinds = "a NumberColumn or a CategoryColumn"
        for column in with_target(self.columns, self.target):
            if not (is_a(column, NumberColumn) or is_a(column, CategoryColumn)):
                require_instance("a column", column, NumberColumn, kinds)
        choice("missing", self.missing, MISSING_CELLS)
        choice("unknown", self.unknown, UNKNOWN_TEXTS)
        require_instance("dialect", self.dialect, Dialect, "a Dialect")
        for feature, times in Counter(self.features).items():
            if times > 1:
                msg = f"two features would be called {shown(feature)}: a column and a text of another"
                raise ValueError(msg)

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the rows of X."""
        return tuple(name for column in self.columns for name in column.features)

    @property
    def n_x(self) -> int:
        """The number of rows of X."""
        return sum(len(column.features) for column in self.columns)

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes; none if the target is a number."""
        return self.target.texts if isinstance(self.target, CategoryColumn) else ()

    def read(self, source: Any, *, labels: bool = False) -> "Table":  # noqa: ANN401  whatever holds a table
        """Return new rows as a table with these features: each row of the source is one example.

        Parameters
        ----------
        source : path-like, open file, data frame, list of dict, dict, Table, or array_like of shape (n_x, m)
            Columns are found by name, in any order; other columns are listed in the table's ``ignored``. An array is X.
        labels : bool, default False
            Whether the target is read as well.

        Returns
        -------
        Table

        Raises
        ------
        ValueError
            If a column is missing, a cell has another type, or is empty without a ``fill``; row and column are named.
        """
        labels = switch("labels", labels)
        if is_a(source, Table):
            if source.features != self.features:
                others, expected = (listed(names) for names in (source.features, self.features))
                msg = f"the table has other features: {others}; expected are {expected}: was it read with like=?"
                raise ValueError(msg)
            if labels and len(source.Y) and source.recipe.target != self.target:
                msg = "the table has another target, or other classes: read it with like=, the table of training"
                raise ValueError(msg)
            require_filling(source, self)
            return source
        if is_X(source):
            try:
                X = examples(source, self.n_x, np.float64)
            except TypeError as error:
                slip = "rows with names are a data frame, as frame.loc[[i]] is for one row, or dicts"
                msg = f"{error}. An array is X, of numbers alone: {slip}"
                raise TypeError(msg) from None
            return Table(X, np.empty((0, X.shape[1])), self, np.arange(1, X.shape[1] + 1), {}, (), {})
        advice = "missing='median' in read_csv, of the training data, fills them in new data too"
        if labels:
            drop = "" if self.missing in FILLINGS else ", missing='drop'"
            advice = f"read_csv(..., like=predictor.recipe{drop}) leaves such rows out"
        try:
            return table_by(self, source, labels=labels, drop=False, advice=advice)
        except FileError as error:
            if any(f"{option}=" in str(error) for option in ("delimiter", "encoding", "header", "names")):
                msg = f"{error}. Options go to read_csv(..., like=predictor.recipe), and its table to predict"
                raise FileError(msg) from None
            raise


def with_target(columns: tuple[Column, ...], target: Column | None) -> tuple[Column, ...]:
    """Return columns, and the target behind them where there is one."""
    return columns if target is None else (*columns, target)


def require_filling(table: "Table", recipe: TableRecipe) -> None:
    """Refuse a table of which cells are filled with other values than the recipe's, such as its own medians."""
    rows = set(table.rows.tolist())
    for column, other in zip(recipe.columns, table.recipe.columns, strict=True):
        if None in {column.fill, other.fill} or column.fill == other.fill:
            continue
        if not rows.isdisjoint(table.missing.get(column.name, ())):
            fills = f"{shown(other.fill)}, but expected is {shown(column.fill)}"
            msg = f"missing cells of {shown(column.name)} are filled with {fills}, as in training: read it with like="
            raise ValueError(msg)


def table_by(recipe: TableRecipe, source: Any, *, labels: bool | None, drop: bool, advice: str) -> "Table":  # noqa: ANN401  as in read
    """Return the table in a source by a recipe; with labels if they are there, where `labels` is None."""
    target = None if labels is False else recipe.target
    known = {column.name for column in with_target(recipe.columns, recipe.target)}
    spare = recipe.target is not None and not labels and known.issuperset(recipe.dialect.names)
    with opened(source, recipe.dialect, recipe.target.name if recipe.target is not None and spare else None) as came:
        if labels is None and target is not None and target.name not in came.names:
            target = None
        used = with_target(recipe.columns, target)
        require_columns([column.name for column in used], came, recipe.dialect)
        times = Counter(came.names)
        for column in used:
            if times[column.name] > 1:
                complaint = f"several columns are called {shown(column.name)}: which is meant?"
                raise refusal(came.label, complaint, file=came.is_file)
        texts = {column.name for column in used if isinstance(column, CategoryColumn)}
        sheet = came.sheet({column.name for column in used}, texts)
    if labels is None and target is not None and len(sheet.missing[sheet.column(target.name)]) == sheet.m:
        target = None
    needed = [column.name for column in recipe.columns if column.fill is None]
    needed += [] if target is None else [target.name]
    if needed:  # or each row is an answer, and none may vanish
        sheet.cut_blank_end()
    if not sheet.m:
        sheet.refuse("there is no row in it")
    return tabled(sheet, recipe, target, whole_rows(sheet, needed, drop=drop, advice=advice))


def require_columns(wanted: Sequence[str], came: Source, dialect: Dialect) -> None:
    """Refuse a table that lacks a column."""
    there = set(came.names)
    for name in wanted:
        if name in there:
            continue
        slip = near_match(name, came.names)
        if len(came.names) == 1 and " " in came.names[0]:
            slip = "does a line stand above the header, or are blanks the delimiter? Then delimiter=' ';"
        if not slip and dialect.header is None and not dialect.names and looks_like_data(came.names, dialect):
            slip = "is the first line data? Then header=False;"
        if not slip and not dialect.has_header and not dialect.names:
            slip = "names=[...] names the columns;"
        known = listed(came.names) or "none"
        complaint = f"there is no column {shown(name)}: {slip}{' ' if slip else ''}the columns are {known}"
        raise refusal(came.label, complaint, file=came.is_file)


def whole_rows(sheet: Sheet, needed: Sequence[str], *, drop: bool, advice: str) -> npt.NDArray[np.bool]:
    """Return which rows miss nothing that is needed; an error where one does and is not to be dropped."""
    keep = np.ones(sheet.m, dtype=np.bool)
    for name in needed:
        keep[list(sheet.missing[sheet.column(name)])] = False
    if not keep.all() and not drop:
        sheet.refuse(f"{report_of_missing(sheet, needed)}; {advice}")
    if not keep.any():
        sheet.refuse(f"{report_of_missing(sheet, needed)}: no row is complete")
    return keep


def tabled(sheet: Sheet, recipe: TableRecipe, target: Column | None, keep: npt.NDArray[np.bool]) -> "Table":
    """Return the rows of a sheet that are kept as a table."""
    used = with_target(recipe.columns, target)
    Y: Array = np.empty((0, int(keep.sum())))
    if target is not None:
        values = target.values(sheet) if isinstance(target, NumberColumn) else target.codes(sheet, keep)
        Y = values[keep][np.newaxis]
    missing = {
        column.name: tuple(i + 1 for i in sheet.missing[sheet.column(column.name)])
        for column in used
        if sheet.missing[sheet.column(column.name)]
    }
    X, unknown = encoded(sheet, recipe, keep)
    known = {column.name for column in used}
    ignored = tuple(name for name in sheet.names if name not in known)
    return Table(X, Y, recipe, np.flatnonzero(keep) + 1, missing, ignored, unknown)


def encoded(
    sheet: Sheet, recipe: TableRecipe, keep: npt.NDArray[np.bool]
) -> tuple[Array, dict[str, tuple[tuple[int, str], ...]]]:
    """Return X, and by column the rows whose text training never saw."""
    m, unknown = int(keep.sum()), {}
    X = np.zeros((m, recipe.n_x))
    numbers, places = [], []
    p = 0
    for column in recipe.columns:
        j = sheet.column(column.name)
        if isinstance(column, NumberColumn):
            if sheet.texts[j]:
                column.values(sheet)  # which says what is wrong
            numbers.append(j)
            places.append(p)
        else:
            advice = "; unknown='none' in read_csv counts it as none of them"
            codes = column.codes(sheet, keep, refuse=recipe.unknown == "refuse", advice=advice)
            if (new := np.flatnonzero((codes == UNKNOWN_CODE) & keep)).size:
                unknown[column.name] = tuple((i + 1, sheet.texts[j][i]) for i in new.tolist())
            if column.fill is not None:
                codes[codes == MISSING_CODE] = column.texts.index(column.fill)
            codes = codes[keep]
            X[np.flatnonzero(codes >= 0), p + codes[codes >= 0]] = 1
        p += len(column.features)
    done = 0
    for rows, block in sheet.take_blocks():
        kept = block if keep[rows].all() else block[keep[rows]]
        X[done : done + len(kept), as_slice(places)] = kept[:, as_slice(numbers)]
        done += len(kept)
    for column, p in zip((c for c in recipe.columns if isinstance(c, NumberColumn)), places, strict=True):
        if column.fill is not None and sheet.missing[sheet.column(column.name)]:
            X[np.isnan(X[:, p]), p] = column.fill
    return X.T, unknown


def as_slice(places: list[int]) -> Any:  # noqa: ANN401  what indexes columns
    """Return places that follow one another as a slice, by which NumPy copies many times as fast."""
    return slice(places[0], places[-1] + 1) if places and places[-1] - places[0] == len(places) - 1 else places


def is_X(source: Any) -> bool:  # noqa: ANN401  whatever was handed in
    """Whether a source is X itself: an array, a tensor, or a list of lists of numbers."""

    def numbers() -> bool:
        if isinstance(source, list | tuple):
            return not source or not any(isinstance(row, Mapping) for row in source)
        return isinstance(source, np.ndarray) or (hasattr(source, "__array__") and not hasattr(source, "columns"))

    return attempt(numbers, otherwise=False)


@prints_everywhere
@dataclass(frozen=True, repr=False, eq=False)
class Table:
    """A table as X and Y, with the names of its columns and rows; ``X, Y = table`` gives the two arrays only.

    Parameters
    ----------
    X : ndarray of shape (n_x, m), float64
        Features in rows, the table's rows in columns.
    Y : ndarray of shape (1, m)
        The target: numbers (float64), or class indices (int64). The shape is (0, m) if there is none.
    recipe : TableRecipe
        The columns, the classes and the filling: by it, other rows become the same features.
    rows : ndarray of shape (m,)
        The row of each example, counted from 1 below the header, without blank lines.
    missing : dict of str to tuple of int
        For each column with missing cells, their rows. These rows were left out, or the cells were filled.
    ignored : tuple of str
        The columns that were not used.
    unknown : dict of str to tuple of (int, str)
        For each column with texts that the recipe does not have, their rows and the texts, which count as none.
    """

    X: Array
    Y: Array
    recipe: TableRecipe
    rows: Array
    missing: dict[str, tuple[int, ...]]
    ignored: tuple[str, ...]
    unknown: dict[str, tuple[tuple[int, str], ...]]

    @property
    def features(self) -> tuple[str, ...]:
        """The n_x names of the rows of X: columns of numbers, and texts of others, named like ``colour=red``."""
        return self.recipe.features

    @property
    def target(self) -> str | None:
        """The name of the column to predict."""
        return None if self.recipe.target is None else self.recipe.target.name

    @property
    def classes(self) -> tuple[str, ...]:
        """The texts of the class indices in Y; none if the target is a number."""
        return self.recipe.classes

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the examples, such as "row 3"."""
        return tuple(f"row {row}" for row in self.rows)

    @property
    def categories(self) -> dict[str, tuple[str, ...]]:
        """For each column that is a feature its texts; none for a column of numbers."""
        return {column.name: getattr(column, "texts", ()) for column in self.recipe.columns}

    def taken(self, indices: Array) -> "Table":
        """Return some of the examples as a table, with the rows that they are."""
        rows = self.rows[indices]
        taken = set(rows.tolist())
        missing = {name: tuple(i for i in of if i in taken) for name, of in self.missing.items()}
        unknown = {name: tuple(each for each in of if each[0] in taken) for name, of in self.unknown.items()}
        kept = {name: of for name, of in missing.items() if of}, {name: of for name, of in unknown.items() if of}
        return replace(self, X=self.X.T[indices].T, Y=self.Y.T[indices].T, rows=rows, missing=kept[0], unknown=kept[1])

    def _missing_by(self) -> dict[str, dict[str, tuple[int, ...]]]:
        """Return what is missing by what was done about it."""
        done = {}
        for column in self.recipe.columns:
            if column.fill is not None:
                by = "mode" if isinstance(column, CategoryColumn) else self.recipe.missing
                done[column.name] = f"filled by the {by}" if self.recipe.missing in FILLINGS else "filled"
        told: dict[str, dict[str, tuple[int, ...]]] = {}
        for name, rows in self.missing.items():
            told.setdefault(done.get(name, "rows left out"), {})[name] = rows
        return told

    def __iter__(self) -> Iterator[Array]:
        return iter((self.X, self.Y))

    def __str__(self) -> str:
        """Return what `repr` tells, in lines that fit a console."""
        return textwrap.fill(repr(self), 88, subsequent_indent=6 * " ", break_long_words=False, break_on_hyphens=False)

    @property
    def _facts(self) -> list[str]:
        """What it holds, and what was done with cells and columns."""
        n_x, m = self.X.shape
        kind = f"{len(self.classes)} classes" if self.classes else "a number"
        facts = [f"n_x={n_x}", f"m={m}", "no target" if self.target is None else f"target {self.target!r}, {kind}"]
        if self.target is not None and not len(self.Y):
            facts[-1] = f"no labels for {self.target!r}"
        if self.missing:
            facts.append(f"missing: {', '.join(f'{counts(of)} ({done})' for done, of in self._missing_by().items())}")
        if self.unknown:
            facts.append(f"unknown texts: {counts(self.unknown)}")
        if self.ignored:
            facts.append(f"ignored: {listed(self.ignored)}")
        return facts

    def __repr__(self) -> str:
        return f"Table({', '.join(self._facts)})"

    def _parts_(self) -> Iterator[Printed]:
        """Yield what is printed, and the columns."""
        n_x, m, *facts = self._facts
        yield Title("Table", rest=f": {n_x}, {m}")
        yield from facts
        columns = self.recipe.columns
        rows = [
            (column.name, listed(column.texts) if isinstance(column, CategoryColumn) else "numbers")
            for column in columns[:MOST_COLUMNS]
        ]
        yield Rows(("column", "holds"), rows)
        if len(columns) > MOST_COLUMNS:
            yield f"the first {MOST_COLUMNS} of {len(columns):,} columns"
