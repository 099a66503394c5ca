"""What is wrong with the units: dead, saturated or alike, and gradients that vanish or explode on their way back."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from nnlib._arrays import Array
from nnlib._scale import rounded
from nnlib.activations import ReLU, Sigmoid, Tanh
from nnlib.doctor._case import Case
from nnlib.doctor.findings import Finding
from nnlib.models import Network
from nnlib.propagation import penalty

LOOKED_AT = 200
"""So many examples go forward and back."""
ENOUGH = 100
"""The number of examples that tell a dead ReLU from one that seldom fires."""
MANY, MOST = 0.6, 0.9
"""The shares of a layer's ReLUs that are doubtful, and wrong, to be dead."""
FLAT: dict[type, float] = {Sigmoid: 0.05 / 4, Tanh: 0.05}
"""The slopes below which a unit is saturated: a twentieth of the steepest."""
SATURATED = 0.5
"""The share of a layer's slopes that are flat where it is saturated."""
VANISHED, NO_SLOPE = 1e-3, 1e-6
"""How small dZ[l] is in comparison with dZ[L] where gradients vanish, and g′ where a unit passes none."""
EXPLODED = 30.0
"""How much more than guessing the first cost is where activations explode; dZ exceeds dZ[L] by its square."""
SMALL = 0.2
"""How small weights are, in units of √(1/n), that make everything vanish."""
LEFT = 0.15
"""How much more of Y could be explained where a layer that learns little matters."""


def root_mean_square(array: Array) -> float:
    """Return how large an array's numbers are."""
    return float(np.sqrt(np.square(array, dtype=np.float64).mean()))


class Units:
    """The network's arrays for some examples: what goes forward, and what comes back."""

    def __init__(self, case: Case, model: Network | None = None) -> None:
        X, Y = case.sample
        self.model = model or case.model
        self.hidden = range(1, len(self.model.g))
        self.forward_pass = self.model.forward(np.asfortranarray(X[:, :LOOKED_AT]))
        gradients = self.model.backward(self.forward_pass, Y[:, :LOOKED_AT])
        slopes = {l: self.model.g[l].derivative(self.forward_pass.Z[l]) for l in self.hidden}
        self.dW, self.dZ = gradients.dW, gradients.dZ
        self.slopes = {l: slope.reshape(self.model.layers[l].n, -1) for l, slope in slopes.items()}

    def ratios(self) -> dict[int, float]:
        """Return how large dZ[l] of each hidden layer is in comparison with dZ[L], by root mean squares."""
        sizes = {l: root_mean_square(dZ) for l, dZ in self.dZ.items()}
        return {l: sizes[l] / (sizes[len(sizes)] or 1.0) for l in self.hidden}

    def dead(self, l: int) -> npt.NDArray[np.bool]:
        """Return which units of a layer no example can teach."""
        return (self.slopes[l] == 0).all(axis=1)


def dead_relus(case: Case, units: Units) -> Iterator[Finding]:
    """Tell the layer with the most ReLUs that are 0 for every example."""
    dead = {l: units.dead(l) for l in units.hidden if isinstance(units.model.g[l], ReLU)}
    l = max(dead, key=lambda l: dead[l].mean(), default=0)
    few = units.forward_pass.output.shape[1] < ENOUGH and case.gap < LEFT  # a unit may fire for others
    if l and dead[l].mean() >= MANY and not few:
        wrong = dead[l].mean() >= MOST and case.gap > LEFT
        told = f"layer {l}: {dead[l].sum()} of {len(dead[l])} units give 0 for all of {units.dZ[l].shape[1]} examples"
        yield Finding("dead ReLUs", "wrong" if wrong else "doubtful", told)


def saturated_units(case: Case, units: Units) -> Iterator[Finding]:
    """Tell the layer whose sigmoids or tanhs are flattest, where the network has not learned all that it could."""
    flat = {l: units.slopes[l] < FLAT[kind] for l in units.hidden if (kind := type(units.model.g[l])) in FLAT}
    l = max(flat, key=lambda l: flat[l].mean(), default=0)
    if l and flat[l].mean() >= SATURATED and case.gap > LEFT / 3:
        size = np.abs(units.forward_pass.Z[l]).mean(dtype=np.float64)
        share = flat[l].mean()
        told = f"layer {l}: g′(z) is nearly 0 in {share:.0%} of all units and examples; the mean of |z| is {size:.3g}"
        yield Finding("saturated units", "wrong" if flat[l].mean() >= MOST else "doubtful", told)


def copies(_: Case, units: Units) -> Iterator[Finding]:
    """Tell the layer with the most units that have the same weights as another."""
    alike = {l: copied(units, l) for l in units.hidden}
    l = max(alike, key=lambda l: alike[l].mean(), default=0)
    if l and alike[l].any():
        told = f"layer {l}: {alike[l].sum()} of {len(alike[l])} units have the same weights as another, in and out"
        yield Finding("copies", "wrong" if alike[l].all() else "doubtful", told)


def copied(units: Units, l: int) -> npt.NDArray[np.bool]:
    """Return which units of a layer are another's copy: by their rows of W[l] and b[l], and what goes out of them."""
    W, b, rng = units.model.W, units.model.b, np.random.default_rng(0)
    parts = [part.astype(np.float64) for part in (W[l], b[l], W[l + 1].T) if len(part) == len(W[l])]
    # Each row by itself, since some may be far smaller than others: its size, and three random projections.
    sizes = [np.abs(part).max(axis=1, keepdims=True) for part in parts]
    ones = [np.where(size > 0, size, 1) for size in sizes]
    projections = [part / size @ rng.normal(size=(part.shape[1], 3)) for part, size in zip(parts, ones, strict=True)]
    rows = np.round(np.hstack([*projections, *map(np.log, ones)]), 5)
    _, kinds, counts = np.unique(rows, axis=0, return_inverse=True, return_counts=True)
    # A ReLU that is dead is told of as such; but one without weights is dead because it is a copy.
    return (counts[kinds.ravel()] > 1) & (~units.dead(l) | (sizes[0][:, 0] == 0))


def gradients(case: Case, units: Units) -> Iterator[Finding]:
    """Tell gradients that are far larger, or far smaller, in the first layers than in the last."""
    if len(units.hidden) < 2:  # noqa: PLR2004  there is no way back to speak of
        return
    ratios, first = units.ratios(), absurd_first_cost(case, units)
    l = max(ratios, key=lambda l: ratios[l])
    if first or not ratios[l] < EXPLODED**2:
        if first:
            told = f"the first cost was {rounded(first)}, and guessing costs {rounded(case.guess or 0)}"
        elif np.isfinite(ratios[l]):
            told = f"dZ[{l}] is {ratios[l]:.3g} times as large as dZ[{len(units.dZ)}] (root mean squares)"
        else:
            told = "dZ is too large for its root mean square to be a finite number"
        yield Finding("exploding gradients", "wrong" if case.gap > LEFT else "doubtful", told)
    elif case.gap > LEFT / 3:
        yield from vanishing(case, units)


def absurd_first_cost(case: Case, units: Units) -> float:
    """Return the run's first cost, without the L2 term, where it was absurd; behind σ or tanh nothing explodes."""
    bounded = any(isinstance(units.model.g[l], Sigmoid | Tanh) for l in units.hidden)
    first = case.trainer.history.cost[0] if case.trainer and case.trainer.history.cost else case.loss
    if bounded or not case.guess or first < EXPLODED * case.guess:
        return 0.0
    # Of weights twice as large, about, as those that a fresh network has: θ itself is another by now.
    first -= 4 * penalty(case.fresh().parameters, case.model.l2)
    return first if first > EXPLODED * case.guess else 0.0


def vanishing(case: Case, units: Units) -> Iterator[Finding]:
    """Tell gradients that vanish on their way back from a fresh start, or now, where no layer is dead or flat."""
    if case.fresh_ratios is None:
        case.fresh_ratios = Units(case, case.fresh()).ratios()
    fresh = case.fresh_ratios
    ratios = fresh if min(fresh.values()) < VANISHED else units.ratios()
    l = min(ratios, key=lambda l: ratios[l])
    small = all(root_mean_square(units.model.W[l]) < SMALL / units.model.W[l].shape[1] ** 0.5 for l in units.hidden)
    blocked = not small and any(
        units.dead(l).mean() >= MOST or (units.slopes[l] < NO_SLOPE).mean() >= SATURATED for l in units.hidden
    )
    if ratios[l] < VANISHED and not (blocked and ratios is not fresh):
        when = "after a fresh start" if ratios is fresh else "now"
        told = f"dZ[{l}] is {ratios[l]:.3g} times as large as dZ[{len(units.dZ)}] {when} (root mean squares)"
        yield Finding("vanishing gradients", "wrong", told)


def vanish_when_fresh(case: Case) -> bool:
    """Whether gradients vanished from a fresh start, where that was looked at."""
    return case.fresh_ratios is not None and min(case.fresh_ratios.values()) < VANISHED


CHECKS = (dead_relus, saturated_units, copies, gradients)
