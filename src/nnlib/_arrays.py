"""The types of what goes in and out: arrays, and sources of randomness."""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]
"""A NumPy array; the docstrings give its shape."""

ArrayLike: TypeAlias = npt.ArrayLike
"""What users may hand in: an array, nested lists, anything that `numpy.asarray` takes."""

# In quotes, since NumPy loads its generators when they are first asked for, and importing nnlib is no reason to.

Generator: TypeAlias = "np.random.Generator"
"""A source of random numbers."""

Seed: TypeAlias = "int | np.random.SeedSequence | np.random.BitGenerator | np.random.Generator | None"
"""Anything that `numpy.random.default_rng` takes."""


class NotingArray(np.ndarray[Any, Any]):
    """The type of arrays that note what is computed with them, of which `_recording` makes use."""
