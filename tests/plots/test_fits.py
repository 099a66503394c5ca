import numpy as np
import pytest

import nnlib

X, Y = nnlib.datasets.demand_curve(m=30, rng=1)


def neuron(w=-1.0, b=3.0):
    model = nnlib.Network([1, 1], output="relu", rng=0)
    model.W[1], model.b[1] = [[w]], [[b]]
    return model


def test_the_curve_is_the_models_answer_and_the_points_are_the_examples():
    ax = nnlib.plots.fitted_curve(neuron(), X, Y)
    (line,), (points,) = ax.lines, ax.collections
    x = line.get_xdata()
    np.testing.assert_allclose(line.get_ydata(), np.maximum(0, 3 - x), atol=1e-12)
    assert (x[0], x[-1]) == (X.min(), X.max())
    np.testing.assert_array_equal(points.get_offsets(), np.vstack([X, Y]).T)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("x", "y")


def test_a_probability_is_drawn_not_its_decision():
    model = nnlib.LogisticRegression(n_x=1)
    model.W[1] = [[1.0]]
    (line,) = nnlib.plots.fitted_curve(model, [[-2.0, 2.0]], [[0, 1]]).lines
    np.testing.assert_allclose(line.get_ydata(), 1 / (1 + np.exp(-line.get_xdata())))


def test_around_examples_that_coincide_there_is_a_curve_too():
    (line,) = nnlib.plots.fitted_curve(neuron(), [[2.0, 2.0]], [[1.0, 1.1]]).lines
    assert (line.get_xdata()[0], line.get_xdata()[-1]) == (1, 3)


@pytest.mark.parametrize("sizes", [[2, 1], [1, 2]])
def test_other_models_are_refused(sizes):
    with pytest.raises(ValueError, match="needs one feature and one output, got Network"):
        nnlib.plots.fitted_curve(nnlib.Network(sizes, output="identity", rng=0), X, Y)


def test_what_does_not_fit_is_refused():
    with pytest.raises(TypeError, match="model must be a Network"):
        nnlib.plots.fitted_curve("neuron", X, Y)
    with pytest.raises(ValueError, match="Y has 29 columns for 30 examples"):
        nnlib.plots.fitted_curve(neuron(), X, Y[:, 1:])
    with pytest.raises(ValueError, match="X has 30 rows"):
        nnlib.plots.fitted_curve(neuron(), X.T, Y)
