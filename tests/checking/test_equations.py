"""The equations that everything is compared with agree with the library, with which they share no code."""

import itertools

import numpy as np
import pytest
from networks import PAIRS, Swish, examples, network, weights

import nnlib
from nnlib.activations import ACTIVATIONS, LeakyReLU, softmax
from nnlib.checking._equations import equations_of
from nnlib.checking._plain_activations import plain, slope
from nnlib.checking._plain_losses import cost_of

Z = np.array([[-30.0, -2.0, -1e-7, 0.0, 1e-7, 0.5, 3.0, 30.0]])
HIDDEN = ["tanh", "relu", ["sigmoid", "leaky_relu"], Swish()]


def case(hidden, output, loss, l2, weighted):
    model = network(hidden=hidden, output=output, loss=loss, l2=l2)
    return model, *examples(model), weights(7) if weighted else None


def known_equations(model, X, Y, weight):
    return equations_of(model, X, *model.labels(Y, weight, m=7))


def put(known, equation, array):
    getattr(known, equation.symbol)[equation.l] = array


@pytest.mark.parametrize("g", [*ACTIVATIONS.values(), LeakyReLU(0.3), Swish()], ids=repr)
def test_the_activations_written_out_are_the_librarys(g):
    np.testing.assert_allclose(plain(g, np.vstack([Z, Z / 2])), g(np.vstack([Z, Z / 2])), rtol=1e-12, atol=1e-15)
    if g != softmax:
        np.testing.assert_allclose(slope(g, Z), g.derivative(Z), rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("hidden", HIDDEN, ids=str)
@pytest.mark.parametrize(("l2", "weighted"), [(0.0, False), (0.1, True)])
def test_every_equation_gives_what_the_library_computes(hidden, l2, weighted):
    for output, loss in PAIRS:
        model, X, Y, weight = case(hidden, output, loss, l2, weighted)
        known, equations = known_equations(model, X, Y, weight)
        for equation in equations:
            put(known, equation, equation.value(known))
        forward_pass = model.forward(X)
        gradients = model.backward(forward_pass, Y, weight)
        library = {"Z": forward_pass.Z, "A": forward_pass.A, "dZ": gradients.dZ, "dW": gradients.dW, "db": gradients.db}
        for l, (symbol, arrays) in itertools.product(model.g, library.items()):
            ours, told = getattr(known, symbol)[l], f"{symbol}[{l}] of {model}"
            np.testing.assert_allclose(ours, arrays[l], rtol=1e-7, atol=1e-9, err_msg=told)
        assert sum(cost_of(known)) == pytest.approx(model.cost(X, Y, weight), rel=1e-12)


def test_a_shared_W_is_penalized_once():
    model = nnlib.RecurrentNetwork(n_x=2, n_a=3, T=4, l2=0.3, rng=0)
    X, Y = examples(model)
    known, equations = known_equations(model, X, Y, None)
    for equation in equations:
        put(known, equation, equation.value(known))
    assert sum(cost_of(known)) == pytest.approx(model.cost(X, Y), rel=1e-12)


@pytest.mark.parametrize("weighted", [False, True])
def test_the_derivative_of_the_loss_is_the_librarys(weighted):
    for output, loss in PAIRS:
        model, X, Y, weight = case("tanh", output, loss, 0.0, weighted)
        known, equations = known_equations(model, X, Y, weight)
        known.A[3] = model.predict_proba(X)
        [dA] = [equation.value(known) for equation in equations if equation.name == "dA[3]"]
        np.testing.assert_allclose(dA, model.loss.dA(known.A[3], Y) * (weight if weighted else 1), rtol=1e-12)


def test_the_equations_come_in_the_order_of_the_notes():
    _, equations = equations_of(nnlib.ShallowNetwork(n_x=2, n_h=3), np.ones((2, 1)), np.ones((1, 1)), None)
    assert (
        " ".join(equation.name for equation in equations)
        == "Z[1] A[1] Z[2] A[2] dA[2] dZ[2] dW[2] db[2] dA[1] dZ[1] dW[1] db[1]"
    )


def test_equations_name_what_stands_in_them():
    for options, expected in (
        (
            ("tanh", "softmax", "categorical_cross_entropy", 0.1, True),
            {
                "Z[2] = W[2] A[1] + b[2]",
                "A[3] = g[3](Z[3]), where g[3] is softmax",
                "dA[3] = ∂L/∂A[3], L the categorical_cross_entropy",
                "dZ[3] = A[3] - Y, each column times its sample weight",
                "dA[1] = W[2]ᵀ dZ[2]",
                "dZ[1] = W[2]ᵀ dZ[2] * g[1]′(Z[1]), where g[1] is tanh",
                "dW[2] = 1/Σw dZ[2] A[1]ᵀ + l2 W[2]",
                "db[2] = 1/Σw np.sum(dZ[2], axis=1, keepdims=True)",
            },
        ),
        (
            ("tanh", "tanh", "squared_error", 0.0, False),
            {"dZ[3] = (A[3] - Y) * g[3]′(Z[3]), where g[3] is tanh", "dW[2] = 1/m dZ[2] A[1]ᵀ"},
        ),
    ):
        known, equations = known_equations(*case(*options))
        texts = [equation.text(known) for equation in equations]
        assert expected <= set(texts)
        assert all(text.startswith(f"{equation.name} = ") for text, equation in zip(texts, equations, strict=True))


@pytest.mark.parametrize("hidden", ["tanh", "relu", "sigmoid", Swish()], ids=str)
def test_no_slip_is_what_is_right(hidden):
    """Else it could never be found. dA[L] and dZ[L] are the same where g[L] is the identity."""
    for output, loss in PAIRS:
        known, equations = known_equations(*case(hidden, output, loss, 0.1, weighted=True))
        for equation in equations:
            right = equation.value(known)
            put(known, equation, right)
            for value, mistake in equation.slips(known) if equation.symbol in {"dW", "db"} else ():
                if value.shape == right.shape and not mistake.startswith("is made from dA[3]"):
                    assert not np.allclose(value, right, rtol=1e-3), f"{equation.name} {mistake}"
