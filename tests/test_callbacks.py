"""Callbacks save what they should and stop training when they should."""

import numpy as np
import pytest

import nnlib
from nnlib.callbacks import SaveBest, SaveEvery

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
