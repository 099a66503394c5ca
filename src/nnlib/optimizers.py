"""Update rules on θ: how a gradient becomes a step.

An optimizer only describes a rule. Everything that depends on a run (the averages, the number of updates so far) is in
the `OptimizerState` that ``start`` creates and ``update`` changes. One optimizer can therefore serve many runs.
"""

import copy
import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import ClassVar, TypeAlias

import numpy as np

from nnlib._arrays import Array
from nnlib._registry import Described
from nnlib._validation import fraction, not_negative, positive, require_instance
from nnlib.parameters import Parameters
from nnlib.schedules import Schedule

Checks: TypeAlias = Mapping[str, Callable[[str, float], float]]
"""A function for each of a rule's settings that returns it, or refuses it."""

BLOCK_SIZE = 2**18
"""How many numbers of θ an elementwise rule takes at a time: few enough to stay in the cache from line to line, and so
many that Python's part of the work does not count."""


@dataclass
class OptimizerState:
    """The state of an optimizer in a run: its averages and the number of updates.

    Parameters
    ----------
    scratch : ndarray of shape (n_θ,)
        Space for intermediate results, so that an update allocates nothing.
    averages : dict of str to ndarray of shape (n_θ,)
        Running averages, by their symbols.
    t : int, default 0
        The number of updates so far.
    learning_rate : float
        α of this update.
    corrections : tuple of float
        The result of `Optimizer.corrections` for this update.
    parameters : Parameters, optional
        θ with its views W[l] and b[l], for rules that treat them differently. A trainer provides it; a block has none.
    """

    scratch: Array
    averages: dict[str, Array] = field(default_factory=dict)
    t: int = 0
    learning_rate: float = math.nan
    corrections: tuple[float, ...] = ()
    parameters: Parameters | None = None

    def block(self, block: slice) -> "OptimizerState":
        """Return the state of a block of θ: views, and the same scratch for every block."""
        averages = {name: average[block] for name, average in self.averages.items()}
        return replace(self, scratch=self.scratch[: block.stop - block.start], averages=averages, parameters=None)

    def remembered(self) -> "OptimizerState":
        """Return a copy of what later updates need; θ and the scratch stay the same arrays."""
        return copy.deepcopy(self, {id(kept): kept for kept in (self.parameters, self.scratch)})


@dataclass(frozen=True)
class Optimizer(Described, ABC):
    """An update rule with its learning rate α.

    To write a rule, name its running averages in ``averages`` and define ``step``. A rule with its own settings is a
    frozen dataclass, like those here. If the rule treats every number of θ separately, set ``elementwise = True``:
    `step` then gets one block of θ after another, each small enough to stay in the cache.

    Parameters
    ----------
    learning_rate : float or Schedule
        α, positive; or α as a function of the update's number.
    clip_norm : float, optional
        Clipping: a gradient dθ whose norm ‖dθ‖ is larger than this is scaled down to it, before the rule sees it. Every
        rule accepts this keyword.

    Examples
    --------
    Steps of one length, for any size of the gradient:

    >>> class SignDescent(Optimizer):
    ...     def step(self, theta, gradient, state):
    ...         theta -= state.learning_rate * np.sign(gradient)
    >>> theta = np.array([1.0, 2.0])
    >>> rule = SignDescent(0.5)
    >>> rule.update(theta, np.array([100.0, -0.1]), rule.start(theta))
    >>> theta
    array([0.5, 2.5])
    """

    averages: ClassVar[tuple[str, ...]] = ()
    elementwise: ClassVar[bool] = False
    checks: ClassVar[Checks] = {}
    learning_rate: float | Schedule
    clip_norm: float | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        """Refuse a learning rate that is not positive and finite, and what the rule's own checks refuse."""
        alpha = self.learning_rate
        if callable(alpha):
            require_instance("a learning rate that changes", alpha, Schedule, "a nnlib.schedules.Schedule")
        else:
            object.__setattr__(self, "learning_rate", positive("learning_rate", alpha))
        if self.clip_norm is not None:
            object.__setattr__(self, "clip_norm", positive("clip_norm", self.clip_norm))
        for name, check in self.checks.items():
            object.__setattr__(self, name, check(name, getattr(self, name)))

    def __init_subclass__(cls) -> None:
        """Take another step for one that looks at all of θ, unless its class says that it is elementwise."""
        super().__init_subclass__()
        if cls.__repr__ is Optimizer.__repr__:  # a rule's own __repr__ stays
            cls.__repr__ = Optimizer.__repr__  # type: ignore[method-assign]  # or a dataclass makes one
        if "step" in vars(cls) and "elementwise" not in vars(cls):
            cls.elementwise = False

    def start(self, theta: Array) -> OptimizerState:
        """Return the state at the start of a run: averages of zero.

        Parameters
        ----------
        theta : ndarray of shape (n_θ,)
            The parameters that will be updated.

        Returns
        -------
        OptimizerState
            The state to pass to `update`.

        Examples
        --------
        >>> Momentum(0.1).start(np.ones(2)).averages
        {'v': array([0., 0.])}
        """
        return OptimizerState(np.empty_like(theta), {name: np.zeros_like(theta) for name in self.averages})

    def update(self, theta: Array, gradient: Array, state: OptimizerState) -> None:
        """Do one update: change θ and the state in place.

        Parameters
        ----------
        theta : ndarray of shape (n_θ,)
            The parameters, changed in place.
        gradient : ndarray of shape (n_θ,)
            dJ/dθ, which is not changed.
        state : OptimizerState
            From `start`, changed in place.

        Examples
        --------
        >>> theta = np.array([1.0, 2.0])
        >>> rule = GradientDescent(0.5)
        >>> rule.update(theta, np.array([1.0, -1.0]), rule.start(theta))
        >>> theta
        array([0.5, 2.5])
        """
        self.begin(state)
        if self.clip_norm is not None:
            gradient = clipped(gradient, self.clip_norm)
        if not self.elementwise or theta.size <= BLOCK_SIZE:
            self.step(theta, gradient, state)
            return
        for start in range(0, theta.size, BLOCK_SIZE):
            block = slice(start, min(start + BLOCK_SIZE, theta.size))
            self.step(theta[block], gradient[block], state.block(block))

    def begin(self, state: OptimizerState) -> None:
        """Count an update, and set the quantities that all numbers of θ share: α and the corrections."""
        alpha = self.learning_rate
        # A Python float: with a NumPy float64, float32 arrays would be computed in float64.
        state.learning_rate = not_negative("learning_rate", alpha(state.t)) if callable(alpha) else alpha
        state.t += 1
        state.corrections = self.corrections(state)

    def corrections(self, state: OptimizerState) -> tuple[float, ...]:  # noqa: ARG002  rules that have some look at t
        """Return the numbers that a rule computes from t and α only; most rules have none."""
        return ()

    def __repr__(self) -> str:
        """Show the settings; `clip_norm` only if it is set."""
        told = [(one.name, getattr(self, one.name)) for one in fields(self) if one.repr]
        settings = ", ".join(f"{name}={value!r}" for name, value in told if (name, value) != ("clip_norm", None))
        return f"{type(self).__name__}({settings})"

    @abstractmethod
    def step(self, theta: Array, gradient: Array, state: OptimizerState) -> None:
        """Apply the rule: change θ and the averages in place, for all of θ or, if elementwise, for a block of it.

        Parameters
        ----------
        theta : ndarray of shape (n,)
            The parameters, changed in place.
        gradient : ndarray of shape (n,)
            dJ/dθ, which is not changed.
        state : OptimizerState
            Its averages are changed in place; ``t`` counts updates from 1. A block gets a new state, so a rule has to
            keep everything that it needs later in the averages.
        """


def clipped(gradient: Array, clip_norm: float) -> Array:
    """Return a gradient, scaled to this norm if its own is larger; the given array is not changed."""
    norm = math.sqrt(float(np.vdot(gradient, gradient)))
    if math.isinf(norm) and np.isfinite(gradient).all():  # the squares may be too large for float32, or even float64
        largest = float(np.abs(gradient).max())
        norm = largest * math.sqrt(float(np.square(gradient / largest, dtype=np.float64).sum()))
    return gradient * (clip_norm / norm) if clip_norm < norm < math.inf else gradient


@dataclass(frozen=True)
class GradientDescent(Optimizer):
    """Gradient descent: θ ← θ − α dθ.

    Notes, section 3.

    Parameters
    ----------
    learning_rate : float or Schedule
        α, positive.

    Examples
    --------
    >>> GradientDescent(1.2)
    GradientDescent(learning_rate=1.2)
    """

    elementwise: ClassVar[bool] = True

    def step(self, theta: Array, gradient: Array, state: OptimizerState) -> None:
        """Change θ in place."""
        theta -= np.multiply(gradient, state.learning_rate, out=state.scratch)  # θ ← θ − α dθ


@dataclass(frozen=True)
class Momentum(Optimizer):
    """Gradient descent with momentum: v ← βv + (1 − β) dθ, θ ← θ − αv.

    This is the course's form, in which v is an average of gradients. The form without (1 − β), as in PyTorch, takes
    steps that are 1/(1 − β) times as long at the same α.

    Parameters
    ----------
    learning_rate : float or Schedule
        α, positive.
    beta : float, default 0.9
        β, at least 0 and below 1.

    References
    ----------
    Polyak: Some methods of speeding up the convergence of iteration methods. USSR Computational Mathematics and
    Mathematical Physics 4(5), 1964.

    Examples
    --------
    >>> Momentum(0.1)
    Momentum(learning_rate=0.1, beta=0.9)
    """

    averages: ClassVar[tuple[str, ...]] = ("v",)
    elementwise: ClassVar[bool] = True
    checks: ClassVar[Checks] = {"beta": fraction}
    beta: float = 0.9

    def step(self, theta: Array, gradient: Array, state: OptimizerState) -> None:
        """Change θ and v in place."""
        v, scratch = state.averages["v"], state.scratch
        v *= self.beta  # v ← βv + (1 − β) dθ
        v += np.multiply(gradient, 1 - self.beta, out=scratch)
        theta -= np.multiply(v, state.learning_rate, out=scratch)  # θ ← θ − αv


@dataclass(frozen=True)
class RMSProp(Optimizer):
    """RMSProp: s ← βs + (1 − β) dθ², θ ← θ − α dθ / (√s + ε).

    Parameters
    ----------
    learning_rate : float or Schedule
        α, positive.
    beta : float, default 0.9
        β, at least 0 and below 1.
    epsilon : float, default 1e-8
        ε, positive. It keeps the step finite where s is 0.

    References
    ----------
    Tieleman, Hinton: Lecture 6.5, Neural Networks for Machine Learning. Coursera, 2012.

    Examples
    --------
    >>> RMSProp(0.001)
    RMSProp(learning_rate=0.001, beta=0.9, epsilon=1e-08)
    """

    averages: ClassVar[tuple[str, ...]] = ("s",)
    elementwise: ClassVar[bool] = True
    checks: ClassVar[Checks] = {"beta": fraction, "epsilon": positive}
    beta: float = 0.9
    epsilon: float = 1e-8

    def step(self, theta: Array, gradient: Array, state: OptimizerState) -> None:
        """Change θ and s in place."""
        s, scratch = state.averages["s"], state.scratch
        np.square(gradient, out=scratch)
        s *= self.beta  # s ← βs + (1 − β) dθ²
        s += np.multiply(scratch, 1 - self.beta, out=scratch)
        np.sqrt(s, out=scratch)
        scratch += self.epsilon
        np.divide(gradient, scratch, out=scratch)
        theta -= np.multiply(scratch, state.learning_rate, out=scratch)  # θ ← θ − α dθ / (√s + ε)


@dataclass(frozen=True)
class Adam(Optimizer):
    """Adam: v ← β₁v + (1 − β₁) dθ, s ← β₂s + (1 − β₂) dθ², θ ← θ − α v̂ / (√ŝ + ε).

    The hats undo the averages' start at zero: v̂ = v / (1 − β₁ᵗ), ŝ = s / (1 − β₂ᵗ).

    Parameters
    ----------
    learning_rate : float or Schedule, default 0.001
        α, positive.
    beta1, beta2 : float, default 0.9 and 0.999
        At least 0 and below 1.
    epsilon : float, default 1e-8
        ε, positive.

    References
    ----------
    Kingma, Ba: Adam, a method for stochastic optimization. ICLR 2015, https://arxiv.org/abs/1412.6980.

    Examples
    --------
    >>> Adam()
    Adam(learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-08)
    """

    averages: ClassVar[tuple[str, ...]] = ("v", "s")
    elementwise: ClassVar[bool] = True
    checks: ClassVar[Checks] = {"beta1": fraction, "beta2": fraction, "epsilon": positive}
    learning_rate: float | Schedule = 1e-3
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def corrections(self, state: OptimizerState) -> tuple[float, ...]:
        """Return ε and α with both hats moved into them, since ŝ = s / root² and v̂ = v / (1 − β₁ᵗ)."""
        root = math.sqrt(1 - self.beta2**state.t)
        return self.epsilon * root, state.learning_rate * root / (1 - self.beta1**state.t)

    def step(self, theta: Array, gradient: Array, state: OptimizerState) -> None:
        """Change θ, v and s in place."""
        epsilon, alpha = state.corrections
        v, s, scratch = state.averages["v"], state.averages["s"], state.scratch
        v *= self.beta1  # v ← β₁v + (1 − β₁) dθ
        v += np.multiply(gradient, 1 - self.beta1, out=scratch)
        np.square(gradient, out=scratch)
        s *= self.beta2  # s ← β₂s + (1 − β₂) dθ²
        s += np.multiply(scratch, 1 - self.beta2, out=scratch)
        np.sqrt(s, out=scratch)  # θ ← θ − α v̂ / (√ŝ + ε), with both hats moved into α and ε
        scratch += epsilon
        np.divide(v, scratch, out=scratch)
        theta -= np.multiply(scratch, alpha, out=scratch)
