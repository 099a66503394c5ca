"""Every executed page, and every example, can be had as a Jupyter notebook.

What MyST adds to Markdown becomes Markdown that every notebook shows. Formulas stay as they are, an answer stays
folded, footnotes stand in the last cell, and a link within the book names the page that it leads to. A page whose front
matter says `notebook: false` has no notebook, and a cell that serves the build alone is left out.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import yaml
from docutils import nodes
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from sphinx.application import Sphinx

from examples import EXAMPLES, cells

DOCS = Path(__file__).parents[1]
FRONT_MATTER = re.compile(r"\A---\n(.*?\n)---\n", flags=re.DOTALL)
DIRECTIVE = re.compile(r"^(`{3,}|:{3,})\{([\w-]+)\} ?(.*)\n((?:.*\n)*?)\1[ \t]*$", flags=re.MULTILINE)
INCLUDE = re.compile(r"^```\{include\} (\S+)\n```$", flags=re.MULTILINE)
FOLDED = re.compile(r"^<details>.*?^</details>", flags=re.MULTILINE | re.DOTALL)
EMBEDDED = re.compile(r'<iframe[^>]*src="[^"]*?([\w-]+\.html)"')
OF_THE_BOOK_ALONE = re.compile(r"^\(.+\)=$|<style>.*?</style>|^%.*$|<!--.*?-->", flags=re.MULTILINE | re.DOTALL)
LITERAL = re.compile(  # code, and mathematics as tests/test_book_mathematics.py finds it
    r"^(?P<fence>`{3,}).*?^(?P=fence)[ \t]*$|\{[\w:]+\}`~?(?P<role>[^`<]+?)(?: <[^`>]+>)?`"
    r"|(?P<ticks>`+).+?(?P=ticks)(?!`)"
    r"|\$\$.+?\$\$|(?<![\\$\w])\$(?!\s)[^$\n]+?(?<!\s)\$(?![\d$])",
    flags=re.MULTILINE | re.DOTALL,
)
LINK_WITHIN = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])+)\]\((?!https?:)([^)#\s]*)#?([^)\s]*)\)")
FOOTNOTE = re.compile(r"^\[\^([\w-]+)\]: (.+(?:\n(?!\[\^).+)*)\n?", flags=re.MULTILINE)
REFERENCES = re.compile(r"([.,:;]?)((?: ?\[\^[\w-]+\])+)")
REFERENCE = re.compile(r"\[\^([\w-]+)\]")
HEADING = re.compile(r"^#+ (.+)$", flags=re.MULTILINE)
SHOWN = re.compile(r"^```\{example\} (\w+)$|`examples/(\w+)\.py`", flags=re.MULTILINE)

NOTES = {"note", "tip", "warning", "important", "caution", "hint", "seealso", "admonition"}
WRAPPERS = {"table", "container", "div"}
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def split(body: str) -> tuple[dict[str, Any], str]:
    """Return the options of a directive, written as YAML or between colons, and what stands below them."""
    if found := re.match(r"---\n(.*?)\n---\n", body, flags=re.DOTALL):
        options = yaml.safe_load(found[1]) or {}
    else:
        found = re.match(r"(?::[\w-]+:.*\n)*", body)
        options = dict(re.findall(r"^:([\w-]+): ?(.*)$", found[0], flags=re.MULTILINE))
        options |= {"tags": yaml.safe_load(options.get("tags", "[]"))}
    return options, body[found.end() :].strip("\n")


def in_markdown(directive: re.Match[str]) -> str:
    """Return what a directive says in plain Markdown; a cell of code becomes a block of it."""
    _, name, argument, body = directive.groups()
    options, text = split(body)
    if name in NOTES or name in WRAPPERS:
        text = DIRECTIVE.sub(in_markdown, text)
    if name in {"image", "figure"}:
        return "\n\n".join(filter(None, [options.get("alt") and f"*Figure: {options['alt']}*", text]))
    if name in NOTES:
        title = argument or name.capitalize()
        return "\n".join(f"> {line}".rstrip() for line in [f"**{title}**", "", *text.split("\n")])
    if name in WRAPPERS:
        return f"{text}\n"
    if name == "raw":
        return "".join(f"*Open the file `{page}` in a browser to see it.*" for page in EMBEDDED.findall(text))
    if name in {"code-block", "code-cell"} and "remove-input" not in (options.get("tags") or []):
        return f"```{argument.replace('ipython3', 'python')}\n{text}\n```"
    return ""


def slug(heading: str) -> str:
    """Return the anchor of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def title(page: Path) -> str:
    """Return the title of a page, or nothing if there is no such page, which Sphinx reports."""
    found = HEADING.search(page.read_text(encoding="utf-8")) if page.is_file() else None
    return found[1] if found else ""


def labelled(label: str) -> str:
    """Return the title of the page that has a label."""
    pages = (page for page in sorted(DOCS.rglob("*.md")) if f"\n({label})=\n" in page.read_text(encoding="utf-8"))
    return title(next(pages, DOCS))


@dataclass
class Page:
    """A page that becomes a notebook: its name, its text without footnotes, and these by the names of their marks."""

    name: str
    text: str
    footnotes: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Take the footnotes out of the text, in the order in which the text refers to them."""
        notes = dict(FOOTNOTE.findall(self.text))
        self.text = FOOTNOTE.sub("", self.text)
        self.footnotes = {mark: notes[mark] for mark in REFERENCE.findall(self.text) if mark in notes}

    def link(self, found: re.Match[str]) -> str:
        """Return the text of a link within the book, and where it leads."""
        text, file, anchor = found.groups()
        headings = {slug(heading): heading for heading in HEADING.findall(self.text)}
        if file:
            kind, target = "page", title((DOCS / self.name).parent / file)
        elif anchor in headings:
            kind, target = "section", headings[anchor]
        else:
            kind, target = "page", labelled(anchor)
        if text.lower() == target.lower():
            return f"*{text}*"
        return f"{text} ({kind} *{target}*)" if target else text

    def reference(self, found: re.Match[str]) -> str:
        """Return the numbers of footnotes, before the mark of punctuation that they follow."""
        order = list(self.footnotes)
        numbers = [str(order.index(mark) + 1) for mark in REFERENCE.findall(found[2])]
        return f" (note{'s' * (len(numbers) > 1)} {', '.join(numbers)}){found[1]}"

    def plain(self, text: str) -> str:
        """Return MyST's Markdown as Markdown that every notebook shows, with code and mathematics as they are."""
        kept: list[str] = []

        def keep(literal: re.Match[str]) -> str:
            """Put a mark in place of what stays."""
            kept.append(f"`{literal['role']}`" if literal["role"] else literal[0])
            return f"\0{len(kept) - 1}\0"

        def shown(text: str) -> str:
            """Put what stays in place of its marks."""
            return re.sub(r"\0(\d+)\0", lambda mark: kept[int(mark[1])], text)

        text = LITERAL.sub(keep, DIRECTIVE.sub(in_markdown, text))
        text = REFERENCES.sub(self.reference, LINK_WITHIN.sub(self.link, OF_THE_BOOK_ALONE.sub("", text)))
        return shown(re.sub(r"\n{3,}", "\n\n", text)).strip()

    def notes(self) -> str:
        """Return the footnotes as a list."""
        texts = (" ".join(self.plain(text).split()) for text in self.footnotes.values())
        lines = [f"{number}. {text}" for number, text in enumerate(texts, start=1)]
        return "\n".join(["## Notes", "", *lines]) if lines else ""


def code_cell(body: str) -> NotebookNode:
    """Return a cell of code, folded where the page does not show it."""
    options, code = split(body)
    cell = new_code_cell(code)
    if {"remove-cell", "remove-input", "hide-input", "hide-cell"} & set(options.get("tags") or []):
        cell.metadata["jupyter"] = {"source_hidden": True}
    return cell


def of_the_build_alone(body: str) -> bool:
    """Say whether a cell that the page does not show asks where the book is built."""
    options, code = split(body)
    return "remove-cell" in (options.get("tags") or []) and "NNLIB_BOOK_STATIC" in code


def notebook(introduction: str, parts: list[NotebookNode]) -> NotebookNode:
    """Return a notebook, which is the same every time that it is made."""
    note = f"*{introduction}. It needs nnlib: run `pip install .` in the folder of nnlib's checkout.*"
    parts = [new_markdown_cell(note), *(part for part in parts if part.source)]
    for number, part in enumerate(parts):
        part["id"] = f"cell-{number}"
    return new_notebook(cells=parts, metadata=KERNEL)


def of_page(source: str, name: str) -> NotebookNode | None:
    """Return the notebook of a page whose source has the cells of its examples in it, or None if it has none."""
    front_matter = FRONT_MATTER.match(source)
    if front_matter and yaml.safe_load(front_matter[1]).get("notebook") is False:
        return None
    text = INCLUDE.sub(
        lambda file: ((DOCS / name).parent / file[1]).read_text(encoding="utf-8").strip(), FRONT_MATTER.sub("", source)
    )
    page = Page(name, FOLDED.sub(lambda answer: DIRECTIVE.sub(in_markdown, answer[0]), text))

    def parts() -> Iterator[NotebookNode]:
        """Yield the text and the code by turns."""
        end = 0
        for directive in DIRECTIVE.finditer(page.text):
            if directive[2] == "code-cell":
                yield new_markdown_cell(page.plain(page.text[end : directive.start()]))
                if not of_the_build_alone(directive[4]):
                    yield code_cell(directive[4])
                end = directive.end()
        yield new_markdown_cell(page.plain(page.text[end:]))
        yield new_markdown_cell(page.notes())

    found = list(parts())
    has_code = any(part.cell_type == "code" for part in found)
    return notebook(f"From the page {name} of nnlib's book", found) if has_code else None


def of_script(script: str, name: str) -> NotebookNode:
    """Return the notebook of an example: its docstring, then its cells below their titles."""
    docstring = re.match(r'"""(.*?)"""', script, flags=re.DOTALL)[1].strip()
    parts = [new_markdown_cell(docstring)]
    for title, code in cells(script).items():
        parts += [new_markdown_cell(f"## {title}" if title else ""), new_code_cell(code)]
    return notebook(f"From nnlib's example {name}", parts)


def write_examples(app: Sphinx) -> None:
    """Offer each example as it is, and as a notebook."""
    folder = app.outdir / "examples"
    folder.mkdir(parents=True, exist_ok=True)
    for example in sorted(EXAMPLES.glob("*.py")):
        script = example.read_text(encoding="utf-8")
        (folder / example.name).write_text(script, encoding="utf-8")
        nbformat.write(of_script(script, example.name), folder / f"{example.stem}.ipynb")


def note_examples(app: Sphinx, name: str, source: list[str]) -> None:
    """Keep which examples a page shows or names, before their cells are in its place."""
    app.env.metadata[name]["examples"] = sorted({one or other for one, other in SHOWN.findall(source[0])})


def write_page(app: Sphinx, name: str, source: list[str]) -> None:
    """Write the notebook of a page as it is read."""
    path = Path(app.outdir / f"{name}.ipynb")
    path.unlink(missing_ok=True)
    if made := of_page(source[0], name):
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(made, path)


def link(app: Sphinx, name: str, _template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Link the notebook of a page, and the examples that it names, below its title."""
    if doctree is None:
        return
    links = []
    if (app.outdir / f"{name}.ipynb").exists():
        links.append(f'<a href="{Path(name).name}.ipynb" download>Notebook of this page</a>')
    root = "../" * name.count("/")
    for example in app.env.metadata[name].get("examples", []):
        file = f"{root}examples/{html.escape(example)}"
        links.append(
            f'<a href="{file}.py" download><code>{html.escape(example)}.py</code></a>'
            f' (<a href="{file}.ipynb" download>notebook</a>)'
        )
    if links:
        tools = f'<p class="downloads">{" · ".join(links)}</p>'
        context["body"] = context["body"].replace("</h1>", f"</h1>\n{tools}", 1)


def setup(app: Sphinx) -> dict[str, bool]:
    """Make notebooks as the pages are read, and link them as they are written."""
    app.connect("builder-inited", write_examples)
    app.connect("source-read", note_examples, priority=100)
    app.connect("source-read", write_page, priority=900)  # when the cells of the examples are in it
    app.connect("html-page-context", link)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
