import numpy as np
import pytest

from nnlib.plots import descent_on_contours, descent_on_curve


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


def test_the_contours_are_the_costs():
    path = np.array([[3.0, -1.0, 0.5], [1.0, 1.0, -1.0]])
    ax = descent_on_contours(bowl, path, names=("u", "v"), resolution=41)
    contours = ax.collections[0]
    for level, line in zip(contours.levels, contours.get_paths(), strict=True):
        np.testing.assert_allclose(bowl(*line.vertices.T), level, rtol=0.02, atol=0.02)
    np.testing.assert_array_equal(ax.lines[0].get_xydata(), path.T)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("u", "v")


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
    ],
    ids=range(6),
)
def test_what_is_no_path_is_refused(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()
