"""Training writes into one and the same memory, whatever the layers are; predictions need little, however many."""

import numpy as np
import pytest
from networks import KINDS, examples, of_kind

import nnlib
from nnlib.layers import Convolution, MaxPool

NUMPY = 8192 * 4
"""The buffer through which NumPy itself goes where it broadcasts, or takes booleans as numbers: one an operand."""
M = 256
ONE_IMAGE = (1, 16, 16)
CONVOLUTIONAL = [ONE_IMAGE, Convolution(8, 3), MaxPool(2), Convolution(8, 3, padding=1), 160, 10]
DENSE = [100, 200, 160, 10]
SEQUENCES = [(6, 8), nnlib.layers.Recurrent(160), 160, 10]


def an_update(layers, **options):
    """Return what does one update of a network in buffers, masks and cost included; the smallest A[l] has 160 rows."""
    model = nnlib.Network(layers, output="softmax", l2=0.01, dtype="float32", rng=0, **options)
    rng = np.random.default_rng(0)
    X = rng.random((model.n_x, M), np.float32)
    Y, _ = model.labels(rng.integers(0, 10, (1, M)), None, M)
    buffers = model.buffers(M)

    def update():
        buffers.draw_masks(rng)
        forward_pass = model.forward(X, out=buffers)
        model.cost_of(forward_pass, Y, out=buffers)
        model.backward(forward_pass, Y, out=buffers)

    return update


@pytest.mark.parametrize(
    ("layers", "hidden", "keep_prob"),
    [
        (CONVOLUTIONAL, "relu", 1.0),
        (CONVOLUTIONAL, "relu", 0.5),
        (SEQUENCES, "tanh", 1.0),
        (SEQUENCES, "tanh", 0.5),
        *((DENSE, hidden, 0.5) for hidden in ("tanh", "relu", "leaky_relu", "identity")),
    ],
    ids=range(8),
)
def test_an_update_of_any_kind_allocates_no_array_of_a_layer(layers, hidden, keep_prob, allocated):
    update = an_update(layers, hidden=hidden, keep_prob=keep_prob)
    assert allocated(update) < 3 * NUMPY + 12_000 < 160 * M * 4


def test_a_thinned_sigmoid_allocates_one_array_and_no_more(allocated):
    """σ′ = a (1 − a) needs two arrays; there, g(Z) is no longer in A[l], which is thinned."""
    peak = allocated(an_update(DENSE, hidden="sigmoid", keep_prob=0.5))
    assert 200 * M * 4 < peak < 200 * M * 4 + 2 * NUMPY
    assert allocated(an_update(DENSE, hidden="sigmoid")) < 3 * NUMPY


@pytest.mark.parametrize("kind", KINDS)
def test_a_ragged_batch_is_in_the_same_memory(kind):
    model = of_kind(kind)
    whole = model.buffers(7)
    ragged = whole.holding(3)
    X, Y = examples(model, 3)
    Y, _ = model.labels(Y, None, 3)
    with np.errstate(all="ignore"):  # these are not initialized
        ragged.draw_masks(np.random.default_rng(0))
        forward_pass = model.forward(X, out=ragged)
        gradients = model.backward(forward_pass, Y, out=ragged)
    assert gradients.vector is whole.derivatives.vector
    for l in model.layers:
        assert np.shares_memory(forward_pass.A[l], whole.A[l])
        assert np.shares_memory(gradients.dZ[l], whole.dZ[l]) or "own" in kind  # whose layers make their own arrays
        assert forward_pass.A[l].shape == gradients.dZ[l].shape == (model.layer_sizes[l], 3)
    assert whole.holding(7) is whole


def test_of_a_w_that_layers_share_the_l2_term_has_one_array():
    assert sorted(nnlib.RecurrentNetwork(2, 3, T=5, l2=0.1).buffers(2).penalty) == [1, 6]


@pytest.mark.parametrize(
    ("layers", "times"),
    [
        ([(2, 12, 12), Convolution(8, 3), MaxPool(2), Convolution(8, 3, padding=1), 10, 1], 4),
        ([(1, 12, 12), Convolution(64, 1), MaxPool(12), 1], 4),  # of which the next layer sees little
        ([(500, 1), nnlib.layers.Recurrent(4), 1], 16 * 3),  # P, Z and A of all layers are held
    ],
    ids=["images", "pooled", "T=500"],
)
def test_predictions_of_many_examples_take_little_memory(layers, times, allocated, monkeypatch):
    """As much for 60 examples as for 20; so many times CHUNK_SIZE numbers."""
    monkeypatch.setattr(nnlib.models, "CHUNK_SIZE", 2**13)
    model = nnlib.Network(layers, hidden="tanh", rng=0)
    X, Y = examples(model, 60)
    few, many = (allocated(lambda m=m: model.cost(X[:, :m], Y[:, :m])) for m in (20, 60))
    assert many < 1.1 * few
    assert many < times * 2**13 * 8
    assert allocated(lambda: model.predict_proba(X)) < 1.1 * few
