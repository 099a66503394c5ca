"""Repeated measurements: the mean of the runs as a line, and a band from the least to the greatest."""

from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np
from matplotlib.axes import Axes

from nnlib._arrays import ArrayLike
from nnlib._messages import item
from nnlib._predictions import text
from nnlib._validation import finite, matrix, names, real_array, require_instance
from nnlib.plots.style import axes, colours, ground

MARKERS = "os^DvP"
MOST_CORNERS = 5000  # of a band, more than pixels: to fill one of 100,000 takes 20 s


def spread(x: ArrayLike | Sequence[str], values: Mapping[str, ArrayLike], *, ax: Axes | None = None) -> Axes:
    """Draw the mean of the runs of each name over x, and a band from the least to the greatest of them.

    Parameters
    ----------
    x : array_like of shape (n,), or sequence of str
        The values on the x axis: amounts of data, layers, iterations. Names are drawn side by side, in their order.
    values : mapping of str to array_like of shape (runs, n)
        The measurements, one run in each row, by the names that the legend shows; a single "" needs no legend. A single
        run has no band. NaN is left out, and if no run has a value there is a gap.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes by default.

    Returns
    -------
    matplotlib.axes.Axes
        The axes, which the caller labels.

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit.

    Examples
    --------
    >>> ax = spread([20, 200, 2000], {"small": [[0.5, 0.7, 0.8], [0.4, 0.8, 0.8]], "large": [[0.5, 0.7, 0.9]]})
    >>> ax.lines[0].get_ydata()
    array([0.45, 0.75, 0.8 ])
    """
    labels = () if text(x) is None else names("x", cast("Sequence[str]", x))
    places = real_array("x", range(len(labels)) if labels else x)
    if places.ndim != 1 or not places.size:
        msg = f"x must have one axis, with the places where it was measured, got shape {places.shape}"
        raise ValueError(msg)
    places = finite("x", places, np.float64)
    require_instance("values", values, Mapping, "a mapping of names to measurements, such as {'small': [[0.7, 0.8]]}")
    if not values:
        msg = "values is empty: there is nothing to draw"
        raise ValueError(msg)
    measured = {}
    for name, value in values.items():
        given = matrix(item("values", name), value)
        missing = np.isnan(given)
        runs = np.where(missing, np.nan, finite(item("values", name), np.where(missing, 0, given), np.float64))
        if runs.shape[1] != len(places):
            slip = ": is it transposed? One run is a row" if len(runs) == len(places) else ""
            called = item("values", name)
            msg = f"{called} must have {len(places)} columns, one for each x, got shape {runs.shape}{slip}"
            raise ValueError(msg)
        measured[name] = runs
    ax, lines = axes(ax), []
    for k, (colour, (name, runs)) in enumerate(zip(colours(len(measured)), measured.items(), strict=True)):
        if len(runs) > 1:
            starts = np.arange(0, len(places), -(-len(places) // MOST_CORNERS))
            low = np.fmin.reduceat(np.fmin.reduce(runs), starts)
            high = np.fmax.reduceat(np.fmax.reduce(runs), starts)
            ax.fill_between(places[starts], low, high, color=colour, alpha=0.2, linewidth=0)
        present = (~np.isnan(runs)).sum(axis=0)
        mean = np.nansum(runs, axis=0) / np.where(present > 0, present, np.nan)
        (line,) = ax.plot(places, mean, color=colour, linewidth=2, label=name)
        marker = MARKERS[k % len(MARKERS)] if len(places) <= 20 else "none"  # noqa: PLR2004  more would be one blot
        line.set(marker=marker, markeredgecolor=ground(ax), markersize=6)
        lines.append(line)
    if labels:
        ax.set_xticks(places, labels, parse_math=False)
    if list(measured) == [""]:
        return ax
    # Written afterwards: a legend leaves out what begins with an underscore, and a name is no formula.
    legend = ax.legend(lines, ["name"] * len(lines), framealpha=0.85, fontsize="small")
    for entry, name in zip(legend.get_texts(), measured, strict=True):
        entry.set_parse_math(False)
        entry.set_text(name)
    return ax
