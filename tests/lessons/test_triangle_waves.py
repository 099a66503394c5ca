"""Triangle waves have 2^depth pieces, and a hidden layer of n ReLUs at most n + 1; kinks are counted exactly."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nnlib
from nnlib.lessons import kinks, triangle_wave


def test_it_has_2_to_the_depth_pieces_between_0_and_1():
    for depth in range(1, 9):
        model = triangle_wave(depth)
        assert model.layer_sizes == (1, *[2] * depth, 1)
        ends = np.arange(2**depth + 1) / 2**depth
        assert np.array_equal(kinks(model), ends[1:-1])
        assert np.array_equal(model.predict(ends.reshape(1, -1))[0], np.arange(2**depth + 1) % 2)
        middles = (ends[1:] + ends[:-1]) / 2
        assert (model.predict(middles.reshape(1, -1)) == 0.5).all()


def rough(sizes, hidden, seed):
    """Return a network with random biases, whose kinks lie anywhere."""
    rng = np.random.default_rng(seed)
    model = nnlib.Network(sizes, hidden=hidden, output="identity", rng=rng)
    model.parameters.vector[:] = rng.standard_normal(model.parameters.vector.size)
    return model


@settings(max_examples=25)
@given(st.integers(1, 12), st.integers(0, 1000))
def test_one_hidden_layer_of_n_bends_n_times_at_most(n, seed):
    model = rough([1, n, 1], "relu", seed)
    expected = -model.b[1][:, 0] / model.W[1][:, 0]
    np.testing.assert_allclose(kinks(model, -10, 10), sorted(x for x in expected if -10 < x < 10), rtol=1e-12)


@settings(max_examples=30)
@given(
    st.sampled_from([[1, 3, 3, 1], [1, 2, 4, 3, 1], [1, 1, 1]]),
    st.sampled_from(["relu", "leaky_relu", "identity"]),
    st.integers(0, 1000),
)
def test_between_kinks_the_output_is_a_line_and_at_kinks_it_is_not(sizes, hidden, seed):
    model = rough(sizes, hidden, seed)
    ends = np.array([-2.0, *kinks(model, -2, 2), 2.0])
    assert (np.diff(ends) > 0).all()
    # Three points inside of each piece lie on a line.
    left, width = ends[:-1], np.diff(ends)
    y = np.array([model.predict((left + share * width).reshape(1, -1))[0] for share in (0.25, 0.5, 0.75)])
    np.testing.assert_allclose(y[0] + y[2], 2 * y[1], rtol=1e-9, atol=1e-9)
    slopes = (y[2] - y[0]) / (width / 2)
    assert (np.abs(np.diff(slopes)) > 1e-9).all()
    if hidden == "identity":
        assert len(ends) == 2


def test_what_the_output_does_not_see_is_no_kink():
    model = nnlib.Network([1, 2, 1], hidden="relu", output="identity", rng=0)
    model.W[1], model.b[1], model.W[2] = [[1], [-1]], [[-0.5], [0.5]], [[1, -1]]  # relu(z) − relu(−z) is z
    assert kinks(model).size == 0


def test_a_kink_at_an_end_or_at_another_kink_is_counted_once_or_not_at_all():
    model = nnlib.Network([1, 3, 1], hidden="relu", output="identity", rng=0)
    model.W[1], model.b[1], model.W[2] = [[1], [1], [2]], [[0], [-0.5], [-1]], [[1, 1, 1]]
    assert kinks(model).tolist() == [0.5]
    assert kinks(model, -1, 1).tolist() == [0, 0.5]


class Clipped(nnlib.activations.ReLU):
    def __call__(self, Z, out=None):
        return np.clip(Z, 0, 1, out=out)


def test_other_networks_and_intervals_are_refused():
    with pytest.raises(ValueError, match="only relu, leaky_relu and identity are made of straight lines"):
        kinks(nnlib.Network([1, 2, 1], hidden=Clipped(), output="identity", rng=0))
    with pytest.raises(ValueError, match="n_x=2 and n_y=1"):
        kinks(nnlib.LogisticRegression(n_x=2))
    with pytest.raises(ValueError, match=r"only relu, leaky_relu and identity are made of straight lines, .* tanh"):
        kinks(nnlib.ShallowNetwork(n_x=1, n_h=2, output="identity"))
    with pytest.raises(ValueError, match=r"low must be below high, got low=1 and high=1"):
        kinks(triangle_wave(1), 1, 1)
    with pytest.raises(ValueError, match="is inf, and every value must be finite"):
        kinks(triangle_wave(1), 0, np.inf)
    with pytest.raises(TypeError, match="model must be a Network"):
        kinks(3)
    with pytest.raises(ValueError, match="depth must be at least 1, got 0"):
        triangle_wave(0)
