"""A network as a diagram: a circle for each node, a line for each weight."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from nnlib._arrays import Array
from nnlib._dense import require_dense
from nnlib._validation import count, finite, names, require_instance
from nnlib.models import Network
from nnlib.plots._text import CENTRED, CommonSize
from nnlib.plots.style import BLUE, GREY, VERMILLION, axes, caption_size, ground, inches, ink


def network_diagram(
    model: Network,
    *,
    features: Sequence[str] = (),
    outputs: Sequence[str] = (),
    nodes: int = 10,
    ax: Axes | None = None,
) -> Axes:
    """Draw the nodes of a network and its weights: larger weights are broader, and the colour shows the sign.

    Widths compare the weights of one layer; a weight of 0 is grey. Biases are not drawn. If a layer has more than
    `nodes` nodes, the first and the last are drawn, with dots for those between.

    Parameters
    ----------
    model : Network
        The network.
    features, outputs : sequence of str, optional
        The names of the n_x features and the n_y outputs; by default x₁, x₂, … and ŷ₁, ŷ₂, …, or x and ŷ for one.
    nodes : int, default 10
        The largest number of nodes to draw in a layer, from 3.
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
    >>> model = nnlib.ShallowNetwork(n_x=4, n_h=3, rng=0)
    >>> ax = network_diagram(model, features=["price", "shipping", "marketing", "material"], outputs=["demand"])
    """
    require_instance("model", model, Network, "a Network")
    require_dense(model.layers, "network_diagram", "print(model.layers) is a table of any network")
    if (nodes := count("nodes", nodes)) < 3:  # noqa: PLR2004  the first, dots, the last
        msg = f"nodes must be at least 3, got {nodes}"
        raise ValueError(msg)
    finite("θ", model.parameters.vector, model.dtype)
    sizes = model.layer_sizes
    features, outputs = names("features", features, sizes[0]), names("outputs", outputs, sizes[-1])
    inputs, answers = features or numbered("x", sizes[0]), outputs or numbered(r"\hat{y}", sizes[-1])
    shown, heights = zip(*(drawn_nodes(n, nodes) for n in sizes), strict=True)
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
            ax.text(l, 0, r"$\vdots$", CENTRED, fontsize=min(14.0, 0.8 * room))
    size = min(caption_size(), 0.6 * room)  # ŷ with its number is half as high again as its size
    for l, every, given in ((0, inputs, features), (len(sizes) - 1, answers, outputs)):
        side, shift = ("right", -0.8 * diameter) if l == 0 else ("left", 0.8 * diameter)
        style = {"ha": side, "va": "center", "fontsize": size, "parse_math": not given}  # a user's name is no formula
        for i, y in zip(shown[l], heights[l], strict=True):
            ax.annotate(every[i], (l, y), (shift, 0), textcoords="offset points", **style)
    label_layers(ax, model, lowest)
    ax.set_xlim(-0.45, len(sizes) - 0.55)
    ax.set_ylim(bottom, top)
    ax.set_axis_off()
    return ax


def drawn_nodes(n: int, most: int) -> tuple[Array, Array]:
    """Return which nodes of a layer are drawn, all or the first and the last, and how high they stand around 0."""
    if n <= most:
        return np.arange(n), (n - 1) / 2 - np.arange(n)
    first = most // 2
    last = most - 1 - first  # at 0, where one node has no place, stand dots
    return np.r_[:first, n - last : n], np.r_[first:0:-1, -1 : -last - 1 : -1].astype(np.float64)


def numbered(symbol: str, n: int) -> tuple[str, ...]:
    """Return a formula for each node: a symbol, with its number below where there are several."""
    if n == 1:
        return (f"${symbol}$",)
    return tuple(f"${symbol}_{{{i}}}$" for i in range(1, n + 1))


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
    signs = {"w > 0": VERMILLION, "w < 0": BLUE}
    handles = [Line2D([], [], color=colour, linewidth=2.5, label=sign) for sign, colour in signs.items()]
    ax.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=2, frameon=False, fontsize="small")
