"""The pages of the book that was built: NNLIB_BOOK names its folder."""

import os
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

BOOK = Path(os.environ.get("NNLIB_BOOK", "no book")).resolve()
PAGES = sorted(path.relative_to(BOOK).as_posix() for path in BOOK.rglob("*.html") if "_static" not in path.parts)
MADE = ("genindex", "py-modindex", "search", "_modules")  # by Sphinx alone
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Page(HTMLParser):
    """The elements of a page, each with its attributes and with the names of those that it stands in."""

    def __init__(self, name):
        super().__init__()
        self.name, self.elements, self.open, self.title = name, [], [], ""
        self.feed((BOOK / name).read_text(encoding="utf-8"))
        self.ids = {attributes["id"] for _, attributes, _ in self.elements if "id" in attributes}

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes), list(self.open)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if self.open[-1:] == ["title"] and "svg" not in self.open:
            self.title += data

    def all(self, tag):
        return [attributes for name, attributes, _ in self.elements if name == tag]


@cache
def page(name):
    return Page(name)
