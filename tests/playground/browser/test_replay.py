"""A recorded run replays from a file with the network cut: it plays through, and shows the recording's numbers."""

import json
import re

import pytest

import nnlib
from nnlib.playground import Recording
from nnlib.playground._run import Run
from nnlib.playground._state import State

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def recording():
    X, Y = nnlib.datasets.flower(m=100, rng=1)
    kept, model = Recording(10), nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3)
    nnlib.train(model, X, Y, learning_rate=1.2, iterations=50, callbacks=[kept])
    return kept


@pytest.fixture
def opened(context, tmp_path):
    """Return a function that opens a page from a file, with the network cut, and what its data are."""
    context.set_offline(offline=True)
    context.route(lambda address: not address.startswith("file:"), lambda route: route.abort())

    def open_page(html, **media):
        (tmp_path / "run.html").write_text(html, encoding="utf-8")
        page = context.new_page()
        page.emulate_media(**media)
        page.goto((tmp_path / "run.html").as_uri())
        return page, json.loads(re.search(r'id="data">(.*?)</script>', html, re.DOTALL)[1])

    return open_page


def at(page):
    return int(page.locator("#moment").input_value())


def number(words):
    """Return a number as it is written on the page."""
    return float(words.replace("\N{MINUS SIGN}", "-").replace(",", ""))


def pixels(page, name):
    return page.locator(f"#{name}").evaluate("e => (e.querySelector('canvas') || e).toDataURL()")


def test_it_plays_through_by_itself(opened, recording):
    page, shown = opened(recording.page(), reduced_motion="no-preference")
    page.get_by_role("button", name="Pause").wait_for()
    page.locator("#speed").select_option("4")
    page.get_by_role("button", name="Play").wait_for()
    assert at(page) == len(shown["frames"]) - 1
    assert page.locator("#now").inner_text().startswith("Update 50 ")
    page.locator("#play").click()
    assert at(page) < len(shown["frames"]) - 1  # from the beginning
    page.get_by_role("button", name="Play").wait_for()
    assert at(page) == len(shown["frames"]) - 1


def test_it_rests_where_motion_is_unwelcome_and_stops_when_the_slider_is_moved(opened, recording):
    page, _ = opened(recording.page(), reduced_motion="reduce")
    page.wait_for_timeout(500)
    assert (at(page), page.locator("#play").inner_text()) == (0, "Play")
    page.locator("#play").click()
    assert page.locator("#play").inner_text() == "Pause"
    page.locator("#moment").fill("5")
    page.wait_for_timeout(500)
    assert (at(page), page.locator("#play").inner_text()) == (5, "Play")


def test_each_moment_shows_the_numbers_and_pictures_of_the_recording(opened, recording):
    page, shown = opened(recording.page(), reduced_motion="reduce")
    assert page.locator("h1").inner_text() == "A 2-4-1 network learns"
    assert page.locator(".caption").inner_text() == shown["caption"]
    assert page.locator("summary").count() == 0  # there is no script
    seen = set()
    for i, frame in enumerate(shown["frames"]):
        page.locator("#moment").fill(str(i))
        words = page.locator("#now").inner_text()
        update, J, accuracy = re.fullmatch(r"Update (.*) · cost J = (.*), accuracy (.*) %", words).groups()
        assert number(update) == frame["updates"]
        assert number(J) == pytest.approx(frame["cost"], rel=1e-3)
        assert number(accuracy) == pytest.approx(100 * frame["accuracy"], abs=0.05)
        assert page.locator("#moment").get_attribute("aria-valuetext") == words
        seen.add(tuple(pixels(page, name) for name in ("map", "network", "curve")))
    maps, networks, curves = (len(set(pictures)) for pictures in zip(*seen, strict=True))
    assert maps == networks == len(seen) == len(shown["frames"])
    assert curves == len(seen) - 1  # J before the last update is the last of the history


def test_it_is_played_by_keyboard_alone(opened, recording):
    page, shown = opened(recording.page(), reduced_motion="reduce")
    last = len(shown["frames"]) - 1
    for key, moment in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", last), ("Home", 0)):
        page.keyboard.press(key)
        assert at(page) == moment
    page.keyboard.press("Space")
    assert page.locator("#play").inner_text() == "Pause"
    page.keyboard.press("Space")
    assert page.locator("#play").inner_text() == "Play"
    stops = []
    for _ in range(4):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert stops == ["play", "moment", "speed", "BODY"]  # and out of the page: no node is a stop on the way
    page.locator("#moment").focus()
    now = at(page)
    page.keyboard.press("ArrowRight")
    assert at(page) == now + 1  # and not two further
    page.locator("#speed").focus()
    page.keyboard.press("ArrowRight")
    assert (at(page), page.locator("#speed").input_value()) == (now + 1, "2")


def test_it_fits_a_phone_and_follows_the_colour_scheme(opened, recording):
    page, _ = opened(recording.page(), reduced_motion="reduce", color_scheme="light")
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("() => document.documentElement.scrollWidth <= 390")  # pictures follow a frame later
    light = pixels(page, "map")
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.wait_for_timeout(100)
    assert pixels(page, "map") != light


def test_an_exported_run_brings_its_script_and_its_validation_set(opened, context):
    run = Run(State(m=60), [(5, {"add_points": ((0.5, 0.5, 1),)})])
    run.advance(9)
    page, shown = opened(run.page(), reduced_motion="reduce")
    page.evaluate(
        "() => { const draw = Drawing.boundary; Drawing.boundary = (canvas, frame, data) => { "
        "window.drawn = [data.Y.length, data.Y_val.length]; draw(canvas, frame, data); } }"
    )
    page.keyboard.press("ArrowRight")
    assert page.evaluate("drawn") == [45, 15]
    page.keyboard.press("End")
    assert page.evaluate("drawn") == [46, 15]  # with the point that was added
    held_out = re.search(r"validation: J = (\S+), accuracy (\S+) %", page.locator("#now").inner_text()).groups()
    assert number(held_out[0]) == pytest.approx(run.frame()["validation_cost"], rel=1e-3)
    assert len(shown["data"]) == 2
    assert page.get_by_text("Hollow marks are for validation.").is_visible()
    assert page.locator("#code").is_hidden()
    page.locator("summary").click()
    assert page.locator("#code").inner_text() == run.script()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#copy").click()
    page.get_by_text("Copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == run.script()


def test_in_a_frame_that_is_hidden_it_waits_to_be_drawn(opened, recording, context, tmp_path):
    opened(recording.page())
    (tmp_path / "outer.html").write_text(
        '<iframe src="run.html" width="700" height="600" hidden></iframe>', encoding="utf-8"
    )
    page = context.new_page()
    page.goto((tmp_path / "outer.html").as_uri())
    page.locator("iframe").evaluate("e => e.removeAttribute('hidden')")
    page.frame_locator("iframe").get_by_role("button", name="Pause").wait_for()
    assert page.frame_locator("iframe").locator("#map").evaluate("e => e.width") > 0
