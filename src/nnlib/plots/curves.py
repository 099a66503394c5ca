"""Learning curves: the cost during training, of one run or of several."""

from collections.abc import Mapping

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from nnlib._arrays import Array, ArrayLike
from nnlib._messages import item
from nnlib._validation import require_instance
from nnlib.history import History
from nnlib.plots.style import BLUE, SKY, VERMILLION, axes, colours, ground, ink


def learning_curve(history: History, *, ax: Axes | None = None) -> Axes:
    """Draw the cost J during training, and the cost of the validation set if it was measured.

    In batch gradient descent this is the cost before each update. With mini-batches it is the mean over each epoch,
    drawn at the epoch's middle, in front of the cost of every mini-batch. Validation is drawn at the epoch's end.

    Parameters
    ----------
    history : History
        The history of a run with at least one update.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes by default.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit.

    Examples
    --------
    >>> import nnlib
    >>> model = nnlib.LogisticRegression(n_x=1)
    >>> history = nnlib.train(model, [[1.0, 2.0]], [[0, 1]], learning_rate=0.1, iterations=10)
    >>> learning_curve(history).get_ylabel()
    'cost J'
    """
    require_instance("history", history, History, "a History, such as train returns")
    if not history.cost:
        msg = "the history holds no update yet: train first"
        raise ValueError(msg)
    ax = axes(ax)
    if not in_whole_batches(history):
        ax.plot(epochs_of_updates(history), history.cost, color=SKY, linewidth=0.8, label="each mini-batch")
    draw_curve(ax, *training_curve(history), color=BLUE, label="training")
    if history.validation_cost:
        label = "validation"
        draw_curve(ax, history.validation_epoch, history.validation_cost, color=VERMILLION, dashed=True, label=label)
    if len(ax.lines) > 1:
        ax.legend(frameon=False)
    label_axes(ax, [history])
    return ax


def learning_curves(histories: Mapping[str, History], *, ax: Axes | None = None) -> Axes:
    """Draw the costs of several runs on the same axes: each has its colour; training is solid, validation dashed.

    With mini-batches, the mean over each epoch is drawn at the epoch's middle.

    Parameters
    ----------
    histories : mapping of str to History
        The runs, with at least one epoch each, by the names that the legend shows.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes by default.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit.

    Examples
    --------
    >>> import nnlib
    >>> X, Y = nnlib.datasets.moons(m=100, rng=1)
    >>> models = {hidden: nnlib.ShallowNetwork(2, 4, hidden=hidden, rng=1) for hidden in ("sigmoid", "relu")}
    >>> runs = {name: nnlib.train(model, X, Y, learning_rate=0.5, iterations=9) for name, model in models.items()}
    >>> [text.get_text() for text in learning_curves(runs).get_legend().get_texts()]
    ['sigmoid', 'relu']
    """
    require_instance("histories", histories, Mapping, "a mapping of names to runs, such as {'tanh': history}")
    if not histories:
        msg = "there is no run to draw"
        raise ValueError(msg)
    for name, history in histories.items():
        require_instance(item("histories", name), history, History, "a History, such as train returns")
        if not history.epoch_cost:
            msg = f"{item('histories', name)} holds no whole epoch yet: train first"
            raise ValueError(msg)
    ax = axes(ax)
    for colour, (name, history) in zip(colours(len(histories)), histories.items(), strict=True):
        draw_curve(ax, *training_curve(history), color=colour, label=name)
        if history.validation_cost:
            draw_curve(ax, history.validation_epoch, history.validation_cost, color=colour, dashed=True)
    handles, _ = ax.get_legend_handles_labels()
    if any(history.validation_cost for history in histories.values()):
        handles += [
            Line2D([], [], color=ink(ax), linestyle="-", label="training"),
            Line2D([], [], color=ink(ax), linestyle="--", label="validation"),
        ]
    name_curves(ax, handles)
    label_axes(ax, list(histories.values()))
    return ax


def in_whole_batches(history: History) -> bool:
    """Tell whether each update was an epoch, as in batch gradient descent."""
    return len(history.epoch_cost) == len(history.cost)


def training_curve(history: History) -> tuple[Array, Array]:
    """Return where each epoch's cost stands on an axis of epochs, and the costs."""
    # A whole batch's cost is taken before its update; the mean over mini-batches belongs to the epoch's middle.
    middle = 0.0 if in_whole_batches(history) else 0.5
    return np.arange(len(history.epoch_cost)) + middle, np.array(history.epoch_cost)


def epochs_of_updates(history: History) -> Array:
    """Return where each update stands on an axis of epochs; an unfinished one goes on at the pace of the last."""
    starts = np.array([0, *history.epoch_end])
    updates = np.arange(len(history.cost))
    pace = np.diff(starts)[-1] if len(starts) > 1 else len(updates)
    return np.interp(updates, starts, np.arange(len(starts))) + np.maximum(0, updates - starts[-1]) / pace


def draw_curve(
    ax: Axes, epochs: ArrayLike, costs: ArrayLike, *, color: str, dashed: bool = False, label: str | None = None
) -> None:
    """Draw costs over epochs; a single cost as a point."""
    (line,) = ax.plot(epochs, costs, color=color, linestyle="--" if dashed else "-", linewidth=2, label=label)
    line.set_marker("o" if np.size(costs) == 1 else "none")
    line.set_markerfacecolor(ground(ax) if dashed else color)
    # The axis of costs begins at 0, if only the user does not make it logarithmic.
    line.sticky_edges.y.append(0)
    ax.update_datalim([(0, 0), (1, 0)])


def name_curves(ax: Axes, handles: list[Artist]) -> None:
    """Draw a legend of curves that the user has named: beside the axes where they are many."""
    if len(handles) > 6:  # noqa: PLR2004  too many to stand among the curves
        legend = ax.legend(handles=handles, frameon=False, fontsize="small", loc="upper left", bbox_to_anchor=(1, 1))
    else:
        legend = ax.legend(handles=handles, frameon=False)
    for text in legend.get_texts():
        text.set_parse_math(False)  # a name is no formula


def label_axes(ax: Axes, histories: list[History]) -> None:
    """Name the axes; where all runs are batch gradient descent, epochs are iterations."""
    ax.set_xlabel("iteration" if all(in_whole_batches(history) for history in histories) else "epoch")
    ax.set_ylabel("cost J")
    if ax.get_xscale() == "linear":
        ax.xaxis.set_major_locator(MaxNLocator("auto", integer=True, steps=[1, 2, 5, 10]))
