"""A network that was saved comes back, to the last bit, whatever it is made of."""

import itertools
import json
import tracemalloc
from dataclasses import dataclass

import networks
import numpy as np
import pytest
from networks import KINDS, of_kind

import nnlib
from nnlib import _files
from nnlib._files import FileError
from nnlib._network_files import description, network_from
from nnlib.activations import LeakyReLU, sigmoid


class Swish:
    """An activation of a user's own."""

    def __init__(self, beta=1.0):
        self.beta = beta

    def __call__(self, Z, out=None):
        return np.multiply(Z, sigmoid(self.beta * Z), out=out)

    def derivative(self, Z):
        return sigmoid(self.beta * Z) + self.beta * Z * sigmoid.derivative(self.beta * Z)


def square(Z, out=None):
    return np.square(Z, out=out)


square.derivative = lambda Z: 2 * Z


class Own(nnlib.Network):
    """A class of a user's own, with another way to be made."""

    def __init__(self, width):
        super().__init__([2, width, 1], rng=0)


MODELS = {
    "logistic": nnlib.LogisticRegression(n_x=3, l2=0.1),
    "shallow": nnlib.ShallowNetwork(n_x=3, n_h=4, rng=0),
    "deep": nnlib.DeepNetwork([3, 5, 4, 1], rng=0),
    "softmax": nnlib.Network([3, 4, 2], hidden=LeakyReLU(0.2), output="softmax", dtype="float32", rng=0),
    "regression": nnlib.Network([3, 4, 4, 2], hidden=["relu", "leaky_relu"], output="identity", rng=0),
    "chained": nnlib.Network([3, 2], output="tanh", loss="squared_error", rng=0),
    "matched by name": nnlib.Network([3, 2], output="sigmoid", loss="squared_error", rng=0),
    "a recurrent network": nnlib.RecurrentNetwork(n_x=3, n_a=4, T=6, keep_prob={2: 0.5}, dtype="float32", rng=0),
    **{kind: of_kind(kind) for kind in KINDS if kind != "dense"},
}
X = np.random.default_rng(0).normal(size=(3, 7))


@pytest.mark.parametrize("name", MODELS)
def test_a_model_comes_back_to_the_last_bit(name, tmp_path):
    model = MODELS[name]
    model.save(tmp_path / "net.npz")
    loaded = nnlib.load(tmp_path / "net.npz", custom=networks.CUSTOM)
    X, Y = networks.examples(model)
    assert type(loaded) is type(model)
    assert repr(loaded) == repr(model)
    assert repr(loaded.layers) == repr(model.layers)
    assert loaded.parameters.repeats == model.parameters.repeats
    assert loaded.keep_prob == model.keep_prob
    assert description(loaded) == description(model)
    assert vars(loaded).keys() == vars(model).keys()
    assert loaded.dtype == model.dtype
    np.testing.assert_array_equal(loaded.parameters.vector, model.parameters.vector)
    np.testing.assert_array_equal(loaded.predict_proba(X), model.predict_proba(X))
    np.testing.assert_array_equal(loaded.gradients(X, Y).vector, model.gradients(X, Y).vector)
    loaded.W[1] += 1  # the views are views, and its own
    assert not np.array_equal(loaded.parameters.vector, model.parameters.vector)


def test_a_loaded_model_trains_as_the_saved_one(tmp_path):
    model = MODELS["deep"].copy()
    model.save(tmp_path / "net.npz")
    loaded = nnlib.load(tmp_path / "net.npz")
    Y = np.resize([0, 1], (1, 7))
    runs = [nnlib.train(network, X, Y, learning_rate=0.1, iterations=20).cost for network in (model, loaded)]
    assert runs[0] == runs[1]


def test_what_is_the_users_own_is_handed_in_by_name(tmp_path):
    path = tmp_path / "net.npz"
    swish = Swish()
    nnlib.Network([3, 4, 4, 1], hidden=[swish, square], rng=0).save(path)
    loaded = nnlib.load(path, custom={"Swish": swish, "square": square})
    assert loaded.g[1] is swish
    assert loaded.g[2] is square
    with pytest.raises(FileError, match=r"it uses 'square', .* load it with custom=\{'square': ...\}"):
        nnlib.load(path, custom={"Swish": swish})
    with pytest.raises(TypeError, match="an activation must be"):
        nnlib.load(path, custom={"Swish": 3, "square": square})
    with pytest.raises(TypeError, match="custom must be a dict of names"):
        nnlib.load(path, custom=[swish, square])


def test_names_in_custom_hide_nothing_of_nnlibs(tmp_path):
    nnlib.Network([3, 4, 1], hidden="tanh", rng=0).save(tmp_path / "net.npz")
    loaded = nnlib.load(tmp_path / "net.npz", custom={"Tanh": Swish(), "Network": Own})
    assert repr(loaded.g[1]) == "tanh"
    assert type(loaded) is nnlib.Network


def test_two_activations_of_one_name_are_not_saved(tmp_path):
    model = nnlib.Network([3, 4, 4, 1], hidden=[Swish(1), Swish(2)], rng=0)
    with pytest.raises(ValueError, match="two activations are called 'Swish': give each a __repr__"):
        model.save(tmp_path / "net.npz")
    assert not list(tmp_path.iterdir())
    shared = Swish()
    nnlib.Network([3, 4, 4, 1], hidden=[shared, shared], rng=0).save(tmp_path / "net.npz")


def test_a_subclass_comes_back_if_it_is_handed_in(tmp_path):
    model = Own(width=4)
    model.save(tmp_path / "net.npz")
    loaded = nnlib.load(tmp_path / "net.npz", custom={"Own": Own})
    assert type(loaded) is Own
    np.testing.assert_array_equal(loaded.parameters.vector, model.parameters.vector)
    with pytest.raises(FileError, match="it uses 'Own', which is not nnlib's"):
        nnlib.load(tmp_path / "net.npz")


def test_a_subclass_that_keeps_more_is_not_saved_by_half(tmp_path):
    model = Own(width=4)
    model.temperature, model.mask = 0.5, None
    with pytest.raises(TypeError, match="but this one has mask, temperature as well"):
        model.save(tmp_path / "net.npz")


def test_values_that_are_not_finite_come_back_too(tmp_path):
    """A save is not the place to judge; and a NaN has many bit patterns."""
    model = nnlib.LogisticRegression(n_x=3)
    model.w[...] = np.array([[np.nan, np.inf, -0.0]]).T
    model.save(tmp_path / "net.npz")
    assert nnlib.load(tmp_path / "net.npz").w.tobytes() == model.w.tobytes()


DESCRIPTION = description(MODELS["softmax"])


@pytest.mark.parametrize(
    "changes",
    [
        *({key: value} for key, value in itertools.product(DESCRIPTION, [None, [], {}, -1, "x", [["x"]], [10**30, 2]])),
        {"layer_sizes": [3, 5, 2]},
        {"layer_sizes": [10**9, 10**9]},
        {"layer_sizes": [3, 4, 2.0]},
        {"activations": [["Tanh", {}]]},
        {"activations": [["Tanh", {"slope": 1}], ["Softmax", {}]]},
        {"activations": [["Softmax", {}], ["Softmax", {}]]},
        {"activations": [["LeakyReLU", {"slope": 7}], ["Softmax", {}]]},
        {"loss": "squared_error"},
        {"l2": float("nan")},
        {"class": "Trainer"},
    ],
    ids=str,
)
def test_a_description_that_is_none_is_told(changes, tmp_path):
    path = tmp_path / "net.npz"
    theta = MODELS["softmax"].parameters.vector
    _files.write(path, "model", DESCRIPTION | changes, {"theta": theta})
    with pytest.raises(FileError, match=r"net\.npz: "):
        nnlib.load(path)


SIZES = [0, -1, 1.5, True, "3", None, 10**9, 2**70, [3], [1, 2, 3], {"tuple": [3]}, {"tuple": [10**9] * 2}]
SHAPES = [
    [10**9, 6, 5],
    [2, 6, 10**12],
    [2, 6],
    [],
    [2.0, 6, 5],
    ["2", 6, 5],
    [2, 6, 5, 1],
    [2, True, 5],
    60,
    [[2, 6, 5]],
]
LAYERS = [
    *(
        ["Pooled", {}],
        ["Recurrent", {"n": 3}],
        ["MaxPool", {"size": 2, "n": 1}],
        ["MaxPool"],
        ["Convolution", {"n": 3}],
    ),
    *(["Convolution", {"n": 3, "kernel_size": 3, "padding": 1, "more": 1}], ["Dense", {"n": 3}], ["Adam", {}]),
    *(["custom:MaxPool", {}], [["MaxPool"], {}], [], 3, {}, {"repeats": 0}, {"repeats": 1}),
]
REPEATS = [-1, 0, 1, 3, 4, 99, True, "2", 2.0, None, [2]]
KEPT = [[[1, 2.0]], [[0, 0.5]], [["1", 0.5]], [[1, 0.5], [1, 0.6]], [[2, 0.5], [1, 0.6]], [[1, 1.0]], {"1": 0.5}, {}]
KEPT += [[[1, True]], [[1]], 5, None, "ab", [[10**9, 0.5]], [[1, float("nan")]], [[1.0, 0.5]]]


def places():
    """Yield kinds of networks, a place in the description of each, and what does not belong there."""
    for value in SIZES:
        for keys in ((1, 1, "kernel_size"), (1, 1, "n"), (2, 1, "size"), (3, 1, "stride")):
            yield "convolutional", ("layer_sizes", *keys), value
    for value in SHAPES:
        yield "convolutional", ("layer_sizes", 0), value
    for value in LAYERS:
        yield "convolutional", ("layer_sizes", 1), value
    for value in ([10**9, 2], [9_999, 2], [10_000, 2], [5, 10**9], [5], [5, 2, 1], [4, 2], [0, 2], 10):
        yield "recurrent", ("layer_sizes", 0), value
    for value in REPEATS:
        yield "shared behind pools", ("layer_sizes", 4, "repeats"), value
        yield "shared behind pools", ("layer_sizes", 9, "repeats"), value
    for value in KEPT:
        yield "thinned", ("keep_prob",), value


def test_words_of_other_kinds_of_layers_that_are_none_are_told():
    """Each before an array of the size that it claims is made."""
    spoilt = 0
    tracemalloc.start()
    for kind, keys, value in places():
        model = MODELS[kind]
        described = inner = json.loads(json.dumps(description(model)))
        for key in keys[:-1]:
            inner = inner[key]
        assert json.dumps(inner[keys[-1]]) != json.dumps(value)
        inner[keys[-1]] = value
        told = "nothing"
        try:
            with _files.damage_in("net.npz"):
                network_from(described, model.parameters.vector, networks.CUSTOM)
        except FileError as error:
            told = str(error)
        assert told.startswith("net.npz: "), (kind, keys, value)
        assert len(told) <= 600
        spoilt += 1
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10e6
    assert spoilt > 90


@pytest.mark.parametrize("name", ["class", "layer_sizes", "activations", "loss", "l2"])
def test_what_is_missing_is_told(name, tmp_path):
    path = tmp_path / "net.npz"
    rest = {key: value for key, value in DESCRIPTION.items() if key != name}
    _files.write(path, "model", rest, {"theta": MODELS["softmax"].parameters.vector})
    with pytest.raises(FileError, match=rf"\(KeyError: '{name}'\)"):
        nnlib.load(path)


@pytest.mark.parametrize(
    "arrays", [{}, {"theta": np.ones(25)}, {"theta": np.ones((26, 1))}, {"theta": np.ones(26, int)}], ids=str
)
def test_a_theta_that_does_not_fit_is_told(arrays, tmp_path):
    _files.write(tmp_path / "net.npz", "model", DESCRIPTION, arrays)
    with pytest.raises(FileError):
        nnlib.load(tmp_path / "net.npz")


def test_arrays_that_no_model_has_are_told(tmp_path):
    path = tmp_path / "net.npz"
    theta = MODELS["softmax"].parameters.vector
    _files.write(path, "model", DESCRIPTION, {"theta": theta, "junk": theta})
    with pytest.raises(FileError, match="a model is one array, theta, but it holds theta, junk"):
        nnlib.load(path)


def test_activations_that_are_equal_have_one_name(tmp_path):
    @dataclass(frozen=True)
    class Scaled(Swish):
        beta: float = 1.0

    model = nnlib.Network([3, 4, 4, 1], hidden=[Scaled(), Scaled()], rng=0)
    model.save(tmp_path / "net.npz")
    name = repr(Scaled())
    assert nnlib.load(tmp_path / "net.npz", custom={name: Scaled()}).g[2] == Scaled()


def test_an_l2_that_is_none_is_not_saved(tmp_path):
    model = MODELS["logistic"].copy()
    model.l2 = -1.0
    with pytest.raises(ValueError, match="l2 must be 0 or a positive"):
        model.save(tmp_path / "net.npz")


def test_the_softmax_of_one_node_is_told_in_a_file_too(tmp_path):
    changes = {"layer_sizes": [3, 4, 1], "activations": [["Tanh", {}], ["Softmax", {}]]}
    _files.write(tmp_path / "net.npz", "model", DESCRIPTION | changes, {"theta": np.ones(21)})
    with pytest.raises(FileError, match="softmax over one node is always 1"):
        nnlib.load(tmp_path / "net.npz")


def test_an_l2_that_is_none_is_told_by_its_name(tmp_path):
    theta = MODELS["softmax"].parameters.vector
    _files.write(tmp_path / "net.npz", "model", DESCRIPTION | {"l2": -1.0}, {"theta": theta})
    with pytest.raises(FileError, match=r"\(ValueError: l2 must be 0 or a positive, finite number, got -1.0\)$"):
        nnlib.load(tmp_path / "net.npz")


@pytest.mark.parametrize("name", ["deep", "softmax"])
def test_theta_is_not_copied_once_it_is_read(name):
    theta = MODELS[name].parameters.vector.copy()
    assert network_from(description(MODELS[name]), theta, {}).parameters.vector is theta


@pytest.mark.slow
def test_a_large_model_takes_little_more_memory_than_its_own(tmp_path):
    """θ of 160 MB, and less than 50 MB beside it, on the way out and on the way in."""
    model = nnlib.Network([4000, 5000, 1], initialization="zeros")
    tracemalloc.start()
    model.save(tmp_path / "net.npz")
    _, peak = tracemalloc.get_traced_memory()
    assert peak < 50e6
    loaded = nnlib.load(tmp_path / "net.npz")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert loaded.parameters.vector.nbytes > 160e6
    assert peak < loaded.parameters.vector.nbytes + 50e6


def test_a_trainers_file_is_no_models(tmp_path):
    nnlib.Trainer(MODELS["logistic"].copy(), optimizer=nnlib.Adam()).save(tmp_path / "run.npz")
    with pytest.raises(FileError, match="it holds a trainer, not a model"):
        nnlib.load(tmp_path / "run.npz")
