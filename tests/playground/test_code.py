"""The script of a run gives its numbers, to the last bit."""

import contextlib
import io
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlib.playground._run import Run
from nnlib.playground._state import DATA, EDITS, HIDDEN, OPTIMIZERS, State


def ran(script):
    """Run a script here, but for its picture, and return its names and what it printed."""
    lines = [line for line in script.splitlines() if "savefig" not in line]
    names, printed = {}, io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile("\n".join(lines), "script", "exec"), names)  # noqa: S102  the script is what is tested
    return names, printed.getvalue()


points = st.lists(st.tuples(st.floats(-5, 5), st.floats(-5, 5), st.integers(0, 1)).map(list), min_size=1, max_size=3)
changes = st.fixed_dictionaries(
    {},
    optional={
        "optimizer": st.sampled_from(OPTIMIZERS),
        "learning_rate": st.floats(1e-3, 0.5),
        "batch_size": st.none() | st.integers(1, 70),
        "l2": st.floats(0, 0.1),
        "add_points": points,
    },
)


@st.composite
def states(draw):
    hidden = draw(st.lists(st.sampled_from(HIDDEN), max_size=3))
    return {
        "data": draw(st.sampled_from(DATA)),
        "m": draw(st.integers(8, 60)),
        "noise": draw(st.none() | st.floats(0, 1)),
        "validation": draw(st.sampled_from([0, 0.25, 0.5])),
        "points": [[1, 2, 0], *draw(points)],
        "layers": [draw(st.integers(1, 5)) for _ in hidden],
        "hidden": hidden,
        "output": "softmax",
        "initialization": draw(st.sampled_from([None, "he", "small", "zeros"])),
        "seed": draw(st.integers(0, 99)),
    } | {name: value for name, value in draw(changes).items() if name != "add_points"}


@given(states(), st.lists(st.tuples(st.integers(0, 40), changes).map(list), max_size=4), st.lists(st.integers(1, 30)))
@settings(max_examples=25)
def test_the_script_gives_the_costs_of_the_run_whatever_its_slices(state, edits, slices):
    run = Run(State.check("state", state), EDITS.check("edits", edits))
    for updates in slices:
        run.advance(updates)
    costs = run.costs
    names, printed = ran(run.script())
    assert [J for _, J in costs] == names["costs"]
    assert [update for update, _ in costs] == list(range(run.updates))
    assert run.model.parameters.vector.tobytes() == names["model"].parameters.vector.tobytes()
    assert f"{run.updates:,} updates: Evaluation(cost={run.frame()['cost']!r}," in printed


def test_a_change_made_by_hand_is_in_the_script():
    run = Run(State(m=40))
    run.advance(5)
    run.change({"learning_rate": 0.1})
    run.advance(5)
    assert run.edits == [(5, {"learning_rate": 0.1})]
    assert "# After 5 updates: learning_rate = 0.1." in run.script()
    assert [J for _, J in run.costs] == ran(run.script())[0]["costs"]


def test_a_script_stands_by_itself(tmp_path):
    run = Run(State(layers=(3,), hidden=("relu",), batch_size=32), [(3, {"batch_size": None})])
    run.advance(10)
    done = subprocess.run(
        [sys.executable, "-c", run.script()], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    frame = run.frame()
    assert done.stdout.splitlines() == [
        f"10 updates: Evaluation(cost={frame['cost']!r}, accuracy={frame['accuracy']!r})",
        f"validation: Evaluation(cost={frame['validation_cost']!r}, accuracy={frame['validation_accuracy']!r})",
    ]
    assert (tmp_path / "boundary.png").stat().st_size > 10_000
    assert "batch_size = None." in run.script()


def test_without_examples_a_script_makes_the_network():
    names, printed = ran(Run(State(data="points only", validation=0)).script())
    assert printed == ""
    assert names["model"].layer_sizes == (2, 4, 1)


@pytest.mark.parametrize("output", ["identity", "tanh"])
def test_numbers_have_no_boundary(output):
    assert "decision_boundary" not in Run(State(output=output)).script()
