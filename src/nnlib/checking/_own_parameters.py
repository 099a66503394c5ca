"""A student's own parameters, W1, b1, … by name: they become a network, and its steps are told apart from them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from nnlib import _validation
from nnlib._arrays import Array, ArrayLike
from nnlib._messages import is_a, listed, shown
from nnlib._registry import name_of
from nnlib.activations import Activation
from nnlib.checking._logistic_notation import as_W1, is_logistic
from nnlib.models import Network

PARAMETER = re.compile(r"[Wb]([1-9]\d{0,5})")
EXPECTED = 'a Network, or a dict of your own parameters, such as {"W1": W1, "b1": b1}'
ORDER = "W[l] is (n_l, n_(l-1))"
OF_THE_PARAMETERS = (
    "that of the parameters: was it updated in between? Hand over those that the steps were made with, from before "
    "their update"
)
OF_THE_MODEL = (
    "that of the model: your W and b were not handed over, so Z1 would be blamed although it is right. Hand in your "
    'own dict in place of the model, such as {"W1": W1, "b1": b1}, or write model.W[1] = W1, model.b[1] = b1'
)

Hidden = str | Activation | Sequence[str | Activation] | None
"""What `compare_steps` takes for the hidden activations."""


class Handed(NamedTuple):
    """A float64 network to compare with, whether its parameters came in a dict, and what was taken for granted."""

    model: Network
    own: bool = False
    logistic: bool = False
    remarks: tuple[str, ...] = ()


def handed_over(model: Network | Mapping[str, ArrayLike], hidden: Hidden, output: str | Activation | None) -> Handed:
    """Return the network that a model or a dict of parameters is."""
    if is_a(model, Network):
        if hidden is not None or output is not None:
            msg = (
                f"hidden= and output= go with a dict of parameters, and a model has its own activations: {shown(model)}"
            )
            raise ValueError(msg)
        return Handed(model.astype(np.float64))
    _validation.require_instance("model", model, Mapping, EXPECTED)
    network, logistic = network_of(model, hidden, output), is_logistic(model)
    remarks = () if logistic else tuple(taken_for_granted(network, hidden, output))
    return Handed(network, own=True, logistic=logistic, remarks=remarks)


def network_of(parameters: Mapping[str, ArrayLike], hidden: Hidden, output: str | Activation | None) -> Network:
    """Return a float64 network that holds a student's parameters; hidden layers are tanh where nothing else is said."""
    own = {name: value for name, value in parameters.items() if is_a(name, str)}
    own = as_W1(own) if is_logistic(own) else own
    numbers = [int(found[1]) for name in own if (found := PARAMETER.fullmatch(name))]
    if not numbers:
        came = f"holds {listed(parameters)}" if parameters else "is empty"
        msg = (
            f"model must be {EXPECTED}, but what came {came}: without your W and b, "
            "Z1 would be blamed although it is right"
        )
        raise ValueError(msg)
    for l in range(1, max(numbers) + 1):
        for name in (f"W{l}", f"b{l}"):
            if name not in own:
                msg = (
                    f"{name} was not handed over: the parameters hold {listed(own)}. compare_steps needs your W and "
                    f"b of every layer, since without them Z{l} would be blamed although it is right"
                )
                raise ValueError(msg)
    L = max(numbers)
    W = {l: weights(f"W{l}", own[f"W{l}"]) for l in range(1, L + 1)}
    require_chain(W)
    b = {l: biases(f"b{l}", own[f"b{l}"], W[l]) for l in W}
    sizes = [W[1].shape[1], *(len(W_l) for W_l in W.values())]
    hidden = "tanh" if hidden is None else hidden
    model = Network(sizes, hidden=hidden, output=output, initialization="zeros")
    for l, W_l in W.items():
        model.W[l], model.b[l] = W_l, b[l]
    return model


def weights(name: str, value: ArrayLike) -> Array:
    """Return a W[l] as finite float64."""
    array = _validation.real_array(name, value)
    if array.ndim != 2 or array.size == 0:  # noqa: PLR2004  a matrix has two axes
        row = f": use {name}.reshape(1, -1), if layer {name[1:]} has one node" if array.ndim == 1 else ""
        msg = f"{name} must be a matrix, as {ORDER}, got shape {array.shape}{row}"
        raise ValueError(msg)
    return _validation.finite(name, array, np.float64)


def require_chain(W: Mapping[int, Array]) -> None:
    """Refuse a W[l] that does not take what layer l−1 gives."""
    for l in range(2, len(W) + 1):
        (n, n_in), came = W[l - 1].shape, W[l].shape
        if came[1] != n:
            slips = {
                f": is W{l} transposed?": came[0] == n,
                f": is W{l - 1} transposed?": came[1] == n_in,
                ": are all W transposed?": all(len(W[k]) == W[k - 1].shape[1] for k in range(2, len(W) + 1)),
            }
            slip = next((slip for slip, fits in slips.items() if fits), "")
            msg = f"W{l} has shape {came}, but W{l - 1} has {n} rows, so W{l} needs {n} columns, as {ORDER}{slip}"
            raise ValueError(msg)


def biases(name: str, value: ArrayLike, W: Array) -> Array:
    """Return a b[l] as finite float64; of one axis it would be broadcast along the examples."""
    array, (n, n_in) = _validation.real_array(name, value), W.shape
    if n != n_in and array.shape in {(n_in,), (n_in, 1)}:
        msg = f"W{name[1:]} has shape {W.shape} and {name} {array.shape}, but {ORDER}: is W{name[1:]} transposed?"
        raise ValueError(msg)
    if array.shape == (n,):
        taken = f"{name}.reshape(-1, 1)" if isinstance(value, np.ndarray) else f"np.reshape({name}, (-1, 1))"
        told = "of one axis it would be added along the examples"
        msg = f"{name} must have shape ({n}, 1), got ({n},): use {taken}, since {told}"
        raise ValueError(msg)
    return _validation.finite(name, _validation.shaped(name, array, (n, 1)), np.float64)


def taken_for_granted(model: Network, hidden: Hidden, output: str | Activation | None) -> Iterator[str]:
    """Yield which activations a student's network was given that the call does not name."""
    L = len(model.g)
    assumed = {}
    if hidden is None and L > 1:
        assumed["hidden"] = f"{'g[1]' if L == 2 else 'g of each hidden layer'} is tanh"  # noqa: PLR2004  one is hidden
    if output is None:
        assumed["output"] = f"g[{L}] is {name_of(model.g[L])}"
    if assumed:
        options = " and no ".join(f"{name}=" for name in assumed)
        yield f"The call has no {options}, so {' and '.join(assumed.values())}"


def steps_alone(steps: Mapping[str, ArrayLike], handed: Handed) -> dict[str, ArrayLike]:
    """Return the steps of a dictionary that may hold W and b too, which have to be those that were handed over."""
    model = handed.model
    right = {f"{symbol}{l}": views[l] for symbol, views in (("W", model.W), ("b", model.b)) for l in model.layers}
    if handed.logistic:
        right = {"w": model.W[1].T, "b": model.b[1]}
    for name in right:
        if name in steps:
            came = _validation.real_array(name, steps[name])
            came = came.reshape(1, 1) if name == "b" and came.size == 1 else came
            if came.shape != right[name].shape or not np.allclose(came, right[name], rtol=1e-6, atol=1e-9):
                msg = f"{name} in steps differs from {OF_THE_PARAMETERS if handed.own else OF_THE_MODEL}"
                raise ValueError(msg)
    return {name: value for name, value in steps.items() if name not in right}
