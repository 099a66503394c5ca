"""IDX files, the format of MNIST and Fashion-MNIST: read whole, and checked before they are believed."""

import gzip
import math
import zlib
from pathlib import Path

import numpy as np

from nnlib._arrays import Array, DTypeLike
from nnlib._files import StrPath, checked_path, short_names
from nnlib._messages import file_shown, said, shortened
from nnlib._validation import floating_dtype
from nnlib.datasets._damage import damaged

TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
"""The third byte of a file, and how its values are stored."""

CLASSES = 10  # of MNIST and Fashion-MNIST


@short_names()
def read_idx(path: StrPath) -> Array:
    """Return the array in an IDX file.

    Such a file starts with two zero bytes, a byte that gives the type and a byte that gives the number of axes; the
    length of each axis follows in four bytes, and then the values (Y. LeCun, C. Cortes, C. J. C. Burges: the MNIST
    database of handwritten digits, 1998). All numbers have their highest byte first.

    Parameters
    ----------
    path : path-like
        The file, gzipped or not: the content decides, not the name.

    Returns
    -------
    ndarray
        The values, with the axes of the file; for MNIST images (m, 28, 28), uint8, for their labels (m,), uint8.

    Raises
    ------
    FileError
        If it is damaged, or is not an IDX file.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "labels")
    ...     _ = path.write_bytes(bytes([0, 0, 8, 1]) + bytes([0, 0, 0, 3]) + bytes([9, 0, 4]))
    ...     read_idx(path)
    array([9, 0, 4], dtype=uint8)
    """
    path = checked_path(path)
    content = unzipped(path)
    zeros, code, axes = content[:2], *content[2:4].ljust(2, b"\x00")  # what is not there is as wrong as 0
    if zeros != b"\x00\x00" or code not in TYPES or axes == 0:
        came = f"it is no IDX file: it begins with the bytes {content[:4].hex(' ') or '(none)'}"
        known = ", ".join(f"{known_code:02x}" for known_code in TYPES)
        raise damaged(path, f"{came}, but the magic number is 00 00, a type ({known}) and the number of axes")
    start = 4 + 4 * axes
    if len(content) < start:
        raise damaged(path, f"it ends after {len(content)} bytes, within the lengths of its {axes} axes")
    shape = tuple(int(n) for n in np.frombuffer(content, ">u4", axes, offset=4))
    stored = np.dtype(TYPES[code])
    # The header is believed only once the file is known to hold as much as it says.
    expected = math.prod(shape) * stored.itemsize
    if len(content) - start != expected:
        slip = "truncated" if len(content) - start < expected else "followed by bytes that do not belong to it"
        promised = f"its header promises {shortened(' x '.join(map(str, shape)))} values in {expected:,} bytes"
        follow = f"{len(content) - start:,} follow: the count is wrong, or the file is {slip}"
        raise damaged(path, f"{promised}, but {follow}")
    try:
        values = np.frombuffer(content, stored, offset=start).reshape(shape)
    except ValueError as error:  # too many axes, or none of some length times too many of another
        raise damaged(path, f"its header promises an array that cannot be: {said(error)}") from None
    return values.astype(stored.newbyteorder("="))  # a copy that can be written to


@short_names()
def read_mnist(folder: StrPath, *, dtype: DTypeLike = "float64") -> tuple[Array, Array, Array, Array]:
    """Return MNIST, Fashion-MNIST, or what is stored like them, from the folder with their four files.

    The files are ``train-images-idx3-ubyte``, ``train-labels-idx1-ubyte``, ``t10k-images-idx3-ubyte`` and
    ``t10k-labels-idx1-ubyte``, each with or without ``.gz`` (some copies have a dot before ``idx``).

    Parameters
    ----------
    folder : path-like
        Their folder; Debian's dataset-fashion-mnist puts them into ``/usr/share/datasets/fashion-mnist``.
    dtype : {"float64", "float32"}, default "float64"
        The type of the pixels. MNIST takes 440 MB in float64, and half of that in float32; best is the model's type.

    Returns
    -------
    tuple of ndarray
        X_train, X_test, of MNIST (784, 60000) and (784, 10000): pixels row by row, from 0 to 1; Y_train, Y_test, of
        shape (1, m), int64: the classes, 0 to 9.

    Raises
    ------
    FileError
        If a file is damaged, if images and labels differ in number, or if a label is not from 0 to 9.

    Examples
    --------
    >>> read_mnist("nowhere")
    Traceback (most recent call last):
    FileNotFoundError: nowhere holds no train-images-idx3-ubyte, gzipped or not
    """
    folder, dtype = checked_path(folder), floating_dtype(dtype)
    X_train, Y_train = labelled_images(folder, "train", dtype)
    X_test, Y_test = labelled_images(folder, "t10k", dtype)
    if len(X_train) != len(X_test):
        raise damaged(folder, f"training images have {len(X_train)} pixels and test images {len(X_test)}")
    return X_train, X_test, Y_train, Y_test


def unzipped(path: Path) -> bytes:
    """Return what a file holds, unzipped where it is gzipped."""
    content = path.read_bytes()
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise damaged(path, f"it cannot be unzipped: {said(error)}") from None


def labelled_images(folder: Path, part: str, dtype: np.dtype[np.floating]) -> tuple[Array, Array]:
    """Return one part's images as columns of X, and its labels as the row Y."""
    image_file, label_file = file_in(folder, f"{part}-images-idx3-ubyte"), file_in(folder, f"{part}-labels-idx1-ubyte")
    pixels, labels = read_idx(image_file), read_idx(label_file)
    for path, array, axes, form in (
        (image_file, pixels, 3, "images are an array of 3 axes"),
        (label_file, labels, 1, "labels are an array of 1 axis"),
    ):
        if array.ndim != axes or array.dtype != np.uint8 or array.size == 0:
            shape = shortened(str(array.shape))
            raise damaged(path, f"{form} of bytes, and this is one of shape {shape} and type {array.dtype}")
    m = len(pixels)
    if len(labels) != m:
        raise damaged(label_file, f"it holds {len(labels):,} labels, but {image_file.name} holds {m:,} images")
    if (unknown := np.flatnonzero(labels >= CLASSES)).size:
        i = unknown[0]
        raise damaged(label_file, f"label {i} is {labels[i]}, but the classes are 0 to {CLASSES - 1}")
    X = pixels.reshape(m, -1).astype(dtype)
    X /= 255
    return X.T, labels.astype(np.int64).reshape(1, m)


def file_in(folder: Path, name: str) -> Path:
    """Return the path of one of the four files, under any of the names that it goes by."""
    for known in (name, name.replace("-idx", ".idx")):
        for path in (folder / known, folder / f"{known}.gz"):
            if path.exists():
                return path
    msg = f"{file_shown(folder)} holds no {name}, gzipped or not"
    raise FileNotFoundError(msg)
