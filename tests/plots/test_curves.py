import matplotlib.pyplot as plt
import numpy as np
import pytest

import nnlib

X, Y = nnlib.datasets.flower(m=40, rng=1)


def history(**options):
    return nnlib.train(nnlib.LogisticRegression(n_x=2), X, Y, learning_rate=0.1, rng=0, **options)


def test_batch_gradient_descent_is_one_line_over_iterations():
    run = history(iterations=12)
    ax = nnlib.plots.learning_curve(run)
    (line,) = ax.lines
    np.testing.assert_array_equal(line.get_ydata(), run.cost)
    np.testing.assert_array_equal(line.get_xdata(), range(12))
    assert ax.get_xlabel() == "iteration"
    assert ax.get_legend() is None


def test_mini_batches_are_drawn_behind_their_means_and_validation():
    run = history(epochs=3, batch_size=10, validation=(X, Y))
    ax = nnlib.plots.learning_curve(run)
    batches, training, validation = ax.lines
    np.testing.assert_array_equal(batches.get_ydata(), run.cost)
    np.testing.assert_array_equal(training.get_ydata(), run.epoch_cost)
    np.testing.assert_array_equal(training.get_xdata(), [0.5, 1.5, 2.5])
    np.testing.assert_array_equal(validation.get_xdata(), [1, 2, 3])
    np.testing.assert_array_equal(validation.get_ydata(), run.validation_cost)
    assert ax.get_xlabel() == "epoch"
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["each mini-batch", "training", "validation"]


def test_less_than_an_epoch_can_be_drawn():
    batches, training = nnlib.plots.learning_curve(history(iterations=2, batch_size=10)).lines
    assert len(batches.get_xdata()) == 2
    assert len(training.get_xdata()) == 0


def test_updates_stand_in_their_epochs_when_the_last_is_unfinished():
    """Four batches an epoch, ten updates: two and a half epochs."""
    ax = nnlib.plots.learning_curve(history(iterations=10, batch_size=10))
    np.testing.assert_allclose(ax.lines[0].get_xdata(), np.arange(10) / 4)


def test_given_axes_are_drawn_on_and_the_users_settings_left_alone():
    before = dict(plt.rcParams)
    _, ax = plt.subplots()
    assert nnlib.plots.learning_curve(history(iterations=2), ax=ax) is ax
    assert dict(plt.rcParams) == before


def test_an_empty_history_is_refused():
    with pytest.raises(TypeError, match="history must be a History"):
        nnlib.plots.learning_curve([0.7, 0.6])
    with pytest.raises(ValueError, match="train first"):
        nnlib.plots.learning_curve(nnlib.History())
