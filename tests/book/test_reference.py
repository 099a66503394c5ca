"""The reference as it was built: every public name is found in it, and links to it land."""

import inspect
import re
import zlib

import pytest
import reference
from built_book import BOOK
from reference import CONSTANTS, ENTRIES, MODULES, named


@pytest.fixture
def inventory():
    """What the book offers to links: the place of each name, by its domain and role."""
    header, _, body = BOOK.joinpath("objects.inv").read_bytes().partition(b"zlib.\n")
    assert header.startswith(b"# Sphinx inventory version 2")
    lines = zlib.decompress(body).decode().splitlines()
    found = (re.fullmatch(r"(\S+) (py:\w+) \S+ (\S+) .*", line) for line in lines)
    return {match[1]: match[3].replace("$", match[1]) for match in found if match}


def lands(place):
    """Return whether a page has the anchor of a place."""
    page, _, anchor = place.partition("#")
    return f'id="{anchor}"' in BOOK.joinpath(page).read_text(encoding="utf-8")


def test_every_public_name_is_found(inventory):
    homes = reference.homes()
    for name in reference.public_names():
        home = name if inspect.ismodule(named(name)) else homes[id(named(name))]
        assert inventory[home].startswith("reference/"), name
        assert lands(inventory[home]), name


def test_every_object_has_a_page_of_its_own_with_its_name_as_title(inventory):
    for name in ENTRIES:
        assert inventory[name] == f"reference/generated/{name}.html#{name}"
        page = BOOK.joinpath(inventory[name].partition("#")[0]).read_text(encoding="utf-8")
        (title,) = re.findall(r"<h1>(.*?)<a", page)
        assert title == name.rpartition(".")[2]


def test_every_member_has_an_anchor(inventory):
    for name, listed in ENTRIES.items():
        for member in listed:
            assert inventory[f"{name}.{member}"] == f"reference/generated/{name}.html#{name}.{member}"
            assert lands(inventory[f"{name}.{member}"])


def test_every_link_of_the_contents_lands():
    for group in reference.PAGES:
        page = BOOK / "reference" / f"{group}.html"
        links = re.findall(
            r'<a class="reference internal" href="([^"#]+)#(nnlib[\w.]*)"', page.read_text(encoding="utf-8")
        )
        for path, anchor in links:
            assert f'id="{anchor}"' in (page.parent / path).read_text(encoding="utf-8"), (group, anchor)


def test_there_is_something_to_find(inventory):
    assert {*ENTRIES, *CONSTANTS, *MODULES} <= set(inventory)
