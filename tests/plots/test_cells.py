"""A cell stands where it should, with its text in the middle."""

import matplotlib.pyplot as plt
from matplotlib.colors import to_hex

from nnlib.plots._cells import draw_cell
from nnlib.plots.style import GREY


def test_a_text_stands_in_the_middle_of_its_cell():
    ax = plt.figure().add_subplot()
    texts = [draw_cell(ax, 10, 5, "a", "#ff0000", ink="grey"), draw_cell(ax, 11, 4, "b", "#00ff00", dashed=True)]
    assert [text.get_text() for text in texts] == ["a", "b"]
    assert [text.get_position() for text in texts] == [(10.5, 4.5), (11.5, 3.5)]
    assert {(text.get_ha(), text.get_va()) for text in texts} == {("center", "center")}
    assert [text.get_color() for text in texts] == ["grey", "black"]
    assert [to_hex(cell.get_facecolor()) for cell in ax.patches] == ["#ff0000", "#00ff00"]
    assert {to_hex(cell.get_edgecolor()).upper() for cell in ax.patches} == {GREY}
    assert [cell.get_xy() for cell in ax.patches] == [(10, 4), (11, 3)]
    assert {(cell.get_width(), cell.get_height()) for cell in ax.patches} == {(1, 1)}
    solid, dashed = (cell.get_linestyle() for cell in ax.patches)
    assert solid == "solid" != dashed
