"""The course's usual NumPy: dictionaries, and fresh arrays for every line."""

from collections.abc import Callable

import numpy as np
from workloads import Workload

from nnlib._arrays import Array


def prepare(workload: Workload) -> Callable[[int], list[float]]:
    """Return what trains for so many epochs and returns the cost of each update."""
    X, Y = workload.examples()
    Y = Y if Y.ndim == 2 else np.eye(workload.sizes[-1], dtype=workload.dtype)[Y]
    X, Y = np.ascontiguousarray(X.T), np.ascontiguousarray(Y.T)
    parameters = {}
    for l, (W, b) in enumerate(workload.layers(), start=1):
        parameters[f"W{l}"], parameters[f"b{l}"] = W, b
    averages: dict[str, dict[str, Array]] = {
        name: {key: np.zeros_like(value) for key, value in parameters.items()} for name in workload.optimizer.averages
    }
    orders, update = workload.orders(), RULES[type(workload.optimizer).__name__]
    t = 0

    def train(epochs: int) -> list[float]:
        nonlocal t
        costs = []
        for _ in range(epochs):
            if workload.batch_size is not None:
                order = next(orders)
                shuffled_X, shuffled_Y = X[:, order], Y[:, order]
            else:
                shuffled_X, shuffled_Y = X, Y
            for start in range(0, workload.m, workload.batch):
                X_batch = shuffled_X[:, start : start + workload.batch]
                Y_batch = shuffled_Y[:, start : start + workload.batch]
                cache = forward(X_batch, parameters, workload.hidden)
                costs.append(cost(cache["A"], Y_batch))
                gradients = backward(cache, Y_batch, parameters, workload.hidden)
                t += 1
                update(parameters, gradients, averages, workload.optimizer, t)
        return costs

    return train


def forward(X: Array, parameters: dict[str, Array], hidden: str) -> dict[str, Array]:
    """Return every Z[l] and A[l], and the output as A."""
    cache, A, L = {"A0": X}, X, len(parameters) // 2
    for l in range(1, L + 1):
        Z = np.dot(parameters[f"W{l}"], A) + parameters[f"b{l}"]
        if l < L:
            A = np.maximum(0, Z) if hidden == "relu" else np.tanh(Z)
        elif len(Z) == 1:
            A = 1 / (1 + np.exp(-Z))
        else:
            E = np.exp(Z - Z.max(axis=0))
            A = E / E.sum(axis=0)
        cache[f"Z{l}"], cache[f"A{l}"] = Z, A
    cache["A"] = A
    return cache


def cost(A: Array, Y: Array) -> float:
    """Return the cross-entropy, from A as the course writes it."""
    if len(A) == 1:
        return float(-np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A)))
    return float(-np.sum(Y * np.log(A)) / Y.shape[1])


def backward(cache: dict[str, Array], Y: Array, parameters: dict[str, Array], hidden: str) -> dict[str, Array]:
    """Return dW and db of every layer."""
    m, L = Y.shape[1], len(parameters) // 2
    gradients, dZ = {}, cache["A"] - Y
    for l in range(L, 0, -1):
        A_prev = cache[f"A{l - 1}"]
        gradients[f"dW{l}"] = 1 / m * np.dot(dZ, A_prev.T)
        gradients[f"db{l}"] = 1 / m * np.sum(dZ, axis=1, keepdims=True)
        if l > 1:
            g_prime = cache[f"Z{l - 1}"] > 0 if hidden == "relu" else 1 - np.power(A_prev, 2)
            dZ = np.dot(parameters[f"W{l}"].T, dZ) * g_prime
    return gradients


def descend(parameters, gradients, averages, rule, t) -> None:
    """Update by gradient descent."""
    for key in parameters:
        parameters[key] = parameters[key] - rule.learning_rate * gradients["d" + key]


def descend_with_momentum(parameters, gradients, averages, rule, t) -> None:
    """Update by gradient descent with momentum."""
    v = averages["v"]
    for key in parameters:
        v[key] = rule.beta * v[key] + (1 - rule.beta) * gradients["d" + key]
        parameters[key] = parameters[key] - rule.learning_rate * v[key]


def rmsprop(parameters, gradients, averages, rule, t) -> None:
    """Update by RMSProp."""
    s = averages["s"]
    for key in parameters:
        s[key] = rule.beta * s[key] + (1 - rule.beta) * gradients["d" + key] ** 2
        parameters[key] = parameters[key] - rule.learning_rate * gradients["d" + key] / (np.sqrt(s[key]) + rule.epsilon)


def adam(parameters, gradients, averages, rule, t) -> None:
    """Update by Adam."""
    v, s = averages["v"], averages["s"]
    for key in parameters:
        v[key] = rule.beta1 * v[key] + (1 - rule.beta1) * gradients["d" + key]
        s[key] = rule.beta2 * s[key] + (1 - rule.beta2) * gradients["d" + key] ** 2
        v_corrected, s_corrected = v[key] / (1 - rule.beta1**t), s[key] / (1 - rule.beta2**t)
        parameters[key] = parameters[key] - rule.learning_rate * v_corrected / (np.sqrt(s_corrected) + rule.epsilon)


RULES = {"GradientDescent": descend, "Momentum": descend_with_momentum, "RMSProp": rmsprop, "Adam": adam}
