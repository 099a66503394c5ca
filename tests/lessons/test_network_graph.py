"""A network's graph, number by number, has the derivatives of the vectorized back propagation."""

import itertools

import numpy as np
import pytest

import nnlib
from nnlib.lessons import graph_of
from nnlib.losses import squared_error

PAIRS = [
    ("sigmoid", None, 1),
    ("sigmoid", None, 2),
    ("softmax", None, 3),
    ("identity", None, 2),
    ("tanh", squared_error, 2),
    ("sigmoid", squared_error, 1),
    ("relu", squared_error, 2),
    ("leaky_relu", squared_error, 1),
]


def case(layer_sizes, hidden, output, loss, m, l2=0.0, scale=1.0):
    rng = np.random.default_rng(len(layer_sizes) + m)
    model = nnlib.Network(layer_sizes, hidden=hidden, output=output, loss=loss, l2=l2, rng=1)
    model.parameters.vector = scale * rng.standard_normal(model.parameters.vector.size)
    X = rng.standard_normal((layer_sizes[0], m))
    n_y = layer_sizes[-1]
    if loss is not None or output == "identity":
        return model, X, rng.standard_normal((n_y, m))
    if output == "softmax":
        return model, X, rng.integers(0, n_y, (1, m))
    return model, X, np.resize([0.0, 1.0], (n_y, m))


def agrees(model, X, Y):
    graph = graph_of(model, X, Y)
    derivatives, gradients, forward_pass = graph.J.backward(), model.gradients(X, Y), model.forward(X)
    values, m = graph.J.forward(), X.shape[1]
    np.testing.assert_allclose(values["J"], model.cost(X, Y), rtol=1e-12, atol=1e-12)
    for l in model.W:
        np.testing.assert_allclose(derivatives[graph.W[l]], gradients.dW[l], rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(derivatives[graph.b[l]], gradients.db[l], rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(values[graph.Z[l]], forward_pass.Z[l], rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(m * derivatives[graph.Z[l]], gradients.dZ[l], rtol=1e-12, atol=1e-12)


def test_its_derivatives_are_those_of_backward_propagation():
    shapes = itertools.cycle([([2], 1, 0.0), ([3, 4], 7, 0.1), ([2, 3, 2], 2, 0.0)])
    for hidden in ["sigmoid", "tanh", "relu", "leaky_relu", "identity"]:
        for (output, loss, n_y), (sizes, m, l2) in zip(PAIRS, shapes, strict=False):
            agrees(*case([*sizes, n_y], hidden, output, loss, m, l2))


def test_large_z_changes_nothing():
    for output, loss, n_y in PAIRS[:3]:
        agrees(*case([2, 3, n_y], "relu", output, loss, 5, scale=30.0))


def test_zeros_are_where_kinks_are():
    """Every z is 0: the derivative of ReLU is 0 there, and the cross-entropy is log 2."""
    model = nnlib.Network([2, 3, 1], initialization="zeros")
    agrees(model, np.ones((2, 4)), np.array([[0, 1, 1, 1]]))
    agrees(nnlib.Network([2, 3, 3], output="softmax", initialization="zeros"), np.ones((2, 2)), np.array([[0, 2]]))


def test_names_are_those_of_the_code():
    model, X, Y = case([2, 3, 1], "tanh", "sigmoid", None, 2)
    derivatives = graph_of(model, np.asfortranarray(X), Y).J.backward()
    names = [each.name for each in derivatives]
    assert [name for name in names if name.startswith("A[0]")] == [f"A[0][{k}, {i}]" for k in (0, 1) for i in (0, 1)]
    gradients = model.gradients(X, Y)
    assert derivatives["dW[1][2, 1]"] == pytest.approx(gradients.dW[1][2, 1], rel=1e-12)
    assert derivatives["dZ[2][0, 1]"] == pytest.approx(gradients.dZ[2][0, 1] / 2, rel=1e-12)
    assert {"dA[0][1, 1]", "dA[1][2, 0]", "dL[0, 1]", "dJ"} <= {"d" + name for name in names}


def test_it_shows_its_size():
    assert repr(graph_of(nnlib.LogisticRegression(n_x=1), [[1.0]], [[1]])).startswith(
        "computation graph of 10 variables, J"
    )


class Swish:
    def __call__(self, Z, out=None):
        return np.multiply(Z, 1 / (1 + np.exp(-Z)), out=out)

    def derivative(self, Z):
        return np.ones_like(Z)


class Clipped(nnlib.activations.ReLU):
    def __call__(self, Z, out=None):
        return np.clip(Z, 0, 1, out=out)


def test_what_it_cannot_draw_up_is_refused():
    with pytest.raises(ValueError, match="knows the library's own activations, and not a "):
        graph_of(nnlib.ShallowNetwork(2, 2, hidden=Swish(), rng=0), [[1.0], [2.0]], [[1]])
    with pytest.raises(ValueError, match="knows the library's own activations"):
        graph_of(nnlib.ShallowNetwork(2, 2, hidden=Clipped(), rng=0), [[1.0], [2.0]], [[1]])
    with pytest.raises(ValueError, match="2,000,000 products; it is meant for small networks"):
        graph_of(nnlib.LogisticRegression(n_x=2), np.ones((2, 1_000_000)), np.ones((1, 1_000_000)))
    with pytest.raises(ValueError, match="is X transposed"):
        graph_of(nnlib.LogisticRegression(n_x=2), np.ones((3, 2)), [[1, 0, 1]])
    with pytest.raises(TypeError, match="must be a Network"):
        graph_of("model", [[1.0]], [[1]])
