import ast
import io
import re
import unicodedata
from unittest import mock

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import nnlib
from nnlib._files import FileError
from nnlib.datasets import Standardizer, Table, _sources, read_csv
from nnlib.datasets._dialects import MISSING, Dialect, composed
from nnlib.datasets.tables import CategoryColumn, NumberColumn, TableRecipe

CHARACTERS = "\",;|'aZ09_-+éßñΩжש中한ｶ½ﬁİ" + "e\u0301\u0308" + "\u1112\u1161\u11ab" + "\u2126\ufb1d\U0002f800" + "𝒙😀€√"
"""Marks, letters of many alphabets, and what Unicode composes; a table of all characters takes a second to make."""

HOUSES = """size,colour,zip,price
90,red,01067,300
60,blue,01069,180.5
75,red,01067,-2.4e2
"""


@pytest.fixture
def table(tmp_path):
    """Return a function that writes a file and reads it."""

    def read(content, target="price", **options):
        path = tmp_path / "houses.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_csv(path, target, **options)

    return read


def test_numbers_and_texts_become_features_with_names(table):
    houses = table(HOUSES)
    assert houses.features == ("size", "colour=blue", "colour=red", "zip")
    np.testing.assert_array_equal(houses.X, [[90, 60, 75], [0, 1, 0], [1, 0, 1], [1067, 1069, 1067]])
    np.testing.assert_array_equal(houses.Y, [[300, 180.5, -240]])
    assert houses.X.dtype == houses.Y.dtype == np.float64
    assert houses.X.T.flags.c_contiguous
    assert houses.classes == ()
    assert houses.categories == {"size": (), "colour": ("blue", "red"), "zip": ()}
    assert houses.missing == {}
    assert repr(houses) == "Table(n_x=4, m=3, target 'price', a number)"
    assert houses.target == "price"


def test_a_text_target_becomes_classes_in_alphabetical_order(table):
    houses = table(HOUSES, target="colour")
    np.testing.assert_array_equal(houses.Y, [[1, 0, 1]])
    assert houses.Y.dtype == np.int64
    assert houses.classes == ("blue", "red")
    assert houses.features == ("size", "zip", "price")
    assert "2 classes" in repr(houses)


def test_x_and_y_can_be_taken_alone(table):
    X, Y = table(HOUSES)
    assert (X.shape, Y.shape) == ((4, 3), (1, 3))


def test_a_target_of_numbers_can_be_taken_as_classes(table):
    houses = table(HOUSES, target="zip", text=["zip"])
    assert houses.classes == ("01067", "01069")
    np.testing.assert_array_equal(houses.Y, [[0, 1, 0]])


def test_columns_can_be_taken_as_text_or_left_out(table):
    houses = table(HOUSES, text=["zip"], ignore=["colour"])
    assert houses.features == ("size", "zip=01067", "zip=01069")


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.floats(allow_nan=False, allow_infinity=False),
            st.text(CHARACTERS, min_size=1),
        ),
        min_size=1,
    )
)
@example([(0.0, "\U0002f800")])  # which is composed to another character
def test_what_was_written_is_read(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("csv") / "file.csv"
    lines = [f'{value!r},"{text.replace(chr(34), 2 * chr(34))}"' for value, text in rows]
    path.write_text("\n".join(["value,text", *lines]), encoding="utf-8")
    table = read_csv(path, "value", text=["text"], not_missing=MISSING)
    np.testing.assert_array_equal(table.Y[0], [value for value, _ in rows])
    assert [table.categories["text"][k] for k in table.X.argmax(axis=0)] == [composed(text) for _, text in rows]
    np.testing.assert_array_equal(table.X.sum(axis=0), 1)


def test_what_spreadsheets_write_is_read(table):
    """A byte order mark, Windows' line ends, quotes, semicolons, spaces, a line that is blank, lines within a cell."""
    content = '\ufeffsize;"the\nnote";price\r\n 90 ;"a;b";1\r\n\r\n60;"two\nlines";2\r\n'
    houses = table(content, delimiter=";")
    assert houses.features == ("size", "the\nnote=a;b", "the\nnote=two\nlines")
    np.testing.assert_array_equal(houses.X[0], [90, 60])


def test_blanks_around_cells_are_none_of_them(table):
    houses = table('size, colour , price\n1, "dark, red", 2\n 3 , dark, 4 \n5,dark,6')
    assert houses.features == ("size", "colour=dark", "colour=dark, red")


def test_line_ends_of_every_kind_are_read_and_kept_within_quotes(table):
    for end in ("\n", "\r\n", "\r"):
        houses = table(end.join(["note,price", f'"two{end}lines",1', "", "x,2"]))
        assert houses.features == (f"note=two{end}lines", "note=x")
        np.testing.assert_array_equal(houses.Y, [[1, 2]])


def test_any_character_may_stand_between_cells(table):
    assert table("sizeXcolourXprice\n1XredX2", delimiter="X").features == ("size", "colour=red")


def test_a_line_of_blanks_is_left_out_where_there_are_two_columns(table):
    np.testing.assert_array_equal(table("size,price\n1,2\n  \n3,4").X, [[1, 3]])


def test_what_spreadsheets_leave_empty_is_left_out(table):
    houses = table("size,price,,\n1,2,,\n\n  \n3,4,,\n,,,\n  ,, ,\n")
    assert houses.features == ("size",)
    np.testing.assert_array_equal(houses.X, [[1, 3]])


def test_a_row_in_which_everything_is_missing_is_reported(table):
    with pytest.raises(
        FileError, match=r"2 missing values: 'size' 1, 'price' 1; row 2 \(line 3\), column 'size'; row 2"
    ):
        table("size,price\n1,2\n,\n3,4")
    with pytest.raises(FileError, match=r"1 missing value: 'size' 1; row 2 \(line 3\), column 'size'"):
        table('size\n1\n""\n3', target=None)
    assert table("size,price\n1,2\n,\n3,4", missing="drop").missing == {"size": (2,), "price": (2,)}


def test_the_target_has_something_to_tell_apart(table):
    with pytest.raises(FileError, match="the target 'y' is 'yes' in every row"):
        table("size,y\n1,yes\n2,yes", target="y")
    assert table("size,y\n1,+\n2,-", target="y").classes == ("+", "-")


def test_headers_may_be_years_or_hold_other_delimiters(table):
    assert table("2019,price\n1,2").features == ("2019",)
    assert table("size;in m,price\n1,2").features == ("size;in m",)
    with pytest.raises(FileError, match=r"no ',', but '\|': is that the delimiter"):
        table("size|price\n1|2")


def test_a_single_column_may_have_any_name(table):
    assert table("X\n1", target=None).features == ("X",)


def test_a_column_without_a_name_can_be_left_out(table):
    assert table(",size,price\n0,1,2", ignore=[""]).features == ("size",)
    assert table(",,size,price\n0,0,1,2", ignore=[""]).features == ("size",)


def test_what_stands_where_nothing_is_known(table):
    for cell in ["", "?", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null", "None"]:
        with pytest.raises(FileError, match="1 missing value: 'size' 1; row 2"):
            table(f"size,price\n1,2\n{cell},3")


def test_what_is_wrong_in_a_file_is_said_with_row_and_column(table):
    for content, message in [
        ("size,price\n1,2\nx,3\n4,5", r"row 2 \(line 3\), column 'size': 'x' is no number, but 2 of the 3 cells are"),
        ("size,price\n1,2\n3,4\n5,inf", r"row 3 \(line 4\), column 'price': 'inf' is no number"),
        ("size,price\n1,2\n1_0,3", r"row 2 \(line 3\), column 'size': '1_0' looks like a number"),
        (
            'size,price\n"1,5",2\n"2,5",3',
            r"row 1 \(line 2\), column 'size': '1,5' looks like a number, but decimal=',' reads it as 1.5",
        ),
        ('size,price\n1,2\n\n"a\nb",3', r"row 2 \(line 5\), column 'size': 'a\\nb' is no number"),
        ("size,price\n1,2,3", r"row 1 \(line 2\) has 3 cells, but the header names 2 columns"),
        ("size,price\n1,2\n1", r"row 2 \(line 3\) has 1 cell, but"),
        ("size,price\n", "houses.csv: there is no row below the header$"),
        ("", "it is empty"),
        (
            "price,2\n3,4",
            "its first line looks like data, such as '2': header=False takes it for the first row, names=",
        ),
        ("price,size,price\n1,2,3", r"several columns have the same name: 'price'; names=.*header=False"),
        ("price,size,price,size\n1,2,3,4", r"several columns have the same name: 'price', 'size';"),
        ('size,price\n1,"2', "cannot be read as CSV"),
        ('size,"price\n1,2', "cannot be read as CSV, from line 1 on"),
        ('size,price\n1,2\n3,"4\n', "cannot be read as CSV, from line 3 on"),
        (b"size,price\n" + b"1,2\n" * 5000 + b"\xff,2", "no text in UTF-8, first on line 5002"),
        (b"PK\x03\x04\x00\x00\x80", "it is no CSV, but a ZIP archive, as spreadsheets of .xlsx"),
        (b"\x80PNG", "no text in UTF-8, first on line 1: save it as UTF-8"),
        ("size;price\n1;2", "its first line has no ',', but ';': is that the delimiter"),
        ("size\tprice\n1,5\t2", r"its first line has no ',', but '\\t': is that"),
        (",size,price\n0,1,2", "column '' has no name, such as one of row numbers: ignore="),
        (b"size,price\n1,2\n1,\x002", r"row 2 \(line 3\), column 'price'"),
    ]:
        with pytest.raises(FileError, match=message) as caught:
            table(content)
        assert "houses.csv: " in str(caught.value)


GAPS = "size,colour,price\n1,red,2\n,blue,3\n4,NA,\n5,red,6"


def test_missing_values_are_reported_by_row_and_column(table):
    with pytest.raises(FileError) as caught:
        table(GAPS)
    assert (
        "3 missing values: 'size' 1, 'colour' 1, 'price' 1; row 2 (line 3), column 'size'; row 3 (line 4), column "
        "'colour' ('NA'); row 3 (line 4), column 'price'; missing='median' ('mean', 'mode') fills them, missing='drop' "
        "leaves such rows out, and missing_values names more"
    ) in str(caught.value)


def test_a_long_report_is_cut(table):
    for n, end in ((25, "; and 20 more; missing="), (6, "; and 1 more; missing="), (5, "; missing=")):
        with pytest.raises(
            FileError, match=rf"{n} missing values: 'a' {n}; row 1 .*row 5 \(line 6\), column 'a' \('\?'\){end}"
        ):
            table("a,price\n" + "?,1\n" * n)


def test_rows_with_missing_values_can_be_dropped(table):
    houses = table(GAPS, missing="drop")
    np.testing.assert_array_equal(houses.X, [[1, 5], [1, 1]])
    np.testing.assert_array_equal(houses.Y, [[2, 6]])
    assert houses.missing == {"size": (2,), "colour": (3,), "price": (3,)}
    np.testing.assert_array_equal(houses.rows, [1, 4])
    with pytest.raises(FileError, match=r"1 missing value: 'size' 1; .*: no row is complete"):
        table("size,price\n,2", missing="drop")


def test_errors_name_the_rows_of_the_file_when_others_were_dropped(table):
    with pytest.raises(FileError, match=r"row 3 \(line 4\), column 'size': 'x'"):
        table("size,price\n?,2\n1,2\nx,3", missing="drop")


def test_missing_values_in_columns_that_are_left_out_do_not_count(table):
    assert table(GAPS.replace("4,NA,", "4,NA,5").replace("\n,", "\n3,"), ignore=["colour"]).X.shape == (1, 4)


def test_marks_of_missing_values_are_added_to_the_usual_ones(table):
    """An empty cell stays missing, whatever else is listed."""
    for mark in ("-", ""):
        with pytest.raises(FileError, match="1 missing value: 'colour' 1; row 2"):
            table(f"colour,price\nred,1\n{mark},2\nblue,3", missing_values=["-"])
    assert table("size,price\n-999,1\n2,3", missing_values=[-999], missing="drop").missing == {"size": (1,)}


def test_a_mark_that_is_a_text_here_is_taken_for_one(table):
    houses = table("pool,price\nNA,1\nlarge,2", not_missing=["NA"])
    assert houses.features == ("pool=NA", "pool=large")
    assert table("pool,price\n,1\nlarge,2", not_missing=[""]).features == ("pool=", "pool=large")


def test_test_data_are_read_like_training_data(table):
    houses = table(HOUSES, ignore=["zip"])
    later = table("price,note,colour,size\n1,?,blue,2\n3,new,blue,4", like=houses)
    assert later.features == houses.features
    np.testing.assert_array_equal(later.X, [[2, 4], [1, 1], [0, 0]])
    np.testing.assert_array_equal(later.Y, [[1, 3]])
    classes = table(HOUSES, target="colour")
    np.testing.assert_array_equal(table("colour,size,zip,price\nred,1,2,3", target="colour", like=classes).Y, [[1]])


def test_test_data_that_are_not_like_training_data(table):
    for content, error, message in [
        ("colour,size,price\ngreen,1,2", FileError, r"row 1 \(line 2\), column 'colour': 'green' is none of .*'blue'"),
        ("colour,size,price\nred,large,2", FileError, r"row 1 \(line 2\), column 'size': 'large' is no number"),
        ("colour,sizes,price\nred,1,2", ValueError, "there is no column 'size': did you mean 'sizes'"),
    ]:
        houses = table(HOUSES, ignore=["zip"])
        with pytest.raises(error, match=message):
            table(content, like=houses)


def test_the_texts_of_the_earlier_table_are_listed_up_to_ten(table):
    for n, listed in (
        (10, r"'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'"),
        (11, r".*'i', 'j', \.\.\. \(11 in all\)"),
    ):
        colours = table("colour,price\n" + "".join(f"{text},1\n" for text in "abcdefghijk"[:n]))
        with pytest.raises(
            FileError, match=rf"'z' is none of the texts of the earlier table: {listed}; unknown='none' in read_csv"
        ):
            table("colour,price\nz,1", like=colours)


def test_the_earlier_table_is_not_contradicted(table):
    for options, message in [
        ({"target": "size"}, "the target is 'size', but that of the earlier table is 'price'"),
        (
            {"text": ["size"]},
            "^with like, the earlier table says what the columns are: no text, no numbers, no ignore$",
        ),
        ({"ignore": ["size"]}, "no text, no numbers, no ignore"),
    ]:
        with pytest.raises(ValueError, match=message):
            table(HOUSES, like=table(HOUSES), **options)


def test_one_row_like_a_table_of_many_texts_takes_the_memory_of_one_row(table, allocated):
    codes = table("zip,price\n" + "".join(f"{i:05},1\n" for i in range(2000)), text=["zip"])
    assert table("zip,price\n01999,1", like=codes).X[-1, 0] == 1
    assert allocated(lambda: table("zip,price\n01999,1", like=codes)) < 2000 * 2000 * 8 / 10


def test_data_that_nobody_has_labelled(table):
    houses = table(HOUSES)
    new = table("size,colour,zip\n70,red,01067", target=None, like=houses)
    np.testing.assert_array_equal(new.X, [[70], [0], [1], [1067]])
    assert new.Y.shape == (0, 1)
    assert repr(new) == "Table(n_x=4, m=1, no labels for 'price')"
    assert repr(table("a,b\n1,2", target=None)) == "Table(n_x=2, m=1, no target)"
    assert table("a,b\n1,2", target=None).features == ("a", "b")


def test_rows_without_columns_are_no_table():
    with pytest.raises(ValueError, match="no column is left to be a feature"):
        read_csv([{}, {}])


def test_tables_share_nothing_and_can_be_compared(table):
    houses = table(HOUSES)
    later = table(HOUSES, like=houses)
    later.categories["size"] = ("small",)
    assert houses.categories["size"] == ()
    assert houses != later
    assert len({houses, later}) == 2


PEOPLE = [
    "$300",
    "-$.5",
    ".5%",
    "1,5e3",
    "($300)",
    "₹300",
    "¥5",
    "5¥",
    "7‰",
    "1’000",
    "7%",
    "7 %",
    "1,5",
    "1.234.567,8",
    "1,000,000",
    "1 200",
    "1\u00a0200",
    "1'000",
    "'1",
    "−1",
    "€ 5",
    "-$2",
    "5 €",
    "5 EUR",
    "CHF 5",
    "“5”",
]


def test_numbers_as_people_write_them_are_not_taken_for_text(table):
    for cell in PEOPLE:
        for others in [("7", "8"), ("x", "y")]:
            for target in ("price", "size"):
                with pytest.raises(FileError, match=r"row 2 \(line 3\), column 'size': .* looks like a number"):
                    table(f'size,price\n{others[0]},1\n"{cell}",2\n{others[1]},3', target=target)
            forced = table(f'size,price\n{others[0]},1\n"{cell}",2\n{others[1]},3', text=["size"])
            assert f"size={cell}" in forced.features


def test_texts_with_digits_are_texts(table):
    for cell in ["2024-01-01", "31.12.2024", "1.2.3", "127.0.0.1", "12:30", "v2", "A/5 21171", "3rd", "x1"]:
        assert table(f"size,price\n{cell},1\n{cell},2").features == (f"size={cell}",)


def test_long_cells_are_looked_through_once(table):
    """With a pattern that goes back and forth this would take minutes."""
    cell = "1" + " " * 100_000 + "x"
    with pytest.raises(FileError, match=r"a text of a column may have 10,000 characters, got 100,002: '1 "):
        table(f"size,price\n{cell},1\n{cell},2")


@pytest.mark.parametrize("date", ["2024-01-{:02}", "{}/1/2024", "{:02}.01.2024 12:30"])
def test_dates_are_named_with_what_to_do(date):
    rows = [{"on": date.format(1 + i), "size": i % 7, "price": i} for i in range(25)]
    said = re.escape(
        f"column 'on' holds 25 different dates in 25 rows, such as '{date.format(1)}' (convert them to numb"
    )
    with pytest.raises(ValueError, match=said):
        read_csv(rows, target="price", numbers=["size", "price"])


@pytest.mark.parametrize("number", ["101-45-60{:02}", "1.1.{}", "1-{}-1", "2024-01.{:02}", "01/02/2024{:02}"])
def test_other_numbers_with_marks_are_no_dates(number):
    rows = [{"on": number.format(1 + i), "size": i % 7, "price": i} for i in range(25)]
    with pytest.raises(ValueError, match="column 'on' holds 25 different texts in 25 rows, such as "):
        read_csv(rows, target="price", numbers=["size", "price"])


def test_texts_most_of_which_differ_are_refused(table):
    lines = "\n".join(f"name{i % 30},{7 * i}" for i in range(40))
    for target in ("price", "name"):
        with pytest.raises(
            FileError,
            match=r"column 'name' holds 30 different texts in 40 rows, such as 'name0': "
            + (r"ignore=\['name'\] leaves it out; " if target == "price" else "")
            + r"text=\['name'\] takes the column as text$",
        ):
            table(f"name,price\n{lines}", target=target)
    assert table(f"name,price\n{lines}", text=["name"]).X.shape == (30, 40)
    half = "\n".join(f"name{i % 20},{7 * i}" for i in range(40))
    assert table(f"name,price\n{half}").X.shape == (20, 40)
    few = "\n".join(f"name{i},{7 * i}" for i in range(20))
    assert table(f"name,price\n{few}").X.shape == (20, 20)
    with pytest.raises(FileError, match="21 different texts in 21 rows"):
        table(f"name,price\n{few}\nname20,20")
    as_many = "\n".join(f"name{i % 1000},{7 * i}" for i in range(2000))
    assert table(f"name,price\n{as_many}").X.shape == (1000, 2000)
    many = "\n".join(f"name{i % 1001},{7 * i}" for i in range(3003))
    with pytest.raises(FileError, match="1,001 different texts in 3,003 rows"):
        table(f"name,price\n{many}")
    assert len(table(f"name,price\n{lines}", text=["name"], target="name").classes) == 30


def test_a_column_and_a_text_of_another_can_have_one_name(table):
    with pytest.raises(FileError, match=r"houses\.csv: two features would be called 'a=b'"):
        table("size,a=b,a,price\n5,1,b,2\n6,3,c,4")


def test_arguments_that_do_not_fit(table):
    for options, error, message in [
        ({"target": "prise"}, ValueError, "there is no column 'prise': did you mean 'price'"),
        ({"ignore": ["prize"]}, ValueError, "did you mean 'price'"),
        ({"text": ["size", "sise"]}, ValueError, "did you mean 'size'"),
        ({"text": "zip"}, TypeError, "text must list names, .* got 'zip'"),
        ({"ignore": "zip"}, TypeError, "^ignore must list names, .* got 'zip'"),
        ({"ignore": ["price"]}, ValueError, "'price' is to be ignored"),
        ({"ignore": ["size", "colour", "zip"]}, ValueError, "^no column is left to be a feature$"),
        ({"missing": "skip"}, ValueError, "unknown missing 'skip'"),
        ({"like": 3}, TypeError, "like must be a Table"),
        ({"target": 3}, TypeError, "target must be the name of a column"),
        ({"missing_values": "NA"}, TypeError, "missing_values must list names"),
        ({"delimiter": ";;"}, ValueError, "delimiter must be one character"),
        ({"delimiter": '"'}, ValueError, "delimiter must be one character"),
    ]:
        with pytest.raises(error, match=message):
            table(HOUSES, **options)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_csv(tmp_path / "nothing.csv", "price")


def test_a_network_learns_from_a_table(table):
    rng = np.random.default_rng(0)
    sizes, colours = rng.uniform(0, 1, 100), rng.choice(["red", "blue"], 100)
    lines = [f"{s},{c},{2 * s + (c == 'red')}" for s, c in zip(sizes, colours, strict=True)]
    houses = table("\n".join(["size,colour,price", *lines]))
    assert isinstance(houses, Table)
    model = nnlib.Network([3, 1], output="identity", rng=0)
    nnlib.train(model, *houses, learning_rate=0.5, iterations=2000)
    assert model.cost(*houses) < 1e-6


# Headers.


def iris(header=""):
    rows = [
        f"{4.3 + i * 37 % 36 / 10:.1f},{2 + i * 11 % 24 / 10:.1f},{1 + i * 7 % 59 / 10:.1f},0.{i % 25},{IRIS[i // 50]}"
        for i in range(150)
    ]
    return header + "\n".join(rows) + "\n\n"  # as the file from the archive ends


IRIS = ("Iris-setosa", "Iris-versicolor", "Iris-virginica")


def test_a_file_without_a_header_is_questioned_and_read_whole_as_the_message_says(table):
    with pytest.raises(FileError) as caught:
        table(iris(), target="Iris-setosa")
    assert str(caught.value).partition("houses.csv: ")[2] == (
        "its first line looks like data, such as '4.3', '2.0', '1.0': header=False takes it for the first row, "
        "names=[...] names the columns, with header=True in place of the first line, and header=True says that it is "
        "the header"
    )
    with pytest.raises(
        ValueError, match=r"there is no column 'species': is the first line data\? Then header=False; the col"
    ):
        table(iris(), target="species")
    assert table(iris(), target="Iris-setosa", header=True).X.shape == (4, 149)
    for options in ({"target": "column 5", "header": False}, {"target": "s", "names": list("abcds")}):
        flowers = table(iris(), **options)
        assert (flowers.X.shape, flowers.classes) == ((4, 150), IRIS)
        np.testing.assert_array_equal(flowers.Y, np.repeat([0, 1, 2], 50)[np.newaxis])
        assert flowers.X[:, 0].tolist() == [4.3, 2.0, 1.0, 0.0]
    renamed = table(iris("a,b,c,d,e\n"), target="s", names=list("vwxys"), header=True)
    assert (renamed.features, renamed.X.shape) == (tuple("vwxy"), (4, 150))


def test_what_of_a_header_is_questioned(table):
    for content, target in [
        ("red,yes\nblue,no\nred,no\nblue,yes", "yes"),  # its texts stand below it too
        ("1,red\n2,blue\n3,red", "red"),
        ("5.1,3.5\n4.9,3.0\n4.7,3.2", "3.5"),
        ("7,3\n7,4", "3"),
        ("label,5,6\n7,0,0\n8,1,2", "label"),  # two numbers count on by chance
    ]:
        with pytest.raises(FileError, match="its first line looks like data, such as '"):
            table(content, target=target)
    for content, target in [
        ("name,1990,2000\nx,1,2\ny,3,4", "2000"),
        ("label,0,1,2\n7,0,0,0\n8,1,2,3", "label"),
        ("label,pixel0,pixel1\n7,0,0\n8,1,2", "label"),
        ("sex,survived\nsex,no\nmale,yes\nfemale,no", "survived"),
        ("3,price\nx,1\ny,2", "price"),  # a column of texts, of which a number is a name like any other
    ]:
        assert table(content, target=target).target == target


def test_a_header_that_stands_again_below_is_told(table):
    with pytest.raises(FileError, match=r"the header stands again in row 4 \(line 6\), column 'size': take that line"):
        table(HOUSES + "\n" + HOUSES)
    with pytest.raises(FileError, match=r"again in row 2 \(line 3\), column 'a'"):
        table("a,price\nx,y\na,price\nz,y", target=None)
    assert table("a\na\nb", target=None, header=True).features == ("a=a", "a=b")


def test_columns_that_nobody_named_are_told(table):
    for options in ({"target": "price", "header": False}, {"like": table("size,price\n1,2"), "header": False}):
        with pytest.raises(
            ValueError, match=r"there is no column '\w+': names=\[\.\.\.\] names the columns; the columns are 'col"
        ):
            table("1,2\n3,4", **options)


def test_a_column_of_texts_is_none_of_numbers_whoever_says_so(table):
    with pytest.raises(FileError, match=r"row 1 \(line 2\), column 'colour': 'red' is no number, but numbers=\["):
        table(HOUSES, numbers=["colour"])


def test_names_that_do_not_fit_the_columns(table):
    for options, message in [
        ({"names": ["a", "b"]}, "2 names came for 3 columns: '1', '2', '3'$"),
        ({"names": ["a", "b", "c", "d", "price"]}, "5 names came for 3 columns"),
        ({"names": ["a", "price", "price"]}, "several columns have the same name: 'price'|are called"),
    ]:
        with pytest.raises(FileError, match=message):
            table("1,2,3\n4,5,7", **options)
    assert table("a,a,price\n4,5,7\n1,2,3", names=["x", "y", "price"], header=True).features == ("x", "y")


# How numbers are written.


def test_decimals_and_thousands_as_they_are_written_elsewhere(table):
    for cells, expected, options in [
        (["1,5", "-0,25", ",5", "3,", "1,5e-3", "7"], [1.5, -0.25, 0.5, 3, 1.5e-3, 7], {"decimal": ","}),
        (["1.234,5", "1.234.567", "12,5", "1234"], [1234.5, 1234567, 12.5, 1234], {"decimal": ",", "thousands": "."}),
        (["1,234.5", "12"], [1234.5, 12], {"thousands": ","}),
        (["1 234", "1\u00a0234", "1\u202f234,5"], [1234, 1234, 1234.5], {"decimal": ",", "thousands": " "}),
        (["1 234", "1\u00a0234"], [1234, 1234], {"thousands": "\u00a0"}),
        (["1'234", "1’234.5"], [1234, 1234.5], {"thousands": "'"}),
        (["1’234", "1'234.5"], [1234, 1234.5], {"thousands": "’"}),
    ]:
        content = "\n".join(["size;price", *(f"{cell};1" for cell in cells)])
        assert table(content, delimiter=";", **options).X.tolist() == [expected]


def test_the_advice_about_numbers_reads_them(table):
    for cell, options, advice in [
        ("1,5", {}, "decimal=',' reads it as 1.5"),
        ("1,234,567", {}, "thousands=',' reads it as 1234567"),
        ("1.234,5", {}, "decimal=',' and thousands='.' reads it as 1234.5"),
        ("1 234,5", {}, "decimal=',' and thousands=' ' reads it as 1234.5"),
        ("1'234", {}, 'thousands="\'" reads it as 1234'),
        ("1 234", {}, "thousands=' ' reads it as 1234"),
        ("1.234", {"decimal": ","}, "thousands='.' reads it as 1234"),
        ("1.234,5", {"decimal": ","}, "thousands='.' reads it as 1234.5"),
        ("2.5", {"decimal": ","}, "numbers are written with digits, and ',' for decimals"),
        ("1,5", {"thousands": "'"}, "decimal=',' reads it as 1.5"),
        ("12,34", {"thousands": ","}, "numbers are written with digits, and a point for decimals"),
        ("1e999", {}, "it is too large for one"),
        ("−1", {}, "the sign of negative numbers is the hyphen -"),
        ("7 %", {}, "numbers are written with digits, and a point for decimals"),
    ]:
        with pytest.raises(FileError) as caught:
            table(f"size;price\n{cell};1\n2;3", delimiter=";", **options)
        told = str(caught.value).partition("column 'size': ")[2]
        assert told == f"{cell!r} looks like a number, but {advice}; text=['size'] takes the column as text"
        if "=" in advice:
            marks, _, value = advice.partition(" reads it as ")
            more = {
                name: ast.literal_eval(mark) for name, mark in (part.split("=", 1) for part in marks.split(" and "))
            }
            assert table(f"size;price\n{cell};1\n2;3", delimiter=";", **options, **more).X[0, 0] == float(value)


def test_a_number_that_can_be_read_in_two_ways_is_told_in_both_unless_others_decide(table):
    both = "decimal=',' reads it as 1.818, and thousands=',' reads it as 1818; text"
    for cells, advice in [
        (["1,818", "853"], both),
        (["1,818", "2,400"], both),
        (["1,818", "2,5"], "decimal=',' reads it as 1.818; text"),
        (["1,818", "2,400.5"], "thousands=',' reads it as 1818; text"),
    ]:
        with pytest.raises(FileError, match=re.escape(advice)):
            table("\n".join(["size;price", *(f"{cell};1" for cell in cells)]), delimiter=";")


def test_one_cell_among_numbers_is_changed_and_does_not_make_a_column_of_text(table):
    with pytest.raises(FileError) as caught:
        table("size,price\n7,1\n7 %,1\n8,2")
    assert str(caught.value).endswith("; change the cell, or list it in missing_values")
    assert table("size,price\n7,1\n7 %,1\n8,2", missing_values=["7 %"], missing="drop").X.shape == (1, 2)


def test_numbers_as_people_write_them_are_told_before_that_most_of_them_differ(table):
    """For 200 different texts are no reason to take lengths for text."""
    rows = [f"{141 + i},{i % 9};{i % 7}" for i in range(40)]
    with pytest.raises(FileError, match=r"row 1 \(line 2\), column 'size': '141,0' looks like .* decimal=','"):
        table("\n".join(["size;price", *rows]), delimiter=";")


def test_only_the_digits_of_the_file_are_digits(table):
    for cell in ("1,٣٠٠", "１２", "٣"):
        with pytest.raises(FileError, match=r"looks like a number|is no number"):
            table(f"size;price\n{cell};1\n2;3", delimiter=";", thousands=",")


def test_marks_beside_texts_and_texts_that_differ_in_capitals_are_questioned(table):
    for cells, doubt in [
        (
            ["red", "-", "blue"],
            "column 'colour' holds '-' beside texts such as 'blue': missing_values=['-'] says that ",
        ),
        (
            ["Red", "red", "blue"],
            "column 'colour' holds 'Red' and 'red', which may be the same: write them alike in the file; text=",
        ),
    ]:
        content = "\n".join(["colour,price", *(f"{cell},{i}" for i, cell in enumerate(cells))])
        for target in ("price", "colour"):
            with pytest.raises(FileError, match=re.escape(doubt)):
                table(content, target=target)
        assert len(table(content, text=["colour"]).categories["colour"]) == 3
    assert table("colour,price\n+,1\n-,2").categories["colour"] == ("+", "-")
    assert table("colour,price\nred,1\n-,2", missing_values=["-"], missing="drop").X.shape == (1, 1)


def test_marks_that_no_number_can_have_are_refused(table):
    for options in (
        {"decimal": "-"},
        {"decimal": "5"},
        {"thousands": "e"},
        {"thousands": ""},
        {"decimal": None, "thousands": 3},
    ):
        with pytest.raises(ValueError, match="must be one character, such as ',' or ';', got"):
            table(HOUSES, **options)
    with pytest.raises(ValueError, match="decimal and thousands are both ',': a number could be read in two ways"):
        table(HOUSES, decimal=",", thousands=",")
    for header in ("no", 0, 1):
        with pytest.raises(TypeError, match="header must be True, False or None, got"):
            table(HOUSES, header=header)


# Filling.

HOLES = "size,rooms,colour,price\n1,2,red,1\n,2,blue,2\n4,,,3\n10,5,blue,4\n5,7,red,?\n"


def test_gaps_are_filled_by_what_was_asked_for_of_the_rows_that_are_kept(table):
    apart = "'size' 1, 'rooms' 1 (filled by the {}), 'colour' 1 (filled by the mode), 'price' 1 (rows left out)"
    together = "'size' 1, 'rooms' 1, 'colour' 1 (filled by the mode), 'price' 1 (rows left out)"
    for missing, size, rooms, told in [
        ("mean", 5, 3, apart.format("mean")),
        ("median", 4, 2, apart.format("median")),
        ("mode", 1, 2, together),
    ]:
        houses = table(HOLES, missing=missing)
        np.testing.assert_array_equal(houses.X[:2], [[1, size, 4, 10], [2, 2, rooms, 5]])
        np.testing.assert_array_equal(houses.X[2:], [[0, 1, 1, 1], [1, 0, 0, 0]])
        np.testing.assert_array_equal(houses.Y, [[1, 2, 3, 4]])
        np.testing.assert_array_equal(houses.rows, [1, 2, 3, 4])
        assert houses.missing == {"size": (2,), "rooms": (3,), "colour": (3,), "price": (5,)}
        assert f"missing: {told}" in repr(houses)
    unlabelled = table(HOLES.replace("?", "5"), target=None, missing="mean")
    assert unlabelled.X.shape == (5, 5)
    only_the_target = table("size,price\n1,2\n2,\n3,5", missing="mean")
    assert repr(only_the_target) == "Table(n_x=1, m=2, target 'price', a number, missing: 'price' 1 (rows left out))"


def test_of_several_that_are_as_frequent_the_first_fills(table):
    houses = table("size,colour,price\n3,red,1\n2,blue,2\n3,red,3\n2,blue,4\n,,5", missing="mode")
    assert [column.fill for column in houses.recipe.columns] == [2.0, "blue"]


def test_new_rows_are_filled_by_what_training_knew_even_where_training_missed_nothing(table):
    whole = table("size,colour,price\n1,red,1\n2,blue,2\n6,red,3")
    new = "size,colour,price\n100,blue,1\n,,2"
    with pytest.raises(FileError, match=r"2 missing values: .* missing='median' fills them as in the earlier table"):
        table(new, like=whole)
    for missing, size in [("mean", 3), ("median", 2), ("mode", 1)]:
        filled = table(new, like=whole, missing=missing)
        np.testing.assert_array_equal(filled.X, [[100, size], [1, 0], [0, 1]])
        assert (filled.recipe.missing, filled.missing) == (missing, {"size": (2,), "colour": (2,)})
    assert table(new, like=whole, missing="drop").X.shape == (3, 1)
    trained = table("size,colour,price\n1,red,1\n2,blue,2\n6,red,3", missing="median")
    np.testing.assert_array_equal(table(new, like=trained).X[:, 1], [2, 0, 1])
    np.testing.assert_array_equal(table(new, like=trained.recipe).X[:, 1], [2, 0, 1])
    assert table(new, like=trained.recipe, missing="drop").X.shape == (3, 1)
    with pytest.raises(FileError, match="2 missing values"):
        table(new, like=trained, missing="refuse")
    with pytest.raises(FileError, match=r"column 'colour'; missing='drop' leaves such rows out$"):
        table(new, like=whole.recipe)
    with pytest.raises(
        ValueError, match="the recipe does not know what to fill in by missing='mean': hand in the earlier"
    ):
        table(new, like=trained.recipe, missing="mean")


def test_what_was_filled_itself_does_not_count_in_another_filling(table):
    trained = table("size,colour,price\n1,red,1\n,,2\n,,3\n,,4\n9,blue,5\n2,blue,6", missing="mean")
    assert trained.recipe.columns[0].fill == 4
    assert table("size,colour,price\n,,1", like=trained, missing="median").X[:, 0].tolist() == [2, 1, 0]


def test_huge_numbers_have_a_mean(table):
    houses = table("size,price\n1.7e308,1\n1.5e308,2\n,3", missing="mean")
    np.testing.assert_allclose(houses.X[0, 2], 1.6e308, rtol=1e-15)
    assert table("size,price\n1.7e308,1\n1.5e308,2\n,3", missing="median").X[0, 2] == pytest.approx(1.6e308)


def test_rows_without_a_target_are_left_out_of_new_tables_too(table):
    trained = table("size,price\n1,2\n3,5", missing="mean")
    later = table("size,price\n7,1\n,\n,8", like=trained)
    assert (later.X.tolist(), later.Y.tolist(), later.missing) == ([[7, 2]], [[1, 8]], {"size": (2, 3), "price": (2,)})


def test_texts_that_training_never_saw_count_as_none_where_it_is_asked_for(table):
    new = "size,colour,price\n1,green,2\n2,red,3\n3,grey,4"
    known = "size,colour,price\n1,red,2\n2,blue,3"
    for later in (
        table(new, like=table(known, unknown="none")),
        table(new, like=table(known), unknown="none"),
        table(new, like=table(known).recipe, unknown="none"),
    ):
        np.testing.assert_array_equal(later.X, [[1, 2, 3], [0, 0, 0], [0, 1, 0]])
        assert later.unknown == {"colour": ((1, "green"), (3, "grey"))}
        assert repr(later) == "Table(n_x=3, m=3, target 'price', a number, unknown texts: 'colour' 2)"
    with pytest.raises(FileError, match="'green' is none of the texts of the earlier table: 'blue', 'red'"):
        table(new, like=table(known, unknown="none"), unknown="refuse")
    with pytest.raises(ValueError, match="unknown unknown 'drop': known are 'refuse', 'none'"):
        table(known, unknown="drop")


def test_an_unknown_class_is_told_whatever_categories_may_be(table):
    trained = table("size,kind\n1,red\n2,blue", target="kind", unknown="none")
    with pytest.raises(FileError, match="'green' is none of the texts"):
        table("size,kind\n1,green", target="kind", like=trained)


def test_points_that_may_stand_between_thousands_are_questioned(table):
    told = (
        r"column 'a' holds 1\.200 beside whole numbers: decimal=',' and thousands='\.' read it as 1200; "
        r"numbers=\['a'\] keeps it as 1\.2$"
    )
    for size in (1, 100):
        with mock.patch.object(_sources, "CHUNK_SIZE", size):
            for content in (
                "a;y\n950;7\n1.200;8\n2.500;9",
                "a;y;t\n1.200;8;x.y\n2.500;9;z\n950;7;u",
                "a;y\n;1\n1.200;8\n5;9",
            ):
                options = {"target": "y", "delimiter": ";", "missing": "drop"}
                with pytest.raises(FileError, match=told):
                    table(content, **options)
                assert 1200 in table(content, decimal=",", thousands=".", **options).X
                assert 1.2 in table(content, numbers=["a"], **options).X
            with pytest.raises(FileError, match=r"column 'y' holds 1[.]200 beside whole numbers"):
                table("a\ty\n1\t1.200\n2\t2", target="y", delimiter="\t")
            for cells in (
                ["1.200", "2.500", "1.000"],  # all with three decimals
                ["1.200", "2.5", "950"],
                ["1.200", "0.500", "950"],
                ["1.200", "1e-3", "1.5e3"],
                ["1.200", "2500", "950"],
                ["1.200", "1200.125", "950"],
                ["950", "2500", "7"],
            ):
                lines = [f"{cell};{i}" for i, cell in enumerate(cells)]
                values = [[float(cell) for cell in cells]]
                for each in (lines, lines[::-1]):
                    read = table("\n".join(["a;y", *each]), target="y", delimiter=";").X
                    assert sorted(read[0]) == sorted(values[0])
            assert table("a;y\n1.200;8.25\n950;7", target="y", delimiter=";").X.tolist() == [[1.2, 950]]
            assert table("a,y\n1.200,8\n950,7", target="y").X.tolist() == [[1.2, 950]]
            assert table("a;y\n1.200;8\n950;7", target="y", delimiter=";", thousands="'").X.tolist() == [[1.2, 950]]
            decided = table("a;t;y\n1.200;u;1\n950;v;2.25", target="y", delimiter=";", text=["t"])
            assert decided.X.tolist() == [[1.2, 950], [1, 0], [0, 1]]
            assert table("a;y\n1,2;8\n950;7", target="y", delimiter=";", decimal=",").X.tolist() == [[1.2, 950]]


# Files like an earlier one.


def test_a_header_that_comes_with_like_names_the_columns_itself(table):
    trained = table("1,2,3\n4,5,7", target="y", names=["a", "b", "y"])
    for trainer in (trained, trained.recipe, table("1,2,3\n4,5,7", target="y", names=["a", "b", "y"], header=False)):
        assert table("y,b,a\n9,100,1", target=None, like=trainer, header=True).X.tolist() == [[1], [100]]
    renamed = table("p,q,r\n1,2,3\n4,5,7", target="y", names=["a", "b", "y"], header=True)
    for options in ({}, {"header": True}, {"names": ["a", "b", "y"]}):
        assert table("p,q,r\n1,100,9", target=None, like=renamed, **options).X.tolist() == [[1], [100]]
    with pytest.raises(FileError, match="there is no column 'a'"):
        table("p,q,r\n1,100,9", target=None, like=trained, header=True)
    with pytest.raises(FileError, match=r"the names in another order: names=\[\.\.\.\] must be 'y', 'b', 'a'"):
        table("y,b,a\n9,100,1", target=None, like=renamed)
    assert table("y,b,a\n9,100,1", target=None, like=renamed, names=["y", "b", "a"]).X.tolist() == [[1], [100]]


def test_a_header_is_no_row_of_a_table_without_one(table):
    trained = table("x,p\ny,q\nx,q", target="c", names=["f", "c"], unknown="none")
    for content in ("f,c\nx,p\ny,q", "c,f\np,x\nq,y", "f\nx\ny"):
        with pytest.raises(FileError, match="its first line names the columns: header=True takes it for that"):
            trained.recipe.read(io.StringIO(content))
        with pytest.raises(FileError, match="header=True"):
            table(content, target=None, like=trained)
        assert table(content, target=None, like=trained, header=True).X.tolist() == [[1, 0], [0, 1]]
    with pytest.raises(FileError, match="its first line names the columns"):
        table("f,c\nx,p\ny,q", target="c", names=["f", "c"])
    assert table("f,c\nx,p\ny,q", target="c", names=["f", "c"], header=True).X.shape == (2, 2)


def test_of_a_table_without_a_header_a_column_may_lack_only_where_it_is_the_target(table):
    content, names = "7,1,2,3\n9,4,5,7", ["id", "a", "b", "y"]
    whole, part = (table(content, target="y", names=names, ignore=ignore) for ignore in ([], ["id"]))
    assert table("8,2,100", target=None, like=whole).X.tolist() == [[8], [2], [100]]
    for came in ("1,2,100", "8,1,2"):
        with pytest.raises(FileError, match=r"4 names came for 3 columns: .*; names=\[...\] names those of this file"):
            table(came, target=None, like=part)
        with pytest.raises(FileError, match=r"Options go to read_csv\(..., like=predictor.recipe\)"):
            part.recipe.read(io.StringIO(came))
    assert table("1,2,100", target=None, like=part, names=["a", "b", "y"]).X.tolist() == [[1], [2]]


def test_no_row_vanishes_where_each_is_an_answer(table):
    content = "a,b,y\n1,2,3\n4,5,7\n1,5,8"
    filled, whole = table(content, target="y", missing="median"), table(content, target="y")
    new = "a,b,y\n1,2,\n,,\n3,4,\n,,\n,,"
    answered = filled.recipe.read(io.StringIO(new))
    assert answered.X.tolist() == [[1, 1, 3, 1, 1], [2, 5, 4, 5, 5]]
    assert answered.missing == {"a": (2, 4, 5), "b": (2, 4, 5)}
    assert table(new.replace(",\n", ",9\n", 1), target="y", like=filled).rows.tolist() == [1]
    assert whole.recipe.read(io.StringIO("a,b\n1,2\n,\n,")).X.tolist() == [[1], [2]]


def test_a_target_of_which_nothing_is_known_is_one_that_is_not_there(table):
    trained = table("a,y\n1,p\n2,q", target="y")
    for y in ("", "?", "NA"):
        later = table(f"a,y\n3,{y}\n4,{y}", target=None, like=trained)
        assert (later.X.tolist(), later.Y.shape) == ([[3, 4]], (0, 2))
    with pytest.raises(FileError, match="2 missing values: 'y' 2"):
        table("a,y\n3,\n4,", target="y", like=trained)


def test_what_is_wrong_with_columns_is_told_with_the_file(table):
    trained = table("a,y\n1,3\n2,5", target="y")
    for content, options, message in [
        ("a,y\n1,3", {"target": "prize"}, "houses.csv: there is no column 'prize'"),
        ("a,y\n1,3", {"target": "y", "ignore": ["b"]}, "houses.csv: there is no column 'b'"),
        ("a,a,y\n1,2,3", {"target": "y", "like": trained}, "houses.csv: several columns are called 'a'"),
    ]:
        with pytest.raises(FileError, match=message):
            table(content, **options)
    with pytest.raises(ValueError, match=r"^the rows: there is no column 'b'"):
        read_csv([{"a": 1, "y": 2}], "b")


def test_what_an_earlier_table_knows_nothing_of_it_cannot_fill(table):
    trained = table("a,c,y\n,,1\n,,2\n2,x,3\n6,y,4", target="y", missing="median")
    for missing in ("mean", "mode"):
        with pytest.raises(ValueError, match="column 'a' is missing in all rows of the earlier table: nothing"):
            table("a,c,y\n,,1", target="y", like=trained.taken(np.arange(2)), missing=missing)
    assert table("a,c,y\n,,1", target="y", like=trained.taken(np.arange(3)), missing="mean").X[0].tolist() == [2]


def test_marks_are_added_to_those_of_the_earlier_table(table):
    trained = table("a,c,y\n-9,NA,1\n3,x,2", target="y", missing_values=[-9], not_missing=["NA"], missing="median")
    later = table(
        "a,c,y\n-9,NA,1\n-8,?,2", target="y", like=trained, missing_values=["-8"], not_missing=["?"], unknown="none"
    )
    assert later.missing == {"a": (1, 2)}
    assert later.unknown == {"c": ((2, "?"),)}
    assert later.recipe.dialect.missing_values == ("-9", "-8")
    with pytest.raises(TypeError, match="missing_values must list names"):
        table("a,c,y\n1,x,2", target="y", like=trained, missing_values="-8")


def test_texts_that_are_the_same_number_are_told(table):
    trained = table("z,y\n1.0,1\n2.0,2", target="y", text=["z"])
    with pytest.raises(
        ValueError, match=r"column 'z': '1' is '1\.0' in the earlier table, the same number: text is comp"
    ):
        read_csv([{"z": 1.0, "y": 2}], "y", like=trained)
    with pytest.raises(ValueError, match="'0' is none of the texts"):
        read_csv([{"z": 0, "y": 2}], "y", like=table("z,y\nA,1\nB,2", target="y"))


def test_a_table_that_filled_itself_is_refused(table):
    content = "a,c,y\n1,x,1\n3,x,2\n,,3\n5,z,3"
    trained, new = table(content, target="y", missing="median"), "a,c,y\n10,x,1\n20,z,2\n,x,3"
    other = table(new, target="y", missing="median")
    with pytest.raises(ValueError, match=r"cells of 'a' are filled with 15.0, but expected is 3.0, as .* with like=$"):
        trained.recipe.read(other)
    for good in (
        other.taken(np.arange(2)),
        table(new, target="y", like=trained),
        table(new, target="y", missing="drop"),
        table(new.replace(",x,3", ",x,"), target="y", missing="median"),
        table(new.replace("\n,", "\n5,"), target="y", missing="median"),
    ):
        assert trained.recipe.read(good) is good
    assert table(content, target="y", missing="drop").recipe.read(other) is other


def test_texts_are_compared_in_one_of_their_unicode_forms(table):
    def decomposed(text):
        return unicodedata.normalize("NFD", text)

    content = "größe,ort,preis\n1,Zürich,2\n3,Genf,4"
    for one, other in [(content, decomposed(content)), (decomposed(content), content)]:
        trained = table(one, target="preis", unknown="none")
        assert trained.features == ("größe", "ort=Genf", "ort=Zürich")
        assert table(other, target="preis", like=trained).X.tolist() == trained.X.tolist()
        for options in ({"ignore": ["größe"]}, {"ignore": [decomposed("größe")]}):
            assert table(one, target="preis", **options).features == ("ort=Genf", "ort=Zürich")
        assert trained.recipe.read([{decomposed("größe"): 1, "ort": decomposed("Zürich")}]).X.tolist() == [
            [1],
            [0],
            [1],
        ]
    by_hand = TableRecipe([CategoryColumn(decomposed("ö"), [decomposed("ä"), "a"], fill=decomposed("ä"))])
    assert by_hand.read([{"ö": "ä"}, {"ö": None}]).X.tolist() == [[1, 1], [0, 0]]
    assert table(content, target=decomposed("größe")).target == "größe"
    assert table("a,y\n1,2\nä,3", target="y", missing_values=[decomposed("ä")], missing="drop").X.tolist() == [[1]]
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({decomposed("größe"): [1], "ort": [decomposed("Zürich")]})
    assert trained.recipe.read(frame).X.tolist() == [[1], [0], [1]]


# What is probably no feature.


def rows_of(**columns):
    names = list(columns)
    lines = [",".join(str(cell) for cell in row) for row in zip(*columns.values(), strict=True)]
    return "\n".join([",".join(names), *lines])


def test_columns_that_number_the_rows_are_questioned(table):
    shuffled = np.random.default_rng(0).permutation(30)
    squares = [i * i for i in range(30)]
    for name, cells in [
        ("x", range(30)), ("x", range(1, 31)), ("x", shuffled), ("x", shuffled + 1), ("customer_id", 17 * shuffled + 5),
        ("PassengerId", range(892, 922)), ("ID", 3 * shuffled), ("Unnamed: 0", 2 * shuffled),
    ]:  # fmt: skip
        content = rows_of(**{name: cells}, a=[i % 4 for i in range(30)], price=squares)
        with pytest.raises(FileError) as caught:
            table(content)
        assert str(caught.value).partition("houses.csv: ")[2] == (
            f"column '{name}' looks like a number of the row, of which nothing can be learnt: ignore=['{name}'] leaves "
            f"it out; numbers=['{name}'] keeps it"
        )
        assert table(content, ignore=[name]).features == ("a",)
        assert table(content, numbers=[name]).features == (name, "a")
        assert table(content, target=name, ignore=["price"]).target == name
        assert table("\n".join(content.splitlines()[:21])).features == (name, "a")
    for name, cells in [
        ("x", [*range(29), 30]), ("x", range(2, 32)), ("x", [i + 0.5 for i in range(30)]),
        ("x", [*range(29), ""]), ("valid", 3 * shuffled),
        ("id", [i // 2 for i in range(30)]), ("id", [i / 2 for i in range(30)]),
    ]:  # fmt: skip
        assert table(rows_of(**{name: cells}, price=squares), missing="mean").features == (name,)


def test_several_doubtful_columns_are_told_at_once(table):
    squares = [i * i for i in range(30)]
    people = {"id": range(30), "name": [f"n{i}" for i in range(30)], "ticket": [f"t{i}" for i in range(30)]}
    content = rows_of(**people, a=[i % 4 for i in range(30)], price=squares)
    with pytest.raises(FileError) as caught:
        table(content)
    assert str(caught.value).partition("houses.csv: ")[2] == (
        "3 columns look doubtful: 'id' looks like a number of the row, of which nothing can be learnt; 'name' holds 30 "
        "different texts in 30 rows, such as 'n0'; 'ticket' holds 30 different texts in 30 rows, such as 't0'. "
        "ignore=['id', 'name', 'ticket'] leaves columns out; text=[...], numbers=[...] and missing_values=[...] say "
        "what the others are"
    )
    assert table(content, ignore=["id", "name", "ticket"]).features == ("a",)
    with pytest.raises(
        FileError, match=r"3 columns look doubtful: .*; 'ticket' .*\. ignore=\['id', 'name'\] leaves columns"
    ):
        table(content, target="ticket", ignore=["a"])
    with pytest.raises(FileError, match=r"4 columns look doubtful: .*'id', .*'cabin'\] leaves columns out"):
        table(rows_of(**people, cabin=[f"c{i}" for i in range(30)], price=squares))


def test_the_way_to_read_numbers_is_found_once_for_all_of_a_column(table):
    """And not for each cell, which took seconds."""
    content = "size;price\n" + "".join(f"{i},5;{i}\n" for i in range(500))
    with (
        mock.patch.object(Dialect, "__post_init__", autospec=True, side_effect=Dialect.__post_init__) as made,
        pytest.raises(FileError, match=r"'0,5' looks like a number, but decimal=',' reads it as 0\.5"),
    ):
        table(content, delimiter=";")
    assert made.call_count < 20


def test_a_column_in_which_nothing_stands_is_told_or_left_out(table):
    with pytest.raises(FileError, match=r"column 'b' holds nothing: ignore=\['b'\] leaves it out"):
        table("a,b,price\n1,,3\n2,,4", missing="mean")
    with pytest.raises(FileError, match="no row is complete"):
        table("a,b,price\n1,,3\n2,,4", missing="drop")
    assert table("a,,price\n1,,3\n2,,4").features == ("a",)
    with pytest.raises(FileError, match="column '' has no name, such as one of row numbers"):
        table("a,,price\n1,,3\n2,7,4")


def test_classes_that_are_numbers_are_in_the_order_of_their_values(table):
    for cells, expected, options in [
        (["10", "2", "1"], ("1", "2", "10"), {}),
        (["2.5", "-1", "1e1"], ("-1", "2.5", "1e1"), {}),
        (["10", "2", "x"], ("10", "2", "x"), {}),
        (["1", "01", "1.0"], ("01", "1", "1.0"), {}),
        (["2,5", "10,5"], ("2,5", "10,5"), {"decimal": ","}),
    ]:
        content = "size;kind\n" + "".join(f"{i};{cell}\n" for i, cell in enumerate(cells))
        assert table(content, target="kind", text=["kind"], delimiter=";", **options).classes == expected
        assert table(content, target="size", text=["kind"], delimiter=";", **options).categories["kind"] == expected


# Recipes by hand.


def test_recipes_by_hand_are_checked():
    size, colour = NumberColumn("size"), CategoryColumn("colour", ["red", "blue"])
    assert colour.texts == ("red", "blue")
    assert NumberColumn("size", fill=np.float32(0.5)).fill == 0.5
    for make, error, message in [
        (lambda: NumberColumn(3), TypeError, "name must be the name of a column, got 3"),
        (lambda: NumberColumn("a", fill="x"), TypeError, "fill must be a number, got 'x'"),
        (lambda: NumberColumn("a", fill=np.inf), ValueError, "fill must be a finite number or None, got inf"),
        (lambda: NumberColumn("a", fill=10**400), ValueError, "fill must be a finite number or None"),
        (lambda: CategoryColumn("a", ()), ValueError, "texts must list at least one text, each once"),
        (lambda: CategoryColumn("a", ("x", "x")), ValueError, "each once"),
        (
            lambda: CategoryColumn("a", ("x" * 10_001,)),
            ValueError,
            "a text of a column may have 10,000 characters, got",
        ),
        (lambda: NumberColumn("a" * 10_001), ValueError, "the name of a column may have 10,000 characters, got 10,001"),
        (lambda: CategoryColumn("a", ("x",), fill="y"), ValueError, "unknown fill 'y'"),
        (lambda: TableRecipe(()), TypeError, "columns must list columns"),
        (lambda: TableRecipe(size), TypeError, "columns must list columns, such as"),
        (lambda: TableRecipe(["size"]), TypeError, "a column must be a NumberColumn or a CategoryColumn, got 'size'"),
        (lambda: TableRecipe([NumberColumn]), TypeError, r"got the class NumberColumn: write NumberColumn\(...\)"),
        (lambda: TableRecipe([size], target="price"), TypeError, "a column must be"),
        (lambda: TableRecipe([size, size]), ValueError, "two features would be called 'size'"),
        (lambda: TableRecipe([size], missing="none"), ValueError, "unknown missing 'none'"),
        (lambda: TableRecipe([size], dialect=","), TypeError, "dialect must be a Dialect, got ','"),
    ]:
        with pytest.raises(error, match=message):
            make()
    recipe = TableRecipe([size, colour])
    assert (recipe.n_x, recipe.features, recipe.classes) == (3, ("size", "colour=red", "colour=blue"), ())
    assert recipe.read([{"size": 1, "colour": "blue"}], labels=True).Y.shape == (0, 1)
    filled = TableRecipe(
        [NumberColumn("size", fill=2), CategoryColumn("colour", ["red"], fill="red"), NumberColumn("a")]
    )
    assert "missing: 'size' 1, 'colour' 1 (filled))" in repr(filled.read([{"size": None, "colour": None, "a": 1}]))
    with pytest.raises(FileError, match="there is no row in it"):
        recipe.read(io.StringIO("size,colour\n"))
    unnamed = TableRecipe([size], dialect=Dialect(header=False, names=("size", "price")))
    with pytest.raises(FileError, match="there is no row in it"):
        unnamed.read(io.StringIO(",\n,\n"))


# Messages.


def test_no_message_is_long_whatever_names_and_cells_are_like(table):
    long, wide = "long\nname " * 3000, [f"a rather long name of a pixel with the number {i}" for i in range(785)]
    texts = {f"{name}{'x' * 100}": [f"{name}{i}{'y' * 1000}" for i in range(30)] for name in "abcdef"}
    known = table(rows_of(colour=[chr(97 + i) * 300 for i in range(15)], price=range(15)))
    for content, options in [
        (rows_of(**{name: ["", "1"] for name in wide}), {"target": wide[3]}),
        (rows_of(**{name: [1] for name in wide}), {"target": "price"}),
        (",".join(wide * 2) + "\n" + ",".join("1" * 1570), {"target": None}),
        (rows_of(**texts, price=[i * i for i in range(30)]), {}),
        (f'"{long}",price\n,1\n3,4', {}),
        (f'"{long}",price\nx,1\n3,4', {}),
        (f'"{long}",price\n"{long}",1\n3,4', {}),
        (f'"{long}","{long}",price\n1,1,2', {}),
        (f'"{long}",price\n1,1', {"target": "x"}),
        (f'"{long}",price\n1,1', {"target": long}),
        (f'"{long}",price\n{"9" * 100_000},1', {}),
        (f'price,"{long}"\n1,"{long}"', {"target": long.strip()}),
        (f'"{long}",price\n,1\n,3', {"missing": "mean"}),
        (f'"{long}",price\n"{long}",1\n3,4', {"missing_values": [long.strip()]}),
        (f'"{long}",price\n1,1\n3,4,5', {}),
        ("colour,price\n" + "z" * 500 + ",1", {"like": known}),
        ("color,price\nz,1", {"like": known}),
        (f'a=b,a,price\n1,b,2\n3,"{long}",4', {}),
        ("a\n" + "x" * 200_000, {"target": None}),
        ("a,b\n" + "1," * 5000 + "\n1,2,3" + ",4" * 5000, {"target": None}),
    ]:
        with pytest.raises(ValueError, match=r"\w") as caught:
            table(content, **{"target": "price", **options})
        told = str(caught.value).rpartition("houses.csv: ")[2]
        assert len(told) <= 600 - 80, told  # the rest is for the path
        assert "\n" not in told


# Whole jobs.


def answers_of(trained, model, path, **scalings):
    """Return what a predictor that was saved and loaded answers, which is what the first one does."""
    predictor = nnlib.Predictor(trained, model, **scalings)
    predictor.save(path.with_suffix(".npz"))
    answers = nnlib.load(path.with_suffix(".npz")).predict(path)
    np.testing.assert_array_equal(answers, predictor.predict(path), strict=True)
    return answers


def test_passengers_are_all_answered_whatever_is_unknown_of_them(tmp_path):
    """As in the best known competition: 891 rows to learn from, and 418 to answer, with gaps and a new category."""
    rng = np.random.default_rng(0)

    def passenger(i, *, new):
        sex, age = rng.choice(["male", "female"]), "" if rng.random() < 0.2 else f"{rng.uniform(1, 80):.1f}"
        port = "" if rng.random() < 0.01 else "X" if new and rng.random() < 0.01 else rng.choice(["S", "C", "Q"])
        cells = [
            i,
            rng.integers(1, 4),
            f'"Name, No. {i}"',
            sex,
            age,
            "" if new and i == 1044 else f"{rng.uniform(7, 99):.4f}",
            port,
        ]
        return cells if new else [cells[0], int(sex == "female"), *cells[1:]]

    header = ["PassengerId", "Survived", "Pclass", "Name", "Sex", "Age", "Fare", "Embarked"]
    train, test = tmp_path / "train.csv", tmp_path / "test.csv"
    for path, numbers, names, new in [
        (train, range(1, 892), header, False),
        (test, range(892, 1310), [header[0], *header[2:]], True),
    ]:
        path.write_text(
            "\n".join(",".join(map(str, row)) for row in [names, *(passenger(i, new=new) for i in numbers)])
        )
    options = {"ignore": ["PassengerId", "Name"], "text": ["Pclass"], "missing": "median", "unknown": "none"}
    table = read_csv(train, "Survived", **options)
    assert table.X.shape == (10, 891)
    scaling = Standardizer(table.X)
    model = nnlib.LogisticRegression(10)
    nnlib.train(model, scaling(table.X), table.Y, learning_rate=1.0, iterations=100)
    answers = answers_of(table, model, test, X_scaling=scaling)
    assert (answers.shape, answers.dtype.kind) == ((418,), "i")
    sexes = np.array([line.split(",")[4] for line in test.read_text().splitlines()[1:]])
    np.testing.assert_array_equal(answers, sexes == "female")
    assert answers.reading.missing.keys() == {"Age", "Fare", "Embarked"}
    assert answers.reading.unknown.keys() == {"Embarked"}
    assert read_csv(test, like=table).X.shape == (10, 418)


def test_flowers_from_a_file_without_a_header_get_their_names_back(tmp_path):
    path = tmp_path / "iris.data"
    rng = np.random.default_rng(0)
    rows = [
        [*(np.array([5, 3.4, 1.5, 0.2]) + k * np.array([0.9, -0.4, 2, 1]) + rng.normal(0, 0.1, 4)), IRIS[k]]
        for k in np.repeat([0, 1, 2], 50)
    ]
    path.write_text(
        "\n".join(",".join(f"{cell:.1f}" if cell not in IRIS else cell for cell in row) for row in rows) + "\n\n"
    )
    flowers = read_csv(path, "species", names=["a", "b", "c", "d", "species"])
    assert flowers.X.shape == (4, 150)
    scaling = Standardizer(flowers.X)
    model = nnlib.Network([4, 3], output="softmax", rng=0)
    nnlib.train(model, scaling(flowers.X), flowers.Y, learning_rate=1.0, iterations=50)
    answers = answers_of(flowers, model, path, X_scaling=scaling)
    assert answers.tolist() == np.repeat(IRIS, 50).tolist()


def test_prices_are_answered_in_money(tmp_path):
    path = tmp_path / "houses.csv"
    rng = np.random.default_rng(0)
    sizes, places = rng.uniform(30, 200, 200), rng.choice(["centre", "north"], 200)
    prices = 2500 * sizes + 90_000 * (places == "centre") + rng.normal(0, 5000, 200)
    path.write_text(
        "\n".join(
            [
                "size;place;price",
                *(f"{s:.1f};{p};{y:.0f}".replace(".", ",") for s, p, y in zip(sizes, places, prices, strict=True)),
            ]
        )
    )
    houses = read_csv(path, "price", delimiter=";", decimal=",")
    X_scaling, Y_scaling = Standardizer(houses.X), Standardizer(houses.Y)
    model = nnlib.Network([3, 1], output="identity", rng=0)
    nnlib.train(model, X_scaling(houses.X), Y_scaling(houses.Y), learning_rate=0.3, iterations=200)
    answers = answers_of(houses, model, path, X_scaling=X_scaling, Y_scaling=Y_scaling)
    rmse = nnlib.metrics.rmse(houses.Y, answers)
    assert 4000 < rmse < 6000
    predictor = nnlib.Predictor(houses, model, X_scaling=X_scaling, Y_scaling=Y_scaling)
    assert predictor.mistakes(path).score == rmse
    assert rmse == pytest.approx(
        np.sqrt(2 * model.cost(X_scaling(houses.X), Y_scaling(houses.Y))) * Y_scaling.deviation[0, 0]
    )


def test_digits_in_a_csv_file_are_answered_as_numbers(tmp_path):
    X, Y = (array[..., :300] for array in nnlib.datasets.digits())
    large = np.kron(X.T.reshape(300, 8, 8), np.ones((1, 3, 3)))
    pixels = np.pad(np.round(255 * large), [(0, 0), (2, 2), (2, 2)]).reshape(300, 784).astype(int)
    path, test = tmp_path / "train.csv", tmp_path / "test.csv"
    names = [f"pixel{i}" for i in range(784)]
    path.write_text(
        "\n".join(
            [",".join(["label", *names]), *(",".join(map(str, [k, *row])) for k, row in zip(Y[0], pixels, strict=True))]
        )
    )
    test.write_text("\n".join([",".join(names), *(",".join(map(str, row)) for row in pixels)]))
    digits = read_csv(path, "label")
    np.testing.assert_array_equal(digits.X, pixels.T)
    np.testing.assert_array_equal(digits.Y, Y)
    scaling = Standardizer.of(np.zeros(784), np.full(784, 255.0))
    model = nnlib.Network([784, 10], output="softmax", initialization="zeros")
    nnlib.train(model, scaling(digits.X), digits.Y, learning_rate=0.1, iterations=30)
    answers = answers_of(digits, model, test, X_scaling=scaling)
    assert np.mean(answers == Y) > 0.9


def test_a_table_prints_in_lines_that_fit_a_console(table):
    names = [f"column {k}" for k in range(12)]
    content = "\n".join([",".join([*names, "price"]), ",".join(["1"] * 13), ",".join([""] * 12 + ["2"])])
    lines = str(table(content, missing="mean")).splitlines()
    assert len(lines) > 1
    assert max(map(len, lines)) <= 88
    assert " ".join(line.strip() for line in lines) == repr(table(content, missing="mean"))
