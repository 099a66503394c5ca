"""Texts that keep within the room they have, however large the axes become."""

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.text import Text

from nnlib._validation import require_instance
from nnlib.plots.style import caption_size

SMALLER = 0.8
"""The size of smaller print, as a part of the size of the print that it belongs to."""
CENTRED = {"ha": "center", "va": "center"}  # the middle of the text is at the place that it is given


def written(name: str, value: str) -> str:
    """Return a text that the user gives, to be written in a picture."""
    require_instance(name, value, str, "text")
    return str.__str__(value)  # what is derived from str may say something else when it is asked


class CommonSize(Artist):
    """Gives texts the largest size at which each fits into a width and a height in units of the axes.

    Texts in smaller print follow in proportion, and fit as well.
    It does so whenever the axes are drawn, before the texts: only then is it known how many pixels there are.
    """

    def __init__(
        self, ax: Axes, texts: Sequence[Text], *, width: float, height: float, smaller: Sequence[Text] = ()
    ) -> None:
        super().__init__()
        self.texts = [text for text in texts if text.get_text()]
        self.smaller = smaller
        self.room = width, height
        self.largest = caption_size()
        self.resize(self.largest)
        self.set_zorder(-1)  # before the texts
        for artist in (self, *texts, *smaller):
            artist.set_in_layout(False)  # they follow the layout and do not make it
        ax.add_artist(self)

    def resize(self, size: float) -> None:
        """Give all texts their sizes."""
        for text in self.texts:
            text.set_fontsize(size)
        for text in self.smaller:
            text.set_fontsize(SMALLER * size)

    def draw(self, renderer: RendererBase) -> None:
        """Choose the size."""
        if self.axes is None or not self.texts:
            return
        least = 72 / self.axes.figure.dpi  # a pixel: no font is smaller
        (left, bottom), (right, top) = self.axes.transData.transform([(0, 0), self.room])
        different = list(
            {(text.get_text(), text.get_fontweight()): text for text in (*self.texts, *self.smaller)}.values()
        )
        for _ in range(5):  # letters do not shrink evenly: each is drawn on whole pixels
            size = float(self.texts[0].get_fontsize())
            extents = [text.get_window_extent(renderer) for text in different]
            wider = max(extent.width for extent in extents) / abs(right - left)
            higher = max(extent.height for extent in extents) / abs(top - bottom)
            fits = wider <= 1 and higher <= 1
            if fits and (size == self.largest or max(wider, higher) > 0.9):  # noqa: PLR2004  as good as filled
                return  # for a text that is changed asks to be drawn again
            self.resize(min(max(0.97 * size / max(wider, higher), least), self.largest))
