"""Running a student's function: what each of its lines binds or changes, what it prints, and how it ends."""

import contextlib
import copy
import dis
import io
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import CodeType, FrameType
from typing import Any

import numpy as np

from nnlib._messages import said
from nnlib.exercises._values import Value, kept, numeric

MOST_STEPS = 1_000_000
"""Steps of Python's that a function may take; a loop that goes on without end is stopped there."""
MOST_EVENTS = 4_000
"""Values that are kept; the first wrong one is among the first."""
MOST_ITEMS = 200
"""Items of a list or a dictionary that are looked at."""
STUB = "NotImplementedError"


class TooManySteps(BaseException):
    """A function has taken too many lines; no `except Exception` of a student's catches it."""


@dataclass(frozen=True)
class Event:
    """A value that a line has bound or changed."""

    row: int
    name: str
    value: Value


@dataclass(frozen=True)
class Failure:
    """How a function failed, in which row of its file, the shapes of what stands in this row, and what it binds."""

    kind: str
    said: str
    row: int = 0
    shapes: str = ""
    of_file: bool = False
    binds: str = ""


@dataclass
class Run:
    """What happened when a function was called once."""

    value: Any = None
    row: int = 0
    events: list[Event] = field(default_factory=list)
    failure: Failure | None = None
    printed: str = ""
    changed: list[str] = field(default_factory=list)
    warnings: list[Failure] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    constants: list[int] = field(default_factory=list)
    floor_rows: list[int] = field(default_factory=list)


def run(function: Callable[..., Any], inputs: Mapping[str, Any]) -> Run:
    """Call a student's function with copies of the inputs, note what its lines do, and return that."""
    code = getattr(function, "__code__", None)
    tracer = Tracer(code)
    result = call(function, inputs, tracer)
    result.row, result.events = tracer.row, tracer.events
    if tracer.steps > MOST_STEPS and not result.failure:  # a bare `except:` has caught it
        result.failure = Failure(TooManySteps.__name__, "", tracer.row)
    result.outside, result.constants, result.floor_rows = outside(function), sorted(constants(code)), floor_rows(code)
    return result


def runs(function: Callable[..., Any], inputs: Sequence[Mapping[str, Any]]) -> list[Run]:
    """Run a student's function with each of the inputs; one that does not end is not called again."""
    found: list[Run] = []
    for one in inputs:
        endless = found and found[-1].failure and found[-1].failure.kind == TooManySteps.__name__
        found.append(found[-1] if endless else run(function, one))
    return found


def call(function: Callable[..., Any], inputs: Mapping[str, Any], trace: "Tracer | None" = None) -> Run:
    """Call a function with copies of the inputs, and return how it ends; nothing is printed."""
    handed, result, output, before = copied(dict(inputs)), Run(), io.StringIO(), sys.gettrace()
    file = getattr(getattr(function, "__code__", None), "co_filename", "")
    with (
        contextlib.redirect_stdout(output),
        warnings.catch_warnings(record=True) as caught,
        np.errstate(all="warn", under="ignore"),
    ):
        warnings.simplefilter("always")
        sys.settrace(trace or before)
        try:
            result.value = copied(function(**handed))
        except (Exception, SystemExit, TooManySteps) as error:  # noqa: BLE001  a student's function may raise anything
            result.failure = failure(error, file)
        finally:
            sys.settrace(before)
    result.printed = output.getvalue()[:1000]
    result.changed = [name for name in inputs if not unchanged(handed[name], inputs[name])]
    result.warnings = [
        Failure(w.category.__name__, str(w.message), w.lineno if w.filename == file else 0)
        for w in caught
        if issubclass(w.category, RuntimeWarning)
    ]
    return result


class Tracer:
    """What Python calls before each line: it keeps a copy of what the line before has bound or changed."""

    def __init__(self, code: CodeType | None) -> None:
        self.code = code
        self.file = code.co_filename if code else ""
        self.stored = named(code, "STORE") if code else {}
        self.events: list[Event] = []
        self.last: dict[str, Any] = {}
        self.rows: dict[int, int] = {}
        self.steps = self.row = 0
        self.raised = False

    def __call__(self, frame: FrameType, event: str, _: object) -> "Tracer | None":
        """Go on with what is written in the function's own file."""
        if frame.f_code.co_filename != self.file:
            return None
        frame.f_trace_opcodes = True  # a loop in one line has no other events
        self.steps += 1
        if self.steps > MOST_STEPS and (self.steps > MOST_STEPS * 1.1 or not self.is_caught(frame)):
            raise TooManySteps
        if frame.f_code is self.code and event != "opcode":
            self.note(frame, event)
            self.row = frame.f_lineno
        return self

    def is_caught(self, frame: FrameType | None) -> bool:
        """Whether an `except:` or the like would catch what is raised now: Python takes the trace away after that."""
        while frame:
            own = frame.f_code.co_filename == self.file
            if own and any(first <= frame.f_lasti < end for first, end in protected(frame.f_code)):
                return True
            frame = frame.f_back
        return False

    def note(self, frame: FrameType, event: str) -> None:
        """Keep what has changed since the line before."""
        before = self.rows.get(id(frame))
        if before is None:
            self.last |= {name: kept(value) for name, value, _ in items(frame.f_locals)}
        elif len(self.events) < MOST_EVENTS and event != "exception":
            bound = () if self.raised else self.stored.get(before, ())  # a line that has failed has bound nothing
            for name, value, is_variable in items(frame.f_locals):
                now = kept(value)
                if now is not None and ((is_variable and name in bound) or not unchanged(now, self.last.get(name))):
                    self.events.append(Event(before, name, now))
                    self.last[name] = now
        self.rows[id(frame)], self.raised = frame.f_lineno, event == "exception"
        if event == "return":
            del self.rows[id(frame)]


@lru_cache
def protected(code: CodeType) -> list[tuple[int, int]]:
    """Return from where to where something in a function catches what is raised."""
    entries = vars(dis.Bytecode(code)).get("exception_entries", ())
    return [(entry.start, entry.end) for entry in entries]


def named(code: CodeType, operation: str = "") -> Mapping[int, list[str]]:
    """Return which variables each row of a function uses; with "STORE", which it binds, whatever their value is."""
    found: dict[int, list[str]] = {}
    row = code.co_firstlineno
    for instruction in dis.get_instructions(code):
        positions = instruction.positions
        row = (positions.lineno if positions else None) or row
        if instruction.opname.startswith(operation) and (
            "_FAST" in instruction.opname or "_DEREF" in instruction.opname
        ):
            names = instruction.argval if isinstance(instruction.argval, tuple) else (instruction.argval,)
            found.setdefault(row, []).extend(name for name in names if isinstance(name, str))
    return {row: list(dict.fromkeys(names)) for row, names in found.items()}


def items(local: Mapping[str, Any]) -> Iterator[tuple[str, Any, bool]]:
    """Yield a function's variables, and what their lists and dictionaries hold, by names such as "A[1]"."""
    for name, value in list(local.items()):
        if isinstance(value, dict):
            for key, part in list(value.items())[:MOST_ITEMS]:
                yield (key if isinstance(key, str) else f"{name}[{key}]"), part, False
        elif isinstance(value, list | tuple) and numeric(value) is None:
            for k, part in enumerate(value[:MOST_ITEMS]):
                yield f"{name}[{k}]", part, False
        else:
            yield name, value, True


def unchanged(value: Value, before: Value) -> bool:
    """Return whether a value is what it was, in type and shape too."""
    if isinstance(before, dict):
        return (
            isinstance(value, dict)
            and value.keys() == before.keys()
            and all(map(unchanged, value.values(), before.values()))
        )
    array, other = numeric(value), numeric(before)
    if array is not None and other is not None:
        return array.shape == other.shape and bool(((array == other) | (np.isnan(array) & np.isnan(other))).all())
    if isinstance(before, list | tuple) and isinstance(value, list | tuple):
        return len(value) == len(before) and all(map(unchanged, value, before))
    return array is other and (value is before or bool(value == before))


def copied(value: Value) -> Value:
    """Return a copy of what a function returned, or itself where it cannot be copied."""
    try:
        return copy.deepcopy(value)
    except Exception:  # noqa: BLE001  a generator, for one
        return value


def failure(error: BaseException, file: str) -> Failure:
    """Return how a function failed, with the last row of its own file."""
    steps = traceback.walk_tb(error.__traceback__)
    own = [(frame, row) for frame, row in steps if frame.f_code.co_filename == file]
    if not own:
        return Failure(type(error).__name__, said(error))
    frame, row = own[-1]
    arrays = {name: frame.f_locals.get(name) for name in named(frame.f_code).get(row, ())}
    shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items() if isinstance(array, np.ndarray))
    binds = ", ".join(named(frame.f_code, "STORE").get(row, ()))
    return Failure(type(error).__name__, said(error), row, shapes, binds=binds)


def outside(function: Callable[..., Any]) -> list[str]:
    """Return the arrays and numbers outside a function that it uses, as a notebook's variables."""
    code = getattr(function, "__code__", None)
    known: Mapping[str, Any] = getattr(function, "__globals__", {})
    return [name for name in (code.co_names if code else ()) if name in known and numeric(known[name]) is not None]


def floor_rows(code: CodeType | None) -> list[int]:
    """Return the rows of a function that divide with //."""
    found = set()
    for instruction in dis.get_instructions(code) if code else ():
        if instruction.opname == "BINARY_OP" and instruction.argrepr.startswith("//") and instruction.positions:
            found.add(instruction.positions.lineno or 0)
    return sorted(found)


def constants(code: CodeType | None) -> set[int]:
    """Return the whole numbers above 1 that are written in a function."""
    found: set[int] = set()
    for constant in code.co_consts if code else ():
        if isinstance(constant, CodeType):
            found |= constants(constant)
        parts = constant if isinstance(constant, tuple) else (constant,)
        found |= {part for part in parts if type(part) is int and part > 1}
    return found
