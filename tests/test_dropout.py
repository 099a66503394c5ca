"""Inverted dropout: masks of 0 and 1/keep_prob, in training alone, from the trainer's generator."""

import copy
import pickle

import numpy as np
import pytest
from networks import HIDDEN, KEPT, PAIRS, Swish, examples, masks, network, of_kind, weights

import nnlib
from nnlib._buffers import Buffers

X, Y = nnlib.datasets.flower(m=40, rng=1)
FIVE_SIGMA = 5
"""What is random lies within so many standard deviations: it would not once in a million; and the seed is fixed."""


class Square:
    """z |z|, an activation of a user's own, whose derivative can be had from its output."""

    def __call__(self, Z, out=None):
        return np.multiply(Z, np.abs(Z), out=out)

    def derivative(self, Z):
        return 2 * np.abs(Z)

    def derivative_from_output(self, A, out=None):
        return np.multiply(2, np.sqrt(np.abs(A)), out=out)

    def __repr__(self):
        return type(self).__name__


def drawn(model, m, rng=0):
    """Return masks of a network, as a trainer with this generator draws them at first."""
    return masks(model.keep_prob, model.layer_sizes, m, model.dtype, np.random.default_rng(rng))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("keep_prob", [0.5, 0.8, 0.1, 0.999])
def test_a_mask_is_0_or_1_over_keep_prob_and_1_on_average(keep_prob, dtype):
    n = 300 * 400
    D = drawn(nnlib.Network([1, 300, 1], keep_prob=keep_prob, dtype=dtype), 400)[1]
    assert D.dtype == dtype
    np.testing.assert_array_equal(np.unique(D), np.array([0, np.divide(1, keep_prob, dtype=dtype)], dtype))
    deviation = np.sqrt((1 - keep_prob) / keep_prob)  # of one number of D
    assert abs(D.mean(dtype=float) - 1) < FIVE_SIGMA * deviation / np.sqrt(n)
    # Nodes and examples are kept each by itself: neighbours do not go together.
    for first, second in ((D[1:], D[:-1]), (D[:, 1:], D[:, :-1]), (D[:150], D[150:])):
        together = ((first - 1) * (second - 1)).mean(dtype=float)
        assert abs(together) < FIVE_SIGMA * deviation**2 / np.sqrt(first.size)


def test_the_thinned_outputs_are_those_of_the_whole_network_on_average():
    """With a linear layer behind the masks, E[W (A * D)] is W A."""
    model = network([3, 50, 2], hidden="tanh", output="identity", keep_prob=0.7)
    x = np.random.default_rng(0).normal(size=(3, 1))
    many = np.repeat(x, 20_000, axis=1)
    outputs = model.forward(many, out=Buffers(D=drawn(model, 20_000))).output
    errors = outputs.mean(axis=1) - model.predict_proba(x)[:, 0]
    assert (np.abs(errors) < FIVE_SIGMA * outputs.std(axis=1) / np.sqrt(20_000)).all()
    assert (outputs.std(axis=1) > 0.1).all()


def test_the_equations_are_the_courses():
    """A[l] = A[l] * D[l], and dA[l] = dA[l] * D[l], with none of the library's lines."""
    model = network([2, 5, 4, 1], hidden="tanh", keep_prob={1: 0.5, 2: 0.8})
    D = drawn(model, 40)
    W, b = model.W, model.b
    A1 = np.tanh(W[1] @ X + b[1])
    A2 = np.tanh(W[2] @ (A1 * D[1]) + b[2])
    A3 = 1 / (1 + np.exp(-(W[3] @ (A2 * D[2]) + b[3])))
    dZ3 = A3 - Y
    dZ2 = (W[3].T @ dZ3) * D[2] * (1 - A2**2)
    dZ1 = (W[2].T @ dZ2) * D[1] * (1 - A1**2)
    forward_pass = model.forward(X, out=Buffers(D=D))
    gradients = model.backward(forward_pass, Y)
    np.testing.assert_allclose(forward_pass.output, A3, rtol=1e-13)
    for l, dZ, P in ((1, dZ1, X), (2, dZ2, A1 * D[1]), (3, dZ3, A2 * D[2])):
        np.testing.assert_allclose(gradients.dZ[l], dZ, rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(gradients.dW[l], dZ @ P.T / 40, rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(gradients.db[l], dZ.mean(axis=1, keepdims=True), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("hidden", [*HIDDEN, Square()], ids=str)
@pytest.mark.parametrize("keep_prob", [0.6, {2: 0.3}])
def test_the_gradient_check_passes_with_masks_held_fixed(hidden, keep_prob):
    """Whether g′ comes from Z or, in layers that are not thinned, from A."""
    model = network(hidden=hidden, keep_prob=keep_prob, l2=0.1)
    x, y = examples(model, 20)  # so many that no node is left out in all of them
    assert nnlib.gradient_check(model, x, y, weights(20), rng=0).verdict == "passed"


@pytest.mark.parametrize(("output", "loss"), PAIRS)
def test_the_gradient_check_passes_with_every_output(output, loss):
    model = network(output=output, loss=loss, keep_prob=0.6)
    assert nnlib.gradient_check(model, *examples(model), rng=0).verdict == "passed"


def test_back_propagation_that_forgets_the_masks_is_refused():
    class Forgetful(nnlib.Network):
        def backward(self, forward_pass, Y, sample_weight=None, *, out=None):
            forward_pass = copy.copy(forward_pass)
            forward_pass.D = {}
            return super().backward(forward_pass, Y, sample_weight, out=out)

    model = network(cls=Forgetful, keep_prob=0.6)
    assert nnlib.gradient_check(model, *examples(model), rng=0).verdict == "failed"


@pytest.mark.parametrize("kind", KEPT)
def test_nothing_but_training_is_thinned(kind):
    """Outputs, costs, accuracies, gradients, and what is measured on the way."""
    model, whole = of_kind(kind), of_kind(kind, keep_prob=1)
    x, y = examples(model, 40)
    assert whole.keep_prob == {} != model.keep_prob
    assert model.forward(x).D == {}
    np.testing.assert_array_equal(model.predict_proba(x), whole.predict_proba(x))
    np.testing.assert_array_equal(model.predict(x), whole.predict(x))
    np.testing.assert_array_equal(model.gradients(x, y).vector, whole.gradients(x, y).vector)
    assert model.evaluate(x, y, weights(40)) == whole.evaluate(x, y, weights(40))
    history = nnlib.train(model, x, y, learning_rate=0.1, iterations=3, validation=(x, y), rng=0)
    whole.parameters.vector = model.parameters.vector
    assert history.validation_cost[-1] == whole.cost(x, y)
    assert history.validation_accuracy[-1] == whole.accuracy(x, y)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_recorded_cost_is_that_of_the_thinned_network(dtype):
    model = network([2, 20, 1], keep_prob=0.5, dtype=dtype)
    first = model.cost_of(model.forward(X, out=Buffers(D=drawn(model, 40, rng=3))), Y)
    whole = model.cost(X, Y)
    assert nnlib.train(model, X, Y, learning_rate=0.1, iterations=1, rng=3).cost == [pytest.approx(first, rel=1e-6)]
    assert abs(first - whole) > 0.01


def test_masks_come_from_the_trainers_generator_and_are_new_at_each_update():
    seen = []

    class Watched(nnlib.Network):
        def backward(self, forward_pass, Y, sample_weight=None, *, out=None):
            seen.append({l: D.copy() for l, D in forward_pass.D.items()})
            return super().backward(forward_pass, Y, sample_weight, out=out)

    runs = []
    for rng in (0, 0, 1):
        model = network([2, 8, 6, 1], cls=Watched, keep_prob={2: 0.5})
        runs.append(nnlib.train(model, X, Y, learning_rate=0.1, iterations=3, rng=rng).cost)
    assert runs[0] == runs[1]
    assert runs[0][0] != runs[2][0]
    assert [list(D) for D in seen] == [[2]] * 9
    generator = np.random.default_rng(0)
    for D in seen[:3]:
        expected = masks({2: 0.5}, model.layer_sizes, 40, model.dtype, generator)
        np.testing.assert_array_equal(D[2], expected[2])
    assert not np.array_equal(seen[0][2], seen[1][2])


def test_a_network_that_is_not_thinned_draws_nothing():
    generator = np.random.default_rng(0)
    nnlib.train(network([2, 4, 1], keep_prob=1.0), X, Y, learning_rate=0.1, iterations=3, rng=generator)
    assert generator.random() == np.random.default_rng(0).random()


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])  # noqa: S301  our own
@pytest.mark.parametrize("kind", KEPT)
def test_a_copy_is_thinned_alike_and_by_a_dict_of_its_own(again, kind):
    model = of_kind(kind)
    copied = again(model)
    assert repr(copied) == repr(model)
    x, y = examples(model, 40)
    runs = [nnlib.train(one, x, y, learning_rate=0.1, iterations=3, rng=0).cost for one in (model, copied)]
    assert runs[0] == runs[1]
    copied.keep_prob.clear()
    assert model.keep_prob


def test_another_type_is_thinned_by_the_same_probabilities():
    model = of_kind("thinned convolutional").astype("float32")
    assert model.keep_prob == {1: 0.9, 3: 0.6}
    x, y = examples(model, 40)
    nnlib.train(model, x, y, learning_rate=0.1, batch_size=16, epochs=2, rng=0)
    assert model.parameters.vector.dtype == np.float32


@pytest.mark.parametrize(
    ("keep_prob", "kept", "shown"),
    [
        (1, {}, ""),
        (1.0, {}, ""),
        ({}, {}, ""),
        ({1: 1, 2: 1.0}, {}, ""),
        (0.8, {1: 0.8, 2: 0.8}, ", keep_prob=0.8"),
        (np.float32(0.5), {1: 0.5, 2: 0.5}, ", keep_prob=0.5"),
        ({2: 0.5, 1: 0.5}, {1: 0.5, 2: 0.5}, ", keep_prob=0.5"),
        ({2: 0.8, 1: 1}, {2: 0.8}, ", keep_prob={2: 0.8}"),
        ({2: 0.8, 1: 0.5}, {1: 0.5, 2: 0.8}, ", keep_prob={1: 0.5, 2: 0.8}"),
        ({np.int64(2): 0.8}, {2: 0.8}, ", keep_prob={2: 0.8}"),
    ],
    ids=str,
)
def test_probabilities_are_numbers_of_layers_that_are_thinned(keep_prob, kept, shown):
    model = nnlib.Network([3, 5, 4, 1], keep_prob=keep_prob, rng=0)
    assert model.keep_prob == kept
    assert list(model.keep_prob) == sorted(kept)
    assert {type(l) for l in model.keep_prob} <= {int}
    assert {type(p) for p in model.keep_prob.values()} <= {float}
    assert repr(model).endswith(f"29 parameters, float64{shown})".replace("29", f"{3 * 5 + 5 + 5 * 4 + 4 + 4 + 1}"))


def test_a_recurrent_network_is_thinned_at_each_time_or_at_some():
    model = nnlib.RecurrentNetwork(n_x=2, n_a=4, T=3, keep_prob=0.5, rng=0)
    assert model.keep_prob == {1: 0.5, 2: 0.5, 3: 0.5}
    D = drawn(model, 50)
    assert not np.array_equal(D[1], D[2])
    assert nnlib.RecurrentNetwork(n_x=2, n_a=4, T=3, keep_prob={3: 0.5}).keep_prob == {3: 0.5}


def test_an_activation_is_thinned_after_it_was_applied():
    """Swish(0) is 0, but σ(0) is not: a node that is left out gives 0 all the same."""
    for hidden in ("sigmoid", Swish()):
        model = network([2, 30, 1], hidden=hidden, keep_prob=0.5)
        D = drawn(model, 40)
        forward_pass = model.forward(X, out=Buffers(D=D))
        np.testing.assert_array_equal(forward_pass.A[1], model.g[1](model.W[1] @ X + model.b[1]) * D[1])
        assert (forward_pass.A[1][D[1] == 0] == 0).all()


@pytest.mark.parametrize("keep_prob", [{2: 0.5}, {1: 1.5}, 0, "0.5"])
def test_keep_prob_cannot_be_set_to_what_it_cannot_be(keep_prob):
    model = nnlib.Network([2, 3, 1], keep_prob=0.5, rng=0)
    with pytest.raises((TypeError, ValueError), match="keep_prob"):
        model.keep_prob = keep_prob
    assert model.keep_prob == {1: 0.5}


def test_training_refuses_an_entry_of_keep_prob_that_it_cannot_have():
    model = nnlib.ShallowNetwork(2, 3, rng=0)
    before = model.parameters.vector.copy()
    model.keep_prob[1] = 1.5
    with pytest.raises(ValueError, match=r"keep_prob\[1\] must be above 0 and at most 1"):
        nnlib.train(model, *examples(model), learning_rate=1, epochs=1)
    np.testing.assert_array_equal(model.parameters.vector, before)


def test_a_number_may_be_set():
    model = nnlib.DeepNetwork([2, 3, 4, 1], rng=0)
    model.keep_prob = 0.8
    assert model.keep_prob == {1: 0.8, 2: 0.8}
    assert "keep_prob=0.8" in repr(model)
