"""The bare list: the NumPy calls of one update of nnlib, each bound to its arrays once, and called in turn.

Nothing stands between the calls: this is what Python can reach in a small network, where calls take the time and not
what they compute. The calls are those of nnlib's own lines, in their order and on the same buffers, so that the costs
come out the same to the last bit. Only what is no NumPy is gone: look-ups, checks, the history of the run. Each call is
in the form that NumPy answers soonest: a product is asked of the array, numbers are arrays without an axis, and so is b
of a single node.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy._core.umath import clip  # what np.clip and an array's own clip call
from workloads import Workload

from nnlib import GradientDescent, Network
from nnlib._arrays import Array
from nnlib._buffers import Buffers

Call = Callable[[], object]

LARGEST = 10_000
"""How many parameters a small network has at most: in larger ones the calls themselves hardly count."""


def prepare(workload: Workload) -> Callable[[int], list[float]]:
    """Return what trains for so many epochs and returns the cost of each update."""
    require_covered(workload)
    model, size = workload.model(), workload.batch
    rows, labels = workload.examples()
    X, Y = rows.T, model.labels(labels.reshape(workload.m, -1).T, None, workload.m)[0]
    take_X, take_Y, shuffled = X.T.take, Y.take, workload.batch_size is not None
    if shuffled:
        X, Y = np.empty((size, len(X)), X.dtype).T, np.empty((len(Y), size), Y.dtype)
    rows, room = X.T, model.buffers(size)
    until_cost, losses = calls_until_the_cost(model, X, Y, room)
    after_cost = calls_after_the_cost(model, X, Y, room, workload.optimizer.learning_rate)
    total = partial(np.add.reduce, losses, None, np.float64)
    orders = workload.orders()

    @np.errstate(all="ignore")
    def train(epochs: int) -> list[float]:
        costs: list[float] = []
        for _ in range(epochs):
            order = next(orders) if shuffled else None
            for start in range(0, workload.m, size):
                if order is not None:
                    chosen = order[start : start + size]
                    take_X(chosen, 0, rows, "clip")
                    take_Y(chosen, 1, Y, "clip")
                for call in until_cost:
                    call()
                costs.append(float(total()) / size)
                for call in after_cost:
                    call()
        return costs

    return train


def require_covered(workload: Workload) -> None:
    """Refuse another rule, other activations and a network that is not small: NotImplementedError says which."""
    model, rule = workload.model(), type(workload.optimizer)
    if rule is not GradientDescent:
        msg = f"it knows no {rule.__name__}"
    elif workload.hidden not in SLOPES:
        msg = f"it knows no hidden layers of {workload.hidden}"
    elif model.parameters.vector.size > LARGEST:
        msg = f"it is for small networks, of at most {LARGEST:,} parameters"
    else:
        return
    raise NotImplementedError(msg)


def calls_until_the_cost(model: Network, X: Array, Y: Array, room: Buffers) -> tuple[list[Call], Array]:
    """Return the calls of forward propagation and of the losses, and the array that these end up in."""
    W, b, A, Z, L = model.W, model.b, {0: X} | room.A, room.Z, len(model.W)
    calls: list[Call] = []
    for l in W:
        calls += [partial(W[l].dot, A[l - 1], Z[l]), partial(np.add, Z[l], without_axes(b[l]), Z[l])]
        activation = ACTIVATIONS[str(model.g[l])](Z[l], A[l])
        calls += activation
    losses = np.empty((1, X.shape[1]), X.dtype)
    return [*calls, *LOSSES[str(model.g[L])](Z[L], Y, room.dZ[L], losses, activation)], losses


def calls_after_the_cost(model: Network, X: Array, Y: Array, room: Buffers, alpha: float) -> list[Call]:
    """Return the calls of back propagation, and those of gradient descent."""
    W, A, dZ, L = model.W, {0: X} | room.A, room.dZ, len(model.W)
    theta, gradient = model.parameters.vector, room.derivatives.vector
    one_mth, alpha, scratch = *numbers(X, 1 / X.shape[1], alpha), np.empty_like(theta)
    calls: list[Call] = [partial(np.subtract, A[L], Y, dZ[L])]
    for l in range(L, 0, -1):
        calls += [
            partial(np.multiply, dZ[l], one_mth, room.scratch[l]),
            partial(room.scratch[l].dot, A[l - 1].T, room.dW[l]),
            partial(room.scratch[l].dot, room.ones[l], room.db[l]),
        ]
        if l > 1:
            slope = room.slope[l - 1]
            calls.append(partial(W[l].T.dot, dZ[l], dZ[l - 1]))
            calls += SLOPES[str(model.g[l - 1])](A[l - 1], slope)
            calls.append(partial(np.multiply, dZ[l - 1], slope, dZ[l - 1]))
    return [*calls, partial(np.multiply, gradient, alpha, scratch), partial(np.subtract, theta, scratch, theta)]


def numbers(like: Array, *values: float) -> list[Array]:
    """Return numbers as arrays of an array's type, without an axis."""
    return [np.array(value, like.dtype) for value in values]


def without_axes(b: Array) -> Array:
    """Return b of a single node without its axes, and any other as it is."""
    return b.reshape(()) if b.size == 1 else b


def tanh(Z: Array, A: Array) -> list[Call]:
    """Return the calls of A = tanh(Z)."""
    return [partial(np.tanh, Z, A)]


def slope_of_tanh(A: Array, slope: Array) -> list[Call]:
    """Return the calls of g' = 1 - A^2."""
    (one,) = numbers(A, 1)
    return [partial(np.square, A, slope), partial(np.subtract, one, slope, slope)]


def relu(Z: Array, A: Array) -> list[Call]:
    """Return the call of A = max(0, Z)."""
    return [partial(clip, Z, *numbers(Z, 0, np.inf), A)]


def slope_of_relu(A: Array, slope: Array) -> list[Call]:
    """Return the call of g' = 1 where A > 0."""
    return [partial(np.greater, A, *numbers(A, 0), slope)]


def sigmoid(Z: Array, A: Array) -> list[Call]:
    """Return the calls of A = 1 / (1 + exp(-Z))."""
    (one,) = numbers(Z, 1)
    return [
        partial(np.negative, Z, A),
        partial(np.exp, A, A),
        partial(np.add, A, one, A),
        partial(np.reciprocal, A, A),
    ]


def losses_of_sigmoid(Z: Array, Y: Array, room: Array, losses: Array, _: list[Call]) -> list[Call]:
    """Return the calls of softplus((1 - 2y) z)."""
    zero, one, minus_2 = numbers(Z, 0, 1, -2)
    return [
        partial(np.multiply, Y, minus_2, room),
        partial(np.add, room, one, room),
        partial(np.multiply, room, Z, room),
        partial(np.logaddexp, zero, room, room),
        partial(np.add, room, zero, losses),  # the sum over the nodes, of which there is one
    ]


def softmax(Z: Array, A: Array) -> list[Call]:
    """Return the calls of A = exp(Z) / sum of exp(Z)."""
    top, total = np.empty((2, Z.shape[1]), Z.dtype)
    return [
        partial(np.maximum.reduce, Z, 0, None, top),
        partial(np.subtract, Z, top, A),
        partial(np.exp, A, A),
        partial(np.add.reduce, A, 0, None, total),
        partial(np.divide, A, total, A),
    ]


def losses_of_softmax(Z: Array, Y: Array, room: Array, losses: Array, softmax: list[Call]) -> list[Call]:
    """Return the calls of log of the sum of exp(Z), less z of the true class; softmax has found the largest z."""
    true, total = np.empty((2, Z.shape[1]), Z.dtype)
    top = softmax[0].args[-1]
    return [
        partial(np.multiply, Y, Z, room),
        partial(np.add.reduce, room, 0, None, true),
        partial(np.subtract, Z, top, room),
        partial(np.exp, room, room),
        partial(np.subtract, room, Y, room),
        partial(np.add.reduce, room, 0, None, total),
        partial(np.log1p, total, total),
        partial(np.subtract, top, true, top),
        partial(np.add, total, top, losses[0]),
    ]


ACTIVATIONS = {"tanh": tanh, "relu": relu, "sigmoid": sigmoid, "softmax": softmax}
SLOPES = {"tanh": slope_of_tanh, "relu": slope_of_relu}
LOSSES = {"sigmoid": losses_of_sigmoid, "softmax": losses_of_softmax}
