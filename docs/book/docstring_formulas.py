"""Formulas of docstrings stand in Unicode, as a terminal shows them; on the pages of the reference they are drawn.

A formula is a run of symbols, numbers and operators between words. What may be a part of one stays as it is.
"""

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᵀᶻᵗʸⁿᵘ", "0123456789-Tztynu", strict=True))
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₜ", "0123456789ijkt", strict=True))
SCRIPTS = f"[{''.join(RAISED | LOWERED)}]"
RELATIONS = {"=": "=", "←": r"\leftarrow", "≈": r"\approx", "≤": r"\le", "≥": r"\ge"}
OPERATORS = {"+": "+", "/": "/", "·": r"\cdot", "*": r"\odot", "^": "^", ",": ","}
SIGNS = {"−": "-", "Σ": r"\sum", "½": r"\frac{1}{2}", "⌊": r"\lfloor", "⌋": r"\rfloor", "⌈": r"\lceil", "⌉": r"\rceil"}
FENCES = {sign: sign for sign in "()[]|‖√"}
SYMBOLS = RELATIONS | OPERATORS | SIGNS | FENCES
FUNCTIONS = ["log", "exp", "max", "min", "tanh", "cos"]
WORDS = ["softmax", "relu", "tent", "factor", "every", "updates", "decay_rate", "rate", "epoch", "interval", "width"]
WORDS += ["keep_prob", "batch_size", "steps", "positions", "momentum", "deviation", "alpha", "height"]
WORDS += ["affordability", "awareness", "quality"]
LETTER = "[A-Za-zα-ωŷŝ]\u0302?"
TOKEN = re.compile(
    rf"(?P<word>(?:{'|'.join(FUNCTIONS + WORDS)}|l2)(?!\w))"
    rf"|(?P<change>[d∂Δ](?={LETTER}))?(?P<letter>{LETTER})(?:_(?P<below>\{{[^}}]+\}}|end|prev|[a-zθ](?!\w)))?"
    r"(?:\[(?P<layer>[lL](?:[−+-]1)?|\d)\]|<(?P<time>[tT](?:[−-]1)?)>)?(?P<prime>′?)"
    rf"(?P<scripts>{SCRIPTS}*)(?:(?<={SCRIPTS})|(?<=[α-ω])|(?![A-Za-z_]))"  # βv are two symbols, and of is a word
    rf"|(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?)(?P<power>{SCRIPTS}*)(?!\w\w|_)"
    rf"|(?P<sign>[{re.escape(''.join(SYMBOLS))}])(?P<scripts_of_sign>{SCRIPTS}*)"
)
WITNESS = re.compile(rf"[α-ωŷ∂Δ√←·‖½Σ′\u0302]|{SCRIPTS}|\w\[[lL\d]|_\{{|\w.* = .*\w|<t|1/m")
Tokens = list[re.Match[str]]


def scripts(characters: str | None) -> tuple[str, str]:
    """Return what stands below and above."""
    characters = characters or ""
    return "".join(LOWERED.get(each, "") for each in characters), "".join(RAISED.get(each, "") for each in characters)


def with_scripts(base: str, below: str, above: str) -> str:
    """Return LaTeX with a subscript and a superscript, where there are some."""
    return base + (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "") + " "


def latex(token: re.Match[str]) -> str:
    """Return a token as LaTeX."""
    if word := token["word"]:
        return rf"\{word} " if word in FUNCTIONS else rf"\text{{{word}}} ".replace("_", r"\_")
    if token["number"]:
        return with_scripts(token["number"], *scripts(token["power"]))
    if sign := token["sign"]:
        return with_scripts(SYMBOLS[sign], *scripts(token["scripts_of_sign"]))
    letter = token["letter"].replace("ŷ", r"\hat{y}").replace("ŝ", r"\hat{s}")
    letter = rf"\hat{{{letter[0]}}}" if letter.endswith("\u0302") else letter
    change = {"d": "d", "∂": r"\partial ", "Δ": r"\Delta ", None: ""}[token["change"]]
    below, above = scripts(token["scripts"])
    below += {"end": r"\text{end}", "prev": r"\text{prev}", None: ""}.get(
        token["below"], (token["below"] or "").strip("{}")
    )
    layer = f"[{token['layer']}]" if token["layer"] else rf"\langle {token['time']} \rangle " if token["time"] else ""
    return with_scripts(change + letter, below, (layer + r"\prime " * bool(token["prime"]) + above).replace("−", "-"))


def grouped(text: str) -> str:
    """Return LaTeX in which roots, powers and norms reach as far as their fences."""
    inner = r"\( ((?:[^()]|\([^()]*\))*)\) "
    for mark, command in (("√", r"\\sqrt"), (r"\^(?= )", "^")):
        text = re.sub(rf"{mark} {inner}", rf"{command}{{\1}} ", text)
        text = re.sub(rf"{mark} (\\lfloor .*?\\rfloor|\S+)", rf"{command}{{\1}}", text)
    return re.sub(r"‖ (.*?)‖", r"\\lVert \1\\rVert ", text).strip()


def runs(text: str) -> Iterator[Tokens]:
    """Yield the runs of tokens that no word divides."""
    run: Tokens = []
    place = 0
    while place < len(text):
        if token := TOKEN.match(text, place):
            run.append(token)
            place = token.end()
        elif run and text[place] in " \n":
            place += 1
        else:
            yield run
            run = []
            place += len(re.match(r"'?\w+|.", text[place:], flags=re.DOTALL)[0])
    yield run


def trimmed(run: Tokens) -> Tokens:
    """Return a run without what belongs to the sentence: commas, an article, a word and parentheses of its own."""

    def of_the_sentence(token: re.Match[str], beside: str) -> bool:
        word = token[0] == "a" or token[0] in WORDS
        return token[0] in {",", "|"} or (word and (beside == "," or beside not in RELATIONS | OPERATORS | SIGNS))

    opened = sum(token[0].startswith("(") for token in run) - sum(token[0].startswith(")") for token in run)
    while run and (of_the_sentence(run[0], run[1][0] if len(run) > 1 else "") or (opened > 0 and run[0][0] == "(")):
        opened -= run.pop(0)[0] == "("
    while run and (of_the_sentence(run[-1], run[-2][0] if len(run) > 1 else "") or (opened < 0 and run[-1][0] == ")")):
        opened += run.pop()[0] == ")"
    return run


def whole(text: str, run: Tokens) -> bool:
    """Return whether a run is a formula, and all of one."""
    if not run or run[0][0] in RELATIONS | OPERATORS or run[-1][0] in RELATIONS | OPERATORS | {"−": ""}:
        return False
    begin, end = run[0].start(), run[-1].end()
    found = text[begin:end]
    fenced = all(found.count(left) == found.count(right) for left, right in ("()", "[]", "⌊⌋", "⌈⌉"))
    alone = not re.search(r"[\w'\"./]\Z", text[:begin]) and not re.match(r"[\w\"/]|:=| ?-[ \d]", text[end:])
    of_code = re.search(r"\b[axyz]\[", found)  # an element of a list; layers number arrays
    return bool(fenced and alone and not of_code and found.count("‖") % 2 == 0 and WITNESS.search(found))


def formulas(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where each formula begins and ends, and its LaTeX; those that commas divide come one by one."""
    for run in filter(lambda run: whole(text, run), map(trimmed, runs(text))):
        depth, part = 0, []
        for token in [*run, None]:
            if token is None or (token[0] == "," and not depth):
                yield part[0].start(), part[-1].end(), grouped("".join(map(latex, part)))
                part = []
            else:
                depth += (token[0] in "([") - (token[0][0] in ")]")
                part.append(token)


class DocstringFormulas(SphinxTransform):
    """Draw the formulas in the text of a page of the reference."""

    default_priority = 700

    def apply(self) -> None:
        """Put a formula in the place of its characters, and keep these for the page's description."""
        if not self.env.docname.startswith("reference/"):
            return
        for text in list(self.document.findall(nodes.Text)):
            if text.parent.tagname not in {"paragraph", "term", "classifier", "emphasis"}:
                continue
            place = 0
            parts: list[nodes.Node] = []
            for begin, end, formula in formulas(text):
                parts += [nodes.Text(text[place:begin]), nodes.math(formula, formula, characters=text[begin:end])]
                place = end
            if parts:
                text.parent.replace(text, [*parts, nodes.Text(text[place:])])


def setup(app: Sphinx) -> dict[str, bool]:
    """Draw the formulas of each page as it is read."""
    app.add_transform(DocstringFormulas)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
