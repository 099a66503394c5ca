"""Callbacks: what a trainer does after an epoch, such as saving itself.

A callback is any function of the trainer; one that returns True stops the training. Those here keep nothing
themselves, so they go on where they stopped in a run that was loaded.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnlib._files import StrPath, checked_path
from nnlib._printing import prints_everywhere
from nnlib._validation import count
from nnlib.history import History
from nnlib.training import Trainer


@prints_everywhere
@dataclass(frozen=True)
class SaveEvery:
    """Save the trainer after every so many epochs, over the file of the time before.

    Where `fit` calls its callbacks after every k epochs only (``every=k``), let `epochs` be a multiple of k.

    Parameters
    ----------
    path : str or path
        The file, for `Trainer.load`.
    epochs : int, default 1
        After how many epochs; in batch gradient descent every update is an epoch.

    Raises
    ------
    TypeError, ValueError
        If `epochs` is no whole number, or less than 1.

    Examples
    --------
    >>> import nnlib, tempfile
    >>> X, Y = nnlib.datasets.flower(m=400, rng=1)
    >>> trainer = nnlib.Trainer(nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3), optimizer=nnlib.Adam(), batch_size=64)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save = nnlib.callbacks.SaveEvery(f"{folder}/run.npz", epochs=2)
    ...     history = trainer.fit(X, Y, epochs=5, callbacks=[save])
    ...     len(nnlib.Trainer.load(f"{folder}/run.npz").history.epoch_cost)
    4
    """

    path: StrPath
    epochs: int = 1

    def __post_init__(self) -> None:
        """Refuse what is no path, and no number of epochs."""
        checked_path(self.path)
        object.__setattr__(self, "epochs", count("epochs", self.epochs))

    def __call__(self, trainer: Trainer) -> None:
        """Save, if it is time."""
        if len(trainer.history.epoch_cost) % self.epochs == 0:
            trainer.save(self.path)


@prints_everywhere
@dataclass(frozen=True)
class SaveBest:
    """Save the model whenever its validation loss is lower than ever in the run, or where there is no file yet.

    The loss is the mean loss without the L2 term. Losses that are not known count for nothing: files of nnlib 0.4 and
    earlier do not have those of a run with ``l2``.

    List it before a `SaveEvery`: should the process be killed between the two, no best is known that was not saved.

    Parameters
    ----------
    path : str or path
        The file, for `nnlib.load`.

    Examples
    --------
    >>> import nnlib, tempfile
    >>> X, X_val, Y, Y_val = nnlib.datasets.split(*nnlib.datasets.flower(m=400, rng=1), test_size=0.25, rng=0)
    >>> model = nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     best = nnlib.callbacks.SaveBest(f"{folder}/best.npz")
    ...     history = nnlib.train(
    ...         model, X, Y, learning_rate=1.2, iterations=20, validation=(X_val, Y_val), callbacks=[best]
    ...     )
    ...     nnlib.load(f"{folder}/best.npz").cost(X_val, Y_val) == min(history.validation_loss)
    True
    """

    path: StrPath

    def __post_init__(self) -> None:
        """Refuse what is no path."""
        checked_path(self.path)

    def __call__(self, trainer: Trainer) -> None:
        """Save, if this is the best; ValueError where nothing was measured after this epoch."""
        require_measured("SaveBest", "losses", trainer.history)
        *earlier, latest = trainer.history.validation_loss
        if latest < np.fmin.reduce(earlier, initial=np.inf) or not Path(self.path).exists():
            trainer.model.save(self.path)


def require_measured(name: str, what: str, history: History) -> None:
    """Refuse a run whose validation was not measured after this epoch."""
    if history.validation_epoch[-1:] != [len(history.epoch_cost)]:
        msg = f"{name} compares validation {what}: give fit or train validation=(X, Y)"
        raise ValueError(msg)
