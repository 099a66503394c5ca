"""Train with nnlib: ``with_nnlib.py JOB FILE``."""

import sys

import numpy as np
from jobs import JOBS

import nnlib

job = JOBS[sys.argv[1]]
data = np.load(sys.argv[2])
X, Y = data["X"].T, data["Y"][np.newaxis]

output = "sigmoid" if job.sizes[-1] == 1 else "softmax"
model = nnlib.Network(job.sizes, hidden=job.hidden, output=output, dtype=X.dtype, rng=0)
history = nnlib.train(model, X, Y, learning_rate=job.learning_rate, batch_size=job.batch_size, epochs=job.epochs, rng=0)
print(len(history.cost), history.epoch_cost[0], history.epoch_cost[-1])
