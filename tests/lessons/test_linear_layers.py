import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nnlib
from nnlib.lessons import collapse

X, Y = nnlib.datasets.flower(m=30, rng=1)


def linear(layer_sizes, *, seed=0, **options):
    model = nnlib.Network(layer_sizes, hidden="identity", rng=seed, **options)
    model.parameters.vector = np.random.default_rng(seed).standard_normal(model.parameters.vector.size)
    return model


@settings(max_examples=25)
@given(st.lists(st.integers(1, 5), min_size=2, max_size=6), st.integers(0, 1000))
def test_the_output_is_that_of_all_layers(layer_sizes, seed):
    model = linear(layer_sizes, output="identity", seed=seed)
    inputs = np.random.default_rng(seed).standard_normal((layer_sizes[0], 7))
    expected = model.predict_proba(inputs)
    collapsed = collapse(model)
    assert collapsed.layer_sizes == (layer_sizes[0], layer_sizes[-1])
    np.testing.assert_allclose(collapsed.predict_proba(inputs), expected, rtol=0, atol=1e-12 * abs(expected).max())


def test_the_equations_of_two_layers():
    model = linear([2, 3, 1])
    collapsed = collapse(model)
    np.testing.assert_allclose(collapsed.W[1], model.W[2] @ model.W[1])
    np.testing.assert_allclose(collapsed.b[1], model.W[2] @ model.b[1] + model.b[2])


def test_output_loss_and_type_stay():
    for output, loss in [("sigmoid", None), ("sigmoid", "squared_error"), ("softmax", None), ("identity", None)]:
        model = linear([2, 3, 1 if output != "softmax" else 2], output=output, loss=loss, dtype="float32", l2=0.1)
        collapsed = collapse(model)
        assert collapsed.g[1] is model.g[2]
        assert (collapsed.loss, collapsed.dtype, collapsed.l2) == (model.loss, np.float32, 0)
        model.l2 = 0.0
        assert collapsed.cost(X, Y) == pytest.approx(model.cost(X, Y), rel=1e-5)


def test_what_has_no_hidden_layer_stays_what_it_is():
    model = linear([2, 1])
    collapsed = collapse(model)
    np.testing.assert_array_equal(collapsed.parameters.vector, model.parameters.vector)
    collapsed.W[1][...] = 0
    assert model.W[1].all()


def test_the_model_is_not_changed():
    model = linear([2, 4, 4, 1])
    before = model.parameters.vector.copy()
    collapse(model)
    np.testing.assert_array_equal(model.parameters.vector, before)


class Bent(nnlib.activations.Identity):
    def __call__(self, Z, out=None):
        return np.tanh(Z, out=out)


def test_a_bend_does_not_collapse():
    with pytest.raises(ValueError, match=r"layer 1 is .*, and only layers of the identity collapse"):
        collapse(nnlib.ShallowNetwork(2, 2, hidden=Bent(), rng=0))
    model = nnlib.Network([2, 3, 3, 1], hidden=["identity", "tanh"], rng=0)
    with pytest.raises(ValueError, match="layer 2 is tanh, and only layers of the identity collapse"):
        collapse(model)
    with pytest.raises(TypeError, match="model must be a Network, got 3"):
        collapse(3)
