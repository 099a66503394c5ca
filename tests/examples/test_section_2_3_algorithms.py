"""Through five sigmoid layers the gradient shrinks to almost nothing, and nothing is learned; ReLU learns."""

import math
import re

import numpy as np
import pytest


@pytest.fixture
def run(run_example):
    return run_example("section_2_3_algorithms")


def rows(run, hidden, when):
    """Return the numbers of each seed: six norms, J, and at the end the accuracy."""
    lines = re.findall(rf"^{hidden}, \d, {when} +(.*)$", run.printed, flags=re.MULTILINE)
    return np.array([line.replace("%", "").split() for line in lines], dtype=float)


def test_sigmoid_shrinks_the_gradient_layer_by_layer_and_relu_does_not(run):
    sigmoid, relu = rows(run, "sigmoid", "start")[:, :6], rows(run, "relu", "start")[:, :6]
    assert (sigmoid[:, 5] > 200 * sigmoid[:, 0]).all()
    assert (np.diff(np.log(sigmoid.mean(axis=0))) > 0).all()
    assert (relu.max(axis=1) < 4 * relu.min(axis=1)).all()


def test_only_relu_learns(run):
    sigmoid, relu = rows(run, "sigmoid", "end"), rows(run, "relu", "end")
    assert len(sigmoid) == len(relu) == 3
    np.testing.assert_allclose(sigmoid[:, 6], math.log(10), atol=0.01)  # all classes alike
    assert sigmoid[:, 7].max() < 25
    assert relu[:, 6].max() < 0.05
    assert relu[:, 7].min() > 99


def test_it_shrinks_at_the_centre_where_sigmoid_is_steepest(run):
    slopes = [float(x) for x in re.search(r"^sigmoid +(0\.\d+.*)$", run.printed, flags=re.MULTILINE)[1].split()]
    assert 0.2 < min(slopes) < max(slopes) <= 0.25
    assert "largest derivative of sigmoid: 0.2500" in run.printed
    far = [
        float(share)
        for share in re.search(r"tapering ends.*?(\d.*)$", run.printed.replace("> 4", ""), re.MULTILINE)[1]
        .replace("%", "")
        .split()
    ]
    assert max(far) < 1


def test_with_one_hidden_layer_sigmoid_learns(run):
    assert float(re.search(r"one hidden layer: J = \S+, accuracy ([\d.]+)%", run.printed)[1]) > 95


@pytest.mark.parametrize("name", ["section_2_3_algorithms_gradients.png", "section_2_3_algorithms_costs.png"])
def test_it_draws_its_pictures(run, name):
    run.picture(name)
