"""The worksheet of dimensions: some shapes of a network are given, and all others follow."""

from random import Random

from nnlib.exercises._worksheet_page import Page, math
from nnlib.lessons import dimensions
from nnlib.models import Network

TITLE = "The shapes of a network"
COLUMNS = ("W", "b", "Z", "A", "dW", "db", "dZ", "dA")

Shapes = dict[str, tuple[int, int]]


def draw_sizes(draw: Random) -> tuple[list[int], int]:
    """Draw n[0], …, n[L] and m, no two alike: else a product could fit by chance."""
    hidden = draw.sample(range(2, 10), draw.choice([2, 3]))
    n_x = draw.choice([10, 11, 12, 15, 16, 18])
    n_y = draw.choice([n for n in (1, 1, 3, 4) if n not in hidden])
    return [n_x, *hidden, n_y], draw.choice([20, 25, 30, 40, 50, 60, 80, 100])


def sizes_told_by(name: str) -> set[str]:
    """Return the names of the sizes that the shape of an array tells."""
    symbol, l = name.rstrip("]").split("[")
    columns = {"W": f"n[{int(l) - 1}]", "b": ""}.get(symbol[-1], "m")
    return {f"n[{l}]", columns} - {""}


def draw_given(names: list[str], sizes: set[str], draw: Random) -> set[str]:
    """Draw arrays whose shapes tell all sizes, and of which none can be spared."""
    given: list[str] = []
    for name in draw.sample(names, len(names)):
        if sizes_told_by(name) - set().union(*map(sizes_told_by, given)):
            given.append(name)
    for name in list(given):
        others = [other for other in given if other != name]
        if set().union(*map(sizes_told_by, others)) == sizes:
            given = others
    return set(given)


def draw_products(L: int, shapes: Shapes, draw: Random) -> tuple[str, str]:
    """Draw three of the notes' products and one with a slip; return them, and which one does not fit, and why."""
    l = draw.randint(2, L - 1)
    wrong, mended, result = draw.choice(
        [
            (f"W[{l}]ᵀ A[{l - 1}]", f"W[{l}] A[{l - 1}]", f"Z[{l}]"),
            (f"W[{l}] dZ[{l}]", f"W[{l}]ᵀ dZ[{l}]", f"dA[{l - 1}]"),
            (f"dZ[{l}] A[{l - 1}]", f"dZ[{l}] A[{l - 1}]ᵀ", f"dW[{l}]"),
        ]
    )
    right = [f"W[{l}] A[{l - 1}]" for l in range(1, L + 1)] + [f"W[{l}]ᵀ dZ[{l}]" for l in range(2, L + 1)]
    right += [f"dZ[{l}] A[{l - 1}]ᵀ" for l in range(1, L + 1)]
    right.remove(mended)  # the two side by side would give it away
    products = [*draw.sample(right, 3), wrong]
    draw.shuffle(products)
    left, inner = (shape_of(factor, shapes) for factor in wrong.split())
    why = (
        f"{math(wrong)} is {left} times {inner}: {left[1]} columns meet {inner[0]} rows. "
        f"{math(mended)}, which belongs to {math(result)}, fits: "
        f"{' times '.join(str(shape_of(factor, shapes)) for factor in mended.split())}."
    )
    return "".join(f'<span class="product">{math(product)}</span>' for product in products), why


def shape_of(factor: str, shapes: Shapes) -> tuple[int, int]:
    """Return the shape of an array, or of its transpose."""
    rows, columns = shapes[factor.removesuffix("ᵀ")]
    return (columns, rows) if factor.endswith("ᵀ") else (rows, columns)


def draw_question(n: list[int], m: int, draw: Random) -> tuple[str, str]:
    """Draw the last question, and return it with its answer."""
    l, batch = draw.randint(1, len(n) - 2), draw.choice([8, 16, 32])
    W, b, W_next = math(f"W[{l}]"), math(f"b[{l}]"), math(f"W[{l + 1}]")
    return draw.choice(
        [
            (
                (
                    f"The network is trained in mini-batches of {batch} examples. Which columns of the table change? "
                    f"What do they have in row {l} then?"
                ),
                (
                    f"{', '.join(map(math, ('Z[l]', 'A[l]', 'dZ[l]')))} and {math('dA[l]')}, which all have "
                    f"{(n[l], batch)} in row {l}. Parameters and their derivatives do not depend on {math('m')}."
                ),
            ),
            (
                (
                    f"Which two shapes does the + meet in {math(f'Z[{l}] = W[{l}] A[{l - 1}] + b[{l}]')}? "
                    "What does NumPy do with them?"
                ),
                f"{(n[l], m)} + {(n[l], 1)}: it adds the column {b} to each of the {m} columns (broadcasting).",
            ),
            (
                (
                    f"Someone writes <code>db{l} = np.sum(dZ{l}, axis=1) / m</code>, without "
                    f"<code>keepdims=True</code>. What shape has <code>db{l}</code>? What shape has "
                    f"<code>b{l} - alpha * db{l}</code>?"
                ),
                (
                    f"({n[l]},), of rank 1. {(n[l], 1)} minus ({n[l]},) is broadcast to {(n[l], n[l])}, "
                    "and there is no error."
                ),
            ),
            (
                f"Layer {l} gets one more node. How many parameters more does the network have, and in which arrays?",
                (
                    f"{n[l - 1] + 1 + n[l + 1]} more: {W} gets a row of {n[l - 1]}, {b} gets 1, "
                    f"and {W_next} gets a column of {n[l + 1]}."
                ),
            ),
        ]
    )


def parameter_count(n: list[int]) -> str:
    """Return the sum of all parameters, layer by layer."""
    terms = [f"{n[l]}·{n[l - 1]} + {n[l]}" for l in range(1, len(n))]
    per_layer = [n[l] * (n[l - 1] + 1) for l in range(1, len(n))]
    return f"({') + ('.join(terms)}) = {' + '.join(map(str, per_layer))} = {sum(per_layer)}"


def rows_of_shapes(page: Page, shapes: Shapes, L: int, given: set[str]) -> dict[str, str]:
    """Return the cells of each row of the table by its head: layer 0, which is X, the layers, and the rule."""
    rows = {"0": "".join(page.cell("A[0]", str(shapes["A[0]"])) if s == "A" else "<td>–</td>" for s in COLUMNS)}
    for l in range(1, L + 1):
        names = [f"{symbol}[{l}]" for symbol in COLUMNS]
        rows[str(l)] = "".join(page.cell(name, str(shapes[name]), given=name in given) for name in names)
    rules = {"W": "(n[l], n[l-1])", "b": "(n[l], 1)", "Z": "(n[l], m)", "A": "(n[l], m)"}
    rules_in_order = [page.cell(f"{symbol}[l]", math(rules[symbol[-1]])) for symbol in COLUMNS]
    return rows | {f"any {math('l')}": "".join(rules_in_order)}


def body(page: Page, draw: Random) -> str:
    """Return the sheet between header and footer."""
    n, m = draw_sizes(draw)
    L = len(n) - 1
    shapes = dict(dimensions(Network(n, output="identity", initialization="zeros"), m).shapes)
    sizes = {f"n[{l}]": n_l for l, n_l in enumerate(n)} | {"m": m}
    given = draw_given([name for name in shapes if name != "A[0]"], set(sizes), draw)
    products, why = draw_products(L, shapes, draw)
    last_question, last_answer = draw_question(n, m, draw)
    questions = {
        "How many parameters does the network have? Write down the sum.": parameter_count(n),
        f"One of these products does not fit. Which one, and why? What should it be?<br>{products}": why,
        last_question: last_answer,
    }
    rows = rows_of_shapes(page, shapes, L, given)
    return f"""\
<p>A network has {math(f"L = {L}")} layers. Layer {math("l")} has {math("n[l]")} nodes, there are {math("n[0] = n_x")}
features, and the {math("m")} examples are columns: {math("A[0] = X")}. The {len(given)} shapes in grey are given, and
all others follow from them.</p>
<h2>The sizes</h2>
<table class="wide">
<tr>{"".join(f"<th>{math(name)}</th>" for name in sizes)}</tr>
<tr>{"".join(page.cell(name, str(size)) for name, size in sizes.items())}</tr>
</table>
<h2>The shapes, as (rows, columns), and in the last row the rule</h2>
<table class="wide">
<tr><th>{math("l")}</th>{"".join(f"<th>{math(f'{symbol}[l]')}</th>" for symbol in COLUMNS)}</tr>
{"".join(f"<tr><th>{head}</th>{cells}</tr>" for head, cells in rows.items())}
</table>
{page.questions(questions)}"""
