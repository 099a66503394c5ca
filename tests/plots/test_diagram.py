import numpy as np
import pytest
from matplotlib.colors import to_hex

import nnlib
from nnlib.plots import network_diagram
from nnlib.plots.style import BLUE, GREY, VERMILLION


def lines(ax):
    """Return width and colour of each drawn weight, by the ends of its line."""
    drawn = {}
    for collection in ax.collections:
        if hasattr(collection, "get_segments"):
            for (start, end), width, colour in zip(
                collection.get_segments(), collection.get_linewidths(), collection.get_colors(), strict=True
            ):
                drawn[*start, *end] = width, to_hex(colour).upper()
    return drawn


def nodes(ax):
    return [points.get_offsets().tolist() for points in ax.collections if not hasattr(points, "get_segments")]


def test_each_weight_is_a_line_in_the_colour_of_its_sign_and_as_broad_as_it_is_large():
    model = nnlib.Network([2, 3, 1], output="identity", rng=0)
    model.W[1] = [[1.0, -2.0], [0.5, 0.0], [-0.25, 4.0]]
    drawn = lines(network_diagram(model))
    assert len(drawn) == 2 * 3 + 3
    y0, y1 = [0.5, -0.5], [1, 0, -1]  # from the first node to the last
    seen = {(i, j): drawn[0, y0[j], 1, y1[i]] for i in range(3) for j in range(2)}
    for (i, j), (_, colour) in seen.items():
        assert colour == {-1: BLUE, 0: GREY, 1: VERMILLION}[np.sign(model.W[1][i, j])]
    by_width = sorted(seen, key=lambda place: seen[place][0])
    assert by_width == sorted(seen, key=lambda place: abs(model.W[1][place]))


def test_layers_of_ten_are_drawn_whole_and_larger_ones_elided():
    model = nnlib.Network([784, 10, 11, 2], output="softmax", rng=0)
    ax = network_diagram(model)
    assert [len(layer) for layer in nodes(ax)] == [9, 10, 9, 2]
    assert [text.get_text() for text in ax.texts].count(r"$\vdots$") == 2
    names = [text.get_text() for text in ax.texts]
    assert {"$x_{1}$", "$x_{5}$", "$x_{781}$", "$x_{784}$", r"$\hat{y}_{1}$", r"$\hat{y}_{2}$"} <= set(names)
    assert "$x_{6}$" not in names
    # The lines are the weights of the nodes that are drawn: the last of the inputs to the first hidden node.
    last = nodes(ax)[0][-1]
    assert lines(ax)[*last, *nodes(ax)[1][0]][1] == (BLUE if model.W[1][0, 783] < 0 else VERMILLION)


def test_how_many_are_drawn_can_be_said():
    ax = network_diagram(nnlib.Network([6, 3, 1], rng=0), nodes=5)
    assert [len(layer) for layer in nodes(ax)] == [4, 3, 1]


def test_names_layers_and_activations_are_told():
    model = nnlib.Network([2, 3, 1], hidden=nnlib.activations.LeakyReLU(0.1), rng=0)
    texts = [text.get_text() for text in network_diagram(model, features=["age", "height"], outputs=["risk"]).texts]
    assert {"age", "height", "risk"} <= set(texts)
    assert "a[1]\n3 nodes\nleaky_relu" in texts
    assert "a[2]\n1 node\nsigmoid" in texts


def test_weights_that_are_all_zero():
    drawn = lines(network_diagram(nnlib.LogisticRegression(n_x=3)))
    assert set(drawn.values()) == {(0.3, GREY)}


def test_names_stand_beside_their_nodes():
    model = nnlib.Network([3, 2, 4], output="softmax", rng=0)
    ax = network_diagram(model, features=np.array(["a", "b", "c"]), outputs=["p", "q", "r", "s"])
    inputs, _, outputs = nodes(ax)
    beside = {text.get_text(): list(text.xy) for text in ax.texts if hasattr(text, "xy")}
    assert [beside[name] for name in "abc"] == inputs
    assert [beside[name] for name in "pqrs"] == outputs
    assert inputs == sorted(inputs, key=lambda place: -place[1])  # the first on top


def test_the_legend_tells_the_signs():
    handles = network_diagram(nnlib.LogisticRegression(n_x=2)).get_legend().legend_handles
    assert {handle.get_label(): handle.get_color() for handle in handles} == {"w > 0": VERMILLION, "w < 0": BLUE}


def test_the_strongest_lines_are_on_top_and_least_transparent():
    model = nnlib.Network([5, 4, 1], rng=0)
    for collection in network_diagram(model).collections[:2]:
        widths, alphas = collection.get_linewidths(), collection.get_alpha()
        assert list(widths) == sorted(widths)
        assert list(alphas) == sorted(alphas)
        assert widths[-1] == pytest.approx(3.5)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"features": ["age"]}, ValueError, "features must be 2 names, got 1"),
        ({"outputs": ["a", "b"]}, ValueError, "outputs must be 1 name, got 2"),
        ({"nodes": 2}, ValueError, "nodes must be at least 3"),
        ({"model": "net"}, TypeError, "model must be a Network"),
    ],
    ids=range(4),
)
def test_what_does_not_fit_is_refused(options, error, message):
    with pytest.raises(error, match=message):
        network_diagram(**{"model": nnlib.LogisticRegression(n_x=2), **options})
