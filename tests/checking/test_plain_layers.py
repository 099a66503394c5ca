"""The layers that are written out once more agree with those of the library, with which they share no code."""

import numpy as np
import pytest

import nnlib
from nnlib.checking._plain_layers import PlainLayer
from nnlib.layers import Convolution, MaxPool, Recurrent

M = 3
ENTRIES = {
    "a convolution": ((1, 5, 6), Convolution(2, 3)),
    "of several channels, with stride and padding": ((3, 7, 6), Convolution(2, (3, 2), stride=(2, 1), padding=(1, 2))),
    "with pixels at the end that no patch sees": ((2, 6, 6), Convolution(1, 3, stride=2)),
    "a kernel that is larger than its image": ((1, 2, 2), Convolution(2, 3, padding=2)),
    "pooling": ((2, 6, 4), MaxPool(2), 3),
    "pooling by windows that overlap": ((2, 5, 6), MaxPool((3, 2), stride=(1, 2)), 3),
    "pooling with gaps": ((1, 7, 7), MaxPool(2, stride=3), 3),
    "pooling twice": ((1, 8, 8), MaxPool(2), MaxPool(2), 3),
    "pooling and a convolution": ((2, 8, 8), MaxPool(2), Convolution(2, 3, padding=1)),
    "times": ((4, 3), Recurrent(2), 1),
}


@pytest.mark.parametrize("entries", ENTRIES.values(), ids=ENTRIES)
@pytest.mark.parametrize("tied", [False, True])
def test_P_and_the_way_back_are_the_librarys(entries, tied):
    layers = nnlib.Network(entries if len(entries) > 1 else [*entries, 1], output="identity", rng=0).layers
    rng = np.random.default_rng(1)
    n_x = int(np.prod(entries[0]))
    X = rng.integers(0, 2, (n_x, M)) * 1.0 if tied else rng.normal(size=(n_x, M))
    for l in range(1, len(layers)) if isinstance(entries[1], Recurrent) else [1]:
        before = X if l == 1 else rng.normal(size=(2, M))
        layer, plain = layers[l], PlainLayer.of(layers[l], l, X)
        P = layer.inputs({0: X, l - 1: before}, l)
        np.testing.assert_array_equal(plain.forward(before), P)
        dP = rng.normal(size=P.shape)
        if l > 1 or not isinstance(entries[1], Recurrent):
            back = layer.back(dP.copy(), {0: X, l - 1: before}, l)
            np.testing.assert_allclose(plain.back(dP, before), back, rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("entries", ENTRIES.values(), ids=ENTRIES)
def test_no_slip_is_what_is_right(entries):
    """Else it could never be found. One channel has no order, and where no values are equal, one is the largest."""
    layers = nnlib.Network(entries, output="identity", rng=0).layers
    rng = np.random.default_rng(1)
    X = rng.normal(size=(int(np.prod(entries[0])), M))
    l, before = (2, rng.normal(size=(2, M))) if isinstance(entries[1], Recurrent) else (1, X)
    plain = PlainLayer.of(layers[l], l, X)
    P = plain.forward(before)
    dP = rng.normal(size=P.shape)
    for right, slips in ((P, plain.slips(before)), (plain.back(dP, before), plain.slips_back(dP, before))):
        told = {told for value, told in slips if value.shape == right.shape and np.allclose(value, right)}
        ties = {
            each for each in told if each.startswith(("goes to all pixels of a window that are", "goes to the last"))
        }
        channels = {each for each in told if each.endswith("it is channel, row, column")}
        assert told == (ties | channels if entries[0][0] == 1 else ties)
