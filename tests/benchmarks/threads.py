"""What sharing passes over long vectors between two threads gains: each right after a product, as in training.

    python tests/benchmarks/threads.py

It takes an update of Adam over θ, and the passes over one layer's Z and A, by one thread, and in halves by two, in
turn. The numbers are medians. After a product, OpenBLAS's own threads wait for the next one in a loop, and so keep
their cores busy; with OPENBLAS_THREAD_TIMEOUT=10 in the environment they sleep sooner.
"""

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

import nnlib

ROUNDS = 40

Work = Callable[[slice], object]


def rule_over(n: int) -> Work:
    """Return an update of Adam over a part of θ, of n numbers in float32."""
    rule, rng = nnlib.Adam(), np.random.default_rng(0)
    theta, gradient = (rng.normal(size=n).astype(np.float32) for _ in range(2))
    state = rule.start(theta)
    rule.begin(state)

    def work(part: slice) -> None:
        rule.step(theta[part], gradient[part], replace(state.block(part), scratch=state.scratch[part]))

    return work


def passes_over(n: int, m: int) -> Work:
    """Return what is done to a part of a layer's nodes between products: Z + b, ReLU, g′, dA · g′, 1/m."""
    rng = np.random.default_rng(0)
    Z, A, dZ, scratch = (rng.normal(size=(n, m)).astype(np.float32) for _ in range(4))
    b, relu = np.zeros((n, 1), np.float32), nnlib.activations.relu

    def work(part: slice) -> None:
        Z[part] += b[part]
        relu(Z[part], out=A[part])
        dZ[part] *= relu.derivative_from_output(A[part], out=scratch[part])
        np.multiply(dZ[part], 1 / m, out=scratch[part])

    return work


def measured(work: Work, length: int, pool: ThreadPoolExecutor) -> tuple[float, float]:
    """Return the microseconds of one thread, and of two that take a half each, after a product of 1024 × 1024."""
    left, halves = np.ones((1024, 1024), np.float32), (slice(0, length // 2), slice(length // 2, length))
    times: dict[bool, list[float]] = {False: [], True: []}
    with np.errstate(all="ignore"):
        for turn in range(2 * ROUNDS):
            np.dot(left, left)
            start = time.perf_counter()
            if turn % 2:
                other = pool.submit(work, halves[1])
                work(halves[0])
                other.result()
            else:
                work(slice(0, length))
            times[bool(turn % 2)].append((time.perf_counter() - start) * 1e6)
    return statistics.median(times[False]), statistics.median(times[True])


def main() -> None:
    """Measure, and print a line for each size."""
    jobs = {f"Adam, {n:,} parameters": (rule_over(n), n) for n in (100_000, 670_000, 2_600_000, 6_300_000)}
    jobs |= {f"passes over {n} × {m}": (passes_over(n, m), n) for n, m in ((512, 256), (1024, 256), (2048, 512))}
    with ThreadPoolExecutor(1) as pool:
        for name, (work, length) in jobs.items():
            alone, shared = measured(work, length, pool)
            print(f"{name:26} {alone:8.0f} µs, by two threads {shared:8.0f} µs: {alone / shared:.2f} times as fast")


if __name__ == "__main__":
    main()
