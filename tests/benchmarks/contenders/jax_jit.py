"""JAX: one update compiled by jit and called in a loop, or a whole epoch compiled as one scan."""

from collections.abc import Callable
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from workloads import Workload

jax.config.update("jax_enable_x64", True)  # noqa: FBT003  JAX takes it by place


def prepare(workload: Workload, *, scan: bool = False) -> Callable[[int], list[float]]:
    """Return what trains for so many epochs and returns the cost of each update."""
    X, Y = map(jnp.asarray, workload.examples())
    layers = [(jnp.asarray(W.T), jnp.asarray(b[:, 0])) for W, b in workload.layers()]
    zeros = jax.tree.map(jnp.zeros_like, layers)
    state = (layers, {name: jax.tree.map(jnp.copy, zeros) for name in workload.optimizer.averages}, jnp.asarray(0.0))
    # What is not shuffled is not gathered: the examples go in whole.
    shuffled = workload.batch_size is not None

    def update(state, chosen):
        X_batch, Y_batch = (X[chosen], Y[chosen]) if shuffled else (X, Y)
        return one_update(state, X_batch, Y_batch, workload)

    one = jax.jit(update, donate_argnums=0)
    whole = jax.jit(partial(jax.lax.scan, update), donate_argnums=0)
    orders = workload.orders()

    def train(epochs: int) -> list[float]:
        nonlocal state
        costs: list[jax.Array] = []
        # Where an epoch is one update, as many of them as are asked for make one scan.
        per_scan = workload.updates_per_epoch if shuffled else epochs
        for _ in range(epochs if shuffled else 1):
            order = next(orders).reshape(per_scan, -1) if shuffled else np.zeros((per_scan, 1), int)
            if scan:
                state, J = whole(state, order)
                costs.append(J)
            else:
                for chosen in order:
                    state, J = one(state, chosen)
                    costs.append(J)
        return np.hstack([np.asarray(J) for J in costs]).tolist()

    return train


def mean_loss(layers, X, Y, workload: Workload):
    """Return the cost, by way of the logits."""
    A = X
    for W, b in layers[:-1]:
        A = (jax.nn.relu if workload.hidden == "relu" else jnp.tanh)(A @ W + b)
    W, b = layers[-1]
    Z = A @ W + b
    if workload.output == "sigmoid":
        return jnp.mean(jax.nn.softplus((1 - 2 * Y) * Z))
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(Z), Y[:, None], axis=1))


def one_update(state, X, Y, workload: Workload):
    """Return the state after one update, and the cost before it."""
    layers, averages, t = state
    J, gradients = jax.value_and_grad(mean_loss)(layers, X, Y, workload)
    rule, t = workload.optimizer, t + 1
    dtype = X.dtype
    match type(rule).__name__:
        case "GradientDescent":
            steps = gradients
        case "Momentum":
            v = jax.tree.map(lambda v, d: rule.beta * v + (1 - rule.beta) * d, averages["v"], gradients)
            averages, steps = {"v": v}, v
        case "RMSProp":
            s = jax.tree.map(lambda s, d: rule.beta * s + (1 - rule.beta) * d**2, averages["s"], gradients)
            averages, steps = {"s": s}, jax.tree.map(lambda d, s: d / (jnp.sqrt(s) + rule.epsilon), gradients, s)
        case _:
            v = jax.tree.map(lambda v, d: rule.beta1 * v + (1 - rule.beta1) * d, averages["v"], gradients)
            s = jax.tree.map(lambda s, d: rule.beta2 * s + (1 - rule.beta2) * d**2, averages["s"], gradients)
            first, second = (1 - rule.beta1**t).astype(dtype), (1 - rule.beta2**t).astype(dtype)
            averages = {"v": v, "s": s}
            steps = jax.tree.map(lambda v, s: v / first / (jnp.sqrt(s / second) + rule.epsilon), v, s)
    layers = jax.tree.map(lambda theta, step: theta - rule.learning_rate * step, layers, steps)
    return (layers, averages, t), J
