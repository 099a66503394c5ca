"""Whether the tests notice when the mathematics is changed: mutants of propagation, activations and losses.

    python tests/benchmarks/semantic_mutants.py --source src --tests tests

Each mutant is a copy of the source in which one operation of one equation is another: a sign, a factor, a transpose, an
axis, a layer's number, a constant, a comparison. The tests run on it; a mutant that passes them all has survived, and
its change is printed: either a test is missing, or the change means nothing. A mutant that the zoo alone refuses,
because the line that it puts a bug into is no longer there, is listed too: nothing has looked at its numbers.

`--source` and `--tests` may be another revision's. What is left alone, since a change of it would change no number, or
would be noticed by anything that runs, stands in `Operators` with its reason.
"""

import argparse
import ast
import copy
import difflib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

COMPUTING = {
    "propagation.py": {"forward", "backward", "cost", "weighted_sum", "total_weight", "penalty"},
    "activations.py": {"__call__", "derivative", "derivative_from_output", "decide"},
    "losses.py": {"__call__", "per_example", "dA", "from_logits", "L", "L_of_Z", "dL_dA", "dZ"},
}
"""The functions that compute. The others name, check, describe, or hold memory."""

TESTS = [
    "tests/test_propagation.py",
    "tests/test_losses.py",
    "tests/test_activations.py",
    "tests/test_models.py",
    "tests/test_extensions.py",
    "tests/checking/test_gradients.py",
    "tests/test_properties.py",
    "tests/test_zoo.py",
]
ARITHMETIC = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
COMPARISONS = {ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
FUNCTIONS = {"add": "subtract", "subtract": "add", "multiply": "divide", "divide": "multiply", "maximum": "minimum"}
MATRICES = {"A", "E", "Y", "Z", "dZ_l"}
"""What can stand alone where it was a factor: a number would leave a result of another shape."""
CONSTANTS = {0: 1, 1: 2, 2: 1, 0.5: 1}
SECONDS = 900
"""A mutant whose tests take longer hangs, and that has been noticed."""


@dataclass(frozen=True)
class Mutant:
    """A change of one operation: in which function of which module, which bytes become what."""

    module: str
    function: str
    start: int
    end: int
    new: bytes

    def applied(self, source: bytes) -> bytes:
        """Return the mutated source of the module."""
        return source[: self.start] + self.new + source[self.end :]

    def difference(self, source: bytes) -> str:
        """Return the change as a diff, without context."""
        old, new = source.decode().splitlines(), self.applied(source).decode().splitlines()
        lines = [line for line in difflib.unified_diff(old, new, lineterm="", n=0) if line[:3] not in {"---", "+++"}]
        return "\n".join([f"{self.module}, {self.function}:", *lines])


class Operators:
    """All mutants of one function, found on a walk through its body."""

    def __init__(self, module: str, function: str, source: bytes) -> None:
        self.module, self.function, self.source = module, function, source
        self.starts = [0]
        for line in source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.found: dict[bytes, Mutant] = {}

    def replace(self, node: ast.AST, new: ast.AST | str) -> None:
        """Note the mutant in which a node is another, unless it is found already, or would be the same."""
        start = self.starts[node.lineno - 1] + node.col_offset
        end = self.starts[node.end_lineno - 1] + node.end_col_offset
        text = new if isinstance(new, str) else ast.unparse(new)
        if isinstance(new, ast.BinOp | ast.UnaryOp) and self.source[start - 1 : start] not in {b"(", b" "}:
            text = f"({text})"
        mutant = Mutant(self.module, self.function, start, end, text.encode())
        mutated = mutant.applied(self.source)
        if ast.dump(ast.parse(mutated)) != ast.dump(ast.parse(self.source)):
            self.found.setdefault(mutated, mutant)

    def walk(self, node: ast.AST, within: tuple[ast.AST, ...] = ()) -> None:
        """Mutate a node and all that is in it, but what says nothing about a number."""
        if self.says_nothing(node, within):
            return
        visit = getattr(self, f"of_{type(node).__name__}", None)
        if visit:
            visit(node, within)
        for child in ast.iter_child_nodes(node):
            self.walk(child, (*within, node))

    @staticmethod
    def says_nothing(node: ast.AST, within: tuple[ast.AST, ...]) -> bool:
        """Whether nothing in a node is an equation's."""
        if isinstance(node, ast.keyword):
            return node.arg != "axis"  # out is room, dtype a type, keepdims a shape
        if isinstance(node, ast.Raise | ast.withitem | ast.JoinedStr):  # a refusal, np.errstate, a message
            return True
        if isinstance(node, ast.Assign) and any(
            isinstance(name, ast.Name) and name.id == "msg" for name in node.targets
        ):
            return True
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            return isinstance(node.values[0], ast.Name)  # out or Buffers()
        # What is read from `out` is room, or ones to sum with: which layer's it is changes no number.
        return isinstance(node, ast.Subscript | ast.Attribute) and root(node) == "out"

    def of_BinOp(self, node: ast.BinOp, within: tuple[ast.AST, ...]) -> None:
        """Another operation; a factor less; l for l - 1 as a layer's number."""
        if is_layer(node):
            if isinstance(within[-1], ast.Subscript):
                self.replace(node, node.left)
            return
        if type(node.op) in ARITHMETIC:
            self.replace(node, changed(node, op=ARITHMETIC[type(node.op)]()))
        if isinstance(node.op, ast.Mult | ast.Div) and not isinstance(node.left, ast.Constant):
            self.replace(node, node.left)
        if isinstance(node.op, ast.Mult):
            self.replace(node, node.right)

    def of_UnaryOp(self, node: ast.UnaryOp, within: tuple[ast.AST, ...]) -> None:
        """A sign less."""
        if isinstance(node.op, ast.USub):
            self.replace(node, node.operand)

    def of_AugAssign(self, node: ast.AugAssign, within: tuple[ast.AST, ...]) -> None:
        """Another operation, or none."""
        self.replace(node, "pass")
        if type(node.op) in ARITHMETIC:
            self.replace(node, changed(node, op=ARITHMETIC[type(node.op)]()))

    def of_Attribute(self, node: ast.Attribute, within: tuple[ast.AST, ...]) -> None:
        """A transpose less."""
        if node.attr == "T":
            self.replace(node, node.value)

    def of_Subscript(self, node: ast.Subscript, within: tuple[ast.AST, ...]) -> None:
        """l - 1 for l, where there is such a layer: a KeyError is noticed by anything that runs."""
        below = any(isinstance(outer, ast.If) and ast.unparse(outer.test) == "l > 1" for outer in within)
        if isinstance(node.slice, ast.Name) and node.slice.id == "l" and (below or root(node) == "A"):
            self.replace(node.slice, "l - 1")

    def of_keyword(self, node: ast.keyword, within: tuple[ast.AST, ...]) -> None:
        """The other axis."""
        if isinstance(node.value, ast.Constant) and node.value.value in {0, 1}:
            self.replace(node.value, ast.Constant(1 - node.value.value))

    def of_Constant(self, node: ast.Constant, within: tuple[ast.AST, ...]) -> None:
        """Another number."""
        if type(node.value) not in {int, float} or isinstance(within[-1], ast.keyword):
            return
        if isinstance(within[-1], ast.BoolOp):  # `total or 1`: where all weights are 0, so is what is divided by it
            return
        if isinstance(within[-1], ast.Subscript):  # Y.shape[1]
            self.replace(node, ast.Constant(1 - node.value))
        elif node.value in CONSTANTS and not is_layer(within[-1]):
            self.replace(node, ast.Constant(CONSTANTS[node.value]))

    def of_Compare(self, node: ast.Compare, within: tuple[ast.AST, ...]) -> None:
        """Another comparison; whether there are weights turned round."""
        operation = type(node.ops[0])
        if operation in COMPARISONS:
            self.replace(node, changed(node, ops=[COMPARISONS[operation]()]))
        elif operation in {ast.Is, ast.IsNot} and root(node.left) != "out":
            self.replace(node, changed(node, ops=[ast.IsNot() if operation is ast.Is else ast.Is()]))

    def of_If(self, node: ast.If | ast.IfExp, within: tuple[ast.AST, ...]) -> None:
        """Whether there is L2 turned round."""
        if isinstance(node.test, ast.Name):
            self.replace(node.test, f"not {node.test.id}")

    of_IfExp = of_If

    def of_Call(self, node: ast.Call, within: tuple[ast.AST, ...]) -> None:
        """Another of NumPy's operations; arguments the other way round; a factor less; a transpose more."""
        if not (isinstance(node.func, ast.Attribute) and root(node.func) == "np"):
            return
        name = node.func.attr
        if name in FUNCTIONS:
            self.replace(node.func, f"np.{FUNCTIONS[name]}")
        if name in {"subtract", "divide"}:  # the others give the same either way
            self.replace(node, changed(node, args=node.args[::-1]))
        if name in {"multiply", "divide"}:
            for kept in node.args[: 2 if name == "multiply" else 1]:
                if isinstance(kept, ast.Call | ast.Subscript) or root(kept) in MATRICES:
                    self.replace(node, changed(node, func=ast.parse("np.positive", mode="eval").body, args=[kept]))
        if name == "negative":
            self.replace(node.func, "np.positive")
        if name == "dot" and isinstance(node.args[0], ast.Subscript):  # the shape of a square W does not tell
            self.replace(node, changed(node, args=[ast.Attribute(node.args[0], "T"), *node.args[1:]]))


def changed(node: ast.AST, **fields: object) -> ast.AST:
    """Return a copy of a node with other fields."""
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other


def root(node: ast.AST) -> str:
    """Return the name that attributes and subscripts are taken of."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def is_layer(node: ast.AST) -> bool:
    """Whether a node is l - 1."""
    return isinstance(node, ast.BinOp) and ast.unparse(node) == "l - 1"


def candidates(source: Path) -> dict[str, list[Mutant]]:
    """Return the mutants by function."""
    by_function: dict[str, list[Mutant]] = {}
    for module, names in COMPUTING.items():
        text = (source / "nnlib" / module).read_bytes()
        for name, function in functions(ast.parse(text)):
            if name.rpartition(".")[2] in names:
                operators = Operators(module, name, text)
                for statement in function.body:
                    operators.walk(statement, (function,))
                by_function[f"{module}: {name}"] = list(operators.found.values())
    return by_function


def functions(tree: ast.AST, of: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield the functions and methods of a module by their names."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield from functions(node, f"{node.name}.")
        elif isinstance(node, ast.FunctionDef):
            yield of + node.name, node


def chosen(by_function: dict[str, list[Mutant]], count: int, seed: int) -> list[Mutant]:
    """Return so many mutants, one of each function after the other until none is left."""
    rng = random.Random(seed)  # noqa: S311  nothing is secret
    shuffled = [rng.sample(mutants, len(mutants)) for mutants in by_function.values()]
    rng.shuffle(shuffled)
    rounds = max(map(len, shuffled))
    return [mutants[i] for i in range(rounds) for mutants in shuffled if i < len(mutants)][:count]


def tested(mutant: Mutant | None, source: Path, tests: Path) -> str:
    """Return which test refused a mutant, or nothing where all passed."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        ignore = shutil.ignore_patterns("__pycache__", ".*")
        shutil.copytree(source, place / "src", ignore=ignore)
        shutil.copytree(tests, place / "tests", ignore=ignore)
        shutil.copy(tests.parent / "pyproject.toml", place)
        if mutant:
            file = place / "src" / "nnlib" / mutant.module
            file.write_bytes(mutant.applied(file.read_bytes()))
        plugins = ["-p", "no:randomly", "-p", "no:cacheprovider"]
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-x",
            "-q",
            "--tb=short",
            *plugins,
            *(name for name in TESTS if (place / name).exists()),
        ]
        environment = os.environ | {"PYTHONPATH": str(place / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            run = subprocess.run(
                command, cwd=place, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            return "no end"
        if run.returncode == 0:
            return ""
        refused = re.search(r"^(?:FAILED|ERROR) (\S+)", run.stdout, re.MULTILINE)
        name = refused[1] if refused else run.stdout[-2000:] + run.stderr[-2000:]
        return f"{name} (its line is not there)" if re.search(r"stands \d+ times in", run.stdout) else name


def main() -> None:
    """Run the tests on each mutant, and print what became of it."""
    parser = argparse.ArgumentParser(description="Count the changes of the mathematics that the tests notice.")
    parser.add_argument("--source", type=Path, required=True, help="the folder that nnlib lies in")
    parser.add_argument("--tests", type=Path, required=True, help="the folder of the tests, beside its pyproject.toml")
    parser.add_argument("--count", type=int, default=60, help="how many mutants")
    parser.add_argument("--seed", type=int, default=0, help="of their choice")
    parser.add_argument("--jobs", type=int, default=2, help="how many at once")
    parser.add_argument("--list", action="store_true", help="print the mutants, and run nothing")
    options = parser.parse_args()
    by_function = candidates(options.source)
    mutants = chosen(by_function, options.count, options.seed)
    print(f"{len(mutants)} of {sum(map(len, by_function.values()))} mutants of {len(by_function)} functions")
    differences = [m.difference((options.source / "nnlib" / m.module).read_bytes()) for m in mutants]
    if options.list:
        print("\n".join(differences))
        return
    if broken := tested(None, options.source, options.tests):
        sys.exit(f"the tests fail without a mutant: {broken}")
    counts: Counter[str] = Counter()
    with ThreadPoolExecutor(options.jobs) as pool:
        verdicts = pool.map(lambda mutant: tested(mutant, options.source, options.tests), mutants)
        for difference, test in zip(differences, verdicts, strict=True):
            unseen = "its line is not there" in test
            verdict = "the zoo alone" if unseen else "killed" if test else "survived"
            counts[verdict] += 1
            counts[test.partition("::")[0]] += bool(test)
            print(f"{verdict}: {test or 'by no test'}")
            if verdict != "killed":
                print(difference)
            sys.stdout.flush()
    print(", ".join(f"{verdict}: {number}" for verdict, number in counts.items() if number))


if __name__ == "__main__":
    main()
