"""A computation graph: a box for each variable, with its value and its derivative."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text

from nnlib._validation import require_instance
from nnlib.lessons.computation_graph import Variable
from nnlib.plots._text import CENTRED, CommonSize
from nnlib.plots.style import GREY, VERMILLION, axes, ground, ink, typographic

MOST_BOXES = 40  # more are no picture
WIDTH, HEIGHT = 0.62, 0.78  # of a box, where columns and rows are 1 apart
DERIVATIVE = {**CENTRED, "color": VERMILLION, "weight": "bold"}  # how derivatives are written


def computation_graph(J: Variable, *, ax: Axes | None = None) -> Axes:
    """Draw the computation graph of a variable, with the values on the way and the derivatives on the way back.

    Each box shows the formula, the value, and the derivative of J by this variable. Each arrow shows the local
    derivative, by which the chain rule multiplies. Numbers without a name have no box: the formulas show them.

    Parameters
    ----------
    J : nnlib.lessons.Variable
        The result; its graph has at most 40 boxes.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes by default.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit.
    ArithmeticError
        If there is no derivative, as of a square root at 0.

    Examples
    --------
    >>> a, b, c = Variable(5, "a"), Variable(3, "b"), Variable(2, "c")
    >>> ax = computation_graph((3 * (a + (b * c).named("u")).named("v")).named("J"))
    >>> [text.get_text() for text in ax.texts][-3:]
    ['J = 3 × v', '33', 'dJ = 1']
    """
    require_instance("J", J, Variable, "a nnlib.lessons.Variable")
    boxes = [variable for variable in J.variables() if variable.inputs or variable.name or variable is J]
    if len(boxes) > MOST_BOXES:
        msg = f"this graph has {len(boxes):,} boxes; more than {MOST_BOXES} are no picture"
        raise ValueError(msg)
    derivatives = J.backward()
    column, height = layout(boxes)
    columns, lowest, highest = 1 + column[J], min(height.values()), max(height.values())
    ax = axes(ax, width=1.0 + 1.7 * columns, height=0.8 + 1.1 * (highest - lowest + 1))
    ax.set_xlim(-0.5, columns - 0.5)
    ax.set_ylim(lowest - 0.6, highest + 0.6)
    ax.set_axis_off()

    factors = [text for variable in boxes for text in draw_arrows(ax, variable, column, height)]
    CommonSize(ax, factors, width=0.85 * (1 - WIDTH), height=HEIGHT / 4)
    formulas, numbers = [], []
    for variable, derivative in derivatives.items():
        if variable in column:
            formula, *others = draw_box(ax, variable, derivative, column[variable], height[variable, column[variable]])
            formulas.append(formula)
            numbers.extend(others)
    CommonSize(ax, formulas, width=0.92 * WIDTH, height=HEIGHT / 4)
    CommonSize(ax, numbers, width=0.92 * WIDTH, height=HEIGHT / 4)
    return ax


def layout(boxes: list[Variable]) -> tuple[dict[Variable, int], dict[tuple[Variable, int], float]]:
    """Return the column of each box, right of its inputs, and the heights of boxes and passing lines in each column.

    Each is at the height of what it comes from, and a row away from its neighbours.
    """
    column: dict[Variable, int] = {}
    last: dict[Variable, int] = {}
    for variable in boxes:
        inputs = [each for each in variable.inputs if each in column]
        column[variable] = 1 + max((column[each] for each in inputs), default=-1)
        last[variable] = column[variable]
        last |= {each: max(last[each], column[variable] - 1) for each in inputs}
    height: dict[tuple[Variable, int], float] = {}
    for x in range(column[boxes[-1]] + 1):
        here = [each for each in in_reading_order(boxes[-1]) if each in column and column[each] <= x <= last[each]]
        wanted = []
        for row, variable in enumerate(here):
            comes_from = variable.inputs if column[variable] == x else [variable]
            wanted.append(float(np.mean([height[each, x - 1] for each in comes_from if each in column] or [-row])))
        order = np.argsort(np.negative(wanted), kind="stable")
        rows = np.array(wanted)[order]
        for k in range(1, len(rows)):
            rows[k] = min(rows[k], rows[k - 1] - 1)
        rows += np.mean(wanted) - rows.mean()
        height |= {(here[k], x): float(y) for k, y in zip(order, rows, strict=True)}
    return column, height


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


def draw_box(ax: Axes, variable: Variable, derivative: float, x: int, y: float) -> list[Text]:
    """Draw a box with formula, value and derivative, and return the three texts."""
    ax.add_patch(
        Rectangle((x - WIDTH / 2, y - HEIGHT / 2), WIDTH, HEIGHT, facecolor=ground(ax), edgecolor=ink(ax), zorder=2)
    )
    formula = " = ".join(filter(None, (variable.name, variable.expression() if variable.inputs else "")))
    name = f"d{variable.name} = " if variable.name else ""
    return [
        ax.text(x, y + HEIGHT / 3.2, typographic(formula), CENTRED, parse_math=False),
        ax.text(x, y, typographic(f"{variable.value:.5g}"), CENTRED),
        ax.text(x, y - HEIGHT / 3.2, typographic(f"{name}{derivative:.4g}"), DERIVATIVE, parse_math=False),
    ]


def draw_arrows(
    ax: Axes, variable: Variable, column: dict[Variable, int], height: dict[tuple[Variable, int], float]
) -> list[Text]:
    """Draw an arrow to a box from each of its inputs, past the columns between, and return the local derivatives."""
    if variable.operation is None:
        return []
    local = variable.operation.derivatives(*(each.value for each in variable.inputs))
    inputs = [pair for pair in zip(variable.inputs, local, strict=True) if pair[0] in column]
    end, written = column[variable], []
    for k, (each, factor) in enumerate(inputs):
        # Each arrow ends at a height of its own; those from what is used twice begin there too.
        apart = 0.28 * HEIGHT * ((len(inputs) - 1) / 2 - k)
        twice = variable.inputs.count(each) > 1
        points = [(column[each] + WIDTH / 2, height[each, column[each]] + apart * twice)]
        for between in range(column[each] + 1, end):  # past the boxes of the columns between
            level = height[each, between]
            points += [(between - WIDTH / 2, level), (between + WIDTH / 2, level)]
        head = end - WIDTH / 2, height[variable, end] + apart
        ax.add_patch(FancyArrowPatch(path=Path([*points, head]), arrowstyle="-|>", mutation_scale=10, color=GREY))
        (x, y), across = points[-1], end - 0.5  # the number stands on the arrow, between the last two columns
        y += (head[1] - y) * (across - x) / (head[0] - x)
        patch = {"facecolor": ground(ax), "edgecolor": "none", "pad": 0.5}
        written.append(ax.text(across, y, typographic(f"×{factor:.3g}"), DERIVATIVE, bbox=patch))
    return written
