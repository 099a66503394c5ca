"""The autoencoder reaches the least cost that there is, and the subspace, where the singular values tell it apart."""

import re

import pytest


@pytest.fixture
def run(run_example):
    return run_example("section_5_linear_activations")


@pytest.fixture
def table(run):
    """Return for each k the other numbers of its row."""
    row = r"^ *(\d+) +([\d.]+) +([\d.]+)% +([\d.]+) +([\d.]+) +(\S+) +([\d.]+)$"
    return {
        int(k): [float(each) for each in numbers] for k, *numbers in re.findall(row, run.printed, flags=re.MULTILINE)
    }


def test_the_cost_is_the_least_possible_and_never_less(table):
    assert list(table) == [2, 10, 18, 20, 29]
    for _, _, J, optimum, excess, _ in table.values():
        assert optimum <= J
        assert -1e-12 < excess < 1e-4


def test_128_columns_stand_for_all_digits(run):
    assert float(re.search(r"1797 columns or 128: .* by (\S+)", run.printed)[1]) < 1e-12


def test_the_subspace_is_that_of_the_principal_components(run, table):
    for k in (2, 10, 18):
        assert table[k][-1] < 0.01
    assert table[29][-1] < 0.1
    others = re.search(r"two other starts: largest angle ([\d.]+) degrees and ([\d.]+) degrees", run.printed).groups()
    assert max(map(float, others)) < 0.01


def test_where_two_singular_values_almost_agree_the_angle_closes_slowly(table):
    assert table[20][0] > 0.98
    assert table[20][-1] > 1
    assert all(table[k][0] < 0.95 for k in (2, 10, 18, 29))


def test_the_rebuilt_digits_are_those_of_the_svd_though_the_columns_are_not(run):
    assert float(re.search(r"network against SVD: ([\d.]+)", run.printed)[1]) < 0.02
    assert float(re.search(r"of its number: (\d+) degrees", run.printed)[1]) > 30


@pytest.mark.parametrize("name", ["compressed_digits", "subspace"])
def test_it_draws_its_pictures(run, name):
    run.picture(f"section_5_{name}.png")
