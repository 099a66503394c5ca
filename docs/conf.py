"""How Sphinx builds the documentation: every page is executed, and a warning is an error."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.display import status_iterator

import nnlib

EXAMPLES = Path(__file__).parents[1] / "examples"
OUTPUT = EXAMPLES / "output"
MEASURING = EXAMPLES / "section_4_vectorization.py"  # what it shows are times, so nothing else runs beside it

project = "nnlib"
author = "The nnlib developers"
copyright = "2026, the nnlib developers"  # noqa: A001  Sphinx reads this name
version = release = nnlib.__version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.viewcode", "numpydoc"]
exclude_patterns = ["_build", "**/.ipynb_checkpoints"]
html_theme = "furo"
html_static_path = ["_static"]
html_title = "nnlib"

nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_merge_streams = True  # or chance decides where what is printed is split
myst_enable_extensions = ["colon_fence"]

autodoc_member_order = "bysource"
autodoc_mock_imports = ["torch"]  # whose wheels are large
autodoc_typehints = "none"  # the docstrings give shapes, which types cannot
numpydoc_show_class_members = False
numpydoc_validation_checks = {
    "all",  # but not:
    "ES01",  # one sentence can be enough
    "SA01",  # names in the text lead on
    "EX01",  # tests/test_docstrings.py sees to the examples
    "PR01",  # methods share arguments, which their class or module describes once; the same test finds each of them
    "RT01",  # a summary of one sentence may say what is returned
    "RT03",  # and then its type is enough
    "SS02",  # a symbol may come first, and keeps its case
    "PR08",
    "RT04",
}
numpydoc_validation_overrides = {
    "PR03": [r"\bAs in `"],  # arguments that something else describes stand together
    "PR04": [r"\bAs in `"],  # and have their types there
}
numpydoc_validation_exclude = {
    r"\.__\w+__$",  # special methods are known by their names
    r"\.Activation$",  # a protocol is not called
    r"\.Loss\.activation$",  # the docstring of an attribute stands below it
}


def run_example(example: Path, **settings: str) -> str:
    """Run an example, keep what it printed beside what it drew, and return its name."""
    command = [sys.executable, example, "--output", OUTPUT]
    finished = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=os.environ | settings)  # noqa: S603  our own
    (OUTPUT / f"{example.stem}.txt").write_text(finished.stdout.partition("\nPictures are in")[0], encoding="utf-8")
    return example.stem


def run_all(examples: list[Path]) -> Iterator[str]:
    """Run examples, one on each core, and yield the name of each that has ended."""
    if MEASURING in examples:
        yield run_example(MEASURING)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        others = [example for example in examples if example != MEASURING]
        runs = [pool.submit(run_example, example, OMP_NUM_THREADS="1") for example in others]
        try:
            for run in as_completed(runs):
                yield run.result()
        finally:
            pool.shutdown(cancel_futures=True)


def run_examples(app: Sphinx) -> None:
    """Run the examples, which the pages show, unless what they drew lies there and is younger than they are."""
    OUTPUT.mkdir(exist_ok=True)
    made = {printed.stem: printed.stat().st_mtime for printed in OUTPUT.glob("*.txt")}
    due = [example for example in sorted(EXAMPLES.glob("*.py")) if made.get(example.stem, 0) < example.stat().st_mtime]
    for _ in status_iterator(run_all(due), "running examples... ", length=len(due), verbosity=app.verbosity):
        pass
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # for the pages, of which several are executed at a time


def setup(app: Sphinx) -> None:
    """Have the examples run before the pages are read, and both on all cores."""
    app.parallel = os.cpu_count() or 1
    app.connect("builder-inited", run_examples)
