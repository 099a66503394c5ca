"""Sequences become columns time by time, and what is no array of sequences is told what to do."""

import re

import numpy as np
import pytest

import nnlib
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


def test_a_network_takes_x_t_at_time_t():
    sequences = np.arange(24.0).reshape(2, 4, 3)
    model = nnlib.RecurrentNetwork(n_x=3, n_a=5, T=4, rng=0)
    P = model.forward(sequences_to_columns(sequences)).P
    for t in range(1, 5):
        np.testing.assert_array_equal(P[t][5:], sequences[:, t - 1].T)


@pytest.mark.parametrize("unequal", [[[1, 2, 3], [4]], [np.ones((3, 2)), np.ones((1, 2))], ([1, 2, 3], (4,))])
def test_unequal_lengths_are_told_how_they_become_equal(unequal):
    expected = (
        "sequences must all be of one length T, but their lengths are from 1 to 3: put zeros before the shorter ones, "
        "[np.concatenate([np.zeros((3 - len(s), *np.shape(s)[1:])), s]) for s in sequences], or cut the longer ones"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(expected)}$"):
        sequences_to_columns(unequal)
    equal = eval(expected[expected.index("[") : expected.rindex("]") + 1], {"np": np, "sequences": unequal})  # noqa: S307
    X = sequences_to_columns(equal)
    assert X.shape[1] == 2
    assert not X[: 2 * len(X) // 3, 1].any()
    assert X[2 * len(X) // 3 :, 1].all()


def objects(sequences):
    """Return an array of one axis that holds each sequence as an object, as a column of lists does."""
    array = np.empty(len(sequences), object)
    array[:] = sequences
    return array


@pytest.mark.parametrize("sequences", [[[1, 2], [3, 4]], [[1, 2], [3]]])
def test_a_column_of_lists_is_told_to_be_a_list(sequences):
    with pytest.raises(TypeError, match=r"as a column of lists does: use list\(sequences\)$"):
        sequences_to_columns(objects(sequences))


def test_list_makes_them_sequences():
    np.testing.assert_array_equal(sequences_to_columns(list(objects([[1, 2], [3, 4]]))), [[1, 3], [2, 4]])


@pytest.mark.parametrize(
    ("sequences", "message"),
    [
        (3, r"got \(\)$"),
        ([], r"got \(0,\): there is nothing in it$"),
        (np.ones((0, 4, 3)), r"got \(0, 4, 3\): there is nothing in it$"),
        ([1, 2, 3], r"got \(3,\): one sequence is \[sequence\]$"),
        (np.ones((2, 4, 3, 5)), r"got \(2, 4, 3, 5\): .*np\.reshape\(sequences, \(2, 4, -1\)\)$"),
    ],
)
def test_another_shape_is_told_what_fits(sequences, message):
    with pytest.raises(ValueError, match=r"^sequences must have shape \(m, T, n_x\) or \(m, T\), " + message):
        sequences_to_columns(sequences)


@pytest.mark.parametrize(
    ("sequences", "error", "message"),
    [
        ("ab", TypeError, "sequences must be an array of real numbers, got 'ab'"),
        (["up", "down"], TypeError, "text has to be converted first"),
        (None, TypeError, "got None"),
        ([np.ones((3, 2)), np.ones((3, 1))], ValueError, "not a rectangular array"),
        (objects(["up", "down"]), TypeError, "sequences must hold real numbers"),
    ],
)
def test_what_is_no_sequence_gets_the_message_of_arrays(sequences, error, message):
    with pytest.raises(error, match=message):
        sequences_to_columns(sequences)
