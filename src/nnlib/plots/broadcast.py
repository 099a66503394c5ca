"""Broadcasting: two arrays of different shapes, stretched until they fit."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from nnlib._validation import count, shown
from nnlib.plots._cells import grid_of_cells, mixed
from nnlib.plots._text import CommonSize
from nnlib.plots.style import GREEN, GREY, ORANGE, SKY, axes, ground, ink

__all__ = ["broadcasting"]

MOST_CELLS = 8
"""In a row or a column; more are no picture."""

GAP = 1.6
"""Between two grids, in cells."""


def broadcasting(
    shape_a: Sequence[int], shape_b: Sequence[int], *, operation: str = "+", ax: Axes | None = None
) -> Axes:
    """Draw how NumPy broadcasts two arrays: the cells of each, and pale the places into which it is stretched.

    In each cell stands the index of the element that is used there, so that one sees which is used again. NumPy copies
    nothing: it reads the same element once more.

    Parameters
    ----------
    shape_a, shape_b : sequence of int
        The shapes of the two arrays, such as (4, 3), (3,) or (). Shapes are compared from the right, so an array of
        shape (3,) is a row.
    operation : str, default "+"
        The sign between them.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes by default.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    TypeError, ValueError
        If these are no shapes of at most two axes and 8 rows and columns, or the two do not fit.

    Examples
    --------
    >>> ax = broadcasting((4, 1), (1, 3))
    >>> [text.get_text() for text in ax.texts[-5:]]
    ['+', '=', 'a (4, 1)', 'b (1, 3)', 'a + b (4, 3)']
    >>> broadcasting((3, 4), (3,))
    Traceback (most recent call last):
    ValueError: shapes (3, 4) and (3,) do not broadcast: compared from the right, 4 meets 3, and neither is 1; \
a column has shape (3, 1), which keepdims=True and reshape(3, 1) give
    """
    shapes = {"a": shape("shape_a", shape_a), "b": shape("shape_b", shape_b)}
    result = common(*shapes.values())
    shapes[f"a {operation} b"] = result
    rows, columns = as_matrix(result)
    ax = axes(ax, width=0.42 * (3 * columns + 2 * GAP) + 0.4, height=0.42 * (rows + 1.6) + 0.3)

    numbers, headings = [], []
    for k, ((name, its_shape), colour) in enumerate(zip(shapes.items(), (SKY, ORANGE, GREEN), strict=True)):
        left = k * (columns + GAP)
        own_rows, own_columns = as_matrix(its_shape)
        for i, j in np.ndindex(rows, columns):
            own = i < own_rows and j < own_columns
            place = (min(i, own_rows - 1), min(j, own_columns - 1))[2 - len(its_shape) :]
            numbers += grid_of_cells(
                ax,
                (left + j, -i),
                [[", ".join(map(str, place))]],
                [[colour if own else mixed(colour, ground(ax), 0.12)]],
                edge=GREY,
                ink="black" if own else ink(ax),
                dashed=not own,
            )
        headings.append((left + columns / 2, f"{name} {its_shape}"))
    signs = [
        ax.text((k + 1) * (columns + GAP) - GAP / 2, -rows / 2, sign, ha="center", va="center", fontsize="x-large")
        for k, sign in enumerate((operation, "="))
    ]
    titles = [ax.text(x, 0.25, text, ha="center", va="bottom") for x, text in headings]
    CommonSize(ax, numbers, width=0.85, height=0.8)
    CommonSize(ax, titles, width=columns + 0.8 * GAP, height=0.9)
    CommonSize(ax, signs, width=0.8 * GAP, height=0.9)
    ax.set_xlim(-0.3, 3 * columns + 2 * GAP + 0.3)
    ax.set_ylim(-rows - 0.2, 1.4)
    ax.set_axis_off()
    return ax


def shape(name: str, value: Sequence[int]) -> tuple[int, ...]:
    """Return a shape that can be drawn."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        msg = f"{name} must be a shape, such as (4, 3), got {shown(value)}"
        raise TypeError(msg)
    lengths = tuple(count(f"{name}[{axis}]", length) for axis, length in enumerate(value))
    if len(lengths) > 2 or max(lengths, default=1) > MOST_CELLS:  # noqa: PLR2004  rows and columns
        msg = f"{name} must have at most two axes, of at most {MOST_CELLS}, to be drawn, got {lengths}"
        raise ValueError(msg)
    return lengths


def as_matrix(lengths: tuple[int, ...]) -> tuple[int, int]:
    """Return how many rows and columns a shape is drawn with."""
    rows, columns = (1, 1, *lengths)[-2:]
    return rows, columns


def common(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape of the result, or say why there is none."""
    for left, right in zip(reversed(one), reversed(other), strict=False):
        if left != right and 1 not in (left, right):
            column = next((lengths for lengths in (one, other) if len(lengths) == 1), None)
            advice = (
                f"; a column has shape ({column[0]}, 1), which keepdims=True and reshape({column[0]}, 1) give"
                if column
                else ""
            )
            msg = (
                f"shapes {one} and {other} do not broadcast: compared from the right, {left} meets {right}, "
                f"and neither is 1{advice}"
            )
            raise ValueError(msg)
    return np.broadcast_shapes(one, other)
