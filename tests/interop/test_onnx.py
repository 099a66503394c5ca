"""That onnxruntime computes from a file what nnlib computes, and what a file cannot be of."""

import json
import os

import networks
import numpy as np
import pytest

import nnlib
from nnlib.activations import LeakyReLU, ReLU
from nnlib.datasets import PictureRecipe, Standardizer, read_csv
from nnlib.layers import Convolution, Dense, Layer, MaxPool, Recurrent

onnx = pytest.importorskip("onnx")
from nnlib.interop.onnx import to_onnx  # noqa: E402  it needs onnx

BOUNDS = {"float64": 1e-12, "float32": 1e-5}
"""Of the largest |Δ| / max(1, |y|)."""
KINDS = [kind for kind in networks.KINDS if kind != "of one's own"]


def written(model, folder):
    """Return the graph that is written, which onnx finds right."""
    path = folder / "model.onnx"
    to_onnx(model, path)
    made = onnx.load(path)
    onnx.checker.check_model(made, full_check=True)
    return made


def told(made):
    return {each.key: json.loads(each.value) for each in made.metadata_props}


def computed(model, X, folder):
    """Return the name of the output, and what onnxruntime computes for X, whose examples are rows here."""
    runtime = pytest.importorskip("onnxruntime")
    session = runtime.InferenceSession(written(model, folder).SerializeToString(), providers=["CPUExecutionProvider"])
    (output,) = session.get_outputs()
    (Y,) = session.run(None, {"X": X})
    return output.name, Y


def of_kind(kind, **options):
    """Return a network of a kind that uses activations of the library's alone."""
    own = networks.KINDS[kind][1].get("hidden")
    return networks.of_kind(kind, **({"hidden": "tanh"} if isinstance(own, networks.Swish) else {}), **options)


def rows(model, m, seed=0):
    return np.random.default_rng(seed).normal(size=(m, model.n_x)).astype(model.dtype)


def require_the_same(model, X, folder):
    name, Y = computed(model, X, folder)
    expected = model.predict_proba(X.T).T if len(X) else np.empty((0, model.n_y))
    assert Y.dtype == model.dtype
    assert Y.shape == expected.shape
    assert name == ("probabilities" if model.classifies else "predictions")
    assert (np.abs(Y - expected) / np.maximum(1, np.abs(expected))).max(initial=0) <= BOUNDS[str(model.dtype)]


@pytest.mark.parametrize("dtype", BOUNDS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_network_computes_the_same_for_any_number_of_examples(kind, dtype, tmp_path):
    model = of_kind(kind, dtype=dtype)
    for m in (0, 1, 7):
        require_the_same(model, rows(model, m), tmp_path)
