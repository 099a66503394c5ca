"""Accuracy on all of Fashion-MNIST: three networks, three seeds, the same settings, the last epoch.

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


def main() -> None:
    """Train nine networks, and print their accuracies."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the four IDX files")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    arguments = parser.parse_args()

    X_train, X_test, Y_train, Y_test = nnlib.datasets.read_mnist(arguments.data, dtype="float32")
    print(f"NumPy {np.__version__}, Adam(0.0005), batches of 512, 50 epochs, l2=0.0003, float32")
    print(f"{'network':24}{'seed':>5}{'seconds':>9}{'training':>10}{'test':>9}{'published':>11}")
    reached = True
    for sizes, published in PUBLISHED.items():
        for seed in arguments.seeds:
            model = nnlib.Network(sizes, output="softmax", l2=3e-4, dtype="float32", rng=seed)
            start = time.perf_counter()
            nnlib.train(model, X_train, Y_train, optimizer=nnlib.Adam(5e-4), batch_size=512, epochs=50, rng=seed)
            seconds = time.perf_counter() - start
            accuracy = model.accuracy(X_test, Y_test)
            reached = reached and accuracy >= published
            print(
                f"{'-'.join(map(str, sizes)):24}{seed:5}{seconds:9.1f}"
                f"{model.accuracy(X_train, Y_train):10.4f}{accuracy:9.4f}{published:11}",
                flush=True,
            )
    sys.exit(not reached)


if __name__ == "__main__":
    main()
