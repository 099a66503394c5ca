"""A student's file is graded in a process of its own, and cannot hold the grader up."""

import io
import json
import os
import subprocess
import sys
from textwrap import dedent

import numpy as np
import pytest

from nnlib.exercises import _process
from nnlib.exercises._process import limit, run_read, run_text, runs_here, runs_of_file, serve
from nnlib.exercises._tracing import Event, Failure, Run
from nnlib.exercises._values import same

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
    tasks = []
    monkeypatch.setattr(_process, "ended", lambda task, *_: tasks.append(json.loads(task)))
    [run] = runs_of_file(file(RIGHT), "double", INPUTS[:1])
    assert set(tasks[0]) == {"mark", "path", "name", "inputs"}
    assert run.failure.kind == "TimeoutError"


@pytest.mark.parametrize(
    ("text", "kind", "row"),
    [
        ("import os\ndef double(x):\n    os._exit(3)\n", "SystemExit", 0),
        pytest.param("exit()\n", "SystemExit", 1, marks=pytest.mark.slow),
        ("while True:\n    pass\n", "TimeoutError", 0),
        pytest.param("def double(x)\n    return x\n", "SyntaxError", 1, marks=pytest.mark.slow),
        ("import nonsense_module\n", "ModuleNotFoundError", 1),
        pytest.param("def other(x):\n    return x\n", "MissingFunction", 0, marks=pytest.mark.slow),
        pytest.param("double = 3\n", "MissingFunction", 0, marks=pytest.mark.slow),
    ],
)
def test_a_file_that_does_not_get_to_its_function(file, text, kind, row):
    seconds = 0.3 if kind == "TimeoutError" else 30
    failures = {(run.failure.kind, run.failure.row) for run in runs_of_file(file(text), "double", INPUTS, seconds)}
    assert failures == {(kind, row)}


@pytest.mark.skipif(sys.platform != "linux", reason="the system has no limit of memory")
def test_more_memory_than_there_is_to_have_is_refused(file):
    text = "import numpy as np\ndef double(x):\n    return np.ones(10**9)\n"
    assert {run.failure.kind for run in runs_of_file(file(text), "double", INPUTS)} == {"MemoryError"}


def test_how_the_process_answers(file, monkeypatch, tmp_path):
    path = file("print('hello')\n" + RIGHT)
    task = {"mark": "secret", "path": str(path), "name": "double", "inputs": [{"dict": [["x", 3]]}]}
    ended, asked = [], []
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(task).encode())))
    monkeypatch.setattr(os, "_exit", ended.append)
    monkeypatch.setattr(os, "dup", lambda _: os.open(tmp_path / "answer", os.O_RDWR | os.O_CREAT))
    monkeypatch.setattr(os, "dup2", lambda _, stream: asked.append(stream))
    monkeypatch.setattr(_process, "limit", lambda: None)
    serve()
    [run] = json.loads((tmp_path / "answer").read_text(encoding="utf-8").removeprefix("secret"))
    assert run["value"] == 6
    assert (ended, asked) == ([0], [0, 1, 2])


def test_without_limits_of_the_system_there_are_none(monkeypatch):
    monkeypatch.setitem(sys.modules, "resource", None)
    limit()
    asked = []

    class Resource:
        RLIMIT_AS, RLIMIT_FSIZE, RLIMIT_CORE, RLIMIT_CPU = 9, 1, 4, 0

        @staticmethod
        def setrlimit(*limits):
            asked.append(limits)
            raise ValueError

    monkeypatch.setitem(sys.modules, "resource", Resource)
    limit()
    assert asked == [(9, (_process.MEMORY,) * 2), (1, (_process.BYTES,) * 2), (4, (0, 0)), (0, (_process.CPU,) * 2)]


def test_an_end_without_groups_of_processes(monkeypatch):
    monkeypatch.delattr(os, "killpg", raising=False)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        _process.end_all(process)
    assert process.returncode


# What a file must not get by.

FAKE = "an answer of its own"
SLOW = ((), pytest.mark.slow)
HOSTILE = {
    FAKE: """
        import os
        from nnlib.exercises._process import MARK, run_text
        from nnlib.exercises._tracing import Run
        import numpy as np
        answer = f"{MARK}[{run_text(Run(np.array([0.0, 2, 4])))}]"
        print(answer)
        for stream in range(20):
            try:
                os.write(stream, answer.encode())
            except OSError:
                pass
        os._exit(0)
        """,
    "the end of the process that it runs in": """
        import os, signal
        os.kill(os.getpid(), signal.SIGKILL)
        """,
    "very much that is printed": """
        import os
        def double(x):
            for k in range(3000):
                os.write(1, b"x" * 100_000)
                os.write(2, b"x" * 100_000)
            return 0
        """,
    "more than can be compared": """
        def double(x):
            return "x" * 10**8
        """,
    "what JSON cannot hold": """
        def double(x):
            y = []
            y.append(y)
            return y
        """,
    "a class that is never unlike": """
        class Same:
            def __eq__(self, other):
                return True
            def __repr__(self):
                raise SystemExit
        def double(x):
            return Same()
        """,
    "an answer that cannot be read": """
        import json
        from nnlib.exercises import _process
        _process.run_text = lambda run: "[" * 100_000
        def double(x):
            return 0
        """,
    "an answer of the wrong kind": """
        from nnlib.exercises import _process
        _process.run_text = lambda run: '{"value": {"array": [1], "type": "O", "shape": "x"}}'
        def double(x):
            return 0
        """,
    "a process that goes on": """
        import subprocess, sys
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        def double(x):
            return 0
        """,
    "questions": """
        def double(x):
            return input()
        """,
    "bytes that are no UTF-8": b"# \xff\ndef double(x):\n    return x\n",
    "null bytes": b"def double(x):\n    return x\n\0",
    "a file that is taken away": """
        import os
        os.remove("01_double.py")
        def double(x):
            return 0
        """,
}


@pytest.mark.parametrize("text", [pytest.param(HOSTILE[one], id=one, marks=SLOW[one != FAKE]) for one in HOSTILE])
def test_whatever_a_file_does_it_is_not_right_and_the_grader_goes_on(tmp_path, text):
    path = tmp_path / "01_double.py"
    path.write_bytes(text if isinstance(text, bytes) else dedent(text).encode())
    runs = runs_of_file(path, "double", INPUTS[:1], seconds=30)
    assert len(runs) == 1
    assert runs[0].failure or not same(runs[0].value, np.array([0.0, 2, 4]))


def test_files_that_notepad_or_an_older_editor_has_saved(tmp_path):
    path = tmp_path / "01_double.py"
    for content in (RIGHT.encode("utf-8-sig"), b"# -*- coding: latin-1 -*-\n# \xe9\n" + RIGHT.encode()):
        path.write_bytes(content)
        [run] = runs_here(path, "double", INPUTS[:1])
        np.testing.assert_array_equal(run.value, [0, 2, 4])


def test_a_file_beside_it_does_not_take_the_place_of_numpy(file):
    path = file(RIGHT)
    path.with_name("numpy.py").write_text("raise SystemExit", encoding="utf-8")
    [run] = runs_of_file(path, "double", INPUTS[:1])
    assert run.failure is None


def test_what_is_too_long_or_has_no_end_is_told_as_that():
    endless = []
    endless.append(endless)
    for value in (endless, "x" * (_process.BYTES // 8)):
        assert run_read(json.loads(run_text(Run(value=value)))).failure.said == "it returns more than can be compared"


def test_of_very_many_values_the_first_come_back():
    events = [Event(k, "x", np.zeros(_process.MOST_NUMBERS // 2)) for k in range(3)]
    warnings = [Failure("RuntimeWarning", "overflow")] * 1000
    run = run_read(json.loads(run_text(Run(value=1, events=events, warnings=warnings))))
    assert [event.row for event in run.events] == [0, 1]
    assert len(run.warnings) == _process.MOST_WARNINGS


@pytest.mark.parametrize(
    ("text", "kind"),
    [(RIGHT, None), ("x = = 1\n", "SyntaxError"), ("1 / 0\n", "ZeroDivisionError"), ("y = 1\n", "MissingFunction")],
)
def test_the_same_without_a_process(file, text, kind):
    [run] = runs_here(file(text), "double", INPUTS[:1])
    assert (run.failure.kind if run.failure else None) == kind
