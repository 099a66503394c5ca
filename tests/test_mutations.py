"""A bug is put where it is meant to be, or not at all."""

import numpy as np
import pytest
from mutations import mutated

from nnlib import activations


def scaled(x, out=None):
    y = np.multiply(x, 2, out=out)
    y += 1
    return y


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"np.multiply(x, 2, out=_)": "np.multiply(x, 3, out=_)"}, 31),
        ({"np.multiply(_x, _2, out=_)": "np.multiply(_x, _2 + 5)"}, 71),
        ({"y += 1": "y -= 1"}, 19),
        ({"y += 1": "pass", "return y": "y = -y\nreturn y"}, -20),
        ({"y += _": "print"}, 20),
    ],
    ids=str,
)
def test_expressions_and_statements_are_replaced(changes, expected):
    assert mutated(scaled, changes)(np.array(10)) == expected
    assert scaled(np.array(10)) == 21


@pytest.mark.parametrize(("old", "times"), [("y", 3), ("y *= 1", 0), ("np.multiply(_, _)", 0)])
def test_what_does_not_stand_there_once_is_refused(old, times):
    with pytest.raises(AssertionError, match=f"stands {times} times in scaled"):
        mutated(scaled, {old: "x"})


def test_decorated_methods_keep_their_decorators():
    mutant = mutated(activations.Sigmoid.__call__, {"np.reciprocal(_, out=_out)": "np.add(_, 0, out=_out)"})
    assert mutant(activations.sigmoid, np.array([[-1e4]]))[0, 0] == np.inf  # without a warning
