"""Imports go downward only, and what is not needed is not loaded."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import nnlib

SOURCE = Path(nnlib.__file__).parent
FLOORS = {
    "_arrays": 0,
    "_batches": 1,
    "_diagnosis": 1,
    "_html": 11,
    "_messages": 0,
    "_named_parameters": 4,
    "_pages": 1,
    "_parts": 2,
    "_printing": 0,
    "_progress": 2,
    "_recording": 1,
    "_spreads": 1,
    "_files": 1,
    "_reading": 2,
    "_tables": 1,
    "history": 1,
    "_registry": 2,
    "_validation": 2,
    "_windows": 3,
    "activations": 3,
    "dropout": 3,
    "layers": 4,
    "parameters": 3,
    "schedules": 3,
    "datasets": 3,
    "_predictions": 3,
    "losses": 4,
    "metrics": 4,
    "optimizers": 4,
    "_buffers": 5,
    "_connections": 5,
    "_dense": 5,
    "_network_files": 6,
    "_scale": 5,
    "propagation": 6,
    "models": 7,
    "_replay": 9,
    "_run": 8,
    "recurrent": 8,
    "checking": 8,
    "_measuring": 9,
    "_answers": 9,
    "_checkpoints": 9,
    "lessons": 9,
    "training": 10,
    "plots": 10,
    "predictor": 10,
    "callbacks": 11,
    "loading": 11,
    "doctor": 12,
    "exercises": 12,
    "interop": 12,
    "playground": 13,
    "sweeps": 12,
}
FACE = {"__init__"}
WINGS = {"doctor", "exercises", "interop", "playground", "sweeps"}
"""Parts that can be taken off, with their tests and with the lines of the face that name them."""


def modules():
    for path in sorted(SOURCE.rglob("*.py")):
        if "catalogue" not in path.parts:  # exercises, which are read as text
            yield path, path.relative_to(SOURCE).with_suffix("").parts[0]


@cache
def read(path):
    """Return a module's docstring, and the parts of nnlib that it imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return ast.get_docstring(tree), set(imported(path, tree))


def imported(path, tree):
    """Yield the parts of nnlib that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            if node.module == "nnlib":
                yield from (alias.name for alias in node.names)
            elif node.module.startswith("nnlib."):
                yield node.module.split(".")[1]
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == "nnlib" or alias.name.startswith("nnlib."):
                    yield [*alias.name.split("."), "__init__"][1]


def test_every_module_has_a_floor():
    parts = {part for _, part in modules()} - FACE
    assert parts | WINGS == set(FLOORS)


def rooms():
    """Yield the modules other than the face, each with its part and with the parts that it imports.

    A wing stands outside, and may use the face as users do.
    """
    for path, part in modules():
        if part not in FACE:
            yield path, part, read(path)[1] - (FACE if part in WINGS else set())


def test_nothing_rests_on_a_wing_and_a_wing_rests_on_the_public_face():
    how_the_library_speaks_and_checks = {"_arrays", "_diagnosis", "_measuring", "_messages", "_printing", "_scale"}
    how_the_library_speaks_and_checks |= {"_files", "_pages", "_parts", "_progress", "_reading", "_spreads", "_tables"}
    how_the_library_speaks_and_checks |= {"_named_parameters", "_validation"}
    for path, part, parts in rooms():
        others = parts - {part}
        assert not others & WINGS, path
        if part in WINGS:
            assert {other for other in others if other.startswith("_")} <= how_the_library_speaks_and_checks, path


def test_imports_go_downward_only():
    for path, part, parts in rooms():
        for other in parts:
            within_a_package = other == part and path.parent != SOURCE
            assert within_a_package or FLOORS[other] < FLOORS[part], f"{path} imports {other}"


def test_every_module_says_first_what_it_is_about():
    for path, _ in modules():
        first_line = read(path)[0].splitlines()[0]
        assert len(first_line) > 20, path


def test_importing_nnlib_loads_numpy_only():
    """In a fresh interpreter: neither matplotlib nor an extra, nor what is not always needed, until it is asked for."""
    code = (
        "import sys, numpy; before = set(sys.modules);"
        "import nnlib;"
        "later = {'matplotlib', 'tqdm', 'PIL', 'scipy', 'numpy.random', 'nnlib.callbacks'};"
        "later |= {'difflib', 'json', 'pathlib', 'zipfile'};"
        "later |= {'nnlib.plots', 'nnlib.datasets', 'nnlib.checking', 'nnlib.lessons', 'nnlib.metrics'};"
        "loaded = later & (set(sys.modules) - before);"
        "assert not loaded, loaded;"
        "nnlib.Network([2, 1], rng=0).predict([[0.0], [1.0]]);"
        "assert 'numpy.ma' not in set(sys.modules) - before;"
        "nnlib.datasets.xor, nnlib.checking, nnlib.gradient_check;"
        "assert 'nnlib.checking' in sys.modules;"
        "nnlib.lessons.Variable, nnlib.metrics.accuracy;"
        "assert 'nnlib._pages' not in sys.modules;"
        "assert 'matplotlib' not in sys.modules;"
        "nnlib.plots.learning_curve;"
        "assert 'matplotlib' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_face():
    """These names are what users rely on."""
    assert set(nnlib.__all__) - {"diagnose", "doctor", "exercises", "interop", "playground", "sweep", "sweeps"} == {
        "Adam",
        "DeepNetwork",
        "DivergenceError",
        "FileError",
        "GradientDescent",
        "GradientReport",
        "History",
        "LogisticRegression",
        "Momentum",
        "Network",
        "Predictor",
        "RMSProp",
        "RecurrentNetwork",
        "ShallowNetwork",
        "StepsReport",
        "Trainer",
        "activations",
        "callbacks",
        "check_functions",
        "compare_steps",
        "datasets",
        "gradient_check",
        "layers",
        "lessons",
        "load",
        "losses",
        "metrics",
        "plots",
        "schedules",
        "train",
    }
    assert all(hasattr(nnlib, name) for name in dir(nnlib))
    assert nnlib.__getattr__("plots") is nnlib.plots  # as when nobody has imported it yet
    assert nnlib.__getattr__("gradient_check") is nnlib.gradient_check
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        nnlib.nonsense  # noqa: B018  the access is what is tested
    with pytest.raises(AttributeError, match=r"nnlib\.check_gradients is now nnlib\.check_functions"):
        nnlib.check_gradients  # noqa: B018  as above


HEART = ("activations", "losses", "parameters", "layers", "dropout", "propagation", "models")
LOADED = ("_arrays", "_messages", "_printing", "_tables", "_files", "_registry", "_validation", "_windows")
LOADED += ("_connections", "_buffers", "_network_files")
"""What the heart needs besides itself."""


def test_the_heart_is_small_enough_to_read_in_one_sitting():
    """Lines as they scroll, docstrings included; and nothing is put under an underscore to get there."""

    def lines(names):
        return sum(len((SOURCE / f"{name}.py").read_text(encoding="utf-8").splitlines()) for name in names)

    needed, waiting = set(), {"models"}
    while waiting:
        name = waiting.pop()
        needed.add(name)
        waiting |= read(SOURCE / f"{name}.py")[1] - needed
    assert needed == {*HEART, *LOADED}
    assert lines(HEART) <= 2000
    assert lines(needed) <= 3600


def test_no_module_is_longer_than_one_concept_takes():
    long = {path.name: n for path, _ in modules() if (n := len(path.read_text(encoding="utf-8").splitlines())) > 450}
    assert not long
