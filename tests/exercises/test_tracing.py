"""A student's function is run with a trace: what its lines bind and change, and how it ends."""

import contextlib
import sys

import numpy as np
import pytest

from nnlib.exercises import _tracing
from nnlib.exercises._tracing import Tracer, copied, failure, items, run, runs

X = {"x": np.array([[1.0, 2.0, 4.0], [3.0, -4.0, 6.0]]), "a": np.array([[2.0], [1.0]]), "b": 0.5}


def trace_of(function, inputs=X):
    return [(event.row, event.name) for event in run(function, inputs).events]


def test_each_line_leaves_what_it_binds_and_what_it_changes_in_place(student):
    function = student("""
def small(x, a, b):
    S = a * x
    S *= 2
    S[0, 0] = 7
    parts = {"S": S, 2: S + 1}
    rows = [S, S[0]]
    numbers = [1.0, 2.0]
    S = S
    return S
""")
    came = run(function, X)
    assert [(event.row, event.name) for event in came.events] == [
        (4, "S"),
        (5, "S"),
        (6, "S"),
        (7, "parts[2]"),
        (8, "rows[0]"),
        (8, "rows[1]"),
        (9, "numbers"),
        (10, "S"),
    ]
    first, second, third = (event.value for event in came.events[:3])
    np.testing.assert_array_equal(first, X["a"] * X["x"])
    np.testing.assert_array_equal(second, 2 * first)
    assert third[0, 0] == 7
    assert second[0, 0] == 4
    assert came.row == 11


def test_a_loop_leaves_a_value_for_each_pass_even_if_it_is_the_same(student):
    function = student("""
def small(x, a, b):
    for i in range(3):
        s = 1.0
    return s
""")
    assert [name for _, name in trace_of(function) if name != "i"] == ["s"] * 3


def test_functions_that_it_calls_are_not_its_lines(student):
    function = student("""
def other(x):
    S = x + 1
    return S

def small(x, a, b):
    Z = other(x)
    return (lambda Y: Y + 1)(Z)
""")
    assert trace_of(function) == [(8, "Z")]


@pytest.mark.parametrize(
    ("body", "kind", "row"),
    [
        ("while True:\n        pass", "TooManySteps", 5),
        ("while True: pass", "TooManySteps", 4),
        ("sum(1 for _ in iter(int, 1))", "TooManySteps", 4),
        ("try:\n        while True: x = x\n    except Exception:\n        pass", "TooManySteps", 5),
        ("return small(x, a, b)", "RecursionError", 3),
        ("import sys\n    sys.exit(3)", "SystemExit", 5),
        ("raise NotImplementedError", "NotImplementedError", 4),
        ("return np.linalg.inv(x)", "LinAlgError", 4),
    ],
)
def test_how_it_ends_and_in_which_row(student, monkeypatch, body, kind, row):
    monkeypatch.setattr(_tracing, "MOST_STEPS", 8_000)
    before = sys.gettrace()
    came = run(student(f"\ndef small(x, a, b):\n    {body}\n"), X)
    assert (came.failure.kind, came.failure.row) == (kind, row)
    assert sys.gettrace() is before


def test_the_shapes_in_the_row_that_fails_are_told(student):
    came = run(student("\ndef small(x, a, b):\n    c = 1\n    return x @ a + c\n"), X)
    assert came.failure.shapes == "x (2, 3), a (2, 1)"


def test_an_error_outside_of_its_file_has_no_row():
    assert run(len, {}).failure.row == 0
    assert run(np.sum, {"a": [1, 2]}).value == 3


def test_what_else_it_does(student, capsys):
    function = student("""
T = np.ones(3)

def small(x, a, b):
    print("half way")
    x -= T
    np.array([1.0]) / 0
    np.exp(np.array([-1000.0]))
    return [4, (5, 6), x * 7]
""")
    came = run(function, X)
    assert came.printed == "half way\n"
    assert capsys.readouterr().out == ""
    assert came.changed == ["x"]
    assert X["x"][0, 0] == 1
    assert came.outside == ["T"]
    assert {4, 5, 6, 7} <= set(came.constants)
    assert [(warning.said, warning.row) for warning in came.warnings] == [("divide by zero encountered in divide", 8)]


def test_changes_inside_of_what_comes_in_are_seen(student):
    inputs = {"x": {1: np.ones(2)}, "a": [np.ones(2)], "b": "text"}
    assert run(student("\ndef small(x, a, b):\n    x[1][0] = 2\n    return x\n"), inputs).changed == ["x"]
    assert run(student("\ndef small(x, a, b):\n    x[2] = 1\n    a[0][1] = 3\n    return x\n"), inputs).changed == [
        "x",
        "a",
    ]
    assert run(student("\ndef small(x, a, b):\n    a.append(1)\n    return x\n"), inputs).changed == ["a"]
    assert run(student("\ndef small(x, a, b):\n    return (i for i in a)\n"), inputs).changed == []


def test_no_more_than_so_many_values_are_kept(student, monkeypatch):
    monkeypatch.setattr(_tracing, "MOST_EVENTS", 10)
    assert len(trace_of(student("\ndef small(x, a, b):\n    for i in range(99):\n        s = i\n    return s\n"))) <= 12


def test_the_trace_line_by_line():
    """As Python calls it; what it calls is not measured otherwise."""

    def function(x):
        tracer(sys._getframe(), "call", None)
        y = x + 1
        tracer(sys._getframe(), "line", None)
        parts = {"z": y}
        tracer(sys._getframe(), "opcode", None)
        tracer(sys._getframe(), "exception", None)
        tracer(sys._getframe(), "line", None)
        tracer(sys._getframe(), "return", None)
        return parts

    tracer = Tracer(function.__code__)
    function(np.ones(2))
    assert [event.name for event in tracer.events] == ["y", "z"]
    elsewhere = Tracer((lambda: None).__code__)
    elsewhere.file = "elsewhere"
    assert elsewhere(sys._getframe(), "call", None) is None
    elsewhere.file = __file__
    elsewhere.steps = 2 * _tracing.MOST_STEPS  # the `with` below would catch it a little earlier
    with pytest.raises(_tracing.TooManySteps):
        elsewhere(sys._getframe(), "call", None)


def test_whether_a_line_would_catch_what_is_raised():
    def asked():
        return tracer.is_caught(sys._getframe())

    tracer = Tracer((lambda: None).__code__)
    tracer.file = __file__
    outside = asked()
    with contextlib.suppress(ValueError):
        within = asked()
    assert (outside, within) == (False, True)


def test_what_lists_and_dictionaries_hold_has_names():
    held = {"A": [np.ones(2), np.ones(3)], "cache": {"Z1": 1, 2: 3}, "numbers": [1, 2]}
    assert [(name, is_variable) for name, _, is_variable in items(held)] == [
        ("A[0]", False),
        ("A[1]", False),
        ("Z1", False),
        ("cache[2]", False),
        ("numbers", True),
    ]


def test_what_cannot_be_copied_is_returned_as_it_is():
    generator = (i for i in range(3))
    assert copied(generator) is generator


def test_the_row_of_an_error_is_that_of_its_file():
    def fail(x):
        return x + None

    try:
        fail(np.ones(2))
    except TypeError as error:
        found, elsewhere = failure(error, __file__), failure(error, "elsewhere")
    assert found.row == fail.__code__.co_firstlineno + 1
    assert found.shapes == "x (2,)"
    assert (elsewhere.row, elsewhere.shapes) == (0, "")


def test_a_bare_except_does_not_keep_a_loop_going(student, monkeypatch):
    body = "while True:\n        try:\n            x = np.foo\n        except:\n            x = 1"
    for steps in range(100, 140):  # whichever step the last one is
        monkeypatch.setattr(_tracing, "MOST_STEPS", steps)
        assert run(student(f"def small(x):\n    {body}"), {"x": 1}).failure.kind == "TooManySteps"


def test_a_function_that_catches_the_end_of_its_steps_is_told_as_one_without_end(student, monkeypatch):
    monkeypatch.setattr(_tracing, "MOST_STEPS", 1000)
    body = "    try:\n        while True:\n            x = x + 1\n    except:\n        return 1"
    found = run(student(f"def small(x):\n{body}"), {"x": 1})
    assert (found.failure.kind, found.value) == ("TooManySteps", 1)


def test_a_function_without_end_is_not_called_again(student, monkeypatch):
    monkeypatch.setattr(_tracing, "MOST_STEPS", 1000)
    function = student("calls = []\ndef small(x):\n    calls.append(x)\n    while x:\n        pass\n    return x")
    found = runs(function, [{"x": x} for x in (0, 1, 2, 0)])
    assert function.__globals__["calls"] == [0, 1]
    assert [bool(one.failure) for one in found] == [False, True, True, True]
