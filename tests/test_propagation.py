"""Forward and back propagation against the definition: one example, one node, one sum at a time."""

import itertools
import math

import numpy as np
import pytest
from networks import Swish

from nnlib._buffers import Buffers
from nnlib._connections import connected
from nnlib.activations import identity, leaky_relu, relu, sigmoid, softmax, tanh
from nnlib.losses import categorical_cross_entropy, output_layer, squared_error
from nnlib.parameters import Parameters
from nnlib.propagation import backward, cost, forward, penalty, total_weight, weighted_sum

SCALAR = {
    identity: (lambda z: z, lambda z: 1.0),
    sigmoid: (lambda z: 1 / (1 + math.exp(-z)), lambda z: math.exp(-z) / (1 + math.exp(-z)) ** 2),
    tanh: (math.tanh, lambda z: 1 / math.cosh(z) ** 2),
    relu: (lambda z: max(0.0, z), lambda z: 1.0 if z > 0 else 0.0),
    leaky_relu: (lambda z: max(0.01 * z, z), lambda z: 1.0 if z > 0 else 0.01),
}


def network(sizes, vector):
    """Return θ and the layers of a dense network."""
    layers, _ = connected(sizes)
    return Parameters([(layer.n, layer.n_in) for layer in layers.values()], vector=vector), layers


def case(hidden=(tanh, relu), sizes=(3, 5, 4, 2), output=sigmoid, loss=squared_error, m=7, seed=0):
    rng = np.random.default_rng(seed)
    parameters, layers = network(sizes, rng.normal(size=sum(n * (n_in + 1) for n_in, n in itertools.pairwise(sizes))))
    g = dict(enumerate([*hidden, output], start=1))
    X = rng.normal(size=(sizes[0], m))
    Y = rng.integers(0, 2, (sizes[-1], m)).astype(float)
    if output is softmax:
        Y = np.eye(sizes[-1])[rng.integers(0, sizes[-1], m)].T
    return parameters, layers, g, X, Y, output_layer(output, loss), rng.uniform(0.5, 2, (1, m))


def by_loops(parameters, g, X, Y, weight, l2):
    """J and the gradient by the notes' definition: loops over examples and nodes, the chain rule as sums over paths."""
    W, b, L, m = parameters.W, parameters.b, len(g), X.shape[1]
    sizes = [X.shape[0], *(len(b[l]) for l in b)]
    dW = {l: np.zeros_like(W[l]) for l in W}
    db = {l: np.zeros_like(b[l]) for l in b}
    J = 0.0
    for i in range(m):
        a = {0: [X[k, i] for k in range(sizes[0])]}
        z = {}
        for l in range(1, L + 1):
            z[l] = [sum(W[l][j, k] * a[l - 1][k] for k in range(sizes[l - 1])) + b[l][j, 0] for j in range(sizes[l])]
            a[l] = [SCALAR[g[l]][0](value) for value in z[l]]
        J += weight[i] * sum((a[L][j] - Y[j, i]) ** 2 / 2 for j in range(sizes[L]))
        da = [a[L][j] - Y[j, i] for j in range(sizes[L])]
        for l in range(L, 0, -1):
            dz = [da[j] * SCALAR[g[l]][1](z[l][j]) for j in range(sizes[l])]
            for j in range(sizes[l]):
                db[l][j, 0] += weight[i] * dz[j]
                for k in range(sizes[l - 1]):
                    dW[l][j, k] += weight[i] * dz[j] * a[l - 1][k]
            da = [sum(W[l][j, k] * dz[j] for j in range(sizes[l])) for k in range(sizes[l - 1])]
    total = sum(weight)
    J = J / total + l2 / 2 * sum(float((W[l] ** 2).sum()) for l in W)
    return J, {l: dW[l] / total + l2 * W[l] for l in W}, {l: db[l] / total for l in b}


@pytest.mark.parametrize("l2", [0.0, 0.3])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("output", [sigmoid, tanh, identity, leaky_relu], ids=repr)
@pytest.mark.parametrize("m", [1, 7])
def test_equals_loops_over_examples_and_nodes(output, weighted, l2, m):
    parameters, layers, g, X, Y, pair, weight = case(
        hidden=(tanh, relu, sigmoid), sizes=(3, 5, 4, 3, 2), output=output, m=m
    )
    J, dW, db = by_loops(parameters, g, X, Y, weight[0] if weighted else [1.0] * m, l2)
    options = {"sample_weight": weight if weighted else None, "l2": l2}
    forward_pass = forward(X, parameters, layers, g)
    gradients = backward(forward_pass, Y, parameters, layers, g, pair, **options)
    assert cost(forward_pass, Y, parameters, pair, **options) == pytest.approx(J, rel=1e-12)
    for l in g:
        np.testing.assert_allclose(gradients.dW[l], dW[l], rtol=1e-10, atol=1e-14)
        np.testing.assert_allclose(gradients.db[l], db[l], rtol=1e-10, atol=1e-14)


def test_shapes_and_names():
    parameters, layers, g, X, Y, pair, _ = case()
    forward_pass = forward(X, parameters, layers, g)
    gradients = backward(forward_pass, Y, parameters, layers, g, pair)
    assert forward_pass.A[0] is X
    assert forward_pass.output is forward_pass.A[3]
    assert {l: Z.shape for l, Z in forward_pass.Z.items()} == {1: (5, 7), 2: (4, 7), 3: (2, 7)}
    assert {l: dZ.shape for l, dZ in gradients.dZ.items()} == {1: (5, 7), 2: (4, 7), 3: (2, 7)}
    assert gradients.vector.shape == parameters.vector.shape
    assert np.shares_memory(gradients.vector, gradients.dW[2])
    assert np.shares_memory(gradients.vector, gradients.db[3])


def test_columns_of_dZ_are_each_examples_own():
    """There is no 1/m in dZ: an example's column is the same, whoever stands beside it."""
    parameters, layers, g, X, Y, pair, _ = case()
    together = backward(forward(X, parameters, layers, g), Y, parameters, layers, g, pair)
    alone = backward(forward(X[:, 2:3], parameters, layers, g), Y[:, 2:3], parameters, layers, g, pair)
    for l in g:
        np.testing.assert_allclose(together.dZ[l][:, 2:3], alone.dZ[l], rtol=1e-12)


def test_a_second_backward_gives_the_same_and_harms_nothing():
    parameters, layers, g, X, Y, pair, _ = case(hidden=(Swish(), leaky_relu))
    kept = [X.copy(), Y.copy(), parameters.vector.copy()]
    forward_pass = forward(X, parameters, layers, g)
    A = {l: array.copy() for l, array in forward_pass.A.items()}
    Z = {l: array.copy() for l, array in forward_pass.Z.items()}
    first = backward(forward_pass, Y, parameters, layers, g, pair)
    second = backward(forward_pass, Y, parameters, layers, g, pair)
    np.testing.assert_array_equal(first.vector, second.vector)
    assert not np.shares_memory(first.vector, second.vector)
    for l in g:
        np.testing.assert_array_equal(forward_pass.A[l], A[l])
        np.testing.assert_array_equal(forward_pass.Z[l], Z[l])
    for array, before in zip([X, Y, parameters.vector], kept, strict=True):
        np.testing.assert_array_equal(array, before)


@pytest.mark.parametrize("hidden", [sigmoid, tanh, relu, leaky_relu, identity, Swish()], ids=lambda g: type(g).__name__)
@pytest.mark.parametrize(
    ("output", "loss"), [(softmax, categorical_cross_entropy), (tanh, squared_error)], ids=["matched", "chained"]
)
def test_buffers_change_where_and_not_what(hidden, output, loss):
    """Twice through the same buffers, for a whole batch and for a ragged one."""
    parameters, layers, g, X, Y, pair, weight = case(hidden=(hidden, hidden), output=output, loss=loss)
    buffers = Buffers.allocate(parameters, layers, g, m=7, l2=0.1)
    for m, out in ((7, buffers), (4, buffers.holding(4)), (7, buffers)):
        x, y, w = X[:, :m], Y[:, :m], weight[:, :m]
        fresh = forward(x, parameters, layers, g)
        expected = backward(fresh, y, parameters, layers, g, pair, w, 0.1)
        forward_pass = forward(x, parameters, layers, g, out=out)
        np.testing.assert_allclose(
            cost(forward_pass, y, parameters, pair, w, 0.1, out=out),
            cost(fresh, y, parameters, pair, w, 0.1),
            rtol=1e-14,
        )
        gradients = backward(forward_pass, y, parameters, layers, g, pair, w, 0.1, out=out)
        assert np.shares_memory(gradients.vector, buffers.derivatives.vector)
        np.testing.assert_allclose(gradients.vector, expected.vector, rtol=1e-12, atol=1e-15)
        for l in g:
            np.testing.assert_allclose(forward_pass.A[l], fresh.A[l], rtol=1e-14)
            np.testing.assert_allclose(gradients.dZ[l], expected.dZ[l], rtol=1e-12, atol=1e-15)


class Widening:
    """An activation of a user's own that answers in float64, whatever it is asked in, and takes no notice of `out`."""

    def __call__(self, Z, out=None):
        return np.float64(0.5) * np.tanh(Z)

    def derivative(self, Z):
        return np.float64(0.5) / np.cosh(Z) ** 2


@pytest.mark.parametrize("output", [sigmoid, Widening()], ids=lambda g: type(g).__name__)
def test_an_activation_that_widens_its_type_does_not_widen_the_network(output):
    parameters, layers, g, X, Y, pair, _ = case(hidden=(Widening(), tanh), output=output, loss=squared_error)
    narrow, x, y = parameters.astype(np.float32), X.astype(np.float32), Y.astype(np.float32)
    expected = backward(forward(X, parameters, layers, g), Y, parameters, layers, g, pair)
    for out in (None, Buffers.allocate(narrow, layers, g, m=7, l2=0.0)):
        forward_pass = forward(x, narrow, layers, g, out=out)
        gradients = backward(forward_pass, y, narrow, layers, g, pair, out=out)
        arrays = [*forward_pass.Z.values(), *forward_pass.A.values(), *gradients.dZ.values(), gradients.vector]
        assert {array.dtype for array in arrays} == {np.dtype(np.float32)}
        np.testing.assert_allclose(gradients.vector, expected.vector, rtol=1e-4, atol=1e-6)


def test_a_batch_whose_weights_are_all_zero_has_no_gradient():
    parameters, layers, g, X, Y, pair, weight = case()
    forward_pass = forward(X, parameters, layers, g)
    assert cost(forward_pass, Y, parameters, pair, 0 * weight) == 0
    assert not backward(forward_pass, Y, parameters, layers, g, pair, 0 * weight).vector.any()


def test_an_example_of_weight_0_adds_nothing_however_large_its_loss():
    """Such as one that holds a fill value, whose square is infinite: 0 · inf would be NaN."""
    (parameters, layers), g = network([1, 1], np.float32([1, 0])), {1: identity}
    pair = output_layer(identity, None)
    X, Y, weight = np.float32([[9.97e36, 3]]), np.float32([[0, 1]]), np.float32([[0, 2]])
    forward_pass = forward(X, parameters, layers, g)
    with np.errstate(over="ignore"):
        assert cost(forward_pass, Y, parameters, pair, weight) == 2
    np.testing.assert_array_equal(backward(forward_pass, Y, parameters, layers, g, pair, weight).vector, [6, 2])


@pytest.mark.parametrize("W2", [[1, 1], [1, 0]], ids=["inf - inf", "0 inf"])
def test_a_cost_whose_Z_leaves_the_range_of_its_type_is_infinite_and_not_nan(W2):
    (parameters, layers), g = network([1, 2, 1], np.array([1e200, -1e200, 0, 0, *W2, 0])), {1: identity, 2: sigmoid}
    with np.errstate(over="ignore", invalid="ignore"):
        forward_pass = forward(np.array([[1e200]]), parameters, layers, g)
        np.testing.assert_array_equal(forward_pass.A[1], [[np.inf], [-np.inf]])
        assert np.isnan(forward_pass.Z[2])
        assert cost(forward_pass, np.array([[1.0]]), parameters, output_layer(sigmoid, None)) == np.inf


def test_the_cost_of_parameters_that_are_nan_is_nan():
    (parameters, layers), g, Y = network([1, 1], np.array([np.nan, 0])), {1: identity}, np.ones((1, 1))
    assert np.isnan(cost(forward(Y, parameters, layers, g), Y, parameters, output_layer(identity, None)))


def test_the_smallest_l2_times_an_infinite_sum_is_infinite():
    """Half of the smallest number is 0."""
    assert penalty(Parameters([(1, 1)], vector=np.array([1e200, 0])), l2=5e-324) == np.inf


def test_published_values_of_the_first_assignment():
    """Week 2 of the course: w = (1, 2), b = 2; its printed cost and gradients.

    The cost in exact arithmetic is 5.80154531939415014; the course's 5.801545319394553 carries the rounding of 1 − a.
    """
    (parameters, layers), g = network([2, 1], np.array([1.0, 2.0, 2.0])), {1: sigmoid}
    X, Y, pair = np.array([[1, 2, -1], [3, 4, -3.2]]), np.array([[1.0, 0.0, 1.0]]), output_layer(sigmoid, None)
    forward_pass = forward(X, parameters, layers, g)
    J = cost(forward_pass, Y, parameters, pair)
    assert pytest.approx(5.801545319394553, rel=1e-12) == J
    assert pytest.approx(5.80154531939415014, rel=4e-16) == J
    gradients = backward(forward_pass, Y, parameters, layers, g, pair)
    np.testing.assert_allclose(gradients.dW[1].T, [[0.99845601], [2.39507239]], atol=5e-9)
    np.testing.assert_allclose(gradients.db[1], [[0.00145557813678]], rtol=1e-11)


@pytest.mark.parametrize(
    ("hidden", "l2"), [*((g, 0.1) for g in (sigmoid, tanh, relu, leaky_relu, identity)), (tanh, 0.0)], ids=repr
)
def test_with_buffers_no_array_of_a_layers_size_is_allocated(hidden, l2, allocated):
    """What forward, cost and backward allocate is smaller, each by itself, than the smallest of their arrays.

    That is A[2], of 100 nodes for 1,000 examples. What is allocated is NumPy's own buffer of 8,192 elements, through
    which it adds b[l], and a few vectors with one number an example.
    """
    n, n_y, m = 512, 100, 1000
    rng = np.random.default_rng(0)
    parameters, layers = network([n, n, n_y], rng.normal(size=n * (n + 1) + n_y * (n + 1)).astype(np.float32))
    g, pair = {1: hidden, 2: softmax}, output_layer(softmax, None)
    X = rng.normal(size=(m, n)).astype(np.float32).T
    Y = np.eye(n_y, dtype=np.float32)[rng.integers(0, n_y, m)].T
    buffers = Buffers.allocate(parameters, layers, g, m, l2)
    forward_pass = forward(X, parameters, layers, g, out=buffers)
    for call in (
        lambda: forward(X, parameters, layers, g, out=buffers),
        lambda: cost(forward_pass, Y, parameters, pair, None, l2, out=buffers),
        lambda: backward(forward_pass, Y, parameters, layers, g, pair, None, l2, out=buffers),
    ):
        assert allocated(call) < n_y * m * 4


def test_in_buffers_hidden_layers_share_one_array_for_Z_unless_their_derivative_needs_it():
    parameters, layers, g, *_ = case(hidden=(tanh, Swish()))
    buffers = Buffers.allocate(parameters, layers, g, m=7, l2=0.0)
    assert np.shares_memory(buffers.Z[1], buffers.scratch[2])
    assert not np.shares_memory(buffers.Z[2], buffers.Z[1])
    assert not np.shares_memory(buffers.Z[3], buffers.Z[1])
    assert buffers.penalty == {}
    of_float32 = Buffers.allocate(parameters.astype(np.float32), layers, g, m=7, l2=0.1)
    arrays = [of_float32.ones[1], of_float32.derivatives.vector]
    for kind in (of_float32.Z, of_float32.A, of_float32.dZ, of_float32.scratch, of_float32.penalty):
        arrays.extend(kind.values())
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}
    narrower = buffers.holding(3)
    assert np.shares_memory(narrower.A[2], buffers.A[2])
    assert np.shares_memory(narrower.ones[1], buffers.ones[1])
    assert narrower.ones[1].shape == (3, 1)
    assert all(array.flags.c_contiguous for array in narrower.dZ.values())


def test_sums_over_many_float32_examples_are_taken_in_float64():
    values = np.full((1, 100_000), 0.1, dtype=np.float32)
    exact = 100_000 * float(np.float32(0.1))
    assert weighted_sum(values, None) == pytest.approx(exact, rel=1e-12)
    assert total_weight(100_000, values) == pytest.approx(exact, rel=1e-12)
    assert weighted_sum(values, np.ones_like(values)) == pytest.approx(exact, rel=1e-12)


def test_gradients_are_shown_by_their_names_in_buffers_too():
    parameters, layers, g, X, Y, pair, _ = case()
    fresh = backward(forward(X, parameters, layers, g), Y, parameters, layers, g, pair)
    assert repr(fresh) == f"{fresh.dW}\n{fresh.db}"
    assert repr(fresh.dW).startswith("dW[1] =")
    assert repr(fresh.db).startswith("db[1] =")
    buffers = Buffers.allocate(parameters, layers, g, m=7, l2=0.0)
    assert repr(buffers.derivatives.W).startswith("dW[1] =")
    assert repr(buffers.derivatives.b).startswith("db[1] =")


def test_an_output_whose_derivative_needs_Z_is_given_it():
    parameters, layers, g, X, Y, pair, _ = case(output=Swish())
    forward_pass = forward(X, parameters, layers, g)
    Z, A = forward_pass.Z[3], forward_pass.A[3]
    gradients = backward(forward_pass, Y, parameters, layers, g, pair)
    np.testing.assert_allclose(gradients.dZ[3], (A - Y) * Swish().derivative(Z), rtol=1e-15)


def test_without_l2_weights_may_have_squares_that_overflow():
    parameters, layers = network([1, 1], np.array([1e30, 0.0], np.float32))
    X, Y, g, pair = (
        np.array([[1e-30]], np.float32),
        np.array([[1.0]], np.float32),
        {1: sigmoid},
        output_layer(sigmoid, None),
    )
    assert cost(forward(X, parameters, layers, g), Y, parameters, pair) == pytest.approx(
        math.log1p(math.exp(-1)), rel=1e-6
    )


def test_weights_that_float32_holds_overflow_nothing():
    """Their products with the losses may be larger than float32's largest number."""
    L = np.array([[1e4, 1.0]], np.float32)
    assert weighted_sum(L, np.array([[3e38, 3e38]], np.float32)) == pytest.approx(3e38 * 10_001)
