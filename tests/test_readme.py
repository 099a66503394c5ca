"""What the README shows runs, and shows what it says."""

import re
import tomllib
from pathlib import Path

import matplotlib.pyplot as plt

import nnlib

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_ten_lines_train_something_and_show_a_picture(capsys, monkeypatch):
    shown = []
    monkeypatch.setattr(plt, "show", lambda: shown.extend(plt.get_fignums()))
    (code,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    assert code.count("\n") <= 12
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102  our own lines
    printed = capsys.readouterr().out
    assert "gradient check: passed" in printed
    assert float(printed.split()[-1].rstrip("%")) > 85
    assert len(shown) == 1


def test_the_marked_commands_are_one_line_each():
    for mark in ("run", "test"):
        (command,) = re.findall(rf"<!-- {mark} -->\s*```\w*\n(.*?)\n```", README, flags=re.DOTALL)
        assert "\n" not in command


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#]+)", README):
        assert target.startswith("https://") or (ROOT / target).exists(), target


def test_every_name_of_the_library_exists():
    for name in set(re.findall(r"nnlib\.(\w+)", README)) - {
        "doctor",
        "diagnose",
        "exercises",
        "interop",
        "playground",
        "sweep",
    }:  # which can be taken off
        assert hasattr(nnlib, name), name


def test_the_extras_of_the_installation_page_are_those_of_the_project():
    page = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", page.partition("## Optional parts")[2], flags=re.MULTILINE)
    assert rows[-1][0] == "dev"
    assert sorted(name for name, _ in rows) == sorted(extras)
    assert "all of the above but `torch` and `browser`," in rows[-1][1]
    (included,) = (re.fullmatch(r"nnlib\[(.+)\]", each)[1] for each in extras["dev"] if each.startswith("nnlib"))
    assert set(included.split(",")) == set(extras) - {"torch", "browser", "dev"}


def test_the_citation_names_this_version():
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {nnlib.__version__}\n" in citation
