"""A traced update as a page to step through, and as the JSON that such a page is drawn from."""

import json
import math
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Any

from nnlib._arrays import Array
from nnlib._pages import asset, page
from nnlib.lessons.tracing import Trace, TracedLine

LARGEST = 16
"""How many rows and columns of an array are shown."""


def page_of(trace: Trace) -> str:
    """Return the page of an update."""
    scripts, styles = [asset("stepping.js")], [asset("stepping.css")]
    return page("One update, step by step", "Stepping.show", steps_of(trace), scripts=scripts, styles=styles)


def steps_of(trace: Trace) -> dict[str, Any]:
    """Return an update as JSON holds it, for Stepping.show.

    The values of a line are a list of rows, also where its shape is (). What it is computed from stands in `also`, or
    is the first line of that name.
    """
    parts = {"given": trace.given, "forward": trace.forward, "backward": trace.backward, "update": trace.update}
    with_a_line = {id(line) for part in parts.values() for line in part.values()}
    lines = []
    for part, named in parts.items():
        for name, line in named.items():
            also = [described(*inner) for inner in dict(within(line, with_a_line)).items()]
            lines.append({"part": part, **described(name, line), "also": also})
    return {"learning_rate": trace.learning_rate, "lines": lines}


def within(line: TracedLine, with_a_line: AbstractSet[int]) -> Iterator[tuple[str, TracedLine]]:
    """Yield what stands in an equation without a line of its own, down to lines that are known by their ids."""
    for name, value in line.inputs.items():
        if id(value) not in with_a_line:
            yield name, value
            yield from within(value, with_a_line)


def described(name: str, line: TracedLine) -> dict[str, Any]:
    """Return a line as JSON holds it."""
    return {
        "name": name,
        "equation": line.equation,
        "function": line.function,
        "shape": list(line.value.shape),
        "values": numbers(line.value),
        "inputs": list(line.inputs),
    }


def numbers(array: Array) -> list[list[float | str]]:
    """Return the rows that are shown of an array; numbers that JSON has not are texts that JavaScript reads."""
    rows = array.reshape(-1, array.shape[-1] if array.ndim else 1)[:LARGEST, :LARGEST].tolist()
    return [[x if math.isfinite(x) else json.dumps(x) for x in row] for row in rows]
