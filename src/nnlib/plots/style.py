"""What all pictures share: colours that colour-blind readers can tell apart, and quiet axes."""

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

__all__ = ["BLUE", "CLASSES", "GREEN", "GREY", "ORANGE", "VERMILLION", "axes"]

# Okabe and Ito, Color Universal Design, 2008, https://jfly.uni-koeln.de/color/.
BLUE, ORANGE, GREEN, VERMILLION, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#6F6F6F"

CLASSES = LinearSegmentedColormap.from_list("nnlib_classes", [BLUE, "#FFFFFF", ORANGE])
"""From class 0 through undecided to class 1."""


def axes(ax: Axes | None, *, width: float = 6.0, height: float = 4.0) -> Axes:
    """Return the axes to draw on: those given, or those of a new figure.

    Parameters
    ----------
    ax : matplotlib.axes.Axes or None
        Axes that are given.
    width, height : float
        Of a new figure, in inches.

    Returns
    -------
    matplotlib.axes.Axes
        The axes, without the frame's upper and right side.

    Examples
    --------
    >>> axes(None).figure.get_size_inches()
    array([6., 4.])
    """
    if ax is None:
        _, ax = plt.subplots(figsize=(width, height), layout="constrained")
    ax.spines[["top", "right"]].set_visible(False)
    return ax
