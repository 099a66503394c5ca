"""Seven runs that go wrong, what the doctor says of each, and what following its advice does.

To change: the strength of an ailment, such as a learning rate of 5 or 100; two ailments at once; a run of your own.
"""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np

import nnlib

PICTURES = Path("pictures")  # beside where you run this
PICTURES.mkdir(exist_ok=True)
warnings.simplefilter("ignore", UserWarning)  # about the scale of X, which the doctor reports too

# %% Seven runs and their treatments
digits = nnlib.datasets.digits()
X, X_test, Y, Y_test = nnlib.datasets.split(*digits, stratify=True, rng=0)
tumours = nnlib.datasets.split(*nnlib.datasets.breast_cancer(), stratify=True, rng=0)
scaled = [*nnlib.datasets.standardize(*tumours[:2]), *tumours[2:]]
points, labels = nnlib.datasets.moons(m=60, noise=0.35, rng=1)
points_test, labels_test = nnlib.datasets.moons(m=300, noise=0.35, rng=2)
moons = {
    "data": (points, points_test, labels, labels_test),
    "sizes": [2, 64, 64, 1],
    "epochs": 400,
}

# the run as it was, and as the doctor advises
RUNS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "learning rate too large": ({"rate": 20.0}, {"rate": 0.2}),
    "learning rate too small": ({"rate": 1e-5}, {"rate": 0.1}),
    "too few updates": ({"batch_size": None}, {"batch_size": 32}),
    "X not scaled": (
        {"data": tumours, "sizes": [30, 8, 1]},
        {"data": scaled, "sizes": [30, 8, 1]},
    ),
    "labels do not match X": ({"data": (X, X_test, np.roll(Y, 1), Y_test)}, {}),
    "copies": ({"initialization": "zeros"}, {}),
    "overfitting": (moons, moons | {"l2": 0.01}),
}


def run(
    *,
    data: Sequence[np.ndarray] = (X, X_test, Y, Y_test),
    sizes: Sequence[int] = (64, 32, 10),
    rate: float = 0.3,
    batch_size: int | None = 32,
    epochs: int = 20,
    **options: Any,  # noqa: ANN401  whatever a network takes
) -> tuple[nnlib.Trainer, nnlib.doctor.Diagnosis, float]:
    """Train; return the trainer, what the doctor says, and the accuracy on test data."""
    X, X_test, Y, Y_test = data
    output = "softmax" if sizes[-1] > 1 else "sigmoid"
    model = nnlib.Network(sizes, output=output, rng=1, **options)
    rule = nnlib.GradientDescent(rate)
    trainer = nnlib.Trainer(model, optimizer=rule, batch_size=batch_size, rng=1)
    trainer.fit(X, Y, epochs=epochs, validation=(X_test, Y_test))
    report = nnlib.diagnose(trainer, X, Y, validation=(X_test, Y_test))
    return trainer, report, model.accuracy(X_test, Y_test)


# %% The diagnosis, the cure and its effect
pairs = {name: (run(**sick), run(**cure)) for name, (sick, cure) in RUNS.items()}
print(" " * 33 + "test accuracy   test loss       afterwards")
for before, after in pairs.values():
    first = before[1].findings[0]
    losses = [trainer.history.validation_loss[-1] for trainer, _, _ in (before, after)]
    print(f"{first.level + ': ' + first.name:33}", end="")
    print(f"{before[2]:.3f} -> {after[2]:.3f}", end="  ")
    names = [finding.name for finding in after[1].findings] or ["nothing found"]
    print(f"{losses[0]:.3f} -> {losses[1]:.3f} ", ", ".join(names))

# %% The test loss before and after
figure, axes = plt.subplots(3, 3, figsize=(7, 6.6), layout="constrained")
for ax, (name, pair) in zip(axes.flat, pairs.items(), strict=False):
    for one, colour in zip(pair, ("C1", "C0"), strict=True):
        losses = one[0].history.validation_loss
        ax.plot(range(1, len(losses) + 1), losses, color=colour)
    accuracies = " → ".join(f"{one[2]:.0%}" for one in pair)
    ax.set_title(f"{name}\naccuracy {accuracies}", fontsize="medium")
    ax.set(xlabel="epoch", ylim=(0, None))
for ax in axes[:, 0]:
    ax.set_ylabel("test loss")
for ax in axes[2, 1:]:
    ax.axis("off")
for colour, label in (("C1", "as it was"), ("C0", "as the doctor advised")):
    axes[2, 1].plot([], [], color=colour, label=label)
axes[2, 1].legend(loc="center left")
plt.savefig(PICTURES / "sick_runs.png")
