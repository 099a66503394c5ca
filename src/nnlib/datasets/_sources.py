"""Where a table comes from: a CSV file, an open file, a data frame, or rows as dicts. Each becomes a `Sheet`."""

import codecs
import csv
import io
import math
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from itertools import chain, islice, takewhile
from numbers import Integral, Real
from pathlib import Path
from typing import IO, Any, Protocol

import numpy as np

from nnlib._arrays import Array
from nnlib._files import checked_path, short_names
from nnlib._messages import attempt, counted, is_a, listed, said, shown
from nnlib.datasets._damage import damaged
from nnlib.datasets._dialects import LIKE_THOUSANDS, Dialect, composed
from nnlib.datasets._sheets import Sheet

CHUNK_SIZE = 2**18
"""Roughly how many cells are held as text at once."""
BUFFER_SIZE = 2**18
ALL_ZERO = bytes.maketrans(b"123456789", b"000000000")
DIGITS = 19  # of the least number that int64 may not hold
EXACT = 2.0**53
"""Below it, a float that is whole is written like the whole number."""
JSON = "JSON: hand in a list of dicts, such as json.load(...) returns"
PAGE = "a web page or XML: is it what the address led to, and not the table itself?"
OTHER_KINDS = {
    b"PK\x03\x04": "a ZIP archive, as spreadsheets of .xlsx and .ods are: save the table as CSV, or unpack the archive",
    b"\x1f\x8b": "compressed by gzip: unpack it, or hand in gzip.open(path)",
    **dict.fromkeys((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE), "text in UTF-16: say encoding='utf-16'"),
    **dict.fromkeys((b"[{", b"[\n", b"[\r", b'{"', b"{\n", b"{\r"), JSON),
    **dict.fromkeys((b"<!DOCTYPE", b"<!doctype", b"<html", b"<?xml"), PAGE),
}
"""What files are that people take for CSV, by their first bytes."""


class Source(Protocol):
    """A table that has told its columns, and waits to be told which are wanted."""

    label: str
    is_file: bool
    names: list[str]

    def sheet(self, wanted: set[str], text: set[str]) -> Sheet:
        """Read the cells of the columns that are wanted, those of `text` as they stand."""
        ...


@contextmanager
def opened(source: Any, dialect: Dialect, known: str | None = None) -> Iterator[Source]:  # noqa: ANN401  whatever holds a table
    """Open a table; of columns without a header, that called `known` may be left out."""
    if attempt(lambda: isinstance(source, str | os.PathLike), otherwise=False):
        text = str.__str__(source) if is_a(source, str) else ""  # what is derived from str may answer in another way
        if "\n" in text:
            msg = f"a path was expected, got text of {counted(len(text.splitlines()), 'line')}: use io.StringIO(text)"
            raise ValueError(msg)
        path = checked_path(source)
        with short_names(), path.open(encoding=encoding_of(dialect), newline="", buffering=BUFFER_SIZE) as stream:
            yield CSVSource(os.fspath(path), stream, dialect, known, path)
    elif has(source, "readline"):
        label = attempt(lambda: str(source.name), otherwise="the open file")
        if isinstance(source.read(0), str):
            yield CSVSource(label, source, dialect, known)
            return
        stream = io.TextIOWrapper(source, encoding=encoding_of(dialect), newline="")
        try:
            yield CSVSource(label, stream, dialect, known)
        finally:
            stream.detach()  # or the user's file would be closed
    elif has(source, "columns") and has(source, "__getitem__"):
        yield FrameSource(source, dialect)
    else:
        yield RowsSource([source] if is_a(source, Mapping) else source, dialect)


def has(source: object, name: str) -> bool:
    """Whether an object has an attribute; no, where it raises when it is asked."""
    return attempt(lambda: hasattr(source, name), otherwise=False)


def encoding_of(dialect: Dialect) -> str:
    """Return the encoding to read with: spreadsheets begin their UTF-8 with a byte order mark."""
    return "utf-8-sig" if dialect.encoding.lower().replace("_", "-") in {"utf-8", "utf8"} else dialect.encoding


class CSVSource:
    """A CSV file, which is read in chunks of lines."""

    def __init__(
        self, label: str, stream: IO[str], dialect: Dialect, known: str | None = None, path: Path | None = None
    ) -> None:
        self.label, self.stream, self.path, self.is_file = label, stream, path, True
        self.dialect, self.delimiter = dialect, dialect.delimiter
        self.names: list[str] = []
        self.line = 0  # so many are done with
        # Between thousands stands no point where cells are told apart by commas, or where another cell has decimals.
        self.point_known = not dialect.plain
        if path is not None:
            self.require_text(path)
        with self.told():
            begun = [next(self.stream, "").removeprefix("\ufeff")]  # the byte order mark, which others may have left
            if match := re.fullmatch(r'"?sep=(.)"?\s*', begun[0], re.IGNORECASE):  # which spreadsheets understand
                self.delimiter, begun, self.line = match[1], [], 1
            self.point_known |= self.delimiter == ","
            self.first = next(self.records(begun), None)
        if self.first is None:
            raise damaged(label, "it is empty")
        self.names = self.columns(self.first[1], known)
        self.unnamed = len(list(takewhile(lambda name: not name, reversed(self.names))))  # at the end of the header

    def require_text(self, path: Path) -> None:
        """Refuse what is something else than text in the encoding, as far as the first bytes tell."""
        with path.open("rb") as stream:
            begun = stream.read(9)
        utf_16 = "16" in self.dialect.encoding
        for mark, kind in OTHER_KINDS.items():
            if begun.startswith(mark) and not (utf_16 and "UTF-16" in kind):
                raise damaged(self.label, f"it is no CSV, but {kind}")

    def columns(self, first: list[str], known: str | None) -> list[str]:
        """Return the names of the columns, from the header or from what was said."""
        others = [other for other in ";\t|," if other in first[0] and other != self.delimiter]
        if len(first) == 1 and others:
            found = f"its first line has no {self.delimiter!r}, but {others[0]!r}"
            slip = f"is that the delimiter? Then delimiter={others[0]!r}"
            if self.delimiter != self.dialect.delimiter:
                slip = "the line sep= above it tells another delimiter: take it out"
            raise damaged(self.label, f"{found}: {slip}")
        names = list(self.dialect.names) or [f"column {j}" for j in range(1, len(first) + 1)]
        if self.dialect.has_header:
            header = [composed(name) for name in first]
            names = list(self.dialect.names) or header
            if header != names and sorted(header) == sorted(names):
                told = f"its header has the names in another order: names=[...] must be {listed(header)}"
                raise damaged(self.label, told)
        elif set(map(composed, first)) <= set(self.dialect.names):
            raise damaged(
                self.label, f"its first line names the columns: header=True takes it for that, {listed(first)}"
            )
        if len(names) == len(first) + 1 and known in names:  # of data that nobody has labelled
            names.remove(known)
        if len(names) != len(first):
            found = f"{counted(len(names), 'name')} came for {counted(len(first), 'column')}"
            slip = "; names=[...] names those of this file" if len(names) > len(first) and self.dialect.names else ""
            raise damaged(self.label, f"{found}: {listed(first)}{slip}")
        return names

    def records(self, begun: list[str]) -> Iterator[tuple[int, list[str]]]:
        """Yield each record with the line on which it ends, but for blank lines; first those of lines already read."""
        start = self.line
        # A space after the delimiter is no part of a cell, and so a quotation mark behind it opens a quotation.
        reader = csv.reader(chain(begun, self.stream), delimiter=self.delimiter, skipinitialspace=True, strict=True)
        for cells in reader:
            self.line = start + reader.line_num
            if len(cells) > 1 or (cells and (len(self.names) == 1 or cells[0].strip())):
                yield self.line, [cell.strip() for cell in cells]

    @contextmanager
    def told(self) -> Iterator[None]:
        """Turn what goes wrong in a line into an error that names it."""
        try:
            yield
        except UnicodeError as error:
            if not isinstance(error, UnicodeDecodeError) or "BOM" in error.reason:  # of codecs that tell no place
                advice = "encoding=... says in which it is written, such as 'utf-8', 'cp1252' or 'utf-16-le'"
                complaint = f"it is no text in {self.dialect.encoding}: {said(error)}; {advice}"
                raise damaged(self.label, complaint) from None
            where = "" if self.path is None else f", first on line {undecodable(self.path, self.dialect.encoding)}"
            name = error.encoding.upper().removesuffix("-SIG")
            advice = "save it as UTF-8, or say its encoding, such as encoding='cp1252'"
            raise damaged(self.label, f"it is no text in {name}{where}: {advice}") from None
        except csv.Error as error:
            slip = ": is a quotation mark never closed?" if "limit" in str(error) else ""
            complaint = f"it cannot be read as CSV, from line {self.line + 1} on: {error}{slip}"
            raise damaged(self.label, complaint) from None

    def sheet(self, wanted: set[str], text: set[str]) -> Sheet:
        """Read the cells."""
        sheet = Sheet(self.label, self.names, file=True)
        places = [j for j, name in enumerate(self.names) if name in wanted]
        with self.told():
            if not self.dialect.has_header and self.first is not None:
                self.add(sheet, [self.first], places, text)
            while lines := list(islice(self.stream, max(1, CHUNK_SIZE // len(self.names)))):
                plain = self.dialect.all_known and not text and self.settles_the_point(lines)
                block = self.numbers(lines, places) if plain else None
                if block is None:
                    self.add(sheet, self.chunk(lines, sheet.m), places, text)
                else:
                    filled = np.arange(len(lines))
                    if len(block) < len(lines):
                        filled = np.array([i for i, line in enumerate(lines) if line.strip()], dtype=np.int64)
                    sheet.append(block, self.line + 1 + filled)
                    self.line += len(lines)
        if self.point_known:
            sheet.pointed = {}
        return sheet

    def chunk(self, lines: list[str], m: int) -> list[tuple[int, list[str]]]:
        """Return the records in lines, m of which came before; where a quotation is open at their end, it draws on."""
        end = self.line + len(lines)
        records: list[tuple[int, list[str]]] = []
        for line, cells in self.records(lines):
            self.require_width(cells, m + len(records) + 1)
            records.append((line, cells))
            if line >= end:
                break
        return records

    def require_width(self, cells: list[str], row: int) -> None:
        """Give a record as many cells as there are columns, or refuse it."""
        n = len(self.names)
        if len(cells) > n and not any(cells[n:]):  # delimiters at the end of the line alone
            del cells[n:]
        if n > len(cells) >= n - self.unnamed:  # or of the header alone
            cells.extend([""] * (n - len(cells)))
        if len(cells) != n:
            found = f"row {row} (line {self.line}) has {counted(len(cells), 'cell')}"
            names = "the header names" if self.dialect.has_header else "there are"
            raise damaged(self.label, f"{found}, but {names} {counted(n, 'column')}")

    def numbers(self, lines: list[str], places: list[int]) -> Array | None:
        """Return lines of numbers alone as a block of them; None where a cell is no number."""
        n = len(self.names)
        if not any(map(str.strip, lines)):  # of which NumPy would warn
            return None
        columns = None
        if len(places) < n:  # NumPy does not look at the others
            columns = places
            if any('"' in line or (line.count(self.delimiter) != n - 1 and line.strip()) for line in lines):
                return None
        kind = np.int64 if whole_numbers(lines) else np.float64  # which NumPy reads several times as fast
        try:
            values: Array = np.loadtxt(lines, kind, delimiter=self.delimiter, usecols=columns, comments=None, ndmin=2)
        except ValueError:
            return None
        if values.shape[1] != len(places) or not np.isfinite(values).all():
            return None
        if columns is None:
            return values.astype(np.float64, copy=False)
        block = np.full((len(values), n), np.nan)
        block[:, places] = values
        return block

    def settles_the_point(self, lines: list[str]) -> bool:
        """Whether no point in lines may stand between thousands."""
        if not self.point_known and any("." in line for line in lines):
            self.point_known = any(self.shows_decimals(line.split(self.delimiter)) for line in lines)
            return self.point_known
        return True

    def shows_decimals(self, cells: Iterable[str]) -> bool:
        """Whether a number among cells has a point that can only stand before decimals."""
        stripped = (cell.strip() for cell in cells if "." in cell)
        return any(self.dialect.number(cell) is not None and not LIKE_THOUSANDS.fullmatch(cell) for cell in stripped)

    def add(self, sheet: Sheet, records: list[tuple[int, list[str]]], places: list[int], text: set[str]) -> None:
        """Append records to a sheet."""
        sheet.blank |= {sheet.m + i for i, (_, cells) in enumerate(records) if not any(cells)}
        columns = list(zip(*(cells for _, cells in records), strict=True))
        block = np.full((len(records), len(self.names)), np.nan)
        for j in places if records else ():
            block[:, j] = numbers_in(sheet, j, columns[j], self.dialect, text=self.names[j] in text)
            if not self.point_known:
                pointed = {sheet.m + i: cell for i, cell in enumerate(columns[j]) if LIKE_THOUSANDS.fullmatch(cell)}
                sheet.pointed.setdefault(j, {}).update(pointed)
                self.point_known = self.shows_decimals(columns[j])
        sheet.append(block, np.array([line for line, _ in records], dtype=np.int64))


def whole_numbers(lines: list[str]) -> bool:
    """Whether all numbers in lines are whole, are not -0, and have so few digits that int64 holds them.

    NumPy's older versions would cut others, and warn.
    """
    text = "".join(lines)
    if any(mark in text for mark in ("-0", ".", "e", "E", "n", "N")):  # n stands in inf and nan
        return False
    return b"0" * DIGITS not in text.encode(errors="replace").translate(ALL_ZERO)


def undecodable(path: Path, encoding: str) -> int:
    """Return the first line of a file that is no text in the encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    done = 0
    with path.open("rb") as stream:
        for chunk in iter(lambda: stream.read(BUFFER_SIZE), b""):
            try:
                done += decoder.decode(chunk).count("\n")
            except UnicodeDecodeError as error:
                return done + 1 + error.object[: error.start].decode(error.encoding, "ignore").count("\n")
    return done + 1  # it ends within a character


def numbers_in(sheet: Sheet, j: int, cells: Sequence[str], dialect: Dialect, *, text: bool) -> Array:
    """Return the cells of a column as numbers, at once where that is all they are."""
    if not text and dialect.all_known:
        try:
            values = np.fromiter(map(float, cells), np.float64, len(cells))
        except ValueError:
            pass
        else:
            if np.isfinite(values).all() and "_" not in "".join(cells):
                return values
    return sheet.note(j, sheet.m, cells, dialect, text=text)


class FrameSource:
    """A data frame: whatever has columns by name, as those of pandas and polars have."""

    def __init__(self, frame: Any, dialect: Dialect) -> None:  # noqa: ANN401  of another library
        self.frame, self.dialect, self.label, self.is_file = frame, dialect, "the data frame", False
        self.keys = list(frame.columns)
        self.names = [composed(str(key).strip()) for key in self.keys]

    def sheet(self, wanted: set[str], text: set[str]) -> Sheet:
        """Read the cells."""
        sheet = Sheet(self.label, self.names, file=False)
        block = np.full((len(self.frame), len(self.names)), np.nan)
        times = Counter(self.keys)
        for j, name in enumerate(self.names):
            if name in wanted and times[self.keys[j]] == 1:  # of two with one name it is told later
                values = np.asarray(self.frame[self.keys[j]])
                block[:, j] = column_read(sheet, j, values, self.dialect, text=name in text)
        sheet.append(block)
        return sheet


class RowsSource:
    """A list of dicts, each of which is a row."""

    def __init__(self, rows: Iterable[Any], dialect: Dialect) -> None:
        self.rows, self.dialect, self.label, self.is_file = dicts(rows), dialect, "the rows", False
        if not self.rows:
            lists = attempt(lambda: isinstance(rows, Sequence | np.ndarray) and len(rows) > 0, otherwise=False)
            lists = lists and not (is_a(rows, str) or is_a(rows, bytes))
            slip = ": as dicts, rows tell their columns, [dict(zip(names, row)) for row in rows]" if lists else ""
            msg = f"a table is a path, an open file, a data frame or a list of dicts, got {shown(rows)}{slip}"
            raise TypeError(msg)
        self.names = list(dict.fromkeys(name for row in self.rows for name in row))

    def sheet(self, wanted: set[str], text: set[str]) -> Sheet:
        """Read the cells; what a row does not name is missing in it."""
        sheet = Sheet(self.label, self.names, file=False)
        block = np.full((len(self.rows), len(self.names)), np.nan)
        for j, name in enumerate(self.names):
            if name in wanted:
                values = np.fromiter((row.get(name) for row in self.rows), dtype=object, count=len(self.rows))
                block[:, j] = column_read(sheet, j, values, self.dialect, text=name in text)
        sheet.append(block)
        return sheet


def dicts(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Return rows with the names as texts; none where anything else than dicts is among them."""
    taken = []
    try:
        for row in rows if isinstance(rows, Iterable) else ():
            if not isinstance(row, Mapping):
                return []
            taken.append({composed(str(name).strip()): cell for name, cell in row.items()})
    except Exception as error:  # noqa: BLE001  the methods of what came may raise anything
        msg = f"{shown(rows)} cannot be gone through as rows of a table: {said(error)}"
        raise TypeError(msg) from None
    return taken


def column_read(sheet: Sheet, j: int, values: Array, dialect: Dialect, *, text: bool) -> Array:
    """Return a column of Python's or NumPy's own values as numbers, and note the others."""
    if values.ndim > 1:
        complaint = f"column {shown(sheet.names[j])} has shape {values.shape}, but a cell is one number or text"
        sheet.refuse(complaint)
    if values.dtype.kind in "iuf" and not text:
        missing = np.isnan(values) | np.isin(values, list(dialect.missing_numbers))
        known = np.isfinite(values) & ~missing
        sheet.missing[j] = dict.fromkeys(np.flatnonzero(missing).tolist(), "")
        sheet.texts[j] = {int(i): str(values[i]) for i in np.flatnonzero(~known & ~missing)}
        return np.where(known, values, np.nan).astype(np.float64)
    if values.dtype.kind in "Mm":
        values = dates_or_times(values)
    cells = values.tolist()
    for i, cell in enumerate(cells):
        if issubclass(type(cell), list | tuple | dict | set | np.ndarray):
            slip = ": a dict is one row, and a list of dicts are many" if len(cells) == 1 else ""
            place = f"row {i + 1}, column {shown(sheet.names[j])}"
            sheet.refuse(f"{place} is {shown(cell)}, but a cell is one number or text{slip}")
    return sheet.note(j, 0, [written(cell, dialect.decimal) for cell in cells], dialect, text=text)


def dates_or_times(values: Array) -> Array:
    """Return dates as text, with times where not all are midnight, as data frames are written; and spans of time."""
    if values.dtype.kind == "M":
        known = values[~np.isnat(values)]
        whole = [unit for unit in ("D", "s", "ms", "us") if (known.astype(f"M8[{unit}]") == known).all()]
        values = values.astype(f"M8[{whole[0]}]") if whole else values
    return np.array([text if text == "NaT" else text.replace("T", " ") for text in values.astype(str).tolist()])


def written(value: Any, decimal: str) -> str:  # noqa: ANN401  whatever stands in a cell
    """Return a value as a file would hold it: nothing for what is missing, and no point behind a whole number."""
    try:
        if isinstance(value, str):
            return value
        if isinstance(value, Real | Decimal) and not isinstance(value, Integral):
            value = float(value)
            if value.is_integer() and abs(value) < EXACT:
                return str(int(value))
            return "" if math.isnan(value) else repr(value).replace(".", decimal)
        return "" if value is None else str(value)
    except Exception:  # noqa: BLE001  an object may do anything
        return shown(value)
