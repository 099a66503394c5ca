"""Grading a file in a process of its own, with a limit of time, and of memory where the system has one.

Only the inputs go into that process and only what came out of it comes back, as JSON. What is right stays here.
"""

import importlib.util
import json
import linecache
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import Any

from nnlib._messages import shortened
from nnlib.exercises._tracing import Event, Failure, Run, failure, run
from nnlib.exercises._values import coded, decoded

SOURCE = str(Path(__file__).parents[2])
"""Where the library is; its process has to find it too."""
SECONDS = 10.0
"""A file may take so long."""
MEMORY = 4 * 2**30
"""Bytes of address space that its process may have."""
SERVE = "from nnlib.exercises._process import serve; serve()"
MARK = "nnlib-exercises:"
"""What the answer begins with."""


def runs_of_file(path: Path, name: str, inputs: Sequence[Mapping[str, Any]], seconds: float = SECONDS) -> list[Run]:
    """Return what happened when the function of a file was called with each of the inputs."""
    task = json.dumps({"path": str(path), "name": name, "inputs": [coded(dict(one)) for one in inputs]})
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, [SOURCE, os.environ.get("PYTHONPATH")])),
        "PYTHONIOENCODING": "utf-8",
        "OPENBLAS_NUM_THREADS": "1",
    }
    command = [sys.executable, "-c", SERVE]
    try:
        answer = subprocess.run(  # noqa: S603  the command is the library's own
            command, input=task, capture_output=True, check=False, timeout=seconds, env=environment, encoding="utf-8"
        )
    except subprocess.TimeoutExpired:
        return [Run(failure=Failure("TimeoutError", f"it was stopped after {seconds:g} seconds")) for _ in inputs]
    _, found, text = answer.stdout.rpartition(MARK)
    if not found:
        last = answer.stderr.strip().rpartition("\n")[2]
        told = f"your file ended Python before the function returned{': ' if last else ''}{shortened(last)}"
        return [Run(failure=Failure("SystemExit" if answer.returncode >= 0 else "MemoryError", told)) for _ in inputs]
    return [run_read(one) for one in json.loads(text)]


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
    """Read a task from standard input, do it, and write the answer to standard output."""
    task = json.loads(sys.stdin.buffer.read())
    answer, sys.stdout = sys.stdout, open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  as long as it lives
    limit_memory()
    inputs = [decoded(one) for one in task["inputs"]]
    runs = [run_coded(one) for one in runs_here(Path(task["path"]), task["name"], inputs)]
    answer.write(MARK + json.dumps(runs))
    answer.flush()
    os._exit(0)  # threads of a student's file do not hold the answer up


def limit_memory() -> None:
    """Limit the memory of this process, where the system can."""
    try:
        import resource  # noqa: PLC0415  Windows has none
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def runs_here(path: Path, name: str, inputs: Sequence[Mapping[str, Any]]) -> list[Run]:
    """Return what happens when the function of a file is called with each of the inputs, in this process."""
    try:
        module = imported(path)
    except (Exception, SystemExit) as error:  # noqa: BLE001  a student's file may raise anything
        return [Run(failure=failed_import(error, path)) for _ in inputs]
    function = getattr(module, name, None)
    if not callable(function):
        return [Run(failure=Failure("MissingFunction", name)) for _ in inputs]
    return [run(function, one) for one in inputs]


def imported(path: Path) -> ModuleType:
    """Return a student's file as a module, read anew."""
    linecache.checkcache(str(path))
    spec = importlib.util.spec_from_file_location("exercise", path)
    assert spec is not None  # noqa: S101  a file ending in .py has one
    assert spec.loader is not None  # noqa: S101
    module = importlib.util.module_from_spec(spec)
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), vars(module))  # noqa: S102  it is to be graded
    return module


def failed_import(error: BaseException, path: Path) -> Failure:
    """Return how a file failed before its function was called."""
    if isinstance(error, SyntaxError):
        return Failure("SyntaxError", error.msg, error.lineno or 0)
    return failure(error, str(path))


def run_coded(run: Run) -> dict[str, Any]:
    """Return a run as JSON can hold it."""
    events = [(event.row, event.name, coded(event.value)) for event in run.events]
    failure = asdict(run.failure) if run.failure else None
    return vars(run) | {
        "value": coded(run.value),
        "events": events,
        "failure": failure,
        "warnings": [asdict(warning) for warning in run.warnings],
    }
