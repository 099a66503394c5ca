"""Callbacks: functions that a trainer calls after an epoch, for example to save the run or to stop it early.

A callback is any function of the trainer. If it returns True, training stops. If it has a method ``after_fit``, that is
called when a call of `fit` has ended. The callbacks here use the history, so in a loaded run they continue where they
stopped.
"""

import math
import warnings
import weakref
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from nnlib._arrays import Array
from nnlib._files import StrPath, checked_path
from nnlib._messages import shortened
from nnlib._printing import prints_everywhere
from nnlib._registry import name_of
from nnlib._scale import outside
from nnlib._validation import choice, count, switch
from nnlib.history import History
from nnlib.training import Trainer

__all__ = ["EarlyStopping", "SaveBest", "SaveEvery"]


@prints_everywhere
@dataclass(frozen=True)
class SaveEvery:
    """Save the trainer after every so many epochs, replacing the earlier file.

    If `fit` calls its callbacks after every k epochs only (``every=k``), make `epochs` a multiple of k.

    Parameters
    ----------
    path : str or path
        The file, for `Trainer.load`.
    epochs : int, default 1
        The number of epochs between two saves. In batch gradient descent every update is an epoch.

    Raises
    ------
    TypeError, ValueError
        If `epochs` is not a whole number, or is less than 1.

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
    """Save the model whenever its validation loss is the lowest of the run so far, or if there is no file yet.

    The loss is the mean loss without the L2 term. Unknown losses are ignored: files of nnlib 0.4 and earlier do not
    have the losses of a run with ``l2``.

    List it before a `SaveEvery`. If the process is killed between the two, every best in the run's file has been saved.

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
        lowest = min((math.inf, *earlier))  # which NaN never is: behind a number, min passes over it
        if latest < lowest or not Path(self.path).exists():
            trainer.model.save(self.path)


def require_measured(name: str, what: str, history: History) -> None:
    """Refuse a run whose validation was not measured after this epoch."""
    if history.validation_epoch[-1:] != [len(history.epoch_cost)]:
        msg = f"{name} compares validation {what}: give fit or train validation=(X, Y)"
        raise ValueError(msg)


class Seen(NamedTuple):
    """The part of a run that was seen: the number of measured values, the last, the best, its epoch, its θ if known.

    It belongs to one process: a pickle or a copy of it is empty.
    """

    run: Callable[[], Trainer | None] = lambda: None
    values: int = 0
    last: float | None = None
    best: float | None = None
    epoch: int = 0
    theta: Array | None = None

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle nothing."""
        return Seen, ()


@dataclass(frozen=True)
class EarlyStopping:
    """Stop training when the validation loss has not improved for some epochs, and restore the best θ.

    The loss is the mean loss without the L2 term, ``history.validation_loss``. Of equal values the first is best, and
    NaN is never better.

    Parameters
    ----------
    patience : int
        The number of epochs to wait for an improvement: training stops this many epochs after the best one. It counts
        epochs even if `fit` measures only after every k of them (``every=k``).
    monitor : "loss" or "accuracy", default "loss"
        Whether the lowest validation loss is best, or the highest validation accuracy.
    restore : bool, default True
        Whether the model gets the θ of the best epoch at the end of `fit`, even if the epochs ran out first. After an
        error or Ctrl-C it does not.

    Attributes
    ----------
    best_epoch : int or None
        The best epoch so far of the last run; None before there is one.
    best : float or None
        Its loss or accuracy.

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit. During training, if there is no validation set, or no accuracy to monitor.

    Warns
    -----
    UserWarning
        If the best θ should be restored but is not known, because that epoch was trained without this object: before
        the run was loaded, for instance. The model then keeps its present θ.

    Notes
    -----
    It uses the whole history: a run that is saved, loaded and resumed stops where it would have stopped without the
    break. A run that was stopped therefore stops again after one more epoch, unless that epoch is the best. A larger
    `patience` continues it.

    Only θ is restored. The averages of the update rule, its t and the generator stay those of the last update, and
    further training uses these. Several calls of `fit` equal one long call only with ``restore=False``.

    An object remembers the best θ of one run. It continues with the same trainer, and starts anew with another.

    Examples
    --------
    >>> import nnlib
    >>> X, X_val, Y, Y_val = nnlib.datasets.split(*nnlib.datasets.flower(m=400, rng=1), test_size=0.25, rng=0)
    >>> trainer = nnlib.Trainer(nnlib.ShallowNetwork(n_x=2, n_h=20, rng=3), optimizer=nnlib.Adam(0.1), rng=0)
    >>> stopping = nnlib.callbacks.EarlyStopping(patience=50)
    >>> history = trainer.fit(X, Y, iterations=5000, validation=(X_val, Y_val), callbacks=[stopping])
    >>> len(history.epoch_cost) - stopping.best_epoch
    50
    >>> trainer.model.cost(X_val, Y_val) == stopping.best == min(history.validation_loss)
    True
    """

    patience: int
    _: KW_ONLY
    monitor: Literal["loss", "accuracy"] = "loss"
    restore: bool = True
    _seen: Seen = field(default=Seen(), init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse what is no number of epochs, and what cannot be monitored."""
        object.__setattr__(self, "patience", count("patience", self.patience))
        object.__setattr__(self, "monitor", choice("monitor", self.monitor, ("loss", "accuracy")))
        object.__setattr__(self, "restore", switch("restore", self.restore))

    @property
    def best_epoch(self) -> int | None:
        """The best epoch so far."""
        return self._seen.epoch or None

    @property
    def best(self) -> float | None:
        """The loss or the accuracy of the best epoch."""
        return self._seen.best

    def __call__(self, trainer: Trainer) -> bool:
        """Return True, which stops the training, when the best has been the best for long enough."""
        loss = self.monitor == "loss"
        require_measured("EarlyStopping", "losses" if loss else "accuracies", trainer.history)
        if not loss and not trainer.model.classifies:
            output = shortened(name_of(trainer.model.output_layer.activation))
            msg = f'accuracy counts right classes, but the output {output} gives numbers: use monitor="loss"'
            raise TypeError(msg)
        self._look(trainer)
        now = trainer.history.validation_epoch[-1]
        if self.restore and self._seen.epoch == now:
            theta = trainer.model.parameters.vector.copy()
            object.__setattr__(self, "_seen", self._seen._replace(theta=theta))
        return now - self._seen.epoch >= self.patience

    def after_fit(self, trainer: Trainer) -> None:
        """Give the model the best θ; warn where it is not known."""
        self._look(trainer)
        if self.restore and self._seen.theta is not None:
            trainer.model.parameters.vector = self._seen.theta
        elif self.restore and self._seen.best is not None:
            msg = (
                f"the best epoch, {self._seen.epoch}, was before this trainer was loaded, or trained without this "
                "EarlyStopping: its parameters are not known here, and the model keeps those of the last update. "
                "nnlib.callbacks.SaveBest keeps the best model in a file"
            )
            warnings.warn(msg, UserWarning, stacklevel=outside())

    def _look(self, trainer: Trainer) -> None:
        """See what was measured since the last time, or all of it where the history does not begin as it was seen."""
        history, loss = trainer.history, self.monitor == "loss"
        values = history.validation_loss if loss else history.validation_accuracy
        known = self._seen if self._seen.run() is trainer else Seen(weakref.ref(trainer))
        # The very same object and not an equal one: a call of fit that was undone may have been followed by another.
        goes_on = not known.values or (known.values <= len(values) and values[known.values - 1] is known.last)
        seen = known if goes_on else Seen(known.run)
        best, epoch = seen.best, seen.epoch
        for value, after in zip(values[seen.values :], history.validation_epoch[seen.values :], strict=False):
            bound = (math.inf if loss else -math.inf) if best is None else best
            if value < bound if loss else value > bound:
                best, epoch = value, after
        theta = known.theta if best is known.best else None
        last = values[-1] if values else None
        object.__setattr__(self, "_seen", Seen(known.run, len(values), last, best, epoch, theta))
