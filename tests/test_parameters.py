import copy
import pickle

import numpy as np
import pytest

from nnlib.parameters import INITIALIZATIONS, Parameters, initialize

SHAPES = ((4, 3), (2, 4))


def numbered() -> Parameters:
    return Parameters(SHAPES, vector=np.arange(26.0))


def test_layout_is_layer_by_layer_and_row_by_row():
    parameters = numbered()
    np.testing.assert_array_equal(parameters.W[1], np.arange(12.0).reshape(4, 3))
    np.testing.assert_array_equal(parameters.b[1], np.arange(12.0, 16.0).reshape(4, 1))
    np.testing.assert_array_equal(parameters.W[2], np.arange(16.0, 24.0).reshape(2, 4))
    np.testing.assert_array_equal(parameters.b[2], np.arange(24.0, 26.0).reshape(2, 1))


def test_views_and_vector_are_one():
    parameters = numbered()
    parameters.W[2][1, 3] = -1
    assert parameters.vector[23] == -1
    parameters.vector[:] = 5
    assert (parameters.b[1] == 5).all()


def test_assigning_copies_into_theta():
    parameters = numbered()
    view, A = parameters.W[1], np.ones((4, 3))
    parameters.W[1] = A
    assert parameters.W[1] is view
    np.testing.assert_array_equal(parameters.vector[:12], 1)
    A[0, 0] = 99
    assert parameters.vector[0] == 1
    parameters.W[1] -= 3
    np.testing.assert_array_equal(parameters.vector[:12], -2)
    parameters.b[2] = [[7], [8]]
    np.testing.assert_array_equal(parameters.vector[-2:], [7, 8])


@pytest.mark.parametrize("value", [1.0, np.ones(12), np.ones((3, 4)), np.ones((1, 3)), np.ones((4, 3, 1))])
def test_assigning_another_shape_raises(value):
    parameters = numbered()
    with pytest.raises(ValueError, match=r"W\[1\] must have shape \(4, 3\)"):
        parameters.W[1] = value
    np.testing.assert_array_equal(parameters.vector, np.arange(26.0))


@pytest.mark.parametrize("layer", [0, 3, -1, "1"])
def test_layers_are_numbered_from_one(layer):
    with pytest.raises(KeyError, match="layers are numbered from 1 to 2"):
        numbered().b[layer]


def test_views_are_a_mapping_of_layers():
    parameters = numbered()
    assert list(parameters.W) == [1, 2]
    assert len(parameters.W) == 2
    assert [view.shape for view in parameters.b.values()] == [(4, 1), (2, 1)]
    assert repr(parameters.W) == f"W[1] =\n{parameters.W[1]}\nW[2] =\n{parameters.W[2]}"
    assert repr(parameters.over(np.zeros(26), ("dW", "db")).b).startswith("db[1] =")


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, Parameters.copy, lambda p: pickle.loads(pickle.dumps(p))],  # noqa: S301  our own bytes
    ids=["copy", "deepcopy", "method", "pickle"],
)
def test_copies_are_independent_and_their_views_are_theirs(copied):
    parameters = numbered()
    other = copied(parameters)
    np.testing.assert_array_equal(other.vector, parameters.vector)
    assert other.shapes == SHAPES
    other.W[1] = np.zeros((4, 3))
    other.b[2] -= 100
    assert other.vector[-1] == -75
    assert (other.vector[:12] == 0).all()
    np.testing.assert_array_equal(parameters.vector, np.arange(26.0))


def test_a_copy_has_the_same_type():
    single = numbered().astype("float32")
    for other in (single.copy(), copy.copy(single), copy.deepcopy(single)):
        assert other.vector.dtype == other.b[2].dtype == np.float32


def test_astype_changes_the_type_and_copies():
    other = numbered().astype("float32")
    assert other.vector.dtype == other.W[1].dtype == "float32"
    np.testing.assert_array_equal(other.vector, np.arange(26))


@pytest.mark.parametrize(("name", "scale"), [("he", np.sqrt(2 / 100)), ("xavier", np.sqrt(1 / 100)), ("small", 0.01)])
def test_initializations_are_normal_draws_of_the_right_scale(name, scale):
    """The same standard normal draws, scaled: so exact, and not a matter of statistics."""
    drawn = INITIALIZATIONS[name](50, 100, np.random.default_rng(7))
    np.testing.assert_allclose(drawn, scale * np.random.default_rng(7).standard_normal((50, 100)), rtol=1e-15)


def test_initialize_draws_layer_by_layer_in_float64():
    parameters = Parameters(SHAPES, np.float32, vector=np.full(26, 9, np.float32))
    initialize(parameters, {1: INITIALIZATIONS["small"], 2: INITIALIZATIONS["zeros"]}, rng=7)
    expected = (0.01 * np.random.default_rng(7).standard_normal((4, 3))).astype(np.float32)
    np.testing.assert_array_equal(parameters.W[1], expected)
    assert not parameters.vector[12:].any()


def test_initialize_refuses_another_shape():
    with pytest.raises(ValueError, match=r"W\[1\] must have shape \(4, 3\), got \(3, 4\): is it transposed"):
        initialize(Parameters(SHAPES), {1: lambda n_out, n_in, rng: rng.random((n_in, n_out))}, rng=0)


def test_assigning_the_vector_copies_into_theta():
    parameters = numbered()
    view = parameters.vector
    parameters.vector = np.zeros(26)
    parameters.vector += 1
    assert parameters.vector is view
    assert (parameters.W[2] == 1).all()
    with pytest.raises(ValueError, match=r"vector must have shape \(26,\), got \(25,\)"):
        parameters.vector = np.zeros(25)


def test_names_survive_copies():
    named = Parameters(SHAPES, names=("dW", "db"))
    for other in (named.copy(), copy.deepcopy(named), named.astype("float32")):
        assert repr(other.W).startswith("dW[1] =")


def test_a_vector_of_another_length_or_kind_is_refused():
    with pytest.raises(ValueError, match=r"need a vector of shape \(26,\), got \(27,\)"):
        Parameters(SHAPES, vector=np.zeros(27))
    with pytest.raises(TypeError, match="complex numbers have no place here"):
        numbered().W[1] = np.full((4, 3), 1j)
