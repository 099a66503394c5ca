"""Take folders of pictures to answers by name: train, save, and predict new pictures in another process.

To change: leave out `invert=True`, and look at what is learned; the size of the pictures; a folder of your own.
"""

import argparse
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from PIL import Image

import nnlib


def train(folder: Path) -> None:
    """Learn from a folder with one folder for each class: digits/one/…, digits/two/…, dark ink on white paper."""
    pictures = nnlib.datasets.read_images(folder / "digits", (12, 12), invert=True)
    print(pictures, *pictures.left_out, sep="\n")
    learned, held_out = nnlib.datasets.split(pictures, stratify=True, rng=0)

    model = nnlib.Network([len(learned.X), 32, len(pictures.classes)], output="softmax", rng=0)
    nnlib.train(model, learned.X, learned.Y, optimizer=nnlib.Adam(0.005), batch_size=32, epochs=40, rng=0)
    print(f"accuracy on test pictures: {model.accuracy(held_out.X, held_out.Y):.3f}")

    predictor = nnlib.Predictor(pictures, model)
    predictor.save(folder / "digits.npz")
    nnlib.plots.mistakes(predictor.mistakes(held_out))


def predict(folder: Path) -> None:
    """Answer new pictures: of the training, this process has the saved file and nothing else."""
    predictor = nnlib.load(folder / "digits.npz")
    answers = predictor.predict(folder / "new_digits")
    probabilities = predictor.predict_proba(folder / "new_digits")
    for name, answer, P in zip(answers.reading.names, answers, probabilities.T, strict=True):
        print(f"{name}: {answer}, with probability {P.max():.2f}")


def main() -> None:
    """Make the pictures, train and save; then answer new ones in another process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder for the files")
    parser.add_argument("--predict", action="store_true", help="only answer the new pictures")
    arguments = parser.parse_args()
    output = arguments.output
    if arguments.predict:
        predict(output)
        return
    write_pictures(output)
    train(output)
    plt.savefig(output / "own_pictures_mistakes.png", dpi=100)
    print("\nIn another process:", flush=True)
    subprocess.run([sys.executable, __file__, "--predict", "--output", output], check=True)  # noqa: S603  this file
    print(f"\nPictures are in {output}")


# The pictures, as somebody might bring them.


def write_pictures(folder: Path) -> None:
    """Write 797 of the digits that come with the library as dark ink on white paper, the last five as new ones."""
    words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    X, Y = nnlib.datasets.digits()
    for i in range(1000, 1797):
        place = folder / "digits" / words[Y[0, i]] if i < 1792 else folder / "new_digits"  # noqa: PLR2004  the last five
        place.mkdir(parents=True, exist_ok=True)
        ink = Image.fromarray(np.round(255 * (1 - X[:, i].reshape(8, 8))).astype(np.uint8))
        ink.resize((48, 48), Image.Resampling.BICUBIC).save(place / f"scan{i}.png")
    (folder / "digits" / "about.txt").write_text("Scanned at 48 by 48 pixels.\n")


if __name__ == "__main__":
    mpl.use("agg")
    main()
