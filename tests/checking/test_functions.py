"""A student's own functions: right ones pass, and the usual mistakes are told by their names."""

import numpy as np
import pytest

import nnlib

M = 20
RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(3, M)), np.resize([0.0, 1.0, 1.0], (1, M))
PARAMETERS = {
    name: RNG.normal(size=shape) for name, shape in [("W1", (4, 3)), ("b1", (4, 1)), ("W2", (1, 4)), ("b2", (1, 1))]
}
LAMBDA = 0.3


def sigmoid(Z):
    return 1 / (1 + np.exp(-Z))


def forward(parameters):
    A1 = np.tanh(parameters["W1"] @ X + parameters["b1"])
    return A1, sigmoid(parameters["W2"] @ A1 + parameters["b2"])


def cost(parameters):
    """As the notes write it."""
    _, A2 = forward(parameters)
    return -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / M


def gradients(parameters):
    A1, A2 = forward(parameters)
    dZ2 = A2 - Y
    dZ1 = parameters["W2"].T @ dZ2 * (1 - A1**2)
    return {
        "dZ1": dZ1,
        "dW1": dZ1 @ X.T / M,
        "db1": np.sum(dZ1, axis=1, keepdims=True) / M,
        "dW2": dZ2 @ A1.T / M,
        "db2": np.sum(dZ2, axis=1, keepdims=True) / M,
    }


def but(**changes):
    """The gradients with some of them changed by a function."""
    return lambda parameters: {
        name: changes.get(name, lambda value: value)(value) for name, value in gradients(parameters).items()
    }


def one_line(report):
    return " ".join(str(report).split())


def check(gradients, cost=cost, parameters=PARAMETERS, **options):
    return nnlib.check_functions(cost, gradients, parameters, **options)


def test_what_is_right_passes():
    report = check(gradients)
    assert report.passed
    assert list(report.tensors) == ["W1", "b1", "W2", "b2"]
    assert [tensor.checked for tensor in report.tensors.values()] == [12, 4, 4, 1]
    assert report.cost == cost(PARAMETERS)


def test_the_library_itself_passes_as_a_students_functions():
    model = nnlib.Network([3, 4, 1], hidden="tanh", l2=0.1, rng=0)
    named = {f"{symbol}{l}": array for symbol, views in (("W", model.W), ("b", model.b)) for l, array in views.items()}

    def put(parameters):
        for name, value in parameters.items():
            getattr(model, name[0])[int(name[1:])] = value

    def library_cost(parameters):
        put(parameters)
        return model.cost(X, Y)

    def library_gradients(parameters):
        put(parameters)
        gradients = model.gradients(X, Y)
        return {f"d{name}": getattr(gradients, f"d{name[0]}")[int(name[1:])] for name in parameters}

    copies = {name: array.copy() for name, array in named.items()}
    assert nnlib.check_functions(library_cost, library_gradients, copies).passed


MISTAKES = [
    ({"dW1": lambda d: d * M}, "dW1 is 20 times too large everywhere: if m = 20, the factor 1/m is missing."),
    ({"dW2": lambda d: d / M}, "dW2 is 20 times too small everywhere: if m = 20, 1/m stands there twice."),
    (
        {"dW1": lambda d: d * M, "db1": lambda d: d * M},
        "each of dW1, db1 is 20 times too large everywhere: if m = 20, the factor 1/m is missing.",
    ),
    ({"dW1": lambda d: d * -M}, "dW1 has the wrong sign and is 20 times too large everywhere: if m = 20"),
    ({"dW1": lambda d: -d}, "dW1 has the wrong sign."),
    ({"db2": lambda d: -d}, "db2 has the wrong sign."),
    ({"db1": lambda d: 0 * d}, "db1 is 0 everywhere."),
    ({"dW1": lambda d: 1.7 * d}, "dW1 is 1.7 times too large everywhere."),
    ({"dW1": lambda d: np.roll(d, 1, axis=0)}, "dW1 has its rows shifted by 1."),
    ({"dW1": lambda d: np.roll(d, 2, axis=1)}, "dW1 has its columns shifted by 2."),
    ({"dW1": lambda d: d[::-1]}, "dW1 has its rows in reverse order."),
    ({"dW1": lambda d: d.T.reshape(4, 3)}, "dW1 has its elements in the other order, column by column."),
    ({"dW1": lambda d: d.T}, "dW1 has shape (3, 4), not (4, 3): is it transposed?"),
    ({"db1": lambda d: d * np.nan}, "db1 holds NaN or infinity."),
    ({"dW1": lambda d: d + [[0.1, 0, 0]] * 4}, "dW1 is wrong in 4 of 12 places, and no known pattern fits."),
    ({"db2": lambda d: d * 1.7}, "db2 is wrong, and no known pattern fits."),
    (
        {"db1": lambda d: d[:, 0]},
        (
            "db1 has shape (4,), not (4, 1): use keepdims=True where it is a sum, or reshape(-1, 1); b1 - α db1 would "
            "have shape (4, 4)."
        ),
    ),
    (
        {"db2": lambda d: d[0]},
        "db2 has shape (1,), not (1, 1): use keepdims=True where it is a sum, or reshape(-1, 1).",
    ),
    ({"db1": lambda d: d.sum()}, "db1 has shape (), not (4, 1): write np.sum(..., axis=1, keepdims=True)."),
    ({"dW1": lambda d: d[:, :2]}, "dW1 has shape (4, 2), not (4, 3)."),
]


def test_mistakes_are_told():
    for changes, told in MISTAKES:
        report = check(but(**changes))
        assert report.verdict == "failed", told
        assert told in one_line(report)
        right = [tensor.verdict for name, tensor in report.tensors.items() if f"d{name}" not in changes]
        assert set(right) == {"passed"}, told


def test_values_are_compared_though_the_shape_is_wrong():
    report = check(but(db1=lambda d: d[:, 0], dW1=lambda d: d.T))
    assert report.tensors["b1"].verdict == report.tensors["W1"].verdict == "passed"
    assert len(report.problems) == 2
    report = check(but(db1=lambda d: M * d[:, 0]))
    assert report.tensors["b1"].diagnosis.startswith("db1 is 20 times too large")


def with_l2(parameters):
    return cost(parameters) + LAMBDA / 2 * sum(np.sum(parameters[name] ** 2) for name in ("W1", "W2"))


def test_l2_is_recognized_by_what_is_left_over():
    told = one_line(check(gradients, with_l2))
    assert "each of dW1, dW2 lacks 0.3 times the parameter: the L2 term, if its factor (λ/m) is 0.3; or it has" in told
    right = {name: lambda d, W=PARAMETERS[name[1:]]: d + LAMBDA * W for name in ("dW1", "dW2")}
    assert check(but(**right), with_l2).passed
    told = one_line(
        check(lambda parameters: gradients(parameters) | {"dW1": gradients(parameters)["dW1"] + 0.3 * parameters["W1"]})
    )
    assert (
        "dW1 has 0.3 times the parameter too much: an L2 term that the cost has not, or has with a smaller factor."
        in told
    )


def test_numbers_may_be_parameters():
    """The course's logistic regression: w is a column, b a number."""

    def logistic_cost(parameters):
        Z = parameters["w"].T @ X + parameters["b"]
        assert type(parameters["b"]) is float
        return np.mean(np.logaddexp(0, Z) - Y * Z)

    def logistic_gradients(parameters):
        dZ = sigmoid(parameters["w"].T @ X + parameters["b"]) - Y
        return {"dw": X @ dZ.T / M, "db": np.sum(dZ) / M}

    assert check(logistic_gradients, logistic_cost, {"w": [[0], [1], [-1]], "b": 0}).passed


def test_what_was_handed_in_is_not_changed_and_lists_will_do():
    lists = {name: array.tolist() for name, array in PARAMETERS.items()}
    copies = {name: array.copy() for name, array in PARAMETERS.items()}
    assert check(gradients, parameters=lists).passed
    assert check(gradients, parameters=PARAMETERS).passed
    for name, array in PARAMETERS.items():
        array.flags.writeable = False
        np.testing.assert_array_equal(array, copies[name])
    assert check(gradients).passed
    for array in PARAMETERS.values():
        array.flags.writeable = True


def test_gradients_that_update_the_parameters_are_told():
    def updating(parameters):
        came = gradients(parameters)
        parameters["W1"] -= 0.1 * came["dW1"]
        return came

    report = check(updating)
    assert report.verdict == "failed"
    assert "gradients changes W1 in place: the update belongs in another function." in one_line(report)


def test_gradients_that_are_added_up_are_told():
    total = {}

    def adding(parameters):
        for name, value in gradients(parameters).items():
            total[name] = total.get(name, 0) + value
        return total

    report = check(adding)
    assert report.verdict == "failed"
    assert "a second call of gradients gives twice the gradient of the first: it is added up" in one_line(report)


def test_gradients_that_change_otherwise_are_told():
    calls = []

    def decaying(parameters):
        calls.append(1)
        return {name: value / len(calls) for name, value in gradients(parameters).items()}

    assert "a second call of gradients gives another gradient than the first" in one_line(check(decaying))


def test_gradients_that_change_their_shape_are_told():
    calls = []

    def shrinking(parameters):
        calls.append(1)
        return gradients(parameters) | ({"dW1": np.zeros(3)} if len(calls) > 1 else {})

    assert "a second call of gradients gives another gradient than the first" in one_line(check(shrinking))


def test_a_cost_that_does_not_look_at_its_argument_is_told():
    report = check(gradients, lambda _: cost(PARAMETERS))
    assert report.verdict == "failed"
    assert "cost does not change with any parameter: does it use its argument" in one_line(report)


def test_a_cost_that_is_random_is_told():
    rng = np.random.default_rng(0)
    report = check(gradients, lambda parameters: cost(parameters) + 1e-3 * rng.normal())
    assert not report.passed
    assert "when it is asked again: switch off what is random" in one_line(report)


def test_on_a_kink_nothing_is_decided():
    """ReLU at z = 0, which no one-sided derivative tells from a mistake."""
    report = nnlib.check_functions(
        lambda parameters: float(np.maximum(0, parameters["w"]).sum()),
        lambda _: {"dw": np.zeros(3)},
        {"w": np.zeros(3)},
    )
    assert report.verdict == "undecided"


def test_a_sample_of_coordinates_tells_what_it_can():
    report = check(but(dW1=lambda d: d * M), coordinates=4, rng=0)
    assert report.tensors["W1"].checked == 4
    assert (
        report.tensors["W1"].diagnosis == "dW1 is 20 times too large everywhere: if m = 20, the factor 1/m is missing"
    )
    assert check(gradients, coordinates=4, rng=0).passed
    assert check(but(dW1=lambda d: np.roll(d, 1, axis=0)), coordinates=4, rng=0).tensors["W1"].mistake == (
        "is wrong in 4 of 4 places, and no known pattern fits"
    )


REFUSED = [
    ((3, gradients, PARAMETERS), TypeError, "cost must be a function of the parameters, got 3"),
    ((cost, {}, PARAMETERS), TypeError, "gradients must be a function of the parameters, got {}"),
    ((cost, gradients, [1]), TypeError, r'parameters must be a dict, such as {"W1": W1, "b1": b1}, got \[1\]'),
    ((cost, gradients, {}), ValueError, "parameters is empty"),
    ((cost, gradients, {"W1": "x"}), TypeError, "W1 must be an array of real numbers"),
    ((cost, gradients, {"W1": [np.nan]}), ValueError, r"W1\[0\] is nan, and every value must be finite"),
    ((cost, lambda _: 3, PARAMETERS), TypeError, "what gradients returns must be a dict"),
    (
        (cost, lambda _: {"dW1": 1, "dB1": 2}, PARAMETERS),
        ValueError,
        "gradients returns no 'db1': it returns 'dW1', 'dB1'",
    ),
    ((cost, but(dW1=lambda d: d.astype(str)), PARAMETERS), TypeError, "dW1 must hold real numbers"),
    (
        (lambda _: np.ones((1, 20)), gradients, PARAMETERS),
        TypeError,
        r"one number, got an array of shape \(1, 20\): sum",
    ),
    ((lambda _: np.ones(0), gradients, PARAMETERS), TypeError, r"one number, got an array of shape \(0,\): sum"),
    ((lambda _: "x", gradients, PARAMETERS), TypeError, "cost must return one number, got 'x'"),
    ((lambda _: None, gradients, PARAMETERS), TypeError, "cost must return one number, got None"),
    ((lambda _: np.inf, gradients, PARAMETERS), ValueError, "the cost is inf at these parameters"),
]


def test_what_cannot_be_checked_is_told_why():
    for arguments, error, message in REFUSED:
        with pytest.raises(error, match=message):
            nnlib.check_functions(*arguments)


def test_a_cost_of_shape_1_1_is_a_number():
    assert check(gradients, lambda parameters: np.array([[cost(parameters)]])).passed


def test_a_single_number_shares_the_factor_of_the_others():
    """Of one number everything is a multiple; it is told where another tensor has the same factor."""
    report = check(but(dW2=lambda d: d * M, db2=lambda d: d * M))
    assert "each of dW2, db2 is 20 times too large everywhere: if m = 20" in one_line(report)


def test_where_all_is_off_alike_the_cost_may_be_wrong():
    negative = check(gradients, lambda parameters: -cost(parameters))
    assert "so look at the cost and at the last dZ first." in one_line(negative)
    assert "look at the cost" not in one_line(check(but(dW1=lambda d: -d)))


def test_what_is_right_in_float32_does_not_fail():
    """Its cost moves in steps of some 1e-8, which nudges do not always reach."""

    def in_float32(function):
        return lambda parameters: function({name: value.astype(np.float32) for name, value in parameters.items()})

    x32, y32 = X.astype(np.float32), Y.astype(np.float32)

    def cost32(parameters):
        A1 = np.tanh(parameters["W1"] @ x32 + parameters["b1"])
        Z2 = parameters["W2"] @ A1 + parameters["b2"]
        return np.mean(np.logaddexp(np.float32(0), Z2) - y32 * Z2)

    for seed in range(10):
        rng = np.random.default_rng(seed)
        parameters = {name: rng.normal(size=array.shape) for name, array in PARAMETERS.items()}
        report = check(gradients, in_float32(cost32), parameters)
        assert report.verdict == "undecided", f"seed {seed}"
        assert "which could hide a mistake: compute in float64." in one_line(report)


def test_parameters_that_are_rounded_to_float32_are_told_as_such():
    """J itself is computed in float64 then, and does not move where they hardly do."""

    def cost32(parameters):
        rounded = {name: value.astype(np.float32).astype(np.float64) for name, value in parameters.items()}
        return cost(rounded)

    report = check(gradients, cost32)
    assert "which could hide a mistake: compute in float64." in one_line(report)


def test_noise_of_a_large_cost_is_not_taken_for_float32():
    for report in (
        check(gradients, lambda parameters: cost(parameters) + 1e9),
        nnlib.gradient_check(nnlib.Network([3, 4, 1], hidden="tanh", output="identity", rng=0), X, 1e12 * Y),
    ):
        told = one_line(report)
        assert "check at other parameters or examples, where the cost is smaller or the derivatives are larger." in told
        assert "float64" not in told


def test_derivatives_of_nodes_that_are_saturated_drown():
    model = nnlib.Network([3, 4, 1], hidden="sigmoid", rng=0)
    model.W[1] *= 1000
    told = one_line(nnlib.gradient_check(model, X + 1, Y))
    assert "where the cost is smaller or the derivatives are larger." in told
    assert "float64" not in told


def relu_forward(parameters, x):
    Z1 = parameters["W1"] @ x + parameters["b1"]
    return Z1, parameters["W2"] @ np.maximum(0, Z1) + parameters["b2"]


def of_relu(x):
    """Return cost and gradients with ReLU in the hidden layer."""

    def relu_cost(parameters):
        _, Z2 = relu_forward(parameters, x)
        return np.mean(np.logaddexp(0, Z2) - Y * Z2)

    def relu_gradients(parameters):
        Z1, Z2 = relu_forward(parameters, x)
        dZ2 = sigmoid(Z2) - Y
        dZ1 = parameters["W2"].T @ dZ2 * (Z1 > 0)
        dW1, dW2 = dZ1 @ x.T / M, dZ2 @ np.maximum(0, Z1).T / M
        return {"dW1": dW1, "db1": dZ1.mean(axis=1, keepdims=True), "dW2": dW2, "db2": dZ2.mean(axis=1, keepdims=True)}

    return relu_cost, relu_gradients


def test_a_kink_at_biases_of_0_is_told_as_such():
    """An example that is 0 everywhere has z = 0, where ReLU has no derivative."""
    x = X.copy()
    x[:, 4] = 0
    cost, gradients = of_relu(x)
    fresh = PARAMETERS | {"b1": np.zeros((4, 1))}
    report = nnlib.check_functions(cost, gradients, fresh)
    told = one_line(report)
    assert report.verdict == "undecided"
    assert (
        "b1: the cost has a kink at 4 of 4 places, as that of ReLU has where z is exactly 0, and no derivative: "
        in told
    )
    assert "give the biases other values, none of them 0, or check on other examples." in told
    assert "float64" not in told
    spoilt = nnlib.check_functions(cost, lambda p: gradients(p) | {"dW1": np.sin(9 * gradients(p)["dW1"])}, fresh)
    [remark] = spoilt.remarks  # b1 tells nothing of dZ1
    assert remark.startswith("nnlib.compare_steps(parameters, ")
    for followed in (nnlib.check_functions(cost, gradients, PARAMETERS), nnlib.check_functions(*of_relu(X), fresh)):
        assert followed.passed


def test_nudges_that_leave_no_finite_cost_are_not_taken_for_kinks():
    report = nnlib.check_functions(
        lambda parameters: float(np.exp(parameters["w"]).sum()),
        lambda parameters: {"dw": np.exp(parameters["w"])},
        {"w": [709.7827128]},
    )
    assert "w: 1 of 1 nudges leave no finite cost: check at smaller parameters, or on scaled examples." in one_line(
        report
    )


def by_rows(keepdims):
    """Return cost and gradients of a program that keeps its examples in rows, as others do."""

    def forward(parameters):
        A1 = np.tanh(X.T @ parameters["W1"] + parameters["b1"])
        return A1, A1 @ parameters["W2"] + parameters["b2"]

    def row_cost(parameters):
        Z2 = forward(parameters)[1]
        return np.mean(np.logaddexp(0, Z2) - Y.T * Z2)

    def row_gradients(parameters):
        A1, Z2 = forward(parameters)
        dZ2 = (sigmoid(Z2) - Y.T) / M
        dZ1 = dZ2 @ parameters["W2"].T * (1 - A1**2)
        db1, db2 = (dZ.sum(axis=0, keepdims=keepdims) for dZ in (dZ1, dZ2))
        return {"dW1": X @ dZ1, "db1": db1, "dW2": A1.T @ dZ2, "db2": db2}

    return row_cost, row_gradients


def test_examples_in_rows_and_biases_of_one_axis_are_as_right_as_columns():
    parameters = {"W1": PARAMETERS["W1"].T, "b1": np.ones(4), "W2": PARAMETERS["W2"].T, "b2": np.ones(1)}
    report = nnlib.check_functions(*by_rows(keepdims=False), parameters)
    assert report.passed
    assert report.remarks == ()
    assert len(str(report).splitlines()) == 6  # the title and the table
    told = one_line(nnlib.check_functions(*by_rows(keepdims=True), parameters))
    assert "db1 has shape (1, 4), not (4,); b1 - α db1 would have shape (1, 4)." in told


def test_how_many_were_drawn_is_shown():
    report = check(gradients, coordinates=4, rng=0)
    lines = str(report).splitlines()
    checked = ["4 of 12", "4", "4", "1"]
    for line, told in zip(lines[2:], checked, strict=True):
        assert line.partition("passed")[2].lstrip().startswith(f"{told}  ")
    assert report.tensors["W1"].size == 12


DZ1 = "dW1 and db1 are both made from dZ1, so look at its line first, dZ1 = W2ᵀ dZ2 * g′(Z1)"
UNKNOWN = [
    (
        {"dW1": np.sin, "db1": np.sin},
        f"{DZ1}: dW2 and db2 are right, and so is dZ2",
        '{"A1": A1, "dZ2": dZ2, "dZ1": dZ1, "dW1": dW1}',
    ),
    (
        {"dW1": np.sin},
        "db1 is right and made from dZ1 too, so look at the line of dW1 first",
        '{"dZ1": dZ1, "dW1": dW1}',
    ),
    (
        {"db2": np.sin},
        "dW2 is right and made from dZ2 too, so look at the line of db2 first",
        '{"dZ2": dZ2, "db2": db2}',
    ),
    (
        {"dW2": np.sin, "dW1": np.sin},
        "db2 is right and made from dZ2 too, so look at the line of dW2 first",
        '{"A1": A1, "dZ2": dZ2, "dW2": dW2}',
    ),
    (
        {"dW1": np.sin, "db1": np.sin, "db2": lambda d: -d},
        DZ1,
        '{"A1": A1, "dZ2": dZ2, "dZ1": dZ1, "dW1": dW1}',
    ),
    (
        {"dW1": lambda d: -d, "db1": np.sin},
        f"{DZ1}: dW2 and db2 are right, and so is dZ2",
        '{"A1": A1, "dZ2": dZ2, "dZ1": dZ1, "dW1": dW1}',
    ),
]


def test_where_no_pattern_fits_it_is_said_what_follows_and_what_looks_inside():
    for changes, told, steps in UNKNOWN:
        concluded, call = check(but(**changes)).remarks
        assert concluded == told
        assert call.startswith(f"nnlib.compare_steps(parameters, X, Y, {steps}, hidden=..., output=...) compares")
        assert call.endswith("line by line and finds the first wrong one")
    assert check(but(dW1=lambda d: -d)).remarks == ()
    alone = nnlib.check_functions(
        lambda p: float(np.sin(p["w"]).sum()), lambda p: {"dw": p["w"] ** 3}, {"w": [1.0, 2.0]}
    )
    assert [remark.split()[0] for remark in alone.remarks] == ["nnlib.compare_steps"]


def test_the_call_that_it_names_works_and_finds_the_line():
    """What is written for the dots is what the student knows: the activations."""
    W1, b1, W2, b2 = PARAMETERS.values()
    A1 = np.tanh(W1 @ X + b1)
    dZ2 = sigmoid(W2 @ A1 + b2) - Y
    dZ1 = W2.T @ dZ2 * (1 - A1)
    dW1 = dZ1 @ X.T / M
    wrong = {"dW1": lambda _: dW1, "db1": lambda _: dZ1.mean(axis=1, keepdims=True)}
    _, call = check(but(**wrong)).remarks
    written = call.partition(" compares")[0].replace("hidden=..., output=...", 'hidden="tanh", output="sigmoid"')
    names = {"nnlib": nnlib, "parameters": PARAMETERS, "X": X, "Y": Y}
    report = eval(written, names | {"A1": A1, "dZ2": dZ2, "dZ1": dZ1, "dW1": dW1})  # noqa: S307  the library's own words
    assert report.first_wrong.mistake == "is dA[1] * (1 - A[1]): the square is missing in tanh′"


def test_where_every_derivative_is_wrong_the_cost_may_be():
    """The second term of the cross-entropy is missing, and compare_steps sees no cost."""

    def half(parameters):
        A2 = sigmoid(parameters["W2"] @ np.tanh(parameters["W1"] @ X + parameters["b1"]) + parameters["b2"])
        return -np.mean(Y * np.log(A2))

    told = check(gradients, half).remarks
    assert told[0] == "dW2 and db2 are both made from dZ2, so look at its line first"
    assert '{"A2": A2, "dZ2": dZ2, "dW2": dW2}' in told[1]
    assert told[2] == "Where it finds every line right, the cost is what is wrong"


def test_the_call_for_logistic_regression_is_that_of_section_3():
    def log_loss(parameters):
        Z = np.dot(parameters["w"].T, X) + parameters["b"]
        return np.mean(np.logaddexp(0, Z) - Y * Z)

    def wrong(parameters):
        dZ = np.abs(sigmoid(np.dot(parameters["w"].T, X) + parameters["b"]) - Y)
        return {"dw": np.dot(X, dZ.T) / M, "db": np.sum(dZ) / M}

    told = nnlib.check_functions(log_loss, wrong, {"w": np.ones((3, 1)), "b": 0.5}).remarks
    assert told[0] == "dw and db are both made from dZ, so look at its line first"
    assert told[1].startswith(
        'nnlib.compare_steps(parameters, X, Y, {"Z": Z, "A": A, "dZ": dZ, "dw": dw, "db": db}) compares'
    )


def test_a_wrong_input_is_told_by_the_shape_of_its_product():
    square = check(but(dW1=lambda d: np.ones((4, 4))))
    assert "dW1 has shape (4, 4), not (4, 3): is A1 taken in place of X?" in one_line(square)
    assert square.remarks[0] == "db1 is right and made from dZ1 too, so look at the line of dW1 first"
    narrow = check(but(dW2=lambda d: np.ones((1, 1))))
    assert "dW2 has shape (1, 1), not (1, 4): is A2 taken in place of A1?" in one_line(narrow)
    assert "dW1 has shape (4, 2), not (4, 3)." in one_line(check(but(dW1=lambda d: d[:, :2])))
    assert check(but(db1=lambda d: d[:2])).remarks == ()


def test_what_a_loop_leaves_out_is_told():
    rows = np.array([[0], [1], [1], [1]])
    assert "dW1 is 0 in its first row: does a loop leave it out?" in one_line(check(but(dW1=lambda d: d * rows)))
    assert "dW1 is 0 but for its last row: it is" in one_line(
        check(but(dW1=lambda d: d * (rows.cumsum() == 3)[:, None]))
    )


def test_rows_counted_in_place_of_examples_are_told_by_the_factor():
    """m = X.shape[0], which is 3."""
    told = one_line(check(but(dW1=lambda d: d * M / 3, db1=lambda d: d * M / 3)))
    assert (
        "each of dW1, db1 is 6.66667 times too large everywhere: if m = 20, it is divided by 3, the rows of X," in told
    )
    told = one_line(check(but(dW2=lambda d: d * 1.25, db2=lambda d: d * 1.25)))
    assert "is 1.25 times too large everywhere: if m = 5, it is divided by 4, the rows of A1, in place of m." in told


def test_a_factor_that_is_whole_is_one_of_a_single_number_too():
    assert "db2 is 20 times too large everywhere: if m = 20, the factor 1/m is missing." in one_line(
        check(but(db2=lambda d: d * M))
    )
    assert "db2 is wrong, and no known pattern fits." in one_line(check(but(db2=lambda d: d * 20.001)))


def test_a_factor_of_2_may_come_from_squares():
    told = one_line(check(but(dW1=lambda d: d / 2)))
    assert (
        "dW1 is 2 times too small everywhere: if m = 2, 1/m stands there twice; or the cost has squares without" in told
    )
    told = one_line(check(but(dW1=lambda d: d * 2)))
    assert "if m = 2, the factor 1/m is missing; or the cost has squares with the factor ½." in told


def test_long_names_and_many_of_them_are_told_briefly():
    many = {f"d{'long' * 30}{i}": 1 for i in range(1000)}
    with pytest.raises(
        ValueError, match=r"gradients returns no 'dW1': it returns a str of length .*, \.\.\. \(1000 in all\)"
    ) as caught:
        check(lambda _: many)
    assert len(str(caught.value)) < 600


def test_a_cost_that_returns_more_than_J_is_told():
    with pytest.raises(TypeError, match=r"cost must return one number, got .*: return J alone"):
        check(gradients, lambda parameters: (cost(parameters), {"A2": np.ones((1, 3))}))
