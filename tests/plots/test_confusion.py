from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.text import Text

from nnlib.plots import confusion_matrix
from nnlib.plots.style import BLUE


def counts(ax):
    side = len(ax.get_xticks())
    return np.array([int(text.get_text() or 0) for text in ax.texts]).reshape(side, side)


@settings(max_examples=10)  # each draws a picture
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30))
def test_rows_are_true_and_columns_predicted(pairs):
    truths, answers = zip(*pairs, strict=True)
    ax = confusion_matrix([truths], [answers], classes=list("abcd"))
    expected = [[pairs.count((i, j)) for j in range(4)] for i in range(4)]
    np.testing.assert_array_equal(counts(ax), expected)
    sums = np.sum(expected, axis=1, keepdims=True)
    np.testing.assert_allclose(ax.images[0].get_array(), np.divide(expected, np.maximum(sums, 1)))
    assert [text.get_position() for text in ax.texts[:2]] == [(0, 0), (1, 0)]
    plt.close(ax.figure)


def test_numbers_can_be_read_on_their_shades(contrast):
    ax = confusion_matrix([[0, 0, 0, 1, 1]], [[0, 0, 1, 1, 0]])
    image = ax.images[0]
    for text, shade in zip(ax.texts, image.cmap(image.norm(image.get_array())).reshape(-1, 4), strict=True):
        assert contrast(text.get_color(), shade[:3]) > 4.5
    assert to_hex(image.cmap(0.0)) == "#ffffff"
    assert to_hex(image.cmap(1.0)) == BLUE.lower()


def test_names_are_turned_only_where_they_would_meet():
    few = confusion_matrix([[0, 1]], [[0, 1]], classes=["benign", "malignant"])
    many = confusion_matrix([[0, 1]], [[0, 1]], classes=[f"a long name {i}" for i in range(12)])
    assert few.get_xticklabels()[0].get_rotation() == 0
    assert many.get_xticklabels()[0].get_rotation() == 45


def test_names_may_be_an_array_and_numbers_have_an_end():
    ax = confusion_matrix([[0, 1]], [[0, 1]], classes=np.array(["a", "b"]))
    assert [text.get_text() for text in ax.get_yticklabels()] == ["a", "b"]
    with pytest.raises(ValueError, match="the largest class is 100,000: more than 200"):
        confusion_matrix([[0, 100_000]], [[0, 1]])
    with pytest.raises(TypeError, match="classes must list names"):
        confusion_matrix([[0, 1]], [[0, 1]], classes="ab")


@pytest.mark.parametrize("n_y", [60, 61])
def test_numbers_that_nobody_could_read_are_not_written(n_y):
    with mock.patch.object(Axes, "text", return_value=Text()) as written:  # each takes its time
        ax = confusion_matrix([range(n_y)], [range(n_y)])
    assert written.call_count == (n_y**2 if n_y == 60 else 0)
    np.testing.assert_array_equal(ax.images[0].get_array(), np.eye(n_y))


def test_names_and_numbers():
    ax = confusion_matrix([[0, 1, 1]], [[0, 1, 0]], classes=["benign", "malignant"])
    assert [text.get_text() for text in ax.get_yticklabels()] == ["benign", "malignant"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("predicted", "true")
    ax = confusion_matrix([[0.0, 2.0]], [[1, 1]])
    assert [text.get_text() for text in ax.get_xticklabels()] == ["0", "1", "2"]


def test_classes_come_by_name():
    ax = confusion_matrix(["cow", "ant", "ant"], ["cow", "bee", "ant"])
    assert [text.get_text() for text in ax.get_yticklabels()] == ["ant", "bee", "cow"]
    np.testing.assert_array_equal(counts(ax), [[1, 1, 0], [0, 0, 0], [0, 0, 1]])
    ax = confusion_matrix(["cow", "ant"], ["cow", "ant"], classes=["cow", "bee", "ant"])
    assert [text.get_text() for text in ax.get_yticklabels()] == ["cow", "bee", "ant"]
    np.testing.assert_array_equal(counts(ax), np.diag([1, 0, 1]))
    with pytest.raises(ValueError, match="'dog' for example 1, which is none of the classes"):
        confusion_matrix(["cow", "dog"], ["cow", "cow"], classes=["cow", "ant"])


def test_the_largest_of_several_outputs_decides():
    outputs = np.array([[0.4, 0.1, 0.3], [0.3, 0.7, 0.2], [0.2, 0.6, 0.1]])
    for labels in ([[0, 1, 1]], np.eye(3)[:, [0, 1, 1]]):
        ax = confusion_matrix(labels, outputs, classes=["a", "b", "c"], largest=True)
        np.testing.assert_array_equal(counts(ax), [[1, 0, 0], [1, 1, 0], [0, 0, 0]])
        assert [text.get_text() for text in ax.get_xticklabels()] == ["a", "b", "c"]
    ax = confusion_matrix([[0, 1, 1]], outputs, largest=True)
    assert [text.get_text() for text in ax.get_xticklabels()] == ["0", "1", "2"]
    with pytest.raises(ValueError, match="none of the classes"):
        confusion_matrix([[0, 1, 2]], outputs, classes=["a", "b"], largest=True)


@pytest.mark.parametrize(
    ("labels", "predictions", "message"),
    [
        ([[0, 1]], [[0]], r"predictions must have shape \(1, 2\)"),
        ([[0, 1], [1, 0]], [[0, 1]], r"labels must have shape \(1, 2\), got \(2, 2\)"),
        ([0, 1], [[0, 1]], "reshape"),
        ([[0, 2]], [[0, 1]], r"labels\[0, 1\] is 2, but classes are whole numbers from 0 to 1"),
        ([[0, 1]], [[0, -1]], r"predictions\[0, 1\] is -1, but classes are whole numbers"),
        ([[0, 0.5]], [[0, 1]], r"labels\[0, 1\] is 0.5"),
        ([[0, np.nan]], [[0, 1]], r"labels\[0, 1\] is nan"),
    ],
    ids=range(7),
)
def test_what_are_no_classes_is_refused(labels, predictions, message):
    with pytest.raises(ValueError, match=message):
        confusion_matrix(labels, predictions, classes=["no", "yes"])
