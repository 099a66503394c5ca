"""A traced update as a page to step through, and as the JSON that such a page is drawn from."""

import json
import math
import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from decimal import ROUND_HALF_UP, Context
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib._arrays import Array
from nnlib._pages import asset, page
from nnlib.activations import ACTIVATIONS, LeakyReLU, derivative_at
from nnlib.lessons.tracing import Trace, TracedLine
from nnlib.losses import LOSSES, squared_error

LARGEST = 16
"""How many rows and columns of an array are shown."""


def page_of(trace: Trace) -> str:
    """Return the page of an update."""
    scripts, styles = [asset("stepping.js")], [asset("stepping.css")]
    return page("One update, step by step", "Stepping.show", steps_of(trace), scripts=scripts, styles=styles)


def steps_of(trace: Trace) -> dict[str, Any]:
    """Return an update as JSON holds it, for Stepping.show.

    The values of a line are a list of rows, even if its shape is (), and so are the digits that show how they are
    computed. Its inputs are in `also`, or are the first line of that name.
    """
    parts = {"given": trace.given, "forward": trace.forward, "backward": trace.backward, "update": trace.update}
    with_a_line = {id(line) for part in parts.values() for line in part.values()}
    lines = []
    for part, named in parts.items():
        for name, line in named.items():
            also = [described(*inner) for inner in dict(within(line, with_a_line)).items()]
            lines.append({"part": part, **described(name, line), "also": also})
    return {"caption": caption(trace), "learning_rate": trace.learning_rate, "lines": lines}


def caption(trace: Trace) -> str:
    """Return what network the update is of, and what it is made by."""
    m = trace.given["X"].value.shape[1]
    A = [line for name, line in trace.forward.items() if name.startswith("A")]
    sizes = "-".join(str(line.value.shape[0]) for line in (trace.given["X"], *A))
    parts = [*(line.function for line in A), trace.forward["J"].inputs["L"].function]
    l2 = trace.backward["dW[1]"].inputs.get("l2")
    penalty = f", l2 = {l2.value:g}" if l2 else ""
    examples = f"{m} example{'s' * (m > 1)}"
    rule = f"gradient descent with α = {trace.learning_rate:g}"
    return f"Network {sizes}, {', '.join(parts)}{penalty}; {rule} on {examples}"


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
        "digits": digits_of(name, line)[:LARGEST, :LARGEST].tolist(),
        "inputs": list(line.inputs),
    }


def numbers(array: Array) -> list[list[float | str]]:
    """Return the rows that are shown of an array; numbers that JSON has not are texts that JavaScript reads."""
    rows = np.atleast_2d(array)[:LARGEST, :LARGEST].tolist()
    return [[x if math.isfinite(x) else json.dumps(x) for x in row] for row in rows]


def digits_of(name: str, line: TracedLine) -> npt.NDArray[np.int64]:
    """Return in how many digits, from 3 on, the inputs have to stand for a reader to get each number's 3 digits.

    It is 0 where 6 do not do, as in a difference of nearly equal numbers, and where the reader is not told how.
    """
    found = np.zeros(np.atleast_2d(line.value).shape, np.int64)
    formula, arrays = formula_of(name, line), [inner.value for inner in line.inputs.values()]
    if formula is None or max(size for array in arrays for size in (*array.shape, 1)) > LARGEST:
        return found
    shown = rounded(line.value, 3)
    for digits in (6, 5, 4, 3):
        with np.errstate(all="ignore"):
            made = formula(*(rounded(array, digits) for array in arrays))
        found[np.atleast_2d(rounded(made, 3) == shown)] = digits
    return found


def rounded(array: Array, digits: int) -> Array:
    """Return numbers as they are shown: those between 1000 and 100,000 with two digits more."""
    by_size = [Context(prec=digits + more, rounding=ROUND_HALF_UP) for more in (0, 2, 0)]  # halves as in JavaScript
    sizes = np.searchsorted((1e3, 1e5), np.abs(array).ravel(), side="right").tolist()
    pairs = zip(array.ravel().tolist(), sizes, strict=True)
    numbers = [float(by_size[size].create_decimal_from_float(x)) for x, size in pairs]
    return np.reshape(numbers, array.shape)


def formula_of(name: str, line: TracedLine) -> Callable[..., Array] | None:
    """Return what makes a line of its inputs as stepping.js writes it, or None where that is words."""
    kind, _, slope = line.function.partition("(slope=")
    g = LeakyReLU(float(slope[:-1])) if slope else ACTIVATIONS.get(kind)
    loss = LOSSES.get(line.function)
    is_difference = "Y" in line.inputs
    formulas: dict[str, Callable[..., Array] | None] = {
        "Z": lambda W, P, b: W @ P + b,
        "A": g,
        "L": (lambda *arrays: loss.L(*arrays[-2:])) if loss else None,
        "J": lambda m, L, *penalty: L.sum() / m + sum(penalty),
        "l2": lambda l2, *W: l2 / 2 * sum((each**2).sum() for each in W),
        "g": (lambda Z, A: derivative_at(g, Z, A)) if g else None,
        "dA": (lambda W, D: W.T @ D) if not is_difference else np.subtract if loss is squared_error else None,
        "dZ": np.subtract if is_difference else np.multiply,
        "dW": lambda m, D, P, l2=0, W=0: D @ P.T / m + l2 * W,
        "db": lambda m, D: D.sum(axis=1, keepdims=True) / m,
        "W": lambda before, rate, D: before - rate * D,
    }
    formulas["b"] = formulas["W"]
    return formulas[re.split(r"\W", name)[0]] if line.inputs else None
