"""What follows from a line is what uses it, at once or by way of others."""

import ast

import pytest

from nnlib.exercises._exercise import Exercise
from nnlib.exercises._uses import bound, dependents, used

SOURCE = '''"""Uses."""

import numpy as np


def uses(x, grads):
    a = x + 1
    b = x + 2
    grads["dW"] = a * 2
    c = {}
    for i in range(3):
        c[i] = b
        if b:
            b += c[i]
    d = grads["dW"] + 1
    a, e = d, x
    print(e)
    return d
'''


@pytest.fixture
def statements(tmp_path):
    path = tmp_path / "01_uses.py"
    path.write_text(SOURCE)
    return {ast.unparse(s.node).splitlines()[0]: s for s in Exercise(path, 1, 3).statements}


@pytest.mark.parametrize(
    ("code", "binds", "uses"),
    [
        ("a = x + 1", {"a"}, {"x"}),
        ("grads['dW'] = a * 2", {"dW"}, {"a", "dW"}),
        ("c[i] = b", {"c"}, {"c", "i", "b"}),
        ("b += c[i]", {"b"}, {"b", "c", "i"}),
        ("for i in range(3):", {"i", "c", "b"}, {"range"}),
        ("if b:", {"b"}, {"b"}),
        ("d = grads['dW'] + 1", {"d"}, {"dW"}),
        ("a, e = (d, x)", {"a", "e"}, {"d", "x"}),
        ("print(e)", set(), {"print", "e"}),
        ("return d", set(), {"d"}),
    ],
)
def test_what_a_statement_binds_and_uses(statements, code, binds, uses):
    assert bound(statements[code]) == binds
    assert used(statements[code]) == uses


@pytest.mark.parametrize(
    ("code", "after"),
    [
        ("a = x + 1", ["grads['dW'] = a * 2", "d = grads['dW'] + 1", "a, e = (d, x)", "return d", "print(e)"]),
        ("b = x + 2", ["c[i] = b", "if b:", "b += c[i]"]),
        ("for i in range(3):", ["c[i] = b", "if b:", "b += c[i]"]),
        ("b += c[i]", []),  # what is deeper in a loop than others
        ("print(e)", []),
    ],
)
def test_what_follows(statements, code, after):
    found = dependents(statements[code], list(statements.values()))
    assert {ast.unparse(s.node).splitlines()[0] for s in found} - {"for i in range(3):"} == set(after)
