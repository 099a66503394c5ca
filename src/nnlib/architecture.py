"""What a network is built of: activations, loss and initialization, by name or as they are, checked."""

from collections.abc import Sequence

import numpy as np

from nnlib import validation
from nnlib.activations import ACTIVATIONS, Activation, LeakyReLU, ReLU, Softmax, sigmoid
from nnlib.losses import LOSSES, Loss
from nnlib.parameters import INITIALIZATIONS, Initialization

__all__ = ["activation_named", "hidden_activations", "initialization_named", "loss_named", "output_activation"]

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
        return ACTIVATIONS[validation.choice("activation", activation, ACTIVATIONS)]
    if isinstance(activation, type) or not isinstance(activation, Activation):
        msg = f"an activation needs __call__(Z, out=None) and derivative(Z), got {activation!r}"
        raise TypeError(msg)
    Z = TRIAL.copy()
    try:
        A = activation(Z, out=np.empty_like(Z))
    except TypeError as error:
        msg = f"an activation needs __call__(Z, out=None); {activation!r} raised: {error}"
        raise TypeError(msg) from error
    if np.may_share_memory(A, Z) or not np.array_equal(Z, TRIAL):
        msg = f"the activation {activation!r} changes Z or returns it: write g(Z) to out, or return a new array"
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
    if isinstance(hidden, str) or not isinstance(hidden, Sequence):
        activations = [activation_named(hidden)] * layers
    else:
        activations = [activation_named(g) for g in hidden]
    if len(activations) != layers:
        msg = f"hidden lists {len(activations)} activations, but there are {layers} hidden layers"
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
        return LOSSES[validation.choice("loss", loss, LOSSES)]
    if loss is None or loss in LOSSES.values():
        return loss
    msg = f"loss must be a name or one of nnlib.losses, got {loss!r}"
    raise TypeError(msg)


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
        return INITIALIZATIONS[validation.choice("initialization", initialization, INITIALIZATIONS)]
    if not callable(initialization):
        msg = f"initialization must be a name or a function (n_out, n_in, rng), got {initialization!r}"
        raise TypeError(msg)
    return initialization
