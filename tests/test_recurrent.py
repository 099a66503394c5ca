"""The recurrent cell beside the notes of the course: a loop over the times forward, and one back."""

import numpy as np
import pytest

import nnlib
from nnlib.optimizers import clipped

T, N_X, N_A, M = 6, 3, 4, 5


@pytest.fixture
def cell():
    """Return a network, sequences (m, T, n_x), labels, and W_aa, W_ax, b of its cell."""
    model = nnlib.RecurrentNetwork(N_X, N_A, 1, T=T, rng=0)
    model.b[1] = np.linspace(-0.5, 0.5, N_A)[:, np.newaxis]
    rng = np.random.default_rng(1)
    sequences, Y = rng.normal(size=(M, T, N_X)), rng.integers(2, size=(1, M)).astype(float)
    return model, sequences, Y, model.W[1][:, :N_A], model.W[1][:, N_A:], model.b[1]


def states(sequences, W_aa, W_ax, b):
    """Return a<0> to a<T>: a<t> = tanh(W_aa a<t-1> + W_ax x<t> + b)."""
    a = [np.zeros((N_A, M))]
    for t in range(T):
        a.append(np.tanh(W_aa @ a[-1] + W_ax @ sequences[:, t].T + b))
    return a


def test_each_time_is_the_cell_and_the_piece_of_x_whose_turn_it_is(cell):
    model, sequences, _, *weights = cell
    A = model.forward(nnlib.datasets.sequences_to_columns(sequences)).A
    for t, a in enumerate(states(sequences, *weights)[1:], start=1):
        np.testing.assert_allclose(A[t], a, rtol=1e-13)


def test_dW_is_the_sum_over_the_times_and_dZ_a_product(cell):
    """dz<t> = W_aa^T dz<t+1> * g', so that on its way from T to t it is multiplied T - t times."""
    model, sequences, Y, W_aa, W_ax, b = cell
    gradients = model.gradients(nnlib.datasets.sequences_to_columns(sequences), Y)
    a = states(sequences, W_aa, W_ax, b)
    dz = (model.W[T + 1].T @ (1 / (1 + np.exp(-model.W[T + 1] @ a[T] - model.b[T + 1])) - Y)) * (1 - a[T] ** 2)
    dW_aa, dW_ax, db = np.zeros_like(W_aa), np.zeros_like(W_ax), np.zeros_like(b)
    for t in range(T, 0, -1):
        np.testing.assert_allclose(gradients.dZ[t], dz, rtol=1e-12)
        dW_aa += dz @ a[t - 1].T / M
        dW_ax += dz @ sequences[:, t - 1] / M
        db += dz.sum(axis=1, keepdims=True) / M
        dz = (W_aa.T @ dz) * (1 - a[t - 1] ** 2)
    np.testing.assert_allclose(gradients.dW[1], np.hstack([dW_aa, dW_ax]), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(gradients.db[1], db, rtol=1e-12)


def test_clipping_keeps_the_direction_and_bounds_the_length():
    gradient = np.array([3.0, -4.0])
    np.testing.assert_allclose(clipped(gradient, 1.0), gradient / 5, rtol=1e-15)
    assert clipped(gradient, 5.0) is gradient
