"""A neuron whose z is below 0 everywhere stays where it is; from elsewhere it finds the curve."""

import re

import pytest


@pytest.fixture
def run(run_example):
    return run_example("section_2_one_neuron")


def start(run, name):
    """Return the numbers of a start, in their order: J, the share of z > 0, dw, db, and then J, w, b at the end."""
    (lines,) = re.findall(rf"^{name} .*\n.*\n.*$", run.printed, flags=re.MULTILINE)
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", lines.replace("z > 0", ""))]


def test_the_dead_start_has_no_gradient_and_does_not_move(run):
    J, active, dw, db, J_end, w_end, b_end = start(run, "dead")
    assert (active, dw, db) == (0, 0, 0)
    assert (w_end, b_end, J_end) == (-1, 0, J)


def test_from_the_other_start_w_and_b_are_the_curves(run):
    J, active, _, _, J_end, w_end, b_end = start(run, "alive")
    floor = float(re.search(r"the curve behind the data: J = (\S+)", run.printed)[1])
    assert active == 100
    assert (w_end, b_end) == pytest.approx((-1, 3), abs=0.1)
    assert J_end <= floor < J


def test_the_start_decides_for_random_weights_too(run):
    shares = re.findall(r"^b = (\d): .* start +(\d+)%, learned the curve +(\d+)%$", run.printed, flags=re.MULTILINE)
    (_, dead_0, learned_0), (_, dead_1, learned_1) = [tuple(map(int, row)) for row in shares]
    assert 40 <= dead_0 <= 60  # w < 0
    assert learned_0 <= 100 - dead_0
    assert (dead_1, learned_1) == (0, 100)


def test_it_draws_its_picture(run):
    run.picture("section_2_one_neuron.png")
