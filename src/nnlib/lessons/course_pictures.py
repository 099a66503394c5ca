"""The course's pictures of cats and of other things, from the reader's own copy of its files."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nnlib._arrays import Array
from nnlib._files import FileError, StrPath, checked_path, short_names
from nnlib._messages import file_shown, listed, shortened
from nnlib.datasets._damage import damage_of, damaged

SHAPE = (64, 64, 3)
H5_FILES = {"train": "train_catvnoncat.h5", "test": "test_catvnoncat.h5"}


@short_names()
def read_course_pictures(path: StrPath) -> tuple[Array, Array, Array, Array]:
    """Read the course's 209 training pictures and 50 test pictures, of 64 by 64 pixels in colour.

    They are not shipped, since they are the course's. Those who took it have them in the programming assignments of its
    weeks 2 and 4, in the folder ``datasets``.

    Parameters
    ----------
    path : path-like
        The folder with the course's two files, ``train_catvnoncat.h5`` and ``test_catvnoncat.h5``, for which h5py is
        needed; or one ``.npz`` with the arrays ``train_images`` and ``test_images``, of shape (m, 64, 64, 3) and bytes,
        and ``train_labels`` and ``test_labels``.

    Returns
    -------
    X_train, X_test : ndarray of shape (12288, m), float64
        One picture in each column, from 0 to 1, "interleaved" as `nnlib.datasets.image_to_vector` calls it.
    Y_train, Y_test : ndarray of shape (1, m), float64
        1 for a cat, else 0.

    Raises
    ------
    FileNotFoundError, ImportError
        If there is no such file, or it is not in the folder; or if h5py is needed and missing.
    FileError
        If a file is damaged, or holds something else; its message names the file.

    Examples
    --------
    >>> import tempfile
    >>> images, labels = np.zeros((3, 64, 64, 3), np.uint8), [1, 0, 1]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = f"{folder}/cats.npz"
    ...     np.savez(path, train_images=images, train_labels=labels, test_images=images[:1], test_labels=labels[:1])
    ...     X_train, X_test, Y_train, Y_test = read_course_pictures(path)
    >>> X_train.shape, X_test.shape, Y_train
    ((12288, 3), (12288, 1), array([[1., 0., 1.]]))
    """
    path = checked_path(path)
    read = from_h5 if path.is_dir() else from_npz
    (X_train, Y_train), (X_test, Y_test) = read(path, "train"), read(path, "test")
    return X_train, X_test, Y_train, Y_test


def from_npz(path: Path, part: str) -> tuple[Array, Array]:
    """Return one part of the pictures as X and Y, from an archive of NumPy's."""
    if path.suffix in {".h5", ".hdf5"}:
        raise damaged(path, "of the two .h5 files give the folder that they are in")
    with path.open("rb") as stream, damage_of(path, "an .npz file"), zipfile.ZipFile(stream) as archive:
        arrays = {}
        for name in (f"{part}_images", f"{part}_labels"):
            if f"{name}.npy" not in archive.namelist():
                found = [member.removesuffix(".npy") for member in archive.namelist()]
                msg = f"it holds no {name}, but {listed(found, show=str) or 'nothing'}"
                raise FileError(msg)
            with archive.open(f"{name}.npy") as member:
                arrays[name] = np.lib.format.read_array(member, allow_pickle=False)
        return columns(arrays, *arrays)


def from_h5(folder: Path, part: str) -> tuple[Array, Array]:
    """Return one part of the pictures as X and Y, from the course's own file."""
    path = folder / H5_FILES[part]
    if not path.is_file():
        msg = f"{file_shown(folder)} holds no {path.name}; the course's files are {' and '.join(H5_FILES.values())}"
        raise FileNotFoundError(msg)
    try:
        import h5py  # noqa: PLC0415  an extra is imported where it is used
    except ImportError:
        msg = f"{path.name} needs h5py: pip install h5py"
        raise ImportError(msg) from None
    with damage_of(path, "an .h5 file"), h5py.File(path, "r") as file:
        names = f"{part}_set_x", f"{part}_set_y"
        if missing := [name for name in names if not isinstance(file.get(name), h5py.Dataset)]:
            msg = f"it holds no {missing[0]}, but {listed(list(file), show=str) or 'nothing'}"
            raise FileError(msg)
        return columns({name: file[name][()] for name in names}, *names)


def columns(arrays: Mapping[str, Any], images: str, labels: str) -> tuple[Array, Array]:
    """Return the pictures as columns, and their labels as a row, if they are what the course has."""
    pixels, answers = np.asarray(arrays[images]), np.asarray(arrays[labels])
    if pixels.shape[1:] != SHAPE or pixels.dtype != np.uint8 or not len(pixels):
        came = shortened(f"{pixels.dtype} of shape {pixels.shape}")
        msg = f"{images} should be bytes of shape (m, 64, 64, 3), and is {came}"
        raise FileError(msg)
    m = len(pixels)
    if answers.shape not in {(m,), (1, m)} or answers.dtype.kind not in "biu":
        came = shortened(f"{answers.dtype} of shape {answers.shape}")
        msg = f"{labels} should be {m} whole numbers, one a picture, and is {came}"
        raise FileError(msg)
    if unknown := sorted(set(answers.ravel().tolist()) - {0, 1}):
        msg = f"{labels} should be 1 for a cat and 0 for anything else, and has {unknown[0]} in it"
        raise FileError(msg)
    return pixels.reshape(m, -1).T / 255, answers.reshape(1, m).astype(np.float64)
