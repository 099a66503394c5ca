"""Means with their deviations; the tests of heat maps prove how they are written."""

import numpy as np

from nnlib._spreads import over_runs, precisions


def test_means_and_deviations_are_those_of_samples():
    means, deviations = over_runs(np.array([[1.0, 2.0, 6.0], [4.0, 4.0, np.nan]]))
    np.testing.assert_allclose(means, [3, np.nan])
    np.testing.assert_allclose(deviations, [np.sqrt(7), np.nan])


def test_nothing_is_known_of_the_digits_where_there_is_no_number():
    assert precisions(np.array([np.nan, np.inf]), np.array([np.nan, np.nan])) == ("", "")
