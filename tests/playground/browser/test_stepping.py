"""In a browser: every sum that the stepping of an update shows is the one that makes the library's number."""

import re

import numpy as np
import pytest
from networks import Swish, network

from nnlib import activations
from nnlib.lessons import trace
from nnlib.losses import Loss

pytestmark = pytest.mark.slow


class Absolute(Loss):
    """A loss of a user's own."""

    def L(self, A, Y):
        return np.abs(A - Y).sum(axis=0, keepdims=True)

    def dL_dA(self, A, Y):
        return np.sign(A - Y)


NETWORKS = {
    "logistic regression": ((2, 1), {}),
    "shallow": ((2, 4, 1), {"hidden": "tanh"}),
    "deep, l2": ((3, 4, 3, 2), {"hidden": "relu", "l2": 0.1}),
    "softmax": ((2, 3, 3), {"hidden": "leaky_relu", "output": "softmax"}),
    "squared error": ((2, 3, 2), {"hidden": "sigmoid", "output": "tanh", "loss": "squared_error", "l2": 0.02}),
    "regression": ((2, 3, 1), {"hidden": "identity", "output": "identity"}),
    "one's own": ((2, 3, 1), {"hidden": Swish(), "output": "leaky_relu", "loss": Absolute()}),
    "float32": ((2, 4, 1), {"hidden": "tanh", "dtype": "float32"}),
}
READ = """
() => [...document.querySelectorAll('.arrays [role="grid"]')].map((table) => ({
  name: table.dataset.name,
  sums: [...table.querySelectorAll("td")].map((cell) => {
    cell.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
    const label = (one) => `${one.closest(".made") ? "after " : ""}${one.getAttribute("aria-label")}`;
    return {
      cell: cell.getAttribute("aria-label"),
      title: cell.title,
      lines: [...document.querySelectorAll(".sums p")].map((line) => line.textContent),
      taken: [...document.querySelectorAll(".arrays .taken")].map(label),
      chosen: [...document.querySelectorAll(".arrays .chosen")].map((one) => one.getAttribute("aria-label")),
    };
  }),
}))
"""
"""Point at each number that is explained, and return what is shown then."""

TITLES = """
() => [...document.querySelectorAll(".box:not(.made) > table")].map((table) => [
  table.dataset.name,
  [...table.rows].map((row) => [...row.querySelectorAll("td")].map((cell) => cell.title)).filter((row) => row.length),
])
"""
"""The numbers of each array that goes in."""

WIDER = """
() => [document.documentElement, ...document.body.querySelectorAll("*")]
  .filter((one) => one.clientWidth && one.scrollWidth > one.clientWidth && !one.matches(".box"))
  .map((one) => one.outerHTML.slice(0, 80))
"""
"""What is wider than its room, besides the boxes of arrays."""

REFERENCE = r"((?:d?[A-Za-z](?:\[\d\])?|g\[\d\]′\(Z\[\d\]\))\[\d+, \d+\]|l2/2 Σ‖W\[l\]‖²|\bl2\b|\bm\b|α)"
"""What stands for a number: a place in an array, or a name."""
SPELT = {"−": "-", "·": "*", "²": "**2", "½": "0.5", "∞": "inf", "′": "_slope"}
FUNCTIONS = {"exp": np.exp, "log": np.log, "max": max, "Swish": Swish(), "Swish_slope": Swish().derivative}
FUNCTIONS |= {name: getattr(activations, name) for name in ("sigmoid", "tanh", "relu", "leaky_relu", "identity")}


def opened(page, tmp_path, sizes, m=3, **options):
    """Open the page of an update, and return its lines in the order of the steps."""
    model, rng = network(sizes, **options), np.random.default_rng(0)
    X, Y = rng.normal(size=(model.n_x, m)), rng.integers(0, 2, (model.n_y, m))
    Y = Y[:1] if options.get("output") == "softmax" else Y
    lines = trace(model, X, Y, learning_rate=0.3)
    lines.to_html(tmp_path / "update.html")
    page.goto((tmp_path / "update.html").as_uri())
    return [line for part in (lines.forward, lines.backward, lines.update) for line in part.items()]


def spelt(text):
    """Return mathematics as Python writes it."""
    return "".join(SPELT.get(character, character) for character in text)


def calculated(text, v=()):
    """Return what mathematics comes to, in which numbers may stand as v[0], v[1] and so on."""
    return eval(spelt(text), {"v": v, **FUNCTIONS})  # noqa: S307  our own page's text


def value_of(reference, arrays):
    """Return the number that a text such as "W[1][0, 2]" stands for."""
    name, place = re.fullmatch(r"(.*?)(?:\[(\d+, \d+)\])?", reference).groups()
    return arrays[name][tuple(map(int, place.split(", "))) if place else ()]


def is_shown(text, value):
    """Whether a number stands there in three digits, or whole."""
    number = float(spelt(text))
    return number == value or np.isclose(number, value, rtol=5.1e-3, atol=0)


def is_given_by(short, made):
    """Whether a number that a calculator makes is the one that is shown, to its third digit or its last of five."""
    number = float(spelt(short))
    digits = 5 if 1e3 <= abs(number) < 1e5 else 3
    unit = 10.0 ** (np.floor(np.log10(abs(number))) - digits + 1) if number else 0
    return number == made or abs(number - made) <= 0.5000001 * unit


def gives(short, way, arrays):
    """Whether a sum gives the number that is shown if all that goes in has six digits."""
    numbers = re.sub(REFERENCE, lambda found: f"({value_of(found[0], arrays):.6g})", way)
    with np.errstate(all="ignore"):
        return is_given_by(short, calculated(numbers))


def check(symbols, numbers, exact, arrays, precision):
    """Check one sum: its symbols make the number, and its numbers are theirs. Return what it takes."""
    ways, used = symbols.split(" = ")[1:], []
    in_numbers, sign, short = re.fullmatch(r"= (.*) ([=≈]) (\S+)", numbers).groups()
    assert is_shown(short, exact)
    if " of " in symbols:  # in words
        return re.findall(REFERENCE, " ".join(ways))
    if sign == "≈":
        assert "Swish" in symbols or not gives(short, ways[-1], arrays)
    else:
        assert is_given_by(short, calculated(in_numbers.split(" = ")[-1]))
    for way, shown in zip(ways, in_numbers.split(" = "), strict=True):
        texts, references = re.split(REFERENCE, way)[::2], re.findall(REFERENCE, way)
        found = re.fullmatch(r"\(?(−?[\d.e−]+)\)?".join(map(re.escape, texts)), shown)
        assert found, (way, shown)
        v = [value_of(reference, arrays) for reference in references]
        assert all(map(is_shown, found.groups(), v)), (way, shown, v)
        made = calculated(texts[0] + "".join(f"v[{k}]{text}" for k, text in enumerate(texts[1:])), v)
        np.testing.assert_allclose(made, exact, rtol=precision, atol=precision * max(map(abs, [1, *v])), err_msg=way)
        used += references
    return used


@pytest.mark.parametrize("case", NETWORKS)
def test_each_sum_makes_the_librarys_number_and_its_numbers_are_marked(page, tmp_path, case):
    sizes, options = NETWORKS[case]
    lines = opened(page, tmp_path, sizes, **options)
    for name, line in lines:
        page.get_by_role("button", name="Next").click()
        within = {inner: one for value in line.inputs.values() for inner, one in value.inputs.items()} | line.inputs
        arrays = {inner: one.value for inner, one in within.items()}
        tables = page.evaluate(READ)
        titles = {table: np.array(numbers, float) for table, numbers in page.evaluate(TITLES)}
        assert set(line.inputs) <= set(titles)
        assert all((titles[inner] == array).all() for inner, array in arrays.items() if inner in titles)
        precision = 1e-5 if case == "float32" else 1e-12
        explained = [inner for inner, one in line.inputs.items() if one.inputs and (inner, one) not in lines]
        assert [table["name"] for table in tables] == [*explained, name]
        for table in tables:
            result = line if table is tables[-1] else line.inputs[table["name"]]
            assert len(table["sums"]) == result.value.size
            for shown, (place, exact) in zip(table["sums"], np.ndenumerate(result.value), strict=True):
                called = f"{table['name']}{list(place)}" if place else table["name"]
                assert shown["cell"] == f"{called} = {shown['title']}"
                assert float(shown["title"]) == exact
                assert shown["chosen"] == [shown["cell"]]
                texts = list(zip(shown["lines"][::2], shown["lines"][1::2], strict=True))
                assert texts[0][0].startswith(f"{called} = ")
                used = check(*texts[0], exact, arrays, precision)
                for symbols, numbers in texts[1:]:
                    inner = symbols.removeprefix("where ").partition(" = ")[0]
                    used += check(symbols, numbers, value_of(inner, arrays), arrays, precision)
                taken = {label.partition(" = ")[0] for label in shown["taken"]}
                assert set(used) <= taken
                assert {label[0] for label in taken - set(used)} <= {"Y"}  # which log is taken, it decides


def test_it_is_used_by_keyboard_alone(page, tmp_path):
    lines = opened(page, tmp_path, (2, 3, 1))
    heading, sums = page.locator("h2"), page.locator(".sums p").first
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Step"
    page.keyboard.press("ArrowRight")
    assert heading.text_content() == "Z[1] = W[1] X + b[1]"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert heading.text_content().startswith("A[1] = ")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")  # into the result, which alone is explained here
    for key, place in (("ArrowDown", "1, 0"), ("ArrowRight", "1, 1"), ("ArrowUp", "0, 1"), ("ArrowUp", "0, 1")):
        page.keyboard.press(key)
        assert sums.text_content().startswith(f"Z[1][{place}] = ")
        assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith(f"Z[1][{place}] = ")
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    assert page.locator("nav [aria-current=step]").text_content() == "b[2] = b[2] − α db[2]"
    page.keyboard.press("ArrowRight")
    assert page.locator(".controls span").text_content() == f"{len(lines) + 1} of {len(lines) + 1}"
    page.keyboard.press("Home")
    assert heading.text_content() == "X, Y, W[1], b[1], W[2], b[2]"
    assert page.locator(".sums p").count() == 0


def test_the_current_equation_is_marked_with_those_that_its_arrays_come_from(page, tmp_path):
    for place, (name, line) in enumerate(opened(page, tmp_path, (2, 3, 1), hidden="tanh"), start=1):
        page.locator("nav button").nth(place).click()
        assert page.locator("nav [aria-current=step]").count() == 1
        assert page.locator(".made table").get_attribute("data-name") == name
        sources = {text.partition(" = ")[0] for text in page.locator("nav .source").all_text_contents()}
        inputs = {"X, Y" if inner[0] in "XYWb" else inner for inner in line.inputs if inner not in {"L", "m", "α"}}
        assert {source[:4] if source[:1] == "X" else source for source in sources} == {
            inner for inner in inputs if "′" not in inner
        }


def test_large_arrays_and_long_sums_are_cut_and_say_so(page, tmp_path):
    opened(page, tmp_path, (40, 20, 1), m=18)
    page.get_by_role("button", name="Next").click()
    assert page.locator("[data-name='W[1]']").inner_text().endswith("… cut: 16 of 20 rows, 16 of 40 columns")
    assert page.locator("[data-name='b[1]']").inner_text().endswith("… cut: 16 of 20 rows, 1 of 1 columns")
    symbols, numbers = page.locator(".sums p").all_text_contents()
    assert symbols.endswith(" · X[3, 0] + … (40 terms) + b[1][0, 0]")
    assert numbers.count("·") == 4
    assert page.locator(".taken").count() == 16 + 16 + 1


def test_numbers_that_are_not_finite_are_shown(page, tmp_path):
    model = network((1, 1), hidden="relu", output="identity")
    model.W[1] = [[1e200]]
    with np.errstate(over="ignore", invalid="ignore"):
        trace(model, [[1e200, -1e200]], [[0.0, 0.0]], learning_rate=1).to_html(tmp_path / "update.html")
    page.goto((tmp_path / "update.html").as_uri())
    page.get_by_role("button", name="Next").click()
    assert page.locator(".made td").all_text_contents() == ["∞", "−∞"]
    page.locator("nav button").nth(6).click()
    assert page.locator(".sums strong").text_content() == "NaN"


def test_a_number_is_explained_down_to_what_has_a_line(page, tmp_path):
    opened(page, tmp_path, (2, 2, 1), hidden="tanh", output="tanh", loss="squared_error", m=1)
    page.locator("nav button").nth(6).click()
    symbols = page.locator(".sums p").all_text_contents()[::2]
    assert symbols == [
        "dZ[2][0, 0] = dA[2][0, 0] · g[2]′(Z[2])[0, 0]",
        "where dA[2][0, 0] = A[2][0, 0] − Y[0, 0]",
        "where g[2]′(Z[2])[0, 0] = 1 − A[2][0, 0]²",
    ]


def test_numbers_that_cancel_stand_in_more_digits_and_where_six_do_not_do_it_is_about(page, tmp_path):
    """For a = 0.997, 0.999999997, and 1."""
    model = network((1, 1, 1), hidden="tanh")
    model.W[1], model.b[1] = [[1]], [[0]]
    trace(model, [[3.26, 10.1, 30]], [[1, 1, 1]], learning_rate=1).to_html(tmp_path / "update.html")
    page.goto((tmp_path / "update.html").as_uri())
    page.get_by_role("button", name="dZ[1] = ").click()
    slopes = page.locator("[data-name^='g[1]'] td")
    assert slopes.all_text_contents() == ["0.00588", "6.75e−9", "0"]
    for cell, shown in enumerate(["= 1 − 0.997057² = 0.00588", "= 1 − 1.00² ≈ 6.75e−9", "= 1 − 1² = 0"]):
        slopes.nth(cell).hover()
        assert page.locator(".sums p").nth(1).text_content() == shown


def test_the_exported_page_tells_its_network_and_takes_arrow_keys_at_once(page, tmp_path):
    opened(page, tmp_path, (2, 3, 1), hidden="tanh")
    assert page.locator(".stepping > :first-child").text_content() == (
        "Network 2-3-1, tanh, sigmoid, binary_cross_entropy; gradient descent with α = 0.3 on 3 examples"
    )
    slider = page.get_by_label("Step", exact=True)
    assert slider.get_attribute("aria-valuetext") == "step 1 of 17: X, Y, W[1], b[1], W[2], b[2]"
    for key, told in (("ArrowRight", "2 of 17: Z[1]"), ("End", "17 of 17: b[2]"), ("ArrowLeft", "16 of 17: W[2]")):
        page.keyboard.press(key)
        assert slider.get_attribute("aria-valuetext") == f"step {told}"
    page.keyboard.press("Control+ArrowLeft")  # the browser's own
    assert slider.get_attribute("aria-valuetext") == "step 16 of 17: W[2]"
    assert "counted from 0, as in NumPy" in page.locator(".hint").text_content()


def test_other_steps_begin_where_those_before_stand(page, tmp_path):
    opened(page, tmp_path, (2, 3, 1))
    told = page.evaluate("""() => {
        const steps = JSON.parse(document.getElementById("data").textContent);
        const element = document.createElement("div");
        const shown = () => element.querySelector(".controls span").textContent;
        const first = Stepping.show(element, steps);
        first.go(7);
        const second = Stepping.show(element, steps, first);
        const all = [shown()];
        second.go(99);
        Stepping.show(element, { ...steps, lines: steps.lines.slice(0, 9) }, second);
        all.push(shown());
        Stepping.show(element, steps, null);
        return [...all, shown()];
    }""")
    assert told == ["8 of 17", "4 of 4", "1 of 17"]


def test_in_the_playground_the_step_stays_and_arrows_are_the_steppers_within_it_only(visit):
    visit.open().press("steps").until(lambda: visit.text("stepper"))
    stepper = visit.page.locator("#stepper")
    stepper.get_by_role("button", name="A[1] = ").first.click()
    cost = visit.told("frame")["cost"]
    visit.press("one_update").until(lambda: visit.shows().told("frame")["cost"] != cost)
    visit.until(lambda: stepper.locator("h2").text_content().startswith("A[1] = "))
    visit.page.keyboard.press("ArrowRight")  # One update has the focus
    assert stepper.locator("h2").text_content().startswith("A[1] = ")
    stepper.get_by_role("button", name="Next").press("ArrowRight")
    assert stepper.locator("h2").text_content().startswith("Z[2] = ")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_nothing_stands_beside_the_page(page, tmp_path, scheme):
    page.set_viewport_size({"width": 390, "height": 800})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    steps = opened(page, tmp_path, (4, 9, 8, 2), m=9, hidden="tanh", l2=0.1)
    assert page.locator("[data-name=X]").is_visible()
    for _ in steps:
        page.get_by_role("button", name="Next").click()
        assert page.evaluate(WIDER) == []
        page.locator(".made").evaluate("made => made.scrollIntoView({ block: 'center' })")
        heading, made = page.locator("h2").bounding_box(), page.locator(".made").bounding_box()
        assert 0 <= heading["y"] < heading["y"] + heading["height"] <= made["y"]
        assert page.get_by_role("button", name="Next").bounding_box()["height"] >= 24
    light = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert light == (scheme == "light")
