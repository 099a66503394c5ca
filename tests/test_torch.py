"""Cost and gradients against PyTorch's automatic differentiation, which shares no code and no derivation with nnlib."""

from itertools import product

import numpy as np
import pytest
from networks import PAIRS, Swish

import nnlib

torch = pytest.importorskip("torch", reason="PyTorch, an oracle for the gradients, is not installed")


ACTIVATIONS = {
    "identity": torch.nn.Identity(),
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": torch.nn.LeakyReLU(0.01),
    "swish": torch.nn.functional.silu,
}


def case(hidden, output, loss, depth, l2):
    """Return a network with random biases, seven examples with labels of every kind, and their weights."""
    rng = np.random.default_rng(depth)
    sizes, m = [*[3, 5, 4, 6][:depth], 2], 7
    g = Swish() if hidden == "swish" else hidden
    model = nnlib.Network(sizes, hidden=g, output=output, loss=loss, l2=l2)
    model.parameters.vector = rng.normal(size=model.parameters.vector.size)
    labels = {
        "binary_cross_entropy": np.array([[0, 1, 1, 0, 1, 0, 0], [1, 1, 0, 0, 1, 0, 1]]),
        "categorical_cross_entropy": np.array([[0, 1, 1, 0, 1, 0, 0]]),
        "squared_error": rng.normal(size=(2, m)),
    }
    return model, rng.normal(size=(3, m)), labels[loss], rng.uniform(0.5, 2, m)


def losses(Z, output, loss, Y):
    """Return each example's loss, from torch's own functions."""
    functional, Y = torch.nn.functional, torch.tensor(Y)
    if loss == "binary_cross_entropy":
        return functional.binary_cross_entropy_with_logits(Z, Y.double(), reduction="none").sum(0)
    if loss == "categorical_cross_entropy":
        return functional.cross_entropy(Z.T, Y[0], reduction="none")
    return functional.mse_loss(ACTIVATIONS[output](Z), Y, reduction="none").sum(0) / 2


def by_torch(model, X, Y, weight, hidden, output, loss):
    """Return J, its derivatives by W[l] and b[l], and those of each example's weighted loss by Z[l]."""
    W, b = ({l: torch.tensor(array, requires_grad=True) for l, array in p.items()} for p in (model.W, model.b))
    A, Z, L = torch.tensor(X), {}, len(W)
    for l in W:
        Z[l] = W[l] @ A + b[l]
        Z[l].retain_grad()
        A = ACTIVATIONS[hidden](Z[l])
    w = torch.ones(X.shape[1]).double() if weight is None else torch.tensor(weight)
    J = w @ losses(Z[L], output, loss, Y) / w.sum() + model.l2 / 2 * sum((W[l] ** 2).sum() for l in W)
    J.backward()
    dW, db, dZ = ({l: array.grad.numpy() for l, array in by.items()} for by in (W, b, Z))
    return J.item(), dW, db, {l: w.sum().item() * derivative for l, derivative in dZ.items()}


@pytest.mark.parametrize("l2", [0.0, 0.3], ids=["plain", "l2"])
@pytest.mark.parametrize("weighted", [False, True], ids=["alike", "weighted"])
@pytest.mark.parametrize(("output", "loss"), PAIRS)
@pytest.mark.parametrize(("hidden", "depth"), [("relu", 1), *product(ACTIVATIONS, [2, 3, 4])])
def test_cost_and_gradients_equal_those_of_automatic_differentiation(hidden, output, loss, depth, weighted, l2):
    """To 1e-13 of the terms that are summed, since their sum may cancel; 4e-15 was the worst that was measured."""
    model, X, Y, weight = case(hidden, output, loss, depth, l2)
    if not weighted:
        weight = None
    gradients, A = model.gradients(X, Y, weight), model.forward(X).A
    J, dW, db, dZ = by_torch(model, X, Y, weight, hidden, output, loss)
    assert model.cost(X, Y, weight) == pytest.approx(J, rel=1e-13)
    for l in model.g:
        largest = abs(dZ[l]).max()
        np.testing.assert_allclose(gradients.dZ[l], dZ[l], rtol=0, atol=1e-13 * largest)
        np.testing.assert_allclose(gradients.db[l], db[l], rtol=0, atol=1e-13 * largest)
        np.testing.assert_allclose(gradients.dW[l], dW[l], rtol=0, atol=1e-13 * largest * abs(A[l - 1]).max())
