"""What the columns of a table are, learnt from its cells, and what is asked where they look doubtful."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from nnlib._arrays import Array
from nnlib._files import FileError
from nnlib._messages import listed, shown
from nnlib._validation import names
from nnlib.datasets._dialects import WRITTEN_NUMBER, Dialect, composed, looks_like_data, mark_of
from nnlib.datasets._sheets import LONGEST_LIST, Sheet
from nnlib.datasets._sources import opened
from nnlib.datasets.columns import CategoryColumn, Column, NumberColumn
from nnlib.datasets.tables import FILLINGS, Missing, Table, TableRecipe, require_columns, tabled, whole_rows

MOST_TEXTS = 1000  # different ones in a column, unless the user says text=
FEW_ROWS = 20  # up to which texts may all differ, and numbers may count the rows, by chance
IGNORED, AS_TEXT = "ignore={} leaves it out", "text={} takes the column as text"
ALIKE = ["write them alike in the file", "text={} keeps them apart"]
DATE = re.compile(r"(\d{4}([-/.])\d{1,2}\2\d{1,2}|\d{1,2}([-/.])\d{1,2}\3(\d{2}|\d{4}))([T ].*)?")
MOST_DOUBTS = 3  # explained in one message
IDS = ("Id", "ID", "_id", " id")  # endings of the names of columns that hold identifiers
ADVICE = (
    "missing='median' ('mean', 'mode') fills them, missing='drop' leaves such rows out, and missing_values names more "
    "texts that mean that nothing is known"
)


@dataclass(frozen=True)
class Chosen:
    """What the user says of columns: to take them as text, or as numbers, or not at all."""

    text: Sequence[str]
    numbers: Sequence[str]
    ignore: Sequence[str]
    missing: Missing
    unknown: Literal["refuse", "none"]

    def __post_init__(self) -> None:
        """Check the fields."""
        for name in ("text", "numbers", "ignore"):
            object.__setattr__(self, name, tuple(map(composed, names(name, getattr(self, name)))))

    @property
    def filling(self) -> str | None:
        """By what missing cells are filled, if they are."""
        return self.missing if self.missing in FILLINGS else None


def learnt(source: Any, target: str | None, chosen: Chosen, dialect: Dialect) -> Table:  # noqa: ANN401  whatever holds a table
    """Return the table in a source, and with it the recipe that is learnt from it."""
    if target in chosen.ignore:
        msg = f"the target {target!r} is to be ignored"
        raise ValueError(msg)
    sheet, wanted = read_wanted(source, target, chosen, dialect)
    question_names(sheet, wanted, dialect)
    if sheet.lines and not dialect.has_header:  # what has no target may lack that column
        dialect = replace(dialect, names=tuple(sheet.names))
    features = [name for name in wanted if name != target]
    if not features:
        msg = "no column is left to be a feature"
        raise ValueError(msg)
    question_columns(sheet, features, target, chosen, dialect)
    needed = wanted
    if chosen.filling:
        needed = [] if target is None else [target]
    keep = whole_rows(sheet, needed, drop=chosen.missing != "refuse", advice=ADVICE)
    recipe = recipe_learnt(sheet, features, target, keep, chosen, dialect)
    return tabled(sheet, recipe, recipe.target, keep)


def read_wanted(source: Any, target: str | None, chosen: Chosen, dialect: Dialect) -> tuple[Sheet, list[str]]:  # noqa: ANN401  as above
    """Return the cells of a source, and which of its columns are wanted, without empty ones that have no name."""
    with opened(source, dialect) as came:
        asked_for = (*([] if target is None else [target]), *chosen.text, *chosen.numbers, *chosen.ignore)
        require_columns(asked_for, came, dialect)
        ignored = set(chosen.ignore)
        wanted = [name for name in came.names if name not in ignored]
        sheet = came.sheet(set(wanted), set(chosen.text))
    sheet.cut_blank_end()
    if not sheet.m:
        sheet.refuse("there is no row below the header" if dialect.has_header else "there is no row in it")
    return sheet, [name for name in wanted if name or len(sheet.missing[sheet.column(name)]) < sheet.m]


def recipe_learnt(
    sheet: Sheet,
    features: Sequence[str],
    target: str | None,
    keep: npt.NDArray[np.bool],
    chosen: Chosen,
    dialect: Dialect,
) -> TableRecipe:
    """Return what columns are, from the rows that are kept."""
    for name in chosen.numbers:
        if texts := sheet.texts[sheet.column(name)]:
            raise sheet.error_at(min(texts), name, "is no number, but numbers=[...] says that the column holds them")
    try:
        columns = tuple(column_learnt(sheet, name, keep, chosen, dialect) for name in features)
        predicted = target_learnt(sheet, target, keep, chosen, dialect)
        return TableRecipe(columns, predicted, chosen.missing, chosen.unknown, dialect)
    except FileError:
        raise
    except ValueError as error:  # of features that would have one name, and of names and texts that are too long
        raise sheet.refusal(str(error)) from None


def question_names(sheet: Sheet, wanted: Sequence[str], dialect: Dialect) -> None:
    """Refuse columns without a name, or with the name of another, and a header that looks like data."""
    name_them = "names=[...] names the columns, with header=True in place of the first line"
    headless = "header=False takes it for the first row"
    if twice := sorted(name for name, times in Counter(wanted).items() if times > 1):
        told = f"several columns have the same name: {listed(twice)}"
        sheet.refuse(f"{told}; {name_them}; if it is data, {headless}" if sheet.lines else told)
    if dialect.header is not None or dialect.names or not sheet.lines:
        return
    if (again := repeated_header(sheet, wanted)) is not None:
        sheet.refuse(f"the header stands again in {sheet.place(again, wanted[0])}: take that line out")
    numeric = {name for name in wanted if not sheet.texts[sheet.column(name)]}
    suspects = [name for name in looks_like_data(wanted, dialect) if name in numeric]
    if not suspects:
        below = [name for name in wanted if name in sheet.texts[sheet.column(name)].values()]
        suspects = below if 2 * len(below) > len(wanted) else []
    if suspects:
        told = f"its first line looks like data, such as {listed(suspects[:3])}: {headless}, {name_them}"
        sheet.refuse(f"{told}, and header=True says that it is the header")


def repeated_header(sheet: Sheet, wanted: Sequence[str]) -> int | None:
    """Return the row in which all columns hold their names, as where files were put together."""
    first, *others = [sheet.texts[sheet.column(name)] for name in wanted]
    for i, cell in first.items():
        if (
            others
            and cell == wanted[0]
            and all(texts.get(i) == name for texts, name in zip(others, wanted[1:], strict=True))
        ):
            return i
    return None


def question_columns(
    sheet: Sheet, features: Sequence[str], target: str | None, chosen: Chosen, dialect: Dialect
) -> None:
    """Refuse columns that are probably not what they are taken for, all at once, and say what makes them so."""
    decided = {*chosen.text, *chosen.numbers}
    doubts = {
        name: doubt
        for name in (*features, *([] if target is None else [target]))
        if name not in decided and (doubt := doubt_about(sheet, name, dialect, target=name == target))
    }
    if len(doubts) == 1:
        ((name, (told, ways)),) = doubts.items()
        sheet.refuse(f"column {shown(name)} {told}: {'; '.join(ways).replace('{}', f'[{shown(name)}]')}")
    if doubts:
        told = "; ".join(f"{shown(name)} {doubt}" for name, (doubt, _) in list(doubts.items())[:MOST_DOUBTS])
        useless = [name for name, (_, ways) in doubts.items() if ways[0].startswith("ignore")]
        left_out = f"ignore={useless if len(str(useless)) < LONGEST_LIST else '[...]'} leaves columns out; "
        kept = "text=[...], numbers=[...] and missing_values=[...] say what the others are"
        sheet.refuse(f"{len(doubts)} columns look doubtful: {told}. {left_out if useless else ''}{kept}")


def doubt_about(sheet: Sheet, name: str, dialect: Dialect, *, target: bool) -> tuple[str, list[str]] | None:
    """Return what is doubtful in a column, if anything, and ways to decide it, {} being the column in brackets."""
    if not name:
        return "has no name, such as one of row numbers", [IGNORED]
    if cells := sheet.texts[sheet.column(name)]:
        return doubt_about_texts(cells, sheet.m - len(sheet.missing[sheet.column(name)]), dialect, target=target)
    if (pointed := sheet.pointed.get(sheet.column(name))) and may_be_thousands(sheet, name, len(pointed)):
        cell = pointed[min(pointed)]
        told = f"holds {cell} beside whole numbers"
        return told, [
            f"decimal=',' and thousands='.' read it as {cell.replace('.', '')}",
            f"numbers={{}} keeps it as {float(cell):g}",
        ]
    if not target and sheet.m > FEW_ROWS and numbers_the_rows(sheet, name):
        return "looks like a number of the row, of which nothing can be learnt", [IGNORED, "numbers={} keeps it"]
    return None


def doubt_about_texts(
    cells: Mapping[int, str], m: int, dialect: Dialect, *, target: bool
) -> tuple[str, list[str]] | None:
    """Return what is doubtful in a column of text with m known cells, and ways to decide it, as `doubt_about` does."""
    texts = sorted(set(cells.values()))
    if len(cells) < m or any(map(WRITTEN_NUMBER.fullmatch, texts)):
        return None  # which is a mistake, and has a message of its own
    if (m > FEW_ROWS and len(texts) > m / 2) or len(texts) > MOST_TEXTS:
        dates = all(map(DATE.fullmatch, texts))
        told = f"holds {len(texts):,} different {'dates' if dates else 'texts'} in {m:,} rows, such as "
        told += f"{shown(cells[min(cells)])}{' (convert them to numbers first, such as days)' if dates else ''}"
        return told, [IGNORED, AS_TEXT] if not target else [AS_TEXT]
    marks = [text for text in texts if text not in dialect.not_missing and not any(map(str.isalnum, text))]
    if marks and len(marks) < len(texts):
        told = f"holds {shown(marks[0])} beside texts such as {shown(next(t for t in texts if t not in marks))}"
        return told, [f"missing_values=[{shown(marks[0])}] says that nothing is known there", AS_TEXT]
    for one, other in pairwise(sorted(texts, key=str.casefold)):
        if one.casefold() == other.casefold():
            return f"holds {shown(one)} and {shown(other)}, which may be the same", ALIKE
    return None


def column_learnt(sheet: Sheet, name: str, keep: npt.NDArray[np.bool], chosen: Chosen, dialect: Dialect) -> Column:
    """Return what a column is, from the rows that are kept."""
    texts = texts_of(sheet, name, keep, dialect, forced=name in chosen.text)
    if texts:
        often = Counter(text for i, text in sheet.texts[sheet.column(name)].items() if keep[i])
        common = max(texts, key=lambda text: often[text]) if chosen.filling else None
        return CategoryColumn(name, texts, common)
    if chosen.filling is None:
        return NumberColumn(name)
    values = sheet.values(name)[keep]
    known = values[~np.isnan(values)]
    if not known.size:
        sheet.refuse(f"column {shown(name)} holds nothing: ignore=[{shown(name)}] leaves it out")
    return NumberColumn(name, value_by(chosen.filling, known))


def target_learnt(
    sheet: Sheet, target: str | None, keep: npt.NDArray[np.bool], chosen: Chosen, dialect: Dialect
) -> Column | None:
    """Return what the target is."""
    if target is None:
        return None
    classes = texts_of(sheet, target, keep, dialect, forced=target in chosen.text)
    if len(classes) == 1:
        complaint = f"the target {shown(target)} is {shown(classes[0])} in every row: there is nothing to tell apart"
        sheet.refuse(complaint)
    return CategoryColumn(target, classes) if classes else NumberColumn(target)


def texts_of(sheet: Sheet, name: str, keep: npt.NDArray[np.bool], dialect: Dialect, *, forced: bool) -> tuple[str, ...]:
    """Return the texts of a column of text in order, and none of a column of numbers."""
    cells = {i: text for i, text in sheet.texts[sheet.column(name)].items() if keep[i]}
    texts = sorted_texts(set(cells.values()), dialect)
    if forced or not cells:
        return texts
    as_text = f"text=[{shown(name)}] takes the column as text"
    m = int(keep.sum()) - sum(bool(keep[i]) for i in sheet.missing[sheet.column(name)])
    known = m - len(cells)
    for i, text in cells.items():
        if WRITTEN_NUMBER.fullmatch(text):
            marks = mark_of(text, set(cells.values()), dialect)
            way = "change the cell, or list it in missing_values" if known > len(cells) else as_text
            raise sheet.error_at(i, name, f"looks like a number, but {marks}; {way}")
    if known:
        complaint = f"is no number, but {known:,} of the {m:,} cells are"
        advice = f"If nothing is known there, list it in missing_values; {as_text}"
        raise sheet.error_at(min(cells), name, f"{complaint}. {advice}")
    return texts


def sorted_texts(texts: set[str], dialect: Dialect) -> tuple[str, ...]:
    """Return texts in alphabetical order, and in that of their values where all are numbers."""
    values = {text: dialect.number(text) for text in texts}
    return tuple(sorted(texts) if None in values.values() else sorted(texts, key=lambda text: (values[text], text)))


def may_be_thousands(sheet: Sheet, name: str, pointed: int) -> bool:
    """Whether only some known numbers of a column have a point, and none has four digits before it or without one."""
    values = sheet.values(name)
    known = values[~np.isnan(values)]
    return pointed < len(known) and bool((np.abs(known) < 1000).all())  # noqa: PLR2004  a thousand


def numbers_the_rows(sheet: Sheet, name: str) -> bool:
    """Whether a column counts the rows, in any order, or is called an id and holds another whole number in each row."""
    first = sheet.blocks[0][:FEW_ROWS, sheet.column(name)]
    if len(set(first.tolist())) < len(first):  # nearly all columns end here
        return False
    values = sheet.values(name)
    if (values != np.round(values)).any() or len(different := np.unique(values)) < len(values):
        return False
    called = name.lower() in {"id", "index", "row", "no", "nr", "unnamed: 0"} or name.endswith(IDS)
    return called or (different[0] in {0, 1} and different[-1] - different[0] == len(values) - 1)


def value_by(filling: str, values: Array) -> float:
    """Return the mean, the median or the most frequent of values; of several, the least."""
    if filling == "mode":
        found, n = np.unique(values, return_counts=True)
        return float(found[n.argmax()])
    with np.errstate(over="ignore"):
        value = np.mean(values) if filling == "mean" else np.median(values)
    return float(value) if np.isfinite(value) else float(np.mean(values / len(values)) * len(values))


def filled_by(recipe: TableRecipe, missing: Missing, table: Table | None) -> TableRecipe:
    """Return a recipe with another way to do about missing cells, filled by what a table knows."""
    if table is None or missing in {"refuse", "drop"}:
        return replace(recipe, columns=tuple(replace(column, fill=None) for column in recipe.columns), missing=missing)
    columns: list[Column] = []
    p = 0
    for column in recipe.columns:
        known = ~np.isin(table.rows, table.missing.get(column.name, ()))
        if not known.any():
            slip = "hand in the whole table"
            msg = f"column {shown(column.name)} is missing in all rows of the earlier table: nothing fills it: {slip}"
            raise ValueError(msg)
        rows = table.X[p : p + len(column.features), known]
        p += len(rows)
        if isinstance(column, NumberColumn):
            columns.append(replace(column, fill=value_by(missing, rows[0])))
        else:
            columns.append(replace(column, fill=column.texts[int(rows.sum(axis=1).argmax())]))
    return replace(recipe, columns=tuple(columns), missing=missing)
