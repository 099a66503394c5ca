import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nnlib.activations import leaky_relu, relu, sigmoid, softmax, tanh
from nnlib.losses import (
    LOSSES,
    ChainedOutput,
    MatchedOutput,
    binary_cross_entropy,
    categorical_cross_entropy,
    output_layer,
    squared_error,
)

rng = np.random.default_rng(0)
LOGITS = rng.normal(size=(3, 8)) * 3
BINARY = rng.integers(0, 2, (3, 8)).astype(float)
CLASSES = rng.integers(0, 3, (1, 8))
ONE_HOT = np.eye(3)[CLASSES[0]].T
REAL = rng.normal(size=(3, 8))
PAIRS = [(sigmoid, binary_cross_entropy, BINARY), (softmax, categorical_cross_entropy, ONE_HOT)]


def test_both_labels_and_all_classes_are_among_the_examples():
    assert set(BINARY.ravel()) == {0.0, 1.0}
    assert set(CLASSES.ravel()) == {0, 1, 2}


def test_binary_cross_entropy_is_the_notes_formula():
    A = sigmoid(LOGITS)
    expected = -(BINARY * np.log(A) + (1 - BINARY) * np.log(1 - A)).sum(axis=0, keepdims=True)
    np.testing.assert_allclose(binary_cross_entropy.per_example(A, BINARY), expected, rtol=1e-12)
    assert binary_cross_entropy(A, BINARY) == pytest.approx(expected.mean(), rel=1e-12)


def test_categorical_cross_entropy_is_minus_log_of_the_true_class():
    A = softmax(LOGITS)
    expected = -np.log(A[CLASSES[0], np.arange(8)])[np.newaxis]
    np.testing.assert_allclose(categorical_cross_entropy.per_example(A, CLASSES), expected, rtol=1e-12)
    np.testing.assert_allclose(categorical_cross_entropy.per_example(A, ONE_HOT), expected, rtol=1e-12)


def test_squared_error_is_half_the_sum_of_squares():
    assert squared_error([[1.0, 2.0], [0.0, 4.0]], [[0.0, 2.0], [2.0, 1.0]]) == pytest.approx((2.5 + 4.5) / 2)


def test_two_classes_by_softmax_cost_what_one_sigmoid_costs():
    z, y = LOGITS[:1], BINARY[:1]
    both = np.concatenate([np.zeros_like(z), z])
    assert categorical_cross_entropy.from_logits(both, y.astype(int)) == pytest.approx(
        binary_cross_entropy.from_logits(z, y), rel=1e-14
    )


@pytest.mark.parametrize(("g", "loss", "Y"), PAIRS, ids=["sigmoid", "softmax"])
def test_from_logits_equals_the_loss_of_the_output(g, loss, Y):
    assert loss.from_logits(LOGITS, Y) == pytest.approx(loss(g(LOGITS), Y), rel=1e-12)


def test_squared_error_from_logits_takes_the_output_itself():
    assert squared_error.from_logits(LOGITS, REAL) == squared_error(LOGITS, REAL)


@pytest.mark.parametrize(
    ("z", "y", "expected"),
    [
        (40.0, 1, 4.248354255291589e-18),  # softplus(z) - yz would give 0
        (40.0, 0, 40.0),  # log(1 - a) would give infinity, a clipped log 27.6
        (-40.0, 0, 4.248354255291589e-18),
        (1e4, 0, 1e4),
        (-1e4, 1, 1e4),
        (1e4, 1, 0.0),
        (0.0, 1, math.log(2)),
    ],
)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_cross_entropies_of_extreme_logits_are_right(z, y, expected, dtype):
    Z = np.array([[z]], dtype=dtype)
    with np.errstate(all="raise"):
        assert binary_cross_entropy.from_logits(Z, [[y]]) == pytest.approx(expected, rel=1e-6, abs=0)
        both = np.concatenate([np.zeros_like(Z), Z])
        assert categorical_cross_entropy.from_logits(both, [[y]]) == pytest.approx(expected, rel=1e-6, abs=0)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_largest_numbers_overflow_nowhere_but_in_a_loss_that_is_too_large(dtype):
    largest = np.finfo(dtype).max
    Z = np.array([[largest, -largest], [-largest, largest]], dtype=dtype)
    with np.errstate(all="raise"):
        np.testing.assert_array_equal(softmax(Z), [[1, 0], [0, 1]])
        assert categorical_cross_entropy.from_logits(Z, [[0, 1]]) == 0
        assert categorical_cross_entropy.from_logits(Z, [[1, 0]]) == np.inf
        assert binary_cross_entropy.from_logits(Z, [[1, 0], [0, 1]]) == 0


def test_a_cost_of_many_float32_losses_is_summed_in_float64():
    """In float32 a sum of 2²⁵ equal losses would stick at 2²⁴; this many are not needed to see the difference."""
    A = np.full((1, 100_000), 0.1, dtype=np.float32)
    loss = -np.log(A[0, 0])
    assert binary_cross_entropy(A, np.ones_like(A)) == pytest.approx(float(loss), rel=1e-12)


def test_small_probabilities_keep_their_accuracy():
    assert binary_cross_entropy([[1e-20]], [[0]]) == pytest.approx(1e-20, rel=1e-14, abs=0)


def test_a_chained_output_asks_for_what_training_keeps():
    """g′ comes from A where it can, and is written where it is told."""
    A, room = tanh(REAL), np.empty_like(REAL)
    dZ = output_layer(tanh, None).dZ(np.full_like(REAL, np.nan), A, BINARY, out=room)
    assert dZ is room
    np.testing.assert_allclose(dZ, (A - BINARY) * (1 - A**2), rtol=1e-12)


def test_float32_stays_float32():
    Z = LOGITS.astype(np.float32)
    assert binary_cross_entropy.per_example(sigmoid(Z), BINARY).dtype == np.float32
    assert binary_cross_entropy.labels(BINARY, 3, 8, Z.dtype).dtype == np.float32
    assert categorical_cross_entropy.labels(ONE_HOT.astype(int), 3, 8, Z.dtype).dtype == np.float32


def test_cross_entropies_of_certain_outputs():
    """0 log 0 is 0, and certainty that is wrong costs infinity: no epsilon, no NaN, no warning."""
    with np.errstate(all="raise"):
        np.testing.assert_array_equal(
            binary_cross_entropy.per_example([[0.0, 1.0, 0.0, 1.0]], [[0, 1, 1, 0]]), [[0, 0, np.inf, np.inf]]
        )
        np.testing.assert_array_equal(
            categorical_cross_entropy.per_example([[0.0, 0.0], [1.0, 1.0]], [[1, 0]]), [[0, np.inf]]
        )
        assert binary_cross_entropy([[0.0, 1.0]], [[1, 1]]) == np.inf
        np.testing.assert_array_equal(binary_cross_entropy.dA([[0.0, 1.0]], [[1, 0]]), [[-np.inf, np.inf]])


@pytest.mark.parametrize(
    ("loss", "A", "Y"),
    [
        (binary_cross_entropy, sigmoid(LOGITS), BINARY),
        (categorical_cross_entropy, softmax(LOGITS), ONE_HOT),
        (squared_error, LOGITS, REAL),
    ],
    ids=["binary", "categorical", "squared"],
)
def test_dA_equals_central_differences_of_the_loss(loss, A, Y):
    numeric = np.empty_like(A)
    for i in range(len(A)):
        nudge = np.zeros_like(A)
        nudge[i] = 1e-6 * A[i]  # in proportion, since 1/a curves ever more as a goes to 0
        numeric[i] = ((loss.L(A + nudge, Y) - loss.L(A - nudge, Y)) / (2 * nudge[i]))[0]
    np.testing.assert_allclose(loss.dA(A, Y), numeric, rtol=1e-6, atol=1e-8)


def test_both_roads_to_dZ_are_equal_for_the_sigmoid():
    Z, A = LOGITS, sigmoid(LOGITS)
    matched, chained = MatchedOutput(sigmoid, binary_cross_entropy), ChainedOutput(sigmoid, binary_cross_entropy)
    np.testing.assert_allclose(chained.dZ(Z, A, BINARY), matched.dZ(Z, A, BINARY), rtol=1e-12)
    np.testing.assert_allclose(chained.L(Z, A, BINARY), matched.L(Z, A, BINARY), rtol=1e-12)


def test_both_roads_to_dZ_are_equal_for_softmax_with_its_jacobian():
    """A random cotangent would do as well; ones would hide a wrong Jacobian, whose columns sum to 0."""
    A = softmax(LOGITS)
    dA = categorical_cross_entropy.dA(A, ONE_HOT)
    jacobian = np.einsum("im,ij->ijm", A, np.eye(3)) - np.einsum("im,jm->ijm", A, A)
    np.testing.assert_allclose(np.einsum("ijm,im->jm", jacobian, dA), A - ONE_HOT, atol=1e-14)


def test_both_roads_to_dZ_are_equal_for_squared_error():
    identity_pair = output_layer(squared_error.activation, None)
    chained = ChainedOutput(squared_error.activation, squared_error)
    np.testing.assert_array_equal(chained.dZ(LOGITS, LOGITS, REAL), identity_pair.dZ(LOGITS, LOGITS, REAL))


@given(hnp.arrays(float, (3, 4), elements=st.floats(-1e300, 1e300)), st.integers(0, 2**12 - 1))
def test_the_cross_entropies_are_never_nan_nor_negative(Z, bits):
    Y = np.array([bits >> i & 1 for i in range(12)]).reshape(3, 4)
    assert binary_cross_entropy.from_logits(Z, Y) >= 0
    assert categorical_cross_entropy.from_logits(Z, Y[:1]) >= 0


@pytest.mark.parametrize("loss", LOSSES.values(), ids=repr)
def test_room_to_compute_in_changes_nothing(loss):
    Y = {"binary_cross_entropy": BINARY, "categorical_cross_entropy": ONE_HOT, "squared_error": REAL}[loss.name]
    room = np.full_like(LOGITS, np.nan)
    kept = LOGITS.copy()
    np.testing.assert_array_equal(loss.L_of_Z(LOGITS, Y, out=room), loss.L_of_Z(LOGITS, Y))
    np.testing.assert_array_equal(LOGITS, kept)


@pytest.mark.parametrize(
    ("g", "loss", "kind"),
    [
        (sigmoid, None, MatchedOutput),
        (softmax, None, MatchedOutput),
        (squared_error.activation, None, MatchedOutput),
        (sigmoid, squared_error, ChainedOutput),
        (tanh, None, ChainedOutput),
        (relu, squared_error, ChainedOutput),
    ],
)
def test_admitted_pairs(g, loss, kind):
    assert type(output_layer(g, loss)) is kind


@pytest.mark.parametrize(
    ("g", "loss"),
    [
        (softmax, squared_error),
        (softmax, binary_cross_entropy),
        (sigmoid, categorical_cross_entropy),
        (tanh, binary_cross_entropy),
        (leaky_relu, categorical_cross_entropy),
    ],
)
def test_other_pairs_are_refused(g, loss):
    with pytest.raises(ValueError, match=f"{g}.*{loss}|{loss}.*{g}"):
        output_layer(g, loss)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("loss", LOSSES.values(), ids=repr)
@pytest.mark.parametrize("order", "CF")
def test_with_room_to_compute_in_no_array_of_the_outputs_size_is_allocated(loss, dtype, order, allocated):
    """In training Z and the room are C-ordered, Y lies as it came. Vectors with one number an example are allocated."""
    Z = np.random.default_rng(0).normal(size=(100, 1000)).astype(dtype)
    Y = np.zeros_like(Z, order=order)
    Y[0] = 1
    room = np.empty_like(Z)
    assert allocated(lambda: loss.L_of_Z(Z, Y, out=room)) < Z.nbytes / 4


@pytest.mark.parametrize("loss", LOSSES.values(), ids=repr)
def test_a_matched_output_passes_its_room_on(loss, allocated):
    Z = np.random.default_rng(0).normal(size=(1000, 100)).T
    A, Y, room = sigmoid(Z), np.zeros_like(Z), np.empty_like(Z)
    pair = MatchedOutput(loss.activation, loss)
    assert allocated(lambda: pair.L(Z, A, Y, out=room)) < Z.nbytes / 4
    assert allocated(lambda: pair.dZ(Z, A, Y, out=room)) < Z.nbytes / 4
    assert pair.dZ(Z, A, Y, out=room) is room


def test_a_chained_output_writes_where_it_is_told():
    room = np.empty_like(REAL)
    assert ChainedOutput(tanh, squared_error).dZ(LOGITS, np.tanh(LOGITS), REAL, out=room) is room


def test_a_chained_output_gives_an_activation_without_derivative_from_output_its_Z():
    class Square:
        def __call__(self, Z, out=None):
            return np.square(Z, out=out)

        def derivative(self, Z):
            return 2 * Z

    dZ = ChainedOutput(Square(), squared_error).dZ(LOGITS, LOGITS**2, REAL)
    np.testing.assert_allclose(dZ, (LOGITS**2 - REAL) * 2 * LOGITS, rtol=1e-15)


@pytest.mark.parametrize("loss", LOSSES.values(), ids=repr)
def test_messages_name_what_was_handed_in(loss):
    with pytest.raises(ValueError, match=r"^Z\b"):
        loss.from_logits([[np.nan], [0.0]], [[1], [0]])
    for ask in (loss, loss.per_example, loss.dA):
        with pytest.raises(ValueError, match=r"^A\b"):
            ask([[np.nan], [0.5]], [[1], [0]])


def test_the_mean_over_float32_examples_is_taken_in_float64():
    Z, Y = np.full((1, 100_001), 0.1, np.float32), np.zeros((1, 100_001), np.float32)
    for mean, loss in ((squared_error.from_logits(Z, Y), squared_error), (squared_error(Z, Y), squared_error)):
        assert mean == pytest.approx(float(loss.per_example(Z, Y)[0, 0]), rel=1e-12)


@pytest.mark.parametrize("loss", LOSSES.values(), ids=repr)
def test_float32_outputs_are_measured_in_float32(loss):
    A = softmax(LOGITS).astype(np.float32)
    assert loss.per_example(A, ONE_HOT).dtype == np.float32
    assert loss.dA(A, ONE_HOT).dtype == np.float32


@pytest.mark.parametrize("a", [0.0, 5e-324], ids=["zero", "smallest"])
def test_a_right_answer_that_was_all_but_excluded_has_an_infinite_derivative(a):
    """Without a warning: -1/a is the truth."""
    np.testing.assert_array_equal(binary_cross_entropy.dA([[a, 1.0]], [[1, 0]]), [[-np.inf, np.inf]])
    np.testing.assert_array_equal(categorical_cross_entropy.dA([[a], [1.0]], [[0]]), [[-np.inf], [0.0]])
