"""Through five sigmoid layers the gradient shrinks to almost nothing, and nothing is learned; ReLU learns."""

import math
import re

import numpy as np
import pytest


@pytest.fixture
def run(run_example):
    return run_example("section_2_3_algorithms")


def numbers(run, begins):
    """Return the numbers in brackets of each line that begins like this."""
    found = re.findall(rf"^{begins}.* \[(.*)\]$", run.printed, flags=re.MULTILINE)
    return np.array([row.split() for row in found], dtype=float)


def ends(run, hidden):
    """Return for each seed J, the accuracy, and by how much W[1] has moved, in percent."""
    pattern = rf"^{hidden}, seed \d: J = (\S+), accuracy (\S+)%, W\[1\] moved by (\S+)%$"
    return np.array(re.findall(pattern, run.printed, flags=re.MULTILINE), dtype=float)


def test_sigmoid_shrinks_the_gradient_layer_by_layer_and_relu_does_not(run):
    sigmoid, relu = numbers(run, "sigmoid, seed .: norms"), numbers(run, "relu, +seed .: norms")
    assert sigmoid.shape == relu.shape == (3, 6)
    assert (sigmoid[:, 5] > 200 * sigmoid[:, 0]).all()
    assert (np.diff(np.log(sigmoid.mean(axis=0))) > 0).all()
    assert (relu.max(axis=1) < 4 * relu.min(axis=1)).all()


def test_only_relu_learns(run):
    sigmoid, relu = ends(run, "sigmoid"), ends(run, "relu")
    assert len(sigmoid) == len(relu) == 3
    np.testing.assert_allclose(sigmoid[:, 0], math.log(10), atol=0.01)  # all classes alike
    assert sigmoid[:, 1].max() < 25
    assert relu[:, 0].max() < 0.05
    assert relu[:, 1].min() > 99
    assert sigmoid[:, 2].max() < 5
    assert relu[:, 2].min() > 20


def test_it_shrinks_at_the_centre_where_sigmoid_is_steepest(run):
    (slopes,) = numbers(run, "sigmoid: mean of g'")
    assert 0.2 < min(slopes) < max(slopes) <= 0.25
    assert "largest derivative 0.2500" in run.printed
    assert float(re.search(r"\|z\| > 4: in no layer more than (\S+)%", run.printed)[1]) < 1


def test_with_one_hidden_layer_sigmoid_learns(run):
    assert float(re.search(r"one hidden layer: J = \S+, accuracy ([\d.]+)%", run.printed)[1]) > 95


@pytest.mark.parametrize("name", ["section_2_3_algorithms_gradients.png", "section_2_3_algorithms_costs.png"])
def test_it_draws_its_pictures(run, name):
    run.picture(name)
