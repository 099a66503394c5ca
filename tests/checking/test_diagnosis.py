"""A pattern is named if it accounts for the whole difference, and not otherwise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nnlib.checking.diagnosis import explained, factor, patterns, wrong_shape
from nnlib.checking.lines import Slip

RIGHT = np.random.default_rng(0).normal(size=(4, 3))


@pytest.mark.parametrize(
    ("came", "told"),
    [
        (0 * RIGHT, "is 0 everywhere"),
        (-RIGHT, "has the wrong sign"),
        (np.roll(RIGHT, 1, axis=0), "has its rows shifted by 1"),
        (np.roll(RIGHT, -1, axis=0), "has its rows shifted by 3"),
        (np.roll(RIGHT, 1, axis=1), "has its columns shifted by 1"),
        (RIGHT[::-1], "has its rows in reverse order"),
        (RIGHT[:, ::-1], "has its columns in reverse order"),
        (RIGHT.T.reshape(4, 3), "has its elements in the other order, column by column"),
        (RIGHT + 1, "is wrong in 12 of 12 places, and no known pattern fits"),
        (RIGHT * np.inf, "holds NaN or infinity"),
    ],
    ids=range(10),
)
def test_patterns_of_any_array(came, told):
    assert explained(came, RIGHT, patterns(RIGHT)) == told


def test_a_square_array_can_be_transposed():
    right = RIGHT[:3]
    assert explained(right.T, right, patterns(right)) == "is transposed"


def test_two_that_fit_are_both_told():
    right = np.array([[1.0], [-1.0]])
    assert explained(-right, right, patterns(right)) == "has the wrong sign, or has its rows shifted by 1"
    twice = [Slip(-right, "is turned round"), Slip(-right, "is turned round")]
    assert explained(-right, right, twice) == "is turned round"


@pytest.mark.parametrize(("left_over", "fits"), [(0.5e-3, True), (2e-3, False)])
def test_a_pattern_has_to_account_for_the_whole_difference(left_over, fits):
    """To a part in a thousand of it."""
    other = RIGHT + 1
    came = other + left_over * (other - RIGHT)
    assert ("no known pattern" in explained(came, RIGHT, [Slip(other, "is one more")])) == (not fits)


def test_a_slip_of_another_shape_does_not_fit():
    assert "no known pattern" in explained(-RIGHT, RIGHT, [Slip(-RIGHT.T, "is transposed")])


@given(hnp.arrays(float, (3, 2), elements=st.floats(-1e3, 1e3).filter(lambda x: abs(x) > 1e-3)), st.floats(-1e4, 1e4))
def test_a_factor_is_found(right, c):
    if abs(c) < 1e-3 or abs(c - 1) < 1e-3:
        return
    assert factor(c * right, right) == pytest.approx(c)


@pytest.mark.parametrize(
    ("came", "right"),
    [
        (np.ones((2, 2)), np.eye(2)),
        (np.zeros((2, 2)), np.eye(2)),
        (np.eye(2), np.zeros((2, 2))),
        (np.full((2, 2), np.nan), np.eye(2)),
        (np.eye(2), np.eye(2)),
    ],
    ids=["no multiple", "zeros", "of zeros", "NaN", "the same"],
)
def test_where_there_is_no_factor_none_is_told(came, right):
    assert factor(came, right) in {None, 1.0}


@pytest.mark.parametrize(
    ("came", "right", "told"),
    [
        ((3, 4), (4, 3), "has shape (3, 4), not (4, 3): it is transposed"),
        ((1, 4), (4, 1), "has shape (1, 4), not (4, 1): it is transposed"),
        ((4,), (4, 1), "has shape (4,), not (4, 1): sum with keepdims=True, or use reshape(-1, 1)"),
        ((3,), (4, 3), "has shape (3,), not (4, 3): keep both axes, so that nothing is broadcast by chance"),
        ((), (4, 1), "has shape (), not (4, 1): it was summed over everything"),
        ((4, 2), (4, 3), "has shape (4, 2), not (4, 3)"),
    ],
    ids=str,
)
def test_shapes(came, right, told):
    assert wrong_shape(came, right) == told
