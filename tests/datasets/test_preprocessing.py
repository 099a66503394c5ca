import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nnlib.datasets import one_hot, split, standardize


@settings(max_examples=20)
@given(hnp.arrays(np.int64, st.tuples(st.just(1), st.integers(1, 30)), elements=st.integers(0, 9)))
def test_one_hot_and_argmax_are_inverse(Y):
    columns = one_hot(Y, 10)
    assert columns.shape == (10, Y.shape[1])
    np.testing.assert_array_equal(columns.sum(axis=0), 1)
    np.testing.assert_array_equal(columns.argmax(axis=0)[np.newaxis], Y)


def test_one_hot_counts_the_classes_itself():
    assert one_hot([[0, 2]]).shape == (3, 2)
    assert one_hot([[0, 0]]).shape == (1, 2)


@settings(max_examples=40)
@given(st.integers(2, 60), st.floats(0.05, 0.95), st.integers(0, 5))
def test_split_keeps_every_example_once_with_its_label(m, test_size, seed):
    held_out = round(test_size * m)
    X, Y = np.stack([np.arange(m), np.arange(m) ** 2]), np.arange(m).reshape(1, m) * 3
    if not 0 < held_out < m:
        with pytest.raises(ValueError, match="leaves"):
            split(X, Y, test_size=test_size, rng=seed)
        return
    X_train, X_test, Y_train, Y_test = split(X, Y, test_size=test_size, rng=seed)
    assert X_test.shape[1] == Y_test.shape[1] == held_out
    np.testing.assert_array_equal(np.sort(np.concatenate([X_train[0], X_test[0]])), np.arange(m))
    for x, y in ((X_train, Y_train), (X_test, Y_test)):
        np.testing.assert_array_equal(y[0], 3 * x[0])
        np.testing.assert_array_equal(x[1], x[0] ** 2)
        assert x.T.flags.c_contiguous
        assert not np.shares_memory(x, X)


def test_split_takes_a_number_too_and_is_reproducible():
    X, Y = np.arange(20.0).reshape(2, 10), np.zeros((1, 10))
    first, second = (split(X, Y, test_size=3, rng=1) for _ in range(2))
    assert first[1].shape == (2, 3)
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)


def test_split_holds_a_fifth_out_where_nothing_is_said():
    assert split(np.ones((2, 10)), np.ones((1, 10)), rng=0)[1].shape == (2, 2)


@settings(max_examples=20)
@given(
    hnp.arrays(np.float64, (3, 12), elements=st.floats(-1e6, 1e6, allow_subnormal=False)),
    hnp.arrays(np.float64, (3, 4), elements=st.floats(-1e6, 1e6, allow_subnormal=False)),
)
@np.errstate(over="ignore")  # in units of a feature that hardly varies, test data may be larger than any number
def test_standardize_never_looks_at_test_data(X_train, X_test):
    """The training data and each test column come out the same, whatever else stands in the test data."""
    alone = standardize(X_train)
    train, test = standardize(X_train, X_test)
    np.testing.assert_array_equal(train, alone)
    changed = X_test.copy()
    changed[:, 1:] += 1e9
    np.testing.assert_array_equal(standardize(X_train, changed)[1][:, 0], test[:, 0])


def test_standardize_gives_mean_0_and_deviation_1():
    X = np.random.default_rng(0).normal(5, 3, (4, 100))
    train, test = standardize(X, X[:, :10])
    np.testing.assert_allclose(train.mean(axis=1), 0, atol=1e-14)
    np.testing.assert_allclose(train.std(axis=1), 1, rtol=1e-14)
    np.testing.assert_array_equal(test, train[:, :10])


def test_standardize_only_shifts_a_constant_feature():
    """However its sum is rounded: in this layout or that, with few examples or many."""
    for constant in [0.0, 7.0, 0.1, 0.3, 1.7, -3.14, 1e12]:
        for m in [2, 7, 100, 400, 569, 60_000]:
            for layout in ["C", "F"]:
                X_train = np.array(np.vstack([np.arange(m), np.full(m, constant)]), order=layout)
                train, test = standardize(X_train, [[0], [constant + 1]])
                np.testing.assert_array_equal(train[1], 0)
                assert test[1, 0] == (constant + 1) - constant


def test_standardize_takes_numbers_that_differ_by_rounding_for_one():
    train, test = standardize([[0.1 + 0.2, 0.3, 0.3]], [[0.4]])
    assert train[0, 0] == 0
    assert test[0, 0] == pytest.approx(0.1)


def test_standardize_takes_a_range_of_up_to_eight_roundings_for_rounding():
    eps = np.finfo(np.float64).eps  # the distance from 1 to the next number
    np.testing.assert_allclose(standardize([[1, 1 + 8 * eps]]), 0, atol=8 * eps)
    np.testing.assert_allclose(np.diff(standardize([[1, 1 + 9 * eps]])), 2, rtol=1e-12)
    np.testing.assert_allclose(standardize([[1, 1 + 10 * eps]]), [[-1, 1]], rtol=1e-12)  # the mean is no tie here


def test_standardize_measures_each_feature_by_itself():
    np.testing.assert_allclose(standardize([[1e-9, 3e-9], [1e9, 3e9]]), [[-1, 1], [-1, 1]], rtol=1e-12)


def test_standardize_takes_numbers_of_any_size():
    for size in [1e-300, 1e-170, 1.0, 1e16, 1e160, 1e300]:
        train, test = standardize([[1 * size, 2 * size, 3 * size]], [[4 * size]])
        np.testing.assert_allclose(train, [[-(1.5**0.5), 0, 1.5**0.5]], atol=1e-12)
        np.testing.assert_allclose(test, [[2 * 1.5**0.5]])


def test_standardize_sees_small_differences_of_large_numbers():
    train = standardize([[1e12, 1e12 + 2, 1e12 + 4]])
    np.testing.assert_allclose(train, [[-(1.5**0.5), 0, 1.5**0.5]], atol=1e-12)


def test_split_takes_numpys_fractions():
    assert split(np.ones((1, 10)), np.ones((1, 10)), test_size=np.float32(0.2))[1].shape == (1, 2)
