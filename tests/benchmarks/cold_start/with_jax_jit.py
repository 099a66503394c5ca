"""Train with JAX, one compiled update after another: ``with_jax_jit.py JOB FILE``."""

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
def step(parameters, X, Y, chosen=None):
    return update(parameters, X, Y, job) if chosen is None else update(parameters, X[chosen], Y[chosen], job)


costs = []
for _ in range(job.epochs):
    batches = [None] if job.batch_size is None else rng.permutation(len(X)).reshape(-1, job.batch_size)
    for chosen in batches:
        parameters, J = step(parameters, X, Y, chosen)
        costs.append(J)
costs = np.array(jax.device_get(costs)).tolist()

per_epoch = len(costs) // job.epochs
print(len(costs), np.mean(costs[:per_epoch]), np.mean(costs[-per_epoch:]))
