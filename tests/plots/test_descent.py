import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnlib.plots import descent_on_contours, descent_on_curve
from nnlib.plots.style import VERMILLION


def square(w):
    return w**2


def bowl(w, b):
    return w**2 + 3 * b**2


def test_the_curve_and_the_steps_on_it():
    path = np.array([[3.0, -1.0, 0.5]])
    ax = descent_on_curve(square, path, name="θ")
    curve, steps, start, end = ax.lines
    np.testing.assert_allclose(curve.get_ydata(), curve.get_xdata() ** 2)
    np.testing.assert_array_equal(steps.get_xydata(), np.stack([path[0], path[0] ** 2], axis=1))
    assert start.get_xydata().tolist() == [[3, 9]]
    assert end.get_xydata().tolist() == [[0.5, 0.25]]
    assert ax.get_xlim()[0] < -1
    assert ax.get_xlim()[1] > 3
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("θ", "J(θ)")
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["start", "after 2 steps"]
    assert start.get_markerfacecolor() == "#ffffff"
    assert end.get_markerfacecolor() == VERMILLION


def test_one_step_is_one():
    ax = descent_on_curve(square, [[1.0, 0.5]])
    assert ax.get_legend().get_texts()[1].get_text() == "after one step"


def test_the_contours_are_the_costs():
    path = np.array([[3.0, -1.0, 0.5], [1.0, 1.0, -1.0]])
    ax = descent_on_contours(bowl, path, names=("u", "v"), resolution=41)
    contours = ax.collections[0]
    for level, line in zip(contours.levels, contours.get_paths(), strict=True):
        np.testing.assert_allclose(bowl(*line.vertices.T), level, rtol=0.02, atol=0.02)
    assert contours.get_linestyle() == [(0, None)] * len(contours.get_linestyle())
    costs = bowl(*np.meshgrid(np.linspace(*ax.get_xlim(), 41), np.linspace(*ax.get_ylim(), 41)))
    assert contours.levels[0] < np.quantile(costs, 0.05)
    assert contours.levels[-1] > np.quantile(costs, 0.95)
    np.testing.assert_array_equal(ax.lines[0].get_xydata(), path.T)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("u", "v")


@pytest.mark.parametrize("offset", [100, -100, 1e7])
def test_contours_far_from_zero_or_below_it_have_numbers_that_differ(offset):
    ax = descent_on_contours(lambda w, b: offset + bowl(w, b) / 100, [[3.0, 2.9], [3.0, 2.9]], spans=((-3, 3), (-3, 3)))
    assert len({float(text.get_text()) for text in ax.texts}) >= 3


def test_contours_in_the_hundreds_are_written_without_a_power_of_ten():
    ax = descent_on_contours(lambda w, b: 1000 * bowl(w, b), [[1.0, 0.5], [1.0, 0.5]])
    written = [text.get_text() for text in ax.texts]
    assert any(float(text) >= 100 for text in written)
    assert not any("e" in text for text in written)


def test_a_cost_may_be_an_array_of_one_number():
    ax = descent_on_curve(lambda w: np.array([[w**2]]), [[1.0, 0.5]])
    assert ax.lines[1].get_ydata().tolist() == [1, 0.25]


def test_where_the_cost_is_not_finite_nothing_is_drawn():
    ax = descent_on_contours(lambda w, b: np.inf if w < 0 else bowl(w, b), [[1.0, -0.5], [1.0, 0.5]])
    assert np.isfinite(ax.collections[0].levels).all()


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: descent_on_curve(lambda _: None, [[1.0]]), r"J must return one number, but J\(0\) is None"),
        (lambda: descent_on_curve(lambda _: "x", [[1.0]]), "J must return one number"),
        (lambda: descent_on_contours(lambda w, b: [w, b], [[1.0], [1.0]]), r"J\(0, 0\) is \[0.0, 0.0\]"),
        (lambda: descent_on_curve(square, [[1.0]], span=3), "span must be two"),
        (lambda: descent_on_curve(square, [[1.0]], span=("a", "b")), "span must be a number"),
        (lambda: descent_on_contours(bowl, [[1.0], [1.0]], names="w"), "names must be two"),
        (lambda: descent_on_contours(bowl, [[1.0], [1.0]], spans=(0, 1)), r"spans\[0\] must be two"),
        (lambda: descent_on_contours(bowl, [[1.0], [1.0]], spans=((0, 1),)), "spans must be two"),
    ],
    ids=range(8),
)
def test_what_draws_nothing_is_refused_and_leaves_no_figure(draw, message):
    with pytest.raises(TypeError, match=message):
        draw()
    assert not plt.get_fignums()


def test_from_where_to_where_can_be_said():
    assert descent_on_curve(square, [[1.0, 0.5]], span=(-2, 2)).get_xlim() == (-2, 2)
    ax = descent_on_contours(bowl, [[1.0, 0.5], [1.0, 0.5]], spans=((-2, 2), (-3, 3)))
    assert (ax.get_xlim(), ax.get_ylim()) == ((-2, 2), (-3, 3))


def test_a_path_that_never_moves():
    low, high = descent_on_curve(square, [[1.0, 1.0]]).get_xlim()
    assert low < 1 < high


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: descent_on_curve(square, [1.0, 2.0]), "reshape"),
        (lambda: descent_on_curve(square, [[1.0], [2.0]]), r"shape \(2, 1\), but must have one row"),
        (lambda: descent_on_contours(bowl, [[1.0, 2.0]]), r"shape \(1, 2\), but must have two rows"),
        (lambda: descent_on_curve(square, [[1.0, np.inf]]), r"path\[0, 1\] is inf"),
        (lambda: descent_on_curve(square, [[1.0]], span=(2, 1)), "span must go from a number to a larger one"),
        (lambda: descent_on_contours(bowl, [[1.0], [1.0]], resolution=0), "resolution must be at least 1"),
        (lambda: descent_on_curve(lambda _: np.nan, [[1.0]]), "J is not finite at any point"),
    ],
    ids=range(7),
)
def test_what_is_no_path_is_refused(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()


def test_logarithmic_axes_are_left_as_they_are():
    _, ax = plt.subplots(subplot_kw={"xscale": "log", "yscale": "log"})
    assert descent_on_curve(square, [[1.0, 2.0]], span=(0.5, 3), ax=ax).get_xscale() == "log"
    _, ax = plt.subplots(subplot_kw={"xscale": "log"})
    assert descent_on_contours(bowl, [[1.0, 2.0], [1.0, 2.0]], spans=((0.5, 3), (0, 3)), ax=ax).get_xscale() == "log"


def test_a_path_of_no_step_and_one_far_away():
    ax = descent_on_curve(square, [[1e20]])
    assert ax.get_legend().get_texts()[1].get_text() == "after 0 steps"
    assert ax.get_xlim()[0] < 1e20 < ax.get_xlim()[1]


def test_spans_may_be_an_array():
    ax = descent_on_contours(bowl, [[1.0], [1.0]], spans=np.array([[0, 2], [0, 3]]))
    assert (ax.get_xlim(), ax.get_ylim()) == ((0, 2), (0, 3))


@pytest.mark.parametrize("slope", [-1.0, 0.3, 2.0])
def test_the_numbers_of_contours_keep_off_the_path(slope):
    """Of a path straight through the middle of round contours; without the check some would lie on it."""
    ax = descent_on_contours(lambda w, b: w**2 + b**2, [[-1, 1], [-slope, slope]], spans=((-1, 1), (-1, 1)))
    assert ax.texts
    for text in ax.texts:
        w, b = text.get_position()
        assert np.abs(slope * w - b) / np.hypot(1, slope) > 1 / 12
