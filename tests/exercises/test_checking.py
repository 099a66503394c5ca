"""One function checks an exercise in place, or the answer to a question of the documentation."""

import subprocess
import sys

import numpy as np
import pytest
import test_hostile
from markup import text_of

import nnlib
from nnlib.exercises import check, check_file, names
from nnlib.exercises._folder import Folder
from nnlib.exercises._questions import QUESTIONS


def test_exercises_and_questions_have_names_of_their_own():
    assert not set(names()) & QUESTIONS.keys()


def test_a_question_is_answered():
    question = QUESTIONS["hidden_nodes_for_demand"]
    assert check(question.name, question.answer).passed
    result = check(question.name, 100)
    assert (result.passed, result.points, result.lines) == (False, 0, ())
    assert str(result) == f"{question.name}: not yet right\n  {question.wrong[100]}"


def test_a_notebook_shows_what_is_printed_and_the_lines_that_were_seen():
    result = check("sigmoid", lambda z: z)
    assert set(str(result).split()) <= set(text_of(result).split())
    assert text_of(result).split()[-6:] == ["0.", "line", str(result.lines[1].row), "a", "✗", "wrong"]
    assert text_of(result.lines[1]).startswith("✗ a: wrong name a verdict wrong row ")
    assert text_of(check("sigmoid", lambda z: (1 + np.tanh(z / 2)) / 2)).startswith("✓ sigmoid: passed")


@pytest.mark.parametrize(
    ("name", "answer", "error", "said"),
    [
        ("sigmiod", len, ValueError, "did you mean 'sigmoid'"),
        (3, len, TypeError, "exercise must be"),
        ([], len, TypeError, "exercise must be"),
        ("sigmoid", 0.5, TypeError, r"sigmoid is an exercise: hand in the function that does it, not 0\.5"),
    ],
)
def test_what_cannot_be_checked_is_told(name, answer, error, said):
    with pytest.raises(error, match=said):
        check(name, answer)


def test_whatever_comes_is_answered_or_refused_in_few_words(tmp_path, without_processes):
    Folder(tmp_path).start(seed=0)
    calls = [
        (check, {"name": "sigmoid", "answer": len}),
        (check, {"name": "hidden_nodes_for_demand", "answer": 3}),
        (check_file, {"folder": tmp_path, "name": "sigmoid"}),
    ]
    wrong = {
        (function.__name__, argument, what): told
        for function, arguments in calls
        for argument in arguments
        for what, value in test_hostile.values().items()
        if what != "a callable that raises"  # it is a student's function, and its error is the one to be seen
        if (told := test_hostile.fault(function, arguments, argument, value))
    }
    assert not wrong


def test_what_a_process_does_not_need_is_not_loaded():
    code = (
        "import sys, nnlib.exercises._process;"
        "loaded = {'nnlib.lessons', 'nnlib.checking', 'nnlib.datasets', 'nnlib.exercises.checking'} & set(sys.modules);"
        "assert not loaded, loaded"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_face():
    assert dir(nnlib.exercises) == nnlib.exercises.__all__
    for name in nnlib.exercises.__all__:
        assert nnlib.exercises.__getattr__(name) is getattr(nnlib.exercises, name)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        nnlib.exercises.nonsense  # noqa: B018  the access is what is tested


def test_the_line_that_spoiled_an_array_is_named_and_not_the_one_that_fails_by_it():
    def standardize(X_train, X_test):
        mu = np.mean(X_train, axis=1)
        sigma = np.std(X_train, axis=1, keepdims=True)
        return (X_train - mu) / sigma, (X_test - mu) / sigma

    said = str(nnlib.exercises.check("standardize", standardize))
    first = standardize.__code__.co_firstlineno + 1
    assert f"Line {first}, mu, is your first wrong line: it has lost its second axis" in said
    assert f"Your function fails in line {first + 2}." in said
