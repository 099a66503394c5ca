"""A predictor answers rows by name, in the target's words and units, one by one as all at once, today and tomorrow."""

import contextlib
import io
import json
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import Swish
from PIL import Image

import nnlib
from nnlib import Predictor, _files
from nnlib._answers import Answers
from nnlib._files import FileError
from nnlib._network_files import description
from nnlib._registry import describe
from nnlib.datasets import Standardizer, read_csv, read_images
from nnlib.datasets.pictures import PictureRecipe
from nnlib.datasets.tables import CategoryColumn, NumberColumn, TableRecipe

HOUSES = [
    {"size": 60.0, "wood": "yes", "price": 180.0},
    {"size": 90.0, "wood": "no", "price": 310.0},
    {"size": 75.0, "wood": "no", "price": 265.0},
    {"size": 120.0, "wood": "yes", "price": 360.0},
]
FLOWERS = [{"length": 1.5 * i, "width": i % 3, "kind": ["rose", "tulip", "poppy"][i % 3]} for i in range(9)]
ADVICE = "missing='median' in read_csv, of the training data, fills them in new data too"


def regression(rows=HOUSES, target="price", *, dtype="float64", scaled=True, n_y=1, **options):
    table = read_csv(rows, target, **options)
    model = nnlib.Network([table.recipe.n_x, 4, n_y], hidden="tanh", output="identity", dtype=dtype, rng=0)
    scalings = {"X_scaling": Standardizer(table.X), "Y_scaling": Standardizer(table.Y)} if scaled else {}
    return table, Predictor(table, model, **scalings)


def classifier(output, rows=FLOWERS, target="kind", n_y=3, **options):
    table = read_csv(rows, target, **options)
    model = nnlib.Network([table.recipe.n_x, n_y], output=output, rng=1)
    return table, Predictor(table, model, X_scaling=Standardizer(table.X))


# Answers.


def test_numbers_are_answered_in_the_units_of_the_target():
    table, predictor = regression()
    X, Y = predictor.X_scaling, predictor.Y_scaling
    by_hand = predictor.model.predict((table.X - X.mean) / X.deviation) * Y.deviation + Y.mean
    answers = predictor.predict(HOUSES)
    assert isinstance(answers, Answers)
    np.testing.assert_allclose(answers, by_hand[0], rtol=1e-14)
    np.testing.assert_array_equal(predictor.predict(table), answers)
    np.testing.assert_array_equal(predictor.predict(table.X), answers)
    assert predictor.predict(table.X).reading.names == ("row 1", "row 2", "row 3", "row 4")
    np.testing.assert_array_equal(predictor.predict(HOUSES[1]), answers[1:2])
    _, plain = regression(scaled=False)
    np.testing.assert_array_equal(plain.predict(HOUSES), plain.model.predict(table.X)[0])
    with pytest.raises(TypeError, match="the answers are numbers, which have no probabilities: use predict"):
        predictor.predict_proba(HOUSES)


def test_several_numbers_are_answered_in_rows():
    table, predictor = regression(scaled=False, n_y=2)
    assert predictor.predict(HOUSES).shape == (2, 4)
    with pytest.raises(TypeError, match="the model gives 2 answers to each example, but there is one truth"):
        predictor.mistakes(table)


@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
def test_several_outputs_are_answered_by_the_name_of_the_largest(output):
    table, predictor = classifier(output)
    assert predictor.classes == table.classes == ("poppy", "rose", "tulip")
    A = predictor.model.predict_proba(predictor.X_scaling(table.X))
    np.testing.assert_array_equal(predictor.predict(FLOWERS), np.array(table.classes)[A.argmax(axis=0)])
    np.testing.assert_array_equal(predictor.predict_proba(FLOWERS), A)


def test_one_sigmoid_is_answered_by_two_names_and_two_probabilities():
    rows = [{"a": i, "b": i * i, "answer": "no" if i < 3 else "yes"} for i in range(6)]
    table, predictor = classifier("sigmoid", rows, "answer", n_y=1)
    A = predictor.model.predict_proba(predictor.X_scaling(table.X))
    np.testing.assert_array_equal(predictor.predict_proba(rows), [1 - A[0], A[0]])
    np.testing.assert_array_equal(predictor.predict(rows), np.where(A[0] > 0.5, "yes", "no"))
    assert set(predictor.predict(rows)) == {"yes", "no"}
    even = Predictor(table, nnlib.LogisticRegression(n_x=2))
    assert even.predict(rows[0]) == ["no"]  # of two that are as likely, as nnlib decides elsewhere


def test_numbers_that_are_classes_are_answered_as_numbers():
    rows = [{"a": i % 5, "b": i % 3, "label": i % 3} for i in range(30)]
    table, predictor = classifier("softmax", rows, "label")
    A = predictor.predict_proba(rows)
    np.testing.assert_array_equal(predictor.predict(rows), A.argmax(axis=0))
    assert (A.shape, predictor.predict(rows).dtype.kind) == ((3, 30), "i")
    found = predictor.mistakes(table)
    assert set(found.names) == {f"row {i + 1}" for i in np.flatnonzero(A.argmax(axis=0) != table.Y[0])}
    _, several = classifier("sigmoid", rows, "label")
    assert several.predict(rows).shape == (3, 30)
    with pytest.raises(TypeError, match="3 answers to each example"):
        several.mistakes(rows)
    _, one = classifier("sigmoid", [row | {"label": row["label"] % 2} for row in rows], "label", n_y=1)
    assert one.predict_proba(rows).shape == (1, 30)
    assert set(one.predict(rows)) <= {0, 1}


def test_float32_models_answer_as_they_compute():
    table, predictor = regression(dtype="float32")
    expected = predictor.model.predict(predictor.X_scaling(table.X)).astype(np.float64)
    np.testing.assert_array_equal(predictor.predict(HOUSES), predictor.Y_scaling.inverse(expected)[0])


COLUMNS = {
    "number": st.floats(-1e6, 1e6),
    "count": st.integers(-9, 9),
    "text": st.sampled_from(["red", "green", "ß", "a=b"]),
    "more": st.sampled_from(["x", "y"]),
}


@settings(max_examples=60)
@given(
    st.lists(st.fixed_dictionaries({**COLUMNS, "y": st.floats(-1e3, 1e3)}), min_size=2, max_size=8),
    st.sampled_from(["y", "class"]),
    st.permutations([*COLUMNS, "extra"]),
)
def test_row_by_row_is_as_all_at_once_and_as_by_hand(rows, target, order):
    rows = [
        {name: row[name] for name in (*COLUMNS, "y")} | {"class": "ab"[i % 2], "extra": i} for i, row in enumerate(rows)
    ]
    others = "class" if target == "y" else "y"
    table = read_csv(rows, target, ignore=["extra", others])
    texts = {name: sorted({row[name] for row in rows}) for name in ("text", "more")}
    X = np.array(
        [[row["number"] for row in rows], [row["count"] for row in rows]]
        + [[row[name] == text for row in rows] for name in texts for text in texts[name]],
        float,
    )
    np.testing.assert_array_equal(table.X, X)
    model = nnlib.Network([len(X), 3, 1], output="identity" if target == "y" else "sigmoid", rng=0)
    scaling = Standardizer(X)
    predictor = Predictor(table, model, X_scaling=scaling)
    new = [{name: row[name] for name in order} for row in rows]
    whole = predictor.predict(new)
    assert whole.reading.ignored == ("extra",)
    alone = [predictor.predict(row)[0] for row in new]
    by_hand = model.predict((X - scaling.mean) / scaling.deviation)[0]
    if target == "y":
        np.testing.assert_allclose(alone, whole, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(whole, by_hand, rtol=1e-12, atol=1e-12)
    else:
        sure = np.abs(predictor.predict_proba(new)[1] - 0.5) > 1e-12
        assert sure.all() <= (alone == whole.tolist() == [table.classes[k] for k in by_hand])


# Rows.


def test_columns_go_by_name_in_any_order_and_others_are_listed():
    _, predictor = regression()
    answers = predictor.predict([{"note": "?", "wood": "no", "price": None, "size": 90}])
    assert answers.reading.ignored == ("note", "price")
    np.testing.assert_array_equal(answers, predictor.predict(HOUSES[1:2]))
    assert repr(answers.reading) == "Table(n_x=3, m=1, no labels for 'price', ignored: 'note', 'price')"
    assert (answers * 2).reading is answers.reading
    assert answers[:1].reading is answers.reading


def test_rows_that_cannot_be_answered_are_told():
    _, predictor = regression()
    for rows, error, message in [
        ([{"wood": "no"}], ValueError, r"^the rows: there is no column 'size': the columns are 'wood'$"),
        ([{"wood": "no", "Size": 3}], ValueError, r"^the rows: there is no column 'size': did you mean 'Size'\?"),
        ([*HOUSES, {"wood": "no", "size": "big"}], ValueError, r"^the rows: row 5, column 'size': 'big' is no number$"),
        (
            [{"wood": "maybe", "size": 3}],
            ValueError,
            r"row 1, column 'wood': 'maybe' is none of .*: 'no', 'yes'; unknown='none'",
        ),
        ([{"wood": "no", "size": None}], ValueError, rf"1 missing value: 'size' 1; row 1, column 'size'; {ADVICE}$"),
        ({}, ValueError, "^the rows: there is no column 'size': the columns are none$"),
        (None, TypeError, "a table is a path, an open file, a data frame or a list of dicts, got None"),
        (np.ones((4, 3)), ValueError, "X has 4 rows and 3 columns, .* is X transposed"),
        (np.array([[60, "yes"]], object), TypeError, r"X\[0, 1\] is 'yes'. An array is X, .* are a data frame"),
        (read_csv(FLOWERS, "kind"), ValueError, r"other features: 'length', 'width'; expected are 'size', 'wood=no',"),
    ]:
        with pytest.raises(error, match=message):
            predictor.predict(rows)


def test_the_advice_about_gaps_works():
    _, predictor = regression(missing="median")
    gaps = [{"wood": "no", "size": None}, {"size": 60, "wood": ""}]
    answers = predictor.predict(gaps)
    assert answers.reading.missing == {"size": (1,), "wood": (2,)}
    filled = [{"wood": "no", "size": 82.5}, {"size": 60, "wood": "no"}]
    np.testing.assert_array_equal(answers, predictor.predict(filled))


def test_options_of_new_files_go_to_read_csv(tmp_path):
    _, predictor = regression()
    path = tmp_path / "new.csv"
    for content, options in [
        ("größe;size;wood\n1;60;no".encode("cp1252"), {"encoding": "cp1252", "delimiter": ";"}),
        (b"size;wood\n60;no", {"delimiter": ";"}),
    ]:
        path.write_bytes(content)
        with pytest.raises(
            FileError, match=r"Options go to read_csv\(\.\.\., like=predictor\.recipe\), and its table to"
        ):
            predictor.predict(path)
        answers = predictor.predict(read_csv(path, like=predictor.recipe, **options))
        np.testing.assert_array_equal(answers, predictor.predict({"size": 60, "wood": "no"}))
    path.write_text("size,wood\n60\n")
    with pytest.raises(FileError, match=r"row 1 \(line 2\) has 1 cell, but the header names 2 columns$"):
        predictor.predict(path)


def test_unknown_categories_count_as_none_where_it_was_asked_for():
    _, predictor = regression(unknown="none")
    answers = predictor.predict([{"size": 60, "wood": "maybe"}, {"size": 70, "wood": "no"}])
    assert answers.reading.unknown == {"wood": ((1, "maybe"),)}
    np.testing.assert_array_equal(answers[:1], predictor.predict([[60.0], [0], [0]]))
    assert "unknown texts: 'wood' 1" in repr(answers.reading)


def test_a_file_without_a_header_is_answered_with_or_without_its_target(tmp_path):
    path, new = tmp_path / "training.csv", tmp_path / "new.csv"
    path.write_text("rose,1,2\ntulip,3,4\nrose,5,7\n")
    new.write_text("3,4\n5,7\n")
    for options in ({"header": False}, {"names": ["column 1", "column 2", "column 3"]}):
        table, predictor = classifier("sigmoid", path, "column 1", n_y=1, **options)
        np.testing.assert_array_equal(predictor.predict(new), predictor.predict(table)[1:])


# What fits together.


def test_what_does_not_fit_is_refused():
    table, predictor = regression()
    flowers, named = classifier("softmax")
    model, scaling = predictor.model, predictor.X_scaling
    for arguments, options, error, message in [
        ((model, table), {}, TypeError, "recipe must be a Table, Pictures, or the recipe of either, got Network"),
        ((table.X, model), {}, TypeError, "recipe must be a Table, .*, got an array of shape"),
        ((table, nnlib.Network), {}, TypeError, r"model must be a Network, got the class Network: write Net"),
        ((flowers, model), {}, ValueError, "the recipe gives 2 features, but the model was built for n_x=3"),
        ((table, model), {"X_scaling": predictor.Y_scaling}, ValueError, "X_scaling scales 1 row, but the model has 3"),
        ((table, model), {"Y_scaling": scaling}, ValueError, "Y_scaling scales 3 rows, but the model has 1: "),
        ((table, model), {"X_scaling": table.X}, TypeError, "X_scaling must be a Standardizer, got an array"),
        ((flowers, nnlib.Network([2, 3], output="identity")), {}, ValueError, "answers are 3 classes, but the output"),
        ((flowers, nnlib.Network([2, 4], output="softmax")), {}, ValueError, "3 classes, 'poppy', 'rose', .* n_y=4"),
        ((flowers, nnlib.LogisticRegression(2)), {}, ValueError, "there are 3 classes, .* n_y=1"),
        ((flowers, named.model), {"Y_scaling": Standardizer(np.ones((3, 3)))}, ValueError, "no scale"),
    ]:
        with pytest.raises(error, match=message):
            Predictor(*arguments, **options)


def test_it_tells_what_it_is():
    _, predictor = regression()
    assert repr(predictor).startswith("Predictor(target 'price', from 3 features, Network(3-4-1, tanh, identity")
    assert repr(classifier("softmax")[1]).startswith(
        "Predictor(classes 'poppy', 'rose', 'tulip', from 2 features, Network("
    )
    recipe = TableRecipe((NumberColumn("a"),))
    assert repr(Predictor(recipe, nnlib.LogisticRegression(1))).startswith(
        "Predictor(no target, from 1 feature, Logistic"
    )


# Mistakes, and what matters.


def by_hand(weights, bias=0.0, output="identity", rows=None, target="y", **options):
    """Return a predictor whose answers are known: one layer with these weights."""
    table = read_csv(rows, target, **options)
    model = nnlib.Network([table.recipe.n_x, len(np.atleast_2d(weights))], output=output, initialization="zeros")
    model.W[1][...] = weights
    model.b[1][...] = bias
    return table, Predictor(table, model)


def test_mistakes_in_numbers_have_the_worst_first():
    rows = [{"a": 1, "y": 12}, {"a": 2, "y": 18}, {"a": 3, "y": 30}]
    table, predictor = by_hand([[10]], rows=rows)
    for found in (predictor.mistakes(rows), predictor.mistakes(table), predictor.mistakes(table.X, table.Y)):
        assert found.truths.tolist() == [12, 18, 30]
        assert found.answers.tolist() == [10, 20, 30]
        assert found.amounts.tolist() == [-2, 2, 0]
        assert found.X.tolist() == [[1, 2, 3]]
        assert (found.m, found.measure, found.score) == (3, "RMSE", pytest.approx(np.sqrt(8 / 3), rel=1e-15))
    assert found.names == ("X[:, 0]", "X[:, 1]", "X[:, 2]")
    assert str(predictor.mistakes(rows)).splitlines() == [
        "mistakes: 3 rows, RMSE 1.63299",
        "       true  answer  error",
        "row 1    12      10     -2",
        "row 2    18      20     +2",
        "row 3    30      30     +0",
    ]
    scaled = Predictor(table, predictor.model, Y_scaling=Standardizer.of([5.0], [2.0]))
    assert scaled.mistakes(rows).answers.tolist() == [65, 45, 25]
    assert scaled.mistakes(rows).score == pytest.approx(np.sqrt((13**2 + 27**2 + 35**2) / 3), rel=1e-15)


def test_mistakes_in_classes_are_those_that_are_wrong_the_surest_first():
    rows = [{"a": a, "y": y} for a, y in [(-2, "no"), (1, "no"), (3, "no"), (4, "yes"), (-1, "yes")]]
    _, predictor = by_hand([[1]], output="sigmoid", rows=rows)
    found = predictor.mistakes(rows)
    assert found.names == ("row 3", "row 2", "row 5")
    assert found.truths.tolist() == ["no", "no", "yes"]
    assert found.answers.tolist() == ["yes", "yes", "no"]
    np.testing.assert_allclose(found.amounts, 1 / (1 + np.exp([3.0, 1, 1])), rtol=1e-14)
    assert found.X.tolist() == [[3, 1, -1]]
    assert (found.m, found.measure, found.score) == (5, "accuracy", 0.4)
    assert str(found).splitlines()[:3] == [
        "mistakes: 5 rows, 3 wrong, accuracy 0.4",
        "       true  answer  probability of true",
        "row 3    no     yes               0.0474",
    ]
    rows = [{"a": 0, "b": k % 3, "y": "pqr"[k // 3]} for k in range(9)]
    table, predictor = by_hand([[0, 0], [0, 1], [0, 2]], output="softmax", rows=rows)
    found = predictor.mistakes(table.X, table.Y)
    P = np.exp([[0.0, 0, 0], [0, 1, 2], [0, 2, 4]])
    P /= P.sum(axis=0)
    wrong = [(P["pqr".index(truth), b], f"X[:, {i}]") for i, (truth, b) in enumerate((r["y"], r["b"]) for r in rows)
             if P[:, b].argmax() != "pqr".index(truth)]  # fmt: skip
    assert found.names == tuple(name for _, name in sorted(wrong, key=lambda each: each[0]))
    assert found.score == pytest.approx(1 - len(wrong) / 9)


def test_nothing_wrong_and_many_wrong_are_printed_in_few_lines():
    rows = [{"a": i - 30.5, "y": "no" if i <= 30 else "yes"} for i in range(61)]
    _, right = by_hand([[1]], output="sigmoid", rows=rows)
    assert str(right.mistakes(rows)) == "mistakes: 61 rows, 0 wrong, accuracy 1"
    _, wrong = by_hand([[-1]], output="sigmoid", rows=rows)
    lines = str(wrong.mistakes(rows)).splitlines()
    assert (len(lines), lines[-1]) == (23, "the first 20 of 61")


def test_long_names_of_classes_and_columns_are_cut():
    rows = [{"n\n" * 100: i % 5, "y": ("long\n" * 100 if i % 2 else "b")} for i in range(30)]
    _, predictor = classifier("sigmoid", rows, "y", n_y=1)
    for told in (predictor.mistakes(rows), predictor.importance(rows, rng=0)):
        assert max(map(len, str(told).splitlines())) < 140
    assert max(map(len, str(predictor.importance(rows, rng=0)).splitlines())) > 40


def test_labels_that_are_not_there_or_do_not_fit_are_told():
    table, predictor = regression()
    _, named = classifier("softmax")
    others = read_csv([row | {"kind": row["kind"].upper()} for row in FLOWERS], "kind")
    for asked, arguments, error, message in [
        (predictor, (table.X,), ValueError, "there are no labels in it, so nobody knows which answers are right"),
        (
            predictor,
            ([{"size": 3, "wood": "no"}],),
            ValueError,
            "there is no column 'price': the columns are 'size', 'wood'",
        ),
        (predictor, (HOUSES, table.Y), TypeError, "with Y, data is X, got a list of length 4: rows tell their labels"),
        (predictor, (table.X, table.Y[0]), ValueError, "Y must have two axes"),
        (predictor, (table.X, [[1, 2]]), ValueError, "Y has 2 columns for 4 examples"),
        (predictor, (table.X, [[1, 2, 3, np.nan]]), ValueError, r"Y\[0, 3\] is nan, and every value must be finite"),
        (
            named,
            (read_csv(FLOWERS, "kind").X, [[1] * 8 + [3]]),
            ValueError,
            r"Y\[0, 8\] is 3, but class indices are .* 2",
        ),
        (named, (others,), ValueError, "the table has another target, or other classes: read it with like="),
    ]:
        for ask in (asked.mistakes, asked.importance):
            with pytest.raises(error, match=message):
                ask(*arguments)


def test_rows_without_a_label_can_be_left_out_as_the_advice_says():
    _, predictor = regression(missing="median")
    rows = [*HOUSES, {"size": None, "wood": "no", "price": 200}, {"size": 50, "wood": "no", "price": None}]
    with pytest.raises(
        ValueError, match=r"row 6, column 'price'; read_csv\(\.\.\., like=predictor\.recipe\) leaves such rows out$"
    ):
        predictor.mistakes(rows)
    assert predictor.mistakes(read_csv(rows, like=predictor.recipe, missing="drop")).m == 4
    assert predictor.mistakes(read_csv(rows, like=predictor.recipe)).m == 5


def test_what_matters_is_how_much_worse_answers_get():
    """y = 10a − b, and c is noise: with permutations that are known, the rise is known."""
    rng = np.random.default_rng(3)
    rows = [{"a": a, "b": b, "c": c, "y": 10 * a - b} for a, b, c in rng.integers(0, 50, (30, 3)).tolist()]
    table, predictor = by_hand([[10, -1, 0]], rows=rows)
    found = predictor.importance(rows, repeats=3, rng=7)
    assert (found.names, found.measure, found.score) == (("a", "b", "c"), "RMSE", 0)
    generator = np.random.default_rng(7)
    rises = np.array(
        [[np.sqrt(np.mean((w * (x - x[generator.permutation(30)])) ** 2)) for _ in range(3)]
         for w, x in zip([10, -1, 0], table.X, strict=True)]
    )  # fmt: skip
    np.testing.assert_allclose(found.losses, rises.mean(axis=1), rtol=1e-12)
    np.testing.assert_allclose(found.deviations, rises.std(axis=1), rtol=1e-12)
    lines = str(found).splitlines()
    assert lines[:2] == ["importance: RMSE 0", "   RMSE rises by"]
    assert lines[-1].split() == ["c", "0", "±", "0"]


def test_of_a_category_all_rows_change_places_together_and_what_helps_to_lose_is_negative():
    rows = [
        {"colour": colour, "noise": i % 2, "y": yes} for i, (colour, yes) in enumerate([("r", "no"), ("g", "yes")] * 10)
    ]
    _, predictor = by_hand([[9, -9, 0]], output="sigmoid", rows=rows)
    right = predictor.importance(rows, rng=0)
    assert (right.names, right.score, right.losses[1]) == (("colour", "noise"), 1, 0)
    assert 0.3 < right.losses[0] < 0.7
    _, predictor = by_hand([[-9, 9, 0]], output="sigmoid", rows=rows)
    wrong = predictor.importance(rows, rng=0)
    assert (wrong.names, wrong.score) == (("noise", "colour"), 0)
    np.testing.assert_allclose(wrong.losses[::-1], -right.losses, rtol=1e-14)
    assert str(wrong).splitlines()[1].strip() == "accuracy falls by"
    for repeats, error in ((0, ValueError), (1.5, TypeError)):
        with pytest.raises(error, match="repeats must be"):
            predictor.importance(rows, repeats=repeats)


# Pictures.


@pytest.fixture
def folder(tmp_path):
    for name, ink in [("dark/1.png", 10), ("dark/2.png", 30), ("light/1.png", 200), ("light/2.png", 250)]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        Image.fromarray(np.array([[ink, 0], [255, ink]], np.uint8)).save(tmp_path / name)
    return tmp_path


def test_pictures_are_answered_by_folder_and_by_file(folder):
    pictures = read_images(folder, (2, 2))
    model = nnlib.LogisticRegression(n_x=4)
    model.w[...] = [[1], [0], [0], [1]]
    model.b[1] = [[-1]]
    predictor = Predictor(pictures, model)
    answers = predictor.predict(folder)
    assert answers.tolist() == ["dark", "dark", "light", "light"]
    assert answers.reading.names == pictures.names
    assert predictor.predict(folder / "light" / "2.png").tolist() == ["light"]
    assert predictor.predict(pictures.X).tolist() == answers.tolist()
    model.b[1] = [[-0.1]]
    found = predictor.mistakes(folder)
    assert (found.names, found.score) == (("dark/2.png",), 0.75)
    assert found.amounts.tolist() == pytest.approx([1 / (1 + np.exp(60 / 255 - 0.1))], rel=1e-12)
    with pytest.raises(TypeError, match="importance is that of a table's columns: a single pixel has none"):
        predictor.importance(folder)
    with pytest.raises(ValueError, match="there are no labels in it"):
        predictor.mistakes(folder / "light")
    predictor.save(folder / "p.npz")
    assert nnlib.load(folder / "p.npz").predict(folder).tolist() == predictor.predict(folder).tolist()


def test_pictures_in_folders_that_are_no_classes_are_answered_and_not_scored(folder):
    predictor = Predictor(read_images(folder, (2, 2)), nnlib.LogisticRegression(n_x=4))
    (folder / "light").rename(folder / "2024")
    answers = predictor.predict(folder)
    assert answers.reading.names == ("2024/1.png", "2024/2.png", "dark/1.png", "dark/2.png")
    assert answers.reading.doubts == ("no picture has a label, since these folders are no classes: '2024'",)
    with pytest.raises(FileError, match="the folder '2024' would be a class, but the earlier classes are 'dark', 'li"):
        predictor.mistakes(folder)


def test_pictures_that_were_inverted_are_doubted_where_they_are_scored(tmp_path):
    for name, ink in [("a/1.png", 10), ("b/1.png", 40)]:
        (tmp_path / name).parent.mkdir()
        Image.fromarray(np.array([[ink, 0], [20, ink]], np.uint8)).save(tmp_path / name)
    train, inverted = read_images(tmp_path, (2, 2)), read_images(tmp_path, (2, 2), invert=True)
    predictor = Predictor(train, nnlib.LogisticRegression(n_x=4))
    [doubt] = predictor.predict(inverted).reading.doubts
    assert "read_images(..., invert=False, like=...)" in doubt
    turned = read_images(tmp_path, invert=False, like=predictor.recipe)
    assert predictor.predict(turned).reading.doubts == ()


# What was forgotten.


RNG = np.random.default_rng(0)
FLATS = [
    {"size": float(x), "price": 3000.0 * x + 3e4 * RNG.normal(), "dear": "yes" if x > 90 else "no"}
    for x in range(40, 140)
]


@pytest.mark.parametrize("target", ["price", "dear"])
def test_a_scaling_that_is_forgotten_or_was_not_used_is_questioned(target, recwarn):
    table = read_csv(FLATS, target, ignore=[{"price": "dear", "dear": "price"}[target]])
    X_scaling = Standardizer(table.X)
    model = nnlib.LogisticRegression(1)
    given = {"X_scaling": X_scaling}
    Y = table.Y
    if target == "price":
        given["Y_scaling"] = Standardizer(Y)
        model, Y = nnlib.Network([1, 1], output="identity", rng=0), given["Y_scaling"](Y)
    nnlib.train(model, X_scaling(table.X), Y, learning_rate=1, iterations=200)
    Predictor(table, model, **given)
    Predictor(table.recipe, model)  # of which nobody knows
    assert not recwarn
    for forgotten in ([name] for name in given):
        with pytest.warns(UserWarning, match=f"worse than guessing .* probably {forgotten[0]} is missing$") as caught:
            Predictor(table, model, **{name: scaling for name, scaling in given.items() if name not in forgotten})
        assert caught[0].filename == __file__
    if len(given) > 1:
        with pytest.warns(UserWarning, match="probably X_scaling is missing and Y_scaling is missing$"):
            Predictor(table, model)
    plain = model.copy()  # that answers the same for X as it is
    plain.W[1] = model.W[1] / X_scaling.deviation
    plain.b[1] = model.b[1] - model.W[1] @ (X_scaling.mean / X_scaling.deviation)
    with pytest.warns(UserWarning, match="probably X_scaling was not used$"):
        Predictor(table, plain, **given)


def test_classes_are_not_answered_where_the_target_is_a_number():
    table = read_csv(FLATS, "price", ignore=["dear"])
    with pytest.raises(
        ValueError, match=r"the target 'price' holds numbers, but the output gives classes: Y\[0, 0\] is "
    ):
        Predictor(table, nnlib.LogisticRegression(1))


def test_proportions_are_not_advised_to_become_classes():
    rows = [{"a": i, "share": i / 10} for i in range(10)]
    with pytest.raises(ValueError, match=r"holds numbers, but .* is 0\.1, .* take output='identity'$"):
        Predictor(read_csv(rows, "share"), nnlib.LogisticRegression(1))
    rows = [{"a": i, "grade": i} for i in range(10)]
    with pytest.raises(ValueError, match=r"text=\['grade'\] in read_csv takes them as classes$"):
        Predictor(read_csv(rows, "grade"), nnlib.LogisticRegression(1))


# Files.


def every_kind():
    yield "regression", regression(missing="mean", unknown="none", dtype="float32")[1]
    yield "softmax", classifier("softmax")[1]
    columns = NumberColumn("a", 1 / 3), CategoryColumn("b", ("x", "ß\n"), "x")
    model = nnlib.Network([3, 2, 1], hidden="leaky_relu", rng=0)
    yield "plain", Predictor(TableRecipe(columns, None, "mean"), model)
    recipe = PictureRecipe((1, 2, 3), "interleaved", classes=("a", "b"), invert=True, brightness=0.3)
    yield "pictures", Predictor(recipe, nnlib.LogisticRegression(6))
    options = {"delimiter": ";", "decimal": ",", "thousands": ".", "missing_values": ["-"], "not_missing": ["NA"]}
    table = read_csv(io.StringIO("1,5;2\n2,5;-\n3,5;5"), "b", names=["a", "b"], missing="drop", **options)
    yield "dialect", Predictor(table, nnlib.Network([1, 1], output="identity", rng=0))


KINDS = dict(every_kind())


@pytest.mark.parametrize("name", KINDS)
def test_a_predictor_comes_back_to_the_last_bit(name, tmp_path):
    predictor = KINDS[name]
    predictor.save(tmp_path / "p.npz")
    loaded = nnlib.load(tmp_path / "p.npz")
    assert repr(loaded) == repr(predictor)
    assert loaded.recipe == predictor.recipe
    assert (loaded.X_scaling, loaded.Y_scaling) == (predictor.X_scaling, predictor.Y_scaling)
    X = np.random.default_rng(0).random((predictor.model.n_x, 9))
    np.testing.assert_array_equal(loaded.predict(X), predictor.predict(X), strict=True)
    assert loaded.model.parameters.vector.tobytes() == predictor.model.parameters.vector.tobytes()
    loaded.save(tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes()[:1000] == (tmp_path / "p.npz").read_bytes()[:1000]


def test_the_way_a_file_is_written_comes_back_too(tmp_path):
    KINDS["dialect"].save(tmp_path / "p.npz")
    assert nnlib.load(tmp_path / "p.npz").predict(io.StringIO("1.000,5;3")).reading.X.tolist() == [[1000.5]]


def test_what_is_the_users_own_is_handed_in(tmp_path):
    class Own(nnlib.Network):
        pass

    table = read_csv(HOUSES, "price")
    Predictor(table, Own([3, 2, 1], hidden=Swish(), output="identity", rng=0)).save(tmp_path / "p.npz")
    with pytest.raises(FileError, match="it uses 'Own', which is not nnlib's: load it with custom="):
        nnlib.load(tmp_path / "p.npz")
    loaded = nnlib.load(tmp_path / "p.npz", custom={"Own": Own, "Swish": Swish()})
    assert type(loaded.model) is Own


def test_a_predictor_of_many_categories_can_be_saved(tmp_path):
    texts = tuple(f"a district with a name of some length {i:06}" for i in range(25_000))
    predictor = Predictor(TableRecipe((CategoryColumn("district", texts),)), nnlib.LogisticRegression(len(texts)))
    predictor.save(tmp_path / "p.npz")
    assert nnlib.load(tmp_path / "p.npz").recipe == predictor.recipe


class OwnRecipe(TableRecipe):
    """A recipe of the user's own."""


def test_a_recipe_of_ones_own_comes_back_by_its_name(tmp_path):
    predictor = Predictor(OwnRecipe((NumberColumn("a"),)), nnlib.LogisticRegression(1))
    predictor.save(tmp_path / "p.npz")
    with pytest.raises(FileError, match=r"load it with custom=\{'OwnRecipe': \.\.\.\}"):
        nnlib.load(tmp_path / "p.npz")
    assert type(nnlib.load(tmp_path / "p.npz", custom={"OwnRecipe": OwnRecipe}).recipe) is OwnRecipe


def test_models_trainers_and_predictors_are_told_apart(tmp_path):
    _, predictor = regression()
    predictor.save(tmp_path / "p.npz")
    with pytest.raises(FileError, match="it holds a predictor, not a trainer"):
        nnlib.Trainer.load(tmp_path / "p.npz")
    nnlib.Trainer(predictor.model, optimizer=nnlib.Adam()).save(tmp_path / "t.npz")
    with pytest.raises(FileError, match="it holds a trainer, not a model or a predictor"):
        nnlib.load(tmp_path / "t.npz")
    predictor.model.save(tmp_path / "m.npz")
    assert isinstance(nnlib.load(tmp_path / "m.npz"), nnlib.Network)


TINY = Predictor(
    TableRecipe((NumberColumn("a", 2.0), CategoryColumn("b", ("x", "y"))), CategoryColumn("c", ("no", "yes")), "mean"),
    nnlib.LogisticRegression(3),
    X_scaling=Standardizer.of([1.0, 0.5, 0.5], [2.0, 0.5, 0.5]),
)
TINY.model.w[...] = [[1.0], [-2.0], [0.5]]
ROWS = [{"a": 3, "b": "x"}, {"a": "", "b": "y"}]


def answered(path):
    """Return what a file answers; None where it is refused as it should be."""
    with contextlib.suppress(FileError):
        predictor = nnlib.load(path)
        return predictor.predict_proba(ROWS).tobytes(), predictor.predict(ROWS).tobytes(), repr(predictor)
    return None


def damaged_files(content, step):
    for n in range(0, len(content), step):
        yield content[:n]
    for n in range(0, len(content), step):
        for bit in (0x01, 0x80, 0xFF):
            yield content[:n] + bytes([content[n] ^ bit]) + content[n + 1 :]


def require_refusal_or_the_same(tmp_path, step):
    path = tmp_path / "p.npz"
    TINY.save(path)
    right = answered(path)
    assert right is not None
    damaged = tmp_path / "d.npz"
    outcomes = set()
    for content in damaged_files(path.read_bytes(), step):
        damaged.write_bytes(content)
        outcomes.add(answered(damaged))
    assert outcomes <= {None, right}
    assert None in outcomes


def test_a_damaged_file_is_refused_or_answers_the_same(tmp_path):
    require_refusal_or_the_same(tmp_path, step=97)


@pytest.mark.slow
def test_a_file_with_any_byte_changed_or_any_length_cut_is_refused_or_answers_the_same(tmp_path):
    require_refusal_or_the_same(tmp_path, step=1)


GOOD = json.loads(json.dumps(describe(TINY.recipe)))
HUGE = ["Network", {"layer_sizes": [10**4, 10**4, 1], "output": "sigmoid"}]


def column(name="a", kind="NumberColumn", **fields):
    return {"described": [kind, {"name": name, **fields}]}


def changed(**fields):
    return [GOOD[0], GOOD[1] | fields]


def columns(*listed):
    return changed(columns={"tuple": [*listed]})


TEXTS = column("b", "CategoryColumn", texts={"tuple": ["x", "y"]}, fill=None)


HOSTILE = [
    None,
    [],
    {},
    3,
    "TableRecipe",
    ["TableRecipe"],
    ["TableRecipe", {}],
    ["TableRecipe", None],
    ["Unknown", {}],
    ["custom:Unknown", {}],
    ["Dialect", {}],
    ["Adam", {}],
    ["NumberColumn", {"name": "a"}],
    HUGE,
    ["PictureRecipe", {"shape": [10**9, 10**9]}],
    ["PictureRecipe", {"shape": [2, 2]}],
    columns({"described": HUGE}, column(), column("d")),
    changed(target={"described": HUGE}),
    changed(dialect={"described": HUGE}),
    changed(missing="skip"),
    changed(unknown=3),
    changed(dialect=None),
    changed(target="c"),
    changed(extra=1),
    changed(target=TEXTS | {"described": ["CategoryColumn", {"name": "c", "texts": {"tuple": ["x", "y", "z"]}}]}),
    columns(),
    columns(column()),
    columns(column(), column("a"), column("d")),
    columns(column(fill=float("nan")), TEXTS),
    columns(column(fill=10**400), TEXTS),
    columns(column(fill=True), TEXTS),
    columns(column(fill="1"), TEXTS),
    columns(column(name=3), TEXTS),
    columns(column(), column("b", "CategoryColumn", texts="xy")),
    columns(column(), column("b", "CategoryColumn", texts={"tuple": ["x", "x"]})),
    columns(column(), column("b", "CategoryColumn", texts={"tuple": ["x", "y"]}, fill="z")),
    changed(dialect={"described": ["Dialect", {"delimiter": ";;"}]}),
    changed(dialect={"described": ["Dialect", {"encoding": "x"}]}),
    changed(dialect={"described": ["Dialect", {"decimal": ",", "thousands": ","}]}),
    changed(dialect={"described": ["Dialect", {"header": "no"}]}),
    changed(dialect={"described": ["Dialect", {"names": 3}]}),
]


@pytest.mark.parametrize("recipe", HOSTILE, ids=[str(i) for i in range(len(HOSTILE))])
def test_a_description_that_is_none_is_refused_before_it_takes_memory(recipe, tmp_path):
    path = tmp_path / "p.npz"
    content = {"recipe": recipe, "model": description(TINY.model)}
    _files.write(path, "predictor", content, {"theta": TINY.model.parameters.vector})
    tracemalloc.start()
    try:
        with pytest.raises(FileError, match=r"p\.npz: ") as caught:
            nnlib.load(path)
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize(
    "changes",
    [
        {"X_scaling.mean": np.zeros(3)},
        {"X_scaling.mean": np.zeros(3), "X_scaling.deviation": np.zeros(3)},
        {"X_scaling.mean": np.zeros(2), "X_scaling.deviation": np.ones(2)},
        {"X_scaling.mean": np.full(3, np.nan), "X_scaling.deviation": np.ones(3)},
        {"Y_scaling.mean": np.zeros(1), "Y_scaling.deviation": np.ones(1)},
        {"junk": np.zeros(3)},
        {"theta": np.zeros(5)},
    ],
    ids=str,
)
def test_arrays_that_do_not_fit_are_refused(changes, tmp_path):
    path = tmp_path / "p.npz"
    content = {"recipe": describe(TINY.recipe), "model": description(TINY.model)}
    _files.write(path, "predictor", content, {"theta": TINY.model.parameters.vector})
    assert answered(path) is not None
    _files.write(path, "predictor", content, {"theta": TINY.model.parameters.vector} | changes)
    with pytest.raises(FileError, match=r"p\.npz: "):
        nnlib.load(path)
    for missing in ("recipe", "model"):
        rest = {name: part for name, part in content.items() if name != missing}
        _files.write(path, "predictor", rest, {"theta": TINY.model.parameters.vector})
        with pytest.raises(FileError, match=rf"KeyError: '{missing}'"):
            nnlib.load(path)
