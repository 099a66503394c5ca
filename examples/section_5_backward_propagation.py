"""Section 5: one update of a small network: every line of the notes with its shape and its numbers, and all drawn.

To change: the sizes of the network, and "tanh" to "relu": where does dZ[1] become 0?
"""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import nnlib

PICTURES = Path("pictures")  # beside where you run this
PICTURES.mkdir(exist_ok=True)

# %% One update, line by line
X, Y = np.array([[0.5, -1.0, 2.0], [1.0, 0.3, -0.7]]), np.array([[1, 1, 0]])
model = nnlib.ShallowNetwork(n_x=2, n_h=2, n_y=1, hidden="tanh", rng=1)
trace = nnlib.lessons.trace(model, X, Y, learning_rate=1.0)
with np.printoptions(precision=4, suppress=True):
    print(trace)

# %% The update drawn
nnlib.plots.trace(trace)
plt.savefig(PICTURES / "section_5_trace.png")

# %% The update lowers the cost
updated = model.copy()
for l in (1, 2):
    updated.W[l], updated.b[l] = (
        trace.update[f"W[{l}]"].value,
        trace.update[f"b[{l}]"].value,
    )
print(f"J before the update {model.cost(X, Y):.6f}, after it {updated.cost(X, Y):.6f}")

# %% Transposes that do not belong
Z1, A1 = trace.forward["Z[1]"].value, trace.forward["A[1]"].value
off = np.abs(model.W[1].T @ X + model.b[1] - Z1).max()
print(f"W[1].T X + b[1]: no error, since W[1] is square, and wrong by up to {off:.2f}")
try:
    np.dot(model.W[2].T, A1)
except ValueError as error:
    print(f"W[2].T A[1]: {error}")

# %% The derivative of the loss, or of the cost
Z2, ours = trace.forward["Z[2]"].value, trace.backward["dZ[2]"].value[0, 0]
J, h = nnlib.losses.binary_cross_entropy.from_logits, 1e-6
nudge = np.array([[h, 0, 0]])
quotient = (J(Z2 + nudge, Y) - J(Z2 - nudge, Y)) / (2 * h)
m = Y.shape[1]
print(f"dZ[2][0, 0] = {ours:.6f}, dJ/dZ[2][0, 0] = {quotient:.6f}: 1/m of it, m = {m}")
