"""The first wrong line of a student's own arrays is named, with the equation it should follow and the slip."""

import itertools
import tracemalloc

import numpy as np
import pytest
from networks import Swish, network

import nnlib

M = 20
RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(3, M)), np.resize([0, 1, 1], (1, M))
WEIGHT = RNG.uniform(0.5, 2, M)


def student(**options):
    return network((3, 4, 1), **options)


def right_steps(model, Y=Y, weight=None):
    forward_pass = model.forward(X)
    gradients = model.backward(forward_pass, Y, weight)
    by_symbol = {"Z": forward_pass.Z, "A": forward_pass.A, "dZ": gradients.dZ, "dW": gradients.dW, "db": gradients.db}
    return {f"{symbol}{l}": arrays[l].copy() for symbol, arrays in by_symbol.items() for l in model.g}


@pytest.mark.parametrize("options", [{}, {"l2": 0.1}, {"hidden": "relu"}, {"output": "identity"}], ids=str)
def test_right_lines_are_right(options):
    model = student(**options)
    for weight, dtype in itertools.product((None, WEIGHT), ("float64", "float32")):
        steps = {name: array.astype(dtype) for name, array in right_steps(model, weight=weight).items()}
        report = nnlib.compare_steps(model, X, Y, steps, weight)
        assert report.passed, report
        assert report.first_wrong is None
        assert str(report).startswith("compare steps: all 10 lines are right")
        assert list(report.steps) == ["Z1", "A1", "Z2", "A2", "dZ2", "dW2", "db2", "dZ1", "dW1", "db1"]


SLIPS = [
    ("Z1", lambda Z, s, model: Z - model.b[1], "is W[1] X: b[1] is missing"),
    ("Z1", lambda Z, s, model: Z.T, "has shape (20, 4), not (4, 20): is it transposed?"),
    ("A1", lambda A, s, model: 1 / (1 + np.exp(-s["Z1"])), "is sigmoid(Z[1]), but g[1] is tanh"),
    ("A1", lambda A, s, model: np.maximum(0, s["Z1"]), "is relu(Z[1]), but g[1] is tanh"),
    ("A1", lambda A, s, model: s["Z1"], "is identity(Z[1]), but g[1] is tanh"),
    ("A1", lambda A, s, model: np.tanh(A), "is tanh(tanh(Z[1])): tanh is applied twice"),
    ("A1", lambda A, s, model: 1 - A**2, "is g[1]′(Z[1]) in place of g[1](Z[1])"),
    ("A2", lambda A, s, model: s["Z2"], "is identity(Z[2]), but g[2] is sigmoid"),
    (
        "A2",
        lambda A, s, model: A[0],
        "has shape (20,), not (1, 20): keep both axes, so that nothing is broadcast by chance",
    ),
    ("dZ2", lambda d, s, model: -d, "has the wrong sign"),
    ("dZ2", lambda d, s, model: d / M, "is 20 times too small, and m = 20: 1/m belongs to dW and db alone"),
    (
        "dZ2",
        lambda d, s, model: d * s["A2"] * (1 - s["A2"]),
        "has a factor g[2]′(Z[2]) too many: with sigmoid and binary_cross_entropy, dZ[2] is A[2] - Y",
    ),
    (
        "dZ1",
        lambda d, s, model: model.W[2].T @ s["dZ2"],
        "is dA[1]: the factor g[1]′(Z[1]) is missing, or 1 everywhere",
    ),
    (
        "dZ1",
        lambda d, s, model: model.W[2].T @ s["dZ2"] * s["A1"] * (1 - s["A1"]),
        "is dA[1] * sigmoid′, had from its output A[1], but g[1] is tanh",
    ),
    (
        "dZ1",
        lambda d, s, model: model.W[2].T @ s["dZ2"] * (1 - np.tanh(s["A1"]) ** 2),
        "is dA[1] * g[1]′(A[1]): Z[1] was meant",
    ),
    (
        "dZ1",
        lambda d, s, model: model.W[2].T @ s["dZ2"] * (1 - s["Z1"] ** 2),
        "has the formula of tanh′ that takes A[1], but is given Z[1]",
    ),
    (
        "dZ1",
        lambda d, s, model: s["dW2"].T @ s["dZ2"] * (1 - s["A1"] ** 2),
        "comes from a dA[1] that is dW[2]ᵀ dZ[2]: W[2] was meant",
    ),
    (
        "dZ1",
        lambda d, s, model: model.W[2].T @ s["dZ2"] * (1 - s["A1"]),
        "is dA[1] * (1 - A[1]): the square is missing in tanh′",
    ),
    (
        "dZ1",
        lambda d, s, model: model.W[2].T @ s["dZ2"] * np.power(1 - s["A1"], 2),
        "is dA[1] * (1 - A[1])²: A[1] alone is squared in tanh′",
    ),
    ("dZ1", lambda d, s, model: model.W[2].T @ s["dZ2"] * s["A1"] ** 2, "is dA[1] * A[1]²: it is 1 - A[1]² in tanh′"),
    (
        "dZ1",
        lambda d, s, model: model.W[2].T @ s["dZ2"] * (1 + s["A1"] ** 2),
        "is dA[1] * (1 + A[1]²): it is 1 - A[1]² in tanh′",
    ),
    (
        "dZ1",
        lambda d, s, model: model.W[2].T @ s["dZ2"] * s["A1"],
        "is dA[1] * A[1], which is g[1](Z[1]): g[1]′(Z[1]) was meant",
    ),
    (
        "dZ1",
        lambda d, s, model: model.W[2].T @ s["dZ2"] * (1 - s["A2"] ** 2),
        "is dA[1] * tanh′, had from A[2]: A[1] was meant",
    ),
    (
        "dZ1",
        lambda d, s, model: model.W[2].T @ s["dZ2"] * (1 - np.tanh(s["Z2"]) ** 2),
        "is dA[1] * g[1]′(Z[2]): Z[1] was meant",
    ),
    (
        "dZ1",
        lambda d, s, model: model.W[2].T @ s["dZ2"] * s["A2"] * (1 - s["A2"]),
        "is dA[1] * g[2]′(Z[2]): g[1]′(Z[1]) was meant",
    ),
    (
        "dZ1",
        lambda d, s, model: model.W[2].T @ s["dZ2"] @ (1 - s["A1"] ** 2).T,
        (
            "has shape (4, 4), not (4, 20): it is a matrix product of dA[1] and g[1]′(Z[1]): they are multiplied "
            "element by element, with *"
        ),
    ),
    (
        "dW1",
        lambda d, s, model: s["dZ1"] @ s["A1"].T / M,
        "has shape (4, 4), not (4, 3): it is 1/m dZ[1] A[1]ᵀ: X was meant",
    ),
    (
        "dW1",
        lambda d, s, model: s["dZ1"] @ s["A1"].T,
        "has shape (4, 4), not (4, 3): it is 1/m dZ[1] A[1]ᵀ: X was meant; and 1/m is missing",
    ),
    (
        "dW1",
        lambda d, s, model: s["dZ2"] @ X.T / M,
        "has shape (1, 3), not (4, 3): it is 1/m dZ[2] Xᵀ: dZ[1] was meant",
    ),
    (
        "db1",
        lambda d, s, model: s["dZ2"].sum(axis=1, keepdims=True) / M,
        "has shape (1, 1), not (4, 1): it is made from dZ[2] where dZ[1] was meant",
    ),
    ("dW2", lambda d, s, model: d * M, "is 20 times too large, and m = 20: the factor 1/m is missing"),
    ("dW2", lambda d, s, model: d / M, "is 20 times too small, and m = 20: 1/m stands there twice"),
    (
        "dW2",
        lambda d, s, model: -d * M,
        "has the wrong sign and is 20 times too large, and m = 20: the factor 1/m is missing",
    ),
    ("dW2", lambda d, s, model: d.T, "has shape (4, 1), not (1, 4): is it transposed?"),
    (
        "dW2",
        lambda d, s, model: -d.T,
        "has shape (4, 1), not (1, 4): is it transposed?; in that shape it has the wrong sign",
    ),
    ("dW1", lambda d, s, model: d[:, :2], "has shape (4, 2), not (4, 3)"),
    ("dW2", lambda d, s, model: s["dZ2"] @ s["Z1"].T / M, "is 1/m dZ[2] Z[1]ᵀ: A[1] was meant"),
    ("dW2", lambda d, s, model: s["dZ2"] @ s["Z1"].T, "is 1/m dZ[2] Z[1]ᵀ: A[1] was meant; and 1/m is missing"),
    (
        "db1",
        lambda d, s, model: d[:, 0],
        "has shape (4,), not (4, 1): use keepdims=True where it is a sum, or reshape(-1, 1)",
    ),
    ("db1", lambda d, s, model: d * M, "is 20 times too large, and m = 20: the factor 1/m is missing"),
    (
        "db1",
        lambda d, s, model: d * 0 + d.sum(),
        "is summed over both axes: the sum of dZ[1] goes over axis=1 only",
    ),
    ("db2", lambda d, s, model: d * 1.5, "is wrong, and no known pattern fits"),
    ("dW1", lambda d, s, model: d * 1.5, "is 1.5 times too large everywhere"),
    ("dW1", lambda d, s, model: d / -1.5, "has the wrong sign and is 1.5 times too small everywhere"),
    ("dW1", lambda d, s, model: d * 1.0005, "is wrong in 12 of 12 places, and no known pattern fits"),
    ("dW1", lambda d, s, model: d * np.nan, "holds NaN or infinity"),
]


def test_the_slip_is_named():
    model = student()
    right = right_steps(model)
    for name, change, mistake in SLIPS:
        steps = right | {name: change(right[name], right, model)}
        report = nnlib.compare_steps(model, X, Y, steps)
        assert (report.first_wrong.name, report.first_wrong.mistake) == (name, mistake)
        others = {step.verdict for step in report.steps.values() if step.name != name}
        assert others == {"right"}
        assert f"the first line that is wrong is {name}\n" in str(report)
        end = "" if mistake.endswith("?") else "."
        assert f"{name} {mistake}{end} {report.first_wrong.equation}" in " ".join(str(report).split())


def test_with_l2_and_weights():
    model = student(l2=0.1)
    steps = right_steps(model, weight=WEIGHT)
    unweighted = right_steps(model)
    report = nnlib.compare_steps(model, X, Y, steps | {"dZ2": unweighted["dZ2"]}, WEIGHT)
    assert report.first_wrong.mistake == "has no sample weights"
    report = nnlib.compare_steps(model, X, Y, steps | {"dW1": steps["dW1"] - 0.1 * model.W[1]}, WEIGHT)
    assert report.first_wrong.mistake == "has no L2 term: l2 W[1] is missing"
    report = nnlib.compare_steps(model, X, Y, steps | {"db1": steps["db1"] * WEIGHT.sum()}, WEIGHT)
    assert report.first_wrong.mistake.endswith("the factor 1/Σw is missing")


def test_what_follows_from_a_mistake_is_not_blamed():
    """A whole pass with σ in place of tanh: one line is wrong, all others do what they should with it."""
    model = student()
    other = student(hidden="sigmoid")
    other.parameters.vector = model.parameters.vector
    forward_pass = other.forward(X)
    steps = {"Z1": forward_pass.Z[1], "A1": forward_pass.A[1], "Z2": forward_pass.Z[2], "A2": forward_pass.A[2]}
    steps["dZ2"] = steps["A2"] - Y
    report = nnlib.compare_steps(model, X, Y, steps)
    assert [step.verdict for step in report.steps.values()] == ["right", "wrong", "follows", "follows", "follows"]
    assert '"follows": it does what the notes say, with arrays that are wrong already.' in str(report)


def test_a_second_mistake_is_told_too():
    model = student()
    steps = right_steps(model)
    steps["A1"] = np.maximum(0, steps["Z1"])
    steps["Z2"] = model.W[2] @ steps["A1"]
    report = nnlib.compare_steps(model, X, Y, {name: steps[name] for name in ("A1", "Z2")})
    assert report.steps["Z2"].mistake == "is W[2] A[1]: b[2] is missing"
    assert report.first_wrong.name == "A1"


def test_the_order_of_the_dictionary_does_not_matter():
    model = student()
    steps = {name: 2 * array for name, array in reversed(right_steps(model).items())}
    assert nnlib.compare_steps(model, X, Y, steps).first_wrong.name == "Z1"


def test_dA_is_a_line_too():
    model = student()
    gradients = model.gradients(X, Y)
    dA1 = model.W[2].T @ gradients.dZ[2]
    A2 = model.predict_proba(X)
    steps = {"dA2": -Y / A2 + (1 - Y) / (1 - A2), "dA1": dA1}
    assert nnlib.compare_steps(model, X, Y, steps).passed
    report = nnlib.compare_steps(model, X, Y, {"dA2": A2 - Y})
    assert report.first_wrong.mistake == "is A[2] - Y, which is dZ[2]"
    square = nnlib.Network([3, 4, 4, 1], hidden="tanh", rng=0)
    report = nnlib.compare_steps(square, X, Y, {"dA1": square.W[2] @ square.gradients(X, Y).dZ[2]})
    assert report.first_wrong.mistake == "is W[2] dZ[2]: W[2] has to be transposed here"


def gradients_of_the_course(model, *, older=False):
    """Return what L_model_backward returns, with W[l]ᵀ dZ[l] under the number l − 1; in older notebooks under l."""
    gradients = model.gradients(X, Y)
    return {f"dA{l if older else l - 1}": model.W[l].T @ gradients.dZ[l] for l in reversed(model.g)} | {
        f"d{symbol}{l}": arrays[l] for symbol, arrays in (("W", gradients.dW), ("b", gradients.db)) for l in model.g
    }


@pytest.mark.parametrize("sizes", [(3, 4, 1), (3, 3, 3, 1)], ids=str)
def test_the_gradients_of_the_course_with_AL_are_lines(sizes):
    model = network(sizes)
    AL, L = model.predict_proba(X), len(model.g)
    report = nnlib.compare_steps(model, X, Y, {"AL": AL} | gradients_of_the_course(model))
    assert report.passed
    assert next(iter(report.steps)) == "AL"
    assert list(report.steps)[-1] == "dA0"
    assert report.steps["dA0"].equation == "dA[0] = W[1]ᵀ dZ[1]"
    assert report.steps["AL"].equation.startswith(f"A[{L}] = g[{L}](Z[{L}])")
    every = {"ZL": model.forward(X).Z[L], "dAL": (AL - Y) / AL / (1 - AL), "dZL": AL - Y}
    assert nnlib.compare_steps(model, X, Y, every).passed
    wrong = nnlib.compare_steps(model, X, Y, {"AL": every["ZL"]}).first_wrong
    assert (wrong.name, wrong.mistake) == ("AL", f"is identity(Z[{L}]), but g[{L}] is sigmoid")


def test_slips_in_dA0_are_named():
    model = network((3, 3, 1))
    dZ, dW = model.gradients(X, Y).dZ, model.gradients(X, Y).dW
    slips = {
        "is W[1]ᵀ dA[1]: dZ[1] was meant": model.W[1].T @ (model.W[2].T @ dZ[2]),
        "is W[1] dZ[1]: W[1] has to be transposed here": model.W[1] @ dZ[1],
        "is made with W[1] - 0.5 dW[1], which is W[1] after its update: update it after back propagation": (
            (model.W[1] - 0.5 * dW[1]).T @ dZ[1]
        ),
        "has shape (20, 3), not (3, 20): is it transposed?": (model.W[1].T @ dZ[1]).T,
    }
    for mistake, dA0 in slips.items():
        assert nnlib.compare_steps(model, X, Y, {"dA0": dA0}).first_wrong.mistake == mistake


@pytest.mark.parametrize("sizes", [(3, 4, 2, 1), (3, 3, 3, 3)], ids=str)
def test_the_numbers_that_older_notebooks_of_the_course_give_dA_are_told(sizes):
    model = network(sizes)
    y = np.resize([0, 1, 1], (sizes[-1], M))
    dZ = model.gradients(X, y).dZ
    for l in model.g:
        step = nnlib.compare_steps(model, X, y, {f"dA{l}": model.W[l].T @ dZ[l]}).first_wrong
        told = f"is W[{l}]ᵀ dZ[{l}], which is dA[{l - 1}]: older notebooks of the course call it dA{l}"
        of_shape = f"has shape ({sizes[l - 1]}, 20), not ({sizes[l]}, 20): it "
        assert step.mistake == (told if sizes[l] == sizes[l - 1] else of_shape + told)
    model = student()
    report = nnlib.compare_steps(model, X, Y, gradients_of_the_course(model, older=True))
    assert {name for name, step in report.steps.items() if step.verdict == "wrong"} == {"dA2", "dA1"}


def test_a_line_under_two_names_has_to_be_one():
    model = student()
    A2 = model.predict_proba(X)
    assert list(nnlib.compare_steps(model, X, Y, {"A2": A2, "AL": A2.tolist()}).steps) == ["A2"]
    with pytest.raises(ValueError, match=r"^A2 and AL are both A\[2\], but they differ: pass only one of them$"):
        nnlib.compare_steps(model, X, Y, {"A2": A2, "AL": A2 > 0.5})
    with pytest.raises(ValueError, match=r"^unknown step 'BL'"):
        nnlib.compare_steps(model, X, Y, {"BL": A2})
    with pytest.raises(ValueError, match=r"^unknown step 'AL': did you mean 'A'"):
        nnlib.compare_steps({"w": np.ones((3, 1)), "b": 0}, X, Y, {"AL": A2})


def test_where_the_difference_is_largest_is_told():
    model = student()
    Z = model.forward(X).Z[1]
    Z[2, 7] += 3
    step = nnlib.compare_steps(model, X, Y, {"Z1": Z}).first_wrong
    assert step.worst == (2, 7)
    assert step.came == pytest.approx(step.right + 3)
    assert step.error == pytest.approx(3 / np.abs(model.forward(X).Z[1]).max())
    assert step.mistake == "is wrong in 1 of 80 places, and no known pattern fits"


def test_lists_and_class_indices_will_do_and_nothing_is_changed():
    model = nnlib.Network([3, 4, 3], output="softmax", rng=0)
    classes = RNG.integers(0, 3, (1, M))
    steps = {name: array.tolist() for name, array in right_steps(model, classes).items()}
    before = model.parameters.vector.copy()
    assert nnlib.compare_steps(model, X.tolist(), classes, steps).passed
    np.testing.assert_array_equal(model.parameters.vector, before)


REFUSED = [
    ({"Z3": 1}, ValueError, "unknown step 'Z3': known are 'Z1', 'A1', 'Z2'"),
    ({"dw1": 1}, ValueError, "unknown step 'dw1': did you mean 'dW1'"),
    ({}, ValueError, "steps is empty: give any of 'Z1', 'A1', 'Z2', 'A2', 'dA2', 'dZ2', 'dW2', 'db2', 'dA1'"),
    ([], TypeError, "steps must be a dict of arrays"),
    ({"Z1": "x"}, TypeError, "Z1 must be an array of real numbers"),
    ({"Z1": [[1j]]}, TypeError, "Z1 must hold real numbers"),
]


def test_what_cannot_be_compared_is_told_why():
    for steps, error, message in REFUSED:
        with pytest.raises(error, match=message):
            nnlib.compare_steps(student(), X, Y, steps)
    with pytest.raises(TypeError, match="model must be a Network"):
        nnlib.compare_steps("net", X, Y, {"Z1": 1})


def test_X_in_place_of_A_is_named_where_it_fits():
    model = nnlib.Network([3, 3, 1], hidden="tanh", rng=0)
    report = nnlib.compare_steps(model, X, Y, {"Z2": model.W[2] @ X + model.b[2]})
    assert report.first_wrong.mistake == "is W[2] X + b[2]: A[1] was meant"


def test_a_sum_over_the_nodes_of_a_single_example_is_named():
    """dZ[1] has one column: its sum over axis=0 is one number, which broadcasts."""
    model = student()
    dZ1 = model.gradients(X[:, :1], Y[:, :1]).dZ[1]
    report = nnlib.compare_steps(model, X[:, :1], Y[:, :1], {"db1": np.full((4, 1), dZ1.sum())})
    assert report.first_wrong.mistake.startswith("is summed over the nodes, axis=0")


def test_a_sum_over_both_axes_is_named_where_there_are_fewer_examples_than_nodes():
    model = student()
    dZ1 = model.gradients(X[:, :3], Y[:, :3]).dZ[1]
    report = nnlib.compare_steps(model, X[:, :3], Y[:, :3], {"db1": np.full((4, 1), dZ1.sum() / 3)})
    assert report.first_wrong.mistake == "is summed over both axes: the sum of dZ[1] goes over axis=1 only"


def test_an_activation_of_ones_own_is_compared_too():
    class Softplus:
        def __call__(self, Z, out=None):
            return np.logaddexp(0, Z, out=out)

        def derivative(self, Z):
            return 1 / (1 + np.exp(-Z))

    model = nnlib.Network([3, 4, 1], hidden=Softplus(), rng=0)
    steps = right_steps(model)
    assert nnlib.compare_steps(model, X, Y, steps).passed
    steps["dZ1"] = model.W[2].T @ steps["dZ2"] * (steps["Z1"] > 0)
    report = nnlib.compare_steps(model, X, Y, steps)
    assert report.first_wrong.mistake.startswith("is dA[1] * relu′(Z[1]), but g[1] is ")


def test_a_slope_of_1_is_not_called_another_activations():
    """Where every z is positive, ReLU's derivative is 1, and a forgotten g′ is not taken for it."""
    model = student()
    model.b[1][...] = 20
    dZ1 = model.W[2].T @ model.gradients(X, Y).dZ[2]
    mistake = nnlib.compare_steps(model, X, Y, {"dZ1": dZ1}).first_wrong.mistake
    assert mistake == "is dA[1]: the factor g[1]′(Z[1]) is missing, or 1 everywhere"


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_what_is_wrong_is_wrong_in_any_type(dtype):
    model = student()
    steps = right_steps(model)
    rounded = {name: array.astype(dtype) for name, array in steps.items()}
    assert nnlib.compare_steps(model, X, Y, rounded).passed
    for factor in (-1, 5, 1.3, 0):
        wrong = {name: (factor * array).astype(dtype) for name, array in steps.items()}
        verdicts = [nnlib.compare_steps(model, X, Y, {name: array}).passed for name, array in wrong.items()]
        assert not any(verdicts)


SHAPES = [
    (lambda dZ: dZ.sum(axis=0) / 4, "has shape (4,), not (4, 1): it is summed over the nodes, axis=0"),
    (lambda dZ: dZ.sum(axis=0, keepdims=True), "has shape (1, 4), not (4, 1): it is summed over the nodes, axis=0"),
    (lambda dZ: dZ, "has shape (4, 4), not (4, 1): the sum over the examples is missing"),
    (lambda dZ: dZ.sum(), "has shape (), not (4, 1): it is summed over both axes"),
    (
        lambda dZ: dZ.sum(axis=1) / 4,
        "has shape (4,), not (4, 1): use keepdims=True where it is a sum, or reshape(-1, 1)",
    ),
    (
        lambda dZ: dZ.sum(axis=1),
        "has shape (4,), not (4, 1): use keepdims=True where it is a sum, or reshape(-1, 1); in that",
    ),
]


def test_the_values_tell_what_a_shape_does_not():
    """As many examples as nodes, so that a sum over either axis has the same length."""
    model = student()
    dZ1 = model.gradients(X[:, :4], Y[:, :4]).dZ[1]
    for value, mistake in SHAPES:
        report = nnlib.compare_steps(model, X[:, :4], Y[:, :4], {"db1": value(dZ1)})
        assert report.first_wrong.mistake.startswith(mistake)


def test_a_derivative_had_from_a_wrong_output_follows():
    """σ in place of tanh, and on the way back 1 − a² of that output: one line is wrong."""
    model = student()
    A1 = 1 / (1 + np.exp(-model.forward(X).Z[1]))
    dZ2 = 1 / (1 + np.exp(-(model.W[2] @ A1 + model.b[2]))) - Y
    dZ1 = model.W[2].T @ dZ2 * (1 - A1**2)
    report = nnlib.compare_steps(model, X, Y, {"A1": A1, "dZ2": dZ2, "dZ1": dZ1})
    assert [step.verdict for step in report.steps.values()] == ["wrong", "follows", "follows"]


def test_an_infinite_derivative_of_the_loss_hides_nothing():
    model = student()
    model.W[2] *= 400
    with np.errstate(all="ignore"):
        A2 = model.predict_proba(X)
        right = np.where(Y == 1, -1 / A2, 1 / (1 - A2))
    assert np.isinf(right).any()
    assert nnlib.compare_steps(model, X, Y, {"dA2": right}).passed
    assert not nnlib.compare_steps(model, X, Y, {"dA2": np.ones((1, M))}).passed


def test_a_large_layer_is_diagnosed_in_little_memory():
    model = nnlib.Network([784, 128, 10], output="softmax", rng=0)
    x = np.random.default_rng(0).normal(size=(784, 500))
    Z1 = model.W[1] @ x + np.random.default_rng(1).normal(size=(128, 500))
    tracemalloc.start()
    report = nnlib.compare_steps(model, x, np.resize(np.arange(10), (1, 500)), {"Z1": Z1})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "no known pattern" in report.first_wrong.mistake
    assert peak < 40 * Z1.nbytes


def test_tiny_arrays_are_not_explained_by_chance():
    """500 random values in place of single numbers and small tensors: no slip is named for any."""
    model = nnlib.Network([2, 2, 1], hidden="tanh", l2=0.1, rng=0)
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 3)), np.array([[0, 1, 1]])
    shapes = {"db2": (1, 1), "dW2": (1, 2), "db1": (2, 1), "dZ2": (1, 3), "A1": (2, 3)}
    for _ in range(100):
        for name, shape in shapes.items():
            step = nnlib.compare_steps(model, x, y, {name: rng.normal(size=shape)}).first_wrong
            assert not step.named, step


def bred(model, x, y):
    """Yield slips of all hidden layers, with the names of the lines, and what they are told by."""
    forward_pass, L = model.forward(x), len(model.g)
    gradients, A, m = model.backward(forward_pass, y), forward_pass.A, x.shape[1]
    dZ, dW = gradients.dZ, gradients.dW
    for l in range(1, L):
        g = model.g[l]
        dA, slope = model.W[l + 1].T @ dZ[l + 1], g.derivative_from_output(A[l])
        dA_of_dW = dW[l + 1].T @ dZ[l + 1]
        yield f"dA{l}", dA_of_dW, f"is dW[{l + 1}]ᵀ dZ[{l + 1}]: W[{l + 1}] was meant"
        yield f"dZ{l}", dA_of_dW * slope, f"comes from a dA[{l}] that is dW[{l + 1}]ᵀ dZ[{l + 1}]: W[{l + 1}] was meant"
        product = f"is a matrix product of dA[{l}] and g[{l}]′(Z[{l}]): they are multiplied element by element, with *"
        yield f"dZ{l}", dA @ slope, product
        yield f"dZ{l}", dA @ slope.T, product
        yield f"dZ{l}", dA * A[l], f"is dA[{l}] * A[{l}], which is g[{l}](Z[{l}]): g[{l}]′(Z[{l}]) was meant"
        if g == nnlib.activations.tanh:
            yield f"dZ{l}", dA * (1 - A[l]), f"is dA[{l}] * (1 - A[{l}]): the square is missing in tanh′"
        if g == nnlib.activations.sigmoid:
            yield f"dZ{l}", dA * (1 - A[l]), f"is dA[{l}] * (1 - A[{l}]): the factor A[{l}] is missing in sigmoid′"
        for k in {*range(L)} - {l}:
            name = f"A[{k}]" if k else "X"
            told = f"is dA[{l}] * {g}′, had from {name}: A[{l}] was meant"
            yield f"dZ{l}", dA * g.derivative_from_output(A[k]), told
        before = f"A[{l - 1}]" if l > 1 else "X"
        penalty = model.l2 * model.W[l]
        yield f"dW{l}", dZ[l] @ A[l].T / m + penalty, f"is 1/m dZ[{l}] A[{l}]ᵀ: {before} was meant"
        yield f"dW{l}", dZ[l + 1] @ A[l - 1].T / m + penalty, f"is 1/m dZ[{l + 1}] {before}ᵀ: dZ[{l}] was meant"
        of_next = dZ[l + 1].sum(axis=1, keepdims=True) / m
        yield f"db{l}", of_next, f"is made from dZ[{l + 1}] where dZ[{l}] was meant"


@pytest.mark.parametrize("hidden", ["tanh", "sigmoid", "relu", "leaky_relu"])
@pytest.mark.parametrize("output", ["softmax", "identity", "tanh"])
def test_slips_that_students_make_are_named_alone_in_every_layer(hidden, output):
    """All layers and m are of one size, so that all of them have the right shape."""
    model = network((6, 6, 6, 6), hidden=hidden, output=output, l2=0.1)
    x = np.random.default_rng(3).normal(size=(6, 6))
    y = np.arange(6)[np.newaxis] if output == "softmax" else np.random.default_rng(4).normal(size=(6, 6))
    for name, array, told in bred(model, x, y):
        assert nnlib.compare_steps(model, x, y, {name: array}).first_wrong.mistake == told


@pytest.mark.parametrize("hidden", ["tanh", "sigmoid", "relu", "leaky_relu"])
def test_what_no_slip_explains_is_not_named(hidden):
    """A mistake of no kind, and each slip with a little of another beside it."""
    model = network((6, 6, 6, 6), hidden=hidden, output="softmax")
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(6, 6)), np.arange(6)[np.newaxis]
    for name, array, _ in bred(model, x, y):
        for wrong in (rng.normal(size=array.shape), array * (1 + 0.01 * rng.normal(size=array.shape))):
            step = nnlib.compare_steps(model, x, y, {name: wrong}).first_wrong
            assert not step.named, step
            assert step.mistake.endswith("and no known pattern fits")


def test_values_of_another_shape_that_no_slip_explains_are_left_at_their_shape():
    report = nnlib.compare_steps(student(), X, Y, {"dW1": np.random.default_rng(0).normal(size=(4, 4))})
    assert report.first_wrong.mistake == "has shape (4, 4), not (4, 3)"


def test_the_names_of_a_deep_network_are_listed_briefly():
    model = nnlib.Network([3] * 100, output="identity", rng=0)
    with pytest.raises(ValueError, match=r"give any of 'Z1', 'A1', .*, \.\.\. \(595 in all\)$") as caught:
        nnlib.compare_steps(model, X, X, {})
    assert len(str(caught.value)) < 600


def test_an_activation_of_ones_own_is_asked_of_the_wrong_layer():
    model = network((3, 4, 1), hidden=Swish())
    steps = right_steps(model)
    dA1 = model.W[2].T @ steps["dZ2"]
    report = nnlib.compare_steps(model, X, Y, {"dZ1": dA1 * Swish().derivative(steps["Z2"])})
    assert report.first_wrong.mistake == "is dA[1] * g[1]′(Z[2]): Z[1] was meant"


def test_signs_that_agree_are_told_once():
    """ReLU′ of Z[2] and of A[2] are the same where A[2] = tanh(Z[2])."""
    model = network((3, 4, 4, 1), hidden=["relu", "tanh"])
    forward_pass = model.forward(X)
    dA1 = model.W[2].T @ model.backward(forward_pass, Y).dZ[2]
    report = nnlib.compare_steps(model, X, Y, {"dZ1": dA1 * (forward_pass.A[2] > 0)})
    assert report.first_wrong.mistake == "is dA[1] * relu′, had from A[2]: A[1] was meant"
