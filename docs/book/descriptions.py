"""Each page says what it is about to search engines: its front matter's `description`, or else its first paragraph."""

import html
import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
LENGTH = 160  # characters, of which about as many are shown
SHORTEST = 30  # shorter paragraphs say too little


def shortened(text: str) -> str:
    """Return the sentences of a text that fit, or as many words of the first as do."""
    text = " ".join(text.split())
    if len(text) <= LENGTH:
        return text
    sentences = re.match(rf".{{40,{LENGTH}}}[.?!](?= )", text)
    return sentences[0] if sentences else text[: LENGTH - 1].rsplit(" ", 1)[0].rstrip(",;:–") + "…"


def in_characters(paragraph: nodes.paragraph) -> str:
    """Return the text of a paragraph, with the formulas of docstrings as these write them."""
    paragraph = paragraph.deepcopy()
    for formula in list(paragraph.findall(nodes.math)):
        formula.parent.replace(formula, nodes.Text(formula.get("characters", formula.astext())))
    return paragraph.astext()


def description(app: Sphinx, name: str, doctree: nodes.document) -> str:
    """Return what a page is about: from its front matter, or its first paragraph that says something, or its title."""
    if said := app.env.metadata[name].get("description"):
        return said
    paragraphs = (in_characters(paragraph).strip() for paragraph in doctree.findall(nodes.paragraph))
    return next(
        (text for text in paragraphs if len(text) >= SHORTEST),
        f"{app.env.titles[name].astext()}: a page of nnlib's book.",
    )


def describe(app: Sphinx, name: str, _template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Give a page its description, and report one that has no title."""
    if doctree is None:
        return
    if not doctree.next_node(nodes.title):
        LOGGER.warning("the page has no title", location=name, type="descriptions")
    if 'name="description"' not in (tags := context.get("metatags") or ""):
        content = html.escape(shortened(description(app, name, doctree)), quote=True)
        context["metatags"] = f'{tags}\n<meta name="description" content="{content}">'


def setup(app: Sphinx) -> dict[str, bool]:
    """Describe each page as it is written."""
    app.connect("html-page-context", describe)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
