"""The network as both JAX scripts write it: its first parameters, the cost, and one update."""

from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np


def first_parameters(sizes, rng, dtype):
    return [
        (jnp.asarray(rng.standard_normal((n_in, n_out)) * np.sqrt(2 / n_in), dtype), jnp.zeros(n_out, dtype))
        for n_in, n_out in pairwise(sizes)
    ]


def cost(parameters, X, Y, hidden):
    A = X
    for W, b in parameters[:-1]:
        A = (jnp.tanh if hidden == "tanh" else jax.nn.relu)(A @ W + b)
    W, b = parameters[-1]
    Z = A @ W + b
    if len(b) == 1:
        return jnp.mean(jax.nn.softplus((1 - 2 * Y) * Z[:, 0]))
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(Z), Y[:, None], axis=1))


def update(parameters, X, Y, job):
    J, gradients = jax.value_and_grad(cost)(parameters, X, Y, job.hidden)
    return jax.tree.map(lambda theta, d: theta - job.learning_rate * d, parameters, gradients), J
