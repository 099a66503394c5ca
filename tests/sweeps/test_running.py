"""A sweep: the same results on any executor, and what goes wrong stays small."""

import functools
import importlib
import os
import re
import signal
import subprocess
import sys
import types
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import small_jobs

import nnlib
from nnlib.sweeps import _processes, running


def test_jobs_are_called_with_each_point_and_each_seed_in_order():
    results = nnlib.sweep(functools.partial(dict), {"a": np.array([2, 1]), "b": (0.5, 3.0)}, seeds=[7, 5])
    np.testing.assert_array_equal(results["a"], np.broadcast_to(np.reshape([2, 1], (2, 1, 1)), (2, 2, 2)))
    np.testing.assert_array_equal(results["b"][0, :, 0], [0.5, 3.0])
    np.testing.assert_array_equal(results["seed"][1, 1], [7, 5])
    assert [type(x) for x in results.grid["a"]] == [int, int]
    assert results.jobs[1].case == {"a": 2, "b": 0.5, "seed": 5}


def test_results_are_the_same_to_the_bit_for_any_number_of_workers():
    grid = {"n_h": [3, 40]}
    one, three, default = (
        nnlib.sweep(small_jobs.train, grid, 2, executor=executor)
        for executor in (ThreadPoolExecutor(1), ThreadPoolExecutor(3), None)
    )
    assert np.isfinite(one["cost"]).all()
    for name in one.names:
        np.testing.assert_array_equal(one[name], three[name])
        np.testing.assert_array_equal(one[name], default[name])
    assert str(one) == str(three) == str(default)


def test_each_job_runs_in_a_process_with_one_thread_and_nothing_changes_here(monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    before = dict(os.environ)
    with ThreadPoolExecutor(1) as executor:
        results = nnlib.sweep(small_jobs.where, {}, seeds=3, executor=executor)
    assert os.environ == before
    assert (results["threads"] == 1).all()
    (process,) = set(results["process"])  # it is used again
    assert process != os.getpid()
    with pytest.raises(ProcessLookupError):  # and gone
        os.kill(int(process), 0)
    assert not _processes.pools


def test_a_path_among_the_folders_to_import_from_is_no_harm(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "path", [*sys.path, tmp_path])  # Python passes over what is no text
    assert not nnlib.sweep(functools.partial(dict), {}, 1).failed


def test_what_jobs_print_does_not_disturb_and_they_have_nothing_to_read(capfd):
    results = nnlib.sweep(small_jobs.talks, {}, seeds=1)
    assert results["x"] == 0
    assert capfd.readouterr().err == "a job may print\n"


def test_a_failing_job_is_recorded_and_the_rest_goes_on():
    ways = {
        "raises": "no such",
        "exits": "SystemExit: 3",
        "array": "TypeError",
        "nothing": "dict of numbers",
        "names": "x",
    }
    results = nnlib.sweep(small_jobs.fails, {"way": [*ways]}, seeds=2)
    assert np.isnan(results["x"][:, 0]).all()
    assert (results["x"][:, 1] == 2).all()
    assert [job.case["way"] for job in results.failed] == [*ways]
    for job, told in zip(results.failed, ways.values(), strict=True):
        assert told in job.error
    assert "in fails" in results.failed[0].error  # the traceback
    assert "5 of 10 jobs failed" in str(results)


# Workers that are lost.


def test_the_job_of_a_lost_process_is_done_again(tmp_path):
    results = nnlib.sweep(small_jobs.lost, {"folder": [str(tmp_path)], "times": [2]}, seeds=3)
    assert not results.failed
    assert sorted(file.name for file in tmp_path.iterdir()) == ["0-0", "1-0", "1-1", "1-2", "2-0"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_process_is_seen_to_be_lost_though_what_it_forked_lives(tmp_path):
    assert nnlib.sweep(small_jobs.leaves, {"folder": [str(tmp_path)]}, [7])["x"] == 7
    assert not tmp_path.joinpath("waited").exists()
    os.kill(int(tmp_path.joinpath("forked").read_text()), signal.SIGKILL)


def test_a_job_whose_process_is_always_lost_fails_and_another_call_tries_again(tmp_path):
    calls, folder = tmp_path / "calls", tmp_path / "folder"
    calls.mkdir()
    grid = {"folder": [str(calls)], "times": [5]}
    (job,) = nnlib.sweep(small_jobs.lost, grid, seeds=2, folder=folder).failed
    assert job.error == "its process was lost 3 times, the last time with status -9"
    assert not nnlib.sweep(small_jobs.lost, grid, seeds=2, folder=folder).failed
    assert sorted(file.name for file in calls.iterdir()) == ["0-0", *(f"1-{n}" for n in range(6))]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_fork_of_a_process_has_nothing_to_say(capfd):
    """Its outcome would be taken for the next job's."""
    results = nnlib.sweep(small_jobs.forks, {}, seeds=3, executor=ThreadPoolExecutor(1))
    assert results["x"].tolist() == [0, 1, 2]
    assert "write to closed file" in capfd.readouterr().err


class Breaking(Executor):
    """Does one task, and breaks, or breaks when it is given the second, or cancels what is left."""

    def __init__(self, way):
        self.done, self.way = 0, way

    def submit(self, function, /, *arguments):
        future, self.done = Future(), self.done + 1
        if self.done == 1:
            future.set_result(function(*arguments))
        elif self.way == "at submit":
            raise BrokenExecutor
        elif self.way == "cancels":
            future.cancel()
            future.set_running_or_notify_cancel()
        else:
            future.set_exception(BrokenExecutor())
        return future


@pytest.mark.parametrize("way", ["breaks", "at submit", "cancels"])
def test_what_a_broken_executor_leaves_is_done_here(tmp_path, way):
    grid = {"a": [1, 2], "folder": [str(tmp_path)]}
    results = nnlib.sweep(small_jobs.noted, grid, 2, executor=Breaking(way))
    assert results["x"].ravel().tolist() == [1, 2, 2, 3]
    assert len(list(tmp_path.iterdir())) == 4  # none was done twice


def test_an_interrupt_ends_all_processes_at_once(monkeypatch, tmp_path):
    begun = []

    def interrupt(*_):
        begun.extend(process for started, _ in _processes.pools.values() for process in started)
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "write", interrupt)
    with pytest.raises(KeyboardInterrupt):
        nnlib.sweep(small_jobs.sleeps, {}, seeds=[0, 1, 2], folder=tmp_path)
    assert begun
    assert all(process.returncode is not None for process in begun)
    assert not _processes.pools
    assert not list(tmp_path.iterdir())


# The folder.


def test_a_second_call_does_only_what_is_missing(tmp_path):
    calls, folder = tmp_path / "calls", tmp_path / "results"
    calls.mkdir()
    grid = {"a": [1, 2], "folder": [str(calls)]}
    first = nnlib.sweep(small_jobs.noted, grid, 2, folder=folder)
    assert len(list(folder.iterdir())) == 4
    sorted(folder.iterdir())[1].unlink()
    second = nnlib.sweep(small_jobs.noted, grid, 2, folder=str(folder))
    assert len(list(calls.iterdir())) == 5
    np.testing.assert_array_equal(first["x"], second["x"])
    further = nnlib.sweep(small_jobs.noted, {"folder": [str(calls)], "a": [3, 2, 1]}, 3, folder=folder)
    assert len(list(calls.iterdir())) == 10
    np.testing.assert_array_equal(further["x"][0], [[3, 4, 5], [2, 3, 4], [1, 2, 3]])


def test_a_tuple_is_not_taken_for_a_list(tmp_path):
    nnlib.sweep(small_jobs.of_tuples, {"sizes": [(4, 2)]}, 1, folder=tmp_path)
    results = nnlib.sweep(small_jobs.of_tuples, {"sizes": [(4, 2), [4, 2]]}, 1, folder=tmp_path)
    assert results["x"].ravel().tolist() == [1, 0]


def test_what_failed_is_tried_again_and_numbers_of_every_kind_come_back(tmp_path):
    calls, folder = tmp_path / "calls", tmp_path / "folder"
    calls.mkdir()
    for n in (1, 2):
        results = nnlib.sweep(small_jobs.noted, {"a": [1, "one"], "folder": [str(calls)]}, 1, folder=folder)
        assert [job.case["a"] for job in results.failed] == ["one"]
        assert len(list(folder.iterdir())) == 1
        assert sorted(file.name for file in calls.iterdir()) == ["1-0-0", *(f"one-0-{k}" for k in range(n))]
    kinds = [nnlib.sweep(small_jobs.kinds, {}, 1, folder=tmp_path / "kinds") for _ in range(2)]
    assert str(kinds[0].jobs) == str(kinds[1].jobs)
    assert list(kinds[1].jobs[0].numbers.values())[:4] == [1, 1, 0.5, np.inf]


def test_long_values_and_errors_fit_into_files_and_tables(tmp_path):
    grid = {"way": ["raises at length"], "text": ["long" * 2_000_000]}
    results = nnlib.sweep(small_jobs.fails, grid, 2, folder=tmp_path)
    assert results["x"][0, 0, 1] == 2
    assert len(str(results)) < 2000


def test_a_folder_of_another_sweep_is_refused(tmp_path):
    job = functools.partial(dict, b=2)
    nnlib.sweep(job, {"a": [1]}, 2, folder=tmp_path)
    before = {file: file.read_bytes() for file in tmp_path.iterdir()}
    for other, a, seeds in (
        (functools.partial(dict, b=1), 1, 2),
        (functools.partial(small_jobs.anything, b=2), 1, 2),
        (job, 1, 1),
        (job, 2, 2),
    ):
        told = (
            r"\w+\.npz is of other code, or of a point not in the grid \(\{'a': 1, 'seed': \d\}\): name another folder"
        )
        with pytest.raises(ValueError, match=told):
            nnlib.sweep(other, {"a": [a]}, seeds, folder=tmp_path)
    assert before == {file: file.read_bytes() for file in tmp_path.iterdir()}


def test_a_folder_of_other_code_is_refused_but_a_job_may_move_in_its_file(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    path, folder = tmp_path / "job_that_is_edited.py", tmp_path / "folder"
    text = "def job(seed):\n    return {'x': seed}\n"
    path.write_text(text, encoding="utf-8")
    job = importlib.import_module(path.stem).job
    nnlib.sweep(job, {}, 1, folder=folder)
    path.write_text(f"# a comment\n\ndef another():\n    return 0\n\n{text}", encoding="utf-8")
    assert nnlib.sweep(job, {}, 1, folder=folder)["x"] == 0
    path.write_text(text.replace("seed}", "seed + 1}"), encoding="utf-8")
    with pytest.raises(ValueError, match="is of other code"):
        nnlib.sweep(job, {}, 1, folder=folder)
    assert nnlib.sweep(job, {}, 1)["x"] == 1  # the file counts, and not what is imported here


def test_a_damaged_file_is_named_and_others_may_stay(tmp_path):
    tmp_path.joinpath("notes.txt").write_text("of mine")
    nnlib.sweep(functools.partial(dict), {}, 1, folder=tmp_path)
    (kept,) = tmp_path.glob("*.npz")
    kept.write_bytes(kept.read_bytes()[:-50])
    with pytest.raises(nnlib.FileError, match="damaged"):
        nnlib.sweep(functools.partial(dict), {}, 1, folder=tmp_path)


# Where jobs are defined.

SCRIPT = """
import nnlib

def job(seed, a):
    return {"x": a + seed}

"""
CALL = """print(nnlib.sweep(job, {"a": [1, 2]}, 2)["x"].tolist())"""


def ran(*arguments, folder):
    command = [sys.executable, *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=60, cwd=folder)


def test_a_job_of_a_script_with_a_guard_runs(tmp_path):
    path = tmp_path / "a script of Łukasz.py"
    path.write_text(f'import sys\nsys.argv[1]{SCRIPT}if __name__ == "__main__":\n    {CALL}\n', encoding="utf-8")
    finished = ran(path, "an argument", folder=tmp_path)
    assert finished.stdout == "[[1.0, 2.0], [2.0, 3.0]]\n", finished.stderr


def test_a_script_without_a_guard_is_told_what_to_do(tmp_path):
    path = tmp_path / "script.py"
    path.write_text(SCRIPT + CALL, encoding="utf-8")
    finished = ran(path, folder=tmp_path)
    assert finished.stdout == ""
    assert 'RuntimeError: put nnlib.sweep(...) below if __name__ == "__main__":' in finished.stderr


@pytest.fixture
def main(monkeypatch, tmp_path):
    """Return a module that passes for the script that runs; what stands in its file is another thing."""
    module = types.ModuleType("__main__")
    exec(SCRIPT, vars(module))  # noqa: S102  our own
    monkeypatch.setitem(sys.modules, "__main__", module)
    return module


def test_a_job_of_a_notebook_or_a_console_is_told_what_to_do(main):
    told = "a job has to stand in a file: in a notebook or console, %%writefile job.py writes it; then import it"
    with pytest.raises(TypeError, match=re.escape(told)):
        nnlib.sweep(main.job, {"a": [1]}, 1)


def test_a_job_that_workers_cannot_load_is_told_at_once_with_their_error(main, tmp_path):
    main.__file__ = str(tmp_path / "script.py")
    Path(main.__file__).write_text("import a_module_that_is_not_there", encoding="utf-8")
    with pytest.raises(RuntimeError, match=r"could not load the job:\nModuleNotFoundError: No module named 'a_mod"):
        nnlib.sweep(main.job, {"a": [1]}, 1)


def test_a_sweep_that_a_script_starts_as_it_is_read_for_its_job_is_refused(monkeypatch):
    monkeypatch.setattr(_processes, "reading", ["script.py"])
    with pytest.raises(RuntimeError, match=r"below if __name__ == \"__main__\":"):
        nnlib.sweep(functools.partial(dict), {}, 1)


def test_a_job_of_a_package_runs(tmp_path):
    package = tmp_path / "package"
    package.mkdir()
    package.joinpath("sizes.py").write_text("A = 2\n", encoding="utf-8")
    lines = SCRIPT.replace("a + seed", "a + A + seed") + f'if __name__ == "__main__":\n    {CALL}\n'
    package.joinpath("main.py").write_text(f"from .sizes import A\n{lines}", encoding="utf-8")
    finished = ran("-m", "package.main", folder=tmp_path)
    assert finished.stdout == "[[3.0, 4.0], [4.0, 5.0]]\n", finished.stderr


# What does not fit.


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"job": 3}, "job must be a function job(seed=..., ...) that returns a dict of numbers, got 3"),
        ({"job": lambda seed: {}}, "define the job with def at the top level of a file"),
        ({"job": small_jobs.train}, "missing a required argument: 'n_h'"),
        ({"grid": {"n_h": [1]}}, "got an unexpected keyword argument 'n_h'"),
        ({"grid": ["n_h"]}, "grid must be a dict of lists of values, such as {'n_h': [4, 20]}, got ['n_h']"),
        ({"grid": {"n_h": 4}}, "grid['n_h'] must be a list of values, at least one and none of them twice, got 4"),
        (
            {"grid": {"n_h": "relu"}},
            "grid['n_h'] must be a list of values, at least one and none of them twice, got 'relu'",
        ),
        ({"grid": {"n_h": []}}, "none of them twice, got []"),
        ({"grid": {"n_h": [4, 4]}}, "none of them twice, got [4, 4]"),
        (
            {"grid": {"seed": [4]}},
            "the job's arguments (grid and seed) must be a list of values, at least one and none of them twice",
        ),
        ({"job": small_jobs.anything, "grid": {"n_h": [lambda: 0]}}, "so that other processes can load it: "),
        ({"seeds": 0}, "seeds must be a list of values, at least one and none of them twice, got 0"),
        ({"seeds": 2.5}, "seeds must be a list of values, at least one and none of them twice, got 2.5"),
        ({"executor": 3}, "executor must be an executor: ThreadPoolExecutor(4), client.get_executor(), got 3"),
        ({"folder": 3}, "a file is named by a str or an os.PathLike object, got 3"),
    ],
)
def test_a_wrong_argument_is_told_and_nothing_is_started(arguments, told):
    fitting = {"job": small_jobs.where, "grid": {}, "seeds": 1}
    with pytest.raises((TypeError, ValueError)) as error:
        nnlib.sweep(**fitting | arguments)
    assert told in str(error.value)


def test_progress_is_shown_and_needs_tqdm(capsys, monkeypatch):
    nnlib.sweep(functools.partial(dict), {}, 2, progress=True)
    assert "2/2" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "tqdm", None)
    with pytest.raises(ImportError, match="progress=True needs tqdm: pip install tqdm"):
        nnlib.sweep(functools.partial(dict), {}, 2, progress=True)


def test_cores_are_counted_where_there_is_no_affinity(monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert nnlib.sweep(functools.partial(dict), {}, 2)["seed"].tolist() == [0, 1]
