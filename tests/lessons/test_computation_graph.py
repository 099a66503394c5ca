"""The engine against difference quotients and the notes' numbers; reused variables, long chains, second passes."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nnlib
from nnlib.lessons._operations import leaky_relu, power
from nnlib.lessons.computation_graph import OPERATIONS, Variable

NUMBERS = st.floats(0.1, 3)


def notes(a=5.0, b=3.0, c=2.0):
    a, b, c = Variable(a, "a"), Variable(b, "b"), Variable(c, "c")
    u = (b * c).named("u")
    v = (a + u).named("v")
    return (3 * v).named("J"), a, b, c


@pytest.mark.parametrize(
    "operation",
    [*OPERATIONS.values(), power(2.5), power(-1), leaky_relu(0.1)],
    ids=lambda operation: operation.form,  # an address in a name would differ from process to process
)
@settings(max_examples=25)  # of each operation
@given(u=NUMBERS, v=NUMBERS, sign=st.sampled_from([-1, 1]))
def test_each_derivative_is_what_a_nudge_says(operation, u, v, sign):
    inputs = [u * (sign if operation.form in ("tanh({})", "σ({})", "relu({})", "softplus({})") else 1), v]
    inputs = inputs[: operation.form.count("{}")]
    if "max" in operation.form and abs(u - v) < 1e-4:
        return
    derivatives = operation.derivatives(*inputs)
    assert len(derivatives) == len(inputs)
    for k, derivative in enumerate(derivatives):
        up, down = ([x + h * (i == k) for i, x in enumerate(inputs)] for h in (1e-5, -1e-5))
        numeric = (operation.value(*up) - operation.value(*down)) / 2e-5
        assert derivative == pytest.approx(numeric, rel=1e-6, abs=1e-8)


def test_every_operation_can_be_written():
    u, v = Variable(0.5, "u"), Variable(2.0, "v")
    written = {
        "add": u + v,
        "subtract": u - v,
        "multiply": u * v,
        "divide": u / v,
        "negate": -u,
        "maximum": u.maximum(v),
        **{name: getattr(u, name)() for name in ("exp", "log", "sigmoid", "tanh", "relu", "softplus")},
    }
    assert set(written) == set(OPERATIONS)
    assert all(variable.operation is OPERATIONS[name] for name, variable in written.items())
    assert [each.value for each in (u + 1, 1 + u, u - 1, 1 - u, 3 * u, u * 3, u / 2, 2 / u, -u, u**3)] == [
        *(1.5, 1.5, -0.5, 0.5, 1.5, 1.5, 0.25, 4.0, -0.5, 0.125)
    ]


def test_the_activations_are_the_librarys():
    for name in ["sigmoid", "tanh", "relu", "leaky_relu"]:
        for z in [-800.0, -3.0, -0.0, 0.0, 0.7, 40.0, 800.0]:
            variable = Variable(z, "z")
            a = getattr(variable, name)()
            g = getattr(nnlib.activations, name)
            assert a.value == pytest.approx(g(np.array([[z]])).item(), rel=1e-14)
            assert a.backward()["dz"] == pytest.approx(g.derivative(np.array([[z]])).item(), rel=1e-14)


def test_softplus_keeps_what_is_small():
    assert Variable(-40.0).softplus().value == pytest.approx(4.248354255291589e-18, rel=1e-15)
    assert Variable(1e4).softplus().value == 1e4


def test_the_notes_numbers():
    """Section 3.6: J = 3 (a + bc) at a = 5, b = 3, c = 2, and at c = 3."""
    J, _, b, c = notes()
    values, d = J.forward(), J.backward()
    assert (values["u"], values["v"], values["J"]) == (6, 11, 33)
    assert (d["dJ"], d["dv"], d["du"], d["da"], d["db"], d["dc"]) == (1, 3, 3, 3, 6, 9)
    assert J.forward({c: 3})["J"] == 42
    assert J.backward({c: 3})["db"] == 9
    assert J.forward({c: 3, b: 3.001})["J"] == pytest.approx(42.009, rel=1e-15)
    assert J.value == 33  # nothing has changed


@settings(max_examples=20)
@given(step=st.floats(1e-3, 1e3), name=st.sampled_from("abc"))
def test_a_nudge_of_one_variable_is_exact_because_J_is_linear_in_it(step, name):
    J, *inputs = notes()
    (variable,) = (each for each in inputs if each.name == name)
    change = J.forward({variable: variable.value + step})["J"] - J.value
    assert change / step == pytest.approx(J.backward()[variable], rel=1e-10)


def test_what_is_used_twice_gets_both_derivatives():
    u = Variable(3.0, "u")
    v = u * u
    J = v * u + v
    assert J.backward()[u] == 3 * 3.0**2 + 2 * 3.0
    assert (u + u).backward()[u] == 2


def test_paths_that_meet_again_are_not_counted_too_often():
    """Two paths at every step: a recursion would walk 2^60 of them."""
    u = Variable(1.0, "u")
    J = u
    for _ in range(60):
        J = J + J
    assert J.backward()[u] == 2.0**60


def test_a_second_backward_gives_the_same():
    J, *_ = notes()
    assert dict(J.backward()) == dict(J.backward())
    other = J * 2
    assert other.backward()["da"] == 6
    assert J.backward()["da"] == 3


def test_a_chain_of_5000_operations():
    """Five times as deep as Python's recursion goes."""
    u = Variable(0.0, "u")
    J = u
    for _ in range(5_000):
        J = J + 1
    assert J.value == 5_000
    assert J.backward()["du"] == 1
    assert len(J.variables()) == 10_001


def test_variables_come_after_what_they_are_computed_from():
    J, *_ = notes()
    variables = J.variables()
    assert variables[-1] is J
    for k, variable in enumerate(variables):
        assert all(each in variables[:k] for each in variable.inputs)


def test_numpy_takes_arrays_of_variables():
    W = np.array([[Variable(0.3, "w1"), Variable(-0.2, "w2")]])
    x = np.array([[1.5], [-2.0]])
    a = 1 / (1 + np.exp(-(W @ x)))
    L = -np.log(a).sum()
    expected = (1 / (1 + math.exp(-0.85)) - 1) * x.T
    np.testing.assert_allclose(L.backward()[W], expected, rtol=1e-14)


def test_numpys_numbers_are_numbers():
    u = Variable(np.float32(2), "u")
    for result in (np.float64(3) * u, u * np.float64(3), np.int64(3) * u, np.array(3) * u):
        assert isinstance(result, Variable)
        assert result.value == 6


def test_how_it_is_shown():
    J, a, *_ = notes()
    assert repr(a) == "a = 5"
    assert a.expression() == "5"
    assert repr(J) == "J = 3 × v = 33"
    assert repr(a.maximum(2) ** 2) == "5^2 = 25"
    assert repr(J.backward()) == "da = 3\ndb = 6\ndc = 9\ndu = 3\ndv = 3\ndJ = 1"


def test_log_needs_a_positive_number():
    with pytest.raises(ValueError, match="log needs a number above 0, got 0"):
        Variable(0.0).log()


def test_a_power_of_a_negative_number_is_real():
    assert (Variable(-2.0) ** 3).value == -8
    u = Variable(8.0, "u")
    for compute in (lambda: Variable(-8.0) ** (1 / 3), lambda: (u ** (1 / 3)).forward({u: -8})):
        with pytest.raises(ValueError, match=r"a power of a negative number needs a whole exponent, got -8 and 0\.333"):
            compute()


def test_what_no_number_holds_is_told_with_its_formula():
    for compute, error, message in [
        (lambda u: 1 / u, ZeroDivisionError, r"1 ÷ 0 is not defined"),
        (lambda u: u**-1, ZeroDivisionError, r"0\^-1 is not defined"),
        (lambda u: (u**0.5).backward(), ZeroDivisionError, r"a derivative of 0\^0.5 is not defined"),
        (lambda u: (u + 1000).exp(), OverflowError, r"exp\(1000\) is too large a number"),
        (lambda u: (u + 1e200) ** 2, OverflowError, r"1e\+200\^2 is too large a number"),
        (lambda u: u.exp().forward({u: 1000}), OverflowError, r"exp\(1000\) is too large a number"),
    ]:
        with pytest.raises(error, match=message):
            compute(Variable(0.0, "u"))


def test_a_quotient_has_a_derivative_where_the_square_of_the_divisor_is_no_number():
    for v in [1e200, -1e-100, 1e-200]:
        exact = -1 / Fraction(v) ** 2
        expected = float(exact) if abs(exact) < 10**308 else -math.inf
        assert (1 / Variable(v, "v")).backward()["dv"] == pytest.approx(expected, rel=1e-15)


def test_what_is_not_a_number_does_not_become_one():
    for name in ["relu", "leaky_relu", "sigmoid", "tanh", "softplus"]:
        assert math.isnan(getattr(Variable(math.nan), name)().value)


def test_what_is_no_number_is_refused():
    for wrong in ["2", None, [1, 2]]:
        with pytest.raises(TypeError):
            Variable(1.0) * wrong
        with pytest.raises(TypeError):
            wrong * Variable(1.0)
        with pytest.raises(TypeError, match="a maximum is that of variables and numbers, got"):
            Variable(1.0).maximum(wrong)


def test_what_goes_into_an_operation_is_a_number():
    with pytest.raises(TypeError, match="a variable is computed from variables and numbers, got an array of shape"):
        Variable.computed(OPERATIONS["exp"], np.ones(2))
    assert Variable.computed(OPERATIONS["negate"], 10**400).value == -np.inf
    assert Variable.computed(OPERATIONS["negate"], Decimal("0.5")).value == -0.5


def test_with_an_array_it_is_broadcast_as_a_number_is():
    u = Variable(2.0, "u")
    for products in (u * np.array([1.0, 3.0]), np.array([1.0, 3.0]) * u):
        assert [each.value for each in products] == [2, 6]
        assert products.sum().backward()["du"] == 4
    assert np.exp(u).backward()["du"] == pytest.approx(math.exp(2), rel=1e-15)
    assert np.tanh(u).operation is OPERATIONS["tanh"]


def test_its_value_stays_and_its_name_is_text():
    u = Variable(2.0, "u")
    with pytest.raises(AttributeError):
        u.value = 3.0
    with pytest.raises(TypeError, match="name must be text, got 5"):
        Variable(2.0, 5)
    with pytest.raises(TypeError, match="name must be text, got None"):
        u.named(None)


def test_an_exponent_is_a_number():
    u = Variable(2.0, "u")
    with pytest.raises(TypeError, match=r"write \(v \* u.log\(\)\).exp\(\)"):
        u**u
    assert (u**0).backward()[u] == 0


def test_only_what_goes_in_can_be_changed():
    J, *_ = notes()
    (u,) = (each for each in J.variables() if each.name == "u")
    with pytest.raises(ValueError, match="u = b × c = 6 is computed from others"):
        J.forward({u: 1})
    with pytest.raises(ValueError, match="is not part of this graph"):
        J.backward({Variable(1.0, "x"): 1})
    with pytest.raises(TypeError, match="what is changed must be a variable, and not a name, got 'a'"):
        J.forward({"a": 1})
    with pytest.raises(TypeError, match="value must be a number"):
        J.forward({J.variables()[0]: "5"})


def test_names_that_are_not_there_or_twice_are_told():
    J, *_ = notes()
    with pytest.raises(KeyError, match="there is no variable for 'dx'; known are da, db, dc, du, dv, dJ"):
        J.backward()["dx"]
    with pytest.raises(KeyError, match="several variables have the name 'x'"):
        (Variable(1, "x") + Variable(2, "x")).forward()["x"]
    with pytest.raises(KeyError, match="known are no names"):
        Variable(1).forward()["x"]
    with pytest.raises(KeyError, match="x = 1 is not part of this graph"):
        J.backward()[Variable(1, "x")]
    assert "da" in J.backward()
    assert "a" not in J.backward()
    assert len(J.backward()) == 7
