"""Reports: the verdict on each tensor and on the whole, and how they are printed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from nnlib._arrays import Array, Generator
from nnlib._parts import Printed, Rows, Title, as_text, fields_of
from nnlib._printing import prints_everywhere
from nnlib.checking._differences import ABSOLUTE_TOLERANCE, CLEAR, Comparison, Nudged, compare

Verdict: TypeAlias = Literal["passed", "failed", "undecided"]
"""The result of a check; "undecided" if noise or kinks hide the answer."""

SKIPPED_LIMIT = 0.01
"""So large a part of a tensor may be skipped at kinks before its verdict is "undecided"."""
LOOKED_AT = 5
"""So many derivatives that are not clear are looked at for the reason."""
UNCLEAR_LIMIT = 0.1
"""So large a part of a tensor may drown in noise before its verdict is "undecided"."""
HEADER = ("", "verdict", "checked", "skipped", "error", "worst at", "numeric", "backprop")
"""Of the printed table."""


@prints_everywhere
@dataclass(frozen=True)
class TensorReport:
    """The result of the check for one W[l] or b[l].

    Parameters
    ----------
    name : str
        The name, such as "W[1]".
    verdict : {"passed", "failed", "undecided"}
        Whether its derivatives are right.
    checked, skipped : int
        The numbers of coordinates that were compared, and that were skipped because a nudge crosses a kink.
    error : float
        The error at `worst`, relative to the derivative there, or to the tolerance if the derivative is 0.
    worst : tuple of int
        The index of the coordinate whose disagreement is largest relative to its tolerance.
    numeric, backprop : float
        The two derivatives there.
    reason : str
        The reason for "undecided"; otherwise empty.
    culprit, mistake : str
        If it failed: the array that is wrong, such as "dW[1]" or "dZ[1]", and the mistake; together they are a
        sentence. Otherwise empty.
    size : int
        The number of coordinates of the tensor, of which all or some were drawn.

    Examples
    --------
    >>> import nnlib
    >>> report = nnlib.gradient_check(nnlib.LogisticRegression(n_x=2), [[1.0], [2.0]], [[1]])
    >>> report.tensors["W[1]"].verdict, report.tensors["W[1]"].checked
    ('passed', 2)
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
    culprit: str = ""
    mistake: str = ""
    size: int = 0

    @property
    def diagnosis(self) -> str:
        """The mistake, as a sentence; empty if there is none."""
        return f"{self.culprit} {self.mistake}" if self.mistake else ""

    def _parts_(self) -> Iterator[Printed]:
        """Yield its verdict, and all that was found."""
        yield Title(f"{self.name}: {self.verdict}", self.verdict)
        yield fields_of(self)

    def row(self) -> list[str]:
        """Return its row of the printed table."""
        drawn = self.checked + self.skipped
        checked = f"{self.checked} of {self.size}" if drawn < self.size else str(self.checked)
        counts = [checked, str(self.skipped), f"{self.error:.1e}", str(list(self.worst))]
        return [self.name, self.verdict, *counts, f"{self.numeric:+.8e}", f"{self.backprop:+.8e}"]


@prints_everywhere
@dataclass(frozen=True, repr=False)
class GradientReport:
    """The result of a gradient check; it prints as a table, with the mistakes below.

    Parameters
    ----------
    tensors : dict of str to TensorReport
        For "W[1]", "b[1]", "W[2]", …, or by the student's own names.
    cost : float
        J at the parameters of the check.
    relative_error : float
        ‖numeric − backprop‖ / (‖numeric‖ + ‖backprop‖) over everything that was compared: the course's single number.
        It is shown because readers know it. It does not decide the verdict, since it cannot see a small wrong block.
    problems : tuple of str
        Problems that do not belong to a single tensor, such as a gradient that grows from call to call.
    doubts : tuple of str
        Reasons why the check cannot see everything, such as nodes that are copies of one another.
    remarks : tuple of str
        Conclusions if no known pattern fits, and where to look next.

    Examples
    --------
    >>> import nnlib
    >>> report = nnlib.gradient_check(nnlib.LogisticRegression(n_x=2), [[1.0], [2.0]], [[1]])
    >>> report.passed, round(report.cost, 4)
    (True, 0.6931)
    """

    tensors: dict[str, TensorReport]
    cost: float
    relative_error: float
    problems: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Failed if there is a problem or any tensor failed; otherwise undecided if there is any doubt, or passed."""
        verdicts = {tensor.verdict for tensor in self.tensors.values()}
        if self.problems or "failed" in verdicts:
            return "failed"
        return "undecided" if self.doubts or "undecided" in verdicts else "passed"

    @property
    def passed(self) -> bool:
        """Whether every tensor passed, and nothing else is wrong or in doubt."""
        return self.verdict == "passed"

    def _parts_(self) -> Iterator[Printed]:
        """Yield the table, and what is wrong."""
        numbers = f" (J = {self.cost:.6g}, relative error {self.relative_error:.1e})"
        yield Title(f"gradient check: {self.verdict}", self.verdict, numbers)
        yield Rows(HEADER, [tensor.row() for tensor in self.tensors.values()], verdicts=1)
        yield from self.mistakes()
        yield from (f"{tensor.name}: {tensor.reason}." for tensor in self.tensors.values() if tensor.reason)
        yield from map(sentence, (*self.problems, *self.doubts, *self.remarks))

    def __str__(self) -> str:
        return as_text(self._parts_())

    __repr__ = __str__

    def mistakes(self) -> list[str]:
        """Return one sentence for each mistake, even if it affects several tensors.

        Returns
        -------
        list of str
            The sentences.
        """
        sentences = []
        for mistake in dict.fromkeys(tensor.mistake for tensor in self.tensors.values() if tensor.mistake):
            culprits = {
                f"d{name}": tensor.culprit for name, tensor in self.tensors.items() if tensor.mistake == mistake
            }
            names = list(dict.fromkeys(culprits.values()))
            subject = names[0] if len(names) == 1 else f"each of {', '.join(names)}"
            spoilt = [name for name, culprit in culprits.items() if name != culprit]
            consequence = f"; {', '.join(spoilt)} follow{'s' if len(spoilt) == 1 else ''} from it" if spoilt else ""
            sentences.append(sentence(f"{subject} {mistake}{consequence}"))
        return sentences


def sentence(told: str) -> str:
    """Return what is told with its full stop; a question has a mark of its own."""
    return told if told.endswith("?") else f"{told}."


def judge_all(
    nudged: Nudged,
    indices: Mapping[str, npt.NDArray[np.intp]],
    gradient: Array,
    coordinates: int | None,
    rng: Generator,
) -> Iterator[tuple[TensorReport, dict[int, Comparison | None]]]:
    """Yield the verdict on each tensor, without a diagnosis, and what was found, by the place in θ.

    For each tensor, `indices` holds where in θ its elements stand; `coordinates` of them are compared, or all if None.
    """
    for name, index in indices.items():
        flat = index.ravel()
        if coordinates is not None and coordinates < flat.size:
            flat = np.sort(rng.choice(flat, coordinates, replace=False))
        found = {int(i): compare(nudged, int(i), float(gradient[i])) for i in flat}
        yield judge(name, index, found, nudged), found


def judge(
    name: str, index: npt.NDArray[np.intp], found: dict[int, Comparison | None], nudged: Nudged | None = None
) -> TensorReport:
    """Return the verdict on one tensor, without a diagnosis.

    `index`, of the tensor's shape, holds where in θ its elements stand; in `found`, None is where every step crosses a
    kink. `nudged` tells why a derivative is not clear.
    """
    compared = {i: comparison for i, comparison in found.items() if comparison}
    skipped = len(found) - len(compared)
    if not compared:
        reason = at_kinks(skipped, len(found), nudged)
        return TensorReport(name, "undecided", 0, skipped, np.nan, (), np.nan, np.nan, reason, size=index.size)
    numeric, backprop, tolerance, agrees, clear = map(np.array, zip(*compared.values(), strict=True))
    scale = np.fmax(np.abs(numeric), np.abs(backprop))
    excess = np.nan_to_num(np.abs(numeric - backprop) / tolerance, nan=np.inf)  # a NaN from backprop is a mistake
    # Among those that disagree, if there are any.
    worst = int(np.where(agrees & ~agrees.all(), -1, excess).argmax())
    unclear, reason = len(compared) - int(clear.sum()), ""
    if not agrees.all():
        pass
    elif skipped > SKIPPED_LIMIT * len(found):
        reason = at_kinks(skipped, len(found), nudged)
    elif unclear > UNCLEAR_LIMIT * len(compared):
        reason = in_noise([i for i, is_clear in zip(compared, clear, strict=True) if not is_clear], compared, nudged)
    elif 0 < CLEAR * scale.max() < ABSOLUTE_TOLERANCE:
        reason = f"no derivative is above {scale.max():.0e}: check at other parameters or on other examples"
    return TensorReport(
        name,
        "failed" if not agrees.all() else "undecided" if reason else "passed",
        len(compared),
        skipped,
        float(abs(numeric[worst] - backprop[worst]) / np.fmax(scale[worst], tolerance[worst])),
        tuple(int(i) for i in np.argwhere(index == list(compared)[worst])[0]),
        float(numeric[worst]),
        float(backprop[worst]),
        reason,
        size=index.size,
    )


def in_noise(unclear: list[int], compared: Mapping[int, Comparison], nudged: Nudged | None) -> str:
    """Return what helps where too many derivatives, at these places of θ, are not seen clearly."""
    some = unclear[:LOOKED_AT]
    if nudged and 2 * sum(map(nudged.has_kink, some)) > len(some):
        return (
            f"the cost has a kink at {len(unclear)} of {len(compared)} places, as that of ReLU has where z is exactly "
            "0, and no derivative: give the biases other values, none of them 0, or check on other examples"
        )
    told = (
        f"{len(unclear)} of {len(compared)} derivatives drown in the noise of their difference quotients, up to "
        f"{max(comparison.tolerance for comparison in compared.values()):.0e}, which could hide a mistake"
    )
    if nudged and any(nudged.is_coarse(i, compared[i].backprop) for i in some):
        return f"{told}: compute in float64"
    return f"{told}: check at other parameters or examples, where the cost is smaller or the derivatives are larger"


def at_kinks(skipped: int, total: int, nudged: Nudged | None) -> str:
    """Return what helps where too many nudges cross a kink, or leave no finite cost."""
    if nudged and not nudged.knows_kinks:
        return f"{skipped} of {total} nudges leave no finite cost: check at smaller parameters, or on scaled examples"
    return (
        f"{skipped} of {total} nudges cross a kink, or leave no finite cost. "
        "A fresh network with b = 0 sits on its kinks: give the biases random values, or check on other examples"
    )


@np.errstate(all="ignore")
def relative_error(compared: list[Comparison]) -> float:
    """Return ‖numeric − backprop‖ / (‖numeric‖ + ‖backprop‖), from 0 to 1; 0 where both vanish."""
    numeric, backprop = np.array([(found.numeric, found.backprop) for found in compared]).reshape(-1, 2).T
    scale = np.linalg.norm(numeric) + np.linalg.norm(backprop)
    return float(np.linalg.norm(numeric - backprop) / scale) if scale else 0.0
