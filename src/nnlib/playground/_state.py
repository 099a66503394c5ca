"""The state of the page: the examples, the network and how it learns, as they come from a browser, checked."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, NamedTuple, Self, get_type_hints

from nnlib import activations, losses, parameters
from nnlib._messages import shown
from nnlib._validation import choice

NO_SHAPE = "points only"
DATA = ("flower", "spirals", "three spirals", "circles", "moons", "xor", NO_SHAPE)
OPTIMIZERS = ("GradientDescent", "Momentum", "RMSProp", "Adam")
HIDDEN = tuple(name for name in activations.ACTIVATIONS if name != "softmax")
MOST_LAYERS, MOST_NODES, MOST_POINTS, MOST_EDITS, MOST_UPDATES = 6, 16, 500, 200, 100_000
Points = Sequence[tuple[float, float, int]]
Edit = tuple[int, dict[str, Any]]
"""A change in mid-run, behind the number of updates before it."""


class Number(NamedTuple):
    """A whole or a finite number between two others; or None, which leaves it to the library."""

    kind: type
    least: float
    most: float
    or_none: bool = False

    def check(self, name: str, value: Any) -> Any:
        """Return it, checked."""
        if value is None and self.or_none:
            return None
        if type(value) not in {int, self.kind} or not self.least <= value <= self.most:
            whole = "whole " if self.kind is int else ""
            msg = f"{name} must be a {whole}number from {self.least:g} to {self.most:g}, got {shown(value)}"
            raise ValueError(msg)
        return self.kind(value)


class Name(NamedTuple):
    """One of some names; or None, as for a number."""

    known: Iterable[str]
    or_none: bool = False

    def check(self, name: str, value: Any) -> str | None:
        """Return it, checked."""
        return None if value is None and self.or_none else choice(name, value, self.known)


class Several(NamedTuple):
    """A list of things of one kind; or of kinds in their order."""

    kinds: Any
    least: int
    most: int

    def check(self, name: str, value: object) -> tuple[Any, ...]:
        """Return it, checked."""
        if not isinstance(value, list | tuple) or not self.least <= len(value) <= self.most:
            several = f"{self.least} to {self.most}" if self.least < self.most else self.most
            msg = f"{name} must be a list of {several} entries, got {shown(value)}"
            raise ValueError(msg)
        kinds = self.kinds if isinstance(self.kinds, list) else [self.kinds] * len(value)
        return tuple(kind.check(f"{name}[{i}]", value[i]) for i, kind in enumerate(kinds))


class Fields(NamedTuple):
    """An object with some of these fields."""

    kinds: Mapping[str, Any]

    def check(self, name: str, value: object) -> dict[str, Any]:
        """Return it, checked."""
        if not isinstance(value, dict):
            msg = f"{name} must be an object with fields such as {next(iter(self.kinds))}, got {shown(value)}"
            raise TypeError(msg)
        known = {field: self.kinds[choice(f"field of {name}", field, self.kinds)] for field in value}
        return {field: kind.check(field, value[field]) for field, kind in known.items()}


COORDINATE, SEED = Number(float, -10, 10), Number(int, 0, 999_999)
POINT = Several([COORDINATE, COORDINATE, Number(int, 0, 2)], 3, 3)


@dataclass(frozen=True)
class State:
    """A run as it begins. None leaves the choice to the library."""

    data: Annotated[str, Name(DATA)] = "flower"
    m: Annotated[int, Number(int, 8, 2000)] = 400
    noise: Annotated[float | None, Number(float, 0, 2, or_none=True)] = None
    data_seed: Annotated[int, SEED] = 1
    validation: Annotated[float, Number(float, 0, 0.5)] = 0.25
    points: Annotated[Points, Several(POINT, 0, MOST_POINTS)] = ()
    layers: Annotated[Sequence[int], Several(Number(int, 1, MOST_NODES), 0, MOST_LAYERS)] = (4,)
    hidden: Annotated[Sequence[str], Several(Name(HIDDEN), 0, MOST_LAYERS)] = ("tanh",)
    output: Annotated[str, Name((*HIDDEN, "softmax"))] = "sigmoid"
    loss: Annotated[str | None, Name((*losses.LOSSES,), or_none=True)] = None
    initialization: Annotated[str | None, Name((*parameters.INITIALIZATIONS,), or_none=True)] = None
    seed: Annotated[int, SEED] = 3
    l2: Annotated[float, Number(float, 0, 10)] = 0.0
    optimizer: Annotated[str, Name(OPTIMIZERS)] = "GradientDescent"
    learning_rate: Annotated[float, Number(float, 1e-6, 100)] = 1.2
    batch_size: Annotated[int | None, Number(int, 1, 2000, or_none=True)] = None

    def __post_init__(self) -> None:
        """Refuse what does not fit together."""
        if len(self.hidden) != len(self.layers):
            msg = f"hidden must name an activation for each of {len(self.layers)} layers, got {shown(self.hidden)}"
            raise ValueError(msg)
        if self.classes > 2 and self.output != "softmax":  # noqa: PLR2004  one output tells two classes apart
            msg = f"three classes need the output softmax, which has a node for each; {self.output} has one node"
            raise ValueError(msg)

    @classmethod
    def check(cls, name: str, value: object) -> Self:
        """Return the state that a JSON object describes; ValueError or TypeError where it describes none."""
        return cls(**Fields(FIELDS).check(name, value))

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return 3 if self.data == "three spirals" or any(y > 1 for *_, y in self.points) else 2


FIELDS = {name: hint.__metadata__[0] for name, hint in get_type_hints(State, include_extras=True).items()}
CHANGE = Fields(
    {name: FIELDS[name] for name in ("optimizer", "learning_rate", "batch_size", "l2")}
    | {"add_points": Several(POINT, 1, MOST_POINTS)}
)
"""What can change while a network learns."""
EDITS = Several(Several([Number(int, 0, MOST_UPDATES), CHANGE], 2, 2), 0, MOST_EDITS)


def about() -> dict[str, Any]:
    """Return what the page offers: the state that it begins with, the names to choose from, bounds and guided tours."""
    names = {name: kind.known for name, kind in FIELDS.items() if isinstance(kind, Name)}
    bounds = {name: (kind.least, kind.most) for name, kind in FIELDS.items() if isinstance(kind, Number)}
    limits = {"layers": MOST_LAYERS, "nodes": MOST_NODES, "updates": MOST_UPDATES}
    return {
        "defaults": asdict(State()),
        "choices": names | {"hidden": HIDDEN},
        "bounds": bounds | limits,
        "tours": json.loads((Path(__file__).parent / "assets" / "tours.json").read_bytes()),
    }
