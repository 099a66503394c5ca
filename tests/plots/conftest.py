"""What tests of pictures share: how well a colour can be seen on another."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb


def linear(colour):
    """Return a colour's red, green and blue in proportion to their light."""
    return np.array([c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)])


@pytest.fixture(name="linear")
def linear_fixture():
    return linear


@pytest.fixture
def contrast():
    """Return the contrast of WCAG 2.1, as a function of two colours."""

    def ratio(one, other):
        dark, light = sorted(linear(colour) @ [0.2126, 0.7152, 0.0722] for colour in (one, other))
        return (light + 0.05) / (dark + 0.05)

    return ratio
