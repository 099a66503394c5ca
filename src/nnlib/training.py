"""Training: gradient descent over whole batches or mini-batches, and the history it leaves."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Literal, Self, TypeAlias, cast

import numpy as np

from nnlib import _checkpoints
from nnlib._arrays import ArrayLike, Seed
from nnlib._batches import Batch, Batches
from nnlib._files import StrPath
from nnlib._measuring import Measurements
from nnlib._messages import attempt, shown
from nnlib._printing import prints_everywhere
from nnlib._progress import latest, progress_bar
from nnlib._replay import Replays
from nnlib._run import DivergenceError, Run
from nnlib._validation import count, examples, random_generator, require_functions, require_instance, switch
from nnlib.history import History
from nnlib.layers import Dense
from nnlib.models import Network
from nnlib.optimizers import GradientDescent, Optimizer
from nnlib.propagation import total_weight
from nnlib.schedules import Schedule

__all__ = ["Callback", "DivergenceError", "Trainer", "train"]


@prints_everywhere
class Trainer:
    """Train a model, and continue where the last call of `fit` stopped.

    Parameters
    ----------
    model : Network
        The model, which is changed in place.
    optimizer : Optimizer
        The update rule.
    batch_size : int, optional
        Examples in a mini-batch. Each epoch permutes the examples anew, and a smaller last batch is used. Without
        batch_size an epoch is ONE update, which sees all examples (batch gradient descent): ``epochs=20`` is then 20
        updates. For many updates in each epoch, pass ``batch_size=32``.
    rng : int, numpy.random.Generator or None, optional
        The source of the permutations and of the masks of dropout. ``np.random.seed(1)`` has no effect on it: pass
        ``rng=1``.

    Attributes
    ----------
    history : History
        The history of all calls of `fit` so far.
    examples : named tuple or None
        ``X``, ``Y`` and ``sample_weight`` of the running call of `fit`, for its callbacks; None outside of `fit`. They
        are not copies: measure on them, but do not change them.

    Raises
    ------
    TypeError
        If an argument is of the wrong type.
    ValueError
        If `batch_size` is less than 1.

    Examples
    --------
    >>> import nnlib
    >>> X, Y = nnlib.datasets.flower(m=400, rng=1)
    >>> model = nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3)
    >>> trainer = nnlib.Trainer(model, optimizer=nnlib.GradientDescent(1.2))
    >>> trainer.fit(X, Y, iterations=100)
    History(100 updates, 100 epochs, epoch_cost ... to ...)
    >>> trainer.fit(X, Y, iterations=100) is trainer.history
    True
    >>> len(trainer.history.cost)
    200
    """

    def __init__(
        self, model: Network, *, optimizer: Optimizer, batch_size: int | None = None, rng: Seed = None
    ) -> None:
        require_instance("model", model, Network, "a Network")
        require_instance("optimizer", optimizer, Optimizer, "an Optimizer such as nnlib.GradientDescent(0.1)")
        size = None if batch_size is None else count("batch_size", batch_size)
        self._run = Run(model, optimizer, size, random_generator(rng))

    # Read only: a run that has begun has averages of this optimizer, and an epoch in batches of this size.

    @property
    def model(self) -> Network:
        """The model, which is changed in place."""
        return self._run.model

    @property
    def optimizer(self) -> Optimizer:
        """The update rule."""
        return self._run.optimizer

    @property
    def batch_size(self) -> int | None:
        """Examples in a mini-batch; None is batch gradient descent."""
        return self._run.batch_size

    @property
    def examples(self) -> Batch | None:
        """The examples of the running call of `fit`: ``X``, ``Y`` and ``sample_weight``; None outside of `fit`."""
        return self._run.examples

    @property
    def history(self) -> History:
        """The history of all calls of `fit` so far."""
        return self._run.history

    @history.setter
    def history(self, history: History) -> None:
        self._run.history = history

    def __repr__(self) -> str:
        """Show the model, the update rule and the history."""
        return f"Trainer({self.model!r}, {self.optimizer!r}, batch_size={self.batch_size}, {self.history!r})"

    def save(self, path: StrPath) -> None:
        """Write the model, the history and everything else that a run needs to a file; `load` restores the trainer.

        Saving works in the middle of an epoch, too. `fit` then continues as if there had been no break, to the last
        bit. While `fit` runs, save from a callback only: a signal handler or another thread would save half an update.

        Parameters
        ----------
        path : str or path
            The file, usually ``.npz``. An old file is replaced in one step: at any time one of the two exists, whole.

        Raises
        ------
        TypeError, ValueError
            If your own model, update rule or generator holds something that a file cannot.
        OSError
            If the file cannot be written.

        Examples
        --------
        >>> import nnlib, tempfile
        >>> X, Y = nnlib.datasets.flower(m=400, rng=1)
        >>> trainer = nnlib.Trainer(nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3), optimizer=nnlib.Adam(), batch_size=64)
        >>> history = trainer.fit(X, Y, iterations=10)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     trainer.save(f"{folder}/run.npz")
        ...     again = nnlib.Trainer.load(f"{folder}/run.npz")
        >>> trainer.fit(X, Y, epochs=3).cost == again.fit(X, Y, epochs=3).cost
        True
        """
        self._run.settle()
        _checkpoints.write(path, self._run)

    @classmethod
    def load(cls, path: StrPath, *, custom: Mapping[str, Any] | None = None) -> Self:
        """Return the trainer that `save` wrote.

        Parameters
        ----------
        path : str or path
            The file.
        custom : dict of str to object, optional
            Your own activations, and subclasses of Network, Loss, Layer, Optimizer and Schedule, by name: a file
            holds no code.

        Returns
        -------
        Trainer
            The trainer as it was. The file does not hold the examples: pass them to `fit` again. To resume in the
            middle of an epoch, pass the same examples; `fit` can check only their number.

        Raises
        ------
        FileError
            If the file is damaged, holds something else, or needs a name that `custom` does not have.
        OSError
            If it cannot be opened: FileNotFoundError if it does not exist.
        TypeError
            If `custom` holds something that is neither an activation nor a class.
        """
        run = _checkpoints.read(path, custom)
        trainer = cls(run.model, optimizer=run.optimizer, batch_size=run.batch_size)
        trainer._run = run
        return trainer

    def fit(
        self,
        X: ArrayLike,
        Y: ArrayLike,
        *,
        epochs: int | None = None,
        iterations: int | None = None,
        sample_weight: ArrayLike | None = None,
        validation: tuple[ArrayLike, ArrayLike] | None = None,
        training_accuracy: bool = False,
        callbacks: "Sequence[Callback]" = (),
        every: int = 1,
        progress: bool = False,
    ) -> History:
        """Train for some epochs, or some updates.

        Parameters
        ----------
        X, Y, sample_weight, validation, training_accuracy, callbacks, every, progress
            As in `train`. With mini-batches, X.T is used in C order; another order costs one copy.
        epochs, iterations : int, optional
            The number of passes through the examples, or of updates: give exactly one. Without batch_size an epoch is
            ONE update. An epoch that an earlier call left unfinished is finished first, and counts.

        Returns
        -------
        History
            ``self.history``, of this call and all earlier ones.

        Raises
        ------
        TypeError, ValueError, DivergenceError, ImportError
            As in `train`. The model and the trainer are then as they were before this call.

        Warns
        -----
        UserWarning
            As in `train`, at the first two updates of a trainer only.

        Notes
        -----
        If Ctrl-C or an error in a callback stops the call, θ is finite, the history lists the completed updates, and
        another call continues from there. An update that was itself interrupted may be done in part. If θ is not
        finite then, the model and the trainer are as they were before this call.
        """
        model, run = self.model, self._run
        run.settle()
        X = examples(X, model.layers[1].input_shape, model.dtype)
        order: Literal["C", "F"] = "F" if type(model.layers[1]) is Dense else "C"
        batches = Batches(X, *model.labels(Y, sample_weight, m=X.shape[1]), self.batch_size, order)
        updates = run.updates_to_do(batches.m, epochs, iterations)
        measurements = Measurements(model, validation, training_accuracy=switch("training_accuracy", training_accuracy))
        require_functions("callbacks", callbacks, "the trainer")
        after_fits = endings(callbacks)
        measure_and_call = self._after_epoch(measurements, callbacks, count("every", every))
        steps: Iterable[int] = range(updates)
        if switch("progress", progress):
            steps = progress_bar(steps, updates, "update", lambda: latest(run.history))
        whole = model.buffers(batches.size)
        buffers = {m: whole.holding(m) for m in (batches.size, batches.m % batches.size)}  # the last may be ragged
        replays = Replays(run, buffers)
        # A run that overflows is reported once, by DivergenceError.
        with run.settled_or_undone(batches.whole), np.errstate(all="ignore"):
            run.examples_per_epoch, begins = batches.m, run.epoch.updates < 2  # noqa: PLR2004  of which the scale is judged
            for _ in steps:
                X, Y, weight = run.next_batch(batches)
                out = buffers[m := X.shape[1]]
                out.draw_masks(run.rng)  # of dropout
                network, rule = replays.of(X, Y, weight)  # the model and its rule, or their calls as they were recorded
                forward_pass = network.forward(X, out=out)
                J = network.cost_of(forward_pass, Y, weight, out=out)
                if begins:
                    begins = not run.epoch.updates
                    run.warn_of_scale(J, Y)
                gradients = network.backward(forward_pass, Y, weight, out=out)
                run.step(J, gradients, total_weight(m, weight), rule)
                if run.epoch.position == batches.per_epoch:
                    run.end_epoch()
                    if measure_and_call():
                        break
                    if callbacks:
                        replays.look_again()
            run.require_finite(model.parameters.vector)
            for after_fit in after_fits:
                after_fit(self)
                run.require_finite(model.parameters.vector)
        return run.history

    def _after_epoch(
        self, measurements: Measurements, callbacks: "Sequence[Callback]", every: int
    ) -> Callable[[], bool]:
        """Return what measures and calls the callbacks: it tells whether one of them wants to stop."""
        nothing = not callbacks and measurements.nothing

        def measure_and_call() -> bool:
            if nothing or len(self.history.epoch_cost) % every:
                return False
            measurements.take(self._run)
            if not callbacks:
                return False
            self._run.require_finite(self.model.parameters.vector)  # one of them may save the model
            with np.errstate():  # what they set of it is theirs alone
                answers = [callback(self) for callback in callbacks]
            return any(isinstance(answer, bool | np.bool) and answer for answer in answers)

        return measure_and_call


Callback: TypeAlias = Callable[[Trainer], bool | None]
"""Called with the trainer after an epoch; returning True stops the training.

A callback that is an object may also have a method ``after_fit(trainer)``. It is called once, when a call of `fit` has
done its updates or a callback has stopped it, and not after an error or Ctrl-C. Its result is not used.
"""


def endings(callbacks: Sequence[Callback]) -> list[Callable[[Trainer], object]]:
    """Return the method `after_fit` of each callback, checked, and what does nothing for one that has none."""
    found = [attempt(partial(getattr, callback, "after_fit"), otherwise=None) for callback in callbacks]
    methods = [method if callable(method) else do_nothing for method in found]
    require_functions("after_fit of callbacks", methods, "the trainer")
    return methods


def do_nothing(_: Trainer) -> None:
    """Stand in for the method of a callback that has none."""


def train(
    model: Network,
    X: ArrayLike,
    Y: ArrayLike,
    *,
    learning_rate: float | Schedule | None = None,
    optimizer: Optimizer | None = None,
    batch_size: int | None = None,
    epochs: int | None = None,
    iterations: int | None = None,
    sample_weight: ArrayLike | None = None,
    validation: tuple[ArrayLike, ArrayLike] | None = None,
    training_accuracy: bool = False,
    callbacks: Sequence[Callback] = (),
    every: int = 1,
    progress: bool = False,
    rng: Seed = None,
) -> History:
    """Train a model in one call.

    Parameters
    ----------
    model : Network
        The model, which is changed in place.
    X : array_like of shape (n_x, m)
        Examples in columns.
    Y : array_like of shape (n_y, m)
        Labels; softmax also accepts class indices (1, m).
    learning_rate : float or Schedule, optional
        The learning rate α of gradient descent.
    optimizer : Optimizer, optional
        Another update rule. Give exactly one of `learning_rate` and `optimizer`.
    batch_size : int, optional
        Examples in a mini-batch. Without batch_size an epoch is ONE update, which sees all examples (batch gradient
        descent). For many updates in each epoch, pass ``batch_size=32``.
    epochs, iterations : int, optional
        The number of passes through the examples, or of updates: give exactly one. Without batch_size ``epochs=20`` is
        only 20 updates.
    sample_weight : array_like of shape (m,), optional
        One weight for each example.
    validation : (X, Y), optional
        Examples to measure the model on: cost, loss and accuracy.
    training_accuracy : bool, default False
        Whether to measure the accuracy on the training examples, too. That takes another forward pass through them.
    callbacks : sequence of callable
        Each is called with the trainer after an epoch; one that returns True stops the training. An object may also
        have a method ``after_fit(trainer)``, which is called when training has ended, but not after an error.
    every : int, default 1
        Measure and call callbacks after every so many epochs, but not after an unfinished epoch. In batch gradient
        descent every update is an epoch.
    progress : bool, default False
        Whether tqdm shows a progress bar, with the last cost and the last measurements.
    rng : int, numpy.random.Generator or None, optional
        The source of the permutations and of the masks of dropout. ``np.random.seed(1)`` has no effect on it: pass
        ``rng=1``.

    Returns
    -------
    History
        The costs and the measurements.

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit. The model has then not changed.
    DivergenceError
        If the cost or θ is no longer finite. The model is then as it was.
    ImportError
        If `progress` is True and tqdm is not installed.

    Warns
    -----
    UserWarning
        Once, at the first or second update of a run, if X or Y is so large that the model will hardly learn. The cost
        is then far above that of guessing, or targets of squared error are far from unit scale. The warning says which,
        and what helps.

    Notes
    -----
    After Ctrl-C the model keeps what it has learned so far. Use a `Trainer` to keep the history too, and to continue.

    Examples
    --------
    >>> import nnlib
    >>> X, Y = nnlib.datasets.flower(m=400, rng=1)
    >>> model = nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3)
    >>> history = nnlib.train(model, X, Y, learning_rate=1.2, iterations=2000)
    >>> history.cost[0] > 2 * history.cost[-1]
    True
    """
    if (learning_rate is None) == (optimizer is None):
        got = f"learning_rate={shown(learning_rate)} and optimizer={shown(optimizer)}"
        msg = f"give exactly one of learning_rate and optimizer, got {got}"
        raise ValueError(msg)
    if learning_rate is not None:
        optimizer = GradientDescent(learning_rate)
    trainer = Trainer(model, optimizer=cast("Optimizer", optimizer), batch_size=batch_size, rng=rng)
    return trainer.fit(
        X,
        Y,
        epochs=epochs,
        iterations=iterations,
        sample_weight=sample_weight,
        validation=validation,
        training_accuracy=training_accuracy,
        callbacks=callbacks,
        every=every,
        progress=progress,
    )
