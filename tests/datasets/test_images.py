import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra import numpy as hnp
from matplotlib import cbook
from PIL import Image

from nnlib._files import FileError
from nnlib.datasets import image_to_vector, read_image, vector_to_image
from nnlib.datasets.images import eight_bits

ORDERS = pytest.mark.parametrize("order", ["planar", "interleaved"])

RED, GREEN, BLUE, WHITE, BLACK = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0)


def saved(path, pixels, **options):
    Image.fromarray(np.asarray(pixels, dtype=np.uint8)).save(path, **options)
    return path


@settings(max_examples=25)
@given(hnp.array_shapes(min_dims=2, max_dims=3, max_side=5))
def test_the_round_trip_is_exact(shape):
    """Of pixels of every type, no two of which are alike but for booleans."""
    for order, dtype in product(["planar", "interleaved"], [np.uint8, np.float32, np.float64, np.int64, np.bool]):
        image = np.arange(math.prod(shape)).reshape(shape).astype(dtype)
        x = image_to_vector(image, order=order)
        assert x.shape == (image.size, 1)
        for column in (x, x[:, 0]):
            back = vector_to_image(column, shape, order=order)
            assert back.dtype == dtype
            np.testing.assert_array_equal(back, image)
            assert not np.shares_memory(back, x)


def test_planar_is_the_notes_order_all_red_then_green_then_blue():
    image = np.arange(2 * 3 * 3).reshape(2, 3, 3)
    red, green, blue = (image[:, :, channel].ravel() for channel in range(3))
    np.testing.assert_array_equal(image_to_vector(image), np.concatenate([red, green, blue]).reshape(-1, 1))


def test_interleaved_is_the_order_of_the_courses_reshape():
    images = np.random.default_rng(0).integers(0, 256, (4, 2, 3, 3))
    X = images.reshape(4, -1).T
    np.testing.assert_array_equal(np.hstack([image_to_vector(image, order="interleaved") for image in images]), X)
    np.testing.assert_array_equal(vector_to_image(X[:, 2], (2, 3, 3), order="interleaved"), images[2])


def test_nothing_that_came_in_is_shared():
    image = np.zeros((2, 2))
    assert not np.shares_memory(image_to_vector(image), image)


def test_what_is_no_image_is_refused():
    for image, error, message in [
        (np.zeros((5, 4, 4, 3)), ValueError, r"got \(5, 4, 4, 3\): several images are several columns"),
        (np.zeros(12), ValueError, r"got \(12,\)"),
        (np.zeros((0, 4, 3)), ValueError, r"got \(0, 4, 3\)"),
        ([["a"]], TypeError, "^image must hold real numbers"),
    ]:
        with pytest.raises(error, match=message):
            image_to_vector(image)


def test_a_vector_that_does_not_fit_is_refused():
    for x, shape, message in [
        (np.zeros(11), (2, 2, 3), r"x has shape \(11,\), but an image of shape \(2, 2, 3\) is one column of 12"),
        (np.zeros((1, 12)), (2, 2, 3), "one column of 12"),
        (np.zeros(12), (12,), "shape must be"),
        (np.zeros(12), 12, "shape must be"),
        (np.zeros(12), (3, 0, 4), "width must be at least 1"),
    ]:
        with pytest.raises(ValueError, match=message):
            vector_to_image(x, shape)


def test_what_a_vector_and_a_shape_hold_is_called_by_its_name():
    with pytest.raises(TypeError, match=r"^x must hold real numbers"):
        vector_to_image(["a"], (1, 1))
    for shape, name in (((0, 1), "height"), ((1, 0), "width"), ((1, 1, 0), "channels")):
        with pytest.raises(ValueError, match=f"^{name} must be at least 1, got 0$"):
            vector_to_image([], shape)


def test_unknown_orders_suggest_the_known():
    for call in (
        lambda: image_to_vector([[1]], order="plana"),
        lambda: vector_to_image([1], (1, 1), order="plana"),
    ):
        with pytest.raises(ValueError, match="unknown order 'plana': did you mean 'planar'"):
            call()


def test_a_picture_is_read_pixel_by_pixel(tmp_path):
    pixels = [[RED, GREEN], [BLUE, (51, 102, 153)]]
    image = read_image(saved(tmp_path / "p.png", pixels), (2, 2, 3))
    assert image.dtype == np.float64
    np.testing.assert_allclose(image * 255, pixels)


def test_grey_is_asked_for_by_a_shape_of_two(tmp_path):
    image = read_image(saved(tmp_path / "p.png", [[WHITE, BLACK]]), (1, 2))
    np.testing.assert_array_equal(image, [[1, 0]])


def test_a_picture_of_other_proportions_is_cut_and_not_distorted(tmp_path):
    pixels = np.zeros((4, 8, 3))
    pixels[:, 2:6] = WHITE  # the square in its middle
    np.testing.assert_array_equal(read_image(saved(tmp_path / "p.png", pixels), (4, 4)), 1)
    upright = pixels.transpose(1, 0, 2)
    np.testing.assert_array_equal(read_image(saved(tmp_path / "q.png", upright), (4, 4)), 1)


def test_a_picture_is_made_smaller_by_averages(tmp_path):
    board = np.indices((64, 64)).sum(axis=0) % 2 * 255
    assert np.abs(read_image(saved(tmp_path / "p.png", board), (8, 8)) - 0.5).max() < 0.1


def test_the_cameras_note_which_side_is_up_is_followed(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    path = saved(tmp_path / "p.png", [[RED], [BLUE]], exif=exif)
    np.testing.assert_array_equal(read_image(path, (2, 1, 3)) * 255, [[BLUE], [RED]])


def test_what_is_transparent_becomes_white(tmp_path):
    path = saved(tmp_path / "p.png", [[(*RED, 255), (*RED, 0)]])
    np.testing.assert_array_equal(read_image(path, (1, 2, 3)) * 255, [[RED, WHITE]])


def test_sixteen_bits_are_scaled_and_not_cut(tmp_path):
    Image.fromarray(np.array([[0, 32768, 65535]], dtype=np.uint16)).save(tmp_path / "p.png")
    np.testing.assert_allclose(read_image(tmp_path / "p.png", (1, 3)), [[0, 0.5, 1]], atol=0.003)


def test_sixteen_bits_become_eight():
    picture = eight_bits(Image.fromarray(np.array([[0, 257 * 7, 65535]], dtype=np.int32)))
    assert picture.mode == "L"
    np.testing.assert_array_equal(np.asarray(picture), [[0, 7, 255]])


def test_numbers_without_a_white_are_refused(tmp_path):
    for values in [np.float32([[0, 1]]), np.int32([[0, 65536]]), np.int32([[-1, 5]])]:
        Image.fromarray(values).save(tmp_path / "p.tiff")
        with pytest.raises(FileError, match=r"picture: its pixels are numbers of which nobody says what is white$"):
            read_image(tmp_path / "p.tiff", (1, 2))


def test_a_photograph_is_read():
    with cbook.get_sample_data("grace_hopper.jpg") as file:
        image = read_image(file.name, (64, 64, 3))
    assert image.shape == (64, 64, 3)
    assert 0 <= image.min() < 0.1
    assert 0.9 < image.max() <= 1


def test_what_is_no_picture_is_one_clear_error(tmp_path):
    path = tmp_path / "cat.jpg"
    path.write_text("a cat")
    with pytest.raises(FileError, match=r"cat\.jpg: it cannot be read as a picture"):
        read_image(path, (8, 8))
    with pytest.raises(FileNotFoundError):
        read_image(tmp_path / "dog.jpg", (8, 8))


def test_shapes_may_be_arrays(tmp_path):
    path = saved(tmp_path / "p.png", [[WHITE]])
    assert read_image(path, np.array([2, 3])).shape == (2, 3)


def test_a_picture_cut_off_is_one_clear_error(tmp_path):
    for ending in ["png", "jpg", "gif", "bmp", "webp", "tiff"]:
        path = saved(tmp_path / f"p.{ending}", np.random.default_rng(0).integers(0, 256, (40, 40, 3)))
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        with pytest.raises(FileError, match="cannot be read as a picture"):
            read_image(path, (8, 8))


def test_a_picture_too_large_to_unpack_is_refused(tmp_path, monkeypatch):
    path = saved(tmp_path / "p.png", np.zeros((20, 20)))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 300)  # Pillow warns above this, and refuses above twice as many
    assert read_image(path, (8, 8)).shape == (8, 8)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 150)
    with pytest.raises(FileError, match="decompression bomb"):
        read_image(path, (8, 8))


def test_shapes_that_are_none_are_refused(tmp_path):
    for shape in [(8,), (8, 8, 4), (8, 8, 1), (8, 0), "8x8"]:
        path = saved(tmp_path / "p.png", [[BLACK]])
        with pytest.raises(ValueError, match="must be"):
            read_image(path, shape)
