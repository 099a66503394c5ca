from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nnlib
from nnlib.plots import heat_map
from nnlib.plots.style import ink


def drawn(values, **options):
    """Return the picture of values whose labels do not matter."""
    rows, columns = np.shape(values)[:2]
    return heat_map(values, rows=range(rows), columns=range(columns), **options)


def written(values):
    """Return the texts in the cells."""
    ax = drawn(values)
    return [text.get_text() for text in ax.texts if text.get_text()]


def hatched(ax):
    """Return the cells that are hatched."""
    (boxes,) = ax.collections
    assert boxes.get_hatch()
    assert not len(boxes.get_facecolor())
    return [tuple((path.vertices.min(axis=0) + 0.5).astype(int).tolist()[::-1]) for path in boxes.get_paths()]


@settings(max_examples=5)  # each draws a picture
@given(st.lists(st.lists(st.integers(0, 1000), min_size=3, max_size=3), min_size=6, max_size=6))
def test_a_cell_shows_mean_and_deviation_of_its_runs(runs):
    values = np.array(runs).reshape(2, 3, 3) / 1000
    ax = drawn(values)
    np.testing.assert_allclose(ax.images[0].get_array(), values.mean(axis=2), rtol=1e-14)
    for kind, expected in (("bottom", values.mean(axis=2)), ("top", values.std(axis=2, ddof=1))):
        texts = [text for text in ax.texts if text.get_verticalalignment() == kind]
        assert [text.get_position() for text in texts] == [(j, i) for i in range(2) for j in range(3)]
        for text, number in zip(texts, expected.ravel(), strict=True):
            digits = text.get_text().removeprefix("± ")
            assert abs(float(digits) - number) < 0.5001 * 10.0 ** -len(digits.partition(".")[2])  # the last decimal
    plt.close(ax.figure)


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([[[0.9, 0.92], [0.5, 0.54]]], "0.910 ± 0.014 0.520 ± 0.028"),
        ([[[0.9, 0.92], [0.5, 0.5], [0.4, 0.4004]]], "0.910 ± 0.014 0.500 ± 0.000 0.400 ± 0.000"),
        ([[[0.9, 0.92], [0.5, 0.54], [10, 14]]], "0.910 ± 0.014 0.520 ± 0.028 12.000 ± 2.828"),
        ([[[-0.52, 0.48], [1, -1]]], "0.0 ± 0.7 0.0 ± 1.4"),
        ([[[12, 14], [100, 128]]], "13 ± 1 114 ± 20"),
        ([[[-0.9, -0.5], [-0.01, 0.05]]], "−0.70 ± 0.28 0.02 ± 0.04"),
        ([[[-0.001, 0], [0.1, 0.9]]], "−0.000500 ± 0.00071 0.500 ± 0.57"),
        ([[0.25, 0.5]], "0.25 0.50"),
        ([[5, 10], [20, 30]], "5 10 20 30"),
        ([[True, False]], "1 0"),
        ([[0.1234567, 0.2]], "0.1235 0.2000"),
        ([[0.9123, 0.9456]], "0.9123 0.9456"),
        ([[0.1 + 0.2, 0.3]], "0.300 0.300"),
        ([[1234.5678]], "1235"),
        ([[123.45678]], "123.5"),
        ([[0, 0]], "0 0"),
        ([[1e-7, 3e-7]], "1.00e−07 3.00e−07"),
        ([[[1.2e-7, 1.4e-7]]], "1.30e−07 ± 1.4e−08"),
        ([[[1.2e6, 1.4e6]]], "1300000 ± 141421"),
        ([[[1.2e9, 1.4e9]]], "1.30e+09 ± 1.4e+08"),
        ([[[30, 20], [1e-4, 2e-4]]], "25.0 ± 7.1 0.000150 ± 7.1e−05"),
        ([[[300, 200], [1e-6, 2e-6]]], "250 ± 71 1.50e−06 ± 7.1e−07"),
        ([[[1, -1], [1e-9, 1e-9]]], "0.00 ± 1.4 1.00e−09 ± 0.0"),
        ([[[1, -1], [1.5, -1.4999999]]], "0.0 ± 1.4 0.0 ± 2.1"),
        ([[[0.1] * 3, [0.3] * 3]], "0.1 ± 0.0 0.3 ± 0.0"),
        ([[[0.5]]], "0.5"),
    ],
)
def test_numbers_have_as_many_digits_as_the_deviation_warrants(values, texts):
    assert " ".join(written(values)) == texts


def test_an_axis_of_one_run_or_none_is_the_same():
    values = np.array([[0.5, 0.75]])
    assert written(values) == written(values[:, :, np.newaxis]) == ["0.50", "0.75"]


def test_numbers_can_be_read_on_their_shades(contrast):
    ax = drawn(np.linspace(0, 1, 24).reshape(3, 4, 2))
    (image,) = ax.images
    shades = image.cmap(image.norm(image.get_array()))
    for text in ax.texts:
        j, i = text.get_position()
        assert contrast(text.get_color(), shades[i, j, :3]) > 4.5
    assert {text.get_color() for text in ax.texts} == {"black", "white"}


@pytest.mark.parametrize("style", ["default", "dark_background"])
def test_what_has_no_mean_is_hatched_and_what_is_infinite_is_written(style):
    nan, inf = np.nan, np.inf
    values = [[[0.5, 0.6], [0.5, nan], [inf, inf]], [[inf, -inf], [0.25, -inf], [0.75, 0.75]]]
    with plt.style.context(style):
        ax = drawn(values)
        assert [text.get_text() for text in ax.texts if text.get_text()] == [
            "0.550",
            "± 0.071",
            "inf",
            "−inf",
            "0.750",
            "± 0.000",
        ]
        assert hatched(ax) == [(0, 1), (1, 0)]
        (image,) = ax.images
        np.testing.assert_array_equal(image.get_array().mask, [[False, True, True], [True, True, False]])
        assert (image.norm.vmin, image.norm.vmax) == (0.55, 0.75)
        assert {text.get_color() for text in ax.texts if "inf" in text.get_text()} == {ink(ax)}
        ax.figure.draw_without_rendering()


def test_where_numbers_have_no_room_there_is_a_scale():
    values = np.full((4, 5, 3), 0.5)
    values[0, 0], values[1, 2], values[3, 4] = 0.25, np.inf, np.nan
    figure, (wide, narrow) = plt.subplots(1, 2, figsize=(8, 4), width_ratios=[3, 1])
    assert drawn(values, ax=wide).texts
    assert hatched(wide) == [(3, 4)]
    assert len(figure.axes) == 2
    assert not drawn(values, ax=narrow).texts
    assert hatched(narrow) == [(1, 2), (3, 4)]
    bar = figure.axes[2]
    assert bar.get_ylim() == (0.25, 0.5)
    assert not drawn(np.ones((40, 2)), ax=plt.subplots(figsize=(6, 4))[1]).texts


@pytest.mark.parametrize(("size", "runs"), [((6, 1), 5), ((2, 6), 5), ((12, 12), 5), ((10, 6), 1)])
def test_numbers_that_are_written_can_be_read_and_stay_in_their_cells(size, runs):
    values = np.random.default_rng(0).normal(0.9, 0.02, (*size, runs))
    ax = drawn(values)
    ax.set(xlabel="hidden nodes", ylabel="learning rate")
    ax.figure.draw_without_rendering()
    assert len(ax.texts) == values[:, :, :2].size
    sizes = {text.get_fontsize() for text in ax.texts}
    assert min(sizes) >= 5
    assert len(sizes) == min(runs, 2)
    assert runs == 1 or min(sizes) == 0.8 * max(sizes)
    for text in ax.texts:
        (left, top), (right, bottom) = ax.transData.inverted().transform(text.get_window_extent().get_points())[:, :2]
        j, i = text.get_position()
        assert j - 0.5 < left < right < j + 0.5
        assert i - 0.5 < bottom < top < i + 0.5


def test_cells_that_differ_by_rounding_alone_have_one_shade():
    values = np.array([[0.3, 0.1 + 0.2, 0.3 - 1e-16]])
    for factor in (1, -1, 0, 1e300):
        (image,) = drawn(factor * values).images
        np.testing.assert_allclose(image.norm(image.get_array()), 0.5, atol=1e-12)
        np.testing.assert_allclose(image.get_array(), factor * values, rtol=1e-15)


@pytest.mark.parametrize("largest", [1e200, 1.7e308, 5e-324])
def test_numbers_at_the_ends_of_float64_are_drawn(largest):
    values = largest * np.array([[[1, 1], [-1, -0.0]], [[0, 1], [0, 0]]])
    ax = drawn(values)
    assert {f"{largest:#.3g}".replace("-", "−"), "0.00"} < {text.get_text() for text in ax.texts}
    small = plt.figure(figsize=(0.5, 0.5)).add_subplot()
    assert not drawn(values, ax=small).texts
    for each in (ax, small):
        each.figure.canvas.draw()  # without a warning


def test_deviations_of_large_numbers_are_finite():
    assert written([[[1e200, 3e200]]]) == ["2.00e+200", "± 1.4e+200"]


def test_labels_are_short_texts():
    rows = [0.001, np.float32(0.1), 1 / 3, 20, np.int64(7), -1.5]
    columns = ["adam", np.str_("$10k$"), None, True, [20, 7], (20, -7), np.array([1, 2]), nnlib.train, "x" * 99]
    ax = heat_map(np.zeros((6, 9)), rows=rows, columns=columns)
    seen = [text.get_text() for text in ax.get_yticklabels()]
    assert seen == ["0.001", "0.1", "0.333333", "20", "7", "−1.5"]
    seen = [text.get_text() for text in ax.get_xticklabels()]
    assert seen[:6] == ["adam", "$10k$", "None", "True", "[20, 7]", "(20, −7)"]
    assert seen[6:] == ["an array of shape (2,)", "the function train", f"{37 * 'x'}..."]
    assert not any(text.get_parse_math() for text in ax.get_xticklabels() + ax.get_yticklabels())


def test_labels_are_turned_only_where_they_would_meet_and_some_left_out_where_they_would_be_small():
    few = heat_map(np.zeros((1, 2)), rows=[1], columns=["benign", "malignant"])
    assert [text.get_rotation() for text in few.get_xticklabels()] == [0, 0]
    many = heat_map(np.zeros((1, 12)), rows=[1], columns=[f"a long name {i}" for i in range(12)])
    assert [text.get_rotation() for text in many.get_xticklabels()] == [45] * 12
    most = [ax for _, ax in (plt.subplots(), plt.subplots())]
    heat_map(np.zeros((80, 1)), rows=range(80), columns=[0], ax=most[0])
    heat_map(np.zeros((1, 80)), rows=[0], columns=range(80), ax=most[1])
    for axis in (most[0].yaxis, most[1].xaxis):
        places = axis.get_ticklocs().tolist()
        assert places[:2] == [0, places[1]]
        assert 1 < places[1] < 5
        assert [int(text.get_text()) for text in axis.get_ticklabels()] == places
        assert axis.get_ticklabels()[0].get_fontsize() == 5
    for ax in (few, many, *most):
        ax.figure.draw_without_rendering()
        for labels in (ax.get_xticklabels(), ax.get_yticklabels()):
            boxes = [text.get_window_extent() for text in labels if text.get_rotation() == 0]
            assert not any(one.overlaps(other) for one, other in pairwise(boxes))


@pytest.mark.parametrize(("size", "least"), [(None, 6), ((4, 3), 3)])
@pytest.mark.parametrize("long", [["rows"], ["columns"], ["rows", "columns"]], ids="-".join)
def test_long_labels_leave_room_for_the_cells(size, least, long):
    names = [f"a name that is rather long, number {k}" for k in range(4)]
    labels = {"rows": range(4), "columns": range(4)} | dict.fromkeys(long, names)
    ax = heat_map(np.zeros((4, 4)), **labels, ax=size and plt.subplots(figsize=size)[1])
    plt.tight_layout()
    ax.figure.draw_without_rendering()
    assert min(ax.get_window_extent().size / ax.figure.bbox.size) > 0.4
    for text in ax.get_xticklabels() + ax.get_yticklabels():
        assert text.get_fontsize() >= least
        low, high = text.get_window_extent().get_points()
        assert (low >= -1).all()
        assert (high <= np.add(ax.figure.bbox.size, 1)).all()


def test_a_new_figure_is_wide_enough_for_lists_in_its_columns():
    ax = heat_map(np.zeros((2, 4)), rows=[1, 2], columns=[[20], [20, 7], [20, 7, 5], [20, 7, 5, 3]])
    assert {text.get_rotation() for text in ax.get_xticklabels()} == {0}


@pytest.mark.parametrize(
    ("values", "rows", "columns", "message"),
    [
        ([[1, 2, 3]], [1], [1, 2], r"values must have shape \(1, 2\) or \(1, 2, runs\) .*, got \(1, 3\)$"),
        ([[1], [2]], [1], [1, 2], r"got \(2, 1\): is it transposed\?$"),
        (np.ones((2, 1, 5)), [1], [1, 2], r"got \(2, 1, 5\): is it transposed\?$"),
        (np.ones((5, 1, 2)), [1], [1, 2], r"got \(5, 1, 2\): the runs are its last axis, use np\.moveaxis"),
        (np.ones((1, 2, 0)), [1], [1, 2], r"got \(1, 2, 0\)$"),
        (np.ones((1, 2, 1, 1)), [1], [1, 2], r"got \(1, 2, 1, 1\)$"),
        ([1, 2], [1], [1, 2], r"got \(2,\)$"),
        (3, [1], [1], r"got \(\)$"),
        ([[1]], [], [1], "rows lists no values"),
        ([[1]], [1], range(201), "columns lists more than 200 values: so many are no picture"),
        ([[[np.nan, 1], [np.inf, 1]]], [1], [1, 2], "no cell of values has a finite mean"),
    ],
)
def test_what_does_not_fit_is_refused(values, rows, columns, message):
    with pytest.raises(ValueError, match=message):
        heat_map(values, rows=rows, columns=columns)
    assert not plt.get_fignums()


@pytest.mark.parametrize("wrong", ["adam", b"0.1", {0.1, 0.01}, 3, None], ids=str)
def test_labels_that_are_no_list_are_refused(wrong):
    with pytest.raises(TypeError, match="rows must list the values of a parameter, such as"):
        heat_map([[1, 2]], rows=wrong, columns=[1, 2])
