"""Heat maps of measurements over two parameters: the mean of each cell as a number and a shade."""

import math
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import islice

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import PatchCollection
from matplotlib.colors import Normalize
from matplotlib.patches import Rectangle

from nnlib._arrays import Array, ArrayLike
from nnlib._messages import attempt, is_a, shortened, shown
from nnlib._spreads import LARGEST, over_runs, precisions
from nnlib._validation import real_array
from nnlib.plots._text import SMALLER, CommonSize
from nnlib.plots.style import AMOUNTS, GREY, axes, caption_size, colour_bar, inches, ink, pen, typographic

MOST_LABELS = 200  # beyond them a cell would be smaller than a pixel or two
LONGEST_LABEL = 40  # characters
LEAST_SIZE = 5  # points, below which print is hard to read
LETTER = 0.62  # the width of a letter, as a part of the height of its font


def heat_map(values: ArrayLike, *, rows: Sequence[object], columns: Sequence[object], ax: Axes | None = None) -> Axes:
    """Draw measurements over two parameters: the mean of each cell as a number and as a shade.

    With several runs, their standard deviation is written below the mean. A cell with NaN in one of its runs has no
    mean, and is hatched. An infinite mean is written, but has no shade. If the cells are too small for readable
    numbers, a scale beside the picture explains the shades, and infinite means are hatched as well.

    Parameters
    ----------
    values : array_like of shape (len(rows), len(columns)) or (len(rows), len(columns), runs)
        The measurements. At least one cell must have a finite mean.
    rows, columns : sequence
        The values of the two parameters, up to 200 each: numbers, names, lists of them, or any other values.
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
    >>> accuracies = [[[0.71, 0.75], [0.85, 0.86]], [[0.88, 0.91], [0.93, 0.92]]]
    >>> ax = heat_map(accuracies, rows=[0.01, 0.1], columns=["small", "large"])
    >>> [text.get_text() for text in ax.texts]
    ['0.730', '± 0.028', '0.855', '± 0.007', '0.895', '± 0.021', '0.925', '± 0.007']
    """
    row_names, column_names = labels("rows", rows), labels("columns", columns)
    means, deviations = over_runs(cells(values, len(row_names), len(column_names)))
    known = np.isfinite(means)
    if not known.any():
        msg = "no cell of values has a finite mean, so there is nothing to draw: each has NaN or inf among its runs"
        raise ValueError(msg)
    precision, smaller = precisions(means, deviations)
    numbers, spreads = texts_of(means, precision), texts_of(np.where(known, deviations, np.nan), smaller, "± ")

    ax = axes(ax, **size_for(row_names, column_names))
    shades = np.ma.array(np.where(known, means, means[known][0]).clip(-LARGEST, LARGEST), mask=~known)
    shades[abs(shades) < 1 / LARGEST] = 0  # older versions of matplotlib divide by such differences
    scale = scale_of(float(shades.min()), float(shades.max()))
    ax.imshow(shades, cmap=AMOUNTS, norm=scale, origin="upper", interpolation="nearest", aspect="auto")
    readable = room_for(ax, numbers, spreads)
    if readable:
        write_numbers(ax, numbers, spreads, scale(shades).filled(np.nan))
    else:
        colour_bar(ax, ScalarMappable(scale, AMOUNTS))
    empty = np.isnan(means) if readable else ~known
    boxes = [Rectangle((j - 0.5, i - 0.5), 1, 1) for i, j in np.argwhere(empty).tolist()]
    ax.add_collection(PatchCollection(boxes, facecolor="none", edgecolor=GREY, hatch="////", linewidth=0))
    write_labels(ax, row_names, column_names)
    ax.grid(visible=False)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return ax


def labels(name: str, value: Sequence[object]) -> list[str]:
    """Return the texts that stand beside the rows, or below the columns."""
    unordered = is_a(value, str) or is_a(value, bytes) or is_a(value, AbstractSet)
    listed = None if unordered else attempt(lambda: list(islice(value, MOST_LABELS + 1)), None)
    if listed is None:
        msg = f"{name} must list the values of a parameter, such as [0.01, 0.1], got {shown(value)}"
        raise TypeError(msg)
    if not 1 <= len(listed) <= MOST_LABELS:
        wrong = f"lists more than {MOST_LABELS} values: so many are no picture" if listed else "lists no values"
        msg = f"{name} {wrong}"
        raise ValueError(msg)
    return [label(each) for each in listed]


def label(value: object) -> str:
    """Return a value of a parameter in few words."""
    if is_a(value, np.generic):
        value = value.item()
    if is_a(value, str):
        return shortened(str.__str__(value), LONGEST_LABEL)
    digits = attempt(lambda: f"{float(value):.6g}", "") if is_a(value, float) else ""
    return shortened(typographic(digits or shown(value)), LONGEST_LABEL)


def cells(values: ArrayLike, n_rows: int, n_columns: int) -> Array:
    """Return what was measured in float64, with an axis of runs."""
    array = real_array("values", values)
    if array.shape == (n_rows, n_columns):
        array = array[:, :, np.newaxis]
    if array.ndim != 3 or array.shape[:2] != (n_rows, n_columns) or not array.size:  # noqa: PLR2004  the third is that of the runs
        shape = f"({n_rows}, {n_columns}) or ({n_rows}, {n_columns}, runs)"
        slip = ": is it transposed?" if array.shape[:2] == (n_columns, n_rows) else ""
        if array.shape[1:] == (n_rows, n_columns):
            slip = ": the runs are its last axis, use np.moveaxis(values, 0, -1)"
        msg = f"values must have shape {shape} for these rows and columns, got {array.shape}{slip}"
        raise ValueError(msg)
    with np.errstate(all="ignore"):
        return array.astype(np.float64)


def texts_of(values: Array, precision: str, sign: str = "") -> Array:
    """Return numbers as texts, and nothing for NaN."""
    rows = [[f"{sign}{x:{precision}}".rstrip(".") for x in row] for row in values.tolist()]
    return np.where(np.isnan(values), "", [[typographic(text) for text in row] for row in rows])


def size_for(rows: Sequence[str], columns: Sequence[str]) -> dict[str, float]:
    """Return width and height of a new figure, in inches."""
    beside, below = (0.08 * max(map(len, names)) for names in (rows, columns))
    cell, turned = (max(0.75, 1.5 * below), 0.0) if below < 1.2 else (0.75, 0.7 * below)  # noqa: PLR2004  inches; a longer name is turned
    width, height = cell * len(columns) + 0.5 + beside, 0.5 * len(rows) + 0.9 + turned
    return {"width": max(3.6, min(width, 8)), "height": max(1.8, min(height, 8))}


def scale_of(low: float, high: float) -> Normalize:
    """Return the scale of the shades, of which cells that differ by rounding alone get the middle."""
    if high - low <= 1e-12 * max(abs(low), abs(high)):
        beside = abs(low) / 2 or 1.0
        return Normalize(low - beside, high + beside)
    return Normalize(low, high)


def room_for(ax: Axes, numbers: Array, spreads: Array) -> bool:
    """Whether the cells of the axes have room for numbers that can be read."""
    n_rows, n_columns = numbers.shape
    width, height = inches(ax)
    lines, smallest = (2, SMALLER) if (spreads != "").any() else (1, 1)
    longest = max(np.char.str_len(numbers).max(), SMALLER * np.char.str_len(spreads).max())
    across = 72 * 0.9 * width / n_columns / (LETTER * longest)
    down = 72 * 0.9 * height / n_rows / (1.2 * lines)
    return bool(smallest * min(across, down) >= LEAST_SIZE)


def write_numbers(ax: Axes, numbers: Array, spreads: Array, shades: Array) -> None:
    """Write the mean of each cell, and in smaller print the deviation below it."""
    written, smaller = [], []
    for i, j in np.ndindex(numbers.shape):
        number, spread = str(numbers[i, j]), str(spreads[i, j])
        colour = ink(ax) if np.isnan(shades[i, j]) else pen(AMOUNTS(shades[i, j]))
        style = {"ha": "center", "color": colour}
        written.append(ax.text(j, i, number, style, va="bottom" if spread else "center"))
        if spread:
            smaller.append(ax.text(j, i, spread, style, va="top"))
    CommonSize(ax, written, width=0.9, height=0.45 if smaller else 0.8, smaller=smaller)


def write_labels(ax: Axes, rows: Sequence[str], columns: Sequence[str]) -> None:
    """Write the values of the parameters, each no higher than its cell; where they would be too small, only some."""
    width, height = (72 * side for side in inches(ax))
    row, column = (LETTER * max(1, *map(len, names)) for names in (rows, columns))  # how long, in heights of the font
    size = min(caption_size(), 0.4 * width / row, max(LEAST_SIZE, 0.9 * height / len(rows)))  # cells need the rest
    turned = column * size > 0.8 * width / len(columns)
    if turned:
        size = min(size, 0.57 * height / column, max(LEAST_SIZE, 0.7 * width / len(columns)))
    every_row = math.ceil(size * len(rows) / height)
    every_column = math.ceil(size * len(columns) / (0.75 * width)) if turned else 1
    for set_ticks, names, every in ((ax.set_yticks, rows, every_row), (ax.set_xticks, columns, every_column)):
        set_ticks(range(0, len(names), every), names[::every], fontsize=size, parse_math=False)  # a name is no formula
    if turned:
        plt.setp(ax.get_xticklabels(), rotation=45, ha="right", rotation_mode="anchor")
