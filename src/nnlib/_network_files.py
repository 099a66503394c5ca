"""How a network stands in a file, and how it is made again, every word of it checked."""

from collections.abc import Iterable, Mapping
from typing import Any

from nnlib._arrays import Array
from nnlib._connections import Layers, connected
from nnlib._files import FileError
from nnlib._messages import is_a, item, listed, name_of_class, shown
from nnlib._registry import KNOWN, Described, class_name, class_named, describe, describe_all, rebuild
from nnlib._validation import floating_dtype, not_negative, require_instance
from nnlib.activations import Activation, activation_named, hidden_activations, output_activation
from nnlib.dropout import keep_probs
from nnlib.layers import Dense, Layer, MaxPool, Pooled
from nnlib.losses import Loss, loss_named, output_layer
from nnlib.parameters import Parameters


def description(model: Any) -> dict[str, Any]:  # noqa: ANN401  a Network, which stands on a higher floor
    """Return all that a network is, besides θ, as JSON can hold it."""
    if extra := sorted(vars(model).keys() - {"parameters", "layers", "g", "output_layer", "l2", "_keep_prob"}):
        also = listed(extra, show=str)
        msg = f"a file holds a network's parameters, activations, loss and l2, but this one has {also} as well"
        raise TypeError(msg)
    *hidden, output = model.g.values()
    hidden_activations(hidden, len(model.layers) - 1)
    output_layer(output_activation(output, model.n_y), model.loss)  # as it will be when it is loaded
    described = {
        "class": class_name(type(model)),
        "layer_sizes": described_layers(model.layers, model.parameters.repeats),
        "activations": describe_all(model.g.values()),
        "loss": describe(model.loss),
        "l2": not_negative("l2", model.l2),
    }
    if model.keep_prob:
        described["keep_prob"] = list(keep_probs(model.keep_prob, len(model.layers)).items())
    return described


def network_from(described: Mapping[str, Any], theta: Array, custom: Mapping[str, Any]) -> Any:  # noqa: ANN401  as above
    """Return the network of this description and θ, which is not copied."""
    kind = class_named(described["class"], KNOWN["Network"], custom)
    model = kind.__new__(kind)  # not through __init__: a subclass may have another one, and θ is here already
    model.layers, repeats = connected(rebuilt_layers(described["layer_sizes"], custom))
    *hidden, output = (rebuild(each, Activation, custom) for each in described["activations"])
    hidden = hidden_activations(hidden, len(model.layers) - 1)
    floating_dtype(theta.dtype)
    shapes = [(layer.n, layer.n_in) for layer in model.layers.values()]
    model.parameters = Parameters(shapes, vector=theta, repeats=repeats)
    model.l2 = not_negative("l2", described["l2"])
    kept = described.get("keep_prob", [])
    model.keep_prob = dict(kept)
    if kept != [list(pair) for pair in model.keep_prob.items()]:
        msg = f"its keep_prob, {shown(kept)}, is none"
        raise FileError(msg)
    loss = described["loss"]  # version 0.1 wrote its name alone
    loss = loss_named(loss) if isinstance(loss, str) else rebuild(loss, Loss, custom)
    model.output_layer = output_layer(output_activation(output, n_y=model.n_y), loss)
    model.g = dict(enumerate([*hidden, output], start=1))
    return model


def checked_custom(custom: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Return what users hand in beside a file: classes of the library's kinds, and activations."""
    if custom is None:
        return {}
    require_instance("custom", custom, Mapping, "a dict of names, such as {'swish': swish}")
    for name, value in custom.items():
        if is_a(value, Described):
            kind = name_of_class(type(value))
            msg = f"{item('custom', name)} must be the class {kind}, got an object of it: {shown(value)}"
            raise TypeError(msg)
    return {
        name: value if is_a(value, type) and issubclass(value, Described) else activation_named(value)
        for name, value in custom.items()
    }


def described_layers(layers: Layers, repeats: Mapping[int, int]) -> list[Any]:
    """Return how a network's list stands in a file: n_x, or the shape of an example, and then a number where dense."""
    shape = layers[1].input_shape
    described: list[Any] = [shape[0] if len(shape) == 1 else shape]
    entries: dict[int, int] = {}
    for l, layer in layers.items():
        if layers.goes_on(l):
            continue
        while isinstance(layer, Pooled):
            described.append(describe(layer.pool))
            layer = layer.layer  # noqa: PLW2901  the one behind the pool
        plain = type(layer) is Dense and l not in repeats.values()
        entries[l] = len(described)
        described.append({"repeats": entries[repeats[l]]} if l in repeats else layer.n if plain else describe(layer))
    return described


def rebuilt_layers(described: Iterable[Any], custom: Mapping[str, Any]) -> list[Any]:
    """Return what a file says of layers in the form that `connected` takes."""
    listed: list[Any] = []
    for l, entry in enumerate(described):
        if isinstance(entry, Mapping):
            first = entry["repeats"]
            if type(first) is not int or not 0 < first < l or not isinstance(listed[first], Layer):
                msg = f"its layer_sizes[{l}] repeats {shown(first)}, which is no layer before it"
                raise FileError(msg)
            listed.append(listed[first])
        elif isinstance(entry, list):
            kind = MaxPool if entry[:1] == ["MaxPool"] else Layer
            listed.append(rebuild(entry, kind, custom) if l else tuple(entry))
        else:
            listed.append(entry)
    return listed
