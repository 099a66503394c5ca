"""A pattern is named if it accounts for the whole difference, and not otherwise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nnlib._diagnosis import (
    EXACT,
    NUMERIC,
    Slip,
    explained,
    factor,
    in_shape,
    patterns,
    unexplained,
    wrong_shape,
)

RIGHT = np.random.default_rng(0).normal(size=(4, 3))


PATTERNS = [
    (0 * RIGHT, "is 0 everywhere"),
    (-RIGHT, "has the wrong sign"),
    (np.roll(RIGHT, 1, axis=0), "has its rows shifted by 1"),
    (np.roll(RIGHT, -1, axis=0), "has its rows shifted by 3"),
    (np.roll(RIGHT, 1, axis=1), "has its columns shifted by 1"),
    (RIGHT[::-1], "has its rows in reverse order"),
    (RIGHT[:, ::-1], "has its columns in reverse order"),
    (RIGHT.T.reshape(4, 3), "has its elements in the other order, column by column"),
    (RIGHT + 1, None),
    (RIGHT * np.inf, "holds NaN or infinity"),
]


def test_patterns_of_any_array():
    for came, told in PATTERNS:
        assert explained(came, RIGHT, patterns(came, RIGHT)) == told


def test_a_square_array_can_be_transposed():
    right = RIGHT[:3]
    assert explained(right.T, right, patterns(right.T, right)) == "is transposed"


def test_two_that_fit_are_both_told():
    right = np.array([[1.0], [-1.0]])
    assert explained(-right, right, patterns(-right, right)) == "has the wrong sign, or has its rows shifted by 1"
    twice = [Slip(-right, "is turned round"), Slip(-right, "is turned round")]
    assert explained(-right, right, twice) == "is turned round"


@pytest.mark.parametrize("allowed", [EXACT, NUMERIC])
@pytest.mark.parametrize(("left_over", "fits"), [(0.5, True), (2, False)])
def test_a_pattern_has_to_account_for_the_whole_difference(allowed, left_over, fits):
    """To a part in a hundred thousand of it where what is right is exact, to one in a thousand where it is numeric."""
    other = RIGHT + 1
    came = other + left_over * allowed * (other - RIGHT)
    assert bool(explained(came, RIGHT, [Slip(other, "is one more")], allowed)) == fits


def test_what_came_in_a_coarser_type_is_forgiven_its_rounding():
    other = RIGHT + 1
    assert explained(other.astype(np.float32), RIGHT, [Slip(other, "is one more")]) == "is one more"
    assert explained((other + 1e-4).astype(np.float32), RIGHT, [Slip(other, "is one more")]) is None


def test_a_slip_of_another_shape_does_not_fit():
    assert explained(-RIGHT, RIGHT, [Slip(-RIGHT.T, "is transposed")]) is None


def test_what_is_not_explained_is_counted():
    right = np.ones((2, 2))
    assert (
        unexplained(right + np.array([[0, 1e-6], [0, 1e-5]]), right)
        == "is wrong in 1 of 4 places, and no known pattern fits"
    )
    assert unexplained(np.array([[2.0]]), np.array([[1.0]])) == "is wrong, and no known pattern fits"


def test_shapes_are_mended_where_the_number_of_elements_allows():
    came = np.arange(6).reshape(2, 3)
    np.testing.assert_array_equal(in_shape(came, (3, 2)), came.T)
    np.testing.assert_array_equal(in_shape(came, (6, 1)), came.reshape(6, 1))
    np.testing.assert_array_equal(in_shape(came[:, :2], (2, 2)), came[:, :2])
    assert in_shape(came, (3, 1)) is None


@given(hnp.arrays(float, (3, 2), elements=st.floats(-1e3, 1e3).filter(lambda x: abs(x) > 1e-3)), st.floats(-1e4, 1e4))
def test_a_factor_is_found(right, c):
    if abs(c) < 1e-3 or abs(c - 1) < 1e-3:
        return
    assert factor(c * right, right) == pytest.approx(c)


NO_FACTOR = [
    (np.ones((2, 2)), np.eye(2)),
    (np.zeros((2, 2)), np.eye(2)),
    (np.eye(2), np.zeros((2, 2))),
    (np.full((2, 2), np.nan), np.eye(2)),
    (np.eye(2), np.eye(2)),
]


def test_where_there_is_no_factor_none_is_told():
    for came, right in NO_FACTOR:
        assert factor(came, right) is None


SHAPES = [
    ((3, 4), (4, 3), "has shape (3, 4), not (4, 3): is it transposed?"),
    ((1, 4), (4, 1), "has shape (1, 4), not (4, 1): is it transposed?"),
    ((4,), (4, 1), "has shape (4,), not (4, 1): use keepdims=True where it is a sum, or reshape(-1, 1)"),
    ((3,), (4, 3), "has shape (3,), not (4, 3): keep both axes, so that nothing is broadcast by chance"),
    ((4,), (4, 3), "has shape (4,), not (4, 3): keep both axes, so that nothing is broadcast by chance"),
    ((), (4, 1), "has shape (), not (4, 1): write np.sum(..., axis=1, keepdims=True)"),
    ((4, 20), (4, 1), "has shape (4, 20), not (4, 1): is the sum over the examples missing?"),
    ((20,), (4, 1), "has shape (20,), not (4, 1): is it summed over the wrong axis?"),
    ((1, 20), (4, 1), "has shape (1, 20), not (4, 1): is it summed over the wrong axis?"),
    ((4, 2), (4, 3), "has shape (4, 2), not (4, 3)"),
]


def test_shapes():
    for came, right, told in SHAPES:
        assert wrong_shape(came, right) == told
