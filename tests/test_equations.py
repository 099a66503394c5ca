"""The page that sets the notes' lines beside the code quotes the code as it is."""

import ast
import inspect
import re
from pathlib import Path

from nnlib import propagation

PAGE = (Path(__file__).parents[1] / "docs" / "equations.md").read_text(encoding="utf-8")


def statements(function):
    """Return a function's lines of code, as Python itself would write them."""
    tree = ast.parse(inspect.getsource(function))
    return {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.stmt)}


def test_every_line_of_the_tables_is_a_line_of_propagation():
    code = statements(propagation.forward) | statements(propagation.backward)
    rows = re.findall(r"^\|[^|]*\| `([^`]+)` \|", PAGE, flags=re.MULTILINE)
    assert len(rows) == 10
    for row in rows:
        assert ast.unparse(ast.parse(row)) in code, row


def test_every_line_of_propagation_that_writes_an_array_is_in_the_tables():
    """Nothing is done beside what the page shows, but for weights and L2, which the notes do not have."""
    quoted = {ast.unparse(ast.parse(row)) for row in re.findall(r"`([^`]+)` \|", PAGE)}
    for function in (propagation.forward, propagation.backward):
        for node in ast.walk(ast.parse(inspect.getsource(function))):
            writes = isinstance(node, ast.AugAssign) or (
                isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
            )
            writes |= isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript)
            line = ast.unparse(node) if writes else ""
            if (
                line
                and "sample_weight" not in line.replace("(total_weight(Y.shape[1], sample_weight) or 1)", "")
                and "l2" not in line
            ):
                assert line in quoted, line
