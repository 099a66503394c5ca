"""Update rules on θ: how a gradient becomes a step.

An optimizer is a description and keeps nothing; what it remembers of a run (its averages, the number of updates so
far) is the `OptimizerState` that ``start`` makes and ``update`` carries on. So one optimizer may serve many runs.
"""

import copy
import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from nnlib._arrays import Array
from nnlib._validation import fraction, positive

__all__ = ["Adam", "ElementwiseOptimizer", "GradientDescent", "Momentum", "Optimizer", "OptimizerState", "RMSProp"]

BLOCK_SIZE = 2**18
"""How many numbers of θ an elementwise rule takes at a time: few enough to stay in the cache from line to line, and so
many that Python's part of the work does not count."""


@dataclass
class OptimizerState:
    """What an optimizer remembers of a run.

    Parameters
    ----------
    scratch : ndarray of shape (n_θ,)
        Room for intermediate results, so that an update allocates nothing.
    averages : dict of str to ndarray of shape (n_θ,)
        Running averages, by their symbols.
    t : int, default 0
        The number of updates so far.
    """

    scratch: Array
    averages: dict[str, Array] = field(default_factory=dict)
    t: int = 0

    def block(self, block: slice) -> "OptimizerState":
        """Return the state of a block of θ: views, and the same scratch for every block."""
        averages = {name: average[block] for name, average in self.averages.items()}
        return OptimizerState(self.scratch[: block.stop - block.start], averages, self.t)

    def __deepcopy__(self, memo: dict[int, Any]) -> "OptimizerState":
        """Copy what is remembered; what stands in the scratch is of no use to anybody."""
        copied = copy.copy(self)
        remembered = {name: value for name, value in vars(self).items() if name != "scratch"}
        vars(copied).update(copy.deepcopy(remembered, memo), scratch=np.empty_like(self.scratch))
        return copied


@dataclass(frozen=True)
class Optimizer(ABC):
    """An update rule with its learning rate α.

    A rule of one's own names its running averages in ``averages`` and writes ``step``; one with settings of its own is
    a frozen dataclass, like those here.

    Parameters
    ----------
    learning_rate : float
        α, positive.

    Examples
    --------
    Steps of one length, whatever the gradient's:

    >>> import numpy as np
    >>> class SignDescent(Optimizer):
    ...     def step(self, theta, gradient, state):
    ...         theta -= self.learning_rate * np.sign(gradient)
    >>> theta = np.array([1.0, 2.0])
    >>> rule = SignDescent(0.5)
    >>> rule.update(theta, np.array([100.0, -0.1]), rule.start(theta))
    >>> theta
    array([0.5, 2.5])
    """

    averages: ClassVar[tuple[str, ...]] = ()
    learning_rate: float

    def __post_init__(self) -> None:
        """Refuse a learning rate that is not positive and finite."""
        object.__setattr__(self, "learning_rate", positive("learning_rate", self.learning_rate))

    def start(self, theta: Array) -> OptimizerState:
        """Return the state of a run's beginning: averages of zero.

        Parameters
        ----------
        theta : ndarray of shape (n_θ,)
            The parameters that will be updated.

        Returns
        -------
        OptimizerState
            What `update` needs.

        Examples
        --------
        >>> import numpy as np
        >>> Momentum(0.1).start(np.ones(2)).averages
        {'v': array([0., 0.])}
        """
        return OptimizerState(np.empty_like(theta), {name: np.zeros_like(theta) for name in self.averages})

    def update(self, theta: Array, gradient: Array, state: OptimizerState) -> None:
        """Take one step: change θ and the state in place.

        Parameters
        ----------
        theta : ndarray of shape (n_θ,)
            The parameters, changed in place.
        gradient : ndarray of shape (n_θ,)
            dJ/dθ, which is left as it is.
        state : OptimizerState
            From `start`, changed in place.

        Examples
        --------
        >>> import numpy as np
        >>> theta = np.array([1.0, 2.0])
        >>> rule = GradientDescent(0.5)
        >>> rule.update(theta, np.array([1.0, -1.0]), rule.start(theta))
        >>> theta
        array([0.5, 2.5])
        """
        state.t += 1
        self.step(theta, gradient, state)

    @abstractmethod
    def step(self, theta: Array, gradient: Array, state: OptimizerState) -> None:
        """Change θ and the state's averages in place.

        Parameters
        ----------
        theta : ndarray of shape (n_θ,)
            The parameters, changed in place.
        gradient : ndarray of shape (n_θ,)
            dJ/dθ, which is left as it is.
        state : OptimizerState
            Its averages are changed in place; ``t`` counts updates from 1.
        """


@dataclass(frozen=True)
class ElementwiseOptimizer(Optimizer):
    """A rule in which every number of θ has a gradient and averages of its own, and does not look at the others.

    Its lines can be run on one block of θ after another, each small enough to stay in the cache, instead of each line
    on the whole of θ: the same numbers, and less waiting for memory.

    Parameters
    ----------
    learning_rate : float
        α, positive.

    Examples
    --------
    >>> class SignDescent(ElementwiseOptimizer):
    ...     def step_of_block(self, theta, gradient, state):
    ...         theta -= self.learning_rate * np.sign(gradient)
    >>> theta = np.array([1.0, 2.0])
    >>> rule = SignDescent(0.5)
    >>> rule.update(theta, np.array([100.0, -0.1]), rule.start(theta))
    >>> theta
    array([0.5, 2.5])
    """

    def step(self, theta: Array, gradient: Array, state: OptimizerState) -> None:
        """Change θ and the state's averages in place, a block at a time."""
        if theta.size <= BLOCK_SIZE:
            self.step_of_block(theta, gradient, state)
            return
        for start in range(0, theta.size, BLOCK_SIZE):
            block = slice(start, min(start + BLOCK_SIZE, theta.size))
            self.step_of_block(theta[block], gradient[block], state.block(block))

    @abstractmethod
    def step_of_block(self, theta: Array, gradient: Array, state: OptimizerState) -> None:
        """Change a block of θ and of the averages in place.

        Parameters
        ----------
        theta : ndarray of shape (n,)
            A block of the parameters, changed in place.
        gradient : ndarray of shape (n,)
            dJ/dθ of these parameters, which is left as it is.
        state : OptimizerState
            Views of the averages of these parameters, changed in place, and scratch of their size. It is made for this
            block alone: what a rule has to remember has to be in the averages.
        """


@dataclass(frozen=True)
class GradientDescent(ElementwiseOptimizer):
    """Gradient descent: θ ← θ − α dθ.

    Notes, section 3.

    Parameters
    ----------
    learning_rate : float
        α, positive.

    Examples
    --------
    >>> GradientDescent(1.2)
    GradientDescent(learning_rate=1.2)
    """

    def step_of_block(self, theta: Array, gradient: Array, state: OptimizerState) -> None:
        """Change θ in place."""
        theta -= np.multiply(gradient, self.learning_rate, out=state.scratch)  # θ ← θ − α dθ


@dataclass(frozen=True)
class Momentum(ElementwiseOptimizer):
    """Gradient descent with momentum: v ← βv + (1 − β) dθ, θ ← θ − αv.

    This is the course's form, in which v is an average of gradients. The form without (1 − β), as in PyTorch, takes
    steps that are 1/(1 − β) times as long at the same α.

    Parameters
    ----------
    learning_rate : float
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
    beta: float = 0.9

    def __post_init__(self) -> None:
        """Refuse numbers out of range."""
        super().__post_init__()
        object.__setattr__(self, "beta", fraction("beta", self.beta))

    def step_of_block(self, theta: Array, gradient: Array, state: OptimizerState) -> None:
        """Change θ and v in place."""
        v, scratch = state.averages["v"], state.scratch
        v *= self.beta  # v ← βv + (1 − β) dθ
        v += np.multiply(gradient, 1 - self.beta, out=scratch)
        theta -= np.multiply(v, self.learning_rate, out=scratch)  # θ ← θ − αv


@dataclass(frozen=True)
class RMSProp(ElementwiseOptimizer):
    """RMSProp: s ← βs + (1 − β) dθ², θ ← θ − α dθ / (√s + ε).

    Parameters
    ----------
    learning_rate : float
        α, positive.
    beta : float, default 0.9
        β, at least 0 and below 1.
    epsilon : float, default 1e-8
        ε, positive: keeps the step finite where s is 0.

    References
    ----------
    Tieleman, Hinton: Lecture 6.5, Neural Networks for Machine Learning. Coursera, 2012.

    Examples
    --------
    >>> RMSProp(0.001)
    RMSProp(learning_rate=0.001, beta=0.9, epsilon=1e-08)
    """

    averages: ClassVar[tuple[str, ...]] = ("s",)
    beta: float = 0.9
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        """Refuse numbers out of range."""
        super().__post_init__()
        object.__setattr__(self, "beta", fraction("beta", self.beta))
        object.__setattr__(self, "epsilon", positive("epsilon", self.epsilon))

    def step_of_block(self, theta: Array, gradient: Array, state: OptimizerState) -> None:
        """Change θ and s in place."""
        s, scratch = state.averages["s"], state.scratch
        np.square(gradient, out=scratch)
        s *= self.beta  # s ← βs + (1 − β) dθ²
        s += np.multiply(scratch, 1 - self.beta, out=scratch)
        np.sqrt(s, out=scratch)
        scratch += self.epsilon
        np.divide(gradient, scratch, out=scratch)
        theta -= np.multiply(scratch, self.learning_rate, out=scratch)  # θ ← θ − α dθ / (√s + ε)


@dataclass(frozen=True)
class Adam(ElementwiseOptimizer):
    """Adam: v ← β₁v + (1 − β₁) dθ, s ← β₂s + (1 − β₂) dθ², θ ← θ − α v̂ / (√ŝ + ε).

    The hats undo the averages' start at zero: v̂ = v / (1 − β₁ᵗ), ŝ = s / (1 − β₂ᵗ).

    Parameters
    ----------
    learning_rate : float, default 0.001
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
    learning_rate: float = 1e-3
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        """Refuse numbers out of range."""
        super().__post_init__()
        object.__setattr__(self, "beta1", fraction("beta1", self.beta1))
        object.__setattr__(self, "beta2", fraction("beta2", self.beta2))
        object.__setattr__(self, "epsilon", positive("epsilon", self.epsilon))

    def step_of_block(self, theta: Array, gradient: Array, state: OptimizerState) -> None:
        """Change θ, v and s in place."""
        v, s, scratch = state.averages["v"], state.averages["s"], state.scratch
        v *= self.beta1  # v ← β₁v + (1 − β₁) dθ
        v += np.multiply(gradient, 1 - self.beta1, out=scratch)
        np.square(gradient, out=scratch)
        s *= self.beta2  # s ← β₂s + (1 − β₂) dθ²
        s += np.multiply(scratch, 1 - self.beta2, out=scratch)
        # θ ← θ − α v̂ / (√ŝ + ε), with both hats moved into the numbers: ŝ = s / root², v̂ = v / (1 − β₁ᵗ)
        root = math.sqrt(1 - self.beta2**state.t)
        np.sqrt(s, out=scratch)
        scratch += self.epsilon * root
        np.divide(v, scratch, out=scratch)
        theta -= np.multiply(scratch, self.learning_rate * root / (1 - self.beta1**state.t), out=scratch)
