"""What comes in for one seed, what should come of it, and what comes of each known slip."""

from functools import cached_property, lru_cache
from typing import NamedTuple

from nnlib.exercises._exercise import Exercise, Seed, Slip, Statement
from nnlib.exercises._tracing import Run, call


class Mistake(NamedTuple):
    """A slip, and how the solution ends when it is made."""

    statement: Statement
    slip: Slip
    end: Run


class Expected:
    """What should happen to an exercise's function for one seed."""

    def __init__(self, exercise: Exercise, seed: Seed) -> None:
        self.exercise = exercise
        self.inputs, self.sizes = exercise.inputs(seed), exercise.sizes(seed)
        self.right = call(exercise.solution, self.inputs).value

    @cached_property
    def mistakes(self) -> list[Mistake]:
        """What comes of each slip."""
        return [
            Mistake(statement, slip, call(mutant, self.inputs)) for statement, slip, mutant in self.exercise.mutants
        ]


@lru_cache(maxsize=1000)
def expected(exercise: Exercise, seed: Seed) -> Expected:
    """Return what should happen for a seed, computed once."""
    return Expected(exercise, seed)
