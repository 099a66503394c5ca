"""Parity by n ReLUs, on all inputs, and what an OR of ANDs would need."""

from itertools import product

import numpy as np
import pytest

from nnlib.lessons import parity_network


def test_it_is_exact_on_all_inputs():
    for n in range(1, 11):
        model = parity_network(n)
        assert model.layer_sizes == (n, n, 1)
        X = np.array(list(product((0, 1), repeat=n))).T
        assert np.array_equal(model.predict(X)[0], X.sum(axis=0) % 2)


def test_an_and_that_leaves_a_bit_out_is_wrong_somewhere():
    """So an OR of ANDs needs one AND for each of the 2ⁿ⁻¹ inputs with parity 1."""
    for n in range(1, 5):
        inputs = list(product((0, 1), repeat=n))
        for wanted in product((0, 1, None), repeat=n):
            parities = {sum(x) % 2 for x in inputs if all(w in {None, bit} for w, bit in zip(wanted, x, strict=True))}
            assert (parities == {0, 1}) == (None in wanted)


def test_no_bits_are_refused():
    with pytest.raises(ValueError, match="n must be at least 1, got 0"):
        parity_network(0)
