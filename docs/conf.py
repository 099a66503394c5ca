"""How Sphinx builds the book: each page is executed, a warning is an error. What is our own in it lies in `book`."""

import gc
import os
import re
import sys
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

import nnlib

gc.disable()  # most of what a build makes is in use until it ends, and to look for the rest takes a fifth of its time

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS / "book"))
os.environ["NNLIB_BOOK_STATIC"] = str(DOCS / "_static" / "embedded")  # where an executed page puts a file of its own
(DOCS / "_static" / "embedded").mkdir(exist_ok=True)

project = "nnlib"
author = "The nnlib developers"
copyright = "2026, the nnlib developers"  # noqa: A001  Sphinx reads this name
version = release = nnlib.__version__

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.viewcode",
    "numpydoc",
    "sphinx_copybutton",
    "docstring_formulas",
    "examples",
    "kernels",
    "figures",
    "mathematics",
    "notebooks",
    "parts",
    "descriptions",
]
exclude_patterns = ["_build", "why/performance", "**/.ipynb_checkpoints"]
smartquotes_action = "De"  # no curly quotes, which texts of Python in docstrings would get
html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["book.css"]
html_math_renderer = "mathml"
html_title = "nnlib"
html_logo = html_favicon = "_static/logo.png"  # drawn by logo.py

nb_execution_mode = "force"
nb_execution_in_temp = True
nb_execution_raise_on_error = True
nb_execution_timeout = 300
nb_output_stderr = "remove-warn"  # a page shows no warning, unless a cell says that it does
nb_merge_streams = True  # or chance decides where what is printed is split
myst_enable_extensions = ["colon_fence", "dollarmath", "amsmath"]
myst_heading_anchors = 3
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
copybutton_selector = "div.highlight pre:not(.output *)"  # code, and not what it printed

templates_path = ["_templates"]  # for the pages that autosummary makes, one for each object
default_role = "py:obj"  # names in docstrings are links
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


def remove_unlisted(_app: Sphinx) -> None:
    """Remove the pages that an earlier build made for objects that the reference no longer lists."""
    listed = "".join(page.read_text(encoding="utf-8") for page in (DOCS / "reference").glob("*.md"))
    for page in (DOCS / "reference" / "generated").glob("*.rst"):
        if f"~{page.stem.removeprefix('nnlib.')}\n" not in listed:
            page.unlink()


def fold_navigation(_app: Sphinx, _name: str, _template: str, context: dict[str, Any], _tree: nodes.document) -> None:
    """Give the sidebar the open branch alone: all of the reference, on each of its pages, takes half of the build."""
    if (toctree := context.get("toctree")) is not None:
        context["toctree"] = lambda **settings: toctree(**settings | {"collapse": True})


def lead_back(_app: Sphinx, name: str, _template: str, context: dict[str, Any], _tree: nodes.document) -> None:
    """Let a page of source lead back to the object's page: the places in it that Sphinx names are not always there."""
    if name.startswith("_modules/") and "body" in context:
        context["body"] = re.sub(r'(class="viewcode-back" href="[^"#]*)#[^"]*', r"\1", context["body"])


def shorten(
    _app: Sphinx, _what: str, _name: str, _found: object, _options: object, signature: str | None, returned: str | None
) -> tuple[str | None, str | None]:
    """Show a default that is made anew for each object as an ellipsis."""
    return signature and signature.replace("=<factory>", "=…"), returned


def setup(app: Sphinx) -> None:
    """Say what happens when."""
    app.connect("html-page-context", lead_back)
    app.connect("html-page-context", fold_navigation, priority=400)  # before the theme asks for it
    app.connect("autodoc-process-signature", shorten, priority=900)  # after numpydoc
    app.connect("builder-inited", remove_unlisted, priority=100)  # before autosummary makes those that are listed
