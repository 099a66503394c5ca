"""A trace has the library's own arrays, under the notes' equations, and prints the numbers that they have."""

import re

import numpy as np
import pytest

import nnlib
from nnlib.checking._equations import equations_of
from nnlib.lessons import trace

RNG = np.random.default_rng(0)
X = RNG.standard_normal((2, 5))
BINARY = np.array([[0, 1, 1, 0, 1]])

CASES = {
    "logistic regression": (nnlib.LogisticRegression(2), BINARY),
    "shallow": (nnlib.ShallowNetwork(2, 3, rng=1), BINARY),
    "deep, l2": (nnlib.Network([2, 4, 3, 1], l2=0.1, rng=1), BINARY),
    "softmax": (nnlib.Network([2, 4, 3], output="softmax", rng=1), np.array([[0, 2, 1, 1, 0]])),
    "squared error": (nnlib.Network([2, 4, 2], output="tanh", rng=1), RNG.standard_normal((2, 5))),
    "float32": (nnlib.Network([2, 4, 1], dtype="float32", rng=1), BINARY),
}


def entries(lines):
    return [*lines.given.items(), *lines.forward.items(), *lines.backward.items(), *lines.update.items()]


@pytest.mark.parametrize("name", CASES)
def test_its_arrays_are_those_of_forward_backward_and_gradient_descent(name):
    model, Y = CASES[name]
    lines = trace(model, X, Y, learning_rate=0.3)
    forward_pass, gradients, L = model.forward(X), model.gradients(X, Y), len(model.g)
    after = model.copy()
    rule = nnlib.GradientDescent(0.3)
    rule.update(after.parameters.vector, gradients.vector, rule.start(after.parameters.vector))
    expected = {"X": forward_pass.A[0], "Y": model.labels(Y, None, m=5)[0], "J": np.array(model.cost(X, Y))}
    for l in range(1, L + 1):
        expected |= {f"Z[{l}]": forward_pass.Z[l], f"A[{l}]": forward_pass.A[l]}
        expected |= {f"dZ[{l}]": gradients.dZ[l], f"dW[{l}]": gradients.dW[l], f"db[{l}]": gradients.db[l]}
        expected |= {f"W[{l}]": model.W[l], f"b[{l}]": model.b[l]}
        if l < L:
            expected[f"dA[{l}]"] = np.dot(model.W[l + 1].T, gradients.dZ[l + 1])
    before = lines.given | lines.forward | lines.backward
    assert set(before) == set(expected)
    for key, line in before.items():
        np.testing.assert_array_equal(line.value, expected[key], strict=True)
    assert set(lines.update) == {f"{name}[{l}]" for name in "Wb" for l in model.g}
    for l in model.g:
        np.testing.assert_array_equal(lines.update[f"W[{l}]"].value, after.W[l], strict=True)
        np.testing.assert_array_equal(lines.update[f"b[{l}]"].value, after.b[l], strict=True)


@pytest.mark.parametrize("name", CASES)
def test_its_equations_are_those_of_the_comparison_of_steps(name):
    model, Y = CASES[name]
    lines = trace(model, X, Y, learning_rate=0.3)
    known, equations = equations_of(model, X, model.labels(Y, None, m=5)[0], None)
    equations = [equation for equation in equations if equation.name != f"dA[{len(model.g)}]"]
    traced = {**lines.forward, **lines.backward}
    del traced["J"]
    assert list(traced) == [equation.name for equation in equations]
    assert [line.equation for line in traced.values()] == [equation.text(known) for equation in equations]
    assert [(name, line.equation) for name, line in lines.update.items()] == [
        (f"{name}[{l}]", f"{name}[{l}] = {name}[{l}] - α d{name}[{l}]") for l in model.g for name in "Wb"
    ]
    assert ("l2/2" in lines.forward["J"].equation) == bool(model.l2)
    assert str(model.loss) in lines.forward["J"].equation


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("precision", [3, 8])
def test_what_is_printed_are_the_arrays_numbers(name, precision):
    model, Y = CASES[name]
    lines = trace(model, X, Y, learning_rate=0.3)
    with np.printoptions(precision=precision, suppress=True):
        printed = str(lines)
        assert repr(lines) == printed
    rows = iter(printed.splitlines())
    titles = ["given", "forward propagation", "back propagation", "update, α = 0.3"]
    found = []
    for row in rows:
        if row in titles:
            assert row == titles.pop(0)
            continue
        equation, shape, numbers = re.fullmatch(r"  (\S.*?)  +(\([\d, ]*\)) +(\S.*)", row).groups()
        while numbers.count("[") > numbers.count("]"):
            numbers += " " + next(rows)
        array = [float(number) for number in re.findall(r"-?[\d.]+(?:e[+-]\d+)?", numbers)]
        found.append((equation, shape, array))
    assert not titles
    for (equation, shape, numbers), (_, line) in zip(found, entries(lines), strict=True):
        assert (equation, shape) == (line.equation, str(line.value.shape))
        rounding = 0 if line.value.dtype == np.float64 else np.finfo(np.float32).eps
        np.testing.assert_allclose(numbers, line.value.ravel(), rtol=rounding, atol=0.51 * 10.0**-precision)


def test_large_arrays_are_abbreviated_and_wide_ones_broken():
    model = nnlib.Network([50, 40, 1], rng=1)
    printed = str(trace(model, np.ones((50, 30)), np.ones((1, 30)), learning_rate=1))
    assert "..." in printed
    assert max(map(len, printed.splitlines())) < 130


def test_neither_model_nor_data_are_changed_and_what_is_done_to_them_later_is_not_seen():
    model, Y = nnlib.ShallowNetwork(2, 3, rng=1), BINARY.astype(np.float64)
    X_before, theta = X.copy(), model.parameters.vector.copy()
    examples = X.copy()
    lines = trace(model, examples, Y, learning_rate=0.3)
    printed = str(lines)
    assert (examples == X_before).all()
    assert (model.parameters.vector == theta).all()
    examples[:], Y[:] = 0, 0
    nnlib.train(model, X, BINARY, learning_rate=1.0, iterations=2)
    assert str(lines) == printed


def test_what_does_not_fit_is_refused():
    model = nnlib.ShallowNetwork(2, 3, rng=1)
    with pytest.raises(TypeError, match="model must be a Network"):
        trace("model", X, BINARY, learning_rate=1)
    with pytest.raises(ValueError, match="is X transposed"):
        trace(model, X.T, BINARY, learning_rate=1)
    with pytest.raises(ValueError, match="Y has 4 columns for 5 examples"):
        trace(model, X, BINARY[:, 1:], learning_rate=1)
    with pytest.raises(ValueError, match="learning_rate must be a positive"):
        trace(model, X, BINARY, learning_rate=0)
