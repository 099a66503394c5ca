from pathlib import Path

import numpy as np
import pytest

import nnlib
from nnlib.datasets import breast_cancer, digits, fashion_mnist


def test_digits_are_the_published_ones():
    """Counts per class as the data set's own description gives them for its test part."""
    X, Y = nnlib.datasets.digits()
    assert X.shape == (64, 1797)
    assert Y.shape == (1, 1797)
    assert X.dtype == np.float64
    assert X.T.flags.c_contiguous
    np.testing.assert_array_equal(np.unique(X * 16), np.arange(17))
    np.testing.assert_array_equal(np.bincount(Y[0]), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])


def test_the_first_digit_is_a_zero():
    """The first row of optdigits.tes."""
    X, Y = nnlib.datasets.digits()
    assert Y[0, 0] == 0
    np.testing.assert_array_equal(16 * X[:16, 0], [0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0])


def test_breast_cancer_is_the_published_table():
    """Counts as the repository gives them; the first line of its file, wdbc.data."""
    table = breast_cancer()
    assert table.X.shape == (30, 569)
    assert table.Y.shape == (1, 569)
    assert table.classes == ("benign", "malignant")
    np.testing.assert_array_equal(np.bincount(table.Y[0]), [357, 212])
    assert table.Y[0, 0] == 1
    np.testing.assert_array_equal(table.X[:5, 0], [17.99, 10.38, 122.8, 1001, 0.1184])
    assert table.X[-1, 0] == 0.1189
    assert len(set(table.features)) == 30
    assert table.missing == {}


def test_breast_cancer_has_the_published_ranges():
    """The least and greatest values of four features, as scikit-learn's description of the data lists them."""
    table = breast_cancer()
    ranges = {
        "mean radius": (6.981, 28.11),
        "mean texture": (9.71, 39.28),
        "area error": (6.802, 542.2),
        "worst fractal dimension": (0.055, 0.2075),
    }
    for name, (low, high) in ranges.items():
        values = table.X[table.features.index(name)]
        assert (values.min(), values.max()) == pytest.approx((low, high), rel=1e-3)


def test_breast_cancer_is_learned_by_one_node():
    """Held-out accuracies of 95 % and above are usual for logistic regression on standardized features."""
    X_train, X_test, Y_train, Y_test = nnlib.datasets.split(*breast_cancer(), test_size=0.3, rng=0)
    X_train, X_test = nnlib.datasets.standardize(X_train, X_test)
    model = nnlib.LogisticRegression(n_x=30)
    nnlib.train(model, X_train, Y_train, learning_rate=0.5, iterations=300)
    assert model.accuracy(X_test, Y_test) >= 0.95


def test_fashion_mnist_is_balanced():
    X_train, X_test, Y_train, Y_test = fashion_mnist()
    assert (X_train.shape, X_test.shape) == ((784, 2000), (784, 1000))
    assert (Y_train.shape, Y_test.shape) == ((1, 2000), (1, 1000))
    assert X_train.T.flags.c_contiguous
    np.testing.assert_array_equal(np.bincount(Y_train[0]), 200)
    np.testing.assert_array_equal(np.bincount(Y_test[0]), 100)
    for X in (X_train, X_test):
        pixels = np.rint(X * 255).astype(np.uint8)
        np.testing.assert_array_equal(pixels, X * 255)
        assert np.bincount(pixels.ravel(), minlength=256).all()
    assert len({x.tobytes() for X in (X_train, X_test) for x in X.T}) == 3000


def test_fashion_mnist_begins_as_the_files_do():
    """The first labels of train-labels-idx1-ubyte: ankle boot, T-shirt, T-shirt, dress, T-shirt, pullover."""
    _, _, Y_train, Y_test = fashion_mnist()
    np.testing.assert_array_equal(Y_train[0, :6], [9, 0, 0, 3, 0, 2])
    np.testing.assert_array_equal(Y_test[0, :6], [9, 2, 1, 1, 6, 1])


def test_the_classes_of_fashion_mnist_are_those_of_its_paper():
    """Table 2 of arXiv:1708.07747, in the repository's words."""
    names = "T-shirt/top, Trouser, Pullover, Dress, Coat, Sandal, Shirt, Sneaker, Bag, Ankle boot"
    assert ", ".join(nnlib.datasets.FASHION_CLASSES) == names


def test_each_shipped_file_tells_source_and_licence_and_is_small():
    folder = Path(nnlib.datasets.__file__).parent
    files = [path for path in folder.iterdir() if path.suffix in {".npz", ".csv"}]
    assert len(files) == 3
    for path in files:
        told = path.with_suffix(".md").read_text(encoding="utf-8")
        assert "Source: " in told
        assert "Licence: " in told
    assert (folder / "fashion_mnist.npz").stat().st_size <= 1.4e6


def test_each_call_gives_arrays_of_its_own():
    for data in [digits, breast_cancer, fashion_mnist]:
        first, second = data(), data()
        for array in first:
            array[:] = -1
        for array in second:
            assert array.min() >= 0
