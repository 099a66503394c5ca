"""The page that leads from the notes' formulas to functions and tests: both exist, and the tests run the functions."""

import ast
import inspect
import json
import os
import pkgutil
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "learn" / "formulas.md").read_text(encoding="utf-8")

ENTRY = r"- \*\*(.+?):\*\* (.+) \\\n  \*computed by\* (.+) \\\n  \*tested by\* (.+)"
ENTRIES = [re.fullmatch(ENTRY, text) for text in re.findall(r"^- \*\*.*(?:\n .*)*", PAGE, flags=re.MULTILINE)]

FUNCTION = r"`(nnlib(?:\.\w+)+|examples/\w+\.py::[\w ,]+)`"
TEST = r"`(tests/[\w/]+\.py::test_\w+)`"


def function(name):
    """Return the function that a dotted name stands for; of a property the one that gets it."""
    owner, _, attribute = name.rpartition(".")
    found = inspect.getattr_static(pkgutil.resolve_name(owner), attribute)
    return inspect.unwrap(getattr(found, "fget", None) or getattr(found, "__func__", found))


@cache
def functions_of(path):
    """Return the names of the functions that a file defines, and the titles of an example's cells."""
    text = (ROOT / path).read_text(encoding="utf-8")
    functions = {node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}
    return functions | set(re.findall(r"^# %% (.+)$", text, flags=re.MULTILINE))


def is_function(name):
    """Whether a name stands for a function, a method or a property, dotted, or for a function or a cell of a file."""
    path, in_a_file, function = name.partition("::")
    if in_a_file:
        return function in functions_of(path)
    owner, _, attribute = name.rpartition(".")
    found = inspect.getattr_static(pkgutil.resolve_name(owner), attribute, None)
    return inspect.isfunction(found) or isinstance(found, property | classmethod)


def test_every_entry_has_a_section_a_formula_a_function_and_a_test():
    assert len(ENTRIES) == 96
    assert PAGE.count("*computed by*") == PAGE.count("*tested by*") == 96
    for number, entry in enumerate(ENTRIES):
        assert entry, number
        section, formula, functions, tests = entry.groups()
        assert re.match(r"[2-6]", section), entry
        assert formula.strip()
        assert re.match(FUNCTION, functions), entry
        assert re.fullmatch(rf"{TEST}(, {TEST})*", tests), entry


def test_every_function_and_test_that_an_entry_names_exists():
    named = {name for entry in ENTRIES for name in re.findall(FUNCTION, entry[3]) + re.findall(TEST, entry[4])}
    assert not [name for name in sorted(named) if not is_function(name)]


def test_errata_are_there():
    errata = (ROOT / "docs" / "learn" / "errata.md").read_text(encoding="utf-8")
    named = re.findall(r"\[(?:erratum )?(\d+)\]\(errata\.md#erratum-(\d+)\)", PAGE)
    assert len(named) == PAGE.count("#erratum-") >= 4
    for number, anchor in named:
        assert number == anchor
        assert f"\n(erratum-{anchor})=\n\n### {number}. " in errata


WHAT_TESTS_RUN = """
import json, sys
import pytest

class Recorder:
    run = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item):
        codes = set()
        sys.setprofile(lambda frame, event, _: codes.add(frame.f_code))
        try:
            return (yield)
        finally:
            sys.setprofile(None)
            names = self.run.setdefault(item.nodeid.partition("[")[0], [])
            names += [[code.co_filename, code.co_qualname] for code in codes if "nnlib" in code.co_filename]

recorder = Recorder()
failed = pytest.main(["-q", *sys.argv[2:]], plugins=[recorder])
with open(sys.argv[1], "w") as file:
    json.dump(recorder.run, file)
sys.exit(failed)
"""


@pytest.mark.slow
def test_the_tests_of_an_entry_run_its_functions(tmp_path):
    """Scripts run as programs of their own, so there the file of tests has to be the script's. PyTorch is optional."""
    elsewhere = ("tests/examples/", "tests/test_torch.py::")
    tests = sorted({test for test in re.findall(TEST, PAGE) if not test.startswith(elsewhere)})
    command = [sys.executable, "-c", WHAT_TESTS_RUN, tmp_path / "run.json", *tests]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    finished = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout
    run = {test: set(map(tuple, names)) for test, names in json.loads((tmp_path / "run.json").read_text()).items()}
    left_out = []
    for _, formula, functions, tests in (entry.groups() for entry in ENTRIES):
        row = re.findall(TEST, tests)
        for name in re.findall(FUNCTION, functions):
            if name.startswith("examples/"):
                script = Path(name.partition("::")[0]).stem
                runs = any(test.startswith(f"tests/examples/test_{script}.py::") for test in row)
            else:
                code = function(name).__code__
                runs = any((code.co_filename, code.co_qualname) in run.get(test, ()) for test in row)
            left_out += [] if runs else [f"{formula}: {name} is run by none of {', '.join(row)}"]
    assert not left_out, "\n".join(left_out)
