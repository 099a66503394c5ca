"""How a table is written: delimiters, marks in numbers, the header, and what stands where nothing is known."""

import codecs
import io
import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice, pairwise
from typing import Any

from nnlib._messages import attempt, is_a, shown
from nnlib._registry import Described
from nnlib._validation import MOST_NAMES
from nnlib._validation import names as checked_names

MISSING = ("", "?", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null", "None", "<NA>", "NaT")
"""What stands in the cells of real files where nothing is known."""

MONEY = r"[$\u00a3\u00a5\u20a0-\u20cf]|EUR|USD|GBP|CHF"
WRITTEN_NUMBER = re.compile(
    r"(?!.*\.\d{1,2}\.)"  # a date such as 31.12.2024, or a version
    rf"(?:{MONEY}|[-+−('‘“„\s])*\.?\d[\d.,'’_\s]*(?:[eE][-+−]?\d+)?(?:{MONEY}|[%‰)”“])*"
)
"""A number with a currency, a percent sign, separators between thousands, or an apostrophe that says it is text."""

LIKE_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}\.\d{3}")
"""A number whose point may stand before decimals, or between thousands."""

ALIKE = (" \u00a0\u202f", "'’")
"""Between thousands: a blank may be one that does not break, and an apostrophe may be curved."""


@dataclass(frozen=True)
class Dialect(Described):
    """How a table is written; the defaults are those of `read_csv`, which explains the fields."""

    delimiter: str = ","
    decimal: str = "."
    thousands: str | None = None
    header: bool | None = None
    names: tuple[str, ...] = ()
    encoding: str = "utf-8"
    missing_values: tuple[str, ...] = ()
    not_missing: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check the fields, which users and files give."""
        for name in ("delimiter", "decimal", "thousands"):
            given = getattr(self, name)
            if given is None and name == "thousands":
                continue
            mark = str.__str__(given) if is_a(given, str) else ""  # what is derived from str may compare in another way
            in_numbers = name != "delimiter" and (mark in "-+" or mark.isalnum())
            if len(mark) != 1 or mark in '"\r\n\0' or in_numbers:
                msg = f"{name} must be one character, such as ',' or ';', got {shown(given)}"
                raise ValueError(msg)
            object.__setattr__(self, name, mark)
        if self.decimal == self.thousands:
            msg = f"decimal and thousands are both {self.decimal!r}: a number could be read in two ways"
            raise ValueError(msg)
        if self.header is not None and not is_a(self.header, bool):  # 0 would be no header, and is one to pandas
            msg = f"header must be True, False or None, got {shown(self.header)}"
            raise TypeError(msg)
        for name in ("names", "missing_values", "not_missing"):
            given = getattr(self, name)
            if name != "names" and is_a(given, Iterable) and not is_a(given, str):
                given = attempt(partial(self.marks, given), otherwise=given)
            object.__setattr__(self, name, tuple(map(composed, checked_names(name, given))))
        try:
            codecs.lookup(self.encoding)
            io.TextIOWrapper(io.BytesIO(), self.encoding)  # which refuses what makes no text, such as rot13
        except (LookupError, TypeError, ValueError):
            msg = f"unknown encoding {shown(self.encoding)}: 'utf-8', 'cp1252' and 'utf-16' are common ones"
            raise ValueError(msg) from None

    def marks(self, given: Iterable[Any]) -> list[str]:
        """Return marks as they are written, numbers too."""
        each = islice(given, MOST_NAMES)
        return [mark if isinstance(mark, str) else str(mark).replace(".", self.decimal) for mark in each]

    @property
    def has_header(self) -> bool:
        """Whether the first line names the columns: unless names are given, or it is said."""
        return not self.names if self.header is None else self.header

    @cached_property
    def missing(self) -> frozenset[str]:
        """The texts that mean that nothing is known."""
        return frozenset((*MISSING, *self.missing_values)).difference(self.not_missing)

    @cached_property
    def missing_numbers(self) -> frozenset[float]:
        """The numbers, such as -999, that mean that nothing is known."""
        return frozenset(value for mark in self.missing if (value := self.number(mark)) is not None)

    @cached_property
    def plain(self) -> bool:
        """Whether numbers are written as Python writes them."""
        return self.decimal == "." and self.thousands is None

    @property
    def all_known(self) -> bool:
        """Whether what Python takes for a finite number is one that is known."""
        return self.plain and not self.missing_numbers

    @cached_property
    def written(self) -> re.Pattern[str]:
        """The numbers of this dialect."""
        mark = re.escape(self.thousands or "")
        mark = next((f"[{alike}]" for alike in ALIKE if self.thousands in tuple(alike)), mark)
        whole = rf"\d{{1,3}}(?:{mark}\d{{3}})+|\d+" if mark else r"\d+"
        decimal = re.escape(self.decimal)
        return re.compile(rf"([-+]?)(?:({whole})(?:{decimal}(\d*))?|{decimal}(\d+))((?:[eE][-+]?\d+)?)", re.ASCII)

    def number(self, cell: str) -> float | None:
        """Return a cell as a finite number, or None where it is none."""
        if not self.plain:
            match = self.written.fullmatch(cell)
            if match is None:
                return None
            sign, whole, behind, only, exponent = match.groups("")
            cell = f"{sign}{re.sub(r'[^0-9]', '', whole) or '0'}.{behind or only or '0'}{exponent}"
        try:
            value = float(cell)
        except ValueError:
            return None
        return value if math.isfinite(value) and "_" not in cell else None  # Python's own numbers may have underscores


def composed(text: str) -> str:
    """Return a text in the one of its Unicode forms by which texts are compared: systems differ in theirs."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def mark_of(written: str, others: Collection[str], dialect: Dialect) -> str:
    """Return what to say to a number as people write it: which options read it, of those that read the others too."""
    ways: list[dict[str, str]] = [{"decimal": ","}] if dialect.decimal == "." else []
    ways += [{"thousands": mark} for mark in ",'’ ."] if dialect.thousands is None else []
    ways += [{"decimal": ",", "thousands": mark} for mark in ". "] if dialect.plain else []
    told: dict[float, str] = {}
    for options in ways:
        both: Any = {"decimal": dialect.decimal, "thousands": dialect.thousands} | options
        if both["decimal"] == both["thousands"] or (value := (way := Dialect(**both)).number(written)) is None:
            continue
        if all(way.number(other) is not None for other in others if WRITTEN_NUMBER.fullmatch(other)):
            told.setdefault(value, " and ".join(f"{name}={mark!r}" for name, mark in options.items()))
    if told:
        return ", and ".join(f"{options} reads it as {value:.15g}" for value, options in sorted(told.items()))
    if dialect.plain and math.isinf(float_or_zero(written)):
        return "it is too large for one"
    if "−" in written:
        return "the sign of negative numbers is the hyphen -"
    decimal = "a point" if dialect.decimal == "." else repr(dialect.decimal)
    return f"numbers are written with digits, and {decimal} for decimals"


def float_or_zero(cell: str) -> float:
    """Return what Python takes a cell for, or 0 where that is no number."""
    try:
        return float(cell)
    except ValueError:
        return 0.0


def looks_like_data(header: Sequence[str], dialect: Dialect) -> list[str]:
    """Return the names in a header that are numbers, unless they are years, or count on, as numbered pixels do."""
    numbers = {name: value for name in header if (value := dialect.number(name)) is not None}
    values = list(numbers.values())
    steps = {after - before for before, after in pairwise(values)}
    counts_on = len(values) > 2 and steps == {1.0}  # noqa: PLR2004  two may do so by chance
    years = all(value.is_integer() and 1800 <= value <= 2100 for value in values)  # noqa: PLR2004  such as data are about
    return [] if counts_on or years else list(numbers)
