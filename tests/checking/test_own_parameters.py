"""A student's own dictionaries in place of a model: what is taken, what is refused, and how section 3 is compared."""

import numpy as np
import pytest
from networks import network

import nnlib

RNG = np.random.default_rng(0)
N_X, N_H, N_Y, M = 3, 5, 2, 7
X, Y = RNG.normal(size=(N_X, M)), RNG.integers(0, 2, (N_Y, M))
PARAMETERS = {
    "W1": RNG.normal(size=(N_H, N_X)),
    "b1": RNG.normal(size=(N_H, 1)),
    "W2": RNG.normal(size=(N_Y, N_H)),
    "b2": RNG.normal(size=(N_Y, 1)),
}


def steps_of(parameters, g=np.tanh):
    W1, b1, W2, b2 = parameters.values()
    Z1 = W1 @ X + b1
    A1 = g(Z1)
    Z2 = W2 @ A1 + b2
    A2 = 1 / (1 + np.exp(-Z2))
    dZ2 = A2 - Y
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2, "dZ2": dZ2, "dW2": dZ2 @ A1.T / M, "dA1": W2.T @ dZ2}


STEPS = steps_of(PARAMETERS)


def compare(parameters=PARAMETERS, steps=STEPS, **options):
    return nnlib.compare_steps(parameters, X, Y, steps, **{"output": "sigmoid"} | options)


def test_the_parameters_of_a_student_stand_in_place_of_a_model():
    before = {name: array.copy() for name, array in PARAMETERS.items()}
    report = compare(hidden="tanh")
    assert report.passed
    assert report.remarks == ()
    assert list(report.steps) == list(STEPS)
    assert compare({name: array.tolist() for name, array in PARAMETERS.items()}).passed
    single = {name: array.astype("float32") for name, array in PARAMETERS.items()}
    assert compare(single, {name: array.astype("float32") for name, array in steps_of(single).items()}).passed
    assert all(np.array_equal(before[name], PARAMETERS[name]) for name in before)


def test_activations_are_those_of_the_call_and_what_it_does_not_name_is_said():
    relu = steps_of(PARAMETERS, lambda Z: np.maximum(0, Z))
    assert compare(steps=relu, hidden="relu").passed
    assert compare(steps=relu, hidden=["relu"]).passed
    report = compare(steps=relu)
    assert report.first_wrong.mistake == "is relu(Z[1]), but g[1] is tanh"
    assert str(report).endswith("The call has no hidden=, so g[1] is tanh.")
    W1, b1 = PARAMETERS["W1"][:1], PARAMETERS["b1"][:1]
    deep = {"W1": W1, "b1": b1, "W2": [[2.0]], "b2": [[0.0]], "W3": [[1.0]], "b3": [[0.5]]}
    Z1 = {"Z1": W1 @ X + b1}
    told = "The call has no hidden= and no output=, so g of each hidden layer is tanh and g[3] is sigmoid"
    assert nnlib.compare_steps(deep, X, Y[:1], Z1).remarks == (told,)
    assert nnlib.compare_steps({"W1": W1, "b1": b1}, X, Y[:1], Z1, output="identity").remarks == ()
    model = network((N_X, N_H, N_Y), output="sigmoid")
    assert nnlib.compare_steps(model, X, Y, {"Z1": model.forward(X).Z[1]}).remarks == ()


def test_one_dictionary_will_do_for_both():
    cache = PARAMETERS | STEPS | {"learning_rate": 0.1}
    report = compare(cache, PARAMETERS | STEPS)
    assert report.passed
    assert list(report.steps) == list(STEPS)
    updated = PARAMETERS | {"b2": PARAMETERS["b2"] - 0.1}
    with pytest.raises(
        ValueError, match=r"^b2 in steps differs from that of the parameters: was it updated in between"
    ):
        compare(PARAMETERS, STEPS | updated)
    with pytest.raises(ValueError, match=r"^steps holds nothing but W and b: give any of 'Z1'"):
        compare(PARAMETERS, PARAMETERS)
    with pytest.raises(ValueError, match=r"^b1 in steps differs from that of the parameters"):
        compare(PARAMETERS, STEPS | {"b1": PARAMETERS["b1"].T})


def test_a_model_without_the_weights_of_the_student_is_told():
    model = network((N_X, N_H, N_Y), output="sigmoid")
    with pytest.raises(ValueError, match=r"^W1 in steps differs from that of the model: your W and b were not passed"):
        nnlib.compare_steps(model, X, Y, STEPS | PARAMETERS)
    for l in (1, 2):
        model.W[l], model.b[l] = PARAMETERS[f"W{l}"], PARAMETERS[f"b{l}"]
    rounded = model.astype("float32")
    for filled in (model, rounded):
        assert nnlib.compare_steps(filled, X, Y, {"Z1": filled.forward(X).Z[1]} | PARAMETERS).passed


def but(**changes):
    """Return the parameters with some of them changed, and without those that are None."""
    return {name: array for name, array in (PARAMETERS | changes).items() if array is not None}


W1, B1, W2 = PARAMETERS["W1"], PARAMETERS["b1"], PARAMETERS["W2"]
REFUSED = [
    (
        None,
        TypeError,
        'model must be a Network, or a dict of your own parameters, such as {"W1": W1, "b1": b1}, got No',
    ),
    ({}, ValueError, "but what came is empty: without your W and b, Z1 would be blamed although it is right"),
    ({"Z1": 1, 2: 3}, ValueError, "but what came holds 'Z1', 2: without your W and b, Z1 would be blamed"),
    (
        but(b2=None),
        ValueError,
        "b2 was not passed: the parameters hold 'W1', 'b1', 'W2'. compare_steps needs your",
    ),
    (but(W1=None), ValueError, "since without them Z1 would be blamed although it is right"),
    (but(b3=B1), ValueError, "W3 was not passed"),
    (but(b1=B1[:, 0]), ValueError, "b1 must have shape (5, 1), got (5,): use b1.reshape(-1, 1), since of one axis it"),
    (but(b1=[0.0] * N_H), ValueError, "b1 must have shape (5, 1), got (5,): use np.reshape(b1, (-1, 1)), since"),
    (but(b1=B1.T), ValueError, "b1 must have shape (5, 1), got (1, 5): is it transposed?"),
    (
        but(W2=W2.T),
        ValueError,
        "W2 has shape (5, 2), but W1 has 5 rows, so W2 needs 5 columns, as W[l] is (n_l, n_(l-1))",
    ),
    (but(W2=W2.T), ValueError, "(n_l, n_(l-1)): is W2 transposed?"),
    (but(W1=W1.T), ValueError, "W2 has shape (2, 5), but W1 has 3 rows, so W2 needs 3 columns"),
    (but(W1=W1.T), ValueError, "(n_l, n_(l-1)): is W1 transposed?"),
    (but(W1=W1.T, W2=W2.T), ValueError, "(n_l, n_(l-1)): are all W transposed?"),
    (but(W2=W2[:, :3]), ValueError, "W2 has shape (2, 3), but W1 has 5 rows, so W2 needs 5 columns, as W[l] is"),
    (but(W1=W1[0]), ValueError, "got shape (3,): use W1.reshape(1, -1), if layer 1 has one node"),
    (but(W1=[[[1.0]]]), ValueError, "W1 must be a matrix, as W[l] is (n_l, n_(l-1)), got shape (1, 1, 1)"),
    ({"W1": W1.T, "b1": B1}, ValueError, "W1 has shape (3, 5) and b1 (5, 1), but W[l] is (n_l, n_(l-1)): is W1 transp"),
    (but(W1=W1 * np.nan), ValueError, "W1[0, 0] is nan, and every value must be finite"),
    (but(W1="W1"), TypeError, "W1 must be an array of real numbers, got 'W1'"),
    ({"w": W1[:1].T}, ValueError, "b was not passed: logistic regression has the parameters w, of shape (n_x, 1)"),
    ({"w": W1[0], "b": 0}, ValueError, "w must have shape (3, 1), got (3,): use reshape(3, 1)"),
    (
        {"w": W1[:1].T, "b": B1},
        ValueError,
        "b must be one number beside w, got shape (5, 1); with several nodes pass",
    ),
]


@pytest.mark.parametrize(("parameters", "error", "told"), REFUSED)
def test_what_is_no_set_of_parameters_is_told_why(parameters, error, told):
    with pytest.raises(error) as caught:
        compare(parameters)
    assert told in str(caught.value)


def test_activations_beside_a_model_are_refused():
    model = network((N_X, N_H, N_Y), output="sigmoid")
    for option in ("hidden", "output"):
        with pytest.raises(
            ValueError,
            match=r"^hidden= and output= go with a dict of parameters, and a model has its own activations: Netw",
        ):
            nnlib.compare_steps(model, X, Y, STEPS, **{option: "sigmoid"})


w, b = RNG.normal(size=(N_X, 1)), 0.5
LABELS = Y[:1]


def logistic():
    """The arrays of section 3, as its program without loops has them."""
    Z = np.dot(w.T, X) + b
    A = 1 / (1 + np.exp(-Z))
    dZ = A - LABELS
    return {"Z": Z, "A": A, "dZ": dZ, "dw": np.dot(X, dZ.T) / M, "db": np.sum(dZ) / M}


@pytest.mark.parametrize("b", [b, np.array([b]), [[b]]], ids=str)
def test_logistic_regression_is_compared_as_section_3_writes_it(b):
    report = nnlib.compare_steps({"w": w, "b": b}, X, LABELS, logistic() | {"w": w, "b": b})
    assert report.passed
    assert report.remarks == ()
    assert list(report.steps) == ["Z", "A", "dZ", "dw", "db"]
    assert report.steps["dw"].equation == "dw = 1/m X dZᵀ"
    assert nnlib.compare_steps({"w": w, "b": b}, X, LABELS, {"db": [[logistic()["db"]]]}).passed


LOGISTIC = [
    ("Z", lambda s: np.dot(w.T, X), "is wᵀ X: b is missing", "Z = wᵀ X + b"),
    (
        "Z",
        lambda s: s["Z"][0],
        "has shape (7,), not (1, 7): keep both axes, so that nothing is broadcast by chance",
        "",
    ),
    ("dA", lambda s: w @ s["dZ"], "has shape (3, 7), not (1, 7)", "dA = ∂L/∂A"),
    ("dZ", lambda s: -s["dZ"], "has the wrong sign", "dZ = A - Y"),
    ("dZ", lambda s: s["dZ"] / M, "is 7 times too small, and m = 7: 1/m belongs to dw and db alone", ""),
    ("dw", lambda s: s["dw"].T, "has shape (1, 3), not (3, 1): is it transposed?", ""),
    ("dw", lambda s: s["dw"] * M, "is 7 times too large, and m = 7: the factor 1/m is missing", "dw = 1/m X dZᵀ"),
    ("dw", lambda s: np.dot(X, s["A"].T) / M, "is 1/m X Aᵀ: dZ was meant", ""),
    ("dw", lambda s: np.dot(s["A"], s["dZ"].T) / M, "has shape (1, 1), not (3, 1): it is 1/m A dZᵀ: X was meant", ""),
    (
        "dw",
        lambda s: X * s["dZ"] / M,
        "has shape (3, 7), not (3, 1): it is dZ * X, element by element: their matrix product was meant",
        "",
    ),
    ("dw", lambda s: s["dw"] ** 2, "is wrong in 3 of 3 places, and no known pattern fits", ""),
    ("db", lambda s: s["db"] * M, "is 7 times too large, and m = 7: the factor 1/m is missing", ""),
    ("db", lambda s: s["dZ"], "has shape (1, 7), not (1, 1): the sum over the examples is missing", ""),
]


@pytest.mark.parametrize(("name", "change", "told", "equation"), LOGISTIC)
def test_the_slips_of_section_3_are_told_in_its_symbols(name, change, told, equation):
    right = logistic()
    wrong = nnlib.compare_steps({"w": w, "b": b}, X, LABELS, right | {name: change(right)}).first_wrong
    assert (wrong.name, wrong.mistake) == (name, told)
    assert wrong.equation.startswith(equation)
    with pytest.raises(ValueError, match=r"^unknown step 'dW1': did you mean 'dw'"):
        nnlib.compare_steps({"w": w, "b": b}, X, LABELS, {"dW1": 1})


def test_a_w_in_the_steps_that_was_updated_is_told():
    with pytest.raises(ValueError, match=r"^w in steps differs from that of the parameters"):
        nnlib.compare_steps({"w": w, "b": b}, X, LABELS, logistic() | {"w": w - 0.1})
    with pytest.raises(ValueError, match=r"^b in steps differs from that of the parameters"):
        nnlib.compare_steps({"w": w, "b": b}, X, LABELS, logistic() | {"b": [0.5, 0.5]})
