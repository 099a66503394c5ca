"""Loading: a network made again from what a file says of it, every word of it checked."""

from collections.abc import Mapping
from typing import Any

from nnlib import _files, _validation
from nnlib._arrays import Array
from nnlib.architecture import activation_named, activations_from, hidden_activations, output_activation
from nnlib.losses import LOSSES, output_layer
from nnlib.models import DeepNetwork, LogisticRegression, Network, ShallowNetwork
from nnlib.optimizers import Optimizer
from nnlib.parameters import Parameters

__all__ = ["checked_custom", "load", "network_from"]

NETWORKS = {kind.__name__: kind for kind in (Network, LogisticRegression, ShallowNetwork, DeepNetwork)}


def load(path: _files.StrPath, *, custom: Mapping[str, Any] | None = None) -> Network:
    """Load a model that its ``save`` wrote.

    Parameters
    ----------
    path : str or path
        The file.
    custom : dict of str to object, optional
        Activations, and subclasses of Network, of one's own, by name: a file holds no code.

    Returns
    -------
    Network
        Of the class that was saved, with the same θ to the last bit.

    Raises
    ------
    FileError
        If the file is damaged, holds something else, or uses what is not in `custom`.
    OSError
        If it cannot be opened: FileNotFoundError where there is none.
    TypeError
        If `custom` holds what is neither an activation nor a class.

    Examples
    --------
    >>> import nnlib, tempfile
    >>> model = nnlib.LogisticRegression(n_x=2)
    >>> model.w = [[1], [2]]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     model.save(f"{folder}/net.npz")
    ...     nnlib.load(f"{folder}/net.npz").w.T
    array([[1., 2.]])
    """
    custom = checked_custom(custom)
    description, arrays = _files.read(path, "model")
    with _files.damage_in(path):
        if list(arrays) != ["theta"]:
            msg = f"a model is one array, theta, but it holds {', '.join(arrays)}"
            raise _files.FileError(msg)
        return network_from(description, arrays["theta"], custom)


def checked_custom(custom: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Return what users hand in beside a file, checked.

    Parameters
    ----------
    custom : dict of str to object, or None
        Activations, subclasses of Network and of Optimizer, by name.

    Returns
    -------
    dict of str to object
        The same; empty for None.

    Raises
    ------
    TypeError
        If there is anything else in it.

    Examples
    --------
    >>> checked_custom({"swish": 3})
    Traceback (most recent call last):
    TypeError: an activation must be a name, such as 'relu', or an object with __call__(Z, out=None) and \
derivative(Z), got 3
    """
    if custom is None:
        return {}
    _validation.require_instance("custom", custom, Mapping, "a dict of names, such as {'swish': swish}")
    return {
        name: value if isinstance(value, type) and issubclass(value, Network | Optimizer) else activation_named(value)
        for name, value in custom.items()
    }


def network_from(description: Mapping[str, Any], theta: Array, custom: Mapping[str, object]) -> Network:
    """Return the network that a file describes.

    Parameters
    ----------
    description : dict
        From ``Network.description``, by way of JSON.
    theta : ndarray of shape (n_θ,)
        θ, not copied.
    custom : dict of str to object
        The user's own activations and classes.

    Returns
    -------
    Network
        Of the class that was described.

    Raises
    ------
    FileError
        If it uses what is not in `custom`.
    LookupError, TypeError, ValueError
        If this is no description of a network, or θ does not fit it.

    Examples
    --------
    >>> import nnlib, numpy as np
    >>> network_from(nnlib.LogisticRegression(n_x=1).description(), np.array([3.0, 4.0]), custom={}).b[1]
    array([[4.]])
    """
    sizes = _validation.layer_sizes(description["layer_sizes"])
    *hidden, output = activations_from(description["activations"], custom)
    hidden = hidden_activations(hidden, len(sizes) - 2)  # one for each layer, before there is anything for a layer
    kind = _files.class_named(description["class"], NETWORKS, custom)
    # Not through __init__: a subclass may have another one, and θ is here already.
    model: Network = kind.__new__(kind)
    _validation.floating_dtype(theta.dtype)
    model.parameters = Parameters(sizes, vector=theta)
    model.l2 = _validation.not_negative("l2", description["l2"])
    model.output_layer = output_layer(output_activation(output, n_y=sizes[-1]), LOSSES[description["loss"]])
    model.g = dict(enumerate([*hidden, output], start=1))
    return model
