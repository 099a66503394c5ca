"""A cell of an array, with a text in it."""

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from nnlib.plots._text import CENTRED
from nnlib.plots.style import GREY


def draw_cell(
    ax: Axes, left: float, top: float, text: str, face: str, *, ink: str = "black", dashed: bool = False
) -> Text:
    """Draw a cell of size 1 × 1 in the colour of its face, and return its text."""
    edge = (0, (2, 2)) if dashed else "solid"
    ax.add_patch(Rectangle((left, top - 1), 1, 1, facecolor=face, edgecolor=GREY, linewidth=0.7, linestyle=edge))
    return ax.text(left + 0.5, top - 0.5, text, CENTRED, color=ink)
