import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlib._batches import Batches


@given(st.integers(1, 30), st.integers(1, 40), st.booleans(), st.booleans())
def test_an_epoch_of_mini_batches_is_each_example_once_with_its_label_and_weight(m, size, weighted, fortran):
    X = np.asarray(np.stack([np.arange(m), -np.arange(m)]) * 1.0, order="F" if fortran else "C")
    Y, weight = np.arange(m).reshape(1, m) * 2.0, np.arange(m).reshape(1, m) * 3.0
    batches = Batches(X, Y, weight if weighted else None, size)
    order = np.random.default_rng(0).permutation(m)
    seen = []
    for k in range(batches.per_epoch):
        x, y, w = batches.gather(order, k)
        assert x.shape[1] == y.shape[1] == (batches.size if k < batches.per_epoch - 1 else m - k * batches.size)
        np.testing.assert_array_equal(y, 2 * x[:1])
        np.testing.assert_array_equal(x[1], -x[0])
        if weighted:
            np.testing.assert_array_equal(w, 3 * x[:1])
        else:
            assert w is None
        assert x.T.flags.c_contiguous
        seen.extend(x[0])
    np.testing.assert_array_equal(seen, order)


def test_the_whole_set_is_handed_on_as_it_is():
    X, Y, weight = np.ones((2, 5)), np.ones((1, 5)), np.ones((1, 5))
    batch = Batches(X, Y, weight, None).gather(None, 0)
    assert batch.X is X
    assert batch.Y is Y
    assert batch.sample_weight is weight
    assert Batches(X, Y, None, None).gather(None, 0).sample_weight is None


def test_rows_that_lie_side_by_side_are_not_copied():
    X = np.ones((5, 2)).T
    batches = Batches(X, np.ones((1, 5)), None, 2)
    assert np.shares_memory(batches._X.array, X)


@pytest.mark.parametrize("order", "CF")
def test_labels_are_gathered_as_they_lie_and_not_copied(order):
    Y = np.asarray(np.arange(15.0).reshape(3, 5), order=order)
    batches = Batches(np.ones((2, 5)), Y, None, 2)
    assert np.shares_memory(batches._Y.array, Y)
    for k, chosen in enumerate([[3, 0], [1, 4], [2]]):
        np.testing.assert_array_equal(batches.gather(np.array([3, 0, 1, 4, 2]), k).Y, Y[:, chosen])


def test_rows_to_gather_from_lie_side_by_side_and_a_batch_is_no_larger_than_the_set():
    batches = Batches(np.ones((2, 5)), np.ones((1, 5)), None, 9)
    assert batches._X.array.flags.c_contiguous
    assert batches.size == 5


@pytest.mark.parametrize(
    ("m", "size", "per_epoch"), [(5, None, 1), (5, 5, 1), (5, 9, 1), (5, 2, 3), (4, 2, 2), (5, 1, 5)]
)
def test_number_of_batches(m, size, per_epoch):
    assert Batches(np.ones((2, m)), np.ones((1, m)), None, size).per_epoch == per_epoch


@pytest.mark.parametrize(
    "arrange", [np.ascontiguousarray, np.asfortranarray, lambda Y: np.repeat(Y, 2, axis=1)[:, ::2]]
)
def test_gathering_allocates_no_array_of_a_batchs_size(arrange, allocated):
    X, Y, weight = np.ones((100, 1000)), arrange(np.ones((20, 1000))), np.ones((20, 1000))
    batches, order = Batches(X, Y, weight, 200), np.random.default_rng(0).permutation(1000)
    assert allocated(lambda: batches.gather(order, 1)) < 200 * 20 * 8 / 4


def test_batches_are_of_the_examples_types():
    X, Y, weight = np.ones((2, 5), np.float32), np.ones((1, 5), np.int64), np.ones((1, 5), np.float16)
    batch = Batches(X, Y, weight, 2).gather(np.arange(5), 0)
    assert [array.dtype for array in batch] == [np.float32, np.int64, np.float16]
