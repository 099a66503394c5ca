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


def source_of(name):
    """Return the source of a function: dotted, also a method or property, or of a script as file.py::function."""
    path, script, of_script = name.partition("::")
    if script:
        source = (ROOT / path).read_text(encoding="utf-8")
        return ast.get_source_segment(source, functions_of(path)[of_script])
    owner, _, attribute = name.rpartition(".")
    found = inspect.getattr_static(pkgutil.resolve_name(owner), attribute)
    return textwrap.dedent(inspect.getsource(getattr(found, "fget", found)))


def lines(name):
    """Return a function's statements and expressions, and the heads of its loops, as Python itself would write them."""
    nodes = list(ast.walk(ast.parse(source_of(name))))
    heads = [head(loop.target, loop.iter) for loop in nodes if isinstance(loop, ast.For)]
    return {ast.unparse(node) for node in nodes if isinstance(node, ast.stmt | ast.expr)} | set(heads)


def head(target, iterable):
    """Return the head of a loop."""
    return f"for {ast.unparse(target)} in {ast.unparse(iterable)}:"


def as_written(quoted):
    """Return a quoted line as Python itself would write it."""
    if not quoted.startswith("for "):
        return ast.unparse(ast.parse(quoted))
    loop = ast.parse(quoted + " ...").body[0]
    return head(loop.target, loop.iter)


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
    """Return the functions that a file defines, by their names."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_row_has_a_formula_a_line_and_a_test():
    assert len(ROWS) > 60
    for row in ROWS:
        assert len(row) == 4, row
        section, formula, line, tests = row
        assert re.match(r" ?[2-6]", section), row
        assert formula.strip()
        assert quotations(line) or "the same lines" in line, row
        assert re.fullmatch(r"(`tests/[\w/]+\.py::test_\w+`(, )?)+", tests.strip()), row


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1].strip())
def test_every_quoted_line_is_a_line_of_the_function_that_is_named(row):
    for name, quoted in quotations(row[2]):
        assert as_written(quoted) in lines(name), f"{name}: {quoted}"


def test_every_named_test_exists():
    named = set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE))
    assert len(named) > 50
    for path in sorted({path for path, _ in named}):
        missing = {name for other, name in named if other == path} - set(functions_of(path))
        assert not missing, f"{path}: {missing}"


def test_errata_are_there():
    errata = (ROOT / "docs" / "notes" / "errata.md").read_text(encoding="utf-8")
    numbers = ", ".join(re.findall(r"errat(?:um|a) (\d+(?:, \d+)*)", PAGE)).split(", ")
    assert len(numbers) >= 4
    for number in numbers:
        assert f"\n### {number}. " in errata
