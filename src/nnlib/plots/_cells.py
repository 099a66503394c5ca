"""An array as a grid of cells, with a text in each."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Rectangle
from matplotlib.text import Text

__all__ = ["grid_of_cells", "mixed"]


def grid_of_cells(
    ax: Axes,
    corner: tuple[float, float],
    texts: Sequence[Sequence[str]],
    faces: Sequence[Sequence[str]],
    *,
    edge: str,
    ink: str = "black",
    dashed: bool = False,
) -> list[Text]:
    """Draw a cell of size 1 × 1 for each text, rows from top to bottom, and return the texts.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    corner : (float, float)
        The left upper corner of the grid.
    texts : sequence of sequences of str
        What is written in the cells, row by row.
    faces : sequence of sequences of str
        Their colours.
    edge : str
        The colour of their edges.
    ink : str, default "black"
        The colour of the texts.
    dashed : bool, default False
        Whether the edges are.

    Returns
    -------
    list of matplotlib.text.Text
        The texts, row by row.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> ax = plt.figure().add_subplot()
    >>> [text.get_text() for text in grid_of_cells(ax, (0, 0), [["1", "2"]], [["#FFFFFF", "#FFFFFF"]], edge="black")]
    ['1', '2']
    """
    left, top = corner
    written = []
    for (i, row), colours in zip(enumerate(texts), faces, strict=True):
        for (j, text), face in zip(enumerate(row), colours, strict=True):
            x, y = left + j, top - i
            style = (0, (2, 2)) if dashed else "solid"
            ax.add_patch(Rectangle((x, y - 1), 1, 1, facecolor=face, edgecolor=edge, linewidth=0.7, linestyle=style))
            written.append(ax.text(x + 0.5, y - 0.5, text, ha="center", va="center", color=ink))
    return written


def mixed(colour: str, ground: str, share: float) -> str:
    """Return a colour, thinned with that of the ground.

    Parameters
    ----------
    colour, ground : str
        The two colours.
    share : float
        How much there is of the first, from 0 to 1.

    Returns
    -------
    str
        The mixture.

    Examples
    --------
    >>> mixed("#000000", "#FFFFFF", 0.2)
    '#cccccc'
    """
    one, other = np.array(to_rgb(colour)), np.array(to_rgb(ground))
    return to_hex(tuple(share * one + (1 - share) * other))
