"""Each slip that docs/learn/errata.md lists is shown: what the notes write fails or is wrong, and what is right.

Lines that are run as text are the notes' own, or the page's correction of them, and stand in the page as they do here.
"""

import ast
import math
import operator
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import nnlib
from nnlib.lessons import Variable
from nnlib.parameters import INITIALIZATIONS

PAGE = (Path(__file__).parents[1] / "docs" / "learn" / "errata.md").read_text(encoding="utf-8")

PROGRAM = """
z, a, dz = [0.0] * m, [0.0] * m, [0.0] * m
dw = [0.0] * n_x
J, db = 0, 0
for i in range(m):
    z[i] = sum(w[k] * x[k, i] for k in range(n_x)) + b
    a[i] = sigma(z[i])
    J += -(y[i] * math.log(a[i]) + (1 - y[i]) * math.log(1 - a[i]))
    dz[i] = a[i] - y[i]
    for k in range(n_x):
        dw[k] += x[k, i] * dz[i]
    db += dz[i]
J /= m
for k in range(n_x):
    dw[k] /= m
db /= m
"""

ONE_LOOP = """
dw, db = np.zeros((n_x, 1)), 0
for i in range(m):
    z = np.dot(w.T, X[:, [i]]) + b
    dz = sigma(z) - Y[:, [i]]
    dw += X[:, [i]] * dz
    db += dz.item()
dw /= m
db /= m
"""

NO_LOOP = """
Z = np.dot(w.T, X) + b
A = sigma(Z)
J = -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))
dZ = A - Y
dw = np.dot(X, dZ.T) / m
db = np.sum(dZ) / m
w = w - alpha * dw
b = b - alpha * db
"""


def sigma(z):
    """Return the sigmoid as the notes write it."""
    return 1 / (1 + np.exp(-z))


def run(source, **given):
    """Run lines of a program, and return its variables."""
    names = {"np": np, "math": math, "sigma": sigma, **given}
    exec(source, names)  # noqa: S102  the notes' lines, as they stand there
    return names


def examples(n_x=3, m=5, seed=0):
    """Return X, Y with both labels."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n_x, m)), (np.arange(m) % 2).reshape(1, m).astype(float)


def logistic(X, seed=0):
    """Return logistic regression with parameters that are not 0."""
    model = nnlib.LogisticRegression(n_x=len(X))
    model.parameters.vector = np.random.default_rng(seed).normal(size=len(X) + 1)
    return model


def quotient(function, at, step=1e-6):
    """Return the central difference quotient of a function of an array, by each of its elements."""
    result = np.empty_like(at)
    for index in np.ndindex(at.shape):
        nudge = np.zeros_like(at)
        nudge[index] = step
        result[index] = (function(at + nudge) - function(at - nudge)) / (2 * step)
    return result


# The page


def entries():
    """Return the heading and the text of each numbered entry."""
    return re.findall(r"^### (\d+\. [^\n]*)\n(.*?)(?=^##|\Z)", PAGE, flags=re.MULTILINE | re.DOTALL)


def functions_that_are_tests():
    """Return all functions that pytest runs here."""
    tree = ast.parse(Path(__file__).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_entry_has_its_kind_and_names_a_test():
    numbers = [int(heading.partition(".")[0]) for heading, _ in entries()]
    assert numbers == list(range(1, len(numbers) + 1))
    for heading, text in entries():
        assert re.search(r"; (formula|code|claim)\)$", heading), heading
        assert re.findall(r"`tests/test_errata\.py::(test_\w+)`", text), heading
        number = heading.partition(".")[0]
        assert f"\n(erratum-{number})=\n\n### {number}. " in PAGE  # where the lessons' footnotes lead


def test_the_page_names_every_test_and_no_other():
    about_the_page = {
        "test_every_entry_has_its_kind_and_names_a_test",
        "test_the_page_names_every_test_and_no_other",
        "test_the_page_shows_the_lines_that_are_run_here",
    }
    named = set(re.findall(r"`tests/test_errata\.py::(\w+)`", PAGE))
    assert named == functions_that_are_tests() - about_the_page


def test_the_page_shows_the_lines_that_are_run_here():
    sources = [PROGRAM, ONE_LOOP, NO_LOOP]
    for node in ast.walk(ast.parse(Path(__file__).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "run":
            sources += [node.args[0].value] if isinstance(node.args[0], ast.Constant) else []
    assert len(sources) > 20
    for line in "\n".join(sources).splitlines():
        assert line.strip() in PAGE, line


# 2 Overview of deep learning


def test_a_relu_unit_that_is_off_for_every_example_learns_nothing():
    X, Y = examples(m=20)
    model = nnlib.ShallowNetwork(n_x=3, n_h=2, hidden="relu", rng=1)
    model.b[1][0] = -100
    before = model.copy()
    nnlib.train(model, X, Y, learning_rate=0.5, iterations=50)
    np.testing.assert_array_equal(model.W[1][0], before.W[1][0])
    assert model.b[1][0] == -100
    assert (model.W[1][1] != before.W[1][1]).all()  # the other one learns


def test_the_sigmoid_passes_on_at_most_a_quarter_even_in_its_middle():
    slopes = nnlib.activations.sigmoid.derivative(np.linspace(-8, 8, 1601)[np.newaxis])
    assert slopes.max() == slopes[0, 800] == 0.25
    model = nnlib.Network([1, 1, 1, 1, 1], hidden="sigmoid", rng=0)
    for l in model.W:
        model.W[l] = [[1.0]]  # so that only the slopes change what goes back
    gradients = model.gradients([[0.0]], [[1.0]])
    assert abs(gradients.dZ[1]) <= abs(gradients.dZ[4]) / 4**3


def test_at_the_output_cross_entropy_makes_up_for_the_flat_end():
    """An output that is quite sure, and wrong: z = −20, y = 1."""
    by_loss = {}
    for loss in ("binary_cross_entropy", "squared_error"):
        model = nnlib.Network([1, 1], loss=loss, initialization="zeros")
        model.b[1] = [[-20.0]]
        by_loss[loss] = model.gradients([[1.0]], [[1.0]]).dZ[1].item()
    assert by_loss["binary_cross_entropy"] == pytest.approx(-1, abs=1e-8)
    assert -1e-8 < by_loss["squared_error"] < 0


# 3 Logistic regression


def test_a_picture_of_192_by_108_is_an_array_of_108_by_192(tmp_path):
    from PIL import Image  # noqa: PLC0415  matplotlib brings it

    Image.new("RGB", (192, 108)).save(tmp_path / "wide.png")
    assert nnlib.datasets.read_image(tmp_path / "wide.png", (108, 192, 3)).shape == (108, 192, 3)
    assert np.asarray(Image.open(tmp_path / "wide.png")).shape == (108, 192, 3)


def test_the_notes_and_the_course_unroll_a_picture_in_different_orders():
    images = np.random.default_rng(0).random((6, 4, 5, 3))
    courses = images.reshape(6, -1).T
    unrolled = {
        order: np.hstack([nnlib.datasets.image_to_vector(image, order=order) for image in images])
        for order in ("planar", "interleaved")
    }
    np.testing.assert_array_equal(unrolled["interleaved"], courses)
    np.testing.assert_array_equal(unrolled["planar"], images.transpose(0, 3, 1, 2).reshape(6, -1).T)
    Y = [[0, 1, 1, 0, 1, 0]]
    models = {order: nnlib.LogisticRegression(n_x=60) for order in unrolled}
    costs = [nnlib.train(models[order], X, Y, learning_rate=0.1, iterations=20).cost for order, X in unrolled.items()]
    np.testing.assert_allclose(costs[0], costs[1], rtol=1e-12)  # learning does not care
    planar, interleaved = (models[order].predict_proba(unrolled["planar"]) for order in unrolled)
    assert np.abs(planar - interleaved).max() > 0.01  # weights do


def test_e_to_the_minus_z_overflows_where_the_sigmoid_does_not():
    with pytest.raises(OverflowError):
        math.exp(710)  # z = −710
    with pytest.warns(RuntimeWarning, match="overflow"):
        assert sigma(np.float64(-710)) == 0
    assert nnlib.activations.sigmoid(np.array([[-710.0]])) == 0  # and no warning, which would be an error here


def test_w_and_b_change_at_once():
    X, Y = examples()
    model, alpha = logistic(X), 0.5
    gradients, start = model.gradients(X, Y), model.copy()
    nnlib.train(model, X, Y, learning_rate=alpha, iterations=1)
    np.testing.assert_allclose(model.W[1], start.W[1] - alpha * gradients.dW[1])
    np.testing.assert_allclose(model.b[1], start.b[1] - alpha * gradients.db[1])
    start.W[1] -= alpha * gradients.dW[1]  # w first, and then b with the derivative at the new w
    assert abs(start.gradients(X, Y).db[1] - gradients.db[1]) > 0.01


def test_the_minimum_may_not_be_attained():
    """Examples that a line separates: J falls towards 0 as w grows, and is never there."""
    X, Y = np.array([[-2.0, -1.0, 1.0, 2.0]]), np.array([[0.0, 0.0, 1.0, 1.0]])
    model, costs, sizes = nnlib.LogisticRegression(n_x=1), [], []
    for w in (1.0, 10.0, 100.0, 700.0):
        model.w = [[w]]
        costs.append(model.cost(X, Y))
        sizes.append(abs(model.gradients(X, Y).dW[1].item()))
    assert all(after < before for before, after in pairwise(costs))
    assert costs[-1] > 0
    assert sizes[0] > sizes[1] > sizes[2] > 0


def test_the_minimum_may_not_be_unique():
    """A feature that is there twice: only w₁ + w₂ counts, and where descent ends depends on its start."""
    x, Y = np.array([[-1.0, 0.5, 1.0, -0.5, 2.0]]), np.array([[0, 0, 1, 1, 1]])
    ends = []
    for start in ([0, 0], [2, -2]):
        model = nnlib.LogisticRegression(n_x=2)
        model.W[1] = [start]
        nnlib.train(model, np.vstack([x, x]), Y, learning_rate=1.0, iterations=500)
        ends.append((model.cost(np.vstack([x, x]), Y), model.W[1]))
    (one, w_one), (other, w_other) = ends
    assert one == pytest.approx(other, rel=1e-12)
    np.testing.assert_allclose(w_other - w_one, [[2, -2]], atol=1e-6)


def test_with_too_large_a_step_cross_entropy_bounces_and_squared_error_diverges():
    X, Y = nnlib.datasets.moons(m=100, noise=0.3, rng=1)
    alpha, updates = 100.0, 200
    model = nnlib.LogisticRegression(n_x=2)
    history = nnlib.train(model, X, Y, learning_rate=alpha, iterations=updates)
    assert (np.diff(history.cost) > 0).any()
    assert max(history.cost) > 2 * history.cost[0]
    # |a − y| < 1, so no step is longer than α times the mean size of a feature.
    assert (np.abs(model.W[1]) <= updates * alpha * np.abs(X).mean(axis=1)).all()
    linear = nnlib.Network([2, 1], output="identity", initialization="zeros")
    with pytest.raises(nnlib.DivergenceError):
        nnlib.train(linear, X, Y, learning_rate=alpha, iterations=updates)


@pytest.mark.parametrize("hidden", ["tanh", "relu"])
def test_from_zeros_only_the_last_bias_of_tanh_and_relu_networks_moves(hidden):
    X, Y = examples(m=21)
    model = nnlib.ShallowNetwork(n_x=3, n_h=4, hidden=hidden, initialization="zeros")
    nnlib.train(model, X, Y, learning_rate=0.5, iterations=100)
    assert model.b[2] != 0
    assert np.count_nonzero(model.parameters.vector) == 1


def test_from_zeros_sigmoid_units_move_as_copies_of_one_another():
    X, Y = examples(m=21)
    model = nnlib.ShallowNetwork(n_x=3, n_h=4, hidden="sigmoid", initialization="zeros")
    nnlib.train(model, X, Y, learning_rate=0.5, iterations=100)
    assert (model.W[1] != 0).all()
    for unit in range(1, 4):
        np.testing.assert_allclose(model.W[1][unit], model.W[1][0], rtol=1e-12)


def test_from_zeros_logistic_regression_learns():
    X, Y = nnlib.datasets.moons(m=100, noise=0.1, rng=1)
    model = nnlib.LogisticRegression(n_x=2)
    nnlib.train(model, X, Y, learning_rate=1.0, iterations=200)
    assert model.accuracy(X, Y) > 0.8


@pytest.mark.parametrize("nudge", [0.001, 1.0, 100.0])
def test_a_nudge_is_exact_only_where_J_is_a_line(nudge):
    a = Variable(5, "a")
    line, curve = 3 * (a + 6), a**2
    change = line.forward({a: 5 + nudge})[line] - line.value
    assert change / nudge == pytest.approx(line.backward()["da"], rel=1e-10)
    change = curve.forward({a: 5 + nudge})[curve] - curve.value
    assert change / nudge == pytest.approx(curve.backward()["da"] + nudge, rel=1e-10)  # wrong by the nudge


def test_where_several_paths_lead_from_J_to_b_their_products_add_up():
    a, b = Variable(5, "a"), Variable(3, "b")
    u = (a * b).named("u")
    J = (u * b).named("J")  # ab²
    by_u = b.value * a.value  # ∂J/∂u · ∂u/∂b, the notes' product
    assert J.backward()["db"] == 2 * a.value * b.value == by_u + u.value


def test_da_needs_an_a_strictly_between_0_and_1():
    y, a = 1, 1 / (1 + math.exp(-37))
    assert a == 1  # rounded, and right
    with pytest.raises(ZeroDivisionError):
        -y / a + (1 - y) / (1 - a)
    assert nnlib.losses.binary_cross_entropy.dA([[1.0]], [[1]]) == -1


def test_the_derivative_of_log_a_is_1_over_a_for_the_natural_logarithm_alone():
    for log, factor in [(math.log, 1), (math.log2, math.log(2)), (math.log10, math.log(10))]:
        slope = (log(0.3 + 1e-6) - log(0.3 - 1e-6)) / 2e-6
        assert slope * factor == pytest.approx(1 / 0.3, rel=1e-9)


def test_the_program_uses_arrays_that_it_never_made():
    with pytest.raises(NameError):
        run("dw[k] = 0", k=0)
    with pytest.raises(NameError):
        run("dz[i] = a[i] - y[i]", i=0, a=[0.5], y=[1])


def test_z_is_a_sum_over_the_features():
    X, _ = examples()
    w, b = np.array([1.0, 2.0, 3.0]), 0.5
    with pytest.raises(ValueError, match="setting an array element"):
        run("z[i] = w[i]*x[i] + b", i=0, z=np.zeros(5), w=w, x=X, b=b)  # a row of X: one feature of all examples
    with pytest.raises(IndexError):
        run("z[i] = w[i]*x[i] + b", i=4, z=np.zeros(5), w=w, x=X[:, 4], b=b)  # a column has n_x entries, and not m
    right = run(
        "z[i] = sum(w[k]*x[k,i] for k in range(n_x)) + b", i=4, z=np.zeros(5), w=w, x=X, b=b, n_x=3
    )  # fmt: skip
    assert right["z"][4] == pytest.approx(w @ X[:, 4] + b, rel=1e-14)


@pytest.mark.parametrize("line", ["dw[k] += x[k,i]dz[i]", "dw += x[i]dz[i]"])
def test_a_product_needs_its_sign(line):
    with pytest.raises(SyntaxError):
        compile(line, "notes", "exec")


def test_the_programs_logarithm_fails_from_z_37_though_the_answer_is_right():
    line = "J += -(y[i]*math.log(a[i]) + (1-y[i])*math.log(1-a[i]))"
    for z, y in [(37, 1), (37, 0), (40, 0)]:
        a = [1 / (1 + math.exp(-z))]
        with pytest.raises(ValueError, match=r"math domain|positive"):
            run(line, i=0, J=0, y=[y], a=a)
        right = run("J += np.logaddexp(0, (1 - 2*y[i])*z[i])", i=0, J=0, y=[y], z=[z])["J"]
        assert right == nnlib.losses.binary_cross_entropy.from_logits([[z]], [[y]])
        assert right == pytest.approx(z if y == 0 else math.exp(-z), rel=1e-12)
    run(line, i=0, J=0, y=[1], a=[1 / (1 + math.exp(-36))])  # it still works here


def test_the_program_set_right_computes_cost_and_gradient():
    X, Y = examples()
    model = logistic(X)
    program = run(PROGRAM, n_x=3, m=5, x=X, y=Y[0], w=model.w[:, 0], b=model.b[1].item())
    gradients = model.gradients(X, Y)
    assert program["J"] == pytest.approx(model.cost(X, Y), rel=1e-14)
    np.testing.assert_allclose(program["dw"], gradients.dW[1][0], rtol=1e-13)
    assert program["db"] == pytest.approx(gradients.db[1].item(), rel=1e-13)


def test_the_product_of_the_probabilities_is_maximised_and_not_each():
    """The same x twice, labelled 0 and 1: p raises one probability as it lowers the other."""
    p = np.linspace(0.001, 0.999, 999)
    first, second = 1 - p, p
    assert (np.argmax(first), np.argmax(second)) == (0, 998)  # there is no p that is best for both
    assert p[np.argmax(first * second)] == pytest.approx(0.5)
    np.testing.assert_allclose(np.log(first * second), np.log(first) + np.log(second), rtol=1e-12)


def test_with_1_over_m_the_step_does_not_depend_on_m():
    X, Y = examples()
    twice, Y_twice = np.hstack([X, X]), np.hstack([Y, Y])
    model = logistic(X)
    one, two = model.gradients(X, Y), model.gradients(twice, Y_twice)
    np.testing.assert_allclose(two.dW[1], one.dW[1], rtol=1e-13)
    np.testing.assert_allclose(two.dZ[1] @ twice.T, 2 * (one.dZ[1] @ X.T), rtol=1e-13)  # the sum, without 1/m


# 4 Python and vectorization


def test_range_is_called_and_begins_at_0():
    w, x = np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0])
    with pytest.raises(TypeError):
        run("for i in range[1,n_x]:\n    z += w_i*x_i", n_x=3, z=0)
    with pytest.raises(NameError):
        run("z += w_i*x_i", z=0, w=w, x=x, i=0)
    assert list(range(1, 3)) == [1, 2]  # with round brackets it would leave out w[0]
    assert run("for i in range(n_x):\n    z += w[i] * x[i]", n_x=3, z=0, w=w, x=x)["z"] == w @ x


def test_the_product_of_two_columns_needs_a_transpose():
    w, x = np.array([[1.0], [2.0], [3.0]]), np.array([[4.0], [5.0], [6.0]])
    with pytest.raises(ValueError, match="not aligned"):
        run("z = np.dot(w,x) + b", w=w, x=x, b=0.5)
    assert run("z = np.dot(w.T,x) + b", w=w, x=x, b=0.5)["z"].tolist() == [[32.5]]


def test_a_column_is_taken_out_with_two_pairs_of_brackets():
    X, Y = examples()
    model = logistic(X)
    dz = (model.predict_proba(X) - Y)[0]
    dw = np.zeros((3, 1))
    with pytest.raises(ValueError, match="broadcast"):
        run("dw += X[:, i]*dz[i]", i=0, dw=dw, X=X, dz=dz)
    assert run("dw = dw + X[:, i]*dz[i]", i=0, dw=dw, X=X, dz=dz)["dw"].shape == (3, 3)  # not a word
    assert run("dw += X[:, [i]]*dz[i]", i=0, dw=dw, X=X, dz=dz)["dw"].shape == (3, 1)
    program = run(ONE_LOOP, n_x=3, m=5, X=X, Y=Y, w=model.w, b=model.b[1].item())
    np.testing.assert_allclose(program["dw"].T, model.gradients(X, Y).dW[1], rtol=1e-13)
    assert program["db"] == pytest.approx(model.gradients(X, Y).db[1].item(), rel=1e-13)


def test_broadcasting_copies_nothing():
    expanded = np.broadcast_to(0.5, (1, 1000))
    assert expanded.strides == (0, 0)  # the one number is read a thousand times
    with pytest.raises(TypeError):
        operator.add([1, 2, 3], 0.5)  # Python itself expands nothing


def test_examples_are_counted_from_0():
    dz = np.arange(5.0)
    with pytest.raises(IndexError):
        run("db += dz[m]", db=0, dz=dz, m=5)
    assert run("for i in range(m): db += dz[i]", db=0, dz=dz, m=5)["db"] == dz.sum()


def test_it_is_dw_that_is_divided_by_m():
    X, Y = examples()
    model = logistic(X)
    dZ = model.predict_proba(X) - Y
    sums = sum(X[:, [i]] * dZ[0, i] for i in range(5))
    divided = run("dz /= m", dz=dZ.copy(), m=5)["dz"]  # comes too late for dw, which has its sums already
    right = run("dw /= m", dw=sums.copy(), m=5)["dw"]
    np.testing.assert_allclose(right, run("dw = np.dot(X,dZ.T)/m", X=X, dZ=dZ, m=5)["dw"], rtol=1e-12)
    np.testing.assert_allclose(right.T, model.gradients(X, Y).dW[1], rtol=1e-12)
    np.testing.assert_allclose(run("dw = np.dot(X,dZ.T)/m", X=X, dZ=divided, m=5)["dw"] * 5, right)  # 1/m twice


def test_the_transpose_is_a_capital_T():
    X, _ = examples()
    with pytest.raises(AttributeError):
        run("Z = np.dot(w.t,x) + b", w=np.ones((3, 1)), x=X, b=0.5)


def test_the_vectorized_program_computes_J_too():
    X, Y = examples()
    model, alpha = logistic(X), 0.1
    program = run(NO_LOOP, X=X, Y=Y, m=5, alpha=alpha, w=model.w, b=model.b[1].item())
    assert program["J"] == pytest.approx(model.cost(X, Y), rel=1e-13)
    nnlib.train(model, X, Y, learning_rate=alpha, iterations=1)
    np.testing.assert_allclose(program["w"], model.w, rtol=1e-13)
    np.testing.assert_allclose(program["b"], model.b[1].item(), rtol=1e-13)


def test_a_sum_keeps_its_axis_only_if_it_is_told_to():
    A = np.arange(1.0, 13.0).reshape(3, 4)
    cal = run("cal = A.sum(axis=0)", A=A)["cal"]
    assert cal.shape == (4,)
    kept = run("cal = A.sum(axis=0, keepdims=True)", A=A)["cal"]
    assert kept.shape == (1, 4)
    np.testing.assert_array_equal(100 * A / cal, 100 * A / kept)  # it goes well here
    with pytest.raises(ValueError, match="broadcast"):
        run("percentage = 100*A/A.sum(axis=1)", A=A)
    square = A[:, :3]
    wrong = run("percentage = 100*A/A.sum(axis=1)", A=square)["percentage"]  # not a word
    right = run("percentage = 100*A/A.sum(axis=1, keepdims=True)", A=square)["percentage"]
    np.testing.assert_allclose(right.sum(axis=1), 100)
    assert np.abs(wrong.sum(axis=1) - 100).max() > 20


def test_the_number_of_axes_is_ndim_and_not_the_rank():
    a = np.arange(5.0)
    assert (a.ndim, a.shape, a.T.shape) == (1, (5,), (5,))
    column = a.reshape(5, 1)
    assert (column @ column.T).ndim == 2
    assert np.linalg.matrix_rank(column @ column.T) == 1  # what mathematics calls rank 1


def test_an_assertion_and_a_reshape_leave_the_array_as_it_is():
    a = np.arange(5.0)
    with pytest.raises(AssertionError):
        run("assert(a.shape == (5,1))", a=a)
    assert run("a.reshape(5,1)", a=a)["a"].shape == (5,)
    assert run("a = a.reshape(5,1)", a=a)["a"].shape == (5, 1)


# 5 Shallow neural networks


def test_the_forward_lines_have_no_transpose():
    X, _ = examples(n_x=3)
    model = nnlib.ShallowNetwork(n_x=3, n_h=4, rng=3)
    with pytest.raises(ValueError, match="not aligned"):
        np.dot(model.W[1].T, X)
    np.testing.assert_array_equal(model.forward(X).Z[1], np.dot(model.W[1], X) + model.b[1])
    node_by_node = [[sum(model.W[1][j, k] * X[k, i] for k in range(3)) for i in range(5)] for j in range(4)]
    np.testing.assert_allclose(model.forward(X).Z[1], node_by_node, rtol=1e-12)


def test_a_transposed_square_W_is_wrong_without_a_word():
    X, Y = examples(n_x=3, m=7)
    model = nnlib.Network([3, 3, 1], hidden="tanh", rng=3)

    def cost_with_transpose(W1):
        A1 = np.tanh(np.dot(W1.T, X) + model.b[1])
        return nnlib.losses.binary_cross_entropy(sigma(np.dot(model.W[2], A1) + model.b[2]), Y)

    Z1 = np.dot(model.W[1].T, X) + model.b[1]
    assert Z1.shape == model.forward(X).Z[1].shape
    assert np.abs(Z1 - model.forward(X).Z[1]).max() > 0.1
    # The page's backward lines are not the derivatives of its forward lines.
    A1 = np.tanh(Z1)
    dZ2 = sigma(np.dot(model.W[2], A1) + model.b[2]) - Y
    dW1 = np.dot(np.dot(model.W[2].T, dZ2) * (1 - A1**2), X.T) / 7
    numeric = quotient(cost_with_transpose, model.W[1])
    assert np.abs(dW1 - numeric).max() > 0.01
    # Without the transpose they are.
    right = model.gradients(X, Y).dW[1]

    def cost(W1):
        changed = model.copy()
        changed.W[1] = W1
        return changed.cost(X, Y)

    np.testing.assert_allclose(right, quotient(cost, model.W[1]), rtol=1e-6, atol=1e-9)


def test_the_hidden_layers_g_stands_in_both_columns():
    """Forward with σ and backward with tanh′ are not derivatives of one another."""
    X, Y = examples(m=7)
    model = nnlib.ShallowNetwork(n_x=3, n_h=4, hidden="tanh", rng=3)

    def cost(b1, g):
        return nnlib.losses.binary_cross_entropy(sigma(model.W[2] @ g(model.W[1] @ X + b1) + model.b[2]), Y)

    def db1(g):
        Z1 = model.W[1] @ X + model.b[1]
        dZ2 = sigma(model.W[2] @ g(Z1) + model.b[2]) - Y
        return np.mean(model.W[2].T @ dZ2 * (1 - np.tanh(Z1) ** 2), axis=1, keepdims=True)

    assert np.abs(db1(sigma) - quotient(lambda b1: cost(b1, sigma), model.b[1])).max() > 0.01
    np.testing.assert_allclose(db1(np.tanh), quotient(lambda b1: cost(b1, np.tanh), model.b[1]), rtol=1e-6)
    np.testing.assert_allclose(db1(np.tanh), model.gradients(X, Y).db[1], rtol=1e-12)


def test_dZ_is_m_times_the_derivative_of_the_cost():
    X, Y = examples(m=7)
    model = nnlib.ShallowNetwork(n_x=3, n_h=4, rng=3)

    def cost(Z1):
        return nnlib.losses.binary_cross_entropy(sigma(model.W[2] @ np.tanh(Z1) + model.b[2]), Y)

    dJ = quotient(cost, model.forward(X).Z[1])
    np.testing.assert_allclose(model.gradients(X, Y).dZ[1], 7 * dJ, rtol=1e-5, atol=1e-9)


def test_the_cross_in_dZ_is_elementwise():
    rng = np.random.default_rng(0)
    from_above, slopes = rng.normal(size=(4, 7)), rng.random((4, 7))
    assert (from_above * slopes).shape == (4, 7)
    with pytest.raises(ValueError, match="not aligned"):
        np.dot(from_above, slopes)
    assert np.dot(from_above[:, :4], slopes[:, :4]).shape == (4, 4)  # as many examples as nodes: not a word


def test_tanh_does_not_centre_what_is_on_one_side():
    Z = np.random.default_rng(0).uniform(1, 3, (4, 100))
    assert np.tanh(Z).mean() > sigma(Z).mean() > 0.5
    centred = Z - 2
    assert abs(np.tanh(centred).mean()) < 0.1 < sigma(centred).mean()


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_the_slope_is_small_where_the_size_of_z_is_large(name):
    g = getattr(nnlib.activations, name)
    far, small, other = g.derivative(np.array([[-10.0, 0.001, 10.0]]))[0]
    assert far == pytest.approx(other, rel=1e-9)
    assert far < 1e-4
    assert small > 0.249


def test_z_is_exactly_0_where_a_layer_gets_nothing():
    """Fresh deep ReLU networks: an example for which all first nodes are off gives z = 0 in the second layer."""
    counts = []
    for seed in range(50):
        model = nnlib.Network([2, 3, 3, 1], rng=seed)
        Z = model.forward(np.random.default_rng(seed).normal(size=(2, 500))).Z
        off = (Z[1] <= 0).all(axis=0)
        assert (Z[2][:, off] == 0).all()
        counts.append(off.mean())
    assert 0.05 < np.mean(counts) < 0.2
    assert (nnlib.Network([2, 3, 1], initialization="zeros").forward(np.ones((2, 5))).Z[1] == 0).all()


def test_whether_the_slope_at_0_is_0_or_1_changes_the_gradient_there():
    class OtherReLU:
        def __call__(self, Z, out=None):
            return np.maximum(Z, 0, out=out)

        def derivative(self, Z):
            return (Z >= 0).astype(Z.dtype)

    changed = []
    for seed in range(10):
        X, Y = examples(n_x=2, m=200, seed=seed)
        ours, other = (
            nnlib.Network([2, 3, 3, 1], hidden=g, rng=seed, initialization="he") for g in ("relu", OtherReLU())
        )
        difference = np.abs(ours.gradients(X, Y).vector - other.gradients(X, Y).vector).max()
        assert (difference > 0) == (ours.forward(X).Z[2] == 0).any()
        changed.append(difference / np.abs(ours.gradients(X, Y).vector).max())
    assert max(changed) > 0.02


def test_a_network_with_a_linear_hidden_layer_is_logistic_regression():
    X, _ = examples(m=7)
    model = nnlib.ShallowNetwork(n_x=3, n_h=4, hidden="identity", rng=3)
    model.b[1] = np.arange(4.0).reshape(4, 1)
    collapsed = nnlib.LogisticRegression(n_x=3)
    collapsed.W[1] = model.W[2] @ model.W[1]
    collapsed.b[1] = model.W[2] @ model.b[1] + model.b[2]
    np.testing.assert_allclose(collapsed.predict_proba(X), model.predict_proba(X), rtol=1e-12)


# Notation traps


def test_the_factor_1_over_m_appears_once():
    X, Y = examples(m=7)
    model = nnlib.ShallowNetwork(n_x=3, n_h=4, rng=3)
    gradients, A = model.gradients(X, Y), model.forward(X).A
    for l in (1, 2):
        np.testing.assert_allclose(gradients.dW[l], gradients.dZ[l] @ A[l - 1].T / 7, rtol=1e-12)
        np.testing.assert_allclose(gradients.dW[l] / 7, (gradients.dZ[l] / 7) @ A[l - 1].T / 7, rtol=1e-12)  # twice


def test_a_column_of_dZ_and_dA_belongs_to_its_example_alone():
    X, Y = examples(m=7)
    model = nnlib.ShallowNetwork(n_x=3, n_h=4, rng=3)
    alone = model.gradients(X[:, [2]], Y[:, [2]])
    np.testing.assert_allclose(alone.dZ[1], model.gradients(X, Y).dZ[1][:, [2]], rtol=1e-12)
    A = model.predict_proba(X)
    dA = nnlib.losses.binary_cross_entropy.dA
    np.testing.assert_allclose(dA(A[:, [2]], Y[:, [2]]), dA(A, Y)[:, [2]], rtol=1e-14)


def test_w_is_the_column_that_lies_in_W1_as_a_row():
    X, Y = examples()
    model = logistic(X)
    np.testing.assert_array_equal(model.w, model.W[1].T)
    dw = X @ (model.predict_proba(X) - Y).T / 5
    np.testing.assert_allclose(dw, model.gradients(X, Y).dW[1].T, rtol=1e-13)
    np.testing.assert_array_equal(np.dot(model.w.T, X), np.dot(model.W[1], X))


def test_b_is_a_number_or_a_column_and_never_a_row():
    X, _ = examples(n_x=3, m=4)
    W, b = np.random.default_rng(0).normal(size=(4, 3)), np.arange(4.0).reshape(4, 1)
    B = np.hstack([b] * 4)  # what the notes write as B
    np.testing.assert_array_equal(W @ X + b, W @ X + B)
    assert np.abs((W @ X + b[:, 0]) - (W @ X + B)).max() >= 1  # (4,) is a row: one number an example, not a word


def test_dot_multiplies_matrices_and_the_star_elements():
    a = np.arange(5.0).reshape(5, 1)
    assert np.dot(a.T, a).item() == 30
    assert (a * a).shape == (5, 1)
    assert (a.T * a).shape == (5, 5)


def test_a_sum_over_everything_is_db_for_one_node_only():
    X, Y = examples(m=7)
    model = nnlib.ShallowNetwork(n_x=3, n_h=4, rng=3)
    gradients = model.gradients(X, Y)
    np.testing.assert_allclose(np.sum(gradients.dZ[2]) / 7, gradients.db[2].item(), rtol=1e-12)
    week_3 = np.sum(gradients.dZ[1], axis=1, keepdims=True) / 7
    np.testing.assert_allclose(week_3, gradients.db[1], rtol=1e-12)
    one_number = np.sum(gradients.dZ[1]) / 7
    assert (model.b[1] - one_number).shape == (4, 1)  # all nodes get the sum, not a word
    assert np.abs(one_number - gradients.db[1]).max() > 0.01


def test_m_is_the_size_of_the_mini_batch():
    X, Y = examples(m=7)
    model = logistic(X)
    parts = [slice(0, 4), slice(4, 7)]
    gradients = [model.gradients(X[:, part], Y[:, part]).vector for part in parts]
    whole = model.gradients(X, Y).vector
    np.testing.assert_allclose((4 * gradients[0] + 3 * gradients[1]) / 7, whole, rtol=1e-12)


def test_the_courses_lambda_is_l2_times_m():
    X, Y = examples()
    lambd, m = 0.7, 5  # the course's spelling: lambda is a word of Python's
    plain, penalised = nnlib.LogisticRegression(n_x=3), nnlib.LogisticRegression(n_x=3, l2=lambd / m)
    for model in (plain, penalised):
        model.parameters.vector = logistic(X).parameters.vector
    W = plain.W[1]
    assert penalised.cost(X, Y) == pytest.approx(plain.cost(X, Y) + lambd / (2 * m) * np.sum(W**2), rel=1e-13)
    np.testing.assert_allclose(penalised.gradients(X, Y).dW[1], plain.gradients(X, Y).dW[1] + lambd / m * W, rtol=1e-12)


def test_xavier_is_the_courses():
    W = INITIALIZATIONS["xavier"](400, 100, np.random.default_rng(0))
    assert W.std() == pytest.approx(math.sqrt(1 / 100), rel=0.02)
    assert abs(W.std() / math.sqrt(2 / (400 + 100)) - 1) > 0.5  # Glorot and Bengio's


def test_momentum_averages_gradients():
    beta, alpha = 0.9, 0.1
    theta, other, v = np.array([1.0]), np.array([1.0]), np.zeros(1)
    rule = nnlib.Momentum(alpha, beta=beta)
    state = rule.start(theta)
    for gradient in np.random.default_rng(0).normal(size=(20, 1)):
        rule.update(theta, gradient, state)
        v = beta * v + gradient  # PyTorch's form
        other -= alpha * (1 - beta) * v
    np.testing.assert_allclose(theta, other, rtol=1e-12)


def test_one_half_is_class_0():
    model = nnlib.LogisticRegression(n_x=1)  # zeros: a is 0.5 everywhere
    assert model.predict_proba([[1.0]]) == 0.5
    assert model.predict([[1.0]]) == 0


def test_labels_of_unsigned_bytes_wrap():
    predicted, Y = np.array([[0, 1, 0]], np.uint8), np.array([[1, 1, 0]], np.uint8)
    assert np.abs(predicted - Y).mean() == 85  # 0 − 1 is 255
    assert np.abs(predicted.astype(float) - Y).mean() == pytest.approx(1 / 3)
    model = nnlib.LogisticRegression(n_x=1)
    assert model.accuracy([[1.0, 1.0, 1.0]], Y) == pytest.approx(1 / 3)
