"""Formulas of the book become MathML that says what the LaTeX says, and LaTeX that cannot be drawn is refused."""

import re
import sys
from pathlib import Path
from xml.etree.ElementTree import tostring

import pytest

pytest.importorskip("latex2mathml")
pytest.importorskip("sphinx")
sys.path.insert(0, str(Path(__file__).parents[1] / "docs" / "book"))
import mathematics

DOCS = Path(__file__).parents[1] / "docs"
FORMULA = re.compile(r"\$\$(.+?)\$\$|(?<![\\$\w`])\$(?!\s)([^$\n]+?)(?<!\s)\$(?![\d$])", flags=re.DOTALL)


def shown(latex, display="inline"):
    return tostring(mathematics.to_mathml(latex, display), encoding="unicode")


def formulas():
    """Return the formulas of all pages, by page."""
    found = []
    for page in sorted(DOCS.rglob("*.md")):
        text = re.sub(r"^(`{3,}).*?^\1|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
        found += [(page.relative_to(DOCS), block or inline) for block, inline in FORMULA.findall(text)]
    return found


def test_every_formula_of_the_book_can_be_drawn():
    assert len(formulas()) > 300
    refused = []
    for page, latex in formulas():
        try:
            mathematics.to_mathml(latex)
        except mathematics.FormulaError as mistake:
            refused.append((str(page), latex, str(mistake)))
    assert refused == []


@pytest.mark.parametrize("latex", [r"\foo{x}", r"\frac{1", r"\begin{cases} 1 & x", r"\left( x", r"x^2^3", r"a & b"])
def test_latex_that_cannot_be_drawn_is_refused(latex):
    with pytest.raises(mathematics.FormulaError):
        mathematics.to_mathml(latex)


def test_lines_are_aligned_at_their_signs():
    rows = mathematics.to_mathml(r"\begin{aligned} a &= b \\ c &= d \end{aligned}").findall(".//mtr")
    assert [["".join(cell.itertext()) for cell in row] for row in rows] == [["a", "=b"], ["c", "=d"]]


def test_a_comma_in_braces_stands_within_its_number():
    within = mathematics.to_mathml(r"2{,}416")[0].find("mrow/mo")
    assert (within.text, within.get("rspace")) == (",", "0")
    assert mathematics.to_mathml("a, b").find(".//mo").get("rspace") is None


def test_a_matrix_and_its_brackets_are_transposed_together():
    base, transpose = mathematics.to_mathml(r"\begin{bmatrix} a \\ b \end{bmatrix}^T").find(".//msup")
    assert "".join(base.itertext()) == "[ab]"
    assert transpose.text == "T"


@pytest.mark.parametrize(
    ("latex", "spaces"),
    [(r"y \log a", 2), (r"\log(1 - a)", 0), (r"(1 - y) \log(1 - a)", 1), (r"\max(0, z)", 0), (r"\max_k a", 1)],
)
def test_a_thin_space_parts_a_function_from_letters_and_not_from_brackets(latex, spaces):
    assert shown(latex).count("mspace") == spaces


def test_a_minus_behind_an_equals_sign_is_a_sign():
    assert shown("J = -a").count('form="prefix"') == 1
    assert shown("J = b - a").count('form="prefix"') == 0


def test_a_long_formula_may_break_after_its_relations_and_keeps_all_its_symbols():
    math = mathematics.to_mathml(r"Z^{[1]} = W^{[1]} X + b^{[1]} = W^{[1]} A^{[0]} + b^{[1]}")
    whole = "".join(math.itertext())
    parts = ["".join(part.itertext()) for part in mathematics.pieces(math)]
    assert "".join(parts) == whole
    assert parts == ["Z[1]=", "W[1]X+", "b[1]=", "W[1]A[0]+", "b[1]"]
    assert len(mathematics.pieces(mathematics.to_mathml("z = w^T x + b"))) == 1


def test_the_latex_goes_with_the_formula():
    math = mathematics.annotated(mathematics.to_mathml(r"\hat{y}"), r"\hat{y}")
    assert math.get("alttext") == math.find(".//annotation").text == r"\hat{y}"
