"""Examples that are images, in a grid, with what a model says of them."""

import math

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from nnlib.arrays import Array, ArrayLike
from nnlib.plots.style import BLUE, VERMILLION, axes
from nnlib.validation import count, matrix

__all__ = ["images"]


def images(
    X: ArrayLike,
    shape: tuple[int, int],
    *,
    labels: ArrayLike | None = None,
    predictions: ArrayLike | None = None,
    columns: int = 10,
    ax: Axes | None = None,
) -> Axes:
    """Draw a grid of images; where labels and predictions are given, mistakes are framed and say both.

    Parameters
    ----------
    X : array_like of shape (height · width, m)
        One image in each column, row by row; the least value is white, the greatest black.
    shape : (int, int)
        Height and width in pixels.
    labels : array_like of shape (1, m), optional
        What the images show.
    predictions : array_like of shape (1, m), optional
        What a model says they show.
    columns : int, default 10
        Images in a row of the grid.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes by default.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    TypeError, ValueError
        If the shapes do not fit.

    Examples
    --------
    >>> import nnlib
    >>> X, Y = nnlib.datasets.digits()
    >>> ax = images(X[:, :30], (8, 8), labels=Y[:, :30])
    """
    X = matrix("X", X)
    height, width = count("height", shape[0]), count("width", shape[1])
    n_x, m = X.shape
    if n_x != height * width:
        msg = f"X has {n_x} rows, but images of {height}×{width} pixels have {height * width}"
        raise ValueError(msg)
    texts = captions(labels, predictions, m)
    columns = min(count("columns", columns), m)
    rows = math.ceil(m / columns)
    gap, caption = max(1.0, 0.15 * width), 0.4 * height if any(text for text, _ in texts) else 0.0
    step_across, step_down = width + gap, height + gap + caption
    ax = axes(ax, width=0.7 * columns + 0.2, height=0.7 * rows * step_down / step_across + 0.2)

    for i, (text, wrong) in enumerate(texts):
        left, top = (i % columns) * step_across, (i // columns) * step_down
        colour = VERMILLION if wrong else BLUE
        ax.imshow(
            X[:, i].reshape(height, width),
            cmap="gray_r",
            vmin=X.min(),
            vmax=X.max(),
            extent=(left, left + width, top + height, top),
        )
        ax.add_patch(
            Rectangle((left, top), width, height, fill=False, edgecolor=colour, linewidth=2.5 if wrong else 0.5)
        )
        ax.text(
            left + width / 2,
            top + height + 0.1 * height,
            text,
            ha="center",
            va="top",
            fontsize=9,
            color=colour,
            fontweight="bold" if wrong else "normal",
        )
    ax.set_xlim(-gap, columns * step_across)
    ax.set_ylim(rows * step_down, -gap)
    ax.set_aspect("equal")
    ax.set_axis_off()
    return ax


def captions(labels: ArrayLike | None, predictions: ArrayLike | None, m: int) -> list[tuple[str, bool]]:
    """Return what stands below each image, and whether it is a mistake."""
    if labels is None:
        if predictions is None:
            return [("", False)] * m
        labels = predictions
    truths = row("labels", labels, m)
    answers = truths if predictions is None else row("predictions", predictions, m)
    return [
        (f"{truth:g}" if answer == truth else f"{answer:g}, not {truth:g}", bool(answer != truth))
        for answer, truth in zip(answers, truths, strict=True)
    ]


def row(name: str, values: ArrayLike, m: int) -> Array:
    """Return the m values of one row."""
    array = matrix(name, values)
    if array.shape != (1, m):
        msg = f"{name} must have shape (1, {m}), one for each image, got {array.shape}"
        raise ValueError(msg)
    return array[0]
