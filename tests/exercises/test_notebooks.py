"""Notebooks of the exercises: valid, complete, and right when they are executed with the solutions."""

import itertools
import json

import pytest

from nnlib.exercises import _notebooks
from nnlib.exercises._exercise import exercises
from nnlib.exercises._notebooks import cells_of, files, heading, in_markdown, notebook, notebooks, parts, written

BOTH = pytest.mark.parametrize("solutions", [False, True])


def sources(book, kind="code"):
    """What stands in the cells of one kind."""
    return [cell["source"] for cell in book["cells"] if cell["cell_type"] == kind]


@BOTH
def test_every_exercise_stands_in_the_notebook_of_its_section(solutions):
    books = {name: json.loads(text) for name, text in notebooks(solutions=solutions, seed=0)}
    assert all(name.endswith("_solutions.ipynb") == solutions for name in books)
    checks = [source for book in books.values() for source in sources(book) if source.startswith("nnlib.exercises")]
    assert checks == [f'nnlib.exercises.check("{name}", {name})' for name in exercises()]
    assert {name.partition("_")[0] for name in books} == {one.path.parent.name[0] for one in exercises().values()}


@BOTH
def test_a_notebook_has_the_format(solutions):
    nbformat = pytest.importorskip("nbformat")
    for _, text in notebooks(solutions=solutions, seed=0):
        nbformat.validate(nbformat.reads(text, as_version=4))


def test_the_cells_of_an_exercise(small):
    text, given, stub, check = cells_of(small, solutions=False, seed=0)
    assert text["source"] == "## 7. Scale and add\n\nText for the reader."
    assert given["source"] == "def given_double(x):\n    return 2 * x"
    assert stub["source"].startswith('def small(x, a, b):\n    """Return y')
    assert stub["source"].endswith("M = Y / m\n    raise NotImplementedError")
    assert check["source"] == 'nnlib.exercises.check("small", small)'
    solution = list(cells_of(small, solutions=True, seed=0))[2]
    assert solution["source"] == small.solution_text
    assert len({cell["id"] for cell in (text, given, stub, check)}) == 4


def test_imports_stand_once_at_the_top(small):
    book = notebook("Title", [small, small], solutions=False, seed=0)
    assert sources(book)[0] == "import nnlib\nimport numpy as np"
    assert sources(book, "markdown")[0] == f"# Title\n\n{_notebooks.HOW}"
    assert list(parts(small, imports=True)) == ["import numpy as np"]


def test_where_nothing_is_given_there_is_no_cell_for_it():
    kinds = [cell["cell_type"] for cell in cells_of(exercises()["sigmoid"], solutions=False, seed=0)]
    assert kinds == ["markdown", "code", "code"]


def test_the_seed_chooses_the_slip_that_is_planted():
    planted = next(exercise for exercise in exercises().values() if exercise.planted)
    made = {json.dumps(list(cells_of(planted, solutions=False, seed=seed))) for seed in range(len(planted.slips))}
    assert len(made) == len(planted.slips)


def test_files_to_be_written_in_and_with_the_solutions(tmp_path):
    stubs, solutions = (dict(files(solutions=solutions, seed=0)) for solutions in (False, True))
    assert list(stubs) == list(solutions) == [one.file_name for one in exercises().values()]
    for exercise in exercises().values():
        assert stubs[exercise.file_name] == exercise.stub()
        text = solutions[exercise.file_name]
        assert exercise.solution_text in text
        assert text.count(f"def {exercise.name}(") == 1
        assert text.startswith(f'"""{exercise.title}')
        compile(text, exercise.file_name, "exec")


def test_markdown_shows_a_text_as_it_is():
    text = "g[l](Z[l]) of n_x * m\n1. `a[l]\n* b` $5 < 6\n\n    code[l] *\n    more"
    assert in_markdown(text) == r"g\[l\](Z\[l\]) of n\_x \* m 1. `a[l] * b` \$5 \< 6" + "\n\n    code[l] *\n    more"


def test_headings():
    assert heading("5_shallow_networks") == "Section 5. Shallow networks"
    assert heading("7_debugging") == "Debugging"


def test_what_is_there_is_not_written(tmp_path):
    contents = [("a.ipynb", "new a"), ("b.ipynb", "new b")]
    (tmp_path / "books").mkdir()
    (tmp_path / "books" / "a.ipynb").write_text("mine", encoding="utf-8")
    assert written(tmp_path / "books", contents) == (1, 1)
    assert (tmp_path / "books" / "a.ipynb").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "books" / "b.ipynb").read_text(encoding="utf-8") == "new b"


def executed(book, tmp_path):
    """What the checks of a notebook show when a kernel executes it."""
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    made = nbformat.reads(book, as_version=4)
    nbclient.NotebookClient(made, timeout=120, resources={"metadata": {"path": tmp_path}}).execute()
    checks = [cell for cell in made.cells if cell.id.endswith("-check")]
    return {cell.id.removesuffix("-check"): cell.outputs[-1].data["text/plain"] for cell in checks}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # they are Jupyter's own
def test_a_notebook_is_executed(tmp_path):
    name, solved = next(itertools.islice(notebooks(solutions=True, seed=0), 2, None))
    shown = executed(solved, tmp_path)
    assert name.startswith("5_")
    assert len(shown) >= 10
    assert all(text.startswith(f"{name}: passed") for name, text in shown.items())
    _, stubs = next(itertools.islice(notebooks(solutions=False, seed=0), 2, None))
    assert all("raise NotImplementedError`" in text for text in executed(stubs, tmp_path).values())
