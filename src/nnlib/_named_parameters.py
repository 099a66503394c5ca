"""Parameters by name, W1, b1, W2, …, as the course's programs hold them in a dictionary: read, checked, told apart."""

import re
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from nnlib import _validation
from nnlib._arrays import Array, ArrayLike
from nnlib._messages import counted, is_a
from nnlib.activations import Activation, output_activation
from nnlib.parameters import Parameters

PARAMETER = re.compile(r"[Wb]([1-9]\d{0,5})")
ORDER = "W[l] is (n_l, n_(l-1))"


class NamedParameters(NamedTuple):
    """The W[l] and b[l] of a dictionary, by number: finite float64, each of a shape that fits the others."""

    W: dict[int, Array]
    b: dict[int, Array]

    @property
    def layer_sizes(self) -> list[int]:
        """The numbers of features and of nodes in each layer."""
        return [self.W[1].shape[1], *(len(W_l) for W_l in self.W.values())]

    def output(self, named: str | Activation | None) -> Activation:
        """Return the activation of the last layer; where it has to be named and is not, a layer may be missing."""
        L, n_y = len(self.W), self.layer_sizes[-1]
        try:
            return output_activation(named, n_y)
        except ValueError as error:
            if named is not None:
                raise
            msg = f"{error}. The last layer that came is layer {L}, with {counted(n_y, 'node')}: is a layer missing?"
            raise ValueError(msg) from None

    def copy_into(self, parameters: Parameters) -> None:
        """Copy them into the θ of a network of these sizes."""
        for l, W_l in self.W.items():
            parameters.W[l], parameters.b[l] = W_l, self.b[l]


def is_logistic(parameters: Mapping[str, object]) -> bool:
    """Whether parameters are the notes' w and b."""
    return "w" in parameters and "W1" not in parameters


def by_name(parameters: Mapping[str, ArrayLike]) -> dict[str, ArrayLike]:
    """Return what has a text as its name, with the w and b of logistic regression as W1 and b1."""
    own = {name: value for name, value in parameters.items() if is_a(name, str)}
    return as_W1(own) if is_logistic(own) else own


def as_W1(parameters: Mapping[str, ArrayLike]) -> dict[str, ArrayLike]:
    """Return w, a column, and b, a number, as W[1] and b[1]."""
    if "b" not in parameters:
        msg = "b was not passed: logistic regression has the parameters w, of shape (n_x, 1), and b, a number"
        raise ValueError(msg)
    w, b = (_validation.real_array(name, parameters[name]) for name in ("w", "b"))
    if b.size != 1:
        msg = f'b must be one number beside w, got shape {b.shape}; with several nodes pass {{"W1": W1, "b1": b1}}'
        raise ValueError(msg)
    return {"W1": _validation.shaped("w", parameters["w"], (max(1, w.size), 1)).T, "b1": b.reshape(1, 1)}


def layers_of(own: Mapping[str, object]) -> int:
    """Return the highest number in the name of a parameter; 0 where there is none."""
    return max((int(found[1]) for name in own if (found := PARAMETER.fullmatch(name))), default=0)


def first_missing(own: Mapping[str, object]) -> str:
    """Return the name of the first parameter that should be there and is not; nothing where all are."""
    names = (f"{symbol}{l}" for l in range(1, layers_of(own) + 1) for symbol in "Wb")
    return next((name for name in names if name not in own), "")


def named_parameters(own: Mapping[str, ArrayLike]) -> NamedParameters:
    """Return the parameters of a dictionary in which none is missing, checked."""
    W = {l: weights(f"W{l}", own[f"W{l}"]) for l in range(1, layers_of(own) + 1)}
    require_chain(W)
    return NamedParameters(W, {l: biases(f"b{l}", own[f"b{l}"], W_l) for l, W_l in W.items()})


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
