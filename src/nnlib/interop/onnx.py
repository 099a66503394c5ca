"""A network or predictor as an ONNX graph, which other programs compute without nnlib.

Examples are rows in ONNX: A[l] is (m, n_l). Every layer is therefore Z = P Wᵀ + b, one Gemm with the W of nnlib, and
layers differ in P only, as they do here. The P of a convolution is gathered from the pixels: onnxruntime has no
convolution of float64, and this way is the same for both types.
"""

try:
    from onnx import helper, numpy_helper
except ImportError:
    msg = "nnlib.interop.onnx needs onnx: pip install onnx"
    raise ImportError(msg) from None

import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from typing import Any, cast

import numpy as np

import nnlib
from nnlib._arrays import DTypeLike
from nnlib._files import StrPath, replacing, short_names
from nnlib._messages import an, attempt, is_a, name_of_class
from nnlib._validation import finite, require_instance
from nnlib.activations import ACTIVATIONS, Activation, Identity, LeakyReLU, ReLU, Sigmoid, Softmax, Tanh
from nnlib.datasets.columns import CategoryColumn, NumberColumn
from nnlib.datasets.pictures import PictureRecipe
from nnlib.datasets.scaling import Standardizer
from nnlib.datasets.tables import TableRecipe
from nnlib.layers import Convolution, Dense, Layer, MaxPool, Pooled, Recurrent
from nnlib.models import Network
from nnlib.predictor import Predictor

__all__ = ["to_onnx"]

OPSET, IR_VERSION = 17, 8
"""Of the operators and of the file: old enough for programs of 2022."""
MOST_BYTES = 2**31 - 2**20
"""What a file's arrays may have: a file has 2 GB at most, and something beside them."""
OPERATORS: dict[type, str] = {Identity: "Identity", Sigmoid: "Sigmoid", Tanh: "Tanh", ReLU: "Relu", Softmax: "Softmax"}
"""The activations that ONNX has; leaky ReLU is made of two operators, since the slope of its own is of float32."""
KINDS: dict[type, str] = {NumberColumn: "number", CategoryColumn: "category"}
LAYERS = {Layer, Dense, Convolution, Recurrent}
EXAMPLES, ALL = 0, -1
"""How many rows a Reshape gives: as many as there were, or as many as there are numbers for."""


def to_onnx(model: Network | Predictor, path: StrPath) -> None:
    """Write a network or a predictor to an ONNX file, with which onnxruntime and others compute the same.

    Examples are rows in the file: the input ``X`` has shape (m, n_x), with any m, and the output (m, n_y).

    Parameters
    ----------
    model : Network or Predictor
        The graph of a predictor contains the scaling, and its ``X`` is the data before scaling, as float64. The file's
        metadata describe how a table's cells, or pictures, become rows of ``X``.
    path : str or path
        The file, usually ``.onnx``. An old file is replaced in one step.

    Raises
    ------
    TypeError
        If an activation or a layer is your own, or a subclass computes its outputs itself: a graph can contain only
        operators.
    ValueError
        If a weight is not finite, or all together are too large for a file of at most 2 GB.

    Notes
    -----
    - If the model classifies, the output is ``probabilities``: the result of `predict_proba`, transposed. For a
      predictor with two named classes it has two columns. Otherwise the output is ``predictions``: the result of
      `predict`, in the target's own units.
    - ``X`` of a network, and the outputs of both, have the model's type; outputs of ``Y_scaling`` are float64.
    - Weights and values have the notes' names: ``W1``, ``b1``, ``Z1``, ``A1``. A layer that occurs several times has
      one ``W``. A recurrent layer is unrolled. Dropout is not in the graph.
    - A convolution gathers the patches of all examples of a call at once: pass batches.
    - The graph fills nothing: NaN in gives NaN out, but max pooling may pass over it.
    - The file's metadata hold JSON: ``classes`` and ``features`` list names, ``target`` is a name, and ``shape`` is the
      shape of an example, if it is an image or a sequence. Unknown entries are left out.
    - For a table, ``columns`` lists each column's ``name``, ``kind`` ("number" or "category") and ``fill``: the value
      for a missing cell, or null if a missing cell is an error. A category also has its ``texts``, in the order of
      their features.
    - For a table, ``cells`` lists the texts and the ``missing_numbers`` that mean that a cell is ``missing``. Its
      ``unknown`` is "refuse" if an unknown text is an error, or "none" if it counts as none of the column's texts. It
      also has the ``decimal`` and ``thousands`` marks of numbers that are written as text.
    - For pictures, ``picture`` has ``height``, ``width``, ``colours`` ("grey" or "RGB"), the ``order`` of the pixels,
      as in `image_to_vector`, and the values of ``black`` and ``white``.
    - The graph is of opset 17 and IR version 8. The same model gives the same file.

    Examples
    --------
    >>> import onnx, os, tempfile
    >>> model = nnlib.ShallowNetwork(n_x=2, n_h=4, rng=0)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = os.path.join(folder, "model.onnx")
    ...     to_onnx(model, path)
    ...     graph = onnx.load(path).graph
    >>> [node.op_type for node in graph.node]
    ['Gemm', 'Tanh', 'Gemm', 'Sigmoid', 'Identity']
    >>> [value.name for value in [*graph.input, *graph.initializer, *graph.output]]
    ['X', 'W1', 'b1', 'W2', 'b2', 'probabilities']
    """
    predictor = model if is_a(model, Predictor) else None
    network = predictor.model if predictor else cast("Network", model)
    for name in ("model", "network_"):  # of a trainer, and of an estimator of scikit-learn
        if not is_a(network, Network) and is_a(attempt(partial(getattr, network, name), otherwise=None), Network):
            msg = f"model must be a Network or a Predictor, got {an(type(network))}: take its .{name}"
            raise TypeError(msg)
    require_instance("model", network, Network, "a Network or a Predictor")
    require_operators(network)
    if predictor:
        require_scalings(predictor)
    content = graph_of(network, predictor).model(metadata(network, predictor)).SerializeToString(deterministic=True)
    with short_names(), replacing(path) as stream:
        stream.write(content)


# What a graph cannot be of.


def require_operators(model: Network) -> None:
    """Refuse a network that operators do not make up, and one whose θ is of no use."""
    require_not_overridden(model, Network, ("forward", "predict_proba", "chunks"))
    for l, layer in model.layers.items():
        while type(layer) is Pooled and type(layer.pool) is MaxPool:
            layer = layer.layer  # noqa: PLW2901  the one behind the pool
        if type(layer) not in LAYERS:
            own = layer.pool if type(layer) is Pooled else layer
            raise TypeError(of_ones_own(f"layer {l}", own, "Dense, Convolution, MaxPool and Recurrent"))
        if type(g := model.g[l]) not in {*OPERATORS, LeakyReLU}:
            *others, last = ACTIVATIONS
            raise TypeError(of_ones_own(f"the activation of layer {l}", g, f"{', '.join(others)} and {last}"))
    for l in model.parameters.distinct:
        finite(f"W[{l}]", model.W[l], model.dtype)
        finite(f"b[{l}]", model.b[l], model.dtype)


def require_scalings(predictor: Predictor) -> None:
    """Refuse a predictor that answers, or scales, in a way of its own."""
    require_not_overridden(predictor, Predictor, ("predict", "predict_proba"))
    for name in ("X_scaling", "Y_scaling"):
        scaling = getattr(predictor, name)
        if type(scaling) not in {Standardizer, type(None)}:
            raise TypeError(of_ones_own(name, scaling, "a Standardizer"))


def of_ones_own(name: str, thing: object, known: str) -> str:
    """Say that a graph cannot hold what users wrote themselves, and what it can."""
    return f"{name} is {an(type(thing))} of your own, which has no ONNX operator; an ONNX graph can hold {known}"


def require_not_overridden(thing: object, kind: type, names: Sequence[str]) -> None:
    """Refuse an object that computes in a way of its own what the library's class computes."""
    for name in names:
        if name in vars(thing) or getattr(type(thing), name) is not getattr(kind, name):
            what = name_of_class(type(thing))
            msg = f"{what} overrides {name}, but a graph computes what {kind.__name__} itself computes"
            raise TypeError(msg)


# The graph.


class Graph:
    """A graph that grows by operators and by arrays, from its input on."""

    def __init__(self, dtype: DTypeLike) -> None:
        self.dtype = np.dtype(dtype)
        self.nodes: list[Any] = []
        self.arrays: dict[str, Any] = {}
        self.inputs: list[Any] = []
        self.outputs: list[Any] = []
        self.size = 0

    def apply(self, operator: str, inputs: Sequence[str], *outputs: str, **attributes: Any) -> str:  # noqa: ANN401  as ONNX has them
        """Add an operator, and return the name of its first output."""
        self.nodes.append(helper.make_node(operator, inputs, outputs, name=outputs[0], **attributes))
        return outputs[0]

    def array(self, name: str, values: Any, dtype: DTypeLike | None = None) -> str:  # noqa: ANN401  whatever makes an array
        """Add an array, unless it is there already, in the model's type unless told, and return its name."""
        if name not in self.arrays:
            array = np.ascontiguousarray(values, dtype or self.dtype).reshape(np.shape(values))
            self.size += array.nbytes
            if self.size > MOST_BYTES:
                msg = f"an ONNX file has at most {MOST_BYTES:,} bytes of arrays, and those up to {name} have more"
                raise ValueError(msg)
            self.arrays[name] = numpy_helper.from_array(array, name)
        return name

    def reshape(self, value: str, shape: Sequence[int], output: str) -> str:
        """Add another shape, of which the first number is EXAMPLES or ALL."""
        return self.apply("Reshape", [value, self.array(f"{output}_shape", shape, np.int64)], output)

    def model(self, metadata: dict[str, str]) -> Any:  # noqa: ANN401  onnx has no type hints
        """Return what a file holds."""
        made = helper.make_graph(self.nodes, "nnlib", self.inputs, self.outputs, list(self.arrays.values()))
        opsets = [helper.make_opsetid("", OPSET)]
        versions = {"ir_version": IR_VERSION, "producer_name": "nnlib", "producer_version": nnlib.__version__}
        model = helper.make_model(made, opset_imports=opsets, **versions)
        helper.set_model_props(model, metadata)
        return model


def examples_of(name: str, n: int, dtype: DTypeLike) -> Any:  # noqa: ANN401  onnx has no type hints
    """Return what stands for examples in rows: any number of them."""
    return helper.make_tensor_value_info(name, element_type(dtype), ["m", n])


def element_type(dtype: DTypeLike) -> int:
    """Return ONNX's number of a type."""
    return helper.np_dtype_to_tensor_dtype(np.dtype(dtype))


def graph_of(model: Network, predictor: Predictor | None) -> Graph:
    """Return the graph from X to the answers."""
    graph = Graph(model.dtype)
    A = scaled(graph, model, predictor) if predictor else "X"
    graph.inputs.append(examples_of("X", model.n_x, np.float64 if predictor else model.dtype))
    for l, g in model.g.items():
        A = activated(graph, g, product(graph, model, l, A), l)
    answers(graph, model, predictor, A)
    return graph


def scaled(graph: Graph, model: Network, predictor: Predictor) -> str:
    """Add what leads from X to A[0]: the scaling in float64, and then the model's type."""
    value, scaling = "X", predictor.X_scaling
    if scaling is not None:
        mean, deviation = (
            graph.array(f"X_{name}", numbers[:, 0], np.float64)
            for name, numbers in (("mean", scaling.mean), ("deviation", scaling.deviation))
        )
        value = graph.apply("Sub", [value, mean], "X_centred")
        value = graph.apply("Div", [value, deviation], "X_scaled")
    return value if model.dtype == np.float64 else graph.apply("Cast", [value], "A0", to=element_type(model.dtype))


def answers(graph: Graph, model: Network, predictor: Predictor | None, A: str) -> None:
    """Add what leads from A[L] to the output."""
    n_y, dtype, output = model.n_y, model.dtype, "probabilities" if model.classifies else "predictions"
    if predictor and len(predictor.classes) > n_y:
        n_y = len(predictor.classes)
        other = graph.apply("Sub", [graph.array("one", 1), A], f"{A}_of_the_first_class")
        graph.apply("Concat", [other, A], output, axis=1)
    elif predictor and predictor.Y_scaling is not None:
        dtype, scaling = np.dtype(np.float64), predictor.Y_scaling
        if model.dtype != dtype:
            A = graph.apply("Cast", [A], f"{A}_float64", to=element_type(dtype))
        deviation = graph.array("Y_deviation", scaling.deviation[:, 0], dtype)
        A = graph.apply("Mul", [A, deviation], "Y_centred")
        graph.apply("Add", [A, graph.array("Y_mean", scaling.mean[:, 0], dtype)], output)
    else:
        graph.apply("Identity", [A], output)
    graph.outputs.append(examples_of(output, n_y, dtype))


def metadata(model: Network, predictor: Predictor | None) -> dict[str, str]:
    """Return what a file tells besides the graph: names, and the shape of an example."""
    shape = model.layers[1].input_shape
    known: dict[str, Any] = {"shape": shape if len(shape) > 1 else None}
    if predictor:
        recipe = predictor.recipe
        known |= {"classes": predictor.classes, "features": recipe.features}
        known["target"] = recipe.target.name if recipe.target else None
        known |= reading(recipe)
    return {name: json.dumps(value) for name, value in known.items() if value}


def reading(recipe: Any) -> dict[str, Any]:  # noqa: ANN401  a predictor's, of the user's own too
    """Return how rows of a table, or pictures, become rows of X, where the library reads them."""
    if type(recipe) is TableRecipe and {type(column) for column in recipe.columns} <= {*KINDS}:
        columns = [{"kind": KINDS[type(column)], **asdict(column)} for column in recipe.columns]
        dialect = recipe.dialect
        cells: dict[str, Any] = {"unknown": recipe.unknown}
        cells |= {"missing": sorted(dialect.missing), "missing_numbers": sorted(dialect.missing_numbers)}
        return {"columns": columns, "cells": cells | {"decimal": dialect.decimal, "thousands": dialect.thousands}}
    if type(recipe) is PictureRecipe:
        height, width, *channels = recipe.shape
        kind = {"height": height, "width": width, "colours": "RGB" if channels else "grey", "order": recipe.order}
        return {"picture": {**kind, "black": int(recipe.invert), "white": int(not recipe.invert)}}
    return {}


# The layers.


def product(graph: Graph, model: Network, l: int, A: str) -> str:
    """Add what leads from A[l−1], or X, to Z[l], and return its name."""
    layer = model.layers[l]
    while isinstance(layer, Pooled):
        A = pooled(graph, layer, A)
        layer = layer.layer
    own = model.parameters.repeats.get(l, l)
    weights = graph.array(f"W{own}", model.W[l]), graph.array(f"b{own}", model.b[l][:, 0])
    if isinstance(layer, Convolution):
        P = patches(graph, layer, l, own, A)
        Z = graph.apply("Gemm", [P, *weights], f"Z{l}_pixels", transB=1)
        Z = graph.reshape(Z, [ALL, layer.positions, layer.n], f"Z{l}_side_by_side")
        Z = graph.apply("Transpose", [Z], f"Z{l}_image", perm=[0, 2, 1])
        return graph.reshape(Z, [EXAMPLES, layer.n * layer.positions], f"Z{l}")
    P = joined(graph, layer, l, A) if isinstance(layer, Recurrent) else A
    return graph.apply("Gemm", [P, *weights], f"Z{l}", transB=1)


def pooled(graph: Graph, layer: Pooled, A: str) -> str:
    """Add what leads to the largest value of each window."""
    size, stride = (pair(each) for each in (layer.pool.size, layer.pool.stride or layer.pool.size))
    image = graph.reshape(A, [EXAMPLES, *layer.input_shape], f"{A}_image")
    largest = graph.apply("MaxPool", [image], f"{image}_pooled", kernel_shape=size, strides=stride)
    return graph.reshape(largest, [EXAMPLES, math.prod(layer.pooled_shape)], f"{A}_pooled")


def pair(size: int | tuple[int, int]) -> tuple[int, int]:
    """Return height and width."""
    return (size, size) if isinstance(size, int) else size


def patches(graph: Graph, layer: Convolution, l: int, own: int, A: str) -> str:
    """Add what leads to P[l], a patch in each row: the layer itself tells which pixel stands where."""
    numbers = np.arange(1, math.prod(layer.input_shape) + 1)[:, np.newaxis]
    pixels = layer.inputs({l - 1: numbers}, l).T  # a row for each position
    if (pixels == 0).any():  # which no pixel has: it is the padding
        A = padded(graph, A, 1, f"{A}_padded")
    else:
        pixels = pixels - 1
    P = graph.apply("Gather", [A, graph.array(f"pixels{own}", pixels, np.int32)], f"P{l}_of_examples", axis=1)
    return graph.reshape(P, [ALL, layer.n_in], f"P{l}")


def joined(graph: Graph, layer: Recurrent, l: int, A: str) -> str:
    """Add what leads to P[l], a<t−1> and x<t> side by side."""
    if l == 1:
        graph.apply("Split", [A], *(f"x{t}" for t in range(1, layer.places + 1)), axis=1)
        return padded(graph, "x1", layer.n, "P1")  # a<0> is 0
    return graph.apply("Concat", [A, f"x{l}"], f"P{l}", axis=1)


def padded(graph: Graph, value: str, n: int, output: str) -> str:
    """Add n zeros in front of each example's numbers."""
    return graph.apply("Pad", [value, graph.array(f"{output}_widths", [0, n, 0, 0], np.int64)], output)


def activated(graph: Graph, g: Activation, Z: str, l: int) -> str:
    """Add what leads from Z[l] to A[l], and return its name."""
    if isinstance(g, LeakyReLU):
        sloped = graph.apply("Mul", [Z, graph.array(f"slope{l}", g.slope)], f"{Z}_sloped")
        return graph.apply("Max", [Z, sloped], f"A{l}")
    return graph.apply(OPERATORS[type(g)], [Z], f"A{l}")
