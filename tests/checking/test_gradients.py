"""The gradient check passes what is right, refuses what is wrong, and says when it cannot tell."""

import itertools

import numpy as np
import pytest
from mutations import put_in
from networks import HIDDEN, KINDS, PAIRS, Swish, examples, network, of_kind, weights

import nnlib
from nnlib import layers as kinds
from nnlib import propagation
from nnlib.activations import identity, relu, sigmoid, tanh


def right_cases():
    """Yield hidden layers, output, loss, m, and whether there are weights and L2.

    Each output stands above each hidden activation once, in networks of 2 to 4 layers. One layer hides nothing.
    """
    kinds = itertools.cycle([(7, True), (1, False), (7, False), (1, True)])
    for first, pair in enumerate(PAIRS):
        hidden = HIDDEN[first:] + HIDDEN[:first]
        for layers in (hidden[:1], hidden[1:3], hidden[3:]):
            yield layers, *pair, *next(kinds)
    yield [], "softmax", "categorical_cross_entropy", 7, True
    yield [], "tanh", "squared_error", 7, True


@pytest.mark.parametrize(("hidden", "output", "loss", "m", "weighted"), list(right_cases()), ids=str)
def test_right_gradients_pass(hidden, output, loss, m, weighted):
    sizes = [*[3, 5, 4, 6][: len(hidden) + 1], 3]
    model = network(sizes, hidden=hidden, output=output, loss=loss, l2=0.1 if weighted else 0.0)
    report = nnlib.gradient_check(model, *examples(model, m), weights(m) if weighted else None)
    assert report.verdict == "passed", f"{model} with m={m}\n{report}"
    checked = sum(tensor.checked + tensor.skipped for tensor in report.tensors.values())
    assert checked == model.parameters.vector.size


@pytest.mark.parametrize("kind", KINDS)
def test_right_gradients_of_every_kind_of_network_pass(kind):
    """Masks of dropout are held fixed; the model, which may be of float32, is left as it is."""
    model = of_kind(kind, dtype="float32")
    theta, kept = model.parameters.vector.copy(), dict(model.keep_prob)
    report = nnlib.gradient_check(model, *examples(model), weights(7), coordinates=12, rng=0)
    assert report.verdict == "passed", f"{model}\n{report}"
    assert report.tensors.keys() == {f"{symbol}[{l}]" for l in model.parameters.distinct for symbol in "Wb"}
    assert model.keep_prob == kept
    np.testing.assert_array_equal(model.parameters.vector, theta)


class Broken(nnlib.Network):
    """A network whose back propagation each test breaks in its own way."""

    def backward(self, forward_pass, Y, sample_weight=None, *, out=None):
        gradients = super().backward(forward_pass, Y, sample_weight, out=out)
        self.breakage(self, gradients, forward_pass)
        return gradients


def without_m(model, gradients, forward_pass):
    gradients.vector *= forward_pass.output.shape[1]


def with_the_wrong_sign(model, gradients, forward_pass):
    gradients.dW[2][...] *= -1


def with_dW_from_dA(model, gradients, forward_pass):
    """dW[1] from dA[1] in place of dZ[1]."""
    dA = model.W[2].T @ gradients.dZ[2]
    gradients.dW[1][...] = dA @ forward_pass.A[0].T / dA.shape[1] + model.l2 * model.W[1]


def with_one_wrong_element(model, gradients, forward_pass):
    """What one norm over the whole of θ does not see."""
    gradients.db[3][0] += 1e-6


def with_nan(model, gradients, forward_pass):
    gradients.dW[1][0, 0] = np.nan


@pytest.mark.parametrize("hidden", ["tanh", "leaky_relu"])
def test_wrong_gradients_fail(hidden):
    """Those that the zoo does not put into the heart."""
    model = network(hidden=hidden, output="softmax", cls=Broken, l2=0.05)
    X, Y = examples(model)
    model.breakage = lambda *_: None
    assert nnlib.gradient_check(model, X, Y).passed
    for breakage, diagnosis in (
        (with_dW_from_dA, {"W[1]": "dW[1] is made from dA[1] where dZ[1] was meant: g[1]′(Z[1]) is missing"}),
        (with_one_wrong_element, {"b[3]": "db[3] is wrong in 1 of 3 places, and no known pattern fits"}),
        (with_nan, {"W[1]": "dW[1] holds NaN or infinity"}),
        (with_the_wrong_sign, {"W[2]": "dW[2] has the wrong sign"}),
    ):
        model.breakage = breakage
        report = nnlib.gradient_check(model, X, Y)
        failed = {name: tensor.diagnosis for name, tensor in report.tensors.items() if tensor.verdict != "passed"}
        assert failed == diagnosis
        assert report.verdict == "failed"
        assert not report.passed


def test_the_first_of_gradients_that_are_added_up_is_diagnosed():
    class Adding(Broken):
        total = None

        def backward(self, *args, **options):
            gradients = super().backward(*args, **options)
            if self.total is None:
                self.total = gradients
            else:
                self.total.vector += gradients.vector
            return self.total

    model = network(output="softmax", cls=Adding)
    model.breakage = with_the_wrong_sign
    report = nnlib.gradient_check(model, *examples(model))
    assert report.tensors["W[2]"].diagnosis == "dW[2] has the wrong sign"
    assert report.problems[0].startswith("a second call of backward gives twice the gradient of the first")


def test_where_a_tensor_is_wrong_is_told():
    model = network(output="softmax", cls=Broken)
    model.breakage = with_the_wrong_sign
    X, Y = examples(model)
    wrong = nnlib.gradient_check(model, X, Y).tensors["W[2]"]
    assert wrong.numeric == pytest.approx(-wrong.backprop, rel=1e-6)
    assert model.gradients(X, Y).dW[2][wrong.worst] == wrong.backprop
    assert wrong.error == pytest.approx(2)


def test_one_norm_would_not_have_seen_it():
    model = network(output="softmax", cls=Broken)
    model.breakage = with_one_wrong_element
    report = nnlib.gradient_check(model, *examples(model))
    assert report.verdict == "failed"
    assert report.relative_error < 1e-5


@pytest.mark.parametrize("output", ["sigmoid", "softmax", "identity", "tanh"])
def test_a_cost_that_is_not_the_one_propagated_fails(output):
    class OtherCost(nnlib.Network):
        def cost(self, X, Y, sample_weight=None):
            return 3 * super().cost(X, Y, sample_weight)

    model = network(output=output, cls=OtherCost)
    X, Y = examples(model)
    J = nnlib.Network.cost(model, X, Y)
    told = {tensor.diagnosis for tensor in nnlib.gradient_check(model, X, Y).tensors.values()}
    assert told == {f"J is {3 * J:.6g}, but its equation gives {J:.6g}"}


def test_a_fresh_relu_network_on_its_kinks_is_undecided_and_random_biases_help():
    model = nnlib.Network([2, 4, 4, 1], hidden="relu", rng=0)
    X = np.zeros((2, 3))  # every z is 0
    report = nnlib.gradient_check(model, X, [[0, 1, 1]])
    assert report.verdict == "undecided"
    assert not report.passed
    assert report.tensors["b[1]"].skipped == 4
    assert "random values" in str(report)
    model.b[1][...] = model.b[2][...] = 0.1
    assert nnlib.gradient_check(model, X, [[0, 1, 1]]).passed


def test_a_step_that_crosses_a_kink_is_shrunk_first():
    """z is 3e-6 above 0 for x = 1: a step of 6e-6 crosses it, one of 6e-7 does not."""
    model = nnlib.Network([1, 1, 1], hidden="relu", output="identity", initialization=lambda *_: [[1.0]])
    model.b[1] = [[-1 + 3e-6]]
    report = nnlib.gradient_check(model, [[1.0]], [[5.0]])
    assert report.passed
    assert report.tensors["b[1]"].skipped == 0


def test_noise_that_could_hide_a_mistake_is_undecided():
    """Targets of 1e9 make a cost of 5e17, beside which nudges of W[1], before a saturated unit, are not seen."""
    model = nnlib.Network([1, 1, 1], hidden="tanh", output="identity", initialization=lambda *_: [[1e-3]])
    model.W[1] = [[15.0]]
    report = nnlib.gradient_check(model, [[1.0]], [[1e9]])
    assert report.tensors["W[1]"].verdict == "undecided"
    assert "1 of 1 derivatives drown in the noise" in report.tensors["W[1]"].reason
    assert report.verdict == "undecided"


@pytest.mark.parametrize("factor", [0.0, -1.0])
def test_a_wrong_column_beside_a_large_one_is_not_passed(factor):
    class Column(nnlib.Network):
        def backward(self, *args, **options):
            gradients = super().backward(*args, **options)
            gradients.dW[1][:, 1] *= factor
            return gradients

    rng = np.random.default_rng(0)
    X = rng.normal(size=(2, 20)) * [[1e5], [1e-5]]
    report = nnlib.gradient_check(Column([2, 1], output="identity", rng=0), X, rng.normal(size=(1, 20)))
    assert report.verdict == "undecided"


def test_derivatives_below_the_absolute_tolerance_are_not_passed():
    class Zero(nnlib.Network):
        def backward(self, *args, **options):
            gradients = super().backward(*args, **options)
            gradients.vector *= 0
            return gradients

    rng = np.random.default_rng(0)
    model = Zero([2, 3, 1], hidden="tanh", output="identity", rng=0)
    model.parameters.vector *= 1e-5
    report = nnlib.gradient_check(model, rng.normal(size=(2, 20)), rng.normal(size=(1, 20)) * 1e-9)
    assert report.verdict == "undecided"


def test_features_far_from_scaled_are_checked_with_shorter_steps():
    for seed in range(10):
        rng = np.random.default_rng(seed)
        x = 1e5 + rng.normal(size=20)
        model = nnlib.LogisticRegression(n_x=2)
        model.w = [[1], [-1]]
        report = nnlib.gradient_check(model, np.stack([x, x + rng.normal(size=20)]), rng.integers(0, 2, (1, 20)))
        assert report.verdict != "failed", report


@pytest.mark.parametrize("scale", [1e-2, 1.0, 1e2, 1e4])
def test_right_gradients_never_fail_whatever_the_cost(scale):
    verdicts = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        X, Y = rng.normal(size=(3, 20)), scale * rng.normal(size=(1, 20))
        model = nnlib.Network([3, 4, 1], hidden="sigmoid", output="tanh", loss="squared_error", rng=seed)
        verdicts.append(nnlib.gradient_check(model, X, Y).verdict)
    assert "failed" not in verdicts
    assert verdicts.count("passed") >= 16


def test_a_cost_that_is_not_finite_is_refused():
    model = nnlib.Network([2, 1], output="identity", rng=0)
    with pytest.raises(ValueError, match="the cost is inf at these parameters"):
        nnlib.gradient_check(model, np.full((2, 3), 1e160), np.ones((1, 3)))


def test_only_networks_are_checked():
    with pytest.raises(TypeError, match="model must be a Network"):
        nnlib.gradient_check("net", [[1.0]], [[1]])


def test_float32_models_are_checked_in_float64_and_not_changed():
    model = network(dtype="float32")
    before = model.parameters.vector.copy()
    assert nnlib.gradient_check(model, *examples(model)).passed
    np.testing.assert_array_equal(model.parameters.vector, before)
    assert model.dtype == np.float32


def test_coordinates_are_sampled_per_tensor():
    model = network()
    X, Y = examples(model)
    report = nnlib.gradient_check(model, X, Y, coordinates=4, rng=0)
    assert [tensor.checked for tensor in report.tensors.values()] == [4, 4, 4, 4, 4, 3]
    assert report == nnlib.gradient_check(model, X, Y, coordinates=4, rng=0)
    with pytest.raises(ValueError, match="coordinates"):
        nnlib.gradient_check(model, X, Y, coordinates=0)


def test_the_printed_report_is_a_table():
    model = network()
    lines = str(nnlib.gradient_check(model, *examples(model))).splitlines()
    assert lines[0].startswith("gradient check: passed (J = ")
    assert lines[1].split() == ["verdict", "checked", "skipped", "error", "worst", "at", "numeric", "backprop"]
    assert len({len(line) for line in lines[1:]}) == 1
    assert [line.split()[0] for line in lines[2:]] == ["W[1]", "b[1]", "W[2]", "b[2]", "W[3]", "b[3]"]


def test_coordinates_are_drawn_without_repeating_any():
    model = network()
    report = nnlib.gradient_check(model, *examples(model), coordinates=14, rng=0)
    assert report.tensors["W[1]"].checked == 14  # of 15; with replacement some would be drawn twice


def test_the_one_norm_is_the_courses():
    model = network(output="softmax", cls=Broken)
    model.breakage = without_m
    report = nnlib.gradient_check(model, *examples(model))
    assert report.relative_error == pytest.approx(6 / 8, rel=1e-6)  # ‖7g − g‖ / (‖7g‖ + ‖g‖)


def test_activations_with_kinks_tell_where():
    assert [getattr(g, "kinks", ()) for g in (identity, sigmoid, tanh, relu)] == [(), (), (), (0.0,)]


class Residual(nnlib.Network):
    """A network whose second layer has a way around it: not the notes' forward pass."""

    def forward(self, X, *, out=None):
        forward_pass = super().forward(X, out=None)
        Z, A, W, b, g = forward_pass.Z, forward_pass.A, self.W, self.b, self.g
        A[2] = A[2] + A[1]
        Z[3] = W[3] @ A[2] + b[3]
        A[3] = g[3](Z[3])
        return forward_pass

    def backward(self, forward_pass, Y, sample_weight=None, *, out=None):
        gradients = super().backward(forward_pass, Y, sample_weight)
        if self.around:
            A, Z, m = forward_pass.A, forward_pass.Z, Y.shape[1]
            Z2 = Z[2]
            dA2 = self.W[3].T @ gradients.dZ[3]
            dZ2 = dA2 * self.g[2].derivative(Z2)
            dZ1 = (self.W[2].T @ dZ2 + dA2) * self.g[1].derivative(Z[1])
            gradients.dW[2], gradients.db[2] = dZ2 @ A[1].T / m, dZ2.sum(axis=1, keepdims=True) / m
            gradients.dW[1], gradients.db[1] = dZ1 @ A[0].T / m, dZ1.sum(axis=1, keepdims=True) / m
        return gradients


def test_a_network_of_another_forward_pass_is_checked_and_its_forward_pass_not_blamed():
    model = Residual([3, 4, 4, 3], hidden="tanh", output="softmax", rng=0)
    model.g[2] = FromZ()
    X, Y = examples(model)
    model.around = True
    assert nnlib.gradient_check(model, X, Y).passed
    model.around = False
    report = nnlib.gradient_check(model, X, Y)
    assert report.tensors["W[1]"].diagnosis == (
        "dW[1] is wrong; A[2] is not the notes', so that no line can be compared with theirs"
    )


class FromZ:
    """tanh, whose derivative is had from Z alone."""

    def __call__(self, Z, out=None):
        return np.tanh(Z, out=out)

    def derivative(self, Z):
        return 1 - np.tanh(Z) ** 2


def test_weights_that_back_propagation_ignores_are_named():
    class Unweighted(nnlib.Network):
        def backward(self, forward_pass, Y, sample_weight=None, *, out=None):
            return super().backward(forward_pass, Y, None, out=out)

    model = network(output="softmax", cls=Unweighted)
    X, Y = examples(model)
    weight = np.array([0, 1, 2, 1, 3, 1, 2.5])
    report = nnlib.gradient_check(model, X, Y, weight)
    assert {tensor.diagnosis for tensor in report.tensors.values()} == {"dZ[3] has no sample weights"}
    assert report.passed is False


def test_an_activation_whose_derivative_is_not_its_own_is_named():
    class Wrong(Swish):
        def derivative(self, Z):
            return sigmoid(Z)

    model = network((3, 5, 3), hidden=Wrong(), output="softmax")
    report = nnlib.gradient_check(model, *examples(model))
    assert report.tensors["W[1]"].diagnosis == (
        "dZ[1] is what Wrong gives for its derivative, which is not that of its values"
    )


def test_the_copies_are_listed():
    model = network()
    model.W[1][[1, 3]], model.b[1][[1, 3]], model.W[2][:, [1, 3]] = 0.5, 0.5, 0.5
    report = nnlib.gradient_check(model, *examples(model))
    assert report.verdict == "undecided"
    assert [doubt.partition(" are")[0] for doubt in report.doubts] == ["nodes 2, 4 of layer 1"]


def test_many_copies_are_counted():
    model = nnlib.Network([2, 30, 1], hidden="tanh", initialization="zeros")
    assert "nodes 1, 2, 3, 4, 5 and 25 more of layer 1 are copies" in str(
        nnlib.gradient_check(model, [[1.0], [2]], [[1]])
    )


def test_an_activation_that_spoils_its_derivative_from_the_output_is_named():
    class Wrong(FromZ):
        def derivative_from_output(self, A, out=None):
            return np.subtract(1, A, out=out)

    model = network((3, 5, 3), hidden=Wrong(), output="softmax")
    report = nnlib.gradient_check(model, *examples(model))
    assert report.tensors["W[1]"].diagnosis == (
        "dZ[1] is what Wrong gives for its derivative, which is not that of its values"
    )


def test_what_is_wrong_by_less_than_the_lines_can_see_is_wrong_all_the_same():
    """A part in a million is more than numeric derivatives allow, and less than what is called a wrong line."""

    class Slightly(nnlib.Network):
        def cost(self, X, Y, sample_weight=None):
            return super().cost(X, Y, sample_weight) + 1e-8 * float(np.sin(20 * self.W[1]).sum())

    model = network(cls=Slightly)
    report = nnlib.gradient_check(model, *examples(model))
    assert report.tensors["W[1]"].verdict == "failed"
    assert report.tensors["W[1]"].diagnosis == "dW[1] is wrong, and no known pattern fits"
    assert report.remarks == ()  # the line is followed, as far as is seen


def test_the_line_is_told_where_its_mistake_is_not_known():
    class Strange(nnlib.Network):
        def backward(self, forward_pass, Y, sample_weight=None, *, out=None):
            gradients = super().backward(forward_pass, Y, sample_weight)
            gradients.dW[2][...] = np.sin(gradients.dW[2])
            return gradients

    model = network(cls=Strange)
    report = nnlib.gradient_check(model, *examples(model))
    assert report.remarks == ("compare your line with dW[2] = 1/m dZ[2] A[1]ᵀ",)


def test_no_overflow_of_large_derivatives_is_raised():
    model = nnlib.Network([3, 4, 1], output="identity", rng=0)
    model.b[1][...] = 0.1
    with np.errstate(all="raise"):
        nnlib.gradient_check(model, 1e153 * np.random.default_rng(0).normal(size=(3, 5)), np.ones((1, 5)))


def images():
    entries = [(1, 6, 6), kinds.Convolution(3, 3, padding=1), kinds.MaxPool(2), kinds.Convolution(2, 2), 3]
    return network(entries, output="softmax")


def recurrent():
    return network([(4, 3), kinds.Recurrent(4), 1])


BROKEN_LAYERS = {
    "patches are not added up": (
        images,
        (kinds, "Convolution.back", {"d_image[seen] += _d_patch": "d_image[seen] = _d_patch"}),
        {
            (
                "dZ[1] comes from a dA[1] that has each pixel's derivative from the first patch that sees it: all of "
                "them add up"
            )
        },
    ),
    "pooling gives its derivative to all": (
        images,
        (
            kinds,
            "Pooled.back",
            {"d_image[seen] += np.multiply(d_pooled, wins, out=share)": "d_image[seen] += d_pooled"},
        ),
        {"dZ[1] comes from a dA[1] that goes to all pixels of a window: it belongs to the one that is the largest"},
    ),
    "the part of x comes back": (
        recurrent,
        (kinds, "Recurrent.back", {"dA[...] = dP[: self.n]": "dA[...] = dP[-self.n :]"}),
        {"dZ[1] comes from a dA[1] that is the last 4 rows of dP[2]: a<1> stands on top"},
    ),
    "a shared W is counted once": (
        recurrent,
        (propagation, "backward", {"dW[first] += dW[l]": "pass"}),
        {"dW[1] is that of layer 1 alone: layers 1 to 4 share one W, and their derivatives add up"},
    ),
    "the mask is forgotten on the way back": (
        lambda: network([3, 5, 4, 3], keep_prob={1: 0.6}),
        (propagation, "backward", {"dZ[l - 1] *= D[l - 1]": "pass"}),
        {"dZ[1] comes from a dA[1] that is not thinned: the mask D[1] is missing"},
    ),
    "patches of another image": (
        images,
        (
            kinds,
            "Convolution.inputs",
            {"patches[:, i, j, *patch] = image[seen]": "patches[:, i, j, *patch] = np.sin(image[seen])"},
        ),
        {f"d{name}[1] is wrong; P[1] is not the notes', so that no line can be compared with theirs" for name in "Wb"},
    ),
}


@pytest.mark.parametrize(("kind", "mutant", "diagnoses"), BROKEN_LAYERS.values(), ids=BROKEN_LAYERS)
def test_networks_of_other_kinds_are_diagnosed_line_by_line(monkeypatch, kind, mutant, diagnoses):
    model = kind()
    assert nnlib.gradient_check(model, *examples(model), coordinates=9, rng=0).passed
    put_in(monkeypatch, *mutant)
    report = nnlib.gradient_check(model, *examples(model), coordinates=9, rng=0)
    told = {tensor.diagnosis for tensor in report.tensors.values() if tensor.verdict == "failed"}
    assert told == diagnoses
