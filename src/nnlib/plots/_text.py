"""Texts that keep within the room they have, however large the axes become."""

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.text import Text

from nnlib.plots.style import caption_size

__all__ = ["CommonSize"]


class CommonSize(Artist):
    """Gives texts the largest size at which each of them fits.

    It does so whenever the axes are drawn, before the texts: only then is it known how many pixels there are. Where
    there is room enough they are a little smaller than the user's other texts.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where it is added.
    texts : sequence of matplotlib.text.Text
        The texts, on the same axes.
    width, height : float
        The room that each of them has, in the units of the axes.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> figure, ax = plt.subplots(figsize=(1, 1))
    >>> short, long = ax.text(0, 0, "x"), ax.text(0, 0.5, "supercalifragilistic")
    >>> size = CommonSize(ax, [short, long], width=1, height=0.5)
    >>> figure.draw_without_rendering()
    >>> short.get_fontsize() == long.get_fontsize() < 9
    True
    """

    def __init__(self, ax: Axes, texts: Sequence[Text], *, width: float, height: float) -> None:
        super().__init__()
        self.texts = [text for text in texts if text.get_text()]
        self.room = width, height
        self.largest = caption_size()
        for text in self.texts:
            text.set_fontsize(self.largest)
        self.set_zorder(-1)  # before the texts
        for artist in (self, *texts):
            artist.set_in_layout(False)  # they follow the layout and do not make it
        ax.add_artist(self)

    def draw(self, renderer: RendererBase) -> None:
        """Choose the size."""
        if self.axes is None or not self.texts:
            return
        (left, bottom), (right, top) = self.axes.transData.transform([(0, 0), self.room])
        for _ in range(5):  # letters do not shrink evenly: each is drawn on whole pixels
            size = float(self.texts[0].get_fontsize())
            extents = [text.get_window_extent(renderer) for text in self.texts]
            wider = max(extent.width for extent in extents) / abs(right - left)
            higher = max(extent.height for extent in extents) / abs(top - bottom)
            fits = wider <= 1 and higher <= 1
            if fits and (size == self.largest or max(wider, higher) > 0.9):  # noqa: PLR2004  as good as filled
                return  # for a text that is changed asks to be drawn again
            for text in self.texts:
                text.set_fontsize(min(0.97 * size / max(wider, higher), self.largest))
