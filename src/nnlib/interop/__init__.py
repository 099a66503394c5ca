"""Bridges: a network in scikit-learn, to ONNX and to PyTorch, and to and from the arrays of the course's notebooks.

Each is a module, imported when it is first asked for. The first three need the library that they lead to, and name it
where it is missing:

- `sklearn`: NetworkClassifier, NetworkRegressor
- `onnx`: to_onnx
- `torch`: to_torch
- `course`: from_parameters, to_parameters, random_mini_batches, course_batches
"""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nnlib.interop import course, onnx, sklearn, torch

__all__ = ["course", "onnx", "sklearn", "torch"]


def __getattr__(name: str) -> ModuleType:
    """Import a bridge when it is first asked for."""
    if name in __all__:
        return import_module(f"nnlib.interop.{name}")
    msg = f"module 'nnlib.interop' has no attribute {name!r}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    """List the bridges whose library is installed: `help` imports each."""
    return sorted(name for name in __all__ if name == "course" or find_spec(name))
