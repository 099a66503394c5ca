"""The picture of broadcasting shows which element NumPy uses where."""

from itertools import combinations_with_replacement, product

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

import nnlib
from nnlib.plots.broadcast import GAP, common, mixed

SHAPES = [(), (3,), (1, 3), (2, 1), (2, 3)]
"""All of them fit one another."""


def grids(ax, columns):
    """Return the cells of the three grids: text, colour, whether its edge is dashed, and the text's colour."""
    found = [[], [], []]
    cells = {tuple(np.add(patch.get_xy(), 0.5).round(3)): patch for patch in ax.patches}
    for text in ax.texts:
        if (cell := cells.get(tuple(np.round(text.get_position(), 3)))) is not None:
            k = int(cell.get_x() // (columns + GAP))
            dashed = cell.get_linestyle() not in {"solid", "-"}
            found[k].append((text.get_text(), to_hex(cell.get_facecolor()), dashed, text.get_color()))
    return found


def index_of_each(shape, result):
    """Return, for each place of the result, the index of the element that NumPy reads there."""
    texts = np.empty(shape, dtype=object)
    for place in np.ndindex(*shape):
        texts[place] = ", ".join(map(str, place))
    return np.broadcast_to(texts, result).ravel().tolist()


@pytest.mark.parametrize(("a", "b"), [*combinations_with_replacement(SHAPES, 2), (SHAPES[-1], SHAPES[0])], ids=str)
def test_each_cell_has_the_index_of_the_element_that_numpy_reads(a, b):
    result = np.broadcast_shapes(a, b)
    ax = nnlib.plots.broadcasting(a, b)
    drawn = grids(ax, (1, 1, *result)[-1])
    for shape, grid in zip((a, b, result), drawn, strict=True):
        texts = [text for text, *_ in grid]
        assert texts == index_of_each(shape, result)
        assert sum(not dashed for _, _, dashed, _ in grid) == np.prod(shape, dtype=int)
        own = [text for text, _, dashed, _ in grid if not dashed]
        assert len(own) == len(set(own))  # each element once, the others are stretched


def test_headings_tell_the_shapes_and_the_operation():
    ax = nnlib.plots.broadcasting((3, 4), [4], operation="÷")
    assert [text.get_text() for text in ax.texts[-5:]] == ["÷", "=", "a (3, 4)", "b (4,)", "a ÷ b (3, 4)"]


@pytest.mark.parametrize("style", ["default", "dark_background"])
def test_numbers_can_be_read_on_their_cells(style, contrast):
    with plt.style.context(style):
        ax = nnlib.plots.broadcasting((2, 1), (3,))
        for grid in grids(ax, 3):
            assert len(grid) == 6
            assert all(contrast(ink, face) >= 4.5 for _, face, _, ink in grid)


@pytest.mark.parametrize(
    ("a", "b", "error", "message"),
    [
        ((3, 4), (3,), ValueError, r"4 meets 3, and neither is 1; a column has shape \(3, 1\), which keepdims=True"),
        ((2,), (4, 3), ValueError, r"2 meets 3, and neither is 1; a column has shape \(2, 1\)"),
        ((2, 3), (3, 3), ValueError, r"shapes \(2, 3\) and \(3, 3\) do not broadcast: .*2 meets 3, and neither is 1$"),
        (3, (3,), TypeError, r"shape_a must be a shape, such as \(4, 3\), got 3"),
        ((3,), "ab", TypeError, "shape_b must be a shape"),
        ((3,), (0,), ValueError, r"shape_b\[0\] must be at least 1, got 0"),
        ((3,), (1.5,), TypeError, r"shape_b\[0\] must be a whole number"),
        ((2, 3, 4), (3,), ValueError, "shape_a must have at most two axes, of at most 8, to be drawn"),
        ((9,), (9,), ValueError, "of at most 8, to be drawn"),
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_no_figure(a, b, error, message):
    with pytest.raises(error, match=message):
        nnlib.plots.broadcasting(a, b)
    assert not plt.get_fignums()


def test_it_refuses_what_numpy_refuses_and_nothing_else():
    for a, b in product([(), (1,), (2,), (3,), (2, 1), (3, 1), (1, 3), (2, 3), (3, 2)], repeat=2):
        try:
            np.broadcast_shapes(a, b)
        except ValueError:
            with pytest.raises(ValueError, match="do not broadcast"):
                common(a, b)
        else:
            assert common(a, b) == np.broadcast_shapes(a, b)


def test_colours_are_mixed_in_their_shares():
    assert mixed("#ff0000", "#0000ff", 1.0) == "#ff0000"
    assert mixed("#ff0000", "#0000ff", 0.0) == "#0000ff"
    assert mixed("#ff0000", "#0000ff", 0.2) == "#3300cc"
