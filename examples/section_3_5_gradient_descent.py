"""Section 3.5: gradient descent in one and two parameters, its learning rate, and what "always" needs to be true.

To change: a learning rate, such as 25 for cross-entropy, with which the cost jumps between two values for ever; the
feature, such as "mean texture" for "mean radius", by which tumours are harder to tell apart.
"""

from collections.abc import Callable
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

import nnlib
from nnlib.lessons import CostFunction, descend
from nnlib.plots.style import BLUE, VERMILLION

PICTURES = Path("pictures")  # beside where you run this
PICTURES.mkdir(exist_ok=True)
TUMOURS = nnlib.datasets.breast_cancer()
RADIUS = TUMOURS.X[[TUMOURS.features.index("mean radius")]] / 10
PERIMETER = TUMOURS.X[[TUMOURS.features.index("mean perimeter")]] / 10
STANDARDIZED = nnlib.datasets.standardize(RADIUS)
LINE = nnlib.Network([1, 1], output="identity")
LOGISTIC = nnlib.LogisticRegression(n_x=1)
COSTS = {
    # A line from the radius to the perimeter: J is a quadratic in w and b.
    "squared error": CostFunction(LINE, RADIUS, PERIMETER),
    # From the radius to whether the tumour is malignant.
    "cross-entropy": CostFunction(LOGISTIC, STANDARDIZED, TUMOURS.Y),
}
ROUNDING = 1e-15
SIZES = ("too small", "right", "too large")


# %% Descend in w alone
def along_w(name: str) -> tuple[Callable[[float], float], Callable[[float], float]]:
    """Return J and dJ/dw as functions of w alone, with b = 0."""
    J = COSTS[name]
    return (lambda w: J(w, 0.0)), (lambda w: float(J.gradient(w, 0.0)[0]))


rates = {"squared error": (0.05, 0.4, 1.0), "cross-entropy": (0.5, 8.0, 200.0)}
print("cost           alpha              at w = 0    after 10   after 200     largest")
paths = {}
for name in COSTS:
    J_of_w, slope = along_w(name)
    for rate, size in zip(rates[name], SIZES, strict=True):
        path = descend(slope, 0.0, learning_rate=rate, steps=200)
        costs = [J_of_w(w) for w in path[0]]
        print(f"{name:15}{rate:5g}  {size:9}{costs[0]:12.4g}{costs[10]:12.4g}", end="")
        print(f"{costs[-1]:12.4g}{max(costs):12.4g}")
        paths[f"{name}, α = {rate:g}: {size}"] = J_of_w, path[:, :9]

figure, axes = plt.subplots(3, 2, figsize=(6, 5.8), layout="constrained")
for ax, (title, (J_of_w, path)) in zip(axes.T.flat, paths.items(), strict=True):
    span = None if "too large" in title else (-1.0, 9.0)
    nnlib.plots.descent_on_curve(J_of_w, path, span=span, ax=ax)
    ax.set_title(title.replace(", ", "\n"), fontsize="medium")
for ax in axes[1:].flat:
    ax.get_legend().remove()
plt.savefig(PICTURES / "section_3_5_one_parameter.png")

# %% Descend in w and b
rates = {"squared error": (0.02, 0.5, 0.7), "cross-entropy": (0.5, 5.0, 50.0)}
print("cost           alpha              at 0, 0    after 10   after 500     largest")
steps_of = {}
for name, J in COSTS.items():
    for rate, size in zip(rates[name], SIZES, strict=True):
        path = descend(J.gradient, [0, 0], learning_rate=rate, steps=500)
        costs = [J(*parameters) for parameters in path.T]
        print(f"{name:15}{rate:5g}  {size:9}{costs[0]:11.4g}{costs[10]:12.4g}", end="")
        print(f"{costs[-1]:12.4g}{max(costs):12.4g}")
        # A path that diverges soon dwarfs where it began.
        shown = 10 if name == "squared error" else 20
        steps_of[name, f"α = {rate:g}: {size}"] = path[:, : shown + 1]

spans = {
    "squared error": ((-1.0, 9.0), (-2.0, 6.0)),
    "cross-entropy": ((-1.0, 7.0), (-2.5, 1.5)),
}
figure, axes = plt.subplots(3, 2, figsize=(6, 5.8), layout="constrained")
for ax, ((name, title), path) in zip(axes.T.flat, steps_of.items(), strict=True):
    shown_part = None if "too large" in title else spans[name]
    J = COSTS[name]
    nnlib.plots.descent_on_contours(J, path, spans=shown_part, resolution=30, ax=ax)
    ax.set_title(f"{name}\n{title}", fontsize="medium")
for ax in axes[1:].flat:
    ax.get_legend().remove()
plt.savefig(PICTURES / "section_3_5_two_parameters.png")

# %% Both parameters at once
dw, db = COSTS["cross-entropy"].gradient(0, 0)
w, b = -5 * dw, -5 * db
_, db_later = COSTS["cross-entropy"].gradient(w, 0)
print(f"one step: w = {w:.4f}, b = {b:.4f}")
print(f"with the new w already in db: b = {-5 * db_later:.4f}")

# %% Step by step
J = COSTS["cross-entropy"]
path = descend(J.gradient, [-3, 3], learning_rate=15, steps=24)
animation = nnlib.plots.descent_animation(J, path, resolution=40, ax=Figure().subplots())
animation.save(PICTURES / "section_3_5_descent.gif", writer="pillow", fps=4, dpi=90)


# %% The largest learning rate
def curvature(J: CostFunction, at: np.ndarray) -> float:
    """Return λ, the largest eigenvalue of J's second derivatives."""
    nudges = 1e-4 * np.eye(at.size)
    rows = [J.gradient(*(at + nudge)) - J.gradient(*(at - nudge)) for nudge in nudges]
    return float(np.linalg.eigvalsh(np.array(rows) / 2e-4).max())


for name, J in COSTS.items():
    lowest = descend(J.gradient, [0, 0], learning_rate=0.5, steps=2000)[:, -1]
    limit = 2 / curvature(J, lowest)
    print(f"{name}: 2/lambda = {limit:.4g} at the minimum,", end=" ")
    print(f"{2 / curvature(J, np.zeros(2)):.4g} at w = b = 0")
    for share in (0.97, 1.03):
        alpha = share * limit
        path = descend(J.gradient, lowest + 0.1, learning_rate=alpha, steps=1000)
        before, after = (J(*path[:, k]) - J(*lowest) for k in (0, -1))
        print(f"  {share} of it: J - least J goes from {before:.1e} to", end=" ")
        print(f"{after:.1e}" if after > ROUNDING else "less than 1e-15")

# %% Three starts, one minimum
J = COSTS["cross-entropy"]
starts = ([0, 0], [-6, -6], [8, 4])
runs = [descend(J.gradient, start, learning_rate=5, steps=500) for start in starts]
ends = [run[:, -1] for run in runs]
w, b = ends[0]
apart = np.ptp(ends, axis=0).max()
print(f"w = {w:.4f}, b = {b:.4f}; the three ends are apart by {apart:.0e}")
path = descend(J.gradient, [0, 0], learning_rate=5, steps=100)
excess = np.array([J(*parameters) - J(w, b) for parameters in path.T])
counts = [int(np.argmax(excess < bound)) for bound in (1e-2, 1e-4, 1e-6, 1e-8)]
print("steps until J is within 1e-2, 1e-4, 1e-6, 1e-8 of the least:", *counts)

# %% The same feature twice
both = np.vstack([STANDARDIZED, STANDARDIZED])
J_twice = CostFunction(nnlib.LogisticRegression(n_x=2), both, TUMOURS.Y)
gradient = J_twice.gradient
starts_twice = ([-4, 0, 0], [0, -2, 0], [4, -3, 0])
walks = [descend(gradient, start, learning_rate=3, steps=500) for start in starts_twice]
for w1, w2, b in (walk[:, -1] for walk in walks):
    print(f"w1 = {w1:7.4f}, w2 = {w2:7.4f}, w1 + w2 = {w1 + w2:.4f},", end=" ")
    print(f"J = {J_twice(w1, w2, b):.6f}")

_, ax = plt.subplots(figsize=(6, 4.4), layout="constrained")
nnlib.plots.descent_on_contours(
    lambda w1, w2: J_twice(w1, w2, b),
    walks[0][:2],
    spans=((-5.0, 7.0), (-4.0, 6.0)),
    names=("$w_1$", "$w_2$"),
    resolution=40,
    ax=ax,
)
ink = plt.rcParams["text.color"]
for walk in walks[1:]:
    ax.plot(*walk[:2], "-o", color=VERMILLION, linewidth=1.2, markersize=3.5)
    ax.plot(*walk[:2, 0], "o", color="none", markeredgecolor=ink, markersize=8)
    ax.plot(*walk[:2, -1], "o", color=VERMILLION, markeredgecolor=ink, markersize=8)
ax.axline((0, w1 + w2), slope=-1, color=BLUE, linewidth=4, zorder=1, label="minima")
ax.legend(fontsize="small", loc="upper right")
plt.savefig(PICTURES / "section_3_5_many_minima.png")

# %% Classes that a line separates
X, Y = nnlib.datasets.digits()
X, Y = X[:, Y[0] <= 1], Y[:, Y[0] <= 1]
model = nnlib.LogisticRegression(n_x=64)
trainer = nnlib.Trainer(model, optimizer=nnlib.GradientDescent(1.0))
print("iteration           J   norm of w")
for iterations in (10, 90, 900, 9000):
    trainer.fit(X, Y, iterations=iterations)
    print(f"{len(trainer.history.cost):9}", end="")
    print(f"{model.cost(X, Y):12.6f}{np.linalg.norm(model.w):12.2f}")
print(f"accuracy {model.accuracy(X, Y):.1%}")
