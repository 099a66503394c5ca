"""The style of all pictures: colours that colour-blind readers can tell apart, on light and dark, and quiet axes.

Text and ground keep the colours that the user's style gives them; the rest is drawn in the colours below.
"""

import re
from collections.abc import Iterable

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colorbar import Colorbar
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure
from matplotlib.gridspec import SubplotParams
from matplotlib.layout_engine import PlaceHolderLayoutEngine, TightLayoutEngine

from nnlib._messages import shown

# Okabe and Ito, Color Universal Design, 2008, https://jfly.uni-koeln.de/color/.
BLUE, ORANGE, GREEN, VERMILLION, PURPLE, SKY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9"
GREY = "#7F7F7F"

CLASSES = LinearSegmentedColormap.from_list("nnlib_classes", [BLUE, "#FFFFFF", ORANGE])
"""From class 0 through undecided to class 1."""

SIGNS = LinearSegmentedColormap.from_list("nnlib_signs", [BLUE, "#FFFFFF", VERMILLION])
"""From negative through zero to positive."""

SHARES = LinearSegmentedColormap.from_list("nnlib_shares", ["#FFFFFF", BLUE])
"""From none to all."""

AMOUNTS = LinearSegmentedColormap.from_list("nnlib_amounts", ["#DCEBF5", BLUE])
"""From the least to the most; the least is not white, as the ground may be."""


class RoomForTexts(TightLayoutEngine):
    """Makes room around the axes for what stands there whenever a new figure is drawn, until the user adjusts it.

    A constrained layout would warn who calls `tight_layout` or `subplots_adjust` later, as many do out of habit.
    """

    def __init__(self) -> None:
        super().__init__(pad=0.3)  # of the size of letters
        self.made = vars(SubplotParams())

    def execute(self, fig: Figure) -> None:
        """Make room, twice: axes of a fixed aspect have another size after the first time."""
        if vars(fig.subplotpars) == self.made:
            super().execute(fig)
            super().execute(fig)
            self.made = vars(fig.subplotpars).copy()


def axes(ax: Axes | None, *, width: float = 6.0, height: float = 4.0) -> Axes:
    """Return the axes to draw on, without the frame's upper and right side: those given, or those of a new figure."""
    if ax is None:
        _, ax = plt.subplots(figsize=(width, height), layout=RoomForTexts())
    if not isinstance(ax, Axes):
        msg = f"ax must be the axes to draw on, such as plt.subplots() gives beside the figure, got {shown(ax)}"
        raise TypeError(msg)
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def colours(n: int) -> list[str]:
    """Return n colours for n kinds of things: up to six can be told apart without seeing all colours.

    Parameters
    ----------
    n : int
        The number of colours.

    Returns
    -------
    list of str
        The colours; more than six are taken from a scale from dark to light.

    Examples
    --------
    >>> colours(2)
    ['#0072B2', '#D55E00']
    """
    known = [BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY]
    if n <= len(known):
        return known[:n]
    # Its ends would be lost on dark ground or on light.
    return [to_hex(mpl.colormaps["viridis"](0.15 + 0.6 * k / (n - 1))) for k in range(n)]


def colour_bar(ax: Axes, shades: ScalarMappable, *, shrink: float = 1.0) -> Colorbar:
    """Draw a scale beside the axes, of their height or less, but as high as can be read beside a single row of images.

    Where the figure has a layout, that makes room for it; a bar of the figure's own would forbid to change the layout.
    """
    if isinstance(ax.figure.get_layout_engine(), PlaceHolderLayoutEngine | None):
        # With 1, matplotlib would divide by 0 if the layout is constrained later.
        return ax.figure.colorbar(shades, ax=ax, shrink=min(shrink, 0.999))
    _, room = inches(ax)
    ax.apply_aspect()
    across, down = inches(ax)
    height, width = shrink * room / down, min(0.05 * room / across, 0.04)
    return ax.figure.colorbar(shades, cax=ax.inset_axes((1.03, (1 - height) / 2, width, height)))


def ink(ax: Axes) -> str:
    """Return the colour of text and of lines that mean what text means: black, unless the user's style differs."""
    return to_hex(ax.xaxis.label.get_color())


def ground(ax: Axes) -> str:
    """Return the colour of the ground that is drawn on: white, unless the user's style differs."""
    return to_hex(ax.get_facecolor())


def pen(colour: Iterable[float]) -> str:
    """Return black or white, whichever has more contrast with a colour, given as red, green and blue up to 1."""
    red, green, blue, *_ = (part**2.2 for part in colour)  # in proportion to their light
    return "black" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "white"  # noqa: PLR2004  by WCAG 2.1


def caption_size() -> float:
    """Return the size of texts within a picture, in points: a little smaller than the user's texts."""
    return 0.9 * float(mpl.rcParams["font.size"])


def inches(ax: Axes) -> tuple[float, float]:
    """Return width and height of the axes, before a layout makes room for what stands around them."""
    place, dots = ax.get_window_extent(), ax.figure.dpi
    return place.width / dots, place.height / dots


def typographic(text: str) -> str:
    """Return a text whose negative numbers have the minus of formulas, as long as a plus; hyphens in names stay."""
    return re.sub(r"(?<![\w)\]])-(?=[\d.]|inf)|(?<=\de)-(?=\d)", "−", text)
