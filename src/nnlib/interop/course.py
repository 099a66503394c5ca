"""The course's own data structures: parameters by name, and the mini-batches of the old generator.

One line turns the parameters of a course notebook into a network, or a network into such parameters:
``parameters["W1"]`` is ``model.W[1]``. The first weights of its seeds are `nnlib.lessons.legacy_initialization`.
"""

import operator
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nnlib._arrays import Array, ArrayLike
from nnlib._messages import an, counted, is_a, listed, shown, transposing
from nnlib._named_parameters import PARAMETER, by_name, first_missing, is_logistic, layers_of, named_parameters
from nnlib._validation import count, labels, matrix, require_instance
from nnlib.activations import Activation
from nnlib.layers import Dense, Pooled
from nnlib.lessons.legacy_initialization import old_generator
from nnlib.losses import Loss
from nnlib.models import LogisticRegression, Network

__all__ = ["course_batches", "from_parameters", "random_mini_batches", "to_parameters"]

EXPECTED = 'a dict of parameters, such as {"W1": W1, "b1": b1} or {"w": w, "b": b}'
MEANT = re.compile(r"([WwBb]|gamma)[ _]?(\d{0,6})")
"""What is meant as a parameter, however it is written: left aside, it would be missing in the network."""


def from_parameters(
    parameters: Mapping[str, ArrayLike],
    *,
    hidden: str | Activation | Sequence[str | Activation] | None = None,
    output: str | Activation | None = None,
    loss: str | Loss | None = None,
    l2: float = 0.0,
) -> Network:
    """Return a network that holds the parameters of a notebook.

    Parameters
    ----------
    parameters : dict of str to array_like
        ``{"W1": W1, "b1": b1, "W2": W2, …}`` with W[l] of shape (n_l, n_{l-1}) and b[l] of shape (n_l, 1); or, for
        logistic regression, ``{"w": w, "b": b}`` with w of shape (n_x, 1) and b a number. Arrays are copied, as
        float64. Other entries, such as "dW1", "costs" or "learning_rate", are ignored.
    hidden : str, Activation, or sequence of them, optional
        The activation of the hidden layers, or one for each. If there are hidden layers you must name it, since the
        parameters do not show it: the course has "tanh" in its network with one hidden layer, and "relu" in deep ones.
    output : str or Activation, optional
        The activation of the last layer. By default it is sigmoid if n_y is 1; otherwise you must name it.
    loss, l2
        As in `nnlib.Network`. The course's ``lambd`` is ``l2 = lambd / m``.

    Returns
    -------
    Network
        A `LogisticRegression`, if w and b were given.

    Raises
    ------
    TypeError, ValueError
        If a W or b is missing, shapes do not chain, or a value is not an array of finite real numbers. Also if a name
        looks like that of a parameter but is not, or a required activation is not named.

    Examples
    --------
    >>> import numpy as np
    >>> parameters = {"W1": np.ones((4, 2)), "b1": np.zeros((4, 1)), "W2": np.ones((1, 4)), "b2": np.zeros((1, 1))}
    >>> from_parameters(parameters, hidden="tanh")
    Network(2-4-1, tanh, sigmoid, binary_cross_entropy, 17 parameters, float64)
    >>> from_parameters({"w": np.zeros((2, 1)), "b": 0.0})
    LogisticRegression(2-1, sigmoid, binary_cross_entropy, 3 parameters, float64)
    """
    require_instance("parameters", parameters, Mapping, EXPECTED)
    logistic = is_logistic(parameters)
    require_known_names(parameters, logistic=logistic)
    named = named_parameters(complete(parameters))
    if logistic:
        if hidden is not None or output is not None or loss is not None:
            msg = (
                "hidden=, output= and loss= go with W1, b1, …: w and b are logistic regression, whose output is "
                'sigmoid. For another output hand in {"W1": w.T, "b1": [[b]]}'
            )
            raise ValueError(msg)
        model: Network = LogisticRegression(named.layer_sizes[0], l2=l2)
    else:
        if hidden is None and len(named.W) > 1:
            msg = (
                f"hidden= must name the activation of the {counted(len(named.W) - 1, 'hidden layer')}, which the "
                'parameters do not tell: the course has "tanh" with one hidden layer, and "relu" in deep networks'
            )
            raise ValueError(msg)
        g, output = [] if hidden is None else hidden, named.output(output)
        model = Network(named.layer_sizes, hidden=g, output=output, loss=loss, l2=l2, initialization="zeros")
    named.copy_into(model.parameters)
    return model


def require_known_names(parameters: Mapping[str, ArrayLike], *, logistic: bool) -> None:
    """Refuse a name that is meant as a parameter's, but is none of those that are read."""
    for name in (str.__str__(name) for name in parameters if is_a(name, str)):
        right = name in {"w", "b"} if logistic else PARAMETER.fullmatch(name)
        if right or not (meant := MEANT.fullmatch(name)):
            continue
        symbol, number = meant.groups()
        slip = f": did you mean {'W' if symbol in 'Ww' else 'b'}{number}?"
        slip = ": layers are numbered from 1" if number and not number.strip("0") else slip
        slip = ": there is no batch normalization here" if symbol == "gamma" else slip
        slip = "" if logistic or not number else slip
        names = "w and b of logistic regression alone" if logistic else "W1, b1, W2, b2 and so on"
        msg = f"{shown(name)} is not among the names that are read here, {names}{slip}"
        raise ValueError(msg)


def complete(parameters: Mapping[str, ArrayLike]) -> dict[str, ArrayLike]:
    """Return the parameters, w and b as W1 and b1; ValueError where there are none, or one is missing."""
    own = by_name(parameters)
    if not layers_of(own):
        came = f"holds {listed(parameters)}" if parameters else "is empty"
        msg = f"parameters must be {EXPECTED}, but what came {came}"
        raise ValueError(msg)
    if name := first_missing(own):
        msg = f"{name} is missing: the parameters hold {listed(own)}, and each layer needs its W and b"
        raise ValueError(msg)
    return own


def to_parameters(model: Network) -> dict[str, Array | float]:
    """Return copies of a network's parameters, named as a notebook of the course names them.

    Parameters
    ----------
    model : Network
        A network of dense layers.

    Returns
    -------
    dict of str to ndarray
        ``{"W1": W1, "b1": b1, …}``; for a `LogisticRegression`, ``{"w": w, "b": b}`` with w of shape (n_x, 1) and b a
        float. They have the model's type, float64 or float32. `from_parameters` restores them to the last bit.

    Raises
    ------
    TypeError
        If the model is not a network.
    ValueError
        If a layer is not dense, or occurs more than once: the course's functions cannot compute these.

    Examples
    --------
    >>> import nnlib
    >>> list(to_parameters(nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3)))
    ['W1', 'b1', 'W2', 'b2']
    >>> to_parameters(nnlib.LogisticRegression(n_x=2))["b"]
    0.0
    """
    require_instance("model", model, Network, "a Network")
    for l, layer in model.layers.items():
        if type(layer) is not Dense:
            kind = "behind a MaxPool" if is_a(layer, Pooled) else an(type(layer))
            msg = f"the course's dictionary holds dense layers alone, but layer {l} is {kind}"
            raise ValueError(msg)
        if l in model.parameters.repeats:
            first = model.parameters.repeats[l]
            msg = f"layer {l} is layer {first} again: as W{l} and W{first} of a dictionary they would no longer be one"
            raise ValueError(msg)
    if is_a(model, LogisticRegression):
        return {"w": model.w.copy(), "b": float(model.b[1][0, 0])}
    return {f"{symbol}{l}": views[l].copy() for l in model.W for symbol, views in (("W", model.W), ("b", model.b))}


def random_mini_batches(
    X: ArrayLike, Y: ArrayLike, mini_batch_size: int = 64, seed: int = 0
) -> list[tuple[Array, Array]]:
    """Return the mini-batches that the course's function of this name returns.

    The examples are shuffled as by ``np.random.seed(seed)`` and ``np.random.permutation(m)``, and cut into batches; the
    last may be smaller. NumPy's global random state is neither used nor changed.

    Parameters
    ----------
    X : array_like of shape (n_x, m)
        Examples in columns.
    Y : array_like of shape (n_y, m)
        Labels.
    mini_batch_size : int, default 64
        Examples in a mini-batch.
    seed : int, default 0
        From 0 to below 2³².

    Returns
    -------
    list of (X, Y)
        Copies, of the given types.

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit.

    Examples
    --------
    >>> import nnlib
    >>> X, Y = nnlib.datasets.moons(m=150, rng=1)
    >>> [X_batch.shape for X_batch, Y_batch in random_mini_batches(X, Y)]
    [(2, 64), (2, 64), (2, 22)]
    """
    turn = transposing("X", X)
    X, Y = matrix("X", X), matrix("Y", Y)
    m, size = X.shape[1], count("mini_batch_size", mini_batch_size)
    require_columns(X, Y, turn)
    labels(Y, Y.shape[1] if len(Y) == m else len(Y), m)
    order = old_generator(seed).permutation(m)
    X, Y = X[:, order], Y[:, order]
    return [(X[:, start : start + size], Y[:, start : start + size]) for start in range(0, m, size)]


def require_columns(X: Array, Y: Array, turn: str) -> None:
    """Refuse examples that stand in rows, as far as Y tells; `turn` says how X is transposed where it is no array."""
    (n_x, m), (n_y, m_Y) = X.shape, Y.shape
    which = {"is X": n_x == m_Y, "are X and Y": n_x == n_y > max(m, m_Y)}
    if m not in Y.shape and (slip := next((slip for slip, fits in which.items() if fits), "")):
        msg = f"X has shape {X.shape} and Y {Y.shape}: {slip} transposed? nnlib keeps examples in columns.{turn}"
        raise ValueError(msg)


def course_batches(seed: int = 10) -> np.random.Generator:
    """Return a generator for ``rng=``, with which `nnlib.train` uses the mini-batches of the course's ``model(...)``.

    The course sets ``seed = 10``, and increases it by one before each epoch: the first epoch uses
    ``random_mini_batches(X, Y, mini_batch_size, 11)``, the second those of seed 12.

    Parameters
    ----------
    seed : int, default 10
        From 0 to below 2³²; the first epoch shuffles with the next seed.

    Returns
    -------
    numpy.random.Generator
        Its ``permutation(m)`` is that of the old generator. Other draws from it, such as the masks of dropout, are not
        the course's. It continues from run to run: make another for another run.

    Raises
    ------
    TypeError, ValueError
        If the seed is not a whole number in this range.

    Notes
    -----
    A `nnlib.Trainer` continues with it from call to call, but cannot be saved. To continue in another process, save the
    model, and start there with ``course_batches(10 + epochs)``; the averages of Momentum and Adam then start anew.

    Examples
    --------
    >>> import nnlib
    >>> X, Y = nnlib.datasets.moons(m=150, rng=1)
    >>> model = nnlib.ShallowNetwork(n_x=2, n_h=5, rng=3)
    >>> nnlib.train(model, X, Y, optimizer=nnlib.Adam(), batch_size=64, epochs=2, rng=course_batches())
    History(6 updates, 2 epochs, epoch_cost ... to ...)
    """
    old_generator(seed)
    return CourseGenerator(operator.index(seed))


class CourseBits(np.random.MT19937):
    """Random numbers of a type of their own: a trainer's file holds NumPy's types alone, so it refuses this one."""

    def __repr__(self) -> str:
        """Return what a trainer that is to be saved says of it."""
        return "the generator of course_batches"


class CourseGenerator(np.random.Generator):
    """Draws permutations as the old generator does, each from the next seed."""

    def __init__(self, seed: int) -> None:
        super().__init__(CourseBits(seed))
        self.seed = seed
        """The seed of the last permutation."""

    def __repr__(self) -> str:
        """Return the call that goes on from here."""
        return f"course_batches(seed={self.seed})"

    __str__ = __repr__

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy the seed, too, where a trainer keeps a copy to go back to."""
        return restored, (self.seed, self.bit_generator.state)

    def permutation(self, x: Any, axis: int = 0) -> Any:  # noqa: ANN401, ARG002  as the class that it stands for
        """Return the permutation that the next seed gives."""
        order = old_generator(self.seed + 1).permutation(x)
        self.seed += 1
        return order


def restored(seed: int, state: Mapping[str, Any]) -> CourseGenerator:
    """Return a copy of a generator."""
    generator = CourseGenerator(seed)
    generator.bit_generator.state = state
    return generator
