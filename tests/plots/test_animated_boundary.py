import gc

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.animation import FuncAnimation
from matplotlib.collections import QuadMesh
from PIL import Image

import nnlib
from nnlib.plots import boundary_animation

X, Y = nnlib.datasets.flower(m=30, rng=1)
MODELS = {f"W is {seed}": nnlib.ShallowNetwork(n_x=2, n_h=4, rng=seed) for seed in range(3)}


def test_each_frame_is_a_models_boundary_and_nothing_is_left_of_the_one_before():
    _, ax = plt.subplots()
    ax.axhspan(0, 1)
    users = ax.scatter([0], [0])
    animation = boundary_animation(MODELS, X, Y, ax=ax, resolution=20)
    assert isinstance(animation, FuncAnimation)
    animation._init_draw()
    for frame in (0, 1, 2, 1):
        animation._draw_frame(frame)
        name, model = list(MODELS.items())[frame]
        assert ax.get_title() == name
        (mesh,) = (each for each in ax.collections if isinstance(each, QuadMesh))
        expected = nnlib.plots.decision_boundary(model, X, Y, resolution=20)
        np.testing.assert_array_equal(mesh.get_array(), expected.collections[0].get_array())
        assert len(ax.collections) == len(expected.collections) + 1
        assert users in ax.collections
        assert len(ax.patches) == 1
        assert len(ax.figure.axes) == 2  # one scale for all
    animation._draw_was_started = True


def test_a_file_has_every_frame_and_is_the_same_each_time(tmp_path):
    files, two = [tmp_path / "one.gif", tmp_path / "other.gif"], dict([*MODELS.items()][:2])
    for file in files:
        _, ax = plt.subplots(figsize=(2, 1.5), dpi=40)
        animation = boundary_animation(two, X, Y, interval=70, resolution=10, ax=ax)
        animation.save(file, writer="pillow")
        assert animation._repeat is False
    with Image.open(files[0]) as picture:
        assert picture.n_frames == 2
        assert picture.size == (80, 60)
        assert picture.info["duration"] == 70
    one, other = (file.read_bytes() for file in files)
    assert one == other


def test_softmax_has_one_legend():
    X, Y = nnlib.datasets.spirals(m=30, arms=3, rng=1)
    models = {f"${seed}": nnlib.Network([2, 3], output="softmax", rng=seed) for seed in range(2)}
    animation = boundary_animation(models, X, Y, resolution=10)
    for frame in range(2):
        animation._draw_frame(frame)
    animation._draw_was_started = True  # nothing more is to be seen of it
    (ax,) = animation._fig.axes
    assert animation._fig.get_size_inches().tolist() == [5.5, 4.6]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["y = 0", "y = 1", "y = 2"]
    assert ax.get_title() == "$1"
    assert not ax.title.get_parse_math()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((list(MODELS.values()), X, Y), TypeError, "models must be a mapping of names to networks"),
        (({}, X, Y), ValueError, "there is no model to show"),
        (({"a": None}, X, Y), TypeError, r"models\['a'\] must be a Network"),
        (({"a": nnlib.LogisticRegression(n_x=3)}, X, Y), ValueError, "a decision boundary needs two features"),
        (
            ({**MODELS, "a": nnlib.Network([2, 2], output="softmax")}, X, Y),
            ValueError,
            "the models must have the same outputs",
        ),
        ((MODELS, X.T, Y), ValueError, "is X transposed"),
        ((MODELS, X, 2 * Y), ValueError, "labels 0 and 1"),
    ],
    ids=range(7),
)
def test_what_cannot_be_shown_is_refused_and_leaves_no_figure(arguments, error, message):
    with pytest.raises(error, match=message):
        boundary_animation(*arguments)
    assert not plt.get_fignums()


@pytest.mark.parametrize("wrong", [{"interval": 0}, {"resolution": 0}])
def test_so_are_numbers_that_are_none(wrong):
    with pytest.raises(ValueError, match="must be"):
        boundary_animation(MODELS, X, Y, **wrong)
    assert not plt.get_fignums()


def test_what_are_no_axes_is_refused():
    figure, _ = plt.subplots()
    with pytest.raises(TypeError, match="ax must be the axes to draw on"):
        boundary_animation(MODELS, X, Y, ax=figure)
    gc.collect()  # no animation was made that would complain that it was never shown
