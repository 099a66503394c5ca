import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nnlib.datasets import PictureRecipe, Pictures, balanced_weights, k_fold, one_hot, read_csv, split, standardize


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


def in_random_order(sizes, rng):
    return np.random.default_rng(rng).permutation(np.repeat(np.arange(len(sizes)), sizes))[np.newaxis]


@settings(max_examples=60)
@given(st.lists(st.integers(2, 30), min_size=1, max_size=5), st.data())
def test_a_stratified_split_has_each_class_in_proportion(sizes, data):
    """Each to less than one example, unless that would leave none of it on one side."""
    m, n_y = sum(sizes), len(sizes)
    held_out = data.draw(st.integers(n_y, m - n_y))
    Y = in_random_order(sizes, rng=held_out)
    X = np.arange(m)[np.newaxis]
    parts = split(X, Y, test_size=held_out, stratify=True, rng=1)
    assert parts[1].shape == (1, held_out)
    np.testing.assert_array_equal(np.sort(np.concatenate(parts[:2], axis=1)), X)
    for x, y in (parts[::2], parts[1::2]):
        np.testing.assert_array_equal(y, Y[:, x[0]])
    taken = np.bincount(parts[3][0], minlength=n_y)
    exact = np.array(sizes) * held_out / m
    assert ((taken >= 1) & (taken < sizes)).all()
    if ((np.floor(exact) >= 1) & (np.ceil(exact) < sizes)).all():
        assert (np.abs(taken - exact) < 1).all()
        up = taken > exact
        if up.any() and not up.all():
            assert (exact % 1)[up].min() >= (exact % 1)[~up].max()  # the largest remainders are rounded up


@settings(max_examples=20)
@given(st.integers(0, 100))
def test_a_stratified_split_is_random_but_reproducible(seed):
    Y = in_random_order([30, 40], rng=0)
    X = np.arange(70)[np.newaxis]
    X_train, X_test, *_ = split(X, Y, stratify=True, rng=seed)
    np.testing.assert_array_equal(split(X, Y, stratify=True, rng=seed)[0], X_train)
    assert not np.array_equal(split(X, Y, stratify=True, rng=seed + 1)[0], X_train)
    for part in (X_train[0], X_test[0]):
        assert (np.diff(part) < 0).any()  # neither ascending
        assert (np.diff(Y[0, part]) < 0).any()  # nor class by class


@pytest.mark.parametrize("rare", [True, False], ids=["rare", "common"])
def test_a_stratified_split_leaves_one_of_each_class_on_either_side(rare):
    Y = np.array([[0] * 2 + [1] * 2 + [2] * 96])
    held_out = 3 if rare else 97
    _, _, Y_train, Y_test = split(np.ones((1, 100)), Y, test_size=held_out, stratify=True, rng=0)
    for label in (0, 1):
        assert (Y_train == label).sum() == (Y_test == label).sum() == 1
    assert Y_test.shape == (1, held_out)


def test_classes_may_be_one_hot():
    Y = in_random_order([10, 5, 5], rng=0)
    by_columns = split(Y, one_hot(Y), stratify=True, rng=0)
    for by_index, x in zip(split(Y, 2 - Y, stratify=True, rng=0), by_columns, strict=True):
        assert by_index.shape[1] == x.shape[1]
    assert np.bincount(by_columns[1][0]).tolist() == [2, 1, 1]
    np.testing.assert_array_equal(by_columns[3], one_hot(by_columns[1]))
    np.testing.assert_array_equal(balanced_weights(one_hot(Y)), balanced_weights(Y))


def test_a_split_without_classes_is_what_it_was():
    X = np.arange(10)[np.newaxis]
    order = np.random.default_rng(3).permutation(10)
    X_train, X_test, *_ = split(X, X % 2, test_size=0.3, rng=3)
    np.testing.assert_array_equal(X_test[0], order[:3])
    np.testing.assert_array_equal(X_train[0], order[3:])


DIVIDE = {
    "split": lambda Y: split(np.ones((1, np.shape(Y)[1])), Y, test_size=3, stratify=True),
    "k_fold": lambda Y: k_fold(Y, 2, stratify=True),
}


@pytest.mark.parametrize("divide", DIVIDE.values(), ids=DIVIDE)
@pytest.mark.parametrize(
    ("Y", "message"),
    [
        ([[0, 0, 0, 7, 1, 1]], "class 7 has one example, column 3 of Y, which cannot be on both sides: leave it out"),
        (
            np.eye(3)[:, [0, 0, 0, 1, 2, 1]],
            r"class \[0., 0., 1.\] has one example, column 4 of Y",
        ),
        (np.arange(20) * 1000 % 7001 * np.ones((1, 1)), "20 different columns for 20 examples: if it holds numbers to"),
        ([[0.0, 1, 2.5, 0, 1, 1]], r"Y\[0, 2\] is 2.5, but classes are whole numbers: numbers to predict have no"),
        ([[0.0, 1, np.nan, 0, 1, 1]], r"Y\[0, 2\] is nan"),
    ],
    ids=["single", "one-hot", "regression", "fraction", "nan"],
)
def test_what_are_no_classes_cannot_be_divided(divide, Y, message):
    with pytest.raises(ValueError, match=message):
        divide(Y)


@pytest.mark.parametrize("divide", [split, k_fold])
def test_stratify_takes_no_labels(divide):
    Y = np.array([[0, 0, 0, 1, 1, 1]])
    with pytest.raises(TypeError, match=r"stratify must be True or False, got an array of shape \(1, 6\): with True"):
        divide(*([Y, Y] if divide is split else [Y]), stratify=Y)


def test_a_part_needs_an_example_of_each_class():
    Y = np.array([[0, 0, 0, 1, 1, 1, 2, 2, 2]])
    for held_out in (2, 7):
        with pytest.raises(
            ValueError, match=rf"{9 - held_out} examples to train on and {held_out} to .* the 3 classes"
        ):
            split(Y, Y, test_size=held_out, stratify=True)


@settings(max_examples=60)
@given(st.lists(st.integers(2, 20), min_size=1, max_size=4), st.integers(2, 8), st.booleans())
def test_each_example_is_tested_in_one_fold(sizes, k, stratify):
    Y = in_random_order(sizes, rng=k)
    m = Y.shape[1]
    if k > m:
        with pytest.raises(ValueError, match=f"k must be from 2 to m={m}, the number of examples, got {k}"):
            k_fold(Y, k)
        return
    folds = k_fold(Y, k, stratify=stratify, rng=0)
    assert len(folds) == k
    np.testing.assert_array_equal(np.sort(np.concatenate([test for _, test in folds])), np.arange(m))
    for train, test in folds:
        np.testing.assert_array_equal(np.sort(np.concatenate([train, test])), np.arange(m))
        assert (np.diff(train) > 0).all()
        assert (np.diff(test) > 0).all()
    assert np.ptp([len(test) for _, test in folds]) <= 1
    if stratify:
        assert np.ptp([np.bincount(Y[0, test], minlength=len(sizes)) for _, test in folds], axis=0).max() <= 1


@pytest.mark.parametrize("stratify", [False, True], ids=["plain", "stratified"])
def test_folds_are_random_but_reproducible(stratify):
    Y = in_random_order([15, 15], rng=0)

    def fold(rng):
        return [test.tolist() for _, test in k_fold(Y, stratify=stratify, rng=rng)]

    assert len(fold(1)) == 5
    assert fold(1) == fold(1)
    assert fold(1) != fold(2)


def test_folds_need_something_to_train_on():
    with pytest.raises(ValueError, match="k must be from 2 to m=4, the number of examples, got 1"):
        k_fold([[0, 1, 0, 1]], 1)
    with pytest.raises(TypeError, match="k must be a whole number"):
        k_fold([[0, 1, 0, 1]], 2.5)


@settings(max_examples=30)
@given(st.lists(st.integers(1, 20), min_size=1, max_size=5))
def test_balanced_weights_give_each_class_the_same_total(sizes):
    Y = in_random_order(sizes, rng=0)
    weights = balanced_weights(Y)
    assert weights.shape == Y[0].shape
    np.testing.assert_allclose(weights.mean(), 1)
    np.testing.assert_allclose(np.bincount(Y[0], weights), sum(sizes) / len(sizes))
    for label in range(len(sizes)):
        assert np.ptp(weights[Y[0] == label]) == 0


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


def test_tables_and_pictures_are_divided_with_their_names():
    rows = [{"a": i % 3 if i % 5 else None, "b": "xy"[i % 2], "y": float(i)} for i in range(20)]
    table = read_csv(rows, "y", missing="mean")
    train, test = split(table, test_size=0.25, rng=0)
    assert (train.X.shape[1], test.X.shape[1]) == (15, 5)
    assert sorted([*train.names, *test.names]) == sorted(table.names)
    for part in (train, test):
        assert part.recipe is table.recipe
        assert part.X.T.flags.c_contiguous
        np.testing.assert_array_equal(part.Y[0], part.rows - 1)
        np.testing.assert_array_equal(part.X, table.X[:, part.rows - 1])
        assert part.missing.get("a", ()) == tuple(i for i in (1, 6, 11, 16) if i in part.rows)
    X_train, X_test, *_ = split(*table, test_size=0.25, rng=0)
    np.testing.assert_array_equal(train.X, X_train)
    np.testing.assert_array_equal(test.X, X_test)
    seen = read_csv([{"a": 1, "b": "z", "y": 2}, {"a": 1, "b": "x", "y": 3}], like=table, unknown="none")
    parts = split(seen, test_size=1, rng=0)
    assert sorted(len(part.unknown.get("b", ())) for part in parts) == [0, 1]


def test_pictures_are_divided_with_their_names():
    X = np.arange(20.0).reshape(2, 10) / 20
    pictures = Pictures(
        X, np.arange(10)[np.newaxis] % 2, tuple("abcdefghij"), PictureRecipe((1, 2), classes=("x", "y"))
    )
    train, test = split(pictures, test_size=0.4, stratify=True, rng=1)
    assert np.bincount(test.Y[0]).tolist() == [2, 2]
    for part in (train, test):
        np.testing.assert_array_equal(part.X, X[:, ["abcdefghij".index(name) for name in part.names]])


def test_what_has_no_labels_is_not_divided():
    with pytest.raises(
        TypeError, match=r"Y is missing: split\(X, Y\), or split\(table\) of what .* got an array of shape"
    ):
        split(np.ones((2, 10)))
    with pytest.raises(ValueError, match="there are no labels"):
        split(read_csv([{"a": 1}, {"a": 2}]))
