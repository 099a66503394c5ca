"""How long several ways to the same result take, on the machine that one sits at."""

import math
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from nnlib._messages import shown
from nnlib._parts import Printed, Rows, as_text
from nnlib._printing import prints_everywhere
from nnlib._validation import count, require_instance

LEAST_SECONDS = 0.005  # what is shorter is run several times in a row, so that reading a clock does not count
CALL = 1e-7  # about what a call alone takes: no measurement is shorter, whatever a coarse clock says


def three_digits(x: float) -> str:
    """Return a number below a million to three digits, without powers of ten."""
    return f"{float(f'{x:.3g}'):,g}"


def duration(seconds: float) -> str:
    """Return a time to three digits, in the unit that suits it: s, ms, µs or ns."""
    # Rounded first: 999.9 µs are 1 ms.
    seconds = float(f"{seconds:.3g}")
    units = {"s": 1, "ms": 1e-3, "µs": 1e-6}
    unit, one = next((each for each in units.items() if seconds >= each[1]), ("ns", 1e-9))
    return f"{three_digits(seconds / one)} {unit}"


@prints_everywhere
@dataclass(frozen=True, repr=False)
class RunTimes:
    """The times of several ways to the same result; they print as a table.

    Parameters
    ----------
    seconds : dict of str to tuple of float
        For each way the seconds of one call, once for each measurement.

    Examples
    --------
    >>> print(RunTimes({"loop": (0.3, 0.2, 0.9), "no loop": (0.002, 0.001, 0.001)}))
               best  median  times as fast
       loop  200 ms  300 ms              1
    no loop    1 ms    1 ms            200
    """

    seconds: dict[str, tuple[float, ...]]

    @property
    def best(self) -> dict[str, float]:
        """The shortest time of each: what disturbs a computation only makes it longer."""
        return {name: min(times) for name, times in self.seconds.items()}

    @property
    def factors(self) -> dict[str, float]:
        """How many times as fast as the first each is, by their best times."""
        first = next(iter(self.best.values()))
        return {name: first / best for name, best in self.best.items()}

    def _parts_(self) -> Iterator[Printed]:
        """Yield the table."""
        factors = self.factors
        rows = [
            (name, duration(min(times)), duration(statistics.median(times)), three_digits(factors[name]))
            for name, times in self.seconds.items()
        ]
        yield Rows(("", "best", "median", "times as fast"), rows)

    def __str__(self) -> str:
        return as_text(self._parts_())

    __repr__ = __str__


def run_times(ways: Mapping[str, Callable[[], object]], *, rounds: int = 7) -> RunTimes:
    """Measure how long several ways to the same result take.

    Each is called once first, unmeasured, since a first call is slower. Then they take turns, so that other work of the
    machine affects them all.

    Parameters
    ----------
    ways : mapping of str to callable
        Functions without arguments, by their names. The others are compared with the first.
    rounds : int, default 7
        The number of measurements of each.

    Returns
    -------
    RunTimes
        Print it for a table; ``best`` and ``factors`` are the numbers.

    Examples
    --------
    >>> times = run_times({"loop": lambda: sum(range(1001)), "no loop": lambda: 1001 * 500}, rounds=3)
    >>> len(times.seconds["no loop"]), times.factors["loop"]
    (3, 1.0)
    """
    require_instance(
        "ways", ways, Mapping, 'functions by their names, such as {"loop": lambda: two_loops(X, Y, w, b), ...}'
    )
    if not ways:
        msg = "ways is empty: there is nothing to measure"
        raise ValueError(msg)
    for name, way in ways.items():
        if not callable(way):
            msg = f"{shown(name)} must be a function without arguments, got {shown(way)}: write lambda: ..."
            raise TypeError(msg)
    rounds = count("rounds", rounds)
    calls = {}
    for name, way in ways.items():
        way()
        calls[name] = math.ceil(LEAST_SECONDS / max(measured(way, 1), CALL))
    turns = [[measured(way, calls[name]) for name, way in ways.items()] for _ in range(rounds)]
    return RunTimes(dict(zip(ways, zip(*turns, strict=True), strict=True)))


def measured(way: Callable[[], object], calls: int) -> float:
    """Return the seconds of one call, from several in a row."""
    start = time.perf_counter()
    for _ in range(calls):
        way()
    return (time.perf_counter() - start) / calls
