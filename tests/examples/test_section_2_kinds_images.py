"""At equal size convolution wins on pictures; with their pixels shuffled it does not."""

import re

import pytest

KINDS = ("dense", "convolution", "dense, larger")


@pytest.fixture
def run(run_example):
    return run_example("section_2_kinds_images")


def table(run, data):
    """Return for each kind its parameters, and its mean accuracies with the pixels as they are and shuffled."""
    rows = {}
    for kind in KINDS:
        (row,) = re.findall(rf"^{data} +{kind}  +([\d,]+) +[\d.]+ +(.*)$", run.printed, flags=re.MULTILINE)
        rows[kind] = int(row[0].replace(",", "")), *map(float, re.findall(r"([\d.]+) \(", row[1]))
    return rows


@pytest.mark.parametrize("data", ["digits", "clothes"])
def test_the_networks_are_of_equal_size_and_one_is_five_times_as_large(run, data):
    (dense, *_), (convolution, *_), (larger, *_) = table(run, data).values()
    assert dense == pytest.approx(convolution, rel=0.02)
    assert larger == pytest.approx(5 * dense, rel=0.02)


@pytest.mark.parametrize("data", ["digits", "clothes"])
def test_convolution_wins_as_long_as_neighbours_are_neighbours(run, data):
    rows = table(run, data)
    lead, shuffled_lead = (rows["convolution"][k] - rows["dense"][k] for k in (1, 2))
    assert lead > 0.6
    assert abs(shuffled_lead) < lead
    assert abs(shuffled_lead) < 0.8


@pytest.mark.parametrize("data", ["digits", "clothes"])
def test_a_dense_network_does_not_know_which_pixels_are_neighbours(run, data):
    for kind in ("dense", "dense, larger"):
        _, as_they_are, shuffled = table(run, data)[kind]
        assert as_they_are == pytest.approx(shuffled, abs=1.5)


def test_the_columns_of_P_are_patches_and_the_product_is_Z(run):
    first = run.printed.partition("test accuracy")[0]
    assert "P is (9, 64), Z[1] is (1, 64)" in first
    assert "W[1] P + b[1] is Z[1]: True" in first
    assert re.findall(r"column +(\d+) of P is the patch at \((\d), (\d)\): (\w+)", first) == [
        ("0", "0", "0", "True"),
        ("28", "3", "4", "True"),
        ("45", "5", "5", "True"),
    ]


@pytest.mark.parametrize("name", ["section_2_kinds_images_patches.png", "section_2_kinds_images_kernels.png"])
def test_it_draws_its_pictures(run, name):
    run.picture(name)
