"""Train a deep network on images of clothing, and see class by class which other class it predicts.

With `--data` and the folder of the four IDX files of Fashion-MNIST it takes all 60,000 images.
"""

import argparse
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import nnlib

PICTURES = Path("pictures")  # beside where you run this
PICTURES.mkdir(exist_ok=True)
CLASSES = nnlib.datasets.FASHION_CLASSES

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--data", type=Path, help="folder with all of Fashion-MNIST, in its four IDX files")
data = parser.parse_args().data

# %% Train
if data:
    X_train, X_test, Y_train, Y_test = nnlib.datasets.read_mnist(data, dtype="float32")
    batch_size, epochs = 512, 50
else:
    X_train, X_test, Y_train, Y_test = nnlib.datasets.fashion_mnist()
    batch_size, epochs = 32, 30  # few images: smaller batches make more updates of them
print(f"{X_train.shape[1]:,} images to train on, {X_test.shape[1]:,} to test on")

sizes = [784, 256, 128, 100, 10]
model = nnlib.Network(sizes, output="softmax", l2=3e-4, dtype="float32", rng=0)
adam = nnlib.Adam(5e-4)
nnlib.train(model, X_train, Y_train, optimizer=adam, batch_size=batch_size, epochs=epochs, rng=0)
print(f"accuracy: training {model.accuracy(X_train, Y_train):.1%}, test {model.accuracy(X_test, Y_test):.1%}")

# %% What it confuses with what
predictions = model.predict(X_test)
counts = nnlib.metrics.confusion_matrix(Y_test, predictions)
right, of_class, answered = counts.diagonal(), counts.sum(axis=1), counts.sum(axis=0)
print(f"\n{'class':14}{'images':>8}{'recall':>9}{'precision':>11}   most often predicted in its place")
for k, name in enumerate(CLASSES):
    recall, precision = right[k] / of_class[k], right[k] / max(answered[k], 1)
    others = np.where(np.arange(10) == k, 0, counts[k])
    mistake = f"{CLASSES[others.argmax()]} ({others.max()})" if others.any() else "none"
    print(f"{name:14}{of_class[k]:8}{recall:9.1%}{precision:11.1%}   {mistake}")

nnlib.plots.confusion_matrix(Y_test, predictions, classes=CLASSES)
plt.title(f"{Y_test.shape[1]:,} test images")
plt.savefig(PICTURES / "fashion_confusion_matrix.png")

# %% The weights of the first layer
nnlib.plots.first_layer_weights(model, (28, 28))
plt.savefig(PICTURES / "fashion_weights.png")

# %% The worst mistakes: the true class has the least probability
probability = model.predict_proba(X_test)[Y_test[0], np.arange(Y_test.shape[1])]
worst = np.argsort(probability)[:30]
X, Y, answers = X_test[:, worst], Y_test[:, worst], predictions[:, worst]
nnlib.plots.images(X, (28, 28), labels=Y, predictions=answers, classes=CLASSES)
plt.title("The worst mistakes on test images")
plt.savefig(PICTURES / "fashion_mistakes.png")
print(f"\nThe pictures are in {PICTURES}/")
