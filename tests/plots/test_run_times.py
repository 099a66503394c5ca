"""The bars are as long as the best times, and say how many times as fast each is."""

import matplotlib.pyplot as plt
import pytest

import nnlib
from nnlib.lessons.timing import RunTimes


def test_bars_are_the_best_times():
    ax = nnlib.plots.run_times(RunTimes({"$two$ loops": (0.3, 0.2), "no loop": (0.0005, 0.001)}))
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([200, 0.5])
    assert [text.get_text() for text in ax.texts] == ["200 ms", "500 µs, ×400"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["$two$ loops", "no loop"]
    assert not any(label.get_parse_math() for label in ax.get_yticklabels())
    assert ax.get_xscale() == "log"
    assert ax.yaxis_inverted()  # the first stands at the top


def test_what_are_no_run_times_is_refused_and_leaves_no_figure():
    with pytest.raises(TypeError, match=r"times must be what nnlib.lessons.run_times returns, got \{'loop': 1.0\}"):
        nnlib.plots.run_times({"loop": 1.0})
    assert not plt.get_fignums()
