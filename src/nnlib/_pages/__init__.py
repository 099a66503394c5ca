"""Pages that stand alone: one HTML file with its styles, scripts and data in it, which asks no other host for anything.

Nothing here is needed until a page is made, so it is imported where one is made.
"""

import json
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any


def asset(name: str) -> str:
    """Return the text of a style sheet or script of this folder: common.css, stepping.css or stepping.js."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def page(title: str, show: str, data: Any, *, scripts: Iterable[str], styles: Iterable[str] = ()) -> str:  # noqa: ANN401  whatever JSON holds
    """Return a whole page, which opens from a file without a network.

    `scripts` and `styles` are texts, in their order; common.css comes before all. `show` is a function of the scripts,
    such as "Stepping.show": it is called with the element to draw into, which is the page's <main>, and with `data` as
    JSON has it, in which no number is NaN or infinite. The title is the page's heading, too. By its own policy the page
    runs these scripts and no others, and loads nothing: images are drawn, or are data.
    """
    start = f'{show}(document.querySelector("main"), JSON.parse(document.getElementById("data").textContent));\n'
    code = [f"\n{script}" for script in (*scripts, start)]
    looks = [f"\n{style}" for style in (asset("common.css"), *styles)]
    policy = (
        f"default-src 'none'; script-src {hashes(code)}; style-src {hashes(looks)}; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
    heading = escape(title)
    written = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # A "<" stands in strings alone, where the escaped one is the same: nothing in them ends the element.
    written = written.replace("<", r"\u003c")
    lines = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{heading}</title>",
        *(f"<style>{style}</style>" for style in looks),
        "</head>",
        "<body>",
        f"<h1>{heading}</h1>",
        "<main><noscript>This page is drawn by its own JavaScript, which is switched off here.</noscript></main>",
        f'<script type="application/json" id="data">{written}</script>',
        *(f"<script>{script}</script>" for script in code),
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def hashes(texts: Iterable[str]) -> str:
    """Return what a content security policy calls inline scripts or styles by."""
    return " ".join(f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in texts)
