"""Pages and examples become notebooks that run, with text that a notebook shows and answers that stay folded."""

import ast
import re
import sys
from collections import Counter
from pathlib import Path

import pytest

pytest.importorskip("sphinx")
pytest.importorskip("yaml")
nbformat = pytest.importorskip("nbformat")
ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "docs" / "book"))
import notebooks  # noqa: E402  lies in docs/book

import examples  # noqa: E402  lies in docs/book

PAGES = {
    path.relative_to(ROOT / "docs").with_suffix("").as_posix(): examples.expanded(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "docs").rglob("*.md"))
}
CODE = re.compile(r"^(`{3,}).*?^\1|`[^`\n]*`", flags=re.DOTALL | re.MULTILINE)
FORMULA = re.compile(r"\$\$(.+?)\$\$|(?<![\\$\w`])\$(?!\s)([^$\n]+?)(?<!\s)\$(?![\d$])", flags=re.DOTALL)

PAGE = """---
file_format: mystnb
---
# Title

(a-label)=
See [there](errata.md), {doc}`that <page>` and [outside](https://example.org); $W^{[1]}$, $dZ^{[2](i)}$.[^late] [^early]
Read [erratum 1](#erratum-1), [below](#at-the-end), [Errata](errata.md#erratum-2), {func}`~nnlib.train` and `[a](b)`.

[^early]: Its definition stands
    first, beside [a link](errata.md).

```{note}
Mind this.
```

```{code-cell} ipython3
---
mystnb: {"image": {"alt": "A line"}}
tags: ["hide-input"]
---
x = 1
```

```{code-cell} ipython3
:tags: [remove-cell]
import os

os.chdir(os.environ["NNLIB_BOOK_STATIC"])
```

::::{container} doors
:::{container} door
### A door
:::
:::{container} door
Another.[^early]
:::
::::

```{raw} html
<iframe class="embedded" src="../_static/embedded/run.html"></iframe>
```

<style>td { width: 11%; }</style>

:::{table}
:class: stacked

| a | b |
|---|---|
| 1 | 2 |

:::

<details><summary>Answer</summary>

It is two.

```{code-cell} ipython3
x + 1
```

</details>

```{code-cell} ipython3
:tags: [remove-input]

print(x)
```

Text.

## At the end

[^late]: With $A^{[2](i)}$.
"""


def cells(kind):
    made = notebooks.of_page(PAGE, "learn/page")
    nbformat.validate(made)
    return [cell for cell in made.cells if cell.cell_type == kind]


def test_code_stays_code_and_is_folded_where_the_page_does_not_show_it():
    assert [cell.source for cell in cells("code")] == ["x = 1", "print(x)"]
    assert all(cell.metadata["jupyter"]["source_hidden"] for cell in cells("code"))


def test_text_is_markdown_without_what_only_a_book_can_show():
    introduction, text, rest, *_ = (cell.source for cell in cells("markdown"))
    assert "learn/page" in introduction
    assert "`pip install .`" in introduction
    assert text.startswith("# Title\n\nSee there (page *Errata*), `that` and [outside](https://example.org);")
    assert "> **Note**\n>\n> Mind this." in text
    assert rest.startswith("### A door\n\nAnother (note 2).\n\n")
    assert "`run.html`" in rest
    assert "\n\n| a | b |\n|---|---|\n| 1 | 2 |" in rest


def test_a_link_within_the_book_says_where_it_leads():
    text = cells("markdown")[1].source
    assert "Read erratum 1 (page *Errata*), below (section *At the end*), *Errata*, `nnlib.train` and `[a](b)`." in text


def test_footnotes_stand_in_the_last_cell_in_the_order_of_the_text():
    _, text, *_, notes = (cell.source for cell in cells("markdown"))
    assert "$dZ^{[2](i)}$ (notes 1, 2).\n" in text
    assert notes == (
        "## Notes\n\n1. With $A^{[2](i)}$.\n2. Its definition stands first, beside a link (page *Errata*)."
    )


@pytest.mark.parametrize("name", [name for name, source in PAGES.items() if "{code-cell}" in source])
def test_a_notebook_has_the_mathematics_of_its_page_and_no_marks_of_the_book(name):
    source = PAGES[name].replace("\nnotebook: false\n", "\n")
    made = notebooks.of_page(source, name)
    nbformat.validate(made)
    text = CODE.sub("", "\n\n".join(cell.source for cell in made.cells if cell.cell_type == "markdown"))
    page = notebooks.INCLUDE.sub("", source)  # what is included has no formulas
    assert Counter(FORMULA.findall(text)) == Counter(FORMULA.findall(CODE.sub("", page)))
    rest = FORMULA.sub("", text)
    assert re.findall(r"\[\^|^:::|^\{|\]\((?!https?:)|\0", rest, flags=re.MULTILINE) == []


@pytest.mark.parametrize("name", PAGES)
def test_no_notebook_needs_what_only_a_build_has(name):
    made = notebooks.of_page(PAGES[name], name)
    assert not made or not any("NNLIB_BOOK_STATIC" in cell.source for cell in made.cells)


def test_a_page_may_say_that_it_has_no_notebook():
    assert notebooks.of_page(PAGE.replace("---\n", "---\nnotebook: false\n", 1), "learn/page") is None


def test_a_page_with_cells_for_the_build_alone_has_no_notebook():
    cell = "```{code-cell} python\n:tags: [remove-cell]\nos.environ['NNLIB_BOOK_STATIC']\n```\n"
    assert notebooks.of_page(f"# Title\n\n{cell}", "page") is None


def test_an_answer_stays_folded_with_its_code():
    rest = cells("markdown")[2].source
    assert "<details><summary>Answer</summary>\n\nIt is two.\n\n```python\nx + 1\n```\n\n</details>" in rest


def test_a_page_without_code_has_no_notebook():
    assert notebooks.of_page("# Title\n\nText.\n", "page") is None


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.py")), ids=lambda path: path.stem)
def test_an_example_as_a_notebook_has_all_its_code(path):
    script = path.read_text(encoding="utf-8")
    made = notebooks.of_script(script, path.name)
    nbformat.validate(made)
    code = "\n\n".join(cell.source for cell in made.cells if cell.cell_type == "code")
    whole = ast.parse(script)
    whole.body = whole.body[1:]  # the docstring is text
    assert ast.unparse(ast.parse(code)) == ast.unparse(whole)
    assert ast.get_docstring(ast.parse(script)).partition("\n")[0] in made.cells[1].source
