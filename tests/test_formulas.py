"""The page that leads from the notes' formulas to lines and tests: the lines are there, and so are the tests."""

import ast
import inspect
import pkgutil
import re
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "notes" / "formulas.md").read_text(encoding="utf-8")

ROWS = [line.strip("|").split(" | ") for line in re.findall(r"^\|.*\|$", PAGE, flags=re.MULTILINE)]
ROWS = [row for row in ROWS if not row[0].startswith(("---", " section"))]


def function_named(name):
    """Return the function of a dotted name, also of a method or property."""
    owner, _, attribute = name.rpartition(".")
    found = inspect.getattr_static(pkgutil.resolve_name(owner), attribute)
    return getattr(found, "fget", found)


def lines(function):
    """Return a function's statements and expressions, as Python itself would write them."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    return {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.stmt | ast.expr)}


def quotations(cell):
    """Return each quoted line with the name of the function before it."""
    pairs, name = [], ""
    for quoted, colon in re.findall(r"`([^`]+)`(:?)", cell):
        if colon:
            name = quoted
        else:
            pairs.append((name, quoted))
    return pairs


def functions_of(path):
    """Return the names of the functions that a file defines."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_row_has_a_formula_a_line_and_a_test():
    assert len(ROWS) > 30
    for row in ROWS:
        assert len(row) == 4, row
        section, formula, line, tests = row
        assert re.match(r" ?[2-6]", section), row
        assert formula.strip()
        assert quotations(line) or "same line" in line or "../equations.md" in line, row
        assert re.fullmatch(r"(`tests/[\w/]+\.py::test_\w+`(, )?)+", tests.strip()), row


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1].strip())
def test_every_quoted_line_is_a_line_of_the_function_that_is_named(row):
    for name, quoted in quotations(row[2]):
        assert ast.unparse(ast.parse(quoted)) in lines(function_named(name)), f"{name}: {quoted}"


def test_every_named_test_exists():
    named = set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE))
    assert len(named) > 25
    for path in sorted({path for path, _ in named}):
        missing = {name for other, name in named if other == path} - functions_of(path)
        assert not missing, f"{path}: {missing}"


def test_errata_are_there():
    errata = (ROOT / "docs" / "notes" / "errata.md").read_text(encoding="utf-8")
    numbers = ", ".join(re.findall(r"errat(?:um|a) (\d+(?:, \d+)*)", PAGE)).split(", ")
    assert len(numbers) >= 4
    for number in numbers:
        assert f"\n### {number}. " in errata
