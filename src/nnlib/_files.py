"""Files: named arrays with a description in JSON, written whole or not at all, and read with nothing taken on trust.

They are NumPy's own ``.npz`` files, so `numpy.load` opens them too. A damaged file, or one that somebody else wrote, is
one error, `FileError`, before an array of the size that it claims is made.
"""

import contextlib
import errno
import json
import math
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, TypeAlias

import numpy as np

from nnlib._arrays import Array
from nnlib._messages import attempt, file_shown, listed, said, shortened, shown

StrPath: TypeAlias = str | os.PathLike[str]
"""What names a file."""

VERSION = 4
"""Of what stands in the files; it rises when older versions of the library could no longer read them."""
READ = (1, 2, 3, 4)
"""The versions that this one reads."""
DESCRIPTION = "description"
LONGEST_DESCRIPTION = 2**22
"""In characters. A description holds no arrays: it needs a few thousand, and that of 20,000 columns a million."""


class FileError(ValueError):
    """A file is damaged, or is not what it was taken for; the message names the file and what is wrong with it.

    A file that is not there is a FileNotFoundError.

    Examples
    --------
    >>> raise FileError("train-labels-idx1-ubyte: it ends after 7 bytes")
    Traceback (most recent call last):
    nnlib.FileError: train-labels-idx1-ubyte: it ends after 7 bytes
    """

    __module__ = "nnlib"  # as it is reached, and as tracebacks name it


def checked_path(path: object) -> Path:
    """Return what names a file as a path."""
    checked = attempt(lambda: Path(str.__str__(os.fspath(path))), otherwise=None)  # type: ignore[call-overload]  # if it is one
    if checked is None:
        msg = f"a file is named by a str or an os.PathLike object, got {shown(path)}"
        raise TypeError(msg)
    return checked


@contextlib.contextmanager
def short_names() -> Iterator[None]:
    """Let an error of the system show the end of a file's name where that is long."""
    try:
        yield
    except OSError as error:
        if isinstance(error.filename, str):
            error.filename = file_shown(error.filename)
        raise


@contextlib.contextmanager
def damage_in(path: StrPath) -> Iterator[None]:
    """Turn whatever goes wrong inside into one FileError that names the file."""
    try:
        yield
    except FileError as error:
        msg = f"{file_shown(path)}: {said(error)}"
        raise FileError(msg) from None
    except Exception as error:  # noqa: BLE001  any error means the same here
        msg = f"{file_shown(path)}: it is damaged, or nnlib did not write it ({type(error).__name__}: {said(error)})"
        raise FileError(msg) from None  # the message has the cause, and no one is helped by its traceback


@short_names()
def write(path: StrPath, kind: str, content: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
    """Write a file, or leave the old one as it is: whatever happens, one of the two is there, whole.

    A process that is killed may leave a temporary file behind, whose name begins with a dot.
    """
    arrays = {name: np.require(array, requirements="C") for name, array in arrays.items()}
    if objects := [name for name, array in arrays.items() if array.dtype.hasobject]:
        msg = f"a file holds arrays of numbers, but {listed(objects, show=str)} holds Python's objects"
        raise TypeError(msg)
    promised = {name: [list(array.shape), array.dtype.str] for name, array in arrays.items()}
    description = json.dumps({"nnlib": kind, "version": VERSION, "content": content, "arrays": promised})
    if len(description) > LONGEST_DESCRIPTION:
        msg = f"a description has up to {LONGEST_DESCRIPTION:,} characters, but this one has {len(description):,}"
        raise ValueError(msg)
    target = Path(os.path.realpath(checked_path(path)))  # a link keeps pointing to what it points to
    if not target.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "there is no such folder", str(target.parent))
    if target.exists() and not target.is_file():
        raise OSError(errno.EINVAL, "it exists and is no file that could be replaced", os.fspath(path))
    temporary = target.with_name(f".nnlib-{os.urandom(8).hex()}.tmp")  # short, whatever the name
    try:
        with temporary.open("xb") as stream:
            named: dict[str, Any] = {DESCRIPTION: np.array(description), **arrays}
            np.savez(stream, **named)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            shutil.copymode(target, temporary)
        temporary.replace(target)
    except BaseException:  # an interrupt, too
        temporary.unlink(missing_ok=True)
        raise
    flush_folder(target.parent)


def flush_folder(folder: Path) -> None:
    """Flush a folder, so that a new name in it outlives a power cut; some systems and some folders do not allow it."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@short_names()
def read(path: StrPath, *kinds: str) -> tuple[str, dict[str, Any], dict[str, Array]]:
    """Read what `write` wrote, as one of these kinds, and return which it is first."""
    with checked_path(path).open("rb") as stream, damage_in(path), zipfile.ZipFile(stream) as archive:
        size = stream.seek(0, os.SEEK_END)
        members = archive.infolist()
        # What nnlib writes is not compressed, so that no member holds more than the file.
        stored = all(member.compress_type == zipfile.ZIP_STORED for member in members)
        if not stored or sum(member.file_size for member in members) > size:
            msg = "nnlib did not write it: its members are compressed, or larger than the file"
            raise FileError(msg)
        if f"{DESCRIPTION}.npy" not in archive.namelist():
            msg = "nnlib did not write it: it has no description"
            raise FileError(msg)
        description = json.loads(read_description(archive).item())
        found, version = description["nnlib"], description["version"]
        if found not in kinds or version not in READ or type(version) is not int:
            raise FileError(another_kind(kinds, found, version))
        expected = [f"{DESCRIPTION}.npy", *(f"{name}.npy" for name in description["arrays"])]
        if sorted(archive.namelist()) != sorted(expected):
            msg = f"it should hold [{listed(expected)}], but holds [{listed(archive.namelist())}]"
            raise FileError(msg)
        arrays = {
            name: read_array(archive, name, tuple(shape), np.dtype(dtype))
            for name, (shape, dtype) in description["arrays"].items()
        }
        return found, description["content"], arrays


def another_kind(kinds: Sequence[str], found: str, version: int) -> str:
    """Say what the file is, and what it should be."""
    if found not in kinds:
        return f"it holds a {shortened(str(found))}, not a {' or a '.join(kinds)}"
    files = f"files of version {shown(version)}; this one reads 1 to {VERSION}"
    return f"it was written by another version of nnlib ({files})"


def read_description(archive: zipfile.ZipFile) -> Array:
    """Return the description, an array that is one text."""
    with archive.open(f"{DESCRIPTION}.npy") as member:
        _, _, dtype = header(member)
    if dtype.kind != "U" or dtype.itemsize > 4 * LONGEST_DESCRIPTION:
        msg = f"its description is no text of ordinary length, but {shortened(str(dtype))}"
        raise FileError(msg)
    return read_array(archive, DESCRIPTION, (), dtype)


def header(member: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Return shape, whether in Fortran order, and dtype, from the beginning of an array in a file."""
    np.lib.format.read_magic(member)
    return np.lib.format.read_array_header_1_0(member)


def read_array(archive: zipfile.ZipFile, name: str, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    """Return an array, if the file holds as many bytes as it promises, and what it promises is what is expected."""
    information = archive.getinfo(f"{name}.npy")
    with archive.open(information) as member:
        promised = header(member)
        size = member.tell() + math.prod(shape) * dtype.itemsize
    if promised != (shape, False, dtype) or dtype.hasobject:
        expected, came = (shortened(f"{kind} of shape {its}") for its, kind in ((shape, dtype), promised[::2]))
        msg = f"its {shortened(name)} should be {expected}, but is {came}"
        raise FileError(msg)
    if {information.file_size, information.compress_size} != {size}:
        promise = f"its {shortened(name)} of shape {shortened(str(shape))} takes {size} bytes"
        msg = f"{promise}, which is not what the file holds for it"
        raise FileError(msg)
    with archive.open(information) as member:
        array: Array = np.lib.format.read_array(member, allow_pickle=False)
    return array
