"""The elementary operations of the computation graph: each with its value and, beside it, its derivatives."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from nnlib._printing import prints_everywhere

T = TypeVar("T")


@prints_everywhere
@dataclass(frozen=True)
class Operation:
    """What a variable is computed by: a function of one or two numbers, and its derivatives.

    Parameters
    ----------
    form : str
        How it is written, with braces for what goes in, such as "{} + {}".
    f, df : callable
        The value, of the numbers that go in, and of the same numbers a tuple with the derivative by each.

    Examples
    --------
    >>> from nnlib.lessons import Variable
    >>> double = Operation("2 {}", lambda u: 2 * u, lambda u: (2.0,))
    >>> Variable.computed(double, Variable(3, "u"))
    2 u = 6
    """

    form: str
    f: Callable[..., float]
    df: Callable[..., tuple[float, ...]]

    def value(self, *inputs: float) -> float:
        """Return the value, or say of which numbers there is none."""
        return self._of(self.f, "", inputs)

    def derivatives(self, *inputs: float) -> tuple[float, ...]:
        """Return the derivative by each, or say where there is none."""
        return self._of(self.df, "a derivative of ", inputs)

    def _of(self, function: Callable[..., T], what: str, inputs: tuple[float, ...]) -> T:
        """Call a function; where Python says no more than that a number is too large, say which."""
        try:
            return function(*inputs)
        except ArithmeticError as error:
            formula = self.form.format(*(f"{each:g}" for each in inputs))
            reason = "is too large a number" if isinstance(error, OverflowError) else "is not defined"
            msg = f"{what}{formula} {reason}"
            raise type(error)(msg) from None


def sigmoid(z: float) -> float:
    """Return 1 / (1 + e⁻ᶻ), without an overflow."""
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def softplus(z: float) -> float:
    """Return log(1 + eᶻ), which is −log σ(−z), and right where σ has become 0 or 1."""
    return max(0.0, z) + math.log1p(math.exp(-abs(z)))


def logarithm(u: float) -> float:
    """Return the natural logarithm, or say what it needs."""
    if u <= 0:
        msg = f"log needs a number above 0, got {u:g}"
        raise ValueError(msg)
    return math.log(u)


# Where the derivative is the same everywhere, no number is looked at: ruff's ARG005 is silenced there.
OPERATIONS: Mapping[str, Operation] = {
    "add": Operation("{} + {}", lambda u, v: u + v, lambda u, v: (1.0, 1.0)),  # noqa: ARG005
    "subtract": Operation("{} − {}", lambda u, v: u - v, lambda u, v: (1.0, -1.0)),  # noqa: ARG005
    "multiply": Operation("{} × {}", lambda u, v: u * v, lambda u, v: (v, u)),
    "divide": Operation("{} ÷ {}", lambda u, v: u / v, lambda u, v: (1 / v, -u / v / v)),
    "negate": Operation("−{}", lambda u: -u, lambda u: (-1.0,)),  # noqa: ARG005
    "maximum": Operation("max({}, {})", max, lambda u, v: (float(u > v), float(u <= v))),
    "exp": Operation("exp({})", math.exp, lambda u: (math.exp(u),)),
    "log": Operation("log({})", logarithm, lambda u: (1 / u,)),
    "sigmoid": Operation("σ({})", sigmoid, lambda z: (sigmoid(z) * sigmoid(-z),)),
    "tanh": Operation("tanh({})", math.tanh, lambda z: (1 - math.tanh(z) ** 2,)),
    "relu": Operation("relu({})", lambda z: max(z, 0.0), lambda z: (float(z > 0),)),
    "softplus": Operation("softplus({})", softplus, lambda z: (sigmoid(z),)),
}
"""The operations without a number of their own; `Variable` has a method or a sign for each."""


def power(exponent: float) -> Operation:
    """Return the operation uᵖ."""

    def value(u: float) -> float:
        if u < 0 and not exponent.is_integer():
            msg = f"a power of a negative number needs a whole exponent, got {u:g} and {exponent:g}"
            raise ValueError(msg)
        return u**exponent

    return Operation(f"{{}}^{exponent:g}", value, lambda u: (exponent * u ** (exponent - 1) if exponent else 0.0,))


def leaky_relu(slope: float) -> Operation:
    """Return the operation max(αz, z)."""
    return Operation("leaky_relu({})", lambda z: max(slope * z, z), lambda z: (1.0 if z > 0 else slope,))
