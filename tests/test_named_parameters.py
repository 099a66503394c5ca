"""Parameters by name: which names are read, which one is missing, and which shapes cannot be those of a network."""

import numpy as np
import pytest

import nnlib
from nnlib._named_parameters import by_name, first_missing, is_logistic, layers_of, named_parameters

SQUARE = {"W1": np.ones((3, 3)), "b1": np.ones((3, 1)), "W2": np.ones((1, 3)), "b2": np.ones((1, 1))}


def test_the_highest_number_in_a_name_is_that_of_the_last_layer():
    assert layers_of({"W1": 0, "b12": 0, "dW13": 0, "W014": 0, "W15_": 0, "w16": 0, "W1234567": 0}) == 12
    assert layers_of({"W": 0, "learning_rate": 0}) == 0


@pytest.mark.parametrize(
    ("names", "missing"),
    [("W1 b1 W2 b2", ""), ("", ""), ("b1", "W1"), ("W2 b2 b1", "W1"), ("W1 b1 b2", "W2"), ("W1 b1 W2", "b2")],
)
def test_the_first_that_is_missing_is_named(names, missing):
    assert first_missing(dict.fromkeys(names.split())) == missing


def test_w_and_b_are_logistic_regression_unless_there_is_a_W1():
    assert is_logistic({"w": 0})
    assert not is_logistic({"w": 0, "W1": 0})
    assert not is_logistic({"b": 0})
    own = by_name({"w": [[1], [2]], "b": 3, 4: 5})
    assert {name: np.asarray(value).tolist() for name, value in own.items()} == {"W1": [[1, 2]], "b1": [[3]]}
    assert by_name({"w": 0, "W1": 1, 2: 3}) == {"w": 0, "W1": 1}


def test_what_fits_is_taken_as_finite_float64_and_copied_into_a_network():
    named = named_parameters({name: value.astype(int) for name, value in reversed(SQUARE.items())})
    assert named.layer_sizes == [3, 3, 1]
    model = nnlib.Network([3, 3, 1], initialization="zeros")
    named.copy_into(model.parameters)
    assert {array.dtype for array in (*named.W.values(), *named.b.values())} == {np.dtype(float)}
    assert model.parameters.vector.tolist() == [1] * 16
    model.W[1] += 1
    assert named.W[1].max() == 1


REFUSED = [
    ({"W1": np.ones((0, 3))}, "W1 must be a matrix, as W[l] is (n_l, n_(l-1)), got shape (0, 3)"),
    ({"W2": np.ones(())}, "W2 must be a matrix, as W[l] is (n_l, n_(l-1)), got shape ()"),
    ({"W1": np.full((3, 3), np.inf)}, "W1[0, 0] is inf, and every value must be finite"),
    ({"b2": np.array([[np.nan]])}, "b2[0, 0] is nan, and every value must be finite"),
    ({"b1": np.ones(3)}, "b1 must have shape (3, 1), got (3,): use b1.reshape(-1, 1), since of one axis it would be"),
    ({"b2": 1.0}, "b2 must have shape (1, 1), got ()"),
]


@pytest.mark.parametrize(("changed", "told"), REFUSED, ids=str)
def test_what_no_network_has_is_refused(changed, told):
    with pytest.raises(ValueError, match=r"^[Wb]\d") as raised:
        named_parameters(SQUARE | changed)
    assert str(raised.value).startswith(told)


def test_an_output_of_several_nodes_has_to_be_named_and_of_one_has_not():
    named = named_parameters(SQUARE)
    assert named.output(None) == nnlib.activations.sigmoid
    assert named.output("identity") == nnlib.activations.identity
    wide = named_parameters({"W1": np.ones((3, 2)), "b1": np.ones((3, 1))})
    assert wide.output("softmax") == nnlib.activations.softmax
    with pytest.raises(ValueError, match=r"The last layer that came is layer 1, with 3 nodes: is a layer missing\?$"):
        wide.output(None)
    with pytest.raises(ValueError, match=r"^softmax over one node is always 1: [^?]*$"):
        named.output("softmax")
