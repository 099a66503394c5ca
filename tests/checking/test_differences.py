"""Difference quotients estimate their own errors, and decide no more than they can see."""

import numpy as np
import pytest

from nnlib.checking._differences import STEPS, Nudged, Quotient, compare


def nudged(f, value):
    theta = np.array([0.0, value])
    return Nudged(theta, lambda: float(f(theta[1])), list), theta


@pytest.mark.parametrize(
    ("f", "slope", "value"),
    [
        (np.sin, np.cos, 0.7),
        (np.sin, np.cos, 1e3),
        (np.exp, np.exp, -1.0),
        (np.exp, np.exp, 20.0),
        (np.tanh, lambda x: 1 - np.tanh(x) ** 2, 3.0),
    ],
    ids=range(5),
)
def test_quotients_estimate_their_own_errors(f, slope, value):
    at, theta = nudged(f, value)
    for step in (1e-3, 1e-5, 1e-7):
        quotient = at.quotient(1, step * max(1, value))
        assert abs(quotient.derivative - slope(value)) <= quotient.error
        np.testing.assert_array_equal(theta, [0.0, value])


@pytest.mark.parametrize(
    ("scale", "relative", "absolute", "agrees"),
    [
        (1.0, 5e-7, 0.0, True),
        (1.0, 3e-6, 0.0, False),
        (1e-4, 0.0, 5e-10, True),
        (1e-4, 0.0, 5e-9, False),
        (1.0, np.nan, 0.0, False),
    ],
)
def test_the_tolerances_are_those_that_the_documentation_names(scale, relative, absolute, agrees):
    """1e-6 of the derivative and 1e-9, on a cost that is exact enough to see them."""
    at, _ = nudged(lambda x: scale * np.sin(x), 0.7)
    comparison = compare(at, 1, scale * np.cos(0.7) * (1 + relative) + absolute)
    assert comparison.agrees == agrees


class Scripted:
    """Gives prepared quotients, step by step."""

    def __init__(self, *quotients):
        self.theta, self._quotients = np.array([0.5]), iter(quotients)

    def quotient(self, i, h):
        found = next(self._quotients)
        return found and Quotient(*found)

    def is_flat(self, i):
        return False


DECISIONS = [
    ([(1.0, 1e-3)], True, True),
    ([(1.0, 0.1), (1.0, 0.1), (1.0, 0.1), (1.0, 0.1)], True, False),
    ([(1.0, 0.1), None, (1.0, 1e-3)], True, True),
    ([(3.0, 1e-6), (3.0, 1e-5)], False, True),
    ([(3.0, 1e-6), (1.0, 1e-3)], True, True),  # the second opinion
    ([(3.0, 1e-6), (1.0, 0.5), None, (1.0, 0.5)], True, False),  # it does not see clearly
    ([(3.0, 1e-6), (3.0, 0.5), (3.0, 0.9), None], False, True),  # it does not see clearly, but sees
    ([(3.0, 0.5), (3.0, 0.5), (3.0, 0.5), (3.0, 0.5)], False, False),
]


def test_which_steps_decide():
    """The derivative by back propagation is 1."""
    for quotients, agrees, clear in DECISIONS:
        comparison = compare(Scripted(*quotients), 0, 1.0)
        assert (comparison.agrees, comparison.clear) == (agrees, clear), quotients


def test_a_coordinate_on_a_kink_is_not_compared():
    assert compare(Scripted(None, None, None, None), 0, 1.0) is None


def test_a_quotient_that_looks_exact_by_chance_is_not_believed():
    """The step is half a wave, so that it sees no wave at all."""
    w = np.pi / STEPS[0]
    at, _ = nudged(lambda x: np.sin(w * (x - 0.5)), 0.5)
    assert compare(at, 1, w).agrees


def test_the_step_grows_with_the_parameter():
    at, _ = nudged(lambda x: 1e12 * np.sin(1e-12 * x), 1e12)
    comparison = compare(at, 1, np.cos(1.0))
    assert comparison.agrees
    assert comparison.clear


def test_noise_is_measured_where_it_is_larger_than_the_rounding_of_J():
    """A cost with noise of 1e-9, some 10⁷ times its rounding: the estimate is a bound 19 times out of 20.

    Comparing h with 2h alone is one in little more than half of the cases.
    """
    rng = np.random.default_rng(0)
    within = 0
    for _ in range(500):
        at, _ = nudged(lambda x: 0.01 * x + 1e-9 * rng.normal(), 0.7)
        quotient = at.quotient(1, 1e-5)
        within += abs(quotient.derivative - 0.01) <= quotient.error
    assert within >= 475


def test_theta_is_restored_after_an_error():
    at, theta = nudged(np.sin, 2.0)

    def interrupted():
        raise KeyboardInterrupt

    at.cost = interrupted
    with pytest.raises(KeyboardInterrupt):
        at.quotient(1, 1e-5)
    assert theta[1] == 2.0


@pytest.mark.parametrize(
    ("f", "value", "kink", "coarse"),
    [
        (lambda x: max(0.0, x) + np.sin(x), 0.0, True, False),
        (lambda x: abs(x - 2) + np.exp(x), 2.0, True, False),
        (lambda x: abs(x - 2), 2.1, False, False),
        (lambda x: np.sin(x) + x**2, 0.7, False, False),
        (lambda x: 1e6 + np.sin(x), 0.7, False, False),
        (lambda x: 1.0, 0.7, False, False),
        (lambda x: np.sin(np.float32(x)), 0.7, False, True),
        (lambda x: float(np.float64(np.float32(x))) ** 2, 0.7, False, True),  # x is rounded, and J is not
        (lambda x: np.floor(1e7 * np.sin(x)) / 1e7, np.arcsin(0.7), False, True),  # it jumps here
    ],
    ids=range(9),
)
def test_a_kink_is_told_from_rounding_and_from_what_is_smooth(f, value, kink, coarse):
    at, theta = nudged(f, value)
    assert at.has_kink(1) == kink
    assert kink or at.is_coarse(1, 0.0 if f(0) == 1 else 0.5) == coarse
    np.testing.assert_array_equal(theta, [0.0, value])
