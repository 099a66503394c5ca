"""Section 5: a flower that logistic regression cannot learn, and networks with 2 to 50 hidden units.

To change: the number of petals, and how many hidden units it then takes; more examples, or less noise, and whether 50
units still learn the noise.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

import nnlib

PICTURES = Path("pictures")  # beside where you run this
PICTURES.mkdir(exist_ok=True)

# %% Four hidden units
X, Y = nnlib.datasets.flower(m=400, rng=1)
model = nnlib.ShallowNetwork(n_x=2, n_h=4, n_y=1, rng=1)  # tanh, then sigmoid
snapshots = {}  # the model at ever larger intervals
update = 0
for moment in np.unique(np.geomspace(1, 3000, 23).astype(int)):
    nnlib.train(model, X, Y, learning_rate=1.2, iterations=moment - update)
    update = moment
    snapshots[f"after update {update}: J = {model.cost(X, Y):.3f}"] = model.copy()
print(f"{model.parameters.vector.size} parameters, {len(snapshots)} snapshots")
J, accuracy = model.cost(X, Y), model.accuracy(X, Y)
print(f"after {update} updates J = {J:.3f}, accuracy {accuracy:.1%}")

# %% The boundary as it forms
figure = Figure(figsize=(5.6, 4), layout="constrained")
ax = figure.subplots(subplot_kw={"xticks": [], "yticks": []})
animation = nnlib.plots.boundary_animation(snapshots, X, Y, ax=ax, resolution=60)
figure.draw_without_rendering()
figure.set_layout_engine(None)  # the first frame has made room for all
animation.save(PICTURES / "section_5_boundary.gif", writer="pillow", fps=5, dpi=80)

# %% From logistic regression to 50 hidden units
HIDDEN_UNITS = [0, 2, 3, 4, 20, 50]
SEEDS = range(1, 6)


def network(n_h: int, seed: int) -> nnlib.Network:
    """Return a network with n_h hidden units; without any it is logistic regression."""
    if n_h == 0:
        return nnlib.LogisticRegression(n_x=2)
    return nnlib.ShallowNetwork(n_x=2, n_h=n_h, n_y=1, dtype="float32", rng=seed)


X_fresh, Y_fresh = nnlib.datasets.flower(m=10_000, rng=0)
models = {}
print("hidden units   400 training examples   10,000 fresh examples, lowest to highest")
for n_h in HIDDEN_UNITS:
    scores = []
    for seed in SEEDS:
        X, Y = nnlib.datasets.flower(m=400, rng=seed)
        models[n_h, seed] = one = network(n_h, seed)
        nnlib.train(one, X, Y, learning_rate=1.2, iterations=3000)
        scores.append([one.accuracy(X, Y), one.accuracy(X_fresh, Y_fresh)])
    seen, fresh = np.transpose(scores)
    print(f"{n_h:12}{seen.mean():24.1%}{fresh.mean():18.1%}", end="")
    print(f", {fresh.min():.1%} to {fresh.max():.1%}")
petal = np.round(np.arctan2(X_fresh[1:], X_fresh[:1]) / (np.pi / 3))
print(f"the rule that made the data {np.mean(petal % 2 == Y_fresh):26.1%}")

# %% Their boundaries
X, Y = nnlib.datasets.flower(m=400, rng=1)
figure, panels = plt.subplots(2, 3, figsize=(7, 4.8), layout="constrained", sharey=True)
for ax, n_h in zip(panels.flat, HIDDEN_UNITS, strict=True):
    one = models[n_h, 1]
    nnlib.plots.decision_boundary(one, X, Y, legend=False, ax=ax, resolution=150)
    ax.set_title(f"{n_h} hidden units: {one.accuracy(X, Y):.0%}", fontsize="medium")
    ax.label_outer()
figure.savefig(PICTURES / "section_5_boundaries.png")
