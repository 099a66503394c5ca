"""The runs of the page's tabs, one for each. Nothing is trained but what a request asks for, and one at a time."""

import re
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any

from nnlib.playground._run import Run
from nnlib.playground._state import CHANGE, EDITS, Edit, Fields, Number, State

MOST_TABS = 32  # with one more, the run that has rested longest is put away
ACTIONS: Mapping[str, Mapping[str, Any]] = {
    "start": {"state": State, "edits": EDITS},
    "advance": {"updates": Number(int, 1, 1000)},
    "change": {"change": CHANGE},
    "steps": {"examples": Number(int, 1, 6)},
    "code": {},
    "export": {},
    "close": {},
}
"""What a page can ask for, with what it gives besides its tab."""


class NoRunError(LookupError):
    """A tab has no run here."""


class Tabs:
    """The runs by the names of their tabs; the one used last stands last."""

    def __init__(self) -> None:
        self.runs: dict[str, Run] = {}
        self.turn = Lock()

    def answer(self, action: str, given: dict[str, Any]) -> Any:
        """Do what is asked; ValueError, TypeError or NoRunError where it cannot be done, and then nothing changes."""
        tab = str(given.pop("tab", ""))
        if not re.fullmatch(r"[\w-]{8,40}", tab, re.ASCII):
            msg = "tab must be 8 to 40 letters, digits, - or _"
            raise ValueError(msg)
        fields = Fields(ACTIONS[action]).check(action, given)
        with self.turn:
            return getattr(self, action)(tab, **fields)

    def run_of(self, tab: str) -> Run:
        """Return the run of a tab."""
        if tab not in self.runs:
            msg = "this tab has no run here: start it again"
            raise NoRunError(msg)
        run = self.runs[tab] = self.runs.pop(tab)
        return run

    def start(self, tab: str, state: State, edits: Sequence[Edit] = ()) -> dict[str, Any]:
        """Begin a run, in place of the tab's last one."""
        run = Run(state, edits)
        self.close(tab)
        self.runs[tab] = run
        if len(self.runs) > MOST_TABS:
            del self.runs[next(iter(self.runs))]
        return {"data": run.data(), "frame": run.frame()}

    def advance(self, tab: str, updates: int) -> dict[str, Any]:
        """Train a little."""
        run = self.run_of(tab)
        run.advance(updates)
        return {"frame": run.frame()}

    def change(self, tab: str, change: dict[str, Any]) -> dict[str, Any]:
        """Change how it learns."""
        run = self.run_of(tab)
        run.change(change)
        return {"data": run.data(), "frame": run.frame(), "edits": run.edits}

    def steps(self, tab: str, examples: int) -> dict[str, Any]:
        """Return the next update."""
        return self.run_of(tab).steps(examples)

    def code(self, tab: str) -> dict[str, Any]:
        """Return the script."""
        return {"code": self.run_of(tab).script()}

    def export(self, tab: str) -> str:
        """Return the replay."""
        return self.run_of(tab).page()

    def close(self, tab: str) -> dict[str, Any]:
        """Forget the run."""
        self.runs.pop(tab, None)
        return {}
