"""Exercises to debug: the lines that their texts recommend pass the solution, and tell something of each slip."""

import textwrap

import numpy as np
import pytest

from nnlib.exercises._exercise import exercises

OF_ALL_RIGHT = {
    "debug_gradients": "gradient check: passed",
    "debug_steps": "all 10 lines are right",
    "debug_training": "gradient check: passed",
    "debug_softmax": "all 5 lines are right",
    "debug_minibatches": "nothing found",
    "debug_standardization": "test (30, 114) (30, 114) True",
    "debug_initialization": "nothing found",
}


def said(exercise, source, capsys):
    """Return what the lines of the text print, below a source of the function, and the error that ends them."""
    lines = textwrap.dedent("\n".join(row for row in exercise.text.splitlines() if row.startswith("    ")))
    with np.errstate(all="ignore"):
        try:
            exec(compile(f"{source}\n\n{lines}\n", exercise.name, "exec"), {"__name__": "__main__"})  # noqa: S102  it is the library's own
        except ValueError as error:
            return str(error)
    return capsys.readouterr().out


@pytest.mark.parametrize("name", OF_ALL_RIGHT)
def test_the_recommended_check_passes_the_solution(name, capsys):
    exercise = exercises()[name]
    assert OF_ALL_RIGHT[name] in said(exercise, exercise.solved(), capsys)


@pytest.mark.slow
@pytest.mark.parametrize("name", OF_ALL_RIGHT)
def test_the_recommended_check_tells_something_of_each_slip(name, capsys):
    exercise = exercises()[name]
    right = said(exercise, exercise.solved(), capsys)
    for seed, (_, slip) in enumerate(exercise.slips):
        assert said(exercise, exercise.stub(seed), capsys) != right, slip
