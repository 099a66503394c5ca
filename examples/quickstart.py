"""Train a deep network on images of handwritten digits, check its gradients, and look at its mistakes."""

import argparse
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

import nnlib


def main() -> None:
    """Train, check, measure, and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder for the pictures")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)

    # 1,797 images of 8×8 pixels in columns: X is (64, m), Y is (1, m). The test images are looked at once, at the end.
    X, Y = nnlib.datasets.digits()
    X_rest, X_test, Y_rest, Y_test = nnlib.datasets.split(X, Y, test_size=0.2, rng=1)
    X_train, X_val, Y_train, Y_val = nnlib.datasets.split(X_rest, Y_rest, test_size=0.2, rng=1)

    model = nnlib.DeepNetwork([64, 64, 32, 10], hidden="relu", output="softmax", rng=1)
    print(model)

    # Random biases move the check away from the kinks of ReLU, on which a fresh network sits.
    probe = model.copy()
    probe.parameters.vector += 0.1 * np.random.default_rng(1).standard_normal(probe.parameters.vector.size)
    print()
    print(nnlib.gradient_check(probe, X_train[:, :20], Y_train[:, :20], coordinates=100, rng=1))

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

    print(f"\n{'':12}{'images':>8}{'cost J':>10}{'accuracy':>10}")
    parts = {"training": (X_train, Y_train), "validation": (X_val, Y_val), "test": (X_test, Y_test)}
    for name, (X_part, Y_part) in parts.items():
        cost, accuracy = model.evaluate(X_part, Y_part)
        print(f"{name:12}{X_part.shape[1]:8}{cost:10.4f}{accuracy:10.1%}")

    mpl.use("agg")
    nnlib.plots.learning_curve(history)
    plt.title("Learning curve on the digits")
    plt.savefig(output / "quickstart_learning_curve.png", dpi=120)

    predictions = model.predict(X_test)
    mistakes = np.flatnonzero(predictions[0] != Y_test[0])
    others = np.setdiff1d(np.arange(0, Y_test.shape[1], 8), mistakes)
    shown = np.sort(np.concatenate([mistakes, others])[:50])
    nnlib.plots.images(X_test[:, shown], (8, 8), labels=Y_test[:, shown], predictions=predictions[:, shown])
    plt.title(f"The network's answers on test images: {len(mistakes)} mistakes among {Y_test.shape[1]}")
    plt.savefig(output / "quickstart_predictions.png", dpi=120)
    plt.close("all")
    print(f"\nPictures are in {output}")


if __name__ == "__main__":
    main()
