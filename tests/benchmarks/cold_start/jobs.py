"""The jobs of the cold starts, as the scripts and the command that starts them know them."""

from typing import NamedTuple


class Job(NamedTuple):
    """A network, how many examples there are, and how it is trained by gradient descent.

    Without batch_size an epoch is one update. A script has learned if the cost of its last epoch is below `learned`.
    """

    sizes: tuple[int, ...]
    m: int
    dtype: str
    hidden: str
    learning_rate: float
    epochs: int
    batch_size: int | None
    learned: float


JOBS = {
    "2-4-1, 10,000 updates, m = 400": Job((2, 4, 1), 400, "float64", "tanh", 1.2, 10_000, None, 0.4),
    "64-32-10, 30 epochs of 1,440, batches of 32": Job((64, 32, 10), 1440, "float32", "relu", 0.1, 30, 32, 0.2),
    "12288-20-7-5-1, 300 updates, m = 209": Job((12288, 20, 7, 5, 1), 209, "float64", "relu", 0.01, 300, None, 0.5),
    "784-100-10, 10 epochs of 12,800, batches of 128": Job(
        (784, 100, 10), 12_800, "float32", "relu", 0.1, 10, 128, 0.1
    ),
}
