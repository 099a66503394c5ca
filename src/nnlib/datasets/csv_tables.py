"""CSV files, data frames and lists of rows as X and Y; doubtful columns and cells are reported first."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from nnlib._messages import is_a
from nnlib._validation import choice, require_instance
from nnlib.datasets._dialects import Dialect, composed
from nnlib.datasets._learning import Chosen, filled_by, learnt
from nnlib.datasets.tables import MISSING_CELLS, UNKNOWN_TEXTS, Missing, Table, TableRecipe, table_by


def read_csv(
    source: Any,  # noqa: ANN401  a path, an open file, a data frame of any library, or dicts
    target: str | None = None,
    *,
    text: Sequence[str] = (),
    numbers: Sequence[str] = (),
    ignore: Sequence[str] = (),
    missing: Missing | None = None,
    missing_values: Sequence[str] | None = None,
    not_missing: Sequence[str] | None = None,
    unknown: Literal["refuse", "none"] | None = None,
    header: bool | None = None,
    names: Sequence[str] | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    thousands: str | None = None,
    encoding: str | None = None,
    like: Table | TableRecipe | None = None,
) -> Table:
    r"""Return a table of numbers and texts as X and Y, with the names of its columns and rows.

    A column holds numbers if all its cells are numbers, and text if none is. Anything in between is reported as a
    mistake, with row and column: a few cells that are not numbers; numbers as people write them, such as 1,5 or $300 or
    7 %. Columns that are probably not features are reported too. In tables of more than 20 rows, these are columns
    whose texts are mostly different, such as names and dates, and columns of row numbers. In tables of any size, these
    are columns of over 1,000 different texts. Use `text`, `numbers` or `ignore` to say what such a column is. Points
    that may separate thousands, as in 1.200 beside 950, are reported if the delimiter is not a comma.

    Blank lines do not count as rows. Blank rows at the end do not either, unless `like` fills all their cells. Empty
    columns without a name are left out. Texts are compared in Unicode's form NFC.

    Parameters
    ----------
    source : path-like, open file, data frame, or list of dict
        A CSV file, or rows in memory: those of a data frame, or dicts by column.
    target : str, optional
        The column to predict. Numbers stay numbers. Texts become class indices in alphabetical order, or in the order
        of their values if all are numbers. Use None for data without labels: Y then has shape (0, m).
    text, numbers, ignore : sequence of str, optional
        Columns to read as text, even if they look like numbers, such as postal codes; to read as numbers, although they
        count the rows; and to leave out, such as names.
    missing : {"refuse", "drop", "mean", "median", "mode"}, default "refuse"
        The treatment of missing values: report them in an error, leave their rows out, or fill them with the mean, the
        median or the most frequent value of the column (for texts always the most frequent). With all but "refuse",
        rows without a target are left out. With `like`, the values are those of the earlier table.
    missing_values, not_missing : sequence of str, optional
        Texts that mean a missing value, besides an empty cell, ?, NA, N/A, n/a, #N/A, NaN, nan, NULL, null, None,
        <NA> and NaT; and those among these that are ordinary texts, as NA may be. With `like`, both are added to those
        of the earlier table.
    unknown : {"refuse", "none"}, default "refuse"
        The treatment, in tables read like this one, of a text that this one does not have: report it, or count it as
        none.
    header : bool, optional
        Whether the first line names the columns. By default it does, unless `names` are given; a first line that looks
        like data is then reported. Without a header and names, columns are called "column 1" and so on. With `like`,
        pass True for a file that has a header if the earlier one had none.
    names : sequence of str, optional
        The names of the columns.
    delimiter, decimal, thousands : str, default ",", "." and none
        The separators of cells, of decimals and of thousands. A first line ``sep=;`` is obeyed.
    encoding : str, default "utf-8"
        The encoding of the file's characters.
    like : Table or TableRecipe, optional
        An earlier table, whose columns, texts, filling and format are used: a file of test data, or of data to predict,
        then becomes the same features in the same order. The target is read if the file has it, unless all its cells
        are missing.

    Returns
    -------
    Table
        With ``X``, ``Y``, the names, and what was missing, ignored or unknown.

    Raises
    ------
    FileError, ValueError
        If a cell is missing or is a mistake as described above; if a row has too many cells or too few; if the file
        cannot be decoded, or has no header or no rows. The message names the row (counted from 1 below the header), the
        line of the file, and the column.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> lines = ["size,material,price", "90,brick,300", ",wood,180", "75,brick,240"]
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "houses.csv")
    ...     _ = path.write_text("\n".join(lines))
    ...     houses = read_csv(path, target="price", missing="median")
    >>> houses
    Table(n_x=3, m=3, target 'price', a number, missing: 'size' 1 (filled by the median))
    >>> houses.features
    ('size', 'material=brick', 'material=wood')
    >>> houses.X
    array([[90. , 82.5, 75. ],
           [ 1. ,  0. ,  1. ],
           [ 0. ,  1. ,  0. ]])
    """
    given: dict[str, Any] = {
        "missing_values": missing_values,
        "not_missing": not_missing,
        "header": header,
        "names": names,
        "delimiter": delimiter,
        "decimal": decimal,
        "thousands": thousands,
        "encoding": encoding,
    }
    given = {name: value for name, value in given.items() if value is not None}
    if target is not None:
        require_instance("target", target, str, "the name of a column")
        target = composed(str.__str__(target))  # what is derived from str may compare in another way
    if missing is not None:
        choice("missing", missing, MISSING_CELLS)
    if unknown is not None:
        choice("unknown", unknown, UNKNOWN_TEXTS)
    chosen = Chosen(text, numbers, ignore, missing or "refuse", unknown or "refuse")
    if like is None:
        return learnt(source, target, chosen, Dialect(**given))
    if any((*chosen.text, *chosen.numbers, *chosen.ignore)):
        msg = "with like, the earlier table says what the columns are: no text, no numbers, no ignore"
        raise ValueError(msg)
    recipe = earlier_recipe(like, missing)
    known = None if recipe.target is None else recipe.target.name
    if target not in {None, known}:
        msg = f"the target is {target!r}, but that of the earlier table is {known!r}"
        raise ValueError(msg)
    recipe = replace(recipe, unknown=unknown or recipe.unknown, dialect=dialect_like(recipe.dialect, given))
    advice = "missing='drop' leaves such rows out"
    if isinstance(like, Table):
        advice = f"missing='median' fills them as in the earlier table, and {advice}"
    drop = recipe.missing != "refuse"  # where cells are filled, of rows without a target
    return table_by(recipe, source, labels=None if target is None else True, drop=drop, advice=advice)


def dialect_like(earlier: Dialect, given: dict[str, Any]) -> Dialect:
    """Return an earlier dialect with what is said anew: marks are added, and a header that comes now names columns."""
    if given.get("header") and "names" not in given and not earlier.has_header:
        given = {**given, "names": ()}
    later = replace(earlier, **given)
    return replace(
        later,
        missing_values=tuple(dict.fromkeys((*earlier.missing_values, *later.missing_values))),
        not_missing=tuple(dict.fromkeys((*earlier.not_missing, *later.not_missing))),
    )


def earlier_recipe(like: Table | TableRecipe, missing: Missing | None) -> TableRecipe:
    """Return the recipe of an earlier table, filled by its own columns where another filling is asked for."""
    if is_a(like, TableRecipe):
        if missing not in {None, like.missing, "refuse", "drop"}:
            msg = f"the recipe does not know what to fill in by missing={missing!r}: hand in the earlier table itself"
            raise ValueError(msg)
        return like if missing in {None, like.missing} else filled_by(like, missing, None)
    require_instance("like", like, Table, "a Table")
    return like.recipe if missing in {None, like.recipe.missing} else filled_by(like.recipe, missing, like)
