"""Learning rates that change: α over the updates of a run, of one schedule or of several."""

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from nnlib._messages import item
from nnlib._validation import count, not_negative, require_instance
from nnlib.plots.curves import draw_curve, name_curves
from nnlib.plots.style import axes, colours
from nnlib.schedules import Schedule, schedule_or_number, value

MOST_POINTS = 5000  # of a curve, more than pixels


def learning_rates(schedules: Mapping[str, Schedule | float], updates: int, *, ax: Axes | None = None) -> Axes:
    """Draw the learning rate α of each update, with one colour for each schedule.

    Parameters
    ----------
    schedules : mapping of str to Schedule or float
        The learning rates, numbers or schedules, by the names that the legend shows.
    updates : int
        The number of updates to draw, from t = 0 to t = updates − 1. A run with mini-batches has
        ``epochs`` · ⌈m / batch_size⌉.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes by default.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit, or if a schedule's α is negative or not finite.

    Examples
    --------
    >>> from nnlib.schedules import Cosine, Warmup
    >>> ax = learning_rates({"cosine": Cosine(0.1, 1000), "after a rise": Warmup(Cosine(0.1, 900), 100)}, updates=1000)
    >>> ax.get_ylabel()
    'learning rate α'
    """
    kind = "a mapping of names to learning rates, such as {'halved': Step(0.1, every=100, factor=0.5)}"
    require_instance("schedules", schedules, Mapping, kind)
    if not schedules:
        msg = "schedules is empty: there is nothing to draw"
        raise ValueError(msg)
    updates = count("updates", updates)
    t = range(0, updates, -(-updates // MOST_POINTS))
    curves = {}
    for name, schedule in schedules.items():
        called = item("schedules", name)
        alpha = schedule_or_number(called, schedule)
        curves[name] = [not_negative(f"{called} at t={each}", value(alpha, each)) for each in t]
    ax = axes(ax)
    for colour, (name, curve) in zip(colours(len(curves)), curves.items(), strict=True):
        draw_curve(ax, t, curve, color=colour, label=name)
    name_curves(ax, ax.get_legend_handles_labels()[0])
    ax.set(xlabel="update t", ylabel="learning rate α")
    if ax.get_xscale() == "linear":
        ax.xaxis.set_major_locator(MaxNLocator("auto", integer=True, steps=[1, 2, 5, 10]))
    return ax
