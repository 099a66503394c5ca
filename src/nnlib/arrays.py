"""The types of what goes in and out: arrays, layers numbered from 1, sources of randomness."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]
"""A NumPy array; the docstrings give its shape."""

ArrayLike: TypeAlias = npt.ArrayLike
"""What users may hand in: an array, nested lists, anything that `numpy.asarray` takes."""

Layers: TypeAlias = Mapping[int, Array]
"""One array a layer, by the layer's number: ``W[1]`` to ``W[L]``, ``A[0]`` to ``A[L]``."""

Seed: TypeAlias = int | np.random.SeedSequence | np.random.BitGenerator | np.random.Generator | None
"""Anything that `numpy.random.default_rng` takes."""
