"""All rungs of the ladder give the same numbers, those of the library, and hold where the notes' lines stop."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nnlib
from nnlib.lessons import all_examples, no_loop, node_by_node, one_loop, stacked_rows, two_loops

LOGISTIC = [two_loops, one_loop, no_loop]
LAYER = [node_by_node, stacked_rows, all_examples]


def same(one, other):
    for each, its in zip(one, other, strict=True):
        np.testing.assert_allclose(each, its, rtol=1e-12, atol=1e-12)


def case(n_x, m, seed, scale=1.0):
    rng = np.random.default_rng(seed)
    X, Y = rng.standard_normal((n_x, m)), rng.integers(0, 2, (1, m))
    return X, Y, scale * rng.standard_normal((n_x, 1)), float(rng.standard_normal())


@settings(max_examples=20)
@given(n_x=st.integers(1, 5), m=st.integers(1, 7), seed=st.integers(0, 2**32), scale=st.sampled_from([0.0, 1.0, 300.0]))
def test_logistic_regression_is_the_models_on_every_rung(n_x, m, seed, scale):
    X, Y, w, b = case(n_x, m, seed, scale)
    model = nnlib.LogisticRegression(n_x)
    model.w, model.b[1] = w, [[b]]
    gradients = model.gradients(X, Y)
    expected = model.cost(X, Y), gradients.dW[1].T, gradients.db[1].item()
    for rung in LOGISTIC:
        J, dw, db = rung(X, Y, w, b)
        assert (type(J), dw.shape, type(db)) == (float, (n_x, 1), float)
        same((J, dw, db), expected)


@settings(max_examples=20)
@given(n_x=st.integers(1, 5), n=st.integers(1, 5), m=st.integers(1, 7), seed=st.integers(0, 2**32))
def test_a_layer_is_the_networks_on_every_rung(n_x, n, m, seed):
    model = nnlib.Network([n_x, n, 1], hidden="sigmoid", rng=seed)
    model.parameters.vector += np.random.default_rng(seed).standard_normal(model.parameters.vector.size)
    X = np.random.default_rng(seed + 1).standard_normal((n_x, m))
    forward_pass = model.forward(X)
    for rung in LAYER:
        Z, A = rung(X, model.W[1], model.b[1])
        same((Z, A), (forward_pass.Z[1], forward_pass.A[1]))


def test_the_cost_is_right_where_the_notes_logarithm_stops():
    for rung in LOGISTIC:
        for z, y, J in [(40, 1, 4.248354255291589e-18), (40, 0, 40), (-800, 1, 800), (800, 0, 800)]:
            cost = rung([[z]], [[y]], [[1]], 0).J
            assert cost == pytest.approx(J, rel=1e-12, abs=0)


def test_what_comes_in_is_converted_and_not_changed():
    for rung in LOGISTIC:
        X, Y, w, b = case(3, 4, seed=1)
        parts = X.astype(np.float32), Y.astype(np.uint8), w.astype(np.float32), np.array([[b]])
        before = [part.copy() for part in parts]
        result = rung(*parts)
        assert result.dw.dtype == np.float64
        assert all((part == copy).all() for part, copy in zip(parts, before, strict=True))
        same(result, no_loop(X.astype(np.float32).astype(float), Y, w.astype(np.float32).astype(float), b))


def test_what_does_not_fit_is_refused():
    for rung in LOGISTIC:
        for changed, message in [
            ({"X": [1, 2]}, "X must have two axes"),
            ({"X": [[1, np.nan, 3]]}, r"X\[0, 1\] is nan"),
            ({"Y": [[1, 0]]}, "Y has 2 columns for 3 examples"),
            ({"Y": [[1, 0, -1]]}, "takes the labels 0 and 1"),
            ({"w": [1, 2]}, r"w must have shape \(2, 1\), got \(2,\): use np.reshape\(w, \(2, 1\)\)"),
            ({"b": [1]}, r"b must have shape \(1, 1\)"),
            ({"b": np.inf}, "b.* is inf"),
        ]:
            right = {"X": [[1, 2, 3], [4, 5, 6]], "Y": [[1, 0, 1]], "w": [[1], [2]], "b": 0}
            with pytest.raises(ValueError, match=message):
                rung(**right | changed)


def test_a_layer_that_does_not_fit_is_refused():
    for rung in LAYER:
        for changed, message in [
            ({"X": [[1, 2, 3]]}, "X has 1 row and 3 columns"),
            ({"W": [[1, np.inf]]}, r"W\[0, 1\] is inf"),
            ({"b": [0]}, r"b must have shape \(1, 1\), got \(1,\)"),
        ]:
            right = {"X": [[1, 2, 3], [4, 5, 6]], "W": [[1, 2]], "b": [[0]]}
            with pytest.raises(ValueError, match=message):
                rung(**right | changed)
