"""What users do wrong, listed in misuse.txt with the error that each gets; and what works, in whatever form it comes.

Around each call all that is passed in is compared, bit by bit, and around those of one title all that was there: θ, l2
and activations of the models, history and state of a trainer in the middle of an epoch.
"""

import ast
import datetime as dt
import fractions
import re
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

import nnlib
from nnlib import activations, datasets, layers, losses


class Row(NamedTuple):
    """What is written, in which calls, and the error in the words of a traceback's last line."""

    title: str
    calls: list[str]
    written: str
    error: str


def rows():
    """Yield what misuse.txt lists, but for its first paragraphs, which explain it."""
    title, calls, written = "", [], ""
    text = Path(__file__).with_name("misuse.txt").read_text(encoding="utf-8")
    for block in re.findall(r"^(?:\S.*|(?:    .*\n?)+)", text[text.index("\n# ") :], re.MULTILINE):
        if block.startswith("# "):
            title, calls = block[2:], []
        elif block.startswith("@ "):
            calls.append(block[2:])
        elif block.startswith("    "):
            yield Row(title, calls, written, " ".join(block.split()))
        else:
            written = block


# What the lines of misuse.txt may speak of.


def nothing(trainer):
    """Be a callback."""


def two_arguments(trainer, epoch):
    """Be no callback."""


class Stopper:
    """Would be a callback if it were made."""

    def __call__(self, trainer):
        return True


class Ended:
    """A callback whose method for the end takes more than the trainer."""

    def __call__(self, trainer):
        return None

    def after_fit(self, trainer, history):
        """Take two arguments."""


class Sparse:
    """A matrix that NumPy takes for one object, as SciPy's sparse ones are."""

    def toarray(self):
        return np.eye(2)


class Frame:
    """Something that makes its own array, as data frames do, or fails to."""

    def __init__(self, values):
        self.values = values

    def __array__(self, dtype=None, copy=None):
        if isinstance(self.values, Exception):
            raise self.values
        return np.asarray(self.values)


class Returns:
    """An activation that returns one and the same thing."""

    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return "mine"

    def __call__(self, Z, out=None):
        return self.value

    def derivative(self, Z):
        return Z


class InPlace(Returns):
    """An activation that writes to Z."""

    def __call__(self, Z, out=None):
        return np.tanh(Z, out=Z)


class WithoutOut(Returns):
    """An activation that takes no out."""

    def __call__(self, Z):
        return np.tanh(Z)


def returning(value):
    """Return an initialization that returns this for every layer."""

    def initialization(n_out, n_in, rng):
        return value

    return initialization


def world():
    """Return models, a trainer in the middle of its second epoch, and data that fit."""
    X, Y = np.arange(10.0).reshape(2, 5), np.array([[0, 1, 1, 0, 1]])
    model = nnlib.ShallowNetwork(n_x=2, n_h=3, l2=0.1, rng=0)
    trainer = nnlib.Trainer(model, optimizer=nnlib.Adam(0.01), batch_size=2, rng=0)
    trainer.fit(X, Y, iterations=4)
    return {
        "X": X,
        "Y": Y,
        "classes": np.array([[0, 1, 2, 0, 1]]),
        "A": np.array([[0.5, 0.2, 0.9]]),
        "model": model,
        "trainer": trainer,
        "forward_pass": model.forward(X),
        "softmax": nnlib.Network([2, 3], output="softmax", rng=0),
        "linear": nnlib.Network([2, 3, 1], output="identity", rng=0),
        "single": nnlib.Network([2, 1], output="identity", dtype="float32", rng=0),
        "logistic": nnlib.LogisticRegression(n_x=3),
        "recurrent": nnlib.RecurrentNetwork(n_x=3, n_a=4, T=5, rng=0),
        "images": nnlib.Network([(1, 4, 6), layers.Convolution(2, 3), 3], output="softmax", rng=0),
        "colours": nnlib.Network([(3, 4, 6), layers.MaxPool(2), 1], keep_prob=1.0, rng=0),
        "rng": np.random.default_rng(0),
    }


NAMES = {
    **{name: getattr(nnlib, name) for name in nnlib.__all__ if name != "plots"},
    **{
        thing.__name__: thing
        for thing in (nothing, two_arguments, Stopper, Ended, Sparse, Frame, Returns, InPlace, WithoutOut)
    },
    "np": np,
    "nan": np.nan,
    "inf": np.inf,
    "returning": returning,
    "datetime": dt,
    "fractions": fractions,
}


def prepared(written, there):
    """Return a call without making it, its arguments evaluated; a line that is no call as a whole."""
    names = {**NAMES, **there}
    node = ast.parse(written).body[0]

    def value(part):
        return eval(compile(ast.Expression(part), written, "eval"), names)  # noqa: S307  the lines are our own

    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        call = node.value
        named = {keyword.arg: value(keyword.value) for keyword in call.keywords}
        return partial(value(call.func), *map(value, call.args), **named)
    return partial(exec, written, names)


def frozen(value):
    """Return all that a value holds, in a form that compares bit by bit."""
    if isinstance(value, np.ndarray):
        plain, mask = np.asarray(value), np.ma.getmask(value)
        bits = plain.tolist() if plain.dtype.hasobject else plain.tobytes()
        return repr((type(value), plain.dtype, plain.shape, plain.strides, str(value.flags), bits, mask))
    if isinstance(value, np.random.Generator):
        value = value.bit_generator.state
    elif isinstance(value, partial):
        value = [] if value.func is exec else [value.args, value.keywords]
    elif type(value).__module__.startswith("nnlib"):
        value = [type(value), getattr(value, "__dict__", {})]
    if isinstance(value, dict):
        value = list(value.items())
    return [frozen(held) for held in value] if isinstance(value, list | tuple) else repr(value)


TITLES = list(dict.fromkeys(row.title for row in rows()))


@pytest.mark.parametrize("title", TITLES)
def test_what_is_wrong_is_told_in_these_words_and_changes_nothing(title):
    there = world()
    untouched = frozen(there)
    for row in rows():
        for call in row.calls if row.title == title else ():
            kind, _, message = row.error.partition(": ")
            prefix = "validation: " if call.startswith("validation: ") else ""
            ask = prepared(call.removeprefix(prefix).replace("{}", row.written), there)
            before = frozen(ask)
            try:
                said = f"no error, but {ask()!r}"
            except (ValueError, TypeError, KeyError) as error:
                said = f"{type(error).__name__}: {error.args[0]}"
            expected = f"{kind}: {prefix}{message}"
            if expected.endswith("…"):
                assert re.fullmatch(re.escape(expected[:-1]) + ".+", said), (call, row.written)
            else:
                assert (call, row.written, said) == (call, row.written, expected)
            assert frozen(ask) == before, (call, row.written)
    assert frozen(there) == untouched


def test_errors_print_on_every_console():
    """What users write may hold any letter; what they are told holds those of ASCII, but for theirs."""
    for row in rows():
        assert row.error.removesuffix("…").isascii() or not row.written.isascii(), row.error


def test_the_list_of_misuse_is_read_whole():
    """A row that is not read would pass."""
    text = Path(__file__).with_name("misuse.txt").read_text(encoding="utf-8")
    listed = list(rows())
    assert len(listed) == len(re.findall(r"^    (?:Value|Type|Key)Error: ", text, re.MULTILINE)) > 400
    assert all(row.calls and row.written for row in listed)
    assert len({(row.title, row.written) for row in listed}) == len(listed)


def test_whoever_looks_sees_a_change():
    """The comparison that all of the above lives on, of each kind of thing that a call could change."""
    changes = (
        lambda w: w["X"].__setitem__((0, 0), 7.0),
        lambda w: w["X"].setflags(write=False),
        lambda w: w["model"].W[1].__setitem__((0, 0), 7.0),
        lambda w: setattr(w["model"], "l2", 0.2),
        lambda w: w["model"].g.__setitem__(1, activations.relu),
        lambda w: w["forward_pass"].A[1].__setitem__((0, 0), 7.0),
        lambda w: w["trainer"].history.cost.append(1.0),
        lambda w: w["trainer"].fit(w["X"], w["Y"], iterations=1),
        lambda w: w["rng"].random(),
    )
    for change in changes:
        there = world()
        before = frozen(there)
        assert frozen(there) == before
        change(there)
        assert frozen(there) != before
    for array in (np.ma.array([1.0]), np.array([None]), np.zeros(1, "f4")):
        before = frozen(partial(print, array, end=array))
        array[0] = 7.0
        assert frozen(partial(print, array, end=array)) != before


# What works: the same numbers in another form.


def mapped(array, folder):
    """Return an array as a read-only memory map."""
    path = folder / f"{len(list(folder.iterdir()))}"
    array.tofile(path)
    return np.memmap(path, array.dtype, mode="r", shape=array.shape)


def read_only(array):
    """Return a copy that cannot be written to."""
    array = array.copy()
    array.setflags(write=False)
    return array


FORMS = {
    "int64": lambda array, folder: array.astype(np.int64),
    "int8": lambda array, folder: array.astype(np.int8),
    "uint8": lambda array, folder: array.astype(np.uint8),
    "uint64": lambda array, folder: array.astype(np.uint64),
    "float16": lambda array, folder: array.astype(np.float16),
    "float32": lambda array, folder: array.astype(np.float32),
    "longdouble": lambda array, folder: array.astype(np.longdouble),
    "bool": lambda array, folder: array.astype(bool),
    "big-endian float": lambda array, folder: array.astype(">f8"),
    "big-endian int": lambda array, folder: array.astype(">i4"),
    "list": lambda array, folder: array.tolist(),
    "list of int": lambda array, folder: array.astype(int).tolist(),
    "tuple": lambda array, folder: tuple(map(tuple, array)),
    "list of arrays": lambda array, folder: list(array),
    "read-only": lambda array, folder: read_only(array),
    "strided": lambda array, folder: np.repeat(np.repeat(array, 2, axis=1), 3, axis=0)[::3, ::2],
    "reversed": lambda array, folder: np.ascontiguousarray(array[::-1, ::-1])[::-1, ::-1],
    "Fortran-ordered": lambda array, folder: np.asfortranarray(array),
    "memory-mapped": mapped,
    "memory-mapped bytes": lambda array, folder: mapped(array.astype(np.uint8), folder),
    "matrix": lambda array, folder: array.view(np.matrix),
    "masked array without a mask": lambda array, folder: np.ma.array(array, mask=False),
    "object that makes an array": lambda array, folder: Frame(array),
}
BITS_X = np.array([[0.0, 1, 1, 0, 1, 0, 1], [1, 1, 0, 0, 1, 0, 0]])
ROUNDINGS = 100
"""In another memory order a sum may be taken in another order. Here are sums of at most 7 terms, through two layers, in
six updates: 84 roundings. Where it was measured, there were none, and a wrong number would show in the first digits."""


def answers(model, X, Y, weight):
    """Return all that a model, and training it, make of examples, labels and weights."""
    trained, mini = model.copy(), model.copy()
    nnlib.train(trained, X, Y, learning_rate=0.5, iterations=3, sample_weight=weight, validation=(X, Y))
    nnlib.train(mini, X, Y, optimizer=nnlib.Momentum(0.5), batch_size=3, epochs=2, sample_weight=weight, rng=0)
    report = nnlib.gradient_check(model, X, Y, weight, coordinates=2, rng=0)
    gradients = model.gradients(X, Y, weight)
    return {
        "cost": model.cost(X, Y, weight),
        "evaluate": model.evaluate(X, Y, weight),
        "accuracy": model.accuracy(X, Y),
        "gradients": gradients.vector,
        "backward": model.backward(model.forward(X), Y, weight).vector,
        "cost_of": model.cost_of(model.forward(X), Y, weight),
        "predict": model.predict(X),
        "predict_proba": model.predict_proba(X),
        "train": trained.parameters.vector,
        "train in mini-batches": mini.parameters.vector,
        "gradient_check": [report.passed, report.cost],
        "standardize": np.hstack(datasets.standardize(X, X)),
        "split": np.hstack([np.asarray(part, float).ravel() for part in datasets.split(X, Y, rng=0)]),
    }


@pytest.mark.parametrize(
    ("output", "dtype"),
    [("sigmoid", "float64"), ("softmax, one-hot", "float64"), ("softmax, indices", "float64"), ("sigmoid", "float32")],
)
def test_the_same_numbers_in_any_form_give_the_same_answers(output, dtype, tmp_path):
    K = np.array([[0.0, 1, 1, 0, 1, 0, 1]])
    Y = np.vstack([1 - K, K]) if "one-hot" in output else K
    model = nnlib.ShallowNetwork(2, 4, 1 if output == "sigmoid" else 2, output=output.split(",")[0], dtype=dtype, rng=3)
    numbers = BITS_X * [[3], [5]] + 1, Y, np.array([[1.0, 2, 3, 0, 2, 3, 1]])
    bits = BITS_X, Y, np.array([[1.0, 0, 1, 1, 1, 0, 1]])
    expected = {False: answers(model, *numbers), True: answers(model, *bits)}
    limit = ROUNDINGS * float(np.finfo(dtype).eps)
    for form, formed in FORMS.items():
        given = [formed(array, tmp_path) for array in (bits if form == "bool" else numbers)]
        before = frozen(given)
        found = answers(model, *given)
        assert frozen(given) == before, form
        for name, value in expected[form == "bool"].items():
            np.testing.assert_allclose(found[name], value, rtol=limit, atol=limit, err_msg=f"{form}: {name}")


@pytest.mark.parametrize("form", FORMS)
def test_activations_and_losses_take_any_form_too(form, tmp_path):
    Z = BITS_X if form == "bool" else BITS_X * 3 + 1
    given = FORMS[form](Z, tmp_path)
    before = frozen([given])
    limit = 4 * float(np.finfo(np.float16 if form == "float16" else np.float32 if form == "float32" else float).eps)
    for name in ("identity", "sigmoid", "tanh", "relu", "leaky_relu"):
        g = getattr(activations, name)
        np.testing.assert_allclose(g(given), g(Z), rtol=limit)
        np.testing.assert_allclose(g.derivative(given), g.derivative(Z), rtol=limit, atol=limit)
    np.testing.assert_allclose(activations.softmax(given), activations.softmax(Z), rtol=limit)
    np.testing.assert_allclose(losses.squared_error(given, Z), 0, atol=0)
    np.testing.assert_allclose(
        losses.binary_cross_entropy.from_logits(given, BITS_X),
        losses.binary_cross_entropy.from_logits(Z, BITS_X),
        rtol=4 * float(np.finfo(np.float32).eps),
    )
    assert frozen([given]) == before


@pytest.mark.parametrize(
    "sizes",
    [
        lambda: (2, 3, 1),
        lambda: np.array([2, 3, 1]),
        lambda: [np.int64(2), np.uint8(3), 1],
        lambda: (n for n in (2, 3, 1)),  # made here, since it can be gone through once
        lambda: range(3, 0, -1),
    ],
    ids=["tuple", "array", "whole numbers of NumPy's", "generator", "range"],
)
def test_layer_sizes_come_in_any_order_keeping_form(sizes):
    assert nnlib.Network(sizes()).layer_sizes in {(2, 3, 1), (3, 2, 1)}


@pytest.mark.parametrize("dtype", ["float32", "f4", np.float32, np.dtype("float32")], ids=repr)
def test_a_dtype_comes_in_any_form(dtype):
    assert nnlib.Network([2, 1], dtype=dtype).dtype == np.float32


@pytest.mark.parametrize("kind", [int, np.int64, list, np.random.SeedSequence, np.random.PCG64])
def test_rng_is_anything_that_numpy_takes(kind):
    rng = [3] if kind is list else kind(3)
    expected = np.random.default_rng([3] if kind is list else 3)
    assert nnlib.Network([2, 1], rng=rng).W[1][0, 0] == expected.standard_normal() * np.sqrt(1 / 2)


def test_callbacks_that_do_not_tell_what_they_take_are_taken():
    trainer = world()["trainer"]
    said = []
    trainer.fit(np.ones((2, 5)), np.ones((1, 5)), epochs=1, callbacks=[said.append, Stopper(), SignatureLess(said)])
    assert len(said) == 2


class SignatureLess:
    """A callback of which Python does not know the signature, as of some that are written in C."""

    __signature__ = property(lambda self: (_ for _ in ()).throw(ValueError("no signature")))

    def __init__(self, said):
        self.said = said

    def __call__(self, trainer):
        self.said.append(trainer)
