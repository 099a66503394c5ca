import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nnlib
from nnlib.lessons import CostFunction, descend, graph_of

X, Y = nnlib.datasets.moons(m=30, rng=1)


def test_on_a_parabola_each_step_multiplies_by_1_minus_2_alpha():
    path = descend(lambda w: 2 * w, 3.0, learning_rate=0.3, steps=10)
    assert path.shape == (1, 11)
    np.testing.assert_allclose(path[0], 3 * 0.4 ** np.arange(11), rtol=1e-13)


@settings(max_examples=25)
@given(
    st.lists(st.floats(0.1, 10), min_size=1, max_size=4),
    st.floats(0.05, 1.9),
    st.integers(0, 2**32 - 1),
)
def test_a_quadratic_is_descended_below_2_over_its_largest_curvature_and_not_above(curvatures, share, seed):
    """Of J = ½ θᵀHθ, in any basis; (1 − αλ)ᵏ is what is left along each eigenvector after k steps."""
    rng = np.random.default_rng(seed)
    basis, _ = np.linalg.qr(rng.standard_normal((len(curvatures), len(curvatures))))
    H = basis * curvatures @ basis.T
    start = rng.standard_normal(len(curvatures))
    for rate in (share / max(curvatures), 2.1 / max(curvatures)):
        path = descend(lambda *parameters: H @ parameters, start, learning_rate=rate, steps=20)
        k = np.arange(21)
        expected = (1 - rate * np.array(curvatures)[:, np.newaxis]) ** k * (basis.T @ start)[:, np.newaxis]
        np.testing.assert_allclose(basis.T @ path, expected, rtol=1e-9, atol=1e-11)
        J = 0.5 * np.sum(path * (H @ path), axis=0)
        largest = np.abs((basis.T @ path)[np.argmax(curvatures)])
        if rate * max(curvatures) < 2:
            assert (np.diff(J) <= 1e-12 * J[0]).all()
        else:
            assert (np.diff(largest) >= 0).all()


def test_all_parameters_move_at_once():
    path = descend(lambda w, b: (b, w), [1.0, 2.0], learning_rate=0.5, steps=1)
    assert path[:, 1].tolist() == [1 - 0.5 * 2, 2 - 0.5 * 1]


def test_it_is_what_training_does():
    for l2 in [0.0, 0.3]:
        model = nnlib.ShallowNetwork(n_x=2, n_h=3, rng=2)
        model.l2 = l2
        J = CostFunction(model, X, Y)
        path = descend(J.gradient, model.parameters.vector, learning_rate=0.7, steps=25)
        before = model.parameters.vector.copy()
        trained = model.copy()
        history = nnlib.train(trained, X, Y, learning_rate=0.7, iterations=25)
        np.testing.assert_allclose(path[:, -1], trained.parameters.vector, rtol=0, atol=1e-12)
        np.testing.assert_allclose([J(*parameters) for parameters in path.T[:-1]], history.cost, rtol=0, atol=1e-12)
        np.testing.assert_array_equal(model.parameters.vector, before)


def test_a_cost_function_has_the_values_and_derivatives_of_the_computation_graph():
    model = nnlib.Network([2, 2, 1], hidden="tanh", rng=4)
    J = CostFunction(model, X[:, :3], Y[:, :3])
    other = np.random.default_rng(1).standard_normal(9)
    model.parameters.vector = other
    graph = graph_of(model, X[:, :3], Y[:, :3])
    derivatives = graph.J.backward()
    expected = np.concatenate([derivatives[a].ravel() for l in (1, 2) for a in (graph.W[l], graph.b[l])])
    assert J(*other) == pytest.approx(graph.J.value, rel=1e-12)
    np.testing.assert_allclose(J.gradient(*other), expected, rtol=0, atol=1e-12)


def test_a_cost_function_keeps_nothing_between_calls():
    J = CostFunction(nnlib.LogisticRegression(n_x=1), X[:1], Y)
    first, gradient = J(0.5, -1), J.gradient(0.5, -1)
    J(9, 9)
    assert J(0.5, -1) == first
    J.gradient(9, 9)
    np.testing.assert_array_equal(J.gradient(0.5, -1), gradient)
    model, examples, labels = nnlib.LogisticRegression(n_x=1), X[:1].copy(), Y.copy()
    J = CostFunction(model, examples, labels)
    model.parameters.vector[:], examples[:], labels[:] = 1, 0, 1
    assert J(0.5, -1) == first
    assert not J._model.parameters.vector.any()  # each call has a copy, so two threads may call
    assert repr(J) == "the cost J of 30 examples, a function of 2 parameters"


def test_the_cost_of_logistic_regression_is_convex():
    """On each line between two points J lies below its chord."""
    J = CostFunction(nnlib.LogisticRegression(n_x=2), X, Y)
    for start, end in np.random.default_rng(3).normal(0, 5, (50, 2, 3)):
        for share in (0.2, 0.5, 0.9):
            between = J(*((1 - share) * start + share * end))
            assert between <= (1 - share) * J(*start) + share * J(*end) + 1e-12


def test_a_step_of_cross_entropy_is_bounded_however_far_away():
    """∣dw∣ ≤ mean ∣x∣ and ∣db∣ ≤ 1, since ∣a − y∣ ≤ 1: so it cannot run away as squared error does."""
    J = CostFunction(nnlib.LogisticRegression(n_x=2), X, Y)
    for parameters in np.random.default_rng(3).normal(0, 1e3, (50, 3)):
        dw1, dw2, db = np.abs(J.gradient(*parameters))
        assert dw1 <= np.abs(X[0]).mean()
        assert dw2 <= np.abs(X[1]).mean()
        assert db <= 1


def test_a_derivative_may_be_an_array_of_one_number_and_a_start_is_left_alone():
    start = np.array([2], dtype=np.int8)
    path = descend(lambda w: np.array([[w]]), start, learning_rate=0.5, steps=1)
    assert path.tolist() == [[2, 1]]
    assert start.tolist() == [2]


def test_a_path_that_leaves_the_numbers_says_so():
    for gradient, start, slip in [
        (lambda w: w**3, 10.0, ": take fewer steps, or a learning_rate below 1"),
        (lambda w: 1e308 * w, 1.0, ": take fewer steps, or a learning_rate below 1"),
        (lambda w: np.nan, 1.0, "$"),
    ]:
        with pytest.raises(FloatingPointError, match=r"the parameters leave what numbers can hold" + slip):
            descend(gradient, start, learning_rate=1.0, steps=100)


def test_what_is_no_descent_is_refused():
    for changed, error, message in [
        ({"gradient": 3.0}, TypeError, "gradient must be a function that returns the derivatives, got 3.0"),
        ({"gradient": lambda w: (w, w)}, ValueError, r"the gradient at \(1\) must be 1 number, one for each.*, got 2"),
        ({"gradient": lambda w: None}, TypeError, "the gradient must be an array of real numbers, got None"),
        ({"start": [[1.0]]}, ValueError, r"start must be one number for each parameter, .* got shape \(1, 1\)"),
        ({"start": []}, ValueError, r"start must be one number for each parameter, .* got shape \(0,\)"),
        ({"start": np.nan}, ValueError, r"start\[0\] is nan"),
        ({"learning_rate": 0}, ValueError, "learning_rate must be a positive"),
        ({"steps": 0}, ValueError, "steps must be at least 1"),
    ]:
        arguments = {"gradient": lambda w: w, "start": 1.0, "learning_rate": 0.1, "steps": 3} | changed
        with pytest.raises(error, match=message):
            descend(arguments.pop("gradient"), arguments.pop("start"), **arguments)


def test_what_is_no_cost_function_is_refused():
    with pytest.raises(TypeError, match="model must be a Network"):
        CostFunction("model", X, Y)
    with pytest.raises(ValueError, match="is X transposed"):
        CostFunction(nnlib.LogisticRegression(n_x=2), X.T, Y)
    J = CostFunction(nnlib.LogisticRegression(n_x=1), [[1.0]], [[1]])
    assert repr(J) == "the cost J of 1 example, a function of 2 parameters"
    for call in (J, J.gradient):
        with pytest.raises(TypeError, match=r"J is a function of 2 parameters, got 1: unroll an array as J\(\*θ\)"):
            call(np.zeros(2))
