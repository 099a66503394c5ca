"""Decision boundaries: the answers of a model with two features everywhere in the plane."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import to_rgb

from nnlib._arrays import Array, ArrayLike
from nnlib._messages import shown
from nnlib._validation import binary_labels, class_labels, count, examples, require_instance, switch
from nnlib.activations import Softmax
from nnlib.models import Network
from nnlib.plots.style import BLUE, CLASSES, ORANGE, axes, colour_bar, colours, inches, ink

MARKERS = "o^sDvP*X"
ROOMY = 8.0  # square inches; on smaller axes the examples' marks are smaller by as much


def decision_boundary(
    model: Network,
    X: ArrayLike,
    Y: ArrayLike,
    *,
    legend: bool = True,
    ax: Axes | None = None,
    resolution: int = 200,
) -> Axes:
    """Draw examples, the model's probabilities behind them, and the lines where the likeliest class changes.

    With one sigmoid output the shade is the probability of class 1. With softmax the colours of the classes are mixed
    in the proportions of their probabilities, so that a pale ground is an undecided one.

    Parameters
    ----------
    model : Network
        The network, with two features, and one sigmoid output or softmax.
    X, Y : array_like of shape (2, m) and (1, m)
        Examples in columns, and their labels 0 and 1; for softmax, class indices or one-hot columns.
    legend : bool, default True
        Whether a scale or the classes beside the axes explain the colours; one of several pictures needs it.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes by default.
    resolution : int, default 200
        Points along each side of the grid on which the model is evaluated.

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
    >>> X, Y = nnlib.datasets.flower(m=40, rng=1)
    >>> decision_boundary(nnlib.LogisticRegression(n_x=2), X, Y).get_xlabel()
    '$x_1$'
    """
    several, n_y = classes_in_the_plane("model", model)
    X = examples(X, 2, np.float64)
    m, legend = X.shape[1], switch("legend", legend)
    labels = class_labels(Y, n_y, m, np.float64).argmax(axis=0) if several else binary_labels(Y, 1, m, np.float64)[0]
    resolution = max(count("resolution", resolution), 2)  # from one side to the other
    x1, x2 = sides(X, resolution)
    grid = np.stack([side.ravel() for side in np.meshgrid(x1, x2)])
    probabilities = model.predict_proba(grid).reshape(n_y, resolution, resolution)

    ax = axes(ax, width=5.5, height=4.6)
    smaller = min(1.0, float(np.prod(inches(ax))) / ROOMY)
    palette = colours(n_y) if several else [BLUE, ORANGE]
    if several:
        shade_classes(ax, x1, x2, probabilities, palette)
    else:
        shades = shade_probability(ax, x1, x2, probabilities[0])
    for label, colour in enumerate(palette):
        ax.scatter(
            X[0, labels == label],
            X[1, labels == label],
            s=18 * smaller,
            color=colour,
            marker=MARKERS[label % len(MARKERS)],
            edgecolors=ink(ax),
            linewidths=0.4 * smaller**0.5,
            label=f"y = {label}",
        )
    if legend and several:
        ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False, fontsize="small")
    elif legend:
        draw_scale(ax, shades)
    ax.grid(visible=False)
    ax.set_xlabel("$x_1$")  # a formula: not every font has small digits below the line
    ax.set_ylabel("$x_2$")
    return ax


def classes_in_the_plane(name: str, model: Network) -> tuple[bool, int]:
    """Return whether the model's output is softmax, and n_y; refuse a model that has no classes in the plane."""
    require_instance(name, model, Network, "a Network")
    n_x, n_y = model.layer_sizes[0], model.layer_sizes[-1]
    several = isinstance(model.output_layer.activation, Softmax)
    if n_x != 2 or not model.classifies or not (several or n_y == 1):  # noqa: PLR2004  a plane
        msg = f"a decision boundary needs two features, and one sigmoid output or softmax, got {shown(model)}"
        raise ValueError(msg)
    return several, n_y


def sides(X: Array, resolution: int) -> Array:
    """Return where the grid's columns and rows stand: from a little before the examples to a little behind."""
    spread = np.ptp(X, axis=1)
    margin = np.where(spread > 0, 0.08 * spread, 1.0)
    return np.linspace(X.min(axis=1) - margin, X.max(axis=1) + margin, resolution, axis=1)


def shade_probability(ax: Axes, x1: Array, x2: Array, probability: Array) -> QuadMesh:
    """Shade the plane by the probability of class 1, and draw the line where it is one half."""
    shades = ax.pcolormesh(
        x1, x2, probability, cmap=CLASSES, vmin=0, vmax=1, alpha=0.55, shading="auto", rasterized=True
    )
    if probability.min() < 0.5 < probability.max():  # noqa: PLR2004  the likelier class changes at one half
        ax.contour(x1, x2, probability, levels=[0.5], colors=ink(ax), linewidths=1.2)
    return shades


def draw_scale(ax: Axes, shades: QuadMesh) -> None:
    """Draw the scale of probabilities beside the axes, with an example of each class at its end."""
    bar = colour_bar(ax, shades)
    bar.set_ticks([0, 0.5, 1])
    bar.set_label(r"$\hat{y}$")
    for label, colour, where in ((0, BLUE, 0.04), (1, ORANGE, 0.96)):
        bar.ax.scatter(0.5, where, s=24, color=colour, marker=MARKERS[label], edgecolors=ink(ax), linewidths=0.4)


def shade_classes(ax: Axes, x1: Array, x2: Array, probabilities: Array, palette: list[str]) -> None:
    """Mix the colours of the classes by their probabilities, and draw the lines where the likeliest changes."""
    mixed = np.einsum("khw,kc->hwc", probabilities, np.array([to_rgb(colour) for colour in palette]))
    ax.pcolormesh(x1, x2, mixed, alpha=0.45, shading="auto", rasterized=True)
    for k, probability in enumerate(probabilities):
        lead = probability - np.delete(probabilities, k, axis=0).max(axis=0)
        if lead.min() < 0 < lead.max():
            ax.contour(x1, x2, lead, levels=[0], colors=ink(ax), linewidths=1.0)
