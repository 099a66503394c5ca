import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex, to_rgb

import nnlib

X, Y = nnlib.datasets.flower(m=40, rng=1)


def test_the_shades_are_the_models_probabilities_and_the_points_the_examples():
    model = nnlib.ShallowNetwork(n_x=2, n_h=4, rng=0)
    ax = nnlib.plots.decision_boundary(model, X, Y, resolution=30)
    mesh = ax.collections[0]
    corners = mesh.get_coordinates()
    centres = (corners[:-1, :-1] + corners[1:, 1:]) / 2
    np.testing.assert_allclose(
        np.asarray(mesh.get_array()).ravel(), model.predict_proba(centres.reshape(-1, 2).T)[0], rtol=1e-9
    )
    for label, points in zip((0, 1), ax.collections[-2:], strict=True):
        np.testing.assert_array_equal(points.get_offsets(), X[:, Y[0] == label].T)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("$x_1$", "$x_2$")


def test_the_line_is_where_the_probability_is_one_half():
    model = nnlib.ShallowNetwork(n_x=2, n_h=4, rng=0)
    ax = nnlib.plots.decision_boundary(model, X, Y)
    (line,) = (c for c in ax.collections if hasattr(c, "levels"))
    for path in line.get_paths():
        np.testing.assert_allclose(model.predict_proba(path.vertices.T), 0.5, atol=1e-3)


def test_the_points_have_the_colours_of_their_ends_of_the_scale():
    ax = nnlib.plots.decision_boundary(nnlib.LogisticRegression(n_x=2), X, Y)
    mesh, *points = ax.collections
    assert (mesh.norm.vmin, mesh.norm.vmax) == (0, 1)
    (bar,) = ax.child_axes
    in_bar = [c for c in bar.collections if isinstance(c, PathCollection)]
    for end, drawn, sample in zip((0.0, 1.0), points, in_bar, strict=True):
        colour = to_hex(mesh.cmap(end))
        assert to_hex(drawn.get_facecolor()[0]) == to_hex(sample.get_facecolor()[0]) == colour
        np.testing.assert_array_equal(drawn.get_paths()[0].vertices, sample.get_paths()[0].vertices)
        assert abs(sample.get_offsets()[0, 1] - end) < 0.1


@pytest.mark.parametrize("output", [None, "softmax"])
def test_the_legend_can_be_left_out(output):
    model = nnlib.Network([2, 1 if output is None else 2], output=output, rng=0)
    ax = nnlib.plots.decision_boundary(model, X, Y, legend=False, resolution=5)
    assert not ax.child_axes
    assert ax.get_legend() is None


def test_small_panels_have_small_marks():
    model = nnlib.LogisticRegression(n_x=2)
    large = nnlib.plots.decision_boundary(model, X, Y, resolution=5)
    _, panels = plt.subplots(2, 4, figsize=(8, 4))
    small = nnlib.plots.decision_boundary(model, X, Y, ax=panels[0, 0], legend=False, resolution=5)
    (size,), (smaller,) = (ax.collections[-1].get_sizes() for ax in (large, small))
    assert size == 18
    width, height = small.get_window_extent().size / small.figure.dpi
    assert smaller == pytest.approx(18 * width * height / 8)


def test_a_model_that_never_changes_its_mind_has_no_boundary():
    model = nnlib.LogisticRegression(n_x=2)
    model.b[1] = [[3.0]]
    _, ax = plt.subplots()
    assert nnlib.plots.decision_boundary(model, X, Y, ax=ax, resolution=5) is ax


@pytest.mark.parametrize(
    "model",
    [
        nnlib.LogisticRegression(n_x=3),
        nnlib.Network([2, 3], output="sigmoid"),
        nnlib.Network([2, 1], output="identity"),
    ],
    ids=repr,
)
def test_other_models_are_refused(model):
    with pytest.raises(ValueError, match="needs two features, and one sigmoid output or softmax"):
        nnlib.plots.decision_boundary(model, X, Y)


def test_a_plane_that_a_type_does_not_hold_is_refused_and_leaves_no_figure():
    model = nnlib.LogisticRegression(n_x=2, dtype="float32")
    with pytest.raises(ValueError, match="too large for float32"):
        nnlib.plots.decision_boundary(model, [[1e39, 0], [0, 1]], [[0, 1]], resolution=5)
    assert not plt.get_fignums()


def test_points_that_coincide_and_labels_that_are_none():
    model = nnlib.LogisticRegression(n_x=2)
    ax = nnlib.plots.decision_boundary(model, [[1e-9], [1e-9]], [[1]], resolution=3)
    assert ax.get_xlim()[0] < 0 < ax.get_xlim()[1]
    squared = nnlib.Network([2, 1], output="sigmoid", loss="squared_error", rng=0)
    with pytest.raises(ValueError, match="labels 0 and 1"):
        nnlib.plots.decision_boundary(squared, X, Y / 2)
    with pytest.raises(ValueError, match="resolution must be at least 1"):
        nnlib.plots.decision_boundary(model, X, Y, resolution=0)


def test_softmax_mixes_the_colours_of_the_classes():
    X, Y = nnlib.datasets.spirals(m=30, arms=3, rng=1)
    model = nnlib.Network([2, 3], output="softmax", rng=0)
    model.b[1] = [[50.0], [0.0], [0.0]]  # everywhere the first class
    ax = nnlib.plots.decision_boundary(model, X, Y, resolution=5)
    mesh, *points = ax.collections
    np.testing.assert_allclose(
        np.asarray(mesh.get_array()).reshape(-1, 3), [to_rgb(points[0].get_facecolor()[0][:3])] * 25, atol=1e-12
    )
    for label, drawn in enumerate(points):
        np.testing.assert_array_equal(drawn.get_offsets(), X[:, Y[0] == label].T)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["y = 0", "y = 1", "y = 2"]


def test_softmax_boundaries_are_where_the_likeliest_class_changes():
    model = nnlib.Network([2, 3], output="softmax", rng=0)
    X, Y = nnlib.datasets.spirals(m=30, arms=3, rng=1)
    ax = nnlib.plots.decision_boundary(model, X, Y, resolution=60)
    lines = [c for c in ax.collections if hasattr(c, "levels")]
    assert lines
    for line in lines:
        for path in line.get_paths():
            ordered = np.sort(model.predict_proba(path.vertices.T), axis=0)
            np.testing.assert_allclose(ordered[-1], ordered[-2], atol=0.02)
