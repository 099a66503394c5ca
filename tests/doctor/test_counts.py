"""The doctor leaves healthy runs alone, and names what sick ones have; counts.py counts many more."""

import counts
import pytest
import runs

from nnlib.doctor import AILMENTS


def test_every_ailment_has_sick_runs():
    assert set(runs.AILMENTS) == set(AILMENTS)


@pytest.mark.slow
@pytest.mark.parametrize("task", range(len(runs.TASKS)), ids=[task.__name__ for task in runs.TASKS])
def test_healthy_runs_are_left_alone(task):
    assert counts.of_healthy(task + 2 * len(runs.TASKS)).findings == ()


@pytest.mark.slow
@pytest.mark.parametrize("ailment", AILMENTS)
def test_the_ailment_is_named_first(ailment):
    report = counts.of_sick((ailment, list(AILMENTS).index(ailment) % 3, 6))
    assert counts.right(ailment, report), report


@pytest.mark.slow
@pytest.mark.parametrize("ailment", AILMENTS)
def test_nine_in_ten_are_named(ailment):
    kinds = [(ailment, strength, seed) for strength in range(3) for seed in range(2000, 2007)]
    assert sum(counts.right(ailment, counts.of_sick(kind)) for kind in kinds) >= counts.LEAST_NAMED * len(kinds)


@pytest.mark.slow
def test_it_does_not_cry_wolf():
    findings = [finding for seed in range(2000, 2060) for finding in counts.of_healthy(seed).findings]
    assert not [finding for finding in findings if finding.level == "wrong"]
    assert len(findings) <= 60 * counts.MOST_FINDINGS
