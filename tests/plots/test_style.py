from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.cm import ScalarMappable
from matplotlib.colors import to_hex

from nnlib.plots._text import CommonSize
from nnlib.plots.style import (
    AMOUNTS,
    BLUE,
    CLASSES,
    ORANGE,
    SHARES,
    SIGNS,
    VERMILLION,
    axes,
    caption_size,
    colour_bar,
    colours,
    ground,
    ink,
    pen,
    typographic,
)

# Brettel, Viénot, Mollon: Computerized simulation of color appearance for dichromats. 1997; the one-plane matrices of
# Viénot, Brettel, Mollon: Digital video colourmaps for checking the legibility of displays by dichromats. 1999.
PROTAN = np.array([[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]])
DEUTAN = np.array([[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]])


@pytest.mark.parametrize("seen", [np.eye(3), PROTAN, DEUTAN], ids=["all", "no red", "no green"])
def test_colours_can_be_told_apart_by_the_colour_blind(seen, linear):
    for one, other in combinations(colours(6), 2):
        assert np.linalg.norm(seen @ (linear(one) - linear(other))) > 0.1, (one, other)


def test_red_and_green_are_not_told_apart_by_all(linear):
    """What the test above would see, had we chosen them."""
    assert np.linalg.norm(DEUTAN @ (linear("#FF0000") - linear("#00AD00"))) < 0.1
    assert np.linalg.norm(PROTAN @ (linear("#FF0000") - linear("#006000"))) < 0.1


@pytest.mark.parametrize(
    ("scale", "ends"), [(CLASSES, (BLUE, ORANGE)), (SIGNS, (BLUE, VERMILLION)), (SHARES, ("#FFFFFF", BLUE))]
)
def test_scales_go_from_low_to_high_over_white(scale, ends):
    assert (to_hex(scale(0.0)).upper(), to_hex(scale(1.0)).upper()) == ends
    if ends[0] == BLUE:
        assert min(scale(0.5)[:3]) > 0.98


@pytest.mark.parametrize("scale", [SHARES, AMOUNTS])
def test_print_can_be_read_on_every_shade(scale, contrast):
    assert pen((1, 1, 1)) == "black"
    assert pen((0, 0, 0, 1)) == "white"
    for shade in scale(np.linspace(0, 1, 1001)):
        assert contrast(pen(shade), shade[:3]) > 4.5


@pytest.mark.parametrize("seen", [np.eye(3), PROTAN, DEUTAN], ids=["all", "no red", "no green"])
def test_more_is_darker_to_everybody_and_the_least_is_not_the_ground(seen, linear, contrast):
    shades = AMOUNTS(np.linspace(0, 1, 101))[:, :3]
    assert (np.diff([seen @ linear(shade) for shade in shades], axis=0) <= 0).all()
    assert (np.diff([seen @ linear(shade) @ [0.2126, 0.7152, 0.0722] for shade in shades]) < 0).all()
    assert 1.2 < contrast(shades[0], "white") < 1.3
    assert to_hex(shades[-1]) == BLUE.lower()


@pytest.mark.parametrize("n", [2, 6, 7, 20])
@pytest.mark.parametrize("paper", ["#FFFFFF", "#000000"])
def test_lines_can_be_seen_on_both_grounds(n, paper, contrast):
    """Not as well as WCAG asks for, which is 3: no six colours that the colour-blind tell apart have it on both."""
    for colour in colours(n):
        assert contrast(colour, paper) > 1.9, colour


@pytest.mark.parametrize("n", [1, 6, 7, 20])
def test_there_are_as_many_colours_as_asked_for(n):
    assert len(set(colours(n))) == n


@pytest.mark.parametrize(
    ("style", "paper", "pen"), [("default", "#ffffff", "#000000"), ("dark_background", "#000000", "#ffffff")]
)
def test_text_and_ground_are_the_users(style, paper, pen):
    with plt.style.context(style):
        _, ax = plt.subplots()
    assert (ground(ax), ink(ax)) == (paper, pen)


def test_new_axes_have_no_frame_above_and_on_the_right():
    ax = axes(None)
    assert ax.figure.get_size_inches().tolist() == [6, 4]
    assert {side for side, spine in ax.spines.items() if spine.get_visible()} == {"left", "bottom"}


def test_new_figures_have_room_for_what_stands_around_the_axes_until_the_user_adjusts_them():
    ax = axes(None)
    ax.set_ylabel("a label\nof two lines")
    ax.figure.draw_without_rendering()
    edge = ax.yaxis.label.get_window_extent().x0
    assert 0 < edge < 10
    ax.set_ylabel("")
    ax.set_title("a title", fontsize=40)
    ax.figure.draw_without_rendering()
    assert ax.title.get_window_extent().y1 < ax.figure.bbox.height
    for adjusted in (ax, axes(None)):
        adjusted.figure.subplots_adjust(left=0.4)
        adjusted.figure.draw_without_rendering()
        assert adjusted.get_position().x0 == 0.4


def test_axes_of_a_fixed_aspect_have_their_room_when_they_are_drawn_first():
    ax = axes(None, width=5, height=3.5)
    ax.set_aspect("equal")
    ax.set_ylabel("high\n" * 5)
    ax.figure.draw_without_rendering()
    assert ax.yaxis.label.get_window_extent().x0 > -1


@pytest.mark.parametrize(
    ("layout", "aspect"),
    [(None, 0.2), ("none", "auto"), ("tight", "auto"), ("constrained", 0.2)],
)
def test_a_colour_bar_stands_beside_its_axes_in_the_figure(layout, aspect):
    figure, (ax, other) = plt.subplots(1, 2, figsize=(8, 4), layout=layout)
    ax.set_aspect(aspect)
    bar = colour_bar(ax, ScalarMappable(), shrink=0.7)
    bar.set_label("a name")
    figure.draw_without_rendering()
    place, name = bar.ax.get_window_extent(), bar.ax.yaxis.label.get_window_extent()
    assert ax.get_window_extent().x1 < place.x0 < place.x1 < name.x1 <= other.get_tightbbox().x0 + 8
    assert 0.4 * 400 < place.height < 0.75 * 400
    assert (bar.ax in figure.axes) == (layout in {None, "none"})
    figure.set_layout_engine("tight" if layout == "constrained" else "constrained")


def test_what_are_no_axes_is_refused():
    for wrong in plt.subplots(1, 2):  # a figure, and an array of axes
        with pytest.raises(TypeError, match="ax must be the axes to draw on"):
            axes(wrong)


def test_captions_follow_the_users_size():
    with plt.rc_context({"font.size": 20}):
        assert caption_size() == 18


def test_numbers_have_the_minus_of_formulas_and_names_their_hyphens():
    assert typographic("x-ray × -2.5e-05") == "x-ray × −2.5e−05"


def test_texts_shrink_and_grow_with_their_axes():
    figure, ax = plt.subplots(figsize=(2, 2))
    text = ax.text(0, 0, "a caption")
    CommonSize(ax, [text, ax.text(0, 0.5, "")], width=0.3, height=1)
    sizes = []
    for side in (1.5, 1, 2, 30):
        figure.set_size_inches(side, side)
        figure.draw_without_rendering()
        sizes.append(text.get_fontsize())
        room = ax.transData.transform((0.3, 1)) - ax.transData.transform((0, 0))
        assert text.get_window_extent().width <= room[0]
    assert sizes[1] < sizes[0] < sizes[2] < sizes[3] == 9


def test_the_widest_of_texts_counts_alike_or_bold():
    figure, ax = plt.subplots(figsize=(4, 4))
    texts = [ax.text(0, 0.1 * k, "a caption", weight="bold" if k == 1 else "normal") for k in range(3)]
    CommonSize(ax, texts, width=0.21, height=1)
    figure.draw_without_rendering()
    assert len({text.get_fontsize() for text in texts}) == 1
    room = ax.transData.transform((0.21, 1)) - ax.transData.transform((0, 0))
    assert max(text.get_window_extent().width for text in texts) <= room[0] < 1.1 * texts[1].get_window_extent().width


def test_smaller_print_follows_in_proportion_and_fits_as_well():
    figure, ax = plt.subplots(figsize=(4, 4))
    numbers = [ax.text(0, 0, text, va="bottom") for text in ("0.9", "")]
    spreads = [ax.text(0, 0, "± a long deviation", va="top")]
    CommonSize(ax, numbers, width=0.3, height=1, smaller=spreads)
    assert [text.get_fontsize() for text in (numbers[0], *spreads)] == [9, 0.8 * 9]
    figure.draw_without_rendering()
    assert spreads[0].get_fontsize() == 0.8 * numbers[0].get_fontsize()
    room = ax.transData.transform((0.3, 1)) - ax.transData.transform((0, 0))
    assert spreads[0].get_window_extent().width <= room[0] < 1.1 * spreads[0].get_window_extent().width
    assert not spreads[0].get_in_layout()


def test_texts_that_are_all_empty_need_no_size():
    figure, ax = plt.subplots()
    CommonSize(ax, [ax.text(0, 0, "")], width=1, height=1)
    figure.draw_without_rendering()


def test_texts_that_no_font_is_small_enough_for_are_drawn_all_the_same():
    figure, ax = plt.subplots(figsize=(2, 2), dpi=25)
    text = ax.text(0, 0, "a caption")
    CommonSize(ax, [text], width=0.001, height=1)
    figure.canvas.draw()
    assert text.get_fontsize() == 72 / 25
