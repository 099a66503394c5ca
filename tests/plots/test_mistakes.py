"""Mistakes are drawn where they lie: answers against truths, bars for rows, and pictures themselves."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

import nnlib
from nnlib.plots import mistakes


def predictor(rows, output):
    """Return one whose answers are those of its one column a, as a sigmoid or as a number."""
    table = nnlib.datasets.read_csv(rows, "y")
    model = nnlib.Network([1, 1], output=output, initialization="zeros")
    model.W[1][...] = 1
    return nnlib.Predictor(table, model)


def texts(ax):
    return [text.get_text() for text in ax.texts]


NUMBERS = [{"a": a, "y": y} for a, y in [(1, 1), (5.1, 5.9), (3, 10), (4, 4), (5, 4.5), (6, 5)]]
CLASSES = [{"a": a, "y": y} for a, y in [(-3, "no"), (2, "no"), (1, "no"), (-1, "yes $x_$"), (3, "yes $x_$")]]


def test_numbers_lie_beside_the_line_on_which_they_are_right():
    found = predictor(NUMBERS, "identity").mistakes(NUMBERS)
    ax = mistakes(found)
    (line,) = ax.lines
    np.testing.assert_array_equal(line.get_xdata(), [1, 10])
    np.testing.assert_array_equal(line.get_ydata(), [1, 10])
    everything, *worst = ax.collections
    drawn = {tuple(point) for point in everything.get_offsets().tolist()}
    assert drawn == {(row["y"], row["a"]) for row in NUMBERS}
    assert [tuple(points.get_offsets()[0]) for points in worst] == [(10, 3), (5, 6), (5.9, 5.1)]
    assert texts(ax) == ["row 3", "row 6"]  # the third lies so near that its name would hide another
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("true y", "predicted y")
    assert ax.get_title() == f"RMSE {found.score:.4g}, 6 rows"


def test_a_target_without_a_name_and_narrow_axes_need_few_words():
    recipe = nnlib.datasets.PictureRecipe((1, 1))
    model = nnlib.Network([1, 1], output="identity", initialization="zeros")
    found = nnlib.Predictor(recipe, model).mistakes([[0.0, 0.25]], [[0.0, 1]])
    _, ax = plt.subplots(figsize=(2, 2))
    assert mistakes(found, ax=ax) is ax
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("true", "predicted")
    assert len(ax.get_xticks()) <= 4


def test_rows_of_classes_are_bars_of_the_probability_of_what_is_true():
    found = predictor(CLASSES, "sigmoid").mistakes(CLASSES)
    assert found.names == ("row 2", "row 3", "row 4")
    ax = mistakes(found)
    np.testing.assert_allclose([bar.get_width() for bar in ax.patches], 1 / (1 + np.exp([2.0, 1, 1])), rtol=1e-12)
    labels = ax.get_yticklabels()
    assert [label.get_text() for label in labels] == [
        "row 2: yes $x_$, not no", "row 3: yes $x_$, not no", "row 4: no, not yes $x_$",
    ]  # fmt: skip
    assert not any(label.get_parse_math() for label in labels)
    assert ax.get_title() == "3 of 5 rows are wrong"
    assert ax.yaxis_inverted()
    fewer = mistakes(found, most=2)
    assert (len(fewer.patches), fewer.get_title()) == (2, "3 of 5 rows are wrong, the worst 2")
    fewer.figure.canvas.draw()


def test_nothing_wrong_is_told():
    right = [row for row in CLASSES if (row["a"] > 0) == (row["y"] != "no")]
    ax = mistakes(predictor(CLASSES, "sigmoid").mistakes(right))
    assert (len(ax.patches), ax.get_title()) == (0, "0 of 2 rows are wrong")


@pytest.mark.parametrize(
    "names", [("\n".join("ab") * 30, "\n".join("ab") * 30 + "c"), ()], ids=["long names", "no names"]
)
def test_pictures_are_shown_with_both_answers(names, tmp_path):
    recipe = nnlib.datasets.PictureRecipe((2, 2), classes=names)
    model = nnlib.LogisticRegression(n_x=4)
    model.w[...] = 1
    X = np.array([[0.1, 0.2, 0.3, 0.4]] * 4)
    found = nnlib.Predictor(recipe, model).mistakes(X, [[0, 1, 0, 0]])
    assert found.names == ("X[:, 3]", "X[:, 2]", "X[:, 0]")
    ax = mistakes(found)
    assert ax.get_title() == "3 of 4 pictures are wrong"
    assert mistakes(found, most=1).get_title() == "3 of 4 pictures are wrong, the worst 1"
    if not names:
        assert any("1" in text and "0" in text for text in texts(ax))
    ax.figure.canvas.draw()


def test_no_picture_wrong_is_told(tmp_path):
    for i, ink in enumerate([0, 255]):
        (tmp_path / "ab"[i]).mkdir()
        Image.new("L", (2, 2), ink).save(tmp_path / "ab"[i] / "1.png")
    pictures = nnlib.datasets.read_images(tmp_path, (2, 2))
    model = nnlib.LogisticRegression(n_x=4)
    model.w[...] = 1
    assert mistakes(nnlib.Predictor(pictures, model).mistakes(tmp_path)).get_title() == "0 of 2 pictures are wrong"


def test_what_are_no_mistakes():
    found = predictor(CLASSES, "sigmoid").mistakes(CLASSES)
    with pytest.raises(TypeError, match=r"found must be what predictor\.mistakes\(\.\.\.\) returns, got 3"):
        mistakes(3)
    with pytest.raises(ValueError, match="most must be at least 1, got 0"):
        mistakes(found, most=0)
