"""The table of dimensions holds for the arrays of a real pass."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nnlib
from nnlib.lessons import dimensions


@settings(max_examples=20)
@given(st.lists(st.integers(1, 6), min_size=2, max_size=6), st.integers(1, 7))
def test_every_array_of_a_real_pass_has_its_shape(sizes, m):
    model = nnlib.Network(sizes, output="identity", rng=0)
    X, Y = np.ones((sizes[0], m)), np.ones((sizes[-1], m))
    forward_pass, gradients = model.forward(X), model.gradients(X, Y)
    arrays = {"W": model.W, "b": model.b, "Z": forward_pass.Z, "A": forward_pass.A}
    arrays |= {"dW": gradients.dW, "db": gradients.db, "dZ": gradients.dZ}
    shapes = {f"{symbol}[{l}]": array.shape for symbol, layers in arrays.items() for l, array in layers.items()}
    shapes |= {f"dA[{l}]": shapes[f"A[{l}]"] for l in model.W}
    assert dict(dimensions(model, m).shapes) == shapes


def test_it_prints_a_layer_a_row_and_no_blanks_at_the_end():
    lines = str(dimensions(nnlib.DeepNetwork([12288, 20, 7, 5, 1], rng=0), m=209)).splitlines()
    assert [line[0] for line in lines] == ["l", " ", "0", "1", "2", "3", "4"]
    assert lines[3].split("  ")[-1].strip() == "(20, 12288) (12288, 209) + (20, 1)"
    assert all(line == line.rstrip() for line in lines)


def test_shapes_cannot_be_changed():
    with pytest.raises(TypeError):
        dimensions(nnlib.LogisticRegression(n_x=2), 1).shapes["W[1]"] = (2, 2)


def test_what_is_no_network_and_no_number_of_examples_is_refused():
    with pytest.raises(TypeError, match="model must be a Network"):
        dimensions([2, 1], 5)
    with pytest.raises(ValueError, match="m must be at least 1, got 0"):
        dimensions(nnlib.LogisticRegression(n_x=2), 0)
