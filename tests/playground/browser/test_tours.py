"""The guided tours: a state each, which shows what its sentences say, and a cure."""

import pytest

from nnlib.playground._state import State, about

pytestmark = pytest.mark.slow


def differing(state):
    """Return what of a state differs from the one that the page opens with."""
    return {name: value for name, value in vars(state).items() if value != getattr(State(), name)}


def rested(visit):
    """Wait until a tour has come to where its sentences hold."""
    return visit.until(lambda: visit.updates() == 300 and visit.text("play") == "Play").shows()


@pytest.mark.parametrize("tour", about()["tours"], ids=lambda tour: tour["title"])
def test_a_tour_from_beginning_to_end(visit, tour):
    visit.go().page.locator("#tour").select_option(label=tour["title"])
    visit.choose("speed", "100")  # a tour begins slowly
    rested(visit)
    assert differing(visit.run().state) == differing(State.check("state", tour["state"]))
    assert visit.told("frame")["accuracy"] < 0.85
    assert visit.page.locator("#tour_back").is_disabled()
    first, second, third = tour["sentences"]
    assert first in visit.text("tour_words")
    visit.press("tour_next")
    assert second in visit.text("tour_words")
    visit.press("tour_back")
    assert first in visit.text("tour_words")
    visit.press("tour_next").press("tour_next")
    assert third in visit.text("tour_words")
    assert visit.page.locator("#tour_next").is_hidden()
    visit.press("tour_cure").until(lambda: visit.updates() < 300).choose("speed", "100")
    assert visit.text("tour_words").endswith("now watch J fall.")
    rested(visit)
    assert differing(visit.run().state) == differing(State.check("state", tour["state"] | tour["cure"]))
    assert visit.told("frame")["accuracy"] > 0.85
    visit.press("tour_leave")
    assert not visit.page.locator("#tour_panel").is_visible()
    visit.press("one_update")
    assert visit.updates() == 301


def test_back_leads_from_a_tour_to_the_run_before(visit):
    visit.go().choose("seed", 5).until(lambda: visit.run().state.seed == 5).shows().press("one_update", times=3).saved()
    before, numbers = visit.fragment(), visit.numbers()
    visit.page.locator("#tour").select_option(label="ReLUs die")
    visit.until(lambda: visit.updates() > 3)
    visit.page.go_back()
    visit.until(lambda: visit.updates() == 3 and visit.text("play") == "Play").saved().shows()
    assert (visit.fragment(), visit.numbers()) == (before, numbers)
    assert not visit.page.locator("#tour_panel").is_visible()
