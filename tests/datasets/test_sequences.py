import re

import numpy as np
import pytest

from nnlib.datasets import sequences_to_columns


def test_a_column_is_a_sequence_time_by_time():
    """Features are told apart by their ones, times by their tens, and sequences by their hundreds."""
    sequences = [[[i * 100 + t * 10 + j for j in range(2)] for t in range(3)] for i in range(4)]
    X = sequences_to_columns(sequences)
    assert X.shape == (6, 4)
    np.testing.assert_array_equal(X[:, 0], [0, 1, 10, 11, 20, 21])
    np.testing.assert_array_equal(X[:, 3], [300, 301, 310, 311, 320, 321])
    for t in range(3):
        np.testing.assert_array_equal(X[t * 2 : (t + 1) * 2], np.array(sequences)[:, t].T)  # x<t> of all sequences


def test_sequences_of_one_feature_need_no_third_axis():
    sequences = np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(sequences_to_columns(sequences), [[0, 3], [1, 4], [2, 5]])
    np.testing.assert_array_equal(sequences_to_columns(sequences[:, :, np.newaxis]), sequences_to_columns(sequences))


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64", "uint8"])
def test_it_is_a_copy_of_the_same_type_with_one_sequence_after_the_other_in_memory(dtype):
    sequences = np.arange(24, dtype=dtype).reshape(4, 3, 2)
    for given in (sequences, np.asfortranarray(sequences), sequences[::-1][::-1]):
        X = sequences_to_columns(given)
        np.testing.assert_array_equal(X, sequences.reshape(4, 6).T)
        assert X.dtype == dtype
        assert X.T.flags.c_contiguous
        assert not np.shares_memory(X, given)


@pytest.mark.parametrize("shape", [(), (3,), (2, 2, 2, 2), (0, 3, 2), (2, 0, 2)])
def test_other_shapes_are_refused(shape):
    slip = ": one sequence is [sequence]" if len(shape) == 1 else ""
    message = f"sequences must have shape (m, T, n_x) or (m, T), got {shape}{slip}"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        sequences_to_columns(np.ones(shape))


def test_what_is_no_array_of_numbers_is_refused():
    with pytest.raises(ValueError, match="sequences is no rectangular array, as when rows differ in length"):
        sequences_to_columns([[1, 2], [1]])
    with pytest.raises(TypeError, match="sequences must be an array of real numbers, got 'ab'"):
        sequences_to_columns("ab")
