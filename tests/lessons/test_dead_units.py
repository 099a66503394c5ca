import numpy as np
import pytest

import nnlib
from nnlib.lessons import dead_units

X, Y = nnlib.datasets.flower(m=30, rng=1)


def network(hidden, layers=2):
    return nnlib.Network([2, *[5] * layers, 1], hidden=hidden, rng=3)


def test_a_dead_unit_has_no_gradient_and_a_living_one_has():
    model = network("relu")
    model.b[1][1:3] = -100
    dead = dead_units(model, X)
    gradients = model.gradients(X, Y)
    for l in (1, 2):
        arrives = gradients.dW[l].any(axis=1) | gradients.db[l].any(axis=1)
        np.testing.assert_array_equal(dead[l], ~arrives)
    assert dead[1].tolist() == [False, True, True, False, False]


def test_one_example_can_be_enough():
    model = nnlib.ShallowNetwork(n_x=1, n_h=2, hidden="relu", rng=0)
    model.W[1] = [[1.0], [1.0]]
    assert dead_units(model, [[-1.0, -2.0]])[1].all()
    assert not dead_units(model, [[-1.0, 2.0]])[1].any()


def test_at_zero_the_slope_is_that_of_the_library():
    model = nnlib.ShallowNetwork(n_x=2, n_h=4, hidden="relu", initialization="zeros")
    assert dead_units(model, X)[1].all()


def test_others_have_a_slope():
    for hidden in ["leaky_relu", "identity", "tanh", "sigmoid"]:
        model = network(hidden)
        model.b[1][...] = -10
        assert not np.concatenate(list(dead_units(model, X).values())).any()


def test_without_hidden_layers_there_are_none():
    assert dead_units(nnlib.LogisticRegression(n_x=2), X) == {}


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="is X transposed"):
        dead_units(network("relu"), X.T)
    with pytest.raises(TypeError, match="model must be a Network"):
        dead_units(X, network("relu"))
