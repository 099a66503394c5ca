import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from networks import Swish

from nnlib.activations import (
    ACTIVATIONS,
    LeakyReLU,
    Softmax,
    derivative_at,
    identity,
    leaky_relu,
    relu,
    sigmoid,
    softmax,
    tanh,
)

ELEMENTWISE = [g for g in ACTIVATIONS.values() if not isinstance(g, Softmax)] + [LeakyReLU(0.3), LeakyReLU(0.0)]
Z = np.array([[-40.0, -3.0, -0.5, 0.25], [0.5, 1.0, 7.0, 40.0]])
Z.flags.writeable = False  # one test that wrote into it would change all that run after it


ANALYTIC = [identity, sigmoid, tanh, Swish()]
TINY_TO_LARGE = np.geomspace(1e-300, 600, 1000)  # beyond, h e⁻ᶻ would leave the normal numbers
WIDE = np.concatenate([-TINY_TO_LARGE, [0.0], TINY_TO_LARGE, np.linspace(-40, 40, 8001)])


def complex_step(g, z):
    """Return Im g(z + ih) / h, which is g′(z) to h²: without a difference, h can be tiny, and no digit cancels."""
    h = 1e-30
    return g(z + 1j * h).imag / h


@pytest.mark.parametrize("g", ANALYTIC, ids=repr)
def test_derivative_equals_complex_step_to_1e14_of_the_largest_slope(g):
    """Absolute, since 1 − a has lost the digits of a slope near 0: half an ε of a, and z times that with swish.

    Of swish there is no more to lose beyond z = 37, where 1 − σ(z) has become 0: 37 ε/2 = 4e-15.
    """
    expected = complex_step(g, WIDE)
    tolerance = 1e-14 * expected.max()
    np.testing.assert_allclose(g.derivative(WIDE), expected, rtol=0, atol=tolerance)
    np.testing.assert_allclose(derivative_at(g, WIDE, g(WIDE)), expected, rtol=0, atol=tolerance)


@pytest.mark.parametrize(
    ("g", "z"),
    [(identity, WIDE), (sigmoid, WIDE[WIDE <= 0]), *((g, WIDE[abs(WIDE) <= 1]) for g in (sigmoid, tanh, Swish()))],
    ids=["identity", "sigmoid of negative z", "sigmoid", "tanh", "swish"],
)
def test_derivative_equals_complex_step_to_1e14_of_itself_where_nothing_cancels(g, z):
    np.testing.assert_allclose(g.derivative(z), complex_step(g, z), rtol=1e-14)
    np.testing.assert_allclose(derivative_at(g, z, g(z)), complex_step(g, z), rtol=1e-14)


@pytest.mark.parametrize("g", ELEMENTWISE, ids=repr)
def test_derivative_equals_central_differences(g):
    h = 1e-5
    np.testing.assert_allclose(g.derivative(Z), (g(Z + h) - g(Z - h)) / (2 * h), atol=1e-9)


@pytest.mark.parametrize("g", ELEMENTWISE, ids=repr)
def test_derivative_from_output_equals_derivative(g):
    A = g(Z)
    kept = A.copy()
    np.testing.assert_allclose(g.derivative_from_output(A), g.derivative(Z), rtol=1e-12, atol=1e-15)
    np.testing.assert_array_equal(A, kept)
    apart = np.full_like(A, np.nan)
    assert g.derivative_from_output(A, out=apart) is apart
    np.testing.assert_allclose(apart, g.derivative(Z), rtol=1e-12, atol=1e-15)
    g.derivative_from_output(A, out=A)
    np.testing.assert_allclose(A, g.derivative(Z), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("g", [*ELEMENTWISE, softmax], ids=repr)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_out_is_written_whether_apart_or_in_place(g, dtype, order):
    z = np.array(Z, dtype=dtype, order=order)
    expected = g(z)
    assert expected.dtype == dtype
    out = np.full_like(z, np.nan)
    assert g(z, out=out) is out
    np.testing.assert_array_equal(out, expected)
    np.testing.assert_array_equal(z, Z.astype(dtype))
    view = z[:]  # another array over the same memory
    g(z, out=view)
    np.testing.assert_array_equal(z, expected)


def test_known_values():
    np.testing.assert_allclose(sigmoid([[0.0, np.log(3.0)]]), [[0.5, 0.75]], rtol=1e-15)
    np.testing.assert_allclose(tanh([[np.log(2.0)]]), [[0.6]], rtol=1e-15)
    np.testing.assert_array_equal(relu([[-1.0, 0.0, 2.0]]), [[0.0, 0.0, 2.0]])
    np.testing.assert_array_equal(leaky_relu([[-1.0, 0.0, 2.0]]), [[-0.01, 0.0, 2.0]])
    np.testing.assert_array_equal(identity([[-1.0, 2.0]]), [[-1.0, 2.0]])


def test_derivatives_at_a_kink_are_pinned():
    zero = np.array([[0.0, -0.0]])
    np.testing.assert_array_equal(relu.derivative(zero), 0)
    np.testing.assert_array_equal(relu.derivative_from_output(zero), 0)
    np.testing.assert_array_equal(leaky_relu.derivative(zero), 0.01)
    np.testing.assert_array_equal(leaky_relu.derivative_from_output(zero), 0.01)


@pytest.mark.parametrize("g", ELEMENTWISE, ids=repr)
def test_the_slope_jumps_at_kinks_and_nowhere_else(g):
    z = np.linspace(-2, 2, 9)
    jumps = np.abs(g.derivative(z + 1e-9) - g.derivative(z - 1e-9)) > 1e-3
    assert tuple(z[jumps]) == getattr(g, "kinks", ())


def test_relu_blocks_what_was_negative():
    """The derivative asked with ≥ of the output would be 1 everywhere."""
    np.testing.assert_array_equal(relu.derivative_from_output(relu(Z)), (Z > 0).astype(float))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("g", [sigmoid, tanh, softmax, relu, leaky_relu], ids=repr)
def test_extremes_raise_no_warning(g, dtype):
    extreme = np.array([[-1e4, 1e4, 0.0], [1e4, 1e4, -1e4]], dtype=dtype)
    with np.errstate(all="raise"):
        A = g(extreme)
    assert np.isfinite(A).all()


def test_sigmoid_is_right_in_its_tails():
    np.testing.assert_allclose(
        sigmoid(np.array([-700.0, -40.0, 40.0])), [np.exp(-700.0), np.exp(-40.0), 1.0], rtol=1e-14
    )
    np.testing.assert_array_equal(sigmoid(np.array([-1e4, 1e4])), [0.0, 1.0])


@given(hnp.arrays(float, (3, 4), elements=st.floats(-1e6, 1e6)), st.floats(-1e3, 1e3))
def test_softmax_gives_probabilities_that_a_shift_does_not_change(z, shift):
    A = softmax(z)
    assert (A >= 0).all()
    np.testing.assert_allclose(A.sum(axis=0), 1, rtol=1e-12)
    np.testing.assert_allclose(softmax(z + shift), A, atol=1e-8)


def test_softmax_over_two_nodes_is_the_sigmoid_of_their_difference():
    np.testing.assert_allclose(softmax(Z)[0], sigmoid(Z[0] - Z[1]), rtol=1e-12)


def test_softmax_has_no_elementwise_derivative():
    with pytest.raises(TypeError) as refused:
        softmax.derivative(Z)
    assert str(refused.value) == (
        "softmax has no elementwise derivative, because every output depends on every node's z: "
        "it belongs in the output layer, where categorical cross-entropy gives dZ = A - Y"
    )


@pytest.mark.parametrize("g", [sigmoid, tanh, relu, leaky_relu, identity], ids=repr)
def test_numbers_lists_and_whole_numbers_will_do(g):
    np.testing.assert_allclose(g([-2, 3]), g(np.array([-2.0, 3.0])))
    assert g(0.5) == g(np.array([0.5]))[0]
    assert g.derivative(0.5) == pytest.approx(g.derivative(np.array([0.5]))[0])


@pytest.mark.parametrize("g", [sigmoid, tanh, relu, leaky_relu, identity, softmax], ids=repr)
def test_unsigned_bytes_do_not_wrap_and_lose_no_digits(g):
    """Softmax subtracts the largest z, which comes last here; NumPy takes tanh of bytes in float16."""
    Z = np.array([[1, 200], [3, 255]], dtype=np.uint8)
    np.testing.assert_array_equal(g(Z), g(Z.astype(float)))
    assert g(Z).dtype == np.float64


def test_derivative_at_asks_the_output_only_where_the_activation_can():
    class OnlyZ:
        def __call__(self, Z, out=None):
            return np.square(Z, out=out)

        def derivative(self, Z):
            return 2 * Z

    np.testing.assert_array_equal(derivative_at(OnlyZ(), Z, np.full_like(Z, np.nan)), 2 * Z)
    np.testing.assert_array_equal(
        derivative_at(tanh, np.full_like(Z, np.nan), np.tanh(Z)), tanh.derivative_from_output(np.tanh(Z))
    )


def test_names():
    assert list(ACTIVATIONS) == ["identity", "sigmoid", "tanh", "relu", "leaky_relu", "softmax"]
    assert [repr(g) for g in ACTIVATIONS.values()] == list(ACTIVATIONS)
    assert repr(LeakyReLU(0.2)) == "leaky_relu(slope=0.2)"


def test_softmax_takes_whole_numbers_and_lists():
    np.testing.assert_allclose(softmax([[1, 2], [1, 1]]), softmax(np.array([[1.0, 2.0], [1.0, 1.0]])))


def test_a_numpy_slope_does_not_make_float64_of_float32():
    assert LeakyReLU(np.float64(0.2))(np.ones(2, np.float32)).dtype == np.float32


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("g", [*ELEMENTWISE, softmax], ids=repr)
def test_with_a_place_to_write_to_no_array_of_a_layers_size_is_allocated(g, dtype, allocated):
    """Softmax needs two vectors with one number an example; one array of the layer's size would be a hundred."""
    z = np.random.default_rng(0).normal(size=(100, 4000)).astype(dtype)
    out = np.empty_like(z)
    assert allocated(lambda: g(z, out=out)) < z.nbytes / 10
    if hasattr(g, "derivative_from_output"):
        assert allocated(lambda: g.derivative_from_output(z, out=out)) < z.nbytes / 10


@pytest.mark.parametrize("g", [identity, sigmoid, tanh, relu, softmax], ids=repr)
def test_in_place_no_array_of_a_layers_size_is_allocated(g, allocated):
    """All but leaky ReLU, which needs both z and αz."""
    z = np.random.default_rng(0).normal(size=(100, 4000))
    assert allocated(lambda: g(z, out=z)) < z.nbytes / 10


@pytest.mark.parametrize("g", ELEMENTWISE, ids=repr)
def test_without_a_place_to_write_to_the_derivative_has_the_outputs_type(g):
    a = g(Z.astype(np.float32))
    assert g.derivative(Z.astype(np.float32)).dtype == np.float32
    assert g.derivative_from_output(a).dtype == np.float32


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_relu_leaves_every_positive_number_as_it_is(dtype):
    """However large, up to infinity; and what is no number stays none."""
    Z = np.array([[np.finfo(dtype).tiny, 1e3, np.finfo(dtype).max, np.inf, np.nan, -np.inf]], dtype)
    np.testing.assert_array_equal(relu(Z), np.where(Z < 0, 0, Z))
