"""The book's tests are skipped where none was built: NNLIB_BOOK names its folder."""

import os

import pytest
from browsers import chromium
from built_book import BOOK, MADE, PAGES


def pytest_generate_tests(metafunc):
    """Call a test that takes `name` with each page, and one that takes `written` those that are our own."""
    if "name" in metafunc.fixturenames:
        metafunc.parametrize("name", PAGES)
    if "written" in metafunc.fixturenames:
        metafunc.parametrize("written", [name for name in PAGES if not name.startswith(MADE)])


@pytest.fixture(autouse=True)
def built():
    if "NNLIB_BOOK" not in os.environ:
        pytest.skip("NNLIB_BOOK names no book")
    assert PAGES, f"{BOOK} holds no page"


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started
