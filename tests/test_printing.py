"""What the library returns prints on every console; where that cannot show a symbol, it shows one that it can."""

import importlib
import inspect
import io
import pkgutil
import sys

import numpy as np
import pytest
from networks import Swish

import nnlib
from nnlib import lessons
from nnlib._printing import ASCII, SYMBOLS, printable
from nnlib.callbacks import SaveBest, SaveEvery
from nnlib.lessons.timing import RunTimes

OWN = type("Größe", (Swish,), {})()
MODEL = nnlib.Network([2, 2, 1], hidden=OWN, rng=0)
DEEP = nnlib.Network([2, 2, 2, 1], hidden="tanh", l2=0.1, rng=0)
X, Y = np.array([[0.3, -1.0, 2.0], [1.0, 0.5, -0.2]]), np.array([[0, 1, 1]])


def report():
    """Return a report in which everything is wrong, and a parameter has the name of a symbol."""
    return nnlib.check_functions(lambda p: p["β"] ** 2, lambda p: {"dβ": 2 * p["β"] + 1}, {"β": 3.0})


def steps():
    fp = DEEP.forward(X)
    gr = DEEP.backward(fp, Y)
    return nnlib.compare_steps(DEEP, X, Y, {"dZ1": DEEP.W[2].T @ gr.dZ[2], "dW2": gr.dW[2].T})


def table(folder):
    file = folder / "Löhne.csv"
    file.write_text("größe,stadt\n1,Zürich\n2,Łódź\n", encoding="utf-8")
    return nnlib.datasets.read_csv(file, target="größe")


def predictor(_=None):
    columns = (nnlib.datasets.NumberColumn("größe"), nnlib.datasets.CategoryColumn("stadt", ("Zürich", "Łódź")))
    recipe = nnlib.datasets.TableRecipe(columns, nnlib.datasets.CategoryColumn("ŷ", ("ja", "übrigens")))
    return nnlib.Predictor(recipe, nnlib.LogisticRegression(n_x=3))


PICTURES = nnlib.datasets.PictureRecipe((1, 1), classes=("Zürich", "Łódź"))
CITIES = [{"größe": i, "stadt": "Zürich", "ŷ": "übrigens"} for i in range(3)]
MODEL_OF_CITIES = nnlib.LogisticRegression(n_x=3)
MODEL_OF_CITIES.w[...] = 1
SIGMA = lessons.Variable(2, "α") * 3
TRACE = lessons.trace(DEEP, X, Y, learning_rate=0.1)
OBJECTS = {
    "TensorReport": lambda _: report().tensors["β"],
    "GradientReport": lambda _: report(),
    "Step": lambda _: steps().steps["dZ1"],
    "StepsReport": lambda _: steps(),
    "TracedLine": lambda _: TRACE.backward["dZ[1]"],
    "Trace": lambda _: TRACE,
    "NetworkGraph": lambda _: lessons.graph_of(nnlib.LogisticRegression(n_x=2), X[:, :1], [[0]]),
    "Likelihood": lambda _: lessons.likelihood(DEEP, X, Y),
    "Variable": lambda _: SIGMA,
    "Quantities": lambda _: SIGMA.backward(),
    "Operation": lambda _: SIGMA.operation,
    "Dimensions": lambda _: lessons.dimensions(DEEP, m=3),
    "BlockCache": lambda _: lessons.forward_block(X, DEEP.W[1], DEEP.b[1], OWN)[1],
    "RunTimes": lambda _: RunTimes({"größer": (2e-6,), "kleiner": (1e-6,)}),
    "Table": table,
    "Predictor": predictor,
    "PictureRecipe": lambda _: PICTURES,
    "Pictures": lambda _: nnlib.datasets.Pictures(np.ones((1, 1)), np.zeros((1, 1)), ("1.png",), PICTURES),
    "Answers": lambda _: nnlib.Predictor(predictor().recipe, MODEL_OF_CITIES).predict(CITIES),
    "Mistakes": lambda _: predictor().mistakes(CITIES),
    "Importance": lambda _: predictor().importance(CITIES, rng=0),
    "TableRecipe": lambda _: predictor().recipe,
    "NumberColumn": lambda _: predictor().recipe.columns[0],
    "CategoryColumn": lambda _: predictor().recipe.columns[1],
    "Network": lambda _: MODEL,
    "Trainer": lambda _: nnlib.Trainer(MODEL, optimizer=nnlib.Adam(0.1)),
    "SaveEvery": lambda _: SaveEvery("größe.npz"),
    "SaveBest": lambda _: SaveBest("größe.npz"),
}
PLAIN = {
    *("Named", "LeakyReLU", "Loss", "MatchedOutput", "ChainedOutput", "Layer", "Dense", "Schedule"),
    *("Convolution", "MaxPool", "Pooled", "Recurrent"),
    *("EarlyStopping", "History", "CostFunction", "LayerViews", "ForwardPass", "Gradients"),
    *("Step", "Exponential", "InverseTime", "Cosine", "Warmup"),
    *("Standardizer", "Optimizer", "OptimizerState", "GradientDescent", "Momentum", "RMSProp", "Adam"),
}
"""What is shown by arrays, numbers and plain words, unless the user writes a class with another name or method."""

WINGS = ("nnlib.doctor", "nnlib.exercises", "nnlib.interop", "nnlib.playground", "nnlib.sweeps")
"""Parts that can be taken off, which have such tests of their own."""


def test_every_class_that_says_how_it_is_shown_is_here():
    names = [module.name for module in pkgutil.walk_packages(nnlib.__path__, "nnlib.") if "._" not in module.name]
    names = [name for name in names if not name.startswith(WINGS)]
    kinds = [
        kind
        for module in map(importlib.import_module, names)
        for kind in vars(module).values()
        if inspect.isclass(kind) and not issubclass(kind, tuple)
        if kind.__module__ == module.__name__ or kind.__name__ in getattr(module, "__all__", ())
    ]
    assert {kind.__name__ for kind in kinds if {"__repr__", "__str__"} & vars(kind).keys()} <= OBJECTS.keys() | PLAIN


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
@pytest.mark.parametrize("name", OBJECTS)
def test_it_prints_on_every_console(name, encoding, tmp_path, monkeypatch):
    thing = OBJECTS[name](tmp_path)
    assert type(thing).__name__ == name
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), "utf-8"))
    pretty = f"{thing}{thing!r}"
    assert "?" not in pretty
    assert not pretty.isascii()
    stream = io.TextIOWrapper(io.BytesIO(), encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    print(thing, repr(thing), [thing], f"{thing}")  # noqa: T201
    stream.flush()
    printed = stream.buffer.getvalue().decode(encoding)
    assert "?" not in printed


def test_columns_stand_below_one_another_on_every_console(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), "ascii"))
    lines = str(TRACE).splitlines()
    assert len({line.index("(", 40) for line in lines if ") " in line[40:] and "=" in line}) == 1
    header, *rows = str(RunTimes({"µ": (2e-6,), "größer": (1e-6,)})).splitlines()
    assert {len(row) for row in rows} == {len(header)}
    assert "2 us" in rows[0]


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("ascii", "sigma(z) >= 2*3 ^2 Zurich, ?"),
        ("cp1252", "sigma(z) >= 2×3 ² Zürich, ?"),
        ("latin-1", "sigma(z) >= 2×3 ² Zürich, ?"),
        ("utf-8", "σ(z) ≥ 2×3 ² Zürich, 漢"),
        (None, "σ(z) ≥ 2×3 ² Zürich, 漢"),
    ],
)
def test_a_symbol_is_spelt_where_it_cannot_be_encoded(encoding, expected, monkeypatch):
    monkeypatch.setattr(sys, "stdout", type("Stream", (), {"encoding": encoding}))
    assert printable("σ(z) ≥ 2×3 ² Zürich, 漢") == expected


def test_letters_that_are_no_accented_ones_are_spelt_too(monkeypatch):
    monkeypatch.setattr(sys, "stdout", type("Stream", (), {"encoding": "ascii"}))
    assert printable("Łódź, Wałbrzych, Ørsted, Tromsø") == "Lodz, Walbrzych, Orsted, Tromso"


def test_without_a_console_nothing_changes(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    assert printable("σ") == "σ"


def test_what_came_from_a_path_that_is_no_text_can_be_encoded(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), "utf-8"))
    assert printable("σ\udcff") == "σ?"


def test_symbols_are_spelt_in_ascii():
    assert len(SYMBOLS.split()) == len(ASCII.split())
    assert ASCII.isascii()
    assert not any(symbol.isascii() for symbol in SYMBOLS.split())
