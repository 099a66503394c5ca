"""Train with JAX: ``with_jax_scan.py JOB FILE``.

A whole epoch is compiled as one; where an epoch is one update, all updates are.
"""

import sys
from functools import partial

import jax
import numpy as np
from jax_network import first_parameters, update
from jobs import JOBS

job = JOBS[sys.argv[1]]
data = np.load(sys.argv[2])
jax.config.update("jax_enable_x64", data["X"].dtype == np.float64)
X, Y = jax.device_put(data["X"]), jax.device_put(data["Y"])
rng = np.random.default_rng(0)
parameters = first_parameters(job.sizes, rng, X.dtype)


@partial(jax.jit, donate_argnums=0)
def epoch(parameters, X, Y, batches):
    return jax.lax.scan(lambda theta, chosen: update(theta, X[chosen], Y[chosen], job), parameters, batches)


@partial(jax.jit, donate_argnums=0)
def all_updates(parameters, X, Y):
    return jax.lax.scan(lambda theta, _: update(theta, X, Y, job), parameters, length=job.epochs)


costs = []
if job.batch_size is None:
    parameters, J = all_updates(parameters, X, Y)
    costs += J.tolist()
else:
    for _ in range(job.epochs):
        batches = rng.permutation(len(X)).reshape(-1, job.batch_size)
        parameters, J = epoch(parameters, X, Y, batches)
        costs += J.tolist()

per_epoch = len(costs) // job.epochs
print(len(costs), np.mean(costs[:per_epoch]), np.mean(costs[-per_epoch:]))
