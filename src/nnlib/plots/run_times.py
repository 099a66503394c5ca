"""Run times as bars: how much faster each way is."""

from matplotlib.axes import Axes

from nnlib._validation import require_instance
from nnlib.lessons.timing import RunTimes, duration, three_digits
from nnlib.plots.style import BLUE, axes, caption_size


def run_times(times: RunTimes, *, ax: Axes | None = None) -> Axes:
    """Draw the best times as bars on a logarithmic axis, with the speed of each way relative to the first.

    Parameters
    ----------
    times : nnlib.lessons.timing.RunTimes
        The result of `nnlib.lessons.run_times`.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes by default.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError
        If an argument does not fit.

    Examples
    --------
    >>> from nnlib.lessons.timing import RunTimes
    >>> ax = run_times(RunTimes({"two loops": (0.2,), "one loop": (0.04,), "no loop": (0.0005,)}))
    >>> [text.get_text() for text in ax.texts]
    ['200 ms', '40 ms, ×5', '500 µs, ×400']
    """
    require_instance("times", times, RunTimes, "what nnlib.lessons.run_times returns")
    names = list(times.best)
    milliseconds = [1e3 * seconds for seconds in times.best.values()]
    ax = axes(ax, height=0.5 * len(names) + 0.9)
    ax.set_xscale("log")
    ax.barh(range(len(names)), milliseconds, height=0.62, color=BLUE)
    for row, name in enumerate(names):
        text = duration(times.best[name]) + (f", ×{three_digits(times.factors[name])}" if row else "")
        place, shift = (milliseconds[row], row), (4, 0)
        ax.annotate(text, place, shift, textcoords="offset points", va="center", fontsize=caption_size())
    ax.set_yticks(range(len(names)), names, parse_math=False)  # a name is no formula
    ax.invert_yaxis()
    ax.set_xlim(min(milliseconds) / 10, max(milliseconds) * 30)  # room for the texts
    ax.set_xlabel("best time [ms]")
    return ax
