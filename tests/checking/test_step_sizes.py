"""The V of the difference quotients: truncation of order h and h² to the right, rounding to the left."""

import numpy as np
import pytest

import nnlib
from nnlib.checking._step_sizes import errors_by_step

X, Y = nnlib.datasets.flower(m=20, rng=1)
MODEL = nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3)


def taken(h):
    """The place of the step that the check takes."""
    return np.abs(np.log(h / np.finfo(float).eps ** (1 / 3))).argmin()


def order(h, errors, low, high):
    """The slope of the errors in the logarithmic picture, between two steps."""
    within = (low < h) & (high > h)
    return np.polyfit(np.log(h[within]), np.log(errors[within]), 1)[0]


def test_truncation_is_of_order_h_and_h_squared_and_rounding_grows_as_h_shrinks():
    h, one_sided, central = errors_by_step(MODEL, X, Y, coordinates=17)
    assert order(h, one_sided, 1e-6, 1e-2) == pytest.approx(1, abs=0.02)
    assert order(h, central, 1e-3, 1e-1) == pytest.approx(2, abs=0.05)
    assert order(h, one_sided, 1e-13, 1e-9) == pytest.approx(-1, abs=0.2)
    assert order(h, central, 1e-13, 1e-7) == pytest.approx(-1, abs=0.2)
    # The step that the check takes is near the best.
    assert central[taken(h)] < 10 * central.min()
    assert central.min() < 1e-2 * one_sided.min()


def test_a_wrong_gradient_has_no_V():
    class Wrong(nnlib.ShallowNetwork):
        def backward(self, *args, **options):
            gradients = super().backward(*args, **options)
            gradients.vector *= 1.1
            return gradients

    h, _, central = errors_by_step(Wrong(n_x=2, n_h=4, rng=3), X, Y)
    assert central[taken(h)] == pytest.approx(0.1 / 1.1, rel=1e-3)


def test_the_model_is_not_changed_and_the_draw_is_the_same():
    before = MODEL.parameters.vector.copy()
    first, second = (errors_by_step(MODEL, X, Y, coordinates=3, rng=5) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(MODEL.parameters.vector, before)
    with pytest.raises(ValueError, match="coordinates must be at least 1"):
        errors_by_step(MODEL, X, Y, coordinates=0)
    with pytest.raises(TypeError, match="model must be a Network"):
        errors_by_step("net", X, Y)
