"""Exercises that follow the notes, checked line by line.

Use `check` in a notebook, and ``python -m nnlib.exercises`` in a terminal.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nnlib.exercises._results import Line, Result
    from nnlib.exercises.checking import check, check_file, names
    from nnlib.exercises.worksheets import worksheet

__all__ = ["Line", "Result", "check", "check_file", "names", "worksheet"]
PLACES = {"Line": "_results", "Result": "_results", "worksheet": "worksheets"}


# The process that runs a student's file needs nothing of all this, and begins sooner without it.
def __getattr__(name: str) -> Any:  # noqa: ANN401  a function or a class
    """Import a part of the exercises when it is first asked for."""
    if name not in __all__:
        msg = f"module 'nnlib.exercises' has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"nnlib.exercises.{PLACES.get(name, 'checking')}"), name)


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
