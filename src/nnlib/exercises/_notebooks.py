"""Notebooks of the exercises, a section each, to be written in or with the solutions; or files with the solutions."""

import ast
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from nnlib.exercises._exercise import Exercise, exercises
from nnlib.exercises._folder import write_new

HOW = """Write each function in its cell, or mend it where it is complete. Then run this cell and the one below it,
which checks the function and names its first wrong line. A line's number is its number in the cell."""
CODE = re.compile(r"(`[^`]*`)")
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def notebooks(*, solutions: bool, seed: int) -> Iterator[tuple[str, str]]:
    """Yield the names of the notebooks, and what is in them."""
    for folder, section in itertools.groupby(exercises().values(), lambda exercise: exercise.path.parent.name):
        book = notebook(heading(folder), list(section), solutions=solutions, seed=seed)
        name = f"{folder}_solutions.ipynb" if solutions else f"{folder}.ipynb"
        yield name, json.dumps(book, ensure_ascii=False, indent=1) + "\n"


def files(*, solutions: bool, seed: int) -> Iterator[tuple[str, str]]:
    """Yield the names of the files of all exercises, and what is in them."""
    for exercise in exercises().values():
        yield exercise.file_name, exercise.solved() if solutions else exercise.stub(seed)


def heading(folder: str) -> str:
    """Return the title of a section, of the name of its folder."""
    number, _, words = folder.partition("_")
    title = words.replace("_", " ").capitalize()
    return title if title == "Debugging" else f"Section {number}. {title}"


def notebook(title: str, section: Iterable[Exercise], *, solutions: bool, seed: int) -> Mapping[str, Any]:
    """Return a notebook as JSON holds it, in the format 4.5."""
    section = list(section)
    imports = dict.fromkeys(["import nnlib", *(row for one in section for row in parts(one, imports=True))])
    cells = [markdown("title", f"# {title}\n\n{HOW}"), code("imports", "\n".join(sorted(imports)))]
    for exercise in section:
        cells += cells_of(exercise, solutions=solutions, seed=seed)
    return {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}


def cells_of(exercise: Exercise, *, solutions: bool, seed: int) -> Iterator[Mapping[str, Any]]:
    """Yield the cells of an exercise: its text, what is given, the function, and the check."""
    name = exercise.name
    yield markdown(f"{name}-text", f"## {exercise.number}. {exercise.title}\n\n{in_markdown(exercise.text)}")
    if given := list(parts(exercise, imports=False)):
        yield code(f"{name}-given", "\n\n\n".join(given))
    yield code(name, exercise.solution_text if solutions else "\n".join(exercise.beginning(seed)))
    yield code(f"{name}-check", f'nnlib.exercises.check("{name}", {name})')


def in_markdown(text: str) -> str:
    """Return a text as Markdown shows it as it is: no W[l](x) is a link, and no row that begins with "1." a list."""
    paragraphs = text.split("\n\n")
    return "\n\n".join(p if p.startswith("    ") else escaped(" ".join(p.split())) for p in paragraphs)


def escaped(paragraph: str) -> str:
    """Return a paragraph with what Markdown would take for a sign of its own escaped, outside of code."""
    pieces = CODE.split(paragraph)
    return "".join(one if CODE.match(one) else re.sub(r"([\\\[\]*_<$])", r"\\\1", one) for one in pieces)


def parts(exercise: Exercise, *, imports: bool) -> Iterator[str]:
    """Yield what a reader gets besides the function: what is imported, or what else is given."""
    for node in exercise.tree.body:
        if exercise.is_for_the_reader(node) and isinstance(node, ast.Import | ast.ImportFrom) == imports:
            yield exercise.text_of(node)


def markdown(name: str, text: str) -> Mapping[str, Any]:
    """Return a cell of text."""
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text}


def code(name: str, text: str) -> Mapping[str, Any]:
    """Return a cell of code."""
    return {"cell_type": "code", "id": name, "metadata": {}, "source": text, "outputs": [], "execution_count": None}


def written(folder: Path, contents: Iterable[tuple[str, str]]) -> tuple[int, int]:
    """Write what is not in a folder yet, and return how many files were written, and how many were there."""
    folder.mkdir(parents=True, exist_ok=True)
    new = [write_new(folder / name, text) for name, text in contents]
    return sum(new), new.count(False)
