"""Learning rates that change: α as a function of the update's number."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from nnlib._registry import Described
from nnlib._validation import count, fraction, not_negative, positive, require_instance, switch


@dataclass(frozen=True)
class Schedule(Described, ABC):
    """A learning rate that depends on the update; use it in place of a number for α.

    To write a schedule, make a frozen dataclass that returns α. Its fields are saved with a trainer.

    Examples
    --------
    The course's third decay, α = α₀ / √(1 + t):

    >>> import nnlib
    >>> @dataclass(frozen=True)
    ... class InverseRoot(Schedule):
    ...     start: float
    ...
    ...     def __call__(self, t):
    ...         return self.start / (1 + t) ** 0.5
    >>> X, Y = nnlib.datasets.flower(m=400, rng=1)
    >>> model = nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3)
    >>> history = nnlib.train(model, X, Y, learning_rate=InverseRoot(1.2), iterations=500)
    """

    @abstractmethod
    def __call__(self, t: int) -> float:
        """Return α of an update, where t updates have been done before it: 0 for the first."""


def check(schedule: Schedule, /, **checks: Callable[[str, Any], object]) -> None:
    """Refuse fields that do not fit a schedule; convert the others to the form that it computes with."""
    for name, checked in checks.items():
        object.__setattr__(schedule, name, checked(name, getattr(schedule, name)))


@dataclass(frozen=True)
class Step(Schedule):
    """Smaller by a factor after every so many updates: α = α₀ · factor^⌊t / every⌋.

    Parameters
    ----------
    start : float
        α₀, positive: that of the first update.
    every : int
        The number of updates between two changes. With mini-batches, an epoch has ⌈m / batch_size⌉ updates.
    factor : float, default 0.1
        The factor of α at each change, at least 0 and below 1.

    Examples
    --------
    >>> alpha = Step(0.5, every=1000)
    >>> [alpha(t) for t in (0, 999, 1000)]
    [0.5, 0.5, 0.05]
    """

    start: float
    every: int
    factor: float = 0.1

    def __post_init__(self) -> None:
        """Refuse fields that do not fit."""
        check(self, start=positive, every=count, factor=fraction)

    def __call__(self, t: int) -> float:
        """Return α of an update."""
        return self.start * self.factor ** (t // self.every)


@dataclass(frozen=True)
class Exponential(Schedule):
    """Exponential decay: α = α₀ · factor^(t / every).

    With ``every`` as the number of updates in an epoch, this is the course's α = 0.95^epoch · α₀. It also falls within
    an epoch; `Step` with the same three numbers keeps α until the epoch ends.

    Parameters
    ----------
    start : float
        α₀, positive: that of the first update.
    factor : float
        The factor of α after ``every`` updates, at least 0 and below 1.
    every : int, default 1
        A number of updates. With mini-batches, an epoch has ⌈m / batch_size⌉ updates.

    Examples
    --------
    >>> alpha = Exponential(0.2, factor=0.5, every=100)
    >>> [alpha(t) for t in (0, 100, 200)]
    [0.2, 0.1, 0.05]
    """

    start: float
    factor: float
    every: int = 1

    def __post_init__(self) -> None:
        """Refuse fields that do not fit."""
        check(self, start=positive, factor=fraction, every=count)

    def __call__(self, t: int) -> float:
        """Return α of an update."""
        return self.start * self.factor ** (t / self.every)


@dataclass(frozen=True)
class InverseTime(Schedule):
    """The course's decay: α = α₀ / (1 + rate · t / every), or with the floor α₀ / (1 + rate · ⌊t / every⌋).

    The course counts epochs: α = α₀ / (1 + decay_rate · epoch), or α₀ / (1 + decay_rate · ⌊epoch / interval⌋). Here
    ``every`` is the number of updates that count as 1: ⌈m / batch_size⌉ for an epoch, or that number times the epochs
    of an interval. With the floor α is constant for ``every`` updates, as if it were computed once an epoch. Without
    the floor α falls with every update, and has the same value at the beginning of an epoch. In batch gradient descent
    an epoch is one update.

    Parameters
    ----------
    start : float
        α₀, positive: that of the first update.
    rate : float
        The course's decay_rate, not negative: after ``every`` updates α is α₀ / (1 + rate).
    every : int, default 1
        The number of updates that count as 1.
    floor : bool, default False
        Whether α changes only after every so many updates.

    Examples
    --------
    An epoch of 400 examples in batches of 64 has 7 updates:

    >>> smooth, constant_within_epochs = InverseTime(0.6, 1, every=7), InverseTime(0.6, 1, every=7, floor=True)
    >>> [round(smooth(t), 3) for t in (0, 6, 7, 14)]
    [0.6, 0.323, 0.3, 0.2]
    >>> [round(constant_within_epochs(t), 3) for t in (0, 6, 7, 14)]
    [0.6, 0.6, 0.3, 0.2]
    """

    start: float
    rate: float
    every: int = 1
    floor: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        """Refuse fields that do not fit."""
        check(self, start=positive, rate=not_negative, every=count, floor=switch)

    def __call__(self, t: int) -> float:
        """Return α of an update."""
        return self.start / (1 + self.rate * (t // self.every if self.floor else t / self.every))


@dataclass(frozen=True)
class Cosine(Schedule):
    """Down along half a cosine: α = α_end + (α₀ − α_end) · (1 + cos(π t / updates)) / 2, and then α_end.

    Parameters
    ----------
    start : float
        α₀, positive: that of the first update.
    updates : int
        The number of updates until α_end: usually those of the whole run, which with mini-batches are
        ``epochs`` · ⌈m / batch_size⌉. Later updates have α_end; if that is 0, they change nothing.
    end : float, default 0.0
        α_end, from 0 to α₀.

    References
    ----------
    Loshchilov, Hutter: SGDR, stochastic gradient descent with warm restarts. ICLR 2017,
    https://arxiv.org/abs/1608.03983. This is one of its periods, without restarts.

    Examples
    --------
    >>> alpha = Cosine(0.2, updates=1000)
    >>> [round(alpha(t), 3) for t in (0, 250, 500, 1000, 2000)]
    [0.2, 0.171, 0.1, 0.0, 0.0]
    """

    start: float
    updates: int
    end: float = 0.0

    def __post_init__(self) -> None:
        """Refuse fields that do not fit."""
        check(self, start=positive, updates=count, end=not_negative)
        if self.end > self.start:
            msg = f"end must be at most start={self.start}, since the learning rate falls, got {self.end}"
            raise ValueError(msg)

    def __call__(self, t: int) -> float:
        """Return α of an update."""
        share = (1 + math.cos(math.pi * min(t, self.updates) / self.updates)) / 2
        return share * self.start + (1 - share) * self.end  # exactly start at first, exactly end at last


@dataclass(frozen=True)
class Warmup(Schedule):
    """A rise in equal steps before a schedule begins: α = (t + 1) / updates · α₀, and then the schedule's.

    Here α₀ is the first value of the schedule, which begins after the rise: update t uses its α at t − updates. A
    `Cosine` that should end with the run therefore needs the number of updates that are left.

    Parameters
    ----------
    schedule : Schedule or float
        The learning rate after the rise; a number stays constant.
    updates : int
        The number of updates of the rise. The last of them has α₀.

    Examples
    --------
    >>> alpha = Warmup(Cosine(0.2, updates=900), updates=100)
    >>> [round(alpha(t), 3) for t in (0, 49, 99, 100, 550, 1000)]
    [0.002, 0.1, 0.2, 0.2, 0.1, 0.0]
    """

    schedule: Schedule | float
    updates: int

    def __post_init__(self) -> None:
        """Refuse fields that do not fit."""
        check(self, schedule=schedule_or_number, updates=count)

    def __call__(self, t: int) -> float:
        """Return α of an update."""
        rise = min((t + 1) / self.updates, 1)
        return rise * value(self.schedule, max(t - self.updates, 0))


def schedule_or_number(name: str, alpha: Schedule | float) -> Schedule | float:
    """Return a schedule as it is, and a positive, finite number as a float."""
    if not callable(alpha):
        return positive(name, alpha)
    require_instance(name, alpha, Schedule, "a nnlib.schedules.Schedule or a number")
    return alpha


def value(alpha: Schedule | float, t: int) -> float:
    """Return α of an update, whether it changes or not."""
    return alpha(t) if isinstance(alpha, Schedule) else alpha
