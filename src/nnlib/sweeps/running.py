"""Running a sweep: every point of the grid from every seed, in any order, on any executor."""

import ast
import contextlib
import inspect
import os
import pickle
import sys
from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ThreadPoolExecutor, as_completed
from hashlib import sha256
from itertools import product
from typing import Any, SupportsIndex

import numpy as np

from nnlib._files import StrPath, checked_path, damage_in, write
from nnlib._messages import attempt, file_shown, is_a, item, said, shortened, shown
from nnlib._progress import progress_bar
from nnlib._reading import read
from nnlib._validation import require_instance, switch
from nnlib.sweeps import _processes
from nnlib.sweeps._processes import Outcome, Task
from nnlib.sweeps.results import Job, SweepResults


def sweep(
    job: Callable[..., Mapping[str, float]],
    grid: Mapping[str, Any],
    seeds: SupportsIndex | Iterable[SupportsIndex],
    *,
    executor: Executor | None = None,
    folder: StrPath | None = None,
    progress: bool = False,
) -> SweepResults:
    """Run a job for every combination of a grid's values, from several seeds each, many at once.

    Each job runs in a process with one BLAS thread, with any executor: its results do not depend on how many run at
    once, or in which order. A process does several jobs, so a job should draw its random numbers from its seed only,
    and leave nothing behind that the next one would see. If a process is lost, its job is done again. If a job raises
    an error, the error is recorded, and the other jobs continue.

    Parameters
    ----------
    job : callable
        It is called as ``job(seed=..., **point)`` and returns a dict of numbers. Worker processes import it, so define
        it at the top level of a module, or of a script that calls `sweep` below ``if __name__ == "__main__":``.
    grid : mapping of str to iterable
        The values to try for each of the job's parameters. Python's repr distinguishes them, in a folder too.
    seeds : int or iterable of int
        The seeds, or their number, from 0.
    executor : concurrent.futures.Executor, optional
        The executor decides where jobs run, and how many at a time: ``ThreadPoolExecutor(4)`` for four processes on
        this machine, ``client.get_executor()`` for a Dask cluster. By default there is one process for each core.
    folder : str or os.PathLike, optional
        A folder to keep the numbers of each job, in a file each. The same call then runs only jobs that are missing
        there or failed; so does a call with further values or seeds. A folder of another job, or with results that this
        sweep does not have, is an error. If you change the job's own lines, it is another job; changes in functions
        that it calls are not noticed.
    progress : bool, default False
        Whether tqdm shows a progress bar.

    Returns
    -------
    SweepResults
        Print it to see mean and standard deviation over the seeds, for each point.

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit, or the folder is refused.
    RuntimeError
        If worker processes cannot import the job.
    ImportError
        If `progress` is True and tqdm is not installed.

    Examples
    --------
    A script with its job; a notebook imports the job from a file::

        def job(seed, n_h):
            X, Y = nnlib.datasets.flower(m=400, rng=1)
            model = nnlib.ShallowNetwork(n_x=2, n_h=n_h, rng=seed)
            nnlib.train(model, X, Y, learning_rate=1.2, iterations=2000)
            return {"accuracy": model.accuracy(X, Y), "cost": model.cost(X, Y)}

        if __name__ == "__main__":
            results = nnlib.sweep(job, {"n_h": [1, 4, 20]}, seeds=5)
            print(results, results.best("cost", smallest=True))

    Here, `dict` stands for a job: it returns what it is called with.

    >>> from functools import partial
    >>> import nnlib
    >>> print(nnlib.sweep(partial(dict), {"n_h": [4, 20]}, seeds=3))
    n_h     n_h   seed
      4   4 ± 0  1 ± 1
     20  20 ± 0  1 ± 1
    mean ± standard deviation over 3 seeds
    """
    if _processes.reading:
        msg = 'put nnlib.sweep(...) below if __name__ == "__main__": worker processes read this script to find its job'
        raise RuntimeError(msg)
    require_instance("job", job, Callable, "a function job(seed=..., ...) that returns a dict of numbers")  # type: ignore[arg-type]
    require_instance("grid", grid, Mapping, "a dict of lists of values, such as {'n_h': [4, 20]}")
    require_instance("executor", executor, Executor | None, "an executor: ThreadPoolExecutor(4), client.get_executor()")  # type: ignore[arg-type]
    names = different("the job's arguments (grid and seed)", [*map(str, grid), "seed"])
    parameters = {name: different(item("grid", name), x) for name, x in zip(names, grid.values(), strict=False)}
    chosen = different("seeds", attempt(lambda: range(seeds) or seeds, otherwise=seeds))  # type: ignore[arg-type, return-value]  # a number or not
    cases = [dict(zip(names, values, strict=True)) for values in product(*parameters.values(), chosen)]
    if signature := attempt(lambda: inspect.signature(job), otherwise=None):
        signature.bind(**cases[0])  # TypeError where the job does not take these
    pickled, *arguments = sent(job, cases)
    script = script_of_main() if any(b"__main__" in part for part in (pickled, *arguments)) else None
    known = identity(getattr(job, "func", job), pickled)  # func: of a partial
    ended = {} if folder is None else outcomes_in(folder, known, cases)
    sweep = os.urandom(16).hex()
    tasks = {i: Task(sweep, script, pickled, part) for i, part in enumerate(arguments) if i not in ended}
    with contextlib.closing(outcomes(sweep, tasks, executor)) as coming:
        for i, outcome in progress_bar(coming, len(tasks), "job") if switch("progress", progress) else coming:
            ended[i] = outcome
            if folder is not None and outcome.numbers is not None:
                content = {"sweep": known, "case": shortened(str(cases[i])), "numbers": outcome.numbers}
                write(checked_path(folder) / name_of(cases[i]), "job", content, {})
    return SweepResults(parameters, chosen, tuple(Job(case, *ended[i][:2]) for i, case in enumerate(cases)))


def outcomes(sweep: str, tasks: Mapping[int, Task], executor: Executor | None) -> Generator[tuple[int, Outcome]]:
    """Yield what comes of tasks as they end; what an executor breaks off is done on this machine."""
    left, futures = dict(tasks), dict[Future[Outcome], int]()
    own = ThreadPoolExecutor(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count())
    try:
        for chosen in (executor or own, own):
            with contextlib.suppress(BrokenExecutor):
                for i, task in left.items():
                    futures[chosen.submit(_processes.run, task)] = i
            for future in as_completed(list(futures)):
                i = futures.pop(future)
                with contextlib.suppress(BrokenExecutor, CancelledError):
                    outcome = future.result()
                    if not outcome.loaded:
                        msg = f"a worker process could not load the job:\n{outcome.error}"
                        raise RuntimeError(msg)
                    del left[i]
                    yield i, outcome
    finally:
        for future in futures:
            future.cancel()
        _processes.close(sweep)
        own.shutdown(cancel_futures=True)


def identity(function: Callable[..., Any], pickled: bytes) -> str:
    """Return a digest of what a job is: its name, what is bound to it, and its lines in the file as it is now."""
    lines = attempt(lambda: ast.parse(checked_path(inspect.getfile(function)).read_bytes()).body, otherwise=[])
    own = [ast.dump(part) for part in lines if getattr(part, "name", "") == function.__name__]
    return sha256(pickled + repr(own).encode()).hexdigest()


def name_of(case: Mapping[str, Any]) -> str:
    """Return the name of a job's file, which its point and its seed decide."""
    return f"{sha256(repr(sorted(case.items())).encode()).hexdigest()[:20]}.npz"


def outcomes_in(folder: StrPath, known: str, cases: list[dict[str, Any]]) -> dict[int, Outcome]:
    """Return what came of the jobs that have ended, by place; ValueError where the folder has others."""
    checked_path(folder).mkdir(parents=True, exist_ok=True)
    places, outcomes = {name_of(case): i for i, case in enumerate(cases)}, {}
    for path in sorted(checked_path(folder).glob("*.npz")):
        _, content, _ = read(path, "job")
        with damage_in(path):
            sweep, case, outcome = content["sweep"], content["case"], Outcome(dict(content["numbers"]))
        if sweep != known or path.name not in places:
            msg = f"{file_shown(path)} is of other code, or of a point not in the grid ({case}): name another folder"
            raise ValueError(msg)
        outcomes[places[path.name]] = outcome
    return outcomes


def different(name: str, values: Iterable[Any]) -> tuple[Any, ...]:
    """Return the values of a list, of which there is at least one and none twice, NumPy's numbers as Python's."""
    read = attempt(lambda: [value.item() if is_a(value, np.generic) else value for value in values], otherwise=[])
    if not read or is_a(values, str) or len(set(map(repr, read))) < len(read):
        msg = f"{name} must be a list of values, at least one and none of them twice, got {shown(values)}"
        raise ValueError(msg)
    return tuple(read)


def sent(job: Callable[..., Any], cases: Iterable[Mapping[str, Any]]) -> list[bytes]:
    """Return a job, and its arguments in each case, as worker processes load them; TypeError where they cannot."""
    try:
        return [pickle.dumps(part, protocol=5) for part in (job, *cases)]
    except Exception as error:  # noqa: BLE001  whatever pickling makes of it
        msg = f"define the job with def at the top level of a file, so that other processes can load it: {said(error)}"
        raise TypeError(msg) from None


def script_of_main() -> tuple[Any, ...]:
    """Return text, path, package and arguments of the script that runs; TypeError where it is not a file."""
    main = sys.modules["__main__"]
    try:
        return inspect.getsource(main), main.__file__ or "", main.__package__, *sys.argv
    except (AttributeError, OSError, TypeError):
        msg = "a job has to stand in a file: in a notebook or console, %%writefile job.py writes it; then import it"
        raise TypeError(msg) from None
