"""One exercise: its solution, with the slips that are made in each line, read from one annotated file.

The file is Python. Its main function has the exercise's name and is the solution; comments below a statement tell what
belongs to it: `# notes:` the notes' equation, `# also:` another right form, `# slip:` a wrong form, and in the next
comment what is said of it. A statement with `# given` behind it stays when the solution is taken out. `inputs` draws
what comes in, functions whose names begin with `another` are other right solutions, and all else is given.
"""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import takewhile
from pathlib import Path
from types import CodeType
from typing import Any, TypeAlias

import numpy as np

from nnlib._messages import attempt

SETTINGS = {"CHECKED_BY", "NO_WARNINGS", "PLANTED", "SHORTER"}
"""What a file sets for the grader, and a reader does not get."""
CATALOGUE = Path(__file__).parent / "catalogue"
ANNOTATION = re.compile(r"^\s*# (slip|also|notes): (.*)$")
CONTINUED = re.compile(r"^\s*#   (\S.*)$")
LAST_SECTION = 6
"""The notes end with it; what comes after is debugging."""
Seed: TypeAlias = int | tuple[int, ...]
SIZES = np.arange(2, 9)
"""Sizes are drawn from these; no two are equal, so that no array has the shape of another by chance."""


@dataclass(frozen=True)
class Slip:
    """A wrong form of a statement, and what is said of it: the rest of a sentence that begins with the line's name."""

    code: str
    told: str


@dataclass
class Statement:
    """A statement of the solution with what is written below it."""

    node: ast.stmt
    first: int
    last: int
    given: bool = False
    notes: str = ""
    also: list[str] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)

    @cached_property
    def parts(self) -> set[str]:
        """The expressions in it, as they are written."""
        return {ast.unparse(node) for node in ast.walk(self.node) if isinstance(node, ast.expr)}

    @property
    def target(self) -> str:
        """The name that it binds, such as "dZ1" or "A[l]"; "return"; else empty."""
        match self.node:
            case ast.Assign(targets=[target]) | ast.AugAssign(target=target):
                return ast.unparse(target)
            case ast.Return():
                return "return"
        return ""

    @property
    def computes(self) -> bool:
        """Whether it gives a value that a student's may be compared with; a loop's header and returned names do not."""
        match self.node:
            case ast.Assign(targets=[target]) | ast.AugAssign(target=target):
                return isinstance(target, ast.Name | ast.Subscript)
            case ast.Return(value=value):
                return not isinstance(value, ast.Name | ast.Tuple | ast.Dict | ast.List | None)
        return False


class Exercise:
    """An exercise, read from its file."""

    def __init__(self, path: Path, number: int, section: int) -> None:
        self.path, self.number, self.section = path, number, section
        self.name = re.sub(r"^\d+_", "", path.stem)
        self.source = path.read_text(encoding="utf-8")
        self.rows = self.source.splitlines()
        self.tree = ast.parse(self.source)
        self.function = next(node for node in self.functions if node.name == self.name)
        docstring = inspect.cleandoc(ast.get_docstring(self.tree) or "")
        self.title, _, text = docstring.partition("\n")
        self.title, self.text = self.title.rstrip("."), text.strip()

    @property
    def functions(self) -> list[ast.FunctionDef]:
        """The functions of its file."""
        return [node for node in self.tree.body if isinstance(node, ast.FunctionDef)]

    @property
    def file_name(self) -> str:
        """What it is called in a folder of exercises."""
        return f"{self.number:02}_{self.name}.py"

    @cached_property
    def statements(self) -> list[Statement]:
        """The statements of the solution, with what is written below them."""
        nodes = [node for node in ast.walk(self.function) if isinstance(node, ast.stmt)]
        nodes = sorted(nodes, key=lambda node: node.lineno)[1:]
        found = [Statement(node, node.lineno, self.end_of_header(node)) for node in nodes if not is_docstring(node)]
        for statement in found:
            statement.given = self.rows[statement.last - 1].endswith("# given")
        for number in range(self.function.lineno, (self.function.end_lineno or 0) + 1 + self.trailing):
            if matched := ANNOTATION.match(self.rows[number - 1]):
                above = max((s for s in found if s.last < number), key=lambda s: s.last)
                annotate(above, matched[1], matched[2], self.told(number))
        return found

    def end_of_header(self, node: ast.stmt) -> int:
        """Return the last row of a statement, or of what stands before the body of a loop or a condition."""
        body = getattr(node, "body", None)
        if not body:
            return node.end_lineno or node.lineno
        return next(row for row in range(body[0].lineno - 1, 0, -1) if not self.rows[row - 1].lstrip().startswith("#"))

    @property
    def trailing(self) -> int:
        """How many rows of comments follow its last statement."""
        end = self.function.end_lineno or 0
        return next(
            (n for n, row in enumerate(self.rows[end:]) if not row.lstrip().startswith("#")), len(self.rows) - end
        )

    def told(self, number: int) -> str:
        """Return what is said in the comments below one, which are further to the right."""
        rows = takewhile(CONTINUED.match, self.rows[number:])
        return " ".join(row.strip().removeprefix("#").strip() for row in rows)

    @cached_property
    def slips(self) -> list[tuple[Statement, Slip]]:
        """Every slip, with the statement that it is made in."""
        return [(statement, slip) for statement in self.statements for slip in statement.slips]

    @cached_property
    def module(self) -> dict[str, Any]:
        """What its file defines."""
        return self.executed(compile(self.tree, str(self.path), "exec"))

    def executed(self, code: CodeType) -> dict[str, Any]:
        """Return what a code defines that was made from its file."""
        namespace: dict[str, Any] = {"__name__": f"exercise_{self.name}"}
        exec(code, namespace)  # noqa: S102  it is the library's own
        return namespace

    @property
    def solution(self) -> Callable[..., Any]:
        """The solution, as a function."""
        return self.module[self.name]

    @property
    def others(self) -> dict[str, Callable[..., Any]]:
        """The other right solutions, by their names."""
        return {name: value for name, value in self.module.items() if name.startswith("another")}

    @property
    def planted(self) -> bool:
        """Whether it begins with working-looking code, in which a slip has to be found."""
        return bool(self.module.get("PLANTED", False))

    @property
    def no_warnings(self) -> bool:
        """Whether an overflow, or a division by zero, counts as a mistake."""
        return bool(self.module.get("NO_WARNINGS", False))

    @property
    def checked_by(self) -> str:
        """Which check of the library's finds a slip that was planted."""
        return str(self.module.get("CHECKED_BY", ""))

    def sizes(self, seed: Seed) -> dict[str, int]:
        """Return the sizes of what comes in: they all differ; of seed 0 they are small."""
        sizes = list(inspect.signature(self.module["inputs"]).parameters.values())[1:]
        if seed == 0:
            return {size.name: size.default for size in sizes}
        drawn = map(int, np.random.default_rng(seed).permutation(SIZES))
        return {size.name: n for size, n in zip(sizes, drawn, strict=False)}

    def inputs(self, seed: Seed) -> dict[str, Any]:
        """Return what comes in, drawn from a seed."""
        inputs: dict[str, Any] = self.module["inputs"](np.random.default_rng(seed), **self.sizes(seed))
        return inputs

    def with_slip(self, statement: Statement, slip: Slip) -> str:
        """Return the source of its file with a slip planted."""
        rows = self.rows.copy()
        rows[statement.first - 1 : statement.last] = [planted(self.rows[statement.first - 1], statement, slip.code)]
        rows[statement.first : statement.first] = [""] * (statement.last - statement.first)
        return "\n".join(rows)

    @cached_property
    def mutants(self) -> list[tuple[Statement, Slip, Callable[..., Any]]]:
        """The solution with each of the slips planted."""
        return [
            (*found, self.executed(compile(self.with_slip(*found), "<slip>", "exec"))[self.name])
            for found in self.slips
        ]

    # What a reader gets.

    def given(self, first: int, last: int) -> list[str]:
        """Return rows of its file without annotations and without the mark of what is given."""
        rows: list[str] = []
        annotated = False
        for row in self.rows[first - 1 : last]:
            annotated = bool(ANNOTATION.match(row)) or (annotated and bool(CONTINUED.match(row)))
            if not annotated:
                rows.append(re.sub(r"\s*# given$", "", row))
        return rows

    @property
    def header(self) -> list[str]:
        """The rows of its function before the solution begins."""
        body = self.function.body
        return self.given(
            self.function.lineno, (body[0].end_lineno or 0) if is_docstring(body[0]) else self.function.lineno
        )

    @property
    def solution_text(self) -> str:
        """The solution as a reader gets it."""
        first = self.function.lineno + len(self.header)
        return "\n".join([*self.header, *self.given(first, self.function.end_lineno or 0)])

    def stub(self, seed: int = 0) -> str:
        """Return the file that a reader begins with."""
        return self.file_with("\n".join(self.beginning(seed)))

    def solved(self) -> str:
        """Return the reader's file with the solution in it."""
        return self.file_with(self.solution_text)

    def file_with(self, function: str) -> str:
        """Return the reader's file with a function below what is given."""
        kept = [node for node in self.tree.body if self.is_for_the_reader(node)]
        parts = [f"{self.blank_rows_above(node)}{self.text_of(node)}" for node in kept]
        return "\n".join([self.introduction(), *parts, "", "", function, ""])

    def introduction(self) -> str:
        """Return the docstring that a reader's file begins with."""
        check = f"    python -m nnlib.exercises check {self.name}"
        where = f"Section {self.section} of the notes" if self.section <= LAST_SECTION else "Debugging"
        about = f"{where}. To have it checked:"
        return "\n\n".join([f'"""{self.title}.', refilled(self.text), about, check]) + '\n"""'

    def blank_rows_above(self, node: ast.stmt) -> str:
        """Return the blank rows that stand above a part of its file, two at most."""
        above = reversed(self.rows[: node.lineno - 1])
        return "\n" * min(2, next((n for n, row in enumerate(above) if row.strip()), 0))

    def is_for_the_reader(self, node: ast.stmt) -> bool:
        """Whether a part of its file is given to the reader."""
        if isinstance(node, ast.FunctionDef):
            return node.name not in {self.name, "inputs"} and not node.name.startswith("another")
        names = {target.id for target in getattr(node, "targets", []) if isinstance(target, ast.Name)}
        return not is_docstring(node) and not names & SETTINGS

    def text_of(self, node: ast.stmt) -> str:
        """Return the source of a part of its file."""
        return "\n".join(self.given(node.lineno, node.end_lineno or 0))

    def beginning(self, seed: int) -> Iterator[str]:
        """Yield the rows of the function that a reader begins with: a stub, or the solution with a slip in it."""
        if self.planted:
            statement, slip = self.slips[seed % len(self.slips)]
            row = planted(self.rows[statement.first - 1], statement, slip.code)
            before = self.given(self.function.lineno + len(self.header), statement.first - 1)
            yield from [*self.header, *before, row, *self.given(statement.last + 1, self.function.end_lineno or 0)]
            return
        yield from self.header
        for statement in self.statements:
            if statement.given:
                yield from self.given(statement.first, statement.last)
        yield "    raise NotImplementedError"


def annotate(statement: Statement, kind: str, text: str, told: str) -> None:
    """Add to a statement what one comment tells of it."""
    if kind == "slip":
        statement.slips.append(Slip(text, told))
    elif kind == "also":
        statement.also.append(text)
    else:
        statement.notes = text


def refilled(text: str) -> str:
    """Return a text with rows that fit a terminal; indented rows, which are code, are left as they are."""
    paragraphs = text.split("\n\n")
    return "\n\n".join(p if p.startswith("    ") else textwrap.fill(p, 79) for p in paragraphs)


def is_docstring(node: ast.stmt) -> bool:
    """Whether a statement is a docstring."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def planted(row: str, statement: Statement, code: str) -> str:
    """Return the row of a statement with wrong code in it: an expression takes the place of the one that is there."""
    if is_expression(code):
        match statement.node:
            case ast.Assign():
                code = f"{statement.target} = {code}"
            case ast.AugAssign(op=op):
                operator = ast.unparse(ast.BinOp(ast.Name("a"), op, ast.Name("b")))[2:-2]
                code = f"{statement.target} {operator}= {code}"
            case ast.Return():
                code = f"return {code}"
    indentation = row[: len(row) - len(row.lstrip())]
    return indentation + code


def is_expression(code: str) -> bool:
    """Whether code is an expression."""
    return attempt(lambda: bool(ast.parse(code, mode="eval")), otherwise=False)


@cache
def exercises() -> Mapping[str, Exercise]:
    """Return all exercises by name, in the order of the notes."""
    paths = sorted(path for path in CATALOGUE.glob("*/*.py") if path.name[0].isdigit())
    sections = [int(path.parent.name.split("_")[0]) for path in paths]
    found = [Exercise(path, n, section) for n, (path, section) in enumerate(zip(paths, sections, strict=True), start=1)]
    return {exercise.name: exercise for exercise in found}
