"""HTML as tests read it: balanced, without anything that runs, loads or has a name, and as the text that it shows."""

from html.parser import HTMLParser

TAGS = {"div", "span", "b", "table", "thead", "tbody", "tr", "th", "td", "pre", "details", "summary"}
TAGS |= {"svg", "path", "polyline", "text"}
ATTRIBUTES = {"style", "colspan", "role", "aria-label", "viewbox", "fill", "font-size", "d", "stroke", "stroke-width"}
ATTRIBUTES |= {"stroke-dasharray", "points", "x", "y", "text-anchor", "opacity"}
MOST = 40_000
"""Characters of what a notebook shows, whatever was handed in."""


class Reader(HTMLParser):
    """Reads tags, and the text between them."""

    def __init__(self):
        super().__init__()
        self.open, self.told, self.seen = [], [], []

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS, tag
        assert {name for name, _ in attrs} <= ATTRIBUTES, attrs
        assert not any("url" in value or "http" in value for _, value in attrs), attrs
        self.open.append(tag)
        self.seen.append((tag, dict(attrs)))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.told += [data] * bool(data.strip())


def read(html):
    """Return what was read of HTML that is as it has to be."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    assert len(html) < MOST
    return reader


def text_of(thing):
    """Return the text of what a notebook shows of a thing, with a blank between any two parts."""
    return " ".join(read(thing._repr_html_()).told)
