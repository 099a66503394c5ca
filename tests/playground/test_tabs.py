"""Each tab has its run; all have their turns; what is refused changes nothing."""

import numpy as np
import pytest

from nnlib.playground import _tabs
from nnlib.playground._run import Run
from nnlib.playground._state import State
from nnlib.playground._tabs import ACTIONS, NoRunError, Tabs

A, B = "the-1st_tab", "THE-2nd_TAB"
STATE = {"m": 20, "layers": [2]}


@pytest.fixture
def tabs():
    return Tabs()


def ask(tabs, action, tab=A, **fields):
    return tabs.answer(action, {"tab": tab, **fields})


def test_a_tab_trains_its_own_run(tabs):
    ask(tabs, "start", state=STATE)
    ask(tabs, "start", B, state=STATE | {"seed": 5})
    answer = ask(tabs, "advance", updates=3)
    assert (answer["frame"]["updates"], tabs.runs[B].updates) == (3, 0)
    alone = Run(State(m=20, layers=(2,)))
    alone.advance(3)
    np.testing.assert_array_equal(tabs.runs[A].model.parameters.vector, alone.model.parameters.vector)


def test_a_run_begins_with_its_edits(tabs):
    answer = ask(tabs, "start", state=STATE, edits=[[2, {"l2": 0.1}], [0, {"learning_rate": 0.5}]])
    assert set(answer) == {"data", "frame"}
    assert tabs.runs[A].edits == [(0, {"learning_rate": 0.5})]
    ask(tabs, "advance", updates=3)
    assert [at for at, _ in tabs.runs[A].edits] == [0, 2]


def test_a_change_tells_all_edits_and_the_data(tabs):
    ask(tabs, "start", state=STATE)
    ask(tabs, "advance", updates=2)
    answer = ask(tabs, "change", change={"add_points": [[1, 2, 0]]})
    assert answer["edits"] == [(2, {"add_points": ((1, 2, 0),)})]
    assert answer["data"]["X"][0][-1] == 1
    assert answer["frame"]["updates"] == 2


def test_the_code_the_steps_and_the_page_are_those_of_the_run(tabs):
    ask(tabs, "start", state=STATE)
    ask(tabs, "advance", updates=2)
    run = tabs.runs[A]
    assert ask(tabs, "code") == {"code": run.script()}
    assert ask(tabs, "steps", examples=2) == run.steps(2)
    assert ask(tabs, "export") == run.page()


def test_a_tab_begins_anew_in_place_of_its_run(tabs):
    ask(tabs, "start", state=STATE)
    first = tabs.runs[A]
    ask(tabs, "start", state=STATE)
    assert list(tabs.runs) == [A]
    assert tabs.runs[A] is not first


def test_the_run_that_rested_longest_is_put_away(tabs, monkeypatch):
    monkeypatch.setattr(_tabs, "MOST_TABS", 3)
    for n in range(3):
        ask(tabs, "start", f"tab_number_{n}", state=STATE)
    ask(tabs, "code", "tab_number_0")
    ask(tabs, "start", "tab_number_2", state=STATE)
    assert len(tabs.runs) == 3
    ask(tabs, "start", "tab_number_3", state=STATE)
    assert list(tabs.runs) == ["tab_number_0", "tab_number_2", "tab_number_3"]
    with pytest.raises(NoRunError, match="start it again"):
        ask(tabs, "advance", "tab_number_1", updates=1)


def test_a_tab_that_is_closed_is_forgotten(tabs):
    ask(tabs, "start", state=STATE)
    assert ask(tabs, "close") == {}
    assert ask(tabs, "close") == {}
    assert not tabs.runs
    for action, fields in {"advance": {"updates": 1}, "steps": {"examples": 1}, "change": {"change": {}}}.items():
        with pytest.raises(NoRunError):
            ask(tabs, action, **fields)
    assert not tabs.runs


@pytest.mark.parametrize(
    ("action", "given", "message"),
    [
        ("code", {}, "tab must be 8 to 40 letters"),
        ("advance", {"tab": A}, "missing 1 required positional argument: 'updates'"),
        ("start", {"tab": A, "edits": []}, "missing 1 required positional argument: 'state'"),
        ("code", {"tab": "7_chars"}, "tab must be 8 to 40 letters, digits, - or _"),
        ("code", {"tab": "a" * 41}, "tab must be 8 to 40 letters"),
        ("code", {"tab": "the_tab\n"}, "tab must be 8 to 40 letters"),
        ("code", {"tab": "größeres_tab"}, "tab must be 8 to 40 letters"),
        ("code", {"tab": ["a_tab_in_a_list"]}, "tab must be 8 to 40 letters"),
        ("code", {"tab": A, "updates": 1}, "unknown field of code 'updates'"),
        ("advance", {"tab": A, "updates": 1001}, "updates must be a whole number from 1 to 1000, got 1001"),
        ("advance", {"tab": A, "updates": True}, "updates must be a whole number from 1 to 1000, got True"),
        ("steps", {"tab": A, "examples": 7}, "examples must be a whole number from 1 to 6, got 7"),
        ("change", {"tab": A, "change": {"learning_rate": "fast"}}, "learning_rate must be a number from 1e-06 to 100"),
        ("start", {"tab": A, "state": {"layers": [17]}}, "layers[0] must be a whole number from 1 to 16, got 17"),
        ("start", {"tab": A, "state": {"layers": [3, 3]}}, "hidden must name an activation for each of 2 layers"),
        ("start", {"tab": A, "state": {}, "edits": [[0, {"seed": 1}]]}, "'seed'"),
        (
            "start",
            {"tab": A, "state": {}, "edits": [[9, {"add_points": [[0, 0, 2]]}]]},
            "three classes need the output softmax",
        ),
        (
            "start",
            {"tab": A, "state": {}, "edits": [[n, {"add_points": [[0, 0, 1]] * 300}] for n in (1, 2)]},
            "500 points",
        ),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(tabs, action, given, message):
    ask(tabs, "start", state=STATE)
    ask(tabs, "advance", updates=2)
    run = tabs.runs[A]
    parameters = run.model.parameters.vector.copy()
    with pytest.raises((TypeError, ValueError)) as caught:
        tabs.answer(action, given)
    assert message in str(caught.value)
    assert str(caught.value).isascii()
    assert len(str(caught.value)) <= 600
    assert tabs.runs == {A: run}
    assert (run.updates, run.edits) == (2, [])
    np.testing.assert_array_equal(run.model.parameters.vector, parameters)


def test_every_action_is_there():
    assert all(callable(getattr(Tabs, action)) for action in ACTIONS)
