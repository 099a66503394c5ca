"""Section 6's example: shapes hold, blocks are the network, paths add up, and depth brings what it says."""

import re

import pytest


@pytest.fixture
def run(run_example):
    return run_example("section_6_deep_networks")


def test_dimensions_hold_in_a_real_pass_and_a_turned_W_is_refused(run):
    assert "29 arrays of a real pass, of other shapes: 0" in run.printed
    assert "W[2] must have shape (4, 5), got (5, 4): is it transposed?" in run.printed


def test_blocks_and_columns_give_what_the_network_gives(run):
    assert float(re.search(r"against model.gradients: +(\S+)", run.printed)[1]) < 1e-12
    assert float(re.search(r"against all at once: +(\S+)", run.printed)[1]) < 1e-12


def test_derivatives_are_sums_over_paths(run):
    pairs = re.findall(r"(-?\d\.\d{6}), and by the scalar graph +(-?\d\.\d{6})", run.printed)
    assert len(pairs) == 2
    assert all(ours == graphs for ours, graphs in pairs)
    factors = re.findall(r"by node .*: +(-?\d\.\d{6}) \* +(-?\d\.\d{6})", run.printed)
    paths = [float(weight) * float(dZ) for weight, dZ in factors]
    assert len(paths) == 2
    assert sum(paths) == pytest.approx(float(pairs[0][0]), abs=2e-6)


def rows(printed, title):
    """Return the rows of numbers below a title."""
    table = re.search(rf"^{title}.*\n((?: *[\d. ]+\n)+)", printed, flags=re.MULTILINE)[1]
    return [[float(cell) for cell in row.split()] for row in table.splitlines()]


def test_parity_needs_n_relus_and_2_to_the_n_minus_1_ands(run):
    table = rows(run.printed, "bits  ReLUs")
    assert table == [[n, n, 2**n, 0, 2 ** (n - 1)] for n in range(1, 9)]


def test_pieces_double_with_each_layer_and_random_weights_have_few(run):
    table = rows(run.printed, "hidden layers  ReLUs")
    assert [row[:4] for row in table] == [[d, 2 * d, 2**d, 2 * d + 1] for d in range(1, 9)]
    assert all(row[4] < 2 for row in table)


def test_how_much_depth_helps_depends_on_the_data(run):
    accuracies = {
        name: [float(each) for each in re.findall(r"([\d.]+)%", line)]
        for name, line in re.findall(r"^(spirals|digits|clothes)(.*)$", run.printed, flags=re.MULTILINE)
    }
    depths = (0, 1, 2, 4, 6)
    spirals, digits, clothes = (dict(zip(depths, accuracies[name], strict=True)) for name in accuracies)
    assert spirals[0] + 20 < spirals[1] < spirals[2] - 2
    assert digits[0] + 1 < digits[1]
    assert max(digits.values()) < digits[1] + 1
    assert max(clothes.values()) < clothes[0] + 2


@pytest.mark.parametrize("name", ["section_6_blocks.png", "section_6_triangle_waves.png", "section_6_depth.png"])
def test_it_draws_its_pictures(run, name):
    run.picture(name)
