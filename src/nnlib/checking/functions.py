"""The gradient check of your own functions, which keep their arrays in dictionaries under the notes' names."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Any, TypeAlias

import numpy as np

from nnlib._arrays import Array, ArrayLike, Seed
from nnlib._diagnosis import (
    NUMERIC,
    UNKNOWN,
    Slip,
    explained,
    factor,
    in_shape,
    left_out,
    patterns,
    unexplained,
    wrong_shape,
)
from nnlib._messages import listed, shown
from nnlib._validation import count, finite, random_generator, real_array, require_instance
from nnlib.checking._conclusions import conclusions, layer_of
from nnlib.checking._differences import EPS, Comparison, Nudged
from nnlib.checking._repeated_calls import changed_cost, changed_gradient
from nnlib.checking._reports import GradientReport, TensorReport, judge_all, relative_error

Cost: TypeAlias = Callable[[dict[str, Any]], float]
Gradients: TypeAlias = Callable[[dict[str, Any]], Mapping[str, ArrayLike]]


def check_functions(
    cost: Cost,
    gradients: Gradients,
    parameters: Mapping[str, ArrayLike],
    *,
    coordinates: int | None = None,
    rng: Seed = None,
) -> GradientReport:
    """Compare your own gradients with central differences of your own cost.

    Parameters
    ----------
    cost : callable
        ``cost(parameters)`` returns J, a number.
    gradients : callable
        ``gradients(parameters)`` returns a dict with "dW1" for "W1", and so on; other entries are ignored.
    parameters : dict of str to array_like
        The parameters by name, such as ``{"W1": W1, "b1": b1}``. Both functions get float64 copies.
    coordinates : int, optional
        The number of coordinates to check in each tensor, drawn at random; None checks all.
    rng : int, numpy.random.Generator or None, optional
        The source of the draws.

    Returns
    -------
    GradientReport
        Print it for a table; ``passed`` and ``verdict`` sum it up. A derivative of the wrong shape fails, but its
        values are still compared.

    Raises
    ------
    TypeError
        If an argument has the wrong type, or a function returns something other than a number or a dict.
    ValueError
        If the cost is not finite, or a derivative is missing.

    Examples
    --------
    >>> import numpy as np
    >>> X, Y = np.array([[1.0, 2.0, 3.0], [0.0, 1.0, -1.0]]), np.array([[1.0, 0.0, 1.0]])
    >>> def cost(parameters):
    ...     Z = parameters["W1"] @ X + parameters["b1"]
    ...     return np.mean(np.logaddexp(0, Z) - Y * Z)
    >>> def gradients(parameters):
    ...     Z = parameters["W1"] @ X + parameters["b1"]
    ...     dZ = 1 / (1 + np.exp(-Z)) - Y
    ...     return {"dW1": dZ @ X.T, "db1": np.mean(dZ, axis=1)}
    >>> report = check_functions(cost, gradients, {"W1": [[0.5, -0.5]], "b1": [[0.1]]})
    >>> report.tensors["W1"].diagnosis
    'dW1 is 3 times too large everywhere: if m = 3, the factor 1/m is missing'
    >>> report.problems
    ('db1 has shape (1,), not (1, 1): use keepdims=True where it is a sum, or reshape(-1, 1)',)
    """
    for name, function in (("cost", cost), ("gradients", gradients)):
        if not callable(function):
            msg = f"{name} must be a function of the parameters, got {shown(function)}"
            raise TypeError(msg)
    if coordinates is not None:
        coordinates = count("coordinates", coordinates)
    student = StudentFunctions(cost, gradients, parameters)
    problems = list(student.problems())
    tensors = {name: TensorReport(name, "failed", 0, 0, np.nan, (), np.nan, np.nan) for name in student.arrays}
    compared: dict[str, list[Comparison]] = {}
    with np.errstate(all="ignore"):
        nudged = Nudged(student.theta, student.cost, list, student.eps())
        indices = {name: index for name, index in student.indices.items() if student.derivatives[name] is not None}
        for tensor, found in judge_all(nudged, indices, student.gradient(), coordinates, random_generator(rng)):
            tensors[tensor.name] = tensor
            compared[tensor.name] = [comparison for comparison in found.values() if comparison]
        failed = {name: found for name, found in compared.items() if tensors[name].verdict == "failed"}
        mistakes = dict(mistakes_of(failed, student.arrays))
        for name, mistake in mistakes.items():
            tensors[name] = replace(tensors[name], culprit=f"d{name}", mistake=mistake)
    everything = [comparison for found in compared.values() for comparison in found]
    problems += cost_mistakes(everything, list(mistakes.values()), len(tensors))
    doubts, remarks = tuple(changed_cost(student.cost)), tuple(conclusions(tensors, mistakes, student.arrays))
    return GradientReport(tensors, nudged.J, relative_error(everything), tuple(problems), doubts, remarks)


class StudentFunctions:
    """A student's cost and gradients, as functions of one vector θ."""

    def __init__(self, cost: Cost, gradients: Gradients, parameters: Mapping[str, ArrayLike]) -> None:
        require_instance("parameters", parameters, Mapping, 'a dict, such as {"W1": W1, "b1": b1}')
        if not parameters:
            msg = 'parameters is empty: pass a dict, such as {"W1": W1, "b1": b1}'
            raise ValueError(msg)
        self.arrays = {name: finite(name, real_array(name, value), np.float64) for name, value in parameters.items()}
        self.theta = np.concatenate([array.ravel() for array in self.arrays.values()])
        places = iter(np.split(np.arange(self.theta.size), np.cumsum([array.size for array in self.arrays.values()])))
        self.indices = {name: next(places).reshape(array.shape) for name, array in self.arrays.items()}
        self._cost, self._gradients = cost, gradients
        self.changed: list[str] = []
        self.first, self.second = self.call_gradients(), self.call_gradients()
        self.derivatives = {name: in_shape(self.first[name], array.shape) for name, array in self.arrays.items()}

    def parameters(self) -> dict[str, Any]:
        """Return θ as the student's dictionary: fresh copies; numbers where numbers were handed in."""
        return {
            name: self.theta[index].copy() if index.ndim else float(self.theta[index])
            for name, index in self.indices.items()
        }

    def cost(self) -> float:
        """Return J at θ."""
        return float(self.call_cost().item())

    def eps(self) -> float:
        """Return the rounding of J's own type."""
        dtype = self.call_cost().dtype
        return float(np.finfo(dtype).eps) if dtype.kind == "f" else EPS

    def call_cost(self) -> Array:
        """Return J at θ as an array of one element."""
        came = self._cost(self.parameters())
        if isinstance(came, tuple | list | Mapping):
            msg = f"cost must return one number, got {shown(came)}: return J alone"
            raise TypeError(msg)
        J = np.asarray(came)
        if J.size != 1 or J.dtype.kind not in "biuf":
            summed = f"an array of shape {J.shape}: sum over the examples, and divide by m"
            msg = f"cost must return one number, got {summed if J.size != 1 else shown(J.item())}"
            raise TypeError(msg)
        return J

    def call_gradients(self) -> dict[str, Array]:
        """Return what the student's gradients give, by the parameters' names, and note what they have changed."""
        handed = self.parameters()
        came = self._gradients(handed)
        require_instance("what gradients returns", came, Mapping, 'a dict, such as {"dW1": dW1, "db1": db1}')
        missing = [f"d{name}" for name in self.arrays if f"d{name}" not in came]
        if missing:
            msg = f"gradients returns no {shown(missing[0])}: it returns {listed(came)}"
            raise ValueError(msg)
        untouched = self.parameters()
        self.changed = [name for name in untouched if not np.array_equal(handed.get(name, np.nan), untouched[name])]
        return {name: np.array(real_array(f"d{name}", came[f"d{name}"]), np.float64) for name in self.arrays}

    def gradient(self) -> Array:
        """Return the derivatives as one vector in the layout of θ; NaN where one has another number of elements."""
        vector = np.full(self.theta.shape, np.nan)
        for name, derivative in self.derivatives.items():
            if derivative is not None:
                vector[self.indices[name]] = derivative
        return vector

    def problems(self) -> Iterator[str]:
        """Yield what is wrong before any value is looked at."""
        for name, array in self.arrays.items():
            came = self.first[name].shape
            if came != array.shape:
                told = wrong_shape(came, array.shape) + self.other_input(name, came)
                yield f"d{name} {told}{broadcast(name, array.shape, came)}"
        if self.changed:
            yield f"gradients changes {', '.join(self.changed)} in place: the update belongs in another function"
        first, second = (np.concatenate([d.ravel() for d in called.values()]) for called in (self.first, self.second))
        yield from changed_gradient(first, second, "gradients")

    def other_input(self, name: str, came: tuple[int, ...]) -> str:
        """Return which A[k] the shape of a dW[l] speaks of, in place of A[l−1]."""
        l, rows = layer_of(name), self.arrays[name].shape[:1]
        if name != f"W{l}" or len(came) < len(self.arrays[name].shape) or came[:1] != rows or not l:
            return ""
        layers = [k for k in range(1, len(self.arrays)) if f"W{k}" in self.arrays]
        k = next((k for k in layers if self.arrays[f"W{k}"].shape[:1] == came[1:]), None)
        return f": is A{k} taken in place of {f'A{int(l) - 1}' if int(l) > 1 else 'X'}?" if k else ""


def broadcast(name: str, shape: tuple[int, ...], came: tuple[int, ...]) -> str:
    """Return what an update would make of a parameter whose derivative has another shape."""
    try:
        result = np.broadcast_shapes(shape, came)
    except ValueError:
        return ""
    return f"; {name} - α d{name} would have shape {result}" if result != shape else ""


def mistakes_of(
    failed: Mapping[str, Sequence[Comparison]], parameters: Mapping[str, Array]
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with each derivative: the patterns that need no knowledge of the network.

    Of a single number everything is a multiple. So its factor counts only if another tensor has the same one, or if it
    is a whole number to six digits, as m is.
    """
    came = {name: np.array([comparison.backprop for comparison in found]) for name, found in failed.items()}
    right = {name: np.array([comparison.numeric for comparison in found]) for name, found in failed.items()}
    factors = {name: factor(came[name], right[name], NUMERIC) for name in failed}
    known = [c for name, c in factors.items() if c is not None and came[name].size > 1]
    rows = rows_of_inputs(parameters)
    for name, c in factors.items():
        counts = c is not None and (is_whole(c) or any(np.isclose(c, other, rtol=1e-5) for other in known))
        told = factor_mistake(c, rows) if c is not None and counts and not np.isclose(c, -1) else ""
        known_slips = [Slip(c * right[name], told)] if c is not None and told else []
        yield name, mistake(came[name], right[name], parameters[name], known_slips)


def rows_of_inputs(parameters: Mapping[str, Array]) -> dict[str, int]:
    """Return how many rows X, A1, … have, which the shapes of W1, W2, … tell."""
    names = ("w", *(f"W{l}" for l in range(1, len(parameters))))
    shapes = {name: parameters[name].shape for name in names if name in parameters and parameters[name].ndim == 2}  # noqa: PLR2004  a matrix has two axes
    return {
        "X" if name in {"w", "W1"} else f"A{int(name[1:]) - 1}": shape[0 if name == "w" else 1]
        for name, shape in shapes.items()
    }


def mistake(came: Array, right: Array, parameter: Array, known: list[Slip]) -> str:
    """Return what is wrong with a derivative, of which these elements were compared."""
    whole = came.size == parameter.size
    as_matrix = parameter.shape if whole and parameter.ndim == 2 else (1, came.size)  # noqa: PLR2004  a matrix has two axes
    came, right = came.reshape(as_matrix), right.reshape(as_matrix)
    slips = patterns(came, right) if whole else islice(patterns(came, right), 2)
    known = [Slip(slip.value.reshape(as_matrix), slip.mistake) for slip in known]
    if whole and right.size > 1 and parameter.any():
        W = parameter.reshape(as_matrix)
        k = float(np.vdot(W, came - right) / np.vdot(W, W))
        known.append(Slip(right + k * W, penalty_mistake(k)))
    told = explained(came, right, chain(known, slips), NUMERIC)
    told = told or (explained(came, right, left_out(came, right), NUMERIC) if whole else None)
    return told or unexplained(came, right)


def cost_mistakes(everything: Sequence[Comparison], mistakes: Sequence[str], tensors: int) -> Iterator[str]:
    """Yield what points at the cost: it does not move, or all derivatives are off by one and the same factor."""
    numeric = [comparison.numeric for comparison in everything]
    if numeric and not any(numeric) and any(comparison.backprop for comparison in everything):
        yield "cost does not change with any parameter: does it use its argument, and not variables outside?"
    elif tensors > 1 and len(mistakes) == tensors and len(set(mistakes)) == 1 and UNKNOWN not in mistakes[0]:
        yield "all derivatives are off alike, so look at the cost and at the last dZ first"


def factor_mistake(c: float, rows: Mapping[str, int]) -> str:
    """Return what a constant factor may come from; `rows` are how many X, A1 and so on have."""
    size = max(abs(c), 1 / abs(c))
    sign, direction = "has the wrong sign and " if c < 0 else "", "large" if abs(c) > 1 else "small"
    told = f"{sign}is {size:.6g} times too {direction} everywhere"
    if not is_whole(c):
        in_place = ((name, n, abs(c) * n) for name, n in rows.items() if n > 1 and is_whole(abs(c) * n))
        name, n, m = next(in_place, ("", 0, 0.0))
        return f"{told}: if m = {round(m)}, it is divided by {n}, the rows of {name}, in place of m" if name else told
    cause = "the factor 1/m is missing" if abs(c) > 1 else "1/m stands there twice"
    if round(size) == 2:  # noqa: PLR2004  the exponent of a square
        cause += "; or the cost has squares " + ("with the factor ½" if abs(c) > 1 else "without the factor ½")
    return f"{told}: if m = {round(size)}, {cause}"


def is_whole(c: float) -> bool:
    """Return whether a factor, or one through it, is a whole number, as m is; 1 does not count."""
    size = max(abs(c), 1 / abs(c))
    return round(size) > 1 and bool(np.isclose(size, round(size), rtol=1e-6))


def penalty_mistake(k: float) -> str:
    """Return what a difference that is a multiple of the parameter may come from."""
    if k > 0:
        return (
            f"has {k:.4g} times the parameter too much: an L2 term that the cost has not, or has with a smaller factor"
        )
    return (
        f"lacks {-k:.4g} times the parameter: the L2 term, if its factor (λ/m) is {-k:.4g}; "
        f"or it has the wrong sign, if that is {-k / 2:.4g}"
    )
