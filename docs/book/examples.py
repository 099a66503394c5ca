"""A lesson shows the cells of its example: a block `{example} name` becomes the code below a title of the script.

An example is a script of examples/ in which `# %% Title` begins a cell. What stands above its first cell, the imports,
is put before the first of its cells that a page shows, as far as the page has not said it before.
"""

import ast
import json
import re
from pathlib import Path

from sphinx.application import Sphinx

EXAMPLES = Path(__file__).parents[2] / "examples"
BLOCK = re.compile(r"^```\{example\} (?P<name>\w+)\n(?P<options>(?::.*\n)+)```$", flags=re.MULTILINE)
TITLE = re.compile(r"^# %% (.+)\n", flags=re.MULTILINE)
REMARK = re.compile(r"  # noqa: .*$", flags=re.MULTILINE)  # is for the linter
NOTEBOOK = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n\n"


def cells(script: str) -> dict[str, str]:
    """Return the code below each title of a script; that of the imports stands below an empty one."""
    docstring = ast.parse(script).body[0]
    head, *titled = TITLE.split("\n".join(script.splitlines()[docstring.end_lineno :]) + "\n")
    return {"": head.strip()} | {title: code.strip() for title, code in zip(titled[::2], titled[1::2], strict=True)}


def statements(code: str) -> list[str]:
    """Return the statements of imports and settings, one after another."""
    return [ast.get_source_segment(code, statement) or "" for statement in ast.parse(code).body]


def code_cell(code: str, options: dict[str, str]) -> str:
    """Return a cell as MyST-NB reads it: with the words for its picture, and folded where it is not the point."""
    settings = {"image": {"alt": options.get("alt", "")}}
    if "caption" in options:
        settings["figure"] = {"caption": options["caption"]}
    tags = ["hide-input"] if "hide" in options else []
    header = f"---\nmystnb: {json.dumps(settings, ensure_ascii=False)}\ntags: {json.dumps(tags)}\n---"
    return f"```{{code-cell}} ipython3\n{header}\n{code}\n```"


def expanded(page: str) -> str:
    """Return the source of a page with the cells in place of the blocks that name them."""
    begun: set[str] = set()
    said: set[str] = set()

    def cell(block: re.Match[str]) -> str:
        name, options = block["name"], dict(re.findall(r":(\w+): ?(.*)\n", block["options"]))
        script = cells((EXAMPLES / f"{name}.py").read_text(encoding="utf-8"))
        code = script[options["cell"]]
        if name not in begun:
            begun.add(name)
            head = [line for line in statements(script[""]) if line not in said]
            said.update(head)
            code = "\n".join([*head, "", code]) if head else code
        return code_cell(REMARK.sub("", code), options)

    page = BLOCK.sub(cell, page)
    return NOTEBOOK + page if begun and not page.startswith("---") else page


def scripts(page: str) -> list[str]:
    """Return the names of the examples whose cells a page shows."""
    return list(dict.fromkeys(block["name"] for block in BLOCK.finditer(page)))


def expand(app: Sphinx, _name: str, source: list[str]) -> None:
    """Expand a page as it is read, and have it read again when one of its scripts has changed."""
    for name in scripts(source[0]):
        app.env.note_dependency(str(EXAMPLES / f"{name}.py"))
    source[0] = expanded(source[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """Expand each page before it is executed."""
    app.connect("source-read", expand)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
