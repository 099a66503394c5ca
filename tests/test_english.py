"""The prose of pages, README and public docstrings is plain: sentences are short and begin with their subject.

Code, tables, formulas and quotations are left out. There are no exceptions.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LONGEST = 40  # words
RIDDLES = ["is told", "are told", "was told", "which is no", "which are no", "and never nothing", "as they came"]
OPENINGS = [
    *("And who", "Who", "Whoever", "Whom", "To whom", "From whom", "So one", "So does", "So do", "So is", "So are"),
    *("Nor", "Neither is", "Never", "Only then", "Not until", "Told", "What(?! to)"),
]
OPENING = re.compile(rf"(?:{'|'.join(OPENINGS)})\b(?!.*\?)")


def prose(markdown):
    """Return the paragraphs of a page, without what is no prose."""
    text = re.sub(r"\A---\n.*?\n---\n", "", markdown, flags=re.DOTALL)
    text = re.sub(r"^([ \t]*)(`{3,}|~{3,})(?!`).*?^\1\2`*\s*$", "\n\n", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"<(style|script)>.*?</\1>|<!--.*?-->", "\n\n", text, flags=re.DOTALL)
    text = re.sub(r"</?(details|summary|p|div|br|figcaption)[^>]*>", "\n\n", text)
    text = re.sub(r"\$\$.*?\$\$", "\n\n", text, flags=re.DOTALL)
    text = re.sub(r"^\s*(\|.*|:::.*|:\w+:.*|\(\S+\)=)$", "\n", text, flags=re.MULTILINE)
    text = re.sub(r"^\s*(#+ .*)$", r"\n\n\1\n\n", text, flags=re.MULTILINE)
    return re.sub(r"^\s*(?:[-*]|\d+\.|\[\^\w+\]:|:) ", "\n\n", text, flags=re.MULTILINE)


def docstring_prose(text):
    """Return the paragraphs of a numpydoc docstring, without examples, names and types."""
    text = re.sub(r"^[ \t]*(>>>|\.\.\. |\.\.\.$).*?(?=\n\s*\n|\Z)", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r":\n\n((?: {4}.*)?(\n|\Z))+", ".\n\n", text)  # code that follows a colon
    text = re.sub(r"^=+  =+.*^=+  =+$", "", text, flags=re.DOTALL | re.MULTILINE)  # a table
    text = re.sub(r"^(Comes in|Goes out):.*(\n +.*)*", "", text, flags=re.MULTILINE)  # of exercises: names with shapes
    text = re.sub(r"^.*\n\s*-{3,}$", "\n", text, flags=re.MULTILINE)
    text = re.sub(r"^\S[^.]* : .*$", "\n\n", text, flags=re.MULTILINE)
    return prose(re.sub(r"^(\w+Error|\w+Warning)$", "\n\n", text, flags=re.MULTILINE))


def sentences(text):
    """Return the sentences of paragraphs, with code and formulas as one word each."""
    text = re.sub(r"``.*?``|`[^`]*`|\$[^$]+\$", "code", text)
    text = re.sub(r"\"[^\"]*\"|“[^”]*”", "quoted", text)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    for paragraph in re.split(r"\n\s*\n", text):
        yield from re.split(r"(?<=[.!?])[)*]*\s+(?=[*(]*(?:[A-Z0-9‖]|code\b|nnlib\b))", " ".join(paragraph.split()))


def pages():
    return [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md", ROOT / "examples" / "README.md"]


def public_docstrings(path):
    """Return the docstrings of what has no underscore in its name."""

    def inside(node, name):
        if (text := ast.get_docstring(node)) is not None:
            yield name, text
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.ClassDef) and not child.name.startswith("_"):
                yield from inside(child, f"{name}.{child.name}")

    yield from inside(ast.parse(path.read_text(encoding="utf-8")), path.stem)


def modules():
    found = sorted((ROOT / "src" / "nnlib").rglob("*.py"))
    return [path for path in found if not any(part.startswith("_") and part != "__init__.py" for part in path.parts)]


def faults(sentence):
    """Return what is wrong with a sentence."""
    found = [f"says {riddle!r}" for riddle in RIDDLES if re.search(rf"\b{riddle}\b", sentence)]
    if (words := len(sentence.split())) > LONGEST:
        found.append(f"has {words} words")
    if opening := OPENING.match(sentence):
        found.append(f"begins with {opening[0]!r}")
    return found


def complaints(texts):
    said = [(where, sentence) for where, text in texts for sentence in sentences(text)]
    return [f"{where}: {', '.join(wrong)}: {sentence}" for where, sentence in said if (wrong := faults(sentence))]


def files(paths):
    """Return what the tests of these files are called with."""
    return [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in paths]


@pytest.mark.parametrize("path", files(pages()))
def test_a_page_is_plain(path):
    found = complaints([(path.name, prose(path.read_text(encoding="utf-8")))])
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", files(modules()))
def test_public_docstrings_are_plain(path):
    found = complaints((name, docstring_prose(text)) for name, text in public_docstrings(path))
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("word " * 41 + ".", "has 42 words"),
        ("A cause is told.", "says 'is told'"),
        ("One.\n\nWho has a formula finds it.", "begins with 'Who'"),
        ("- What it can name, it names.", "begins with 'What'"),
    ],
)
def test_a_fault_is_found_in_prose(text, wrong):
    (found,) = complaints([("here", prose(text))])
    assert f": {wrong}" in found


@pytest.mark.parametrize(
    "text",
    [
        "What is it?",
        "```python\nWho = 1\n```",
        "| Who | is told |\n|---|---|",
        "A `Who. What is told` name.",
        "$$\nWho\n$$",
        "---\ntitle: Who is told\n---\nText.",
        "Word " * 39 + "end. " + "Word " * 39 + "end.",
    ],
)
def test_what_is_no_prose_is_left_out(text):
    assert complaints([("here", prose(text))]) == []


def test_a_docstring_is_read_without_its_names_types_and_examples():
    parameters = "Parameters\n----------\nWho : array, which is no list\n    The text.\n\n"
    text = f"Sum.\n\n{parameters}Examples\n--------\n>>> Who\nis told\n"
    assert complaints([("here", docstring_prose(text))]) == []
