"""What NumPy's commonest errors mean: each advice belongs to an error that NumPy still says."""

import math

import numpy as np
import pytest

from nnlib.exercises._failures import ADVICE, advice

A, B = np.ones((2, 3)), np.ones((4, 5))
MISTAKES = {
    "could not be broadcast": lambda: A * B,
    "core dimension": lambda: A @ B,
    "enough dimensions": lambda: 2.0 @ A,
    "normal() takes": lambda: np.random.default_rng(1).normal(0, 1, 2, 3),
    "not aligned": lambda: np.dot(A, B),
    "element with a sequence": lambda: A.__setitem__((0, 0), np.ones(2)),
    "can be converted to Python scalar": lambda: math.exp(A),
    "truth value of an array": lambda: 1 if A > 0 else 2,
    "bitwise_xor": lambda: A ^ 2,
    "for ^": lambda: 2.0 ^ 2,
    "out of bounds": lambda: A[2],
    "list index out of range": lambda: [][1:][0],
    "unhashable type: 'numpy.ndarray'": lambda: {A},
    "Cannot interpret": lambda: np.zeros(2, 1),
    "'NoneType'": lambda: None * A,
    "non-broadcastable output": lambda: np.add(np.ones((2, 1)), A, out=np.ones((2, 1))),
    "is not callable": lambda: A(2),
}


@pytest.mark.parametrize("part", ADVICE)
def test_each_advice_belongs_to_an_error_that_is_said(part):
    with pytest.raises((TypeError, ValueError, IndexError)) as caught:
        MISTAKES[part]()
    assert advice(str(caught.value)) == ADVICE[part]


def test_other_errors_have_none():
    assert advice("division by zero") == ""
