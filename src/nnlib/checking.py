"""Checking gradients: back propagation against central differences, coordinate by coordinate.

A derivative is what the cost does when one parameter is nudged (notes, section 3.6), so
(J(θᵢ + h) − J(θᵢ − h)) / 2h has to agree with what back propagation computed, up to two errors of its own that are
estimated here: rounding, at least eps |J| / h, and truncation, of order h², seen by comparing h with 2h.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from nnlib.arrays import Array, ArrayLike, Seed
from nnlib.models import Network
from nnlib.parameters import Parameters
from nnlib.validation import count, instance

__all__ = ["GradientReport", "TensorReport", "Verdict", "gradient_check"]

Verdict: TypeAlias = Literal["passed", "failed", "undecided"]
"""What a check can end with; "undecided" where noise or kinks leave too little to decide on."""

EPS = float(np.finfo(np.float64).eps)
RELATIVE_TOLERANCE = 1e-6
ABSOLUTE_TOLERANCE = 1e-9
STEPS = tuple(EPS ** (1 / 3) * shrink for shrink in (1.0, 0.1, 0.01, 0.001))
"""The first balances rounding, of order eps/h, against truncation, of order h². The others are for steps that cross a
kink or are too long for the scale of a feature, and for a second opinion."""
LONG_STEP = 0.01
"""Shows whether a cost that did not change is flat, or too large to show the change."""
ROUNDING_FACTOR = 8.0
"""How many times the typical rounding error is allowed for."""
CLEAR = 0.01
"""A derivative is seen clearly where the quotient's own error is below this part of it."""
SKIPPED_LIMIT = 0.01
"""So large a part of a tensor may be skipped at kinks before its verdict is "undecided"."""
UNCLEAR_LIMIT = 0.1
"""So large a part of a tensor may drown in noise before its verdict is "undecided"."""


class Quotient(NamedTuple):
    """A central difference quotient, and an estimate of its own error."""

    derivative: float
    error: float


class Comparison(NamedTuple):
    """What was found at one coordinate: two derivatives, how far they may differ, if they agree, and if clearly so."""

    numeric: float
    backprop: float
    tolerance: float
    agrees: bool
    clear: bool


@dataclass(frozen=True)
class TensorReport:
    """What the check found in one W[l] or b[l].

    Parameters
    ----------
    name : str
        Such as "W[1]".
    verdict : {"passed", "failed", "undecided"}
        Whether its derivatives are right.
    checked, skipped : int
        Coordinates that were compared, and those that were not because a nudge crosses a kink.
    error : float
        The error at `worst`, relative to the derivative there, or to the tolerance where the derivative vanishes.
    worst : tuple of int
        Where the disagreement exceeds its tolerance most, or comes nearest to it: an index into the tensor.
    numeric, backprop : float
        The two derivatives there.
    reason : str
        Why it is undecided; else empty.
    """

    name: str
    verdict: Verdict
    checked: int
    skipped: int
    error: float
    worst: tuple[int, ...]
    numeric: float
    backprop: float
    reason: str = ""


@dataclass(frozen=True, repr=False)
class GradientReport:
    """What a gradient check found; printed, it is a table.

    Parameters
    ----------
    tensors : dict of str to TensorReport
        For "W[1]", "b[1]", "W[2]", ….
    cost : float
        J, where the check was made.
    relative_error : float
        ‖numeric − backprop‖ / (‖numeric‖ + ‖backprop‖) over all that was compared: the course's single number. It is
        shown because readers know it, and decides nothing: it cannot see a small block that is wrong.
    """

    tensors: dict[str, TensorReport]
    cost: float
    relative_error: float

    @property
    def verdict(self) -> Verdict:
        """Failed if any tensor failed, else undecided if any is, else passed."""
        verdicts = {tensor.verdict for tensor in self.tensors.values()}
        if "failed" in verdicts:
            return "failed"
        return "undecided" if "undecided" in verdicts else "passed"

    @property
    def passed(self) -> bool:
        """Whether every tensor passed."""
        return self.verdict == "passed"

    def __str__(self) -> str:
        """Return the table."""
        header = ("", "verdict", "checked", "skipped", "error", "worst at", "numeric", "backprop")
        rows = [
            (
                tensor.name,
                tensor.verdict,
                str(tensor.checked),
                str(tensor.skipped),
                f"{tensor.error:.1e}",
                str(list(tensor.worst)),
                f"{tensor.numeric:+.8e}",
                f"{tensor.backprop:+.8e}",
            )
            for tensor in self.tensors.values()
        ]
        widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
        lines = [
            "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in (header, *rows)
        ]
        reasons = [f"{tensor.name}: {tensor.reason}" for tensor in self.tensors.values() if tensor.reason]
        title = f"gradient check: {self.verdict} (J = {self.cost:.6g}, relative error {self.relative_error:.1e})"
        return "\n".join([title, *lines, *reasons])

    __repr__ = __str__


def gradient_check(
    model: Network,
    X: ArrayLike,
    Y: ArrayLike,
    sample_weight: ArrayLike | None = None,
    *,
    coordinates: int | None = None,
    rng: Seed = None,
) -> GradientReport:
    """Compare a model's back propagation with central differences of its cost.

    The check works on a float64 copy, and calls the model's own ``cost``, ``forward`` and ``backward``, so that those
    of a subclass are checked. It perturbs one parameter after the other: the notes' nudge.

    Parameters
    ----------
    model : Network
        The model; it is not changed.
    X : array_like of shape (n_x, m)
        Examples in columns; a few are enough.
    Y : array_like of shape (n_y, m)
        Labels; with softmax, class indices (1, m) will do.
    sample_weight : array_like of shape (m,), optional
        One weight an example.
    coordinates : int, optional
        Check so many of each W[l] and b[l], drawn at random; None checks all. Each takes four costs, or more where a
        nudge crosses a kink or drowns in noise.
    rng : int, numpy.random.Generator or None, optional
        The source of the draws.

    Returns
    -------
    GradientReport
        Print it for a table; ``passed`` and ``verdict`` sum it up.

    Raises
    ------
    TypeError, ValueError
        If X, Y, the weights or `coordinates` do not fit; ValueError also if the cost is not finite.

    Examples
    --------
    >>> import nnlib
    >>> X, Y = nnlib.datasets.flower(m=20, rng=1)
    >>> report = nnlib.gradient_check(nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3), X, Y)
    >>> report.verdict
    'passed'
    >>> report.tensors["W[1]"].checked
    8
    """
    instance("model", model, Network, "a Network")
    if coordinates is not None:
        coordinates = count("coordinates", coordinates)
    model = model.astype(np.float64)
    theta = model.parameters.vector
    rng = np.random.default_rng(rng)
    tensors, everything = {}, []
    with np.errstate(all="ignore"):  # what overflows is skipped, or refused, and said
        nudged = Nudged(theta, lambda: model.cost(X, Y, sample_weight), lambda: sides_of_kinks(model, X))
        gradient = model.backward(model.forward(X), Y, sample_weight).vector
        for name, index in tensor_indices(model.parameters).items():
            flat = index.ravel()
            if coordinates is not None and coordinates < flat.size:
                flat = np.sort(rng.choice(flat, coordinates, replace=False))
            found = {int(i): compare(nudged, int(i), float(gradient[i])) for i in flat}
            tensors[name] = judge(name, index, found)
            everything += [comparison for comparison in found.values() if comparison]
    return GradientReport(tensors, nudged.J, relative_error(everything))


def tensor_indices(parameters: Parameters) -> dict[str, npt.NDArray[np.intp]]:
    """Return, for each W[l] and b[l] in the order of θ, where in θ its elements stand."""
    index = Parameters(parameters.layer_sizes, vector=np.arange(parameters.vector.size))
    named: dict[str, npt.NDArray[np.intp]] = {}
    for l in index.W:
        named |= {f"W[{l}]": index.W[l], f"b[{l}]": index.b[l]}
    return named


def sides_of_kinks(model: Network, X: ArrayLike) -> list[Array]:
    """Return on which side of each kink of its activation every Z[l] lies; nothing for smooth activations."""
    kinks = {l: getattr(g, "kinks", ()) for l, g in model.g.items()}
    if not any(kinks.values()):
        return []
    Z = model.forward(X).Z
    return [Z[l] > kink for l in Z for kink in kinks[l]]


class Nudged:
    """The cost as a function of one nudged parameter.

    Parameters
    ----------
    theta : ndarray of shape (n_θ,)
        The parameters; between calls they are as they were.
    cost : callable
        J of `theta` as it is.
    sides : callable
        On which side of its activation's kinks each node lies: a list of arrays.

    Raises
    ------
    ValueError
        If J is not finite.
    """

    def __init__(self, theta: Array, cost: Callable[[], float], sides: Callable[[], list[Array]]) -> None:
        self.theta, self._cost, self._sides = theta, cost, sides
        self.J, self._here = cost(), sides()
        if not np.isfinite(self.J):
            msg = f"the cost is {self.J} at these parameters, so there are no differences of it"
            raise ValueError(msg)

    def quotient(self, i: int, h: float) -> Quotient | None:
        """Return (J(θᵢ + h) − J(θᵢ − h)) / 2h; None where a nudge of up to 2h crosses a kink or overflows."""
        value = self.theta[i]
        points = value + h * np.array([-2.0, -1.0, 1.0, 2.0])
        costs = []
        try:
            for point in points:
                self.theta[i] = point
                costs.append(self._cost())
                if not np.isfinite(costs[-1]) or not all(map(np.array_equal, self._sides(), self._here)):
                    return None
        finally:
            self.theta[i] = value
        derivative = (costs[2] - costs[1]) / (points[2] - points[1])
        doubled = (costs[3] - costs[0]) / (points[3] - points[0])
        # Fourth differences leave nothing of a smooth J, and of its rounding √70 times the typical error.
        fourth = costs[0] - 4 * costs[1] + 6 * self.J - 4 * costs[2] + costs[3]
        rounding = ROUNDING_FACTOR * max(EPS * abs(self.J), abs(fourth) / 70**0.5) / h
        return Quotient(float(derivative), float(max(rounding, abs(doubled - derivative))))

    def is_flat(self, i: int) -> bool:
        """Return whether J does not change at all where θᵢ is nudged by much more than for a derivative."""
        quotient = self.quotient(i, LONG_STEP * max(1.0, abs(float(self.theta[i]))))
        return quotient is not None and quotient.derivative == 0


def compare(nudged: Nudged, i: int, backprop: float) -> Comparison | None:
    """Return whether numeric and backprop derivative agree at θᵢ; None where every step crosses a kink.

    The first step that sees clearly and agrees decides; a disagreement has to be seen at two steps, or at all that see
    clearly.
    """
    seen: list[Comparison] = []
    for step in STEPS:
        quotient = nudged.quotient(i, step * max(1.0, abs(float(nudged.theta[i]))))
        if quotient is None:
            continue
        numeric, error = quotient
        tolerance = RELATIVE_TOLERANCE * abs(numeric) + max(ABSOLUTE_TOLERANCE, error)
        agrees = abs(numeric - backprop) <= tolerance
        clear = error <= CLEAR * np.fmax(abs(numeric), abs(backprop))
        if numeric == backprop == 0:
            clear = error <= ABSOLUTE_TOLERANCE or nudged.is_flat(i)
        seen.append(Comparison(numeric, backprop, tolerance, agrees, clear))
        if (agrees and clear) or sum(earlier.clear and not earlier.agrees for earlier in seen) == 2:  # noqa: PLR2004  two steps
            return seen[-1]
    if not seen:
        return None
    disagreeing = [comparison for comparison in seen if not comparison.agrees]
    if len(disagreeing) == len(seen):
        return disagreeing[0]
    # Steps that do not see clearly agree, or contradict one another: nothing is decided here.
    return min(seen, key=lambda comparison: comparison.tolerance)._replace(agrees=True, clear=False)


def judge(name: str, index: npt.NDArray[np.intp], found: dict[int, Comparison | None]) -> TensorReport:
    """Return the verdict on one tensor, of which the elements `found` of θ were compared."""
    compared = {i: comparison for i, comparison in found.items() if comparison}
    skipped = len(found) - len(compared)
    if not compared:
        return TensorReport(name, "undecided", 0, skipped, np.nan, (), np.nan, np.nan, at_kinks(skipped, len(found)))
    numeric, backprop, tolerance, agrees, clear = map(np.array, zip(*compared.values(), strict=True))
    scale = np.fmax(np.abs(numeric), np.abs(backprop))
    excess = np.nan_to_num(np.abs(numeric - backprop) / tolerance, nan=np.inf)  # a NaN from backprop is a mistake
    # Among those that disagree, if there are any.
    worst = int(np.where(agrees & ~agrees.all(), -1, excess).argmax())
    unclear = int(len(compared) - clear.sum())

    verdict: Verdict = "undecided"
    reason = ""
    if not agrees.all():
        verdict = "failed"
    elif skipped > SKIPPED_LIMIT * len(found):
        reason = at_kinks(skipped, len(found))
    elif unclear > UNCLEAR_LIMIT * len(compared):
        reason = (
            f"{unclear} of {len(compared)} derivatives drown in the noise of their difference quotients, up to "
            f"{tolerance.max():.0e}, which could hide a mistake: check where the cost is smaller, or scale the features"
        )
    elif 0 < CLEAR * scale.max() < ABSOLUTE_TOLERANCE:
        reason = f"no derivative is above {scale.max():.0e}: check at larger parameters or on other examples"
    else:
        verdict = "passed"
    return TensorReport(
        name=name,
        verdict=verdict,
        checked=len(compared),
        skipped=skipped,
        error=float(abs(numeric[worst] - backprop[worst]) / np.fmax(scale[worst], tolerance[worst])),
        worst=tuple(int(place[0]) for place in np.nonzero(index == list(compared)[worst])),
        numeric=float(numeric[worst]),
        backprop=float(backprop[worst]),
        reason=reason,
    )


def at_kinks(skipped: int, total: int) -> str:
    """Say what helps where too many nudges cross a kink."""
    return (
        f"{skipped} of {total} nudges move a node across the kink of its activation. A fresh network with b = 0 sits "
        "on its kinks: give the biases random values, or check on other examples"
    )


def relative_error(compared: list[Comparison]) -> float:
    """Return ‖numeric − backprop‖ / (‖numeric‖ + ‖backprop‖)."""
    numeric, backprop = np.array([(found.numeric, found.backprop) for found in compared]).reshape(-1, 2).T
    scale = np.linalg.norm(numeric) + np.linalg.norm(backprop)
    return float(np.linalg.norm(numeric - backprop) / scale) if scale else 0.0
