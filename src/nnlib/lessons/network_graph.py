"""The computation graph of a whole network, number by number; the vectorized lines compute the same at once."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import cast

import numpy as np

from nnlib._arrays import Array, ArrayLike
from nnlib._dense import require_dense
from nnlib._messages import shown
from nnlib._registry import is_own
from nnlib._validation import examples, finite, require_instance
from nnlib.activations import Activation, Identity, LeakyReLU, Softmax
from nnlib.lessons.computation_graph import Variable
from nnlib.losses import BinaryCrossEntropy, ChainedOutput, MatchedOutput, SquaredError
from nnlib.models import Network

LARGEST = 1_000_000  # products make a graph of one or two gigabytes


@dataclass(frozen=True, eq=False)
class NetworkGraph:
    """The variables of a network's computation graph, in the arrays of the notes.

    Parameters
    ----------
    J : Variable
        The cost.
    W, b, Z, A : dict of int to ndarray of Variable
        Shaped as in the equations. ``A[0]`` is x.
    L : ndarray of Variable, of shape (1, m)
        Each example's loss.
    """

    J: Variable
    W: dict[int, Array]
    b: dict[int, Array]
    Z: dict[int, Array]
    A: dict[int, Array]
    L: Array

    def __repr__(self) -> str:
        return f"computation graph of {len(self.J.variables())} variables, {self.J}"


def graph_of(model: Network, x: ArrayLike, y: ArrayLike) -> NetworkGraph:
    """Return the computation graph of a small network: every number a variable, every operation one of the table.

    It shares no line with `nnlib.propagation`, and its derivatives, ``graph.J.backward()[graph.W[1]]``, equal those of
    ``model.gradients(x, y).dW[1]``. Each therefore checks the other.

    Parameters
    ----------
    model : Network
        The network, with the library's own activations and at most a million products in all examples.
    x, y : array_like of shape (n_x, m) and (n_y, m)
        Examples in columns, and their labels; softmax also accepts class indices (1, m).

    Returns
    -------
    NetworkGraph
        The graph. Names are those of the code: the variable of ``model.W[1][0, 1]`` is called ``W[1][0, 1]``, and its
        derivative ``dW[1][0, 1]``.

    Examples
    --------
    >>> import nnlib
    >>> model = nnlib.ShallowNetwork(n_x=2, n_h=2, rng=3)
    >>> x, y = [[1.0], [2.0]], [[1]]
    >>> graph = graph_of(model, x, y)
    >>> np.allclose(graph.J.backward()[graph.W[1]], model.gradients(x, y).dW[1], rtol=0, atol=1e-12)
    True
    """
    require_instance("model", model, Network, "a Network")
    require_dense(model.layers, "graph_of", "nnlib.gradient_check checks the derivatives of any network")
    X = examples(x, model.layer_sizes[0], np.float64)
    Y = model.labels(y, sample_weight=None, m=X.shape[1])[0].astype(np.float64)
    finite("θ", model.parameters.vector, model.dtype)
    products = X.shape[1] * sum(W.size for W in model.W.values())
    if products > LARGEST:
        msg = f"this graph would have {products:,} products; it is meant for small networks and few examples"
        raise ValueError(msg)

    W = {l: named(f"W[{l}]", array) for l, array in model.W.items()}
    b = {l: named(f"b[{l}]", array) for l, array in model.b.items()}
    Z, A = {}, {0: named("A[0]", X)}
    for l, g in model.g.items():
        Z[l] = name_all(f"Z[{l}]", W[l] @ A[l - 1] + b[l])
        A[l] = name_all(f"A[{l}]", activated(g, Z[l]))
    L = name_all("L", losses(model.output_layer, Z[len(W)], A[len(W)], Y))
    J = L.sum() * (1 / X.shape[1])
    if model.l2:
        J = J + model.l2 / 2 * sum((array**2).sum() for array in W.values())
    return NetworkGraph(J.named("J"), W, b, Z, A, L)


def named(name: str, array: Array) -> Array:
    """Return a variable for each number of an array."""
    return name_all(name, np.reshape([Variable(value) for value in array.flat], array.shape))


def name_all(name: str, variables: Array) -> Array:
    """Name each variable of an array by its place; those that are another's under a second name keep the first."""
    for place, variable in np.ndenumerate(variables):
        if not variable.name:
            variable.named(f"{name}[{', '.join(map(str, place))}]")
    return variables


def activated(g: Activation, Z: Array) -> Array:
    """Return g(Z)."""
    if not is_own(type(g)):  # what is derived from the library's may differ
        msg = f"graph_of knows the library's own activations, and not {shown(g)}"
        raise ValueError(msg)
    if isinstance(g, Identity):
        return Z
    if isinstance(g, Softmax):
        E = np.exp(Z - largest(Z))
        return E / E.sum(axis=0)
    slope = (g.slope,) if isinstance(g, LeakyReLU) else ()
    name = "leaky_relu" if slope else str(g)
    return elementwise(lambda z: getattr(z, name)(*slope), Z)


def losses(output_layer: MatchedOutput | ChainedOutput, Z: Array, A: Array, Y: Array) -> Array:
    """Return the loss of each example; a cross-entropy from Z, as in `nnlib.losses`."""
    if isinstance(output_layer.activation, Softmax):
        top = largest(Z)
        return np.log(np.exp(Z - top).sum(axis=0, keepdims=True)) + top - (Y * Z).sum(axis=0, keepdims=True)
    if isinstance(output_layer.loss, BinaryCrossEntropy):
        return elementwise(Variable.softplus, (1 - 2 * Y) * Z).sum(axis=0, keepdims=True)
    if not isinstance(output_layer.loss, SquaredError):
        msg = f"graph_of knows the library's own losses, and not {shown(output_layer.loss)}"
        raise ValueError(msg)  # noqa: TRY004  another loss is a value that does not fit
    return 0.5 * ((A - Y) ** 2).sum(axis=0, keepdims=True)


def largest(Z: Array) -> Array:
    """Return the largest of each column, of shape (1, m)."""
    return cast("Array", reduce(np.frompyfunc(Variable.maximum, 2, 1), Z))[np.newaxis]


def elementwise(method: Callable[[Variable], Variable], array: Array) -> Array:
    """Return what a method makes of each variable."""
    return cast("Array", np.frompyfunc(method, 1, 1)(array))
