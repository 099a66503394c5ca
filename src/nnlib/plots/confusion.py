"""The confusion matrix: which classes a model confuses."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from nnlib import metrics
from nnlib._arrays import Array, ArrayLike
from nnlib._predictions import Label, numbered, text
from nnlib._validation import matrix, names, one_row, switch
from nnlib.plots._text import CENTRED, CommonSize
from nnlib.plots.style import SHARES, axes, caption_size, inches, pen

MOST_CLASSES = 200  # beyond them a cell would be smaller than a pixel or two
MOST_WRITTEN = 60  # beyond them no number could be read, and to write ten thousands takes a minute


def confusion_matrix(
    labels: ArrayLike,
    predictions: ArrayLike,
    *,
    classes: Sequence[str] = (),
    largest: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw the number of examples of each class (rows) that a model predicted as each class (columns).

    Cells off the diagonal are mistakes. The shade is the fraction of the row, so that rare classes are visible too. The
    numbers are those of `nnlib.metrics.confusion_matrix`. With more than 60 classes they would be unreadable, and only
    the shade is drawn.

    Parameters
    ----------
    labels, predictions : array_like of shape (1, m)
        The true classes, and those that a model predicted: whole numbers from 0, or names.
    classes : sequence of str, optional
        The names of the classes, in the order of the rows. By default the picture shows the numbers of the classes, or
        the names in the data, sorted.
    largest : bool, default False
        Whether predictions are several outputs, (n_y, m), and the largest decides, as from ``model.predict_proba``;
        labels may then be one-hot.
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
    >>> ax = confusion_matrix([[0, 0, 1, 1]], [[0, 1, 1, 1]], classes=["benign", "malignant"])
    >>> [text.get_text() for text in ax.texts]
    ['1', '1', '', '2']
    """
    classes, largest = names("classes", classes), switch("largest", largest)
    known: Sequence[Label] = range(len(classes))
    if largest or text(labels) is not None:
        listed = known if text(labels) is None else classes
        truths, answers, known = numbered(labels, predictions, listed or None, largest=largest)
    else:
        truths = class_indices("labels", labels, matrix("labels", labels).shape[1], classes)
        answers = class_indices("predictions", predictions, len(truths), classes)
        known = known or range(int(max(truths.max(), answers.max())) + 1)
    n_y = len(known)
    if n_y > MOST_CLASSES:
        msg = f"the largest class is {n_y - 1:,}: more than {MOST_CLASSES} classes are no picture"
        raise ValueError(msg)
    counts = metrics.confusion_matrix(truths, answers, classes=range(n_y))
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)

    side = max(3.6, min(0.55 * n_y + 1.4, 8.0))
    ax = axes(ax, width=side, height=side)
    ax.imshow(shares, cmap=SHARES, vmin=0, vmax=1, origin="upper", interpolation="nearest")
    if n_y <= MOST_WRITTEN:
        write_counts(ax, counts, shares)
    written_names = classes or [str(k) for k in known]
    longest = max(map(len, written_names))
    # A name is no higher than a cell, and the names beside the matrix take of its room half a cell for each letter.
    side = 72 * min(inches(ax))
    size = min(caption_size(), 0.9 * side / (n_y + 0.5 * longest))
    length = 0.62 * size * longest  # a letter is about 0.62 times as wide as the font is high
    for set_ticks in (ax.set_xticks, ax.set_yticks):
        set_ticks(range(n_y), written_names, fontsize=size, parse_math=False)  # a name is no formula
    if length > 0.9 * (side - length) / n_y:
        plt.setp(ax.get_xticklabels(), rotation=45, ha="right", rotation_mode="anchor")
    ax.grid(visible=False)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_xlabel("predicted")
    ax.set_ylabel("true")
    return ax


def write_counts(ax: Axes, counts: Array, shares: Array) -> None:
    """Write how many there are in each cell, if any."""
    written = []
    for (i, j), n in np.ndenumerate(counts):
        written.append(ax.text(j, i, f"{n}" if n else "", CENTRED, color=pen(SHARES(shares[i, j]))))
    CommonSize(ax, written, width=0.8, height=0.8)


def class_indices(name: str, values: ArrayLike, m: int, classes: Sequence[str]) -> Array:
    """Return a row of class indices as whole numbers."""
    row = one_row(name, values, m).astype(np.float64)
    outside = (row < 0) | (row != np.round(row)) | (row >= (len(classes) or np.inf))
    if outside.any():
        i = int(np.argmax(outside))
        known = f"whole numbers from 0 to {len(classes) - 1}" if classes else "whole numbers from 0"
        msg = f"{name}[0, {i}] is {row[i]:g}, but classes are {known}"
        raise ValueError(msg)
    return row.astype(np.intp)
