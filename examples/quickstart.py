"""Train a deep network on images of handwritten digits, check its gradients, and look at its mistakes."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import nnlib

PICTURES = Path("pictures")  # beside where you run this
PICTURES.mkdir(exist_ok=True)

# %% Train
X, Y = nnlib.datasets.digits()  # images of 8×8 pixels in columns: (64, m) and (1, m)
X_rest, X_test, Y_rest, Y_test = nnlib.datasets.split(X, Y, test_size=0.2, rng=1)
X_train, X_val, Y_train, Y_val = nnlib.datasets.split(X_rest, Y_rest, test_size=0.2, rng=1)

model = nnlib.DeepNetwork([64, 64, 32, 10], hidden="relu", output="softmax", rng=1)
history = nnlib.train(
    model,
    X_train,
    Y_train,
    optimizer=nnlib.Adam(learning_rate=0.002),
    batch_size=32,
    epochs=30,
    validation=(X_val, Y_val),
    rng=1,
)
print(model)
print(history)
parts = {"training": (X_train, Y_train), "validation": (X_val, Y_val), "test": (X_test, Y_test)}
for name, (X, Y) in parts.items():
    print(f"accuracy on {X.shape[1]:5,} {name} images: {model.accuracy(X, Y):.1%}")

# %% Check its gradients against finite differences
print(nnlib.gradient_check(model, X_val[:, :20], Y_val[:, :20], coordinates=100, rng=1))

# %% The learning curve
nnlib.plots.learning_curve(history)
plt.title("Learning curve on the digits")
plt.savefig(PICTURES / "quickstart_learning_curve.png")

# %% The answers on test images, all mistakes among them
predictions = model.predict(X_test)
mistakes = np.flatnonzero(predictions[0] != Y_test[0])
others = np.setdiff1d(np.arange(0, Y_test.shape[1], 8), mistakes)
shown = np.sort(np.concatenate([mistakes, others])[:50])
X, Y, answers = X_test[:, shown], Y_test[:, shown], predictions[:, shown]
nnlib.plots.images(X, (8, 8), labels=Y, predictions=answers)
plt.title(f"Answers on test images: {len(mistakes)} mistakes among {Y_test.shape[1]}")
plt.savefig(PICTURES / "quickstart_predictions.png")
print(f"The pictures are in {PICTURES}/")
