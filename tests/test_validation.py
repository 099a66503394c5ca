"""What the functions of _validation.py return; what they refuse is listed in misuse.txt."""

import functools
from collections import Counter

import numpy as np
import pytest

from nnlib import _validation

X = np.arange(10.0).reshape(2, 5)


def test_what_fits_already_is_not_copied():
    assert _validation.examples(X, 2, np.float64) is X
    assert _validation.real_array("X", X) is X
    assert _validation.floats("Z", X) is X
    assert _validation.shaped("W[1]", X, (2, 5)) is X
    assert _validation.targets(X, 2, 5, np.float64) is X
    labels = (X > 3).astype(float)
    assert _validation.binary_labels(labels, 2, 5, np.float64) is labels
    one_hot = np.eye(5)
    assert _validation.class_labels(one_hot, 5, 5, np.float64) is one_hot


def test_a_sum_that_overflows_refuses_nothing():
    huge = np.full((2, 5), 1.5e308)
    assert _validation.examples(huge, 2, "float64") is huge


def test_a_value_that_is_not_finite_is_found_block_by_block(monkeypatch):
    monkeypatch.setattr(_validation, "CHUNK_SIZE", 4)
    assert _validation.examples(huge := np.full((2, 5), 1.5e308), 2, "float64") is huge
    for place in np.ndindex(2, 5):
        array = np.zeros((2, 5))
        array[place] = 1e39
        message = rf"^X\[{place[0]}, {place[1]}\] is 1e\+39, too large for float32$"
        with pytest.raises(ValueError, match=message):
            _validation.examples(array, 2, "float32")
        with pytest.raises(ValueError, match=rf"^b\[{place[1]}\] is nan, and every"):
            _validation.finite("b", np.where(array[place[0]], np.nan, 0), np.float64)
    with pytest.raises(ValueError, match=r"^b\[0\] is inf, and every"):
        _validation.finite("b", np.array(np.inf), np.float64)


def test_a_value_that_is_not_finite_is_found_without_a_mask_of_the_whole_array(allocated):
    X = np.zeros((2**18, 32), np.float32).T
    X[-1, -1] = np.nan

    def refused():
        with pytest.raises(ValueError, match=r"^X\[31, 262143\] is nan"):
            _validation.examples(X, 32, "float32")

    assert allocated(refused) < X.size / 2


def test_two_rows_for_two_examples_are_taken_as_they_stand():
    """Nobody can tell whether a square Y is transposed, or one-hot of two classes."""
    np.testing.assert_array_equal(_validation.targets([[1, 2], [3, 4]], 2, 2, "float64"), [[1, 2], [3, 4]])
    np.testing.assert_array_equal(_validation.class_labels([[1, 0], [0, 1]], 2, 2, "float64"), np.eye(2))


def test_one_example_of_one_class_index_is_one_hot():
    np.testing.assert_array_equal(_validation.class_labels([[1]], 3, 1, "float64"), [[0], [1], [0]])
    np.testing.assert_array_equal(_validation.class_labels([[0], [1], [0]], 3, 1, "float64"), [[0], [1], [0]])


def test_activations_may_be_asked_with_complex_numbers_in_an_array():
    Z = X + 1e-20j
    assert _validation.floats("Z", Z) is Z


@pytest.mark.parametrize(
    "value", [np.float16(1), np.array([1, 2]), [True], np.array([[1.0]]).view(np.matrix)], ids=repr
)
def test_what_is_no_array_of_floats_becomes_one(value):
    array = _validation.floats("Z", value)
    assert type(array) is np.ndarray
    assert array.dtype == (np.float16 if isinstance(value, np.float16) else np.float64)


def test_counts_and_numbers_become_pythons_own():
    assert type(_validation.count("epochs", np.int64(3))) is int
    assert _validation.count("epochs", np.array(3)) == 3
    assert type(_validation.number("l2", np.float64(0.5))) is float
    assert _validation.number("l2", 10**400) == np.inf
    assert _validation.number("l2", -(10**400)) == -np.inf


def test_0_is_a_fraction():
    assert _validation.fraction("beta", 0) == 0


def test_weights_may_sum_to_the_smallest_and_to_more_than_the_largest_number_of_their_type():
    """Sums are taken in float64."""
    tiny = np.finfo(np.float64).tiny
    np.testing.assert_array_equal(_validation.weights([tiny, 0], 2, "float64"), [[tiny, 0]])
    largest = np.finfo(np.float32).max
    np.testing.assert_array_equal(_validation.weights([largest, largest], 2, "float32"), [[largest, largest]])


def test_names_may_be_none():
    assert _validation.names("classes", [], n=3) == ()
    assert _validation.names("classes", ["cat", "dog"]) == ("cat", "dog")


def test_names_that_are_too_few_are_counted():
    with pytest.raises(ValueError, match=r"^classes must be 3 names, got 2$"):
        _validation.names("classes", ["cat", "dog"], n=3)
    with pytest.raises(ValueError, match=r"^classes must be 1 name, got 2$"):
        _validation.names("classes", ["cat", "dog"], n=1)


def test_one_row_is_returned_without_its_axis():
    np.testing.assert_array_equal(_validation.one_row("labels", [[1, 2]], m=2), [1, 2])
    message = r"^labels must have shape \(1, 2\), got \(2,\): use np\.reshape\(labels, \(1, 2\)\)$"
    with pytest.raises(ValueError, match=message):
        _validation.one_row("labels", [1, 2], m=2)


@pytest.mark.parametrize("value", ["cat", 3])
def test_what_are_no_names_is_told(value):
    with pytest.raises(TypeError, match=rf"^classes must list names, such as \['cat', 'dog'\], got {value!r}$"):
        _validation.names("classes", value)


def test_a_choice_of_another_type_is_told_what_there_is():
    with pytest.raises(TypeError, match=r"^order must be one of 'planar', 'interleaved', got 3$"):
        _validation.choice("order", 3, ["planar", "interleaved"])


class Axis:
    """Its name begins with a vowel."""


class Xenon:
    """Its name begins with no vowel."""


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("a" * 98, repr("a" * 98)),
        ("a" * 99, "a str of length 99"),
        ([1, 2, 3], "[1, 2, 3]"),
        ([X, X, X], "a list of length 3"),
        (Counter("a" * 3), "Counter({'a': 3})"),
        (Counter(map(str, range(99))), "a Counter of length 99"),
        (np.array(3.0), "array(3.)"),
        (X, "an array of shape (2, 5)"),
        (X.max, "the function max"),
        (functools.partial(max, X), "a partial"),
        (object(), "an object"),
        (Axis(), "an Axis"),
        (Xenon(), "a Xenon"),
        (10**200, "an int"),
        (int, "the class int"),
    ],
    ids=range(15),
)
def test_what_came_is_shown_in_few_words(value, words):
    assert _validation.shown(value) == words
