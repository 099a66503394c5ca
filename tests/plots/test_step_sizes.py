"""The V is drawn as it was measured."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

import nnlib
from nnlib.checking._step_sizes import errors_by_step

X, Y = nnlib.datasets.flower(m=10, rng=1)
MODEL = nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3)


def test_both_curves_and_the_step_of_the_check_are_drawn():
    _, ax = plt.subplots()
    assert nnlib.plots.step_sizes(MODEL, X, Y, coordinates=4, rng=1, ax=ax) is ax
    h, one_sided, central = errors_by_step(MODEL, X, Y, coordinates=4, rng=1)
    by_label = {line.get_label(): line.get_xydata() for line in ax.lines}
    np.testing.assert_array_equal(by_label["one-sided"], np.column_stack([h, one_sided]))
    np.testing.assert_array_equal(by_label["central"], np.column_stack([h, central]))
    taken = by_label[r"$h = \epsilon^{1/3}$"]
    assert set(taken[:, 0]) == {np.finfo(float).eps ** (1 / 3)}
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("step $h$", "relative error of the quotient")


def test_errors_relative_to_a_gradient_of_zero_are_drawn():
    balanced = [[0, 1] * 5]
    ax = nnlib.plots.step_sizes(nnlib.LogisticRegression(n_x=2), np.zeros((2, 10)), balanced)
    assert ax.get_ylim()[1] == pytest.approx(1e304)
