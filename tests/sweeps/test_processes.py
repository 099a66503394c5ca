"""The other end of the pipes, in this process; what it does in its own is proven where sweeps are run."""

import io
import os
import pickle
import signal
import subprocess
import sys
import types

import pytest
import small_jobs

from nnlib.sweeps import _processes
from nnlib.sweeps._processes import Outcome, Task


def task(job, script=None, **arguments):
    return Task("sweep", script, pickle.dumps(job), pickle.dumps(arguments))


@pytest.fixture
def ended(monkeypatch):
    """Return a list with the status, where the process would end at once."""
    statuses = []
    monkeypatch.setattr(_processes, "os", types.SimpleNamespace(**vars(os) | {"_exit": statuses.append}))
    return statuses


def test_tasks_are_done_in_order_until_none_comes_for_a_while(monkeypatch, ended):
    monkeypatch.setattr(_processes, "IDLE", 0)
    at_once = lambda target, args, daemon: types.SimpleNamespace(start=lambda: target(*args))  # noqa: E731
    monkeypatch.setattr(_processes, "Thread", at_once)  # all tasks have come before the first is done
    tasks = [task(small_jobs.fails, seed=1, way="raises"), task(small_jobs.fails, seed=0, way="raises")]
    source, sink = io.BytesIO(b"".join(map(pickle.dumps, tasks))), io.BytesIO()
    _processes.serve(source, sink)
    sink.seek(0)
    assert pickle.load(sink) == Outcome({"x": 2.0})  # noqa: S301  our own
    failed = pickle.load(sink)  # noqa: S301  as above
    assert failed.loaded
    assert failed.error.startswith("ValueError: no such\nthing\n")
    assert sink.read() == b""
    assert ended  # nobody can send any more


def test_a_job_that_cannot_be_loaded_is_told_apart():
    outcome = _processes.outcome_of(Task("sweep", None, b"csmall_jobs\nnone\n.", pickle.dumps({})))
    assert not outcome.loaded
    assert outcome.error.startswith("AttributeError")


@pytest.mark.parametrize(
    ("way", "got"), [("nothing", "None"), ("array", "{'x': array([0., 0.])}"), ("names", "{'x': 'no number'}")]
)
def test_what_is_no_dict_of_numbers_is_told(way, got):
    expected = "TypeError: a job returns a dict of numbers, such as {'accuracy': 0.93}, got "
    assert _processes.outcome_of(task(small_jobs.fails, seed=0, way=way)) == Outcome(None, expected + got)


def test_an_error_with_a_note_or_of_any_length_is_told_in_short():
    failed = _processes.outcome_of(task(small_jobs.fails, seed=0, way="raises at length"))
    assert failed.error.startswith("ValueError: 0000")
    assert failed.error.endswith("a note\n")
    assert len(failed.error) < 11_000


def test_a_script_is_read_once_and_under_another_name(monkeypatch):
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    lines = [
        "if __name__ == '__main__':",
        "    raise SystemExit",
        "import sys",
        "count = [sys.argv]",
        "def job(seed):",
        "    count.append(seed)",
    ]
    text = "\n".join([*lines, "    return {'n': len(count), 'epochs': count[0][1]}"])
    monkeypatch.setitem(sys.modules, "__mp_main__", None)
    monkeypatch.setattr(sys, "argv", ["-c"])
    job = b"c__main__\njob\n."
    outcomes = [
        _processes.outcome_of(
            Task("sweep", (text, "script.py", None, "script.py", "9"), job, pickle.dumps({"seed": 0}))
        )
        for _ in "ab"
    ]
    assert [outcome.numbers for outcome in outcomes] == [{"n": 2, "epochs": 9}, {"n": 3, "epochs": 9}]
    assert not _processes.reading


def test_prints_go_to_standard_error_and_interrupts_to_the_first_process(monkeypatch):
    calls = []

    def serve(source, sink):
        with source, sink:
            calls.append((source.mode, sink.mode))

    monkeypatch.setattr(_processes, "serve", serve)
    monkeypatch.setattr(signal, "signal", lambda *arguments: calls.append(arguments))
    monkeypatch.setattr(os, "dup2", lambda *arguments: calls.append(arguments[1]))
    monkeypatch.delattr(os, "register_at_fork", raising=False)  # as on Windows
    _processes.main()
    assert calls == [(signal.SIGINT, signal.SIG_IGN), 1, 0, ("rb", "wb")]


def test_pools_go_whose_processes_have_ended_while_another_sweep_goes_on():
    lost, busy = (types.SimpleNamespace(poll=lambda status=status: status) for status in (-9, None))
    ended = subprocess.Popen([sys.executable, "-c", ""], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    ended.wait()
    others = {
        "sweep": ([ended], [ended]),
        "beginning": ([], []),
        "losing": ([lost], []),
        "going": ([ended, busy], [ended]),
    }
    _processes.pools |= {"ended": ([ended], [ended])} | others
    try:
        assert _processes.run(task(small_jobs.fails, seed=1, way="raises")).numbers == {"x": 2.0}
        assert set(_processes.pools) == {*others}
        assert _processes.pools["sweep"][0][0] is ended  # of its own nothing is closed
        assert ended.stdin.closed
        assert ended.stdout.closed
        idle = _processes.pools["sweep"][1][0]
        idle.kill()  # a process that has ended is not asked
        idle.wait()
        assert _processes.run(task(small_jobs.fails, seed=1, way="raises")).numbers == {"x": 2.0}
    finally:
        _processes.close("sweep")
        _processes.pools.clear()


def test_pools_stay_that_are_new_or_whose_processes_were_lost():
    lost = types.SimpleNamespace(poll=lambda: -signal.SIGKILL)
    _processes.pools |= {"new": ([], []), "lost": ([lost], [])}
    try:
        _processes.run(task(dict, seed=1))
        assert set(_processes.pools) == {"new", "lost", "sweep"}
    finally:
        del _processes.pools["new"], _processes.pools["lost"]
        _processes.close("sweep")


def test_a_sweep_may_begin_while_another_thread_looks_for_pools_that_go():
    def polled():
        _processes.pools["other"] = ([], [])

    going = types.SimpleNamespace(poll=polled)
    _processes.pools["going"] = ([going], [going])
    try:
        assert _processes.run(task(dict, seed=1)).numbers == {"seed": 1.0}
    finally:
        del _processes.pools["going"], _processes.pools["other"]
        _processes.close("sweep")


def test_an_interrupt_in_a_worker_ends_the_process(monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(_processes, "pickle", types.SimpleNamespace(dump=pickle.dump, load=interrupted))
        with pytest.raises(KeyboardInterrupt):
            _processes.run(task(small_jobs.sleeps, seed=1))
    (process,) = _processes.pools["sweep"][0]
    assert process.returncode == -signal.SIGKILL
    _processes.close("sweep")


def test_a_process_that_is_started_while_its_sweep_is_closed_does_nothing(monkeypatch, tmp_path):
    started = []

    def popen(*arguments, **options):
        started.append(subprocess.Popen(*arguments, **options))
        _processes.close("sweep")
        return started[0]

    monkeypatch.setattr(_processes, "Popen", popen)
    with pytest.raises((EOFError, OSError)):
        _processes.run(task(small_jobs.noted, seed=1, a=1, folder=str(tmp_path)))
    assert started[0].returncode == -signal.SIGKILL
    assert not _processes.pools
    assert not list(tmp_path.iterdir())
