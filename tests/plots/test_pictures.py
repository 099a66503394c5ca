from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

import nnlib
from nnlib.plots.style import GREY, SIGNS, VERMILLION

X, Y = nnlib.datasets.digits()


def texts(ax):
    return [text.get_text() for text in ax.texts]


class Drawn(NamedTuple):
    """An image with its frame, as they are drawn."""

    top: float
    left: float
    bottom: float
    right: float
    pixels: np.ma.MaskedArray
    colour: str
    linewidth: float


def drawn(ax):
    """Return the images that are drawn, in reading order."""
    (sheet,) = ax.images
    height, width = sheet.get_array().shape[:2]
    assert sheet.get_extent() == [0, width, height, 0]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # y grows downward, as rows do
    found = []
    for frames in ax.collections:
        (edge,), (linewidth,) = frames.get_edgecolor(), frames.get_linewidth()
        for frame in frames.get_paths():
            (left, top), (right, bottom) = frame.get_extents().get_points().astype(int)
            pixels = sheet.get_array()[top:bottom, left:right]
            found.append(Drawn(top, left, bottom, right, pixels, to_hex(edge).upper(), linewidth))
    return sorted(found, key=lambda image: image[:2])


def test_images_are_drawn_the_right_way_up_in_reading_order():
    ax = nnlib.plots.images(X[:, :5], (8, 8), columns=3)
    seen = drawn(ax)
    assert len(seen) == 5
    for i, image in enumerate(seen):
        np.testing.assert_array_equal(image.pixels, X[:, i].reshape(8, 8))
    lefts, tops = [image.left for image in seen], [image.top for image in seen]
    assert lefts[0] == lefts[3] < lefts[1] < lefts[2]
    assert tops[0] == tops[2] < tops[3]


def test_between_the_images_nothing_is_drawn():
    sheet = nnlib.plots.images(X[:, :3], (8, 8), columns=2).images[0].get_array()
    assert sheet.count() == 3 * 64
    colours = nnlib.plots.images(np.ones((12, 3)), (2, 2, 3), columns=2).images[0].get_array()
    assert (colours[..., 3] == 255).sum() == 3 * 4
    assert not colours[colours[..., 3] == 0].any()


def test_of_many_images_the_first_are_drawn():
    many = np.random.default_rng(0).random((4, 1234))
    labels = np.arange(1234)[np.newaxis]
    ax = nnlib.plots.images(many, (2, 2), labels=labels)
    assert len(drawn(ax)) == 100
    assert texts(ax) == [str(i) for i in range(100)]
    assert ax.get_title() == "the first 100 of 1,234 images"
    assert len(ax.get_children()) < 120  # drawing takes as long as there are artists
    ax = nnlib.plots.images(many, (2, 2), most=7)
    assert len(drawn(ax)) == 7
    assert ax.get_title() == "the first 7 of 1,234 images"
    assert nnlib.plots.images(many[:, :7], (2, 2), most=7).get_title() == ""
    with pytest.raises(ValueError, match=r"labels must have shape \(1, 1234\)"):
        nnlib.plots.images(many, (2, 2), labels=labels[:, :100])
    with pytest.raises(ValueError, match="most must be at least 1"):
        nnlib.plots.images(many, (2, 2), most=0)


def test_mistakes_are_framed_and_say_both():
    predictions = Y[:, :4].copy()
    predictions[0, 2] = 7
    ax = nnlib.plots.images(X[:, :4], (8, 8), labels=Y[:, :4], predictions=predictions)
    assert texts(ax) == ["0", "1", "7, not 2", "3"]
    widths = [image.linewidth for image in drawn(ax)]
    assert widths[2] > widths[0] == widths[1] == widths[3]


def test_labels_that_print_alike_are_not_taken_for_equal():
    ax = nnlib.plots.images(X[:, :1], (8, 8), labels=[[1_000_001]], predictions=[[1_000_002]])
    assert "not" in texts(ax)[0]


def test_labels_or_predictions_alone():
    assert texts(nnlib.plots.images(X[:, :3], (8, 8), labels=Y[:, :3])) == ["0", "1", "2"]
    assert texts(nnlib.plots.images(X[:, :3], (8, 8), predictions=Y[:, :3])) == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"shape": (8, 7)}, "X has 64 rows, but images of 8×7 pixels have 56"),
        ({"columns": 0}, "columns must be at least 1"),
        ({"shape": (0, 64)}, "height must be at least 1"),
        ({"labels": [[1, 2]]}, r"labels must have shape \(1, 3\)"),
        ({"predictions": [1, 2, 3]}, "reshape"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        nnlib.plots.images(**{"X": X[:, :3], "shape": (8, 8), **options})


def test_classes_can_be_named():
    predictions = Y[:, :4].copy()
    predictions[0, 2] = 7
    names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    ax = nnlib.plots.images(X[:, :4], (8, 8), labels=Y[:, :4], predictions=predictions, classes=names)
    assert texts(ax) == ["zero", "one", "seven,\nnot two", "three"]
    with pytest.raises(ValueError, match="labels holds 3, but there are names for the classes 0 to 2"):
        nnlib.plots.images(X[:, :4], (8, 8), labels=Y[:, :4], classes=names[:3])


@pytest.mark.parametrize("order", ["planar", "interleaved"])
@pytest.mark.parametrize("white", [1.0, 255])
def test_colours_are_shown_as_they_are(order, white):
    image = (np.random.default_rng(0).uniform(0, 1, (4, 5, 3)) * white).astype(type(white))
    ax = nnlib.plots.images(nnlib.datasets.image_to_vector(image, order=order), (4, 5, 3), order=order)
    np.testing.assert_allclose(drawn(ax)[0].pixels[..., :3], image * 255 / white, atol=0.5)


def test_colours_outside_their_range_are_refused():
    image = nnlib.datasets.image_to_vector(np.full((2, 2, 3), 254.0))
    with pytest.raises(ValueError, match="from 0 to 1 in an array of float64, but X goes from 254 to 254"):
        nnlib.plots.images(image, (2, 2, 3))
    with pytest.raises(ValueError, match="from 0 to 255 in an array of int64"):
        nnlib.plots.images(image.astype(np.int64) + 2, (2, 2, 3))
    with pytest.raises(ValueError, match=r"\(height, width\) or, in colour"):
        nnlib.plots.images(image, (3, 2, 2))


def test_the_least_value_is_white_and_the_greatest_black():
    ax = nnlib.plots.images([[0.2, 0.2], [0.5, 0.5], [0.5, 0.5], [0.9, 0.9]], np.array([2, 2]))
    (sheet,) = ax.images
    for image in drawn(ax):
        shades = sheet.cmap(sheet.norm(image.pixels))[:, :, :3]
        np.testing.assert_array_equal(shades[0, 0], 1)
        np.testing.assert_array_equal(shades[1, 1], 0)


@pytest.mark.parametrize(("m", "columns"), [(1, 1), (9, 3), (10, 4), (5, 10)])
def test_every_image_and_its_caption_lies_within_the_axes(m, columns):
    names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]
    wrong = (Y[:, :m] + 1) % 10
    ax = nnlib.plots.images(X[:, :m], (8, 8), labels=Y[:, :m], predictions=wrong, classes=names, columns=columns)
    ax.figure.draw_without_rendering()
    left, right, bottom, top = *ax.get_xlim(), *ax.get_ylim()
    for image, text in zip(drawn(ax), ax.texts, strict=True):
        y0, x0, y1, x1 = image[:4]
        assert left <= x0 < x1 <= right
        assert top <= y0 < y1 <= bottom
        caption = text.get_window_extent().transformed(ax.transData.inverted())
        assert max(caption.y0, caption.y1) <= bottom
        assert min(caption.y0, caption.y1) >= y1


def test_the_users_settings_do_not_turn_images_over():
    with plt.rc_context({"image.origin": "lower"}):
        ax = nnlib.plots.images(X[:, :1], (8, 8))
        assert ax.images[0].origin == "upper"
        matrix = nnlib.plots.confusion_matrix([[0, 1]], [[0, 1]])
        assert matrix.get_ylim()[0] > matrix.get_ylim()[1]


def test_mistakes_are_framed_in_another_colour():
    ax = nnlib.plots.images(X[:, :2], (8, 8), labels=[[0, 1]], predictions=[[0, 2]])
    right, wrong = (image.colour for image in drawn(ax))
    assert (right, wrong) == (GREY, VERMILLION)


def test_the_weights_of_the_first_layer_are_images_on_one_scale():
    model = nnlib.Network([64, 5, 3], output="softmax", rng=0)
    ax = nnlib.plots.first_layer_weights(model, (8, 8))
    largest = np.abs(model.W[1]).max()
    for row, image in zip(model.W[1], drawn(ax), strict=True):
        np.testing.assert_array_equal(image.pixels, row.reshape(8, 8))
    assert (ax.images[0].norm.vmin, ax.images[0].norm.vmax) == (-largest, largest)
    assert ax.get_title() == ""
    bar = ax.child_axes[0].collections[-1]
    assert bar.cmap == ax.images[0].cmap == SIGNS
    assert (bar.norm.vmin, bar.norm.vmax) == (-largest, largest)


def test_names_stand_below_their_nodes():
    ax = nnlib.plots.first_layer_weights(nnlib.Network([64, 3, 1], rng=0), (8, 8), classes=["a", "b", "c"])
    assert texts(ax) == ["a", "b", "c"]
    assert [text.get_position()[0] for text in ax.texts] == sorted(text.get_position()[0] for text in ax.texts)


def test_weights_of_colours_are_grey_where_they_are_zero():
    model = nnlib.Network([12, 1], rng=0)
    model.W[1] = [[0, 1, -2, 0, *[0] * 8]]
    (image,) = drawn(nnlib.plots.first_layer_weights(model, (2, 2, 3)))
    np.testing.assert_allclose(image.pixels[:, :, 0], [[127.5, 191.25], [0, 127.5]], atol=0.5)


def test_a_large_layer_is_cut_and_says_so():
    model = nnlib.Network([64, 50, 3], output="softmax", rng=0)
    ax = nnlib.plots.first_layer_weights(model, (8, 8), nodes=7)
    assert len(drawn(ax)) == 7
    assert ax.get_title() == "the first 7 of 50 nodes"


def test_weights_that_are_all_zero_and_names():
    ax = nnlib.plots.first_layer_weights(nnlib.LogisticRegression(n_x=64), (8, 8), classes=["cat"])
    assert texts(ax) == ["cat"]
    with pytest.raises(ValueError, match="classes must be 1 name, got 2"):
        nnlib.plots.first_layer_weights(nnlib.LogisticRegression(n_x=64), (8, 8), classes=["cat", "dog"])
    with pytest.raises(ValueError, match="X has 64 rows, but images of 8×7 pixels have 56"):
        nnlib.plots.first_layer_weights(nnlib.LogisticRegression(n_x=64), (8, 7))
