"""Worksheets: whoever solves one from the numbers that it prints arrives at the answers that it gives."""

import functools
import re
from html.parser import HTMLParser

import numpy as np
import pytest
import test_hostile

from nnlib.exercises._worksheet_page import exact, math
from nnlib.exercises.worksheets import worksheet

SEEDS = {"dimensions": (0, 1, 2, 3, 4, 13), "trace": (0, 1, 6, 7, 8)}
"""Of which every question is asked, as tests below see to."""
SHEETS = [(kind, seed) for kind, seeds in SEEDS.items() for seed in seeds]

page = functools.cache(worksheet)


class Reader(HTMLParser):
    """What stands on a page: all text, the cells and boxes by their names, and the products of a question."""

    def __init__(self, html):
        super().__init__()
        self.open, self.blanks, self.given, self.products, self.questions, self.text = [], {}, {}, [], [], ""
        self.feed(html)
        self.close()
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag, attributes):
        if tag in {"meta", "br"}:
            return
        of = dict(attributes)
        assert len(of) == len(attributes)
        classes = set((of.get("class") or "").split())
        named = {"blank": self.blanks, "given": self.given}
        for each in classes & set(named):
            if "data-name" in of:
                assert of["data-name"] not in named[each]
                named[each][of["data-name"]] = ""
        self.open.append((tag, classes, of.get("data-name")))
        if "product" in classes:
            self.products.append("")
        if "question" in classes:
            self.questions.append("")

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        if any(tag in {"style", "title"} for tag, _, _ in self.open):
            return
        self.text += data
        inside = set().union(*(classes for _, classes, _ in self.open))
        for _, classes, name in self.open:
            if "blank" in classes and name:
                self.blanks[name] += data
            if "given" in classes:
                self.given[name] += data
        if "product" in inside:
            self.products[-1] += data
        if "question" in inside and "box" not in inside:
            self.questions[-1] += data


@functools.cache
def read(kind, seed, *, answers):
    return Reader(page(kind, seed, answers=answers))


def array(cells, name):
    """Return an array from its cells, "W[1] 2,3" and so on."""
    numbers = {
        key.removeprefix(f"{name} "): text for key, text in cells.items() if re.match(rf"{re.escape(name)} \d", key)
    }
    places = {tuple(map(int, place.split(","))): number(text) for place, text in numbers.items()}
    rows, columns = map(max, zip(*places, strict=True))
    assert len(places) == rows * columns
    return np.array([[places[i, j] for j in range(1, columns + 1)] for i in range(1, rows + 1)])


def number(text):
    """Return a number that must be printed as what it is: whole eighths, with no more digits than that takes."""
    x = float(text.replace("−", "-"))
    assert x * 8 == round(x * 8)
    assert text == f"{x:g}".replace("-", "−") != "−0"
    return x


def shape(text):
    return tuple(map(int, re.fullmatch(r"\((\d+), (\d+)\)", text).groups()))


# The page.


@pytest.mark.parametrize(("kind", "seed"), SHEETS)
def test_the_answer_sheet_is_the_same_page_with_the_blanks_filled_in(kind, seed):
    blank, answered = read(kind, seed, answers=False), read(kind, seed, answers=True)
    assert list(blank.blanks) == list(answered.blanks)
    assert not any(blank.blanks.values())
    assert all(answered.blanks.values())
    assert blank.given == answered.given
    emptied = re.sub(
        r'(<(td|div) class="(?:box )?blank" data-name="[^"]*">).*?</\2>', r"\1</\2>", page(kind, seed, answers=True)
    )
    header = r"<title>.*</title>|(?<=</h1>).*(?=</header>)"
    assert re.sub(header, "", emptied) == re.sub(header, "", page(kind, seed, answers=False))


@pytest.mark.parametrize("kind", SEEDS)
def test_a_seed_gives_one_page_and_each_seed_another(kind):
    assert worksheet(kind, seed=np.int64(1)) == page(kind, 1)
    assert worksheet(kind) == page(kind, 0)
    cells = [tuple(read(kind, seed, answers=True).given.items()) for seed in SEEDS[kind]]
    assert len(set(cells)) == len(SEEDS[kind])


def test_sheets_that_have_been_handed_out_keep_their_answers():
    """What a seed draws is not to change: else change this only with a word in the changelog."""
    assert [read("dimensions", seed, answers=True).blanks["n[1]"] for seed in range(6)] == list("833467")
    assert array(read("trace", 0, answers=False).given, "X").tolist() == [[1, 1, -2], [-2, -1, 1]]
    assert array(read("trace", 1, answers=False).given, "X").tolist() == [[3, 1], [2, -2]]


@pytest.mark.parametrize("answers", [False, True])
@pytest.mark.parametrize("kind", SEEDS)
def test_it_stands_alone_and_says_which_sheet_it_is(kind, answers):
    html = page(kind, 1, answers=answers)
    assert html.startswith("<!DOCTYPE html>")
    assert '<meta charset="utf-8">' in html
    assert not re.search(r"https?:|//|src=|href=|url\(|@import|<script|<link", html)
    reader = read(kind, 1, answers=answers)
    assert reader.text.rstrip().endswith(f"{kind}, seed 1nnlib.exercises")
    assert ("Name" in reader.text, "Date" in reader.text, "Answers" in reader.text) == (
        not answers,
        not answers,
        answers,
    )


def test_equations_are_set_as_in_the_notes():
    assert Reader(math("dZ[1] = W[2]ᵀ dZ[2] * g[1]′(Z[1])")).text == "dZ[1] = W[2]T dZ[2] ∗ g[1]′(Z[1])"
    assert "<i>W</i><sup>[2]T</sup>" in math("W[2]ᵀ")
    assert "<i>n</i><sup>[<i>l</i>−1]</sup>" in math("n[l-1]")
    assert "<i>n</i><sub><i>x</i></sub>" in math("n_x")
    assert "<sup>1</sup>⁄<sub><i>m</i></sub>" in math("1/m")
    assert "</i>) &lt; 1" in math("max(0, z) < 1")
    assert Reader(math("max(0, z) < 1")).text == "max(0, z) < 1"
    assert "<i>max" not in math("max(0, z)")


def test_numbers_are_printed_exactly():
    numbers = {
        -0.0: "0",
        0.1 + 0.15: "0.25",
        -1.125: "−1.125",
        3: "3",
        3 * (1 / 3): "1",
        -1e-17: "0",
        0.3 * 5 / 3: "0.5",
    }
    assert [exact(x) for x in numbers] == list(numbers.values())


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("dimension",), ValueError, "unknown kind 'dimension': did you mean 'dimensions'"),
        (("shapes",), ValueError, "known are 'dimensions', 'trace'"),
        ((3,), TypeError, "kind must be one of"),
        (("trace", -1), ValueError, "seed must be at least 0"),
        (("trace", 1.5), TypeError, "seed must be a whole number"),
        (("trace", "1"), TypeError, "seed must be a whole number"),
    ],
)
def test_what_is_no_kind_and_no_seed_is_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        worksheet(*arguments)


def test_whatever_comes_is_taken_or_refused_in_a_short_message():
    arguments = {"kind": "dimensions", "seed": 1, "answers": True}
    wrong = {
        (argument, what): told
        for argument in arguments
        for what, value in test_hostile.values().items()
        if (told := test_hostile.fault(worksheet, arguments, argument, value))
    }
    assert not wrong


# Dimensions: only what is given is used.

RULES = {"W": ("n[{l}]", "n[{before}]"), "b": ("n[{l}]", "1"), "Z": ("n[{l}]", "m"), "A": ("n[{l}]", "m")}


def solved(given):
    """Return the sizes that shapes tell; two that tell the same size agree."""
    sizes = {}
    for name, text in given.items():
        symbol, l = re.fullmatch(r"d?(\w)\[(\d)\]", name).groups()
        for rule, size in zip(RULES[symbol], shape(text), strict=True):
            key = rule.format(l=l, before=int(l) - 1)
            assert sizes.setdefault(key, size) == size
    return {key: size for key, size in sizes.items() if key != "1"}


def passed_through(sizes, m):
    """Return the arrays of a pass through a network of these sizes: forward, and back."""
    L = len(sizes) - 1
    arrays = {"A[0]": np.ones((sizes[0], m))}
    for l in range(1, L + 1):
        W, b = np.ones((sizes[l], sizes[l - 1])), np.ones((sizes[l], 1))
        Z = W @ arrays[f"A[{l - 1}]"] + b
        arrays |= {f"W[{l}]": W, f"b[{l}]": b, f"Z[{l}]": Z, f"A[{l}]": np.tanh(Z)}
    dA = np.ones((sizes[L], m))
    for l in range(L, 0, -1):
        dZ = dA * (1 - arrays[f"A[{l}]"] ** 2)
        arrays |= {f"dA[{l}]": dA, f"dZ[{l}]": dZ, f"dW[{l}]": dZ @ arrays[f"A[{l - 1}]"].T / m}
        arrays[f"db[{l}]"] = np.sum(dZ, axis=1, keepdims=True) / m
        dA = arrays[f"W[{l}]"].T @ dZ
    return arrays


@functools.cache
def dimensions_of(seed):
    """Return a sheet, its answers, and what follows from what it gives: the sizes n[0], …, n[L], m, and the arrays."""
    sheet, answers = read("dimensions", seed, answers=False), read("dimensions", seed, answers=True).blanks
    sizes = solved(sheet.given)
    L = int(re.search(r"L = (\d)", sheet.text)[1])
    n = [sizes[f"n[{l}]"] for l in range(L + 1)]
    return sheet, answers, n, sizes["m"], passed_through(n, sizes["m"])


def product(text, arrays):
    left, right = (arrays[factor.removesuffix("T")] for factor in text.split())
    first, second = (factor.endswith("T") for factor in text.split())
    return (left.T if first else left) @ (right.T if second else right)


@pytest.mark.parametrize("seed", SEEDS["dimensions"])
def test_the_given_shapes_tell_all_sizes_and_none_can_be_spared(seed):
    sheet, answers, n, m, _ = dimensions_of(seed)
    assert {name: int(answers[name]) for name in answers if name == "m" or re.match(r"n\[\d", name)} == {
        **{f"n[{l}]": size for l, size in enumerate(n)},
        "m": m,
    }
    assert len({*n, m}) == len(n) + 1
    for name in sheet.given:
        fewer = {other: text for other, text in sheet.given.items() if other != name}
        assert len(solved(fewer)) < len(n) + 1
    assert f"The {len(sheet.given)} shapes in grey" in sheet.text.replace("\n", " ")


@pytest.mark.parametrize("seed", SEEDS["dimensions"])
def test_every_shape_is_that_of_an_array(seed):
    sheet, answers, _, _, arrays = dimensions_of(seed)
    shapes = {name: shape(text) for name, text in (answers | sheet.given).items() if re.match(r"d?[WbZA]\[\d", name)}
    assert shapes == {name: array.shape for name, array in arrays.items()}
    rules = {symbol: f"({', '.join(rule)})".format(l="l", before="l−1") for symbol, rule in RULES.items()}
    assert {name: text for name, text in answers.items() if name.endswith("[l]")} == {
        f"{d}{symbol}[l]": rule for d in ("", "d") for symbol, rule in rules.items()
    }


@pytest.mark.parametrize("seed", SEEDS["dimensions"])
def test_parameters_are_counted(seed):
    _, answers, _, _, arrays = dimensions_of(seed)
    summands, sums, total = answers["question 1"].split(" = ")
    assert int(total) == sum(array.size for name, array in arrays.items() if name[0] in "Wb")
    assert eval(summands.replace("·", "*")) == eval(sums) == int(total)  # noqa: S307  sums of whole numbers
    assert not re.search(r"[^\d·+() ]", summands + sums)


@pytest.mark.parametrize("seed", SEEDS["dimensions"])
def test_one_product_does_not_fit_and_the_answer_names_it_and_mends_it(seed):
    sheet, answers, _, _, arrays = dimensions_of(seed)
    assert len(set(sheet.products)) == len(sheet.products) == 4
    misfits = []
    for text in sheet.products:
        try:
            product(text, arrays)
        except ValueError:
            misfits.append(text)
    factor = r"d?\w\[\d\]T?"
    pattern = rf"({factor} {factor}) is (\(.*?\)) times (\(.*?\)): (\d+) columns meet (\d+) rows\. "
    pattern += rf"({factor} {factor}), which belongs to ({factor}), fits: (\(.*?\)) times (\(.*?\))\."
    wrong, left, right, columns, rows, mended, result, mended_left, mended_right = re.fullmatch(
        pattern, answers["question 2"]
    ).groups()
    assert misfits == [wrong]
    for text, shapes in ((wrong, (left, right)), (mended, (mended_left, mended_right))):
        for factor, told in zip(text.split(), shapes, strict=True):
            transposed = factor.endswith("T")
            assert shape(told) == arrays[factor.removesuffix("T")].shape[:: -1 if transposed else 1]
    assert int(columns) == shape(left)[1] != shape(right)[0] == int(rows)
    assert product(mended, arrays).shape == arrays[result if result != "dA[0]" else "A[0]"].shape
    assert mended not in sheet.products


LAST = ("mini-batches", "does the + meet", "keepdims", "one more node")


@pytest.mark.parametrize("seed", SEEDS["dimensions"])
def test_the_last_question_is_answered_right(seed):
    sheet, answers, n, m, arrays = dimensions_of(seed)
    question, answer = sheet.questions[2], answers["question 3"]
    kind = next(i for i, words in enumerate(LAST) if words in question)
    l = int(re.search((r"row (\d)", r"Z\[(\d)\]", r"db(\d)", r"Layer (\d)")[kind], question)[1])
    if kind == 0:
        batch = int(re.search(r"of (\d+) examples", question)[1])
        smaller = passed_through(n, batch)
        changed = [
            f"{s}[l]"
            for s in ("Z", "A", "dZ", "dA", "W", "b", "dW", "db")
            if smaller[f"{s}[{l}]"].shape != arrays[f"{s}[{l}]"].shape
        ]
        assert re.findall(r"\w+\[l\]", answer) == changed
        assert f"which all have {smaller[f'A[{l}]'].shape} in row {l}" in answer
    elif kind == 1:
        WA, b = arrays[f"W[{l}]"] @ arrays[f"A[{l - 1}]"], arrays[f"b[{l}]"]
        assert answer.startswith(
            f"{WA.shape} + {b.shape}: it adds the column b[{l}] to each of the {WA.shape[1]} columns"
        )
    elif kind == 2:
        db = np.sum(arrays[f"dZ[{l}]"], axis=1) / m
        b = arrays[f"b[{l}]"]
        assert answer.startswith(
            f"{db.shape}, of rank 1. {b.shape} minus {db.shape} is broadcast to {(b - 0.1 * db).shape},"
        )
    else:
        wider = [size + (k == l) for k, size in enumerate(n)]
        more = {
            name: array.size - arrays[name].size for name, array in passed_through(wider, m).items() if name[0] in "Wb"
        }
        told = list(
            map(
                int,
                re.match(
                    r"(\d+) more: W\[\d\] gets a row of (\d+), b\[\d\] gets (1), and W\[\d\] gets a column of (\d+)\.$",
                    answer,
                ).groups(),
            )
        )
        assert told == [sum(more.values()), more[f"W[{l}]"], more[f"b[{l}]"], more[f"W[{l + 1}]"]]
        assert re.findall(r"\w\[\d\]", answer) == [name for name, size in more.items() if size]


def test_all_last_questions_are_asked():
    asked = [dimensions_of(seed)[0].questions[2] for seed in SEEDS["dimensions"]]
    assert all(any(words in question for question in asked) for words in LAST)


# One update: only what is given is used.


def update(X, Y, W1, b1, W2, b2, alpha, *, slip=""):
    """Return an update of the network with the ReLU and an output as it is, line by line, in NumPy alone."""
    m = X.shape[1]
    Z1 = W1 @ X + b1
    A1 = np.maximum(0, Z1)
    Z2 = W2 @ A1 + b2
    A2 = Z2
    J = np.array([[np.sum((A2 - Y) ** 2) / (2 * m)]])
    dZ2 = A2 - Y
    dW2 = dZ2 @ A1.T / (1 if slip == "1/m" else m)
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    new_W2 = W2 - alpha * dW2
    dZ1 = ((new_W2 if slip == "order" else W2).T @ dZ2) * (Z1 > 0)
    dW1 = dZ1 @ X.T / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    lines = {"Z[1]": Z1, "A[1]": A1, "Z[2]": Z2, "A[2]": A2, "J": J, "dZ[2]": dZ2, "dW[2]": dW2, "db[2]": db2}
    lines |= {"dZ[1]": dZ1, "dW[1]": dW1, "db[1]": db1, "new W[2]": new_W2, "new b[2]": b2 - alpha * db2}
    return lines | {"new W[1]": W1 - alpha * dW1, "new b[1]": b1 - alpha * db1}


@functools.cache
def trace_of(seed):
    """Return a sheet, its answers, and what it gives."""
    sheet, answers = read("trace", seed, answers=False), read("trace", seed, answers=True).blanks
    given = [array(sheet.given, name) for name in ("X", "Y", "W[1]", "b[1]", "W[2]", "b[2]")]
    return sheet, answers, (*given, float(re.search(r"α = (\d\.\d+)", sheet.text)[1]))


@pytest.mark.parametrize("seed", SEEDS["trace"])
def test_every_number_of_the_update_follows_from_what_is_given(seed):
    sheet, answers, given = trace_of(seed)
    lines = update(*given)
    assert {re.sub(r" \d,\d$", "", name) for name in answers if not name.startswith("question")} == set(lines)
    for name, expected in lines.items():
        np.testing.assert_array_equal(array(answers, name), expected.round(12), strict=True, err_msg=name)
        assert np.abs(expected).max() <= 5
    X, W1 = given[0], given[2]
    assert f"{len(W1)} hidden nodes" in sheet.text
    assert f"m = {X.shape[1]} examples" in sheet.text
    assert sheet.text.count("= ½ (a − y)²") == sheet.text.count("= max(0, z)") == sheet.text.count("g[2](z) = z") == 1


@pytest.mark.parametrize("seed", SEEDS["trace"])
def test_a_slip_shows(seed):
    """A node that is off, the transposes, 1/m and the learning rate all make a difference."""
    _, _, given = trace_of(seed)
    X, _, W1, *_, alpha = given
    lines = update(*given)
    on = lines["Z[1]"] > 0
    assert np.all(on.any(axis=1))
    assert not np.all(on)
    assert np.all(lines["Z[1]"])
    for square in (X, W1):
        assert not np.array_equal(square, square.T)
    assert np.all(lines["dW[2]"])
    assert np.all(lines["db[2]"])
    assert X.shape[1] != 1 != alpha


@pytest.mark.parametrize("seed", SEEDS["trace"])
def test_the_questions_about_the_update_are_answered_right(seed):
    sheet, answers, given = trace_of(seed)
    lines = update(*given)
    off = {
        (int(node), int(example))
        for node, examples in re.findall(r"[Nn]ode (\d) in examples? ([\d and]+)", answers["question 1"].split(".")[0])
        for example in examples.split(" and ")
    }
    assert off == {(i + 1, j + 1) for i, j in np.argwhere(lines["dZ[1]"] == 0)}
    after = update(*given[:2], *(lines[f"new {name}"] for name in ("W[1]", "b[1]", "W[2]", "b[2]")), given[-1])["J"]
    expected = f"J = {after.item():.4f}, rounded to four decimals. Before the update it was {lines['J'].item():g}."
    assert answers["question 3"] == expected
    assert after < lines["J"]
    kind = SLIPS[slip_asked(sheet)]
    if kind:
        slipped = update(*given, slip=kind)
        wrong = {name for name in lines if not np.array_equal(lines[name], slipped[name])}
        named = answers["question 2"].split(".")[0].split(":")[0].replace("dW[2]", "")
        named = re.sub(r"new W\[1\] and b\[1\]", "new W[1] and new b[1]", named)
        assert set(re.findall(r"(?:new )?d?\w\[\d\]", named)) | ({"dW[2]"} if kind == "1/m" else set()) == wrong
        if kind == "1/m":
            assert f"{given[0].shape[1]} times as long" in answers["question 2"]


SLIPS = {"forgets": "1/m", "with the new": "order", "sigmoid": ""}


def slip_asked(sheet):
    return next(words for words in SLIPS if words in sheet.questions[1])


def test_all_questions_about_slips_are_asked_of_both_networks():
    assert {slip_asked(trace_of(seed)[0]) for seed in SEEDS["trace"]} == set(SLIPS)
    assert {(len(trace_of(seed)[2][2]), trace_of(seed)[2][0].shape[1]) for seed in SEEDS["trace"]} == {(3, 2), (2, 3)}
