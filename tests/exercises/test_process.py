"""A student's file is graded in a process of its own, and cannot hold the grader up."""

import io
import json
import os
import sys

import numpy as np
import pytest

from nnlib.exercises import _process
from nnlib.exercises._process import limit_memory, runs_here, runs_of_file, serve

INPUTS = [{"x": np.arange(3.0)}, {"x": np.ones((2, 2))}]
RIGHT = "def double(x):\n    y = 2 * x\n    return y\n"


@pytest.fixture
def file(tmp_path):
    """A maker of files."""

    def written(text):
        path = tmp_path / "01_double.py"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def test_what_the_function_did_comes_back(file):
    first, second = runs_of_file(file(RIGHT), "double", INPUTS)
    np.testing.assert_array_equal(first.value, [0, 2, 4])
    assert first.value.dtype == np.float64
    assert [(event.row, event.name) for event in first.events] == [(2, "y")]
    np.testing.assert_array_equal(second.value, 2 * np.ones((2, 2)))
    assert first.failure is None


def test_only_the_inputs_go_into_the_process(file, monkeypatch):
    handed = {}

    def process(_, **options):
        handed.update(json.loads(options["input"]))
        msg = ""
        raise _process.subprocess.TimeoutExpired(msg, 1)

    monkeypatch.setattr(_process.subprocess, "run", process)
    runs_of_file(file(RIGHT), "double", INPUTS)
    assert set(handed) == {"path", "name", "inputs"}


@pytest.mark.parametrize(
    ("text", "kind", "row"),
    [
        ("import os\ndef double(x):\n    os._exit(3)\n", "SystemExit", 0),
        ("exit()\n", "SystemExit", 1),
        ("while True:\n    pass\n", "TimeoutError", 0),
        ("def double(x)\n    return x\n", "SyntaxError", 1),
        ("import nonsense_module\n", "ModuleNotFoundError", 1),
        ("def other(x):\n    return x\n", "MissingFunction", 0),
        ("double = 3\n", "MissingFunction", 0),
    ],
)
def test_a_file_that_does_not_get_to_its_function(file, text, kind, row):
    seconds = 1.5 if kind == "TimeoutError" else 30
    failures = {(run.failure.kind, run.failure.row) for run in runs_of_file(file(text), "double", INPUTS, seconds)}
    assert failures == {(kind, row)}


@pytest.mark.skipif(sys.platform != "linux", reason="the system has no limit of memory")
def test_more_memory_than_there_is_to_have_is_refused(file):
    text = "import numpy as np\ndef double(x):\n    return np.ones(10**9)\n"
    assert {run.failure.kind for run in runs_of_file(file(text), "double", INPUTS)} == {"MemoryError"}


def test_how_the_process_answers(file, monkeypatch):
    path = file("print('hello')\n" + RIGHT)
    task = {"path": str(path), "name": "double", "inputs": [{"dict": [["x", 3]]}]}
    answer, ended = io.StringIO(), []
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(task).encode())))
    monkeypatch.setattr(sys, "stdout", answer)
    monkeypatch.setattr(os, "_exit", ended.append)
    monkeypatch.setattr(_process, "limit_memory", lambda: None)
    serve()
    sys.stdout.close()
    [run] = json.loads(answer.getvalue().removeprefix(_process.MARK))
    assert run["value"] == 6
    assert ended == [0]


def test_without_limits_of_memory_there_is_none(monkeypatch):
    monkeypatch.setitem(sys.modules, "resource", None)
    limit_memory()
    asked = []

    class Resource:
        RLIMIT_AS = 9

        @staticmethod
        def setrlimit(*limits):
            asked.append(limits)

    monkeypatch.setitem(sys.modules, "resource", Resource)
    limit_memory()
    assert asked == [(9, (_process.MEMORY, _process.MEMORY))]


@pytest.mark.parametrize(
    ("text", "kind"),
    [(RIGHT, None), ("x = = 1\n", "SyntaxError"), ("1 / 0\n", "ZeroDivisionError"), ("y = 1\n", "MissingFunction")],
)
def test_the_same_without_a_process(file, text, kind):
    [run] = runs_here(file(text), "double", INPUTS[:1])
    assert (run.failure.kind if run.failure else None) == kind
