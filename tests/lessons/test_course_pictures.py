"""The course's files, in both forms, give the same columns; what is wrong with one is said in one error."""

import sys

import numpy as np
import pytest

import nnlib
from nnlib._files import FileError
from nnlib.lessons import read_course_pictures

RNG = np.random.default_rng(0)
IMAGES = {part: RNG.integers(0, 256, (m, 64, 64, 3), dtype=np.uint8) for part, m in (("train", 3), ("test", 2))}
LABELS = {"train": np.array([1, 0, 1], np.uint8), "test": np.array([0, 1], np.uint8)}


def npz(path, **changed):
    arrays = {f"{part}_images": IMAGES[part] for part in IMAGES} | {f"{part}_labels": LABELS[part] for part in LABELS}
    arrays = {name: array for name, array in (arrays | changed).items() if array is not None}
    np.savez_compressed(path, **arrays)
    return path


def h5(folder, **changed):
    h5py = pytest.importorskip("h5py")
    for part, images in IMAGES.items():
        with h5py.File(folder / f"{part}_catvnoncat.h5", "w") as file:
            arrays = {f"{part}_set_x": images, f"{part}_set_y": LABELS[part]}
            arrays |= {name: array for name, array in changed.items() if name.startswith(part)}
            for name, array in arrays.items():
                if array is not None:
                    file[name] = array
            file["list_classes"] = np.array([b"non-cat", b"cat"])
    return folder


def check(path):
    X_train, X_test, Y_train, Y_test = read_course_pictures(path)
    for X, Y, part in ((X_train, Y_train, "train"), (X_test, Y_test, "test")):
        assert X.dtype == Y.dtype == np.float64
        assert np.array_equal(Y, LABELS[part].reshape(1, -1))
        for i, image in enumerate(IMAGES[part]):
            assert np.array_equal(X[:, [i]], nnlib.datasets.image_to_vector(image, order="interleaved") / 255)


def test_an_npz_file(tmp_path):
    check(npz(tmp_path / "cats.npz"))
    check(npz(tmp_path / "rows.npz", train_labels=LABELS["train"].reshape(1, -1).astype(np.int64)))


def test_the_courses_own_files(tmp_path):
    check(h5(tmp_path))


def test_an_npz_file_that_holds_something_else(tmp_path):
    for changed, message in [
        ({"train_images": None}, "it holds no train_images, but test_images, train_labels, test_labels"),
        (
            {"test_images": IMAGES["test"] / 255},
            r"test_images should be bytes of shape \(m, 64, 64, 3\), and is float64",
        ),
        (
            {"test_images": IMAGES["test"][:, :32]},
            r"should be bytes of shape .*, and is uint8 of shape \(2, 32, 64, 3\)",
        ),
        ({"test_images": IMAGES["test"][:0]}, r"of shape \(0, 64, 64, 3\)"),
        ({"test_labels": LABELS["train"]}, r"test_labels should be 2 whole numbers, one a picture, .* shape \(3,\)"),
        ({"test_labels": LABELS["test"] / 2}, "test_labels should be 2 whole numbers, one a picture, and is float64"),
        ({"test_labels": 3 * LABELS["test"]}, "1 for a cat and 0 for anything else, and has 3 in it"),
        ({"test_labels": np.array([None, 1])}, "it cannot be read as an .npz file: Object arrays cannot be loaded"),
    ]:
        path = npz(tmp_path / "cats.npz", **changed)
        with pytest.raises(FileError, match=message) as caught:
            read_course_pictures(path)
        assert str(caught.value).startswith(f"{path}: ")


def test_h5_files_that_hold_something_else(tmp_path):
    for changed, message in [
        ({"train_set_x": None}, "it holds no train_set_x, but list_classes, train_set_y"),
        ({"test_set_y": LABELS["test"] + 1}, "test_set_y should be 1 for a cat and 0 for anything else, and has 2"),
    ]:
        with pytest.raises(FileError, match=f"catvnoncat.h5: {message}"):
            read_course_pictures(h5(tmp_path, **changed))


def test_damage(tmp_path):
    path = npz(tmp_path / "cats.npz")
    whole = path.read_bytes()
    for cut in (0, 10, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:cut])
        with pytest.raises(FileError, match=r"cannot be read as an \.npz file"):
            read_course_pictures(path)
    folder = h5(tmp_path)
    (folder / "test_catvnoncat.h5").write_bytes(b"something else")
    with pytest.raises(FileError, match=r"test_catvnoncat.h5: it cannot be read as an .h5 file"):
        read_course_pictures(folder)


def test_files_that_are_not_there(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        read_course_pictures(tmp_path / "nowhere.npz")
    with pytest.raises(FileNotFoundError, match=r"holds no train_catvnoncat\.h5; the course's files are"):
        read_course_pictures(tmp_path)
    with pytest.raises(FileError, match=r"of the two \.h5 files give the folder that they are in"):
        read_course_pictures(tmp_path / "train_catvnoncat.h5")


def test_without_h5py_the_message_says_what_to_install(tmp_path, monkeypatch):
    (tmp_path / "train_catvnoncat.h5").touch()
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(ImportError, match=r"train_catvnoncat\.h5 needs h5py: pip install h5py"):
        read_course_pictures(tmp_path)
