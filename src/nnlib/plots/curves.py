"""Learning curves: the cost as training goes on."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from nnlib.arrays import Array
from nnlib.plots.style import BLUE, ORANGE, axes
from nnlib.training import History
from nnlib.validation import instance

__all__ = ["learning_curve"]


def learning_curve(history: History, *, ax: Axes | None = None) -> Axes:
    """Draw the cost J as training goes on, and that of the validation set where it was measured.

    In batch gradient descent this is the cost before each update. With mini-batches it is the mean over each epoch,
    drawn at the epoch's middle, before the cost of every mini-batch; validation stands at the epoch's end.

    Parameters
    ----------
    history : History
        What training left behind.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes by default.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    ValueError
        If the history holds no update.

    Examples
    --------
    >>> import nnlib
    >>> model = nnlib.LogisticRegression(n_x=1)
    >>> history = nnlib.train(model, [[1.0, 2.0]], [[0, 1]], learning_rate=0.1, iterations=10)
    >>> learning_curve(history).get_ylabel()
    'cost J'
    """
    instance("history", history, History, "a History, such as train returns")
    if not history.cost:
        msg = "the history holds no update yet: train first"
        raise ValueError(msg)
    ax = axes(ax)
    epochs, updates = len(history.epoch_cost), len(history.cost)
    if epochs == updates:
        ax.set_xlabel("iteration")
        ax.plot(range(updates), history.cost, color=BLUE, linewidth=2, label="training")
    else:
        ax.set_xlabel("epoch")
        ax.plot(
            epochs_of_updates(history), history.cost, color=BLUE, alpha=0.25, linewidth=0.8, label="each mini-batch"
        )
        ax.plot(np.arange(epochs) + 0.5, history.epoch_cost, color=BLUE, linewidth=2, label="training")
    if history.validation_cost:
        ax.plot(
            history.validation_epoch,
            history.validation_cost,
            color=ORANGE,
            linewidth=2,
            linestyle="--",
            label="validation",
        )
    if len(ax.lines) > 1:
        ax.legend(frameon=False)
    ax.set_ylabel("cost J")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    ax.set_ylim(bottom=0)
    return ax


def epochs_of_updates(history: History) -> Array:
    """Return where each update stands on an axis of epochs; an unfinished one goes on at the pace of the last."""
    starts = np.array([0, *history.epoch_end])
    updates = np.arange(len(history.cost))
    pace = np.diff(starts)[-1] if len(starts) > 1 else len(updates)
    return np.interp(updates, starts, np.arange(len(starts))) + np.maximum(0, updates - starts[-1]) / pace
