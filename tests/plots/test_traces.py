"""The picture of a trace has each array once, in its shape, with its numbers, over its derivative."""

from functools import cache

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import FancyArrowPatch, Rectangle

import nnlib
from nnlib.plots.traces import layout, written

MODELS = {
    "2-2-1": nnlib.ShallowNetwork(2, 2, rng=1),
    "3-1": nnlib.LogisticRegression(3),
    "1-4-2-3": nnlib.Network([1, 4, 2, 3], output="softmax", rng=1),
}


@cache
def case(name, m=3):
    model = MODELS[name]
    rng = np.random.default_rng(1)
    X, Y = rng.standard_normal((model.layer_sizes[0], m)), np.resize([[0, 1]], (1, m))
    return nnlib.lessons.trace(model, X, Y, learning_rate=1)


@cache
def drawn(name, m, style="default"):
    """Return the picture, its numbers with their cells, and its other texts."""
    with plt.style.context(style):
        ax = nnlib.plots.trace(case(name, m))
    cells = {tuple(np.add(cell.get_xy(), 0.5).round(3)): cell for cell in ax.patches if isinstance(cell, Rectangle)}
    places = [(text, tuple(np.round(text.get_position(), 3))) for text in ax.texts]
    numbers = [(text, cells[place]) for text, place in places if place in cells]
    return ax, numbers, [text for text, place in places if place not in cells]


def values(trace):
    """Return all arrays that are drawn: all but J and what the update makes."""
    lines = trace.given | trace.forward | trace.backward
    return {name: line.value for name, line in lines.items() if name != "J"}


@pytest.mark.parametrize(("name", "m"), [("2-2-1", 3), ("3-1", 1), ("1-4-2-3", 3)])
def test_every_array_is_drawn_in_its_shape_with_its_numbers_in_the_colours_of_their_signs(name, m):
    trace, (ax, numbers, others) = case(name, m), drawn(name, m)
    arrays = values(trace)
    shown = [text.get_text() for text, _ in numbers]
    assert sorted(shown) == sorted(written(x) for array in arrays.values() for x in array.ravel())
    headings = {text.get_text() for text in others if "\n(" in text.get_text()}
    assert headings == {f"{name}\n{array.shape}" for name, array in arrays.items()}
    assert sum(isinstance(patch, FancyArrowPatch) for patch in ax.patches) == 4 * len(trace.update) // 2 - 1
    for text, cell in numbers:
        red, _, blue, _ = cell.get_facecolor()
        number = float(text.get_text().replace("−", "-"))
        assert abs(red - blue) < 0.02 or np.sign(red - blue) == np.sign(number)


@pytest.mark.parametrize("style", ["default", "dark_background"])
def test_numbers_can_be_read_on_their_cells(style, contrast):
    ax, numbers, others = drawn("2-2-1", 3, style)
    for text, cell in numbers:
        assert contrast(text.get_color(), cell.get_facecolor()[:3]) >= 4.5
    for text in others:
        assert contrast(text.get_color(), ax.figure.get_facecolor()) >= 4.5


@pytest.mark.parametrize("name", MODELS)
def test_each_array_stands_over_its_derivative_and_none_on_another(name):
    placed, width = layout(case(name))
    where = {array.name: array for array in placed}
    for array in placed:
        if f"d{array.name}" in where:
            derivative = where[f"d{array.name}"]
            assert derivative.left == array.left
            assert derivative.band > array.band
            assert derivative.value.shape == array.value.shape
        right = array.left + array.value.shape[1]
        assert right <= width
        assert not [other for other in placed if other.band == array.band and array.left < other.left < right + 1]


def test_numbers_are_short():
    shown = {0.123: "0.12", -9.876: "−9.88", 0: "0", 12.34: "12.3", -0.0012: "−0.001", 123.4: "123"}
    assert {x: written(x) for x in shown} == shown


def test_what_is_no_trace_or_too_large_is_refused_and_leaves_no_figure():
    with pytest.raises(TypeError, match=r"lines must be what nnlib.lessons.trace returns"):
        nnlib.plots.trace(nnlib.LogisticRegression(2))
    with pytest.raises(ValueError, match="cells wide, with up to 3 rows an array: more than 40 and 8 are no picture"):
        nnlib.plots.trace(case("3-1", m=30))
    model = nnlib.ShallowNetwork(2, 9, rng=1)
    with pytest.raises(ValueError, match="with up to 9 rows an array"):
        nnlib.plots.trace(nnlib.lessons.trace(model, np.ones((2, 2)), [[0, 1]], learning_rate=1))
    assert not plt.get_fignums()
