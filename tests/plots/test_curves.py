import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.ticker import LogLocator

import nnlib
from nnlib.plots.style import BLUE

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


def test_an_empty_history_is_refused():
    with pytest.raises(TypeError, match="history must be a History"):
        nnlib.plots.learning_curve([0.7, 0.6])
    with pytest.raises(ValueError, match="train first"):
        nnlib.plots.learning_curve(nnlib.History())


def runs():
    return {"batch": history(iterations=12), "mini-batches": history(epochs=3, batch_size=10, validation=(X, Y))}


def test_several_runs_have_a_colour_each_and_validation_is_dashed():
    batch, mini_batches = runs().values()
    first, second, validation = nnlib.plots.learning_curves({"a": batch, "b": mini_batches}).lines
    np.testing.assert_array_equal(first.get_ydata(), batch.cost)
    np.testing.assert_array_equal(first.get_xdata(), range(12))
    np.testing.assert_array_equal(second.get_ydata(), mini_batches.epoch_cost)
    np.testing.assert_array_equal(second.get_xdata(), [0.5, 1.5, 2.5])
    np.testing.assert_array_equal(validation.get_ydata(), mini_batches.validation_cost)
    assert first.get_color() != second.get_color() == validation.get_color()
    assert (second.get_linestyle(), validation.get_linestyle()) == ("-", "--")


def test_several_runs_are_named_and_their_axis_is_epochs_if_one_has_mini_batches():
    ax = nnlib.plots.learning_curves(runs())
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [*runs(), "training", "validation"]
    assert ax.get_xlabel() == "epoch"
    ax = nnlib.plots.learning_curves({"alone": history(iterations=3)})
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["alone"]
    assert ax.get_xlabel() == "iteration"


def test_more_runs_than_colours_with_names_can_be_drawn():
    run = history(iterations=2)
    lines = nnlib.plots.learning_curves({str(i): run for i in range(9)}).lines
    assert len({line.get_color() for line in lines}) == 9


@pytest.mark.parametrize(
    ("histories", "error", "message"),
    [
        ({}, ValueError, "there is no run to draw"),
        ([history(iterations=2)], TypeError, "histories must be a mapping of names to runs"),
        ({"a": [0.7]}, TypeError, r"histories\['a'\] must be a History"),
        ({"a": nnlib.History()}, ValueError, r"histories\['a'\] holds no whole epoch"),
        ({"a": history(iterations=2, batch_size=10)}, ValueError, "holds no whole epoch"),
    ],
    ids=range(5),
)
def test_what_are_no_runs_is_refused(histories, error, message):
    with pytest.raises(error, match=message):
        nnlib.plots.learning_curves(histories)


def test_the_axis_of_costs_begins_at_zero_and_can_be_made_logarithmic():
    run = history(iterations=30)
    ax = nnlib.plots.learning_curve(run)
    assert ax.get_ylim()[0] == 0
    ax.set_yscale("log")
    low, high = ax.get_ylim()
    assert 0 < low < min(run.cost) < max(run.cost) < high < 10 * max(run.cost)
    _, ax = plt.subplots()
    ax.set_yscale("log")
    nnlib.plots.learning_curves({"a": run}, ax=ax)
    assert 0 < ax.get_ylim()[0] < min(run.cost)


def test_a_second_run_on_the_same_axes_is_seen_whole():
    low, high = history(iterations=3), history(iterations=3)
    high.cost[:] = high.epoch_cost[:] = [9.0, 8.0, 7.0]
    ax = nnlib.plots.learning_curve(low)
    nnlib.plots.learning_curve(high, ax=ax)
    assert ax.get_ylim()[1] > 9


def test_a_single_point_is_seen():
    run = history(epochs=1, batch_size=20, validation=(X, Y))
    _, training, validation = nnlib.plots.learning_curve(run).lines
    assert training.get_marker() == validation.get_marker() == "o"
    assert (training.get_markerfacecolor(), validation.get_markerfacecolor()) == (BLUE, "#ffffff")
    ax = nnlib.plots.learning_curves({"a": history(iterations=1)})
    assert ax.lines[0].get_marker() == "o"
    assert ax.get_xlim()[1] >= 1


def test_the_legend_of_several_runs_tells_training_from_validation():
    handles = nnlib.plots.learning_curves(runs()).get_legend().legend_handles
    lines = {handle.get_label(): handle.get_linestyle() for handle in handles}
    assert (lines["training"], lines["validation"]) == ("-", "--")


def test_many_runs_are_named_beside_the_axes():
    run = history(iterations=2)
    ax = nnlib.plots.learning_curves({str(i): run for i in range(12)})
    ax.figure.draw_without_rendering()
    legend = ax.get_legend().get_window_extent()
    assert legend.x0 >= ax.get_window_extent().x1
    assert legend.y0 >= 0


def test_a_logarithmic_axis_of_updates_keeps_its_ticks():
    _, ax = plt.subplots()
    ax.set_xscale("log")
    assert isinstance(nnlib.plots.learning_curve(history(iterations=100), ax=ax).xaxis.get_major_locator(), LogLocator)
