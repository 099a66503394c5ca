"""Forward and backward propagation: the notes' equations, all examples at once.

The notes' last page writes them for two layers; here they are written for L layers. Three slips of the page are
corrected: W is not transposed in the forward lines, the hidden layers use g[l] and not σ, and dZ is the derivative of
each example's loss. Therefore the factor 1/m is in dW and db only.

=============================  ==============================================
Forward propagation            Back propagation
=============================  ==============================================
A[0] = X                       dZ[L] = A[L] − Y
Z[l] = W[l] A[l−1] + b[l]      dW[l] = 1/m dZ[l] A[l−1]ᵀ
A[l] = g[l](Z[l])              db[l] = 1/m Σ dZ[l], over the columns
..                             dZ[l−1] = W[l]ᵀ dZ[l] * g[l−1]′(Z[l−1])
=============================  ==============================================

The functions check nothing. They share these arguments:

- ``X`` of shape (n_x, m), examples in columns; ``Y`` of shape (n_y, m), their labels;
- ``forward_pass``: what `forward` returned, on the same parameters;
- ``parameters``: W[l] of shape (n_l, n_{l-1}) and b[l] of shape (n_l, 1);
- ``layers``: the layers by number; they give the P[l] of each product. For a dense layer ``inputs(A, l)`` is A[l−1],
  and `stacked`, `side_by_side` and `back` return their argument. Other kinds of layers differ in these four only;
- ``g``: the activation functions by number; ``output_layer``: the last of them together with the loss;
- ``sample_weight``: None, or one weight for each example, of shape (1, m);
- ``l2``: the factor of the term l2/2 Σ‖W[l]‖² in J;
- ``out``: buffers to write into; without them the arrays are new. They also hold the masks D[l] of dropout.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias, cast

import numpy as np

from nnlib._arrays import Array
from nnlib._buffers import Buffers
from nnlib.activations import Activation, derivative_at
from nnlib.layers import Layer
from nnlib.losses import ChainedOutput, MatchedOutput
from nnlib.parameters import Parameters

__all__ = ["ForwardPass", "Gradients", "backward", "cost", "forward"]

OutputLayer: TypeAlias = MatchedOutput | ChainedOutput
"""The output activation together with the loss."""


def forward(
    X: Array,
    parameters: Parameters,
    layers: Mapping[int, Layer],
    g: Mapping[int, Activation],
    out: Buffers | None = None,
) -> "ForwardPass":
    """Forward propagation: A[0] = X; Z[l] = W[l] A[l−1] + b[l], A[l] = g[l](Z[l]) for l = 1, …, L.

    Notes, section 5, "Forward Propagation".

    Examples
    --------
    >>> import nnlib
    >>> model = nnlib.LogisticRegression(n_x=1)
    >>> forward(np.array([[1.0, 2.0]]), model.parameters, model.layers, model.g).output
    array([[0.5, 0.5]])
    """
    out = out or Buffers()
    W, b, D, P, Z, A = parameters.W.views, parameters.b.views, out.D, {}, {}, {0: X}
    for l in range(1, len(layers) + 1):
        P_l = layers[l].inputs(A, l, *out.room.get(l, ()))  # A[l-1]
        Z_l = np.dot(W[l], P_l, out=out.Z.get(l))  # Z[l] = W[l] A[l-1] + b[l]
        Z_l += b[l]
        Z[l] = layers[l].stacked(Z_l)
        # A[l] = g[l](Z[l]), in Z's type, which not every activation of a user's own keeps
        A[l] = g[l](Z[l], out=out.A.get(l)).astype(Z_l.dtype, copy=False)
        if l in D:  # in training with dropout
            A[l] = np.multiply(A[l], D[l], out=out.A.get(l))
        if P_l is not A[l - 1]:  # in layers of other kinds: it is kept for the way back
            P[l] = P_l
    return ForwardPass(Z, A, P, D)


def backward(
    forward_pass: "ForwardPass",
    Y: Array,
    parameters: Parameters,
    layers: Mapping[int, Layer],
    g: Mapping[int, Activation],
    output_layer: OutputLayer,
    sample_weight: Array | None = None,
    l2: float = 0.0,
    out: Buffers | None = None,
) -> "Gradients":
    """Back propagation: from dZ[L] down to dW[1], db[1].

    Notes, section 5, "Back Propagation". With sample weights wᵢ, each column of dZ[L] is multiplied by its wᵢ, and
    1/Σ wᵢ replaces 1/m. If several layers share a W, its derivative is the sum over them.

    Examples
    --------
    >>> import nnlib
    >>> model = nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3)
    >>> X, Y, network = np.ones((2, 5)), np.ones((1, 5)), (model.parameters, model.layers, model.g)
    >>> gradients = backward(forward(X, *network), Y, *network, model.output_layer)
    >>> gradients.dZ[1].shape, gradients.dW[1].shape
    ((4, 5), (4, 2))
    """
    W, P, Z, A, D = parameters.W.views, forward_pass.P, forward_pass.Z, forward_pass.A, forward_pass.D
    L = len(layers)
    out = out or Buffers.allocate(parameters, layers, g, Y.shape[1], l2)
    dW, db, dZ = out.dW, out.db, dict(out.dZ)  # views of out.derivatives, but where l is an earlier layer again
    dZ[L] = output_layer.dZ(Z[L], A[L], Y, out=dZ[L])  # dZ[L] = A[L] - Y
    if sample_weight is not None:
        dZ[L] *= sample_weight
    m = total_weight(Y.shape[1], sample_weight) or 1
    for l in range(L, 0, -1):
        dZ_l = layers[l].side_by_side(dZ[l])  # dZ[l]
        dZ_over_m = np.multiply(dZ_l, 1 / m, out=out.scratch[l])  # 1/m, once, on the way to both
        np.dot(dZ_over_m, P.get(l, A[l - 1]).T, out=dW[l])  # dW[l] = 1/m dZ[l] A[l-1].T
        np.dot(dZ_over_m, out.ones[l], out=db[l])  # db[l] = 1/m sum of dZ[l] over the examples, as a product
        if l > 1:
            dP = np.dot(W[l].T, dZ_l, out=out.dP.get(l))
            dZ[l - 1] = layers[l].back(dP, A, l, *out.room.get(l, ()))  # dA[l-1] = W[l].T dZ[l]
            if l - 1 in D:
                dZ[l - 1] *= D[l - 1]
            # dZ[l-1] = dA[l-1] * g'(Z[l-1]). Most activations tell g' from A[l-1], so that Z[l-1] may be overwritten by
            # now; but not where a mask has changed A[l-1]
            output = None if l - 1 in D else A[l - 1]
            dZ[l - 1] *= derivative_at(g[l - 1], Z[l - 1], output, out=out.slope[l - 1])
    for l, first in parameters.repeats.items():  # layer l is an earlier one again
        dW[first] += dW[l]
        db[first] += db[l]
    if l2:
        for l in parameters.distinct:
            dW[l] += np.multiply(W[l], l2, out=out.penalty.get(l))  # from l2/2 ||W[l]||^2 in J
    return Gradients(cast("Parameters", out.derivatives), dZ)


def cost(
    forward_pass: "ForwardPass",
    Y: Array,
    parameters: Parameters,
    output_layer: OutputLayer,
    sample_weight: Array | None = None,
    l2: float = 0.0,
    out: Buffers | None = None,
) -> float:
    """Return the cost, J = Σ wᵢ L(aᵢ, yᵢ) / Σ wᵢ + l2/2 Σ‖W[l]‖², where all wᵢ = 1 unless weights are given.

    Notes, section 3. The course writes λ/(2m) for l2/2.

    It is inf, and not NaN, if Z[l] or J itself is too large for its type. Of `out`, only dZ[L] is written; nothing
    needs it yet.

    Examples
    --------
    >>> import nnlib
    >>> model = nnlib.LogisticRegression(n_x=1)
    >>> forward_pass = forward(np.array([[3.0, 5.0]]), model.parameters, model.layers, model.g)
    >>> round(cost(forward_pass, np.array([[0.0, 1.0]]), model.parameters, model.output_layer), 4)
    0.6931
    """
    L = len(forward_pass.Z)
    losses = output_layer.L(forward_pass.Z[L], forward_pass.A[L], Y, out=out.dZ.get(L) if out else None)
    return cost_from(losses, parameters, sample_weight, l2)


def cost_from(losses: Array, parameters: Parameters, sample_weight: Array | None, l2: float) -> float:
    """Return the cost from each example's loss."""
    mean = weighted_sum(losses, sample_weight) / (total_weight(losses.shape[1], sample_weight) or 1)
    J = mean + penalty(parameters, l2) if l2 else mean
    # Where Z leaves the range of its type, inf - inf or 0 * inf may follow. A NaN in θ stays NaN.
    return math.inf if math.isnan(J) and np.isfinite(parameters.vector).all() else J


def weighted_sum(per_example: Array, sample_weight: Array | None) -> float:
    """Return Σ wᵢ Lᵢ, in float64: an example of weight 0 adds nothing, even if its Lᵢ is infinite."""
    if sample_weight is None:
        return float(np.add.reduce(per_example, None, np.float64))
    counted = sample_weight > 0  # 0 * inf would be NaN
    return float(np.multiply(sample_weight[counted], per_example[counted], dtype=np.float64).sum())


def total_weight(m: int, sample_weight: Array | None) -> float:
    """Return Σ wᵢ, or m without weights. It may be 0 for a mini-batch; its sums are then 0 too."""
    return m if sample_weight is None else float(sample_weight.sum(dtype=np.float64))


def penalty(parameters: Parameters, l2: float) -> float:
    """Return l2/2 Σ‖W[l]‖²; a W that several layers share counts once."""
    W = parameters.W.views
    return l2 * sum(float(np.vdot(W[l], W[l])) for l in parameters.distinct) / 2 if l2 else 0.0


@dataclass(eq=False)
class ForwardPass:
    """The result of forward propagation: all that backward propagation needs.

    Parameters
    ----------
    Z : dict of int to ndarray of shape (n_l, m)
        Z[1] to Z[L]. In a trainer's buffers, the hidden layers overwrite one another's Z.
    A : dict of int to ndarray of shape (n_l, m)
        A[0] = X to A[L].
    P : dict of int to ndarray of shape (n_in, positions · m)
        The inputs of the products, for layers that are not dense. In dense layers they are A[l−1].
    D : mapping of int to ndarray of shape (n_l, m)
        The masks of the layers that dropout thins; usually empty.
    """

    Z: dict[int, Array]
    A: dict[int, Array]
    P: dict[int, Array]
    D: Mapping[int, Array]

    @property
    def output(self) -> Array:
        """A[L], of shape (n_y, m)."""
        return self.A[len(self.Z)]


class Gradients:
    """The derivatives of the cost, in the layout of θ, and of each example's loss.

    Attributes
    ----------
    dW, db : LayerViews
        ∂J/∂W[l] of shape (n_l, n_{l-1}) and ∂J/∂b[l] of shape (n_l, 1): views of ``vector``.
    dZ : dict of int to ndarray of shape (n_l, m)
        Each column is the derivative of one example's loss, times its weight if there are sample weights.
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
