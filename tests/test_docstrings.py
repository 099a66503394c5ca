"""What the reference shows has an example that the doctests run, and its parameters are described.

All else has a docstring, private modules too, which ruff leaves alone. The documentation's build validates the form.
"""

import inspect
import re
import sys
from types import FunctionType

import reference
from installed import modules
from reference import ENTRIES, WINGS, named

MODULES = [*modules()]
RESULTS = {
    "nnlib.DivergenceError",
    "nnlib.FileError",
    "nnlib.History",
    "nnlib.datasets.Pictures",
    "nnlib.datasets.Table",
    "nnlib.doctor.Diagnosis",
    "nnlib.layers.Pooled",
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


MACHINERY = {
    *("buffers", "chunks", "classifies", "decide", "labels", "measure"),  # of networks and activations
    *("outputs", "outputs_and_labels"),  # of losses
    *("largest", "places", "pooled_shape", "side_by_side", "stacked"),  # of layers
    *("unfolded", "windows", "winners", "within"),
    *("begin", "block", "corrections", "over", "remembered"),  # of update rules and parameters
    *("after_fit", "column", "page", "row", "see"),  # what trainers, tables and pages call
    *("as_dict", "codes", "features", "of", "restored", "taken", "values"),  # what files and recipes call
    *("derivative", "derivative_from_output", "derivatives", "value"),  # of activations and operations
}
"""Public members that other parts of the library call, and users do not."""


def inherited(kind):
    """Return the members that the page of a base shows."""
    names = {named(name): listed for name, listed in ENTRIES.items() if inspect.isclass(named(name))}
    return {member for base in kind.__mro__[1:] for member in names.get(base, ())}


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


def test_every_public_name_has_a_page_or_stands_on_one():
    """Constants and modules stand on the page of their group, all else has a page of its own."""
    homes = reference.homes()
    for name in reference.public_names():
        value = named(name)
        assert name in reference.MODULES if inspect.ismodule(value) else id(value) in homes, name


def test_every_object_has_one_page():
    names = [*reference.summaries()]
    assert len(names) == len(set(names))
    assert len({id(named(name)) for name in ENTRIES}) == len(ENTRIES)
    assert not {name for name, value in zip(ENTRIES, map(named, ENTRIES), strict=True) if not callable(value)}


def test_every_group_is_in_the_contents():
    groups = set(reference.PAGES) - {"index"}
    assert set(re.findall(r"^(\w+)$", reference.PAGES["index"], flags=re.MULTILINE)) == groups
    assert set(re.findall(r"^- \[.+\]\((\w+)\.md\): ", reference.PAGES["index"], flags=re.MULTILINE)) == groups


def test_what_the_index_by_task_names_is_there():
    tasks = re.findall(r"^\| [a-z].* \| (.+) \|$", reference.PAGES["index"], flags=re.MULTILINE)
    assert 25 <= len(tasks) <= 45
    for objects in tasks:
        links = re.findall(r"\{(class|func|meth)\}`(?:~|[^`]*<)(nnlib\.[\w.]+)>?`", objects)
        assert len(links) == objects.count("{"), objects
        for role, name in filter(lambda link: reference.here(link[1]), links):
            owner, _, member = name.rpartition(".")
            assert member in ENTRIES[owner] if role == "meth" else name in ENTRIES, name


def test_the_page_of_a_class_shows_all_its_members_but_machinery():
    assert set(reference.members()) <= set(reference.summaries())
    for name, listed in ENTRIES.items():
        for member, value in vars(named(name)).items() if inspect.isclass(named(name)) else ():
            if isinstance(value, property | classmethod | FunctionType) and not member.startswith("_"):
                assert member in {*listed, *MACHINERY, *inherited(named(name))}, f"{name}.{member}"
