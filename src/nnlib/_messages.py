"""How messages speak of what came: in few words, with its place, with the name that was meant, and with a way out.

Nothing here raises, whatever the methods of what came do, and nothing here returns a long text: a message puts together
a few of these and has at most 600 characters.
"""

import inspect
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Sized
from collections.abc import Set as AbstractSet
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from typing_extensions import TypeIs

T = TypeVar("T")
U = TypeVar("U")

LONGEST_SHOWN = 100
"""Characters that a message gives to what came."""
LONGEST_LIST = 200
"""Characters that a message gives to a list of names, which has one more at most."""
LONGEST_NAME = 50
"""Characters of a name for which a near one is looked for."""
LONGEST_REASON = 250
"""Characters that a message gives to another error's message, or to a path."""


# What can be asked of anything.


def attempt(question: Callable[[], T], otherwise: U) -> T | U:
    """Return the answer to a question, or something else where what is asked raises an error of its own."""
    try:
        return question()
    except Exception:  # noqa: BLE001  the methods of what came may raise anything
        return otherwise


def is_a(value: object, kind: Callable[..., T]) -> "TypeIs[T]":
    """Whether a value is of a kind, which is a class; no, where it raises when it is asked."""
    return attempt(lambda: isinstance(value, cast("type[T]", kind)), otherwise=False)


def is_array(value: object) -> "TypeIs[npt.NDArray[Any]]":
    """Whether a value is an array of NumPy's, or of a subclass."""
    return issubclass(type(value), np.ndarray)


# What came, in few words.


def shown(value: object) -> str:
    """Return what came, in few words: arrays by shape, classes and functions by name, others as Python shows them."""
    short = attempt(lambda: in_words(value), otherwise="")
    size = attempt(lambda: f" of length {len(value)}" if isinstance(value, Sized) else "", otherwise="")
    return shortened(short or f"{an(type(value))}{size}")


def in_words(value: object) -> str:
    """Return what says more than the class and the length of what came, or nothing."""
    if is_array(value) and value.ndim:
        return f"an array of shape {value.shape}"
    if issubclass(type(value), type):
        return f"the class {name_of_class(value)}"  # type: ignore[arg-type]  # it is a class
    if inspect.isroutine(value):
        return f"the function {value.__name__}" if hasattr(value, "__name__") else ""
    if shape := attempt(lambda: tuple(map(int, cast("Any", value).shape)), ()):  # of a data frame, or a tensor
        return f"{an(type(value))} of shape {shape}"
    if least_length(value, LONGEST_SHOWN) > LONGEST_SHOWN:
        return ""
    text = str.__str__(repr(value))  # repr may return what is derived from str
    return text if len(text) <= LONGEST_SHOWN and "\n" not in text and " at 0x" not in text else ""


def least_length(value: object, room: int) -> int:
    """Return how many characters Python needs at least to show a value, counted no further than a little over `room`.

    What Python shows of a million items is not made to see that it is too long.
    """
    kind = type(value)
    if issubclass(kind, int):
        return int.bit_length(value) // 4  # type: ignore[arg-type]  # a digit is 3.3 bits
    if is_array(value):
        return 2 * value.size if value.ndim else least_length(value.item(), room)
    if isinstance(value, Sized) and len(value) > room:
        return len(value)
    if issubclass(kind, str | bytes | bytearray) or not issubclass(kind, Sequence | AbstractSet | Mapping):
        return 0
    used = 2
    for part in chain.from_iterable(value.items()) if isinstance(value, Mapping) else value:  # type: ignore[attr-defined]  # of these three kinds
        if used > room:
            break
        used += 1 + least_length(part, room - used)
    return used


def name_of_class(kind: type) -> str:
    """Return the name of a class, whatever its own class makes of that."""
    return shortened(vars(type)["__name__"].__get__(kind), 60)


def an(kind: type) -> str:
    """Return the name of a class with its article."""
    name = name_of_class(kind)
    return f"{'an' if name.startswith(tuple('AEIOaeio')) else 'a'} {name}"


def shortened(text: str, room: int = LONGEST_SHOWN) -> str:
    """Return a text, or its beginning where there is no room for all of it."""
    return text if len(text) <= room else f"{text[: room - 3]}..."


def file_shown(path: object) -> str:
    """Return the name of a file, or the end of a long one."""
    text = str(path)
    return text if len(text) <= LONGEST_REASON else f"...{text[3 - LONGEST_REASON :]}"


def said(error: BaseException) -> str:
    """Return what an error says, in one sentence that can go on."""
    text = attempt(lambda: str.__str__(str(error)), otherwise="")
    return shortened(text or name_of_class(type(error)), LONGEST_REASON)


def listed(things: Collection[object], show: Callable[[Any], str] = shown) -> str:
    """Return the first of several things in a row, and how many there are where these are not all."""
    texts: list[str] = []
    for thing in things:
        text = shortened(show(thing))
        if len(texts) == 10 or (texts and len(", ".join([*texts, text])) > LONGEST_LIST):  # noqa: PLR2004  ten are enough
            return f"{', '.join(texts)}, ... ({len(things)} in all)"
        texts.append(text)
    return ", ".join(texts)


def counted(n: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{n} {noun}{'' if n == 1 else 's'}"


def element(name: str, place: tuple[int, ...]) -> str:
    """Return what an element is called."""
    return f"{name}[{', '.join(map(str, place))}]"


def item(name: str, key: object) -> str:
    """Return what the value under a key is called."""
    return f"{name}[{shown(key)}]"


def first_where(name: str, array: npt.NDArray[Any], wrong: npt.NDArray[np.bool], start: int = 0) -> str:
    """Say where the first value stands that is wrong, and what it is; the last axis is counted from `start`."""
    place = tuple(int(i) for i in np.argwhere(wrong)[0])
    return f"{element(name, (*place[:-1], place[-1] + start))} is {array[place]!s}"


def near_match(value: str, known: Iterable[str]) -> str:
    """Return the question whether the nearest of the known names was meant, or nothing where none is near."""
    if len(value) > LONGEST_NAME:
        return ""
    import difflib  # noqa: PLC0415  slips are rare

    lowered = {name.lower(): name for name in known}
    near = difflib.get_close_matches(value.lower(), lowered, n=1)
    return f"did you mean {lowered[near[0]]!r}?" if near else ""


# Ways out: expressions that work on what came.


def array_of(name: str, value: object) -> str:
    """Return what is written for the array that something can be taken as."""
    if is_array(value):
        return name
    frame = attempt(lambda: hasattr(value, "to_numpy"), otherwise=False)
    return f"{name}.to_numpy()" if frame else f"np.asarray({name})"


def transposing(name: str, value: object) -> str:
    """Return how to transpose what is no array: of an array everybody knows it."""
    return "" if is_array(value) else f" Use {array_of(name, value)}.T."


def rows_of(X: Any) -> npt.NDArray[Any]:  # noqa: ANN401  a dictionary, if it is one
    """Return the values of a dictionary as rows; TypeError where its keys are no names."""
    if not all(isinstance(name, str) for name in X):
        raise TypeError
    return np.vstack(list(X.values()))


CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "{}.toarray()": lambda X: X.toarray(),
    "{}.detach().cpu().numpy()": lambda X: X.detach().cpu().numpy(),
    "{}.detach().cpu().float().numpy()": lambda X: X.detach().cpu().float().numpy(),  # from bfloat16
    "{}.to_dense().detach().cpu().numpy()": lambda X: X.to_dense().detach().cpu().numpy(),
    "np.array([x.detach().cpu().numpy() for x in {}])": lambda X: np.array([x.detach().cpu().numpy() for x in X]),
    "np.vstack(list({}.values()))": rows_of,
    "np.array([{0}[name] for name in {0}.dtype.names])": lambda X: np.array([X[name] for name in X.dtype.names]),
    "{}.to_numpy(float).T": lambda X: X.to_numpy(float).T,
    "np.array({}, float)": lambda X: np.array(X, float),
    "{}.select_dtypes('number').to_numpy(float).T": lambda X: X.select_dtypes("number").to_numpy(float).T,
    "{}.dropna().to_numpy(float).T": lambda X: X.dropna().to_numpy(float).T,
}
"""Ways to make an array of finite real numbers of what is none. The first that works is the advice."""


def numbered(Y: Any) -> npt.NDArray[np.intp]:  # noqa: ANN401  whatever came
    """Return which of the texts in alphabetical order each is; TypeError where others are among them."""
    array = np.asarray(Y)
    if not all(isinstance(text, str | bytes) for text in array.flat):
        raise TypeError
    return np.unique(array, return_inverse=True)[1]


CLASS_NAMES: dict[str, Callable[[Any], Any]] = {"np.unique({}, return_inverse=True)[1]": numbered}
"""The same for labels alone."""


def conversion(name: str, value: object) -> str:
    """Return the way that makes an array of real numbers of what came, as the end of a message, or nothing."""
    if is_a(value, Iterator):  # it can be gone through once
        return f": use np.array(list({name}))"

    def works(way: Callable[[Any], Any]) -> bool:
        array = np.asarray(way(value))
        return array.dtype.kind in "biuf" and array.size > 0 < array.ndim and bool(np.isfinite(array).all())

    with np.errstate(all="ignore"):
        for text, way in (CONVERSIONS | CLASS_NAMES if name == "Y" else CONVERSIONS).items():
            if attempt(partial(works, way), otherwise=False):
                return f": use {text.format(name)}"
    return ""
