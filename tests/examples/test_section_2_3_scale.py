"""More data help every model; the larger ones only where there are many, and with few the ranking is open."""

import re

import numpy as np
import pytest

NAMES = ["softmax regression", "small: 16", "middle: 64", "large: 128, 64"]


@pytest.fixture
def run(run_example):
    return run_example("section_2_3_scale")


def accuracies(run):
    """Return mean and deviation for each model, of shape (models, amounts and trained longer)."""
    table = [re.findall(rf"^{name} .*\+-.*$", run.printed, flags=re.MULTILINE)[0] for name in NAMES]
    pairs = np.array([re.findall(r"([\d.]+) \+- ([\d.]+)", line) for line in table], dtype=float)
    assert pairs.shape == (4, 4, 2)
    return pairs[..., 0], pairs[..., 1]


def test_more_data_help_every_model_and_more_than_its_size(run):
    mean, _ = accuracies(run)
    assert (np.diff(mean[:, :3], axis=1) > 0).all()
    assert (mean[:, 2] - mean[:, 0]).min() > 25
    assert np.ptp(mean, axis=0).max() < 5


def test_with_few_images_the_models_are_within_the_spread_of_the_seeds(run):
    mean, deviation = accuracies(run)
    assert np.ptp(mean[[0, 2, 3], 0]) < deviation[:, 0].max()


def gains(run, name):
    (line,) = re.findall(rf"^{name} .*, \d$", run.printed, flags=re.MULTILINE)
    return np.array(re.findall(r"([+-][\d.]+), (\d)", line), dtype=float)


def test_with_all_images_the_large_network_is_ahead_however_long_all_are_trained(run):
    large = gains(run, "large: 128, 64")
    assert (large[[2, 3], 0] > 0.5).all()
    assert (large[[2, 3], 1] >= 4).all()
    assert large[3, 0] < large[2, 0]  # a part of the lead was that it learns faster


def test_the_small_network_is_not(run):
    assert gains(run, "small: 16")[2:, 0].max() < 0.6


def test_it_draws_its_picture(run):
    run.picture("section_2_3_scale.png")
