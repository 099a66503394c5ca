"""Files that cannot be read: one FileError, which begins with the file's path."""

from collections.abc import Iterator
from contextlib import contextmanager

from nnlib._files import FileError, StrPath
from nnlib._messages import file_shown, said


def damaged(path: StrPath, complaint: str) -> FileError:
    """Return the error that names a file and what is wrong with it."""
    name = file_shown(path)
    return FileError(f"{name}: {abridged(complaint, room=598 - len(name))}")  # 600 characters at most


def abridged(text: str, room: int) -> str:
    """Return a text without its middle where there is no room for all of it: advice stands at the end."""
    return text if len(text) <= room else f"{text[: room - 155]} ... {text[-150:]}"


@contextmanager
def damage_of(path: StrPath, kind: str) -> Iterator[None]:
    """Turn whatever goes wrong while a file is read into one FileError that names it."""
    try:
        yield
    except FileError as error:
        raise damaged(path, str(error)) from None
    except Exception as error:  # noqa: BLE001  a damaged file can raise nearly anything
        raise damaged(path, f"it cannot be read as {kind}: {said(error)}") from None
