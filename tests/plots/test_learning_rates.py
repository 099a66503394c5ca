import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.ticker import LogLocator

import nnlib
from nnlib.schedules import Cosine, InverseTime, Schedule, Step

SCHEDULES = {"step": Step(0.1, every=3), "$cosine$": Cosine(0.1, 10), "constant": 0.02}


class Line(Schedule):
    """A schedule of a user's own, which turns negative."""

    def __call__(self, t):
        return 1 - t / 4


def test_each_update_has_its_learning_rate():
    ax = nnlib.plots.learning_rates(SCHEDULES, 10)
    step, cosine, constant = ax.lines
    for line in ax.lines:
        np.testing.assert_array_equal(line.get_xdata(), range(10))
    np.testing.assert_array_equal(step.get_ydata(), [SCHEDULES["step"](t) for t in range(10)])
    np.testing.assert_array_equal(cosine.get_ydata(), [SCHEDULES["$cosine$"](t) for t in range(10)])
    np.testing.assert_array_equal(constant.get_ydata(), [0.02] * 10)
    texts = ax.get_legend().get_texts()
    assert [text.get_text() for text in texts] == list(SCHEDULES)
    assert not any(text.get_parse_math() for text in texts)
    assert len({line.get_color() for line in ax.lines}) == 3
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("update t", "learning rate α")
    assert ax.get_ylim()[0] == 0


def test_a_long_run_is_drawn_in_few_points_and_nearly_to_its_end():
    (line,) = nnlib.plots.learning_rates({"a": InverseTime(0.1, 0.01)}, 10**9).lines
    assert len(line.get_xdata()) == 5000
    assert 0.999e9 < line.get_xdata()[-1] < 10**9
    assert len(nnlib.plots.learning_rates({"a": 0.1}, 5001).lines[0].get_xdata()) == 2501


def test_a_logarithmic_axis_keeps_its_ticks():
    _, ax = plt.subplots()
    ax.set_xscale("log")
    assert isinstance(nnlib.plots.learning_rates(SCHEDULES, 100, ax=ax).xaxis.get_major_locator(), LogLocator)


@pytest.mark.parametrize(
    ("schedules", "updates", "error", "message"),
    [
        (Cosine(0.1, 10), 10, TypeError, r"schedules must be a mapping of names to learning rates, .* got Cosine\("),
        ({}, 10, ValueError, "schedules is empty: there is nothing to draw"),
        ({"a": Cosine}, 10, TypeError, r"schedules\['a'\] must be .*Schedule or a number, got the class Cosine: write"),
        ({"a": -0.1}, 10, ValueError, r"schedules\['a'\] must be a positive, finite number, got -0.1"),
        ({"a": Line()}, 10, ValueError, r"schedules\['a'\] at t=5 must be 0 or a positive, finite number, got -0.25"),
        ({"a": 0.1}, 0, ValueError, "updates must be at least 1, got 0"),
    ],
    ids=range(6),
)
def test_what_cannot_be_drawn_is_refused(schedules, updates, error, message):
    with pytest.raises(error, match=message):
        nnlib.plots.learning_rates(schedules, updates)
