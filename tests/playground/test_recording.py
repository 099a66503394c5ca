"""A recording keeps moments of a run, evenly spread and whole, changes nothing, and becomes a page by itself."""

import json
import re

import numpy as np
import pytest
import test_hostile
from hypothesis import example, given, settings
from hypothesis import strategies as st

import nnlib
from nnlib.playground import Recording
from nnlib.playground._frames import frame_of
from nnlib.playground._run import Run
from nnlib.playground._state import State

X, Y = nnlib.datasets.flower(m=60, rng=1)


def trainer(rate=0.5, *, sizes=(2, 3, 1), batch_size=None, **options):
    model = nnlib.Network(sizes, **({"hidden": "tanh", "rng": 0} | options))
    return nnlib.Trainer(model, optimizer=nnlib.Adam(rate), batch_size=batch_size, rng=0)


def shown(recording):
    """Return what the page shows."""
    return json.loads(re.search(r'id="data">(.*?)</script>', recording.page(), re.DOTALL)[1])


def test_a_recorded_run_is_the_same_run():
    for options in ({}, {"batch_size": 16}, {"batch_size": 16, "keep_prob": 0.8}, {"l2": 0.01}, {"dtype": "float32"}):
        alone, seen, recording = trainer(**options), trainer(**options), Recording(4)
        alone.fit(X, Y, epochs=40)
        recording(seen)
        seen.fit(X, Y, epochs=40, callbacks=[recording])
        recording.page()
        np.testing.assert_array_equal(alone.model.parameters.vector, seen.model.parameters.vector)
        assert alone.history == seen.history
        assert alone._run.rng.bit_generator.state == seen._run.rng.bit_generator.state


@settings(max_examples=25)
@given(st.integers(2, 12), st.lists(st.integers(1, 80), min_size=1, max_size=4))
@example(120, [119])
@example(120, [120])
@example(120, [2000])
def test_moments_are_few_and_evenly_spread_with_the_first_and_the_last(most, fits):
    run, recording = trainer(sizes=(2, 1)), Recording(most)
    for epochs in fits:
        run.fit(X[:, :4], Y[:, :4], epochs=epochs, callbacks=[recording])
    updates, total = recording.updates, sum(fits)
    assert updates[0] == 1
    assert updates[-1] == total
    assert min(most, total) / 2 <= len(updates) <= most
    *apart, last = np.diff(updates) if len(updates) > 1 else [0]
    assert len(set(apart)) <= 1
    assert not apart or 0 < last <= apart[0]


def test_each_moment_is_shown_as_a_network_that_was_trained_so_far():
    for options in ({}, {"l2": 0.1, "batch_size": 7}, {"dtype": "float32"}):
        run, recording = trainer(**options), Recording(5)
        recording(run)
        run.fit(X, Y, epochs=9, callbacks=[recording])
        page = shown(recording)
        assert [frame["updates"] for frame in page["frames"]] == recording.updates
        assert recording.updates[0] == 0
        for frame in page["frames"]:
            again = trainer(**options)
            if frame["updates"]:
                again.fit(X, Y, iterations=frame["updates"])
            expected = frame_of(
                again.model, X.astype(again.model.dtype), Y, (X[:, :0], Y[:, :0]), page["data"][0]["radius"]
            )
            assert expected.items() <= frame.items()
        assert page["frames"][-1]["cost"] == run.model.cost(X, Y)
        assert page["costs"] == [[i, J] for i, J in enumerate(run.history.cost)]
        assert repr(run.model) in page["caption"]
        assert repr(run.optimizer) in page["caption"]


def test_it_goes_on_with_the_same_model_and_begins_anew_with_another():
    run, recording = trainer(), Recording(10)
    run.fit(X, Y, epochs=3, callbacks=[recording])
    then = nnlib.Trainer(run.model, optimizer=nnlib.GradientDescent(0.1))
    for _ in range(2):
        then.fit(X, Y, epochs=2, callbacks=[recording])
    assert recording.updates == [1, 2, 3, 4, 5, 6, 7]
    page = shown(recording)
    assert page["costs"] == [[i, J] for i, J in enumerate(run.history.cost + then.history.cost)]
    assert page["frames"][-1]["cost"] == run.model.cost(X, Y)
    run.fit(X, Y, epochs=1, callbacks=[recording])  # who comes back goes on where it was
    assert recording.updates == [1, 2, 3, 4, 5, 6, 7, 8]
    assert shown(recording)["costs"][-1] == [7, run.history.cost[3]]
    trainer().fit(X, Y, epochs=2, callbacks=[recording])
    assert recording.updates == [1, 2]


def test_the_end_of_a_fit_is_a_moment_only_until_it_goes_on():
    run, recording = trainer(batch_size=16), Recording(3)  # four updates an epoch
    run.fit(X, Y, iterations=26, callbacks=[recording])
    assert recording.updates == [4, 20, 26]
    run.fit(X, Y, epochs=2, callbacks=[recording])
    assert recording.updates == [4, 20, 32]


def test_a_fit_that_diverged_was_never_there():
    run, recording = trainer(), Recording(10)
    run.fit(X, Y, epochs=3, callbacks=[recording])

    def spoil(trainer):
        if len(trainer.history.cost) == 6:
            trainer.model.W[1][...] = np.nan

    with pytest.raises(nnlib.DivergenceError):
        run.fit(X, Y, epochs=9, callbacks=[recording, spoil])
    assert recording.updates == [1, 2, 3]
    run.fit(X, Y, epochs=5, callbacks=[recording])
    assert recording.updates == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [frame["cost"] for frame in shown(recording)["frames"]][:-1] == run.history.cost[1:]


def test_the_last_moment_is_the_network_as_it_is():
    run, recording = trainer(), Recording(30)
    stopping = nnlib.callbacks.EarlyStopping(5)
    run.fit(X, Y, epochs=20, validation=(X, Y[:, ::-1]), callbacks=[stopping, recording])
    last = shown(recording)["frames"][-1]
    assert stopping.best_epoch < len(run.history.cost)
    assert last["updates"] == len(run.history.cost)
    assert last["cost"] == run.model.cost(X, Y)


def test_each_moment_has_the_examples_and_the_l2_of_its_time():
    run, recording = trainer(sizes=(2, 4, 3), output="softmax"), Recording(10)
    Y3 = np.arange(60)[np.newaxis] % 3
    recording(run)
    run.fit(X[:, :9], Y3[:, :9], epochs=2, callbacks=[recording])
    run.model.l2 = 1.0
    run.fit(X.copy(), Y3, epochs=1, callbacks=[recording])
    run.fit(X.copy(), Y3, epochs=1, callbacks=[recording])
    page = shown(recording)
    assert [len(data["Y"]) for data in page["data"]] == [9, 60]
    assert page["data"][1]["Y"] == Y3[0].tolist()
    assert page["data"][1]["X"] == X.tolist()
    assert [frame["examples"] for frame in page["frames"]] == [0, 0, 0, 1, 1]
    assert [frame["cost"] for frame in page["frames"][:2]] == run.history.cost[:2]  # J before each update
    assert page["frames"][3]["cost"] == run.history.cost[3]
    run.model.l2 = 0.0
    assert page["frames"][4]["cost"] > run.model.cost(X, Y3) + 0.1


def test_what_becomes_of_the_examples_later_is_nothing_to_it():
    recording, mine = Recording(), X.copy(order="F")
    trainer().fit(mine, Y, epochs=2, callbacks=[recording])
    page = recording.page()
    mine[...] = 0
    assert recording.page() == page


def test_of_a_long_curve_a_page_draws_some_points():
    run, recording = trainer(0.01, sizes=(2, 1), batch_size=2), Recording()
    run.fit(X, Y, epochs=50, callbacks=[recording])
    costs = shown(recording)["costs"]
    assert costs == [[i, run.history.cost[i]] for i in range(0, 1500, 4)]


def test_the_file_is_small_and_alone(tmp_path):
    run, recording = trainer(sizes=(2, 8, 8, 1)), Recording()
    run.fit(X, Y, epochs=238, callbacks=[recording])
    assert len(recording.updates) == 120
    recording.to_html(tmp_path / "run.html")
    text = (tmp_path / "run.html").read_text(encoding="utf-8")
    assert len(text) < 2.8e6
    assert not re.search(r"""(src|href)=|url\(|@import|https?:""", text)
    assert "<title>A 2-8-8-1 network learns</title>" in text


def test_what_cannot_be_shown_is_refused(tmp_path):
    with pytest.raises(TypeError, match="trainer must be a Trainer, got None"):
        Recording()(None)
    for wrong in ("many", 2.5, None, True):
        with pytest.raises(TypeError, match="moments must be a whole number"):
            Recording(wrong)
    with pytest.raises(ValueError, match="moments must be at least 2"):
        Recording(1)
    recording = Recording()
    with pytest.raises(TypeError, match="trainer must be a Trainer, got 3"):
        recording(3)
    for call in (recording.page, lambda: recording.to_html(tmp_path / "run.html")):
        with pytest.raises(ValueError, match=r"nothing was recorded yet: pass callbacks=\[recording\]"):
            call()
    recording(trainer())
    assert recording.updates == [0]
    with pytest.raises(ValueError, match="nothing was recorded yet"):
        recording.page()
    with pytest.raises(TypeError, match="a file is named by a str"):
        recording.to_html(3)
    assert not list(tmp_path.iterdir())
    for sizes in ([3, 1], [2, 4, 4], [2, 100, 1], [(1, 1, 2), nnlib.layers.Convolution(1, 1), 1]):
        other = nnlib.Trainer(nnlib.Network(sizes, output="identity", rng=0), optimizer=nnlib.Adam())
        with pytest.raises(
            ValueError, match="a Recording shows dense networks with n_x=2, at most 100 nodes and 3 out"
        ):
            recording(other)
    line = nnlib.Trainer(nnlib.Network([2, 1], output="identity", rng=0), optimizer=nnlib.Adam())
    with pytest.raises(ValueError, match="shows classes, labels 0 and 1, but Y holds"):
        line.fit(X[:, :2], [[0.5, 1]], epochs=1, callbacks=[recording])
    both = nnlib.Trainer(nnlib.Network([2, 2], output="sigmoid", rng=0), optimizer=nnlib.Adam())
    with pytest.raises(ValueError, match="shows classes"):
        both.fit(X[:, :2], [[1, 0], [1, 0]], epochs=1, callbacks=[recording])


def test_a_run_of_the_page_is_exported_with_its_script_and_its_validation_set():
    run = Run(State(data="three spirals", m=60, output="softmax", validation=0.25), [(3, {"l2": 0.1})])
    with pytest.raises(ValueError, match="nothing to replay yet"):
        run.page()
    run.advance(5)
    page = shown(run)
    assert [frame["updates"] for frame in page["frames"]] == [0, 1, 2, 3, 4, 5]
    last, seen = page["frames"][-1], run.frame()
    for name in ("cost", "accuracy", "validation_cost", "validation_accuracy"):
        assert last[name] == seen[name]
    assert page["costs"] == [list(cost) for cost in seen["costs"]]
    assert page["code"] == run.script()
    assert page["held_out"] == {"X": run.X_val.tolist(), "Y": run.Y_val[0].tolist()}


def test_points_added_last_are_in_the_last_moment_of_an_export():
    run = Run(State(m=60))
    run.advance(2)
    run.change({"add_points": [[1, 1, 0], [2, 2, 1]]})
    page, seen = shown(run), run.frame()
    assert page["frames"][-1]["cost"] == seen["cost"] != page["frames"][-2]["cost"]
    assert [frame["examples"] for frame in page["frames"]] == [0, 0, 1]
    assert page["data"][1]["Y"] == run.Y[0].tolist()


def test_whatever_comes_is_refused_in_a_short_message(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run, recording = trainer(), Recording()
    run.fit(X, Y, epochs=2, callbacks=[recording])
    calls = ((Recording, "moments"), (recording, "trainer"))
    wrong = {
        (argument, what): told
        for function, argument in (*calls, (recording.to_html, "path"))
        for what, value in test_hostile.values().items()
        if (told := test_hostile.fault(function, {}, argument, value))
    }
    assert not wrong
    assert recording.updates == [1, 2]
