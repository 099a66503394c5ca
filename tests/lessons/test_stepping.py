"""Each line of a trace is what its inputs give, and the page and its JSON hold the library's own numbers."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import PAIRS, Swish, examples, network

import nnlib
from nnlib.activations import LeakyReLU
from nnlib.lessons import trace
from nnlib.lessons.stepping import described, rounded, steps_of
from nnlib.lessons.tracing import TracedLine
from nnlib.losses import Loss


class Absolute(Loss):
    """A loss of a user's own."""

    def L(self, A, Y):
        return np.abs(A - Y).sum(axis=0, keepdims=True)

    def dL_dA(self, A, Y):
        return np.sign(A - Y)


ACTIVATIONS = {
    "sigmoid": lambda Z: 1 / (1 + np.exp(-Z)),
    "tanh": np.tanh,
    "relu": lambda Z: np.where(Z > 0, Z, 0),
    "leaky_relu": lambda Z: np.where(Z > 0, Z, 0.01 * Z),
    "identity": lambda Z: Z,
    "softmax": lambda Z: np.exp(Z) / np.exp(Z).sum(axis=0),
    "Swish": lambda Z: Z / (1 + np.exp(-Z)),
}
SLOPES = {
    "sigmoid": lambda Z, A: A * (1 - A),
    "tanh": lambda Z, A: 1 - A**2,
    "relu": lambda Z, A: np.where(Z > 0, 1, 0),
    "leaky_relu": lambda Z, A: np.where(Z > 0, 1, 0.01),
    "identity": lambda Z, A: np.ones(Z.shape),
    "Swish": lambda Z, A: A + (1 - A) / (1 + np.exp(-Z)),
}
LOSSES = {
    "binary_cross_entropy": lambda Z, A, Y: -np.log(np.where(Y == 1, A, 1 - A)).sum(axis=0, keepdims=True),
    "categorical_cross_entropy": lambda Z, A, Y: -np.log((Y * A).sum(axis=0, keepdims=True)),
    "squared_error": lambda *arrays: ((arrays[-2] - arrays[-1]) ** 2).sum(axis=0, keepdims=True) / 2,
    "Absolute": lambda A, Y: np.abs(A - Y).sum(axis=0, keepdims=True),
}
LOSS_SLOPES = {
    "": lambda W, dZ: W.T @ dZ,  # in hidden layers
    "squared_error": lambda A, Y: A - Y,
    "Absolute": lambda A, Y: np.sign(A - Y),
}


def product_over_m(m, dZ, P, *penalty):
    return dZ @ P.T / m + (penalty[0] * penalty[1] if penalty else 0)


def from_inputs(name, line):
    """Return what an equation gives for the arrays that it is said to take, in their order."""
    arrays = [inner.value for inner in line.inputs.values()]
    lines = {
        "Z": lambda W, P, b: W @ P + b,
        "A": ACTIVATIONS.get(line.function),
        "L": LOSSES.get(line.function),
        "l2": lambda l2, *W: l2 / 2 * sum((each**2).sum() for each in W),
        "J": lambda m, L, penalty=0.0: L.sum() / m + penalty,
        "g": SLOPES.get(line.function),
        "dA": lambda W, D: (
            {"squared_error": W - D, "Absolute": np.sign(W - D)}[line.function] if line.function else W.T @ D
        ),
        "dZ": lambda D, other: D - other if "Y" in line.inputs else D * other,
        "dW": product_over_m,
        "db": lambda m, dZ: dZ.sum(axis=1, keepdims=True) / m,
        "W": lambda W, alpha, dW: W - alpha * dW,
        "b": lambda b, alpha, db: b - alpha * db,
    }
    return lines[re.match(r"\w+", name)[0]](*arrays)


def made(lines):
    """Yield each line that is made of others, and what stands within it."""
    for part in (lines.forward, lines.backward, lines.update):
        for name, line in part.items():
            yield name, line
            yield from ((inner, value) for inner, value in line.inputs.items() if value.inputs)


@st.composite
def networks(draw):
    output, loss = draw(st.sampled_from([*PAIRS, ("tanh", Absolute())]))
    hidden = draw(st.sampled_from(["sigmoid", "tanh", "relu", "leaky_relu", "identity", Swish()]))
    sizes = draw(st.lists(st.integers(1, 5), min_size=1, max_size=4))
    sizes.append(draw(st.integers(2 if output == "softmax" else 1, 4)))
    seed, l2 = draw(st.integers(0, 99)), draw(st.sampled_from([0.0, 0.3]))
    model = network(sizes, hidden=hidden, output=output, loss=loss, l2=l2, seed=seed)
    return model, draw(st.integers(1, 6))


def traced(model, m):
    """Return the update of a network on m examples."""
    X = np.random.default_rng(m).normal(size=(model.n_x, m))
    Y = X[:1].repeat(model.n_y, axis=0) if isinstance(model.loss, Absolute) else examples(model, m)[1]
    return trace(model, X, Y, learning_rate=0.3)


@settings(max_examples=40)
@given(networks())
def test_each_line_is_what_its_equation_makes_of_its_inputs(case):
    for name, line in made(traced(*case)):
        np.testing.assert_allclose(from_inputs(name, line), line.value, rtol=1e-9, atol=1e-12, err_msg=name)
        assert line.value.shape == np.shape(from_inputs(name, line))


@settings(max_examples=10)
@given(networks())
def test_what_is_named_on_the_right_of_an_equation_goes_into_it(case):
    """As far as it is not spelt out: dZ is written with what dA and g′ are made of."""
    model, m = case
    Y = np.ones((1, m)) if model.loss.name == "categorical_cross_entropy" else np.ones((model.n_y, m))
    lines = trace(model, np.ones((model.n_x, m)), Y, learning_rate=0.3)
    for part in (lines.forward, lines.backward, lines.update):
        for name, line in part.items():
            right = line.equation.split(", where")[0].partition("=")[2]
            named = set(re.findall(r"d?[A-Zb]\[\d+\]|\b[XYmα]\b|\bl2\b", right))
            inside = {inner for value in line.inputs.values() for inner in value.inputs}
            assert named <= {*line.inputs, *inside}, (name, named)


def test_the_inputs_are_the_lines_themselves():
    model = network((3, 4, 2), output="tanh", l2=0.1)
    lines = trace(model, *examples(model), learning_rate=0.3)
    assert lines.forward["Z[2]"].inputs["A[1]"] is lines.forward["A[1]"]
    assert lines.backward["dW[1]"].inputs["W[1]"] is lines.given["W[1]"]
    assert lines.update["W[1]"].inputs["dW[1]"] is lines.backward["dW[1]"]
    assert lines.update["W[1]"].inputs["W[1]"] is lines.given["W[1]"]
    assert list(lines.backward["dZ[2]"].inputs) == ["dA[2]", "g[2]′(Z[2])"]
    assert list(lines.forward["J"].inputs) == ["m", "L", "l2/2 Σ‖W[l]‖²"]
    assert "inputs" not in repr(lines.forward["J"])


def read(steps):
    """Yield each line of the JSON with its inputs, found as the page finds them."""
    for line in steps["lines"]:
        for one in (line, *line["also"]):
            yield (
                one,
                [next(n for n in (*line["also"], *steps["lines"]) if n["name"] == name) for name in one["inputs"]],
            )


@pytest.mark.parametrize(("output", "loss"), [("sigmoid", None), ("softmax", None), ("relu", "squared_error")])
def test_json_has_all_numbers_and_leads_to_the_inputs(output, loss):
    model = network((3, 4, 2), output=output, loss=loss, l2=0.1)
    lines = trace(model, *examples(model), learning_rate=0.3)
    steps = json.loads(json.dumps(steps_of(lines), allow_nan=False))
    assert steps["learning_rate"] == 0.3
    parts = [("given", lines.given), ("forward", lines.forward), ("backward", lines.backward), ("update", lines.update)]
    expected = [(part, name, line) for part, named in parts for name, line in named.items()]
    for one, (part, name, line) in zip(steps["lines"], expected, strict=True):
        assert (one["part"], one["name"]) == (part, name)
        assert one["equation"] == line.equation
        assert one["shape"] == list(line.value.shape)
        np.testing.assert_array_equal(np.reshape(one["values"], line.value.shape), line.value)
    in_trace = {id(line) for _, _, line in expected}
    all_lines = [line for _, _, line in expected]
    for (one, inputs), line in zip(
        ((one, inputs) for one, inputs in read(steps) if "part" in one), all_lines, strict=True
    ):
        assert one["inputs"] == list(line.inputs)
        for found, inner in zip(inputs, line.inputs.values(), strict=True):
            np.testing.assert_array_equal(np.reshape(found["values"], inner.value.shape), inner.value)
            assert ("part" in found) == (id(inner) in in_trace)


def in_digits(x, digits):
    """Return an array as decimals of so many digits."""
    return np.vectorize(lambda one: float(f"{one:.{digits}g}"), otypes=[float])(x)


@settings(max_examples=8)
@given(networks())
def test_the_digits_are_the_fewest_from_which_the_three_of_the_result_follow(case):
    for name, line in made(traced(*case)):
        digits, value = np.array(described(name, line)["digits"]), np.atleast_2d(in_digits(line.value, 3))
        if line.function in {"Swish", "Absolute"}:
            assert not digits.any()
            continue
        with np.errstate(divide="ignore"):
            unit = 10 ** np.floor(np.log10(np.abs(value))) / 100
        below = np.where(np.isclose(np.abs(value), 100 * unit), unit / 10, unit)  # 1.00 comes after 0.999
        for few in (3, 4, 5, 6):
            inputs = {inner: TracedLine("", in_digits(one.value, few)) for inner, one in line.inputs.items()}
            with np.errstate(divide="ignore"):
                error = np.abs(from_inputs(name, replace(line, inputs=inputs)) - value)
            assert np.all((error <= 0.500001 * unit)[digits == few]), name
            assert np.all((error >= 0.499999 * below)[(digits == 0) | (digits > few)]), name


def test_halves_are_rounded_up_as_in_javascript_and_thousands_have_two_digits_more():
    shown = rounded(np.array([1.125, -0.3125, 1234.567, 999.5, 100049.0, np.inf]), 3)
    np.testing.assert_array_equal(shown, [1.13, -0.313, 1234.6, 1000.0, 100000.0, np.inf])
    assert np.isnan(rounded(np.array(np.nan), 3))


def test_a_leaky_relus_slope_is_known_and_arrays_too_large_to_be_shown_whole_are_not_worked_out():
    sloped = trace(network((2, 3, 1), hidden=LeakyReLU(0.125)), np.eye(2), [[0, 1]], learning_rate=1)
    assert np.all(described("A[1]", sloped.forward["A[1]"])["digits"])
    large = trace(network((17, 1)), np.ones((17, 1)), [[1]], learning_rate=1)
    assert described("Z[1]", large.forward["Z[1]"])["digits"] == [[0]]


def test_the_caption_names_the_network_and_the_rule():
    def caption(m, sizes, **options):
        model = network(sizes, **options)
        return steps_of(trace(model, *examples(model, m), learning_rate=0.05))["caption"]

    assert caption(3, (2, 3, 1), hidden="tanh") == (
        "Network 2-3-1, tanh, sigmoid, binary_cross_entropy; gradient descent with α = 0.05 on 3 examples"
    )
    assert caption(1, (4, 2), output="identity", l2=0.1) == (
        "Network 4-2, identity, squared_error, l2 = 0.1; gradient descent with α = 0.05 on 1 example"
    )


def test_numbers_that_json_lacks_are_texts_that_javascript_reads():
    model = nnlib.Network([1, 1], hidden="relu", output="identity", rng=0)
    model.W[1] = [[1e200]]
    with np.errstate(over="ignore", invalid="ignore"):
        lines = trace(model, [[1e200, -1e200]], [[0.0, 0.0]], learning_rate=1)
    steps = json.loads(json.dumps(steps_of(lines), allow_nan=False))
    values = {line["name"]: line["values"] for line in steps["lines"]}
    assert values["Z[1]"] == [["Infinity", "-Infinity"]]
    assert values["db[1]"] == [["NaN"]]


def test_of_large_arrays_the_first_rows_and_columns_are_handed_on():
    model = nnlib.Network([20, 18, 1], rng=0)
    X = np.arange(400.0).reshape(20, 20)
    first = steps_of(trace(model, X, np.ones((1, 20)), learning_rate=1))["lines"][0]
    assert first["shape"] == [20, 20]
    np.testing.assert_array_equal(first["values"], X[:16, :16])


def test_the_page_has_the_steps_and_what_draws_them(tmp_path):
    lines = trace(network((3, 4, 2)), *examples(network((3, 4, 2))), learning_rate=0.3)
    path = tmp_path / "update.html"
    path.write_text("an older page")
    assert lines.to_html(path) is None
    html = path.read_text(encoding="utf-8")
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', html)[1]
    assert json.loads(data) == json.loads(json.dumps(steps_of(lines)))
    assert "Stepping.show(" in html
    assert not re.search(r"https?:|\bsrc=|\bhref=", html)
    assert list(tmp_path.iterdir()) == [path]


def test_a_path_that_is_none_is_refused(tmp_path):
    lines = trace(nnlib.LogisticRegression(1), [[1.0]], [[1]], learning_rate=1)
    with pytest.raises(TypeError, match="a file is named by a str"):
        lines.to_html(3)
    with pytest.raises(FileNotFoundError, match="there is no such folder"):
        lines.to_html(tmp_path / "nowhere" / "update.html")
