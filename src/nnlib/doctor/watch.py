"""A watch: the doctor's cheap checks while a run goes on, and what it measures of each layer."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np

from nnlib._parts import Title
from nnlib._printing import prints_everywhere
from nnlib._validation import switch
from nnlib.doctor import _data, _training, _units
from nnlib.doctor._case import Case
from nnlib.doctor.findings import Finding, in_causal_order
from nnlib.propagation import penalty
from nnlib.training import Trainer

if TYPE_CHECKING:
    from nnlib._arrays import Array

EVERY = 300
"""Between two looks are so many updates at least. A look takes as long as a few updates on as many examples."""
EXAMPLES = 64
"""So many are looked at, at most: as many as a batch has."""
FEWEST = 16
"""So many at least: one example, the batch of stochastic gradient descent, tells nothing about a unit."""
RECENT = 20
"""The number of updates whose costs tell how a run does now."""


@prints_everywhere
class Watch:
    """A callback that looks at a run from time to time, and keeps its findings. It prints nothing.

    It looks after the first epoch, then whenever 300 updates or more have passed, and when `fit` ends: at 64 examples
    or fewer, forward and back. Unlike `nnlib.diagnose` it trains no copies, so it takes little time and sees less.

    Parameters
    ----------
    stop : bool, default False
        Whether a finding of level "wrong" stops the run.

    Attributes
    ----------
    findings : tuple of Finding
        The findings of the last look, causes first; each gives the update since which it has been there.
    updates : list of int
        The number of updates at each look.
    gradients, activations : dict of int to list of float
        The root mean squares of dW[l] and of A[l] by layer, at each look.
    changes : dict of int to list of float
        ‖Δθ‖ / ‖θ‖ of W and b by layer, since the look before, divided by the number of updates between; NaN at the
        first look.

    Raises
    ------
    TypeError
        If `stop` is neither True nor False.

    Examples
    --------
    >>> import nnlib
    >>> X, Y = nnlib.datasets.digits()
    >>> model = nnlib.Network([64, 32, 10], output="softmax", initialization="zeros")
    >>> watch = Watch(stop=True)
    >>> history = nnlib.train(model, X, Y, learning_rate=0.1, batch_size=64, epochs=20, callbacks=[watch], rng=0)
    >>> watch.findings[0].name, watch.updates
    ('copies', [29])
    """

    def __init__(self, *, stop: bool = False) -> None:
        self.stop = switch("stop", stop)
        self._begin(None)

    def _begin(self, trainer: Trainer | None) -> None:
        """Forget what was seen of another run."""
        self._trainer = trainer
        self._case: Case | None = None
        self._theta = np.empty(0)
        self._m, self._chosen = 0, np.empty(0, int)
        self._since: dict[str, int] = {}
        self.findings: tuple[Finding, ...] = ()
        self.updates: list[int] = []
        self.gradients: dict[int, list[float]] = {}
        self.activations: dict[int, list[float]] = {}
        self.changes: dict[int, list[float]] = {}

    @property
    def _facts(self) -> str:
        """How often it has looked, and what it found at last."""
        names = ", ".join(finding.name for finding in self.findings) or "nothing found"
        return f"(stop={self.stop}, {len(self.updates)} looks: {names})"

    def __repr__(self) -> str:
        """Tell how often it has looked, and what it found at last."""
        return f"{type(self).__name__}{self._facts}"

    def _parts_(self) -> Iterator[object]:
        """Yield what is printed, and the findings in full."""
        yield Title(type(self).__name__, rest=self._facts)
        yield from self.findings

    def __call__(self, trainer: Trainer) -> bool:
        """Look, if it is time; return whether the run has to stop."""
        done = len(trainer.history.cost)
        if trainer is not self._trainer or (self.updates and done < self.updates[-1]):
            self._begin(trainer)
        if not self.updates or done - self.updates[-1] >= EVERY:
            self._look(trainer, done)
        return self.stop and any(finding.level == "wrong" for finding in self.findings)

    def after_fit(self, trainer: Trainer) -> None:
        """Look once more, at the end."""
        done = len(trainer.history.cost)
        if trainer is not self._trainer:
            self._begin(trainer)
        if not self.updates or done > self.updates[-1]:
            self._look(trainer, done)

    def _look(self, trainer: Trainer, done: int) -> None:
        """Go forward and back with a few examples, and keep what is found and measured."""
        case = self._case_now(trainer)
        units = _units.Units(case)
        self._measure(units, done)
        self.updates.append(done)
        found = list(of_run(case, units))
        self._since = {finding.name: self._since.get(finding.name, done) for finding in found}
        told = [replace(one, evidence=f"since update {self._since[one.name]}: {one.evidence}") for one in found]
        self.findings = in_causal_order(told)

    def _case_now(self, trainer: Trainer) -> Case:
        """Return the case as it is now; what depends on the examples alone is known while they stay the same."""
        X, Y, _ = cast("tuple[Array, Array, object]", trainer.examples)
        if self._m != X.shape[1]:
            self._m, size = X.shape[1], max(FEWEST, min(EXAMPLES, trainer.batch_size or EXAMPLES))
            # At random, since evenly spaced ones may all be of one class where the classes take turns.
            self._chosen = np.sort(np.random.default_rng(0).choice(self._m, min(self._m, size), replace=False))
        X, Y, known = np.asfortranarray(X[:, self._chosen]), Y[:, self._chosen], self._case
        # Another call of fit may bring other examples, such as X scaled at last.
        if known is None or not (np.array_equal(X, known.X) and np.array_equal(Y, known.Y)):
            self._case = known = Case(trainer.model, X, Y, trainer)
        for name in ("r2", "loss", "gap", "plain"):
            vars(known).pop(name, None)
        return known

    def _measure(self, units: _units.Units, done: int) -> None:
        """Append the sizes of gradients and activations, and how far the weights have come since the last look."""
        parameters = units.model.parameters
        before = parameters.over(self._theta) if self.updates else None
        for l in parameters.distinct:
            W, b, moved = parameters.W[l], parameters.b[l], math.nan
            if before:
                far, size = (np.linalg.norm(np.hstack(pair)) for pair in ((W - before.W[l], b - before.b[l]), (W, b)))
                moved = float(far / (size or 1.0)) / max(1, done - self.updates[-1])
            for kept, measured in (
                (self.gradients, _units.root_mean_square(units.dW[l])),
                (self.activations, _units.root_mean_square(units.forward_pass.A[l])),
                (self.changes, moved),
            ):
                kept.setdefault(l, []).append(measured)
        self._theta = parameters.vector.copy()


def of_run(case: Case, units: _units.Units) -> Iterator[Finding]:
    """Yield what can be found in a run without training copies."""
    yield from _data.scale_of_targets(case)
    yield from _data.scale_of_features(case)
    for check in _units.CHECKS:
        yield from check(case, units)
    yield from cost_gone_up(case)
    yield from _training.overfitting(case)


def cost_gone_up(case: Case) -> Iterator[Finding]:
    """Tell a learning rate with which the cost goes up and down, above where it began and above what guessing costs."""
    costs = case.trainer.history.cost if case.trainer else []
    recent = costs[-RECENT:]
    if len(recent) < RECENT or not case.guess:
        return
    mean, term = float(np.mean(recent)), penalty(case.model.parameters, case.model.l2)
    rough = float(np.abs(np.diff(recent)).mean()) > _training.ROUGH * case.guess
    if rough and mean > 1.2 * max(costs[0], case.guess + term):
        told = f"the last {RECENT} updates cost {mean:.3g} in the mean, up and down; the first cost {costs[0]:.3g}"
        yield Finding("learning rate too large", "wrong", told)
