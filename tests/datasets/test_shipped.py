import numpy as np

import nnlib


def test_digits_are_the_published_ones():
    """Counts per class as the data set's own description gives them for its test part."""
    X, Y = nnlib.datasets.digits()
    assert X.shape == (64, 1797)
    assert Y.shape == (1, 1797)
    assert X.dtype == np.float64
    assert X.T.flags.c_contiguous
    np.testing.assert_array_equal(np.unique(X * 16), np.arange(17))
    np.testing.assert_array_equal(np.bincount(Y[0]), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])


def test_the_first_digit_is_a_zero():
    """The first row of optdigits.tes."""
    X, Y = nnlib.datasets.digits()
    assert Y[0, 0] == 0
    np.testing.assert_array_equal(16 * X[:16, 0], [0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0])


def test_each_call_gives_arrays_of_its_own():
    first, second = nnlib.datasets.digits(), nnlib.datasets.digits()
    first[0][:] = -1
    first[1][:] = -1
    assert second[0].min() == second[1].min() == 0
