"""A fitted curve: what a model with one feature answers, among the examples that it learned from."""

import numpy as np
from matplotlib.axes import Axes

from nnlib._arrays import ArrayLike
from nnlib._messages import shown
from nnlib._validation import examples, require_instance, targets
from nnlib.models import Network
from nnlib.plots.style import BLUE, VERMILLION, axes, ink


def fitted_curve(model: Network, X: ArrayLike, Y: ArrayLike, *, ax: Axes | None = None) -> Axes:
    """Draw the output of a model with one feature as a curve, and examples as points (notes, section 2).

    Parameters
    ----------
    model : Network
        The network, with one feature and one output node.
    X, Y : array_like of shape (1, m)
        Examples, and their targets, or labels 0 and 1.
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
    >>> X, Y = nnlib.datasets.demand_curve(m=50, rng=1)
    >>> fitted_curve(nnlib.Network([1, 1], output="relu", rng=0), X, Y).get_ylabel()
    'y'
    """
    require_instance("model", model, Network, "a Network")
    n_x, n_y = model.layer_sizes[0], model.layer_sizes[-1]
    if (n_x, n_y) != (1, 1):
        msg = f"a fitted curve needs one feature and one output, got {shown(model)}"
        raise ValueError(msg)
    X = examples(X, 1, np.float64)
    Y = targets(Y, 1, X.shape[1], np.float64)
    low, high = X.min(), X.max()
    if low == high:  # all at one place: there is no curve yet, but a neighbourhood
        low, high = low - 1, high + 1
    x = np.linspace(low, high, 400)[np.newaxis]
    predicted = model.predict_proba(x)
    ax = axes(ax, width=5.0, height=3.6)
    ax.scatter(X[0], Y[0], s=16, color=BLUE, edgecolors=ink(ax), linewidths=0.3, alpha=0.75, label="examples")
    ax.plot(x[0], predicted[0], color=VERMILLION, linewidth=2.2, label=r"$\hat{y}$")
    ax.legend(framealpha=0.85, fontsize="small")
    ax.set_xlabel("x")
    ax.set_ylabel("y")
    return ax
