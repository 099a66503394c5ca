"""What a watch costs: epochs of 784-128-10 in batches of 64, with nnlib.doctor.Watch and without, in turn.

    python tests/benchmarks/watch.py

It fails where the watched run takes more than 3 % longer in the median of the pairs. With 2,000 examples an epoch has
32 updates, with 60,000 it has 938.
"""

import argparse
import statistics
import sys
import time

import numpy as np

import nnlib

LIMIT = 1.03


def seconds(X, Y, epochs, callbacks):
    """Return how long a run of so many epochs takes, after one that is not timed."""
    model = nnlib.Network([784, 128, 10], output="softmax", dtype="float32", rng=0)
    trainer = nnlib.Trainer(model, optimizer=nnlib.Adam(1e-3), batch_size=64, rng=0)
    trainer.fit(X, Y, epochs=1)
    start = time.perf_counter()
    trainer.fit(X, Y, epochs=epochs, callbacks=callbacks)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=15)
    arguments = parser.parse_args()
    rng, ratios = np.random.default_rng(0), []
    for m, epochs in ((2000, 100), (60_000, 3)):
        X = rng.random((m, 784), dtype=np.float32).T
        Y = rng.integers(0, 10, (1, m))
        pairs = [
            seconds(X, Y, epochs, [nnlib.doctor.Watch()]) / seconds(X, Y, epochs, []) for _ in range(arguments.pairs)
        ]
        ratios.append(statistics.median(pairs))
        print(f"{m:6,} examples, {epochs} epochs: {ratios[-1]:.3f} ({min(pairs):.3f} to {max(pairs):.3f})", flush=True)
    sys.exit(max(ratios) > LIMIT)


if __name__ == "__main__":
    main()
