"""Sizes by layer: how gradients, activations or steps of each layer change during training."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from nnlib._arrays import Array, ArrayLike
from nnlib._messages import item
from nnlib._validation import real_array, require_instance, shaped
from nnlib.plots.curves import name_curves
from nnlib.plots.style import axes, colours

DECADES = 30.0
"""How many times as large as the smallest the largest size is where the axis becomes logarithmic."""


def layer_sizes(
    updates: ArrayLike, sizes: Mapping[int, ArrayLike], *, name: str = "size", ax: Axes | None = None
) -> Axes:
    """Draw a measurement of each layer over the updates of a run, such as norms that a callback keeps.

    The axis is logarithmic if sizes differ by more than a factor of 30. Values that are not finite are left out; on a
    logarithmic axis zeros are, too.

    Parameters
    ----------
    updates : array_like of shape (n,)
        The number of updates before each measurement.
    sizes : mapping of int to array_like of shape (n,)
        The measurements by layer.
    name : str, default "size"
        The name of the measurement, for the axis.
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
    >>> ax = layer_sizes([1, 100, 200], {1: [1e-4, 1e-3, 2e-3], 2: [0.1, 0.2, 0.1]}, name="dW")
    >>> ax.get_yscale(), [text.get_text() for text in ax.get_legend().get_texts()]
    ('log', ['layer 1', 'layer 2'])
    """
    require_instance("sizes", sizes, Mapping, "a mapping of layers to what was measured, such as {1: [0.1, 0.2]}")
    require_instance("name", name, str, "a str")
    if not sizes:
        msg = "sizes is empty: there is nothing to draw"
        raise ValueError(msg)
    n = real_array("updates", updates).size
    at = shaped("updates", updates, (n,))
    curves = {layer: drawable(shaped(item("sizes", layer), values, (n,))) for layer, values in sizes.items()}
    everything = np.abs(np.concatenate(list(curves.values())))
    present = everything[everything > 0]
    ax = axes(ax)
    for colour, (layer, curve) in zip(colours(len(curves)), curves.items(), strict=True):
        ax.plot(at, curve, color=colour, linewidth=2, marker="o" if n == 1 else "", label=f"layer {layer}")
    if present.size and present.max() > DECADES * present.min():
        ax.set_yscale("log")
    name_curves(ax, ax.get_legend_handles_labels()[0])
    ax.set(xlabel="update", ylabel=str.__str__(name))  # what is derived from str may raise
    ax.yaxis.label.set_parse_math(False)  # a name is no formula
    return ax


def drawable(values: Array) -> Array:
    """Return values with gaps where they are not finite."""
    return np.where(np.isfinite(values), values, np.nan).astype(np.float64)
