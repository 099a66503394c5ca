"""Every picture at 600 pixels on light ground and at 300 on dark: no text is cut off, overlaps or is too pale."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.text import Text

import nnlib
from nnlib.lessons.timing import RunTimes

RNG = np.random.default_rng(0)
X, Y = nnlib.datasets.moons(m=60, rng=1)
DIGITS, DIGIT_LABELS = nnlib.datasets.digits()
CLOTHES, _, CLOTHES_LABELS, _ = nnlib.datasets.fashion_mnist()
CLASSES = nnlib.datasets.FASHION_CLASSES


def trained(**options):
    return nnlib.train(nnlib.LogisticRegression(n_x=2), X, Y, learning_rate=0.5, validation=(X, Y), rng=0, **options)


BATCH, MINI_BATCHES = trained(iterations=200), trained(epochs=12, batch_size=10)
SPIRALS = nnlib.datasets.spirals(m=60, arms=5, rng=1)
SIX = RNG.integers(0, 6, (1, 500)), RNG.integers(0, 6, (1, 500))
WRONG = (CLOTHES_LABELS[:, :20] + 1) % 10
CURVE = nnlib.datasets.demand_curve(m=60, rng=1)
RUNS = {name: np.sort(RNG.random((4, 3)), axis=1) for name in ("logistic regression", "small", "middle", "large")}
PATH = np.cumprod(np.full((2, 20), [[-0.9], [0.8]]), axis=1)

U = (nnlib.lessons.Variable(3, "b") * nnlib.lessons.Variable(2, "c")).named("u")
TIMES = RunTimes({"two loops": (0.2, 0.3), "one loop": (0.04,), "no loop": (0.000012345,)})
TRACE = nnlib.lessons.trace(nnlib.ShallowNetwork(2, 2, rng=1), RNG.standard_normal((2, 2)), [[0, 1]], learning_rate=1)
COST = (3 * (nnlib.lessons.Variable(5, "a") + U).named("v")).named("J")

PICTURES = {
    "activation": lambda ax: nnlib.plots.activation("tanh", ax=ax),
    "learning_curve": lambda ax: nnlib.plots.learning_curve(MINI_BATCHES, ax=ax),
    "learning_curves": lambda ax: nnlib.plots.learning_curves({"batch": BATCH, "mini-batches": MINI_BATCHES}, ax=ax),
    "decision_boundary": lambda ax: nnlib.plots.decision_boundary(
        nnlib.ShallowNetwork(2, 4, rng=0), X, Y, resolution=50, ax=ax
    ),
    "decision_boundary softmax": lambda ax: nnlib.plots.decision_boundary(
        nnlib.Network([2, 5], output="softmax", rng=0), *SPIRALS, resolution=50, ax=ax
    ),
    "descent_on_curve": lambda ax: nnlib.plots.descent_on_curve(lambda w: 1e4 * w**2, PATH[:1], ax=ax),
    "descent_on_contours": lambda ax: nnlib.plots.descent_on_contours(
        lambda w, b: w**2 + 9 * b**2, PATH, resolution=30, ax=ax
    ),
    "images": lambda ax: nnlib.plots.images(
        DIGITS[:, :20], (8, 8), labels=DIGIT_LABELS[:, :20], predictions=DIGIT_LABELS[:, 1:21], ax=ax
    ),
    "images named": lambda ax: nnlib.plots.images(
        CLOTHES[:, :20], (28, 28), labels=CLOTHES_LABELS[:, :20], predictions=WRONG, classes=CLASSES, ax=ax
    ),
    "first_layer_weights": lambda ax: nnlib.plots.first_layer_weights(
        nnlib.Network([784, 10], output="softmax", initialization="xavier", rng=0), (28, 28), classes=CLASSES, ax=ax
    ),
    "blocks": lambda ax: nnlib.plots.blocks(nnlib.DeepNetwork([12288, 20, 7, 5, 1], rng=0), ax=ax),
    "blocks softmax": lambda ax: nnlib.plots.blocks(
        nnlib.Network([784, 10], hidden="leaky_relu", output="softmax", rng=0), ax=ax
    ),
    "broadcasting": lambda ax: nnlib.plots.broadcasting((4, 1), (3,), ax=ax),
    "broadcasting scalar": lambda ax: nnlib.plots.broadcasting((2, 8), (), ax=ax),
    "computation_graph": lambda ax: nnlib.plots.computation_graph(COST, ax=ax),
    "computation_graph reused": lambda ax: nnlib.plots.computation_graph((U * U + U).log().named("s"), ax=ax),
    "confusion_matrix": lambda ax: nnlib.plots.confusion_matrix(
        CLOTHES_LABELS, np.roll(CLOTHES_LABELS, 7), classes=CLASSES, ax=ax
    ),
    "confusion_matrix numbers": lambda ax: nnlib.plots.confusion_matrix(*SIX, ax=ax),
    "network_diagram": lambda ax: nnlib.plots.network_diagram(
        nnlib.Network([4, 3, 1], rng=0), features=["price", "shipping", "marketing", "material"], outputs=["y"], ax=ax
    ),
    "network_diagram elided": lambda ax: nnlib.plots.network_diagram(
        nnlib.Network([784, 256, 10, 10], hidden=["leaky_relu", "sigmoid"], output="softmax", rng=0), ax=ax
    ),
    "run_times": lambda ax: nnlib.plots.run_times(TIMES, ax=ax),
    "fitted_curve": lambda ax: nnlib.plots.fitted_curve(nnlib.Network([1, 1], output="relu", rng=0), *CURVE, ax=ax),
    "spread": lambda ax: nnlib.plots.spread([20, 200, 2000], RUNS, ax=ax),
    "step_sizes": lambda ax: nnlib.plots.step_sizes(
        nnlib.ShallowNetwork(2, 4, rng=0), X[:, :9], Y[:, :9], coordinates=5, ax=ax
    ),
    "trace": lambda ax: nnlib.plots.trace(TRACE, ax=ax),
}


@pytest.mark.parametrize("name", ["confusion_matrix", "decision_boundary", "images"])
def test_the_users_grid_does_not_strike_out_what_is_drawn(name):
    with plt.style.context("ggplot"):
        ax = PICTURES[name](None)
        assert not ax.axison or not any(line.get_visible() for line in ax.get_xgridlines() + ax.get_ygridlines())


def test_every_picture_is_here():
    """Animations, which return no axes, have their own tests."""
    drawn = {name for name in nnlib.plots.__all__ if not name.endswith("_animation")}
    assert {name.split()[0] for name in PICTURES} == drawn


def texts(figure):
    """Return the texts that are seen: ticks beyond the ends of an axis are not."""
    unseen = set()
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            position = axis.get_transform().transform
            low, high = sorted(position(np.array(axis.get_view_interval())))
            slack = 1e-9 * (high - low)
            for tick in axis.get_major_ticks() + axis.get_minor_ticks():
                if not (low - slack <= position(tick.get_loc()) <= high + slack) or not ax.axison:
                    unseen |= {tick.label1, tick.label2}
            if not ax.axison:
                unseen |= {axis.label, axis.get_offset_text()}
    return [
        text for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible() and text not in unseen
    ]


@pytest.mark.parametrize(
    ("style", "size"),
    [
        ("default", (6, 4)),
        ("dark_background", (3, 2.7)),  # it differs in colours alone, and moves no text
        pytest.param("ggplot", (6, 4), marks=pytest.mark.slow),
        pytest.param("seaborn-v0_8", (6, 4), marks=pytest.mark.slow),
    ],
    ids=str,
)
@pytest.mark.parametrize("name", PICTURES)
def test_nothing_is_cut_off_or_overlaps_and_all_can_be_read(name, size, style, contrast):
    with plt.style.context(style):
        before = dict.copy(mpl.rcParams)
        figure, ax = plt.subplots(figsize=size, dpi=100, layout="constrained")
        assert PICTURES[name](ax) is ax
        ax.set_title("a title")
        assert dict.copy(mpl.rcParams) == before
        figure.draw_without_rendering()  # as it is shown at first
        if size == (3, 2.7):
            figure.draw_without_rendering()  # as it is saved: what was fitted is laid out once more
        seen = texts(figure)
        assert len(seen) >= 1
        if size == (6, 4):
            assert min(text.get_fontsize() for text in seen) >= 4.5
        boxes = np.array([text.get_window_extent().extents for text in seen])
        low, high = boxes[:, :2], boxes[:, 2:]
        cut_off = (low < -1).any(axis=1) | (high > np.add(figure.bbox.size, 1)).any(axis=1)
        assert not [text for text, cut in zip(seen, cut_off, strict=True) if cut]
        common = np.minimum(high[:, np.newaxis], high) - np.maximum(low[:, np.newaxis], low)
        turned = np.array([text.get_rotation() % 90 > 0 for text in seen])
        aside = turned[:, np.newaxis] & turned  # names side by side, turned: their upright boxes say nothing
        overlap = np.triu((common.min(axis=2) >= 1.5) & ~aside, k=1)
        assert not [(seen[i], seen[j]) for i, j in np.argwhere(overlap)]
        if style in {"default", "dark_background"}:
            assert_texts_can_be_read(name, ax, seen, contrast)


def assert_texts_can_be_read(name, ax, seen, contrast):
    """WCAG asks for a contrast of 4.5; bold captions of mistakes in colour have 3 at least, as large texts need."""
    on_shades = set(ax.texts) if name.startswith(("broadcasting", "confusion", "trace")) else set()
    for text in set(seen) - on_shades:
        least = 3 if text.get_fontweight() == "bold" else 4.5
        assert contrast(text.get_color(), ax.figure.get_facecolor()) >= least, text


@pytest.mark.parametrize("name", [name for name in PICTURES if " " not in name])
def test_without_axes_a_figure_is_made_and_what_are_no_axes_is_refused(name):
    ax = PICTURES[name](None)
    assert plt.get_fignums() == [ax.figure.number]
    with pytest.raises(TypeError, match="ax must be the axes to draw on"):
        PICTURES[name](ax.figure)


def test_names_are_no_formulas():
    """Dollars and braces in them are themselves."""
    names = ["$10k to $20k", "a$_{$"]
    for ax in (
        nnlib.plots.confusion_matrix([[0, 1]], [[1, 0]], classes=names),
        nnlib.plots.images(DIGITS[:, :2], (8, 8), labels=[[0, 1]], classes=names),
        nnlib.plots.network_diagram(nnlib.LogisticRegression(n_x=2), features=names),
        nnlib.plots.learning_curves(dict.fromkeys(names, BATCH)),
        nnlib.plots.spread([1, 2], {name: [[0.0, 1.0]] for name in names}),
    ):
        seen = [text for text in ax.figure.findobj(Text) if text.get_text() in names]
        assert len(seen) >= 2
        assert not any(text.get_parse_math() for text in seen)


@pytest.mark.parametrize("draw", [nnlib.plots.network_diagram, lambda m: nnlib.plots.first_layer_weights(m, (1, 2))])
def test_weights_that_are_no_numbers_are_refused_and_leave_no_figure(draw):
    model = nnlib.LogisticRegression(n_x=2)
    model.parameters.vector[0] = np.nan
    with pytest.raises(ValueError, match="is nan, and every value must be finite"):
        draw(model)
    assert not plt.get_fignums()
