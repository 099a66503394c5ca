"""What the reference shows has an example that the doctests run, and its parameters are described.

All else has a docstring, private modules too, which ruff leaves alone. The documentation's build validates the form.
"""

import importlib
import inspect
import pkgutil
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from types import FunctionType

import pytest
from installed import lacks_its_library, modules

import nnlib

REFERENCE = (Path(__file__).parents[1] / "docs" / "reference" / "index.md").read_text(encoding="utf-8")
MODULES = [*modules()]
RESULTS = {
    "nnlib.DivergenceError",
    "nnlib.FileError",
    "nnlib.History",
    "nnlib.datasets.Pictures",
    "nnlib.datasets.Table",
    "nnlib.doctor.Diagnosis",
    "nnlib.lessons.blocks.BlockCache",
    "nnlib.lessons.dimensions.Dimensions",
    "nnlib.lessons.network_graph.NetworkGraph",
    "nnlib.lessons.tracing.Trace",
    "nnlib.lessons.tracing.TracedLine",
    "nnlib.lessons.vectorization.CostAndDerivatives",
    "nnlib.lessons.vectorization.LayerOutput",
    "nnlib.models.Evaluation",
    "nnlib.predictor.Answers",
    "nnlib.predictor.Importance",
    "nnlib.predictor.Mistakes",
    "nnlib.optimizers.OptimizerState",
    "nnlib.parameters.LayerViews",
    "nnlib.propagation.ForwardPass",
    "nnlib.propagation.Gradients",
    "nnlib.sweeps.Job",
}
"""What the library makes, and hands out or raises; the functions that do so show it."""


def entries():
    """Return what the reference shows, by its full name, with the names of the members that are listed there."""
    directive = r"^\.\. auto(?:class|function|exception):: (\S+)\n((?:   .*\n)*)"
    found = {}
    for name, options in re.findall(directive, REFERENCE, flags=re.MULTILINE):
        members = re.search(r":members: ([\w, \n]*)", options)
        found["nnlib." + name.removeprefix("nnlib.")] = re.findall(r"\w+", members[1]) if members else []
    return found


WINGS = {"doctor", "exercises", "interop", "playground", "sweeps"}
"""Parts that can be taken off: the reference may then still show them."""
FUNCTIONS = {"doctor": "diagnose", "sweeps": "sweep"}
"""Those of a wing that the face has."""
GONE = {f"nnlib.{part}" for wing in WINGS if not find_spec(f"nnlib.{wing}") for part in (wing, FUNCTIONS.get(wing))}
ENTRIES = {
    name: members
    for name, members in entries().items()
    if ".".join(name.split(".")[:2]) not in GONE and not lacks_its_library("/".join(name.split(".")[:3]))
}


def named(name):
    """Return what a full name stands for: of a function and a module of one name, the function."""
    owner, _, attribute = name.rpartition(".")
    return getattr(pkgutil.resolve_name(owner), attribute)


def docstring(shown):
    """Return a docstring, a class's with those of its bases."""
    return "\n".join(inspect.getdoc(each) or "" for each in (getattr(shown, "__mro__", [shown, object])[:-1]))


def test_what_the_reference_shows_has_an_example():
    for name, listed in ENTRIES.items():
        members = [getattr(named(name), member) for member in listed]
        assert all(docstring(each) for each in members if callable(each) or isinstance(each, property)), name
        assert name in RESULTS or any(">>>" in docstring(each) for each in (named(name), *members)), name


def test_results_are_in_the_reference():
    assert set(ENTRIES) >= {
        name for name in RESULTS if not name.startswith(tuple(f"nnlib.{wing}." for wing in WINGS))
    }  # which can be taken off


def callables(name):
    """Return what a name of the reference shows that can be called, its members first."""
    shown = named(name)
    functions = [getattr(shown, member) for member in ENTRIES[name]]
    functions += [] if name in RESULTS else [shown]
    return [function for function in functions if callable(function)]


def test_every_parameter_is_described_by_the_function_its_class_or_its_module():
    for name in ENTRIES:
        for function in callables(name):
            assert_every_parameter_is_described(function, named(name))


def assert_every_parameter_is_described(function, shown):
    described = "\n".join([docstring(function), docstring(shown), sys.modules[shown.__module__].__doc__])
    for parameter in inspect.signature(function).parameters.values():
        if parameter.name != "self" and parameter.kind not in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD}:
            assert re.search(rf"\b{parameter.name}\b", described), f"{function.__name__}: {parameter.name}"


def test_help_writes_types_by_their_names():
    """Written out, what NumPy's `ArrayLike` stands for is 300 characters long."""
    for name in ENTRIES:
        for function in callables(name):
            assert "numpy._typing" not in str(inspect.signature(function)), name


def test_everything_has_a_docstring():
    for module in MODULES:
        assert_everything_has_a_docstring(module)


def assert_everything_has_a_docstring(module):
    assert module.__doc__, module
    own = [each for each in vars(module).values() if getattr(each, "__module__", "") == module.__name__]
    for shown in filter(lambda each: inspect.isfunction(each) or inspect.isclass(each), own):
        assert inspect.getdoc(shown), shown
        assert not shown.__doc__.startswith(f"{shown.__name__}("), f"{shown} has what dataclass writes by itself"
        for name in vars(shown) if inspect.isclass(shown) else ():
            member = inspect.getattr_static(shown, name)
            if not name.startswith("__") and isinstance(member, property | classmethod | FunctionType):
                assert inspect.getdoc(getattr(shown, name)), f"{shown}: {name}"


def test_every_name_of_the_face_is_in_the_reference():
    names = {f"nnlib.{name}" for name in nnlib.__all__ if not inspect.ismodule(getattr(nnlib, name))}
    assert not names - set(ENTRIES)


@pytest.mark.parametrize("module", ["datasets", "lessons", "metrics", "plots"])
def test_every_data_set_lesson_metric_and_picture_is_in_the_reference(module):
    for name in importlib.import_module(f"nnlib.{module}").__all__:
        assert f":: nnlib.{module}.{name}\n" in REFERENCE, name
