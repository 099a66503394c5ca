"""Pages and examples become notebooks that run, with text that a notebook shows and answers that stay folded."""

import ast
import sys
from pathlib import Path

import pytest

pytest.importorskip("sphinx")
nbformat = pytest.importorskip("nbformat")
ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "docs" / "book"))
notebooks = pytest.importorskip("notebooks")

PAGE = """---
file_format: mystnb
---
# Title

(a-label)=
See [there](other.md), {doc}`that <page>` and [outside](https://example.org); $W^{[1]}$.

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
"""


def cells(kind):
    made = notebooks.of_page(PAGE, "learn/page")
    nbformat.validate(made)
    return [cell for cell in made.cells if cell.cell_type == kind]


def test_code_stays_code_and_is_folded_where_the_page_does_not_show_it():
    assert [cell.source for cell in cells("code")] == ["x = 1", "print(x)"]
    assert all(cell.metadata["jupyter"]["source_hidden"] for cell in cells("code"))


def test_text_is_markdown_without_what_only_a_book_can_show():
    introduction, text, rest = (cell.source for cell in cells("markdown"))
    assert "learn/page" in introduction
    assert text.startswith("# Title\n\nSee there, `that` and [outside](https://example.org); $W^{[1]}$.")
    assert "> **Note**\n>\n> Mind this." in text
    assert rest.startswith("| a | b |\n|---|---|\n| 1 | 2 |")


def test_an_answer_stays_folded_with_its_code():
    rest = cells("markdown")[-1].source
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
