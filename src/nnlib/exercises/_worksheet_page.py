"""The printed page of a worksheet: its frame, its blanks, and mathematics as the notes set it."""

import re
from dataclasses import dataclass
from html import escape

import numpy as np

from nnlib._arrays import Array

STYLE = """\
@page { margin: 9mm 14mm }
* { box-sizing: border-box }
html { background: #fff; color: #000; color-scheme: light }
body { width: 180mm; min-height: 254mm; margin: 6mm auto; font: 10.5pt/1.4 Arial, "Liberation Sans", sans-serif }
body, .questions, .question { display: flex; flex-direction: column }
body { -webkit-print-color-adjust: exact; print-color-adjust: exact }
@media print { body { margin: 0 auto } }
.math, .matrix, td { font-family: "STIX Two Text", Cambria, "Times New Roman", "Liberation Serif", serif }
.math { font-size: 11.5pt; white-space: nowrap }
sup, sub { font-size: 72%; line-height: 0 }
code { font: 9.5pt Consolas, "Liberation Mono", monospace; white-space: nowrap }
header { display: flex; align-items: end; gap: 6mm; border-bottom: .6mm solid; padding-bottom: 1.5mm; height: 10mm }
h1 { font-size: 15pt; line-height: 1; margin: 0; flex: 1 }
h2 { font-size: 11pt; margin: 3.5mm 0 1.5mm }
p { margin: 2mm 0 1mm }
.line { display: inline-block; border-bottom: .3mm solid; height: 5mm }
.badge { border: .4mm solid; border-radius: 1.5mm; padding: 0 3mm }
.blank, .badge { color: #b43c00; font-weight: bold; font-style: italic }
table { border-collapse: collapse }
td, th { border: .25mm solid #777; text-align: center; padding: 0; font-size: 11pt }
th { font-weight: normal }
.wide { width: 100%; table-layout: fixed }
.wide td, .wide th { height: 10.5mm }
.wide .given { background: #ddd }
.wide td .math { font-size: 10pt }
.matrix { display: inline-flex; line-height: 1.1 }
.matrix::before, .matrix::after { content: ""; width: 1.3mm; border: .35mm solid; margin: -.4mm .3mm }
.matrix::before { border-right: 0 }
.matrix::after { border-left: 0 }
.matrix.number::before, .matrix.number::after { border: 0 }
.matrix td { width: 11.8mm; height: 5.9mm; border: .25mm dotted #999; font-size: 10.5pt }
.matrix .given { width: auto; min-width: 7mm; padding: 0 1.2mm; height: 5mm; border: 0 }
.columns { display: flex; justify-content: space-between }
.columns > div { width: 88mm }
.given-arrays { display: flex; align-items: center; gap: 8mm; margin: 1.2mm 0 }
.given-array { display: flex; align-items: center; gap: 1.5mm }
.equation { display: flex; align-items: center; justify-content: space-between; margin: 1.7mm 0 }
.equation .math { font-size: 10.5pt }
.questions, .question, .box { flex: 1 }
.box { border: .25mm solid #777; min-height: 11mm; margin: .8mm 0 2mm; padding: 0 2mm; font-size: 9.5pt }
.box .math { font-size: 10.5pt }
.question:last-child .box { min-height: 7mm }
.product { margin-right: 8mm }
footer { display: flex; justify-content: space-between; font-size: 8pt; color: #444 }
"""
"""Black on white, for A4 as for Letter. Answers are bold and slanted, too, which shows in grey print."""

SYMBOL = re.compile(
    r"(?P<upright>&\w+;|\bmax\b)|(?P<symbol>[A-Za-zα]+)(?P<below>_\w+)?(?P<above>\[[^\]]*\])?(?P<transposed>ᵀ)?"
)


def math(text: str) -> str:
    """Set an equation, written as in the library's messages, as the notes do: W[1]ᵀ with [1] and T raised."""

    def styled(found: re.Match[str]) -> str:
        if found["upright"]:
            return found[0]
        above = re.sub(r"[A-Za-z]+", r"<i>\g<0></i>", found["above"] or "") + ("T" if found["transposed"] else "")
        below = f"<sub><i>{found['below'][1:]}</i></sub>" if found["below"] else ""
        return f"<i>{found['symbol']}</i>{below}" + (f"<sup>{above}</sup>" if above else "")

    text = escape(text.replace("-", "−").replace("*", "∗"), quote=False)
    equation = SYMBOL.sub(styled, text).replace("1/<i>m</i>", "<sup>1</sup>⁄<sub><i>m</i></sub>")
    return f'<span class="math">{equation}</span>'


def exact(x: float) -> str:
    """Return a number of whole eighths as a decimal, even if its last bits are off."""
    return f"{round(x * 8) / 8:g}".replace("-", "−")


@dataclass(frozen=True)
class Page:
    """A printable page, whose blanks are empty, or filled in on the answer sheet."""

    answers: bool

    def cell(self, name: str, text: str, *, given: bool = False) -> str:
        """Return a cell of a table, which is given or to be found."""
        if given:
            return f'<td class="given" data-name="{name}">{text}</td>'
        return f'<td class="blank" data-name="{name}">{text if self.answers else ""}</td>'

    def box(self, name: str, text: str) -> str:
        """Return the room for the answer to a question."""
        return f'<div class="box blank" data-name="{name}">{text if self.answers else ""}</div>'

    def matrix(self, name: str, array: Array, *, given: bool = False) -> str:
        """Return an array in brackets, number by number; a single number of no axes has none."""
        rows = (
            "".join(self.cell(f"{name} {i},{j}", exact(x), given=given) for j, x in enumerate(row, start=1))
            for i, row in enumerate(np.atleast_2d(array), start=1)
        )
        kind = "matrix" if array.ndim else "matrix number"
        return f'<div class="{kind}"><table>{"".join(f"<tr>{row}</tr>" for row in rows)}</table></div>'

    def questions(self, questions: dict[str, str]) -> str:
        """Return questions with room for their answers, which are the values."""
        numbered = enumerate(questions.items(), start=1)
        boxes = [
            f'<div class="question"><div>{i}. {question}</div>{self.box(f"question {i}", answer)}</div>'
            for i, (question, answer) in numbered
        ]
        return "\n".join(["<h2>Questions</h2>", '<div class="questions">', *boxes, "</div>"])

    def whole(self, title: str, sheet: str, body: str) -> str:
        """Return the page; `sheet` says in its footer which one it is."""
        line = '<span class="line" style="width: {}mm"></span>'
        who = f"<span>Name {line.format(45)}</span><span>Date {line.format(24)}</span>"
        if self.answers:
            who = '<span class="badge">Answers</span>'
        return f"""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}: {sheet}{", answers" if self.answers else ""}</title>
<style>
{STYLE}</style>
</head>
<body>
<header><h1>{title}</h1>{who}</header>
{body}
<footer><span>{sheet}</span><span>nnlib.exercises</span></footer>
</body>
</html>
"""
