"""The vectorization ladder: the same numbers with two loops, with one, and with none (notes, sections 3.8, 4 and 5.2).

The innermost loops run over Python's own lists, where loops are fastest. Loops over single numbers of an array are
several times slower, and would make the version without loops look better than it is.
"""

from typing import NamedTuple

import numpy as np

from nnlib import _validation
from nnlib._arrays import Array, ArrayLike
from nnlib.activations import sigmoid
from nnlib.lessons._operations import sigmoid as sigma
from nnlib.lessons._operations import softplus
from nnlib.losses import binary_cross_entropy


class CostAndDerivatives(NamedTuple):
    """The cost and the derivatives for one step of logistic regression's gradient descent.

    Parameters
    ----------
    J, dw, db : float, ndarray of shape (n_x, 1), and float
        The cost, ∂J/∂w and ∂J/∂b.
    """

    J: float
    dw: Array
    db: float


def two_loops(X: ArrayLike, Y: ArrayLike, w: ArrayLike, b: ArrayLike) -> CostAndDerivatives:
    """Return J, dw and db of logistic regression, with a loop over the examples and loops over the features in it.

    This is the notes' program of section 3.8, in their variables, with its slips corrected: z[i] sums over all
    features, and every list is made before it is filled. J is computed from z[i], since math.log(1 - a[i]) fails if
    a[i] has been rounded to 1.

    Parameters
    ----------
    X, Y : array_like of shape (n_x, m) and (1, m)
        Examples in columns, and their labels, 0 or 1.
    w, b : array_like of shape (n_x, 1), and float or array_like of shape (1, 1)
        The weights and the bias.

    Returns
    -------
    CostAndDerivatives
        J, dw, db.

    Examples
    --------
    >>> J, dw, db = two_loops([[1, 2, -1], [3, 4, -3.2]], [[1, 0, 1]], w=[[1], [2]], b=2)
    >>> round(J, 4), dw.round(4).tolist(), round(db, 4)
    (5.8015, [[0.9985], [2.3951]], 0.0015)
    """
    X, Y, w, b = logistic_regression(X, Y, w, b)
    (n_x, m), x, y, w = X.shape, X.tolist(), numbers(Y), numbers(w)
    z, a, dz, dw = [0.0] * m, [0.0] * m, [0.0] * m, [0.0] * n_x
    J, db = 0.0, 0.0
    for i in range(m):
        z[i] = b
        for k in range(n_x):
            z[i] += w[k] * x[k][i]
        a[i] = sigma(z[i])
        J += loss(z[i], y[i])
        dz[i] = a[i] - y[i]
        for k in range(n_x):
            dw[k] += x[k][i] * dz[i]
        db += dz[i]
    J /= m
    for k in range(n_x):
        dw[k] /= m
    db /= m
    return CostAndDerivatives(J, np.array(dw).reshape(n_x, 1), db)


def one_loop(X: ArrayLike, Y: ArrayLike, w: ArrayLike, b: ArrayLike) -> CostAndDerivatives:
    """Return J, dw and db of logistic regression, with a loop over the examples only: w, x and dw are columns.

    Notes, section 4.1. The example is taken as the column ``X[:, i : i + 1]``; ``X[:, i]`` has no second axis, and does
    not fit the column dw.

    Parameters
    ----------
    X, Y, w, b : array_like
        As in `two_loops`.

    Returns
    -------
    CostAndDerivatives
        J, dw, db.

    Examples
    --------
    >>> one_loop([[1, 2, -1], [3, 4, -3.2]], [[1, 0, 1]], w=[[1], [2]], b=2).dw.round(4).tolist()
    [[0.9985], [2.3951]]
    """
    X, Y, w, b = logistic_regression(X, Y, w, b)
    (n_x, m), y = X.shape, numbers(Y)
    z, a, dz = [0.0] * m, [0.0] * m, [0.0] * m
    J, dw, db = 0.0, np.zeros((n_x, 1)), 0.0
    for i in range(m):
        x = X[:, i : i + 1]
        z[i] = np.dot(w.T, x).item() + b
        a[i] = sigma(z[i])
        J += loss(z[i], y[i])
        dz[i] = a[i] - y[i]
        dw += x * dz[i]
        db += dz[i]
    J /= m
    dw /= m
    db /= m
    return CostAndDerivatives(J, dw, db)


def no_loop(X: ArrayLike, Y: ArrayLike, w: ArrayLike, b: ArrayLike) -> CostAndDerivatives:
    """Return J, dw and db of logistic regression, without a loop in Python: NumPy's run in compiled code.

    Parameters
    ----------
    X, Y, w, b : array_like
        As in `two_loops`.

    Returns
    -------
    CostAndDerivatives
        J, dw, db.

    Examples
    --------
    >>> no_loop([[1, 2, -1], [3, 4, -3.2]], [[1, 0, 1]], w=[[1], [2]], b=2).dw.round(4).tolist()
    [[0.9985], [2.3951]]
    """
    X, Y, w, b = logistic_regression(X, Y, w, b)
    m = X.shape[1]
    Z = np.dot(w.T, X) + b
    A = sigmoid(Z)
    J = float(np.sum(binary_cross_entropy.L_of_Z(Z, Y)) / m)
    dZ = A - Y
    dw = np.dot(X, dZ.T) / m
    db = float(np.sum(dZ) / m)
    return CostAndDerivatives(J, dw, db)


def numbers(array: Array) -> list[float]:
    """Return the numbers of one row or one column."""
    return array.ravel().tolist()


def loss(z: float, y: float) -> float:
    """Return L = −(y log a + (1 − y) log(1 − a)), from z: for y = 0 it is log(1 + eᶻ), for y = 1 log(1 + e⁻ᶻ)."""
    return softplus((1 - 2 * y) * z)


def logistic_regression(X: ArrayLike, Y: ArrayLike, w: ArrayLike, b: ArrayLike) -> tuple[Array, Array, Array, float]:
    """Return examples, labels and parameters, checked, in float64."""
    X = _validation.finite("X", _validation.matrix("X", X), np.float64)
    n_x, m = X.shape
    Y = _validation.binary_labels(Y, 1, m, np.float64)
    w = _validation.finite("w", _validation.shaped("w", w, (n_x, 1)), np.float64)
    b = _validation.real_array("b", b)
    b = _validation.finite("b", _validation.shaped("b", b, (1, 1) if b.ndim else ()), np.float64)
    return X, Y, w, b.item()


class LayerOutput(NamedTuple):
    """The output of a layer.

    Parameters
    ----------
    Z, A : ndarray of shape (n, m)
        W X + b, and σ(Z).
    """

    Z: Array
    A: Array


def node_by_node(X: ArrayLike, W: ArrayLike, b: ArrayLike) -> LayerOutput:
    """Return Z and A = σ(Z) of a layer, with a loop over the examples and one over the nodes: z = wᵀx + b for each.

    Parameters
    ----------
    X : array_like of shape (n_x, m)
        The input of the layer: examples in columns.
    W, b : array_like of shape (n, n_x) and (n, 1)
        The weights, of which row j is the wᵀ of node j, and the biases.

    Returns
    -------
    LayerOutput
        Z, A.

    Examples
    --------
    >>> node_by_node([[1, 2, 3], [1, 0, -1]], W=[[1, 0], [0, 1]], b=[[0], [1]]).Z
    array([[1., 2., 3.],
           [2., 1., 0.]])
    """
    X, W, b = layer(X, W, b)
    n, m = len(W), X.shape[1]
    w, bias = [W[j : j + 1].T for j in range(n)], numbers(b)
    Z, A = np.zeros((n, m)), np.zeros((n, m))
    for i in range(m):
        x = X[:, i : i + 1]
        for j in range(n):
            z = np.dot(w[j].T, x).item() + bias[j]
            Z[j, i], A[j, i] = z, sigma(z)
    return LayerOutput(Z, A)


def stacked_rows(X: ArrayLike, W: ArrayLike, b: ArrayLike) -> LayerOutput:
    """Return Z and A = σ(Z) of a layer, with a loop over the examples only: W x is all nodes' wᵀx.

    Parameters
    ----------
    X, W, b : array_like
        As in `node_by_node`.

    Returns
    -------
    LayerOutput
        Z, A.

    Examples
    --------
    >>> stacked_rows([[1, 2, 3], [1, 0, -1]], W=[[1, 0], [0, 1]], b=[[0], [1]]).Z.tolist()
    [[1.0, 2.0, 3.0], [2.0, 1.0, 0.0]]
    """
    X, W, b = layer(X, W, b)
    n, m = len(W), X.shape[1]
    Z, A = np.zeros((n, m)), np.zeros((n, m))
    for i in range(m):
        x = X[:, i : i + 1]
        z = np.dot(W, x) + b
        Z[:, i : i + 1], A[:, i : i + 1] = z, sigmoid(z)
    return LayerOutput(Z, A)


def all_examples(X: ArrayLike, W: ArrayLike, b: ArrayLike) -> LayerOutput:
    """Return Z and A = σ(Z) of a layer, without a loop in Python: column i of W X is W times example i.

    The transpose on W in the notes' last equations of section 5.2 is a slip.

    Parameters
    ----------
    X, W, b : array_like
        As in `node_by_node`.

    Returns
    -------
    LayerOutput
        Z, A.

    Examples
    --------
    >>> all_examples([[1, 2, 3], [1, 0, -1]], W=[[1, 0], [0, 1]], b=[[0], [1]]).Z.tolist()
    [[1.0, 2.0, 3.0], [2.0, 1.0, 0.0]]
    """
    X, W, b = layer(X, W, b)
    Z = np.dot(W, X) + b
    return LayerOutput(Z, sigmoid(Z))


def layer(X: ArrayLike, W: ArrayLike, b: ArrayLike) -> tuple[Array, Array, Array]:
    """Return a layer's input and parameters, checked, in float64."""
    W = _validation.finite("W", _validation.matrix("W", W), np.float64)
    n, n_x = W.shape
    X = _validation.examples(X, n_x, np.float64)
    b = _validation.finite("b", _validation.shaped("b", b, (n, 1)), np.float64)
    return X, W, b
