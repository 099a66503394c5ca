"""What all tests share: pictures without a screen, closed after each test, and hypothesis without chance."""

from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from hypothesis import settings

mpl.use("agg")

# The same examples on every run, and no deadline: a slow machine is no mistake.
settings.register_profile("nnlib", derandomize=True, deadline=None)
settings.load_profile("nnlib")


@pytest.fixture(autouse=True)
def closed_figures() -> Iterator[None]:
    plt.close("all")  # what the library's doctests drew: they lie outside this folder, and leave it open
    yield
    plt.close("all")
