"""A whole job: Fashion-MNIST, trained by nnlib and by PyTorch alike: seconds and accuracy.

    python tests/benchmarks/whole_job.py --data DIR --output DIR

The folder holds the four IDX files. Both start from the same θ and take the examples in the same order; each epoch ends
with a ragged batch, and both use it. They are trained in turn, in one process, with a pause between them.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from contenders import pytorch
from racing import PAUSE
from workloads import Workload

import nnlib
from nnlib.arrays import Array

EPOCHS = 10


def with_nnlib(job: Workload, data: tuple[Array, ...]) -> tuple[float, float]:
    """Return the seconds that nnlib takes, and its accuracy on the test images."""
    X_train, X_test, Y_train, Y_test = data
    model = job.model()
    start = time.perf_counter()
    nnlib.train(
        model, X_train, Y_train, optimizer=job.optimizer, batch_size=job.batch_size, epochs=EPOCHS, rng=job.seed
    )
    return time.perf_counter() - start, model.accuracy(X_test, Y_test)


def with_pytorch(job: Workload, data: tuple[Array, ...]) -> tuple[float, float]:
    """Return the seconds that PyTorch takes, and its accuracy on the test images."""
    X_train, X_test, Y_train, Y_test = (torch.from_numpy(np.ascontiguousarray(array.T)) for array in data)
    model = pytorch.network(job)
    train = pytorch.training(job, model, X_train, Y_train[:, 0].long())
    start = time.perf_counter()
    train(EPOCHS)
    seconds = time.perf_counter() - start
    with torch.no_grad():
        return seconds, float((model(X_test).argmax(dim=1) == Y_test[:, 0]).float().mean())


def main() -> None:
    """Train with both, seed by seed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the four IDX files")
    parser.add_argument("--output", type=Path, required=True, help="folder for whole_job.json and whole_job.md")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    arguments = parser.parse_args()

    data = nnlib.datasets.read_mnist(arguments.data, dtype="float32")
    m = data[0].shape[1]
    lines = ["| seed | nnlib | test accuracy | PyTorch | test accuracy | ratio |", "|--:|--:|--:|--:|--:|--:|"]
    found = []
    for seed in arguments.seeds:
        job = Workload((784, 256, 128, 10), m, 128, "float32", nnlib.Adam(1e-3), seed=seed)
        row = []
        for run in (with_nnlib, with_pytorch):
            time.sleep(PAUSE)
            row += run(job, data)
        found.append({"seed": seed, "nnlib": row[:2], "PyTorch": row[2:]})
        lines.append("| {} | {:.1f} s | {:.4f} | {:.1f} s | {:.4f} | {:.2f} |".format(seed, *row, row[2] / row[0]))
        print(lines[-1], flush=True)
    arguments.output.mkdir(parents=True, exist_ok=True)
    heading = f"{job.name}, {EPOCHS} epochs"
    (arguments.output / "whole_job.json").write_text(
        json.dumps({"job": heading, "runs": found}, indent=1) + "\n", encoding="utf-8"
    )
    (arguments.output / "whole_job.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join([heading, *lines]))


if __name__ == "__main__":
    main()
