"""The runs of the page's open tabs: one for each, used one at a time, in the order of asking.

Nothing is trained but what a request asks for, so a tab that is closed costs nothing.
"""

import re
from collections import deque
from collections.abc import Callable, Mapping
from threading import Condition
from typing import Any

from nnlib._messages import listed, shown
from nnlib.playground._run import Run
from nnlib.playground._state import Number, State, checked_edits

MOST_TABS = 32
"""With one more, the run that has rested longest is put away."""
TAB = r"[A-Za-z0-9_-]{8,40}"
"""What a page names its tab."""


def tab(name: str, value: object) -> str:
    """Return a tab's name; ValueError where it is none."""
    if not isinstance(value, str) or not re.fullmatch(TAB, value):
        msg = f"{name} must be 8 to 40 letters, digits, - or _, got {shown(value)}"
        raise ValueError(msg)
    return value


ACTIONS: Mapping[str, Mapping[str, Callable[[str, object], Any]]] = {
    "start": {"state": lambda _, given: State.of(given), "edits": lambda _, given: checked_edits(given)},
    "advance": {"updates": Number(int, 1, 1000).check},
    "change": {"change": lambda _, given: given},  # which the run checks
    "steps": {"examples": Number(int, 1, 6).check},
    "code": {},
    "export": {},
    "close": {},
}
"""What a tab can ask for, with what it takes besides the tab, and what checks that."""
OPTIONAL = {"edits"}


def checked(action: str, given: Mapping[str, object]) -> dict[str, Any]:
    """Return what an action is given, checked; ValueError or TypeError where it does not fit."""
    kinds = {"tab": tab, **ACTIONS[action]}
    unknown, missing = given.keys() - kinds, kinds.keys() - given.keys() - OPTIONAL
    if unknown or missing:
        msg = f"{action} takes {', '.join(kinds)}; "
        msg += f"unknown: {listed(sorted(unknown))}" if unknown else f"missing: {', '.join(sorted(missing))}"
        raise ValueError(msg)
    return {name: kinds[name](name, value) for name, value in given.items()}


class NoRunError(LookupError):
    """A tab has no run here."""


class Turns:
    """A lock that is had in the order of asking, so that none waits while another has it twice."""

    def __init__(self) -> None:
        self.waiting: deque[object] = deque()
        self.changed = Condition()

    def __enter__(self) -> None:
        with self.changed:
            mine = object()
            self.waiting.append(mine)
            self.changed.wait_for(lambda: self.waiting[0] is mine)

    def __exit__(self, *_: object) -> None:
        with self.changed:
            self.waiting.popleft()
            self.changed.notify_all()


class Tabs:
    """The runs, of which the one used last stands last."""

    def __init__(self) -> None:
        self.runs: dict[str, Run] = {}
        self.turns = Turns()

    def answer(self, action: str, given: Mapping[str, object]) -> Any:  # noqa: ANN401  for JSON, or a page
        """Return what one of the actions gives; ValueError, TypeError or NoRunError, and then nothing has changed."""
        fields = checked(action, given)
        with self.turns:
            return getattr(self, action)(**fields)

    def run_of(self, tab: str) -> Run:
        """Return the run of a tab; NoRunError where there is none."""
        if (run := self.runs.pop(tab, None)) is None:
            msg = "this tab has no run here: start it again"
            raise NoRunError(msg)
        self.runs[tab] = run
        return run

    def start(self, tab: str, state: State, edits: Any = ()) -> dict[str, Any]:  # noqa: ANN401  as they were checked
        """Begin a run in place of the one that the tab has, if it has one."""
        run = Run(state, edits)
        answer = {"data": run.data(), "frame": run.frame()}
        self.close(tab)
        self.runs[tab] = run
        if len(self.runs) > MOST_TABS:
            del self.runs[next(iter(self.runs))]
        return answer

    def advance(self, tab: str, updates: int) -> dict[str, Any]:
        """Train a little."""
        run = self.run_of(tab)
        run.advance(updates)
        return {"frame": run.frame()}

    def change(self, tab: str, change: object) -> dict[str, Any]:
        """Change how the network learns, or add points."""
        run = self.run_of(tab)
        run.change(change)
        return {"data": run.data(), "frame": run.frame(), "edits": run.edits}

    def code(self, tab: str) -> dict[str, Any]:
        """Return the script of the run."""
        return {"code": self.run_of(tab).script()}

    def steps(self, tab: str, examples: int) -> dict[str, Any]:
        """Return the steps of the next update, on the first examples."""
        return self.run_of(tab).steps(examples)

    def close(self, tab: str) -> dict[str, Any]:
        """Forget the run."""
        self.runs.pop(tab, None)
        return {}
