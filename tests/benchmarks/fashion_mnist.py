"""Accuracy on all of Fashion-MNIST: three networks, three seeds, fixed settings, the last epoch.

    python tests/benchmarks/fashion_mnist.py --data DIR

DIR holds the four IDX files. The settings were chosen on 10,000 of the training images, held out; the networks below
are trained on all 60,000. Each accuracy stands beside the published one that it has to reach: those of logistic
regression and of 100 hidden nodes are in the data set's paper (arXiv:1708.07747, table 3), that of 256, 128 and 100
hidden nodes is in the table of its repository.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np

import nnlib

PUBLISHED = {(784, 10): 0.842, (784, 100, 10): 0.871, (784, 256, 128, 100, 10): 0.8833}
SETTINGS = {
    (784, 10): {"learning_rate": 1e-3, "batch_size": 1024, "epochs": 60, "l2": 0.0},
    (784, 100, 10): {"learning_rate": 1e-3, "batch_size": 1024, "epochs": 60, "l2": 1e-4},
    (784, 256, 128, 100, 10): {"learning_rate": 5e-4, "batch_size": 512, "epochs": 50, "l2": 3e-4},
}
"""Of each network, for Adam and every seed."""


def main() -> None:
    """Train nine networks, and print their accuracies."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the four IDX files")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    arguments = parser.parse_args()

    X_train, X_test, Y_train, Y_test = nnlib.datasets.read_mnist(arguments.data, dtype="float32")
    print(f"NumPy {np.__version__}, float32, Adam")
    reached = True
    for sizes, published in PUBLISHED.items():
        settings = SETTINGS[sizes]
        print(f"\n{'-'.join(map(str, sizes))}, published {published}: {settings}")
        print(f"{'seed':>6}{'seconds':>9}{'training':>10}{'test':>9}")
        for seed in arguments.seeds:
            model = nnlib.Network(sizes, output="softmax", l2=settings["l2"], dtype="float32", rng=seed)
            start = time.perf_counter()
            nnlib.train(
                model,
                X_train,
                Y_train,
                optimizer=nnlib.Adam(settings["learning_rate"]),
                batch_size=settings["batch_size"],
                epochs=settings["epochs"],
                rng=seed,
            )
            seconds = time.perf_counter() - start
            accuracy = model.accuracy(X_test, Y_test)
            reached = reached and accuracy >= published
            print(f"{seed:6}{seconds:9.1f}{model.accuracy(X_train, Y_train):10.4f}{accuracy:9.4f}", flush=True)
    sys.exit(not reached)


if __name__ == "__main__":
    main()
