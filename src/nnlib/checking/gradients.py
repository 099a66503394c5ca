"""The gradient check of a network: its own back propagation against central differences of its own cost."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from nnlib._arrays import Array, ArrayLike, Seed
from nnlib._validation import count, examples, random_generator, require_instance
from nnlib.checking._differences import Nudged
from nnlib.checking._equations import Lines, cost_of, lines_of
from nnlib.checking._reports import GradientReport, TensorReport, judge_all, relative_error
from nnlib.checking.steps import Step, walk
from nnlib.layers import Dense
from nnlib.losses import categorical_cross_entropy, squared_error
from nnlib.models import Network
from nnlib.parameters import Parameters
from nnlib.propagation import ForwardPass, Gradients

__all__ = ["gradient_check", "same_again"]

UNKNOWN = "is wrong, and no known pattern fits"
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
    """Compare a model's back propagation with central differences of its cost, and say what is wrong with it.

    The check works on a float64 copy, and calls the model's own ``cost``, ``forward`` and ``backward``, so that those
    of a subclass are checked. It perturbs one parameter after the other: the notes' nudge. Where a derivative is wrong,
    the lines of back propagation are gone through one by one for the first that does not follow its equation.

    Parameters
    ----------
    model : Network
        The model; it is not changed.
    X : array_like of shape (n_x, m)
        Examples in columns; a few are enough.
    Y : array_like of shape (n_y, m)
        Labels; with softmax, class indices (1, m) will do.
    sample_weight : array_like of shape (m,), optional
        One weight an example.
    coordinates : int, optional
        Check so many of each W[l] and b[l], drawn at random; None checks all. Each takes four costs, or more where a
        nudge crosses a kink or drowns in noise.
    rng : int, numpy.random.Generator or None, optional
        The source of the draws.

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
    >>> report = nnlib.gradient_check(nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3), X, Y)
    >>> report.verdict
    'passed'
    >>> report.tensors["W[1]"].checked
    8

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
    X = examples(X, model.layer_sizes[0], model.dtype)
    Y, weights = model.labels(Y, sample_weight, m=X.shape[1])
    theta = model.parameters.vector
    rng = random_generator(rng)
    tensors, everything = {}, []
    with np.errstate(all="ignore"):  # what overflows is skipped, or refused, and said
        nudged = Nudged(theta, lambda: model.cost(X, Y, weights), lambda: sides_of_kinks(model, X))
        forward_pass = model.forward(X)
        gradients = model.backward(forward_pass, Y, weights)
        first = gradients.vector.copy()
        problems = [*same_again(first, model.backward(forward_pass, Y, weights).vector, "backward"), *twice(model, X)]
        for tensor, found in judge_all(nudged, tensor_indices(model.parameters), first, coordinates, rng):
            tensors[tensor.name] = tensor
            everything += [comparison for comparison in found.values() if comparison]
        if any(tensor.verdict == "failed" for tensor in tensors.values()):
            gradients.vector = first
            at, lines = lines_of(model, X, Y, weights)
            steps = {step.name: step for step in walk(at, lines, arrays_of(forward_pass, gradients))}
            tensors = dict(diagnosed(tensors, steps, mistake_of_cost(nudged.J, at)))
    return GradientReport(
        tensors, nudged.J, relative_error(everything), tuple(problems), tuple(doubts(model, X, Y, weights))
    )


def tensor_indices(parameters: Parameters) -> dict[str, npt.NDArray[np.intp]]:
    """Return, for each W[l] and b[l] in the order of θ, where in θ its elements stand."""
    index = parameters.over(np.arange(parameters.vector.size))
    named: dict[str, npt.NDArray[np.intp]] = {}
    for l in parameters.distinct:
        named |= {f"W[{l}]": index.W[l], f"b[{l}]": index.b[l]}
    return named


def sides_of_kinks(model: Network, X: ArrayLike) -> list[Array]:
    """Return on which side of each kink of its activation every Z[l] lies; nothing for smooth activations."""
    kinks = {l: getattr(g, "kinks", ()) for l, g in model.g.items()}
    if not any(kinks.values()):
        return []
    Z = model.forward(X).Z
    return [Z[l] > kink for l in Z for kink in kinks[l]]


def same_again(first: Array, second: Array, name: str) -> Iterator[str]:
    """Yield what is wrong where a second call, at the same parameters, gives another gradient.

    Parameters
    ----------
    first, second : ndarray
        What the two calls gave.
    name : str
        What was called.

    Yields
    ------
    str
        At most one sentence.

    Examples
    --------
    >>> list(same_again(np.ones(2), 2 * np.ones(2), "backward"))
    ['a second call of backward gives twice the gradient of the first: it is added up from call to call']
    """
    if np.allclose(second, first, rtol=1e-9, atol=0, equal_nan=True):
        return
    if np.allclose(second, 2 * first, rtol=1e-9, atol=0):
        yield f"a second call of {name} gives twice the gradient of the first: it is added up from call to call"
    else:
        yield (
            f"a second call of {name} gives another gradient than the first: it keeps something from call to call, or "
            "is random"
        )


def twice(model: Network, X: Array) -> Iterator[str]:
    """Yield what is wrong where ``predict_proba`` applies the output activation to A[L], which has gone through it."""
    A = model.forward(X).output
    g = model.output_layer.activation
    again = g(A)
    if not np.allclose(again, A) and np.allclose(model.predict_proba(X), again):
        yield f"predict_proba(X) is {g}(A[{len(model.g)}]): {g} is applied twice"


def doubts(model: Network, X: Array, Y: Array, weights: Array | None) -> Iterator[str]:
    """Yield what keeps a check from seeing everything: a cost that is random, nodes that are copies of one another."""
    costs = [model.cost(X, Y, weights) for _ in range(2)]
    if costs[0] != costs[1]:
        yield f"cost gives {costs[0]:.6g}, and {costs[1]:.6g} when it is asked again: switch off what is random"
    for l in range(1, len(model.g)):
        if not (isinstance(model.layers[l], Dense) and isinstance(model.layers[l + 1], Dense)):
            continue
        nodes = np.hstack([model.W[l], model.b[l], model.W[l + 1].T])
        _, kind, number = np.unique(nodes, axis=0, return_inverse=True, return_counts=True)
        if number.max() > 1:
            copied = np.flatnonzero(kind.ravel() == number.argmax()) + 1
            more = f" and {len(copied) - LISTED} more" if len(copied) > LISTED else ""
            copies = ", ".join(map(str, copied[:LISTED])) + more
            yield (
                f"nodes {copies} of layer {l} are copies of one another, so a check cannot tell them apart, and "
                "training keeps them equal: draw W at random"
            )


def arrays_of(forward_pass: ForwardPass, gradients: Gradients) -> dict[str, Array]:
    """Return all arrays of forward and back propagation by their names."""
    by_symbol: dict[str, Mapping[int, Array]] = {
        "Z": forward_pass.Z,
        "A": forward_pass.A,
        "dZ": gradients.dZ,
        "dW": gradients.dW,
        "db": gradients.db,
    }
    return {f"{symbol}[{l}]": array for symbol, arrays in by_symbol.items() for l, array in arrays.items()}


def diagnosed(
    tensors: Mapping[str, TensorReport], steps: Mapping[str, Step], cost: str
) -> Iterator[tuple[str, TensorReport]]:
    """Yield the reports, those that failed with the line that is to blame.

    That is the last line before their own, or their own, in which a known mistake is found; where none is, the one that
    is wrong. Where every line is right, the cost may be wrong. A network whose forward pass is not the notes' cannot be
    blamed for it, since its cost goes through it as well.
    """
    order = list(steps)
    strange = next((step for step in steps.values() if step.name[0] in "ZA" and step.verdict == "wrong"), None)
    for name, tensor in tensors.items():
        if tensor.verdict != "failed":
            yield name, tensor
            continue
        own = steps[f"d{name}"]
        before = [steps[step] for step in order[: order.index(own.name)] if not step.startswith(("dW", "db"))]
        named = next((step for step in (*reversed(before), own) if step.verdict == "wrong" and step.named), None)
        unnamed = next((step for step in (own, *reversed(before)) if step.verdict == "wrong"), None)
        culprit, mistake = own.name, UNKNOWN
        if named:
            culprit, mistake = named.name, named.mistake
        elif strange:
            mistake = f"is wrong; {strange.name} is not the notes', so that no line can be compared with theirs"
        elif unnamed:
            culprit, mistake = unnamed.name, unnamed.mistake
        elif cost:
            culprit, mistake = "J", cost
        yield name, replace(tensor, culprit=culprit, mistake=mistake)


def mistake_of_cost(J: float, at: Lines) -> str:
    """Return what is wrong with the cost, as the rest of a sentence; empty where it is what its equation gives."""
    data, penalty = cost_of(at)
    right = data + penalty
    if np.isclose(J, right, rtol=1e-9):
        return ""
    told = f"is {J:.6g}, but its equation gives {right:.6g}"
    known = {
        "the L2 term is missing": data,
        "the L2 term has the wrong sign": data - penalty,
        f"the factor 1/{at.m_name} is missing": data * at.m + penalty,
        f"1/{at.m_name} stands there twice": data / at.m + penalty,
        "the factor ½ of L2 is missing": data + 2 * penalty,
    }
    fitting = [mistake for mistake, value in known.items() if np.isclose(J, value, rtol=1e-9)]
    if fitting:
        return f"{told}: {', or '.join(fitting)}"
    clipped = {f"log is cut off at ε = 1e-{k}": cut_off(at, 10.0**-k) + penalty for k in range(4, 17)}
    fitting = [mistake for mistake, value in clipped.items() if np.isclose(J, value, rtol=1e-9, atol=0)]
    if at.matched and at.loss != squared_error and fitting:
        return f"{told}: {fitting[0]}; computed from Z[{at.L}] it needs no ε"
    return told


def cut_off(at: Lines, epsilon: float) -> float:
    """Return the mean loss of a cross-entropy whose logarithms are cut off at ε."""
    A = np.clip(at.A[at.L], epsilon, 1 - epsilon)
    categorical = at.loss == categorical_cross_entropy
    L = -(at.Y * np.log(A) + (0 if categorical else (1 - at.Y) * np.log(1 - A))).sum(axis=0, keepdims=True)
    return float(at.weighted(L).sum() / at.m)
