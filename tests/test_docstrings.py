"""Every public function and class is documented, with an example that the doctests run, and stands in the reference."""

import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest

import nnlib

REFERENCE = (Path(__file__).parents[1] / "docs" / "reference.md").read_text(encoding="utf-8")
MODULES = [importlib.import_module(info.name) for info in pkgutil.walk_packages(nnlib.__path__, "nnlib.")]
PUBLIC = {
    f"{module.__name__}.{name}": getattr(module, name)
    for module in MODULES
    for name in getattr(module, "__all__", ())
    if inspect.isfunction(getattr(module, name)) or inspect.isclass(getattr(module, name))
}
RESULTS = {
    "BlockCache",
    "Checkpoint",
    "Comparison",
    "CostAndDerivatives",
    "DivergenceError",
    "Dimensions",
    "Evaluation",
    "ForwardPass",
    "GradientReport",
    "Gradients",
    "History",
    "LayerOutput",
    "Lines",
    "NetworkGraph",
    "OptimizerState",
    "Quotient",
    "Slip",
    "Step",
    "StepSizes",
    "StepsReport",
    "Table",
    "TensorReport",
    "Trace",
    "TracedLine",
}
"""What the library makes and hands out; the functions that make them show them."""


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_module_lists_its_public_names(module):
    assert module.__all__ if module.__name__ != "nnlib._arrays" else True


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_object_shows_an_example(name):
    documented = inspect.getdoc(PUBLIC[name])
    assert documented
    shown = ">>>" in documented or (
        inspect.isclass(PUBLIC[name])
        and any(">>>" in (inspect.getdoc(method) or "") for _, method in inspect.getmembers(PUBLIC[name], callable))
    )
    assert shown or name.rpartition(".")[2] in RESULTS


@pytest.mark.parametrize(
    "name", sorted(set(nnlib.__all__) - {"activations", "callbacks", "datasets", "lessons", "losses", "plots"})
)
def test_every_name_of_the_face_is_in_the_reference(name):
    assert f":: {name}\n" in REFERENCE


@pytest.mark.parametrize("module", ["datasets", "lessons", "plots"])
def test_every_data_set_lesson_and_picture_is_in_the_reference(module):
    for name in importlib.import_module(f"nnlib.{module}").__all__:
        assert f":: nnlib.{module}.{name}\n" in REFERENCE, name
