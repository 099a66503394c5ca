"""Logistic regression as section 3 of the notes writes it: w and dw are columns, b and db are numbers."""

import re
from collections.abc import Iterator, Mapping, Sequence

from nnlib._arrays import Array
from nnlib._diagnosis import Slip
from nnlib.checking._backward_equations import WeightGradient
from nnlib.checking._forward_equations import Equation
from nnlib.checking._quantities import Quantities

NAMES = {"Z": "Z[1]", "A": "A[1]", "dA": "dA[1]", "dZ": "dZ[1]", "dw": "dW[1]", "db": "db[1]"}
"""What the equations call the notes' arrays."""
PRODUCT = re.compile(r"(1/\S+) (\S+) (\S+)ᵀ")


class ColumnGradient(WeightGradient):
    """dw = 1/m X dZᵀ, which is dW[1]ᵀ."""

    def text(self, known: Quantities) -> str:
        return f"dw = 1/{known.m_name} X dZᵀ"

    def value(self, known: Quantities) -> Array:
        return super().value(known).T

    def slips(self, known: Quantities) -> Iterator[Slip]:
        """Make those of dW[1], in which the product has its factors the other way round."""
        for value, told in super().slips(known):
            by_element = value.shape == known.A[0].shape
            yield Slip(value if by_element else value.T, PRODUCT.sub(r"\1 \3 \2ᵀ", told))


def in_columns(equations: Sequence[Equation]) -> list[Equation]:
    """Return the equations with dw as a column."""
    return [ColumnGradient(1) if equation.symbol == "dW" else equation for equation in equations]


def as_matrices(came: Mapping[str, Array]) -> dict[str, Array]:
    """Return what came with a db that is a number as (1, 1), in which shape np.sum with keepdims gives it."""
    return {name: array.reshape(1, 1) if name == "db[1]" and array.size == 1 else array for name, array in came.items()}


def unnumbered(told: str) -> str:
    """Return what is told of layer 1 in the notes' symbols."""
    return told.replace("W[1]", "wᵀ").replace("[1]", "").replace("dW", "dw")
