"""Neural networks and deep learning: the course notes made executable in NumPy.

>>> import nnlib
>>> X, Y = nnlib.datasets.flower(m=400, rng=1)
>>> model = nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3)
>>> history = nnlib.train(model, X, Y, learning_rate=1.2, iterations=5000)
>>> model.accuracy(X, Y) > 0.85
True

Callbacks, data sets, checks, exercises, lessons, metrics and pictures (which need matplotlib) are imported when they
are first used.
"""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from nnlib import activations, layers, losses, schedules
from nnlib._files import FileError
from nnlib.history import History
from nnlib.models import DeepNetwork, LogisticRegression, Network, ShallowNetwork
from nnlib.optimizers import Adam, GradientDescent, Momentum, RMSProp
from nnlib.recurrent import RecurrentNetwork
from nnlib.training import DivergenceError, Trainer, train

if TYPE_CHECKING:
    from nnlib import callbacks, datasets, doctor, exercises, interop, lessons, metrics, playground, plots, sweeps
    from nnlib.checking import GradientReport, StepsReport, check_functions, compare_steps, gradient_check
    from nnlib.doctor import diagnose
    from nnlib.loading import load
    from nnlib.predictor import Predictor
    from nnlib.sweeps import sweep

__all__ = [
    "Adam",
    "DeepNetwork",
    "DivergenceError",
    "FileError",
    "GradientDescent",
    "GradientReport",
    "History",
    "LogisticRegression",
    "Momentum",
    "Network",
    "Predictor",
    "RMSProp",
    "RecurrentNetwork",
    "ShallowNetwork",
    "StepsReport",
    "Trainer",
    "activations",
    "callbacks",
    "check_functions",
    "compare_steps",
    "datasets",
    "diagnose",
    "doctor",
    "exercises",
    "gradient_check",
    "interop",
    "layers",
    "lessons",
    "load",
    "losses",
    "metrics",
    "playground",
    "plots",
    "schedules",
    "sweep",
    "sweeps",
    "train",
]

__version__ = "0.11.0"

RENAMED = {"check_gradients": "check_functions"}
"""Old public names with their new ones."""


# Type checkers know the names above; what they do not know is no function, so that a slip in a name is reported.
def __getattr__(name: str) -> ModuleType:
    """Import a part of the library when it is first asked for."""
    if name in {
        "callbacks",
        "checking",
        "datasets",
        "doctor",
        "exercises",
        "interop",
        "lessons",
        "metrics",
        "playground",
        "plots",
        "sweeps",
    }:
        return import_module(f"nnlib.{name}")
    if name == "diagnose":
        return import_module("nnlib.doctor").diagnose
    if name == "load":
        return import_module("nnlib.loading").load
    if name == "Predictor":
        return import_module("nnlib.predictor").Predictor
    if name == "sweep":
        return import_module("nnlib.sweeps").sweep
    if name in __all__:  # what else is not here yet is a check
        return getattr(import_module("nnlib.checking"), name)
    msg = f"module 'nnlib' has no attribute {name!r}"
    if name in RENAMED:
        msg = f"nnlib.{name} is now nnlib.{RENAMED[name]}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    """List the public names, those that are not imported yet included."""
    return sorted(__all__)
