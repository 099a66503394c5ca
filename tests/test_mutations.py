"""A bug is put where it is meant to be, or not at all."""

import types

import numpy as np
import pytest
from mutations import mutated, put_in

import nnlib
from nnlib import activations, models, parameters, propagation


def scaled(x, out=None):
    y = np.multiply(x, 2, out=out)
    y += 1
    return y


class Tripled:
    def __init__(self, x):
        self.x = x

    def value(self):
        return 3 * self.x


class Shifted(Tripled):
    def value(self):
        return super().value() + 1

    @property
    def doubled(self):
        return 2 * self.x

    @doubled.setter
    def doubled(self, value):
        self.x = value / 2

    @classmethod
    def of_one(cls):
        return cls(1)

    @staticmethod
    def negative(x):
        return -x


CHANGED = [
    ({"np.multiply(x, 2, out=_)": "np.multiply(x, 3, out=_)"}, 31),
    ({"np.multiply(_x, _2, out=_)": "np.multiply(_x, _2 + 5)"}, 71),
    ({"np.multiply(x, ...)": "np.add(x, ...)"}, 13),
    ({"y += 1": "y -= 1"}, 19),
    ({"y += 1": "pass", "return y": "y = -y\nreturn y"}, -20),
    ({"y += _": "print"}, 20),
    ({"x": "(y := 7)"}, 15),
]


def test_expressions_and_statements_are_replaced():
    for changes, expected in CHANGED:
        assert mutated(scaled, changes)(np.array(10)) == expected, changes
        assert scaled(np.array(10)) == 21


def nested(x):
    return np.abs(np.abs(x))


def test_what_does_not_stand_there_once_is_refused():
    for old, times in [("y", 3), ("y *= 1", 0), ("np.multiply(_, _)", 0), ("np.multiply(_x, _x, ...)", 0)]:
        with pytest.raises(AssertionError, match=f"stands {times} times in scaled"):
            mutated(scaled, {old: "x"})
    with pytest.raises(AssertionError, match="stands 2 times in nested"):
        mutated(nested, {"np.abs(_)": "x"})


def test_changes_that_lie_in_one_another_are_refused():
    with pytest.raises(AssertionError, match=r"overlaps: \{'2'\}"):
        mutated(scaled, {"np.multiply(...)": "x", "2": "3"})


def test_methods_keep_their_super_and_properties_what_sets_them(monkeypatch):
    module = types.SimpleNamespace(Shifted=Shifted)
    put_in(monkeypatch, module, "Shifted.value", {"1": "5"})
    put_in(monkeypatch, module, "Shifted.doubled", {"2": "4"})
    put_in(monkeypatch, module, "Shifted.of_one", {"cls(1)": "cls(2)"})
    put_in(monkeypatch, module, "Shifted.negative", {"-x": "x"})
    one = Shifted.of_one()
    assert (one.x, one.value(), one.doubled, one.negative(1)) == (2, 11, 8, 1)
    one.doubled = 2
    assert one.x == 1


def test_decorated_methods_keep_their_decorators():
    mutant = mutated(activations.Sigmoid.__call__, {"np.reciprocal(_, out=_out)": "np.add(_, 0, out=_out)"})
    assert mutant(activations.sigmoid, np.array([[-1e4]]))[0, 0] == np.inf  # without a warning


def test_methods_of_dataclasses_are_replaced(monkeypatch):
    put_in(monkeypatch, propagation, "ForwardPass.output", {"self.A[_L]": "-self.A[_L]"})
    assert nnlib.LogisticRegression(n_x=1).forward([[0.0]]).output == -0.5


def test_a_function_is_replaced_wherever_it_was_imported(monkeypatch):
    kept = parameters.initialize
    put_in(monkeypatch, parameters, "initialize", {"_draw(n_out, n_in, generator)": "1.0"})
    assert parameters.initialize is models.initialize is not kept
    monkeypatch.undo()
    assert parameters.initialize is models.initialize is kept
