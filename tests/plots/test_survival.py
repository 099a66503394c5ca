"""No picture breaks by what users set before it, by where they have it drawn, or by what they do next."""

import io
from contextlib import contextmanager, nullcontext

import matplotlib.pyplot as plt
import numpy as np
import pytest
from pictures import ANIMATIONS, PICTURES

import nnlib

ONE_OF_EACH = {name: draw for name, draw in PICTURES.items() if " " not in name} | ANIMATIONS


@contextmanager
def every_floating_point_error_raised():
    before = np.seterr(all="raise")
    yield
    np.seterr(**before)


SET = {
    "nothing": nullcontext,
    "autolayout": lambda: plt.rc_context({"figure.autolayout": True}),
    "constrained": lambda: plt.rc_context({"figure.constrained_layout.use": True}),
    "dark": lambda: plt.style.context("dark_background"),
    "seterr": every_floating_point_error_raised,
}
AXES = {
    "new": lambda: None,
    "one of four": lambda: plt.subplots(2, 2)[1][0, 0],
    "in a subfigure": lambda: plt.figure().subfigures(1, 2)[0].subplots(1, 1),
    "placed by hand": lambda: plt.figure().add_axes((0.2, 0.2, 0.6, 0.6)),
}
NEXT = {
    "plt.tight_layout": plt.tight_layout,
    "figure.tight_layout": lambda: plt.gcf().tight_layout(),
    "constrained": lambda: plt.gcf().set_layout_engine("constrained"),
    "subplots_adjust": lambda: plt.subplots_adjust(left=0.3, right=0.7),
    "saved tight": lambda: plt.savefig(io.BytesIO(), bbox_inches="tight"),
}


def drawn(name, settings, where, *what_next):
    """Draw a picture and return its figure."""
    with SET[settings](), plt.rc_context({"figure.dpi": 25}):
        picture = ONE_OF_EACH[name](AXES[where]())
        picture._draw_was_started = True  # or an animation complains that it was not shown
        for each in what_next:
            NEXT[each]()
        plt.gcf().canvas.draw()
    return plt.gcf()


def test_every_picture_is_here():
    assert set(ONE_OF_EACH) == set(nnlib.plots.__all__)


SOME = {*[*PICTURES][::4], *ANIMATIONS}


@pytest.mark.parametrize(
    "name", [name if name in SOME else pytest.param(name, marks=pytest.mark.slow) for name in ONE_OF_EACH]
)
def test_pictures_survive_what_is_most_common(name):
    figure = drawn(name, "seterr", "new", "plt.tight_layout", "subplots_adjust")
    assert (figure.subplotpars.left, figure.subplotpars.right) == (0.3, 0.7)


@pytest.mark.slow
@pytest.mark.parametrize(
    "situation",
    [
        *(("nothing", "new", each) for each in NEXT),
        *((settings, "new") for settings in SET if settings != "nothing"),
        *(("nothing", where) for where in AXES),
        ("nothing", "one of four", "plt.tight_layout"),
        ("nothing", "one of four", "constrained"),
        ("autolayout", "one of four", "constrained"),
        ("constrained", "in a subfigure"),
        ("nothing", "new", "subplots_adjust", "constrained", "saved tight"),
    ],
    ids=", ".join,
)
@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_pictures_survive(name, situation):
    figure = drawn(name, *situation)
    assert min(figure.axes[0].get_window_extent().size) > 3
