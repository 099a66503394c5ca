"""Recurrent networks: a deep network whose layers share one W, and read one piece of X each."""

from typing import Any

from nnlib._arrays import DTypeLike, Seed
from nnlib._validation import count
from nnlib.activations import Activation
from nnlib.dropout import KeepProb
from nnlib.layers import Recurrent
from nnlib.losses import Loss
from nnlib.models import Network
from nnlib.parameters import Initialization

__all__ = ["RecurrentNetwork"]


class RecurrentNetwork(Network):
    """A recurrent network, many to one: a<t> = g(W [a<t−1>; x<t>] + b) for t = 1, …, T, and an output from a<T>.

    Each time is a layer, and all of them share one W and one b. X is (n_x · T, m), time by time;
    `nnlib.datasets.sequences_to_columns` makes it from an array (m, T, n_x).

    Parameters
    ----------
    n_x, n_a, n_y : int
        The numbers of features at each time, of nodes of the cell, and of output nodes.
    T : int
        The number of times.
    hidden, output, loss, l2, keep_prob, initialization, dtype, rng
        As in `Network`; ``hidden`` is "tanh" by default.

    Examples
    --------
    >>> model = RecurrentNetwork(n_x=3, n_a=16, n_y=1, T=20, rng=0)
    >>> model
    RecurrentNetwork(20x3-Recurrent(16)-1, tanh, sigmoid, binary_cross_entropy, 337 parameters, float64)
    >>> model.n_x, model.W[1].shape, model.W[20] is model.W[1]
    (60, (16, 19), True)
    """

    def __init__(
        self,
        n_x: int,
        n_a: int,
        n_y: int = 1,
        *,
        T: int,
        hidden: str | Activation = "tanh",
        output: str | Activation | None = None,
        loss: str | Loss | None = None,
        l2: float = 0.0,
        keep_prob: KeepProb = 1.0,
        initialization: str | Initialization | None = None,
        dtype: DTypeLike = "float64",
        rng: Seed = None,
    ) -> None:
        shape = (count("T", T), count("n_x", n_x))
        entries: list[Any] = [shape, Recurrent(count("n_a", n_a)), count("n_y", n_y)]
        options: dict[str, Any] = {"keep_prob": keep_prob, "initialization": initialization, "dtype": dtype, "rng": rng}
        super().__init__(entries, hidden=hidden, output=output, loss=loss, l2=l2, **options)
