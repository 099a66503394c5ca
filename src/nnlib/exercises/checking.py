"""Checking one exercise: a function in place, as in a notebook, or the file of a folder of exercises."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nnlib import _validation
from nnlib._messages import attempt, file_shown, shown
from nnlib.exercises._asking import Answer, ask
from nnlib.exercises._exercise import exercises
from nnlib.exercises._folder import Folder
from nnlib.exercises._grading import SEEDS, grade
from nnlib.exercises._questions import QUESTIONS
from nnlib.exercises._results import Result
from nnlib.exercises._tracing import runs


def names() -> list[str]:
    """Return the names of all exercises, in the order of the notes.

    Returns
    -------
    list of str
        Such as "sigmoid".

    Examples
    --------
    >>> import nnlib
    >>> nnlib.exercises.names()[0]
    'sigmoid'
    """
    return list(exercises())


def check(name: str, answer: Callable[..., Any] | Answer) -> Result:
    """Check your function for an exercise and name its first wrong line, or check your answer to a question.

    Parameters
    ----------
    name : str
        The name of the exercise, which `names` lists; or of a question in the documentation.
    answer : callable, or number, str or tuple
        Your function, with the arguments of the exercise; or your answer to a question.

    Returns
    -------
    Result
        ``passed`` is True if it is right; print the result to see what is wrong, and where.

    Raises
    ------
    TypeError
        If the answer to an exercise is not a function.
    ValueError
        If no exercise and no question has this name.

    Examples
    --------
    >>> import nnlib
    >>> import numpy as np
    >>> def sigmoid(z):
    ...     e = np.exp(-np.abs(z))
    ...     return 1 / (1 + e)
    >>> print(nnlib.exercises.check("sigmoid", sigmoid))
    sigmoid: not yet right
      Line 3: what you return is σ(|z|): where z < 0, the numerator should be e.
    """
    name = _validation.choice("exercise", name, [*names(), *QUESTIONS])
    if name in QUESTIONS:
        passed, message = ask(QUESTIONS[name], answer)
        return Result(name, passed, message)
    exercise = exercises()[name]
    if not callable(answer):
        msg = f"{name} is an exercise: hand in the function that does it, not {shown(answer)}"
        raise TypeError(msg)
    return grade(exercise, runs(answer, [exercise.inputs(seed) for seed in SEEDS]))


def check_file(folder: str | Path, name: str) -> Result:
    r"""Check an exercise's file in a folder that ``python -m nnlib.exercises start`` has written.

    The file runs in its own process, which is stopped if it takes too long or too much memory.

    Parameters
    ----------
    folder : str or Path
        The folder of exercises.
    name : str
        The exercise's name.

    Returns
    -------
    Result
        As from `check`.

    Raises
    ------
    ValueError
        If no exercise has this name.
    FileNotFoundError
        If there is no such folder, or it has no file of the exercise.
    TypeError
        If the folder or the name is not a text.

    Examples
    --------
    >>> import tempfile
    >>> import nnlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "01_sigmoid.py"
    ...     length = file.write_text("def sigmoid(z):\n    return z")
    ...     nnlib.exercises.check_file(folder, "sigmoid").passed
    False
    """
    path = attempt(lambda: Path(str.__str__(os.fspath(folder))), otherwise=None)
    if path is None:
        msg = f"a folder is named by a str or an os.PathLike object, got {shown(folder)}"
        raise TypeError(msg)
    if not attempt(path.is_dir, otherwise=False):
        msg = f"there is no folder {file_shown(path)}: python -m nnlib.exercises start FOLDER writes one"
        raise FileNotFoundError(msg)
    return Folder(path).check(_validation.choice("exercise", name, names()))
