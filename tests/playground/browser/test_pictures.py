"""What the page shows is what the network is: its map, its measures, its nodes, and the doctor's words."""

import numpy as np
import pytest

pytestmark = pytest.mark.slow

GROUND, BLUE, ORANGE = np.array([[255, 255, 255], [0, 114, 178], [230, 159, 0]])
PIXELS = """(canvas, places) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return places.map(([right, down]) => {
    const place = 4 * (Math.round(down * canvas.height) * canvas.width + Math.round(right * canvas.width));
    return [...data.slice(place, place + 3)];
  });
}"""


def test_the_map_shows_the_probabilities(visit):
    visit.go().choose("speed", "100").press("play").until(lambda: visit.updates() >= 300).press("play").shows()
    run = visit.run()
    across = np.linspace(-0.9, 0.9, 25) * run.radius
    points = np.stack([each.ravel() for each in np.meshgrid(across, across)])
    examples = np.hstack([run.X, run.X_val])
    clear = np.abs(points[:, :, np.newaxis] - examples[:, np.newaxis]).max(axis=0).min(axis=1) > 0.06 * run.radius
    (p,) = run.model.predict_proba(points)
    places = np.stack([(points[0] / run.radius + 1) / 2, (1 - points[1] / run.radius) / 2], axis=1)[clear]
    seen = np.array(visit.page.locator("#map").evaluate(PIXELS, places.tolist()))
    certainty = np.abs(2 * p - 1)[clear, np.newaxis]
    expected = GROUND + 0.6 * certainty * (np.where(p[clear, np.newaxis] > 0.5, ORANGE, BLUE) - GROUND)
    beyond = np.abs(seen - expected).max(axis=1) > 12
    assert len(seen) > 200
    assert beyond.mean() < 0.1  # on the boundary, and where probabilities change within a cell of the map
    assert ((p > 0.7) & clear).any()
    assert ((p < 0.3) & clear).any()


def test_the_measures_are_the_frames(visit):
    visit.open(updates=40, validation=0.4)
    run, number = visit.run(), lambda value: visit.page.evaluate("value => Drawing.number(value)", value)
    cost, accuracy = run.model.evaluate(run.X, run.Y)
    validation_cost, validation_accuracy = run.model.evaluate(run.X_val, run.Y_val)
    assert visit.text("cost") == number(cost)
    assert visit.text("validation_cost") == number(validation_cost)
    assert visit.text("accuracy") == f"{100 * accuracy:.1f} %"
    assert visit.text("validation_accuracy") == f"{100 * validation_accuracy:.1f} %"
    assert float(visit.text("cost")) == pytest.approx(cost, rel=1e-3)
    gradients = run.model.gradients(run.X, run.Y)
    words = [f"W[{l}] {number(float(np.linalg.norm(gradients.dW[l])))}" for l in (1, 2)]
    told = visit.page.locator("#gradients")  # which says it now and then, for screen readers
    visit.until(lambda: all(word in told.get_attribute("aria-label") for word in words))


def test_dead_nodes_and_the_doctors_words(visit):
    visit.open(layers=[8, 8], hidden=["relu", "relu"], learning_rate=3.0, updates=60)
    layers = visit.told("frame")["layers"]
    dead = {l: [i + 1 for i in layer["dead"]] for l, layer in enumerate(layers, start=1) if layer["dead"]}
    assert dead
    for l, nodes in dead.items():
        assert f"layer {l}: {', '.join(map(str, nodes))}" in visit.text("units")
    found = visit.run().watch.findings
    assert found
    for finding in found:
        assert finding.name in visit.text("doctor")
        assert finding.advice in visit.text("doctor")


def test_a_node_tells_its_sum(visit):
    visit.open(updates=10, layers=[3], hidden=["tanh"])
    visit.page.locator("[data-node='1.2']").hover()
    weights, b = visit.run().model.W[1][1], visit.run().model.b[1][1, 0]
    number = [visit.page.evaluate("value => Drawing.number(Math.abs(value))", float(w)) for w in (*weights, b)]
    words = visit.text("node_words")
    assert "Layer 1, node 2" in words
    assert "tanh" in words
    assert f"{number[0]} x₁" in words
    assert f"{number[1]} x₂" in words
    assert number[2] in words
    visit.page.locator("[data-node='1.2']").focus()
    visit.page.keyboard.press("ArrowRight")
    assert "Layer 2, node 1" in visit.text("node_words")
    visit.press("one_update")
    assert visit.text("node_words") != words


def test_words_and_code_of_what_is_gone_go_too(visit):
    visit.open(updates=5, layers=[2], hidden=["tanh"]).press("copy_code").until(visit.page.locator("#code").is_visible)
    visit.page.locator("[data-node='2.1']").hover()
    assert "Layer 2, node 1" in visit.text("node_words")
    visit.press("remove_layer").until(lambda: visit.run().state.layers == ()).shows()
    visit.until(lambda: visit.text("node_words") == "Point at a node to read what it computes.")
    assert visit.page.locator("#code").is_hidden()


def test_linear_layers_are_told_from_others(visit):
    visit.open(layers=[4, 2], hidden=["identity", "identity"])
    assert "one linear layer" in visit.text("units")
    visit.page.locator("[data-layer='2'] select.hidden").select_option("relu")
    visit.until(lambda: "one linear layer" not in visit.text("units"))
    for layers in ([], [3]):
        assert "linear" not in visit.open(layers=layers, hidden=["tanh"] * len(layers)).text("units")
