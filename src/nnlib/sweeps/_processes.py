"""Where a job runs: in a Python process of its own with one BLAS thread, which does the sweep's next job as well.

An executor decides on which machine jobs run and how many at a time, and calls `run`. The number of threads is fixed,
since with more of them sums are taken in another order.
"""

import contextlib
import functools
import os
import pickle
import signal
import sys
from collections.abc import Mapping
from queue import Empty, SimpleQueue
from subprocess import Popen
from threading import Thread
from traceback import format_exc
from types import ModuleType
from typing import IO, Any, NamedTuple

from nnlib._messages import attempt, said, shown

LIMITS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""What the libraries below NumPy read when they are loaded."""
IDLE = 10.0
"""After so many seconds without work, a process ends."""
SERVE = "import sys; sys.path[:] = {}; from nnlib.sweeps import _processes; _processes.main()"
reading: list[str] = []
"""The script that is being read for its job, if one is: a sweep that it starts would start itself without end."""


class Task(NamedTuple):
    """A job and its arguments, pickled; of a script that defines it also text, path, package and sys.argv."""

    sweep: str
    script: tuple[Any, ...] | None
    job: bytes
    arguments: bytes


class Outcome(NamedTuple):
    """What came of a task: numbers or an error, and whether the job could be loaded at all."""

    numbers: Mapping[str, float] | None
    error: str = ""
    loaded: bool = True


pools: dict[str, tuple[list[Popen[bytes]], list[Popen[bytes]]]] = {}
"""For each sweep, the processes that were started from this one, and those among them that have no work."""


def run(task: Task) -> Outcome:
    """Return what comes of a task; it is begun up to three times where its process is lost."""
    for sweep, (begun, idle) in list(pools.items()):  # a copy: other threads add to it
        if sweep != task.sweep and begun and all(one in idle and one.poll() is not None for one in begun):
            close(sweep)  # another sweep is over, and nobody else here would close its pipes
    pool = pools.setdefault(task.sweep, ([], []))
    for _ in range(3):
        process = waiting_process(*pool)
        if pools.get(task.sweep) is not pool:
            process.kill()  # it was started while the sweep was closed, which did not see it
        try:
            pickle.dump(task, process.stdin)
            process.stdin.flush()
            outcome: Outcome = pickle.load(process.stdout)  # noqa: S301  from a process of ours
            pool[1].append(process)
            return outcome  # noqa: TRY300  and what an interrupt ends now is not taken for idle
        except BaseException as error:
            end(process)  # lost, or interrupted: what came out of it later would answer another task
            if not isinstance(error, Exception) or pools.get(task.sweep) is not pool:
                raise
    return Outcome(None, f"its process was lost 3 times, the last time with status {process.returncode}")


def waiting_process(started: list[Popen[bytes]], idle: list[Popen[bytes]]) -> Any:  # noqa: ANN401  a Popen with pipes
    """Return a process that waits for work, by preference one that has done some; what it prints is seen at once."""
    while idle:
        if (process := idle.pop()).poll() is None:
            return process
    command, limits = [sys.executable, "-u", "-c", SERVE.format([*map(str, sys.path)])], dict.fromkeys(LIMITS, "1")
    process = Popen(command, stdin=-1, stdout=-1, env=os.environ | limits)  # noqa: S603  it is our own
    started.append(process)
    return process


def end(process: Popen[bytes]) -> None:
    """End a process, and let go of its pipes."""
    with contextlib.suppress(OSError), process:  # what could not be sent is not wanted any more
        process.kill()


def close(sweep: str) -> None:
    """End the processes of a sweep that were started from this one, whatever they are doing."""
    for process in pools.pop(sweep, ([], []))[0]:
        end(process)


# In the job's process.


def main() -> None:
    """Do tasks from standard input. What jobs print goes to standard error, and they have nothing to read."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches each process of a terminal: the first one decides
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # What a job forks may outlive it: with the pipe still open there, nobody would see that this process has ended.
    getattr(os, "register_at_fork", lambda **_: None)(after_in_child=sink.close)  # Windows has none
    os.dup2(2, 1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    serve(source, sink)


def serve(source: IO[bytes], sink: IO[bytes]) -> None:
    """Do the tasks that come, until none comes for a while."""
    tasks: SimpleQueue[Task] = SimpleQueue()
    Thread(target=receive, args=(source, tasks), daemon=True).start()
    with contextlib.suppress(Empty):
        while True:
            pickle.dump(outcome_of(tasks.get(timeout=IDLE)), sink)
            sink.flush()


def receive(source: IO[bytes], tasks: "SimpleQueue[Task]") -> None:
    """Take tasks as they come; where nobody is left who could send one, nobody waits for what is being computed."""
    with contextlib.suppress(EOFError):
        while True:
            tasks.put(pickle.load(source))  # noqa: S301  from the process that started this one
    os._exit(0)


def outcome_of(task: Task) -> Outcome:
    """Do a task."""
    job = None
    try:
        job = load(task.script, task.job)
        returned = job(**pickle.loads(task.arguments))  # noqa: S301  as above
        numbers = attempt(lambda: {str(name): float(x) for name, x in returned.items()}, otherwise=None)
        expected = "TypeError: a job returns a dict of numbers, such as {'accuracy': 0.93}, got"
        return Outcome(numbers, f"{expected} {shown(returned)}" if numbers is None else "")
    except BaseException as error:  # noqa: BLE001  a job may leave Python, too
        # Not all of it: its message may hold an array.
        return Outcome(None, f"{type(error).__name__}: {said(error)}\n\n{format_exc()[-10_000:]}", job is not None)


@functools.cache
def load(script: tuple[Any, ...] | None, job: bytes) -> Any:  # noqa: ANN401  any function
    """Return a job, after its script has been read as multiprocessing does, under another name than "__main__"."""
    if script:
        main = sys.modules["__main__"] = sys.modules["__mp_main__"] = ModuleType("__mp_main__")
        text, main.__file__, main.__package__, *sys.argv = script
        reading.append(script[1])
        exec(compile(text, script[1], "exec"), vars(main))  # noqa: S102  as an import would
        reading.clear()
    return pickle.loads(job)  # noqa: S301  as above
