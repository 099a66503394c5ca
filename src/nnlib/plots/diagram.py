"""A network as a diagram: a circle for each node, a line for each weight."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.text import Annotation

from nnlib._arrays import Array
from nnlib._validation import count, finite, names, require_instance
from nnlib.models import Network
from nnlib.plots._text import CommonSize
from nnlib.plots.style import BLUE, GREY, VERMILLION, axes, caption_size, ground, inches, ink

__all__ = ["network_diagram"]


def network_diagram(
    model: Network,
    *,
    features: Sequence[str] = (),
    outputs: Sequence[str] = (),
    nodes: int = 10,
    ax: Axes | None = None,
) -> Axes:
    """Draw the nodes of a network and its weights, the broader the larger, in the colour of their sign.

    Widths compare the weights of one layer; a weight of 0 is grey. Biases are not drawn. Of a layer with more than
    `nodes` nodes the first and the last are drawn, with dots for those between.

    Parameters
    ----------
    model : Network
        The network.
    features : sequence of str, optional
        The names of the n_x features; x₁, x₂, … without them, or x where there is one.
    outputs : sequence of str, optional
        The names of the n_y outputs; ŷ₁, ŷ₂, … without them, or ŷ where there is one.
    nodes : int, default 10
        How many nodes of a layer are drawn at most.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes by default.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    TypeError, ValueError
        If this is no network, there are not as many names as nodes, or fewer than 3 nodes are to be drawn.

    Examples
    --------
    >>> import nnlib
    >>> model = nnlib.ShallowNetwork(n_x=4, n_h=3, rng=0)
    >>> ax = network_diagram(model, features=["price", "shipping", "marketing", "material"], outputs=["demand"])
    """
    require_instance("model", model, Network, "a Network")
    if count("nodes", nodes) < 3:  # noqa: PLR2004  the first, dots, the last
        msg = f"nodes must be at least 3, got {nodes}"
        raise ValueError(msg)
    finite("θ", model.parameters.vector, model.dtype)
    sizes = model.layer_sizes
    features, outputs = names("features", features, sizes[0]), names("outputs", outputs, sizes[-1])
    inputs, answers = features or numbered("x", sizes[0]), outputs or numbered(r"\hat{y}", sizes[-1])
    shown = [visible(n, nodes) for n in sizes]
    heights = [height(n, nodes) for n in sizes]
    ax = axes(ax, width=1.8 * len(sizes) + 1.2, height=0.36 * max(map(len, heights)) + 1.6)

    for l in range(1, len(sizes)):
        draw_weights(ax, l, model.W[l][np.ix_(shown[l], shown[l - 1])], heights[l - 1], heights[l])
    highest, lowest = max(y[0] for y in heights), min(y[-1] for y in heights)
    across, down = inches(ax)
    bottom, top = lowest - 3, highest + 0.5  # below the nodes stand three lines that tell of their layer
    room = 72 * down / (top - bottom)  # from one node to the next, in points; a circle leaves the lines visible
    diameter = min(16.0, 0.62 * room, 72 * 0.25 * across / len(sizes))
    for l, y in enumerate(heights):
        ax.scatter(
            np.full(len(y), l), y, s=diameter**2, facecolor=ground(ax), edgecolor=ink(ax), linewidth=1.2, zorder=3
        )
        if len(y) < sizes[l]:
            ax.text(l, 0, r"$\vdots$", ha="center", va="center", fontsize=min(14.0, 0.8 * room))
    size = min(caption_size(), 0.6 * room)  # ŷ with its number is half as high again as its size
    for l, every, given in ((0, inputs, features), (len(sizes) - 1, answers, outputs)):
        side = "right" if l == 0 else "left"
        texts = name_nodes(ax, l, heights[l], [every[i] for i in shown[l]], side, 0.8 * diameter)
        plt.setp(texts, fontsize=size, parse_math=not given)  # a user's name is no formula
    label_layers(ax, model, lowest)
    ax.set_xlim(-0.45, len(sizes) - 0.55)
    ax.set_ylim(bottom, top)
    ax.set_axis_off()
    return ax


def visible(n: int, most: int) -> Array:
    """Return which nodes of a layer are drawn: all, or the first and the last ones, with room for dots between."""
    if n <= most:
        return np.arange(n)
    first = most // 2
    return np.concatenate([np.arange(first), np.arange(n - (most - 1 - first), n)])


def height(n: int, most: int) -> Array:
    """Return how high the drawn nodes of a layer stand, centred around 0, from the first to the last."""
    if n <= most:
        return (n - 1) / 2 - np.arange(n)
    # Dots stand at 0, where one node has no place.
    first = most // 2
    last = most - 1 - first
    return np.concatenate([np.arange(first, 0, -1), -np.arange(1, last + 1)]).astype(np.float64)


def numbered(symbol: str, n: int) -> tuple[str, ...]:
    """Return a formula for each node: a symbol, with its number below where there are several."""
    if n == 1:
        return (f"${symbol}$",)
    return tuple(f"${symbol}_{{{i}}}$" for i in range(1, n + 1))


def name_nodes(ax: Axes, l: int, heights: Array, texts: list[str], alignment: str, distance: float) -> list[Annotation]:
    """Write the names of the nodes of a layer beside them, this many points away."""
    shift = -distance if alignment == "right" else distance
    return [
        ax.annotate(
            text,
            (l, y),
            (shift, 0),
            textcoords="offset points",
            horizontalalignment=alignment,
            verticalalignment="center",
        )
        for text, y in zip(texts, heights, strict=True)
    ]


def draw_weights(ax: Axes, l: int, W: Array, below: Array, above: Array) -> None:
    """Draw the weights between the drawn nodes of layer l − 1 and of layer l."""
    strengths = np.abs(W) / (np.abs(W).max() or 1)
    order = np.argsort(strengths, axis=None)  # the strongest on top
    i, j = np.unravel_index(order, W.shape)
    ax.add_collection(
        LineCollection(
            [[(l - 1, below[k]), (l, above[n])] for n, k in zip(i, j, strict=True)],
            linewidths=0.3 + 3.2 * strengths[i, j],
            colors=np.select([W[i, j] < 0, W[i, j] > 0], [BLUE, VERMILLION], GREY),
            alpha=0.35 + 0.6 * strengths[i, j],
        )
    )


def label_layers(ax: Axes, model: Network, lowest: float) -> None:
    """Write below each layer what it is, and below that what the colours mean."""
    n_x, *layers = model.layer_sizes
    labels = [f"x\n{n_x} feature{'s' if n_x > 1 else ''}"]
    for (l, g), n in zip(model.g.items(), layers, strict=True):
        labels.append(f"a[{l}]\n{n} node{'s' if n > 1 else ''}\n{str(g).partition('(')[0]}")
    written = [ax.text(l, lowest - 0.8, label, ha="center", va="top") for l, label in enumerate(labels)]
    CommonSize(ax, written, width=0.85, height=2.1)
    ax.legend(
        handles=[
            Line2D([], [], color=VERMILLION, linewidth=2.5, label="w > 0"),
            Line2D([], [], color=BLUE, linewidth=2.5, label="w < 0"),
        ],
        loc="upper center",
        bbox_to_anchor=(0.5, 0.0),
        ncols=2,
        frameon=False,
        fontsize="small",
    )
