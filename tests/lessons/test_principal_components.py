import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlib.lessons import largest_angle, principal_subspace

RNG = np.random.default_rng(0)


def examples(seed, n_x=5, m=40):
    """Return examples with a mean, which differ in some directions more than in others."""
    rng = np.random.default_rng(seed)
    mixed = rng.standard_normal((n_x, n_x)) * np.arange(n_x, 0, -1)
    return 7 + mixed @ rng.standard_normal((n_x, m))


@settings(max_examples=25)
@given(st.integers(0, 1000), st.integers(1, 5))
def test_it_is_that_of_the_largest_eigenvalues_of_the_covariance(seed, k):
    X = examples(seed)
    U = principal_subspace(X, k)
    np.testing.assert_allclose(U.T @ U, np.eye(k), atol=1e-12)
    eigenvalues, _ = np.linalg.eigh(np.cov(X))
    np.testing.assert_allclose(np.cov(X) @ U, U * eigenvalues[::-1][:k], atol=1e-10 * eigenvalues[-1])


def test_no_other_subspace_loses_less():
    X = examples(1)
    centred = X - X.mean(axis=1, keepdims=True)

    def lost(U):
        return np.linalg.norm(centred - U @ (U.T @ centred))

    best = principal_subspace(X, 2)
    for _ in range(200):
        other, _ = np.linalg.qr(best + 0.3 * RNG.standard_normal(best.shape))
        assert lost(best) < lost(other)


def test_a_mean_far_away_gives_no_dimension():
    X = 1e6 / 3 + np.outer([1.0, 2.0, -1.0], np.arange(10))
    assert largest_angle(principal_subspace(X, 1), [[1], [2], [-1]]) < 1e-6
    with pytest.raises(ValueError, match="k is 2, but the examples differ in 1 dimension only"):
        principal_subspace(X, 2)
    with pytest.raises(ValueError, match="differ in 0 dimensions only"):
        principal_subspace(np.ones((3, 4)), 1)


def test_numbers_whose_squares_are_none():
    for scale in [1e-200, 1e200]:
        X = examples(2)
        np.testing.assert_allclose(abs(principal_subspace(scale * X, 3)), abs(principal_subspace(X, 3)), atol=1e-12)
        assert largest_angle([[scale], [0]], [[scale], [scale]]) == pytest.approx(45, rel=1e-12)
        with pytest.raises(ValueError, match="the 2 columns of U span 1 dimension only"):
            largest_angle(scale * np.array([[1, 3], [2, 6]]), np.eye(2))


def test_the_angle_of_two_planes_in_space():
    """They share a line, and are turned about it."""
    for degrees in [0, 1e-9, 1e-5, 0.1, 30, 45, 80, 90 - 1e-7, 90]:
        angle = np.radians(degrees)
        plane = np.array([[1.0, 0], [0, 1], [0, 0]])
        turned = np.array([[1.0, 0], [0, np.cos(angle)], [0, np.sin(angle)]])
        assert largest_angle(plane, turned) == pytest.approx(degrees, rel=1e-11, abs=1e-12)


@settings(max_examples=25)
@given(st.integers(0, 1000), st.integers(1, 5))
def test_the_angle_is_of_the_subspaces_and_not_of_the_columns(seed, k):
    rng = np.random.default_rng(seed)
    U, V = rng.standard_normal((2, 6, k))
    mixed = U @ (rng.standard_normal((k, k)) + 4 * np.eye(k)) * 1e3
    turn, _ = np.linalg.qr(rng.standard_normal((6, 6)))
    angle = largest_angle(U, V)
    assert 0 <= angle <= 90
    assert largest_angle(V, U) == pytest.approx(angle, abs=1e-9)
    assert largest_angle(mixed, V) == pytest.approx(angle, abs=1e-6)
    assert largest_angle(turn @ U, turn @ V) == pytest.approx(angle, abs=1e-9)
    assert largest_angle(U, mixed) < 1e-6


def test_what_spans_no_such_subspace_is_refused():
    for U, V, message in [
        (np.eye(3), np.eye(2), r"U and V must have one shape, \(n, k\), got \(3, 3\) and \(2, 2\)"),
        ([[1, 2], [2, 4]], np.eye(2), "the 2 columns of U span 1 dimension only"),
        (np.eye(2), np.zeros((2, 2)), "the 2 columns of V span 0 dimensions only"),
        (np.ones((1, 2)), np.ones((1, 2)), "the 2 columns of U span 1 dimension only"),
        ([1.0, 2.0], [[1.0], [2.0]], "U must have two axes"),
        ([[np.nan]], [[1.0]], r"U\[0, 0\] is nan"),
    ]:
        with pytest.raises(ValueError, match=message):
            largest_angle(U, V)


def test_what_is_no_number_of_dimensions_is_refused():
    with pytest.raises(ValueError, match="k must be at least 1"):
        principal_subspace(np.eye(3), 0)
    with pytest.raises(TypeError, match="k must be a whole number"):
        principal_subspace(np.eye(3), 1.5)
