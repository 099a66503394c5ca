"""Bugs, put into a function by its syntax tree: reformatting its source, or naming a buffer otherwise, breaks none.

What is to be replaced is an expression or a statement of Python. In it a name with an underscore before it, such as
`_out`, stands for any expression, and for the same one wherever it stands again; `_` alone stands for any, each time.
`...` as the last argument of a call stands for all further arguments. What takes the place may use them all.
"""

import ast
import copy
import inspect
import sys
import textwrap

FURTHER = "..."
BOUND_BY_A_CLASS = ("property", "classmethod", "staticmethod", ".setter", ".deleter")


def put_in(monkeypatch, module, target, changes):
    """Replace a function, wherever the library has imported it, or a method or property ("ReLU.derivative")."""
    owner, _, name = target.rpartition(".")
    if owner:
        changed = mutated(inspect.getattr_static(getattr(module, owner), name), changes)
        monkeypatch.setattr(getattr(module, owner), name, changed)
        return
    original = getattr(module, name)
    mutant = mutated(original, changes)
    for loaded in [loaded for path, loaded in sys.modules.items() if path.partition(".")[0] == "nnlib"]:
        for alias in [alias for alias, value in vars(loaded).items() if value is original]:
            monkeypatch.setattr(loaded, alias, mutant)


def mutated(function, changes):
    """Return a function, method or property with pieces of it replaced, each of which stands in it exactly once."""
    if isinstance(function, property):
        return property(mutated(function.fget, changes), function.fset, function.fdel, function.__doc__)
    if isinstance(function, classmethod | staticmethod):
        return type(function)(mutated(function.__func__, changes))
    plain = inspect.unwrap(function)
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(plain))).body
    tree.decorator_list = [each for each in tree.decorator_list if not ast.unparse(each).endswith(BOUND_BY_A_CLASS)]
    replacer = Replacer(changes)
    for old, count in replacer.counts(tree).items():
        assert count == 1, f"{old!r} stands {count} times in {plain.__qualname__}"
    tree = replacer.visit(tree)
    assert replacer.left == set(), f"in {plain.__qualname__}, what is replaced overlaps: {replacer.left}"
    return compiled(tree, plain)


def compiled(tree, plain):
    """Return the function of a syntax tree, with the globals and the closure (`super()` needs it) of an original."""
    closure = {
        name: cell.cell_contents for name, cell in zip(plain.__code__.co_freevars, plain.__closure__ or (), strict=True)
    }
    whole = ast.parse(f"def with_closure({', '.join(closure)}):\n    return {tree.name}")
    whole.body[0].body.insert(0, tree)
    made = {}
    code = compile(ast.fix_missing_locations(whole), f"mutant of {plain.__qualname__}", "exec")
    exec(code, plain.__globals__, made)  # noqa: S102  the source is our own
    return made["with_closure"](**closure)


class Replacer(ast.NodeTransformer):
    """Puts the new in place of the old, in a tree where each of the old stands once."""

    def __init__(self, changes):
        self.changes = {old: (one(parsed(old)), parsed(new)) for old, new in changes.items()}
        self.left = set(changes)

    def counts(self, tree):
        """Return how often each of the old stands in a tree."""
        nodes = [node for node in ast.walk(tree) if not isinstance(node, ast.Expr)]
        return {old: sum(matches(pattern, node, {}) for node in nodes) for old, (pattern, _) in self.changes.items()}

    def visit(self, node):
        """Return what comes in a node's place; an expression that is a statement may be replaced by statements."""
        for old, (pattern, new) in self.changes.items():
            bound = {}
            if matches(pattern, node.value if isinstance(node, ast.Expr) else node, bound):
                self.left.discard(old)
                fill = Filler(bound).visit
                if isinstance(node, ast.stmt):
                    return [fill(copy.deepcopy(each)) for each in (new if isinstance(new, list) else [ast.Expr(new)])]
                return fill(copy.deepcopy(one(new)))
        return self.generic_visit(node)


class Filler(ast.NodeTransformer):
    """Puts into the new what the names in the old stood for."""

    def __init__(self, bound):
        self.bound = bound

    def visit_Name(self, node):
        return copy.deepcopy(self.bound.get(node.id, node))

    def visit_Call(self, node):
        self.generic_visit(node)
        if leaves_arguments_open(node) and FURTHER in self.bound:
            args, keywords = copy.deepcopy(self.bound[FURTHER])
            node.args, node.keywords = node.args[:-1] + args, node.keywords + keywords
        return node


def parsed(text):
    """Return the syntax tree of an expression, or the list of statements, that a text is."""
    body = ast.parse(textwrap.dedent(text)).body
    return body[0].value if len(body) == 1 and isinstance(body[0], ast.Expr) else body


def one(tree):
    """Return an expression or a single statement."""
    if not isinstance(tree, list):
        return tree
    (statement,) = tree
    return statement


def matches(pattern, node, bound):
    """Whether a node is what a pattern says; `bound` takes what its names stand for."""
    if isinstance(pattern, ast.Name) and pattern.id.startswith("_") and isinstance(node, ast.expr):
        return ast.dump(bound.setdefault(pattern.id, node)) == ast.dump(node) or pattern.id == "_"
    if isinstance(pattern, list):
        return len(pattern) == len(node) and all(
            matches(part, other, bound) for part, other in zip(pattern, node, strict=True)
        )
    if not isinstance(pattern, ast.AST):
        return pattern == node
    if type(pattern) is not type(node):
        return False
    if leaves_arguments_open(pattern):
        n, k = len(pattern.args) - 1, len(pattern.keywords)
        bound[FURTHER] = node.args[n:], node.keywords[k:]
        known = (pattern.func, pattern.args[:n], pattern.keywords)
        return all(
            matches(part, other, bound)
            for part, other in zip(known, (node.func, node.args[:n], node.keywords[:k]), strict=True)
        )
    fields = [name for name in pattern._fields if name not in {"ctx", "kind", "type_comment"}]
    return all(matches(getattr(pattern, name), getattr(node, name), bound) for name in fields)


def leaves_arguments_open(node):
    """Whether a node is a call with `...` for all further arguments."""
    last = node.args[-1] if isinstance(node, ast.Call) and node.args else None
    return isinstance(last, ast.Constant) and last.value is ...
