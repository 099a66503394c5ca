"""What a missing library says, and that nothing of the bridges is loaded before it is asked for."""

import importlib
import pydoc
import subprocess
import sys

import pytest

from nnlib import interop

NEEDS = {
    "sklearn": ("scikit-learn 1.6 or later", "scikit-learn"),
    "onnx": ("onnx", "onnx"),
    "torch": ("PyTorch", "torch"),
}
"""Of each bridge, what its library is called, and the name to install it by."""


@pytest.mark.parametrize("bridge", NEEDS)
def test_a_missing_library_is_named_in_one_line(bridge, monkeypatch):
    called, installed = NEEDS[bridge]
    for name in [bridge, *(name for name in sys.modules if name.startswith(f"{bridge}."))]:
        monkeypatch.setitem(sys.modules, name, None)  # as where it is not installed
    monkeypatch.delitem(sys.modules, f"nnlib.interop.{bridge}", raising=False)
    with pytest.raises(ImportError) as raised:
        importlib.import_module(f"nnlib.interop.{bridge}")
    assert str(raised.value) == f"nnlib.interop.{bridge} needs {called}: pip install {installed}"


def test_the_bridges_are_loaded_when_they_are_asked_for():
    code = (
        "import sys, nnlib;"
        "assert 'nnlib.interop' not in sys.modules;"
        "nnlib.interop;"
        "later = {'sklearn', 'onnx', 'torch', 'nnlib.interop.course'};"
        "assert not later & set(sys.modules);"
        "nnlib.interop.course;"
        "assert later & set(sys.modules) == {'nnlib.interop.course'}"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_help_shows_what_there_is_whatever_is_missing(monkeypatch):
    monkeypatch.setattr(interop, "find_spec", lambda name: None if name in NEEDS else 1 / 0)
    assert dir(interop) == ["course"]
    shown = pydoc.render_doc(interop, renderer=pydoc.plaintext)
    assert "Bridges: " in shown
    assert all(f"\n    {name}\n" in shown for name in interop.__all__)


def test_what_is_installed_is_listed(monkeypatch):
    monkeypatch.setattr(interop, "find_spec", lambda name: name)
    assert dir(interop) == sorted(interop.__all__)


def test_a_bridge_is_its_module():
    assert interop.__getattr__("course") is interop.course  # as when nobody has imported it yet


def test_what_is_no_bridge_is_no_attribute():
    with pytest.raises(AttributeError, match=r"module 'nnlib\.interop' has no attribute 'keras'"):
        interop.keras  # noqa: B018  the access is what is tested
