"""What the page paints is what the network computes."""

import json
from base64 import b64decode

import numpy as np
import pytest

import nnlib
from nnlib.playground._frames import COARSE, FLAT, RESOLUTION, finite, frame_of

X, Y = nnlib.datasets.moons(m=60, rng=0)
NONE_HELD_OUT = X[:, :0], Y[:, :0]


def integers(text, kind, *shape):
    return np.frombuffer(b64decode(text), kind).reshape(shape)


def test_the_map_is_of_the_output_and_has_large_x2_above():
    model = nnlib.ShallowNetwork(n_x=2, n_h=3, rng=0)
    painted = integers(frame_of(model, X, Y, NONE_HELD_OUT, 2.0)["boundary"], "<u2", 1, RESOLUTION, RESOLUTION)
    for row, column in [(0, 0), (0, 59), (59, 0), (20, 7)]:
        point = [[-2 + 4 * column / 59], [2 - 4 * row / 59]]
        assert painted[0, row, column] == np.rint(65535 * model.predict_proba(point)[0, 0])


def test_the_map_of_several_classes_has_one_for_each():
    model = nnlib.Network([2, 4, 3], output="softmax", rng=0)
    painted = integers(frame_of(model, X, Y, NONE_HELD_OUT, 2.0)["boundary"], "<u2", 3, RESOLUTION, RESOLUTION)
    assert np.abs(painted.astype(int).sum(axis=0) - 65535).max() <= 1
    assert np.array_equal(painted[:, 5, 9].argmax(), model.predict([[-2 + 4 * 9 / 59], [2 - 4 * 5 / 59]])[0, 0])


def test_each_node_has_a_small_map_of_its_own_scale():
    model = nnlib.ShallowNetwork(n_x=2, n_h=3, hidden="relu", rng=0)
    layer = frame_of(model, X, Y, NONE_HELD_OUT, 2.0)["layers"][0]
    painted = integers(layer["maps"], "u1", 3, COARSE, COARSE)
    at = -2 + 4 * np.arange(1, 60, 3) / 59
    rows = -2 + 4 * (59 - np.arange(1, 60, 3)) / 59
    seen = model.forward(np.stack([np.tile(at, COARSE), np.repeat(rows, COARSE)])).A[1].reshape(3, COARSE, COARSE)
    assert np.allclose(layer["scales"], np.abs(seen).max(axis=(1, 2)), rtol=1e-12)
    share = seen / np.array(layer["scales"])[:, np.newaxis, np.newaxis]
    assert np.abs(painted - (128 + 127 * share)).max() <= 0.5 + 1e-9
    assert layer["W"] == model.W[1].tolist()
    assert layer["b"] == model.b[1][:, 0].tolist()


def test_gradients_are_of_all_examples():
    model = nnlib.Network([2, 4, 4, 1], rng=0, l2=0.1)
    gradients = model.gradients(X, Y)
    layers = frame_of(model, X, Y, NONE_HELD_OUT, 2.0)["layers"]
    assert [layer["gradient"] for layer in layers] == [np.linalg.norm(gradients.dW[l]) for l in (1, 2, 3)]


@pytest.mark.parametrize(
    ("hidden", "b", "dead", "saturated"),
    [
        ("relu", [-99, 0, 99], [0], []),
        ("sigmoid", [-99, 0, 99], [], [0, 2]),
        ("tanh", [-99, 0, 99], [], [0, 2]),
        ("leaky_relu", [-99, 0, 99], [], []),
        ("identity", [-99, 0, 99], [], []),
    ],
)
def test_nodes_that_learn_no_more(hidden, b, dead, saturated):
    model = nnlib.ShallowNetwork(n_x=2, n_h=3, hidden=hidden, rng=0)
    model.b[1] = np.array([b], float).T
    layers = frame_of(model, X, Y, NONE_HELD_OUT, 2.0)["layers"]
    assert layers[0]["dead"] == dead
    assert layers[0]["saturated"] == saturated
    assert layers[1]["dead"] == layers[1]["saturated"] == []  # an output may be sure


def test_saturated_is_a_twentieth_of_the_steepest():
    model = nnlib.ShallowNetwork(n_x=2, n_h=2, rng=0)
    model.W[1] = np.zeros((2, 2))
    z = np.arctanh(np.sqrt(1 - FLAT))
    model.b[1] = [[z - 1e-6], [z + 1e-6]]
    assert frame_of(model, X, Y, NONE_HELD_OUT, 2.0)["layers"][0]["saturated"] == [1]


def test_what_is_not_finite_is_nothing():
    assert finite(np.inf) is finite(np.nan) is finite(None) is None
    model = nnlib.ShallowNetwork(n_x=2, n_h=2, hidden="relu", output="identity", rng=0)
    model.W[1] *= 1e300
    model.W[2] *= 1e300
    frame = frame_of(model, X, Y, NONE_HELD_OUT, 2.0)
    assert frame["cost"] is frame["layers"][1]["scales"][0] is None
    json.dumps(frame, allow_nan=False)
    assert np.isin(integers(frame["boundary"], "<u2", 3600), [0, 65535]).all()
