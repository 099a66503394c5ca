"""A run of the page: a network that is trained a little at a time, and changed while it learns."""

import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import reduce
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

import nnlib
from nnlib.lessons import trace
from nnlib.lessons.stepping import steps_of
from nnlib.playground import _code, _frames
from nnlib.playground._state import MOST_EDITS, MOST_POINTS, MOST_UPDATES, Edit, State
from nnlib.playground.recording import Recording

DOCTOR = import_module("nnlib.doctor") if find_spec("nnlib.doctor") else None

SLICE = 0.1  # seconds, after which others have their turn
AT_ONCE = 50  # updates before the clock is looked at, since an epoch may have many
MOST_COSTS = 100


class Run:
    """A run of a state, with the changes in mid-run that are planned for it.

    A change begins a new `nnlib.Trainer`, of which the averages begin anew. The script of the run does the same.
    """

    def __init__(self, state: State, edits: Sequence[Edit] = ()) -> None:
        self.state = self.learns = state
        self.edits: list[Edit] = []
        self.planned = deque(sorted(edits, key=lambda edit: edit[0]))
        self.updates, self.stopped = 0, False
        self.messages: list[str] = []
        self.costs: list[tuple[int, float]] = []
        self.X, self.Y, self.X_val, self.Y_val = _code.examples_of(state)
        shape = np.hstack([self.X[:, : self.X.shape[1] - len(state.points)], self.X_val])
        farthest = np.abs(shape).max(initial=0) or 4.5  # where all points are placed by hand
        self.radius = float(np.ceil(max(2.2 * farthest, 2 * np.abs(self.X).max(initial=0))) / 2)
        self.model = _code.network_call(state).made()
        self._begin()
        self.recording = Recording()
        self.recording(self.trainer)
        self._require_fit(change for _, change in edits)
        self._do_what_is_planned()

    def _begin(self) -> None:
        """Begin a trainer, as the script does."""
        rule = _code.Call(self.learns.optimizer, self.learns.learning_rate).made()
        self.trainer = nnlib.Trainer(self.model, optimizer=rule, batch_size=self.learns.batch_size, rng=self.state.seed)
        self.watch = DOCTOR.Watch() if DOCTOR else None

    def advance(self, updates: int) -> None:
        """Train for some updates, or for as many as a slice of time has."""
        if not self.X.size:
            msg = "there are no examples yet: place points on the map, or choose a shape"
            raise ValueError(msg)
        if self.updates == MOST_UPDATES:
            self.messages.append(f"a run ends after {MOST_UPDATES:,} updates: reset it to begin again")
        end, deadline = min(self.updates + updates, MOST_UPDATES), time.monotonic() + SLICE
        self.stopped = False
        while self.updates < end and not self.stopped and time.monotonic() < deadline:
            until = min(end, self.planned[0][0]) if self.planned else end
            self._fit(min(until - self.updates, AT_ONCE), deadline)
            self._do_what_is_planned()

    def _fit(self, updates: int, deadline: float) -> None:
        """Train for some updates, few enough to do again; the last before the cost or θ is not finite is kept."""
        callbacks = [lambda _: time.monotonic() > deadline, self.recording, *([self.watch] if self.watch else [])]
        known = len(self.trainer.history.cost)
        try:
            costs = self.trainer.fit(self.X, self.Y, iterations=updates, callbacks=callbacks).cost[known:]
        except nnlib.DivergenceError:
            if updates > 1:  # in halves, so that each slice comes nearer to it
                self._fit(updates // 2, deadline)
            else:
                self.stopped = True
                rate = f"{self.learns.learning_rate / 10:g}"
                self.messages.append(
                    f"training diverged after {self.updates} updates: set α to {rate}, and press Reset"
                )
            return
        self.costs += enumerate(costs, start=self.updates)
        self.updates += len(costs)

    def change(self, change: dict[str, Any]) -> None:
        """Change how the network learns, or add points, from here on."""
        if len(self.edits) == MOST_EDITS:
            msg = f"a run takes at most {MOST_EDITS} changes: reset it to begin again"
            raise ValueError(msg)
        self._require_fit([change])
        self._edit(change)
        self.planned.clear()

    def _do_what_is_planned(self) -> None:
        """Make the changes that are planned for now."""
        while self.planned and self.planned[0][0] <= self.updates:
            self._edit(self.planned.popleft()[1])

    def _require_fit(self, changes: Iterable[dict[str, Any]]) -> None:
        """Refuse changes that add too many points, or a class that the network does not tell apart."""
        learns = reduce(_code.changed, changes, self.learns)
        if len(learns.points) > MOST_POINTS:
            msg = f"a run takes at most {MOST_POINTS} points placed by hand"
            raise ValueError(msg)
        if learns.classes > self.state.classes:
            msg = "this network tells two classes apart: begin anew with the third class"
            raise ValueError(msg)

    def _edit(self, change: dict[str, Any]) -> None:
        """Make a change that fits, if it is one, and remember it."""
        if not change:
            return
        self.learns = _code.changed(self.learns, change)
        self.model.l2 = self.learns.l2
        if "add_points" in change:
            self.X, self.Y = _code.with_points(self.X, self.Y, change["add_points"])
            self.recording.see(self.X, self.Y)
        self.edits.append((self.updates, change))
        self._begin()

    def data(self) -> dict[str, Any]:
        """Return the examples, and how far the map goes."""
        arrays = {"X": self.X, "Y": self.Y[0], "X_val": self.X_val, "Y_val": self.Y_val[0]}
        facts = {"classes": self.state.classes, "radius": self.radius}
        return {name: array.tolist() for name, array in arrays.items()} | facts

    def frame(self) -> dict[str, Any]:
        """Return what the page shows now; the costs and messages since the last frame are told once."""
        step = -(-len(self.costs) // MOST_COSTS) or 1
        costs, self.costs = self.costs[::step], []
        messages, self.messages = self.messages, []
        findings = self.watch.findings if self.watch else ()
        return _frames.frame_of(self.model, self.X, self.Y, (self.X_val, self.Y_val), self.radius) | {
            "updates": self.updates,
            "costs": costs,
            "findings": [asdict(finding) for finding in findings],
            "messages": messages,
            "stopped": self.stopped,
        }

    @np.errstate(all="ignore")
    def steps(self, examples: int) -> dict[str, Any]:
        """Return the next update of gradient descent on the first examples, equation by equation."""
        X, Y = self.X[:, :examples], self.Y[:, :examples]
        return steps_of(trace(self.model, X, Y, learning_rate=self.learns.learning_rate))

    def script(self) -> str:
        """Return the script that makes this run again, as far as it has come."""
        return _code.script(self.state, self.edits, self.updates)

    def page(self) -> str:
        """Return a page that replays this run, as far as it has come, with its script."""
        if not self.updates:
            msg = "there is nothing to replay yet: make an update first"
            raise ValueError(msg)
        return self.recording.page(self.script(), (self.X_val, self.Y_val))
