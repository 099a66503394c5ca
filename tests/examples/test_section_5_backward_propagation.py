"""The printed lines follow from one another: each is computed again here, from what is printed above it."""

import re

import numpy as np
import pytest


@pytest.fixture
def run(run_example):
    return run_example("section_5_backward_propagation")


@pytest.fixture
def printed(run):
    """Return the printed arrays by their names, in four parts: given, forward, backward, update."""
    parts = []
    for line in run.printed.partition("\nJ before")[0].splitlines():
        if not line.startswith("  "):
            parts.append({})
        elif begun := re.match(r"  (\w+(?:\[\d\])?)(?: = .*?)?  +\([\d, ]*\)  (.*)", line):
            name, numbers = begun.groups()
            parts[-1][name] = numbers
        else:
            parts[-1][name] += line
    return [{name: array(numbers) for name, numbers in part.items()} for part in parts]


def array(numbers):
    """Return the array that is printed so."""
    rows = re.findall(r"\[([^\[\]]+)\]", numbers) or [numbers]
    return np.array([[float(number) for number in row.split()] for row in rows])


def test_each_line_follows_from_those_above(printed):
    given, forward, backward, update = printed
    X, Y, W1, b1, W2, b2 = (given[name] for name in ("X", "Y", "W[1]", "b[1]", "W[2]", "b[2]"))
    Z1 = W1 @ X + b1
    A1 = np.tanh(Z1)
    Z2 = W2 @ A1 + b2
    A2 = 1 / (1 + np.exp(-Z2))
    dZ2 = A2 - Y
    dA1 = W2.T @ dZ2
    dZ1 = dA1 * (1 - A1**2)
    expected = {
        "Z[1]": Z1,
        "A[1]": A1,
        "Z[2]": Z2,
        "A[2]": A2,
        "J": -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)),
        "dZ[2]": dZ2,
        "dW[2]": dZ2 @ A1.T / 3,
        "db[2]": dZ2.sum(axis=1, keepdims=True) / 3,
        "dA[1]": dA1,
        "dZ[1]": dZ1,
        "dW[1]": dZ1 @ X.T / 3,
        "db[1]": dZ1.sum(axis=1, keepdims=True) / 3,
    }
    lines = forward | backward
    assert list(lines) == list(expected)
    for name, array in lines.items():
        np.testing.assert_allclose(array, expected[name], rtol=0, atol=3e-4, err_msg=name)
    for name in ("W[1]", "b[1]", "W[2]", "b[2]"):
        np.testing.assert_allclose(update[name], given[name] - expected["d" + name], rtol=0, atol=3e-4, err_msg=name)


def test_the_notes_transposes_are_wrong_or_refused(run):
    assert float(re.search(r"W\[1\] is square, and wrong by up to (\S+)", run.printed)[1]) > 0.1
    assert re.search(r"W\[2\]\.T A\[1\]: shapes \(2,1\) and \(2,3\) not aligned", run.printed)


def test_dZ_is_m_times_the_derivative_of_J(run):
    dZ, quotient = re.search(r"dZ\[2\]\[0, 0\] = (\S+), dJ/.* = (\S+): 1/m of it, m = 3", run.printed).groups()
    assert float(dZ) == pytest.approx(3 * float(quotient), abs=3e-6)


def test_the_update_lowers_the_cost(run):
    before, after = re.search(r"J before the update (\S+), after it (\S+)", run.printed).groups()
    assert float(after) < float(before)


def test_it_draws_its_picture(run):
    run.picture("section_5_trace.png")
