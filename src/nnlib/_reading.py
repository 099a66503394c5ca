"""Reading files that `_files` wrote, with nothing taken on trust.

A damaged file, or one that somebody else wrote, is one error, `FileError`, before an array of the size that it claims
is made.
"""

import json
import math
import os
import zipfile
from collections.abc import Sequence
from typing import IO, Any

import numpy as np

from nnlib._arrays import Array
from nnlib._files import (
    DESCRIPTION,
    LONGEST_DESCRIPTION,
    VERSION,
    FileError,
    StrPath,
    checked_path,
    damage_in,
    short_names,
)
from nnlib._messages import listed, shortened, shown

READ = (1, 2, 3, 4)
"""The versions of files that this one reads."""


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
