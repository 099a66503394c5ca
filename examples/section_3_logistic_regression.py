"""Section 3: logistic regression on handwritten digits, and how the likelihood of their labels becomes the cost.

To change: the two digits that are told apart, such as 1 and 7, and see where the weights look; the number of
iterations: do the labels of the test set become more probable too, when those of the training set do?
"""

import argparse
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

import nnlib
from nnlib.lessons import CostFunction, likelihood
from nnlib.plots.style import BLUE, VERMILLION

ZERO, ONE = 3, 8
"""The digits with the labels y = 0 and y = 1."""


def two_digits() -> tuple[np.ndarray, np.ndarray]:
    """Return the images of the two digits in columns, and their labels."""
    X, digits = nnlib.datasets.digits()
    chosen = np.isin(digits[0], (ZERO, ONE))
    return X[:, chosen], (digits[:, chosen] == ONE).astype(float)


def train_on_digits() -> Figure:
    """Train, and print how the likelihood rises as the cost falls."""
    X_train, X_test, Y_train, Y_test = nnlib.datasets.split(*two_digits(), rng=1)
    n_x, m = X_train.shape
    model = nnlib.LogisticRegression(n_x)
    trainer = nnlib.Trainer(model, optimizer=nnlib.GradientDescent(0.5))
    print(f"{ZERO} or {ONE}? n_x = {n_x}, m = {m}, m_test = {X_test.shape[1]}")
    print(f"{'iteration':>9}{'P of all labels':>18}{'-log P':>14}{'m J':>14}{'J':>12}")
    for iterations in (0, 10, 90, 200):
        if iterations:
            trainer.fit(X_train, Y_train, iterations=iterations)
        labels, J = likelihood(model, X_train, Y_train), model.cost(X_train, Y_train)
        print(f"{len(trainer.history.cost):9}{labels.product:18.3e}{-labels.log:14.8f}{m * J:14.8f}{J:12.8f}")
    print(f"accuracy: training {model.accuracy(X_train, Y_train):.1%}, test {model.accuracy(X_test, Y_test):.1%}")

    figure, (left, middle, right) = plt.subplots(
        1, 3, figsize=(9, 3), layout="constrained", width_ratios=(1.2, 1.1, 1.3)
    )
    nnlib.plots.learning_curve(trainer.history, ax=left)
    nnlib.plots.first_layer_weights(model, (8, 8), ax=middle).set_title("w, as a picture", fontsize="medium")
    nnlib.plots.images(
        X_test[:, :20],
        (8, 8),
        labels=Y_test[:, :20],
        predictions=model.predict(X_test[:, :20]),
        classes=[str(ZERO), str(ONE)],
        columns=5,
        ax=right,
    ).set_title("test images and answers", fontsize="medium")
    return figure


def print_why_a_sum_of_logarithms() -> None:
    """Print what becomes of a product of many probabilities."""
    X, digits = nnlib.datasets.digits()
    model = nnlib.LogisticRegression(n_x=64)
    print(f"\nuntrained, each label has P = 0.5\n{'m':>6}{'product':>12}{'sum of logs':>14}")
    for m in (10, 100, 1000, 1797):
        labels = likelihood(model, X[:, :m], digits[:, :m] == ONE)
        print(f"{m:6}{labels.product:12.3g}{labels.log:14.4f}")


def one_parameter() -> Figure:
    """Print and draw that one w has the greatest likelihood and the least cost, whatever logarithm is taken."""
    tumours = nnlib.datasets.breast_cancer()
    x, y = nnlib.datasets.standardize(tumours.X[:1]), tumours.Y
    J = CostFunction(nnlib.LogisticRegression(n_x=1), x, y)
    model = nnlib.LogisticRegression(n_x=1)
    w = np.linspace(1, 7, 601)
    P, J_of_w = np.empty(w.size), np.empty(w.size)
    for k in range(w.size):
        model.W[1] = [[w[k]]]
        P[k], J_of_w[k] = likelihood(model, x, y).product, J(w[k], 0.0)
    best = w[P.argmax()]
    print(f"\nradius of a tumour -> malignant, m = {x.shape[1]}, b = 0")
    print(f"greatest P at w = {best:.2f}, greatest log P at w = {w[np.log(P).argmax()]:.2f}")
    print(
        f"least J at w = {w[J_of_w.argmin()]:.2f}, with log to base 10 at w = {w[(J_of_w / np.log(10)).argmin()]:.2f}"
    )

    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(9, 3), layout="constrained")
    left.plot(x[0], y[0], "|", color=BLUE, alpha=0.4)
    radius = np.linspace(x.min(), x.max(), 200)
    left.plot(radius, nnlib.activations.sigmoid(best * radius), color=VERMILLION, label="a = σ(wx)")
    left.set(xlabel="radius x, standardized", ylabel="y, a")
    left.legend(frameon=False, fontsize="small")
    for ax, values, label in ((middle, P, "P, the product"), (right, J_of_w, "J(w) = −log P / m")):
        ax.plot(w, values, color=BLUE, linewidth=2)
        ax.axvline(best, color=VERMILLION, linestyle="--", linewidth=1)
        ax.set(xlabel="w", ylabel=label)
    return figure


def print_why_the_natural_logarithm() -> None:
    """Print dL/dz from a nudge of z, with the natural logarithm and with that to base 10."""
    z, y, nudge = np.array([0.8]), 1, 1e-6
    sigmoid = nnlib.activations.sigmoid
    print(f"\na neuron with z = {z[0]}, y = {y}: a - y = {(sigmoid(z) - y)[0]:.6f}")
    for name, log in (("natural", np.log), ("base 10", np.log10)):
        L_above, L_below = -log(sigmoid(z + nudge)), -log(sigmoid(z - nudge))
        print(f"dz by a nudge, {name} logarithm: {((L_above - L_below) / (2 * nudge))[0]:.6f}")


def print_why_the_mean() -> None:
    """Print what one learning rate does to few examples and to many, with the mean of the losses and with their sum."""
    X, Y = two_digits()
    few = X.shape[1] // 10
    print("\nJ after 300 iterations, and the largest on the way")
    print(f"{'m':>6}{'mean, alpha = 1':>22}{f'sum, alpha = 1/{few}':>22}")
    for m in (few, X.shape[1]):
        columns = []
        # The gradient of the sum is m times that of the mean, and so is each step.
        for learning_rate in (1.0, m / few):
            model = nnlib.LogisticRegression(n_x=64)
            history = nnlib.train(model, X[:, :m], Y[:, :m], learning_rate=learning_rate, iterations=300)
            columns.append(f"{history.cost[-1]:11.4f}{max(history.cost):11.4f}")
        print(f"{m:6}{''.join(columns)}")


def main() -> None:
    """Train, and look at the likelihood from all sides."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder for the pictures")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    mpl.use("agg")

    train_on_digits().savefig(output / "section_3_logistic_regression.png", dpi=100)
    print_why_a_sum_of_logarithms()
    one_parameter().savefig(output / "section_3_likelihood.png", dpi=100)
    plt.close("all")
    print_why_the_natural_logarithm()
    print_why_the_mean()
    print(f"\nPictures are in {output}")


if __name__ == "__main__":
    main()
