"""Recorded updates: training with them comes to the same bits as training by the model's own lines."""

import copy
import dataclasses
import gc
import weakref

import numpy as np
import pytest
from networks import HIDDEN, KINDS, PAIRS, Decay, Swish, examples, network, of_kind, weights

import nnlib
from nnlib import _replay
from nnlib._recording import Recorder
from nnlib._replay import ReplayedNetwork, ReplayedRule, Replays
from nnlib.callbacks import EarlyStopping
from nnlib.layers import Layer
from nnlib.losses import ChainedOutput, MatchedOutput
from nnlib.optimizers import Optimizer

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
        rule = copy.deepcopy(options.pop("optimizer", RULES[0]))  # a callback may change it
        trainer = nnlib.Trainer(model, **({"optimizer": rule, "rng": 5} | options))
        trainer.fit(X, Y, validation=(X, Y), **fit)
    averages = {name: each.tolist() for name, each in trainer._run.optimizer_state.averages.items()}
    return model.parameters.vector.tolist(), averages, dataclasses.asdict(trainer.history), repr(trainer._run.epoch)


def assert_alike(make, monkeypatch, **options):
    recorded, plain = (trained(make, plainly=plainly, monkeypatch=monkeypatch, **options) for plainly in (False, True))
    assert recorded == plain


@pytest.mark.parametrize(
    ("batch_size", "dtype"), [(None, "float64"), (4, "float64"), (4, "float32"), (5, "float32")], ids=str
)
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
            change(trainer)

    return callback


def set_in(thing, **settings):
    """Change the fields of what is frozen."""
    for name, value in settings.items():
        object.__setattr__(thing, name, value)


class Doubling(nnlib.Network):
    """A network that takes gradients of twice their size."""

    def backward(self, forward_pass, Y, sample_weight=None, *, out=None):
        gradients = super().backward(forward_pass, Y, sample_weight, out=out)
        gradients.vector *= 2
        return gradients


class Annealed(nnlib.Network):
    """A network whose l2 becomes less each time that it is looked up."""

    @property
    def l2(self):
        self._l2 *= 0.9
        return self._l2

    @l2.setter
    def l2(self, l2):
        self._l2 = l2


class Squares(Layer):
    """A layer that takes squares."""

    def inputs(self, A, l):
        return A[l - 1] ** 2

    def back(self, dP, A, l):
        return 2 * A[l - 1] * dP


class Smoothed(MatchedOutput):
    """An output that believes its labels less from update to update."""

    def dZ(self, Z, A, Y, out=None):
        set_in(self, doubt=0.1 + getattr(self, "doubt", 0))
        return np.subtract(A, (1 - self.doubt) * Y, out=out)


@dataclasses.dataclass
class Slopes:
    """An activation of two slopes, which holds them in an array: two of them do not compare as equal or not."""

    slopes: np.ndarray

    def __call__(self, Z, out=None):
        return np.multiply(Z, self.derivative(Z), out=out)

    def derivative(self, Z):
        return np.where(Z > 0, *self.slopes)


def to_an_output_of_its_own(model):
    model.output_layer = Smoothed(model.output_layer.activation, model.loss)


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
        model, "output_layer", ChainedOutput(nnlib.activations.sigmoid, nnlib.losses.squared_error)
    ),
    "the loss in its place": lambda model: set_in(model.output_layer, loss=nnlib.losses.squared_error),
    "an output of its own": to_an_output_of_its_own,
    "a layer": lambda model: model.layers.__setitem__(2, Squares(4, input_shape=(5,))),
    "a method": to_a_way_of_its_own,
    "the class": lambda model: setattr(model, "__class__", Doubling),
    "how NumPy answers": to_large_numbers,
}


@pytest.mark.parametrize("batch_size", [None, 4])
@pytest.mark.parametrize("change", CHANGES)
def test_what_a_callback_changes_in_mid_run(change, batch_size, monkeypatch, used):
    make = lambda: network(l2=0.1)  # noqa: E731  as others are made
    assert_alike(
        make, monkeypatch, batch_size=batch_size, callbacks=[at(3, lambda trainer: CHANGES[change](trainer.model))]
    )
    assert "ReplayedNetwork" in dict(used)


def test_a_method_that_a_callback_puts_in_the_place_of_an_attribute(monkeypatch, used):
    def make():
        model = network()
        model.note = "which counts as many as the method"
        return model

    def change(trainer):
        del trainer.model.note
        to_a_way_of_its_own(trainer.model)

    assert_alike(make, monkeypatch, callbacks=[at(3, change)])
    assert "ReplayedNetwork" in dict(used)


def test_a_slope_that_a_callback_changes(monkeypatch, used):
    make = lambda: network(hidden=nnlib.activations.LeakyReLU(0.1))  # noqa: E731  as others are made
    assert_alike(make, monkeypatch, callbacks=[at(3, lambda trainer: set_in(trainer.model.g[1], slope=0.5))])
    assert "ReplayedNetwork" in dict(used)


def test_an_equal_l2_of_another_type(monkeypatch, used):
    """NumPy multiplies float32 by a float64 of its own in float64."""
    make = lambda: network(l2=0.7, dtype="float32")  # noqa: E731  as others are made
    change = lambda trainer: setattr(trainer.model, "l2", np.float64(0.7))  # noqa: E731  as others are changed
    assert_alike(make, monkeypatch, callbacks=[at(3, change)])
    assert "ReplayedNetwork" in dict(used)


def test_activations_of_ones_own_that_do_not_compare(monkeypatch):
    first, second = Slopes(np.array([1.0, 0.1])), Slopes(np.array([1.0, 0.2]))
    change = lambda trainer: trainer.model.g.__setitem__(1, second)  # noqa: E731  as others are changed
    assert_alike(lambda: network(hidden=[first, "tanh"]), monkeypatch, callbacks=[at(3, change)])


def in_vain(trainer):
    """Train the same model by the same rule to what is not finite: that is undone."""
    spoil = at(len(trainer.history.epoch_cost) + 1, lambda trainer: trainer.model.parameters.vector.fill(np.nan))
    with pytest.raises(nnlib.DivergenceError):
        trainer.fit(trainer.examples.X, trainer.examples.Y, epochs=3, callbacks=[spoil])


def to_new_averages(trainer):
    averages = trainer._run.optimizer_state.averages
    averages.update({name: 0.5 * average for name, average in averages.items()})


OF_THE_RUN = {
    "learning rate": lambda trainer: set_in(trainer.optimizer, learning_rate=0.03),
    "a learning rate that changes": lambda trainer: set_in(trainer.optimizer, learning_rate=Decay(0.3)),
    "beta": lambda trainer: set_in(trainer.optimizer, beta=0.5, beta1=0.5),
    "beta2": lambda trainer: set_in(trainer.optimizer, beta2=0.5),
    "clip_norm": lambda trainer: set_in(trainer.optimizer, clip_norm=0.05),
    "rule": lambda trainer: setattr(trainer._run, "optimizer", nnlib.GradientDescent(0.2)),
    "averages": to_new_averages,
    "a run that is undone": in_vain,
}


@pytest.mark.parametrize("rule", [RULES[0], RULES[1], RULES[2], RULES[3], RULES[6]], ids=str)
@pytest.mark.parametrize("change", OF_THE_RUN)
def test_what_a_callback_changes_of_the_run(change, rule, monkeypatch, used):
    assert_alike(network, monkeypatch, optimizer=rule, callbacks=[at(3, OF_THE_RUN[change])])
    assert ("ReplayedNetwork", "ReplayedRule") in used


def test_a_state_that_begins_again(monkeypatch, used):
    """It does not know the learning rate before its first update."""
    begin = lambda trainer: setattr(  # noqa: E731  as others are changed
        trainer._run, "optimizer_state", trainer.optimizer.start(trainer.model.parameters.vector)
    )
    assert_alike(network, monkeypatch, callbacks=[at(1, begin)])
    assert ("ReplayedNetwork", "ReplayedRule") in used


@pytest.mark.parametrize("cls", [nnlib.Network, Doubling])
def test_another_rule_for_what_goes_by_its_lines(cls, monkeypatch):
    monkeypatch.setattr(_replay, "BLOCK_SIZE", 10)
    assert_alike(lambda: network(cls=cls), monkeypatch, callbacks=[at(3, OF_THE_RUN["rule"])])


def test_what_a_callback_only_looks_at_stays_recorded(used):
    def look(trainer):
        trainer.model.note = trainer.model.cost(trainer.examples.X, trainer.examples.Y)

    X, Y = examples(model := network(hidden="leaky_relu", l2=0.1), 10)
    nnlib.train(model, X, Y, optimizer=nnlib.Adam(), iterations=60, callbacks=[look])
    once = 1 + _replay.FIRST_BATCHES  # the first note is new in the model
    assert used == [("Network", "Adam")] * once + [("ReplayedNetwork", "ReplayedRule")] * (60 - once)


class Replacing(Optimizer):
    """A rule whose average is a new array after each update."""

    averages = ("v",)

    def step(self, theta, gradient, state):
        state.averages["v"] = 0.9 * state.averages["v"] + 0.1 * gradient
        theta -= state.learning_rate * state.averages["v"]


def test_what_a_rule_of_ones_own_does_with_its_averages_is_its_own_affair(monkeypatch, used):
    assert_alike(network, monkeypatch, optimizer=Replacing(0.1), callbacks=[lambda trainer: None])
    assert ("ReplayedNetwork", "Replacing") in used


def test_a_property_of_ones_own_is_asked_no_more_often_for_a_callback():
    thetas = []
    for callbacks in ([], [lambda trainer: None]):
        X, Y = examples(model := network(cls=Annealed, l2=0.1), 10)
        nnlib.train(model, X, Y, learning_rate=0.3, iterations=9, callbacks=callbacks)
        thetas.append(model.parameters.vector.tolist())
    assert thetas[0] == thetas[1]


def test_a_callback_that_trains_the_same_model(monkeypatch):
    def again(trainer):
        X, Y = examples(trainer.model, 8)
        nnlib.train(trainer.model, X, Y, learning_rate=0.1, iterations=6)

    assert_alike(network, monkeypatch, callbacks=[at(3, again)])


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


def with_an_output_of_its_own():
    model = network()
    to_an_output_of_its_own(model)
    return model


def with_another_activation_in_its_output():
    model = network(loss="squared_error")
    model.output_layer = ChainedOutput(Swish(), model.loss)
    return model


PLAIN = {
    "an activation of one's own": lambda: network(hidden=["tanh", Swish()]),
    "an output of one's own": lambda: network(output=Swish(), loss="squared_error"),
    "a loss of one's own": lambda: network(loss=Absolute(), output="identity"),
    "a subclass": lambda: network(cls=Doubling),
    "a subclass's own l2": lambda: network(cls=Annealed, l2=0.1),
    "an output layer of one's own": with_an_output_of_its_own,
    "an activation of one's own in the output layer alone": with_another_activation_in_its_output,
    "a model's own method": with_a_method_of_its_own,
    **{kind: lambda kind=kind: of_kind(kind) for kind in KINDS if kind not in {"dense", "thinned"}},
}


@pytest.mark.parametrize("name", PLAIN)
def test_what_is_not_known_goes_by_the_models_lines(name, monkeypatch, used):
    monkeypatch.setattr(_replay, "FIRST_BATCHES", 1)
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


@pytest.mark.parametrize("rule", [nnlib.GradientDescent(0.3), nnlib.Adam(0.02)], ids=["gradient descent", "Adam"])
def test_recorded_updates_are_forgotten_with_their_run(rule, monkeypatch):
    made = []
    bare = Recorder.bare

    def remembered(recorder, value):
        found = bare(recorder, value)
        if isinstance(found, np.ndarray):
            made.append(weakref.ref(found))
        return found

    monkeypatch.setattr(Recorder, "bare", remembered)
    model = network((2, 4, 1))
    nnlib.train(model, *examples(model, m=7), optimizer=rule, iterations=30, rng=0)
    gc.collect()
    assert len(made) > 20
    assert not [array for reference in made if (array := reference()) is not None]
