"""What users write outside the library trains, has its gradient checked, is saved and comes back to the last bit."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pytest

import nnlib
from nnlib.layers import Dense, Layer
from nnlib.losses import Loss
from nnlib.optimizers import Optimizer
from nnlib.schedules import Schedule

RNG = np.random.default_rng(0)
X = RNG.normal(size=(6, 30))
Y = (X[:1] + X[1:2] ** 2 > 0.5).astype(float)
T = np.abs(X[:1] + 0.1 * RNG.normal(size=(1, 30)))


# Losses.


@dataclass(frozen=True)
class Huber(Loss):
    """Squared near 0, absolute far from it: goes with any elementwise output."""

    delta: float = 1.0

    def L(self, A, Y):
        E = np.abs(A - Y)
        L = np.where(self.delta >= E, E**2 / 2, self.delta * (E - self.delta / 2))
        return L.sum(axis=0, keepdims=True)

    def dL_dA(self, A, Y):
        return np.clip(A - Y, -self.delta, self.delta)


class Exponential:
    """g(z) = exp(z): a positive number."""

    def __call__(self, Z, out=None):
        return np.exp(Z, out=out)

    def derivative(self, Z):
        return np.exp(Z)


exponential = Exponential()


class Poisson(Loss):
    """a − y log a, for counts: matched to the exponential, so that dZ = A − Y."""

    activation = exponential

    def L(self, A, Y):
        return (A - Y * np.log(A)).sum(axis=0, keepdims=True)

    def L_of_Z(self, Z, Y, out=None):
        return (np.exp(Z) - Y * Z).sum(axis=0, keepdims=True)

    def dL_dA(self, A, Y):
        return 1 - Y / A


# Activations.


class Fermi:
    """σ(z/2): says of itself that it classifies, and how its layer wants to be initialized."""

    initialization = "small"

    def __call__(self, Z, out=None):
        return np.divide(1, 1 + np.exp(-Z / 2), out=out)

    def derivative(self, Z):
        return self(Z) * (1 - self(Z)) / 2

    def decide(self, A):
        return (A > 0.5).astype(int)


fermi = Fermi()


# Layers.


@dataclass(frozen=True)
class Mirrored(Layer):
    """Features that are mirror images of one another have one weight: tied weights."""

    @property
    def n_in(self):
        return self.input_shape[0] // 2

    def inputs(self, A, l):
        return A[l - 1][: self.n_in] + A[l - 1][self.n_in :][::-1]

    def back(self, dP, A, l):
        return np.vstack([dP, dP[::-1]])


@dataclass(frozen=True)
class Convolution1D(Layer):
    """A valid convolution along one axis: each column of P is a window of k features."""

    k: int = 3

    @property
    def n_in(self):
        return self.k

    @property
    def positions(self):
        return self.input_shape[0] - self.k + 1

    def inputs(self, A, l):
        return np.vstack([A[l - 1][j : j + self.positions].reshape(1, -1) for j in range(self.k)])

    def back(self, dP, A, l):
        dA = np.zeros_like(A[l - 1])
        for j in range(self.k):
            dA[j : j + self.positions] += dP[j].reshape(self.positions, -1)
        return dA


# Update rules, and learning rates.


@dataclass(frozen=True)
class AdamW(nnlib.Adam):
    """Adam with decoupled weight decay, on W alone."""

    decay: float = 0.1

    def update(self, theta, gradient, state):
        super().update(theta, gradient, state)
        for l in state.parameters.distinct:
            state.parameters.W[l] *= 1 - state.learning_rate * self.decay


@dataclass(frozen=True)
class Frozen(nnlib.Momentum):
    """Momentum that leaves one layer as it is."""

    layer: int = 1

    def update(self, theta, gradient, state):
        W, b = state.parameters.W[self.layer], state.parameters.b[self.layer]
        before = W.copy(), b.copy()
        super().update(theta, gradient, state)
        W[...], b[...] = before


@dataclass(frozen=True)
class Halving(Schedule):
    """α halves after every so many updates."""

    start: float
    every: int = 5

    def __call__(self, t):
        return np.float64(self.start * 0.5 ** (t // self.every))  # NumPy's number, as users' own formulas give


shared = Dense(6)

NETWORKS = {
    "a loss that is chained": (
        lambda: nnlib.Network([6, 4, 1], hidden="tanh", output="tanh", loss=Huber(0.3), rng=1),
        T,
    ),
    "a loss that is matched": (
        lambda: nnlib.Network([6, 4, 1], hidden="tanh", output=exponential, loss=Poisson(), rng=1),
        T,
    ),
    "an activation that classifies": (
        lambda: nnlib.Network([6, 4, 1], hidden=fermi, output=fermi, loss="squared_error", rng=1),
        Y,
    ),
    "tied weights within a layer": (lambda: nnlib.Network([6, Mirrored(4), 1], hidden="tanh", l2=0.1, rng=1), Y),
    "tied weights of two layers": (lambda: nnlib.Network([6, shared, shared, 1], hidden="tanh", l2=0.1, rng=1), Y),
    "a convolution": (
        lambda: nnlib.Network([6, Convolution1D(2), Convolution1D(3, k=2), 1], hidden="tanh", l2=0.1, rng=1),
        Y,
    ),
}
RULES = {
    "decoupled weight decay": AdamW(0.02),
    "a frozen layer": Frozen(0.1),
    "a schedule": nnlib.Momentum(Halving(0.2)),
}
CUSTOM = {
    "Huber": Huber,
    "Poisson": Poisson,
    "Exponential": exponential,
    "Fermi": fermi,
    "Mirrored": Mirrored,
    "Convolution1D": Convolution1D,
    "AdamW": AdamW,
    "Frozen": Frozen,
    "Halving": Halving,
}


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_of_ones_own_parts_has_a_gradient_learns_and_comes_back(name, tmp_path):
    build, labels = NETWORKS[name]
    model = build()
    model.parameters.vector += 0.1 * np.random.default_rng(2).normal(size=model.parameters.vector.size)
    weight = np.random.default_rng(3).uniform(0.5, 2, 30)
    for m in (1, 7):
        assert nnlib.gradient_check(model, X[:, :m], labels[:, :m], weight[:m]).verdict == "passed", name
    before = model.cost(X, labels)
    trainer = nnlib.Trainer(model, optimizer=nnlib.Adam(0.02), batch_size=8, rng=0)  # 30 examples: a ragged last batch
    trainer.fit(X, labels, epochs=20, sample_weight=weight, validation=(X, labels))
    assert model.cost(X, labels) < before
    model.save(tmp_path / "net.npz")
    loaded = nnlib.load(tmp_path / "net.npz", custom=CUSTOM)
    assert repr(loaded) == repr(model)
    np.testing.assert_array_equal(loaded.predict_proba(X), model.predict_proba(X))
    trainer.fit(X, labels, iterations=2, sample_weight=weight)  # into the middle of an epoch
    trainer.save(tmp_path / "run.npz")
    again = nnlib.Trainer.load(tmp_path / "run.npz", custom=CUSTOM)
    runs = [one.fit(X, labels, epochs=2, sample_weight=weight).cost for one in (trainer, again)]
    assert runs[0] == runs[1]
    np.testing.assert_array_equal(again.model.parameters.vector, model.parameters.vector)


@pytest.mark.parametrize("name", NETWORKS)
def test_training_is_the_plain_lines_with_and_without_buffers(name):
    """What the trainer does in its buffers is θ − α dθ with the gradient that ``gradients`` gives."""
    build, labels = NETWORKS[name]
    trained, plain = build(), build()
    nnlib.train(trained, X, labels, learning_rate=0.1, iterations=3)
    for _ in range(3):
        plain.parameters.vector -= 0.1 * plain.gradients(X, labels).vector
    np.testing.assert_allclose(trained.parameters.vector, plain.parameters.vector, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", RULES)
def test_a_rule_of_ones_own_trains_and_comes_back_in_the_middle_of_an_epoch(name, dtype, tmp_path):
    model = nnlib.Network([6, 5, 4, 1], hidden="tanh", dtype=dtype, rng=1)
    trainer = nnlib.Trainer(model, optimizer=RULES[name], batch_size=8, rng=0)
    before = model.cost(X, Y)
    trainer.fit(X, Y, iterations=42)
    assert model.cost(X, Y) < before
    assert model.parameters.vector.dtype == dtype
    trainer.save(tmp_path / "run.npz")
    again = nnlib.Trainer.load(tmp_path / "run.npz", custom=CUSTOM)
    assert again.optimizer == trainer.optimizer
    runs = [one.fit(X, Y, epochs=3).cost for one in (trainer, again)]
    assert runs[0] == runs[1]
    np.testing.assert_array_equal(again.model.parameters.vector, model.parameters.vector)


def test_decay_is_that_of_w_alone_and_a_frozen_layer_stays():
    model = nnlib.Network([6, 4, 1], hidden="tanh", rng=1)
    twin = model.copy()
    nnlib.train(model, X, Y, optimizer=AdamW(0.02), iterations=1)
    nnlib.train(twin, X, Y, optimizer=nnlib.Adam(0.02), iterations=1)
    for l in (1, 2):
        np.testing.assert_allclose(model.W[l], (1 - 0.02 * 0.1) * twin.W[l], rtol=1e-14)
        np.testing.assert_array_equal(model.b[l], twin.b[l])
    kept = model.W[1].copy(), model.b[1].copy(), model.W[2].copy()
    nnlib.train(model, X, Y, optimizer=Frozen(0.1), iterations=5)
    np.testing.assert_array_equal(model.W[1], kept[0])
    np.testing.assert_array_equal(model.b[1], kept[1])
    assert not np.array_equal(model.W[2], kept[2])


def test_a_loss_of_ones_own_is_asked_as_the_librarys_are():
    A, labels = np.array([[0.5, 3.0]]), np.array([[0.0, 0.0]])
    assert Huber(1.0)(A, labels) == pytest.approx((0.125 + 2.5) / 2)
    np.testing.assert_array_equal(Huber(1.0).dA(A, labels), [[0.5, 1.0]])
    with pytest.raises(TypeError, match=r"^Huber\(delta=1.0\) is matched to no activation: call it with outputs A$"):
        Huber(1.0).from_logits(A, labels)

    class ByItsOutput(Poisson):
        L_of_Z = Loss.L_of_Z

    assert ByItsOutput().from_logits(A, labels + 2) == pytest.approx(Poisson().from_logits(A, labels + 2), rel=1e-14)
    assert repr(ByItsOutput()) == "ByItsOutput"


def test_a_schedule_is_asked_for_the_rate_of_each_update():
    model, plain = nnlib.LogisticRegression(n_x=6), nnlib.LogisticRegression(n_x=6)
    nnlib.train(model, X, Y, learning_rate=Halving(0.8, every=2), iterations=6)
    for t in range(6):
        nnlib.train(plain, X, Y, learning_rate=0.8 * 0.5 ** (t // 2), iterations=1)
    np.testing.assert_array_equal(model.parameters.vector, plain.parameters.vector)


def test_a_schedule_that_gives_no_learning_rate_is_told():
    model = nnlib.LogisticRegression(n_x=6)
    for start in (np.nan, -1.0):
        with pytest.raises(ValueError, match="learning_rate must be 0 or a positive, finite number, got"):
            nnlib.train(model, X, Y, learning_rate=Halving(start), iterations=1)
    assert not model.parameters.vector.any()


def test_an_elementwise_rule_of_ones_own_is_given_blocks(monkeypatch):
    monkeypatch.setattr(nnlib.optimizers, "BLOCK_SIZE", 4)

    @dataclass(frozen=True)
    class SignDescent(Optimizer):
        elementwise: ClassVar[bool] = True
        seen: list[int] = field(default_factory=list)

        def step(self, theta, gradient, state):
            self.seen.append(theta.size)
            theta -= state.learning_rate * np.sign(gradient)

    rule = SignDescent(0.5)
    theta = np.zeros(10)
    rule.update(theta, np.arange(10.0) - 4.5, rule.start(theta))
    assert rule.seen == [4, 4, 2]
    np.testing.assert_array_equal(theta, -0.5 * np.sign(np.arange(10.0) - 4.5))


def test_an_activation_that_classifies_has_accuracy_and_wants_its_own_initialization():
    model = nnlib.Network([6, 4, 1], hidden=fermi, output=fermi, loss="squared_error", rng=1)
    assert model.classifies
    assert set(np.unique(model.predict(X))) <= {0, 1}
    assert model.accuracy(X, model.predict(X)) == 1
    small = nnlib.Network([6, 4, 1], hidden="sigmoid", initialization="small", rng=1)
    np.testing.assert_array_equal(model.parameters.vector, small.parameters.vector)


def test_a_layer_at_two_places_has_one_slice_of_theta_and_one_penalty():
    model = nnlib.Network([6, shared, shared, 1], hidden="tanh", l2=0.3, rng=1)
    assert model.W[1] is model.W[2]
    assert model.parameters.vector.size == 6 * 6 + 6 + 6 + 1
    apart = nnlib.Network([6, 6, 6, 1], hidden="tanh", rng=1)
    for l in (1, 2, 3):
        apart.W[l], apart.b[l] = model.W[l], model.b[l]
    both, one = model.gradients(X, Y), apart.gradients(X, Y)
    np.testing.assert_allclose(both.dW[1], one.dW[1] + one.dW[2] + 0.3 * model.W[1], rtol=1e-13)
    np.testing.assert_allclose(both.db[1], one.db[1] + one.db[2], rtol=1e-13)
    penalty = 0.3 / 2 * ((model.W[1] ** 2).sum() + (model.W[3] ** 2).sum())
    assert model.cost(X, Y) == pytest.approx(apart.cost(X, Y) + penalty, rel=1e-14)
    assert nnlib.gradient_check(model, X, Y).tensors.keys() == {"W[1]", "b[1]", "W[3]", "b[3]"}


def test_layers_at_several_places_come_back(tmp_path):
    mirrored, dense = Mirrored(6), Dense(6)
    model = nnlib.Network([6, mirrored, dense, mirrored, dense, dense, 1], hidden="tanh", rng=1)
    model.save(tmp_path / "net.npz")
    loaded = nnlib.load(tmp_path / "net.npz", custom=CUSTOM)
    assert loaded.parameters.repeats == model.parameters.repeats == {3: 1, 4: 2, 5: 2}
    np.testing.assert_array_equal(loaded.predict_proba(X), model.predict_proba(X))


class Flat(Huber):
    def L(self, A, Y):
        return super().L(A, Y)[0]


class OfTheSum(Huber):
    def dL_dA(self, A, Y):
        return super().dL_dA(A, Y).sum(axis=0, keepdims=True)


def test_slips_in_what_is_ones_own_are_told_where_it_is_handed_in(tmp_path):
    """Each says what was expected, what came, and what to write."""
    nnlib.Network([6, 1], output="tanh", loss=Huber(0.3), rng=1).save(tmp_path / "net.npz")
    path = tmp_path / "net.npz"
    told = {
        lambda: nnlib.load(path, custom={"Huber": Huber(0.3)}): (
            "custom['Huber'] must be the class Huber, got an object of it: Huber(delta=0.3)"
        ),
        lambda: nnlib.Adam(Halving): (
            "a learning rate that changes must be a nnlib.schedules.Schedule, got the class Halving: write Halving(...)"
        ),
        lambda: nnlib.Network([6, Mirrored, 1]): (
            "layer_sizes[1] must be a whole number, got the class Mirrored: write Mirrored(...)"
        ),
        lambda: nnlib.Network([6, 1], output="tanh", loss=Flat()): (
            "Flat(delta=1.0).L must return shape (1, 3) for outputs of shape (2, 3), got (3,)"
        ),
        lambda: nnlib.Network([6, 1], output="tanh", loss=OfTheSum()): (
            "OfTheSum(delta=1.0).dL_dA must return shape (2, 3) for outputs of shape (2, 3), got (1, 3)"
        ),
        lambda: nnlib.Network([6, 1], output=exponential, rng=1).accuracy(X, Y): (
            "accuracy counts right classes, but the output Exponential gives numbers: use cost(X, Y)"
        ),
        lambda: nnlib.Network([6, 1], output=exponential, loss="binary_cross_entropy"): (
            "binary_cross_entropy needs the output sigmoid, got Exponential; with Exponential goes squared_error"
        ),
    }
    for ask, message in told.items():
        with pytest.raises((TypeError, ValueError)) as caught:
            ask()
        assert str(caught.value) == message
    with pytest.raises(TypeError, match=r"must be a nnlib\.schedules\.Schedule, got (the function|<function)"):
        nnlib.Adam(lambda t: 0.1)


def test_a_layer_at_two_places_needs_inputs_of_one_shape():
    with pytest.raises(
        ValueError, match=r"layer 2 \(6\): it is layer 1 again, which takes \(5,\), but it is given \(6,\)"
    ):
        nnlib.Network([5, shared, shared, 1])


def test_a_convolution_is_a_sum_over_each_window():
    model = nnlib.Network([6, Convolution1D(2), 1], hidden="identity", rng=1)
    W, b = model.W[1], model.b[1]
    Z = model.forward(X).Z[1]
    assert model.layer_sizes == (6, 8, 1)
    for channel in range(2):
        for place in range(4):
            expected = sum(W[channel, j] * X[place + j] for j in range(3)) + b[channel]
            np.testing.assert_allclose(Z[channel * 4 + place], expected, rtol=1e-13)


def test_the_shape_of_an_example_may_be_more_than_a_number(tmp_path):
    """What layers for images take; a dense layer takes it row after row."""
    model = nnlib.Network([(2, 3), 4, 1], rng=1)
    np.testing.assert_array_equal(model.parameters.vector, nnlib.Network([6, 4, 1], rng=1).parameters.vector)
    assert model.n_x == 6
    assert model.layers[1].input_shape == (2, 3)
    model.save(tmp_path / "net.npz")
    assert nnlib.load(tmp_path / "net.npz").layers[1].input_shape == (2, 3)


def test_a_gradient_of_other_layers_that_is_wrong_is_refused_and_no_line_blamed():
    class Wrong(Mirrored):
        def back(self, dP, A, l):
            return np.vstack([dP, dP])

    model = nnlib.Network([6, 6, Wrong(4), 1], hidden="tanh", rng=1)
    report = nnlib.gradient_check(model, X, Y)
    assert report.verdict == "failed"
    assert report.tensors["W[1]"].diagnosis == (
        "dW[1] is wrong; the network has a layer of your own kind, whose lines are not known, so that none is named"
    )
    assert report.tensors["W[3]"].verdict == "passed"


def test_a_chained_loss_whose_derivative_is_wrong_is_refused():
    class Wrong(Huber):
        def dL_dA(self, A, Y):
            return super().dL_dA(A, Y) ** 3

    model = nnlib.Network([6, 4, 1], hidden="tanh", output="tanh", loss=Wrong(0.3), rng=1)
    assert nnlib.gradient_check(model, X, T).verdict == "failed"


def test_a_loss_that_is_wrongly_called_matched_is_refused():
    class Doubled(Loss):
        activation = nnlib.activations.identity

        def L(self, A, Y):
            return ((A - Y) ** 2).sum(axis=0, keepdims=True)

        def dL_dA(self, A, Y):
            return 2 * (A - Y)

    model = nnlib.Network([6, 4, 1], hidden="tanh", output="identity", loss=Doubled(), rng=1)
    assert nnlib.gradient_check(model, X, T).verdict == "failed"


def test_what_a_back_propagation_of_an_own_loss_gives_wrong_is_told_of_dz():
    class Cubed(nnlib.Network):
        def backward(self, forward_pass, Y, sample_weight=None, *, out=None):
            gradients = super().backward(forward_pass, Y, sample_weight, out=out)
            gradients.dZ[2][...] **= 3
            gradients.dW[2] = gradients.dZ[2] @ forward_pass.A[1].T / Y.shape[1]
            return gradients

    for loss, output in ((Huber(0.3), "tanh"), (Poisson(), exponential)):
        options = {"hidden": "tanh", "output": output, "loss": loss, "rng": 1}
        report = nnlib.gradient_check(Cubed([6, 4, 1], **options), X, T)
        assert report.tensors["W[2]"].diagnosis == "dZ[2] is wrong in 30 of 30 places, and no known pattern fits"
        right = nnlib.Network([6, 4, 1], **options)
        assert nnlib.compare_steps(right, X, T, {"dZ2": right.gradients(X, T).dZ[2]}).passed


def test_a_matched_loss_stays_matched_with_another_object_of_its_activation(tmp_path):
    """As in another process, where the activation is made anew."""
    model = NETWORKS["a loss that is matched"][0]()
    model.save(tmp_path / "net.npz")
    loaded = nnlib.load(tmp_path / "net.npz", custom={"Poisson": Poisson, "Exponential": Exponential()})
    np.testing.assert_array_equal(loaded.gradients(X, T).vector, model.gradients(X, T).vector)
    assert type(loaded.output_layer) is type(model.output_layer)


def test_a_custom_thing_of_another_kind_is_told(tmp_path):
    NETWORKS["tied weights within a layer"][0]().save(tmp_path / "net.npz")
    with pytest.raises(
        nnlib.FileError, match=r"uses 'Mirrored' as Layer, which custom\['Mirrored'\] is not: the class Huber"
    ):
        nnlib.load(tmp_path / "net.npz", custom={"Mirrored": Huber})


def test_a_divergence_in_the_next_epoch_is_undone_and_the_run_goes_on_as_its_twin(tmp_path):
    """θ, averages, permutation and generator are as they were, and the rule's views are those of this θ."""
    labels = np.where(np.arange(30) < 25, T, 0)
    runs = []
    for diverges in (True, False):
        model = nnlib.Network([6, 4, 1], hidden="tanh", output="identity", rng=1)
        trainer = nnlib.Trainer(model, optimizer=AdamW(0.02), batch_size=8, rng=0)
        trainer.fit(X, labels, iterations=6)
        if diverges:
            with pytest.raises(nnlib.DivergenceError):
                trainer.fit(X, labels, epochs=3, callbacks=[lambda trainer: trainer.model.W[1].fill(np.inf)])
        trainer.save(tmp_path / "run.npz")
        trainer.fit(X, labels, epochs=2)
        again = nnlib.Trainer.load(tmp_path / "run.npz", custom=CUSTOM)
        again.fit(X, labels, epochs=2)
        runs += [(one.history.cost, one.model.parameters.vector.tolist()) for one in (trainer, again)]
    assert runs[0] == runs[1] == runs[2] == runs[3]


def test_a_rule_that_looks_at_all_of_the_gradient_sees_it_whole(monkeypatch):
    """Whoever writes `step` anew is given blocks only if it is said to be elementwise."""
    monkeypatch.setattr(nnlib.optimizers, "BLOCK_SIZE", 4)

    class Clipped(nnlib.GradientDescent):
        def step(self, theta, gradient, state):
            super().step(theta, gradient * min(1, 1 / np.linalg.norm(gradient)), state)

    theta, rule = np.zeros(10), Clipped(0.5)
    rule.update(theta, np.full(10, 3.0), rule.start(theta))
    assert np.linalg.norm(theta) == pytest.approx(0.5)


def test_a_rule_may_start_from_averages_of_its_own():
    class Warm(nnlib.Momentum):
        def start(self, theta):
            state = super().start(theta)
            state.averages["v"] = np.ones_like(theta)
            return state

    model = nnlib.LogisticRegression(n_x=6)
    nnlib.train(model, X, Y, optimizer=Warm(0.1), iterations=1)
    expected = -0.1 * (0.9 + 0.1 * nnlib.LogisticRegression(n_x=6).gradients(X, Y).vector)
    np.testing.assert_allclose(model.parameters.vector, expected, rtol=1e-14)


def test_a_rule_of_ones_own_with_a_schedule_of_ones_own_comes_back(tmp_path):
    trainer = nnlib.Trainer(nnlib.LogisticRegression(n_x=6), optimizer=AdamW(Halving(0.1), decay=0.3))
    trainer.save(tmp_path / "run.npz")
    assert nnlib.Trainer.load(tmp_path / "run.npz", custom=CUSTOM).optimizer == trainer.optimizer


def test_l2_may_be_switched_on_by_a_callback():
    model = nnlib.Network([6, 4, 1], hidden="tanh", rng=1)
    twin = model.copy()
    nnlib.train(model, X, Y, learning_rate=0.1, iterations=2, callbacks=[lambda trainer: setattr(model, "l2", 0.3)])
    twin.parameters.vector -= 0.1 * twin.gradients(X, Y).vector
    twin.l2 = 0.3
    twin.parameters.vector -= 0.1 * twin.gradients(X, Y).vector
    np.testing.assert_allclose(model.parameters.vector, twin.parameters.vector, rtol=1e-12)


def test_a_layer_may_serve_another_network_behind_another_input():
    layer = Mirrored(4)
    assert nnlib.Network([6, layer, 1], rng=1).W[1].shape == (4, 3)
    assert nnlib.Network([10, layer, 1], rng=1).W[1].shape == (4, 5)


def test_a_layer_of_no_nodes_or_no_positions_is_refused():
    with pytest.raises(ValueError, match="n must be at least 1, got 0"):
        Mirrored(0)
    with pytest.raises(
        ValueError, match=r"^layer 1 \(Convolution1D\(2, k=8\)\): the number of positions must be at least 1, got -1"
    ):
        nnlib.Network([6, Convolution1D(2, k=8), 1])


def test_memory_is_bounded_by_what_goes_into_the_products_too(monkeypatch):
    model = nnlib.Network([100, Convolution1D(1, k=50), 1], hidden="tanh", rng=1)
    monkeypatch.setattr(nnlib.models, "CHUNK_SIZE", 51 * 50 * 2)  # the windows of two examples
    x = np.random.default_rng(0).normal(size=(100, 5))
    assert [(chunk.start, chunk.stop) for chunk, _ in model.chunks(x)] == [(0, 2), (2, 4), (4, 6)]


def test_a_layer_that_mixes_examples_is_refused():
    """Its gradient is right; columns stand example by example, and not position by position."""

    class Mixing(Convolution1D):
        def inputs(self, A, l):
            m = A[l - 1].shape[1]
            return super().inputs(A, l).reshape(self.k, self.positions, m).swapaxes(1, 2).reshape(self.k, -1)

        def back(self, dP, A, l):
            m = A[l - 1].shape[1]
            return super().back(dP.reshape(self.k, m, self.positions).swapaxes(1, 2).reshape(self.k, -1), A, l)

    report = nnlib.gradient_check(nnlib.Network([6, Mixing(2), 1], hidden="tanh", rng=1), X, Y)
    assert report.verdict == "failed"
    assert report.problems == (
        "the first example's output depends on the examples beside it: a layer's inputs mix their columns",
    )


def test_a_graph_knows_the_librarys_own_losses():
    with pytest.raises(ValueError, match=r"^graph_of knows the library's own losses, and not Huber\(delta=0.3\)$"):
        nnlib.lessons.graph_of(NETWORKS["a loss that is chained"][0](), X[:, :1], T[:, :1])
