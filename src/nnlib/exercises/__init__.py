"""Exercises along the notes, checked line by line.

`check` does it in a notebook; ``python -m nnlib.exercises`` in a terminal.
"""

from nnlib.exercises._results import Line, Result
from nnlib.exercises.checking import check, check_file, names
from nnlib.exercises.worksheets import worksheet

__all__ = ["Line", "Result", "check", "check_file", "names", "worksheet"]
