"""Train with PyTorch: ``with_pytorch.py JOB FILE``."""

import sys
from itertools import pairwise

import numpy as np
import torch
from jobs import JOBS

job = JOBS[sys.argv[1]]
data = np.load(sys.argv[2])
X, Y = torch.from_numpy(data["X"]), torch.from_numpy(data["Y"])
if job.sizes[-1] == 1:
    Y, loss_function = Y[:, None].to(X.dtype), torch.nn.BCEWithLogitsLoss()
else:
    loss_function = torch.nn.CrossEntropyLoss()

torch.manual_seed(0)
activation = torch.nn.Tanh if job.hidden == "tanh" else torch.nn.ReLU
layers = []
for n_in, n_out in pairwise(job.sizes):
    layers += [torch.nn.Linear(n_in, n_out, dtype=X.dtype), activation()]
model = torch.nn.Sequential(*layers[:-1])
optimizer = torch.optim.SGD(model.parameters(), job.learning_rate, fused=True)

costs = []
for _ in range(job.epochs):
    if job.batch_size is None:
        batches = [(X, Y)]
    else:
        batches = ((X[chosen], Y[chosen]) for chosen in torch.randperm(len(X)).split(job.batch_size))
    for X_batch, Y_batch in batches:
        optimizer.zero_grad()
        loss = loss_function(model(X_batch), Y_batch)
        loss.backward()
        optimizer.step()
        costs.append(loss.item())

per_epoch = len(costs) // job.epochs
print(len(costs), np.mean(costs[:per_epoch]), np.mean(costs[-per_epoch:]))
