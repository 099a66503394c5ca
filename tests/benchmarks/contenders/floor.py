"""The floor: the bare matrix products of an update and the bare gather, in the memory order that is fastest."""

import itertools
import time
from collections.abc import Callable
from itertools import pairwise

import numpy as np
from workloads import Workload

from nnlib._arrays import Array

SECONDS = 0.05
"""How long each order is tried."""


def product(left: Array, right: Array, out: Array) -> None:
    """Write a matrix product into an array of either order, by `numpy.dot`: `numpy.matmul` costs twice as much."""
    if out.flags.c_contiguous:
        np.dot(left, right, out=out)
    else:
        np.dot(right.T, left.T, out=out.T)


class Products:
    """One update's matrix products, in one memory order: of A[0], of layers' outputs, of W[1], of the other W, of dW.

    The gather of a mini-batch gives one example after the other, so that A[0] is in Fortran's order then.
    """

    def __init__(self, workload: Workload, orders: tuple[str, ...]) -> None:
        rng, sizes, m = np.random.default_rng(0), workload.sizes, workload.batch
        of_X, of_outputs, *of_W = orders

        def array(shape: tuple[int, int], order: str) -> Array:
            return np.asarray(rng.random(shape) - 0.5, workload.dtype, order=order)  # type: ignore[call-overload] # C or F

        self.layers = list(enumerate(pairwise(sizes), start=1))
        self.A = {l: array((n, m), of_outputs if l else of_X) for l, n in enumerate(sizes)}
        self.dZ = {l: array((n, m), of_outputs) for l, n in enumerate(sizes)}
        self.W = {l: array((n, n_previous), of_W[min(l, 2) - 1]) for l, (n_previous, n) in self.layers}
        self.dW = {l: array((n, n_previous), of_W[min(l, 2) + 1]) for l, (n_previous, n) in self.layers}

    def run(self) -> None:
        """Compute them once."""
        for l, _ in self.layers:
            product(self.W[l], self.A[l - 1], self.A[l])
        for l, _ in reversed(self.layers):
            product(self.dZ[l], self.A[l - 1].T, self.dW[l])
            if l > 1:
                product(self.W[l].T, self.dZ[l], self.dZ[l - 1])


def seconds_of(products: Products) -> float:
    """Return the least time that the products took in a number of tries."""
    times: list[float] = []
    while sum(times) < SECONDS or len(times) < 3:
        start = time.perf_counter()
        products.run()
        times.append(time.perf_counter() - start)
    return min(times)


def prepare(workload: Workload) -> Callable[[int], list[float]]:
    """Return what does nothing but the products and the gathers of so many epochs."""
    fastest: tuple[float, tuple[str, ...]] = (np.inf, ())
    for orders in itertools.product("CF" if workload.batch_size is None else "F", *["CF"] * 5):
        fastest = min(fastest, (seconds_of(Products(workload, orders)), orders))
    products = Products(workload, fastest[1])
    X, room = workload.examples()[0], products.A[0].T
    orders_of_examples = workload.orders()

    def train(epochs: int) -> list[float]:
        for _ in range(epochs):
            order = None if workload.batch_size is None else next(orders_of_examples)
            for start in range(0, workload.m, workload.batch):
                if order is not None:
                    X.take(order[start : start + workload.batch], axis=0, out=room, mode="clip")
                products.run()
        return []

    return train
