"""At equal size convolution wins on pictures; with their pixels shuffled it does not."""

import re

import numpy as np
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


def test_the_tables_of_layers_add_up(run):
    tables = run.printed.partition("test accuracy")[0].split("the network for ")[1:]
    for shapes in tables:
        name, _, rest = shapes.partition("\n")
        parameters = re.findall(r"^ +\d .* ([\d,]+)$", rest, flags=re.MULTILINE)
        assert len(parameters) == 3
        assert sum(int(n.replace(",", "")) for n in parameters) == table(run, name)["convolution"][0]


def test_a_pixel_inside_stands_in_nine_patches_and_at_the_edge_in_fewer(run):
    first = run.printed.partition("how often each pixel stands in P")[2].splitlines()[1:5]
    counts = np.array([line.split() for line in first], dtype=int)
    assert counts.shape == (4, 8)
    assert (counts[1:, 1:-1] == 9).all()
    assert (counts[0] == [4, *[6] * 6, 4]).all()
    assert (counts[1:, [0, -1]] == 6).all()


def test_it_begins_with_the_pixels_of_some_columns_and_with_the_product(run):
    first = run.printed.partition("the network for")[0]
    assert "column 28: rows 2 to 4, columns 3 to 5" in first  # around the pixel (3, 4)
    assert "W[1] P + b[1], (16, 64), is Z[1]: True" in first


@pytest.mark.parametrize("name", ["section_2_kinds_images_patches.png", "section_2_kinds_images_kernels.png"])
def test_it_draws_its_pictures(run, name):
    run.picture(name)
