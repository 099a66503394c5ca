"""One update of a network, line by line: each array of forward and back propagation under its equation."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nnlib._arrays import Array, ArrayLike
from nnlib._dense import require_dense
from nnlib._printing import printable, prints_everywhere
from nnlib._validation import examples, require_instance
from nnlib.checking._equations import equations_of
from nnlib.models import Network
from nnlib.optimizers import GradientDescent

WIDTH = 60  # of a printed array, in characters


@prints_everywhere
@dataclass(frozen=True, eq=False)
class TracedLine:
    """A line of the notes, and the array that it gives.

    Parameters
    ----------
    equation, value : str, and ndarray
        In the notes' symbols, or the name of what is given; and the array.
    """

    equation: str
    value: Array


@prints_everywhere
@dataclass(frozen=True, eq=False, repr=False)
class Trace:
    """One update of a network, line by line; printed, each line stands with its shape and its numbers.

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

    def __str__(self) -> str:
        parts = {
            "given": self.given,
            "forward propagation": self.forward,
            "back propagation": self.backward,
            f"update, α = {self.learning_rate:g}": self.update,
        }
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
    the equations are the notes', with their slips set right. The model itself is not changed.

    Parameters
    ----------
    model : Network
        The network.
    X, Y : array_like of shape (n_x, m) and (n_y, m)
        Examples in columns, of which a few are enough, and their labels; with softmax, class indices (1, m) will do.
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

    known, equations = equations_of(before, X, Y, None)
    dA = {l: np.dot(before.W[l + 1].T, gradients.dZ[l + 1]) for l in range(1, len(before.g))}
    Z, A, dZ, dW, db = forward_pass.Z, forward_pass.A, gradients.dZ, gradients.dW, gradients.db
    arrays = {"Z": Z, "A": A, "dA": dA, "dZ": dZ, "dW": dW, "db": db}
    traced = {
        equation.name: TracedLine(equation.text(known), arrays[equation.symbol][equation.l])
        for equation in equations
        if equation.l in arrays[equation.symbol]  # back propagation begins with dZ[L], and has no dA[L]
    }
    penalty = " + l2/2 Σ‖W[l]‖²" if before.l2 else ""
    J = TracedLine(f"J = 1/m Σ L{penalty}, where L is {before.loss}", np.array(before.cost_of(forward_pass, Y)))
    return Trace(
        given={"X": TracedLine("X", X), "Y": TracedLine("Y", Y)} | parameters(before, "{0}"),
        forward={name: line for name, line in traced.items() if not name.startswith("d")} | {"J": J},
        backward={name: line for name, line in traced.items() if name.startswith("d")},
        update=parameters(after, "{0} = {0} - α d{0}"),
        learning_rate=state.learning_rate,
    )


def parameters(model: Network, equation: str) -> dict[str, TracedLine]:
    """Return W[1], b[1], W[2], …, each under an equation, in which its name stands for {0}."""
    arrays = {name: array for l in model.g for name, array in ((f"W[{l}]", model.W[l]), (f"b[{l}]", model.b[l]))}
    return {name: TracedLine(equation.format(name), array) for name, array in arrays.items()}
