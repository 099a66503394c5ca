"""The library's modules that can be imported here: a bridge needs the library that it leads to."""

import pkgutil
from importlib import import_module
from importlib.util import find_spec
from pathlib import PurePath

import nnlib

NEEDED = {"onnx": "onnx", "sklearn": "sklearn", "_estimator": "sklearn", "torch": "torch"}
"""Of each module of `nnlib.interop` that needs a library, which one."""


def lacks_its_library(path):
    """Return whether a file is a bridge, or a part of one, to a library that is not installed."""
    path = PurePath(path)
    return path.parts[-3:-1] == ("nnlib", "interop") and path.stem in NEEDED and not find_spec(NEEDED[path.stem])


def modules():
    """Yield all modules, the private ones too."""
    yield nnlib
    for info in pkgutil.walk_packages(nnlib.__path__, "nnlib."):
        if not lacks_its_library(info.name.replace(".", "/")):
            yield import_module(info.name)
