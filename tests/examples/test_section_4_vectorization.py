"""The rungs give the same, each is faster than the one before by far, and the notes' lines fail as they are told to."""

import re

import pytest

RUNGS = [
    ["loop, arrays", "loop, lists", "np.dot"],
    ["two loops", "one loop", "no loop"],
    ["node by node", "stacked rows", "all examples"],
]


@pytest.fixture
def run(run_example):
    return run_example("section_4_vectorization")


def test_the_rungs_give_the_same_to_1e_12(run):
    differences = re.findall(r"largest difference (\S+)$", run.printed, flags=re.MULTILINE)
    assert len(differences) == 3
    assert all(float(difference) < 1e-12 for difference in differences)


@pytest.mark.parametrize("rungs", RUNGS, ids=lambda rungs: rungs[-1])
def test_each_rung_is_faster_than_the_one_before(run, rungs):
    """By factors of 2 and more when nothing else runs; by something even when the machine is busy."""
    factors = [
        float(re.search(rf"^ *{re.escape(rung)} .* ([\d.,]+)$", run.printed, flags=re.MULTILINE)[1].replace(",", ""))
        for rung in rungs
    ]
    assert factors[0] == 1
    assert factors == sorted(factors)
    assert factors[2] > 10


def test_the_notes_lines_fail(run):
    assert re.search(r"range\[1, 3\] +TypeError: ", run.printed)
    assert re.search(r"np\.dot\(w, x\) +ValueError: shapes \(3,1\) and \(3,1\) not aligned", run.printed)
    assert re.search(r"dw \+= x\[:, 0\] \* 0\.5 +ValueError: non-broadcastable", run.printed)
    assert "no error, and of shape (3, 3)" in run.printed


def test_single_runs_differ(run):
    assert float(re.search(r"(\S+) times as long as the shortest", run.printed)[1]) > 1


def test_it_draws_its_picture(run):
    run.picture("section_4_speedups.png")
