"""Broadcasting: two arrays of different shapes, stretched until they fit."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb

from nnlib._messages import attempt, is_a, shown
from nnlib._validation import count
from nnlib.plots._cells import draw_cell
from nnlib.plots._text import CENTRED, CommonSize, written
from nnlib.plots.style import GREEN, ORANGE, SKY, axes, ground, ink

MOST_CELLS = 8  # in a row or a column; more are no picture
GAP = 1.6  # between two grids, in cells


def broadcasting(
    shape_a: Sequence[int], shape_b: Sequence[int], *, operation: str = "+", ax: Axes | None = None
) -> Axes:
    """Draw how NumPy broadcasts two arrays: the cells of each, and in pale colour the cells into which it is stretched.

    Each cell shows the index of the element that is used there, so that you see which elements are used again. NumPy
    copies nothing: it reads the same element once more.

    Parameters
    ----------
    shape_a, shape_b : sequence of int
        The shapes of the two arrays, such as (4, 3), (3,), which is a row, or (): at most 8 rows and columns.
    operation : str, default "+"
        The sign between them.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes by default.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit, or the two shapes do not fit each other.

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
    operation = written("operation", operation)
    shapes[f"a {operation} b"] = result
    rows, columns = as_matrix(result)
    ax = axes(ax, width=0.42 * (3 * columns + 2 * GAP) + 0.4, height=0.42 * (rows + 1.6) + 0.3)

    numbers = []
    for k, (its_shape, colour) in enumerate(zip(shapes.values(), (SKY, ORANGE, GREEN), strict=True)):
        left, pale = k * (columns + GAP), mixed(colour, ground(ax), 0.12)
        own_rows, own_columns = as_matrix(its_shape)
        for i, j in np.ndindex(rows, columns):
            own = i < own_rows and j < own_columns
            place = (min(i, own_rows - 1), min(j, own_columns - 1))[2 - len(its_shape) :]
            face, pen = (colour, "black") if own else (pale, ink(ax))
            numbers.append(draw_cell(ax, left + j, -i, ", ".join(map(str, place)), face, ink=pen, dashed=not own))
    signs = [
        ax.text((k + 1) * (columns + GAP) - GAP / 2, -rows / 2, sign, CENTRED, fontsize="x-large")
        for k, sign in enumerate((operation, "="))
    ]
    headings = [
        ax.text(k * (columns + GAP) + columns / 2, 0.25, f"{name} {its_shape}", ha="center", va="bottom")
        for k, (name, its_shape) in enumerate(shapes.items())
    ]
    CommonSize(ax, numbers, width=0.85, height=0.8)
    CommonSize(ax, headings, width=columns + 0.8 * GAP, height=0.9)
    CommonSize(ax, signs, width=0.8 * GAP, height=0.9)
    ax.set_xlim(-0.3, 3 * columns + 2 * GAP + 0.3)
    ax.set_ylim(-rows - 0.2, 1.4)
    ax.set_axis_off()
    return ax


def shape(name: str, value: Sequence[int]) -> tuple[int, ...]:
    """Return a shape that can be drawn."""
    sequence = is_a(value, Sequence) and not is_a(value, str)
    axes: tuple[int, ...] | None = attempt(lambda: tuple(value), None) if sequence else None
    if axes is None:
        msg = f"{name} must be a shape, such as (4, 3), got {shown(value)}"
        raise TypeError(msg)
    lengths = tuple(count(f"{name}[{axis}]", length) for axis, length in enumerate(axes))
    if len(lengths) > 2 or max(lengths, default=1) > MOST_CELLS:  # noqa: PLR2004  rows and columns
        msg = f"{name} must have at most two axes, of at most {MOST_CELLS}, to be drawn, got {shown(lengths)}"
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
            meet = f"compared from the right, {left} meets {right}, and neither is 1"
            msg = f"shapes {one} and {other} do not broadcast: {meet}"
            rows = [lengths[0] for lengths in (one, other) if len(lengths) == 1]
            if rows:
                msg += f"; a column has shape ({rows[0]}, 1), which keepdims=True and reshape({rows[0]}, 1) give"
            raise ValueError(msg)
    return np.broadcast_shapes(one, other)


def mixed(colour: str, ground: str, share: float) -> str:
    """Return a colour, thinned with that of the ground: the share is how much there is of it, from 0 to 1."""
    one, other = np.array(to_rgb(colour)), np.array(to_rgb(ground))
    return to_hex(tuple(share * one + (1 - share) * other))
