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
    part = run.printed.partition(f"== {ailment}\n")[2].partition("\n\n")[0].strip()
    assert re.match(rf"(wrong|doubtful): {ailment}\n", part)
    before, after = map(float, re.search(r"accuracy (\S+) before, (\S+) after;", part).groups())
    dear, cheap = map(float, re.search(r"cost of test data (\S+) before, (\S+) after", part).groups())
    assert cheap < 0.6 * dear
    assert after > before + 0.15 if ailment != "overfitting" else after > before - 0.03
    assert part.endswith("the doctor finds: nothing")


def test_all_are_shown(run):
    assert re.findall(r"== (.*)", run.printed) == AILMENTS
    run.picture("sick_runs.png")
