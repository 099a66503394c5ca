import numpy as np
import pytest

import nnlib
from nnlib.datasets import demand, demand_curve, demand_factors

BOTH = pytest.mark.parametrize(("data", "n_x"), [(demand_curve, 1), (demand, 4)])


@BOTH
def test_shapes_and_types(data, n_x):
    X, Y = data(m=50, rng=1)
    assert X.shape == (n_x, 50)
    assert Y.shape == (1, 50)
    assert X.dtype == Y.dtype == np.float64
    assert X.T.flags.c_contiguous


def test_features_are_spread_evenly_from_0():
    for data, highest in [(demand_curve, 4), (demand, 1)]:
        X, _ = data(m=20_000, rng=1)
        for feature in X:
            np.testing.assert_allclose(
                np.quantile(feature, [0, 0.5, 1]), [0, highest / 2, highest], atol=0.02 * highest
            )


@BOTH
def test_reproducible(data, n_x):
    np.testing.assert_array_equal(data(rng=3)[1], data(rng=3)[1])


@BOTH
def test_noise_multiplies_with_mean_1_and_the_stated_deviation(data, n_x):
    (_, still), (_, noisy) = (data(m=50_000, noise=noise, rng=3) for noise in (0, 0.3))
    sold = still > 0
    factors = noisy[sold] / still[sold]
    assert factors.min() > 0
    assert factors.mean() == pytest.approx(1, abs=0.005)
    assert factors.std() == pytest.approx(0.3, rel=0.03)
    np.testing.assert_array_equal(noisy[~sold], 0)


def test_one_relu_node_computes_the_curve():
    """The notes' single neuron, with w = −1 and b = 3."""
    X, Y = demand_curve(noise=0, rng=1)
    neuron = nnlib.Network([1, 1], output="relu", loss="squared_error", rng=0)
    neuron.W[1], neuron.b[1] = [[-1.0]], [[3.0]]
    assert neuron.cost(X, Y) == 0
    assert 0 < (Y == 0).mean() < 0.5


def test_a_hidden_layer_of_three_computes_the_demand_of_four_features():
    """Its hidden units are the factors, and some of them are 0 for some examples, so that no line would do."""
    X, Y = demand(noise=0, rng=1)
    model = nnlib.Network([4, 3, 1], hidden="relu", output="identity", rng=0)
    model.W[1] = [[-0.9, -0.4, 0, 0], [0, 0, 1, 0], [0.5, 0, 0, 1]]
    model.b[1] = [[1.0], [-0.2], [-0.5]]
    model.W[2] = [[2.0, 1.0, 1.5]]
    assert model.cost(X, Y) < 1e-30
    np.testing.assert_allclose(model.forward(X).A[1], demand_factors(X), atol=1e-15)
    assert ((demand_factors(X) == 0).mean(axis=1) > 0.05).all()


def test_what_is_not_said_is_as_documented():
    for data, m in [(demand_curve, 100), (demand, 400)]:
        for default, said in zip(data(rng=1), data(m=m, noise=0.1, rng=1), strict=True):
            np.testing.assert_array_equal(default, said)
