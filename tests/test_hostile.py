"""Whatever comes: each public function is given hostile and long values for each of its arguments in turn.

What it raises has at most 600 characters and is never an error of the value's own.
"""

import functools
import inspect
from functools import partial

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hostile import LONGEST, VALUES, Hostile, Poison, values
from matplotlib.animation import Animation
from PIL import Image

import nnlib
from nnlib import activations, callbacks, datasets, layers, lessons, losses, metrics, plots, schedules
from nnlib.lessons.timing import RunTimes

# To whom it comes: a call with arguments that fit, for each public name.


def world():
    X, Y = np.arange(10.0).reshape(2, 5), np.array([[0.0, 1, 1, 0, 1]])
    model = nnlib.ShallowNetwork(n_x=2, n_h=3, rng=0)
    trainer = nnlib.Trainer(model, optimizer=nnlib.Adam(0.01), batch_size=2, rng=0)
    return X, Y, model, trainer


def student(X, Y):
    """Return a student's own functions of logistic regression."""

    def cost(parameters):
        Z = next(iter(parameters.values())) @ X
        return np.mean(np.logaddexp(0, Z) - Y * Z)

    def gradients(parameters):
        return {f"d{name}": (1 / (1 + np.exp(-w @ X)) - Y) @ X.T / X.shape[1] for name, w in parameters.items()}

    return {"cost": cost, "gradients": gradients, "parameters": {"w": np.ones((1, 2))}}


ROWS = [{"size": size, "wall": wall, "price": 3 * size} for size, wall in ((60, "wood"), (90, "brick"), (75, "wood"))]


def predictors():
    """Return one that answers with numbers, one with names, and a recipe of pictures."""
    houses = datasets.read_csv(ROWS, target="price")
    X_scaling, Y_scaling = map(datasets.Standardizer, houses)
    line = nnlib.Network([3, 1], output="identity", rng=0)
    numbers = nnlib.Predictor(houses, line, X_scaling=X_scaling, Y_scaling=Y_scaling)
    walls = datasets.read_csv(ROWS, target="wall")
    return numbers, nnlib.Predictor(walls, nnlib.LogisticRegression(n_x=2)), datasets.PictureRecipe((2, 2))


def setting(thing, name):
    return lambda value: setattr(thing, name, value)


@functools.cache
def calls():
    """Return each public function with arguments that fit, by its name."""
    X, Y, model, trainer = world()
    line = nnlib.Network([1, 2, 1], hidden="relu", output="identity", rng=0)
    logistic = nnlib.LogisticRegression(n_x=2)
    forward_pass = model.forward(X)
    _, cache = lessons.forward_block(X, np.ones((1, 2)), [[0.0]])
    XY, W, b = {"X": X, "Y": Y}, np.ones((3, 2)), np.ones((3, 1))
    own = {"W1": W, "b1": b, "W2": W[:, :1].T, "b2": b[:1]}
    trained = nnlib.train(model.copy(), X, Y, learning_rate=0.1, epochs=3)
    u = lessons.Variable(3.0, "u")
    graph = (u * 2.0).named("J")
    loop = {"ways": {"loop": int, "none": float}, "rounds": 1}
    prices, walls, greys = predictors()
    scaling, size = datasets.Standardizer(X), datasets.NumberColumn("size")
    guessed = {"Y": [[0, 1, 1]], "predictions": [[0, 1, 0]]}
    table = {
        "Adam": (nnlib.Adam, {}),
        "GradientDescent": (nnlib.GradientDescent, {"learning_rate": 0.1}),
        "Momentum": (nnlib.Momentum, {"learning_rate": 0.1}),
        "RMSProp": (nnlib.RMSProp, {"learning_rate": 0.1}),
        "Network": (nnlib.Network, {"layer_sizes": [2, 3, 1]}),
        "DeepNetwork": (nnlib.DeepNetwork, {"layer_sizes": [2, 3, 1]}),
        "ShallowNetwork": (nnlib.ShallowNetwork, {"n_x": 2, "n_h": 3}),
        "LogisticRegression": (nnlib.LogisticRegression, {"n_x": 2}),
        "Network.forward": (model.forward, {"X": X}),
        "Network.backward": (model.backward, {"forward_pass": forward_pass, "Y": Y}),
        "Network.cost_of": (model.cost_of, {"forward_pass": forward_pass, "Y": Y}),
        "Network.gradients": (model.gradients, XY),
        "Network.cost": (model.cost, XY),
        "Network.accuracy": (model.accuracy, XY),
        "Network.evaluate": (model.evaluate, XY),
        "Network.predict": (model.predict, {"X": X}),
        "Network.predict_proba": (model.predict_proba, {"X": X}),
        "Network.astype": (model.astype, {"dtype": "float32"}),
        "Network.save": (model.save, {"path": "model.npz"}),
        "LogisticRegression.w": (setting(logistic, "w"), {"value": [[1.0], [2.0]]}),
        "Network.W": (model.W.__setitem__, {"layer": 1, "value": W}),
        "Network.parameters.vector": (setting(model.parameters, "vector"), {"value": np.ones(13)}),
        "softmax": (nnlib.Network([2, 3], output="softmax").cost, {"X": X, "Y": [[0, 1, 2, 0, 1]]}),
        "load": (nnlib.load, {"path": "model.npz"}),
        "RecurrentNetwork": (nnlib.RecurrentNetwork, {"n_x": 2, "n_a": 3, "T": 4}),
        "Trainer": (nnlib.Trainer, {"model": model, "optimizer": nnlib.Adam()}),
        "Trainer.fit": (trainer.fit, XY | {"epochs": 1}),
        "Trainer.save": (trainer.save, {"path": "run.npz"}),
        "Trainer.load": (nnlib.Trainer.load, {"path": "run.npz"}),
        "train": (partial(nnlib.train, model), XY | {"learning_rate": 0.1, "epochs": 1}),
        "train.model": (nnlib.train, XY | {"model": model, "learning_rate": 0.1, "epochs": 1}),
        "gradient_check": (nnlib.gradient_check, XY | {"model": model, "coordinates": 1}),
        "check_functions": (nnlib.check_functions, student(X, Y)),
        "compare_steps": (nnlib.compare_steps, XY | {"model": model, "steps": {"A1": np.ones((3, 5))}}),
        "compare_steps.array": (lambda A1: nnlib.compare_steps(model, X, Y, {"A1": A1}), {"A1": np.ones((3, 5))}),
        "compare_steps.parameters": (
            partial(nnlib.compare_steps, steps={"A1": np.ones((3, 5))}),
            XY | {"model": own, "sample_weight": None, "hidden": "tanh", "output": "sigmoid"},
        ),
        "compare_steps.own": (
            lambda W1, b1: nnlib.compare_steps(own | {"W1": W1, "b1": b1}, X, Y, {"A1": np.ones((3, 5)), "W1": W1}),
            {"W1": W, "b1": b},
        ),
        "compare_steps.logistic": (
            lambda w, b, db: nnlib.compare_steps({"w": w, "b": b}, X, Y, {"db": db, "b": b}),
            {"w": [[1.0], [2.0]], "b": 0.5, "db": 0.1},
        ),
        "callbacks.SaveEvery": (callbacks.SaveEvery, {"path": "run.npz"}),
        "callbacks.SaveBest": (callbacks.SaveBest, {"path": "best.npz"}),
        "callbacks.EarlyStopping": (callbacks.EarlyStopping, {"patience": 3}),
        "schedules.Step": (schedules.Step, {"start": 0.1, "every": 3}),
        "schedules.Exponential": (schedules.Exponential, {"start": 0.1, "factor": 0.9}),
        "schedules.InverseTime": (schedules.InverseTime, {"start": 0.1, "rate": 1}),
        "schedules.Cosine": (schedules.Cosine, {"start": 0.1, "updates": 9}),
        "schedules.Warmup": (schedules.Warmup, {"schedule": schedules.Cosine(0.1, 9), "updates": 3}),
        "layers.Layer": (layers.Layer, {"n": 3}),
        "layers.Dense": (layers.Dense, {"n": 3}),
        "layers.Convolution": (layers.Convolution, {"n": 3, "kernel_size": 3}),
        "layers.MaxPool": (layers.MaxPool, {"size": 2}),
        "layers.Recurrent": (layers.Recurrent, {"n": 3}),
        "activations.LeakyReLU": (activations.LeakyReLU, {}),
        **{f"activations.{name}": (g, {"Z": X}) for name, g in activations.ACTIVATIONS.items()},
        **{f"activations.{name}.derivative": (g.derivative, {"Z": X}) for name, g in activations.ACTIVATIONS.items()},
        **{
            f"losses.{name}.{way}": (
                getattr(loss, way),
                {"Z" if way == "from_logits" else "A": [[0.2, 0.7]], "Y": [[0, 1]]},
            )
            for name, loss in losses.LOSSES.items()
            for way in ("__call__", "per_example", "dA", "from_logits")
        },
        **{
            f"datasets.{name}": (getattr(datasets, name), {})
            for name in ("circles", "flower", "moons", "spirals", "xor")
        },
        "Predictor": (
            nnlib.Predictor,
            {name: getattr(prices, name) for name in ("recipe", "model", "X_scaling", "Y_scaling")},
        ),
        "Predictor.predict": (prices.predict, {"data": ROWS}),
        "Predictor.predict_proba": (walls.predict_proba, {"data": ROWS}),
        "Predictor.mistakes": (walls.mistakes, {"data": ROWS}),
        "Predictor.mistakes.X": (prices.mistakes, {"data": np.ones((3, 2)), "Y": [[3.0, 4.0]]}),
        "Predictor.importance": (prices.importance, {"data": ROWS, "repeats": 1}),
        "Predictor.save": (walls.save, {"path": "walls.npz"}),
        **{f"metrics.{name}": (getattr(metrics, name), guessed) for name in metrics.__all__},
        "metrics.recall.names": (
            metrics.recall,
            {"Y": ["a", "b"], "predictions": ["a", "a"], "positive": "a", "classes": ["a", "b"]},
        ),
        "datasets.demand": (datasets.demand, {}),
        "datasets.demand_curve": (datasets.demand_curve, {}),
        "datasets.demand_factors": (datasets.demand_factors, {"X": np.ones((4, 3))}),
        "datasets.one_hot": (datasets.one_hot, {"Y": [[0, 1]]}),
        "datasets.split": (datasets.split, XY),
        "datasets.standardize": (datasets.standardize, {"X_train": X}),
        "datasets.standardize.others": (lambda other: datasets.standardize(X, other), {"other": X}),
        "datasets.balanced_weights": (datasets.balanced_weights, {"Y": Y}),
        "datasets.k_fold": (datasets.k_fold, {"Y": Y, "k": 2}),
        "datasets.split.stratified": (datasets.split, {"X": np.ones((1, 8)), "Y": [[0, 1] * 4], "stratify": True}),
        "datasets.Standardizer": (datasets.Standardizer, {"X_train": X}),
        "datasets.Standardizer.of": (datasets.Standardizer.of, {"mean": [1.0], "deviation": [2.0]}),
        "datasets.Standardizer.__call__": (scaling, {"X": X}),
        "datasets.Standardizer.inverse": (scaling.inverse, {"X": X}),
        "datasets.Standardizer.__eq__": (scaling.__eq__, {"other": scaling}),
        "datasets.read_csv": (datasets.read_csv, {"source": "table.csv", "target": "y"}),
        "datasets.read_csv.rows": (datasets.read_csv, {"source": ROWS, "missing": "mode"}),
        "datasets.read_csv.cell": (lambda cell: datasets.read_csv([{"a": cell}]), {"cell": 1}),
        "datasets.NumberColumn": (datasets.NumberColumn, {"name": "size"}),
        "datasets.CategoryColumn": (datasets.CategoryColumn, {"name": "wall", "texts": ("brick", "wood")}),
        "datasets.TableRecipe": (datasets.TableRecipe, {"columns": (size,)}),
        "datasets.TableRecipe.read": (datasets.TableRecipe((size,)).read, {"source": ROWS}),
        "datasets.PictureRecipe": (datasets.PictureRecipe, {"shape": (2, 2), "classes": ("a", "b"), "brightness": 0.5}),
        "datasets.PictureRecipe.read": (greys.read, {"source": np.ones((4, 1))}),
        "datasets.PictureRecipe.read.files": (lambda path: greys.read([path]), {"path": "1.png"}),
        "datasets.read_idx": (datasets.read_idx, {"path": "none"}),
        "datasets.read_mnist": (datasets.read_mnist, {"folder": "none"}),
        "datasets.read_image": (datasets.read_image, {"path": "1.png", "shape": (2, 2)}),
        "datasets.read_images": (datasets.read_images, {"folder": ".", "shape": (2, 2)}),
        "datasets.image_to_vector": (datasets.image_to_vector, {"image": np.ones((2, 2, 3))}),
        "datasets.sequences_to_columns": (datasets.sequences_to_columns, {"sequences": np.ones((2, 3, 1))}),
        "datasets.vector_to_image": (datasets.vector_to_image, {"x": np.ones(12), "shape": (2, 2, 3)}),
        "lessons.CostFunction": (lessons.CostFunction, XY | {"model": model}),
        "lessons.CostFunction.gradient": (lambda w: lessons.CostFunction(logistic, X, Y)(w, 1, 1), {"w": 1.0}),
        "lessons.Variable": (lessons.Variable, {"value": 3.0}),
        "lessons.Variable.named": (u.named, {"name": "u"}),
        "lessons.Variable.forward": (graph.forward, {}),
        "lessons.Variable.backward": (graph.backward, {}),
        "lessons.Variable.maximum": (u.maximum, {"other": 3.0}),
        "lessons.Variable.leaky_relu": (u.leaky_relu, {}),
        "lessons.Variable.__pow__": (u.__pow__, {"exponent": 2.0}),
        "lessons.Quantities": (graph.forward().__getitem__, {"key": "u"}),
        "lessons.all_examples": (lessons.all_examples, {"X": X, "W": W, "b": b}),
        "lessons.node_by_node": (lessons.node_by_node, {"X": X, "W": W, "b": b}),
        "lessons.stacked_rows": (lessons.stacked_rows, {"X": X, "W": W, "b": b}),
        **{
            f"lessons.{name}": (getattr(lessons, name), XY | {"w": [[1], [2]], "b": 2})
            for name in ("two_loops", "one_loop", "no_loop")
        },
        "lessons.forward_block": (lessons.forward_block, {"A_prev": X, "W": W, "b": b}),
        "lessons.backward_block": (lessons.backward_block, {"dA": np.ones((1, 5)), "cache": cache}),
        "lessons.collapse": (lessons.collapse, {"model": nnlib.Network([2, 2, 1], hidden="identity")}),
        "lessons.dead_units": (lessons.dead_units, {"model": model, "X": X}),
        "lessons.descend": (
            lessons.descend,
            {"gradient": lambda w: 2 * w, "start": 3.0, "learning_rate": 0.1, "steps": 2},
        ),
        "lessons.dimensions": (lessons.dimensions, {"model": model, "m": 3}),
        "lessons.graph_of": (lessons.graph_of, {"model": model, "x": X[:, :1], "y": Y[:, :1]}),
        "lessons.kinks": (lessons.kinks, {"model": line}),
        "lessons.largest_angle": (lessons.largest_angle, {"U": [[1], [0]], "V": [[2], [2]]}),
        "lessons.legacy_initialization": (lessons.legacy_initialization, {"seed": 1}),
        "lessons.likelihood": (lessons.likelihood, XY | {"model": model}),
        "lessons.parity_network": (lessons.parity_network, {"n": 3}),
        "lessons.principal_subspace": (lessons.principal_subspace, {"X": X, "k": 1}),
        "lessons.read_course_pictures": (lessons.read_course_pictures, {"path": "none.npz"}),
        "lessons.run_times": (lessons.run_times, loop),
        "lessons.trace": (lessons.trace, XY | {"model": model, "learning_rate": 0.1}),
        "lessons.Trace.to_html": (lessons.trace(model, X, Y, learning_rate=0.1).to_html, {"path": "none/update.html"}),
        "lessons.triangle_wave": (lessons.triangle_wave, {"depth": 3}),
    }
    path = np.array([[3.0, 1.0], [2.0, 1.0]])
    drawn = {
        "activation": {"g": "relu"},
        "blocks": {"model": model},
        "boundary_animation": XY | {"models": {"a": model}, "resolution": 2},
        "broadcasting": {"shape_a": (2, 3), "shape_b": (2, 1)},
        "computation_graph": {"J": graph},
        "confusion_matrix": {"labels": [[0, 1, 1]], "predictions": [[0, 1, 0]]},
        "decision_boundary": XY | {"model": model, "resolution": 2},
        "descent_animation": {"J": lambda w, b: w**2 + b**2, "path": path, "resolution": 5},
        "descent_on_contours": {"J": lambda w, b: w**2 + b**2, "path": path, "resolution": 5},
        "descent_on_curve": {"J": lambda w: w**2, "path": [[3.0, 2.0]]},
        "first_layer_weights": {"model": nnlib.ShallowNetwork(4, 2), "shape": (2, 2)},
        "fitted_curve": {"model": line, "X": X[:1], "Y": Y},
        "heat_map": {"values": [[0.5, 0.75]], "rows": [1], "columns": ["a", "b"]},
        "images": {"X": np.ones((4, 3)), "shape": (2, 2)},
        "learning_curve": {"history": trained},
        "layer_sizes": {"updates": [1, 2], "sizes": {1: [0.1, 0.2]}},
        "learning_rates": {"schedules": {"a": 0.1}, "updates": 3},
        "mistakes": {"found": prices.mistakes(ROWS)},
        "learning_curves": {"histories": {"a": trained}},
        "network_diagram": {"model": model},
        "run_times": {"times": RunTimes({"loop": (0.3, 0.2)})},
        "spread": {"x": [1, 2], "values": {"a": [[1.0, 2.0]]}},
        "step_sizes": XY | {"model": model, "coordinates": 1},
        "trace": {"lines": lessons.trace(model, X, Y, learning_rate=0.1)},
    }
    return table | {f"plots.{name}": (getattr(plots, name), arguments) for name, arguments in drawn.items()}


NAMES = tuple(calls())
FUNCTIONS = {"J", "cost", "gradient", "gradients", "initialization", "ways"}
"""Arguments that are functions of the user's own: the error that such a function raises is the one to be seen."""

UNASKED = {
    "": {"DivergenceError", "FileError", "GradientReport", "History", "StepsReport"},  # are returned or raised
    "datasets": {"FASHION_CLASSES", "Pictures", "Table", "breast_cancer", "digits", "fashion_mnist"},
    "lessons": set(),
    "metrics": set(),
    "plots": set(),
}
"""Public names that take nothing from a user."""
WINGS = {"diagnose", "sweep"}
"""Those of parts that can be taken off, which have such tests of their own."""


@pytest.mark.parametrize("module", UNASKED)
def test_every_public_name_is_asked(module):
    listed = getattr(nnlib, module).__all__ if module else nnlib.__all__
    public = {name for name in listed if not inspect.ismodule(getattr(nnlib, name, None))}
    prefix = f"{module}." if module else ""
    asked = {name.removeprefix(prefix).split(".")[0] for name in NAMES if name.startswith(prefix)}
    assert public - asked - WINGS == UNASKED[module]


KINDS = [
    nnlib.Network,
    nnlib.Trainer,
    nnlib.Predictor,
    datasets.Standardizer,
    datasets.PictureRecipe,
    datasets.TableRecipe,
]


@pytest.mark.parametrize("kind", KINDS)
def test_every_public_method_is_asked(kind):
    # What trainers, checks, pictures and files call:
    machinery = {"buffers", "chunks", "copy", "decide", "labels", "measure", "restored", "table"}
    public = {name for name, value in vars(kind).items() if callable(value) and not name.startswith("_")}
    public |= {name for name, value in vars(kind).items() if isinstance(value, classmethod)}
    places = [name.removeprefix("datasets.").split(".") for name in NAMES]
    assert public - machinery <= {place[1] for place in places if place[0] == kind.__name__ and len(place) > 1}


def fault(function, arguments, name, value):
    """Return what is wrong with the error that a value gets; nothing where it is right, or the value is taken."""
    allowed = (TypeError, ValueError)
    allowed += (
        (OSError,) if name in {"path", "folder", "source", "data"} else (KeyError,) if name in {"key", "layer"} else ()
    )
    allowed += (Poison,) if name in FUNCTIONS and callable(value) else ()
    try:
        done = function(**arguments | {name: value})
        if isinstance(done, Animation):
            done._draw_was_started = True  # else it warns that nobody has watched it
    except allowed as error:
        message = str(error.args[0]) if isinstance(error, KeyError) else str(error)
        return f"{len(message)} characters" if len(message) > LONGEST and not isinstance(error, Poison) else ""
    except Exception as error:  # noqa: BLE001  any other is wrong
        return repr(error)[:80]
    return ""


@pytest.mark.parametrize("name", NAMES)
def test_whatever_comes_is_taken_or_refused_in_a_short_message(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tmp_path.joinpath("table.csv").write_text("x,y\n1,2\n3,4\n", encoding="utf-8")
    Image.new("L", (2, 2), "grey").save("1.png")
    function, arguments = calls()[name]
    if name.startswith("plots."):
        arguments = arguments | {"ax": plt.figure().add_subplot()}
    tried = [argument for argument in inspect.signature(function).parameters if argument not in {"out", "ax"}]
    wrong = {
        (argument, what): told
        for argument in tried
        for what, value in values().items()
        if (told := fault(function, arguments, argument, value))
    }
    assert not wrong


def test_a_value_that_is_wrong_is_noticed():
    """The test that all of the above lives on."""
    assert fault(lambda X: X + 1, {}, "X", Hostile()).startswith("Poison")
    assert fault(lambda X: {}[X], {}, "X", "a").startswith("KeyError")

    def long(X):
        raise ValueError(repr(X))

    assert fault(long, {}, "X", VALUES["a long list"]) == "5000 characters"
    assert not fault(long, {}, "X", 3)
