import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nnlib
from nnlib._files import FileError
from nnlib.datasets import Table, read_csv
from nnlib.datasets._dialects import MISSING

CHARACTERS = st.sampled_from("\",;|'") | st.characters(codec="utf-8", exclude_categories=["C", "Z"])

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
def test_what_was_written_is_read(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("csv") / "file.csv"
    lines = [f'{value!r},"{text.replace(chr(34), 2 * chr(34))}"' for value, text in rows]
    path.write_text("\n".join(["value,text", *lines]), encoding="utf-8")
    table = read_csv(path, "value", text=["text"], not_missing=MISSING)
    np.testing.assert_array_equal(table.Y[0], [value for value, _ in rows])
    assert [table.categories["text"][k] for k in table.X.argmax(axis=0)] == [text for _, text in rows]
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
            r"row 1 \(line 2\), column 'size': '1,5' looks like a number, but decimal=',' reads it so",
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
        (",size,price\n0,1,2", "a column has no name"),
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
        ("colour,sizes,price\nred,1,2", ValueError, "unknown column 'size': did you mean 'sizes'"),
    ]:
        houses = table(HOUSES, ignore=["zip"])
        with pytest.raises(error, match=message):
            table(content, like=houses)


def test_the_texts_of_the_earlier_table_are_listed_up_to_ten(table):
    for n, listed in ((10, r"'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'"), (11, r".*'i', 'j', … \(11 in all\)")):
        colours = table("colour,price\n" + "".join(f"{text},1\n" for text in "abcdefghijk"[:n]))
        with pytest.raises(FileError, match=rf"'z' is none of the texts of the earlier table: {listed}$"):
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
    assert table(f"size,price\n{cell},1\n{cell},2").X.shape == (1, 2)


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
        ({"target": "prise"}, ValueError, "unknown column 'prise': did you mean 'price'"),
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
