"""The notes' nudges and derivatives are what the example prints."""

import re

import pytest


@pytest.fixture
def run(run_example):
    return run_example("section_3_6_computation_graphs")


def test_the_notes_numbers(run):
    assert "forward: u = 6, v = 11, J = 33" in run.printed
    assert "dv = 3, du = 3, da = 3, db = 6, dc = 9" in run.printed
    assert "at c = 3: J = 42, db = 9" in run.printed
    assert re.search(r"5\.001 +11\.001 +33\.003 +3\.0000", run.printed)


def test_where_J_is_no_line_the_nudge_has_to_shrink(run):
    rows = re.findall(r"^ +([\d.]+) +(\d\.\d{6}) +(\d\.\d{6})$", run.printed, flags=re.MULTILINE)
    assert len(rows) == 4
    for nudge, quotient, excess in rows:
        assert float(excess) == pytest.approx(float(nudge), abs=1e-6)
        assert float(quotient) == pytest.approx(6 + float(excess), abs=1e-6)


def test_dz_is_a_minus_y(run):
    a_minus_y, dz, dw = re.search(r"a - y = (\S+), dz = (\S+), dw = x dz = (\S+)", run.printed).groups()
    assert a_minus_y == dz
    assert float(dw) == pytest.approx(2 * float(dz), abs=2e-6)


def test_the_graph_of_a_network_has_the_derivatives_of_backward_propagation(run):
    assert float(re.search(r"backward propagation's dW: (\S+)", run.printed)[1]) < 1e-12


@pytest.mark.parametrize("name", ["section_3_6_computation_graph.png", "section_3_6_neuron.png"])
def test_it_draws_its_pictures(run, name):
    run.picture(name)
