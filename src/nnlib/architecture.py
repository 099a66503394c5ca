"""What a network is built of: activations, loss and initialization, by name or as they are, checked; and in files."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import numpy as np

from nnlib import _files, _validation
from nnlib.activations import ACTIVATIONS, Activation, LeakyReLU, ReLU, Softmax, sigmoid
from nnlib.losses import LOSSES, Loss
from nnlib.parameters import INITIALIZATIONS, Initialization

__all__ = [
    "activation_name",
    "activation_named",
    "activations_described",
    "activations_from",
    "hidden_activations",
    "initialization_named",
    "loss_named",
    "output_activation",
]


KNOWN_ACTIVATIONS = {type(g).__name__: type(g) for g in ACTIVATIONS.values()}
"""The classes of nnlib's activations, by their names in files."""


def activation_name(g: Activation) -> str:
    """Return what an activation is called.

    Parameters
    ----------
    g : Activation
        The activation.

    Returns
    -------
    str
        Its repr; where it has none of its own, its name as a function, or that of its class.

    Examples
    --------
    >>> from nnlib.activations import LeakyReLU
    >>> activation_name(LeakyReLU(0.2))
    'leaky_relu(slope=0.2)'
    """
    if type(g).__repr__ is not object.__repr__ and not hasattr(g, "__name__"):
        return repr(g)
    return str(getattr(g, "__name__", type(g).__name__))


TRIAL = np.array([[-2.0, -0.3, 0.7, 1.5]])
"""A small Z with both signs, on which an activation of a user's own is tried."""


def activation_named(activation: str | Activation) -> Activation:
    """Return an activation.

    Parameters
    ----------
    activation : str or Activation
        Its name or itself.

    Returns
    -------
    Activation
        The activation.

    Raises
    ------
    TypeError
        If it is not an activation, or one that overwrites Z or returns it: A and Z would be the same array.
    ValueError
        If the name is not known.

    Examples
    --------
    >>> activation_named("tanh")
    tanh
    """
    if isinstance(activation, str):
        return ACTIVATIONS[_validation.choice("activation", activation, ACTIVATIONS)]
    expected = "a name, such as 'relu', or an object with __call__(Z, out=None) and derivative(Z)"
    _validation.require_instance("an activation", activation, Activation, expected)
    Z, name = TRIAL.copy(), _validation.shown(activation)
    try:
        A = activation(Z, out=np.empty_like(Z))
    except TypeError as error:
        msg = f"an activation needs __call__(Z, out=None); {name} raised: {error}"
        raise TypeError(msg) from error
    if not isinstance(A, np.ndarray) or A.shape != Z.shape:
        msg = f"the activation {name} must return an array of the shape of Z, {Z.shape}, got {_validation.shown(A)}"
        raise TypeError(msg)
    if np.may_share_memory(A, Z) or not np.array_equal(Z, TRIAL):
        msg = f"the activation {name} changes Z or returns it: write g(Z) to out, or return a new array"
        raise TypeError(msg)
    return activation


def hidden_activations(hidden: str | Activation | Sequence[str | Activation], layers: int) -> list[Activation]:
    """Return the activations of the hidden layers.

    Parameters
    ----------
    hidden : str, Activation, or sequence of them
        One for all, or one for each.
    layers : int
        The number of hidden layers.

    Returns
    -------
    list of Activation
        One for each hidden layer.

    Raises
    ------
    TypeError
        If one is no activation.
    ValueError
        If a name is not known, one is softmax, or their number is not that of the layers.

    Examples
    --------
    >>> hidden_activations("relu", layers=2)
    [relu, relu]
    """
    if isinstance(hidden, str | bytes) or not isinstance(hidden, Sequence):
        activations = [activation_named(hidden)] * layers
    else:
        activations = [activation_named(g) for g in hidden]
    if len(activations) != layers:
        listed = _validation.counted(len(activations), "activation")
        msg = f"hidden lists {listed}, but the network has {_validation.counted(layers, 'hidden layer')}"
        raise ValueError(msg)
    if any(isinstance(g, Softmax) for g in activations):
        msg = "softmax is for the output layer only: hidden layers need an elementwise activation, such as 'relu'"
        raise ValueError(msg)
    return activations


def output_activation(output: str | Activation | None, n_y: int) -> Activation:
    """Return the activation of the output layer.

    Parameters
    ----------
    output : str, Activation or None
        Its name or itself; None is sigmoid where there is one node.
    n_y : int
        The number of output nodes.

    Returns
    -------
    Activation
        The activation.

    Raises
    ------
    TypeError
        If it is no activation.
    ValueError
        If it has to be named, the name is not known, or softmax is to have one node.

    Examples
    --------
    >>> output_activation(None, n_y=1)
    sigmoid
    """
    if output is None and n_y != 1:
        msg = (
            f"with n_y={n_y} output nodes the output must be named: 'softmax' for one class out of {n_y}, "
            f"'sigmoid' for {n_y} yes-or-no answers, 'identity' for {n_y} numbers"
        )
        raise ValueError(msg)
    activation = sigmoid if output is None else activation_named(output)
    if isinstance(activation, Softmax) and n_y == 1:
        msg = "softmax over one node is always 1: use 'sigmoid' for two classes, or n_y=2"
        raise ValueError(msg)
    return activation


def loss_named(loss: str | Loss | None) -> Loss | None:
    """Return a loss.

    Parameters
    ----------
    loss : str, Loss or None
        Its name or itself; None stays None.

    Returns
    -------
    Loss or None
        The loss.

    Raises
    ------
    TypeError
        If it is none of nnlib.losses.
    ValueError
        If the name is not known.

    Examples
    --------
    >>> loss_named("squared_error")
    squared_error
    """
    if isinstance(loss, str):
        return LOSSES[_validation.choice("loss", loss, LOSSES)]
    if loss is not None:
        expected = "a name or one of nnlib.losses"
        _validation.require_instance("loss", loss, Loss, expected)
        if loss not in LOSSES.values():
            msg = f"loss must be {expected}, got {_validation.shown(loss)}"
            raise TypeError(msg)
    return loss


def initialization_named(initialization: str | Initialization | None, g: Activation) -> Initialization:
    """Return the function that draws the first W of a layer.

    Parameters
    ----------
    initialization : str, callable or None
        Its name or itself; None is "he" for ReLU and leaky ReLU, else "xavier".
    g : Activation
        The layer's activation.

    Returns
    -------
    callable
        The function (n_out, n_in, rng).

    Raises
    ------
    TypeError
        If it is no function.
    ValueError
        If the name is not known.

    Examples
    --------
    >>> initialization_named(None, sigmoid).__name__
    'xavier'
    """
    if initialization is None:
        initialization = "he" if isinstance(g, ReLU | LeakyReLU) else "xavier"
    if isinstance(initialization, str):
        return INITIALIZATIONS[_validation.choice("initialization", initialization, INITIALIZATIONS)]
    if not callable(initialization):
        msg = f"initialization must be a name or a function (n_out, n_in, rng), got {_validation.shown(initialization)}"
        raise TypeError(msg)
    return initialization


def activations_described(activations: Iterable[Activation]) -> list[tuple[str, dict[str, Any]]]:
    """Return how activations stand in a file.

    Parameters
    ----------
    activations : iterable of Activation
        A network's.

    Returns
    -------
    list of (str, dict)
        Of each the class, or the name of a user's own, and the settings.

    Raises
    ------
    ValueError
        If two activations of the user's own have one name: the file could not tell them apart.

    Examples
    --------
    >>> activations_described([ACTIVATIONS["tanh"], LeakyReLU(0.2)])
    [('Tanh', {}), ('LeakyReLU', {'slope': 0.2})]
    """
    described: list[tuple[str, dict[str, Any]]] = []
    own: dict[str, Activation] = {}
    for g in activations:
        if type(g) in KNOWN_ACTIVATIONS.values():
            described.append((_files.class_name(type(g)), dataclasses.asdict(cast("Any", g))))
            continue
        name = activation_name(g)
        if own.setdefault(name, g) != g:
            msg = f"two activations are called {name!r}: give each a __repr__ that tells it from the other"
            raise ValueError(msg)
        described.append((f"{_files.CUSTOM}{name}", {}))
    return described


def activations_from(described: Iterable[tuple[str, dict[str, Any]]], custom: Mapping[str, object]) -> list[Activation]:
    """Return the activations that a file describes.

    Parameters
    ----------
    described : iterable of (str, dict)
        From `activations_described`.
    custom : dict of str to object
        The user's own activations, by name.

    Returns
    -------
    list of Activation
        The activations.

    Raises
    ------
    FileError
        If there is none of a name.

    Examples
    --------
    >>> activations_from([("Tanh", {}), ("LeakyReLU", {"slope": 0.2})], custom={})
    [tanh, leaky_relu(slope=0.2)]
    """
    activations = []
    for name, settings in described:
        found = _files.class_named(name, KNOWN_ACTIVATIONS, custom)
        activations.append(found if name.startswith(_files.CUSTOM) else found(**settings))
    return activations
