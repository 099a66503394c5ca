"""The part of a cell that is run again for the dark figure only draws: run twice, it leaves the page as it was."""

import ast
import re
import sys
from pathlib import Path

import pytest

pytest.importorskip("IPython")
pytest.importorskip("sphinx")
DOCS = Path(__file__).parents[1] / "docs"
sys.path.insert(0, str(DOCS / "book"))

from drawn_twice import drawing_part  # noqa: E402  lies in the book's folder

from examples import expanded  # noqa: E402  likewise

CELL = re.compile(r"^```\{code-cell\}.*\n(?:---\n(?:.*\n)*?---\n|(?::.*\n)*)((?:.*\n)*?)```$", flags=re.MULTILINE)
LEARNS = {"train", "fit", "sweep", "append", "extend", "default_rng"}


def changes(code):
    """Yield what in a part of a cell would not be the same when it runs a second time."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.AugAssign):
            yield ast.unparse(node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEARNS:
            yield ast.unparse(node.func)


def drawing_cells():
    """Yield the cells of all pages that name what draws, each with its page."""
    for path in sorted(DOCS.rglob("*.md")):
        for code in CELL.findall(expanded(path.read_text(encoding="utf-8"))):
            if re.search(r"^(?!import|from).*\bpl(?:t|ots)\b", code, flags=re.MULTILINE):
                yield path.relative_to(DOCS).as_posix(), code


def test_what_runs_twice_only_draws():
    cells = list(drawing_cells())
    assert len(cells) > 80
    assert [(page, found) for page, code in cells if (found := list(changes(drawing_part(code))))] == []


@pytest.mark.parametrize("line", ["model.fit(X)", "n += 1", "seen.append(1)", "nnlib.train(model, X, Y)"])
def test_what_would_learn_twice_is_seen(line):
    assert len(list(changes(drawing_part(f"{line}\nplt.plot(x)\n{line}")))) == 1
