"""The same table comes from a file, an open file, a data frame and dicts; and from chunks of every size."""

import csv
import datetime as dt
import gzip
import io
import json
import unicodedata
import warnings
from decimal import Decimal
from fractions import Fraction
from functools import partial
from unittest import mock

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nnlib._files import FileError
from nnlib.datasets import _sheets, _sources, read_csv
from nnlib.datasets._dialects import MISSING

ROWS = [
    {"size": 90.25, "colour": "red", "rooms": 3, "price": 300.5},
    {"size": None, "colour": "blue", "rooms": 2, "price": 180.0},
    {"size": 75.0, "colour": "", "rooms": 1, "price": 1e-7},
]
CSV = "size,colour,rooms,price\n90.25,red,3,300.5\n,blue,2,180\n75,,1,1e-7\n"


def in_file(folder, content, name="file.csv"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def same(one, other):
    """Whether two tables are equal in all that they tell."""
    np.testing.assert_array_equal(one.X, other.X)
    np.testing.assert_array_equal(one.Y, other.Y)
    np.testing.assert_array_equal(one.rows, other.rows)
    assert repr(one) == repr(other)
    assert (one.recipe.columns, one.recipe.target) == (other.recipe.columns, other.recipe.target)
    assert (one.missing, one.ignored, one.unknown) == (other.missing, other.ignored, other.unknown)
    return True


class Frame:
    """What polars' frames have in common with those of pandas: columns by name."""

    def __init__(self, **columns):
        self.values = columns
        self.columns = list(columns)

    def __len__(self):
        return len(next(iter(self.values.values())))

    def __getitem__(self, name):
        return self.values[name]


def test_the_same_table_from_whatever_holds_it(tmp_path):
    path = in_file(tmp_path, CSV)
    expected = read_csv(path, "price", missing="median")
    np.testing.assert_array_equal(expected.X[0], [90.25, 82.625, 75])
    np.testing.assert_array_equal(expected.Y, [[300.5, 180, 1e-7]])
    columns = {name: [row[name] for row in ROWS] for name in ROWS[0]}
    floats = columns | {"size": np.array([90.25, np.nan, 75])}
    sparse = [{name: cell for name, cell in row.items() if cell is not None} for row in ROWS]
    numpys = [{**row, "price": np.float64(row["price"]), "rooms": np.int8(row["rooms"])} for row in ROWS]
    exact = [{**row, "price": Decimal(repr(row["price"])), "rooms": Fraction(row["rooms"])} for row in ROWS]
    nans = [{**row, "size": float("nan") if row["size"] is None else row["size"]} for row in ROWS]
    for source in [
        str(path), io.StringIO(CSV), io.BytesIO(CSV.encode()), Frame(**columns), Frame(**floats), ROWS, tuple(ROWS),
        iter(ROWS), sparse, numpys, exact, nans,
    ]:  # fmt: skip
        assert same(read_csv(source, "price", missing="median"), expected)


def test_the_same_table_from_pandas(tmp_path):
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(
        {
            "float": [1.5, np.nan, 2.5, 0.1],
            "int": [1, 2, 3, 5],
            "object": ["x", None, "y", "x"],
            "category": pd.Categorical(["u", "v", "u", None]),
            "nullable": pd.array([1, None, 3, 7], dtype="Int64"),
            "bool": [True, False, True, True],
            "day": pd.to_datetime(["2020-01-01", None, "2020-01-01", "2020-02-01"]),
            "time": pd.to_datetime(["2020-01-01 12:30", None, "2020-01-01 12:30", "2020-02-01 01:00"]),
            "y": [1.25, 2, 3, 4],
        }
    )
    frame.to_csv(tmp_path / "file.csv", index=False)
    table = read_csv(frame, "y", missing="mode")
    assert table.features[-4:-2] == ("day=2020-01-01", "day=2020-02-01")
    assert table.features[-2:] == ("time=2020-01-01 12:30:00", "time=2020-02-01 01:00:00")
    assert [column.fill for column in table.recipe.columns[:5]] == [0.1, 1.0, "x", "u", 1.0]
    from_file = read_csv(tmp_path / "file.csv", "y", missing="mode")
    np.testing.assert_array_equal(from_file.X, table.X)
    assert from_file.missing == table.missing == dict.fromkeys(
        ("float", "object", "nullable", "day", "time"), (2,)
    ) | {"category": (4,)}  # fmt: skip
    assert from_file.recipe.columns == table.recipe.columns
    assert same(read_csv(frame, like=table), table)


def test_frames_with_names_that_are_no_text_or_recur():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame([[1, 2, 3], [4, 5, 7]])
    assert read_csv(frame, "2").features == ("0", "1")
    with pytest.raises(TypeError, match="target must be the name of a column, got 2"):
        read_csv(frame, 2)
    frame.columns = ["a", "b", "b"]
    with pytest.raises(ValueError, match=r"^the data frame: several columns have the same name: 'b'$"):
        read_csv(frame, "a")
    table = read_csv([{"a": 1, "b": 2}, {"a": 2, "b": 3}], "a")
    with pytest.raises(ValueError, match=r"^the data frame: several columns are called 'b': which is meant\?$"):
        read_csv(frame, like=table)
    assert read_csv([{0: 1, 1: 2}, {0: 3, 1: 5}], "1").X.tolist() == [[1, 3]]


def test_marks_of_missing_values_are_found_in_frames_and_rows_too():
    for column in (
        np.array([1, -999, 3]),
        np.array([1, -999.0, 3]),
        [1, -999, 3],
        ["1", "-999", "3"],
        ["1", "-999.0", "3"],
    ):
        for mark in (-999, -999.0, "-999", np.int64(-999)):
            table = read_csv(Frame(a=column, y=[1, 2, 4]), "y", missing_values=[mark], missing="mean")
            assert table.missing == {"a": (2,)}
            assert table.X.tolist() == [[1, 2, 3]]
    table = read_csv(
        io.StringIO("a;y\n1,5;1\n-9,5;2"), "y", delimiter=";", decimal=",", missing_values=[-9.5], missing="drop"
    )
    assert table.X.tolist() == [[1.5]]


def test_times_and_spans_of_time_are_texts():
    days = np.array(["2024-01-01", "2024-01-02"], "datetime64[D]")
    assert read_csv(Frame(a=days, y=[1, 2]), "y").features == ("a=2024-01-01", "a=2024-01-02")
    assert read_csv([{"a": dt.date(2024, 1, day), "y": day} for day in (1, 2)], "y").features[0] == "a=2024-01-01"
    assert read_csv(Frame(a=days - days[0], y=[1, 2]), "y").features == ("a=0 days", "a=1 days")


def test_what_is_infinite_in_a_frame_is_told():
    with pytest.raises(
        ValueError, match=r"the data frame: row 2, column 'a': 'inf' is no number, but 1 of the 2 cells are"
    ):
        read_csv(Frame(a=np.array([1, np.inf]), y=[1, 2]), "y")


class Grumpy:
    def __str__(self):
        raise RuntimeError

    def __repr__(self):
        return "grumpy " * 50


def test_objects_are_told_in_few_words():
    assert read_csv([{"a": Grumpy(), "y": 1}, {"a": "x" * 200, "y": 2}], "y").features[0] == "a=a Grumpy"
    with pytest.raises(ValueError, match="30 different texts") as caught:
        read_csv([{"a": bytes([i] * 1000), "y": i * i} for i in range(30)], "y")
    assert len(str(caught.value)) < 300


def test_what_is_no_table_is_told():
    for source, error, message in [
        (None, TypeError, r"a list of dicts, got None$"),
        (7, TypeError, "got 7$"),
        ([], TypeError, r"got \[\]$"),
        ([{}], ValueError, "there is no column 'b': the columns are none"),
        ([{Grumpy(): 1}], TypeError, "cannot be gone through as rows of a table: RuntimeError"),
        (
            [[1, 2], [3, 4]],
            TypeError,
            r"as dicts, rows tell their columns, \[dict\(zip\(names, row\)\) for row in rows\]$",
        ),
        (np.ones((2, 2)), TypeError, r"got an array of shape \(2, 2\): as dicts, rows"),
        ([{"a": 1}, 3], TypeError, r"got \[\{'a': 1\}, 3\]: as dicts"),
        ("a,b\n1,2", ValueError, r"^a path was expected, got text of 2 lines: use io\.StringIO\(text\)$"),
        (
            {"a": [1, 2], "b": [3, 4]},
            ValueError,
            r"row 1, column 'a' is \[1, 2\], but a cell is one .*: a dict is one row,",
        ),
        (
            [{"a": 1, "b": 2}, {"a": (1,), "b": 2}],
            ValueError,
            r"row 2, column 'a' is \(1,\), but a cell is one number or text$",
        ),
        (Frame(a=np.ones((2, 2)), b=[1, 2]), ValueError, r"column 'a' has shape \(2, 2\), but a cell is one"),
    ]:
        with pytest.raises(error, match=message):
            read_csv(source, "b")


def test_an_open_file_stays_open_and_goes_on_from_where_it_stands(tmp_path):
    path = in_file(tmp_path, "made by hand\nsize,price\n1,2\nx,4\n")
    for mode in ("r", "rb"):
        with path.open(mode) as stream:
            stream.readline()
            with pytest.raises(FileError, match=r"file\.csv: row 2 \(line 3\), column 'size': 'x'"):
                read_csv(stream, "price")
            assert not stream.closed
            stream.seek(0)
            with pytest.raises(FileError, match="2 names came for 1 column: 'made by hand'"):
                read_csv(stream, "price", header=True, names=["size", "price"])
            assert not stream.closed
    content = io.BytesIO(CSV.encode())
    read_csv(content, "price", missing="mean")
    assert content.seek(0) == 0
    with pytest.raises(FileError, match=r"^the open file: it is no text in UTF-8: save it"):
        read_csv(io.BytesIO(b"a,b\n\xff,1"), "b")


def test_a_compressed_file_can_be_handed_in(tmp_path):
    with gzip.open(tmp_path / "file.csv.gz", "wb") as stream:
        stream.write(CSV.encode())
    with gzip.open(tmp_path / "file.csv.gz") as stream:
        assert read_csv(stream, "price", missing="mean").X.shape == (4, 3)
    with pytest.raises(FileError, match=r"it is no CSV, but compressed by gzip: unpack it, or hand in gzip\.open"):
        read_csv(tmp_path / "file.csv.gz", "price")


def test_what_people_take_for_csv_is_told_by_its_first_bytes(tmp_path):
    for content, kind in [
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00", "a ZIP archive, as spreadsheets of .xlsx"),
        ("size,price\n1,2".encode("utf-16"), "text in UTF-16: say encoding='utf-16'"),
        (json.dumps([{"a": 1}]), "JSON: hand in a list of dicts"),
        (json.dumps([{"a": 1}], indent=1), "JSON: hand in a list of dicts"),
        (json.dumps({"a": 1}), "JSON: hand in a list of dicts"),
        ("<!DOCTYPE html>\n<html>", "a web page or XML"),
    ]:
        with pytest.raises(FileError, match=rf"file\.csv: it is no CSV, but {kind}"):
            read_csv(in_file(tmp_path, content), "price")
    assert read_csv(in_file(tmp_path, "<DAY>,[price]\n1,2\n3,4"), "[price]").features == ("<DAY>",)


def test_encodings(tmp_path):
    text = "größe,preis\n1,2\n3,4"
    for encoding in ("utf-8", "UTF8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "latin-1"):
        table = read_csv(in_file(tmp_path, text.encode(encoding)), "preis", encoding=encoding)
        assert table.features == ("größe",)
    assert read_csv(in_file(tmp_path, "\ufeffsep=;\ngröße;preis\n1;2"), "preis").features == ("größe",)
    with pytest.raises(FileError, match=r"it is no text in UTF-8, first on line 1: .* such as encoding='cp1252'"):
        read_csv(in_file(tmp_path, text.encode("cp1252")), "preis")
    with pytest.raises(FileError, match="no text in UTF-16-LE, first on line 2: save"):
        read_csv(in_file(tmp_path, "a,b\n".encode("utf-16") + b"\x00\xd8\x31\x00\n\x00" * 3), "b", encoding="utf-16")
    with pytest.raises(FileError, match="no text in UTF-16-LE, first on line 3: save"):
        read_csv(in_file(tmp_path, "a,b\n1,2\n".encode("utf-16") + b"\x31"), "b", encoding="utf-16")
    far = b"a,b\n" + b"1,2\n" * 200_000 + b"1,\xff\n"
    with pytest.raises(FileError, match="first on line 200002"):
        read_csv(in_file(tmp_path, far), "b")
    with pytest.raises(ValueError, match=r"^unknown encoding 'utf-9': 'utf-8', 'cp1252' and 'utf-16' are common ones$"):
        read_csv(in_file(tmp_path, text), "preis", encoding="utf-9")


def test_codecs_that_make_no_text_or_tell_no_place(tmp_path):
    for encoding in ("rot13", "hex", "zlib", "locale", "a\0b", "nonsense"):
        with pytest.raises(ValueError, match=r"unknown encoding '.*': 'utf-8', 'cp1252' and 'utf-16' are common ones"):
            read_csv(in_file(tmp_path, "a,y\n1,2"), "y", encoding=encoding)
    with pytest.raises(FileError, match=r"it is no text in utf-16: .*BOM.*; encoding=... says in which it is written"):
        read_csv(in_file(tmp_path, "a,y\n1,2".encode("utf-16-le")), "y", encoding="utf-16")


def test_the_mark_at_the_beginning_may_stand_in_an_open_file():
    assert read_csv(io.StringIO("\ufeffy,a\n1,2\n3,4"), "y").features == ("a",)
    assert read_csv(io.StringIO("\ufeffsep=;\ny;a\n1;2\n3;4"), "y").features == ("a",)


def test_the_first_line_may_tell_the_delimiter(tmp_path):
    for line in ("sep=;\n", '"sep=;"\n', "SEP=;\r\n"):
        table = read_csv(in_file(tmp_path, f"{line}size;price\n1;2\n3;4"), "price")
        assert (table.features, table.Y.tolist()) == (("size",), [[2, 4]])
        with pytest.raises(FileError, match=r"row 2 \(line 4\), column 'size': 'x'"):
            read_csv(in_file(tmp_path, f"{line}size;price\n1;2\nx;4"), "price")
    with pytest.raises(FileError, match="no ';', but ',': the line sep= above it tells another delimiter: take it out"):
        read_csv(in_file(tmp_path, "sep=;\nsize,price\n1,2"), "price")
    with pytest.raises(FileError, match="it is empty"):
        read_csv(in_file(tmp_path, "sep=;\n"), "price")


def test_delimiters_at_the_ends_of_lines(tmp_path):
    for header, rows in [(",", ""), ("", ","), (",", ","), (",,", ","), (",,", ""), ("", ",,,")]:
        table = read_csv(in_file(tmp_path, f"size,price{header}\n1,2{rows}\n3,4{rows}\n"), "price")
        assert (table.X.tolist(), table.Y.tolist()) == ([[1, 3]], [[2, 4]])
    with pytest.raises(FileError, match=r"row 2 \(line 3\) has 1 cell, but the header names 3 columns"):
        read_csv(in_file(tmp_path, "size,price,\n1,2\n3\n"), "price")
    with pytest.raises(FileError, match=r"row 1 \(line 1\) has 3 cells, but there are 2 columns|3 columns: '1'"):
        read_csv(in_file(tmp_path, "1,2,3\n3,4\n"), "b", names=["a", "b"])
    with pytest.raises(FileError, match=r"row 2 \(line 2\) has 3 cells, but there are 2 columns"):
        read_csv(in_file(tmp_path, "1,2\n3,4,5\n"), "b", names=["a", "b"])


def test_a_quotation_that_is_never_closed(tmp_path):
    with pytest.raises(FileError, match=r"from line 3 on: field larger .*: is a quotation mark never closed\?"):
        read_csv(in_file(tmp_path, 'a,b\n1,2\n"3,4\n' + "5,6\n" * 40_000), "b")


def test_trailing_blank_rows_whose_texts_are_no_marks_are_left_out(tmp_path):
    table = read_csv(in_file(tmp_path, "a,b\nx,1\n,2\n,\n,\n"), "b", not_missing=[""], text=["b"])
    assert (table.features, table.X.shape) == (("a=", "a=x"), (2, 2))
    with pytest.raises(FileError, match="there is no row below the header"):
        read_csv(in_file(tmp_path, "a,b\n,\n,\n"), "b")


# Chunks.


def told(content, size, **options):
    """Return a table that was read in chunks of so many cells, with blocks of few rows, or the error."""
    with mock.patch.object(_sources, "CHUNK_SIZE", size), mock.patch.object(_sheets, "LARGE_BLOCK", 10):
        try:
            return read_csv(io.StringIO(content, newline=""), "y", **options)
        except ValueError as error:
            return str(error)


NUMBERS = st.sampled_from(["1", "2.5", " 3", "-4e2", "5 ", "+6", "\xa07"])
CELLS = NUMBERS | st.sampled_from(["", "?", "x", '"a\nb"', '"c\r\nd,"', '"8"', "inf", "1_0", "\t9", "1,5"])
LINES = st.sampled_from(["", " ", ",", ",,", "1", "1,2,3", '"', "\t"])


@st.composite
def contents(draw):
    plain = draw(st.booleans())
    cells = NUMBERS if plain else CELLS
    rows = st.tuples(cells, NUMBERS if draw(st.booleans()) else cells, NUMBERS).map(",".join)
    blanks = st.sampled_from(["", " "]) if plain else LINES
    lines = draw(st.lists(rows | blanks if draw(st.booleans()) else rows, max_size=12))
    return draw(st.sampled_from(["\n", "\r\n", "\r"])).join(["x,z,y", *lines])


@given(contents(), st.sampled_from([{}, {"missing": "drop"}, {"missing": "mode"}, {"text": ["x"]}, {"ignore": ["z"]}]))
@example('x,z,y\n1,1,1\n"a\nb",1,1\n1,1,1', {"missing": "mode"})
@example('x,z,y\n1,1,1\n\n\n\n2,2,"2', {})
@example("x,z,y\n" + "1,2,3\n" * 12 + "x,2,3\n" + "1,2,3\n" * 12, {"text": ["x"]})
@example("x,z,y" + "\n" * 12 + "1,2,3", {})
@example("x,z,y\n \n1,1,1\nz,1,1", {})
@example("x,z,y\n1,1,1\n \n\n2,a,2\n\t\n3,3,3", {"ignore": ["z"]})
def test_a_chunk_of_any_size_gives_the_same_table_or_the_same_error(content, options):
    whole = told(content, 10**6, **options)
    for size in (1, 4, 9):
        part = told(content, size, **options)
        assert type(part) is type(whole), (part, whole)
        assert part == whole if isinstance(whole, str) else same(part, whole)


@given(contents(), st.integers(1, 12), st.sampled_from([{}, {"ignore": ["z"]}]))
def test_the_fast_way_reads_what_the_slow_way_reads(content, size, options):
    fast = told(content, size, **options)
    with mock.patch.object(_sources.CSVSource, "numbers", return_value=None):
        slow = told(content, size, **options)
    assert fast == slow if isinstance(slow, str) else same(fast, slow)


def test_numbers_are_read_the_fast_way_and_lines_are_counted_in_it(tmp_path):
    """A wrong cell far behind blank lines is told by its line, whatever was read before it."""
    lines = ["a,b,y"] + ["1,2,3", ""] * 50 + ["4,5,6", "7,x,9"]
    with (
        mock.patch.object(_sources, "CHUNK_SIZE", 30),
        mock.patch.object(_sources.CSVSource, "add", autospec=True, side_effect=_sources.CSVSource.add) as slow,
    ):
        with pytest.raises(FileError, match=r"row 52 \(line 103\), column 'b': 'x' is no number, but 51 of the 52"):
            read_csv(in_file(tmp_path, "\n".join(lines)), "y")
        assert slow.call_count == 1
        read_csv(in_file(tmp_path, "\n".join([*lines[:-1], "7,x,9"])), "y", ignore=["b"])
        assert slow.call_count == 1


def test_of_columns_that_are_left_out_anything_may_stand_in_a_cell(tmp_path):
    path = in_file(tmp_path, 'a,b,y\n1,x,2\n3,"p,q\nr",4\n\n5,z,6')
    for size in (1, 6, 100):
        with mock.patch.object(_sources, "CHUNK_SIZE", size):
            assert read_csv(path, "y", ignore=["b"]).X.tolist() == [[1, 3, 5]]


# What is written is read.


CHARACTERS = (
    "\",;|\t'\n\r .aZ09_-+éßñΩжש中한ｶ½ﬁİ" + "e\u0301\u0308" + "\u1112\u1161\u11ab" + "\u2126\ufb1d\U0002f800" + "𝒙😀€√"
)
CHARACTERS += "\x00\x01\x0b\x0c\x1c\x7f\x85\xa0\xad\u2028\u2029\u3000\u200b\ufeff\ue000"
"""As in test_tables, and blanks, ends of lines and characters of no print besides."""


@given(
    st.lists(
        st.tuples(
            st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53),
            st.text(CHARACTERS, max_size=5).map(str.strip).map(partial(unicodedata.normalize, "NFC")),
        ),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from([(",", "."), (";", "."), (";", ","), ("\t", "."), ("|", ","), (",", ",")]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_csv_writes_is_read_as_it_was(rows, quoting, marks, end):
    delimiter, decimal = marks
    if any("\r" in text for _, text in rows):
        quoting = csv.QUOTE_ALL  # csv may leave a lone one without quotes, where its lines end with another
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writerow(["value", "text"])
    writer.writerows([repr(value).replace(".", decimal), text] for value, text in rows)
    stream.seek(0)
    table = read_csv(
        stream, "value", text=["text"], not_missing=MISSING, delimiter=delimiter, decimal=decimal, header=True
    )
    np.testing.assert_array_equal(table.Y[0], [float(value) for value, _ in rows])
    assert [table.categories["text"][k] for k in table.X.argmax(axis=0)] == [text for _, text in rows]


def test_numbers_are_right_to_the_last_bit_the_fast_way(tmp_path):
    values = np.random.default_rng(0).integers(0, 2**64, 4000, dtype=np.uint64).view(np.float64)
    values = values[np.isfinite(values)]
    lines = [f"{value!r},{value:.25g}" for value in values.tolist()]
    with mock.patch.object(_sources.CSVSource, "add", side_effect=AssertionError):
        table = read_csv(in_file(tmp_path, "\n".join(["a,b", *lines])), "b")
    np.testing.assert_array_equal(table.X[0], values)
    np.testing.assert_array_equal(table.Y[0], values)


def test_whole_numbers_are_right_to_the_last_bit_too(tmp_path):
    cells = ["0", "-0", "007", "+5", "9007199254740993", "-9223372036854775808", "9223372036854775807", "9" * 30]
    for size in (2, 6, 100):
        with mock.patch.object(_sources, "CHUNK_SIZE", size):
            table = read_csv(
                in_file(tmp_path, "\n".join(["a,b", *(f"{cell},{i}" for i, cell in enumerate(cells))])), "b"
            )
        assert table.X.tobytes() == np.array([float(cell) for cell in cells]).tobytes()


def test_reading_leaves_the_filters_of_warnings_alone(tmp_path):
    """They belong to all threads; and nothing is left to filter, whatever stands in a chunk."""
    lines = ["1,2", "", " ", "", "", "2.5,3", "1e3,4", "9" * 19 + ",5", "inf,6", "-0,7"]
    with (
        mock.patch.object(warnings, "catch_warnings", side_effect=AssertionError),
        mock.patch.object(_sources, "CHUNK_SIZE", 2),
        pytest.raises(FileError, match=r"row 5 \(line 10\), column 'a': 'inf' is no number"),
    ):
        read_csv(in_file(tmp_path, "\n".join(["a,b", *lines])), "b")


def test_of_fractions_nothing_is_cut_where_numpy_would_only_warn(tmp_path):
    """As its version 2.0 does where whole numbers are asked for."""

    def loadtxt(lines, kind, **options):
        values = np.genfromtxt(lines, delimiter=options["delimiter"], ndmin=2)
        if kind is np.int64 and (values % 1).any():
            warnings.warn("parsing an integer via a float is deprecated", DeprecationWarning, stacklevel=2)
        return values.astype(kind)

    with mock.patch.object(np, "loadtxt", loadtxt):
        assert read_csv(in_file(tmp_path, "a,b\n1,2\n2.5,3"), "b").X.tolist() == [[1, 2.5]]


def test_reading_numbers_takes_little_more_memory_than_they_do(tmp_path, allocated):
    rows = np.random.default_rng(0).integers(0, 256, (3000, 100))
    path = in_file(
        tmp_path, "\n".join([",".join(f"p{j}" for j in range(100)), *(",".join(map(str, row)) for row in rows)])
    )
    with mock.patch.object(_sources, "CHUNK_SIZE", 10_000):
        assert (
            allocated(lambda: read_csv(path, "p0")) < 2.3 * rows.size * 8
        )  # X, which is not yet filled, and the blocks


def test_blanks_may_stand_between_cells(tmp_path):
    path = in_file(tmp_path, "size price\n1 2\n  3   4 \n5 7\n")
    with pytest.raises(
        ValueError,
        match=r"column 'price': does a line stand above the header, or are blanks the delimiter\? Then delim",
    ):
        read_csv(path, "price")
    assert read_csv(path, "price", delimiter=" ").X.tolist() == [[1, 3, 5]]
    alone = in_file(tmp_path, "house price\n1\n2")
    assert read_csv(alone).features == ("house price",)
