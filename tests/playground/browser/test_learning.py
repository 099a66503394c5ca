"""The page as it opens learns the flower, by clicks alone and from the keyboard alone."""

import pytest

pytestmark = pytest.mark.slow


def learned(visit):
    """Tell whether the page says that 85 % and more are right."""
    return float(visit.text("accuracy").split()[0].rstrip("%")) >= 85


def test_by_clicks_alone(visit):
    visit.go()
    assert not learned(visit)
    visit.press("play").until(lambda: learned(visit)).press("play")
    frame = visit.shows().told("frame")
    assert frame["accuracy"] >= 0.85
    assert visit.updates() == frame["updates"]
    assert visit.saved().fragment() == {"updates": frame["updates"]}
    visit.press("reset").until(lambda: visit.updates() == 0)
    assert not learned(visit)


def focus(page, selector):
    """Go to a control by tabs alone."""
    for _ in range(100):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not lead to {selector}")


def test_by_the_keyboard_alone(visit):
    visit.go()
    keyboard = visit.page.keyboard
    focus(visit.page, ".add_node")
    keyboard.press("Enter")
    visit.until(lambda: visit.run().state.layers == (5,))
    focus(visit.page, "#play")
    keyboard.press("Space")
    visit.until(lambda: learned(visit))
    keyboard.press("Space")
    visit.shows()
    assert visit.run().model.layer_sizes == (2, 5, 1)
    assert visit.run().model.accuracy(visit.run().X, visit.run().Y) >= 0.85
