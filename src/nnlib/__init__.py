"""Neural networks and deep learning: the course notes made executable in NumPy.

>>> import nnlib
>>> X, Y = nnlib.datasets.flower(m=400, rng=1)
>>> model = nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3)
>>> history = nnlib.train(model, X, Y, learning_rate=1.2, iterations=5000)
>>> model.accuracy(X, Y) > 0.85
True

``nnlib.plots``, which needs matplotlib, is imported when it is first used.
"""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from nnlib import activations, callbacks, datasets, losses
from nnlib.checking import GradientReport, StepsReport, check_gradients, compare_steps, gradient_check
from nnlib.history import History
from nnlib.loading import load
from nnlib.models import DeepNetwork, LogisticRegression, Network, ShallowNetwork
from nnlib.optimizers import Adam, GradientDescent, Momentum, RMSProp
from nnlib.training import DivergenceError, Trainer, train

if TYPE_CHECKING:
    from nnlib import plots

__all__ = [
    "Adam",
    "DeepNetwork",
    "DivergenceError",
    "GradientDescent",
    "GradientReport",
    "History",
    "LogisticRegression",
    "Momentum",
    "Network",
    "RMSProp",
    "ShallowNetwork",
    "StepsReport",
    "Trainer",
    "activations",
    "callbacks",
    "check_gradients",
    "compare_steps",
    "datasets",
    "gradient_check",
    "load",
    "losses",
    "plots",
    "train",
]

__version__ = "0.1.0"


def __getattr__(name: str) -> ModuleType:
    """Import a part of the library when it is first asked for."""
    if name == "plots":
        return import_module("nnlib.plots")
    msg = f"module 'nnlib' has no attribute {name!r}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    """List the public names, those that are not imported yet included."""
    return sorted(__all__)
