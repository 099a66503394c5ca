"""The worksheet of one update: forward, back, update, number by number, of a network with one hidden layer."""

import re
from dataclasses import dataclass
from random import Random

import numpy as np

from nnlib._arrays import Array
from nnlib.exercises._worksheet_page import Page, exact, math
from nnlib.lessons import trace
from nnlib.models import Network

TITLE = "One update, by hand"
LEARNING_RATE = 0.5
EASY = 5
"""No number on the sheet is larger."""


@dataclass(frozen=True)
class Update:
    """One update: arrays by their names, those after it with "new" before; equations; and the cost after it."""

    arrays: dict[str, Array]
    equations: dict[str, str]
    J_after: float


# The output is the identity, with L = ½ (a − y)²: all numbers are exact decimals, so that a wrong one is a slip in the
# method and never one in rounding; and dZ[2] = A[2] − Y and all that follows are the notes' lines for a sigmoid.
def draw_update(draw: Random) -> Update:
    """Draw until an update's numbers are easy, and show what they should."""
    n_h, m = draw.choice([(3, 2), (2, 3)])
    model = Network([2, n_h, 1], hidden="relu", output="identity", initialization="zeros")
    while True:
        theta = model.parameters.vector
        theta[:] = draw.choices([-1, -0.5, 0.5, 1], k=theta.size)
        X = np.reshape(draw.choices([-2.0, -1.0, 0.0, 1.0, 2.0, 3.0], k=2 * m), (2, m))
        dZ = m * np.reshape(draw.choices([-1.5, -1.0, -0.5, 0.5, 1.0, 1.5], k=m), (1, m))  # so that m divides all sums
        forward_pass = model.forward(X)
        Y = forward_pass.output - dZ
        varied = shows_relu(forward_pass.Z[1]) and not any(map(alike, (X, model.W[1], model.W[2].T, dZ.T)))
        if varied and np.linalg.matrix_rank(X) > 1 and np.all(Y % 0.5 == 0):
            update = traced(model, X, Y)
            easy = all(np.abs(array).max() <= EASY for array in update.arrays.values())
            moves = all(np.all(update.arrays[name]) for name in ("dW[2]", "db[2]"))
            if easy and moves and update.J_after < update.arrays["J"]:
                return update


def alike(A: Array) -> bool:
    """Tell whether two rows that follow each other are the same, or the array is its own transpose."""
    return bool(np.any(np.all(A[1:] == A[:-1], axis=1))) or np.array_equal(A, A.T)


def shows_relu(Z: Array) -> bool:
    """Tell whether each node is on for some example, one is off for some, no z lies on the kink, and most differ."""
    on = Z > 0
    return bool(np.all(Z) and np.all(on.any(axis=1)) and not np.all(on)) and np.unique(Z).size >= Z.size - 1


def traced(model: Network, X: Array, Y: Array) -> Update:
    """Return the update of a network that `nnlib.lessons.trace` shows."""
    lines = trace(model, X, Y, learning_rate=LEARNING_RATE)
    new = {f"new {name}": line for name, line in lines.update.items()}
    named = {**lines.given, **lines.forward, **lines.backward, **new}
    after = model.copy()
    for l in after.g:
        after.W[l], after.b[l] = lines.update[f"W[{l}]"].value, lines.update[f"b[{l}]"].value
    return Update(
        arrays={name: line.value for name, line in named.items()},
        equations={name: shortened(line.equation) for name, line in named.items()},
        J_after=after.cost(X, Y),
    )


def shortened(equation: str) -> str:
    """Return an equation without what the head of the sheet says once for all."""
    before, _, _ = equation.partition(", where")
    return re.sub(r"np\.sum\((.*), axis=1, keepdims=True\)", r"Σ \1", before)


def draw_questions(update: Update, draw: Random) -> dict[str, str]:
    """Draw the questions, with their answers."""
    m, J = update.arrays["X"].shape[1], update.arrays["J"]
    off = [
        f"node {i} in example{'s' * (len(examples) > 1)} {' and '.join(map(str, examples))}"
        for i, z in enumerate(update.arrays["Z[1]"], start=1)
        if (examples := [int(j) + 1 for j in np.flatnonzero(z < 0)])
    ]
    about_slips, answer = draw.choice(
        [
            (
                f"Someone forgets {math('1/m')} in {math('dW[2]')} alone. Which other numbers come out wrong?",
                f"Those of the new {math('W[2]')}: its step is {m} times as long. No other line uses {math('dW[2]')}.",
            ),
            (
                f"Someone computes {math('dZ[1]')} with the new {math('W[2]')}. Which numbers come out wrong?",
                (
                    f"{math('dZ[1]')}, and so {math('dW[1]')}, {math('db[1]')} and the new {math('W[1]')} and "
                    f"{math('b[1]')}. Back propagation takes {math('W[2]')} as it was in forward propagation."
                ),
            ),
            (
                "The output becomes a sigmoid, the loss the cross-entropy. Which equations change?",
                (
                    f"{math('A[2] = σ(Z[2])')}, and the loss {math('L')} in {math('J')}. "
                    f"{math('dZ[2] = A[2] - Y')} stays as it is, and so do all equations after it."
                ),
            ),
        ]
    )
    return {
        f"Some numbers of {math('dZ[1]')} are 0. Which ones, and why? What follows for these nodes?": (
            f"{'; '.join(off).capitalize()}. There {math('z < 0')}, so the slope of the ReLU is 0, and the example "
            "moves neither the weights nor the bias of the node."
        ),
        about_slips: answer,
        f"For the quick: go forward once more, with the new numbers. What is {math('J')} now?": (
            f"{math('J')} = {update.J_after:.4f}, rounded to four decimals. Before the update it was {exact(J.item())}."
        ),
    }


def body(page: Page, draw: Random) -> str:
    """Return the sheet between header and footer."""
    update = draw_update(draw)
    n_h, m = update.arrays["Z[1]"].shape

    def given(name: str) -> str:
        return f'<div class="given-array">{math(f"{name} =")}{page.matrix(name, update.arrays[name], given=True)}</div>'

    def line(name: str) -> str:
        equation = f"<span>{math(update.equations[name])}</span>"
        return f'<div class="equation">{equation}{page.matrix(name, update.arrays[name])}</div>'

    def column(*names: str, title: str = "&nbsp;") -> str:
        return "\n".join(["<div>", f"<h2>{title}</h2>", *map(line, names), "</div>"])

    return f"""\
<p>A network has 2 features, {n_h} hidden nodes with {math("g[1](z) = max(0, z)")}, and one output with
{math("g[2](z) = z")}. The loss is {math("L = ½ (a - y)²")}. Do one update with {math(f"α = {LEARNING_RATE}")}. The sums
{math("Σ")} go over the {math(f"m = {m}")} examples. All numbers are exact.</p>
<div class="given-arrays">{"".join(map(given, ("X", "Y", "W[1]", "b[1]")))}</div>
<div class="given-arrays">{"".join(map(given, ("W[2]", "b[2]")))}</div>
<div class="columns">
{column("Z[1]", "A[1]", "Z[2]", "A[2]", "J", title="Forward propagation")}
{column("dZ[2]", "dW[2]", "db[2]", "dZ[1]", "dW[1]", "db[1]", title="Back propagation")}
</div>
<div class="columns">
{column("new W[2]", "new W[1]", title="Update")}
{column("new b[2]", "new b[1]")}
</div>
{page.questions(draw_questions(update, draw))}"""
