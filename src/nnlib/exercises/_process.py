"""Grading a file in a process of its own, with a limit of time, and of memory where the system has one.

Only the inputs go into that process and only what came out of it comes back, as JSON. What is right stays here.
"""

import contextlib
import importlib.util
import itertools
import json
import linecache
import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from types import ModuleType
from typing import IO, Any

import numpy as np

from nnlib._messages import attempt, shortened
from nnlib.exercises._tracing import Event, Failure, Run, failure, runs
from nnlib.exercises._values import coded, decoded

SOURCE = str(Path(__file__).resolve().parents[2])
"""Where the library is; its process has to find it too."""
SECONDS = 10.0
"""A file may take so long."""
MEMORY = 4 * 2**30
"""Bytes of address space that its process may have."""
CPU = 120
"""Seconds that its process may compute for, even where nothing is left that could stop it."""
BYTES = 2**25
"""Bytes that its process may write into a file, and that are read of its answer."""
MOST_NUMBERS = 100_000
"""Numbers in the lines of one call that come back; the first wrong one is among the first."""
MOST_WARNINGS = 100
"""Warnings of one call that come back."""
SERVE = "from nnlib.exercises._process import serve; serve()"
MARK = "nnlib-exercises:"
"""What the answer begins with, and then a secret that only the task told."""


def runs_of_file(path: Path, name: str, inputs: Sequence[Mapping[str, Any]], seconds: float = SECONDS) -> list[Run]:
    """Return what happened when the function of a file was called with each of the inputs."""
    path = path.resolve()
    mark = f"{MARK}{secrets.token_hex(16)}:"
    task = {"mark": mark, "path": str(path), "name": name, "inputs": [coded(dict(one)) for one in inputs]}
    with tempfile.TemporaryFile() as answer:  # a pipe would be held open by what a file has started
        status = ended(json.dumps(task), answer, path.parent, seconds)
        answer.seek(0)
        _, found, text = answer.read(BYTES).decode("utf-8", "replace").rpartition(mark)
    runs = attempt(lambda: [run_read(one) for one in json.loads(text)], otherwise=[]) if found else []
    if len(runs) == len(inputs):
        return runs
    if status is None:
        return [Run(failure=Failure("TimeoutError", f"it was stopped after {seconds:g} seconds")) for _ in inputs]
    last = "" if found else text.strip().rpartition("\n")[2]
    told = f"your file ended Python before the function returned{': ' if last else ''}{shortened(last)}"
    return [Run(failure=Failure("SystemExit" if status >= 0 else "MemoryError", told)) for _ in inputs]


def ended(task: str, answer: IO[bytes], folder: Path, seconds: float) -> int | None:
    """Have a task done by a process in a folder, and return its status; None where it took too long."""
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, [SOURCE, os.environ.get("PYTHONPATH")])),
        "PYTHONIOENCODING": "utf-8",
        "OPENBLAS_NUM_THREADS": "1",
    }
    process = subprocess.Popen(  # noqa: S603  the command is the library's own
        [sys.executable, "-P", "-c", SERVE],  # -P: a numpy.py of the student's is not NumPy
        stdin=subprocess.PIPE,
        stdout=answer,
        stderr=answer,
        cwd=folder,
        env=environment,
        encoding="utf-8",
        start_new_session=True,
    )
    with process:
        try:
            process.communicate(task, timeout=seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            end_all(process)
    return process.returncode


def end_all(process: "subprocess.Popen[str]") -> None:
    """End a process, and what it has started where the system can tell that."""
    process.kill()
    if hasattr(os, "killpg"):
        with contextlib.suppress(OSError):  # none is left
            os.killpg(process.pid, signal.SIGKILL)


def run_read(answer: Mapping[str, Any]) -> Run:
    """Return a run that came as JSON."""
    run = Run(**answer)
    run.value = decoded(answer["value"])
    run.events = [Event(row, name, decoded(value)) for row, name, value in answer["events"]]
    run.failure = Failure(**answer["failure"]) if answer["failure"] else None
    run.warnings = [Failure(**warning) for warning in answer["warnings"]]
    return run


# In the other process.


def serve() -> None:
    """Read a task from standard input, do it, and write the answer to what was standard output."""
    task = json.loads(sys.stdin.buffer.read())
    answered = os.dup(1)
    mark, path, name = task["mark"], Path(task["path"]), task["name"]
    inputs = [decoded(one) for one in task["inputs"]]
    silence()
    limit()
    runs = [run_text(one) for one in runs_here(path, name, inputs)]
    with os.fdopen(answered, "w", encoding="utf-8") as answer:
        answer.write(f"{mark}[{','.join(runs)}]")
    os._exit(0)  # threads of a student's file do not hold the answer up


def silence() -> None:
    """Let all that is printed from now on be lost, and nothing be read, in C code and in other processes too."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)


def limit() -> None:
    """Limit the memory of this process, and the size of the files that it writes, where the system can."""
    try:
        import resource  # noqa: PLC0415  Windows has none
    except ImportError:
        return
    limits = {"RLIMIT_AS": MEMORY, "RLIMIT_FSIZE": BYTES, "RLIMIT_CORE": 0, "RLIMIT_CPU": CPU}
    for kind, most in limits.items():
        with contextlib.suppress(ValueError, OSError):  # it is lower already, or the system has none of this kind
            resource.setrlimit(getattr(resource, kind), (most, most))


def runs_here(path: Path, name: str, inputs: Sequence[Mapping[str, Any]]) -> list[Run]:
    """Return what happens when the function of a file is called with each of the inputs, in this process."""
    try:
        module = imported(path)
    except (Exception, SystemExit) as error:  # noqa: BLE001  a student's file may raise anything
        return [Run(failure=failed_import(error, path)) for _ in inputs]
    function = getattr(module, name, None)
    if not callable(function):
        return [Run(failure=Failure("MissingFunction", name)) for _ in inputs]
    return runs(function, inputs)


def imported(path: Path) -> ModuleType:
    """Return a student's file as a module, read anew."""
    linecache.checkcache(str(path))
    spec = importlib.util.spec_from_file_location("exercise", path)
    assert spec is not None  # noqa: S101  a file ending in .py has one
    assert spec.loader is not None  # noqa: S101
    module = importlib.util.module_from_spec(spec)
    exec(compile(path.read_bytes(), str(path), "exec"), vars(module))  # noqa: S102  it is to be graded
    return module


def failed_import(error: BaseException, path: Path) -> Failure:
    """Return how a file failed before its function was called."""
    if isinstance(error, SyntaxError):
        return Failure("SyntaxError", error.msg, error.lineno or 0)
    return replace(failure(error, str(path)), of_file=True)


def run_text(run: Run) -> str:
    """Return a run as JSON; as a failure, where JSON cannot hold what was returned or it is very long."""
    text = attempt(lambda: json.dumps(run_coded(run)), otherwise="")
    if 0 < len(text) < BYTES // 8:
        return text
    return json.dumps(run_coded(Run(failure=Failure("ValueError", "it returns more than can be compared"))))


def run_coded(run: Run) -> dict[str, Any]:
    """Return a run as JSON can hold it."""
    numbers = itertools.accumulate(np.size(event.value) for event in run.events)
    events = [(e.row, e.name, coded(e.value)) for e, n in zip(run.events, numbers, strict=True) if n <= MOST_NUMBERS]
    failure = asdict(run.failure) if run.failure else None
    return vars(run) | {
        "value": coded(run.value),
        "events": events,
        "failure": failure,
        "warnings": [asdict(warning) for warning in run.warnings[:MOST_WARNINGS]],
    }
