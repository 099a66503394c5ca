"""The path of gradient descent: down a curve of one parameter, or over the contours of two."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from nnlib._arrays import Array, ArrayLike
from nnlib._messages import attempt, shown
from nnlib._validation import count, finite, matrix, number
from nnlib.plots._text import written
from nnlib.plots.style import BLUE, GREY, VERMILLION, axes, ground, ink

T = TypeVar("T")


def descent_on_curve(
    J: Callable[[float], float],
    path: ArrayLike,
    *,
    span: tuple[float, float] | None = None,
    name: str = "w",
    ax: Axes | None = None,
) -> Axes:
    """Draw a cost of one parameter as a curve, and the steps that gradient descent took on it (notes, section 3).

    Parameters
    ----------
    J : callable
        The cost of a number.
    path : array_like of shape (1, steps + 1)
        The parameter before each step and after the last.
    span : (float, float), optional
        The range of the curve; a little more than the path by default.
    name : str, default "w"
        The name of the parameter.
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
    >>> from nnlib.lessons import descend
    >>> path = descend(lambda w: 2 * w, 3.0, learning_rate=0.3, steps=5)
    >>> descent_on_curve(lambda w: w**2, path).get_ylabel()
    'J(w)'
    """
    (w,), name = steps(path, rows=1), written("name", name)
    low, high = limits("span", span, w)
    curve = np.linspace(low, high, 400)
    costs, costs_on_path = costs_at(J, curve), costs_at(J, w)
    ax = axes(ax, width=5.0, height=3.6)
    ax.plot(curve, costs, color=BLUE, linewidth=2)
    draw_path(ax, w, costs_on_path)
    ax.legend(framealpha=0.85, fontsize="small")
    ax.set_xlim(low, high)
    if ax.get_xscale() == "linear":
        ax.locator_params(axis="x", nbins=5)
    ax.set_xlabel(name)
    ax.set_ylabel(f"J({name})")
    return ax


def descent_on_contours(
    J: Callable[[float, float], float],
    path: ArrayLike,
    *,
    spans: tuple[tuple[float, float], tuple[float, float]] | None = None,
    names: tuple[str, str] = ("w", "b"),
    resolution: int = 80,
    ax: Axes | None = None,
) -> Axes:
    """Draw a cost of two parameters by its contours, and the steps that gradient descent took over them.

    Parameters
    ----------
    J : callable
        The cost of two numbers.
    path : array_like of shape (2, steps + 1)
        The parameters before each step and after the last, in columns.
    spans : ((float, float), (float, float)), optional
        The ranges of the two parameters; a little more than the path by default.
    names : (str, str), default ("w", "b")
        The names of the parameters.
    resolution : int, default 80
        Points along each side of the grid on which J is computed.
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
    >>> from nnlib.lessons import descend
    >>> path = descend(lambda w, b: (2 * w, 6 * b), [3.0, 1.0], learning_rate=0.25, steps=5)
    >>> descent_on_contours(lambda w, b: w**2 + 3 * b**2, path).get_xlabel()
    'w'
    """
    points = steps(path, rows=2)
    ax = draw_contours(J, points, spans, names, resolution, ax)
    draw_path(ax, *points)
    ax.legend(framealpha=0.85, fontsize="small")
    return ax


def draw_contours(
    J: Callable[[float, float], float],
    points: Array,
    spans: tuple[tuple[float, float], tuple[float, float]] | None,
    names: tuple[str, str],
    resolution: int,
    ax: Axes | None,
) -> Axes:
    """Draw the contours of a cost, wide enough for the points of a path, and name the axes."""
    resolution = max(count("resolution", resolution), 2)
    given_0, given_1 = pair("spans", spans) if spans is not None else (None, None)
    low_0, high_0 = limits("spans[0]", given_0, points[0])
    low_1, high_1 = limits("spans[1]", given_1, points[1])
    first_name, second_name = (written("names", each) for each in pair("names", names))
    first, second = np.linspace(low_0, high_0, resolution), np.linspace(low_1, high_1, resolution)
    grid = np.stack([side.ravel() for side in np.meshgrid(first, second)])
    costs = costs_at(J, *grid).reshape(resolution, resolution)
    # Quantiles as levels: as many contours where J is flat as where it is steep.
    with np.errstate(under="ignore"):
        levels = np.unique(np.quantile(costs[np.isfinite(costs)], np.linspace(0.02, 0.98, 13)))
    ax = axes(ax, width=5.0, height=4.0)
    lines = ax.contour(first, second, costs, levels=levels, colors=GREY, linewidths=0.9, linestyles="solid")
    ax.set_xlim(low_0, high_0)
    ax.set_ylim(low_1, high_1)
    format_of_all = formatter(levels[::4])
    for label in ax.clabel(lines, levels[::4], inline=False, fontsize="x-small", fmt=format_of_all, colors=ink(ax)):
        label.set_bbox({"facecolor": ground(ax), "edgecolor": "none", "pad": 0.5})
        if near_path(ax, label.get_position(), points):
            label.remove()
    if ax.get_xscale() == ax.get_yscale() == "linear":
        ax.locator_params(nbins=5)
    ax.set_xlabel(first_name)
    ax.set_ylabel(second_name)
    return ax


def near_path(ax: Axes, place: tuple[float, float], path: Array) -> bool:
    """Tell whether a label would lie on the path: within a twelfth of the axes of its line."""
    x, y = np.linspace(path[:, :-1], path[:, 1:], 20).transpose(1, 0, 2).reshape(2, -1)
    line = (ax.transData + ax.transAxes.inverted()).transform(np.column_stack([x, y]))
    here = (ax.transData + ax.transAxes.inverted()).transform(place)
    return bool((np.abs(line - here).max(axis=1) < 1 / 12).any())


def costs_at(J: Callable[..., float], *parameters: Array) -> Array:
    """Return the cost at each point; where it is not finite nothing is drawn."""
    costs = []
    for point in zip(*(row.tolist() for row in parameters), strict=True):
        with np.errstate(all="ignore"):  # not finite, it is not drawn
            cost = np.asarray(came := J(*point))
        if cost.size != 1 or cost.dtype.kind not in "biuf":
            place = ", ".join(f"{value:.4g}" for value in point)
            msg = f"J must return one number, but J({place}) is {shown(came)}"
            raise TypeError(msg)
        costs.append(float(cost.item()))
    if not np.isfinite(costs).any():
        msg = "J is not finite at any point that would be drawn"
        raise ValueError(msg)
    return np.array(costs)


def pair(name: str, value: tuple[T, T]) -> tuple[T, T]:
    """Return two things, one for each parameter."""
    two = attempt(lambda: tuple(value) if isinstance(value, tuple | list | np.ndarray) else (), otherwise=())
    if len(two) != 2:  # noqa: PLR2004  one for each parameter
        msg = f"{name} must be two, one for each parameter, got {shown(value)}"
        raise TypeError(msg)
    return two


def formatter(levels: Array) -> Callable[[float], str]:
    """Return how to write levels: with the fewest digits, two at least, that tell them apart."""
    enough = (digits for digits in range(2, 17) if len({f"{level:.{digits}g}" for level in levels}) == len(levels))
    digits = next(enough, 17)
    return lambda level: f"{float(f'{level:.{digits}g}'):.{max(digits, 4)}g}"  # 240 and not 2.4e+02


def steps(path: ArrayLike, rows: int) -> Array:
    """Return the path as a finite array of one or two rows."""
    points = finite("path", matrix("path", path), np.float64)
    if len(points) != rows:
        expected = "one row" if rows == 1 else "two rows"
        msg = f"path has shape {points.shape}, but must have {expected}, and a column for each step"
        raise ValueError(msg)
    return points


def limits(name: str, span: tuple[float, float] | None, values: Array) -> tuple[float, float]:
    """Return from where to where to draw: as asked, or a little beyond the values."""
    if span is None:
        margin = 0.12 * np.ptp(values) or max(1.0, 0.1 * np.abs(values).max())
        return float(values.min() - margin), float(values.max() + margin)
    low, high = (number(name, end) for end in pair(name, span))
    if not -np.inf < low < high < np.inf:
        msg = f"{name} must go from a number to a larger one, got {shown(span)}"
        raise ValueError(msg)
    return low, high


def draw_path(ax: Axes, x: Array, y: Array) -> tuple[Line2D, Line2D]:
    """Draw the steps, from a hollow circle to a filled one; return the line of the steps, and the filled circle."""
    (walked,) = ax.plot(x, y, "-o", color=VERMILLION, linewidth=1.2, markersize=3.5, zorder=3)
    taken = "after one step" if len(x) == 2 else f"after {len(x) - 1} steps"  # noqa: PLR2004  start and end
    for k, fill, label in ((0, ground(ax), "start"), (-1, VERMILLION, taken)):
        (circle,) = ax.plot(
            x[k], y[k], "o", markersize=8, markerfacecolor=fill, markeredgecolor=ink(ax), markeredgewidth=1, label=label
        )
    return walked, circle
