import numpy as np
import pytest

import nnlib
from nnlib import validation

SHALLOW = nnlib.ShallowNetwork(n_x=2, n_h=3, rng=0)
SOFTMAX = nnlib.Network([2, 3], output="softmax", rng=0)
LINEAR = nnlib.Network([2, 1], output="identity", dtype="float32", rng=0)
X = np.arange(10.0).reshape(2, 5)
Y = np.array([[0, 1, 1, 0, 1]])


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        (
            np.ones((400, 2)),
            ValueError,
            (
                r"^X has 400 rows and 2 columns, but the model was built for n_x=2 features in rows: "
                r"is X transposed\? nnlib keeps examples in columns\.$"
            ),
        ),
        (np.ones((3, 5)), ValueError, r"X has 3 rows and 5 columns, but .* n_x=2 .*: one column is one example\.$"),
        (
            np.ones(2),
            ValueError,
            (
                r"X must have two axes.*got shape \(2,\): "
                r"use X.reshape\(1, -1\) for one row, or X.reshape\(-1, 1\) for one column"
            ),
        ),
        (5.0, ValueError, r"got shape \(\): write \[\[X\]\]"),
        (np.ones((2, 3, 5)), ValueError, r"got shape \(2, 3, 5\): unroll each example into one column"),
        (np.ones((2, 0)), ValueError, r"X is empty: its shape is \(2, 0\)"),
        ([], ValueError, r"two axes"),
        ([[1.0, np.nan], [1.0, 1.0]], ValueError, r"^X\[0, 1\] is nan, and every value must be finite$"),
        ([[1.0, 1.0], [1.0, -np.inf]], ValueError, r"X\[1, 1\] is -inf, and every value must be finite"),
        (
            [["1", "2"], ["3", "4"]],
            TypeError,
            r"X must hold real numbers, got an array of dtype <U1: text has to be converted",
        ),
        (np.ones((2, 2), complex), TypeError, r"complex128: complex numbers have no place here"),
        ([[None, 1], [1, 1]], TypeError, r"dtype object"),
        ([[1, 2], [3]], ValueError, r"X is no rectangular array"),
    ],
    ids=range(13),
)
def test_what_is_no_X_is_told_why(value, error, message):
    for ask in (SHALLOW.forward, SHALLOW.predict, SHALLOW.predict_proba, lambda X: SHALLOW.cost(X, Y)):
        with pytest.raises(error, match=message):
            ask(value)


@pytest.mark.parametrize(
    ("model", "value", "error", "message"),
    [
        (SHALLOW, Y[0], ValueError, r"Y must have two axes.*Y.reshape\(1, -1\)"),
        (SHALLOW, Y.T, ValueError, r"Y has shape \(5, 1\), but \(1, 5\) was expected: is Y transposed\?"),
        (SHALLOW, Y[:, :4], ValueError, r"Y has 4 columns for 5 examples"),
        (SHALLOW, np.ones((2, 5)), ValueError, r"Y has 2 rows for n_y=1 output nodes"),
        (SHALLOW, Y * 2, ValueError, r"Y\[0, 1\] is 2, but binary cross-entropy takes the labels 0 and 1$"),
        (SHALLOW, Y * 2 - 1, ValueError, r"Y\[0, 0\] is -1, .* for labels -1 and 1 use \(Y \+ 1\) / 2"),
        (SHALLOW, Y * 0.5, ValueError, r"Y\[0, 1\] is 0.5"),
        (SHALLOW, Y * np.nan, ValueError, r"Y\[0, 0\] is nan"),
        (SHALLOW, Y.astype(str), TypeError, r"Y must hold real numbers"),
        (
            SOFTMAX,
            Y + 2,
            ValueError,
            r"Y\[0, 1\] is 3, but class indices are whole numbers from 0 to 2: do your classes start at 1",
        ),
        (SOFTMAX, Y + 5, ValueError, r"Y\[0, 0\] is 5, but class indices are whole numbers from 0 to 2$"),
        (SOFTMAX, -Y, ValueError, r"Y\[0, 1\] is -1"),
        (SOFTMAX, Y / 2, ValueError, r"Y\[0, 1\] is 0.5"),
        (SOFTMAX, np.ones((3, 5)), ValueError, r"column 0 of Y is \[1.0, 1.0, 1.0\], which is not one-hot"),
        (SOFTMAX, np.full((3, 5), 1 / 3), ValueError, r"not one-hot"),
        (SOFTMAX, np.eye(5)[:, :3], ValueError, r"is Y transposed"),
        (SOFTMAX, np.eye(4)[:, :3], ValueError, r"Y has 3 columns for 5 examples"),
        (LINEAR, [[1, 2, 3, 4, np.inf]], ValueError, r"Y\[0, 4\] is inf, and every value must be finite"),
        (LINEAR, [[1, 2, 3, 4, 1e300]], ValueError, r"Y\[0, 4\] is 1e\+300, too large for float32"),
    ],
    ids=range(19),
)
def test_what_is_no_Y_is_told_why(model, value, error, message):
    forward_pass = model.forward(X)
    for ask in (
        lambda Y: model.cost(X, Y),
        lambda Y: model.gradients(X, Y),
        lambda Y: model.backward(forward_pass, Y),
        lambda Y: model.evaluate(X, Y),
    ):
        with pytest.raises(error, match=message):
            ask(value)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (np.ones(4), r"sample_weight has shape \(4,\), but one weight an example was expected: \(5,\) or \(1, 5\)"),
        (np.ones((5, 1)), r"sample_weight has shape \(5, 1\)"),
        ([1, 1, 1, 1, -1], r"must not be negative.*its least is -1"),
        (np.zeros(5), r"its sum neither 0 nor infinite; its least is 0.0, its sum 0.0"),
        (np.full(5, 1e308), r"its sum inf"),
        (np.full(5, 1e-320), r"its least is 1e-320"),
        ([1, 1, 1, 1, np.nan], r"sample_weight\[0, 4\] is nan"),
    ],
    ids=range(7),
)
def test_what_are_no_weights_is_told_why(value, message):
    with pytest.raises(ValueError, match=message):
        SHALLOW.cost(X, Y, value)


def test_a_value_too_large_for_float32_is_told_as_such():
    with pytest.raises(ValueError, match=r"X\[1, 0\] is 1e\+39, too large for float32"):
        LINEAR.forward([[1.0], [1e39]])


def test_a_sum_that_overflows_refuses_nothing():
    huge = np.full((2, 5), 1.5e308)
    assert validation.examples(huge, 2, "float64") is huge


FORMS = {
    "int": X.astype(int),
    "float16": X.astype(np.float16),
    "uint8": X.astype(np.uint8),
    "float32": X.astype(np.float32),
    "big endian": X.astype(">f8"),
    "list": X.tolist(),
    "tuple": tuple(map(tuple, X)),
    "Fortran": np.asfortranarray(X),
    "strided": np.repeat(X, 2, axis=1)[:, ::2],
    "reversed": X[:, ::-1][:, ::-1],
    "transposed": np.ascontiguousarray(X.T).T,
}


@pytest.mark.parametrize("form", FORMS)
def test_what_holds_the_same_numbers_gives_the_same_answer(form):
    np.testing.assert_allclose(SHALLOW.predict_proba(FORMS[form]), SHALLOW.predict_proba(X), rtol=1e-13)
    np.testing.assert_allclose(
        SHALLOW.gradients(FORMS[form], Y).vector, SHALLOW.gradients(X, Y).vector, rtol=1e-12, atol=1e-15
    )


def test_boolean_and_memory_mapped_arrays_work(tmp_path):
    np.save(tmp_path / "X.npy", X.T)
    mapped = np.load(tmp_path / "X.npy", mmap_mode="r").T
    np.testing.assert_array_equal(SHALLOW.predict(mapped), SHALLOW.predict(X))
    nnlib.train(SHALLOW.copy(), mapped, Y.astype(bool), learning_rate=0.1, batch_size=2, epochs=1, rng=0)
    np.testing.assert_array_equal(SHALLOW.predict(X > 3), SHALLOW.predict((X > 3).astype(float)))


def test_what_fits_already_is_not_copied():
    assert validation.examples(X, 2, np.float64) is X
    assert validation.real_array("X", X) is X


@pytest.mark.parametrize("value", [True, np.True_, 1.0, "1", None])
def test_what_is_no_count_is_refused(value):
    with pytest.raises(TypeError, match="epochs must be a whole number"):
        validation.count("epochs", value)


def test_counts_may_be_numpys():
    assert type(validation.count("epochs", np.int64(3))) is int


@pytest.mark.parametrize("dtype", [None, "int32", "float16", "nonsense", 7])
def test_only_float64_and_float32_are_computed_in(dtype):
    with pytest.raises(ValueError, match="dtype must be float64 or float32"):
        validation.floating_dtype(dtype)


def test_the_nearest_name_is_suggested_and_all_are_listed():
    with pytest.raises(ValueError, match=r"did you mean 'tanh'.*'relu', 'tanh'"):
        validation.choice("activation", "Tanh", ["relu", "tanh"])
    with pytest.raises(ValueError, match="unknown activation 'gelu': known are"):
        validation.choice("activation", "gelu", ["tanh"])
