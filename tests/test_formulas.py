"""The table that leads from the notes' formulas to functions and tests: whatever it names is there."""

import ast
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "notes" / "formulas.md").read_text(encoding="utf-8")

ROWS = [line.strip("|").split(" | ") for line in re.findall(r"^\|.*\|$", PAGE, flags=re.MULTILINE)]
ROWS = [row for row in ROWS if not row[0].startswith(("---", " section"))]

FUNCTION = r"`(nnlib(?:\.\w+)+|examples/\w+\.py::\w+)`"
TEST = r"`(tests/[\w/]+\.py::test_\w+)`"


def is_function(name):
    """Whether a name stands for a function, a method or a property: dotted, or as file.py::function."""
    path, in_a_file, function = name.partition("::")
    if in_a_file:
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        return function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    owner, _, attribute = name.rpartition(".")
    found = inspect.getattr_static(pkgutil.resolve_name(owner), attribute, None)
    return inspect.isfunction(found) or isinstance(found, property | classmethod)


def test_every_row_has_a_section_a_formula_a_function_and_a_test():
    assert len(ROWS) == 65
    for row in ROWS:
        assert len(row) == 4, row
        section, formula, functions, tests = row
        assert re.match(r" ?[3-6]", section), row
        assert formula.strip()
        assert re.match(FUNCTION, functions), row
        assert re.fullmatch(rf"{TEST}(, {TEST})*", tests.strip()), row


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1].strip())
def test_every_function_and_test_that_a_row_names_exists(row):
    for name in re.findall(FUNCTION, row[2]) + re.findall(TEST, row[3]):
        assert is_function(name), name


def test_errata_are_there():
    errata = (ROOT / "docs" / "notes" / "errata.md").read_text(encoding="utf-8")
    numbers = ", ".join(re.findall(r"errat(?:um|a) (\d+(?:, \d+)*)", PAGE)).split(", ")
    assert len(numbers) >= 4
    for number in numbers:
        assert f"\n### {number}. " in errata
