"""In a browser nothing scrolls sideways on a phone or a desk, one picture of a pair shows, and search finds a page."""

import re

import pytest
from built_book import BOOK, MADE, PAGES

WIDTHS = {"light": 390, "dark": 1280}  # a phone, and a desk
TAUGHT = {
    "backpropagation": "learn/5_shallow_networks.html",
    "early stopping": "learn/2_regularization.html",
    "dropout": "learn/2_regularization.html",
    "learning rate": "learn/3_logistic_regression.html",
    "install": "install.html",
}
"""What is searched for, with the page that teaches it."""


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
        if name.startswith(MADE):
            continue
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


@pytest.mark.parametrize("words", TAUGHT)
def test_the_search_finds_what_explains_it_first_and_soon_what_teaches_it(browser, words):
    search = browser.new_page()
    search.goto(f"{(BOOK / 'search.html').as_uri()}?q={words.replace(' ', '+')}")
    search.wait_for_function("document.querySelector('.search-summary')?.textContent.includes('finished')")
    links = [link.get_attribute("href") for link in search.locator("ul.search > li > a").all()]
    pages = list(dict.fromkeys(link.partition("?")[0].partition("#")[0] for link in links))
    assert pages[0] in {TAUGHT[words], "learn/glossary.html"}
    assert pages[0] != "learn/glossary.html" or f"#term-{words.replace(' ', '-')}" in links[0]
    assert TAUGHT[words] in pages[:4]
    search.close()


def test_the_formula_sheet_prints_on_one_page(browser):
    sheet = browser.new_page()
    sheet.goto((BOOK / "learn" / "formula_sheet.html").as_uri())
    printed = sheet.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", printed)) == 1
    sheet.close()
