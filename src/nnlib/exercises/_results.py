"""What checking an exercise finds: whether it is passed, and of each line whether it is right or wrong, or follows."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from nnlib._parts import Rows, Title, fields_of
from nnlib._printing import prints_everywhere

Verdict: TypeAlias = Literal["right", "follows", "wrong", "unseen"]


@prints_everywhere
@dataclass(frozen=True)
class Line:
    """The result of an exercise for one line of the solution.

    Parameters
    ----------
    name : str
        The quantity that it computes, such as "dZ1", by the solution's name.
    verdict : {"right", "follows", "wrong", "unseen"}
        "follows" if the line does what the notes say, but with an array that is already wrong; "unseen" if the function
        has no value of this name.
    row : int
        The line's number in the file; 0 if it is not known.
    told : str
        The mistake, as the rest of a sentence that begins with the name; otherwise empty.

    Examples
    --------
    >>> import nnlib
    >>> result = nnlib.exercises.check("sigmoid", lambda z: z)
    >>> [line.verdict for line in result.lines]
    ['unseen', 'wrong']
    """

    name: str
    verdict: Verdict
    row: int = 0
    told: str = ""

    def _parts_(self) -> Iterator[object]:
        """Yield what was found in it."""
        yield Title(f"{self.name}: {self.verdict}", self.verdict)
        yield fields_of(self)


@prints_everywhere
@dataclass(frozen=True, repr=False)
class Result:
    """The result of checking an exercise; it prints as the report that a student reads.

    Parameters
    ----------
    name : str
        The exercise's name.
    passed : bool
        Whether the function's results are right for all inputs.
    message : str
        The mistake and where to look; or a remark after success.
    lines : tuple of Line
        Each line of the solution, in its order.
    remarks : tuple of str
        Other remarks: prints, changed inputs, variables from outside.

    Examples
    --------
    >>> import nnlib
    >>> import numpy as np
    >>> result = nnlib.exercises.check("sigmoid", lambda z: (1 + np.tanh(z / 2)) / 2)
    >>> result.passed, result.points
    (True, 1.0)
    """

    name: str
    passed: bool
    message: str
    lines: tuple[Line, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def points(self) -> float:
        """The fraction of lines that are right or follow: 1 if the exercise is passed, and less if it is not."""
        if self.passed or not self.lines:
            return float(self.passed)
        right, n = sum(line.verdict in {"right", "follows"} for line in self.lines), len(self.lines)
        return min(right, n - 1) / n

    @property
    def first_wrong(self) -> Line | None:
        """The first line that is wrong; None if none was found."""
        return next((line for line in self.lines if line.verdict == "wrong"), None)

    def as_dict(self) -> Mapping[str, Any]:
        """Return all of it, as JSON can hold it."""
        lines = [{**vars(line), "points": int(line.verdict in {"right", "follows"})} for line in self.lines]
        return {
            "name": self.name,
            "passed": self.passed,
            "points": round(self.points, 3),
            "message": self.message,
            "lines": lines,
            "remarks": list(self.remarks),
        }

    def to_json(self) -> str:
        """Return all of it as a text in JSON."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=2)

    def _parts_(self) -> Iterator[object]:
        """Yield what a student reads, and what each line is."""
        yield Title(f"{self.name}: {'passed' if self.passed else 'not yet right'}", "right" if self.passed else "wrong")
        yield self.message
        yield from self.remarks
        if seen := [line for line in self.lines if line.row and not self.passed]:
            yield Rows(("line", "", ""), [(str(line.row), line.name, line.verdict) for line in seen], verdicts=2)

    def __str__(self) -> str:
        """Return what a student reads."""
        title = f"{self.name}: {'passed' if self.passed else 'not yet right'}"
        return "\n".join([title, *(f"  {row}" for text in (self.message, *self.remarks) for row in text.splitlines())])

    __repr__ = __str__
