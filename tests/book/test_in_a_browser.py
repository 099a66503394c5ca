"""In a browser nothing scrolls sideways on a phone or a desk, one picture of a pair shows, and search finds a page."""

import pytest
from built_book import BOOK, PAGES

WIDTHS = {"light": 390, "dark": 1280}  # a phone, and a desk
FOUND_FIRST = {
    "backpropagation": "learn/5_shallow_networks.html",
    "early stopping": "reference/generated/nnlib.callbacks.EarlyStopping.html",
    "dropout": "learn/2_regularization.html",
    "learning rate": "how_to/write_your_own/learning_rate.html",
    "install": "install.html",
}


@pytest.fixture(params=WIDTHS)
def screen(browser, request):
    """A page that must not complain."""
    complaints = []
    viewport = {"width": WIDTHS[request.param], "height": 844}
    context = browser.new_context(viewport=viewport, color_scheme=request.param)
    context.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    fresh = context.new_page()
    fresh.scheme = request.param
    yield fresh
    context.close()
    assert complaints == []


def test_no_page_scrolls_sideways_and_one_picture_of_each_pair_shows(screen):
    wide, wrong = {}, []
    for name in PAGES:
        screen.goto((BOOK / name).as_uri())
        if (width := screen.evaluate("document.documentElement.scrollWidth")) > WIDTHS[screen.scheme]:
            wide[name] = width
        shown = "[...document.querySelectorAll('img.only-%s')].map(each => getComputedStyle(each).display != 'none')"
        grounds = [
            ground for ground in ("light", "dark") if set(screen.evaluate(shown % ground)) - {ground == screen.scheme}
        ]
        wrong += [(name, ground) for ground in grounds]
    assert wide == {}
    assert wrong == []


@pytest.mark.parametrize("words", FOUND_FIRST)
def test_the_search_finds_its_page_first(browser, words):
    found = browser.new_page()
    found.goto(f"{(BOOK / 'search.html').as_uri()}?q={words.replace(' ', '+')}")
    first = found.locator("ul.search li a").first
    first.wait_for()
    assert first.get_attribute("href").partition("?")[0].partition("#")[0] == FOUND_FIRST[words]
    found.close()
