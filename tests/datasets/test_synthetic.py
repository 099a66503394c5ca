import numpy as np
import pytest

import nnlib


def test_flower_has_the_documented_shapes_and_types():
    X, Y = nnlib.datasets.flower(m=401, rng=1)
    assert X.shape == (2, 401)
    assert Y.shape == (1, 401)
    assert X.dtype == Y.dtype == np.float64
    assert X.T.flags.c_contiguous
    assert set(Y[0]) == {0.0, 1.0}


@pytest.mark.parametrize("petals", [2, 3, 6, 8, 11])
def test_without_noise_each_petal_is_a_cosine_and_of_one_class(petals):
    X, Y = nnlib.datasets.flower(m=500, petals=petals, noise=0, rng=2)
    radius, angle = np.hypot(*X), np.arctan2(X[1], X[0]) % (2 * np.pi)
    petal = np.round(angle * petals / (2 * np.pi)) % petals
    np.testing.assert_allclose(radius, np.abs(4 * np.cos(petals / 2 * angle)), atol=1e-12)
    seen = radius > 1e-9
    np.testing.assert_array_equal(Y[0, seen], petal[seen] % 2)


def test_noise_has_the_stated_deviation():
    still, noisy = (nnlib.datasets.flower(m=20_000, noise=noise, rng=3)[0] for noise in (0, 0.3))
    assert (noisy - still).std() == pytest.approx(0.3, rel=0.02)


def test_flower_is_reproducible():
    np.testing.assert_array_equal(nnlib.datasets.flower(rng=4)[0], nnlib.datasets.flower(rng=4)[0])
    assert not np.array_equal(nnlib.datasets.flower(rng=4)[0], nnlib.datasets.flower(rng=5)[0])


@pytest.mark.parametrize("wrong", [{"m": 0}, {"petals": 0}, {"petals": 1}, {"noise": -0.1}], ids=str)
def test_numbers_out_of_range_are_refused(wrong):
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} must be"):
        nnlib.datasets.flower(**wrong)


def test_a_line_does_not_separate_the_flower_and_four_hidden_nodes_nearly_do():
    X, Y = nnlib.datasets.flower(m=400, rng=1)
    line, curves = nnlib.LogisticRegression(n_x=2), nnlib.ShallowNetwork(n_x=2, n_h=4, rng=3)
    for model in (line, curves):
        nnlib.train(model, X, Y, learning_rate=1.2, iterations=2000)
    assert line.accuracy(X, Y) < 0.65
    assert curves.accuracy(X, Y) > 0.85
