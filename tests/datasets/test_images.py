import math
import struct
import warnings
import zlib
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra import numpy as hnp
from matplotlib import cbook
from PIL import Image

from nnlib._files import FileError
from nnlib.datasets import image_to_vector, read_image, vector_to_image
from nnlib.datasets.images import eight_bits, picture_in

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


def png(path, width, depth, kind, values, transparent=()):
    """Write one row of pixels as a PNG of a depth and kind that Pillow does not write."""
    chunks = {b"IHDR": struct.pack(">IIBBBBB", width, 1, depth, kind, 0, 0, 0)}
    if transparent:
        chunks[b"tRNS"] = struct.pack(f">{len(transparent)}H", *transparent)
    chunks[b"IDAT"] = zlib.compress(b"\0" + struct.pack(f">{len(values)}{'BH'[depth == 16]}", *values))
    chunks[b"IEND"] = b""
    parts = [
        struct.pack(">I", len(data)) + k + data + struct.pack(">I", zlib.crc32(k + data)) for k, data in chunks.items()
    ]
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))
    return path


GREY, COLOUR, GREY_AND_ALPHA = 0, 2, 4  # kinds of PNG


def test_pngs_of_every_depth(tmp_path):
    """With the values that the format gives them, in 255ths."""
    for depth, kind, values, transparent, expected in [
        (16, COLOUR, [65535, 32768, 0, 257 * 7, 257 * 100, 65535], (), [[255, 128, 0], [7, 100, 255]]),
        (16, COLOUR, [65535, 32768, 0, 0, 0, 0], (0, 0, 0), [[255, 128, 0], [255, 255, 255]]),
        (16, GREY, [0, 257 * 100, 65535], (), [0, 100, 255]),
        (16, GREY, [0, 257 * 100, 65535], (257 * 100,), [0, 255, 255]),
        (16, GREY_AND_ALPHA, [0, 65535, 0, 0], (), [0, 255]),
        (8, GREY, [0, 100, 200], (100,), [0, 255, 200]),
        (8, GREY_AND_ALPHA, [0, 255, 0, 51], (), [0, 204]),
        (2, GREY, [0b00011011], (), [0, 85, 170, 255]),
        (1, GREY, [0b01000000], (), [0, 255, 0]),
        (1, GREY, [0b01000000], (0,), [255, 255, 255]),
    ]:
        path = png(tmp_path / "p.png", len(expected), depth, kind, values, transparent)
        np.testing.assert_allclose(read_image(path, np.shape([expected])) * 255, [expected], rtol=1e-12)


def test_every_kind_of_pixel_that_pillow_writes(tmp_path):
    """Beside what Pillow itself takes for its colours; the file's mode is what it is read as."""
    colours = Image.fromarray(np.random.default_rng(0).integers(0, 256, (9, 9, 3), dtype=np.uint8))
    for mode, ending in [
        *(("1", ending) for ending in ("png", "tiff", "bmp")),
        *(("L", ending) for ending in ("png", "tiff", "bmp", "tga", "jp2")),
        *(("P", ending) for ending in ("png", "tiff", "bmp", "tga", "gif")),
        *(("CMYK", ending) for ending in ("tiff", "jp2")),
        *(("LA", "png"), ("PA", "tiff"), ("YCbCr", "tiff"), ("LAB", "tiff"), ("RGBA", "webp")),
    ]:
        picture = colours.convert("P").convert("PA") if mode == "PA" else colours.convert(mode)
        path = tmp_path / f"{mode}.{ending}"
        picture.save(path, **({"lossless": True} if ending == "webp" else {}))
        with Image.open(path) as opened:
            assert opened.mode in {mode, "RGB"}  # WebP forgets that nothing is transparent
        np.testing.assert_array_equal(read_image(path, (9, 9, 3)) * 255, np.asarray(picture.convert("RGB")), path.name)


def test_inks_on_paper_become_light(tmp_path):
    """A JPEG of four inks: printers' programs write them inverted, and so does Pillow."""
    Image.new("CMYK", (8, 8), (0, 255, 255, 0)).save(tmp_path / "p.jpg", quality=100)
    np.testing.assert_allclose(read_image(tmp_path / "p.jpg", (1, 1, 3)) * 255, [[RED]], atol=3)


def test_a_transparent_colour_of_a_palette_becomes_white(tmp_path):
    picture = Image.fromarray(np.array([[0, 1, 2]], np.uint8), "L").convert("P")
    picture.putpalette([*RED, *GREEN, *BLUE])
    for name, transparent in [("p.png", 1), ("p.gif", 1), ("q.png", b"\xff\x00\xff")]:
        picture.save(tmp_path / name, transparency=transparent)
        np.testing.assert_array_equal(read_image(tmp_path / name, (1, 3, 3)) * 255, [[RED, WHITE, BLUE]])


def test_portable_greys_of_every_depth(tmp_path):
    for content, expected in [
        (b"P1 3 1\n0 1 0\n", [255, 0, 255]),
        (b"P5 3 1 7\n\x00\x07\x07", [0, 255, 255]),
        (b"P5 3 1 4095\n" + struct.pack(">3H", 0, 2048, 4095), [0, 128, 255]),
    ]:
        (tmp_path / "p.pnm").write_bytes(content)
        np.testing.assert_allclose(read_image(tmp_path / "p.pnm", (1, 3)) * 255, [expected], rtol=1e-12)


def test_sixteen_bits_of_less_are_told(tmp_path):
    """Cameras in science write 12 bits into 16, and nobody says so."""
    for most, notes in [(2**14, []), (2**14 - 1, ["the 16-bit values stay below a quarter of white"])]:
        Image.fromarray(np.array([[0, most]], dtype=np.uint16)).save(tmp_path / "p.tiff")
        image, came = picture_in(tmp_path / "p.tiff", (1, 2))
        np.testing.assert_allclose(image * 255, [[0, round(most / 257)]])
        assert came == notes


def test_greys_of_which_0_is_white(tmp_path):
    eight, sixteen = tmp_path / "8.tiff", tmp_path / "16.tiff"
    Image.fromarray(np.array([[255, 155, 0]], np.uint8)).save(eight)
    Image.fromarray(np.array([[65535, 0, 7]], np.uint16)).save(sixteen)
    for path in (eight, sixteen):
        black, white = (struct.pack("<HHIH", 262, 3, 1, zero) for zero in (1, 0))
        content = path.read_bytes()
        assert black in content
        path.write_bytes(content.replace(black, white))
    np.testing.assert_allclose(read_image(eight, (1, 3)) * 255, [[0, 100, 255]], rtol=1e-12)
    with pytest.raises(FileError, match="its 16-bit numbers have 0 for white"):
        read_image(sixteen, (1, 3))


def test_sizes_at_the_ends(tmp_path):
    """One pixel, one row and one column, made to sizes of all proportions."""
    for size in [(1, 1), (1000, 1), (1, 1000), (3, 3)]:
        Image.new("RGB", size, (10, 20, 30)).save(tmp_path / "p.png")
        for shape in [(1, 1, 3), (8, 8, 3), (1, 1000, 3), (1000, 1, 3)]:
            np.testing.assert_allclose(read_image(tmp_path / "p.png", shape)[0, 0] * 255, (10, 20, 30), rtol=1e-12)


def test_only_the_first_frame_is_taken(tmp_path):
    frames = [Image.new("RGB", (2, 2), colour) for colour in (RED, BLUE)]
    for ending in ["gif", "tiff", "png", "webp", "apng"]:
        kind = "png" if ending == "apng" else ending
        path = tmp_path / f"p.{ending}"
        frames[0].save(
            path, kind, save_all=True, append_images=frames[1:], **({"lossless": True} if kind == "webp" else {})
        )
        image, notes = picture_in(path, (2, 2, 3))
        np.testing.assert_array_equal(image[0, 0] * 255, RED, ending)
        assert "of several frames only the first was taken" in notes
    path = tmp_path / "p.mpo"  # a photograph with its preview
    frames[0].save(path, save_all=True, append_images=frames[1:])
    assert picture_in(path, (2, 2, 3)).notes == ["all pixels are alike"]


def test_a_damaged_note_of_the_camera_costs_no_picture(tmp_path):
    for exif in [b"Exif\0\0garbage", b"Exif\0\0MM\0*"]:
        path = saved(tmp_path / "p.png", [[RED, BLUE]], exif=exif)
        image, notes = picture_in(path, (1, 2, 3))
        np.testing.assert_array_equal(image * 255, [[RED, BLUE]])
        assert notes == ["the camera's note which side is up cannot be read"]


def test_every_side_may_be_up(tmp_path):
    pixels = np.array([[RED, GREEN, BLUE], [BLACK, WHITE, BLACK]])
    turned = {
        2: pixels[:, ::-1],
        3: pixels[::-1, ::-1],
        4: pixels[::-1],
        5: pixels.transpose(1, 0, 2),
        6: np.rot90(pixels, -1),
        7: np.rot90(pixels, 2).transpose(1, 0, 2),
        8: np.rot90(pixels),
    }
    for orientation, expected in turned.items():
        exif = Image.Exif()
        exif[0x0112] = orientation
        for ending in ["png", "webp"]:
            path = saved(tmp_path / f"p.{ending}", pixels, exif=exif, lossless=True)
            np.testing.assert_array_equal(read_image(path, expected.shape) * 255, expected, f"{orientation} {ending}")


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
    for ending in ["png", "jpg", "gif", "bmp", "webp", "tiff", "tga", "jp2", "ppm", "qoi", "pcx", "sgi", "dib"]:
        path = saved(tmp_path / f"p.{ending}", np.random.default_rng(0).integers(0, 256, (40, 40, 3)))
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        with pytest.raises(FileError, match="cannot be read as a picture"):
            read_image(path, (8, 8))


def test_a_picture_too_large_to_unpack_is_refused(tmp_path, monkeypatch):
    path = saved(tmp_path / "p.png", np.zeros((20, 20)))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 300)  # Pillow warns above this, and refuses above twice as many
    with pytest.warns(Image.DecompressionBombWarning):
        assert read_image(path, (8, 8)).shape == (8, 8)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 150)
    with pytest.raises(FileError, match="decompression bomb"):
        read_image(path, (8, 8))


def test_shapes_that_are_none_are_refused(tmp_path):
    for shape in [(8,), (8, 8, 4), (8, 8, 1), (8, 0), "8x8"]:
        path = saved(tmp_path / "p.png", [[BLACK]])
        with pytest.raises(ValueError, match="must be"):
            read_image(path, shape)


def test_the_filters_of_warnings_are_left_alone(tmp_path, monkeypatch):
    """All threads share them, so that two that read pictures would take them from one another."""
    path, opened, seen = saved(tmp_path / "p.png", [[BLACK]]), Image.open, []
    monkeypatch.setattr(Image, "open", lambda content: [seen.append(list(warnings.filters)), opened(content)][1])
    read_image(path, (1, 1))
    assert seen == [warnings.filters]
