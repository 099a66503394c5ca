"""Two processes that train one network, half of each mini-batch each, against one process that takes all of it.

    python tests/benchmarks/data_parallel.py --output DIR

Each worker computes the gradient of its half, the two gradients are summed, and both workers take the same step: with
the sum over a socket, and through shared memory, where a worker that waits does not sleep. Each worker is nnlib's
Trainer, with an update rule that asks the other worker first. The workers' θ have to be the same to the last bit, and
after some updates that of one process but for rounding; then all take turns, and what is told are medians. Each process
has one BLAS thread, and each worker a core of its own; in the last column one process has a thread for each core.
"""

import argparse
import contextlib
import json
import multiprocessing
import os
import select
import socket
import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from compare import BLAS_SETTINGS, THREADS, machine
from racing import PAUSE
from workloads import Workload, descent

import nnlib
from nnlib._arrays import Array

N = 2
"""How many workers there are."""

BATCHES = 4
"""In an epoch."""

WORKLOADS = [
    descent((2, 4, 1), 400, None, "float64", hidden="tanh"),
    descent((64, 32, 10), BATCHES * 64, 64, "float32"),
    descent((64, 32, 10), BATCHES * 2048, 2048, "float32"),
    descent((784, 256, 128, 10), BATCHES * 128, 128, "float32"),
    descent((784, 256, 128, 10), BATCHES * 1024, 1024, "float32"),
    descent((784, 1024, 1024, 10), BATCHES * 128, 128, "float32"),
    descent((784, 1024, 1024, 10), BATCHES * 1024, 1024, "float32"),
]

COMPARED = 20
"""After how many updates the θ of all are compared."""

TOLERANCE = {"float32": 1e-4, "float64": 1e-12}
"""How far they may lie apart, relatively to how far they have come."""

PATIENCE = 10**7
"""How many times a worker asks whether the other has written, so that it ends if the other has."""

GONE = "the other worker has gone"

ONE, HALF, SOCKET, SHARED = WAYS = ("one process", "half a batch", "socket", "shared memory")
THREADED = "one process, all threads"
CHECK, TRAIN, SUM = JOBS = ("check", "train", "sum")
ORDER = struct.Struct("!BBI")
"""A job, a way and a number of times, as the first worker tells them to the second."""

NOT_BROKEN = "\N{NON-BREAKING HYPHEN}"
"""In a network's name, which then stays on one line."""

CONTEXT = multiprocessing.get_context("spawn")


@dataclass(frozen=True)
class DescentOfAll(nnlib.GradientDescent):
    """Gradient descent along the sum of all workers' gradients: α / N in place of α makes it their mean."""

    sum_up: Callable[[Array], None]

    def update(self, theta: Array, gradient: Array, state: nnlib.optimizers.OptimizerState) -> None:
        """Put the sum in the place of the worker's own gradient, and step."""
        self.sum_up(gradient)
        super().update(theta, gradient, state)


class Memory:
    """What two workers share: room for two gradients of each, used in turn, and a sign that the next one is written."""

    def __init__(self, theta: Array) -> None:
        self.numbers = CONTEXT.RawArray("b", N * 2 * theta.nbytes)
        self.written = [CONTEXT.Semaphore(0) for _ in range(N)]


class OverSocket:
    """The sum over a socket."""

    def __init__(self, link: socket.socket, theta: Array) -> None:
        self.link, self.received = link, np.empty_like(theta)

    def __call__(self, gradient: Array) -> None:
        """Add the other's gradient to one's own."""
        swap(self.link, gradient, self.received)
        gradient += self.received


class ThroughMemory:
    """The sum through shared memory."""

    def __init__(self, memory: Memory, rank: int, theta: Array) -> None:
        slots = np.frombuffer(memory.numbers, theta.dtype).reshape(N, 2, theta.size)
        self.mine, self.others = slots[rank], slots[1 - rank]
        self.written, self.others_written = memory.written[rank], memory.written[1 - rank]
        self.turn = 0

    def __call__(self, gradient: Array) -> None:
        """Add the other's gradient to one's own; the other may still read the one before."""
        self.turn ^= 1
        self.mine[self.turn] = gradient
        self.written.release()
        for _ in range(PATIENCE):
            if self.others_written.acquire(block=False):
                break
            os.sched_yield()  # where each has a core of its own, it comes back at once
        else:
            raise ConnectionError(GONE)
        gradient += self.others[self.turn]


def swap(link: socket.socket, mine: Array, others: Array) -> None:
    """Send an array and receive another of its size, both at the same time."""
    out, into = memoryview(mine).cast("B"), memoryview(others).cast("B")
    while out or into:
        readable, writable, _ = select.select([link] if into else [], [link] if out else [], [])
        if writable:
            out = out[link.send(out, socket.MSG_DONTWAIT) :]
        if readable:
            into = into[received(link, into) :]


def received(link: socket.socket, into: memoryview) -> int:
    """Return how many bytes have come, which may be none so far."""
    came = link.recv_into(into, flags=socket.MSG_DONTWAIT)
    if not came:
        raise ConnectionError(GONE)
    return came


class Worker:
    """A process's trainers: of all examples, of its share by itself, and of its share together with the other."""

    def __init__(self, workload: Workload, rank: int, link: socket.socket | None, memory: Memory | None) -> None:
        if link:
            on_a_core_of_its_own(rank)
        self.workload, self.link = workload, link
        rows, Y = workload.examples()
        columns = rows.T, Y.reshape(len(Y), -1).T
        share = columns[0][:, rank::N], columns[1][:, rank::N]
        self.theta = workload.model().parameters.vector
        self.sums: dict[str, Callable[[Array], None]] = {}
        if link and memory:
            self.sums = {SOCKET: OverSocket(link, self.theta), SHARED: ThroughMemory(memory, rank, self.theta)}
        part = of_one_worker(workload)
        alpha = workload.optimizer.learning_rate
        self.trainers = {ONE: (trainer(workload), columns), HALF: (trainer(part), share)}
        for way, sum_up in self.sums.items():
            self.trainers[way] = trainer(replace(part, optimizer=DescentOfAll(alpha / N, sum_up))), share
        self.jobs = {CHECK: self.check, TRAIN: self.train, SUM: self.sum}

    def train(self, way: str, updates: int) -> float:
        """Return the seconds an update takes."""
        trains, (X, Y) = self.trainers[way]
        start = time.perf_counter()
        trains.fit(X, Y, iterations=updates)
        return (time.perf_counter() - start) / updates

    def sum(self, way: str, times: int) -> float:
        """Return the seconds that it takes to sum the workers' gradients."""
        gradient, taken = np.zeros_like(self.theta), []
        for _ in range(times):
            start = time.perf_counter()
            self.sums[way](gradient)
            taken.append(time.perf_counter() - start)
        return float(np.median(taken))

    def check(self, way: str, updates: int) -> float:
        """Train, and compare θ with the other worker's and with that of plain updates on whole mini-batches."""
        self.train(way, updates)
        theta, others = self.trainers[way][0].model.parameters.vector, np.empty_like(self.theta)
        assert self.link is not None
        swap(self.link, theta, others)
        assert np.array_equal(theta, others), f"{self.workload.name}, {way}: the workers' θ differ"
        expected = plain_updates(self.workload, updates)
        apart = float(abs(theta - expected).max() / abs(expected - self.theta).max())
        told = f"{self.workload.name}, {way}: θ lies {apart:.1e} from that of one process"
        assert apart < TOLERANCE[self.workload.dtype], told
        return apart


def of_one_worker(workload: Workload) -> Workload:
    """Return a worker's share of the work."""
    batch_size = None if workload.batch_size is None else workload.batch_size // N
    return replace(workload, m=workload.m // N, batch_size=batch_size)


def on_a_core_of_its_own(rank: int) -> None:
    """Keep this process on one core: the system likes to put processes that wake each other on the same."""
    if hasattr(os, "sched_setaffinity"):  # on Linux
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[rank % len(cores)]})


def trainer(workload: Workload) -> nnlib.Trainer:
    """Return a trainer, as users make it."""
    model, rule = workload.model(), workload.optimizer
    return nnlib.Trainer(model, optimizer=rule, batch_size=workload.batch_size, rng=workload.seed)


def plain_updates(workload: Workload, updates: int) -> Array:
    """Return θ after so many updates, each with the gradient of a whole mini-batch: the batches of all workers."""
    (rows, Y), model, rule, part = workload.examples(), workload.model(), workload.optimizer, of_one_worker(workload)
    theta, orders = model.parameters.vector, part.orders()
    state = rule.start(theta)
    for update in range(updates):
        first = update % part.updates_per_epoch * part.batch
        if first == 0:
            order = next(orders)
        batch = (N * order[first : first + part.batch] + np.arange(N)[:, np.newaxis]).ravel()
        gradients = model.gradients(rows[batch].T, Y[batch].reshape(len(batch), -1).T)
        rule.update(theta, gradients.vector, state)
    return theta


def lead(
    orders: Connection, workload: Workload, link: socket.socket | None = None, memory: Memory | None = None
) -> None:
    """Be the first worker, in a process of its own: do what is ordered, with the second one where it takes two."""
    worker = Worker(workload, 0, link, memory)
    while order := orders.recv():
        job, way, times = order
        if link and way in worker.sums:
            link.sendall(ORDER.pack(JOBS.index(job), WAYS.index(way), times))
        orders.send(worker.jobs[job](way, times))
    if link:
        link.sendall(ORDER.pack(0, 0, 0))


def follow(workload: Workload, link: socket.socket, memory: Memory) -> None:
    """Be the second worker, in a process of its own, until the first has no more to do."""
    worker = Worker(workload, 1, link, memory)
    while True:
        job, way, times = ORDER.unpack(link.recv(ORDER.size, socket.MSG_WAITALL))
        if not times:
            return
        worker.jobs[JOBS[job]](WAYS[way], times)


@contextlib.contextmanager
def blas_threads(threads: int) -> Iterator[None]:
    """Give processes that are started meanwhile so many BLAS threads, of the library that users have."""
    before = os.environ.copy()
    os.environ.update(dict.fromkeys(THREADS, str(threads)))
    for setting in BLAS_SETTINGS:
        os.environ.pop(setting, None)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


class Leader(NamedTuple):
    """A first worker: the orders that it is sent, and its process."""

    orders: Connection
    process: Any

    def do(self, job: str, way: str, times: int) -> float:
        """Return what came of a job."""
        time.sleep(PAUSE)
        self.orders.send((job, way, times))
        found: float = self.orders.recv()
        return found


def started(function: Callable[..., None], *arguments: Any, threads: int = 1) -> Any:
    """Start a process."""
    with blas_threads(threads):
        process = CONTEXT.Process(target=function, args=arguments, daemon=True)
        process.start()
    return process


def leader(*arguments: Any, threads: int = 1) -> Leader:
    """Start a first worker."""
    mine, theirs = CONTEXT.Pipe()
    return Leader(mine, started(lead, theirs, *arguments, threads=threads))


def undelayed(link: socket.socket) -> socket.socket:
    """Have small messages sent at once."""
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return link


def connected_pair() -> tuple[socket.socket, socket.socket]:
    """Return the two ends of a connection within this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        one = socket.create_connection(server.getsockname())
        return undelayed(one), undelayed(server.accept()[0])


def measured(workload: Workload, rounds: int, seconds: float) -> dict[str, Any]:
    """Check a workload and time it in every way."""
    memory, links, ways = Memory(workload.model().parameters.vector), connected_pair(), (SOCKET, SHARED)
    first, second = leader(workload, links[0], memory), started(follow, workload, links[1], memory)
    threaded = leader(workload, threads=os.cpu_count() or 1)
    runs: dict[tuple[str, str], Callable[[int], float]] = {
        **{(SUM, way): partial(first.do, SUM, way) for way in ways},
        **{(TRAIN, way): partial(first.do, TRAIN, way) for way in (ONE, HALF, *ways)},
        (TRAIN, THREADED): partial(threaded.do, TRAIN, ONE),
    }
    apart = {way: first.do(CHECK, way, COMPARED) for way in ways}
    times = {key: max(5, round(seconds / run(max(5, round(seconds / run(5)))))) for key, run in runs.items()}
    taken: dict[tuple[str, str], list[float]] = {key: [] for key in runs}
    for turn in range(rounds):
        for key in [*runs][turn % len(runs) :] + [*runs][: turn % len(runs)]:
            taken[key].append(runs[key](times[key]))
    for each in (first, threaded):
        each.orders.send(None)
        each.process.join()
    second.join()
    return summary(workload, apart, taken)


def summary(workload: Workload, apart: dict[str, float], taken: dict[tuple[str, str], list[float]]) -> dict[str, Any]:
    """Return the medians: seconds of an update and of a sum, and how many times as fast as one process each way is."""
    found: dict[str, Any] = {"batch": workload.batch, "n_θ": workload.model().parameters.vector.size}
    found["bytes"] = found["n_θ"] * np.dtype(workload.dtype).itemsize
    found["apart"] = apart
    found["sum"] = {way: float(np.median(each)) for (job, way), each in taken.items() if job == SUM}
    found["update"] = {way: float(np.median(each)) for (job, way), each in taken.items() if job == TRAIN}
    ratios = {way: np.array(taken[TRAIN, ONE]) / taken[TRAIN, way] for way in found["update"]}
    found["speed-up"] = {way: float(np.median(each)) for way, each in ratios.items()}
    found["quartiles"] = {way: np.quantile(each, [0.25, 0.75]).tolist() for way, each in ratios.items()}
    return found


def tables(results: dict[str, Any]) -> str:
    """Return the results as Markdown: microseconds, and how many times as fast as one process each way is."""
    first = next(iter(results.values()))
    sums, sped_up = list(first["sum"]), [way for way in first["update"] if way not in {ONE, HALF}]
    names = {way: f"two processes, {way}" for way in sums} | {THREADED: THREADED}
    times = [*heading([ONE, HALF, *(f"sum, {way}" for way in sums)])]
    speed_ups = [*heading([names[way] for way in sped_up])]
    for name, found in results.items():
        workload = f"| {name.partition(',')[0].replace('-', NOT_BROKEN)} | {found['batch']:,} |"
        taken = [found["update"][way] for way in (ONE, HALF)] + [found["sum"][way] for way in sums]
        times.append(f"{workload} {' | '.join(f'{each * 1e6:,.0f} µs' for each in taken)} |")
        ratios = [(found["speed-up"][way], *found["quartiles"][way]) for way in sped_up]
        speed_ups.append(f"{workload} {' | '.join('{:.2f} ({:.2f}–{:.2f})'.format(*each) for each in ratios)} |")
    return "\n".join([*times, "", *speed_ups])


def heading(columns: list[str]) -> tuple[str, str]:
    """Return the first lines of a table of workloads."""
    return f"| network | m | {' | '.join(columns)} |", f"|---|{'--:|' * (1 + len(columns))}"


def main() -> None:
    """Measure, and write a table and JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, required=True, help="folder for data_parallel.json and .md")
    parser.add_argument(
        "--only",
        default="",
        help="only workloads whose name contains this; the others keep what the file has of them",
    )
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=0.1, help="how long each way takes in a round, about")
    arguments = parser.parse_args()

    with blas_threads(1), CONTEXT.Pool(1) as pool:
        facts = pool.apply(machine)
    arguments.output.mkdir(parents=True, exist_ok=True)
    file = arguments.output / "data_parallel.json"
    earlier = json.loads(file.read_text(encoding="utf-8"))["results"] if arguments.only and file.exists() else {}
    for workload in WORKLOADS:
        if arguments.only not in workload.name:
            continue
        load = os.getloadavg()[0]
        found = measured(workload, arguments.rounds, arguments.seconds)
        print(workload.name, json.dumps(found, indent=1, ensure_ascii=False), flush=True)
        earlier[workload.name] = found | {"load before": load}
    results = {workload.name: earlier[workload.name] for workload in WORKLOADS if workload.name in earlier}
    content = json.dumps({"machine": facts, "results": results}, indent=1, ensure_ascii=False) + "\n"
    file.write_text(content, encoding="utf-8")
    described = "{processor}, {cores} cores; Python {python}, NumPy {numpy} with {blas}.".format(**facts)
    text = f"{described}\n\n{tables(results)}\n"
    file.with_suffix(".md").write_text(text, encoding="utf-8")
    print(f"\n{text}")


if __name__ == "__main__":
    main()
