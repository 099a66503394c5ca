"""What people brought with them and what came of it, one test for each kind of fault, over all that can commit it.

Two kinds have files of their own, since every public function can commit them: messages that fail (test_hostile.py),
and what breaks with the user's settings (tests/plots/test_survival.py, test_printing.py).
"""

import io

import numpy as np
import pytest
from PIL import Image

import nnlib
from nnlib import datasets, metrics
from nnlib.datasets import Standardizer, read_csv, read_images, split

RNG = np.random.default_rng(0)
X, ONE = RNG.normal(50, 10, (2, 40)), np.array([[120.0], [80.0]])
PIXELS, DIGITS = RNG.integers(0, 256, (64, 60)).astype(float), RNG.integers(0, 10, (1, 60))
PRICES = 200_000 + 80_000 * RNG.standard_normal((1, 40))
SCALED = Standardizer(X)(X)
IRIS = "\n".join(f"{5 + i % 7 / 10},{3 + i % 5 / 10},{'setosa' if i < 75 else 'other'}" for i in range(150))
TRAIN = read_csv(io.StringIO("age,colour,y\n10,red,1\n20,blue,2\n60,red,3\n"), "y", missing="median")


def table(content, target=None, **options):
    return read_csv(io.StringIO(content), target, **options)


def network(*sizes, output="identity", **options):
    return nnlib.Network(sizes, output=output, rng=0, **options)


@pytest.fixture
def folder(tmp_path):
    """Return a folder with a folder for each class, dark on light, and what is no picture."""
    for name in ("cats/1.png", "cats/2.jfif", "dogs/1.PNG"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        Image.fromarray(np.where(np.eye(8), 20, 230).astype(np.uint8)).save(tmp_path / name, "PNG")
    (tmp_path / "notes.txt").write_text("two cats and a dog")
    return tmp_path


# Wrong numbers in silence: now an error that says what to do, or the right number.

REFUSED = {
    "standardize": lambda: datasets.standardize(ONE),
    "Standardizer": lambda: Standardizer(ONE),
    "Standardizer of targets": lambda: Standardizer([[300_000.0]]),
    "an empty cell beside other marks": lambda: table("colour,y\nred,1\n,2\nblue,3", "y", missing_values=["-"]),
    "a mark beside texts": lambda: table("colour,y\nred,1\n-,2\nblue,3", "y"),
    "no header": lambda: table(IRIS, "setosa"),
    "no header, texts only": lambda: table("p,x\ne,x\np,y\ne,y", "p"),
    "rows that are numbered": lambda: table("id,y\n" + "\n".join(f"{i},{i % 3}" for i in range(30)), "y"),
    "rows that cannot be answered": lambda: nnlib.Predictor(table("a,y\n1,2\n3,5", "y"), network(1, 1)).predict(
        {"a": None}
    ),
    "numbers as classes": lambda: nnlib.Predictor(table("a,y\n1,200\n3,500", "y"), nnlib.LogisticRegression(1)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_wrong_numbers_do_not_come_in_silence(name):
    with pytest.raises(ValueError, match=r"fit on the training data|missing value|look|beside|classes") as caught:
        REFUSED[name]()
    assert len(str(caught.value)) <= 600


def test_pictures_tell_their_labels_their_convention_and_what_is_left_out(folder):
    pictures = read_images(folder, (8, 8), invert=True)
    assert (pictures.classes, pictures.Y.tolist()) == (("cats", "dogs"), [[0, 0, 1]])
    assert pictures.X.mean() < 0.5  # ink is 1, as in digits()
    assert [name for name, _ in pictures.left_out] == ["notes.txt"]
    doubts = nnlib.datasets.PictureRecipe((8, 8), brightness=pictures.X.mean()).read(folder / "cats" / "1.png").doubts
    assert "invert=True" in doubts[0]


def test_one_example_is_scaled_as_many_are():
    scaling = Standardizer(X)
    np.testing.assert_array_equal(scaling(X)[:, :1], scaling(X[:, :1]))


# Advice that misleads: now it names the cause.

ADVICE = {
    "prices diverge": (lambda: (SCALED, PRICES, 0.1), nnlib.DivergenceError, "targets Y have .*Standardizer"),
    "prices at a small rate": (lambda: (SCALED, PRICES, 1e-5), UserWarning, "targets Y have .*Standardizer"),
    "raw pixels": (lambda: (PIXELS, DIGITS, 0.1), UserWarning, r"guessing costs log 10 .* features X go up to 255"),
}


@pytest.mark.parametrize("name", ADVICE)
@pytest.mark.filterwarnings("ignore:the targets Y")  # which come before they diverge
def test_advice_names_the_cause(name):
    arguments, kind, message = ADVICE[name]
    features, targets, rate = arguments()
    model = network(64, 32, 10, output="softmax") if targets is DIGITS else network(2, 8, 1)
    expected = pytest.warns if kind is UserWarning else pytest.raises
    with expected(kind, match=message):
        nnlib.train(model, features, targets, learning_rate=rate, iterations=10)


# What was missing: now it is there, with the right value.

RARE = np.arange(40)[np.newaxis] < 3
SOFT = np.array([[0.7, 0.1, 0.2], [0.6, 0.8, 0.9]])
THERE = {
    "filling by training data": lambda: (
        table("age,colour\n,red\n5,\n", like=TRAIN).X.tolist() == [[20, 5], [0, 0], [1, 1]]
    ),
    "every row answered": lambda: table("age,colour\n,\n,red\n5,blue", like=TRAIN).X.shape == (3, 3),
    "counts by column": lambda: "missing: 'a' 2, 'b' 1" in repr(table("a,b\n,1\n,\n3,4", missing="mean")),
    "unknown categories": lambda: table("age,colour\n1,green", like=TRAIN, unknown="none").X.T.tolist() == [[1, 0, 0]],
    "decimal commas": lambda: table("a;y\n1,5;2\n2,5;3", "y", delimiter=";", decimal=",").X.tolist() == [[1.5, 2.5]],
    "no header": lambda: table(IRIS, "column 3", header=False).X.shape == (2, 150),
    "rare classes": lambda: all(split(X, RARE, stratify=True, rng=seed)[3].any() for seed in range(50)),
    "the largest of several": lambda: metrics.accuracy(np.eye(2)[:, [0, 1, 1]], SOFT, largest=True) == 1,
    "their confusion": lambda: metrics.confusion_matrix([[0, 1, 1]], SOFT, largest=True).tolist() == [[1, 0], [0, 2]],
    "no labels": lambda: (
        nnlib.Predictor(TRAIN, network(3, 1)).predict(table("age,colour\n1,red", like=TRAIN)).shape == (1,)
    ),
}


@pytest.mark.parametrize("name", THERE)
def test_what_was_missing_is_there(name):
    assert THERE[name]()


# What confused: now it is said, or just works.


def test_soft_targets_are_told_the_way_out():
    for model in (nnlib.LogisticRegression(2), network(2, 3, output="softmax")):
        Y = np.full((model.n_y, 40), 0.25)
        with pytest.raises(ValueError, match="squared_error"):
            model.cost(X, Y)


def test_labels_that_a_file_lacks_are_named():
    new = table("age,colour\n1,red", like=TRAIN)
    with pytest.raises(ValueError, match=r"there are no labels; predict\(X\) needs none"):
        network(3, 1).cost(*new)


def test_what_an_epoch_is_and_what_a_seed_is_are_said_where_people_look():
    for place in (nnlib.train, nnlib.Trainer):
        assert "ONE update" in place.__doc__
        assert "np.random.seed" in place.__doc__
    assert "np.random.seed" in nnlib.Network.__doc__
