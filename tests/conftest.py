"""What all tests share: pictures without a screen, hypothesis without chance, and how memory is measured."""

import gc
import os
import tracemalloc
from collections.abc import Callable, Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from hypothesis import settings
from installed import lacks_its_library

mpl.use("agg")

# The same examples on every run, and no deadline: a slow machine is no mistake.
settings.register_profile("nnlib", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("nnlib")


class Doctests:
    """Leaves out those of a bridge to a library that is not installed.

    A plugin of its own, since the hooks of this file are asked about the files beside it alone.
    """

    def pytest_ignore_collect(self, collection_path):
        return True if lacks_its_library(collection_path) else None


def pytest_configure(config):
    """Let no process of several wait for another's threads: they begin with this environment."""
    config.pluginmanager.register(Doctests())
    if config.getoption("numprocesses", None):
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Spare the garbage collector the tests themselves, which all stay until the end, and let it come less often."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(10_000, 10, 10)
        gc.enable()


@pytest.fixture(autouse=True)
def closed_figures() -> Iterator[None]:
    plt.close("all")  # what the library's doctests drew: they lie outside this folder, and leave it open
    yield
    plt.close("all")


@pytest.fixture
def allocated() -> Callable[[Callable[[], object]], int]:
    """Return a function that tells how many bytes a call allocates at its peak, what it returns included."""

    def peak(call: Callable[[], object]) -> int:
        call()  # the first time fills caches
        tracemalloc.start()
        try:
            call()
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    return peak
