"""What a notebook shows: the parts of a thing as HTML, which brings its styles along and escapes whatever comes.

It has no script and no class, asks no other host, and takes ink and ground from the page, be it light or dark. Where
styles are removed, words and tables are left.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any, NamedTuple, cast

import numpy as np

from nnlib._arrays import Array
from nnlib._connections import Layers, by
from nnlib._messages import attempt, shortened
from nnlib._parts import Formula, Numbers, Rows, Title, Within
from nnlib._registry import name_of
from nnlib.history import History
from nnlib.models import Network
from nnlib.training import Trainer

MOST_CHARACTERS = 30_000
"""After so many nothing more is shown, whatever was handed in."""
MOST_CELLS, MOST_COLUMNS = 240, 20
LONGEST_CELL, LONGEST_TEXT = 80, 2000
OPEN_NUMBERS, MOST_NUMBERS = 24, 120
"""An array of more numbers is folded; of one of still more, the corners are shown."""
MOST_POINTS = 150
"""Of a curve."""

GREEN, RED, AMBER, BLUE = "#14935f", "#d9541e", "#b07800", "#3a82c4"
"""Of marks and curves: each can be seen on white and on black ground, and the colour-blind tell them apart."""
MARKS = {
    **dict.fromkeys(("right", "passed"), ("✓", GREEN)),
    **dict.fromkeys(("wrong", "failed"), ("✗", RED)),
    **dict.fromkeys(("follows", "undecided", "doubtful", "unseen"), ("○", AMBER)),
    "note": ("○", BLUE),
}
PENS = (f'stroke="{BLUE}"', f'stroke="{RED}" stroke-dasharray="6 3"')
LINE = "1px solid rgba(128,128,128,.35)"
CELL = "padding:.15em .7em;text-align:"
PLAIN = "margin:0;background:none;color:inherit;white-space:pre"
BRACKETS = "border:solid rgba(128,128,128,.8);border-width:0 1px;border-radius:.5em;padding:0 .6em"
UNSHOWABLE = dict.fromkeys((*range(9), *range(11, 32)), "\ufffd")
"""Control characters, which HTML cannot hold."""


class Drawing(NamedTuple):
    """A part that is HTML already."""

    svg: str


def html(thing: object) -> str | None:
    """Return what a notebook shows of a thing; None, which is its text, where it has no parts."""
    return attempt(lambda: whole(parts_of(thing)), otherwise=None)


def parts_of(thing: object) -> Iterable[object]:
    """Return the parts of a thing, which its class knows, or this module for classes that know nothing of notebooks."""
    if own := getattr(thing, "_parts_", None):
        return cast("Iterable[object]", own())
    return next(of(thing) for kind, of in PARTS.items() if isinstance(thing, kind))


def whole(parts: Iterable[object]) -> str:
    """Return parts one below the other, as many as there is room for."""
    blocks, room = [], MOST_CHARACTERS
    for part in parts:
        if room < 0:
            blocks.append(block("… print it to see all"))
            break
        blocks.append(block(part))
        room -= len(blocks[-1])
    return f'<div style="line-height:1.5">{"".join(blocks)}</div>'


def block(part: object) -> str:
    """Return one part; a thing of its own as a notebook shows it, or as it is printed."""
    if of := BLOCKS.get(type(part)):
        return of(part)
    hook = getattr(part, "_repr_html_", None)
    shown = attempt(hook, otherwise=None) if hook else None
    return shown or f'<pre style="{PLAIN};white-space:pre-wrap">{safe(part)}</pre>'


def title(part: Title) -> str:
    """Return a title, of which the name is bold."""
    return f'<div style="margin:.3em 0">{marked(part.verdict)}<b>{safe(part.text)}</b>{safe(part.rest)}</div>'


def sentence(part: str) -> str:
    """Return a sentence, which may have lines."""
    return f'<div style="margin:.3em 0;max-width:50em;white-space:pre-wrap">{safe(part)}</div>'


def formula(part: Formula) -> str:
    """Return a line of the notes by itself."""
    return f'<pre style="{PLAIN};margin:0 0 .3em 2em">{safe(part.text)}</pre>'


def within(part: Within) -> str:
    """Return parts that stand a little to the right."""
    return f'<div style="margin-left:1.5em">{whole(part.parts)}</div>'


def safe(text: object, room: int = LONGEST_TEXT) -> str:
    """Return a text as HTML, of which nothing is taken for HTML, and its beginning where it is long."""
    return escape(shortened(str(text), room).encode("utf-8", "replace").decode().translate(UNSHOWABLE))


def marked(verdict: str) -> str:
    """Return the mark of a verdict, which stands before its word; nothing for other words."""
    mark, colour = MARKS.get(verdict, ("", ""))
    return f'<b style="color:{colour}">{mark}</b> ' if mark else ""


def table(part: Rows) -> str:
    """Return a table: the first and the last rows of a long one, and of a wide one the first columns."""
    header, rows = list(part.header[:MOST_COLUMNS]), part.rows
    most = max(4, min(part.most or len(rows), MOST_CELLS // max(len(header), 2)))
    shown = [*rows[: most // 2], *rows[len(rows) - most // 2 :]] if len(rows) > most else rows
    right = [all(cell[:1] in "+-−±0123456789" for cell in column) for column in zip(*shown, strict=True)]
    sides = ["right" if number else "left" for number in right[:MOST_COLUMNS]]
    shown = [row[:MOST_COLUMNS] for row in shown]
    if len(right) > MOST_COLUMNS:
        header, sides = [*header, f"… {len(right) - MOST_COLUMNS:,} more"], [*sides, "left"]

    def cells(row: Sequence[str], tag: str = "td") -> Iterator[str]:
        for i, (cell, side) in enumerate(zip(row, sides, strict=False)):
            mark = marked(cell) if i == part.verdicts else ""
            yield f'<{tag} style="{CELL}{side}">{mark}{safe(cell, LONGEST_CELL)}</{tag}>'

    def ground(row: Sequence[str]) -> str:
        bad = part.verdicts is not None and row[part.verdicts] in {"wrong", "failed"}
        return ";background:rgba(217,84,30,.12)" * bad

    lines = [f'<tr style="border-bottom:{LINE}{ground(row)}">{"".join(cells(row))}</tr>' for row in shown]
    if len(rows) > most:
        told = f"… {len(rows) - len(shown):,} more rows …"
        lines.insert(most // 2, f'<tr><td colspan="{len(sides)}" style="{CELL}left">{told}</td></tr>')
    top = f'<thead><tr style="border-bottom:{LINE}">{"".join(cells(header, "th"))}</tr></thead>' if header else ""
    style = "border-collapse:collapse;border:0;margin:.4em 0;font-variant-numeric:tabular-nums"
    inner = f'<table style="{style}">{top}<tbody>{"".join(lines)}</tbody></table>'
    return f'<div style="overflow-x:auto">{inner}</div>'


def line(part: Numbers) -> str:
    """Return an equation beside the shape and the numbers of its array; on a narrow page, above them."""
    numbers = f'<pre style="{PLAIN};display:inline-block;{BRACKETS * bool(part.value.ndim)}">{matrix(part.value)}</pre>'
    if part.value.size > OPEN_NUMBERS:
        told = f"{' × '.join(map(str, part.value.shape))} numbers"
        numbers = f'<details><summary style="cursor:pointer">{told}</summary>{numbers}</details>'
    columns = (
        f'<span style="flex:1 1 16em;max-width:19em">{safe(part.equation)}</span>',
        f'<span style="flex:0 0 5em;opacity:.7">{part.value.shape}</span>',
        f'<div style="flex:1 1 16em;overflow-x:auto">{numbers}</div>',
    )
    style = "display:flex;flex-wrap:wrap;gap:0 1em;margin:.2em 0 .2em 1em;font-family:monospace"
    return f'<div style="{style}">{" ".join(columns)}</div>'


def matrix(value: Array) -> str:
    """Return the numbers of an array, row by row."""
    told = np.array2string(value, threshold=MOST_NUMBERS, max_line_width=10**6)
    rows = [row[value.ndim :].rstrip("]") if "[" in row else row.strip() for row in told.splitlines()]
    return safe("\n".join(rows), MOST_NUMBERS * 30)


def drawing(part: Drawing) -> str:
    """Return a drawing, which is HTML already."""
    return part.svg


# What knows nothing of notebooks.


def title_of(thing: object) -> Title:
    """Return what is printed of a thing, the name of its class being the title."""
    kind = type(thing).__name__
    return Title(kind, rest=f": {repr(thing).removeprefix(f'{kind}(').removesuffix(')')}")


def of_network(model: Network) -> Iterator[object]:
    """Yield what is printed of a model, and its layers with their activations."""
    yield title_of(model)
    g = {l: name_of(g) for l, g in model.g.items()}
    b = {l: by(b.shape) for l, b in model.b.items()}
    rows = [
        (numbers, entry, g.get(l, ""), A, W, b.get(l, ""), count)
        for numbers, entry, A, W, count in in_full(model.layers)
        for l in (int(numbers.partition("-")[0] or 0),)  # a pool has no number
    ]
    yield Rows(("layer", "", "activation", "A[l]", "W[l]", "b[l]", "parameters"), rows)


def of_layers(layers: Layers) -> Iterator[object]:
    """Yield the table of layers."""
    yield Rows(("layer", "", "A[l]", "W[l]", "parameters"), in_full(layers))


def in_full(layers: Layers) -> list[tuple[str, ...]]:
    """Return the rows of layers, of which dense ones are printed as numbers."""
    named = ((l, f"Dense({entry})" if entry.isdecimal() else entry, *rest) for l, entry, *rest in layers.rows())
    return list(named)


def of_trainer(trainer: Trainer) -> Iterator[object]:
    """Yield what is trained, how, and how far."""
    yield Title(type(trainer).__name__, rest=f": {trainer.optimizer!r}, batch_size={trainer.batch_size}")
    yield trainer.model
    yield trainer.history


def of_history(history: History) -> Iterator[object]:
    """Yield the facts, and the curves of the cost."""
    yield title_of(history)
    if history.epoch_cost:
        curves = {"epoch_cost": sampled(range(1, len(history.epoch_cost) + 1), history.epoch_cost)}
        curves["validation_cost"] = sampled(history.validation_epoch, history.validation_cost)
    else:
        curves = {"cost": sampled(range(1, len(history.cost) + 1), history.cost)}
    if len(next(iter(curves.values()))) > 1:
        yield Drawing(drawn({name: points for name, points in curves.items() if points}))
    accuracies = {name: getattr(history, name) for name in ("training_accuracy", "validation_accuracy")}
    if told := [f"{name} {values[0]:.4g} to {values[-1]:.4g}" for name, values in accuracies.items() if values]:
        yield ", ".join(told)


def sampled(x: Sequence[int], y: Sequence[float]) -> list[tuple[int, float]]:
    """Return evenly chosen points of a curve with its last, without those that are not finite."""
    step = -(-len(y) // MOST_POINTS) or 1
    chosen = dict.fromkeys((*range(0, len(y), step), len(y) - 1)) if y else ()
    return [(x[i], float(y[i])) for i in chosen if math.isfinite(y[i])]


def drawn(curves: dict[str, list[tuple[int, float]]]) -> str:
    """Return a picture of curves; the axis of costs begins at 0, or is logarithmic where they fall far."""
    width, height, left, top, bottom = 460, 170, 60, 24, 20
    x, y = zip(*(point for points in curves.values() for point in points), strict=True)
    first, last, low, high = min(x), max(x), min(y), max(y)
    scale = math.log if (logarithmic := 0 < 50 * low < high) else float
    base = low if logarithmic else min(0.0, low)
    span, length = scale(high) / 2 - scale(base) / 2 or 1.0, last - first  # halves, whose difference is finite

    def place(at: int, cost: float) -> str:
        along, up = (at - first) / length, (scale(cost) / 2 - scale(base) / 2) / span
        return f"{left + (width - left - 4) * along:.1f},{height - bottom - (height - top - bottom) * up:.1f}"

    parts = [
        f'<path d="M{left} {at}H{width}" stroke="currentColor" opacity=".3"/>'
        f'<text x="{left - 6}" y="{at + 4}" text-anchor="end">{cost:.3g}</text>'
        for at, cost in ((top, high), (height - bottom, base))
    ]
    for i, (name, points) in enumerate(curves.items()):
        look = f'fill="none" stroke-width="2" {PENS[i]}'
        parts.append(f'<polyline {look} points="{" ".join(place(*point) for point in points)}"/>')
        at = left + 150 * i
        parts.append(f'<path {look} d="M{at} 10h24"/><text x="{at + 30}" y="14">{name}</text>')
    parts += [f'<text x="{left}" y="{height - 4}">{first:,}</text>']
    told = f"{'updates' if 'cost' in curves else 'epochs'}{', logarithmic' if logarithmic else ''}"
    parts += [f'<text x="{(left + width) / 2}" y="{height - 4}" text-anchor="middle">{told}</text>']
    parts += [f'<text x="{width}" y="{height - 4}" text-anchor="end">{last:,}</text>']
    label = f"{' and '.join(curves)}, drawn over {last:,} {told}"
    return (
        f'<svg role="img" aria-label="{label}" viewBox="0 0 {width} {height}" fill="currentColor" font-size="12" '
        f'style="width:100%;max-width:{width}px;height:auto;display:block">{"".join(parts)}</svg>'
    )


PARTS: Mapping[type, Callable[[Any], Iterable[object]]]
PARTS = {Network: of_network, Layers: of_layers, Trainer: of_trainer, History: of_history}
BLOCKS: Mapping[type, Callable[[Any], str]]
BLOCKS = {Title: title, Rows: table, Numbers: line, Formula: formula, Within: within, Drawing: drawing, str: sentence}
