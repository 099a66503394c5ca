"""The page of equations shows forward and backward propagation, and they compute what its tables say.

The functions are read as syntax trees, whatever names stand between the symbols, and however NumPy is called. The
formulas of the tables are read as LaTeX, computed, and compared with what the functions return.
"""

import ast
import inspect
import re
from pathlib import Path

import numpy as np
import pytest

import nnlib
from nnlib import propagation

PAGE = (Path(__file__).parents[1] / "docs" / "learn" / "equations.md").read_text(encoding="utf-8")

SYMBOLS = {"W", "b", "P", "Z", "A", "dW", "db", "dZ", "L", "m"}
OPERATORS = {"MatMult": "@", "dot": "@", "matmul": "@", "Mult": "*", "multiply": "*"}
OPERATORS |= {"Div": "/", "divide": "/", "Add": "+", "add": "+"}

FOR_LAYER_L = [row.split(" | ")[1] for row in re.findall(r"^\| \$?\w.*\|$", PAGE, flags=re.MULTILINE)]
FOR_LAYER_L = [re.fullmatch(r"\$(.*)\$", formula)[1] for formula in FOR_LAYER_L if "$" in formula[:1]]
LATEX = [  # what each piece of a formula is in NumPy; a product of matrices has no sign
    (r"\\frac\{1\}\{m\}", r"1 / m *"),
    (r"\\sum_\{i=1\}\^\{m\} dz\^\{\[([lL](?:-1)?|0)\]\(i\)\}", r"np.sum(dZ[\1], axis=1, keepdims=True)"),
    (r"g\^\{\[([lL](?:-1)?)\]\\prime\}\(", r"slope[\1]("),
    (r"(\w+)\^\{\[([lL](?:-1)?|0)\]\}", r"\1[\2]"),
    (r"(\w+)\^\{\[([lL](?:-1)?|0)\]T\}", r"\1[\2].T"),
    (r"\\odot", r"*"),
    (r"(\]|\.T) (?=\w)", r"\1 @ "),
]


def tree(function):
    """Return the syntax tree of a function."""
    return ast.parse(inspect.getsource(function)).body[0]


class WrittenOut(ast.NodeTransformer):
    """Puts the value of a name in its place, and leaves out where NumPy is to write."""

    def __init__(self, values):
        self.values = values

    def visit_Name(self, node):
        known = isinstance(node.ctx, ast.Load) and node.id in self.values
        return self.visit(self.values[node.id]) if known else node

    def visit_Call(self, node):
        return self.generic_visit(ast.Call(node.func, node.args, [each for each in node.keywords if each.arg != "out"]))


def written_out(function):
    """Return the syntax tree of a function, in symbols: other names that are assigned once are their values there."""
    code, values, names = tree(function), {}, []
    for node in ast.walk(code):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
            values |= {
                ast.unparse(name): each for name, each in zip(node.targets[0].elts, node.value.elts, strict=True)
            }
        elif isinstance(node, ast.Assign):
            values[ast.unparse(node.targets[0])] = node.value
        if isinstance(node, ast.arg) or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)):
            names.append(getattr(node, "id", None) or node.arg)
    once = {name for name in values if names.count(name) == 1} - SYMBOLS
    return WrittenOut({name: values[name] for name in once}).visit(code)


def operations(code):
    """Return the products, quotients and sums in a tree as (operator, left, right)."""
    found = []
    for node in ast.walk(code):
        if isinstance(node, ast.BinOp):
            name, left, right = type(node.op).__name__, node.left, node.right
        elif isinstance(node, ast.AugAssign):
            name, left, right = type(node.op).__name__, node.target, node.value
        elif isinstance(node, ast.Call) and len(node.args) == 2:
            name, (left, right) = ast.unparse(node.func).removeprefix("np."), node.args
        else:
            continue
        found.append((OPERATORS.get(name), ast.unparse(left), ast.unparse(right)))
    return found


def test_the_page_shows_both_functions():
    assert re.findall(r"^code\((.*)\)$", PAGE, flags=re.MULTILINE) == ["propagation.forward", "propagation.backward"]


def in_numpy(formula):
    """Return the two sides of a formula in LaTeX as NumPy has them."""
    for latex, numpy in LATEX:
        formula = re.sub(latex, numpy, formula)
    left, right = formula.split(" = ")
    return left, right


def computed(formula, l, **names):
    """Return what is left of the sign of equality, and what the page's formula for it gives in layer l."""
    left, right = (eval(side, {"np": np, "l": l, **names}) for side in in_numpy(formula))  # noqa: S307  the page's own
    return left, right


def a_pass(sizes):
    """Return a forward and a backward pass of a network, in symbols."""
    model, rng = nnlib.Network(sizes, hidden="tanh", rng=1), np.random.default_rng(2)
    model.parameters.vector = rng.normal(size=model.parameters.vector.size)
    X, Y = rng.normal(size=(sizes[0], 7)), (np.arange(7) % 2).reshape(1, 7).astype(float)
    forward_pass, gradients = model.forward(X), model.gradients(X, Y)
    g = dict.fromkeys(range(1, len(sizes) - 1), np.tanh) | {len(sizes) - 1: lambda Z: 1 / (1 + np.exp(-Z))}
    names = {"X": X, "Y": Y, "m": 7, "L": len(sizes) - 1, "W": model.W, "b": model.b, "g": g}
    names |= {"slope": dict.fromkeys(g, lambda Z: 1 - np.tanh(Z) ** 2), "Z": forward_pass.Z, "A": forward_pass.A}
    return names | {name: getattr(gradients, name) for name in ("dW", "db", "dZ")}


def test_the_page_has_the_equations_of_a_layer():
    assert [in_numpy(formula) for formula in FOR_LAYER_L] == [
        ("A[0]", "X"),
        ("Z[l]", "W[l] @ A[l-1] + b[l]"),
        ("A[l]", "g[l](Z[l])"),
        ("dZ[L]", "A[L] - Y"),
        ("dW[l]", "1 / m * dZ[l] @ A[l-1].T"),
        ("db[l]", "1 / m * np.sum(dZ[l], axis=1, keepdims=True)"),
        ("dZ[l-1]", "W[l].T @ dZ[l] * slope[l-1](Z[l-1])"),
    ]


@pytest.mark.parametrize("formula", FOR_LAYER_L)
def test_each_equation_holds_in_each_layer(formula):
    names = a_pass([3, 5, 4, 1])
    first = 2 if formula.startswith("dZ^{[l-1]}") else 1
    for l in range(first, 4):
        np.testing.assert_allclose(*computed(formula, l, **names), rtol=1e-12, atol=1e-14)


def test_forward_multiplies_W_by_the_layers_inputs_adds_b_and_applies_g():
    code = written_out(propagation.forward)
    assert ("@", "W[l]", "layers[l].inputs(A, l, *out.room.get(l, ()))") in operations(code)
    assert ("+", "b[l]") in [(operator, right) for operator, _, right in operations(code)]
    assert "g[l]" in [ast.unparse(node.func) for node in ast.walk(code) if isinstance(node, ast.Call)]


def test_backward_starts_from_the_output_layer():
    code = written_out(propagation.backward)
    written = [(ast.unparse(node.targets[0]), node.value) for node in ast.walk(code) if isinstance(node, ast.Assign)]
    first = next(ast.unparse(value) for target, value in written if target.startswith("dZ["))
    assert first == "output_layer.dZ(Z[L], A[L], Y)"


def test_backward_has_1_over_m_once_and_multiplies_by_what_forward_multiplied():
    code = written_out(propagation.backward)
    products = [(left, right) for operator, left, right in operations(code) if operator == "@"]
    shared = next(left for left, right in products if right == "P.get(l, A[l - 1]).T")  # 1/m dZ[l]
    assert "dZ[l]" in shared
    for once in (ast.parse(shared), tree(propagation.backward)):
        assert [right for operator, _, right in operations(once) if operator == "/"] == ["m"]
    assert (shared, "out.ones[l]") in products or f"np.sum({shared}, axis=1, keepdims=True)" in ast.unparse(code)


def test_backward_hands_dA_down_and_multiplies_it_by_the_slope():
    found = operations(written_out(propagation.backward))
    assert ("@", "W[l].T") in [(operator, left) for operator, left, _ in found]
    assert any(operator == "*" and right.startswith("derivative_at(g[l - 1], ") for operator, _, right in found)


def test_the_notes_lines_on_the_page_give_the_librarys_gradients():
    (lines,) = re.findall(r"```{code-cell} ipython3\n(import numpy.*?)```", PAGE, flags=re.DOTALL)
    names = {}
    exec(lines, names)  # noqa: S102  the page's own
    for l in (1, 2):
        np.testing.assert_allclose(names["gradients"].dW[l], names[f"dW{l}"], rtol=1e-12, atol=1e-16)
        np.testing.assert_allclose(names["gradients"].db[l], names[f"db{l}"], rtol=1e-12, atol=1e-16)


def test_the_formula_sheet_has_the_same_equations():
    sheet = (Path(__file__).parents[1] / "docs" / "learn" / "formula_sheet.md").read_text(encoding="utf-8")
    for formula in FOR_LAYER_L:
        assert f"| ${formula}$ |" in sheet, formula
