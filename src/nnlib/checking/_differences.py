"""Central differences: what the cost does when one parameter is nudged, and how well that can be seen.

A derivative is what the cost does when one parameter is nudged (notes, section 3.6), so
(J(θᵢ + h) − J(θᵢ − h)) / 2h has to agree with what back propagation computed, up to two errors of its own that are
estimated here: rounding, at least eps |J| / h, and truncation, of order h², seen by comparing h with 2h.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from nnlib._arrays import Array

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
COARSE = 1e-8
"""A cost moves in steps of more than this part of it where it is computed in float32, whose rounding is 6e-8."""
ROUNDINGS_SEEN = 100.0
"""A change of so many roundings of J is one that float64 shows."""
CLEAR = 0.01
"""A derivative is seen clearly where the quotient's own error is below this part of it."""


class Quotient(NamedTuple):
    """A central difference quotient, and an estimate of how far it may be from the derivative."""

    derivative: float
    error: float


class Comparison(NamedTuple):
    """The two derivatives at one coordinate: how far they may differ, whether they agree, and whether that is clear."""

    numeric: float
    backprop: float
    tolerance: float
    agrees: bool
    clear: bool


class Nudged:
    """The cost as a function of one nudged parameter; between calls θ is as it was.

    `sides` tells on which side of its activation's kinks each node lies, and `eps` is the rounding of J's type. A cost
    that is not finite raises ValueError.
    """

    def __init__(
        self, theta: Array, cost: Callable[[], float], sides: Callable[[], list[Array]], eps: float = EPS
    ) -> None:
        self.theta, self.cost, self._sides, self._eps = theta, cost, sides, eps
        self.J, self._here = cost(), sides()
        if not np.isfinite(self.J):
            msg = (
                f"the cost is {self.J} at these parameters, so there are no differences of it; "
                "if it takes log(A), it should be computed from Z, which is finite where A is 0 or 1; "
                "else check at smaller parameters, or on scaled examples"
            )
            raise ValueError(msg)

    def quotient(self, i: int, h: float) -> Quotient | None:
        """Return (J(θᵢ + h) − J(θᵢ − h)) / 2h; None where a nudge of up to 2h crosses a kink or overflows."""
        value = self.theta[i]
        points = value + h * np.array([-2.0, -1.0, 1.0, 2.0])
        costs = []
        try:
            for point in points:
                self.theta[i] = point
                costs.append(self.cost())
                if not np.isfinite(costs[-1]) or not all(map(np.array_equal, self._sides(), self._here)):
                    return None
        finally:
            self.theta[i] = value
        derivative = (costs[2] - costs[1]) / (points[2] - points[1])
        doubled = (costs[3] - costs[0]) / (points[3] - points[0])
        # Fourth differences leave nothing of a smooth J, and of its rounding √70 times the typical error.
        fourth = costs[0] - 4 * costs[1] + 6 * self.J - 4 * costs[2] + costs[3]
        rounding = ROUNDING_FACTOR * max(self._eps * abs(self.J), abs(fourth) / 70**0.5) / h
        return Quotient(float(derivative), float(max(rounding, abs(doubled - derivative))))

    @property
    def knows_kinks(self) -> bool:
        """Whether nudges that cross a kink are known, and skipped."""
        return bool(self._here)

    def has_kink(self, i: int) -> bool:
        """Return whether J has a kink at θᵢ: its slopes on both sides differ by as much at any short step.

        Where J is smooth, the difference shrinks with the step, and where it is rounding, it grows.
        """
        value, jumps = self.theta[i], []
        try:
            for step in STEPS[:3]:
                h, beside = step * max(1.0, abs(float(value))), []
                for point in (value - h, value + h):
                    self.theta[i] = point
                    beside.append(self.cost())
                jumps.append((beside[0] - 2 * self.J + beside[1]) / h)
        finally:
            self.theta[i] = value
        return bool(jumps[0] != 0 and np.allclose(jumps, jumps[0], rtol=0.1, atol=0))

    def is_coarse(self, i: int, derivative: float) -> bool:
        """Return whether J is rounded to fewer digits than float64 has, or θᵢ is before J is computed.

        A short nudge shows it: J moves in steps that are too large, or not at all where this derivative moves it.
        """
        value, h = self.theta[i], STEPS[-1] * max(1.0, abs(float(self.theta[i])))
        costs = []
        try:
            for k in (-2, -1, 1, 2):
                self.theta[i] = value + k * h
                costs.append(self.cost())
        finally:
            self.theta[i] = value
        fourth = costs[0] - 4 * costs[1] + 6 * self.J - 4 * costs[2] + costs[3]
        stays = costs == [self.J] * 4 and abs(derivative) * h > ROUNDINGS_SEEN * EPS * abs(self.J)
        return bool(stays or abs(fourth) > COARSE * abs(self.J))

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
        if numeric == 0:  # J is flat, or it moves in steps that are too coarse to be seen
            certain = error <= ABSOLUTE_TOLERANCE if backprop == 0 else False
            clear = certain or ((clear or backprop == 0) and nudged.is_flat(i))
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
