"""Grading: what a function returned decides; what its lines computed on the way explains a failure."""

from collections.abc import Iterator, Sequence

from nnlib._messages import listed
from nnlib.exercises._exercise import Exercise, Seed, Slip, Statement
from nnlib.exercises._explaining import Case, Explanation, lines_of
from nnlib.exercises._results import Line, Result
from nnlib.exercises._tracing import STUB, Run

SEEDS = (1, 2, 3)
"""What comes in is drawn from these; a re-grading has others."""
SHOWN = 3
"""After success, so many slips are told: of the lines with most, one each."""


def grade(exercise: Exercise, runs: Sequence[Run], seeds: Sequence[Seed] = SEEDS) -> Result:
    """Return what is found in the runs of a student's function, one for each seed."""
    cases = [Case(exercise, seed, run) for seed, run in zip(seeds, runs, strict=True)]
    remarks = tuple(remarks_of(cases))
    wrong = [case for case in cases if not case.passed]
    if not wrong:
        lines = tuple(Line(statement.target, "right") for statement in lines_of(exercise))
        return Result(exercise.name, passed=True, message=after_success(exercise), lines=lines, remarks=remarks)
    if hidden := unstarted(exercise, runs[0]):
        return Result(exercise.name, passed=False, message=hidden, remarks=remarks)
    message, lines = Explanation(exercise, cases, wrong).told()
    return Result(exercise.name, passed=False, message=message, lines=lines, remarks=remarks)


def unstarted(exercise: Exercise, came: Run) -> str:
    """Return what to do where the stub stands as it was."""
    if came.failure and came.failure.kind == STUB:
        return (
            f"Line {came.failure.row} still says `raise NotImplementedError`: write your lines in its place.\n"
            f"`python -m nnlib.exercises hint {exercise.name}` helps to begin."
        )
    return ""


def remarks_of(cases: Sequence[Case]) -> Iterator[str]:
    """Yield what is worth knowing besides: what is printed, changed, or taken from outside."""
    came = cases[0].came
    if came.printed and came.value is not None:
        yield "It prints; what counts is what it returns."
    if came.changed:
        yield f"It changes what comes in: {listed(came.changed, str)}. That surprises whoever calls it; work on a copy."
    rows = [case.came.floor_rows for case in cases if case.came.floor_rows and not case.passed]
    if rows:
        yield f"Mind the // in line {rows[0][0]}: it drops the fraction, and / keeps it."
    if came.outside:
        yield f"It uses {listed(came.outside, str)} from outside the function: take everything from its arguments."


def after_success(exercise: Exercise) -> str:
    """Return what is said after success: what could have gone wrong, and the shorter way."""
    lines = sorted((statement for statement in exercise.statements if statement.slips), key=lambda s: -len(s.slips))
    rows: dict[str, str] = {}
    for statement, slip in ((s, s.slips[k]) for k in range(SHOWN) for s in lines if k < len(s.slips)):
        rows.setdefault(slip.told, slip_row(statement, slip))
    shorter = exercise.module.get("SHORTER", "")
    shown = list(rows.values())[:SHOWN]
    return "\n".join(["What could have gone wrong:", *shown, *([f"Shorter: {shorter}"] if shorter else [])])


def slip_row(statement: Statement, slip: Slip) -> str:
    """Return what is said of a slip, as a row of a list."""
    name = "what is returned" if statement.target == "return" else statement.target or "a line"
    return f"- {name} {slip.told}"
