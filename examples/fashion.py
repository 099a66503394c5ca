"""Train a deep network on images of clothing, and see class by class what it takes for what."""

import argparse
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

import nnlib

CLASSES = nnlib.datasets.FASHION_CLASSES


def print_classes(Y: np.ndarray, predictions: np.ndarray) -> None:
    """Print for each class how many of its images were found, how many answers were right, and the usual mistake."""
    print(f"\n{'class':14}{'images':>8}{'found':>9}{'right':>9}   most often taken for")
    for k, name in enumerate(CLASSES):
        of_class, answered = Y[0] == k, predictions[0] == k
        found = (of_class & answered).sum()
        wrong = np.bincount(predictions[0, of_class & ~answered], minlength=len(CLASSES))
        mistake = f"{CLASSES[wrong.argmax()]} ({wrong.max()})" if wrong.any() else "nothing else"
        precision = found / max(answered.sum(), 1)
        print(f"{name:14}{of_class.sum():8}{found / of_class.sum():9.1%}{precision:9.1%}   {mistake}")


def main() -> None:
    """Train, measure, and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with all of Fashion-MNIST, in its four IDX files")
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder for the pictures")
    arguments = parser.parse_args()
    output = arguments.output
    output.mkdir(parents=True, exist_ok=True)

    # X is (784, m), one image of 28×28 pixels in each column; Y is (1, m), which class it is of.
    if arguments.data:
        X_train, X_test, Y_train, Y_test = nnlib.datasets.read_mnist(arguments.data, dtype="float32")
        batch_size, epochs = 512, 50
    else:
        X_train, X_test, Y_train, Y_test = nnlib.datasets.fashion_mnist()
        batch_size, epochs = 32, 30  # 2,000 images are few: smaller batches make more updates of them
    print(f"{X_train.shape[1]:,} images to train on, {X_test.shape[1]:,} to test on")

    model = nnlib.Network([784, 256, 128, 100, 10], output="softmax", l2=3e-4, dtype="float32", rng=0)
    print(model)
    nnlib.train(model, X_train, Y_train, optimizer=nnlib.Adam(5e-4), batch_size=batch_size, epochs=epochs, rng=0)

    print(f"\naccuracy: training {model.accuracy(X_train, Y_train):.1%}, test {model.accuracy(X_test, Y_test):.1%}")
    predictions = model.predict(X_test)
    print_classes(Y_test, predictions)

    mpl.use("agg")
    nnlib.plots.confusion_matrix(Y_test, predictions, classes=CLASSES)
    plt.title(f"{Y_test.shape[1]:,} test images")
    plt.savefig(output / "fashion_confusion_matrix.png", dpi=100)

    nnlib.plots.first_layer_weights(model, (28, 28))
    plt.savefig(output / "fashion_weights.png", dpi=100)

    # The worst mistakes are those where the network gave the truth the least probability.
    probability = model.predict_proba(X_test)[Y_test[0], np.arange(Y_test.shape[1])]
    worst = np.argsort(probability)[:30]
    nnlib.plots.images(
        X_test[:, worst], (28, 28), labels=Y_test[:, worst], predictions=predictions[:, worst], classes=CLASSES
    )
    plt.title("The worst mistakes on test images")
    plt.savefig(output / "fashion_mistakes.png", dpi=100)
    plt.close("all")
    print(f"\nPictures are in {output}")


if __name__ == "__main__":
    main()
