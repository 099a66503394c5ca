import numpy as np
import pytest
from PIL import Image

from nnlib import FileError
from nnlib.datasets import PictureRecipe, read_images, vector_to_image

ORDERS = pytest.mark.parametrize("order", ["planar", "interleaved"])
RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)


def saved(path, pixels, **options):
    path.parent.mkdir(exist_ok=True)
    Image.fromarray(np.asarray(pixels, dtype=np.uint8)).save(path, **options)
    return path


@ORDERS
def test_a_folder_becomes_columns_in_the_order_of_their_names(tmp_path, order):
    saved(tmp_path / "b.PNG", [[GREEN, GREEN]])
    saved(tmp_path / "a.bmp", [[RED, BLUE]])
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / ".c.png").write_text("hidden")
    (tmp_path / "d.png").mkdir()
    X, names = read_images(tmp_path, (1, 2, 3), order=order)
    assert names == ("a.bmp", "b.PNG")
    assert X.shape == (6, 2)
    assert X.T.flags.c_contiguous
    np.testing.assert_array_equal(vector_to_image(X[:, 0], (1, 2, 3), order=order) * 255, [[RED, BLUE]])
    np.testing.assert_array_equal(vector_to_image(X[:, 1], (1, 2, 3), order=order) * 255, [[GREEN, GREEN]])


def test_folders_inside_are_classes(tmp_path):
    for name, grey in [("dogs/1.png", 51), ("cats/2.png", 102), ("cats/10.png", 153)]:
        saved(tmp_path / name, [[grey]])
    pictures = read_images(tmp_path, (1, 1))
    assert pictures.names == ("cats/10.png", "cats/2.png", "dogs/1.png")
    assert pictures.classes == ("cats", "dogs")
    X, Y = pictures
    np.testing.assert_allclose(X * 255, [[153, 102, 51]])
    np.testing.assert_array_equal(Y, [[0, 0, 1]])
    assert Y.dtype == np.int64
    assert repr(pictures) == "Pictures(n_x=1, m=3, classes 'cats', 'dogs', left out: 0)"


def test_folders_that_hold_no_pictures(tmp_path):
    with pytest.raises(FileError, match="there is no picture in it"):
        read_images(tmp_path, (8, 8))
    with pytest.raises(FileNotFoundError):
        read_images(tmp_path / "nothing", (8, 8))
    (tmp_path / "a.png").write_text("no picture")
    with pytest.raises(NotADirectoryError):
        read_images(tmp_path / "a.png", (8, 8))
    with pytest.raises(FileError, match=r"a\.png: it cannot be read"):
        read_images(tmp_path, (8, 8))


def test_the_order_is_checked(tmp_path):
    with pytest.raises(ValueError, match="unknown order 'plana': did you mean 'planar'"):
        PictureRecipe((1, 1), order="plana")
