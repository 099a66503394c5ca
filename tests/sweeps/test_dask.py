"""A sweep outlives what happens to processes: workers of a cluster or a pool that are lost, its own end, and Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
import sweep_jobs

import nnlib

pytestmark = pytest.mark.slow
GRID = {"n_h": [1, 4], "learning_rate": [0.3, 1.2]}
SEEDS = 5
CASES = [
    str({"seed": s, "n_h": n, "learning_rate": r})
    for n in GRID["n_h"]
    for r in GRID["learning_rate"]
    for s in range(SEEDS)
]


@pytest.fixture(scope="module")
def serial(tmp_path_factory):
    """What comes of the jobs one after the other, in one process."""
    job = partial(sweep_jobs.trained, log=str(tmp_path_factory.mktemp("serial") / "log"))
    return nnlib.sweep(job, GRID, SEEDS, executor=ThreadPoolExecutor(1))


def assert_same(results, serial):
    """The same numbers to the bit, and the same table."""
    assert results.names == serial.names
    for name in serial.names:
        assert np.array_equal(results[name], serial[name])
    assert str(results) == str(serial)
    assert not results.failed


def begun(log):
    """Return how often each job was begun."""
    return Counter(Path(log).read_text(encoding="utf-8").splitlines())


def sweep_with_a_loss(tmp_path, victim, executor):
    """Return the results of a sweep in which a process is lost, how often each job was begun, and which one it hit."""
    folder, log = tmp_path / "folder", tmp_path / "log"
    job = partial(sweep_jobs.fatal, victim, str(folder), str(log))
    results = nnlib.sweep(job, GRID, SEEDS, executor=executor, folder=folder)
    return results, begun(log), Path(f"{log}.killed").read_text(encoding="utf-8")


def test_a_process_that_is_lost(tmp_path, serial):
    results, times, hit = sweep_with_a_loss(tmp_path, "process", ThreadPoolExecutor(2))
    assert_same(results, serial)
    assert times == Counter([*CASES, hit])


def test_a_pool_whose_worker_is_lost(tmp_path, serial):
    """Then all of its workers are: what they were doing, and what they have not begun, is done without them."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        results, times, hit = sweep_with_a_loss(tmp_path, "worker", pool)
    assert_same(results, serial)
    assert set(times) == set(CASES)
    assert times[hit] == 2
    assert times.total() <= len(CASES) + 4  # both were working, and what they had just done may have been on its way


def test_a_cluster_whose_worker_is_lost(tmp_path, serial):
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, memory_limit=None, silence_logs=50
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        workers = set(client.run(os.getpid).values())
        results, times, hit = sweep_with_a_loss(tmp_path, "worker", client.get_executor())
        assert len(workers - set(client.run(os.getpid).values())) == 1
    assert_same(results, serial)
    assert set(times) == set(CASES)
    assert times[hit] == 2
    assert times.total() <= len(CASES) + 2  # what it had just done may have been on its way


def test_dask_is_not_imported():
    code = """
import sys, nnlib, sweep_jobs
results = nnlib.sweep(sweep_jobs.loaded, {}, seeds=1)
print([float(results[name].item()) for name in results.names], {"dask", "distributed"} & set(sys.modules))
"""
    output = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True)
    assert output.stdout == "[0.0, 0.0] set()\n"


def environment():
    """Return an environment in which Python finds what the tests share."""
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


class Script:
    """A sweep in a process of its own, which leads a process group."""

    def __init__(self, job, grid, folder, log):
        code = f"""
import nnlib, sweep_jobs
from concurrent.futures import ThreadPoolExecutor
from functools import partial
job = partial(sweep_jobs.{job}, log={str(log)!r})
nnlib.sweep(job, {grid}, {SEEDS}, executor=ThreadPoolExecutor(2), folder={str(folder)!r})
"""
        self.process = subprocess.Popen(
            [sys.executable, "-c", code], env=environment(), stderr=subprocess.PIPE, text=True, start_new_session=True
        )

    def wait_until(self, condition):
        """Wait until something has happened that the sweep does before it ends."""
        while not condition():
            assert self.process.poll() is None
            time.sleep(0.01)

    def ended(self, number, *, all_of_them):
        """Send a signal; return status and what was printed when none is left of the processes that may print."""
        (os.killpg if all_of_them else os.kill)(self.process.pid, number)
        printed = self.process.communicate(timeout=30)[1]
        return self.process.returncode, printed


def test_a_sweep_that_was_killed_goes_on(tmp_path, serial):
    folder, log = tmp_path / "folder", tmp_path / "log"
    script = Script("trained", GRID, folder, log)
    script.wait_until(lambda: len(list(folder.glob("*.npz"))) >= 6)
    assert script.ended(signal.SIGKILL, all_of_them=False) == (-signal.SIGKILL, "")
    files, before = set(folder.glob("*.npz")), begun(log)
    assert 6 <= len(files) < len(CASES)
    assert set(before.values()) == {1}

    results = nnlib.sweep(partial(sweep_jobs.trained, log=str(log)), GRID, SEEDS, folder=folder)
    assert_same(results, serial)
    again = begun(log) - before
    assert set(again.values()) == {1}
    assert len(again) == len(CASES) - len(files)
    assert set(before) | set(again) == set(CASES)
    assert len(list(folder.glob("*.npz"))) == len(CASES)

    nnlib.sweep(partial(sweep_jobs.trained, log=str(log)), GRID, SEEDS, folder=folder)
    assert begun(log) == before + again


@pytest.mark.parametrize(("number", "all_of_them"), [(signal.SIGINT, True), (signal.SIGKILL, False)])
def test_an_end_while_jobs_run(tmp_path, number, all_of_them):
    """Ctrl-C reaches all processes of a terminal; who kills one process expects the others to notice."""
    folder, log = tmp_path / "folder", tmp_path / "log"
    script = Script("slept", {"seconds": [0, 300]}, folder, log)
    script.wait_until(lambda: len(list(folder.glob("*.npz"))) == SEEDS and begun(log).total() > SEEDS)
    status, printed = script.ended(number, all_of_them=all_of_them)
    assert status == -number
    assert printed.count("Traceback") == printed.count("KeyboardInterrupt") == (number == signal.SIGINT)

    before = begun(log)
    results = nnlib.sweep(partial(sweep_jobs.slept, log=str(log)), {"seconds": [0]}, SEEDS, folder=folder)
    assert not results.failed
    assert begun(log) == before
    assert {path.suffix for path in folder.iterdir()} == {".npz"}


def test_an_interrupt_in_a_job_is_for_the_first_process():
    assert not nnlib.sweep(sweep_jobs.interrupted, {}, seeds=1).failed
