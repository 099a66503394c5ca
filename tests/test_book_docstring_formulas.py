"""Formulas in docstrings are found whole, and drawn as what they say; words and code stay as they are."""

import re
import sys
from pathlib import Path

import pytest

pytest.importorskip("latex2mathml")
pytest.importorskip("sphinx")
sys.path.insert(0, str(Path(__file__).parents[1] / "docs" / "book"))

from docstring_formulas import formulas
from mathematics import to_mathml
from test_english import docstring_prose, modules, public_docstrings


def drawn(text):
    """Return a text with LaTeX between dollars in place of its formulas."""
    place = 0
    parts = []
    for begin, end, latex in formulas(text):
        parts += [text[place:begin], "$", re.sub(r"(?<!\\\w) +|(?<=\W) +", " ", latex), "$"]
        place = end
    return "".join([*parts, text[place:]])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("σ(z) = 1 / (1 + e⁻ᶻ): a probability", r"$σ ( z ) = 1 / ( 1 + e^{-z} )$: a probability"),
        ("dW[l] = 1/m dZ[l] A[l−1]ᵀ", r"$dW^{[l]} = 1 / m dZ^{[l]} A^{[l-1]T}$"),
        ("into dA[l−1], and", r"into $dA^{[l-1]}$, and"),
        ("g[l−1]′(Z[l−1]) is a factor", r"$g^{[l-1]\prime } ( Z^{[l-1]} )$ is a factor"),
        ("θ ← θ − αv.", r"$θ \leftarrow θ - α v$."),
        ("θ ← θ − α v̂ / (√ŝ + ε)", r"$θ \leftarrow θ - α \hat{v} / ( \sqrt{\hat{s}} + ε )$"),
        ("with √(2/n_{l-1})", r"with $\sqrt{2 / n_{l-1} }$"),
        ("α₀ · factor^⌊t / every⌋", r"$α_{0} \cdot \text{factor} ^{\lfloor t / \text{every} \rfloor}$"),
        ("l2/2 Σ‖W[l]‖² in J", r"$\text{l2} / 2 \sum \lVert W^{[l]} \rVert ^{2}$ in J"),
        ("‖Δθ‖ / ‖θ‖ of each", r"$\lVert \Delta θ \rVert / \lVert θ \rVert$ of each"),
        ("a<t−1> on top of x<t>", r"$a^{\langle t-1 \rangle }$ on top of $x^{\langle t \rangle }$"),
        ("A[0] = X, Z[l] = W[l]", r"$A^{[0]} = X$, $Z^{[l]} = W^{[l]}$"),
        ("R(z) = max(0, z)", r"$R ( z ) = \max ( 0 , z )$"),
        ("its wᵢ, and\n1/Σ wᵢ replaces", "its $w_{i}$, and\n$1 / \\sum w_{i}$ replaces"),
        ("the course's α, positive", "the course's $α$, positive"),
        ("(θ with its views)", "($θ$ with its views)"),
        ("W[l+1]ᵀ dZ[l+1]", r"$W^{[l+1]T} dZ^{[l+1]}$"),
        ("θ = 1,000 of them", r"$θ = 1,000$ of them"),
    ],
)
def test_a_formula_is_drawn_as_it_reads(text, expected):
    assert drawn(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        'named "W[1]" or by the student',
        "an empty cell, ?, NA, N/A, n/a",
        "a, b or c in a row, and 3 of 4",
        "the width of a[i] and x[0]",
        "J = loss of all · m",
        "α = 1e-3 is",
        "dZ[L] = A[L] - Y",
        "and/or, 1.5 s, 0/1",
    ],
)
def test_what_may_be_none_or_a_part_of_one_stays(text):
    assert drawn(text) == text


def test_every_formula_of_a_public_docstring_can_be_drawn():
    texts = [docstring_prose(text) for path in modules() for _, text in public_docstrings(path)]
    found = {latex for text in texts for paragraph in text.split("\n\n") for *_, latex in formulas(paragraph)}
    assert len(found) > 100
    for latex in found:
        mathml = to_mathml(latex)
        assert "\\" not in "".join(mathml.itertext()), latex
