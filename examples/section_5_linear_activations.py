"""Section 5: where linear activations compress: an autoencoder finds the subspace of the principal components.

To change: K, how many numbers are kept of each picture; the initialization, to "xavier", from which the last fractions
of a degree take longer and this learning rate is often too large.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import nnlib
from nnlib.lessons import largest_angle, principal_subspace

PICTURES = Path("pictures")  # beside where you run this
PICTURES.mkdir(exist_ok=True)

# %% Digits as 128 columns
X = nnlib.datasets.digits()[0]
mean = X.mean(axis=1, keepdims=True)
X = X - mean
m = X.shape[1]
U, sigma = np.linalg.svd(X, full_matrices=False)[:2]
X_small = np.hstack([U * sigma, -U * sigma]) * np.sqrt(64 / m)
apart = np.abs(X_small @ X_small.T / 128 - X @ X.T / m).max()
print(f"{m} columns or {X_small.shape[1]}: X X.T / m differs by {apart:.0e}")

# %% Compress to k numbers
K = 18
SIZES = [2, 10, K, 20, 29]
ITERATIONS = 1500


def autoencoder(
    X: np.ndarray,
    k: int,
    seed: int = 0,
) -> tuple[nnlib.Network, list[float], list[float]]:
    """Return a trained network 64-k-64, and its costs and angles on the way."""
    U = principal_subspace(X, k)
    model = nnlib.Network(
        [64, k, 64],
        hidden="identity",
        output="identity",
        initialization="small",
        rng=seed,
    )
    angles = [largest_angle(model.W[2], U)]  # to the principal components

    def measure(trainer: nnlib.Trainer) -> None:
        angles.append(largest_angle(trainer.model.W[2], U))

    history = nnlib.train(
        model,
        X,
        X,
        optimizer=nnlib.Momentum(4.0),
        iterations=ITERATIONS,
        callbacks=[measure],
        every=10,
    )
    return model, history.cost, angles


runs = {k: autoencoder(X_small, k) for k in SIZES}
least = {k: nnlib.losses.squared_error(U[:, :k] @ U[:, :k].T @ X, X) for k in SIZES}
total = nnlib.losses.squared_error(np.zeros_like(X), X)
print(" k  sigma[k+1]/sigma[k]   kept    cost J  least possible   excess    degrees")
for k, run in runs.items():
    J, ratio, kept = run[0].cost(X, X), sigma[k] / sigma[k - 1], 1 - least[k] / total
    print(f"{k:2}{ratio:21.3f}{kept:7.1%}{J:10.6f}{least[k]:16.6f}", end="")
    print(f"{J / least[k] - 1:9.1e}{run[2][-1]:11.4f}")

# %% The subspace, and not the components
one, two = (autoencoder(X_small, K, seed)[2][-1] for seed in (1, 2))
angles = f"{one:.4f} degrees and {two:.4f} degrees"
print(f"k = {K} from two other starts: largest angle {angles}")
model, U_K = runs[K][0], U[:, :K]
apart = np.abs(model.W[2] @ model.W[1] @ X - U_K @ U_K.T @ X).max()
print(f"largest difference of a rebuilt pixel, network against SVD: {apart:.4f}")
most = max(largest_angle(model.W[2][:, [i]], U_K[:, [i]]) for i in range(K))
single = f"{most:.0f} degrees"
print(f"largest angle of a column of W[2] and the component of its number: {single}")

# %% Digits and what is rebuilt of them
shown = X[:, :10]
pictures = {
    "digits, 64 numbers each": shown,
    f"rebuilt by the network from {K} numbers each": model.predict_proba(shown),
    f"rebuilt by the SVD from {K} numbers each": U_K @ U_K.T @ shown,
}
figure, panels = plt.subplots(3, 1, figsize=(6, 3.2), layout="constrained")
for ax, (title, row) in zip(panels, pictures.items(), strict=True):
    nnlib.plots.images(np.clip(row + mean, 0, 1), (8, 8), columns=10, ax=ax)
    ax.set_title(title, fontsize="medium")
figure.savefig(PICTURES / "section_5_compressed_digits.png")

# %% Cost and angle during training
figure, (above, below) = plt.subplots(2, 1, figsize=(6, 6.4), layout="constrained")
for colour, k in zip(nnlib.plots.style.colours(5), SIZES, strict=True):
    run_costs, run_angles = runs[k][1:]
    above.loglog(np.arange(1, ITERATIONS + 1), run_costs, color=colour)
    above.axhline(least[k], color=colour, linestyle=":", linewidth=1)
    measured = np.arange(0, ITERATIONS + 1, 10)
    below.semilogy(measured, run_angles, color=colour, label=f"k = {k}")
above.set(xlabel="iteration", ylabel="cost J", title="dotted: the least possible cost")
below.set(xlabel="iteration", ylabel="degrees")
below.set_title("angle to the principal components")
figure.legend(loc="outside lower center", ncols=5, frameon=False)
figure.savefig(PICTURES / "section_5_subspace.png")
