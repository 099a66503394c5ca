import numpy as np
import pytest

import nnlib

RUNS = {"one": [[1.0, 2.0, 6.0]], "three": [[0.0, 5.0, 1.0], [3.0, 2.0, 1.0], [6.0, 2.0, 4.0]]}


def test_a_line_is_the_mean_of_the_runs_and_the_band_goes_from_the_least_to_the_greatest():
    ax = nnlib.plots.spread([1, 10, 100], RUNS)
    for line, runs in zip(ax.lines, RUNS.values(), strict=True):
        np.testing.assert_array_equal(line.get_xdata(), [1, 10, 100])
        np.testing.assert_allclose(line.get_ydata(), np.mean(runs, axis=0))
    (band,) = ax.collections  # one run alone has none
    corners = {tuple(corner) for corner in band.get_paths()[0].vertices}
    assert {(1, 0), (10, 2), (100, 1), (1, 6), (10, 5), (100, 4)} == corners
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["one", "three"]


def test_a_band_of_many_points_has_few_corners_and_reaches_as_far():
    runs = np.zeros((2, 12_345))
    runs[:, [1, 6_000, 12_344]] = [[-1], [2]]
    ax = nnlib.plots.spread(np.arange(12_345), {"a": runs})
    corners = ax.collections[0].get_paths()[0].vertices
    assert len(corners) < 10_100
    for low_or_high in (-1, 2):
        np.testing.assert_allclose(np.unique(corners[corners[:, 1] == low_or_high, 0]), [0, 6000, 12_343], atol=2)
    assert len(ax.lines[0].get_xdata()) == 12_345


def test_a_gap_that_is_narrower_than_a_corner_of_the_band_leaves_no_gap_in_it():
    runs = np.zeros((2, 12_345))
    runs[:, [0, 6_000]] = np.nan
    (path,) = nnlib.plots.spread(np.arange(12_345), {"a": runs}).collections[0].get_paths()
    assert path.vertices[:, 0].min() == 0


def test_what_a_run_lacks_is_left_out_and_there_is_a_gap_where_no_run_has_a_value():
    nan = np.nan
    values = {"a": [[1.0, nan, 3.0, nan], [2.0, nan, nan, 5.0], [6.0, nan, 4.0, nan]], "b": [[nan, 1, 1, 1]]}
    before = [list(run) for run in values["a"]]
    ax = nnlib.plots.spread([1, 2, 3, 4], values)
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [3, nan, 3.5, 5])
    np.testing.assert_array_equal(ax.lines[1].get_ydata(), [nan, 1, 1, 1])
    (band,) = ax.collections
    corners = {tuple(corner) for path in band.get_paths() for corner in path.vertices}
    assert corners == {(1, 1), (1, 6), (3, 3), (3, 4), (4, 5)}
    np.testing.assert_array_equal(values["a"], before)
    ax.figure.canvas.draw()


def test_lines_differ_in_more_than_their_colours_unless_there_are_many_points():
    ax = nnlib.plots.spread([1, 2, 3], RUNS)
    assert len({line.get_marker() for line in ax.lines}) == 2
    (line,) = nnlib.plots.spread(range(21), {"many": [range(21)]}).lines
    assert line.get_marker() == "none"


@pytest.mark.parametrize(
    ("x", "values", "message"),
    [
        ([[1, 2]], {"a": [[1, 2]]}, r"x must have one axis, .* got shape \(1, 2\)"),
        ([], {"a": [[1, 2]]}, r"x must have one axis, .* got shape \(0,\)"),
        ([1, np.nan], {"a": [[1, 2]]}, r"x\[1\] is nan"),
        ([1, 2], {}, "values is empty"),
        ([1, 2], {"a": [1, 2]}, r"values\['a'\] must have two axes"),
        ([1, 2], {"a": [[1, np.inf]]}, r"values\['a'\]\[0, 1\] is inf"),
        ([1, 2], {"a": [[np.nan, -np.inf]]}, r"values\['a'\]\[0, 1\] is -inf"),
        ([1, 2], {"a": [[1, 2, 3]]}, r"values\['a'\] must have 2 columns, one for each x, got shape \(1, 3\)$"),
        ([1, 2], {"a": [[1, 2, 3]] * 2}, r"got shape \(2, 3\): is it transposed\? One run is a row$"),
    ],
)
def test_what_does_not_fit_is_refused(x, values, message):
    with pytest.raises(ValueError, match=message):
        nnlib.plots.spread(x, values)


def test_what_is_no_mapping_is_refused():
    with pytest.raises(TypeError, match="values must be a mapping of names to measurements"):
        nnlib.plots.spread([1, 2], [[1, 2]])


def test_every_name_stands_in_the_legend_as_it_is():
    names = ["_hidden", "$x$", "", "runs"]
    ax = nnlib.plots.spread([1, 2], {name: [[0.0, 1.0]] for name in names})
    texts = ax.get_legend().get_texts()
    assert [text.get_text() for text in texts] == names
    assert not any(text.get_parse_math() for text in texts)


def test_names_stand_side_by_side_and_one_that_is_empty_needs_no_legend():
    ax = nnlib.plots.spread(["tanh", "$relu", "sigmoid"], {"": RUNS["three"]})
    assert [label.get_text() for label in ax.get_xticklabels()] == ["tanh", "$relu", "sigmoid"]
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), [0, 1, 2])
    assert ax.get_legend() is None
    assert nnlib.plots.spread(["tanh", "relu", "sigmoid"], {"": RUNS["three"], "b": RUNS["one"]}).get_legend()
