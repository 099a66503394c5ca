import numpy as np
import pytest

import nnlib
from nnlib.plots import layer_sizes


def test_each_layer_has_its_curve():
    ax = layer_sizes([10, 20, 30], {1: [0.1, 0.2, 0.3], 2: [0.3, 0.4, 0.5]}, name="$dW$")
    assert [line.get_label() for line in ax.lines] == ["layer 1", "layer 2"]
    np.testing.assert_array_equal(ax.lines[1].get_xdata(), [10, 20, 30])
    np.testing.assert_array_equal(ax.lines[1].get_ydata(), [0.3, 0.4, 0.5])
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_yscale()) == ("update", "$dW$", "linear")
    assert not ax.yaxis.label.get_parse_math()


def test_what_spans_decades_is_drawn_on_a_logarithmic_axis():
    assert layer_sizes([1, 2], {1: [1e-6, 1e-6], 2: [1e-2, 1e-1]}).get_yscale() == "log"
    assert layer_sizes([1, 2], {1: [0.0, 0.0], 2: [1.0, 29.0]}).get_yscale() == "linear"


def test_what_is_not_finite_is_a_gap():
    ax = layer_sizes([1, 2, 3], {1: [np.nan, np.inf, 2.0]})
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [np.nan, np.nan, 2.0])
    assert layer_sizes([1], {1: [0.0]}).lines[0].get_marker() == "o"


@pytest.mark.parametrize(
    ("updates", "sizes", "error", "message"),
    [
        ([1, 2], [0.1, 0.2], TypeError, "sizes must be a mapping of layers to what was measured, such as"),
        ([1, 2], {}, ValueError, "sizes is empty: there is nothing to draw"),
        ([1, 2], {1: [0.1]}, ValueError, r"sizes\[1\] must have shape \(2,\), got \(1,\)"),
        ([[1, 2]], {1: [0.1, 0.2]}, ValueError, r"updates must have shape \(2,\), got \(1, 2\)"),
    ],
)
def test_what_cannot_be_drawn_is_refused(updates, sizes, error, message):
    with pytest.raises(error, match=message):
        layer_sizes(updates, sizes)
    with pytest.raises(TypeError, match="name must be a str, got 3"):
        layer_sizes([1], {1: [1.0]}, name=3)
    assert nnlib.plots.layer_sizes is layer_sizes
