"""Every exercise: the stub fails with advice, right solutions pass, and each planted slip is told as its cause."""

import linecache

import pytest

from nnlib.exercises import check
from nnlib.exercises._exercise import exercises

EXERCISES = exercises()


def function_of(exercise, source):
    """The function that a source defines, with rows that can be looked up."""
    name = f"<{exercise.name}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    return exercise.executed(compile(source, name, "exec"))[exercise.name]


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_what_a_reader_begins_with_fails_and_is_told_what_to_do(exercise):
    result = check(exercise.name, function_of(exercise, exercise.stub()))
    assert not result.passed
    if exercise.planted:
        assert result.message == exercise.checked_by
    else:
        assert "still says `raise NotImplementedError`" in result.message


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_the_solution_passes(exercise):
    result = check(exercise.name, function_of(exercise, exercise.solved()))
    assert result.passed, result


THIRD = [*EXERCISES][1::3]
"""The exercises of which all is checked by default; the slow suite has the others."""


@pytest.mark.parametrize(
    "name", [name if name in THIRD else pytest.param(name, marks=pytest.mark.slow) for name in EXERCISES]
)
def test_at_least_three_other_solutions_pass(name):
    assert len(EXERCISES[name].others) >= 3
    for solution in EXERCISES[name].others.values():
        result = check(name, solution)
        assert result.passed, result


@pytest.mark.parametrize(
    ("exercise", "every"),
    [
        *(pytest.param(EXERCISES[name], 40, id=f"some-{name}") for name in THIRD),
        *(pytest.param(each, 1, id=f"all-{name}", marks=pytest.mark.slow) for name, each in EXERCISES.items()),
    ],
)
def test_each_planted_slip_is_told_as_its_cause_and_no_other(exercise, every):
    for _, slip, mutant in exercise.mutants[exercise.number % min(every, len(exercise.mutants)) :: every]:
        result = check(exercise.name, mutant)
        assert not result.passed
        if exercise.planted:  # told, it would be found too early
            assert result.message == exercise.checked_by
        else:
            assert slip.told in result.message
            assert [line.told for line in result.lines if line.verdict == "wrong"] == [slip.told]


def test_there_are_slips_of_many_kinds():
    told = {slip.told for exercise in EXERCISES.values() for _, slip in exercise.slips}
    assert len(EXERCISES) >= 36
    assert sum(exercise.planted for exercise in EXERCISES.values()) >= 6
    assert sum(len(exercise.slips) for exercise in EXERCISES.values()) >= 100
    assert len(told) >= 40
