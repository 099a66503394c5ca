"""Files: named arrays with a description in JSON, or texts, written whole or not at all.

Those of arrays are NumPy's own ``.npz`` files, so `numpy.load` opens them too.
"""

import contextlib
import errno
import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

import numpy as np

from nnlib._arrays import Array
from nnlib._messages import attempt, file_shown, listed, said, shown

if TYPE_CHECKING:  # what only files need takes as long to import as a quarter of the library: it is imported below
    from pathlib import Path

StrPath: TypeAlias = str | os.PathLike[str]
"""What names a file."""

VERSION = 4
"""Of what stands in the files; it rises when older versions of the library could no longer read them."""
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


def checked_path(path: object) -> "Path":
    """Return what names a file as a path."""
    from pathlib import Path  # noqa: PLC0415  see above

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
    import json  # noqa: PLC0415  see above

    arrays = {name: np.require(array, requirements="C") for name, array in arrays.items()}
    if objects := [name for name, array in arrays.items() if array.dtype.hasobject]:
        msg = f"a file holds arrays of numbers, but {listed(objects, show=str)} holds Python's objects"
        raise TypeError(msg)
    promised = {name: [list(array.shape), array.dtype.str] for name, array in arrays.items()}
    description = json.dumps({"nnlib": kind, "version": VERSION, "content": content, "arrays": promised})
    if len(description) > LONGEST_DESCRIPTION:
        msg = f"a description has up to {LONGEST_DESCRIPTION:,} characters, but this one has {len(description):,}"
        raise ValueError(msg)
    with replacing(path) as stream:
        named: dict[str, Any] = {DESCRIPTION: np.array(description), **arrays}
        np.savez(stream, **named)


@short_names()
def write_text(path: StrPath, text: str) -> None:
    """Write a text in UTF-8 as `write` writes arrays: whole, or the old file stays as it is."""
    with replacing(path) as stream:
        stream.write(text.encode())


@contextlib.contextmanager
def replacing(path: StrPath) -> Iterator[BinaryIO]:
    """Open a temporary file that takes the place of the old one at the end, unless something is raised before."""
    import shutil  # noqa: PLC0415  see above

    target = checked_path(os.path.realpath(checked_path(path)))  # a link keeps pointing to what it points to
    if not target.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "there is no such folder", str(target.parent))
    if target.exists() and not target.is_file():
        raise OSError(errno.EINVAL, "it exists and is no file that could be replaced", os.fspath(path))
    temporary = target.with_name(f".nnlib-{os.urandom(8).hex()}.tmp")  # short, whatever the name
    try:
        with temporary.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            shutil.copymode(target, temporary)
        temporary.replace(target)
    except BaseException:  # an interrupt, too
        temporary.unlink(missing_ok=True)
        raise
    flush_folder(target.parent)


def flush_folder(folder: "Path") -> None:
    """Flush a folder, so that a new name in it outlives a power cut; some systems and some folders do not allow it."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
