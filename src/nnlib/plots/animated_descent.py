"""The path of gradient descent in motion: a point that walks over the contours."""

from collections.abc import Callable, Iterable

from matplotlib.animation import FuncAnimation
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from nnlib._arrays import ArrayLike
from nnlib._validation import positive
from nnlib.plots.descent import costs_at, draw_contours, draw_path, steps


def descent_animation(
    J: Callable[[float, float], float],
    path: ArrayLike,
    *,
    spans: tuple[tuple[float, float], tuple[float, float]] | None = None,
    names: tuple[str, str] = ("w", "b"),
    resolution: int = 80,
    frames_per_second: float = 5.0,
    ax: Axes | None = None,
) -> FuncAnimation:
    """Show gradient descent on the contours of a cost of two parameters, one step in each frame, with the cost above.

    Parameters
    ----------
    J, path, spans, names, resolution, ax
        As in `descent_on_contours`.
    frames_per_second : float, default 5
        The speed on the screen; a saved file has its own speed.

    Returns
    -------
    matplotlib.animation.FuncAnimation
        The animation. Keep it in a variable until it has been shown or saved.

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit.

    Examples
    --------
    >>> from nnlib.lessons import descend
    >>> path = descend(lambda w, b: (2 * w, 6 * b), [3.0, 2.0], learning_rate=0.25, steps=1)
    >>> animation = descent_animation(lambda w, b: w**2 + 3 * b**2, path)
    >>> len(animation.to_jshtml()) > 10_000  # for a notebook; animation.save("descent.gif", writer="pillow") for a file
    True
    """
    points = steps(path, rows=2)
    interval = 1000 / positive("frames_per_second", frames_per_second)
    costs = costs_at(J, *points)
    ax = draw_contours(J, points, spans, names, resolution, ax)
    walked, end = draw_path(ax, *points)
    title = ax.set_title("")

    def show(k: int) -> Iterable[Artist]:
        """Draw the path as far as step k."""
        walked.set_data(points[:, : k + 1])
        end.set_data(points[:, k : k + 1])
        title.set_text(f"step {k}: J({names[0]}, {names[1]}) = {costs[k]:.4g}")
        return walked, end, title

    return FuncAnimation(ax.figure.figure, show, frames=points.shape[1], interval=interval, repeat_delay=2000)
