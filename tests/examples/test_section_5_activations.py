"""What the example says of activations, starts, dead units and linear layers is what it prints."""

import re

import pytest


@pytest.fixture
def run(run_example):
    return run_example("section_5_activations")


def row(printed, name, after="slope"):
    """Return the numbers of the first line that begins with a name, in what was printed after a text."""
    line = next(line for line in printed.partition(after)[2].splitlines() if line.strip().startswith(name))
    return [float(number) for number in re.findall(r"[-+]?\d+\.?\d*(?:e[-+]\d+)?", line.strip().removeprefix(name))]


def test_the_slopes(run):
    assert row(run.printed, "sigmoid")[:3] == pytest.approx([4.5e-5, 0.25, 4.5e-5], rel=0.01)
    assert row(run.printed, "tanh")[:3] == pytest.approx([8.2e-9, 1, 8.2e-9], rel=0.01)
    assert row(run.printed, "relu")[:3] == [0, 0, 1]
    assert row(run.printed, "leaky_relu")[:3] == [0.01, 0.01, 1]


def test_the_means_of_tanh_are_not_at_zero(run):
    low, high, size = row(run.printed, "tanh")[3:]
    assert low < -0.3
    assert high > 0.3
    assert 0.1 < size < 0.75 * row(run.printed, "sigmoid")[5]


def test_tanh_is_ahead_at_the_same_rate_and_level_at_the_best(run):
    costs = {name: row(run.printed, name, "cost J after") for name in ("sigmoid", "tanh", "relu", "leaky_relu")}
    for rate in range(3):  # at the largest, tanh and both ReLUs fail
        assert costs["sigmoid"][rate] > 2 * costs["tanh"][rate] > 1.9 * costs["relu"][rate]
        assert costs["relu"][rate] == pytest.approx(costs["leaky_relu"][rate], abs=0.02)
    best = {name: min(costs[name][:4]) for name in costs}
    assert [costs[name].index(best[name]) for name in costs] == [3, 2, 2, 2]
    assert best["sigmoid"] < 2 * best["relu"]
    for name in costs:
        assert 94 < costs[name][4] <= costs[name][5] < 99


def test_units_that_start_alike_stay_alike(run):
    after = "200 updates from"
    for name in ("zeros, tanh", "zeros, relu"):
        W1, W2, b2, apart, accuracy = row(run.printed, name, after)
        assert (W1, W2, apart) == (0, 0, 0)
        assert b2 > 0
        assert accuracy < 15
    for name in ("zeros, sigmoid", "0.1 everywhere, relu"):
        W1, W2, _, apart, accuracy = row(run.printed, name, after)
        assert min(W1, W2) > 0
        assert apart == 0
        assert accuracy < 30
    *_, apart, accuracy = row(run.printed, "random, relu", after)
    assert apart > 1
    assert accuracy > 90


def test_relus_die_of_large_steps_and_low_biases_and_leaky_ones_come_back(run):
    after = "after 100 updates"
    for rate in ("0.3", "1"):
        _, most_dead, low, _ = row(run.printed, f"alpha = {rate} ", after)
        assert most_dead <= 8
        assert low > 90
    fewest_dead, _, _, high = row(run.printed, "alpha = 3 ", after)
    assert fewest_dead >= 25
    assert high < 30
    for optimizer in ("gradient descent", "Adam"):
        fewest_dead, _, _, high = row(run.printed, f"relu, {optimizer}", "300 updates from b[1]")
        assert fewest_dead == 32
        assert high < 15
        _, most_dead, low, high = row(run.printed, f"leaky_relu, {optimizer}", "300 updates from b[1]")
        assert most_dead == 0
        assert (low > 93) if optimizer == "Adam" else (high < 60)


def test_z_is_often_zero(run):
    random, zeros = re.search(r"before training: ([\d.]+)%.*\n.* of zero: (\d+)%", run.printed).groups()
    assert zeros == "100"
    assert 3 < float(random) < 30


def test_linear_layers_are_logistic_regression(run):
    linear, logistic, tanh = (
        row(run.printed, name, "of zero") for name in ("linear 2-8-8-1", "logistic regression", "tanh 2-8-8-1")
    )
    assert linear == logistic
    assert linear[1] < 65
    assert tanh[1] > 80
    collapsed, trained = re.search(r"W' = (.+), b' = .+\n.+W  = (.+), b  =", run.printed).groups()
    assert collapsed == trained
    assert float(re.search(r"linear one's by (\S+)", run.printed)[1]) < 1e-12


@pytest.mark.parametrize("name", ["activations", "same_task", "starts", "dead_relus", "recovery", "linear_layers"])
def test_it_draws_its_pictures(run, name):
    run.picture(f"section_5_{name}.png")
