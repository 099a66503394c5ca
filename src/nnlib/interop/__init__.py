"""Bridges: a network in scikit-learn, to ONNX and to PyTorch, and to and from the arrays of the course's notebooks.

Each is a module, imported when it is first asked for: `sklearn`, `onnx`, `torch` and `course`. The first three need
the library that they lead to, and name it where it is missing.
"""

from importlib import import_module
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
    """List the bridges, those that are not imported yet included."""
    return sorted(__all__)
