"""The picture of the blocks has the names and shapes of what is passed."""

import matplotlib.pyplot as plt
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import FancyArrowPatch, Rectangle

import nnlib
from nnlib.lessons import dimensions
from nnlib.plots.style import BLUE, GREY, VERMILLION


def written(model):
    return [text.get_text() for text in nnlib.plots.blocks(model).texts]


def test_each_array_stands_with_its_shape():
    model = nnlib.DeepNetwork([2, 5, 4, 1], rng=0)
    texts = written(model)
    shapes = dimensions(model, 1).shapes
    for name, place in [
        ("A[0] = X", "A[0]"),
        ("A[1]", "A[1]"),
        ("A[3] = Ŷ", "A[3]"),
        ("dA[3]", "A[3]"),
        ("dA[1]", "A[1]"),
    ]:
        assert texts[texts.index(name) + 1] == f"({shapes[place][0]}, m)"
    for l in model.W:
        assert f"dW[{l}]  {shapes[f'dW[{l}]']}\ndb[{l}]  {shapes[f'db[{l}]']}" in texts
        assert f"cache\nA[{l - 1}]\nW[{l}]\nZ[{l}]" in texts
    assert "dA[0]" not in texts


def test_there_are_two_blocks_a_layer_and_the_loss_and_arrows_there_and_back():
    ax = nnlib.plots.blocks(nnlib.DeepNetwork([2, 5, 4, 1], rng=0))
    assert len([patch for patch in ax.patches if isinstance(patch, Rectangle)]) == 2 * 3 + 1
    arrows = [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]
    assert len(arrows) == 13  # forward 4, backward 3, caches 3, gradients 3
    across = {BLUE: [], VERMILLION: [], GREY: []}
    for arrow in arrows:
        start, end = arrow._posA_posB
        across[to_hex(arrow.get_edgecolor()).upper()].append(end[0] - start[0])
    assert across == {BLUE: [0.5] * 4, VERMILLION: [-0.5, 0] * 3, GREY: [0] * 3}


def test_softmax_begins_the_way_back_with_dZ():
    texts = written(nnlib.Network([4, 3, 2], hidden="leaky_relu", output="softmax", rng=0))
    assert "dZ[2]" in texts
    assert "dA[2]" not in texts
    assert "W[1], b[1]\nleaky_relu" in texts


def test_what_is_no_network_or_too_deep_is_refused_and_leaves_no_figure():
    with pytest.raises(TypeError, match="model must be a Network"):
        nnlib.plots.blocks([2, 1])
    with pytest.raises(ValueError, match="this network has 7 layers; more than 6 are no picture"):
        nnlib.plots.blocks(nnlib.Network([1] * 8))
    assert not plt.get_fignums()
