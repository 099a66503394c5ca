"""The types of what goes in and out: arrays, and sources of randomness."""

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Array: TypeAlias = npt.NDArray[Any]
    ArrayLike: TypeAlias = npt.ArrayLike
    DTypeLike: TypeAlias = npt.DTypeLike
    Generator: TypeAlias = np.random.Generator
    Seed: TypeAlias = int | np.random.SeedSequence | np.random.BitGenerator | np.random.Generator | None
else:
    # Written out, NumPy's types are lines long, and a type in quotes shows its quotes: `help` prints what these are
    # called, and nothing else asks. Besides, NumPy loads its generators when they are first asked for.

    class Array:
        """A NumPy array; the docstrings give its shape."""

        __module__ = "builtins"  # what `help` writes without a module

    class ArrayLike:
        """What users may hand in: an array, nested lists, anything that `numpy.asarray` takes."""

        __module__ = "builtins"

    class DTypeLike:
        """What users may name a type by: anything that `numpy.dtype` takes."""

        __module__ = "builtins"

    class Generator:
        """A source of random numbers, `numpy.random.Generator`."""

        __module__ = "builtins"

    class Seed:
        """Anything that `numpy.random.default_rng` takes."""

        __module__ = "builtins"


class NotingArray(np.ndarray[Any, Any]):
    """The type of arrays that note what is computed with them, of which `_recording` makes use."""
