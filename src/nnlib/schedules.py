"""Learning rates that change: α as a function of the update's number."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from nnlib._registry import Described


@dataclass(frozen=True)
class Schedule(Described, ABC):
    """A learning rate that depends on the update; it stands wherever a number for α may.

    A schedule of one's own is a frozen dataclass that says what α is. Its fields are saved with a trainer.

    Examples
    --------
    The course's decay, α = α₀ / (1 + rate · t):

    >>> import nnlib
    >>> @dataclass(frozen=True)
    ... class Decay(Schedule):
    ...     start: float
    ...     rate: float
    ...
    ...     def __call__(self, t):
    ...         return self.start / (1 + self.rate * t)
    >>> X, Y = nnlib.datasets.flower(m=400, rng=1)
    >>> model = nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3)
    >>> history = nnlib.train(model, X, Y, learning_rate=Decay(1.2, 0.001), iterations=500)
    """

    @abstractmethod
    def __call__(self, t: int) -> float:
        """Return α of an update, where t updates have been done before it: 0 for the first."""
