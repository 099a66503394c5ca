"""The state of the page: the examples, the network and how it learns, as they come from a browser, checked."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, Self

from nnlib import activations, losses, parameters
from nnlib._messages import shown
from nnlib._validation import choice

NO_SHAPE = "points only"
DATA = ("flower", "spirals", "three spirals", "circles", "moons", "xor", NO_SHAPE)
OPTIMIZERS = ("GradientDescent", "Momentum", "RMSProp", "Adam")
HIDDEN = tuple(name for name in activations.ACTIVATIONS if name != "softmax")
MOST_EDITS, MOST_UPDATES = 200, 100_000
LARGEST = 10.0
"""How far from 0 a point may lie."""


Points = Sequence[tuple[float, float, int]]
Edit = tuple[int, dict[str, Any]]
"""A change in mid-run, behind the number of updates before it."""


class Whole(NamedTuple):
    """A whole number between two others."""

    least: int
    most: int

    def check(self, name: str, value: object) -> int:
        """Return the number; ValueError where it is none of these."""
        if type(value) is not int or not self.least <= value <= self.most:
            msg = f"{name} must be a whole number from {self.least} to {self.most}, got {shown(value)}"
            raise ValueError(msg)
        return value


class Decimal(NamedTuple):
    """A finite number between two others."""

    least: float
    most: float

    def check(self, name: str, value: object) -> float:
        """Return the number; ValueError where it is none of these."""
        if type(value) not in {int, float} or not self.least <= value <= self.most:  # type: ignore[operator]
            msg = f"{name} must be a number from {self.least:g} to {self.most:g}, got {shown(value)}"
            raise ValueError(msg)
        return float(value)  # type: ignore[arg-type]


class Name(NamedTuple):
    """One of some names."""

    known: tuple[str, ...]

    def check(self, name: str, value: object) -> str:
        """Return the name; TypeError or ValueError where it is none of these."""
        return choice(name, value, self.known)  # type: ignore[arg-type]


class Maybe(NamedTuple):
    """Something, or None, which leaves it to the library."""

    kind: Any

    def check(self, name: str, value: object) -> Any:  # noqa: ANN401  as `kind` has it
        """Return None, or what `kind` returns."""
        return None if value is None else self.kind.check(name, value)


class Several(NamedTuple):
    """A list of such things, no longer than may be."""

    kind: Any
    most: int
    least: int = 0

    def check(self, name: str, value: object) -> tuple[Any, ...]:
        """Return them; ValueError where it is no such list."""
        if not isinstance(value, list | tuple) or not self.least <= len(value) <= self.most:
            msg = f"{name} must be a list of {self.least} to {self.most} entries, got {shown(value)}"
            raise ValueError(msg)
        return tuple(self.kind.check(f"{name}[{i}]", entry) for i, entry in enumerate(value))


class Anything(NamedTuple):
    """What is checked later."""

    def check(self, _: str, value: object) -> Any:  # noqa: ANN401  anything
        """Return it."""
        return value


class Point(NamedTuple):
    """A point x₁, x₂ with its class, placed by hand."""

    def check(self, name: str, value: object) -> tuple[float, float, int]:
        """Return x₁, x₂ and y; ValueError where it is no such list."""
        x1, x2, y = Several(Anything(), 3, 3).check(name, value)
        inside = Decimal(-LARGEST, LARGEST)
        return inside.check(f"{name}[0]", x1), inside.check(f"{name}[1]", x2), Whole(0, 2).check(f"{name}[2]", y)


POINTS = Several(Point(), 500)
FIELDS: Mapping[str, Any] = {
    "data": Name(DATA),
    "m": Whole(8, 2000),
    "noise": Maybe(Decimal(0, 2)),
    "data_seed": Whole(0, 999_999),
    "validation": Decimal(0, 0.5),
    "points": POINTS,
    "layers": Several(Whole(1, 16), 6),
    "hidden": Several(Name(HIDDEN), 6),
    "output": Name(tuple(activations.ACTIVATIONS)),
    "loss": Maybe(Name(tuple(losses.LOSSES))),
    "initialization": Maybe(Name(tuple(parameters.INITIALIZATIONS))),
    "seed": Whole(0, 999_999),
    "l2": Decimal(0, 10),
    "optimizer": Name(OPTIMIZERS),
    "learning_rate": Decimal(1e-6, 100),
    "batch_size": Maybe(Whole(1, 2000)),
}
HOW_IT_LEARNS = ("optimizer", "learning_rate", "batch_size", "l2")
CHANGES = {name: FIELDS[name] for name in HOW_IT_LEARNS} | {"add_points": Several(Point(), 500, 1)}
"""What can change while a network learns."""


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
        return cls(**checked("state", given, FIELDS))

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return 3 if self.data == "three spirals" or any(y == 2 for *_, y in self.points) else 2  # noqa: PLR2004  the third


def checked(what: str, given: object, kinds: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object's fields, checked; those that are not given are left out."""
    if not isinstance(given, dict):
        msg = f"{what} must be an object with fields such as {next(iter(kinds))}, got {shown(given)}"
        raise TypeError(msg)
    return {name: kinds[choice(f"a field of {what}", name, kinds)].check(name, value) for name, value in given.items()}


def checked_edits(given: object) -> list[Edit]:
    """Return the changes in mid-run, each with the number of updates before it, in their order."""
    edits = []
    for i, entry in enumerate(Several(Anything(), MOST_EDITS).check("edits", given)):
        at, change = Several(Anything(), 2, 2).check(f"edits[{i}]", entry)
        edits.append((Whole(0, MOST_UPDATES).check(f"edits[{i}][0]", at), checked(f"edits[{i}]", change, CHANGES)))
    return sorted(edits, key=lambda edit: edit[0])


def about() -> dict[str, Any]:
    """Return what the page offers: the state that it begins with, the names to choose from, and the bounds."""
    kinds = {name: kind.kind if isinstance(kind, Maybe) else kind for name, kind in FIELDS.items()}
    names = {name: kind.known for name, kind in kinds.items() if isinstance(kind, Name)}
    bounds = {name: (kind.least, kind.most) for name, kind in kinds.items() if isinstance(kind, Whole | Decimal)}
    nodes, points = FIELDS["layers"], POINTS.most
    limits = {"layers": nodes.most, "nodes": nodes.kind.most, "points": points, "updates": MOST_UPDATES}
    return {"defaults": asdict(State()), "choices": names | {"hidden": HIDDEN}, "bounds": bounds | limits}
