"""A student's values beside the solution's lines: each line is computed from the student's own values before it.

The solution is run with its lines rewritten: what a line has computed is handed to `Comparison.line`, which looks for
the student's value of that name, judges it, and gives it back for the lines that follow. So a mistake is found once,
and what only goes on from it is told as following. What is right is known from a first run, without a student.
"""

import ast
import copy
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from types import CodeType
from typing import Any

import numpy as np

from nnlib._messages import attempt, said
from nnlib.exercises._exercise import Exercise, Slip, Statement, is_expression
from nnlib.exercises._results import Verdict
from nnlib.exercises._tracing import Event, Failure
from nnlib.exercises._uses import bound, used
from nnlib.exercises._values import Value, numeric, same


@dataclass(frozen=True)
class Found:
    """What was found in one line of the solution."""

    statement: Statement
    name: str
    verdict: Verdict
    row: int
    came: Value
    right: Value
    slips: tuple[Slip, ...] = ()


@cache
def rewritten(exercise: Exercise) -> CodeType:
    """Return the code of an exercise's file with the lines of its solution handed over."""
    tree = copy.deepcopy(exercise.tree)
    function = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == exercise.name)
    Rewriting({statement.first: k for k, statement in enumerate(exercise.statements)}, exercise).visit(function)
    return compile(ast.fix_missing_locations(tree), str(exercise.path), "exec")


class Rewriting(ast.NodeTransformer):
    """Hand over what each line of a solution computes, with its other right forms and its slips, not computed yet."""

    def __init__(self, places: Mapping[int, int], exercise: Exercise) -> None:
        self.places, self.statements = places, exercise.statements

    def visit_Assign(self, node: ast.Assign) -> ast.stmt:
        """Rewrite name = value."""
        target = node.targets[0]
        if len(node.targets) == 1 and isinstance(target, ast.Name | ast.Subscript):
            node.value = self.handed(node, name_of(target), node.value, expression)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        """Rewrite name += value as name = name + value."""
        target = node.target
        old = ast.parse(ast.unparse(target), mode="eval").body

        def operated(value: ast.expr) -> ast.expr:
            return ast.BinOp(copy.deepcopy(old), node.op, value)

        value = self.handed(node, name_of(target), operated(node.value), lambda code: operated(expression(code)))
        return ast.copy_location(ast.Assign([target], value), node)

    def visit_Return(self, node: ast.Return) -> ast.stmt:
        """Rewrite return value, unless its parts have names."""
        if node.value is not None and not isinstance(node.value, ast.Name | ast.Tuple | ast.Dict | ast.List):
            node.value = self.handed(node, ast.Constant("return"), node.value, expression)
        return node

    def handed(self, node: ast.stmt, name: ast.expr, value: ast.expr, form: Callable[[str], ast.expr]) -> ast.expr:
        """Return the call that hands a line over."""
        place = self.places[node.lineno]
        statement = self.statements[place]
        if statement.given:
            return value
        also: list[ast.expr] = [ast.Lambda(no_arguments(), form(code)) for code in statement.also]
        slips: list[ast.expr] = [
            ast.Lambda(no_arguments(), form(slip.code)) if is_expression(slip.code) else ast.Constant(None)
            for slip in statement.slips
        ]
        arguments = [ast.Constant(place), name, value, ast.List(also, ast.Load()), ast.List(slips, ast.Load())]
        return ast.Call(ast.Name("__line__", ast.Load()), arguments, [])


def expression(code: str) -> ast.expr:
    """Return the tree of an expression."""
    return ast.parse(code, mode="eval").body


def no_arguments() -> ast.arguments:
    """Return the arguments of a function that takes none."""
    return ast.arguments([], [], None, [], [], None, [])


def name_of(target: ast.expr) -> ast.expr:
    """Return the expression of a line's name: a variable's, or that of an item."""
    if isinstance(target, ast.Subscript):
        names = [ast.Constant(ast.unparse(target.value)), ast.parse(ast.unparse(target.slice), mode="eval").body]
        return ast.Call(ast.Name("__item__", ast.Load()), names, [])
    return ast.Constant(ast.unparse(target))


def item_name(name: str, key: object) -> str:
    """Return the name of an item: its key, or the list's name with its number."""
    return key if isinstance(key, str) else f"{name}[{key}]"


def plain_name(name: str) -> str:
    """Return a name without what people write differently in it: "dZ1" of "dZ[1]", "dZ_1" and "dZ1"."""
    return "".join(character for character in name if character.isalnum())


class Comparison:
    """The lines of a solution, in the order in which they are computed, with a student's values in their places."""

    def __init__(self, exercise: Exercise, inputs: Mapping[str, Any]) -> None:
        self.exercise, self.inputs = exercise, inputs
        self.truth: dict[tuple[str, int], Any] = {}
        self.total: Counter[str] = Counter()
        self.student: dict[str, list[Event]] | None = None
        self.failure: Failure | None = None
        self.parts: dict[str, str] = {}
        self.made: list[tuple[Statement, Slip, Any]] = []
        self.walk()

    def walk(self) -> None:
        """Run the solution: its lines are handed to `line`."""
        self.count: Counter[str] = Counter()
        self.tainted: set[str] = set()
        self.found: list[Found] = []
        module = self.exercise.executed(rewritten(self.exercise))
        module |= {"__line__": self.line, "__item__": item_name}
        with np.errstate(all="ignore"):
            module[self.exercise.name](**copy.deepcopy(dict(self.inputs)))

    def with_student(self, events: Sequence[Event], failure: Failure | None) -> list[Found]:
        """Return what is found in the lines of a student, by the values of their names."""
        self.total = Counter(name for name, _ in self.truth)
        self.events, self.student = events, matched(events, list(self.total))
        for (name, _), right in self.truth.items():
            if self.total[name] > 1 and np.ndim(right) == 0 and name in self.student:
                self.student[name] = one_by_one(self.student[name])
        for base in {name.partition("[")[0] for name in self.total if "[" in name}:
            for k, event in set_in_rows(self.student.get(base, [])):
                self.student.setdefault(f"{base}[{k}]", []).append(event)
                self.parts[f"{base}[{k}]"] = base
        self.failure = failure
        attempt(self.walk, otherwise=None)  # with a student's values, the solution itself may fail
        return self.found

    def line(
        self,
        place: int,
        name: str,
        value: Value,
        also: Sequence[Callable[[], Any]],
        slips: Sequence[Callable[[], Any] | None],
    ) -> Value:
        """Judge a student's value of a line, and return what the next lines take."""
        k = self.count[name]
        self.count[name] += 1
        statement = self.exercise.statements[place]
        made = list(zip(statement.slips, slips, strict=True))
        if self.student is None:
            self.truth[name, k] = copy.deepcopy(value)
            self.made += [(statement, slip, attempt(form, otherwise=None)) for slip, form in made if form]
            return value
        right = self.truth.get((name, k), value)
        candidates = self.candidates(name, k)
        name = self.parts.get(name, name)  # a student who sets dw[k] calls it dw
        if not candidates:
            found = self.by_value(statement, name, right, made) or self.unseen(statement, name, right, made)
            self.found.append(found)
            return usable(found.came, value)
        true = next((event for event in reversed(candidates) if same(event.value, right)), None)
        if true:
            self.found.append(Found(statement, name, "right", true.row, true.value, right))
            return usable(true.value, value)
        event = candidates[-1]
        forms = [value, *(attempt(form, otherwise=None) for form in also)]
        if used(statement) & self.tainted or any(same(event.value, form) for form in forms):
            self.found.append(Found(statement, name, "follows", event.row, event.value, right))
        else:
            fitting = tuple(slip for slip, form in made if form and same(event.value, attempt(form, otherwise=None)))
            if not fitting and (self.total[name] > len(self.student[name]) or self.is_filled_later(statement)):
                self.found.append(Found(statement, name, "unseen", 0, None, right))
                return value
            self.found.append(Found(statement, name, "wrong", event.row, event.value, value, fitting))
        taken = usable(event.value, value)
        if taken is value:  # it could not be carried on, so what uses it is not judged
            self.tainted |= bound(statement)
        return taken

    def candidates(self, name: str, k: int) -> list[Event]:
        """Return the student's values that may be the k-th of a name; none where the numbers do not agree."""
        events, n = (self.student or {}).get(name, []), self.total[name]
        if n == 0 or len(events) % n:
            return events[k : k + 1] if n > 1 and self.failure and len(events) < n else []
        each = len(events) // n
        return events[k * each : (k + 1) * each]

    def is_filled_later(self, statement: Statement) -> bool:
        """Whether a line only makes the array whose items a loop sets; a student's may be whole at once."""
        base = statement.target
        after = (s.target for s in self.exercise.statements if s.first > statement.first)
        following = next((target for target in after if target.partition("[")[0] == base), "")
        return following != base and bool(following)

    def by_value(
        self, statement: Statement, name: str, right: Value, made: Sequence[tuple[Slip, Callable[[], Any] | None]]
    ) -> Found | None:
        """Return what is found in a line by its value, where a student has another name for it."""
        arrays = [event for event in self.events if np.size(event.value) > 1 and event.row]
        if np.size(right) == 1:
            return None  # any line may give such a number
        true = next((event for event in arrays if same(event.value, right)), None)
        if true:
            return Found(statement, name, "right", true.row, true.value, right)
        if name in (self.student or {}) or self.failure:
            return None  # what a function that failed has not reached is nowhere
        spare = [event for event in arrays if not any(same(event.value, value) for value in self.truth.values())]
        for slip, form in made:
            if form and not is_part(slip.code, statement):
                value = attempt(form, otherwise=None)
                event = next((event for event in spare if same(event.value, value)), None)
                if event:
                    return Found(statement, event.name, "wrong", event.row, event.value, right, (slip,))
        return None

    def unseen(
        self, statement: Statement, name: str, right: Value, made: Sequence[tuple[Slip, Callable[[], Any] | None]]
    ) -> Found:
        """Return what is found in a line without a value: nothing, or the slip that raises the student's error."""
        if self.failure and not any(found.verdict == "wrong" for found in self.found):
            fitting = tuple(slip for slip, form in made if form and error_of(form) == self.failure.said)
            if fitting:
                return Found(statement, name, "wrong", self.failure.row, None, right, fitting)
        return Found(statement, name, "unseen", 0, None, right)


def is_part(code: str, statement: Statement) -> bool:
    """Whether code is a part of what a right line computes, which a student may well compute on the way."""
    return written(code) in statement.parts


@cache
def written(code: str) -> str:
    """Return code as Python writes it."""
    return ast.unparse(ast.parse(code))


def error_of(form: Callable[[], Any]) -> str:
    """Return what a form's error says; nothing where it raises none."""
    try:
        form()
    except Exception as error:  # noqa: BLE001  any error of NumPy's
        return said(error)
    return ""


def usable(came: Value, value: Value) -> Value:
    """Return what the next lines take: what came, if it has the right shape and is finite; else what is right."""
    array, right = numeric(came), numeric(value)
    if array is None or right is None or array.size != right.size or not np.isfinite(array).all():
        return value
    if array.ndim == 0:
        array = array.reshape(right.shape)
    if isinstance(value, int | np.integer) and not isinstance(value, bool):
        return int(array.item()) if array.item() == int(array.item()) else array.item()
    if array.shape != right.shape and right.ndim:
        return value
    return array.item() if right.ndim == 0 else array.astype(np.result_type(right, array)).copy()


def matched(events: Sequence[Event], names: Sequence[str]) -> dict[str, list[Event]]:
    """Return the student's values by the solution's names: names that differ in brackets, or else only in case."""
    found: dict[str, list[Event]] = {}
    plain = {plain_name(name): name for name in names}
    folded = Counter(name.casefold() for name in plain)
    loose = {key.casefold(): name for key, name in plain.items() if folded[key.casefold()] == 1}
    exact = {plain_name(event.name) for event in events}
    for event in events:
        key = plain_name(event.name)
        name = plain.get(key) or loose.get(key.casefold())
        counts = len(key) == 1 and isinstance(event.value, int)  # l goes through the layers, and L is their number
        if name and key not in plain and (counts or plain_name(name) in exact):
            continue
        if name:
            found.setdefault(name, []).append(event)
    return found


def one_by_one(events: Sequence[Event]) -> list[Event]:
    """Return the numbers that a loop sets in an array, as `z[i] = ...` does; else all events, without empty arrays."""
    found = []
    for before, event in pairwise(events):
        old, new = numeric(before.value), numeric(event.value)
        if old is not None and new is not None and old.shape == new.shape and new.size > 1:
            changed = np.flatnonzero((old != new).ravel())
            if changed.size == 1:
                found.append(replace(event, value=new.ravel()[changed[0]].item()))
    return found or [event for event in events if np.size(event.value) == 1 or np.any(event.value)]


def set_in_rows(events: Sequence[Event]) -> Iterator[tuple[int, Event]]:
    """Yield what a loop sets in an array, as `dw[k] += ...` does, with the number of the row."""
    for before, event in pairwise(events):
        old, new = numeric(before.value), numeric(event.value)
        if old is not None and new is not None and old.shape == new.shape and new.size > 1:
            changed = np.flatnonzero((old != new).reshape(len(new), -1).any(axis=1))
            if changed.size == 1:
                yield int(changed[0]), replace(event, value=new[changed[0]])
