"""The state of the page: the examples, the network and how it learns, as they come from a browser, checked."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple, Self

from nnlib import activations, losses, parameters
from nnlib._messages import shown
from nnlib._validation import choice

NO_SHAPE = "points only"
DATA = ("flower", "spirals", "three spirals", "circles", "moons", "xor", NO_SHAPE)
OPTIMIZERS = ("GradientDescent", "Momentum", "RMSProp", "Adam")
HIDDEN = tuple(name for name in activations.ACTIVATIONS if name != "softmax")
MOST_LAYERS, MOST_NODES, MOST_POINTS, MOST_EDITS, MOST_UPDATES = 6, 16, 500, 200, 100_000
LARGEST = 10.0
"""How far from 0 a point may lie."""


Points = Sequence[tuple[float, float, int]]
Edit = tuple[int, dict[str, Any]]
"""A change in mid-run, behind the number of updates before it."""


class Number(NamedTuple):
    """A whole or a finite number between two others."""

    kind: type
    least: float
    most: float

    def check(self, name: str, value: Any) -> Any:  # noqa: ANN401  whatever came
        """Return an int or a float; ValueError where it is none of these."""
        if type(value) not in {int, self.kind} or not self.least <= value <= self.most:
            whole = "whole " if self.kind is int else ""
            msg = f"{name} must be a {whole}number from {self.least:g} to {self.most:g}, got {shown(value)}"
            raise ValueError(msg)
        return self.kind(value)


class Name(NamedTuple):
    """One of some names."""

    known: tuple[str, ...]

    def check(self, name: str, value: Any) -> str:  # noqa: ANN401  whatever came
        """Return the name; TypeError or ValueError where it is none of these."""
        return choice(name, value, self.known)


class Maybe(NamedTuple):
    """Something, or None, which leaves it to the library."""

    kind: Any

    def check(self, name: str, value: object) -> Any:  # noqa: ANN401  as `kind` has it
        """Return None, or what `kind` returns."""
        return None if value is None else self.kind.check(name, value)


class Several(NamedTuple):
    """A list of things, each of one kind; or of kinds in their order."""

    kinds: Any
    least: int
    most: int

    def check(self, name: str, value: object) -> tuple[Any, ...]:
        """Return them; ValueError where it is no such list."""
        if not isinstance(value, list | tuple) or not self.least <= len(value) <= self.most:
            msg = f"{name} must be a list of {self.least} to {self.most} entries, got {shown(value)}"
            raise ValueError(msg)
        kinds = self.kinds if isinstance(self.kinds, list) else [self.kinds] * len(value)
        return tuple(
            kind.check(f"{name}[{i}]", entry) for i, (kind, entry) in enumerate(zip(kinds, value, strict=True))
        )


class Fields(NamedTuple):
    """An object with some of these fields."""

    kinds: Mapping[str, Any]

    def check(self, name: str, value: object) -> dict[str, Any]:
        """Return its fields; TypeError or ValueError where it has others."""
        if not isinstance(value, dict):
            msg = f"{name} must be an object with fields such as {next(iter(self.kinds))}, got {shown(value)}"
            raise TypeError(msg)
        known = {field: self.kinds[choice(f"field of {name}", field, self.kinds)] for field in value}
        return {field: kind.check(field, value[field]) for field, kind in known.items()}


POINT = Several([Number(float, -LARGEST, LARGEST), Number(float, -LARGEST, LARGEST), Number(int, 0, 2)], 3, 3)
"""x₁, x₂ and the class."""
FIELDS: Mapping[str, Any] = {
    "data": Name(DATA),
    "m": Number(int, 8, 2000),
    "noise": Maybe(Number(float, 0, 2)),
    "data_seed": Number(int, 0, 999_999),
    "validation": Number(float, 0, 0.5),
    "points": Several(POINT, 0, MOST_POINTS),
    "layers": Several(Number(int, 1, MOST_NODES), 0, MOST_LAYERS),
    "hidden": Several(Name(HIDDEN), 0, MOST_LAYERS),
    "output": Name(tuple(activations.ACTIVATIONS)),
    "loss": Maybe(Name(tuple(losses.LOSSES))),
    "initialization": Maybe(Name(tuple(parameters.INITIALIZATIONS))),
    "seed": Number(int, 0, 999_999),
    "l2": Number(float, 0, 10),
    "optimizer": Name(OPTIMIZERS),
    "learning_rate": Number(float, 1e-6, 100),
    "batch_size": Maybe(Number(int, 1, 2000)),
}
CHANGE = Fields(
    {name: FIELDS[name] for name in ("optimizer", "learning_rate", "batch_size", "l2")}
    | {"add_points": Several(POINT, 1, MOST_POINTS)}
)
"""What can change while a network learns."""
EDITS = Several(Several([Number(int, 0, MOST_UPDATES), CHANGE], 2, 2), 0, MOST_EDITS)


@dataclass(frozen=True)
class State:
    """A run as it begins. None leaves the choice to the library."""

    data: str = "flower"
    m: int = 400
    noise: float | None = None
    data_seed: int = 1
    validation: float = 0.25
    points: tuple[tuple[float, float, int], ...] = ()
    layers: tuple[int, ...] = (4,)
    hidden: tuple[str, ...] = ("tanh",)
    output: str = "sigmoid"
    loss: str | None = None
    initialization: str | None = None
    seed: int = 3
    l2: float = 0.0
    optimizer: str = "GradientDescent"
    learning_rate: float = 1.2
    batch_size: int | None = None

    def __post_init__(self) -> None:
        """Refuse what does not fit together."""
        if len(self.hidden) != len(self.layers):
            msg = f"hidden must name an activation for each of {len(self.layers)} layers, got {shown(self.hidden)}"
            raise ValueError(msg)
        if self.classes > 2 and self.output != "softmax":  # noqa: PLR2004  one output tells two classes apart
            msg = f"three classes need the output softmax, which has a node for each; {self.output} has one node"
            raise ValueError(msg)

    @classmethod
    def of(cls, given: object) -> Self:
        """Return the state that a JSON object describes; ValueError or TypeError where it describes none."""
        return cls(**Fields(FIELDS).check("state", given))

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return 3 if self.data == "three spirals" or any(y == 2 for *_, y in self.points) else 2  # noqa: PLR2004  the third


def checked_edits(given: object) -> list[Edit]:
    """Return the changes in mid-run, in their order."""
    return sorted(EDITS.check("edits", given), key=lambda edit: edit[0])


def about() -> dict[str, Any]:
    """Return what the page offers: the state that it begins with, the names to choose from, bounds and guided tours.

    A tour shows one thing: in its state, 300 updates do not learn the flower, and with its cure they do.
    """
    tours = json.loads((Path(__file__).parent / "assets" / "tours.json").read_bytes())
    kinds = {name: kind.kind if isinstance(kind, Maybe) else kind for name, kind in FIELDS.items()}
    names = {name: kind.known for name, kind in kinds.items() if isinstance(kind, Name)}
    bounds = {name: (kind.least, kind.most) for name, kind in kinds.items() if isinstance(kind, Number)}
    limits = {"layers": MOST_LAYERS, "nodes": MOST_NODES, "points": MOST_POINTS, "updates": MOST_UPDATES}
    return {
        "defaults": asdict(State()),
        "choices": names | {"hidden": HIDDEN},
        "bounds": bounds | limits,
        "tours": tours,
    }
