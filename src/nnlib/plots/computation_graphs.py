"""A computation graph: a box for each variable, with its value and its derivative."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, Rectangle
from matplotlib.text import Text

from nnlib.lessons.computation_graph import Variable
from nnlib.plots.style import GREY, VERMILLION, axes, ground, ink
from nnlib.plots.text import CommonSize
from nnlib.validation import instance

__all__ = ["computation_graph"]

MOST_BOXES = 40
"""More are no picture."""

WIDTH, HEIGHT = 0.62, 0.78
"""Of a box, where columns and rows are 1 apart."""


def computation_graph(J: Variable, *, ax: Axes | None = None) -> Axes:
    """Draw what a variable is computed from, with the values on the way and the derivatives on the way back.

    In each box stand the formula, the value, and the derivative of J by this variable. Beside each arrow stands the
    local derivative, by which the chain rule multiplies on the way back. Numbers without a name are no boxes of their
    own: they stand in the formulas.

    Parameters
    ----------
    J : nnlib.lessons.Variable
        The result.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes by default.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    TypeError, ValueError
        If this is no variable, or there are more than 40 boxes to draw.

    Examples
    --------
    >>> a, b, c = Variable(5, "a"), Variable(3, "b"), Variable(2, "c")
    >>> ax = computation_graph((3 * (a + (b * c).named("u")).named("v")).named("J"))
    >>> [text.get_text() for text in ax.texts][-3:]
    ['J = 3 × v', '33', 'dJ = 1']
    """
    instance("J", J, Variable, "a nnlib.lessons.Variable")
    boxes = [variable for variable in J.variables() if variable.inputs or variable.name]
    if len(boxes) > MOST_BOXES:
        msg = f"this graph has {len(boxes):,} boxes; more than {MOST_BOXES} are no picture"
        raise ValueError(msg)
    derivatives = J.backward()
    places = layout(boxes)
    columns = 1 + max(x for x, _ in places.values())
    heights = [y for _, y in places.values()]
    ax = axes(ax, width=1.0 + 1.7 * columns, height=0.8 + 1.1 * (max(heights) - min(heights) + 1))

    lines = []
    for variable, (x, y) in places.items():
        inputs = [pair for pair in zip(variable.inputs, local_derivatives(variable), strict=True) if pair[0] in places]
        for k, (each, local) in enumerate(inputs):
            # Each arrow ends at a height of its own, and one for what is used twice begins there too.
            apart = 0.28 * HEIGHT * ((len(inputs) - 1) / 2 - k)
            twice = variable.inputs.count(each) > 1
            start = places[each][0], places[each][1] + apart * twice
            lines.append(arrow(ax, start, (x, y + apart), f"×{local:.4g}"))
    formulas, numbers = [], []
    for variable, (x, y) in places.items():
        ax.add_patch(
            Rectangle((x - WIDTH / 2, y - HEIGHT / 2), WIDTH, HEIGHT, facecolor=ground(ax), edgecolor=ink(ax), zorder=2)
        )
        formula = " = ".join(filter(None, (variable.name, variable.expression() if variable.inputs else "")))
        formulas.append(ax.text(x, y + HEIGHT / 3.2, formula, ha="center", va="center", parse_math=False))
        numbers.append(ax.text(x, y, f"{variable.value:.5g}", ha="center", va="center"))
        derivative = (
            f"d{variable.name} = {derivatives[variable]:.4g}" if variable.name else f"{derivatives[variable]:.4g}"
        )
        numbers.append(
            ax.text(x, y - HEIGHT / 3.2, derivative, ha="center", va="center", color=VERMILLION, weight="bold")
        )
    CommonSize(ax, formulas, width=0.92 * WIDTH, height=HEIGHT / 4)
    CommonSize(ax, numbers, width=0.92 * WIDTH, height=HEIGHT / 4)
    CommonSize(ax, lines, width=0.9 * (1 - WIDTH), height=HEIGHT / 4)
    ax.set_xlim(-0.5, columns - 0.5)
    ax.set_ylim(min(heights) - 0.6, max(heights) + 0.6)
    ax.set_axis_off()
    return ax


def layout(boxes: list[Variable]) -> dict[Variable, tuple[float, float]]:
    """Return where each box stands: right of all its inputs, at their mean height, a row away from its neighbours."""
    column: dict[Variable, int] = {}
    for variable in boxes:
        column[variable] = 1 + max((column[each] for each in variable.inputs if each in column), default=-1)
    places: dict[Variable, tuple[float, float]] = {}
    for x in range(max(column.values()) + 1):
        here = [variable for variable in in_reading_order(boxes[-1]) if column.get(variable) == x]
        wanted = [
            np.mean([places[each][1] for each in variable.inputs if each in places] or [-k])
            for k, variable in enumerate(here)
        ]
        order = np.argsort(wanted, kind="stable")[::-1] if x else range(len(here))
        heights = np.array([wanted[k] for k in order], dtype=np.float64)
        for k in range(1, len(heights)):
            heights[k] = min(heights[k], heights[k - 1] - 1)
        heights += np.mean(wanted) - heights.mean()
        places |= {here[k]: (float(x), float(y)) for k, y in zip(order, heights, strict=True)}
    return places


def in_reading_order(J: Variable) -> list[Variable]:
    """Return the variables in the order in which one meets them who replaces each by its formula, from J on."""
    found: dict[Variable, None] = {}
    waiting = [J]
    while waiting:
        variable = waiting.pop()
        if variable not in found:
            found[variable] = None
            waiting.extend(reversed(variable.inputs))
    return list(found)


def local_derivatives(variable: Variable) -> tuple[float, ...]:
    """Return the derivative of a variable by each of its inputs."""
    if variable.operation is None:
        return ()
    return variable.operation.derivatives(*(each.value for each in variable.inputs))


def arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float], text: str) -> Text:
    """Draw an arrow from one box to the next, with a text near its end, and return the text."""
    tail, head = (start[0] + WIDTH / 2, start[1]), (end[0] - WIDTH / 2, end[1])
    ax.add_patch(FancyArrowPatch(tail, head, arrowstyle="-|>", mutation_scale=10, color=GREY, shrinkA=0, shrinkB=0))
    # Over the last gap between columns, above the arrow.
    x = end[0] - 0.5
    y = tail[1] + (head[1] - tail[1]) * (x - tail[0]) / (head[0] - tail[0])
    return ax.text(x, y + 0.02, text, ha="center", va="bottom", color=VERMILLION, weight="bold")
