"""Images in a grid: examples with a model's predictions, and the weights of its first layer."""

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import PatchCollection
from matplotlib.colors import Colormap, Normalize
from matplotlib.patches import Rectangle

from nnlib._arrays import Array, ArrayLike
from nnlib._dense import place_of
from nnlib._messages import shortened, shown
from nnlib._validation import count, finite, matrix, names, one_row, require_instance
from nnlib._windows import both
from nnlib.datasets.images import Order, image_shape, vector_to_image
from nnlib.layers import Convolution, Dense, Layer, Pooled, Recurrent
from nnlib.models import Network
from nnlib.plots._text import CommonSize
from nnlib.plots.style import GREY, SIGNS, VERMILLION, axes, colour_bar, ink


def images(
    X: ArrayLike,
    shape: tuple[int, ...],
    *,
    labels: ArrayLike | None = None,
    predictions: ArrayLike | None = None,
    classes: Sequence[str] = (),
    order: Order = "planar",
    columns: int = 10,
    most: int = 100,
    ax: Axes | None = None,
) -> Axes:
    """Draw a grid of images; with labels and predictions, mistakes are framed and show both.

    If there are more than `most` images, only the first are drawn, and the title says so.

    Parameters
    ----------
    X : array_like of shape (n_x, m)
        One image in each column. Greys go from the least value, white, to the greatest; colours from 0 to 1, or as
        integers to 255.
    shape : (int, int) or (int, int, 3)
        Height and width in pixels; with 3 behind them for colour.
    labels, predictions : array_like of shape (1, m), optional
        The true classes of the images, and a model's predictions.
    classes : sequence of str, optional
        The names of the classes; without them their numbers are written.
    order : {"planar", "interleaved"}, default "planar"
        The order of a colour image's values, as in `nnlib.datasets.image_to_vector`.
    columns : int, default 10
        Images in a row of the grid.
    most : int, default 100
        The largest number of images to draw.
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
    >>> X, Y = nnlib.datasets.digits()
    >>> ax = images(X[:, :30], (8, 8), labels=Y[:, :30])
    """
    X = matrix("X", X)
    m = X.shape[1]
    texts = captions(labels, predictions, names("classes", classes), m)
    X = X[:, : count("most", most)]
    pictures = unrolled(X, shape, order)
    white = 255 if X.dtype.kind in "iu" else 1
    if pictures[0].ndim == 3 and not 0 <= X.min() <= X.max() <= white:  # noqa: PLR2004  with an axis of colours
        msg = f"colours go from 0 to {white} in an array of {X.dtype}, but X goes from {X.min():.4g} to {X.max():.4g}"
        raise ValueError(msg)
    ax = grid(pictures, texts[: len(pictures)], columns, Normalize(X.min(), X.max()), "gray_r", ax)
    say_how_many(ax, len(pictures), m, "images")
    return ax


def first_layer_weights(
    model: Network,
    shape: tuple[int, ...],
    *,
    nodes: int = 40,
    classes: Sequence[str] = (),
    order: Order = "planar",
    columns: int = 10,
    ax: Axes | None = None,
) -> Axes:
    """Draw each row of W[1] as an image: what a node of the first layer looks for.

    All images have one scale. In grey images 0 is white; in colour images 0 is a middle grey, and each colour is
    brighter where its weight is positive.

    Parameters
    ----------
    model : Network
        The network, whose features are pixels. If its first layer is a convolution, the rows of W[1] are its kernels,
        and `shape` is the shape of a kernel; behind max pooling, they are as large as the pooled image.
    nodes : int, default 40
        The largest number of nodes to draw, from the first of the layer.
    classes : sequence of str, optional
        Names to write below the nodes, such as the classes if the first layer is the output.
    shape, order, columns, ax
        As in `images`.

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
    >>> model = nnlib.Network([64, 16, 10], output="softmax", rng=0)
    >>> ax = first_layer_weights(model, (8, 8))
    """
    require_instance("model", model, Network, "a Network")
    require_pixels(model.layers[1], shape, order)
    n_1 = len(model.W[1])
    classes = names("classes", classes, n_1)
    shown = min(n_1, count("nodes", nodes))
    W = finite("W[1]", model.W[1][:shown], model.dtype)
    pictures = unrolled(W.T, shape, order)
    largest = float(np.abs(W).max()) or 1.0
    colour = pictures[0].ndim == 3  # noqa: PLR2004  with an axis of colours
    if colour:
        pictures = [0.5 + 0.5 * picture / largest for picture in pictures]
    texts = [(name, False) for name in (classes or [""] * shown)][:shown]
    scale = Normalize(-largest, largest)
    ax = grid(pictures, texts, columns, scale, SIGNS, ax)
    if not colour:
        bar = colour_bar(ax, ScalarMappable(scale, SIGNS), shrink=0.7)
        bar.set_label("weight")
    say_how_many(ax, shown, n_1, "nodes")
    return ax


def require_pixels(first: Layer, shape: tuple[int, ...], order: Order) -> None:
    """Refuse a first layer whose weights are not those of pixels, and another shape than the layer tells."""
    place, layer = place_of(1, first), first
    seen: tuple[int, ...] = ()
    while isinstance(layer, Pooled):
        seen = layer.pooled_shape
        layer = layer.layer
    if isinstance(layer, Recurrent):
        msg = f"first_layer_weights draws weights of pixels, but {place}"
        raise TypeError(msg)
    if isinstance(layer, Convolution):
        seen = (layer.input_shape[0], *both(layer.kernel_size))
    if seen and type(layer) in {Dense, Convolution}:
        channels, height, width = seen
        right = (height, width, 3) if channels == 3 else (channels * height, width)  # noqa: PLR2004  a colour image
        if image_shape(shape) != right or order != "planar":
            came = f"shape={shown(shape)}, order={shown(order)}"
            msg = f"{place}, so that a row of W[1] is an image of shape={right}, order='planar', got {came}"
            raise ValueError(msg)


def say_how_many(ax: Axes, shown: int, all_of_them: int, what: str) -> None:
    """Say in the title that not all are drawn."""
    if shown < all_of_them:
        ax.set_title(f"the first {shown:,} of {all_of_them:,} {what}", fontsize="medium")


def unrolled(X: Array, shape: tuple[int, ...], order: Order) -> list[Array]:
    """Return the columns of X as images."""
    n_x, m = X.shape
    shape = image_shape(shape)
    if math.prod(shape) != n_x:
        size, pixels = shortened("×".join(map(str, shape))), shortened(str(math.prod(shape)))
        msg = f"X has {n_x} rows, but images of {size} pixels have {pixels}"
        raise ValueError(msg)
    if len(shape) == 3 and shape[2] != 3:  # noqa: PLR2004  red, green, blue
        msg = f"shape must be (height, width) or, in colour, (height, width, 3), got {shortened(str(tuple(shape)))}"
        raise ValueError(msg)
    return [vector_to_image(X[:, i], shape, order=order) for i in range(m)]


def grid(
    pictures: list[Array],
    texts: list[tuple[str, bool]],
    columns: int,
    scale: Normalize,
    colormap: str | Colormap,
    ax: Axes | None,
) -> Axes:
    """Draw images in reading order, each with a text below it; those that are marked have a broad frame."""
    m = len(pictures)
    height, width = pictures[0].shape[:2]
    columns = min(count("columns", columns), m)
    rows = math.ceil(m / columns)
    lines = max(1 + text.count("\n") if text else 0 for text, _ in texts)
    gap, caption = max(1, round(0.15 * width)), math.ceil(0.28 * width * lines)  # a line needs as much of any image
    step_across, step_down = width + gap, height + gap + caption
    cell = min(2.0, 7 / columns)  # inches on a new figure
    ax = axes(ax, width=cell * columns + 0.2, height=cell * rows * step_down / step_across + 0.2)

    corners = [(i % columns * step_across, i // columns * step_down) for i in range(m)]
    sheet = composed(pictures, corners, (rows * step_down, columns * step_across))
    extent = 0, columns * step_across, rows * step_down, 0
    ax.imshow(sheet, cmap=colormap, norm=scale, extent=extent, origin="upper", interpolation="nearest")
    for marked, edge, broad in ((False, GREY, 0.5), (True, VERMILLION, 2.5)):
        frames = [Rectangle(corners[i], width, height) for i in range(m) if texts[i][1] == marked]
        ax.add_collection(PatchCollection(frames, facecolor="none", edgecolor=edge, linewidth=broad))
    written = []
    for (left, top), (text, marked) in zip(corners, texts, strict=True):
        place = left + width / 2, top + height + 0.06 * width
        style = {"ha": "center", "va": "top", "linespacing": 1.0, "parse_math": False}  # a name is no formula
        colour, weight = (VERMILLION, "bold") if marked else (ink(ax), "normal")
        written.append(ax.text(*place, text, style, color=colour, weight=weight))
    CommonSize(ax, written, width=width + 0.6 * gap, height=max(caption, 1))
    ax.set_xlim(-gap, columns * step_across)
    ax.set_ylim(rows * step_down, -gap)
    ax.set_aspect("equal")
    ax.set_axis_off()
    return ax


def composed(pictures: list[Array], corners: list[tuple[int, int]], size: tuple[int, int]) -> Array:
    """Return one image of all: to draw a thousand takes a thousand times as long. Between them it is transparent."""
    first = pictures[0]
    height, width = first.shape[:2]
    colour = first.ndim == 3  # noqa: PLR2004  with an axis of colours
    if colour:
        sheet = np.zeros((*size, 4), dtype=np.uint8)
        white = 1 if first.dtype.kind in "iu" else 255
        pictures = [np.dstack([np.rint(white * picture), np.full((height, width), 255)]) for picture in pictures]
    else:
        sheet = np.ma.array(np.full(size, first[0, 0]), mask=True)
    for picture, (left, top) in zip(pictures, corners, strict=True):
        sheet[top : top + height, left : left + width] = picture
    return sheet


def captions(
    labels: ArrayLike | None, predictions: ArrayLike | None, classes: Sequence[str], m: int
) -> list[tuple[str, bool]]:
    """Return what stands below each image, and whether it is a mistake."""
    if labels is None:
        if predictions is None:
            return [("", False)] * m
        labels = predictions
    truths = named("labels", labels, classes, m)
    answers = truths if predictions is None else named("predictions", predictions, classes, m)
    between = ",\nnot " if classes else ", not "
    return [
        (truth if answer == truth else f"{answer}{between}{truth}", answer != truth)
        for answer, truth in zip(answers, truths, strict=True)
    ]


def named(name: str, values: ArrayLike, classes: Sequence[str], m: int) -> list[str]:
    """Return what to write for each of the m values of a row."""
    row = one_row(name, values, m)
    if not classes:
        return [f"{value:.15g}" for value in row.tolist()]
    unknown = [value for value in row.tolist() if value not in range(len(classes))]
    if unknown:
        msg = f"{name} holds {unknown[0]}, but there are names for the classes 0 to {len(classes) - 1}"
        raise ValueError(msg)
    return [classes[int(value)] for value in row]
