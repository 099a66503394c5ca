"""The error of a difference quotient against its step: why a gradient check takes the h that it takes."""

import numpy as np
from matplotlib.axes import Axes

from nnlib._arrays import ArrayLike, Seed
from nnlib.checking._step_sizes import errors_by_step
from nnlib.models import Network
from nnlib.plots.style import BLUE, VERMILLION, axes, ink

HEADROOM = 1e4  # so much higher than the errors the axis goes, for the legend


def step_sizes(
    model: Network, X: ArrayLike, Y: ArrayLike, *, coordinates: int = 50, rng: Seed = 0, ax: Axes | None = None
) -> Axes:
    """Draw the error of one-sided and central difference quotients against their step h.

    On the right the step is too long: one-sided quotients leave out terms of order h, central ones of order h². On the
    left it is too short: the rounding of J is divided by h. The dotted line is the step of the gradient check.

    Parameters
    ----------
    model : Network
        The network, which is not changed. A smooth activation, such as tanh, shows it best.
    X, Y : array_like of shape (n_x, m) and (n_y, m)
        A few examples in columns, and their labels; softmax also accepts class indices (1, m).
    coordinates : int, default 50
        The number of parameters to nudge, drawn at random.
    rng : int, numpy.random.Generator or None, default 0
        The source of the draws.
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
    >>> X, Y = nnlib.datasets.flower(m=20, rng=1)
    >>> step_sizes(nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3), X, Y, coordinates=5).get_xscale()
    'log'
    """
    h, one_sided, central = errors_by_step(model, X, Y, coordinates=coordinates, rng=rng)
    ax = axes(ax)
    ax.loglog(h, one_sided, color=VERMILLION, linestyle="--", label="one-sided")
    ax.loglog(h, central, color=BLUE, label="central")
    chosen = np.finfo(np.float64).eps ** (1 / 3)
    ax.axvline(chosen, color=ink(ax), linewidth=0.8, linestyle=":", label=r"$h = \epsilon^{1/3}$")
    ax.set_xlabel("step $h$")
    ax.set_ylabel("relative error of the quotient")
    ax.set_ylim(top=HEADROOM * min(float(max(one_sided.max(), central.max())), 1e300))  # a gradient may be 0
    ax.legend(frameon=False, loc="upper left")
    return ax
