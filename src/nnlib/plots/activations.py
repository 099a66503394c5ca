"""Activation functions g(z) and their derivatives g′(z), as curves."""

from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes

from nnlib._validation import positive
from nnlib.activations import Activation, Softmax, activation_named
from nnlib.plots.style import BLUE, GREY, VERMILLION, axes


def activation(g: str | Activation, *, limit: float = 4.0, ax: Axes | None = None) -> Axes:
    """Draw an activation function and its derivative (notes, section 5).

    If the slope jumps, the derivative is drawn in pieces, with a point for the value that the library uses there.

    Parameters
    ----------
    g : str or Activation
        The activation or its name, such as "tanh". Softmax cannot be drawn: it is not a function of a single z.
    limit : float, default 4.0
        z goes from −limit to limit.
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
    >>> activation("relu").get_title()
    'relu'
    """
    g, limit = activation_named(g), positive("limit", limit)
    if isinstance(g, Softmax):
        msg = "softmax is no function of a single z: each of its outputs depends on the whole column"
        raise ValueError(msg)  # noqa: TRY004  it is an activation, of a kind that no curve shows
    kinks = [kink for kink in getattr(g, "kinks", ()) if -limit < kink < limit]
    ends = [-limit, *kinks, limit]
    ax = axes(ax, width=4.5, height=3.4)
    ax.axhline(0, color=GREY, linewidth=0.6)
    ax.axvline(0, color=GREY, linewidth=0.6)
    for low, high in pairwise(ends):
        # A kink belongs to neither side: there the derivative has a value of its own.
        with np.errstate(under="ignore"):
            z = np.linspace(np.nextafter(low, high), np.nextafter(high, low), 401).reshape(1, -1)
        labels = ("g(z)", "g′(z)") if low == -limit else (None, None)
        ax.plot(z[0], g(z)[0], color=BLUE, linewidth=2.2, label=labels[0])
        ax.plot(z[0], g.derivative(z)[0], color=VERMILLION, linewidth=1.8, linestyle="--", label=labels[1])
    if kinks:
        z = np.array([kinks])
        ax.plot(z[0], g.derivative(z)[0], "o", color=VERMILLION, markersize=5)
    ax.set_xlabel("z")
    ax.set_title(str(g))
    ax.legend(frameon=False)
    return ax
