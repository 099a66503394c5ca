"""The computation graph: values go forward, derivatives come back by the chain rule (notes, section 3.6).

The engine knows only the chain rule. A variable's derivative is a sum over everything computed from it: the derivative
of the result times the local derivative, which is in the table of operations.
"""

from collections.abc import Iterator, Mapping
from itertools import count
from numbers import Real
from typing import ClassVar, SupportsFloat, TypeAlias, cast, overload

import numpy as np

from nnlib._arrays import Array
from nnlib._messages import attempt, is_a, is_array, listed, shown
from nnlib._printing import prints_everywhere
from nnlib._validation import fraction, number, require_instance
from nnlib.lessons._operations import OPERATIONS, Operation, leaky_relu, power

__all__ = ["OPERATIONS", "Operation", "Quantities", "Variable"]

Number: TypeAlias = "Variable | SupportsFloat"


@prints_everywhere
class Variable:
    """A number that remembers what it was computed from.

    Write the formula in Python with +, −, ×, ÷, ** and the methods ``exp``, ``log``, ``maximum``, ``sigmoid``,
    ``tanh``, ``relu``, ``leaky_relu`` and ``softplus``, which is log(1 + eᶻ). Then `backward` gives the derivative of
    the result by every variable that went into it. Nothing is kept between two calls, so a second call gives the same.

    Parameters
    ----------
    value : float
        Its value.
    name : str, optional
        Its name. Its derivative then has the name with a d in front, as in the notes.

    Examples
    --------
    The notes' J = 3 (a + bc):

    >>> a, b, c = Variable(5, "a"), Variable(3, "b"), Variable(2, "c")
    >>> u = (b * c).named("u")
    >>> v = (a + u).named("v")
    >>> J = (3 * v).named("J")
    >>> J, J.expression(), J.variables()[:3]
    (J = 3 × v = 33, '3 × v', [a = 5, b = 3, c = 2])
    >>> [J.backward()[name] for name in ("da", "db", "dc")]
    [3.0, 6.0, 9.0]

    >>> nudged = J.forward({a: 5.001})  # a nudge of a, from 5
    >>> round(nudged["v"], 3), round(nudged["J"], 3)
    (11.001, 33.003)

    NumPy's functions take variables and arrays of them, since they ask each for its method of that name:

    >>> Z = np.array([[Variable(0.0, "z1"), Variable(1.0, "z2")]])
    >>> A = 1 / (1 + np.exp(-Z))
    >>> A.sum().backward()[Z].round(4)
    array([[0.25  , 0.1966]])
    """

    __slots__ = ("_serial", "_value", "inputs", "name", "operation")
    _serials: ClassVar[Iterator[int]] = count()

    def __init__(self, value: float, name: str = "") -> None:
        self._value = number("value", value)
        self.named(name)
        self.operation: Operation | None = None
        self.inputs: tuple[Variable, ...] = ()
        self._serial = next(self._serials)

    @property
    def value(self) -> float:
        """The number itself; `forward` computes the graph with another one."""
        return self._value

    @classmethod
    def computed(cls, operation: Operation, *inputs: Number) -> "Variable":
        """Return the variable that an operation computes from others.

        Parameters
        ----------
        operation : Operation
            The operation.
        *inputs : Variable or float
            Its inputs; numbers become variables without a name.

        Returns
        -------
        Variable
            The result.
        """
        variables = tuple(each if is_a(each, Variable) else cls(as_float(each)) for each in inputs)
        result = cls(operation.value(*(each.value for each in variables)))
        result.operation, result.inputs = operation, variables
        return result

    def named(self, name: str) -> "Variable":
        """Give the variable a name, and return it.

        Parameters
        ----------
        name : str
            The name.

        Returns
        -------
        Variable
            The same variable.
        """
        require_instance("name", name, str, "text")
        self.name = name
        return self

    def variables(self) -> "list[Variable]":
        """Return all variables that this one was computed from, and itself at the end.

        Returns
        -------
        list of Variable
            Each once, and after its inputs.
        """
        found, waiting = {self}, [self]
        while waiting:
            new = set(waiting.pop().inputs) - found
            found |= new
            waiting.extend(new)
        # Inputs were made before what is computed from them.
        return sorted(found, key=lambda each: each._serial)  # noqa: SLF001  its own class

    def forward(self, changed: "Mapping[Variable, float] | None" = None) -> "Quantities":
        """Compute all values again, with some of the inputs changed.

        It raises ArithmeticError if a number would be divided by 0 or become too large.

        Parameters
        ----------
        changed : mapping of Variable to float, optional
            New values for variables that are not computed from others. The variables themselves keep theirs.

        Returns
        -------
        Quantities
            The value of every variable.
        """
        variables = dict.fromkeys(self.variables())
        if changed is not None:
            require_instance("changed", changed, Mapping, "a dict of variables with their new values")
        changed = changed or {}
        for variable in changed:
            require_instance("what is changed", variable, Variable, "a variable, and not a name")
            if variable not in variables or variable.inputs:
                reason = "is computed from others" if variable.inputs else "is not part of this graph"
                msg = f"{shown(variable)} {reason}: only what goes into the graph can be changed"
                raise ValueError(msg)
        values: dict[Variable, float] = {}
        for variable in variables:
            if variable.operation:
                values[variable] = float(variable.operation.value(*(values[each] for each in variable.inputs)))
            else:
                values[variable] = number("value", changed.get(variable, variable.value))
        return Quantities(values)

    def backward(self, changed: "Mapping[Variable, float] | None" = None) -> "Quantities":
        """Return the derivative of this variable by each that it was computed from.

        The chain rule takes the derivative from each variable to its inputs, from the last variable to the first. If a
        variable is used more than once, the contributions of all paths are added. It raises ArithmeticError if a
        derivative does not exist, as for a square root at 0.

        Parameters
        ----------
        changed : mapping of Variable to float, optional
            New values, as in `forward`.

        Returns
        -------
        Quantities
            The derivatives; that of a variable with the name var is called dvar.
        """
        values = self.forward(changed)
        d = dict.fromkeys(values, 0.0)
        d[self] = 1.0
        for variable in reversed(list(values)):
            if variable.operation:
                local = variable.operation.derivatives(*(values[each] for each in variable.inputs))
                for each, derivative in zip(variable.inputs, local, strict=True):
                    d[each] += d[variable] * derivative  # the chain rule
        return Quantities(d, prefix="d")

    def expression(self) -> str:
        """Return the expression that computes it, with the names of the inputs, or their values if they have none.

        Returns
        -------
        str
            Such as "b × c"; for a variable that is not computed, its value.
        """
        if self.operation is None:
            return f"{self.value:g}"
        return self.operation.form.format(*(each.name or f"{each.value:g}" for each in self.inputs))

    def __repr__(self) -> str:
        parts = [self.name, self.expression() if self.inputs else "", f"{self.value:g}"]
        return " = ".join(part for part in parts if part)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: object, **options: object) -> object:
        """Take part in NumPy's functions, and in arithmetic with arrays, as an array of one variable does."""
        arrays = [np.array(each, dtype=object) if isinstance(each, Variable) else each for each in inputs]
        return getattr(ufunc, method)(*arrays, **options)

    def __add__(self, other: Number) -> "Variable":
        return self._with("add", self, other)

    def __radd__(self, other: Number) -> "Variable":
        return self._with("add", other, self)

    def __sub__(self, other: Number) -> "Variable":
        return self._with("subtract", self, other)

    def __rsub__(self, other: Number) -> "Variable":
        return self._with("subtract", other, self)

    def __mul__(self, other: Number) -> "Variable":
        return self._with("multiply", self, other)

    def __rmul__(self, other: Number) -> "Variable":
        return self._with("multiply", other, self)

    def __truediv__(self, other: Number) -> "Variable":
        return self._with("divide", self, other)

    def __rtruediv__(self, other: Number) -> "Variable":
        return self._with("divide", other, self)

    def __neg__(self) -> "Variable":
        return self._with("negate", self)

    def __pow__(self, exponent: float) -> "Variable":
        """Return uᵖ; the exponent is a number."""
        if is_a(exponent, Variable):
            msg = "an exponent is a number; for a variable v write (v * u.log()).exp()"
            raise TypeError(msg)
        return self.computed(power(number("exponent", exponent)), self)

    def maximum(self, other: Number) -> "Variable":
        """Return the larger of two; if they are equal, the derivative goes to the second.

        Parameters
        ----------
        other : Variable or float
            The second.

        Returns
        -------
        Variable
            The maximum.
        """
        result = self._with("maximum", self, other)
        if result is NotImplemented:  # of a method, unlike of an operator, Python would return it
            msg = f"a maximum is that of variables and numbers, got {shown(other)}"
            raise TypeError(msg)
        return result

    def exp(self) -> "Variable":
        """Return eᵘ."""
        return self._with("exp", self)

    def log(self) -> "Variable":
        """Return the natural logarithm."""
        return self._with("log", self)

    def sigmoid(self) -> "Variable":
        """Return σ(z) = 1 / (1 + e⁻ᶻ)."""
        return self._with("sigmoid", self)

    def tanh(self) -> "Variable":
        """Return tanh(z)."""
        return self._with("tanh", self)

    def relu(self) -> "Variable":
        """Return max(0, z); its derivative at 0 is 0."""
        return self._with("relu", self)

    def leaky_relu(self, slope: float = 0.01) -> "Variable":
        """Return max(αz, z); its derivative at 0 is α.

        Parameters
        ----------
        slope : float, default 0.01
            α, at least 0 and below 1.

        Returns
        -------
        Variable
            The result.
        """
        return self.computed(leaky_relu(fraction("slope", slope)), self)

    def softplus(self) -> "Variable":
        """Return log(1 + eᶻ), right for every z."""
        return self._with("softplus", self)

    @classmethod
    def _with(cls, operation: str, *inputs: Number) -> "Variable":
        """Compute by an operation of the table; what is no number is left to Python, which says so."""
        if not all(is_a(each, Variable) or is_number(each) for each in inputs):
            return NotImplemented
        return cls.computed(OPERATIONS[operation], *inputs)


def is_number(value: object) -> bool:
    """Whether something is not an array, and Python converts it to a number."""
    return is_a(value, SupportsFloat) and not attempt(lambda: getattr(value, "ndim", 0), otherwise=0)


def as_float(value: SupportsFloat) -> float:
    """Return an operation's input as a number; one that is too large is infinite."""
    if is_a(value, Real):
        return number("what goes into an operation", cast("float", value))
    x = attempt(lambda: float(value), otherwise=None)
    if x is None:
        msg = f"a variable is computed from variables and numbers, got {shown(value)}"
        raise TypeError(msg)
    return x


@prints_everywhere
class Quantities(Mapping[Variable, float]):
    """One number for each variable of a graph: its value, or the derivative by it.

    Ask for it by the variable, by an array of variables, or by name: "u" for values, "du" for derivatives.

    Parameters
    ----------
    numbers : mapping of Variable to float
        The numbers.
    prefix : str, default ""
        The prefix of a variable's name.

    Examples
    --------
    >>> u = Variable(3, "u")
    >>> print((u**2).named("J").backward())
    du = 6
    dJ = 1
    """

    def __init__(self, numbers: Mapping[Variable, float], prefix: str = "") -> None:
        self._numbers, self._prefix = dict(numbers), prefix

    @overload
    def __getitem__(self, key: Variable | str) -> float: ...

    @overload
    def __getitem__(self, key: Array) -> Array: ...

    def __getitem__(self, key: Variable | str | Array) -> float | Array:
        if is_array(key):
            return np.reshape([self[each] for each in key.ravel()], key.shape)
        if not is_a(key, str):
            if not is_a(key, Variable) or key not in self._numbers:
                msg = f"{shown(key)} is not part of this graph"
                raise KeyError(msg)
            return self._numbers[key]
        key = str.__str__(key)  # what is derived from str may compare in another way
        found = [each for each in self._numbers if each.name and self._prefix + each.name == key]
        if len(found) != 1:
            known = listed([self._prefix + each.name for each in self._numbers if each.name], show=str)
            reason = "several variables have the name" if found else "there is no variable for"
            msg = f"{reason} {shown(key)}; known are {known or 'no names'}"
            raise KeyError(msg)
        return self._numbers[found[0]]

    def __iter__(self) -> Iterator[Variable]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def __repr__(self) -> str:
        return "\n".join(f"{self._prefix}{each.name} = {value:g}" for each, value in self.items() if each.name)
