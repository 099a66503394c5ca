"""That onnxruntime computes from a file what nnlib computes, and what a file cannot be of."""

import json
import os
import re
from pathlib import Path
from types import SimpleNamespace

import networks
import numpy as np
import pytest

import nnlib
from nnlib.activations import LeakyReLU, ReLU
from nnlib.datasets import NumberColumn, PictureRecipe, Standardizer, TableRecipe, read_csv
from nnlib.layers import Convolution, Dense, Layer, MaxPool, Recurrent

onnx = pytest.importorskip("onnx")
reference = pytest.importorskip("onnx.reference")
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
    content = written(model, folder).SerializeToString()
    runtime = pytest.importorskip("onnxruntime")
    session = runtime.InferenceSession(content, providers=["CPUExecutionProvider"])
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


@pytest.mark.parametrize("kind", KINDS)
def test_a_graph_means_the_same_to_onnx_itself(kind, tmp_path):
    """By its reference of what operators mean, which needs no onnxruntime."""
    model = of_kind(kind)
    X = rows(model, 5)
    (Y,) = reference.ReferenceEvaluator(written(model, tmp_path)).run(None, {"X": X})
    assert np.abs(Y - model.predict_proba(X.T).T).max() <= BOUNDS["float64"]


ACTIVATIONS = ["identity", "sigmoid", "tanh", "relu", "leaky_relu", LeakyReLU(0.0), LeakyReLU(0.3), LeakyReLU(0.99)]


@pytest.mark.parametrize("dtype", BOUNDS)
@pytest.mark.parametrize("g", ACTIVATIONS, ids=str)
def test_every_activation_computes_the_same_in_a_hidden_layer_and_as_the_output(g, dtype, tmp_path):
    hidden = networks.network(hidden=g, dtype=dtype)
    output = networks.network(output=g, loss="squared_error", dtype=dtype)
    for model in (hidden, output):
        X = 3 * rows(model, 50)
        assert all((Z.min() < 0 < Z.max()) for Z in model.forward(X.T).Z.values())  # both sides of every kink
        require_the_same(model, X, tmp_path)


@pytest.mark.parametrize("dtype", BOUNDS)
@pytest.mark.parametrize("output", ["sigmoid", "softmax", "tanh", "identity", "relu", "leaky_relu"])
def test_outputs_are_finite_and_the_same_however_large_z(output, dtype, tmp_path):
    loss = None if output in {"sigmoid", "softmax"} else "squared_error"
    model = nnlib.Network([2, 2], output=output, loss=loss, dtype=dtype)
    model.W[1] = np.eye(2)
    numbers = [-1e4, -700.0, -90.0, -20.0, 0.0, 20.0, 90.0, 700.0, 1e4]
    X = np.array([[x, y] for x in numbers for y in numbers], model.dtype)
    assert np.isfinite(computed(model, X, tmp_path)[1]).all()
    require_the_same(model, X, tmp_path)


def drawn(rng):
    """Return a network of a random kind, with random sizes, activations, output, type and parameters."""

    def some(least, most):
        return int(rng.integers(least, most + 1))

    def layer(of):
        if of == "dense":
            return some(1, 12)
        if of == "pool":
            return MaxPool((some(1, 3), some(1, 3)), stride=(some(1, 2), some(1, 3)))
        size, stride, padding = ((some(least, most), some(least, most)) for least, most in ((1, 3), (1, 2), (0, 2)))
        return Convolution(some(1, 4), size, stride=stride, padding=padding)

    output, loss = networks.PAIRS[some(0, len(networks.PAIRS) - 1)]
    n_y = some(2, 4) if output == "softmax" else some(1, 3)
    kind = rng.choice(["dense", "convolutional", "recurrent"])
    if kind == "dense":
        twice = Dense(some(1, 8))
        layers = [some(1, 12), twice.n, *[twice] * some(0, 3), *(layer("dense") for _ in range(some(0, 3)))]
    elif kind == "convolutional":
        order = [rng.choice(["pool", "convolution"]) for _ in range(some(0, 3))]
        layers = [(some(1, 3), some(6, 9), some(6, 9)), *map(layer, ["convolution", *order]), some(1, 8)]
    else:
        layers = [(some(1, 6), some(1, 4)), Recurrent(some(1, 6)), *(layer("dense") for _ in range(some(0, 2)))]
    options = {"output": output, "loss": loss, "dtype": str(rng.choice(list(BOUNDS))), "rng": rng}
    hidden = len(nnlib.Network([*layers, n_y], **options).layers) - 1
    activations = [*ACTIVATIONS[:5], LeakyReLU(float(rng.uniform(0, 0.9)))]
    model = nnlib.Network(
        [*layers, n_y],
        hidden=[activations[some(0, len(activations) - 1)] for _ in range(hidden)],
        keep_prob=float(rng.choice([1.0, 0.7])) if hidden else 1.0,
        **options,
    )
    model.parameters.vector += 0.1 * rng.normal(size=model.parameters.vector.size)
    return model


def drawn_until_it_fits(seed):
    """Return the first network that is one: a window may be larger than what others left of an image."""
    rng = np.random.default_rng(seed)
    while True:
        try:
            return drawn(rng)
        except ValueError as error:
            assert "can be at most" in str(error)  # noqa: PT017  all other errors are none that are expected


@pytest.mark.parametrize("seed", range(50))
def test_fifty_random_networks_compute_the_same(seed, tmp_path):
    model = drawn_until_it_fits(seed)
    require_the_same(model, rows(model, 20, seed), tmp_path)


def test_the_fifty_are_of_all_kinds():
    models = [drawn_until_it_fits(seed) for seed in range(50)]
    layers = {type(layer).__name__ for model in models for layer in model.layers.values()}
    assert layers == {"Dense", "Convolution", "Pooled", "Recurrent"}
    assert {str(model.g[len(model.g)]) for model in models} == {output for output, _ in networks.PAIRS}
    assert {str(model.dtype) for model in models} == set(BOUNDS)


# Predictors.


def houses(target, m=40):
    """Return a table with numbers of very different sizes, a text, and a target that is a number or a text."""
    rng = np.random.default_rng(0)
    table = []
    for _ in range(m):
        built, size = int(rng.integers(1890, 2026)), float(rng.uniform(40, 200))
        row = {"built": built, "size": size, "material": str(rng.choice(["brick", "wood", "stone"]))}
        price = 1000 * size + 500 * (built - 1800)
        answers = {"price": price, "sold": "yes" if price > 200_000 else "no", "storeys": f"{1 + size // 80:g} storeys"}
        table.append(row | {target: answers[target]})
    return read_csv(table, target=target)


def predictor_of(target, output, n_y, dtype="float64", *, X=True, Y=False):
    """Return a table, and a predictor of its target, which scales X and Y or does not."""
    table = houses(target)
    model = networks.network((table.recipe.n_x, 6, n_y), output=output, dtype=dtype)
    if not X:
        model.W[1] *= 1e-3  # away from where tanh is flat
    scalings = {"X_scaling": Standardizer(table.X) if X else None, "Y_scaling": Standardizer(table.Y) if Y else None}
    return table, nnlib.Predictor(table.recipe, model, **scalings)


@pytest.mark.parametrize("dtype", BOUNDS)
@pytest.mark.parametrize("scaled", [True, False])
@pytest.mark.parametrize(
    ("target", "output", "n_y", "columns"),
    [("sold", "sigmoid", 1, 2), ("sold", "softmax", 2, 2), ("storeys", "softmax", 3, 3), ("storeys", "sigmoid", 3, 3)],
)
def test_a_predictor_of_classes_gives_their_probabilities(target, output, n_y, columns, scaled, dtype, tmp_path):
    table, predictor = predictor_of(target, output, n_y, dtype, X=scaled)
    name, Y = computed(predictor, table.X.T, tmp_path)
    expected = predictor.predict_proba(table).T
    assert (name, Y.shape, Y.dtype) == ("probabilities", (40, columns), predictor.model.dtype)
    assert np.ptp(expected, axis=0).min() > 100 * BOUNDS[dtype]  # the examples differ
    assert np.abs(Y - expected).max() <= BOUNDS[dtype]


@pytest.mark.parametrize("dtype", BOUNDS)
@pytest.mark.parametrize("X", [True, False])
@pytest.mark.parametrize("Y", [True, False])
def test_a_predictor_of_numbers_gives_them_in_their_own_units(X, Y, dtype, tmp_path):
    table, predictor = predictor_of("price", "identity", 1, dtype, X=X, Y=Y)
    name, answers = computed(predictor, table.X.T, tmp_path)
    expected = np.asarray(predictor.predict(table))
    assert (name, answers.shape) == ("predictions", (40, 1))
    assert answers.dtype == (np.float64 if Y else predictor.model.dtype) == expected.dtype
    assert np.ptp(expected) > (10_000 if Y else 100 * BOUNDS[dtype])
    assert (np.abs(answers[:, 0] - expected) / np.maximum(1, np.abs(expected))).max() <= BOUNDS[dtype]


def test_features_are_scaled_before_they_become_float32(tmp_path):
    """What float32 would round off, seconds since 1970, is all that these examples differ in."""
    seconds = 1.7e9 + np.arange(8.0)[np.newaxis]
    model = nnlib.Network([1, 1], output="identity", dtype="float32")
    model.W[1] = [[1]]
    recipe = TableRecipe((NumberColumn("seconds"),), NumberColumn("y"))
    predictor = nnlib.Predictor(recipe, model, X_scaling=Standardizer(seconds))
    _, Y = computed(predictor, seconds.T, tmp_path)
    assert len(np.unique(seconds.astype(np.float32))) == 1
    assert np.abs(Y[:, 0] - predictor.predict(seconds)).max() <= BOUNDS["float32"]
    assert np.diff(Y[:, 0]).min() > 0.1


def test_a_predictor_of_several_answers_without_names_gives_them_all(tmp_path):
    table = houses("price")
    scalings = {"X_scaling": Standardizer(table.X), "Y_scaling": Standardizer.of([10.0, -5.0], [3.0, 0.1])}
    numbers = nnlib.Predictor(table.recipe, networks.network((table.recipe.n_x, 4, 2), output="identity"), **scalings)
    name, Y = computed(numbers, table.X.T, tmp_path)
    assert name == "predictions"
    assert np.abs(Y.T - numbers.predict(table)).max() <= BOUNDS["float64"] * 10  # as large as they are
    yes_or_no = nnlib.Predictor(
        table.recipe, networks.network((table.recipe.n_x, 4, 1)), X_scaling=scalings["X_scaling"]
    )
    name, Y = computed(yes_or_no, table.X.T, tmp_path)
    assert (name, Y.shape) == ("probabilities", (40, 1))
    assert np.abs(Y.T - yes_or_no.predict_proba(table)).max() <= BOUNDS["float64"]


def digits_predictor():
    layers = [(1, 8, 8), Convolution(3, 3, padding=1), MaxPool(2), 10]
    X, _ = nnlib.datasets.digits()
    recipe = PictureRecipe((8, 8), classes=tuple("0123456789"), brightness=float(X.mean()))
    return nnlib.Predictor(recipe, networks.network(layers, output="softmax"), X_scaling=Standardizer(X)), X[:, :30]


def test_a_predictor_of_pictures_gives_the_probabilities_of_their_classes(tmp_path):
    predictor, X = digits_predictor()
    name, Y = computed(predictor, X.T, tmp_path)
    assert name == "probabilities"
    assert np.abs(Y - predictor.predict_proba(X).T).max() <= BOUNDS["float64"]


# What stands in a file.


def names_told(made):
    return {name: value for name, value in told(made).items() if name not in {"columns", "cells", "picture"}}


def test_names_and_shapes_stand_in_the_metadata(tmp_path):
    features = ["built", "size", "material=brick", "material=stone", "material=wood"]
    made = written(predictor_of("storeys", "softmax", 3)[1], tmp_path)
    classes = ["1 storeys", "2 storeys", "3 storeys"]
    assert names_told(made) == {"classes": classes, "features": features, "target": "storeys"}
    made = written(predictor_of("price", "identity", 1)[1], tmp_path)
    assert names_told(made) == {"features": features, "target": "price"}
    made = written(digits_predictor()[0], tmp_path)
    assert names_told(made) == {"classes": list("0123456789"), "shape": [1, 8, 8]}
    assert told(written(of_kind("recurrent"), tmp_path)) == {"shape": [5, 2]}
    assert told(written(of_kind("dense"), tmp_path)) == {}


def test_names_may_have_any_letters(tmp_path):
    rows = [{"größe": 1.0, "Ergebnis": "日本"}, {"größe": 2.0, "Ergebnis": "naïve"}]
    predictor = nnlib.Predictor(read_csv(rows, target="Ergebnis").recipe, networks.network((1, 1)))
    known = told(written(predictor, tmp_path))
    assert (known["classes"], known["features"], known["target"]) == (["naïve", "日本"], ["größe"], "Ergebnis")
    assert known["columns"] == [{"name": "größe", "kind": "number", "fill": None}]


def test_a_table_tells_how_cells_are_read(tmp_path):
    rows = [{"size": 60, "material": "wood", "y": "a"}, {"size": 91, "material": "brick", "y": "b"}]
    rows.append({"size": -999, "material": "brick", "y": "b"})
    options = {"missing_values": [-999], "not_missing": ["NA", "nan"], "decimal": ",", "thousands": "."}
    table = read_csv(rows, target="y", missing="median", unknown="none", **options)
    known = told(written(nnlib.Predictor(table.recipe, networks.network((3, 1))), tmp_path))
    assert known["columns"] == [
        {"kind": "number", "name": "size", "fill": 75.5},
        {"kind": "category", "name": "material", "texts": ["brick", "wood"], "fill": "brick"},
    ]
    assert known["cells"] == {
        "unknown": "none",
        "missing": ["", "#N/A", "-999", "<NA>", "?", "N/A", "NULL", "NaN", "NaT", "None", "n/a", "null"],
        "missing_numbers": [-999.0],
        "decimal": ",",
        "thousands": ".",
    }


class Logarithms(NumberColumn):
    """A column of one's own, which is read in another way."""

    def values(self, sheet):
        return np.log(super().values(sheet))


class Reversed(PictureRecipe):
    pass


class Sorted(TableRecipe):
    pass


@pytest.mark.parametrize(
    "recipe",
    [
        TableRecipe((Logarithms("size"),)),
        Sorted((NumberColumn("size"),)),
        Reversed((1, 1)),
    ],
    ids=lambda recipe: type(recipe).__name__,
)
def test_nothing_is_told_of_reading_in_a_way_of_ones_own(recipe, tmp_path):
    known = told(written(nnlib.Predictor(recipe, networks.network((1, 1))), tmp_path))
    assert known.keys() <= {"features"}


def the_pages(function):
    """Return a function that the page about ONNX defines."""
    page = Path(__file__).parents[2] / "docs" / "how_to" / "onnx_and_torch.md"
    cells = re.findall(r"^```\{code-cell\} python\n(.*?)^```", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    (code,) = (cell for cell in cells if f"def {function}(" in cell)
    names = {"np": np}
    exec(compile(code, page.name, "exec"), names)  # noqa: S102  our own lines
    return names[function]


CITIES = [
    {"a": "b=c", "a=b": 1, "code": 1010, "city": "Zürich", "y": "no"},
    {"a": "d", "a=b": 4, "code": "007", "city": "Ulm", "y": "yes"},
    {"a": "d", "a=b": "2.5", "code": 10.5, "city": "Ulm", "y": "no"},
    {"a": None, "a=b": None, "code": 7, "city": "NA", "y": "yes"},
]
"""Names with =, numbers as text, texts that are numbers, letters with marks, and missing cells."""
NEW = [
    {"a": "b=c", "a=b": "3", "code": 1010.0, "city": "Zu\u0308rich"},
    {"a": " d ", "a=b": " 1e2 ", "code": "1010", "city": "Ulm "},
    {"a": "n/a", "a=b": "?", "code": 7.0, "city": None},
    {"a": float("nan"), "a=b": float("nan"), "code": "007", "city": "nan"},
    {"a": "d", "a=b": 0.1 + 0.2, "code": 10.5, "city": "NULL"},
]
UNKNOWN = [
    {"a": "b", "a=b": 1, "code": "07", "city": "Bern"},
    {"a": True, "a=b": -7, "code": "1010.0", "city": "ulm"},
    {"a": "=", "a=b": 1e300, "code": 10, "city": ""},
]
MARKED = [
    {"a": "NA", "a=b": -999.0, "code": 7, "city": "NA"},
    {"a": "-999", "a=b": "-999.00", "code": 7, "city": "gone"},
    {"a": "d", "a=b": "gone", "code": "gone", "city": float("nan")},
]
COMMA = [
    {"a": "d", "a=b": "2,5", "code": 10.5, "city": "Ulm"},
    {"a": "d", "a=b": 2.5, "code": "10,5", "city": "Ulm"},
    {"a": "d", "a=b": 1234567.25, "code": "10.5", "city": "Ulm"},
    {"a": "d", "a=b": ",5e-3", "code": "7", "city": "Ulm"},
]
WITH_COMMA = [row | {"a=b": "2,5"} if row["a=b"] == "2.5" else row for row in CITIES]
TABLES = {
    "the median, none": (CITIES, {"missing": "median", "unknown": "none"}, [*NEW, *UNKNOWN]),
    "the mean, refused": (CITIES, {"missing": "mean"}, NEW),
    "the most frequent": (CITIES, {"missing": "mode", "unknown": "none"}, [*UNKNOWN, *NEW]),
    "others mean missing": (
        CITIES,
        {"missing": "mode", "unknown": "none", "missing_values": ["-999.0", "gone"], "not_missing": ["NA"]},
        [*NEW, *MARKED, *UNKNOWN],
    ),
    "decimals behind a comma": (
        WITH_COMMA,
        {"missing": "median", "unknown": "none", "decimal": ",", "thousands": "."},
        COMMA,
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_the_pages_function_makes_the_predictors_rows_by_the_file_alone(name, tmp_path):
    train, options, new = TABLES[name]
    table = read_csv(train, target="y", text=["code", "city", "a"], numbers=["a=b"], **options)
    model = networks.network((table.recipe.n_x, 4, 1))
    predictor = nnlib.Predictor(table.recipe, model, X_scaling=Standardizer(table.X))
    known = told(written(predictor, tmp_path))
    X = the_pages("rows_of")(new, known["columns"], known["cells"])
    np.testing.assert_array_equal(X, predictor.recipe.read(new).X.T)
    assert len(np.unique(X, axis=0)) > 1
    _, Y = computed(predictor, X, tmp_path)
    assert np.abs(Y - predictor.predict_proba(new).T).max() <= BOUNDS["float64"]


COMPLETE = [{"size": 60, "wood": "yes", "y": "a"}, {"size": "9,5", "wood": "no", "y": "b"}]
MISSING, NO_NUMBER, INFINITE = "is missing, or a text that is unknown", "could not convert string", "infs or NaNs"
WRONG = {
    "a number is missing": ({"size": None, "wood": "no"}, MISSING),
    "a text is missing": ({"size": 5, "wood": "?"}, MISSING),
    "a text is unknown": ({"size": 5, "wood": "No"}, MISSING),
    "a text is no number": ({"size": "five", "wood": "no"}, NO_NUMBER),
    "a number has another mark": ({"size": "1.5", "wood": "no"}, NO_NUMBER),
    "a yes is no number": ({"size": True, "wood": "no"}, NO_NUMBER),
    "a number is infinite": ({"size": float("inf"), "wood": "no"}, INFINITE),
    "a number is too large": ({"size": "1e999", "wood": "no"}, INFINITE),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_a_predictor_refuses_the_pages_function_refuses_too(name, tmp_path):
    table = read_csv(COMPLETE, target="y", decimal=",", thousands=".")
    predictor = nnlib.Predictor(table.recipe, networks.network((3, 1)))
    known = told(written(predictor, tmp_path))
    rows_of = the_pages("rows_of")
    right = {"size": "6,5", "wood": "no"}
    np.testing.assert_array_equal(rows_of([right], known["columns"], known["cells"]), [[6.5, 1, 0]])
    wrong, complaint = WRONG[name]
    with pytest.raises(ValueError, match=r"row 2, column '(size|wood)'"):
        predictor.predict([right, wrong])
    with pytest.raises(ValueError, match=complaint):
        rows_of([right, wrong], known["columns"], known["cells"])


def test_the_pages_function_refuses_marks_between_thousands_and_rows_without_a_column(tmp_path):
    table = read_csv(COMPLETE, target="y", decimal=",", thousands=".")
    known = told(written(nnlib.Predictor(table.recipe, networks.network((3, 1))), tmp_path))
    assert table.recipe.read([{"size": "1.200,5", "wood": "no"}]).X[0, 0] == 1200.5
    with pytest.raises(ValueError, match="could not convert"):
        the_pages("rows_of")([{"size": "1.200,5", "wood": "no"}], known["columns"], known["cells"])
    with pytest.raises(KeyError, match="wood"):
        the_pages("rows_of")([{"size": 5, "Wood": "no"}], known["columns"], known["cells"])


@pytest.mark.parametrize("invert", [False, True])
@pytest.mark.parametrize("order", ["planar", "interleaved"])
@pytest.mark.parametrize("colours", ["grey", "RGB"])
def test_pictures_tell_how_they_become_rows(colours, order, invert, tmp_path):
    """By Pillow and NumPy alone, for a picture of that very size, and for one of other proportions."""
    image = pytest.importorskip("PIL.Image")
    ops = pytest.importorskip("PIL.ImageOps")
    shape = (4, 5, 3) if colours == "RGB" else (4, 5)
    recipe = PictureRecipe(shape, order=order, invert=invert)
    known = told(written(nnlib.Predictor(recipe, networks.network((recipe.n_x, 2, 1))), tmp_path))["picture"]
    expected = {"height": 4, "width": 5, "colours": colours, "order": order}
    assert known == expected | ({"black": 1, "white": 0} if invert else {"black": 0, "white": 1})
    for size in ((4, 5, 3), (9, 30, 3)):
        pixels = np.random.default_rng(0).integers(0, 256, size=size, dtype=np.uint8)
        path = tmp_path / "picture.png"
        image.fromarray(pixels).save(path)
        picture = image.open(path).convert({"grey": "L", "RGB": "RGB"}[known["colours"]])
        picture = np.asarray(ops.fit(picture, (known["width"], known["height"]))) / 255
        if known["order"] == "planar" and picture.ndim == 3:
            picture = picture.transpose(2, 0, 1)
        row = known["black"] + (known["white"] - known["black"]) * picture.ravel()
        np.testing.assert_allclose(row, recipe.read(path).X[:, 0], rtol=0, atol=1e-15)


@pytest.mark.parametrize("dtype", BOUNDS)
@pytest.mark.parametrize("g", ["sigmoid", "tanh", "relu", "leaky_relu"])
def test_nan_in_gives_nan_out(g, dtype, tmp_path):
    for output in ("sigmoid", "softmax", "identity"):
        model = networks.network((3, 5, 4, 2), hidden=g, output=output, dtype=dtype)
        X = rows(model, 4)
        X[1, 2] = np.nan
        _, Y = computed(model, X, tmp_path)
        assert np.isnan(Y).all(axis=1).tolist() == np.isnan(Y).any(axis=1).tolist() == [False, True, False, False]


def test_the_file_tells_who_wrote_it_and_what_reads_it(tmp_path):
    made = written(of_kind("dense"), tmp_path)
    assert (made.producer_name, made.producer_version) == ("nnlib", nnlib.__version__)
    assert (made.ir_version, [(each.domain, each.version) for each in made.opset_import]) == (8, [("", 17)])


def test_the_first_axis_of_input_and_output_may_be_any_number_of_examples(tmp_path):
    for kind in KINDS:
        model = of_kind(kind)
        graph = written(model, tmp_path).graph
        for (value,), n in ((graph.input, model.n_x), (graph.output, model.n_y)):
            examples, features = value.type.tensor_type.shape.dim
            assert (examples.dim_param, features.dim_value) == ("m", n)


def arrays(made):
    return {each.name: onnx.numpy_helper.to_array(each) for each in made.graph.initializer}


def test_weights_have_the_notes_names_and_stand_as_they_are_once_each(tmp_path):
    for kind in KINDS:
        model = of_kind(kind, dtype="float32")
        W = {name: array for name, array in arrays(written(model, tmp_path)).items() if array.dtype == np.float32}
        names = [f"{letter}{l}" for l in model.parameters.distinct for letter in "Wb"]
        assert [name for name in W if not name.startswith("slope")] == names
        for l in model.parameters.distinct:
            np.testing.assert_array_equal(W[f"W{l}"], model.W[l])
            np.testing.assert_array_equal(W[f"b{l}"], model.b[l][:, 0])


def test_values_have_the_notes_names(tmp_path):
    for kind in KINDS:
        model = of_kind(kind)
        values = {name for node in written(model, tmp_path).graph.node for name in node.output}
        assert {f"{letter}{l}" for l in model.layers for letter in "ZA"} <= values


def test_all_that_is_computed_is_an_operator_of_onnx_itself(tmp_path):
    known = {"Gemm", "Sigmoid", "Tanh", "Relu", "Softmax", "Identity", "Mul", "Max", "Gather", "Reshape", "Transpose"}
    known |= {"MaxPool", "Pad", "Concat", "Split"}
    found = set()
    for model in [of_kind(kind) for kind in KINDS] + [
        networks.network(hidden="relu"),
        networks.network(hidden="identity"),
    ]:
        for node in written(model, tmp_path).graph.node:
            assert node.domain == ""
            found.add(node.op_type)
    assert found == known


def test_the_same_model_gives_the_same_file_and_is_left_as_it_was(tmp_path):
    predictor, _ = digits_predictor()
    before, paths = predictor.model.parameters.vector.copy(), [tmp_path / name for name in ("first", "second", "third")]
    predictor.save(tmp_path / "saved.npz")
    for path, each in zip(paths, (predictor, predictor, nnlib.load(tmp_path / "saved.npz")), strict=True):
        to_onnx(each, path)
    first, second, third = (path.read_bytes() for path in paths)
    assert first == second == third
    np.testing.assert_array_equal(predictor.model.parameters.vector, before)
    predictor.model.b[1][0] += 1
    to_onnx(predictor, paths[1])
    assert paths[1].read_bytes() != first


def names_in(folder):
    return {path.name for path in folder.iterdir()}


def test_the_file_is_named_by_text_or_by_a_path(tmp_path):
    for path in (tmp_path / "a.onnx", os.fspath(tmp_path / "b.onnx")):
        to_onnx(of_kind("dense"), path)
    assert (tmp_path / "a.onnx").read_bytes() == (tmp_path / "b.onnx").read_bytes()
    assert names_in(tmp_path) == {"a.onnx", "b.onnx"}


def test_a_file_is_written_whole_or_the_old_one_stays(tmp_path, monkeypatch):
    path = tmp_path / "model.onnx"
    path.write_bytes(b"old")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        to_onnx(of_kind("dense"), path)
    assert path.read_bytes() == b"old"
    assert names_in(tmp_path) == {"model.onnx"}


# What a file cannot be of.


class Elu(ReLU):
    """A user's own activation, derived from one of the library's."""


class Doubled(nnlib.Network):
    def forward(self, X, *, out=None):
        return super().forward(2 * np.asarray(X), out=out)


class Sure(nnlib.Predictor):
    def predict_proba(self, data):
        return np.round(super().predict_proba(data))


class Halved(Standardizer):
    def __call__(self, X):
        return super().__call__(X) / 2


class Flipped(Convolution):
    pass


class Largest(MaxPool):
    pass


def predictor_with_swish():
    model = networks.network((1, 2, 1), hidden=networks.Swish(), output="identity")
    return nnlib.Predictor(TableRecipe((NumberColumn("size"),), NumberColumn("price")), model)


def patched():
    model = of_kind("dense")
    model.chunks = lambda X: []
    return model


def diverged(name):
    model = of_kind("dense")
    getattr(model, name)[2][1, 0] = np.nan if name == "W" else np.inf
    return model


def with_scaling(name):
    table, predictor = predictor_of("price", "identity", 1)
    setattr(predictor, name, Halved(table.X if name == "X_scaling" else table.Y))
    return predictor


def sure():
    _, predictor = predictor_of("sold", "sigmoid", 1)
    return Sure(predictor.recipe, predictor.model)


OWN = "of your own, which has no ONNX operator; an ONNX graph can hold"
ACTIVATION = f"{OWN} identity, sigmoid, tanh, relu, leaky_relu and softmax"
LAYER = f"{OWN} Dense, Convolution, MaxPool and Recurrent"
SCALING = f"{OWN} a Standardizer"
REFUSED = {
    "no model": (lambda: [64, 10], TypeError, "model must be a Network or a Predictor, got [64, 10]"),
    "a trainer": (
        lambda: nnlib.Trainer(nnlib.LogisticRegression(n_x=2), optimizer=nnlib.Adam()),
        TypeError,
        "model must be a Network or a Predictor, got a Trainer: take its .model",
    ),
    "an estimator": (
        lambda: SimpleNamespace(network_=nnlib.LogisticRegression(n_x=2)),
        TypeError,
        "model must be a Network or a Predictor, got a SimpleNamespace: take its .network_",
    ),
    "a class": (
        lambda: nnlib.Network,
        TypeError,
        "model must be a Network or a Predictor, got the class Network: write Network(...)",
    ),
    "an activation": (
        lambda: networks.network(hidden=["tanh", networks.Swish()]),
        TypeError,
        f"the activation of layer 2 is a Swish {ACTIVATION}",
    ),
    "a subclass of the library's": (
        lambda: networks.network(hidden=Elu()),
        TypeError,
        f"the activation of layer 1 is an Elu {ACTIVATION}",
    ),
    "a layer": (
        lambda: networks.network([6, 4, networks.Differences(3), 1]),
        TypeError,
        f"layer 2 is a Differences {LAYER}",
    ),
    "a layer behind a pool": (
        lambda: networks.network([(1, 4, 4), MaxPool(2), Flipped(1, 2), 1]),
        TypeError,
        f"layer 1 is a Flipped {LAYER}",
    ),
    "a pool": (
        lambda: networks.network([(1, 4, 4), MaxPool(1), Largest(2), 1]),
        TypeError,
        f"layer 1 is a Largest {LAYER}",
    ),
    "a network": (
        lambda: networks.network(cls=Doubled),
        TypeError,
        "Doubled overrides forward, but a graph computes what Network itself computes",
    ),
    "a network's object": (
        patched,
        TypeError,
        "Network overrides chunks, but a graph computes what Network itself computes",
    ),
    "a predictor's activation": (
        predictor_with_swish,
        TypeError,
        f"the activation of layer 1 is a Swish {ACTIVATION}",
    ),
    "a predictor": (
        sure,
        TypeError,
        "Sure overrides predict_proba, but a graph computes what Predictor itself computes",
    ),
    "a scaling of X": (lambda: with_scaling("X_scaling"), TypeError, f"X_scaling is a Halved {SCALING}"),
    "a scaling of Y": (lambda: with_scaling("Y_scaling"), TypeError, f"Y_scaling is a Halved {SCALING}"),
    "W": (lambda: diverged("W"), ValueError, "W[2][1, 0] is nan, and every value must be finite"),
    "b": (lambda: diverged("b"), ValueError, "b[2][1, 0] is inf, and every value must be finite"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_operators_do_not_make_up_is_refused_before_a_file_is_touched(case, tmp_path):
    make, kind, expected = REFUSED[case]
    path = tmp_path / "model.onnx"
    path.write_bytes(b"old")
    with pytest.raises(kind) as raised:
        to_onnx(make(), path)
    assert type(raised.value) is kind
    assert str(raised.value) == expected
    assert path.read_bytes() == b"old"


def test_a_dense_layer_may_be_a_layer_and_a_subclass_of_a_network_may_have_what_it_likes_besides(tmp_path):
    class Mine(nnlib.Network):
        def greeting(self):
            return "hello"

    require_the_same(networks.network([3, Layer(4), 2], cls=Mine), rows(networks.network([3, 2]), 5), tmp_path)


def test_a_model_that_no_file_can_hold_is_refused(tmp_path, monkeypatch):
    model = nnlib.Network([3, 4, 1], rng=0)  # W1 and b1 have 128 bytes
    monkeypatch.setattr("nnlib.interop.onnx.MOST_BYTES", 168)
    to_onnx(model, tmp_path / "model.onnx")
    monkeypatch.setattr("nnlib.interop.onnx.MOST_BYTES", 167)
    with pytest.raises(
        ValueError, match=r"^an ONNX file has at most 167 bytes of arrays, and those up to b2 have more$"
    ):
        to_onnx(model, tmp_path / "other.onnx")
    assert names_in(tmp_path) == {"model.onnx"}


def test_what_names_no_file_or_one_in_no_folder_is_refused(tmp_path):
    with pytest.raises(TypeError, match=r"^a file is named by a str or an os\.PathLike object, got 3$"):
        to_onnx(of_kind("dense"), 3)
    with pytest.raises(FileNotFoundError, match=r"there is no such folder: .*nowhere") as raised:
        to_onnx(of_kind("dense"), tmp_path / "nowhere" / "model.onnx")
    assert raised.value.filename == str(tmp_path / "nowhere")
