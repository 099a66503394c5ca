"""Every executed page, and every example, can be had as a Jupyter notebook.

What MyST adds to Markdown becomes Markdown that every notebook shows. Notes and formulas stay, an answer stays folded,
and a link within the book becomes its text.
"""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import yaml
from docutils import nodes
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from sphinx.application import Sphinx

from examples import EXAMPLES, cells

FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", flags=re.DOTALL)
DIRECTIVE = re.compile(r"^(`{3,}|:{3,})\{([\w-]+)\} ?(.*)\n((?:.*\n)*?)\1[ \t]*$", flags=re.MULTILINE)
FOLDED = re.compile(r"^<details>.*?^</details>", flags=re.MULTILINE | re.DOTALL)
OF_THE_BOOK_ALONE = re.compile(r"^\(.+\)=$|<style>.*?</style>|^%.*$|<!--.*?-->", flags=re.MULTILINE | re.DOTALL)
LINK_WITHIN = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])+)\]\((?!https?:)[^)\s]+\)")
ROLE = re.compile(r"\{[\w:]+\}`([^`<]+?)(?: <[^`>]+>)?`")
SHOWN = re.compile(r"^```\{example\} (\w+)$|`examples/(\w+)\.py`", flags=re.MULTILINE)

NOTES = {"note", "tip", "warning", "important", "caution", "hint", "seealso", "admonition"}
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def split(body: str) -> tuple[dict[str, Any], str]:
    """Return the options of a directive, written as YAML or between colons, and what stands below them."""
    if found := re.match(r"---\n(.*?)\n---\n", body, flags=re.DOTALL):
        options = yaml.safe_load(found[1]) or {}
    else:
        found = re.match(r"(?::.*\n)*", body)
        options = dict(re.findall(r"^:([\w-]+): ?(.*)$", found[0], flags=re.MULTILINE))
        options |= {"tags": yaml.safe_load(options.get("tags", "[]"))}
    return options, body[found.end() :].strip("\n")


def in_markdown(directive: re.Match[str]) -> str:
    """Return what a directive says in plain Markdown; a cell of code becomes a block of it."""
    _, name, argument, body = directive.groups()
    options, text = split(body)
    if name in {"image", "figure"}:
        return "\n\n".join(filter(None, [options.get("alt") and f"*Figure: {options['alt']}*", text]))
    if name in NOTES:
        title = argument or name.capitalize()
        return "\n".join(f"> {line}".rstrip() for line in [f"**{title}**", "", *text.split("\n")])
    if name in {"table", "container", "div"}:
        return text
    if name == "math":
        return f"$$\n{text}\n$$"
    if name in {"code-block", "code-cell"} and "remove-input" not in (options.get("tags") or []):
        return f"```{argument.replace('ipython3', 'python')}\n{text}\n```"
    return ""


def plain(text: str) -> str:
    """Return MyST's Markdown as Markdown that every notebook shows."""
    text = OF_THE_BOOK_ALONE.sub("", DIRECTIVE.sub(in_markdown, text))
    return re.sub(r"\n{3,}", "\n\n", ROLE.sub(r"`\1`", LINK_WITHIN.sub(r"\1", text))).strip()


def code_cell(body: str) -> NotebookNode:
    """Return a cell of code, folded where the page does not show it."""
    options, code = split(body)
    cell = new_code_cell(code)
    if {"remove-cell", "remove-input", "hide-input", "hide-cell"} & set(options.get("tags") or []):
        cell.metadata["jupyter"] = {"source_hidden": True}
    return cell


def notebook(introduction: str, parts: list[NotebookNode]) -> NotebookNode:
    """Return a notebook, which is the same every time that it is made."""
    note = f"*{introduction}. It needs nnlib in the Python that runs it.*"
    parts = [new_markdown_cell(note), *(part for part in parts if part.source)]
    for number, part in enumerate(parts):
        part["id"] = f"cell-{number}"
    return new_notebook(cells=parts, metadata=KERNEL)


def of_page(source: str, name: str) -> NotebookNode | None:
    """Return the notebook of a page whose source has the cells of its examples in it, or None if it has no cells."""
    text = FRONT_MATTER.sub("", source)
    text = FOLDED.sub(lambda answer: DIRECTIVE.sub(in_markdown, answer[0]), text)

    def parts() -> Iterator[NotebookNode]:
        """Yield the text and the code by turns."""
        end = 0
        for directive in DIRECTIVE.finditer(text):
            if directive[2] == "code-cell":
                yield new_markdown_cell(plain(text[end : directive.start()]))
                yield code_cell(directive[4])
                end = directive.end()
        yield new_markdown_cell(plain(text[end:]))

    found = list(parts())
    return notebook(f"From the page {name} of nnlib's book", found) if len(found) > 1 else None


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
