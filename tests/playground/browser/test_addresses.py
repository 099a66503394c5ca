"""What becomes of a run: its address, its tab, its server."""

import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

pytestmark = pytest.mark.slow


def ask(visit, action, **fields):
    """Ask the server in the name of a page, and return the status."""
    tab = json.loads(visit.answers[0].request.post_data)["tab"]
    body = json.dumps({"tab": tab, **fields}).encode()
    try:
        with urlopen(Request(visit.address + action, body, {"Content-Type": "application/json"})) as answer:  # noqa: S310  our own
            return answer.status
    except HTTPError as error:
        error.close()
        return error.code


def test_the_address_is_the_run(visit, visitors):
    visit.go().press("play").until(lambda: visit.updates() > 50).press("play").shows()
    assert visit.saved().fragment() == {"updates": visit.updates()}
    visitors().again(visit)


def test_the_page_as_it_opens_has_a_bare_address(visit):
    assert visit.go().shows().fragment() == {}


def test_tabs_do_not_meet(visit, visitors, server):
    other = visitors().open(seed=5, layers=[2])
    visit.go().press("one_update", times=3)
    before = other.numbers()
    other.press("one_update")
    assert (visit.updates(), other.updates()) == (3, 1)
    assert other.numbers() != before
    assert len(server.tabs.runs) == 2
    assert (visit.run().model.layer_sizes, other.run().model.layer_sizes) == ((2, 4, 1), (2, 2, 1))


@pytest.mark.parametrize(
    "leave", [lambda page: page.close(), lambda page: page.goto("about:blank")], ids=["closed", "left"]
)
def test_a_closed_tab_is_forgotten(visit, visitors, server, leave):
    other = visitors().go()
    visit.go().press("play").until(lambda: visit.updates() > 0)
    assert len(server.tabs.runs) == 2
    leave(visit.page)
    other.until(lambda: len(server.tabs.runs) == 1)
    assert ask(other, "code") == 200
    assert ask(visit, "code") == 404


def test_who_comes_back_finds_the_run_again(visit, server):
    visit.go().press("one_update", times=3)
    before = visit.numbers()
    visit.page.goto("data:text/html,elsewhere")
    visit.page.go_back()
    visit.until(lambda: visit.text("cost") and visit.updates() == 3)
    assert visit.press("one_update").updates() == 4
    assert len(server.tabs.runs) == 1
    assert before["cost"] != visit.numbers()["cost"]


def test_a_run_that_was_put_away_is_made_again(visit, visitors, complaints):
    visit.open(layers=[3], batch_size=64).press("one_update", times=2)
    visit.choose("learning_rate", 0.3).until(lambda: visit.run().edits).press("one_update", times=2)
    other = visitors().again(visit)
    assert ask(visit, "close") == 200
    visit.press("one_update").until(lambda: visit.updates() == 5)
    other.press("one_update")
    assert visit.numbers() == other.numbers()
    complaints.forgive("404")


def test_a_run_that_is_put_away_while_it_plays(visit, complaints):
    visit.go().press("play").until(lambda: visit.updates() > 20)
    before = visit.updates()
    assert ask(visit, "close") == 200
    visit.until(lambda: visit.updates() > before + 100).press("play").shows()
    complaints.forgive("404")


def test_the_page_says_that_its_server_has_ended(visit, context, command, complaints):
    visit = type(visit)(context.new_page(), command.address)
    visit.go().press("play").until(lambda: visit.updates() > 0)
    command.end()
    visit.until(lambda: "server" in visit.text("status"))
    complaints.forgive("ERR_")


def test_undoing_in_the_browser_and_addresses_typed_in(visit):
    visit.go().press("one_update")
    visit.page.evaluate("location.hash = '#seed=9&updates=4'")
    visit.until(lambda: visit.updates() == 4)
    assert visit.run().state.seed == 9


def test_curves_are_made_again_in_their_form(visit):
    visit.open(updates=180)
    assert sum(answer.url.endswith("advance") for answer in visit.answers) >= 60


def test_a_run_that_takes_long_to_make_again_can_be_left(visit):
    large = {"layers": [16] * 6, "hidden": ["tanh"] * 6, "m": 2000}
    fragment = "&".join(f"{name}={json.dumps(value)}" for name, value in large.items())
    visit.page.goto(f"{visit.address}#{fragment}&updates=100000")
    visit.until(lambda: "Making the run of the address again" in visit.text("status"))
    visit.choose("data", "moons").until(lambda: visit.run().state.data == "moons").shows()
    assert visit.updates() == 0
    assert "Making" not in visit.text("status")
