"""How Sphinx builds the documentation: every page is executed, and a warning is an error."""

import subprocess
import sys
from pathlib import Path

from sphinx.application import Sphinx

import nnlib

EXAMPLES = Path(__file__).parents[1] / "examples"

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
myst_enable_extensions = ["colon_fence"]

autodoc_member_order = "bysource"
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


def run_examples(app: Sphinx) -> None:  # noqa: ARG001  Sphinx passes it
    """Run the examples, which the pages show, unless what they drew lies there and is younger than they are."""
    output = EXAMPLES / "output"
    output.mkdir(exist_ok=True)
    for example in sorted(EXAMPLES.glob("*.py")):
        printed = output / f"{example.stem}.txt"
        if not printed.exists() or printed.stat().st_mtime < example.stat().st_mtime:
            command = [sys.executable, example, "--output", output]
            finished = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  our own
            printed.write_text(finished.stdout.partition("\nPictures are in")[0], encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Have the examples run before the pages are read."""
    app.connect("builder-inited", run_examples)
