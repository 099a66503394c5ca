"""Recorded updates: training with them comes to the same bits as training by the model's own lines."""

import dataclasses

import numpy as np
import pytest
from networks import HIDDEN, KINDS, PAIRS, Decay, Swish, examples, network, of_kind, weights

import nnlib
from nnlib import _replay
from nnlib._replay import ReplayedNetwork, ReplayedRule, Replays
from nnlib.callbacks import EarlyStopping

RNG = np.random.default_rng(0)
OWN = [g for g in HIDDEN if not isinstance(g, Swish)]
RULES = [
    nnlib.GradientDescent(0.3),
    nnlib.Momentum(0.1),
    nnlib.RMSProp(0.01),
    nnlib.Adam(0.02),
    nnlib.GradientDescent(Decay(0.3)),
    nnlib.Momentum(nnlib.schedules.Cosine(0.2, 9)),
    nnlib.Adam(Decay(0.05)),
    nnlib.GradientDescent(0.3, clip_norm=0.05),
]


@pytest.fixture
def used(monkeypatch):
    """The replays that training asks for: what computed each update."""
    found, of = [], Replays.of

    def watched(self, *batch):
        computing = of(self, *batch)
        found.append(tuple(type(each).__name__ for each in computing))
        return computing

    monkeypatch.setattr(Replays, "of", watched)
    return found


def trained(make, *, plainly, monkeypatch, callbacks=(), **options):
    """Return θ, the averages and the history of a run, by the model's lines alone or with what is recorded."""
    with monkeypatch.context() as patch:
        patch.setattr(_replay, "FIRST_BATCHES", 10**9 if plainly else 1)
        model = make()
        fit = {"sample_weight": options.pop("sample_weight", None), "callbacks": callbacks, "epochs": 6}
        X, Y = examples(model, 10)
        trainer = nnlib.Trainer(model, **({"optimizer": RULES[0], "rng": 5} | options))
        trainer.fit(X, Y, validation=(X, Y), **fit)
    averages = {name: each.tolist() for name, each in trainer._run.optimizer_state.averages.items()}
    return model.parameters.vector.tolist(), averages, dataclasses.asdict(trainer.history), repr(trainer._run.epoch)


def assert_alike(make, monkeypatch, **options):
    recorded, plain = (trained(make, plainly=plainly, monkeypatch=monkeypatch, **options) for plainly in (False, True))
    assert recorded == plain


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("batch_size", [None, 4, 5], ids=["whole", "ragged", "even"])
@pytest.mark.parametrize(("output", "loss"), PAIRS, ids=lambda name: name)
def test_every_output_with_its_loss(output, loss, batch_size, dtype, monkeypatch, used):
    options = {"output": output, "loss": loss, "l2": 0.01, "dtype": dtype}
    assert_alike(lambda: network(**options), monkeypatch, batch_size=batch_size)
    assert ("ReplayedNetwork", "ReplayedRule") in used


@pytest.mark.parametrize("keep_prob", [1.0, 0.6], ids=["whole", "thinned"])
@pytest.mark.parametrize("hidden", OWN, ids=str)
@pytest.mark.parametrize("n_y", [1, 3])
def test_every_hidden_activation(hidden, n_y, keep_prob, monkeypatch, used):
    make = lambda: network([3, 5, 4, n_y], hidden=hidden, keep_prob=keep_prob)  # noqa: E731  as others are made
    assert_alike(make, monkeypatch, batch_size=4)
    assert ("ReplayedNetwork", "ReplayedRule") in used


@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize("batch_size", [None, 4])
def test_every_rule(rule, batch_size, monkeypatch, used):
    assert_alike(network, monkeypatch, optimizer=rule, batch_size=batch_size)
    assert (("ReplayedNetwork", "ReplayedRule") in used) == (rule.clip_norm is None)
    assert "ReplayedNetwork" in dict(used)


@pytest.mark.parametrize(
    "make",
    [
        lambda: nnlib.LogisticRegression(3),
        lambda: nnlib.ShallowNetwork(3, 4, rng=0),
        lambda: nnlib.DeepNetwork([3, 4, 1], rng=0),
    ],
    ids=["logistic", "shallow", "deep"],
)
def test_every_class_of_dense_networks(make, monkeypatch, used):
    assert_alike(make, monkeypatch)
    assert "ReplayedNetwork" in dict(used)


def test_a_layer_that_stands_twice(monkeypatch, used):
    twice = nnlib.layers.Dense(4)
    assert_alike(lambda: network([3, 4, twice, twice, 1], l2=0.1), monkeypatch)
    assert "ReplayedNetwork" in dict(used)


def at(epoch, change):
    """Return a callback that changes something once."""

    def callback(trainer):
        if len(trainer.history.epoch_cost) == epoch:
            change(trainer.model)

    return callback


def to_other_parameters(model):
    model.parameters = model.parameters.copy()
    model.W[1][...] *= 0.5


def to_a_way_of_its_own(model):
    backward = model.backward

    def doubled(*arguments, **options):
        gradients = backward(*arguments, **options)
        gradients.vector *= 2
        return gradients

    model.backward = doubled


def to_large_numbers(model):
    np.seterr(all="raise")
    model.parameters.vector *= 1e3


CHANGES = {
    "l2": lambda model: setattr(model, "l2", 0.3),
    "no l2": lambda model: setattr(model, "l2", 0.0),
    "theta": lambda model: model.parameters.vector.__imul__(0.5),
    "a weight": lambda model: model.W.__setitem__(2, np.full_like(model.W[2], 0.1)),
    "the parameters": to_other_parameters,
    "an activation": lambda model: model.g.__setitem__(1, nnlib.activations.relu),
    "an activation of its own": lambda model: model.g.__setitem__(1, Swish()),
    "the loss": lambda model: setattr(
        model, "output_layer", nnlib.losses.ChainedOutput(nnlib.activations.sigmoid, nnlib.losses.squared_error)
    ),
    "a method": to_a_way_of_its_own,
    "how NumPy answers": to_large_numbers,
}


@pytest.mark.parametrize("batch_size", [None, 4])
@pytest.mark.parametrize("change", CHANGES)
def test_what_a_callback_changes_in_mid_run(change, batch_size, monkeypatch, used):
    make = lambda: network(l2=0.1)  # noqa: E731  as others are made
    assert_alike(make, monkeypatch, batch_size=batch_size, callbacks=[at(3, CHANGES[change])])
    assert "ReplayedNetwork" in dict(used)


def test_a_callback_that_trains_the_same_model(monkeypatch):
    def again(model):
        X, Y = examples(model, 8)
        nnlib.train(model, X, Y, learning_rate=0.1, iterations=6)

    assert_alike(network, monkeypatch, callbacks=[at(3, again)])


class Doubling(nnlib.Network):
    """A network that takes gradients of twice their size."""

    def backward(self, forward_pass, Y, sample_weight=None, *, out=None):
        gradients = super().backward(forward_pass, Y, sample_weight, out=out)
        gradients.vector *= 2
        return gradients


class Absolute(nnlib.losses.Loss):
    """A loss of one's own."""

    def L(self, A, Y):
        return np.abs(A - Y).sum(axis=0, keepdims=True)

    def dL_dA(self, A, Y):
        return np.sign(A - Y)


def with_a_method_of_its_own():
    model = network()
    to_a_way_of_its_own(model)
    return model


PLAIN = {
    "an activation of one's own": lambda: network(hidden=["tanh", Swish()]),
    "an output of one's own": lambda: network(output=Swish(), loss="squared_error"),
    "a loss of one's own": lambda: network(loss=Absolute(), output="identity"),
    "a subclass": lambda: network(cls=Doubling),
    "a model's own method": with_a_method_of_its_own,
    **{kind: lambda kind=kind: of_kind(kind) for kind in KINDS if kind not in {"dense", "thinned"}},
}


@pytest.mark.parametrize("name", PLAIN)
def test_what_is_not_known_goes_by_the_models_lines(name, used):
    model = PLAIN[name]()
    X, Y = RNG.normal(size=(model.n_x, 10)), np.resize([0, 1], (1 if "softmax" in repr(model) else model.n_y, 10))
    nnlib.train(model, X, Y, learning_rate=0.01, iterations=6)
    assert set(dict(used)) == {type(model).__name__}


def test_weights_go_by_the_models_lines(monkeypatch, used):
    assert_alike(network, monkeypatch, batch_size=4, sample_weight=weights(10))
    assert set(dict(used)) == {"Network"}


def test_a_run_of_a_few_updates_records_nothing(used):
    X, Y = examples(model := network())
    trainer = nnlib.Trainer(model, optimizer=RULES[0])
    for _ in range(3):
        trainer.fit(X, Y, iterations=_replay.FIRST_BATCHES)
    assert set(dict(used)) == {"Network"}


def test_what_cannot_be_recorded_after_all_goes_by_the_models_lines(monkeypatch, used):
    """Of the library's own, nothing can be that; should NumPy answer otherwise, training goes on."""

    def decides(self, Z, out=None):
        return np.tanh(Z, out=out) if Z.max() > -9 else np.negative(1, out=out)

    monkeypatch.setattr(nnlib.activations.Tanh, "__call__", decides)
    assert_alike(network, monkeypatch)
    assert set(dict(used)) == {"Network"}


def test_a_run_that_diverges_is_undone(monkeypatch, used):
    X, Y = examples(model := network(output="identity"), 10)
    before, errors = model.parameters.vector.copy(), []
    for first_batches in (1, 10**9):
        monkeypatch.setattr(_replay, "FIRST_BATCHES", first_batches)
        with pytest.raises(nnlib.DivergenceError) as raised:
            nnlib.train(model, X, Y, learning_rate=1e3, iterations=100)
        np.testing.assert_array_equal(model.parameters.vector, before)
        errors.append((str(raised.value), raised.value.history))
    assert errors[0] == errors[1]
    assert "ReplayedNetwork" in dict(used)


def test_a_theta_of_several_blocks_goes_by_the_rules_lines(monkeypatch, used):
    monkeypatch.setattr(_replay, "BLOCK_SIZE", 10)
    assert_alike(network, monkeypatch)
    assert ("ReplayedNetwork", "GradientDescent") in used


def test_early_stopping_restores_into_the_same_arrays(monkeypatch):
    assert_alike(network, monkeypatch, callbacks=[EarlyStopping(1)])


def test_many_updates_of_a_run_are_recorded(used):
    X, Y = examples(model := network(), 10)
    nnlib.train(model, X, Y, learning_rate=0.1, batch_size=4, epochs=20)
    assert "ReplayedNetwork" in dict(used)


def test_what_stands_in_has_the_models_answers():
    X, Y = examples(model := network(), 10)
    out = model.buffers(10)
    with np.errstate(all="ignore"):  # buffers are not initialized
        replayed = ReplayedNetwork(model, X, Y, out)
    forward_pass = replayed.forward(X, out=out)
    plain = model.forward(X)
    for l in model.g:
        np.testing.assert_array_equal(forward_pass.A[l], plain.A[l])
    assert replayed.cost_of(forward_pass, Y, None, out=out) == model.cost_of(plain, Y)
    gradients, expected = replayed.backward(forward_pass, Y, None, out=out), model.backward(plain, Y)
    np.testing.assert_array_equal(gradients.vector, expected.vector)
    rule, theta = nnlib.Momentum(0.1), model.parameters.vector
    state = rule.start(theta)
    state.learning_rate = 0.1
    once, twin = ReplayedRule(rule, theta, gradients.vector, state), theta.copy()
    once.update(theta, gradients.vector, state)
    other = rule.start(twin)
    rule.update(twin, expected.vector, other)
    np.testing.assert_array_equal(theta, twin)
    assert state.t == other.t == 1
