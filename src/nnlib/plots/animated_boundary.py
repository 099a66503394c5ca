"""A boundary that forms while a network learns: decision boundaries, one after the other, as an animation."""

from collections.abc import Mapping

from matplotlib.animation import FuncAnimation
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from nnlib._arrays import ArrayLike
from nnlib._messages import item
from nnlib._validation import positive, require_instance
from nnlib.models import Network
from nnlib.plots.boundaries import classes_in_the_plane, decision_boundary


def boundary_animation(
    models: Mapping[str, Network],
    X: ArrayLike,
    Y: ArrayLike,
    *,
    interval: float = 200,
    ax: Axes | None = None,
    resolution: int = 100,
) -> FuncAnimation:
    """Show the decision boundaries of several models one after the other, for example copies from one training run.

    Parameters
    ----------
    models : mapping of str to Network
        The models to show, in this order, with their names: for example copies that a callback kept during training.
    X, Y, ax
        As in `decision_boundary`.
    interval : float, default 200
        Milliseconds from one to the next.
    resolution : int, default 100
        Points along each side of the grid on which each model is evaluated.

    Returns
    -------
    matplotlib.animation.FuncAnimation
        The animation, which ends with the last model. Keep it in a variable until it has been shown or saved.

    Raises
    ------
    TypeError, ValueError
        If there is no model, if the models do not have the same classes in the plane, or if X or Y does not fit.

    Examples
    --------
    >>> import nnlib, tempfile
    >>> X, Y = nnlib.datasets.flower(m=40, rng=1)
    >>> model = nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3)
    >>> seen = {"at the start": model.copy()}
    >>> history = nnlib.train(model, X, Y, learning_rate=1.2, iterations=300)
    >>> animation = boundary_animation(seen | {"after 300 updates": model}, X, Y, resolution=20)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     animation.save(f"{folder}/boundary.gif", writer="pillow", dpi=50)
    """
    require_instance(
        "models", models, Mapping, "a mapping of names to networks, such as {'after 10 updates': model.copy()}"
    )
    if not models:
        msg = "there is no model to show"
        raise ValueError(msg)
    kinds = {classes_in_the_plane(item("models", name), model) for name, model in models.items()}
    if len(kinds) > 1:
        msg = "the models must have the same outputs: some are softmax and some sigmoid, or they differ in n_y"
        raise ValueError(msg)
    interval = positive("interval", interval)
    names = list(models)

    shown: list[Artist] = []

    def show(frame: int, ax: Axes | None) -> Axes:
        """Draw a model in place of the one before, and return the axes; only the first brings the legend."""
        first = not shown
        for artist in shown:
            artist.remove()
        others = set(getattr(ax, "collections", ()))  # of new axes there are none; of no axes, decision_boundary tells
        ax = decision_boundary(models[names[frame]], X, Y, legend=first, ax=ax, resolution=resolution)
        ax.set_title(names[frame], fontsize="medium", parse_math=False)  # a name is no formula
        shown[:] = [artist for artist in ax.collections if artist not in others]
        return ax

    drawn_on = show(0, ax)

    def next_frame(frame: int) -> list[Artist]:
        """Draw on the same axes, and return what changed."""
        show(frame, drawn_on)
        return shown

    return FuncAnimation(drawn_on.figure.figure, next_frame, frames=len(names), interval=interval, repeat=False)
