"""What is about dense networks says so of all others in one sentence; everything else works right for them."""

import re

import numpy as np
import pytest
from networks import network

import nnlib
from nnlib import lessons, plots
from nnlib.layers import Convolution, Dense, Layer, MaxPool, Recurrent
from nnlib.plots.boundaries import sides

M = 6
X = np.random.default_rng(0).normal(size=(2, M))
Y = np.resize([0, 1, 1], (1, M))


class Scaled(Layer):
    """A layer of a user's own."""

    def inputs(self, A, l):
        return 3 * A[l - 1]

    def back(self, dP, A, l):
        return 3 * dP


def kinds(n_x=2, hidden="tanh", **options):
    """Return networks of n_x features and one output, by what a message calls the layer that is not dense."""
    twice = Dense(3)
    entries = {
        "layer 1 is Convolution": [(1, 1, n_x), Convolution(4, (1, n_x)), 3, 1],
        "layer 1 stands behind MaxPool": [(1, 1, n_x), MaxPool((1, n_x)), 3, 1],
        "layer 1 is Recurrent": [(n_x, 1), Recurrent(3), 1],
        "layer 2 is Scaled": [n_x, 3, Scaled(3), 1],
        "a layer stands at two places": [n_x, 3, twice, twice, 1],
    }
    return {name: network(layers, hidden=hidden, **options) for name, layers in entries.items()}


DENSE_ONLY = {
    "trace": (
        lambda model: lessons.trace(model, X, Y, learning_rate=0.1),
        ": model.forward(X) and model.gradients(X, Y) return the arrays of any",
    ),
    "graph_of": (
        lambda model: lessons.graph_of(model, X, Y),
        ": nnlib.gradient_check checks the derivatives of any network",
    ),
    "dimensions": (
        lambda model: lessons.dimensions(model, m=3),
        ": print(model.layers) shows the shapes in any network",
    ),
    "collapse": (lessons.collapse, ""),
    "network_diagram": (plots.network_diagram, ": print(model.layers) is a table of any network"),
    "blocks": (plots.blocks, ": print(model.layers) is a table of any network"),
}


@pytest.mark.parametrize("name", DENSE_ONLY)
@pytest.mark.parametrize("kind", kinds())
def test_what_is_about_dense_networks_says_so(name, kind):
    call, instead = DENSE_ONLY[name]
    with pytest.raises(TypeError, match=f"^{name} knows networks of dense layers, but {re.escape(kind + instead)}$"):
        call(kinds(hidden="identity")[kind])


def test_what_is_told_instead_works():
    for model in kinds().values():
        assert str(model.layers).startswith("layer")
        assert model.gradients(X, Y).dW[1].shape == model.W[1].shape
        assert nnlib.gradient_check(model, X, Y).passed


@pytest.mark.parametrize("name", DENSE_ONLY)
def test_of_a_thinned_network_the_whole_one_is_shown(name):
    """As in its cost and its predictions; but an update is that of the thinned one."""
    call, _ = DENSE_ONLY[name]
    whole, thinned = (network([2, 3, 1], hidden="identity", keep_prob=keep_prob) for keep_prob in (1, 0.8))
    if name == "trace":
        told = (
            r"^trace shows an update of the whole network, but keep_prob=\{1: 0.8\} thins this one while it is trained"
        )
        with pytest.raises(ValueError, match=told + r": trace a model.copy\(\) with keep_prob = \{\}$"):
            call(thinned)
        thinned = thinned.copy()
        thinned.keep_prob = {}
    shown = [call(model) for model in (whole, thinned)]
    if name in {"network_diagram", "blocks"}:
        shown = [[text.get_text() for text in ax.texts] for ax in shown]
    assert str(shown[0]) == str(shown[1])
    if name == "graph_of":
        assert shown[1].J.value == pytest.approx(thinned.cost(X, Y))
    if name == "collapse":
        np.testing.assert_allclose(shown[1].predict_proba(X), thinned.predict_proba(X), rtol=1e-12)


@pytest.mark.parametrize("kind", [*kinds(), "thinned"])
def test_everything_else_is_right_for_every_kind(kind):
    model = (kinds() | {"thinned": network([2, 3, 1], keep_prob=0.8)})[kind]
    theta, J = model.parameters.vector, lessons.CostFunction(model, X, Y)
    assert -lessons.likelihood(model, X, Y).log / M == pytest.approx(model.cost(X, Y))
    assert J(*theta) == pytest.approx(model.cost(X, Y))
    np.testing.assert_allclose(J.gradient(*theta), model.gradients(X, Y).vector)
    central = plots.step_sizes(model, X, Y, coordinates=3).lines[1].get_ydata()
    assert min(central) < 1e-7
    grid = np.stack([side.ravel() for side in np.meshgrid(*sides(X, 3))])
    shades = plots.decision_boundary(model, X, Y, resolution=3).collections[0].get_array()
    np.testing.assert_allclose(np.ravel(shades), model.predict_proba(grid)[0], rtol=1e-12)


def test_kinks_are_those_of_dense_layers():
    for kind, model in kinds(n_x=1, hidden="relu", output="identity").items():
        if kind == "a layer stands at two places":
            dense = network([1, 3, 3, 3, 1], hidden="relu", output="identity")
            for l in model.g:
                dense.W[l], dense.b[l] = model.W[l], model.b[l]
            np.testing.assert_array_equal(lessons.kinks(model, -9, 9), lessons.kinks(dense, -9, 9))
            continue
        with pytest.raises(TypeError, match=f"^kinks knows networks of dense layers, but {kind}$"):
            lessons.kinks(model, -9, 9)


def test_a_curve_is_that_of_the_predictions():
    for model in kinds(n_x=1, output="identity").values():
        ax = plots.fitted_curve(model, X[:1], X[1:])
        (curve,) = [line for line in ax.lines if len(line.get_xdata()) > M]
        x = np.asarray(curve.get_xdata())[np.newaxis]
        np.testing.assert_allclose(curve.get_ydata(), model.predict(x)[0], rtol=1e-12)


def test_a_dead_kernel_is_dead_at_every_position():
    model = nnlib.Network([(1, 1, 3), Convolution(2, (1, 1)), 1], initialization="zeros")
    model.W[1], model.b[1] = [[1.0], [0.0]], [[0.0], [-1.0]]
    x = np.array([[-1.0], [-1.0], [2.0]])
    assert lessons.dead_units(model, x)[1].tolist() == [False, True]
    assert lessons.dead_units(model, -np.abs(x))[1].tolist() == [True, True]


def test_a_unit_of_a_shared_W_is_dead_at_every_place():
    model = nnlib.RecurrentNetwork(n_x=1, n_a=2, T=3, hidden="relu", rng=0)
    model.W[1], model.b[1] = [[0.0, 0.0, 1.0], [0.0, 0.0, 0.0]], [[0.0], [-1.0]]
    x = np.array([[-1.0], [2.0], [-1.0]])
    assert {l: dead.tolist() for l, dead in lessons.dead_units(model, x).items()} == {1: [False, True]}
    assert lessons.dead_units(model, -np.abs(x))[1].tolist() == [True, True]
    twice = Dense(2)
    output_too = nnlib.Network([2, twice, twice], hidden="relu", output="identity", initialization="zeros")
    assert lessons.dead_units(output_too, np.ones((2, 1))) == {}


FIRST_LAYERS = {
    "kernels": ([(1, 6, 6), Convolution(3, (2, 4)), 1], (2, 4)),
    "kernels in colour": ([(3, 6, 6), Convolution(3, 2), 1], (2, 2, 3)),
    "kernels of two channels, one below the other": ([(2, 6, 6), Convolution(3, 2), 1], (4, 2)),
    "what a pool leaves": ([(1, 6, 4), MaxPool(2), 3, 1], (3, 2)),
    "kernels behind a pool": ([(1, 6, 4), MaxPool(2), Convolution(3, 2), 1], (2, 2)),
    "a layer of one's own behind a pool": ([(1, 4, 4), MaxPool(2), Scaled(3), 1], (4, 1)),
    "a dense layer": ([(1, 6, 4), 3, 1], (6, 4)),
}


@pytest.mark.parametrize(("entries", "shape"), FIRST_LAYERS.values(), ids=FIRST_LAYERS)
def test_the_weights_of_the_first_layer_are_drawn_as_the_images_that_they_see(entries, shape):
    ax = plots.first_layer_weights(network(entries), shape)
    assert len(ax.collections[0].get_paths()) == 3


@pytest.mark.parametrize("name", [name for name in FIRST_LAYERS if not name.startswith("a ")])
def test_another_shape_than_theirs_is_refused(name):
    entries, shape = FIRST_LAYERS[name]
    for given, order in (((6, 6), "planar"), (shape, "interleaved")):
        with pytest.raises(
            ValueError, match=r"^layer 1 (is Convolution|stands behind MaxPool), so that a row"
        ) as caught:
            plots.first_layer_weights(network(entries), given, order=order)
        told = f"is an image of shape={shape}, order='planar', got shape={given}, order='{order}'"
        assert str(caught.value).endswith(told)


def test_weights_of_times_are_no_image():
    with pytest.raises(TypeError, match=r"^first_layer_weights draws weights of pixels, but layer 1 is Recurrent$"):
        plots.first_layer_weights(kinds()["layer 1 is Recurrent"], (2, 2))
