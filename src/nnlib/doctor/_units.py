"""What is wrong with the units: dead, saturated or alike, and gradients that vanish or explode on their way back."""

from collections.abc import Iterator
from functools import cache

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
MANY, MOST = 0.6, 0.9
"""The shares of a layer's units that are doubtful, or wrong, to be dead."""
HALF = 0.5
"""The share of a layer's slopes that are flat in units that are saturated."""
FLAT = 0.05
"""Sigmoid and tanh are saturated where the slope is less than this share of the steepest."""
VANISHED = 1e-3
"""How large dZ of a hidden layer is in comparison with dZ[L], where gradients vanish."""
EXPLODED = 30.0
"""How much more the first cost is than guessing, where they explode; dZ exceeds dZ[L] by the square of that."""
TINY = 1e-6
LEFT = 0.15
"""How much of Y has to be left unexplained for a slow layer to matter."""


class Units:
    """The network's arrays for some examples: what goes forward, and what comes back."""

    def __init__(self, case: Case, model: Network | None = None) -> None:
        X, Y = case.sample
        X, Y = np.asfortranarray(X[:, :LOOKED_AT]), Y[:, :LOOKED_AT]
        self.model = model or case.model
        with np.errstate(all="ignore"):
            self.forward_pass = self.model.forward(X)
            self.gradients = self.model.backward(self.forward_pass, Y)
        self.L = len(self.model.g)

    @cache  # noqa: B019  it lives as long as one examination
    def slopes(self, l: int) -> Array:
        """Return g[l]′(Z[l]), one row a unit."""
        with np.errstate(all="ignore"):
            slopes = self.model.g[l].derivative(self.forward_pass.Z[l])
        return slopes.reshape(self.model.layers[l].n, -1)

    def ratios(self) -> dict[int, float]:
        """Return how large dZ[l] of each hidden layer is in comparison with dZ[L], by root mean squares."""
        with np.errstate(all="ignore"):
            sizes = {l: float(np.sqrt(np.square(dZ, dtype=np.float64).mean())) for l, dZ in self.gradients.dZ.items()}
        return {l: sizes[l] / (sizes[self.L] or 1.0) for l in self.hidden}

    def dead(self, l: int) -> Array:
        """Return which units of a layer no example can teach."""
        return (self.slopes(l) == 0).all(axis=1)

    @property
    def hidden(self) -> range:
        """The hidden layers."""
        return range(1, self.L)


def dead_relus(case: Case, units: Units) -> Iterator[Finding]:
    """Tell the layer with the most ReLUs that are 0 for every example."""
    dead = {l: units.dead(l) for l in units.hidden if isinstance(units.model.g[l], ReLU)}
    if not dead:
        return
    l = max(dead, key=lambda l: dead[l].mean())
    share = dead[l].mean()
    if share >= MANY:
        yield Finding(
            "dead ReLUs",
            "wrong" if share >= MOST and case.gap > LEFT else "doubtful",
            f"layer {l}: {dead[l].sum()} of {len(dead[l])} units give 0 for each of {units.forward_pass.output.shape[1]} examples",
            f"Where z ≤ 0, ReLU′(z) = 0, so dZ[{l}] = 0 and these units get no gradient: they will not come back.",
            'a smaller learning rate, hidden="leaky_relu", and biases that begin at 0.',
        )


def saturated_units(case: Case, units: Units) -> Iterator[Finding]:
    """Tell the layer whose sigmoids or tanhs are flattest, where the network has not learned."""
    steepest = {Sigmoid: 0.25, Tanh: 1.0}
    flat = {
        l: (units.slopes(l) < FLAT * steepest[type(units.model.g[l])]).mean()
        for l in units.hidden
        if type(units.model.g[l]) in steepest
    }
    if not flat or case.gap < LEFT / 3:
        return
    l = max(flat, key=lambda l: flat[l])
    if flat[l] >= HALF:
        yield Finding(
            "saturated units",
            "wrong" if flat[l] >= MOST else "doubtful",
            f"layer {l}: g′(z) is nearly 0 in {flat[l]:.0%} of all units and examples; |z| is "
            f"{np.abs(units.forward_pass.Z[l]).mean():.3g} in the mean",
            f"dZ[{l}] = dA[{l}] * g′(Z[{l}]), so hardly any gradient passes where g is flat.",
            'smaller initial weights (initialization="xavier"), features of unit scale, or ReLU.',
        )


def copies(case: Case, units: Units) -> Iterator[Finding]:
    """Tell the layer with the most units that have the same weights as another."""
    alike = {l: copied(units, l) for l in units.hidden if len(units.model.W[l]) > 1}
    if not any(map(np.any, alike.values())):
        return
    l = max(alike, key=lambda l: alike[l].mean())
    yield Finding(
        "copies",
        "wrong" if alike[l].all() else "doubtful",
        f"layer {l}: {alike[l].sum()} of {len(alike[l])} units have the same weights and bias as another, coming in and going out",
        "Units that are alike get the same dW and db, so they stay alike: together they compute what one would.",
        "draw W at random (the default), and let b alone begin at 0.",
    )


def copied(units: Units, l: int) -> npt.NDArray[np.bool]:
    """Return which units of a layer are another's copy: by their rows of W[l] and b[l], and what goes out."""
    model = units.model
    rows = [model.W[l], model.b[l]]
    if model.W[l + 1].shape[1] == len(model.W[l]):  # dense
        rows.append(model.W[l + 1].T)
    parts = [part.astype(np.float64) for part in rows]
    sizes = [np.abs(part).max(axis=1, keepdims=True) for part in parts]
    # To six digits, each row by itself: some may be far smaller than others.
    shapes = [np.round(part / np.where(size > 0, size, 1), 6) for part, size in zip(parts, sizes, strict=True)]
    logarithms = [np.round(np.log(np.where(size > 0, size, 1)), 5) for size in sizes]
    _, kinds, counts = np.unique(np.hstack(shapes + logarithms), axis=0, return_inverse=True, return_counts=True)
    # A dead ReLU is reported as such; one with no weights at all is dead because it is a copy.
    alive = ~units.dead(l) | (sizes[0][:, 0] == 0)
    return (counts[kinds.ravel()] > 1) & alive


def gradients(case: Case, units: Units) -> Iterator[Finding]:
    """Tell gradients that are far smaller, or larger, in the first layers than in the last."""
    if len(units.hidden) < 2:  # noqa: PLR2004  there is no way back to speak of
        return
    ratios, first = units.ratios(), first_loss(case, units)
    largest = max(ratios, key=lambda l: ratios[l])
    if first or not ratios[largest] < EXPLODED**2:
        yield Finding(
            "exploding gradients",
            "wrong" if case.gap > LEFT else "doubtful",
            f"the first cost was {rounded(first)}, and guessing costs {rounded(case.guess)}"
            if first
            else f"dZ[{largest}] is {ratios[largest]:.3g} times as large as dZ[{units.L}] (root mean squares)",
            "Z[l] = W[l] A[l−1] + b[l] and dA[l−1] = W[l]ᵀ dZ[l]: with weights that are too large, each layer makes Z larger on "
            "the way forward and the gradient larger on the way back.",
            'initialization="he" for ReLU, "xavier" for tanh and sigmoid; clip_norm in the update rule.',
        )
    elif case.gap > LEFT / 3:
        yield from vanishing(case, units)


def first_loss(case: Case, units: Units) -> float | None:
    """Return the first cost of the run where it was absurd, without what an L2 term adds; Z cannot grow behind σ or tanh."""
    bounded = any(isinstance(units.model.g[l], Sigmoid | Tanh) for l in units.hidden)
    if bounded or not case.guess or not case.trainer or not case.trainer.history.cost:
        return None
    first = case.trainer.history.cost[0] - 2 * penalty(case.fresh().parameters, case.model.l2)
    return first if first > EXPLODED * case.guess else None


def vanishing(case: Case, units: Units) -> Iterator[Finding]:
    """Tell gradients that vanish on their way back from a fresh start, or now where no layer is dead or flat."""
    blocked = any(units.dead(l).mean() >= MOST or (units.slopes(l) < TINY).mean() >= HALF for l in units.hidden)
    told, ratios = "after a fresh start", Units(case, case.fresh()).ratios()
    if not min(ratios.values()) < VANISHED:
        told, ratios = "now", units.ratios()
    l = min(ratios, key=lambda l: ratios[l])
    if ratios[l] < VANISHED and not (told == "now" and blocked):
        yield Finding(
            "vanishing gradients",
            "wrong",
            f"dZ[{l}] is {ratios[l]:.3g} times as large as dZ[{units.L}] {told} (root mean squares)",
            "dZ[l−1] = W[l]ᵀ dZ[l] * g′(Z[l−1]): each layer on the way back makes the gradient smaller (σ′ is at most "
            "1/4), so the first layers hardly learn.",
            'ReLU in place of sigmoid, initialization="he" (or "xavier" for tanh), or fewer layers.',
        )


def vanish_afresh(case: Case) -> bool:
    """Whether gradients vanish from a fresh start: then it is the network, and not what training made of it."""
    return min(Units(case, case.fresh()).ratios().values()) < VANISHED


CHECKS = (dead_relus, saturated_units, copies, gradients)
