"""Forward and backward propagation: the notes' equations, all examples at once.

The notes' last page writes them for two layers. Here they stand for L layers, with the page's slips set right: no
transpose on W in the forward lines, g[l] and not σ in the hidden layers, and dZ is ∂L of each example, so that 1/m
stands in dW and db alone.

=============================  ==============================================
Forward propagation            Back propagation
=============================  ==============================================
A[0] = X                       dZ[L] = A[L] − Y
Z[l] = W[l] A[l−1] + b[l]      dW[l] = 1/m dZ[l] A[l−1]ᵀ
A[l] = g[l](Z[l])              db[l] = 1/m Σ dZ[l], over the columns
..                             dZ[l−1] = W[l]ᵀ dZ[l] * g[l−1]′(Z[l−1])
=============================  ==============================================

W, b, Z, A, dZ, g are mappings from the layer's number. Nothing is checked here.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, cast

import numpy as np

from nnlib._arrays import Array
from nnlib.activations import Activation, derivative_at
from nnlib.losses import ChainedOutput, MatchedOutput
from nnlib.parameters import Parameters

__all__ = ["Buffers", "ForwardPass", "Gradients", "OutputLayer", "backward", "cost", "forward"]


@dataclass(eq=False)
class ForwardPass:
    """What forward propagation leaves behind: all that backward propagation needs.

    Parameters
    ----------
    Z : dict of int to ndarray of shape (n_l, m)
        Z[1] to Z[L].
    A : dict of int to ndarray of shape (n_l, m)
        A[0] = X to A[L].
    """

    Z: dict[int, Array]
    A: dict[int, Array]

    @property
    def output(self) -> Array:
        """A[L], of shape (n_y, m)."""
        return self.A[len(self.Z)]


class Gradients:
    """The derivatives of the cost, in the layout of θ, and of each example's loss.

    Parameters
    ----------
    derivatives : Parameters
        dJ/dθ.
    dZ : dict of int to ndarray of shape (n_l, m)
        ∂L/∂Z[l].

    Attributes
    ----------
    dW, db : LayerViews
        ∂J/∂W[l] of shape (n_l, n_{l-1}) and ∂J/∂b[l] of shape (n_l, 1): views of ``vector``.
    dZ : dict of int to ndarray of shape (n_l, m)
        Each column is the derivative of one example's loss; times its weight, where there are sample weights.
    """

    def __init__(self, derivatives: Parameters, dZ: dict[int, Array]) -> None:
        self._derivatives = derivatives
        self.dW, self.db, self.dZ = derivatives.W, derivatives.b, dZ

    @property
    def vector(self) -> Array:
        """dJ/dθ, of shape (n_θ,); assigning copies into it, so that its views stay views."""
        return self._derivatives.vector

    @vector.setter
    def vector(self, value: Array) -> None:
        self._derivatives.vector = value

    def __repr__(self) -> str:
        """Show the views."""
        return f"{self.dW}\n{self.db}"

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle and deepcopy the vector, and make the views anew."""
        return Gradients, (self._derivatives, self.dZ)


@dataclass(frozen=True, eq=False)
class Buffers:
    """Arrays for forward and backward to write into, update after update; without them they make fresh ones.

    Forward propagation writes into those that are there; back propagation needs them all, as `allocate` makes them.

    Parameters
    ----------
    Z, A, dZ : dict of int to ndarray of shape (n_l, m)
        As in the equations. The hidden Z[l] share one array, unless g[l]′ needs Z[l].
    room : dict of int to ndarray of shape (n_l, m)
        Room for 1/m dZ[l] and g[l]′(Z[l]): the array that the hidden Z[l] share, which is free again on the way back.
    ones : ndarray of shape (m, 1)
        A product with it sums over the examples.
    penalty : dict of int to ndarray of shape (n_l, n_{l-1})
        Room for the L2 term of dW[l].
    derivatives : Parameters or None
        dJ/dθ.
    """

    Z: dict[int, Array] = field(default_factory=dict)
    A: dict[int, Array] = field(default_factory=dict)
    dZ: dict[int, Array] = field(default_factory=dict)
    room: dict[int, Array] = field(default_factory=dict)
    ones: Array = field(default_factory=lambda: np.ones((0, 1)))
    penalty: dict[int, Array] = field(default_factory=dict)
    derivatives: Parameters | None = None

    @classmethod
    def allocate(cls, parameters: Parameters, g: Mapping[int, Activation], m: int, l2: float) -> "Buffers":
        """Return buffers for m examples.

        Parameters
        ----------
        parameters : Parameters
            θ, for its shapes and type.
        g : mapping of int to Activation
            The activation functions.
        m : int
            The number of examples in a batch.
        l2 : float
            The L2 factor; 0 needs no room for its term.

        Returns
        -------
        Buffers
            The buffers, not initialized.

        Examples
        --------
        >>> from nnlib.activations import sigmoid, tanh
        >>> buffers = Buffers.allocate(Parameters([2, 4, 1]), {1: tanh, 2: sigmoid}, m=400, l2=0.0)
        >>> buffers.A[1].shape
        (4, 400)
        """
        _, *sizes = parameters.layer_sizes
        dtype = parameters.vector.dtype
        shared = np.empty(max(sizes) * m, dtype)
        buffers = cls(derivatives=parameters.zeros_like(("dW", "db")), ones=np.ones((m, 1), dtype))
        for l, n in enumerate(sizes, start=1):
            buffers.A[l], buffers.dZ[l] = np.empty((n, m), dtype), np.empty((n, m), dtype)
            buffers.room[l] = shared[: n * m].reshape(n, m)
            needs_Z = l == len(sizes) or not hasattr(g[l], "derivative_from_output")
            buffers.Z[l] = np.empty((n, m), dtype) if needs_Z else buffers.room[l]
        if l2:
            buffers.penalty.update({l: np.empty_like(W) for l, W in parameters.W.items()})
        return buffers

    def columns(self, m: int) -> "Buffers":
        """Return the same memory for fewer examples: a ragged last batch.

        Parameters
        ----------
        m : int
            How many examples there are.

        Returns
        -------
        Buffers
            Views of shape (n_l, m), each without gaps, and the same gradients.

        Examples
        --------
        >>> from nnlib.activations import sigmoid
        >>> Buffers.allocate(Parameters([2, 1]), {1: sigmoid}, m=64, l2=0.0).columns(10).A[1].shape
        (1, 10)
        """

        def narrower(arrays: dict[int, Array]) -> dict[int, Array]:
            return {l: array.reshape(-1)[: len(array) * m].reshape(len(array), m) for l, array in arrays.items()}

        Z, A, dZ, room = map(narrower, (self.Z, self.A, self.dZ, self.room))
        return Buffers(Z, A, dZ, room, self.ones[:m], self.penalty, self.derivatives)


OutputLayer: TypeAlias = MatchedOutput | ChainedOutput
"""The output activation together with the loss."""


def forward(X: Array, parameters: Parameters, g: Mapping[int, Activation], out: Buffers | None = None) -> ForwardPass:
    """Forward propagation: A[0] = X; Z[l] = W[l] A[l−1] + b[l], A[l] = g[l](Z[l]) for l = 1, …, L.

    Notes, section 5, "Forward Propagation".

    Parameters
    ----------
    X : ndarray of shape (n_x, m)
        Examples in columns.
    parameters : Parameters
        W[l] of shape (n_l, n_{l-1}) and b[l] of shape (n_l, 1).
    g : mapping of int to Activation
        The activation function of each layer.
    out : Buffers, optional
        Where to write. In buffers from `Buffers.allocate` the hidden Z[l] overwrite one another on the way.

    Returns
    -------
    ForwardPass
        Z[l] and A[l].

    Examples
    --------
    >>> from nnlib.activations import sigmoid
    >>> forward(np.array([[1.0, 2.0]]), Parameters([1, 1]), {1: sigmoid}).output
    array([[0.5, 0.5]])
    """
    out = out or Buffers()
    W, b, Z, A = parameters.W.arrays, parameters.b.arrays, out.Z, out.A
    A[0] = X
    for l in range(1, len(W) + 1):
        Z[l] = np.dot(W[l], A[l - 1], out=Z.get(l))  # Z[l] = W[l] A[l-1] + b[l]
        Z[l] += b[l]
        # A[l] = g[l](Z[l]), in Z's type, which not every activation of a user's own keeps
        A[l] = g[l](Z[l], out=A.get(l)).astype(Z[l].dtype, copy=False)
    return ForwardPass(Z, A)


def backward(
    forward_pass: ForwardPass,
    Y: Array,
    parameters: Parameters,
    g: Mapping[int, Activation],
    output_layer: OutputLayer,
    sample_weight: Array | None = None,
    l2: float = 0.0,
    out: Buffers | None = None,
) -> Gradients:
    """Back propagation: from dZ[L] down to dW[1], db[1].

    Notes, section 5, "Back Propagation". With sample weights wᵢ, each column of dZ[L] is multiplied by its wᵢ, and
    1/Σ wᵢ takes the place of 1/m.

    Parameters
    ----------
    forward_pass : ForwardPass
        From `forward`, on the same parameters.
    Y : ndarray of shape (n_y, m)
        Labels.
    parameters : Parameters
        W[l] and b[l].
    g : mapping of int to Activation
        The activation function of each layer.
    output_layer : MatchedOutput or ChainedOutput
        The output activation with the loss.
    sample_weight : ndarray of shape (1, m), optional
        One weight an example.
    l2 : float, default 0
        The factor of the term l2/2 Σ‖W[l]‖² in J.
    out : Buffers, optional
        Where to write; without it all arrays are fresh.

    Returns
    -------
    Gradients
        dW[l], db[l], dZ[l].

    Examples
    --------
    >>> from nnlib.activations import sigmoid
    >>> from nnlib.losses import output_layer
    >>> parameters, g = Parameters([1, 1]), {1: sigmoid}
    >>> X, Y = np.array([[1.0, 2.0]]), np.array([[0.0, 1.0]])
    >>> gradients = backward(forward(X, parameters, g), Y, parameters, g, output_layer(sigmoid, None))
    >>> gradients.dZ[1], gradients.dW[1]
    (array([[ 0.5, -0.5]]), array([[-0.25]]))
    """
    out = out or Buffers.allocate(parameters, g, Y.shape[1], l2)
    derivatives, ones = cast("Parameters", out.derivatives), out.ones
    dW, db, dZ, room = derivatives.W.arrays, derivatives.b.arrays, out.dZ, out.room
    W, Z, A, L = parameters.W.arrays, forward_pass.Z, forward_pass.A, len(g)
    dZ[L] = output_layer.dZ(Z[L], A[L], Y, out=dZ[L])  # dZ[L] = A[L] - Y
    if sample_weight is not None:
        dZ[L] *= sample_weight
    m = total_weight(Y.shape[1], sample_weight) or 1
    for l in range(L, 0, -1):
        share = np.multiply(dZ[l], 1 / m, out=room[l])  # 1/m dZ[l]
        np.dot(share, A[l - 1].T, out=dW[l])  # dW[l] = 1/m dZ[l] A[l-1].T
        np.dot(share, ones, out=db[l])  # db[l] = 1/m sum of dZ[l] over the examples
        if l > 1:
            np.dot(W[l].T, dZ[l], out=dZ[l - 1])  # dA[l-1] = W[l].T dZ[l]
            dZ[l - 1] *= derivative_at(g[l - 1], Z[l - 1], A[l - 1], out=room[l - 1])  # dZ[l-1] = dA[l-1] * g'(Z[l-1])
    if l2:
        for l in range(1, L + 1):
            dW[l] += np.multiply(W[l], l2, out=out.penalty[l])  # from l2/2 ||W[l]||^2 in J
    return Gradients(derivatives, dZ)


def cost(
    forward_pass: ForwardPass,
    Y: Array,
    parameters: Parameters,
    output_layer: OutputLayer,
    sample_weight: Array | None = None,
    l2: float = 0.0,
    out: Buffers | None = None,
) -> float:
    """Return the cost, J = Σ wᵢ L(aᵢ, yᵢ) / Σ wᵢ + l2/2 Σ‖W[l]‖², where all wᵢ = 1 unless weights are given.

    Notes, section 3. The course writes λ/(2m) for l2/2.

    Parameters
    ----------
    forward_pass : ForwardPass
        From `forward`, on the same parameters.
    Y : ndarray of shape (n_y, m)
        Labels.
    parameters : Parameters
        W[l], for the L2 term.
    output_layer : MatchedOutput or ChainedOutput
        The output activation with the loss.
    sample_weight : ndarray of shape (1, m), optional
        One weight an example.
    l2 : float, default 0
        The L2 factor.
    out : Buffers, optional
        Lends its dZ[L], which is not needed yet, to compute in.

    Returns
    -------
    float
        J; inf, and not NaN, where Z[l] or J itself is too large for its type.

    Examples
    --------
    >>> from nnlib.activations import sigmoid
    >>> from nnlib.losses import output_layer
    >>> parameters, Y = Parameters([1, 1]), np.array([[1.0]])
    >>> round(cost(forward(Y, parameters, {1: sigmoid}), Y, parameters, output_layer(sigmoid, None)), 4)
    0.6931
    """
    last = len(forward_pass.Z)
    losses = output_layer.L(forward_pass.Z[last], forward_pass.A[last], Y, out=out.dZ.get(last) if out else None)
    J = weighted_sum(losses, sample_weight) / (total_weight(Y.shape[1], sample_weight) or 1) + penalty(parameters, l2)
    # Where Z leaves the range of its type, inf - inf or 0 * inf may follow. A NaN in θ stays NaN.
    return math.inf if math.isnan(J) and np.isfinite(parameters.vector).all() else J


def weighted_sum(per_example: Array, sample_weight: Array | None) -> float:
    """Return Σ wᵢ Lᵢ of values of shape (1, m), in float64; all wᵢ = 1 unless weights are given.

    An example of weight 0 adds nothing, even where its Lᵢ is infinite.
    """
    if sample_weight is None:
        return float(per_example.sum(dtype=np.float64))
    counted = sample_weight > 0  # 0 * inf would be NaN
    return float(np.multiply(sample_weight[counted], per_example[counted], dtype=np.float64).sum())


def total_weight(m: int, sample_weight: Array | None) -> float:
    """Return Σ wᵢ; m without weights. It may be 0 for a mini-batch, whose sums are then 0 too."""
    return m if sample_weight is None else float(sample_weight.sum(dtype=np.float64))


def penalty(parameters: Parameters, l2: float) -> float:
    """Return l2/2 Σ‖W[l]‖²."""
    return l2 * sum(float(np.vdot(W, W)) for W in parameters.W.values()) / 2 if l2 else 0.0
