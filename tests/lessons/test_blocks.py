"""The blocks, chained, are the network's own forward and backward propagation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nnlib
from nnlib.lessons import backward_block, forward_block


def chained(model, X, Y):
    """Return A[L], and dA, dW, db of each layer, by the blocks."""
    A, caches, L = X, {}, len(model.W)
    for l in range(1, L + 1):
        A, caches[l] = forward_block(A, model.W[l], model.b[l], model.g[l])
    dA, dW, db = {L: nnlib.losses.binary_cross_entropy.dA(A, Y)}, {}, {}
    for l in range(L, 0, -1):
        dA[l - 1], dW[l], db[l] = backward_block(dA[l], caches[l])
    return A, dA, dW, db


@settings(max_examples=25)
@given(
    st.lists(st.integers(1, 5), min_size=1, max_size=4),
    st.integers(1, 6),
    st.sampled_from(["tanh", "sigmoid", "relu", "leaky_relu", "identity"]),
    st.integers(0, 1000),
)
def test_chained_they_are_the_network(sizes, m, hidden, seed):
    rng = np.random.default_rng(seed)
    model = nnlib.Network([*sizes, 1], hidden=hidden, rng=rng)
    model.parameters.vector += 0.3 * rng.standard_normal(model.parameters.vector.size)
    X, Y = rng.standard_normal((sizes[0], m)), rng.integers(0, 2, (1, m)).astype(float)
    A, _, dW, db = chained(model, X, Y)
    gradients = model.gradients(X, Y)
    np.testing.assert_allclose(A, model.predict_proba(X), rtol=0, atol=1e-12)
    for l in model.W:
        np.testing.assert_allclose(dW[l], gradients.dW[l], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(db[l], gradients.db[l], rtol=1e-9, atol=1e-12)


def test_dA_prev_is_the_sum_over_paths_that_the_scalar_graph_takes():
    rng = np.random.default_rng(5)
    model = nnlib.Network([3, 4, 2, 1], hidden="tanh", rng=1)
    X, Y = rng.standard_normal((3, 2)), np.array([[0.0, 1.0]])
    _, dA, _, _ = chained(model, X, Y)
    graph = nnlib.lessons.graph_of(model, X, Y)
    derivatives = graph.J.backward()
    for l in range(3):  # the scalar graph takes the loss from Z[3], and does not pass A[3]
        # Each column of dA is of one example's loss, and J is the mean of two.
        np.testing.assert_allclose(dA[l], 2 * derivatives[graph.A[l]], rtol=0, atol=1e-12)


def test_one_factor_1_over_m_and_it_is_in_dW_and_db_alone():
    A, cache = forward_block(np.ones((2, 1)), [[0.3, -0.2]], [[0.1]], "tanh")
    once = backward_block(np.ones(A.shape), cache)
    A, cache = forward_block(np.ones((2, 5)), [[0.3, -0.2]], [[0.1]], "tanh")
    five_times = backward_block(np.ones(A.shape), cache)
    np.testing.assert_allclose(five_times[0], np.repeat(once[0], 5, axis=1))
    np.testing.assert_allclose(five_times[1], once[1])
    np.testing.assert_allclose(five_times[2], once[2])


def test_what_does_not_fit_is_refused():
    X, W, b = np.ones((2, 5)), np.ones((3, 2)), np.zeros((3, 1))
    with pytest.raises(ValueError, match=r"n_prev=2 columns, one for each row of A_prev, .*: is W transposed\?"):
        forward_block(X, W.T, b)
    with pytest.raises(ValueError, match=r"got shapes \(3, 4\) and \(2, 5\)$"):
        forward_block(X, np.ones((3, 4)), b)
    with pytest.raises(ValueError, match=r"b must have shape \(3, 1\), got \(3,\): use reshape"):
        forward_block(X, W, np.zeros(3))
    with pytest.raises(ValueError, match="did you mean 'relu'"):
        forward_block(X, W, b, "rleu")
    with pytest.raises(ValueError, match="softmax has no derivative for each z alone"):
        forward_block(X, W, b, "softmax")
    A, cache = forward_block(X, W, b)
    with pytest.raises(ValueError, match=r"dA must have shape \(3, 5\), got \(5, 3\): is it transposed\?"):
        backward_block(A.T, cache)
    with pytest.raises(TypeError, match="cache must be the second of what forward_block returns, got an array"):
        backward_block(A, A)


def test_what_goes_in_is_not_changed():
    X, W, b, dA = np.ones((2, 3)), np.ones((2, 2)), np.ones((2, 1)), np.ones((2, 3))
    before = [array.copy() for array in (X, W, b, dA)]
    backward_block(dA, forward_block(X, W, b, "identity")[1])
    assert all(map(np.array_equal, before, (X, W, b, dA)))
