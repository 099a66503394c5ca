"""The slips of the equations, all of them: each is told as itself, and as nothing else besides."""

import numpy as np
import pytest
from networks import network

import nnlib
from nnlib._diagnosis import ZEROS
from nnlib.checking._backward_equations import ActivationGradient
from nnlib.checking._equations import equations_of
from nnlib.checking.steps import agree, known_mistake
from nnlib.losses import Loss


def slips_of(model, X, Y):
    """Yield each slip of the right shape that is wrong, with its equation, what is known there, and what is right."""
    known, equations = equations_of(model, X, *model.labels(Y, None, m=X.shape[1]))
    for equation in (*equations, ActivationGradient(0)):
        right = equation.value(known)
        getattr(known, equation.symbol)[equation.l] = right
        for slip in equation.slips(known):
            if slip.value.shape == right.shape and not agree(slip.value, right):
                yield equation, known, right, slip


def test_an_activation_of_another_layers_array_is_told_once():
    """ReLU of Z[1] and of A[1] are the same."""
    model = network((4, 3, 3, 2), hidden="relu", output="softmax")
    X = np.random.default_rng(3).normal(size=(4, 8))
    wrong = nnlib.compare_steps(model, X, np.zeros((1, 8)), {"A2": model.forward(X).A[1]}).first_wrong
    assert wrong.mistake == "is g[2](Z[1]): Z[2] was meant"


@pytest.mark.parametrize(
    ("hidden", "output", "loss"),
    [
        *((hidden, "softmax", None) for hidden in ("sigmoid", "tanh", "relu", "leaky_relu")),
        ("sigmoid", "sigmoid", None),
        ("relu", "identity", None),
        ("tanh", "tanh", "squared_error"),
    ],
)
def test_each_slip_is_told_as_itself_alone(hidden, output, loss):
    """Two that give the same numbers would have to share a sentence; of zeros it is said that they are zeros."""
    rng = np.random.default_rng(3)
    model = network((4, 3, 5, 2), hidden=hidden, output=output, loss=loss, l2=0.1)
    X, Y = rng.normal(size=(4, 8)), rng.integers(0, 2, (1 if output == "softmax" else 2, 8))
    n = 0
    for equation, known, right, slip in slips_of(model, X, Y):
        assert known_mistake(equation, known, slip.value, right) in {slip.mistake, ZEROS}, equation.name
        n += 1
    assert n > 150


def test_an_equation_names_the_difference_where_the_loss_is_the_squared_error_alone():
    class Absolute(Loss):
        def L(self, A, Y):
            return np.abs(A - Y).sum(axis=0, keepdims=True)

        def dL_dA(self, A, Y):
            return np.sign(A - Y)

    for loss, expected in (("squared_error", "(A[1] - Y)"), (Absolute(), "∂L/∂A[1]")):
        model = network((4, 2), output="tanh", loss=loss)
        known, equations = equations_of(model, np.ones((4, 3)), np.ones((2, 3)), None)
        text = next(equation.text(known) for equation in equations if equation.symbol == "dZ")
        assert text == f"dZ[1] = {expected} * g[1]′(Z[1]), where g[1] is tanh"
