import copy
import pickle
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nnlib.datasets import Standardizer, standardize

LARGEST = np.finfo(np.float64).max
EPS = np.finfo(np.float64).eps


def features(size, columns=6):
    return hnp.arrays(np.float64, (2, columns), elements=st.floats(-size, size))


def test_mean_and_deviation_are_those_of_the_rows():
    X = np.random.default_rng(0).normal(5, 3, (4, 100))
    scaling = Standardizer(X)
    assert scaling.n_x == 4
    np.testing.assert_allclose(scaling.mean, X.mean(axis=1, keepdims=True), rtol=1e-14)
    np.testing.assert_allclose(scaling.deviation, X.std(axis=1, keepdims=True), rtol=1e-14)


def test_it_is_subtraction_and_division_bit_by_bit():
    X = np.random.default_rng(0).normal(5, 3, (40, 4)).T
    scaling = Standardizer(X)
    np.testing.assert_array_equal(scaling(X), (X - scaling.mean) / scaling.deviation)
    np.testing.assert_array_equal(standardize(X), scaling(X))
    np.testing.assert_array_equal(scaling(X[:, 3:4]), scaling(X)[:, 3:4])
    assert scaling(X).T.flags.c_contiguous  # as X.T is, which mini-batches want
    assert scaling(X.astype(np.float32)).dtype == np.float64


def test_what_was_fitted_does_not_follow_the_data():
    X = np.array([[1.0, 3.0], [5.0, 5.0]])
    mean, deviation = np.array([2.0, 5.0]), np.ones((2, 1))
    fitted, made = Standardizer(X), Standardizer.of(mean, deviation)
    X += 1
    mean += 1
    deviation += 1
    assert fitted == made == Standardizer.of([2, 5], [1, 1])


@settings(max_examples=60)
@given(features(1e6), features(1e6, columns=3))
def test_inverse_recovers(X_train, X):
    scaling = Standardizer(X_train)
    with np.errstate(over="ignore"):
        Z = scaling(X)
    known = np.isfinite(Z)  # of a feature that hardly varies, others may be infinitely many deviations away
    back = scaling.inverse(np.where(known, Z, 0))
    tolerance = 4 * EPS * (np.abs(X) + np.abs(scaling.mean)) + np.finfo(np.float64).tiny
    assert (np.abs(back - X) <= tolerance)[known].all()


@settings(max_examples=60)
@given(hnp.arrays(np.float64, (1, 4), elements=st.floats(-LARGEST, LARGEST)))
@example(np.array([[LARGEST, LARGEST, -LARGEST, -LARGEST]]))
@example(np.array([[LARGEST, -LARGEST, 0.0, 0.0]]))
@example(np.array([[0.9 * LARGEST, LARGEST, -LARGEST, LARGEST]]))
@example(np.array([[LARGEST / 2, LARGEST, 8.452712498170644e270, -0.6994410662103219]]))  # rounded up beyond it
def test_numbers_of_any_size_neither_overflow_nor_vanish(X):
    scaling = Standardizer(X)
    Z = scaling(X)
    assert np.isfinite(scaling.mean).all()
    assert (scaling.deviation > 0).all()
    assert np.abs(Z).max() <= 2  # as far as one of four can be from their mean: √3 deviations
    size = np.abs(X).max()
    assert (np.abs(scaling.inverse(Z) / 4 - X / 4) <= 2 * EPS * size).all()


def test_what_varies_by_less_than_normal_numbers_is_constant():
    scaling = Standardizer([[0.0, 5e-324], [0.0, 1e-307]])
    np.testing.assert_array_equal(scaling.deviation, [[1], [5e-308]])
    np.testing.assert_array_equal(scaling.mean, [[0], [5e-308]])


def test_a_mean_is_rounded_as_any_number_is():
    """So the deviations are exact where numbers differ by few roundings, and the mean is 0 up to half of one."""
    X = np.array([[1, 1 + 9 * EPS, 1 + 20 * EPS]])
    Z = standardize(X)
    np.testing.assert_allclose(Z.std(), 1, rtol=1e-12)
    assert abs(Z.mean()) <= EPS / 2 / Standardizer(X).deviation[0, 0]


def test_targets_come_back_in_their_units():
    Y = np.array([[100.0, 250.0, 600.0], [1.0, 2.0, 6.0]])
    for rows in (Y[:1], Y):
        scaling = Standardizer(rows)
        np.testing.assert_allclose(scaling.inverse(scaling(rows)), rows, rtol=1e-15)


def test_it_cannot_be_changed():
    scaling = Standardizer([[1.0, 3.0]])
    for each in (scaling, copy.copy(scaling), copy.deepcopy(scaling), pickle.loads(pickle.dumps(scaling))):  # noqa: S301  our own
        assert each == scaling
        with pytest.raises(FrozenInstanceError):
            each.mean = np.zeros((1, 1))
        for values in (each.mean, each.deviation):
            assert values.shape == (1, 1)
            assert values.dtype == np.float64
            with pytest.raises(ValueError, match="read-only"):
                values[0, 0] = 2


def test_equality_is_by_numbers():
    scaling = Standardizer.of([1, 2], [3, 4])
    assert scaling == Standardizer.of(np.array([[1.0], [2.0]]), np.array([[3], [4]], np.float32))
    assert scaling != Standardizer.of([1, 2], [3, 5])
    assert scaling != Standardizer.of([1, 1], [3, 4])
    assert scaling != Standardizer.of([1], [3])
    assert scaling != "Standardizer"
    assert repr(scaling) == "Standardizer(n_x=2)"
    with pytest.raises(TypeError, match="unhashable type: 'Standardizer'"):
        hash(scaling)


def test_a_kind_of_it_stays_its_kind():
    class Kind(Standardizer):
        """A Standardizer of the user's own."""

    assert type(Kind.of([1], [2])) is Kind
    assert type(copy.copy(Kind([[1, 2]]))) is Kind


@pytest.mark.parametrize("fit", [Standardizer, standardize])
def test_one_example_has_no_deviation(fit):
    with pytest.raises(
        ValueError, match=r"X_train has shape \(2, 1\): examples are columns, so it is one example, .* apply it to one"
    ):
        fit([[1.0], [2.0]])


@pytest.mark.parametrize("method", [Standardizer.__call__, Standardizer.inverse])
@pytest.mark.parametrize(
    ("X", "message"),
    [
        (np.ones((3, 2)), r"X must have the features of X_train in rows, n_x=2, got .*: is it transposed\?"),
        (np.ones((3, 4)), r"got shape \(3, 4\)$"),
        ([1.0, 2.0], "X must have two axes"),
        ([[1.0], [np.inf]], r"X\[1, 0\] is inf"),
    ],
    ids=["transposed", "other", "vector", "infinite"],
)
def test_what_cannot_be_scaled_is_refused(method, X, message):
    with pytest.raises(ValueError, match=message):
        method(Standardizer([[1, 3], [5, 5]]), X)


@pytest.mark.parametrize(
    ("mean", "deviation", "message"),
    [
        ([1, 2], [3], "one number a feature each, got 2 and 1"),
        ([1, 2], [3, 0], r"deviation\[1, 0\] is 0.0, but deviations are positive: that of a constant feature is 1"),
        ([1, 2], [-3, 0], r"deviation\[0, 0\] is -3.0, but deviations are positive$"),
        ([1, np.nan], [3, 4], r"mean\[1\] is nan"),
        ([[1], [2]], [[3], [np.inf]], r"deviation\[1, 0\] is inf"),
        ([[1, 2]], [3, 4], r"mean must have shape \(n_x, 1\) or \(n_x,\), one number a feature, got \(1, 2\)"),
        ([1, 2], 3, r"deviation must have shape .*, got \(\)"),
        ([], [], r"mean must have shape .*, got \(0,\)"),
    ],
    ids=range(8),
)
def test_what_scales_nothing_is_refused(mean, deviation, message):
    with pytest.raises(ValueError, match=message):
        Standardizer.of(mean, deviation)


@pytest.mark.parametrize("scaling", [([0], [1e10]), ([1.7e308], [1e300]), ([0], [1e-10])])
def test_numbers_that_vanish_are_zero_where_numpy_raises_errors(scaling):
    scaling, small = Standardizer.of(*scaling), [[1e-300, 5e-324]]
    expected = scaling(small), scaling.inverse(small)
    with np.errstate(all="raise"):
        np.testing.assert_array_equal((scaling(small), scaling.inverse(small)), expected)
        np.testing.assert_array_equal(Standardizer([[0, 1e-310, 1e300]]).mean, [[1e300 / 3]])
