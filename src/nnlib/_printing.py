"""Text on any console: symbols that standard output cannot encode are spelt in ASCII."""

import functools
import re
import sys
from collections.abc import Callable
from importlib import import_module
from typing import TypeVar
from unicodedata import normalize

T = TypeVar("T")
SYMBOLS = "− – — × · ÷ ± √ ∞ ½ ≠ ≤ ≥ ≈ → ← ′ ’ … ‖ ² ³ ᵀ ŷ Ŷ ∂ Σ Δ α β ε η θ λ μ σ µ ß Ł ł Ø ø • │ ─ ┼"
ASCII = """- - - * * / +/- sqrt inf 1/2 != <= >= ~ -> <- ' ' ... || ^2 ^3 .T y_hat Y_hat
d sum Delta alpha beta epsilon eta theta lambda mu sigma u ss L l O o * | - +"""
SPELT = dict(zip(SYMBOLS.split(), ASCII.split(), strict=True))
"""How symbols are spelt in ASCII."""
EXPONENT = re.compile("[⁰¹²³⁴-⁹⁻ⁿʸᶻ]+")


def printable(text: str) -> str:
    """Return a text as standard output can show it: what it cannot encode is spelt in ASCII, or is "?"."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"

    def encoded(part: str) -> bool:
        return part.encode(encoding, "ignore").decode(encoding) == part

    def spelt(character: str) -> str:
        return next(filter(encoded, (character, SPELT.get(character, normalize("NFKD", character)[0]), "?")))

    def exponent(found: re.Match[str]) -> str:
        return found[0] if encoded(found[0]) else f"^{normalize('NFKD', found[0])}"

    return text if encoded(text) else "".join(map(spelt, EXPONENT.sub(exponent, text)))


def prints_everywhere(kind: type[T]) -> type[T]:
    """Let what shows a class be `printable`, be it its own or a dataclass's, and let notebooks show HTML."""

    def made_printable(method: Callable[[T], str]) -> Callable[[T], str]:
        return functools.wraps(method)(lambda self: printable(method(self)))

    for name in {"__repr__", "__str__"} & vars(kind).keys():
        setattr(kind, name, made_printable(vars(kind)[name]))
    texts = kind.__repr__, kind.__str__

    def _repr_html_(self: T) -> str | None:
        """Return what a notebook shows: None, which is its text, where a subclass is printed in its own way."""
        same = texts == (type(self).__repr__, type(self).__str__)
        return import_module("nnlib._html").html(self) if same else None  # by its name: it stands far above

    kind._repr_html_ = _repr_html_  # type: ignore[attr-defined]  # a name of IPython's
    return kind
