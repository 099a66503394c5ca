"""Section 2.3: test accuracy against the amount of data, for softmax regression and networks of three sizes.

To change: the networks; the number of updates; the data, by all of Fashion-MNIST (`nnlib.datasets.read_mnist`), so that
the curves go on to 60,000 images.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import nnlib

PICTURES = Path("pictures")  # beside where you run this
PICTURES.mkdir(exist_ok=True)

# %% Four models, the same updates for all
MODELS = {
    "softmax regression": [784, 10],  # logistic regression of ten classes
    "small: 16": [784, 16, 10],
    "middle: 64": [784, 64, 10],
    "large: 128, 64": [784, 128, 64, 10],
}
AMOUNTS = [20, 200, 2000]
RUNS = [(20, 200), (200, 200), (2000, 400), (2000, 1200)]  # images, updates
SEEDS = range(5)

X_train, X_test, Y_train, Y_test = nnlib.datasets.fashion_mnist()


def accuracy(sizes: list[int], m: int, steps: int, seed: int) -> float:
    """Train a model on m images, and return its accuracy on 1,000 others in percent."""
    chosen = np.random.default_rng(seed).permutation(X_train.shape[1])[:m]
    X, Y = X_train[:, chosen], Y_train[:, chosen]
    model = nnlib.Network(sizes, output="softmax", dtype="float32", rng=seed)
    alpha = nnlib.schedules.Step(2e-3, every=4 * steps // 5)  # then a tenth of it
    adam = nnlib.Adam(alpha)
    nnlib.train(model, X, Y, optimizer=adam, batch_size=40, iterations=steps, rng=seed)
    return 100 * model.accuracy(X_test, Y_test)


accuracies = np.empty((len(MODELS), len(RUNS), len(SEEDS)))
print("test accuracy in %, mean and standard deviation of five seeds")
print(f"{'m =':18}", "  ".join(f"{m:<11,}" for m, _ in RUNS), "(longer)")
for i, (name, sizes) in enumerate(MODELS.items()):
    for j, (m, updates) in enumerate(RUNS):
        accuracies[i, j] = [accuracy(sizes, m, updates, seed) for seed in SEEDS]
    texts = [f"{each.mean():.1f} +- {each.std():.1f}" for each in accuracies[i]]
    print(f"{name:18}", "  ".join(texts))

# %% What a network gains over softmax regression
gains = accuracies - accuracies[0]
print("mean gain on the same images, and the number of seeds with a gain")
for name, each in zip(MODELS, gains, strict=True):
    texts = [f"{run.mean():+.1f}, {(run > 0).sum()}" for run in each]
    print(f"{name:18}", "  ".join(texts))

figure, axes = plt.subplots(2, 1, figsize=(6, 6), sharex=True, layout="constrained")
for ax, values in zip(axes, (accuracies, gains), strict=True):
    runs = dict(zip(MODELS, values[:, : len(AMOUNTS)].transpose(0, 2, 1), strict=True))
    nnlib.plots.spread(AMOUNTS, runs, ax=ax)
    ax.set_xscale("log")
axes[0].set_title("test accuracy, %")
axes[1].set_title("gain over softmax regression")
axes[1].set_xlabel("images to train on, m")
axes[1].get_legend().remove()
figure.savefig(PICTURES / "section_2_3_scale.png")
