"""What a notebook shows says what is printed, and is safe, short and alone, whatever comes."""

import inspect
import re
from itertools import pairwise

import numpy as np
import pytest
from installed import modules
from markup import read, text_of
from networks import Swish
from test_printing import OBJECTS, X, Y

import nnlib
from nnlib import lessons
from nnlib._html import AMBER, BLUE, GREEN, MARKS, MOST_CELLS, MOST_POINTS, RED, html
from nnlib._parts import Rows, Title, Within
from nnlib.lessons.timing import RunTimes

HOSTILE = '<script>alert(1)</script>&amp;"><b'
TEXTS = {"Variable", "Quantities", "Operation", "NetworkGraph", "Likelihood", "BlockCache", "Answers", "PictureRecipe"}
TEXTS |= {"TableRecipe", "NumberColumn", "CategoryColumn", "SaveEvery", "SaveBest"}
"""What has no more to show than its text."""
MODEL = nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3)


def run(**options):
    """Return a trainer that has trained a little."""
    trainer = nnlib.Trainer(MODEL.copy(), optimizer=nnlib.Adam(0.1), batch_size=2, rng=0)
    trainer.fit(X, Y, **options)
    return trainer


OBJECTS = OBJECTS | {
    "Layers": lambda _: nnlib.Network([(1, 6, 6), nnlib.layers.Convolution(2, 3), nnlib.layers.MaxPool(2), 1]).layers,
    "History": lambda _: run(epochs=3, validation=(X, Y), training_accuracy=True).history,
    "LogisticRegression": lambda _: nnlib.LogisticRegression(n_x=2),
}


def numbers(text):
    """Return the numbers in a text, as they are written."""
    return set(re.findall(r"\d+(?:[.,]\d+)*(?:e[+-]\d+)?", text))


@pytest.mark.parametrize("name", sorted(OBJECTS.keys() - TEXTS))
def test_it_says_what_is_printed(name, tmp_path):
    thing = OBJECTS[name](tmp_path)
    printed, shown = str(thing), text_of(thing)
    assert numbers(printed) <= numbers(shown)
    assert {word for word in MARKS if word in printed.split()} <= set(shown.split())


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_where_there_is_no_more_to_show_it_is_the_text(name, tmp_path):
    assert getattr(OBJECTS[name](tmp_path), "_repr_html_", lambda: None)() is None


def test_what_has_parts_shows_them():
    kinds = {kind for module in modules() for kind in vars(module).values() if inspect.isclass(kind)}
    kinds = {kind for kind in kinds if hasattr(kind, "_parts_")}
    assert len(kinds) > 10
    assert all(hasattr(kind, "_repr_html_") for kind in kinds)


# Whatever comes.


def hostile_table(folder):
    file = folder / "houses.csv"
    text = HOSTILE.replace('"', '""')
    file.write_text(f'"{text}",price\n"{text}",1\nx,2\n', encoding="utf-8")
    return nnlib.datasets.read_csv(file, target="price")


def hostile_predictor(folder):
    columns = (nnlib.datasets.NumberColumn("size"),)
    recipe = nnlib.datasets.TableRecipe(columns, nnlib.datasets.CategoryColumn("y", (HOSTILE, "b")))
    return nnlib.Predictor(recipe, nnlib.LogisticRegression(n_x=1))


RECIPE = nnlib.datasets.PictureRecipe((1, 1))
NAMED = {
    "a model's class": lambda _: type(HOSTILE, (nnlib.Network,), {})([2, 1]),
    "an activation": lambda _: nnlib.Network([2, 2, 1], hidden=type(HOSTILE, (Swish,), {})()),
    "a way": lambda _: RunTimes({HOSTILE: (1e-6,)}),
    "a parameter": lambda _: nnlib.check_functions(
        lambda p: (p[HOSTILE] ** 2).sum(), lambda p: {f"d{HOSTILE}": p[HOSTILE]}, {HOSTILE: np.ones(2)}
    ),
    "a column and its texts": hostile_table,
    "a class": hostile_predictor,
    "a row": lambda folder: hostile_predictor(folder).mistakes([{"size": 1.0, "y": HOSTILE}, {"size": 1.0, "y": "b"}]),
    "a picture": lambda _: nnlib.datasets.Pictures(
        np.ones((1, 1)), np.zeros((0, 1)), ("1.png",), RECIPE, ((HOSTILE, HOSTILE),), (HOSTILE,)
    ),
    "a line": lambda _: lessons.tracing.TracedLine(HOSTILE, np.ones(3)),
}


@pytest.mark.parametrize("what", NAMED)
def test_names_are_names_and_no_html(what, tmp_path):
    assert HOSTILE in text_of(NAMED[what](tmp_path))


def test_what_html_cannot_hold_is_replaced():
    assert text_of(RunTimes({"a\0b\x1b[1m\udcff": (1e-6,)})).split()[5:6] == ["a\ufffdb\ufffd[1m?"]


class Counted(list):
    """A list that is not gone through, however long it is."""

    def __iter__(self):
        raise AssertionError


LONG = {
    "a name": lambda: RunTimes({"x" * 10**6: (1e-6,)}),
    "names": lambda: RunTimes({f"{'x' * 100}{i}": (1e-6,) for i in range(10_000)}),
    "layers": lambda: nnlib.Network([2, *[3] * 300, 1]),
    "layers alone": lambda: nnlib.Network([2, *[3] * 300, 1]).layers,
    "a run": lambda: nnlib.History(Counted([1.0] * 10**5), Counted([1.0] * 10**5)),
    "updates": lambda: nnlib.History(Counted([1.0] * 10**5)),
    "an array": lambda: lessons.tracing.TracedLine("X", np.ones((1000, 1000))),
    "a row of numbers": lambda: lessons.tracing.TracedLine("X", np.ones(10**6)),
    "a trace": lambda: lessons.trace(nnlib.Network([2, *[9] * 40, 1], rng=0), X, Y, learning_rate=1),
    "a report": lambda: nnlib.GradientReport({}, 0.0, 0.0, tuple("x" * 9999 for _ in range(99))),
    "doubts": lambda: nnlib.datasets.Pictures(
        np.ones((1, 1)), np.ones((0, 1)), ("1.png",), RECIPE, doubts=("x",) * 999
    ),
}


@pytest.mark.parametrize("what", LONG)
def test_it_is_short(what):
    read(LONG[what]()._repr_html_())


def test_of_a_long_table_the_first_rows_and_the_last_are_shown():
    times = {f"way{i}": (1e-6,) for i in range(1000)}
    shown = text_of(RunTimes(times)).split()
    half = MOST_CELLS // 4 // 2
    ways = [word for word in shown if word.startswith("way")]
    assert ways == [f"way{i}" for i in (*range(half), *range(1000 - half, 1000))]
    assert f"… {1000 - 2 * half} more rows …" in text_of(RunTimes(times))


def test_of_a_wide_table_the_first_columns_are_shown():
    kind = type("Wide", (), {"_parts_": lambda self: [Rows([f"c{i}" for i in range(30)], [["1"] * 30] * 2)]})
    seen = read(html(kind()))
    assert seen.told.count("1") == 2 * 20
    assert seen.told[19:21] == ["c19", "… 10 more"]


def test_of_a_table_the_first_columns_are_named():
    table = nnlib.datasets.read_csv([{"y": i} | {f"x{k}": i * k + k for k in range(30)} for i in range(3)], target="y")
    shown = text_of(table)
    assert re.findall(r"\bx\d+", shown) == [f"x{k}" for k in range(20)]
    assert shown.endswith("the first 20 of 30 columns")


def test_of_a_long_trace_the_end_is_left_to_print():
    assert text_of(LONG["a trace"]()).endswith("… print it to see all")


# What is printed in its own way.


class Mine(nnlib.Network):
    """A model that says itself how it is shown."""

    def __repr__(self):
        return f"mine {HOSTILE}"


class Told(nnlib.Network):
    """A model that says itself how it is printed."""

    def __str__(self):
        return "told"


def test_a_class_that_is_printed_in_its_own_way_is_shown_so():
    assert Mine([2, 1])._repr_html_() is None
    assert Told([2, 1])._repr_html_() is None
    trainer = nnlib.Trainer(Mine([2, 1]), optimizer=nnlib.Adam(0.1))
    assert f"mine {HOSTILE}" in text_of(trainer)


def test_what_cannot_be_shown_is_left_to_its_text():
    model = nnlib.Network([2, 1])
    del model.parameters
    assert model._repr_html_() is None
    trainer = nnlib.Trainer(nnlib.Network([2, 1]), optimizer=nnlib.Adam(0.1))
    trainer.model._repr_html_ = trainer.model.g.clear  # a hook that gives nothing
    assert "Network" in text_of(trainer)
    trainer.model._repr_html_ = lambda: 1 / 0
    assert "Network" in text_of(trainer)
    assert html(3) is None


def test_showing_changes_nothing():
    trainer = run(epochs=3)
    theta, told = trainer.model.parameters.vector.copy(), repr(trainer)
    assert trainer._repr_html_() == trainer._repr_html_()
    np.testing.assert_array_equal(trainer.model.parameters.vector, theta)
    assert repr(trainer) == told


# How it looks.


def test_a_verdict_has_a_mark_and_a_wrong_line_a_ground():
    fp = MODEL.forward(X)
    dZ1 = MODEL.W[2].T @ MODEL.backward(fp, Y).dZ[2]
    report = nnlib.compare_steps(MODEL, X, Y, {"Z1": fp.Z[1], "dZ1": dZ1, "dW1": dZ1 @ X.T / 3})
    seen = read(report._repr_html_())
    title = "compare steps: the first line that is wrong is dZ1"
    marks = [(mark, word) for mark, word in pairwise(seen.told) if mark in "✓✗○"]
    assert marks == [("✗", title), ("✓", " right"), ("✗", " wrong"), ("○", " follows")]
    grounds = [attributes["style"] for tag, attributes in seen.seen if tag == "tr"]
    assert ["background" in style for style in grounds] == [False, False, True, False]


def luminance(colour):
    """Return how light a colour is, as WCAG has it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


@pytest.mark.parametrize("colour", [GREEN, RED, AMBER, BLUE])
@pytest.mark.parametrize("ground", ["#ffffff", "#f5f5f5", "#252526", "#000000"])
def test_marks_and_curves_stand_out_from_light_and_dark_ground(colour, ground):
    dark, light = sorted((luminance(colour), luminance(ground)))
    assert (light + 0.05) / (dark + 0.05) >= 3


def test_a_word_of_a_verdict_is_only_a_word_elsewhere():
    assert "✓" not in RunTimes({"right": (1e-6,)})._repr_html_()


def test_numbers_stand_at_the_right_and_words_at_the_left():
    seen = read(RunTimes({"loop": (1e-6,), "no loop": (2e-6,)})._repr_html_())
    sides = [attributes["style"].rpartition(":")[2] for tag, attributes in seen.seen if tag == "td"]
    assert sides == ["left", "right", "right", "right"] * 2


def test_arrays_stand_as_numpy_prints_them_and_large_ones_are_folded():
    line = lessons.tracing.TracedLine("A = g(Z)", np.array([[1.5, -2.0], [0.25, 100.0]]))
    assert read(line._repr_html_()).told == ["A = g(Z)", "(2, 2)", "  1.5   -2.  \n  0.25 100.  "]
    with np.printoptions(precision=1):
        assert "0.2 100." in text_of(line)
    assert read(lessons.tracing.TracedLine("J", np.array(0.5))._repr_html_()).told == ["J", "()", "0.5"]
    large = read(lessons.tracing.TracedLine("X", np.arange(800).reshape(2, 400))._repr_html_())
    assert [tag for tag, _ in large.seen][-3:] == ["details", "summary", "pre"]
    assert large.told[2:] == ["2 × 400 numbers", "  0   1   2 ... 397 398 399\n400 401 402 ... 797 798 799"]
    tall = read(lessons.tracing.TracedLine("X", np.arange(800).reshape(400, 2))._repr_html_())
    assert tall.told[3].splitlines()[2:5] == ["  4   5", "...", "794 795"]


def points(history):
    """Return the points of each curve, and the words of the picture."""
    seen = read(history._repr_html_())
    drawn = [attributes["points"] for tag, attributes in seen.seen if tag == "polyline"]
    return [[tuple(map(float, point.split(","))) for point in curve.split()] for curve in drawn], seen.told


def test_the_curve_of_a_run_begins_at_zero_and_has_its_ends():
    (curve,), told = points(nnlib.History([], [4.0, 3.0, 2.0, 1.0]))
    assert curve == [(60, 24), (192, 55.5), (324, 87), (456, 118.5)]
    assert told[-6:] == ["4", "0", "epoch_cost", "1", "epochs", "4"]


def test_a_curve_that_falls_far_is_logarithmic():
    (curve,), told = points(nnlib.History([], [1000.0, 10.0, 0.1]))
    assert [y for _, y in curve] == [24, 87, 150]
    assert told[-2] == "epochs, logarithmic"


def test_validation_is_drawn_where_it_was_measured():
    history = nnlib.History([], [3.0, 2.0, 1.0], validation_epoch=[2, 3], validation_cost=[2.5, 1.5])
    (curve, validation), told = points(history)
    assert [x for x, _ in validation] == [x for x, _ in curve[1:]]
    assert "validation_cost" in told


@pytest.mark.parametrize("costs", [[1.0] * 9, [0.0] * 9, [-2.0, -1.0], [1e308, -1e308], [1e-320, 0.0], [1e308, 1e-308]])
def test_every_curve_stays_in_its_picture(costs):
    (curve,), _ = points(nnlib.History([], costs))
    assert all(60 <= x <= 460 and 24 <= y <= 150 for x, y in curve)


def test_costs_that_are_not_finite_are_left_out():
    (curve, validation), _ = points(
        nnlib.History([], [3.0, 2.0, 1.0], validation_epoch=[1, 2, 3], validation_cost=[np.inf, np.nan, 1.0])
    )
    assert (len(curve), len(validation)) == (3, 1)
    assert points(nnlib.History([], [3.0, 2.0], validation_epoch=[1, 2], validation_cost=[np.inf] * 2))[0][1:] == []


@pytest.mark.parametrize("history", [nnlib.History(), nnlib.History([1.0], [1.0]), nnlib.History([], [np.nan, 1.0])])
def test_what_is_no_curve_is_not_drawn(history):
    assert points(history)[0] == []


def test_a_long_curve_is_thinned_evenly_with_its_last_point():
    (curve,), told = points(nnlib.History([float(i) for i in range(1000)]))
    assert len(curve) <= MOST_POINTS + 1
    assert curve[-1] == (456, 24)
    assert told[-2:] == ["updates", "1,000"]


def test_a_model_has_its_layers_with_activations_and_shapes():
    told = read(nnlib.DeepNetwork([2, 4, 1], rng=0)._repr_html_()).told
    assert told[8:] == [
        "1",
        "Dense(4)",
        "relu",
        "4",
        "4x2",
        "4x1",
        "12",
        "2",
        "Dense(1)",
        "sigmoid",
        "1",
        "1x4",
        "1x1",
        "5",
    ]


def test_what_belongs_to_something_stands_below_it_to_its_right():
    kind = type("Thing", (), {"_parts_": lambda self: ["a", Within(["b", Title("c")])]})
    seen = read(html(kind()))
    assert seen.told == ["a", "b", "c"]
    assert [attributes["style"] for _, attributes in seen.seen if "margin-left" in attributes.get("style", "")]


def test_titles_are_bold_up_to_what_follows():
    kind = type("Thing", (), {"_parts_": lambda self: [Title("name", "passed", ": more")]})
    assert read(html(kind())).told == ["✓", "name", ": more"]
