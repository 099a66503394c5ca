"""The course's first weights are those of its seeds, whatever else draws random numbers."""

from itertools import pairwise

import numpy as np
import pytest

import nnlib
from nnlib.lessons import legacy_initialization

SIZES = [3, 4, 2, 1]


def expected(seed, scale=None):
    """Return W[1], W[2], … as the course draws them."""
    legacy = np.random.RandomState(seed)
    scaled = {"he": lambda W, n: W * np.sqrt(2 / n), None: lambda W, n: W / np.sqrt(n), 0.01: lambda W, _: W * 0.01}
    return [scaled[scale](legacy.randn(n, n_prev), n_prev) for n_prev, n in pairwise(SIZES)]


def test_layer_by_layer_and_anew_for_each_network():
    for scale in [0.01, None, "he"]:
        for seed in [0, 1, 2**32 - 1]:
            draw = legacy_initialization(seed, scale)
            for rng in (None, 1, 1):
                model = nnlib.Network(SIZES, initialization=draw, rng=rng)
                for W, right in zip(model.W.values(), expected(seed, scale), strict=True):
                    assert np.array_equal(W, right)


def test_numpys_global_state_and_the_networks_own_generator_are_left_alone():
    before, rng = np.random.get_state()[1].copy(), np.random.default_rng(3)  # noqa: NPY002  the old state is what is looked at
    state = rng.bit_generator.state
    nnlib.Network(SIZES, initialization=legacy_initialization(1), rng=rng)
    assert np.array_equal(np.random.get_state()[1], before)  # noqa: NPY002  the old state is what is looked at
    assert rng.bit_generator.state == state


def test_what_is_no_seed_or_scale_is_refused():
    for arguments, error, message in [
        ((-1,), ValueError, "seed must be a whole number from 0 .*, got -1"),
        ((2**32,), ValueError, r"from 0 to below 2\*\*32, .*, got 4294967296"),
        (("one",), TypeError, "seed must be a whole number .*, got 'one'"),
        ((None,), TypeError, "seed must be a whole number .*, got None"),
        ((1, 0), ValueError, "scale must be a positive, finite number, got 0"),
        ((1, [1]), TypeError, r"scale must be a number, got \[1\]"),
        ((1, "He"), ValueError, "unknown scale 'He': did you mean 'he'"),
    ]:
        with pytest.raises(error, match=message):
            legacy_initialization(*arguments)
