"""Findings: what may be wrong with a run, which of it brings the rest, and how it is told."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from textwrap import fill
from typing import Literal

from nnlib._printing import prints_everywhere

Level = Literal["wrong", "doubtful", "note"]

SCALE_BRINGS = (
    "learning rate too large",
    "learning rate too small",
    "dead ReLUs",
    "saturated units",
    "vanishing gradients",
    "exploding gradients",
    "too few updates",
    "network too small",
    "overfitting",
)
"""What an X of the wrong scale may bring."""

AILMENTS: Mapping[str, tuple[str, ...]] = {
    "Y not scaled": SCALE_BRINGS,
    "raw pixels": SCALE_BRINGS,
    "X not scaled": SCALE_BRINGS,
    "one feature dominates": SCALE_BRINGS,
    "missing class": ("overfitting", "labels do not match X", "dead ReLUs", "constant features"),
    "imbalanced classes": (
        "labels do not match X",
        "l2 holds the weights down",
        "network too small",
        "dead ReLUs",
        "learning rate too small",
        "overfitting",
    ),
    "labels do not match X": ("overfitting", "dead ReLUs", "saturated units", "vanishing gradients"),
    "validation in training": (),
    "inverted pictures": ("overfitting",),
    "copies": ("dead ReLUs", "vanishing gradients", "saturated units", "learning rate too small"),
    "exploding gradients": ("learning rate too large", "saturated units", "dead ReLUs", "vanishing gradients"),
    "l2 holds the weights down": ("vanishing gradients", "dead ReLUs", "learning rate too small"),
    "learning rate too large": ("dead ReLUs", "saturated units", "vanishing gradients", "overfitting"),
    "vanishing gradients": ("saturated units", "dead ReLUs"),
    "network too small": ("dead ReLUs", "saturated units"),
    "dead ReLUs": ("learning rate too small",),
    "saturated units": ("learning rate too small",),
    "too few updates": (),
    "learning rate too small": (),
    "overfitting": (),
    "constant features": (),
}
"""Every ailment that can be named, causes first, with the others that it may bring."""


@prints_everywhere
@dataclass(frozen=True)
class Finding:
    """One thing that may be wrong with a run.

    Parameters
    ----------
    name : str
        What it is, such as "learning rate too large". `nnlib.doctor.AILMENTS` lists all names.
    level : {"wrong", "doubtful", "note"}
        "wrong": the run cannot do well. "doubtful": it probably costs something. "note": good to know.
    evidence : str
        What was measured.
    meaning : str
        What that means, in the notes' symbols.
    advice : str
        What to try next.
    cause : str, optional
        The name of the finding that brings this one, if there is one.

    Examples
    --------
    >>> print(Finding("copies", "wrong", "layer 1: 4 of 4 units are alike", "They stay alike.", "Draw W at random."))
    wrong: copies
        layer 1: 4 of 4 units are alike
        They stay alike.
        Try: Draw W at random.
    """

    name: str
    level: Level
    evidence: str
    meaning: str
    advice: str
    cause: str | None = None

    def __str__(self) -> str:
        """Tell all of it; one that has a cause stands under it."""
        indent = "    " if self.cause else ""
        told = f"{self.level}: {self.name}" + (f" (may come from: {self.cause})" if self.cause else "")
        lines = [f"{indent}{told}"]
        for text in (self.evidence, self.meaning, f"Try: {self.advice}"):
            inner = indent + "    "
            lines.append(fill(text, 100, initial_indent=inner, subsequent_indent=inner))
        return "\n".join(lines)


@prints_everywhere
@dataclass(frozen=True)
class Diagnosis:
    """What `diagnose` found: print it.

    Attributes
    ----------
    findings : tuple of Finding
        Causes first, each followed by what it may have brought; empty where nothing was found.
    cost : str
        What the examination took.
    left_out : str
        What was not looked for, and why; empty where all was.
    """

    findings: tuple[Finding, ...]
    cost: str
    left_out: str = ""

    def __str__(self) -> str:
        """List the findings, or say that there are none, and what was not looked for."""
        told = [str(finding) for finding in self.findings] or ["nothing found"]
        return "\n".join([*told, *(fill(text, 100) for text in (self.cost, self.left_out) if text)])

    __repr__ = __str__


def in_causal_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return causes in the order of AILMENTS, each followed by the findings that it may bring."""
    names = list(AILMENTS)
    waiting = sorted(findings, key=lambda finding: names.index(finding.name))

    def families() -> Iterator[Finding]:
        while waiting:
            cause = waiting.pop(0)
            yield cause
            for finding in [finding for finding in waiting if finding.name in AILMENTS[cause.name]]:
                waiting.remove(finding)
                yield replace(finding, cause=cause.name)

    return tuple(families())
