"""What holds for every network: any depth, any activations, output and loss, with a penalty and with sample weights."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import PAIRS, Swish

import nnlib
from nnlib.activations import LeakyReLU, softmax
from nnlib.losses import MatchedOutput

HIDDEN = ["identity", "sigmoid", "tanh", "relu", "leaky_relu", LeakyReLU(0.0), Swish()]
SEEDS = st.integers(0, 2**32)
EPS = np.finfo(float).eps
SLOPE = 1.1
"""No |g′| and no |g″| here is larger: swish's reach 1.0998 and 0.5, tanh's 1 and 0.77, sigmoid's 0.25 and 0.1."""


@dataclass(frozen=True)
class Case:
    """A network with examples for it."""

    model: nnlib.Network
    X: np.ndarray
    Y: np.ndarray
    weight: np.ndarray | None

    @property
    def m(self):
        return self.X.shape[1]

    @property
    def weights(self):
        """One weight an example: 1, where there are none."""
        return np.ones(self.m) if self.weight is None else self.weight

    def of(self, columns):
        """Return the same network with some of the examples."""
        weight = None if self.weight is None else self.weight[columns]
        return Case(self.model, self.X[:, columns], self.Y[:, columns], weight)

    def forward(self):
        return self.model.forward(self.X)

    def gradients(self):
        return self.model.gradients(self.X, self.Y, self.weight)

    def cost(self):
        return self.model.cost(self.X, self.Y, self.weight)


def draw_network(draw, output, loss, l2, dtype="float64"):
    depth = draw(st.integers(1, 4))
    sizes = draw(st.lists(st.integers(1, 5), min_size=depth, max_size=depth))
    n_y = draw(st.integers(2 if output == "softmax" else 1, 5))
    return nnlib.Network(
        [*sizes, n_y],
        hidden=draw(st.lists(st.sampled_from(HIDDEN), min_size=depth - 1, max_size=depth - 1)),
        output=output,
        loss=loss,
        l2=draw(st.sampled_from(l2)),
        dtype=dtype,
        rng=0,
    )


def labels_for(model, m, rng, targets):
    """Return what the loss takes: 0 and 1, class indices, or some of the targets."""
    n_y = model.layer_sizes[-1]
    if model.loss.name == "squared_error":
        return rng.choice(targets, (n_y, m))
    return rng.integers(0, 2, (n_y, m)) if model.loss.name == "binary_cross_entropy" else rng.integers(0, n_y, (1, m))


@st.composite
def cases(draw, least=1):
    """Draw a network and up to 8 examples, all of ordinary size; weights may be 0, but not all of them."""
    model, m = draw_network(draw, *draw(st.sampled_from(PAIRS)), l2=[0.0, 0.3]), draw(st.integers(least, 8))
    rng = np.random.default_rng(draw(SEEDS))
    model.parameters.vector = rng.normal(size=model.parameters.vector.size)
    X, Y = rng.normal(size=(model.layer_sizes[0], m)), labels_for(model, m, rng, targets=rng.normal(size=8))
    weight = rng.integers(0, 4, m) * 0.3
    weight[rng.integers(m)] = 1
    return Case(model, X, Y, weight if draw(st.booleans()) else None)


@dataclass(frozen=True)
class Rounding:
    """How far each result may be from exact arithmetic."""

    Z: dict
    A: dict
    dZ: dict
    vector: np.ndarray
    cost: float


def rounding(case):
    """Bound to first order what rounding may do, in whatever order the sums are taken.

    A sum of n products may be off by n ε Σ |products|, and by what its factors are off by; NumPy's functions by 4 units
    in the last place, each at most ε times the value. ε, which is twice the rounding of one operation, leaves room for
    second order.
    """
    forward_pass, gradients = case.forward(), case.gradients()
    off_Z, off_A = forward_rounding(case, forward_pass)
    off_dZ, off_vector = backward_rounding(case, forward_pass, gradients, off_Z, off_A)
    return Rounding(off_Z, off_A, off_dZ, off_vector, cost_rounding(case, forward_pass, off_Z, off_A))


def forward_rounding(case, forward_pass):
    model = case.model
    W, b, A, Z = absolute(model.W), absolute(model.b), absolute(forward_pass.A), absolute(forward_pass.Z)
    off_Z, off_A = {}, {0: np.zeros_like(A[0])}
    for l, g in model.g.items():
        off_Z[l] = W[l] @ off_A[l - 1] + (len(A[l - 1]) + 1) * EPS * (W[l] @ A[l - 1] + b[l])
        off_A[l] = SLOPE * off_Z[l] + 6 * EPS * A[l]  # σ and swish: exp, and two operations more
        if g == softmax:  # a e^z of each node, over their sum: both off by what the worst z is off by
            off_A[l] = A[l] * (2 * off_Z[l].max(axis=0) + (2 * Z[l].max(axis=0) + len(A[l]) + 10) * EPS)
    return off_Z, off_A


def cost_rounding(case, forward_pass, off_Z, off_A):
    model, L = case.model, len(case.model.g)
    Y, _ = model.labels(case.Y, None, case.m)
    losses = model.output_layer.L(forward_pass.Z[L], forward_pass.output, Y)
    slope = abs(forward_pass.output - Y)  # ∂L/∂z of a matched pair, ∂L/∂a of another
    off_L = (slope * (off_Z[L] + off_A[L])).sum(axis=0) + (12 * len(Y) + 2 * case.m) * EPS * (1 + losses)
    theta = model.parameters.vector
    return (case.weights * off_L).sum() / case.weights.sum() + theta.size * EPS * model.l2 * theta @ theta


def backward_rounding(case, forward_pass, gradients, off_Z, off_A):
    model, L, w = case.model, len(case.model.g), case.weights
    W, A, Z, dZ = absolute(model.W), absolute(forward_pass.A), absolute(forward_pass.Z), absolute(gradients.dZ)
    off = model.parameters.over(np.zeros_like(model.parameters.vector), ("dW", "db"))

    def through_g(l, off_dA, dA):
        """Return what dA · g′(Z) is off by; g′ itself is 1 − a², a (1 − a), or swish's, with a term z a (1 − a)."""
        return SLOPE * off_dA + dA * (SLOPE * off_Z[l] + 12 * EPS * (1 + Z[l]))

    dA = w * abs(forward_pass.output - model.labels(case.Y, None, case.m)[0])
    off_dZ = {L: w * off_A[L] + 2 * EPS * dA}
    if not isinstance(model.output_layer, MatchedOutput):
        off_dZ[L] = through_g(L, off_dZ[L], dA)
    for l in range(L, 0, -1):
        off_sum = off_dZ[l] + (case.m + 4) * EPS * dZ[l]
        off.W[l] = (off_sum @ A[l - 1].T + dZ[l] @ off_A[l - 1].T) / w.sum() + 2 * EPS * model.l2 * W[l]
        off.b[l] = off_sum.sum(axis=1, keepdims=True) / w.sum()
        if l > 1:
            dA = W[l].T @ dZ[l]
            off_dZ[l - 1] = through_g(l - 1, W[l].T @ off_dZ[l] + (len(dZ[l]) + 1) * EPS * dA, dA)
    return off_dZ, off.vector


def absolute(arrays):
    return {l: abs(array) for l, array in arrays.items()}


def assert_within(actual, expected, off):
    """Assert that two roundings of one exact result differ by no more than both may be off by, together."""
    assert np.all(abs(actual - expected) <= 2 * off)


@given(cases())
def test_all_examples_at_once_give_what_a_loop_over_them_gives(case):
    forward_pass, gradients, off = case.forward(), case.gradients(), rounding(case)
    cost, vector = 0.0, np.zeros_like(gradients.vector)
    for i, weight in enumerate(case.weights):
        alone = Case(case.model, case.X[:, [i]], case.Y[:, [i]], None)
        Z, A, one = alone.forward().Z, alone.forward().A, alone.gradients()
        cost += weight / case.weights.sum() * alone.cost()
        vector += weight / case.weights.sum() * one.vector
        for l in case.model.g:
            assert_within(forward_pass.Z[l][:, [i]], Z[l], off.Z[l][:, [i]])
            assert_within(forward_pass.A[l][:, [i]], A[l], off.A[l][:, [i]])
            assert_within(gradients.dZ[l][:, [i]], weight * one.dZ[l], off.dZ[l][:, [i]])
    assert_within(case.cost(), cost, off.cost)
    assert_within(gradients.vector, vector, off.vector)


@given(cases(least=2), st.randoms(use_true_random=False))
def test_permuting_the_examples_permutes_columns_and_leaves_cost_and_gradients(case, random):
    order = random.sample(range(case.m), case.m)
    permuted, off = case.of(order), rounding(case)
    before, after = case.gradients(), permuted.gradients()
    for l in case.model.g:
        assert_within(permuted.forward().Z[l], case.forward().Z[l][:, order], off.Z[l][:, order])
        assert_within(permuted.forward().A[l], case.forward().A[l][:, order], off.A[l][:, order])
        assert_within(after.dZ[l], before.dZ[l][:, order], off.dZ[l][:, order])
    assert_within(after.vector, before.vector, off.vector)
    assert_within(permuted.cost(), case.cost(), off.cost)


@given(cases(least=2), st.sets(st.integers(1, 7)))
def test_batches_average_to_the_whole_by_their_sizes_or_weights(case, cuts):
    """The l2 term is whole in each of them, so that it comes out once."""
    cost, vector = 0.0, np.zeros_like(case.model.parameters.vector)
    for columns in np.split(np.arange(case.m), sorted(cut for cut in cuts if cut < case.m)):
        share = case.weights[columns].sum() / case.weights.sum()
        if share:
            cost += share * case.of(columns).cost()
            vector += share * case.of(columns).gradients().vector
    assert_within(cost, case.cost(), rounding(case).cost)
    assert_within(vector, case.gradients().vector, rounding(case).vector)


def finite(dtype):
    """Draw finite numbers of a type, and most often such as overflow when they meet."""
    largest = float(np.finfo(dtype).max)
    numbers = st.floats(-largest, largest, width=np.finfo(dtype).bits)
    large = [sign * size for size in (largest, largest / 16, largest**0.6) for sign in (1, -1)]
    return numbers | st.sampled_from(large) | st.floats(-3, 3, width=32)


@st.composite
def extreme_cases(draw, output, loss, dtype):
    """Draw a network with any finite parameters, any finite examples and any weights that are admitted."""
    model, m = draw_network(draw, output, loss, l2=[0.0, 0.3, 5e-324, 1e308], dtype=dtype), draw(st.integers(1, 8))
    rng, numbers = np.random.default_rng(draw(SEEDS)), draw(st.lists(finite(dtype), min_size=1, max_size=4))
    model.parameters.vector = rng.choice(numbers, model.parameters.vector.size)
    X, Y = rng.choice(numbers, (model.layer_sizes[0], m)), labels_for(model, m, rng, targets=numbers)
    weight = rng.choice([0.0, 0.5, 1.0, 1e-30, 1e30], m)
    weight[rng.integers(m)] = 1
    return Case(model, X, Y, weight if draw(st.booleans()) else None)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("output", "loss"), PAIRS)
@settings(max_examples=20)  # of each pair in each type
@given(st.data())
def test_no_finite_input_makes_the_cost_nan(output, loss, dtype, data):
    """However X and W overflow on their way, it is a number from 0 to infinity."""
    case = data.draw(extreme_cases(output, loss, dtype))
    with np.errstate(all="ignore"):
        assert case.cost() >= 0


@pytest.mark.filterwarnings("ignore:.*nnlib.datasets.Standardizer:UserWarning")  # which extreme numbers deserve
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@settings(max_examples=30)  # in each type
@given(st.data())
def test_from_finite_input_training_keeps_to_finite_numbers_or_says_that_it_diverged(dtype, data):
    case = data.draw(extreme_cases(*data.draw(st.sampled_from(PAIRS)), dtype))
    model, options = case.model.copy(), {"learning_rate": 0.1, "iterations": data.draw(st.integers(1, 2))}
    try:
        history = nnlib.train(model, case.X, case.Y, **options, sample_weight=case.weight)
    except nnlib.DivergenceError:
        np.testing.assert_array_equal(model.parameters.vector, case.model.parameters.vector)
    else:
        assert np.isfinite(history.cost).all()
        assert np.isfinite(model.parameters.vector).all()
