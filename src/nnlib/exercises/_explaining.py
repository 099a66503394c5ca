"""Explaining a failure: the first wrong line of a student's function, why it is wrong, and what follows from it."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nnlib._arrays import Array
from nnlib._diagnosis import explained, factor, patterns
from nnlib._messages import listed
from nnlib.exercises._exercise import Exercise, Seed, Slip, Statement
from nnlib.exercises._expected import Mistake, expected
from nnlib.exercises._failures import ENDLESS, ended
from nnlib.exercises._lines import Comparison, Found, is_part, plain_name
from nnlib.exercises._results import Line
from nnlib.exercises._tracing import Event, Failure, Run, run
from nnlib.exercises._uses import dependents
from nnlib.exercises._values import Value, fitting, numeric, reordered, same, unlike


class Case:
    """What should come of one seed's inputs, and what came."""

    def __init__(self, exercise: Exercise, seed: Seed, came: Run) -> None:
        self.exercise, self.came, self.expected = exercise, came, expected(exercise, seed)
        self.inputs, self.sizes, self.right = self.expected.inputs, self.expected.sizes, self.expected.right

    @property
    def passed(self) -> bool:
        """Whether what was returned is right."""
        overflows = self.exercise.no_warnings and bool(self.came.warnings)
        return not self.came.failure and not overflows and same(self.came.value, self.right)

    def is_like(self, other: Run) -> bool:
        """Whether another run ends as the student's does."""
        ours = self.came
        if self.exercise.no_warnings and bool(ours.warnings) != bool(other.warnings):
            return False
        if ours.failure or other.failure:
            kinds = [(failure.kind, failure.said) if failure else None for failure in (ours.failure, other.failure)]
            return kinds[0] == kinds[1]
        return same(ours.value, other.value) and same(other.value, ours.value)


def lines_of(exercise: Exercise) -> list[Statement]:
    """Return the statements of a solution that compute something."""
    return [statement for statement in exercise.statements if statement.slips or statement.notes]


@dataclass(frozen=True)
class Cause:
    """The first wrong line: which statement of the solution it is, its row and name in the student's code, and why."""

    statement: Statement
    row: int
    name: str
    told: str


class Explanation:
    """Which line is the first wrong one, and why."""

    def __init__(self, exercise: Exercise, cases: Sequence[Case], wrong: Sequence[Case]) -> None:
        self.exercise, self.cases, self.wrong, self.case = exercise, cases, wrong, wrong[0]
        self.comparison, self.events, self.found = compared(self.case)
        self.first = next((found for found in self.found if found.verdict == "wrong"), None)
        self.cause = self.known_cause() or self.unknown_cause()

    def told(self) -> tuple[str, tuple[Line, ...]]:
        """Return the message, and the lines with their verdicts."""
        failure = self.case.came.failure
        if self.exercise.planted and not failure:
            return self.exercise.checked_by, ()
        if self.cause is None:
            return "\n".join(filter(None, [self.outcome(), self.only_some()])), self.lines()
        if failure and failure.kind in ENDLESS:
            return ended(failure), self.lines()
        then = ended(failure) if failure and failure.row != self.cause.row else ""
        order = misordered(self.exercise, self.case.came)
        names = f"And return them in this order: {', '.join(names_returned(self.exercise))}." if order else ""
        rest = [follow(self.followers()), also_wrong(self.others()), names, then, self.only_some()]
        return "\n".join(filter(None, [self.sentence(self.cause), *rest])), self.lines()

    def followers(self) -> list[str]:
        """Return the names of the lines that follow from the first wrong one: they use it, or what follows from it."""
        after = dependents(self.cause.statement, self.exercise.statements) if self.cause else []
        names = [found.name for found in self.found if found.verdict == "follows" and found.statement in after]
        return [name for name in dict.fromkeys(names) if not self.cause or name != self.cause.name]

    def others(self) -> list[str]:
        """Return the names of the other lines that are wrong by themselves, with their rows."""
        cause = {self.cause.name, self.cause.statement.target} if self.cause else set()
        # What is wrong in a loop may be so by way of the pass before.
        looped = dependents(self.cause.statement, self.exercise.statements) if self.cause and self.in_loop() else []
        wrong = [found for found in self.found if found.verdict == "wrong" and found.name not in cause]
        wrong = [found for found in wrong if found.statement not in looped]
        names = [(found, "what you return" if found.name == "return" else found.name) for found in wrong]
        return list(dict.fromkeys(f"{name}{f' (line {found.row})' if found.row else ''}" for found, name in names))

    def in_loop(self) -> bool:
        """Whether the first wrong line stands in a loop."""
        outer = min(statement.node.col_offset for statement in self.exercise.statements)
        return self.cause is not None and self.cause.statement.node.col_offset > outer

    def lines(self) -> tuple[Line, ...]:
        """Return each line of the solution, with the worst that was found in its passes."""
        order = ("wrong", "follows", "right", "unseen")
        lines = {}
        for found in sorted(self.found, key=lambda found: order.index(found.verdict), reverse=True):
            lines[id(found.statement)] = Line(found.name, found.verdict, found.row)
        if self.cause:
            cause = self.cause
            lines[id(cause.statement)] = Line(cause.statement.target, "wrong", cause.row, cause.told)
        told = [s for s in lines_of(self.exercise) if s.computes or id(s) in lines]
        return tuple(lines.get(id(s), Line(s.target, "unseen")) for s in told)

    def known_cause(self) -> Cause | None:
        """Return the slip that explains the failure, or at least the first wrong line."""
        alike = self.alike()
        fitting = self.first.slips if self.first else ()
        found = next((pair for pair in alike if pair[1] in fitting), None) or next(iter(alike), None)
        if found:  # it explains all there is: what else is wrong follows
            self.found = [replace(f, verdict="follows") if f.verdict == "wrong" else f for f in self.found]
        elif self.first and fitting:
            found = self.first.statement, fitting[0]
        return Cause(found[0], *self.place_of(*found), found[1].told) if found else None

    def alike(self) -> list[tuple[Statement, Slip]]:
        """Return the slips with which the solution ends as the student's function does, for all inputs."""
        ends = zip(*(case.expected.mistakes for case in self.cases), strict=True)
        found = [
            (made[0].statement, made[0].slip)
            for made in ends
            if all(case.is_like(one.end) for case, one in zip(self.cases, made, strict=True))
            and not fails_elsewhere(self.case.came.failure, made[0])
            and not self.speaks_against(made[0].statement, made[0].slip)
        ]
        # That a slip fails in the same way says less than a wrong line before it.
        before = self.first if self.is_before_the_failure(self.first) else None
        return [pair for pair in found if before is None or pair[0] is before.statement]

    def speaks_against(self, statement: Statement, slip: Slip) -> bool:
        """Whether the student's values of a line are all right, and would not be with the slip."""
        if not all_right(self.found, statement) or self.has_made(statement, slip):
            return False
        made = self.with_slip(slip)
        found = Comparison(self.exercise, self.case.inputs).with_student(made.events, made.failure)
        return not all_right(found, statement)

    def with_slip(self, slip: Slip) -> Run:
        """Return what the lines of the solution give with a slip in it."""
        mutant = next(mutant for _, other, mutant in self.exercise.mutants if other is slip)
        return run(mutant, self.case.inputs)

    def has_made(self, statement: Statement, slip: Slip) -> bool:
        """Whether a student has what a slip makes, besides what is right: by a step more, under another name."""
        made = [value for _, other, value in self.comparison.made if other is slip and np.size(value) > 1]
        if not made or is_part(slip.code, statement):
            return False
        return any(same(event.value, value) for event in self.events for value in made)

    def is_before_the_failure(self, found: Found | None) -> bool:
        """Whether a function failed in a line after one that is wrong; zeros may still have been to be filled."""
        failure = self.case.came.failure
        return bool(failure and found and 0 < found.row < failure.row and np.any(found.came))

    def unknown_cause(self) -> Cause | None:
        """Return the first wrong line, where no known slip explains it."""
        wrong = [found for found in self.found if found.verdict == "wrong"]
        names = names_returned(self.exercise)
        # A variable of another shape may be something else, of the same name.
        sure = [found for found in wrong if found.name in names or is_of_its_shape(found)]
        first = next(iter(sure or wrong), None)
        return Cause(first.statement, first.row, first.name, self.generic(first)) if first else None

    def place_of(self, statement: Statement, slip: Slip) -> tuple[int, str]:
        """Return in which row of the student's a slip is, and how the student calls what it spoils; 0 if nowhere."""
        failure = self.case.came.failure
        if failure and failure.row and raises(self.case, slip):
            spoiled = self.event_of(statement, slip)
            return (spoiled.row, spoiled.name) if spoiled else (failure.row, failure.binds or statement.target)
        if self.first and self.first.statement is statement:
            return self.earliest(self.first)
        values = [value for _, other, value in self.comparison.made if other is slip and numeric(value) is not None]
        values = [value for value in values if np.size(value) > 1]  # any line may have a 0
        event = self.event_of(statement, slip)
        event = event or next((e for e in self.events for value in values if same(e.value, value)), None)
        if event:
            return event.row, event.name
        returns = slip.code.startswith("return")
        return failure.row if failure else self.case.came.row if returns else 0, statement.target

    def earliest(self, found: Found) -> tuple[int, str]:
        """Return where a student's wrong value came from: the line that had it first, perhaps by another name."""
        alike = (e for e in self.events if np.size(e.value) > 1 and same(e.value, found.came))
        event = next(alike, None) if np.size(found.came) > 1 else None
        return (event.row, event.name) if event else (found.row, found.name)

    def event_of(self, statement: Statement, slip: Slip) -> Event | None:
        """Return the student's value that is the first which the solution with the slip gets in that line."""
        made = [event for event in self.with_slip(slip).events if event.row == statement.first]
        if not made:
            return None
        name = plain_name(made[0].name)
        alike = (e for e in self.events if plain_name(e.name) == name and same(e.value, made[0].value))
        if isinstance(statement.node, ast.For):  # the variable that counts may have any name
            values = [event.value for event in made]
            alike = (e for e in self.events if same([o.value for o in self.events if o.row == e.row], values))
        return next(alike, None)

    def sentence(self, cause: Cause) -> str:
        """Return what is said of the first wrong line."""
        row, target = cause.row, cause.statement.target
        failure = self.case.came.failure
        shapes = f"\nIn this line: {failure.shapes}." if failure and failure.shapes else ""
        error = f"\n{failure.kind}: {failure.said}.{shapes}" if failure and failure.row == row else ""
        if "return" in {target, cause.name} or self.is_returned_only(cause):
            one_of_several = target != "return" and len(names_returned(self.exercise)) > 1
            what = f"what you return as {target}" if one_of_several else "what you return"
            return f"{f'Line {row}: {what}' if row else capitalized(what)} {cause.told}.{error}"
        if not target:
            return f"{f'Line {row}' if row else 'A line'} {cause.told}.{error}"
        if not row:
            return f"What you return is what comes of one slip, where {target} is computed: it {cause.told}.{error}"
        return f"Line {row}, {cause.name}, is your first wrong line: it {cause.told}.{error}"

    def is_returned_only(self, cause: Cause) -> bool:
        """Whether the student's code has no variable of that name, and returns the value at once."""
        if self.case.came.failure:
            return False
        bound = {plain_name(event.name).casefold() for event in self.case.came.events}
        returned = map(plain_name, names_returned(self.exercise))
        return plain_name(cause.name) in returned and plain_name(cause.name).casefold() not in bound

    def generic(self, found: Found) -> str:
        """Return what can be said of a wrong line that no known slip explains."""
        came, right = numeric(found.came), numeric(found.right)
        if came is None or right is None:
            return f"is wrong; it should be {found.statement.notes}" if found.statement.notes else "is wrong"
        notes = f"; it should be {found.statement.notes}" if found.statement.notes else ""
        if not fitting(came, right):
            return f"has shape {came.shape}, and should have {right.shape}{notes}"
        return f"{self.pattern(found) or unlike(came, right, [])}{notes}"

    def pattern(self, found: Found) -> str | None:
        """Return what is wrong with the values of an array, if a pattern fits: a size too many, a sign, an order."""
        came, right = matrix(found.came), matrix(found.right)
        if right.size == 1 and right[0, 0] == int(right[0, 0]):
            return None  # a small whole number is a multiple of others by chance
        if of_size := self.size_too_many(found.name):
            return of_size
        with np.errstate(all="ignore"):
            return explained(came, right, patterns(came, right))

    def size_too_many(self, name: str) -> str:
        """Return which size a line is too large or too small by, in all cases in which it is wrong."""
        every = [(case, found) for case in self.wrong for found in compared(case)[2] if found.name == name]
        every = [(case, found) for case, found in every if found.verdict == "wrong"]
        factors = [(case.sizes, factor(matrix(found.came), matrix(found.right))) for case, found in every]
        for size, n in self.case.sizes.items():
            for power, told in ((1, "large"), (-1, "small")):
                if all(c is not None and np.isclose(abs(c), sizes[size] ** power, rtol=1e-6) for sizes, c in factors):
                    sign = "has the wrong sign and " if any(c is not None and c < 0 for _, c in factors) else ""
                    return f"{sign}is {size} = {n} times too {told}"
        return ""

    def outcome(self) -> str:
        """Return how the function ended, where no line of it is known to be wrong."""
        came = self.case.came
        if came.failure:
            return ended(came.failure)
        if self.exercise.no_warnings and came.warnings and same(came.value, self.case.right):
            warning = came.warnings[0]
            return f"What you return is right, but line {warning.row} gives a warning: {warning.said}."
        names = names_returned(self.exercise)
        told = unlike(came.value, self.case.right, names)
        instead = " You print the result; return it." if came.value is None and came.printed else ""
        return f"What you return {told}.{instead}"

    def only_some(self) -> str:
        """Return what it tells that the function is right for some inputs and wrong for others."""
        if not any(case.passed for case in self.cases):
            return ""
        passed = next(case for case in self.cases if case.passed)
        numbers, others = ({**case.sizes, **whole(case.inputs)} for case in (passed, self.case))
        good = [f"{name} = {n}" for name, n in numbers.items() if n != others[name]]
        wrong = [f"{name} = {n}" for name, n in others.items() if n != numbers[name]]
        if not good:
            return "It is right for some inputs."
        written = next((size for size in passed.sizes.items() if size[1] in self.case.came.constants), None)
        hard_coded = f" Is {written[1]} written in your code where {written[0]} was meant?" if written else ""
        return f"It is right for {', '.join(good)}, and wrong for {', '.join(wrong)}.{hard_coded}"


def fails_elsewhere(failure: Failure | None, mistake: Mistake) -> bool:
    """Whether a slip fails in its own line, and a student's failure is in a line that binds another name."""
    statement, end = mistake.statement, mistake.end
    if failure is None or end.failure is None or not failure.binds or not statement.target:
        return False
    own = statement.first <= end.failure.row <= statement.last
    return own and plain_name(statement.target) not in map(plain_name, failure.binds.split(", "))


def raises(case: Case, slip: Slip) -> bool:
    """Whether a slip ends in an error."""
    return any(mistake.slip is slip and mistake.end.failure for mistake in case.expected.mistakes)


def capitalized(text: str) -> str:
    """Return a text with a capital at its beginning, and otherwise as it is."""
    return text[:1].upper() + text[1:]


def all_right(found: Sequence[Found], statement: Statement) -> bool:
    """Whether what was found in a line is right in each of its passes."""
    return {one.verdict for one in found if one.statement is statement} == {"right"}


def is_of_its_shape(found: Found) -> bool:
    """Whether what a line gives has the shape that it should have."""
    came, right = numeric(found.came), numeric(found.right)
    return came is None or right is None or fitting(came, right)


def whole(inputs: Mapping[str, Any]) -> dict[str, int]:
    """Return the whole numbers among the inputs, such as a label."""
    return {name: value for name, value in inputs.items() if type(value) is int}


def compared(case: Case) -> tuple[Comparison, list[Event], list[Found]]:
    """Return a case's comparison, with what the student's lines gave, and what is found in them."""
    comparison = Comparison(case.exercise, case.inputs)
    in_order = not (reordered(case.came.value, case.right) or misordered(case.exercise, case.came))
    values = returned(case.exercise, case.came) if in_order else []
    events = [*case.came.events, *values]
    return comparison, events, comparison.with_student(events, case.came.failure)


def misordered(exercise: Exercise, came: Run) -> bool:
    """Whether a function returns its own variables in another order than the solution does."""
    names = names_returned(exercise)
    if not isinstance(came.value, list | tuple) or len(came.value) != len(names) or len(names) == 1:
        return False
    last = {plain_name(event.name): event.value for event in came.events}
    bound = {name: last[plain_name(name)] for name in names if plain_name(name) in last}
    found = [next((name for name in bound if same(part, bound[name])), "") for part in came.value]
    return found != names and sorted(found) == sorted(names)


def matrix(value: Value) -> Array:
    """Return an array of numbers with two axes."""
    array = np.asarray(value, np.float64)
    return array if array.ndim == 2 else array.reshape(1, -1)  # noqa: PLR2004  a matrix has two axes


def returned(exercise: Exercise, came: Run) -> Iterator[Event]:
    """Yield what was returned, as values of the names under which the solution returns it, if no line has bound it."""
    names, value = names_returned(exercise), came.value
    parts: list[tuple[str, Any]] = []
    if isinstance(value, dict):
        parts = [(str(key), part) for key, part in value.items()]
    elif len(names) > 1 and isinstance(value, list | tuple) and len(value) == len(names):
        parts = list(zip(names, value, strict=True))
    elif len(names) == 1 and value is not None:
        parts = [(names[0], value)]
    for name, part in parts:
        if not any(plain_name(event.name) == plain_name(name) and same(event.value, part) for event in came.events):
            yield Event(came.row, name, part)


def names_returned(exercise: Exercise) -> list[str]:
    """Return the names that a solution returns; "return" of an expression."""
    node = exercise.statements[-1].node
    value = node.value if isinstance(node, ast.Return) else None
    if isinstance(value, ast.Tuple | ast.List):
        return [ast.unparse(part) for part in value.elts]
    if isinstance(value, ast.Dict):
        return [str(key.value) for key in value.keys if isinstance(key, ast.Constant)]
    return [value.id] if isinstance(value, ast.Name) else ["return"]


def follow(names: Sequence[str]) -> str:
    """Return the sentence about the lines that only follow."""
    if not names:
        return ""
    joined = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return f"{joined} {'follow' if len(names) > 1 else 'follows'} from it."


def also_wrong(names: Sequence[str]) -> str:
    """Return the sentence about lines that are wrong by themselves, besides the first."""
    if not names:
        return ""
    told = "these lines are wrong by themselves" if len(names) > 1 else "this line is wrong by itself"
    return f"Then look at {listed(names, str)}: {told}."
