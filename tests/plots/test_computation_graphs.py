"""The picture of a computation graph shows the values and derivatives that the engine gives."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import FancyArrowPatch, Rectangle

import nnlib
from nnlib.lessons import Variable
from nnlib.plots.computation_graphs import layout


def notes():
    u = (Variable(3, "b") * Variable(2, "c")).named("u")
    return (3 * (Variable(5, "a") + u).named("v")).named("J")


def test_each_box_has_formula_value_and_derivative():
    ax = nnlib.plots.computation_graph(notes())
    boxes = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    shown = []
    for box in boxes:
        (x0, y0), (x1, y1) = box.get_bbox().get_points()
        inside = [text for text in ax.texts if x0 < text.get_position()[0] < x1 and y0 < text.get_position()[1] < y1]
        shown.append(tuple(text.get_text() for text in inside))
    assert set(shown) == {
        ("a", "5", "da = 3"),
        ("b", "3", "db = 6"),
        ("c", "2", "dc = 9"),
        ("u = b × c", "6", "du = 3"),
        ("v = a + u", "11", "dv = 3"),
        ("J = 3 × v", "33", "dJ = 1"),
    }


def test_each_arrow_has_its_local_derivative():
    ax = nnlib.plots.computation_graph(notes())
    assert len([patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]) == 5
    assert sorted(text.get_text() for text in ax.texts if text.get_text()[0] == "×") == ["×1", "×1", "×2", "×3", "×3"]


def test_inputs_stand_left_and_in_the_order_of_the_formula():
    J = notes()
    column, height = layout([variable for variable in J.variables() if variable.name])
    assert {variable.name: x for variable, x in column.items()} == {"a": 0, "b": 0, "c": 0, "u": 1, "v": 2, "J": 3}
    rows = {variable.name: y for (variable, x), y in height.items() if x == 0}
    assert rows["a"] > rows["b"] > rows["c"]


def test_arrows_lead_around_boxes():
    """What passes a column has a row of its own there, and passes it level."""
    u = Variable(1.0, "u")
    J = ((u.exp().named("v").log().named("w") + u).named("x") * u).named("J")
    _, height = layout([variable for variable in J.variables() if variable.name])
    for x in range(5):
        rows = sorted(y for (_, where), y in height.items() if where == x)
        assert (np.diff(rows) >= 1 - 1e-12).all()
    assert {x for variable, x in height if variable is u} == {0, 1, 2, 3}


def test_what_is_used_twice_is_one_box_with_two_arrows():
    u = Variable(3, "u")
    ax = nnlib.plots.computation_graph(u * u)
    assert [text.get_text() for text in ax.texts] == ["×3", "×3", "u", "3", "du = 6", "u × u", "9", "1"]


def test_a_single_variable_is_a_box():
    assert [text.get_text() for text in nnlib.plots.computation_graph(Variable(2.5, "w")).texts] == [
        "w",
        "2.5",
        "dw = 1",
    ]
    assert [text.get_text() for text in nnlib.plots.computation_graph(Variable(2.5)).texts] == ["", "2.5", "1"]


def test_what_is_no_graph_or_too_large_is_refused_and_leaves_no_figure():
    with pytest.raises(TypeError, match=r"J must be a nnlib.lessons.Variable"):
        nnlib.plots.computation_graph(3.0)
    J = Variable(1, "u")
    for _ in range(40):
        J = J + 1
    with pytest.raises(ValueError, match="41 boxes; more than 40 are no picture"):
        nnlib.plots.computation_graph(J)
    with pytest.raises(ZeroDivisionError, match=r"a derivative of 0\^0.5 is not defined"):
        nnlib.plots.computation_graph(Variable(0, "u") ** 0.5)
    assert not plt.get_fignums()


def test_negative_numbers_have_the_minus_of_the_formulas():
    ax = nnlib.plots.computation_graph((Variable(-2.5, "x-ray") - Variable(3, "b")).named("z") * -1e-5)
    shown = [text.get_text() for text in ax.texts]
    assert {"x-ray", "−2.5", "z = x-ray − b", "−5.5", "×−1e−05", "z × −1e−05", "dx-ray = −1e−05"} <= set(shown)
