"""The gradient check of a network: its own back propagation against central differences of its own cost."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

import numpy as np
import numpy.typing as npt

from nnlib._arrays import Array, ArrayLike, Generator, Seed
from nnlib._buffers import Buffers
from nnlib._dense import is_dense
from nnlib._diagnosis import UNKNOWN
from nnlib._validation import count, examples, random_generator, require_instance
from nnlib.checking._differences import Nudged
from nnlib.checking._equations import equations_of
from nnlib.checking._plain_layers import is_known
from nnlib.checking._plain_losses import cost_mistake
from nnlib.checking._repeated_calls import changed_cost, changed_gradient
from nnlib.checking._reports import GradientReport, TensorReport, judge_all, relative_error
from nnlib.checking.steps import Step, compare_arrays
from nnlib.models import Network
from nnlib.parameters import Parameters
from nnlib.propagation import ForwardPass, Gradients

LISTED = 5
"""So many nodes are listed by their numbers."""


def gradient_check(
    model: Network,
    X: ArrayLike,
    Y: ArrayLike,
    sample_weight: ArrayLike | None = None,
    *,
    coordinates: int | None = None,
    rng: Seed = None,
) -> GradientReport:
    """Compare a model's back propagation with central differences of its cost, and name its mistakes.

    The check works on a float64 copy. It calls the model's own ``cost``, ``forward`` and ``backward``, so it checks
    those of a subclass. A few examples are enough. Each parameter is nudged in turn, which takes four costs, or more if
    a nudge crosses a kink or is lost in noise. If a derivative is wrong, the check compares the equations of back
    propagation one by one to find the wrong one. With dropout, it uses one draw of masks, the model's ``forward`` and
    ``cost_of``.

    Parameters
    ----------
    model : Network
        The model; it is not changed.
    X : array_like of shape (n_x, m)
        Examples in columns.
    Y : array_like of shape (n_y, m)
        Labels; softmax also accepts class indices (1, m).
    sample_weight : array_like of shape (m,), optional
        One weight for each example.
    coordinates : int, optional
        The number of coordinates to check in each tensor, drawn at random; None checks all.
    rng : int, numpy.random.Generator or None, optional
        The source of the draws, those of the masks among them.

    Returns
    -------
    GradientReport
        Print it for a table; ``passed`` and ``verdict`` sum it up.

    Raises
    ------
    TypeError, ValueError
        If X, Y, the weights or `coordinates` do not fit; ValueError also if the cost is not finite.

    Examples
    --------
    >>> import nnlib
    >>> X, Y = nnlib.datasets.flower(m=20, rng=1)
    >>> nnlib.gradient_check(nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3), X, Y).verdict
    'passed'

    A network that forgets 1/m:

    >>> class Forgetful(nnlib.LogisticRegression):
    ...     def backward(self, *args, **options):
    ...         gradients = super().backward(*args, **options)
    ...         gradients.vector *= 20
    ...         return gradients
    >>> nnlib.gradient_check(Forgetful(n_x=2), X, Y).tensors["W[1]"].diagnosis
    'dW[1] is 20 times too large, and m = 20: the factor 1/m is missing'
    """
    require_instance("model", model, Network, "a Network")
    if coordinates is not None:
        coordinates = count("coordinates", coordinates)
    model = model.astype(np.float64)
    X = examples(X, model.layers[1].input_shape, model.dtype)
    Y, weights = model.labels(Y, sample_weight, m=X.shape[1])
    theta = model.parameters.vector
    rng = random_generator(rng)
    tensors, everything, remarks = {}, [], []
    held = masks_to_hold(model, X.shape[1], rng)
    with np.errstate(all="ignore"):  # what overflows is skipped, or refused, and said

        def forward() -> ForwardPass:
            return model.forward(X, out=held) if held else model.forward(X)

        def cost() -> float:
            return model.cost_of(forward(), Y, weights) if held else model.cost(X, Y, weights)

        nudged = Nudged(theta, cost, lambda: sides_of_kinks(model, forward))
        forward_pass = forward()
        gradients = model.backward(forward_pass, Y, weights)
        first = gradients.vector.copy()
        second = model.backward(forward_pass, Y, weights).vector
        problems = [*changed_gradient(first, second, "backward"), *output_applied_twice(model, X)]
        problems += mixed_examples(model, X)
        for tensor, found in judge_all(nudged, tensor_indices(model.parameters), first, coordinates, rng):
            tensors[tensor.name] = tensor
            everything += [comparison for comparison in found.values() if comparison]
        if not is_known(model.layers):
            tensors = {name: without_diagnosis(tensor) for name, tensor in tensors.items()}
        elif any(tensor.verdict == "failed" for tensor in tensors.values()):
            gradients.vector = first
            known, equations = equations_of(model, X, Y, weights, held.D if held else {})
            steps = {step.name: step for step in compare_arrays(known, equations, arrays_of(forward_pass, gradients))}
            told = cost_mistake(nudged.J, known)
            tensors = {name: diagnosed(tensor, steps, told) for name, tensor in tensors.items()}
            remarks = list(dict.fromkeys(chain.from_iterable(line_of(tensor, steps) for tensor in tensors.values())))
        doubts = [*changed_cost(nudged.cost), *copied_nodes(model)]
    return GradientReport(tensors, nudged.J, relative_error(everything), tuple(problems), tuple(doubts), tuple(remarks))


def masks_to_hold(model: Network, m: int, rng: Generator) -> Buffers | None:
    """Return one draw of masks, where there is dropout: with others at each nudge the cost would be another."""
    if not model.keep_prob:
        return None
    drawn = model.buffers(m)
    drawn.draw_masks(rng)
    return Buffers(D=drawn.D)


def without_diagnosis(tensor: TensorReport) -> TensorReport:
    """Return a report that says, where it failed, why no equation is named."""
    mistake = "is wrong; the network has a layer of your own kind, whose lines are not known, so that none is named"
    return replace(tensor, culprit=f"d{tensor.name}", mistake=mistake) if tensor.verdict == "failed" else tensor


def tensor_indices(parameters: Parameters) -> dict[str, npt.NDArray[np.intp]]:
    """Return, for each W[l] and b[l] in the order of θ, where in θ its elements stand."""
    index = parameters.over(np.arange(parameters.vector.size))
    return {
        f"{symbol}[{l}]": views[l] for l in parameters.distinct for symbol, views in (("W", index.W), ("b", index.b))
    }


def sides_of_kinks(model: Network, forward: Callable[[], ForwardPass]) -> list[Array]:
    """Return on which side of each kink every Z[l] and P[l] lies; nothing where activations and layers are smooth."""
    kinks = {l: getattr(g, "kinks", ()) for l, g in model.g.items()}
    if not any(kinks.values()) and is_dense(model.layers):
        return []
    forward_pass = forward()
    Z, A = forward_pass.Z, forward_pass.A
    sides = [layer.sides(A, l) for l, layer in model.layers.items()]
    return [*(Z[l] > kink for l in Z for kink in kinks[l]), *chain.from_iterable(sides)]


def output_applied_twice(model: Network, X: Array) -> Iterator[str]:
    """Yield what is wrong where ``predict_proba`` applies the output activation to A[L], which has gone through it."""
    A = model.forward(X).output
    g = model.output_layer.activation
    again = g(A)
    if not np.allclose(again, A) and np.allclose(model.predict_proba(X), again):
        yield f"predict_proba(X) is {g}(A[{len(model.g)}]): {g} is applied twice"


def mixed_examples(model: Network, X: Array) -> Iterator[str]:
    """Yield what is wrong where layers of one's own let an example's output depend on the examples beside it."""
    together, alone = (model.forward(examples).output[:, :1] for examples in (X, X[:, :1]))
    if not is_dense(model.layers) and not np.allclose(together, alone, equal_nan=True):
        yield "the first example's output depends on the examples beside it: a layer's inputs mix their columns"


def copied_nodes(model: Network) -> Iterator[str]:
    """Yield a doubt for each hidden layer in which nodes are copies of one another, with equal weights in and out."""
    for l in range(1, len(model.g) if is_dense(model.layers) else 1):
        nodes = np.hstack([model.W[l], model.b[l], model.W[l + 1].T])
        _, kind, number = np.unique(nodes, axis=0, return_inverse=True, return_counts=True)
        if number.max() > 1:
            copied = np.flatnonzero(kind.ravel() == number.argmax()) + 1
            more = f" and {len(copied) - LISTED} more" if len(copied) > LISTED else ""
            yield (
                f"nodes {', '.join(map(str, copied[:LISTED]))}{more} of layer {l} are copies of one another, so a "
                "check cannot tell them apart, and training keeps them equal: draw W at random"
            )


def arrays_of(forward_pass: ForwardPass, gradients: Gradients) -> dict[str, Array]:
    """Return all arrays of forward and back propagation by their names."""
    by_symbol: dict[str, Mapping[int, Array]] = {
        "P": forward_pass.P,
        "Z": forward_pass.Z,
        "A": forward_pass.A,
        "dZ": gradients.dZ,
        "dW": gradients.dW,
        "db": gradients.db,
    }
    return {f"{symbol}[{l}]": array for symbol, arrays in by_symbol.items() for l, array in arrays.items()}


def diagnosed(tensor: TensorReport, steps: Mapping[str, Step], cost: str) -> TensorReport:
    """Return the report on a tensor, if it failed with the array that is to blame.

    That is the last array before its own, or its own, in which a known mistake is found; where none is, the one that is
    wrong. Where every array is right, the cost may be wrong. A network whose forward pass is not the notes' cannot be
    blamed for it, since its cost goes through it as well.
    """
    if tensor.verdict != "failed":
        return tensor
    own, order = steps[f"d{tensor.name}"], list(steps)
    before = [steps[name] for name in reversed(order[: order.index(own.name)]) if not name.startswith(("dW", "db"))]
    named = next((step for step in (*before, own) if step.verdict == "wrong" and step.named), None)
    unnamed = next((step for step in (own, *before) if step.verdict == "wrong"), None)
    strange = next((step for step in steps.values() if step.name[0] in "PZA" and step.verdict == "wrong"), None)
    culprit, mistake = own.name, f"is wrong, and {UNKNOWN}"
    if named:
        culprit, mistake = named.name, named.mistake
    elif strange:
        mistake = f"is wrong; {strange.name} is not the notes', so that no line can be compared with theirs"
    elif unnamed:
        culprit, mistake = unnamed.name, unnamed.mistake
    elif cost:
        culprit, mistake = "J", cost
    return replace(tensor, culprit=culprit, mistake=mistake)


def line_of(tensor: TensorReport, steps: Mapping[str, Step]) -> Iterator[str]:
    """Yield the line that an array should follow in which something is wrong that is not known."""
    if UNKNOWN in tensor.mistake and steps[tensor.culprit].verdict == "wrong":
        yield f"compare your line with {steps[tensor.culprit].equation}"
