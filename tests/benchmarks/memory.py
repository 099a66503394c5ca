"""The peak memory of a training run, in a process of its own.

It has two figures; what `import nnlib` alone takes is subtracted from both:

- anonymous: what the process has to itself; nothing but a swap could take it away. It is looked at every millisecond.
- resident: that, and pages of files. The kernel keeps the peak. A mapped file's pages are the system's cache, which it
  takes back when memory is asked for elsewhere.
"""

import json
import resource
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

import numpy as np

import nnlib

ROWS_AT_ONCE = 2**13
"""How many examples are drawn before they are written."""


@dataclass(frozen=True)
class Job:
    """A training run on a file of examples.

    Parameters
    ----------
    file : str
        A ``.npy`` file of float32 whose rows are examples.
    sizes : tuple of int
        n_x, n_1, …, n_y.
    mapped : bool
        Whether the file is mapped, or read into memory.
    batch_size : int or None
        Examples in a mini-batch.
    optimizer : str
        The update rule's name.
    limit : int or None
        How many bytes the process may allocate besides what it has before training.
    """

    file: str
    sizes: tuple[int, ...]
    mapped: bool
    batch_size: int | None = 128
    optimizer: str = "Adam"
    limit: int | None = None

    def run(self) -> dict[str, Any]:
        """Train for one epoch in a new process; return the peaks in bytes and what training came to, or the error."""
        command = [sys.executable, __file__, json.dumps(asdict(self))]
        told: dict[str, Any] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        return told

    def train(self) -> dict[str, Any]:
        """Train, and return the last cost and θ's size and digest."""
        rows = np.load(self.file, mmap_mode="r" if self.mapped else None)
        model = nnlib.Network(self.sizes, output="softmax", dtype="float32", rng=0)
        rule = getattr(nnlib, self.optimizer)(1e-4)
        trainer = nnlib.Trainer(model, optimizer=rule, batch_size=self.batch_size, rng=0)
        history = trainer.fit(rows.T, np.arange(len(rows)).reshape(1, -1) % self.sizes[-1], epochs=1)
        theta = model.parameters.vector
        return {"cost": history.cost[-1], "theta": theta.nbytes, "digest": sha256(theta.data).hexdigest()}


def write_examples(file: Path, m: int, n_x: int) -> None:
    """Write a file of examples that need never be in memory together."""
    rng = np.random.default_rng(0)
    rows = np.lib.format.open_memmap(file, mode="w+", dtype=np.float32, shape=(m, n_x))
    for start in range(0, m, ROWS_AT_ONCE):
        block = rows[start : start + ROWS_AT_ONCE]
        block[...] = rng.random(block.shape, np.float32)
    rows.flush()


def bytes_of(name: str) -> int:
    """Return a figure that the kernel keeps of this process.

    Not `resource.getrusage`: its peak is never less than what the parent had when it started this process.
    """
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    msg = f"this kernel tells no {name}"
    raise RuntimeError(msg)


class Watch:
    """Looks for the peak of anonymous memory while it is entered."""

    def __init__(self) -> None:
        self.peak = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def _look(self) -> None:
        while not self._done.wait(0.001):
            self.peak = max(self.peak, bytes_of("RssAnon"))

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End, with a last look."""
        self._done.set()
        self._thread.join()
        self.peak = max(self.peak, bytes_of("RssAnon"))


def main() -> None:
    """Run the job that the command line describes, and print what came of it."""
    described = json.loads(sys.argv[1])
    job = Job(**described | {"sizes": tuple(described["sizes"])})
    anonymous, resident = bytes_of("RssAnon"), bytes_of("VmHWM")
    told: dict[str, Any] = {"import": {"anonymous": anonymous, "resident": resident}}
    with Watch() as watch:
        if job.limit is not None:
            square = np.ones((512, 512), np.float32)
            square @ square  # at its first product BLAS takes room of its own, on a machine of many cores a lot
            # The limit on data counts what a process allocates, and not the files that it maps to read them.
            resource.setrlimit(resource.RLIMIT_DATA, (bytes_of("VmData") + job.limit, resource.RLIM_INFINITY))
        try:
            told |= job.train()
        except MemoryError as error:
            told["error"] = f"MemoryError: {error}"
    print(json.dumps(told | {"anonymous": watch.peak - anonymous, "resident": bytes_of("VmHWM") - resident}))


if __name__ == "__main__":
    main()
