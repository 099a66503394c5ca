"""The doctor names what is wrong with each run first, and its advice helps."""

import re

import pytest

AILMENTS = [
    "learning rate too large",
    "learning rate too small",
    "too few updates",
    "X not scaled",
    "labels do not match X",
    "copies",
    "overfitting",
]


@pytest.fixture
def run(run_example):
    return run_example("sick_runs")


@pytest.mark.parametrize("ailment", AILMENTS)
def test_each_is_named_first_and_gone_afterwards(run, ailment):
    row = rf"^(?:wrong|doubtful): {ailment} +(\S+) -> (\S+)  (\S+) -> (\S+)  nothing found$"
    before, after, dear, cheap = map(float, re.search(row, run.printed, flags=re.MULTILINE).groups())
    assert cheap < 0.6 * dear
    assert after > before + 0.15 if ailment != "overfitting" else after > before - 0.03


def test_all_are_shown(run):
    assert re.findall(r"^(?:wrong|doubtful): (.*?) {2,}", run.printed, flags=re.MULTILINE) == AILMENTS
    run.picture("sick_runs.png")
