"""A run goes on, is changed, and stops."""

import json
from dataclasses import replace

import numpy as np
import pytest

import nnlib
from nnlib.playground import _run
from nnlib.playground._run import Run
from nnlib.playground._state import CHANGE, MOST_EDITS, State


def test_a_frame_is_of_the_model_now():
    run = Run(State())
    run.advance(30)
    frame = run.frame()
    assert (frame["updates"], frame["stopped"], frame["messages"]) == (30, False, [])
    assert frame["cost"] == run.model.cost(run.X, run.Y)
    assert frame["validation_accuracy"] == run.model.accuracy(run.X_val, run.Y_val)
    assert [update for update, _ in frame["costs"]] == list(range(30))
    assert run.frame()["costs"] == []
    json.dumps(frame, allow_nan=False)


def test_a_frame_brings_a_hundred_costs_at_most():
    run = Run(State(layers=(), hidden=()))
    while run.updates < 150:
        run.advance(150 - run.updates)
    updates = [update for update, _ in run.frame()["costs"]]
    assert updates == list(range(0, 150, 2))


def test_a_slice_of_time_is_all_that_a_run_takes(monkeypatch):
    monkeypatch.setattr(_run, "SLICE", 0.1)
    run = Run(State())
    clock = iter([0.0, 0.0, 0.05, 1.0, 1.0])  # begin, before fit, after two updates, before another fit
    monkeypatch.setattr(_run.time, "monotonic", lambda: next(clock))
    run.advance(10)
    assert run.updates == 2


def test_what_diverges_keeps_its_last_finite_update():
    run = Run(State(learning_rate=100.0, hidden=("relu",), loss="squared_error", output="identity"))
    run.advance(50)
    frame = run.frame()
    assert frame["stopped"]
    told = f"training diverged after {frame['updates']} updates: set α to 10, and press Reset"
    assert frame["messages"] == [told]
    assert 0 < frame["updates"] < 50
    assert np.isfinite(run.model.parameters.vector).all()
    run.advance(50)
    assert run.frame()["updates"] == frame["updates"]
    assert run.script().count("fit") == 1


def test_what_diverges_within_an_epoch_of_many_updates_does_so_however_slow_it_is(monkeypatch):
    monkeypatch.setattr(_run, "SLICE", 1.5)
    state = State(m=200, layers=(16,) * 3, hidden=("tanh",) * 3, output="identity", loss="squared_error")
    run = Run(replace(state, batch_size=1, learning_rate=0.6))
    whole = Run(run.state)
    monkeypatch.setattr(_run.time, "monotonic", iter(range(10**6)).__next__)  # each look at the clock is a second later
    while not run.stopped:
        before = run.updates
        run.advance(1000)
        assert run.updates > before or run.stopped
    while not whole.stopped:
        whole._fit(1, np.inf)
    assert whole.updates == run.updates > 50


def test_without_examples_there_is_a_map_and_nothing_to_learn():
    run = Run(State(data="points only"))
    frame = run.frame()
    assert frame["cost"] is frame["accuracy"] is frame["validation_cost"] is frame["layers"][0]["gradient"] is None
    assert run.data() == {"X": [[], []], "Y": [], "X_val": [[], []], "Y_val": [], "classes": 2, "radius": 5.0}
    with pytest.raises(ValueError, match="no examples yet: place points on the map"):
        run.advance(1)
    run.change({"add_points": [[1, 1, 0], [-1, -1, 1]]})
    run.advance(1)
    assert run.data()["Y"] == [0, 1]


def test_held_out_examples_are_not_trained_on():
    run = Run(State(m=40, validation=0.25))
    X, Y = nnlib.datasets.flower(m=40, rng=1)
    assert run.X.shape == (2, 30)
    together = np.hstack([np.vstack([run.X, run.Y]), np.vstack([run.X_val, run.Y_val])])
    assert sorted(map(tuple, together.T)) == sorted(map(tuple, np.vstack([X, Y]).T))
    assert Run(State(m=40, validation=0)).frame()["validation_cost"] is None


def test_all_points_are_on_the_map():
    for data in ("flower", "moons", "circles"):
        run = Run(State(data=data, noise=2.0))
        assert max(np.abs(run.X).max(), np.abs(run.X_val).max()) < run.radius


def test_points_that_were_placed_on_the_map_leave_it_as_it_is():
    empty = Run(State(data="points only"))
    moons = Run(State(data="moons"))
    assert empty.radius == 5.0
    for data, radius in (("points only", 5.0), ("moons", moons.radius)):
        assert Run(State(data=data, points=((radius, -radius, 1), (0.1, 0.1, 0)))).radius == radius
    assert Run(State(data="moons", points=((9.1, 0.0, 1),))).radius == 9.5


def test_nothing_changes_where_nothing_is_changed():
    run = Run(State(), [(0, {})])
    trainer = run.trainer
    run.change({})
    assert run.trainer is trainer
    assert run.edits == []


def test_a_change_puts_planned_ones_off():
    run = Run(State(), [(5, {"learning_rate": 0.5}), (20, {"learning_rate": 0.1})])
    run.advance(10)
    run.change({"batch_size": 20})
    run.advance(20)
    assert run.edits == [(5, {"learning_rate": 0.5}), (10, {"batch_size": 20})]
    assert (run.learns.learning_rate, run.learns.batch_size) == (0.5, 20)


def test_what_is_planned_is_done_in_its_order():
    run = Run(State(), [(7, {"l2": 0.1}), (3, {"learning_rate": 0.5})])
    run.advance(10)
    assert [at for at, _ in run.edits] == [3, 7]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"seed": 4}, "unknown field of change"),
        ({"l2": -1}, "l2 must"),
        ({"add_points": [[0, 0, 0]] * 501}, "500 entr"),
    ],
)
def test_what_is_no_change_is_refused(change, message):
    with pytest.raises((TypeError, ValueError), match=message):
        CHANGE.check("change", change)


def test_what_cannot_be_changed_changes_nothing():
    run = Run(State())
    for change, message in [
        ({"l2": 0.1, "add_points": [[0, 0, 2]]}, "three classes need the output softmax"),
        ({"l2": 0.1, "add_points": [[0, 0, 0]] * 501}, "at most 500 points"),
    ]:
        with pytest.raises((TypeError, ValueError), match=message):
            run.change(change)
    run.change({"add_points": [[0, 0, 0]] * 300})
    with pytest.raises(ValueError, match="at most 500 points"):
        run.change({"add_points": [[0, 0, 0]] * 201})
    assert len(run.edits) == 1
    assert run.model.l2 == run.learns.l2 == 0


def test_a_third_class_needs_a_network_that_tells_it_apart():
    edit = {"add_points": [[0, 0, 2]]}
    with pytest.raises(ValueError, match="two classes apart: begin anew with the third class"):
        Run(State(output="softmax"), [(5, edit)])
    Run(State(output="softmax", data="three spirals"), [(5, edit)])


def test_a_run_has_an_end(monkeypatch):
    monkeypatch.setattr(_run, "MOST_UPDATES", 10)
    run = Run(State())
    run.advance(30)
    assert run.frame()["updates"] == 10
    run.advance(30)
    frame = run.frame()
    assert frame["updates"] == 10
    assert frame["messages"] == ["a run ends after 10 updates: reset it to begin again"]
    run.edits = [(0, {})] * MOST_EDITS
    with pytest.raises(ValueError, match="at most 200 changes"):
        run.change({"l2": 0.1})


def findings():
    """Return what is found in a network of which all nodes are copies."""
    run = Run(State(initialization="zeros"))
    run.advance(5)
    return [(finding["name"], finding["level"]) for finding in run.frame()["findings"]]


@pytest.mark.skipif(_run.DOCTOR is None, reason="there is no doctor")
def test_the_doctor_tells_what_it_finds():
    assert findings()[0] == ("copies", "wrong")


def test_it_does_without_a_doctor(monkeypatch):
    monkeypatch.setattr(_run, "DOCTOR", None)
    assert findings() == []


def test_the_steps_are_of_the_next_update_on_the_first_examples():
    run = Run(State(learning_rate=0.5, optimizer="Adam", l2=0.01))
    run.advance(3)
    steps = run.steps(2)
    assert steps["learning_rate"] == 0.5
    lines = {line["name"]: line for line in steps["lines"] if line["part"] == "forward"}
    assert lines["Z[1]"]["values"] == run.model.forward(run.X[:, :2]).Z[1].tolist()
    assert run.model.cost(run.X[:, :2], run.Y[:, :2]) == lines["J"]["values"][0][0]
    assert run.updates == 3


def test_there_is_something_to_replay_after_an_update():
    run = Run(State(layers=(), hidden=()))
    with pytest.raises(ValueError, match="nothing to replay yet: make an update first"):
        run.page()
    run.advance(1)
    assert "nnlib.Network([2, 1]" in run.page()
