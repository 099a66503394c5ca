"""nnlib itself: its Trainer, on the examples as a user hands them in."""

from collections.abc import Callable

from workloads import Workload

import nnlib


def prepare(workload: Workload) -> Callable[[int], list[float]]:
    """Return what trains for so many epochs and returns the cost of each update."""
    X, Y = workload.examples()
    Y = Y.reshape(len(Y), -1)
    trainer = nnlib.Trainer(
        workload.model(), optimizer=workload.optimizer, batch_size=workload.batch_size, rng=workload.seed
    )

    def train(epochs: int) -> list[float]:
        done = len(trainer.history.cost)
        return trainer.fit(X.T, Y.T, epochs=epochs).cost[done:]

    return train
