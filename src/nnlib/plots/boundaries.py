"""Decision boundaries: what a model with two features answers everywhere in the plane."""

import numpy as np
from matplotlib.axes import Axes

from nnlib.arrays import ArrayLike
from nnlib.models import Network
from nnlib.plots.style import BLUE, CLASSES, ORANGE, axes
from nnlib.validation import binary_labels, count, examples

__all__ = ["decision_boundary"]


def decision_boundary(
    model: Network, X: ArrayLike, Y: ArrayLike, *, ax: Axes | None = None, resolution: int = 200
) -> Axes:
    """Draw examples of two classes, the model's probability of class 1 behind them, and the line where it is ½.

    Parameters
    ----------
    model : Network
        With two features and one sigmoid output.
    X : array_like of shape (2, m)
        Examples in columns.
    Y : array_like of shape (1, m)
        Labels 0 and 1.
    ax : matplotlib.axes.Axes, optional
        Where to draw; new axes by default.
    resolution : int, default 200
        Points along each side of the grid on which the model is asked.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    TypeError, ValueError
        If the model has not two features and one output for two classes, or X or Y does not fit.

    Examples
    --------
    >>> import nnlib
    >>> X, Y = nnlib.datasets.flower(m=40, rng=1)
    >>> decision_boundary(nnlib.LogisticRegression(n_x=2), X, Y).get_xlabel()
    'x₁'
    """
    if (model.layer_sizes[0], model.layer_sizes[-1]) != (2, 1) or not model.classifies:
        msg = f"a decision boundary needs two features and one sigmoid output, got {model}"
        raise ValueError(msg)
    X = examples(X, 2, np.float64)
    labels = binary_labels(Y, 1, X.shape[1], np.float64)
    resolution = count("resolution", resolution)
    ax = axes(ax, width=5.5, height=4.6)

    spread = np.ptp(X, axis=1)
    margin = np.where(spread > 0, 0.08 * spread, 1.0)
    x1, x2 = (
        np.linspace(low, high, resolution)
        for low, high in zip(X.min(axis=1) - margin, X.max(axis=1) + margin, strict=True)
    )
    grid = np.stack([side.ravel() for side in np.meshgrid(x1, x2)])
    probability = model.predict_proba(grid).reshape(resolution, resolution)
    shades = ax.pcolormesh(
        x1, x2, probability, cmap=CLASSES, vmin=0, vmax=1, alpha=0.55, shading="auto", rasterized=True
    )
    if probability.min() < 0.5 < probability.max():  # noqa: PLR2004  the likelier class changes at one half
        ax.contour(x1, x2, probability, levels=[0.5], colors="black", linewidths=1.2)
    for label, colour, marker in ((0, BLUE, "o"), (1, ORANGE, "^")):
        ax.scatter(
            X[0, labels[0] == label],
            X[1, labels[0] == label],
            s=18,
            color=colour,
            marker=marker,
            edgecolors="white",
            linewidths=0.5,
            label=f"y = {label}",
        )
    bar = ax.figure.colorbar(shades, ax=ax, ticks=[0, 0.5, 1])
    bar.set_label("ŷ")
    ax.legend(loc="upper right", framealpha=0.9)
    ax.set_xlabel("x₁")
    ax.set_ylabel("x₂")
    return ax
