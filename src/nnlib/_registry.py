"""How things stand in files: a name with settings, and what is the user's own by a name that `custom` gives a meaning.

A file holds no code. Activations, losses, layers, update rules, schedules and networks are described and rebuilt here.
"""

import dataclasses
import operator
from collections.abc import Iterable, Mapping
from functools import cached_property, partial
from types import MappingProxyType
from typing import Any, TypeAlias, cast

import numpy as np

from nnlib._files import FileError
from nnlib._messages import attempt, item, said, shown

Description: TypeAlias = tuple[str, dict[str, Any]]
"""The name of a class, or of an object of the user's own, and the settings."""

CUSTOM = "custom:"
NESTED = "described"
TUPLE = "tuple"
KNOWN: dict[str, type] = {}
"""The library's own classes, by their names in files."""


def is_own(kind: type) -> bool:
    """Whether a class is one of the library's own."""
    return kind.__module__.startswith("nnlib.")


class Registered:
    """A base of what stands in files: the library's own subclasses are known by their names."""

    def __init_subclass__(cls) -> None:
        """Register the library's own."""
        super().__init_subclass__()
        if is_own(cls):
            KNOWN[cls.__name__] = cls


class Described(Registered):
    """A base of what a file describes by the name of its class, a user's own subclasses included."""


def name_of(thing: object) -> str:
    """Return an object's repr; where it has none of its own, its name as a function, or that of its class."""
    kind = type(thing)
    name = attempt(lambda: str(cast("Any", thing).__name__), otherwise=kind.__name__)
    plain = kind.__repr__ is object.__repr__ or attempt(lambda: hasattr(thing, "__name__"), otherwise=False)
    return name if plain else attempt(lambda: repr(thing), otherwise=name)


def class_name(kind: type) -> str:
    """Return what a class is called in a file."""
    return kind.__name__ if is_own(kind) else f"{CUSTOM}{kind.__name__}"


def class_named(name: str, kind: type, custom: Mapping[str, Any]) -> Any:  # noqa: ANN401  a class, or an object of one's own
    """Return what has a name in a file: a class of a kind, or an object that the user handed in."""
    own = name.startswith(CUSTOM)
    name = name.removeprefix(CUSTOM)
    found = custom.get(name) if own else KNOWN.get(name)
    if found is not None and (not isinstance(found, type) or issubclass(found, kind)):
        return found
    if found is not None and own:
        msg = f"it uses {shown(name)} as {kind.__name__}, which {item('custom', name)} is not: {shown(found)}"
        raise FileError(msg)
    advice = f"which is not nnlib's: load it with custom={{{shown(name)}: ...}}"
    msg = f"it uses {shown(name)}, {advice if own else 'which this nnlib does not have'}"
    raise FileError(msg)


def describe(thing: object) -> Description:
    """Return how an object stands in a file; TypeError where its class cannot make it again from its fields."""
    kind = type(thing)
    if not is_own(kind) and not isinstance(thing, Described):
        return f"{CUSTOM}{name_of(thing)}", {}
    values = ((field, getattr(thing, field.name)) for field in dataclasses.fields(cast("Any", thing)))
    fields = {field.name: value for field, value in values if value is not None or field.default is not None}
    if not is_own(kind):
        require_the_same_again(thing, fields)
    return class_name(kind), {name: as_json(value) for name, value in fields.items()}


def as_json(value: Any) -> Any:  # noqa: ANN401  whatever a setting is
    """Return a setting as JSON can hold it, which has no tuples and no numbers of NumPy's."""
    if isinstance(value, Described):
        return {NESTED: describe(value)}
    if isinstance(value, tuple):
        return {TUPLE: [as_json(each) for each in value]}
    return value.item() if isinstance(value, np.generic) else value


def describe_all(things: Iterable[object]) -> list[Description]:
    """Describe several objects; ValueError where two of the user's own have one name."""
    described = []
    own: dict[str, object] = {}
    for thing in things:
        described.append(describe(thing))
        name, fields = described[-1]
        first = own.setdefault(name, thing) if name.startswith(CUSTOM) and not fields else thing
        if first is not thing and attempt(partial(operator.ne, first, thing), otherwise=True):
            called = name.removeprefix(CUSTOM)
            msg = f"two activations are called {shown(called)}: give each a __repr__ that tells it from the other"
            raise ValueError(msg)
    return described


def require_the_same_again(thing: object, fields: Mapping[str, Any]) -> None:
    """Refuse an object that its fields would make another: its class may keep its settings in another way."""
    import json  # noqa: PLC0415  few files hold what is of the user's own

    try:
        plain = {name: as_json(value) for name, value in fields.items() if not isinstance(value, Described)}
        again = type(thing)(**{**fields, **{name: rebuilt(json.loads(json.dumps(x))) for name, x in plain.items()}})
    except Exception as error:
        msg = f"{shown(thing)} cannot be saved, since it could not be loaded: {said(error)}"
        raise TypeError(msg) from error
    cached = {name for name in vars(thing) if isinstance(getattr(type(thing), name, None), cached_property)}
    if vars(again) != {name: x for name, x in vars(thing).items() if name not in cached}:
        msg = f"{shown(thing)} cannot be saved, since it would come back as {shown(again)}"
        raise TypeError(msg)


def rebuild(described: Iterable[Any], kind: type, custom: Mapping[str, Any]) -> Any:  # noqa: ANN401  of that kind
    """Return an object of a kind that a file describes; FileError where it is unknown or of another kind."""
    name, fields = described
    found = class_named(name, kind, custom)
    if isinstance(found, type) and not dataclasses.is_dataclass(found):  # such as a network, which may be of any size
        msg = f"it uses {shown(name)} as a setting, which it cannot be"
        raise FileError(msg)
    thing = (
        found(**{key: rebuilt(value, custom) for key, value in fields.items()}) if isinstance(found, type) else found
    )
    if not isinstance(thing, kind):
        msg = f"it uses {shown(name)} as {kind.__name__}, which it is not"
        raise FileError(msg)
    return thing


def rebuilt(value: Any, custom: Mapping[str, Any] = MappingProxyType({})) -> Any:  # noqa: ANN401  whatever JSON can hold
    """Return a setting from what `as_json` made of it."""
    if isinstance(value, Mapping) and NESTED in value:
        return rebuild(value[NESTED], Described, custom)
    if isinstance(value, Mapping) and TUPLE in value:
        return tuple(rebuilt(each, custom) for each in value[TUPLE])
    return value
