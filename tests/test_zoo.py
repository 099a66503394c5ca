"""A zoo of bugs: mistakes that were made in public code, put into the heart of this library one at a time.

Each is a change of a line or two of its source. The gradient check has to refuse every one and to say which it is.
Where cost and derivatives share a mistake, the gradient is right and the comparison of steps has to see it. What lives
in training and not in a network is held by a property of its own.
"""

from collections import Counter
from functools import cache

import numpy as np
import pytest
from mutations import put_in
from networks import HIDDEN, PAIRS

import nnlib
from nnlib import _batches, _run, activations, losses, models, optimizers, parameters, propagation

M = 20


def network(hidden="tanh", output="softmax", sizes=(3, 4, 4, 3), l2=0.0, **options):
    """A network with random biases."""
    model = nnlib.Network(sizes, hidden=hidden, output=output, l2=l2, rng=1, **options)
    model.parameters.vector += 0.3 * np.random.default_rng(1).normal(size=model.parameters.vector.size)
    return model


def examples(model, m=M):
    rng = np.random.default_rng(2)
    X = rng.normal(size=(model.layer_sizes[0], m))
    n_y = model.layer_sizes[-1]
    Y = {
        "binary_cross_entropy": rng.integers(0, 2, (n_y, m)),
        "categorical_cross_entropy": rng.integers(0, n_y, (1, m)),
        "squared_error": rng.normal(size=(n_y, m)),
    }[model.loss.name]
    return X, Y


MEAN = "total_weight(Y.shape[1], sample_weight) or 1"
DW = "_dot(_dZ, _P, out=dW[l])"
DB = "_dot(_dZ, _ones, out=db[l])"
OUTPUT = "output_layer.dZ(_Z, _A, Y, out=_)"
CHAIN = "dZ[l - 1] *= derivative_at(...)"
G_PRIME = "derivative_at(_g, _Z, _A, out=_out)"
DP = "_dot(W[l].T, ...)"
PENALTY = "dW[l] += np.multiply(W[l], l2, out=_out)"
MATCHED = "np.subtract(A, Y, ...)"
L2 = {"l2": 0.3}
KEPT = """
kept = vars(parameters).setdefault("kept", parameters.over(np.zeros_like(parameters.vector)))
kept.vector += out.derivatives.vector
out.derivatives.vector = kept.vector
return Gradients(out.derivatives, dZ)
"""


def backward(**changes):
    """Return what is changed in back propagation."""
    return propagation, "backward", {globals()[name]: new for name, new in changes.items()}


# name: (what network, module, what is changed and how, what the check has to say)
GRADIENTS = {
    "1/m is missing": (
        {},
        backward(MEAN="1"),
        "each of dW[1], db[1], dW[2], db[2], dW[3], db[3] is 20 times too large, and m = 20: the factor 1/m is missing",
    ),
    "1/m is missing in dW alone": (
        {},
        backward(DW="_dot(_dZ * Y.shape[1], _P, out=dW[l])"),
        "each of dW[1], dW[2], dW[3] is 20 times too large, and m = 20: the factor 1/m is missing.",
    ),
    "1/m is missing, with L2": (
        L2,
        backward(MEAN="1"),
        "each of dW[1], dW[2], dW[3] has no factor 1/m in its first term.",
    ),
    "1/m stands there twice": (
        {},
        backward(MEAN="Y.shape[1] ** 2"),
        "is 20 times too small, and m = 20: 1/m stands there twice.",
    ),
    "1/m stands in dZ too": (
        {},
        backward(OUTPUT="output_layer.dZ(_Z, _A, Y) / Y.shape[1]"),
        "dZ[3] is 20 times too small, and m = 20: 1/m belongs to dW and db alone; dW[1], db[1], dW[2], db[2], ",
    ),
    "ReLU's derivative is asked with >=": (
        {"hidden": "relu"},
        (
            activations,
            "ReLU.derivative_from_output",
            {"np.greater(A, 0, out=_out)": "np.greater_equal(A, 0, out=_out)"},
        ),
        "dZ[2] is dA[2]: the factor g[2]′(Z[2]) is missing, or 1 everywhere; of A, `>= 0` is always true; dW[2], db[2]",
    ),
    "tanh′ of the output": (
        {},
        (activations, "Tanh.derivative_from_output", {"np.square(A, out=_out)": "np.square(np.tanh(A), out=_out)"}),
        "dZ[2] is dA[2] * g[2]′(A[2]): Z[2] was meant; dW[2], db[2] follow from it.",
    ),
    "σ′ of the output": (
        {"hidden": "sigmoid"},
        backward(G_PRIME="derivative_at(_g, _A, _g(_A), out=_out)"),
        "dZ[1] is dA[1] * g[1]′(A[1]): Z[1] was meant; dW[1], db[1] follow from it.",
    ),
    "tanh′ in its form for the output, but of the input": (
        {},
        backward(G_PRIME="derivative_at(_g, _Z, _Z, out=_out)"),
        "dZ[2] has the formula of tanh′ that takes A[2], but is given Z[2]; dW[2], db[2] follow from it.",
    ),
    "σ′ in its form for the output, but of the input": (
        {"hidden": "sigmoid"},
        backward(G_PRIME="derivative_at(_g, _Z, _Z, out=_out)"),
        "dZ[2] has the formula of sigmoid′ that takes A[2], but is given Z[2]; dW[2], db[2] follow from it.",
    ),
    "tanh′ without its square": (
        {},
        (activations, "Tanh.derivative_from_output", {"np.square(A, out=_out)": "np.add(A, 0, out=_out)"}),
        "dZ[2] is dA[2] * (1 - A[2]): the square is missing in tanh′; dW[2], db[2] follow from it.",
    ),
    "dW in place of W": (
        {},
        backward(DP="_dot(dW[l].T, ...)"),
        "dZ[1] comes from a dA[1] that is dW[2]ᵀ dZ[2]: W[2] was meant; dW[1], db[1] follow from it.",
    ),
    "σ′ where the hidden activation is tanh": (
        {},
        (
            activations,
            "Tanh.derivative_from_output",
            {"return np.subtract(1, out, out=out)": "return sigmoid.derivative(np.arctanh(A))"},
        ),
        "dZ[1] is dA[1] * sigmoid′(Z[1]), but g[1] is tanh; dW[1], db[1] follow from it.",
    ),
    "g′ is missing": (
        {},
        backward(CHAIN="pass"),
        "dZ[1] is dA[1]: the factor g[1]′(Z[1]) is missing, or 1 everywhere; dW[1], db[1] follow from it.",
    ),
    "softmax backward without its Jacobian": (
        {},
        (losses, "MatchedOutput.dZ", {MATCHED: "self.loss.dL_dA(A, Y)"}),
        "dZ[3] is dA[3]: the derivative of softmax is missing; with this loss, dZ[3] is A[3] - Y;",
    ),
    "σ backward without its derivative": (
        {"output": "sigmoid"},
        (losses, "MatchedOutput.dZ", {MATCHED: "self.loss.dL_dA(A, Y)"}),
        "dZ[3] is dA[3]: the derivative of sigmoid is missing; with this loss, dZ[3] is A[3] - Y;",
    ),
    "a derivative too many with the matched loss": (
        {"output": "sigmoid"},
        (losses, "MatchedOutput.dZ", {MATCHED: "(A - Y) * A * (1 - A)"}),
        "dZ[3] has a factor g[3]′(Z[3]) too many: with sigmoid and binary_cross_entropy, dZ[3] is A[3] - Y;",
    ),
    "g′ of the output layer is missing": (
        {"output": "tanh"},
        (losses, "ChainedOutput.dZ", {"derivative_at(self.activation, Z, A)": "1.0"}),
        "dZ[3] is dA[3]: the factor g[3]′(Z[3]) is missing, or 1 everywhere;",
    ),
    "Y - A": (
        {},
        (losses, "MatchedOutput.dZ", {MATCHED: "np.subtract(Y, A, ...)"}),
        "dZ[3] has the wrong sign; dW[1], db[1], dW[2], db[2], dW[3], db[3] follow from it.",
    ),
    "softmax over the examples": (
        {},
        (activations, "Softmax.__call__", {"E.sum(axis=0)": "E.sum(axis=1, keepdims=True)"}),
        "A[3] is softmax over the examples, axis=1: each column of A[3] should sum to 1, axis=0;",
    ),
    "softmax twice in the forward pass": (
        {},
        (propagation, "forward", {"g[l](Z[l], out=_)": "g[l](g[l](Z[l]) if l == len(W) else Z[l])"}),
        "A[3] is softmax(softmax(Z[3])): softmax is applied twice;",
    ),
    "softmax twice in predict_proba": (
        {},
        (models, "Network.predict_proba", {"forward_pass.output": "self.g[len(self.g)](forward_pass.output)"}),
        "predict_proba(X) is softmax(A[3]): softmax is applied twice.",
    ),
    "σ twice in predict_proba": (
        {"output": "sigmoid"},
        (models, "Network.predict_proba", {"forward_pass.output": "self.g[len(self.g)](forward_pass.output)"}),
        "predict_proba(X) is sigmoid(A[3]): sigmoid is applied twice.",
    ),
    "L2 with the wrong sign": (
        L2,
        backward(PENALTY="dW[l] -= np.multiply(W[l], l2, out=_out)"),
        "each of dW[1], dW[2], dW[3] has the L2 term with the wrong sign.",
    ),
    "L2 scales the gradient": (
        L2,
        backward(PENALTY="dW[l] += np.multiply(dW[l], l2, out=_out)"),
        "dW[1] has l2 dW[1] where l2 W[1] was meant: the term scales the gradient.",
    ),
    "L2 in the gradient and not in the cost": (
        L2,
        (propagation, "cost_from", {"penalty(parameters, l2)": "0"}),
        ": the L2 term is missing; dW[1], dW[2], dW[3] follow from it.",
    ),
    "L2 in the cost and not in the gradient": (
        L2,
        backward(PENALTY="pass"),
        "dW[2] has no L2 term: l2 W[2] is missing.",
    ),
    "L2 divided by m": (
        L2,
        backward(PENALTY="dW[l] += l2 * W[l] / Y.shape[1]"),
        "dW[2] has the L2 term divided by m: it is l2 W[2].",
    ),
    "L2 without its half": (
        L2,
        (propagation, "cost_from", {"penalty(parameters, l2)": "2 * penalty(parameters, l2)"}),
        ": the factor ½ of L2 is missing; dW[1], dW[2], dW[3] follow from it.",
    ),
    "L2 on the biases": (
        L2,
        backward(PENALTY="dW[l] += l2 * W[l]\ndb[l] += l2 * parameters.b[l]"),
        "db[1] has an L2 term: J penalizes W[1], not b[1].",
    ),
    "db summed over the wrong axis": (
        {},
        backward(DB="db[l][:, 0] = _dZ.sum(axis=0)[: len(db[l])]"),
        "is summed over the nodes, axis=0: the sum of dZ[2] goes over the examples, axis=1.",
    ),
    "db summed over both axes": (
        {},
        backward(DB="db[l][...] = np.sum(_dZ)"),
        "db[2] is summed over both axes: the sum of dZ[2] goes over axis=1 only.",
    ),
    "a rank-1 b that broadcasts along the examples": (
        {"sizes": (3, M, 1), "output": "sigmoid"},
        (propagation, "forward", {"Z_l += b[l]": "Z_l = Z_l + b[l][:, 0]"}),
        f"Z[1] has b[1] added along the examples: of shape ({M},) it broadcasts over the columns, so keep it ({M}, 1)",
    ),
    "W not transposed on the way back": (
        {},
        backward(DP="_dot(W[l] if l == 2 else W[l].T, ...)"),
        "dZ[1] comes from a dA[1] that is W[2] dZ[2]: W[2] has to be transposed here; dW[1], db[1] follow from it.",
    ),
    "dW from Z": (
        {},
        backward(DW="_dot(_dZ, (Z[l - 1] if l > 1 else A[0]).T, out=dW[l])"),
        "dW[2] is 1/m dZ[2] Z[1]ᵀ: A[1] was meant.",
    ),
    "dW transposed": (
        {},
        backward(DW="dW[l][...] = (_dZ @ _P).T.reshape(dW[l].shape)"),
        "dW[2] is transposed.",
    ),
    "dW with its rows shifted": (
        {},
        backward(DW="dW[l][...] = np.roll(_dZ @ _P, 1, axis=0)"),
        "has its rows shifted by 1.",
    ),
    "a block of zeros": (
        {},
        backward(DB="_dot(_dZ * (l != 2), _ones, out=db[l])"),
        "db[2] is 0 everywhere.",
    ),
    "a cost cut off by an epsilon": (
        {"sizes": (1, 1), "output": "sigmoid", "initialization": lambda *_: [[40.0]]},
        (
            losses,
            "BinaryCrossEntropy.L_of_Z",
            {"np.logaddexp(0, x, out=x)": "-np.log(np.clip(1 - sigmoid(x), 1e-12, 1 - 1e-12))"},
        ),
        "log is cut off at ε = 1e-12; computed from Z[1] it needs no ε",
    ),
    "gradients that are added up from call to call": (
        {},
        (propagation, "backward", {"return _": KEPT}),
        "a second call of backward gives twice the gradient of the first: it is added up from call to call.",
    ),
}


@cache
def true_heart_passes(*options):
    """Whether the check passes the network that a bug is put into."""
    model = network(**dict(options))
    return nnlib.gradient_check(model, *examples(model), coordinates=10, rng=0).passed


@pytest.mark.parametrize("bug", GRADIENTS)
def test_the_check_refuses_a_bug_and_names_it(bug, monkeypatch):
    options, (module, target, changes), told = GRADIENTS[bug]
    model = network(**options)
    X, Y = examples(model)
    assert "epsilon" in bug or true_heart_passes(*map(tuple, options.items()))
    put_in(monkeypatch, module, target, changes)
    report = nnlib.gradient_check(model, X, Y, coordinates=10, rng=0)
    assert report.verdict == "failed"
    assert told in "\n".join([*report.mistakes(), *(f"{problem}." for problem in report.problems)]), report


def random_case(seed):
    """A network of any kind, with examples on which its cost is of some order from 1e-3 to 1e4."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 6, rng.integers(2, 6))
    output, loss = PAIRS[rng.integers(len(PAIRS))]
    sizes[-1] += output == "softmax"
    hidden = rng.choice(HIDDEN[:-1], len(sizes) - 2).tolist()
    l2 = rng.choice([0.0, 0.01])
    model = nnlib.Network(sizes, hidden=hidden, output=output, loss=loss, l2=l2, rng=seed)
    model.parameters.vector += 0.5 * rng.normal(size=model.parameters.vector.size)
    m = int(rng.integers(1, 20))
    X, scale = rng.normal(size=(sizes[0], m)), 10 ** rng.uniform(-1.5, 2.5)
    if loss == "squared_error":
        Y = model.predict_proba(X) + scale * rng.normal(size=(sizes[-1], m))
    else:
        model.W[len(model.g)] *= 10 ** rng.uniform(-1, 3)
        Y = rng.integers(0, 2 if output == "sigmoid" else sizes[-1], (sizes[-1] if output == "sigmoid" else 1, m))
        if rng.random() < 0.4:  # labels that are nearly all right: a small cost
            Y = model.predict(X)
    weight = rng.uniform(0.1, 3, m) if rng.random() < 0.3 else None
    return model, X, Y, weight


@pytest.mark.parametrize(
    ("networks", "coordinates"), [(60, 3), pytest.param(1000, None, marks=pytest.mark.slow)], ids=["some", "many"]
)
def test_the_true_heart_never_fails(networks, coordinates):
    """Counts what random networks of all kinds come to; shown with -rP."""
    verdicts, costs = Counter(), []
    for seed in range(networks):
        report = nnlib.gradient_check(*random_case(seed), coordinates=coordinates, rng=seed)
        verdicts[report.verdict] += 1
        costs.append(report.cost)
    print(f"{networks} networks, costs from {min(costs):.1e} to {max(costs):.1e}: {dict(verdicts)}")  # noqa: T201
    assert verdicts["failed"] == 0
    assert verdicts["passed"] > 0.9 * networks
    assert min(costs) < 1e-3
    assert max(costs) > 1e4


def test_a_cost_of_log_0_is_refused(monkeypatch):
    """−inf at z = 40, y = 0, where 1 − σ(z) is 0."""
    model = network(sizes=(1, 1), output="sigmoid", initialization=lambda *_: [[40.0]])
    naive = {"np.logaddexp(0, x, out=x)": "-np.log(1 - sigmoid(x)) if x.size else x"}
    put_in(monkeypatch, losses, "BinaryCrossEntropy.L_of_Z", naive)
    with pytest.raises(ValueError, match=r"the cost is inf .* it should be computed from Z, which is finite"):
        nnlib.gradient_check(model, [[2.0]], [[0]])


@pytest.mark.parametrize("value", ["0.5", "0 * _draw(n_out, n_in, generator)"])
def test_nodes_that_start_as_copies_are_told(value, monkeypatch):
    """Their gradient is right, and they stay copies for ever: the check does not pass, and says why."""
    symmetric = {"_draw(n_out, n_in, generator)": f"np.full((n_out, n_in), {value})"}
    put_in(monkeypatch, parameters, "initialize", symmetric)
    model = nnlib.Network([3, 4, 2], hidden="tanh", output="softmax", rng=1)
    report = nnlib.gradient_check(model, *examples(model))
    assert report.verdict == "undecided"
    told = (
        "nodes 1, 2, 3, 4 of layer 1 are copies of one another, so a check cannot tell them apart, and training keeps"
    )
    assert told in " ".join(str(report).split())


def test_a_cost_that_is_random_is_told(monkeypatch):
    thinned = "g[l](Z[l]) * (np.random.default_rng().random(Z[l].shape) < 0.8 if l == 1 else 1)"
    put_in(monkeypatch, propagation, "forward", {"g[l](Z[l], out=_)": thinned})
    model = network()
    report = nnlib.gradient_check(model, *examples(model), coordinates=1, rng=0)
    assert not report.passed
    assert "when it is asked again: switch off what is random" in " ".join(str(report).split())


# name: (what is changed in forward propagation, the line that is wrong, and what is said of it)
CONSISTENT = {
    "σ in place of tanh": (
        {"g[l](Z[l], out=_)": "(g[l] if l == len(W) else lambda Z: 1 / (1 + np.exp(-Z)))(Z[l])"},
        ("A1", "is sigmoid(Z[1]), but g[1] is tanh"),
    ),
    "W transposed": (
        {"np.dot(W[l], _P, out=_)": "np.dot(W[l].T if l == 2 else W[l], _P)"},
        ("Z2", "is W[2]ᵀ A[1] + b[2]: there is no transpose in this line"),
    ),
    "b forgotten": ({"Z_l += b[l]": "pass"}, ("Z1", "is W[1] X: b[1] is missing")),
    "A[l-1] and not Z[l-1]": (
        {"np.dot(W[l], _P, out=_)": "np.dot(W[l], Z[l - 1] if l > 1 else X)"},
        ("Z2", "is W[2] Z[1] + b[2]: A[1] was meant"),
    ),
}


@pytest.mark.parametrize("bug", CONSISTENT)
def test_the_comparison_of_steps_sees_what_cost_and_gradient_share(bug, monkeypatch):
    change, (name, mistake) = CONSISTENT[bug]
    model = network()
    X, Y = examples(model)
    put_in(monkeypatch, propagation, "forward", change)
    wrong = model.forward(X)
    monkeypatch.undo()
    steps = {f"Z{l}": Z for l, Z in wrong.Z.items()} | {f"A{l}": A for l, A in wrong.A.items() if l}
    report = nnlib.compare_steps(model, X, Y, steps)
    assert (report.first_wrong.name, report.first_wrong.mistake) == (name, mistake)


# What lives in training: a property, and mutants of which none has it.


def every_example_once():
    """Whether an epoch of mini-batches sees each example exactly once, in another order each time."""
    seen = []

    class Watched(nnlib.Network):
        def forward(self, X, *, out=None):
            seen.extend(np.asarray(X)[0].tolist())
            return super().forward(X, out=out)

    X = np.arange(1.0, 12.0)[np.newaxis]
    nnlib.train(Watched([1, 1]), X, X > 5, learning_rate=1e-3, batch_size=4, epochs=2, rng=0)
    first, second = seen[: len(seen) // 2], seen[len(seen) // 2 :]
    ordered = sorted({*first[:4]}) == list(np.arange(min(first[:4]), min(first[:4]) + 4))
    return sorted(first) == sorted(second) == X[0].tolist() and first != second and not ordered


CHOSEN = "order[k * self.size : (k + 1) * self.size]"


@pytest.mark.parametrize(
    ("module", "target", "change"),
    [
        (_batches, "Batches.gather", {CHOSEN: "np.arange(k * self.size, min((k + 1) * self.size, self.m))"}),
        (_batches, "Batches.__init__", {"batches_per_epoch(self.m, size)": "self.m // self.size"}),
        (_batches, "Batches.gather", {CHOSEN: "(order[k] + np.arange(self.size)) % self.m"}),
        (_run, "Run.next_batch", {"self.epoch.position == 0 or self.order is None": "self.order is None"}),
    ],
    ids=[
        "no shuffling",
        "the ragged last batch is dropped",
        "only the starts are shuffled",
        "one order for all epochs",
    ],
)
def test_mini_batches_that_leave_out_or_repeat_are_seen(module, target, change, monkeypatch):
    assert every_example_once()
    put_in(monkeypatch, module, target, change)
    assert not every_example_once()


def the_model_learns():
    """Whether training changes the model, down the gradient."""
    model = network(sizes=(3, 3), output="softmax")
    X, Y = examples(model)
    before = model.cost(X, Y)
    nnlib.train(model, X, Y, learning_rate=0.1, iterations=3)
    return model.cost(X, Y) < before


@pytest.mark.parametrize(
    "step",
    ["theta = theta - state.learning_rate * gradient", "theta += state.learning_rate * gradient"],
    ids=["the step is taken by a copy", "the step goes uphill"],
)
def test_a_step_that_does_not_arrive_is_seen(step, monkeypatch):
    assert the_model_learns()
    put_in(monkeypatch, optimizers, "GradientDescent.step", {"theta -= _": step})
    assert not the_model_learns()
