"""Each step of the derivation of dz is the same by its formula, on the graph and as a quotient; the loops agree."""

import re

import pytest


@pytest.fixture
def run(run_example):
    return run_example("section_3_7_one_example")


def steps(printed):
    """Return the rows of the derivation: name, formula, graph, quotient."""
    return re.findall(r"^(.{30}) *(-?\d\.\d{6}) +(-?\d\.\d{6}) +(-?\d\.\d{6})$", printed, flags=re.MULTILINE)


def test_each_step_is_the_same_three_times(run):
    rows = steps(run.printed)
    assert len(rows) == 14
    for _, formula, graph, quotient in rows:
        assert float(formula) == pytest.approx(float(graph), abs=1e-6)
        assert float(formula) == pytest.approx(float(quotient), abs=2e-6)


@pytest.mark.parametrize("y", [1, 0])
def test_the_product_of_the_two_steps_is_a_minus_y(run, y):
    part = run.printed.partition(f"y = {y}: ")[2]
    a = float(re.search(r"a = (\S+),", part)[1])
    da, slope, dz, a_minus_y = (float(formula) for _, formula, *_ in steps(part)[:4])
    assert da * slope == pytest.approx(dz, abs=2e-6)
    assert a_minus_y == pytest.approx(a - y, abs=1e-6)
    assert dz == pytest.approx(a - y, abs=1e-6)


def test_the_notes_logarithm_and_exponential_stop(run):
    assert re.search(r"z = 36: 36\.04\d+; computed from z: 36\.000000", run.printed)  # already wrong
    assert re.search(r"z = 37: ValueError: .*; computed from z: 37\.000000", run.printed)
    assert re.search(r"z = -710: OverflowError", run.printed)


def test_the_loops_give_what_is_vectorized(run):
    rows = dict(re.findall(r"^(two loops|no loop|model) +(-?\d.*)$", run.printed, flags=re.MULTILINE))
    assert set(rows) == {"two loops", "no loop", "model"}
    assert len({tuple(numbers.split()) for numbers in rows.values()}) == 1
    assert float(re.search(r"largest difference: (\S+)", run.printed)[1]) < 1e-12


def test_the_cost_falls_and_training_goes_the_same_way(run):
    costs = [float(J) for J in re.findall(r"^ +\d +(\d\.\d{6}) ", run.printed, flags=re.MULTILINE)]
    assert len(costs) == 6
    assert costs == sorted(costs, reverse=True)
    assert float(re.search(r"w and b differ by at most (\S+)", run.printed)[1]) < 1e-12


@pytest.mark.parametrize("name", ["section_3_7_graph.png", "section_3_7_dz.png"])
def test_it_draws_its_pictures(run, name):
    run.picture(name)
