import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nnlib
from nnlib.lessons import likelihood
from nnlib.lessons.maximum_likelihood import Likelihood

finite = st.floats(-3, 3)


@settings(max_examples=20)
@given(st.lists(st.tuples(finite, finite, st.integers(0, 1)), min_size=1, max_size=40), finite, finite, finite)
def test_minus_its_logarithm_is_m_times_the_cost(examples, w1, w2, b):
    x1, x2, y = zip(*examples, strict=True)
    X, Y = np.array([x1, x2]), np.array([y])
    model = nnlib.LogisticRegression(n_x=2)
    model.parameters.vector = [w1, w2, b]
    assert -likelihood(model, X, Y).log == pytest.approx(len(y) * model.cost(X, Y), rel=1e-9)


def test_of_any_network_with_one_sigmoid_output_in_both_types():
    X, Y = nnlib.datasets.moons(m=500, rng=1)
    for dtype, tolerance in (("float64", 1e-12), ("float32", 1e-5)):
        model = nnlib.DeepNetwork([2, 5, 4, 1], rng=1, dtype=dtype)
        P = likelihood(model, X, Y)
        assert P.P.shape == (1, 500)
        assert P.P.dtype == np.float64
        assert -P.log == pytest.approx(500 * model.cost(X, Y), rel=tolerance)


def test_in_float32_1_minus_a_is_taken_in_float64():
    model = nnlib.LogisticRegression(n_x=1, dtype="float32")
    model.W[1] = [[1.0]]
    assert likelihood(model, [[-20.0]], [[0]]).log == pytest.approx(-math.exp(-20), rel=1e-5)


def test_the_probability_of_a_label_is_a_or_1_minus_a():
    model = nnlib.LogisticRegression(n_x=1)
    model.W[1] = [[1.0]]
    a = 1 / (1 + math.exp(-2))
    P = likelihood(model, [[2.0, 2.0]], [[1, 0]])
    np.testing.assert_allclose(P.P, [[a, 1 - a]], rtol=1e-15)
    assert P.product == pytest.approx(a * (1 - a), rel=1e-15)
    both = likelihood(model, [[2.0]], [[1]]).P + likelihood(model, [[2.0]], [[0]]).P
    assert both.item() == pytest.approx(1, rel=1e-15)


def test_a_product_of_many_underflows_and_its_logarithm_does_not():
    """Against exact fractions; even where underflow is an error."""
    with np.errstate(all="raise"):
        assert Likelihood(np.full((1, 1000), 0.5)).product == float(Fraction(1, 2**1000))
        many = Likelihood(np.full((1, 1100), 0.5))
        assert many.product == 0
        assert many.log == pytest.approx(-1100 * math.log(2), rel=1e-13)


def test_what_has_become_impossible_by_rounding():
    model = nnlib.LogisticRegression(n_x=1)
    model.W[1] = [[100.0]]
    with np.errstate(all="raise"):
        certain = likelihood(model, [[1.0, 1.0]], [[1, 0]])
        assert (certain.product, certain.log) == (0, -np.inf)
    assert model.cost([[1.0, 1.0]], [[1, 0]]) == 50
    assert str(certain).endswith("−log P / m     inf, by the rounding of a")


def test_what_it_shows():
    assert str(Likelihood(np.array([[0.5]]))).startswith("likelihood of 1 label\n")
    assert str(Likelihood(np.array([[0.5, 0.25]]))).splitlines() == [
        "likelihood of 2 labels",
        "  P(y | x)       from 0.25 to 0.5",
        "  their product  0.125",
        "  log P, a sum   -2.07944",
        "  −log P / m     1.03972, the cost J",
    ]


def test_what_has_no_such_likelihood_is_refused():
    for model, Y, error, message in [
        ("model", [[1]], TypeError, "model must be a Network"),
        (nnlib.Network([1, 3], output="softmax"), [[1]], ValueError, "needs one sigmoid output"),
        (nnlib.Network([1, 1], output="identity"), [[1]], ValueError, "needs one sigmoid output"),
        (nnlib.Network([1, 2], output="sigmoid"), [[1], [1]], ValueError, "needs one sigmoid output"),
        (nnlib.LogisticRegression(1), [[-1]], ValueError, "takes the labels 0 and 1"),
        (nnlib.LogisticRegression(1), [[1, 0]], ValueError, "Y has 2 columns for 1 example"),
    ]:
        with pytest.raises(error, match=message):
            likelihood(model, [[1.0]], Y)
