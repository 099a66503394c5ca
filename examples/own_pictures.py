"""Go from folders of pictures to a trained network, and from its file to names for new pictures in another process.

To change: leave out `invert=True`, and look at what is learned; the size of the pictures; a folder of your own.
"""

import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from PIL import Image

import nnlib

PICTURES = Path("pictures")  # beside where you run this
PICTURES.mkdir(exist_ok=True)

# %% Scans of digits: dark ink on white paper, a folder for each class
WORD = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
NEW = 1792  # the first of the new ones
X, Y = nnlib.datasets.digits()
Path("digits").mkdir(exist_ok=True)
Path("digits", "about.txt").write_text("Scanned at 48 by 48 pixels.\n", encoding="utf-8")
for i in range(1000, 1797):
    folder = Path("digits", WORD[Y[0, i]]) if i < NEW else Path("new_digits")
    folder.mkdir(parents=True, exist_ok=True)
    scan = Image.fromarray(np.round(255 * (1 - X[:, i].reshape(8, 8))).astype(np.uint8))
    scan.resize((48, 48), Image.Resampling.BICUBIC).save(folder / f"scan{i}.png")

# %% Train and save
pictures = nnlib.datasets.read_images("digits", (12, 12), invert=True)
train, test = nnlib.datasets.split(pictures, stratify=True, rng=0)

sizes = [len(train.X), 32, len(pictures.classes)]
model = nnlib.Network(sizes, output="softmax", rng=0)
adam = nnlib.Adam(0.005)
nnlib.train(model, train.X, train.Y, optimizer=adam, batch_size=32, epochs=40, rng=0)

predictor = nnlib.Predictor(pictures, model)
predictor.save("digits.npz")
print(pictures, *pictures.left_out, sep="\n")
print(f"accuracy on test pictures: {model.accuracy(test.X, test.Y):.3f}")

# %% The pictures that are answered wrong
nnlib.plots.mistakes(predictor.mistakes(test))
plt.savefig(PICTURES / "own_pictures_mistakes.png")

# %% Another process, which has the saved file and nothing else
PREDICT = """
import nnlib

predictor = nnlib.load("digits.npz")
answers = predictor.predict("new_digits")
probabilities = predictor.predict_proba("new_digits").max(axis=0)
for name, answer, probability in zip(answers.reading.names, answers, probabilities):
    print(f"{name}: {answer}, with probability {probability:.2f}")
"""
print("In another process:", flush=True)
subprocess.run([sys.executable, "-c", PREDICT], check=True)  # noqa: S603  the lines above
print(f"The pictures of digits are here, and that of the mistakes is in {PICTURES}/")
