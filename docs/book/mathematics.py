"""Formulas become MathML when the book is built: they need no script and no other host, and keep their LaTeX."""

import html
import re
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element, tostring

from docutils import nodes
from latex2mathml import exceptions
from latex2mathml.converter import Converter
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

LOGGER = logging.getLogger(__name__)

REFUSALS = (*(each for each in vars(exceptions).values() if isinstance(each, type)), IndexError, StopIteration)
OTHER_NAMES = {"{aligned}": "{align*}", "{align}": "{align*}"}  # latex2mathml has no aligned, and numbers align
EQUATION = re.compile(r"\\(begin|end)\{equation\*?\}")  # as all displayed formulas are

SPACED = {"mrow", "mtd", "mstyle", "msqrt"}  # elements whose children stand in a line
SCRIPTS = {"msub": 1, "msup": 1, "munder": 1, "mover": 1, "msubsup": 2, "munderover": 2}  # how many beside the base
BREAK_AFTER = set("=←→≈≤≥∈,;+−×⋅±⊙")
LONG = 24  # characters of an inline formula that may be broken


class FormulaError(ValueError):
    """LaTeX that cannot be drawn."""


def to_mathml(latex: str, display: str = "inline") -> Element:
    """Return a formula as a MathML element."""
    source = EQUATION.sub("", latex)
    for name, other in OTHER_NAMES.items():
        source = source.replace(name, other)
    braces = re.findall(r"(?<!\\)[{}]", source)
    if braces.count("{") != braces.count("}"):
        message = "braces do not match"
        raise FormulaError(message)
    try:
        math = Converter(display=display).convert_to_element(source)
    except REFUSALS as error:
        raise FormulaError(type(error).__name__) from error
    for element in math.iter():
        mend_symbol(element)
    for element in list(math.iter()):
        if element.tag in SCRIPTS:
            gather_base(element)
            tighten(element)
        elif element.tag in SPACED:
            space_functions(element)
            sign_numbers(element)
    return math


def mend_symbol(element: Element) -> None:
    """Set one symbol as TeX does, and refuse a command that is not known."""
    text = element.text = html.unescape(element.text or "")
    if element.tag == "mtext":
        element.text = text.replace(r"\_", "_")
    elif text == "&" or re.match(r"\\\w", text):
        message = f"{text} is not known"
        raise FormulaError(message)
    elif text in {"⟨", "⟩"}:
        element.tag = "mo"
        element.attrib |= {"stretchy": "false", "form": "prefix" if text == "⟨" else "postfix"}
    elif text in {"∂", "⊤", "∞"}:
        element.tag = "mi"
    elif element.tag == "mrow" and [html.unescape(part.text or "") for part in element] == [","]:  # 1{,}000
        element[0].set("rspace", "0")
    elif text in {"‖", "|"} and "form" not in element.attrib:  # not made by left or right
        element.attrib |= {"stretchy": "false", "lspace": "0", "rspace": "0"}


def gather_base(element: Element) -> None:
    """Make a matrix in its brackets the base of a superscript: latex2mathml has them side by side."""
    base = element[: -SCRIPTS[element.tag]]
    if len(base) > 1:
        row = Element("mrow")
        row.extend(base)
        element[: len(base)] = [row]


def tighten(element: Element) -> None:
    """Leave no space around the operators of subscripts and superscripts, and set a single prime as it is."""
    for script in element[1:]:
        for operator in script.iter("mo"):
            operator.attrib |= {"lspace": "0", "rspace": "0"}
    if element.tag == "msup" and element[1].text == "′":
        element.tag, element[1].tag = "mrow", "mo"


def sign_numbers(row: Element) -> None:
    """Set the minus after another operator as a sign, without the space of a difference."""
    for before, operator in pairwise(row):
        if operator.text in {"−", "+"} and before.tag == "mo" and before.text not in {")", "]", "}", "‖", "|"}:
            operator.set("form", "prefix")


def function_of(element: Element) -> Element | None:
    """Return the element that holds a name such as log or max, with limits or without, if there is one."""
    if element.tag in SCRIPTS:
        return function_of(element[0])
    is_name = element.tag in {"mi", "mo"} and len(element.text or "") > 1 and (element.text or "").isalpha()
    return element if is_name else None


def space_functions(row: Element) -> None:
    """Put a thin space between a function's name and its neighbours, as TeX does."""
    for child in list(row):
        function = function_of(child)
        if function is None:
            continue
        function.tag = "mi"
        place = list(row).index(child)
        if place + 1 < len(row) and row[place + 1].tag not in {"mo", "mspace"}:
            row.insert(place + 1, Element("mspace", width="0.167em"))
        before = row[place - 1]
        if place and (before.tag not in {"mo", "mspace"} or before.text in {")", "]"}):
            row.insert(place, Element("mspace", width="0.167em"))


def pieces(math: Element) -> list[Element]:
    """Return a formula in pieces between which a line may break, if it is long."""
    (row,) = math
    if len("".join(math.itertext())) < LONG:
        return [math]
    rows, depth = [Element("mrow")], 0
    for child in row:
        rows[-1].append(child)
        if child.tag == "mo":
            depth += (child.text in {"(", "[", "{"}) - (child.text in {")", "]", "}"})
            if depth == 0 and child.text in BREAK_AFTER and len(rows[-1]) > 1:  # or it is a sign
                child.set("form", "infix")  # though it is the last of its row
                rows.append(Element("mrow"))
    parts = [Element("math", math.attrib) for row in rows if len(row)]
    for part, row in zip(parts, rows, strict=False):
        part.append(row)
    return parts


def annotated(math: Element, latex: str) -> Element:
    """Return a formula that has its LaTeX with it, for a screen reader and for whoever copies it."""
    semantics, annotation = Element("semantics"), Element("annotation", encoding="application/x-tex")
    annotation.text = latex
    semantics.extend([*math, annotation])
    with_latex = Element("math", math.attrib, alttext=latex)
    with_latex.append(semantics)
    return with_latex


def drawn(node: nodes.Element, latex: str, display: str) -> str:
    """Return a formula as HTML, or report that it cannot be drawn."""
    try:
        math = to_mathml(latex, display)
    except FormulaError as mistake:
        LOGGER.warning("formula not drawn, %s: %s", mistake, latex, location=node, type="mathematics")
        return html.escape(latex)
    first, *others = pieces(math) if display == "inline" else [math]
    for other in others:
        other.set("aria-hidden", "true")  # the first has the LaTeX of all
    return "<wbr>".join(tostring(part, encoding="unicode") for part in (annotated(first, latex), *others))


def visit_inline(self: HTML5Translator, node: nodes.math) -> None:
    """Write an inline formula."""
    latex = node.astext().strip()
    start = self.starttag(node, "span", "", CLASS="math notranslate nohighlight", **{"data-latex": f"${latex}$"})
    self.body.append(f"{start}{drawn(node, latex, 'inline')}</span>")
    raise nodes.SkipNode


def visit_display(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write a displayed formula."""
    latex = node.astext().strip()
    self.body.append(self.starttag(node, "div", "", CLASS="math notranslate", **{"data-latex": f"$$\n{latex}\n$$"}))
    self.body.append(drawn(node, latex, "block"))
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append("</div>\n")
    raise nodes.SkipNode


class KeepPunctuation(SphinxPostTransform):
    """Keeps a formula and what touches it, such as a comma, on one line: browsers would break there."""

    default_priority = 400
    formats = ("html",)

    def run(self, **_: Any) -> None:  # noqa: ANN401  as Sphinx declares it
        """Move what touches a formula beside it, into an element that is not broken."""
        for math in list(self.document.findall(nodes.math)):
            parent, place = math.parent, math.parent.index(math)
            together = nodes.inline("", "", classes=["nowrap"])
            neighbours = [parent[at] if 0 <= at < len(parent) else None for at in (place - 1, place + 1)]
            before, after = (str(each) if isinstance(each, nodes.Text) else "" for each in neighbours)
            start, end = re.search(r"\S*\Z", before).group(), re.match(r"\S*", after).group()
            if not (start or end):
                continue
            parent[place] = together
            together += [nodes.Text(start), math, nodes.Text(end)]
            if end:
                parent[place + 1] = nodes.Text(after.removeprefix(end))
            if start:
                parent[place - 1] = nodes.Text(before.removesuffix(start))


def setup(app: Sphinx) -> dict[str, bool]:
    """Write formulas as MathML in HTML."""
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_display, None))
    app.add_post_transform(KeepPunctuation)
    app.add_js_file("copy_latex.js", loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
