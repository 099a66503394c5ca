import pickle
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from itertools import pairwise

import networks
import numpy as np
import pytest
from networks import KEPT, KINDS, Decay, masks, of_kind

import nnlib
from nnlib import _measuring, models, training
from nnlib._buffers import Buffers
from nnlib.callbacks import SaveBest
from nnlib.training import Trainer

RULES = [nnlib.GradientDescent(0.3), nnlib.Momentum(0.3), nnlib.RMSProp(0.01), nnlib.Adam(0.01)]
CHANGING = nnlib.Adam(Decay(0.02), clip_norm=0.05)
"""A rule with a schedule that clips."""
X, Y = nnlib.datasets.flower(m=53, rng=1)


def network(**options):
    return nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3, **options)


def state(trainer):
    """All that a run depends on, to compare."""
    return trainer.model.parameters.vector.copy(), list(trainer.history.cost), list(trainer.history.epoch_cost)


def loss_of(model, X, Y):
    """The cost without the L2 term, of a copy that has none."""
    copied = model.copy()
    copied.l2 = 0.0
    return copied.cost(X, Y)


def assert_same(first, second):
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)


def test_batch_gradient_descent_is_the_notes_loop():
    model, twin = network(l2=0.01), network(l2=0.01)
    history = nnlib.train(model, X, Y, learning_rate=0.5, iterations=30)
    for t in range(30):
        assert history.cost[t] == pytest.approx(twin.cost(X, Y), rel=1e-12)
        gradients = twin.gradients(X, Y)
        for l in (1, 2):
            twin.W[l] -= 0.5 * gradients.dW[l]
            twin.b[l] -= 0.5 * gradients.db[l]
    np.testing.assert_allclose(model.parameters.vector, twin.parameters.vector, rtol=1e-10)
    np.testing.assert_allclose(history.epoch_cost, history.cost, rtol=1e-15)


def test_the_first_cost_is_the_untrained_one():
    model = nnlib.LogisticRegression(n_x=2)
    assert nnlib.train(model, X, Y, learning_rate=0.1, iterations=1).cost == [pytest.approx(np.log(2))]


@pytest.mark.parametrize(
    ("kind", "rule", "weighted"),
    [
        *(("dense", rule, False) for rule in [*RULES, CHANGING]),
        *((kind, CHANGING, True) for kind in KINDS),
    ],
    ids=str,
)
def test_mini_batches_are_gradients_of_permuted_examples(kind, rule, weighted):
    """Replayed by hand: a fresh permutation each epoch, a ragged last batch, every example once, and masks of each."""
    weight = np.random.default_rng(0).uniform(0.5, 2, 53) if weighted else None
    model, twin = of_kind(kind), of_kind(kind)
    X, Y = networks.examples(model, 53)
    history = nnlib.train(model, X, Y, optimizer=rule, batch_size=10, epochs=3, sample_weight=weight, rng=7)
    draws, remembered, epoch_costs = np.random.default_rng(7), rule.start(twin.parameters.vector), []
    for _ in range(3):
        order, losses, sizes = draws.permutation(53), [], []
        for k in range(0, 53, 10):
            chosen = order[k : k + 10]
            w = None if weight is None else weight[chosen]
            D = masks(twin.keep_prob, twin.layer_sizes, len(chosen), twin.dtype, draws)
            forward_pass = twin.forward(X[:, chosen], out=Buffers(D=D))
            losses.append(twin.cost_of(forward_pass, Y[:, chosen], w))
            sizes.append(len(chosen) if w is None else w.sum())
            gradients = twin.backward(forward_pass, Y[:, chosen], w)
            rule.update(twin.parameters.vector, gradients.vector, remembered)
        epoch_costs.append(np.average(losses, weights=sizes))
    np.testing.assert_allclose(model.parameters.vector, twin.parameters.vector, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(history.epoch_cost, epoch_costs, rtol=1e-10)
    assert len(history.cost) == 18


@pytest.mark.parametrize(("batch_size", "order"), [(None, "C"), (53, "F")])
@pytest.mark.parametrize("kind", sorted(KINDS.keys() - KEPT))
def test_training_in_buffers_is_the_plain_lines_for_every_kind(kind, batch_size, order):
    """θ − α dθ with the gradient that ``gradients`` gives; in two calls of `fit`, each with buffers of its own."""
    model, plain = of_kind(kind), of_kind(kind)
    X, Y = networks.examples(model, 53)
    X = np.asarray(X, order=order)
    trainer = Trainer(model, optimizer=nnlib.GradientDescent(0.1), batch_size=batch_size, rng=0)
    for iterations in (2, 3):
        trainer.fit(X, Y, iterations=iterations)
    for _ in range(5):
        plain.parameters.vector -= 0.1 * plain.gradients(X, Y).vector
    np.testing.assert_allclose(model.parameters.vector, plain.parameters.vector, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_in_float32_is_that_in_float64_but_for_rounding(kind):
    costs = []
    for dtype in ("float64", "float32"):
        model = of_kind(kind).astype(dtype)
        X, Y = networks.examples(model, 53)
        model.keep_prob = {}  # masks of float32 are others
        history = nnlib.train(model, X, Y, optimizer=nnlib.Momentum(0.1), batch_size=10, epochs=3, rng=0)
        assert model.parameters.vector.dtype == dtype
        costs.append(history.cost)
    np.testing.assert_allclose(costs[1], costs[0], rtol=1e-4)


@pytest.mark.parametrize("kind", KINDS)
def test_validation_callbacks_and_progress_know_every_kind(kind, tmp_path, capsys):
    """The best by validation is saved; a callback stops; what is measured is the network without masks."""
    model = of_kind(kind)
    X, Y = networks.examples(model, 53)
    validation = networks.examples(model, 20, seed=1)
    measured, losses, accuracies = [], [], []

    def stop(trainer):
        measured.append(trainer.model.cost(*validation))
        losses.append(loss_of(trainer.model, *validation))
        if model.classifies:
            accuracies.append(trainer.model.accuracy(X, Y))
        return len(measured) == 3

    best = SaveBest(tmp_path / "best.npz")
    fit = {"validation": validation, "callbacks": [best, stop], "every": 2, "progress": True}
    fit["training_accuracy"] = model.classifies
    history = nnlib.train(model, X, Y, optimizer=nnlib.Adam(0.02), batch_size=10, epochs=20, rng=0, **fit)
    assert "/120 " in capsys.readouterr().err
    assert history.validation_epoch == [2, 4, 6]
    assert history.validation_cost == measured
    assert history.validation_loss == losses
    assert len(history.validation_accuracy) == (3 if model.classifies else 0)
    assert history.training_accuracy == accuracies
    assert history.training_epoch == ([2, 4, 6] if model.classifies else [])
    assert loss_of(nnlib.load(tmp_path / "best.npz", custom=networks.CUSTOM), *validation) == min(losses)
    assert history.epoch_cost[-1] < history.epoch_cost[0]


def plainly(model, X, Y, rule, batch_size, epochs, rng):
    """Train a ReLU network with softmax by the notes' lines, with fresh arrays and none of the library's; return θ."""
    W, b = ({l: views[l].copy() for l in views} for views in (model.W, model.b))
    L, draws, t = len(W), np.random.default_rng(rng), 0
    theta = [*W.values(), *b.values()]
    v, s = ([np.zeros_like(array) for array in theta] for _ in range(2))
    for _ in range(epochs):
        order = draws.permutation(X.shape[1])
        for k in range(0, X.shape[1], batch_size):
            A, m, t = {0: X[:, order[k : k + batch_size]]}, len(order[k : k + batch_size]), t + 1
            for l in range(1, L + 1):
                Z = W[l] @ A[l - 1] + b[l]
                A[l] = np.maximum(0, Z) if l < L else np.exp(Z) / np.exp(Z).sum(axis=0)
            dZ, dW, db = A[L] - Y[:, order[k : k + batch_size]], {}, {}
            for l in range(L, 0, -1):
                dW[l], db[l] = 1 / m * dZ @ A[l - 1].T, 1 / m * dZ.sum(axis=1, keepdims=True)
                dZ = W[l].T @ dZ * (A[l - 1] > 0)
            gradient = [*(dW[l] for l in W), *(db[l] for l in b)]
            for i, d in enumerate(gradient):
                theta[i] -= rule.learning_rate * plain_step(rule, d, v, s, i, t)
    return np.concatenate([np.concatenate([W[l].ravel(), b[l].ravel()]) for l in W])


def plain_step(rule, d, v, s, i, t):
    """What the literature's update rules multiply by α."""
    if isinstance(rule, nnlib.Momentum):
        v[i] = rule.beta * v[i] + (1 - rule.beta) * d
        return v[i]
    if isinstance(rule, nnlib.RMSProp):
        s[i] = rule.beta * s[i] + (1 - rule.beta) * d**2
        return d / (np.sqrt(s[i]) + rule.epsilon)
    if isinstance(rule, nnlib.Adam):
        v[i] = rule.beta1 * v[i] + (1 - rule.beta1) * d
        s[i] = rule.beta2 * s[i] + (1 - rule.beta2) * d**2
        return v[i] / (1 - rule.beta1**t) / (np.sqrt(s[i] / (1 - rule.beta2**t)) + rule.epsilon)
    return d


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
@pytest.mark.parametrize("batch_size", [53, 10])
@pytest.mark.parametrize("order", "CF")
def test_training_agrees_with_the_plain_lines_to_1e_12(rule, batch_size, order):
    rng = np.random.default_rng(0)
    X = np.asarray(rng.normal(size=(5, 53)), order=order)
    Y = np.asarray(np.eye(3)[rng.integers(0, 3, 53)].T, order=order)
    model = nnlib.Network([5, 8, 6, 3], output="softmax", rng=1)
    expected = plainly(model, X, Y, rule, batch_size, epochs=6, rng=7)
    nnlib.train(model, X, Y, optimizer=rule, batch_size=batch_size, epochs=6, rng=7)
    np.testing.assert_allclose(model.parameters.vector, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("kind", "rule", "batch_size"),
    [
        *(("dense", rule, size) for rule in RULES for size in (None, 10)),
        *((kind, RULES[-1], size) for kind in ("thinned", "convolutional", "thinned recurrent") for size in (None, 10)),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, nnlib.optimizers.Optimizer) else str(value),
)
def test_the_same_rng_gives_the_same_bits_in_one_go_or_several(kind, rule, batch_size):
    runs = []
    for pieces in ([{"epochs": 4}], [{"epochs": 1}, {"epochs": 3}]):
        trainer = Trainer(of_kind(kind), optimizer=rule, batch_size=batch_size, rng=5)
        X, Y = networks.examples(trainer.model, 53)
        for piece in pieces:
            trainer.fit(X, Y, **piece)
        runs.append(state(trainer))
    assert_same(*runs)


@pytest.mark.parametrize("kind", KINDS)
def test_an_epoch_left_unfinished_goes_on_with_the_same_permutation(kind):
    whole = Trainer(of_kind(kind), optimizer=nnlib.Adam(0.01), batch_size=10, rng=5)
    X, Y = networks.examples(whole.model, 53)
    whole.fit(X, Y, epochs=3)
    pieces = Trainer(of_kind(kind), optimizer=nnlib.Adam(0.01), batch_size=10, rng=5)
    pieces.fit(X, Y, iterations=8)  # one epoch of six updates, and two
    with pytest.raises(ValueError, match="53 examples and 40 came"):
        pieces.fit(X[:, :40], Y[:, :40], epochs=1)
    pieces.fit(X, Y, epochs=2)  # finishes the running epoch, which counts
    assert_same(state(whole), state(pieces))
    pieces.fit(X[:, :40], Y[:, :40], epochs=1)  # between epochs, other examples are welcome


def test_a_seed_does_not_touch_the_global_random_state():
    np.random.seed(0)  # noqa: NPY002  the state that must not be touched
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    nnlib.train(network(), X, Y, learning_rate=0.1, batch_size=10, epochs=2, rng=0)
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


@pytest.mark.parametrize("order", ["C", "F"])
def test_nothing_that_came_in_is_changed(order):
    x, y = np.array(X, order=order), np.array(Y, order=order)
    weight = np.ones(53)
    for array in (x, y, weight):
        array.flags.writeable = False
    model = nnlib.Network([2, 4, 1], hidden="identity", output="identity", rng=0)
    nnlib.train(model, x, y, learning_rate=0.01, iterations=5, sample_weight=weight)
    nnlib.train(model, x, y, learning_rate=0.01, batch_size=10, epochs=2, sample_weight=weight, rng=0)
    np.testing.assert_array_equal(x, X)


def test_what_fit_is_given_may_be_of_any_real_type():
    runs = []
    for x, y in (
        (np.round(X), Y),
        (np.round(X).astype(int).tolist(), Y.astype(bool)),
        (np.round(X).astype("f2"), Y.astype("u1")),
    ):
        model = network()
        nnlib.train(model, x, y, learning_rate=0.1, batch_size=10, epochs=2, rng=0)
        runs.append(model.parameters.vector)
    np.testing.assert_array_equal(runs[0], runs[1])
    np.testing.assert_array_equal(runs[0], runs[2])


def test_validation_is_measured_every_so_many_epochs():
    model = network()
    X_val, Y_val = nnlib.datasets.flower(m=30, rng=2)
    history = nnlib.train(model, X, Y, learning_rate=0.1, iterations=25, validation=(X_val, Y_val), every=10)
    assert history.validation_epoch == [10, 20]
    assert len(history.validation_cost) == len(history.validation_accuracy) == 2
    history = nnlib.train(model, X, Y, learning_rate=0.1, batch_size=20, epochs=2, validation=(X_val, Y_val), rng=0)
    assert history.validation_cost[-1] == model.cost(X_val, Y_val)
    assert history.validation_accuracy[-1] == model.accuracy(X_val, Y_val)


@pytest.mark.parametrize("chunk_size", [2**20, 40])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("l2", [0.0, 0.01, 1e15])
def test_the_validation_loss_is_the_cost_without_the_l2_term(l2, dtype, chunk_size, monkeypatch):
    """To the last bit, also where nothing is left of it next to the L2 term; and the cost is `model.cost`."""
    monkeypatch.setattr(models, "CHUNK_SIZE", chunk_size)
    model, seen = network(l2=l2, dtype=dtype), []

    def look(trainer):
        seen.append((trainer.model.cost(X, Y), loss_of(trainer.model, X, Y)))

    rate = 1e-18 if l2 > 1 else 0.5
    history = nnlib.train(model, X, Y, learning_rate=rate, iterations=4, validation=(X, Y), callbacks=[look])
    assert history.validation_cost == [cost for cost, _ in seen]
    assert history.validation_loss == [loss for _, loss in seen]
    assert (history.validation_cost == history.validation_loss) == (l2 == 0)
    assert max(history.validation_loss) < 1
    assert len(seen) == 4
    if l2 == 1e15:
        penalty = model.l2 / 2 * sum(float(np.vdot(W, W)) for W in model.W.values())
        assert history.validation_cost[-1] - penalty != pytest.approx(history.validation_loss[-1], rel=1e-3)


@pytest.mark.parametrize("l2", [0.0, 0.01])
def test_validation_is_one_pass_through_the_examples(l2):
    passes = []

    class Watched(nnlib.Network):
        def forward(self, X, *, out=None):
            passes.append(X.shape[1])
            return super().forward(X, out=out)

    nnlib.train(Watched([2, 3, 1], l2=l2), X, Y, learning_rate=0.1, iterations=2, validation=(X[:, :20], Y[:, :20]))
    assert passes == [53, 20, 53, 20]


def test_the_validation_loss_of_a_network_with_a_term_of_its_own_has_that_term():
    """Only l2 is taken out; the cost is what the network says."""

    class Elastic(nnlib.Network):
        def cost_of(self, forward_pass, Y, sample_weight=None, *, out=None):
            J = super().cost_of(forward_pass, Y, sample_weight, out=out)
            return J + self.l2 * np.abs(self.parameters.vector).sum() + 0.25

    model = Elastic([2, 3, 1], l2=0.3, rng=0)
    history = nnlib.train(model, X, Y, learning_rate=1e-9, iterations=1, validation=(X, Y))
    assert history.validation_cost == [model.cost(X, Y)]
    assert history.validation_loss == [loss_of(model, X, Y)]
    assert history.validation_loss[0] > 0.25
    assert model.l2 == 0.3
    assert "cost_of" not in vars(model)


def test_the_training_accuracy_is_that_of_the_whole_network_on_all_examples():
    """On request, after every so many epochs, without masks and weights, and without a validation set."""
    model, seen = nnlib.Network([2, 8, 1], keep_prob=0.5, rng=0), []
    fit = {"batch_size": 20, "epochs": 7, "every": 3, "training_accuracy": True, "rng": 0}
    look = [lambda trainer: seen.append(trainer.model.accuracy(X, Y))]
    weight = np.linspace(0.01, 9, 53)
    history = nnlib.train(model, X, Y, optimizer=nnlib.Adam(0.1), sample_weight=weight, callbacks=look, **fit)
    assert history.training_accuracy == seen
    assert seen[0] != seen[1]
    assert history.training_epoch == [3, 6]
    assert history.validation_epoch == []
    quiet = nnlib.train(network(), X, Y, learning_rate=0.1, iterations=3, validation=(X, Y))
    assert quiet.training_accuracy == quiet.training_epoch == []


def test_measuring_the_training_accuracy_changes_nothing_else():
    plain, measured = (
        Trainer(nnlib.Network([2, 8, 1], keep_prob=0.8, rng=0), optimizer=nnlib.Adam(), batch_size=9, rng=0)
        for _ in range(2)
    )
    plain.fit(X, Y, epochs=3)
    measured.fit(X, Y, epochs=3, training_accuracy=True)
    assert_same(state(plain), state(measured))
    assert plain._run.rng.random() == measured._run.rng.random()


def test_a_model_of_numbers_has_no_training_accuracy():
    trainer = Trainer(nnlib.Network([2, 1], output="identity"), optimizer=nnlib.Adam())
    message = "^training_accuracy counts right classes, but the output identity gives numbers: leave it out$"
    with pytest.raises(TypeError, match=message):
        trainer.fit(X, X[:1], epochs=1, training_accuracy=True)
    assert trainer.history == nnlib.History()


def test_the_training_accuracy_of_many_examples_takes_little_memory():
    """A[1] of all examples would be 48 MB."""
    x = np.random.default_rng(0).random((60_000, 2)).T
    trainer = Trainer(nnlib.ShallowNetwork(2, 100, rng=0), optimizer=nnlib.Adam(), batch_size=10_000, rng=0)
    peaks = []
    for training_accuracy in (False, True):
        tracemalloc.start()
        trainer.fit(x, x[:1] > 0.5, epochs=1, training_accuracy=training_accuracy)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert len(trainer.history.training_accuracy) == 1
    assert peaks[1] - peaks[0] < 30e6


def test_validation_of_a_regression_has_no_accuracy():
    model = nnlib.Network([2, 1], output="identity", rng=0)
    history = nnlib.train(model, X, X[:1], learning_rate=0.01, iterations=2, validation=(X, X[:1]))
    assert len(history.validation_cost) == 2
    assert history.validation_accuracy == []


def test_callbacks_see_the_trainer_and_may_stop_it():
    seen = []

    def note(trainer):
        seen.append((len(trainer.history.epoch_cost), trainer.history.cost[-1]))

    def stop(trainer):
        return len(trainer.history.epoch_cost) >= 4

    history = nnlib.train(
        network(), X, Y, learning_rate=0.1, batch_size=20, epochs=10, callbacks=[stop, note], every=2, rng=0
    )
    assert [epoch for epoch, _ in seen] == [2, 4]  # called in the last epoch too, after the one that stops
    assert len(history.epoch_cost) == 4
    assert len(history.cost) == 12


class Ending:
    """A callback with a method for the end, which notes who was called, and when."""

    def __init__(self, name, called, stop_at=None, fail_at=None):
        self.name, self.called, self.stop_at, self.fail_at = name, called, stop_at, fail_at

    def __call__(self, trainer):
        epochs = len(trainer.history.epoch_cost)
        self.called.append((self.name, epochs))
        if epochs == self.fail_at:
            raise KeyboardInterrupt
        return epochs == self.stop_at

    def after_fit(self, trainer):
        assert trainer.examples.X.shape == X.shape
        self.called.append((self.name, "end"))
        return True


@pytest.mark.parametrize("stop_at", [2, None])
def test_callbacks_are_told_of_the_end_once_and_in_their_order(stop_at):
    called = []
    callbacks = [Ending("a", called), lambda _: None, Ending("b", called, stop_at=stop_at)]
    trainer = Trainer(network(), optimizer=nnlib.Adam())
    trainer.fit(X, Y, iterations=stop_at or 2, callbacks=callbacks)
    assert called == [("a", 1), ("b", 1), ("a", 2), ("b", 2), ("a", "end"), ("b", "end")]
    trainer.fit(X, Y, iterations=1, callbacks=callbacks[:1])
    assert called[6:] == [("a", 3), ("a", "end")]


def test_a_fit_that_ends_within_an_epoch_has_ended_too():
    called = []
    Trainer(network(), optimizer=nnlib.Adam(), batch_size=10).fit(X, Y, iterations=1, callbacks=[Ending("a", called)])
    assert called == [("a", "end")]


def test_after_ctrl_c_or_a_divergence_there_is_no_end():
    called = []
    trainer = Trainer(network(), optimizer=nnlib.Adam())
    with pytest.raises(KeyboardInterrupt):
        trainer.fit(X, Y, iterations=3, callbacks=[Ending("a", called, fail_at=2)])
    diverging = nnlib.Network([2, 8, 1], hidden="relu", output="identity", rng=0)
    with pytest.raises(nnlib.DivergenceError):
        nnlib.train(diverging, X, Y, learning_rate=50.0, iterations=50, callbacks=[Ending("b", called)])
    assert (called[1], "end") == (("a", 2), "end")
    assert "end" not in {what for _, what in called}


def test_what_fails_in_the_end_keeps_what_was_done():
    class Failing(Ending):
        def after_fit(self, trainer):
            raise OSError(self.name)

    called, trainer = [], Trainer(network(), optimizer=nnlib.GradientDescent(0.1))
    with pytest.raises(OSError, match="no space left"):
        trainer.fit(X, Y, iterations=20, callbacks=[Failing("no space left", called), Ending("b", called)])
    assert ("b", "end") not in called
    assert_same(state(trainer), state_of_a_straight_run(20))


def test_parameters_that_are_not_finite_after_the_end_are_undone():
    class Spoiling(Ending):
        def after_fit(self, trainer):
            trainer.model.W[1][...] = np.inf

    called, trainer = [], Trainer(network(), optimizer=nnlib.GradientDescent(0.1))
    trainer.fit(X, Y, iterations=5)
    with pytest.raises(nnlib.DivergenceError):
        trainer.fit(X, Y, iterations=2, callbacks=[Spoiling("a", called), Ending("b", called)])
    assert ("b", "end") not in called
    assert_same(state(trainer), state_of_a_straight_run(5))


class Asking:
    """A callback that answers every question about its attributes with an error."""

    def __call__(self, trainer):
        return None

    def __getattr__(self, name):
        raise ZeroDivisionError(name)


class Numbered:
    """A callback for which the name stands for something else."""

    after_fit = 3

    def __call__(self, trainer):
        return None


def test_what_is_no_method_for_the_end_does_not_matter():
    assert (
        len(nnlib.train(network(), X, Y, learning_rate=0.1, iterations=2, callbacks=[Asking(), Numbered()]).cost) == 2
    )


def test_a_method_for_the_end_that_takes_something_else_is_told_before_training():
    class Odd(Ending):
        def after_fit(self):
            """Take nothing."""

    trainer = Trainer(network(), optimizer=nnlib.Adam())
    message = r"^after_fit of callbacks\[1\] must be a function of the trainer alone: too many positional arguments$"
    with pytest.raises(TypeError, match=message):
        trainer.fit(X, Y, epochs=1, callbacks=[Asking(), Odd("a", [])])
    assert trainer.history == nnlib.History()


@pytest.mark.parametrize("batch_size", [None, 20])
@pytest.mark.parametrize("weighted", [False, True])
def test_a_callback_may_look_at_the_examples_of_the_running_fit(batch_size, weighted):
    """As the run computes with them, also after a callback has trained the same trainer on others."""
    weight = np.linspace(1, 2, 53) if weighted else None
    trainer, seen = Trainer(network(dtype="float32"), optimizer=nnlib.Adam(), batch_size=batch_size, rng=0), []

    def look(trainer):
        seen.append(trainer.examples)
        if len(seen) == 1:
            trainer.fit(X[:, :30], Y[:, :30], epochs=1, callbacks=[look])
            seen.append(trainer.examples)

    assert trainer.examples is None
    trainer.fit(X, Y, epochs=1, sample_weight=weight, callbacks=[look])
    assert [examples.X.shape[1] for examples in seen] == [53, 30, 53]
    for examples, m in zip(seen, (53, 30, 53), strict=True):
        np.testing.assert_array_equal(examples.X, X[:, :m].astype("float32"), strict=True)
        np.testing.assert_array_equal(examples.Y, Y[:, :m].astype("float32"), strict=True)
    assert (seen[0].sample_weight is None) == (weight is None)
    if weighted:
        np.testing.assert_array_equal(seen[0].sample_weight, weight.astype("float32").reshape(1, 53), strict=True)
    assert trainer.examples is None
    with pytest.raises(AttributeError):
        trainer.examples = (X, Y, None)


def test_a_fit_that_was_stopped_by_an_error_leaves_no_examples():
    trainer = Trainer(network(), optimizer=nnlib.Adam(), rng=0)
    with pytest.raises(ZeroDivisionError):
        trainer.fit(X, Y, epochs=1, callbacks=[lambda _: 1 / 0])
    assert trainer.examples is None


def test_divergence_is_told_and_undone():
    model = nnlib.Network([2, 8, 1], hidden="relu", output="identity", rng=0)
    trainer = Trainer(model, optimizer=nnlib.Momentum(0.001), batch_size=10, rng=1)
    trainer.fit(X, Y, epochs=1)
    before = state(trainer)
    diverging = Trainer(model, optimizer=nnlib.GradientDescent(50.0), batch_size=10, rng=1)
    with pytest.raises(nnlib.DivergenceError, match=r"learning rate 50.0 is probably too large") as caught:
        diverging.fit(X, Y, epochs=50)
    assert isinstance(caught.value, FloatingPointError)
    assert len(caught.value.history.cost) > 1
    assert np.isfinite(caught.value.history.cost).all()
    assert vars(diverging.history) == vars(nnlib.History())
    assert_same(state(trainer), before)


@pytest.mark.parametrize("kind", KINDS)
def test_a_diverged_trainer_is_as_it_was_and_goes_on(kind):
    """θ, averages, history, permutation and generator."""

    def explode(trainer):
        if len(trainer.history.epoch_cost) == 3:
            trainer.model.W[1][0, 0] = np.nan

    tried = Trainer(of_kind(kind), optimizer=nnlib.Adam(0.01), batch_size=10, rng=5)
    X, Y = networks.examples(tried.model, 53)
    history = tried.fit(X, Y, iterations=8)
    with pytest.raises(nnlib.DivergenceError, match="after 18 updates") as caught:
        tried.fit(X, Y, epochs=4, callbacks=[explode])
    assert tried.history is history
    assert len(history.cost) == 8
    assert len(caught.value.history.cost) == 18
    assert f"{caught.value.history.cost[-1]:.4g}" in str(caught.value)
    tried.fit(X, Y, epochs=2)
    straight = Trainer(of_kind(kind), optimizer=nnlib.Adam(0.01), batch_size=10, rng=5)
    straight.fit(X, Y, epochs=3)
    assert_same(state(tried), state(straight))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_clipping_hides_no_gradient_that_is_not_finite(bad, rule):
    class Spoiling(nnlib.Network):
        def backward(self, forward_pass, Y, sample_weight=None, *, out=None):
            gradients = super().backward(forward_pass, Y, sample_weight, out=out)
            gradients.dW[1][0, 0] = bad
            return gradients

    model = Spoiling([2, 3, 1], rng=0)
    before = model.parameters.vector.copy()
    with pytest.raises(nnlib.DivergenceError):
        nnlib.train(model, X, Y, optimizer=replace(rule, clip_norm=1.0), iterations=3)
    np.testing.assert_array_equal(model.parameters.vector, before)


def test_parameters_that_overflow_in_the_last_update_are_found():
    model = nnlib.Network([2, 1], output="identity", dtype="float32", initialization="zeros")
    with pytest.raises(nnlib.DivergenceError):
        nnlib.train(model, X * 1e10, Y * 1e10, learning_rate=1e30, iterations=1)
    assert not model.parameters.vector.any()


def test_a_floating_point_error_of_a_callback_is_its_own():
    def fail(trainer):
        raise FloatingPointError

    trainer = Trainer(network(), optimizer=nnlib.GradientDescent(0.1))
    with pytest.raises(FloatingPointError):
        trainer.fit(X, Y, iterations=5, callbacks=[fail])
    assert len(trainer.history.cost) == 1


def test_divergence_can_be_told_across_processes():
    error = nnlib.DivergenceError("too large", nnlib.History(cost=[1.0]))
    other = pickle.loads(pickle.dumps(error))  # noqa: S301  our own bytes
    assert str(other) == "too large"
    assert other.history == error.history


def test_mini_batches_without_weight_change_neither_theta_nor_the_epochs_cost():
    weight = np.zeros(53)
    weight[:4] = 0.1
    model = nnlib.LogisticRegression(n_x=2)
    history = nnlib.train(model, X, Y, learning_rate=1e-12, batch_size=5, epochs=1, sample_weight=weight, rng=0)
    assert history.epoch_cost == [pytest.approx(np.log(2))]
    assert 0.0 in history.cost


def test_validation_data_is_checked_once(monkeypatch):
    calls = []
    original = training.examples
    monkeypatch.setattr(training, "examples", lambda *args: calls.append(1) or original(*args))
    monkeypatch.setattr(_measuring, "examples", lambda *args: calls.append(1) or original(*args))
    monkeypatch.setattr(models._validation, "examples", lambda *args: calls.append(1) or original(*args))
    nnlib.train(network(), X, Y, learning_rate=0.1, iterations=20, validation=(X, Y))
    assert len(calls) == 2


def test_the_ends_of_epochs_are_recorded():
    trainer = Trainer(network(), optimizer=nnlib.GradientDescent(0.1), batch_size=10, rng=0)
    trainer.fit(X, Y, iterations=8)
    trainer.fit(X, Y, epochs=2)
    assert trainer.history.epoch_end == [6, 12, 18]


def test_only_true_stops():
    def cost(trainer):
        return trainer.history.cost[-1] ** 0  # one, which equals True

    def stop(trainer):
        return np.True_

    assert len(nnlib.train(network(), X, Y, learning_rate=0.1, iterations=5, callbacks=[cost]).cost) == 5
    assert len(nnlib.train(network(), X, Y, learning_rate=0.1, iterations=5, callbacks=[stop]).cost) == 1


def test_an_infinite_cost_before_the_first_update_is_told_as_such():
    model = nnlib.Network([2, 1], output="identity", initialization=lambda *_: np.full((1, 2), 1e200))
    with pytest.raises(nnlib.DivergenceError, match="before the first update"):
        nnlib.train(model, X, Y, learning_rate=0.1, iterations=1)


def test_an_interrupted_run_keeps_what_was_done():
    def interrupt(trainer):
        if len(trainer.history.cost) == 7:
            raise KeyboardInterrupt

    trainer = Trainer(network(), optimizer=nnlib.GradientDescent(0.1))
    with pytest.raises(KeyboardInterrupt):
        trainer.fit(X, Y, iterations=20, callbacks=[interrupt])
    assert len(trainer.history.cost) == 7
    trainer.fit(X, Y, iterations=13)
    assert_same(state(trainer), state_of_a_straight_run(20))


def state_of_a_straight_run(iterations):
    trainer = Trainer(network(), optimizer=nnlib.GradientDescent(0.1))
    trainer.fit(X, Y, iterations=iterations)
    return state(trainer)


def test_progress_is_shown_on_request_only(capsys):
    nnlib.train(network(), X, Y, learning_rate=0.1, iterations=3)
    assert capsys.readouterr() == ("", "")
    nnlib.train(network(), X, Y, learning_rate=0.1, iterations=3, progress=True)
    out, err = capsys.readouterr()
    assert out == ""
    assert "3/3" in err
    assert "update" in err


def test_progress_without_tqdm_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", None)
    with pytest.raises(ImportError, match="pip install tqdm"):
        nnlib.train(network(), X, Y, learning_rate=0.1, iterations=3, progress=True)


def test_histories_are_told_briefly():
    history = nnlib.train(network(), X, Y, learning_rate=0.1, batch_size=10, epochs=2, validation=(X, Y), rng=0)
    assert repr(history).startswith("History(12 updates, 2 epochs, epoch_cost ")
    assert "validation_cost" in repr(history)
    assert repr(nnlib.History()) == "History(0 updates, 0 epochs)"


@pytest.mark.parametrize(
    ("rule", "hidden"),
    # the rule knows nothing of the activation, nor the activation of the rule
    [*((rule, "tanh") for rule in RULES), *((RULES[0], g) for g in ("sigmoid", "relu", "leaky_relu", "identity"))],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_an_update_allocates_no_array(rule, hidden):
    """One update of 784-128-10 on mini-batches of 64 in float32, gather and cost included.

    A[1] would be 32,768 bytes and θ 407,080. What is seen is the buffer of 8,192 elements through which NumPy itself
    goes when it adds b[l], and small change: the two are told apart from A[1] by an update four times as large.
    """
    rng = np.random.default_rng(0)
    peaks = []
    for batch_size in (64, 256):
        x = rng.random((batch_size, 784), dtype=np.float32).T
        y = rng.integers(0, 10, (1, batch_size))
        model = nnlib.Network([784, 128, 10], hidden=hidden, output="softmax", l2=0.01, dtype="float32", rng=0)
        used = []

        def between_updates(_, used=used):
            used.append(tracemalloc.get_traced_memory())
            tracemalloc.reset_peak()

        tracemalloc.start()
        nnlib.train(model, x, y, optimizer=rule, batch_size=batch_size, epochs=6, callbacks=[between_updates], rng=0)
        tracemalloc.stop()
        peaks += [peak - before for (before, _), (_, peak) in pairwise(used[2:])]
    assert max(peaks) < 8192 * 4 + 12_000


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
def test_an_update_allocates_no_array_of_the_output_layer_either(rule):
    """An update takes less than the smallest array of a layer, A[2] of 100 nodes for 500 examples, gather included."""
    rng = np.random.default_rng(0)
    x, y = rng.random((500, 300), dtype=np.float32).T, rng.integers(0, 100, (1, 500))
    model = nnlib.Network([300, 200, 100], output="softmax", l2=0.01, dtype="float32", rng=0)
    used = []

    def between_updates(_):
        used.append(tracemalloc.get_traced_memory())
        tracemalloc.reset_peak()

    tracemalloc.start()
    nnlib.train(model, x, y, optimizer=rule, batch_size=500, epochs=6, callbacks=[between_updates], rng=0)
    tracemalloc.stop()
    assert max(peak - before for (before, _), (_, peak) in pairwise(used[2:])) < 100 * 500 * 4


def test_what_a_run_has_begun_with_stays():
    trainer = Trainer(network(), optimizer=nnlib.Adam(0.01), batch_size=10)
    for name, value in (("batch_size", 20), ("optimizer", nnlib.Adam()), ("model", network())):
        with pytest.raises(AttributeError):
            setattr(trainer, name, value)
    assert repr(trainer).startswith("Trainer(ShallowNetwork(2-4-1, ")
    assert repr(trainer).endswith("batch_size=10, History(0 updates, 0 epochs))")


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 5))])
def test_the_digits_are_learned(seed):
    X_train, X_test, Y_train, Y_test = nnlib.datasets.split(*nnlib.datasets.digits(), test_size=0.2, rng=seed)
    model = nnlib.DeepNetwork([64, 64, 32, 10], hidden="relu", output="softmax", rng=seed)
    nnlib.train(model, X_train, Y_train, optimizer=nnlib.Adam(0.002), batch_size=32, epochs=30, rng=seed)
    assert model.accuracy(X_test, Y_test) > 0.95


FROM_A_FILE = """
import re, resource, sys
from pathlib import Path

import numpy as np

import nnlib

file, result = sys.argv[1:]
square = np.ones((512, 512), np.float32)
square @ square  # BLAS takes room of its own at its first product, and on a machine of many cores a lot of it
taken = int(re.search(r"VmData:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) * 1024
resource.setrlimit(resource.RLIMIT_DATA, (taken + 2**24, resource.RLIM_INFINITY))
try:
    np.load(file)
except MemoryError:
    rows = np.load(file, mmap_mode="r")
    X, Y = rows.T, np.arange(len(rows)).reshape(1, -1) % 3
    model = nnlib.Network([256, 8, 3], output="softmax", dtype="float32", rng=0)
    trainer = nnlib.Trainer(model, optimizer=nnlib.Adam(), batch_size=100, rng=0)
    history = trainer.fit(X, Y, epochs=2, validation=(X, Y))
    again = nnlib.Network([256, 4, 256], output="identity", dtype="float32", rng=0)
    nnlib.train(again, X, X, learning_rate=0.01, batch_size=100, epochs=1, rng=0)  # labels as large as X
    np.savez(result, again=again.parameters.vector, theta=model.parameters.vector,
             cost=history.cost, validation=history.validation_cost, J=model.cost(X, Y), predictions=model.predict(X))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the limit does not count what NumPy allocates")
def test_a_file_larger_than_the_memory_that_is_left_trains_to_the_same_bits_as_from_memory(tmp_path):
    file, result = tmp_path / "X.npy", tmp_path / "result.npz"
    rows = np.random.default_rng(0).random((2**15, 256), np.float32)  # twice the 16 MiB that are left
    np.save(file, rows)
    subprocess.run([sys.executable, "-c", FROM_A_FILE, file, result], check=True)
    file.unlink()

    X, Y = rows.T, np.arange(len(rows)).reshape(1, -1) % 3
    model = nnlib.Network([256, 8, 3], output="softmax", dtype="float32", rng=0)
    trainer = nnlib.Trainer(model, optimizer=nnlib.Adam(), batch_size=100, rng=0)
    history = trainer.fit(X, Y, epochs=2, validation=(X, Y))
    again = nnlib.Network([256, 4, 256], output="identity", dtype="float32", rng=0)
    nnlib.train(again, X, X, learning_rate=0.01, batch_size=100, epochs=1, rng=0)
    with np.load(result) as came:
        np.testing.assert_array_equal(came["again"], again.parameters.vector)
        np.testing.assert_array_equal(came["theta"], model.parameters.vector)
        np.testing.assert_array_equal(came["cost"], history.cost)
        np.testing.assert_array_equal(came["validation"], history.validation_cost)
        np.testing.assert_array_equal(came["J"], model.cost(X, Y))
        np.testing.assert_array_equal(came["predictions"], model.predict(X))


def test_the_history_may_be_begun_anew():
    X, Y = nnlib.datasets.flower(m=10, rng=1)
    trainer = nnlib.Trainer(nnlib.LogisticRegression(n_x=2), optimizer=nnlib.GradientDescent(0.1))
    trainer.history = nnlib.History()
    assert trainer.fit(X, Y, iterations=2) is trainer.history
    assert len(trainer.history.cost) == 2
