import gzip
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import nnlib
from nnlib._files import FileError
from nnlib.datasets import FASHION_CLASSES, fashion_mnist, read_idx, read_mnist

WHOLE = Path(os.environ.get("NNLIB_FASHION_MNIST", "/usr/share/datasets/fashion-mnist"))
"""Where all of Fashion-MNIST may lie; Debian's package puts it there."""

CODES = {"u1": 8, "i1": 9, ">i2": 0x0B, ">i4": 0x0C, ">f4": 0x0D, ">f8": 0x0E}


def idx(array):
    """Return an array as an IDX file: written from the format's description, not with the library."""
    code = CODES[array.dtype.str.lstrip("|")]
    return bytes([0, 0, code, array.ndim]) + b"".join(n.to_bytes(4) for n in array.shape) + array.tobytes()


def images(m, side=3):
    return (np.arange(m * side * side, dtype=np.uint8) * 7).reshape(m, side, side)


@pytest.fixture
def folder(tmp_path):
    """Four small files like MNIST's: 5 images of 3×3 pixels to train on, 2 to test on."""
    for part, m in (("train", 5), ("t10k", 2)):
        (tmp_path / f"{part}-images-idx3-ubyte").write_bytes(idx(images(m)))
        (tmp_path / f"{part}-labels-idx1-ubyte").write_bytes(idx(np.arange(m, dtype=np.uint8) + 3))
    return tmp_path


@settings(max_examples=15)  # of each type, plain and gzipped: 180 files
@given(hnp.array_shapes(min_dims=1, max_dims=4, max_side=4), st.integers(0, 1000))
def test_what_was_written_is_read(tmp_path_factory, shape, seed):
    rng = np.random.default_rng(seed)
    path = tmp_path_factory.mktemp("idx") / "file"
    for stored in CODES:
        whole = np.dtype(stored).kind in "iu"
        values = (
            rng.integers(-(2**40), 2**40, shape) if whole else rng.choice([0.1, -0.0, 1e30, np.nan, -np.inf], shape)
        )
        array = values.astype(stored)
        for content in (idx(array), gzip.compress(idx(array))):
            path.write_bytes(content)
            came = read_idx(path)
            np.testing.assert_array_equal(came, array)
            assert came.shape == array.shape
            assert came.dtype == array.dtype.newbyteorder("=")
            assert came.dtype.isnative
            assert came.flags.writeable


WHOLE_FILE = idx(images(2))


def test_damage_is_one_clear_error(tmp_path):
    for content, message in [
        (b"", r"no IDX file: it begins with the bytes \(none\)"),
        (b"\x00\x00\x08", "begins with the bytes 00 00 08"),
        (
            b"\x00\x01" + WHOLE_FILE[2:],
            r"the bytes 00 01 08 03, but the magic number is 00 00, a type \(08, 09, 0b, 0c, 0d, 0e\) and the number",
        ),
        (b"\x00\x00\x07\x03" + WHOLE_FILE[4:], "begins with the bytes 00 00 07 03"),
        (b"\x00\x00\x08\x00" + WHOLE_FILE[4:], "begins with the bytes 00 00 08 00"),
        (WHOLE_FILE[:10], "ends after 10 bytes, within the lengths of its 3 axes"),
        (WHOLE_FILE[:4] + (9).to_bytes(4) + WHOLE_FILE[8:], "promises 9 x 3 x 3 values in 81 bytes, but 18 follow"),
        (WHOLE_FILE[:4] + b"\xff" * 12 + WHOLE_FILE[16:], "promises 4294967295 x 4294967295 x 4294967295"),
        (WHOLE_FILE[:-1], "promises 2 x 3 x 3 values in 18 bytes, but 17 follow: .* truncated"),
        (WHOLE_FILE + b"\x00", "but 19 follow: .* followed by bytes that do not belong to it"),
        (b"\x89PNG\r\n", "no IDX file"),
        (b"\x00\x00\x08\x03" + bytes(4) + b"\xff" * 8, "promises an array that cannot be"),
        (b"\x00\x00\x08\x41" + b"\x00\x00\x00\x01" * 65 + b"a", "promises an array that cannot be"),
    ]:
        for zipped in [False, True]:
            path = tmp_path / "file"
            path.write_bytes(gzip.compress(content) if zipped else content)
            with pytest.raises(FileError, match=message) as caught:
                read_idx(path)
            assert str(caught.value).startswith(f"{path}: ")


def test_a_file_cut_off_anywhere_is_one_error(tmp_path):
    for zipped in [False, True]:
        content = gzip.compress(WHOLE_FILE, mtime=0) if zipped else WHOLE_FILE
        path = tmp_path / "file"
        for length in range(len(content)):
            path.write_bytes(content[:length])
            with pytest.raises(FileError):
                read_idx(path)


def test_a_gzipped_file_that_is_damaged_is_called_so(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(gzip.compress(WHOLE_FILE)[:-3])
    with pytest.raises(FileError, match=r"file: it cannot be unzipped: .*end-of-stream"):
        read_idx(path)


def test_a_flipped_bit_in_a_gzipped_file_is_one_error_or_none(tmp_path):
    """Gzip's checksum sees to the values; what its header says of names and times does not matter."""
    content = gzip.compress(WHOLE_FILE, mtime=0)
    path = tmp_path / "file"
    refused = 0
    for position in range(len(content)):
        for bit in range(8):
            damaged = bytearray(content)
            damaged[position] ^= 1 << bit
            path.write_bytes(damaged)
            try:
                np.testing.assert_array_equal(read_idx(path), images(2))
            except FileError:
                refused += 1
    assert refused > 0.8 * 8 * len(content)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_idx(tmp_path / "nothing")


def test_a_folder_is_read(folder):
    X_train, X_test, Y_train, Y_test = read_mnist(folder)
    np.testing.assert_allclose(X_train * 255, images(5).reshape(5, 9).T)
    np.testing.assert_allclose(X_test * 255, images(2).reshape(2, 9).T)
    np.testing.assert_array_equal(Y_train, [[3, 4, 5, 6, 7]])
    np.testing.assert_array_equal(Y_test, [[3, 4]])
    assert X_train.dtype == np.float64
    assert Y_train.dtype == np.int64
    assert X_train.T.flags.c_contiguous
    assert [array.dtype for array in read_mnist(folder, dtype="float32")] == [np.float32] * 2 + [np.int64] * 2


def test_the_unzipped_file_is_preferred(folder):
    (folder / "t10k-labels-idx1-ubyte.gz").write_bytes(b"damaged")
    np.testing.assert_array_equal(read_mnist(folder)[3], [[3, 4]])


def test_a_folder_is_read_under_the_files_other_names(folder):
    expected = read_mnist(folder)
    for path in list(folder.iterdir()):
        (folder / f"{path.name.replace('-idx', '.idx')}.gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()
    for came, array in zip(read_mnist(str(folder)), expected, strict=True):
        np.testing.assert_array_equal(came, array)


def test_files_that_do_not_belong_together(folder):
    for name, array, message in [
        ("train-images-idx3-ubyte", np.zeros(5, np.uint8), "images are an array of 3 axes of bytes, .* shape \\(5,\\)"),
        ("train-images-idx3-ubyte", np.zeros((5, 3, 3), ">f4"), "of bytes, .* type float32"),
        ("train-images-idx3-ubyte", np.zeros((0, 3, 3), np.uint8), "shape \\(0, 3, 3\\)"),
        ("train-labels-idx1-ubyte", images(5), "labels are an array of 1 axis of bytes, .* shape \\(5, 3, 3\\)"),
        ("train-labels-idx1-ubyte", np.zeros(4, np.uint8), "it holds 4 labels, but train-images-idx3-ubyte holds 5"),
        ("t10k-labels-idx1-ubyte", np.array([3, 10], np.uint8), "label 1 is 10, but the classes are 0 to 9"),
        ("t10k-images-idx3-ubyte", images(2, side=4), "have 9 pixels and test images 16"),
    ]:
        right = (folder / name).read_bytes()
        (folder / name).write_bytes(idx(array))
        with pytest.raises(FileError, match=message):
            read_mnist(folder)
        (folder / name).write_bytes(right)


def test_a_missing_file_is_named(folder):
    (folder / "t10k-labels-idx1-ubyte").unlink()
    with pytest.raises(FileNotFoundError, match="holds no t10k-labels-idx1-ubyte, gzipped or not"):
        read_mnist(folder)


def test_another_type_is_refused(folder):
    with pytest.raises(ValueError, match="dtype must be float64 or float32"):
        read_mnist(folder, dtype="int8")


@pytest.fixture(scope="module")
def whole():
    if not WHOLE.is_dir():
        pytest.skip(f"all of Fashion-MNIST is not in {WHOLE} (Debian's package dataset-fashion-mnist brings it)")
    return read_mnist(WHOLE, dtype="float32")


@pytest.mark.slow
def test_all_of_fashion_mnist_is_what_its_paper_says(whole):
    X_train, X_test, Y_train, Y_test = whole
    assert X_train.shape == (784, 60_000)
    assert X_test.shape == (784, 10_000)
    np.testing.assert_array_equal(np.bincount(Y_train[0]), 6_000)
    np.testing.assert_array_equal(np.bincount(Y_test[0]), 1_000)
    assert X_train.max() == 1
    assert len(FASHION_CLASSES) == 10


@pytest.mark.slow
def test_the_shipped_images_are_the_first_of_each_class(whole):
    for X, Y, X_shipped, Y_shipped, each in zip(
        whole[:2], whole[2:], *(fashion_mnist()[i : i + 2] for i in (0, 2)), (200, 100), strict=True
    ):
        first = np.sort(np.concatenate([np.flatnonzero(Y[0] == c)[:each] for c in range(10)]))
        np.testing.assert_array_equal(np.round(X[:, first] * 255), np.round(X_shipped * 255))
        np.testing.assert_array_equal(Y[:, first], Y_shipped)


@pytest.mark.slow
def test_all_of_fashion_mnist_is_learned(whole):
    """Logistic regression's error is about 0.16 in the data set's paper (arXiv:1708.07747, table 3)."""
    X_train, X_test, Y_train, Y_test = whole
    model = nnlib.Network([784, 10], output="softmax", dtype="float32", rng=0)
    nnlib.train(model, X_train, Y_train, optimizer=nnlib.Adam(5e-4), batch_size=128, epochs=15, rng=0)
    assert model.accuracy(X_test, Y_test) >= 0.835
