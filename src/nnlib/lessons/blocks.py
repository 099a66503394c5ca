"""One layer as two blocks, forward and backward, from which a deep network is built.

A deep network is the forward block L times, and the backward block L times in reverse. The forward block passes the
arrays that the backward block needs in a cache.
"""

from dataclasses import dataclass

import numpy as np

from nnlib._arrays import Array, ArrayLike
from nnlib._printing import prints_everywhere
from nnlib._validation import floating_matrix, require_instance, shaped
from nnlib.activations import Activation, Softmax, activation_named


@prints_everywhere
@dataclass(frozen=True, eq=False)
class BlockCache:
    """The arrays that a layer's forward block keeps for its backward block.

    Parameters
    ----------
    A_prev, W, Z : ndarray of shape (n_prev, m), (n, n_prev) and (n, m)
        The input, for dW; the weights, for dA_prev; and the Z at which g′ is computed.
    g : Activation
        The activation.
    """

    A_prev: Array
    W: Array
    Z: Array
    g: Activation

    def __repr__(self) -> str:
        return f"cache of A_prev {self.A_prev.shape}, W {self.W.shape}, Z {self.Z.shape}, {self.g!r}"


def forward_block(
    A_prev: ArrayLike, W: ArrayLike, b: ArrayLike, g: str | Activation = "relu"
) -> tuple[Array, BlockCache]:
    """Compute one layer: A = g(W A_prev + b), and the cache for the backward block.

    Parameters
    ----------
    A_prev : array_like of shape (n_prev, m)
        The activations of the layer before; X for the first.
    W, b : array_like of shape (n, n_prev) and (n, 1)
        The layer's parameters.
    g : str or Activation, default "relu"
        The activation; any except softmax, whose outputs depend on the whole column.

    Returns
    -------
    A : ndarray of shape (n, m)
        The activations.
    cache : BlockCache
        For `backward_block`. It holds the arrays themselves, not copies.

    Examples
    --------
    >>> X = [[1.0, -2.0]]
    >>> A1, cache1 = forward_block(X, W=[[1.0], [-1.0]], b=[[0.0], [0.0]], g="relu")
    >>> A2, cache2 = forward_block(A1, W=[[1.0, 1.0]], b=[[0.0]], g="identity")
    >>> A2, cache1
    (array([[1., 2.]]), cache of A_prev (1, 2), W (2, 1), Z (2, 2), relu)
    """
    A_prev, W = floating_matrix("A_prev", A_prev), floating_matrix("W", W)
    if W.shape[1] != A_prev.shape[0]:
        turned = ": is W transposed?" if W.shape[0] == A_prev.shape[0] else ""
        msg = (
            f"W must have n_prev={A_prev.shape[0]} columns, one for each row of A_prev, "
            f"got shapes {W.shape} and {A_prev.shape}{turned}"
        )
        raise ValueError(msg)
    b = floating_matrix("b", shaped("b", b, (W.shape[0], 1)))
    g = activation_named(g)
    if isinstance(g, Softmax):
        msg = "softmax has no derivative for each z alone, so it is no activation of a block: take 'sigmoid'"
        raise ValueError(msg)  # noqa: TRY004  it is an activation, of a kind that does not fit here
    Z = W @ A_prev + b
    return g(Z), BlockCache(A_prev, W, Z, g)


def backward_block(dA: ArrayLike, cache: BlockCache) -> tuple[Array, Array, Array]:
    """Take the derivatives back through one layer: from dA to dA_prev, dW and db.

    Each node of this layer contributes a path to the derivative of each node before it, and dA_prev adds them up. The
    first dA, at the end of the network, is that of the loss: ``nnlib.losses.binary_cross_entropy.dA(A, Y)``.

    Parameters
    ----------
    dA : array_like of shape (n, m)
        ∂L/∂A, of each example's loss.
    cache : BlockCache
        From the layer's `forward_block`.

    Returns
    -------
    dA_prev : ndarray of shape (n_prev, m)
        ∂L/∂A_prev, for the layer before.
    dW, db : ndarray of shape (n, n_prev) and (n, 1)
        ∂J/∂W and ∂J/∂b.

    Examples
    --------
    >>> A, cache = forward_block([[1.0, -2.0]], W=[[3.0]], b=[[0.0]], g="relu")
    >>> backward_block([[1.0, 1.0]], cache)
    (array([[3., 0.]]), array([[0.5]]), array([[0.5]]))
    """
    require_instance("cache", cache, BlockCache, "the second of what forward_block returns")
    dA = floating_matrix("dA", shaped("dA", dA, cache.Z.shape))
    m = dA.shape[1]
    dZ = dA * cache.g.derivative(cache.Z)
    dW = 1 / m * dZ @ cache.A_prev.T
    db = 1 / m * np.sum(dZ, axis=1, keepdims=True)
    dA_prev = cache.W.T @ dZ
    return dA_prev, dW, db
