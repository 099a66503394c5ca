"""What a browser sends is a state, or is refused with a sentence."""

import json
from dataclasses import asdict

import pytest

import nnlib
from nnlib.playground._state import EDITS, FIELDS, MOST_EDITS, MOST_UPDATES, State, about

WRONG = [
    ([], "state must be an object with fields such as data"),
    ({"colour": 1}, "unknown field of state"),
    ({"m": 7}, "m must be a whole number from 8 to 2000, got 7"),
    ({"m": 400.0}, "m must be a whole number"),
    ({"m": True}, "m must be a whole number"),
    ({"m": None}, "m must be a whole number"),
    ({"learning_rate": 0}, "learning_rate must be a number from 1e-06 to 100, got 0"),
    ({"learning_rate": "1"}, "learning_rate must be a number"),
    ({"l2": float("nan")}, "l2 must be a number"),
    ({"data": "cats"}, "data"),
    ({"data": ["flower"]}, "data"),
    ({"layers": 4}, "layers must be a list of 0 to 6 entries, got 4"),
    ({"layers": [4] * 7}, "layers must be a list of 0 to 6 entries"),
    ({"layers": [4, 17], "hidden": ["relu", "relu"]}, r"layers\[1\] must be a whole number from 1 to 16, got 17"),
    ({"layers": [4, 4]}, "hidden must name an activation for each of 2 layers"),
    ({"hidden": ["softmax"]}, r"hidden\[0\]"),
    ({"points": [[1, 2]]}, r"points\[0\] must be a list of 3 entries"),
    ({"points": [[11, 2, 0]]}, r"points\[0\]\[0\] must be a number from -10 to 10"),
    ({"points": [[1, 2, 3]], "output": "softmax"}, r"points\[0\]\[2\] must be a whole number from 0 to 2, got 3"),
    ({"points": [[0, 0, 0]] * 501}, "points must be a list of 0 to 500 entries"),
    ({"points": [[1, 2, 2]]}, "three classes need the output softmax"),
    ({"data": "three spirals"}, "three classes need the output softmax, which has a node for each; sigmoid has one"),
]


@pytest.mark.parametrize(("given", "message"), WRONG, ids=[str(given)[:40] for given, _ in WRONG])
def test_what_is_no_state_is_refused(given, message):
    with pytest.raises((TypeError, ValueError), match=message) as refused:
        State.check("state", given)
    assert len(str(refused.value)) < 300


def test_what_is_left_out_is_as_in_the_beginning():
    assert State.check("state", {}) == State()
    assert State.check("state", {"m": 100, "noise": 1}) == State(m=100, noise=1.0)


def test_a_state_that_has_been_through_json_is_the_same():
    state = State.check(
        "state", {"points": [[1, -2.5, 1]], "layers": [3, 2], "hidden": ["relu", "tanh"], "batch_size": 5}
    )
    assert State.check("state", json.loads(json.dumps(asdict(state)))) == state


def test_the_page_is_told_all_names_and_bounds():
    told = json.loads(json.dumps(about(), allow_nan=False))
    assert told["defaults"].keys() == FIELDS.keys()
    assert set(told["choices"]["output"]) == set(nnlib.activations.ACTIVATIONS)
    assert set(told["choices"]["hidden"]) == set(nnlib.activations.ACTIVATIONS) - {"softmax"}
    assert set(told["choices"]["loss"]) == set(nnlib.losses.LOSSES)
    assert all(isinstance(getattr(nnlib, name), type) for name in told["choices"]["optimizer"])
    assert told["bounds"]["batch_size"] == [1, 2000]
    assert told["bounds"]["nodes"] == 16


def test_edits_are_changes_with_their_times():
    edits = [[20, {"l2": 0.1}], [10, {"batch_size": None, "add_points": [[1, 2, 0]]}]]
    assert EDITS.check("edits", edits) == ((20, {"l2": 0.1}), (10, {"batch_size": None, "add_points": ((1, 2, 0),)}))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "edits must be a list"),
        ([[1]], r"edits\[0\] must be a list of 2 entries"),
        ([[-1, {}]], r"edits\[0\]\[0\] must be a whole number"),
        ([[MOST_UPDATES + 1, {}]], r"edits\[0\]\[0\] must be a whole number"),
        ([[1, 5]], r"edits\[0\]\[1\] must be an object"),
        ([[1, {"seed": 4}]], r"unknown field of edits\[0\]\[1\]"),
        ([[1, {}]] * (MOST_EDITS + 1), "edits must be a list of 0 to 200 entries"),
    ],
)
def test_what_are_no_edits_is_refused(given, message):
    with pytest.raises((TypeError, ValueError), match=message):
        EDITS.check("edits", given)
