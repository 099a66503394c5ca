"""Each control changes the run that the server has and the address, from which the same numbers come again."""

import json

import pytest

pytestmark = pytest.mark.slow

CONTROLS = {
    "data": "moons",
    "m": 200,
    "noise": 0.3,
    "data_seed": 7,
    "validation": 0.4,
    "output": "tanh",
    "loss": "squared_error",
    "initialization": "small",
    "optimizer": "Adam",
    "learning_rate": 0.05,
    "batch_size": 32,
    "l2": 0.1,
    "seed": 11,
}
LEARNING = {"optimizer", "learning_rate", "batch_size", "l2"}
AT_ONCE = """for (const [name, value] of [["learning_rate", "0.2"], ["optimizer", "Momentum"]]) {
    const control = document.getElementById(name);
    control.value = value;
    control.dispatchEvent(new Event("change", {bubbles: true}));
}"""
"""Chooses a rate, and a rule before the rate is answered."""


@pytest.mark.parametrize("name", CONTROLS)
def test_a_control(visit, visitors, name):
    value = CONTROLS[name]
    visit.go().press("one_update", times=2)
    visit.choose(name, value).until(lambda: getattr(visit.run().learns, name) == value).shows()
    assert visit.updates() == (2 if name in LEARNING else 0)
    visit.press("one_update", times=2)
    said = visit.saved().fragment()
    change = {name: value} | ({"learning_rate": 0.01} if name == "optimizer" else {})  # a usual rate of the rule
    assert said[name] == value if name not in LEARNING else said["edits"] == [[2, change]]
    visitors().again(visit)


def test_layers_and_nodes(visit, visitors):
    visit.go().press("one_update")
    page = visit.page

    def network_is(layers, hidden):
        visit.until(lambda: (visit.run().state.layers, visit.run().state.hidden) == (layers, hidden)).shows()
        assert visit.updates() == 0
        assert visit.run().model.layer_sizes == (2, *layers, 1)

    page.locator("[data-layer='1'] .add_node").click()
    network_is((5,), ("tanh",))
    visit.press("add_layer").until(lambda: len(visit.run().state.layers) == 2)
    added = visit.run().state.layers[1]
    page.locator("[data-layer='2'] select.hidden").select_option("relu")
    network_is((5, added), ("tanh", "relu"))
    page.locator("[data-layer='1'] select.hidden").select_option("identity")
    network_is((5, added), ("identity", "relu"))
    page.locator("[data-layer='2'] .add_node").click()
    network_is((5, added + 1), ("identity", "relu"))
    page.locator("[data-layer='1'] .remove_node").click()
    network_is((4, added + 1), ("identity", "relu"))
    visit.press("one_update")
    visitors().again(visit)
    visit.press("remove_layer").shows()
    network_is((4,), ("identity",))
    visit.press("remove_layer")
    network_is((), ())
    visit.until(page.locator("#remove_layer").is_disabled)
    for _ in range(6):
        visit.press("add_layer").shows()
    visit.until(page.locator("#add_layer").is_disabled)
    assert len(visit.run().state.layers) == 6


def test_several_changes_at_once_come_again(visit, visitors):
    visit.go()
    visit.choose("data", "circles").choose("m", 300).choose("seed", 5).choose("output", "softmax")
    visit.until(lambda: visit.run().state.output == "softmax").shows()
    visit.press("one_update", times=2).choose("learning_rate", 0.3).choose("batch_size", 32)
    visit.until(lambda: visit.run().learns.batch_size == 32).shows().press("one_update", times=3)
    visit.choose("optimizer", "Momentum").choose("l2", 0.01)
    visit.until(lambda: visit.run().learns.l2 == 0.01).shows().press("one_update", times=2)
    assert visit.updates() == 7
    other = visitors().again(visit)
    for each in (visit, other):  # and both go on alike
        each.press("one_update", times=2)
    assert visit.numbers() == other.numbers()


def test_reset_makes_the_same_run_again(visit):
    visit.go()
    begun = visit.numbers()
    visit.press("one_update", times=3)
    first = visit.numbers()
    assert first != begun
    visit.press("reset").until(lambda: visit.updates() == 0).shows()
    assert visit.numbers() == begun
    visit.press("one_update", times=3)
    assert visit.numbers() == first


@pytest.mark.parametrize("speed", ["1", "20", "500"])
def test_the_speed_is_how_many_updates_a_frame_asks_for(visit, speed):
    visit.go().choose("speed", speed).press("play").until(lambda: visit.updates() > 0).press("play").shows()
    asked = [json.loads(answer.request.post_data) for answer in visit.answers if answer.url.endswith("advance")]
    assert {body["updates"] for body in asked} == {int(speed)}


@pytest.mark.parametrize(("button", "field"), [("new_data", "data_seed"), ("new_start", "seed")])
def test_another_seed(visit, button, field):
    visit.go()
    before, costs = getattr(visit.run().state, field), visit.told("frame")["cost"]
    visit.press(button).until(lambda: getattr(visit.run().state, field) != before)
    assert visit.saved().fragment().keys() == {field}
    assert visit.told("frame")["cost"] != costs


def test_what_is_shown_and_hidden(visit):
    visit.open(updates=20)
    curves, picture = visit.page.locator("#curves"), "canvas => canvas.toDataURL()"
    before = curves.evaluate(picture)
    visit.page.locator("#logarithmic").check()
    visit.until(lambda: curves.evaluate(picture) != before)
    visit.page.locator("#logarithmic").uncheck()
    visit.until(lambda: curves.evaluate(picture) == before)
    visit.press("steps").until(lambda: visit.text("stepper"))
    visit.press("close_steps").until(lambda: not visit.text("stepper"))
    assert not visit.page.locator("#close_steps").is_visible()
    for panel in visit.page.locator("summary").all():
        control = panel.locator("xpath=..").locator("select, input").first
        assert control.is_visible()
        panel.click()
        assert not control.is_visible()


def test_no_control_is_left_out(visit):
    tried = {
        "play",
        "one_update",
        "reset",
        "speed",
        "new_data",
        "new_start",
        "add_layer",
        "remove_layer",
        "logarithmic",
    }
    tried |= {"steps", "close_steps", "copy_code", "export", "clear_points", "step_examples", "code", "map", *CONTROLS}
    tried |= {"tour", "tour_back", "tour_next", "tour_cure", "tour_leave"}
    found = visit.go().page.evaluate("""[...document.querySelectorAll("button, input, select, textarea, [tabindex]")]
        .map((control) => control.id || control.name || control.className)""")
    assert set(found) == tried | {"add_node", "remove_node", "hidden", "class", "none", "node"}


def test_another_rule_takes_a_usual_rate_unless_one_was_set(visit):
    visit.go().press("one_update").choose("optimizer", "Adam").until(lambda: "optimizer = Adam" in visit.text("status"))
    assert visit.text("status") == (
        "From update 1 on: optimizer = Adam, learning_rate = 0.01. The averages of Adam begin anew."
    )
    assert visit.page.locator("#learning_rate").input_value() == "0.01"
    visit.page.evaluate(AT_ONCE)
    visit.until(lambda: len(visit.run().edits) == 3).shows()
    assert (visit.run().learns.optimizer, visit.run().learns.learning_rate) == ("Momentum", 0.2)
    visit.choose("seed", 5).until(lambda: visit.run().state.seed == 5).shows()
    assert visit.text("status") == "The run began anew. Back in the browser leads to the run before."
    visit.page.go_back()
    visit.until(lambda: visit.updates() == 1).saved().shows()
    assert (visit.run().state.seed, len(visit.run().edits)) == (3, 3)


def test_two_choices_at_once_before_the_first_update(visit):
    visit.go().page.evaluate(AT_ONCE)
    visit.until(lambda: visit.text("status") == "From update 0 on: optimizer = Momentum.").shows()
    assert (visit.run().state.optimizer, visit.run().state.learning_rate) == ("Momentum", 0.2)


def test_where_the_cost_is_not_finite_the_way_on_is_told(visit):
    visit.open(data="spirals", loss="squared_error", output="identity", hidden=["relu"], learning_rate=100)
    visit.press("play").until(lambda: "and press Reset" in visit.text("status"))
    visit.choose("learning_rate", 0.01).until(lambda: "learning_rate = 0.01" in visit.text("status"))
    assert visit.text("status").endswith(" J is not finite any more: press Reset.")
    visit.press("reset").until(lambda: visit.updates() == 0).press("one_update", times=2)
    assert "not finite" not in visit.text("status") + visit.text("cost")
