import numpy as np
import pytest

import nnlib
from nnlib.activations import LeakyReLU, relu


@pytest.mark.parametrize("name", ["identity", "sigmoid", "tanh"])
def test_both_curves_are_the_librarys(name):
    g = nnlib.activations.ACTIVATIONS[name]
    ax = nnlib.plots.activation(name, limit=3)
    curve, slope = (line for line in ax.lines if line.get_label() in {"g(z)", "g′(z)"})
    z = curve.get_xdata().reshape(1, -1)
    np.testing.assert_array_equal(curve.get_ydata(), g(z)[0])
    np.testing.assert_array_equal(slope.get_ydata(), g.derivative(z)[0])
    assert (z.min(), z.max()) == pytest.approx((-3, 3))
    assert curve.get_color() != slope.get_color()
    assert ax.get_title() == name
    assert ax.get_xlabel() == "z"


def test_a_jump_of_the_slope_is_no_line():
    """ReLU: 0 on the left, 1 on the right, and a point for the value at the kink, which is 0."""
    with np.errstate(all="raise"):  # beside 0 is the smallest number there is
        ax = nnlib.plots.activation(relu)
    slopes = [set(line.get_ydata()) for line in ax.lines if line.get_linestyle() == "--"]
    assert slopes == [{0}, {1}]
    (point,) = (line for line in ax.lines if line.get_marker() == "o")
    assert point.get_xydata().tolist() == [[0, 0]]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["g(z)", "g′(z)"]


def test_a_kink_that_is_not_in_sight_is_not_drawn():
    class Shifted(LeakyReLU):
        kinks = (9.0,)

    ax = nnlib.plots.activation(Shifted())
    assert not [line for line in ax.lines if line.get_marker() == "o"]


@pytest.mark.parametrize(
    ("g", "limit", "error", "message"),
    [
        ("softmax", 4, ValueError, "no function of a single z"),
        ("rleu", 4, ValueError, "did you mean 'relu'"),
        (3, 4, TypeError, "an activation must be"),
        ("tanh", 0, ValueError, "limit must be a positive, finite number"),
    ],
)
def test_what_is_no_activation_is_refused(g, limit, error, message):
    with pytest.raises(error, match=message):
        nnlib.plots.activation(g, limit=limit)
