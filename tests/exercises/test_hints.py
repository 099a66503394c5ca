"""Hints come in steps, and each says more than the one before."""

import pytest

from nnlib.exercises import check
from nnlib.exercises._exercise import exercises
from nnlib.exercises._hints import STEPS, hint, written
from nnlib.exercises._results import Line, Result

UNSTARTED = Result("small", passed=False, message="")
WRONG = Result("small", passed=False, message="", lines=(Line("S", "wrong", 5, "has no factor a"),))


def test_the_steps_of_one_that_is_not_begun(small):
    first, second, third, fourth = (hint(small, step, UNSTARTED) for step in range(1, STEPS + 1))
    assert first.endswith("In this order: S, Y.")
    assert second == "The notes write:\n    S = a x\n    Y = sum over i of S + b"
    assert third.splitlines()[:3] == ["Of n = 2, m = 3:", "    x has shape (2, 3)", "    a has shape (2, 1)"]
    assert "    S has shape (2, 3)" in third
    assert "    m" not in third
    assert "    S = [[" in fourth
    assert "    m = 3" in fourth
    assert "    b = 0.5" in fourth


def test_the_steps_of_one_with_a_wrong_line(small):
    assert hint(small, 1, WRONG) == "Look at the line that makes S, line 5."
    assert hint(small, 3, WRONG).endswith("Your S has no factor a.")


def test_one_without_notes_and_without_sizes(small):
    source = (
        small.source.replace("notes:", "note:")
        .replace("n=2, m=3", "")
        .replace("(n, m)", "(2, 3)")
        .replace("(n, 1)", "(2, 1)")
    )
    small.path.write_text(source)
    bare = type(small)(small.path, 7, 3)
    assert hint(bare, 1, UNSTARTED).endswith("give each quantity a line and a name.")
    assert hint(bare, 2, UNSTARTED) == "The text of the file says it all."
    assert hint(bare, 3, UNSTARTED).startswith("    x has shape (2, 3)")


def test_a_planted_slip_is_not_told(small):
    small.path.write_text(small.source.replace("SHORTER =", 'PLANTED = True\nCHECKED_BY = "Look."\nSHORTER ='))
    planted = type(small)(small.path, 7, 3)
    assert hint(planted, 1, UNSTARTED) == "One line has a slip in it; all others are right.\nLook."


EXERCISES = [
    pytest.param(exercise, id=name, marks=[] if exercise.number % 10 == 1 else pytest.mark.slow)
    for name, exercise in exercises().items()
]


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_exercise_has_hints_of_at_most_80_columns(exercise):
    result = check(exercise.name, lambda **_: None)
    for step in range(1, STEPS + 1):
        text = hint(exercise, step, result)
        assert text
        assert all(len(row) <= 80 for row in text.splitlines() if row.startswith("    "))


def test_what_has_no_numbers_has_no_example():
    assert hint(exercises()["derivatives_by_hand"], 4, UNSTARTED).startswith("Nothing comes in")
    assert list(written({"a": "text", "b": 1.0})) == ["    b = 1."]
