"""A deep network as blocks: forward in a row, backward in a row below, and the caches between them."""

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, Rectangle
from matplotlib.text import Text

from nnlib._dense import require_dense
from nnlib._validation import require_instance
from nnlib.activations import Softmax
from nnlib.models import Network
from nnlib.plots._text import CENTRED, CommonSize
from nnlib.plots.style import BLUE, GREY, VERMILLION, axes, ground

MOST_LAYERS = 6  # more are no picture
WIDTH, HEIGHT = 0.5, 0.8  # of a block, where columns are 1 apart
FORWARD, BACKWARD = 2.0, 0.0  # how high the two rows stand


def blocks(model: Network, *, ax: Axes | None = None) -> Axes:
    """Draw the inputs and outputs of each layer, on the way forward and on the way back.

    The forward block of layer l turns A[l−1] into A[l]. Its cache goes down to the backward block, which turns dA[l]
    into dA[l−1], dW[l] and db[l]. The derivative by X is not needed, and not drawn.

    Parameters
    ----------
    model : Network
        The network, with at most 6 layers.
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
    >>> ax = blocks(nnlib.DeepNetwork([2, 4, 1], rng=1))
    >>> [text.get_text() for text in ax.texts][:3]
    ['A[0] = X', '(2, m)', 'A[1]']
    """
    require_instance("model", model, Network, "a Network")
    require_dense(model.layers, "blocks", "print(model.layers) is a table of any network")
    sizes = model.layer_sizes
    L = len(sizes) - 1
    if L > MOST_LAYERS:
        msg = f"this network has {L} layers; more than {MOST_LAYERS} are no picture"
        raise ValueError(msg)
    ax = axes(ax, width=1.2 * (L + 2), height=4.0)

    flows, inside, caches, results = [], [], [], []
    for l, n in enumerate(sizes):
        names = {0: "A[0] = X", L: f"A[{L}] = Ŷ"}
        flows += flow(ax, l, FORWARD, names.get(l, f"A[{l}]"), n)
    for l, g in model.g.items():
        # Softmax has no derivative for each z alone: the loss gives dZ there.
        with_loss = isinstance(g, Softmax)
        flows += flow(ax, l, BACKWARD, f"dZ[{l}]" if with_loss else f"dA[{l}]", sizes[l])
        inside.append(block(ax, l, FORWARD, f"W[{l}], b[{l}]\n{str(g).partition('(')[0]}", BLUE))
        inside.append(block(ax, l, BACKWARD, f"W[{l}]" if with_loss else f"W[{l}]\ndZ[{l}]", VERMILLION))
        arrow(ax, (l, FORWARD - HEIGHT / 2), (l, BACKWARD + HEIGHT / 2), GREY)
        caches.append(ax.text(l + 0.06, 1.0, f"cache\nA[{l - 1}]\nW[{l}]\nZ[{l}]", ha="left", va="center"))
        arrow(ax, (l, BACKWARD - HEIGHT / 2), (l, BACKWARD - HEIGHT / 2 - 0.3), VERMILLION)
        shapes = f"dW[{l}]  ({sizes[l]}, {sizes[l - 1]})\ndb[{l}]  ({sizes[l]}, 1)"
        results.append(ax.text(l, BACKWARD - HEIGHT / 2 - 0.35, shapes, ha="center", va="top"))
    inside.append(block(ax, L + 1, (FORWARD + BACKWARD) / 2, "loss\nof Ŷ, Y", GREY, FORWARD - BACKWARD + HEIGHT))

    CommonSize(ax, inside, width=0.88 * WIDTH, height=0.7 * HEIGHT)
    CommonSize(ax, flows, width=0.94 * (1 - WIDTH), height=0.3 * HEIGHT)
    CommonSize(ax, caches, width=0.7, height=0.9 * (FORWARD - BACKWARD - HEIGHT))
    CommonSize(ax, results, width=0.94, height=0.42)
    ax.set_xlim(0.2, L + 1.3)
    ax.set_ylim(BACKWARD - HEIGHT / 2 - 0.8, FORWARD + HEIGHT / 2 + 0.1)
    ax.set_axis_off()
    return ax


def block(ax: Axes, x: float, y: float, text: str, colour: str, height: float = HEIGHT) -> Text:
    """Draw a block and return the text in it."""
    corner = x - WIDTH / 2, y - height / 2
    ax.add_patch(Rectangle(corner, WIDTH, height, facecolor=ground(ax), edgecolor=colour, linewidth=2, zorder=2))
    return ax.text(x, y, text, CENTRED)


def flow(ax: Axes, l: int, y: float, name: str, n: int) -> list[Text]:
    """Draw what is passed between the blocks of layers l and l + 1, with its name above and its shape below."""
    left, right = (l + WIDTH / 2, y), (l + 1 - WIDTH / 2, y)
    start, end, colour = (left, right, BLUE) if y == FORWARD else (right, left, VERMILLION)
    arrow(ax, start, end, colour)
    return [
        ax.text(l + 0.5, y + 0.07, name, ha="center", va="bottom"),
        ax.text(l + 0.5, y - 0.09, f"({n}, m)", ha="center", va="top"),
    ]


def arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
    """Draw an arrow."""
    ax.add_patch(FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=10, color=colour, shrinkA=0, shrinkB=0))
