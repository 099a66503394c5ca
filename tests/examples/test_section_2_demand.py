"""A hidden layer beats linear regression, and its best start finds the factors; most starts do not."""

import re

import numpy as np
import pytest


@pytest.fixture
def run(run_example):
    return run_example("section_2_demand")


def hidden(run):
    """Return for each number of nodes the least, greatest and median cost, and how many starts found all factors."""
    pattern = (
        r"^ *(\d+) hidden nodes: J from (0\.\d+) to (0\.\d+), median (0\.\d+); a unit for each factor: (\d+) of 20$"
    )
    return {int(n_h): tuple(map(float, rest)) for n_h, *rest in re.findall(pattern, run.printed, flags=re.MULTILINE)}


def test_costs_lie_between_the_noise_and_about_linear_regression(run):
    noise = float(re.search(r"behind the data +(\S+)", run.printed)[1])
    linear = float(re.search(r"linear regression +(\S+)", run.printed)[1])
    rows = hidden(run)
    assert sorted(rows) == [3, 6, 20]
    for least, greatest, median, _ in rows.values():
        assert noise <= least < median < greatest < 1.05 * linear
    assert rows[3][0] < 1.1 * noise
    assert rows[3][1] > 0.95 * linear  # the worst start
    assert rows[3][2] > 1.3 * noise  # most starts cost more
    assert rows[20][1] < rows[3][1]  # of many nodes some are well placed from every start


def test_few_starts_find_the_named_factors(run):
    for *_, found in hidden(run).values():
        assert 1 <= found <= 10  # of 20


def test_in_the_best_start_each_unit_is_one_factor(run):
    best, middle = (
        np.array(numbers.split(), dtype=float)
        for numbers in re.findall(r"nearest unit \[(.*)\]$", run.printed, re.MULTILINE)
    )
    assert len(best) == len(middle) == 3
    assert best.min() > 0.95 > middle.min()
    assert sorted(re.findall(r"^  unit (\d)", run.printed, flags=re.MULTILINE)) == ["1", "2", "3"]


def test_its_weights_are_the_formula(run):
    lines = run.printed.partition("inside max(0, ...)")[2].splitlines()[1:7]
    numbers = np.array([line.split()[-5:] for line in lines], dtype=float)
    np.testing.assert_allclose(numbers[1::2], numbers[::2], atol=0.15)


@pytest.mark.parametrize("name", ["section_2_demand_network.png", "section_2_demand_units.png"])
def test_it_draws_its_pictures(run, name):
    run.picture(name)
