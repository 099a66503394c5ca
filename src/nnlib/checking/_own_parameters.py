"""A student's own parameters, W1, b1, … by name: they become a network, and the steps are told apart from them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from nnlib import _validation
from nnlib._arrays import ArrayLike
from nnlib._messages import is_a, listed, shown
from nnlib._named_parameters import by_name, first_missing, is_logistic, layers_of, named_parameters
from nnlib._registry import name_of
from nnlib.activations import Activation
from nnlib.models import Network

EXPECTED = 'a Network, or a dict of your own parameters, such as {"W1": W1, "b1": b1}'
OF_THE_PARAMETERS = (
    "that of the parameters: was it updated in between? Pass those that the steps were made with, from before "
    "their update"
)
OF_THE_MODEL = (
    "that of the model: your W and b were not passed, so Z1 would be blamed although it is right. Pass your "
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
    own = by_name(parameters)
    if not layers_of(own):
        came = f"holds {listed(parameters)}" if parameters else "is empty"
        msg = (
            f"model must be {EXPECTED}, but what came {came}: without your W and b, "
            "Z1 would be blamed although it is right"
        )
        raise ValueError(msg)
    if name := first_missing(own):
        msg = (
            f"{name} was not passed: the parameters hold {listed(own)}. compare_steps needs your W and "
            f"b of every layer, since without them Z{name[1:]} would be blamed although it is right"
        )
        raise ValueError(msg)
    named = named_parameters(own)
    hidden = "tanh" if hidden is None else hidden
    output = named.output(output)
    model = Network(named.layer_sizes, hidden=hidden, output=output, initialization="zeros")
    named.copy_into(model.parameters)
    return model


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


def names_by_line(
    steps: Mapping[str, ArrayLike], names: Mapping[str, str], last: Mapping[str, str], masks: Sequence[str]
) -> dict[str, str]:
    """Return what the student calls each of the lines that came; `last` are the names with L in place of its number."""
    name_of: dict[str, str] = {}
    for name in steps:
        if name == "J":
            msg = "J is not compared, only arrays are: leave it out, and check your cost with nnlib.check_functions"
            raise ValueError(msg)
        line = last.get(name) or names.get(_validation.choice("step", name, [*names, *masks]))
        if line:  # else it is a mask
            first = name_of.setdefault(line, name)
            one, other = (_validation.real_array(each, steps[each]) for each in (first, name))
            if first != name and not np.array_equal(one, other):
                msg = f"{first} and {name} are both {line}, but they differ: pass only one of them"
                raise ValueError(msg)
    return name_of
