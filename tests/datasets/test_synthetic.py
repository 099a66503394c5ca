import numpy as np
import pytest

import nnlib
from nnlib.datasets import circles, flower, moons, spirals, xor

SHAPES = pytest.mark.parametrize("shape", [circles, flower, moons, spirals, xor])


@SHAPES
def test_shapes_have_the_documented_shapes_and_types(shape):
    X, Y = shape(m=401, rng=1)
    assert X.shape == (2, 401)
    assert Y.shape == (1, 401)
    assert X.dtype == Y.dtype == np.float64
    assert X.T.flags.c_contiguous
    assert set(Y[0]) == {0.0, 1.0}
    assert abs(Y.mean() - 0.5) < 0.01


@SHAPES
def test_noise_has_the_stated_deviation(shape):
    still, noisy = (shape(m=20_000, noise=noise, rng=3)[0] for noise in (0, 0.3))
    np.testing.assert_allclose((noisy - still).std(axis=1), 0.3, rtol=0.02)


@SHAPES
def test_shapes_are_reproducible(shape):
    for first, second in zip(shape(rng=4), shape(rng=4), strict=True):
        np.testing.assert_array_equal(first, second)
    assert not np.array_equal(shape(rng=4)[0], shape(rng=5)[0])


def test_what_is_not_said_is_as_documented():
    for shape, documented in [
        (flower, {"petals": 6, "noise": 0.3}),
        (spirals, {"arms": 2, "turns": 1.0, "noise": 0.1}),
        (circles, {"factor": 0.5, "noise": 0.1}),
        (moons, {"noise": 0.1}),
        (xor, {"noise": 0.1}),
    ]:
        for default, said in zip(shape(rng=1), shape(m=400, **documented, rng=1), strict=True):
            np.testing.assert_array_equal(default, said)


def test_points_are_spread_evenly_around_a_circle():
    X, _ = circles(m=20_000, noise=0, rng=2)
    turn = np.arctan2(X[1], X[0]) / (2 * np.pi) % 1
    np.testing.assert_allclose(np.quantile(turn, [0, 0.25, 0.5, 0.75, 1]), [0, 0.25, 0.5, 0.75, 1], atol=0.02)


def test_without_noise_each_petal_is_a_cosine_and_of_one_class():
    for petals in [2, 3, 6, 8, 11]:
        X, Y = flower(m=500, petals=petals, noise=0, rng=2)
        radius, angle = np.hypot(*X), np.arctan2(X[1], X[0]) % (2 * np.pi)
        petal = np.round(angle * petals / (2 * np.pi)) % petals
        np.testing.assert_allclose(radius, np.abs(4 * np.cos(petals / 2 * angle)), atol=1e-12)
        seen = radius > 1e-9
        np.testing.assert_array_equal(Y[0, seen], petal[seen] % 2)


def test_without_noise_each_arm_is_an_archimedean_spiral():
    for arms, turns in [(2, 1.0), (3, 0.75), (5, 2.0)]:
        X, Y = spirals(m=301, arms=arms, turns=turns, noise=0, rng=2)
        radius, angle = np.hypot(*X), np.arctan2(X[1], X[0])
        expected = 2 * np.pi * (turns * radius / 4 + Y[0] / arms)
        np.testing.assert_allclose(np.exp(1j * angle), np.exp(1j * expected), atol=1e-12)
        assert radius.max() <= 4
        assert set(Y[0]) == set(range(arms))


def test_points_are_spread_evenly_over_a_petal_and_along_an_arm():
    """The angle within a petal is uniform, and so is the square of the radius of an arm, up to its end at 4."""
    X, Y = flower(m=20_000, petals=2, noise=0, rng=2)
    across = np.arctan2(X[1], np.abs(X[0])) / np.pi
    np.testing.assert_allclose(np.quantile(across, [0, 0.25, 0.5, 0.75, 1]), [-0.5, -0.25, 0, 0.25, 0.5], atol=0.02)
    X, Y = spirals(m=20_000, noise=0, rng=2)
    squares = np.hypot(*X) ** 2 / 16
    np.testing.assert_allclose(np.quantile(squares, [0, 0.5, 1]), [0.01, 0.505, 1], atol=0.02)
    assert Y.mean() == 0.5


def test_without_noise_circles_have_two_radii():
    X, Y = circles(m=101, factor=0.3, noise=0, rng=2)
    np.testing.assert_allclose(np.hypot(*X), np.where(Y[0] == 1, 0.3, 1.0))
    assert (X.min(axis=1) < -0.9).all()
    assert (X.max(axis=1) > 0.9).all()


def test_without_noise_moons_are_half_circles():
    X, Y = moons(m=101, noise=0, rng=2)
    upper, lower = X[:, Y[0] == 0], X[:, Y[0] == 1]
    np.testing.assert_allclose(np.hypot(*upper), 1)
    np.testing.assert_allclose(np.hypot(lower[0] - 1, lower[1] - 0.5), 1)
    assert (upper[1] >= 0).all()
    assert (lower[1] <= 0.5).all()


def test_without_noise_xor_is_the_sign_of_a_product():
    X, Y = xor(m=401, noise=0, rng=2)
    np.testing.assert_array_equal(Y[0] == 1, X[0] * X[1] < 0)
    assert 0.9 < np.abs(X).max() <= 1
    quadrants = 2 * (X[0] > 0) + (X[1] > 0)
    assert np.bincount(quadrants).tolist() == [101, 100, 100, 100]


def test_a_line_does_not_separate_the_flower_and_four_hidden_nodes_nearly_do():
    X, Y = flower(m=400, rng=1)
    line, curves = nnlib.LogisticRegression(n_x=2), nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3)
    for model in (line, curves):
        nnlib.train(model, X, Y, learning_rate=1.2, iterations=1000)
    assert line.accuracy(X, Y) < 0.65
    assert curves.accuracy(X, Y) > 0.85


@SHAPES
def test_a_line_does_not_separate_the_shapes_and_a_hidden_layer_does(shape):
    X, Y = shape(m=400, rng=1)
    line, curves = nnlib.LogisticRegression(n_x=2), nnlib.ShallowNetwork(n_x=2, n_h=16, rng=3)
    for model in (line, curves):
        nnlib.train(model, X, Y, optimizer=nnlib.Adam(0.05), iterations=500)
    assert curves.accuracy(X, Y) > max(0.89, line.accuracy(X, Y) + 0.1)


def test_three_arms_are_classes_for_softmax():
    X, Y = spirals(m=300, arms=3, rng=1)
    model = nnlib.Network([2, 32, 3], output="softmax", rng=0)
    nnlib.train(model, X, Y, optimizer=nnlib.Adam(0.02), iterations=500)
    assert model.accuracy(X, Y) > 0.95
