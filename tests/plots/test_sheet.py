"""Every picture at 600 pixels on light ground and at 300 on dark: no text is cut off, overlaps or is too pale."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text
from pictures import BATCH, DIGITS, PICTURES

import nnlib
from nnlib.plots._text import CommonSize


@pytest.mark.parametrize("name", ["confusion_matrix", "decision_boundary", "heat_map", "images"])
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
    for ax in figure.findobj(Axes):
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
        ("dark_background", (3, 2.7)),  # it differs in colours alone, and moves no text
        pytest.param("default", (6, 4), marks=pytest.mark.slow),
        pytest.param("ggplot", (6, 4), marks=pytest.mark.slow),
        pytest.param("seaborn-v0_8", (6, 4), marks=pytest.mark.slow),
    ],
    ids=str,
)
@pytest.mark.parametrize("name", PICTURES)
def test_nothing_is_cut_off_or_overlaps_and_all_can_be_read(name, size, style, contrast):
    with plt.style.context(style), np.errstate(all="raise"):
        before = dict.copy(mpl.rcParams)
        figure, ax = plt.subplots(figsize=size, dpi=100, layout="constrained")
        assert PICTURES[name](ax) is ax
        ax.set_title("a title")
        assert dict.copy(mpl.rcParams) == before
        figure.draw_without_rendering()  # as it is shown at first
        if size == (3, 2.7) and figure.findobj(CommonSize):
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
    on_shades = set(ax.texts) if name.startswith(("broadcasting", "confusion", "heat_map", "trace")) else set()
    for text in set(seen) - on_shades:
        least = 3 if text.get_fontweight() == "bold" else 4.5
        assert contrast(text.get_color(), ax.figure.get_facecolor()) >= least, text


@pytest.mark.parametrize("name", PICTURES)
def test_without_axes_a_figure_is_made_on_light_ground_and_what_are_no_axes_is_refused(name, contrast):
    ax = PICTURES[name](None)
    assert plt.get_fignums() == [ax.figure.number]
    assert_texts_can_be_read(name, ax, texts(ax.figure), contrast)
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
        nnlib.plots.heat_map([[1, 2]], rows=names[:1], columns=names),
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
