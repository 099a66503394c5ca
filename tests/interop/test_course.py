"""A notebook of the course and nnlib exchange arrays, and repeat each other's numbers.

The notebook's program is written here once more, with dictionaries and loops: it shares no line with nnlib.
"""

import copy
import inspect
import pickle
from itertools import pairwise

import numpy as np
import pytest
from hostile import LONGEST, VALUES, values

import nnlib
from nnlib import layers
from nnlib.interop.course import course_batches, from_parameters, random_mini_batches, to_parameters
from nnlib.lessons import legacy_initialization

SIZES = [2, 5, 2, 1]
X, Y = nnlib.datasets.moons(m=300, noise=0.2, rng=3)  # four batches of 64 and one of 44
RATE, BETA, BETA1, BETA2, EPSILON = 0.0007, 0.9, 0.9, 0.999, 1e-8

# The notebook's program.


def he(sizes, seed=3):
    legacy, parameters = np.random.RandomState(seed), {}
    for l, (n_prev, n) in enumerate(pairwise(sizes), start=1):
        parameters[f"W{l}"] = legacy.randn(n, n_prev) * np.sqrt(2 / n_prev)
        parameters[f"b{l}"] = np.zeros((n, 1))
    return parameters


def shuffled_batches(X, Y, size, seed):
    """Cut the complete batches first, and then what is left, as the notebook does."""
    m = X.shape[1]
    order = list(np.random.RandomState(seed).permutation(m))
    X, Y = X[:, order], Y[:, order]
    complete = m // size
    batches = [(X[:, k * size : (k + 1) * size], Y[:, k * size : (k + 1) * size]) for k in range(complete)]
    return batches + ([(X[:, complete * size :], Y[:, complete * size :])] if m % size else [])


def forward(parameters, X):
    """Return A0, Z1, A1, …: ReLU, and sigmoid in the last layer."""
    cache, L = {"A0": X}, len(parameters) // 2
    for l in range(1, L + 1):
        Z = np.dot(parameters[f"W{l}"], cache[f"A{l - 1}"]) + parameters[f"b{l}"]
        cache |= {f"Z{l}": Z, f"A{l}": 1 / (1 + np.exp(-Z)) if l == L else np.maximum(0, Z)}
    return cache


def backward(parameters, cache, Y, lambd=0.0):
    """Return dW1, db1, …, with 1/m in dZ from the beginning, as the notebook has it."""
    L, m, gradients = len(parameters) // 2, Y.shape[1], {}
    dZ = (cache[f"A{L}"] - Y) / m
    for l in range(L, 0, -1):
        gradients[f"dW{l}"] = np.dot(dZ, cache[f"A{l - 1}"].T) + lambd / m * parameters[f"W{l}"]
        gradients[f"db{l}"] = np.sum(dZ, axis=1, keepdims=True)
        if l > 1:
            dZ = np.dot(parameters[f"W{l}"].T, dZ) * (cache[f"A{l - 1}"] > 0)
    return gradients


def descent(parameters, gradients, memory):
    for name in parameters:
        parameters[name] = parameters[name] - memory.get("learning_rate", RATE) * gradients[f"d{name}"]


def momentum(parameters, gradients, memory):
    for name in parameters:
        v = BETA * memory.get(name, 0.0) + (1 - BETA) * gradients[f"d{name}"]
        memory[name] = v
        parameters[name] = parameters[name] - RATE * v


def adam(parameters, gradients, memory):
    """Correct both averages first, and add ε to the root of the corrected one."""
    t = memory["t"] = memory.get("t", 0) + 1
    for name in parameters:
        dtheta = gradients[f"d{name}"]
        v = memory[f"v{name}"] = BETA1 * memory.get(f"v{name}", 0.0) + (1 - BETA1) * dtheta
        s = memory[f"s{name}"] = BETA2 * memory.get(f"s{name}", 0.0) + (1 - BETA2) * dtheta**2
        v_corrected, s_corrected = v / (1 - BETA1**t), s / (1 - BETA2**t)
        parameters[name] = parameters[name] - RATE * v_corrected / (np.sqrt(s_corrected) + EPSILON)


def notebook(rule, epochs, size=64, seed=10):
    """Return the parameters that the notebook's whole program ends with."""
    return notebook_with_costs(rule, epochs, size, seed)[0]


def notebook_with_costs(rule, epochs, size=64, seed=10, decay=None):
    """Return them with each epoch's cost_avg, and with the last cost of each epoch, which older versions print.

    The learning rate decays at the end of an epoch, whose number is counted from 0.
    """
    parameters, memory, averages, last = he(SIZES), {}, [], []
    for epoch in range(epochs):
        seed += 1
        cost_total = 0
        for X_batch, Y_batch in shuffled_batches(X, Y, size, seed):
            cache = forward(parameters, X_batch)
            A3 = cache["A3"]
            cost = np.sum(-np.log(A3) * Y_batch - np.log(1 - A3) * (1 - Y_batch))
            cost_total += cost
            rule(parameters, backward(parameters, cache, Y_batch), memory)
        averages.append(cost_total / X.shape[1])
        last.append(cost / X_batch.shape[1])
        if decay:
            memory["learning_rate"] = decay(epoch)
    return parameters, averages, last


RULES = {
    "descent": (descent, nnlib.GradientDescent(RATE)),
    "momentum": (momentum, nnlib.Momentum(RATE, BETA)),
    "adam": (adam, nnlib.Adam(RATE, BETA1, BETA2, EPSILON)),
}


@pytest.mark.parametrize("name", RULES)
def test_the_notebooks_program_and_train_end_with_the_same_parameters(name):
    """They do the same arithmetic in another order: each of 100 updates rounds by about 1e-16."""
    rule, optimizer = RULES[name]
    model = from_parameters(he(SIZES), hidden="relu")
    nnlib.train(model, X, Y, optimizer=optimizer, batch_size=64, epochs=20, rng=course_batches(seed=10))
    ours, theirs = to_parameters(model), notebook(rule, epochs=20)
    assert list(ours) == list(theirs)
    for parameter in theirs:
        np.testing.assert_allclose(ours[parameter], theirs[parameter], rtol=1e-12, atol=1e-14)


def test_the_costs_are_those_of_the_epochs_and_of_their_last_batches():
    """The notebook's cost_avg is the mean over the examples; older versions print the cost of the last batch."""
    model = from_parameters(he(SIZES), hidden="relu")
    history = nnlib.train(model, X, Y, optimizer=nnlib.Adam(RATE), batch_size=64, epochs=20, rng=course_batches())
    _, averages, last = notebook_with_costs(adam, epochs=20)
    np.testing.assert_allclose(history.epoch_cost, averages, rtol=1e-12)
    np.testing.assert_allclose([history.cost[end - 1] for end in history.epoch_end], last, rtol=1e-12)


UPDATES = 5
"""So many are an epoch."""


class OneEpochLater(nnlib.schedules.InverseTime):
    """As the loop of the notebook has it, which computes α at the end of epoch 0 from the number 0."""

    def __call__(self, t):
        return super().__call__(max(t - UPDATES, 0))


@pytest.mark.parametrize("interval", [1, 3])
def test_the_decay_of_the_notebook_comes_one_epoch_later(interval):
    schedule, differences = (RATE, 1, UPDATES * interval), {}
    theirs, *_ = notebook_with_costs(descent, 20, decay=lambda epoch: RATE / (1 + np.floor(epoch / interval)))
    for kind in (OneEpochLater, nnlib.schedules.InverseTime):
        model = from_parameters(he(SIZES), hidden="relu")
        rate = kind(*schedule, floor=True)
        nnlib.train(model, X, Y, learning_rate=rate, batch_size=64, epochs=20, rng=course_batches())
        ours = to_parameters(model)
        differences[kind] = max(np.abs(ours[name] - theirs[name]).max() for name in theirs)
    assert differences[OneEpochLater] < 1e-14  # of parameters of about 1, after 100 updates that are rounded
    assert differences[nnlib.schedules.InverseTime] > 1e-6


def test_other_batches_end_elsewhere():
    """What the test above would not notice, if it could not fail."""
    model = from_parameters(he(SIZES), hidden="relu")
    nnlib.train(model, X, Y, optimizer=nnlib.Adam(RATE), batch_size=64, epochs=20, rng=course_batches(seed=9))
    assert np.abs(model.W[1] - notebook(adam, epochs=20)["W1"]).max() > 1e-6


def test_gradients_and_the_decay_of_the_weights_are_the_notebooks():
    parameters, m, lambd = he(SIZES), X.shape[1], 0.7
    model = from_parameters(parameters, hidden="relu", l2=lambd / m)
    gradients, theirs = model.gradients(X, Y), backward(parameters, forward(parameters, X), Y, lambd)
    for l in model.W:
        np.testing.assert_allclose(gradients.dW[l], theirs[f"dW{l}"], rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(gradients.db[l], theirs[f"db{l}"], rtol=1e-12, atol=1e-15)


# What the course prints, to its eight digits.


def updated(rule, t):
    """Return θ after an update of the course's test cases: layers of 3, 2 and 3 nodes, drawn from seed 1."""
    legacy, shapes = np.random.RandomState(1), [(2, 3), (2, 1), (3, 3), (3, 1)]
    theta, gradient = (np.concatenate([legacy.randn(*shape).ravel() for shape in shapes]) for _ in "θg")
    state = rule.start(theta)
    state.t = t
    rule.update(theta, gradient, state)
    return theta


def test_the_first_weights_are_those_that_the_course_prints():
    """Of "Initialization", course 2, week 1: initialize_parameters_he([2, 4, 1])."""
    model = nnlib.Network([2, 4, 1], initialization=legacy_initialization(3, scale="he"))
    printed = {
        "W1": "1.78862847 0.43650985 0.09649747 -1.86349270 -0.27738820 -0.35475898 -0.08274148 -0.62700068",
        "W2": "-0.03098412 -0.33744411 -0.92904268 0.62552248",
    }
    for name, digits in printed.items():
        assert " ".join(f"{weight:.8f}" for weight in to_parameters(model)[name].flat) == digits


def test_the_mini_batches_are_those_that_the_course_prints():
    """Of "Optimization methods", course 2, week 2; the labels of this test case are True and False."""
    legacy = np.random.RandomState(1)
    batches = random_mini_batches(legacy.randn(12288, 148), legacy.randn(1, 148) < 0.5, 64)
    assert [(X.shape, Y.shape) for X, Y in batches] == [((12288, 64), (1, 64))] * 2 + [((12288, 20), (1, 20))]
    assert " ".join(f"{x:.8f}" for x in batches[0][0][0][:3]) == "0.90085595 -0.76120690 0.23441570"
    assert batches[0][1].dtype == bool


@pytest.mark.parametrize(
    ("rule", "t", "printed"),
    [
        (nnlib.Momentum(0.01, 0.9), 0, "1.62544598 -0.61290114 -0.52907334 -1.07347112 0.86450677 -2.30085497"),
        (nnlib.Adam(0.01), 1, "1.63178673 -0.61919778 -0.53561312 -1.08040999 0.85796626 -2.29409733"),
    ],
    ids=["momentum", "adam"],
)
def test_an_update_is_the_one_that_the_course_prints(rule, t, printed):
    """Of the same notebook: W1 after an update from averages of 0, which the test case of Adam counts as the second."""
    assert " ".join(f"{weight:.8f}" for weight in updated(rule, t)[:6]) == printed


def test_the_epsilon_of_adam_stands_where_the_course_has_it():
    """Of W2[2, 1] the gradient is so small that an ε within the root would give -1.09245036."""
    assert f"{updated(nnlib.Adam(0.01), 1)[15]:.8f}" == "-1.09244991"


# Mini-batches.


@pytest.mark.parametrize("size", [1, 7, 64, 150, 300, 1000])
@pytest.mark.parametrize("seed", [0, 11, 2**32 - 1])
def test_random_mini_batches_are_the_notebooks(size, seed):
    ours, theirs = random_mini_batches(X, Y, size, seed), shuffled_batches(X, Y, size, seed)
    assert type(ours) is list
    for (X_ours, Y_ours), (X_theirs, Y_theirs) in zip(ours, theirs, strict=True):
        assert np.array_equal(X_ours, X_theirs)
        assert np.array_equal(Y_ours, Y_theirs)


def test_random_mini_batches_leave_everything_else_as_it_was():
    X_before, Y_before = X.copy(), Y.copy()
    global_state = np.random.get_state()[1].copy()  # noqa: NPY002  the old state is what is looked at
    ((X_batch, Y_batch),) = random_mini_batches(X.astype("float32"), np.vstack([Y, 1 - Y]).astype(int), 1000)
    assert (X_batch.dtype, Y_batch.dtype, Y_batch.shape) == (np.float32, int, (2, 300))
    for batch in random_mini_batches(X, Y):
        for array in batch:
            array[:] = 7
    assert np.array_equal(X, X_before)
    assert np.array_equal(Y, Y_before)
    assert np.array_equal(np.random.get_state()[1], global_state)  # noqa: NPY002  as above
    assert [X.tolist() for X, _ in random_mini_batches([[1, 2]], [[0, 1]], 1)] == [[[2]], [[1]]]


@pytest.mark.parametrize(
    ("arguments", "error", "told"),
    [
        ((X, Y[0]), ValueError, "Y must have two axes (rows, examples), got shape (300,)"),
        ((X, np.ones((300, 3))), ValueError, "Y must have shape (3, 300), got (300, 3): is Y transposed?"),
        ((X, np.ones((300, 2))), ValueError, "Y must have shape (2, 300), got (300, 2): is Y transposed?"),
        ((X[:, :20], Y), ValueError, "Y has 300 columns for 20 examples"),
        ((X, np.ones((2, 299))), ValueError, "Y has 299 columns for 300 examples"),
        (
            (X.T, Y),
            ValueError,
            "X has shape (300, 2) and Y (1, 300): is X transposed? nnlib keeps examples in columns.",
        ),
        ((X.T, Y.T), ValueError, "X has shape (300, 2) and Y (300, 1): are X and Y transposed? nnlib keeps examples"),
        ((X.T.tolist(), Y), ValueError, "is X transposed? nnlib keeps examples in columns. Use np.asarray(X).T."),
        ((X, Y, 0), ValueError, "mini_batch_size must be at least 1, got 0"),
        ((X, Y, 64.0), TypeError, "mini_batch_size must be a whole number, got 64.0: write 64"),
        ((X, Y, 64, -1), ValueError, "seed must be a whole number from 0 to below 2**32"),
        ((X, Y, 64, None), TypeError, "seed must be a whole number from 0 to below 2**32"),
    ],
)
def test_what_makes_no_mini_batches_is_told_why(arguments, error, told):
    with pytest.raises(error) as raised:
        random_mini_batches(*arguments)
    assert told in str(raised.value)


class Witness(nnlib.Network):
    """Keeps the batches that it is trained on."""

    def forward(self, X, *, out=None):
        seen.append(X.copy())
        return super().forward(X, out=out)


seen: list[np.ndarray] = []


def test_train_goes_through_the_very_batches_of_the_notebook():
    seen.clear()
    trainer = nnlib.Trainer(Witness(SIZES, rng=0), optimizer=nnlib.Adam(), batch_size=64, rng=course_batches(seed=10))
    trainer.fit(X, Y, epochs=2)
    trainer.fit(X, Y, iterations=2)  # it goes on where it stopped, within an epoch, too
    trainer.fit(X, Y, epochs=1)
    theirs = [X_batch for seed in (11, 12, 13) for X_batch, _ in random_mini_batches(X, Y, 64, seed)]
    for ours, right in zip(seen, theirs, strict=True):
        assert np.array_equal(ours, right)


def test_a_run_that_diverged_leaves_the_seed_as_it_was():
    rng = course_batches(seed=10)
    trainer = nnlib.Trainer(
        nnlib.Network([2, 3, 1], output="identity", rng=0),
        optimizer=nnlib.GradientDescent(1e200),
        batch_size=64,
        rng=rng,
    )
    with pytest.raises(nnlib.DivergenceError):
        trainer.fit(X, Y, epochs=30)
    assert repr(trainer._run.rng) == "course_batches(seed=10)"


def test_a_copy_of_the_generator_goes_on_as_it_does():
    rng = course_batches(seed=10)
    assert np.array_equal(rng.permutation(300), np.random.RandomState(11).permutation(300))
    rng.random(3)
    copies = [copy.deepcopy(rng), pickle.loads(pickle.dumps(rng))]  # noqa: S301  it is our own
    drawn = rng.random()
    for copied in copies:
        assert str(copied) == repr(copied) == "course_batches(seed=11)"
        assert np.array_equal(copied.permutation(300), np.random.RandomState(12).permutation(300))
        assert copied.random() == drawn
    assert repr(rng) == "course_batches(seed=11)"


def test_masks_of_dropout_can_be_drawn_from_the_generator():
    first, second = (nnlib.Network([2, 5, 1], keep_prob=0.8, rng=0) for _ in range(2))
    for model in (first, second):
        nnlib.train(model, X, Y, learning_rate=0.1, batch_size=64, epochs=2, rng=course_batches())
    assert np.array_equal(first.parameters.vector, second.parameters.vector)


def test_a_trainer_with_the_generator_is_not_saved_as_one_with_another(tmp_path):
    """A file holds NumPy's own generators alone; one of these would come back as a generator of other permutations."""
    trainer = nnlib.Trainer(nnlib.Network(SIZES, rng=0), optimizer=nnlib.Adam(), batch_size=64, rng=course_batches())
    trainer.fit(X, Y, epochs=1)
    with pytest.raises(TypeError) as raised:
        trainer.save(tmp_path / "run.npz")
    told = "a generator of NumPy's own can be saved, but not the generator of course_batches"
    assert str(raised.value) == told
    assert not list(tmp_path.iterdir())


def test_a_seed_that_the_old_generator_does_not_take_is_refused():
    with pytest.raises(ValueError, match="seed must be a whole number from 0 to below"):
        course_batches(seed=-1)
    assert course_batches(np.int64(3)).permutation(4).tolist() == np.random.RandomState(4).permutation(4).tolist()


# Parameters, there and back.


def random_parameters(sizes, seed=0, dtype=float):
    rng, parameters = np.random.default_rng(seed), {}
    for l, (n_prev, n) in enumerate(pairwise(sizes), start=1):
        parameters |= {f"W{l}": rng.normal(size=(n, n_prev)).astype(dtype), f"b{l}": rng.normal(size=(n, 1))}
    return parameters


@pytest.mark.parametrize("sizes", [[1, 1], [3, 1], [2, 5, 2, 1], [4, 3, 3, 3, 2]], ids=str)
def test_there_and_back_it_is_the_same_to_the_last_bit(sizes):
    parameters = random_parameters(sizes)
    hidden = ["tanh", "relu", "sigmoid"][: len(sizes) - 2] or None
    model = from_parameters(dict(reversed(parameters.items())), hidden=hidden, output="sigmoid")
    back = to_parameters(model)
    assert list(back) == list(parameters)
    assert all(np.array_equal(back[name], parameters[name]) for name in back)
    assert all(type(array) is np.ndarray and array.dtype == float for array in back.values())


@pytest.mark.parametrize("seed", range(50))
def test_random_networks_compute_what_the_notebook_computes(seed):
    """Relative to 1, as the outputs are probabilities: each is a few sums of at most 20 products."""
    rng = np.random.default_rng(seed)
    sizes = [*rng.integers(1, 20, rng.integers(1, 6)).tolist(), 1]
    points, parameters = rng.normal(size=(sizes[0], 30)), random_parameters(sizes, seed)
    model = from_parameters(parameters, hidden="relu")
    AL = forward(parameters, points)[f"A{len(sizes) - 1}"]
    np.testing.assert_allclose(model.predict_proba(points), AL, rtol=0, atol=1e-12)
    back = to_parameters(model)
    assert all(np.array_equal(back[name], parameters[name]) for name in parameters)


def test_arrays_are_copied_each_way():
    parameters = random_parameters(SIZES)
    before = copy.deepcopy(parameters)
    model = from_parameters(parameters, hidden="relu")
    model.parameters.vector += 1
    to_parameters(model)["W1"] += 1
    assert all(np.array_equal(before[name], parameters[name]) for name in before)
    assert np.array_equal(model.W[1], parameters["W1"] + 1)


def test_a_model_of_float32_gives_its_own_type_and_lists_are_taken():
    model = nnlib.Network(SIZES, dtype="float32", rng=0)
    parameters = to_parameters(model)
    assert parameters["W1"].dtype == np.float32
    again = from_parameters({name: array.tolist() for name, array in parameters.items()}, hidden="relu")
    assert again.dtype == float
    assert np.array_equal(again.parameters.vector, model.parameters.vector)


@pytest.mark.parametrize("b", [0.25, np.float64(0.25), [[0.25]], np.array([0.25])], ids=repr)
def test_w_and_b_are_logistic_regression(b):
    """As the notebook of week 2 has them, in the dictionary that its model returns."""
    w = np.random.default_rng(0).normal(size=(3, 1))
    d = {"costs": [], "Y_prediction_test": np.ones((1, 3)), "w": w, "b": b, "learning_rate": 0.005}
    model = from_parameters(d, l2=0.1)
    assert type(model) is nnlib.LogisticRegression
    assert model.l2 == 0.1
    back = to_parameters(model)
    assert list(back) == ["w", "b"]
    assert np.array_equal(back["w"], w)
    assert (type(back["b"]), back["b"]) == (float, 0.25)
    back["w"] += 1
    assert np.array_equal(model.w, w)
    points = np.random.default_rng(1).normal(size=(3, 7))
    np.testing.assert_allclose(model.predict_proba(points), 1 / (1 + np.exp(-(w.T @ points + 0.25))), rtol=1e-13)


def test_activations_and_loss_are_those_of_the_call():
    parameters = random_parameters([2, 4, 3])
    model = from_parameters(parameters, hidden="tanh", output="softmax")
    assert repr(model).startswith("Network(2-4-3, tanh, softmax, categorical_cross_entropy, 27 parameters, float64)")
    model = from_parameters(parameters, hidden=["sigmoid"], output="sigmoid", loss="squared_error", l2=0.5)
    assert repr(model) == "Network(2-4-3, sigmoid, sigmoid, squared_error, 27 parameters, float64, l2=0.5)"
    line = from_parameters(random_parameters([2, 1]), output="identity")
    assert repr(line).startswith("Network(2-1, identity, squared_error")
    assert repr(from_parameters(random_parameters([2, 1]))).startswith("Network(2-1, sigmoid, binary_cross_entropy")


def test_what_is_no_parameter_is_left_aside():
    parameters = random_parameters([2, 3, 1])
    others = {"dW1": 1, "db1": 2, "Z1": 3, "A1": 4, "vdW1": 5, "learning_rate": 0.1, "lambd": 0.7, "beta1": 0.9, 7: 8}
    model = from_parameters(others | parameters, hidden="relu")
    assert list(to_parameters(model)) == list(parameters)


OWN = random_parameters([3, 5, 2])
W1, B1, W2 = OWN["W1"], OWN["b1"], OWN["W2"]
ALONE = {"w": [[1.0]], "b": 0.0}
REFUSED = [
    (None, TypeError, 'parameters must be a dict of parameters, such as {"W1": W1, "b1": b1} or {"w": w, "b": b}, got'),
    ([W1, B1], TypeError, "b}, got a list of length 2"),
    ({}, ValueError, "but what came is empty"),
    ({"Z1": W1, 1: B1}, ValueError, "but what came holds 'Z1', 1"),
    (OWN | {"W3": W2}, ValueError, "b3 is missing: the parameters hold 'W1', 'b1', 'W2', 'b2', 'W3', and each layer"),
    ({"W1": W1}, ValueError, "b1 is missing"),
    ({"W999999": W1}, ValueError, "W1 is missing"),
    (OWN | {"b1": B1[:, 0]}, ValueError, "b1 must have shape (5, 1), got (5,): use b1.reshape(-1, 1), since of one ax"),
    (OWN | {"W1": W1.T}, ValueError, "is W1 transposed?"),
    ({"W1": W1.T, "b1": B1}, ValueError, "W1 has shape (3, 5) and b1 (5, 1), but W[l] is (n_l, n_(l-1)): is W1 transp"),
    (OWN | {"W1": W1[0]}, ValueError, "got shape (3,): use W1.reshape(1, -1), if layer 1 has one node"),
    (OWN | {"W2": W2 * np.inf}, ValueError, "every value must be finite"),
    (OWN | {"W2": "W2"}, TypeError, "W2 must be an array of real numbers, got 'W2'"),
    (OWN | {"W2": {"a": W2}}, TypeError, "W2 must be an array of real numbers, got a dict of length 1"),
    (
        OWN | {"W0": W2},
        ValueError,
        "'W0' is not among the names that are read here, W1, b1, W2, b2 and so on: layers a",
    ),
    (OWN | {"w3": W2}, ValueError, "so on: did you mean W3?"),
    (OWN | {"B_3": W2}, ValueError, "so on: did you mean b3?"),
    (OWN | {"W 3": W2}, ValueError, "'W 3' is not among the names"),
    (OWN | {"b": B1}, ValueError, "'b' is not among the names that are read here, W1, b1, W2, b2 and so on"),
    ({"W": W1, "b": B1}, ValueError, "'W' is not among the names that are read here, W1, b1, W2, b2 and so on"),
    (OWN | {"gamma1": B1}, ValueError, "and so on: there is no batch normalization here"),
    (ALONE | {"b2": B1}, ValueError, "'b2' is not among the names that are read here, w and b of logistic regression"),
    ({"w": [[1.0]]}, ValueError, "b was not passed: logistic regression has the parameters w"),
    ({"w": [1.0, 2.0], "b": 0}, ValueError, "w must have shape (2, 1), got (2,): use np.reshape(w, (2, 1))"),
    ({"w": [[1.0]], "b": B1}, ValueError, "b must be one number beside w, got shape (5, 1)"),
]


@pytest.mark.parametrize(("parameters", "error", "told"), REFUSED)
def test_what_is_no_set_of_parameters_is_told_why(parameters, error, told):
    with pytest.raises(error) as raised:
        from_parameters(parameters)
    assert told in str(raised.value)


def test_activations_that_the_parameters_do_not_tell_must_be_named():
    with pytest.raises(ValueError, match=r"^hidden= must name the activation of the 1 hidden layer, which the param"):
        from_parameters(OWN, output="softmax")
    told = r"^with n_y=2 output .* The last layer that came is layer 2, with 2 nodes: is a layer missing\?$"
    with pytest.raises(ValueError, match=told):
        from_parameters(OWN, hidden="relu")
    with pytest.raises(ValueError, match=r"unknown activation 'sigmod': did you mean 'sigmoid'\? known are [^?]*$"):
        from_parameters(OWN, hidden="relu", output="sigmod")
    with pytest.raises(ValueError, match=r"^hidden=, output= and loss= go with W1, b1, …: w and b are logistic"):
        from_parameters(ALONE, output="identity")


@pytest.mark.parametrize(
    ("model", "told"),
    [
        (nnlib.Network([(1, 4, 4), layers.Convolution(2, 3), 1]), "layer 1 is a Convolution"),
        (nnlib.Network([(1, 4, 4), layers.MaxPool(2), 1]), "layer 1 is behind a MaxPool"),
        (nnlib.RecurrentNetwork(n_x=1, n_a=2, T=3), "layer 1 is a Recurrent"),
    ],
)
def test_layers_that_a_dictionary_cannot_hold_are_named(model, told):
    with pytest.raises(ValueError, match="dense layers alone") as raised:
        to_parameters(model)
    assert str(raised.value) == f"the course's dictionary holds dense layers alone, but {told}"


def test_a_shared_layer_is_named():
    shared = layers.Dense(3)
    with pytest.raises(ValueError, match=r"^layer 2 is layer 1 again: as W2 and W1 of a dictionary they would no long"):
        to_parameters(nnlib.Network([3, shared, shared, 1]))


# Whatever comes.

WORLD = {
    from_parameters: {"parameters": OWN, "hidden": "relu", "output": "softmax"},
    to_parameters: {"model": nnlib.Network([2, 1])},
    random_mini_batches: {"X": X, "Y": Y},
    course_batches: {},
}


def fault(function, arguments, name, value):
    """Return what is wrong with the error that a value gets; nothing where it is right, or the value is taken."""
    try:
        function(**arguments | {name: value})
    except (TypeError, ValueError) as error:
        return f"{len(str(error))} characters" if len(str(error)) > LONGEST else ""
    except Exception as error:  # noqa: BLE001  any other is wrong
        return repr(error)[:80]
    return ""


@pytest.mark.parametrize("function", WORLD)
def test_whatever_comes_is_taken_or_refused_in_a_short_message(function):
    for name in inspect.signature(function).parameters:
        for what, value in values().items():
            assert not fault(function, WORLD[function], name, value), (name, what)


@pytest.mark.parametrize("name", OWN)
def test_whatever_comes_as_one_of_the_parameters_is_refused_in_a_short_message(name):
    for what, value in VALUES.items():
        arguments = {"parameters": OWN | {name: value}, "hidden": "relu", "output": "softmax"}
        assert not fault(from_parameters, arguments, "l2", 0), what


def test_names_of_any_length_are_shortened():
    for symbol in ("W", "W1", "b_", "gamma", "x"):
        for name in (symbol + "9" * 5000, symbol * 5000):
            with pytest.raises(ValueError, match=r"missing|read|holds") as raised:
                from_parameters({name: W1})
            assert len(str(raised.value)) <= LONGEST
