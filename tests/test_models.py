import copy
import pickle
import threading

import numpy as np
import pytest
from networks import Swish

import nnlib
from nnlib import models
from nnlib.activations import LeakyReLU, leaky_relu, relu, sigmoid, softmax, tanh
from nnlib.losses import squared_error

X = np.random.default_rng(0).normal(size=(3, 50))
BINARY = np.random.default_rng(1).integers(0, 2, (1, 50))
CLASSES = np.random.default_rng(2).integers(0, 4, (1, 50))


def softmax_network(**options):
    return nnlib.Network([3, 5, 4], output="softmax", rng=1, **options)


def test_forward_backward_and_gradients_agree():
    model = softmax_network(l2=0.1)
    forward_pass = model.forward(X)
    gradients = model.backward(forward_pass, CLASSES)
    np.testing.assert_array_equal(model.gradients(X, CLASSES).vector, gradients.vector)
    np.testing.assert_array_equal(gradients.dZ[2], forward_pass.output - nnlib.datasets.one_hot(CLASSES, 4))
    assert model.cost_of(forward_pass, CLASSES) == pytest.approx(model.cost(X, CLASSES), rel=1e-14)


def test_class_indices_and_one_hot_are_the_same():
    model, one_hot = softmax_network(), nnlib.datasets.one_hot(CLASSES, 4)
    assert model.cost(X, CLASSES) == model.cost(X, one_hot)
    assert model.accuracy(X, CLASSES) == model.accuracy(X, one_hot)
    np.testing.assert_array_equal(model.gradients(X, CLASSES).vector, model.gradients(X, one_hot).vector)


def test_logistic_regression_is_the_network_with_no_hidden_layer():
    logistic, network = nnlib.LogisticRegression(n_x=3), nnlib.Network([3, 1], initialization="zeros")
    assert logistic.layer_sizes == network.layer_sizes
    assert not logistic.parameters.vector.any()
    nnlib.train(logistic, X, BINARY, learning_rate=0.5, iterations=20)
    nnlib.train(network, X, BINARY, learning_rate=0.5, iterations=20)
    np.testing.assert_array_equal(logistic.parameters.vector, network.parameters.vector)


def test_w_is_the_notes_column_and_writes_through():
    model = nnlib.LogisticRegression(n_x=3)
    model.w = [[1], [2], [3]]
    np.testing.assert_array_equal(model.W[1], [[1, 2, 3]])
    model.w -= 1
    np.testing.assert_array_equal(model.parameters.vector, [0, 1, 2, 0])
    assert np.shares_memory(model.w, model.parameters.vector)
    with pytest.raises(ValueError, match="shape"):
        model.w = [1, 2, 3, 4]


def test_shallow_and_deep_networks_are_networks():
    shallow = nnlib.ShallowNetwork(n_x=2, n_h=4, n_y=3, hidden="relu", output="softmax", rng=3)
    deep = nnlib.DeepNetwork([2, 4, 3], hidden="relu", output="softmax", rng=3)
    np.testing.assert_array_equal(shallow.parameters.vector, deep.parameters.vector)
    assert nnlib.ShallowNetwork(n_x=2, n_h=4).g == {1: tanh, 2: sigmoid}
    assert isinstance(shallow, nnlib.Network)
    assert isinstance(deep, nnlib.Network)


def test_hidden_is_one_for_all_or_one_for_each():
    assert nnlib.Network([2, 3, 3, 1], hidden="tanh").g == {1: tanh, 2: tanh, 3: sigmoid}
    assert nnlib.Network([2, 3, 3, 1], hidden=LeakyReLU(0.2)).g == {1: LeakyReLU(0.2), 2: LeakyReLU(0.2), 3: sigmoid}
    assert nnlib.Network([2, 3, 3, 1], hidden=["tanh", leaky_relu]).g == {1: tanh, 2: leaky_relu, 3: sigmoid}


def test_initialization_is_picked_by_activation():
    """ReLU layers take He's scale, the others Xavier's: here the same draws, so the ratio is exact."""
    draws = np.random.default_rng(5)
    model = nnlib.Network([4, 6, 5, 1], hidden=["relu", "tanh"], rng=5)
    for l, (n, n_previous, variance) in {1: (6, 4, 2), 2: (5, 6, 1), 3: (1, 5, 1)}.items():
        np.testing.assert_allclose(model.W[l], draws.standard_normal((n, n_previous)) * np.sqrt(variance / n_previous))
        assert not model.b[l].any()


def test_initialization_by_function():
    model = nnlib.Network([2, 3, 1], initialization=lambda n_out, n_in, rng: np.full((n_out, n_in), 0.5))
    assert (model.W[1] == 0.5).all()
    assert (model.W[2] == 0.5).all()


def test_float32_computes_in_float32_from_the_same_draws():
    double, single = softmax_network(), softmax_network(dtype="float32")
    np.testing.assert_array_equal(single.parameters.vector, double.parameters.vector.astype("float32"))
    forward_pass = single.forward(X)
    assert {forward_pass.A[0].dtype, forward_pass.Z[1].dtype, forward_pass.output.dtype} == {np.dtype("float32")}
    assert single.gradients(X, CLASSES).vector.dtype == np.float32
    assert single.cost(X, CLASSES) == pytest.approx(double.cost(X, CLASSES), rel=1e-6)


def test_predictions():
    model = nnlib.LogisticRegression(n_x=1)
    model.w = [[1]]
    np.testing.assert_array_equal(model.predict([[-1, 0, 1]]), [[0, 0, 1]])  # a = 0.5 is class 0
    np.testing.assert_allclose(model.predict_proba([[0, np.log(3)]]), [[0.5, 0.75]])
    many = softmax_network()
    assert many.predict(X).shape == (1, 50)
    np.testing.assert_array_equal(many.predict(X)[0], many.forward(X).output.argmax(axis=0))
    np.testing.assert_allclose(many.predict_proba(X).sum(axis=0), 1)
    linear = nnlib.Network([3, 2], output="identity", rng=0)
    np.testing.assert_array_equal(linear.predict(X), linear.forward(X).output)


def test_predictions_of_several_sigmoids_count_as_right_when_all_are():
    model = nnlib.Network([1, 2], output="sigmoid", initialization="zeros")
    model.b[1] = [[1], [-1]]
    np.testing.assert_array_equal(model.predict([[0.0]]), [[1], [0]])
    assert model.accuracy([[0, 0, 0]], [[1, 1, 0], [0, 1, 0]]) == pytest.approx(1 / 3)


def test_unsigned_labels_do_not_wrap():
    assert nnlib.LogisticRegression(n_x=3).accuracy(X, BINARY.astype(np.uint8)) == pytest.approx((BINARY == 0).mean())


def test_blocks_of_examples_change_nothing(monkeypatch):
    weight = np.random.default_rng(1).uniform(0, 2, 50)
    model = softmax_network(l2=0.2)
    whole = model.evaluate(X, CLASSES, weight), model.predict_proba(X), model.predict(X)
    monkeypatch.setattr(models, "CHUNK_SIZE", 35)  # seven examples at once
    assert len(list(model.chunks(X))) == 8
    np.testing.assert_allclose(model.evaluate(X, CLASSES, weight), whole[0], rtol=1e-13)
    np.testing.assert_allclose(model.predict_proba(X), whole[1], rtol=1e-13)
    np.testing.assert_array_equal(model.predict(X), whole[2])


def test_a_block_of_weight_0_adds_nothing_to_an_infinite_cost(monkeypatch):
    monkeypatch.setattr(models, "CHUNK_SIZE", 1)  # one example at once
    model = nnlib.Network([1, 1], l2=1.0)
    model.W[1] = [[1e200]]
    assert model.cost([[0, 0]], [[1, 1]], [0, 1]) == np.inf


def test_sample_weights_count_like_repetition():
    weight = np.random.default_rng(1).integers(0, 4, 50)
    repeated = np.repeat(np.arange(50), weight)
    model = softmax_network(l2=0.2)
    assert model.cost(X, CLASSES, weight) == pytest.approx(model.cost(X[:, repeated], CLASSES[:, repeated]), rel=1e-12)
    assert model.evaluate(X, CLASSES, weight).accuracy == pytest.approx(
        model.accuracy(X[:, repeated], CLASSES[:, repeated])
    )
    np.testing.assert_allclose(
        model.gradients(X, CLASSES, weight).vector,
        model.gradients(X[:, repeated], CLASSES[:, repeated]).vector,
        rtol=1e-10,
        atol=1e-15,
    )


def test_the_cost_has_the_l2_term():
    plain, penalised = softmax_network(), softmax_network(l2=0.3)
    squares = sum((W**2).sum() for W in plain.W.values())
    assert penalised.cost(X, CLASSES) == pytest.approx(plain.cost(X, CLASSES) + 0.15 * squares, rel=1e-13)


def test_extreme_logits_cost_what_they_should():
    model = nnlib.LogisticRegression(n_x=1)
    model.w = [[1]]
    assert model.cost([[1e4, -1e4]], [[0, 1]]) == 1e4
    assert model.cost([[1e4, -1e4]], [[1, 0]]) == 0


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, nnlib.Network.copy, lambda m: pickle.loads(pickle.dumps(m))],  # noqa: S301  our own bytes
    ids=["copy", "deepcopy", "method", "pickle"],
)
def test_copies_are_independent(copied):
    model = nnlib.ShallowNetwork(n_x=3, n_h=4, n_y=4, hidden=LeakyReLU(0.2), output="softmax", l2=0.1, rng=2)
    other = copied(model)
    assert type(other) is nnlib.ShallowNetwork
    assert repr(other) == repr(model)
    assert other.cost(X, CLASSES) == model.cost(X, CLASSES)
    before = model.parameters.vector.copy()
    nnlib.train(other, X, CLASSES, learning_rate=0.1, iterations=3)
    other.W[1] -= 1
    np.testing.assert_array_equal(model.parameters.vector, before)
    np.testing.assert_array_equal(other.W[1], other.parameters.vector[:12].reshape(4, 3))
    assert other.accuracy(X, CLASSES) is not None


def test_two_threads_use_one_model():
    model = nnlib.Network([3, 200, 4], output="softmax", rng=0)
    inputs = np.random.default_rng(1).normal(size=(4, 3, 300))
    expected = [model.forward(x).output for x in inputs]
    wrong = []

    def work(x, y):
        wrong.extend(i for i in range(50) if not np.array_equal(model.forward(x).output, y))

    threads = [threading.Thread(target=work, args=pair) for pair in zip(inputs, expected, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_users_own_activation():
    x, y = nnlib.datasets.flower(m=200, rng=1)
    model = nnlib.ShallowNetwork(n_x=2, n_h=8, hidden=Swish(), rng=3)
    assert repr(model).startswith("ShallowNetwork(2-8-1, Swish, sigmoid")
    assert nnlib.gradient_check(model, x[:, :20], y[:, :20]).passed
    history = nnlib.train(model, x, y, learning_rate=0.3, iterations=500)
    assert history.cost[-1] < 0.7 * history.cost[0]


def overriding(name):
    """Return a network that changes what one of the three methods gives."""

    class Changed(nnlib.ShallowNetwork):
        pass

    original = getattr(nnlib.ShallowNetwork, name)

    def changed(self, *args, **options):
        result = original(self, *args, **options)
        if name == "cost_of":
            return result + 100
        if name == "backward":
            result.vector *= 0
        else:
            result.Z[2] += 3  # every logit
            result.A[2][...] = sigmoid(result.Z[2])
        return result

    setattr(Changed, name, changed)
    return Changed(n_x=3, n_h=2, rng=0), nnlib.ShallowNetwork(n_x=3, n_h=2, rng=0)


def test_a_subclass_is_trained_measured_and_checked_by_its_own_cost():
    changed, plain = overriding("cost_of")
    history = nnlib.train(changed, X, BINARY, learning_rate=0.1, iterations=1, validation=(X, BINARY))
    assert history.cost[0] == pytest.approx(plain.cost(X, BINARY) + 100)
    assert history.validation_cost[0] == changed.cost(X, BINARY) > 100
    assert nnlib.gradient_check(changed, X, BINARY).cost > 100


def test_a_subclass_is_trained_and_checked_by_its_own_backward():
    changed, plain = overriding("backward")
    nnlib.train(changed, X, BINARY, learning_rate=1.0, iterations=5)
    np.testing.assert_array_equal(changed.parameters.vector, plain.parameters.vector)
    assert nnlib.gradient_check(changed, X, BINARY).verdict == "failed"


def test_a_subclass_is_trained_measured_and_asked_by_its_own_forward():
    changed, plain = overriding("forward")
    shifted = plain.copy()
    shifted.b[2] += 3
    assert changed.cost(X, BINARY) == pytest.approx(shifted.cost(X, BINARY), rel=1e-12)
    np.testing.assert_allclose(changed.predict_proba(X), shifted.predict_proba(X), rtol=1e-12)
    history = nnlib.train(changed, X, BINARY, learning_rate=0.1, iterations=1)
    assert history.cost[0] == pytest.approx(shifted.cost(X, BINARY), rel=1e-12)


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (
            nnlib.LogisticRegression(n_x=2),
            "LogisticRegression(2-1, sigmoid, binary_cross_entropy, 3 parameters, float64)",
        ),
        (
            nnlib.Network([784, 256, 128, 10], output="softmax", dtype="float32", l2=0.01),
            "Network(784-256-128-10, relu, softmax, categorical_cross_entropy, 235,146 parameters, float32, l2=0.01)",
        ),
        (
            nnlib.Network([2, 3, 3, 1], hidden=["tanh", LeakyReLU(0.2)], output="identity"),
            "Network(2-3-3-1, tanh, leaky_relu(slope=0.2), identity, squared_error, 25 parameters, float64)",
        ),
    ],
    ids=["logistic", "alike", "mixed"],
)
def test_repr(model, expected):
    assert repr(model) == expected


def test_accuracy_of_a_regression_is_refused():
    model = nnlib.Network([3, 1], output="identity", rng=0)
    assert model.evaluate(X, X[:1]).accuracy is None
    with pytest.raises(TypeError, match="use cost"):
        model.accuracy(X, X[:1])


def test_a_hidden_activation_is_checked_even_where_there_is_no_hidden_layer():
    with pytest.raises(ValueError, match="unknown activation"):
        nnlib.Network([2, 1], hidden="rleu")


def test_loss_by_object_and_activation_by_object():
    model = nnlib.Network([2, 3], hidden=relu, output=softmax)
    assert model.loss.name == "categorical_cross_entropy"
    assert nnlib.Network([2, 1], output="sigmoid", loss=squared_error).loss is squared_error


class InPlace:
    """A ReLU that overwrites its input."""

    def __call__(self, Z, out=None):
        return np.maximum(Z, 0, out=Z)

    def derivative(self, Z):
        return np.heaviside(Z, 0)


class ReturnsZ:
    """An identity that makes A and Z the same array."""

    def __call__(self, Z, out=None):
        return Z

    def derivative(self, Z):
        return np.ones_like(Z)


class Clears:
    """An activation that returns a new array, but clears those elements of its input that have a sign."""

    def __init__(self, sign):
        self.sign = sign

    def __call__(self, Z, out=None):
        A = np.tanh(Z)
        Z[np.sign(Z) == self.sign] = 0
        return A

    def derivative(self, Z):
        return 1 - np.tanh(Z) ** 2


class SparesMemory:
    """A tanh that computes in its input, but only where it is given a place to write to, as in training."""

    def __call__(self, Z, out=None):
        return np.tanh(Z) if out is None else np.positive(np.tanh(Z, out=Z), out=out)

    def derivative(self, Z):
        return 1 - np.tanh(Z) ** 2


@pytest.mark.parametrize(
    "activation",
    [InPlace(), ReturnsZ(), Clears(-1), Clears(1), SparesMemory()],
    ids=["in place", "returns Z", "clears negative z", "clears positive z", "in place where out is given"],
)
def test_an_activation_that_ties_A_to_Z_is_refused(activation):
    with pytest.raises(TypeError, match="changes Z or returns it"):
        nnlib.Network([2, 3, 1], hidden=activation)


def test_an_activation_may_ignore_out_and_return_a_new_array():
    class Fresh:
        def __call__(self, Z, out=None):
            return np.tanh(Z)

        def derivative(self, Z):
            return 1 - np.tanh(Z) ** 2

    own, builtin = (nnlib.Network([3, 5, 4, 1], hidden=g, initialization="xavier", rng=0) for g in (Fresh(), "tanh"))
    for model in (own, builtin):
        nnlib.train(model, X, BINARY, learning_rate=0.5, iterations=20)
    np.testing.assert_allclose(own.parameters.vector, builtin.parameters.vector, rtol=1e-10)


def test_another_instance_of_an_activation_is_as_good():
    assert nnlib.Network([2, 1], output=type(sigmoid)()).loss.name == "binary_cross_entropy"
    with pytest.raises(ValueError, match="output layer only"):
        nnlib.Network([2, 3, 1], hidden=[type(softmax)()])
    copied = copy.deepcopy(nnlib.Network([2, 3, 1], output="tanh"))
    assert nnlib.Network([2, 3, 1], output="tanh", loss=copied.loss).loss == squared_error


def test_probabilities_of_softmax_are_the_forward_passs():
    """softmax is applied once."""
    model = softmax_network()
    np.testing.assert_allclose(model.predict_proba(X), model.forward(X).output, rtol=1e-14)


def test_predict_proba_is_of_the_models_type_with_an_examples_outputs_side_by_side():
    A = softmax_network(dtype="float32").predict_proba(X)
    assert A.dtype == np.float32
    assert A.T.flags.c_contiguous


def test_the_named_networks_pass_their_options_on():
    logistic = nnlib.LogisticRegression(n_x=3, l2=0.5, dtype="float32")
    assert (logistic.l2, logistic.dtype) == (0.5, np.float32)
    shallow = nnlib.ShallowNetwork(
        n_x=3,
        n_h=2,
        n_y=1,
        output="sigmoid",
        loss="squared_error",
        l2=0.5,
        initialization="zeros",
        dtype="float32",
        rng=1,
    )
    assert (shallow.loss, shallow.l2, shallow.dtype) == (squared_error, 0.5, np.float32)
    assert not shallow.parameters.vector.any()


def test_leaky_relu_layers_take_hes_scale():
    draws = np.random.default_rng(5).standard_normal((4, 2))
    np.testing.assert_allclose(nnlib.Network([2, 4, 1], hidden="leaky_relu", rng=5).W[1], draws * np.sqrt(2 / 2))


def test_real_targets_are_not_counted_as_classes():
    model = nnlib.Network([1, 1], output="sigmoid", loss="squared_error", initialization="zeros")
    model.b[1] = [[5.0]]
    assert model.accuracy([[0, 0, 0]], [[1, 0, 0.9]]) == pytest.approx(1 / 3)


def test_gradients_can_be_copied_pickled_and_shown():
    gradients = softmax_network().gradients(X, CLASSES)
    for other in (copy.deepcopy(gradients), pickle.loads(pickle.dumps(gradients))):  # noqa: S301  our own bytes
        np.testing.assert_array_equal(other.vector, gradients.vector)
        other.vector *= 0
        assert not other.dW[1].any()
    assert repr(gradients).startswith("dW[1] =")
    gradients.vector = np.ones(gradients.vector.size)
    assert (gradients.db[2] == 1).all()


def test_a_copys_activations_are_its_own():
    model = nnlib.Network([2, 3, 1], hidden="tanh", rng=0)
    copied = model.copy()
    copied.g[1] = relu
    assert model.g[1] == tanh


def test_the_cost_of_a_forward_pass_takes_weights():
    model, weight = softmax_network(l2=0.1), np.random.default_rng(3).uniform(0, 2, 50)
    assert model.cost_of(model.forward(X), CLASSES, weight) == pytest.approx(model.cost(X, CLASSES, weight), rel=1e-14)


def test_what_comes_in_is_converted_to_the_models_type_before_anything_is_computed():
    model, x, weight = (
        softmax_network(dtype="float32"),
        X.astype(np.float32),
        np.random.default_rng(3).uniform(0, 2, 50),
    )
    assert model.cost(X, CLASSES) == model.cost(x, CLASSES)
    np.testing.assert_array_equal(model.predict_proba(X), model.predict_proba(x))
    Y, weights = model.labels(CLASSES, weight, m=50)
    assert Y.dtype == weights.dtype == np.float32


def test_a_copy_has_the_models_type():
    model = softmax_network(dtype="float32")
    assert model.copy().dtype == np.float32
    assert model.astype("float64").astype("float32").dtype == np.float32


def test_predicted_classes_are_whole_numbers():
    assert nnlib.LogisticRegression(n_x=3).predict(X).dtype == np.int64
    assert np.issubdtype(softmax_network().predict(X).dtype, np.integer)


def test_blocks_hold_at_least_one_example(monkeypatch):
    monkeypatch.setattr(models, "CHUNK_SIZE", 1)
    model = softmax_network()
    assert [block for block, _ in model.chunks(X)] == [slice(i, i + 1) for i in range(50)]


def test_a_block_of_examples_may_weigh_nothing(monkeypatch):
    """What all examples together must not do, some of them may."""
    weight = np.arange(50) // 10 % 2
    model = softmax_network()
    whole = model.evaluate(X, CLASSES, weight)
    monkeypatch.setattr(models, "CHUNK_SIZE", 50)  # ten examples at once
    np.testing.assert_allclose(model.evaluate(X, CLASSES, weight), whole, rtol=1e-13)


@pytest.mark.parametrize(
    "model",
    [nnlib.Network([3, 2, 1]), nnlib.ShallowNetwork(3, 2), nnlib.DeepNetwork([3, 2, 1]), nnlib.LogisticRegression(3)],
    ids=lambda model: type(model).__name__,
)
def test_by_default_there_is_no_penalty_and_all_is_float64(model):
    assert model.l2 == 0
    assert model.dtype == np.float64


def test_the_gradient_has_the_l2_term_of_W_and_not_of_b():
    plain, penalised = softmax_network(), softmax_network(l2=0.3)
    without, with_l2 = plain.gradients(X, CLASSES), penalised.gradients(X, CLASSES)
    for l in (1, 2):
        np.testing.assert_array_equal(with_l2.dW[l], without.dW[l] + 0.3 * plain.W[l])
        np.testing.assert_array_equal(with_l2.db[l], without.db[l])


def test_a_caller_that_passes_buffers_has_checked_and_everything_is_written_there(monkeypatch):
    model = softmax_network(l2=0.1)
    Y, weight = model.labels(CLASSES, np.random.default_rng(3).uniform(0, 2, 50), m=50)
    expected = model.gradients(X, CLASSES, weight[0]).vector
    buffers = model.buffers(50)
    for name in ("examples", "weights", "class_labels"):
        monkeypatch.delattr(models._validation, name)
    forward_pass = model.forward(X, out=buffers)
    assert forward_pass.output is buffers.A[2]
    buffers.dZ[2].fill(np.nan)
    model.cost_of(forward_pass, Y, weight, out=buffers)
    assert not np.isnan(buffers.dZ[2]).any()  # which the cost computed in
    gradients = model.backward(forward_pass, Y, weight, out=buffers)
    assert gradients.vector is buffers.derivatives.vector
    np.testing.assert_allclose(gradients.vector, expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("check", "ask"),
    [
        ("examples", lambda model: model.predict_proba(X)),
        ("examples", lambda model: model.evaluate(X, CLASSES)),
        ("weights", lambda model: model.evaluate(X, CLASSES)),
    ],
    ids=["X to predict", "X to evaluate", "labels and weights"],
)
def test_what_comes_in_is_checked_once_and_not_in_each_block(monkeypatch, check, ask):
    checked = []
    original = getattr(models._validation, check)
    monkeypatch.setattr(models._validation, check, lambda *arguments: checked.append(1) or original(*arguments))
    monkeypatch.setattr(models, "CHUNK_SIZE", 50)  # ten examples at once
    ask(softmax_network())
    assert len(checked) == 1
