"""A whole job: Fashion-MNIST, trained by nnlib and by PyTorch alike: seconds and accuracy.

    python tests/benchmarks/whole_job.py --data DIR --output DIR

The folder holds the four IDX files. Both start from the same θ and take the examples in the same order; each epoch ends
with a ragged batch, and both use it. They are trained in turn, in one process, with a pause between them. Where PyTorch
is not installed, it is left out.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
from compare import installed
from racing import PAUSE
from workloads import Workload

import nnlib
from nnlib._arrays import Array

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
    import torch  # noqa: PLC0415  it may not be there
    from contenders import pytorch  # noqa: PLC0415  it imports torch

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
    runs = {"nnlib": with_nnlib, "PyTorch": with_pytorch}
    if installed("torch") is None:
        del runs["PyTorch"]
        print("left out, since torch is not installed: PyTorch")
    lines = [
        "| seed | " + " | ".join(f"{name} | test accuracy" for name in runs) + " | ratio |",
        "|--:|" + "--:|--:|" * len(runs) + "--:|",
    ]
    found = []
    for seed in arguments.seeds:
        job = Workload((784, 256, 128, 10), data[0].shape[1], 128, "float32", nnlib.Adam(1e-3), seed=seed)
        results = {}
        for name, run in runs.items():
            time.sleep(PAUSE)
            results[name] = run(job, data)
        found.append({"seed": seed} | results)
        cells = [f"{seconds:.1f} s | {accuracy:.4f}" for seconds, accuracy in results.values()]
        ratio = [*results.values()][-1][0] / results["nnlib"][0]
        lines.append(f"| {seed} | {' | '.join(cells)} | {ratio:.2f} |")
        print(lines[-1], flush=True)
    arguments.output.mkdir(parents=True, exist_ok=True)
    heading = f"{job.name}, {EPOCHS} epochs"
    content = json.dumps({"job": heading, "runs": found}, indent=1)
    (arguments.output / "whole_job.json").write_text(content + "\n", encoding="utf-8")
    (arguments.output / "whole_job.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join([heading, *lines]))


if __name__ == "__main__":
    main()
