"""Words for what came are few, are there whatever its methods raise, and cost little however long it is."""

import functools
import itertools

import numpy as np
import pytest
from hostile import VALUES, Frame, Hostile, Meta, Poison, Tensor, hostile, nested

from nnlib._messages import file_shown, listed, name_of_class, near_match, said, shown
from nnlib.datasets._damage import abridged


@pytest.mark.parametrize("what", VALUES)
def test_whatever_came_is_shown_in_few_words(what):
    assert 0 < len(shown(VALUES[what])) <= 100
    assert "\n" not in shown(VALUES[what])


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Hostile(), "a Hostile"),
        ([Hostile()], "a list of length 1"),
        (hostile("List", list)([1, 2]), "a List"),
        (hostile("List", list, without=("len", "iter"))([1, 2]), "a List of length 2"),
        (hostile("Str", str)("relu"), "a Str"),
        (Meta("Class", (), {}), "the class Class"),
        (Meta("Class", (), {})(), "a Class"),
        (type("", (), {})(), "a "),
        (type("o" * 100, (), {}), f"the class {'o' * 57}..."),
        (functools.cached_property(len), "a cached_property"),
        (functools.partial(max, 1), "functools.partial(<built-in function max>, 1)"),
        (Frame(np.ones((5, 2))), "a Frame of shape (5, 2)"),
        (Tensor(np.ones((2, 5))), "a Tensor of shape (2, 5)"),
        (10**5000, "an int"),
        ([10**5000], "a list of length 1"),
        (np.array([0.5] * 1000), "an array of shape (1000,)"),
        (np.array(None), "array(None, dtype=object)"),
        ([np.zeros(30)], "a list of length 1"),
        ([np.zeros(3)], "[array([0., 0., 0.])]"),
        ({"a": 1}, "{'a': 1}"),
        ({"a": [1] * 60}, "a dict of length 1"),
        (nested(10**5), "a list of length 1"),
        (itertools.count(3), "count(3)"),
        ("a\nb", "'a\\nb'"),
        ("\ud800", "'\\ud800'"),
    ],
    ids=range(25),
)
def test_what_came_is_shown(value, words):
    assert shown(value) == words


@pytest.mark.parametrize(
    "value",
    [list(range(10**6)), [[0.5] * 10**6], {"a": "o" * 2 * 10**6}, "o" * 2 * 10**6, [np.zeros(10**6)], (b"o" * 10**6,)],
    ids=range(6),
)
def test_what_is_long_is_not_made_longer(value, allocated):
    assert allocated(lambda: shown(value)) < 10_000
    assert shown(value) == f"a {type(value).__name__} of length {len(value)}"


def test_names_are_listed_until_there_is_no_room():
    assert listed([]) == ""
    assert listed(["a", 1]) == "'a', 1"
    assert listed(["a", "b"], show=str) == "a, b"
    assert listed(range(10)) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9"
    assert listed(range(785)) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, ... (785 in all)"
    assert listed(["a" * 150, "b" * 98], show=str) == f"{'a' * 97}..., {'b' * 98}"
    assert listed(["a" * 98, "b" * 98, "c"]) == f"{'a' * 98!r}, ... (3 in all)"


def test_the_near_name_is_found_among_all():
    assert near_match("pixel700", [f"pixel{j}" for j in range(701)]) == "did you mean 'pixel700'?"
    assert near_match("o" * 50, ["O" * 50]) == f"did you mean {'O' * 50!r}?"
    assert near_match("o" * 51, ["o" * 51]) == ""


def test_what_an_error_says_is_cut():
    assert said(ValueError("no.")) == "no."
    assert said(ValueError()) == "ValueError"
    assert said(hostile("Bad", Exception, without=("getattr",))()) == "Bad"
    assert said(Poison("o" * 1000)) == "o" * 247 + "..."


def test_of_a_long_name_of_a_file_the_end_is_shown():
    assert file_shown("a" * 250) == "a" * 250
    assert file_shown("b" + "a" * 250) == "..." + "a" * 247


def test_of_a_long_text_beginning_and_end_are_kept():
    assert abridged("a" * 400, room=400) == "a" * 400
    assert abridged("a" * 400 + "b" * 150, room=400) == "a" * 245 + " ... " + "b" * 150


def test_a_class_is_named_whatever_its_own_class_says():
    assert name_of_class(Meta("Class", (), {})) == "Class"
