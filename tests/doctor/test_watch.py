"""A watch sees what goes wrong while it goes wrong, changes nothing, and lets healthy runs be."""

import math

import numpy as np
import pytest
import runs
from markup import text_of

import nnlib
from nnlib.doctor import Watch
from nnlib.doctor.watch import EVERY, FEWEST

X, Y = nnlib.datasets.digits()
X, Y = X[:, :300], Y[:, :300]


def trainer(rate=0.1, *, batch_size=50, **options):
    model = nnlib.Network([64, 16, 10], **({"output": "softmax", "rng": 0} | options))
    return nnlib.Trainer(model, optimizer=nnlib.GradientDescent(rate), batch_size=batch_size, rng=0)


def watched(run, epochs, watch=None, **options):
    watch = watch or Watch()
    run.fit(X, Y, epochs=epochs, callbacks=[watch], **options)
    return watch


def names(watch):
    return [finding.name for finding in watch.findings]


def test_it_looks_first_then_from_time_to_time_and_at_the_end():
    watch = watched(trainer(), 120)
    assert watch.updates == [6, 306, 606, 720]
    assert all(later - earlier >= EVERY for earlier, later in zip(watch.updates, watch.updates[1:-1], strict=False))
    assert watched(trainer(batch_size=None), 1).updates == [1]


def test_it_measures_each_layer_at_each_look():
    run, seen = trainer(), []
    watch = Watch()

    def note(trainer):
        seen.append(np.hstack([trainer.model.W[2], trainer.model.b[2]]))

    run.fit(X, Y, epochs=52, callbacks=[note, watch])
    assert watch.updates == [6, 306, 312]
    for kept in (watch.gradients, watch.activations, watch.changes):
        assert {l: len(values) for l, values in kept.items()} == {1: 3, 2: 3}
    assert math.isnan(watch.changes[1][0])
    moved = np.linalg.norm(seen[51] - seen[50]) / np.linalg.norm(seen[51]) / 6
    assert watch.changes[2][-1] == pytest.approx(moved)
    some = np.sort(np.random.default_rng(0).choice(300, 50, replace=False))
    A = run.model.forward(X[:, some]).A[1]
    assert watch.activations[1][-1] == pytest.approx(np.sqrt(np.square(A).mean()))
    dW = run.model.gradients(X[:, some], Y[:, some]).dW[1]
    assert watch.gradients[1][-1] == pytest.approx(np.sqrt(np.square(dW).mean()))


@pytest.mark.parametrize("options", [{}, {"keep_prob": 0.8}, {"l2": 0.01}])
def test_a_watched_run_is_the_same_run(options):
    alone, seen = trainer(**options), trainer(**options)
    alone.fit(X, Y, epochs=40)
    watched(seen, 40)
    np.testing.assert_array_equal(alone.model.parameters.vector, seen.model.parameters.vector)
    assert alone.history == seen.history
    assert alone._run.rng.bit_generator.state == seen._run.rng.bit_generator.state


def test_a_finding_says_since_when_and_goes_when_it_is_over():
    run = trainer()
    run.model.b[1] = np.full((16, 1), -100.0)
    watch = watched(run, 50)
    assert watch.findings[0].evidence.startswith("since update 6: layer 1: 16 of 16 units")
    run.model.b[1] = np.zeros((16, 1))
    assert names(watched(run, 1, watch)) == []


@pytest.mark.parametrize(("stop", "epochs"), [(False, 10), (True, 1)])
def test_it_stops_a_run_only_if_it_is_asked(stop, epochs):
    run = trainer(initialization="zeros")
    watch = watched(run, 10, Watch(stop=stop))
    assert names(watch)[0] == "copies"
    assert len(run.history.epoch_cost) == epochs


def test_what_is_doubtful_stops_no_run():
    run = trainer()
    run.model.b[1][:11] = -100.0
    watched(run, 3, Watch(stop=True))
    assert len(run.history.epoch_cost) == 3


def test_the_cost_has_gone_up():
    watch = watched(trainer(20.0), 60)
    assert names(watch)[0] == "learning rate too large"
    assert ": the last 20 updates cost " in watch.findings[0].evidence
    assert "learning rate too large" not in names(watched(trainer(1e-6), 60))
    assert "learning rate too large" not in names(watched(trainer(0.1, l2=1.0), 60))


def test_overfitting_and_scale_are_seen_as_the_doctor_sees_them():
    run = trainer()
    with pytest.warns(UserWarning, match="the features X go up to"):
        run.fit(1000 * X, Y, epochs=5, callbacks=[watch := Watch()])
    assert names(watch)[0] == "X not scaled"
    shuffled = np.random.default_rng(0).permutation(Y[0])[np.newaxis]
    run = trainer(0.3, batch_size=20)
    run.fit(X, shuffled, epochs=150, validation=(X[:, ::-1], Y[:, ::-1]), callbacks=[watch := Watch()])
    assert names(watch) == ["overfitting"]


def test_what_is_wrong_while_little_is_learned_becomes_doubtful():
    model = nnlib.Network([64, 16, 10], output="softmax", rng=0)
    run = nnlib.Trainer(model, optimizer=nnlib.Adam(0.001), batch_size=50, rng=0)
    levels, watch = [], Watch()
    run.fit(30 * X, Y, epochs=100, callbacks=[watch, lambda _: levels.append(watch.findings[0].level)])
    assert watch.findings[0].name == "raw pixels"
    assert (levels[0], levels[-1]) == ("wrong", "doubtful")
    assert watch.findings[0].evidence.startswith("since update 6: ")


def test_other_examples_are_looked_at_in_the_next_call_of_fit():
    run = trainer()
    with pytest.warns(UserWarning, match="the features X go up to"):
        run.fit(1000 * X, Y, epochs=5, callbacks=[watch := Watch()])
    assert "X not scaled" in names(watch)
    watched(run, 40, watch)
    assert "X not scaled" not in names(watch)


def test_stochastic_gradient_descent_is_watched_with_more_than_one_example():
    watch = Watch()
    trainer(0.01, batch_size=1).fit(X, Y, epochs=1, callbacks=[watch])
    assert watch._case.X.shape[1] == FEWEST


def test_classes_that_take_turns_are_all_looked_at():
    run, watch = trainer(), Watch()
    run.fit(np.tile(X, 2)[:, :500], np.arange(500)[np.newaxis] % 10, epochs=1, callbacks=[watch])
    assert (watch._case.Y.sum(axis=1) > 0).all()


def test_vanishing_gradients_are_seen_at_every_look():
    model = nnlib.Network([64, *[12] * 8, 10], hidden="sigmoid", output="softmax", rng=0)
    run = nnlib.Trainer(model, optimizer=nnlib.GradientDescent(0.1), batch_size=50, rng=0)
    watch = watched(run, 60)
    assert len(watch.updates) == 3
    assert names(watch) == ["vanishing gradients"]
    assert watch.findings[0].evidence.startswith("since update 6: dZ[1] is ")


def test_another_trainer_begins_anew_and_a_second_fit_goes_on():
    watch = watched(trainer(), 5)
    watched(trainer(), 50, watch)
    assert watch.updates == [6, 300]
    run = trainer()
    watch = watched(run, 40)
    watched(run, 40, watch)
    assert watch.updates == [6, 240, 480]


def test_a_fit_that_was_undone_is_forgotten():
    run = trainer()
    watch = watched(run, 40)
    run.history.cost[:], run.history.epoch_cost[:], run.history.epoch_end[:] = [], [], []
    run._run.epoch = type(run._run.epoch)()
    watched(run, 1, watch)
    assert watch.updates == [6]


def test_a_run_without_a_whole_epoch_is_looked_at_in_the_end():
    run = trainer()
    assert repr(Watch()) == "Watch(stop=False, 0 looks: nothing found)"
    run.fit(X, Y, iterations=3, callbacks=[watch := Watch()])
    assert watch.updates == [3]
    trainer().fit(X, Y, iterations=2, callbacks=[watch])
    assert watch.updates == [2]
    run.fit(X, Y, iterations=2, callbacks=[watch])
    run.fit(X, Y, iterations=1, callbacks=[watch])
    assert watch.updates == [5, 6]


def test_a_notebook_shows_what_a_watch_found():
    watch = watched(trainer(initialization="zeros"), 5)
    assert text_of(watch).startswith("Watch (stop=False, ")
    assert "Units that are alike get the same dW and db" in text_of(watch)


def test_losses_of_ones_own_have_no_guess():
    model = nnlib.Network([2, 3, 1], output="identity", loss=Absolute(), rng=0)
    run = nnlib.Trainer(model, optimizer=nnlib.GradientDescent(0.01))
    run.fit(X[:2], X[2:3], epochs=30, callbacks=[watch := Watch()])
    assert watch.findings == ()


class Absolute(nnlib.losses.Loss):
    def L(self, A, Y):
        return np.abs(A - Y).sum(axis=0, keepdims=True)

    def dL_dA(self, A, Y):
        return np.sign(A - Y)


def test_only_true_and_false_are_answers():
    with pytest.raises(TypeError, match="stop must be True or False"):
        Watch(stop=np.ones(2))


@pytest.mark.parametrize(
    "task",
    [pytest.param(n, id=task.__name__, marks=[pytest.mark.slow] * (n % 3 > 0)) for n, task in enumerate(runs.TASKS)],
)
def test_healthy_runs_are_left_alone(task):
    seen = set()

    class Noting(Watch):
        def _look(self, trainer, done):
            super()._look(trainer, done)
            seen.update((finding.name, finding.level) for finding in self.findings)

    runs.TASKS[task](np.random.default_rng([3, task])).trained([Noting()])
    assert not [name for name, level in seen if level == "wrong"]
