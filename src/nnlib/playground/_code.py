"""The code of a run: the calls of the library that make it, and the script that makes it again by the same calls."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

import numpy as np

import nnlib
from nnlib._arrays import Array
from nnlib.playground._state import NO_SHAPE, Edit, Points, State


class Call:
    """A call of the library; options that are None are left out, as the library's own choice."""

    def __init__(self, function: str, *arguments: object, **options: object) -> None:
        self.function, self.arguments = function, arguments
        self.options = {name: value for name, value in options.items() if value is not None}

    def made(self) -> Any:
        """Return what it gives."""
        return attrgetter(self.function)(nnlib)(*self.arguments, **self.options)

    def __str__(self) -> str:
        """Return it as code."""
        options = [f"{name}={value!r}" for name, value in self.options.items()]
        return f"nnlib.{self.function}({', '.join([*map(repr, self.arguments), *options])})".replace("'", '"')


def shape_call(state: State) -> Call | None:
    """Return the call that makes the examples, but for points placed by hand."""
    if state.data == NO_SHAPE:
        return None
    name, arms = ("spirals", 3) if state.data == "three spirals" else (state.data, None)
    return Call(f"datasets.{name}", m=state.m, arms=arms, noise=state.noise, rng=state.data_seed)


def layer_sizes(state: State) -> list[int]:
    """Return the numbers of nodes; softmax has one for each class."""
    return [2, *state.layers, state.classes if state.output == "softmax" else 1]


def network_call(state: State) -> Call:
    """Return the call that makes the network."""
    alike = len(set(state.hidden)) == 1
    return Call(
        "Network",
        layer_sizes(state),
        hidden=state.hidden[0] if alike else list(state.hidden) or None,
        output=state.output,
        loss=state.loss,
        l2=state.l2 or None,
        initialization=state.initialization,
        rng=state.seed,
    )


def with_points(X: Array, Y: Array, points: Points) -> tuple[Array, Array]:
    """Return examples, and behind them points that were placed by hand."""
    placed = np.array(points, dtype=float).T
    return np.hstack([X, placed[:2]]), np.hstack([Y, placed[2:]])


def script(state: State, edits: Sequence[Edit], updates: int) -> str:
    """Return the script of a run, with its changes in mid-run."""
    sizes = "-".join(map(str, layer_sizes(state)))
    lines: list[str] = []
    lines += [*examples_code(state), f"model = {network_call(state)}", trainer_code(state), "costs = []"]
    learns, done = state, 0
    for at, change in edits:
        told = ["points are added" if name == "add_points" else f"{name} = {change[name]}" for name in change]
        lines += [*fit_code(at - done), "", f"# After {at:,} updates: {', '.join(told)}."]
        lines += points_code(change["add_points"]) if "add_points" in change else []
        lines += [f"model.l2 = {change['l2']!r}"] if "l2" in change else []
        learns, done = changed(learns, change), at
        lines.append(trainer_code(learns))
    lines += fit_code(updates - done)
    if learns.data != NO_SHAPE or learns.points:  # else there is nothing to measure
        lines += ["", 'print(f"{len(costs):,} updates:", model.evaluate(X, Y))']
        if state.validation and state.data != NO_SHAPE:
            lines.append('print("validation:", model.evaluate(X_val, Y_val))')
        if state.output in {"sigmoid", "softmax"}:
            lines.append('nnlib.plots.decision_boundary(model, X, Y).figure.savefig("boundary.png")')
    imports = ["import numpy as np", ""] * any("np." in line for line in lines) + ["import nnlib", ""]
    title = f'"""A run of the playground: {state.data}, {sizes}, {updates:,} updates."""'
    return "\n".join([title, "", *imports, *lines, ""])


def examples_of(state: State) -> tuple[Array, Array, Array, Array]:
    """Return X and Y to train on and X and Y that are held out, as they are in the beginning."""
    shape = shape_call(state)
    X, Y = shape.made() if shape else (np.empty((2, 0)), np.empty((1, 0)))
    X_val, Y_val = X[:, :0], Y[:, :0]
    if shape and state.validation:
        X, X_val, Y, Y_val = nnlib.datasets.split(X, Y, test_size=state.validation, rng=state.data_seed)
    return (*(with_points(X, Y, state.points) if state.points else (X, Y)), X_val, Y_val)


def examples_code(state: State) -> list[str]:
    """Return the lines that do the same."""
    shape = shape_call(state)
    lines = [f"X, Y = {shape or '(np.empty((2, 0)), np.empty((1, 0)))'}"]
    if shape and state.validation:
        split = f"nnlib.datasets.split(X, Y, test_size={state.validation!r}, rng={state.data_seed})"
        lines.append(f"X, X_val, Y, Y_val = {split}")
    return lines + (points_code(state.points) if state.points else [])


def points_code(points: Points) -> list[str]:
    """Return the lines that do what `with_points` does."""
    placed = f"points = np.array({list(points)}, dtype=float).T"
    return [placed, "X, Y = np.hstack([X, points[:2]]), np.hstack([Y, points[2:]])"]


def trainer_code(state: State) -> str:
    """Return the line that begins a trainer."""
    rule = Call(state.optimizer, state.learning_rate)
    size = f"batch_size={state.batch_size}, " if state.batch_size else ""
    return f"trainer = nnlib.Trainer(model, optimizer={rule}, {size}rng={state.seed})"


def fit_code(updates: int) -> list[str]:
    """Return the line that trains, if it does."""
    return [f"costs += trainer.fit(X, Y, iterations={updates}).cost"] if updates else []


def changed(state: State, change: Mapping[str, Any]) -> State:
    """Return a state with a change, in which added points are points."""
    others = dict(change)
    points = (*state.points, *others.pop("add_points", ()))
    return replace(state, points=points, **others)
