"""What goes into each kind of layer's product, and how its derivative comes back: examples by hand, loops, plain sums.

The loops below are the definitions, one number after the other, and share no line with the layers. Where whole numbers
go in, sums are exact, so that equal means equal to the last bit.
"""

import re
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks import examples

import nnlib
from nnlib import datasets
from nnlib.layers import Convolution, Dense, Layer, MaxPool, Recurrent


def layer_of(shape, *entries):
    """Return the first layer of a network that begins with this shape and these entries."""
    return nnlib.Network([shape, *entries, 1], rng=0).layers[1]


def columns(*rows):
    """Return A[0] with an example for each of these rows."""
    return {0: np.array(rows, float).T}


def pair(value):
    return value if isinstance(value, tuple) else (value, value)


# The definitions, in loops.


def places(height, width, size, stride):
    """Yield the upper left corner of each window that lies on an image, row by row."""
    (k, q), (s, t) = pair(size), pair(stride)
    yield from product(range(0, height - k + 1, s), range(0, width - q + 1, t))


def images(A, shape):
    """Return the examples as images: (m, channels, height, width)."""
    return A.T.reshape(-1, *shape)


def patches_in_loops(A, shape, size, stride=1, padding=0):
    """Return P of a convolution: for each position the patches of all examples, side by side."""
    (k, q), (p, r) = pair(size), pair(padding)
    surrounded = np.pad(images(A, shape), ((0, 0), (0, 0), (p, p), (r, r)))
    corners = places(*surrounded.shape[2:], size, stride)
    return np.array([image[:, y : y + k, x : x + q].ravel() for y, x in corners for image in surrounded]).T


def patches_back_in_loops(dP, A, shape, size, stride=1, padding=0):
    """Return dA: each number of dP is added at the pixel that it belongs to, unless this is a zero around the image."""
    (_, height, width), (p, r) = shape, pair(padding)
    d_images, column = np.zeros_like(images(A, shape)), iter(dP.T)
    for y, x in places(height + 2 * p, width + 2 * r, size, stride):
        for d_image in d_images:
            patch = iter(next(column))
            for channel, i, j in product(range(shape[0]), *map(range, pair(size))):
                row, col, derivative = y + i - p, x + j - r, next(patch)
                if 0 <= row < height and 0 <= col < width:
                    d_image[channel, row, col] += derivative
    return d_images.reshape(len(d_images), -1).T


def largest_in_loops(A, shape, size, stride=None):
    """Return what a pool leaves, and the index in its image of each pixel that is left, the first where several are."""
    (channels, height, width), (k, q) = shape, pair(size)
    values, indices = [], []
    for image in images(A, shape):
        chosen = []
        for channel, (y, x) in product(range(channels), places(height, width, size, stride or size)):
            window = [(channel, y + i, x + j) for i in range(k) for j in range(q)]
            chosen.append(max(window, key=lambda pixel: image[pixel]))  # of several the first
        values.append([image[pixel] for pixel in chosen])
        indices.append([np.ravel_multi_index(pixel, shape) for pixel in chosen])
    return np.array(values).T, np.array(indices).T


# Convolution.


def test_the_columns_of_p_are_patches():
    """Position by position, row by row of the image; within a position example by example."""
    layer = layer_of((1, 3, 3), Convolution(1, 2))
    A = columns([1, 2, 3, 4, 5, 6, 7, 8, 9], [10, 20, 30, 40, 50, 60, 70, 80, 90])
    expected = [
        [1, 10, 2, 20, 4, 40, 5, 50],
        [2, 20, 3, 30, 5, 50, 6, 60],
        [4, 40, 5, 50, 7, 70, 8, 80],
        [5, 50, 6, 60, 8, 80, 9, 90],
    ]
    np.testing.assert_array_equal(layer.inputs(A, 1), expected)
    assert (layer.n_in, layer.positions, layer.output_shape) == (4, 4, (1, 2, 2))


def test_the_rows_of_p_are_channel_row_and_column():
    layer = layer_of((2, 2, 3), Convolution(1, (2, 2)))
    A = columns([1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, -6])
    np.testing.assert_array_equal(layer.inputs(A, 1).T, [[1, 2, 4, 5, -1, -2, -4, -5], [2, 3, 5, 6, -2, -3, -5, -6]])


def test_zeros_surround_the_image():
    layer = layer_of((1, 2, 2), Convolution(1, 2, padding=1))
    expected = [
        *([0, 0, 0, 1], [0, 0, 1, 2], [0, 0, 2, 0]),
        *([0, 1, 0, 3], [1, 2, 3, 4], [2, 0, 4, 0]),
        *([0, 3, 0, 0], [3, 4, 0, 0], [4, 0, 0, 0]),
    ]
    np.testing.assert_array_equal(layer.inputs(columns([1, 2, 3, 4]), 1).T, expected)


def test_a_stride_leaves_positions_out_and_an_end_unseen():
    layer = layer_of((1, 3, 5), Convolution(1, (1, 2), stride=(2, 3)))
    A = columns(range(15))
    np.testing.assert_array_equal(layer.inputs(A, 1).T, [[0, 1], [3, 4], [10, 11], [13, 14]])
    np.testing.assert_array_equal(layer.back(np.ones((2, 4)), A, 1).ravel(), [1, 1, 0, 1, 1, *[0] * 5, 1, 1, 0, 1, 1])


def test_a_padding_of_height_and_width():
    layer = layer_of((1, 1, 2), Convolution(1, (1, 2), padding=(1, 0)))
    np.testing.assert_array_equal(layer.inputs(columns([1, 2]), 1).T, [[0, 0], [1, 2], [0, 0]])


def test_a_pixel_of_the_kernel_that_never_lies_on_the_image():
    """At the positions −3, 0 and 3, the second and third pixels of a kernel of width 3 see zeros alone."""
    layer = layer_of((1, 1, 1), Convolution(1, (1, 3), stride=3, padding=(0, 3)))
    A = columns([7], [8])
    np.testing.assert_array_equal(layer.inputs(A, 1), [[0, 0, 7, 8], [0, 0, 0, 0], [0, 0, 0, 0]])
    np.testing.assert_array_equal(layer.back(np.arange(12.0).reshape(3, 4), A, 1), [[2, 3]])


def test_a_kernel_that_is_larger_than_its_image():
    """Most of its pixels never lie on the image: they are left of it, or right of it, at every position."""
    layer = layer_of((1, 1, 1), Convolution(1, (1, 9), padding=(0, 5)))
    expected = np.zeros((9, 3))
    expected[[5, 4, 3], [0, 1, 2]] = 7
    np.testing.assert_array_equal(layer.inputs(columns([7]), 1), expected)
    layer = layer_of((1, 1, 4), Convolution(1, (1, 15), padding=(0, 6)))
    expected = np.zeros((15, 2))
    expected[6:10, 0] = expected[5:9, 1] = [1, 2, 3, 4]
    np.testing.assert_array_equal(layer.inputs(columns([1, 2, 3, 4]), 1), expected)


def test_a_pixel_s_derivative_is_the_sum_over_its_places_in_p():
    layer = layer_of((1, 3, 3), Convolution(1, 2))
    A = columns(range(9))
    np.testing.assert_array_equal(layer.back(np.ones((4, 4)), A, 1).reshape(3, 3), [[1, 2, 1], [2, 4, 2], [1, 2, 1]])


def test_the_rows_of_z_are_channel_row_and_column():
    """Kernel 1 takes the pixel, kernel 2 ten times it; b[1] is 0 and 100."""
    model = nnlib.Network([(1, 1, 3), Convolution(2, 1), 1], hidden="identity", rng=0)
    model.W[1], model.b[1] = [[1], [10]], [[0], [100]]
    Z = model.forward(columns([1, 2, 3], [4, 5, 6])[0]).Z[1]
    np.testing.assert_array_equal(Z.T, [[1, 2, 3, 110, 120, 130], [4, 5, 6, 140, 150, 160]])
    assert model.layer_sizes == (3, 6, 1)


def test_the_kernel_is_not_flipped():
    model = nnlib.Network([(1, 1, 3), Convolution(1, (1, 2)), 1], hidden="identity", rng=0)
    model.W[1] = [[1, -10]]
    np.testing.assert_array_equal(model.forward(columns([1, 2, 4])[0]).Z[1].T, [[1 - 20, 2 - 40]])


SIZES = st.one_of(st.integers(1, 4), st.tuples(st.integers(1, 4), st.integers(1, 4)))


@st.composite
def convolutions(draw):
    """Return the shape of an image and a convolution that fits, in all proportions."""
    kernel = draw(st.one_of(SIZES, st.tuples(st.just(1), st.integers(5, 13))))
    padding = draw(st.one_of(st.integers(0, 5), st.tuples(st.integers(0, 2), st.integers(0, 6))))
    least = [max(1, k - 2 * p) for k, p in zip(pair(kernel), pair(padding), strict=True)]
    shape = (draw(st.integers(1, 3)), *(n + draw(st.integers(0, 4)) for n in least))
    return shape, kernel, draw(SIZES), padding


def whole_numbers(rng, *shape):
    return rng.integers(-9, 10, shape).astype(float)


@given(convolutions(), st.integers(1, 3), st.integers(0, 2**32))
def test_any_convolution_is_the_one_in_loops(convolution, m, seed):
    """P, the way back, and <P(A), dP> = <A, back(dP)>, which holds for these two and no other pair of linear maps."""
    shape, kernel, stride, padding = convolution
    layer, rng = layer_of(shape, Convolution(2, kernel, stride=stride, padding=padding)), np.random.default_rng(seed)
    A = {0: whole_numbers(rng, np.prod(shape), m)}
    P = layer.inputs(A, 1)
    np.testing.assert_array_equal(P, patches_in_loops(A[0], *convolution))
    assert P.shape == (layer.n_in, layer.positions * m)
    dP = whole_numbers(rng, *P.shape)
    dA = layer.back(dP, A, 1)
    np.testing.assert_array_equal(dA, patches_back_in_loops(dP, A[0], *convolution))
    assert np.vdot(P, dP) == np.vdot(A[0], dA)


# Max pooling.


def test_the_largest_of_each_window():
    layer = layer_of((2, 2, 4), MaxPool(2), 3)
    A = columns([1, 2, 8, 7, 3, 4, 6, 5, -1, -2, -8, -7, -3, -4, -6, -5])
    np.testing.assert_array_equal(layer.inputs(A, 1).T, [[4, 8, -1, -5]])
    assert (layer.n_in, layer.positions, layer.output_shape) == (4, 1, (3,))
    dA = layer.back(np.array([[1.0], [2], [3], [4]]), A, 1)
    np.testing.assert_array_equal(dA.T, [[0, 0, 2, 0, 0, 1, 0, 0, 3, 0, 0, 0, 0, 0, 0, 4]])


def test_of_a_tie_the_first_pixel_has_the_whole_derivative():
    layer = layer_of((1, 2, 4), MaxPool(2), 1)
    A = columns([0, 0, 3, 5, 0, 0, 5, 5], [1, 1, 2, 2, 1, 2, 1, 2])
    dA = layer.back(np.array([[1.0, 3], [2, 4]]), A, 1)
    np.testing.assert_array_equal(dA.T, [[1, 0, 0, 2, 0, 0, 0, 0], [0, 0, 4, 0, 0, 3, 0, 0]])


def test_windows_that_overlap_share_a_pixel():
    layer = layer_of((1, 1, 5), MaxPool((1, 3), stride=1), 1)
    A = columns([1, 2, 9, 3, 4])
    np.testing.assert_array_equal(layer.inputs(A, 1).T, [[9, 9, 9]])
    np.testing.assert_array_equal(layer.back(np.array([[1.0], [10], [100]]), A, 1).T, [[0, 0, 111, 0, 0]])


def test_what_lies_between_and_behind_the_windows_is_not_seen():
    layer = layer_of((1, 1, 7), MaxPool((1, 2), stride=(1, 3)), 1)
    A = columns([1, 2, 9, 4, 3, 9, 9])
    np.testing.assert_array_equal(layer.inputs(A, 1).T, [[2, 4]])
    np.testing.assert_array_equal(layer.back(np.array([[1.0], [10]]), A, 1).T, [[0, 1, 0, 10, 0, 0, 0]])


def test_the_sides_of_a_pool_s_kinks_are_which_pixel_won():
    layer = layer_of((1, 1, 6), MaxPool((1, 2)), 1)
    A = columns([1, 2, 5, 5, 8, 7])
    first, second = layer.sides(A, 1)
    np.testing.assert_array_equal(first.ravel(), [False, True, True])
    np.testing.assert_array_equal(second.ravel(), [True, False, False])
    behind = layer_of((1, 1, 6), MaxPool((1, 2)), MaxPool((1, 3)), 1)
    assert [side.ravel().tolist() for side in behind.sides(A, 1)][2:] == [[False], [False], [True]]
    assert layer_of((6,), 1).sides(A, 1) == layer_of((1, 1, 6), Convolution(1, 1)).sides(A, 1) == []


def test_a_tie_that_a_nudge_breaks_is_a_kink_and_leaves_the_gradient_check_undecided():
    """1 + 2 = 2 + 1 with W = [1, 1]: a nudge of W[0, 0] lets the second patch win. One of b moves both."""
    model = nnlib.Network([(1, 1, 3), Convolution(1, (1, 2)), MaxPool((1, 2)), 1], hidden="identity", rng=0)
    model.W[1] = [[1, 1]]
    report = nnlib.gradient_check(model, [[1.0], [2.0], [1.0]], [[1]])
    assert (report.tensors["W[1]"].verdict, report.tensors["b[1]"].verdict) == ("undecided", "passed")
    assert "2 of 2 nudges cross a kink" in report.tensors["W[1]"].reason


def test_a_stride_that_is_the_size_is_the_usual_one():
    assert MaxPool(2, stride=2) == MaxPool((2, 2), stride=(2, 2)) == MaxPool(2)
    assert MaxPool(2, stride=1) != MaxPool(2)


@st.composite
def pools(draw):
    size, stride = draw(SIZES), draw(st.one_of(st.none(), SIZES))
    return (draw(st.integers(1, 2)), *(k + draw(st.integers(0, 4)) for k in pair(size))), size, stride


@given(pools(), st.integers(1, 3), st.integers(0, 2**32))
def test_any_pool_is_the_one_in_loops(pool, m, seed):
    """Few different numbers, so that there are ties."""
    shape, size, stride = pool
    layer, rng = layer_of(shape, MaxPool(size, stride=stride), 2), np.random.default_rng(seed)
    A = {0: rng.integers(0, 4, (np.prod(shape), m)).astype(float)}
    P, (values, indices) = layer.inputs(A, 1), largest_in_loops(A[0], *pool)
    np.testing.assert_array_equal(P, values)
    dP = whole_numbers(rng, *P.shape)
    expected = np.zeros_like(A[0])
    np.add.at(expected, (indices, np.arange(m)), dP)
    np.testing.assert_array_equal(layer.back(dP, A, 1), expected)


ENTRIES = {
    "dense": ((6,), [4]),
    "convolution": ((2, 4, 5), [Convolution(3, (2, 3), stride=(1, 2), padding=1)]),
    "pool, dense": ((2, 4, 5), [MaxPool(2), 3]),
    "pool, convolution": ((2, 6, 7), [MaxPool(3, stride=2), Convolution(2, 2, padding=1)]),
    "two pools, convolution": ((1, 7, 7), [MaxPool(2, stride=1), MaxPool((2, 3)), Convolution(2, (2, 1))]),
}


@pytest.mark.parametrize("kind", ENTRIES)
@pytest.mark.parametrize("seed", range(5))
def test_the_way_back_is_the_derivative_of_p(kind, seed):
    """Where no nudge changes which pixel is the largest, P(A + v) − P(A) is linear in v, to the last bit."""
    shape, entries = ENTRIES[kind]
    layer, rng = layer_of(shape, *entries), np.random.default_rng(seed)
    A = 10.0 * rng.permutation(np.prod(shape) * 3).reshape(-1, 3)  # all different, by more than two nudges
    v = rng.integers(-4, 5, A.shape)
    before, after = layer.inputs({0: A}, 1), layer.inputs({0: A + v}, 1)
    dP = whole_numbers(rng, *before.shape)
    assert np.vdot(after - before, dP) == np.vdot(v, layer.back(dP.copy(), {0: A}, 1))


# Recurrence.


def test_p_is_the_last_state_on_top_of_the_piece_of_x_whose_turn_it_is():
    cell = layer_of((3, 2), Recurrent(1))
    A = columns([1, 2, 3, 4, 5, 6], [10, 20, 30, 40, 50, 60]) | {1: np.array([[7.0, 8]]), 2: np.array([[-7.0, -8]])}
    np.testing.assert_array_equal(cell.inputs(A, 1), [[0, 0], [1, 10], [2, 20]])
    np.testing.assert_array_equal(cell.inputs(A, 2), [[7, 8], [3, 30], [4, 40]])
    np.testing.assert_array_equal(cell.inputs(A, 3), [[-7, -8], [5, 50], [6, 60]])


class Pieces(Layer):
    """A layer of a user's own that makes a sequence of two times."""

    @property
    def output_shape(self):
        return 2, self.n // 2


def test_a_cell_does_not_stand_behind_a_layer_that_makes_sequences():
    with pytest.raises(ValueError, match=r"^layer 2 \(Recurrent\(4\)\): it takes its x<t> from X, so it has to be"):
        nnlib.Network([8, Pieces(4), Recurrent(4), 1])


def test_what_comes_back_is_the_part_of_the_last_state():
    cell = layer_of((3, 2), Recurrent(2))
    A = {0: np.ones((6, 1)), 1: np.ones((2, 1)), 2: np.ones((2, 1))}
    np.testing.assert_array_equal(cell.back(np.array([[1.0], [2], [3], [4]]), A, 2), [[1], [2]])


def test_the_times_share_one_w_and_one_b():
    model = nnlib.RecurrentNetwork(n_x=2, n_a=3, n_y=1, T=4, rng=0)
    assert [model.layers[t] is model.layers[1] for t in range(1, 6)] == [True] * 4 + [False]
    assert model.parameters.vector.size == 3 * (3 + 2) + 3 + 3 + 1
    assert model.layer_sizes == (8, 3, 3, 3, 3, 1)
    model.W[2][0, 0] = 7
    assert model.W[4][0, 0] == 7


def test_sequences_come_out_in_time():
    """a<t> = x<t> + 2 a<t−1>: the last x counts once, the one before twice, the first four times."""
    model = nnlib.RecurrentNetwork(n_x=1, n_a=1, n_y=1, T=3, hidden="identity", output="identity")
    model.W[1], model.W[4] = [[2, 1]], [[1]]
    X = datasets.sequences_to_columns([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 10, 100]])
    np.testing.assert_array_equal(model.predict(X), [[4, 2, 1, 124]])


def test_a_recurrent_network_is_a_network_with_one_recurrent_entry():
    options = {"hidden": "relu", "output": "softmax", "l2": 0.1, "keep_prob": 0.9, "dtype": "float32", "rng": 3}
    model = nnlib.RecurrentNetwork(2, 3, 2, T=4, initialization="xavier", **options)
    other = nnlib.Network([(4, 2), Recurrent(3), 2], initialization="xavier", **options)
    np.testing.assert_array_equal(model.parameters.vector, other.parameters.vector)
    assert repr(model) == f"Recurrent{other!r}"
    assert repr(nnlib.RecurrentNetwork(2, 3, T=4).g[1]) == "tanh"


# Whole networks, written out for numbers that may be complex: Im J(θ + ih) / h is the derivative, without rounding.


def sigma(Z):
    return 1 / (1 + np.exp(-Z))


def convolved(W, b, A, shape, size, stride, padding):
    """Return Z[l] of a convolution, kernel by kernel, position by position."""
    (k, q), (p, r) = pair(size), pair(padding)
    surrounded = np.pad(images(A, shape), ((0, 0), (0, 0), (p, p), (r, r)))
    corners = list(places(*surrounded.shape[2:], size, stride))
    kernels = W.reshape(len(W), shape[0], k, q)
    rows = [(kernel, b_c, y, x) for kernel, b_c in zip(kernels, b[:, 0], strict=True) for y, x in corners]
    return np.array([np.sum(c * surrounded[:, :, y : y + k, x : x + q], (1, 2, 3)) + b_c for c, b_c, y, x in rows])


def pooled(A, shape, size, stride=None):
    _, indices = largest_in_loops(A.real, shape, size, stride)
    return np.take_along_axis(A, indices, axis=0)


def image_network(W, b, X):
    A1 = np.tanh(convolved(W[1], b[1], X, (2, 5, 6), (3, 2), (1, 2), (1, 0)))  # 3 channels of 5x3
    A2 = np.tanh(convolved(W[2], b[2], pooled(A1, (3, 5, 3), 2, 1), (3, 4, 2), 2, 1, 1))  # 2 channels of 5x3
    A3 = np.tanh(W[3] @ pooled(A2, (2, 5, 3), (2, 3)) + b[3])
    return W[4] @ A3 + b[4]


def sequence_network(W, b, X):
    a = np.zeros((3, X.shape[1]))
    for x in X.reshape(5, 2, -1):
        a = np.tanh(W[1][:, :3] @ a + W[1][:, 3:] @ x + b[1])
    return W[6] @ a + b[6]


def twice_network(W, b, X):
    A = X
    for _ in range(2):
        A = np.tanh(convolved(W[1], b[1], A, (1, 3, 4), 3, 1, 1))
    return W[3] @ pooled(A, (1, 3, 4), 2) + b[3]


TWO_KERNELS = Convolution(2, 2, padding=1)
SAME = Convolution(1, 3, padding=1)
NETWORKS = {
    "images": (
        [
            (2, 5, 6),
            Convolution(3, (3, 2), stride=(1, 2), padding=(1, 0)),
            MaxPool(2, 1),
            TWO_KERNELS,
            MaxPool((2, 3)),
            4,
            1,
        ],
        image_network,
    ),
    "sequences": ([(5, 2), Recurrent(3), 1], sequence_network),
    "one convolution at two places": ([(1, 3, 4), SAME, SAME, MaxPool(2), 1], twice_network),
}


def network(entries, **options):
    """Return a network with random biases."""
    model = nnlib.Network(entries, hidden="tanh", rng=1, **options)
    model.parameters.vector += 0.3 * np.random.default_rng(1).normal(size=model.parameters.vector.size)
    return model


@pytest.mark.parametrize("kind", NETWORKS)
def test_cost_and_gradients_equal_those_of_the_complex_step(kind):
    """To 1e-12 of the largest; 3e-16 was the worst that was measured."""
    entries, written_out = NETWORKS[kind]
    model = network(entries, l2=0.2)
    X, Y = examples(model, m=4)
    theta, own = model.parameters.vector.astype(complex), model.parameters.distinct
    shapes = [array.shape for l in own for array in (model.W[l], model.b[l])]
    ends = np.cumsum([np.prod(shape) for shape in shapes])[:-1]

    def J():
        arrays = [part.reshape(shape) for part, shape in zip(np.split(theta, ends), shapes, strict=True)]
        W, b = dict(zip(own, arrays[::2], strict=True)), dict(zip(own, arrays[1::2], strict=True))
        A = sigma(written_out(W, b, X))
        losses = -(Y * np.log(A) + (1 - Y) * np.log(1 - A))
        return losses.mean() + 0.1 * sum((W[l] ** 2).sum() for l in own)

    assert model.cost(X, Y) == pytest.approx(J().real, rel=1e-13)
    derivatives = np.empty(theta.size)
    for i, value in enumerate(theta):
        theta[i] = value + 1e-30j
        derivatives[i] = J().imag / 1e-30
        theta[i] = value
    found = model.gradients(X, Y).vector
    np.testing.assert_allclose(found, derivatives, rtol=0, atol=1e-12 * abs(derivatives).max())


@pytest.mark.parametrize("kind", NETWORKS)
def test_the_gradient_check_passes_them(kind):
    model = network(NETWORKS[kind][0], l2=0.2)
    assert nnlib.gradient_check(model, *examples(model, m=3), coordinates=20, rng=0).passed


# Memory: its order, and what is used again.


@pytest.mark.parametrize("kind", NETWORKS)
def test_examples_in_either_order_of_memory_and_on_strides_give_the_same(kind):
    model = network(NETWORKS[kind][0])
    X, Y = examples(model, m=5)
    expected = model.gradients(np.ascontiguousarray(X), Y).vector
    for other in (np.asfortranarray(X), np.repeat(np.repeat(X, 2, axis=0), 3, axis=1)[::2, ::3]):
        np.testing.assert_allclose(model.gradients(other, Y).vector, expected, rtol=0, atol=1e-14)
        np.testing.assert_array_equal(model.forward(other).P[1], model.forward(X).P[1])


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("kind", [*ENTRIES, *NETWORKS])
def test_rooms_that_are_used_again_give_the_same_bits(kind, dtype):
    """Update after update, of fewer examples in between, and with what the last one left in them."""
    shape, *entries = NETWORKS[kind][0] if kind in NETWORKS else [ENTRIES[kind][0], *ENTRIES[kind][1], 1]
    model = network([shape, *entries], dtype=dtype, l2=0.1)
    buffers = model.buffers(4)
    for seed, m in enumerate((4, 4, 3, 4)):
        X, Y = examples(model, m, seed)
        X = X.astype(dtype)
        held = buffers.holding(m)
        forward_pass, fresh = model.forward(X, out=held), model.forward(X)
        assert sorted(forward_pass.P) == sorted(fresh.P)
        for l, P in fresh.P.items():
            np.testing.assert_array_equal(forward_pass.P[l], P)
        np.testing.assert_array_equal(forward_pass.output, fresh.output)
        expected = model.backward(fresh, Y)
        found = model.backward(forward_pass, Y.astype(dtype), out=held)
        np.testing.assert_array_equal(found.vector, expected.vector)
        for l, dZ in expected.dZ.items():
            np.testing.assert_array_equal(found.dZ[l], dZ)


# Shapes, tables, and how they are written.


def cells(layers):
    """Return what stands in the rows of a table, however they are aligned."""
    return [re.split(r"\s{2,}", line.strip()) for line in repr(layers).splitlines()]


def test_the_table_of_layers():
    entries = [(1, 28, 28), Convolution(8, 5), MaxPool(2), Convolution(16, (3, 5), stride=2, padding=(1, 0))]
    model = nnlib.Network([*entries, MaxPool(2, stride=1), MaxPool(2), 64, 10], output="softmax", rng=0)
    assert cells(model.layers) == [
        ["layer", "A[l]", "W[l]", "parameters"],
        ["1", "Convolution(8, 5)", "8x24x24", "8x25", "208"],
        ["MaxPool(2)", "8x12x12"],
        ["2", "Convolution(16, (3, 5), stride=2, padding=(1, 0))", "16x6x4", "16x120", "1,936"],
        ["MaxPool(2, stride=1)", "16x5x3"],
        ["MaxPool(2)", "16x2x1"],
        ["3", "64", "64", "64x32", "2,112"],
        ["4", "10", "10", "10x64", "650"],
    ]
    assert model.layer_sizes == (784, 8 * 24 * 24, 16 * 6 * 4, 64, 10)
    assert (model.n_x, model.n_y, model.parameters.vector.size) == (784, 10, 208 + 1936 + 2112 + 650)


def test_the_table_of_a_recurrent_network_and_of_a_layer_at_two_places():
    assert cells(nnlib.RecurrentNetwork(3, 16, T=20, rng=0).layers)[1:] == [
        ["1-20", "Recurrent(16)", "16", "16x19", "320"],
        ["21", "1", "1", "1x16", "17"],
    ]
    assert cells(nnlib.Network(NETWORKS["one convolution at two places"][0], rng=0).layers)[1:] == [
        ["1", "Convolution(1, 3, padding=1)", "1x3x4", "1x9", "10"],
        ["2", "Convolution(1, 3, padding=1)", "1x3x4", "1x9", "of layer 1"],
        ["MaxPool(2)", "1x1x2"],
        ["3", "1", "1", "1x2", "3"],
    ]


def test_a_network_is_written_as_its_list():
    model = nnlib.Network([(1, 9, 9), MaxPool(3, stride=2), Convolution(2, 2, stride=(1, 2)), 4, 3], output="softmax")
    entries = "1x9x9-MaxPool(3, stride=2)-Convolution(2, 2, stride=(1, 2))-4-3"
    assert repr(model) == f"Network({entries}, relu, softmax, categorical_cross_entropy, 77 parameters, float64)"
    twice = Dense(4)
    assert repr(nnlib.Network([4, twice, twice, 1])).startswith("Network(4-4-4-1, relu")
    assert repr(nnlib.RecurrentNetwork(3, 4, T=2, keep_prob=0.5)).startswith("RecurrentNetwork(2x3-Recurrent(4)-1, ")


def test_a_layer_that_is_listed_again_behind_a_pool_has_one_w():
    again = Convolution(1, 3, padding=1)
    model = network([(1, 8, 8), MaxPool(2), again, again, MaxPool(1), again, 1])
    assert model.parameters.repeats == {2: 1, 3: 1}
    assert model.W[3] is model.W[1]
    assert [row[-1] for row in cells(model.layers)[1:]] == ["1x4x4", "10", "of layer 1", "1x4x4", "of layer 1", "17"]
    assert nnlib.gradient_check(model, *examples(model, m=2)).passed


def test_a_layer_behind_a_pool_that_is_taken_from_another_network_is_told_its_new_shape():
    taken = nnlib.Network([(2, 24, 24), MaxPool(2), Convolution(3, 3), 1]).layers[1]
    model = nnlib.Network([(2, 12, 12), taken, 1], rng=0)
    same = nnlib.Network([(2, 12, 12), MaxPool(2), Convolution(3, 3), 1], rng=0)
    X, _ = examples(model, 4)
    assert repr(model.layers) == repr(same.layers)
    np.testing.assert_array_equal(model.predict_proba(X), same.predict_proba(X))


class Doubled(Layer):
    """A layer of a user's own, which takes no room: it sees every feature twice."""

    @property
    def n_in(self):
        return 2 * super().n_in

    def inputs(self, A, l):
        return np.vstack([A[l - 1], A[l - 1] ** 2])

    def back(self, dP, A, l):
        half = len(dP) // 2
        return dP[:half] + 2 * A[l - 1] * dP[half:]


def test_a_layer_of_ones_own_stands_behind_a_pool():
    model = network([(1, 4, 4), Convolution(2, 2, padding=1), MaxPool(2), Doubled(3), 1])
    X, Y = examples(model, m=4)
    assert model.W[2].shape == (3, 2 * 2 * 2 * 2)
    assert nnlib.gradient_check(model, X, Y).passed
    held = model.buffers(4)
    for _ in range(2):
        found = model.backward(model.forward(X, out=held), Y, out=held).vector
        np.testing.assert_array_equal(found, model.gradients(X, Y).vector)


class Weakened(Convolution):
    """A convolution with an `inputs` of a user's own, of the documented form."""

    def inputs(self, A, l):
        return super().inputs(A, l) / 2

    def back(self, dP, A, l):
        return super().back(dP, A, l) / 2


def test_a_subclass_of_a_convolution_that_takes_no_room_is_trained():
    model = network([(1, 4, 4), Weakened(2, 3, padding=1), MaxPool(2), Weakened(2, 2), 1])
    X, Y = examples(model, m=4)
    held = model.buffers(4)
    found = model.backward(model.forward(X, out=held), Y, out=held).vector
    np.testing.assert_array_equal(found, model.gradients(X, Y).vector)
    assert nnlib.gradient_check(model, X, Y).passed


def test_only_the_first_layer_that_is_not_dense_keeps_its_p():
    model = network(NETWORKS["images"][0])
    assert sorted(model.forward(examples(model, m=2)[0]).P) == [1, 2, 3]
    assert nnlib.ShallowNetwork(2, 3, rng=0).forward([[1.0], [2]]).P == {}
