"""The public names of the library, and what the pages of the reference show: both read without building the book."""

import inspect
import pkgutil
import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from installed import NEEDED

import nnlib

DOCS = Path(__file__).parents[1] / "docs"
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in sorted((DOCS / "reference").glob("*.md"))}
TEMPLATE = (DOCS / "_templates" / "autosummary" / "class.rst").read_text(encoding="utf-8")
WINGS = {"doctor", "exercises", "interop", "playground", "sweeps"}
"""Parts that can be taken off: the reference may then still show them."""
FUNCTIONS = {"doctor": "diagnose", "sweeps": "sweep"}
"""Those of a wing that the face has."""
GONE = {f"nnlib.{part}" for wing in WINGS if not find_spec(f"nnlib.{wing}") for part in (wing, FUNCTIONS.get(wing))}


def here(name):
    """Return whether a name can be had: no wing that was taken off, and no bridge to a library that is missing."""
    _, part, *inner = name.split(".")
    library = NEEDED.get(inner[0]) if part == "interop" and inner else None
    return f"nnlib.{part}" not in GONE and (library is None or find_spec(library) is not None)


def summaries():
    """Yield the full name of each object that has a page of its own."""
    for text in PAGES.values():
        for block in re.findall(r"^\.\. autosummary::\n((?:   .*\n|\n)*)", text, flags=re.MULTILINE):
            assert ":toctree: generated/" in block
            yield from (f"nnlib.{name}" for name in re.findall(r"^   ~(\S+)$", block, flags=re.MULTILINE))


def members():
    """Return the members that the template shows, for each class that has some."""
    return {name: shown.split() for name, shown in re.findall(r'"(nnlib\.[\w.]+)": "([^"]*)"', TEMPLATE)}


def anchored(directive):
    """Return the names that a directive puts on a page of the reference, such as those of constants and modules."""
    found = re.findall(rf"^\.\. {directive}:: (\S+)$", "\n".join(PAGES.values()), flags=re.MULTILINE)
    return {name for name in found if here(name)}


ENTRIES = {name: members().get(name, []) for name in summaries() if here(name)}
"""What has a page, by its full name, with the members that the page shows."""
CONSTANTS = anchored("py:data")
MODULES = anchored("(?:py:module|automodule)")


def named(name):
    """Return what a full name stands for: of a function and a module of one name, the function."""
    owner, _, attribute = name.rpartition(".")
    return getattr(pkgutil.resolve_name(owner), attribute)


def of_module(name):
    """Return the public names of a module: those that it lists, or else those that it defines."""
    module = import_module(name)
    defined = [
        each
        for each, value in vars(module).items()
        if getattr(value, "__module__", "") == name and inspect.isclass(value) and not each.startswith("_")
    ]
    return {f"{name}.{each}" for each in getattr(module, "__all__", defined)}


def public_names():
    """Return all public names: those of the face, and of the modules that have a plain name."""
    parts = {f"nnlib.{part.name}" for part in pkgutil.iter_modules(nnlib.__path__) if not part.name.startswith("_")}
    parts |= {f"nnlib.interop.{bridge}" for bridge in getattr(getattr(nnlib, "interop", None), "__all__", ())}
    listed = set().union(*(of_module(part) for part in sorted(parts) if here(part)))
    return {name for name in listed | of_module("nnlib") if here(name)}


def homes():
    """Return the names of the reference by what they stand for: an object may have a second name, as on the face."""
    return {id(named(name)): name for name in (*CONSTANTS, *ENTRIES)}
