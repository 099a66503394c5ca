"""Callbacks save what they should and stop training when they should."""

import contextlib
import copy
import gc
import pickle

import numpy as np
import pytest

import nnlib
from nnlib.callbacks import EarlyStopping, SaveBest, SaveEvery

X, Y = nnlib.datasets.flower(m=60, rng=1)


def trainer(**options):
    return nnlib.Trainer(nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3), optimizer=nnlib.Adam(0.05), rng=0, **options)


def test_every_k_epochs_the_trainer_is_saved(tmp_path):
    path, saved = tmp_path / "run.npz", []

    def look(_):
        if path.exists():
            saved.append(len(nnlib.Trainer.load(path).history.epoch_cost))
        else:
            saved.append(0)

    trainer(batch_size=20).fit(X, Y, epochs=7, callbacks=[SaveEvery(path, epochs=3), look])
    assert saved == [0, 0, 3, 3, 3, 6, 6]


def test_a_run_taken_up_from_there_is_the_run_without_a_break(tmp_path):
    path = tmp_path / "run.npz"
    whole = trainer(batch_size=25)
    whole.fit(X, Y, epochs=7, callbacks=[SaveEvery(path, epochs=3)])
    again = nnlib.Trainer.load(path)
    again.fit(X, Y, epochs=1)
    assert again.history.cost == whole.history.cost
    np.testing.assert_array_equal(again.model.parameters.vector, whole.model.parameters.vector)


@pytest.mark.parametrize("epochs", [0, -1, 1.5, True, "2"])
def test_only_counts_are_numbers_of_epochs(epochs):
    with pytest.raises((TypeError, ValueError), match="epochs must be"):
        SaveEvery("run.npz", epochs=epochs)


def test_the_best_by_validation_loss_is_kept(tmp_path):
    """The validation set has the wrong labels, so the best comes soon."""
    path = tmp_path / "best.npz"
    run = trainer(batch_size=20)
    run.fit(X, Y, epochs=30, validation=(X[:, ::2], 1 - Y[:, ::2]), callbacks=[SaveBest(path)])
    costs = run.history.validation_cost
    assert 0 < min(costs) < costs[-1]
    assert nnlib.load(path).cost(X[:, ::2], 1 - Y[:, ::2]) == min(costs)
    assert run.model.cost(X[:, ::2], 1 - Y[:, ::2]) > min(costs)


def test_the_best_of_equals_is_the_first(tmp_path):
    path, run = tmp_path / "best.npz", trainer()
    run.history.epoch_cost += [1.0, 1.0]
    run.history.validation_loss += [0.5, 0.5]
    run.history.validation_epoch += [1, 2]
    path.touch()
    SaveBest(path)(run)
    assert path.stat().st_size == 0
    run.history.validation_loss[-1] = 0.4
    SaveBest(path)(run)
    assert path.stat().st_size > 0


@pytest.mark.parametrize(
    ("earlier", "latest", "saved"),
    [
        ([np.nan, 0.5], 0.4, True),
        ([0.5, np.nan], 0.6, False),
        ([np.nan, 0.5, 0.3, np.nan], 0.4, False),
        ([np.nan, np.nan], 0.4, True),
        ([0.5], np.nan, False),
        ([], 0.4, True),
    ],
)
def test_losses_that_are_not_known_count_for_nothing(earlier, latest, saved, tmp_path):
    path, run = tmp_path / "best.npz", trainer()
    epochs = range(1, len(earlier) + 2)
    run.history.epoch_cost += [1.0 for _ in epochs]
    run.history.validation_epoch += epochs
    run.history.validation_loss += [*earlier, latest]
    path.touch()
    SaveBest(path)(run)
    assert (path.stat().st_size > 0) == saved


def test_the_best_is_judged_without_the_l2_term(tmp_path):
    """The term is largest in the beginning, so by the cost the best comes later."""
    run = nnlib.Trainer(nnlib.Network([2, 30, 1], l2=0.3, rng=3), optimizer=nnlib.Adam(0.05), rng=0)
    run.fit(X, Y, epochs=25, validation=(X, 1 - Y), callbacks=[SaveBest(tmp_path / "best.npz")])
    losses, costs = run.history.validation_loss, run.history.validation_cost
    assert np.argmin(losses) < np.argmin(costs)
    best = nnlib.load(tmp_path / "best.npz")
    assert best.cost(X, 1 - Y) == costs[np.argmin(losses)]


def test_where_there_is_no_file_one_is_saved(tmp_path):
    """Something came between the measurement of the best and its saving: the next best is better than none."""
    path, calls = tmp_path / "best.npz", []

    def fail_once(_):
        calls.append(1)
        if len(calls) == 1:
            raise KeyboardInterrupt

    run = trainer(batch_size=20)
    fit = {"validation": (X, 1 - Y), "callbacks": [fail_once, SaveBest(path)]}
    with pytest.raises(KeyboardInterrupt):
        run.fit(X, Y, epochs=5, **fit)
    run.fit(X, Y, epochs=2, **fit)
    assert path.exists()


def test_what_is_not_finite_is_not_saved_over_a_good_file(tmp_path):
    """θ leaves the numbers in the last update of an epoch: the callbacks are not called with it."""
    path, run = tmp_path / "run.npz", trainer(batch_size=20)
    run.fit(X, Y, epochs=1, callbacks=[SaveEvery(path)])
    before = path.read_bytes()

    class Spoiling(nnlib.Network):
        updates = 0

        def backward(self, forward_pass, Y, sample_weight=None, *, out=None):
            gradients = super().backward(forward_pass, Y, sample_weight, out=out)
            Spoiling.updates += 1
            if Spoiling.updates == 3:
                gradients.vector *= np.inf
            return gradients

    spoilt = nnlib.Trainer(Spoiling([2, 3, 1], rng=0), optimizer=nnlib.GradientDescent(0.1), batch_size=20, rng=0)
    with pytest.raises(nnlib.DivergenceError):
        spoilt.fit(X, Y, epochs=2, callbacks=[SaveEvery(path)])
    assert path.read_bytes() == before


@pytest.mark.parametrize("callback", [SaveBest, SaveEvery])
def test_only_paths_are_paths(callback):
    with pytest.raises(TypeError, match="PathLike"):
        callback(None)


def test_the_best_is_the_best_of_the_whole_run(tmp_path):
    """A second fit, of a run that was loaded, does not begin anew."""
    run = trainer(batch_size=20)
    fit = {"validation": (X, 1 - Y), "callbacks": [SaveBest(tmp_path / "best.npz")]}
    run.fit(X, Y, epochs=1, **fit)
    run.save(tmp_path / "run.npz")
    before = (tmp_path / "best.npz").read_bytes()
    again = nnlib.Trainer.load(tmp_path / "run.npz")
    again.fit(X, Y, epochs=20, **fit)
    assert min(again.history.validation_cost) == again.history.validation_cost[0]
    assert (tmp_path / "best.npz").read_bytes() == before


def test_without_validation_there_is_no_best(tmp_path):
    run = trainer(batch_size=20)
    with pytest.raises(ValueError, match=r"SaveBest compares validation losses: give fit or train validation=\(X, Y\)"):
        run.fit(X, Y, epochs=2, callbacks=[SaveBest(tmp_path / "best.npz")])
    run.fit(X, Y, epochs=1, validation=(X, Y))
    with pytest.raises(ValueError, match="SaveBest compares"):
        run.fit(X, Y, epochs=2, callbacks=[SaveBest(tmp_path / "best.npz")])
    assert len(run.history.epoch_cost) == 3


# Stopping early.

LABELS = (X[:, ::2], 1 - Y[:, ::2])
"""A validation set with the wrong labels: the best epoch comes soon."""


class Remembering:
    """A callback that remembers every epoch's θ."""

    def __init__(self):
        self.theta = {}

    def __call__(self, trainer):
        self.theta[len(trainer.history.epoch_cost)] = trainer.model.parameters.vector.copy()


def judged(stopping, values, epochs=None, run=None):
    """Return the epochs after which it wants to stop, if these values are measured after these epochs."""
    run, stops = run or trainer(), []
    for value, epoch in zip(values, epochs or range(1, len(values) + 1), strict=True):
        run.history.epoch_cost += [1.0] * (epoch - len(run.history.epoch_cost))
        run.history.validation_loss.append(value if stopping.monitor == "loss" else 0.0)
        run.history.validation_accuracy.append(value if stopping.monitor == "accuracy" else 0.0)
        run.history.validation_epoch.append(epoch)
        if stopping(run):
            stops.append(epoch)
    return stops


@pytest.mark.parametrize("restore", [True, False])
@pytest.mark.parametrize("every", [1, 3])
def test_training_stops_so_many_epochs_after_the_best(restore, every):
    run, remembering, stopping = trainer(batch_size=20), Remembering(), EarlyStopping(7, restore=restore)
    fit = {"validation": LABELS, "callbacks": [stopping, remembering], "every": every}
    history = run.fit(X, Y, epochs=100, **fit)
    best = history.validation_epoch[np.argmin(history.validation_loss)]
    end = best + (7 if every == 1 else 9)  # the first epoch that is measured and at least 7 later
    assert len(history.epoch_cost) == end < 100
    assert (stopping.best_epoch, stopping.best) == (best, min(history.validation_loss))
    np.testing.assert_array_equal(run.model.parameters.vector, remembering.theta[best if restore else end])
    assert (run.model.cost(*LABELS) == stopping.best) == restore


def test_the_best_is_given_back_too_where_the_epochs_run_out():
    run, remembering, stopping = trainer(batch_size=20), Remembering(), EarlyStopping(1000)
    history = run.fit(X, Y, iterations=31, validation=LABELS, callbacks=[remembering, stopping])
    assert len(history.cost) == 31
    assert 1 <= stopping.best_epoch == 1 + np.argmin(history.validation_loss) < 10
    np.testing.assert_array_equal(run.model.parameters.vector, remembering.theta[stopping.best_epoch])


def test_a_run_that_another_callback_stops_gets_the_best_back():
    run, remembering, stopping = trainer(batch_size=20), Remembering(), EarlyStopping(1000)
    stop = lambda trainer: len(trainer.history.epoch_cost) == 9  # noqa: E731  a callback
    run.fit(X, Y, epochs=50, validation=LABELS, callbacks=[stop, remembering, stopping])
    assert len(run.history.epoch_cost) == 9
    np.testing.assert_array_equal(run.model.parameters.vector, remembering.theta[stopping.best_epoch])


def test_the_others_are_called_as_before_and_see_the_last_theta(tmp_path):
    """What a later callback saves is the run as it stands, and not the best θ with the averages of the last."""
    run, remembering, stopping = trainer(batch_size=20), Remembering(), EarlyStopping(5)
    callbacks = [stopping, remembering, SaveEvery(tmp_path / "run.npz")]
    history = run.fit(X, Y, epochs=100, validation=LABELS, callbacks=callbacks)
    last = len(history.epoch_cost)
    assert list(remembering.theta) == list(range(1, last + 1))
    saved = nnlib.Trainer.load(tmp_path / "run.npz").model.parameters.vector
    np.testing.assert_array_equal(saved, remembering.theta[last])
    assert (saved != run.model.parameters.vector).any()


@pytest.mark.parametrize("stopped", ["by Ctrl-C", "by an error"])
def test_what_is_stopped_otherwise_keeps_its_last_theta(stopped):
    error = {"by Ctrl-C": KeyboardInterrupt, "by an error": OSError}[stopped]
    run, remembering = trainer(batch_size=20), Remembering()

    def stop(trainer):
        if len(trainer.history.epoch_cost) == 9:
            raise error

    with pytest.raises(error):
        run.fit(X, Y, epochs=50, validation=LABELS, callbacks=[EarlyStopping(1000), remembering, stop])
    np.testing.assert_array_equal(run.model.parameters.vector, remembering.theta[9])


def test_it_is_judged_by_the_loss_without_the_l2_term():
    """The term is largest in the beginning, so by the cost the best comes later."""
    run = nnlib.Trainer(nnlib.Network([2, 30, 1], l2=0.3, rng=3), optimizer=nnlib.Adam(0.05), rng=0)
    stopping = EarlyStopping(25)
    history = run.fit(X, Y, epochs=100, validation=(X, 1 - Y), callbacks=[stopping])
    assert stopping.best_epoch == 1 + np.argmin(history.validation_loss) < 1 + np.argmin(history.validation_cost)
    assert stopping.best == min(history.validation_loss)
    assert len(history.epoch_cost) == stopping.best_epoch + 25


nan, inf = np.nan, np.inf


@pytest.mark.parametrize(
    ("monitor", "values", "patience", "stops", "best_epoch"),
    [
        ("loss", [3.0, 2.0, 2.5, 2.4, 2.3], 2, [4, 5], 2),
        ("loss", [3.0, 2.0, 2.5, 1.0, 2.3], 3, [], 4),
        ("loss", [2.0, 2.0, 2.0, 2.0], 2, [3, 4], 1),  # of equals the first is best
        ("loss", [2.0, nan, nan, 1.5, nan], 3, [], 4),
        ("loss", [nan, nan, 5.0, 6.0], 2, [2], 3),
        ("loss", [nan, nan, nan], 2, [2, 3], None),
        ("loss", [inf, inf, 1.0, inf], 3, [], 3),
        ("loss", [-inf, -inf, 0.0], 2, [3], 1),
        ("loss", [1.0, 0.5], 1, [], 2),
        ("accuracy", [0.5, 0.7, 0.6, 0.7, 0.6], 2, [4, 5], 2),
        ("accuracy", [0.5, 0.5, 0.8, 0.9], 3, [], 4),
        ("accuracy", [0.0, 0.0, 0.0], 2, [3], 1),
        ("accuracy", [nan, 0.4, nan, 0.5], 3, [], 4),
    ],
)
def test_what_counts_as_better(monitor, values, patience, stops, best_epoch):
    stopping = EarlyStopping(patience, monitor=monitor)
    assert judged(stopping, values) == stops
    assert stopping.best_epoch == best_epoch
    assert stopping.best == (None if best_epoch is None else values[best_epoch - 1])


def test_patience_is_counted_in_epochs_however_rarely_they_are_measured():
    assert judged(EarlyStopping(10), [1.0, 2.0, 2.0, 2.0], epochs=[4, 8, 12, 16]) == [16]
    assert judged(EarlyStopping(8), [1.0, 2.0, 2.0, 2.0], epochs=[4, 8, 12, 16]) == [12, 16]


def test_the_accuracy_may_be_what_counts():
    run, remembering, stopping = trainer(batch_size=20), Remembering(), EarlyStopping(15, monitor="accuracy")
    history = run.fit(X, Y, epochs=100, validation=(X, Y), callbacks=[stopping, remembering])
    best = 1 + int(np.argmax(history.validation_accuracy))
    assert (stopping.best_epoch, stopping.best) == (best, max(history.validation_accuracy))
    assert best != 1 + np.argmin(history.validation_loss)
    assert len(history.epoch_cost) == min(best + 15, 100)
    np.testing.assert_array_equal(run.model.parameters.vector, remembering.theta[best])


@pytest.mark.parametrize("monitor", ["loss", "accuracy"])
def test_without_validation_there_is_nothing_to_judge_by(monitor):
    run, what = trainer(batch_size=20), {"loss": "losses", "accuracy": "accuracies"}[monitor]
    message = rf"^EarlyStopping compares validation {what}: give fit or train validation=\(X, Y\)$"
    with pytest.raises(ValueError, match=message):
        run.fit(X, Y, epochs=2, callbacks=[EarlyStopping(3, monitor=monitor)])
    run.fit(X, Y, epochs=1, validation=(X, Y))
    with pytest.raises(ValueError, match=message):
        run.fit(X, Y, epochs=2, callbacks=[EarlyStopping(3, monitor=monitor)])


def test_a_fit_that_ends_before_anything_is_measured_changes_nothing():
    run, stopping = trainer(batch_size=20), EarlyStopping(3)
    run.fit(X, Y, iterations=2, callbacks=[stopping])
    assert (stopping.best_epoch, stopping.best) == (None, None)


def test_numbers_have_no_accuracy_to_judge_by():
    model = nnlib.Network([2, 1], output="identity")
    message = '^accuracy counts right classes, but the output identity gives numbers: use monitor="loss"$'
    with pytest.raises(TypeError, match=message):
        nnlib.train(
            model,
            X,
            Y,
            learning_rate=0.1,
            epochs=1,
            validation=(X, Y),
            callbacks=[EarlyStopping(3, monitor="accuracy")],
        )


def test_the_same_trainer_goes_on_and_another_one_begins_anew():
    """Also where the other one's history is longer, or holds the same numbers."""
    stopping, run, fit = EarlyStopping(1000), trainer(batch_size=20), {"validation": LABELS}
    remembering = Remembering()
    run.fit(X, Y, epochs=10, callbacks=[stopping, remembering], **fit)
    best = stopping.best_epoch
    theta = run.model.parameters.vector.copy()
    run.fit(X, Y, epochs=4, callbacks=[stopping], **fit)
    assert stopping.best_epoch == best
    np.testing.assert_array_equal(run.model.parameters.vector, theta)
    other = nnlib.Trainer(nnlib.ShallowNetwork(n_x=2, n_h=7, rng=3), optimizer=nnlib.Adam(0.05), rng=0)
    other.fit(X, Y, epochs=20, callbacks=[stopping, remembering], **fit)
    assert stopping.best_epoch == 1 + np.argmin(other.history.validation_loss)
    np.testing.assert_array_equal(other.model.parameters.vector, remembering.theta[stopping.best_epoch])


def test_a_trainer_that_shares_a_history_with_another_gets_none_of_its_theta():
    stopping, one, other = EarlyStopping(1000), trainer(), trainer()
    one.fit(X, Y, epochs=5, validation=(X, Y), callbacks=[stopping])
    other.history = one.history
    before = other.model.parameters.vector.copy()
    with pytest.warns(UserWarning, match="the best epoch, 5, was before"):
        stopping.after_fit(other)
    np.testing.assert_array_equal(other.model.parameters.vector, before)


def test_a_history_that_is_begun_anew_is_judged_anew():
    stopping, run = EarlyStopping(3), trainer()
    assert judged(stopping, [3.0, 1.0], run=run) == []
    run.history = nnlib.History()
    assert judged(stopping, [3.0, 2.0, 4.0, 4.0, 4.0], run=run) == [5]
    assert stopping.best_epoch == 2


def undo(run, epoch):
    """Return a callback that has a call of fit undone after this epoch."""

    def spoil(trainer):
        if len(trainer.history.epoch_cost) == epoch:
            trainer.model.W[1][...] = np.inf
            raise KeyboardInterrupt

    return spoil


@pytest.mark.parametrize("found_better", [False, True])
def test_a_call_of_fit_that_was_undone_is_not_remembered(found_better):
    """It has another history then. The θ of the best is still known, unless a better one took its place."""
    run, remembering, stopping = trainer(), Remembering(), EarlyStopping(1000)
    wrong, right = (X, 1 - Y), (X, Y)
    validation = right if found_better else wrong
    run.fit(X, Y, epochs=3, validation=wrong, callbacks=[remembering, stopping])
    best = stopping.best_epoch
    with pytest.raises(KeyboardInterrupt):
        run.fit(X, Y, epochs=9, validation=validation, callbacks=[stopping, undo(run, 8)])
    assert (stopping.best_epoch != best) == found_better
    assert len(run.history.epoch_cost) == 3
    run.fit(X, Y, epochs=9, validation=wrong)  # without it, and longer than what was undone
    expected = run.model.parameters.vector.copy() if found_better else remembering.theta[best]
    warned = pytest.warns(UserWarning, match=f"the best epoch, {best}, was before")
    with warned if found_better else contextlib.nullcontext():
        stopping.after_fit(run)
    assert stopping.best_epoch == best
    np.testing.assert_array_equal(run.model.parameters.vector, expected)


def test_a_loaded_run_whose_best_epoch_lies_before_it_is_stopped_in_time_and_warned_of(tmp_path):
    path = tmp_path / "run.npz"
    whole, first = trainer(batch_size=20), trainer(batch_size=20)
    fit = {"validation": LABELS, "epochs": 100}
    whole.fit(X, Y, callbacks=[EarlyStopping(30, restore=False)], **fit)
    first.fit(X, Y, callbacks=[EarlyStopping(10, restore=False)], **fit)
    first.save(path)
    again, stopping = nnlib.Trainer.load(path), EarlyStopping(30)
    with pytest.warns(UserWarning, match="the best epoch") as caught:
        again.fit(X, Y, callbacks=[stopping], **fit)
    assert again.history == whole.history
    np.testing.assert_array_equal(again.model.parameters.vector, whole.model.parameters.vector)
    assert str(caught[0].message) == (
        f"the best epoch, {stopping.best_epoch}, was before this trainer was loaded, or trained without this "
        "EarlyStopping: its parameters are not known here, and the model keeps those of the last update. "
        "nnlib.callbacks.SaveBest keeps the best model in a file"
    )
    assert caught[0].filename == __file__
    assert len(caught) == 1


def test_a_loaded_run_that_finds_a_better_epoch_gets_it_back(tmp_path):
    path, remembering = tmp_path / "run.npz", Remembering()
    first = trainer(batch_size=20)
    first.fit(X, Y, epochs=3, validation=(X, Y))
    first.save(path)
    again, stopping = nnlib.Trainer.load(path), EarlyStopping(1000)
    again.fit(X, Y, epochs=20, validation=(X, Y), callbacks=[stopping, remembering])
    assert stopping.best_epoch > 3
    np.testing.assert_array_equal(again.model.parameters.vector, remembering.theta[stopping.best_epoch])


@pytest.mark.parametrize("loaded", [False, True])
@pytest.mark.parametrize("monitor", ["loss", "accuracy"])
def test_in_pieces_without_restoring_it_is_the_run_in_one_piece(monitor, loaded, tmp_path):
    """In the middle of epochs, too, with one object for all pieces or a new one for each."""
    path, fit = tmp_path / "run.npz", {"validation": LABELS}
    whole, pieces = trainer(batch_size=20), trainer(batch_size=20)
    stopping = EarlyStopping(12, monitor=monitor, restore=False)
    whole.fit(X, Y, epochs=60, callbacks=[stopping], **fit)
    assert len(whole.history.epoch_cost) < 60
    one_object = EarlyStopping(12, monitor=monitor, restore=False)
    while len(pieces.history.cost) < len(whole.history.cost):
        own = EarlyStopping(12, monitor=monitor, restore=False)
        pieces.fit(X, Y, iterations=7, callbacks=[own if loaded else one_object], **fit)
        if loaded:
            pieces.save(path)
            pieces = nnlib.Trainer.load(path)
    assert pieces.history == whole.history
    np.testing.assert_array_equal(pieces.model.parameters.vector, whole.model.parameters.vector)
    assert (own.best_epoch if loaded else one_object.best_epoch) == stopping.best_epoch


def test_the_first_numbers_of_an_old_run_with_l2_are_not_known_and_count_for_nothing():
    stopping, run = EarlyStopping(5), trainer()
    run.history.epoch_cost += [1.0] * 9
    run.history.validation_loss += [nan] * 9
    run.history.validation_epoch += range(1, 10)
    assert judged(stopping, [0.7, 0.8], epochs=[10, 11], run=run) == []
    assert stopping.best_epoch == 10


def test_training_that_goes_on_does_so_with_the_averages_of_the_last_update():
    """θ alone is restored."""
    run, plain = trainer(), trainer()
    run.fit(X, Y, epochs=9, validation=LABELS, callbacks=[EarlyStopping(1000)])
    plain.fit(X, Y, epochs=9, validation=LABELS)
    assert (run.model.parameters.vector != plain.model.parameters.vector).any()
    plain.model.parameters.vector = run.model.parameters.vector
    run.fit(X, Y, epochs=1)
    plain.fit(X, Y, epochs=1)
    np.testing.assert_array_equal(run.model.parameters.vector, plain.model.parameters.vector)


def pickled(thing):
    return pickle.loads(pickle.dumps(thing))  # noqa: S301  our own


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, pickled])
def test_a_copy_has_the_settings_and_judges_the_run_anew(again):
    run, stopping = trainer(), EarlyStopping(4, monitor="accuracy", restore=False)
    run.fit(X, Y, epochs=3, validation=(X, Y), callbacks=[stopping])
    copied = again(stopping)
    assert copied == stopping
    assert hash(copied) == hash(stopping)
    assert repr(copied) == "EarlyStopping(patience=4, monitor='accuracy', restore=False)"
    run.fit(X, Y, epochs=3, validation=(X, Y), callbacks=[copied])
    assert copied.best == max(run.history.validation_accuracy)


def test_a_trainer_that_is_gone_is_not_kept_alive():
    stopping, run = EarlyStopping(4), trainer()
    run.fit(X, Y, epochs=3, validation=(X, Y), callbacks=[stopping])
    del run
    gc.collect()
    assert stopping._seen.run() is None
    assert stopping.best_epoch == 3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"patience": 0}, "^patience must be at least 1, got 0$"),
        ({"patience": 2.5}, r"^patience must be a whole number, got 2\.5$"),
        ({"patience": 3, "monitor": "acc"}, "^unknown monitor 'acc'"),
        ({"patience": 3, "monitor": None}, "^monitor must be one of 'loss', 'accuracy', got None$"),
        ({"patience": 3, "restore": np.ones(2)}, "^restore must be True or False, got"),
    ],
)
def test_settings_that_do_not_fit_are_told(options, message):
    with pytest.raises((TypeError, ValueError), match=message):
        EarlyStopping(**options)


def test_settings_stay_and_are_plain():
    stopping = EarlyStopping(np.int64(3), restore=np.False_)
    assert repr(stopping) == "EarlyStopping(patience=3, monitor='loss', restore=False)"
    with pytest.raises(AttributeError):
        stopping.patience = 4
