"""Recordings: moments of a run, kept while a network of two features learns, and the page that replays them."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from nnlib import _pages
from nnlib._arrays import Array
from nnlib._files import StrPath, checked_path, write_text
from nnlib._messages import shown
from nnlib._validation import count, require_instance
from nnlib.layers import Dense
from nnlib.models import Network
from nnlib.playground._frames import frame_of
from nnlib.training import Trainer

MOST_COSTS = 400


class Moment(NamedTuple):
    """A network after so many updates, at which call, and which of the examples it then had."""

    updates: int
    call: int
    examples: int
    theta: Array
    l2: float


class Recording:
    """A callback that keeps moments of a run, for a page that replays it in any browser.

    It copies θ after some of the epochs, evenly spread over a run of any length, and changes nothing.
    It is for dense networks with two features that classify.

    Parameters
    ----------
    moments : int, default 120
        The largest number of moments to keep.

    Raises
    ------
    TypeError, ValueError
        If `moments` is not a whole number of at least 2. During training, if a page cannot show the network or its
        labels.

    Notes
    -----
    It continues from one call of ``fit`` to the next as long as the model is the same object. The last moment is the
    network at the time when the page is made. To begin with the untrained network, call ``recording(trainer)`` before
    ``trainer.fit``.

    Examples
    --------
    >>> import nnlib, tempfile
    >>> X, Y = nnlib.datasets.flower(m=400, rng=1)
    >>> model = nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3)
    >>> recording = Recording(moments=4)
    >>> history = nnlib.train(model, X, Y, learning_rate=1.2, iterations=1000, callbacks=[recording])
    >>> recording.updates
    [1, 513, 1000]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     recording.to_html(f"{folder}/run.html")
    """

    def __init__(self, moments: int = 120) -> None:
        self._most = count("moments", moments, 2)
        self._begin(None)

    def _begin(self, trainer: Trainer | None) -> None:
        """Forget what was kept of another model."""
        self._trainer, self._fit = trainer, object()
        self._earlier: list[float] = []  # the costs of the model's trainers before this one
        self._left: dict[Trainer, int] = {}  # how many costs each of them had then, should it come back
        self._examples: list[tuple[Array, Array]] = []
        self._kept: list[Moment] = []
        self._calls, self._apart = 0, 1

    @property
    def updates(self) -> list[int]:
        """After how many updates each moment was kept."""
        return [moment.updates for moment in self._moments()]

    def __call__(self, trainer: Trainer) -> None:
        """Keep this moment, if it is time."""
        self._look_at(trainer)
        now = self._now(trainer)
        while self._kept and self._kept[-1].updates >= now.updates:  # of a call of `fit` that was undone
            self._calls = self._kept.pop().call
        if self._calls % self._apart == 0 and len(self._kept) == self._most - 1:  # with the end, these are all
            self._apart *= 2
            self._kept = [moment for moment in self._kept if moment.call % self._apart == 0]
        if self._calls % self._apart == 0:
            self._kept.append(now._replace(call=self._calls, theta=now.theta.copy()))
        self._calls += 1

    def to_html(self, path: StrPath) -> None:
        """Write one HTML file that replays the run: without a server, without a network.

        J and the accuracy are those of the whole network on all training examples, without dropout and sample weights.

        Parameters
        ----------
        path : str or path
            The file. An old file is replaced.

        Raises
        ------
        ValueError
            If nothing was recorded yet.
        """
        checked_path(path)
        write_text(path, self.page())

    def page(self, code: str = "", held_out: tuple[Array, Array] = (np.empty((2, 0)), np.empty((1, 0)))) -> str:
        """Return the page, with the script of the run and its validation set, if it has them."""
        if self._trainer is None or not self._examples:
            msg = "nothing was recorded yet: pass callbacks=[recording] to nnlib.train or to fit"
            raise ValueError(msg)
        model, costs, frames = self._trainer.model.copy(), self._costs(), []
        radius = 1.1 * max(float(np.abs(X).max()) for X, _ in self._examples) or 1.0
        for moment in self._moments():
            model.parameters.vector, model.l2 = moment.theta, moment.l2
            k = min(moment.examples, len(self._examples) - 1)
            frame = frame_of(model, *self._examples[k], held_out, radius)
            frames.append(frame | {"updates": moment.updates, "examples": k})
        recorded = {
            "caption": f"{model!r}, trained by {self._trainer.optimizer!r}.",
            "code": code,
            "data": [drawn(*examples) | {"radius": radius} for examples in self._examples],
            "held_out": drawn(*held_out) if held_out[0].size else None,
            "frames": frames,
            "costs": list(enumerate(costs))[:: -(-len(costs) // MOST_COSTS) or 1],
        }
        assets = Path(__file__).parent / "assets"
        names = ("drawing.js", "replay.js", "replay.css")
        drawing, replay, style = ((assets / name).read_text(encoding="utf-8") for name in names)
        title = f"A {'-'.join(map(str, model.layer_sizes))} network learns"
        return _pages.page(title, "Replay.show", recorded, scripts=[drawing, replay], styles=[style])

    def _look_at(self, trainer: Trainer) -> None:
        """Where another call of `fit` has begun, see what is new, and refuse what a page cannot show."""
        require_instance("trainer", trainer, Trainer, "a Trainer")
        if trainer is self._trainer and trainer.examples is self._fit:
            return
        require_shown(trainer.model, trainer.examples and trainer.examples.Y)
        if self._trainer is None or trainer.model is not self._trainer.model:
            self._begin(trainer)
        elif trainer is not self._trainer:
            self._earlier = self._costs()
            self._left[self._trainer] = len(self._trainer.history.cost)
        self._trainer, self._fit = trainer, trainer.examples
        if trainer.examples is not None:
            self.see(*trainer.examples[:2])

    def see(self, X: Array, Y: Array) -> None:
        """Take these for the examples from here on."""
        if not self._examples or not all(map(np.array_equal, (X, Y), self._examples[-1])):
            self._examples.append((X.copy(), Y.copy()))

    def _now(self, trainer: Trainer) -> Moment:
        """Return how it is now. Where no call of `fit` runs, the examples are those to come."""
        model, before = trainer.model, len(self._earlier) - self._left.get(trainer, 0)
        examples = len(self._examples) - (trainer.examples is not None)
        return Moment(before + len(trainer.history.cost), self._calls, examples, model.parameters.vector, model.l2)

    def _moments(self) -> list[Moment]:
        """Return the moments, of which the last is now."""
        now = [self._now(self._trainer)] if self._trainer else []
        return [moment for moment in self._kept if moment.updates < now[0].updates] + now

    def _costs(self) -> list[float]:
        """Return the costs of all updates."""
        trainer = self._trainer
        return self._earlier + trainer.history.cost[self._left.get(trainer, 0) :] if trainer else []


def require_shown(model: Network, Y: Array | None) -> None:
    """Refuse a network, or labels, that a page could not show."""
    n_x, *nodes = model.layer_sizes
    dense = all(type(layer) is Dense for layer in model.layers.values())
    if not dense or n_x != 2 or nodes[-1] > 3 or sum(nodes) > 100:  # noqa: PLR2004  there are three colours
        msg = f"a Recording shows dense networks with n_x=2, at most 100 nodes and 3 outputs, got {shown(model)}"
        raise ValueError(msg)
    if Y is not None and not (np.isin(Y, (0, 1)).all() and (len(Y) == 1 or (Y.sum(axis=0) == 1).all())):
        msg = f"a Recording shows classes, labels 0 and 1, but Y holds numbers from {Y.min():.3g} to {Y.max():.3g}"
        raise ValueError(msg)


def drawn(X: Array, Y: Array) -> dict[str, object]:
    """Return examples as a page draws them."""
    return {"X": X.tolist(), "Y": (Y.argmax(axis=0) if len(Y) > 1 else Y[0]).tolist()}
