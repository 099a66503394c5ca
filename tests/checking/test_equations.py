"""The equations that everything is compared with agree with the library, with which they share no code."""

import numpy as np
import pytest

import nnlib
from nnlib.activations import ACTIVATIONS, LeakyReLU, sigmoid, softmax
from nnlib.architecture import activation_name
from nnlib.checking._equations import equations_of
from nnlib.checking._plain_activations import plain, slope
from nnlib.checking._plain_losses import cost_of


class Swish:
    """An activation of a user's own."""

    def __call__(self, Z, out=None):
        return np.multiply(Z, sigmoid(Z), out=out)

    def derivative(self, Z):
        return sigmoid(Z) + Z * sigmoid.derivative(Z)


Z = np.array([[-30.0, -2.0, -1e-7, 0.0, 1e-7, 0.5, 3.0, 30.0]])
PAIRS = [
    ("sigmoid", "binary_cross_entropy"),
    ("softmax", "categorical_cross_entropy"),
    ("identity", "squared_error"),
    ("tanh", "squared_error"),
    ("relu", "squared_error"),
]


def case(hidden, output, loss, l2, weighted, m=7):
    rng = np.random.default_rng(0)
    model = nnlib.Network([3, 4, 5, 3], hidden=hidden, output=output, loss=loss, l2=l2, rng=0)
    model.parameters.vector += 0.3 * rng.normal(size=model.parameters.vector.size)
    X = rng.normal(size=(3, m))
    Y = {
        "binary_cross_entropy": rng.integers(0, 2, (3, m)),
        "categorical_cross_entropy": rng.integers(0, 3, (1, m)),
        "squared_error": rng.normal(size=(3, m)),
    }[loss]
    return model, X, Y, rng.uniform(0.5, 2, m) if weighted else None


@pytest.mark.parametrize("g", [*ACTIVATIONS.values(), LeakyReLU(0.3), Swish()], ids=activation_name)
def test_the_activations_written_out_are_the_librarys(g):
    np.testing.assert_allclose(plain(g, np.vstack([Z, Z / 2])), g(np.vstack([Z, Z / 2])), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(
    "g", [g for g in ACTIVATIONS.values() if g != softmax] + [LeakyReLU(0.3), Swish()], ids=activation_name
)
def test_the_slope_is_the_derivative(g):
    np.testing.assert_allclose(slope(g, Z), g.derivative(Z), rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize(
    "hidden",
    ["tanh", "relu", ["sigmoid", "leaky_relu"], Swish()],
    ids=lambda g: type(g).__name__ if isinstance(g, Swish) else str(g),
)
@pytest.mark.parametrize(("output", "loss"), PAIRS)
@pytest.mark.parametrize(("l2", "weighted"), [(0.0, False), (0.1, True)])
def test_every_equation_gives_what_the_library_computes(hidden, output, loss, l2, weighted):
    model, X, Y, weight = case(hidden, output, loss, l2, weighted)
    Y_checked, weights = model.labels(Y, weight, m=7)
    known, equations = equations_of(model, X, Y_checked, weights)
    for equation in equations:
        getattr(known, equation.symbol)[equation.l] = equation.value(known)
    forward_pass = model.forward(X)
    gradients = model.backward(forward_pass, Y, weight)
    for l in model.g:
        for symbol, arrays in (("Z", forward_pass.Z), ("A", forward_pass.A), ("dZ", gradients.dZ)):
            np.testing.assert_allclose(
                getattr(known, symbol)[l], arrays[l], rtol=1e-7, atol=1e-9, err_msg=f"{symbol}[{l}]"
            )
        np.testing.assert_allclose(known.dW[l], gradients.dW[l], rtol=1e-7, atol=1e-9)
        np.testing.assert_allclose(known.db[l], gradients.db[l], rtol=1e-7, atol=1e-9)
    assert sum(cost_of(known)) == pytest.approx(model.cost(X, Y, weight), rel=1e-12)


def test_the_equations_come_in_the_order_of_the_notes():
    _, equations = equations_of(nnlib.ShallowNetwork(n_x=2, n_h=3), np.ones((2, 1)), np.ones((1, 1)), None)
    assert (
        " ".join(equation.name for equation in equations)
        == "Z[1] A[1] Z[2] A[2] dA[2] dZ[2] dW[2] db[2] dA[1] dZ[1] dW[1] db[1]"
    )


def test_equations_name_what_stands_in_them():
    model, X, Y, weight = case("tanh", "softmax", "categorical_cross_entropy", 0.1, weighted=True)
    known, equations = equations_of(model, X, *model.labels(Y, weight, m=7))
    texts = {equation.name: equation.text(known) for equation in equations}
    assert texts["Z[2]"] == "Z[2] = W[2] A[1] + b[2]"
    assert texts["A[3]"] == "A[3] = g[3](Z[3]), where g[3] is softmax"
    assert texts["dA[3]"] == "dA[3] = ∂L/∂A[3], L the categorical_cross_entropy"
    assert texts["dZ[3]"] == "dZ[3] = A[3] - Y, each column times its sample weight"
    assert texts["dA[1]"] == "dA[1] = W[2]ᵀ dZ[2]"
    assert texts["dZ[1]"] == "dZ[1] = W[2]ᵀ dZ[2] * g[1]′(Z[1]), where g[1] is tanh"
    assert texts["dW[2]"] == "dW[2] = 1/Σw dZ[2] A[1]ᵀ + l2 W[2]"
    assert texts["db[2]"] == "db[2] = 1/Σw np.sum(dZ[2], axis=1, keepdims=True)"
    model, X, Y, _ = case("tanh", "tanh", "squared_error", 0.0, weighted=False)
    known, equations = equations_of(model, X, *model.labels(Y, None, m=7))
    texts = {equation.name: equation.text(known) for equation in equations}
    assert texts["dZ[3]"] == "dZ[3] = (A[3] - Y) * g[3]′(Z[3]), where g[3] is tanh"
    assert texts["dW[2]"] == "dW[2] = 1/m dZ[2] A[1]ᵀ"


@pytest.mark.parametrize(
    "hidden", ["tanh", "relu", "sigmoid", Swish()], ids=lambda g: type(g).__name__ if isinstance(g, Swish) else str(g)
)
@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_no_slip_is_what_is_right(hidden, output, loss):
    """Else it could never be found. dA[L] and dZ[L] are the same where g[L] is the identity."""
    model, X, Y, weight = case(hidden, output, loss, 0.1, weighted=True)
    known, equations = equations_of(model, X, *model.labels(Y, weight, m=7))
    for equation in equations:
        right = equation.value(known)
        getattr(known, equation.symbol)[equation.l] = right
        if equation.symbol not in {"dW", "db"}:
            continue
        for value, mistake in equation.slips(known):
            assert value.shape == right.shape
            if not mistake.startswith("is made from dA[3]"):
                assert not np.allclose(value, right, rtol=1e-3), f"{equation.name} {mistake}"
