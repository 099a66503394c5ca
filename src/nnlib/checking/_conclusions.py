"""What can be concluded where a check cannot look inside: which line to look at first, and what call looks inside."""

from collections.abc import Iterator, Mapping

from nnlib._arrays import Array
from nnlib._diagnosis import UNKNOWN
from nnlib._messages import attempt
from nnlib._named_parameters import is_logistic
from nnlib.checking._own_parameters import network_of
from nnlib.checking._reports import TensorReport

PAIR = 2
"""W and b of a layer."""


def conclusions(
    tensors: Mapping[str, TensorReport], mistakes: Mapping[str, str], arrays: Mapping[str, Array]
) -> Iterator[str]:
    """Yield what can be concluded where no known pattern fits, and what looks inside the functions.

    Back propagation goes from the last layer to the first, so the last layer with such a derivative is to be looked at.
    `arrays` are the student's parameters. A derivative that was not compared has a shape of its own, which is told; if
    it is that of a W, other arrays have gone into it.
    """
    numbers = [layer_of(name) for name, told in mistakes.items() if UNKNOWN in told]
    numbers += [
        layer_of(name)
        for name, tensor in tensors.items()
        if tensor.verdict == "failed" and name not in mistakes and 1 not in arrays[name].shape[1:]
    ]
    if not numbers:
        return
    last = max(numbers, key=lambda l: int(l or 0))
    suspects = suspects_of(last, tensors)
    layers = layers_of(arrays)
    if suspects:
        yield where_to_look(last, suspects, tensors, layers)
    yield (
        f"{the_call(last, suspects, arrays, layers)} compares your own Z, A, dZ, dW and db line by line and finds the "
        "first wrong one"
    )
    if mistakes and len(mistakes) == len(tensors) > 1:
        yield "Where it finds every line right, the cost is what is wrong"


def layer_of(name: str) -> str:
    """Return the number at the end of a parameter's name; nothing where there is none."""
    return name[len(name.rstrip("0123456789")) :]


def layers_of(arrays: Mapping[str, Array]) -> int:
    """Return the number of layers, where parameters are such that `compare_steps` takes them; else 0."""
    return attempt(lambda: len(network_of(arrays, hidden=None, output="identity").g), otherwise=0)


def suspects_of(l: str, tensors: Mapping[str, TensorReport]) -> list[str]:
    """Return which of a layer's dW and db are wrong; none where they tell nothing of each other."""
    verdicts = {f"d{name}": tensor.verdict for name, tensor in tensors.items() if layer_of(name) == l}
    decided = {name: verdict for name, verdict in verdicts.items() if verdict in {"failed", "passed"}}
    return [name for name, verdict in decided.items() if verdict == "failed"] if len(decided) == PAIR else []


def where_to_look(l: str, suspects: list[str], tensors: Mapping[str, TensorReport], layers: int) -> str:
    """Return which line is to be looked at first: W and b of a layer both have their derivatives from dZ."""
    if len(suspects) < PAIR:
        right = next(f"d{name}" for name in tensors if layer_of(name) == l and f"d{name}" not in suspects)
        return f"{right} is right and made from dZ{l} too, so look at the line of {suspects[0]} first"
    told = f"{' and '.join(suspects)} are both made from dZ{l}, so look at its line first"
    number = int(l or 1)
    if number < layers:
        after = [f"d{name}" for name in tensors if layer_of(name) == str(number + 1)]
        after_right = all(tensors[name[1:]].verdict == "passed" for name in after)
        because = f"{' and '.join(after)} are right, and so is dZ{number + 1}" if after_right else ""
        line = f"dZ{l} = W{number + 1}ᵀ dZ{number + 1} * g′(Z{l})"
        return f"{told}, {line}{': ' if because else ''}{because}"
    return told


def the_call(l: str, suspects: list[str], arrays: Mapping[str, Array], layers: int) -> str:
    """Return the call of `compare_steps`, in full where the parameters are named and shaped as it takes them."""
    if not layers:
        return "nnlib.compare_steps"
    if is_logistic(arrays):
        return 'nnlib.compare_steps(parameters, X, Y, {"Z": Z, "A": A, "dZ": dZ, "dw": dw, "db": db})'
    number = int(l)
    steps = {
        f"A{number}": len(suspects) != 1,
        f"A{number - 1}": len(suspects) == 1 and suspects[0][1] == "W" and number > 1,
        f"dZ{number + 1}": len(suspects) != 1 and number < layers,
        f"dZ{l}": True,
        f"dW{l}": suspects != [f"db{l}"],
        f"db{l}": suspects == [f"db{l}"],
    }
    listed = ", ".join(f'"{name}": {name}' for name, needed in steps.items() if needed)
    options = "hidden=..., output=..." if layers > 1 else "output=..."
    return f"nnlib.compare_steps(parameters, X, Y, {{{listed}}}, {options})"
