import matplotlib.pyplot as plt
import numpy as np
import pytest

import nnlib

X, Y = nnlib.datasets.digits()


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_images_are_drawn_the_right_way_up_in_reading_order():
    ax = nnlib.plots.images(X[:, :5], (8, 8), columns=3)
    assert len(ax.images) == 5
    for i, image in enumerate(ax.images):
        np.testing.assert_array_equal(image.get_array(), X[:, i].reshape(8, 8))
    lefts, tops = zip(*((image.get_extent()[0], image.get_extent()[3]) for image in ax.images), strict=True)
    assert lefts[0] == lefts[3] < lefts[1] < lefts[2]
    assert tops[0] == tops[2] < tops[3]
    bottom, top = ax.get_ylim()
    assert bottom > top  # y grows downward, as rows do


def test_mistakes_are_framed_and_say_both():
    predictions = Y[:, :4].copy()
    predictions[0, 2] = 7
    ax = nnlib.plots.images(X[:, :4], (8, 8), labels=Y[:, :4], predictions=predictions)
    assert texts(ax) == ["0", "1", "7, not 2", "3"]
    widths = [patch.get_linewidth() for patch in ax.patches]
    assert widths[2] > widths[0] == widths[1] == widths[3]


def test_labels_that_print_alike_are_not_taken_for_equal():
    ax = nnlib.plots.images(X[:, :1], (8, 8), labels=[[1_000_001]], predictions=[[1_000_002]])
    assert "not" in texts(ax)[0]


def test_labels_or_predictions_alone():
    assert texts(nnlib.plots.images(X[:, :3], (8, 8), labels=Y[:, :3])) == ["0", "1", "2"]
    assert texts(nnlib.plots.images(X[:, :3], (8, 8), predictions=Y[:, :3])) == ["0", "1", "2"]
    _, ax = plt.subplots()
    assert nnlib.plots.images(X[:, :3], (8, 8), ax=ax) is ax


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
