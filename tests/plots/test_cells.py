"""Grids of cells stand where they should, each text in its cell."""

import matplotlib.pyplot as plt
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from nnlib.plots._cells import grid_of_cells, mixed


def test_each_text_stands_in_its_cell_rows_from_top_to_bottom():
    ax = plt.figure().add_subplot()
    faces = [["#ff0000", "#00ff00"], ["#0000ff", "#ffffff"]]
    texts = grid_of_cells(ax, (10, 5), [["a", "b"], ["c", "d"]], faces, edge="black", ink="grey")
    cells = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    assert [text.get_text() for text in texts] == ["a", "b", "c", "d"]
    assert [text.get_position() for text in texts] == [(10.5, 4.5), (11.5, 4.5), (10.5, 3.5), (11.5, 3.5)]
    assert [to_hex(cell.get_facecolor()) for cell in cells] == [face for row in faces for face in row]
    assert [cell.get_xy() for cell in cells] == [(10, 4), (11, 4), (10, 3), (11, 3)]
    assert {cell.get_linestyle() for cell in cells} == {"solid"}
    assert {text.get_color() for text in texts} == {"grey"}


def test_dashed_edges_are_dashed():
    ax = plt.figure().add_subplot()
    grid_of_cells(ax, (0, 0), [["a"]], [["#ffffff"]], edge="black", dashed=True)
    assert ax.patches[0].get_linestyle() != "solid"


def test_colours_are_mixed_in_their_shares():
    assert mixed("#ff0000", "#0000ff", 1.0) == "#ff0000"
    assert mixed("#ff0000", "#0000ff", 0.0) == "#0000ff"
    assert mixed("#ff0000", "#0000ff", 0.2) == "#3300cc"
