"""Checking gradients: back propagation against central differences, coordinate by coordinate.

A derivative is what the cost does when one parameter is nudged (notes, section 3.6), so
(J(θᵢ + h) − J(θᵢ − h)) / 2h has to agree with what back propagation computed, up to two errors of its own that are
estimated here: rounding, about eps |J| / h, and truncation, of order h², seen by comparing h with 2h.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from nnlib.arrays import Array, ArrayLike, Seed
from nnlib.models import Network
from nnlib.parameters import Parameters
from nnlib.validation import count

__all__ = ["GradientReport", "TensorReport", "Verdict", "gradient_check"]

Verdict: TypeAlias = Literal["passed", "failed", "undecided"]
"""What a check can end with; "undecided" where noise or kinks leave too little to decide on."""

EPS = float(np.finfo(np.float64).eps)
RELATIVE_TOLERANCE = 1e-6
ABSOLUTE_TOLERANCE = 1e-9
STEP = EPS ** (1 / 3)
"""Balances rounding, of order eps/h, against truncation, of order h²."""
SHRINKS = (1.0, 0.1, 0.01)
"""Factors on the step that are tried where a nudge crosses a kink."""
NOISE_LIMIT = 0.01
"""Noise above this part of a tensor's largest derivative could hide a mistake."""
UNDECIDABLE_LIMIT = 0.01
"""So large a part of a tensor may be skipped, or be too noisy, before its verdict is "undecided"."""


class Difference(NamedTuple):
    """A central difference and its own errors; NaN where every step crosses a kink."""

    derivative: float
    rounding: float
    truncation: float


SKIPPED = Difference(np.nan, np.nan, np.nan)


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
        The largest error, relative to the derivative there, or to the tolerance where the derivative vanishes.
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


@dataclass(frozen=True)
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
    of a subclass are checked.

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
        Check so many of each W[l] and b[l], drawn at random; None checks all, at four costs each.
    rng : int, numpy.random.Generator or None, optional
        The source of the draws.

    Returns
    -------
    GradientReport
        Print it for a table; ``passed`` and ``verdict`` sum it up.

    Raises
    ------
    TypeError, ValueError
        If X, Y, the weights or `coordinates` do not fit.

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
    model = model.astype(np.float64)
    theta = model.parameters.vector
    gradient = model.backward(model.forward(X), Y, sample_weight).vector.copy()
    rng = np.random.default_rng(rng)

    def cost() -> float:
        return model.cost(X, Y, sample_weight)

    def sides() -> list[Array]:
        return sides_of_kinks(model, X)

    tensors, everything = {}, []
    for name, index in tensor_indices(model.parameters).items():
        flat = index.ravel()
        if coordinates is not None and count("coordinates", coordinates) < flat.size:
            flat = np.sort(rng.choice(flat, coordinates, replace=False))
        numeric = [central_difference(cost, sides, theta, int(i)) for i in flat]
        differences = np.array(numeric).reshape(-1, len(Difference._fields))
        tensors[name] = judge(name, index, flat, differences, gradient[flat])
        everything.append((differences[:, 0], gradient[flat]))
    return GradientReport(tensors, cost(), relative_error(*map(np.concatenate, zip(*everything, strict=True))))


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


def central_difference(cost: Callable[[], float], sides: Callable[[], list[Array]], theta: Array, i: int) -> Difference:
    """Return (J(θᵢ + h) − J(θᵢ − h)) / 2h with estimates of its errors, and θ as it was."""
    value, here = theta[i], sides()

    def slope(h: float) -> float:
        """Return the difference quotient; NaN if a nudge crosses a kink."""
        points, costs = np.array([value + h, value - h]), []
        for theta[i] in points:
            if not all(map(np.array_equal, sides(), here)):
                return np.nan
            costs.append(cost())
        return float((costs[0] - costs[1]) / (points[0] - points[1]))

    try:
        for shrink in SHRINKS:
            h = STEP * max(1.0, abs(value)) * shrink
            derivative, doubled = slope(h), slope(2 * h)
            if not np.isnan(derivative + doubled):
                theta[i] = value
                return Difference(derivative, EPS * abs(cost()) / h, abs(doubled - derivative) / 3)
        return SKIPPED
    finally:
        theta[i] = value


def judge(
    name: str,
    index: npt.NDArray[np.intp],
    flat: npt.NDArray[np.intp],
    differences: Array,
    backprop: Array,
) -> TensorReport:
    """Return the verdict on one tensor, of which the elements `flat` of θ were differenced."""
    kept = ~np.isnan(differences[:, 0])
    skipped = int(len(kept) - kept.sum())
    if skipped == len(kept):
        return TensorReport(name, "undecided", 0, skipped, np.nan, (), np.nan, np.nan, kink_advice(skipped, len(kept)))
    flat, backprop = flat[kept], backprop[kept]
    numeric, rounding, truncation = differences[kept].T
    noise = np.maximum(rounding, truncation)
    tolerance = RELATIVE_TOLERANCE * np.abs(numeric) + np.maximum(ABSOLUTE_TOLERANCE, noise)
    excess = np.abs(numeric - backprop) / tolerance
    excess[np.isnan(excess)] = np.inf  # a NaN from back propagation is a mistake
    scale = np.fmax(np.abs(numeric), np.abs(backprop))
    noisy = (noise > ABSOLUTE_TOLERANCE) & (noise > NOISE_LIMIT * scale.max())
    worst = int(excess.argmax())

    verdict: Verdict = "passed"
    reason = ""
    if excess[worst] > 1:
        verdict = "failed"
    elif skipped > UNDECIDABLE_LIMIT * len(kept):
        verdict, reason = "undecided", kink_advice(skipped, len(kept))
    elif noisy.sum() > UNDECIDABLE_LIMIT * len(kept):
        verdict = "undecided"
        reason = (
            f"the noise of the difference quotient, {noise.max():.1e}, could hide a mistake in derivatives of "
            f"{scale.max():.1e}: check where the cost is smaller or the gradient larger"
        )
    return TensorReport(
        name=name,
        verdict=verdict,
        checked=len(flat),
        skipped=skipped,
        error=float(abs(numeric[worst] - backprop[worst]) / max(scale[worst], tolerance[worst])),
        worst=tuple(int(place[0]) for place in np.nonzero(index == flat[worst])),
        numeric=float(numeric[worst]),
        backprop=float(backprop[worst]),
        reason=reason,
    )


def kink_advice(skipped: int, total: int) -> str:
    """Say what helps where too many nudges cross a kink."""
    return (
        f"{skipped} of {total} nudges move a node across the kink of its activation. A fresh network with b = 0 sits "
        "on its kinks: give the biases random values, or check on other examples"
    )


def relative_error(numeric: Array, backprop: Array) -> float:
    """Return ‖numeric − backprop‖ / (‖numeric‖ + ‖backprop‖) over the coordinates that were not skipped."""
    kept = ~np.isnan(numeric)
    numeric, backprop = numeric[kept], backprop[kept]
    scale = np.linalg.norm(numeric) + np.linalg.norm(backprop)
    return float(np.linalg.norm(numeric - backprop) / scale) if scale else 0.0
