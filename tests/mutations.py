"""Bugs, put into a function by its syntax tree: reformatting its source, or naming a buffer otherwise, breaks none."""

import ast
import copy
import inspect
import sys
import textwrap


def parsed(text):
    """Return the syntax tree of an expression, or the list of statements, that a text is."""
    body = ast.parse(textwrap.dedent(text)).body
    return body[0].value if len(body) == 1 and isinstance(body[0], ast.Expr) else body


def matches(pattern, node, bound):
    """Whether a node is what a pattern says, whose names with an underscore before them stand for anything."""
    if isinstance(pattern, ast.Name) and pattern.id.startswith("_") and isinstance(node, ast.expr):
        return ast.dump(bound.setdefault(pattern.id, node)) == ast.dump(node)
    if isinstance(pattern, list):
        return len(pattern) == len(node) and all(
            matches(one, other, bound) for one, other in zip(pattern, node, strict=True)
        )
    if not isinstance(pattern, ast.AST):
        return pattern == node
    fields = [name for name in pattern._fields if name not in {"ctx", "kind", "type_comment"}]
    return type(pattern) is type(node) and all(
        matches(getattr(pattern, name), getattr(node, name), bound) for name in fields
    )


class Filled(ast.NodeTransformer):
    """Puts into a replacement what the pattern's names stood for."""

    def __init__(self, bound):
        self.bound = bound

    def visit_Name(self, node):
        return copy.deepcopy(self.bound.get(node.id, node))


class Replaced(ast.NodeTransformer):
    """Replaces what a pattern says, and counts how often that was."""

    def __init__(self, old, new):
        old, self.new, self.count = parsed(old), parsed(new), 0
        self.old = old[0] if isinstance(old, list) else old

    def visit(self, node):
        bound = {}
        # An expression that stands as a statement is replaced with it, by a statement perhaps.
        if not matches(self.old, node.value if isinstance(node, ast.Expr) else node, bound):
            return self.generic_visit(node)
        self.count += 1
        new = copy.deepcopy(self.new)
        if isinstance(node, ast.stmt) and not isinstance(new, list):
            new = [ast.Expr(new)]
        fill = Filled(bound).visit
        return [fill(statement) for statement in new] if isinstance(new, list) else fill(new)


def mutated(function, changes):
    """Return a function or method with pieces of it replaced, each of which has to stand in it exactly once."""
    plain = inspect.unwrap(function)
    tree = ast.parse(textwrap.dedent(inspect.getsource(plain)))
    for old, new in changes.items():
        replaced = Replaced(old, new)
        tree = replaced.visit(tree)
        assert replaced.count == 1, f"{old!r} stands {replaced.count} times in {plain.__qualname__}"
    made = {}
    code = compile(ast.fix_missing_locations(tree), f"mutant of {plain.__qualname__}", "exec")
    exec(code, plain.__globals__, made)  # noqa: S102  the source is our own
    return made[plain.__name__]


def put_in(monkeypatch, module, target, changes):
    """Replace a function, wherever the library has imported it, or a method, such as "ReLU.derivative", by a mutant."""
    owner, _, name = target.rpartition(".")
    original = inspect.getattr_static(getattr(module, owner) if owner else module, name)
    mutant = mutated(original, changes)
    if owner:
        monkeypatch.setattr(getattr(module, owner), name, mutant)
        return
    for loaded in [loaded for path, loaded in sys.modules.items() if path.partition(".")[0] == "nnlib"]:
        if vars(loaded).get(name) is original:
            monkeypatch.setattr(loaded, name, mutant)
