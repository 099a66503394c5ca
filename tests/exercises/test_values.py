"""Values are compared as people mean them, and come through JSON as they were."""

import json
from collections import deque
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

import numpy as np
import pytest

from nnlib.exercises._values import MOST_ELEMENTS, Other, coded, decoded, kept, numeric, same, unlike

A = np.array([[1.0, 2.0], [3.0, -4.0]])


@pytest.mark.parametrize(
    ("came", "right"),
    [
        (A + 1e-9, A),
        (A.astype(np.float32) * np.float32(1 + 1e-7), A),
        (A.tolist(), A),
        (np.array([[2.0]]), 2.0),
        (2.0, np.array([[2.0]])),
        ((1.0, np.array([[2.0]])), (np.array([[1.0]]), 2.0)),
        (2, 2.0),
        (np.float64(2), 2),
        (np.array([np.nan, np.inf]), np.array([np.nan, np.inf])),
        ((A, 1), [A, 1.0]),
        ({"W": A, "more": 1}, {"W": A}),
        (" Tanh ", "tanh"),
        (np.array([True, False]), np.array([True, False])),
        ([4, 3], (4, 3)),
        (None, None),
        (Fraction(1, 4), 0.25),
        ((Decimal("0.25"), A), (0.25, A)),
        (np.array([1.0, 2.0]), (np.array([[1.0]]), np.array([[2.0]]))),
    ],
)
def test_the_same(came, right):
    assert same(came, right)


@pytest.mark.parametrize(
    ("came", "right", "told"),
    [
        (A + np.diag([0, 1e-3]), A, "is -3.999 at [1, 1], and should be -4"),
        (A.T[:1], A, "has shape (1, 2), and should have (2, 2)"),
        (A, 2.0, "has shape (2, 2), and should be one number"),
        ((A * 1.01).astype(np.float16), A, "is -4.03906 at [1, 1], and should be -4"),
        (
            np.array([1.0, 3.0]),
            (np.array([[1.0]]), np.array([[2.0]])),
            "is wrong in b, which is 3 at [0, 0], and should be 2",
        ),
        (np.array([2.0]), np.array([[2.0]]), "has shape (1,), and should have (1, 1)"),
        (np.array([1.0, np.nan]), np.array([1.0, 2.0]), "is nan at [1], and should be 2"),
        ("relu", "tanh", "is 'relu'"),
        ("1", 1.0, "is '1', and should be a number"),
        (None, A, "is None: the function ends without a return"),
        (A, (A, "x"), "is an array of shape (2, 2), and should have 2 parts: W, b"),
        ((A,), (A, "x"), "has 1 parts, and should have 2 parts: W, b"),
        ((A, "y"), (A, "x"), "is wrong in b, which is 'y'"),
        (("x", A), (A, "x"), "has the right values in the wrong order: it should be W, b"),
        (("x", "x"), (A, "x"), "is wrong in W, which is 'x', and should be an array of shape (2, 2)"),
        (A, {"W": A}, "is an array of shape (2, 2), and should be a dictionary with W"),
        ({}, {"W": A}, "has no 'W': it should have W"),
        ({"W": -A}, {"W": A}, "is wrong in 'W', which is 4 at [1, 1], and should be -4"),
        (np.array([True, True]), np.array([True, False]), "is 1 at [1], and should be 0"),
        (True, None, "is True"),
    ],
)
def test_not_the_same_is_told(came, right, told):
    assert not same(came, right)
    assert unlike(came, right, ["W", "b"]) == told


def test_a_part_beyond_the_names_has_a_number():
    assert unlike((1, 2, "y"), (1, 2, "x"), ["W"]) == "is wrong in part 3, which is 'y'"


def test_values_come_through_json_as_they_were():
    value = {
        "A": A.astype(np.float32),
        "none": None,
        "parts": (1, [2.5, "x"], True, np.float64(3), np.inf),
        2: np.array([1, 2]),
    }
    again = decoded(json.loads(json.dumps(coded(value))))
    assert list(again) == list(value)
    np.testing.assert_array_equal(again["A"], value["A"])
    assert again["A"].dtype == np.float32
    assert again["parts"] == (1, [2.5, "x"], True, 3.0, np.inf)
    for value in (deque([1.0, 2.0]), np.array([1, 2], np.longdouble)):
        np.testing.assert_array_equal(decoded(json.loads(json.dumps(coded(value)))), [1, 2])
    assert decoded(json.loads(json.dumps(coded(MappingProxyType({1: (2,)}))))) == {1: (2,)}
    other = decoded(json.loads(json.dumps(coded(len))))
    assert isinstance(other, Other)
    assert repr(other) == "the function len"


def test_what_is_kept_is_a_copy_of_numbers_and_of_arrays_that_are_not_too_large():
    copy = kept(A)
    assert copy is not A
    np.testing.assert_array_equal(copy, A)
    assert kept(np.float64(3)) == 3
    for other in ("text", None, {"a": 1}, np.zeros(MOST_ELEMENTS + 1), [[1], [2, 3]], object()):
        assert kept(other) is None


def test_numbers_in_lists_are_numeric():
    np.testing.assert_array_equal(numeric([[1, 2]]), [[1, 2]])
    assert numeric({1, 2}) is None
