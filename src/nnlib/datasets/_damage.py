"""Files that cannot be read: one FileError, which begins with the file's path."""

from collections.abc import Iterator
from contextlib import contextmanager

from nnlib._files import FileError, StrPath


def damaged(path: StrPath, complaint: str) -> FileError:
    """Return the error that names a file and what is wrong with it."""
    return FileError(f"{path}: {complaint}")


@contextmanager
def damage_of(path: StrPath, kind: str) -> Iterator[None]:
    """Turn whatever goes wrong while a file is read into one FileError that names it."""
    try:
        yield
    except FileError as error:
        raise damaged(path, str(error)) from None
    except Exception as error:  # noqa: BLE001  a damaged file can raise nearly anything
        raise damaged(path, f"it cannot be read as {kind}: {error}") from None
