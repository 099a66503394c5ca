"""The course's programs on its pictures of cats: logistic regression, a shallow and a deep network, same seeds.

The pictures are the course's, so bring your own copy: --data takes the folder with its two .h5 files, or one .npz.
Without it the same programs run on pictures of clothing. --picture asks all three about a picture of your own.

To change: the seed of the first weights, which is 1; the learning rates.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import nnlib
from nnlib.lessons import legacy_initialization, read_course_pictures

PICTURES = Path("pictures")  # beside where you run this
WHAT_TO_BRING = """\
No course files: these are pictures of clothing, and the programs tell shirts from the rest.
For the course's own numbers you need train_catvnoncat.h5 and test_catvnoncat.h5. They lie in
the folder datasets of the course's programming assignments, "Logistic Regression with a
Neural Network mindset" (week 2) and "Deep Neural Network: Application" (week 4). Then give
their folder (it takes h5py: pip install h5py):
    python examples/course_programs.py --data FOLDER
One .npz with train_images (m, 64, 64, 3), train_labels, test_images and test_labels will
do as well."""


@dataclass(frozen=True)
class Program:
    """One of the course's programs: the network, how it is trained, and what the course publishes."""

    name: str
    hidden_layers: Sequence[int]
    learning_rate: float
    iterations: int
    scale: float | None
    first_cost: str
    last_cost: str
    train_accuracy: str
    test_accuracy: str

    def network(self, n_x: int) -> nnlib.Network:
        """Return the network with the course's first weights."""
        if not self.hidden_layers:
            return nnlib.LogisticRegression(n_x=n_x)
        draw = legacy_initialization(1, self.scale)
        return nnlib.DeepNetwork([n_x, *self.hidden_layers, 1], hidden="relu", initialization=draw)


PROGRAMS = (
    Program("logistic regression", [], 0.005, 2000, None, "0.693147", "0.140872", "99.04", "70"),
    Program("one hidden layer", [7], 0.0075, 2500, 0.01, "0.693050", "0.048555", "100", "72"),
    Program("three hidden layers", [20, 7, 5], 0.0075, 2500, None, "0.771749", "0.092878", "98.6", "80"),
)


def clothes() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return 209 and 50 pictures of clothing, about a third of them of one class, as with the course's cats."""
    X_train, X_test, Y_train, Y_test = nnlib.datasets.fashion_mnist()
    shirt = nnlib.datasets.FASHION_CLASSES.index("Shirt")
    chosen = []
    for X, Y, m in ((X_train, Y_train, 209), (X_test, Y_test, 50)):
        ours, others = np.flatnonzero(Y[0] == shirt)[: m // 3], np.flatnonzero(Y[0] != shirt)[: m - m // 3]
        columns = np.concatenate([ours, others])
        chosen.append((X[:, columns], (Y[:, columns] == shirt).astype(float)))
    (X_train, Y_train), (X_test, Y_test) = chosen
    return X_train, X_test, Y_train, Y_test


def print_comparison(program: Program, history: nnlib.History, train: float, test: float) -> None:
    """Print what the course publishes, what was reached, and whether they agree to the printed digits."""
    # The course prints the cost every 100 iterations, so the last that it prints is 100 before the end.
    published = (program.first_cost, program.last_cost, program.train_accuracy, program.test_accuracy)
    reached = (history.cost[0], history.cost[program.iterations - 100], 100 * train, 100 * test)
    rows = ("cost 0", f"cost {program.iterations - 100}", "training, %", "test, %")
    for name, digits, number in zip(rows, published, reached, strict=True):
        rounded = f"{number:.{len(digits.partition('.')[2])}f}"
        print(f"    {name:12}{digits:>12}{rounded:>12}   {'yes' if rounded == digits else 'NO'}")


def draw_mistakes(
    model: nnlib.Network, X: np.ndarray, Y: np.ndarray, shape: tuple[int, ...], classes: tuple[str, str]
) -> None:
    """Draw the pictures that a network is wrong about."""
    predictions = model.predict(X)
    wrong = np.flatnonzero((predictions != Y)[0])
    print(f"\nthe deepest is wrong about {wrong.size} test pictures")
    if wrong.size:
        nnlib.plots.images(
            X[:, wrong],
            shape,
            labels=Y[:, wrong],
            predictions=predictions[:, wrong],
            classes=classes,
            order="interleaved",
            columns=5,
        )
        plt.savefig(PICTURES / "course_programs_mislabelled.png")


def main(arguments: Sequence[str] | None = None) -> None:
    """Train the three programs, compare, and draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with the course's two .h5 files, or one .npz")
    parser.add_argument("--picture", type=Path, help="a picture of your own, of any size; needs --data")
    given = parser.parse_args(arguments)
    if given.picture and not given.data:
        parser.error("--picture needs --data: the programs must see cats before they can recognize one")
    PICTURES.mkdir(exist_ok=True)

    if given.data:
        X_train, X_test, Y_train, Y_test = read_course_pictures(given.data)
        classes = ("other", "cat")
    else:
        print(WHAT_TO_BRING)
        X_train, X_test, Y_train, Y_test = clothes()
        classes = ("other", "shirt")
    shape = (64, 64, 3) if given.data else (28, 28)
    print(f"\n{X_train.shape[1]} training and {X_test.shape[1]} test pictures, n_x = {len(X_train)}")
    print(f"one answer for all would be right for {max(Y_test.mean(), 1 - Y_test.mean()):.0%} of the test pictures")

    models, histories = {}, {}
    for program in PROGRAMS:
        model = models[program.name] = program.network(len(X_train))
        history = histories[program.name] = nnlib.train(
            model, X_train, Y_train, learning_rate=program.learning_rate, iterations=program.iterations
        )
        train, test = model.accuracy(X_train, Y_train), model.accuracy(X_test, Y_test)
        sizes = "-".join(map(str, model.layer_sizes))
        print(f"\n{program.name}, {sizes}, alpha = {program.learning_rate:g}, {program.iterations} iterations")
        if given.data:
            print(f"    {'':12}{'published':>12}{'reached':>12}   agree")
            print_comparison(program, history, train, test)
        else:
            print(f"    cost {history.cost[0]:.6f} -> {history.cost[-100]:.6f}, training {train:.1%}, test {test:.1%}")

    nnlib.plots.learning_curves(histories)
    plt.savefig(PICTURES / "course_programs_learning_curves.png")
    draw_mistakes(models["three hidden layers"], X_test, Y_test, shape, classes)

    if given.picture:
        image = nnlib.datasets.read_image(given.picture, shape)
        x = nnlib.datasets.image_to_vector(image, order="interleaved")
        print(f"\n{given.picture.name}:")
        for name, model in models.items():
            probability = model.predict_proba(x)[0, 0]
            print(f"    {name:20}{classes[int(model.predict(x)[0, 0])]:>8}, y_hat = {probability:.3f}")


if __name__ == "__main__":
    main()
