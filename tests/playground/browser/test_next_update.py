"""One update step by step: each number that the page shows is the number of nnlib.lessons.trace."""

import runpy

import matplotlib.pyplot as plt
import numpy as np
import pytest

import nnlib

pytestmark = pytest.mark.slow


def shown(visit):
    """Return the arrays that a step shows by their names, as exact numbers and as they are written, and the result."""
    tables = visit.page.locator("#stepper .arrays table").evaluate_all("""tables => tables.map((table) => ({
        name: table.dataset.name,
        made: table.closest(".made") !== null,
        exact: [...table.rows].map((row) => [...row.querySelectorAll("td")].map((cell) => cell.title)),
        short: [...table.rows].map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent)),
    }))""")
    found = {}
    for table in tables:
        exact = np.array([[float(number) for number in row] for row in table["exact"] if row])
        short = np.array([[float(number.replace("−", "-")) for number in row] for row in table["short"] if row])
        np.testing.assert_allclose(short, exact, rtol=0.051)  # from three digits on, and two where they are tiny
        assert np.mean(np.isclose(short, exact, rtol=0.0051)) > 0.5
        found[table["name"], table["made"]] = exact
    return found


def traced(visit, examples, tmp_path):
    """Trace the next update of the same network, made in Python from the copied code."""
    visit.press("copy_code").until(lambda: visit.page.locator("#code").input_value())
    (tmp_path / "run.py").write_text(visit.page.locator("#code").input_value(), encoding="utf-8")
    script = runpy.run_path(str(tmp_path / "run.py"))
    plt.close("all")
    X, Y, rate = script["X"][:, :examples], script["Y"][:, :examples], script["trainer"].optimizer.learning_rate
    return nnlib.lessons.trace(script["model"], X, Y, learning_rate=rate)


@pytest.mark.parametrize(
    ("state", "examples"),
    [
        ({}, 3),
        ({"layers": [3, 2], "hidden": ["relu", "sigmoid"], "l2": 0.1, "updates": 7, "learning_rate": 0.3}, 2),
        ({"data": "three spirals", "output": "softmax", "updates": 3, "seed": 4}, 1),
        ({"output": "tanh", "loss": "squared_error", "layers": [], "hidden": [], "updates": 2}, 6),
    ],
    ids=["as it opens", "two layers with l2", "softmax", "one layer"],
)
def test_each_number_is_the_traces(visit, tmp_path, monkeypatch, state, examples):
    monkeypatch.chdir(tmp_path)
    visit.open(**state)
    if examples != 3:
        visit.choose("step_examples", examples)
    visit.press("steps").until(lambda: visit.text("stepper"))
    trace = traced(visit, examples, tmp_path)
    given = shown(visit)
    assert given.keys() == {(name, False) for name in trace.given}
    for name, line in trace.given.items():
        np.testing.assert_array_equal(given[name, False], np.atleast_2d(line.value))
    steps = [step for part in (trace.forward, trace.backward, trace.update) for step in part.items()]
    stepper = visit.page.locator("#stepper")
    for name, line in steps:
        stepper.get_by_role("button", name="Next").click()
        found = shown(visit)
        np.testing.assert_array_equal(found.pop((name, True)), np.atleast_2d(line.value))
        within = dict(line.inputs)
        for inner in line.inputs.values():
            within = {**inner.inputs, **within}
        assert found
        for (source, _), numbers in found.items():
            np.testing.assert_array_equal(numbers, np.atleast_2d(within[source].value))
    assert stepper.get_by_role("button", name="Next").get_attribute("aria-disabled") == "true"
    assert visit.updates() == state.get("updates", 0)  # nothing has been trained


def test_open_steps_are_of_the_rate_and_rule_that_are_set(visit):
    visit.open(updates=2).press("steps").until(lambda: visit.text("stepper"))
    visit.choose("learning_rate", 0.3).until(lambda: "α = 0.3 " in visit.text("stepper"))
    visit.choose("optimizer", "Adam").until(lambda: "next update uses Adam" in visit.text("steps_of"))


def test_one_update_is_what_the_steps_have_shown(visit):
    visit.open(m=8, validation=0.25, updates=2).choose("step_examples", 6)
    visit.press("steps").until(lambda: visit.text("stepper"))
    stepper = visit.page.locator("#stepper")
    stepper.get_by_label("Step", exact=True).press("End")
    (after,) = [numbers for (name, made), numbers in shown(visit).items() if made]
    visit.press("one_update")
    assert visit.run().X.shape == (2, 6)
    np.testing.assert_array_equal(after, visit.run().model.b[2])


def test_open_steps_stay_where_they_are(visit):
    visit.open(optimizer="Adam", batch_size=32).press("steps").until(lambda: visit.text("stepper"))
    begin = "The steps begin with the weights after update {}. "
    assert visit.text("steps_of") == begin.format(0) + "The run's own next update uses Adam and 32 of 300 examples."
    stepper = visit.page.locator("#stepper")
    stepper.get_by_role("button", name="Next").click()
    stepper.get_by_role("button", name="Next").click()
    before = shown(visit)["A[1]", True]
    visit.press("one_update").until(lambda: not np.array_equal(shown(visit)["A[1]", True], before))
    visit.until(lambda: visit.text("steps_of").startswith(begin.format(1)))
    covered = visit.page.locator("header").bounding_box()["height"]
    assert visit.page.locator("#steps_title").bounding_box()["y"] >= covered
