from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.animation import PillowWriter
from PIL import Image

from nnlib.lessons import descend
from nnlib.plots import descent_animation, descent_on_contours


def bowl(w, b):
    return w**2 + 3 * b**2


PATH = descend(lambda w, b: (2 * w, 6 * b), [3.0, 1.0], learning_rate=0.1, steps=2)


@pytest.fixture
def figure():
    return plt.subplots(figsize=(3, 2.4), dpi=100)


def test_each_frame_goes_one_step_farther(figure, tmp_path):
    _, ax = figure
    animation = descent_animation(bowl, PATH, names=("u", "v"), frames_per_second=8, resolution=20, ax=ax)
    walked, start, end = ax.lines[-3:]
    for k in range(3):
        animation._func(k)
        np.testing.assert_array_equal(walked.get_xydata(), PATH.T[: k + 1])
        np.testing.assert_array_equal(start.get_xydata(), PATH.T[:1])
        np.testing.assert_array_equal(end.get_xydata(), PATH.T[k : k + 1])
        assert ax.get_title() == f"step {k}: J(u, v) = {bowl(*PATH[:, k]):.4g}"
    assert animation.event_source.interval == 125
    animation.save(tmp_path / "descent.gif", writer=PillowWriter(fps=5))
    with Image.open(tmp_path / "descent.gif") as gif:
        assert gif.n_frames == 3
        assert gif.size == (300, 240)
        frames = []
        for k in range(3):
            gif.seek(k)
            frames.append(np.asarray(gif.convert("L"), dtype=float))
    moved = [np.abs(after - before).mean() for before, after in pairwise(frames)]
    assert min(moved) > 0.1


def test_the_ground_is_that_of_the_picture(figure):
    _, ax = figure
    animation = descent_animation(bowl, PATH, spans=((-4, 4), (-2, 2)), resolution=20, ax=ax)
    animation._draw_was_started = True  # nothing more is to be seen of it
    still = descent_on_contours(bowl, PATH, spans=((-4, 4), (-2, 2)), resolution=20)
    assert ax.get_xlim() == still.get_xlim()
    assert ax.get_ylim() == still.get_ylim()
    np.testing.assert_array_equal(ax.collections[0].levels, still.collections[0].levels)
    assert ax.get_legend() is None


@pytest.mark.parametrize("style", ["default", "dark_background"])
def test_nothing_is_cut_off_and_all_can_be_read(style, contrast):
    with plt.style.context(style):
        figure, ax = plt.subplots(figsize=(5, 4), layout="constrained")
        animation = descent_animation(bowl, PATH, resolution=20, ax=ax)
        animation._draw_was_started = True
        animation._func(2)
        figure.draw_without_rendering()
        assert contrast(ax.title.get_color(), figure.get_facecolor()) >= 4.5
        box = ax.title.get_window_extent()
        assert 0 <= box.x0 < box.x1 <= figure.bbox.width
        assert box.y1 <= figure.bbox.height


def test_it_may_be_a_part_of_a_figure():
    part = plt.figure().subfigures(1, 2)[0]
    animation = descent_animation(bowl, PATH, resolution=5, ax=part.subplots())
    animation._draw_was_started = True
    assert animation._fig is plt.gcf()


def test_without_axes_a_figure_is_made():
    animation = descent_animation(bowl, PATH, resolution=5)
    animation._draw_was_started = True
    assert len(plt.get_fignums()) == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"path": [[1.0, 2.0]]}, "must have two rows"),
        ({"J": lambda w, b: w if w > 5 else np.nan, "spans": ((6, 7), (0, 1))}, "J is not finite at any point"),
        ({"frames_per_second": 0}, "frames_per_second must be a positive"),
        ({"spans": ((1, 0), (0, 1))}, r"spans\[0\] must go from a number to a larger one"),
    ],
    ids=["path", "cost", "speed", "span"],
)
def test_what_is_no_animation_is_refused_and_leaves_no_figure(options, message):
    options = {"J": bowl, "path": PATH} | options
    with pytest.raises(ValueError, match=message):
        descent_animation(**options)
    assert not plt.get_fignums()
