"""One update of a network as a picture: every array of forward and back propagation, in its shape."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.patches import FancyArrowPatch

from nnlib._arrays import Array
from nnlib._validation import require_instance
from nnlib.lessons.tracing import Trace
from nnlib.plots._cells import draw_cell
from nnlib.plots._text import CommonSize
from nnlib.plots.style import SIGNS, axes, ink, typographic

MOST_COLUMNS, MOST_ROWS = 40, 8  # of cells; more are no picture
GAP, HEADING = 1.6, 1.5  # beside a grid and above it, in cells
PALE = 0.7  # how far the colours go, of the whole scale: black numbers can be read on them


class Placed(NamedTuple):
    """An array with its name, and where it stands."""

    name: str
    value: Array
    left: float
    band: int


def trace(lines: Trace, *, ax: Axes | None = None) -> Axes:
    """Draw the arrays of one update: parameters and forward propagation above, back propagation and derivatives below.

    Each stands over its derivative: Z[l] over dZ[l], W[l] over dW[l]. A cell is a number, in the colour of its sign,
    the darker the larger; shades compare the numbers of one array. A column of X, Z, A, dZ, dA is one example.

    Parameters
    ----------
    lines : nnlib.lessons.tracing.Trace
        The result of `nnlib.lessons.trace`, for a small network and a few examples.
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
    >>> model = nnlib.ShallowNetwork(n_x=2, n_h=2, rng=1)
    >>> ax = trace(nnlib.lessons.trace(model, [[0, 1, 1], [1, 0, 1]], [[1, 1, 0]], learning_rate=1))
    >>> print(next(text.get_text() for text in ax.texts if "dW" in text.get_text()))
    dW[1]
    (2, 2)
    """
    require_instance("lines", lines, Trace, "what nnlib.lessons.trace returns")
    placed, width = layout(lines)
    rows = max(len(array.value) for array in placed)
    if width > MOST_COLUMNS or rows > MOST_ROWS:
        msg = (
            f"this trace would be {int(width)} cells wide, with up to {rows} rows an array: more than {MOST_COLUMNS} "
            f"and {MOST_ROWS} are no picture; take a smaller network or fewer examples"
        )
        raise ValueError(msg)
    heights = [max(len(array.value) for array in placed if array.band == band) for band in range(4)]
    tops = [-sum(heights[:band]) - (HEADING + 0.5) * band for band in range(4)]
    ax = axes(ax, width=0.42 * width + 0.4, height=0.42 * (sum(heights) + 4 * HEADING + 1.5) + 0.2)

    numbers, headings = [], []
    for array in placed:
        top = tops[array.band]
        scale = PALE / 2 / (float(np.abs(array.value).max()) or 1.0)
        for (i, j), x in np.ndenumerate(array.value):
            face = to_hex(SIGNS(0.5 + scale * float(x)))
            numbers.append(draw_cell(ax, array.left + j, top - i, written(x), face))
        n, m = array.value.shape
        heading = f"{array.name}\n{n, m}"
        headings.append(ax.text(array.left + m / 2, top + 0.12, heading, ha="center", va="bottom", linespacing=1.0))
    arrows(ax, placed, tops)
    titles = [
        ax.text(0, tops[band] - heights[band] / 2, title, ha="left", va="center")
        for band, title in ((0, "parameters"), (2, "back\npropagation"), (3, "derivatives"))
    ]
    CommonSize(ax, numbers, width=0.92, height=0.7)
    CommonSize(ax, headings, width=1 + 0.9 * GAP, height=HEADING - 0.2)
    CommonSize(ax, titles, width=placed[1].left - 0.3, height=2.0)
    ax.set_xlim(-0.2, width + 0.2)
    ax.set_ylim(tops[3] - heights[3] - 0.2, HEADING + 0.2)
    ax.set_axis_off()
    return ax


def layout(lines: Trace) -> tuple[list[Placed], float]:
    """Return where each array stands, X first, in bands as `trace` describes them, and how wide all is."""
    given, forward, backward = (
        {name: np.atleast_2d(line.value) for name, line in part.items()}
        for part in (lines.given, lines.forward, lines.backward)
    )
    m, L = given["X"].shape[1], len(lines.update) // 2
    placed = [Placed("X", given["X"], 0.0, 1)]
    left = max(m, 3) + GAP
    for l in range(1, L + 1):
        W, Z, A = f"W[{l}]", f"Z[{l}]", f"A[{l}]"
        beside_W, beside_Z = left + given[W].shape[1] + GAP, left + m + GAP
        placed += [
            Placed(W, given[W], left, 0),
            Placed(f"b[{l}]", given[f"b[{l}]"], beside_W, 0),
            Placed(Z, forward[Z], left, 1),
            Placed(A, forward[A], beside_Z, 1),
            Placed(f"d{Z}", backward[f"d{Z}"], left, 2),
            Placed("Y", given["Y"], beside_Z, 2) if l == L else Placed(f"d{A}", backward[f"d{A}"], beside_Z, 2),
            Placed(f"d{W}", backward[f"d{W}"], left, 3),
            Placed(f"db[{l}]", backward[f"db[{l}]"], beside_W, 3),
        ]
        left = max(beside_W + 1, beside_Z + m) + GAP
    return placed, left - GAP


def arrows(ax: Axes, placed: list[Placed], tops: list[float]) -> None:
    """Draw an arrow from each array of forward propagation to the next, and back from each to the one before."""
    for band, style in ((1, "-|>"), (2, "<|-")):
        row = [array for array in placed if array.band == band]
        for one, other in pairwise(row):
            ends = (one.left + one.value.shape[1] + 0.15, tops[band] - 0.5), (other.left - 0.15, tops[band] - 0.5)
            arrow = FancyArrowPatch(*ends, arrowstyle=style, mutation_scale=10, color=ink(ax), shrinkA=0, shrinkB=0)
            ax.add_patch(arrow)


def written(x: float) -> str:
    """Return a number in few characters."""
    if 0 < abs(x) < 0.01:  # noqa: PLR2004  two decimals would show nothing
        return typographic(f"{x:.1g}")
    return typographic(f"{x:.2f}" if 0 < abs(x) < 10 else f"{x:.3g}")  # noqa: PLR2004  three digits are enough
