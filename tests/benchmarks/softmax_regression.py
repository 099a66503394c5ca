"""Softmax regression on all of Fashion-MNIST: 15 epochs, α along a cosine to 0, three seeds, the last epoch.

    python tests/benchmarks/softmax_regression.py --data DIR

DIR holds the four IDX files. Rule, learning rate and batch size were chosen on 10,000 of the training images, held out
by splits of seeds 100 to 104, and not on the test images; l2, a warmup and centred pixels did not help there. The
networks below are trained on all 60,000. The command fails where one of them is right on less than 84.5 % of the test
images.
"""

import argparse
import math
import sys
import time
from pathlib import Path

import numpy as np

import nnlib
from nnlib.schedules import Cosine

LEARNING_RATE, BATCH_SIZE, EPOCHS = 3e-3, 64, 15
EACH = 0.845


def main() -> None:
    """Train three networks, and print their accuracies."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the four IDX files")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    arguments = parser.parse_args()

    X_train, X_test, Y_train, Y_test = nnlib.datasets.read_mnist(arguments.data, dtype="float32")
    updates = EPOCHS * math.ceil(X_train.shape[1] / BATCH_SIZE)
    rule = nnlib.Adam(Cosine(LEARNING_RATE, updates))
    print(f"NumPy {np.__version__}, float32, batches of {BATCH_SIZE}, {EPOCHS} epochs\n{rule}")
    print(f"{'seed':>6}{'seconds':>9}{'training':>10}{'test':>9}")
    accuracies = []
    for seed in arguments.seeds:
        model = nnlib.Network([X_train.shape[0], 10], output="softmax", dtype="float32", rng=seed)
        start = time.perf_counter()
        nnlib.train(model, X_train, Y_train, optimizer=rule, batch_size=BATCH_SIZE, epochs=EPOCHS, rng=seed)
        seconds = time.perf_counter() - start
        accuracies.append(model.accuracy(X_test, Y_test))
        print(f"{seed:6}{seconds:9.1f}{model.accuracy(X_train, Y_train):10.4f}{accuracies[-1]:9.4f}", flush=True)
    sys.exit(min(accuracies) < EACH)


if __name__ == "__main__":
    main()
