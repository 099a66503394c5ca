"""One update of a network, line by line: each array of forward and back propagation under its equation."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from nnlib._arrays import Array, ArrayLike
from nnlib._dense import require_dense
from nnlib._files import StrPath, write_text
from nnlib._parts import Numbers, Title
from nnlib._printing import printable, prints_everywhere
from nnlib._registry import name_of
from nnlib._validation import examples, require_instance
from nnlib.activations import derivative_at
from nnlib.checking._equations import equations_of
from nnlib.checking._forward_equations import Equation
from nnlib.checking._quantities import Quantities
from nnlib.losses import ChainedOutput
from nnlib.models import Network
from nnlib.optimizers import GradientDescent
from nnlib.propagation import ForwardPass, Gradients, penalty

WIDTH = 60  # of a printed array, in characters


@prints_everywhere
@dataclass(frozen=True, eq=False)
class TracedLine:
    """A line of the notes, and the array that it gives.

    Parameters
    ----------
    equation, value : str, and ndarray
        In the notes' symbols, or the name of what is given; and the array.
    inputs : dict of str to TracedLine
        The inputs of the equation, by name and in its order: earlier lines, and quantities without a line, such as m,
        α, g[1]′(Z[1]), or the losses L of the examples.
    function : str
        The name of the activation or of the loss in the equation, if there is one.
    """

    equation: str
    value: Array
    inputs: Mapping[str, "TracedLine"] = field(default_factory=dict, repr=False)
    function: str = field(default="", repr=False)

    def _parts_(self) -> Iterator[object]:
        """Yield the line with its numbers."""
        yield Numbers(self.equation, self.value)


@prints_everywhere
@dataclass(frozen=True, eq=False, repr=False)
class Trace:
    """One update of a network, line by line; it prints each line with its shape and its numbers.

    Numbers are printed as NumPy prints them, so ``np.printoptions(precision=3)`` shortens them.

    Parameters
    ----------
    given, forward, backward, update : dict of str to TracedLine
        X, Y, W[l], b[l] before; Z[1], A[1], …, A[L], J; dZ[L], dW[L], db[L], dA[L−1], …, db[1]; W[l], b[l] after.
    learning_rate : float
        α.
    """

    given: Mapping[str, TracedLine]
    forward: Mapping[str, TracedLine]
    backward: Mapping[str, TracedLine]
    update: Mapping[str, TracedLine]
    learning_rate: float

    def to_html(self, path: StrPath) -> None:
        """Write the update as a page to step through, equation by equation, forward and backward.

        A step shows the arrays that go in and the one that comes out; pointing at a number shows the sum that made it.
        The page is one file, which any browser opens without a network. It shows the first 16 rows and columns of large
        arrays, so it suits small networks with a few examples.

        Parameters
        ----------
        path : str or os.PathLike
            The file, such as "update.html". It is written whole, or an old file stays unchanged.

        Examples
        --------
        >>> import tempfile
        >>> from pathlib import Path
        >>> import nnlib
        >>> lines = trace(nnlib.LogisticRegression(n_x=2), [[1, 3], [2, 4]], [[0, 1]], learning_rate=0.5)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     lines.to_html(Path(folder) / "update.html")
        """
        from nnlib.lessons.stepping import page_of  # noqa: PLC0415  few need it

        write_text(path, page_of(self))

    @property
    def _titled(self) -> dict[str, Mapping[str, TracedLine]]:
        """The lines by their titles."""
        return {
            "given": self.given,
            "forward propagation": self.forward,
            "back propagation": self.backward,
            f"update, α = {self.learning_rate:g}": self.update,
        }

    def _parts_(self) -> Iterator[object]:
        """Yield the lines under their titles."""
        for title, part in self._titled.items():
            yield Title(title)
            yield from part.values()

    def __str__(self) -> str:
        parts = self._titled
        lines = [line for part in parts.values() for line in part.values()]
        longest = max(len(printable(line.equation)) for line in lines)
        widest = max(len(str(line.value.shape)) for line in lines)
        printed = []
        for title, part in parts.items():
            printed.append(title)
            for line in part.values():
                before = f"  {printable(line.equation):{longest}}  {line.value.shape!s:{widest}}  "
                numbers = np.array2string(line.value, prefix=before, max_line_width=len(before) + WIDTH)
                printed.append(before + numbers)
        return "\n".join(printed)

    __repr__ = __str__


def trace(model: Network, X: ArrayLike, Y: ArrayLike, *, learning_rate: float) -> Trace:
    """Return one update of gradient descent, line by line: forward, backward, update (notes, section 5).

    The arrays are those of ``model.forward`` and ``model.backward``, and the update is that of `nnlib.GradientDescent`;
    the equations are the notes', with their slips corrected. The model itself is not changed.

    Parameters
    ----------
    model : Network
        The network.
    X, Y : array_like of shape (n_x, m) and (n_y, m)
        Examples in columns (a few are enough), and their labels; softmax also accepts class indices (1, m).
    learning_rate : float
        α.

    Returns
    -------
    Trace
        Print it; ``trace.forward["Z[1]"].value`` is an array.

    Examples
    --------
    >>> import nnlib
    >>> lines = trace(nnlib.LogisticRegression(n_x=2), [[1, 3], [2, 4]], [[0, 1]], learning_rate=0.5)
    >>> print(lines)
    given
      X                                                 (2, 2)  [[1. 3.]
                                                                 [2. 4.]]
    ...
    forward propagation
      Z[1] = W[1] X + b[1]                              (1, 2)  [[0. 0.]]
      A[1] = g[1](Z[1]), where g[1] is sigmoid          (1, 2)  [[0.5 0.5]]
      J = 1/m Σ L, where L is binary_cross_entropy      ()      0.69314718
    back propagation
      dZ[1] = A[1] - Y                                  (1, 2)  [[ 0.5 -0.5]]
    ...
    update, α = 0.5
      W[1] = W[1] - α dW[1]                             (1, 2)  [[0.25 0.25]]
      b[1] = b[1] - α db[1]                             (1, 1)  [[0.]]
    """
    require_instance("model", model, Network, "a Network")
    require_dense(model.layers, "trace", "model.forward(X) and model.gradients(X, Y) return the arrays of any")
    if model.keep_prob:
        msg = (
            f"trace shows an update of the whole network, but keep_prob={model.keep_prob} thins this one while it is "
            "trained: trace a model.copy() with keep_prob = {}"
        )
        raise ValueError(msg)
    rule = GradientDescent(learning_rate)
    before, after = model.copy(), model.copy()  # what is traced stays as it is when the model learns on
    X = examples(X, before.layer_sizes[0], before.dtype).copy()
    Y = before.labels(Y, sample_weight=None, m=X.shape[1])[0].copy()
    forward_pass = before.forward(X)
    gradients = before.backward(forward_pass, Y)
    state = rule.start(after.parameters.vector)
    rule.update(after.parameters.vector, gradients.vector, state)

    arrays = arrays_of(before, X, Y, forward_pass, gradients) | {"α": np.array(state.learning_rate)}
    lines = {name: TracedLine(name, arrays[name]) for name in ("X", "Y", "m", "l2", "α", *parameters(before))}
    known, equations = equations_of(before, X, Y, None)
    for name, equation, inputs, function in written(equations, known):
        if name in arrays:  # a matched loss has no dA[L]
            lines[name] = TracedLine(equation, arrays[name], {name: lines[name] for name in inputs}, function)
    lines.pop(f"dA[{known.L}]", None)  # back propagation begins with dZ[L]

    def those_of(*symbols: str) -> dict[str, TracedLine]:
        return {name: line for name, line in lines.items() if name.partition("[")[0] in symbols}

    update = {}
    for name, array in parameters(after).items():
        inputs = (name, "α", f"d{name}")
        update[name] = TracedLine(f"{name} = {name} - α d{name}", array, {name: lines[name] for name in inputs})
    return Trace(
        given=those_of("X", "Y", "W", "b"),
        forward=those_of("Z", "A", "J"),
        backward=those_of("dZ", "dW", "db", "dA"),
        update=update,
        learning_rate=state.learning_rate,
    )


def parameters(model: Network) -> dict[str, Array]:
    """Return W[1], b[1], W[2], … by these names."""
    return {name: array for l in model.g for name, array in ((f"W[{l}]", model.W[l]), (f"b[{l}]", model.b[l]))}


def arrays_of(model: Network, X: Array, Y: Array, forward_pass: ForwardPass, gradients: Gradients) -> dict[str, Array]:
    """Return by its name all that stands in the equations of forward and back propagation."""
    Z, A, dZ, L = forward_pass.Z, forward_pass.A, gradients.dZ, len(model.g)
    arrays = {"X": X, "Y": Y, "m": np.array(Y.shape[1]), "l2": np.array(model.l2)} | parameters(model)
    for l, g in model.g.items():
        arrays |= {f"Z[{l}]": Z[l], f"A[{l}]": A[l], f"dZ[{l}]": dZ[l]}
        arrays |= {f"dW[{l}]": gradients.dW[l], f"db[{l}]": gradients.db[l]}
        if l < L or isinstance(model.output_layer, ChainedOutput):
            arrays[f"dA[{l}]"] = np.dot(model.W[l + 1].T, dZ[l + 1]) if l < L else model.loss.dL_dA(A[L], Y)
            arrays[slope_name(l)] = derivative_at(g, Z[l], A[l])
    arrays["L"] = model.output_layer.L(Z[L], A[L], Y)
    arrays[PENALTY] = np.array(penalty(model.parameters, model.l2))
    arrays["J"] = np.array(model.cost_of(forward_pass, Y))
    return arrays


def written(equations: Iterable[Equation], known: Quantities) -> Iterator[tuple[str, str, tuple[str, ...], str]]:
    """Yield name and equation of each line in order, the names of its inputs, and that of the function in it."""
    loss, L = str(known.loss), known.L
    for equation in equations:
        l, symbol = equation.l, equation.symbol
        g = name_of(known.g[l])
        if symbol == "dZ":
            yield slope_name(l), f"{slope_name(l)}, where g[{l}] is {g}", (f"Z[{l}]", f"A[{l}]"), g
        function = g if symbol == "A" else loss if equation.name == f"dA[{L}]" else ""
        yield equation.name, equation.text(known), names_of_inputs(equation, known), function
    outputs = (f"Z[{L}]", f"A[{L}]", "Y")
    yield "L", f"L of each example, where L is {loss}", outputs if known.matched else outputs[1:], loss
    yield PENALTY, PENALTY, ("l2", *(f"W[{l}]" for l in known.g)), ""
    added = (PENALTY,) if known.l2 else ()
    yield "J", " + ".join(("J = 1/m Σ L", *added)) + f", where L is {loss}", ("m", "L", *added), ""


PENALTY = "l2/2 Σ‖W[l]‖²"
"""What J has besides the mean loss."""


def slope_name(l: int) -> str:
    """Return what g′ is called as a factor of dZ[l]."""
    return f"g[{l}]′(Z[{l}])"


def names_of_inputs(equation: Equation, known: Quantities) -> tuple[str, ...]:
    """Return the names of what an equation takes in a dense network, in its order."""
    l, before = equation.l, known.input_name(equation.l)
    inputs = {
        "Z": (f"W[{l}]", before, f"b[{l}]"),
        "A": (f"Z[{l}]",),
        "dA": (f"A[{l}]", "Y") if l == known.L else (f"W[{l + 1}]", f"dZ[{l + 1}]"),
        "dZ": (f"A[{l}]", "Y") if l == known.L and known.matched else (f"dA[{l}]", slope_name(l)),
        "dW": ("m", f"dZ[{l}]", before, *(("l2", f"W[{l}]") if known.l2 else ())),
        "db": ("m", f"dZ[{l}]"),
    }
    return inputs[equation.symbol]
